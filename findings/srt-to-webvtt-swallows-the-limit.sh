#!/usr/bin/env bash
# Three converters from SubRip to WebVTT swallow the second half of "A latency < 5 ms is required" and every address in <...>: they copy the "<" as it is, and
# players take what follows for a tag. Back from WebVTT to SubRip, two of them make "R&amp;D" of "R&D".
#
# Versions: srt-to-vtt 1.1.3 (npm), webvtt-py 0.6.0 and pysubs2 1.8.1 (PyPI), the newest in November 2026; read with webvtt-parser 2.2.0 (npm), a validator.
# Expected: in WebVTT (W3C, 4.2.2 and 6.4) "<" begins a tag whatever follows, up to the next ">" or the end of the cue, and a plain one is written &lt;,
#   "&" as &amp;. SubRip has no such escapes; players know a handful of tags there and show the rest. A converter adds escapes and takes them out.
# Seen: none of the three adds one. By the parsing rules of WebVTT the cue ends at "A latency"; "<secretary@example.org>" is a tag without a meaning. pysubs2
#   takes the address out by itself. No converter warns. In the other direction webvtt-py and pysubs2 leave &lt; and &amp; in the SubRip file, where
#   players show them so.
# For people of this field: limits are what requirements are about, and captions of a recording are made as SubRip and put on the web as WebVTT. On the
#   page the speaker stops before the number, so "a latency" is what was agreed. Escape the text before converting.
# Convenor: reads both formats itself; "<" before a space is text in either.
#
# Needs: bash, python3 with venv, Node.js with npm. Installs the four packages into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts srt-to-vtt@1.1.3 webvtt-parser@2.2.0 || { echo "srt-to-vtt 1.1.3 cannot be installed" >&2; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check webvtt-py==0.6.0 pysubs2==1.8.1 || { echo "webvtt-py 0.6.0 cannot be installed" >&2; exit 2; }

cat > talk.srt <<'SRT'
1
00:00:05,000 --> 00:00:08,000
Ana: A latency < 5 ms is required; we agreed to test it.

2
00:00:09,000 --> 00:00:12,000
Bo: Write to <secretary@example.org> by Friday.
SRT
cat > talk.vtt <<'VTT'
WEBVTT

00:00:05.000 --> 00:00:08.000
Ana: R&amp;D wants &lt; 5 ms.
VTT
cat > look.py <<'PY'
import json
import subprocess
import sys

import pysubs2
import webvtt

with open("webvtt-py.vtt", "w", encoding="utf-8") as file:
    file.write(webvtt.from_srt("talk.srt").content)
pysubs2.load("talk.srt").save("pysubs2.vtt")
webvtt.read("talk.vtt").save_as_srt("webvtt-py.srt")
pysubs2.load("talk.vtt").save("pysubs2.srt")
shown = json.loads(subprocess.run(["node", "look.js"], capture_output=True, text=True, check=True).stdout)
for name, cues in shown.items():
    print(f"{name:10} SubRip to WebVTT, as a player shows it: {cues}")
back = {}
for name in ("webvtt-py", "pysubs2"):
    with open(f"{name}.srt", encoding="utf-8") as file:
        back[name] = file.read().strip().splitlines()[2]
    print(f"{name:10} WebVTT to SubRip: {back[name]}")
is_there = (
    shown == {name: ["Ana: A latency ", "Bo: Write to  by Friday."] for name in ("srt-to-vtt", "webvtt-py", "pysubs2")}
    and set(back.values()) == {"Ana: R&amp;D wants &lt; 5 ms."}
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
cat > look.js <<'JS'
const { readFileSync, createReadStream } = require("node:fs");
const toVtt = require("srt-to-vtt");
const { WebVTTParser } = require("webvtt-parser");
const words = (node) => (node.type === "text" ? node.value : (node.children ?? []).map(words).join(""));
const shown = (text) => new WebVTTParser().parse(text, "subtitles/captions/descriptions").cues.map((cue) => words(cue.tree));
let text = "";
createReadStream("talk.srt").pipe(toVtt()).on("data", (data) => { text += data; }).on("end", () => {
  const files = Object.fromEntries(["webvtt-py", "pysubs2"].map((name) => [name, shown(readFileSync(`${name}.vtt`, "utf8"))]));
  console.log(JSON.stringify({ "srt-to-vtt": shown(text), ...files }));
});
JS
venv/bin/python look.py
