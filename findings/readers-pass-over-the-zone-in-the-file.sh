#!/usr/bin/env bash
# Three calendar readers do not use the rules of a zone that are in the file: 15:00 in "W. Europe Standard Time" is 15:00 UTC for ics (PyPI); 15:00 in a zone
# with a name of the sender's own is 15:00 on the machine's clock for node-ical and ical-expander (npm).
#
# Versions: ics 0.7.3 (PyPI), node-ical 0.27.2 and ical-expander 3.2.0 (npm), the newest in November 2026; icalendar 7.3.2 (PyPI) beside them is right.
# Expected: RFC 5545, 3.2.19 and 3.6.5: TZID is any name, and a VTIMEZONE of that name in the same file says what it means. ical-expander's page says that its
#   own zones are for files without one; ics reads each VTIMEZONE into a zone.
# Seen: ics makes the events before the zones, so at that moment it knows those of the IANA database alone and takes UTC for all others, Outlook's among them.
#   node-ical looks for the name in its tables and otherwise keeps the wall time; ical-expander registers its own zones and none of the file's.
#   The names that Evolution, Zimbra and Notes write are not in any table. No reader reports it.
# For people of this field: the invitation is right and most members see it rightly, but the room display or the bot is off by an hour or two; on a
#   server whose clock is UTC not even the developer in Zurich sees the same error. Send IANA names, or UTC.
# Convenor: writes its invitations in UTC, which need no zone.
#
# Needs: bash, python3 with venv, Node.js (20 or later) with npm. Installs the four packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts node-ical@0.27.2 ical-expander@3.2.0 || { echo "node-ical 0.27.2 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ics==0.7.3 icalendar==7.3.2 || { echo "ics 0.7.3 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const nodeIcal = require("node-ical");
const IcalExpander = require("ical-expander");
const text = require("fs").readFileSync(process.argv[2], "utf8");
const event = Object.values(nodeIcal.sync.parseICS(text)).find((item) => item.type === "VEVENT");
const [other] = new IcalExpander({ ics: text }).between(new Date("2026-09-01"), new Date("2026-10-01")).events;
console.log([event.start, other.startDate.toJSDate()].map((date) => date.toISOString().slice(11, 16)).join(" "));
JS
cat > look.py <<'PY'
import datetime
import os
import subprocess
import sys

import ics
from icalendar import Calendar

NAMES = ["Europe/Zurich", "W. Europe Standard Time", "Geneva", "/freeassociation.sourceforge.net/Europe/Zurich"]
FORM = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Meetings//EN
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:m7@example.org
DTSTAMP:20260829T120000Z
DTSTART;TZID={name}:20260908T150000
DURATION:PT2H
SUMMARY:Meeting 7
END:VEVENT
END:VCALENDAR
"""


def clock(when):
    return when.astimezone(datetime.timezone.utc).strftime("%H:%M")


rows = []
for name in NAMES:
    text = FORM.format(name=name).replace("\n", "\r\n")
    with open("meeting.ics", "w", encoding="utf-8", newline="") as file:
        file.write(text)
    right = clock(Calendar.from_ical(text).walk("VEVENT")[0]["DTSTART"].dt)
    (event,) = ics.Calendar(text).events
    environment = {**os.environ, "TZ": "America/New_York"}
    npm = subprocess.run(["node", "look.js", "meeting.ics"], env=environment, capture_output=True, text=True, check=True).stdout.split()
    row = [right, clock(event.begin.datetime), *npm]
    rows.append(row)
    print(f"15:00 {name}\n  " + ", ".join(f"{who} {when}" for who, when in zip(("icalendar", "ics", "node-ical", "ical-expander"), row)))
is_there = rows == [["13:00"] * 4, ["13:00", "15:00", "13:00", "13:00"]] + [["13:00", "15:00", "19:00", "19:00"]] * 2
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
