"""What was looked at, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Checks:
    """Prints each check, and counts them."""

    passed: int = 0
    failed: int = 0

    def part(self, name: str) -> None:
        print(f"== {name}", flush=True)

    def holds(self, what: str, holds: object, seen: object = "") -> bool:
        """One that must hold; what was seen is shown where it does not."""
        if holds:
            self.passed += 1
            print(f"   ok   {what}", flush=True)
        else:
            self.failed += 1
            print(f"   FAIL {what}: {str(seen).strip()[-1500:]}", flush=True)
        return bool(holds)

    def same(self, what: str, seen: object, expected: object) -> bool:
        return self.holds(what, seen == expected, f"{seen!r} is not {expected!r}")

    def note(self, words: str) -> None:
        print(f"   {words}", flush=True)
