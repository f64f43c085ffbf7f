#!/usr/bin/env bash
# dateparser (PyPI) reads "8. Dezember, 15 Uhr" as 8 December 2015, and told to prefer the future, 2115: the hour becomes the year, in seven languages.
#
# Version: dateparser 1.5.0, the newest on PyPI in November 2026 (among the 1,000 most downloaded packages there).
# Expected: its page promises dates as people write them in 200 languages, with "Uhr", "h" and "heures" for hours; "8 décembre à 15h30" and "8 December 15:00"
#   are read rightly. A day and month without a year are this year's or the next one's, as the setting PREFER_DATES_FROM says.
# Seen: a full hour without minutes behind a day and month is a year of two digits, whatever word stands beside it: 15 Uhr, 15 h, ore 15, om 15 uur, 15
#   heures. The weekday in front ("martes 8 de diciembre") is not compared. In Japanese 12月8日 15:00 the day is lost and the month is the year: 29 August 2012.
#   No result says that a part of the words was passed over.
# For people of this field: full hours are when meetings begin, and in Geneva they are written so. A reminder for 2015 never comes, and one for 2115 neither.
#   Refuse dates that are more than two years away, and compare the weekday.
# Convenor: reads numbers of hours with minutes, and asks where it cannot tell; it names weekday and date that it took.
#
# Needs: bash, python3 with venv. Installs dateparser into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dateparser==1.5.0 || { echo "dateparser 1.5.0 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import datetime
import sys
import warnings

warnings.simplefilter("ignore")
import dateparser

NOW = datetime.datetime(2026, 11, 29, 9, 0)


def read(language, words):
    settings = [{"RELATIVE_BASE": NOW}, {"RELATIVE_BASE": NOW, "PREFER_DATES_FROM": "future"}]
    seen = [dateparser.parse(words, languages=[language], settings=setting).strftime("%Y-%m-%d %H:%M") for setting in settings]
    print(f"{words}: {seen[0]}, preferring the future {seen[1]}")
    return seen


FULL = {
    "de": "8. Dezember, 15 Uhr", "es": "martes 8 de diciembre a las 15 h", "it": "8 dicembre ore 15", "nl": "8 december om 15 uur",
    "fr": "le 8 décembre, 15 heures", "en": "8 December at 15",
}
is_there = (
    all(read(language, words) == ["2015-12-08 00:00", "2115-12-08 00:00"] for language, words in FULL.items())
    and read("ja", "12月8日 15:00") == ["2012-08-29 15:00", "2112-08-29 15:00"]
    and read("en", "8 December 15:00") == read("fr", "8 décembre à 15h") == ["2026-12-08 15:00"] * 2
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
