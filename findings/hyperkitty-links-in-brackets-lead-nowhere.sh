#!/usr/bin/env bash
# HyperKitty (PyPI, Mailman's archive) takes the ">" of <https://example.org/m7.html> into the link, which then leads nowhere; with Markdown turned on, the
# paragraph above a signature is a headline.
#
# Version: HyperKitty 1.3.12 with mistune 3.4.0, the newest on PyPI in November 2026.
# Expected: RFC 3986, appendix C recommends angle brackets around an address in plain text, so that its end is clear, and most mail programs link it without
#   them. A line "-- " begins the signature (RFC 3676, 4.3); the archive has a rule of its own for it, and takes rules for headlines out of the parser.
# Seen: "<" is replaced by "&lt;" before the text is read, so the parser no longer sees a pair of brackets; the address goes on to the next blank, and the
#   link is https://example.org/m7.html%3E. This is so in both modes. In the Markdown mode the rules for headlines are taken out by names that mistune no
#   longer has: text above "-- " is an underlined headline, and the rule for signatures comes too late. A mail with *emphasis* is shown without Markdown at
#   all.
# For people of this field: minutes and announcements are full of such links, and in the list's archive none of them works. A vote above a signature is
#   printed in the size of a title. Put links at the end of a line without brackets, and an empty line above the signature.
# Convenor: writes links in mails without brackets, and no signature.
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
import re
import sys

from django.conf import settings

settings.configure()
from hyperkitty.lib.renderer import markdown_renderer, text_renderer


def look(mail, render):
    # As hyperkitty.templatetags.decorate calls it.
    page = render(mail.replace("<", "&lt;"))
    print("\n".join(f"  | {line}" for line in mail.splitlines()) + f"\n{page}")
    return page


def link(mail, render):
    return re.search('href="([^"]*)"', look(mail, render))[1]


is_there = (
    link("Minutes: <https://example.org/m7.html>\n", text_renderer) == "https://example.org/m7.html%3E"
    and link("Minutes: <https://example.org/m7.html>\n", markdown_renderer) == "https://example.org/m7.html%3E"
    and link("Minutes: https://example.org/m7.html\n", text_renderer) == "https://example.org/m7.html"
    and "<h2>I object to D7-3.</h2>" in look("I object to D7-3.\n-- \nAna Costa\n", markdown_renderer)
)
try:
    look("I *object* to D7-3.\n", markdown_renderer)
    is_there = False
except TypeError as error:
    # The caller passes over a TypeError and takes the mode for plain text.
    print(f"emphasis: {error}")
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
