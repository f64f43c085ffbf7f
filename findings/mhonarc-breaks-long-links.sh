#!/usr/bin/env bash
# MHonArc (archives of mailing lists, in Debian) breaks long links in mails from Apple's Mail: it ends the link where the mail program broke the line, and
# leads to the folder above the minutes.
#
# Version: mhonarc 2.6.19-2.2, as in Debian 12.
# Expected: RFC 3676, 4.1 and 4.2: with format=flowed a line that ends in a blank goes on in the next, and with DelSp=yes the blank was put in for the break
#   and is to be taken out. A long address is one word that was broken so. mailparser and postal-mime (npm) give it whole.
# Seen: MHonArc reads format=flowed as in RFC 2646, from before DelSp (2004), and makes links line by line: the first half is the link, the second is text
#   beside it. Each line of Chinese, Japanese or Thai, which has no blanks of its own, gets one at its end. Nothing is said about the parameter.
# For people of this field: Apple's Mail writes "format=flowed; delsp=yes" in all plain text, and addresses of documents are long. The archive is what minutes
#   cite ("see the message of 8 December"), and there the link leads nowhere or to a list of files. Keep addresses short.
# Convenor: joins such lines when it reads mail, and sends mail that is not flowed.
#
# Needs: bash, perl, apt-get with dpkg (Debian 12), Node.js with npm. Unpacks mhonarc and installs mailparser in a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq mhonarc=2.6.19-2.2 > /dev/null 2>&1 || { echo "mhonarc 2.6.19-2.2 cannot be fetched" >&2; exit 2; }
dpkg -x mhonarc_*.deb .
npm install --silent --no-audit --no-fund --ignore-scripts mailparser@3.14.2 || { echo "mailparser 3.14.2 cannot be installed" >&2; exit 2; }

printf '%s\r\n' "From: Ana Costa <ana@example.org>" "To: jcg@lists.example.org" "Date: Tue, 8 Dec 2026 14:00:00 +0100" "Message-ID: <m1@example.org>" \
  "Subject: minutes" "MIME-Version: 1.0" "Content-Type: text/plain; charset=us-ascii; format=flowed; delsp=yes" "" \
  "Minutes: https://example.org/groups/jcg/minutes/2026/ " "meeting-7-final.html" > minutes.eml
PERL5LIB=usr/share/mhonarc perl -I usr/share/mhonarc usr/bin/mhonarc -quiet -single minutes.eml > page.html 2> log.txt
link=$(sed -n 's/.*href="\(https:[^"]*\)".*/\1/p' page.html)
words=$(node -e 'require("mailparser").simpleParser(require("fs").readFileSync("minutes.eml")).then((mail) => console.log(mail.text.trim()))')
echo "mailparser: $words"
echo "MHonArc:    Minutes: $link, and beside it: $(grep -o 'meeting-7-final.html' page.html | head -n 1)"
folder=https://example.org/groups/jcg/minutes/2026/
if [ "$link" = "$folder" ] && [ "$words" = "Minutes: ${folder}meeting-7-final.html" ]; then
  echo "still so"
else
  echo "changed"
  exit 1
fi
