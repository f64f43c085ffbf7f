#!/bin/bash
# synapse-restart.sh DIR: stops the unlimited Synapse and starts it again on the same port and data, for tests
# of what the bot does while its homeserver is away. Returns when it answers.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$HERE/synapse.sh"
[ $# = 1 ] || fail "usage: synapse-restart.sh DIR (the one given to up.sh)"
become_root "$@"
DIR=$(realpath "$1")
[ -f "$DIR/pids/synapse" ] || fail "no servers were started in $DIR; run up.sh $DIR first."

gone() { ! alive "$DIR" synapse; }
if alive "$DIR" synapse; then
  kill -TERM "$(recorded_pid "$DIR" synapse)"
  wait_until 30 gone || give_up "synapse" "$DIR/synapse/homeserver.log" "It did not stop within 30 s; run down.sh $DIR."
fi
start_synapse "$DIR" synapse
