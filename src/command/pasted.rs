//! An agenda that is pasted as a list: a line `agenda:`, then numbered or bulleted lines.

/// An item of a pasted agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedItem {
    /// Index of its line in the message, from 0.
    pub index: u32,
    /// The title; what is indented below it stands behind a colon.
    pub title: String,
}

/// Reads a message that is nothing but a heading and a list. Anything else is none.
pub fn read_agenda(message: &str) -> Option<Vec<PastedItem>> {
    let mut lines = (0..).zip(message.lines()).filter(|(_, line)| !line.trim().is_empty());
    let (_, heading) = lines.next()?;
    // Most messages are one line.
    if lines.clone().next().is_none() || !is_heading(heading) {
        return None;
    }
    let mut items: Vec<PastedItem> = Vec::new();
    let mut indent = None;
    for (index, line) in lines {
        let title = without_mark(line.trim())?;
        let depth = line.len() - line.trim_start().len();
        let top = *indent.get_or_insert(depth);
        match items.last_mut().filter(|_| depth > top + 1) {
            Some(parent) => {
                // Who proposes stands in brackets at the end.
                let (words, proposer) = match parent.title.strip_suffix(']').and_then(|open| open.rsplit_once('[')) {
                    Some((words, proposer)) => (words.trim_end(), format!(" [{proposer}]")),
                    None => (parent.title.as_str(), String::new()),
                };
                let joint = if words.contains(": ") { "; " } else { ": " };
                parent.title = format!("{words}{joint}{title}{proposer}");
            }
            None => items.push(PastedItem { index, title: title.to_owned() }),
        }
    }
    (!items.is_empty()).then_some(items)
}

fn is_heading(line: &str) -> bool {
    let words = line.trim().trim_end_matches([':', '：']).trim_end().to_lowercase();
    matches!(words.as_str(), "agenda" | "agenda+" | "agenda +" | "draft agenda" | "proposed agenda" | "!agenda add")
}

/// What follows `1.`, `2)`, `-`, `*` or `•`.
fn without_mark(line: &str) -> Option<&str> {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let rest = match digits {
        0 => line.strip_prefix(['-', '*', '•', '–', '+'])?,
        1..=3 => line[digits..].strip_prefix(['.', ')', ':'])?,
        _ => return None,
    };
    let title = rest.strip_prefix(char::is_whitespace)?.trim();
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_below_the_heading_is_an_agenda() {
        for (message, expected) in [
            ("Agenda:\n1. Opening\n2. Overlap table [Ana]", Some(vec![(1, "Opening"), (2, "Overlap table [Ana]")])),
            ("agenda\n\n- Opening\n- Closing\n", Some(vec![(2, "Opening"), (3, "Closing")])),
            ("draft agenda:\n1) Table\n   a) no\n", None),
            ("agenda:\n1. Table\n   - row 4\n   - row 5\n2. End", Some(vec![(1, "Table: row 4; row 5"), (4, "End")])),
            ("agenda:\n1. Table [Ana]\n   - row 4", Some(vec![(1, "Table: row 4 [Ana]")])),
            ("agenda:\n1. Table\nand more", None),
            ("agenda:", None),
            ("1. Table\n2. End", None),
            ("the agenda:\n1. Table", None),
            ("agenda:\n2026. is no number", None),
            ("agenda:\n-", None),
        ] {
            let read = read_agenda(message);
            let read = read
                .as_ref()
                .map(|items| items.iter().map(|item| (item.index, item.title.as_str())).collect::<Vec<_>>());
            assert_eq!(read, expected, "{message:?}");
        }
    }
}
