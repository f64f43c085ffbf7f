#!/usr/bin/env bash
# city-timezones (npm) answers "London" with London in Ontario first, and knows Zürich but not Zurich, Sao Paulo but not São Paulo.
#
# Version: city-timezones 1.3.4, the newest on the npm registry in November 2026.
# Expected: the package's page says that cities of one name come as a list. Each entry has its population ("pop") and its name without accents
#   ("city_ascii"), so one expects the largest first and a name to be found in both spellings.
# Seen: lookupViaCity("London") is America/Toronto, Europe/London, America/New_York: in no order of size (Granada in Nicaragua first, Tripoli in Greece
#   first). "city_ascii" is not searched: Zurich gives an empty list, though the entry of Zürich holds "Zurich"; São Paulo does, Sao Paulo does not.
#   Kiev, Bangalore and Washington give nothing, either, Kyiv and Bengaluru an answer.
# For people of this field: "15:00 London" taken through the first entry is five hours off, and the code passes its tests with Geneva and
#   Paris, which exist once. Sort by "pop" and fold accents on both sides, or ask.
# Convenor: has its own table of places: London is the one in England, Granada is asked about, Zurich and São Paulo are found in both spellings.
#
# Needs: bash, Node.js with npm. Installs city-timezones into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts city-timezones@1.3.4 || { echo "city-timezones 1.3.4 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const cities = require("city-timezones");
const zones = (name) => {
  const found = cities.lookupViaCity(name);
  console.log(`${name.padEnd(10)} ${found.map((city) => `${city.timezone} (${city.pop})`).join(", ") || "nothing"}`);
  return found.map((city) => city.timezone);
};
const [london, granada, tripoli] = ["London", "Granada", "Tripoli"].map(zones);
const unknown = ["Zurich", "São Paulo", "Kiev", "Bangalore", "Washington"].map(zones);
const ascii = cities.lookupViaCity("Zürich")[0]?.city_ascii;
const known = ["Zürich", "Sao Paulo", "Kyiv", "Bengaluru", "Geneva"].map(zones);
const isThere = london[0] === "America/Toronto" && london.includes("Europe/London") && granada[0] === "America/Managua"
  && tripoli[0] === "Europe/Athens" && ascii === "Zurich" && unknown.every((found) => found.length === 0) && known.every((found) => found.length === 1);
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
