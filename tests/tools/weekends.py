#!/usr/bin/env python3
"""Writes src/time/weekends.tsv: the zones whose regions do not rest on Saturday and Sunday.

The weekends are those of Unicode CLDR (npm package cldr-core), the zones' regions those of zone.tab (PyPI package tzdata).

    npm pack cldr-core@48 && tar xzf cldr-core-*.tgz && pip install tzdata==2026.6
    python3 tests/tools/weekends.py package/supplemental/weekData.json > src/time/weekends.tsv
"""
import importlib.resources
import json
import sys

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def weekend(data, region):
    """The days on which a region rests."""
    start, end = (DAYS.index(data[key].get(region, data[key]["001"])) for key in ("weekendStart", "weekendEnd"))
    return [DAYS[(start + later) % 7] for later in range((end - start) % 7 + 1)]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        data = json.load(file)["supplemental"]["weekData"]
    print("# Made by tests/tools/weekends.py from Unicode CLDR and zone.tab; do not edit.")
    table = importlib.resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text()
    rows = [line.split("\t")[:3] for line in table.splitlines() if not line.startswith("#")]
    for region, _, zone in sorted(rows, key=lambda row: row[2]):
        days = weekend(data, region)
        if days != ["sat", "sun"]:
            print(f"{zone}\t{','.join(days)}")


if __name__ == "__main__":
    main()
