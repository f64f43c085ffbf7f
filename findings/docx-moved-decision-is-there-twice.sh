#!/usr/bin/env bash
# A sentence that was moved with tracked changes is there twice for docx2txt, docx2python (PyPI) and word-extractor (npm), and not at all for python-docx
# (PyPI).
#
# Versions: docx2txt 0.9, docx2python 3.7.1, python-docx 1.2.0, mammoth 1.13.0 (PyPI), word-extractor 1.0.4 (npm), the newest in November 2026.
# Expected: ECMA-376 (part 1, 17.13.5.22 and 17.13.5.25): moveFrom holds what was taken away from there, moveTo what was put there. A reader that takes
#   insertions and leaves deletions out, as the first three do, shows a moved sentence at its new place. mammoth does.
# Seen: in a deletion the text has an element of its own (delText), within moveFrom it is plain w:t; readers that collect w:t have the sentence at both
#   places. python-docx looks into neither of the two. Nothing is reported.
# For people of this field: Word makes a move of it when a paragraph is dragged in a draft of minutes. A decision that was moved to another item is recorded
#   under both, and a count of decisions or votes is one too high (or one too low). Accept all changes before such a tool reads the draft.
# Convenor: writes Word documents without moves.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the five packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts word-extractor@1.0.4 || { echo "word-extractor 1.0.4 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docx2txt==0.9 docx2python==3.7.1 mammoth==1.13.0 python-docx==1.2.0 \
  || { echo "docx2txt 0.9 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const WordExtractor = require("word-extractor");
new WordExtractor().extract("minutes.docx").then((document) => console.log(document.getBody()));
JS
cat > look.py <<'PY'
import subprocess
import sys
import zipfile

import docx
import docx2txt
import mammoth
from docx2python import docx2python

OFFICE = "http://schemas.openxmlformats.org"
W = f"{OFFICE}/wordprocessingml/2006/main"
TYPES = f"""<Types xmlns="{OFFICE}/package/2006/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = f"""<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="rId1"
 Type="{OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""


def save(*paragraphs):
    body = "".join(f"<w:p>{paragraph}</w:p>" for paragraph in paragraphs)
    with zipfile.ZipFile("minutes.docx", "w") as file:
        file.writestr("[Content_Types].xml", TYPES)
        file.writestr("_rels/.rels", RELATIONS)
        file.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{OFFICE}/package/2006/relationships"/>')
        file.writestr("word/document.xml", f"""<w:document xmlns:w="{W}" xmlns:r="{OFFICE}/officeDocument/2006/relationships">
 <w:body>{body}<w:sectPr/></w:body></w:document>""")


def run(content):
    return f"<w:r>{content}</w:r>"


def text(words):
    return f'<w:t xml:space="preserve">{words}</w:t>'


BY = 'w:id="1" w:author="Ana Costa" w:date="2026-12-08T14:00:00Z"'
MOVED = run(text("AGREED: option B. "))
save(f"<w:moveFrom {BY}>{MOVED}</w:moveFrom>{run(text('Item 4 is closed.'))}", f"{run(text('Item 5. '))}<w:moveTo {BY}>{MOVED}</w:moveTo>")
with open("minutes.docx", "rb") as file:
    seen = {"mammoth": mammoth.extract_raw_text(file).value}
seen["docx2txt"] = docx2txt.process("minutes.docx")
seen["docx2python"] = docx2python("minutes.docx").text
seen["word-extractor"] = subprocess.run(["node", "look.js"], capture_output=True, text=True, check=True).stdout
seen["python-docx"] = "\n".join(paragraph.text for paragraph in docx.Document("minutes.docx").paragraphs)
for name, words in seen.items():
    print(f"{name:15} {' / '.join(words.split(chr(10))).replace(' /  / ', ' / ')}")
times = {name: words.count("AGREED") for name, words in seen.items()}
is_there = times == {"mammoth": 1, "docx2txt": 2, "docx2python": 2, "word-extractor": 2, "python-docx": 0}
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
