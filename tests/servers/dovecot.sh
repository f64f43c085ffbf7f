# Starts Dovecot, which holds the mailboxes and checks the passwords (also for Postfix), and a second one before the same mailboxes, which
# speaks TLS and is stopped and started by dovecot-restart.sh: sourced by up.sh.

# Whoever asks has the password pw. Debian 12 has Dovecot 2.3 and Debian 13 has 2.4, whose configurations differ.
dovecot_dialect() { # MAILBOXES
  local uid gid; uid=$(id -u vmail); gid=$(id -g vmail)
  case $(dovecot --version) in
    2.3.*) cat <<C ;;
protocols = imap lmtp
disable_plaintext_auth = no
mail_location = maildir:$1/%u/Maildir
passdb {
  driver = static
  args = password=pw
}
userdb {
  driver = static
  args = uid=$uid gid=$gid home=$1/%u
}
C
    2.4.*) cat <<C ;;
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {
  imap = yes
  lmtp = yes
}
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = $1/%{user}/Maildir
passdb static {
  password = pw
}
userdb static {
  fields {
    uid = $uid
    gid = $gid
    home = $1/%{user}
  }
}
C
    *) fail "dovecot.sh can configure Dovecot 2.3 (Debian 12) and 2.4 (Debian 13), and here is $(dovecot --version)." ;;
  esac
}

start_dovecot() { # DIR IMAP LMTP SASL
  local dc=$1/dovecot advice="If a port was taken, start again (ports are picked anew)."
  mkdir -p "$dc" "$1/mailboxes"
  chown vmail:vmail "$1/mailboxes"
  dovecot_dialect "$1/mailboxes" > "$dc/dovecot.conf"
  # Wrong passwords are answered at once: Dovecot's growing delay would slow the tests.
  cat >> "$dc/dovecot.conf" <<C
base_dir = $dc/run
state_dir = $dc/state
log_path = $dc/log
listen = 127.0.0.1
ssl = no
auth_mechanisms = plain login
auth_failure_delay = 0 secs
first_valid_uid = $(id -u vmail)
mail_max_userip_connections = 1000
recipient_delimiter = +
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  inet_listener sasl {
    port = $4
  }
}
service lmtp {
  inet_listener lmtp {
    port = $3
  }
}
service imap-login {
  inet_listener imap {
    port = $2
  }
  inet_listener imaps {
    port = 0
  }
}
C
  touch "$dc/log"
  setsid dovecot -F -c "$dc/dovecot.conf" >> "$dc/log" 2>&1 </dev/null &
  record "$1" dovecot $! && wait_for_server "$1" dovecot 30 greets "$2" "* OK" || give_up "dovecot" "$dc/log" "$advice"
}

# The certificate, in the words of either version.
dovecot_certificate() { # TLS_FOLDER
  case $(dovecot --version) in
    2.3.*) printf 'ssl_cert = <%s\nssl_key = <%s\n' "$1/server.pem" "$1/server.key" ;;
    *) printf 'ssl_server_cert_file = %s\nssl_server_key_file = %s\n' "$1/server.pem" "$1/server.key" ;;
  esac
}

configure_dovecot_tls() { # DIR IMAPS
  local dc=$1/dovecot-tls
  mkdir -p "$dc"
  echo "$2" > "$dc/port"
  dovecot_dialect "$1/mailboxes" | sed 's/^protocols = imap lmtp/protocols = imap/; /^  lmtp = yes/d' > "$dc/dovecot.conf"
  dovecot_certificate "$1/tls" >> "$dc/dovecot.conf"
  cat >> "$dc/dovecot.conf" <<C
base_dir = $dc/run
state_dir = $dc/state
log_path = $dc/log
listen = 127.0.0.1
ssl = required
auth_mechanisms = plain login
auth_failure_delay = 0 secs
first_valid_uid = $(id -u vmail)
mail_max_userip_connections = 1000
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = $2
    ssl = yes
  }
}
C
  touch "$dc/log"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start_dovecot_tls() { # DIR
  local dc=$1/dovecot-tls
  setsid dovecot -F -c "$dc/dovecot.conf" >> "$dc/log" 2>&1 </dev/null &
  record "$1" dovecot-tls $! && wait_for_server "$1" dovecot-tls 30 listens "$(cat "$dc/port")" ||
    give_up "dovecot-tls" "$dc/log" "If a port was taken, start again (ports are picked anew)."
}
