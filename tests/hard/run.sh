#!/bin/bash
# run.sh [SCENARIO…]: kills, floods and faults against the real program on real servers; all scenarios, or those whose
# names begin as given. Ends with 0 only when nothing was lost, doubled, or deaf for too long. See README.md.
source "$(dirname "${BASH_SOURCE[0]}")/../servers/lib.sh"
HARD=$(realpath "$HERE/../hard")
CLIENTS=$CONVENOR_TEST_CACHE/hard
CLIENT_PACKAGES=('matrix-nio[e2e]==0.26.0')

export BIN=${BIN:-$(realpath "$HERE/../..")/target/debug/convenor}
[ -x "$BIN" ] || fail "there is no program at $BIN: run cargo build, or give its path: BIN=/path/to/convenor tests/hard/run.sh"
BIN=$(realpath "$BIN")
if [ "$EUID" != 0 ]; then
  command -v sudo >/dev/null || fail "the servers, and the small disk, need root, and there is no sudo: run this as root."
  exec sudo -n env BIN="$BIN" JOBS="${JOBS:-2}" HARD_KEEP="${HARD_KEEP:-}" HARD_RESULTS="${HARD_RESULTS:-}" \
    CONVENOR_TEST_CACHE="$CONVENOR_TEST_CACHE" TMPDIR="${TMPDIR:-/tmp}" bash "$HARD/run.sh" "$@"
fi

"$HERE/install.sh"
if [ "$(cat "$CLIENTS/ready" 2>/dev/null)" != "${CLIENT_PACKAGES[*]}" ]; then
  say "installing ${CLIENT_PACKAGES[*]} into $CLIENTS"
  rm -rf "$CLIENTS"
  { "$PYTHON" -m venv "$CLIENTS" && "$CLIENTS/bin/pip" install --disable-pip-version-check "${CLIENT_PACKAGES[@]}"; } \
    > "$CLIENTS.log" 2>&1 </dev/null || give_up "matrix-nio" "$CLIENTS.log" "Check that PyPI can be reached."
  echo "${CLIENT_PACKAGES[*]}" > "$CLIENTS/ready"
fi

DIR=$(mktemp -d /tmp/convenor-hard-servers.XXXXXX)
stop() { bash "$HERE/down.sh" "$DIR" || true; rm -rf "$DIR"; }
trap stop EXIT
trap 'exit 130' INT TERM
bash "$HARD/servers.sh" "$DIR" synapse postgres yepcord
# shellcheck source=/dev/null
source "$DIR/env"
say "the program: $BIN ($("$BIN" --version))"
"$CLIENTS/bin/python" -B "$HARD/main.py" "$@"
