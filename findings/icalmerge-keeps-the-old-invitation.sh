#!/usr/bin/env bash
# icalmerge (W3C, Debian's ical2html) keeps the old version of an invitation where the new one has a higher SEQUENCE but no LAST-MODIFIED.
#
# Version: ical2html 3.0-1 (Debian 12), with libical 3.0.16.
# Expected: RFC 5546, 2.1.5: of two messages on one UID the higher SEQUENCE is the newer one, and with equal numbers the later DTSTAMP. Every invitation has
#   both; LAST-MODIFIED is optional (RFC 5545, 3.6.1). The manual page says that the most recent version of each event is kept.
# Seen: LAST-MODIFIED alone is compared, and only where both versions have it. Otherwise the version in the file named first stays, whatever its
#   SEQUENCE and DTSTAMP: "old new" keeps the old date of a moved meeting, "new old" the new one. Mixed cases count as without.
# For people of this field: W3C pages and others build the month's table from many files this way; a group's moved meeting stays on its old day,
#   or changes with the order in which the shell lists the files. Name the newest files first, or see that they carry LAST-MODIFIED.
# Convenor: raises SEQUENCE and DTSTAMP with each change. LAST-MODIFIED beside them in src/document/calendar.rs would cost one line and serve this tool.
#
# Needs: bash, apt-get with dpkg (Debian 12). Unpacks ical2html and libical3 into a temporary folder; installs nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq ical2html=3.0-1 libical3 libicu72 > /dev/null 2>&1 || { echo "the packages cannot be fetched" >&2; exit 2; }
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(dirname "$(find "$work/usr/lib" -name 'libical.so.3' | head -n 1)")
export LD_LIBRARY_PATH

# An invitation: file, day of December, SEQUENCE, DTSTAMP, and the same moment as LAST-MODIFIED if asked for.
invitation() {
  {
    printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Meetings//EN\r\nBEGIN:VEVENT\r\nUID:m7@example.org\r\nDTSTAMP:%s\r\n' "$4"
    printf 'SEQUENCE:%s\r\nDTSTART:202612%sT140000Z\r\nSUMMARY:Meeting 7\r\n' "$3" "$2"
    if [ $# -gt 4 ]; then printf 'LAST-MODIFIED:%s\r\n' "$4"; fi
    printf 'END:VEVENT\r\nEND:VCALENDAR\r\n'
  } > "$1"
}
invitation old.ics 08 0 20261129T120000Z
invitation new.ics 15 3 20261205T120000Z
invitation old-dated.ics 08 0 20261129T120000Z dated
invitation new-dated.ics 15 3 20261205T120000Z dated

seen=""
for order in "old.ics new.ics" "new.ics old.ics" "old-dated.ics new-dated.ics" "old-dated.ics new.ics"; do
  # shellcheck disable=SC2086
  usr/bin/icalmerge $order merged.ics
  day=$(sed -n 's/^DTSTART:202612\(..\)T.*/\1/p' merged.ics)
  printf '%-28s meeting on December %s\n' "$order" "$day"
  seen="$seen $day"
done
# The old day, the new one, the new one, the old one; right would be the 15th throughout.
if [ "$seen" = " 08 15 15 08" ]; then echo "still so"; else echo "changed:$seen"; exit 1; fi
