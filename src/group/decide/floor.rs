//! Who speaks, and for how long: what comes of each command.

use crate::group::command::{FloorCommand, FloorTo, Request};
use crate::group::event::{Event, HandKind, Timed};
use crate::group::listed::looks_like_a_name;
use crate::group::meeting::Meeting;
use crate::group::naming::without_titles;
use crate::group::person::{Person, Role, same_name};
use crate::group::queue::{Floor, Hand};
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
            FloorCommand::TimeSpeakers { secs, whose } => {
                self.running().map(|_| vec![Event::SpeakingTimeSet { secs: *secs, whose: *whose }])
            }
            FloorCommand::StopTimingSpeakers { whose } => self.stop_timing(*whose),
            FloorCommand::ShowTimeLeft => self.show_time_left(),
        }
    }

    fn stop_timing(&self, whose: Timed) -> Decided {
        let meeting = self.running()?;
        let is_timed = match whose {
            Timed::Speaker => meeting.speaking_secs.is_some(),
            Timed::Organization => meeting.organization_times.secs.is_some(),
        };
        if is_timed { Ok(vec![Event::SpeakingTimeCleared { whose }]) } else { Err(Refusal::NotTimed) }
    }

    fn show_time_left(&self) -> Decided {
        let meeting = self.running()?;
        let is_timed = meeting.organization_times.secs.is_some() || meeting.speaking_secs.is_some();
        if is_timed { Ok(Vec::new()) } else { Err(Refusal::NotTimed) }
    }

    /// Floor to one, the rest of the queue goes, and it is closed.
    fn give_last_word(&self, by: &Person, name: &str) -> Decided {
        let queue = &self.running()?.queue;
        let (person, hand) = self.called_up(by, name)?;
        let given = Event::FloorGiven { person: person.clone(), hand };
        let is_alone = queue.hands.iter().all(|hand| hand.person.is(&person));
        let cleared = (!is_alone).then(|| Event::QueueSet { people: Vec::new(), hands: Vec::new() });
        let closed = (!queue.is_closed).then_some(Event::QueueClosed);
        Ok([Some(given), cleared, closed].into_iter().flatten().collect())
    }

    fn give_reply(&self, by: &Person, name: &str) -> Decided {
        self.running()?;
        let (person, _) = self.called_up(by, name)?;
        Ok(vec![Event::FloorGiven { person, hand: HandKind::RightOfReply }])
    }

    /// Someone on the queue, or anyone else, with the kind of hand.
    fn called_up(&self, by: &Person, typed: &str) -> Result<(Person, HandKind), Refusal> {
        if typed.eq_ignore_ascii_case("me") {
            let queue = &self.running()?.queue;
            let hand = queue.position(by).map_or(HandKind::New, |position| queue.hands[position].kind);
            return Ok((by.clone(), hand));
        }
        let queue = &self.running()?.queue;
        if let Some(hand) = self.on_queue(queue, typed)? {
            return Ok((hand.person.clone(), hand.kind));
        }
        // A name that nobody has is nobody: a slip of the pen never gets the floor.
        let person = self.find_present(by, typed)?.ok_or_else(|| {
            let typed = without_titles(typed);
            if !looks_like_a_name(typed) || typed.parse::<u32>().is_ok() {
                return Refusal::UnknownPerson { typed: typed.to_owned() };
            }
            let names = queue.names();
            let queued = if names.is_empty() { String::new() } else { format!("; on the queue: {}", names.join(", ")) };
            Refusal::NobodyToCallUp { typed: typed.to_owned(), queued }
        })?;
        let hand = queue.position(&person).map_or(HandKind::New, |position| queue.hands[position].kind);
        Ok((person, hand))
    }

    fn pause_floor(&self) -> Decided {
        let floor = self.running()?.floor.as_ref().ok_or(Refusal::NobodySpeaks)?;
        if floor.is_paused { Err(Refusal::PausedAlready) } else { Ok(vec![Event::FloorPaused]) }
    }

    /// `resume` ends a pause of the speaker's clock, or a recess.
    fn resume_floor(&self) -> Decided {
        let meeting = self.meeting.as_ref().ok_or(Refusal::NoMeeting)?;
        if meeting.recess.is_some() {
            return self.resume();
        }
        let is_paused = meeting.floor.as_ref().is_some_and(|floor| floor.is_paused);
        if is_paused { Ok(vec![Event::FloorResumed]) } else { Err(Refusal::NothingPaused) }
    }

    fn give_floor(&self, request: &Request, by: &Person, to: &FloorTo) -> Decided {
        let meeting = self.running()?;
        let (person, hand) = match to {
            FloorTo::Next { expecting } => {
                let Some(first) = meeting.queue.hands.first() else { return Ok(Vec::new()) };
                refuse_stale(meeting, first, expecting.as_deref())?;
                refuse_double(meeting, request, by, first, expecting.is_some())?;
                (first.person.clone(), first.kind)
            }
            FloorTo::Myself => self.called_up(by, "me")?,
            FloorTo::Name(typed) => self.called_up(by, typed)?,
        };
        Ok(vec![Event::FloorGiven { person, hand }])
    }

    fn yield_floor(&self, request: &Request, by: &Person) -> Decided {
        let meeting = self.running()?;
        // A person who was interrupted may have finished with that.
        if let Some(waiting) = meeting.interrupted.iter().find(|waiting| waiting.person.is(by)) {
            return Ok(vec![Event::FloorYielded { person: waiting.person.clone() }]);
        }
        let floor = meeting.floor.as_ref().ok_or(Refusal::NotYourFloor)?;
        if !floor.person.is(by) && request.role != Role::Chair {
            return Err(Refusal::NotYourFloor);
        }
        Ok(vec![Event::FloorYielded { person: floor.person.clone() }])
    }
}

/// `next` from a button or a form names the speaker that it showed: a press that comes late gives the floor to nobody
/// else.
fn refuse_stale(meeting: &Meeting, first: &Hand, expecting: Option<&str>) -> Result<(), Refusal> {
    match expecting {
        Some(expected) if !same_name(expected, &first.person.name) => {
            debug_assert!(!meeting.queue.hands.is_empty());
            Err(Refusal::QueueMovedOn { now: first.person.name.clone() })
        }
        Some(_) | None => Ok(()),
    }
}

/// A typed `next` names nobody; two chairs who type it at the same moment mean one speaker.
fn refuse_double(meeting: &Meeting, request: &Request, by: &Person, first: &Hand, knows: bool) -> Result<(), Refusal> {
    // A name tells two people apart, not two hands of one.
    let is_unclear = |floor: &&Floor| !knows || floor.person.is(&first.person);
    let Some(floor) = meeting.floor.as_ref().filter(is_unclear) else { return Ok(()) };
    let secs = (request.at - floor.since).num_seconds();
    let by_another = floor.given_by.as_ref().is_some_and(|chair| !chair.is(by));
    if by_another && secs < SAME_WISH_SECS {
        let next = first.person.name.clone();
        return Err(Refusal::FloorJustGiven { name: floor.person.name.clone(), secs, next });
    }
    Ok(())
}

/// Seconds within which a second chair's bare `next` is taken for the same wish.
const SAME_WISH_SECS: i64 = 5;
