#!/usr/bin/env bash
# ical2json (npm) cuts every long line that ics (npm) writes: one folds with tabs, the other unfolds blanks. Of a link in a description the first 62
# characters are left.
#
# Versions: ical2json 5.0.0 and ics 3.12.0, the newest on the npm registry in November 2026 (1,600,000 downloads a month for ics); ical.js 2.2.1 is right.
# Expected: RFC 5545, 3.1: a long line is split by a line end followed by a blank or a tab, and whoever reads it takes out both. So the writer may use tabs,
#   and a reader has to know them.
# Seen: ics puts a tab in front of each continuation. ical2json joins lines that begin with a blank; one that begins with a tab is a property of its own,
#   whose name is all up to its first colon, or is lost where it has none. What comes back from --revert has the cut line and the odd ones. No error in either
#   direction.
# For people of this field: descriptions of meetings hold the agenda and the link to join. In the converted calendar the link ends in the middle, and the
#   first line, short as it is, looks right. Replace "\r\n\t" by nothing before converting.
# Convenor: folds with a blank.
#
# Needs: bash, Node.js (20 or later) with npm. Installs the three packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts ical2json@5.0.0 ics@3.12.0 ical.js@2.2.1 \
  || { echo "ical2json 5.0.0 cannot be installed" >&2; exit 2; }

cat > look.mjs <<'JS'
import ICAL from "ical.js";
import * as ical2json from "ical2json";
import ics from "ics";
const words = "Join by https://meet.example.org/jcg/correspondence-group/meeting-7?token=0123456789 or by phone";
const { value } = ics.createEvent({ start: [2026, 12, 8, 14, 0], startInputType: "utc", duration: { hours: 2 }, title: "Meeting 7", description: words });
const right = new ICAL.Component(ICAL.parse(value)).getFirstSubcomponent("vevent").getFirstPropertyValue("description");
const event = (ical2json.convert ?? ical2json.default.convert)(value).VCALENDAR[0].VEVENT[0];
const odd = Object.keys(event).filter((name) => name.startsWith("\t"));
console.log(`ical.js    ${right}\nical2json  ${event.DESCRIPTION}\n           and the properties ${JSON.stringify(odd)}`);
const isThere = value.includes("\r\n\t") && right === words && words.startsWith(event.DESCRIPTION) && event.DESCRIPTION.length < 70;
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.mjs
