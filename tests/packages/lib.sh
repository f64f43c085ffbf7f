# Makes Debian packages of a program: source it after tests/servers/lib.sh.
CARGO_DEB=3.8.0
TOP=$(realpath "$HERE/../..")

# cargo-deb for this project's tests, and first in the PATH.
need_cargo_deb() { # FOLDER for what is made on the way
  local tools=$CONVENOR_TEST_CACHE/tools/cargo-deb-$CARGO_DEB
  if [ ! -x "$tools/bin/cargo-deb" ]; then
    say "installing cargo-deb $CARGO_DEB"
    CARGO_TARGET_DIR=$1/cargo-deb cargo install --quiet --locked --version "$CARGO_DEB" --root "$tools" cargo-deb > "$1/cargo.log" 2>&1 ||
      give_up "cargo-deb" "$1/cargo.log" "Check that crates.io can be reached."
  fi
  export PATH=$tools/bin:$PATH
}

# Two packages of one program, of which the second one is the next revision: FOLDER/package and FOLDER/next.
make_packages() { # PROGRAM FOLDER [OPTION…]
  local version revision; version=$(sed -n '1s/.*(\(.*\)-.*/\1/p' "$TOP/config/package/changelog")
  mkdir -p "$2/next" "$2/package"
  for revision in next package; do
    VERSION=$version-$([ $revision = next ] && echo 2 || echo 1) \
      "$TOP/config/package/build.sh" "$1" $([ $revision = package ] && echo "${@:3}" || echo --fast) > "$2/build.log" 2>&1 ||
      give_up "the package" "$2/build.log" "See above."
    mv "$TOP"/target/debian/convenor_*.deb "$2/$revision/"
  done
}
