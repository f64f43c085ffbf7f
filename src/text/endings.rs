//! A first look at how a line ends, for words that few lines end in.

/// The last two letters of some words, in either case; other characters may be taken for them.
#[derive(Debug)]
pub struct Endings([u32; 32]);

impl Endings {
    /// Of words with two or more bytes.
    pub const fn of(words: &[&str]) -> Endings {
        let (mut known, mut index) = ([0; 32], 0);
        while index < words.len() {
            let word = words[index].as_bytes();
            let (before, last) = (word[word.len() - 2], word[word.len() - 1]);
            known[(last % 32) as usize] |= 1 << (before % 32);
            index += 1;
        }
        Endings(known)
    }

    /// Whether a line may end in one of the words. `false`: it does not.
    pub fn may_end(&self, line: &str) -> bool {
        // Letters differ in their last five bits.
        match line.as_bytes() {
            [.., before, last] => self.0[usize::from(last % 32)] & 1 << (before % 32) != 0,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_ends_in_a_word_may_end_in_it() {
        let endings = Endings::of(&["please", "actions?", "up"]);
        for (line, expected) in [
            ("close the queue, please", true),
            ("PLEASE", true),
            ("the actions?", true),
            ("hand UP", true),
            ("hands down", false),
            ("these", true),
            ("e", false),
            ("", false),
            ("é", false),
        ] {
            assert_eq!(endings.may_end(line), expected, "{line:?}");
        }
    }
}
