#!/usr/bin/env bash
# node-ical (npm) reads a zone that Outlook calls "Customized Time Zone" by any place with the same two offsets, whichever half of the world it lies in: a
# meeting in Santiago is an hour off all year, one in Helsinki for some weeks in spring.
#
# Version: node-ical 0.27.2, the newest on the npm registry in November 2026.
# Expected: RFC 5545, 3.6.5: the rules of STANDARD and DAYLIGHT in the file say when which offset holds, and TZID is nothing but their name. Where a program
#   wants a zone of the IANA database instead, it has to be one with the same rules.
# Seen: for the custom zones of Microsoft's programs the first IANA zone in the alphabet is taken whose offsets on 15 January and 15 July are the two of
#   the file, in either order; when the clocks change is not compared. Santiago (-04:00, in summer -03:00, summer in January) becomes
#   America/Glace_Bay in Canada; Helsinki (+02:00 and +03:00) becomes Africa/Cairo, whose summer begins four weeks later.
# For people of this field: Outlook and Exchange write this name where they know no name for the rules, and the rules that they send along are right. A
#   display or bot on this library shows a Chilean group's calls at the wrong hour in every month; no test with Paris or New York finds it, since there the
#   guess is right.
# Convenor: writes its invitations in UTC, which need no zone.
#
# Needs: bash, Node.js (20 or later) with npm. Installs node-ical and, to compare, ical.js into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts node-ical@0.27.2 ical.js@2.2.1 || { echo "node-ical 0.27.2 cannot be installed" >&2; exit 2; }

cat > look.mjs <<'JS'
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const NAME = "Customized Time Zone";
const part = (kind, from, to, rule) => [
  `BEGIN:${kind}`, "DTSTART:16010101T030000", `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, `RRULE:FREQ=YEARLY;${rule}`, `END:${kind}`,
];
const look = (place, [standard, daylight], [begin, end], day) => {
  const text = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Meetings//EN", "BEGIN:VTIMEZONE", `TZID:${NAME}`,
    ...part("STANDARD", daylight, standard, end), ...part("DAYLIGHT", standard, daylight, begin),
    "END:VTIMEZONE", "BEGIN:VEVENT", "UID:m7@example.org", "DTSTAMP:20261129T120000Z", `DTSTART;TZID=${NAME}:${day}T150000`,
    "DURATION:PT2H", "SUMMARY:Meeting 7", "END:VEVENT", "END:VCALENDAR", "",
  ].join("\r\n");
  const start = Object.values(nodeIcal.sync.parseICS(text)).find((item) => item.type === "VEVENT").start;
  const vevent = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent");
  const right = new ICAL.Event(vevent).startDate.toJSDate();
  const off = (start - right) / 60_000;
  console.log(`${place.padEnd(9)} ${day} 15:00 is ${right.toISOString().slice(11, 16)} UTC by the file; ${start.toISOString().slice(11, 16)} by node-ical`
    + ` (${start.tz}), ${off} min off`);
  return off;
};
const EUROPE = ["BYDAY=-1SU;BYMONTH=3", "BYDAY=-1SU;BYMONTH=10"];
const CHILE = ["BYDAY=1SU;BYMONTH=9", "BYDAY=1SU;BYMONTH=4"];
const off = [
  ...["20270112", "20270713"].map((day) => look("Santiago", ["-0400", "-0300"], CHILE, day)),
  ...["20270112", "20270406", "20270713"].map((day) => look("Helsinki", ["+0200", "+0300"], EUROPE, day)),
  ...["20270406", "20270713"].map((day) => look("Paris", ["+0100", "+0200"], EUROPE, day)),
];
const isThere = JSON.stringify(off) === JSON.stringify([60, -60, 0, 60, 0, 0, 0]);
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.mjs
