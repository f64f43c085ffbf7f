//! Which entries' words are in a text of the bot's, so that the text can be taken back when they are deleted.

use super::Group;
use super::event::Entry;
use super::meeting::Meeting;
use super::nature::Words;
use super::proposal::Objection;
use super::record::{Record, Records};
use super::telling::{Mark, Sought, telling};
use crate::text::folded_line;

/// A text in which quotations are looked for.
struct Search<'a> {
    sought: Sought<'a>,
    /// In the order in which they are found, and perhaps more than once.
    found: Vec<u64>,
}

impl Search<'_> {
    /// Something that the bot names by its words, however short: a title, a proposal, an action.
    fn named(&mut self, entry: u64, words: &str) {
        if !self.sought.may_have(words) {
            return;
        }
        let words = folded_line(words);
        if telling(&words).is_some_and(|telling| self.sought.has(telling)) {
            self.found.push(entry);
        }
    }

    fn named_if_any(&mut self, entry: u64, words: Option<&str>) {
        if let Some(words) = words {
            self.named(entry, words);
        }
    }

    fn record(&mut self, record: &Record) {
        if let Some(words) = record.text().filter(|words| self.sought.may_have_said(words)) {
            self.named(record.entry, words);
        }
    }

    fn records(&mut self, records: &Records) {
        let (marks, in_order) = (records.marks(), records.values().as_slice());
        for (mark, record) in marks.iter().zip(in_order) {
            match mark {
                Mark::Nothing => {}
                Mark::Known(known) if self.sought.has_marked(known) => self.found.push(known.entry),
                Mark::Known(_) => {}
                Mark::Unread => self.record(record),
            }
        }
        in_order[marks.len()..].iter().for_each(|record| self.record(record));
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
        self.records(&meeting.records);
    }
}

impl Group {
    /// Marks what is new in the record: its words are not read again where quotations are looked for.
    pub fn mark_records(&mut self) {
        for meeting in self.meeting.iter_mut().chain(&mut self.finished) {
            meeting.records.mark();
        }
    }

    /// Numbers of the entries whose words are in a text. A correction is found as the entry that it corrects.
    pub fn quoted_in(&self, text: &str) -> Vec<u64> {
        let text = folded_line(text);
        let mut search = Search { sought: Sought::of(&text), found: Vec::new() };
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
        search.found.sort_unstable();
        search.found.dedup();
        search.found
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
        let sought = Sought::of(&text);
        let is_there = |words: &String| telling(&folded_line(words)).is_some_and(|telling| sought.has(telling));
        let mut there = strings(self);
        there.retain(is_there);
        // What is left of the entry is looked at only where something of it is in the text.
        let kept = if there.is_empty() { Vec::new() } else { strings(&self.clone().blanked()) };
        there.iter().any(|words| !kept.contains(words))
    }
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
