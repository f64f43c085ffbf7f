#!/usr/bin/env bash
# ical.js (npm) reads "Tuesday of week 20, every year" as every Tuesday of the year except the one in week 20.
#
# Version: ical.js 2.2.1, the newest on the npm registry in November 2026: the calendar engine of mail programs and groupware in the browser.
# Expected: RFC 5545, 3.3.10: with FREQ=YEARLY, BYWEEKNO names weeks of the year as ISO 8601 counts them, and BYDAY days of those weeks. One of the RFC's own
#   examples (3.8.5.3, "Monday of week number 20") has one date a year. rrule (npm) and python-dateutil give these.
# Seen: what lies in the named week is left out and all other weeks are taken: in 2028 the series has 51 Tuesdays, and that of week 20 is not among them. With
#   BYWEEKNO=20,40 the second week named is there and the first is not. Without BYDAY the series has no second date. There is no error.
# For people of this field: ISO, ITU and CEN plan plenaries by week ("plenary in week 20"), and planning tools export them so. Whoever subscribes
#   with such a program sees a plenary in each week, but not in its own. Write BYMONTH with BYDAY and an ordinal (3TU), or dated events.
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

const START = "2027-05-18T15:00:00";
/** The dates of a rule in 2028 and 2029 by ical.js, as "2028-05-16". */
const byIcalJs = (text) => {
  const dates = [];
  const iterator = ICAL.Recur.fromString(text).iterator(ICAL.Time.fromString(START));
  for (let next = iterator.next(); next && next.year < 2030; next = iterator.next()) {
    if (next.year > 2027) dates.push(next.toString().slice(0, 10));
  }
  return dates;
};
/** The same by rrule. */
const byRrule = (text) => {
  const rule = new rrule.RRule({ ...rrule.RRule.parseString(text), dtstart: new Date(`${START}Z`) });
  return rule.between(new Date("2028-01-01"), new Date("2030-01-01")).map((date) => date.toISOString().slice(0, 10));
};
const look = (text) => {
  const [seen, right] = [byIcalJs(text), byRrule(text)];
  const common = right.filter((date) => seen.includes(date));
  console.log(`${text}\n  rrule: ${right.join(" ")}\n  ical.js: ${seen.length} dates, of which right: ${common.join(" ") || "none"}`);
  return { seen, right, common };
};
const one = look("FREQ=YEARLY;BYWEEKNO=20;BYDAY=TU");
const two = look("FREQ=YEARLY;BYWEEKNO=20,40;BYDAY=TU");
const bare = look("FREQ=YEARLY;BYWEEKNO=20");

const in2028 = (dates) => dates.filter((date) => date.startsWith("2028")).length;
const isThere = one.right.length === 2 && in2028(one.seen) === 51 && one.common.length === 0
  && two.right.length === 4 && two.common.length === 2 && bare.seen.length === 0;
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.mjs
