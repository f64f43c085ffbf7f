//! People answer the list: what they write goes through Postfix, `OpenDKIM`, Mailman or mlmmj and Dovecot before the bot
//! reads it.

use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, ensure};
use convenor::cli::script::OwnMailbox;
use convenor::config::{InboundConfig, MailConfig};
use convenor::group::charter::Charter;
use convenor::group::person::AccountId;
use convenor::mail::{Inbound, Mailbox};
use convenor::view::page::{Viewer, page};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::inbox::{delivered_by, raw};
use crate::lists::List;
use crate::room::{Room, charter};
use crate::servers::{Fault, GLANCE, PATIENCE, mailer, plain, port, variable};

/// What our own server is called.
const AUTHSERV_ID: &str = "mx.example.org";
/// A mailbox that gets every mail of both lists.
const SUBSCRIBER: &str = "chair@example.org";

const MEETING: &str = "\
chair: !start Overlap of SG17 and SG20
amina: present+
chair: AGREED: the overlap table is adopted
chair: AGREED: row 4 is split
chair: end meeting";

/// An address or a Message-ID that no other test has.
pub fn unique(name: &str) -> String {
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_nanos();
    format!("{name}{moment}@example.org")
}

/// A group on a list, whose members are known by their mail addresses.
pub fn group(name: &str, list: &str) -> anyhow::Result<Charter> {
    let mut charter = charter(name, "JCG-IoTSec")?;
    charter.list = Some(list.to_owned());
    (charter.list_is_members_only, charter.reads_mail) = (true, true);
    for (member, address) in [("Amina El-Sayed", "amina@example.org"), ("Ben Wu", "ben@example.net")] {
        let known = charter.members.iter_mut().find(|known| known.name == member).context("a member")?;
        known.accounts.push(AccountId(format!("mail:{address}")));
    }
    Ok(charter)
}

/// A mailbox by IMAP, and its file with the password.
pub fn by_imap(user: &str, authserv_id: Option<&str>, folder: &Path) -> anyhow::Result<Inbound> {
    let source = format!("imap://{}@{}/INBOX?tls=none", user.replace('@', "%40"), variable("IMAP"));
    inbound(&source, authserv_id, folder, None)
}

pub fn inbound(
    source: &str,
    authserv_id: Option<&str>,
    folder: &Path,
    ca_file: Option<std::path::PathBuf>,
) -> anyhow::Result<Inbound> {
    let file = folder.join("password");
    std::fs::write(&file, "pw")?;
    let inbound = InboundConfig {
        source: source.to_owned(),
        authserv_id: authserv_id.map(str::to_owned),
        password_file: Some(file),
        ca_file,
    };
    let config = MailConfig { inbound: Some(inbound), ..plain(port("SMTP")) };
    let inbound = config.inbound().map_err(|(key, problem)| anyhow::anyhow!("{key}: {problem}"))?;
    inbound.context("a mailbox is configured")
}

/// Begins to read a mailbox beside the room.
pub async fn opened(room: &Room, inbound: &Inbound) -> anyhow::Result<OwnMailbox> {
    let mut mails = Mailbox::of(&inbound.source);
    room.player.bot.begin_mailbox(&mut mails).await?;
    Ok(OwnMailbox { mails, authserv_id: inbound.authserv_id.clone() })
}

/// Reads the mailbox until the bot has said so; all that it said meanwhile is returned.
pub async fn heard(room: &mut Room, words: &str) -> anyhow::Result<String> {
    let began = Instant::now();
    let mut said = String::new();
    loop {
        room.player.take_new_mail().await?;
        said += String::from_utf8(room.player.console.with_output(std::mem::take))?.as_str();
        if said.contains(words) {
            return Ok(said);
        }
        ensure!(began.elapsed() < PATIENCE, "“{words}” was not said after {PATIENCE:?}, but:\n{said}");
        tokio::time::sleep(GLANCE).await;
    }
}

/// Hands a mail to a server: the fields, an empty line, the text.
pub async fn post(server: &str, from: &str, to: &str, mail: &str) -> anyhow::Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(variable(server)).await?);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let (from, to) = (format!("MAIL FROM:<{from}>"), format!("RCPT TO:<{to}>"));
    let lines: Vec<String> =
        mail.lines().map(|line| if line.starts_with('.') { format!(".{line}") } else { line.to_owned() }).collect();
    let data = format!("{}\r\n.", lines.join("\r\n"));
    for command in ["HELO test", &from, &to, "DATA", &data, "QUIT"] {
        stream.get_mut().write_all(format!("{command}\r\n").as_bytes()).await?;
        line.clear();
        stream.read_line(&mut line).await?;
        ensure!(line.starts_with(['2', '3']), "{command:.40}: {line}");
    }
    Ok(())
}

/// A mail as somebody's program writes it, in answer to another.
pub fn reply(from: &str, to: &str, id: &str, answered: &str, text: &str) -> String {
    format!(
        "From: {from}\nTo: {to}\nSubject: Re: Minutes of JCG-IoTSec meeting 1\nDate: Tue, 08 Dec 2026 16:00:00 +0100\nMessage-ID: <{id}>\nIn-Reply-To: <{answered}>\nReferences: <{answered}>\n\n{text}\n"
    )
}

/// A meeting with two decisions whose minutes the list has.
pub async fn met(room: &mut Room) -> anyhow::Result<()> {
    room.meet_with(MEETING).await?;
    let said = room.send().await?.join("\n");
    ensure!(said.contains("handed to the mail server"), "{said}");
    Ok(())
}

async fn answered_on(list: List) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let fault = Fault::start(&[]).await?;
    let name = if list == List::Mailman { "answered-mailman" } else { "answered-mlmmj" };
    let mut room = Room::of(group(name, &list.address())?, mailer(&plain(fault.port))?).await?;
    let inbound = by_imap(SUBSCRIBER, None, folder.path())?;
    room.player.mailbox = Some(opened(&room, &inbound).await?);
    met(&mut room).await?;
    let minutes = room.message_id(1);
    delivered_by(list, &minutes, 1).await?;
    let archive = match list {
        List::Mailman => {
            let source = format!("maildir:{}", list.archive_folder().display());
            Some(opened(&room, &self::inbound(&source, None, folder.path(), None)?).await?)
        }
        List::Mlmmj => None,
    };
    let sent = fault.done().await?.len();

    // A member objects by answering.
    let (amina, to) = ("amina@example.org", list.address());
    let objection = unique("objection");
    let text =
        "objection to D1: row 4\nis missing\n\nAmina\n\nOn Tue, 8 Dec 2026, JCG-IoTSec wrote:\n> AGREED: the table";
    post("SMTP", amina, &to, &reply("Amina <amina@example.org>", &to, &objection, &minutes, text)).await?;
    let recorded = "By mail: Objection to D1-1 on the record: Amina El-Sayed (NTRA): row 4 is missing";
    let mut said = heard(&mut room, recorded).await?;
    let as_read = String::from_utf8_lossy(&raw(SUBSCRIBER, &objection).await?).into_owned();
    if list == List::Mailman {
        ensure!(as_read.contains("via Iotsec"), "From is munged: {as_read}");
        ensure!(as_read.contains("To unsubscribe"), "the list has added its footer: {as_read}");
    }
    ensure!(!as_read.contains("Authentication-Results"), "nothing but the list proves it: {as_read}");

    // What somebody quotes is nobody's objection, and a signature is none either.
    let quoting = "Thank you.\n\nOn Tue, 8 Dec 2026, Amina wrote:\n> reservation on D1-2: not yet\n> objection to D1-2: no\n\n-- \nBen";
    let (ben, thanks) = ("ben@example.net", unique("thanks"));
    post("SMTP", ben, &to, &reply("Ben <ben@example.net>", &to, &thanks, &objection, quoting)).await?;
    delivered_by(list, &thanks, 1).await?;
    let withdrawal = unique("reservation");
    let text = "reservation on D1-2: until the lawyers have seen it";
    post("SMTP", ben, &to, &reply("Ben <ben@example.net>", &to, &withdrawal, &minutes, text)).await?;
    said += heard(&mut room, "By mail: Reservation on D1-2 on the record: Ben Wu (Example Labs)").await?.as_str();
    ensure!(said.matches("By mail: ").count() == 2, "each once, and nothing quoted: {said}");

    // The same mails by another way are the same mails.
    if let Some(archive) = archive {
        let imap = room.player.mailbox.replace(archive);
        room.player.take_new_mail().await?;
        let again = room.play("secretary: decisions?").await?.join("\n");
        ensure!(!again.contains("By mail"), "read by both ways, and recorded once: {again}");
        ensure!(again.contains("not final, because it has been objected to"), "{again}");
        room.player.mailbox = imap;
    }
    ensure!(fault.done().await?.len() == sent, "no mail leaves because a mail came");

    // What the list is asked is answered by mail, and a chair settles it.
    room.play("chair: propose to list: row 5 goes to SG20 until 2026-12-15\nchair: !propose confirm").await?;
    let asked = room.id("proposal.1.1");
    delivered_by(list, &asked, 1).await?;
    let (first, second, third) = (unique("first"), unique("second"), unique("third"));
    let answers = [
        (amina, "Amina <amina@example.org>", &first, "+1"),
        (ben, "Ben <ben@example.net>", &second, "objection: row 5 is empty"),
        (ben, "Ben <ben@example.net>", &third, "I support this.\n\n> objection: row 5 is empty"),
    ];
    for (address, from, id, text) in answers {
        post("SMTP", address, &to, &reply(from, &to, id, &asked, text)).await?;
        heard(&mut room, "By mail: ").await?;
    }
    let said = room.play("chair: LP1?").await?.join("\n");
    ensure!(said.contains("So far: 2 support it, nobody abstains, nobody objects."), "the last answer counts: {said}");
    let due = room.play("+ 7 d\n+ 1 d").await?.join("\n");
    ensure!(due.contains("LP1"), "the day is over, and a chair is asked: {due}");
    ensure!(fault.done().await?.len() == sent + 1, "nothing is mailed by the clock alone");
    room.play("chair: agree LP1\nchair: !propose confirm LP1").await?;
    let result = delivered_by(list, &room.id("proposal.1.2"), 1).await?;
    ensure!(result[0].text.contains("row 5 goes to SG20"), "{}", result[0].text);
    ensure!(fault.done().await?.len() == sent + 2, "two mails, each confirmed by the chair");
    Box::pin(is_shown(&mut room)).await
}

/// The objection is on the board of the group, in its register, and in the minutes of the next meeting.
async fn is_shown(room: &mut Room) -> anyhow::Result<()> {
    let said = room.play("secretary: decisions of all meetings").await?.join("\n");
    ensure!(said.contains("D1-1, agreed, not final, because it has been objected to"), "{said}");
    let group = room.player.bot.group(room.group()).await?;
    let board = page(&group, Viewer::Public, room.player.bot.clock().now());
    let decision = board.decisions.iter().find(|line| line.id == "D1-1").context("D1-1 is on the board")?;
    ensure!(decision.objections.iter().any(|line| line.words.contains("row 4 is missing")), "{decision:?}");
    let next = room.meet_with("chair: start meeting\nchair: end meeting").await?;
    let minutes = next.body.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "By mail before the meeting: Amina El-Sayed (NTRA) objected to D1-1: row 4 is missing";
    ensure!(minutes.contains(told), "{minutes}");
    ensure!(!minutes.contains("amina@"), "no address is shown: {minutes}");
    Ok(())
}

#[tokio::test]
async fn members_answer_on_mailman() -> anyhow::Result<()> {
    Box::pin(answered_on(List::Mailman)).await
}

#[tokio::test]
async fn members_answer_on_mlmmj() -> anyhow::Result<()> {
    Box::pin(answered_on(List::Mlmmj)).await
}

/// Mails straight to the bot, past every list: what our own server says of their signatures is all that there is.
#[tokio::test]
async fn signatures_that_our_server_has_seen_count_and_forged_ones_do_not() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut room = Room::of(group("signed", &List::Mlmmj.address())?, mailer(&plain(port("SMTP")))?).await?;
    met(&mut room).await?;
    let minutes = room.message_id(1);
    let own = unique("mailbox");
    let inbound = by_imap(&own, Some(AUTHSERV_ID), folder.path())?;
    room.player.mailbox = Some(opened(&room, &inbound).await?);
    let amina = "Amina <amina@example.org>";
    let claimed =
        "Authentication-Results: mx.example.org; dkim=pass header.d=example.org; dmarc=pass header.from=example.org\n";
    let by_list = format!("List-Id: <{}>\n", List::Mlmmj.address().replace('@', "."));
    let mut held = String::new();
    let mut number = 0;
    // Server, writer, what stands before and after its own fields.
    for (what, server, from, above, below) in [
        ("no signature", "MX", amina, "", ""),
        ("results above", "MX", amina, claimed, ""),
        ("results below", "MX", amina, "", claimed),
        ("results above and below and a list", "MX", amina, claimed, by_list.as_str()),
        ("a signature of another domain", "SIGN", "Ben <ben@example.net>", "", ""),
    ] {
        let address = from.split(['<', '>']).nth(1).context("an address")?;
        let mail = reply(from, &own, &unique("forged"), &minutes, &format!("objection to D1: {what}"));
        let (fields, text) = mail.split_once("\n\n").context("a head")?;
        post(server, address, &own, &format!("{above}{fields}\n{below}\n{text}")).await?;
        number += 1;
        held += heard(&mut room, &format!("M{number} is held")).await.with_context(|| what.to_owned())?.as_str();
    }
    ensure!(!held.contains('@'), "no address is shown: {held}");
    ensure!(held.matches("nothing proves who").count() == 5, "{held}");

    let signed = unique("signed");
    let mail = reply(amina, &own, &signed, &minutes, "objection to D1: signed");
    post("SIGN", "amina@example.org", &own, &mail).await?;
    let said = heard(&mut room, "By mail: Objection to D1-1 on the record: Amina El-Sayed (NTRA): signed").await?;
    ensure!(said.matches("By mail").count() == 1, "{said}");

    // The same signature over other words.
    let seen = raw(&own, &signed).await?;
    let seen = String::from_utf8(seen)?.replace("\r\n", "\n");
    let from_signature = seen.split_once("DKIM-Signature:").context("it was signed")?.1;
    let other = format!("DKIM-Signature:{from_signature}")
        .replace("D1: signed", "D1-2: changed")
        .replace(&signed, &unique("changed"));
    post("MX", "amina@example.org", &own, &other).await?;
    heard(&mut room, "M6 is held").await?;
    let said = room.play("secretary: decisions?").await?.join("\n");
    ensure!(said.matches("objected to").count() == 1, "the forged ones changed nothing: {said}");
    let looked = inbound.check().await?;
    ensure!(looked.odd.is_none(), "{looked:?}");
    Ok(())
}

/// Postfix returns a mail, and mlmmj holds one for its moderator and says so.
#[tokio::test]
async fn what_comes_back_and_what_is_held_reaches_the_secretary() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    for (name, list, told) in [
        // Nobody runs a list of that name, which Mailman says when Postfix hands the mail on.
        ("returned", "nobody@lists.example.net".to_owned(), "came back: "),
        ("waits", List::Mlmmj.address(), "the list answered “"),
    ] {
        // An address that is on no list, so that mlmmj holds what it writes.
        let own = unique("bot");
        let config = MailConfig { from: own.clone(), ..plain(port("SMTP")) };
        let mut room = Room::of(group(name, &list)?, mailer(&config)?).await?;
        let inbound = by_imap(&own, None, folder.path())?;
        room.player.mailbox = Some(opened(&room, &inbound).await?);
        met(&mut room).await?;
        let said = heard(&mut room, told).await?;
        let line = said.lines().find(|line| line.contains(told)).context("it was said")?;
        ensure!(
            line.starts_with("bot → Sol Okafor: Minutes of meeting 1, version 1"),
            "with the mail it is about: {line}"
        );
        ensure!(!line.contains('@'), "{line}");
    }
    Ok(())
}

/// Whatever comes, nothing goes: counted by what stands before Postfix, and in Postfix's own log.
#[tokio::test]
async fn no_mail_leaves_because_mails_came() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let fault = Fault::start(&[]).await?;
    let mut room = Room::of(group("quiet", &List::Mlmmj.address())?, mailer(&plain(fault.port))?).await?;
    met(&mut room).await?;
    delivered_by(List::Mlmmj, &room.message_id(1), 1).await?;
    let own = unique("quiet");
    room.player.mailbox = Some(opened(&room, &by_imap(&own, None, folder.path())?).await?);
    let group = room.group().to_owned();
    let logged = || -> anyhow::Result<usize> {
        let log = std::fs::read_to_string(Path::new(&variable("SERVERS")).join("postfix/maillog"))?;
        Ok(log.matches(&format!("message-id=<{group}.")).count())
    };
    let (sent, known) = (fault.done().await?.len(), logged()?);
    let minutes = room.message_id(1);
    let by_list = format!("List-Id: <{}>\n", List::Mlmmj.address().replace('@', "."));
    let text = "objection to D1: once more";
    let same = reply("Amina <amina@example.org>", &own, &unique("same"), &minutes, text);
    let vacation = "Auto-Submitted: auto-replied\n";
    let mut mails = vec![format!("{by_list}{same}"); 20];
    for (number, (fields, text)) in (0..).zip([
        (vacation, "I am away until January."),
        ("X-Autoreply: yes\n", "I am away."),
        ("Precedence: auto_reply\n", "Out of office"),
        ("", "I am away, and my program does not say that it is one."),
        (by_list.as_str(), "regrets"),
        (by_list.as_str(), "agenda+ Table of terms"),
        (by_list.as_str(), "correction 3.1: the table is adopted"),
        (by_list.as_str(), "present+"),
        ("", "objection to D1-2: not proven"),
    ]) {
        let mail = reply("Ben <ben@example.net>", &own, &unique(&format!("mail{number}")), &minutes, text);
        mails.push(format!("{fields}{mail}"));
    }
    for mail in &mails {
        post("SMTP", "amina@example.org", &own, mail).await?;
    }
    let last = format!(
        "{by_list}{}",
        reply("Ben <ben@example.net>", &own, &unique("last"), &minutes, "reservation on D1-2: last")
    );
    post("SMTP", "ben@example.net", &own, &last).await?;
    let said = heard(&mut room, "Reservation on D1-2 on the record").await?;
    ensure!(said.matches("Objection to D1-1").count() == 1, "the same mail twenty times is one: {said}");
    room.play("+ 1 d").await?;
    ensure!(fault.done().await?.len() == sent, "a mail has left");
    ensure!(logged()? == known, "Postfix has seen a mail of the group");
    Ok(())
}
