"""Servers that belong to one scenario, so that it may stop them, and databases on the common PostgreSQL."""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import subprocess
import urllib.parse
from pathlib import Path

from .matrix import setting
from .run import Broken, Run

HERE = Path(__file__).resolve().parent.parent
SERVERS = HERE.parent / "servers"
SHELL_SECONDS = 150.0


def shell(script: str) -> None:
    """Runs a few lines of Bash with the functions of tests/servers/lib.sh."""
    lines = f"source {shlex.quote(str(SERVERS / 'lib.sh'))}\nsource \"$HERE/synapse.sh\"\n{script}"
    done = subprocess.run(["bash", "-c", lines], capture_output=True, text=True, timeout=SHELL_SECONDS)
    if done.returncode != 0:
        raise Broken(f"a server script failed: {done.stderr.strip()[-300:]}")


def own_server(run: Run, part: str) -> Path:
    """Starts a server for this scenario alone, and makes it the one that the settings name."""
    folder = run.folder / f"servers-{part}"
    run.folder.chmod(0o755)
    script, down = shlex.quote(str(HERE / "servers.sh")), shlex.quote(str(SERVERS / "down.sh"))
    run.cleaning.callback(lambda: subprocess.run(["bash", str(SERVERS / "down.sh"), str(folder)], capture_output=True))
    log = folder.with_suffix(".log")
    done = subprocess.run(f"bash {script} {shlex.quote(str(folder))} {part} > {log} 2>&1 </dev/null", shell=True)
    if done.returncode != 0:
        raise Broken(f"{part} did not come up: {log.read_text()[-300:]} (stop it with {down})")
    for line in (folder / "env").read_text().splitlines():
        name, value = line.removeprefix("export ").split("=", 1)
        os.environ[name] = value
    return folder


def stop(folder: Path, part: str, signal: str = "TERM") -> None:
    """Stops a server and waits until it is gone; its data stays."""
    where = shlex.quote(str(folder))
    shell(f'gone() {{ ! alive {where} {part}; }}\nkill -{signal} "$(recorded_pid {where} {part})"\nwait_until 30 gone')


def start_synapse(folder: Path) -> None:
    shell(f"start_synapse {shlex.quote(str(folder))} synapse")


def start_postgres(folder: Path) -> None:
    """Starts it on the data that is there, which start_postgres of postgres.sh would make anew."""
    where, port = shlex.quote(str(folder)), urllib.parse.urlsplit(setting("POSTGRES")).port
    shell(
        f"cd {where}/postgres\n"
        f"setsid setpriv --reuid=postgres --regid=postgres --clear-groups \"$PG_BIN/postgres\" -D {where}/postgres/data "
        f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories= -c max_connections=300 -c fsync=off "
        f">> {where}/postgres/log 2>&1 </dev/null &\n"
        f"record {where} postgres $!\n"
        f'wait_for_server {where} postgres 60 "$PG_BIN/pg_isready" -q -U postgres -h 127.0.0.1 -p {port}'
    )


def psql(statement: str, database: str | None = None) -> str:
    """Runs one statement."""
    url = setting("POSTGRES")
    if database:
        url = url.rsplit("/", 1)[0] + f"/{database}"
    program = sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"))[-1]
    done = subprocess.run([program, url, "-qAtc", statement], capture_output=True, text=True, timeout=60, cwd="/")
    if done.returncode != 0:
        raise Broken(f"PostgreSQL: {done.stderr.strip()[-200:]}")
    return done.stdout.strip()


def new_database() -> tuple[str, str]:
    """Name and URL of a new database; what it has committed outlives the server, unlike in the other tests."""
    name = f"hard_{secrets.token_hex(4)}"
    psql(f"CREATE DATABASE {name}")
    psql(f"ALTER DATABASE {name} SET synchronous_commit = on")
    return name, setting("POSTGRES").rsplit("/", 1)[0] + f"/{name}"


class Replicas:
    """Two PostgreSQLs of this scenario alone, of which the second follows the first (tests/servers/replicas.sh)."""

    def __init__(self, run: Run, mode: str) -> None:
        self._folder = run.folder / "replicas"
        run.folder.chmod(0o755)
        run.cleaning.callback(lambda: subprocess.run(["bash", str(SERVERS / "down.sh"), str(self._folder)], capture_output=True))
        self.order("start", mode)
        lines = (line.removeprefix("export ").split("=", 1) for line in (self._folder / "env").read_text().splitlines())
        urls = {name: urllib.parse.urlsplit(value).netloc.split("@")[1] for name, value in lines}
        self.first, self.second = urls["CONVENOR_TEST_FIRST"], urls["CONVENOR_TEST_SECOND"]

    def order(self, *words: str) -> None:
        done = subprocess.run(
            ["bash", str(SERVERS / "replicas.sh"), words[0], str(self._folder), *words[1:]], capture_output=True, text=True,
            timeout=SHELL_SECONDS)
        if done.returncode != 0:
            raise Broken(f"replicas.sh {words[0]}: {done.stderr.strip()[-300:]}")

    @staticmethod
    def by(url: str) -> str:
        """The address of the database by way of a tunnel."""
        return f"postgres://postgres@{url.removeprefix('http://')}/postgres"


class Proxy:
    """HAProxy before two databases: the second one is asked while the first one does not answer. Debian's package is fetched and unpacked,
    not installed."""

    PACKAGES = ("haproxy", "libopentracing-c-wrapper0", "libopentracing1")

    def __init__(self, run: Run, first: str, second: str) -> None:
        tools = Path(os.environ["CONVENOR_TEST_CACHE"]) / "tools/haproxy"
        program = tools / "usr/sbin/haproxy"
        if not program.exists():
            tools.mkdir(parents=True, exist_ok=True)
            get = f"apt-get download -qq {' '.join(self.PACKAGES)} && for one in *.deb; do dpkg -x $one .; done"
            done = subprocess.run(["sh", "-c", get], cwd=tools, capture_output=True, text=True)
            if done.returncode != 0:
                raise Broken(f"HAProxy cannot be fetched: {done.stderr.strip()[-300:]}")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        file = run.folder / "haproxy.cfg"
        file.write_text(
            "defaults\n mode tcp\n timeout connect 2s\n timeout client 1h\n timeout server 1h\n retries 1\n"
            " default-server inter 500ms fall 2 rise 2 on-marked-down shutdown-sessions\n"
            f"listen database\n bind 127.0.0.1:{port}\n server first {first} check\n server second {second} check backup\n")
        environment = {**os.environ, "LD_LIBRARY_PATH": str(tools / "usr/lib/x86_64-linux-gnu")}
        log = (run.folder / "haproxy.log").open("wb")
        self._child = subprocess.Popen([program, "-db", "-f", file], env=environment, stdout=log, stderr=log)
        run.cleaning.callback(self._stop)
        self.url = f"http://127.0.0.1:{port}"

    def _stop(self) -> None:
        self._child.terminate()
        self._child.wait(10)
