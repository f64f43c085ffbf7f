"""Reads calendar files with Python's icalendar and vobject: paths as arguments, one line of JSON a file.
Strangers to our own code."""
import json
import sys
from datetime import timezone
from pathlib import Path

import icalendar
import vobject


def instant(moment):
    assert moment.tzinfo is not None, f"{moment} has no zone"
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def by_icalendar(raw):
    calendar = icalendar.Calendar.from_ical(raw)
    assert not calendar.errors, calendar.errors
    [event] = calendar.events
    assert not event.errors, event.errors
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "description": str(event.get("DESCRIPTION", "")),
        "location": str(event.get("LOCATION", "")),
        "url": str(event.get("URL", "")),
        "organizer": str(event["ORGANIZER"]),
        "organizer_name": str(event["ORGANIZER"].params["CN"]),
        "start": instant(event["DTSTART"].dt),
        "end": instant(event["DTEND"].dt),
    }


def by_vobject(raw):
    calendar = vobject.readOne(raw.decode())
    [event] = calendar.vevent_list

    def words(name):
        return event.getChildValue(name, "")

    def zoned(moment):
        # vobject takes a zone for UTC, and then finds no name for it, when the two agree from 2000 to 2020.
        return moment if moment.tzinfo else moment.replace(tzinfo=calendar.vtimezone.tzinfo)

    return {
        "method": calendar.method.value,
        "uid": event.uid.value,
        "sequence": int(event.sequence.value),
        "status": event.status.value,
        "summary": event.summary.value,
        "description": words("description"),
        "location": words("location"),
        "url": words("url"),
        "organizer": event.organizer.value,
        "organizer_name": event.organizer.params["CN"][0],
        "start": instant(zoned(event.dtstart.value)),
        "end": instant(zoned(event.dtend.value)),
    }


for path in sys.argv[1:]:
    raw = Path(path).read_bytes()
    print(json.dumps({"icalendar": by_icalendar(raw), "vobject": by_vobject(raw)}))
