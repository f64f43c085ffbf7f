//! What the bot says about the time in which it did not hear a room, or could not speak there.

use chrono::{DateTime, Utc};

use super::{Say, person_span};
use crate::group::person::Person;
use crate::text::{Span, Text};

/// What has become of the words that were said during an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meanwhile {
    /// They can't be read.
    Unheard,
    /// They have been read since.
    Read,
}

/// Said in a room when the bot hears it again.
pub fn was_away(from: DateTime<Utc>, to: DateTime<Utc>, meanwhile: Meanwhile) -> Say {
    let rest = match meanwhile {
        Meanwhile::Unheard => "what was said then is not recorded",
        Meanwhile::Read => "I have since read what was said then",
    };
    Say::line(format!("I was away from {}; {rest}.", span(from, to)))
}

/// Said in a room when the store was restored from a backup of that moment.
pub fn was_restored(made: DateTime<Utc>) -> Say {
    Say::line(format!(
        "The record was restored as of {} UTC; what was said since is not in it.",
        made.format("%Y-%m-%d %H:%M")
    ))
}

/// Said in a room when the database has lost its last entries, of which it still has those up to a moment.
pub fn has_lost(entries: u64, kept: Option<DateTime<Utc>>) -> Say {
    let what = if entries == 1 { "the last entry".to_owned() } else { format!("the last {entries} entries") };
    let since = kept.map_or_else(
        || "what was said here".to_owned(),
        |kept| format!("what was said after {} UTC", kept.format("%Y-%m-%d %H:%M:%S")),
    );
    Say::line(format!(
        "The database failed, and the one that has taken its place lacks {what} of the record. Please repeat {since}."
    ))
}

/// Said in a room, to the chairs if a meeting is open, when the bot may speak there again.
pub fn was_silent(chairs: &[Person], from: DateTime<Utc>, to: DateTime<Utc>) -> Say {
    let mut line: Vec<Span> = Vec::new();
    for chair in chairs {
        line.extend([person_span(chair), ", ".into()]);
    }
    line.push(
        format!("I could not speak here from {}. What I had to say then has now been said.", span(from, to)).into(),
    );
    Say::room(Text::line(line))
}

/// Said to the person whose answer a room did not take while it took others.
pub fn was_refused(name: &str) -> Say {
    Say::whisper(format!("{name}, this room refused my answer to you. Ask again, or ask me in another room."))
}

/// `14:03 to 14:10 UTC`, with dates where the days differ.
fn span(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    if from.date_naive() == to.date_naive() {
        return format!("{} to {} UTC", from.format("%H:%M"), to.format("%H:%M"));
    }
    format!("{} to {} UTC", from.format("%Y-%m-%d %H:%M"), to.format("%Y-%m-%d %H:%M"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::plain;

    #[test]
    fn an_absence_is_told_with_its_times() {
        let at = |words: &str| words.parse::<DateTime<Utc>>().expect("a time");
        let (from, to) = (at("2026-12-08T14:03:59Z"), at("2026-12-08T14:10:00Z"));
        let words = |say: Say| plain::render(&say.text, None);
        assert_eq!(
            words(was_away(from, to, Meanwhile::Unheard)),
            "I was away from 14:03 to 14:10 UTC; what was said then is not recorded."
        );
        assert_eq!(
            words(was_away(from, at("2026-12-09T08:00:00Z"), Meanwhile::Read)),
            "I was away from 2026-12-08 14:03 to 2026-12-09 08:00 UTC; I have since read what was said then."
        );
        assert_eq!(
            words(has_lost(4, Some(from))),
            "The database failed, and the one that has taken its place lacks the last 4 entries of the record. Please repeat what \
             was said after 2026-12-08 14:03:59 UTC."
        );
        assert_eq!(
            words(has_lost(1, None)),
            "The database failed, and the one that has taken its place lacks the last entry of the record. Please repeat what was \
             said here."
        );
    }
}
