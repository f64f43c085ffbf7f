#!/usr/bin/env bash
# mergecal (PyPI) keeps a moved meeting on both days, and drops the cancellation of a meeting that was cancelled without a new SEQUENCE.
#
# Version: mergecal 0.5.0, the newest on PyPI in November 2026 (with icalendar 7).
# Expected: RFC 5546, 2.1.5: a UID is one event, the higher SEQUENCE (then the later DTSTAMP) replaces the lower. The library looks at
#   UIDs when it merges: the same event in two calendars comes out once.
# Seen: two events are the same for it only where UID, SEQUENCE and RECURRENCE-ID all agree, and then the first file's stays. The meeting of 8 December,
#   moved to the 15th with SEQUENCE 1, is in the result on both days. A CANCELLED version with the SEQUENCE and a later DTSTAMP (what people make
#   who only set the status) is dropped, so the meeting stays on.
# For people of this field: merged feeds of SG17, SG20 and a joint group hold the same meetings in different versions; exactly those that changed
#   come out double. Keep the highest SEQUENCE of each UID before merging.
# Convenor: raises SEQUENCE with every change and with CANCEL; it cannot keep such a merger from showing both versions.
#
# Needs: bash, python3 with venv. Installs mergecal into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mergecal==0.5.0 || { echo "mergecal 0.5.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys

from icalendar import Calendar
from mergecal import merge_calendars


def calendar(day, sequence, stamp, status="CONFIRMED"):
    return Calendar.from_ical("\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Meetings//EN", "BEGIN:VEVENT", "UID:m7@example.org",
        f"DTSTAMP:{stamp}T120000Z", f"SEQUENCE:{sequence}", f"DTSTART:202612{day}T140000Z", f"STATUS:{status}", "SUMMARY:Meeting 7",
        "END:VEVENT", "END:VCALENDAR", ""]))


def merged(name, *calendars):
    events = merge_calendars(list(calendars)).walk("VEVENT")
    found = [(event["DTSTART"].dt.day, str(event["STATUS"])) for event in events]
    print(f"{name}: {found}")
    return found


same = merged("the same twice", calendar("08", 0, "20261129"), calendar("08", 0, "20261129"))
moved = merged("moved to the 15th", calendar("08", 0, "20261129"), calendar("15", 1, "20261205"))
cancelled = merged("cancelled", calendar("08", 0, "20261129"), calendar("08", 0, "20261205", "CANCELLED"))
is_there = (
    same == [(8, "CONFIRMED")] and moved == [(8, "CONFIRMED"), (15, "CONFIRMED")] and cancelled == [(8, "CONFIRMED")]
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
