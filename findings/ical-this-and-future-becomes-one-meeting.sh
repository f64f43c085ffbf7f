#!/usr/bin/env bash
# ical (PyPI) turns "from March on at 9:00" into "in March at 9:00": a file that passes through it loses RANGE and TZID of RECURRENCE-ID.
#
# Version: ical 14.3.1 (the library behind the local calendars of home-automation software), the newest on PyPI in November 2026.
# Expected: RFC 5545, 3.2.13 and 3.8.4.4: RANGE=THISANDFUTURE applies a change to that meeting and all after it, and RECURRENCE-ID has a zone
#   where DTSTART has one. A library that does not implement a parameter keeps it or refuses the file; it keeps the parameters of other
#   properties, and unknown properties, through a round trip.
# Seen: RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Zurich:20270309T150000 is written back as RECURRENCE-ID:20270309T150000. No error, no
#   warning. A reader that knows RANGE (recurring-ical-events here) has the meetings of April and May at 9:00 before and at 15:00 afterwards.
# For people of this field: where "this and all later meetings" are moved with THISANDFUTURE, the move shrinks to one meeting in every copy that this
#   library has written, and the rest of the group comes at the old hour. End the old series with UNTIL and send a new one under a new UID.
# Convenor: sends each meeting as an event of its own, without RRULE and RECURRENCE-ID.
#
# Needs: bash, python3 with venv. Installs ical, icalendar and recurring-ical-events into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ical==14.3.1 icalendar==7.3.2 recurring-ical-events==3.8.2 \
  || { echo "ical 14.3.1 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys

import icalendar
import recurring_ical_events
from ical.calendar_stream import IcsCalendarStream

SERIES = "\r\n".join("""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Meetings//EN
BEGIN:VEVENT
UID:calls@example.org
DTSTAMP:20261129T120000Z
DTSTART;TZID=Europe/Zurich:20270112T150000
DURATION:PT1H
SUMMARY:Call
RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=5
END:VEVENT
BEGIN:VEVENT
UID:calls@example.org
DTSTAMP:20261129T120000Z
RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Zurich:20270309T150000
DTSTART;TZID=Europe/Zurich:20270309T090000
DURATION:PT1H
SUMMARY:Call
END:VEVENT
END:VCALENDAR
""".splitlines()) + "\r\n"


def meetings(text):
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between("20270101", "20270701")
    return sorted(event["DTSTART"].dt.strftime("%m-%d %H:%M") for event in events)


after = IcsCalendarStream.calendar_to_ics(IcsCalendarStream.calendar_from_ics(SERIES))
for name, text in (("before", SERIES), ("after", after)):
    line = next(line for line in text.splitlines() if line.startswith("RECURRENCE-ID"))
    print(f"{name:6} {line}\n       {', '.join(meetings(text))}")
is_there = "RECURRENCE-ID:20270309T150000" in after and meetings(SERIES)[3] == "04-13 09:00" and meetings(after)[3] == "04-13 15:00"
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
