//! What a watcher of the lease has seen of the holder's beats, and when: a clock that two programs share without comparing
//! their own.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;

use tokio::time::Instant;

/// Looks that are kept: at two a second, for more minutes than a program that stands by keeps what it heard.
const LOOKS: usize = 600;

/// How far the beats of a holder had come. Marks are in the order of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    term: i64,
    beat: i64,
}

impl Mark {
    pub(super) fn new(term: i64, beat: i64) -> Mark {
        Mark { term, beat }
    }
}

/// `TERM.BEAT`
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.term, self.beat)
    }
}

impl FromStr for Mark {
    type Err = ();

    fn from_str(text: &str) -> Result<Mark, ()> {
        let (term, beat) = text.split_once('.').ok_or(())?;
        Ok(Mark { term: term.parse().map_err(drop)?, beat: beat.parse().map_err(drop)? })
    }
}

/// When each look began, and which mark it saw.
#[derive(Debug, Default)]
pub(super) struct Looks {
    looks: VecDeque<(Instant, Mark)>,
}

impl Looks {
    pub(super) fn add(&mut self, began: Instant, seen: Mark) {
        if self.looks.len() >= LOOKS {
            self.looks.pop_front();
        }
        self.looks.push_back((began, seen));
    }

    /// The last moment at which a look that saw less began: the mark was reached later.
    pub(super) fn before(&self, mark: Mark) -> Option<Instant> {
        self.looks.iter().rev().find(|(_, seen)| *seen < mark).map(|(began, _)| *began)
    }

    /// When the last look began that saw anything new.
    pub(super) fn last_beat(&self) -> Option<Instant> {
        let (_, last) = self.looks.back()?;
        self.looks.iter().find(|(_, seen)| seen == last).map(|(began, _)| *began)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::monotonic;

    #[test]
    fn a_mark_was_reached_after_the_last_look_that_saw_less() {
        let start = monotonic();
        let at = |secs| start + Duration::from_secs(secs);
        let mut looks = Looks::default();
        assert_eq!((looks.before(Mark::new(1, 1)), looks.last_beat()), (None, None));
        for (secs, beat) in [(0, 7), (1, 8), (2, 8), (3, 10), (4, 10)] {
            looks.add(at(secs), Mark::new(2, beat));
        }
        for (mark, expected) in [
            ("2.7", None),
            ("1.99", None),
            ("2.8", Some(0)),
            ("2.9", Some(2)),
            ("2.10", Some(2)),
            ("2.11", Some(4)),
            ("3.0", Some(4)),
        ] {
            let mark: Mark = mark.parse().expect("a mark");
            assert_eq!(looks.before(mark), expected.map(at), "{mark}");
        }
        assert_eq!(looks.last_beat(), Some(at(3)));
    }

    #[test]
    fn what_is_no_mark_is_none() {
        for text in ["", "3", "3.", ".3", "a.b", "3.4.5"] {
            assert_eq!(text.parse::<Mark>(), Err(()), "{text}");
        }
        assert_eq!("3.14".parse(), Ok(Mark::new(3, 14)));
        assert_eq!(Mark::new(3, 14).to_string(), "3.14");
    }
}
