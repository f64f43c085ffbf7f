//! What tells hands apart, and whose speaking time is limited.

use serde::{Deserialize, Serialize};

use super::kinds::HandKind;

impl HandKind {
    /// Whether it asks something of the person who spoke before.
    pub fn is_question(self) -> bool {
        matches!(self, HandKind::PointOfOrder | HandKind::Clarification | HandKind::Reply)
    }

    /// Whether it interrupts a turn, which goes on afterwards.
    pub fn interrupts(self, turn: HandKind) -> bool {
        match self {
            HandKind::PointOfOrder => turn != HandKind::PointOfOrder,
            HandKind::Clarification => matches!(turn, HandKind::Reply | HandKind::New | HandKind::RightOfReply),
            HandKind::Reply | HandKind::New | HandKind::RightOfReply => false,
        }
    }
}

/// What tells one hand of a person from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandKey {
    pub kind: HandKind,
    /// The entry that put it in its place.
    pub since: u64,
}

/// Whose speaking time is limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timed {
    /// Each turn of each speaker.
    #[default]
    Speaker,
    /// All turns of one organization on an agenda item.
    Organization,
}

impl Timed {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn is_speaker(&self) -> bool {
        *self == Timed::Speaker
    }
}
