#!/usr/bin/env bash
# rrule (npm) reads "every Tuesday at 3pm" as three o'clock in the morning and "at 15:30" as 15:00; what it cannot read behind the number is dropped.
#
# Version: rrule 2.8.1, the newest on the npm registry in November 2026.
# Expected: RRule.fromText() reads the hour or throws. It throws for other words that it does not know ("Unknown symbol" for "every last Tuesday"), so a
#   phrase that comes back without an error was understood. Its page calls the support for text incomplete.
# Seen: after "at" a number is taken as the hour and the rest is passed over: "at 3pm" and "at 3 am" are both BYHOUR=3, "at 15:30" and "at 15" both
#   BYHOUR=15 without BYMINUTE. The way back loses the minutes as well: BYHOUR=15;BYMINUTE=30 is told as "every week on Tuesday at 15". With
#   BYHOUR alone the minutes come from DTSTART (RFC 5545, 3.3.10).
# For people of this field: members who type their call as they say it get an invitation for the middle of the night, twelve hours off, with the
#   right weekday. Read back the first dates with their times before anything is sent.
# Convenor: reads 3pm, 15h30 and 15:30 itself (src/time) and answers with the full date in UTC and the members' zones.
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
  const text = RRule.fromText(phrase).toString().replace("RRULE:", "");
  console.log(`${phrase.padEnd(26)} ${text}`);
  return text.replace("FREQ=WEEKLY;BYDAY=TU;", "");
};
const hours = ["3pm", "3 am", "15", "15:30"].map((hour) => read(`every Tuesday at ${hour}`));
const words = RRule.fromString("FREQ=WEEKLY;BYDAY=TU;BYHOUR=15;BYMINUTE=30").toText();
console.log(`BYHOUR=15;BYMINUTE=30 in words: ${words}`);
const isThere = hours.join() === "BYHOUR=3,BYHOUR=3,BYHOUR=15,BYHOUR=15" && words === "every week on Tuesday at 15";
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
