#!/bin/bash
# up.sh DIR: starts two Synapses, YEPCord, PostgreSQL, Postfix with OpenDKIM, Dovecot, a list of mlmmj and one of Mailman on free ports of
# 127.0.0.1, with all their data below DIR, and writes DIR/env (source it) once everything answers. Stop them with down.sh DIR.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$HERE/synapse.sh"
source "$HERE/yepcord.sh"
source "$HERE/postgres.sh"
source "$HERE/ca.sh"
source "$HERE/mailman.sh"
source "$HERE/mail.sh"
source "$HERE/dovecot.sh"
source "$HERE/opendkim.sh"
[ $# = 1 ] || fail "usage: up.sh DIR (a new folder, for example from mktemp -d)"
become_root "$@"

# sbin is not in every root's PATH.
export PATH=$PATH:/usr/sbin:/sbin
for need in "$VENV/bin/python" "$YEPCORD/bin/yepcord" "$MAILMAN/bin/master" "$PG_BIN/initdb" /usr/sbin/postfix /usr/sbin/dovecot /usr/sbin/opendkim /usr/bin/mlmmj-receive /usr/bin/openssl /usr/bin/curl; do
  [ -x "$need" ] || fail "$need is missing: run $HERE/install.sh first."
done
id vmail >/dev/null 2>&1 || fail "the user vmail is missing: run $HERE/install.sh first."

mkdir -p "$1"
DIR=$(realpath "$1")
# The path goes into configuration files that cannot quote, and Dovecot's sockets below it must stay under 108 letters.
[[ $DIR =~ ^[A-Za-z0-9/._+-]+$ ]] || fail "the path $DIR may hold only letters, digits and / . _ + - (choose another folder)."
[ ${#DIR} -le 75 ] || fail "the path $DIR is longer than 75 letters, too long for the sockets below it (choose a folder like /tmp/x)."
[ ! -e "$DIR/pids" ] || fail "$DIR was used before; stop what may run there with down.sh $DIR, and give a new folder."

# Postgres, Postfix and Dovecot give up root, so their users must be able to walk down to DIR. mktemp makes folders
# for their owner only; those below the temporary folder are ours to open, others we leave alone.
open_the_way() {
  local path=$DIR way=()
  while [ "$path" != / ]; do way=("$path" "${way[@]}"); path=$(dirname "$path"); done
  chmod a+rx "$DIR"
  for path in "${way[@]}"; do
    if setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$path"; then continue; fi
    [[ $path == /tmp/* || $path == "${TMPDIR:-/tmp}"/* ]] ||
      fail "$path cannot be entered by other users, so postgres and vmail would not reach $DIR: chmod o+x $path, or give a folder under /tmp."
    chmod a+x "$path"
  done
}
open_the_way

read -r SYNAPSE LIMITED POSTGRES SMTP SUBMISSION SMTPS IMAP LMTP SASL MAILMAN_LMTP MAILMAN_REST YEP BROKER IMAPS SIGN MX SIGN_MILTER VERIFY_MILTER < <(free_ports 18)
[ -n "$VERIFY_MILTER" ] || fail "there are no eighteen free ports between 20000 and 32000 on 127.0.0.1; stop what uses them."

mkdir -p "$DIR/pids"
jobs=()
# A half-started set is of no use: when anything fails, what did start is stopped again.
trap 'wait || true; bash "$HERE/down.sh" "$DIR" || true' EXIT
trap 'exit 130' INT TERM

start_mail() {
  make_ca "$DIR"
  configure_list "$DIR" "$SMTP"
  configure_dovecot_tls "$DIR" "$IMAPS"
  start_dovecot_tls "$DIR"
  configure_opendkim "$DIR" "$SIGN_MILTER" "$VERIFY_MILTER"
  start_opendkim "$DIR"
  configure_postfix "$DIR" "$SMTP" "$SUBMISSION" "$SMTPS" "$LMTP" "$SASL" "$MAILMAN_LMTP" "$SIGN" "$MX" "$SIGN_MILTER" "$VERIFY_MILTER"
  start_postfix "$DIR" "$SMTP"
}
# Mailman and the Synapses come first because they take longest.
configure_mailman "$DIR" "$SMTP" "$MAILMAN_LMTP" "$MAILMAN_REST"
start_mailman "$DIR" & jobs+=($!)
configure_synapse "$DIR" synapse "$SYNAPSE"
start_synapse "$DIR" synapse & jobs+=($!)
configure_synapse "$DIR" synapse-limited "$LIMITED"
start_synapse "$DIR" synapse-limited & jobs+=($!)
configure_yepcord "$DIR" "$YEP" "$BROKER"
start_yepcord "$DIR" & jobs+=($!)
start_postgres "$DIR" "$POSTGRES" & jobs+=($!)
start_mail & jobs+=($!)
start_dovecot "$DIR" "$IMAP" "$LMTP" "$SASL" & jobs+=($!)

failed=0
for job in "${jobs[@]}"; do wait "$job" || failed=$((failed + 1)); done
[ $failed = 0 ] || fail "$failed of ${#jobs[@]} servers did not come up (see above); the others are stopped again."

# Moved into place whole, so that whoever waits for the file never reads half of it.
cat > "$DIR/env.new" <<E
export CONVENOR_TEST_SERVERS=$DIR
export CONVENOR_TEST_SYNAPSE=http://127.0.0.1:$SYNAPSE
export CONVENOR_TEST_SYNAPSE_LIMITED=http://127.0.0.1:$LIMITED
export CONVENOR_TEST_SYNAPSE_SECRET=$SYNAPSE_SECRET
export CONVENOR_TEST_SYNAPSE_RESTART=$HERE/synapse-restart.sh
export CONVENOR_TEST_YEPCORD=http://127.0.0.1:$YEP
export CONVENOR_TEST_DISCORD=http://127.0.0.1:$(cat "$DIR/yepcord/adapter-port")
export CONVENOR_TEST_POSTGRES=postgres://postgres@127.0.0.1:$POSTGRES/postgres
export CONVENOR_TEST_REPLICAS=$HERE/replicas.sh
export CONVENOR_TEST_SMTP=127.0.0.1:$SMTP
export CONVENOR_TEST_SUBMISSION=127.0.0.1:$SUBMISSION
export CONVENOR_TEST_SMTPS=127.0.0.1:$SMTPS
export CONVENOR_TEST_CA=$DIR/tls/ca.pem
export CONVENOR_TEST_IMAP=127.0.0.1:$IMAP
export CONVENOR_TEST_IMAPS=127.0.0.1:$IMAPS
export CONVENOR_TEST_IMAPS_RESTART=$HERE/dovecot-restart.sh
export CONVENOR_TEST_SIGN=127.0.0.1:$SIGN
export CONVENOR_TEST_MX=127.0.0.1:$MX
export CONVENOR_TEST_LIST=$LIST_ADDRESS
export CONVENOR_TEST_MAILMAN_LIST=$MAILMAN_ADDRESS
export CONVENOR_TEST_MAILMAN_REST=http://$MAILMAN_LOGIN@127.0.0.1:$MAILMAN_REST/3.1
E
mv "$DIR/env.new" "$DIR/env"
trap - EXIT
say "the servers are up after $SECONDS s: source $DIR/env"
