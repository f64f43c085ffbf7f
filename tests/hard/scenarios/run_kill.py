"""`convenor run` is killed with -9 again and again while people say numbered notes in an encrypted room; the minutes are mailed under kills."""

from __future__ import annotations

import email
import random
import time
from collections import Counter

from lib.encrypted import encrypted_scene
from lib.ledger import Ledger
from lib.program import Program
from lib.run import Run
from lib.servers import new_database
from lib.talk import Talk

KILLS = 20
ALIVE_SECONDS = (0.8, 3.5)
CATCH_UP_SECONDS = 90.0
# Detailed, so that what is private has every chance to be logged.
LOGGED = {"CONVENOR_LOG": "warn,convenor=trace,matrix_sdk=debug,matrix_sdk_base=debug,matrix_sdk_crypto=debug,sqlx=debug"}


def on_sqlite(run: Run) -> None:
    _run(run, "sqlite://convenor.db")


def on_postgres(run: Run) -> None:
    _run(run, new_database()[1])


def _run(run: Run, store: str) -> None:
    scene = encrypted_scene(run, ["Ana", "Sol", "Bo"])
    bot = Program.make(run, scene.config(store=store))
    bot.env = LOGGED
    bot.start()
    scene.let_bot_in()
    scene.start_meeting()
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot.id)
    talk.start()
    _kill_often(bot, KILLS)
    since = time.monotonic()
    run.deaf("deaf after the last kill, s", talk.heard_again(since, CATCH_UP_SECONDS))
    talk.stop()
    run.figure("all answered after, s", talk.caught_up(since, CATCH_UP_SECONDS))
    _mail_under_kills(scene, bot)
    bot.stop()
    run.figure("kills", bot.starts - 1)
    ledger.check_log(bot.entries(scene.group))
    ledger.check_room(scene.heard(), scene.bot.id)
    said = [one for one in scene.heard() if one.sender == scene.bot.id]
    clear = [one.id for one in said if one.id not in scene.people[0].was_encrypted]
    run.check("the bot says nothing in clear", not clear, f"{len(clear)} of {len(said)}")
    run.check("everything can be read", scene.people[0].closed() == 0, f"{scene.people[0].closed()} messages stay closed")
    run.check_log(bot.log())


def _kill_often(bot: Program, kills: int) -> None:
    for _ in range(kills):
        time.sleep(random.uniform(*ALIVE_SECONDS))
        bot.kill()
        bot.start()


def _mail_under_kills(scene, bot: Program) -> None:
    """The minutes go out once, though the bot is killed while they do."""
    scene.ask(0, "end meeting", "is closed")
    scene.ask(1, "!minutes", "version 1")
    scene.ask(0, "!minutes approve", "approved")
    scene.people[1].say("!minutes send")
    for _ in range(3):
        time.sleep(random.uniform(0.3, 1.5))
        bot.kill()
        bot.start()
    scene.hears("handed to the mail server", seconds=CATCH_UP_SECONDS)
    files = list((bot.folder / "outbox" / "new").glob("*"))
    ids = Counter(str(email.message_from_bytes(file.read_bytes())["Message-ID"]) for file in files)
    scene.run.figure("mails", len(ids))
    scene.run.figure("doubled in the mail", sum(count - 1 for count in ids.values()))
    scene.run.check("one mail", list(ids.values()) == [1], f"{list(ids.values())}")
