"""In the middle of a meeting the bot is sent away and let in again, then muted and heard again."""

from __future__ import annotations

import time
from typing import Any

from lib.encrypted import encrypted_scene
from lib.ledger import Ledger
from lib.matrix import clear_scene
from lib.program import Program
from lib.run import DEAF_SECONDS, Run, found_within
from lib.talk import Talk

AWAY_SECONDS = 8.0
MUTED_SECONDS = 15.0


def clear(run: Run) -> None:
    _run(run, clear_scene(run, ["Ana", "Sol", "Bo"]))


def encrypted(run: Run) -> None:
    _run(run, encrypted_scene(run, ["Ana", "Sol", "Bo"]))


def _run(run: Run, scene: Any) -> None:
    bot = Program.make(run, scene.config())
    bot.start()
    scene.let_bot_in()
    scene.start_meeting()
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot.id)
    run.check("the bot answers", talk.say() is not None)
    talk.caught_up(time.monotonic(), DEAF_SECONDS)
    _sent_away(run, scene, ledger, talk)
    _muted(run, scene, talk)
    bot.stop()
    ledger.check_log(bot.entries(scene.group))
    ledger.check_room(scene.heard(), scene.bot.id)
    run.check_log(bot.log())


def _sent_away(run: Run, scene: Any, ledger: Ledger, talk: Talk) -> None:
    """What is said meanwhile cannot be recorded; on its return the bot says so, with both times."""
    scene.host.kick(scene.room, scene.bot.id)
    unheard = ledger.word()
    scene.people[2].say(f"NOTE: {unheard}")
    time.sleep(AWAY_SECONDS)
    place = len(scene.heard())
    scene.let_bot_in()
    since = time.monotonic()
    talk.start()
    run.deaf("deaf after the return, s", talk.heard_again(since, 60.0))
    talk.stop()
    talk.caught_up(since, DEAF_SECONDS)

    def told() -> bool:
        said = [one.body for one in scene.heard()[place:] if one.sender == scene.bot.id]
        return any("away" in body and "not recorded" in body for body in said)

    came = found_within(told, DEAF_SECONDS / 2)
    run.figure("sent away: the gap is told", "yes" if came else "no")
    run.check("the bot tells that it was away", bool(came))


def _muted(run: Run, scene: Any, talk: Talk) -> None:
    """Somebody is given the floor while the bot may not speak: it is told when the bot may again."""
    levels = {"events_default": 50, "users": {scene.host.id: 100, **{person.id: 50 for person in scene.people[1:]}}}
    scene.ask(2, "q+ to explain", "Bo")
    scene.host.power(scene.room, levels)
    place = len(scene.heard())
    scene.people[0].say("ack")
    talk.say()
    time.sleep(MUTED_SECONDS)
    said = [one for one in scene.heard()[place:] if one.sender == scene.bot.id]
    run.check("the bot is muted", not said, f"{len(said)} messages")
    scene.host.power(scene.room, {"events_default": 0})
    since = time.monotonic()

    def granted() -> float | None:
        said = [one for one in scene.heard()[place:] if one.sender == scene.bot.id and "you wanted to explain" in one.body]
        return said[0].at if said else None

    at = found_within(granted, DEAF_SECONDS)
    run.deaf("muted: the grant comes after, s", None if at is None else at - since)
    run.check("all that was asked while it was muted is answered", talk.caught_up(since, DEAF_SECONDS) is not None)
