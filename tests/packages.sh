#!/bin/bash
# packages.sh [PROGRAM]: makes the Debian package of a program and the image with it, and tries both: lintian; on a machine (a namespace) with
# each Debian and its systemd the package is installed, started, upgraded, removed and purged; the image is built without a registry and run
# without root, with nothing but its volume to write to. Needs root, Debian's mirror and crates.io; installs what is missing. Outside of CI.
# The program is target/release/convenor unless one is given. RELEASES="bookworm trixie" names the Debians; BASES=FOLDER keeps the empty ones for
# the next run; FAST=1 packs less tightly; PAGE=docs/packages.md puts what is said into that page.
source "$(dirname "${BASH_SOURCE[0]}")/servers/lib.sh"
source "$HERE/../packages/lib.sh"
PACKAGES=(mmdebstrap dpkg-dev binutils podman crun conmon uidmap slirp4netns fuse-overlayfs netavark)
RELEASES=${RELEASES:-bookworm trixie}
PROGRAM=$(realpath "${1:-$TOP/target/release/convenor}")
[ -x "$PROGRAM" ] || fail "there is no program at $PROGRAM: run cargo build --release --locked, or give its path."
[ "$EUID" = 0 ] || fail "machines can be started by root only."
[ "$(stat -fc %T /sys/fs/cgroup 2>/dev/null)" != "" ] || fail "there are no groups of processes below /sys/fs/cgroup."

# In blocks of 1 KiB: a file that grows for ever ends the run and not the disk.
ulimit -f $((4 * 1024 * 1024))
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
need_cargo_deb "$DIR"
say "making the package, and the next one for the upgrade"
make_packages "$PROGRAM" "$DIR" ${FAST:+--fast}

BASES=${BASES:-$DIR/bases}
mkdir -p "$BASES"
for release in $RELEASES; do
  if [ ! -e "$BASES/$release.ready" ]; then
    say "making an empty Debian ($release)"
    rm -rf "${BASES:?}/$release"
    # Without devices, which nobody may copy by reading them; machines and containers bring their own.
    mmdebstrap --mode=root --variant=minbase --skip=output/dev "$release" "$BASES/$release.tar" > "$DIR/$release.log" 2>&1 ||
      give_up "Debian $release" "$DIR/$release.log" "RELEASES names the Debians; each has to be on the mirror."
    mkdir "$BASES/$release"
    tar -C "$BASES/$release" -xf "$BASES/$release.tar"
    mkdir -p "$BASES/$release/dev"
    touch "$BASES/$release.ready"
  fi
done
useradd --home-dir "$DIR/home" --create-home --shell /bin/bash "$PERSON"
export DIR BASES RELEASES PERSON TOP
"$PYTHON" -B "$TOP/tests/packages/main.py"
