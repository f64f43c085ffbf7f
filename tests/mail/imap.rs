//! The list's mail by IMAP: Dovecot holds the bot's mailbox, Postfix and the lists deliver to it, and the bot reads it
//! while it runs.

use std::collections::VecDeque;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, ensure};
use chrono::Utc;
use convenor::config::{InboundConfig, MailConfig};
use convenor::mail::{Inbound, Mailbox, New};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::servers::{PATIENCE, plain, port, variable};

/// A mailbox of its own for each test; Dovecot makes it with the first mail.
fn address(name: &str) -> String {
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_nanos();
    format!("{name}{moment}@example.org")
}

fn inbound(user: &str, folder: &std::path::Path) -> anyhow::Result<Inbound> {
    let file = folder.join("password");
    std::fs::write(&file, "pw")?;
    let source = format!("imap://{}@{}/INBOX?tls=none", user.replace('@', "%40"), variable("IMAP"));
    let inbound = InboundConfig { source, authserv_id: None, password_file: Some(file), ca_file: None };
    let config = MailConfig { inbound: Some(inbound), ..plain(port("SMTP")) };
    let inbound = config.inbound().map_err(|(key, problem)| anyhow::anyhow!("{key}: {problem}"))?;
    inbound.context("a mailbox is configured")
}

/// Hands a mail to Postfix, which delivers it through Dovecot.
async fn send(to: &str, id: &str, text: &str) -> anyhow::Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(variable("SMTP")).await?);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let mail = format!("From: Ana <ana@example.org>\r\nTo: {to}\r\nMessage-ID: <{id}@example.org>\r\n\r\n{text}\r\n.");
    let to = format!("RCPT TO:<{to}>");
    for command in ["HELO test", "MAIL FROM:<ana@example.org>", &to, "DATA", &mail, "QUIT"] {
        stream.get_mut().write_all(format!("{command}\r\n").as_bytes()).await?;
        line.clear();
        stream.read_line(&mut line).await?;
        ensure!(line.starts_with(['2', '3']), "{command:.40}: {line}");
    }
    Ok(())
}

/// Message-IDs of what is new, as the mailbox gives them, and the note behind the last.
async fn fetched(mailbox: &mut Mailbox) -> anyhow::Result<(Vec<String>, Option<String>)> {
    let (mut ids, mut note) = (Vec::new(), None);
    let mut news = VecDeque::from(mailbox.news().await?);
    while !news.is_empty() {
        for fetched in mailbox.fetch_next(&mut news, 2).await? {
            let read = convenor::mail::read(&fetched.bytes, fetched.at, None).context("a mail")?;
            ids.extend(read.message_id);
            note = Some(fetched.note.1);
        }
    }
    Ok((ids, note))
}

/// Waits for as many new mails.
async fn arrived(mailbox: &mut Mailbox, count: usize) -> anyhow::Result<(Vec<String>, Option<String>)> {
    let end = Instant::now() + PATIENCE;
    let (mut ids, mut note) = (Vec::new(), None);
    while ids.len() < count {
        ensure!(Instant::now() < end, "{ids:?} and no more have come");
        let (more, after) = fetched(mailbox).await?;
        ids.extend(more);
        note = after.or(note);
        if ids.len() < count {
            mailbox.wait().await?;
        }
    }
    Ok((ids, note))
}

#[tokio::test]
async fn what_comes_is_announced_at_once_and_what_was_there_is_never_read() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let user = address("idle");
    send(&user, "old", "objection to D1-1: old").await?;
    let inbound = inbound(&user, folder.path())?;
    let looked = inbound.check().await;
    let mut mailbox = Mailbox::of(&inbound.source);
    // The first mail may be on its way to the box.
    let end = Instant::now() + PATIENCE;
    while inbound.check().await?.words != "mail is read from INBOX on 127.0.0.1, which has 1 mail" {
        ensure!(Instant::now() < end, "{looked:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let note = mailbox.begin(None, Utc::now()).await?.context("the place is noted")?.1;
    assert_eq!(fetched(&mut mailbox).await?.0, [] as [&str; 0]);
    let began = Instant::now();
    let (sent, heard) = tokio::join!(send(&user, "new", "objection to D1-1: new"), mailbox.wait());
    sent?;
    heard?;
    let (ids, after) = arrived(&mut mailbox, 1).await?;
    assert_eq!(ids, ["new@example.org"]);
    ensure!(began.elapsed() < Duration::from_secs(5), "IDLE announces it within 5 s, not {:?}", began.elapsed());
    // A run that ended before its commit reads it again; one after it does not.
    for (note, expected) in [(Some(note), 1), (after, 0)] {
        let mut again = Mailbox::of(&inbound.source);
        again.begin(note.as_deref(), Utc::now()).await?;
        assert_eq!(fetched(&mut again).await?.0.len(), expected, "{note:?}");
    }
    Ok(())
}

#[tokio::test]
async fn new_numbers_bring_back_what_is_young_and_nothing_of_before_the_first_look() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let user = address("numbers");
    let inbound = inbound(&user, folder.path())?;
    let mut mailbox = Mailbox::of(&inbound.source);
    mailbox.begin(None, Utc::now() - chrono::TimeDelta::minutes(1)).await?;
    send(&user, "read", "regrets").await?;
    let (ids, note) = arrived(&mut mailbox, 1).await?;
    assert_eq!(ids, ["read@example.org"]);
    // The same place in a mailbox whose numbers mean other mails.
    let note = note.context("it was read")?;
    let (_, rest) = note.split_once(' ').context("a validity comes first")?;
    let mut renumbered = Mailbox::of(&inbound.source);
    renumbered.begin(Some(&format!("1 {rest}")), Utc::now()).await?.context("another place is noted")?;
    assert_eq!(fetched(&mut renumbered).await?.0, ["read@example.org"], "seen ids tell that it was read");
    // All that is there is older than the first look.
    let parts: Vec<&str> = rest.split(' ').collect();
    let later = (Utc::now() + chrono::TimeDelta::minutes(5)).timestamp_micros();
    let mut first = Mailbox::of(&inbound.source);
    first.begin(Some(&format!("1 {} {later} {later}", parts[0])), Utc::now()).await?;
    assert_eq!(fetched(&mut first).await?.0, [] as [&str; 0]);
    Ok(())
}

#[tokio::test]
async fn a_mailbox_that_lets_nobody_in_says_so() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let inbound = inbound(&address("locked"), folder.path())?;
    std::fs::write(folder.path().join("password"), "wrong")?;
    let source = format!("imap://{}@{}/INBOX?tls=none", "locked%40example.org", variable("IMAP"));
    let file = Some(folder.path().join("password"));
    let config = InboundConfig { source, authserv_id: None, password_file: file, ca_file: None };
    let wrong = MailConfig { inbound: Some(config), ..plain(port("SMTP")) }.inbound();
    let wrong = wrong.map_err(|(key, problem)| anyhow::anyhow!("{key}: {problem}"))?.context("a mailbox")?;
    ensure!(inbound.check().await.is_ok());
    let refused = wrong.check().await;
    ensure!(refused.as_ref().is_err_and(|error| !error.to_string().contains("wrong")), "{refused:?}");
    let mut gone = VecDeque::from([New::Uid(7)]);
    let mut mailbox = Mailbox::of(&inbound.source);
    mailbox.begin(None, Utc::now()).await?;
    ensure!(mailbox.fetch_next(&mut gone, 2).await?.is_empty() && gone.is_empty(), "a mail that is not there is none");
    Ok(())
}
