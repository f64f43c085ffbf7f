#!/usr/bin/env bash
# "The second Tuesday of January 2027" is next Tuesday for chrono-node (npm), New Year's Day for parsedatetime (PyPI) and 20 January 2026 for parse-messy-time
# (npm); "the day after tomorrow" is tomorrow for the latter two.
#
# Versions: chrono-node 2.10.3 and parse-messy-time 2.1.0 (npm), parsedatetime 2.6 (PyPI), the newest in November 2026; friendlydateparser 0.2.4 (PyPI) is
#   right.
# Expected: all promise to read dates as people say them, and "the second Tuesday of …" is how standing meetings are named (RFC 5545 writes 2TU for it). What
#   a reader does not know it refuses: chrono-node gives null, parsedatetime the flag 0, dateparser (PyPI) nothing for these words.
# Seen, on Sunday 29 November 2026: chrono-node finds two dates, "Tuesday" and "January 2027", and parseDate() gives the first, 1 December; "last Tuesday of
#   January" is the Tuesday just past. parsedatetime keeps the month and answers its first day, with the flag of a date. parse-messy-time takes the first two
#   digits of the year for the day. Of "the day after tomorrow" parsedatetime and parse-messy-time drop all but the last word.
# For people of this field: "our next meeting is on the second Tuesday of January" is the sentence that such a reader is for. Ask it for all that it found,
#   and refuse words with "first" to "fifth" or "last" in front of a weekday unless the day of the answer fits them.
# Convenor: reads "second Tuesday of January 2027" and "the day after tomorrow" itself, and names the weekday and date that it took.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the four packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts chrono-node@2.10.3 parse-messy-time@2.1.0 \
  || { echo "chrono-node 2.10.3 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check parsedatetime==2.6 friendlydateparser==0.2.4 \
  || { echo "parsedatetime 2.6 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const chrono = require("chrono-node");
const messy = require("parse-messy-time");
const now = new Date("2026-11-29T09:00:00Z");
const day = (date) => date?.toISOString().slice(0, 10) ?? "nothing";
console.log(JSON.stringify({ "chrono-node": day(chrono.parseDate(process.argv[2], now)), "parse-messy-time": day(messy(process.argv[2], { now })) }));
JS
cat > look.py <<'PY'
import datetime
import json
import os
import subprocess
import sys

import friendlydateparser
import parsedatetime

NOW = datetime.datetime(2026, 11, 29, 9, 0)


def read(words):
    when, flag = parsedatetime.Calendar().parseDT(words, sourceTime=NOW)
    seen = {"friendlydateparser": friendlydateparser.parse_datetime(words, now=NOW).strftime("%Y-%m-%d"),
            "parsedatetime": when.strftime("%Y-%m-%d") if flag else "nothing"}
    environment = {**os.environ, "TZ": "UTC"}
    seen.update(json.loads(subprocess.run(["node", "look.js", words], env=environment, capture_output=True, text=True, check=True).stdout))
    print(words + "".join(f"\n  {name:19} {day}" for name, day in seen.items()))
    return list(seen.values())


is_there = (
    read("second Tuesday of January 2027") == ["2027-01-12", "2027-01-01", "2026-12-01", "2026-01-20"]
    and read("last Tuesday of January 2027")[:3] == ["2027-01-26", "2027-01-01", "2026-11-24"]
    and read("the day after tomorrow") == ["2026-12-01", "2026-11-30", "2026-12-01", "2026-11-30"]
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
