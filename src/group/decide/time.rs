//! Times, zones and reminders: what comes of each command.

use chrono::{DateTime, Utc};

use crate::group::action::Action;
use crate::group::command::{Request, TimeCommand, Wait};
use crate::group::event::Event;
use crate::group::meeting::Reminder;
use crate::group::own_zone::{DECLINING, OF_PROFILE, OwnZone, is_one_of};
use crate::group::person::Person;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::time::{Named, Place, named};

impl Group {
    pub(super) fn decide_time(&self, request: &Request, by: &Person, command: &TimeCommand) -> Decided {
        match command {
            TimeCommand::Remind { wait, text } => self.remind(request.at, wait, text),
            TimeCommand::RemindOfActions { action } => self.remind_of_actions(request.at, by, *action),
            TimeCommand::ShowTime { .. }
            | TimeCommand::ShowZones
            | TimeCommand::ShowSlots { .. }
            | TimeCommand::ShowHours
            | TimeCommand::ChooseZone { zone: None } => Ok(Vec::new()),
            TimeCommand::ChooseZone { zone: Some(typed) } => self.choose_zone(request.at, by, typed),
        }
    }

    fn remind(&self, at: DateTime<Utc>, wait: &Wait, text: &str) -> Decided {
        self.refuse_off_record()?;
        let is_free = |reminder: &&Reminder| reminder.action.is_none();
        if self.reminders.iter().filter(is_free).count() >= LIMITS.reminders {
            return Err(Refusal::TooMany { what: "reminders", limit: LIMITS.reminders });
        }
        let due = self.end_of(at, wait)?;
        Ok(vec![Event::ReminderSet { reminder: self.last_reminder + 1, due, text: text.to_owned(), action: None }])
    }

    /// An owner is reminded of an action on the morning of its day, or of all of them.
    fn remind_of_actions(&self, at: DateTime<Utc>, by: &Person, which: Option<u32>) -> Decided {
        let is_meant = |action: &&Action| {
            action.is_open() && self.owns(by, action) && which.is_none_or(|number| action.number == number)
        };
        let is_mine = |reminder: &&Reminder| reminder.by.as_ref() == Some(&by.name);
        let known: Vec<u32> = self.reminders.iter().filter(is_mine).filter_map(|reminder| reminder.action).collect();
        let mine: Vec<&Action> = self.actions.values().filter(is_meant).collect();
        let morning = |action: &&Action| Some((action.number, self.morning_of(action)?));
        let ahead = mine.iter().filter_map(morning).filter(|(_, due)| *due > at);
        let ahead: Vec<(u32, DateTime<Utc>)> = ahead.collect();
        if ahead.is_empty() {
            return Err(Refusal::NoActionAhead);
        }
        let news = ahead.into_iter().filter(|(number, _)| !known.contains(number));
        let set = (self.last_reminder + 1..).zip(news).map(|(reminder, (number, due))| Event::ReminderSet {
            reminder,
            due,
            text: format!("action A{number} is due"),
            action: Some(number),
        });
        Ok(set.collect())
    }

    /// `!zone Bangalore`, `!zone off`, `!zone profile`.
    fn choose_zone(&self, at: DateTime<Utc>, by: &Person, typed: &str) -> Decided {
        let known = self.own_zone(by);
        if is_one_of(&DECLINING, typed) {
            let is_news = known != Some(OwnZone::Declined);
            return Ok(if is_news { vec![Event::ZoneDeclined] } else { Vec::new() });
        }
        if is_one_of(&OF_PROFILE, typed) {
            return Ok(known.map(|_| Event::ZoneChosen { zone: None }).into_iter().collect());
        }
        let zone = match named(typed, at) {
            Named::Place(Place::Zone(zone)) | Named::Season { zone, .. } => zone,
            Named::Place(Place::Offset(_)) => return Err(Refusal::OffsetIsNoZone),
            Named::Several(zones) => {
                let labels: Vec<String> = zones.into_iter().map(|(label, _)| label).collect();
                let (typed, candidates) = (crate::text::shorten(typed, 40), crate::text::join_or(&labels));
                return Err(Refusal::SeveralZones { typed, candidates });
            }
            Named::Unknown => return Err(Refusal::UnknownZone { typed: crate::text::shorten(typed, 40) }),
        };
        let chosen = Event::ZoneChosen { zone: Some(zone.name().to_owned()) };
        Ok(if known == Some(OwnZone::Chosen(zone)) { Vec::new() } else { vec![chosen] })
    }
}
