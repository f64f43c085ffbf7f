#!/usr/bin/env bash
# All tests: installs what is missing, starts the real servers on loopback, runs everything, stops
# the servers, and ends with the counts. A server that does not come up is an error, never a skip.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

say "installing what is missing"
tests/servers/install.sh

data=$(mktemp -d "${TMPDIR:-/tmp}/convenor-servers.XXXXXX")
log=$(mktemp)
stop() {
  tests/servers/down.sh "$data" || true
  rm -rf "$data" "$log"
}
trap stop EXIT

say "building"
cargo test --locked --no-run
cargo test --locked --no-run --test calendar --test discord --test documents --test mail --test matrix --test postgres --test web

say "hermetic tests"
cargo test --locked 2>&1 | tee "$log"

say "calendar files as other programs read them"
cargo test --locked --test calendar 2>&1 | tee -a "$log"

say "documents and pages as other programs read them"
cargo test --locked --test documents 2>&1 | tee -a "$log"

say "pages in a browser"
cargo test --locked --test web 2>&1 | tee -a "$log"

say "starting the servers"
tests/servers/up.sh "$data"
# shellcheck source=/dev/null
. "$data/env"

for server in postgres mail discord matrix; do
  say "tests against real servers: $server"
  # They wait for the servers most of the time: more of them at once than there are cores.
  RUST_TEST_THREADS=4 cargo test --locked --test "$server" 2>&1 | tee -a "$log"
done

passed=$(awk '/^test result:/ {sum += $4} END {print sum + 0}' "$log")
failed=$(awk '/^test result:/ {sum += $6} END {print sum + 0}' "$log")
say "all tests"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
