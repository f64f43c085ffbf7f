"""selftest.sh's checks of the mail servers and of smtp-fault.py: one line a check, and "end" last."""
import email
import email.utils
import imaplib
import json
import pathlib
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from email.message import EmailMessage

from selftest_lib import ENV, address, check

LIST, MAILMAN, MEMBERS = ENV["LIST"], ENV["MAILMAN_LIST"], ("amina@example.org", "ben@example.net", "chair@example.org")


# ---- Mail
def tls():
    context = ssl.create_default_context(cafile=ENV["CA"])
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def open_smtp(way, password="pw"):
    host, port = address(way)
    if way == "SMTPS":
        smtp = smtplib.SMTP_SSL("localhost", port, context=tls(), timeout=30)
    else:
        smtp = smtplib.SMTP(host, port, timeout=30)
    if way == "SUBMISSION":
        smtp.starttls(context=tls())
    if way != "SMTP" and password:
        smtp.login("bot@example.org", password)
    return smtp


def letter(subject, sender="bot@example.org", to=LIST):
    m = EmailMessage()
    m["From"], m["To"], m["Subject"], m["Message-ID"], m["Date"] = sender, to, subject, f"<{time.time_ns()}@example.org>", email.utils.formatdate()
    m.set_content("first line\n" + "more\n" * 20)
    return m


def inbox(user, subject):
    imap = imaplib.IMAP4(*address("IMAP"))
    imap.login(user, "pw")
    imap.select("INBOX")
    found = [email.message_from_bytes(imap.fetch(n, "(RFC822)")[1][0][1]) for n in imap.search(None, "SUBJECT", f'"{subject}"')[1][0].split()]
    imap.logout()
    return found


def arrives(subject, count=1):
    end = time.time() + 20
    for user in MEMBERS:
        while not (got := inbox(user, subject)):
            assert time.time() < end, f"{subject} did not reach {user}"
            time.sleep(0.05)
        assert len(got) == count, f"{user} has {len(got)} of {subject}"
    return got[0]


def absent(subject):
    """Whatever was sent before the marker would be in the boxes when the marker is."""
    marker = f"marker {time.time_ns()}"
    with open_smtp("SMTP") as smtp:
        smtp.send_message(letter(marker))
    arrives(marker)
    for user in (*MEMBERS, "bot@example.org"):
        assert not inbox(user, subject), f"{user} has {subject}"


def post(way):
    subject, began = f"minutes by {way} {time.time_ns()}", time.time()
    m = letter(subject)
    with open_smtp(way) as smtp:
        smtp.send_message(m)
    got, took = arrives(subject), time.time() - began
    assert got["Subject"].startswith("[iotsec] ") and got["Message-ID"] == m["Message-ID"] and got["From"] == "bot@example.org", got.as_string()
    assert got["List-Id"] == "<t25jcg-iotsec.lists.example.org>" and got["Precedence"] == "list" and got["List-Post"] == f"<mailto:{LIST}>", got.as_string()
    assert not inbox("bot@example.org", subject), "the bot got a copy"
    return f"three members after {took:.1f} s, no copy to the bot"


def guarded(way):
    try:
        open_smtp(way, "wrong")
        raise AssertionError("a wrong password was taken")
    except smtplib.SMTPAuthenticationError as e:
        assert e.smtp_code == 535, e
    try:
        open_smtp(way, None).send_message(letter("nobody"))
        raise AssertionError("mail was taken without a login")
    except smtplib.SMTPRecipientsRefused as e:
        assert list(e.recipients.values())[0][0] == 554, e
    if way == "SUBMISSION":
        smtp = smtplib.SMTP(*address(way), timeout=30)
        assert smtp.ehlo()[0] == 250 and smtp.has_extn("starttls") and not smtp.has_extn("auth"), smtp.esmtp_features
        assert smtp.mail("bot@example.org")[0] == 530


def stranger():
    subject = f"stranger {time.time_ns()}"
    with open_smtp("SMTP") as smtp:
        smtp.send_message(letter(subject, "stranger@example.net"))
    absent(f"[iotsec] {subject}")
    held = pathlib.Path(ENV["SERVERS"], "mlmmj/t25jcg-iotsec/moderation")
    assert [f for f in held.iterdir() if subject in f.read_text(errors="replace")], "nothing is held"


# ---- Mailman
def held(subject):
    """The URL has the login before the host, which urllib does not take there."""
    login, place = ENV["MAILMAN_REST"].removeprefix("http://").split("@")
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, f"http://{place}", *login.split(":"))
    browser = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords), urllib.request.ProxyHandler({}))
    with browser.open(f"http://{place}/lists/{MAILMAN}/held", timeout=30) as answer:
        return [entry for entry in json.load(answer).get("entries", []) if entry["subject"] == subject]


def mailman_posts():
    subject = f"minutes by Mailman {time.time_ns()}"
    m = letter(subject, to=MAILMAN)
    with open_smtp("SMTP") as smtp:
        smtp.send_message(m)
    got = arrives(subject)
    assert got["Subject"] == f"[iotsec] {subject}" and got["Message-ID"] == m["Message-ID"] and got["Reply-To"] == MAILMAN, got.as_string()
    assert email.utils.parseaddr(got["From"])[1] == MAILMAN and "bot@example.org" in got["Cc"], got.as_string()
    archive = pathlib.Path(ENV["SERVERS"], "mailman/var/archives/prototype", MAILMAN, "new")
    assert [f for f in archive.iterdir() if m["Message-ID"].encode() in f.read_bytes()], "it is not in the archive"


def mailman_holds():
    for sender in ("stranger@example.net", "other-bot@example.org"):
        subject = f"from {sender} {time.time_ns()}"
        with open_smtp("SMTP") as smtp:
            smtp.send_message(letter(subject, sender, MAILMAN))
        end = time.time() + 20
        while not held(subject):
            assert time.time() < end, f"a mail of {sender} is not held"
            time.sleep(0.1)
        assert not any(inbox(user, subject) for user in MEMBERS), f"a mail of {sender} went to a member"


# ---- TLS, and a server that is away
def imaps():
    host, port = address("IMAPS")
    imap = imaplib.IMAP4_SSL("localhost", port, ssl_context=tls(), timeout=30)
    imap.login("amina@example.org", "pw")
    assert b"IDLE" in imap.capability()[1][0], "it has no IDLE"
    imap.logout()


def imaps_restart():
    restart = lambda order: subprocess.run([ENV["IMAPS_RESTART"], ENV["SERVERS"], order], check=True, capture_output=True)
    restart("stop")
    try:
        socket.create_connection(address("IMAPS"), timeout=5).close()
        raise AssertionError("it still answers")
    except ConnectionRefusedError:
        pass
    finally:
        restart("start")
    imaps()


# ---- Signatures
def results(server, sender, claimed=""):
    """What the server that looks at signatures writes on top of a mail that came through another one, or straight to it."""
    subject = f"signature {time.time_ns()}"
    m = letter(subject, sender, "amina@example.org")
    if claimed:
        m["Authentication-Results"] = claimed
    with smtplib.SMTP(*address(server), timeout=30) as smtp:
        smtp.send_message(m)
    end = time.time() + 20
    while not (got := inbox("amina@example.org", subject)):
        assert time.time() < end, "it did not arrive"
        time.sleep(0.05)
    return got[0].get_all("Authentication-Results", [])


def signed():
    assert "dkim=pass" in (got := results("SIGN", "ben@example.org"))[0] and "header.d=example.org" in got[0] and len(got) == 1, got


def unsigned():
    forged = "mx.example.org; dkim=pass header.d=example.org"
    got = results("MX", "ben@example.org", forged)
    assert got and not any("dkim=pass" in one for one in got) and all(one.startswith("mx.example.org") for one in got), got


# ---- Faults
def control(*orders):
    with socket.create_connection(("127.0.0.1", FAULT[1]), timeout=10) as s, s.makefile("rw") as f:
        answers = []
        for order in orders:
            print(order, file=f, flush=True)
            answers.append(f.readline().strip())
        return answers


def fault(order, code=None, delivered=False):
    control("clear")
    if order != "default":
        assert control(order) == ["ok 1"]
    subject, code_seen = f"fault {order} {time.time_ns()}", None
    with smtplib.SMTP("127.0.0.1", FAULT[0], timeout=10) as probe:
        probe.ehlo()  # uses no order up
        assert not probe.has_extn("starttls") and not probe.has_extn("chunking"), probe.esmtp_features
    smtp = smtplib.SMTP("127.0.0.1", FAULT[0], timeout=30)
    try:
        smtp.send_message(letter(subject))
        code_seen = 250
        smtp.quit()
    except smtplib.SMTPRecipientsRefused as e:
        code_seen = list(e.recipients.values())[0]
    except smtplib.SMTPDataError as e:
        code_seen = (e.smtp_code, e.smtp_error)
    except (smtplib.SMTPServerDisconnected, ConnectionError):
        code_seen = "cut"
    finally:
        smtp.close()
    shown = f"{code_seen[0]} {code_seen[1][:5].decode()}" if isinstance(code_seen, tuple) else str(code_seen)
    assert shown == code, f"the client saw {code_seen}"
    arrives(subject) if delivered else absent(subject)
    status = json.loads(control("status")[0])
    assert status == {"queue": [], "done": ["pass" if order == "default" else order]}, status
    return f"client saw {shown}, {'delivered once' if delivered else 'not delivered'}"


def fault_queue():
    assert control("clear", "451", "550", "nonsense")[:3] == ["ok 0", "ok 1", "ok 2"]
    codes = []
    for _ in range(3):
        with smtplib.SMTP("127.0.0.1", FAULT[0], timeout=30) as smtp:
            smtp.mail("bot@example.org")
            codes.append(smtp.rcpt(LIST)[0])
    assert codes == [451, 550, 250], codes


for way in ("SMTP", "SUBMISSION", "SMTPS"):
    check(f"a post of the bot by {way} arrives", lambda: post(way))
for way in ("SUBMISSION", "SMTPS"):
    check(f"{way} wants the right login", lambda: guarded(way))
check("a stranger's post is held", stranger)
check("a post of the bot to Mailman arrives, From munged, and is archived", mailman_posts)
check("Mailman holds posts of strangers and of another bot", mailman_holds)
check("mailboxes are read with TLS, by IDLE", imaps)
check("the server with TLS stops and starts again", imaps_restart)
check("a signature is seen, with its domain", signed)
check("without a signature nothing passes, and results that come with a mail are taken out", unsigned)
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder, "ports")
    standin = subprocess.Popen([sys.executable, pathlib.Path(__file__).parent / "smtp-fault.py", file, ENV["SMTP"]], stdout=subprocess.DEVNULL)
    while not file.exists() and standin.poll() is None:
        time.sleep(0.02)
    FAULT = [int(n) for n in file.read_text().split()]
    for order, code, delivered in (("default", "250", True), ("pass", "250", True), ("451", "451 4.7.1", False), ("550", "550 5.7.1", False),
                                   ("550data", "550 5.7.1", False), ("cut-before-dot", "cut", False), ("cut-after-dot", "cut", True)):
        check(f"fault order {order}", lambda: fault(order, code, delivered))
    check("fault orders queue up, one a connection", fault_queue)
    standin.terminate()
    standin.wait()
print("end")
