//! Mailboxes and archives on servers that are stopped, renumbered or full, read by the loop that the program runs.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use chrono::{TimeDelta, Utc};
use convenor::config::MailConfig;
use convenor::group::permalink::Permalinks;
use convenor::mail::{Inbound, Mailbox};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::answers::{by_imap, group, heard, inbound, met, opened, post, reply, unique};
use crate::inbox::{ask, delivered_by, raw};
use crate::lists::List;
use crate::room::Room;
use crate::servers::{GLANCE, PATIENCE, mailer, plain, port, variable};

/// How soon a mail is in the room: by IMAP, and by a folder.
const SOON: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(10)];
const AMINA: &str = "Amina <amina@example.org>";

/// A room whose bot reads a mailbox as the program does, once what was there has been read.
async fn reading(room: &Room, inbound: &Inbound) -> anyhow::Result<JoinHandle<()>> {
    let (read, is_read) = oneshot::channel();
    let (bot, inbound) = (room.player.bot.clone(), inbound.clone());
    let task = tokio::spawn(async move { bot.read_mailbox(&inbound, read).await });
    tokio::time::timeout(PATIENCE, is_read).await.context("the mailbox is not read")??;
    Ok(task)
}

/// Waits until the bot has said so, and how long that took.
async fn said(room: &Room, words: &str) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let mut said = String::new();
    loop {
        room.player.bot.deliver().await?;
        said += String::from_utf8(room.player.console.with_output(std::mem::take))?.as_str();
        if said.contains(words) {
            return Ok(began.elapsed());
        }
        ensure!(began.elapsed() < 2 * PATIENCE, "“{words}” was not said, but:\n{said}");
        tokio::time::sleep(GLANCE).await;
    }
}

/// A member's mail, as it comes through the list.
async fn write(room: &Room, to: &str, text: &str) -> anyhow::Result<()> {
    let list = List::Mlmmj.address().replace('@', ".");
    let mail = reply(AMINA, to, &unique("mail"), &room.message_id(1), text);
    post("SMTP", "amina@example.org", to, &format!("List-Id: <{list}>\n{mail}")).await
}

fn restart(order: &str) -> anyhow::Result<()> {
    let script = variable("IMAPS_RESTART");
    let output = Command::new(&script).args([&variable("SERVERS"), order]).output().context("starting the script")?;
    ensure!(output.status.success(), "{script} {order}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

async fn with_room(name: &str) -> anyhow::Result<Room> {
    let mut room = Room::of(group(name, &List::Mlmmj.address())?, mailer(&plain(port("SMTP")))?).await?;
    met(&mut room).await?;
    Ok(room)
}

#[tokio::test]
async fn a_mailbox_with_tls_is_read_again_after_its_server_was_away() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let room = with_room("tls").await?;
    let own = unique("tls");
    let source = format!("imaps://{}@localhost:{}/INBOX", own.replace('@', "%40"), port("IMAPS"));
    let stranger = inbound(&source, None, folder.path(), None)?.check().await;
    ensure!(stranger.is_err(), "a certificate of an unknown authority is refused: {stranger:?}");
    let mailbox = inbound(&source, None, folder.path(), Some(variable("CA").into()))?;
    mailbox.check().await?;
    let task = reading(&room, &mailbox).await?;
    write(&room, &own, "objection to D1: before").await?;
    let took = said(&room, "By mail: Objection to D1-1 on the record: Amina El-Sayed (NTRA): before").await?;
    println!("by IMAP with TLS and IDLE: {took:?}");
    ensure!(took < SOON[0], "IDLE brings it within {:?}, not {took:?}", SOON[0]);

    restart("stop")?;
    let gone = tokio::net::TcpStream::connect(variable("IMAPS")).await;
    ensure!(gone.is_err(), "the server is away");
    write(&room, &own, "objection to D1: meanwhile").await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    restart("start")?;
    let took = said(&room, "on the record: Amina El-Sayed (NTRA): meanwhile").await?;
    println!("after the server was away: {took:?}");
    write(&room, &own, "objection to D1: after").await?;
    let took = said(&room, "on the record: Amina El-Sayed (NTRA): after").await?;
    ensure!(took < SOON[0], "the new connection has IDLE too: {took:?}");
    task.abort();
    Ok(())
}

#[tokio::test]
async fn a_folder_to_which_postfix_delivers_is_read_within_ten_seconds() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let room = with_room("folder").await?;
    let own = unique("folder");
    write(&room, &own, "objection to D1: from before the first look").await?;
    let place = Path::new(&variable("SERVERS")).join("mailboxes").join(&own).join("Maildir");
    let began = Instant::now();
    while std::fs::read_dir(place.join("new")).map_or(0, Iterator::count) == 0 {
        ensure!(began.elapsed() < PATIENCE, "{} has no mail", place.display());
        tokio::time::sleep(GLANCE).await;
    }
    let mailbox = inbound(&format!("maildir:{}", place.display()), None, folder.path(), None)?;
    let task = reading(&room, &mailbox).await?;
    write(&room, &own, "objection to D1: new").await?;
    let took = said(&room, "By mail: Objection to D1-1 on the record: Amina El-Sayed (NTRA): new").await?;
    println!("by a folder: {took:?}");
    ensure!(took < SOON[1], "{took:?}");
    task.abort();
    Ok(())
}

#[tokio::test]
async fn a_folder_that_is_made_anew_brings_what_is_new_once() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    // The server's times are the machine's, and the place tells them from those before the first look.
    let now = (Utc::now() - TimeDelta::hours(1)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut room =
        Room::since(&now, group("renumbered", &List::Mlmmj.address())?, mailer(&plain(port("SMTP")))?).await?;
    met(&mut room).await?;
    let own = unique("renumbered");
    ask(&own, &["CREATE Moved"]).await?;
    let source = format!("imap://{}@{}/Moved?tls=none", own.replace('@', "%40"), variable("IMAP"));
    let mailbox = inbound(&source, None, folder.path(), None)?;
    room.player.mailbox = Some(opened(&room, &mailbox).await?);
    write(&room, &own, "objection to D1: first").await?;
    copied(&own, 1).await?;
    heard(&mut room, "By mail: Objection to D1-1 on the record: Amina El-Sayed (NTRA): first").await?;

    room.player.mailbox = None;
    ask(&own, &["DELETE Moved", "CREATE Moved", "COPY 1 Moved"]).await?;
    write(&room, &own, "reservation on D1-2: second").await?;
    copied(&own, 2).await?;
    room.player.mailbox = Some(opened(&room, &mailbox).await?);
    let said = heard(&mut room, "By mail: Reservation on D1-2 on the record: Amina El-Sayed (NTRA): second").await?;
    ensure!(!said.contains("first"), "what was read is known by its Message-ID: {said}");
    Ok(())
}

/// Copies a mail into the other folder once it is there.
async fn copied(user: &str, number: u32) -> anyhow::Result<()> {
    let began = Instant::now();
    while ask(user, &[&format!("COPY {number} Moved")]).await.is_err() {
        ensure!(began.elapsed() < PATIENCE, "mail {number} has not come");
        tokio::time::sleep(GLANCE).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_mailbox_full_of_old_mail_is_opened_at_once() -> anyhow::Result<()> {
    const OLD: usize = 50_000;
    let folder = tempfile::tempdir()?;
    let own = unique("full");
    // Dovecot makes the folders, for the user who owns them.
    ask(&own, &["CREATE Other"]).await?;
    let place = Path::new(&variable("SERVERS")).join("mailboxes").join(&own).join("Maildir");
    let owner = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(&place)?);
    for number in 0..OLD {
        let file = place.join(format!("cur/1000000000.M{number}.old:2,S"));
        std::fs::write(&file, format!("From: ana@example.org\nMessage-ID: <old-{number}@example.org>\n\nregrets\n"))?;
        std::os::unix::fs::chown(&file, Some(owner), Some(owner))?;
    }
    // The server's own index is made with the first look, whoever looks.
    ask(&own, &["NOOP"]).await?;
    let mailbox = by_imap(&own, None, folder.path())?;
    for source in [mailbox.source, inbound(&format!("maildir:{}", place.display()), None, folder.path(), None)?.source]
    {
        let mut mails = Mailbox::of(&source);
        let began = Instant::now();
        mails.begin(None, Utc::now()).await?;
        ensure!(mails.news().await?.is_empty(), "what was there is old");
        let took = began.elapsed();
        println!("{} with {OLD} old mails: {took:?}", mails.key().split(' ').next().unwrap_or_default());
        ensure!(took < Duration::from_secs(5), "{took:?}");
    }
    Ok(())
}

/// What Mailman has passed on is seen in a subscriber's mailbox by IMAP, and has the address that `HyperKitty` gives it.
#[tokio::test]
async fn sent_mail_is_seen_again_by_imap_and_has_a_permalink() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let subscriber = "chair@example.org";
    std::fs::write(folder.path().join("password"), "pw")?;
    let archive = format!("imap://{}@{}/INBOX?tls=none", subscriber.replace('@', "%40"), variable("IMAP"));
    let config = MailConfig {
        archive: Some(archive),
        archive_password_file: Some(folder.path().join("password")),
        ..plain(port("SMTP"))
    };
    let mailer = mailer(&config)?;
    ensure!(mailer.check().await?.contains("sent mail is looked for in INBOX on 127.0.0.1"));
    let mut charter = group("seen-again", &List::Mailman.address())?;
    charter.permalinks = Permalinks::new("https://lists.example.net/message/{hash}/", "example.org");
    let mut room = Room::of(charter, mailer).await?;
    met(&mut room).await?;
    let minutes = room.message_id(1);
    delivered_by(List::Mailman, &minutes, 1).await?;
    let mail = String::from_utf8_lossy(&raw(subscriber, &minutes).await?).into_owned();
    let hash = mail.lines().find_map(|line| line.strip_prefix("Message-ID-Hash: ")).context("Mailman names it")?;
    let told = room.play("+ 2 m").await?.join("\n");
    ensure!(told.contains("seen in the archive of"), "{told}");
    ensure!(told.contains(&format!(": https://lists.example.net/message/{hash}/")), "{hash} in {told}");
    Ok(())
}
