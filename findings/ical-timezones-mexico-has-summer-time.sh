#!/usr/bin/env bash
# @touch4it/ical-timezones (npm) writes summer time into invitations for Mexico City, Tehran and São Paulo, where it was abolished, and leaves it out for
# Cairo: who reads the zone in the file is an hour off, who goes by its name is not.
#
# Versions: @touch4it/ical-timezones 1.9.0 and ical-generator 11.1.2 (npm), whose page names it for zones, the newest in November 2026; ical.js 2.2.1 and
#   node-ical 0.27.2 (npm) as readers.
# Expected: RFC 5545, 3.6.5: a VTIMEZONE has the rules that hold at the dates of the file. Brazil gave summer time up in 2019, Mexico and Iran in 2022, Jordan
#   and Syria stay at +03:00 since 2022, Egypt has it again since 2023, Kazakhstan is at +05:00 since 2024 (IANA tz, NEWS of these years).
# Seen: the package's rules are older than all of these. For Europe/Kyiv and America/Nuuk it has none, and the file then names a zone that it does not hold.
#   15:00 in Mexico City on 8 June 2027 is 20:00 UTC for ical.js, which reads the rules in the file as the RFC asks, and 21:00 UTC for node-ical, which looks
#   the name up.
# For people of this field: half of the group comes an hour early, and both halves have the same file. New York, Geneva and Tokyo are right, so tests pass.
#   Take timezones-ical-library, whose rules for these places are right, or write UTC.
# Convenor: writes its invitations in UTC, which need no zone.
#
# Needs: bash, Node.js (20 or later) with npm. Installs the four packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @touch4it/ical-timezones@1.9.0 ical-generator@11.1.2 ical.js@2.2.1 node-ical@0.27.2 \
  || { echo "@touch4it/ical-timezones 1.9.0 cannot be installed" >&2; exit 2; }

cat > look.mjs <<'JS'
import touch4it from "@touch4it/ical-timezones";
import ICAL from "ical.js";
import icalGenerator from "ical-generator";
import nodeIcal from "node-ical";

console.warn = () => {}; // node-ical reports rules for which it knows no place
const look = (zone, start) => {
  const calendar = icalGenerator.default ? icalGenerator.default() : icalGenerator();
  calendar.timezone({ name: zone, generator: touch4it.getVtimezoneComponent });
  calendar.createEvent({ id: "m7@example.org", summary: "Meeting 7", start, timezone: zone });
  const text = calendar.toString();
  const vevent = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent");
  const byRules = new ICAL.Event(vevent).startDate.toJSDate();
  const byName = Object.values(nodeIcal.sync.parseICS(text)).find((item) => item.type === "VEVENT").start;
  const clock = (date) => date.toISOString().slice(11, 16);
  const hasRules = text.includes("BEGIN:VTIMEZONE");
  console.log(`${start} ${zone}: by the rules in the file ${hasRules ? `${clock(byRules)} UTC` : "(none)"}, by the name ${clock(byName)} UTC`);
  return hasRules ? (byRules - byName) / 3_600_000 : null;
};
const off = [
  look("America/New_York", "2027-06-08T15:00:00"),
  look("America/Mexico_City", "2027-06-08T15:00:00"),
  look("Asia/Tehran", "2027-06-08T15:00:00"),
  look("Africa/Cairo", "2027-06-08T15:00:00"),
  look("America/Sao_Paulo", "2027-01-12T15:00:00"),
  look("Asia/Amman", "2027-01-12T15:00:00"),
  look("Asia/Almaty", "2027-01-12T15:00:00"),
  look("Europe/Kyiv", "2027-06-08T15:00:00"),
];
const isThere = JSON.stringify(off) === JSON.stringify([0, -1, -1, 1, -1, 1, -1, null]);
console.log(isThere ? "still so" : `changed: ${JSON.stringify(off)}`);
process.exit(isThere ? 0 : 1);
JS
TZ=UTC node look.mjs
