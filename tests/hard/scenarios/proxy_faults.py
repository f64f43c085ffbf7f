"""A proxy before Synapse fails in every way that servers and proxies do, while people say numbered notes in a clear room."""

from __future__ import annotations

import time

from lib.ledger import Ledger, spoken
from lib.matrix import Scene, clear_scene
from lib.program import Program
from lib.proxy import SMALL_BYTES, Fault, Proxy
from lib.run import DEAF_SECONDS, Run, found_within
from lib.talk import Talk

FAULT_SECONDS = 5.0
# On Matrix a Retry-After is honoured for two minutes at most; asking again takes a moment.
LONGEST_RETRY_SECONDS = 125.0
ANSWER_SECONDS = 30.0
PASSING = [
    Fault.ERROR_500, Fault.HTML_502, Fault.LIMIT_SHORT, Fault.LIMIT_UNSAID, Fault.CLOSED, Fault.BROKEN_JSON,
    Fault.SENT_UNSAID, Fault.SLOW, Fault.HANGING,
]


def short(run: Run) -> None:
    """All faults but the two that take minutes to get over."""
    scene, bot, proxy = _scene(run)
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot.id, pace=0.8)
    for fault in PASSING:
        _one(run, talk, proxy, fault, DEAF_SECONDS)
    _small(run, scene, proxy)
    _end(run, scene, bot, ledger, talk)


def long(run: Run) -> None:
    """A server that says “come back tomorrow”."""
    _alone(run, Fault.LIMIT_DAY, LONGEST_RETRY_SECONDS)


def silent(run: Run) -> None:
    """Connections on which nothing ever comes, as after a firewall has forgotten them."""
    _alone(run, Fault.SILENT, DEAF_SECONDS)


def _alone(run: Run, fault: Fault, limit: float) -> None:
    scene, bot, proxy = _scene(run)
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot.id, pace=1.5)
    _one(run, talk, proxy, fault, limit)
    _end(run, scene, bot, ledger, talk)


def _scene(run: Run) -> tuple[Scene, Program, Proxy]:
    scene = clear_scene(run, ["Ana", "Sol", "Bo"])
    proxy = Proxy(run, scene.bot.url)
    bot = Program.make(run, scene.config(homeserver=proxy.url))
    bot.start()
    scene.let_bot_in()
    scene.start_meeting()
    return scene, bot, proxy


def _one(run: Run, talk: Talk, proxy: Proxy, fault: Fault, limit: float) -> None:
    """The fault for some seconds, people who go on talking, and how long they wait for an answer afterwards."""
    talk.start()
    proxy.spoil(fault)
    time.sleep(FAULT_SECONDS)
    run.check(f"{fault.value} is met", proxy.hits > 0)
    since = proxy.mend()
    run.deaf(f"{fault.value}, s", talk.heard_again(since, limit), limit)
    talk.stop()
    talk.caught_up(since, ANSWER_SECONDS)


def _small(run: Run, scene: Scene, proxy: Proxy) -> None:
    """What is too large for the server comes in parts."""
    words = [f"part{number:04d}" for number in range(400)]
    scene.run.private.update(words)
    proxy.spoil(Fault.SMALL)
    asked = scene.people[2].say(f"NOTE: {' '.join(words)}")

    def all_of_it() -> bool:
        heard = scene.heard()
        start = next((place for place, one in enumerate(heard) if one.id == asked), len(heard))
        said = " ".join(spoken(heard[start:], scene.bot.id))
        return all(word in said for word in words)

    came = found_within(all_of_it, ANSWER_SECONDS)
    run.check("413 is met", proxy.hits > 0)
    proxy.mend()
    run.figure(f"413 above {SMALL_BYTES} bytes", "in parts" if came else "dropped")
    run.check("what is too large comes in parts", bool(came))


def _end(run: Run, scene: Scene, bot: Program, ledger: Ledger, talk: Talk) -> None:
    # A bot that is still deaf is started anew, to see whether anything is lost on top of it.
    if talk.caught_up(time.monotonic(), ANSWER_SECONDS) is None:
        bot.kill()
        bot.start()
        talk.caught_up(time.monotonic(), ANSWER_SECONDS)
    bot.stop()
    ledger.check_log(bot.entries(scene.group))
    ledger.check_room(scene.heard(), scene.bot.id)
    run.check_log(bot.log())
