#!/usr/bin/env bash
# Eight converters from HTML to text or Markdown make 103 devices of 10<sup>3</sup>, and 10-6 of 10<sup>-6</sup>. None says so; two have an option that is off.
#
# Versions: html-to-text 10.0.1, turndown 7.2.5, node-html-markdown 2.0.0, html-to-mrkdwn 3.0.0 (npm); html2text 2025.4.15, inscriptis 2.7.6, markdownify 1.2.3,
#   mautrix 0.21.1 (PyPI), the newest in November 2026.
# Expected: HTML (WHATWG, 4.5.19): sub and sup are for conventions with a meaning, so taking them away changes what is said. They are among the elements
#   that Matrix allows in messages. pandoc 3.9 writes 10³ in plain text, and six of the eight show with signs that words are emphasized.
# Seen: the tags are dropped and the digits stand beside each other, a larger number that nobody doubts. html2text keeps the tags with --include-sup-sub, and
#   markdownify writes a sign that its caller names; without being told both drop them. x<sub>1</sub> is "x1", which does no harm.
# For people of this field: limits in requirements are powers of ten ("at most 10^-6 errors", "10^5 devices per km²"). The HTML of a mail or message
#   is right, and what a bot, an archive or a plain-text copy keeps of it is not. Type 10^3, or the signs of Unicode (10³, 10⁻⁶).
# Convenor: writes powers as they were typed and makes no tag of them.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the eight packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts html-to-text@10.0.1 turndown@7.2.5 node-html-markdown@2.0.0 html-to-mrkdwn@3.0.0 \
  || { echo "html-to-text 10.0.1 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check html2text==2025.4.15 inscriptis==2.7.6 markdownify==1.2.3 mautrix==0.21.1 \
  || { echo "html2text 2025.4.15 cannot be installed" >&2; exit 2; }

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
import subprocess
import sys

import html2text
import inscriptis
from markdownify import markdownify
from mautrix.util.formatter import MarkdownString, MatrixParser


class Parser(MatrixParser[MarkdownString]):
    fs = MarkdownString


def read(html):
    seen = json.loads(subprocess.run(["node", "look.js", html], capture_output=True, text=True, check=True).stdout)
    seen.update({
        "html2text": html2text.html2text(html), "inscriptis": inscriptis.get_text(html), "markdownify": markdownify(html),
        "mautrix": asyncio.run(Parser().parse(html)).text,
    })
    return {name: text.strip() for name, text in seen.items()}


WORDS = "<p><em>At least</em> 10<sup>3</sup> devices, at most 10<sup>-6</sup> errors</p>"
seen = read(WORDS)
print(WORDS)
for name, text in seen.items():
    print(f"  {name:18} {text}")
is_there = all("103 devices, at most 10-6 errors" in text.replace("\\-", "-") for text in seen.values())
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
