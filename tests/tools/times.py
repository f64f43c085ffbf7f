#!/usr/bin/env python3
"""Writes tests/it/times.txt: what people type, and what a careful person means by it.

    PYTHONTZPATH= python3 tests/tools/times.py > tests/it/times.txt      (with tzdata 2026.6 from PyPI)

The meanings are written by hand, as the day and the clock of a place; Python's zoneinfo makes UTC of them. Nothing
is copied from the program. Where nothing else is said, now is 2026-11-24 13:00 UTC, a Tuesday, in Zurich 14:00.
"""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

Z, NY, UTC = "Europe/Zurich", "America/New_York", "UTC"
NOW = "2026-11-24T13:00Z"
HEAD = """\
# What people type, and what a careful person means by it. Made by tests/tools/times.py, with Python's zoneinfo.
# now | zone of the room | what is typed -> UTC zone, or start/end zone, then the places asked for
# now | zone of the room | what is typed -> ! why not: what is offered instead, UTC and zone"""


def utc(local, zone, fold=0):
    form = "%Y-%m-%d %H:%M:%S" if local.count(":") == 2 else "%Y-%m-%d %H:%M"
    offset = timezone(timedelta(minutes=offsets[zone])) if zone in offsets else ZoneInfo(zone)
    return shown(datetime.strptime(local, form).replace(tzinfo=offset, fold=fold))


def shown(at):
    at = at.astimezone(timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ" if at.second else "%Y-%m-%dT%H:%MZ")


offsets = {"UTC+01:00": 60, "UTC+02:00": 120, "UTC+05:30": 330, "UTC-03:00": -180, "UTC-05:00": -300, "UTC+05:45": 345, "UTC+14:00": 840,
           "UTC-12:00": -720, "UTC-01:00": -60, "UTC-08:00": -480, "UTC-09:30": -570, "UTC+09:00": 540, "UTC+08:00": 480, "UTC-04:00": -240, "UTC-03:30": -210, "UTC-07:00": -420, "UTC-06:00": -360}
state = {"now": NOW, "room": Z}


def section(title, now=NOW, room=Z):
    state.update(now=now, room=room)
    print(f"\n# {title}")


def line(typed, expected):
    print(f"{state['now']} | {state['room']} | {typed} -> {expected}")


def at(typed, local, zone=None, end=None, wanted=()):
    zone = zone or state["room"]
    expected = utc(local, zone) + (f"/{utc(end, zone)}" if end else "") + f" {zone}"
    line(typed, expected + (" in " + ", ".join(wanted) if wanted else ""))


def span(typed, **delta):
    now = datetime.fromisoformat(state["now"].replace("Z", "+00:00"))
    line(typed, f"{shown(now + timedelta(**delta))} {state['room']}")


def no(typed, why, *offered):
    """Each of `offered` is (local, zone), or (local, zone, 1) for the second time of two."""
    instead = ", ".join(f"{utc(one[0], one[1], one[2] if len(one) > 2 else 0)} {one[1]}" for one in offered)
    line(typed, f"! {why}" + (f": {instead}" if instead else ""))


print(HEAD)

section("Dates around the changes of clocks, in the zones of a group that meets across the world.")
for day in ["2026-03-17", "2026-03-31", "2026-10-20", "2026-10-27", "2026-11-03"]:
    places = {"New York": NY, "Denver": "America/Denver", "Cairo": "Africa/Cairo", "Kolkata": "Asia/Kolkata", "Shanghai": "Asia/Shanghai",
              "Seoul": "Asia/Seoul", "Sydney": "Australia/Sydney"}
    at(f"{day} 15:00 Europe/Zurich", f"{day} 15:00", Z)
    at(f"{day} 15:00 Geneva in {', '.join(places)}", f"{day} 15:00", Z, wanted=places.values())
for city in ["America/Vancouver", "America/Edmonton", "America/Inuvik", "America/Winnipeg", "America/Havana", "Africa/Casablanca"]:
    at(f"2027-01-15 12:00 {city}", "2027-01-15 12:00", city)
    at(f"2027-01-15 12:00 {city.split('/')[1]}", "2027-01-15 12:00", city)
no("2026-10-25 02:30 Europe/Zurich", "twice", ("2026-10-25 02:30", Z), ("2026-10-25 02:30", Z, 1))
no("2026-03-29 02:30 Europe/Zurich", "never", ("2026-03-29 01:30", Z), ("2026-03-29 03:30", Z))
at("2026-03-24 15:00 Europe/Zurich", "2026-03-24 15:00", Z)

section("Days: ISO, and stamps.")
at("2026-12-08 15:00", "2026-12-08 15:00")
at("2026-12-8 15:00", "2026-12-08 15:00")
at("15:00 2026-12-08", "2026-12-08 15:00")
at("2026-12-08T15:00", "2026-12-08 15:00")
at("2026-12-08t15:00", "2026-12-08 15:00")
at("2026-12-08 15:00:30", "2026-12-08 15:00:30")
at("2026-12-08T15:00Z", "2026-12-08 15:00", UTC)
at("2026-12-08t15:00z", "2026-12-08 15:00", UTC)
at("2026-12-08 15:00Z", "2026-12-08 15:00", UTC)
at("2026-12-08T15:00:30Z", "2026-12-08 15:00:30", UTC)
at("2026-12-08T15:00:00.000Z", "2026-12-08 15:00", UTC)
at("2026-12-08T15:00:00-05:00", "2026-12-08 15:00", "UTC-05:00")
at("2026-12-08T15:00-05:00", "2026-12-08 15:00", "UTC-05:00")
at("2026-12-08T15:00:00-0500", "2026-12-08 15:00", "UTC-05:00")
at("2026-12-08T15:00:00+01:00", "2026-12-08 15:00", "UTC+01:00")
at("2026-12-08 15:00:00+05:30", "2026-12-08 15:00", "UTC+05:30")
at("2026-12-08T15:00:00+00:00", "2026-12-08 15:00", UTC)
at("2026-12-08T15:00:00-00:00", "2026-12-08 15:00", UTC)
at("2025-01-02 15:00 Geneva", "2025-01-02 15:00", Z)
no("2026-12-08", "no time")
no("2026-12-08 Geneva", "no time")
no("2026-13-08 15:00", "no such day")
no("2026-02-30 15:00", "no such day")
no("2026-00-10 15:00", "no such day")
no("2026-12-00 15:00", "no such day")

section("Days: with dots, with slashes.")
at("08.12.2026 15:00 Geneva", "2026-12-08 15:00", Z)
at("8.12.2026 15.00 Geneva", "2026-12-08 15:00", Z)
at("8.12.2026, 15:00 Uhr", "2026-12-08 15:00")
at("Tue 08.12.2026 15:00", "2026-12-08 15:00")
no("31.11.2026 15:00", "no such day")
no("12.25.2026 15:00", "no such day")
at("25/12/2026 9:00 Geneva", "2026-12-25 09:00", Z)
at("12/25/2026 9:00 am New York", "2026-12-25 09:00", NY)
at("12/12/2026 15:00", "2026-12-12 15:00")
at("31/1/2027 15:00", "2027-01-31 15:00")
no("5/6/2027 15:00", "which order", ("2027-06-05 15:00", Z), ("2027-05-06 15:00", Z))
no("08/12/2026 15:00 Geneva", "which order", ("2026-12-08 15:00", Z), ("2026-08-12 15:00", Z))
no("12/8/2026 3pm", "which order", ("2026-08-12 15:00", Z), ("2026-12-08 15:00", Z))
no("5/6 15:00", "no year")
no("25/12 15:00", "no year")
no("13/13/2026 15:00", "no such day")
no("31/02/2027 15:00", "no such day")

section("Days: in English.")
for typed in ["8 December 2026", "8 Dec 2026", "08 Dec 2026", "8th December 2026", "8th of December 2026", "8th of December, 2026", "the 8th of December 2026",
              "December 8, 2026", "December 8 2026", "Dec 8, 2026", "Dec. 8, 2026", "December 8th, 2026", "DEC 8 2026", "8 december", "Dec 8th", "8 Dec",
              "Tuesday 8 December", "Tuesday, 8 December 2026", "Tue, 8 Dec 2026", "Tuesday, December 8, 2026", "Tue Dec 8 2026", "on Tuesday the 8th of December"]:
    at(f"{typed} 15:00", "2026-12-08 15:00")
at("8 December 2026 at 3 pm Geneva", "2026-12-08 15:00", Z)
at("3pm on December 8", "2026-12-08 15:00")
at("15:00 on 8 December in Geneva", "2026-12-08 15:00", Z)
at("Sept 1 2027 10:00", "2027-09-01 10:00")
at("1st September 2027 10:00", "2027-09-01 10:00")
at("May 2nd 2027 10:00", "2027-05-02 10:00")
at("3rd March 10:00", "2027-03-03 10:00")
at("23rd Nov 10:00", "2027-11-23 10:00")
at("24 November 15:00", "2026-11-24 15:00")
at("31 Dec 2026 23:59", "2026-12-31 23:59")
at("31 Dec 24:00", "2027-01-01 00:00")
at("1 Jan 00:00", "2027-01-01 00:00")
at("1 January 2027 00:30 Kiritimati", "2027-01-01 00:30", "Pacific/Kiritimati")
at("29 Feb 2028 12:00", "2028-02-29 12:00")
at("2028-02-29 12:00", "2028-02-29 12:00")
no("29 Feb 2027 12:00", "no such day")
no("2100-02-29 12:00", "no such day")
no("31 April 12:00", "no such day")
no("31 June 2027 12:00", "no such day")
no("0 December 12:00", "no such day")
no("8 December", "no time")

section("Days: the weekday, and relative to today. It is Tuesday.")
at("today 15:00", "2026-11-24 15:00")
at("tonight 20:00", "2026-11-24 20:00")
at("tomorrow 9am", "2026-11-25 09:00")
at("tomorrow at 9:00", "2026-11-25 09:00")
at("9:00 tomorrow", "2026-11-25 09:00")
at("Tomorrow, 9:00 Geneva time", "2026-11-25 09:00", Z)
at("day after tomorrow 9:00", "2026-11-26 09:00")
at("the day after tomorrow at 9:00", "2026-11-26 09:00")
at("yesterday 9:00", "2026-11-23 09:00")
for words in ["Friday", "friday", "Fri", "FRI", "fri.", "this Friday", "on Friday", "on Fri", "coming Friday"]:
    at(f"{words} 15:00", "2026-11-27 15:00")
at("15:00 Friday", "2026-11-27 15:00")
at("15:00 on Friday", "2026-11-27 15:00")
at("Friday at 3pm", "2026-11-27 15:00")
at("Wednesday 15:00", "2026-11-25 15:00")
at("Wed 15:00", "2026-11-25 15:00")
at("Thu 15:00", "2026-11-26 15:00")
at("Thur 15:00", "2026-11-26 15:00")
at("Thurs 15:00", "2026-11-26 15:00")
at("Sat 15:00", "2026-11-28 15:00")
at("Sunday 15:00", "2026-11-29 15:00")
at("Monday 10:00", "2026-11-30 10:00")
at("next Monday 10:00", "2026-11-30 10:00")
at("Tuesday 16:00", "2026-11-24 16:00")
at("this Tuesday 16:00", "2026-11-24 16:00")
at("Tues 16:00", "2026-11-24 16:00")
no("next Tuesday 15:00", "which next", ("2026-12-01 15:00", Z), ("2026-12-08 15:00", Z))
no("next Tue 15:00 Europe/Zurich", "which next", ("2026-12-01 15:00", Z), ("2026-12-08 15:00", Z))
no("next Friday 15:00", "which next", ("2026-11-27 15:00", Z), ("2026-12-04 15:00", Z))
no("next wed 3pm Seoul", "which next", ("2026-11-25 15:00", "Asia/Seoul"), ("2026-12-02 15:00", "Asia/Seoul"))
no("Tuesday 9am", "past", ("2026-12-01 09:00", Z), ("2026-11-24 09:00", Z))
no("tue 13:59", "past", ("2026-12-01 13:59", Z), ("2026-11-24 13:59", Z))
no("Friday", "no time")
no("tomorrow", "no time")
no("Monday Tuesday 15:00", "two")
no("Monday 8 December 2026 15:00", "contradiction", ("2026-12-07 15:00", Z), ("2026-12-08 15:00", Z), ("2026-12-14 15:00", Z))
no("Monday 2026-12-08 15:00", "contradiction", ("2026-12-07 15:00", Z), ("2026-12-08 15:00", Z), ("2026-12-14 15:00", Z))
no("Wed 2026-12-08 15:00 Denver", "contradiction", ("2026-12-02 15:00", "America/Denver"), ("2026-12-08 15:00", "America/Denver"), ("2026-12-09 15:00", "America/Denver"))
no("Friday 1 January 2028 10:00", "contradiction", ("2027-12-31 10:00", Z), ("2028-01-01 10:00", Z), ("2028-01-07 10:00", Z))
at("Saturday 1 January 2028 10:00", "2028-01-01 10:00")
at("15:00 Wednesday Auckland", "2026-11-25 15:00", "Pacific/Auckland")
at("Wednesday 18:00 Kiritimati", "2026-11-25 18:00", "Pacific/Kiritimati")
at("tomorrow 9:00 Kiritimati", "2026-11-26 09:00", "Pacific/Kiritimati")
at("today 9:00 Pago Pago", "2026-11-24 09:00", "Pacific/Pago_Pago")

section("Clocks.")
for typed, clock in [("15:00", "15:00"), ("15:05", "15:05"), ("9:05", "09:05"), ("09:05", "09:05"), ("0:00", "00:00"), ("00:00", "00:00"), ("23:59", "23:59"),
                     ("23:59:59", "23:59:59"), ("15h00", "15:00"), ("15h", "15:00"), ("15h30", "15:30"), ("15.00", "15:00"), ("15.30", "15:30"),
                     ("3pm", "15:00"), ("3 pm", "15:00"), ("3PM", "15:00"), ("3 p.m.", "15:00"), ("3p.m.", "15:00"), ("3 P.M.", "15:00"), ("3:30pm", "15:30"), ("3:30 p.m.", "15:30"),
                     ("3.30pm", "15:30"), ("3am", "03:00"), ("3 a.m.", "03:00"), ("12am", "00:00"), ("12 a.m.", "00:00"), ("12pm", "12:00"), ("12 p.m.", "12:00"),
                     ("12:30am", "00:30"), ("12:30pm", "12:30"), ("11:59pm", "23:59"), ("1am", "01:00"), ("noon", "12:00"), ("Noon", "12:00"), ("midday", "12:00"), ("12 noon", "12:00"),
                     ("15:00 hrs", "15:00"), ("15:00 hours", "15:00"), ("15:00h", "15:00"), ("15：00", "15:00")]:
    at(f"2026-12-08 {typed}", f"2026-12-08 {clock}")
for typed in ["end of day Friday", "Friday end of day", "end of the day Friday", "EOD Friday", "Friday 24:00", "24:00 Friday", "eod fri"]:
    at(typed, "2026-11-28 00:00")
at("2026-12-08 24:00", "2026-12-09 00:00")
at("24:00", "2026-11-25 00:00")
at("end of day Friday Denver", "2026-11-28 00:00", "America/Denver")
at("noon Beijing tomorrow", "2026-11-25 12:00", "Asia/Shanghai")
at("at 15:00", "2026-11-24 15:00")
at("at 3pm", "2026-11-24 15:00")
at("@15:00", "2026-11-24 15:00")
at("15:00?", "2026-11-24 15:00")
at("15:00.", "2026-11-24 15:00")
at("15:00!", "2026-11-24 15:00")
at("  15:00  ", "2026-11-24 15:00")
at("1500 UTC", "2026-11-24 15:00", UTC)
at("15:00 local time", "2026-11-24 15:00")
no("midnight", "midnight", ("2026-11-24 00:00", Z), ("2026-11-25 00:00", Z))
no("midnight Friday", "midnight", ("2026-11-27 00:00", Z), ("2026-11-28 00:00", Z))
no("Friday midnight Geneva", "midnight")
no("12 midnight", "midnight")
no("12", "bare", ("2026-11-24 12:00", Z), ("2026-11-24 00:00", Z))
no("12 Geneva", "bare", ("2026-11-24 12:00", Z), ("2026-11-24 00:00", Z))
no("3", "bare", ("2026-11-24 03:00", Z), ("2026-11-24 15:00", Z))
no("Friday 3", "which hour", ("2026-11-27 03:00", Z), ("2026-11-27 15:00", Z))
no("tomorrow at 9", "which hour", ("2026-11-25 09:00", Z), ("2026-11-25 21:00", Z))
no("3 o'clock", "which hour", ("2026-11-24 03:00", Z), ("2026-11-24 15:00", Z))
no("15", "bare", ("2026-11-24 15:00", Z))
no("25:00", "no such time")
no("24:01", "no such time")
no("15:60", "no such time")
no("12:61pm", "no such time")
no("13pm", "no such time")
no("0pm", "no such time")
no("15:00pm", "no such time")
no("99:99", "no such time")
no("15:00 16:00", "two")
no("15:00 16:00 17:00", "two")
no("3pm 4pm", "two")
no("15:00:60", "no such time")

section("Ranges.")
for typed in ["15:00-17:00", "15:00 - 17:00", "15:00–17:00", "15:00 – 17:00", "15:00—17:00", "15:00 to 17:00", "15:00 until 17:00", "15:00 till 17:00", "from 15:00 to 17:00",
              "3pm-5pm", "3pm to 5pm", "3 pm - 5 pm", "3-5pm", "3 - 5 pm", "3:00-5:00pm", "3:00 to 5 pm", "15h-17h", "15h00-17h00", "15.00-17.00", "15:00-5pm"]:
    at(f"{typed} Geneva", "2026-11-24 15:00", Z, end="2026-11-24 17:00")
at("15:00-17:00", "2026-11-24 15:00", end="2026-11-24 17:00")
at("2026-12-08 15:00-17:00 Geneva", "2026-12-08 15:00", Z, end="2026-12-08 17:00")
at("2026-12-08 15:00-17:00", "2026-12-08 15:00", end="2026-12-08 17:00")
at("2026-12-08 09:00-11:00 Denver", "2026-12-08 09:00", "America/Denver", end="2026-12-08 11:00")
at("2026-12-08 09:00 - 11:00 Seoul", "2026-12-08 09:00", "Asia/Seoul", end="2026-12-08 11:00")
at("Friday 15:00-17:00 Geneva", "2026-11-27 15:00", Z, end="2026-11-27 17:00")
at("15:00-17:00 Friday in Geneva", "2026-11-27 15:00", Z, end="2026-11-27 17:00")
at("8 Dec, 15:00-17:00, Geneva", "2026-12-08 15:00", Z, end="2026-12-08 17:00")
at("15:00-17:00 UTC", "2026-11-24 15:00", UTC, end="2026-11-24 17:00")
at("15:00-17:00 CET", "2026-11-24 15:00", Z, end="2026-11-24 17:00")
at("15:00-17:00 +01:00", "2026-11-24 15:00", "UTC+01:00", end="2026-11-24 17:00")
at("15:00-17:00 UTC+5:30", "2026-11-24 15:00", "UTC+05:30", end="2026-11-24 17:00")
at("22:00-01:00 Geneva", "2026-11-24 22:00", Z, end="2026-11-25 01:00")
at("10pm-1am Geneva", "2026-11-24 22:00", Z, end="2026-11-25 01:00")
at("10pm to 2am Friday", "2026-11-27 22:00", end="2026-11-28 02:00")
at("23:30 to 00:30", "2026-11-24 23:30", end="2026-11-25 00:30")
at("31 Dec 22:00 - 02:00 Geneva", "2026-12-31 22:00", Z, end="2027-01-01 02:00")
at("22:00-24:00 Geneva", "2026-11-24 22:00", Z, end="2026-11-25 00:00")
at("2026-12-08 9am-11am Denver", "2026-12-08 09:00", "America/Denver", end="2026-12-08 11:00")
at("9-11am Friday", "2026-11-27 09:00", end="2026-11-27 11:00")
at("11-1pm Friday", "2026-11-27 11:00", end="2026-11-27 13:00")
at("9-5pm Friday", "2026-11-27 09:00", end="2026-11-27 17:00")
at("12-1pm Friday", "2026-11-27 12:00", end="2026-11-27 13:00")
at("11am-1pm Friday", "2026-11-27 11:00", end="2026-11-27 13:00")
at("noon-2pm Friday", "2026-11-27 12:00", end="2026-11-27 14:00")
at("noon to 14:00 Friday", "2026-11-27 12:00", end="2026-11-27 14:00")
at("10am-noon Friday", "2026-11-27 10:00", end="2026-11-27 12:00")
at("2026-10-25 01:00-04:00 Geneva", "2026-10-25 01:00", Z, end="2026-10-25 04:00")
at("2026-03-29 01:00-04:00 Geneva", "2026-03-29 01:00", Z, end="2026-03-29 04:00")
no("2026-03-29 01:00-02:30 Geneva", "never")
no("2026-10-25 02:30-04:00 Geneva", "twice")
no("15:00-15:00 Geneva", "empty")
no("15:00-17:00-19:00", "no offset")
no("15:00-25:00", "no such time")
no("15:00-17:00 IST", "which place", ("2026-11-24 15:00", "Asia/Kolkata"), ("2026-11-24 15:00", "Europe/Dublin"), ("2026-11-24 15:00", "Asia/Jerusalem"),
   ("2026-11-24 15:00", "UTC+01:00"))

section("From now on.")
span("now")
span("in 2 h", hours=2)
span("in 2h", hours=2)
span("in 2 hours", hours=2)
span("In 2 Hours", hours=2)
span("in 90 min", minutes=90)
span("in 90 minutes", minutes=90)
span("in 90m", minutes=90)
span("in an hour", hours=1)
span("in a minute", minutes=1)
span("in half an hour", minutes=30)
span("in 1 h 30 min", minutes=90)
span("in 1h30m", minutes=90)
span("in 1 hour and 30 minutes", minutes=90)
span("in 1 hour, 30 minutes", minutes=90)
span("in 3 days", days=3)
span("in 2 weeks", weeks=2)
span("in a week", weeks=1)
span("in 1 d", days=1)
span("30 minutes ago", minutes=-30)
span("2 h ago", hours=-2)
span("an hour ago", hours=-1)
span("half an hour ago", minutes=-30)
span("3 days ago", days=-3)
line("in 2 h Seoul", "2026-11-24T15:00Z Asia/Seoul")
line("now in Seoul, Denver", "2026-11-24T13:00Z Europe/Zurich in Asia/Seoul, America/Denver")
line("in 2 h in Seoul", "2026-11-24T15:00Z Europe/Zurich in Asia/Seoul")
no("in 2", "bare")
no("in 99999999999999999999 h", "nonsense")
no("in 2 parsecs", "unknown place")

section("Days and weeks keep the clock, hours do not: the clocks change in the night of 25 October.", now="2026-10-24T13:00Z")
at("in 3 days", "2026-10-27 15:00")
at("in 2 weeks", "2026-11-07 15:00")
at("tomorrow 15:00", "2026-10-25 15:00")
span("in 24 h", hours=24)
at("in 1 day 2 h", "2026-10-25 17:00")
no("02:30 tomorrow", "twice", ("2026-10-25 02:30", Z), ("2026-10-25 02:30", Z, 1))
no("Sunday 2:30am", "twice", ("2026-10-25 02:30", Z), ("2026-10-25 02:30", Z, 1))

section("Zones by their names, in any case.")
for typed, zone in [("Europe/Zurich", Z), ("europe/zurich", Z), ("EUROPE/ZURICH", Z), ("(Europe/Zurich)", Z), ("America/New_York", NY), ("america/new_york", NY), ("America/New York", NY),
                    ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"), ("Asia/Kolkata", "Asia/Kolkata"), ("Pacific/Pago_Pago", "Pacific/Pago_Pago"),
                    ("Australia/Lord_Howe", "Australia/Lord_Howe"), ("Etc/GMT+1", "Etc/GMT+1"), ("Etc/GMT-14", "Etc/GMT-14"), ("America/Port-au-Prince", "America/Port-au-Prince"),
                    ("UTC", UTC), ("utc", UTC), ("Z", UTC), ("GMT", UTC), ("gmt", UTC), ("UCT", "UCT"), ("Zulu", UTC), ("US/Eastern", "US/Eastern"), ("Asia/Calcutta", "Asia/Calcutta")]:
    at(f"2026-12-08 15:00 {typed}", "2026-12-08 15:00", zone)

section("Cities: one day in winter, one in summer.")
for city, zone in [("Geneva", Z), ("geneva", Z), ("GENEVA", Z), ("Genève", Z), ("in Geneva", Z), ("Geneva time", Z), ("Zürich", Z), ("Bern", Z), ("London", "Europe/London"),
                   ("Paris", "Europe/Paris"), ("Berlin", "Europe/Berlin"), ("Munich", "Europe/Berlin"), ("Sophia Antipolis", "Europe/Paris"), ("The Hague", "Europe/Amsterdam"),
                   ("the hague", "Europe/Amsterdam"), ("Dublin", "Europe/Dublin"), ("Istanbul", "Europe/Istanbul"), ("Kyiv", "Europe/Kyiv"), ("Kiev", "Europe/Kyiv"),
                   ("Cairo", "Africa/Cairo"), ("Nairobi", "Africa/Nairobi"), ("Lagos", "Africa/Lagos"), ("Johannesburg", "Africa/Johannesburg"), ("Dubai", "Asia/Dubai"),
                   ("Tehran", "Asia/Tehran"), ("New Delhi", "Asia/Kolkata"), ("Delhi", "Asia/Kolkata"), ("Bangalore", "Asia/Kolkata"), ("Bengaluru", "Asia/Kolkata"),
                   ("Mumbai", "Asia/Kolkata"), ("Kathmandu", "Asia/Kathmandu"), ("Beijing", "Asia/Shanghai"), ("Shenzhen", "Asia/Shanghai"), ("Seoul", "Asia/Seoul"), ("Tokyo", "Asia/Tokyo"),
                   ("Singapore", "Asia/Singapore"), ("Yangon", "Asia/Yangon"), ("Adelaide", "Australia/Adelaide"), ("Perth", "Australia/Perth"), ("Lord Howe", "Australia/Lord_Howe"),
                   ("Eucla", "Australia/Eucla"), ("Auckland", "Pacific/Auckland"), ("Wellington", "Pacific/Auckland"), ("Chatham", "Pacific/Chatham"), ("Honolulu", "Pacific/Honolulu"), ("Kiritimati", "Pacific/Kiritimati"), ("Pago Pago", "Pacific/Pago_Pago"),
                   ("Marquesas", "Pacific/Marquesas"), ("Anchorage", "America/Anchorage"), ("San Francisco", "America/Los_Angeles"), ("Denver", "America/Denver"), ("Phoenix", "America/Phoenix"),
                   ("Chicago", "America/Chicago"), ("New York", NY), ("NYC", NY), ("Washington DC", NY), ("Washington, DC", NY), ("Toronto", "America/Toronto"), ("Halifax", "America/Halifax"), ("St. John's", "America/St_Johns"), ("St Johns", "America/St_Johns"),
                   ("Mexico City", "America/Mexico_City"), ("Santiago", "America/Santiago"), ("São Paulo", "America/Sao_Paulo"), ("Sao Paulo", "America/Sao_Paulo"),
                   ("Buenos Aires", "America/Argentina/Buenos_Aires"), ("Troll", "Antarctica/Troll")]:
    for day in ["2026-12-08", "2027-07-08"]:
        at(f"{day} 15:00 {city}", f"{day} 15:00", zone)
for typed in ["2026-12-08, 15:00 (Geneva time)", "2026-12-08, 15:00, Geneva", "15:00 on 2026-12-08 in Geneva", "15:00 Geneva time on 2026-12-08", "Geneva 2026-12-08 15:00", "Geneva, 8 December 2026, 15:00",
              "at 15:00 Geneva on 8 December", "2026-12-08 15:00 Geneva.", "2026-12-08 at 15:00 o'clock Geneva"]:
    at(typed, "2026-12-08 15:00", Z)

section("Countries: of one zone, and of many.")
for country, zone in [("Switzerland", Z), ("India", "Asia/Kolkata"), ("China", "Asia/Shanghai"), ("Japan", "Asia/Tokyo"), ("South Korea", "Asia/Seoul"), ("Korea", "Asia/Seoul"), ("Egypt", "Africa/Cairo"), ("UK", "Europe/London"),
                      ("United Kingdom", "Europe/London"), ("Germany", "Europe/Berlin"), ("France", "Europe/Paris"), ("Nigeria", "Africa/Lagos"), ("Nepal", "Asia/Kathmandu"), ("Iran", "Asia/Tehran"), ("Ireland", "Europe/Dublin"), ("Israel", "Asia/Jerusalem")]:
    at(f"2026-12-08 15:00 {country}", "2026-12-08 15:00", zone)
for country in ["USA", "United States", "Canada", "Australia", "Brazil", "Russia", "Mexico", "Indonesia"]:
    no(f"2026-12-08 15:00 {country}", "which place")
no("2026-12-08 15:00 Samoa", "which place", ("2026-12-08 15:00", "Pacific/Pago_Pago"), ("2026-12-08 15:00", "Pacific/Apia"))
no("2026-12-08 15:00 Congo", "which place")
no("2026-12-08 15:00 Atlantis", "unknown place")
no("15:00 Europe/Atlantis", "unknown place")
no("15:00 Gotham City", "unknown place")
no("15:00 Geneva Seoul", "unknown place")
no("15:00 UTC Geneva", "unknown place")

section("Offsets.")
for typed, zone in [("15:00+01:00", "UTC+01:00"), ("15:00 +01:00", "UTC+01:00"), ("15:00+1", "UTC+01:00"), ("15:00 +0100", "UTC+01:00"), ("15:00 UTC+1", "UTC+01:00"), ("15:00 UTC +1", "UTC+01:00"),
                    ("15:00 UTC+01:00", "UTC+01:00"), ("15:00 (UTC+1)", "UTC+01:00"), ("15:00 GMT+1", "UTC+01:00"), ("15:00 utc+5:30", "UTC+05:30"), ("15:00 gmt+0530", "UTC+05:30"), ("15:00 UTC+5:45", "UTC+05:45"),
                    ("15:00 UTC-3", "UTC-03:00"), ("15:00 UTC−3", "UTC-03:00"), ("15:00 UTC-03:30", "UTC-03:30"), ("15:00 UTC-9:30", "UTC-09:30"), ("15:00 GMT-5", "UTC-05:00"), ("3pm UTC-5", "UTC-05:00"), ("3pm UTC+9", "UTC+09:00"),
                    ("15:00 UTC+14", "UTC+14:00"), ("15:00 UTC-12", "UTC-12:00"), ("15:00 UTC+0", UTC), ("15:00 UTC+00:00", UTC), ("15:00+00:00", UTC)]:
    at(f"8 December {typed}", "2026-12-08 15:00", zone)
no("15:00 UTC+25", "no offset")
no("15:00 UTC+15", "no offset")
no("15:00 +99:99", "no offset")
no("15:00 UTC+1:75", "no offset")

section("Abbreviations that several countries use.")
CHICAGO, DENVER, LA, HAVANA = "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Havana"
WINNIPEG, EDMONTON, VANCOUVER = "America/Winnipeg", "America/Edmonton", "America/Vancouver"
INDIA, IRELAND, ISRAEL, CHINA, BRITAIN = "Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem", "Asia/Shanghai", "Europe/London"
JAMAICA, PANAMA, HALIFAX, ARABIA, PUERTO_RICO = "America/Jamaica", "America/Panama", "America/Halifax", "Asia/Riyadh", "America/Puerto_Rico"
ARIZONA, MALAYSIA = "America/Phoenix", "Asia/Kuala_Lumpur"


def several(typed, *places):
    """The same wall time in each of the places; the clock is the one that is typed."""
    day = typed[:10] if typed.startswith("20") else NOW[:10]
    no(typed, "which place", *[(f"{day} 15:00", place) for place in places])


# Where a place does not keep the name's offset on that day, the offset as it stands is offered too.
several("2026-12-08 15:00 IST", INDIA, IRELAND, ISRAEL, "UTC+01:00")
several("2026-07-08 15:00 IST", INDIA, IRELAND, ISRAEL, "UTC+02:00")
several("15:00 ist", INDIA, IRELAND, ISRAEL, "UTC+01:00")
several("2026-12-08 15:00 BST", BRITAIN, "Asia/Dhaka", "UTC+01:00")
several("2026-07-08 15:00 BST", BRITAIN, "Asia/Dhaka")
several("2026-12-08 15:00 AST", HALIFAX, ARABIA, PUERTO_RICO)
several("2026-07-08 15:00 AST", HALIFAX, ARABIA, PUERTO_RICO)
several("2026-12-08 15:00 GST", "Asia/Dubai", "Atlantic/South_Georgia")
several("2026-07-08 15:00 GST", "Asia/Dubai", "Atlantic/South_Georgia")
# From November 2026 on Winnipeg, Edmonton and Vancouver keep one hour all year, and Cuba its summer time in winter.
several("2026-12-08 15:00 CST", CHINA, CHICAGO, HAVANA, EDMONTON, "UTC-05:00")
several("2027-01-15 15:00 CST", CHINA, CHICAGO, HAVANA, EDMONTON, "UTC-05:00")
several("2026-07-08 15:00 CST", CHINA, CHICAGO, HAVANA, "UTC-06:00")
several("3pm CDT", CHICAGO, HAVANA, WINNIPEG)
several("2027-01-15 15:00 CDT", CHICAGO, HAVANA, WINNIPEG)
several("2026-07-08 15:00 CDT", CHICAGO, HAVANA)
several("2026-12-08 15:00 PST", LA, "Asia/Manila")
several("2026-07-08 15:00 PST", LA, "Asia/Manila", "UTC-08:00")
several("2027-01-15 15:00 PDT", LA, VANCOUVER)
several("2027-01-15 15:00 MDT", DENVER, EDMONTON)
several("2027-01-15 15:00 MST", DENVER, ARIZONA, MALAYSIA, VANCOUVER)
several("2027-07-15 15:00 MST", DENVER, ARIZONA, MALAYSIA)
several("2026-12-08 15:00 EST", NY, JAMAICA, PANAMA, WINNIPEG)
several("2027-01-15 15:00 EST", NY, JAMAICA, PANAMA, WINNIPEG)
several("2026-07-08 15:00 EST", NY, JAMAICA, PANAMA)
for name, *places in [("PT", LA, VANCOUVER), ("MT", DENVER, EDMONTON), ("CT", CHICAGO, CHINA, WINNIPEG), ("Pacific Time", LA, VANCOUVER),
                      ("Mountain Time", DENVER, EDMONTON), ("Central Time", CHICAGO, WINNIPEG), ("Pacific", LA, VANCOUVER)]:
    several(f"2027-01-15 15:00 {name}", *places)
for name, zone in [("PT", LA), ("MT", DENVER), ("Pacific Time", LA), ("Mountain Time", DENVER), ("Central Time", CHICAGO), ("PDT", LA), ("MDT", DENVER)]:
    at(f"2027-07-15 15:00 {name}", "2027-07-15 15:00", zone)
at("2027-01-15 15:00 US Pacific", "2027-01-15 15:00", LA)
at("2027-01-15 15:00 ET", "2027-01-15 15:00", NY)
at("2027-01-15 15:00 Geneva in Vancouver, Edmonton", "2027-01-15 15:00", Z, wanted=[VANCOUVER, EDMONTON])
at("2027-07-15 15:00 Geneva in PT, MT", "2027-07-15 15:00", Z, wanted=[LA, DENVER])
no("2027-01-15 15:00 Geneva in PT", "which place")

section("Long names, as Windows, Outlook and browsers write them.")
for name, zone in [("Eastern Daylight Time", NY), ("Central European Summer Time", Z), ("British Summer Time", BRITAIN), ("Pacific Daylight Time", LA),
                   ("Mountain Daylight Time", DENVER), ("Central Daylight Time", CHICAGO), ("W. Europe Standard Time", "Europe/Berlin"),
                   ("Romance Standard Time", "Europe/Paris"), ("Tokyo Standard Time", "Asia/Tokyo"), ("India Standard Time", INDIA), ("Japan Standard Time", "Asia/Tokyo"),
                   ("China Standard Time", CHINA), ("Korean Standard Time", "Asia/Seoul"), ("Singapore Standard Time", "Asia/Singapore"),
                   ("Greenwich Mean Time", UTC), ("Coordinated Universal Time", UTC), ("E. South America Standard Time", "America/Sao_Paulo"),
                   ("Central Standard Time (Mexico)", "America/Mexico_City"), ("Irish Standard Time", IRELAND), ("Israel Daylight Time", ISRAEL),
                   ("Gulf Standard Time", "Asia/Dubai"), ("East Africa Time", "Africa/Nairobi"), ("Moscow Standard Time", "Europe/Moscow"),
                   ("Australian Eastern Standard Time", "Australia/Sydney"), ("New Zealand Standard Time", "Pacific/Auckland"), ("Newfoundland Daylight Time", "America/St_Johns"),
                   ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"), ("(UTC-05:00) Eastern Time (US & Canada)", NY),
                   ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", INDIA), ("(UTC) Coordinated Universal Time", UTC)]:
    at(f"2027-07-15 15:00 {name}", "2027-07-15 15:00", zone)
for name, zone in [("Pacific Standard Time", LA), ("Central European Standard Time", Z), ("GMT Standard Time", BRITAIN)]:
    at(f"2027-01-15 15:00 {name}", "2027-01-15 15:00", zone)
several("2027-01-15 15:00 Eastern Standard Time", NY, WINNIPEG)
several("2027-01-15 15:00 Central Standard Time", CHICAGO, EDMONTON)
several("2027-01-15 15:00 Central Daylight Time", CHICAGO, WINNIPEG)
no("2027-07-15 15:00 Eastern Standard Time", "season", ("2027-07-15 15:00", NY), ("2027-07-15 16:00", NY))
no("2027-07-15 15:00 Central European Standard Time", "season", ("2027-07-15 15:00", Z), ("2027-07-15 16:00", Z))
no("2027-01-15 15:00 Eastern Daylight Time", "season", ("2027-01-15 15:00", NY), ("2027-01-15 14:00", NY))

section("Abbreviations in their season, and out of it.")
for typed, zone in [("2026-12-08 15:00 CET", Z), ("2026-07-08 15:00 CEST", Z), ("2026-12-08 15:00 cet", Z), ("2026-07-08 15:00 EDT", NY), ("2026-07-08 15:00 PDT", "America/Los_Angeles"), ("2026-07-08 15:00 MDT", "America/Denver"),
                    ("2026-12-08 15:00 AEDT", "Australia/Sydney"), ("2026-07-08 15:00 AEST", "Australia/Sydney"), ("2026-12-08 15:00 NZDT", "Pacific/Auckland"), ("2026-07-08 15:00 NZST", "Pacific/Auckland"),
                    ("2026-12-08 15:00 EET", "Europe/Athens"), ("2026-07-08 15:00 EEST", "Europe/Athens"), ("2026-12-08 15:00 WET", "Europe/Lisbon"), ("2026-12-08 15:00 JST", "Asia/Tokyo"), ("2026-07-08 15:00 KST", "Asia/Seoul"), ("2026-12-08 15:00 MSK", "Europe/Moscow"),
                    ("2026-12-08 15:00 ET", NY), ("2026-07-08 15:00 ET", NY), ("2026-07-08 15:00 Eastern", NY), ("2026-12-08 15:00 SAST", "Africa/Johannesburg"), ("2026-12-08 15:00 EAT", "Africa/Nairobi")]:
    at(typed, typed[:16], zone)
for name, zone, there, here in [("CET", Z, "2026-07-08 15:00", "2026-07-08 16:00"), ("CEST", Z, "2026-12-08 15:00", "2026-12-08 14:00"), ("EDT", NY, "2026-12-08 15:00", "2026-12-08 14:00"),
                                ("AEDT", "Australia/Sydney", "2026-07-08 15:00", "2026-07-08 14:00"),
                                ("AEST", "Australia/Sydney", "2026-12-08 15:00", "2026-12-08 16:00"), ("NZDT", "Pacific/Auckland", "2026-07-08 15:00", "2026-07-08 14:00"), ("EEST", "Europe/Athens", "2026-12-08 15:00", "2026-12-08 14:00")]:
    no(f"{there} {name}", "season", (there, zone), (here, zone))

section("What the clocks leave out, and what they show twice.")
for place, zone, local, before, after in [
        ("Geneva", Z, "2027-03-28 02:30", "01:30", "03:30"), ("Geneva", Z, "2027-03-28 02:00", "01:00", "03:00"), ("London", "Europe/London", "2027-03-28 01:30", "00:30", "02:30"),
        ("Dublin", "Europe/Dublin", "2027-03-28 01:30", "00:30", "02:30"), ("New York", NY, "2027-03-14 02:30", "01:30", "03:30"), ("Denver", "America/Denver", "2027-03-14 02:15", "01:15", "03:15"),
        ("Sydney", "Australia/Sydney", "2026-10-04 02:30", "01:30", "03:30"), ("Auckland", "Pacific/Auckland", "2026-09-27 02:30", "01:30", "03:30"), ("Santiago", "America/Santiago", "2026-09-06 00:30", "2026-09-05 23:30", "01:30"),
        ("Lord Howe", "Australia/Lord_Howe", "2026-10-04 02:15", "01:45", "02:45"), ("Cairo", "Africa/Cairo", "2026-04-24 00:30", "2026-04-23 23:30", "01:30"), ("Beirut", "Asia/Beirut", "2027-03-28 00:30", "2027-03-27 23:30", "01:30"),
        ("Troll", "Antarctica/Troll", "2027-03-28 02:00", "2027-03-28 00:00", "04:00")]:
    offered = [side if len(side) > 5 else f"{local[:10]} {side}" for side in (before, after)]
    if place == "Troll":
        # Two hours are left out there, from 01:00 to 03:00.
        offered = ["2027-03-28 00:00", "2027-03-28 04:00"]
    no(f"{local} {place}", "never", *[(side, zone) for side in offered])
for place, zone, local in [("Geneva", Z, "2027-10-31 02:30"), ("Geneva", Z, "2027-10-31 02:00"), ("London", "Europe/London", "2026-10-25 01:30"), ("Dublin", "Europe/Dublin", "2026-10-25 01:30"), ("New York", NY, "2026-11-01 01:30"),
                           ("Denver", "America/Denver", "2027-11-07 01:00"), ("Sydney", "Australia/Sydney", "2027-04-04 02:30"), ("Auckland", "Pacific/Auckland", "2027-04-04 02:30"), ("Santiago", "America/Santiago", "2027-04-03 23:30"),
                           ("Lord Howe", "Australia/Lord_Howe", "2027-04-04 01:45"), ("Cairo", "Africa/Cairo", "2026-10-29 23:30"), ("Casablanca", "Africa/Casablanca", "2026-09-20 02:30")]:
    if utc(local, zone) == utc(local, zone, 1):
        at(f"{local} {place}", local, zone)
    else:
        no(f"{local} {place}", "twice", (local, zone), (local, zone, 1))
for typed, zone in [("2027-03-28 01:59 Geneva", Z), ("2027-03-28 03:00 Geneva", Z), ("2027-10-31 01:59 Geneva", Z), ("2027-10-31 03:00 Geneva", Z), ("2026-11-01 01:30 Vancouver", "America/Vancouver"),
                    ("2026-02-15 02:30 Casablanca", "Africa/Casablanca"), ("2027-02-07 02:30 Casablanca", "Africa/Casablanca"), ("2026-10-04 01:59 Lord Howe", "Australia/Lord_Howe"), ("2026-10-04 02:30 Lord Howe", "Australia/Lord_Howe")]:
    local = typed[:16]
    if utc(local, zone) == utc(local, zone, 1):
        at(typed, local, zone)
    else:
        no(typed, "twice", (local, zone), (local, zone, 1))
# A repeated time that says which one it is.
line("2026-10-25 02:30 CEST", f"{utc('2026-10-25 02:30', Z)} {Z}")
line("2026-10-25 02:30 CET", f"{utc('2026-10-25 02:30', Z, 1)} {Z}")
at("2026-10-25 02:30 UTC+2", "2026-10-25 02:30", "UTC+02:00")

section("In other places.")
at("15:00 Geneva in Seoul, Denver", "2026-11-24 15:00", Z, wanted=["Asia/Seoul", "America/Denver"])
at("15:00 Geneva in Seoul and Denver", "2026-11-24 15:00", Z, wanted=["Asia/Seoul", "America/Denver"])
at("15:00 Geneva in Seoul; Denver", "2026-11-24 15:00", Z, wanted=["Asia/Seoul", "America/Denver"])
at("15:00-17:00 Geneva in Seoul", "2026-11-24 15:00", Z, end="2026-11-24 17:00", wanted=["Asia/Seoul"])
at("2026-12-08 15:00 UTC in India, Japan", "2026-12-08 15:00", UTC, wanted=["Asia/Kolkata", "Asia/Tokyo"])
at("15:00 UTC in Europe/Zurich", "2026-11-24 15:00", UTC, wanted=[Z])
at("15:00 in Geneva in Seoul", "2026-11-24 15:00", Z, wanted=["Asia/Seoul"])
at("15:00 in Seoul", "2026-11-24 15:00", "Asia/Seoul")
no("15:00 Geneva in USA", "which place")
no("15:00 Geneva in IST", "which place")

section("A minus behind a time: an offset, or the end of a range.")
E5, E1 = "UTC-05:00", "UTC-01:00"
no("15:00-05:00", "offset or range", ("2026-11-24 15:00", Z), ("2026-11-24 15:00", E5))
no("15:00 -05:00", "offset or range", ("2026-11-24 15:00", Z), ("2026-11-24 15:00", E5))
no("2026-12-08 15:00-05:00", "offset or range", ("2026-12-08 15:00", Z), ("2026-12-08 15:00", E5))
no("Friday 22:00-01:00", "offset or range", ("2026-11-27 22:00", Z), ("2026-11-27 22:00", E1))
no("1500-0500", "offset or range", ("2026-11-24 15:00", Z), ("2026-11-24 15:00", E5))
no("09:00-05:00", "backwards", ("2026-11-24 09:00", Z), ("2026-11-24 09:00", Z), ("2026-11-24 09:00", E5))
no("9:00-5:00 Geneva", "backwards", ("2026-11-24 09:00", Z), ("2026-11-24 09:00", Z))
no("15:00-5", "backwards", ("2026-11-24 15:00", Z), ("2026-11-24 15:00", Z), ("2026-11-24 15:00", E5))
at("2026-12-08 15:00+05:30", "2026-12-08 15:00", "UTC+05:30")
at("15:00 -0500", "2026-11-24 15:00", E5)
at("15:00-05:00 Geneva", "2026-11-24 15:00", Z, end="2026-11-25 05:00")
at("15:00-17:00 -05:00", "2026-11-24 15:00", E5, end="2026-11-24 17:00")
at("23:00-01:20", "2026-11-24 23:00", end="2026-11-25 01:20")
no("Friday -5 15:00", "unread")

section("Ranges of hours, and lengths.")
for typed in ["15-17", "15 - 17", "15–17", "15 to 17", "from 15 to 17", "15-17h", "15h-17", "15:00-17", "15-17:00", "3pm-5", "1500-1700", "1500h-1700h", "3pm for 2 hours", "15:00 for 120 min", "15:00 + 2h", "between 3pm and 5pm"]:
    at(f"{typed} Geneva", "2026-11-24 15:00", Z, end="2026-11-24 17:00")
at("Friday 15-17", "2026-11-27 15:00", end="2026-11-27 17:00")
at("15-17 Friday", "2026-11-27 15:00", end="2026-11-27 17:00")
at("8 Dec 10-13", "2026-12-08 10:00", end="2026-12-08 13:00")
at("22-1 Geneva", "2026-11-24 22:00", Z, end="2026-11-25 01:00")
at("noon-2 Friday", "2026-11-27 12:00", end="2026-11-27 14:00")
at("10pm-midnight Friday", "2026-11-27 22:00", end="2026-11-28 00:00")
no("9-11", "which hour", ("2026-11-24 09:00", Z), ("2026-11-24 21:00", Z))
no("9-5 Seoul", "which hour", ("2026-11-24 09:00", "Asia/Seoul"), ("2026-11-24 21:00", "Asia/Seoul"))
no("10 to 4", "which hour", ("2026-11-24 10:00", Z), ("2026-11-24 22:00", Z), ("2026-11-24 03:50", Z), ("2026-11-24 15:50", Z))
no("15-5 Geneva", "backwards", ("2026-11-24 15:00", Z), ("2026-11-24 15:00", Z))
no("15-25", "unread")
no("2h", "length", ("2026-11-24 02:00", Z), ("2026-11-24 16:00", Z))
no("30 min", "length", ("2026-11-24 14:30", Z), ("2026-11-24 13:30", Z))
no("1h30m", "length", ("2026-11-24 15:30", Z), ("2026-11-24 12:30", Z))
at("15h", "2026-11-24 15:00")

section("Countries are judged by the day that is meant: the main zones first.")
AU, AM = "Australia/", "America/"
no("2026-07-08 15:00 Australia", "which place", *[("2026-07-08 15:00", AU + city) for city in ["Sydney", "Adelaide", "Perth", "Lord_Howe", "Eucla"]])
no("2026-12-08 15:00 Australia", "which place", *[("2026-12-08 15:00", AU + city) for city in ["Sydney", "Brisbane", "Adelaide", "Darwin", "Perth", "Eucla"]])
no("15:00 Australia 2026-07-08", "which place", *[("2026-07-08 15:00", AU + city) for city in ["Sydney", "Adelaide", "Perth", "Lord_Howe", "Eucla"]])
for typed in ["USA", "US", "the US", "U.S.", "United States", "America"]:
    no(f"2026-12-08 15:00 {typed}", "which place", *[("2026-12-08 15:00", AM + city) for city in ["New_York", "Chicago", "Denver", "Los_Angeles", "Anchorage"]], ("2026-12-08 15:00", "Pacific/Honolulu"))
no("2026-07-08 15:00 USA", "which place", *[("2026-07-08 15:00", AM + city) for city in ["New_York", "Chicago", "Denver", "Los_Angeles", "Anchorage"]], ("2026-07-08 15:00", "Pacific/Honolulu"), ("2026-07-08 15:00", AM + "Adak"))
no("2026-12-08 15:00 Brazil", "which place", *[("2026-12-08 15:00", AM + city) for city in ["Sao_Paulo", "Manaus", "Rio_Branco", "Noronha"]])
no("2026-12-08 15:00 Congo", "which place", ("2026-12-08 15:00", "Africa/Kinshasa"), ("2026-12-08 15:00", "Africa/Lubumbashi"))
no("2026-12-08 15:00 Russia", "which place", *[("2026-12-08 15:00", zone) for zone in ["Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Europe/Samara", "Asia/Omsk", "Asia/Irkutsk", "Asia/Vladivostok", "Europe/Kaliningrad"]])

section("Names that several places have.")
for name, one, other in [("Cordoba", "Europe/Madrid", "America/Argentina/Cordoba"), ("Georgia", "Asia/Tbilisi", NY), ("Hyderabad", "Asia/Kolkata", "Asia/Karachi"), ("Alexandria", "Africa/Cairo", NY),
                         ("Guadalajara", "America/Mexico_City", "Europe/Madrid"), ("Birmingham", "Europe/London", "America/Chicago"), ("Cambridge", "Europe/London", NY), ("San Jose", "America/Los_Angeles", "America/Costa_Rica"),
                         ("Valencia", "Europe/Madrid", "America/Caracas"), ("Portland", "America/Los_Angeles", NY), ("Washington", NY, "America/Los_Angeles"), ("San Juan", "America/Puerto_Rico", "America/Argentina/San_Juan"), ("St. Petersburg", "Europe/Moscow", NY)]:
    no(f"2026-12-08 15:00 {name}", "which place", ("2026-12-08 15:00", one), ("2026-12-08 15:00", other))
for name, zone in [("London", "Europe/London"), ("Paris", "Europe/Paris"), ("Melbourne", "Australia/Melbourne"), ("Athens", "Europe/Athens"), ("California", "America/Los_Angeles"), ("Indian time", "Asia/Kolkata"),
                   ("Korean time", "Asia/Seoul"), ("Jersey", "Europe/London"), ("Bay Area", "America/Los_Angeles"), ("Odessa", "Europe/Kyiv")]:
    at(f"2026-12-08 15:00 {name}", "2026-12-08 15:00", zone)
for typed, zone in [("Geneva, Switzerland", Z), ("London, UK", "Europe/London"), ("New York, NY", NY), ("Paris, France", "Europe/Paris"), ("Cambridge, MA", NY)]:
    at(f"2026-12-08 15:00 {typed}", "2026-12-08 15:00", zone)
no("15:00 Paris, Japan", "unknown place")
no("Christmas 15:00", "unknown place")
no("15:00 north", "unknown place")
no("15:00 Geneva in Georgia", "which place")

section("What is offered keeps the places asked for.")
several("15:00 IST in Seoul", INDIA, IRELAND, ISRAEL, "UTC+01:00")
no("3 Geneva in Seoul, Denver", "bare", ("2026-11-24 03:00", Z), ("2026-11-24 15:00", Z))
at("3pm Geneva in Seoul", "2026-11-24 15:00", Z, wanted=["Asia/Seoul"])
no("2026-07-08 15:00-17:00 CET", "season", ("2026-07-08 15:00", Z), ("2026-07-08 16:00", Z))

section("Weekdays and weeks. It is Tuesday.")
for typed in ["Friday next week", "next week Friday", "next week on Friday", "Friday of next week", "Friday, next week", "a week from Friday", "a week on Friday", "Friday week", "1 week after Friday"]:
    at(f"{typed} 15:00", "2026-12-04 15:00")
for typed in ["Tuesday next week", "next week Tuesday", "a week from Tuesday", "Tuesday week", "a week from today", "in a week at", "in 7 days", "6 days from tomorrow", "first Tuesday of December", "the 1st Tuesday in December 2026", "first Tuesday of next month"]:
    at(f"{typed} 15:00", "2026-12-01 15:00")
at("Friday this week 15:00", "2026-11-27 15:00")
at("this coming Friday 15:00", "2026-11-27 15:00")
at("last Friday 15:00", "2026-11-20 15:00")
at("past Friday 15:00", "2026-11-20 15:00")
at("Friday last week 15:00", "2026-11-20 15:00")
at("last Tuesday 15:00", "2026-11-17 15:00")
at("last Friday of December 15:00", "2026-12-25 15:00")
at("second to last Tuesday of January 2027 15:00", "2027-01-19 15:00")
at("last but one Friday of March 2027 15:00", "2027-03-19 15:00")
at("the penultimate Wednesday in February 2027 15:00", "2027-02-17 15:00")
at("last Friday but one of May 2027 15:00", "2027-05-21 15:00")
at("next-to-last Monday of June 2027 15:00", "2027-06-21 15:00")
at("third to last Thursday of April 2027 15:00", "2027-04-15 15:00")
at("last Tuesday of this month 15:00", "2026-11-24 15:00")
at("last Monday of the month 15:00", "2026-11-30 15:00")
at("second Tuesday of March 2027 15:00", "2027-03-09 15:00")
no("fifth Tuesday of February 15:00", "any")
no("last Monday 15:00", "which last", ("2026-11-23 15:00", Z), ("2026-11-16 15:00", Z))
no("Sunday next week 15:00", "which week", ("2026-11-29 15:00", Z), ("2026-12-06 15:00", Z))
no("Friday next week", "no time")
no("last Friday", "no time")
no("next week", "no day")
no("next week 15:00", "no day")
no("end of month", "no day")
no("December 2026 15:00", "no day")
no("Tuesday after next", "counted on")
no("next next Tuesday 15:00", "counted on")
no("the week after next", "counted on")
no("5 days after 2026-12-01 15:00", "counted on")
no("2 days before Friday", "counted on")
no("every Tuesday 15:00", "repeats")
no("Tuesdays 15:00", "repeats")
no("close of business Friday", "business")
no("COB Friday", "business")

section("The day said twice.")
at("tomorrow 25 November 15:00", "2026-11-25 15:00")
at("tomorrow, 2026-11-25, 15:00", "2026-11-25 15:00")
at("Wednesday tomorrow 15:00", "2026-11-25 15:00")
no("tomorrow 2026-12-08 15:00", "both named", ("2026-11-25 15:00", Z), ("2026-12-08 15:00", Z))
no("tomorrow Friday 15:00", "contradiction")
no("2026-12-08 2026-12-09 15:00", "two")
no("7-8 Dec 15:00", "two")
no("Dec 7-8 15:00", "two")
no("8 Dec 15:00 - 9 Dec 17:00", "two")

section("Clocks in words, and parts of the day.")
for typed in ["tonight 8", "tonight at 8", "8 tonight", "tonight 8:00", "tonight 8pm", "tonight at eight", "8 in the evening", "this evening 8", "today evening 8", "8pm tonight", "20:00 tonight"]:
    at(typed, "2026-11-24 20:00")
at("this afternoon 3", "2026-11-24 15:00")
at("3 in the afternoon", "2026-11-24 15:00")
at("12 in the afternoon", "2026-11-24 12:00")
at("this evening 7:30 Seoul", "2026-11-24 19:30", "Asia/Seoul")
at("tomorrow morning 9", "2026-11-25 09:00")
at("tomorrow morning at 9:30", "2026-11-25 09:30")
at("Friday evening 8pm", "2026-11-27 20:00")
at("last night 8", "2026-11-23 20:00")
at("tonight midnight", "2026-11-25 00:00")
at("tonight at 12", "2026-11-25 00:00")
at("tonight 8-10", "2026-11-24 20:00", end="2026-11-24 22:00")
at("tonight 10-1", "2026-11-24 22:00", end="2026-11-25 01:00")
at("tomorrow morning 11-1", "2026-11-25 11:00", end="2026-11-25 13:00")
no("tonight 1am", "which night", ("2026-11-25 01:00", Z), ("2026-11-24 01:00", Z))
no("tomorrow morning 9pm", "not in the part", ("2026-11-25 21:00", Z), ("2026-11-25 09:00", Z))
no("this afternoon 11", "not in the part", ("2026-11-24 11:00", Z), ("2026-11-24 23:00", Z))
no("tonight", "no time")
no("quarter past 3", "which hour", ("2026-11-24 03:15", Z), ("2026-11-24 15:15", Z))
no("half past three", "which hour", ("2026-11-24 03:30", Z), ("2026-11-24 15:30", Z))
no("quarter to 4 Friday", "which hour", ("2026-11-27 03:45", Z), ("2026-11-27 15:45", Z))
no("half three", "half", ("2026-11-24 02:30", Z), ("2026-11-24 14:30", Z), ("2026-11-24 03:30", Z), ("2026-11-24 15:30", Z))
at("quarter past 3 pm", "2026-11-24 15:15")
at("a quarter to five pm", "2026-11-24 16:45")
at("quarter to 1 pm", "2026-11-24 12:45")
at("half past 15", "2026-11-24 15:30")
at("20 past 3 in the afternoon", "2026-11-24 15:20")
at("12:00 noon Friday", "2026-11-27 12:00")
for typed in ["1500", "1500h", "1500 hrs", "15 Uhr", "15 h", "15 o'clock", "at 15", "today 15", "15:00 my time", "15:00 here", "15:00 sharp", "around 15:00"]:
    at(typed, "2026-11-24 15:00")
at("1530 Geneva", "2026-11-24 15:30", Z)
no("2026", "any", ("2026-11-24 20:26", Z))
no("at 3", "which hour", ("2026-11-24 03:00", Z), ("2026-11-24 15:00", Z))
no("Friday 15", "bare", ("2026-11-27 15:00", Z))
no("8 Dec 15", "bare", ("2026-12-08 15:00", Z))

section("More ways to write a day.")
for typed in ["2026/12/08", "2026.12.08", "2026. 12. 8.", "20261208", "2026-W50-2", "8-Dec-2026", "08-Dec-26", "8 Dec '26", "8Dec", "Dec8", "8.12.", "8. Dec", "08.12.26", "the 8th", "on the 8th", "Tuesday the 8th", "8th"]:
    at(f"{typed} 15:00", "2026-12-08 15:00")
at("15:00 Dec 8", "2026-12-08 15:00")
at("15:10 Dec 8", "2026-12-08 15:10")
at("15h30 Dec 8", "2026-12-08 15:30")
at("20261208T1500Z", "2026-12-08 15:00", UTC)
at("Tue Dec 8 15:00:00 2026", "2026-12-08 15:00")
at("Tue Dec  8 15:00:00 UTC 2026", "2026-12-08 15:00", UTC)
at("3pm tmrw", "2026-11-25 15:00")
at("day before yesterday 9:00", "2026-11-22 09:00")
no("8-12-2026 15:00", "which order", ("2026-12-08 15:00", Z), ("2026-08-12 15:00", Z))
no("8/12/26 15:00", "which order", ("2026-12-08 15:00", Z), ("2026-08-12 15:00", Z))
no("32nd 15:00", "no such day")

section("More from now on, and years that are too far.")
at("in 2 months", "2027-01-24 14:00")
at("in 3 months", "2027-02-24 14:00")
at("in a year", "2027-11-24 14:00")
at("3 months ago", "2026-08-24 14:00")
at("in 2 weeks at 15:00 Denver", "2026-12-08 15:00", "America/Denver")
at("two weeks from today 15:00", "2026-12-08 15:00")
at("2 days ago 15:00", "2026-11-22 15:00")
span("in two hours", hours=2)
span("in a couple of hours", hours=2)
span("in 1.5 hours", minutes=90)
span("in an hour and a half", minutes=90)
span("2 hours from now", hours=2)
no("in 2 weeks on Friday 15:00", "contradiction", ("2026-12-04 15:00", Z), ("2026-12-08 15:00", Z), ("2026-12-11 15:00", Z))
for typed in ["0001-01-01 15:00", "9999-12-31 15:00", "2126-12-08 15:00", "99999-12-08 15:00", "1969-12-31 15:00", "in 100 years", "2126-12-08"]:
    no(typed, "year")
at("1970-06-01 15:00 UTC", "1970-06-01 15:00", UTC)
at("2076-12-08 15:00 UTC", "2076-12-08 15:00", UTC)

section("The date line and the half hours: what day it is depends on where.", now="2026-12-31T23:30Z", room=NY)
at("15:00", "2026-12-31 15:00")
at("15:00 Auckland", "2027-01-01 15:00", "Pacific/Auckland")
at("15:00 Kiritimati", "2027-01-01 15:00", "Pacific/Kiritimati")
at("15:00 Pago Pago", "2026-12-31 15:00", "Pacific/Pago_Pago")
at("tomorrow 15:00", "2027-01-01 15:00")
at("Friday 15:00", "2027-01-01 15:00")
at("1 Jan 09:00 India", "2027-01-01 09:00", "Asia/Kolkata")
at("2027-01-01 00:00 Kathmandu", "2027-01-01 00:00", "Asia/Kathmandu")
at("2027-01-01 00:00 Chatham", "2027-01-01 00:00", "Pacific/Chatham")
span("in 45 min", minutes=45)
at("30 Dec 15:00", "2027-12-30 15:00")
at("8 December 15:00", "2027-12-08 15:00")

section("A leap day, and countries.", now="2028-02-28T12:00Z", room="Asia/Kolkata")
at("tomorrow 10:00", "2028-02-29 10:00")
at("29 Feb 10:00", "2028-02-29 10:00")
at("day after tomorrow 10:00", "2028-03-01 10:00")
at("Tuesday 10:00", "2028-02-29 10:00")
state.update(now="2026-07-08T12:00Z")
at("2026-12-08 15:00 Ukraine", "2026-12-08 15:00", "Europe/Kyiv")
no("2027-07-08 15:00 Canada", "which place")

section("The 29th of February, where the next year has none.", now="2026-11-24T13:00Z")
at("29 Feb 10:00", "2028-02-29 10:00")

section("Days by their month or their week.")
at("last day of February 10:00 UTC", "2027-02-28 10:00", UTC)
at("the last day of the month 10:00", "2026-11-30 10:00")
at("last day of next month 10:00", "2026-12-31 10:00")
at("first day of March 2027 10:00 Seoul", "2027-03-01 10:00", "Asia/Seoul")
at("10:00 on the last day of November", "2026-11-30 10:00")
at("2026-W51 Tuesday 15:00", "2026-12-15 15:00")
at("Tue 15:00 2026W51", "2026-12-15 15:00")
no("2026-W51 15:00", "no day")
no("2026-W60 Tuesday 15:00", "no such day")
at("8 Dec 26 15:00 Geneva", "2026-12-08 15:00", Z)
no("February 10:00 UTC", "no day")
no("mid-January 15:00", "no day")
span("in a fortnight", days=14)
at("in a fortnight at 15:00", "2026-12-08 15:00")
at("in 2 fortnights at 15:00", "2026-12-22 15:00")
no("10:00 UTC + 2h", "offset or length", ("2026-11-24 10:00", "UTC+02:00"), ("2026-11-24 10:00", UTC))

section("What cannot be read is named as what it is.")
for typed in ["week 3 15:00", "week 3 15:00 Geneva", "early 2027 15:00", "third of the second week 15:00", "15:00 within the hour"]:
    no(typed, "unread")
for typed in ["in 10 working days 10:00 UTC", "in 5 business days at 15:00", "10 working days after Friday 15:00"]:
    no(typed, "counted on")
at("2027-01-05 10:00 Asunción", "2027-01-05 10:00", "America/Asuncion")
for typed, zone in [("Lomé", "Africa/Abidjan"), ("Geneve", Z), ("Zuerich", Z), ("Zürich", Z), ("ZÜRICH", Z), ("Muenchen", "Europe/Berlin"), ("Koeln", "Europe/Berlin"), ("Chișinău", "Europe/Chisinau"),
                    ("Chisinau", "Europe/Chisinau"), ("Medellín", "America/Bogota"), ("Medellin", "America/Bogota"), ("Quebec", "America/Toronto"), ("São Tomé", "Africa/Sao_Tome"), ("Sao Tome", "Africa/Sao_Tome"),
                    ("Washington, D.C.", NY), ("Port-au-Prince", "America/Port-au-Prince"), ("Port au Prince", "America/Port-au-Prince"), ("N'Djamena", "Africa/Ndjamena"),
                    ("Nuku'alofa", "Pacific/Tongatapu"), ("Malmo", "Europe/Stockholm"), ("Goeteborg", "Europe/Stockholm"), ("İstanbul", "Europe/Istanbul"), ("Reykjavík", "Atlantic/Reykjavik"),
                    ("Manitoba", "America/Winnipeg"), ("Doha", "Asia/Qatar"), ("Suva", "Pacific/Fiji"), ("Valletta", "Europe/Malta"), ("Naypyidaw", "Asia/Yangon")]:
    at(f"2027-01-05 10:00 {typed}", "2027-01-05 10:00", zone)
at("2027-01-05 23:59 AoE", "2027-01-05 23:59", "UTC-12:00")
at("2027-01-05 23:59 anywhere on earth", "2027-01-05 23:59", "UTC-12:00")

section("What is no time at all.")
for typed in ["banana", "see you later", "?", "-", "+", ":", "::", "/", "in", "at", "ago", "next", "the", "a:b", "::::", "lunch with Ana", "null", "NaN", "'; DROP TABLE meetings; --", "<b>now</b>"]:
    no(typed, "nonsense")
no("2026-12-08 15:00 " + "Geneva " * 10 + "Geneva", "unknown place")
no("in 9223372036854775807 weeks", "nonsense")
