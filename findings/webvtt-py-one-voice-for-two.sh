#!/usr/bin/env bash
# webvtt-py (PyPI) gives what two people say in one cue to the first of them: Bo's "We object." is Ana's. A voice inside another tag is nobody's, and "R&D" is
# "R&amp;D".
#
# Version: webvtt-py 0.6.0, the newest on PyPI in November 2026.
# Expected: WebVTT (W3C, 4.2.2 and 6.4): a cue may hold several voice spans, one after the other or within other spans, and &amp;, &lt; and &gt; in it stand
#   for the characters. The package's page shows caption.voice for who speaks and caption.text for the words without tags.
# Seen: voice is taken from the beginning of the first line, text is all lines. A transcript with <v Ana Costa> and <v Bo Nyberg> in one cue has one speaker.
#   With <c.red><v Di Wu> the voice is None, and of a voice span in the middle of a line nothing is seen. References stay as they are in text. There is no
#   property for several voices, and no error.
# For people of this field: programs that caption meetings put quick exchanges (a question and "no objection") into one cue. Attributed by this property, the
#   record has the chair object to the chair. Split raw_text at "<v" yourself, and unescape it.
# Convenor: reads each voice span as a statement of its own.
#
# Needs: bash, python3 with venv. Installs webvtt-py into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check webvtt-py==0.6.0 || { echo "webvtt-py 0.6.0 cannot be installed" >&2; exit 2; }

cat > talk.vtt <<'VTT'
WEBVTT

00:05.000 --> 00:08.000
<v Ana Costa>We take option A.</v>
<v Bo Nyberg>We object.</v>

00:09.000 --> 00:12.000
<c.red><v Di Wu>Less than &lt; 5 for R&amp;D.</v></c>

00:13.000 --> 00:15.000
Chair: <v Ana Costa>Next.</v>
VTT
cat > look.py <<'PY'
import sys

import webvtt

seen = [(caption.voice, caption.text.replace("\n", " / ")) for caption in webvtt.read("talk.vtt")]
for voice, text in seen:
    print(f"{voice}: {text}")
is_there = seen == [("Ana Costa", "We take option A. / We object."), (None, "Less than &lt; 5 for R&amp;D."), (None, "Chair: Next.")]
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
