"""Two `convenor run` on one store: the second says who holds it and waits, and takes over when the first is killed."""

from __future__ import annotations

import shutil
import time

from lib.ledger import Ledger
from lib.matrix import clear_scene
from lib.program import Program
from lib.run import Run
from lib.servers import new_database
from lib.talk import Talk

BESIDE_SECONDS = 12.0
TAKEOVER_SECONDS = 10.0
LISTEN_SECONDS = 30.0
TAKEOVERS = 2
# Words of which one is in the sentence by which the second says that it waits.
WAITS = ("holds", "held", "waits", "waiting", "standby")


def on_sqlite(run: Run) -> None:
    _run(run, f"sqlite://{run.folder}/shared.db")


def on_postgres(run: Run) -> None:
    _run(run, new_database()[1])


def _run(run: Run, store: str) -> None:
    scene = clear_scene(run, ["Ana", "Sol", "Bo"])
    # One account, two devices: each has a folder of its own, and the recovery key is one.
    bots = [Program.make(run, scene.config(store=store), label) for label in ("one", "two")]
    first, second = bots
    first.start()
    scene.let_bot_in()
    scene.start_meeting()
    shutil.copy(first.folder / "recovery-key", second.folder / "recovery-key")
    ledger = Ledger(run)
    talk = Talk(run, scene, ledger, scene.bot.id)
    second.start()
    talk.start()
    time.sleep(BESIDE_SECONDS)
    run.check("the second runs on", second.is_running(), second.last_words())
    waits = any(word in second.log().lower() for word in WAITS)
    run.figure("the second says that it waits", "yes" if waits else "no")
    run.check("the second says who holds the store", waits, second.last_words())
    slowest: float | None = 0.0
    for _ in range(TAKEOVERS):
        first.kill()
        since = time.monotonic()
        heard = talk.heard_again(since, LISTEN_SECONDS)
        slowest = None if heard is None or slowest is None else max(slowest, heard)
        # The one that was killed is started again and now is the one that waits.
        first.start()
        first, second = second, first
        time.sleep(5.0)
    run.deaf("slowest takeover, s", slowest, TAKEOVER_SECONDS)
    talk.stop()
    talk.caught_up(time.monotonic(), LISTEN_SECONDS)
    for bot in bots:
        bot.stop()
    ledger.check_log(first.entries(scene.group))
    ledger.check_room(scene.heard(), scene.bot.id)
    opened = sum("is open" in one.body for one in scene.heard() if one.sender == scene.bot.id)
    run.check("the meeting was opened once", opened == 1, f"{opened} times")
    for bot in bots:
        run.check_log(bot.log())
