"""PostgreSQL fails, and its standby takes its place behind the same address, while people talk. The program goes on by itself: with a
synchronous standby with all that was answered, with an asynchronous one after it has said what is missing."""

from __future__ import annotations

import shutil
import time

from lib.ledger import Ledger
from lib.matrix import clear_scene
from lib.program import Program
from lib.run import Run
from lib.servers import Proxy, Replicas
from lib.talk import Talk
from lib.tunnel import Tunnel

BEFORE_SECONDS = 5.0
# Longer than a second program waits for a holder that does not beat.
AWAY_SECONDS = 8.0
LISTEN_SECONDS = 60.0
BACK_SECONDS = 15.0
LOST = 4
TAKEN_OVER = "this program acts for the store from now on"


def synchronous(run: Run) -> None:
    """Behind HAProxy, which leads to the second database as soon as the first one is gone: it takes no writes until it is promoted."""
    replicas = Replicas(run, "synchronous")
    proxy = Proxy(run, replicas.first, replicas.second)
    scene = clear_scene(run, ["Ana", "Sol", "Bo"])
    bots = [Program.make(run, scene.config(store=replicas.by(proxy.url)), label) for label in ("one", "two")]
    first, second = bots
    first.start()
    scene.let_bot_in()
    scene.start_meeting()
    first.wait_log("the Matrix device is cross-signed")
    shutil.copy(first.folder / "recovery-key", second.folder / "recovery-key")
    second.start()
    second.wait_log("standing by: this device follows the rooms")
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot.id)
    talk.start()
    time.sleep(BEFORE_SECONDS)
    since = _fail(replicas, None, AWAY_SECONDS)
    run.deaf("deaf after the promotion, s", talk.heard_again(since, LISTEN_SECONDS), BACK_SECONDS)
    time.sleep(BEFORE_SECONDS)
    talk.stop()
    run.figure("all answered after, s", talk.caught_up(time.monotonic(), LISTEN_SECONDS))
    run.check("whoever acted acts", first.is_running() and TAKEN_OVER not in second.log(), second.last_words())
    lacks = [one.body for one in scene.heard() if "lacks the last" in one.body]
    run.check("nothing is said to be missing", not lacks, f"{lacks}")
    _end(run, scene, bots, ledger)


def asynchronous(run: Run) -> None:
    replicas = Replicas(run, "asynchronous")
    tunnel = Tunnel(run, replicas.first)
    scene = clear_scene(run, ["Ana", "Sol", "Bo"])
    bot = Program.make(run, scene.config(store=replicas.by(tunnel.url)))
    bot.start()
    scene.let_bot_in()
    scene.start_meeting()
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot.id)
    talk.start()
    time.sleep(BEFORE_SECONDS)
    talk.stop()
    talk.caught_up(time.monotonic(), LISTEN_SECONDS)
    replicas.order("followed")
    replicas.order("detach")
    lost = [word for _ in range(LOST) if (word := talk.say())]
    talk.caught_up(time.monotonic(), LISTEN_SECONDS)
    since = _fail(replicas, tunnel, 0.0)
    # Nobody speaks, and it is told.
    told = scene.hears(f"lacks the last {LOST} entries of the record. Please repeat what was said after ")
    run.deaf("told after the promotion, s", told.at - since, BACK_SECONDS)
    talk.start()
    time.sleep(BEFORE_SECONDS)
    talk.stop()
    talk.caught_up(time.monotonic(), LISTEN_SECONDS)
    count = sum("lacks the last" in one.body for one in scene.heard())
    run.check("it is told once", count == 1, f"{count} times")
    entries = bot.entries(scene.group)
    kept = [word for word in lost if word in str(entries)]
    run.check("what is said to be lost is lost", not kept, f"{kept}")
    run.figure("entries lost and told", LOST)
    for word in lost:
        ledger.said.pop(word)
    _end(run, scene, [bot], ledger)


def _fail(replicas: Replicas, tunnel: Tunnel | None, seconds: float) -> float:
    """The first database dies, and some time later the second one takes its place. Returns when."""
    replicas.order("kill")
    time.sleep(seconds)
    replicas.order("promote")
    if tunnel is not None:
        tunnel.lead_to(replicas.second)
    return time.monotonic()


def _end(run: Run, scene, bots: list[Program], ledger: Ledger) -> None:
    for bot in bots:
        bot.stop()
    ledger.check_log(bots[0].entries(scene.group))
    ledger.check_room(scene.heard(), scene.bot.id)
    for bot in bots:
        run.check_log(bot.log())
