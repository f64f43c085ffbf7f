#!/usr/bin/env bash
# arrow (PyPI) calls fifteen days "in a month" and 46 days "in 2 months"; "in 3 weeks" is never said. What is 119 minutes away is "in an hour".
#
# Version: arrow 1.4.0, the newest on PyPI in November 2026.
# Expected: the page of humanize() has it as the difference in words a person would use, in units from seconds to years with weeks among them; three weeks are
#   "3 weeks", as pendulum (PyPI) says, and what is between two units goes to the nearer one.
# Seen: from the fifteenth day on weeks are not looked at: more than fourteen days beyond whole months count as one more month, so 15 to 45 days are "in a
#   month" and 46 "in 2 months" (from 1 December). Below that it is rounded down: 47 hours are "in a day", 13 days "in a week", 119 minutes "in an hour".
#   Between "in 2 weeks" and "in a month" lies one day. dehumanize("in a month") of the words for 15 days is a month later.
# For people of this field: objection periods and deadlines for contributions are of two to four weeks. A reminder with this function says "the deadline is in
#   a month" with fifteen days left, and "in a day" for the meeting of the day after tomorrow. Ask for granularity "day".
# Convenor: says dates with their weekday, and lengths in days or in hours and minutes.
#
# Needs: bash, python3 with venv. Installs arrow and pendulum into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check arrow==1.4.0 pendulum==3.3.0 || { echo "arrow 1.4.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import datetime
import sys

import arrow
import pendulum

NOW = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=datetime.timezone.utc)


def say(**length):
    then = NOW + datetime.timedelta(**length)
    seen = arrow.get(then).humanize(arrow.get(NOW))
    other = pendulum.instance(then).diff_for_humans(pendulum.instance(NOW))
    print(f"{', '.join(f'{count} {unit}' for unit, count in length.items()):12} arrow: {seen:12} pendulum: {other}")
    return seen


is_there = (
    [say(minutes=119), say(hours=47), say(days=13), say(days=14)] == ["in an hour", "in a day", "in a week", "in 2 weeks"]
    and [say(days=15), say(days=21), say(days=44), say(days=46)] == ["in a month", "in a month", "in a month", "in 2 months"]
)
back = arrow.get(NOW).dehumanize(say(days=15))
print(f"back from the words for {NOW + datetime.timedelta(days=15):%Y-%m-%d}: {back:YYYY-MM-DD}")
is_there = is_there and back == arrow.get(2027, 1, 1, 9)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
