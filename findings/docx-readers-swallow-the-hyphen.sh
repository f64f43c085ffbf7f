#!/usr/bin/env bash
# Readers of Word documents swallow the hyphen of "D7-1" and the sign of "≥ 5" where Word's own means were used to type them: "non-member D7-1" is "nonmember
# D71".
#
# Versions: docx2txt 0.9 and docx2python 3.7.1 (PyPI), officeparser 8.1.1 and word-extractor 1.0.4 (npm), the newest in November 2026; mammoth 1.13.0 (PyPI)
#   is right in both, python-docx 1.2.0 (PyPI) in the hyphen.
# Expected: ECMA-376 (part 1, 17.3.3.18 and 17.3.3.30): noBreakHyphen is a hyphen at which no line ends, and sym a character by font and number. Both are
#   content of a run like its text.
# Seen: Word writes the element for Ctrl+Shift+Hyphen, not a character; these four skip it and join what stands on either side. Insert > Symbol with the font
#   Symbol (how ≥ and ≤ are inserted) becomes a sym; docx2txt, officeparser, word-extractor and python-docx drop it, docx2python puts HTML with another sign
#   in its place. Nothing is reported.
# For people of this field: numbers of documents and editions ("X.1352-1", "ITU-T") are typed with such hyphens so that they do not break, and limits with
#   such signs. In a search index or a bot's summary the decision has another number, and "latency ≤ 5 ms" is "latency  5 ms".
# Convenor: writes hyphens and signs as characters of the text.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the six packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts officeparser@8.1.1 word-extractor@1.0.4 \
  || { echo "officeparser 8.1.1 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docx2txt==0.9 docx2python==3.7.1 mammoth==1.13.0 python-docx==1.2.0 \
  || { echo "docx2txt 0.9 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const officeParser = require("officeparser");
const WordExtractor = require("word-extractor");
(async () => {
  const words = (node) => node.text ?? (node.children ?? []).map(words).join("");
  console.log(JSON.stringify({
    officeparser: (await officeParser.parseOffice("minutes.docx")).content.map(words).join("\n"),
    "word-extractor": (await new WordExtractor().extract("minutes.docx")).getBody(),
  }));
})();
JS
cat > look.py <<'PY'
import json
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


def read(content):
    save(run(content))
    seen = json.loads(subprocess.run(["node", "look.js"], capture_output=True, text=True, check=True).stdout)
    with open("minutes.docx", "rb") as file:
        seen["mammoth"] = mammoth.extract_raw_text(file).value
    seen["docx2txt"] = docx2txt.process("minutes.docx")
    seen["docx2python"] = docx2python("minutes.docx").text
    seen["python-docx"] = docx.Document("minutes.docx").paragraphs[0].text
    seen = {name: words.strip() for name, words in seen.items()}
    print(content)
    for name, words in seen.items():
        print(f"  {name:15} {words}")
    return seen


HYPHEN = "<w:noBreakHyphen/>"
number = read(text("non") + HYPHEN + text("member D7") + HYPHEN + text("1"))
limit = read(text("latency ") + '<w:sym w:font="Symbol" w:char="F0A3"/>' + text(" 5 ms"))
GLUED = ("officeparser", "word-extractor", "docx2txt", "docx2python")
is_there = (
    all(number[name] == "nonmember D71" for name in GLUED)
    and number["python-docx"] == "non-member D7-1"
    and number["mammoth"] == "non\u2011member D7\u20111"
    and all(limit[name] == "latency  5 ms" for name in ("officeparser", "word-extractor", "docx2txt", "python-docx"))
    and limit["mammoth"] == "latency \u2264 5 ms"
    and "\u2264" not in limit["docx2python"]
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
