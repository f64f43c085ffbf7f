"""Reads Word documents with python-docx, and holds them against Word's schemas with openxml-audit: paths as arguments, one
line of JSON a document. Strangers to our own code."""
import json
import sys
import zipfile

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from openxml_audit import FileFormat, OpenXmlValidator


def table(part):
    # A cell that spans columns is told once for each of them.
    rows = []
    for row in part.rows:
        cells = []
        for cell in row.cells:
            if not cells or cells[-1][0] is not cell._tc:
                cells.append((cell._tc, cell.text))
        rows.append([text for _, text in cells])
    heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in part.rows]
    split = [row._tr.trPr is None or row._tr.trPr.find(qn("w:cantSplit")) is None for row in part.rows]
    borders = part._tbl.tblPr.find(qn("w:tblBorders"))
    return {
        "rows": rows,
        "repeats_head": heads[:1] == [True] and not any(heads[1:]),
        "splits": any(split),
        "has_borders": borders is not None and len(borders) > 0,
    }


def faults(path):
    found = OpenXmlValidator(file_format=FileFormat.OFFICE_2019, max_errors=0).validate(path).errors
    # A document may do without a theme (ISO/IEC 29500-1, 11.3.10 permits one and requires none).
    return [f"{error.part_uri} {error.path}: {error.description}" for error in found if "relationships/theme" not in error.description]


def read(path):
    document = docx.Document(path)
    blocks = list(document.iter_inner_content())
    headings = [
        [int(block.style.name.rsplit(" ", 1)[1]), block.text]
        for block in blocks
        if isinstance(block, Paragraph) and block.style.name.startswith("Heading ")
    ]
    defaults = document.styles.element.find(qn("w:docDefaults"))
    language = defaults.find(f".//{qn('w:lang')}").get(qn("w:val"))
    levels = [
        style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
        for style in document.styles
        if style.name.startswith("Heading ")
    ]
    footer = document.sections[0].footer.paragraphs[0]
    core = document.core_properties
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        dates = sorted({entry.date_time[:3] for entry in package.infolist()})
    return {
        "title": core.title,
        "author": core.author,
        "property_language": core.language,
        "created": core.created.isoformat(),
        "modified": core.modified.isoformat(),
        "language": language,
        "outline_levels": levels,
        "headings": headings,
        "tables": [table(block) for block in blocks if isinstance(block, Table)],
        "begins_with_table": isinstance(blocks[0], Table),
        "list_entries": [block.text for block in blocks if isinstance(block, Paragraph) and block._p.pPr.numPr is not None],
        "footer": footer.text,
        "fields": [text.text for text in footer._p.iter(qn("w:instrText"))],
        "dates": dates,
        "faults": faults(path),
    }


for path in sys.argv[1:]:
    print(json.dumps(read(path)))
