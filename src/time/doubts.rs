//! What is said where a time cannot be told: what is so, and what it could be.

use chrono::{Datelike as _, NaiveDate};

use super::days::weekday_name;
use super::moment::{Candidate, Context, Doubt};
use super::parts::{self, Offer, Parts, Problem};
use super::place::Place;

/// Days that it can be.
pub(super) fn which_day(days: &[NaiveDate], parts: &Parts, place: Place, because: &str) -> Doubt {
    let clock = parts::clock_words(parts);
    let candidates = days.iter().map(|day| {
        let typed = format!("{day} {clock} {}", place.name());
        Candidate { typed: one_line(&typed), at: None, place }
    });
    Doubt { because: format!("{because}. Which day is meant?"), candidates: candidates.collect() }
}

/// A place that a name can mean, with the local day there, for where the name stands in pieces.
pub(super) struct Offered {
    pub label: String,
    pub place: Place,
    pub day: Option<NaiveDate>,
}

/// `“IST” can mean India, Ireland or Israel.`
pub(super) fn may_mean(parts: &Parts, labels: &[String]) -> String {
    let name = crate::text::shorten(parts.place.as_deref().unwrap_or_default(), 40);
    format!("“{name}” can mean {}.", crate::text::join_or(labels))
}

/// Places that a name can mean.
pub(super) fn which_place(parts: &Parts, offered: &[Offered], asked: &str, are_all: bool) -> Doubt {
    let labels: Vec<String> = offered.iter().map(|offered| offered.label.clone()).collect();
    let because = if are_all {
        may_mean(parts, &labels)
    } else {
        let name = crate::text::shorten(parts.place.as_deref().unwrap_or_default(), 40);
        format!("“{name}” has several zones, such as {}.", crate::text::join_or(&labels))
    };
    which_one(parts, offered, asked, &because)
}

/// The question which of the places is meant, with the line for each.
pub(super) fn which_one(parts: &Parts, offered: &[Offered], asked: &str, because: &str) -> Doubt {
    let name = parts.place.as_deref().unwrap_or_default();
    let lower = asked.to_lowercase();
    let start = lower.rfind(&name.to_lowercase()).filter(|_| lower.len() == asked.len());
    let candidates = offered.iter().map(|offered| {
        // The name as it was typed gives way to one that is clear.
        let in_place = start.and_then(|start| {
            let (head, tail) = (asked.get(..start)?.trim_end(), asked.get(start + name.len()..)?);
            let head = head.strip_suffix(" the").or_else(|| head.strip_suffix(" The")).unwrap_or(head);
            let behind = tail.trim_start();
            let tail = behind.strip_prefix("Time").or_else(|| behind.strip_prefix("time")).unwrap_or(tail);
            Some(format!("{head} {}{tail}", offered.place.name()))
        });
        let in_full = || {
            let day = offered.day.map_or(String::new(), |day| day.to_string());
            format!("{day} {} {}", parts::clock_words(parts), offered.place.name())
        };
        Candidate { typed: one_line(&in_place.unwrap_or_else(in_full)), at: None, place: offered.place }
    });
    Doubt { because: format!("{because} Which one is meant?"), candidates: candidates.collect() }
}

/// What is left over and is no place that is known. Words of days and times are named as such.
pub(super) fn unknown_place(name: &str) -> Doubt {
    let name = crate::text::one_line(name);
    let bare = name.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let is_offset = bare.strip_prefix(['+', '-', '−']).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.chars().all(|c| c.is_ascii_digit() || c == ':')
    });
    if is_offset && matches!(name[..name.len() - bare.len()].trim().to_ascii_lowercase().as_str(), "" | "utc" | "gmt") {
        let shown = crate::text::shorten(&name, 40);
        return Doubt::plain(format!("“{shown}” is no distance from UTC: they go from UTC-12:00 to UTC+14:00."));
    }
    let words: Vec<&str> = name.split(' ').filter(|word| word.contains(char::is_alphanumeric)).collect();
    let ends = [words.iter().position(|word| is_of_time(word)), words.iter().rposition(|word| is_of_time(word))];
    if let [Some(first), Some(last)] = ends {
        let shown = crate::text::shorten(&words[first..=last].join(" "), 40);
        return Doubt::plain(format!(
            "I cannot read “{shown}” as a day or a time. Type it such as: 2026-12-08 15:00 Geneva, or: Tuesday 3pm, or: in 2 h"
        ));
    }
    let shown = crate::text::shorten(&name, 40);
    Doubt::plain(format!("I know no place or zone “{shown}”. Type a city, a country or a zone such as Europe/Zurich."))
}

/// Whether a word speaks of days and times, and not of places.
fn is_of_time(word: &str) -> bool {
    const WORDS: [&str; 53] = [
        "after",
        "afternoon",
        "ago",
        "before",
        "beginning",
        "business",
        "day",
        "days",
        "early",
        "end",
        "evening",
        "every",
        "few",
        "fifth",
        "first",
        "following",
        "fortnight",
        "fourth",
        "hour",
        "hours",
        "last",
        "late",
        "later",
        "lunch",
        "lunchtime",
        "mid",
        "middle",
        "minute",
        "minutes",
        "month",
        "months",
        "morning",
        "next",
        "night",
        "previous",
        "quarter",
        "second",
        "seconds",
        "since",
        "soon",
        "start",
        "third",
        "this",
        "until",
        "week",
        "weekday",
        "weekdays",
        "weekend",
        "weeks",
        "within",
        "working",
        "year",
        "years",
    ];
    let lower = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let first = lower.split('-').next().unwrap_or_default();
    WORDS.contains(&first) || lower.starts_with(|c: char| c.is_ascii_digit())
}

/// Parts that make no time.
pub(super) fn unclear(problem: Problem, context: Context) -> Doubt {
    match problem {
        Problem::Nothing => Doubt::plain(
            "I cannot read that as a time. Type it such as: 2026-12-08 15:00 Geneva, or: Tuesday 3pm, or: in 2 h",
        ),
        Problem::Choice(choice) => {
            let candidates = choice.offers.into_iter().map(|offer| {
                let words = match offer {
                    Offer::Words(words) => words,
                    Offer::Here(words) => format!("{words} {}", context.zone.name()),
                };
                let typed = one_line(&format!("{}{words}{}", choice.before, choice.after));
                Candidate { typed, at: None, place: Place::Zone(context.zone) }
            });
            Doubt { candidates: candidates.collect(), because: choice.because }
        }
        Problem::BusinessEnd => Doubt::plain("Business ends at different hours. Type the time, such as: Friday 17:00"),
        Problem::NoSuchTime(words) => {
            Doubt::plain(format!("There is no time “{words}”. Hours go from 00:00 to 23:59."))
        }
        Problem::NoSuchDay(words) => {
            Doubt::plain(format!("There is no day “{words}”. Type the date such as 2026-12-08."))
        }
        Problem::NoYear(words) => {
            Doubt::plain(format!("“{words}” can be two days, and has no year. Type the date such as 2026-12-08."))
        }
        Problem::NoDay(words) => Doubt::plain(format!(
            "“{words}” is no single day. Type one, such as: Tuesday next week 15:00, or: 2026-12-08 15:00"
        )),
        Problem::CountedOn(words) => Doubt::plain(format!(
            "I do not count “{words}”: people count it differently. Type the day itself, such as: 2026-12-08 15:00"
        )),
        Problem::Repeats => Doubt::plain(
            "That is more than one day. Type one, such as: Tuesday 15:00; or a meeting that comes again: every Tuesday 15:00 Geneva for 8 meetings",
        ),
        Problem::Twice(what) => Doubt::plain(format!("There are two {what} in it. Type one time.")),
    }
}

/// `2026-12-08 (Tuesday)`.
pub(super) fn shown_day(day: NaiveDate) -> String {
    format!("{} ({})", day, weekday_name(day.weekday()))
}

pub(super) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
