#!/usr/bin/env bash
# Three comparers of HTML show no change where a struck option is taken up again: of "<s>option A</s>" and "option A" the result is "<s>option A</s>",
# unmarked.
#
# Versions: node-htmldiff 0.9.4, html-diff-ts 1.4.2 and htmldiff-js 1.0.5, the newest on the npm registry in November 2026.
# Expected: each takes two versions and gives the new one with marks for what was added and removed; node-htmldiff's page says that it marks changed, added
#   and deleted single tags as well. Without its marks the result is the new version.
# Seen: a pair of tags that is gone while its words stay is taken over from the old version by node-htmldiff and html-diff-ts: the result is the old text and
#   no ins or del. Where the new version strikes words, they are struck without a mark. The three do the same to del that was in the text before, and show
#   nothing of <ol start="4"> becoming <ol start="5">. Of 10<sup>3</sup> becoming 103 html-diff-ts shows 10<sup>3</sup>.
# For people of this field: two drafts of minutes are compared to see what the secretary changed. Whether an option is struck, and the number of an item, is
#   what counts, and the comparison says that nothing happened. Compare the text with the struck words written out, or the source.
# Convenor: keeps a record of changes by hand to its minutes and needs no comparison of HTML.
#
# Needs: bash, Node.js with npm. Installs the three packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts node-htmldiff@0.9.4 html-diff-ts@1.4.2 htmldiff-js@1.0.5 \
  || { echo "node-htmldiff 0.9.4 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const htmlDiffTs = require("html-diff-ts");
const htmldiff = require("htmldiff-js");
const nodeHtmldiff = require("node-htmldiff");
const look = (before, after) => {
  const seen = [nodeHtmldiff(before, after), (htmlDiffTs.diff ?? htmlDiffTs.default)(before, after), (htmldiff.default ?? htmldiff).execute(before, after)];
  console.log(`${before}  to  ${after}\n  node-htmldiff ${seen[0]}\n  html-diff-ts  ${seen[1]}\n  htmldiff-js   ${seen[2]}`);
  return seen;
};
const before = "<p>We agree on <s>option A</s> today</p>";
const again = look(before, "<p>We agree on option A today</p>");
const deleted = look("<p>We agree on <del>option A</del> today</p>", "<p>We agree on option A today</p>");
const item = look('<ol start="4"><li>Scope</li></ol>', '<ol start="5"><li>Scope</li></ol>');
const power = look("<p>10<sup>3</sup> devices</p>", "<p>103 devices</p>");
const word = look("<p>We agree.</p>", "<p>We do not agree.</p>");
const isThere = again[0] === before && again[1] === before
  && deleted.every((html) => html === "<p>We agree on <del>option A</del> today</p>")
  && item.every((html) => html === '<ol start="5"><li>Scope</li></ol>') && power[1] === "<p>10<sup>3</sup> devices</p>"
  && word.every((html) => /<ins[^>]*>[^<]*do not/.test(html));
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
