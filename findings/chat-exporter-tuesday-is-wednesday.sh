#!/usr/bin/env bash
# chat-exporter (PyPI) shows the time <t:…:F> of Tuesday 8 December 2026, 15:00 as "Wednesday, 8 December 2026 14:59", and midnight as the day before.
#
# Version: chat-exporter 3.1.0, the newest on PyPI in November 2026: bots make HTML transcripts of Discord channels with it.
# Expected: Discord's reference ("Message formatting"): the number is seconds since 1970, and F is the full date with its weekday. Discord shows 15:00 UTC and
#   Tuesday for it, as @odiffey/discord-markdown (npm) does.
# Seen: one second is taken off each time, so every full hour is a minute early and 00:00 is 23:59 of the day before. The weekday is that of the same date in
#   2010. All styles go through this, and the tooltip. The zone is UTC even where the caller names another for the times of the messages, and it is not
#   written.
# For people of this field: a transcript is what a group keeps of a meeting on Discord, and the next meeting is announced with such a stamp. Its weekday is
#   right in 2021 and 2027, which have the days of 2010, so a test may pass. Write the time in words as well.
# Convenor: writes the words first and the stamp after them in brackets: 15:00 UTC (<t:…:t>).
#
# Needs: bash, python3 with venv. Installs chat-exporter and discord.py into a temporary folder; talks to no server.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check chat-exporter==3.1.0 discord.py==2.7.1 \
  || { echo "chat-exporter 3.1.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import asyncio
import datetime
import html
import re
import sys

from chat_exporter.parse.markdown import ParseMarkdown


def look(year, month, day, hour):
    moment = datetime.datetime(year, month, day, hour, tzinfo=datetime.timezone.utc)
    stamp = f"<t:{moment.timestamp():.0f}:F>"
    shown = html.unescape(re.sub("<[^>]*>", "", asyncio.run(ParseMarkdown(stamp).standard_message_flow())))
    shown = " ".join(shown.split())
    print(f"{stamp} is {moment:%A, %-d %B %Y %H:%M}; shown: {shown}")
    return shown


is_there = (
    look(2026, 12, 8, 15) == "Wednesday, 8 December 2026 14:59"
    and look(2026, 12, 9, 0) == "Wednesday, 8 December 2026 23:59"
    and look(2027, 1, 1, 0) == "Friday, 31 December 2026 23:59"
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
