//! Colours and faces that people put into what they type on IRC, which logs of IRC keep as control codes
//! (<https://modern.ircdocs.horse/formatting>). A colour has digits behind its code: they are no words.

use std::borrow::Cow;

use crate::text::is_plain;

/// Begins a colour by number: `\x03`, one or two digits, and after a comma the same for the background.
const COLOUR: char = '\x03';
/// Begins a colour in hexadecimal digits, six and six.
const HEX_COLOUR: char = '\x04';

/// A line as people see it.
pub fn without_colours(line: &str) -> Cow<'_, str> {
    if is_plain(line) || !line.bytes().fold(false, |has, byte| has | is_code(char::from(byte))) {
        return Cow::Borrowed(line);
    }
    let mut seen = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(is_code) {
        seen.push_str(&rest[..at]);
        // Every code is one byte.
        let behind = &rest[at + 1..];
        rest = match rest[at..].chars().next() {
            Some(COLOUR) => without_numbers(behind, 1..=2, |c| c.is_ascii_digit()),
            Some(HEX_COLOUR) => without_numbers(behind, 6..=6, |c| c.is_ascii_hexdigit()),
            Some(_) | None => behind,
        };
    }
    seen.push_str(rest);
    Cow::Owned(seen)
}

/// Colours, and what makes words bold, monospaced, reversed, italic, struck through and underlined, or ends all that.
fn is_code(c: char) -> bool {
    matches!(c, '\x02' | COLOUR | HEX_COLOUR | '\x0f' | '\x11' | '\x16' | '\x1d'..='\x1f')
}

/// Takes off the number of a colour and, if it has one, that of the background.
fn without_numbers(text: &str, digits: std::ops::RangeInclusive<usize>, is_digit: fn(char) -> bool) -> &str {
    let number = |text: &str| {
        let count = text.chars().take(*digits.end()).take_while(|c| is_digit(*c)).count();
        digits.contains(&count).then_some(count)
    };
    let Some(colour) = number(text) else { return text };
    let rest = &text[colour..];
    let background = rest.strip_prefix(',').and_then(|behind| Some(&behind[number(behind)?..]));
    background.unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_and_words_stay() {
        for (line, seen) in [
            ("nothing of the kind, 4,2", "nothing of the kind, 4,2"),
            (
                "\x02bold\x02 \x1ditalic\x1d \x1funder\x1f \x1estruck\x1e \x16turned\x16 \x11mono\x0f",
                "bold italic under struck turned mono",
            ),
            ("\x034red\x03 \x0304red\x03", "red red"),
            ("\x034,12red on blue\x03", "red on blue"),
            ("\x03041 item, \x0304,121 item", "1 item, 1 item"),
            ("\x03, and \x034, and \x0312,and", ", and , and ,and"),
            ("\x04ff0000,00ff00red\x04 \x04ff00 is no colour", "red ff00 is no colour"),
            ("\x0304ü\x03\u{2026}\x03", "ü\u{2026}"),
            ("the end\x03", "the end"),
        ] {
            assert_eq!(without_colours(line), seen, "{line:?}");
        }
    }
}
