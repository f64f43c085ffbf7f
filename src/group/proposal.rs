//! Proposals: exact words are put to the group, there is time for objections, the chair decides.
//! Silence is not an objection; an objection stays on the record with its organization.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::group::event::Stand;
use crate::group::person::Person;
use crate::group::refusal::Refusal;

/// Words that the group is asked to agree to.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// `P2`: the second of its meeting.
    pub number: u32,
    pub text: String,
    pub by: Option<Person>,
    pub entry: u64,
    /// Until when the chair waits for objections.
    pub until: DateTime<Utc>,
    /// Whether the rooms have yet to see it.
    pub awaits_rooms: bool,
    pub state: ProposalState,
    /// The last stand of each person, by [`Person::key`].
    pub stands: BTreeMap<String, Stance>,
    pub objections: Vec<Objection>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    Open,
    /// The time for objections is over; the chair has not decided yet.
    Due,
    /// Number of the decision, of whatever kind.
    Decided(u32),
    Dropped,
}

/// What a person thinks of a proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Stance {
    pub person: Person,
    pub stand: Stand,
    pub words: Option<String>,
    pub entry: u64,
}

/// An objection or a reservation.
#[derive(Clone, Debug, PartialEq)]
pub struct Objection {
    pub person: Person,
    /// The secretary or chair who entered it for that person.
    pub entered_by: Option<Person>,
    pub reason: Option<String>,
    pub is_reservation: bool,
    pub is_withdrawn: bool,
    pub entry: u64,
    pub at: DateTime<Utc>,
    /// The Message-ID of the mail by which it came.
    pub mail: Option<String>,
}

/// How many people are for it, neutral and against it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub support: usize,
    pub neutral: usize,
    pub against: usize,
}

impl Objection {
    pub fn stands(&self) -> bool {
        !self.is_withdrawn
    }

    /// “objection” or “reservation”.
    pub fn word(&self) -> &'static str {
        if self.is_reservation { "reservation" } else { "objection" }
    }
}

impl Proposal {
    pub fn is_open(&self) -> bool {
        matches!(self.state, ProposalState::Open | ProposalState::Due)
    }

    /// While there is time for objections nothing is agreed.
    pub(super) fn refuse_early(&self, at: DateTime<Utc>) -> Result<(), Refusal> {
        let secs = (self.until - at).num_seconds();
        if secs > 0 && self.state == ProposalState::Open {
            Err(Refusal::WindowOpen { proposal: self.number, secs })
        } else {
            Ok(())
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for stance in self.stands.values() {
            match stance.stand {
                Stand::For | Stand::RatherFor => tally.support += 1,
                Stand::Well | Stand::Neutral | Stand::Unwell => tally.neutral += 1,
                Stand::Against => tally.against += 1,
            }
        }
        tally
    }

    /// Objections and reservations that have not been withdrawn.
    pub fn standing_objections(&self) -> impl Iterator<Item = &Objection> {
        self.objections.iter().filter(|objection| objection.stands())
    }
}

/// Words with which a chair closes on what is proposed; from anybody else, and where nothing is proposed, they are talk.
const CLOSING: [&str; 26] = [
    "adopted",
    "agreed by all",
    "agreed by consensus",
    "agreed unanimously",
    "agreed without objection",
    "agreed without objections",
    "carried",
    "consensus reached",
    "decided",
    "it is agreed",
    "it is decided",
    "it is so agreed",
    "it is so decided",
    "it is so resolved",
    "motion carried",
    "resolved",
    "so adopted",
    "so approved",
    "so agreed",
    "so decided",
    "so resolved",
    "that is agreed",
    "the chair declares it adopted",
    "the chair declares the proposal adopted",
    "the proposal is agreed",
    "the proposal is adopted",
];

/// Whether a line closes on what is proposed: `So agreed.`
pub fn is_closing(line: &str) -> bool {
    let bare = line.trim().trim_end_matches(['.', '!']);
    if !(7..=60).contains(&bare.len()) {
        return false;
    }
    // “Hearing no objection, so agreed.”
    let heard = |head: &str| {
        let starts = [
            "hearing no",
            "hearing none",
            "seeing no",
            "seeing none",
            "no objection",
            "there being no",
            "as there are no",
            "with no objection",
        ];
        starts.iter().any(|start| head.get(..start.len()).is_some_and(|at| at.eq_ignore_ascii_case(start)))
    };
    let bare = bare.split_once(", ").filter(|(head, _)| heard(head)).map_or(bare, |(_, tail)| tail);
    let is_agreed =
        bare.len() < line.trim().len() && bare.eq_ignore_ascii_case("agreed") && bare.len() + 2 < line.len();
    is_agreed && line.contains(',') || CLOSING.iter().any(|words| bare.eq_ignore_ascii_case(words))
}
