//! What logs contain beyond the grammar: lines that speak to the tools which draft minutes from logs,
//! and what bots answered.

use chrono::NaiveDate;

use crate::text::is_one_line;

/// A line of that kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Native {
    /// `Meeting: TITLE`, `#meetingname`.
    Title(String),
    /// `#meetingtopic TITLE`.
    MeetingTopic(String),
    /// `Chair: A, B`: these and no others.
    Chairs(Vec<String>),
    /// `chair+ A`, `#chair a b`: these too.
    MoreChairs(Vec<String>),
    /// `#unchair a`.
    FewerChairs(Vec<String>),
    /// `Date: 8 December 2026`; `Date: 8/12/2026` can be one of two days.
    Date(Vec<NaiveDate>),
    /// `agenda: https://…`.
    AgendaLink(String),
    /// `PROPOSED RESOLUTION: TEXT`.
    Proposal(String),
    /// `#nick ana, bo`: people who are to be known by name.
    Nicks(Vec<String>),
    /// A `MeetBot` command without words, with the type of its item.
    Empty(&'static str),
    /// An address at the start of a line.
    Link,
    /// For the tools alone: `#save`, `#lurk`, `rrsagent, draft minutes`.
    Nothing,
}

/// Reads such a line.
pub fn read(words: &str) -> Option<Native> {
    let first = words.chars().next()?;
    if first == '#' {
        return tagged(words);
    }
    let is_link = match first {
        '-' | ' ' => is_address(words.trim_start_matches("->").trim_start()),
        _ => is_address(words),
    };
    if is_link {
        return Some(Native::Link);
    }
    // Most lines begin with no letter of a label.
    if matches!(first.to_ascii_lowercase(), 'm' | 'c' | 'd' | 'a' | 'p') { labelled(words) } else { None }
}

/// Whether a line of a message may begin with one of these letters, as few do.
pub fn may_begin(words: &str, letters: &[u8]) -> bool {
    words.as_bytes().first().is_some_and(|first| letters.contains(first)) || !is_one_line(words)
}

/// Gives the parts of a message one by one: each line that speaks to a tool, and what stands between such
/// lines. Code blocks speak to nobody.
pub fn parts(words: &str, mut give: impl FnMut(&str)) {
    if is_one_line(words) {
        return give(words);
    }
    let (mut start, mut at, mut is_code) = (0, 0, false);
    for line in words.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        let said = line.trim();
        if !is_code && !is_fence && (said.starts_with('#') || read(said).is_some()) {
            if start < at {
                give(words[start..at].trim_end());
            }
            give(said);
            start = at + line.len();
        }
        is_code ^= is_fence;
        at += line.len();
    }
    if start < at {
        give(words[start..].trim_end());
    }
}

/// `#word rest`.
fn tagged(words: &str) -> Option<Native> {
    let (word, rest) = words[1..].split_once(|c: char| c.is_whitespace() || c == ':').unwrap_or((&words[1..], ""));
    let rest = rest.trim_start_matches([' ', '\t', ':']).trim();
    Some(match word.to_ascii_lowercase().as_str() {
        "meetingname" => Native::Title(rest.to_owned()),
        "meetingtopic" => Native::MeetingTopic(rest.to_owned()),
        "chair" => Native::MoreChairs(nicks(rest)),
        "unchair" => Native::FewerChairs(nicks(rest)),
        "nick" => Native::Nicks(nicks(rest)),
        "topic" if rest.is_empty() => Native::Empty("TOPIC"),
        "info" if rest.is_empty() => Native::Empty("INFO"),
        "idea" if rest.is_empty() => Native::Empty("IDEA"),
        "action" if rest.is_empty() => Native::Empty("ACTION"),
        "link" if rest.is_empty() => Native::Empty("LINK"),
        "help" | "halp" if rest.is_empty() => Native::Empty("HELP"),
        "agreed" | "agree" if rest.is_empty() => Native::Empty("AGREED"),
        "accepted" | "accept" if rest.is_empty() => Native::Empty("ACCEPTED"),
        "rejected" | "reject" if rest.is_empty() => Native::Empty("REJECTED"),
        "save" | "lurk" | "unlurk" | "restrictlogs" | "chairs" => Native::Nothing,
        _ => return None,
    })
}

/// Nicks with spaces or commas between them.
fn nicks(rest: &str) -> Vec<String> {
    let names = rest.split([' ', ',', '\t']).filter(|name| !name.is_empty());
    names.map(|name| name.trim_start_matches('@').to_owned()).collect()
}

/// `Word: rest`.
fn labelled(words: &str) -> Option<Native> {
    const LABELS: [&str; 6] = ["meeting", "chair", "chairs", "date", "agenda", "proposed resolution"];
    let starts = |label: &&&str| words.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label));
    let label = LABELS.iter().rev().find(starts)?;
    let behind = words[label.len()..].trim_start_matches(' ');
    let (known, rest) = match (*label, behind.strip_prefix(':'), behind.strip_prefix('+')) {
        (label, Some(rest), _) => (label, rest),
        ("chair", None, Some(rest)) => ("chair+", rest),
        _ => return None,
    };
    let rest = rest.trim_start_matches(':').trim();
    Some(match known {
        "meeting" if !rest.is_empty() => Native::Title(rest.to_owned()),
        "chair" | "chairs" => Native::Chairs(names(rest)?),
        "chair+" if rest.is_empty() => Native::MoreChairs(vec!["me".to_owned()]),
        "chair+" => Native::MoreChairs(names(rest)?),
        "date" => Native::Date(Some(super::log::days_named(rest)).filter(|days| !days.is_empty())?),
        "agenda" if is_address(rest) => Native::AgendaLink(rest.to_owned()),
        "proposed resolution" if !rest.is_empty() => Native::Proposal(rest.to_owned()),
        _ => return None,
    })
}

/// Names with commas or “and” between them; a sentence is none.
fn names(rest: &str) -> Option<Vec<String>> {
    let names: Vec<String> = rest
        .replace(" and ", ",")
        .split([',', ';', '&'])
        .map(|name| name.trim().trim_end_matches('.').to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    let is_name = |name: &String| name.split_whitespace().count() <= 4 && name.chars().count() <= 60;
    (!names.is_empty() && names.iter().all(is_name)).then_some(names)
}

/// Whether a line begins with an address, by the schemes that `MeetBot` knows.
pub fn is_address(words: &str) -> bool {
    const SCHEMES: [&str; 6] = ["http://", "https://", "irc://", "ftp://", "mailto://", "ssh://"];
    // Few lines have a colon where one of them ends.
    let has_scheme = words.bytes().skip(3).take(4).any(|byte| byte == b':');
    has_scheme
        && SCHEMES
            .iter()
            .any(|scheme| words.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// The title in what Zakim says when an item is opened: `agendum 3 -- Title -- taken up [from ana]`, and in
/// its early years `agendum 3. "Title" taken up [from ana]`.
pub fn taken_up(words: &str) -> Option<&str> {
    let rest = words.strip_prefix("agendum ")?;
    let (number, title) = match rest.split_once(" -- ") {
        Some((number, rest)) => (number, rest.rsplit_once(" -- taken up")?.0),
        None => {
            rest.split_once(". \"").and_then(|(number, rest)| Some((number, rest.rsplit_once("\" taken up")?.0)))?
        }
    };
    number.trim_end_matches('.').parse::<u32>().ok().map(|_| title.trim())
}

/// The day in `Meeting started Tue Dec  8 14:00:00 2026 UTC`, and in an address that `RRSAgent` names, such as
/// `https://www.w3.org/2026/12/08-iot-irc`.
pub fn day(words: &str, is_by_bot: impl FnOnce() -> bool) -> Option<NaiveDate> {
    if let Some(rest) = words.strip_prefix("Meeting started ") {
        return super::log::first_day_in(rest);
    }
    // Few lines have an address. People name the logs and minutes of other meetings as well.
    memchr::memchr(b'/', words.as_bytes())?;
    if !words.starts_with("logging to ") && !is_by_bot() {
        return None;
    }
    words.split("://").skip(1).find_map(|address| {
        let mut parts = address.split_once('/')?.1.split(['/', '-']);
        let is_number =
            |part: &&str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        let year = parts.next().filter(|part| is_number(part, 4))?.parse().ok()?;
        let month = parts.next().filter(|part| is_number(part, 2))?.parse().ok()?;
        let day = parts.next().filter(|part| is_number(part, 2))?.parse().ok()?;
        parts.next()?;
        NaiveDate::from_ymd_opt(year, month, day)
    })
}
