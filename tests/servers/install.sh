#!/bin/bash
# install.sh: installs what the test servers, and the tests of calendar files and documents, need and is missing. Run it as root, or as a user with sudo.
# Says nothing and takes a moment when nothing is missing.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SYNAPSE=1.163.2
# Mailman 3.3.10 wants an SQLAlchemy before 2.1 and does not say so.
MAILMAN_PACKAGES=('mailman==3.3.10' 'sqlalchemy<2.1')
# A server that speaks Discord's API. What it was written against has moved on since, hence the two other versions.
YEPCORD_PARTS=(yepcord-server==1.0.0b3 'fast-depends>=2.1,<2.3' typing_extensions==4.8.0 'aiohttp>=3.9,<4')
# Readers of our files that are not ours: calendar files and mails (tests/calendar), documents and pages (tests/documents).
PYTHON_READERS=(icalendar==7.3.2 vobject==0.9.9 mail-parser==4.8.0 python-docx==1.2.0 openxml-audit==0.8.0)
NODE_READERS=(ical.js@2.2.1 mammoth@1.13.0 html-validate@11.21.1 axe-core@4.14.1 playwright-core@1.65.1)
PACKAGES=(postfix postfix-pcre opendkim dovecot-imapd dovecot-lmtpd mlmmj postgresql openssl ca-certificates
          python3 python3-venv curl bc libsasl2-modules libmagic1
          libreoffice-writer-nogui poppler-utils chromium fonts-liberation)
ROOT=()

need_root() {
  if [ "$EUID" = 0 ]; then return; fi
  command -v sudo >/dev/null || fail "$1 needs root, and there is no sudo. As root, run: apt-get install --no-install-recommends ${PACKAGES[*]} (then this script again)."
  ROOT=(sudo)
}
as_root() { "${ROOT[@]}" "$@"; }

missing_packages() {
  local p
  for p in "${PACKAGES[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null) == ii* ]] || echo "$p"
  done
}

# apt starts what it installs, and Dovecot would then listen on every address. This file forbids that while we install;
# one that is already there (Docker images have it) stays as it is.
forbid_starting() {
  if [ -e /usr/sbin/policy-rc.d ]; then return; fi
  trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
  as_root chmod 755 /usr/sbin/policy-rc.d
}

# The tests start servers of their own, so a service that came with a package we have just installed
# must neither run now nor after the next boot. Services that were there before are not touched.
keep_stopped() { # SERVICE
  if [ -d /run/systemd/system ]; then
    as_root systemctl disable --now "$1.socket" "$1.service" >/dev/null 2>&1 || as_root systemctl disable --now "$1.service" >/dev/null 2>&1 || true
  else
    as_root service "$1" stop >/dev/null 2>&1 || true
    as_root update-rc.d "$1" disable >/dev/null 2>&1 || true
  fi
}

install_packages() {
  local log=$CONVENOR_TEST_CACHE/apt.log
  command -v apt-get >/dev/null || fail "this is not Debian or Ubuntu; install by hand: $*."
  need_root "Installing $*"
  say "installing $* (log: $log)"
  forbid_starting
  # "No configuration" keeps Postfix from asking questions and from making an instance of its own.
  echo 'postfix postfix/main_mailer_type select No configuration' | as_root debconf-set-selections
  { as_root apt-get -q update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"; } > "$log" 2>&1 </dev/null ||
    give_up "apt-get" "$log" "Check that the package mirror can be reached and that no other apt is running."
  local p
  for p in "$@"; do
    case $p in
      postfix | postgresql | opendkim) keep_stopped "$p" ;;
      dovecot-imapd) keep_stopped dovecot ;;
    esac
  done
}

# The file "ready" holds what is installed, so that other versions are noticed.
is_there() { [ "$(cat "$1/ready" 2>/dev/null)" = "${*:2}" ]; }

# install_python FOLDER PACKAGE…: an environment of their own for some packages of PyPI.
install_python() {
  local folder=$1 log=$CONVENOR_TEST_CACHE/$(basename "$1").log
  shift
  say "installing $* into $folder (log: $log)"
  rm -rf "$folder"             # a half-made or outdated one is quicker made anew than mended
  { "$PYTHON" -m venv "$folder" && "$folder/bin/pip" install --disable-pip-version-check "$@"; } > "$log" 2>&1 </dev/null ||
    give_up "$*" "$log" "Check that PyPI can be reached."
  echo "$*" > "$folder/ready"
}

install_readers() {
  local log=$CONVENOR_TEST_CACHE/readers.log
  say "installing ${PYTHON_READERS[*]} ${NODE_READERS[*]} into $READERS (log: $log)"
  rm -rf "$READERS"
  { "$PYTHON" -m venv "$READERS/python" &&
    "$READERS/python/bin/pip" install --disable-pip-version-check "${PYTHON_READERS[@]}" &&
    npm install --no-audit --no-fund --prefix "$READERS/node" "${NODE_READERS[@]}"; } > "$log" 2>&1 </dev/null ||
    give_up "the readers of our files" "$log" "Check that PyPI and the npm registry can be reached."
  echo "${PYTHON_READERS[*]} ${NODE_READERS[*]}" > "$READERS/ready"
}

mkdir -p "$CONVENOR_TEST_CACHE"
exec 9> "$CONVENOR_TEST_CACHE/install.lock"
flock 9                        # two test runs that begin at once must not both install
mapfile -t missing < <(missing_packages)
# Node may be there without being a package of Debian's.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then missing+=(nodejs npm); fi
if [ ${#missing[@]} -gt 0 ]; then install_packages "${missing[@]}"; fi
if ! id vmail >/dev/null 2>&1; then
  need_root "Making the user vmail, who owns the test mailboxes,"
  as_root useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin vmail
fi
is_there "$VENV" "matrix-synapse==$SYNAPSE" || install_python "$VENV" "matrix-synapse==$SYNAPSE"
is_there "$MAILMAN" "${MAILMAN_PACKAGES[@]}" || install_python "$MAILMAN" "${MAILMAN_PACKAGES[@]}"
is_there "$READERS" "${PYTHON_READERS[@]}" "${NODE_READERS[@]}" || install_readers
is_there "$YEPCORD" "${YEPCORD_PARTS[@]}" || install_python "$YEPCORD" "${YEPCORD_PARTS[@]}"
