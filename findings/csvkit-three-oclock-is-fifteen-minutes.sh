#!/usr/bin/env bash
# csvkit (PyPI) rewrites a register by merely sorting it: the hour 15:00 becomes "0:15:00", item 7-1 the date 2001-07-01, and members called May and June days
# of the year 1.
#
# Version: csvkit 2.2.0 with agate 1.14.2, the newest on PyPI in November 2026.
# Expected: the package's page says that types are inferred and that -I turns this off. A column of hours and minutes is a column of times or of text; RFC
#   4180 has no types, so a tool that sorts or joins rows gives the values back as they were.
# Seen: a value with one colon is a length in minutes and seconds. Item numbers with a hyphen are dates without a year, which is then 2001; names of months
#   and of weekdays are dates counted from 1 January 0001, so "Friday" as a due date is 0001-01-05, "tomorrow" 0001-01-02. "+1" is 1, and clause 7.10 is 7.1
#   in JSON. A column of votes of 0 and 1 alone is False and True. One cell that does not fit ("Ana") leaves the whole column as text, so it depends on who is
#   in the table.
# For people of this field: registers of decisions and lists of members are cut and sorted with such tools before they are published. Sorted by name, all
#   times of the meetings are lost, and the file is still valid. Give -I to every command of the package.
# Convenor: reads and writes registers as text, cell by cell.
#
# Needs: bash, python3 with venv. Installs csvkit into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check csvkit==2.2.0 agate==1.14.2 || { echo "csvkit 2.2.0 cannot be installed" >&2; exit 2; }

cat > register.csv <<'CSV'
Item,Owner,Vote,Due,Clause,At
7-2,June,-1,tomorrow,7.10,16:30
7-1,May,+1,Friday,7.2,15:00
CSV
sed 's/^7-1,May/7-1,Ana/' register.csv > ana.csv
echo "register"; sed 's/^/  /' register.csv
venv/bin/csvsort -c Item register.csv > sorted.csv
echo "sorted by item"; sed 's/^/  /' sorted.csv
venv/bin/csvsort -c Item ana.csv > sorted-ana.csv
echo "with Ana in the place of May"; sed 's/^/  /' sorted-ana.csv
venv/bin/csvsort -I -c Item register.csv > as-text.csv
venv/bin/csvjson register.csv > register.json
if [ "$(cat sorted.csv)" = "Item,Owner,Vote,Due,Clause,At
2001-07-01,0001-05-01,1,0001-01-05,7.2,0:15:00
2001-07-02,0001-06-01,-1,0001-01-02,7.10,0:16:30" ] \
  && grep -q '^2001-07-01,Ana,1,' sorted-ana.csv && grep -q '^7-1,May,+1,Friday,7.2,15:00' as-text.csv && grep -q '"Clause": 7.1,' register.json; then
  echo "still so"
else
  echo "changed"
  exit 1
fi
