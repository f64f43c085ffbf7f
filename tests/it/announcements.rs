//! The mails about meetings ahead, as a second parser reads them.

use std::collections::BTreeMap;

use convenor::view::announcement::announced;
use mail_parser::{Message, MessageParser, MimeHeaders as _};

use crate::conversation::{Room, Transcript};

/// Plays a conversation to its end; the mails it left, in the order of their dates.
async fn mails_of(name: &str) -> Vec<Vec<u8>> {
    let transcript = Transcript::named(name);
    let mut room = Room::open(&transcript).await;
    for line in &transcript.lines {
        room.play(&line.input).await;
    }
    room.mails()
}

fn parsed(mail: &[u8]) -> Message<'_> {
    MessageParser::default().parse(mail).expect("a readable message")
}

/// The left part of a Message-ID.
fn left(id: &str) -> String {
    id.split('@').next().unwrap_or_default().to_owned()
}

fn thread_of(message: &Message) -> Vec<String> {
    let ids = message.references().as_text_list().unwrap_or_default();
    ids.iter().map(|id| left(id)).collect()
}

/// The calendar file as it was attached, with its lines unfolded.
fn calendar_of(message: &Message) -> String {
    let file = message.attachment(0).expect("an invitation is attached");
    let kind = file.content_type().expect("the file says what it is");
    assert_eq!((kind.ctype(), kind.subtype()), ("text", Some("calendar")));
    let text = String::from_utf8(file.contents().to_vec()).expect("a calendar file is UTF-8");
    let method = text.lines().find_map(|line| line.strip_prefix("METHOD:")).expect("it has a method").to_owned();
    assert_eq!(kind.attribute("method"), Some(method.as_str()), "the mail names the same method (RFC 6047, 2.4)");
    text.replace("\r\n ", "")
}

fn value<'a>(calendar: &'a str, name: &str) -> &'a str {
    calendar.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {calendar}"))
}

#[tokio::test]
async fn a_meeting_is_one_thread_and_one_event_whatever_becomes_of_it() {
    let mails = mails_of("85_moved_late_cancelled").await;
    let messages: Vec<Message> = mails.iter().map(|mail| parsed(mail)).collect();
    let told: Vec<(String, String, Vec<String>)> = messages
        .iter()
        .map(|message| {
            let subject = message.subject().expect("a subject").split([',', ':']).next().unwrap_or_default().to_owned();
            (left(message.message_id().expect("an id")), subject, thread_of(message))
        })
        .collect();
    let expected = [
        ("jcg.7.notice.0", "JCG-Test meeting 7", vec![]),
        ("jcg.7.notice.1", "CHANGED", vec!["jcg.7.notice.0"]),
        ("jcg.8.notice.0", "SHORT NOTICE", vec![]),
        ("jcg.9.notice.0", "JCG-Test meeting 9", vec![]),
        ("jcg.9.notice.1", "CANCELLED", vec!["jcg.9.notice.0"]),
    ];
    let expected = expected.map(|(id, subject, thread)| {
        (id.to_owned(), subject.to_owned(), thread.into_iter().map(str::to_owned).collect::<Vec<_>>())
    });
    assert_eq!(told, expected);
    let calendars: Vec<String> = messages.iter().map(calendar_of).collect();
    for (first, second, method) in [(0, 1, "PUBLISH"), (3, 4, "CANCEL")] {
        let (first, second) = (&calendars[first], &calendars[second]);
        assert_eq!(value(first, "UID:"), value(second, "UID:"));
        assert_eq!((value(first, "SEQUENCE:"), value(second, "SEQUENCE:")), ("0", "1"));
        assert_ne!(value(first, "DTSTAMP:"), value(second, "DTSTAMP:"), "each state has its own stamp");
        assert_eq!((value(first, "METHOD:"), value(second, "METHOD:")), ("PUBLISH", method));
    }
    assert_eq!(value(&calendars[0], "DTSTART:"), "20261208T140000Z");
    assert_eq!(value(&calendars[1], "DTSTART:"), "20261210T130000Z");
    assert_eq!(value(&calendars[4], "STATUS:"), "CANCELLED");
}

/// The feed has the same events as the mails: each change of a meeting that the list hears of has a higher number.
#[tokio::test]
async fn the_feed_counts_each_change_of_a_meeting() {
    let transcript = Transcript::named("85_moved_late_cancelled");
    let mut room = Room::open(&transcript).await;
    let mut seen: BTreeMap<String, Vec<(u32, String)>> = BTreeMap::new();
    for line in &transcript.lines {
        room.play(&line.input).await;
        for event in announced(&room.group().await) {
            let words = format!("{} {} {}", event.start, event.is_cancelled, event.summary);
            let known = seen.entry(event.uid).or_default();
            match known.last() {
                Some((sequence, before)) if *before == words => assert_eq!(*sequence, event.sequence, "{words}"),
                Some((sequence, _)) => {
                    assert!(*sequence < event.sequence, "{words}");
                    known.push((event.sequence, words));
                }
                None => known.push((event.sequence, words)),
            }
        }
    }
    let changes: Vec<usize> = seen.values().map(Vec::len).collect();
    assert_eq!(changes, [2, 1, 2]);
}

#[tokio::test]
async fn what_was_shown_is_what_the_list_gets() {
    let transcript = Transcript::named("84_announced");
    let mut room = Room::open(&transcript).await;
    let mut shown = Vec::new();
    for line in &transcript.lines {
        let said = room.play(&line.input).await;
        if line.input.ends_with("!announce") && said.len() > 10 {
            shown = said;
        }
    }
    let mails = room.mails();
    let message = parsed(&mails[0]);
    let body = message.body_text(0).expect("the text comes first").replace("\r\n", "\n");
    let body = crate::golden::without_versions(&body);
    let shown: Vec<&str> = shown.iter().map(|line| line.trim_start_matches("bot:").trim()).collect();
    let body: Vec<&str> = body.lines().map(str::trim).collect();
    let start = shown.iter().position(|line| Some(line) == body.first()).expect("the body was shown");
    assert_eq!(shown[start..start + body.len()], body);
    assert!(body.iter().all(|line| line.chars().count() <= 72), "lines are short enough for mail");
}

/// The one file of the last mail, or what the mail says instead.
async fn attached_after(notes: usize) -> Result<Vec<u8>, String> {
    let text = "# config: both.toml\n\nbret: start meeting\n";
    let mut room = Room::open(&Transcript::parse("attached", text)).await;
    room.play("bret: start meeting").await;
    for note in 0..notes {
        room.play(&format!("bret: NOTE: {note} {}", "words of some length ".repeat(20))).await;
    }
    for line in [
        "bret: end meeting",
        "sena: !minutes",
        "bret: !minutes approve",
        "ramy: !minutes approve",
        "sena: !minutes send",
    ] {
        room.play(line).await;
    }
    let mails = room.mails();
    let mail = parsed(mails.last().expect("the minutes went out"));
    let file = mail.attachments().next().map(|file| file.contents().to_vec());
    file.ok_or_else(|| mail.body_text(0).expect("a text").into_owned())
}

#[tokio::test]
async fn minutes_go_out_with_a_word_document_where_the_list_lets_it_through() {
    let document = attached_after(3).await.expect("a short meeting's document is small enough");
    assert!(document.starts_with(b"PK"), "a Word document is a ZIP file");
    let instead = attached_after(200).await.expect_err("a long meeting's is not");
    assert!(instead.contains("The Word document of these minutes is too large for this list"), "{instead}");
}

#[tokio::test]
async fn chairs_hear_at_once_that_newer_rules_have_moved_an_announced_meeting() {
    let transcript = Transcript::parse("newer_rules", "# config: jcg.toml\n\nbret: !schedule?\n");
    let mut room = Room::open(&transcript).await;
    for line in ["bret: !schedule \"2026-12-17 15:00 Geneva\" for 2 h", "bret: !announce", "bret: !announce confirm"] {
        room.play(line).await;
    }
    assert!(room.play("+ 1 min").await.is_empty(), "nothing has moved");
    // By the zone data of then the clocks were an hour further.
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(room.folder.path().join("convenor.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("the store is a SQLite file");
    let older = "UPDATE entries SET body = replace(body, '2026-12-17T14:00:00Z', '2026-12-17T13:00:00Z')";
    let changed = sqlx::query(older).execute(&pool).await.expect("the store has this table");
    assert!(changed.rows_affected() > 0);
    pool.close().await;
    room.restart().await;
    let said = room.play("+ 1 s").await;
    assert_eq!(
        said,
        [
            "bot: The rules of Europe/Zurich have changed. Meeting 7 is at Thursday 2026-12-17, 15:00 Europe/Zurich (14:00 UTC) now; \
          the list knows it for 2026-12-17 13:00 UTC. The notice of change is ready, and a chair looks at it with: !announce"
        ]
    );
    assert!(room.play("+ 1 min").await.is_empty(), "it is said once");
    let notice = room.play("bret: !announce").await.join("\n");
    assert!(notice.contains("Subject: CHANGED: JCG-Test meeting 7"), "{notice}");
    room.play("bret: !announce confirm").await;
    let mails = room.mails();
    let sequences: Vec<String> =
        mails.iter().map(|mail| value(&calendar_of(&parsed(mail)), "SEQUENCE:").to_owned()).collect();
    assert_eq!(sequences, ["0", "1"]);
    assert!(room.play("+ 1 min").await.iter().all(|line| !line.contains("rules")), "the list knows it now");
}
