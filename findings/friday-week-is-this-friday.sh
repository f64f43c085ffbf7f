#!/usr/bin/env bash
# "Contributions close Friday week" is a week early for four readers of dates in two languages: each reads "Friday" and drops "week" without a word.
#
# Versions: chrono-node 2.10.3 and parse-messy-time 2.1.0 (npm), parsedatetime 2.6 and ctparse 0.3.6 (PyPI), the newest in November 2026; dateparser 1.5.0
#   (PyPI) reads nothing, which is honest.
# Expected: in British, Irish, Australian and Indian English "Friday week" is a week after Friday (Oxford English Dictionary, week, n.). A reader that does
#   not know the words refuses them.
# Seen: on Sunday 29 November 2026 all four give 4 December, as for "Friday" alone, not 11 December. chrono-node's result says that it matched "Friday", for
#   whoever looks; the other three give a date and no hint, parsedatetime with the flag of a date.
# For people of this field: secretariats in these countries write so in announcements. The deadline is a week early in the reminder, or the meeting is put on
#   a day on which nobody comes. Compare the words that were read with those that were typed.
# Convenor: reads it as a week after Friday, and names weekday and date in its answer.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the five packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts chrono-node@2.10.3 parse-messy-time@2.1.0 \
  || { echo "chrono-node 2.10.3 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check parsedatetime==2.6 ctparse==0.3.6 dateparser==1.5.0 \
  || { echo "parsedatetime 2.6 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const chrono = require("chrono-node");
const messy = require("parse-messy-time");
const now = new Date("2026-11-29T09:00:00Z");
const day = (date) => date?.toISOString().slice(0, 10) ?? "nothing";
const [found] = chrono.parse(process.argv[2], now, { forwardDate: true });
console.log(JSON.stringify({ "chrono-node": day(found?.date()), "parse-messy-time": day(messy(process.argv[2], { now })) }));
JS
cat > look.py <<'PY'
import datetime
import json
import logging
import os
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import dateparser
import parsedatetime
from ctparse import ctparse

NOW = datetime.datetime(2026, 11, 29, 9, 0)


def read(words):
    when, flag = parsedatetime.Calendar().parseDT(words, sourceTime=NOW)
    found = dateparser.parse(words, languages=["en"], settings={"RELATIVE_BASE": NOW, "PREFER_DATES_FROM": "future"})
    environment = {**os.environ, "TZ": "UTC"}
    seen = json.loads(subprocess.run(["node", "look.js", words], env=environment, capture_output=True, text=True, check=True).stdout)
    seen["parsedatetime"] = when.strftime("%Y-%m-%d") if flag else "nothing"
    seen["ctparse"] = ctparse(words, ts=NOW, timeout=5).resolution.dt.strftime("%Y-%m-%d")
    seen["dateparser"] = found.strftime("%Y-%m-%d") if found else "nothing"
    print(words + "".join(f"\n  {name:16} {day}" for name, day in seen.items()))
    return seen


friday, week = read("Friday"), read("Friday week")
is_there = set(friday.values()) == {"2026-12-04"} and week.pop("dateparser") == "nothing" and set(week.values()) == {"2026-12-04"}
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
