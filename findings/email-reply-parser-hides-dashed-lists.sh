#!/usr/bin/env bash
# email-reply-parser (PyPI) takes a list whose dashes have no space after them for a signature and hides it with all that follows.
#
# Version: email-reply-parser 0.5.12, the newest on PyPI in November 2026. node-email-reply-parser 0.1.4 (npm) does the same;
#   email-reply-parser 2.3.9 (npm), a port of the same family, does not.
# Expected: a signature begins with the line "-- " (RFC 3676, 4.3). Parsers of this family are known to allow more ("--", "__", "Sent from my …"),
#   for short last lines.
# Seen: any paragraph that begins with a dash and a letter or digit counts, however long, and so does everything below it. Of
#   "Our views:", "-we object to row 2," "-we can live with row 3." and a paragraph after it, the first line alone is the reply;
#   "-5 to +5 dB is the range we can accept" goes too. With "- we object" (a space) all is kept.
# For people of this field: comments and objections by mail come as lists, and the dash without a space is common (French and Spanish typing,
#   text pasted from Word). The objection is dropped and the introduction kept, which reads as consent to nothing in particular.
# Convenor: reads no words of replies today. When objections by mail are read, the whole mail has to be kept, not what such a parser leaves.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check email-reply-parser==0.5.12 || { echo "email-reply-parser 0.5.12 cannot be installed" >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts node-email-reply-parser@0.1.4 \
  || { echo "node-email-reply-parser 0.1.4 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import json
import subprocess
import sys

from email_reply_parser import EmailReplyParser

MAILS = {
    "no space": "Our views:\n\n-we object to row 2,\n-we can live with row 3.\n\nThe text of row 2 is not agreed in SG17.\n\nAna\n",
    "a space": "Our views:\n\n- we object to row 2,\n- we can live with row 3.\n\nThe text of row 2 is not agreed in SG17.\n\nAna\n",
    "a range": "Agreed, within limits.\n\n-5 to +5 dB is the range that we can accept, and nothing outside it.\n",
}
SCRIPT = "const parse = require('node-email-reply-parser'); console.log(JSON.stringify(parse(process.argv[1], true)))"

replies = {}
for name, mail in MAILS.items():
    node = json.loads(subprocess.run(["node", "-e", SCRIPT, mail], capture_output=True, text=True, check=True).stdout)
    replies[name] = (EmailReplyParser.parse_reply(mail), node.strip())
    print(f"{name}: {mail!r}\n  PyPI {replies[name][0]!r}\n  npm  {replies[name][1]!r}")
is_there = (
    replies["no space"] == ("Our views:", "Our views:")
    and all("row 3" in reply for reply in replies["a space"])
    and replies["a range"] == ("Agreed, within limits.", "Agreed, within limits.")
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
