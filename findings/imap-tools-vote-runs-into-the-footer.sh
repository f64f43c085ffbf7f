#!/usr/bin/env bash
# imap-tools (PyPI) puts the text parts of a mail together without anything between them: the vote "+1" and the footer of the list are the line "+1____", and
# the vote in a forwarded mail is the forwarder's.
#
# Version: imap-tools 1.16.0, the newest on PyPI in November 2026.
# Expected: RFC 2046, 5.1.1: the line end in front of a boundary belongs to the boundary, so a part has no line end of its own behind its last word, and
#   whoever joins parts puts one in. A message/rfc822 part is another message (5.2.1). The package's page has text for the plain text of the message, and
#   attachments.
# Seen: text is all text/plain parts of the mail, in depth, one behind the other. Mailman and other list managers add their footer as a part of its own where
#   the mail is not plain: "+1" becomes "+1_____". An attached mail is among the attachments and its text in text as well: "See below.-1". In a digest all
#   messages are one. The html property does the same with its parts.
# For people of this field: a bot that reads votes by line finds "+1_____", which is none, in just the mails that went through a list, and takes the quoted
#   vote of somebody else for the sender's. Walk the parts of msg.obj yourself.
# Convenor: reads the first text of a mail, leaves attached mails out and the footer of the list as well (src/mail/read.rs).
#
# Needs: bash, python3 with venv. Installs imap-tools into a temporary folder; talks to no server.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check imap-tools==1.16.0 || { echo "imap-tools 1.16.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys

from imap_tools import MailMessage

HEAD = "From: Ana Costa <ana@example.org>\nSubject: Re: D7-3\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=next\n\n"
FOOTER = """--next
Content-Type: text/plain; charset=utf-8

+1
--next
Content-Type: text/plain; charset=utf-8
Content-Disposition: inline

_______________
JCG mailing list
--next--
"""
FORWARDED = """--next
Content-Type: text/plain; charset=utf-8

See below.
--next
Content-Type: message/rfc822

From: Bo Nyberg <bo@example.org>
Subject: Re: D7-3
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

-1
--next--
"""


def read(mail):
    message = MailMessage.from_bytes((HEAD + mail).replace("\n", "\r\n").encode())
    lines = message.text.splitlines()
    print(f"{lines}, attachments: {[part.content_type for part in message.attachments]}")
    return lines


is_there = read(FOOTER) == ["+1_______________", "JCG mailing list"] and read(FORWARDED) == ["See below.-1"]
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
