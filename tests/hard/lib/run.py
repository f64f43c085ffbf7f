"""One run of a scenario: its folder, its figures, its checks, and what has to be stopped when it is over."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, TypeVar

# Nobody may be left without an answer for longer than this after a fault has ended.
DEAF_SECONDS = 30.0
# How often something is looked at that does not ring by itself.
LOOK_SECONDS = 0.1

T = TypeVar("T")


class Broken(Exception):
    """The scenario cannot go on; says why."""


def wait(what: str, look: Callable[[], T | None], seconds: float = 60.0) -> T:
    """The first thing that `look` finds; an error when it finds nothing in time."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise Broken(f"{what} did not come within {seconds:.0f} s")
        time.sleep(LOOK_SECONDS)


def found_within(look: Callable[[], T | None], seconds: float) -> T | None:
    """As `wait`, but nothing found is an answer too."""
    try:
        return wait("", look, seconds)
    except Broken:
        return None


@dataclass
class Run:
    """What a scenario works with and fills in."""

    name: str
    binary: Path
    folder: Path
    figures: dict[str, object] = field(default_factory=dict)
    # The longest silence after a fault, in seconds, or "for ever".
    deafest: float | str | None = None
    failures: list[str] = field(default_factory=list)
    # Words and secrets that no log may have in it.
    private: set[str] = field(default_factory=set)
    cleaning: ExitStack = field(default_factory=ExitStack)
    begun: float = field(default_factory=time.monotonic)

    def figure(self, name: str, value: object) -> None:
        """Something to be read in the table."""
        self.figures[name] = round(value, 1) if isinstance(value, float) else value

    def check(self, what: str, holds: bool, seen: str = "") -> bool:
        """Something that must hold."""
        if not holds:
            self.failures.append(f"{what}: {seen}" if seen else what)
            self.say(f"FAIL {self.failures[-1]}")
        return holds

    def deaf(self, name: str, seconds: float | None, limit: float = DEAF_SECONDS) -> None:
        """How long nobody was answered after a fault had ended; `None`: until we stopped listening."""
        self.figure(name, "for ever" if seconds is None else seconds)
        if seconds is None or self.deafest == "for ever":
            self.deafest = "for ever"
        else:
            self.deafest = round(max(seconds, self.deafest or 0.0), 1)
        self.check(f"{name} at most {limit:.0f} s", seconds is not None and seconds <= limit, f"{self.figures[name]}")

    def say(self, words: str) -> None:
        """A line for whoever watches."""
        print(f"  [{time.monotonic() - self.begun:5.1f} s] {words}", file=sys.stderr, flush=True)

    def check_log(self, log: str, whose: str = "the bot") -> None:
        """No words of people and no secrets may be in a log."""
        lines = [line for line in log.splitlines() if any(word in line for word in self.private)]
        self.check(f"{whose} logs nothing private", not lines, f"{len(lines)} lines, such as: {(lines or [''])[0][:160]}")

    def report(self) -> str:
        seconds = time.monotonic() - self.begun
        return json.dumps({
            "name": self.name, "program": self.binary.name, "seconds": round(seconds, 1), "deaf": self.deafest,
            "figures": self.figures, "failures": self.failures,
        })


def carry_out(name: str, scenario: Callable[[Run], None], result: Path) -> None:
    """Runs a scenario to its end, whatever happens, and writes the result down."""
    kept = os.environ.get("HARD_KEEP") == "1"
    folder = Path(tempfile.mkdtemp(prefix=f"convenor-hard-{name}-"))
    run = Run(name=name, binary=Path(os.environ["BIN"]), folder=folder)
    try:
        with run.cleaning:
            scenario(run)
    except Exception as error:  # noqa: BLE001: whatever went wrong is the result
        run.check("the scenario came to its end", False, f"{type(error).__name__}: {error}")
    if kept or run.failures:
        run.say(f"the folder is kept: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    result.write_text(run.report())
