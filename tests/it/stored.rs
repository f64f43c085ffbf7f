//! Logs of every released format: they are read, written and replayed for ever.
//!
//! `stored/VERSION.jsonl` is what `convenor export` of that version printed, with a line for every
//! kind of event. A released sample never changes; a version that adds events brings a new one.

use std::collections::BTreeSet;

use convenor::chat::dispatch::Dispatch;
use convenor::cli::console::charter;
use convenor::document::{Format, render};
use convenor::group::Group;
use convenor::group::command::{
    AgendaCommand, Command, FloorCommand, FloorTo, Gathered, InternalCommand, MeetingCommand, QueueCommand, Reach,
    RecordCommand, Request,
};
use convenor::group::event::{DELETED, Entry, Event, HandKind};
use convenor::group::nature::{Owner, Words};
use convenor::group::person::{Person, Role};
use convenor::view::minutes::minutes;
use regex::Regex;

use crate::golden;

/// Samples by version, oldest first.
const SAMPLES: [&str; 1] = ["0.1.0"];

fn lines(version: &str) -> Vec<String> {
    golden::read(&format!("tests/it/stored/{version}.jsonl")).lines().map(str::to_owned).collect()
}

fn entries(version: &str) -> Vec<Entry> {
    let lines = (1..).zip(lines(version));
    let entry = |(number, line): (usize, String)| {
        serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("tests/it/stored/{version}.jsonl:{number} can't be read any more: {error}"))
    };
    lines.map(entry).collect()
}

#[test]
fn every_sample_is_read_and_written_as_it_stands() {
    for version in SAMPLES {
        for (number, (line, entry)) in (1..).zip(lines(version).into_iter().zip(entries(version))) {
            let written = serde_json::to_string(&entry).expect("an entry has a JSON form");
            assert_eq!(written, line, "tests/it/stored/{version}.jsonl:{number}");
            assert_eq!(entry.seq, number, "entries are numbered without gaps");
        }
    }
}

#[test]
fn every_sample_replays_to_the_same_minutes() {
    for version in SAMPLES {
        let mut group = Group::new(charter());
        let mut pages = Vec::new();
        for entry in entries(version) {
            group.apply(&entry);
            let is_start = matches!(entry.event, Event::MeetingStarted { .. });
            let meeting = group.latest_meeting().filter(|_| !is_start);
            let page = meeting.map(|meeting| (meeting.number, render(&minutes(&group, meeting), Format::Text)));
            pages.retain(|(number, _)| page.as_ref().is_none_or(|(latest, _)| number != latest));
            pages.extend(page);
        }
        let page: Vec<String> = pages.into_iter().map(|(_, page)| page).collect();
        golden::assert_same(
            &format!("tests/it/stored/{version}.minutes.txt"),
            &golden::without_versions(&page.join("\n\n")),
        );
    }
}

#[test]
fn every_replayed_state_can_be_asked_anything() {
    let commands = [
        Command::Internal(InternalCommand::Tick { now: "2026-12-31T00:00:00Z".parse().expect("an instant") }),
        Command::Record(RecordCommand::Undo),
        Command::Agenda(AgendaCommand::NextItem),
        Command::Meeting(MeetingCommand::EndMeeting),
        Command::Floor(FloorCommand::GiveFloor { to: FloorTo::Next { expecting: None } }),
        Command::Queue(QueueCommand::RaiseHand { kind: HandKind::New, words: Some("Ana, Bo to ask".to_owned()) }),
        Command::Record(RecordCommand::Substitute { old: "a".to_owned(), new: "b".to_owned(), reach: Reach::Item }),
    ];
    for version in SAMPLES {
        let mut group = Group::new(charter());
        let mut granted = 0;
        for entry in entries(version) {
            group.apply(&entry);
            assert_eq!(group.head, entry.seq);
            for command in &commands {
                let request = Request {
                    at: entry.at,
                    by: Some(Person::named("Ana")),
                    role: Role::Chair,
                    command: command.clone(),
                    gathered: Gathered::default(),
                };
                granted += usize::from(group.decide(&request).is_ok_and(|events| !events.is_empty()));
            }
        }
        assert!(granted > 50, "most of what is asked in an open meeting is granted, not {granted}");
    }
}

/// Files that hold what is stored.
const STORED: [&str; 7] = [
    "src/group/event.rs",
    "src/group/kinds.rs",
    "src/group/liaison_change.rs",
    "src/group/list_proposal.rs",
    "src/group/mail.rs",
    "src/group/row.rs",
    "src/group/terms.rs",
];

/// Names of an enum's variants, as they are stored.
fn stored_names(name: &str) -> Vec<String> {
    let source: String = STORED.iter().map(|file| golden::read(file)).collect();
    variants(&source, name)
}

/// Names of the variants of an enum in a source, as serde writes them.
fn variants(source: &str, name: &str) -> Vec<String> {
    let body = source
        .split_once(&format!("pub enum {name} {{"))
        .and_then(|(_, rest)| rest.split_once("\n}"))
        .map(|(body, _)| body);
    let body = body.unwrap_or_else(|| panic!("there is an enum {name}"));
    let variant = Regex::new(r"(?m)^    ([A-Z]\w*)").expect("the pattern is well formed");
    let capital = Regex::new(r"([a-z0-9])([A-Z])").expect("the pattern is well formed");
    let names = variant.captures_iter(body).map(|found| capital.replace_all(&found[1], "${1}_${2}").to_lowercase());
    names.collect()
}

#[test]
fn the_newest_sample_has_every_event_and_every_value() {
    let newest = SAMPLES.last().expect("there is a sample");
    let values: Vec<serde_json::Value> =
        lines(newest).iter().map(|line| serde_json::from_str(line).expect("a line of a sample is JSON")).collect();
    let mut missing = Vec::new();
    for (name, keys) in [
        ("Event", &["event"] as &[&str]),
        ("ByMail", &["what"]),
        ("HandKind", &["hand"]),
        ("Stage", &["stage"]),
        ("Kind", &["kind"]),
        ("NoteKind", &["kind"]),
        ("Manner", &["manner"]),
        ("ActionOutcome", &["outcome"]),
        ("RowChange", &["change"]),
        ("DocumentChange", &["change"]),
        ("Finding", &["finding"]),
        ("Responsibility", &["responsibility"]),
        ("LiaisonChange", &["change"]),
        ("Way", &["way"]),
        ("Purpose", &["purpose"]),
        ("Part", &["part"]),
    ] {
        let seen: BTreeSet<&str> =
            values.iter().flat_map(|value| keys.iter().flat_map(|key| stored_under(value, key))).collect();
        let names = stored_names(name);
        assert!(!names.is_empty(), "{name} has variants");
        missing.extend(
            names
                .into_iter()
                .filter(|variant| !seen.contains(variant.as_str()))
                .map(|variant| format!("{name}: {variant}")),
        );
    }
    assert!(
        missing.is_empty(),
        "tests/it/stored/{newest}.jsonl has no line for {missing:?}; if that version is released, add a sample of the next one"
    );
}

/// The names that stand under a key, anywhere in an entry: of what has no fields itself, of the rest its key.
fn stored_under<'a>(value: &'a serde_json::Value, key: &str) -> Vec<&'a str> {
    let Some(object) = value.as_object() else { return Vec::new() };
    let named = object.get(key).into_iter().flat_map(|found| match found {
        serde_json::Value::String(name) => vec![name.as_str()],
        serde_json::Value::Object(fields) => fields.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    });
    let below = object.values().flat_map(|below| stored_under(below, key));
    named.chain(below).collect()
}

/// The fields of each event that are `String`s, by the event's name.
fn string_fields() -> Vec<(String, Vec<String>)> {
    let source = golden::read("src/group/event.rs");
    let body = source.split_once("pub enum Event {").and_then(|(_, rest)| rest.split_once("\n}")).map(|(body, _)| body);
    let variant = Regex::new(r"(?ms)^    ([A-Z]\w*) \{\n(.*?)^    \}").expect("the pattern is well formed");
    let field = Regex::new(r"(?m)^        (\w+): (?:Option<|Vec<)?(?:String|LineChange|RowChange|LiaisonChange)>?,")
        .expect("the pattern is well formed");
    let capital = Regex::new(r"([a-z0-9])([A-Z])").expect("the pattern is well formed");
    let name = |found: &str| capital.replace_all(found, "${1}_${2}").to_lowercase();
    let fields = |body: &str| field.captures_iter(body).map(|found| found[1].to_owned()).collect();
    variant
        .captures_iter(body.expect("there is an enum Event"))
        .map(|found| (name(&found[1]), fields(&found[2])))
        .collect()
}

fn name_of(entry: &Entry) -> String {
    let value = serde_json::to_value(entry).expect("an entry is JSON");
    value["event"].as_str().expect("an entry names its event").to_owned()
}

#[test]
fn every_event_with_words_says_what_becomes_of_them() {
    /// What no person typed.
    const NOT_TYPED: [(&str, &str); 11] = [
        ("notice_queued", "message_id"),
        ("paper_queued", "message_id"),
        // Names of bodies.
        ("parent_meeting_set", "body"),
        ("parent_meeting_cancelled", "body"),
        ("report_neared", "body"),
        ("report_begun", "body"),
        ("minutes_queued", "message_id"),
        ("mail_handed_over", "message_id"),
        ("mail_seen", "message_id"),
        ("mail_refused", "message_id"),
        ("mail_withdrawn", "message_id"),
    ];
    let newest = entries(SAMPLES.last().expect("there is a sample"));
    let mut checked = 0;
    for (event, fields) in string_fields() {
        let is_typed = |field: &String| {
            // A mail server's own words.
            event != "mail_refused" && !NOT_TYPED.contains(&(event.as_str(), field.as_str()))
        };
        if !fields.iter().any(is_typed) {
            continue;
        }
        let entry = newest.iter().find(|entry| name_of(entry) == event);
        let entry = entry.unwrap_or_else(|| panic!("the sample has {event}"));
        assert_ne!(entry.event.nature().words, Words::None, "{event} has {fields:?}");
        checked += 1;
    }
    assert!(checked > 20, "{checked} events with words");
}

/// An entry of the sample in which every text that may be left out is there, and which somebody made for others.
fn filled(entry: &Entry, fields: &[(String, Vec<String>)]) -> Entry {
    let mut value = serde_json::to_value(entry).expect("an entry is JSON");
    let name = name_of(entry);
    for field in fields.iter().filter(|(event, _)| *event == name).flat_map(|(_, fields)| fields) {
        if value.get(field).is_none_or(|value| value.is_null() || value == DELETED) {
            value[field] = "some words".into();
        }
    }
    let entry: Entry = serde_json::from_value(value).expect("it is an entry still");
    Entry { by: Some(Person { account: None, ..Person::named("Nobody of the sample") }), ..entry }
}

#[test]
fn deletion_changes_what_holds_words_or_gives_names_and_nothing_else() {
    let fields = string_fields();
    for entry in SAMPLES.iter().flat_map(|version| entries(version)) {
        let (name, entry) = (name_of(&entry), filled(&entry, &fields));
        let nature = entry.event.nature();
        let goes = nature.words != Words::None || nature.names.go_with_their_line();
        assert_eq!(entry.clone().blanked() != entry, goes, "{name}: {nature:?}");
        let is_reworded = nature.editable.is_some() || nature.corrects.is_some();
        assert_eq!(nature.wording.is_some(), is_reworded, "{name} can be edited or is a correction");
        assert!(nature.owner == Owner::Group || nature.words != Words::None, "{name}: only words have an owner");
    }
}

/// Rows of the outbox that a version wrote.
fn outbox(file: &str) -> Vec<(String, Dispatch)> {
    let path = format!("tests/it/stored/{file}.outbox.jsonl");
    let sample = golden::read(&path);
    let rows = (1..).zip(sample.lines()).map(|(number, line)| {
        let read =
            Dispatch::read(line).unwrap_or_else(|error| panic!("{path}:{number} can't be read any more: {error}"));
        (line.to_owned(), read)
    });
    rows.collect()
}

#[test]
fn every_sample_of_the_outbox_is_read_and_written_as_it_stands() {
    for version in SAMPLES {
        for (line, row) in outbox(version) {
            assert_eq!(row.body().expect("a row has a JSON form"), line);
        }
    }
}

#[test]
fn rows_that_do_not_say_what_they_are_are_read() {
    let tagged = |row: &Dispatch| match row {
        Dispatch::Relay(_) => "relay",
        Dispatch::Letter { .. } => "letter",
        Dispatch::Say { .. } => "say",
        Dispatch::Retract { .. } => "retract",
    };
    let read: Vec<&str> = outbox("untagged").iter().map(|(_, row)| tagged(row)).collect();
    assert_eq!(read, ["relay", "letter", "say"]);
}

#[test]
fn the_newest_sample_of_the_outbox_has_every_form_that_a_row_may_take() {
    let newest = SAMPLES.last().expect("there is a sample");
    let rows = outbox(newest).into_iter().map(|(line, _)| line).collect::<String>();
    let forms = [
        ("Dispatch", "src/chat/dispatch.rs"),
        ("Audience", "src/view/mod.rs"),
        ("Weight", "src/view/mod.rs"),
        ("Relay", "src/group/charter.rs"),
        ("Block", "src/text/mod.rs"),
        ("Span", "src/text/mod.rs"),
        ("Stamp", "src/text/mod.rs"),
        ("Content", "src/view/letter.rs"),
    ];
    let names = forms.iter().flat_map(|(name, file)| {
        variants(&golden::read(file), name).into_iter().map(move |variant| format!("{name}: {variant}"))
    });
    let is_missing = |named: &String| {
        let variant = named.rsplit(' ').next().unwrap_or_default();
        !rows.contains(&format!("\"{variant}\""))
    };
    let missing: Vec<String> = names.filter(is_missing).collect();
    assert!(missing.is_empty(), "tests/it/stored/{newest}.outbox.jsonl has no row for {missing:?}");
}
