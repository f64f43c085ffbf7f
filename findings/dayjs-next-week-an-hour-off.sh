#!/usr/bin/env bash
# Day.js (npm) adds a week to "15:00 in Zurich" and gets 15:00 at last week's distance from UTC: on 27 October 2026 its "15:00:00+02:00" is 14:00 there.
# toISOString() of the same object is another moment, which depends on the machine.
#
# Version: dayjs 1.11.23 with its plugins utc and timezone, the newest on the npm registry in November 2026 (more than 100 million downloads a month).
# Expected: the page of add() says that it returns the time with the amount added; adding a day or a week to a wall time keeps the wall time (Luxon,
#   moment-timezone and Temporal do). The page of the timezone plugin promises conversion and parsing in a zone, and names no exception for arithmetic.
# Seen: an object made by dayjs.tz() or .tz() keeps the offset of its first date through add(), subtract() and set(); over a change of the clocks the text has
#   the right hour with the wrong offset. toISOString() is 13:00Z under TZ=UTC and 14:00Z under TZ=Europe/Zurich. startOf("day") looks the offset up anew and
#   is right.
# For people of this field: "every Tuesday at 15:00 Geneva" is computed so in many bots. From October to March the call is announced an hour early in texts
#   with an offset, and reminders run at an hour that depends on where the bot runs. Format the wall time without offset and parse it again in the zone.
# Convenor: keeps wall time and zone and looks the offset up for each date.
#
# Needs: bash, Node.js with npm and full ICU. Installs dayjs and luxon into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts dayjs@1.11.23 luxon@3.7.2 || { echo "dayjs 1.11.23 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const dayjs = require("dayjs");
const { DateTime } = require("luxon");
dayjs.extend(require("dayjs/plugin/utc"));
dayjs.extend(require("dayjs/plugin/timezone"));

const call = dayjs.tz("2026-10-20 15:00", "Europe/Zurich").add(1, "week");
const right = DateTime.fromISO("2026-10-20T15:00", { zone: "Europe/Zurich" }).plus({ weeks: 1 });
const again = dayjs.tz(call.format("YYYY-MM-DD HH:mm"), "Europe/Zurich");
const moments = [right.toUTC().toISO({ suppressMilliseconds: true }), call.format(), call.toISOString(), again.format()];
console.log(`TZ=${process.env.TZ}: luxon ${moments[0]}, dayjs ${moments[1]}, its toISOString() ${moments[2]}, parsed again ${moments[3]}`);
const isThere = moments[0] === "2026-10-27T14:00:00Z" && moments[1] === "2026-10-27T15:00:00+02:00" && moments[3] === "2026-10-27T15:00:00+01:00"
  && moments[2] === (process.env.TZ === "UTC" ? "2026-10-27T13:00:00.000Z" : "2026-10-27T14:00:00.000Z");
process.exit(isThere ? 0 : 1);
JS
if TZ=UTC node look.js && TZ=Europe/Zurich node look.js; then echo "still so"; else echo "changed"; exit 1; fi
