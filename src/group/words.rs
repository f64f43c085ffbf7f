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
            NoteKind::Ruling => "Ruling",
            NoteKind::Outgoing => "Outgoing",
        }
    }
}

impl HandKind {
    /// The kind that people call so: `reply`, `a clarifying question`.
    pub fn named(typed: &str) -> Option<HandKind> {
        let typed = typed.trim().to_lowercase();
        let name =
            ["a ", "an ", "the ", "my "].iter().find_map(|article| typed.strip_prefix(article)).unwrap_or(&typed);
        match name {
            "point of order" | "order" => Some(HandKind::PointOfOrder),
            "clarifying question" | "clarification" | "question" | "clarify" => Some(HandKind::Clarification),
            "reply" | "answer" | "response" => Some(HandKind::Reply),
            "point" | "new point" | "statement" | "comment" => Some(HandKind::New),
            _ => None,
        }
    }

    /// What it is called, in full.
    pub fn name(self) -> &'static str {
        self.word().unwrap_or("new point")
    }

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
