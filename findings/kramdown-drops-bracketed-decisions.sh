#!/usr/bin/env bash
# kramdown drops a decision that is written as "[D7-1]: agreed by all members": the line is a link definition for it, whatever follows the colon.
#
# Version: ruby-kramdown 2.4.0 (Debian 12), the engine of Jekyll sites and of kramdown-rfc, in which IETF drafts are written.
# Expected: a link definition is "[id]: URL", with a title in quotation marks if any; CommonMark 0.31, 4.7 makes a line with more words behind the
#   address plain text, and cmark and markdown-it show it. Kramdown's page describes the definition with an address, too.
# Seen: everything behind the colon is taken as the address, spaces included, and definitions print nothing. The line is not there, without a
#   warning, and "[D7-1]" elsewhere on the page becomes a link to "agreed by all members".
# For people of this field: groups keep minutes as Markdown on such sites and write decisions and references in brackets. The log has the decision, the
#   page has not. Write "D7-1: …" without brackets, or "\[D7-1]: …".
# Convenor: writes decisions as list items, "- D7-1 Agreed: …", without brackets.
#
# Needs: bash, python3 with venv, apt-get with dpkg (Debian 12). Unpacks ruby3.1, libruby3.1 and ruby-kramdown into a temporary folder and installs
# markdown-it-py there; installs nothing else.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq ruby3.1 libruby3.1 libyaml-0-2 ruby-kramdown=2.4.0-2 > /dev/null 2>&1 || { echo "the packages cannot be fetched" >&2; exit 2; }
for package in *.deb; do dpkg -x "$package" .; done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check markdown-it-py==3.0.0 || { echo "markdown-it-py 3.0.0 cannot be installed" >&2; exit 2; }

cat > minutes.md <<'MD'
# Decisions

[D7-1]: agreed by all members

[D7-2] was deferred, see [D7-1].
MD
cat > look.rb <<'RB'
require "kramdown"
document = Kramdown::Document.new(File.read("minutes.md"))
puts document.to_html
warn "warnings: #{document.warnings.inspect}"
RB
multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2> /dev/null || echo "$(uname -m)-linux-gnu")
includes=()
for folder in usr/lib/ruby/3.1.0 "usr/lib/$multiarch/ruby/3.1.0" usr/lib/ruby/vendor_ruby \
  usr/share/rubygems-integration/all/gems/kramdown-*/lib usr/lib/ruby/gems/3.1.0/gems/rexml-*/lib; do
  includes+=(-I "$work/$folder")
done
LD_LIBRARY_PATH="$work/usr/lib/$multiarch" usr/bin/ruby3.1 --disable-gems "${includes[@]}" look.rb > kramdown.html
venv/bin/markdown-it minutes.md > markdown-it.html
echo "--- kramdown"; cat kramdown.html
echo "--- markdown-it (CommonMark)"; cat markdown-it.html
if ! grep -q 'D7-1\]: agreed' kramdown.html && grep -q 'href="agreed by all members"' kramdown.html \
  && grep -q 'D7-1\]: agreed by all members' markdown-it.html; then
  echo "still so"
else
  echo "changed"
  exit 1
fi
