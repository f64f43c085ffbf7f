//! Commands that are named by a number alone: `A1 done` is `action A1 done`.

/// The long form of `A1 done`, `A1 = TEXT`, `close A1`.
pub fn action(line: &str) -> Option<String> {
    let is_number = |word: &str| {
        let digits = word.strip_prefix('A').map_or("", |digits| digits.trim_end_matches(':'));
        (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    // `action-12 done`, `close action-12`, as trackers number them.
    let has_dash = memchr::memchr(b'-', line.as_bytes()).is_some();
    let numbered = if has_dash { line.split_once("ction-") } else { None };
    if let Some((before, after)) = numbered.filter(|(before, _)| before.ends_with(['a', 'A'])) {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let is_number = (1..=4).contains(&digits) && !after[digits..].trim_start().starts_with(':');
        let is_head = before.len() == 1 || before.ends_with(" a") || before.ends_with(" A");
        return (is_number && is_head).then(|| format!("{before}ction A{after}"));
    }
    let (first, rest) = line.split_once(' ')?;
    let (bare, rest) = (first.trim_end_matches(':'), rest.trim());
    match (is_number(first), is_number(rest)) {
        // “A1 is due to a slip” is prose.
        (true, _) if !rest.starts_with("is due to ") => Some(format!("action {bare} {rest}")),
        (false, true) => Some(format!("{bare} action {rest}")),
        // `postpone A6 to Friday`.
        (false, false) => {
            let (number, to) = rest.split_once(' ').filter(|(number, _)| is_number(number))?;
            let is_day = ["to ", "until ", "till "].iter().any(|word| to.starts_with(word));
            let moves = ["postpone", "extend", "delay", "move"].iter().any(|verb| first.eq_ignore_ascii_case(verb));
            (is_day && moves).then(|| format!("{bare} action {number} {to}"))
        }
        (true, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_alone_is_an_action() {
        for (line, expected) in [
            ("A1 done", Some("action A1 done")),
            ("A12: done", Some("action A12 done")),
            ("close A1", Some("close action A1")),
            ("done: A1", Some("done action A1")),
            ("action-12 done", Some("action A12 done")),
            ("close action-12", Some("close action A12")),
            ("ACTION-12: Bo to go", None),
            ("postpone A6 to Friday", Some("postpone action A6 to Friday")),
            ("A1 is due to a slip", None),
            ("A4x done", None),
            ("a1 done", None),
            ("close item 1", None),
            ("A1", None),
        ] {
            assert_eq!(action(line).as_deref(), expected, "{line:?}");
        }
    }
}
