# Starts Postfix and an mlmmj list: sourced by up.sh. Dovecot, with the mailboxes and the passwords, is in dovecot.sh.
# Mail goes: SMTP -> Postfix -> (LMTP) Dovecot's Maildirs, or -> mlmmj or Mailman (mailman.sh) -> SMTP -> Postfix -> the members' Maildirs.
LIST=t25jcg-iotsec
LIST_ADDRESS=$LIST@lists.example.org

configure_list() { # DIR SMTP_PORT
  local m=$1/mlmmj/$LIST
  mkdir -p "$m"/{incoming,queue/discarded,archive,text,subconf,unsubconf,bounce,control,moderation,requeue} \
    "$m"/{subscribers.d,digesters.d,nomailsubs.d}
  cp /usr/share/mlmmj/text.skel/en/* "$m/text/"
  echo "$LIST_ADDRESS" > "$m/control/listaddress"
  echo chair@example.org | tee "$m/control/owner" > "$m/control/moderators"
  echo "[iotsec]" > "$m/control/prefix"
  printf '%s\n' "List-Id: <$LIST.lists.example.org>" "Precedence: list" "List-Post: <mailto:$LIST_ADDRESS>" > "$m/control/customheaders"
  echo 127.0.0.1 > "$m/control/relayhost"
  echo "$2" > "$m/control/smtpport"
  touch "$m/control/subonlypost" "$m/control/modnonsubposts" "$m/control/notifymod"   # who is not subscribed is held for the moderator, and told so
  # mlmmj keeps its subscribers in files named by the first letter of the address.
  echo amina@example.org > "$m/subscribers.d/a"
  echo ben@example.net > "$m/subscribers.d/b"
  echo chair@example.org > "$m/subscribers.d/c"
  echo bot@example.org > "$m/nomailsubs.d/b"                      # the bot may post, and gets no copies
  echo 0 > "$m/index"
  chown -R vmail:vmail "$1/mlmmj"
}

configure_postfix() { # DIR SMTP SUBMISSION SMTPS LMTP SASL MAILMAN_LMTP SIGN MX SIGN_MILTER VERIFY_MILTER
  local pf=$1/postfix
  mkdir -p "$pf"/{etc,spool,data}
  chown postfix "$pf/data"
  # Postfix allows no $1 in what a pattern chooses, so each list has a line of its own.
  printf '/^%s(\\+.*)?@lists\\.example\\.org$/ mlmmj:%s\n' "$LIST" "$LIST" > "$pf/etc/transport"
  printf '/@lists\\.example\\.net$/ mailman:inet:[127.0.0.1]:%s\n' "$7" >> "$pf/etc/transport"
  # Mail for anywhere else bounces at once instead of leaving the machine. Retries come quickly, and
  # nothing is slowed down after errors, because tests make errors on purpose. A list takes one post at a time,
  # so posts come out in the order they went in.
  cat > "$pf/etc/main.cf" <<C
compatibility_level = 3.6
queue_directory = $pf/spool
data_directory = $pf/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = $pf/maillog
maillog_file_prefixes = $1
myhostname = mx.example.org
mydomain = example.org
myorigin = example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
recipient_delimiter = +
disable_dns_lookups = yes
smtp_host_lookup = native
relayhost =
default_transport = error:the test servers relay nothing to the outside
relay_transport = error:the test servers relay nothing to the outside
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
smtpd_tls_cert_file = $1/tls/server.pem
smtpd_tls_key_file = $1/tls/server.key
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:$6
virtual_mailbox_domains = example.org, example.net, lists.example.org
relay_domains = lists.example.net
relay_recipient_maps =
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:$5
virtual_alias_maps =
alias_maps =
local_recipient_maps =
transport_maps = pcre:$pf/etc/transport
mlmmj_destination_recipient_limit = 1
mlmmj_destination_concurrency_limit = 1
mailman_destination_concurrency_limit = 1
mailbox_size_limit = 0
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
C
  local who="-o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject"
  {
    echo "127.0.0.1:$2 inet n - n - - smtpd"
    echo "127.0.0.1:$3 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt $who"
    echo "127.0.0.1:$4 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes $who"
    # Somebody else's server, which signs what it sends, and ours, which looks at it. The second port is for mail from elsewhere.
    echo "127.0.0.1:$8 inet n - n - - smtpd -o smtpd_milters=inet:127.0.0.1:${10} -o milter_macro_daemon_name=ORIGINATING -o content_filter=smtp:[127.0.0.1]:$9"
    echo "127.0.0.1:$9 inet n - n - - smtpd -o smtpd_milters=inet:127.0.0.1:${11}"
    echo "smtp unix - - n - - smtp"
    echo "cleanup unix n - n - 0 cleanup"
    echo "qmgr unix n - n 300 1 qmgr"
    echo "tlsmgr unix - - n 1000? 1 tlsmgr"
    echo "rewrite unix - - n - - trivial-rewrite"
    printf '%s unix - - n - 0 bounce\n' bounce defer trace
    echo "flush unix n - n 1000? 0 flush"
    echo "proxymap unix - - n - - proxymap"
    printf '%s unix - - n - - error\n' error retry
    echo "lmtp unix - - n - - lmtp"
    echo "mailman unix - - n - 1 lmtp"
    printf '%s unix - - n - 1 %s\n' anvil anvil scache scache verify verify
    echo "postlog unix-dgram n - n - 1 postlogd"
    echo "mlmmj unix - n n - - pipe flags=ORhu user=vmail argv=/usr/bin/mlmmj-receive -F -L $1/mlmmj/\${nexthop}/"
  } > "$pf/etc/master.cf"
}

start_postfix() { # DIR SMTP_PORT
  local pf=$1/postfix advice="If a port was taken, start again (ports are picked anew)."
  touch "$pf/maillog"
  postfix -c "$pf/etc" start > "$pf/start.log" 2>&1 </dev/null || { cat "$pf/start.log" >> "$pf/maillog"; give_up "postfix" "$pf/maillog" "$advice"; }
  record "$1" postfix "$(tr -d ' ' < "$pf/spool/pid/master.pid")" && wait_for_server "$1" postfix 30 greets "$2" 220 || give_up "postfix" "$pf/maillog" "$advice"
}
