#!/usr/bin/env python3
"""Writes tests/it/zones.txt: every zone's changes of clocks from 2020 to 2030 by Python's zoneinfo, as checksums.

    PYTHONTZPATH= python3 tests/tools/zones.py > tests/it/zones.txt      (with tzdata 2026.6 from PyPI)

For each change the lines that are summed up tell the offset a second before, at and after it, and what the wall times
around it are: one instant, two, or none. tests/it/times.rs writes the same lines with the program's zones.
"""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

START, END = datetime(2020, 1, 1, tzinfo=timezone.utc), datetime(2031, 1, 1, tzinfo=timezone.utc)
EPOCH, NAIVE = datetime(1970, 1, 1, tzinfo=timezone.utc), datetime(1970, 1, 1)
STEP = 6 * 3600


def offset(zone, second):
    return int((EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset().total_seconds())


def changes(zone):
    at, end = int((START - EPOCH).total_seconds()), int((END - EPOCH).total_seconds())
    known = offset(zone, at)
    while at < end:
        following = min(at + STEP, end)
        if (new := offset(zone, following)) != known:
            low, high = at, following
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if offset(zone, middle) != known else (middle, high)
            if high < end:
                yield high, known, new
            known = new
        at = following


def wall(zone, local):
    naive = NAIVE + timedelta(seconds=local)
    both = [int((naive.replace(tzinfo=zone, fold=fold) - EPOCH).total_seconds()) for fold in (0, 1)]
    there = [second for second in both if second + offset(zone, second) == local]
    return " ".join(str(second) for second in sorted(set(there))) or "never"


def lines(zone):
    for at, before, after in changes(zone):
        for second in (at - 1, at, at + 1):
            yield f"{second} {offset(zone, second)}"
        first, last = at + min(before, after), at + max(before, after)
        for local in (first - 1, first, (first + last) // 2, last - 1, last):
            yield f"{local}: {wall(zone, local)}"


def checksum(words):
    """FNV-1a, 64 bits."""
    total = 0xCBF29CE484222325
    for byte in words.encode():
        total = ((total ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{total:016x}"


print("# Zones, how many lines their changes make, and the checksum. Made by tests/tools/zones.py with tzdata 2026.6.")
for name in sorted(available_timezones()):
    told = list(lines(ZoneInfo(name)))
    print(name, len(told), checksum("".join(line + "\n" for line in told)))
