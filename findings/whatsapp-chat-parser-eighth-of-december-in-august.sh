#!/usr/bin/env bash
# whatsapp-chat-parser (npm) reads 2026-12-08 as 12 August: a date that begins with the year is taken for year, day, month.
#
# Version: whatsapp-chat-parser 4.0.2, the newest on the npm registry in November 2026.
# Expected: dates with the year first go on with the month, everywhere where they are in use (Unicode CLDR: Japanese, Chinese, Korean, Swedish, Canadian
#   English); ISO 8601 has no other order. The package's page asks whether dates "start with a day or a month" and says that it finds out by itself, else
#   takes the day first.
# Seen: "2026/12/08 14:00 - Ana: …" is 12 August 2026. A day above 12 anywhere in the file sets it right, so a long export is read rightly, and that of one
#   meeting from the first twelve days of a month wrongly. With daysFirst false it is right, too. "02/11/2026" and "02/12/2026" (a call on the 2nd of each
#   month) are 11 and 12 February; the same call on the 13th is right.
# For people of this field: groups that meet in a chat export one meeting for the minutes. The minutes of December are dated in August, and due dates counted
#   from them are past. Look at the first character: four digits in front need no guess.
# Convenor: reads the year in front as year, month, day, and asks for --date where a day can be two.
#
# Needs: bash, Node.js with npm. Installs whatsapp-chat-parser into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts whatsapp-chat-parser@4.0.2 || { echo "whatsapp-chat-parser 4.0.2 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const { parseString } = require("whatsapp-chat-parser");
const look = (days, options) => {
  const text = days.map((day) => `${day} 14:00 - Ana: hello`).join("\n");
  const seen = parseString(text, options).map(({ date }) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].join("-"));
  console.log(`${days.map((day) => day.replace(",", "")).join(", ")}${options ? ", daysFirst false" : ""}: ${seen.join(", ")}`);
  return seen.join(" ");
};
const isThere = look(["2026/12/08"]) === "2026-8-12" && look(["2026-12-08,"]) === "2026-8-12"
  && look(["2026/12/08", "2026/12/15"]) === "2026-12-8 2026-12-15" && look(["2026/12/08"], { daysFirst: false }) === "2026-12-8"
  && look(["02/11/2026,", "02/12/2026,"]) === "2026-2-11 2026-2-12" && look(["13/11/2026,", "13/12/2026,"]) === "2026-11-13 2026-12-13";
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
