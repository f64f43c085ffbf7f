//! Which meetings a log holds, and what they are called.

use super::dialect::{self, Native};
use super::log::{Kind, Line, Log};
use super::{meetbot, names, room};

/// From where to where a meeting goes, as indexes of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: usize,
    pub end: usize,
}

/// Which tools a log was written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Those of W3C: Zakim, scribe.perl.
    Zakim,
    /// `#startmeeting`, and what Zakim reads as well.
    Both,
    /// `MeetBot` alone: nothing but `#word` and addresses counts.
    MeetBot,
}

/// Whose rules hold. Where `MeetBot` answered and nobody typed `q+` or `present+`, it was alone.
pub fn rules(log: &Log<'_>) -> Rules {
    let is =
        |line: &Line<'_>, wanted: &str| meetbot::read(&line.words, false).is_some_and(|tagged| tagged.word == wanted);
    if !log.lines.iter().any(|line| line.words.starts_with('#') && is(line, "startmeeting")) {
        return Rules::Zakim;
    }
    let has_answered = !room::meetbots(&log.lines).is_empty();
    let of_zakim = |line: &Line<'_>| {
        let words = line.words.trim_start();
        ["q+", "present+"]
            .iter()
            .any(|start| words.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)))
    };
    if has_answered && !log.lines.iter().any(of_zakim) { Rules::MeetBot } else { Rules::Both }
}

/// The meetings of a log: from `#startmeeting` to a chair's `#endmeeting`, or all of it.
pub fn meetings(log: &Log<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Option<(usize, Vec<&str>)> = None;
    let names = |rest: &'_ str| {
        rest.split([' ', ',', '\t']).filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let mut others: Vec<String> = Vec::new();
    for (index, line) in
        log.lines.iter().enumerate().filter(|(_, line)| line.kind == Kind::Said && line.words.starts_with('#'))
    {
        let Some(tagged) = meetbot::read(&line.words, false) else { continue };
        let is_chair = |open: &Option<(usize, Vec<&str>)>, others: &[String]| {
            open.as_ref().is_some_and(|(_, owner)| owner.contains(&&*line.who))
                || others.iter().any(|name| *name == *line.who)
        };
        match tagged.word.as_str() {
            "startmeeting" if open.is_none() => {
                others.clear();
                open = Some((index, vec![&line.who]));
            }
            "chair" if is_chair(&open, &others) => others.extend(names(&tagged.rest)),
            "unchair" if is_chair(&open, &others) => {
                let gone = names(&tagged.rest);
                others.retain(|name| !gone.contains(name));
            }
            "endmeeting" if is_chair(&open, &others) => {
                spans.extend(open.take().map(|(first, _)| Span { first, end: index + 1 }));
            }
            _ => {}
        }
    }
    spans.extend(open.map(|(first, _)| Span { first, end: log.lines.len() }));
    if spans.is_empty() { vec![Span { first: 0, end: log.lines.len() }] } else { spans }
}

/// The title, which may stand anywhere in a log: what the last line of the kind says. `telling` are the lines with the first
/// letters of such a line.
pub fn title_of(first: Option<&Line<'_>>, telling: &[&Line<'_>], rules: Rules) -> Option<String> {
    let opening = first.and_then(|first| first.words.lines().next()?.strip_prefix("#startmeeting"));
    let opened = opening.map(|title| title.trim_start_matches(':').trim()).filter(|title| !title.is_empty());
    let mut title = opened.map(str::to_owned);
    let may_name = |line: &&&Line<'_>| dialect::may_begin(&line.words, b"Mm#");
    for line in telling.iter().filter(|line| line.kind == Kind::Said).filter(may_name) {
        dialect::parts(&line.words, |part| match dialect::read(part) {
            // Zakim and trackbot name the meeting where nobody else does.
            Some(Native::Title(new))
                if rules == Rules::Zakim && (!names::is_bot(&line.who) || names::is_host(&line.who)) =>
            {
                title = Some(new);
            }
            Some(Native::MeetingTopic(new)) if !names::is_bot(&line.who) => title = Some(new),
            _ => {}
        });
    }
    title.map(|title| crate::text::one_line(&title)).filter(|title| !title.is_empty())
}
