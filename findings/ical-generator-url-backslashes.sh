#!/usr/bin/env bash
# ical-generator (npm) writes a meeting's link with backslashes in it: URL is escaped as if it were text, so links with "," or ";" are broken.
#
# Version: ical-generator 11.1.2, the newest on the npm registry in November 2026.
# Expected: RFC 5545, 3.8.4.6 and 3.3.13: the value of URL is of type URI, for which there are no backslash escapes; these belong to TEXT (3.3.11)
#   alone. The library even writes the parameter VALUE=URI.
# Seen: https://meet.example.org/jcg;room=2,3 is written as URL;VALUE=URI:https://meet.example.org/jcg\;room=2\,3. A reader that keeps to the RFC
#   (ical.js 2.2.1 here) hands out the address with the backslashes, which is another address and no valid URI at all.
# For people of this field: ";" and "," are usual in links of conference systems (matrix parameters, dial-in pauses). Who clicks in the calendar
#   lands nowhere, while the same link in the description works. Encode them as %3B and %2C before the link goes in.
# Convenor: writes URL and CONFERENCE as they are and escapes LOCATION alone (src/document/calendar.rs), and reads nobody's calendar.
#
# Needs: bash, Node.js with npm. Installs ical-generator and ical.js into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts ical-generator@11.1.2 ical.js@2.2.1 2> /dev/null \
  || { echo "ical-generator 11.1.2 cannot be installed" >&2; exit 2; }

cat > look.mjs <<'JS'
import ical from "ical-generator";
import ICAL from "ical.js";
const link = "https://meet.example.org/jcg;room=2,3";
const calendar = ical();
calendar.createEvent({ start: new Date("2026-12-08T14:00:00Z"), summary: "Meeting 7", url: link });
const text = calendar.toString();
const line = text.split("\r\n").find((line) => line.startsWith("URL"));
const read = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent").getFirstPropertyValue("url");
console.log(`given    ${link}\nwritten  ${line}\nread     ${read}`);
const isThere = line === "URL;VALUE=URI:https://meet.example.org/jcg\\;room=2\\,3" && read !== link && read.includes("\\");
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.mjs
