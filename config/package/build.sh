#!/bin/bash
# build.sh [PROGRAM [OPTION…]]: makes the Debian package of a program that is built already, target/release/convenor unless one is given, and prints
# where it is: target/debian/convenor_VERSION_ARCHITECTURE.deb. Manual pages and completions are written by the program itself. Needs
# cargo-deb (cargo install --locked cargo-deb@3.8.0), dpkg-dev, binutils and Python. The package runs on the Debian on which the program was built, and on
# later ones. VERSION=1.2.3-1 gives it another version than Cargo.toml does; options are cargo-deb's.
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8
PROGRAM=${1:+$(realpath "$1")}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
PROGRAM=${PROGRAM:-target/release/convenor}
STAGE=target/package
[ -x "$PROGRAM" ] || { echo "build.sh: there is no program at $PROGRAM: run cargo build --release --locked, or give its path." >&2; exit 1; }
command -v cargo-deb >/dev/null || { echo "build.sh: cargo-deb is missing: run cargo install --locked cargo-deb@3.8.0" >&2; exit 1; }

rm -rf "$STAGE"
mkdir -p "$STAGE/man"
# Each page lists those of the commands below it.
pages() { # COMMAND…
  local name command; name=$(IFS=-; echo "convenor${*:+-$*}")
  "$PROGRAM" manual "$@" > "$STAGE/man/$name.1"
  for command in $(sed 's/\\-/-/g' "$STAGE/man/$name.1" | sed -n "s/^$name-\([a-z-]*\)(1)\$/\1/p"); do
    pages "$@" "$command"
  done
}
pages
for shell in bash zsh fish; do "$PROGRAM" completions "$shell" > "$STAGE/convenor.$shell"; done
cp "$PROGRAM" "$STAGE/convenor"
# Debian packages have no symbols in them; the program that cargo builds keeps its own, for backtraces.
strip --remove-section=.comment --remove-section=.note "$STAGE/convenor"
python3 config/package/licences.py | gzip -9n > "$STAGE/licences.gz"
# Whoever installs by a pattern gets this one and no older one.
rm -f target/debian/convenor_*.deb
options=()
[ -z "${VERSION:-}" ] || options=(--deb-version "$VERSION")
cargo-deb --no-build --no-strip --quiet "${options[@]}" "${@:2}"
