//! Every rule: what comes of a request. Nothing here changes the group.
//!
//! One file a subject, as in [`command`](super::command): its commands first, then its rules.

mod action;
mod agenda;
mod bot;
mod change;
mod decision;
mod document;
mod floor;
mod internal;
mod liaison;
mod list_proposal;
mod mail;
mod meeting;
mod mend;
mod minutes;
mod owners;
mod paper;
mod people;
mod poll;
mod proposal;
mod queue;
mod record;
mod register;
mod report;
mod schedule;
mod terms;
mod time;
mod undo;
mod wait;

use super::bounds::refuse_too_long_words;
use super::command::{ChangeCommand, Command, Request};
use super::event::Event;
use super::person::Person;
use super::refusal::Refusal;
use super::{Decided, Group};

impl Group {
    /// Decides on a request: events, no events, or the reason why not.
    ///
    /// # Errors
    /// A [`Refusal`] when a rule forbids it; nothing has changed then.
    pub fn decide(&self, request: &Request) -> Decided {
        let right = request.command.right();
        let Some(by) = &request.by else { return self.decide_alone(request) };
        if !request.role.may(right) {
            return Err(Refusal::not_yours(right));
        }
        refuse_too_long_words(&request.command)?;
        let decided = self.decide_for(request, by).and_then(|events| self.bounded(events));
        match decided {
            decided if self.charter.is_direct && self.meeting.is_none() => in_direct_room(decided),
            Err(Refusal::NoMeeting) => Err(self.no_meeting()),
            decided => decided,
        }
    }

    /// Why there is no meeting: the last one is closed, and can go on until its minutes are sent.
    fn no_meeting(&self) -> Refusal {
        let over = self.finished.as_ref().filter(|meeting| !self.are_minutes_out(meeting.number));
        over.map_or(Refusal::NoMeeting, |meeting| Refusal::MeetingOver { meeting: meeting.number })
    }

    fn decide_for(&self, request: &Request, by: &Person) -> Decided {
        match &request.command {
            Command::Meeting(command) => self.decide_meeting(request, command),
            Command::Queue(command) => self.decide_queue(request, by, command),
            Command::Floor(command) => self.decide_floor(request, by, command),
            Command::Agenda(command) => self.decide_agenda(request, by, command),
            Command::Action(command) => self.decide_action(request, by, command),
            Command::Decision(command) => self.decide_decision(request, command),
            Command::Proposal(command) => self.decide_proposal(request, by, command),
            Command::Poll(command) => self.decide_poll(by, command),
            Command::Record(command) => self.decide_record(request, by, command),
            Command::Register(command) => self.decide_register(request, by, command),
            Command::Document(command) => self.decide_document(request, by, command),
            Command::Liaison(command) => self.decide_liaison(request, command),
            Command::ListProposal(command) => self.decide_list_proposal(request, by, command),
            Command::Report(command) => self.decide_report(request, by, command),
            Command::Terms(command) => self.decide_terms(request, by, command),
            Command::People(command) => self.decide_people(request, by, command),
            Command::Schedule(command) => self.decide_schedule(request, command),
            Command::Minutes(command) => self.decide_minutes(request, by, command),
            Command::Mail(command) => self.decide_mail(request, by, command),
            Command::Time(command) => self.decide_time(request, by, command),
            Command::Bot(command) => self.decide_bot(command),
            Command::Change(command) => self.decide_change(request, by, command),
            Command::Internal(command) => self.decide_internal(request, command),
        }
    }

    /// What no person asked for: the clock, the post office, deletions by a moderator.
    fn decide_alone(&self, request: &Request) -> Decided {
        match &request.command {
            Command::Internal(command) => self.decide_internal(request, command),
            Command::Change(ChangeCommand::Retract { entries }) => Ok(self.retracted(entries)),
            // Only people can ask for the rest.
            Command::Change(_)
            | Command::Meeting(_)
            | Command::Queue(_)
            | Command::Floor(_)
            | Command::Agenda(_)
            | Command::Action(_)
            | Command::Decision(_)
            | Command::Proposal(_)
            | Command::Poll(_)
            | Command::Record(_)
            | Command::Register(_)
            | Command::Document(_)
            | Command::Liaison(_)
            | Command::ListProposal(_)
            | Command::Report(_)
            | Command::Terms(_)
            | Command::People(_)
            | Command::Schedule(_)
            | Command::Minutes(_)
            | Command::Mail(_)
            | Command::Time(_)
            | Command::Bot(_) => Ok(Vec::new()),
        }
    }
}

/// In a room with one person nothing is done that a meeting would remember; what the bot knows of the person is theirs.
fn in_direct_room(decided: Decided) -> Decided {
    match decided {
        Err(Refusal::NoMeeting) => Err(Refusal::DirectRoom),
        Ok(events) if !events.iter().all(is_of_the_person) => Err(Refusal::DirectRoom),
        decided => decided,
    }
}

/// Whether an event is about what the bot does for a person, or takes words out of the log.
fn is_of_the_person(event: &Event) -> bool {
    matches!(
        event,
        Event::ZoneChosen { .. }
            | Event::ZoneDeclined
            | Event::QuietSet { .. }
            | Event::PersonForgotten
            | Event::Redacted { .. }
            | Event::WordsExpired { .. }
    )
}
