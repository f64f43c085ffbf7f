"""The image, made of an empty Debian and the package without a registry, and run by somebody who is not root."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from checks import Checks

# Where this machine has the older kind of groups of processes, a view of its own has the newer kind: crun wants one or the other.
BEGIN = """
[ -e /sys/fs/cgroup/cgroup.controllers ] || { umount --recursive /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup; }
exec runuser --login "$PERSON" --command "$1"
"""
# Nothing but loopback, nothing to write to but the volume, no rights and no limits by group, which this person may not set everywhere.
SHUT = "--rm --cgroups=disabled --network=none --read-only --cap-drop=all --security-opt=no-new-privileges"
SETTINGS = """
[store]
url = "sqlite:///var/lib/convenor/convenor.db"

[run]
status = "127.0.0.1:9464"

[mail]
from = "convenor@example.org"
transport = "maildir:/var/lib/convenor/outbox"

[web]
listen = "127.0.0.1:8321"

[[group]]
name = "Example Group"
list = "group@lists.example.org"
policy = "open"
rooms = ["web:room"]
"""
ACCOUNT = "10001"


def whole_life(checks: Checks, release: str, base: Path, folder: Path, package: Path) -> None:
    home = folder / "home"
    place = home / "package"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for file in (package, base, Path(os.environ["TOP"]) / "config/package/Containerfile", Path(os.environ["TOP"]) / "docs/first-meeting.txt"):
        shutil.copy(file, (home if file.suffix != ".deb" else place) / file.name)
    (home / "convenor.toml").write_text(SETTINGS)
    subprocess.run(["chmod", "-R", "a+rX", str(home)], check=True)
    settings = "-v ~/convenor.toml:/etc/convenor/convenor.toml:ro"
    volume = f"-v {release}:/var/lib/convenor"

    said = by_person(f"podman import ~/{base.name} localhost/debian:{release}")
    checks.holds("the empty Debian becomes a base", said.returncode == 0, said.stdout)
    said = by_person(f"podman build --network=host --build-arg BASE=localhost/debian:{release} --file ~/Containerfile --tag localhost/convenor:{release} ~/package")
    if not checks.holds("the image is built of it and the package", said.returncode == 0, said.stdout):
        return
    image = f"localhost/convenor:{release}"
    told = by_person(f"podman image inspect --format '{{{{.User}}}} {{{{.Size}}}}' {image}").stdout.split()
    checks.same("it is run by an account of its own", told[-2], f"{ACCOUNT}:{ACCOUNT}")
    checks.note(f"the image has {int(told[-1]) / 1e6:.0f} MB")
    said = by_person(f"podman run {SHUT} {image} --version")
    checks.holds("--version", re.search(r"^convenor \d+\.\d+\.\d+$", said.stdout, re.M), said.stdout)
    said = by_person(f"podman run {SHUT} {settings} {volume} {image} check --config /etc/convenor/convenor.toml")
    checks.holds("check accepts a configuration", said.returncode == 0 and "WRONG" not in said.stdout, said.stdout)
    said = by_person(f"podman run -i {SHUT} {volume} {image} console < ~/first-meeting.txt")
    checks.holds("a meeting is held in the console", said.returncode == 0 and "is closed" in said.stdout, said.stdout)
    said = by_person(f"podman run {SHUT} {volume} --entrypoint find {image} /var/lib/convenor/data/outbox/new -type f -printf '%U %m\\n'")
    checks.holds("its minutes are in the volume, for their owner alone", re.search(rf"^{ACCOUNT} 600$", said.stdout, re.M), said.stdout)
    said = by_person(f"podman run {SHUT} --entrypoint touch {image} /usr/bin/x")
    checks.holds("nothing else can be written", said.returncode != 0 and "Read-only" in said.stdout, said.stdout)
    said = by_person(f"podman run -i {SHUT} {volume} {image} console <<< 'ana: !minutes'")
    checks.holds("another container goes on with the record", said.returncode == 0 and "meeting 1" in said.stdout.lower(), said.stdout)

    name = f"convenor-{release}"
    said = by_person(f"podman run -d --name {name} {SHUT} {settings} {volume} {image}")
    checks.holds("the bot runs", said.returncode == 0, said.stdout)
    ready = "for i in $(seq 50); do exec 3<>/dev/tcp/127.0.0.1/9464 && printf 'GET /ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '\"ready\":true' <&3 && exit 0; sleep 0.2; done; exit 1"
    said = by_person(f"podman exec {name} bash -c {quoted(ready)}")
    checks.holds("it is ready", said.returncode == 0, said.stdout + by_person(f"podman logs {name}").stdout)
    said = by_person(f"podman wait {name} > ~/code & sleep 0.5; podman stop --time 20 {name}; wait; cat ~/code")
    checks.holds("it ends in order when it is stopped", re.search(r"^0$", said.stdout, re.M), said.stdout)
    by_person(f"podman volume rm {release}; podman rmi --force {image} localhost/debian:{release}")


def quoted(words: str) -> str:
    return "'" + words.replace("'", "'\\''") + "'"


def by_person(command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command as the person; the answer has both of its outputs."""
    return subprocess.run(
        ["unshare", "--mount", "bash", "-euc", BEGIN, "bash", command], env={**os.environ, "LANG": "C.UTF-8"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
