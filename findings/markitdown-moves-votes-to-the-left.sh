#!/usr/bin/env bash
# markitdown (PyPI) shifts the rows beneath a cell that is merged downwards one column to the left: a vote comes to stand under "Member".
#
# Version: markitdown 0.1.9, the newest on PyPI in November 2026 (DOCX is read by mammoth 1.x, which keeps the merge as rowspan).
# Expected: ECMA-376 (part 1, 17.4.84, vMerge): a row keeps its place in the grid beneath a merged cell. Markdown has no merged cells; a converter leaves
#   the cell empty, as this one does for a cell merged across (two columns wide: "| Agreed in SG17 | |").
# Seen: nothing fills the place of a cell merged downwards. Under "Member | Item | Vote" the second row of Bo's two votes is "| D7-2 | no |": the
#   item stands under "Member", the vote under "Item", and "Vote" is empty. "|" within a cell is not escaped either, so "A|B" adds a column.
# For people of this field: registers and voting tables merge the member's name over several rows, and such documents are fed to search and
#   summaries through this converter. The table still looks like one. Repeat the name in each row of what you publish.
# Convenor: writes tables without cells merged downwards; each row of its registers is whole.
#
# Needs: bash, python3 with venv. Installs markitdown (with its DOCX reader) and python-docx into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'markitdown[docx]==0.1.9' python-docx==1.2.0 \
  || { echo "markitdown 0.1.9 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys

import docx
from markitdown import MarkItDown

document = docx.Document()
rows = [("Member", "Item", "Vote"), ("Bo Nyberg", "D7-1", "yes"), ("", "D7-2", "no"), ("Agreed in SG17", "", "yes"), ("Cy Lang", "A|B", "no")]
table = document.add_table(rows=len(rows), cols=3)
for row, cells in zip(table.rows, rows):
    for cell, text in zip(row.cells, cells):
        cell.text = text
table.cell(1, 0).merge(table.cell(2, 0)).text = "Bo Nyberg"
table.cell(3, 0).merge(table.cell(3, 1)).text = "Agreed in SG17"
document.save("votes.docx")

lines = [line for line in MarkItDown().convert("votes.docx").text_content.splitlines() if line.startswith("|")]
print("\n".join(lines))
cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
is_there = cells[4] == ["D7-2", "no"] and cells[5] == ["Agreed in SG17", "", "yes"] and cells[6] == ["Cy Lang", "A", "B", "no"]
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
