# Starts a PostgreSQL that loses everything when the machine does: sourced by up.sh.

start_postgres() { # DIR PORT
  local data=$1/postgres as=(setpriv --reuid=postgres --regid=postgres --clear-groups)   # it refuses to run as root
  local advice="If the port was taken, start again (ports are picked anew); if user postgres may not read the folder, give up.sh a folder under /tmp."
  mkdir -p "$data"
  chown postgres "$data"
  cd "$data"                   # it complains when it may not enter the folder it was started in
  "${as[@]}" "$PG_BIN/initdb" -D "$data/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync > "$data/log" 2>&1 ||
    give_up "postgres" "$data/log" "$advice"
  # No Unix socket: its path would have to be short, and the tests use TCP.
  setsid "${as[@]}" "$PG_BIN/postgres" -D "$data/data" -c listen_addresses=127.0.0.1 -p "$2" -c unix_socket_directories= \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 >> "$data/log" 2>&1 </dev/null &
  record "$1" postgres $! || give_up "postgres" "$data/log" "$advice"
  wait_for_server "$1" postgres 60 "$PG_BIN/pg_isready" -q -U postgres -h 127.0.0.1 -p "$2" || give_up "postgres" "$data/log" "$advice"
}
