"""Two `convenor run` on one PostgreSQL while people talk all the time: whoever acts is killed, suspended and woken, or asked
to end, twenty times, and the other one goes on."""

from __future__ import annotations

import random
import shutil
import signal
import time

from lib.encrypted import encrypted_scene
from lib.ledger import Ledger
from lib.matrix import clear_scene
from lib.program import Program
from lib.run import Run, found_within
from lib.servers import new_database
from lib.talk import Talk

TAKEOVERS = 20
# The next answer has to be there within this time.
BACK_SECONDS = 10.0
LISTEN_SECONDS = 40.0
ALIVE_SECONDS = (0.5, 4.0)
STANDS_BY = "standing by: this device follows the rooms"
TAKEN_OVER = "another Convenor has taken over the store"
SIGNED = "the Matrix device is cross-signed"


def clear(run: Run) -> None:
    _run(run, clear_scene(run, ["Ana", "Sol", "Bo"]))


def encrypted(run: Run) -> None:
    scene = encrypted_scene(run, ["Ana", "Sol", "Bo"])
    _run(run, scene)
    said = [one for one in scene.heard() if one.sender == scene.bot.id]
    clear_ones = [one.id for one in said if one.id not in scene.people[0].was_encrypted]
    run.check("the bot says nothing in clear", not clear_ones, f"{len(clear_ones)} of {len(said)}")
    run.check("everything can be read", scene.people[0].closed() == 0, f"{scene.people[0].closed()} messages stay closed")


def _run(run: Run, scene) -> None:
    store = new_database()[1]
    bots = [Program.make(run, scene.config(store=store), label) for label in ("one", "two")]
    acting, waiting = bots
    acting.start()
    scene.let_bot_in()
    scene.start_meeting()
    acting.wait_log(SIGNED)
    shutil.copy(acting.folder / "recovery-key", waiting.folder / "recovery-key")
    _stand_by(waiting)
    # People learn of its device with the next answer of the server.
    time.sleep(5.0)
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot.id)
    talk.start()
    times: dict[str, list[float | None]] = {"killed": [], "suspended": [], "stopped": []}
    for number in range(TAKEOVERS):
        time.sleep(random.uniform(*ALIVE_SECONDS))
        end = ("killed", "suspended", "killed", "stopped")[number % 4]
        _end(acting, end)
        since = time.monotonic()
        times[end].append(talk.heard_again(since, LISTEN_SECONDS))
        if end == "suspended":
            acting.child.send_signal(signal.SIGCONT)
            ended = found_within(lambda: not acting.is_running(), LISTEN_SECONDS) is not None
            run.check("one that was suspended ends", ended, acting.last_words())
            run.check("it says why", TAKEN_OVER in acting.log(), acting.last_words())
            acting.child = None
        elif end == "stopped":
            acting.stop()
        acting, waiting = waiting, acting
        _stand_by(waiting)
    for end, found in times.items():
        slowest = None if None in found else max(found)
        run.deaf(f"slowest, {end}, s", slowest, BACK_SECONDS)
    talk.stop()
    talk.caught_up(time.monotonic(), LISTEN_SECONDS)
    for bot in bots:
        bot.stop()
    run.figure("takeovers", TAKEOVERS)
    ledger.check_log(acting.entries(scene.group))
    ledger.check_room(scene.heard(), scene.bot.id)
    opened = sum("is open" in one.body for one in scene.heard() if one.sender == scene.bot.id)
    run.check("the meeting was opened once", opened == 1, f"{opened} times")
    for bot in bots:
        run.check_log(bot.log())


def _stand_by(bot: Program) -> None:
    before = bot.log().count(STANDS_BY)
    bot.start()
    bot.wait_log(STANDS_BY, before + 1)


def _end(bot: Program, end: str) -> None:
    if end == "killed":
        bot.kill()
    else:
        bot.child.send_signal(signal.SIGSTOP if end == "suspended" else signal.SIGTERM)
