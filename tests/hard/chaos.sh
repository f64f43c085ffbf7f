#!/bin/bash
# chaos.sh [--minutes N] [--seed N] [--result FILE]: a chaos campaign against the real program on all servers at once, an hour unless told
# otherwise; ends with 0 only when nothing was lost, doubled, or deaf for too long. See README.md.
source "$(dirname "${BASH_SOURCE[0]}")/../servers/lib.sh"
HARD=$(realpath "$HERE/../hard")
export BIN=${BIN:-$(realpath "$HERE/../..")/target/debug/convenor}
[ -x "$BIN" ] || fail "there is no program at $BIN: run cargo build, or give its path: BIN=/path/to/convenor tests/hard/chaos.sh"
BIN=$(realpath "$BIN")
[ "$EUID" = 0 ] || fail "the servers, and the small disk, need root: run this as root."
"$HERE/install.sh"
FAKETIME=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1
if [ ! -e "$FAKETIME" ]; then
  say "installing libfaketime"
  { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install libfaketime; } >/dev/null 2>&1 </dev/null ||
    say "libfaketime cannot be had: the clock will not jump."
fi
DIR=$(mktemp -d /tmp/convenor-chaos.XXXXXX)
stop() { bash "$HERE/down.sh" "$DIR" || true; rm -rf "$DIR"; }
trap stop EXIT
trap 'exit 130' INT TERM
bash "$HERE/up.sh" "$DIR"
# shellcheck source=/dev/null
source "$DIR/env"
say "the program: $BIN ($("$BIN" --version))"
"$PYTHON" -B "$HARD/chaos.py" "$@"
