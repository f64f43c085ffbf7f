#!/usr/bin/env bash
# spacetime (npm) changes the clocks of every year on this year's day: in New York from 8 to 13 March 2027 all times are an hour off, in Geneva from 25 to 31
# October.
#
# Version: spacetime 7.15.0, the newest on the npm registry in November 2026.
# Expected: the clocks change on a Sunday by rule (in the zone database of IANA: the second in March and the first in November, or the last in March and
#   October), so on another date in each year. The package's page says of past dates that the latest rules are applied to them; of future dates it says
#   nothing.
# Seen: each zone has two dates ("8 March to 1 November") and no rule, those of 2026 in this version. They are taken for 2027 and all later years. In March
#   2027 New York changes on the 14th, for spacetime on the 8th; in October Zurich on the 31st, for spacetime on the 25th. "March 9 2027, 3pm" in New York is
#   19:00 UTC instead of 20:00. In the southern hemisphere it is the same.
# For people of this field: those are the weeks in which everybody checks the hour of a call with colleagues abroad. Meetings are planned a quarter ahead, so
#   from autumn on such times are wrong in plans for spring. Use a library that goes by the zone data of the platform (Intl, Temporal).
# Convenor: goes by IANA's rules and names the weeks in which a time differs elsewhere.
#
# Needs: bash, Node.js with npm and full ICU. Installs spacetime into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts spacetime@7.15.0 || { echo "spacetime 7.15.0 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const spacetime = require("spacetime");
const look = (zone, moment) => {
  const seen = spacetime(Date.parse(moment), zone).format("{hour-24}:{minute-pad}");
  const right = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(Date.parse(moment));
  console.log(`${moment} in ${zone}: ${right}, by spacetime ${seen}`);
  return seen !== right;
};
const isOff = [
  look("America/New_York", "2026-03-10T19:00:00Z"),
  look("America/New_York", "2027-03-09T19:00:00Z"),
  look("America/New_York", "2027-03-16T19:00:00Z"),
  look("America/New_York", "2027-11-02T18:00:00Z"),
  look("Europe/Zurich", "2027-10-26T13:00:00Z"),
  look("Europe/Zurich", "2028-03-27T13:00:00Z"),
];
const planned = new Date(spacetime("March 9 2027 3:00pm", "America/New_York").epoch).toISOString();
console.log(`March 9 2027, 3pm in New York: ${planned}`);
const isThere = JSON.stringify(isOff) === JSON.stringify([false, true, false, true, true, true]) && planned === "2027-03-09T19:00:00.000Z";
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
TZ=UTC node look.js
