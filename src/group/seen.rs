//! What a button of the board had before it when it was pressed.

use serde::{Deserialize, Serialize};

use super::Group;
use super::refusal::Refusal;

/// What the board showed when its buttons were made. A press applies to that and to nothing later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub meeting: u32,
    /// The agenda item that was open, where the press depends on it.
    pub item: SeenItem,
}

/// Which agenda item was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeenItem {
    /// The press has nothing to do with it.
    Any,
    None,
    Open(u32),
}

impl Group {
    /// Whether a press still means what it meant: what the board showed then is still the case.
    ///
    /// # Errors
    /// The meeting is over, or the agenda has moved on.
    pub fn still_as(&self, seen: Seen) -> Result<(), Refusal> {
        let Some(meeting) = self.meeting.as_ref().filter(|meeting| meeting.number == seen.meeting) else {
            return Err(Refusal::BoardOfClosedMeeting { meeting: seen.meeting });
        };
        let now = meeting.agenda.open_item().map(|item| item.number);
        match (seen.item, now) {
            (SeenItem::Any, _) => Ok(()),
            (SeenItem::None, None) => Ok(()),
            (SeenItem::Open(item), Some(now)) if item == now => Ok(()),
            (SeenItem::None | SeenItem::Open(_), Some(now)) => Err(Refusal::AgendaMovedOn { now }),
            (SeenItem::Open(item), None) => Err(Refusal::ItemClosedMeanwhile { item }),
        }
    }
}
