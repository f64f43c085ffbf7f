"""The package on a machine with one of the Debians and its systemd: an administrator's years with it, in a minute."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from checks import Checks
from machine import Failed, Machine, prepare

CONFIG = "/etc/convenor/convenor.toml"
STATUS = "127.0.0.1:9464"
# Pages alone: no server is needed, and the service does all it does elsewhere.
SETTINGS = f"""
[run]
status = "{STATUS}"

[web]
listen = "127.0.0.1:8321"
"""
# An override of it is an error for later versions of lintian. The service is one of systemd, whose sandbox, credentials and watchdog it relies on;
# elsewhere the program is run by hand.
ONLY_EARLIER = "package-supports-alternative-init-but-no-init.d-script"
READY_SECONDS = 30.0
# As systemd-analyze shows it: 0 is nothing, 10 is everything.
EXPOSURE = 2.0
UNITS = ("convenor.service", "convenor-backup.service", "convenor-backup.timer")
FOLDERS = {
    "/etc/convenor": "750 root:convenor", "/etc/convenor/secrets": "700 root:root", "/var/lib/convenor": "700 convenor:convenor",
    "/var/lib/convenor/data": "700 convenor:convenor",
}


def copied(base: Path, root: Path) -> None:
    subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(root)], check=True)


def knows(root: Path, tag: str) -> bool:
    """Whether the lintian of this Debian has such a tag."""
    try:
        prepare(root, f"lintian-explain-tags {tag}")
    except Failed:
        return False
    return True


def lint(checks: Checks, release: str, base: Path, folder: Path, package: Path) -> None:
    """By the lintian of this Debian, with all it has to say."""
    root = folder / f"{release}-lintian"
    copied(base, root)
    prepare(root, "apt-get -q update && apt-get -q -y --no-install-recommends install lintian")
    shutil.copy(package, root / package.name)
    try:
        left_out = f"--suppress-tags {ONLY_EARLIER}" if knows(root, ONLY_EARLIER) else ""
        prepare(root, f"lintian --allow-root --display-info --pedantic --fail-on error,warning,info,pedantic {left_out} /{package.name} > /said 2>&1")
        clean = True
    except Failed:
        clean = False
    said = (root / "said").read_text()
    checks.holds("lintian finds nothing", clean and not re.search(r"^[EWIP]: ", said, re.M), said)
    shutil.rmtree(root)


def whole_life(checks: Checks, release: str, base: Path, folder: Path, package: Path, later: Path) -> None:
    root = folder / f"{release}-base"
    copied(base, root)
    # Afterwards there is no network: what the package needs, what boots, and what reads manual pages.
    prepare(root, "apt-get -q update && apt-get -q -y --no-install-recommends install systemd-sysv dbus ca-certificates man-db bash-completion")
    machine = Machine(release, root, folder)
    for file in (package, later):
        shutil.copy(file, machine.root / "root" / file.name)
    machine.boot()
    try:
        checks.note(machine.run("systemctl --version").splitlines()[0])
        life = Life(checks, machine, package.name, later.name)
        life.installed()
        life.configured()
        life.started()
        life.upgraded()
        life.removed()
        life.purged()
    except Failed as error:
        raise Failed(f"{error}\n{machine.run('journalctl -u convenor -n 30 --no-pager', checked=False)}") from None
    finally:
        machine.stop()
        shutil.rmtree(machine.root)
        shutil.rmtree(root)


class Life:
    def __init__(self, checks: Checks, machine: Machine, package: str, later: str) -> None:
        self.checks, self.machine, self.package, self.later = checks, machine, package, later

    def run(self, command: str, **more: object) -> str:
        return self.machine.run(command, **more)  # type: ignore[arg-type]

    def says(self, command: str) -> str:
        """What a command says, whether it succeeds or not."""
        return self.machine.run(command, checked=False).strip()

    def installed(self) -> None:
        checks = self.checks
        before = self.says("find / -xdev -name '*convenor*' -not -path '/root/*' -not -path '/proc/*'")
        checks.same("nothing of it is there before", before, "")
        said = self.run(f"apt-get install -y --no-install-recommends ./{self.package}", cwd="/root")
        checks.holds("apt installs it, without a warning", not re.search(r"(?i)warning|error|failed|cannot", said), said)
        checks.holds("the program starts", re.fullmatch(r"convenor \d+\.\d+\.\d+", self.says("convenor --version")), self.says("convenor --version"))
        checks.holds("its account exists and has no shell", "/nologin" in self.says("getent passwd convenor"), self.says("getent passwd convenor"))
        for path, expected in FOLDERS.items():
            checks.same(f"{path} is {expected}", self.says(f"stat -c '%a %U:%G' {path}"), expected)
        checks.holds("dpkg knows the sums of its files", int(self.says("grep -c usr/ /var/lib/dpkg/info/convenor.md5sums") or 0) > 50)
        checks.same("every file is as the package has it", self.says("dpkg --verify convenor"), "")
        checks.same("no file of the system's configuration is its own", self.says("dpkg-query -W -f '${Conffiles}' convenor"), "")
        for unit in ("convenor.service", "convenor-backup.timer"):
            checks.same(f"{unit} waits for a configuration", self.says(f"systemctl is-enabled {unit}; systemctl is-active {unit}"), "disabled\ninactive")
        for unit in UNITS:
            checks.same(f"{unit} has no fault", self.says(f"systemd-analyze verify --man=yes /usr/lib/systemd/system/{unit} 2>&1"), "")
        for unit in UNITS[:2]:
            found = re.search(r"exposure level for \S+: ([\d.]+)", self.says(f"systemd-analyze security --no-pager {unit}"))
            checks.holds(f"{unit} is exposed {found[1] if found else '?'} of 10, at most {EXPOSURE}", found and float(found[1]) <= EXPOSURE)
        pages = self.says("dpkg -L convenor | sed -n 's|.*/man1/\\(.*\\)\\.1\\.gz|\\1|p'").split()
        wrong = [page for page in pages if self.says(f"man --warnings -l /usr/share/man/man1/{page}.1.gz 2>&1 >/dev/null")]
        checks.holds(f"{len(pages)} manual pages can be read", len(pages) >= 30 and not wrong, wrong)
        checks.holds("man convenor finds the page", "man1/convenor.1" in self.says("man -w convenor"))
        # What a shell does after "convenor " and the tabulator.
        told = self.says("bash -c '. /usr/share/bash-completion/bash_completion; _comp_load convenor 2>/dev/null || __load_completion convenor; complete -p convenor'")
        checks.holds("bash completes its commands", "_convenor" in told, told)
        for file in ("copyright", "changelog.gz", "changelog.Debian.gz", "licences.gz", "examples/convenor.toml", "docs/operations.md"):
            checks.holds(f"/usr/share/doc/convenor/{file} can be read", self.says(f"zcat -f /usr/share/doc/convenor/{file} | head -c 20"))
        size = self.says("dpkg-query -W -f '${Installed-Size}' convenor")
        checks.note(f"installed, it takes {int(size) / 1024:.0f} MB")

    def configured(self) -> None:
        checks = self.checks
        answers = "console\nExample Group\n\nconsole:ana\nEurope/Zurich\n"
        said = self.run(f"convenor init --config {CONFIG}", cwd="/var/lib/convenor", given=answers)
        checks.holds("init writes a configuration", CONFIG in said, said)
        self.run(f"cat >> {CONFIG}", given=SETTINGS)
        self.run(f"chgrp convenor {CONFIG} && chmod 640 {CONFIG}")
        self.run(f"sed -i 's/^chairs = .*/policy = \"open\"/' {CONFIG}")
        said = self.says(f"cd /var/lib/convenor && convenor check --config {CONFIG}")
        checks.holds("check accepts it", "WRONG" not in said and "ok     configuration" in said, said)

    def started(self) -> None:
        checks = self.checks
        self.run("systemctl enable --now convenor convenor-backup.timer")
        checks.same("it is active", self.says("systemctl is-active convenor convenor-backup.timer"), "active\nactive")
        self.ready("it is ready")
        checks.holds("its status says what it does", "active, 0 meetings" in self.says("systemctl show -p StatusText convenor"))
        pid = self.says("systemctl show -p MainPID --value convenor")
        said = self.says(f"cat /proc/{pid}/status")
        account = self.says("id -u convenor")
        checks.holds("it runs as convenor, with no rights beside, behind a filter of system calls",
                     f"Uid:\t{account}\t" in said and "CapEff:\t0000000000000000" in said and "Seccomp:\t2" in said, said)
        self.run("systemctl start convenor-backup")
        made = self.says("ls /var/lib/convenor/backup").split()
        checks.same("the nightly backup makes one", len(made), 1)

    def upgraded(self) -> None:
        checks = self.checks
        pid, before = self.says("systemctl show -p MainPID --value convenor"), self.says(f"sha256sum {CONFIG}")
        self.run("chmod 755 /etc/convenor")
        said = self.run(f"apt-get install -y --no-install-recommends ./{self.later}", cwd="/root")
        checks.holds("apt upgrades it, without a warning or a question", not re.search(r"(?i)warning|error|failed|conffile", said), said)
        checks.holds("the later one is installed", self.says("dpkg-query -W -f '${Version}' convenor") in self.later)
        checks.same("it is active again", self.says("systemctl is-active convenor convenor-backup.timer"), "active\nactive")
        checks.holds("it was started again", self.says("systemctl show -p MainPID --value convenor") != pid)
        self.ready("it is ready again")
        checks.same("the configuration is as it was", self.says(f"sha256sum {CONFIG}"), before)
        checks.same("a mode that was changed stays changed", self.says("stat -c %a /etc/convenor"), "755")
        said = self.run(f"apt-get install -y --allow-downgrades ./{self.package}", cwd="/root")
        checks.same("the earlier one can be had back", self.says("systemctl is-active convenor"), "active")
        self.run("systemctl disable --now convenor")
        self.run(f"apt-get install -y ./{self.later}", cwd="/root")
        checks.same("what was stopped and disabled stays so", self.says("systemctl is-enabled convenor; systemctl is-active convenor"), "disabled\ninactive")
        self.run("systemctl enable --now convenor")

    def removed(self) -> None:
        checks = self.checks
        said = self.run("apt-get remove -y convenor")
        checks.holds("apt removes it, without a warning", not re.search(r"(?i)warning|error|failed", said), said)
        checks.holds("the service has ended", self.says("systemctl is-active convenor") in ("inactive", "failed"))
        checks.same("no process of it is left", self.says("find /proc -maxdepth 1 -name '[0-9]*' -user convenor"), "")
        checks.same("the program is gone", self.says("command -v convenor"), "")
        kept = self.says(f"ls {CONFIG} /var/lib/convenor/data/convenor.db").split()
        checks.same("configuration and record stay", len(kept), 2)
        self.run(f"apt-get install -y ./{self.later}", cwd="/root")
        checks.same("installed again, it is enabled as it was", self.says("systemctl is-enabled convenor"), "enabled")
        self.run("systemctl start convenor")
        self.ready("and goes on with its record")

    def purged(self) -> None:
        checks = self.checks
        said = self.run("apt-get purge -y convenor")
        checks.holds("apt purges it, without a warning", not re.search(r"(?i)warning|error|failed|not empty", said), said)
        checks.holds("the service has ended", self.says("systemctl is-active convenor") in ("inactive", "failed"))
        left = self.says("find / -xdev -name '*convenor*' -not -path '/root/*' -not -path '/proc/*' -not -path '/sys/*' -not -path '/var/cache/man/*'").split()
        checks.same("nothing of it is left", left, [])
        checks.same("dpkg knows it no more", self.says("dpkg-query -W -f '${db:Status-Abbrev}' convenor 2>/dev/null"), "")
        said = self.run(f"apt-get install -y ./{self.package}", cwd="/root")
        checks.same("installed anew, it waits for a configuration", self.says("systemctl is-enabled convenor; ls /etc/convenor"), "disabled\nsecrets")
        self.run("apt-get purge -y convenor")

    def ready(self, what: str) -> None:
        """What the page for machines says."""
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://{STATUS}/ready", timeout=5) as answer:
                    self.checks.same(what, answer.status, 200)
                    return
            except OSError as error:
                if time.monotonic() > end:
                    self.checks.holds(what, False, f"{error}\n{self.says('journalctl -u convenor -n 30 --no-pager')}")
                    return
                time.sleep(0.2)
