//! What a sign on a message asks for.

use super::{Desk, asked_note, board_note};
use crate::chat::RoomKey;
use crate::command::table::rows;
use crate::group::command::{Command, ProposalCommand};

impl Desk {
    /// What a sign on a message asks for: on the board, or on a proposal or poll that is open (the line
    /// that put it, or what the bot said to it).
    pub(super) async fn signed(&self, room: &RoomKey, message: &str, sign: &str) -> anyhow::Result<Option<Command>> {
        // A thumb says what the check mark says.
        let sign = match sign {
            "👍" | "✔" => "✅",
            "👎" | "✖" => "❌",
            other => other,
        };
        let Some(row) = rows().iter().find(|row| row.reaction == Some(sign)) else { return Ok(None) };
        let Ok(command) = (row.build)(&crate::command::table::Values::default()) else { return Ok(None) };
        let asked = self.group.meeting.as_ref().and_then(|meeting| {
            let proposal = meeting.open_proposal().map(|open| open.entry);
            let poll = meeting.open_poll().map(|open| open.entry);
            let entry = proposal.max(poll)?;
            Some(meeting.source_of(entry).map(|source| source.message.clone()))
        });
        let is_stand = matches!(command, Command::Proposal(ProposalCommand::TakeStand { .. }));
        let is_answer = match &asked {
            Some(source) if is_stand => {
                source.as_deref() == Some(message)
                    || self.store.note(&asked_note(room)).await?.as_deref() == Some(message)
            }
            Some(_) | None => false,
        };
        let is_meant = is_answer || ((!is_stand || asked.is_some()) && self.is_board(room, message).await?);
        Ok(Some(command).filter(|_| is_meant))
    }

    pub(super) async fn is_board(&self, room: &RoomKey, message: &str) -> anyhow::Result<bool> {
        let note = self.store.note(&board_note(room)).await?;
        Ok(note.is_some_and(|note| note.split_once(' ').is_some_and(|(_, board)| board == message)))
    }
}
