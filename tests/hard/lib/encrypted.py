"""People with real clients in an encrypted room: matrix-nio, on one event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Coroutine, TypeVar

from nio import AsyncClient, AsyncClientConfig, MegolmEvent, RoomMessage, RoomSendResponse

from .ledger import Heard
from .matrix import Account, Scene, read, register
from .program import PASSWORD
from .run import Broken, Run, wait

T = TypeVar("T")
# All members, since keys are made for those who are known.
FILTER = {"presence": {"types": []}, "room": {"timeline": {"limit": 1000}, "ephemeral": {"types": []}}}
CALL_SECONDS = 60.0
# A new key is made after so many messages, so that a bot that is killed often meets many of them.
MESSAGES_A_KEY = 8
# Its warnings are of sessions that it does not have yet and then asks for.
logging.getLogger("nio").setLevel(logging.ERROR)


class Loop:
    """An event loop that other threads can use."""

    def __init__(self, run: Run) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._tasks: list[Future[None]] = []
        run.cleaning.callback(self._end)

    def call(self, work: Coroutine[Any, Any, T], seconds: float = CALL_SECONDS) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.run_coroutine_threadsafe(work, self._loop))

    def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        time.sleep(0.2)  # each closes its connection
        self._loop.call_soon_threadsafe(self._loop.stop)


class Client:
    """Somebody with a device; collects what it can read."""

    def __init__(self, loop: Loop, account: Account, room: str, folder: Path) -> None:
        self.loop, self.account, self.room = loop, account, room
        folder.mkdir(parents=True, exist_ok=True)
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False, max_timeouts=None)
        self._client = AsyncClient(account.url, account.id, store_path=str(folder), config=config)
        self._heard: list[Heard] = []
        self._closed: list[MegolmEvent] = []
        # Everything that came encrypted, to see that nothing is sent in clear.
        self.was_encrypted: set[str] = set()
        self._lock = threading.Lock()
        self._spoken = 0
        loop.call(self._begin())

    @property
    def id(self) -> str:
        return self.account.id

    def heard(self) -> list[Heard]:
        with self._lock:
            return list(self._heard)

    def say(self, body: str) -> str:
        return self.loop.call(self._say(body))

    def wait_member(self, user: str) -> None:
        """Until this client knows that somebody is there: before that, no keys are made for them."""
        def is_known() -> bool:
            room = self._client.rooms.get(self.room)
            return room is not None and user in room.users and (user == self.id or bool(self._client.device_store[user]))
        wait(f"the devices of {user} at {self.id}", is_known)

    async def _begin(self) -> None:
        answer = await self._client.login(PASSWORD, device_name="hard")
        if not getattr(answer, "access_token", None):
            raise Broken(f"{self.id} cannot log in: {answer}")
        self._client.add_event_callback(self._take, (RoomMessage, MegolmEvent))
        await self._client.sync(timeout=0, full_state=True, sync_filter=FILTER)
        if self._client.should_upload_keys:
            await self._client.keys_upload()
        self.loop.spawn(self._listen())

    async def _listen(self) -> None:
        try:
            while True:
                await self._listen_once()
        finally:
            await self._client.close()

    async def _listen_once(self) -> None:
        try:
            await self._client.sync(timeout=5_000, sync_filter=FILTER)
            if self._client.should_upload_keys:
                await self._client.keys_upload()
            if self._client.should_query_keys:
                await self._client.keys_query()
            if self._client.should_claim_keys:
                await self._client.keys_claim(self._client.get_users_for_key_claiming())
            await self._client.send_to_device_messages()
            self._open_closed()
        except Exception:  # noqa: BLE001: a server that is away is no reason to stop listening
            await asyncio.sleep(0.2)

    async def _say(self, body: str) -> str:
        self._spoken += 1
        if self._spoken % MESSAGES_A_KEY == 0:
            self._client.invalidate_outbound_session(self.room)
        content = {"msgtype": "m.text", "body": body}
        answer = await self._client.room_send(self.room, "m.room.message", content, ignore_unverified_devices=True)
        if not isinstance(answer, RoomSendResponse):
            raise Broken(f"{self.id} cannot say anything: {answer}")
        return answer.event_id

    async def _take(self, room: Any, event: Any) -> None:
        if isinstance(event, MegolmEvent):
            with self._lock:
                self._closed.append(event)
                self.was_encrypted.add(event.event_id)
        elif room.room_id == self.room:
            self._keep(event)

    def _keep(self, event: Any) -> None:
        heard = read(event.source, time.monotonic())
        with self._lock:
            if getattr(event, "decrypted", False):
                self.was_encrypted.add(event.event_id)
            if heard:
                self._heard.append(heard)

    def _open_closed(self) -> None:
        """A key may come after the message that it opens."""
        with self._lock:
            closed, self._closed = self._closed, []
        for event in closed:
            try:
                self._keep(self._client.decrypt_event(event))
            except Exception:  # noqa: BLE001: nio raises several; it stays closed for now
                with self._lock:
                    self._closed.append(event)

    def closed(self) -> int:
        """How many messages this client cannot read."""
        with self._lock:
            return len(self._closed)


def encrypted_scene(run: Run, names: list[str]) -> Scene:
    """An encrypted room; the first of the names made it and is its chair."""
    accounts = [register(run, name.lower(), name) for name in names]
    host = accounts[0]
    room = host.create_room(is_encrypted=True)
    for guest in accounts[1:]:
        host.invite(room, guest.id)
        guest.join(room)
    loop = Loop(run)
    people = [Client(loop, account, room, run.folder / f"nio-{account.user}") for account in accounts]
    for person in people:
        for other in people:
            person.wait_member(other.id)
    bot = register(run, "convenor", "Convenor")
    return Scene(run, room, True, host, people, bot, people[0])
