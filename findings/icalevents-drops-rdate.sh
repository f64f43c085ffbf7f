#!/usr/bin/env bash
# icalevents (PyPI) does not show extra meetings: RDATE is passed over without a word, while EXDATE of the same series is honoured.
#
# Version: icalevents 0.3.1, the newest on PyPI in November 2026 (with icalendar 7.3.2).
# Expected: RFC 5545, 3.8.5.2: RDATE adds dates to a series, or to an event without RRULE. The package
#   is there to give the events between two dates, and expands RRULE for that.
# Seen: a weekly series of three meetings with one EXDATE and one RDATE yields two meetings; the added one is not there. An event whose other
#   dates stand in RDATE alone (how irregular meetings of a group are usually written) yields its first date only.
# For people of this field: agenda displays, room panels and chat bots that read a feed with this library miss just the meetings that were
#   added out of turn. Write added meetings as events of their own.
# Convenor: writes each meeting as an event of its own (one UID, no RRULE, no RDATE), so such a display shows all of them.
#
# Needs: bash, python3 with venv. Installs icalevents into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalevents==0.3.1 icalendar==7.3.2 || { echo "icalevents 0.3.1 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import datetime
import sys

from icalevents import icalevents


def dates(lines):
    text = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Meetings//EN", "BEGIN:VEVENT", "UID:calls@example.org",
        "DTSTAMP:20261129T120000Z", "DTSTART:20261208T140000Z", "DURATION:PT1H", "SUMMARY:Call", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    start = datetime.datetime(2026, 12, 1, tzinfo=datetime.timezone.utc)
    events = icalevents.events(string_content=text.encode(), start=start, end=start + datetime.timedelta(days=60))
    found = sorted(event.start.strftime("%Y-%m-%d") for event in events)
    print(f"{' + '.join(lines)}\n  {', '.join(found)}")
    return found


series = dates(["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261215T140000Z", "RDATE:20261217T140000Z"])
irregular = dates(["RDATE:20261217T140000Z,20270105T140000Z"])
is_there = series == ["2026-12-08", "2026-12-22"] and irregular == ["2026-12-08"]
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
