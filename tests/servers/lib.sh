# Shared by the scripts in this folder: source it, do not run it.
# Every script is strict, because a half-started server makes tests fail for reasons nobody finds.
set -euo pipefail
umask 022                      # the servers run as several users and must be able to read what we write
export LC_ALL=C.UTF-8

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export CONVENOR_TEST_CACHE=${CONVENOR_TEST_CACHE:-$HOME/.cache/convenor-tests}
VENV=$CONVENOR_TEST_CACHE/synapse
MAILMAN=$CONVENOR_TEST_CACHE/mailman
YEPCORD=$CONVENOR_TEST_CACHE/yepcord
READERS=$CONVENOR_TEST_CACHE/readers
PYTHON=/usr/bin/python3        # Debian's own: a pyenv shim costs a tenth of a second a call and may be root's only
PG_BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)

say() { printf '%s\n' "$*" >&2; }
fail() { say "$(basename "$0"): $*"; exit 1; }

# Postfix, Dovecot and Postgres change user, which only root may; as somebody else we go through sudo once.
become_root() {
  if [ "$EUID" = 0 ]; then return; fi
  command -v sudo >/dev/null || fail "the servers need root (they change user), and there is no sudo: run this as root, or install sudo."
  exec sudo -n env CONVENOR_TEST_CACHE="$CONVENOR_TEST_CACHE" TMPDIR="${TMPDIR:-/tmp}" bash "$HERE/$(basename "$0")" "$@"
}

# The kernel says which ports are free. We ask below 32768, where it does not pick ports for outgoing connections
# itself, so that nobody is given ours before our servers listen, or while Synapse restarts.
free_ports() { # HOW_MANY
  "$PYTHON" -c '
import random, socket, sys
found = []
for port in random.sample(range(20000, 32000), 1000):
    s = socket.socket()
    try: s.bind(("127.0.0.1", port))
    except OSError: continue
    found.append(str(port))
    if len(found) == int(sys.argv[1]): break
print(*found)' "$1"
}

# Prints why a server did not come up, with the end of its own log, and gives up.
give_up() { # NAME LOG ADVICE
  say "--- the last lines of $2:"
  tail -n 25 "$2" >&2 || true
  say "---"
  fail "$1 did not come up. $3"
}

# Runs a command until it succeeds; the limit is generous because a cargo build may have all the cores.
wait_until() { # SECONDS COMMAND...
  local end=$((SECONDS + $1)); shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.05
  done
}

# The same for a server's first answer, but gives up as soon as its process is gone.
wait_for_server() { # DIR NAME SECONDS COMMAND...
  local end=$((SECONDS + $3))
  until "${@:4}"; do
    alive "$1" "$2" && [ $SECONDS -lt $end ] || return 1
    sleep 0.05
  done
  alive "$1" "$2"
}

# True when the port answers with a line that begins as it should (SMTP "220", IMAP "* OK").
greets() { # PORT BEGINNING
  local line=
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  read -r -t 5 line <&3 || true
  exec 3>&- 3<&-
  [[ $line == "$2"* ]]
}

# What follows the command name in /proc/PID/stat, of one process or of all: the name itself may hold spaces.
stat_fields() { sed -n 's/^.*) //p' "/proc/$1/stat" 2>/dev/null || true; }
started_at() { stat_fields "$1" | cut -d' ' -f20; }

# A pid alone is not enough to stop a server later: the number may have been given to another process by then,
# so the time the process started is kept with it.
record() { # DIR NAME PID
  local at; at=$(started_at "$3")
  [ -n "$at" ] || return 1
  mkdir -p "$1/pids"
  echo "$3 $at" > "$1/pids/$2"
}
recorded_pid() { # DIR NAME
  if [ -f "$1/pids/$2" ]; then cut -d' ' -f1 "$1/pids/$2"; fi
}
alive() { # DIR NAME: a zombie counts as dead, because pid 1 of a container may never collect it
  local pid at; read -r pid at < "$1/pids/$2" 2>/dev/null || return 1
  [ "$(started_at "$pid")" = "$at" ] && [[ $(stat_fields "$pid") != Z* ]]
}

# Each server leads its own session, so whatever it leaves behind can be found by the session's number.
session_members() { # SESSION
  # One awk over all of them, since this is asked many times; what ends while we read is no error.
  { cat /proc/[0-9]*/stat 2>/dev/null || true; } |
    awk -v session="$1" '{ pid = $1; sub(/^.*\) /, ""); if ($4 == session && $1 != "Z") print pid }'
}
session_empty() { [ -z "$(session_members "$1")" ]; }
