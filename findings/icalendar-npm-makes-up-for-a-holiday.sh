#!/usr/bin/env bash
# icalendar (npm) makes up for a meeting that was called off: of three weekly calls with one excluded there are still three, the last a week after the end.
#
# Version: icalendar 0.7.1, the newest on the npm registry in November 2026 (more than 100,000 downloads a month).
# Expected: RFC 5545, 3.3.10 and 3.8.5.1: COUNT bounds the dates that the rule gives, DTSTART among them; EXDATE then takes dates out of this set. Three less
#   one are two, as rrule (npm) and recurring-ical-events (PyPI) have it.
# Seen: excluded dates are passed over before they are counted, so a series goes on by as many meetings as were called off. With UNTIL in place of
#   COUNT the same series ends on the right day.
# For people of this field: "eight calls, none on 29 December" gets a ninth week that nobody agreed to, in just those programs that honour the exclusion; the
#   room is booked and the others do not come. Give a series UNTIL if dates may fall out.
# Convenor: writes each meeting as an event of its own; one that is called off is a CANCEL of its UID.
#
# Needs: bash, Node.js with npm. Installs icalendar and rrule into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts icalendar@0.7.1 rrule@2.8.1 || { echo "icalendar 0.7.1 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const icalendar = require("icalendar");
const { rrulestr } = require("rrule");
const look = (rule) => {
  const lines = ["DTSTART:20261215T140000Z", `RRULE:${rule}`, "EXDATE:20261229T140000Z"];
  const text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Meetings//EN", "BEGIN:VEVENT", "UID:calls@example.org", "DTSTAMP:20261129T120000Z",
    ...lines, "SUMMARY:Call", "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
  const day = (date) => date.toISOString().slice(5, 10);
  const right = rrulestr(lines.join("\n")).all().map(day).join(" ");
  const seen = icalendar.parse_calendar(text).events()[0].rrule().nextOccurences(new Date("2026-12-01"), 10).map(day).join(" ");
  console.log(`${rule}, without 12-29\n  rrule     ${right}\n  icalendar ${seen}`);
  return [right, seen];
};
const counted = look("FREQ=WEEKLY;COUNT=4");
const until = look("FREQ=WEEKLY;UNTIL=20270105T140000Z");
const isThere = counted[0] === "12-15 12-22 01-05" && counted[1] === "12-15 12-22 01-05 01-12" && until.every((dates) => dates === counted[0]);
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
