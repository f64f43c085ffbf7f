"""What was looked at, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Checks:
    """Prints each check, and counts them."""

    passed: int = 0
    failed: int = 0
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.lines.append(line)
        print(line, flush=True)

    def part(self, name: str) -> None:
        self.say(f"== {name}")

    def holds(self, what: str, holds: object, seen: object = "") -> bool:
        """One that must hold; what was seen is shown where it does not."""
        if holds:
            self.passed += 1
            self.say(f"   ok   {what}")
        else:
            self.failed += 1
            self.say(f"   FAIL {what}: {str(seen).strip()[-1500:]}")
        return bool(holds)

    def same(self, what: str, seen: object, expected: object) -> bool:
        return self.holds(what, seen == expected, f"{seen!r} is not {expected!r}")

    def note(self, words: str) -> None:
        self.say(f"   {words}")
