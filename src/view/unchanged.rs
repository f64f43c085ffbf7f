//! Which answer goes to a question, and to a request that changed nothing.

use chrono::{DateTime, Utc};

use super::{Say, answers, decisions, slots, times};
use crate::command::help;
use crate::group::Group;
use crate::group::command::{
    ActionCommand, AgendaCommand, BotCommand, ChangeCommand, Command, DecisionCommand, Detail, FloorCommand, FloorTo,
    InternalCommand, MeetingCommand, MinutesCommand, PeopleCommand, PollCommand, ProposalCommand, QueueCommand,
    RecordCommand, Request, ScheduleCommand, TimeCommand,
};

/// A request that was granted and changed nothing: a question, or something that was already the case.
pub(super) fn answer(group: &Group, request: &Request) -> Vec<Say> {
    match &request.command {
        Command::Meeting(command) => meeting(command),
        Command::Queue(command) => queue(group, command),
        Command::Floor(command) => floor(group, request, command),
        Command::Agenda(command) => agenda(group, request.at, command),
        Command::Action(command) => action(group, request, command),
        Command::Decision(command) => decision(group, request, command),
        Command::Proposal(command) => proposal(command),
        Command::Poll(command) => poll(group, command),
        Command::Record(command) => record(command),
        Command::Report(command) => super::reports::answer(group, request, command),
        Command::Terms(command) => super::terms::answer(group, request, command),
        Command::Register(command) => super::register::answer(group, command, request.at),
        Command::Document(command) => super::documents::answer(group, command),
        Command::Liaison(command) => super::liaisons::answer(group, command, request.at),
        Command::ListProposal(command) => super::list_proposals::answer(group, request, command),
        Command::People(command) => people(group, request, command),
        Command::Schedule(command) => schedule(group, command),
        Command::Minutes(command) => minutes(command),
        Command::Mail(command) => super::mail::unchanged(group, command),
        Command::Time(command) => time(group, request, command),
        Command::Bot(command) => bot(group, request, command),
        Command::Change(command) => change(command),
        Command::Internal(command) => internal(command),
    }
}

fn meeting(command: &MeetingCommand) -> Vec<Say> {
    match command {
        // Words of people need no answer, nor does what is already the case.
        MeetingCommand::StartMeeting { .. }
        | MeetingCommand::EndMeeting
        | MeetingCommand::ReopenMeeting
        | MeetingCommand::Recess { .. }
        | MeetingCommand::ResumeMeeting
        | MeetingCommand::OpenSecondSession
        | MeetingCommand::GoOffRecord
        | MeetingCommand::GoOnRecord => Vec::new(),
    }
}

fn queue(group: &Group, command: &QueueCommand) -> Vec<Say> {
    match command {
        QueueCommand::ShowQueue { detail: Detail::Names } => vec![Say::line(answers::queue_sentence(group))],
        QueueCommand::ShowQueue { detail: Detail::Notes } => vec![Say::room(answers::full_queue(group))],
        QueueCommand::RaiseHand { .. } => {
            vec![Say::whisper(format!("{}. Nothing changed.", answers::queue_sentence(group)))]
        }
        QueueCommand::ReadQueue => vec![Say::line(answers::speakers(group))],
        QueueCommand::SetQueue { .. } => {
            vec![Say::whisper(format!("{}. Nothing changed.", answers::queue_sentence(group)))]
        }
        QueueCommand::MoveBehind { name } => {
            vec![Say::whisper(format!("Nothing changed: {name} already goes before you."))]
        }
        QueueCommand::ChangeHand { .. } => vec![Say::whisper("Nothing changed: your hand is already like that.")],
        QueueCommand::MoveLast => vec![Say::whisper("Nothing changed: you are already last.")],
        // Words of people need no answer, nor does what is already the case.
        QueueCommand::LowerHand { .. }
        | QueueCommand::RaiseFor { .. }
        | QueueCommand::RaiseLater { .. }
        | QueueCommand::CloseQueue
        | QueueCommand::ReopenQueue => Vec::new(),
    }
}

fn floor(group: &Group, request: &Request, command: &FloorCommand) -> Vec<Say> {
    match command {
        FloorCommand::ShowTimeLeft => vec![Say::room(super::floor::times_left(group, request.at))],
        FloorCommand::GiveFloor { to: FloorTo::Next { .. } } => vec![Say::line(answers::queue_sentence(group))],
        // Words of people need no answer, nor does what is already the case.
        FloorCommand::GiveLastWord { .. }
        | FloorCommand::GiveReply { .. }
        | FloorCommand::PauseFloor
        | FloorCommand::ResumeFloor
        | FloorCommand::GiveFloor { .. }
        | FloorCommand::YieldFloor
        | FloorCommand::TimeSpeakers { .. }
        | FloorCommand::StopTimingSpeakers { .. } => Vec::new(),
    }
}

fn agenda(group: &Group, at: DateTime<Utc>, command: &AgendaCommand) -> Vec<Say> {
    match command {
        AgendaCommand::OrderAgenda { .. } => vec![Say::room(answers::agenda(group))],
        AgendaCommand::RenameItem { .. } => vec![Say::whisper("Nothing changed: the decision already says that.")],
        AgendaCommand::ShowAgenda => vec![Say::room(answers::agenda(group))],
        AgendaCommand::ShowOpenItem => vec![Say::line(answers::open_item(group))],
        AgendaCommand::ShowSuggested => vec![Say::room(answers::suggested(group, at))],
        AgendaCommand::TakeSuggested { .. } => vec![Say::whisper(answers::ALL_SUGGESTED)],
        // Words of people need no answer, nor does what is already the case.
        AgendaCommand::DropItem { .. }
        | AgendaCommand::ClearAgenda
        | AgendaCommand::ReopenItem { .. }
        | AgendaCommand::AddItem { .. }
        | AgendaCommand::TakeUpItem { .. }
        | AgendaCommand::NextItem
        | AgendaCommand::OpenTopic { .. }
        | AgendaCommand::OpenSubtopic { .. }
        | AgendaCommand::CloseItem { .. }
        | AgendaCommand::SkipItem { .. }
        | AgendaCommand::BoxItem { .. } => Vec::new(),
    }
}

fn action(group: &Group, request: &Request, command: &ActionCommand) -> Vec<Say> {
    match command {
        ActionCommand::EditAction { action, .. }
        | ActionCommand::SetActionDue { action, .. }
        | ActionCommand::ReopenAction { action } => {
            vec![Say::whisper(format!("{}. Nothing changed.", answers::action_line(group, *action)))]
        }
        ActionCommand::ListActions { of } => vec![Say::room(answers::actions_of(group, of))],
        ActionCommand::ShowActions { whose } => vec![Say::room(answers::actions(group, *whose, request))],
        // Words of people need no answer, nor does what is already the case.
        ActionCommand::RecordAction { .. } | ActionCommand::CloseAction { .. } | ActionCommand::DropAction { .. } => {
            Vec::new()
        }
    }
}

fn decision(group: &Group, request: &Request, command: &DecisionCommand) -> Vec<Say> {
    match command {
        DecisionCommand::ListDecisions { of } => vec![decisions::listed(group, of, request.at)],
        DecisionCommand::ShowDecisions { which } => vec![Say::room(decisions::shown(group, *which, request.at))],
        DecisionCommand::AmendDecision { .. } => vec![Say::whisper("Nothing changed: the decision already says that.")],
        // Words of people need no answer, nor does what is already the case.
        DecisionCommand::ReopenDecision { .. } | DecisionCommand::RecordDecision { .. } => Vec::new(),
    }
}

fn proposal(command: &ProposalCommand) -> Vec<Say> {
    match command {
        // Words of people need no answer, nor does what is already the case.
        ProposalCommand::Propose { .. }
        | ProposalCommand::DropProposal { .. }
        | ProposalCommand::TakeStand { .. }
        | ProposalCommand::WithdrawStand
        | ProposalCommand::Agree { .. }
        | ProposalCommand::Disagree
        | ProposalCommand::Reject { .. }
        | ProposalCommand::ExtendWindow { .. }
        | ProposalCommand::EndWindow { .. }
        | ProposalCommand::Object { .. }
        | ProposalCommand::WithdrawObjection { .. } => Vec::new(),
    }
}

fn poll(group: &Group, command: &PollCommand) -> Vec<Say> {
    match command {
        PollCommand::ShowPoll => decisions::last_poll(group),
        PollCommand::ShowQuestions => vec![Say::room(decisions::questions(group))],
        PollCommand::Vote { typed: None, .. } => vec![Say::whisper("Nothing changed: that is already your vote.")],
        PollCommand::BackQuestion { .. } => vec![Say::whisper("Nothing changed: you have already voted it up.")],
        PollCommand::LeaveQuestion { .. } => {
            vec![Say::whisper("Nothing changed: you have not voted for that question.")]
        }
        // Words of people need no answer, nor does what is already the case.
        PollCommand::WithdrawVote
        | PollCommand::OpenPoll { .. }
        | PollCommand::Vote { typed: Some(_), .. }
        | PollCommand::ClosePoll
        | PollCommand::AskQuestion { .. } => Vec::new(),
    }
}

fn record(command: &RecordCommand) -> Vec<Say> {
    match command {
        // Words of people need no answer, nor does what is already the case.
        RecordCommand::Say { .. }
        | RecordCommand::Insert { .. }
        | RecordCommand::Conclude { .. }
        | RecordCommand::ConsiderDocument { .. }
        | RecordCommand::RecordNote { .. }
        | RecordCommand::Substitute { .. }
        | RecordCommand::Undo
        | RecordCommand::UndoNamed { .. } => Vec::new(),
    }
}

fn people(group: &Group, request: &Request, command: &PeopleCommand) -> Vec<Say> {
    let name = request.by.as_ref().map_or("", |by| by.name.as_str());
    match command {
        PeopleCommand::AddChair { .. } => vec![Say::whisper("Nothing changed: that person already shares the chair.")],
        PeopleCommand::ForgetMe { .. } => vec![Say::whisper(answers::FORGETTING)],
        PeopleCommand::ShowPresence => vec![Say::line(answers::presence(group))],
        PeopleCommand::DeclarePresence { .. } if group.meeting.is_none() => {
            vec![Say::whisper("Nothing changed: that is already listed.")]
        }
        PeopleCommand::DeclarePresence { .. } => vec![Say::whisper(answers::presence(group))],
        PeopleCommand::WithdrawPresence { .. } => vec![Say::whisper(format!("{name} is not listed as present."))],
        PeopleCommand::DeclareRegrets { .. } => vec![Say::whisper("Nothing changed: that is already listed.")],
        PeopleCommand::AddScribe { .. } => vec![Say::whisper("Nothing changed: that person is already scribe.")],
        // Words of people need no answer, nor does what is already the case.
        PeopleCommand::Arrive
        | PeopleCommand::PickScribe { .. }
        | PeopleCommand::WithdrawRegrets { .. }
        | PeopleCommand::RemoveChair { .. }
        | PeopleCommand::RemoveScribe { .. } => Vec::new(),
    }
}

fn schedule(group: &Group, command: &ScheduleCommand) -> Vec<Say> {
    match command {
        // The bot adds the draft itself, which needs the record.
        ScheduleCommand::ShowNotice { .. } => Vec::new(),
        ScheduleCommand::MoveMeeting { .. } | ScheduleCommand::SetJoinLink { .. } => {
            vec![Say::whisper("Nothing changed: the plan already says that.")]
        }
        // Words of people need no answer, nor does what is already the case.
        ScheduleCommand::ShowPlans => vec![Say::room(super::schedule::planned(group))],
        ScheduleCommand::PlanMeeting { .. }
        | ScheduleCommand::CancelMeeting { .. }
        | ScheduleCommand::SendNotice { .. } => Vec::new(),
    }
}

fn minutes(command: &MinutesCommand) -> Vec<Say> {
    match command {
        MinutesCommand::EnterApproval { .. } => vec![Say::whisper(super::approvals::ENOUGH)],
        MinutesCommand::ApproveMinutes { .. } => {
            vec![Say::whisper("Nothing changed: that version is already approved.")]
        }
        // The bot adds the draft itself, which needs the record.
        MinutesCommand::ShowMinutes { .. } | MinutesCommand::ShowLines { .. } | MinutesCommand::ShowRemarks { .. } => {
            Vec::new()
        }
        MinutesCommand::TakeRemarks { .. } => {
            vec![Say::whisper("Nothing changed: the minutes already have that.")]
        }
        MinutesCommand::EditMinutes { .. } => {
            vec![Say::whisper("Nothing changed: the line already says that.")]
        }
        // Words of people need no answer, nor does what is already the case.
        MinutesCommand::SendMinutes { .. } | MinutesCommand::WithdrawApproval { .. } => Vec::new(),
    }
}

fn time(group: &Group, request: &Request, command: &TimeCommand) -> Vec<Say> {
    match command {
        TimeCommand::ShowTime { typed } => times::asked(group, request, typed),
        TimeCommand::ShowZones => vec![Say::room(times::now_in(&times::zones_of(group), request.at))],
        TimeCommand::ShowSlots { typed } => slots::asked(group, request, typed.as_deref().unwrap_or_default()),
        TimeCommand::ShowHours => vec![Say::room(slots::hours(group))],
        TimeCommand::ChooseZone { .. } => vec![times::own_zone(group, request)],
        TimeCommand::RemindOfActions { .. } => vec![Say::whisper("Nothing changed: you are reminded of them already.")],
        // Words of people need no answer, nor does what is already the case.
        TimeCommand::Remind { .. } => Vec::new(),
    }
}

fn bot(group: &Group, request: &Request, command: &BotCommand) -> Vec<Say> {
    match command {
        BotCommand::SetQuiet { .. } => vec![Say::whisper("Nothing changed: quiet mode is already set that way.")],
        BotCommand::CatchUp | BotCommand::BringBoard => vec![Say::asker(answers::catch_up(group))],
        BotCommand::ShowStatus => vec![Say::room(answers::status(group, request))],
        BotCommand::ShowHelp { about } => vec![Say::asker(help::answer(about.as_deref()))],
        BotCommand::GiveSeat
        | BotCommand::EndSeats { .. }
        | BotCommand::InviteToSeat { .. }
        | BotCommand::ShowBoard { .. } => {
            request.gathered.entrance.as_ref().map(super::entrance::answer).into_iter().collect()
        }
    }
}

fn change(command: &ChangeCommand) -> Vec<Say> {
    match command {
        // Words of people need no answer, nor does what is already the case.
        ChangeCommand::Reword { .. } | ChangeCommand::Restore { .. } | ChangeCommand::Retract { .. } => Vec::new(),
    }
}

fn internal(command: &InternalCommand) -> Vec<Say> {
    match command {
        // Words of people need no answer, nor does what is already the case.
        InternalCommand::Tick { .. }
        | InternalCommand::ReportShown
        | InternalCommand::ReportMail { .. }
        | InternalCommand::HoldMail { .. }
        | InternalCommand::ReportBounce { .. }
        | InternalCommand::ReportAnswer { .. } => Vec::new(),
    }
}
