#!/usr/bin/env bash
# ical.js (npm) reads the last digit of an ordinal alone: "the 12th Tuesday of the year" is the second, and so is "the 12th from the end"; "the 20th
# Monday" is every Monday.
#
# Version: ical.js 2.2.1, the newest on the npm registry in November 2026: the calendar engine of mail programs and groupware in the browser.
# Expected: RFC 5545, 3.3.10: a day of BYDAY may have an ordinal of one or two digits (up to 53 in a year), and BYSETPOS picks from the set of any
#   interval. "Every 20th Monday of the year" is an example of the RFC (3.8.5.3). rrule (npm) and python-dateutil agree.
# Seen: 12TU gives the second Tuesday of January, and so does -12TU, whose sign is lost as well; 20MO (last digit 0) gives all 52 Mondays.
#   BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 is the last working day with FREQ=MONTHLY, but all 260 working days with FREQ=YEARLY, and "the first of Tuesday
#   to Thursday" in each week is all three. The library writes all of these back unchanged and raises no error.
# For people of this field: a plenary that is placed by a count of weeks in the year stands in January instead of March, or in each week. Ordinals within a
#   month have one digit, so the usual calls are right, and nobody looks twice. Give a rule BYMONTH, or send dates.
# Convenor: sends dated events without RRULE.
#
# Needs: bash, Node.js with npm. Installs ical.js and, to compare, rrule into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts ical.js@2.2.1 rrule@2.8.1 || { echo "ical.js 2.2.1 cannot be installed" >&2; exit 2; }

cat > look.mjs <<'JS'
import ICAL from "ical.js";
import rrule from "rrule";

const START = "2027-01-01T15:00:00";
/** The dates of a rule in 2028 by both libraries: how many, and the first. */
const look = (text) => {
  const seen = [];
  const iterator = ICAL.Recur.fromString(text).iterator(ICAL.Time.fromString(START));
  for (let next = iterator.next(); next && next.year < 2029; next = iterator.next()) {
    if (next.year === 2028) seen.push(next.toString().slice(0, 10));
  }
  const rule = new rrule.RRule({ ...rrule.RRule.parseString(text), dtstart: new Date(`${START}Z`) });
  const right = rule.between(new Date("2028-01-01"), new Date("2029-01-01")).map((date) => date.toISOString().slice(0, 10));
  const show = (dates) => `${String(dates.length).padStart(3)} from ${dates[0]}`;
  console.log(`${text.padEnd(48)} rrule ${show(right)}, ical.js ${show(seen)}`);
  return [right.length, right[0], seen.length, seen[0]].join(" ");
};
const seen = [
  look("FREQ=YEARLY;BYDAY=2TU"),
  look("FREQ=YEARLY;BYDAY=12TU"),
  look("FREQ=YEARLY;BYDAY=-12TU"),
  look("FREQ=YEARLY;BYDAY=20MO"),
  look("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
  look("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
  look("FREQ=WEEKLY;BYDAY=TU,WE,TH;BYSETPOS=1"),
];
const known = [
  "1 2028-01-11 1 2028-01-11",
  "1 2028-03-21 1 2028-01-11",
  "1 2028-10-10 1 2028-01-11",
  "1 2028-05-15 52 2028-01-03",
  "12 2028-01-31 12 2028-01-31",
  "1 2028-12-29 260 2028-01-03",
  "52 2028-01-04 156 2028-01-04",
];
const isThere = seen.every((line, index) => line === known[index]);
console.log(isThere ? "still so" : `changed: ${JSON.stringify(seen)}`);
process.exit(isThere ? 0 : 1);
JS
node look.mjs
