#!/usr/bin/env bash
# docx2python (PyPI) opens no document whose root does not declare the namespace prefix "r", though the document has no use for it.
#
# Version: docx2python 3.7.1, the newest on PyPI in November 2026.
# Expected: "Namespaces in XML 1.0", 3: a prefix is a free choice, and a namespace that is not used is not declared. ECMA-376 (part 1, 17.2) prescribes
#   namespaces, not prefixes. A document of plain paragraphs has no relationships and needs no declaration for them.
# Seen: KeyError: 'r' before any text is read. With xmlns:r added (and not used) the same document is read. With the same namespace under another
#   prefix it is not. python-docx reads all three.
# For people of this field: minutes and inputs that lean tools make (templates filled by hand-written code, XML tools that take unused
#   declarations out) are "broken" for everything that reads DOCX by this library. Declare w and r on the root always, under these names.
# Convenor: its documents declare both (docx-rs writes a dozen prefixes), so they are read.
#
# Needs: bash, python3 with venv. Installs docx2python and python-docx into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docx2python==3.7.1 python-docx==1.2.0 || { echo "docx2python 3.7.1 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys
import zipfile

import docx
from docx2python import docx2python

OFFICE = "http://schemas.openxmlformats.org"
TYPES = f"""<Types xmlns="{OFFICE}/package/2006/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = f"""<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="rId1"
 Type="{OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""


def text_of(name, declaration):
    with zipfile.ZipFile("minutes.docx", "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELATIONS)
        package.writestr("word/document.xml", f"""<w:document xmlns:w="{OFFICE}/wordprocessingml/2006/main" {declaration}>
 <w:body><w:p><w:r><w:t>D7-1 Agreed: option A</w:t></w:r></w:p></w:body></w:document>""")
    other = docx.Document("minutes.docx").paragraphs[0].text
    try:
        with docx2python("minutes.docx") as document:
            read = document.text.strip()
    except KeyError as error:
        read = f"KeyError {error}"
    print(f"{name}: docx2python {read!r}, python-docx {other!r}")
    return read, other


relations = f"{OFFICE}/officeDocument/2006/relationships"
without = text_of("no declaration", "")
unused = text_of("xmlns:r, unused", f'xmlns:r="{relations}"')
renamed = text_of("xmlns:rel", f'xmlns:rel="{relations}"')
is_there = (
    without[0] == renamed[0] == "KeyError 'r'"
    and unused[0] == without[1] == renamed[1] == "D7-1 Agreed: option A"
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
