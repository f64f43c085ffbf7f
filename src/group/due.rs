//! The day by which an action is due, in the words of its line.

use chrono::{DateTime, NaiveDate, Utc};

use super::Group;
use crate::time::{DayDoubt, NoDay, read_day};

/// An action's line without its day. Where the day is in doubt the line stays whole.
pub(super) struct Dated {
    pub text: String,
    pub due: Option<NaiveDate>,
    pub doubt: Option<DayDoubt>,
}

/// What stands before a day. After the first ones whatever speaks of a day is one; after the others only what is
/// clear is, since “on” and “in” stand before much else.
const MARKS: [(&str, bool); 17] = [
    (" deadline: ", true),
    (" deadline ", true),
    (" due: ", true),
    (" by ", true),
    (" due ", true),
    (" until ", true),
    (" till ", true),
    (" before ", true),
    (" no later than ", true),
    (" on ", false),
    (" in ", false),
    (" within ", false),
    (" at ", false),
    (" for ", false),
    (" tomorrow", false),
    (" today", false),
    (" this ", false),
];

impl Group {
    /// Takes the day off an action's line: ` by 2026-12-01`, ` (due Friday)`, ` on Friday`, ` tomorrow`.
    pub(super) fn split_due(&self, at: DateTime<Utc>, text: &str) -> Dated {
        let lower = text
            .to_ascii_lowercase()
            .replace("(due", " due")
            .replace("[due", " due")
            .replace("(by ", " by ")
            .replace("(deadline", " deadline");
        let marks = MARKS.iter().flat_map(|(mark, is_sure)| {
            let length = if mark.ends_with(' ') { mark.len() } else { 1 };
            lower.match_indices(mark).map(move |(at, _)| (at, at + length, *is_sure))
        });
        let mut places: Vec<(usize, usize, bool)> = marks.filter(|(start, ..)| *start > 0).collect();
        places.sort_unstable();
        for (start, end, is_sure) in places.into_iter().rev().take(MOST_MARKS) {
            let typed = &text[end..];
            let words = typed.trim_end_matches(['.', ' ', ')', ']', '!']).trim_start_matches([':', ' ', '(']);
            let kept = || without_mark(&text[..start]).to_owned();
            match self.day_named(at, words, is_sure) {
                Ok(day) => return Dated { text: kept(), due: Some(day), doubt: None },
                Err(NoDay::Unclear(doubt)) if is_sure || doubt.days.len() > 1 => {
                    return Dated { text: text.to_owned(), due: None, doubt: Some(doubt) };
                }
                Err(NoDay::Unclear(_)) => {}
                Err(NoDay::Words) if is_sure => {
                    // `by Friday, Cy to review it`: the line goes on behind the day.
                    let Some(cut) = typed.find([',', ';', '(', ')']).filter(|cut| *cut > 0) else { continue };
                    if let Ok(day) = self.day_named(at, &typed[..cut], true) {
                        return Dated { text: kept() + &typed[cut..], due: Some(day), doubt: None };
                    }
                }
                Err(NoDay::Words) => {}
            }
        }
        self.due_in_front(at, text).unwrap_or_else(|| Dated { text: text.to_owned(), due: None, doubt: None })
    }

    /// `by Friday, Bo to send it`, `by Friday Bo to send it`.
    fn due_in_front(&self, at: DateTime<Utc>, text: &str) -> Option<Dated> {
        let start = MARKS.iter().filter(|(_, is_sure)| *is_sure).find_map(|(mark, _)| {
            let mark = mark.trim_start();
            text.get(..mark.len()).filter(|start| start.eq_ignore_ascii_case(mark)).map(str::len)
        })?;
        let after = &text[start..];
        let mark = after.find([',', ':']).into_iter();
        let gaps: Vec<usize> = after.match_indices(' ').map(|(gap, _)| gap).take(MOST_WORDS_OF_A_DAY).collect();
        let (cut, day) = mark
            .chain(gaps.into_iter().rev())
            .find_map(|cut| Some((cut, self.day_named(at, &after[..cut], true).ok()?)))?;
        let text = after[cut + 1..].trim_start();
        (!text.is_empty()).then(|| Dated { text: text.to_owned(), due: Some(day), doubt: None })
    }

    /// A day in words, that of the next meeting among them. A clock time alone is today only where it `is_sure` that a
    /// day is meant.
    fn day_named(&self, at: DateTime<Utc>, typed: &str, is_sure: bool) -> Result<NaiveDate, NoDay> {
        if let Some(meeting) = meeting_named(typed) {
            return self.day_of_meeting(meeting);
        }
        if !is_sure && !typed.chars().any(char::is_alphabetic) {
            return Err(NoDay::Words);
        }
        read_day(typed, self.today(at))
    }

    /// The day that a due date in words means.
    ///
    /// # Errors
    /// The words speak of no day, or of several.
    pub(super) fn due_day(&self, at: DateTime<Utc>, typed: &str) -> Result<NaiveDate, NoDay> {
        self.day_named(at, typed, true)
    }

    /// The day in the group's zone.
    fn today(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.charter.zone).date_naive()
    }

    /// Why the day that an action's line names is not taken. `None`: it names none, or one that is clear.
    pub fn due_doubt(&self, at: DateTime<Utc>, text: &str) -> Option<DayDoubt> {
        self.split_due(at, text).doubt
    }

    fn day_of_meeting(&self, named: MeetingNamed) -> Result<NaiveDate, NoDay> {
        let plan = match named {
            MeetingNamed::Number(number) => self.plans.get(&number),
            MeetingNamed::Next => self.planned(),
        };
        let day = plan.map(|plan| plan.starts_at().with_timezone(&self.charter.zone).date_naive());
        day.ok_or_else(|| {
            let because = match named {
                MeetingNamed::Number(number) => format!("Meeting {number} is not planned, so it has no day yet."),
                MeetingNamed::Next => "No meeting is planned, so the next one has no day yet.".to_owned(),
            };
            NoDay::Unclear(DayDoubt { because, days: Vec::new() })
        })
    }
}

/// A line without the day behind it, nor what stands before a day: `by` of `by tomorrow`.
fn without_mark(text: &str) -> &str {
    let trim = |text: &'_ str| text.trim_end_matches([',', ' ', ';', ':', '(', '[', '-']).len();
    let text = &text[..trim(text)];
    let is_mark = |(mark, _): &&(&str, bool)| {
        let mark = mark.trim_end();
        text.len()
            .checked_sub(mark.len())
            .and_then(|at| text.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(mark))
    };
    let mark = MARKS.iter().find(is_mark).map_or(0, |(mark, _)| mark.trim_end().len());
    let text = &text[..text.len() - mark];
    &text[..trim(text)]
}

/// Words that a day in front of an action may have: “the end of next week”.
const MOST_WORDS_OF_A_DAY: usize = 6;

/// Places of a line that are looked at for a day, from its end.
const MOST_MARKS: usize = 12;

/// A meeting that a day is named after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MeetingNamed {
    Next,
    Number(u32),
}

/// `the next meeting`, `our next call`, `meeting 8`.
fn meeting_named(typed: &str) -> Option<MeetingNamed> {
    let lower = typed.trim().trim_end_matches(['.', '!', ')']).to_lowercase();
    let bare = ["by ", "at ", "before ", "until ", "the ", "our "]
        .iter()
        .fold(lower.as_str(), |words, start| words.strip_prefix(start).unwrap_or(words));
    let is_meeting = |word: &str| matches!(word, "meeting" | "call" | "session" | "telco" | "teleconference");
    match bare.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["next", word] if is_meeting(word) => Some(MeetingNamed::Next),
        ["meeting", number] => number.parse().ok().map(MeetingNamed::Number),
        _ => None,
    }
}
