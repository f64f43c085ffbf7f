#!/usr/bin/env bash
# formatflowed (PyPI) joins the last word of a line to the first of the next: "1. Opening" and "2. Table" go out as "1. Opening2. Table".
#
# Version: formatflowed 2.0.0, the newest on PyPI in November 2026.
# Expected: RFC 3676, 4.1 and 4.2: a line that flows into the next ends in a space (so that joining keeps the words apart), and a line that is to
#   stay a line has none. The package's text says that convertToFlowed() finds paragraphs by blank lines and that this is simple; that lines of a
#   paragraph are joined is what one expects then, with a space between them.
# Seen: the lines are joined with nothing between. "The chair asks" / "for objections." becomes "The chair asksfor objections.", and an agenda of three
#   lines becomes one word run. It shows only on the reader's side, in every mail client, since the joined text is what is sent. Of a line that
#   begins with "|" or "%" the first character is taken for a mark of quotation: a table row becomes a quotation (">").
# For people of this field: minutes and agendas are plain text with short lines. Use the encoder of the same package (FormatFlowedEncoder) with
#   paragraphs that you cut yourself, or send plain text without format=flowed.
# Convenor: does not send format=flowed; its lines are wrapped text (src/mail/message.rs).
#
# Needs: bash, python3 with venv. Installs formatflowed into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check formatflowed==2.0.0 || { echo "formatflowed 2.0.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys

from formatflowed import convertToFlowed, convertToWrapped


def there_and_back(text):
    sent = convertToFlowed(text)
    shown = convertToWrapped(sent)
    print(f"given {text!r}\n sent {sent!r}\nshown {shown!r}")
    return sent


agenda = there_and_back("1. Opening\n2. Table\n3. Close\n")
prose = there_and_back("The chair asks\nfor objections.\n")
table = there_and_back("| Item | Vote |\n")
is_there = agenda == b"1. Opening2. Table3. Close\r\n" and prose == b"The chair asksfor objections.\r\n" and table.startswith(b">")
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python -W ignore look.py
