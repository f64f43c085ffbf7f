//! One meeting: opening, recess, end, and its clocks.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::group::agenda::Agenda;
use crate::group::event::{Event, Source};
use crate::group::mail::Came;
use crate::group::person::{AccountId, DELETED, Person, folded_name, same_name};
use crate::group::poll::{Poll, Question};
use crate::group::proposal::{Proposal, ProposalState};
use crate::group::queue::{Floor, Queue, Spoken};
use crate::group::record::{Body, Record, Records};
use crate::group::turns::{OrganizationTimes, SpeakingTimes};
use crate::time::Zone;

/// The state of a meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    pub number: u32,
    pub title: Option<String>,
    pub started_at: DateTime<Utc>,
    pub started_by: Option<Person>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_by: Option<Person>,
    /// Entry that opened the meeting.
    pub first_entry: u64,
    /// Entry that closed it.
    pub last_entry: Option<u64>,
    pub agenda: Agenda,
    pub queue: Queue,
    pub floor: Option<Floor>,
    /// Turns that a question or a point of order has interrupted, the last one last.
    pub interrupted: Vec<Floor>,
    pub organization_times: OrganizationTimes,
    /// How long people have had the floor in turns that are over.
    pub speaking_times: SpeakingTimes,
    /// Speaking time, in seconds.
    pub speaking_secs: Option<u32>,
    pub recess: Option<Recess>,
    pub recesses: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// The end of the first session and the beginning of the second, where the same agenda was held twice.
    pub second_session: Option<(DateTime<Utc>, DateTime<Utc>)>,
    pub is_off_record: bool,
    /// When the record was suspended, and from when to when it has been.
    pub off_since: Option<DateTime<Utc>>,
    pub off_spans: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    pub scribes: Vec<Person>,
    /// Those of them whom a chair or a secretary named.
    pub appointed_scribes: Vec<Person>,
    pub all_scribes: Vec<Person>,
    /// Who presides now, and who has in this meeting.
    pub chairs: Vec<Person>,
    pub all_chairs: Vec<Person>,
    pub present: Vec<Person>,
    /// When people were first listed as present during the meeting.
    pub joined: Vec<(Person, DateTime<Utc>)>,
    /// Who put those without an account on the list, both by [`Person::key`].
    pub listed_by: BTreeMap<String, String>,
    /// Who was present and has left, with when.
    pub left: Vec<(Person, DateTime<Utc>)>,
    pub regrets: Vec<Person>,
    /// What the list said to decisions before it.
    pub came_by_mail: Vec<Came>,
    /// Everyone who has shown up in the log of this meeting, by [`Person::key`]; records share them.
    pub people: BTreeMap<String, Arc<Person>>,
    /// What was said and recorded.
    pub records: Records,
    /// Entries of formal things (not words from the floor), in order, for `undo`.
    pub formal: Vec<u64>,
    /// Those of them that items came to.
    pub outcomes: Vec<u64>,
    /// Number of the last decision.
    pub decisions: u32,
    /// The meeting that was planned next when this one ended, or before its minutes were sent.
    pub next: Option<NextMeeting>,
    pub proposals: Vec<Proposal>,
    pub polls: Vec<Poll>,
    pub questions: Vec<Question>,
    pub spoken: Spoken,
    /// The last question that nobody has followed with a turn of their own.
    pub asked: Option<Asked>,
    /// Whom a scribe quoted last.
    pub last_quoted: Option<Arc<Person>>,
}

/// The meeting that comes after one, as its minutes tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextMeeting {
    pub number: u32,
    pub title: Option<String>,
    pub starts_at: DateTime<Utc>,
    pub zone: Zone,
}

/// A question that was put in the discussion.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub by: Arc<Person>,
    pub words: String,
    pub entry: u64,
}

/// Whoever is listed this long after the opening has come late.
const LATE: Duration = Duration::minutes(10);

/// Being taken off the list so soon after being put on it corrects the list; later it means that the person has left.
pub(super) const STAYED: Duration = Duration::minutes(5);

/// A break in a meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Recess {
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
}

impl Meeting {
    pub fn new(number: u32, title: Option<String>, at: DateTime<Utc>, by: Option<Person>, entry: u64) -> Meeting {
        Meeting {
            number,
            title,
            started_at: at,
            started_by: by,
            ended_at: None,
            ended_by: None,
            first_entry: entry,
            last_entry: None,
            agenda: Agenda::default(),
            queue: Queue::default(),
            floor: None,
            interrupted: Vec::new(),
            organization_times: OrganizationTimes::default(),
            speaking_times: SpeakingTimes::default(),
            speaking_secs: None,
            recess: None,
            recesses: Vec::new(),
            second_session: None,
            is_off_record: false,
            off_since: None,
            off_spans: Vec::new(),
            scribes: Vec::new(),
            appointed_scribes: Vec::new(),
            all_scribes: Vec::new(),
            chairs: Vec::new(),
            all_chairs: Vec::new(),
            present: Vec::new(),
            joined: Vec::new(),
            listed_by: BTreeMap::new(),
            left: Vec::new(),
            regrets: Vec::new(),
            came_by_mail: Vec::new(),
            people: BTreeMap::new(),
            records: Records::default(),
            formal: Vec::new(),
            outcomes: Vec::new(),
            decisions: 0,
            next: None,
            proposals: Vec::new(),
            polls: Vec::new(),
            questions: Vec::new(),
            spoken: Spoken::default(),
            asked: None,
            last_quoted: None,
        }
    }

    pub fn is_scribe(&self, person: &Person) -> bool {
        self.scribes.iter().any(|scribe| scribe.is(person))
    }

    /// Whether a chair or a secretary named the scribe.
    pub fn is_appointed(&self, person: &Person) -> bool {
        self.appointed_scribes.iter().any(|scribe| scribe.is(person))
    }

    /// Whether what people say now is kept.
    pub fn is_recording(&self) -> bool {
        !self.is_off_record && self.recess.is_none() && self.ended_at.is_none()
    }

    /// Whether what was said at a moment is kept, also when it arrives later.
    pub fn was_on_record(&self, at: DateTime<Utc>) -> bool {
        let is_off_now = self.off_since.is_some_and(|since| at >= since);
        at >= self.started_at && !is_off_now && !self.off_spans.iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    /// The person as this meeting knows them: an organization once declared stays.
    pub fn known(&self, mut person: Person) -> Person {
        if let Some(seen) = self.seen(&person) {
            person.organization = seen.organization.clone().or(person.organization);
            person.account = person.account.or_else(|| seen.account.clone());
        }
        person
    }

    /// When someone came, where that was during the meeting and not at its beginning.
    pub fn came_late(&self, person: &Person) -> Option<DateTime<Utc>> {
        let joined = self.joined.iter().find(|(there, _)| there.is(person)).map(|(_, at)| *at);
        joined.filter(|at| *at - self.started_at >= LATE)
    }

    /// Everybody who was present, also those who have left.
    pub fn attended(&self) -> impl Iterator<Item = &Person> {
        let is_back = |person: &&Person| self.present.iter().any(|there| there.is(person));
        self.present.iter().chain(self.left.iter().map(|(person, _)| person).filter(move |person| !is_back(person)))
    }

    /// What the meeting remembers of a person.
    pub fn seen(&self, person: &Person) -> Option<&Arc<Person>> {
        self.seen_as(person.account.as_ref(), &person.name)
    }

    /// The same of someone with this account, if any, and this name.
    pub fn seen_as(&self, account: Option<&AccountId>, name: &str) -> Option<&Arc<Person>> {
        let by_name = || self.people.get(&*folded_name(name)).filter(|seen| seen.has(account, name));
        let by_account = account.and_then(|account| self.people.get(&account.0));
        by_account.or_else(by_name)
    }

    /// A person with the name that the record has already: in one set of minutes nobody has two names. One that is only an
    /// account's id was no name.
    pub fn by_first_name_shown(&self, person: Person) -> Person {
        let seen = person.account.as_ref().and_then(|account| Some((account, self.people.get(&account.0)?)));
        match seen {
            Some((account, seen))
                if ![account.id(), account.local_part(), &account.0].contains(&seen.name.as_str()) =>
            {
                Person { name: seen.name.clone(), ..person }
            }
            Some(_) | None => person,
        }
    }

    /// People of a name; several may have the same.
    pub fn called<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a Arc<Person>> + use<'a, 'n> {
        self.people.values().filter(move |person| same_name(&person.name, name))
    }

    /// Remembers that a person takes part; gives them as [`Meeting::shared`] does.
    pub fn meet(&mut self, person: &Person) -> Arc<Person> {
        // Most entries are by someone whom the meeting knows just so.
        if let Some(seen) = self.seen_so(person) {
            return Arc::clone(seen);
        }
        if person.name == DELETED {
            return Arc::new(person.clone());
        }
        let known = self.known(person.clone());
        let organization = person.organization.clone().or(known.organization);
        // Someone who was only a name so far has an account now.
        if person.account.is_some() {
            let named = folded_name(&person.name);
            self.people.retain(|key, other| *key != named || other.account.is_some());
        }
        let met = Person { account: known.account, name: person.name.clone(), organization };
        self.people.insert(met.key().into_owned(), Arc::new(met));
        self.shared(person)
    }

    /// Makes everyone who has this name and no account the person who has turned out to be called so.
    pub(super) fn give_account(&mut self, name: &str, person: &Person) {
        let hands = self.queue.hands.iter_mut().map(|hand| &mut hand.person);
        let turns = self.floor.iter_mut().chain(&mut self.interrupted).map(|turn| &mut turn.person);
        let lists = [
            &mut self.scribes,
            &mut self.appointed_scribes,
            &mut self.all_scribes,
            &mut self.chairs,
            &mut self.all_chairs,
            &mut self.present,
            &mut self.regrets,
        ];
        for known in lists.into_iter().flatten().chain(hands).chain(turns) {
            if known.account.is_none() && same_name(&known.name, name) {
                known.clone_from(person);
            }
        }
    }

    /// A person as a record keeps them, in one copy for all that someone says.
    pub fn shared(&self, person: &Person) -> Arc<Person> {
        self.seen_so(person).map_or_else(|| Arc::new(person.clone()), Arc::clone)
    }

    fn seen_so(&self, person: &Person) -> Option<&Arc<Person>> {
        self.seen(person).filter(|seen| ***seen == *person)
    }

    pub fn begin_recess(&mut self, at: DateTime<Utc>, until: Option<DateTime<Utc>>) {
        self.recess = Some(Recess { since: at, until });
        self.end_turns(at);
        if let Some(clock) = self.agenda.open_clock_mut() {
            clock.stop(at);
        }
    }

    /// Begins the same agenda again, with nobody waiting and nobody speaking.
    pub fn begin_second_session(&mut self, at: DateTime<Utc>) {
        let first_end = self.recess.as_ref().map_or(at, |recess| recess.since);
        if let Some(recess) = self.recess.take() {
            // The hours between the sessions are not a recess of either; nobody could object in them.
            self.extend_window(at - recess.since);
        }
        self.second_session = Some((first_end, at));
        self.end_turns(at);
        self.clear_organization_times();
        self.queue = Queue::default();
        self.spoken = Spoken::default();
        self.agenda.begin_again(at);
    }

    /// Gives the open proposal as much more time as nobody could object.
    pub fn extend_window(&mut self, by: Duration) {
        if let Some(open) = self.proposals.last_mut().filter(|open| open.state == ProposalState::Open) {
            open.until += by;
        }
    }

    pub fn end_recess(&mut self, at: DateTime<Utc>) {
        if let Some(recess) = self.recess.take() {
            self.recesses.push((recess.since, at));
            // Nobody can object in a recess: the time for it is paused.
            self.extend_window(at - recess.since);
        }
        if let Some(clock) = self.agenda.open_clock_mut() {
            clock.go_on(at);
        }
    }

    /// The warnings that the clocks owe, each with the moment it is due.
    pub fn warnings(&self) -> Vec<(DateTime<Utc>, Event)> {
        let item = self.agenda.open_item().and_then(|item| {
            let (due, stage) = item.clock.as_ref()?.next_warning(item.box_secs?)?;
            Some((due, Event::ItemWarned { item: item.number, stage }))
        });
        // Off the record nobody can object.
        let heard = self.open_proposal().filter(|_| !self.is_off_record);
        let proposal = heard.filter(|proposal| proposal.state == ProposalState::Open);
        let proposal = proposal.map(|open| (open.until, Event::ProposalDue { proposal: open.number }));
        self.speaker_warnings().into_iter().chain(item).chain(proposal).collect()
    }

    /// The records in the order of the minutes: what was inserted later is where it belongs.
    pub fn records_in_order(&self) -> Vec<&Record> {
        let place = |record: &Record| {
            let anchor = record.before.and_then(|before| self.records.get(before.get()));
            let before = anchor.map(|anchor| anchor.before.map_or(anchor.entry, NonZeroU64::get));
            before.map_or((record.entry, 0), |before| (before.saturating_sub(1), record.entry))
        };
        let mut records: Vec<&Record> = self.records.values().collect();
        records.sort_by_key(|record| place(record));
        records
    }

    /// The items that came to anything.
    pub fn items_with_outcome(&self) -> BTreeSet<u32> {
        self.kept_outcomes().filter_map(|record| record.item).collect()
    }

    /// Whether an item came to anything: a conclusion or a decision.
    pub fn has_outcome(&self, item: u32) -> bool {
        // What an item came to was recorded after the item was added.
        let added = self.agenda.items.get(&item).map_or(0, |item| item.entry);
        self.kept_outcomes().take_while(|record| record.entry > added).any(|record| record.item == Some(item))
    }

    /// The latest first.
    fn kept_outcomes(&self) -> impl Iterator<Item = &Record> {
        let outcomes = self.outcomes.iter().rev().filter_map(|entry| self.records.get(*entry));
        outcomes.filter(|record| record.is_kept())
    }

    /// Where a message of this meeting came from, for the permanent link in the minutes.
    pub fn source_of(&self, entry: u64) -> Option<&Source> {
        self.records.get(entry).and_then(|record| record.source.as_deref())
    }
}

/// A line that the bot says in the room when its time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub number: u32,
    pub due: DateTime<Utc>,
    pub text: String,
    pub by: Option<String>,
    pub entry: u64,
    /// The action of which it reminds, while that is open.
    pub action: Option<u32>,
}

impl Meeting {
    pub fn open_poll(&self) -> Option<&Poll> {
        self.polls.last().filter(|poll| poll.is_open)
    }

    pub fn poll(&self, number: u32) -> Option<&Poll> {
        self.polls.iter().find(|poll| poll.number == number)
    }

    pub(super) fn poll_mut(&mut self, number: u32) -> Option<&mut Poll> {
        self.polls.iter_mut().find(|poll| poll.number == number)
    }

    pub fn question(&self, number: u32) -> Option<&Question> {
        self.questions.iter().find(|question| question.number == number && !question.is_withdrawn)
    }
}

impl Meeting {
    /// The proposal that waits for an answer; there is never more than one.
    pub fn open_proposal(&self) -> Option<&Proposal> {
        self.proposals.last().filter(|proposal| proposal.is_open())
    }

    /// Whether nothing was decided or put to the meeting after a proposal, and its item is still the one that is open.
    pub(super) fn was_put_last(&self, proposal: &Proposal) -> bool {
        let later = self.formal.iter().rev().take_while(|entry| **entry > proposal.entry);
        let is_put = |record: &Record| {
            matches!(
                record.body,
                Body::Decision { .. } | Body::Amendment { .. } | Body::Poll { .. } | Body::Proposal { .. }
            )
        };
        let has_more = later.filter_map(|entry| self.records.get(*entry)).any(is_put);
        let item = self.records.get(proposal.entry).and_then(|record| record.item);
        !has_more && item == self.agenda.open
    }

    pub fn proposal(&self, number: u32) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| proposal.number == number)
    }

    pub(super) fn proposal_mut(&mut self, number: u32) -> Option<&mut Proposal> {
        self.proposals.iter_mut().find(|proposal| proposal.number == number)
    }

    /// Whether the open proposal was put after the open poll: what a bare `+1` means.
    pub(super) fn means_proposal(&self) -> bool {
        let poll = self.open_poll().map_or(0, |poll| poll.entry);
        self.open_proposal().is_some_and(|proposal| proposal.entry > poll)
    }
}
