//! Turns of speakers: how one begins, is interrupted and ends, and how much of its time an organization has used.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::Group;
use super::charter::Policy;
use super::event::{Event, Stage, Timed};
use super::meeting::Meeting;
use super::person::Person;
use super::queue::{Floor, side_of};
use super::stopwatch::{Stopwatch, next_stage};

/// The time that organizations have on an item, and what they have used of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrganizationTimes {
    /// For each, in seconds. `None`: not limited.
    pub secs: Option<u32>,
    /// What turns that are over have used, by organization or, of people without one, by person.
    used: BTreeMap<String, Used>,
}

/// The time of one organization.
#[derive(Clone, Debug, PartialEq)]
struct Used {
    name: String,
    time: Duration,
    warned: Option<Stage>,
}

/// How long people have had the floor, by [`Person::key`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpeakingTimes(BTreeMap<String, Spoken>);

/// What somebody has had of the floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    /// The person, with the organization.
    pub name: String,
    pub turns: u32,
    pub time: Duration,
}

/// A person who was silent this long, and for as long as the time that is limited, is not warned: somebody who has finished
/// without saying so would be nagged.
const SILENT: Duration = Duration::minutes(1);

impl Meeting {
    /// Gives the floor. A question or a point of order interrupts the turn of another, which goes on afterwards; any other
    /// speaker ends it. Someone who was interrupted goes on with the same turn.
    pub(super) fn begin_turn(&mut self, at: DateTime<Utc>, turn: Floor) {
        self.asked = None;
        let own = self.interrupted.iter().position(|waiting| waiting.person.is(&turn.person));
        if let Some(own) = own {
            let later = self.interrupted.split_off(own + 1);
            let mut waiting = self.interrupted.remove(own);
            self.finish(at, self.floor.clone().into_iter().chain(later));
            waiting.notes.extend(turn.notes);
            waiting.go_on(at);
            self.floor = Some(Floor { since: at, given_by: turn.given_by, ..waiting });
            return;
        }
        if let Some(mut before) = self.floor.take() {
            if turn.kind.interrupts(before.kind) && !before.person.is(&turn.person) {
                before.clock.stop(at);
                self.interrupted.push(before);
            } else {
                self.finish(at, [before]);
            }
        }
        if !self.interrupted.is_empty() {
            let waiting = std::mem::take(&mut self.interrupted).into_iter();
            let (kept, over): (Vec<Floor>, Vec<Floor>) =
                waiting.partition(|waiting| turn.kind.interrupts(waiting.kind));
            self.interrupted = kept;
            self.finish(at, over);
        }
        self.floor = Some(turn);
    }

    /// A person has finished: who was interrupted goes on.
    pub(super) fn yield_turn(&mut self, at: DateTime<Utc>, person: &Person) {
        let is_speaking = self.floor.as_ref().is_some_and(|floor| floor.person.is(person));
        let waiting = self.interrupted.iter().position(|waiting| waiting.person.is(person));
        if let Some(waiting) = waiting.filter(|_| !is_speaking) {
            let over = self.interrupted.remove(waiting);
            return self.finish(at, [over]);
        }
        let over = self.floor.take();
        self.finish(at, over);
        if let Some(mut back) = self.interrupted.pop() {
            back.go_on(at);
            self.floor = Some(Floor { since: at, ..back });
        }
    }

    /// The turn is over, and so are those that it interrupted.
    pub(super) fn end_turns(&mut self, at: DateTime<Utc>) {
        let waiting = std::mem::take(&mut self.interrupted);
        let over = waiting.into_iter().chain(self.floor.take());
        self.finish(at, over);
    }

    /// The item is another one: no organization has used any of its time.
    pub(super) fn clear_organization_times(&mut self) {
        self.organization_times.used.clear();
    }

    pub(super) fn organization_warned(&mut self, stage: Stage) {
        if let Some(floor) = &self.floor {
            self.organization_times.change(&floor.person, |used| used.warned = Some(stage));
        }
    }

    fn finish(&mut self, at: DateTime<Utc>, over: impl IntoIterator<Item = Floor>) {
        for turn in over {
            let elapsed = turn.clock.elapsed(at);
            self.organization_times.change(&turn.person, |used| used.time += elapsed);
            self.speaking_times.add(&turn.person, elapsed);
        }
    }

    /// How long everybody has had the floor, with the turn that goes on, the longest first.
    pub fn speaking_times_at(&self, at: DateTime<Utc>) -> Vec<Spoken> {
        let mut times = self.speaking_times.clone();
        for turn in self.floor.iter().chain(&self.interrupted) {
            times.add(&turn.person, turn.clock.elapsed(at));
        }
        // A person who was only a name at first is listed once.
        let mut by_name: BTreeMap<String, Spoken> = BTreeMap::new();
        for spoken in times.0.into_values() {
            match by_name.get_mut(&spoken.name) {
                Some(known) => {
                    known.turns += spoken.turns;
                    known.time += spoken.time;
                }
                None => drop(by_name.insert(spoken.name.clone(), spoken)),
            }
        }
        let mut all: Vec<Spoken> = by_name.into_values().collect();
        all.sort_by_key(|spoken| std::cmp::Reverse(spoken.time));
        all
    }

    /// What an organization, or a person without one, has used of its time on the open item.
    pub fn organization_used(&self, person: &Person, at: DateTime<Utc>) -> Duration {
        let side = side_of(person);
        let over = self.organization_times.used.get(&*side).map_or(Duration::zero(), |used| used.time);
        let turns = self.floor.iter().chain(&self.interrupted).filter(|turn| side_of(&turn.person) == side);
        turns.fold(over, |used, turn| used + turn.clock.elapsed(at))
    }

    /// What all who have spoken on the open item have used of their time, with their names, in the order of the names.
    pub fn organizations_used(&self, at: DateTime<Utc>) -> Vec<(String, Duration)> {
        let turns = self.floor.iter().chain(&self.interrupted);
        let mut people: BTreeMap<String, (String, Duration)> = BTreeMap::new();
        for (side, used) in &self.organization_times.used {
            people.insert(side.clone(), (used.name.clone(), used.time));
        }
        for turn in turns {
            let told = || (told_as(&turn.person), Duration::zero());
            people.entry(side_of(&turn.person).into_owned()).or_insert_with(told).1 += turn.clock.elapsed(at);
        }
        people.into_values().collect()
    }

    /// The next warning that a speaker gets, with the moment it is due: only people who are writing, or whose words are
    /// being written down, are warned.
    pub(super) fn speaker_warnings(&self) -> Vec<(DateTime<Utc>, Event)> {
        let Some(floor) = &self.floor else { return Vec::new() };
        let of_speaker = self.speaking_secs.and_then(|secs| floor.clock.next_warning(secs));
        let of_speaker = of_speaker.map(|(due, stage)| (due, Event::SpeakerWarned { stage, whose: Timed::Speaker }));
        let of_organization = self.organization_times.secs.and_then(|secs| self.organization_due(floor, secs));
        let of_organization =
            of_organization.map(|(due, stage)| (due, Event::SpeakerWarned { stage, whose: Timed::Organization }));
        let allowed = self.speaking_secs.map_or(SILENT, |secs| Duration::seconds(secs.into()).max(SILENT));
        let is_heard = |due: DateTime<Utc>| floor.last_said.is_some_and(|said| due - said <= allowed);
        let is_voice = !self.scribes.is_empty();
        let all = of_speaker.into_iter().chain(of_organization);
        all.filter(|(due, _)| is_voice || is_heard(*due)).collect()
    }

    fn organization_due(&self, floor: &Floor, secs: u32) -> Option<(DateTime<Utc>, Stage)> {
        let since = floor.clock.running_since?;
        let warned = self.organization_times.used.get(&*side_of(&floor.person)).and_then(|used| used.warned);
        let (stage, allowed) = next_stage(warned, secs)?;
        Some((since + (allowed - self.organization_used(&floor.person, since)), stage))
    }
}

impl Floor {
    fn go_on(&mut self, at: DateTime<Utc>) {
        if !self.is_paused {
            self.clock.go_on(at);
        }
    }

    /// A turn that has just begun.
    pub(super) fn begun(at: DateTime<Utc>, person: &Person, kind: super::event::HandKind) -> Floor {
        Floor {
            person: person.clone(),
            kind,
            notes: Vec::new(),
            since: at,
            given_by: None,
            clock: Stopwatch::started(at),
            is_paused: false,
            last_said: None,
        }
    }
}

impl SpeakingTimes {
    fn add(&mut self, person: &Person, time: Duration) {
        let key = person.key();
        if let Some(spoken) = self.0.get_mut(&*key) {
            spoken.turns += 1;
            spoken.time += time;
            return;
        }
        let spoken = Spoken { name: person.with_organization(), turns: 1, time };
        self.0.insert(key.into_owned(), spoken);
    }
}

impl OrganizationTimes {
    fn change(&mut self, person: &Person, change: impl FnOnce(&mut Used)) {
        let side = side_of(person);
        if let Some(used) = self.used.get_mut(&*side) {
            return change(used);
        }
        let mut used = Used { name: told_as(person), time: Duration::zero(), warned: None };
        change(&mut used);
        self.used.insert(side.into_owned(), used);
    }
}

/// The organization, or the person without one.
pub fn told_as(person: &Person) -> String {
    person.organization.clone().unwrap_or_else(|| person.name.clone())
}

impl Group {
    /// Whether a person presides: a chair by the configuration or of this meeting. In a group where everyone has a chair's
    /// rights it is those who share the chair.
    pub fn presides(&self, person: &Person) -> bool {
        let by_charter = self.charter.policy == Policy::Strict
            && person.account.as_ref().is_some_and(|account| self.charter.chairs.contains(account));
        let shares = |meeting: &Meeting| meeting.all_chairs.iter().any(|chair| chair.is(person));
        by_charter || self.latest_meeting().is_some_and(shares)
    }
}
