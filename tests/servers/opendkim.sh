# Starts two OpenDKIMs as milters of Postfix: one signs what goes out (on the port SIGN), one verifies what comes in from there and
# from anywhere else (on the port MX), and stamps Authentication-Results as mx.example.org: sourced by up.sh.
# Keys come from a file instead of the DNS. Who writes from @example.org is signed for example.org, and so is ben@example.net, for whom
# example.org cannot speak; nobody else is signed.
configure_opendkim() { # DIR SIGN_MILTER VERIFY_MILTER
  local dk=$1/opendkim
  mkdir -p "$dk"
  echo "$2" > "$dk/sign.port"
  echo "$3" > "$dk/verify.port"
  openssl genrsa -out "$dk/key.pem" 2048 > "$dk/log" 2>&1 || give_up opendkim "$dk/log" "Is openssl installed (install.sh)?"
  chmod 600 "$dk/key.pem"
  printf 'test._domainkey.example.org v=DKIM1; k=rsa; p=%s\n' \
    "$(openssl rsa -in "$dk/key.pem" -pubout -outform DER 2>/dev/null | base64 -w0)" > "$dk/keys"
  echo "test._domainkey.example.org example.org:test:$dk/key.pem" > "$dk/keytable"
  printf '%s\n' '*@example.org test._domainkey.example.org' 'ben@example.net test._domainkey.example.org' > "$dk/signingtable"
  echo 127.0.0.1 > "$dk/inside"
  echo 192.0.2.1 > "$dk/nobody"
  local shared="Background no
Syslog no
LogResults no
RequireSafeKeys no
UserID 0"
  cat > "$dk/sign.conf" <<C
$shared
Mode s
Socket inet:$2@127.0.0.1
Canonicalization relaxed/relaxed
KeyTable file:$dk/keytable
SigningTable refile:$dk/signingtable
InternalHosts file:$dk/inside
C
  cat > "$dk/verify.conf" <<C
$shared
Mode v
Socket inet:$3@127.0.0.1
AuthservID mx.example.org
RemoveARFrom mx.example.org
RemoveARAll yes
AlwaysAddARHeader yes
InternalHosts file:$dk/nobody
ExternalIgnoreList file:$dk/nobody
TestPublicKeys $dk/keys
C
}

start_opendkim() { # DIR
  local dk=$1/opendkim name
  for name in sign verify; do
    setsid /usr/sbin/opendkim -f -x "$dk/$name.conf" >> "$dk/log" 2>&1 </dev/null &
    record "$1" "opendkim-$name" $! && wait_for_server "$1" "opendkim-$name" 30 listens "$(cat "$dk/$name.port")" ||
      give_up "opendkim-$name" "$dk/log" "If a port was taken, start again (ports are picked anew)."
  done
}
