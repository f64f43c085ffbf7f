#!/usr/bin/env bash
# python-docx (PyPI) reads "We agree on ." where a tracked change makes option B of option A, and leaves out what stands in content controls; mammoth loses
# the number of "Table 3" with it.
#
# Versions: python-docx 1.2.0 and mammoth 1.13.0 (PyPI), docx2python 3.7.1 (PyPI) beside them, the newest in November 2026.
# Expected: ECMA-376 (part 1): ins (17.13.5.18), sdt (17.5.2), smartTag (17.5.1.9) and fldSimple (17.16.19) are around runs whose text is on the page; only
#   del (17.13.5.14) is not. python-docx's page on Paragraph.text says that it is the text of the paragraph's runs and links.
# Seen: python-docx takes runs and links that are children of the paragraph, so it has neither the old words nor the new ones. A name in a field of a template
#   ("Chair: …") is not there, whole paragraphs in such a control are not among the document's paragraphs. fldSimple, in which captions and cross-references
#   are numbered, is passed over by mammoth as well: "Table 3: Votes" is "Table : Votes".
# For people of this field: ITU and ISO templates are made of content controls, and drafts of minutes come back with tracked changes. A script that collects
#   decisions from them finds the sentence without what was decided. Accept all changes first, or read w:t in all of the paragraph.
# Convenor: reads insertions, controls and fields, and leaves deletions out.
#
# Needs: bash, python3 with venv. Installs the three packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-docx==1.2.0 mammoth==1.13.0 docx2python==3.7.1 \
  || { echo "python-docx 1.2.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys
import zipfile

import docx
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


def read(what, *content):
    save("".join(content))
    with open("minutes.docx", "rb") as file:
        seen = [docx.Document("minutes.docx").paragraphs[0].text, mammoth.extract_raw_text(file).value.strip(), docx2python("minutes.docx").text]
    print(what + "".join(f"\n  {name:12} {words}" for name, words in zip(("python-docx", "mammoth", "docx2python"), seen)))
    return seen


BY = 'w:id="1" w:author="Ana Costa" w:date="2026-12-08T14:00:00Z"'
change = read(
    "a tracked change", run(text("We agree on ")), f"<w:del {BY}>{run('<w:delText>option A</w:delText>')}</w:del>",
    f"<w:ins {BY}>{run(text('option B'))}</w:ins>", run(text(".")))
control = read("a content control", run(text("Chair: ")), f"<w:sdt><w:sdtPr/><w:sdtContent>{run(text('Ana Costa'))}</w:sdtContent></w:sdt>")
field = read("a caption", run(text("Table ")), f'<w:fldSimple w:instr=" SEQ Table ">{run(text("3"))}</w:fldSimple>', run(text(": Votes")))
is_there = (
    change == ["We agree on .", "We agree on option B.", "We agree on option B."]
    and control == ["Chair: ", "Chair: Ana Costa", "Chair: Ana Costa"]
    and field == ["Table : Votes", "Table : Votes", "Table 3: Votes"]
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
