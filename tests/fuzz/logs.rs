//! What holds for whatever is given as a log: it is read or refused in a sentence, and the meeting in it is
//! told the same however it is asked for.
//!
//! The fuzz target `log` looks for logs that break it; `tests/it/properties.rs` keeps those that once did,
//! and tries the logs of the tests of `convenor replay`.

use chrono::NaiveDate;
use convenor::command::grammar::Names;
use convenor::document::{Format, render};
use convenor::replay::log::{self, Log};
use convenor::replay::report::Report;
use convenor::replay::{Options, People, Prepared, Replay, days_of, replay};
use convenor::view::minutes::minutes;
use serde_json::Value;

use super::plain::assert_plain;

/// Fields of the report that are one line.
const ONE_LINE: [&str; 15] = [
    "title",
    "date",
    "started_by",
    "start",
    "end",
    "chairs",
    "scribes",
    "name",
    "organization",
    "regrets",
    "by",
    "at",
    "owners",
    "due",
    "links",
];

/// One in so many of the forms is tried on an input.
const FORMS_APART: usize = 9;

/// Reads a log in every format, and replays what could be read.
///
/// # Panics
/// Something does not hold; the message says what.
pub fn hold_for_log(text: &str) {
    // Of the many forms that programs save only a few are tried on an input, others on another.
    let turn = text.len() % FORMS_APART;
    let is_tried =
        |place: usize, format: log::Format| !matches!(format, log::Format::Form(_)) || place % FORMS_APART == turn;
    let formats = (0..).zip(log::Format::ALL).filter(|(place, (format, _))| is_tried(*place, *format));
    let formats = formats.map(|(_, (format, _))| Some(format));
    let mut logs: Vec<Log<'_>> = Vec::new();
    for format in [None].into_iter().chain(formats) {
        let read = log::read(text, format);
        assert_eq!(read, log::read(text, format), "the same log is read the same");
        match read {
            Err(why) => {
                assert_plain(&why);
                assert!(!why.is_empty() && !why.contains('\n'), "{why:?} is one sentence");
            }
            // Several formats are read alike.
            Ok(log) if logs.contains(&log) => {}
            Ok(log) => {
                let numbers = log.lines.iter().map(|line| line.number);
                assert!(numbers.is_sorted_by(|one, next| one < next), "lines have numbers of their own, in order");
                logs.push(log);
            }
        }
    }
    for log in logs {
        hold_for_meetings(&log);
    }
}

fn hold_for_meetings(log: &Log<'_>) {
    let day = NaiveDate::from_ymd_opt(2026, 12, 8).expect("December has this day");
    let day = days_of(log).first().copied().unwrap_or(day);
    let mut log = log.clone();
    if log.doubt().is_some() {
        log.settle(day);
    }
    assert_eq!(log.doubt(), None, "a day settles what was open");
    let log = &log;
    let for_minutes = Options {
        date: day,
        number: 7,
        zone: "Europe/Zurich".parse().expect("the zone is known"),
        people: People::new([("ana".to_owned(), "Ana Lima (Example Corp)".to_owned())]),
        names: Names::default(),
        with_replies: false,
        with_statements: true,
        with_annex: true,
        progress: |_, _| {},
    };
    let for_json = Options { with_replies: true, with_statements: false, ..for_minutes.clone() };
    let (first, meetings) = hold_for_meeting(log, 1, &for_json, &for_minutes);
    if meetings > 1 {
        let (last, _) = hold_for_meeting(log, meetings, &for_json, &for_minutes);
        let (beyond, _) = hold_for_meeting(log, usize::MAX, &for_json, &for_minutes);
        assert_eq!(last, beyond, "behind the last meeting there is none");
    } else {
        assert_eq!(first, replay(log.clone(), 0, &for_json).report, "the first meeting is the first there is");
    }
}

/// Replays a meeting for both kinds of output; what is the same in both has to be the same.
fn hold_for_meeting(log: &Log<'_>, meeting: usize, one: &Options, other: &Options) -> (Report, usize) {
    let [first, second] = [one, other].map(|options| {
        let replayed = replay(log.clone(), meeting, options);
        let prepared = Prepared::new(log.clone(), meeting, options);
        let again = prepared.replay(&mut prepared.meanings());
        assert_eq!(replayed.report, again.report, "the same log is told the same, also when its lines are read first");
        assert!(replayed.group == again.group, "the same log makes the same group");
        assert_lines(log, &replayed.report);
        assert_written(&replayed);
        replayed
    });
    assert!(second.report.replies.is_empty(), "nobody asked what would have been said");
    assert_alike(&first.report, &second.report);
    (first.report, first.meetings)
}

/// Both tell the same, but for what their options leave out and for the order in which documents were named.
fn assert_alike(one: &Report, other: &Report) {
    let [one, other] = [one, other].map(|report| {
        let mut alike = Report { replies: Vec::new(), ..report.clone() };
        alike.documents.sort();
        serde_json::to_value(alike).expect("a report has a JSON form")
    });
    for (field, value) in one.as_object().expect("a report is an object") {
        assert_eq!(*value, other[field], "{field} is the same however the meeting is asked for");
    }
}

/// Every line that is named stands in the log; words about the log as a whole name line 0.
fn assert_lines(log: &Log<'_>, report: &Report) {
    let last = log.lines.last().map_or(0, |line| line.number);
    let unread = log.unread.last().map_or(0, |(number, _)| *number);
    let recorded = report.items.iter().map(|item| item.line);
    let recorded = recorded.chain(report.decisions.iter().map(|decision| decision.line));
    let recorded = recorded.chain(report.proposals.iter().map(|proposal| proposal.line));
    let recorded = recorded.chain(report.actions.iter().map(|action| action.line));
    let recorded = recorded.chain(report.replies.iter().map(|reply| reply.line));
    for line in recorded {
        assert!((1..=last).contains(&line), "line {line} is none of 1 to {last}");
    }
    for remark in &report.diagnostics {
        assert!(remark.line <= last.max(unread), "line {} is beyond the end", remark.line);
    }
}

/// The report and the minutes can be written in every form, and hide nothing.
fn assert_written(replayed: &Replay) {
    let written = serde_json::to_string(&replayed.report).expect("a report has a JSON form");
    assert!(!written.contains('\n'), "a report is one line");
    let read: Value = serde_json::from_str(&written).expect("what is written can be read");
    assert_eq!(serde_json::to_value(&replayed.report).ok().as_ref(), Some(&read), "what is written is what is read");
    assert_texts("", &read);
    let meeting = replayed.group.latest_meeting().expect("a log that can be read holds a meeting");
    let minutes = minutes(&replayed.group, meeting);
    for format in Format::ALL {
        assert_plain(&render(&minutes, format));
    }
}

fn assert_texts(field: &str, value: &Value) {
    match value {
        Value::String(words) => {
            assert_plain(words);
            assert!(!ONE_LINE.contains(&field) || !words.contains('\n'), "{field} is one line: {words:?}");
        }
        Value::Array(values) => values.iter().for_each(|value| assert_texts(field, value)),
        Value::Object(fields) => fields.iter().for_each(|(field, value)| assert_texts(field, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
