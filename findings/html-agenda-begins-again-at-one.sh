#!/usr/bin/env bash
# An agenda that goes on at item 4 (<ol start="4">) begins again at 1 in the text that node-html-markdown (npm) and inscriptis (PyPI) make; <li value="4"> is
# passed over by seven of eight.
#
# Versions: node-html-markdown 2.0.0, turndown 7.2.5, html-to-text 10.0.1, html-to-mrkdwn 3.0.0 (npm); inscriptis 2.7.6, markdownify 1.2.3, html2text 2025.4.15,
#   mautrix 0.21.1 (PyPI), the newest in November 2026.
# Expected: HTML (WHATWG, 4.4.5 and 4.4.8): start is the number of the first item of an ordered list, and value on an item is the number of that one, from
#   which those after it count. Matrix allows start in messages. Markdown keeps the number of the first item of a list (CommonMark 0.31, 5.3).
# Seen: six follow start. node-html-markdown counts from 1 whatever it says. inscriptis passes over start and is the only one to follow value; the other seven
#   count on from the list's beginning where an item has a number of its own.
# For people of this field: agenda items, decisions and clauses are known by number, and lists are split where a table or a note stands between.
#   "Item 4 is deferred" then speaks of another item. Whoever writes such HTML does well to give start and value both, which only node-html-markdown fails.
# Convenor: writes start and value both.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the eight packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts html-to-text@10.0.1 turndown@7.2.5 node-html-markdown@2.0.0 html-to-mrkdwn@3.0.0 \
  || { echo "node-html-markdown 2.0.0 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check html2text==2025.4.15 inscriptis==2.7.6 markdownify==1.2.3 mautrix==0.21.1 \
  || { echo "inscriptis 2.7.6 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const { convert } = require("html-to-text");
const { NodeHtmlMarkdown } = require("node-html-markdown");
const TurndownService = require("turndown");
const toMrkdwn = require("html-to-mrkdwn");
const html = process.argv[2];
console.log(JSON.stringify({
  "html-to-text": convert(html), turndown: new TurndownService().turndown(html),
  "node-html-markdown": NodeHtmlMarkdown.translate(html), "html-to-mrkdwn": toMrkdwn(html).text,
}));
JS
cat > look.py <<'PY'
import asyncio
import json
import re
import subprocess
import sys

import html2text
import inscriptis
from markdownify import markdownify
from mautrix.util.formatter import MarkdownString, MatrixParser


class Parser(MatrixParser[MarkdownString]):
    fs = MarkdownString


def numbers(html):
    seen = json.loads(subprocess.run(["node", "look.js", html], capture_output=True, text=True, check=True).stdout)
    seen.update({
        "html2text": html2text.html2text(html), "inscriptis": inscriptis.get_text(html), "markdownify": markdownify(html),
        "mautrix": asyncio.run(Parser().parse(html)).text,
    })
    found = {name: " ".join(re.findall(r"\d+(?=\.)", text)) for name, text in seen.items()}
    print(html)
    for which in sorted(set(found.values())):
        print(f"  {which}: {', '.join(name for name, numbers in found.items() if numbers == which)}")
    return {name for name, numbers in found.items() if numbers == "4 5"}


start = numbers('<ol start="4"><li>Scope</li><li>Table</li></ol>')
value = numbers('<ol><li value="4">Scope</li><li>Table</li></ol>')
both = numbers('<ol start="4"><li value="4">Scope</li><li value="5">Table</li></ol>')
RIGHT = {"html-to-text", "turndown", "html-to-mrkdwn", "html2text", "markdownify", "mautrix"}
is_there = start == RIGHT and value == {"inscriptis"} and both == RIGHT | {"inscriptis"}
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
