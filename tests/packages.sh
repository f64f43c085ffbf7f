#!/bin/bash
# packages.sh [PROGRAM]: makes the Debian package of a program and the image with it, and tries both: lintian; on a machine (a namespace) with
# each Debian and its systemd the package is installed, started, upgraded, removed and purged; the image is built without a registry and run
# without root, with nothing but its volume to write to. Needs root, Debian's mirror and crates.io; installs what is missing. Outside of CI.
# The program is target/release/convenor unless one is given. RELEASES="bookworm trixie" names the Debians; BASES=FOLDER keeps the empty ones for the next run.
source "$(dirname "${BASH_SOURCE[0]}")/servers/lib.sh"
CARGO_DEB=3.8.0
PACKAGES=(mmdebstrap lintian dpkg-dev binutils podman crun conmon uidmap slirp4netns fuse-overlayfs netavark)
RELEASES=${RELEASES:-bookworm trixie}
TOP=$(realpath "$HERE/../..")
PROGRAM=$(realpath "${1:-$TOP/target/release/convenor}")
[ -x "$PROGRAM" ] || fail "there is no program at $PROGRAM: run cargo build --release --locked, or give its path."
[ "$EUID" = 0 ] || fail "machines can be started by root only."
[ "$(stat -fc %T /sys/fs/cgroup 2>/dev/null)" != "" ] || fail "there are no groups of processes below /sys/fs/cgroup."

DIR=$(mktemp -d /tmp/convenor-packages.XXXXXX)
chmod 755 "$DIR"
# Containers are this person's, who exists no longer than the run.
PERSON=convenor-packages-$$
stop() {
  if id "$PERSON" >/dev/null 2>&1; then
    pkill -KILL -u "$PERSON" || true
    userdel -f "$PERSON" 2>/dev/null || true
  fi
  rm -rf "$DIR"
}
trap stop EXIT
trap 'exit 130' INT TERM

missing=()
for package in "${PACKAGES[@]}"; do
  [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) == ii* ]] || missing+=("$package")
done
if [ ${#missing[@]} != 0 ]; then
  say "installing ${missing[*]}"
  { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}"; } \
    > "$DIR/apt.log" 2>&1 </dev/null || give_up "apt-get" "$DIR/apt.log" "Check that Debian's mirror can be reached."
fi
TOOLS=$CONVENOR_TEST_CACHE/tools/cargo-deb-$CARGO_DEB
if [ ! -x "$TOOLS/bin/cargo-deb" ]; then
  say "installing cargo-deb $CARGO_DEB"
  CARGO_TARGET_DIR=$DIR/cargo-deb cargo install --quiet --locked --version "$CARGO_DEB" --root "$TOOLS" cargo-deb > "$DIR/cargo.log" 2>&1 ||
    give_up "cargo-deb" "$DIR/cargo.log" "Check that crates.io can be reached."
fi
export PATH=$TOOLS/bin:$PATH

say "making the package, and the next one for the upgrade"
mkdir "$DIR/next" "$DIR/package"
for revision in next package; do
  rm -f "$TOP"/target/debian/convenor_*.deb
  version=$(sed -n '1s/.*(\(.*\)-.*/\1/p' "$TOP/config/package/changelog")-$([ $revision = next ] && echo 2 || echo 1)
  VERSION=$version "$TOP/config/package/build.sh" "$PROGRAM" > "$DIR/build.log" 2>&1 || give_up "the package" "$DIR/build.log" "See above."
  cp "$TOP"/target/debian/convenor_*.deb "$DIR/$revision/"
done

BASES=${BASES:-$DIR/bases}
mkdir -p "$BASES"
for release in $RELEASES; do
  if [ ! -e "$BASES/$release.ready" ]; then
    say "making an empty Debian ($release)"
    rm -rf "${BASES:?}/$release"
    # The components are those of every Debian; a release that the mirror has not is an error.
    mmdebstrap --mode=root --variant=minbase "$release" "$BASES/$release.tar" > "$DIR/$release.log" 2>&1 ||
      give_up "Debian $release" "$DIR/$release.log" "RELEASES names the Debians; each has to be on the mirror."
    mkdir "$BASES/$release"
    tar -C "$BASES/$release" -xf "$BASES/$release.tar"
    touch "$BASES/$release.ready"
  fi
done
useradd --home-dir "$DIR/home" --create-home --shell /bin/bash "$PERSON"
export DIR BASES RELEASES PERSON TOP
"$PYTHON" -B "$TOP/tests/packages/main.py"
