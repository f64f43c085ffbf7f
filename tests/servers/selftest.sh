#!/bin/bash
# selftest.sh: brings all servers up in a temporary folder, checks what the tests rely on (selftest_*.py), and takes them
# down. One line a check, and the count last; ends with 0 only when all is well, and keeps the folder when not.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
become_root "$@"

passed=0 failed=0
check() { # NAME COMMAND...
  local name=$1; shift
  if "$@"; then echo "ok   $name"; passed=$((passed + 1)); else echo "FAIL $name"; failed=$((failed + 1)); fi
}
finish() {
  echo "$passed passed, $failed failed"
  if [ $failed -gt 0 ]; then say "what the servers wrote is kept in $DIR"; exit 1; fi
  rm -rf "$DIR"
}

DIR=$(mktemp -d /tmp/convenor-selftest.XXXXXX)
trap 'bash "$HERE/down.sh" "$DIR" || true' EXIT
begun=$(date +%s%N)
took() { echo "$1 took $((($(date +%s%N) - begun) / 1000000)) ms"; begun=$(date +%s%N); }

check "up.sh starts everything" "$HERE/up.sh" "$DIR" 2> "$DIR/up.log"
took up.sh
if [ $failed -gt 0 ]; then cat "$DIR/up.log"; trap - EXIT; finish; fi

# The servers' sessions are noted now, since down.sh forgets them, and asked about after it.
sessions=$(cut -d' ' -f1 "$DIR"/pids/*)
source "$DIR/env"
check "up.sh refuses a folder that is in use" bash -c '! "$1"/up.sh "$2" 2>/dev/null' _ "$HERE" "$DIR"
ends=0
while read -r line; do
  [ "$line" = end ] || echo "$line"
  case $line in
    ok*) passed=$((passed + 1)) ;;
    FAIL*) failed=$((failed + 1)) ;;
    end) ends=$((ends + 1)) ;;
  esac
done < <(for part in servers mail; do "$PYTHON" -B "$HERE/selftest_$part.py" 2>&1; done)
check "the checks ran to their end" [ $ends = 2 ]
took "the checks"

check "down.sh stops everything" "$HERE/down.sh" "$DIR"
took down.sh
nothing_runs() { local s; for s in $sessions; do session_empty "$s" || return 1; done; }
check "no process is left" nothing_runs
check "down.sh of a folder without servers says so" bash -c '! "$1"/down.sh "$2" 2>/dev/null' _ "$HERE" "$DIR"
trap - EXIT
finish
