#!/usr/bin/env bash
# mautrix (PyPI) renders a table of a Matrix message without anything between its cells: "D1-2" and "not agreed" become "D1-2not agreed".
#
# Version: mautrix 0.21.1, the newest on PyPI in November 2026: the framework under many bridges and bots of Matrix.
# Expected: the client-server specification (m.room.message, "formatted_body") names table, thead, tbody, tr, th and td among the tags that clients
#   are to support, and mautrix.util.formatter.parse_html() turns such HTML into text; it keeps lists, quotations, rules, headings and struck-out text.
# Seen: rows and cells all run together in one line. Two rows "D1-1 | agreed" and "D1-2 | not agreed" under "Item | Vote" become
#   "ItemVoteD1-1agreedD1-2not agreed". Superscripts go as well: 10<sup>6</sup> becomes 106.
# For people of this field: whoever follows a Matrix room across such a bridge (IRC, Signal, WhatsApp, …) reads a vote or a register as one word, and
#   "10 to the 6th devices" as 106. A bot that posts a table needs a readable plain body and cannot count on bridges to use it; one line for each
#   row, or a list, passes everywhere.
# Convenor: puts its tables with spaced columns into the plain body too; a bridge that looks at the HTML alone shows them run together all the same.
#
# Needs: bash, python3 with venv. Installs mautrix into a temporary folder; talks to no server.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mautrix==0.21.1 || { echo "mautrix 0.21.1 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import asyncio
import sys

from mautrix.util.formatter import parse_html

TABLE = (
    "<table><thead><tr><th>Item</th><th>Vote</th></tr></thead><tbody>"
    "<tr><td>D1-1</td><td>agreed</td></tr><tr><td>D1-2</td><td>not agreed</td></tr></tbody></table>"
)
LIST = "<ul><li>D1-1: agreed</li><li>D1-2: not agreed</li></ul>"
POWER = "<p>10<sup>6</sup> devices</p>"

table, items, power = (asyncio.run(parse_html(html)) for html in (TABLE, LIST, POWER))
for html, text in ((TABLE, table), (LIST, items), (POWER, power)):
    print(f"{html}\n  {text!r}")
is_there = table == "ItemVoteD1-1agreedD1-2not agreed" and "\n" in items and power == "106 devices"
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
