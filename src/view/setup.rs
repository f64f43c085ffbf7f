//! What is said about which group meets in a room.

use super::Say;
use crate::group::setup::{Consents, Objection, Tie};

/// Which group meets here, to the person who asks. `command` is what to type for a group.
pub fn tied(tie: &Tie, groups: &[String], command: &str) -> Say {
    let now = match tie {
        Tie::Configured { name } => {
            return Say::whisper(format!("{name} meets here, by the configuration of this bot."));
        }
        Tie::Agreed { name, .. } => format!("{name} meets here."),
        Tie::Alone => "This room is a group of its own.".to_owned(),
        Tie::Nobodys => {
            let Some(first) = groups.first() else { return no_group(None) };
            return Say::whisper(format!(
                "No group meets here. {}A person who manages this room and a chair or secretary of the group bring it here, each with: {}",
                listed(groups),
                naming(command, first)
            ));
        }
    };
    Say::whisper(format!("{now} {}", offer(groups, command)))
}

/// The groups, where there is a choice.
fn listed(groups: &[String]) -> String {
    if groups.len() < 2 { String::new() } else { format!("The groups of this bot are {}. ", groups.join(", ")) }
}

/// The command with a group's name: an option where it is a slash command, else words.
fn naming(command: &str, group: &str) -> String {
    if command.starts_with('/') { format!("{command} group:{group}") } else { format!("{command} {group}") }
}

fn offer(groups: &[String], command: &str) -> String {
    let Some(first) = groups.first() else {
        return "This bot has no other group; the operator can add one in the configuration.".to_owned();
    };
    format!("{}To bring another one: {}", listed(groups), naming(command, first))
}

/// To a person who types what the platform has a form for.
pub fn not_typed(command: &str) -> Say {
    Say::whisper(format!("Which group meets here is not decided by typed lines. Use {command}"))
}

/// Nobody is called so.
pub fn no_such_group(typed: &str, groups: &[String], command: &str) -> Say {
    Say::whisper(format!("No group of this bot is called “{typed}”. {}", offer(groups, command)))
}

/// To a person who gives a command where no group meets. `command` brings one, where the platform has such a command.
pub fn no_group(command: Option<&str>) -> Say {
    let what = "No group meets here, so nothing is heard or recorded.";
    Say::whisper(match command {
        Some(command) => format!(
            "{what} A person who manages this room and a chair or secretary of a group bring it here, each with: {command}"
        ),
        None => format!("{what} The operator can name this room among the rooms of a group in the configuration."),
    })
}

/// To the room: its group has changed.
pub fn bound(name: &str) -> Say {
    Say::line(format!(
        "{name} meets here from now on: one queue, one agenda and one record with its other rooms. To open a meeting: start meeting"
    ))
}

/// What a room is after its group has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    Own,
    Nobodys,
}

/// To the room: its group meets there no longer.
pub fn left(now: Left) -> Say {
    let now = match now {
        Left::Own => "This room is a group of its own again.",
        Left::Nobodys => "No group meets here any more, and nothing more is heard or recorded here.",
    };
    Say::line(format!("{now} What was recorded stays with the group that met here."))
}

/// To the room: one consent is there.
pub fn waits(by: &str, name: &str, consents: &Consents, command: &str) -> Say {
    let missing = if consents.by_manager {
        format!("a chair or secretary of {name}")
    } else {
        "a person who manages this room".to_owned()
    };
    Say::line(format!("{by} wants {name} to meet here. Now {missing} has to agree, with: {}", naming(command, name)))
}

pub fn refused(objection: Objection, tie: &Tie, name: &str) -> Say {
    Say::whisper(match (objection, tie) {
        (Objection::Configured, Tie::Configured { name }) => {
            format!("{name} meets here by the configuration of this bot, which only the operator changes.")
        }
        (Objection::Nothing, Tie::Agreed { name, .. }) => format!("{name} already meets here."),
        (Objection::Nothing | Objection::Configured, _) => "No group was set up here, so nothing changes.".to_owned(),
        (Objection::NotYours, Tie::Alone) => "Only a person who manages this room can send me away.".to_owned(),
        (Objection::MeetingOpen, _) => "A meeting is open here. Close it first: end meeting".to_owned(),
        (Objection::NotYours, _) => {
            format!(
                "Only a person who manages this room, or a chair or secretary of {name}, can ask for that; you are neither."
            )
        }
    })
}
