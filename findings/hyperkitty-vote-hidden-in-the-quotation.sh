#!/usr/bin/env bash
# HyperKitty (PyPI, Mailman's archive) puts an answer that stands right under a quotation into the quotation: "> Do we take A?" and "+1" below it are one
# quoted text, which the page folds up.
#
# Version: HyperKitty 1.3.12 with mistune 3.4.0, the newest on PyPI in November 2026.
# Expected: in mail a line is quoted if it begins with ">" (RFC 3676, 4.5; customary long before), and one without is the author's. The archive has a mode for
#   plain text, which is the default, and one for Markdown; CommonMark 0.31, 5.1 lets a paragraph of a quotation go on in a line without ">".
# Seen: the mode for plain text uses the Markdown parser for quotations, so the rule of Markdown holds in both: what follows without an empty line belongs to
#   the quotation. "+1", or answers between the points of a quoted agenda, are shown as words of whoever asked, and are not seen until "..." is clicked. In
#   the same way ">> question" followed by "> answer" gives the answer to the asker. With an empty line between them all is right.
# For people of this field: voting by mail is answering a quoted question in one line, and many programs put the cursor right under it. The archive is the
#   record that is consulted later, and it shows a question without votes. Leave a line empty above each answer.
# Convenor: takes lines without ">" as the author's (src/mail/read.rs).
#
# Needs: bash, python3 with venv. Installs HyperKitty (its renderer only), Django and mistune into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check Django==5.0.14 mistune==3.4.0 || { echo "mistune 3.4.0 cannot be installed" >&2; exit 2; }
venv/bin/pip install --quiet --disable-pip-version-check --no-deps HyperKitty==1.3.12 || { echo "HyperKitty 1.3.12 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import html.parser
import sys

from django.conf import settings

settings.configure()
from hyperkitty.lib.renderer import markdown_renderer, text_renderer


class Reader(html.parser.HTMLParser):
    """Which lines stand outside of quotations."""

    depth = 0

    def __init__(self):
        super().__init__()
        self.own = []

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "blockquote"

    def handle_endtag(self, tag):
        self.depth -= tag == "blockquote"

    def handle_data(self, data):
        if self.depth == 0:
            self.own += [line for line in data.split("\n") if line.strip() and line != "..."]


def look(mail):
    seen = []
    print("\n".join(f"  | {line}" for line in mail.splitlines()))
    for name, render in (("plain text", text_renderer), ("Markdown", markdown_renderer)):
        reader = Reader()
        # As hyperkitty.templatetags.decorate calls it.
        reader.feed(render(mail.replace("<", "&lt;")))
        print(f"outside of quotations, {name}: {reader.own}")
        seen.append(reader.own)
    return seen


is_there = (
    look("Bo wrote:\n> Do we take A?\n+1\n") == [["Bo wrote:"]] * 2
    and look("Bo wrote:\n> 1. Do we take A?\nyes\n> 2. In 2027?\nno, too late\n") == [["Bo wrote:"]] * 2
    and look("Bo wrote:\n> Do we take A?\n\n+1\n") == [["Bo wrote:", "+1"]] * 2
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
