#!/usr/bin/env bash
# html-to-mrkdwn (npm) leaves tables out: between "Votes" and "Closed" there is nothing, without an error. node-html-markdown (npm) joins what stood on two
# lines of a cell: "no" and "too late" are "notoo late".
#
# Versions: html-to-mrkdwn 3.0.0 and node-html-markdown 2.0.0, the newest on the npm registry in November 2026; turndown 7.2.5 (npm) gives each cell a
#   paragraph.
# Expected: Slack's mrkdwn has no tables and Markdown's cells have one line, so a converter writes the cells as text, and a blank or "<br>" for a line break
#   in a cell (GitHub shows it as a line). html-to-mrkdwn's page shows what it converts and names nothing that it drops.
# Seen: html-to-mrkdwn gives nothing for a table, its head and its cells; the text before and after it stands together. node-html-markdown drops <br> in a
#   cell and puts nothing in its place, so the last word of a line and the first of the next are one.
# For people of this field: results of votes, participants and registers are tables. The message in the channel has the headline and no result, and nobody who
#   reads it can tell that there was one; "D7-1<br>D7-2" is one number. Write lists for what goes to a chat.
# Convenor: gives each platform its own form of a table, and text in columns where there is none.
#
# Needs: bash, Node.js with npm. Installs the three packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts html-to-mrkdwn@3.0.0 node-html-markdown@2.0.0 turndown@7.2.5 \
  || { echo "html-to-mrkdwn 3.0.0 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const toMrkdwn = require("html-to-mrkdwn");
const { NodeHtmlMarkdown } = require("node-html-markdown");
const TurndownService = require("turndown");
const html = "<p>Votes</p><table><tr><th>Member</th><th>Vote</th></tr><tr><td>Ana</td><td>no<br>too late</td></tr></table><p>Closed</p>";
const seen = { "html-to-mrkdwn": toMrkdwn(html).text, "node-html-markdown": NodeHtmlMarkdown.translate(html), turndown: new TurndownService().turndown(html) };
for (const [name, text] of Object.entries(seen)) console.log(`${name}\n  ${text.replaceAll("\n", "\n  ")}`);
const isThere = seen["html-to-mrkdwn"] === "Votes\n\nClosed" && /\| notoo late +\|/.test(seen["node-html-markdown"]) && /\bno\s+too late\b/.test(seen.turndown);
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
