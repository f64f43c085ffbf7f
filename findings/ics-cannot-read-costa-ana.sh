#!/usr/bin/env bash
# ics (PyPI) writes invitations that it cannot read itself if an attendee is called "Costa, Ana"; with an organization behind a semicolon node-ical (npm)
# drops the attendee without a word.
#
# Version: ics 0.7.3, the newest on PyPI in November 2026; icalendar 7.3.2 (PyPI) and node-ical 0.27.2 (npm) as readers, icalendar as a right writer.
# Expected: RFC 5545, 3.2: a parameter whose value holds ",", ";" or ":" is put in double quotation marks; escapes with a backslash exist in TEXT values, not
#   here. RFC 6868 has ^' for a quotation mark in a name.
# Seen: the name is escaped like text and never quoted: CN=Costa\, Ana. ics then reports two names ("at most one CN"), and with "Costa, Ana; ITU" or a
#   quotation mark in the name a broken line, for its own file. icalendar, which is lenient here, reads the names.
# For people of this field: "Surname, First name" and a name with its organization are how directories of companies and standards bodies list people. The
#   meeting is in nobody's calendar, or one person is not invited. Pass names without these signs, or write such lines with icalendar.
# Convenor: quotes the name of the organizer, and has no attendees in what it publishes.
#
# Needs: bash, python3 with venv, Node.js (20 or later) with npm. Installs the three packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts node-ical@0.27.2 || { echo "node-ical 0.27.2 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ics==0.7.3 icalendar==7.3.2 || { echo "ics 0.7.3 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const nodeIcal = require("node-ical");
const text = require("fs").readFileSync("meeting.ics", "utf8");
const event = Object.values(nodeIcal.sync.parseICS(text)).find((item) => item.type === "VEVENT");
console.log(event.attendee ? event.attendee.val : "nobody");
JS
cat > look.py <<'PY'
import subprocess
import sys

import ics
from icalendar import Event, vCalAddress, vText


def read(name):
    event = ics.Event(name="Meeting 7", begin="2026-12-08 14:00", duration={"hours": 2})
    event.add_attendee(ics.Attendee(email="ana@example.org", common_name=name))
    text = ics.Calendar(events=[event]).serialize()
    with open("meeting.ics", "w", encoding="utf-8", newline="") as file:
        file.write(text)
    right, address = Event(), vCalAddress("mailto:ana@example.org")
    address.params["CN"] = vText(name)
    right.add("attendee", address)
    try:
        (found,) = ics.Calendar(text).events
        itself = [attendee.email for attendee in found.attendees]
    except Exception as error:
        itself = type(error).__name__
    other = subprocess.run(["node", "look.js"], capture_output=True, text=True, check=True).stdout.rstrip("\n")
    print(f"{name}\n  icalendar writes {right.to_ical().decode().splitlines()[1]}")
    print(f"  ics writes       {next(line for line in text.splitlines() if line.startswith('ATTENDEE'))}\n  ics reads {itself}, node-ical reads {other}")
    return itself, other


ANA = "mailto:ana@example.org"
is_there = (
    read("Ana Costa") == (["ana@example.org"], ANA)
    and read("Costa, Ana") == ("ValueError", ANA)
    and read("Costa, Ana; ITU") == ("ParseError", "nobody")
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
