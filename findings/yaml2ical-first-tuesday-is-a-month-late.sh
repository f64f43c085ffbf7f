#!/usr/bin/env bash
# yaml2ical (PyPI) begins a monthly series in the month after the one that it is told: "first-tuesday" from 1 November on has no meeting on 3 November.
#
# Version: yaml2ical 0.15.0, the newest on PyPI in November 2026: it makes the calendars of the IRC and Matrix meetings of open infrastructure projects.
# Expected: its page: start_date is the date on or after which the first meeting takes place, and first-tuesday is on the first Tuesday of the month. 3
#   November 2026 is one, after 1 November. The weekly frequencies begin in the week that they are told.
# Seen: for all monthly frequencies the search for the first date begins with the following month, whatever the day: from 1 November the first Tuesday is 1
#   December, the fourth one 22 December. Without start_date the day on which the tool runs counts, so a calendar that is made anew each day never shows this
#   month's meeting, even on the eve of it.
# For people of this field: the one meeting that members look for, the next one, is not in the calendar, while the page that is made beside it says "first
#   Tuesday". Set start_date into the month before.
# Convenor: plans single meetings, and names the weekday and date that it took.
#
# Needs: bash, git, python3 with venv. Installs yaml2ical into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check yaml2ical==0.15.0 || { echo "yaml2ical 0.15.0 cannot be installed" >&2; exit 2; }

seen=""
for frequency in weekly first-tuesday fourth-tuesday; do
  mkdir -p "$frequency/in" "$frequency/out"
  cat > "$frequency/in/jcg.yaml" <<YAML
project: JCG
chair: Ana Costa
description: Calls
schedule:
  - time: '1500'
    day: Tuesday
    irc: jcg
    frequency: $frequency
    start_date: 20261101
YAML
  # The date of the last change is asked of git.
  git -C "$frequency/in" init --quiet
  git -C "$frequency/in" add .
  git -C "$frequency/in" -c user.name=Ana -c user.email=ana@example.org commit --quiet -m calls
  venv/bin/yaml2ical -y "$frequency/in" -i "$frequency/out" -f 2> log.txt || { cat log.txt >&2; exit 2; }
  first=$(sed -n 's/^DTSTART:\(.\{8\}\).*/\1/p' "$frequency"/out/*.ics)
  printf '%-14s from 20261101: first meeting %s\n' "$frequency" "$first"
  seen="$seen $first"
done
if [ "$seen" = " 20261103 20261201 20261222" ]; then echo "still so"; else echo "changed:$seen"; exit 1; fi
