//! Rows of meetings ahead: planned, moved, cancelled, announced.

use super::{ArgumentKind, Misread, Row, Topic, Values, optional, required};
use crate::group::command::{Command, ScheduleCommand};
use crate::time::{NoDuration, bounded_duration};

const PLAN: &str = "!schedule \"2026-12-08 15:00 Geneva\" for 2 h, then a title if you like";
const MOVE: &str = "!reschedule \"2026-12-10 15:00 Geneva\", then because and your reason if you like";

pub const ROWS: &[Row] = &[
    Row::new(Topic::Schedule, "schedule", "Plans the next meeting; agenda+ then fills its agenda.", |values| {
        let typed = split(&values.required("when", PLAN)?)?;
        let secs = length(values, typed.secs)?;
        Ok(Command::Schedule(ScheduleCommand::PlanMeeting {
            when: typed.when,
            secs,
            title: values.owned("title").or(typed.rest),
        }))
    })
    .taking(&[
        required("when", ArgumentKind::Words, "Day, clock time and place, such as 2026-12-08 15:00 Geneva."),
        optional("length", ArgumentKind::Duration, "How long, such as 2 h."),
        optional("title", ArgumentKind::Words, "Title of the meeting."),
    ])
    .typed(
        &[],
        &[
            "!schedule \"2026-12-08 15:00 Geneva\" for 2 h",
            "!schedule 2026-12-08 15:00-17:00 Geneva",
            "!schedule \"every Tuesday 15:00 Geneva for 4 meetings\" for 2 h",
            "!schedule \"2026-12-08 15:00 Geneva\" for 90 min Overlap table",
        ],
    )
    .basic(),
    Row::new(Topic::Schedule, "plans", "Lists the meetings that are planned.", |_| {
        Ok(Command::Schedule(ScheduleCommand::ShowPlans))
    })
    .typed(&["schedule?", "!schedule?", "planned meetings", "planned meetings ?"], &["!plans", "schedule?"]),
    Row::new(Topic::Schedule, "reschedule", "Moves the planned meeting.", |values| {
        let typed = values.required("when", MOVE)?;
        let lower = typed.to_ascii_lowercase();
        let (when, reason) = match lower.find(" because ") {
            Some(at) => (&typed[..at], Some(typed[at + " because ".len()..].trim().to_owned())),
            None => (typed.as_str(), None),
        };
        // `8 "Tuesday 15:00"`: of meeting 8.
        let (number, when) = leading_number(when);
        let mut typed = split(when)?;
        typed.when.insert_str(0, number);
        if typed.rest.is_some() {
            return Err(Misread::Usage(MOVE));
        }
        let secs = length(values, typed.secs)?;
        Ok(Command::Schedule(ScheduleCommand::MoveMeeting {
            when: typed.when,
            secs,
            reason: values.owned("reason").or(reason),
        }))
    })
    .taking(&[
        required("when", ArgumentKind::Words, "Day, clock time and place, such as 2026-12-10 15:00 Geneva."),
        optional("length", ArgumentKind::Duration, "How long, if that changes too."),
        optional("reason", ArgumentKind::Words, "Why it is moved."),
    ])
    .typed(
        &[],
        &[
            "!reschedule \"2026-12-10 15:00 Geneva\"",
            "!reschedule 8 \"2026-12-10 15:00 Geneva\"",
            "!reschedule \"2026-12-10 15:00 Geneva\" for 90 min because the hall is taken",
        ],
    ),
    Row::new(Topic::Schedule, "cancel", "Cancels the planned meeting.", |values| {
        Ok(Command::Schedule(ScheduleCommand::CancelMeeting { reason: values.required("reason", "!cancel REASON")? }))
    })
    .taking(&[required("reason", ArgumentKind::Words, "Why it does not take place.")])
    .typed(&[], &["!cancel both chairs are ill"]),
    Row::new(Topic::Schedule, "join", "Sets the link for joining the planned meeting; off: in the room.", |values| {
        let link = values.required("link", "!join https://meet.example.org/room, or !join off")?;
        Ok(Command::Schedule(ScheduleCommand::SetJoinLink {
            link: Some(link).filter(|link| !link.eq_ignore_ascii_case("off")),
        }))
    })
    .taking(&[required("link", ArgumentKind::Words, "Address of the conference; off for that of the configuration.")])
    .typed(&[], &["!join https://meet.example.org/room", "!join off"]),
    Row::new(Topic::Schedule, "announce", "Shows the mail that announces the meeting or a change.", |values| {
        let Some(words) = values.get("words") else {
            return Ok(Command::Schedule(ScheduleCommand::ShowNotice { meeting: None, despite_notice: None }));
        };
        // `!announce 8 confirm`: of meeting 8.
        let (number, others) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let meeting = number.trim_start_matches('#').parse::<u32>().ok();
        let words = if meeting.is_some() { others.trim_start() } else { words };
        let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let rest = rest.trim_start().trim_start_matches("because ").trim();
        match (first.to_ascii_lowercase().as_str(), rest) {
            ("", "") => Ok(Command::Schedule(ScheduleCommand::ShowNotice { meeting, despite_notice: None })),
            ("confirm", "") => Ok(Command::Schedule(ScheduleCommand::SendNotice { meeting })),
            ("override", "") => Err(Misread::Usage("!announce override REASON")),
            ("override", reason) => {
                let despite_notice = Some(reason.to_owned());
                Ok(Command::Schedule(ScheduleCommand::ShowNotice { meeting, despite_notice }))
            }
            _ => Err(Misread::Usage("!announce, then !announce confirm; or !announce override REASON")),
        }
    })
    .taking(&[optional(
        "words",
        ArgumentKind::Words,
        "confirm: sends what was shown. override, then a reason: late. 8: of meeting 8.",
    )])
    .typed(
        &[],
        &["!announce", "!announce confirm", "!announce 8", "!announce override the hall is free on that day only"],
    )
    .basic(),
];

/// The number of a meeting in front of quotation marks, with a space behind it, and what follows.
fn leading_number(typed: &str) -> (&str, &str) {
    let digits = typed.len() - typed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = typed[digits..].trim_start();
    let is_number = digits > 0 && typed[digits..].starts_with(' ') && rest.starts_with(['"', '“', '”', '„', '«']);
    if is_number { (&typed[..=digits], rest) } else { ("", typed) }
}

/// A time with what follows it.
struct Typed {
    when: String,
    secs: Option<u32>,
    rest: Option<String>,
}

/// `"2026-12-08 15:00 Geneva" for 2 h Overlap table`, with or without the quotation marks.
fn split(typed: &str) -> Result<Typed, Misread> {
    let typed = typed.trim();
    let quoted = typed.strip_prefix(['"', '“', '”', '„', '«']).and_then(|open| open.split_once(['"', '“', '”', '»']));
    let (when, rest) = match quoted {
        Some((when, rest)) => (when, rest.trim()),
        None => length_at(typed).map_or((typed, ""), |at| (&typed[..at], typed[at..].trim())),
    };
    let words: Vec<&str> = rest.strip_prefix("for ").map_or_else(Vec::new, |rest| rest.split_whitespace().collect());
    // `2 h`, `1 hour and 30 minutes`, `three quarters of an hour`: as many words as make a length.
    let mut is_too_long = false;
    let length = (1..=words.len().min(5)).rev().find_map(|count| {
        let (length, title) = words.split_at(count);
        let length = length.join(" ");
        let read = Some(bounded_duration(length.trim_end_matches([',', ':', ';', '.'])));
        let read = read.filter(|_| count > 1 || length.contains(char::is_alphabetic))?;
        is_too_long |= read == Err(NoDuration::OutOfBounds);
        let secs = u32::try_from(read.ok()?.num_seconds()).ok()?;
        Some((secs, title.join(" ")))
    });
    if length.is_none() && is_too_long {
        return Err(Misread::OutOfBounds(PLAN));
    }
    let (secs, rest) = length.map_or_else(|| (None, rest.to_owned()), |(secs, rest)| (Some(secs), rest));
    let rest = rest.trim_matches(['"', '“', '”', ':', '-', ',', ' ']).to_owned();
    Ok(Typed { when: when.trim().to_owned(), secs, rest: Some(rest).filter(|rest| !rest.is_empty()) })
}

/// Where `for 2 h` begins; `for 6 meetings` says how many.
fn length_at(typed: &str) -> Option<usize> {
    let lower = typed.to_ascii_lowercase();
    let is_count = |at: &usize| {
        let mut words = lower[at + " for ".len()..].split_whitespace().skip(1);
        words.next().is_some_and(|word| matches!(word, "meetings" | "times" | "sessions"))
    };
    lower.match_indices(" for ").map(|(at, _)| at).find(|at| !is_count(at))
}

fn length(values: &Values, typed: Option<u32>) -> Result<Option<u32>, Misread> {
    if values.get("length").is_none() { Ok(typed) } else { values.secs("length", PLAN).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_read_to_its_end_and_a_title_stays() {
        for (typed, minutes, title) in [
            ("\"2026-12-08 15:00 Geneva\" for 2 h", Some(120), None),
            ("\"2026-12-08 15:00 Geneva\" for 1 hour and 30 minutes", Some(90), None),
            ("\"2026-12-08 15:00 Geneva\" for an hour and a half Overlap table", Some(90), Some("Overlap table")),
            ("\"2026-12-08 15:00 Geneva\" for 2 hours and a half: Half the rows", Some(150), Some("Half the rows")),
            ("\"2026-12-08 15:00 Geneva\" for three quarters of an hour", Some(45), None),
            ("\"2026-12-08 15:00 Geneva\" for 1.5 hours, Rows 4 and 5", Some(90), Some("Rows 4 and 5")),
            ("2026-12-08 15:00 Geneva for 1½ h", Some(90), None),
            ("2026-12-08 15:00 Geneva for 1 h 30 Rows", Some(90), Some("Rows")),
            ("\"2026-12-08 15:00 Geneva\" for 2 h and half the rows", Some(120), Some("and half the rows")),
            ("\"2026-12-08 15:00 Geneva\" for 2 h: Rows", Some(120), Some("Rows")),
            ("\"2026-12-08 15:00 Geneva\" for the rows", None, Some("for the rows")),
        ] {
            let split = split(typed).expect("it is within bounds");
            assert_eq!(split.secs, minutes.map(|minutes: u32| minutes * 60), "{typed}");
            assert_eq!(split.rest.as_deref(), title, "{typed}");
        }
    }
}
