"""A chaos campaign: one bot on Synapse, a Discord-compatible server, Postfix, Dovecot and PostgreSQL at once, and faults one after the other
while people meet. chaos.sh starts it with servers; README.md has the rest."""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from lib import discord, faults, servers
from lib.company import Company, Correspondence, on_the_list
from lib.faults import KINDS, World
from lib.gate import Gate
from lib.matrix import Person, clear_scene, register, setting
from lib.program import Program
from lib.proxy import Proxy
from lib.run import Broken, Run, found_within, wait
from lib.tunnel import Tunnel

GAP_SECONDS = (3.0, 12.0)
# How often a fault is met by another kill, and how often minutes are written and sent during one.
KILLED_TOO, MINUTES_TOO = 0.25, 0.2
AT_THE_END_SECONDS = 180.0
# A debug build takes more than a release build; both far less than a leak would in an hour of this.
MEMORY_MB = 450
MAILBOX = "bot@example.org"
READY = "the slash commands are registered"
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


@dataclass
class Seen:
    """What came of one kind of fault."""

    times: int = 0
    deafest: float = 0.0
    over: int = 0


@dataclass
class Campaign:
    world: World
    correspondence: Correspondence
    seen: dict[str, Seen] = field(default_factory=dict)
    minutes: int = 0
    memory_mb: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)

    def companies(self) -> list[Company]:
        return [self.world.matrix, self.world.discord]

    def watch_memory(self) -> None:
        while not self.over.wait(1.0):
            child = self.world.bot.child
            try:
                status = Path(f"/proc/{child.pid}/status").read_text() if child else ""
            except OSError:
                continue
            sizes = [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")]
            self.memory_mb = max([self.memory_mb, *sizes])

    def round(self) -> None:
        """A fault of some kind, at times with a kill or with minutes in the middle of it, and how long the rooms wait after it."""
        world, order = self.world, self.world.order
        name = order.choices(list(KINDS), [kind.weight for kind in KINDS.values()])[0]
        kind = KINDS[name]
        if name == "clock jumps" and world.clock is None:
            return
        with_kill = kind.can_be_killed and order.random() < KILLED_TOO
        with_minutes = name != "kicked or banned" and name != "muted" and name != "burst of 200" and order.random() < MINUTES_TOO
        world.run.say(name + (", killed meanwhile" if with_kill else "") + (", with minutes" if with_minutes else ""))
        company = order.choice(self.companies())
        if with_minutes:
            company.pause()
            writing = threading.Thread(target=self._guarded, args=(company.hold_minutes,))
            writing.start()
        killing = threading.Thread(target=self._kill_soon, args=(order.uniform(0.5, 3.0),)) if with_kill else None
        if killing:
            killing.start()
        since = kind.begin(world)
        if killing:
            killing.join()
            since = max(since, time.monotonic() if self._killed_at == 0.0 else self._killed_at)
        if with_minutes:
            writing.join()
            self.minutes += 1
            self._guarded(company.open)
            company.begin()
            since = time.monotonic()
        self._wait(name, kind.limit, since)

    _killed_at: float = 0.0

    def _kill_soon(self, seconds: float) -> None:
        time.sleep(seconds)
        self.world.bot.kill()
        self.world.bot.start()
        self._killed_at = time.monotonic()

    def _wait(self, name: str, limit: float, since: float) -> None:
        seen = self.seen.setdefault(name, Seen())
        seen.times += 1
        for company in self.companies():
            deaf = company.deaf_for(since, max(limit, 120.0))
            seen.deafest = max(seen.deafest, 120.0 if deaf is None else deaf)
            if deaf is None or deaf > limit:
                seen.over += 1
                told = "more than 120" if deaf is None else f"{deaf:.1f}"
                self.world.run.check(f"after “{name}” nobody waits for more than {limit:.0f} s", False, f"{company.name}: {told} s")

    def _guarded(self, part: Any) -> None:
        try:
            part()
        except Exception as error:  # noqa: BLE001: whatever went wrong is the result
            self.world.run.check("what a chair asks for is done in the end", False, f"{type(error).__name__}: {error}")

    def finish(self) -> dict[str, Any]:
        """No more faults: all is answered, the minutes are sent, and what is recorded is compared with what was said."""
        world, run = self.world, self.world.run
        if world.clock:
            faults.set_clock(world.clock, 0)
        for tunnel in (world.gate, world.smtp, world.imap):
            tunnel.mend()
        world.proxy.mend()
        self.correspondence.stop()
        for company in self.companies():
            run.check(f"{company.name}: all is answered in the end", company.pause(AT_THE_END_SECONDS))
            self._guarded(company.hold_minutes)
            self.minutes += 1
        archives = [world.servers / "mlmmj/t25jcg-iotsec/archive", world.servers / f"mailman/var/archives/prototype/{setting('MAILMAN_LIST')}/new"]
        mails = lambda: sum((on_the_list(archive) for archive in archives), start=on_the_list(Path("/nowhere")))  # noqa: E731
        ours = lambda: {key: count for key, count in mails().items() if ".minutes." in key and key.split(".")[0] in self._groups()}  # noqa: E731
        found_within(lambda: len(ours()) >= self.minutes, AT_THE_END_SECONDS)
        entries = lambda: [entry for company in self.companies() for entry in world.bot.entries(company.scene.group)]  # noqa: E731
        found_within(lambda: {entry["source"]["message"] for entry in entries() if entry.get("source")} >= set(self.correspondence.accepted),
                     AT_THE_END_SECONDS)
        world.bot.stop()
        self.over.set()
        sent = ours()
        run.check("all minutes are on the list", len(sent) == self.minutes, f"{len(sent)} of {self.minutes}")
        run.check("no minutes are on the list twice", all(count == 1 for count in sent.values()), str(sent))
        rooms = {company.name: company.check(world.bot.entries(company.scene.group)) for company in self.companies()}
        post = self.correspondence.check(entries())
        log = world.bot.log()
        run.check_log(log)
        run.check("no panic in the log", "panicked" not in log)
        run.check(f"at most {MEMORY_MB} MB of memory", self.memory_mb <= MEMORY_MB, f"{self.memory_mb:.0f} MB")
        return {"rooms": rooms, "mail": post, "minutes sent": self.minutes, "minutes on the list": len(sent), "memory_mb": round(self.memory_mb),
                "starts": world.bot.starts, "faults": {name: vars(seen) for name, seen in self.seen.items()}}

    def _groups(self) -> set[str]:
        return {company.scene.group for company in self.companies()}


def prepared(run: Run, order: random.Random, minutes: float) -> Campaign:
    """Rooms, people, and a bot behind everything that can be cut."""
    on_matrix = clear_scene(run, ["Ana", "Sol", "Bo", "Cy"])
    crowd = []
    for number in range(faults.BURST_PEOPLE):
        account = register(run, f"crowd{number}", f"Crowd {number}")
        on_matrix.host.invite(on_matrix.room, account.id)
        account.join(on_matrix.room)
        crowd.append(Person(account, on_matrix.room))
    on_discord = discord.scene(run, ["Dan", "Eve", "Flo", "Gus"])
    proxy, gate = Proxy(run, on_matrix.bot.url), Gate(run, setting("DISCORD"))
    smtp, imap = Tunnel(run, f"http://{setting('SMTP')}"), Tunnel(run, f"http://{setting('IMAP')}")
    database, url = servers.new_database()
    disk = run.folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={faults.DISK_MB}m", "tmpfs", disk], check=True)
    run.cleaning.callback(lambda: subprocess.run(["umount", "-l", disk]))
    members = int(minutes * 60 / 6) + 10
    correspondence = Correspondence(run, setting("SMTP"), MAILBOX, setting("LIST"), members)
    box = lambda user: f"imap://{user.replace('@', '%40')}@{imap.url.removeprefix('http://')}/INBOX?tls=none"  # noqa: E731
    mail = (
        f'[mail]\nfrom = "{MAILBOX}"\ntransport = "smtp://{smtp.url.removeprefix("http://")}?tls=none"\n'
        f'archive = "{box("chair@example.org")}"\narchive_password_file = "mailbox"\n\n'
        f'[mail.inbound]\nsource = "{box(MAILBOX)}"\npassword_file = "mailbox"\n'
    )
    config = on_matrix.config(store=url, homeserver=proxy.url, mail=mail, group='list_is_members_only = true\nmembers_file = "members.csv"')
    config = config.replace("group@lists.example.org", setting("LIST"))
    config += on_discord.config(gate.url).split("[mail]")[0].split("\n\n", 1)[1]
    config += "[[group]]" + on_discord.config(gate.url).split("[[group]]")[1].replace("group@lists.example.org", setting("MAILMAN_LIST"))
    bot = Program.make(run, config, folder=disk / "bot")
    bot.write("token", on_discord.bot_token)
    bot.write("mailbox", "pw")
    bot.write("members.csv", correspondence.table())
    clock = run.folder / "clock" if Path(FAKETIME).exists() else None
    if clock:
        faults.set_clock(clock, 0)
        bot.env = {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    matrix = Company(run, "Matrix", on_matrix, on_matrix.bot.id, order)
    other = Company(run, "Discord", on_discord, on_discord.bot_id, order)
    world = World(run, order, bot, matrix, other, crowd, proxy, gate, smtp, imap, Path(setting("SERVERS")), database, disk, clock)
    return Campaign(world, correspondence)


def carried_out(run: Run, seed: int, minutes: float) -> dict[str, Any]:
    campaign = prepared(run, random.Random(seed), minutes)
    world = campaign.world
    world.bot.start()
    world.bot.wait_log(READY)
    world.matrix.scene.let_bot_in()
    threading.Thread(target=campaign.watch_memory, daemon=True).start()
    for company in campaign.companies():
        company.open()
        company.begin()
    campaign.correspondence.begin()
    end = time.monotonic() + minutes * 60
    try:
        while time.monotonic() < end:
            world.sleep(*GAP_SECONDS)
            campaign.round()
    finally:
        found = campaign.finish()
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=60.0)
    arguments.add_argument("--seed", type=int, default=None)
    arguments.add_argument("--result", type=Path, default=None)
    asked = arguments.parse_args()
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1_000_000)
    run = Run("chaos", Path(os.environ["BIN"]), Path(tempfile.mkdtemp(prefix="convenor-hard-chaos-")))
    run.folder.chmod(0o755)
    signal.signal(signal.SIGTERM, _time_is_over)
    run.say(f"seed {seed}, {asked.minutes:.0f} minutes, {run.folder}")
    found: dict[str, Any] = {}
    begun = time.monotonic()
    try:
        with run.cleaning:
            found = carried_out(run, seed, asked.minutes)
    except Exception as error:  # noqa: BLE001: whatever went wrong is the result
        run.check("the campaign came to its end", False, f"{type(error).__name__}: {error}")
    version = subprocess.run([run.binary, "--version"], capture_output=True, text=True).stdout.strip()
    report = {"day": datetime.now(timezone.utc).date().isoformat(), "seed": seed, "minutes": round((time.monotonic() - begun) / 60, 1),
              "asked": asked.minutes, "program": version, "build": "release" if "release" in str(run.binary) else "debug", **found,
              "failures": run.failures}
    print(json.dumps(report, indent=1))
    if asked.result:
        asked.result.write_text(json.dumps(report))
    if run.failures or os.environ.get("HARD_KEEP") == "1":
        run.say(f"the folder is kept: {run.folder}")
    else:
        shutil.rmtree(run.folder, ignore_errors=True)
    return 1 if run.failures else 0


def _time_is_over(*_: object) -> None:
    raise Broken("it was stopped")


if __name__ == "__main__":
    sys.exit(main())
