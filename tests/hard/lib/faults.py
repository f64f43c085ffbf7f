"""What goes wrong in a chaos campaign. Each fault begins, lasts, and ends; the time of its end is returned."""

from __future__ import annotations

import random
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from . import servers
from .company import Company
from .gate import Answer, Gate
from .program import Program
from .proxy import Fault, Proxy
from .run import DEAF_SECONDS, Run
from .tunnel import Tunnel

# On Matrix a Retry-After is honoured for two minutes at most.
LONGEST_RETRY_SECONDS = 125.0
PROXY_FAULTS = (
    Fault.ERROR_500, Fault.HTML_502, Fault.LIMIT_SHORT, Fault.LIMIT_UNSAID, Fault.CLOSED, Fault.BROKEN_JSON, Fault.SENT_UNSAID, Fault.SLOW,
    Fault.HANGING, Fault.SILENT,
)
BURST_PEOPLE, BURST_EACH = 8, 25
LONG_BYTES = 60_000
DISK_MB = 32
# The bot's clock in seconds before or after the servers'.
JUMPS = (3600, -1800, 90, -90, 86_400, 0)


@dataclass
class World:
    """All that can be made to fail."""

    run: Run
    order: random.Random
    bot: Program
    matrix: Company
    discord: Company
    # More people in the Matrix room, for bursts.
    crowd: list[Any]
    proxy: Proxy
    gate: Gate
    smtp: Tunnel
    imap: Tunnel
    servers: Path
    database: str
    disk: Path
    # The file that says how far the bot's clock is off; `None`: libfaketime is not there.
    clock: Path | None
    disk_mb: int = DISK_MB

    def sleep(self, shortest: float, longest: float) -> None:
        time.sleep(self.order.uniform(shortest, longest))


def killed(world: World) -> float:
    """One to four kills in a row."""
    for _ in range(world.order.randint(1, 4)):
        world.bot.kill()
        world.sleep(0.0, 4.0)
        world.bot.start()
        world.sleep(0.3, 4.0)
    return time.monotonic()


def stopped(world: World) -> float:
    world.bot.stop()
    world.sleep(0.0, 5.0)
    world.bot.start()
    return time.monotonic()


def homeserver_fails(world: World) -> float:
    fault = world.order.choice(PROXY_FAULTS)
    world.run.say(f"  {fault.value}")
    world.proxy.spoil(fault)
    world.sleep(4.0, 15.0)
    world.run.check(f"{fault.value} is met", world.proxy.hits > 0)
    return world.proxy.mend()


def homeserver_limits_for_a_day(world: World) -> float:
    world.proxy.spoil(Fault.LIMIT_DAY)
    world.sleep(4.0, 6.0)
    return world.proxy.mend()


def discord_fails(world: World) -> float:
    answer = world.order.choice(list(Answer))
    world.run.say(f"  {answer.value}")
    world.gate.spoil(answer)
    world.sleep(4.0, 12.0)
    world.run.check(f"on Discord, {answer.value} is met", world.gate.hits > 0)
    world.gate.mend()
    return time.monotonic()


def discord_is_cut(world: World) -> float:
    world.gate.cut()
    world.sleep(3.0, 15.0)
    world.gate.mend()
    return time.monotonic()


def synapse_stops(world: World) -> float:
    servers.stop(world.servers, "synapse")
    world.sleep(2.0, 15.0)
    servers.start_synapse(world.servers)
    return time.monotonic()


def postgres_crashes(world: World) -> float:
    servers.stop(world.servers, "postgres", "QUIT")
    world.sleep(1.0, 15.0)
    servers.start_postgres(world.servers)
    return time.monotonic()


def connections_end(world: World) -> float:
    for _ in range(world.order.randint(1, 3)):
        servers.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{world.database}' AND pid <> pg_backend_pid()")
        world.sleep(0.0, 2.0)
    return time.monotonic()


def mail_is_cut(world: World) -> float:
    for tunnel in (world.smtp, world.imap):
        tunnel.cut()
    world.sleep(5.0, 40.0)
    for tunnel in (world.smtp, world.imap):
        tunnel.mend()
    return time.monotonic()


def disk_fills(world: World) -> float:
    """Full for a while, then enlarged; what filled it is taken away the next time."""
    filler = world.disk / "filler"
    filler.unlink(missing_ok=True)
    with filler.open("wb", buffering=0) as out:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while out.write(b"\0" * size):
                    pass
            except OSError:
                pass
    world.sleep(15.0, 40.0)
    world.disk_mb += 8
    subprocess.run(["mount", "-o", f"remount,size={world.disk_mb}m", world.disk], check=True)
    return time.monotonic()


def clock_jumps(world: World) -> float:
    if world.clock is None:
        return time.monotonic()
    off = world.order.choice(JUMPS)
    world.run.say(f"  by {off} s")
    set_clock(world.clock, off)
    return time.monotonic()


def set_clock(file: Path, off: int) -> None:
    new = file.with_suffix(".new")
    new.write_text(f"{off:+d}\n")
    new.rename(file)


def sent_away(world: World) -> float:
    """Kicked or banned, and invited again. What is said meanwhile is not recorded, so nobody speaks. On Matrix only: YEPCord answers a bot that was
    sent away as if its token were wrong, which Discord does not."""
    company, scene = world.matrix, world.matrix.scene
    company.pause()
    way = world.order.choice(("kick", "ban"))
    world.run.say(f"  {way}")
    scene.host.ask("POST", f"rooms/{scene.room}/{way}", {"user_id": scene.bot.id, "reason": "for a test"})
    world.sleep(3.0, 10.0)
    if way == "ban":
        scene.host.ask("POST", f"rooms/{scene.room}/unban", {"user_id": scene.bot.id})
    scene.let_bot_in(90.0)
    company.begin()
    return time.monotonic()


def muted(world: World) -> float:
    scene = world.matrix.scene
    people = {scene.host.id: 100, **{person.id: 50 for person in [*scene.people[1:], *world.crowd]}}
    scene.host.power(scene.room, {"events_default": 50, "users": people})
    world.sleep(5.0, 20.0)
    scene.host.power(scene.room, {"events_default": 0})
    return time.monotonic()


def burst(world: World) -> float:
    """200 notes of eight people at once."""
    def speak(person: Any) -> None:
        for _ in range(BURST_EACH):
            word = world.matrix.notes.word()
            try:
                person.say(f"NOTE: {word}")
            except OSError:
                continue
            world.matrix.notes.accepted(word)

    threads = [threading.Thread(target=speak, args=(person,)) for person in world.crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic()


def long_message(world: World) -> float:
    """Almost as much as a Matrix server takes; it is no note that anybody could record, and stops nobody else."""
    person = world.order.choice(world.crowd)
    for words in ("NOTE: " + "long " * (LONG_BYTES // 5), "x" * LONG_BYTES, "q+ " + "ä" * (LONG_BYTES // 2)):
        person.say(words)
    return time.monotonic()


@dataclass(frozen=True)
class Kind:
    """A fault, how often it is chosen beside others, and how long people may wait after it."""

    begin: Callable[[World], float]
    weight: int
    limit: float = DEAF_SECONDS
    # Whether the bot may be killed while it lasts.
    can_be_killed: bool = True


KINDS = {
    "kill -9": Kind(killed, 5, can_be_killed=False),
    "SIGTERM": Kind(stopped, 3, can_be_killed=False),
    "homeserver fails": Kind(homeserver_fails, 5),
    "429 for a day": Kind(homeserver_limits_for_a_day, 1, LONGEST_RETRY_SECONDS, can_be_killed=False),
    "Discord fails": Kind(discord_fails, 3),
    "Discord cut": Kind(discord_is_cut, 3),
    "Synapse stopped": Kind(synapse_stops, 2),
    "PostgreSQL crashed": Kind(postgres_crashes, 3),
    "connections to PostgreSQL ended": Kind(connections_end, 2),
    "mail servers cut": Kind(mail_is_cut, 3),
    "disk full": Kind(disk_fills, 2, can_be_killed=False),
    "clock jumps": Kind(clock_jumps, 3),
    "kicked or banned": Kind(sent_away, 2, can_be_killed=False),
    "muted": Kind(muted, 1),
    "burst of 200": Kind(burst, 2),
    "60 kB": Kind(long_message, 2),
}
