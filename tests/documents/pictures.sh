#!/usr/bin/env bash
# Makes the pictures of the manual, docs/announcement-mail.png, docs/minutes-docx.png and docs/minutes-html.png, from the
# meeting of these tests.
# usage: tests/documents/pictures.sh PROGRAM   (tests/servers/install.sh has installed what it needs)
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# = 1 ] || { echo "pictures.sh: name the program, such as target/debug/convenor" >&2; exit 2; }
program=$(realpath "$1")
readers=${CONVENOR_TEST_CACHE:-$HOME/.cache/convenor-tests}/readers
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

of=(--config tests/documents/group.toml --data "$folder/data")
"$program" console "${of[@]}" --now 2026-12-08T14:00:00Z < tests/documents/meeting.txt > /dev/null
for form in docx html; do
  "$program" minutes export "${of[@]}" --to "$form" --output "$folder/minutes.$form"
done
libreoffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to pdf --outdir "$folder" "$folder/minutes.docx" > /dev/null
pdftoppm -r 80 -f 1 -l 1 -singlefile -png "$folder/minutes.pdf" docs/minutes-docx
NODE_PATH=$readers/node/node_modules node tests/documents/picture.cjs "$folder/minutes.html" docs/minutes-html.png
"$program" console --config tests/documents/group.toml --data "$folder/ahead" --now 2026-11-24T09:00:00Z < tests/documents/ahead.txt > /dev/null
python3 tests/documents/mail.py "$folder"/ahead/outbox/new/* "$folder/mail.html"
NODE_PATH=$readers/node/node_modules node tests/documents/picture.cjs "$folder/mail.html" docs/announcement-mail.png
ls -l docs/announcement-mail.png docs/minutes-docx.png docs/minutes-html.png
