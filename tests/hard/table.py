"""Writes the figures of docs/reliability.md from results: table.py DOC --now FOLDER… [--before FOLDER…]

A folder is what HARD_RESULTS named. With several, a scenario's counts are summed and the longest silence is kept. Scenarios that
were not run again keep the figures, and the day, that the document has."""

from __future__ import annotations

import argparse
import json
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from main import SCENARIOS

BEGIN, END = "<!-- figures: written by tests/hard/table.py -->", "<!-- end of the figures -->"
DOUBLED = ("doubled in the log", "doubled in the room", "doubled in the mail")
# What has a column of its own; the rest is listed below the table.
COUNTED = ("said", "lost", "never answered", *DOUBLED)
FOR_EVER = "for ever"
EARLIER = "The program as it was before the faults were mended that these scenarios look for:"
OTHERS = "What else was measured, in the last run of each:"
HEADS = (
    "| scenario | runs | said | lost | doubled | unanswered | deaf, s | what failed | measured |",
    "|---|---:|---:|---:|---:|---:|---:|---|---|",
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("document", type=Path)
    arguments.add_argument("--now", nargs="+", type=Path, required=True, metavar="FOLDER")
    arguments.add_argument("--before", nargs="+", type=Path, default=[], metavar="FOLDER")
    asked = arguments.parse_args()
    head, rest = asked.document.read_text().split(BEGIN)
    written, tail = rest.split(END)
    now, _, rest = written.partition(EARLIER)
    before, _, others = rest.partition(OTHERS)
    day = re.search(r"Measured on (\d{4}-\d{2}-\d{2})", head)
    rows = _rows(_results(asked.now))
    lines = [*HEADS, *_with_kept(rows, now, day.group(1) if day else "")]
    earlier = _with_kept(_rows(_results(asked.before)), before, "–")
    if earlier:
        lines += ["", EARLIER, "", *HEADS, *earlier]
    lines += ["", OTHERS, "", *_with_kept(_others(_results(asked.now)), others, "")]
    asked.document.write_text("\n".join([head + BEGIN, "", *lines, "", END + tail]))


def _with_kept(rows: dict[str, str], written: str, day: str) -> list[str]:
    """These rows, and those of the document for scenarios that have none, by name."""
    kept = {found.group(1): line for line in written.splitlines() if (found := re.match(r"[|-] `([\w-]+)`", line))}
    for name, line in kept.items():
        # A table of before has no column for the day.
        is_without_day = line.startswith("|") and line.count("|") == 9
        rows.setdefault(name, line + f" {day} |" if is_without_day else line)
    return [rows[name] for name in sorted(rows)]


def _results(folders: list[Path]) -> dict[str, list[dict[str, Any]]]:
    """Every run of each scenario."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in sorted(SCENARIOS):
        runs = [_read(file) for folder in folders if (file := folder / f"{name}.json").exists()]
        if runs:
            found[name] = runs
    return found


def _read(file: Path) -> dict[str, Any]:
    day = datetime.fromtimestamp(file.stat().st_mtime, timezone.utc).date().isoformat()
    return {**json.loads(file.read_text()), "day": day}


def _rows(results: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    rows = {}
    for name, runs in results.items():
        failures = {failure.split(":")[0]: None for run in runs for failure in run["failures"]}
        cells = [
            f"`{name}`", len(runs), _sum(runs, "said"), _sum(runs, "lost"), _sum(runs, *DOUBLED), _sum(runs, "never answered"),
            _deafest(runs), "; ".join(failures), max(run["day"] for run in runs),
        ]
        rows[name] = "| " + " | ".join(map(str, cells)) + " |"
    return rows


def _sum(runs: list[dict[str, Any]], *names: str) -> int | str:
    counts = [run["figures"][name] for run in runs for name in names if name in run["figures"]]
    return f"{sum(counts):,}" if counts else "–"


def _deafest(runs: list[dict[str, Any]]) -> str:
    all_of_them = [run["deaf"] for run in runs if run["deaf"] is not None]
    if FOR_EVER in all_of_them:
        return FOR_EVER
    return f"{max(all_of_them):.1f}" if all_of_them else "–"


def _others(results: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    lines = {}
    for name, runs in results.items():
        figures = {name: value for name, value in runs[-1]["figures"].items() if name not in COUNTED and value is not None}
        if figures:
            lines[name] = f"- `{name}`: " + "; ".join(f"{figure}: {value}" for figure, value in figures.items())
    return lines


if __name__ == "__main__":
    main()
