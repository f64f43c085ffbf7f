#!/usr/bin/env bash
# Three calendar readers break the path of a shared folder: "\\files\new\notes" comes out with line ends instead of the "n" of new and notes from ics (PyPI)
# and node-ical (npm); icalendar (npm) takes the backslashes as well.
#
# Versions: ics 0.7.3 (PyPI), node-ical 0.27.2 and icalendar 0.7.1 (npm), the newest in November 2026; icalendar 7.3.2 (PyPI) and ical.js 2.2.1 are right.
# Expected: RFC 5545, 3.3.11: in a TEXT value a backslash is written as two, and backslash and n is an end of line. So "\\new" is a backslash and "new", and
#   whoever reads from left to right gets the path back.
# Seen: the replacements are made one after the other over the whole value, backslash-n before double backslash or the other way round, so the second half
#   of an escaped backslash counts as the first half of an escaped line end. It happens in front of "n" and "N" alone: \files\agenda comes through.
# For people of this field: secretariats keep documents on shared drives and write the path into LOCATION or DESCRIPTION; folders such as new, notes, N123 and
#   next are common. The link is broken for some and whole for others. Write paths with slashes (file://files/new/notes), or a web address.
# Convenor: escapes as the RFC has it; a link of a group is an address of the web, which has no backslashes.
#
# Needs: bash, python3 with venv, Node.js (20 or later) with npm. Installs the five packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts node-ical@0.27.2 icalendar@0.7.1 ical.js@2.2.1 \
  || { echo "node-ical 0.27.2 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ics==0.7.3 icalendar==7.3.2 || { echo "ics 0.7.3 cannot be installed" >&2; exit 2; }

cat > look.mjs <<'JS'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import icalendar from "icalendar";
import nodeIcal from "node-ical";
const text = readFileSync("meeting.ics", "utf8");
console.log(JSON.stringify({
  "ical.js": new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent").getFirstPropertyValue("location"),
  "node-ical": Object.values(nodeIcal.sync.parseICS(text)).find((item) => item.type === "VEVENT").location,
  "icalendar (npm)": icalendar.parse_calendar(text).events()[0].getPropertyValue("LOCATION"),
}));
JS
cat > look.py <<'PY'
import json
import subprocess
import sys

import ics
from icalendar import Calendar


def read(path):
    escaped = path.replace("\\", "\\\\")
    text = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Meetings//EN", "BEGIN:VEVENT", "UID:m7@example.org", "DTSTAMP:20261129T120000Z",
        "DTSTART:20261208T140000Z", "DURATION:PT2H", "SUMMARY:Meeting 7", f"LOCATION:{escaped}", "END:VEVENT", "END:VCALENDAR", ""])
    with open("meeting.ics", "w", encoding="utf-8", newline="") as file:
        file.write(text)
    (event,) = ics.Calendar(text).events
    seen = {"icalendar (PyPI)": str(Calendar.from_ical(text).walk("VEVENT")[0]["LOCATION"]), "ics": event.location}
    seen.update(json.loads(subprocess.run(["node", "look.mjs"], capture_output=True, text=True, check=True).stdout))
    print(f"{path}, in the file {escaped}")
    for name, place in seen.items():
        print(f"  {name:16} {place!r}")
    return seen


BROKEN = {"ics": "\\\\files\\\new\\\notes", "node-ical": "\\\\files\\\new\\\notes", "icalendar (npm)": "\\\\files\new\notes"}
path = "\\\\files\\new\\notes"
agenda = read("\\\\files\\agenda")
notes = read(path)
is_there = set(agenda.values()) == {"\\\\files\\agenda"} and notes == {"icalendar (PyPI)": path, "ical.js": path, **BROKEN}
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
