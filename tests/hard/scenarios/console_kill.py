"""`convenor console` is fed by a pipe as fast as it reads, and killed with -9 again and again."""

from __future__ import annotations

import email
import json
import random
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Iterator

from lib.ledger import Ledger
from lib.run import Run

KILLS = 40
ALIVE_SECONDS = (0.5, 1.5)
# Nobody says more than this, so that nobody is taken for a flood.
NOTES_A_NAME = 20
NOTES_A_MEETING = 60
END = ("end meeting", "!minutes", "!minutes approve", "!minutes send", "start meeting")


def run(run: Run) -> None:
    data = run.folder / "data"
    ledger, answered, fed = Ledger(run), 0, 0
    printed: Counter[str] = Counter()
    for kill in range(KILLS):
        said = _one_life(run, data, _lines(ledger, kill))
        fed += said[1]
        words = [word for line in said[0] if line.startswith("bot") and ": Note: " in line for word in ledger.words_of(line)]
        printed.update(words)
        for word in words:
            ledger.accepted(word)
        answered += len(words)
    log = _log(run, data)
    run.figure("kills", KILLS)
    run.figure("lines fed", fed)
    ledger.check_log(log)
    run.figure("answered twice (terminal only)", sum(1 for count in printed.values() if count > 1))
    run.check("the console answers", answered > KILLS, f"{answered} answers")
    _check_mails(run, data / "outbox", log)
    run.check_log((run.folder / "console.log").read_text(errors="replace"), "the console")


def _lines(ledger: Ledger, kill: int) -> Iterator[str]:
    """Meetings without an end."""
    yield "chair: start meeting"
    number = 0
    while True:
        for _ in range(NOTES_A_MEETING):
            yield f"person-{kill}-{number // NOTES_A_NAME}: NOTE: {ledger.word()}"
            number += 1
        yield from (f"chair: {line}" for line in END)


def _one_life(run: Run, data: Path, lines: Iterator[str]) -> tuple[list[str], int]:
    """What it has printed until it was killed, and how many lines it was given."""
    fed = 0
    with (run.folder / "console.log").open("ab") as log:
        child = subprocess.Popen(
            [run.binary, "console", "--data", data], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )
    printed: list[str] = []
    reader = threading.Thread(target=lambda: printed.extend(line.decode() for line in child.stdout))

    def feed() -> None:
        nonlocal fed
        try:
            for line in lines:
                child.stdin.write(f"{line}\n".encode())
                fed += 1
        except (OSError, ValueError):
            pass  # it was killed

    writer = threading.Thread(target=feed)
    reader.start()
    writer.start()
    time.sleep(random.uniform(*ALIVE_SECONDS))
    run.check("the console does not end by itself", child.poll() is None, f"it ended with {child.poll()}")
    child.kill()
    child.wait()
    for thread in (reader, writer):
        thread.join()
    return printed, fed


def _log(run: Run, data: Path) -> list[dict[str, object]]:
    done = subprocess.run(
        [run.binary, "export", "--data", data, "--group", "console"], capture_output=True, timeout=60, check=True,
    )
    return [json.loads(line) for line in done.stdout.decode().splitlines() if line.strip()]


def _check_mails(run: Run, outbox: Path, log: list[dict[str, object]]) -> None:
    """Every mail that the log calls handed over is there once, and nothing is half written."""
    files = [file for part in ("new", "cur") for file in (outbox / part).glob("*")]
    ids = Counter(str(email.message_from_bytes(file.read_bytes())["Message-ID"]) for file in files)
    handed = sum(1 for entry in log if entry["event"] == "mail_handed_over")
    doubled = [message for message, count in ids.items() if count > 1]
    run.figure("mails", len(ids))
    run.figure("doubled in the mail", len(doubled))
    run.check("doubled in the mail 0", not doubled, str(doubled[:3]))
    run.check("no mail lost", handed <= len(ids), f"{handed} handed over, {len(ids)} there")
    run.check("no mail half written", not list((outbox / "tmp").glob("*")))
