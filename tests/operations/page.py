"""Runs every command of docs/operations.md, in the order of an administrator's day, on machines with an empty Debian. See run.sh."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
sys.path.insert(0, str(REPOSITORY / "tests/hard"))

from lib.matrix import clear_scene  # noqa: E402
from lib.program import PASSWORD  # noqa: E402
from lib.run import Run, wait  # noqa: E402
from machine import Failed, Machine  # noqa: E402

GROUP = "Example Group"
DATABASE_PASSWORD = "of-the-database"
# What stands for something else, or cannot be so here. The program is the one that run.sh was given: building it takes its time,
# and CI does it. All machines share one network, so that the second one has another address of its own for the status.
INSTEAD = {
    "cargo install --locked cargo-deb@3.8.0": "true",
    "cargo build --release --locked": "test -x target/release/convenor",
    "config/package/build.sh": "test -e target/debian/convenor_*.deb",
    "./convenor_0.2.0-1_amd64.deb": "/convenor/convenor_*.deb",
    "listen_addresses = '*'": "listen_addresses = '127.0.0.1'",
    "192.0.2.0/24": "127.0.0.1/32",
}


class Page:
    """The commands of the page, by section."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[tuple[str, str]]] = {}
        section, kind, lines = "", "", []
        for line in (REPOSITORY / "docs/operations.md").read_text().splitlines():
            if heading := re.match(r"##+ (.+)", line):
                section = heading[1]
            elif line.lstrip().startswith("```"):
                if kind:
                    self.blocks.setdefault(section, []).append((kind, "\n".join(lines)))
                kind, lines = ("" if kind else line.strip()[3:]), []
            elif kind:
                lines.append(line)
        self.left = {line for blocks in self.blocks.values() for kind, text in blocks if kind == "sh" for line in commands(text)}

    def block(self, section: str, kind: str, place: int = 0) -> str:
        return [text for found, text in self.blocks[section] if found == kind][place]

    def lines(self, section: str, place: int = 0) -> list[str]:
        found = commands(self.block(section, "sh", place))
        self.left -= set(found)
        return found


def commands(block: str) -> list[str]:
    """The lines of a block without what is only said."""
    bare = (re.sub(r"\s+# .*$", "", line).strip() for line in block.splitlines())
    return [line for line in bare if line and not line.startswith("#")]


class Administrator:
    """Types commands on a machine, one after the other."""

    def __init__(self, machine: Machine) -> None:
        self.machine, self.cwd = machine, "/convenor"

    def types(self, line: str, given: str = "", instead: dict[str, str] | None = None) -> str:
        for words, others in {**INSTEAD, **(instead or {})}.items():
            line = line.replace(words, others)
        print(f"{self.machine.name}# {line}", flush=True)
        if line.startswith("cd ") and "&&" not in line:
            self.cwd = line[3:].strip()
            return ""
        return self.machine.run(line, self.cwd, given)


def asked(address: str, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def ready(address: str, code: int, words: str = "") -> str:
    def look() -> str | None:
        found, body = asked(address, "/ready")
        return body if found == code and words in body else None
    try:
        return wait(f"{code} of {address}/ready", look, 90.0)
    except Exception:
        raise Failed(f"{address}/ready says {asked(address, '/ready')}") from None


def expect(what: str, holds: bool, seen: object) -> None:
    if not holds:
        raise Failed(f"{what}: {seen}")
    print(f"  ok: {what}", flush=True)


def install(page: Page, on: Machine) -> None:
    by = Administrator(on)
    for line in page.lines("Install"):
        # The packages are there since before the machine was started, while it had a network.
        if not line.startswith("apt update"):
            by.types(line)


def main() -> None:
    folder, promtool, made = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    page = Page()
    bases = {"a": "base", "b": "base", "db": "base-db"}
    machines = {name: Machine(name, made / base, folder) for name, base in bases.items()}
    a, b, db = machines["a"], machines["b"], machines["db"]
    run = Run(name="operations", binary=folder, folder=folder)
    try:
        for machine in (a, b, db):
            machine.boot()
        with run.cleaning:
            whole_day(page, a, b, db, run, promtool)
    except Exception:
        for machine in (a, b):
            if machine.pid:
                print(f"--- the log of {machine.name}:\n" + machine.run("journalctl -u convenor -n 40 --no-pager", checked=False), flush=True)
        raise
    finally:
        for machine in machines.values():
            machine.stop()
    if page.left:
        raise Failed("no test types: " + "; ".join(sorted(page.left)))


def whole_day(page: Page, a: Machine, b: Machine, db: Machine, run: Run, promtool: str) -> None:
    scene = clear_scene(run, ["Ana", "Bo"])
    config = "/etc/convenor/convenor.toml"
    on_a = Administrator(a)
    install(page, a)

    answers = ["matrix", GROUP, "", scene.host.id, "Europe/Zurich", scene.bot.id, scene.bot.url, PASSWORD]
    for line in page.lines("Configure"):
        told = on_a.types(line, "\n".join(answers) + "\n" if "convenor init" in line else "")
    # So that what is recorded can be read in the room.
    a.run(f"sed -i '/^.matrix.$/a receipts = \"words\"' {config}")
    expect("check finds nothing wrong", "WRONG" not in told and "ok     matrix" in told, told)

    for line in page.lines("Start"):
        told = on_a.types(line)
    a.run("systemctl is-active convenor convenor-backup.timer")
    scene.let_bot_in()
    scene.ask(0, f"!convenor setup {GROUP}", GROUP)
    scene.start_meeting()
    scene.ask(0, "NOTE: zqfirst", "zqfirst")
    wait("the status", lambda: "active, 1 meeting, 0 mails waiting" in a.run("systemctl status convenor"), 30.0)
    print("  ok: systemctl status says how many meetings are open", flush=True)
    # As the text says.
    on_a.types("systemctl reload convenor")
    wait("the reload", lambda: "the members have been read again" in a.run("journalctl -u convenor"), 30.0)
    a.run("echo 'nonsense = 1' >> /etc/convenor/convenor.toml && systemctl reload convenor")
    wait("the complaint", lambda: "nonsense: unknown field" in a.run("journalctl -u convenor"), 30.0)
    a.run("sed -i '/nonsense/d' /etc/convenor/convenor.toml && systemctl reload convenor")

    toml = page.block("Is it well?", "toml")
    a.run(f"cat >> {config}", given="\n" + toml + "\n")
    a.run("systemctl restart convenor")
    ready("127.0.0.1:9464", 200)
    expect("health", asked("127.0.0.1:9464", "/health")[0] == 200, "")
    code, figures = asked("127.0.0.1:9464", "/metrics")
    expect("the figures have the open meeting", code == 200 and "\nconvenor_meetings_open 1\n" in figures, figures)
    checked = subprocess.run([promtool, "check", "metrics"], input=older_form(figures), capture_output=True, text=True)
    expect("promtool reads the figures", checked.returncode == 0, checked.stdout + checked.stderr)

    backups(page, on_a, scene)
    for line in page.lines("Upgrade and downgrade"):
        Administrator(a).types(line)
    ready("127.0.0.1:9464", 200)
    scene.ask(0, "NOTE: zqupgraded", "zqupgraded")

    two_instances(page, a, b, db, scene)


def older_form(figures: str) -> str:
    """OpenMetrics as promtool reads it: there, a counter is announced under the name that its samples have."""
    counters = set(re.findall(r"# TYPE (\S+) counter", figures))
    return re.sub(r"(?m)^# (HELP|TYPE) (\S+)", lambda line: line[0] + ("_total" if line[2] in counters else ""), figures)


def backups(page: Page, on_a: Administrator, scene) -> None:
    a, config = on_a.machine, "/etc/convenor/convenor.toml"
    made = lambda where: a.run(f"ls {where}").split()  # noqa: E731
    here, folder, keep, one, restore = page.lines("Backup and restore")
    on_a.types(here)
    on_a.types(folder)
    on_a.types(f"{keep} --config {config}")
    on_a.types(f"{one} --config {config}")
    name = made("/srv/backup")[0]
    secret = scene.people[1].say("NOTE: zqdeleted")
    scene.hears("zqdeleted", secret)
    a.run("systemctl start convenor-backup.service")
    nightly = made("/var/lib/convenor/backup")[0]
    scene.host.redact(scene.room, secret)
    time.sleep(3.0)
    refused = a.run(f"{restore.replace(written(restore), name)} --config {config}", "/var/lib/convenor", checked=False)
    expect("restore into a database in use is refused", "nothing was restored" in refused, refused)
    for line in page.lines("Backup and restore", 1):
        told = on_a.types(line, instead={written(line): nightly} if written(line) else None)
        if "restore" in line:
            expect("restore repeats the deletion", "were repeated: 1" in told, told)
    scene.hears("The record was restored as of ")
    scene.ask(0, "NOTE: zqrestored", "zqrestored")
    log = a.run(f"runuser -u convenor -- convenor export --group example-group --config {config}", "/var/lib/convenor")
    expect("what was deleted stays deleted", "zqfirst" in log and "zqdeleted" not in log, log[-400:])


def written(line: str) -> str:
    """The name of a backup in a command."""
    found = re.search(r"convenor-\d{4}-\S+\.backup", line)
    return found[0] if found else ""


def two_instances(page: Page, a: Machine, b: Machine, db: Machine, scene) -> None:
    config = "/etc/convenor/convenor.toml"
    given = {"createuser": f"{DATABASE_PASSWORD}\n{DATABASE_PASSWORD}\n"}
    on_db = Administrator(db)
    on_db.cwd = "/root"
    for line in page.lines("Two instances"):
        if not line.startswith("apt update"):
            on_db.types(line, next((words for name, words in given.items() if name in line), ""))
    a.run("rm -r /var/lib/convenor/backup/*")
    for line in page.lines("Two instances", 1):
        Administrator(a).types(line)
    # The page has what differs; the rest of the file stays.
    toml = page.block("Two instances", "toml").replace("PASSWORD@", f"{DATABASE_PASSWORD}@")
    a.run(f"cat > {config}", given=merged(a.run(f"cat {config}"), toml))
    made = a.run("ls /var/lib/convenor/backup").split()[0]
    for line in page.lines("Two instances", 2):
        told = Administrator(a).types(line, instead={written(line): made} if written(line) else None)
        if "check" in line:
            expect("check reaches the database", "db.example.org/convenor" in told and "WRONG" not in told, told)
    ready("127.0.0.1:9464", 200)
    scene.ask(0, "NOTE: zqserver", "zqserver")

    install(page, b)
    for line in page.lines("Two instances", 3):
        packed, rest = line.split(" | ", 1)
        print(f"a# {line}", flush=True)
        taken = subprocess.run(
            ["nsenter", "--target", str(a.pid), "--mount", "--pid", "--root", "sh", "-c", packed], capture_output=True, check=True)
        put = rest.split(" ", 2)[2]
        subprocess.run(["nsenter", "--target", str(b.pid), "--mount", "--pid", "--root", "sh", "-c", put], input=taken.stdout, check=True)
    b.run(f"sed -i 's/127.0.0.1:9464/127.0.0.2:9464/' {config}")
    on_b = Administrator(b)
    for line in page.lines("Start"):
        on_b.types(line)
    body = ready("127.0.0.2:9464", 503, '"part":"standby"')
    expect("the second one says whom it waits for", " on a)" in body, body)
    expect("its status says so", "standing by" in b.run("systemctl status convenor"), b.run("systemctl status convenor"))
    expect("and its figures", "\nconvenor_is_active 0\n" in asked("127.0.0.2:9464", "/metrics")[1], "")
    time.sleep(5.0)
    a.run("systemctl stop convenor")
    begun = time.monotonic()
    scene.ask(0, "NOTE: zqsecond", "zqsecond")
    expect("the second one goes on", True, "")
    print(f"  the next answer came {time.monotonic() - begun:.1f} s after the first one was stopped", flush=True)
    a.run("systemctl start convenor")
    ready("127.0.0.1:9464", 503, " on b)")
    # A machine that dies.
    time.sleep(5.0)
    b.stop()
    begun = time.monotonic()
    scene.ask(0, "NOTE: zqdead", "zqdead")
    print(f"  the next answer came {time.monotonic() - begun:.1f} s after the machine had died", flush=True)
    ready("127.0.0.1:9464", 200)
    log = a.run(f"runuser -u convenor -- convenor export --group example-group --config {config}", "/var/lib/convenor")
    for word in ("zqfirst", "zqrestored", "zqupgraded", "zqserver", "zqsecond", "zqdead"):
        expect(f"{word} is recorded once", log.count(word) == 1, log.count(word))
        said = [one for one in scene.heard() if one.sender == scene.bot.id and word in one.body and not one.replaces]
        expect(f"{word} is answered once", len(said) == 1, [one.body for one in said])


def merged(before: str, toml: str) -> str:
    """A file in which each section has the keys of the page, and those of its own that the page does not name."""
    sections: dict[str, dict[str, str]] = {}
    order: list[str] = []
    for text in (before, toml):
        name = ""
        for line in text.splitlines():
            if heading := re.match(r"\[+([^\]]+)\]+", line):
                name = line.split("#")[0].strip()
                if name not in order:
                    order.append(name)
            elif key := re.match(r"(\w+) *=", line):
                sections.setdefault(name, {})[key[1]] = line
    def lines(name: str) -> str:
        return "\n".join([*([name] if name else []), *sections.get(name, {}).values()])
    return "\n\n".join(lines(name) for name in ["", *order]).strip() + "\n"


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(f"FAIL {error}")
    print("every command of docs/operations.md does what the page says")
