#!/usr/bin/env bash
# discord-markdown-ast-parser (PyPI) reads a time of Discord as an emoji, and in "from … to …" the second time as words quoted from somebody else.
#
# Version: discord-markdown-ast-parser 1.0.6, the newest on PyPI in November 2026.
# Expected: Discord's reference ("Message formatting", timestamps) writes a time as <t:SECONDS:STYLE>. A parser that does not know it leaves
#   the text as it stands, as this one does with <t:1796742000>.
# Seen: with a style, the part between the colons is a custom name of an emoji (":1796742000:"), and "<t" and "F>" are text around it. Where a space
#   follows, as in "<t:1796742000:F> to <t:1796749200:t>", the left-over ">" with its space begins a block quotation in the middle of the line, which
#   holds " to" and the end of the meeting.
# For people of this field: exports of a channel made with this parser have a broken emoji in place of the hour of the next meeting, and its end
#   in a quotation. Write the time in words beside the stamp.
# Convenor: writes the words first and the stamp after them in brackets, "19:06 UTC (<t:…:t>)", so the time survives.
#
# Needs: bash, python3 with venv. Installs the package into a temporary folder; talks to no server.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check discord-markdown-ast-parser==1.0.6 \
  || { echo "discord-markdown-ast-parser 1.0.6 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys

from discord_markdown_ast_parser import parse


def show(node):
    words = getattr(node, "text_content", None) or getattr(node, "emoji_name", None)
    children = getattr(node, "children", None)
    return (node.node_type.name, [show(child) for child in children] if children else words)


def read(text):
    nodes = [show(node) for node in parse(text)]
    print(f"{text}\n  {nodes}")
    return nodes


bare = read("<t:1796742000>")
span = read("<t:1796742000:F> to <t:1796749200:t>")
words = read("15:00 UTC (<t:1796742000:t>)")
is_there = (
    bare == [("TEXT", "<t:1796742000>")]
    and span[1] == ("EMOJI_UNICODE_ENCODED", "1796742000")
    and span[-1][0] == "QUOTE_BLOCK"
    and words[0][1].startswith("15:00 UTC")
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
