#!/usr/bin/env bash
# hcoop-meetbot (PyPI) counts "#vote yes", "#vote 0" and "#vote abstain" as votes against, and every vote of one person: with three "#vote +1" bo alone
# carries a motion that two oppose.
#
# Version: hcoop-meetbot 0.8.1, the newest on PyPI for Python 3.11 in November 2026: the MeetBot that runs on Limnoria today.
# Expected: its page shows "#vote +1" and "#vote -1", and says that #close reports the result. What is neither is an error or no vote, and who votes again
#   changes the vote, as with a show of hands or in W3C's and Apache's groups.
# Seen: a vote that does not begin with "+" is opposed, whatever it says; "+0" is in favour. The result lists the voters, once for each line: "In favor: bo,
#   bo, bo". Who votes +1 and then -1 is in both lists. The bot gives no answer to a vote, so nobody learns how it was taken before the motion is closed.
# For people of this field: "+1, 0, -1" is how W3C and Apache groups vote, and a neutral 0 rejects what all others support. The bot's minutes say "Motion
#   failed", and they are what is archived. Count the lines of the log yourself.
# Convenor: one stand for each person, the last one counts; 0 is neither for nor against.
#
# Needs: bash, python3 with venv. Installs hcoop-meetbot into a temporary folder; talks to no server.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check hcoop-meetbot==0.8.1 || { echo "hcoop-meetbot 0.8.1 cannot be installed" >&2; exit 2; }

cat > look.py <<'PY'
import datetime
import logging
import sys

from hcoopmeetbotlogic import handler
from hcoopmeetbotlogic.interface import Context, Message

logging.disable(logging.CRITICAL)
handler.configure(logging.getLogger(), "no-such-file.conf")
START = datetime.datetime(2026, 12, 8, 14, 0, tzinfo=datetime.timezone.utc)


def result(channel, *votes):
    replies = []
    context = Context(get_topic=lambda: "", set_topic=lambda topic: None, send_reply=replies.append, send_message=replies.append)
    lines = [("ana", "#startmeeting"), ("ana", "#motion take option B"), *((nick, f"#vote {vote}") for nick, vote in votes), ("ana", "#close")]
    for number, (nick, payload) in enumerate(lines):
        at = START + datetime.timedelta(seconds=number)
        handler.irc_message(context, Message(id=f"{channel}-{number}", timestamp=at, nick=nick, channel=channel, network="n", payload=payload))
    print(f"{', '.join(f'{nick} votes {vote}' for nick, vote in votes)}\n  " + "\n  ".join(replies[-3:]))
    return replies[-3].partition(":")[0]


is_there = (
    result("#jcg-a", ("bo", "+1"), ("cy", "0"), ("di", "abstain")) == "Motion failed"
    and result("#jcg-b", ("bo", "yes"), ("cy", "yes"), ("di", "+1")) == "Motion failed"
    and result("#jcg-c", ("bo", "+1"), ("bo", "+1"), ("bo", "+1"), ("cy", "-1"), ("di", "-1")) == "Motion accepted"
    and result("#jcg-d", ("bo", "+1"), ("bo", "-1")) == "Motion inconclusive"
)
print("still so" if is_there else "changed")
sys.exit(0 if is_there else 1)
PY
venv/bin/python look.py
