"""People who talk all the time, and how long the bot leaves them without an answer."""

from __future__ import annotations

import threading
import time
from typing import Any

from .ledger import Ledger, spoken
from .matrix import Refused
from .run import Broken, Run, found_within

# Three people who take turns at this pace stay well below 30 messages in 10 s each.
PACE_SECONDS = 0.5


class Talk:
    """Numbered notes by people in turn, in a thread of its own, until it is stopped."""

    def __init__(self, run: Run, scene: Any, ledger: Ledger, bot: str, pace: float = PACE_SECONDS) -> None:
        self._run, self._scene, self._ledger, self._bot, self._pace = run, scene, ledger, bot, pace
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._turn = 0
        # Notes that the server did not take while it was away.
        self.refused = 0

    def start(self) -> None:
        self._over.clear()
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        self._thread = None

    def say(self) -> str | None:
        """One note of the next person; `None`: the server has not taken it."""
        word = self._ledger.word()
        people = self._scene.people
        self._turn += 1
        try:
            people[self._turn % len(people)].say(f"NOTE: {word}")
        except (OSError, Refused, Broken, TimeoutError):
            self.refused += 1
            return None
        self._ledger.accepted(word)
        return word

    def _go_on(self) -> None:
        while not self._over.is_set():
            self.say()
            self._over.wait(self._pace)

    def heard_again(self, since: float, seconds: float) -> float | None:
        """Seconds from a moment until the bot has answered something that was said after it; `None`: it has not."""
        def first() -> float | None:
            later = {word for word, at in list(self._ledger.said.items()) if at >= since}
            for one in self._scene.heard():
                if one.at >= since and later & set(self._ledger.words_in(spoken([one], self._bot))):
                    return one.at
            return None
        at = found_within(first, max(0.0, since + seconds - time.monotonic()))
        return None if at is None else at - since

    def caught_up(self, since: float, seconds: float) -> float | None:
        """Seconds from a moment until every note has an answer; `None`: some have none."""
        def all_answered() -> bool:
            return not self._ledger.unanswered(self._scene.heard(), self._bot)
        return None if found_within(all_answered, seconds) is None else time.monotonic() - since
