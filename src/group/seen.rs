//! What a button of the board had before it when it was pressed.

use serde::{Deserialize, Serialize};

use super::Group;
use super::refusal::Refusal;

/// What the board showed when its buttons were made. A press applies to that and to nothing later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub meeting: u32,
    /// What else the press depends on.
    pub item: SeenItem,
}

/// What was open: an agenda item, or a question to everyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeenItem {
    /// The press has nothing to do with it.
    Any,
    /// No agenda item was open.
    None,
    Open(u32),
    /// This proposal was open.
    Proposal(u32),
    /// This poll was open.
    Poll(u32),
}

impl Group {
    /// Whether a press still means what it meant: what the board showed then is still the case.
    ///
    /// # Errors
    /// The meeting is over, the agenda has moved on, or what was asked is no longer open.
    pub fn still_as(&self, seen: Seen) -> Result<(), Refusal> {
        let Some(meeting) = self.meeting.as_ref().filter(|meeting| meeting.number == seen.meeting) else {
            return Err(Refusal::BoardOfClosedMeeting { meeting: seen.meeting });
        };
        let asked = |what: String, is_open: bool| if is_open { Ok(()) } else { Err(Refusal::NotAskedAnyMore { what }) };
        let now = meeting.agenda.open_item().map(|item| item.number);
        match (seen.item, now) {
            (SeenItem::Any, _) => Ok(()),
            (SeenItem::Proposal(seen), _) => {
                asked(format!("P{seen}"), meeting.open_proposal().is_some_and(|open| open.number == seen))
            }
            (SeenItem::Poll(seen), _) => {
                asked(format!("poll {seen}"), meeting.open_poll().is_some_and(|open| open.number == seen))
            }
            (SeenItem::None, None) => Ok(()),
            (SeenItem::Open(item), Some(now)) if item == now => Ok(()),
            (SeenItem::None | SeenItem::Open(_), Some(now)) => Err(Refusal::AgendaMovedOn { now }),
            (SeenItem::Open(item), None) => Err(Refusal::ItemClosedMeanwhile { item }),
        }
    }
}
