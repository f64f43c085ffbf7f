//! The head of a line: the word that says which command it is, with its mark.

use super::{dress, spelling};

/// The possible heads of a line: a word with its mark (`q +` is `q+`, `+q` too), or the first word.
pub(super) fn heads_of(line: &str) -> impl Iterator<Item = (String, &str)> {
    heads_after(line, marked_head(line))
}

/// The same of a line whose marked head is known.
pub(super) fn heads_after<'a>(
    line: &'a str,
    marked: Option<(String, &'a str)>,
) -> impl Iterator<Item = (String, &'a str)> {
    let marked = marked.or_else(|| reversed_head(line)).filter(|(head, _)| spelling::is_head(head));
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let word = word.to_lowercase();
    let word = if word.starts_with('#') { word.trim_end_matches(':').to_owned() } else { word };
    // “Done.” answers a question as often as it ends a turn.
    let bare = word.trim_end_matches(['.', '!']);
    let word = if rest.is_empty() && bare != "done" { bare.to_owned() } else { word };
    marked.into_iter().chain(Some((word, rest)).filter(|(head, _)| spelling::is_head(head)))
}

pub(super) fn marked_head(line: &str) -> Option<(String, &str)> {
    let end = line.find(|c: char| !c.is_alphabetic()).filter(|end| *end > 0)?;
    let after = line[end..].trim_start_matches([' ', '\u{3000}']);
    let mark = after.chars().next()?;
    let known = dress::narrow(mark);
    if !matches!(known, '+' | '-' | '=' | '?' | ':') {
        return None;
    }
    let rest = &after[mark.len_utf8()..];
    // `present+: Ida`, as people write it who think of `present: Ida`.
    let rest = match rest.trim_start().strip_prefix([':', '：']).filter(|_| matches!(known, '+' | '-')) {
        Some(words) if words.is_empty() || words.starts_with(' ') => words,
        Some(_) | None => rest,
    };
    let is_glued = after.len() == line.len() - end;
    if is_glued && is_one_word(known, rest) {
        return None;
    }
    let word = &line[..end];
    let mut head = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        word.chars().map(dress::narrow).collect::<String>().to_lowercase()
    };
    head.push(known);
    Some((head, rest))
}

/// Whether what follows a mark speaks of the mark: “is how you raise your hand”, “and q- are all you need”.
pub(super) fn speaks_of_mark(rest: &str) -> bool {
    const WORDS: [&str; 28] = [
        "is how ",
        "is the command",
        "is what you ",
        "is what we ",
        "is for ",
        "is used ",
        "is typed ",
        "is enough",
        "is not enough",
        "is not needed",
        "isn't needed",
        "means ",
        "puts you ",
        "puts your ",
        "adds you ",
        "lists you ",
        "takes you ",
        "raises your ",
        "lowers your ",
        "stands for ",
        "works ",
        "does not work",
        "doesn't work",
        "did not work",
        "didn't work",
        "when you ",
        "if you ",
        "followed by ",
    ];
    let rest = rest.trim_start();
    // “q+ and q- are all you need”.
    let is_of_two = || {
        let has_verb = [" are ", " is ", " do ", " work"].iter().any(|verb| rest.contains(verb));
        has_verb && ["and q", "or q", "and present", "or present"].iter().any(|words| rest.starts_with(words))
    };
    rest.starts_with(|c: char| c.is_ascii_lowercase())
        && !rest.trim_end().ends_with('?')
        && (WORDS.iter().any(|words| rest.starts_with(words)) || is_of_two())
}

/// Whether a mark joins two halves of a word or a formula: “present-day gateways”, “q=2 in the formula”.
fn is_one_word(mark: char, rest: &str) -> bool {
    let goes_on = rest.contains(char::is_whitespace);
    match mark {
        '-' => goes_on && rest.starts_with(char::is_alphabetic),
        '=' => rest.starts_with(|c: char| c.is_ascii_digit()),
        // “Q+A comes last”.
        '+' => rest.starts_with("A ") || rest == "A",
        _ => false,
    }
}

fn reversed_head(line: &str) -> Option<(String, &str)> {
    let mark = line.chars().next().filter(|c| matches!(dress::narrow(*c), '+' | '-'))?;
    let after = &line[mark.len_utf8()..];
    let mark = dress::narrow(mark);
    let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    Some((format!("{}{mark}", after[..end].to_lowercase()), &after[end..]))
}
