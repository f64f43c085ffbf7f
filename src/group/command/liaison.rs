//! Liaison statements.

use super::{DecisionRef, Typed};
use crate::group::liaison::{Addressee, Part, Purpose};
use crate::group::person::Right;

/// Liaison statements.
#[derive(Clone, Debug, PartialEq)]
pub enum LiaisonCommand {
    AddIncoming(Incoming),
    AddOutgoing {
        title: String,
        /// The statement that it answers, as it was typed.
        reply_to: Option<String>,
    },
    Address {
        liaison: u32,
        to: Vec<Addressee>,
    },
    /// `day`: as it was typed; `none` takes the deadline away.
    SetDeadline {
        liaison: u32,
        day: String,
    },
    Word {
        liaison: u32,
        part: Part,
        text: String,
    },
    /// A decision that does not name it agrees it.
    AgreeBy {
        liaison: u32,
        decision: DecisionRef,
    },
    HandOver {
        liaison: u32,
    },
    /// It was sent under this number.
    Number {
        liaison: u32,
        reference: String,
    },
    Answer {
        liaison: u32,
        by: String,
    },
    Close {
        liaison: u32,
        reason: Option<String>,
    },
    Drop {
        liaison: u32,
        reason: String,
    },
    Reopen {
        liaison: u32,
    },
    Show {
        which: LiaisonRef,
    },
    List {
        part: LiaisonPart,
    },
}

/// An incoming statement as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// The number of its sender, such as SG20-LS4.
    pub reference: Option<String>,
    pub title: String,
    pub from: Option<String>,
    pub purpose: Option<Purpose>,
    /// The day by which an answer is asked for, in words.
    pub deadline: Option<String>,
    pub reply_to: Option<String>,
}

/// A statement that someone names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiaisonRef {
    /// Ours: `L3`.
    Number(u32),
    /// Its sender's: `SG20-LS4`.
    Reference(String),
}

/// Which statements are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiaisonPart {
    All,
    In,
    Out,
    /// Those about which something is left to do.
    Open,
    /// Those with a deadline that have no answer yet.
    Due,
    Dropped,
    /// Those from or to a body.
    Body(String),
}

impl Incoming {
    /// The line that registers it, up to its deadline.
    pub fn without_deadline(&self) -> String {
        let part = |mark: &str, words: Option<&str>| words.map_or_else(String::new, |words| format!(" {mark}{words}"));
        let reference = part("", self.reference.as_deref());
        let from = part("from ", self.from.as_deref());
        let purpose = part("for ", self.purpose.map(Purpose::word));
        let reply = part("in reply to ", self.reply_to.as_deref());
        format!("liaison+ in{reference} \"{}\"{from}{purpose}{reply} by", self.title)
    }
}

impl LiaisonCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            LiaisonCommand::AgreeBy { .. } => Right::Chair,
            LiaisonCommand::Show { .. } | LiaisonCommand::List { .. } => Right::Anyone,
            LiaisonCommand::AddIncoming(_)
            | LiaisonCommand::AddOutgoing { .. }
            | LiaisonCommand::Address { .. }
            | LiaisonCommand::SetDeadline { .. }
            | LiaisonCommand::Word { .. }
            | LiaisonCommand::HandOver { .. }
            | LiaisonCommand::Number { .. }
            | LiaisonCommand::Answer { .. }
            | LiaisonCommand::Close { .. }
            | LiaisonCommand::Drop { .. }
            | LiaisonCommand::Reopen { .. } => Right::Secretary,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            LiaisonCommand::AddIncoming(Incoming { reference, title, from, reply_to, .. }) => {
                let names = [reference, from, reply_to].into_iter().flatten().map(|name| Typed::Name(name));
                std::iter::once(Typed::Title(title)).chain(names).collect()
            }
            LiaisonCommand::AddOutgoing { title, reply_to } => {
                std::iter::once(Typed::Title(title)).chain(reply_to.as_deref().map(Typed::Name)).collect()
            }
            LiaisonCommand::Address { to, .. } => to.iter().map(|one| Typed::Name(&one.body)).collect(),
            LiaisonCommand::Word { part, text, .. } => vec![match part {
                Part::Title | Part::Meeting | Part::Questions | Part::Keywords => Typed::Title(text),
                Part::ReplyTo | Part::From => Typed::Name(text),
                Part::Contact | Part::Abstract => Typed::Text(text),
                Part::Text => Typed::Long(text),
            }],
            LiaisonCommand::Number { reference: name, .. } | LiaisonCommand::Answer { by: name, .. } => {
                vec![Typed::Name(name)]
            }
            LiaisonCommand::Close { reason, .. } => reason.as_deref().map(Typed::Text).into_iter().collect(),
            LiaisonCommand::Drop { reason, .. } => vec![Typed::Text(reason)],
            LiaisonCommand::SetDeadline { .. }
            | LiaisonCommand::AgreeBy { .. }
            | LiaisonCommand::HandOver { .. }
            | LiaisonCommand::Reopen { .. }
            | LiaisonCommand::Show { .. }
            | LiaisonCommand::List { .. } => Vec::new(),
        }
    }
}
