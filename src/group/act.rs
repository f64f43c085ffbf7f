//! What someone did last that is no formal record, so that `undo` never reaches past it.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::event::{Event, PaperId};
use super::list_proposal::ListProposalChange;
use super::person::Person;

/// The last such thing of a person, and the entry that it made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub entry: u64,
    pub at: DateTime<Utc>,
    pub kind: ActKind,
}

/// What it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActKind {
    ItemAdded(u32),
    /// Items that the record suggested.
    ItemsTaken(Vec<u32>),
    ActionClosed(u32),
    /// People who were listed as present.
    Presence(Vec<Person>),
    Hand,
    /// A change of the register, of a document, of a liaison statement or of the terms, which is taken back by its entry.
    Row,
    /// An approval of a paper.
    Approval(PaperId),
    /// Something that another command takes back: this one.
    Other(Cow<'static, str>),
}

impl Event {
    /// What the event is for `undo`, where it is no record that could be taken back itself.
    pub(super) fn act(&self, is_own: impl Fn(&Person) -> bool) -> Option<ActKind> {
        let other = |remedy: &'static str| ActKind::Other(remedy.into());
        Some(match self {
            Event::ItemAdded { item, .. } => ActKind::ItemAdded(*item),
            Event::ActionClosed { action, .. } => ActKind::ActionClosed(*action),
            Event::RegisterChanged { .. }
            | Event::DocumentChanged { .. }
            | Event::LiaisonChanged { .. }
            | Event::MandateChanged { .. }
            | Event::TermsChanged { .. } => ActKind::Row,
            Event::PaperApproved { paper, .. } => ActKind::Approval(*paper),
            Event::MinutesApproved { meeting, .. } => ActKind::Approval(PaperId::Minutes(*meeting)),
            Event::ListProposalChanged { proposal, change: ListProposalChange::Proposed { .. } } => {
                ActKind::Other(format!("drop LP{proposal}").into())
            }
            Event::ListProposalChanged { proposal, change: ListProposalChange::Answered { .. } } => {
                ActKind::Other(format!("withdraw my answer to LP{proposal}").into())
            }
            Event::HandRaised { person, .. } if is_own(person) => ActKind::Hand,
            Event::PresenceDeclared { person } => ActKind::Presence(vec![person.clone()]),
            Event::RegretsDeclared { person, .. } if is_own(person) => other("regrets-"),
            Event::RegretsDeclared { person, .. } => ActKind::Other(format!("regrets- {}", person.name).into()),
            Event::RegretsWithdrawn { person } if is_own(person) => other("regrets+"),
            Event::RegretsWithdrawn { person } => ActKind::Other(format!("regrets+ {}", person.name).into()),
            Event::HandRaised { person, .. } => ActKind::Other(format!("q- {}", person.name).into()),
            Event::LaterHandRaised { .. } => other("q-"),
            Event::HandMovedLast { .. } => other("q= NAMES, as a chair"),
            Event::HandLowered { .. } => other("q+"),
            Event::HandChanged { .. } => other("my hand: TEXT"),
            Event::FloorGiven { .. } => other("ack NAME, for somebody else"),
            Event::FloorYielded { .. } => other("ack NAME"),
            Event::FloorPaused => other("resume"),
            Event::FloorResumed => other("pause"),
            Event::AgendaCleared => other("agenda+ TITLE"),
            Event::DecisionReopened { .. } => other("agree, or AGREED: TEXT"),
            Event::ProposalDropped { .. } => other("PROPOSED: TEXT"),
            Event::PollClosed { .. } => other("poll QUESTION?"),
            Event::ObjectionWithdrawn { .. } => other("objection: REASON"),
            Event::SpeakingTimeCleared { .. } => other("time speakers at 2 min"),
            Event::RecessBegan { .. } => other("resume meeting"),
            Event::RecessEnded => other("recess"),
            Event::QueueClosed => other("open the queue"),
            Event::QueueReopened => other("close the queue"),
            Event::QueueSet { .. } => other("q= NAMES"),
            Event::ItemTakenUp { .. } => other("skip item"),
            Event::ItemClosed { item } => ActKind::Other(format!("reopen item {item}").into()),
            Event::ItemSkipped { item } | Event::ItemDropped { item } => {
                ActKind::Other(format!("take up item {item}").into())
            }
            Event::ItemRenamed { item, .. } => ActKind::Other(format!("item {item} = TITLE").into()),
            Event::AgendaOrdered { .. } => other("agenda order 2, 1"),
            Event::ItemBoxed { .. } => other("give this item 10 min"),
            Event::SpeakingTimeSet { .. } => other("stop timing speakers"),
            Event::PresenceWithdrawn { .. } => other("present+"),
            Event::ScribeNamed { .. } => other("scribe- NAME"),
            Event::ScribeReleased { .. } => other("scribe+ NAME"),
            Event::ChairNamed { .. } => other("chair- NAME"),
            Event::ActionReopened { action } => ActKind::Other(format!("action A{action} done").into()),
            Event::StandTaken { .. } | Event::StandWithdrawn { .. } => other("+1, -1 or 0"),
            Event::VoteCast { .. } | Event::VoteWithdrawn { .. } => other("vote with another choice"),
            Event::ObjectionRaised { .. } => other("withdraw objection"),
            // Records are taken back themselves; words from the floor and the bot's own entries are nobody's last act.
            _ => return None,
        })
    }
}
