#!/usr/bin/env bash
# recurring-ical-events (PyPI) moves a weekly call a day where the calendar says for which zone it is shown: Tuesday 22:00 UTC with X-WR-TIMEZONE:Asia/Tokyo
# is a Wednesday once, and from then on comes on Monday 22:00 UTC.
#
# Version: recurring-ical-events 3.8.2 with x-wr-timezone 2.0.1, the newest on PyPI in November 2026.
# Expected: RFC 5545, 3.3.5 and 3.3.10: a start with Z is in UTC, and so are the days of its rule. X-WR-TIMEZONE is in no RFC; at most it says in which zone a
#   moment is shown, as x-wr-timezone's page has it, and that changes no moment.
# Seen: the start is rewritten into the zone, DTSTART;TZID=Asia/Tokyo:20261209T070000, a Wednesday; BYDAY=TU stays. The next calls are Tuesdays at 7:00 in
#   Tokyo, a day before the right ones; the date in EXDATE is not met, so the call that was called off takes place; and there is one call more than COUNT,
#   since the first is none of the rule's. Without BYDAY the day is right, and over a change of the clocks the hour moves by one. Without X-WR-TIMEZONE all is
#   right.
# For people of this field: servers write times in UTC and this line for display, and groups in Asia and America meet where the day differs from UTC's.
#   Displays and bots on this library call them a day early. Pass calendars on without the line if their times have a Z.
# Convenor: writes the line, too, beside dated events in UTC without RRULE; these come out right.
#
# Needs: bash, python3 with venv. Installs recurring-ical-events, icalendar and x-wr-timezone into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check recurring-ical-events==3.8.2 icalendar==7.3.2 x-wr-timezone==2.0.1 \
  || { echo "recurring-ical-events 3.8.2 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import datetime
import sys

import icalendar
import recurring_ical_events


def look(zone, start, *rules):
    lines = [f"X-WR-TIMEZONE:{zone}"] if zone else []
    text = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Meetings//EN", *lines, "BEGIN:VEVENT", "UID:calls@example.org", "DTSTAMP:20261029T120000Z",
        f"DTSTART:{start}", "DURATION:PT1H", "SUMMARY:Call", *rules, "END:VEVENT", "END:VCALENDAR", ""])
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between("20261001", "20270201")
    seen = sorted(event["DTSTART"].dt.astimezone(datetime.timezone.utc) for event in events)
    print(f"{start} {' '.join(rules)}, shown for {zone or 'no zone'}:\n  {', '.join(date.strftime('%a %-d %b %H:%M UTC') for date in seen)}")
    return [date.strftime("%m-%d %H") for date in seen]


CALLS = ("20261208T220000Z", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=4", "EXDATE:20261215T220000Z")
AUTUMN = ("20261020T130000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
is_there = (
    look(None, *CALLS) == ["12-08 22", "12-22 22", "12-29 22"]
    and look("Asia/Tokyo", *CALLS) == ["12-08 22", "12-14 22", "12-21 22", "12-28 22", "01-04 22"]
    and look(None, *AUTUMN) == ["10-20 13", "10-27 13"]
    and look("Europe/Zurich", *AUTUMN) == ["10-20 13", "10-27 14"]
    and look("Asia/Tokyo", "20261208T220000Z") == ["12-08 22"]
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
