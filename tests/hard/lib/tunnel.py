"""A tunnel on loopback before the Discord adapter, whose connections can be cut; the gateway goes through it as well. Before a database it
is the address that stays while another takes its place."""

from __future__ import annotations

import socket
import threading

from .run import Run

CHUNK_BYTES = 65_536


class Tunnel:
    """Carries bytes. Where the adapter tells its own address, the tunnel's stands instead, so that the bot's gateway
    connection comes here too. Both addresses have the same length, so no answer changes its size."""

    def __init__(self, run: Run, upstream: str) -> None:
        host, port = upstream.removeprefix("http://").split(":")
        self._upstream = (host, int(port))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = threading.Event()
        self._listener = self._listen(len(port))
        self._theirs = f"{host}:{port}".encode()
        self._ours = f"127.0.0.1:{self._listener.getsockname()[1]}".encode()
        self.url = f"http://{self._ours.decode()}"
        threading.Thread(target=self._accept, daemon=True).start()
        run.cleaning.callback(self._listener.close)
        run.cleaning.callback(self.cut)

    def cut(self) -> None:
        """Breaks every connection; new ones are broken too until `mend`."""
        self._is_cut.set()
        self.break_all()

    def break_all(self) -> None:
        """Breaks every connection; new ones go through."""
        with self._lock:
            ends = list(self._open)
        for end in ends:
            _close(end)

    def mend(self) -> None:
        self._is_cut.clear()

    def lead_to(self, upstream: str) -> None:
        """New connections go to another server."""
        host, port = upstream.removeprefix("http://").split(":")
        self._upstream = (host, int(port))

    @staticmethod
    def _listen(digits: int) -> socket.socket:
        while True:
            listener = socket.create_server(("127.0.0.1", 0))
            if len(str(listener.getsockname()[1])) == digits:
                return listener
            listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return  # the scenario is over
            if self._is_cut.is_set():
                _close(near)
                continue
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        try:
            first = self.meet(near)
            if first is None:
                _close(near)
                return
            far = socket.create_connection(self._upstream)
            far.sendall(first)
        except OSError:
            _close(near)
            return
        with self._lock:
            self._open |= {near, far}
        threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
        self._carry(far, near, True)

    def meet(self, near: socket.socket) -> bytes | None:
        """What was read of a connection and goes on first; `None`: it goes nowhere."""
        del near
        return b""

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        try:
            while chunk := source.recv(CHUNK_BYTES):
                target.sendall(chunk.replace(self._theirs, self._ours) if is_answer else chunk)
        except OSError:
            pass
        for end in (source, target):
            _close(end)
        with self._lock:
            self._open -= {source, target}


def _close(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
