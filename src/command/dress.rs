//! What people put around a command: emphasis, list marks, the wide forms of Chinese and Japanese keyboards.

/// The line without its list mark and without the emphasis around its first words: `**AGREED:** row 4`, `_q+_`,
/// `- RESOLVED: row 4`. `None`: it has neither.
pub fn undressed(line: &str) -> Option<Undressed> {
    let bare = without_list_mark(line).or_else(|| without_emoji(line));
    let line_of_words = bare.unwrap_or(line);
    let plain = without_emphasis(line_of_words).or_else(|| without_tags(line_of_words));
    match (bare, plain) {
        (None, None) => None,
        (_, Some(words)) => Some(Undressed { words, is_only_listed: false }),
        (Some(bare), None) => Some(Undressed { words: bare.to_owned(), is_only_listed: true }),
    }
}

/// A line as it reads without what was around it.
#[derive(Debug, PartialEq, Eq)]
pub struct Undressed {
    pub words: String,
    /// Whether only a list mark was taken off, which prose has as often.
    pub is_only_listed: bool,
}

/// `**AGREED:** row 4` as `AGREED: row 4`; Matrix clients and people write bold, italic and code in these marks.
fn without_emphasis(line: &str) -> Option<String> {
    const MARKS: [char; 4] = ['*', '_', '~', '`'];
    let rest = line.trim_start_matches(MARKS);
    let marks = &line[..line.len() - rest.len()];
    // Three marks are a fence, or bold and italic at once; more are a rule across the page.
    if marks.is_empty() || marks.len() > 6 || marks.starts_with("```") || rest.starts_with(char::is_whitespace) {
        return None;
    }
    let closing: String = marks.chars().rev().collect();
    let (inside, after) = rest.split_once(closing.as_str())?;
    Some(format!("{inside}{after}")).filter(|words| !inside.is_empty() && !words.trim().is_empty())
}

/// `<b>AGREED:</b> row 4` as `AGREED: row 4`: emphasis as it comes out of a web page or a mail.
fn without_tags(line: &str) -> Option<String> {
    const TAGS: [&str; 6] = ["b", "strong", "i", "em", "u", "code"];
    let (tag, rest) = line.strip_prefix('<')?.split_once('>')?;
    let tag = TAGS.iter().find(|known| tag.eq_ignore_ascii_case(known))?;
    let (inside, after) = rest.split_once("</")?;
    let after =
        after.strip_prefix(tag).or_else(|| after.strip_prefix(tag.to_uppercase().as_str()))?.strip_prefix('>')?;
    Some(format!("{inside}{after}")).filter(|words| !inside.trim().is_empty() && !words.trim().is_empty())
}

/// What follows `-`, `*`, `•`, `–`, `1.` or `1)` and a space.
pub fn without_list_mark(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => line.strip_prefix(['-', '*', '•', '·', '–', '—', '▪', '◦'])?,
        1..=3 => line[digits..].strip_prefix(['.', ')'])?,
        _ => return None,
    };
    let words = rest.strip_prefix([' ', '\t'])?.trim_start();
    (!words.is_empty()).then_some(words)
}

/// What follows an emoji and a space: `✅ AGREED: row 4`.
fn without_emoji(line: &str) -> Option<&str> {
    let is_emoji = |c: char| {
        matches!(u32::from(c), 0x2190..=0x21FF | 0x2300..=0x23FF | 0x25A0..=0x27BF | 0x2900..=0x29FF | 0x2B00..=0x2BFF)
            || matches!(u32::from(c), 0x1_F000..=0x1_FAFF | 0xFE0F | 0x200D)
    };
    let rest = line.trim_start_matches(is_emoji);
    let words = rest.strip_prefix(' ').filter(|_| rest.len() < line.len())?.trim_start();
    (!words.is_empty()).then_some(words)
}

/// The narrow form of a wide letter or mark, such as `＋` (U+FF0B) for `+`.
pub fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' => ' ',
        '、' => ',',
        '。' => '.',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_around_the_first_words_are_taken_off() {
        for (line, expected) in [
            ("**AGREED:** row 4", Some("AGREED: row 4")),
            ("*ACTION*: Bo to send **it**", Some("ACTION: Bo to send **it**")),
            ("_q+_", Some("q+")),
            ("`RESOLVED: x`", Some("RESOLVED: x")),
            ("***AGREED: x***", Some("AGREED: x")),
            ("**_AGREED:_** x", Some("AGREED: x")),
            ("- RESOLVED: x", Some("RESOLVED: x")),
            ("- **RESOLVED:** x", Some("RESOLVED: x")),
            ("3. ACTION: Bo to go", Some("ACTION: Bo to go")),
            ("-1 too early", None),
            ("✅ AGREED: x", Some("AGREED: x")),
            ("➡️ **ACTION:** Bo to go", Some("ACTION: Bo to go")),
            ("✅", None),
            ("👍 👍", Some("👍")),
            ("**AGREED: x", None),
            ("<b>AGREED:</b> row 4", Some("AGREED: row 4")),
            ("- <strong>ACTION</strong>: Bo to go", Some("ACTION: Bo to go")),
            ("<b>AGREED: row 4", None),
            ("<bo> row 4", None),
            ("* * *", Some("* *")),
            ("___", None),
            ("``` code", None),
            ("2026. was fine", None),
            ("plain words", None),
        ] {
            assert_eq!(undressed(line).map(|read| read.words).as_deref(), expected, "{line:?}");
        }
    }
}
