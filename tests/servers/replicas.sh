#!/bin/bash
# replicas.sh ORDER DIR …: two PostgreSQLs of which the second follows the first, on free ports of 127.0.0.1 with their data below DIR.
#   start DIR synchronous|asynchronous   starts both; DIR/env then has CONVENOR_TEST_FIRST and CONVENOR_TEST_SECOND, their addresses
#   followed DIR                         waits until the second one has all that the first one has committed
#   detach DIR                           the second one no longer receives what the first one commits
#   kill DIR                             the first one ends as by a crash
#   promote DIR                          the second one takes its place
# Stop them with down.sh DIR. Nothing is synced to the disk: only processes are killed here, never the machine.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ $# -ge 2 ] || fail "usage: replicas.sh start|followed|detach|kill|promote DIR"
become_root "$@"
ORDER=$1
mkdir -p "$2"
DIR=$(realpath "$2")
AS=(setpriv --reuid=postgres --regid=postgres --clear-groups)   # PostgreSQL refuses to run as root
ADVICE="If the port was taken, start again (ports are picked anew)."
cd /

asked() { # FIRST|SECOND STATEMENT
  # shellcheck source=/dev/null
  . "$DIR/env"
  local url=CONVENOR_TEST_$1
  "$PG_BIN/psql" "${!url}" -qAtc "$2"
}

serve() { # NAME PORT OPTION…
  local name=$1 port=$2; shift 2
  setsid "${AS[@]}" "$PG_BIN/postgres" -D "$DIR/$name" -c listen_addresses=127.0.0.1 -p "$port" -c unix_socket_directories= \
    -c fsync=off -c full_page_writes=off "$@" >> "$DIR/$name.log" 2>&1 </dev/null &
  record "$DIR" "$name" $! || give_up "$name" "$DIR/$name.log" "$ADVICE"
  wait_for_server "$DIR" "$name" 60 "$PG_BIN/pg_isready" -q -U postgres -h 127.0.0.1 -p "$port" || give_up "$name" "$DIR/$name.log" "$ADVICE"
}

follows() { [ "$(asked FIRST "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")" = 1 ]; }
has_all() { [ "$(asked SECOND "SELECT pg_last_wal_replay_lsn() >= '$1'")" = t ]; }
receives_nothing() { [ "$(asked SECOND "SELECT count(*) FROM pg_stat_wal_receiver")" = 0 ]; }
gone() { ! alive "$DIR" first; }

case $ORDER in
  start)
    chmod a+rx "$DIR"
    chown postgres "$DIR"
    read -r FIRST SECOND < <(free_ports 2)
    cat > "$DIR/env" <<ENV
export CONVENOR_TEST_FIRST=postgres://postgres@127.0.0.1:$FIRST/postgres
export CONVENOR_TEST_SECOND=postgres://postgres@127.0.0.1:$SECOND/postgres
ENV
    "${AS[@]}" "$PG_BIN/initdb" -D "$DIR/first" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync > "$DIR/first.log" 2>&1 ||
      give_up "first" "$DIR/first.log" "$ADVICE"
    options=()
    [ "${3:-}" != synchronous ] || options=(-c "synchronous_standby_names=*")
    serve first "$FIRST" "${options[@]}"
    "${AS[@]}" "$PG_BIN/pg_basebackup" -h 127.0.0.1 -p "$FIRST" -U postgres -D "$DIR/second" -R -c fast --no-sync > "$DIR/second.log" 2>&1 ||
      give_up "second" "$DIR/second.log" "$ADVICE"
    serve second "$SECOND"
    wait_until 30 follows || give_up "second" "$DIR/second.log" "$ADVICE" ;;
  followed)
    wait_until 30 has_all "$(asked FIRST 'SELECT pg_current_wal_flush_lsn()')" || fail "the second one is behind." ;;
  detach)
    asked SECOND "ALTER SYSTEM SET primary_conninfo = ''"
    asked SECOND "SELECT pg_reload_conf()" > /dev/null
    wait_until 30 receives_nothing || fail "the second one still receives." ;;
  kill)
    kill -QUIT "$(recorded_pid "$DIR" first)"
    wait_until 30 gone || fail "the first one is still there." ;;
  promote)
    # shellcheck source=/dev/null
    . "$DIR/env"
    "${AS[@]}" "$PG_BIN/pg_ctl" promote -s -w -D "$DIR/second" || give_up "second" "$DIR/second.log" "$ADVICE" ;;
  *) fail "there is no order $ORDER." ;;
esac
