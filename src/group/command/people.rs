//! Who is there and in which role.

use super::Typed;
use crate::group::person::Right;

/// Who is there and in which role.
#[derive(Clone, Debug, PartialEq)]
pub enum PeopleCommand {
    DeclarePresence {
        names: Option<String>,
    },
    WithdrawPresence {
        name: Option<String>,
    },
    DeclareRegrets {
        names: Option<String>,
    },
    WithdrawRegrets {
        name: Option<String>,
    },
    ShowPresence,
    AddScribe {
        name: Option<String>,
    },
    RemoveScribe {
        name: Option<String>,
    },
    PickScribe {
        except: Option<String>,
    },
    /// `who` is an account as the platform writes it, or a member's name.
    AddChair {
        who: String,
    },
    RemoveChair {
        who: Option<String>,
    },
    /// The platform says that someone came into the room.
    Arrive,
    /// Without `is_meant`, the bot says what would be erased, and nothing happens.
    ForgetMe {
        is_meant: bool,
    },
}

impl PeopleCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            PeopleCommand::AddChair { .. } | PeopleCommand::RemoveChair { .. } => Right::Chair,
            PeopleCommand::DeclarePresence { .. }
            | PeopleCommand::WithdrawPresence { .. }
            | PeopleCommand::DeclareRegrets { .. }
            | PeopleCommand::WithdrawRegrets { .. }
            | PeopleCommand::ShowPresence
            | PeopleCommand::AddScribe { .. }
            | PeopleCommand::RemoveScribe { .. }
            | PeopleCommand::PickScribe { .. }
            | PeopleCommand::Arrive
            | PeopleCommand::ForgetMe { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            PeopleCommand::DeclarePresence { names } | PeopleCommand::DeclareRegrets { names } => {
                names.as_deref().map(Typed::Text).into_iter().collect()
            }
            PeopleCommand::AddScribe { name } => name.as_deref().map(Typed::Name).into_iter().collect(),
            PeopleCommand::AddChair { who } => vec![Typed::Name(who)],
            PeopleCommand::PickScribe { .. }
            | PeopleCommand::RemoveChair { .. }
            | PeopleCommand::ForgetMe { .. }
            | PeopleCommand::WithdrawPresence { .. }
            | PeopleCommand::WithdrawRegrets { .. }
            | PeopleCommand::ShowPresence
            | PeopleCommand::RemoveScribe { .. }
            | PeopleCommand::Arrive => Vec::new(),
        }
    }
}
