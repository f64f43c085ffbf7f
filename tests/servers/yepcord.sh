# Configures and starts YEPCord, a server that speaks Discord's API, and the adapter in front of it: sourced by up.sh.

configure_yepcord() { # DIR PORT BROKER_PORT
  local data=$1/yepcord
  mkdir -p "$data"
  echo "$2" > "$data/port"
  cat > "$data/config.py" <<C
DB_CONNECT_STRING = "sqlite:///$data/yepcord.db"
KEY = "$(openssl rand -base64 32)"
PUBLIC_HOST = "127.0.0.1:$2"
GATEWAY_HOST = "127.0.0.1:$2/gateway"
CDN_HOST = "127.0.0.1:$2/media"
STORAGE = {"type": "local", "local": {"path": "$data/files"}}
MESSAGE_BROKER = {"type": "ws", "ws": {"url": "ws://127.0.0.1:$3"}}
BCRYPT_ROUNDS = 4
C
}

yepcord_answers() { # DIR
  curl -fsS -m 5 -o /dev/null "http://127.0.0.1:$(cat "$1/yepcord/port")/api/v9/gateway" 2>/dev/null
}

start_yepcord() { # DIR
  local data=$1/yepcord
  ( cd "$data"
    export YEPCORD_CONFIG=$data/config.py
    "$YEPCORD/bin/yepcord" migrate -c config.py > migrate.log 2>&1 </dev/null ) ||
    give_up yepcord "$data/migrate.log" "Remove $YEPCORD and run install.sh."
  ( cd "$data"
    export YEPCORD_CONFIG=$data/config.py
    exec setsid "$YEPCORD/bin/yepcord" run_all -c config.py -h 127.0.0.1 -p "$(cat port)" ) > "$data/log" 2>&1 </dev/null &
  record "$1" yepcord $! || give_up yepcord "$data/log" "Run install.sh."
  wait_for_server "$1" yepcord 90 yepcord_answers "$1" ||
    give_up yepcord "$data/log" "If the port was taken, start again (ports are picked anew); if a module is missing, remove $YEPCORD and run install.sh."
  setsid "$YEPCORD/bin/python" "$HERE/yepcord-adapter.py" "$data/adapter-port" "http://127.0.0.1:$(cat "$data/port")" \
    > "$data/adapter.log" 2>&1 </dev/null &
  record "$1" yepcord-adapter $! || give_up yepcord-adapter "$data/adapter.log" "Run install.sh."
  wait_for_server "$1" yepcord-adapter 30 test -s "$data/adapter-port" ||
    give_up yepcord-adapter "$data/adapter.log" "Remove $YEPCORD and run install.sh."
}
