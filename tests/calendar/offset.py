"""Prints the offset of a zone on 2027-01-15 in hours, by the zone data of this Python."""
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

print(datetime(2027, 1, 15, 12, tzinfo=ZoneInfo(sys.argv[1])).utcoffset().total_seconds() / 3600)
