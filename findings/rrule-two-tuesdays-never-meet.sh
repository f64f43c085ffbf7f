#!/usr/bin/env bash
# rrule (npm) reads "every month on the 2nd and 4th Tuesday" as a series without a single meeting, and raises no error.
#
# Version: rrule 2.8.1, the newest on the npm registry in November 2026.
# Expected: RRule.fromText() either reads the phrase or throws, as it does for "every last Tuesday" ("Unknown symbol"). Its page calls the support
#   for text incomplete, so an error would surprise nobody. "every month on the 2nd Tuesday and 4th Tuesday" is read right.
# Seen: the first ordinal without a weekday of its own is taken as a day of the month: BYMONTHDAY=2;BYDAY=+4TU. RFC 5545, 3.3.10 (the table of the
#   BYxxx parts) makes BYDAY limit what BYMONTHDAY gives, and the 2nd of a month is never its fourth Tuesday. all() returns an empty list.
#   "the 1st and last Tuesday" does the same; "the 2nd Tuesday and the 4th Tuesday", with a second "the", silently loses the 4th.
# For people of this field: "2nd and 4th Tuesday" is how many standing calls are announced. A form or bot that takes the phrase with this
#   library creates a series that never takes place. After reading a phrase, list the first dates and ask.
# Convenor: refuses more than one weekday in a phrase ("That is more than one day") and names the first meeting of a phrase that it reads.
#
# Needs: bash, Node.js with npm. Installs rrule into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rrule@2.8.1 || { echo "rrule 2.8.1 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const { RRule } = require("rrule");
const read = (phrase) => {
  const rule = RRule.fromText(phrase);
  const dates = new RRule({ ...rule.origOptions, dtstart: new Date("2026-12-01T15:00:00Z"), until: new Date("2046-12-01T15:00:00Z") }).all().length;
  const text = rule.toString().replace("RRULE:", "");
  console.log(`${phrase}\n  ${text}: ${dates} dates in twenty years`);
  return { text, dates };
};

const both = read("every month on the 2nd Tuesday and 4th Tuesday");
const short = read("every month on the 2nd and 4th Tuesday");
const ends = read("every month on the 1st and last Tuesday");
const twice = read("every month on the 2nd Tuesday and the 4th Tuesday");
let isError = false;
try {
  read("every last Tuesday");
} catch (error) {
  isError = true;
  console.log(`every last Tuesday\n  error: ${error.message}`);
}

const isThere = both.dates === 480 && short.dates === 0 && short.text === "FREQ=MONTHLY;BYMONTHDAY=2;BYDAY=+4TU"
  && ends.dates === 0 && twice.dates === 240 && isError;
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
