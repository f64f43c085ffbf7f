"""A group that meets for hours: people who speak and raise hands all along, members who write to the list, and meetings that end with
minutes on it."""

from __future__ import annotations

import random
import smtplib
import threading
import time
from collections import Counter
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Any

from .ledger import Heard, Ledger
from .matrix import Refused
from .run import Broken, Run, found_within
from .talk import Talk

HAND_SECONDS = 7.0
MAIL_SECONDS = 6.0
# What is asked for may have to wait until a fault is over and the bot has caught up.
PATIENCE_SECONDS = 240.0
# A Discord-compatible server remembers its own limits; this stays below them.
PACE_SECONDS = 1.2


class Company:
    """One group in one room, on either platform. The first person is the chair, the second the secretary, others speak and raise hands."""

    def __init__(self, run: Run, name: str, scene: Any, bot: str, order: random.Random) -> None:
        self.run, self.name, self.scene, self.bot, self._order = run, name, scene, bot, order
        self.notes, self.hands = Ledger(run), Ledger(run)
        self.talk = Talk(run, scene, self.notes, bot, PACE_SECONDS)
        self._over = threading.Event()
        self._raising: threading.Thread | None = None
        self.meetings = 0

    def open(self) -> None:
        self._ask(0, "start meeting", "is open")
        self.meetings += 1

    def begin(self) -> None:
        """Everybody speaks from now on."""
        self.talk.start()
        self._over.clear()
        self._raising = threading.Thread(target=self._raise_hands, daemon=True)
        self._raising.start()

    def pause(self, seconds: float = PATIENCE_SECONDS) -> bool:
        """Nobody speaks; whether all that was said has been answered."""
        self.talk.stop()
        self._over.set()
        if self._raising:
            self._raising.join()
        self._raising = None
        return self.talk.caught_up(time.monotonic(), seconds) is not None

    def _raise_hands(self) -> None:
        """Somebody raises a hand, and gets the floor after a while."""
        while not self._over.wait(HAND_SECONDS * self._order.uniform(0.5, 1.5)):
            word = self.hands.word()
            person = self.scene.people[self._order.randrange(2, len(self.scene.people))]
            try:
                person.say(f"q+ to ask about {word}")
            except (OSError, Refused, Broken, TimeoutError):
                continue
            self.hands.accepted(word)
            self._over.wait(1.0)
            try:
                self.scene.people[0].say("ack")
            except (OSError, Refused, Broken, TimeoutError):
                pass

    def deaf_for(self, since: float, limit: float) -> float | None:
        """Seconds from the end of a fault to the answer to something that was said after it."""
        return self.talk.heard_again(since, limit)

    def hold_minutes(self) -> None:
        """The meeting ends and its minutes go to the list; then the next one begins."""
        self._ask(0, "end meeting", "is closed")
        self._ask(1, "!minutes", "version 1")
        self._ask(0, "!minutes approve", "approved")
        self._ask(1, "!minutes send", "in the outbox")

    def _ask(self, person: int, words: str, expected: str) -> Heard:
        """Says it once the server takes it."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                asked = self.scene.people[person].say(words)
                break
            except (OSError, Refused, TimeoutError):
                if time.monotonic() > end:
                    raise
                time.sleep(1.0)
        return self.scene.hears(expected, asked, PATIENCE_SECONDS)

    def check(self, entries: list[dict[str, Any]]) -> dict[str, int]:
        """What was lost and doubled. Every note is in the log and in the room once, every hand in the log once."""
        heard = self.scene.heard()
        hands = Counter(word for entry in entries if entry.get("event") == "hand_raised" for word in self.hands.words_of(str(entry.get("note"))))
        answers = self.notes.words_in(_spoken(heard, self.bot))
        logged = self.notes.words_in(str(entry) for entry in entries)
        numbers = [entry["seq"] for entry in entries]
        self.run.check(f"{self.name}: no gap in the log", numbers == list(range(1, len(numbers) + 1)))
        found = {
            "notes": len(self.notes.said), "hands": len(self.hands.said),
            "lost": _none(self.notes.said, logged) + _none(self.hands.said, hands),
            "doubled in the log": _twice(logged) + _twice(hands), "doubled in the room": _twice(answers),
            "never answered": _none(self.notes.said, answers), "refused by the server": self.talk.refused,
        }
        for what in ("lost", "doubled in the log", "doubled in the room", "never answered"):
            some = [word for word in self.notes.said if (what == "lost" and not logged[word]) or (what == "never answered" and not answers[word])]
            self.run.check(f"{self.name}: {what} 0", found[what] == 0, f"{found[what]}: {some[:5]}")
        return found


def _spoken(heard: list[Heard], bot: str) -> list[str]:
    from .ledger import spoken
    return spoken(heard, bot)


def _none(said: Any, found: Counter[str]) -> int:
    return sum(1 for word in said if not found[word])


def _twice(found: Counter[str]) -> int:
    return sum(1 for count in found.values() if count > 1)


class Correspondence:
    """Members who write to the list, each once: that they will come. Their mails reach the bot's mailbox as the list hands them on."""

    def __init__(self, run: Run, smtp: str, mailbox: str, address: str, members: int) -> None:
        self.run, self._smtp, self._mailbox, self._list = run, smtp, mailbox, address
        self.names = Ledger(run)
        self._members = [(f"m{number:04d}@example.org", self.names.word()) for number in range(members)]
        # Message-IDs that the mail server took.
        self.accepted: list[str] = []
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def table(self) -> str:
        """The table of members."""
        lines = [f"Member {word},,{address}" for address, word in self._members]
        return "\n".join(["name,organization,addresses", *lines]) + "\n"

    def begin(self) -> None:
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()

    def _write(self) -> None:
        for number, (address, word) in enumerate(self._members):
            if self._over.wait(MAIL_SECONDS):
                return
            mail = EmailMessage()
            mail["From"], mail["To"] = f"Member {word} <{address}>", self._list
            mail["List-Id"] = f"<{self._list.replace('@', '.')}>"
            mail["Message-ID"], mail["Date"], mail["Subject"] = f"<{word}@example.org>", formatdate(), "Re: the next meeting"
            mail.set_content("present+\n" if number % 2 else "regrets\n")
            host, port = self._smtp.split(":")
            try:
                with smtplib.SMTP(host, int(port), timeout=20) as server:
                    server.send_message(mail, address, [self._mailbox])
            except (OSError, smtplib.SMTPException):
                continue
            self.accepted.append(f"mail:{word}@example.org")

    def check(self, entries: list[dict[str, Any]]) -> dict[str, int]:
        counted = Counter(entry["source"]["message"] for entry in entries if entry.get("source"))
        found = {"mails": len(self.accepted), "lost": _none(self.accepted, counted),
                 "doubled": sum(1 for one in self.accepted if counted[one] > 1)}
        self.run.check("no mail of a member is lost", found["lost"] == 0, f"{found['lost']} of {found['mails']}")
        self.run.check("no mail of a member is recorded twice", found["doubled"] == 0, str(found["doubled"]))
        return found

    def wait_recorded(self, entries: Any, seconds: float) -> None:
        found_within(lambda: all(one in entries() for one in self.accepted), seconds)


def on_the_list(archive: Path) -> Counter[str]:
    """How often each mail of the bot is in the archive of the list, by Message-ID."""
    found: Counter[str] = Counter()
    for file in archive.iterdir() if archive.is_dir() else ():
        for line in file.read_text(errors="replace").splitlines():
            if line.lower().startswith("message-id:"):
                found[line.split(":", 1)[1].strip().strip("<>")] += 1
                break
            if not line:
                break
    return found
