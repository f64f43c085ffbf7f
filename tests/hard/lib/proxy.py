"""A proxy on loopback before a homeserver, which fails as servers and what stands before them fail."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import urllib.parse
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .run import Run

UPSTREAM_SECONDS = 90.0
DAY_MILLIS = 86_400_000
# Larger messages are refused while the proxy is small.
SMALL_BYTES = 3_000
# Headers that belong to one connection.
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


class Fault(Enum):
    """What the bot's requests meet with."""

    ERROR_500 = "500"
    HTML_502 = "502 with a page"
    LIMIT_SHORT = "429, half a second"
    LIMIT_UNSAID = "429 without a time"
    LIMIT_DAY = "429, a day"
    CLOSED = "closed connections"
    BROKEN_JSON = "broken JSON"
    SENT_UNSAID = "sent, and the answer is lost"
    SLOW = "1 to 6 s slow"
    HANGING = "hanging, cut when it ends"
    SILENT = "hanging, never cut"
    SMALL = "413 above 3 kB"


class Proxy:
    """Passes requests on; while it has a fault, they meet with that."""

    def __init__(self, run: Run, upstream: str) -> None:
        self.upstream = urllib.parse.urlsplit(upstream).netloc
        self.fault: Fault | None = None
        # How many requests have met with the present fault.
        self.hits = 0
        self._mended = threading.Event()
        self.is_over = threading.Event()
        proxy = self

        class Handler(_Handler):
            owner = proxy

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        run.cleaning.callback(self._end)

    def spoil(self, fault: Fault) -> None:
        self.hits = 0
        self._mended.clear()
        self.fault = fault

    def mend(self) -> float:
        """All goes well again; returns when."""
        self.fault = None
        self._mended.set()
        return time.monotonic()

    def wait_mended(self) -> None:
        self._mended.wait(UPSTREAM_SECONDS)

    def _end(self) -> None:
        self.mend()
        self.is_over.set()
        self._server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """The bot was killed, or has given up on an answer."""


class _Handler(BaseHTTPRequestHandler):
    """One connection of the bot."""

    owner: Proxy
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_send = self.command == "PUT" and "/send/" in self.path
        fault = self.owner.fault
        if fault is None or (fault in (Fault.SENT_UNSAID, Fault.SMALL) and not is_send):
            return self._pass_on(body)
        if fault is Fault.SMALL and len(body) <= SMALL_BYTES:
            return self._pass_on(body)
        self.owner.hits += 1
        self._fail(fault, body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_OPTIONS = _serve

    def _fail(self, fault: Fault, body: bytes) -> None:
        match fault:
            case Fault.ERROR_500:
                self._answer_json(500, {"errcode": "M_UNKNOWN", "error": "Internal server error"})
            case Fault.HTML_502:
                self._answer(502, "text/html", b"<html><body><h1>502 Bad Gateway</h1></body></html>")
            case Fault.LIMIT_SHORT:
                self._limit({"retry_after_ms": 500})
            case Fault.LIMIT_UNSAID:
                self._limit({})
            case Fault.LIMIT_DAY:
                self._limit({"retry_after_ms": DAY_MILLIS})
            case Fault.CLOSED:
                self.close_connection = True
            case Fault.BROKEN_JSON:
                self._answer(200, "application/json", b'{"next_batch": "s1", "rooms": {"join"')
            case Fault.SENT_UNSAID:
                self._ask(body)
                self.close_connection = True
            case Fault.SLOW:
                time.sleep(random.uniform(1, 6))
                self._pass_on(body)
            case Fault.HANGING:
                self.owner.wait_mended()
                self.close_connection = True
            case Fault.SILENT:
                self.owner.is_over.wait(600)
                self.close_connection = True
            case Fault.SMALL:
                self._answer_json(413, {"errcode": "M_TOO_LARGE", "error": "event too large"})

    def _limit(self, more: dict[str, int]) -> None:
        self._answer_json(429, {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", **more})

    def _answer_json(self, status: int, content: dict[str, object]) -> None:
        self._answer(status, "application/json", json.dumps(content).encode())

    def _answer(self, status: int, kind: str, content: bytes, headers: list[tuple[str, str]] | None = None) -> None:
        self.send_response_only(status)
        for name, value in headers or [("Content-Type", kind)]:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _pass_on(self, body: bytes) -> None:
        try:
            status, headers, content = self._ask(body)
        except OSError:
            self.close_connection = True
            return
        self._answer(status, "", content, headers)

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        upstream = http.client.HTTPConnection(self.owner.upstream, timeout=UPSTREAM_SECONDS)
        try:
            kept = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            upstream.request(self.command, self.path, body, kept)
            answer = upstream.getresponse()
            headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
            return answer.status, headers, answer.read()
        finally:
            upstream.close()
