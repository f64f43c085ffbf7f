//! What someone did last that is no formal record, so that `undo` never reaches past it.

use std::borrow::Cow;

use super::event::Event;

/// The last such thing of a person, and the entry that it made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub entry: u64,
    pub kind: ActKind,
}

/// What it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActKind {
    ItemAdded(u32),
    ActionClosed(u32),
    /// Of the author; someone else's is taken back by name.
    Presence,
    Hand,
    /// A change of the register or of a liaison statement, which is taken back by its entry.
    Row,
    /// Something that another command takes back: this one.
    Other(Cow<'static, str>),
}

impl Event {
    /// What the event is for `undo`, where it is no record that could be taken back itself.
    pub(super) fn act(&self, is_own: impl Fn(&super::person::Person) -> bool) -> Option<ActKind> {
        let other = |remedy: &'static str| ActKind::Other(remedy.into());
        Some(match self {
            Event::ItemAdded { item, .. } => ActKind::ItemAdded(*item),
            Event::ActionClosed { action, .. } => ActKind::ActionClosed(*action),
            Event::RegisterChanged { .. } | Event::LiaisonChanged { .. } => ActKind::Row,
            Event::PresenceDeclared { person } if is_own(person) => ActKind::Presence,
            Event::HandRaised { person, .. } if is_own(person) => ActKind::Hand,
            Event::PresenceDeclared { .. } => other("present- NAME"),
            Event::HandRaised { .. } => other("q- NAME"),
            Event::HandLowered { .. } => other("q+"),
            Event::HandChanged { .. } => other("my hand: TEXT"),
            Event::FloorGiven { .. } => other("ack NAME, for somebody else"),
            Event::FloorYielded { .. } => other("ack NAME"),
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
            Event::StandTaken { .. } => other("+1, -1 or 0"),
            Event::VoteCast { .. } => other("vote with another choice"),
            Event::ObjectionRaised { .. } => other("withdraw objection"),
            // Records are taken back themselves; words from the floor and the bot's own entries are nobody's last act.
            _ => return None,
        })
    }
}
