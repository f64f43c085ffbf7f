"""The homeserver, or PostgreSQL, is stopped under the bot and started again."""

from __future__ import annotations

import time

from lib import servers
from lib.encrypted import encrypted_scene
from lib.ledger import Ledger
from lib.matrix import clear_scene
from lib.program import Program
from lib.run import DEAF_SECONDS, Run
from lib.talk import Talk

SYNAPSE_AWAY_SECONDS = 12.0
POSTGRES_AWAY_SECONDS = 15.0
BEFORE_SECONDS = 5.0


def synapse(run: Run) -> None:
    """In an encrypted room; what people's clients could not send is not counted."""
    folder = servers.own_server(run, "synapse")
    scene = encrypted_scene(run, ["Ana", "Sol", "Bo"])
    bot, ledger, talk = _meeting(run, scene, "sqlite://convenor.db")
    talk.start()
    time.sleep(BEFORE_SECONDS)
    servers.stop(folder, "synapse")
    time.sleep(SYNAPSE_AWAY_SECONDS)
    servers.start_synapse(folder)
    since = time.monotonic()
    run.deaf("deaf after the start of Synapse, s", talk.heard_again(since, 60.0))
    _end(run, scene, bot, ledger, talk, since)


def postgres(run: Run) -> None:
    """First with SIGQUIT, which stops it as a crash does; then the bot's own connections are ended."""
    folder = servers.own_server(run, "postgres")
    name, url = servers.new_database()
    scene = clear_scene(run, ["Ana", "Sol", "Bo"])
    bot, ledger, talk = _meeting(run, scene, url)
    talk.start()
    time.sleep(BEFORE_SECONDS)
    servers.stop(folder, "postgres", "QUIT")
    time.sleep(POSTGRES_AWAY_SECONDS)
    servers.start_postgres(folder)
    since = time.monotonic()
    run.deaf("deaf after the start of PostgreSQL, s", talk.heard_again(since, 60.0))
    time.sleep(BEFORE_SECONDS)
    ended = servers.psql(
        f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )
    run.check("connections were ended", int(ended) > 0, ended)
    since = time.monotonic()
    run.deaf("deaf after the end of its connections, s", talk.heard_again(since, 60.0))
    _end(run, scene, bot, ledger, talk, since)


def _meeting(run: Run, scene, store: str) -> tuple[Program, Ledger, Talk]:
    bot = Program.make(run, scene.config(store=store))
    bot.start()
    scene.let_bot_in()
    scene.start_meeting()
    ledger = Ledger(run)
    return bot, ledger, Talk(run, scene, ledger, scene.bot.id)


def _end(run: Run, scene, bot: Program, ledger: Ledger, talk: Talk, since: float) -> None:
    talk.stop()
    run.figure("all answered after, s", talk.caught_up(since, DEAF_SECONDS + 30.0))
    if ledger.unanswered(scene.heard(), scene.bot.id):
        # A bot that is still deaf is started anew, to see whether anything is lost on top of it.
        bot.kill()
        bot.start()
        talk.caught_up(time.monotonic(), DEAF_SECONDS + 30.0)
    bot.stop()
    ledger.check_log(bot.entries(scene.group))
    ledger.check_room(scene.heard(), scene.bot.id)
    run.check_log(bot.log())
