//! An agenda that is pasted as a list: a line `agenda:`, then its items.

use super::dress;
use crate::text::at_colon;

/// An item of a pasted agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedItem {
    /// Index of its line in the message, from 0.
    pub index: u32,
    /// The title; what is indented below it follows a colon.
    pub title: String,
}

/// Reads a message that is nothing but a heading and a list: numbers, letters, bullets, sub-items, the rows of a Markdown
/// table, or plain lines. `None`: it is no agenda.
///
/// # Errors
/// The line that can't be read as an item, where the others can.
pub fn read_agenda(message: &str) -> Option<Result<Vec<PastedItem>, String>> {
    let mut lines = (0..).zip(message.lines()).filter(|(_, line)| !line.trim().is_empty());
    let (_, heading) = lines.next()?;
    // Most messages are one line.
    if lines.clone().next().is_none() || !is_heading(heading) {
        return None;
    }
    // What stands above the rule of a table are the names of its columns.
    let is_rule = |line: &str| line.starts_with('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let next = lines.clone().skip(1).map(|(_, line)| line.trim()).chain(std::iter::once(""));
    let lines = lines.zip(next).filter(|((_, line), next)| !(line.trim().starts_with('|') && is_rule(next)));
    let lines = lines.map(|(line, _)| line);
    let lines: Vec<(u32, Row)> = lines.filter_map(|(index, line)| Some((index, Row::read(line)?))).collect();
    let is_marked = lines.iter().any(|(_, row)| row.mark != Mark::None);
    if !is_marked {
        return plain(&lines);
    }
    let top = lines.iter().find(|(_, row)| row.mark != Mark::None).map_or(0, |(_, row)| row.depth);
    let mut items: Vec<PastedItem> = Vec::new();
    for (index, row) in lines {
        let is_below = row.depth > top + 1;
        match (row.mark, items.last_mut()) {
            (Mark::Sub, Some(parent)) => parent.add(&row.words, &[": ", "; "]),
            (Mark::Item, Some(parent)) if is_below => parent.add(&row.words, &[": ", "; "]),
            (Mark::None, Some(parent)) if is_below => parent.add(&row.words, &[" ", " "]),
            (Mark::Item | Mark::Sub, _) => items.push(PastedItem { index, title: row.words }),
            (Mark::None, _) if row.is_about_joining() => {}
            (Mark::None, _) => return Some(Err(row.words)),
        }
    }
    (!items.is_empty()).then_some(Ok(items))
}

/// Labels below which people write a list of records, and what each of its lines is.
const LABELS: [(&str, &str); 20] = [
    ("agreed", "AGREED"),
    ("agreements", "AGREED"),
    ("resolved", "RESOLVED"),
    ("resolution", "RESOLVED"),
    ("resolutions", "RESOLVED"),
    ("decided", "DECIDED"),
    ("decision", "DECISION"),
    ("decisions", "DECISION"),
    ("noted", "NOTED"),
    ("requested", "REQUESTED"),
    ("invited", "INVITED"),
    ("deferred", "DEFERRED"),
    ("action", "ACTION"),
    ("actions", "ACTION"),
    ("action item", "ACTION"),
    ("action items", "ACTION"),
    ("note", "NOTE"),
    ("notes", "NOTE"),
    ("conclusion", "CONCLUSION"),
    ("proposed", "PROPOSED"),
];

/// Labels below which people write names.
const NAME_LABELS: [&str; 9] = [
    "present",
    "attendees",
    "participants",
    "attending",
    "attendance",
    "regrets",
    "apologies",
    "apologies for absence",
    "absent",
];

/// A message in which what stands below a bare label is written behind it: `Actions:` and a list are as many actions,
/// `Present:` and a list of names is one list. Lines keep their places. `None`: there is no such label.
///
/// What `is_command` says of a line keeps one from being taken for the words of the label above it.
pub fn with_labels(message: &str, is_command: impl Fn(&str) -> bool) -> Option<String> {
    if !message.contains('\n') {
        return None;
    }
    let mut out: Vec<String> = Vec::new();
    let mut lines = message.lines().peekable();
    let mut is_changed = false;
    while let Some(line) = lines.next() {
        let bare = line.trim().trim_matches(['*', '_', '#', ' ']);
        let label = bare.strip_suffix([':', '：']).map(|label| label.trim().to_lowercase());
        let label = label.as_deref();
        let record = LABELS.iter().find(|(known, _)| label == Some(known)).map(|(_, record)| *record);
        let names = NAME_LABELS.iter().find(|known| label == Some(**known));
        // `Present: Ana (Acme),` goes on below.
        let goes_on = NAME_LABELS.iter().any(|known| begins_list(bare, known)) && bare.ends_with([',', '，']);
        // `Present: - Ana`, with the others below.
        let begins_below =
            NAME_LABELS.iter().any(|known| begins_list(bare, known)) && first_listed(bare).len() < bare.len();
        if let Some(record) = record {
            let is_listed = lines.peek().is_some_and(|next| dress::without_list_mark(next.trim()).is_some());
            out.push(String::new());
            if is_listed {
                while let Some(words) = lines.peek().and_then(|next| dress::without_list_mark(next.trim())) {
                    out.push(format!("{record}: {words}"));
                    lines.next();
                }
                is_changed = true;
            } else if let Some(words) =
                lines.next_if(|next| !next.trim().is_empty() && !is_label(next) && !is_command(next))
            {
                out.push(format!("{record}: {}", words.trim()));
                is_changed = true;
            } else {
                line.clone_into(out.last_mut()?);
            }
        } else if names.is_some() || goes_on || begins_below {
            let mut whole = bare.trim_end_matches([',', '，']).to_owned();
            if begins_below {
                whole = first_listed(&whole);
            }
            let mut people: Vec<String> = Vec::new();
            while let Some(next) = lines.peek() {
                let listed = dress::without_list_mark(next.trim());
                let may_be_plain = goes_on || (names.is_some() && next.trim().starts_with(char::is_uppercase));
                let is_name = listed.or(Some(next.trim())
                    .filter(|next| may_be_plain && !next.is_empty() && !is_label(next) && !is_command(next)));
                let Some(name) = is_name.map(|name| name.trim_end_matches([',', '，', ';']).to_owned()) else { break };
                people.push(name);
                lines.next();
            }
            let below = people.len();
            // A line each: what follows a comma says something of its person.
            let has_lines = !goes_on && people.iter().any(|person| person.contains(','));
            let joint = if has_lines { "; " } else { ", " };
            for person in people {
                whole.push_str(if whole.ends_with([':', '：']) { " " } else { joint });
                whole.push_str(&person);
            }
            is_changed |= below > 0;
            out.push(if below > 0 { whole } else { line.to_owned() });
            out.extend(std::iter::repeat_n(String::new(), below));
        } else {
            out.push(line.to_owned());
        }
    }
    is_changed.then(|| out.join("\n"))
}

/// Whether a line is a label alone, below which records or names stand.
pub fn is_bare_label(line: &str) -> bool {
    let bare = line.trim().trim_matches(['*', '_', '#', ' ']);
    let label = bare.strip_suffix([':', '：']).map(|label| label.trim().to_lowercase());
    let is_known = |label: &String| {
        LABELS.iter().any(|(known, _)| known == label) || NAME_LABELS.iter().any(|known| known == label)
    };
    label.as_ref().is_some_and(is_known)
}

/// `Present: - Ana` without the list mark of its first name.
fn first_listed(line: &str) -> String {
    let Some((label, rest)) = at_colon(line) else { return line.to_owned() };
    let first = dress::without_list_mark(rest.trim());
    first.map_or_else(|| line.to_owned(), |first| format!("{label}: {first}"))
}

/// Whether a line begins with a label of names and a colon.
fn begins_list(line: &str, label: &str) -> bool {
    let head = line.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label));
    head && line[label.len()..].trim_start().starts_with([':', '：'])
}

/// Whether a line is, or begins with, a label of its own.
fn is_label(line: &str) -> bool {
    let label = line.split([':', '：']).next().unwrap_or_default();
    line.contains([':', '：']) && label.split_whitespace().count() <= 3 && label.starts_with(char::is_uppercase)
}

/// Lines without any mark: each is an item, unless they read like sentences.
fn plain(lines: &[(u32, Row)]) -> Option<Result<Vec<PastedItem>, String>> {
    let mut items: Vec<PastedItem> = Vec::new();
    for (index, row) in lines.iter().filter(|(_, row)| !row.is_about_joining()) {
        if row.words.chars().count() > LONGEST_PLAIN_TITLE || row.words.ends_with(['.', '?', '!', ':', ',']) {
            return Some(Err(row.words.clone()));
        }
        items.push(PastedItem { index: *index, title: row.words.clone() });
    }
    (!items.is_empty()).then_some(Ok(items))
}

/// Characters of a line that can be a title without a number or a bullet.
const LONGEST_PLAIN_TITLE: usize = 120;

/// A line below the heading.
struct Row {
    depth: usize,
    mark: Mark,
    words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// `1.`, `2)`, `a.`, `-`, `*`, `•`, a cell of a table.
    Item,
    /// `2.1`, `2.1.3`.
    Sub,
    None,
}

impl Row {
    /// `None`: the line only draws (the head of a table, a rule).
    fn read(line: &str) -> Option<Row> {
        let depth = line.len() - line.trim_start().len();
        let line = line.trim();
        if let Some(cells) = line.strip_prefix('|') {
            return Row::of_table(cells);
        }
        if line.chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | ' ')) {
            return None;
        }
        if let Some((clock, words)) = timed(line) {
            return Some(Row { depth, mark: Mark::Item, words: format!("{words} ({clock})") });
        }
        let (mark, words) = marked(line).map_or((Mark::None, line), |(mark, words)| (mark, words));
        let words = ["[ ] ", "[x] ", "[X] "].iter().find_map(|tick| words.strip_prefix(tick)).unwrap_or(words);
        Some(Row { depth, mark, words: words.to_owned() })
    }

    /// `| 1 | Opening | Ana |`: the first cell that is more than a number. Headings of columns and rules are none.
    fn of_table(cells: &str) -> Option<Row> {
        let mut cells = cells.trim_end_matches('|').split('|').map(str::trim);
        let is_number =
            |cell: &str| cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ')' | '#' | ':' | '-'));
        let title = cells.clone().find(|cell| !is_number(cell))?;
        let is_head =
            cells.any(|cell| ["#", "no", "no.", "nr", "item", "number"].contains(&cell.to_lowercase().as_str()));
        (!is_head).then(|| Row { depth: 0, mark: Mark::Item, words: title.to_owned() })
    }

    /// Where people join is part of an announcement, not of an agenda.
    fn is_about_joining(&self) -> bool {
        let lower = self.words.to_lowercase();
        lower.contains("://")
            && ["join", "dial", "link", "meet", "zoom", "teams", "call", "http"]
                .iter()
                .any(|word| lower.starts_with(word))
    }
}

impl PastedItem {
    /// Adds words to the title, before who proposes it, which is in brackets at the end.
    fn add(&mut self, words: &str, joints: &[&str; 2]) {
        let (title, proposer) = match self.title.strip_suffix(']').and_then(|open| open.rsplit_once('[')) {
            Some((title, proposer)) => (title.trim_end(), format!(" [{proposer}]")),
            None => (self.title.as_str(), String::new()),
        };
        let joint = if title.contains(": ") { joints[1] } else { joints[0] };
        self.title = format!("{title}{joint}{words}{proposer}");
    }
}

/// `agenda:`, `draft agenda`, `Agenda for today:`.
fn is_heading(line: &str) -> bool {
    let line = line.trim().trim_matches(['*', '_', '#', ' ']);
    let wide: String = line.chars().map(dress::narrow).collect();
    let words = wide.trim_end_matches(':').trim_end().to_lowercase();
    let is_bare = matches!(
        words.as_str(),
        "agenda" | "agenda+" | "agenda +" | "draft agenda" | "proposed agenda" | "!agenda add"
    );
    is_bare || (wide.trim_end().ends_with(':') && calls_itself_an_agenda(&words))
}

/// `the draft agenda for today`, `agenda (revised)`: “my thoughts on the agenda” is none.
fn calls_itself_an_agenda(words: &str) -> bool {
    const BEFORE: [&str; 17] = [
        "the",
        "our",
        "today's",
        "today’s",
        "draft",
        "proposed",
        "revised",
        "final",
        "updated",
        "meeting",
        "here",
        "is",
        "here's",
        "provisional",
        "tentative",
        "this",
        "new",
    ];
    const AFTER: [&str; 5] = ["for", "of", "today", "on", "items"];
    let mut words = words.split_whitespace();
    let is_named = words.by_ref().find(|word| !BEFORE.contains(word)) == Some("agenda");
    let next = words.next();
    is_named && words.count() <= 4 && next.is_none_or(|next| next.starts_with('(') || AFTER.contains(&next))
}

/// What follows `1.`, `2)`, `1 `, `2.1`, `a.`, `-`, `*` or `•`.
fn marked(line: &str) -> Option<(Mark, &str)> {
    let end = line.find(char::is_whitespace)?;
    let (mark, title) = (&line[..end], line[end..].trim());
    if title.is_empty() {
        return None;
    }
    // `Item 2: Papers`.
    if ["item", "agendum", "topic"].iter().any(|word| mark.eq_ignore_ascii_case(word)) {
        let (number, title) = title.split_once(char::is_whitespace)?;
        let digits = number.trim_end_matches([':', '.', ')']);
        let is_number = !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let title = title.trim().trim_start_matches(['-', '–', '—', ':']).trim();
        return (is_number && !title.is_empty()).then_some((Mark::Item, title));
    }
    let bare = mark.trim_end_matches(['.', ')', ':']);
    let is_closed = bare.len() < mark.len();
    let mut parts = bare.split('.');
    let are_numbers =
        parts.clone().all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    // `1.0`, `2.0` number items.
    let is_sub = are_numbers && parts.nth(1).is_some_and(|part| part != "0" && part != "00");
    let is_letter = is_closed && bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_roman = is_closed && bare.len() <= 5 && bare.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'i' | 'v' | 'x'));
    // ①, ➊ and the keycaps of telephones.
    let is_drawn =
        mark.ends_with('\u{20E3}') || mark.chars().all(|c| matches!(u32::from(c), 0x2460..=0x2473 | 0x2776..=0x2793));
    let is_letter = is_letter || is_roman || is_drawn;
    let is_bullet = matches!(mark, "-" | "*" | "•" | "–" | "+" | "·" | "▪");
    match (is_sub, are_numbers || is_letter || is_bullet) {
        (true, _) => Some((Mark::Sub, title)),
        (false, true) => Some((Mark::Item, title)),
        (false, false) => None,
    }
}

/// `14:00 Papers`, `14:00-14:10 Papers`: the time, which stays with the title, and the title.
fn timed(line: &str) -> Option<(&str, &str)> {
    let (clock, title) = line.split_once(char::is_whitespace)?;
    let clock = clock.trim_end_matches(':');
    let is_clock = |part: &str| {
        let (hour, minute) = part.split_once([':', 'h']).unwrap_or_default();
        let are_digits = part.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'h'));
        are_digits && (1..=2).contains(&hour.len()) && minute.len() == 2
    };
    let title = title.trim().trim_start_matches(['-', '–', '—', ':', '|']).trim();
    (clock.split(['-', '–']).all(is_clock) && !title.is_empty()).then_some((clock, title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_below_the_heading_is_an_agenda() {
        for (message, expected) in [
            ("Agenda:\n1. Opening\n2. Overlap table [Ana]", Some(vec![(1, "Opening"), (2, "Overlap table [Ana]")])),
            ("agenda\n\n- Opening\n- Closing\n", Some(vec![(2, "Opening"), (3, "Closing")])),
            ("draft agenda:\n1) Table\n   a) no\n", Some(vec![(1, "Table: no")])),
            ("agenda:\n1. Table\n   - row 4\n   - row 5\n2. End", Some(vec![(1, "Table: row 4; row 5"), (4, "End")])),
            ("agenda:\n1. Table [Ana]\n   - row 4", Some(vec![(1, "Table: row 4 [Ana]")])),
            ("agenda:\n1. Papers\n   1.1 TD7\n1.2 TD8\n2. End", Some(vec![(1, "Papers: TD7; TD8"), (4, "End")])),
            ("agenda:\n1. A title\n   on two lines\n2. End", Some(vec![(1, "A title on two lines"), (3, "End")])),
            ("Agenda for today:\nOpening\nPapers", Some(vec![(1, "Opening"), (2, "Papers")])),
            ("agenda:\n1 Opening\n2 Papers", Some(vec![(1, "Opening"), (2, "Papers")])),
            (
                "agenda:\n1.0 Opening\n2.0 Papers\n2.1 TD7\n3.0 End",
                Some(vec![(1, "Opening"), (2, "Papers: TD7"), (4, "End")]),
            ),
            ("agenda:\na. Opening\nb. Papers", Some(vec![(1, "Opening"), (2, "Papers")])),
            ("agenda：\n1. Opening\nJoin at https://example.org/j\n2. End", Some(vec![(1, "Opening"), (3, "End")])),
            (
                "agenda:\n| # | Item | Who |\n|---|---|---|\n| 1 | Opening | Ana |\n| 2 | End | |",
                Some(vec![(3, "Opening"), (4, "End")]),
            ),
            ("**Agenda:**\n1. Opening", Some(vec![(1, "Opening")])),
            ("Here is the agenda:\n1. Opening", Some(vec![(1, "Opening")])),
            ("agenda:\nI. Opening\nII. Papers\nIV. End", Some(vec![(1, "Opening"), (2, "Papers"), (3, "End")])),
            ("agenda:\n① Opening\n② End", Some(vec![(1, "Opening"), (2, "End")])),
            ("agenda:\n1️⃣ Opening\n2️⃣ End", Some(vec![(1, "Opening"), (2, "End")])),
            ("agenda:\n- [ ] Opening\n- [x] End", Some(vec![(1, "Opening"), (2, "End")])),
            ("agenda:\nItem 1: Opening\nItem 2 - End", Some(vec![(1, "Opening"), (2, "End")])),
            ("agenda:\n14:00 Opening\n14:10-14:30 End", Some(vec![(1, "Opening (14:00)"), (2, "End (14:10-14:30)")])),
            ("agenda:\n| Time | Topic |\n| --- | --- |\n| 14:00 | Opening |", Some(vec![(3, "Opening")])),
            ("agenda:", None),
            ("1. Table\n2. End", None),
            ("we had no agenda\n1. Table", None),
            ("my thoughts on the agenda:\n- row 4 comes first\n- then row 5", None),
            ("The agenda is too long:\n- drop row 4", None),
        ] {
            let read = read_agenda(message).map(|read| read.expect("every line of it can be read"));
            let read = read
                .as_ref()
                .map(|items| items.iter().map(|item| (item.index, item.title.as_str())).collect::<Vec<_>>());
            assert_eq!(read, expected, "{message:?}");
        }
    }

    #[test]
    fn what_stands_below_a_label_belongs_to_it() {
        for (message, expected) in [
            (
                "RESOLVED:\n1. row 4 stays\n2. row 5 goes\nACTION: Bo to go",
                Some("\nRESOLVED: row 4 stays\nRESOLVED: row 5 goes\nACTION: Bo to go"),
            ),
            ("AGREED:\nrow 4 stays", Some("\nAGREED: row 4 stays")),
            (
                "**Actions:**\n- Bo to go\n- Cy to stay\n\nThanks",
                Some("\nACTION: Bo to go\nACTION: Cy to stay\n\nThanks"),
            ),
            ("Attendees:\n- Ana (Acme)\n- Bo (Beta)", Some("Attendees: Ana (Acme), Bo (Beta)\n\n")),
            ("Present: Ana (Acme),\nBo (Beta)", Some("Present: Ana (Acme), Bo (Beta)\n")),
            ("Regrets:\n* Mo\n* Nia\nTopic: Keys", Some("Regrets: Mo, Nia\n\n\nTopic: Keys")),
            ("AGREED:\nACTION: Bo to go", None),
            ("AGREED: row 4\n- and row 5", None),
            ("Present: Ana\nThank you all", None),
            ("AGREED:", None),
            ("AGREED:\nstart meeting", None),
        ] {
            let read = with_labels(message, |line| line == "start meeting");
            assert_eq!(read.as_deref(), expected, "{message:?}");
        }
    }

    #[test]
    fn the_line_in_the_way_is_named() {
        for (message, line) in [
            ("agenda:\n1. Table\nand more", "and more"),
            ("agenda:\nwe talk about many things today.", "we talk about many things today."),
        ] {
            assert_eq!(read_agenda(message), Some(Err(line.to_owned())), "{message:?}");
        }
    }
}
