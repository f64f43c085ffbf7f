#!/usr/bin/env bash
# mail-parser and flanker (PyPI) give the body of a Japanese mail as "$B2q5D(B": ISO-2022-JP is not decoded unless it is in base64. flanker also reads Chinese
# in GB2312 as "»áÒé".
#
# Versions: mail-parser 4.8.0 and flanker 0.9.11, the newest on PyPI in November 2026; Python's own email package is right.
# Expected: RFC 2045, 5 and 6: what a body means is said by its charset; the transfer encoding only says how its octets travel. RFC 1468 made ISO-2022-JP
#   of seven bits so that it travels without any, and that is how Japanese programs send it.
# Seen: mail-parser decodes by charset where the body is in base64 or has octets with the eighth bit; of a 7bit body it returns the octets with their
#   escapes. flanker goes by the charset after base64, and guesses otherwise. In base64 both read the same mail.
# For people of this field: companies and standards bodies in Japan still write so. The subject of such a mail is right in both, so it is filed, and its
#   words are lost: a bot that looks for "+1" finds it, the reason beside it is noise. Decode by charset yourself.
# Convenor: reads mail with the Rust crate mail-parser (no relation), which decodes by charset.
#
# Needs: bash, python3 with venv. Installs both packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mail-parser==4.8.0 flanker==0.9.11 2> /dev/null \
  || { echo "mail-parser 4.8.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import base64
import contextlib
import email
import email.policy
import io
import sys
import warnings

warnings.simplefilter("ignore")
import mailparser
with contextlib.redirect_stderr(io.StringIO()):
    from flanker import mime


def look(words, charset, encoding):
    octets = words.encode(charset)
    body = base64.b64encode(octets) if encoding == "base64" else octets
    head = ["From: Ren Sato <ren@example.org>", "Subject: vote", "MIME-Version: 1.0", f"Content-Type: text/plain; charset={charset}",
            f"Content-Transfer-Encoding: {encoding}", "", ""]
    mail = "\r\n".join(head).encode() + body + b"\r\n"
    right = email.message_from_bytes(mail, policy=email.policy.default).get_content().strip()
    seen = [mailparser.parse_from_bytes(mail).text_plain[0].strip(), mime.from_string(mail).body.strip()]
    print(f"{charset} as {encoding}: email {right!r}, mail-parser {seen[0]!r}, flanker {seen[1]!r}")
    return right == words, seen[0] == words, seen[1] == words


is_there = (
    look("会議 7", "iso-2022-jp", "7bit") == (True, False, False)
    and look("会議 7", "iso-2022-jp", "base64") == (True, True, True)
    and look("会议", "gb2312", "8bit") == (True, True, False)
    and look("Zürich", "iso-8859-1", "8bit") == (True, True, True)
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
