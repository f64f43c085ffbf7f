#!/usr/bin/env bash
# "1 1/2 hours" is four and a half days for timestring (npm), "1.5 hours" is fifteen hours for time-speak (npm) and five for ctparse (PyPI), and "1 Stunde 30
# Minuten" is one hour for the German of parse-duration (npm). None raises an error.
#
# Versions: timestring 7.0.0, parse-duration 2.1.9, human-interval 2.0.1, time-speak 1.9.0 (npm), ctparse 0.3.6 (PyPI), the newest in November 2026.
# Expected: each promises to read lengths of time as people write them. ISO 80000-1:2009, 7.3.2 takes "." and "," as decimal signs. What a reader does not
#   know it refuses, as time-speak does with "1 1/2 hours" and timestring with "an hour".
# Seen: timestring throws spaces and signs away before it reads: "1 1/2 hours" is 112 hours, "1,5 hours" 15, "1½ hours" 1. time-speak loses the point, ctparse
#   the "1." in front of it. parse-duration takes 2 h of "1 1/2 hours" and adds eleven milliseconds; its German locale knows "Minute" and not "Minuten", so
#   the half hour is not there and "90 Minuten" is nothing. human-interval reads 1 h of "1 1/2 hours".
# For people of this field: a bot that is told "meet for 1 1/2 hours" or "speakers 1,5 min" plans a meeting into next week or cuts people short. Read a length
#   back to whoever typed it, in hours and minutes, before it counts.
# Convenor: reads whole hours and minutes ("90 min", "1 h 30 min") and says how long a meeting is when it plans it.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the five packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts timestring@7.0.0 parse-duration@2.1.9 human-interval@2.0.1 time-speak@1.9.0 \
  || { echo "timestring 7.0.0 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ctparse==0.3.6 || { echo "ctparse 0.3.6 cannot be installed" >&2; exit 2; }

cat > look.mjs <<'JS'
import humanInterval from "human-interval";
import parseDuration from "parse-duration";
import german from "parse-duration/locale/de.js";
import timeSpeak from "time-speak";
import timestring from "timestring";
const minutes = (read, scale) => {
  try {
    const length = read() / scale;
    return Number.isFinite(length) ? Math.round(length * 100) / 100 : "nothing";
  } catch {
    return "error";
  }
};
const english = parseDuration.unit;
const look = (words, locale = english) => {
  parseDuration.unit = locale;
  return {
    timestring: minutes(() => timestring(words), 60),
    "parse-duration": minutes(() => parseDuration(words), 60_000),
    "human-interval": minutes(() => humanInterval(words), 60_000),
    "time-speak": minutes(() => timeSpeak.parse(words), 60_000),
  };
};
console.log(JSON.stringify({
  "90 minutes": look("90 minutes"), "1.5 hours": look("1.5 hours"), "1 1/2 hours": look("1 1/2 hours"), "1½ hours": look("1½ hours"),
  "1,5 hours": look("1,5 hours"), "1 Stunde 30 Minuten": look("1 Stunde 30 Minuten", german), "90 Minuten": look("90 Minuten", german),
}));
JS
cat > look.py <<'PY'
import datetime
import json
import logging
import subprocess
import sys

from ctparse import ctparse

logging.disable(logging.CRITICAL)


def english(words):
    found = ctparse(words, ts=datetime.datetime(2026, 11, 29, 9, 0), timeout=5)
    return found.resolution.value * {"hours": 60, "minutes": 1}[found.resolution.unit.value]


seen = json.loads(subprocess.run(["node", "look.mjs"], capture_output=True, text=True, check=True).stdout)
for words in ("90 minutes", "1.5 hours"):
    seen[words]["ctparse"] = english(words)
for words, minutes in seen.items():
    print(f"{words}, in minutes\n  {minutes}")
is_there = (
    set(seen["90 minutes"].values()) == {90}
    and seen["1.5 hours"] == {"timestring": 90, "parse-duration": 90, "human-interval": 90, "time-speak": 900, "ctparse": 300}
    and seen["1 1/2 hours"] == {"timestring": 6720, "parse-duration": 120, "human-interval": 60, "time-speak": "error"}
    and seen["1½ hours"]["timestring"] == 60
    and seen["1,5 hours"]["timestring"] == 900
    and seen["1 Stunde 30 Minuten"]["parse-duration"] == 60
    and seen["90 Minuten"]["parse-duration"] == 0
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
