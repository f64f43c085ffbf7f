//! A server that fails: what the members get, what the room is told, what stays in the outbox.

use std::path::Path;

use convenor::chat::dispatch::Dispatch;
use convenor::config::MailConfig;
use convenor::mail::build;
use lettre::message::Mailbox;

use crate::inbox::{MEMBERS, delivered, not_delivered};
use crate::room::{Room, SECRETARY};
use crate::servers::{BOT, Down, Fault, mailer, plain, variable};

const HANDED: &str = "handed to the mail server";

fn tells_nothing_but_the_outbox(said: &[String]) {
    assert!(said.len() == 1 && said[0].contains("in the outbox for"), "{said:?}");
}

fn tells_that_it_was_handed_over(said: &[String]) {
    assert_eq!(said.iter().filter(|line| line.contains(HANDED)).count(), 1, "{said:?}");
}

/// The minutes of a meeting, ordered to be sent while the relay fails.
async fn sent_through(fault: &Fault, name: &str) -> anyhow::Result<(Room, Vec<String>)> {
    let mut room = Room::open(name, mailer(&plain(fault.port))?).await?;
    room.meet().await?;
    let said = room.send().await?;
    Ok((room, said))
}

#[tokio::test]
async fn a_451_waits_and_is_tried_again_later_and_later() -> anyhow::Result<()> {
    let fault = Fault::start(&["451", "451", "451"]).await?;
    let (mut room, said) = sent_through(&fault, "451").await?;
    tells_nothing_but_the_outbox(&said);
    let waiting = room.outbox().await?;
    for (attempts, pause) in [(1, 30), (2, 60), (3, 120)] {
        assert_eq!(room.waits().await?, (attempts, pause));
        assert_eq!(room.outbox().await?[0].body, waiting[0].body, "the letter stays as it was");
        let early = room.play(&format!("+ {}s", pause - 1)).await?;
        assert_eq!((early, fault.done().await?.len()), (vec![], attempts as usize), "not before its time");
        if attempts == 3 {
            not_delivered(&room.message_id(1)).await?;
        }
        let said = room.play("+ 1s").await?;
        if attempts < 3 {
            assert_eq!(said, Vec::<String>::new());
        } else {
            tells_that_it_was_handed_over(&said);
        }
    }
    assert_eq!(room.outbox().await?, []);
    delivered(&room.message_id(1), 1).await?;
    assert_eq!(fault.done().await?, ["451", "451", "451", "pass"]);
    Ok(())
}

/// What is deleted in the room reaches minutes that have not left, however late that is.
#[tokio::test]
async fn a_deleted_remark_takes_back_minutes_that_wait() -> anyhow::Result<()> {
    let fault = Fault::start(&["451"]).await?;
    let (mut room, said) = sent_through(&fault, "taken-back").await?;
    tells_nothing_but_the_outbox(&said);
    let said = room.play("x 11").await?;
    assert!(said.iter().any(|line| line.contains("withdrawn before it was sent")), "{said:?}");
    assert_eq!(room.outbox().await?, []);
    assert_eq!(room.play("+ 2h").await?, Vec::<String>::new());
    not_delivered(&room.message_id(1)).await?;
    let preview = room.preview().await?;
    assert!(!preview.body.contains("Row 4 mixes"), "{}", preview.body);
    assert!(preview.body.contains("split row 4"), "{}", preview.body);
    room.play("chair: !minutes approve").await?;
    tells_that_it_was_handed_over(&room.send().await?);
    delivered(&room.message_id(2), 1).await?;
    Ok(())
}

/// A name that the end of a line divides is found too.
#[tokio::test]
async fn who_is_forgotten_takes_back_an_announcement_that_waits() -> anyhow::Result<()> {
    let fault = Fault::start(&["451"]).await?;
    let mut room = Room::open("forgotten", mailer(&plain(fault.port))?).await?;
    let title = "The table of overlaps between both groups, with row four";
    room.play(&format!("chair: !schedule \"2026-12-18 15:00 Geneva\" for 2 h\nMina Solberg: agenda+ {title}")).await?;
    let shown = room.play("chair: !announce").await?.join("\n");
    assert!(shown.contains("(Mina\nbot:    Solberg)"), "{shown}");
    tells_nothing_but_the_outbox(&room.play("chair: !announce confirm").await?);
    let said = room.play("Mina Solberg: forget me\nMina Solberg: forget me really").await?;
    assert!(said.iter().any(|line| line.contains("withdrawn before it was sent")), "{said:?}");
    assert_eq!(room.outbox().await?, []);
    room.play("+ 2 h").await?;
    not_delivered(&room.id("1.notice.0")).await?;
    Ok(())
}

/// What is built from a letter in the outbox, before any list adds its own fields.
#[tokio::test]
async fn we_make_no_list_fields_and_the_same_letter_is_the_same_message() -> anyhow::Result<()> {
    let fault = Fault::start(&["451"]).await?;
    let (room, _) = sent_through(&fault, "built").await?;
    let Dispatch::Letter { letter, .. } = Dispatch::read(&room.outbox().await?[0].body)? else {
        anyhow::bail!("a mail waits");
    };
    let from: Mailbox = BOT.parse()?;
    let bytes = build(&letter, &from)?.formatted();
    assert_eq!(bytes, build(&letter, &from)?.formatted());
    let [mail] = crate::parsed::by_both(&[bytes])?.try_into().map_err(|_| anyhow::anyhow!("one message is one"))?;
    assert_eq!(mail.list_fields(), Vec::<String>::new());
    assert_eq!((mail.header("Precedence"), mail.header("Sender"), mail.header("Bcc")), (None, None, None));
    assert_eq!(mail.header("Message-ID"), Some(format!("<{}>", room.message_id(1)).as_str()));
    assert_eq!(mail.text, letter.body);
    Ok(())
}

/// The server refuses for good: the secretary hears it, nothing is tried by itself, and when the
/// cause is gone the same version goes out under its old Message-ID.
async fn is_refused(order: &str, words: &str) -> anyhow::Result<()> {
    let fault = Fault::start(&[order]).await?;
    let (mut room, said) = sent_through(&fault, order).await?;
    let told: Vec<&String> =
        said.iter().filter(|line| line.starts_with("bot: Sol Okafor: Minutes of meeting 1, version 1")).collect();
    assert_eq!(told.len(), 1, "{said:?}");
    assert!(
        told[0].contains("550") && told[0].contains(words) && told[0].contains("then type: !minutes send"),
        "{told:?}"
    );
    assert!(!said.iter().any(|line| line.contains(HANDED)), "{said:?}");
    assert_eq!(room.pinged().last().map(|account| account.0.as_str()), Some(SECRETARY));
    assert_eq!(room.outbox().await?, []);
    assert_eq!(room.play("+ 2 h").await?, Vec::<String>::new());
    assert_eq!(fault.done().await?, [order], "not tried again by itself");
    not_delivered(&room.message_id(1)).await?;
    let status = room.play("secretary: !status").await?.join("\n");
    assert!(status.contains("refused by the mail server") && status.contains(words), "{status}");

    tells_that_it_was_handed_over(&room.send().await?);
    for mail in delivered(&room.message_id(1), 1).await? {
        assert_eq!((mail.header("In-Reply-To"), mail.header("References")), (None, None));
    }
    assert_eq!((room.outbox().await?.len(), fault.done().await?), (0, vec![order.to_owned(), "pass".to_owned()]));
    Ok(())
}

#[tokio::test]
async fn a_550_at_rcpt_is_told_to_the_secretary_and_sent_again_by_hand() -> anyhow::Result<()> {
    is_refused("550", "refused (ordered)").await
}

#[tokio::test]
async fn a_550_at_the_dot_is_told_to_the_secretary_and_sent_again_by_hand() -> anyhow::Result<()> {
    is_refused("550data", "message refused (ordered)").await
}

/// Nobody has a version that was refused: what follows is no answer to it and no revision, and
/// what was previewed is what is sent.
#[tokio::test]
async fn a_version_that_was_refused_leaves_no_trace_in_the_next_mail() -> anyhow::Result<()> {
    let fault = Fault::start(&["550"]).await?;
    let (mut room, _) = sent_through(&fault, "trace").await?;
    let again = room.preview().await?;
    assert_eq!((again.version.as_str(), again.subject.as_str()), ("1", "Minutes of JCG-IoTSec meeting 1, 2026-12-08"));
    room.play("chair: s/ovrelap/overlap/").await?;
    let preview = room.meet_with("").await?;
    tells_that_it_was_handed_over(&room.send().await?);
    for mail in delivered(&room.message_id(2), 1).await? {
        assert_eq!(
            mail.header("Subject"),
            Some(format!("[iotsec] {}", preview.subject).as_str()),
            "the subject is as previewed"
        );
        assert_eq!(
            (mail.header("In-Reply-To"), mail.header("References")),
            (None, None),
            "nobody has what it would answer"
        );
        assert_eq!(preview.subject, "Minutes of JCG-IoTSec meeting 1, 2026-12-08", "for the members it is the first");
    }
    Ok(())
}

#[tokio::test]
async fn a_cut_before_the_dot_is_tried_again_and_delivered_once() -> anyhow::Result<()> {
    let fault = Fault::start(&["cut-before-dot"]).await?;
    let (mut room, said) = sent_through(&fault, "before").await?;
    tells_nothing_but_the_outbox(&said);
    assert_eq!(room.waits().await?, (1, 30));
    not_delivered(&room.message_id(1)).await?;
    tells_that_it_was_handed_over(&room.play("+ 30s").await?);
    assert_eq!(room.outbox().await?, []);
    delivered(&room.message_id(1), 1).await?;
    assert_eq!(fault.done().await?, ["cut-before-dot", "pass"]);
    Ok(())
}

/// The server has accepted the mail and the answer to the dot is lost. RFC 5321, clause 4.5.4.1,
/// wants what was not acknowledged to be sent again, and RFC 1047 says what comes of it: the
/// protocol cannot tell this from the case before, so a copy too many is the price of losing
/// none. A member gets two copies, in the order of the attempts. They carry one Message-ID and
/// are the same to the byte in what we wrote, so that whoever looks for duplicates (Cyrus, Sieve's
/// `duplicate` of RFC 7352, Gmail, archives of lists) shows one; mlmmj and Dovecot by themselves do not.
#[tokio::test]
async fn a_cut_after_the_dot_gives_two_copies_under_one_message_id() -> anyhow::Result<()> {
    let fault = Fault::start(&["cut-after-dot"]).await?;
    let (mut room, said) = sent_through(&fault, "after").await?;
    tells_nothing_but_the_outbox(&said);
    assert_eq!(room.waits().await?, (1, 30));
    delivered(&room.message_id(1), 1).await?;
    tells_that_it_was_handed_over(&room.play("+ 30s").await?);
    assert_eq!(
        (room.outbox().await?.len(), fault.done().await?),
        (0, vec!["cut-after-dot".to_owned(), "pass".to_owned()])
    );
    for copies in delivered(&room.message_id(1), 2).await?.chunks(2) {
        for name in ["Message-ID", "Date", "Subject", "From", "To", "Reply-To"] {
            assert_eq!(copies[0].header(name), copies[1].header(name));
        }
        assert_eq!(copies[0].text, copies[1].text);
    }
    Ok(())
}

/// A post office whose archive is the mailbox of somebody on the list.
fn with_archive(port: u16) -> MailConfig {
    let mailbox = Path::new(&variable("SERVERS")).join("mailboxes").join(MEMBERS[0]).join("Maildir");
    MailConfig { archive: Some(format!("maildir:{}", mailbox.display())), ..plain(port) }
}

/// The copy too many is spared where the list's mail can be seen: the bot looks there before it sends again.
#[tokio::test]
async fn a_cut_after_the_dot_is_found_in_the_archive_and_sent_once() -> anyhow::Result<()> {
    let fault = Fault::start(&["cut-after-dot"]).await?;
    let mut room = Room::open("looked-for", mailer(&with_archive(fault.port))?).await?;
    room.meet().await?;
    tells_nothing_but_the_outbox(&room.send().await?);
    delivered(&room.message_id(1), 1).await?;
    // The bot may have been killed as well, and remembers.
    let mut room = room.restarted(mailer(&with_archive(fault.port))?).await?;
    tells_that_it_was_handed_over(&room.play("+ 30s").await?);
    assert_eq!((room.outbox().await?.len(), fault.done().await?), (0, vec!["cut-after-dot".to_owned()]));
    delivered(&room.message_id(1), 1).await?;
    Ok(())
}

/// What is not there after two minutes has not left, and is sent again.
#[tokio::test]
async fn a_cut_before_the_dot_is_looked_for_and_sent_again_after_two_minutes() -> anyhow::Result<()> {
    let fault = Fault::start(&["cut-before-dot"]).await?;
    let mut room = Room::open("looked-for-in-vain", mailer(&with_archive(fault.port))?).await?;
    room.meet().await?;
    tells_nothing_but_the_outbox(&room.send().await?);
    not_delivered(&room.message_id(1)).await?;
    for pause in ["+ 30s", "+ 30s", "+ 30s", "+ 29s"] {
        assert_eq!(room.play(pause).await?, Vec::<String>::new());
        assert_eq!(fault.done().await?, ["cut-before-dot"], "only looked for");
    }
    tells_that_it_was_handed_over(&room.play("+ 11s").await?);
    delivered(&room.message_id(1), 1).await?;
    assert_eq!(fault.done().await?, ["cut-before-dot", "pass"]);
    Ok(())
}

#[tokio::test]
async fn while_the_server_is_down_the_mail_waits() -> anyhow::Result<()> {
    let down = Down::new()?;
    let config: MailConfig = plain(down.port);
    let mut room = Room::open("down", mailer(&config)?).await?;
    room.meet().await?;
    tells_nothing_but_the_outbox(&room.send().await?);
    assert_eq!(room.waits().await?, (1, 30));
    assert_eq!(room.play("+ 30s").await?, Vec::<String>::new());
    assert_eq!(room.waits().await?, (2, 60));
    let status = room.play("secretary: !status").await?.join("\n");
    assert!(status.contains("version 1: in the outbox"), "{status}");
    // A restart of the bot forgets neither the mail nor the pause.
    let mut room = room.restarted(mailer(&config)?).await?;
    assert_eq!(room.waits().await?, (2, 60));
    not_delivered(&room.message_id(1)).await?;
    down.comes_up()?;
    tells_that_it_was_handed_over(&room.play("+ 60s").await?);
    assert_eq!(room.outbox().await?, []);
    delivered(&room.message_id(1), 1).await?;
    Ok(())
}

/// A version that answers an earlier one does not come before it, and the last that arrives is
/// the last that was made.
#[tokio::test]
async fn a_newer_version_does_not_overtake_one_that_waits() -> anyhow::Result<()> {
    let fault = Fault::start(&["451"]).await?;
    let (mut room, said) = sent_through(&fault, "order").await?;
    tells_nothing_but_the_outbox(&said);
    room.play("chair: s/ovrelap/overlap/").await?;
    room.meet_with("").await?;
    tells_nothing_but_the_outbox(&room.send().await?);
    not_delivered(&room.message_id(2)).await?;
    let said = room.play("+ 30s").await?;
    let handed: Vec<&String> = said.iter().filter(|line| line.contains(HANDED)).collect();
    assert!(
        handed.len() == 2 && handed[0].contains("version 1") && handed[1].contains("version 2"),
        "in their order: {said:?}"
    );
    delivered(&room.message_id(1), 1).await?;
    for mail in delivered(&room.message_id(2), 1).await? {
        assert_eq!(mail.header("In-Reply-To"), Some(format!("<{}>", room.message_id(1)).as_str()));
    }
    Ok(())
}
