//! Who speaks, and for how long: what comes of each command.

use crate::group::command::{FloorCommand, Request};
use crate::group::event::Event;
use crate::group::person::Person;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_floor(&self, request: &Request, by: &Person, command: &FloorCommand) -> Decided {
        match command {
            FloorCommand::GiveLastWord { name } => self.give_last_word(by, name),
            FloorCommand::GiveReply { name } => self.give_reply(by, name),
            FloorCommand::PauseFloor => self.pause_floor(),
            FloorCommand::ResumeFloor => self.resume_floor(),
            FloorCommand::GiveFloor { to } => self.give_floor(request, by, to),
            FloorCommand::YieldFloor => self.yield_floor(request, by),
            FloorCommand::TimeSpeakers { secs } => self.running().map(|_| vec![Event::SpeakingTimeSet { secs: *secs }]),
            FloorCommand::StopTimingSpeakers => {
                let is_timed = self.running()?.speaking_secs.is_some();
                if is_timed { Ok(vec![Event::SpeakingTimeCleared]) } else { Err(Refusal::NotTimed) }
            }
        }
    }
}
