#!/usr/bin/env bash
# html-to-docx (npm) makes "D7-1agreed" of "<strong>D7-1</strong> <em>agreed</em>", shows struck words as plain ones, and breaks every link with two
# parameters.
#
# Version: html-to-docx 1.8.0, the newest on the npm registry in November 2026 (400,000 downloads a month); @turbodocx/html-to-docx 1.23.1, which came from
#   it, has the first two right. Read with mammoth 1.13.0.
# Expected: in HTML a blank between two inline elements is a blank in the text (CSS Text 3, 4.1.1). del and s have a counterpart in Word (strike). In an
#   attribute "&amp;" is one "&", and in the part of the document that holds the links, which is XML, again one "&amp;".
# Seen: text that is nothing but blanks between two elements is dropped, so their words are one; the emphasis goes with it. del and s leave no mark: "option A
#   option B". The address of a link is escaped a second time: ?a=1&b=2 is ?a=1&amp;b=2 in Word, whose server gets a parameter "amp;b". The fork does so, too.
# For people of this field: minutes are kept as HTML and sent out as Word documents. Numbers of decisions run into their words, what was struck is agreed, and
#   links to a register with a filter show the whole of it. Put a non-breaking blank between elements, and one parameter into a link.
# Convenor: writes its Word documents itself, with docx-rs.
#
# Needs: bash, Node.js with npm. Installs the three packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts html-to-docx@1.8.0 @turbodocx/html-to-docx@1.23.1 mammoth@1.13.0 \
  || { echo "html-to-docx 1.8.0 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const mammoth = require("mammoth");
const makers = { "html-to-docx": require("html-to-docx"), "@turbodocx": require("@turbodocx/html-to-docx") };
const look = async (html) => {
  console.log(html);
  const seen = {};
  for (const [name, maker] of Object.entries(makers)) {
    const made = await (maker.default ?? maker)(html);
    const buffer = Buffer.from(made.arrayBuffer ? await made.arrayBuffer() : made);
    const { value } = await mammoth.convertToHtml({ buffer });
    seen[name] = value.replace(/^<p>|<\/p>$/g, "");
    console.log(`  ${name.padEnd(13)} ${seen[name]}`);
  }
  return Object.values(seen);
};
(async () => {
  const words = await look("<p><strong>D7-1</strong> <em>agreed</em></p>");
  const struck = await look("<p>We agree on <del>option A</del> option B</p>");
  const link = await look('<p><a href="https://example.org/?a=1&amp;b=2">the table</a></p>');
  const isThere = words[0] === "<strong>D7-1</strong>agreed" && words[1] === "<strong>D7-1</strong> <em>agreed</em>"
    && struck[0] === "We agree on option A option B" && struck[1] === "We agree on <s>option A</s> option B"
    && link.every((html) => html === '<a href="https://example.org/?a=1&amp;amp;b=2">the table</a>');
  console.log(isThere ? "still so" : "changed");
  process.exit(isThere ? 0 : 1);
})();
JS
node look.js
