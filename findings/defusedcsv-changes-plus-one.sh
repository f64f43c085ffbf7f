#!/usr/bin/env bash
# defusedcsv (PyPI) changes the vote "+1" and leaves "-1" as it is, so a table of votes that goes through it has objections and no support.
#
# Version: defusedcsv 3.0.0, the newest on PyPI in November 2026.
# Expected: the package's page says that an apostrophe is put before all cells that begin with @, +, -, =, | or %, so both votes are changed alike and
#   whoever reads the file takes one apostrophe off. RFC 4180 knows no escape of this kind, so a CSV reader hands the apostrophe out.
# Seen: text that looks like a number is let through, but only with a minus: "-1" and "-1,5" stay, "+1" becomes "'+1". The csv module of Python
#   (and the package's own reader) give "'+1" back, and whoever counts "+1" finds none. "+1: with a note" and "-1: with a note" are both changed, and in
#   such cells each "|" becomes "\|", which no reader takes back.
# For people of this field: +1, 0 and -1 are how groups vote by mail and in tables. After a round trip the result looks like a clear rejection. Write
#   votes as words (yes, no), or numbers as numbers, which the package never touches.
# Convenor: puts an apostrophe before every such cell of its register, +1 and -1 alike, and takes it off again when it reads the file
#   (src/document/register.rs).
#
# Needs: bash, python3 with venv. Installs defusedcsv into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check defusedcsv==3.0.0 || { echo "defusedcsv 3.0.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import csv
import io
import sys
from collections import Counter

from defusedcsv import csv as defused

votes = ["+1", "+1", "+1", "-1", "-1: A | B is open"]
table = io.StringIO()
defused.writer(table).writerows([vote] for vote in votes)
print(table.getvalue())
for name, reader in (("csv", csv.reader), ("defusedcsv", defused.reader)):
    table.seek(0)
    read = [row[0] for row in reader(table)]
    print(f"read by {name}: {read}")
count = Counter(read)
print(f"votes for: {count['+1']}, votes against: {count['-1']}")
is_there = read == ["'+1", "'+1", "'+1", "-1", "'-1: A \\| B is open"]
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
