#!/usr/bin/env bash
# postal-mime (npm) joins the lines of a quotation with their marks: ">> Do we take" and ">> option A?" become ">> Do we take >> option A?".
#
# Version: postal-mime 4.0.0, the newest on the npm registry in November 2026 (two million downloads a month); mailparser 3.14.2 beside it is right.
# Expected: RFC 3676, 4.5: in a mail with format=flowed the quote marks of a line are taken off before lines of one depth are joined, and are put back
#   once for the whole. The package joins flowed lines by itself; its text is meant for showing.
# Seen: lines without marks are joined rightly, those of a quotation keep the marks of each line within the text. In a longer quotation there is a ">" at every
#   seventy-fifth character or so. Blanks in front of "From" and ">" that were stuffed for the way are taken out rightly.
# For people of this field: votes and objections by mail answer a quoted question. Tools that look for quotations by ">" at the line's start find
#   one line instead of three, and whoever searches an archive for "option A is" does not find it across the mark. Read the raw part instead.
# Convenor: joins flowed lines itself, by depth (src/mail/read.rs).
#
# Needs: bash, Node.js with npm. Installs postal-mime and mailparser into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts postal-mime@4.0.0 mailparser@3.14.2 || { echo "postal-mime 4.0.0 cannot be installed" >&2; exit 2; }

cat > look.mjs <<'JS'
import mailparser from "mailparser";
import PostalMime from "postal-mime";
const mail = [
  "From: Ana Costa <ana@example.org>", "To: jcg@lists.example.org", "Subject: Re: item 4", "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=utf-8; format=flowed", "",
  "Bo wrote:", ">> Do we take ", ">> option A?", "> No, option B ", "> is better.", "I agree ", "with Bo.", "",
].join("\r\n");
const postal = (await PostalMime.parse(mail)).text.trim().split("\n");
const other = (await mailparser.simpleParser(mail)).text.trim().split("\n");
console.log("mailparser\n  " + other.join("\n  "));
console.log("postal-mime\n  " + postal.join("\n  "));
const right = ["Bo wrote:", ">> Do we take option A?", "> No, option B is better.", "I agree with Bo."];
const seen = ["Bo wrote:", ">> Do we take >> option A?", "> No, option B > is better.", "I agree with Bo."];
const isThere = JSON.stringify(other) === JSON.stringify(right) && JSON.stringify(postal) === JSON.stringify(seen);
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.mjs
