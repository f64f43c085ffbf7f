#!/usr/bin/env bash
# Readers of LibreOffice documents give what was deleted as the first paragraph, and a reviewer's comment in the middle of the sentence: "option A" first of
# all, then "We agree onBo2026-12-08…I object! option B".
#
# Versions: odfpy 1.4.1 and docx2txt2 1.0.4 (PyPI), the newest in November 2026; odfdo 3.27.3 (PyPI) and officeparser 8.1.1 (npm) leave both out, but odfdo
#   drops cross-references.
# Expected: OpenDocument 1.3 (part 3): text:tracked-changes (5.5.1) keeps deleted text at the beginning of the body, for whoever rejects the change, and marks
#   the place with text:change; office:annotation (14.1) is a comment that stands where it was made. Neither is text of the document. text:bookmark-ref
#   (7.7.6) is, with its content.
# Seen: odfpy's teletype.extractText(), and its list of all paragraphs, take every text:p below the body, so deleted paragraphs open the document; author and
#   date of a comment are glued to the words before it. docx2txt2 does the same with blanks. odfdo's get_formatted_text() is right in both, and of "see clause
#   7" with a cross-reference makes "see ".
# For people of this field: drafts of minutes go round with recorded changes and comments. A search index or a bot that reads them has the rejected option
#   before the agreed one, and an objection as part of the decision. Accept all changes and delete comments first.
# Convenor: does not read OpenDocument, and asks for such a log as text.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the four packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts officeparser@8.1.1 || { echo "officeparser 8.1.1 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check odfpy==1.4.1 odfdo==3.27.3 docx2txt2==1.0.4 || { echo "odfpy 1.4.1 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
require("officeparser").parseOffice("draft.odt").then(({ content }) => {
  const words = (node) => node.text ?? (node.children ?? []).map(words).join("");
  console.log(content.map(words).join("\n"));
});
JS
cat > look.py <<'PY'
import subprocess
import sys
import zipfile

import docx2txt2
from odf import teletype, text
from odf.opendocument import load
from odfdo import Document

URN = "urn:oasis:names:tc:opendocument:xmlns"
BY = "<dc:creator>Ana</dc:creator><dc:date>2026-12-08T14:00:00</dc:date>"
CONTENT = f"""<office:document-content xmlns:office="{URN}:office:1.0" xmlns:text="{URN}:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.3"><office:body><office:text><text:tracked-changes><text:changed-region text:id="c1"><text:deletion>
<office:change-info>{BY}</office:change-info><text:p>option A</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>We agree on<office:annotation>{BY.replace("Ana", "Bo")}<text:p>I object!</text:p></office:annotation> <text:change
 text:change-id="c1"/>option B.</text:p>
<text:p>See <text:bookmark-ref text:ref-name="x">clause 7</text:bookmark-ref>.</text:p>
</office:text></office:body></office:document-content>"""
MANIFEST = f"""<manifest:manifest xmlns:manifest="{URN}:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
EMPTY = f'<office:document-{{0}} xmlns:office="{URN}:office:1.0" office:version="1.3"/>'
with zipfile.ZipFile("draft.odt", "w") as file:
    file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    file.writestr("content.xml", CONTENT)
    file.writestr("styles.xml", EMPTY.format("styles"))
    file.writestr("meta.xml", EMPTY.format("meta"))
    file.writestr("META-INF/manifest.xml", MANIFEST)

seen = {
    "officeparser": subprocess.run(["node", "look.js"], capture_output=True, text=True, check=True).stdout,
    "odfdo": Document("draft.odt").get_formatted_text().partition("\n----")[0] + Document("draft.odt").get_formatted_text().rpartition("!\n")[2],
    "odfpy": "\n".join(teletype.extractText(paragraph) for paragraph in load("draft.odt").getElementsByType(text.P)),
    "docx2txt2": docx2txt2.extract_text("draft.odt"),
}
seen = {name: " / ".join(line.strip() for line in words.splitlines() if line.strip()) for name, words in seen.items()}
for name, words in seen.items():
    print(f"{name:12} {words}")
is_there = (
    seen["officeparser"] == "We agree on option B. / See clause 7."
    and "option A" not in seen["odfdo"] and "clause 7" not in seen["odfdo"]
    and seen["odfpy"].startswith("option A / We agree onBo2026-12-08T14:00:00I object! option B.")
    and "option A" in seen["docx2txt2"].partition("We agree")[0] and "on Bo 2026-12-08T14:00:00 I object! option B." in seen["docx2txt2"]
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
