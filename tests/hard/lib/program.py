"""The bot as a child process, with a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .run import Run, found_within, wait

# The password of every account on the homeserver, and what else must never be logged.
PASSWORD = "pw-of-the-hard-run"
END_SECONDS = 30.0


@dataclass
class Program:
    """A folder with a configuration, and `convenor run` in it while it runs."""

    run: Run
    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    child: subprocess.Popen[bytes] | None = None
    starts: int = 0

    @staticmethod
    def make(run: Run, config: str, label: str = "bot", folder: Path | None = None) -> Program:
        """Writes the configuration; nothing runs yet. The child is killed when the scenario is over."""
        program = Program(run, folder or run.folder / label)
        program.folder.mkdir(parents=True, exist_ok=True)
        program.write("convenor.toml", config)
        program.write("password", PASSWORD)
        run.private.add(PASSWORD)
        run.cleaning.callback(program.end)
        return program

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o600)

    @property
    def log_file(self) -> Path:
        # Outside the folder, which a scenario may fill up.
        return self.run.folder / f"{self.folder.name}.log"

    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def start(self) -> None:
        with self.log_file.open("ab") as log:
            self.child = subprocess.Popen(
                [self.run.binary, "run", "--config", "convenor.toml"], cwd=self.folder, env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
            )
        self.starts += 1

    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def kill(self) -> None:
        """`kill -9`; a bot that had ended by itself is a failure."""
        child = self.child
        self.run.check("the bot does not end by itself", self.is_running(), self.last_words())
        if child is not None:
            child.kill()
            child.wait()
        self.child = None

    def stop(self) -> None:
        """As a service manager stops it."""
        if self.child is None:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            code = self.child.wait(END_SECONDS)
            # Before it has opened its platforms it does not listen for the signal yet.
            self.run.check("the bot ends well", code in (0, -signal.SIGTERM), f"it ended with {code}: {self.last_words()}")
        except subprocess.TimeoutExpired:
            self.run.check(f"the bot ends within {END_SECONDS:.0f} s", False)
            self.child.kill()
            self.child.wait()
        self.child = None

    def end(self) -> None:
        """Ends it however it is; the scenario is over."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()
        self.child = None

    def last_words(self) -> str:
        return " / ".join(self.log().splitlines()[-3:])[-400:]

    def ask(self, *arguments: str) -> str:
        """Runs another subcommand to its end and returns what it prints."""
        done = subprocess.run(
            [self.run.binary, *arguments, "--config", "convenor.toml"], cwd=self.folder, capture_output=True, timeout=60,
        )
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip()
            self.run.check(f"convenor {arguments[0]} works", False, said[-300:])
        return done.stdout.decode(errors="replace")

    def entries(self, group: str) -> list[dict[str, Any]]:
        """The group's log."""
        return [json.loads(line) for line in self.ask("export", "--group", group).splitlines() if line.strip()]

    def wait_outbox_empty(self, seconds: float = 60.0) -> bool:
        """Whether everything that was to be said has been delivered (SQLite only)."""
        def is_empty() -> bool:
            with sqlite3.connect(f"file:{self.folder / 'convenor.db'}?mode=ro", uri=True, timeout=5) as database:
                return database.execute("SELECT count(*) FROM outbox").fetchone()[0] == 0
        return found_within(is_empty, seconds) is not None

    def wait_log(self, words: str, count: int = 1, seconds: float = 60.0) -> None:
        wait(f"“{words}” in the bot's log", lambda: self.log().count(words) >= count, seconds)
