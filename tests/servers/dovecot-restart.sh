#!/bin/bash
# dovecot-restart.sh DIR stop|start: stops the Dovecot that speaks TLS, or starts it again on the same port and mailboxes, for tests of
# what the bot does while its mailbox is away. Returns when it has ended, or answers.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$HERE/dovecot.sh"
[ $# = 2 ] || fail "usage: dovecot-restart.sh DIR stop|start (DIR is the one given to up.sh)"
become_root "$@"
export PATH=$PATH:/usr/sbin:/sbin
DIR=$(realpath "$1")
[ -f "$DIR/dovecot-tls/dovecot.conf" ] || fail "no servers were started in $DIR; run up.sh $DIR first."

gone() { ! alive "$DIR" dovecot-tls; }
case $2 in
  stop)
    if gone; then exit 0; fi
    kill -TERM "$(recorded_pid "$DIR" dovecot-tls)"
    wait_until 30 gone || give_up "dovecot-tls" "$DIR/dovecot-tls/log" "It did not stop within 30 s; run down.sh $DIR."
    ;;
  start)
    if gone; then start_dovecot_tls "$DIR"; fi
    ;;
  *) fail "say stop or start, not $2." ;;
esac
