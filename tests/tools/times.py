#!/usr/bin/env python3
"""Writes tests/it/times.txt: what people type, and what a careful person means by it, in UTC by Python's zoneinfo.

    PYTHONTZPATH= python3 tests/tools/times.py > tests/it/times.txt      (with tzdata 2026.6 from PyPI)

The meanings are written here by hand: local day and clock time, and the zone. Now is 2026-11-24 13:00 UTC, a Tuesday,
and the room is in Zurich.
"""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

Z = "Europe/Zurich"
# typed, local start, zone, local end
TOLD = [
    ("2026-12-08 15:00 Geneva", "2026-12-08 15:00", Z),
    ("2026-12-08 15:00 Europe/Zurich", "2026-12-08 15:00", Z),
    ("2026-12-08 15:00 europe/zurich", "2026-12-08 15:00", Z),
    ("2026-12-08, 15:00 (Geneva time)", "2026-12-08 15:00", Z),
    ("15:00 on 2026-12-08 in Geneva", "2026-12-08 15:00", Z),
    ("8 December 2026 15:00 Geneva", "2026-12-08 15:00", Z),
    ("8th of December 2026 at 15:00 Geneva", "2026-12-08 15:00", Z),
    ("December 8, 2026 at 3 pm Geneva", "2026-12-08 15:00", Z),
    ("Dec 8th 3pm Geneva", "2026-12-08 15:00", Z),
    ("8 Dec 15h00 Geneva", "2026-12-08 15:00", Z),
    ("08.12.2026 15.00 Geneva", "2026-12-08 15:00", Z),
    ("25/12/2026 9:00 Geneva", "2026-12-25 09:00", Z),
    ("Tuesday 8 December 15:00 Geneva", "2026-12-08 15:00", Z),
    ("tue 2026-12-08 15:00 CET", "2026-12-08 15:00", Z),
    ("15:00 CET", "2026-11-24 15:00", Z),
    ("2026-07-08 15:00 CEST", "2026-07-08 15:00", Z),
    ("3pm", "2026-11-24 15:00", Z),
    ("3 p.m.", "2026-11-24 15:00", Z),
    ("3:30pm", "2026-11-24 15:30", Z),
    ("12pm", "2026-11-24 12:00", Z),
    ("12am tomorrow", "2026-11-25 00:00", Z),
    ("15h", "2026-11-24 15:00", Z),
    ("15.30", "2026-11-24 15:30", Z),
    ("noon", "2026-11-24 12:00", Z),
    ("noon tomorrow Beijing", "2026-11-25 12:00", "Asia/Shanghai"),
    ("tomorrow 9am", "2026-11-25 09:00", Z),
    ("day after tomorrow 9:00", "2026-11-26 09:00", Z),
    ("Friday 15:00", "2026-11-27 15:00", Z),
    ("this Friday at 15:00", "2026-11-27 15:00", Z),
    ("on Monday 10:00", "2026-11-30 10:00", Z),
    ("next Monday 10:00", "2026-11-30 10:00", Z),
    ("Tuesday 16:00", "2026-11-24 16:00", Z),
    ("end of day Friday", "2026-11-28 00:00", Z),
    ("2026-12-08 24:00", "2026-12-09 00:00", Z),
    ("1 Jan 00:00", "2027-01-01 00:00", Z),
    ("29 Feb 2028 12:00", "2028-02-29 12:00", Z),
    ("15:00 UTC", "2026-11-24 15:00", "UTC"),
    ("15:00Z", "2026-11-24 15:00", "UTC"),
    ("1500 UTC", "2026-11-24 15:00", "UTC"),
    ("15:00 GMT", "2026-11-24 15:00", "UTC"),
    ("2026-12-08T15:00Z", "2026-12-08 15:00", "UTC"),
    ("2026-12-08T15:00:30Z", "2026-12-08 15:00:30", "UTC"),
    ("2026-12-08T15:00:00-05:00", "2026-12-08 20:00", "UTC"),
    ("2026-12-08T15:00:00+01:00", "2026-12-08 14:00", "UTC"),
    ("15:00+01:00", "2026-11-24 14:00", "UTC"),
    ("15:00 UTC+5:30", "2026-11-24 09:30", "UTC"),
    ("15:00 UTC-3", "2026-11-24 18:00", "UTC"),
    ("15:00 gmt+0530", "2026-11-24 09:30", "UTC"),
    ("2026-12-08 15:00 New Delhi", "2026-12-08 15:00", "Asia/Kolkata"),
    ("2026-12-08 15:00 Bangalore", "2026-12-08 15:00", "Asia/Kolkata"),
    ("2026-12-08 15:00 India", "2026-12-08 15:00", "Asia/Kolkata"),
    ("2026-12-08 15:00 Beijing", "2026-12-08 15:00", "Asia/Shanghai"),
    ("2026-12-08 15:00 China", "2026-12-08 15:00", "Asia/Shanghai"),
    ("2026-12-08 15:00 Seoul", "2026-12-08 15:00", "Asia/Seoul"),
    ("2026-12-08 15:00 South Korea", "2026-12-08 15:00", "Asia/Seoul"),
    ("2026-12-08 15:00 KST", "2026-12-08 15:00", "Asia/Seoul"),
    ("2026-12-08 15:00 JST", "2026-12-08 15:00", "Asia/Tokyo"),
    ("2026-12-08 15:00 São Paulo", "2026-12-08 15:00", "America/Sao_Paulo"),
    ("2026-12-08 15:00 The Hague", "2026-12-08 15:00", "Europe/Amsterdam"),
    ("2026-12-08 15:00 UK", "2026-12-08 15:00", "Europe/London"),
    ("2026-12-08 15:00 Egypt", "2026-12-08 15:00", "Africa/Cairo"),
    ("2026-12-08 15:00 Germany", "2026-12-08 15:00", "Europe/Berlin"),
    ("2026-12-08 15:00 San Francisco", "2026-12-08 15:00", "America/Los_Angeles"),
    ("2026-12-08 15:00 Washington DC", "2026-12-08 15:00", "America/New_York"),
    ("2026-12-08 15:00 ET", "2026-12-08 15:00", "America/New_York"),
    ("2026-07-08 15:00 EDT", "2026-07-08 15:00", "America/New_York"),
    ("2026-12-08 15:00 Vancouver", "2026-12-08 15:00", "America/Vancouver"),
    ("2027-01-15 12:00 Edmonton", "2027-01-15 12:00", "America/Edmonton"),
    ("2027-01-15 12:00 Winnipeg", "2027-01-15 12:00", "America/Winnipeg"),
    ("2027-01-15 12:00 Havana", "2027-01-15 12:00", "America/Havana"),
    ("2027-01-15 12:00 Casablanca", "2027-01-15 12:00", "Africa/Casablanca"),
    ("2027-01-15 12:00 America/Inuvik", "2027-01-15 12:00", "America/Inuvik"),
    ("2027-01-15 12:00 Kathmandu", "2027-01-15 12:00", "Asia/Kathmandu"),
    ("2027-01-15 12:00 Kiritimati", "2027-01-15 12:00", "Pacific/Kiritimati"),
    ("2027-01-15 12:00 Pago Pago", "2027-01-15 12:00", "Pacific/Pago_Pago"),
    ("2027-01-15 12:00 Sydney", "2027-01-15 12:00", "Australia/Sydney"),
    ("2027-01-15 12:00 AEDT", "2027-01-15 12:00", "Australia/Sydney"),
    ("2027-07-15 12:00 AEST", "2027-07-15 12:00", "Australia/Sydney"),
    ("15:00-17:00 Geneva", "2026-11-24 15:00", Z, "2026-11-24 17:00"),
    ("15:00 to 17:00 Geneva", "2026-11-24 15:00", Z, "2026-11-24 17:00"),
    ("15:00 – 17:30 Seoul", "2026-11-24 15:00", "Asia/Seoul", "2026-11-24 17:30"),
    ("22:00-01:00 Geneva", "2026-11-24 22:00", Z, "2026-11-25 01:00"),
    ("2026-12-08 9am-11am Denver", "2026-12-08 09:00", "America/Denver", "2026-12-08 11:00"),
]
# The vectors of the platform notes: 15:00 in Zurich around the changes of 2026.
for day in ["2026-03-17", "2026-03-31", "2026-10-20", "2026-10-27", "2026-11-03"]:
    TOLD.append((f"{day} 15:00 Zurich", f"{day} 15:00", Z))
# Cities people name, each on a day in winter and one in summer.
for city, zone in [("London", "Europe/London"), ("Paris", "Europe/Paris"), ("Sophia Antipolis", "Europe/Paris"), ("Cairo", "Africa/Cairo"),
                   ("Nairobi", "Africa/Nairobi"), ("Dubai", "Asia/Dubai"), ("Tehran", "Asia/Tehran"), ("Kolkata", "Asia/Kolkata"),
                   ("Singapore", "Asia/Singapore"), ("Tokyo", "Asia/Tokyo"), ("Auckland", "Pacific/Auckland"), ("Honolulu", "Pacific/Honolulu"),
                   ("Denver", "America/Denver"), ("Chicago", "America/Chicago"), ("Toronto", "America/Toronto"), ("Halifax", "America/Halifax"),
                   ("St Johns", "America/St_Johns"), ("Mexico City", "America/Mexico_City"), ("Bogota", "America/Bogota"),
                   ("Santiago", "America/Santiago"), ("Buenos Aires", "America/Argentina/Buenos_Aires"), ("Lord Howe", "Australia/Lord_Howe"),
                   ("Adelaide", "Australia/Adelaide"), ("Perth", "Australia/Perth"), ("Dublin", "Europe/Dublin"), ("Istanbul", "Europe/Istanbul"),
                   ("Moscow", "Europe/Moscow"), ("Johannesburg", "Africa/Johannesburg"), ("Lagos", "Africa/Lagos"), ("Jerusalem", "Asia/Jerusalem")]:
    for day in ["2026-12-08", "2027-07-08"]:
        TOLD.append((f"{day} 15:00 {city}", f"{day} 15:00", zone))

# typed, words that the refusal has, the moments that it offers (local, zone)
REFUSED = [
    ("15:00 IST", "can mean India, Ireland or Israel", [("2026-11-24 15:00", "Asia/Kolkata"), ("2026-11-24 15:00", "Europe/Dublin"), ("2026-11-24 15:00", "Asia/Jerusalem")]),
    ("15:00 CST", "can mean China, Chicago or Cuba", [("2026-11-24 15:00", "Asia/Shanghai"), ("2026-11-24 15:00", "America/Chicago"), ("2026-11-24 15:00", "America/Havana")]),
    ("15:00 BST", "can mean Britain or Bangladesh", [("2026-11-24 15:00", "Europe/London"), ("2026-11-24 15:00", "Asia/Dhaka")]),
    ("15:00 PST", "can mean Los Angeles or Philippines", [("2026-11-24 15:00", "America/Los_Angeles"), ("2026-11-24 15:00", "Asia/Manila")]),
    ("15:00 EST", "can mean New York", [("2026-11-24 15:00", "America/New_York"), ("2026-11-24 15:00", "America/Jamaica"), ("2026-11-24 15:00", "America/Panama")]),
    ("2026-07-08 15:00 CET", "not CET", [("2026-07-08 15:00", Z), ("2026-07-08 16:00", Z)]),
    ("2026-12-08 15:00 CEST", "not CEST", [("2026-12-08 15:00", Z), ("2026-12-08 14:00", Z)]),
    ("2026-12-08 15:00 EDT", "not EDT", [("2026-12-08 15:00", "America/New_York"), ("2026-12-08 14:00", "America/New_York")]),
    ("2026-03-29 02:30 Zurich", "does not exist", [("2026-03-29 01:30", Z), ("2026-03-29 03:30", Z)]),
    ("Monday 2026-12-08 15:00", "is a Tuesday, not a Monday", None),
    ("next Tuesday 15:00", "It is Tuesday today", None),
    ("next Friday 15:00", "can mean this week's or next week's", None),
    ("Tuesday 9am", "that time is past", None),
    ("5/6/2027 15:00", "order of day and month", None),
    ("5/6 15:00", "has no year", None),
    ("12 Geneva", "could be an hour or a day", [("2026-11-24 12:00", Z), ("2026-11-24 00:00", Z)]),
    ("midnight Friday", "Midnight begins one day and ends another", None),
    ("25:00", "There is no time", None),
    ("13pm", "There is no time", None),
    ("2026-02-30 15:00", "There is no day", None),
    ("15:00 Atlantis", "I know no place", None),
    ("15:00 16:00 17:00", "two times", None),
    ("Monday Tuesday 15:00", "two weekdays", None),
    ("2026-12-08 Geneva", "has no time of day", None),
    ("15:00 USA", "can mean New York", None),
    ("banana", "I cannot read that", None),
    ("see you later", "I cannot read that", None),
]


def utc(local, zone):
    form = "%Y-%m-%d %H:%M:%S" if local.count(":") == 2 else "%Y-%m-%d %H:%M"
    return datetime.strptime(local, form).replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


print("# Made by tests/tools/times.py with Python's zoneinfo; typed | meaning in UTC, or ! and words of the refusal | what it offers.")
for typed, local, zone, *end in TOLD:
    print(f"{typed} | {utc(local, zone)}" + (f" {utc(end[0], zone)}" if end else ""))
# A time that happens twice is offered with both offsets.
print("2026-10-25 02:30 Zurich | ! happens twice | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z")
print("2026-11-01 01:30 New York | ! happens twice | 2026-11-01T05:30:00Z 2026-11-01T06:30:00Z")
print("2027-04-04 02:30 Sydney | ! happens twice | 2027-04-03T15:30:00Z 2027-04-03T16:30:00Z")
now = datetime(2026, 11, 24, 13, 0, tzinfo=timezone.utc)
for typed, span in [("in 2 h", timedelta(hours=2)), ("in 90 min", timedelta(minutes=90)), ("in 1 h 30 min", timedelta(minutes=90)), ("in half an hour", timedelta(minutes=30)),
                    ("in 3 days", timedelta(days=3)), ("in 2 weeks", timedelta(weeks=2)), ("in an hour", timedelta(hours=1)), ("30 minutes ago", timedelta(minutes=-30)), ("now", timedelta())]:
    print(f"{typed} | {(now + span).strftime('%Y-%m-%dT%H:%M:%SZ')}")
for typed, words, offered in REFUSED:
    print(f"{typed} | ! {words}" + (" | " + " ".join(utc(*one) for one in offered) if offered else ""))
