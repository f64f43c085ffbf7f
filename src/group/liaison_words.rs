//! What words say about liaison statements: a decision that agrees them, and a sentence that only a parent body can say.

use super::liaison::leading_liaisons;
use super::person::same_name;
use crate::text::one_line;

/// What the words of a decision say about statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub liaisons: Vec<u32>,
    /// Whether the words agree them; else they only speak of them.
    pub is_agreed: bool,
}

/// What may stand before the number in a decision.
const CALLED: [&str; 9] = [
    "the draft liaison statement",
    "the liaison statements",
    "the liaison statement",
    "liaison statements",
    "liaison statement",
    "the draft liaison",
    "the liaison",
    "liaison",
    "LS",
];

/// Words that follow a number where it is agreed.
const AGREEING: [&str; 16] = [
    "approved",
    "agreed",
    "adopted",
    "accepted",
    "endorsed",
    "sent",
    "handed over",
    "as amended",
    "as drafted",
    "as edited",
    "as shown",
    "as it stands",
    "for transmission",
    "goes to",
    "go to",
    "to",
];

/// Words that hold it back, wherever they are.
const HOLDING: [&str; 19] = [
    "not",
    "no",
    "never",
    "postponed",
    "deferred",
    "later",
    "revise",
    "revised",
    "rework",
    "reworked",
    "withdrawn",
    "dropped",
    "rejected",
    "unless",
    "until",
    "if",
    "once",
    "provided",
    "redrafted",
];

/// What the words of a decision say about statements: `L3`, `L3 and L4 are sent`, `the liaison statement L3 as amended`.
pub fn named_in(text: &str) -> Option<Named> {
    let text = text.trim();
    let after = CALLED.iter().find_map(|called| {
        let (head, rest) = text.split_at_checked(called.len())?;
        head.eq_ignore_ascii_case(called).then(|| rest.trim_start()).filter(|rest| rest.starts_with(['L', 'l']))
    });
    let (liaisons, rest) = leading_liaisons(after.unwrap_or(text))?;
    let lower = rest.trim().trim_end_matches(['.', '!']).to_lowercase();
    let is_held = lower.split(|c: char| !c.is_alphanumeric()).any(|word| HOLDING.contains(&word));
    let bare = ["is to be ", "are to be ", "to be ", "is ", "are ", "be "]
        .iter()
        .find_map(|verb| lower.strip_prefix(verb))
        .unwrap_or(&lower);
    let begins =
        |word: &str| bare.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
    let is_agreeing =
        lower.is_empty() || lower.starts_with([':', ',', '(', '–']) || AGREEING.iter().any(|word| begins(word));
    Some(Named { liaisons, is_agreed: is_agreeing && !is_held })
}

/// Words by which a body approves something formally.
const CLAIMS: [&str; 3] = ["consented", "determined", "approved"];

/// Words with which a sentence only speaks of an approval.
const SPEAKING: [&str; 11] =
    ["not", "be", "if", "when", "whether", "once", "until", "before", "after", "unless", "asks"];

/// The sentence that claims formal approval by one of the bodies.
pub(super) fn claim(words: &str, bodies: &[String]) -> Option<String> {
    let sentences = words.split(['!', '?', '\n', ';']).flat_map(|part| part.split(". "));
    let claims = |sentence: &&str| {
        let lower = sentence.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '/').collect();
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        let names = || bodies.iter().any(|body| words.iter().any(|word| same_name(word, body)));
        has(&CLAIMS) && !has(&SPEAKING) && names()
    };
    sentences.map(str::trim).find(claims).map(one_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_decision_agree_statements_or_only_speak_of_them() {
        for (text, liaisons) in [
            ("L3", vec![3]),
            ("L3.", vec![3]),
            ("L3 and L4 are sent", vec![3, 4]),
            ("L3-L5 are approved", vec![3, 4, 5]),
            ("L3 as amended", vec![3]),
            ("l3 is agreed as amended", vec![3]),
            ("L3 to SG17 for action", vec![3]),
            ("L3: the statement on gateways", vec![3]),
            ("LS L3 is approved", vec![3]),
            ("the liaison statement L3", vec![3]),
            ("L3 is to be sent to SG17", vec![3]),
            ("L3 for transmission by the parent groups", vec![3]),
        ] {
            assert_eq!(named_in(text), Some(Named { liaisons, is_agreed: true }), "{text}");
        }
        for text in [
            "L3 is postponed",
            "L3 is not sent",
            "L3: to be revised first",
            "L3 needs another round",
            "L3 is sent once SG20 has answered",
            "L3 is approved if nobody objects by Friday",
        ] {
            assert_eq!(named_in(text), Some(Named { liaisons: vec![3], is_agreed: false }), "{text}");
        }
        for text in ["the table is adopted", "L0", "LTE is in scope", "L3VPN is in scope", "level 3"] {
            assert_eq!(named_in(text), None, "{text}");
        }
    }

    #[test]
    fn only_a_body_says_that_it_approved_something() {
        let bodies = ["SG17".to_owned(), "SG20".to_owned()];
        for text in
            ["SG17 approved X.1352", "Scope. X.1352 was consented by SG17 in May. It is new.", "approved at SG20"]
        {
            assert!(claim(text, &bodies).is_some(), "{text}");
        }
        for text in [
            "The group approved its agenda",
            "X.1352 has not been approved by SG17",
            "It is to be consented by SG17",
            "SG17 works on X.1352",
            "How long a key is, is determined by the device",
        ] {
            assert_eq!(claim(text, &bodies), None, "{text}");
        }
    }
}
