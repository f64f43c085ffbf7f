"""Tries the package and the image that packages.sh has made; ends with the counts, and with 1 where something does not hold."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "operations"))

import containers  # noqa: E402
import debian  # noqa: E402
from checks import Checks  # noqa: E402

BEGIN, END = "<!-- what tests/packages.sh said last -->", "<!-- end of what it said -->"


def main() -> int:
    folder, bases = Path(os.environ["DIR"]), Path(os.environ["BASES"])
    releases = os.environ["RELEASES"].split()
    package, later = (next((folder / name).glob("*.deb")) for name in ("package", "next"))
    checks = Checks()
    described(checks, folder, package)
    for release in releases:
        checks.part(f"lintian of {release}")
        guarded(checks, lambda: debian.lint(checks, release, bases / release, folder, package))
        checks.part(f"the package on {release}")
        guarded(checks, lambda: debian.whole_life(checks, release, bases / release, folder, package, later))
        checks.part(f"the image on {release}, without root")
        guarded(checks, lambda: containers.whole_life(checks, release, bases / f"{release}.tar", folder, package))
    checks.say(f"{checks.passed} passed, {checks.failed} failed")
    if page := os.environ.get("PAGE"):
        write(Path(page), checks.lines)
    return 1 if checks.failed else 0


def write(page: Path, lines: list[str]) -> None:
    """Puts what was said between the marks of a page."""
    head, rest = page.read_text().split(BEGIN)
    page.write_text(f"{head}{BEGIN}\n\n```text\n" + "\n".join(lines) + f"\n```\n\n{END}{rest.split(END)[1]}")


def guarded(checks: Checks, part) -> None:
    try:
        part()
    except Exception as error:  # noqa: BLE001: whatever went wrong is the result
        checks.holds("it came to its end", False, f"{type(error).__name__}: {error}")


def described(checks: Checks, folder: Path, package: Path) -> None:
    """Which package it is, and what of the C library the program needs."""
    checks.part(package.name)
    checks.note(f"{package.stat().st_size / 1e6:.1f} MB")
    subprocess.run(["dpkg-deb", "-x", package, folder / "unpacked"], check=True)
    program = folder / "unpacked/usr/bin/convenor"
    checks.note(f"the program has {program.stat().st_size / 1e6:.1f} MB")
    symbols = subprocess.run(["objdump", "-T", program], check=True, capture_output=True, text=True).stdout
    versions = sorted({tuple(map(int, found.split("."))) for found in re.findall(r"GLIBC_([\d.]+)", symbols)})
    checks.note(f"it needs glibc {'.'.join(map(str, versions[-1]))}")
    checks.note(subprocess.run(["dpkg-deb", "-f", package, "Depends"], check=True, capture_output=True, text=True).stdout.strip())
    listed = subprocess.run(["dpkg-deb", "-c", package], check=True, capture_output=True, text=True).stdout.splitlines()
    wrong = [line for line in listed if not re.search(r" (root/root|0/0) ", line) or re.match(r".{5}w|.{8}w", line) and not line.startswith("l")]
    checks.same("every file is root's, and root's alone to change", wrong, [])


if __name__ == "__main__":
    sys.exit(main())
