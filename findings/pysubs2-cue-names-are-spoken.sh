#!/usr/bin/env bash
# pysubs2 (PyPI) reads a transcript in WebVTT without its speakers and puts the name of each cue into the mouth of the speaker before.
#
# Version: pysubs2 1.8.1, the newest on PyPI in November 2026 for Python 3.11; 1.9.0, for newer Pythons, does the same.
# Expected: WebVTT (W3C, 4.1 and 4.2.2): a cue may have an identifier, any line without "-->" right above its times, and <v NAME> says who speaks.
#   Transcripts of video meetings use both (identifiers such as 5f2c/11-0). The library's events have a field "name" for the speaker.
# Seen: the identifier of a cue ends up as the last words of the cue before it, after an empty line; identifiers that are plain numbers are taken
#   off. Each <v NAME> is dropped and "name" stays empty. Saved as SubRip or WebVTT again, "5f2c/11-0" stands among what Ana said, and who said what
#   is lost. Character references stay as they are (&amp;), and a NOTE is spoken as well.
# For people of this field: "transcript.vtt, made smaller" or "turned into SRT" by a tool on this library is no record of who objected. Ask
#   for the file as the meeting tool wrote it.
# Convenor: reads WebVTT itself, with identifiers, voices and references (src/replay/log/forms/cues.rs); it cannot bring lost names back.
#
# Needs: bash, python3 with venv. Installs pysubs2 into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pysubs2==1.8.1 || { echo "pysubs2 1.8.1 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import sys

import pysubs2

TRANSCRIPT = """WEBVTT

5f2c/10-0
00:00:05.000 --> 00:00:08.000
<v Ana Lima>We take option A.</v>

5f2c/11-0
00:00:09.000 --> 00:00:12.000
<v Bo Nyberg>R&amp;D objects.</v>

NOTE checked by nobody
"""

events = pysubs2.SSAFile.from_string(TRANSCRIPT, format_="vtt")
for event in events:
    print(f"{event.start:6} name {event.name!r}, text {event.plaintext!r}")
srt = events.to_string("srt")
print(srt)
is_there = (
    [event.name for event in events] == ["", ""]
    and events[0].plaintext == "We take option A.\n\n5f2c/11-0"
    and events[1].plaintext == "R&amp;D objects.\n\nNOTE checked by nobody"
    and "Ana" not in srt
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
