# Starts Mailman 3 with one list beside the one of mlmmj: sourced by up.sh. Mail goes: Postfix -> (LMTP) Mailman -> SMTP -> Postfix.
# The list does what most do to mail: who is no member is held, From is munged against DMARC, answers go to the list,
# and there is a footer. Its archive is a Maildir: DIR/mailman/var/archives/prototype/ADDRESS.
MAILMAN_LIST=iotsec
MAILMAN_ADDRESS=$MAILMAN_LIST@lists.example.net
MAILMAN_LOGIN=restadmin:restpass

configure_mailman() { # DIR SMTP LMTP REST
  local data=$1/mailman runner
  mkdir -p "$data"
  echo "$4" > "$data/port"
  {
    cat <<C
[mailman]
layout: here
site_owner: chair@example.org
[paths.here]
var_dir: $data/var
[mta]
incoming: mailman.mta.null.NullMTA
outgoing: mailman.mta.deliver.deliver
smtp_host: 127.0.0.1
smtp_port: $2
lmtp_host: 127.0.0.1
lmtp_port: $3
[webservice]
hostname: 127.0.0.1
port: $4
admin_user: ${MAILMAN_LOGIN%:*}
admin_pass: ${MAILMAN_LOGIN#*:}
workers: 1
[archiver.prototype]
enable: yes
[dmarc]
org_domain_data_url:
C
    for runner in in out pipeline virgin archive; do printf '[runner.%s]\nsleep_time: 0.1s\n' $runner; done
    # Each is a Python of its own, and no test needs these.
    for runner in digest bounces command retry task; do printf '[runner.%s]\nstart: no\n' $runner; done
  } > "$data/mailman.cfg"
}

mailman_answers() { mailman_rest "$1" system/versions -m 5 2>/dev/null; }

mailman_rest() { # DIR PATH CURL_ARGUMENTS...
  curl -fsS -o /dev/null -u "$MAILMAN_LOGIN" "http://127.0.0.1:$(cat "$1/mailman/port")/3.1/$2" "${@:3}"
}

make_mailman_list() { # DIR
  local member role id=$MAILMAN_LIST.${MAILMAN_ADDRESS#*@}
  local agreed=(-d pre_verified=true -d pre_confirmed=true -d pre_approved=true -d send_welcome_message=false)
  mailman_rest "$1" domains -d "mail_host=${MAILMAN_ADDRESS#*@}" &&
    mailman_rest "$1" lists -d "fqdn_listname=$MAILMAN_ADDRESS" || return 1
  for member in amina@example.org ben@example.net chair@example.org; do
    mailman_rest "$1" members -d "list_id=$id" -d "subscriber=$member" "${agreed[@]}" || return 1
  done
  # The bot may post, and gets no copies.
  mailman_rest "$1" members -d "list_id=$id" -d subscriber=bot@example.org -d delivery_status=by_user "${agreed[@]}" || return 1
  for role in owner moderator; do
    mailman_rest "$1" members -d "list_id=$id" -d subscriber=chair@example.org -d "role=$role" "${agreed[@]}" || return 1
  done
  mailman_rest "$1" "lists/$id/config" -X PATCH -H 'Content-Type: application/json' -d '{
    "dmarc_mitigate_action": "munge_from", "dmarc_mitigate_unconditionally": true, "subject_prefix": "[iotsec] ",
    "reply_goes_to_list": "point_to_list", "first_strip_reply_to": true, "default_nonmember_action": "hold",
    "admin_immed_notify": false}'
}

start_mailman() { # DIR
  local data=$1/mailman log=$1/mailman/log
  cd "$data"                   # what is not configured goes where it was started
  # As root like Synapse: the environment of Python may lie where others may not read.
  setsid env HOME="$data" "$MAILMAN/bin/master" -C "$data/mailman.cfg" >> "$log" 2>&1 </dev/null &
  record "$1" mailman $! || give_up mailman "$log" "Run install.sh."
  wait_for_server "$1" mailman 180 mailman_answers "$1" ||
    give_up mailman "$log" "If the port was taken, start again (ports are picked anew); if a module is missing, remove $MAILMAN and run install.sh."
  make_mailman_list "$1" >> "$log" 2>&1 || give_up mailman "$log" "It runs, but does not make the list; is another version installed than install.sh asks for?"
}
