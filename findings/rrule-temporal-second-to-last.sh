#!/usr/bin/env bash
# rrule-temporal (npm) calls the second-to-last Tuesday "last Tuesday": every negative position is put into words as "last".
#
# Version: rrule-temporal 2.2.8, the newest on the npm registry in November 2026.
# Expected: RFC 5545, 3.3.10: BYDAY=-2TU is the Tuesday before the last one of the month, and BYSETPOS=-2 the last date but one of the set. The page
#   of the package shows toText() as the rule in readable words; nothing says that two different rules may read the same.
# Seen: BYDAY=-1TU and BYDAY=-2TU both give "every month on last Tuesday …", BYSETPOS=-1 and -2 both "on the last instance". The dates that the
#   library computes are right, a week apart; only the words are wrong. It is the same in every language that it ships (German, French, Spanish, …).
# For people of this field: boards and committees that meet "a week before the month's last Tuesday" are announced on the wrong week, while the
#   calendar beside the words shows the right one. Compare the first date with the words, or write the words yourself.
# Convenor: sends one dated meeting each time and no RRULE, and its announcements name the date.
#
# Needs: bash, Node.js with npm. Installs rrule-temporal into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rrule-temporal@2.2.8 || { echo "rrule-temporal 2.2.8 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const { RRuleTemporal } = require("rrule-temporal");
const { toText } = require("rrule-temporal/totext");
const look = (parts) => {
  const rule = new RRuleTemporal({ rruleString: `DTSTART;TZID=UTC:20261201T150000\nRRULE:${parts}` });
  const first = rule.all((_, index) => index < 1)[0].toString().slice(0, 10);
  const words = toText(rule, "en");
  const inFrench = toText(rule, "fr");
  console.log(`${parts}\n  first meeting ${first}\n  ${words}\n  ${inFrench}`);
  return { first, words, inFrench };
};

const day = [look("FREQ=MONTHLY;BYDAY=-1TU"), look("FREQ=MONTHLY;BYDAY=-2TU")];
const position = [look("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"), look("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2")];

const isSame = ([one, other]) => one.words === other.words && one.inFrench === other.inFrench && one.first !== other.first;
const isThere = isSame(day) && isSame(position) && day[1].words.includes("last Tuesday");
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
