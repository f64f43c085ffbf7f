#!/usr/bin/env bash
# mailparser (npm) and flanker (PyPI) show the messages of a list's digest as they came over the wire: headers, "=?utf-8?Q?...", base64 and all.
#
# Versions: mailparser 3.14.2 and flanker 0.9.11, the newest in November 2026; Python's email and postal-mime 4.0.0 (npm) are right.
# Expected: RFC 2046, 5.1.5: within multipart/digest a part without a Content-Type is message/rfc822, not text/plain; in nothing else does a digest differ from
#   multipart/mixed, so list managers leave the field out (the RFC's own example does).
# Seen: both take such a part for text/plain in US-ASCII. What is shown is the message with its header and with its body still encoded; of an alternative of
#   text and HTML both parts with their boundaries. With "Content-Type: message/rfc822" in each part mailparser hands out attachments that can be parsed, and
#   flanker decodes them; nothing warns.
# For people of this field: many members of a list take the digest, and archives and bots are fed from it. Whatever had an accent or came from a program
#   that encodes (most do) is unreadable: an objection in German is "V2lyIGxlaG5lbiA…", and no search finds it. Write the type into each part.
# Convenor: sends and reads single mails, and makes no digests.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the three packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts postal-mime@4.0.0 mailparser@3.14.2 || { echo "mailparser 3.14.2 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check flanker==0.9.11 2> /dev/null || { echo "flanker 0.9.11 cannot be installed" >&2; exit 2; }

cat > look.mjs <<'JS'
import { readFileSync } from "node:fs";
import mailparser from "mailparser";
import PostalMime from "postal-mime";
const mail = readFileSync(process.argv[2]);
const parsed = await mailparser.simpleParser(mail);
// A message that is named as one is an attachment for mailparser, which its caller parses in turn.
const inner = await Promise.all(parsed.attachments.map(async (part) => (await mailparser.simpleParser(part.content)).text));
console.log(JSON.stringify({
  "postal-mime": (await PostalMime.parse(mail)).text,
  mailparser: [parsed.text, ...inner].join("\n"),
}));
JS
cat > look.py <<'PY'
import base64
import contextlib
import email
import email.policy
import io
import json
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")
with contextlib.redirect_stderr(io.StringIO()):
    from flanker import mime

WORDS = "Wir lehnen Möglichkeit B ab."
FORM = """From: jcg-request@lists.example.org
Subject: JCG digest 7
MIME-Version: 1.0
Content-Type: multipart/digest; boundary=next

--next
{type}
From: Bo Nyberg <bo@example.org>
Subject: =?utf-8?Q?Re:_M=C3=B6glichkeit_B?=
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

{body}
--next--
"""


def look(what, kind):
    mail = FORM.format(type=kind, body=base64.b64encode(WORDS.encode()).decode()).replace("\n", "\r\n").encode()
    with open("digest.eml", "wb") as file:
        file.write(mail)
    texts = [part.get_content() for part in email.message_from_bytes(mail, policy=email.policy.default).walk() if part.get_content_maintype() == "text"]
    seen = {"email": "\n".join(texts), "flanker": "\n".join(part.body for part in mime.from_string(mail).walk() if part.content_type.main == "text")}
    seen.update(json.loads(subprocess.run(["node", "look.mjs", "digest.eml"], capture_output=True, text=True, check=True).stdout))
    is_read = {name: WORDS in text for name, text in seen.items()}
    print(f"{what}: read {is_read}")
    return is_read, seen


named, _ = look("parts with Content-Type: message/rfc822", "Content-Type: message/rfc822\n")
bare, seen = look("parts without Content-Type", "")
print("as mailparser shows it:\n  " + seen["mailparser"].strip().replace("\n", "\n  "))
is_there = all(named.values()) and bare == {"email": True, "flanker": False, "postal-mime": True, "mailparser": False}
is_there = is_there and "=?utf-8?Q?" in seen["mailparser"]
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
