"""On a Discord-compatible server: `convenor run` is killed with -9 again and again, then its gateway is cut."""

from __future__ import annotations

import random
import time

from lib import discord
from lib.ledger import Ledger
from lib.matrix import setting
from lib.program import Program
from lib.run import Run
from lib.talk import Talk
from lib.tunnel import Tunnel

KILLS = 20
ALIVE_SECONDS = (1.0, 3.0)
CUTS = 3
CUT_SECONDS = 8.0
CATCH_UP_SECONDS = 90.0
READY = "the slash commands are registered"


def run(run: Run) -> None:
    scene = discord.scene(run, ["Ana", "Sol", "Bo"])
    tunnel = Tunnel(run, setting("DISCORD"))
    bot = Program.make(run, scene.config(tunnel.url))
    bot.write("token", scene.bot_token)
    bot.start()
    bot.wait_log(READY)
    scene.start_meeting()
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot_id, pace=0.7)
    talk.start()
    for _ in range(KILLS):
        time.sleep(random.uniform(*ALIVE_SECONDS))
        bot.kill()
        bot.start()
    since = time.monotonic()
    run.figure("kills", KILLS)
    run.deaf("deaf after the last kill, s", talk.heard_again(since, CATCH_UP_SECONDS))
    slowest: float | None = 0.0
    for _ in range(CUTS):
        tunnel.cut()
        time.sleep(CUT_SECONDS)
        tunnel.mend()
        heard = talk.heard_again(time.monotonic(), CATCH_UP_SECONDS)
        slowest = None if heard is None or slowest is None else max(slowest, heard)
    run.figure("cuts of gateway and REST", CUTS)
    run.deaf("slowest after a cut, s", slowest)
    talk.stop()
    run.figure("all answered after, s", talk.caught_up(since, CATCH_UP_SECONDS))
    bot.stop()
    ledger.check_log(bot.entries(scene.group))
    ledger.check_room(scene.heard(), scene.bot_id)
    run.check_log(bot.log())
