//! The group's terms of reference: revision 1 from a file, and revisions that the group proposes to its parent body.
//!
//! A revision is what its changes make it. It is agreed when a standing decision names it and as many chairs as approve a
//! paper stand for it as it is worded; then it goes to the parent body, and what that body approves is what holds.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Group;
use super::decision::{Decision, Standing};
use super::event::{DELETED, DecisionId, Kind};
use super::person::{Person, Right};
use crate::text::join_and;

/// What changes in the terms, as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermsChange {
    /// The text under which the group works, as its file had it.
    Adopted {
        text: String,
    },
    /// The whole text as it would be.
    Proposed {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A chair stands for it as it is worded.
    Agreed,
    /// The parent body has it.
    Sent {
        to: String,
        /// The number under which it went.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
    },
    /// The parent body has approved it, with this document.
    Approved {
        reference: String,
    },
    Dropped {
        reason: String,
    },
}

/// The changes of all revisions, in the order of the log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    pub changes: Vec<TermsEntry>,
    /// Who gave decisions about the terms their words, by entry.
    pub recorded: BTreeMap<u64, Person>,
}

/// One change, with who made it and when.
#[derive(Clone, Debug, PartialEq)]
pub struct TermsEntry {
    pub entry: u64,
    pub at: DateTime<Utc>,
    /// The meeting during which it was made.
    pub meeting: Option<u32>,
    pub by: Option<Person>,
    pub revision: u32,
    pub change: TermsChange,
    pub is_withdrawn: bool,
}

/// How far a revision is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermsState {
    /// What holds.
    Current,
    /// A later one holds.
    Replaced,
    Proposed(Missing),
    Agreed(DecisionId),
    Sent {
        to: String,
        reference: Option<String>,
    },
    Dropped {
        reason: String,
    },
}

/// What a proposed revision lacks before it is agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It says what the revision that holds says already.
    Change,
    /// No decision agrees it as it is worded.
    Decision,
    /// The decision is objected to or open again.
    Doubt { decision: DecisionId, how: &'static str },
    /// So many chairs have still to stand for it.
    Chairs { decision: DecisionId, so_far: Vec<Person>, more: usize },
}

/// A paragraph of the terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// The level of a heading, from 1.
    pub heading: Option<u8>,
    pub words: String,
}

impl TermsChange {
    /// What somebody typed in it.
    pub(super) fn words(&self) -> Option<&str> {
        match self {
            TermsChange::Adopted { text } | TermsChange::Proposed { text, .. } => Some(text),
            TermsChange::Sent { to, .. } => Some(to),
            TermsChange::Approved { reference: words } | TermsChange::Dropped { reason: words } => Some(words),
            TermsChange::Agreed => None,
        }
    }

    /// The change without what somebody typed.
    pub(super) fn blanked(self) -> TermsChange {
        let gone = || DELETED.to_owned();
        match self {
            TermsChange::Adopted { .. } => TermsChange::Adopted { text: gone() },
            TermsChange::Proposed { .. } => TermsChange::Proposed { text: gone(), reason: None },
            TermsChange::Agreed => TermsChange::Agreed,
            TermsChange::Sent { .. } => TermsChange::Sent { to: gone(), reference: None },
            TermsChange::Approved { .. } => TermsChange::Approved { reference: gone() },
            TermsChange::Dropped { .. } => TermsChange::Dropped { reason: gone() },
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            TermsChange::Adopted { text } | TermsChange::Proposed { text, .. } => Some(text),
            TermsChange::Agreed
            | TermsChange::Sent { .. }
            | TermsChange::Approved { .. }
            | TermsChange::Dropped { .. } => None,
        }
    }
}

impl TermsEntry {
    /// Whether it counts: neither taken back nor left without its words.
    pub fn stands(&self) -> bool {
        !self.is_withdrawn && self.change.words() != Some(DELETED)
    }
}

impl Terms {
    pub(super) fn standing(&self) -> impl DoubleEndedIterator<Item = &TermsEntry> {
        self.changes.iter().filter(|entry| entry.stands())
    }

    fn of(&self, revision: u32) -> impl DoubleEndedIterator<Item = &TermsEntry> {
        self.standing().filter(move |entry| entry.revision == revision)
    }

    /// Who proposed a revision as it is worded, when, and why.
    pub fn proposal(&self, revision: u32) -> Option<&TermsEntry> {
        self.of(revision).rev().find(|entry| entry.change.text().is_some())
    }
}

impl Group {
    /// The text of a revision.
    pub fn terms_text(&self, revision: u32) -> Option<&str> {
        let logged = self.terms.proposal(revision).and_then(|entry| entry.change.text());
        logged.or_else(|| self.charter.terms.as_deref().filter(|_| revision == 1))
    }

    /// The revision that holds. `None`: the group has no terms yet.
    pub fn current_terms(&self) -> Option<u32> {
        let approved = self.terms.standing().rev().find_map(|entry| match entry.change {
            TermsChange::Approved { .. } => Some(entry.revision),
            _ => None,
        });
        approved.filter(|revision| self.terms_text(*revision).is_some()).or(self.terms_text(1).map(|_| 1))
    }

    /// The document with which the parent body has approved a revision.
    pub fn terms_reference(&self, revision: u32) -> Option<&str> {
        self.terms.of(revision).rev().find_map(|entry| match &entry.change {
            TermsChange::Approved { reference } => Some(reference.as_str()),
            _ => None,
        })
    }

    /// All revisions that have a text, in order.
    pub fn terms_revisions(&self) -> Vec<u32> {
        let last = self.terms.changes.iter().map(|entry| entry.revision).max().unwrap_or(1);
        (1..=last).filter(|revision| self.terms_text(*revision).is_some()).collect()
    }

    /// The revision on which the group works: neither dropped nor approved.
    pub fn open_terms(&self) -> Option<u32> {
        let current = self.current_terms()?;
        let is_dropped = |revision: u32| {
            self.terms.of(revision).next_back().is_some_and(|last| matches!(last.change, TermsChange::Dropped { .. }))
        };
        self.terms_revisions().into_iter().rfind(|revision| *revision > current).filter(|last| !is_dropped(*last))
    }

    /// The number that the next proposal would have.
    pub(super) fn next_terms(&self) -> u32 {
        self.terms.changes.iter().map(|entry| entry.revision).max().unwrap_or(1).max(1) + 1
    }

    /// How far a revision is at a moment. `None`: there is none.
    pub fn terms_state(&self, revision: u32, at: DateTime<Utc>) -> Option<TermsState> {
        self.terms_text(revision)?;
        let current = self.current_terms()?;
        if revision == current {
            return Some(TermsState::Current);
        }
        let latest = self.terms.of(revision).next_back();
        Some(match latest.map(|entry| &entry.change) {
            Some(TermsChange::Dropped { reason }) => TermsState::Dropped { reason: reason.clone() },
            _ if revision < current => TermsState::Replaced,
            Some(TermsChange::Sent { to, reference }) => {
                TermsState::Sent { to: to.clone(), reference: reference.clone() }
            }
            _ => match self.terms_missing(revision, at) {
                Ok(decision) => TermsState::Agreed(decision),
                Err(missing) => TermsState::Proposed(missing),
            },
        })
    }

    /// The decision that agrees a revision as it is worded, with enough chairs; else what is missing.
    fn terms_missing(&self, revision: u32, at: DateTime<Utc>) -> Result<DecisionId, Missing> {
        if self.current_terms().and_then(|current| self.terms_text(current)) == self.terms_text(revision) {
            return Err(Missing::Change);
        }
        let worded = self.terms.proposal(revision).map_or(0, |entry| entry.entry);
        let agreeing = self.decisions.values().filter_map(|decision| {
            let wording = decision.standing_wordings().last()?;
            (self.terms_agreed_by(decision) == Some(revision) && wording.entry > worded).then_some((wording, decision))
        });
        let Some((wording, decision)) = agreeing.max_by_key(|(wording, _)| wording.entry) else {
            return Err(Missing::Decision);
        };
        let id = decision.id;
        match self.standing(decision, at) {
            Standing::Objected => return Err(Missing::Doubt { decision: id, how: "objected to" }),
            Standing::Reopened => return Err(Missing::Doubt { decision: id, how: "open again" }),
            Standing::Provisional | Standing::ProvisionalUntil(_) | Standing::Final(_) => {}
        }
        let so_far = self.terms_chairs(revision, wording.entry);
        let more = (self.charter.approvals as usize).saturating_sub(so_far.len());
        if more == 0 { Ok(id) } else { Err(Missing::Chairs { decision: id, so_far, more }) }
    }

    /// The chairs who stand for a revision as it is worded: who recorded the decision, and who said so.
    fn terms_chairs(&self, revision: u32, decided: u64) -> Vec<Person> {
        let worded = self.terms.proposal(revision).map_or(0, |entry| entry.entry);
        let recorded = self.terms.recorded.get(&decided);
        let said = self.terms.of(revision).filter(|entry| entry.entry > worded && entry.change == TermsChange::Agreed);
        let mut chairs: Vec<Person> = Vec::new();
        for person in recorded.into_iter().chain(said.filter_map(|entry| entry.by.as_ref())) {
            let is_chair =
                person.account.as_ref().is_some_and(|account| self.charter.role_of(account).may(Right::Chair));
            if is_chair && !chairs.iter().any(|known| self.is_one_person(known, person)) {
                chairs.push(person.clone());
            }
        }
        chairs
    }

    /// Whether a chair has said so of a revision as it is worded.
    pub(super) fn has_agreed_terms(&self, revision: u32, by: &Person) -> bool {
        let worded = self.terms.proposal(revision).map_or(0, |entry| entry.entry);
        let mut said = self.terms.of(revision).filter(|entry| entry.entry > worded);
        said.any(|entry| {
            entry.change == TermsChange::Agreed && entry.by.as_ref().is_some_and(|chair| self.is_one_person(chair, by))
        })
    }

    /// The revision that the words of a decision agree.
    pub fn terms_agreed_by(&self, decision: &Decision) -> Option<u32> {
        let can_agree = decision.is_kept() && decision.kind == Kind::Agreed;
        if can_agree { agreed_in(decision.text()) } else { None }
    }

    /// The text that held before an entry.
    pub fn terms_held_before(&self, entry: u64) -> Option<&str> {
        let approved = self
            .terms
            .standing()
            .rfind(|known| known.entry < entry && matches!(known.change, TermsChange::Approved { .. }));
        self.terms_text(approved.map_or(1, |known| known.revision))
    }

    /// What the chairs have said of the revisions during a meeting, and what was changed in them, in order.
    pub fn terms_changed_in(&self, meeting: u32) -> impl Iterator<Item = &TermsEntry> {
        self.terms.standing().filter(move |entry| entry.meeting == Some(meeting))
    }
}

/// The revision that words agree: `terms revision 2`, `revision 2 of the terms of reference is sent to TSAG`.
pub fn agreed_in(text: &str) -> Option<u32> {
    let is_any = |word: &str, known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut rest = words.skip_while(|word| is_any(word, &["the", "revised", "draft"]));
    let first = rest.next()?;
    if is_any(first, &["terms"]) {
        let mut rest = rest.skip_while(|word| is_any(word, &["of", "reference", "revision", "rev"]));
        let revision = rest.next()?.parse().ok()?;
        return holds(rest).then_some(revision);
    }
    if !is_any(first, &["revision"]) {
        return None;
    }
    let revision = rest.next()?.parse().ok()?;
    let of_terms = rest.by_ref().find(|word| !is_any(word, &["of", "the"]))?.eq_ignore_ascii_case("terms");
    (of_terms && holds(rest.skip_while(|word| is_any(word, &["of", "reference"])))).then_some(revision)
}

/// Whether nothing in the words holds it back or changes it: names of bodies, and words that only say that it is agreed.
fn holds<'a>(mut words: impl Iterator<Item = &'a str>) -> bool {
    const SAID: [&str; 38] = [
        "a",
        "accepted",
        "adopted",
        "agreed",
        "all",
        "and",
        "approval",
        "approved",
        "are",
        "as",
        "both",
        "by",
        "chairs",
        "circulated",
        "consensus",
        "drafted",
        "for",
        "group",
        "is",
        "it",
        "its",
        "of",
        "parent",
        "body",
        "proposed",
        "reference",
        "sent",
        "shown",
        "the",
        "to",
        "today",
        "unanimously",
        "we",
        "with",
        "now",
        "worded",
        "written",
        "amended",
    ];
    let is_body = |word: &str| word.len() > 1 && !word.chars().any(char::is_lowercase);
    words.all(|word| is_body(word) || SAID.contains(&word.to_lowercase().as_str()))
}

/// The paragraphs of a text: empty lines divide them, and so do headings, points and entries of lists.
pub fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut all: Vec<Paragraph> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            goes_on = false;
            continue;
        }
        let marks = line.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&marks) && line[marks..].starts_with(' ') {
            let heading = u8::try_from(marks).ok();
            all.push(Paragraph { heading, words: line[marks..].trim().to_owned() });
            goes_on = false;
            continue;
        }
        let begins = label(line).is_some() || ["- ", "* ", "• "].iter().any(|mark| line.starts_with(mark));
        match all.last_mut().filter(|_| goes_on && !begins) {
            Some(last) => {
                last.words.push(' ');
                last.words.push_str(line);
            }
            None => all.push(Paragraph { heading: None, words: line.to_owned() }),
        }
        goes_on = true;
    }
    all
}

/// The same as one text.
pub fn joined(paragraphs: &[Paragraph]) -> String {
    let lines = paragraphs.iter().map(|paragraph| match paragraph.heading {
        Some(level) => format!("{} {}", "#".repeat(usize::from(level)), paragraph.words),
        None => paragraph.words.clone(),
    });
    lines.collect::<Vec<_>>().join("\n\n")
}

/// The number in front of a point: `3` of `3. Establish …`, `3.1` of `3.1) …`.
pub fn label(words: &str) -> Option<&str> {
    let end = words.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, rest) = words.split_at(end);
    let bare = number.trim_end_matches('.');
    let is_number = bare.starts_with(|c: char| c.is_ascii_digit()) && bare.len() <= 12 && !bare.contains("..");
    let is_marked = number.ends_with('.') || rest.starts_with(')') || bare.contains('.');
    (is_number && is_marked && rest.trim_start_matches(')').starts_with(char::is_whitespace)).then_some(bare)
}

/// The last point of the first level, and its place.
pub fn last_point(paragraphs: &[Paragraph]) -> Option<(u32, usize)> {
    let points = paragraphs.iter().enumerate().filter(|(_, paragraph)| paragraph.heading.is_none());
    points.filter_map(|(place, paragraph)| Some((label(&paragraph.words)?.parse().ok()?, place))).next_back()
}

/// What a revision lacks, and what to type.
pub fn lacks(revision: u32, missing: &Missing) -> (String, String) {
    match missing {
        Missing::Change => (
            "it changes nothing in the one that holds".to_owned(),
            format!("change it with: !terms point 3 = TEXT; or type: drop terms {revision} because REASON"),
        ),
        Missing::Decision => (
            "no decision agrees it as it is worded".to_owned(),
            format!("a chair types: AGREED: terms revision {revision}"),
        ),
        Missing::Doubt { decision, how } => (
            format!("{decision}, which agrees it, is {how}"),
            format!("settle {decision} first, or change the text with: !terms point 3 = TEXT"),
        ),
        Missing::Chairs { decision, so_far, more } => {
            let others = if *more == 1 { "another chair".to_owned() } else { format!("{more} more chairs") };
            let by = match so_far.as_slice() {
                [] => String::new(),
                chairs => format!(", {} for the chairs", chair_names(chairs)),
            };
            (
                format!("{decision} agrees it{by}, and {others} still has to"),
                format!("the other chair types: terms {revision} agreed"),
            )
        }
    }
}

/// `ana and bo`, of chairs.
fn chair_names(chairs: &[Person]) -> String {
    join_and(&chairs.iter().map(|chair| chair.name.clone()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_decision_agree_a_revision_or_only_speak_of_it() {
        for text in [
            "terms revision 2",
            "Terms of reference, revision 2",
            "the terms of reference revision 2 as drafted",
            "revision 2 of the terms of reference is sent to TSAG",
            "the revised terms 2",
            "revision 2 of the terms",
        ] {
            assert_eq!(agreed_in(text), Some(2), "{text}");
        }
        for text in [
            "the terms of the licence are accepted",
            "revision 2 of the register",
            "revision 2",
            "terms revision 2 is postponed",
            "revision 2 of the terms of reference is not sent",
            "in terms of 2 items",
            "terms revision 2 needs more work",
            "terms revision 2 to be discussed next time",
            "terms revision 2 except point 3",
            "terms revision 2, point 3 to be reworded",
            "terms revision 2 subject to review",
            "terms 2 is the wrong revision",
            "revision 2 of the terms when SG20 has commented",
        ] {
            assert_eq!(agreed_in(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_is_its_paragraphs_and_points() {
        let text = "# Terms of reference\nThe group\nmeets on the list.\n\n1. Review the scope.\n2) Identify gaps\n   in both.\n2.1 Of keys\n- and lists\n2027 is the end.\n";
        let all = paragraphs(text);
        let words: Vec<&str> = all.iter().map(|paragraph| paragraph.words.as_str()).collect();
        assert_eq!(
            words,
            [
                "Terms of reference",
                "The group meets on the list.",
                "1. Review the scope.",
                "2) Identify gaps in both.",
                "2.1 Of keys",
                "- and lists 2027 is the end.",
            ]
        );
        assert_eq!(all[0].heading, Some(1));
        assert_eq!(paragraphs(&joined(&all)), all);
        assert_eq!(last_point(&all), Some((2, 3)));
    }
}
