"""selftest.sh's checks of Synapse and Postgres: one line a check, and "end" last."""
import hashlib
import hmac
import json
import os
import pathlib
import re
import subprocess
import time
import urllib.error
import urllib.request

from selftest_lib import ENV, check


# ---- Matrix
def call(base, path, body=None, token=None, method=None):
    request = urllib.request.Request(base + path, method=method or ("GET" if body is None else "POST"), data=None if body is None else json.dumps(body).encode())
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    return json.load(urllib.request.urlopen(request, timeout=30))


def register(base, name):
    nonce = call(base, "/_synapse/admin/v1/register")["nonce"]
    mac = hmac.new(ENV["SYNAPSE_SECRET"].encode(), f"{nonce}\0{name}\0pw\0notadmin".encode(), hashlib.sha1).hexdigest()
    return call(base, "/_synapse/admin/v1/register", {"nonce": nonce, "username": name, "password": "pw", "admin": False, "mac": mac})["access_token"]


def send_until_limited(base, token, room, count):
    for n in range(count):
        try:
            call(base, f"/_matrix/client/v3/rooms/{room}/send/m.room.message/t{time.time_ns()}", {"msgtype": "m.text", "body": str(n)}, token, "PUT")
        except urllib.error.HTTPError as e:
            assert e.code == 429, e
            return n
    return None


def synapse():
    register(ENV["SYNAPSE"], "amina")
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "amina"}, "password": "pw"}
    answer = call(ENV["SYNAPSE"], "/_matrix/client/v3/login", login)
    assert answer["user_id"] == "@amina:localhost", answer
    globals()["TOKEN"] = answer["access_token"]


def room_version():
    assert call(ENV["SYNAPSE"], "/_matrix/client/v3/capabilities", token=TOKEN)["capabilities"]["m.room_versions"]["default"] == "12"
    globals()["ROOM"] = room = call(ENV["SYNAPSE"], "/_matrix/client/v3/createRoom", {}, TOKEN)["room_id"]
    state = call(ENV["SYNAPSE"], f"/_matrix/client/v3/rooms/{room}/state", token=TOKEN)
    assert [s["content"]["room_version"] for s in state if s["type"] == "m.room.create"] == ["12"], state


def unlimited():
    assert send_until_limited(ENV["SYNAPSE"], TOKEN, ROOM, 60) is None


def limited():
    base, began = ENV["SYNAPSE_LIMITED"], time.time()
    tokens = [register(base, f"user{n}") for n in range(41)]
    room = call(base, "/_matrix/client/v3/createRoom", {"invite": [f"@user{n}:localhost" for n in range(1, 41)]}, tokens[0])["room_id"]
    for token in tokens[1:]:
        call(base, f"/_matrix/client/v3/join/{room}", {}, token)
    sent = send_until_limited(base, tokens[0], room, 30)
    assert sent and 6 <= sent <= 15, f"429 after {sent} messages"
    return f"41 users in a room, then 429 after {sent} messages, {time.time() - began:.1f} s"


def restart():
    pid = pathlib.Path(ENV["SERVERS"], "pids/synapse")
    before, began = pid.read_text(), time.time()
    subprocess.run([ENV["SYNAPSE_RESTART"], ENV["SERVERS"]], check=True)
    assert pid.read_text() != before
    assert ROOM in call(ENV["SYNAPSE"], "/_matrix/client/v3/joined_rooms", token=TOKEN)["joined_rooms"]
    return f"{time.time() - began:.1f} s"


# ---- Postgres, and where everything listens
def postgres():
    asked = subprocess.run(["psql", ENV["POSTGRES"], "-Atc", "select 1; show fsync"], check=True, capture_output=True, text=True)
    assert asked.stdout == "1\noff\n", asked.stdout


def loopback_only():
    sessions = {p.read_text().split()[0] for p in pathlib.Path(ENV["SERVERS"], "pids").iterdir()}
    inodes = set()
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text().rsplit(") ", 1)[1].split()[3] in sessions:
                inodes |= {os.readlink(f) for f in (stat.parent / "fd").iterdir()}
        except OSError:
            pass  # ended meanwhile
    rows = [r.split() for f in ("/proc/net/tcp", "/proc/net/tcp6") if os.path.exists(f) for r in open(f).readlines()[1:]]
    where = [r[1] for r in rows if r[3] == "0A" and f"socket:[{r[9]}]" in inodes]
    assert all(w.startswith("0100007F:") for w in where), where
    named = {int(port) for value in ENV.values() for port in re.findall(r"(?:127\.0\.0\.1|localhost):(\d+)", value)}
    missing = named - {int(w.split(":")[1], 16) for w in where}
    assert len(named) >= 13 and not missing, f"nothing of ours listens on {missing} of {named}"
    return f"{len(where)} ports, {len(named)} of them named in env"


# ---- Discord
def discord():
    answer = json.load(urllib.request.urlopen(f"{ENV['DISCORD']}/api/v10/gateway", timeout=30))
    assert answer["url"].startswith("ws://127.0.0.1:"), answer


check("Synapse registers a user by shared secret and logs it in", synapse)
check("Synapse makes rooms of version 12", room_version)
check("Synapse takes 60 messages at once", unlimited)
check("the limited Synapse answers 429", limited)
check("Synapse restarts with its data", restart)
check("Postgres answers, fsync off", postgres)
check("the adapter before YEPCord says where the gateway is", discord)
check("everything listens on 127.0.0.1 only", loopback_only)
print("end")
