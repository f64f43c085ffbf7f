"""Runs scenarios, two at a time, each as a process of its own and bounded in time; ends with 1 unless all went well.
run.sh starts it with servers; README.md has the rest."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.run import Broken, carry_out

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Scenario:
    """Where a scenario is, and how long it may take."""

    module: str
    function: str
    seconds: int


# The long ones first, so that none is left running alone at the end.
SCENARIOS = {
    "slow-mail": Scenario("slow_mail", "run", 300),
    "takeover": Scenario("takeover", "clear", 600),
    "takeover-encrypted": Scenario("takeover", "encrypted", 600),
    "proxy-short": Scenario("proxy_faults", "short", 420),
    "proxy-day": Scenario("proxy_faults", "long", 300),
    "discord-kill": Scenario("discord_kill", "run", 330),
    "disk-full": Scenario("disk_full", "clear", 300),
    "disk-full-encrypted": Scenario("disk_full", "encrypted", 300),
    "run-kill-sqlite": Scenario("run_kill", "on_sqlite", 300),
    "run-kill-postgres": Scenario("run_kill", "on_postgres", 300),
    "flood": Scenario("flood", "run", 240),
    "proxy-silent": Scenario("proxy_faults", "silent", 200),
    "postgres-stop": Scenario("server_stop", "postgres", 240),
    "failover-synchronous": Scenario("failover", "synchronous", 240),
    "failover-asynchronous": Scenario("failover", "asynchronous", 240),
    "synapse-stop": Scenario("server_stop", "synapse", 240),
    "two-sqlite": Scenario("two_instances", "on_sqlite", 180),
    "two-postgres": Scenario("two_instances", "on_postgres", 180),
    "away": Scenario("away", "clear", 180),
    "away-encrypted": Scenario("away", "encrypted", 180),
    "console-kill": Scenario("console_kill", "run", 180),
}
AT_ONCE = int(os.environ.get("JOBS", "2"))
# How long a scenario may take to stop its bot and servers when its time is over.
GRACE_SECONDS = 60
_children: set[subprocess.Popen[bytes]] = set()


def carried_out(name: str, folder: Path) -> dict[str, Any]:
    """The result of one scenario, which runs in a process group of its own."""
    scenario, result = SCENARIOS[name], folder / f"{name}.json"
    print(f"== {name} begins", flush=True)
    command = [sys.executable, "-B", str(HERE / "main.py"), "--one", name, "--result", str(result)]
    log = folder / f"{name}.txt"
    begun = time.monotonic()
    with log.open("wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
        _children.add(child)
        try:
            child.wait(scenario.seconds)
        except subprocess.TimeoutExpired:
            _stop(child)
        _children.discard(child)
    if result.exists():
        found = json.loads(result.read_text())
    else:
        words = log.read_text(errors="replace").splitlines()[-3:]
        why = f"the scenario broke: {' / '.join(words)}"
        found = {"name": name, "seconds": round(time.monotonic() - begun, 1), "figures": {}, "failures": [why]}
    show(found)
    return found


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Lets it clean up; what then is left is killed."""
    child.terminate()
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _stop_all(*_: object) -> None:
    for child in list(_children):
        child.terminate()
    for child in list(_children):
        _stop(child)
    os._exit(130)


def _time_is_over(*_: object) -> None:
    raise Broken("its time is over")


def named(name: str) -> list[str]:
    """The scenario of this name, or else those whose names begin so."""
    return [name] if name in SCENARIOS else [one for one in SCENARIOS if one.startswith(name)]


def show(found: dict[str, Any]) -> None:
    verdict = "FAIL" if found["failures"] else "ok"
    lines = [f"== {found['name']}: {verdict}, {found['seconds']:.0f} s"]
    lines += [f"   {name}: {value}" for name, value in found["figures"].items()]
    lines += [f"   FAIL {failure}" for failure in found["failures"]]
    print("\n".join(lines), flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    arguments.add_argument("--one", help=argparse.SUPPRESS)
    arguments.add_argument("--result", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.one:
        signal.signal(signal.SIGTERM, _time_is_over)
        scenario = SCENARIOS[asked.one]
        module = importlib.import_module(f"scenarios.{scenario.module}")
        carry_out(asked.one, getattr(module, scenario.function), asked.result)
        return 0
    unknown = [name for name in asked.names if not named(name)]
    if unknown:
        print(f"there is no scenario {', '.join(unknown)}; there are: {', '.join(SCENARIOS)}", file=sys.stderr)
        return 2
    wanted = {one for name in asked.names for one in named(name)}
    chosen = [one for one in SCENARIOS if not wanted or one in wanted]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop_all)
    begun = time.monotonic()
    folder = Path(os.environ.get("HARD_RESULTS") or tempfile.mkdtemp(prefix="convenor-hard-results-"))
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        results = list(lanes.map(lambda name: carried_out(name, folder), chosen))
    failed = [found["name"] for found in results if found["failures"]]
    print(f"== {len(results) - len(failed)} of {len(results)} scenarios hold, {time.monotonic() - begun:.0f} s; {folder}")
    if failed:
        print(f"== failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
