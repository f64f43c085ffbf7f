#!/bin/bash
# run.sh [PROGRAM]: types every command of docs/operations.md on three machines with an empty Debian and systemd, which are namespaces of
# this one: the package, init, start, status, backup, restore, upgrade, PostgreSQL, a second instance, and a machine that dies. Needs root, Debian's
# mirror and what tests/servers/install.sh installs; some minutes. Outside of CI. The program is target/debug/convenor unless one is given.
# With BASES=FOLDER the empty Debians with their packages are kept there for the next run.
source "$(dirname "${BASH_SOURCE[0]}")/../servers/lib.sh"
source "$HERE/../packages/lib.sh"
PAGE=$(realpath "$HERE/../operations")
PROGRAM=$(realpath "${1:-$HERE/../../target/debug/convenor}")
[ -x "$PROGRAM" ] || fail "there is no program at $PROGRAM: run cargo build, or give its path."
[ "$EUID" = 0 ] || fail "machines can be started by root only."
SUITE=bookworm
DIR=$(mktemp -d /tmp/convenor-operations.XXXXXX)
chmod 755 "$DIR"
stop() { bash "$HERE/down.sh" "$DIR/servers" 2>/dev/null || true; rm -rf "$DIR"; }
trap stop EXIT
trap 'exit 130' INT TERM

# Debian's tools are fetched and unpacked, not installed.
fetch() { # PACKAGE
  mkdir -p "$CONVENOR_TEST_CACHE/tools/$1"
  (cd "$CONVENOR_TEST_CACHE/tools/$1" && { ls ./*.deb >/dev/null 2>&1 || apt-get download -qq "$1"; } && dpkg -x ./*.deb .) 2>/dev/null
}
say "making an empty Debian ($SUITE)"
fetch mmdebstrap
fetch prometheus
PROMTOOL=$CONVENOR_TEST_CACHE/tools/prometheus/usr/bin/promtool
BASES=${BASES:-$DIR}
mkdir -p "$BASES"
if [ ! -e "$BASES/ready" ]; then
  "$CONVENOR_TEST_CACHE/tools/mmdebstrap/usr/bin/mmdebstrap" --mode=root --variant=minbase --include=systemd,systemd-sysv,dbus "$SUITE" "$BASES/base" > "$DIR/base.log" 2>&1 ||
    give_up "the empty Debian" "$DIR/base.log" "Check that Debian's mirror can be reached."
  say "installing what the page installs"
  "$PYTHON" -B "$PAGE/prepare.py" "$BASES"
  touch "$BASES/ready"
fi
# The clone of the repository, as far as the page uses it.
rm -rf "$BASES/base/convenor"
mkdir -p "$BASES/base/convenor/target/release"
say "making the package"
need_cargo_deb "$DIR"
make_packages "$PROGRAM" "$DIR" --fast
cp -r "$TOP/config" "$BASES/base/convenor/"
cp "$PROGRAM" "$BASES/base/convenor/target/release/convenor"
cp -r "$DIR/package" "$BASES/base/convenor/target/debian"
cp "$DIR"/next/*.deb "$BASES/base/convenor/"
say "starting the machines"
# From here on there is no network but a loopback of their own.
export DIR HERE PAGE PROMTOOL BASES
unshare --net bash -euc '
  ip link set lo up
  bash "$HERE/../hard/servers.sh" "$DIR/servers" synapse
  . "$DIR/servers/env"
  export CONVENOR_TEST_SYNAPSE_SECRET
  exec "'"$PYTHON"'" -B "$PAGE/page.py" "$DIR" "$PROMTOOL" "$BASES"'
