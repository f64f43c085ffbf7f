//! What is said where a time cannot be told: what is so, and what it could be.

use chrono::{Datelike as _, NaiveDate};

use super::days::weekday_name;
use super::moment::{Candidate, Context, Doubt};
use super::parts::{self, Offer, Parts, Problem};
use super::place::Place;
use super::zone::Zone;

/// Days that it can be.
pub(super) fn which_day(days: &[NaiveDate], parts: &Parts, place: Place, because: &str) -> Doubt {
    let clock = parts::clock_words(parts);
    let candidates = days.iter().map(|day| {
        let typed = format!("{day} {clock} {}", place.name());
        Candidate { typed: one_line(&typed), at: None, place }
    });
    Doubt { because: format!("{because}. Which day is meant?"), candidates: candidates.collect() }
}

/// Zones that a name can mean. Each comes with the local day there, for where the name stands in pieces.
pub(super) fn which_place(
    parts: &Parts,
    zones: &[(String, Zone, Option<NaiveDate>)],
    asked: &str,
    are_all: bool,
) -> Doubt {
    let name = parts.place.as_deref().unwrap_or_default();
    let lower = asked.to_lowercase();
    let start = lower.rfind(&name.to_lowercase()).filter(|_| lower.len() == asked.len());
    let candidates = zones.iter().map(|(_, zone, day)| {
        // The name as it was typed gives way to one that is clear.
        let in_place = start.and_then(|start| {
            let (head, tail) = (asked.get(..start)?.trim_end(), asked.get(start + name.len()..)?);
            let head = head.strip_suffix(" the").or_else(|| head.strip_suffix(" The")).unwrap_or(head);
            Some(format!("{head} {}{tail}", zone.name()))
        });
        let in_full = || {
            let day = day.map_or(String::new(), |day| day.to_string());
            format!("{day} {} {}", parts::clock_words(parts), zone.name())
        };
        Candidate { typed: one_line(&in_place.unwrap_or_else(in_full)), at: None, place: Place::Zone(*zone) }
    });
    let labels: Vec<String> = zones.iter().map(|(label, _, _)| label.clone()).collect();
    let shown = crate::text::shorten(name, 40);
    let because = if are_all {
        format!("“{shown}” can mean {}. Which one is meant?", crate::text::join_or(&labels))
    } else {
        format!("“{shown}” has several zones, such as {}. Which one is meant?", crate::text::join_or(&labels))
    };
    Doubt { because, candidates: candidates.collect() }
}

pub(super) fn unknown_place(name: &str) -> Doubt {
    let shown = crate::text::shorten(&crate::text::one_line(name), 40);
    Doubt::plain(format!("I know no place or zone “{shown}”. Type a city, a country or a zone such as Europe/Zurich."))
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
