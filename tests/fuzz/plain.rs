//! What no text that is kept, sent or printed may hold.

/// No control characters but line feed and tab, and none that turn the direction of reading
/// (Unicode's property `Bidi_Control`).
///
/// # Panics
/// There is one.
pub fn assert_plain(words: &str) {
    let is_hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!words.contains(is_hidden), "{words:?} hides something");
}
