#!/usr/bin/env bash
# rrule (npm) tells "the last working day of each month" as "every month on weekdays" and vouches for it; the order of the rule's parts decides.
#
# Version: rrule 2.8.1, the newest on the npm registry in November 2026.
# Expected: RFC 5545, 3.3.10: a reader has to take the parts of a RECUR value in any order, and BYSETPOS picks dates out of the set. The page of the
#   package calls isFullyConvertibleToText() a hint on whether all of a rule can be told in words; the comment on the code promises the mark
#   "(~ approximate)" where some of it cannot.
# Seen: the check stops with "yes" at the first part called FREQ, DTSTART, TZID or WKST, and FREQ comes first in nearly every rule that is in use. So
#   "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1" is told as "every month on weekdays", without the mark, with "fully convertible: true", and
#   the words read back are a meeting on every working day. With BYSETPOS in front of FREQ the same rule carries the mark.
# For people of this field: an invitation or a page that shows rule.toText() tells members to come twenty times a month, and no check of the
#   library tells the program so. Where words are needed, count the dates that the rule gives and those of the words read back.
# Convenor: sends one dated meeting each time and no RRULE at all, so nothing that reads its calendar files puts a rule into words.
#
# Needs: bash, Node.js with npm. Installs rrule into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rrule@2.8.1 || { echo "rrule 2.8.1 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const { RRule } = require("rrule");
const year = { dtstart: new Date("2027-01-01T15:00:00Z"), until: new Date("2027-12-31T23:00:00Z") };
const dates = (rule) => new RRule({ ...rule.origOptions, ...year }).all().length;

const seen = ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "BYSETPOS=-1;FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR"].map((text) => {
  const rule = RRule.fromString(text);
  const words = rule.toText();
  const isVouchedFor = rule.isFullyConvertibleToText();
  const again = RRule.fromText(words.replace(" (~ approximate)", ""));
  console.log(text);
  console.log(`  in words: ${words}; fully convertible: ${isVouchedFor}`);
  console.log(`  meetings in 2027: ${dates(rule)}, by the words: ${dates(again)}`);
  return { words, isVouchedFor, rule: dates(rule), again: dates(again) };
});

const isThere = seen[0].words === "every month on weekdays" && seen[0].isVouchedFor && seen[0].rule === 12 && seen[0].again > 200
  && seen[1].words.includes("~ approximate") && !seen[1].isVouchedFor;
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
