#!/usr/bin/env bash
# Day.js (npm) reads "2026-12-08T15:00:00Z" in a zone as 15:00 of that zone: the Z is dropped. With "+05:30" at the end it is 10:30 in Zurich that comes out
# as 9:30.
#
# Version: dayjs 1.11.23 with its plugins utc and timezone, the newest on the npm registry in November 2026 (more than 100 million downloads a month).
# Expected: RFC 3339, 5.6: Z and +05:30 say which moment it is; a zone beside it can only say how to show it. moment-timezone, whose interface it follows, and
#   Luxon read it so. The plugin's page has times without an offset for dayjs.tz() and says nothing of others.
# Seen: dayjs.tz("2026-12-08T15:00:00Z", "Europe/Zurich") is 15:00+01:00, an hour before the moment that was written; for "Asia/Tokyo" nine hours. With a
#   numeric offset the moment is computed and its UTC hour is then taken for the wall time: 15:00+05:30 is 9:30 UTC and becomes 9:30+01:00. No warning in
#   either case. dayjs(text).tz(zone) is right.
# For people of this field: times come from calendars, logs and servers with a Z. A bot that stores "the meeting's start in its zone" with this call shifts
#   every meeting by the zone's offset, and in London in winter it looks right.
# Convenor: an offset that was typed counts; the zone says only where it is shown.
#
# Needs: bash, Node.js with npm and full ICU. Installs dayjs, luxon and moment-timezone into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts dayjs@1.11.23 luxon@3.7.2 moment-timezone@0.6.6 \
  || { echo "dayjs 1.11.23 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const dayjs = require("dayjs");
const { DateTime } = require("luxon");
const moment = require("moment-timezone");
dayjs.extend(require("dayjs/plugin/utc"));
dayjs.extend(require("dayjs/plugin/timezone"));

const look = (text, zone) => {
  const seen = [
    DateTime.fromISO(text, { zone }).toISO({ suppressMilliseconds: true }), moment.tz(text, zone).format(),
    dayjs(text).tz(zone).format(), dayjs.tz(text, zone).format(),
  ];
  console.log(`${text} in ${zone}\n  luxon ${seen[0]}, moment-timezone ${seen[1]}\n  dayjs().tz() ${seen[2]}, dayjs.tz() ${seen[3]}`);
  return new Set(seen.slice(0, 3)).size === 1 ? seen[3] : "changed";
};
const isThere = look("2026-12-08T15:00:00Z", "Europe/Zurich") === "2026-12-08T15:00:00+01:00"
  && look("2026-12-08T15:00:00Z", "Asia/Tokyo") === "2026-12-08T15:00:00+09:00"
  && look("2026-12-08T15:00:00+05:30", "Europe/Zurich") === "2026-12-08T09:30:00+01:00";
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
TZ=UTC node look.js
