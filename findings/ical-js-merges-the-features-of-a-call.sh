#!/usr/bin/env bash
# ical.js (npm) makes one feature "PHONE,MODERATOR" of the two features PHONE and MODERATOR of a conference, and writes it so, in quotation marks.
#
# Version: ical.js 2.2.1, the newest on the npm registry in November 2026: the library under Thunderbird's and Nextcloud's calendars.
# Expected: RFC 7986, 6.3: FEATURE holds one or more values with commas between them (AUDIO, CHAT, FEED, MODERATOR, PHONE, SCREEN, VIDEO). RFC 5545, 3.1: a
#   comma within quotation marks does not part values. The library keeps the parts of MEMBER and DELEGATED-TO as lists.
# Seen: only those two and DELEGATED-FROM are known to have several values. FEATURE=PHONE,MODERATOR is one string when read, and is written as
#   FEATURE="PHONE,MODERATOR". Another reader (icalendar for Python) had two features before and has one afterwards that does not exist.
# For people of this field: a dial-in for the chair is marked this way. After a program with this library has stored the meeting, others
#   neither find a phone number to dial nor see that it is the chair's. Write a line of its own for each feature that matters.
# Convenor: writes CONFERENCE with VALUE=URI alone and no FEATURE.
#
# Needs: bash, Node.js with npm, python3 with venv. Installs ical.js and icalendar into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts ical.js@2.2.1 || { echo "ical.js 2.2.1 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 || { echo "icalendar 7.3.2 cannot be installed" >&2; exit 2; }

sed 's/$/\r/' > before.ics <<'ICS'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Meetings//EN
BEGIN:VEVENT
UID:m7@example.org
DTSTAMP:20261129T120000Z
DTSTART:20261208T140000Z
SUMMARY:Meeting 7
ATTENDEE;MEMBER="mailto:sg17@example.org","mailto:sg20@example.org":mailto:ana@example.org
CONFERENCE;VALUE=URI;FEATURE=PHONE,MODERATOR:tel:+41-22-000-00-00
END:VEVENT
END:VCALENDAR
ICS
cat > look.mjs <<'JS'
import { readFileSync, writeFileSync } from "node:fs";
import ICAL from "ical.js";
const calendar = new ICAL.Component(ICAL.parse(readFileSync("before.ics", "utf8")));
const event = calendar.getFirstSubcomponent("vevent");
console.log("ical.js: MEMBER", JSON.stringify(event.getFirstProperty("attendee").getParameter("member")));
console.log("ical.js: FEATURE", JSON.stringify(event.getFirstProperty("conference").getParameter("feature")));
writeFileSync("after.ics", calendar.toString() + "\r\n");
JS
node look.mjs
cat > look.py <<'PY'
import sys

from icalendar import Calendar


def features(path):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    line = next(line for line in text.replace("\r\n ", "").splitlines() if line.startswith("CONFERENCE"))
    seen = Calendar.from_ical(text).walk("VEVENT")[0]["CONFERENCE"].params["FEATURE"]
    print(f"{path}: {line}\n  icalendar: {seen!r}")
    return seen


before, after = features("before.ics"), features("after.ics")
is_there = before == ["PHONE", "MODERATOR"] and after == "PHONE,MODERATOR"
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
