"""Installs what docs/operations.md installs with apt, before the machines of page.py are started without a network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from machine import prepare
from page import Page


def main() -> None:
    folder, page = Path(sys.argv[1]), Page()
    answer_yes = "printf 'APT::Get::Assume-Yes \"true\";\\n' > /etc/apt/apt.conf.d/90yes"
    prepare(folder / "base", answer_yes)
    subprocess.run(["cp", "-a", "--reflink=auto", str(folder / "base"), str(folder / "base-db")], check=True)
    for base, section in (("base", "Install"), ("base-db", "Two instances")):
        for line in page.lines(section):
            if line.startswith("apt update"):
                print(f"{base}# {line}", flush=True)
                prepare(folder / base, line)


if __name__ == "__main__":
    main()
