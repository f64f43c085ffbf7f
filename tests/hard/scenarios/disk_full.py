"""The bot's folder is on a small disk, which is full for a minute while people talk, and is then enlarged."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from lib.encrypted import encrypted_scene
from lib.ledger import Ledger, spoken
from lib.matrix import clear_scene
from lib.program import Program
from lib.run import Run
from lib.talk import Talk

SMALL, LARGE = "24m", "96m"
FULL_SECONDS = 60.0
# As often as the review had it.
PACE_SECONDS = 1.5
LISTEN_SECONDS = 60.0
APOLOGY = "I cannot write to my store"


def clear(run: Run) -> None:
    """The Matrix client's store is elsewhere: it would fail first, and the bot would hear nothing that it cannot write."""
    scene = clear_scene(run, ["Ana", "Sol", "Bo"])
    _run(run, scene, scene.config(matrix_store=str(run.folder / "matrix")))


def encrypted(run: Run) -> None:
    """Both stores are on the disk."""
    scene = encrypted_scene(run, ["Ana", "Sol", "Bo"])
    _run(run, scene, scene.config())


def _run(run: Run, scene, config: str) -> None:
    disk = run.folder / "disk"
    _mount(run, disk)
    bot = Program.make(run, config, folder=disk / "bot")
    bot.start()
    scene.let_bot_in()
    scene.start_meeting()
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot.id, PACE_SECONDS)
    talk.start()
    time.sleep(3 * PACE_SECONDS)
    _fill(disk / "filler")
    time.sleep(FULL_SECONDS)
    run.figure("apologies", sum(APOLOGY in body for body in spoken(scene.heard(), scene.bot.id)))
    subprocess.run(["mount", "-o", f"remount,size={LARGE}", disk], check=True)
    since = time.monotonic()
    run.deaf("deaf after the disk was enlarged, s", talk.heard_again(since, LISTEN_SECONDS))
    talk.stop()
    run.figure("all answered after, s", talk.caught_up(since, LISTEN_SECONDS))
    if ledger.unanswered(scene.heard(), scene.bot.id):
        # What a person would do by hand; the check above has failed already.
        bot.kill()
        bot.start()
        talk.caught_up(time.monotonic(), LISTEN_SECONDS)
    bot.stop()
    ledger.check_log(bot.entries(scene.group))
    ledger.check_room(scene.heard(), scene.bot.id)
    run.check_log(bot.log())


def _mount(run: Run, disk: Path) -> None:
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", disk], check=True)
    run.cleaning.callback(lambda: subprocess.run(["umount", "-l", disk]))


def _fill(file: Path) -> None:
    """Writes until nothing more goes."""
    with file.open("wb", buffering=0) as out:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while os.write(out.fileno(), b"\0" * size):
                    pass
            except OSError:
                pass
