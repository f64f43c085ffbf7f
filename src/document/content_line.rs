//! Content lines of calendar files (RFC 5545, 3.1): escaped, quoted and folded, so that whatever a person typed stays
//! inside its value. No kept library does all of it (docs/decisions/0014).

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::text::clean;

/// Most octets of a line, without its end (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;
/// Most characters of white space in a row. More could fill a folded line, and readers that skip blank lines would
/// take what follows for a line of its own.
const BLANKS: usize = 16;

/// What an address may not contain (RFC 3986, 2); a percent sign stays, as it is escaped already.
const NOT_IN_URI: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');
/// What the address of a `mailto:` may not contain (RFC 6068, 2).
const NOT_IN_MAILTO: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b'+')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'*');

/// The value of a property.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// Words of the format, a number or a time: written as they are.
    Token(&'a str),
    /// Words of a person (RFC 5545, 3.3.11).
    Text(&'a str),
    /// An address of the web (RFC 5545, 3.3.13: not escaped).
    Uri(&'a str),
    /// A mail address, written as a `mailto:` (RFC 5545, 3.3.3).
    Address(&'a str),
}

/// Lines of a calendar file in the order in which they are added.
#[derive(Debug, Default)]
pub struct Lines {
    out: String,
}

impl Lines {
    pub fn begin(&mut self, component: &str) {
        self.add("BEGIN", &[], Value::Token(component));
    }

    pub fn end(&mut self, component: &str) {
        self.add("END", &[], Value::Token(component));
    }

    /// Adds a property with its parameters.
    pub fn add(&mut self, name: &str, parameters: &[(&str, &str)], value: Value<'_>) {
        let mut line = name.to_owned();
        for (parameter, value) in parameters {
            let _ = write!(line, ";{parameter}={}", quoted(value));
        }
        line.push(':');
        match value {
            Value::Token(token) => line.push_str(token),
            Value::Text(words) => line.push_str(&escaped(words)),
            Value::Uri(address) => line.extend(utf8_percent_encode(address, NOT_IN_URI)),
            Value::Address(address) => {
                line.push_str("mailto:");
                line.extend(utf8_percent_encode(address, NOT_IN_MAILTO));
            }
        }
        line.retain(|c| !c.is_control() || c == '\t');
        fold(&line, &mut self.out);
    }

    /// The file.
    pub fn finish(self) -> String {
        self.out
    }
}

/// TEXT (RFC 5545, 3.3.11). What it cannot hold, or what hides something, is left out.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut blanks = 0;
    for c in clean(words).chars() {
        blanks = if c.is_whitespace() && c != '\n' { blanks + 1 } else { 0 };
        match c {
            _ if blanks > BLANKS => {}
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// A parameter's value, quoted unless it is a plain token, its quotes and line ends written with carets (RFC 6868).
/// A backslash becomes a slash: it has no meaning there, but some readers let it hide the quote that follows.
fn quoted(value: &str) -> String {
    if !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/')) {
        return value.to_owned();
    }
    let encoded = clean(value).replace('^', "^^").replace('\n', "^n").replace('"', "^'").replace('\\', "/");
    format!("\"{encoded}\"")
}

/// Appends a line in pieces of at most 75 octets, each after the first with a space before it; a character stays whole.
fn fold(line: &str, out: &mut String) {
    let mut rest = line;
    let mut room = LINE_OCTETS;
    while rest.len() > room {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(room));
        out.push_str(piece);
        out.push_str("\r\n ");
        rest = after;
        room = LINE_OCTETS - 1;
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(parameters: &[(&str, &str)], value: Value<'_>) -> String {
        let mut lines = Lines::default();
        lines.add("X", parameters, value);
        lines.finish()
    }

    #[test]
    fn values_are_escaped_after_their_kind() {
        for (value, expected) in [
            (Value::Text("a, b; c\\d\r\ne: \"f\"\u{0}\u{202e}"), "X:a\\, b\\; c\\\\d\\ne: \"f\"\r\n"),
            (Value::Text(&format!("a{}b", " ".repeat(300))), "X:a                b\r\n"),
            (
                Value::Uri("https://example.org/a,b;c?d=%20&e=ü\"\\"),
                "X:https://example.org/a,b;c?d=%20&e=%C3%BC%22%5C\r\n",
            ),
            (Value::Address("a+b@example.org?cc=x\r\n"), "X:mailto:a+b@example.org%3Fcc%3Dx%0D%0A\r\n"),
            (Value::Token("1\r\nATTENDEE:x"), "X:1ATTENDEE:x\r\n"),
        ] {
            assert_eq!(line(&[], value), expected, "{value:?}");
        }
    }

    #[test]
    fn parameters_are_quoted_where_they_must_be() {
        let parameters = [("CN", "A \"B\"; ^C,\nD: x\\"), ("TZID", "Europe/Zurich"), ("E", "")];
        assert_eq!(
            line(&parameters, Value::Token("v")),
            "X;CN=\"A ^'B^'; ^^C,^nD: x/\";TZID=Europe/Zurich;E=\"\":v\r\n"
        );
    }

    #[test]
    fn lines_have_at_most_75_octets_and_whole_characters() {
        for unit in ["x", "é", "語", "👩", "x语", "a,"] {
            for count in 0..200 {
                let words = unit.repeat(count);
                let folded = line(&[], Value::Text(&words));
                assert!(folded.lines().all(|line| line.len() <= LINE_OCTETS), "{folded}");
                let unfolded = folded.replace("\r\n ", "");
                assert_eq!(unfolded.trim_end().replace('\\', ""), format!("X:{words}"));
                let pieces = folded.matches("\r\n").count();
                assert!(pieces <= 1 + unfolded.len() / (LINE_OCTETS - 5), "{pieces} pieces of {}", unfolded.len());
            }
        }
    }
}
