#!/bin/bash
# servers.sh DIR PART…: starts some of the test servers (synapse, postgres, yepcord) on free ports of 127.0.0.1, with
# their data below DIR, and writes DIR/env as tests/servers/up.sh does. Stop them with tests/servers/down.sh DIR.
# The hard runs need neither mail nor a second Synapse, and some stop a server that is theirs alone.
source "$(dirname "${BASH_SOURCE[0]}")/../servers/lib.sh"
source "$HERE/synapse.sh"
source "$HERE/yepcord.sh"
source "$HERE/postgres.sh"
[ $# -ge 2 ] || fail "usage: servers.sh DIR PART… (synapse, postgres, yepcord)"

mkdir -p "$1/pids"
DIR=$(realpath "$1"); shift
chmod a+rx "$DIR"              # PostgreSQL gives up root and must be able to walk down to its data
trap 'wait || true; bash "$HERE/down.sh" "$DIR" || true' EXIT

# Below 32768 the kernel does not pick ports for outgoing connections, so a port stays free while its server is stopped.
free_port() {
  "$PYTHON" -c '
import random, socket
for port in random.sample(range(20000, 32000), 1000):
    with socket.socket() as s:
        try: s.bind(("127.0.0.1", port))
        except OSError: continue
        print(port)
        break'
}

start() { # PART
  local port; port=$(free_port)
  case $1 in
    synapse)
      configure_synapse "$DIR" synapse "$port"
      start_synapse "$DIR" synapse
      printf 'export CONVENOR_TEST_SYNAPSE=http://127.0.0.1:%s\nexport CONVENOR_TEST_SYNAPSE_SECRET=%s\n' "$port" "$SYNAPSE_SECRET" ;;
    postgres)
      start_postgres "$DIR" "$port"
      echo "export CONVENOR_TEST_POSTGRES=postgres://postgres@127.0.0.1:$port/postgres" ;;
    yepcord)
      configure_yepcord "$DIR" "$port" "$(free_port)"
      start_yepcord "$DIR"
      printf 'export CONVENOR_TEST_YEPCORD=http://127.0.0.1:%s\nexport CONVENOR_TEST_DISCORD=http://127.0.0.1:%s\n' "$port" "$(cat "$DIR/yepcord/adapter-port")" ;;
    *) fail "there is no server called $1." ;;
  esac > "$DIR/env.$1"
}

jobs=()
for part in "$@"; do start "$part" & jobs+=($!); done
for job in "${jobs[@]}"; do wait "$job" || fail "a server did not come up (see above)."; done
echo "export CONVENOR_TEST_SERVERS=$DIR" | cat - "${@/#/$DIR/env.}" > "$DIR/env"
trap - EXIT
