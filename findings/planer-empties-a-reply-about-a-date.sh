#!/usr/bin/env bash
# planer (npm, the port of talon) returns an empty reply for a mail whose first line begins with "Date:" or "From:".
#
# Version: planer 1.2.0, the newest on the npm registry in November 2026.
# Expected: the package removes what a reply quotes. Copied mail headers mark such a quotation where several stand together, as mail
#   programs write them (From, Sent, To, Subject). With no quotation the mail is returned whole.
# Seen: one line that begins with "Date:" or "From:" (also "Von:", "De:" …) is enough, anywhere, and everything from there on is cut. "Date: Tuesday
#   8 December suits us." followed by "We object to D7-1." comes back as "". "Subject:", "To:" and "Sent:" do not cut anything.
# For people of this field: answers to a proposed meeting begin with "Date: …", and a liaison draft pasted into a mail with "From: SG17". Both arrive
#   empty, and no flag tells an empty mail from an emptied one. Keep the whole text where the result is empty or much shorter.
# Convenor: reads no words of replies today. When objections by mail are read, the whole mail has to be kept, not what such a parser leaves.
#
# Needs: bash, Node.js with npm. Installs planer into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts planer@1.2.0 || { echo "planer 1.2.0 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const planer = require("planer");
const reply = (mail) => {
  const own = planer.extractFrom(mail, "text/plain");
  console.log(`${JSON.stringify(mail)}\n  ${JSON.stringify(own)}`);
  return own;
};
const first = reply("Date: Tuesday 8 December suits us.\nWe object to D7-1.");
const later = reply("Agreed.\nDate: 8 December works too.\nRoom: A. We object to D7-2.");
const liaison = reply("From: SG17\nTo: SG20\n\nWe thank you for SG20-LS4.");
const other = reply("Subject: D7-1\nWe object.");
const isThere = first === "" && later === "Agreed." && liaison === "" && other === "Subject: D7-1\nWe object.";
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
