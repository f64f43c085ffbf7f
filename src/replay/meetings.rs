//! Which meetings a log holds, and what they are called.

use super::dialect::{self, Native};
use super::log::{Kind, Line, Log};
use super::names;

/// From where to where a meeting goes, as indexes of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: usize,
    pub end: usize,
}

/// The meetings of a log: from `#startmeeting` to `#endmeeting`, or all of it.
pub fn meetings(log: &Log<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open = None;
    for (index, line) in log.lines.iter().enumerate() {
        let word = if line.words.starts_with('#') { line.words.split_whitespace().next() } else { None };
        let is = |word: Option<&str>, wanted: &str| {
            word.is_some_and(|word| word.trim_end_matches(':').eq_ignore_ascii_case(wanted))
        };
        if open.is_none() && is(word, "#startmeeting") {
            open = Some(index);
        } else if let Some(first) = open.filter(|_| is(word, "#endmeeting")) {
            spans.push(Span { first, end: index + 1 });
            open = None;
        }
    }
    spans.extend(open.map(|first| Span { first, end: log.lines.len() }));
    if spans.is_empty() { vec![Span { first: 0, end: log.lines.len() }] } else { spans }
}

/// The title, which may stand anywhere in a log: what the last line of the kind says.
pub fn title_of(lines: &[Line<'_>], is_tagged: bool) -> Option<String> {
    let opening = lines.first().and_then(|first| first.words.strip_prefix("#startmeeting"));
    let opened = opening.map(|title| title.trim_start_matches(':').trim()).filter(|title| !title.is_empty());
    let mut title = opened.map(str::to_owned);
    for line in lines.iter().filter(|line| line.kind == Kind::Said && !names::is_bot(&line.who)) {
        match dialect::read(&line.words) {
            Some(Native::Title(new)) if !is_tagged => title = Some(new),
            Some(Native::MeetingTopic(new)) => title = Some(new),
            _ => {}
        }
    }
    title
}
