#!/usr/bin/env bash
# windows-iana (npm) turns Outlook's "Central Asia Standard Time" (UTC+6) into Asia/Almaty (UTC+5): the meeting is an hour off in both directions.
#
# Versions: windows-iana 5.1.0, the newest on the npm registry in November 2026; tzlocal 5.4.5 (PyPI) beside it is right.
# Expected: CLDR's windowsZones gives each Windows zone a default (territory 001) that keeps the same time. Kazakhstan went to +05:00 on 2024-03-01
#   (IANA 2024a); tzlocal, whose table is made from CLDR, has Asia/Bishkek as the default since, and Almaty under "West Asia Standard Time".
# Seen: findIana() still names Asia/Almaty first, where +05:00 holds, for a Windows zone that is +06:00, and findWindows("Asia/Almaty") gives that zone
#   back. A round trip looks right, since both mistakes cancel out; the hour is wrong as soon as one side is another program. Europe/Kyiv
#   has no Windows name at all there, while Asia/Kolkata, renamed earlier, has.
# For people of this field: an Outlook invitation for 15:00 in Bishkek is read as 16:00 there, and one made for Almaty arrives an hour early. Test
#   a mapping by offsets on the date of the meeting, not by going there and back.
# Convenor: keeps a table of its own: 15:00 Central Asia Standard Time is 09:00 UTC, 15:00 Almaty is 10:00 UTC.
#
# Needs: bash, Node.js with npm and full ICU, python3 with venv. Installs both packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts windows-iana@5.1.0 || { echo "windows-iana 5.1.0 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check tzlocal==5.4.5 tzdata==2026.6 || { echo "tzlocal 5.4.5 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const { findIana, findWindows } = require("windows-iana");
console.log(JSON.stringify({
  iana: findIana("Central Asia Standard Time")[0], back: findWindows("Asia/Almaty")[0] ?? null,
  kyiv: findWindows("Europe/Kyiv").length, kolkata: findWindows("Asia/Kolkata").length,
}));
JS
cat > look.py <<'PY'
import datetime
import json
import sys
from zoneinfo import ZoneInfo

from tzlocal.windows_tz import tz_win, win_tz

NAME = "Central Asia Standard Time"
MEETING = datetime.datetime(2026, 12, 8, 15, 0)
npm = json.loads(sys.argv[1])
python = {"iana": win_tz[NAME], "back": tz_win["Asia/Almaty"]}


def hours(zone):
    return MEETING.replace(tzinfo=ZoneInfo(zone)).utcoffset() / datetime.timedelta(hours=1)


for name, seen in (("windows-iana", npm), ("tzlocal", python)):
    print(f"{name:12} {NAME} -> {seen['iana']} (UTC+{hours(seen['iana']):.0f}); Asia/Almaty -> {seen['back']}")
print(f"windows-iana, Windows names found: Europe/Kyiv {npm['kyiv']}, Asia/Kolkata {npm['kolkata']}")
is_there = (
    npm == {"iana": "Asia/Almaty", "back": NAME, "kyiv": 0, "kolkata": 1}
    and python == {"iana": "Asia/Bishkek", "back": "West Asia Standard Time"}
    and (hours("Asia/Almaty"), hours("Asia/Bishkek")) == (5, 6)
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py "$(node look.js)"
