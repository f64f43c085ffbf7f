#!/usr/bin/env bash
# recurrent (PyPI) takes "every Tuesday from 15:00 to 17:00" as a series from today to today: it has no meeting at all.
#
# Version: recurrent 0.4.1, the newest on PyPI in November 2026.
# Expected: "from … to …" with clock times is the length of each meeting. The package's page shows "from" and "until" with dates; a reader that cannot
#   tell a length ignores it, as this one does with "every Tuesday 15:00-17:00" (the times are dropped, the series stays), or returns None.
# Seen: both times are read as dates without a day, so as today: DTSTART and UNTIL are the day on which the phrase is read, and the rule has no
#   BYHOUR. Expanded, it is empty on six days of the week and on the seventh a single meeting, at an hour that nobody named.
# For people of this field: "every Tuesday from 15:00 to 17:00" is the plainest way to announce a standing call. A calendar or bot that takes it
#   through this library books nothing and reports nothing. Ask for a start and a length apart.
# Convenor: reads the phrase as meant (every week, 15:00 to 17:00) and names the first meeting in its answer.
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

SUNDAY = datetime.datetime(2026, 11, 29, 12, 0)


def read(phrase):
    rule = RecurringEvent(now_date=SUNDAY).parse(phrase)
    dates = rrulestr(rule, dtstart=None if "DTSTART" in rule else SUNDAY)
    found = list(dates.between(SUNDAY - datetime.timedelta(days=1), SUNDAY + datetime.timedelta(days=365)))
    print(f"{phrase}\n  {rule!r}: {len(found)} meetings in a year")
    return rule, len(found)


hours = read("every Tuesday from 15:00 to 17:00")
dashed = read("every Tuesday 15:00-17:00")
start = read("every Tuesday at 15:00")
is_there = "UNTIL=20261129" in hours[0] and hours[1] == 0 and dashed[1] == start[1] == 52
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python -W ignore look.py
