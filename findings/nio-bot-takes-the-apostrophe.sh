#!/usr/bin/env bash
# nio-bot (PyPI, bots for Matrix) takes an apostrophe for a quotation mark: "!action Ana's table by Friday" has one argument, "Anas table by Friday", and
# "l'ordre du jour" is "lordre du jour".
#
# Version: nio-bot 1.2.1, the newest on PyPI in November 2026.
# Expected: its page: arguments are words, and several words in quotation marks are one. The parsers of Discord's libraries, which its source names as the
#   model, know no apostrophe as a mark, and report a mark without its other half.
# Seen: ' and ` open a quotation anywhere, in the middle of a word as well, and the end of the line closes it without an error. Two apostrophes in a line make
#   one argument of all that is between them ("3 o'clock, Ana's turn": "oclock, Ana"). The character itself is dropped, so the words cannot be put together
#   again from the arguments. “English” and « French » marks mean nothing.
# For people of this field: actions and agenda items are full of names in the genitive, and in French of articles. The record has "Anas table" as a person's
#   task, or the date is part of the title and no longer found. Take the line from ctx.message.body.
# Convenor: takes the words behind a command as they are; only times are put in quotation marks.
#
# Needs: bash, python3 with venv. Installs nio-bot into a temporary folder; talks to no server.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nio-bot==1.2.1 || { echo "nio-bot 1.2.1 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys

from niobot.utils.string_view import ArgumentView


def read(line):
    seen = ArgumentView(line).parse_arguments().arguments
    print(f"{line}\n  {seen}")
    return seen


is_there = (
    read("Ana's table by Friday") == ["Anas table by Friday"]
    and read("l'ordre du jour") == ["lordre du jour"]
    and read("3 o'clock, Ana's turn") == ["3", "oclock, Ana", "s", "turn"]
    and read('5" sample from Bo') == ["5 sample from Bo"]
    and read('"option B" today') == ["option B", "today"]
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
