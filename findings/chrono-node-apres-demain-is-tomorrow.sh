#!/usr/bin/env bash
# chrono-node (npm) reads "après-demain 15h" and "pasado mañana a las 15:00", the day after tomorrow, as tomorrow, and Dutch "overmorgen 15:00" as today.
#
# Version: chrono-node 2.10.3, the newest on the npm registry in November 2026 (3,600,000 downloads a month).
# Expected: its page lists French, Spanish, Dutch and German among its languages. The German "übermorgen", the Russian and the English words for that day are
#   read rightly; what a language does not know gives no result.
# Seen: the word for tomorrow is found within the word for the day after it: "demain" in "après-demain", "mañana" in "pasado mañana". In Dutch the day is
#   dropped and the hour kept, which is then today's; so it is with the German "8.12. 15 Uhr". The text that was matched is shorter than what was typed, and
#   nothing else tells of it. In "8. Dezember, 15 Uhr" the hour is the year 2015.
# For people of this field: the ITU meets in six languages and calls are moved "à après-demain". A bot on this library has the call a day or two early, in the
#   languages of those who wrote it alone. Compare the length of result.text with the words.
# Convenor: reads English dates and numbers, and refuses other words for days.
#
# Needs: bash, Node.js with npm. Installs chrono-node into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts chrono-node@2.10.3 || { echo "chrono-node 2.10.3 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const chrono = require("chrono-node");
const now = new Date("2026-11-29T09:00:00Z");
const look = (language, words) => {
  const [found] = chrono[language].parse(words, now, { forwardDate: true });
  const when = found.start.date().toISOString().slice(0, 16);
  console.log(`${words}: ${when}, read from "${found.text}"`);
  return when;
};
const isThere = look("en", "the day after tomorrow at 15:00") === "2026-12-01T15:00"
  && look("de", "übermorgen um 15 Uhr") === "2026-12-01T15:00"
  && look("fr", "après-demain 15h") === "2026-11-30T15:00"
  && look("es", "pasado mañana a las 15:00") === "2026-11-30T15:00"
  && look("nl", "overmorgen 15:00") === "2026-11-29T15:00"
  && look("de", "8.12. 15 Uhr") === "2026-11-29T15:00"
  && look("de", "8. Dezember, 15 Uhr") === "2015-12-08T12:00";
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
TZ=UTC node look.js
