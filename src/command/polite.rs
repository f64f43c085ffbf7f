//! Words of courtesy around a command: “please”, “thank you all”, “could you”.

use super::grammar::starts_with_word;

/// What is asked in “could you show the queue?”
pub(super) fn without_asking(asked: &str) -> &str {
    const ASKING: [&str; 6] = ["please ", "can you ", "could you ", "would you ", "will you ", "kindly "];
    let mut bare = asked;
    while let Some(word) = ASKING.iter().find(|word| starts_with_word(bare, word)) {
        bare = bare[word.len()..].trim_start();
    }
    if bare.len() < asked.len() { bare.trim_end_matches(['?', ' ']) } else { asked }
}

/// What a chair says after thanks: `Thank you all, I declare the meeting closed.`
pub(super) fn without_thanks(line: &str) -> Option<&str> {
    if !starts_with_word(line, "thank") || line.len() > 120 {
        return None;
    }
    // “Thanks to all speakers and to the scribe. The meeting is closed.” is a statement.
    let (_, rest) = line.split_once([',', '.', '!', ';']).filter(|(thanks, _)| thanks.split(' ').count() <= 4)?;
    let rest = rest.trim_start();
    // “Thanks, everybody. The meeting is closed.”
    let is_whom = |words: &str| ["all", "everybody", "everyone"].iter().any(|word| words.eq_ignore_ascii_case(word));
    let rest =
        rest.split_once([',', '.', '!']).filter(|(whom, _)| is_whom(whom)).map_or(rest, |(_, rest)| rest.trim_start());
    let rest = ["and ", "so ", "with that ", "with that, ", "with this, "]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    (!rest.is_empty()).then_some(rest)
}

/// A line without “please” before or behind it.
pub(super) fn without_please(line: &str) -> Option<&str> {
    for word in ["please", "pls"] {
        if starts_with_word(line, word) {
            let rest = line[word.len()..].trim_start_matches(',');
            return rest.strip_prefix(' ').map(str::trim);
        }
        let end = line.trim_end_matches(['.', '!']);
        let start = end.len().checked_sub(word.len())?;
        if end.get(start..).is_some_and(|last| last.eq_ignore_ascii_case(word)) {
            return Some(end[..start].trim_end_matches([' ', ',']));
        }
    }
    // “Close the queue, thank you.”
    let end = line.trim_end_matches(['.', '!']);
    let thanks = [", thanks", ", thank you", ", thx", ", if you please"];
    thanks.iter().find_map(|words| end.strip_suffix(words)).map(str::trim_end)
}
