#!/usr/bin/env bash
# parsedatetime (PyPI) reads 2026-12-08T15:00 as today, 20:26: the year becomes the hour. With a space in place of the T it is right.
#
# Version: parsedatetime 2.6, the newest on PyPI in November 2026 (about the 750th most downloaded package there).
# Expected: RFC 3339, 5.6 and ISO 8601 join date and time with a T; it is what programs, logs and calendars write. The package's page promises dates as people
#   write them; it reads "2026-12-08 15:00" and gives a flag, 0 for what it could not read.
# Seen: of the form with T the four digits of the year are taken as a time of four digits, and the rest is dropped. The flag is 2, a time of today. So it is
#   until 2059; with 2060 or 1999 the flag is 0 at least. "Z" behind the minutes loses the time: "2026-12-08 15:00Z" is the 8th at the hour that it is now. Of
#   "08.12.2026 15.00" the answer is the present moment with the flag of a date.
# For people of this field: deadlines are pasted from logs and invitations in this form. A reminder set for it goes off the same evening, or at once, and
#   never again. Try datetime.fromisoformat first.
# Convenor: reads the forms of RFC 3339 itself, and says in its answer which day and zone it took.
#
# Needs: bash, python3 with venv. Installs parsedatetime into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check parsedatetime==2.6 || { echo "parsedatetime 2.6 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import datetime
import sys

import parsedatetime

NOW = datetime.datetime(2026, 11, 29, 9, 0)


def read(words):
    when, flag = parsedatetime.Calendar().parseDT(words, sourceTime=NOW)
    print(f"{words:26} {when:%Y-%m-%d %H:%M}, flag {flag}")
    return when.strftime("%m-%d %H:%M"), flag


is_there = (
    read("2026-12-08 15:00") == ("12-08 15:00", 3)
    and read("2026-12-08T15:00") == ("11-29 20:26", 2)
    and read("2026-12-08T15:00:00Z") == ("11-29 20:26", 2)
    and read("2027-01-12T09:30:00+01:00") == ("11-29 20:27", 2)
    and read("2060-01-12T09:30")[1] == 0
    and read("2026-12-08 15:00Z") == ("12-08 09:00", 1)
)
when, flag = parsedatetime.Calendar().parseDT("08.12.2026 15.00", sourceTime=NOW)
is_now = abs(when - datetime.datetime.now()) < datetime.timedelta(minutes=1)
print(f"08.12.2026 15.00           {'this very moment' if is_now else when}, flag {flag}")
is_there = is_there and is_now and flag == 1
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
