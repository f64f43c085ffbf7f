//! The agenda and its items.

use super::{Typed, Wait};
use crate::group::person::Right;

/// The agenda and its items.
#[derive(Clone, Debug, PartialEq)]
pub enum AgendaCommand {
    AddItem {
        title: String,
        proposer: Option<String>,
        /// How long it may take.
        secs: Option<u32>,
    },
    ShowAgenda,
    /// What the record suggests for the agenda.
    ShowSuggested,
    /// Some of that, by its numbers, or all of it goes onto the agenda.
    TakeSuggested {
        numbers: Vec<u32>,
    },
    RenameItem {
        item: u32,
        title: String,
    },
    DropItem {
        item: u32,
    },
    OrderAgenda {
        order: Vec<u32>,
    },
    ClearAgenda,
    ReopenItem {
        item: u32,
    },
    TakeUpItem {
        which: ItemChoice,
    },
    NextItem,
    OpenTopic {
        title: String,
    },
    OpenSubtopic {
        title: String,
    },
    CloseItem {
        item: Option<u32>,
        despite_queue: bool,
    },
    /// The open item, or one that nobody has taken up yet.
    SkipItem {
        item: Option<u32>,
    },
    ShowOpenItem,
    BoxItem {
        wait: Wait,
    },
}

impl AgendaCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            AgendaCommand::TakeUpItem { .. }
            | AgendaCommand::ReopenItem { .. }
            | AgendaCommand::NextItem
            | AgendaCommand::OpenTopic { .. }
            | AgendaCommand::CloseItem { .. }
            | AgendaCommand::SkipItem { .. }
            | AgendaCommand::BoxItem { .. } => Right::Chair,
            AgendaCommand::OpenSubtopic { .. }
            | AgendaCommand::RenameItem { .. }
            | AgendaCommand::DropItem { .. }
            | AgendaCommand::OrderAgenda { .. }
            | AgendaCommand::TakeSuggested { .. }
            | AgendaCommand::ClearAgenda => Right::Secretary,
            AgendaCommand::AddItem { .. }
            | AgendaCommand::ShowAgenda
            | AgendaCommand::ShowSuggested
            | AgendaCommand::ShowOpenItem => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            AgendaCommand::AddItem { title, proposer, .. } => {
                [Typed::Title(title)].into_iter().chain(proposer.as_deref().map(Typed::Name)).collect()
            }
            AgendaCommand::RenameItem { title, .. }
            | AgendaCommand::OpenTopic { title }
            | AgendaCommand::OpenSubtopic { title } => vec![Typed::Title(title)],
            AgendaCommand::DropItem { .. }
            | AgendaCommand::OrderAgenda { .. }
            | AgendaCommand::ClearAgenda
            | AgendaCommand::ReopenItem { .. }
            | AgendaCommand::ShowAgenda
            | AgendaCommand::ShowSuggested
            | AgendaCommand::TakeSuggested { .. }
            | AgendaCommand::ShowOpenItem
            | AgendaCommand::TakeUpItem { .. }
            | AgendaCommand::NextItem
            | AgendaCommand::CloseItem { .. }
            | AgendaCommand::SkipItem { .. }
            | AgendaCommand::BoxItem { .. } => Vec::new(),
        }
    }
}

/// Which agenda item.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemChoice {
    Number(u32),
    /// Words or a regular expression that match one title.
    Matching(String),
}
