"""People on a YEPCord that tests/servers has started, by plain requests, and a channel with the bot in it."""

from __future__ import annotations

import fcntl
import secrets
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .ledger import Heard
from .matrix import Refused, request, setting
from .run import Run, wait

PASSWORD = "correct horse battery"
# What the bot may do: read, write, react, manage messages, threads.
PERMISSIONS = "274878008320"
# YEPCord registers one at a time: with SQLite, two transactions at once break its connection for good.
ALONE = Path(tempfile.gettempdir()) / "convenor-hard-yepcord.lock"
# A page of a channel's messages, and how often it is looked at.
PAGE = 100
LOOK_SECONDS = 0.3


@dataclass
class Person:
    """An account; in a channel once it is known."""

    name: str
    id: str = ""
    token: str = ""
    channel: str = ""

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        return request(method, f"{setting('YEPCORD')}/api/v9/{path}", self.token, body)

    def say(self, body: str) -> str:
        return self.ask("POST", f"channels/{self.channel}/messages", {"content": body})["id"]


def register(run: Run, name: str) -> Person:
    """A new account."""
    about = {
        "username": name, "email": f"p{secrets.token_hex(6)}@example.org", "password": PASSWORD,
        "date_of_birth": "1990-01-01", "consent": True,
    }
    person = Person(name)
    with ALONE.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        person.token = person.ask("POST", "auth/register", about)["token"]
    run.private.add(person.token)
    person.id = person.ask("GET", "users/@me")["id"]
    return person


class Ear:
    """Reads a channel again and again, in a thread of its own; messages are kept in the order of their ids."""

    def __init__(self, run: Run, person: Person) -> None:
        self.person = person
        self._heard: dict[int, Heard] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        run.cleaning.callback(self._over.set)

    def heard(self) -> list[Heard]:
        with self._lock:
            return [self._heard[key] for key in sorted(self._heard)]

    def _listen(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            try:
                self._take(self.person.ask("GET", f"channels/{self.person.channel}/messages?limit={PAGE}"))
            except (OSError, Refused, ValueError):
                pass  # the server is busy; the next look brings it

    def _take(self, messages: list[dict[str, Any]]) -> None:
        now = time.monotonic()
        with self._lock:
            for message in messages:
                key = int(message["id"])
                at = self._heard[key].at if key in self._heard else now
                self._heard[key] = Heard(message["id"], message["author"]["id"], message["content"] or "", at)


@dataclass
class Scene:
    """A channel with people, an observer's ear, and the bot's token and lines of configuration."""

    run: Run
    people: list[Person]
    ear: Ear
    bot_id: str
    bot_token: str
    group: str = field(default_factory=lambda: f"g{secrets.token_hex(4)}")

    def config(self, api_url: str, store: str = "sqlite://convenor.db") -> str:
        return (
            f'[store]\nurl = "{store}"\n\n[discord]\ntoken_file = "token"\napi_url = "{api_url}"\nreceipts = "words"\n\n'
            f'[mail]\nfrom = "bot@example.org"\ntransport = "maildir:outbox"\n\n'
            f'[[group]]\nid = "{self.group}"\nname = "Hard Group"\nlist = "group@lists.example.org"\n'
            f'rooms = ["discord:{self.people[0].channel}"]\nchairs = ["discord:{self.people[0].id}"]\n'
            f'secretaries = ["discord:{self.people[1].id}"]\n'
        )

    def heard(self) -> list[Heard]:
        return self.ear.heard()

    def hears(self, words: str, after: str, seconds: float = 60.0) -> Heard:
        """The bot's message with these words in it, after a message of somebody's."""
        def look() -> Heard | None:
            later = [one for one in self.heard() if int(one.id) > int(after)]
            return next((one for one in later if one.sender == self.bot_id and words in one.body), None)
        return wait(f"“{words}” of the bot", look, seconds)

    def ask(self, person: int, words: str, expected: str, seconds: float = 60.0) -> Heard:
        return self.hears(expected, self.people[person].say(words), seconds)

    def start_meeting(self) -> None:
        self.ask(0, "start meeting", "is open")


def scene(run: Run, names: list[str]) -> Scene:
    """A channel; the first of the names made its server and is its chair."""
    people = [register(run, name) for name in names]
    host = people[0]
    guild = host.ask("POST", "guilds", {"name": "Group", "icon": None})
    channel = next(one["id"] for one in guild["channels"] if one["type"] == 0)
    for guest in people[1:]:
        invitation = host.ask("POST", f"channels/{channel}/invites", {"max_age": 0})
        guest.ask("POST", f"invites/{invitation['code']}", {})
    application = host.ask("POST", "applications", {"name": "Convenor"})
    reset = host.ask("POST", f"applications/{application['id']}/bot/reset", {})
    path = f"oauth2/authorize?client_id={application['id']}&scope=bot%20applications.commands"
    host.ask("POST", path, {"guild_id": guild["id"], "permissions": PERMISSIONS, "authorize": True})
    for person in people:
        person.channel = channel
    run.private.add(reset["token"])
    return Scene(run, people, Ear(run, host), application["bot"]["id"], reset["token"])
