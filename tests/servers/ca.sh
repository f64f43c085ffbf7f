# Makes a CA for the tests and the mail server's certificate: sourced by up.sh.

# The extensions are spelled out, since rustls refuses what OpenSSL's defaults leave out or allow
# (a certificate without SAN, of version 1, or a CA used as the server's own).
make_ca() { # DIR
  local tls=$1/tls
  mkdir -p "$tls"
  cat > "$tls/openssl.cnf" <<C
[req]
distinguished_name = dn
prompt = no
[dn]
CN = placeholder
[ca]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
C
  {
    local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    openssl req -x509 "${key[@]}" -config "$tls/openssl.cnf" -extensions ca -subj "/CN=Convenor test CA" -days 30 \
      -keyout "$tls/ca.key" -out "$tls/ca.pem" &&
      openssl req "${key[@]}" -config "$tls/openssl.cnf" -subj "/CN=localhost" -keyout "$tls/server.key" -out "$tls/server.csr" &&
      openssl x509 -req -in "$tls/server.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -days 30 \
        -extfile "$tls/openssl.cnf" -extensions server -out "$tls/server.pem"
  } > "$tls/log" 2>&1 || give_up "the test CA" "$tls/log" "Is openssl installed (install.sh)?"
}
