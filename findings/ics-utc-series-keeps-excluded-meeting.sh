#!/usr/bin/env bash
# ics (npm) reads startInputType "utc" for the start alone: an excluded date stays in the series wherever the machine's clock is not UTC.
#
# Version: ics 3.12.0, the newest on the npm registry in November 2026.
# Expected: the package's page gives exclusionDates the same form as start ([2027, 3, 30, 15, 0]), and startInputType says how such an array is
#   meant. RFC 5545, 3.8.5.1: an EXDATE takes out the occurrence that it equals, so both have to be the same instant.
# Seen: with startInputType and startOutputType "utc", DTSTART is 15:00Z as written, while EXDATE is converted from the machine's own zone: under
#   TZ=Europe/Zurich 13:00Z, under America/New_York 19:00Z. Nothing is excluded and nothing reports it. Under TZ=UTC, where servers and CI run, it is
#   right. With startOutputType "local" DTSTART has no zone and EXDATE ends in Z all the same.
# For people of this field: the call that was called off for a holiday stays in everybody's calendar, though the sender's test was green. Give
#   exclusionDates as milliseconds (Date.UTC(…)), which are right everywhere, or run with TZ=UTC.
# Convenor: writes its calendar files itself, one dated meeting each, without RRULE or EXDATE; a meeting called off is a CANCEL of its UID.
#
# Needs: bash, Node.js with npm. Installs ics and, to read the file as a calendar would, ical-expander into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts ics@3.12.0 ical-expander@3.2.0 || { echo "ics 3.12.0 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const { createEvent } = require("ics");
const IcalExpander = require("ical-expander");
const look = (how, excluded) => {
  const { value } = createEvent({
    start: [2027, 3, 9, 15, 0], startInputType: "utc", startOutputType: "utc", duration: { hours: 2 },
    title: "Call", recurrenceRule: "FREQ=WEEKLY;COUNT=6", exclusionDates: [excluded],
  });
  const exdate = value.match(/EXDATE:(\S+)/)[1];
  const meetings = new IcalExpander({ ics: value }).between(new Date("2027-01-01"), new Date("2028-01-01")).occurrences.length;
  console.log(`${process.env.TZ.padEnd(17)} excluded as ${how}: EXDATE ${exdate}, ${meetings} of 6 meetings left`);
  return meetings;
};
const left = [look("an array", [2027, 3, 30, 15, 0]), look("a number", Date.UTC(2027, 2, 30, 15, 0))];
process.exit(left[0] * 10 + left[1]);
JS

seen=""
for zone in UTC Europe/Zurich America/New_York; do
  left=0
  TZ=$zone node look.js || left=$?
  seen="$seen $left"
done
# Each figure: the meetings left with an array, then with a number.
if [ "$seen" = " 55 65 65" ]; then echo "still so"; else echo "changed:$seen"; exit 1; fi
