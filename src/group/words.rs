//! How kinds of things are called, in the room and in the minutes.

use super::event::{HandKind, Kind, NoteKind, Stand};

impl Kind {
    /// The word of the kind, as the minutes print it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Agreed => "Agreed",
            Kind::Noted => "Noted",
            Kind::Invited => "Invited",
            Kind::Requested => "Requested",
            Kind::Deferred => "Deferred",
            Kind::NoAgreement => "No agreement",
        }
    }
}

impl Kind {
    /// Whether it is one of the words of ITU reports beside agreement and its absence.
    pub fn is_of_itu(self) -> bool {
        match self {
            Kind::Noted | Kind::Invited | Kind::Requested | Kind::Deferred => true,
            Kind::Agreed | Kind::NoAgreement => false,
        }
    }
}

impl NoteKind {
    pub fn word(self) -> &'static str {
        match self {
            NoteKind::Note => "Note",
            NoteKind::Info => "Information",
            NoteKind::Idea => "Idea",
            NoteKind::Help => "Help wanted",
            NoteKind::Link => "Link",
            NoteKind::Issue => "Issue",
        }
    }
}

impl HandKind {
    /// `None` for a new point, which needs no word.
    pub fn word(self) -> Option<&'static str> {
        match self {
            HandKind::PointOfOrder => Some("point of order"),
            HandKind::Clarification => Some("clarifying question"),
            HandKind::Reply => Some("reply"),
            HandKind::RightOfReply => Some("right of reply"),
            HandKind::New => None,
        }
    }
}

impl Stand {
    /// As people type it.
    pub fn sign(self) -> &'static str {
        match self {
            Stand::For => "+1",
            Stand::RatherFor => "+0.5",
            Stand::Well => "+0",
            Stand::Neutral => "0",
            Stand::Unwell => "-0",
            Stand::Against => "-1",
        }
    }
}
