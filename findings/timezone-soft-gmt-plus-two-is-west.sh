#!/usr/bin/env bash
# timezone-soft (npm) reads "GMT+2" as two hours behind Greenwich and "UTC+2" as two hours ahead: 15:00 GMT+2 and 15:00 UTC+2 are four hours apart.
#
# Version: timezone-soft 1.5.2, the newest on the npm registry in November 2026 (600,000 downloads a month).
# Expected: people, mail programs and Windows write GMT+2 and UTC+2 for the same thing, the zone of Helsinki in winter; ISO 8601 counts east as positive. The
#   package is there for names "as people say them". Only IANA's Etc/GMT-2, written with Etc/, has the sign of POSIX, by which east is negative.
# Seen: of "UTC+2" the package makes Etc/GMT-2, which is right. "GMT+2" is looked up as the end of the name Etc/GMT+2, which is the mid-Atlantic. So it is for
#   all whole hours and in small letters. "GMT+02:00" and "UTC+5:30" are not known. Honolulu is at -9 in its table (IANA: -10:00 since 1947).
# For people of this field: invitations say "15:00 GMT+2" as often as "UTC+2". A scheduler on this package puts such a call into the late evening of those who
#   typed it, and the same person who writes UTC next time is right. Read offsets before looking up names.
# Convenor: GMT+2 and UTC+2 are the same, in all their spellings.
#
# Needs: bash, Node.js with npm. Installs timezone-soft into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts timezone-soft@1.5.2 || { echo "timezone-soft 1.5.2 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const soft = require("timezone-soft");
const look = (name) => {
  const [found] = soft(name);
  console.log(`${name.padEnd(9)} ${found ? `${found.iana}, ${found.standard.offset} h` : "unknown"}`);
  return found ? found.standard.offset : null;
};
const seen = ["UTC+2", "GMT+2", "UTC-5", "GMT-5", "gmt+9", "GMT+02:00", "UTC+5:30", "Honolulu"].map(look);
const isThere = JSON.stringify(seen) === JSON.stringify([2, -2, -5, 5, -9, null, null, -9]);
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
