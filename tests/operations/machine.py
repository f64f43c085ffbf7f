"""Machines with Debian and systemd, in namespaces of this one: their own processes, mounts and names; the network, which has nothing but
a loopback, is common to all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

# What would change the kernel that is everybody's, or waits for a keyboard.
MASKED = (
    "systemd-sysctl.service", "systemd-modules-load.service", "systemd-tmpfiles-setup-dev.service", "systemd-udevd.service",
    "systemd-udev-trigger.service", "systemd-remount-fs.service", "systemd-logind.service", "console-getty.service", "getty@.service",
    "proc-sys-fs-binfmt_misc.automount", "dev-hugepages.mount", "dev-mqueue.mount", "sys-kernel-debug.mount", "sys-kernel-tracing.mount",
    "sys-fs-fuse-connections.mount", "systemd-journal-flush.service", "systemd-hwdb-update.service", "apt-daily.timer",
    "apt-daily-upgrade.timer",
)
BOOT = r"""
set -eu
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount -t proc proc "$ROOT/proc"
mount -t tmpfs tmpfs "$ROOT/run" -o mode=755
mount -t tmpfs tmpfs "$ROOT/dev" -o mode=755
for one in null zero full random urandom tty; do : > "$ROOT/dev/$one"; mount --bind "/dev/$one" "$ROOT/dev/$one"; done
mkdir "$ROOT/dev/shm" "$ROOT/dev/pts"
mount -t tmpfs tmpfs "$ROOT/dev/shm"
mount -t devpts devpts "$ROOT/dev/pts" -o newinstance,ptmxmode=0666,mode=620
ln -s pts/ptmx "$ROOT/dev/ptmx"
ln -s /proc/self/fd "$ROOT/dev/fd"
mount --rbind /sys "$ROOT/sys"
# Later ones know no other groups of processes; these have no limits then where this machine has the older kind.
version=$(chroot "$ROOT" systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')
if [ -e /sys/fs/cgroup/cgroup.controllers ] || [ "$version" -ge 256 ]; then
    mount -t cgroup2 cgroup2 "$ROOT/sys/fs/cgroup"
else
    mount -t tmpfs tmpfs "$ROOT/sys/fs/cgroup" -o mode=755
    mkdir "$ROOT/sys/fs/cgroup/systemd"
    mount -t cgroup -o none,name=systemd cgroup "$ROOT/sys/fs/cgroup/systemd"
fi
hostname "$NAME"
# Not chroot: from one, the kernel gives no service users of its own.
cd "$ROOT"
mkdir -p old
pivot_root . old
umount --lazy /old
# As the first systemd of a real machine does: credentials of services come by way of it.
mount --make-rshared /
exec /usr/bin/env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=journal --show-status=0
"""
# The group of processes that the machine is, so that its own systemd has a tree of its own.
IN_GROUP = """
for tree in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
    [ -e "$tree/cgroup.procs" ] && mkdir -p "$tree/$GROUP" && echo $$ > "$tree/$GROUP/cgroup.procs"
done
exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child "$@"
"""
COMES_UP_SECONDS = 60.0
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


class Failed(Exception):
    """A command did not do what the page says."""


def prepare(root: Path, command: str) -> None:
    """Runs a command in a root before a machine is made of it, with the network of this one; no service is started."""
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    mounts = f"mount -t proc proc {root}/proc && mount --rbind /dev {root}/dev"
    done = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", f'{mounts} && exec chroot {root} sh -c "$1"', "sh", command],
        env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


class Machine:
    def __init__(self, name: str, base: Path, folder: Path) -> None:
        self.name, self.root, self.folder = name, folder / name, folder
        subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(self.root)], check=True)
        # In a machine that is on, packages start and stop what is theirs.
        (self.root / "usr/sbin/policy-rc.d").unlink(missing_ok=True)
        (self.root / "etc/hostname").write_text(f"{name}\n")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost {name} db.example.org\n")
        for unit in MASKED:
            (self.root / "etc/systemd/system" / unit).symlink_to("/dev/null")
        self.group = f"convenor-operations-{os.getpid()}-{name}"
        self.process: subprocess.Popen[bytes] | None = None
        self.pid = 0

    def boot(self) -> None:
        environment = {**ENVIRONMENT, "ROOT": str(self.root), "NAME": self.name, "GROUP": self.group}
        log = (self.folder / f"{self.name}.log").open("wb")
        self.process = subprocess.Popen(
            ["sh", "-c", IN_GROUP, "sh", "sh", "-c", BOOT], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True)
        end = time.monotonic() + COMES_UP_SECONDS
        while True:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            self.pid = int((children.read_text().split() or ["0"])[0]) if children.exists() else 0
            if self.pid and self.run("systemctl is-system-running", checked=False).strip() in ("running", "degraded"):
                return
            if self.process.poll() is not None or time.monotonic() > end:
                raise Failed(f"{self.name} does not start: {(self.folder / f'{self.name}.log').read_text(errors='replace')[-1500:]}")
            time.sleep(0.2)

    def run(self, command: str, cwd: str = "/root", given: str = "", checked: bool = True) -> str:
        """Runs a command as root in the machine. Returns all that it says."""
        inside = ["nsenter", "--target", str(self.pid), "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--root", f"--wdns={cwd}"]
        done = subprocess.run(
            [*inside, "setsid", "--wait", "sh", "-c", command], env=ENVIRONMENT, input=given, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=300)
        if checked and done.returncode != 0:
            raise Failed(f"{self.name}: {command}\n{done.stdout[-3000:]}")
        return done.stdout

    def stop(self) -> None:
        """As when its plug is pulled."""
        if self.process is None:
            return
        # The first process of a space takes all others with it.
        if self.pid:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process, self.pid = None, 0
        for tree in ("systemd", "unified", ""):
            top = Path("/sys/fs/cgroup") / tree / self.group
            folders = sorted((one for one in top.rglob("*") if one.is_dir()), reverse=True) if top.is_dir() else []
            for folder in [*folders, *([top] if top.is_dir() else [])]:
                try:
                    folder.rmdir()
                except OSError:
                    pass
