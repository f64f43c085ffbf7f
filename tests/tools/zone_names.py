#!/usr/bin/env python3
"""Writes src/time/zone_names.tsv: what Windows, Outlook and browsers call zones, with the zone and, for a name of one
season, the minutes from UTC that the name says.

The names come from Unicode CLDR (licence Unicode-3.0): Windows names and the zones of metazones from the npm package
cldr-core (windowsZones.json, metaZones.json), the English long names of metazones from the PyPI package Babel; offsets
from tzdata.

    npm pack cldr-core@48.2.0 && tar xzf cldr-core-48.2.0.tgz
    pip install babel==2.19.0 tzdata==2026.6
    PYTHONTZPATH= python3 tests/tools/zone_names.py package > src/time/zone_names.tsv
"""
import importlib.resources
import json
import pathlib
import re
import sys
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import babel

# Names that more places have, or that mean UTC: the program has a table of its own for them.
OWN = {f"{part} {kind}".strip() for part in ["eastern", "central", "mountain", "pacific"] for kind in ["", "standard", "daylight"]}
OWN |= {"greenwich mean", "coordinated universal", "utc", "irish", "british", "philippine", "samoa", "samoa standard", "samoa daylight",
        "gmt standard", "gmt daylight", "central", "european"}
# Where the zone of a metazone is not the one that people mean.
MAIN = {"Europe_Central": "Europe/Zurich", "Europe_Eastern": "Europe/Athens", "Europe_Western": "Europe/Lisbon", "British": "Europe/London",
        "Irish": "Europe/Dublin", "America_Eastern": "America/New_York"}


def plain(name):
    """As the program folds a name: lower case, no accents, no marks, without the word time."""
    name = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    name = re.sub(r"[.'’()]", "", name).replace("-", " ").replace("_", " ").replace(",", " ")
    return " ".join(word for word in name.split() if word != "time")


def offsets(zone):
    """Minutes in standard time and in summer time, over the two years from 2026; None where there is no summer time."""
    days = [datetime(2026, 1, 1, 12) + timedelta(days=7 * week) for week in range(104)]
    seen = {int(ZoneInfo(zone).utcoffset(day).total_seconds() // 60) for day in days}
    return (min(seen), max(seen) if len(seen) == 2 else None)


def current():
    """Zones that go by another name today: CLDR keeps Asia/Calcutta."""
    folder = importlib.resources.files("tzdata") / "zoneinfo"
    listed = {line.split("\t")[2] for line in (folder / "zone.tab").read_text().splitlines() if line and not line.startswith("#")}
    links = [line.split() for line in (folder / "tzdata.zi").read_text().splitlines() if line.startswith("L ")]
    return {alias: zone for _, zone, alias in links if alias not in listed and zone in listed}


def main():
    folder = pathlib.Path(sys.argv[1]) / "supplemental"
    rows = {}
    windows = json.loads((folder / "windowsZones.json").read_text())["supplemental"]["windowsZones"]["mapTimezones"]
    for entry in windows:
        zone = entry["mapZone"]
        if zone["_territory"] != "001" or zone["_other"].startswith("UTC"):
            continue
        name, first = plain(zone["_other"]), zone["_type"].split()[0]
        rows[name] = (first, None)
        # Windows says `Daylight` in summer, and means the zone.
        rows[name.replace("standard", "daylight")] = (first, None)
    zones = {}
    for entry in json.loads((folder / "metaZones.json").read_text())["supplemental"]["metaZones"]["metazones"]:
        zone = entry["mapZone"]
        if zone["_territory"] == "001":
            zones[zone["_other"]] = zone["_type"]
    for meta, forms in babel.Locale("en").meta_zones.items():
        zone = MAIN.get(meta, zones.get(meta))
        names = dict(dict(forms).get("long", {}))
        if zone is None:
            continue
        standard, summer = offsets(zone)
        if meta == "Irish":
            names = {"generic": names["generic"]}
            rows["irish standard"] = (zone, summer)
        for kind, name in names.items():
            # A zone without summer time has one hour, whatever it is called.
            minutes = None if summer is None or kind == "generic" else summer if kind == "daylight" else standard
            if kind != "daylight" or summer is not None:
                rows[plain(name)] = (zone, minutes)
    names_now = current()
    print("# What Windows, Outlook and browsers call zones; made by tests/tools/zone_names.py from Unicode CLDR 48.2 (Unicode-3.0).")
    for name, (zone, minutes) in sorted(rows.items()):
        if name not in OWN:
            print(f"{name}\t{names_now.get(zone, zone)}\t{'' if minutes is None else minutes}")


main()
