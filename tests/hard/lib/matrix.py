"""People on the Synapse that tests/servers/up.sh has started, by plain requests: accounts, rooms, words, what is seen."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import os
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from .ledger import Heard
from .program import PASSWORD
from .run import Broken, Run, wait

REQUEST_SECONDS = 30.0
LONG_POLL_MILLIS = 5_000
FILTER = json.dumps({
    "presence": {"types": []}, "account_data": {"types": []},
    "room": {"timeline": {"limit": 1000, "lazy_load_members": True}, "ephemeral": {"types": []}},
})
_transactions = itertools.count()


def setting(name: str) -> str:
    """What up.sh has written to DIR/env."""
    return os.environ[f"CONVENOR_TEST_{name}"]


class Refused(Exception):
    """The server's answer was no success."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {text[:200]}")
        self.status = status


def request(
    method: str, url: str, authorization: str = "", body: Any = None, seconds: float = REQUEST_SECONDS,
) -> Any:
    """A plain request with JSON on both sides."""
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, {"Content-Type": "application/json", "User-Agent": "hard"}, method=method)
    if authorization:
        asked.add_header("Authorization", authorization)
    try:
        with urllib.request.urlopen(asked, timeout=seconds) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise Refused(error.code, error.read().decode(errors="replace")) from None
    return json.loads(text) if text else None


def quoted(part: str) -> str:
    return urllib.parse.quote(part, safe="")


@dataclass
class Account:
    """Somebody's account, with a session for plain requests."""

    url: str
    user: str
    id: str
    token: str
    shown: str

    def ask(self, method: str, path: str, body: Any = None, seconds: float = REQUEST_SECONDS) -> Any:
        return request(method, f"{self.url}/_matrix/client/v3/{path}", f"Bearer {self.token}", body, seconds)

    def create_room(self, is_encrypted: bool) -> str:
        state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
        # Version 11, in which the creator can be given and taken power like anybody else.
        about = {"preset": "private_chat", "room_version": "11", "initial_state": state if is_encrypted else []}
        return self.ask("POST", "createRoom", about)["room_id"]

    def invite(self, room: str, user: str) -> None:
        self.ask("POST", f"rooms/{quoted(room)}/invite", {"user_id": user})

    def join(self, room: str) -> None:
        self.ask("POST", f"rooms/{quoted(room)}/join", {})

    def kick(self, room: str, user: str) -> None:
        self.ask("POST", f"rooms/{quoted(room)}/kick", {"user_id": user, "reason": "for a test"})

    def power(self, room: str, changes: dict[str, Any]) -> None:
        """Changes the room's power levels: users, and how much speaking takes."""
        path = f"rooms/{quoted(room)}/state/m.room.power_levels"
        self.ask("PUT", path, {**self.ask("GET", path), **changes})

    def say(self, room: str, body: str) -> str:
        """A message in a clear room; returns its id."""
        transaction = f"hard{os.getpid()}.{next(_transactions)}"
        path = f"rooms/{quoted(room)}/send/m.room.message/{transaction}"
        return self.ask("PUT", path, {"msgtype": "m.text", "body": body})["event_id"]

    def redact(self, room: str, event: str) -> None:
        self.ask("PUT", f"rooms/{quoted(room)}/redact/{quoted(event)}/hard{os.getpid()}.{next(_transactions)}", {})

    def membership(self, room: str, user: str) -> str:
        try:
            return self.ask("GET", f"rooms/{quoted(room)}/state/m.room.member/{quoted(user)}")["membership"]
        except Refused:
            return "none"


def register(run: Run, label: str, shown: str, url: str | None = None) -> Account:
    """A new account whose name begins with `label`."""
    url = url or setting("SYNAPSE")
    user = f"{label}-{secrets.token_hex(5)}"
    path = f"{url}/_synapse/admin/v1/register"
    nonce = request("GET", path)["nonce"]
    signed = f"{nonce}\0{user}\0{PASSWORD}\0notadmin".encode()
    code = hmac.new(setting("SYNAPSE_SECRET").encode(), signed, hashlib.sha1).hexdigest()
    about = {"nonce": nonce, "username": user, "password": PASSWORD, "admin": False, "mac": code, "displayname": shown}
    answer = request("POST", path, body=about)
    run.private.add(answer["access_token"])
    return Account(url, user, answer["user_id"], answer["access_token"], shown)


class Ear:
    """Listens to a clear room as one of its members, in a thread of its own, whatever the server does."""

    def __init__(self, run: Run, account: Account, room: str) -> None:
        self.account, self.room = account, room
        self._heard: list[Heard] = []
        self._raw: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._since: str | None = None
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        run.cleaning.callback(self._over.set)

    def heard(self) -> list[Heard]:
        with self._lock:
            return list(self._heard)

    def raw(self) -> list[dict[str, Any]]:
        """The room's events as they came, for what is no message."""
        with self._lock:
            return list(self._raw)

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                self._take(self._sync())
            except (OSError, Refused, ValueError):
                self._over.wait(0.2)  # the server is away; what was said comes with the next answer

    def _sync(self) -> dict[str, Any]:
        asked = {"filter": FILTER, "timeout": str(LONG_POLL_MILLIS if self._since else 0)}
        if self._since:
            asked["since"] = self._since
        return self.account.ask("GET", f"sync?{urllib.parse.urlencode(asked)}")

    def _take(self, answer: dict[str, Any]) -> None:
        update = answer.get("rooms", {}).get("join", {}).get(self.room, {})
        events = update.get("timeline", {}).get("events", [])
        now = time.monotonic()
        with self._lock:
            self._since = answer["next_batch"]
            self._raw.extend(events)
            self._heard.extend(heard for event in events if (heard := read(event, now)))


def read(event: dict[str, Any], now: float) -> Heard | None:
    """A message, or an edit of one, of a clear or opened event."""
    content = event.get("content", {})
    if event.get("type") != "m.room.message" or "body" not in content:
        return None
    relation = content.get("m.relates_to", {})
    replaces = relation.get("event_id") if relation.get("rel_type") == "m.replace" else None
    body = content.get("m.new_content", content)["body"] if replaces else content["body"]
    return Heard(event["event_id"], event["sender"], body, now, replaces)


@dataclass
class Person:
    """Somebody in a clear room."""

    account: Account
    room: str

    @property
    def id(self) -> str:
        return self.account.id

    def say(self, body: str) -> str:
        return self.account.say(self.room, body)


@dataclass
class Scene:
    """A room with people, an observer's ear, and the bot's account and lines of configuration."""

    run: Run
    room: str
    is_encrypted: bool
    host: Account
    people: list[Any]
    bot: Account
    ear: Any
    group: str = field(default_factory=lambda: f"g{secrets.token_hex(4)}")

    def config(self, store: str = "sqlite://convenor.db", homeserver: str | None = None, mail: str | None = None,
               matrix_store: str = "matrix", group: str = "") -> str:
        """The bot's configuration; the host is the chair, the second person the secretary."""
        mail = mail or '[mail]\nfrom = "bot@example.org"\ntransport = "maildir:outbox"\n'
        return (
            f'[store]\nurl = "{store}"\n\n[matrix]\nhomeserver = "{homeserver or self.bot.url}"\nuser = "{self.bot.user}"\n'
            f'password_file = "password"\nstore = "{matrix_store}"\nrecovery_key_file = "recovery-key"\n'
            f'invites_from = ["{self.host.id}"]\nreceipts = "words"\n\n{mail}\n[[group]]\nid = "{self.group}"\nname = "Hard Group"\n'
            f'list = "group@lists.example.org"\nrooms = ["matrix:{self.room}"]\nchairs = ["matrix:{self.people[0].id}"]\n'
            f'secretaries = ["matrix:{self.people[1].id}"]\n{group}\n'
        )

    def heard(self) -> list[Heard]:
        return self.ear.heard()

    def let_bot_in(self, seconds: float = 60.0) -> None:
        """Invites the bot and waits until it is in, and everybody's client knows."""
        self.host.invite(self.room, self.bot.id)
        wait("the bot in the room", lambda: self.host.membership(self.room, self.bot.id) == "join", seconds)
        for person in self.people:
            if hasattr(person, "wait_member"):
                person.wait_member(self.bot.id)

    def hears(self, words: str, after: str | None = None, seconds: float = 60.0) -> Heard:
        """The bot's message, or edit of one, with these words in it, after a message of somebody's."""
        def look() -> Heard | None:
            heard = self.heard()
            start = 0
            if after is not None:
                places = [place for place, one in enumerate(heard) if one.id == after]
                if not places:
                    return None
                start = places[0] + 1
            return next((one for one in heard[start:] if one.sender == self.bot.id and words in one.body), None)
        try:
            return wait(f"“{words}” of the bot", look, seconds)
        except Broken as error:
            last = [one.body.splitlines()[0][:80] for one in self.heard()[-5:] if one.body]
            raise Broken(f"{error}; last heard: {last}") from None

    def ask(self, person: int, words: str, expected: str, seconds: float = 60.0) -> Heard:
        return self.hears(expected, self.people[person].say(words), seconds)

    def start_meeting(self) -> None:
        self.ask(0, "start meeting", "is open")


def clear_scene(run: Run, names: list[str]) -> Scene:
    """A clear room; the first of the names made it and is its chair."""
    accounts = [register(run, name.lower(), name) for name in names]
    host = accounts[0]
    room = host.create_room(is_encrypted=False)
    for guest in accounts[1:]:
        host.invite(room, guest.id)
        guest.join(room)
    bot = register(run, "convenor", "Convenor")
    people = [Person(account, room) for account in accounts]
    return Scene(run, room, False, host, people, bot, Ear(run, host, room))
