#!/usr/bin/env bash
# flufl.bounce (PyPI, Mailman's bounce detection) sees no bounce in the reports of servers that speak SMTPUTF8, even for plain ASCII addresses.
#
# Version: flufl.bounce 6.0.0 of October 2026, the newest on PyPI.
# Expected: RFC 6533: where a mail was sent with SMTPUTF8, the report's machine part is message/global-delivery-status, and the address type
#   is "utf-8" instead of "rfc822"; the fields are those of RFC 3464 otherwise. RFC 3464, 2.3.2 lets the type vary as well. The package promises
#   detectors for RFC 3464 and dozens of servers.
# Seen: a report on bo@example.org counts as a bounce with message/delivery-status and "rfc822;". With either "utf-8;" or the global type scan_message()
#   returns nothing, as for a mail that is no report: not temporary, not permanent. Postfix since 3.0 has this form for mail that came in
#   with SMTPUTF8, which some senders ask for because of one accented letter in a header.
# For people of this field: the list keeps writing to members who left, their bounces end with the list's owners as "uncaught", and nobody is
#   taken off. Watch what goes to the owners after a change of the sending side to SMTPUTF8.
# Convenor: its mail library (lettre) encodes headers in ASCII (RFC 2047) and asks for SMTPUTF8 only where an address needs it, so its own mails give
#   no cause for such reports.
#
# Needs: bash, python3 with venv. Installs flufl.bounce into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check flufl.bounce==6.0.0 || { echo "flufl.bounce 6.0.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys
from email import message_from_string

from flufl.bounce import scan_message

REPORT = """From: MAILER-DAEMON@mx.example.org
To: jcg-bounces@lists.example.org
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type={report}; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.

--b
Content-Type: message/{part}

Reporting-MTA: dns; mx.example.org

Final-Recipient: {kind}; bo@example.org
Action: failed
Status: 5.1.1

--b--
"""


def bounced(part, kind):
    report = message_from_string(REPORT.format(report=part, part=part, kind=kind))
    found = sorted(address.decode() for address in scan_message(report))
    print(f"message/{part}, {kind}: {found}")
    return found


old = bounced("delivery-status", "rfc822")
kind = bounced("delivery-status", "utf-8")
part = bounced("global-delivery-status", "rfc822")
both = bounced("global-delivery-status", "utf-8")
is_there = old == ["bo@example.org"] and kind == part == both == []
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
