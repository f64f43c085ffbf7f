//! Whole meetings whose minutes end in the members' mailboxes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use convenor::bot::Delivery;
use convenor::chat::{Incoming, Sender, What};
use convenor::cli::script;
use convenor::clock::Clock;
use convenor::config::MailConfig;
use unicode_width::UnicodeWidthStr as _;

use crate::inbox::{MEMBERS, at_the_list, delivered, not_delivered};
use crate::parsed::Mail;
use crate::room::{MAIL, Pings, Preview, Room, bot, charter};
use crate::servers::{BOT, GLANCE, PATIENCE, mailer, plain, port, variable};

/// What a mail that carries minutes must be, wherever it came through.
fn check_minutes(mail: &Mail, preview: &Preview, message_id: &str) {
    let list = variable("LIST");
    assert_eq!(mail.text, at_the_list(&preview.body), "the list got what was previewed");
    assert_eq!(mail.header("Subject"), Some(format!("[iotsec] {}", preview.subject).as_str()));
    assert_eq!((mail.from_address.as_str(), mail.header("To")), (BOT, Some(list.as_str())));
    assert_eq!(preview.to, list);
    assert_eq!(mail.header("Reply-To"), Some(list.as_str()));
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
    assert_eq!(mail.header("Message-ID"), Some(format!("<{message_id}>").as_str()));
    assert_eq!((mail.content_type.as_str(), mail.charset.as_deref()), ("text/plain", Some("utf-8")));
    assert_eq!(mail.list_fields(), ["list-id", "list-post"], "the list's own and no others");
    assert!(mail.raw.split(|byte| *byte == b'\n').all(|line| line.len() <= 998), "RFC 5322, clause 2.1.1");
}

#[tokio::test]
async fn the_minutes_of_a_meeting_reach_every_member_once_as_previewed() -> anyhow::Result<()> {
    let mut room = Room::open("whole", mailer(&plain(port("SMTP")))?).await?;
    let preview = room.meet().await?;
    assert_eq!(
        (preview.version.as_str(), preview.subject.as_str()),
        ("1", "Minutes of JCG-IoTSec meeting 1, 2026-12-08")
    );
    let said = room.send().await?;
    let list = variable("LIST");
    assert_eq!(
        said,
        [
            format!("bot: Minutes of meeting 1, version 1, are in the outbox for {list}."),
            format!("bot: Minutes of meeting 1, version 1: handed to the mail server for {list}."),
        ]
    );
    assert_eq!(room.outbox().await?, []);
    let mails = delivered(&room.message_id(1), 1).await?;
    assert_eq!(mails.len(), MEMBERS.len());
    println!("A member got:\n{}", String::from_utf8_lossy(&mails[0].raw));
    for mail in &mails {
        check_minutes(mail, &preview, &room.message_id(1));
        assert_eq!(mail.from_name, "JCG-IoTSec via Convenor");
        assert_eq!((mail.header("In-Reply-To"), mail.header("References")), (None, None));
        assert!(mail.text.lines().all(|line| line.width() <= 72), "{}", mail.text);
        for words in [
            "Ben Wu (Example Labs): Row 4 mixes “security”",
            "Léonie (Universität Zürich)",
            "D1-1 Agreed: the ovrelap table",
            "due 2026-12-20",
            "Item 2: Liaison to SG20",
            "15:25 Europe/Zurich",
        ] {
            assert!(mail.text.contains(words), "{words} is missing in\n{}", mail.text);
        }
    }
    let again = room.send().await?;
    assert!(
        again.iter().all(|line| line.starts_with("bot → secretary:") || line.starts_with("bot → Sol Okafor:")),
        "{again:?}"
    );
    delivered(&room.message_id(1), 1).await?;
    Ok(())
}

#[tokio::test]
async fn a_correction_arrives_once_as_an_answer_to_the_first_mail() -> anyhow::Result<()> {
    let mut room = Room::open("correction", mailer(&plain(port("SMTP")))?).await?;
    let first = room.meet().await?;
    room.send().await?;
    delivered(&room.message_id(1), 1).await?;
    room.play("chair: s/ovrelap/overlap/").await?;
    let refused = room.send().await?;
    assert_eq!(room.outbox().await?, [], "what nobody saw is not sent: {refused:?}");
    let second = room.meet_with("").await?;
    let (head, rest) = second.body.split_once("Corrected since version 1:\n\n").context("it says what is corrected")?;
    let (changes, rest) = rest.split_once("\n\n").context("the list of changes ends")?;
    assert!(changes.starts_with("- ") && changes.contains("ovrelap") && changes.contains("overlap"), "{changes}");
    assert_eq!(format!("{head}{rest}"), first.body.replace("ovrelap", "overlap"), "nothing else has changed");
    assert_eq!((second.version.as_str(), second.subject.clone()), ("2", format!("{} (revised)", first.subject)));
    room.send().await?;
    for mail in delivered(&room.message_id(2), 1).await? {
        check_minutes(&mail, &second, &room.message_id(2));
        let first_id = format!("<{}>", room.message_id(1));
        assert_eq!(mail.header("In-Reply-To"), Some(first_id.as_str()));
        assert_eq!(mail.header("References"), Some(first_id.as_str()));
    }
    delivered(&room.message_id(1), 1).await?;
    Ok(())
}

/// A group's name outside ASCII goes into Subject and From; lines of the minutes begin as the
/// protocols on the way like to change them (a dot for SMTP, From for mbox) or are too long for
/// them.
#[tokio::test]
async fn no_letter_changes_on_the_way() -> anyhow::Result<()> {
    let charter = charter("letters", ".Gruppe für IoT-Sicherheit 物联网")?;
    let mut room = Room::of(charter, mailer(&plain(port("SMTP")))?).await?;
    let long = "long".repeat(300);
    let title = format!("{} From {}", "a".repeat(70), "b".repeat(40));
    let meeting = format!(
        "chair: !start {title}\nchair: NOTE: {long}\nben: NOTE: = signs =3D, tabs\tand “quotes”, e\u{301}, 👩🏽‍💻, עברית\nchair: end meeting"
    );
    let preview = room.meet_with(&meeting).await?;
    for beginning in [".Gruppe", "From bbb"] {
        assert!(
            preview.body.lines().any(|line| line.starts_with(beginning)),
            "no line begins with {beginning}:\n{}",
            preview.body
        );
    }
    assert!(preview.body.contains(&long), "{}", preview.body);
    room.send().await?;
    for mail in delivered(&room.message_id(1), 1).await? {
        check_minutes(&mail, &preview, &room.message_id(1));
        assert_eq!(mail.from_name, ".Gruppe für IoT-Sicherheit 物联网 via Convenor");
    }
    Ok(())
}

/// As `convenor run` does it: nobody delivers by hand, and the clock is the machine's.
#[tokio::test]
async fn the_post_office_sends_by_itself_as_soon_as_there_is_mail() -> anyhow::Result<()> {
    let charter = charter("background", "JCG-IoTSec")?;
    let message_id = format!("{}.1.minutes.1@example.org", charter.id);
    let folder = tempfile::tempdir()?;
    let pings = Arc::new(Pings::new());
    let bot =
        bot(&folder, &charter, &Clock::Machine, &pings, mailer(&plain(port("SMTP")))?, Delivery::Background).await?;
    let lines = [
        "chair: start meeting",
        "chair: AGREED: to meet again",
        "chair: end meeting",
        "secretary: !minutes",
        "chair: !minutes approve",
        "secretary: !minutes send",
    ];
    for (number, line) in lines.into_iter().enumerate() {
        let (name, text) = line.split_once(": ").context("a line is NAME: text")?;
        let sender = Sender { account: script::account(name), name: name.to_owned() };
        let (at, what) = (bot.clock().now(), What::Said { text: text.to_owned() });
        let incoming = Incoming::in_room(script::room(), at, number.to_string(), sender, what);
        bot.receive(&incoming).await?;
    }
    for mail in delivered(&message_id, 1).await? {
        assert!(mail.text.contains("D1-1 Agreed: to meet again"), "{}", mail.text);
    }
    let end = Instant::now() + PATIENCE;
    while !pings.said()?.contains("version 1: handed to the mail server for") {
        ensure!(Instant::now() < end, "the room was not told: {}", pings.said()?);
        tokio::time::sleep(GLANCE).await;
    }
    assert_eq!(bot.store().pending(MAIL, i64::MAX, 50).await?, []);
    Ok(())
}

/// Who may not post is held by the list after the server has accepted the mail. The bot knows
/// only the latter and says no more.
#[tokio::test]
async fn a_mail_that_the_list_holds_is_never_called_posted() -> anyhow::Result<()> {
    let stranger = MailConfig { from: "stranger@example.net".to_owned(), ..plain(port("SMTP")) };
    let mut room = Room::open("stranger", mailer(&stranger)?).await?;
    room.meet().await?;
    let mut said = room.send().await?;
    said.extend(room.play("secretary: !status").await?);
    let said = said.join("\n");
    assert!(said.contains("version 1: handed to the mail server for"), "{said}");
    for claim in ["posted", "delivered", "published", "sent to"] {
        assert!(!said.contains(claim), "the bot cannot know “{claim}”: {said}");
    }
    let message_id = room.message_id(1).replace("example.org", "example.net");
    not_delivered(&message_id).await?;
    let held: PathBuf = [variable("SERVERS").as_str(), "mlmmj", "t25jcg-iotsec", "moderation"].iter().collect();
    let mut mails = Vec::new();
    for file in std::fs::read_dir(&held).with_context(|| format!("reading {}", held.display()))? {
        mails.push(String::from_utf8_lossy(&std::fs::read(file?.path())?).into_owned());
    }
    assert_eq!(
        mails.iter().filter(|mail| mail.contains(&message_id)).count(),
        1,
        "the list holds it for its moderator"
    );
    Ok(())
}
