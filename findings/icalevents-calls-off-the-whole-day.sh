#!/usr/bin/env bash
# icalevents (PyPI) calls off every meeting of a day on which one is called off: with calls at 9:00 and 16:00, an EXDATE for 9:00 takes both.
#
# Version: icalevents 0.3.1, the newest on PyPI in November 2026 (with icalendar 7.3.2).
# Expected: RFC 5545, 3.8.5.1: EXDATE takes out the occurrence that starts at its date and time. recurring-ical-events (PyPI) does that, and a meeting moved by
#   RECURRENCE-ID moves alone in icalevents as well.
# Seen: what EXDATE names is compared by its date alone. Of six calls on three days (RRULE with BYHOUR=9,16) with one excluded, four are left; the other
#   call of that day is not shown. With each hour as a series of its own all is right.
# For people of this field: groups whose members live on both sides of the Pacific hold each call twice a day, and call off one of the two. A room display or
#   chat bot on this library tells the other half of the group that there is no call. Send two series, or dated events.
# Convenor: sends each meeting as an event of its own, and calls it off by its UID.
#
# Needs: bash, python3 with venv. Installs icalevents, icalendar and recurring-ical-events into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalevents==0.3.1 icalendar==7.3.2 recurring-ical-events==3.8.2 \
  || { echo "icalevents 0.3.1 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import datetime
import sys

import icalendar
import recurring_ical_events
from icalevents import icalevents


def event(uid, rule, start, *more):
    return ["BEGIN:VEVENT", f"UID:{uid}@example.org", "DTSTAMP:20261129T120000Z", f"DTSTART:202612{start}0000Z", "DURATION:PT1H", "SUMMARY:Call",
            f"RRULE:{rule}", *more, "END:VEVENT"]


def look(what, *events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Meetings//EN", *(line for one in events for line in one), "END:VCALENDAR", ""]
    text = "\r\n".join(lines)
    begin = datetime.datetime(2026, 12, 1, tzinfo=datetime.timezone.utc)
    end = begin + datetime.timedelta(days=40)
    right = sorted(found["DTSTART"].dt for found in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(begin, end))
    seen = sorted(found.start for found in icalevents.events(string_content=text.encode(), start=begin, end=end))
    right, seen = ([date.strftime("%d %Hh") for date in dates] for dates in (right, seen))
    print(f"{what}\n  recurring-ical-events {', '.join(right)}\n  icalevents            {', '.join(seen)}")
    return right, seen


one = look("one series, EXDATE for 9:00 on the 9th", event("calls", "FREQ=DAILY;BYHOUR=9,16;COUNT=6", "08T09", "EXDATE:20261209T090000Z"))
two = look("two series", event("early", "FREQ=DAILY;COUNT=3", "08T09", "EXDATE:20261209T090000Z"), event("late", "FREQ=DAILY;COUNT=3", "08T16"))
is_there = (
    one == (["08 09h", "08 16h", "09 16h", "10 09h", "10 16h"], ["08 09h", "08 16h", "10 09h", "10 16h"])
    and two[0] == two[1] == one[0]
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
