#!/usr/bin/env bash
# ical (PyPI) does not show the first meeting of a group that meets at irregular dates: where RDATE stands without RRULE, DTSTART is no occurrence.
#
# Version: ical 14.3.1 (the library behind the local calendars of home-automation software), the newest on PyPI in November 2026.
# Expected: RFC 5545, 3.8.2.4 and 3.8.5.2: DTSTART is the first occurrence, and RDATE adds others, to a rule or to an event without one.
# Seen: an event on 8 December with RDATE 15 December and 5 January is shown on these two alone. With "RRULE:FREQ=DAILY;COUNT=1" beside it, which adds
#   nothing, the first is there as well; so is it when RDATE repeats it. The event that was read still has its DTSTART; its timeline has not.
# For people of this field: how a list of dates that a group agreed to is written is one event with RDATE, and recurring-ical-events shows all of them. The
#   meeting that is missing is the very next one. Repeat DTSTART in RDATE: readers that do it right count it once.
# Convenor: writes each meeting as an event of its own, without RDATE.
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
import datetime
import sys

import icalendar
import recurring_ical_events
from ical.calendar_stream import IcsCalendarStream

BEGIN = datetime.datetime(2026, 12, 1, tzinfo=datetime.timezone.utc)
END = datetime.datetime(2027, 2, 1, tzinfo=datetime.timezone.utc)


def look(*lines):
    text = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Meetings//EN", "BEGIN:VEVENT", "UID:calls@example.org", "DTSTAMP:20261129T120000Z",
        "DTSTART:20261208T140000Z", "DURATION:PT1H", "SUMMARY:Call", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    right = [event["DTSTART"].dt for event in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(BEGIN, END)]
    seen = [event.dtstart for event in IcsCalendarStream.calendar_from_ics(text).timeline.overlapping(BEGIN, END)]
    right, seen = (sorted(date.strftime("%m-%d") for date in dates) for dates in (right, seen))
    print(f"DTSTART 12-08, {' and '.join(lines)}\n  recurring-ical-events {', '.join(right)}\n  ical                  {', '.join(seen)}")
    return right, seen


ALL = ["01-05", "12-08", "12-15"]
alone = look("RDATE:20261215T140000Z,20270105T140000Z")
ruled = look("RRULE:FREQ=DAILY;COUNT=1", "RDATE:20261215T140000Z,20270105T140000Z")
again = look("RDATE:20261208T140000Z,20261215T140000Z,20270105T140000Z")
is_there = alone == (ALL, ["01-05", "12-15"]) and ruled == again == (ALL, ALL)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
