//! Times, zones and reminders.

use super::Typed;
use crate::group::person::Right;

/// Times, zones and reminders.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeCommand {
    /// `!time …`, as it was typed.
    ShowTime {
        typed: String,
    },
    /// `!zone Bangalore`; `off` is none, `profile` that of the profile; without words the zone is shown.
    ChooseZone {
        zone: Option<String>,
    },
    ShowZones,
    /// `!slots …`, as it was typed.
    ShowSlots {
        typed: Option<String>,
    },
    /// What each zone has borne so far.
    ShowHours,
    Remind {
        wait: Wait,
        text: String,
    },
    /// On the day of one's own actions, or of one of them.
    RemindOfActions {
        action: Option<u32>,
    },
}

/// How long something takes, or until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    Secs(u32),
    /// A time to come, as it was typed.
    Until(String),
}

impl TimeCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            TimeCommand::Remind { .. }
            | TimeCommand::RemindOfActions { .. }
            | TimeCommand::ShowTime { .. }
            | TimeCommand::ChooseZone { .. }
            | TimeCommand::ShowZones
            | TimeCommand::ShowSlots { .. }
            | TimeCommand::ShowHours => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            TimeCommand::Remind { text, .. } => vec![Typed::Text(text)],
            TimeCommand::RemindOfActions { .. }
            | TimeCommand::ShowTime { .. }
            | TimeCommand::ChooseZone { .. }
            | TimeCommand::ShowZones
            | TimeCommand::ShowSlots { .. }
            | TimeCommand::ShowHours => Vec::new(),
        }
    }
}
