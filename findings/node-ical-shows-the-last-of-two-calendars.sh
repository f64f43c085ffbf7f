#!/usr/bin/env bash
# node-ical (npm) shows the last calendar of a file that holds several: the meetings of all others are gone, without an error.
#
# Version: node-ical 0.27.2, the newest on the npm registry in November 2026.
# Expected: RFC 5545, 3.4: a stream may hold several iCalendar objects, one after the other; each is complete in itself. vobject (PyPI) gives all, ical.js
#   a list; icalendar (PyPI) refuses such a file unless it is asked for several.
# Seen: at the end of each VCALENDAR the events collected up to there are set aside, and the caller gets what the last one left: of two files put
#   together, the second. The first file's events are not under their UIDs, and nothing tells that there were more.
# For people of this field: exports of mail folders, backups, and a shell's "cat *.ics > group.ics" make such files, and calendar programs take them. A bot
#   or a room display then knows the meetings of one subgroup alone. Split the text at END:VCALENDAR, or merge the events into one object.
# Convenor: writes one VCALENDAR in each file and feed, with all events in it.
#
# Needs: bash, python3 with venv, Node.js (20 or later) with npm. Installs node-ical, ical.js and vobject into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts node-ical@0.27.2 ical.js@2.2.1 || { echo "node-ical 0.27.2 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check vobject==0.9.9 || { echo "vobject 0.9.9 cannot be installed" >&2; exit 2; }

for day in 08 15 22; do
  printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 "PRODID:-//Example//Meetings//EN" BEGIN:VEVENT "UID:m$day@example.org" DTSTAMP:20261129T120000Z \
    "DTSTART:202612${day}T140000Z" DURATION:PT2H "SUMMARY:December $day" END:VEVENT END:VCALENDAR > "$day.ics"
done
cat 08.ics 15.ics 22.ics > group.ics
cat > look.mjs <<'JS'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import nodeIcal from "node-ical";
const text = readFileSync("group.ics", "utf8");
const seen = Object.values(nodeIcal.sync.parseICS(text)).filter((item) => item.type === "VEVENT").map((event) => event.summary);
const all = ICAL.parse(text).flatMap((calendar) => new ICAL.Component(calendar).getAllSubcomponents("vevent"))
  .map((event) => event.getFirstPropertyValue("summary"));
console.log(`ical.js    ${all.join(", ")}\nnode-ical  ${seen.join(", ")}`);
JS
cat > look.py <<'PY'
import vobject

with open("group.ics", encoding="utf-8") as file:
    print("vobject   ", ", ".join(event.summary.value for calendar in vobject.readComponents(file) for event in calendar.vevent_list))
PY
{ venv/bin/python look.py; node look.mjs; } | tee seen.txt
if [ "$(cat seen.txt)" = "vobject    December 08, December 15, December 22
ical.js    December 08, December 15, December 22
node-ical  December 22" ]; then echo "still so"; else echo "changed"; exit 1; fi
