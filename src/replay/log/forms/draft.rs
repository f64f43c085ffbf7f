//! A log in the making. Stamps stay as they are written until all of them are known: only together do they tell
//! which number is the day and which the month.

use std::borrow::Cow;

use super::super::days::{Day, Numbers};
use super::super::{Kind, Line, Log, When};
use super::stamps::{self, Numbered};

#[derive(Debug, Default)]
pub struct Draft<'a> {
    pub log: Log<'static>,
    stamps: Vec<(usize, Cow<'a, str>)>,
    /// What was said to some people alone.
    private: usize,
}

impl<'a> Draft<'a> {
    /// Adds a line whose time is known, or will never be.
    pub fn add(&mut self, number: u32, when: When, who: &str, words: impl Into<String>, kind: Kind) {
        let (who, words) = (Cow::Owned(who.to_owned()), Cow::Owned(words.into()));
        self.log.lines.push(Line { number, when, who, words, kind });
    }

    /// Adds a line with its stamp.
    pub fn stamped(
        &mut self,
        number: u32,
        stamp: impl Into<Cow<'a, str>>,
        who: &str,
        words: impl Into<String>,
        kind: Kind,
    ) {
        self.stamps.push((self.log.lines.len(), stamp.into()));
        self.add(number, When::Unknown, who, words, kind);
    }

    /// Adds a line of words to the last message.
    pub fn more(&mut self, words: &str) {
        // Teams closes its transcript with a line of its own.
        if words.ends_with(" stopped transcription") {
            return;
        }
        if let Some(last) = self.log.lines.last_mut() {
            let all = last.words.to_mut();
            if !all.is_empty() {
                all.push('\n');
            }
            all.push_str(words);
        }
    }

    /// What was said to some people alone is not in the record.
    pub fn leave_out(&mut self) {
        self.private += 1;
    }

    pub fn finish(self) -> Log<'static> {
        let Draft { mut log, stamps, private } = self;
        for (index, stamp) in &stamps {
            log.lines[*index].when = when_of(&mut log, stamp);
        }
        if let Some(order) = log.days.orders.settled() {
            log.settle_order(order);
        }
        if private > 0 {
            let messages = if private == 1 {
                "1 private message is".to_owned()
            } else {
                format!("{private} private messages are")
            };
            log.told.push(format!("{messages} left out"));
        }
        log.lines.retain(|line| !line.words.is_empty() || line.kind != Kind::Said);
        log.date = log.date.or_else(|| {
            log.lines.iter().find_map(|line| match line.when {
                When::Local(at) => Some(at.date()),
                When::At(at) => Some(at.date_naive()),
                When::Unknown | When::Clock(_) | When::Undated(..) => None,
            })
        });
        log
    }
}

/// The time of a stamp. All stamps together tell in which order the numbers of their days are.
fn when_of(log: &mut Log<'_>, stamp: &str) -> When {
    let Some(Numbered { numbers, mark, is_american, time }) = stamps::numbers(stamp) else {
        return stamps::when(stamp);
    };
    match Numbers::read(numbers, true, mark) {
        Some(Day::Date(day)) => {
            log.days.orders.see_ordered(numbers, day);
            When::Local(day.and_time(time))
        }
        Some(day @ Day::Numbers(written)) => {
            log.days.orders.see(written, is_american);
            log.undated(day, time)
        }
        Some(Day::OfYear { .. }) | None => When::Clock(time),
    }
}
