"""Prints the notices of all libraries that the program contains: name, version, licence and the texts that came with each. Every text
stands once, with the libraries that it is of. Asks cargo for the libraries, and reads their sources, which building has downloaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

NAMES = ("licen", "copying", "notice", "copyright", "unlicense")
WIDTH = 100


def libraries() -> list[dict]:
    """What is linked into the program on this kind of machine, by name: neither tests nor what only runs while it is built."""
    target = next(line[6:] for line in said("rustc", "-vV").splitlines() if line.startswith("host: "))
    found = json.loads(said("cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target))
    packages = {one["id"]: one for one in found["packages"]}
    uses = {node["id"]: node["deps"] for node in found["resolve"]["nodes"]}
    todo, linked = [found["resolve"]["root"]], set()
    while todo:
        one = todo.pop()
        if one in linked or any("proc-macro" in target["kind"] for target in packages[one]["targets"]):
            continue
        linked.add(one)
        todo += [dep["pkg"] for dep in uses[one] if any(kind["kind"] is None for kind in dep["dep_kinds"])]
    return sorted((packages[one] for one in linked - {found["resolve"]["root"]}), key=lambda one: (one["name"], one["version"]))


def said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def texts(package: dict) -> list[str]:
    """The files of a library that are notices, and those of what it has taken from others."""
    folder = Path(package["manifest_path"]).parent
    files = [file for file in sorted(folder.rglob("*")) if file.name.lower().startswith(NAMES) and file.suffix != ".rs" and file.is_file()]
    return list(dict.fromkeys(file.read_text(errors="replace").strip() for file in files if file.stat().st_size))


def main() -> None:
    owners: dict[str, list[str]] = {}
    print("Libraries that convenor contains\n")
    for package in libraries():
        name = f"{package['name']} {package['version']}"
        authors = ", ".join(author.split(" <")[0] for author in package["authors"])
        print(f"{name}: {package['license'] or 'see its text'}" + (f", by {authors}" if authors else ""))
        for text in texts(package):
            owners.setdefault(text, []).append(name)
    for text, names in owners.items():
        print("\n" + "=" * WIDTH + f"\n{', '.join(names)}\n" + "-" * WIDTH + f"\n\n{text}")


if __name__ == "__main__":
    sys.exit(main())
