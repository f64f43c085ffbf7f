//! What someone did last that is no formal record, so that `undo` never reaches past it.

use super::event::Event;

/// The last such thing of a person, and the entry that it made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    pub entry: u64,
    pub kind: ActKind,
}

/// What it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    ItemAdded(u32),
    ActionClosed(u32),
    /// Of the author; someone else's is taken back by name.
    Presence,
    Hand,
    /// Something that another command takes back: this one.
    Other(&'static str),
}

impl Event {
    /// What the event is for `undo`, where it is no record that could be taken back itself.
    pub(super) fn act(&self, is_own: impl Fn(&super::person::Person) -> bool) -> Option<ActKind> {
        Some(match self {
            Event::ItemAdded { item, .. } => ActKind::ItemAdded(*item),
            Event::ActionClosed { action, .. } => ActKind::ActionClosed(*action),
            Event::PresenceDeclared { person } if is_own(person) => ActKind::Presence,
            Event::HandRaised { person, .. } if is_own(person) => ActKind::Hand,
            Event::PresenceDeclared { .. } => ActKind::Other("present- NAME"),
            Event::HandRaised { .. } => ActKind::Other("q- NAME"),
            Event::HandLowered { .. } => ActKind::Other("q+"),
            Event::FloorGiven { .. } => ActKind::Other("ack NAME, for somebody else"),
            Event::FloorYielded { .. } => ActKind::Other("ack NAME"),
            Event::QueueClosed => ActKind::Other("open the queue"),
            Event::QueueReopened => ActKind::Other("close the queue"),
            Event::QueueSet { .. } => ActKind::Other("q= NAMES"),
            Event::ItemTakenUp { .. } => ActKind::Other("take up item N"),
            Event::ItemClosed { .. } | Event::ItemSkipped { .. } => ActKind::Other("reopen item N"),
            Event::ItemDropped { .. } => ActKind::Other("agenda+ TITLE"),
            Event::ItemRenamed { .. } => ActKind::Other("item N = TITLE"),
            Event::AgendaOrdered { .. } => ActKind::Other("agenda order N, M"),
            Event::ItemBoxed { .. } => ActKind::Other("give this item 10 min"),
            Event::SpeakingTimeSet { .. } => ActKind::Other("stop timing speakers"),
            Event::PresenceWithdrawn { .. } => ActKind::Other("present+"),
            Event::ScribeNamed { .. } => ActKind::Other("scribe- NAME"),
            Event::ScribeReleased { .. } => ActKind::Other("scribe+ NAME"),
            Event::ChairNamed { .. } => ActKind::Other("chair- NAME"),
            Event::ActionReopened { .. } => ActKind::Other("action N done"),
            Event::StandTaken { .. } => ActKind::Other("+1, -1 or 0"),
            Event::VoteCast { .. } => ActKind::Other("vote with another choice"),
            Event::ObjectionRaised { .. } => ActKind::Other("withdraw objection"),
            // Records are taken back themselves; words from the floor and the bot's own entries are nobody's last act.
            _ => return None,
        })
    }
}
