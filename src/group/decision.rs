//! Decisions: recorded, amended and reopened, with numbers that never change.

use std::fmt;

use chrono::{DateTime, Duration, Utc};

use super::Group;
use super::command::DecisionRef;
use super::event::{DELETED, DecisionId, Kind, Objected};
use super::paper::Paper;
use super::person::same_name;
use super::proposal::Objection;
use super::refusal::Refusal;

impl fmt::Display for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "D{}-{}", self.meeting, self.number)
    }
}

impl fmt::Display for Objected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Objected::Proposal(number) => write!(f, "P{number}"),
            Objected::Decision(decision) => write!(f, "{decision}"),
        }
    }
}

/// A decision: it lives across meetings.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub id: DecisionId,
    pub kind: Kind,
    /// For whom it is, such as SG17 and TSAG.
    pub tags: Vec<String>,
    /// Entry that recorded it.
    pub entry: u64,
    /// The words it was recorded with, then each amendment.
    pub wordings: Vec<Wording>,
    /// The proposal of the same meeting that it settled.
    pub proposal: Option<u32>,
    pub reopenings: Vec<Reopening>,
    /// Those to its proposal, and those raised after it was recorded.
    pub objections: Vec<Objection>,
    pub is_withdrawn: bool,
}

/// Words of a decision, with the time and the reason of an amendment.
#[derive(Clone, Debug, PartialEq)]
pub struct Wording {
    pub at: DateTime<Utc>,
    pub entry: u64,
    /// The meeting that gave it these words.
    pub meeting: u32,
    pub text: String,
    pub reason: Option<String>,
    pub is_withdrawn: bool,
}

/// That a decision was opened again.
#[derive(Clone, Debug, PartialEq)]
pub struct Reopening {
    pub at: DateTime<Utc>,
    /// The meeting that opened it again.
    pub meeting: u32,
    pub entry: u64,
    pub reason: Option<String>,
    pub is_withdrawn: bool,
}

/// Whether a decision holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The minutes have not gone to the list.
    Provisional,
    ProvisionalUntil(DateTime<Utc>),
    Final(DateTime<Utc>),
    /// Someone has objected since it was recorded.
    Objected,
    Reopened,
}

impl Decision {
    /// The words that hold now.
    pub fn text(&self) -> &str {
        self.standing_wordings().last().map_or(DELETED, |wording| wording.text.as_str())
    }

    /// The words that hold and those they replaced, oldest first.
    pub fn standing_wordings(&self) -> impl DoubleEndedIterator<Item = &Wording> {
        self.wordings.iter().filter(|wording| !wording.is_withdrawn && wording.text != DELETED)
    }

    pub fn standing_reopenings(&self) -> impl Iterator<Item = &Reopening> {
        self.reopenings.iter().filter(|reopening| !reopening.is_withdrawn)
    }

    /// Opened again and not amended since.
    pub fn is_reopened(&self) -> bool {
        let worded = self.standing_wordings().last().map_or(0, |wording| wording.entry);
        self.standing_reopenings().last().is_some_and(|reopening| reopening.entry > worded)
    }

    /// What speaks against it: objections to its proposal, and those raised since.
    pub fn standing_objections(&self) -> impl Iterator<Item = &Objection> {
        self.objections.iter().filter(|objection| objection.stands())
    }

    pub fn is_kept(&self) -> bool {
        !self.is_withdrawn
    }
}

impl Group {
    /// Reads for whom a decision is: `… for SG17`, `… for SG17, SG20 and TSAG`, `… for SG17|SG20`.
    pub(super) fn tags_of(&self, text: &str) -> Vec<String> {
        self.addressed(text).map(|(_, tags)| tags).unwrap_or_default()
    }

    /// The words of a decision without those that only say for whom it is, and for whom it is: `a common text is prepared
    /// for SG17, SG20`. What the sentence needs stays in it, as in `the draft is for SG17`.
    pub fn addressees_apart<'a>(&self, text: &'a str) -> (&'a str, Vec<String>) {
        const LEANING: [&str; 20] = [
            "is",
            "are",
            "was",
            "were",
            "be",
            "been",
            "not",
            "only",
            "and",
            "or",
            "but",
            "meant",
            "intended",
            "also",
            "done",
            "needed",
            "necessary",
            "useful",
            "open",
            "responsible",
        ];
        let needs_more = |words: &str| {
            let last = words.rsplit(' ').next().unwrap_or_default();
            last.is_empty() || LEANING.iter().any(|word| last.eq_ignore_ascii_case(word))
        };
        match self.addressed(text) {
            Some((words, tags)) if !needs_more(words) => (words, tags),
            _ => (text, Vec::new()),
        }
    }

    fn addressed<'a>(&self, text: &'a str) -> Option<(&'a str, Vec<String>)> {
        let known = self.charter.sides.iter().chain(&self.charter.parent).chain([&self.charter.name]);
        let named = |word: &str| known.clone().find(|name| same_name(name, word)).cloned();
        let (words, list) = text.trim_end_matches(['.', ' ']).rsplit_once(" for ")?;
        let list = list.replace(" and ", ",").replace(['|', '&', '/'], ",");
        let tags: Option<Vec<String>> =
            list.split(',').map(str::trim).filter(|word| !word.is_empty()).map(named).collect();
        let tags = tags.filter(|tags| !tags.is_empty())?;
        Some((words.trim_end_matches([',', ';', ':', ' ']), tags))
    }

    /// The decision that someone names.
    ///
    /// # Errors
    /// There is none of that number.
    pub fn find_decision(&self, which: DecisionRef) -> Result<&Decision, Refusal> {
        let meeting = which.meeting.or(self.last_meeting).unwrap_or(self.charter.first_meeting);
        let id = DecisionId { meeting, number: which.number };
        self.decisions.get(&id).filter(|decision| decision.is_kept()).ok_or(Refusal::NoSuchDecision { decision: id })
    }

    /// When a decision is final if nobody objects before. `None`: its minutes have not gone to the list.
    fn settles_at(&self, decision: &Decision) -> Option<DateTime<Utc>> {
        let worded = decision.standing_wordings().last().map_or(decision.id.meeting, |wording| wording.meeting);
        let sent = self.minutes(worded).and_then(Paper::went_out_at);
        sent.map(|sent| sent + Duration::days(i64::from(self.charter.confirm_days)))
    }

    /// Whether a decision holds at a moment: provisional until so many days after its minutes went out.
    pub fn standing(&self, decision: &Decision, at: DateTime<Utc>) -> Standing {
        if decision.is_reopened() {
            return Standing::Reopened;
        }
        let settles_at = self.settles_at(decision);
        // What came too late leaves it final, and a chair opens it again.
        let is_in_time = |objection: &Objection| settles_at.is_none_or(|until| objection.at < until);
        let has_objection =
            |objection: &Objection| objection.stands() && !objection.is_reservation && objection.entry > decision.entry;
        if decision.objections.iter().any(|objection| has_objection(objection) && is_in_time(objection)) {
            return Standing::Objected;
        }
        match settles_at {
            None => Standing::Provisional,
            Some(until) if until > at => Standing::ProvisionalUntil(until),
            Some(since) => Standing::Final(since),
        }
    }
}
