//! Who speaks, and for how long.

use super::Typed;
use crate::group::event::Timed;
use crate::group::person::Right;

/// Who speaks, and for how long.
#[derive(Clone, Debug, PartialEq)]
pub enum FloorCommand {
    GiveFloor { to: FloorTo },
    GiveLastWord { name: String },
    GiveReply { name: String },
    YieldFloor,
    PauseFloor,
    ResumeFloor,
    TimeSpeakers { secs: u32, whose: Timed },
    StopTimingSpeakers { whose: Timed },
    ShowTimeLeft,
}

impl FloorCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            FloorCommand::GiveFloor { .. }
            | FloorCommand::GiveLastWord { .. }
            | FloorCommand::GiveReply { .. }
            | FloorCommand::PauseFloor
            | FloorCommand::ResumeFloor
            | FloorCommand::TimeSpeakers { .. }
            | FloorCommand::StopTimingSpeakers { .. } => Right::Chair,
            FloorCommand::YieldFloor | FloorCommand::ShowTimeLeft => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            FloorCommand::GiveFloor { to: FloorTo::Name(name) }
            | FloorCommand::GiveLastWord { name }
            | FloorCommand::GiveReply { name } => vec![Typed::Name(name)],
            FloorCommand::GiveFloor { to: FloorTo::Next { .. } | FloorTo::Myself }
            | FloorCommand::PauseFloor
            | FloorCommand::ResumeFloor
            | FloorCommand::YieldFloor
            | FloorCommand::TimeSpeakers { .. }
            | FloorCommand::StopTimingSpeakers { .. }
            | FloorCommand::ShowTimeLeft => Vec::new(),
        }
    }
}

/// Who is given the floor.
#[derive(Clone, Debug, PartialEq)]
pub enum FloorTo {
    /// The first in the queue; `expecting` names whom the chair saw there.
    Next {
        expecting: Option<String>,
    },
    Myself,
    Name(String),
}
