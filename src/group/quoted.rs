//! Which entries' words are in a text of the bot's, so that the text can be taken back when they are deleted.

use std::collections::BTreeSet;

use super::Group;
use super::event::{DELETED, Entry};
use super::meeting::Meeting;
use super::nature::Words;
use super::proposal::Objection;
use crate::text::folded_line;

/// The bot shortens what it quotes; so much of the beginning always remains.
const TELLING_CHARS: usize = 40;
/// Statements and notes with fewer characters are said by chance too.
const LEAST_CHARS: usize = 12;

/// So many bytes are looked at before anything else of someone's words is.
const BEGINNING: usize = 4;

/// Which beginnings of words may be in a text: those of most words are not, and nothing else of them has to be read.
struct Beginnings {
    bits: Vec<u64>,
}

impl Beginnings {
    fn of(text: &str) -> Beginnings {
        // Eight bits for each place in the text, so that one of eight beginnings at most is taken for one that is there.
        let mut bits = vec![0_u64; (text.len() / 8).next_power_of_two()];
        let mask = bits.len() * 64 - 1;
        for window in text.as_bytes().windows(BEGINNING) {
            let place = Beginnings::place(window) & mask;
            bits[place / 64] |= 1 << (place % 64);
        }
        Beginnings { bits }
    }

    /// Whether words may stand in the text. White space is folded in it, so that only what has none at its beginning can be told.
    fn may_have(&self, words: &str) -> bool {
        let Some(window) = words.as_bytes().get(..BEGINNING) else { return true };
        if !window.iter().all(u8::is_ascii_graphic) {
            return true;
        }
        let place = Beginnings::place(window) & (self.bits.len() * 64 - 1);
        self.bits[place / 64] & (1 << (place % 64)) != 0
    }

    /// Fibonacci hashing of the bytes.
    fn place(window: &[u8]) -> usize {
        let bytes = window.iter().fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
        usize::try_from(bytes.wrapping_mul(0x9e37_79b9) >> 8).unwrap_or_default()
    }
}

/// A text in which quotations are looked for.
struct Search<'a> {
    text: &'a str,
    beginnings: Beginnings,
    found: BTreeSet<u64>,
}

impl Search<'_> {
    /// Something that the bot names by its words, however short: a title, a proposal, an action.
    fn named(&mut self, entry: u64, words: &str) {
        if !self.beginnings.may_have(words) {
            return;
        }
        let words = folded_line(words);
        let telling = telling(&words);
        if !telling.is_empty() && telling != DELETED && stands_in(telling, self.text) {
            self.found.insert(entry);
        }
    }

    fn named_if_any(&mut self, entry: u64, words: Option<&str>) {
        if let Some(words) = words {
            self.named(entry, words);
        }
    }

    fn said(&mut self, entry: u64, words: &str) {
        // Most of what was said is longer than what the bot says.
        if words.len() >= LEAST_CHARS && (words.len() <= self.text.len() || words.chars().nth(TELLING_CHARS).is_some())
        {
            self.named(entry, words);
        }
    }

    fn objections(&mut self, objections: &[Objection]) {
        for objection in objections {
            self.named_if_any(objection.entry, objection.reason.as_deref());
        }
    }

    fn meeting(&mut self, meeting: &Meeting) {
        self.named_if_any(meeting.first_entry, meeting.title.as_deref());
        for item in meeting.agenda.items.values() {
            self.named(item.entry, &item.title);
        }
        let hands = meeting.queue.hands.iter().flat_map(|hand| &hand.notes);
        for (entry, note) in hands.chain(meeting.floor.iter().flat_map(|floor| &floor.notes)) {
            self.named(*entry, note);
        }
        for proposal in &meeting.proposals {
            self.named(proposal.entry, &proposal.text);
            self.objections(&proposal.objections);
            for stance in proposal.stands.values() {
                self.named_if_any(stance.entry, stance.words.as_deref());
            }
        }
        for poll in &meeting.polls {
            self.named(poll.entry, &poll.question);
        }
        for question in &meeting.questions {
            self.named(question.entry, &question.text);
        }
        for record in meeting.records.values() {
            if let Some(words) = record.text() {
                self.said(record.entry, words);
            }
        }
    }
}

impl Group {
    /// Numbers of the entries whose words are in a text. A correction is found as the entry that it corrects.
    pub fn quoted_in(&self, text: &str) -> Vec<u64> {
        let text = folded_line(text);
        let mut search = Search { text: &text, beginnings: Beginnings::of(&text), found: BTreeSet::new() };
        for meeting in self.meeting.iter().chain(&self.finished) {
            search.meeting(meeting);
        }
        for item in self.draft_agenda.items.values() {
            search.named(item.entry, &item.title);
        }
        for record in &self.draft_documents {
            search.named_if_any(record.entry, record.text());
        }
        for action in self.actions.values() {
            search.named(action.entry, &action.text);
        }
        for decision in self.decisions.values() {
            for wording in &decision.wordings {
                search.named(wording.entry, &wording.text);
                search.named_if_any(wording.entry, wording.reason.as_deref());
            }
            for reopening in &decision.reopenings {
                search.named_if_any(reopening.entry, reopening.reason.as_deref());
            }
            search.objections(&decision.objections);
        }
        for proposal in self.list_proposals.values() {
            search.named(proposal.entry, &proposal.text);
            for answer in &proposal.answers {
                search.named_if_any(answer.entry, answer.words.as_deref());
            }
        }
        for approval in self.papers.values().flat_map(|paper| &paper.approvals) {
            search.named_if_any(approval.entry, approval.entered.as_ref().map(|entered| entered.reason.as_str()));
        }
        for known in &self.mandate.changes {
            search.named_if_any(known.entry, known.change.words());
        }
        for known in &self.terms.changes {
            search.named_if_any(known.entry, known.change.words());
        }
        for reminder in self.reminders.iter().chain(&self.reminded) {
            search.named(reminder.entry, &reminder.text);
        }
        search.found.into_iter().collect()
    }
}

impl Entry {
    /// Whether a text has any of the words that deleting the entry takes out of it.
    pub fn is_quoted_in(&self, text: &str) -> bool {
        let nature = self.event.nature();
        if nature.words == Words::None && !nature.names.go_with_their_line() {
            return false;
        }
        let text = folded_line(text);
        let kept = strings(&self.clone().blanked());
        let gone = strings(self).into_iter().filter(|words| !kept.contains(words));
        gone.into_iter().any(|words| {
            let words = folded_line(&words).into_owned();
            let telling = telling(&words);
            !telling.is_empty() && stands_in(telling, &text)
        })
    }
}

/// The beginning of someone's words, by which they are known.
fn telling(words: &str) -> &str {
    let end = words.char_indices().nth(TELLING_CHARS).map_or(words.len(), |(end, _)| end);
    words[..end].trim_end()
}

/// Whether words occur in a text, and not inside a longer word.
fn stands_in(words: &str, text: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(at, _)| {
        let before = is_part(text[..at].chars().next_back()) && is_part(words.chars().next());
        let after = is_part(text[at + words.len()..].chars().next()) && is_part(words.chars().next_back());
        let is_whole = words.chars().count() < TELLING_CHARS;
        !(is_whole && (before || after))
    })
}

/// All strings in an entry.
fn strings(entry: &Entry) -> Vec<String> {
    fn collect(value: serde_json::Value, into: &mut Vec<String>) {
        match value {
            serde_json::Value::String(words) => into.push(words),
            serde_json::Value::Array(values) => values.into_iter().for_each(|value| collect(value, into)),
            serde_json::Value::Object(values) => values.into_iter().for_each(|(_, value)| collect(value, into)),
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
        }
    }
    let mut found = Vec::new();
    // An entry has a form in JSON, or it could not have been stored.
    collect(serde_json::to_value(entry).unwrap_or_default(), &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_that_are_there_are_all_known_and_most_others_are_not() {
        let text = "Carla: row 4 of the comparison stays as it is; über die Übersicht wird später gesprochen.";
        let beginnings = Beginnings::of(text);
        for (at, _) in text.char_indices() {
            assert!(beginnings.may_have(&text[at..]), "{}", &text[at..]);
        }
        assert!(Beginnings::of("").may_have("row"), "too short to be told");
        assert!(!Beginnings::of("").may_have("rows"));
        let others = (0..1_000).map(|number| format!("w{number:04} says"));
        assert!(others.filter(|words| beginnings.may_have(words)).count() < 250);
    }

    #[test]
    fn words_are_found_whole() {
        for (words, text, expected) in [
            ("row 4", "Bo, you wanted to ask about row 4", true),
            ("row 4", "row 45 is new", false),
            ("arrow", "row 4", false),
            ("[deleted]", "Note: [deleted]", true),
            ("über", "Note: über alles", true),
            ("ber", "Note: über alles", false),
        ] {
            assert_eq!(stands_in(words, text), expected, "{words} in {text}");
        }
    }
}
