#!/usr/bin/env bash
# subsrt (npm) depends on the ends of lines: a transcript with LF is one cue in which the first speaker says the whole meeting, times included.
#
# Version: subsrt 1.1.1, the newest on the npm registry in November 2026.
# Expected: WebVTT (W3C, 4.1) takes CRLF, LF or CR as the end of a line; SubRip has no specification, and every player takes both. The package
#   promises to find out the format by itself and to parse it.
# Seen: with CRLF both formats are read. With LF alone, what every program on Linux and macOS writes, a SubRip file of two cues yields one whose
#   text goes on through the number, times and words of the second; a WebVTT file yields no cue at all but one entry "meta" that holds the file.
#   The format is found out rightly and no error is raised in either case.
# For people of this field: attributed by cue, everything that was said after the first line belongs to the first speaker. Count the "-->" of a file
#   and compare with the cues read.
# Convenor: reads transcripts itself and takes all three ends of lines.
#
# Needs: bash, Node.js with npm. Installs subsrt into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts subsrt@1.1.1 || { echo "subsrt 1.1.1 cannot be installed" >&2; exit 2; }

cat > look.js <<'JS'
const subsrt = require("subsrt");
const srt = "1\n00:00:05,000 --> 00:00:08,000\nAna: We take option A.\n\n2\n00:00:09,000 --> 00:00:12,000\nBo: We object.\n";
const vtt = "WEBVTT\n\n00:00:05.000 --> 00:00:08.000\nAna: We take option A.\n\n00:00:09.000 --> 00:00:12.000\nBo: We object.\n";
const cues = (name, text) => {
  const found = subsrt.parse(text).filter((entry) => entry.type === "caption").map((entry) => entry.text.trim());
  console.log(`${name}: format ${subsrt.detect(text)}, cues ${JSON.stringify(found)}`);
  return found;
};
const withCr = (text) => text.replaceAll("\n", "\r\n");
const right = [cues("SubRip, CRLF", withCr(srt)), cues("WebVTT, CRLF", withCr(vtt))];
const one = cues("SubRip, LF", srt);
const none = cues("WebVTT, LF", vtt);
const isThere = right.every((found) => found.length === 2) && one.length === 1 && one[0].endsWith("Bo: We object.") && none.length === 0;
console.log(isThere ? "still so" : "changed");
process.exit(isThere ? 0 : 1);
JS
node look.js
