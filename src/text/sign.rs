//! Signs that people use for words: raised hands, and numbers of choices.

/// A sign without what doesn't count: the variation selector and skin tones; the signs for a raised hand are one.
pub fn plain_sign(sign: &str) -> String {
    let bare: String = sign.chars().filter(|c| *c != '\u{fe0f}' && !('\u{1f3fb}'..='\u{1f3ff}').contains(c)).collect();
    let bare = bare.split('\u{200d}').next().unwrap_or_default().to_owned();
    if matches!(bare.as_str(), "🖐" | "🙋" | "✋" | "🤚") { "✋".to_owned() } else { bare }
}

/// The number that a sign shows: a keycap such as 1️⃣, or a number in a circle. `None`: it shows none.
pub fn number_of(sign: &str) -> Option<u32> {
    if sign.is_ascii() {
        return None;
    }
    let bare: String = sign.chars().filter(|c| *c != '\u{fe0f}').collect();
    if let Some(digit) = bare.strip_suffix('\u{20e3}') {
        return digit.parse().ok();
    }
    let mut characters = bare.chars();
    let (only, None) = (characters.next()?, characters.next()) else { return None };
    match u32::from(only) {
        0x1F51F => Some(10),
        circled @ 0x2460..=0x2473 => Some(circled - 0x245F),
        dark @ 0x2776..=0x277F => Some(dark - 0x2775),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_raised_hand_is_the_same_sign() {
        for sign in ["✋", "✋🏽", "🖐️", "🙋🏿‍♀️", "✋\u{fe0f}"] {
            assert_eq!(plain_sign(sign), "✋", "{sign}");
        }
        assert_eq!(plain_sign("👍🏻"), "👍");
    }

    #[test]
    fn keycaps_and_circles_show_numbers() {
        for (sign, number) in [
            ("1️⃣", Some(1)),
            ("9\u{20e3}", Some(9)),
            ("🔟", Some(10)),
            ("②", Some(2)),
            ("❸", Some(3)),
            ("👍", None),
            ("1", None),
        ] {
            assert_eq!(number_of(sign), number, "{sign}");
        }
    }
}
