"""Writes chaos campaigns into docs/reliability.md: chaos_table.py DOC RESULT… (what chaos.sh --result wrote)"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- campaigns: written by tests/hard/chaos_table.py -->", "<!-- end of the campaigns -->"
HEADS = ("| campaign | notes | hands | mails | minutes on the list | lost | doubled | unanswered | starts | memory | what failed |",
         "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|")
FAULTS = ("| fault | times | longest wait after it, s | beyond its limit |", "|---|---:|---:|---:|")
# What a failure says that the second table counts.
WAITED = "nobody waits for more than"


def main() -> None:
    document, results = Path(sys.argv[1]), [json.loads(Path(file).read_text()) for file in sys.argv[2:]]
    head, rest = document.read_text().split(BEGIN)
    tail = rest.split(END)[1]
    lines = [*HEADS, *(row(one) for one in results), "", *FAULTS, *faults(results)]
    document.write_text("\n".join([head + BEGIN, "", *lines, "", END + tail]))


def row(one: dict[str, Any]) -> str:
    rooms = one["rooms"].values()
    total = lambda name: sum(room[name] for room in rooms)  # noqa: E731
    cells = [
        f"{one['day']}, {one['asked']:.0f} min, seed {one['seed']}, {one['build']} build", f"{total('notes'):,}", f"{total('hands'):,}",
        one["mail"]["mails"], f"{one['minutes on the list']} of {one['minutes sent']}", total("lost") + one["mail"]["lost"],
        total("doubled in the log") + total("doubled in the room") + one["mail"]["doubled"], total("never answered"), one["starts"],
        f"{one['memory_mb']} MB", "; ".join(failures(one)),
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def failures(one: dict[str, Any]) -> list[str]:
    """What failed, with the waits as one number: which they are stands in the table of faults."""
    others = [failure for failure in one["failures"] if WAITED not in failure]
    waits = len(one["failures"]) - len(others)
    return ([f"{waits} waits beyond the limit"] if waits else []) + others


def faults(results: list[dict[str, Any]]) -> list[str]:
    """Every kind of fault, over all campaigns."""
    names = sorted({name for one in results for name in one["faults"]})
    found = [[one["faults"][name] for one in results if name in one["faults"]] for name in names]
    return [
        f"| {name} | {sum(one['times'] for one in some)} | {max(one['deafest'] for one in some):.1f} | {sum(one['over'] for one in some)} |"
        for name, some in zip(names, found)
    ]


if __name__ == "__main__":
    main()
