"""A tunnel before the Discord adapter that also answers in its place: errors, limits, and late. What is no request, such as the gateway,
goes through."""

from __future__ import annotations

import json
import random
import socket
import time
from enum import Enum

from .tunnel import CHUNK_BYTES, Tunnel

HEAD_BYTES = 65_536


class Answer(Enum):
    """What requests of the bot meet with."""

    ERROR_500 = "500"
    HTML_502 = "502 with a page"
    LIMIT = "429, two seconds"
    SLOW = "1 to 4 s slow"


RETRY_SECONDS = 2.0


class Gate(Tunnel):
    """Opens as a tunnel does. While it is spoilt, new connections are looked at, and the bot's old ones have been cut."""

    answer: Answer | None = None
    # How many requests have met with the present answer.
    hits = 0

    def spoil(self, answer: Answer) -> None:
        self.hits = 0
        self.answer = answer
        self.break_all()

    def mend(self) -> None:
        self.answer = None
        super().mend()

    def meet(self, near: socket.socket) -> bytes | None:
        """The head of a request that goes on; `None`: it was answered here."""
        answer = self.answer
        if answer is None:
            return b""
        near.settimeout(5.0)
        head = b""
        while b"\r\n\r\n" not in head and len(head) < HEAD_BYTES:
            chunk = near.recv(CHUNK_BYTES)
            if not chunk:
                return None
            head += chunk
        near.settimeout(None)
        if b"upgrade: websocket" in head.lower():
            return head
        self.hits += 1
        if answer is Answer.SLOW:
            time.sleep(random.uniform(1, 4))
            return head
        near.sendall(_told(answer))
        return None


def _told(answer: Answer) -> bytes:
    kind, body, more = "application/json", json.dumps({"message": "Internal Server Error", "code": 0}), ""
    status = {Answer.ERROR_500: "500 Internal Server Error", Answer.HTML_502: "502 Bad Gateway"}.get(answer, "429 Too Many Requests")
    if answer is Answer.HTML_502:
        kind, body = "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>"
    if answer is Answer.LIMIT:
        body = json.dumps({"message": "You are being rate limited.", "retry_after": RETRY_SECONDS, "global": False})
        more = f"Retry-After: {RETRY_SECONDS:.0f}\r\nX-RateLimit-Scope: user\r\n"
    return (f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}").encode()
