#!/bin/bash
# down.sh DIR: stops every server up.sh started in DIR, by its pid, and waits until it is gone. Ends with 1 when one
# had to be killed or is still there. The data stays, so that logs can be read; remove DIR when you need it no more.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || fail "usage: down.sh DIR (the one given to up.sh)"
become_root "$@"
[ -d "$1" ] || fail "there is no folder $1."
DIR=$(realpath "$1")
[ -d "$DIR/pids" ] || fail "no servers were started in $DIR."

# Asked all at once, they stop side by side. SIGTERM would let Postgres wait for its clients to leave; SIGINT does not.
names=()
for file in "$DIR"/pids/*; do
  [ -f "$file" ] || continue
  name=${file##*/}
  names+=("$name")
  case $name in postgres | first | second) signal=INT ;; *) signal=TERM ;; esac
  if alive "$DIR" "$name"; then kill -"$signal" "$(recorded_pid "$DIR" "$name")" || true; fi
done

# The helpers of a server may need a moment longer than the server itself, so its whole session is waited for.
# A pid that has been given to somebody else meanwhile (alive says no) leads no session of ours.
leftover() { # NAME
  local pid leader; pid=$(recorded_pid "$DIR" "$1")
  leader=$(started_at "$pid")
  if [ -z "$leader" ] || [ "$leader" = "$(cut -d' ' -f2 "$DIR/pids/$1")" ]; then session_members "$pid"; fi
}
nothing_left() { [ -z "$(leftover "$1")" ]; }

bad=0
for name in "${names[@]}"; do
  if wait_until 20 nothing_left "$name"; then
    rm "$DIR/pids/$name"
    continue
  fi
  bad=1
  for pid in $(leftover "$name"); do
    say "$name: process $pid ($(tr '\0' ' ' < "/proc/$pid/cmdline" || true)) is still there 20 s after being asked to stop; killing it."
    kill -KILL "$pid" 2>/dev/null || true
  done
  if wait_until 5 nothing_left "$name"; then rm "$DIR/pids/$name"; else say "$name: still alive even so: $(leftover "$name" | tr '\n' ' ')"; fi
done
rm -f "$DIR/env"
if [ $bad = 1 ]; then fail "not everything stopped as it should (see above; the logs are below $DIR)."; fi
rmdir "$DIR/pids"
