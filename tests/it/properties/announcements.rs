//! Whatever is typed about a meeting ahead stays inside its place in the mail: no header, no part, no property of the
//! calendar file, and no line of the bot's own. The same log gives the same bytes.

use std::path::Path;

use calcard::icalendar::ICalendar;
use chrono::{DateTime, Utc};
use convenor::bot::rebuild;
use convenor::cli::console::{Gathering, bot, charter};
use convenor::cli::script::Player;
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::Group;
use convenor::group::charter::Charter;
use convenor::group::event::{Digest, Entry, Event};
use convenor::mail::build;
use convenor::text::{clean, is_address};
use convenor::view::letter::{Letter, of_notice};
use mail_parser::{MessageParser, MimeHeaders as _, PartType};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::sample::select;

use super::words::{hostile, recorded};
use super::{holds, sender};

/// What would be a header, a part, a property or a heading of its own.
const IN_MAILS: [&str; 14] = [
    "\r\nBcc: eve@example.org\r\n\r\n",
    "\nSubject: another",
    "\r\n--=_",
    "\r\n\r\n--=_0123\r\nContent-Type: text/html\r\n\r\n",
    "=?utf-8?q?=0D=0ABcc=3A_eve?=",
    "\r\nATTENDEE:mailto:eve@example.org",
    "\nEND:VEVENT\nBEGIN:VALARM\n",
    "\n\nCANCELLED: the meeting does not take place",
    "The meeting\n===========\n",
    "\n---\n",
    " =============================================================================== ",
    " begin 644 x ",
    "\nFrom eve@example.org Tue Nov 24 09:00:00 2026\n",
    "\n.\n",
];

/// What people have typed about a meeting, as it stands in the log.
#[derive(Clone, Debug)]
struct Typed {
    title: Option<String>,
    items: Vec<(String, Option<String>)>,
    later: Vec<(String, Option<String>)>,
    link: Option<String>,
    moved_because: String,
    despite_notice: String,
    cancelled_because: String,
}

fn words() -> BoxedStrategy<String> {
    let part = prop_oneof![2 => select(&IN_MAILS[..]).prop_map(str::to_owned), 2 => hostile(), 1 => recorded()];
    vec(part, 1..4).prop_map(|parts| parts.concat()).boxed()
}

/// Words as they stand in the log: cleaned, and not blank.
fn kept() -> BoxedStrategy<String> {
    words().prop_map(|words| clean(&words)).prop_filter("they are not blank", |words| !words.is_empty()).boxed()
}

/// An address in the log is one, as the command for it makes sure.
fn link() -> BoxedStrategy<Option<String>> {
    let address = words().prop_map(|words| format!("https://example.org/{}", words.replace(char::is_whitespace, "")));
    option::of(address.prop_filter("it is an address", |address| is_address(address))).boxed()
}

fn typed() -> BoxedStrategy<Typed> {
    // No title is there twice, since only a new one is told.
    let items = |end: &'static str| {
        let numbered = move |items: Vec<(String, Option<String>)>| {
            (1..).zip(items).map(move |(n, (title, by))| (format!("{title} {end}{n}"), by)).collect::<Vec<_>>()
        };
        vec((kept(), option::of(kept())), 0..4).prop_map(numbered)
    };
    (option::of(kept()), items("a"), items("b"), link(), kept(), kept(), kept())
        .prop_map(|(title, items, later, link, moved_because, despite_notice, cancelled_because)| Typed {
            title,
            items,
            later,
            link,
            moved_because,
            despite_notice,
            cancelled_because,
        })
        .boxed()
}

/// The same shape with harmless words.
fn calm(typed: &Typed) -> Typed {
    let items = |items: &[(String, Option<String>)]| {
        let numbered = (1..).zip(items);
        let calm = numbered.map(|(number, (_, by))| (format!("Item {number}"), by.as_ref().map(|_| "Ana".to_owned())));
        calm.collect::<Vec<_>>()
    };
    Typed {
        title: typed.title.as_ref().map(|_| "Title".to_owned()),
        items: items(&typed.items),
        later: items(&typed.later).into_iter().map(|(title, by)| (format!("Later {title}"), by)).collect(),
        link: typed.link.as_ref().map(|_| "https://example.org/room".to_owned()),
        moved_because: "the hall is taken".to_owned(),
        despite_notice: "the deadline is near".to_owned(),
        cancelled_because: "both chairs are away".to_owned(),
    }
}

fn group_of() -> Charter {
    Charter { list: Some("group@lists.example.org".to_owned()), first_meeting: 7, ..charter() }
}

fn begin() -> DateTime<Utc> {
    "2026-11-24T09:00:00Z".parse().expect("an instant")
}

/// A log of a meeting that is announced, moved, announced at short notice, and cancelled.
fn log_of(typed: &Typed) -> Vec<Entry> {
    let start = |day: &str| format!("{day}T15:00:00").parse().expect("a wall time");
    let zone = || "Europe/Zurich".to_owned();
    let items = |from: u32, items: &[(String, Option<String>)]| {
        let added = (from..).zip(items.to_vec());
        added
            .map(|(item, (title, proposer))| Event::ItemAdded { item, title, proposer, is_presented: false })
            .collect::<Vec<_>>()
    };
    let told = |number: u32| {
        let message_id = format!("console.7.notice.{number}");
        let shown = Event::NoticeShown { meeting: 7, digest: Digest("0".to_owned()), despite_notice: None };
        [
            shown,
            Event::NoticeQueued { meeting: 7, message_id: message_id.clone(), starts_at: None },
            Event::MailHandedOver { message_id },
        ]
    };
    let mut events = vec![Event::MeetingPlanned {
        meeting: 7,
        start: start("2026-12-08"),
        zone: zone(),
        secs: 7_200,
        title: typed.title.clone(),
    }];
    events.extend(items(1, &typed.items));
    events.push(Event::JoinLinkSet { meeting: 7, link: typed.link.clone() });
    events.extend(told(0));
    let reason = Some(typed.moved_because.clone());
    events.push(Event::MeetingMoved { meeting: 7, start: start("2026-12-10"), zone: zone(), secs: 5_400, reason });
    events.push(Event::ItemDropped { item: 1 });
    events.extend(items(20, &typed.later));
    events.extend(told(1));
    events.push(Event::MeetingCancelled { meeting: 7, reason: typed.cancelled_because.clone() });
    (1..).zip(events).map(|(seq, event)| Entry { seq, at: begin(), by: None, source: None, event }).collect()
}

/// Each mail that the log leads to, with its message: before the first is queued, before the second, and at the end.
fn mails_of(log: &[Entry], despite_notice: &str) -> Vec<(Letter, Vec<u8>)> {
    let mut group = Group::new(group_of());
    let mut mails = Vec::new();
    let late = "2026-12-07T09:00:00Z".parse().expect("an instant");
    for entry in log {
        if matches!(entry.event, Event::NoticeShown { .. }) {
            mails.push(mail_of(&group, None, begin()));
            mails.push(mail_of(&group, Some(despite_notice), late));
        }
        group.apply(entry);
    }
    mails.push(mail_of(&group, None, begin()));
    mails
}

fn mail_of(group: &Group, despite_notice: Option<&str>, at: DateTime<Utc>) -> (Letter, Vec<u8>) {
    let plan = group.to_announce().expect("there is something to tell");
    let noticed = rebuild::notice(group, plan, despite_notice, at, at);
    let parts = (noticed.body, noticed.file);
    let letter =
        of_notice(group, &noticed.announcement, parts, at, "console.7.notice.9").expect("the group has a list");
    let message = build(&letter, &sender()).expect("the addresses are some").formatted();
    (letter, message)
}

/// A mail without what people typed: its headers, its parts with theirs, the lines of its text that are not indented by
/// their first word, and the properties of its calendar file.
fn bones(letter: &Letter, message: &[u8]) -> Vec<String> {
    let parsed = MessageParser::default().parse(message).expect("a readable message");
    let mut bones: Vec<String> = parsed
        .headers_raw()
        .map(|(name, value)| if name == "Content-Type" { name.to_owned() } else { format!("{name}:{value}") })
        .collect();
    for part in &parsed.parts {
        let kind = part.content_type().expect("each says what it is");
        let names: Vec<&str> = part.headers.iter().map(|header| header.name.as_str()).collect();
        let names = if matches!(part.body, PartType::Multipart(_)) { Vec::new() } else { names };
        bones.push(format!("{}/{:?} {:?} {names:?}", kind.ctype(), kind.subtype(), part.attachment_name()));
    }
    let text = parsed.body_text(0).expect("the text comes first").replace("\r\n", "\n");
    assert_eq!(text, letter.body, "the text arrives as it was shown");
    let file = letter.attachments[0].content.words().expect("a calendar file is text");
    assert_eq!(parsed.attachment(0).map(|part| part.contents().to_vec()), Some(file.as_bytes().to_vec()));
    let own = text.lines().filter(|line| !line.starts_with(' '));
    bones.extend(own.map(|line| line.split(' ').next().unwrap_or_default().to_owned()));
    let calendar = ICalendar::parse(file).unwrap_or_else(|entry| panic!("calcard reads {entry:?} in\n{file}"));
    for component in &calendar.components {
        let names: Vec<&str> = component.entries.iter().map(|entry| entry.name.as_str()).collect();
        bones.push(format!("{:?} {names:?}", component.component_type));
    }
    bones
}

/// What chairs alone can say, reasons and a link, stands in paragraphs and moves their line ends. For looking at lines it
/// is harmless.
fn with_calm_chairs(typed: &Typed) -> Typed {
    let Typed { link, moved_because, despite_notice, cancelled_because, .. } = calm(typed);
    Typed { link, moved_because, despite_notice, cancelled_because, ..typed.clone() }
}

#[test]
fn what_is_typed_about_a_meeting_adds_nothing_to_its_mails() {
    holds(200, typed(), |typed| {
        let typed = with_calm_chairs(&typed);
        let calm = calm(&typed);
        let (shown, expected) =
            (mails_of(&log_of(&typed), &typed.despite_notice), mails_of(&log_of(&calm), &calm.despite_notice));
        assert_eq!(shown.len(), 5);
        for ((letter, message), (calm_letter, calm_message)) in shown.iter().zip(&expected) {
            let (found, calm) = (bones(letter, message), bones(calm_letter, calm_message));
            assert_eq!(found, calm, "{}", String::from_utf8_lossy(message));
        }
    });
}

#[test]
fn reasons_and_links_add_no_header_no_part_and_no_property() {
    holds(150, typed(), |typed| {
        let calm = calm(&typed);
        let (shown, expected) =
            (mails_of(&log_of(&typed), &typed.despite_notice), mails_of(&log_of(&calm), &calm.despite_notice));
        let fixed = |bones: Vec<String>, letter: &Letter| {
            let lines = letter.body.lines().filter(|line| !line.starts_with(' ')).count();
            let (head, rest) = bones.split_at(bones.len() - lines - components(letter));
            [head, &rest[lines..]].concat()
        };
        for ((letter, message), (calm_letter, calm_message)) in shown.iter().zip(&expected) {
            let found = fixed(bones(letter, message), letter);
            assert_eq!(
                found,
                fixed(bones(calm_letter, calm_message), calm_letter),
                "{}",
                String::from_utf8_lossy(message)
            );
        }
    });
}

fn components(letter: &Letter) -> usize {
    let file = letter.attachments[0].content.words().expect("a calendar file is text");
    file.lines().filter(|line| line.starts_with("BEGIN:")).count()
}

#[test]
fn the_same_log_gives_the_same_bytes() {
    holds(60, typed(), |typed| {
        let log = log_of(&typed);
        let stored = serde_json::to_string(&log).expect("a log can be written");
        let read: Vec<Entry> = serde_json::from_str(&stored).expect("and read");
        let messages = |log: &[Entry]| {
            mails_of(log, &typed.despite_notice).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>()
        };
        assert_eq!(messages(&log), messages(&read));
    });
}

/// Everything is typed, and the mails that a real bot leaves are looked at.
#[test]
fn what_is_typed_in_the_room_adds_nothing_to_the_mails_that_leave() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let typed = || words().prop_map(|words| words.replace(['\n', '\r'], "⏎"));
    let address = link().prop_map(Option::unwrap_or_default);
    let address = prop_oneof![2 => address, 1 => typed(), 1 => Just("off".to_owned())];
    let address = address.prop_map(|words| words.replace(['\n', '\r'], "⏎"));
    let name = prop_oneof![2 => Just("ana".to_owned()), 1 => typed().prop_map(|words| words.replace(':', ";"))];
    holds(12, (vec(typed(), 6), address, name), |(words, link, name)| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        runtime.block_on(play(folder.path(), &words, &link, &format!("a{name}")));
        let new = std::fs::read_dir(folder.path().join("outbox/new")).expect("there is mail");
        let mails: Vec<Vec<u8>> =
            new.map(|entry| std::fs::read(entry.expect("a readable folder").path()).expect("a mail")).collect();
        assert_eq!(mails.len(), 3, "announced, changed, cancelled");
        for mail in mails {
            assert_plain(&mail);
        }
    });
}

async fn play(folder: &Path, words: &[String], link: &str, name: &str) {
    let console = std::sync::Arc::new(convenor::chat::console::Console::new(Vec::new()));
    let bot = bot(
        folder,
        Gathering { charter: group_of(), halls: Vec::new(), names: Names::default(), inbound: None },
        Clock::simulated(begin()),
        console.clone(),
    )
    .await;
    let mut player = Player::new(bot.expect("a bot opens in a temporary folder"), console, 1, 0);
    let [title, item, proposed, moved, late, cancelled] = words else { panic!("six words") };
    for line in [
        format!("ana: !schedule \"2026-12-08 15:00 Geneva\" for 2 h {title}"),
        "ana: !schedule \"2026-12-08 15:00 Geneva\" for 2 h".to_owned(),
        format!("{name}: agenda+ {item}"),
        format!("ana: !join {link}"),
        "ana: !announce".to_owned(),
        "ana: !announce confirm".to_owned(),
        format!("ana: !reschedule \"2026-11-30 14:00 Geneva\" because {moved}"),
        "ana: !reschedule \"2026-11-30 14:30 Geneva\"".to_owned(),
        format!("{name}: agenda+ {proposed}"),
        format!("ana: !announce override {late}"),
        "ana: !announce override the deadline is near".to_owned(),
        "ana: !announce confirm".to_owned(),
        format!("ana: !cancel {cancelled}"),
        "ana: !cancel both chairs are away".to_owned(),
        "ana: !announce".to_owned(),
        "ana: !announce confirm".to_owned(),
    ] {
        player.play(&line).await.expect("a store in a temporary folder answers");
    }
    player.bot.store().close().await;
}

/// One text and one calendar file with one event; only the bot's own headers.
fn assert_plain(mail: &[u8]) {
    let parsed = MessageParser::default().parse(mail).expect("a readable message");
    let shown = String::from_utf8_lossy(mail);
    let names: Vec<&str> = parsed.headers_raw().map(|(name, _)| name).filter(|name| !is_of_thread(name)).collect();
    let own = [
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "X-Ack",
        "MIME-Version",
        "Content-Type",
    ];
    assert_eq!(names, own, "{shown}");
    let kinds: Vec<String> = parsed
        .parts
        .iter()
        .filter_map(|part| part.content_type())
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .collect();
    assert_eq!(kinds, ["multipart/mixed", "text/plain", "text/calendar"], "{shown}");
    let file = parsed.attachment(0).expect("an invitation").contents();
    let file = String::from_utf8(file.to_vec()).expect("a calendar file is UTF-8").replace("\r\n ", "");
    for once in ["BEGIN:VEVENT", "BEGIN:VCALENDAR", "SUMMARY:", "UID:", "ORGANIZER"] {
        assert_eq!(file.lines().filter(|line| line.starts_with(once)).count(), 1, "{once} in\n{file}");
    }
    for never in ["ATTENDEE", "BEGIN:VALARM"] {
        assert!(!file.lines().any(|line| line.starts_with(never)), "{never} in\n{file}");
    }
}

fn is_of_thread(name: &str) -> bool {
    matches!(name, "In-Reply-To" | "References")
}
