#!/usr/bin/env bash
# yaml2ical (PyPI) gives two calls of a project that fall on one day the same UID, and a cancelled first call the UID of its series: calendars that go by UID
# keep one of them.
#
# Version: yaml2ical 0.15.0, the newest on PyPI in November 2026: it makes the calendars of the IRC and Matrix meetings of open infrastructure projects.
# Expected: RFC 5545, 3.8.4.7 (and RFC 7986, 5.3): a UID is unique to an event; two components with one UID are versions or occurrences of one event. The
#   tool's page has projects with several schedules, for people in different parts of the world.
# Seen: the UID is the project's name with the date of the first meeting, without the hour. Calls on Tuesdays at 7:00 and at 15:00 have one UID. Where the
#   first date is among skip_dates, the event "CANCELLED: …" has the UID of the whole series. node-ical (npm) then shows one call of two, and of a cancelled
#   call and its series whichever comes last in the file.
# For people of this field: half of the group sees no call in its calendar, and a holiday on the first date takes the series away. Give each slot a project
#   name of its own, and let no series begin with a skipped date.
# Convenor: its UIDs are made of the group and the number of the meeting.
#
# Needs: bash, git, python3 with venv, Node.js (20 or later) with npm. Installs yaml2ical and node-ical into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts node-ical@0.27.2 || { echo "node-ical 0.27.2 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check yaml2ical==0.15.0 || { echo "yaml2ical 0.15.0 cannot be installed" >&2; exit 2; }

# A schedule: hour, and a date that is skipped, if any.
schedule() {
  printf "  - time: '%s'\n    day: Tuesday\n    irc: jcg\n    frequency: weekly\n    start_date: 20261201\n" "$1"
  if [ $# -gt 1 ]; then printf "    skip_dates:\n      - skip_date: %s\n        reason: plenary\n" "$2"; fi
}
# The calendar of a project: its file name, and its schedules on standard input.
calendar() {
  mkdir -p "$1/in" "$1/out"
  { printf "project: JCG\nchair: Ana Costa\ndescription: Calls\nschedule:\n"; cat; } > "$1/in/jcg.yaml"
  # The date of the last change is asked of git.
  git -C "$1/in" init --quiet
  git -C "$1/in" add .
  git -C "$1/in" -c user.name=Ana -c user.email=ana@example.org commit --quiet -m calls
  venv/bin/yaml2ical -y "$1/in" -i "$1/out" -f 2> log.txt || { cat log.txt >&2; exit 2; }
}
{ schedule 0700; schedule 1500; } | calendar two
schedule 0700 20261201 | calendar skipped
cat > look.js <<'JS'
const { readFileSync, readdirSync } = require("node:fs");
const nodeIcal = require("node-ical");
for (const folder of ["two", "skipped"]) {
  const text = readFileSync(`${folder}/out/${readdirSync(`${folder}/out`)[0]}`, "utf8");
  const uids = text.match(/^UID:.*$/gm).map((line) => line.slice(4).trim());
  const events = Object.values(nodeIcal.sync.parseICS(text)).filter((item) => item.type === "VEVENT");
  const seen = events.map((event) => `${event.summary} at ${event.start.toISOString().slice(5, 16)}`);
  console.log(`${folder}: UIDs ${uids.join(" and ")}, seen: ${seen.join(" and ")}`);
}
JS
node look.js | tee seen.txt
if [ "$(sed 's/, seen:.*//' seen.txt)" = "two: UIDs jcg-20261201 and jcg-20261201
skipped: UIDs jcg-20261201 and jcg-20261201" ] && ! grep -q 'seen:.* and ' seen.txt; then echo "still so"; else echo "changed"; exit 1; fi
