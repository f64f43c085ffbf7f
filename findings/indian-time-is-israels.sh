#!/usr/bin/env bash
# "15:00 IST" is 13:00 UTC for any-date-parser (npm) and dateparser (PyPI), and 09:30 UTC for chrono-node (npm) and friendlydateparser (PyPI). In AMT the
# first three give three answers, in NST two are an hour off.
#
# Versions: any-date-parser 2.2.4 and chrono-node 2.10.3 (npm), dateparser 1.5.0 and friendlydateparser 0.2.4 (PyPI), the newest in November 2026.
# Expected: the zone database of IANA (its theory file) calls such abbreviations ambiguous, and RFC 5322, 4.3 has a handful of them and takes all others as
#   unknown. A reader that knows several meanings asks for one, or says which one it took.
# Seen: each has a table with one offset for each abbreviation. IST is Israel's for two and India's for two; AMT is Armenia (+4), the Amazon (-4), and +10 for
#   any-date-parser; AST is -4 or Arabia's +3; SST is Samoa's -11 or +8. NST is -2:30 for the two of npm, though Newfoundland's standard time is -3:30 (IANA,
#   America/St_Johns). The date that they return does not say which table it went through.
# For people of this field: more than a billion people live by India's IST. A bot and a calendar that read the same invitation by different packages are three
#   and a half hours apart, both without a doubt. Write a place or an offset.
# Convenor: asks which IST or AMT is meant, with the UTC of each, and knows NST as -3:30.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the four packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts any-date-parser@2.2.4 chrono-node@2.10.3 \
  || { echo "chrono-node 2.10.3 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dateparser==1.5.0 friendlydateparser==0.2.4 \
  || { echo "dateparser 1.5.0 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const anyDate = require("any-date-parser");
const chrono = require("chrono-node");
const hours = (date) => (Date.UTC(2026, 11, 8, 15) - date) / 3_600_000;
console.log(JSON.stringify(process.argv.slice(2).map((zone) => {
  const words = `8 Dec 2026 15:00 ${zone}`;
  const now = new Date("2026-11-29T09:00:00Z");
  return { "any-date-parser": hours((anyDate.default ?? anyDate).fromString(words)), "chrono-node": hours(chrono.parseDate(words, now)) };
})));
JS
cat > look.py <<'PY'
import datetime
import json
import os
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")
import dateparser
import friendlydateparser

NOW = datetime.datetime(2026, 11, 29, 9, 0)
ZONES = ["CET", "IST", "AMT", "AST", "SST", "NST"]


def hours(read):
    try:
        return read().utcoffset() / datetime.timedelta(hours=1)
    except ValueError:
        return None


environment = {**os.environ, "TZ": "UTC"}
npm = json.loads(subprocess.run(["node", "look.js", *ZONES], env=environment, capture_output=True, text=True, check=True).stdout)
rows = {}
for zone, row in zip(ZONES, npm):
    words = f"8 Dec 2026 15:00 {zone}"
    row["dateparser"] = hours(lambda: dateparser.parse(words, languages=["en"]))
    row["friendlydateparser"] = hours(lambda: friendlydateparser.parse_datetime(words, now=NOW))
    rows[zone] = list(row.values())
    print(zone, ", ".join(f"{name} {'refused' if offset is None else f'UTC{offset:+g}'}" for name, offset in row.items()))
is_there = rows == {
    "CET": [1, 1, 1, 1], "IST": [2, 5.5, 2, 5.5], "AMT": [10, -4, 4, None], "AST": [3, -4, -4, None], "SST": [8, -11, -11, None],
    "NST": [-2.5, -2.5, -3.5, None],
}
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
