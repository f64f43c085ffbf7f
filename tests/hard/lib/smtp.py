"""An SMTP server that takes its time between the end of a mail and its 250, and counts what it has accepted."""

from __future__ import annotations

import email
import socketserver
import threading
import time
from collections import Counter
from pathlib import Path

from .run import Run, wait


class SlowSmtp:
    """Keeps what it accepts in memory and, if it is given an archive, some seconds later in that Maildir too."""

    def __init__(self, run: Run, hold_seconds: float, archive: Path | None = None, archive_after: float = 0.0,
                 forgets: bool = False) -> None:
        self.hold_seconds, self.archive, self.archive_after = hold_seconds, archive, archive_after
        # It loses what comes while it is slow: the connection breaks before anything was accepted.
        self.forgets = forgets
        self._accepted: list[str] = []
        # When a mail's last line came, for whoever waits for that moment.
        self.ends_of_data = 0
        self._lock = threading.Lock()
        owner = self

        class Handler(_Handler):
            server_of = owner

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        run.cleaning.callback(self._server.shutdown)
        for part in ("cur", "new", "tmp") if archive else ():
            (archive / part).mkdir(parents=True, exist_ok=True)

    def accepted(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        with self._lock:
            return Counter(self._accepted)

    def wait_end_of_data(self, count: int, seconds: float = 60.0) -> None:
        wait("the end of a mail", lambda: self.ends_of_data >= count, seconds)

    def take(self, text: bytes) -> bool:
        """Somebody has sent a whole mail; returns whether it is answered with 250 at all."""
        message_id = str(email.message_from_bytes(text)["Message-ID"])
        is_slow, forgets = self.hold_seconds > 0, self.forgets
        with self._lock:
            if not (is_slow and forgets):
                self._accepted.append(message_id)
            self.ends_of_data += 1
            number = self.ends_of_data
        if self.archive and not (is_slow and forgets):
            threading.Thread(target=self._keep, args=(text, number), daemon=True).start()
        time.sleep(self.hold_seconds)
        return not (is_slow and forgets)

    def _keep(self, text: bytes, number: int) -> None:
        """As a list does that passes mails on after a while."""
        time.sleep(self.archive_after)
        (self.archive / "tmp" / f"{number}.hard").write_bytes(text)
        (self.archive / "tmp" / f"{number}.hard").rename(self.archive / "new" / f"{number}.hard")


class _Handler(socketserver.StreamRequestHandler):
    server_of: SlowSmtp

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:
            pass  # the bot was killed in the middle of it

    def _talk(self) -> None:
        self._answer("220 slow.example.org ESMTP")
        while line := self.rfile.readline():
            match line[:4].upper().strip():
                case b"EHLO":
                    self._answer("250-slow.example.org", "250 8BITMIME")
                case b"DATA":
                    self._answer("354 go on")
                    if not self.server_of.take(self._mail()):
                        return
                    self._answer("250 2.0.0 accepted")
                case b"QUIT":
                    self._answer("221 bye")
                    return
                case _:
                    self._answer("250 2.0.0 ok")

    def _mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b".\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _answer(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
