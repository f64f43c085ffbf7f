#!/usr/bin/env bash
# ical2html (W3C, in Debian) shows the meetings that EXDATE took out of a series, shows a moved one on both days, and leaves out RDATE.
#
# Version: ical2html 3.0-1 (Debian 12), with libical 3.0.16.
# Expected: RFC 5545, 3.8.5.1, 3.8.5.2 and 3.8.4.4: EXDATE takes a date out of the series, RDATE adds one, and an event with RECURRENCE-ID replaces the
#   one that it names. The manual page makes no exception; the program expands RRULE with libical, which has functions for all of these.
# Seen: RRULE alone counts. Of four weekly calls with the third excluded, all four are in the table; the fourth, moved by RECURRENCE-ID to the next
#   morning, is there twice; an added date is missing. An event with STATUS:CANCELLED gets a class of its own, so its style sheet can strike it out.
# For people of this field: the table on the group's page tells people to come to calls that were called off weeks ago, while everybody's
#   own calendar is right. Take such dates out of the file before it goes in, or give each meeting an event of its own.
# Convenor: writes each meeting as an event of its own, and one called off with STATUS:CANCELLED, which this tool can mark.
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

sed 's/$/\r/' > calls.ics <<'ICS'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Meetings//EN
BEGIN:VEVENT
UID:calls@example.org
DTSTAMP:20261129T120000Z
DTSTART:20261201T140000Z
DURATION:PT1H
SUMMARY:Call
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE:20261215T140000Z
RDATE:20261217T140000Z
END:VEVENT
BEGIN:VEVENT
UID:calls@example.org
DTSTAMP:20261129T120000Z
RECURRENCE-ID:20261222T140000Z
DTSTART:20261223T090000Z
DURATION:PT1H
SUMMARY:Call
END:VEVENT
END:VCALENDAR
ICS
usr/bin/ical2html 20261201 P31D calls.ics > calls.html
shown=$(tr '\n' ' ' < calls.html | grep -o 'class="dtstart" *title="[^"]*"' | sed 's/.*title="202612\(..\)T\(..\).*/\1:\2h/' | sort | tr '\n' ' ')
echo "right  01:14h 08:14h 17:14h 23:09h"
echo "shown  $shown"
if [ "$shown" = "01:14h 08:14h 15:14h 22:14h 23:09h " ]; then echo "still so"; else echo "changed"; exit 1; fi
