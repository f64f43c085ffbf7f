#!/usr/bin/env bash
# Makes the pictures of the meeting of forty people: docs/forty-mail.png, docs/forty-page.png and docs/forty-docx.png. The meeting is
# tests/it/transcripts/407_forty_people.txt, played in the terminal.
# usage: tests/documents/forty.sh PROGRAM   (tests/servers/install.sh has installed what it needs)
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# = 1 ] || { echo "forty.sh: name the program, such as target/debug/convenor" >&2; exit 2; }
program=$(realpath "$1")
readers=${CONVENOR_TEST_CACHE:-$HOME/.cache/convenor-tests}/readers
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

of=(--config tests/it/transcripts/forty.toml --data "$folder/data")
"$program" console "${of[@]}" --now 2026-12-01T14:00:00Z < tests/it/transcripts/407_forty_people.txt > /dev/null
for form in docx html; do
  "$program" minutes export "${of[@]}" --to "$form" --output "$folder/minutes.$form"
done
picture() { NODE_PATH=$readers/node/node_modules node tests/documents/picture.cjs "$1" "$2"; }

# The last mail is the one with the minutes of the long meeting.
mail=$(grep -l "^Subject: Minutes of JCG-Example meeting 7" "$folder"/data/outbox/new/*)
python3 tests/documents/mail.py "$mail" "$folder/mail.html"
picture "$folder/mail.html" docs/forty-mail.png
picture "$folder/minutes.html" docs/forty-page.png
libreoffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to pdf --outdir "$folder" "$folder/minutes.docx" > /dev/null
pdftoppm -r 60 -png "$folder/minutes.pdf" "$folder/sheet"
python3 tests/documents/sheets.py "$folder/sheets.html" "$folder"/sheet-*.png
picture "$folder/sheets.html" docs/forty-docx.png
# Everything besides, for those who want to look at all of it.
if [ -n "${LOOK:-}" ]; then cp "$folder"/sheet-*.png "$folder"/*.html "$folder/minutes.docx" "$mail" "$LOOK"; fi
ls -l docs/forty-*.png
