//! Who may give a command, and what in it is a person's own text.

use super::command::{Command, FloorTo};
use super::event::LineChange;
use super::person::Right;

impl Command {
    /// Who may give the command.
    #[expect(clippy::too_many_lines, reason = "every command stands here, with its right")]
    pub fn right(&self) -> Right {
        match self {
            Command::StartMeeting { .. }
            | Command::EndMeeting
            | Command::Recess { .. }
            | Command::ResumeMeeting
            | Command::OpenSecondSession
            | Command::GiveFloor { .. }
            | Command::GiveLastWord { .. }
            | Command::GiveReply { .. }
            | Command::ReadQueue
            | Command::PauseFloor
            | Command::ResumeFloor
            | Command::CloseQueue
            | Command::ReopenQueue
            | Command::TimeSpeakers { .. }
            | Command::StopTimingSpeakers
            | Command::TakeUpItem { .. }
            | Command::ReopenItem { .. }
            | Command::NextItem
            | Command::OpenTopic { .. }
            | Command::CloseItem { .. }
            | Command::SkipItem
            | Command::BoxItem { .. }
            | Command::RecordDecision { .. }
            | Command::AmendDecision { .. }
            | Command::ReopenDecision { .. }
            | Command::Disagree
            | Command::OpenPoll { .. }
            | Command::ClosePoll
            | Command::AddChair { .. }
            | Command::RemoveChair { .. }
            | Command::SetQuiet { .. }
            | Command::GoOffRecord
            | Command::GoOnRecord
            | Command::PlanMeeting { .. }
            | Command::MoveMeeting { .. }
            | Command::CancelMeeting { .. }
            | Command::SetJoinLink { .. }
            | Command::ShowNotice { .. }
            | Command::SendNotice { .. }
            | Command::ApproveMinutes { .. } => Right::Chair,
            Command::OpenSubtopic { .. }
            | Command::SetQueue { .. }
            | Command::RenameItem { .. }
            | Command::DropItem { .. }
            | Command::OrderAgenda { .. }
            | Command::ClearAgenda
            | Command::Conclude { .. }
            | Command::ShowMinutes { .. }
            | Command::ShowLines { .. }
            | Command::EditMinutes { .. }
            | Command::SendMinutes { .. } => Right::Secretary,
            Command::RaiseHand { .. }
            | Command::RaiseFor { .. }
            | Command::RaiseLater { .. }
            | Command::MoveLast
            | Command::LowerHand { .. }
            | Command::ShowQueue { .. }
            | Command::YieldFloor
            | Command::AddItem { .. }
            | Command::ShowAgenda
            | Command::ConsiderDocument { .. }
            | Command::RecordAction { .. }
            | Command::EditAction { .. }
            | Command::SetActionDue { .. }
            | Command::CloseAction { .. }
            | Command::DropAction { .. }
            | Command::ShowActions { .. }
            | Command::ShowDecisions { .. }
            | Command::Propose { .. }
            | Command::DropProposal
            | Command::TakeStand { .. }
            | Command::WithdrawStand
            | Command::WithdrawVote
            | Command::Agree { .. }
            | Command::Object { .. }
            | Command::WithdrawObjection { .. }
            | Command::Vote { .. }
            | Command::RecordNote { .. }
            | Command::AskQuestion { .. }
            | Command::BackQuestion { .. }
            | Command::ShowQuestions
            | Command::Insert { .. }
            | Command::Substitute { .. }
            | Command::Undo
            | Command::Say { .. }
            | Command::DeclarePresence { .. }
            | Command::WithdrawPresence { .. }
            | Command::DeclareRegrets { .. }
            | Command::ShowPresence
            | Command::AddScribe { .. }
            | Command::RemoveScribe { .. }
            | Command::PickScribe { .. }
            | Command::Remind { .. }
            | Command::Arrive
            | Command::CatchUp
            | Command::ShowStatus
            | Command::ShowHelp { .. }
            | Command::ForgetMe { .. }
            | Command::Reword { .. }
            | Command::Restore { .. }
            | Command::Retract { .. }
            | Command::ShowTime { .. }
            | Command::ChooseZone { .. }
            | Command::ShowZones
            | Command::ShowSlots { .. }
            | Command::ShowHours
            | Command::Tick { .. }
            | Command::ReportMail { .. } => Right::Anyone,
        }
    }
}

impl Command {
    /// The texts that a person typed, as far as they are recorded.
    #[expect(clippy::too_many_lines, reason = "every command stands here, with its words or without")]
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Command::RaiseHand { words, .. } => words.as_deref().into_iter().collect(),
            Command::RaiseLater { note } | Command::ReopenDecision { reason: note, .. } => {
                note.as_deref().into_iter().collect()
            }
            Command::AmendDecision { text, reason, .. } => {
                [text.as_str()].into_iter().chain(reason.as_deref()).collect()
            }
            Command::Object { typed, .. } | Command::TakeStand { typed, .. } | Command::Agree { typed } => vec![typed],
            Command::OpenPoll { question, choices } => {
                [question.as_str()].into_iter().chain(choices.iter().map(String::as_str)).collect()
            }
            Command::Insert { line, .. } => vec![line],
            Command::RaiseFor { names } => vec![names],
            Command::SetQueue { names } => names.as_deref().into_iter().collect(),
            Command::StartMeeting { title } | Command::PlanMeeting { title, .. } => {
                title.as_deref().into_iter().collect()
            }
            Command::MoveMeeting { reason, .. } | Command::ShowNotice { despite_notice: reason, .. } => {
                reason.as_deref().into_iter().collect()
            }
            Command::SetJoinLink { link } => link.as_deref().into_iter().collect(),
            Command::CancelMeeting { reason } => vec![reason],
            Command::EditMinutes { change: LineChange::Reworded(text) | LineChange::AddedAfter(text), .. } => {
                vec![text]
            }
            Command::AddItem { title, .. }
            | Command::RenameItem { title, .. }
            | Command::OpenTopic { title }
            | Command::OpenSubtopic { title } => vec![title],
            Command::Conclude { text, .. }
            | Command::ConsiderDocument { reference: text, .. }
            | Command::RecordAction { text }
            | Command::EditAction { text, .. }
            | Command::Propose { text }
            | Command::AskQuestion { text }
            | Command::Remind { text, .. }
            | Command::RecordDecision { text, .. }
            | Command::RecordNote { text, .. }
            | Command::Substitute { new: text, .. }
            | Command::Say { words: text } => vec![text],
            Command::DeclarePresence { names } | Command::DeclareRegrets { names } => {
                names.as_deref().into_iter().collect()
            }
            Command::Reword { changes } | Command::Restore { changes } => {
                changes.iter().filter_map(|change| change.now.as_deref()).flat_map(Command::texts).collect()
            }
            Command::EndMeeting
            | Command::Recess { .. }
            | Command::ResumeMeeting
            | Command::OpenSecondSession
            | Command::LowerHand { .. }
            | Command::MoveLast
            | Command::ReadQueue
            | Command::GiveLastWord { .. }
            | Command::GiveReply { .. }
            | Command::PauseFloor
            | Command::ResumeFloor
            | Command::DropItem { .. }
            | Command::OrderAgenda { .. }
            | Command::ClearAgenda
            | Command::ReopenItem { .. }
            | Command::SetActionDue { .. }
            | Command::ShowDecisions { .. }
            | Command::DropProposal
            | Command::WithdrawStand
            | Command::WithdrawVote
            | Command::Disagree
            | Command::WithdrawObjection { .. }
            | Command::Vote { .. }
            | Command::ClosePoll
            | Command::BackQuestion { .. }
            | Command::ShowQuestions
            | Command::PickScribe { .. }
            | Command::AddChair { .. }
            | Command::RemoveChair { .. }
            | Command::ShowTime { .. }
            | Command::ChooseZone { .. }
            | Command::ShowZones
            | Command::ShowSlots { .. }
            | Command::ShowHours
            | Command::SetQuiet { .. }
            | Command::ForgetMe { .. }
            | Command::ShowQueue { .. }
            | Command::GiveFloor { .. }
            | Command::YieldFloor
            | Command::CloseQueue
            | Command::ReopenQueue
            | Command::TimeSpeakers { .. }
            | Command::StopTimingSpeakers
            | Command::ShowAgenda
            | Command::TakeUpItem { .. }
            | Command::NextItem
            | Command::CloseItem { .. }
            | Command::SkipItem
            | Command::BoxItem { .. }
            | Command::CloseAction { .. }
            | Command::DropAction { .. }
            | Command::ShowActions { .. }
            | Command::Undo
            | Command::GoOffRecord
            | Command::GoOnRecord
            | Command::WithdrawPresence { .. }
            | Command::ShowPresence
            | Command::AddScribe { .. }
            | Command::RemoveScribe { .. }
            | Command::Arrive
            | Command::CatchUp
            | Command::SendNotice { .. }
            | Command::ShowMinutes { .. }
            | Command::ShowLines { .. }
            | Command::EditMinutes { change: LineChange::Removed | LineChange::Restored, .. }
            | Command::ApproveMinutes { .. }
            | Command::SendMinutes { .. }
            | Command::ShowStatus
            | Command::ShowHelp { .. }
            | Command::Retract { .. }
            | Command::Tick { .. }
            | Command::ReportMail { .. } => Vec::new(),
        }
    }

    /// The titles among the texts.
    pub fn titles(&self) -> Vec<&str> {
        match self {
            Command::StartMeeting { .. }
            | Command::PlanMeeting { .. }
            | Command::AddItem { .. }
            | Command::RenameItem { .. }
            | Command::OpenTopic { .. }
            | Command::OpenSubtopic { .. } => self.texts(),
            Command::Reword { changes } | Command::Restore { changes } => {
                changes.iter().filter_map(|change| change.now.as_deref()).flat_map(Command::titles).collect()
            }
            // The others have texts or none, and no title.
            _ => Vec::new(),
        }
    }

    /// The one name in it, where it may become somebody's in the record.
    pub fn name(&self) -> Option<&str> {
        match self {
            Command::AddItem { proposer, .. } => proposer.as_deref(),
            Command::AddScribe { name } => name.as_deref(),
            Command::GiveFloor { to: FloorTo::Name(name) }
            | Command::GiveLastWord { name }
            | Command::GiveReply { name }
            | Command::AddChair { who: name } => Some(name),
            // The others name nobody who is not in the room already.
            _ => None,
        }
    }
}
