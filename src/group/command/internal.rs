//! What no person asks for: the clock and the mail.

use chrono::{DateTime, Utc};

use super::Typed;
use crate::group::mail::HeldWhy;
use crate::group::person::{Person, Right};

/// What no person asks for: the clock and the mail.
#[derive(Clone, Debug, PartialEq)]
pub enum InternalCommand {
    /// Time has passed. The request's own time is when the clock had something to say; it may say it late.
    Tick { now: DateTime<Utc> },
    /// What is proposed has been delivered to the rooms.
    ReportShown,
    /// The post office reports on a mail.
    ReportMail { message_id: String, outcome: MailOutcome },
    /// A mail asks for something that waits for the secretary. `meeting`: the one whose mail it answers.
    HoldMail { person: Person, words: String, meeting: Option<u32>, proposal: Option<u32>, why: HeldWhy },
    /// A mail of ours came back.
    ReportBounce { message_id: String, reason: String },
    /// A program answered for the list.
    ReportAnswer { message_id: Option<String>, subject: String },
}

impl InternalCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            InternalCommand::Tick { .. }
            | InternalCommand::ReportShown
            | InternalCommand::ReportMail { .. }
            | InternalCommand::HoldMail { .. }
            | InternalCommand::ReportBounce { .. }
            | InternalCommand::ReportAnswer { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            InternalCommand::Tick { .. }
            | InternalCommand::ReportShown
            | InternalCommand::ReportMail { .. }
            | InternalCommand::HoldMail { .. }
            | InternalCommand::ReportBounce { .. }
            | InternalCommand::ReportAnswer { .. } => Vec::new(),
        }
    }
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailOutcome {
    /// The mail server (or the Maildir) has taken it over. Not yet the list.
    HandedOver,
    /// It is in the list's archive.
    Seen,
    /// It was taken back before it left.
    Withdrawn,
    /// A permanent refusal, in the server's words.
    Refused { reason: String },
}
