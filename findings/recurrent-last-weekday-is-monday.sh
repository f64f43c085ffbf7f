#!/usr/bin/env bash
# recurrent (PyPI) reads "last weekday of every month" as the last Monday and "last working day of every month" as the last day, Sunday or not.
#
# Version: recurrent 0.4.1, the newest on PyPI in November 2026.
# Expected: RFC 5545, 3.3.10 gives this very case as its example for BYSETPOS: MO,TU,WE,TH,FR with BYSETPOS=-1 is the last working day of a month. The
#   package knows weekdays: "every weekday" is BYDAY=MO,TU,WE,TH,FR. A phrase that it does not know returns None.
# Seen: of the five days the first alone is kept: "last weekday" is BYDAY=-1MO and "first weekday" BYDAY=1MO. "last working day" drops the word that
#   matters and is BYMONTHDAY=-1. format(), meant to show a person what was understood, does say "last Mon of every month".
# For people of this field: deadlines for contributions and monthly reports are set this way. In 2027 the rules fall on the day meant in one and in
#   eight months out of twelve, the second often enough to pass a test. Show what format() gives, and ask.
# Convenor: reads "the last Tuesday of every month" and refuses these two phrases as more than one day, so nothing is guessed.
#
# Needs: bash, python3 with venv. Installs recurrent and python-dateutil into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check recurrent==0.4.1 python-dateutil==2.9.0.post0 \
  || { echo "recurrent 0.4.1 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import datetime
import sys

from dateutil.rrule import rrulestr
from recurrent.event_parser import RecurringEvent

START, END = datetime.datetime(2027, 1, 1), datetime.datetime(2027, 12, 31, 23)


def days(rule):
    return {date.date() for date in rrulestr(rule, dtstart=START).between(START, END, inc=True)}


meant = days("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")


def read(phrase):
    event = RecurringEvent(now_date=datetime.datetime(2026, 11, 29, 12, 0))
    rule = event.parse(phrase)
    right = len(days(rule) & meant)
    print(f"{phrase}\n  {rule!r} ({event.format(rule)}): {right} of 12 last working days of 2027")
    return rule


all_days = read("every weekday")
weekday = read("last weekday of every month")
working = read("last working day of every month")
is_there = "MO,TU,WE,TH,FR" in all_days and "BYDAY=-1MO" in weekday and "BYMONTHDAY=-1" in working
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python -W ignore look.py
