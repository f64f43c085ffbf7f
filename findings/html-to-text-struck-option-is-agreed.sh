#!/usr/bin/env bash
# Struck words come back: "We agree on <del>option A</del> <ins>option B</ins>" is "We agree on option A option B" for html-to-text, turndown (npm) and
# inscriptis (PyPI), without a mark or a warning.
#
# Versions: html-to-text 10.0.1 and turndown 7.2.5 (npm), inscriptis 2.7.6 (PyPI), the newest in November 2026; markdownify 1.2.3 (PyPI) and node-html-markdown
#   2.0.0 (npm) write ~~option A~~.
# Expected: HTML (WHATWG, 4.7.2): del stands for a removal from the document, and s (4.5.5) for what is no longer accurate. A reader of the text either does
#   not see such words or sees that they are struck; html-to-text and turndown mark other elements that carry a meaning (headings, links, quotations).
# Seen: the tags are dropped and the words kept, for del and s alike. turndown has a plug-in for them, which is not on by itself; html-to-text has no
#   formatter for them.
# For people of this field: drafts with marked changes are how decisions are worded, in mail and on pages; the plain-text part of a mail is often made
#   with html-to-text. Whoever reads that part agrees to both options. Write the old words in brackets with "was", or leave them out.
# Convenor: shows edited words in their new form, and what was withdrawn as "withdrawn" in words.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the five packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts html-to-text@10.0.1 turndown@7.2.5 node-html-markdown@2.0.0 \
  || { echo "html-to-text 10.0.1 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check inscriptis==2.7.6 markdownify==1.2.3 || { echo "inscriptis 2.7.6 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const { convert } = require("html-to-text");
const { NodeHtmlMarkdown } = require("node-html-markdown");
const TurndownService = require("turndown");
const html = process.argv[2];
console.log(JSON.stringify({
  "html-to-text": convert(html), turndown: new TurndownService().turndown(html), "node-html-markdown": NodeHtmlMarkdown.translate(html),
}));
JS
cat > look.py <<'PY'
import json
import subprocess
import sys

import inscriptis
from markdownify import markdownify


def read(tag):
    html = f"<p>We agree on <{tag}>option A</{tag}> <ins>option B</ins>.</p>"
    seen = json.loads(subprocess.run(["node", "look.js", html], capture_output=True, text=True, check=True).stdout)
    seen.update({"inscriptis": inscriptis.get_text(html), "markdownify": markdownify(html)})
    seen = {name: text.strip() for name, text in seen.items()}
    print(html)
    for name, text in seen.items():
        print(f"  {name:18} {text}")
    return seen


BOTH, STRUCK = "We agree on option A option B.", "We agree on ~~option A~~ option B."
known = {"html-to-text": BOTH, "turndown": BOTH, "node-html-markdown": STRUCK, "inscriptis": BOTH, "markdownify": STRUCK}
is_there = read("del") == known and read("s") == known
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
