//! A log in the making. Stamps stay as they are written until all of them are known: only together do they tell
//! which number is the day and which the month.

use std::borrow::Cow;

use super::super::days::{Day, Numbers};
use super::super::{Kind, Line, Log, When};
use super::stamps;

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
        let order = stamps::order_of(stamps.iter().map(|(_, stamp)| &**stamp));
        for (index, stamp) in &stamps {
            log.lines[*index].when = stamps::when(stamp, order);
            if let Some((numbers, time)) = stamps::unsettled(stamp, order)
                && let Some(day) = Numbers::read(numbers, true, '/')
            {
                if let Day::Numbers(numbers) = day {
                    log.days.orders.see(numbers, false);
                }
                log.lines[*index].when = log.undated(day, time);
            }
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
