#!/usr/bin/env bash
# discord.js (npm) breaks links that are in <...> when it escapes a text: <https://example.org/minutes_7.html> leads to /minutes/_7.html. Behind an emoji it
# escapes no "_" at all.
#
# Version: discord.js 14.28.1 (its @discordjs/formatters 0.6.2), the newest on the npm registry in November 2026.
# Expected: escapeMarkdown() is there so that words of others are shown as they are, and it leaves links alone: https://example.org/minutes_7.html without
#   brackets comes through. In <...> a link gets no preview on Discord. The URL standard (WHATWG, 4.4) reads a backslash in a web address as a slash.
# Seen: in angle brackets each "_" of a link gets a backslash, where nothing takes it off again: the address on the page is another one. "*" in the same
#   place is left alone, so the two rules were hardly meant to differ. Behind an emoji such as <:yes:1234> "_" is left alone to the end of the line, and
#   "_scope_ and _table_" loses its underscores.
# For people of this field: bots that repeat what was said, and write links without a preview so that minutes stay short, send people to pages that are
#   not there. Take links out before escaping, and put them back after it.
# Convenor: escapes by its own rules, link by link.
#
# Needs: bash, Node.js with npm. Installs discord.js and, to read Discord's Markdown, @odiffey/discord-markdown into a temporary folder; talks to no server.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts discord.js@14.28.1 @odiffey/discord-markdown@3.3.0 \
  || { echo "discord.js 14.28.1 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const { escapeMarkdown } = require("discord.js");
const { toHTML } = require("@odiffey/discord-markdown");
const look = (text) => {
  const escaped = escapeMarkdown(text);
  const html = toHTML(escaped);
  const address = /href="([^"]*)"/.exec(html)?.[1];
  const leads = address && new URL(address).href;
  console.log(`${text}\n  escaped ${escaped}\n  shown   ${html}${leads ? `\n  leads to ${leads}` : ""}`);
  return { escaped, html, leads };
};
const bare = look("https://example.org/minutes_7.html");
const quiet = look("<https://example.org/minutes_7.html>");
const star = look("<https://example.org/minutes*7.html>");
const words = look("_scope_ and _table_");
const emoji = look("<:yes:123456789012345678> _scope_ and _table_");
const isThere = bare.leads === "https://example.org/minutes_7.html" && quiet.leads === "https://example.org/minutes/_7.html"
  && star.leads === "https://example.org/minutes*7.html" && words.html === "_scope_ and _table_" && emoji.html.includes("<em>scope</em>");
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
