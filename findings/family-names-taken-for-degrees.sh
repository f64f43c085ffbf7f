#!/usr/bin/env bash
# Name parsers of npm take the family names Do and Ma for degrees, one of them even the particle of Maria do Carmo Silva; the family name is gone.
#
# Versions: another-name-parser 0.1.0 and humanparser 2.7.0, the newest on the npm registry in November 2026.
# Expected: a degree or a generation (D.O., M.A., Jr.) is looked for behind a whole name, so not where nothing would be left as the family name. Both
#   pages describe the suffix as what comes after the name; another-name-parser says that it is made for US English.
# Seen: another-name-parser compares each word of the name, wherever it stands and in any case: "Anh Do" has no family name and the suffix "Do", and
#   "Do Anh" the same; "Maria do Carmo Silva" has the suffix "do". humanparser: "Jun Ma" has the suffix "Ma" and an empty family name. Each gets right what
#   the other gets wrong.
# For people of this field: lists of participants are sorted and addressed by family name. Vietnamese, Chinese and Brazilian members end up
#   without one, at the top of the list, or as "Maria Carmo Silva, D.O.". Ask people for family and given name apart.
# Convenor: never takes a name apart; it shows what the person or the configuration says.
#
# Needs: bash, Node.js with npm. Installs both packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts another-name-parser@0.1.0 humanparser@2.7.0 \
  || { echo "the packages cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const another = require("another-name-parser");
const human = require("humanparser");
const read = (name) => {
  const one = another(name);
  const other = human.parseName(name);
  const seen = `${one.last ?? ""}/${one.suffix ?? ""} ${other.lastName ?? ""}/${other.suffix ?? ""}`;
  console.log(`${name.padEnd(22)} family name/suffix: ${seen}`);
  return seen;
};
const seen = ["Anh Do", "Do Anh", "Maria do Carmo Silva", "Jun Ma", "Bo Nyberg"].map(read);
const isThere = seen.join(" | ") === "/Do Do/ | /Do Anh/ | Silva/do Silva/ | Ma/ /Ma | Nyberg/ Nyberg/";
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
