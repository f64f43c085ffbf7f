"""What people said, and whether it is in the log and in the room exactly once."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Iterable

from .run import Run


@dataclass(frozen=True)
class Heard:
    """A message as somebody in the room saw it."""

    id: str
    sender: str
    body: str
    # Monotonic seconds at which it was seen.
    at: float
    # The message that it replaces, if it is an edit.
    replaces: str | None = None


@dataclass
class Ledger:
    """Numbered notes: each has a word of its own, and nobody else's word begins with it."""

    run: Run
    said: dict[str, float] = field(default_factory=dict)
    _count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _tag: str = field(default_factory=lambda: f"q{secrets.token_hex(3)}")

    def word(self) -> str:
        """A new word, which no log may show from now on."""
        with self._lock:
            self._count += 1
            word = f"{self._tag}n{self._count:05d}z"
            self.run.private.add(word)
            return word

    def accepted(self, word: str) -> None:
        """The server has taken the note with this word."""
        with self._lock:
            self.said[word] = time.monotonic()

    def words_in(self, texts: Iterable[str]) -> Counter[str]:
        """How often each word that was said is in these texts, at most once per line."""
        found: Counter[str] = Counter()
        for text in texts:
            for line in text.splitlines():
                if self._tag in line and not line.startswith(MINUTES_LIST):
                    found.update(word for word in self.words_of(line) if word in self.said)
        return found

    def words_of(self, line: str) -> set[str]:
        pieces = line.split(self._tag)[1:]
        length = len("n00000z")
        return {self._tag + piece[:length] for piece in pieces}

    def unanswered(self, heard: Iterable[Heard], bot: str) -> set[str]:
        answers = self.words_in(spoken(heard, bot))
        return {word for word in self.said if word not in answers}

    def check_log(self, entries: list[dict[str, Any]]) -> None:
        """Every note is recorded once, and the log has no gap."""
        counted = self.words_in(json.dumps(entry, ensure_ascii=False) for entry in entries)
        lost = [word for word in self.said if not counted[word]]
        doubled = [word for word, count in counted.items() if count > 1]
        self.run.figure("said", len(self.said))
        self.run.figure("lost", len(lost))
        self.run.figure("doubled in the log", len(doubled))
        self.run.check("lost 0", not lost, f"{len(lost)} of {len(self.said)}: {sorted(lost)[:5]}")
        self.run.check("doubled in the log 0", not doubled, f"{sorted(doubled)[:5]}")
        numbers = [entry["seq"] for entry in entries]
        self.run.check("no gap in the log", numbers == list(range(1, len(numbers) + 1)))

    def check_room(self, heard: Iterable[Heard], bot: str) -> None:
        """No note is answered twice, and none is left without an answer."""
        heard = list(heard)
        with (self.run.folder / "heard.jsonl").open("a") as out:
            out.writelines(f"{json.dumps(asdict(one), ensure_ascii=False)}\n" for one in heard)
        counted = self.words_in(spoken(heard, bot))
        doubled = [word for word, count in counted.items() if count > 1]
        silent = [word for word in self.said if not counted[word]]
        self.run.figure("doubled in the room", len(doubled))
        self.run.figure("never answered", len(silent))
        self.run.check("doubled in the room 0", not doubled, f"{len(doubled)}: {sorted(doubled)[:5]}")
        self.run.check("all answered", not silent, f"{len(silent)} not: {sorted(silent)[:5]}")


def spoken(heard: Iterable[Heard], bot: str) -> list[str]:
    """What the bot said, without edits and without the board."""
    return [one.body for one in heard if one.sender == bot and not one.replaces and BOARD not in one.body]


# Minutes list the notes again, as "- Note: …"; that is no second answer.
MINUTES_LIST = "- "
# What is on the board and in no other message.
BOARD = "To speak, react with ✋ here"
