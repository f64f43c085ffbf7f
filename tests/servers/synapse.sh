# Configures and starts Synapse: sourced by up.sh and synapse-restart.sh.
SYNAPSE_SECRET=convenor-test-secret

# All limits so high that no test meets them. Left out on purpose for the limited server: rc_message, whose
# default (a burst of ten, then one message in five seconds) is what that server is there for.
synapse_limits() { # NAME
  local free='{per_second: 100000, burst_count: 100000}' key
  [ "$1" = synapse-limited ] || printf 'rc_message: %s\nrc_admin_redaction: %s\n' "$free" "$free"
  for key in registration registration_token_validity joins_per_room 3pid_validation third_party_invite media_create \
    room_creation key_requests delayed_event_mgmt reports user_directory profile; do
    echo "rc_$key: $free"
  done
  echo "rc_login: {address: $free, account: $free, failed_attempts: $free}"
  echo "rc_joins: {local: $free, remote: $free}"
  echo "rc_invites: {per_room: $free, per_user: $free, per_issuer: $free}"
  echo "rc_presence: {per_user: $free}"
}

configure_synapse() { # DIR NAME PORT
  local data=$1/$2
  mkdir -p "$data"
  echo "$3" > "$data/port"
  cat > "$data/log.yaml" <<L
version: 1
formatters: {line: {format: '%(asctime)s %(levelname)s %(name)s %(message)s'}}
handlers: {file: {class: logging.FileHandler, filename: $data/homeserver.log, formatter: line}}
root: {level: WARNING, handlers: [file]}
disable_existing_loggers: false
L
  # No federation, no key servers, no previews: nothing here may try to reach another machine.
  # The cheapest password hash, because tests make users by the dozen.
  cat > "$data/homeserver.yaml" <<L
server_name: localhost
public_baseurl: http://127.0.0.1:$3/
listeners:
  - {port: $3, type: http, tls: false, bind_addresses: ['127.0.0.1'], resources: [{names: [client], compress: false}]}
database: {name: sqlite3, args: {database: $data/homeserver.db}}
log_config: $data/log.yaml
media_store_path: $data/media
signing_key_path: $data/signing.key
pid_file: $data/homeserver.pid
registration_shared_secret: "$SYNAPSE_SECRET"
macaroon_secret_key: "convenor-test-macaroon"
form_secret: "convenor-test-form"
enable_registration: false
report_stats: false
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
allow_public_rooms_over_federation: false
send_federation: false
url_preview_enabled: false
presence: {enabled: false}
bcrypt_rounds: 4
L
  synapse_limits "$2" >> "$data/homeserver.yaml"
  # A signing key is a line of base64 over 32 bytes; writing it ourselves saves a start of Python.
  echo "ed25519 a_test $(openssl rand -base64 32 | tr -d '=')" > "$data/signing.key"
}

synapse_answers() { # DIR NAME
  curl -fsS -m 5 -o /dev/null "http://127.0.0.1:$(cat "$1/$2/port")/_matrix/client/versions" 2>/dev/null
}

start_synapse() { # DIR NAME
  local data=$1/$2
  setsid "$VENV/bin/python" -m synapse.app.homeserver -c "$data/homeserver.yaml" >> "$data/homeserver.log" 2>&1 </dev/null &
  record "$1" "$2" $! || give_up "$2" "$data/homeserver.log" "Run install.sh."
  wait_for_server "$1" "$2" 90 synapse_answers "$1" "$2" ||
    give_up "$2" "$data/homeserver.log" "If the port was taken, start again (ports are picked anew); if a module is missing, remove $VENV and run install.sh."
}
