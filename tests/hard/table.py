"""Writes the figures of docs/reliability.md from results: table.py DOC --now FOLDER… [--before FOLDER…]

A folder is what HARD_RESULTS named. With several, a scenario's counts are summed and the longest silence is kept."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Iterator

from main import SCENARIOS

BEGIN, END = "<!-- figures: written by tests/hard/table.py -->", "<!-- end of the figures -->"
DOUBLED = ("doubled in the log", "doubled in the room", "doubled in the mail")
# What has a column of its own; the rest is listed below the table.
COUNTED = ("said", "lost", "never answered", *DOUBLED)
FOR_EVER = "for ever"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("document", type=Path)
    arguments.add_argument("--now", nargs="+", type=Path, required=True, metavar="FOLDER")
    arguments.add_argument("--before", nargs="+", type=Path, default=[], metavar="FOLDER")
    asked = arguments.parse_args()
    lines = list(_table(_results(asked.now)))
    if before := _results(asked.before):
        lines += ["", "The program as it was before the faults were mended that these scenarios look for:", "", *_table(before)]
    lines += ["", "What else was measured, in the last run of each:", "", *_others(_results(asked.now))]
    head, rest = asked.document.read_text().split(BEGIN)
    tail = rest.split(END)[1]
    asked.document.write_text("\n".join([head + BEGIN, "", *lines, "", END + tail]))


def _results(folders: list[Path]) -> dict[str, list[dict[str, Any]]]:
    """Every run of each scenario."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in sorted(SCENARIOS):
        runs = [json.loads(file.read_text()) for folder in folders if (file := folder / f"{name}.json").exists()]
        if runs:
            found[name] = runs
    return found


def _table(results: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    yield "| scenario | runs | said | lost | doubled | unanswered | deaf, s | what failed |"
    yield "|---|---:|---:|---:|---:|---:|---:|---|"
    for name, runs in results.items():
        failures = {failure.split(":")[0]: None for run in runs for failure in run["failures"]}
        cells = [
            f"`{name}`", len(runs), _sum(runs, "said"), _sum(runs, "lost"), _sum(runs, *DOUBLED), _sum(runs, "never answered"),
            _deafest(runs), "; ".join(failures),
        ]
        yield "| " + " | ".join(map(str, cells)) + " |"


def _sum(runs: list[dict[str, Any]], *names: str) -> int | str:
    counts = [run["figures"][name] for run in runs for name in names if name in run["figures"]]
    return f"{sum(counts):,}" if counts else "–"


def _deafest(runs: list[dict[str, Any]]) -> str:
    all_of_them = [run["deaf"] for run in runs if run["deaf"] is not None]
    if FOR_EVER in all_of_them:
        return FOR_EVER
    return f"{max(all_of_them):.1f}" if all_of_them else "–"


def _others(results: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    for name, runs in results.items():
        figures = {name: value for name, value in runs[-1]["figures"].items() if name not in COUNTED and value is not None}
        if figures:
            yield f"- `{name}`: " + "; ".join(f"{figure}: {value}" for figure, value in figures.items())


if __name__ == "__main__":
    main()
