//! Wrapping at columns, line by line as mail is written: what is added at an end changes nothing above it.
//!
//! Words of printable ASCII, a column each, are wrapped here, for long records consist of little else; the rest
//! is left to textwrap, which gives the same for both (a test says so).

use super::is_plain;

/// Wraps one line without line feeds, and gives its pieces in order, without white space at their ends.
/// `first` comes before the first piece, `rest` before the others.
pub fn wrap(line: &str, first: &str, rest: &str, columns: usize, mut give: impl FnMut(&str, &str)) {
    if line.is_empty() || ![line, first, rest].into_iter().all(is_plain) {
        return textwrap::wrap(line, options(first, rest, columns)).iter().for_each(|piece| give("", piece.trim_end()));
    }
    let mut indent = first;
    let mut left = line;
    loop {
        let (piece, after) = left.split_at(break_of(left.as_bytes(), columns.saturating_sub(indent.len())));
        match piece.trim_end_matches(' ') {
            "" => give(indent.trim_end_matches(' '), ""),
            piece => give(indent, piece),
        }
        if after.is_empty() {
            return;
        }
        (indent, left) = (rest, after);
    }
}

/// Where the next piece begins: at the first word that ends beyond the columns, unless nothing would be
/// before it. Spaces may go beyond them.
fn break_of(line: &[u8], columns: usize) -> usize {
    if line.len() <= columns {
        return line.len();
    }
    let begins_before = line[..columns].iter().rposition(|byte| *byte == b' ').filter(|_| line[columns] != b' ');
    if let Some(space) = begins_before {
        return space + 1;
    }
    let after = |from: usize, is_wanted: fn(&u8) -> bool| {
        line[from..].iter().position(is_wanted).map_or(line.len(), |found| from + found)
    };
    after(after(columns, |byte| *byte == b' '), |byte| *byte != b' ')
}

fn options<'a>(first: &'a str, rest: &'a str, columns: usize) -> textwrap::Options<'a> {
    textwrap::Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        // Only spaces: an address that is broken at a slash can no longer be followed.
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(line: &str, first: &str, rest: &str, columns: usize) -> Vec<String> {
        let mut pieces = Vec::new();
        wrap(line, first, rest, columns, |indent, piece| pieces.push(format!("{indent}{piece}")));
        pieces
    }

    fn by_textwrap(line: &str, first: &str, rest: &str, columns: usize) -> Vec<String> {
        let pieces = textwrap::wrap(line, options(first, rest, columns));
        pieces.into_iter().map(|piece| piece.trim_end().to_owned()).collect()
    }

    #[test]
    fn lines_are_broken_before_the_word_that_does_not_fit() {
        for (line, columns, expected) in [
            ("", 10, &[""] as &[&str]),
            ("   ", 10, &["-"]),
            ("one two three", 13, &["- one two", "  three"]),
            ("one two     ", 9, &["- one two"]),
            ("https://example.org/a/b c", 9, &["- https://example.org/a/b", "  c"]),
            ("one   https://example.org/a/b", 9, &["- one", "  https://example.org/a/b"]),
            ("a b", 0, &["- a", "  b"]),
        ] {
            assert_eq!(wrapped(line, "- ", "  ", columns), expected, "{line:?} at {columns}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_wrapped_here_is_what_textwrap_makes_of_it(
            line in "([ -~]{0,12} {0,3}){0,20}|([a-d]{0,4} {0,2}){0,60}|([a-zé\u{3000}\t\u{1b}]{0,9} ){0,9}",
            indents in prop::sample::select(vec![("", ""), ("- ", "  "), ("12. ", "    "), ("Opened by:  ", "")]),
            columns in 0_usize..90,
        ) {
            let (first, rest) = indents;
            prop_assert_eq!(wrapped(&line, first, rest, columns), by_textwrap(&line, first, rest, columns));
        }
    }
}
