//! What someone did last that is no formal record: `undo` puts it back as it was, or says what does, and never reaches
//! past it.

use std::borrow::Cow;
use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use super::Group;
use super::event::{Entry, Event, HandKind, Objected, PaperId, Source, Timed};
use super::list_proposal::ListProposalChange;
use super::meeting::Meeting;
use super::person::Person;
use super::proposal::Objection;
use super::queue::Hand;

/// Acts of a person that are remembered.
const ACTS: usize = 20;

/// What a person did since the meeting opened, or since the one before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acts {
    /// The last entry that the person has made, other than by words.
    pub last_entry: u64,
    /// The last ones, each with the entry that it made.
    pub acts: VecDeque<Act>,
}

/// One such thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Its last entry.
    pub entry: u64,
    pub at: DateTime<Utc>,
    /// The message and the line that asked for it. `None`: the bot suggested it.
    pub line: Option<(String, u32)>,
    pub kind: ActKind,
}

/// What it was.
#[derive(Clone, Debug, PartialEq)]
pub enum ActKind {
    ItemAdded(u32),
    /// Items that the record suggested.
    ItemsTaken(Vec<u32>),
    ActionClosed(u32),
    /// Something that is put back as it was.
    PutBack(Box<PutBack>),
    /// A change of the register, of a document, of a liaison statement or of the terms, or a reminder, which is taken back by
    /// its entry.
    Row,
    /// An approval of a paper.
    Approval(PaperId),
    /// Something that another command takes back: this one.
    Other(Cow<'static, str>),
}

/// How something is put back as it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PutBack {
    /// What happens for it, in this order.
    pub events: Vec<Event>,
    /// Hands that it raised.
    pub raised: Vec<(Person, HandKind)>,
    /// Hands that it lowered.
    pub lowered: Vec<Lowered>,
    /// What no event puts back.
    pub traces: Vec<Trace>,
    /// What does the same where its words have been deleted.
    pub remedy: &'static str,
}

/// A hand that was lowered, with its place on the queue, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lowered {
    pub person: Person,
    pub kind: HandKind,
    pub note: Option<String>,
    pub place: usize,
}

/// What a meeting remembers of something that was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trace {
    /// Since when somebody has been there.
    Joined(Person, DateTime<Utc>),
    /// When somebody had left.
    Left(Person, DateTime<Utc>),
    NeverCame(Person),
    NeverScribed(Person),
    NeverPresided(Person),
}

impl Act {
    /// Whether it came of the same line as a source names.
    pub fn is_of(&self, source: Option<&Source>) -> bool {
        let line = source.map(|source| (source.message.as_str(), source.line));
        line.is_some() && self.line.as_ref().map(|(message, line)| (message.as_str(), *line)) == line
    }

    /// Whether an entry goes on with what the act did.
    fn goes_on_with(&self, entry: &Entry) -> bool {
        // The order that suggested items brought has a source, which they have not.
        let is_order = || matches!(entry.event, Event::AgendaOrdered { .. });
        let is_of_line =
            self.is_of(entry.source.as_ref()) || (self.line.is_none() && (entry.source.is_none() || is_order()));
        self.entry + 1 == entry.seq && self.at == entry.at && is_of_line
    }
}

impl Acts {
    /// Remembers what an entry of the person did.
    fn note(&mut self, entry: &Entry, mut kind: ActKind) {
        // Items that the record suggested are one act, with the order that they brought.
        if let (ActKind::ItemAdded(item), None) = (&kind, &entry.source) {
            kind = ActKind::ItemsTaken(vec![*item]);
        }
        // What one line did is one act.
        if let Some(before) = self.acts.back_mut().filter(|act| act.goes_on_with(entry)) {
            let rest = with(&mut before.kind, kind);
            before.entry = entry.seq;
            let Some(rest) = rest else { return };
            kind = rest;
        }
        if self.acts.len() >= ACTS {
            self.acts.pop_front();
        }
        let line = entry.source.as_ref().map(|source| (source.message.clone(), source.line));
        self.acts.push_back(Act { entry: entry.seq, at: entry.at, line, kind });
    }
}

/// Adds to an act what its line did besides. Returns what is an act of its own.
fn with(before: &mut ActKind, new: ActKind) -> Option<ActKind> {
    match (&mut *before, new) {
        (ActKind::PutBack(known), ActKind::PutBack(more)) => {
            let more = *more;
            // People stay in the order in which they were listed; what else one line did is put back from its end.
            let is_listed = |event: &Event| {
                matches!(
                    event,
                    Event::PresenceDeclared { .. } | Event::PresenceWithdrawn { .. } | Event::RegretsWithdrawn { .. }
                )
            };
            let place = if more.events.iter().all(is_listed) { known.events.len() } else { 0 };
            known.events.splice(place..place, more.events);
            known.raised.extend(more.raised);
            known.lowered.extend(more.lowered);
            known.traces.extend(more.traces);
            None
        }
        (ActKind::PutBack(_) | ActKind::Other(_), ActKind::Other(remedy)) => {
            *before = ActKind::Other(remedy);
            None
        }
        (ActKind::ItemsTaken(items), ActKind::ItemsTaken(more)) => {
            items.extend(more);
            None
        }
        // What an item, a closed action or a speaker brings with it.
        (
            ActKind::Other(_) | ActKind::ItemAdded(_) | ActKind::ItemsTaken(_) | ActKind::ActionClosed(_),
            ActKind::PutBack(_),
        )
        | (ActKind::ItemAdded(_) | ActKind::ItemsTaken(_) | ActKind::ActionClosed(_), ActKind::Other(_)) => None,
        (_, new) => Some(new),
    }
}

impl Group {
    /// What an entry is for `undo`, as long as the group is still as it was before.
    pub(super) fn act_of(&self, entry: &Entry) -> Option<ActKind> {
        // Words from the floor are no act, and most entries are those.
        let by = entry.by.as_ref().filter(|_| !matches!(entry.event, Event::Said { .. }))?;
        let is_edit = entry.source.as_ref().is_some_and(|source| source.edit.is_some());
        let put_back = || self.put_back_of(&entry.event).map(Box::new).map(ActKind::PutBack);
        match &entry.event {
            // Words that an edit changed are changed by another edit.
            Event::Reworded { .. } | Event::ActionReworded { .. } | Event::SpeakerCorrected { .. } if is_edit => None,
            Event::QueueSet { .. } => {
                let names = self.meeting.as_ref()?.queue.names();
                Some(ActKind::Other(format!("q= {}", names.join(", ")).trim_end().to_owned().into()))
            }
            event => put_back().or_else(|| event.act(|person| person.is(by))),
        }
    }

    /// Remembers what someone did last that is no record, for `undo`.
    pub(super) fn note_act(&mut self, entry: &Entry, kind: Option<ActKind>) {
        let is_edit = entry.source.as_ref().is_some_and(|source| source.edit.is_some());
        let is_deletion = matches!(entry.event, Event::Redacted { .. });
        if is_edit || is_deletion {
            self.acts.values_mut().for_each(|acts| acts.forget_words(is_deletion));
        }
        if matches!(entry.event, Event::MeetingStarted { .. }) {
            self.acts.clear();
        }
        let Some(by) = entry.by.as_ref() else { return };
        if matches!(entry.event, Event::Said { .. } | Event::Arrived { .. }) {
            return;
        }
        // What was taken back is nobody's last act any more.
        if let Event::Withdrawn { entry: withdrawn } = &entry.event {
            self.take_back_act(entry, *withdrawn);
        }
        let key = by.key();
        let acts = match self.acts.get_mut(&*key) {
            Some(acts) => acts,
            None => self.acts.entry(key.into_owned()).or_default(),
        };
        acts.last_entry = entry.seq;
        if let Some(kind) = kind {
            acts.note(entry, kind);
        }
    }

    fn take_back_act(&mut self, entry: &Entry, withdrawn: u64) {
        let mut traces = Vec::new();
        for acts in self.acts.values_mut().map(|acts| &mut acts.acts) {
            let Some(place) = acts.iter().position(|act| act.entry == withdrawn) else { continue };
            if let Some(Act { kind: ActKind::PutBack(back), .. }) = acts.remove(place) {
                traces.extend(back.traces);
            }
            // What put it back is no act itself.
            if acts.back().is_some_and(|last| last.goes_on_with(entry)) {
                acts.pop_back();
            }
        }
        let Some(meeting) = self.meeting.as_mut().or(self.finished.as_mut()) else { return };
        for trace in traces {
            meeting.remove(trace);
        }
    }

    /// How what an event is about to change is put back. `None`: no event does that.
    fn put_back_of(&self, event: &Event) -> Option<PutBack> {
        let events = |remedy: &'static str, events: Vec<Event>| PutBack { events, remedy, ..PutBack::default() };
        if let Some(back) = self.attendance_of(event).or_else(|| self.answers_of(event)) {
            return Some(back);
        }
        let meeting = self.latest_meeting()?;
        Some(match event {
            Event::HandRaised { person, hand, .. } if meeting.queue.position_of(person, *hand).is_none() => {
                PutBack { raised: vec![(person.clone(), *hand)], remedy: "q-", ..PutBack::default() }
            }
            Event::LaterHandRaised { person, .. } => {
                PutBack { raised: vec![(person.clone(), HandKind::New)], remedy: "q-", ..PutBack::default() }
            }
            Event::HandLowered { person, hand } => {
                let hands = meeting.queue.hands.iter().enumerate();
                let is_meant = |known: &Hand| known.person.is(person) && hand.is_none_or(|key| key == known.key());
                let lowered = hands.filter(|(_, known)| is_meant(known)).map(|(place, known)| {
                    let notes: Vec<&str> = known.notes.iter().map(|(_, note)| note.as_str()).collect();
                    let note = (!notes.is_empty()).then(|| notes.join(" and "));
                    Lowered { person: known.person.clone(), kind: known.kind, note, place }
                });
                PutBack { lowered: lowered.collect(), remedy: "q+", ..PutBack::default() }
            }
            Event::QueueClosed if !meeting.queue.is_closed => events("open the queue", vec![Event::QueueReopened]),
            Event::QueueReopened if meeting.queue.is_closed => events("close the queue", vec![Event::QueueClosed]),
            Event::FloorPaused => events("resume", vec![Event::FloorResumed]),
            Event::FloorResumed => events("pause", vec![Event::FloorPaused]),
            Event::SpeakingTimeSet { whose, .. } | Event::SpeakingTimeCleared { whose } => {
                let secs = match whose {
                    Timed::Speaker => meeting.speaking_secs,
                    Timed::Organization => meeting.organization_times.secs,
                };
                let whose = *whose;
                let before =
                    secs.map_or(Event::SpeakingTimeCleared { whose }, |secs| Event::SpeakingTimeSet { secs, whose });
                events("time speakers at 2 min", vec![before])
            }
            Event::ItemRenamed { entry, item, .. } => {
                let title = self.agenda().item(*item)?.title.clone();
                events("item 2 = TITLE", vec![Event::ItemRenamed { entry: *entry, item: *item, title }])
            }
            Event::AgendaOrdered { .. } => {
                let order = self.agenda().in_order().map(|item| item.number).collect();
                events("agenda order 2, 1", vec![Event::AgendaOrdered { order }])
            }
            Event::Reworded { entry, .. } => {
                let record = meeting.records.get(*entry).and_then(|record| self.text_of(record));
                let mut notes = meeting.queue.hands.iter().flat_map(|hand| &hand.notes);
                let text = record.or_else(|| notes.find(|(from, _)| from == entry).map(|(_, note)| note.as_str()))?;
                events("s/OLD/NEW/", vec![Event::Reworded { entry: *entry, text: text.to_owned() }])
            }
            Event::SpeakerCorrected { entry, .. } => {
                let speaker = meeting.records.get(*entry)?.author()?.clone();
                events("s/OLD:/NEW:/", vec![Event::SpeakerCorrected { entry: *entry, speaker }])
            }
            Event::ScribeNamed { person, .. } if !meeting.is_scribe(person) => {
                let has_scribed = meeting.all_scribes.iter().any(|scribe| scribe.is(person));
                let trace = (!has_scribed).then(|| Trace::NeverScribed(person.clone()));
                let released = Event::ScribeReleased { person: person.clone() };
                PutBack { traces: trace.into_iter().collect(), ..events("scribe- NAME", vec![released]) }
            }
            Event::ScribeReleased { person } if meeting.is_scribe(person) => {
                let is_appointed = meeting.is_appointed(person);
                events("scribe+ NAME", vec![Event::ScribeNamed { person: person.clone(), is_appointed }])
            }
            Event::ChairNamed { person } if !meeting.chairs.iter().any(|chair| chair.is(person)) => {
                let has_presided = meeting.all_chairs.iter().any(|chair| chair.is(person));
                let trace = (!has_presided).then(|| Trace::NeverPresided(person.clone()));
                let released = Event::ChairReleased { person: person.clone() };
                PutBack { traces: trace.into_iter().collect(), ..events("chair- NAME", vec![released]) }
            }
            Event::ActionReworded { action: number, .. } => {
                let action = self.actions.get(number)?;
                let before = Event::ActionReworded {
                    entry: action.entry,
                    action: *number,
                    text: action.text.clone(),
                    owners: action.owners.clone(),
                    accounts: action.accounts.clone(),
                    due: action.due,
                };
                events("action A7 = NAME to TEXT", vec![before])
            }
            Event::QuietSet { is_quiet } if *is_quiet != self.is_quiet => {
                events("!quiet", vec![Event::QuietSet { is_quiet: self.is_quiet }])
            }
            _ => return None,
        })
    }

    /// The same of who is there and who is not.
    fn attendance_of(&self, event: &Event) -> Option<PutBack> {
        let meeting = self.latest_meeting();
        let regrets = |of: Option<u32>| match (&self.meeting, of) {
            (Some(meeting), _) => &meeting.regrets,
            (None, Some(_)) => self.finished.as_ref().map_or(&self.draft_regrets, |meeting| &meeting.regrets),
            (None, None) => &self.draft_regrets,
        };
        let listed = |person: &Person| meeting?.present.iter().find(|there| there.is(person));
        let is_attendance = matches!(
            event,
            Event::PresenceDeclared { .. }
                | Event::PresenceWithdrawn { .. }
                | Event::RegretsDeclared { .. }
                | Event::RegretsWithdrawn { .. }
        );
        if !is_attendance {
            return None;
        }
        let mut back = PutBack::default();
        match event {
            Event::PresenceDeclared { person } => {
                let meeting = meeting?;
                back.remedy = "present- NAME";
                if let Some(before) = listed(person) {
                    back.events.push(Event::PresenceDeclared { person: before.clone() });
                } else {
                    back.events.push(Event::PresenceWithdrawn { person: person.clone() });
                    let left = meeting.left.iter().find(|(gone, _)| gone.is(person));
                    back.traces.push(
                        left.map_or_else(
                            || Trace::NeverCame(person.clone()),
                            |(gone, at)| Trace::Left(gone.clone(), *at),
                        ),
                    );
                    let absent = meeting.regrets.iter().find(|absent| absent.is(person));
                    let of = meeting.ended_at.map(|_| meeting.number);
                    back.events
                        .extend(absent.map(|absent| Event::RegretsDeclared { person: absent.clone(), meeting: of }));
                }
            }
            Event::PresenceWithdrawn { person } => {
                let there = listed(person)?;
                let joined = meeting?.joined.iter().find(|(known, _)| known.is(person));
                back.remedy = "present+ NAME";
                back.events.push(Event::PresenceDeclared { person: there.clone() });
                back.traces.extend(joined.map(|(known, at)| Trace::Joined(known.clone(), *at)));
            }
            Event::RegretsDeclared { person, meeting: of } => {
                let of_meeting = meeting.filter(|_| self.meeting.is_some() || of.is_some());
                back.remedy = "regrets- NAME";
                if !regrets(*of).iter().any(|absent| absent.is(person)) {
                    back.events.push(Event::RegretsWithdrawn { person: person.clone() });
                }
                let there = of_meeting.and_then(|_| listed(person));
                back.events.extend(there.map(|there| Event::PresenceDeclared { person: there.clone() }));
                let joined = of_meeting.and_then(|meeting| meeting.joined.iter().find(|(known, _)| known.is(person)));
                back.traces.extend(joined.map(|(known, at)| Trace::Joined(known.clone(), *at)));
            }
            Event::RegretsWithdrawn { person } => {
                let absent = regrets(None).iter().find(|absent| absent.is(person))?;
                back.remedy = "regrets+ NAME";
                back.events.push(Event::RegretsDeclared { person: absent.clone(), meeting: None });
            }
            _ => return None,
        }
        Some(back)
    }

    /// The same of what people answer.
    fn answers_of(&self, event: &Event) -> Option<PutBack> {
        let meeting = self.latest_meeting()?;
        let (remedy, events) = match event {
            Event::StandTaken { proposal, person, .. } | Event::StandWithdrawn { proposal, person } => {
                let proposal = meeting.proposal(*proposal)?;
                let before = proposal.stands.get(&*person.key());
                let (number, person) = (proposal.number, person.clone());
                let event = match before {
                    None => Event::StandWithdrawn { proposal: number, person },
                    Some(known) => {
                        let (stand, words) = (known.stand, known.words.clone());
                        Event::StandTaken { proposal: number, person, stand, words }
                    }
                };
                ("+1, -1 or 0", vec![event])
            }
            Event::VoteCast { poll, person, .. } | Event::VoteWithdrawn { poll, person } => {
                let known = meeting.poll(*poll)?;
                let before = known.votes.get(&*person.key());
                let cast = |choice: Option<u32>| Event::VoteCast { poll: known.number, person: person.clone(), choice };
                let withdrawn = Event::VoteWithdrawn { poll: known.number, person: person.clone() };
                let events = match before {
                    None => vec![withdrawn],
                    Some(vote) if known.takes_several() => {
                        let also = vote.also.iter().map(|choice| cast(Some(*choice)));
                        [withdrawn, cast(vote.choice)].into_iter().chain(also).collect()
                    }
                    Some(vote) => vec![cast(vote.choice)],
                };
                ("vote with another choice", events)
            }
            Event::QuestionBacked { question, person } => {
                let (question, person) = (*question, person.clone());
                ("question 2--", vec![Event::BackingWithdrawn { question, person }])
            }
            Event::BackingWithdrawn { question, person } => {
                let (question, person) = (*question, person.clone());
                ("question 2++", vec![Event::QuestionBacked { question, person }])
            }
            Event::ObjectionRaised { to, person, is_reservation, .. } => {
                let known = self.objections_to(*to).iter();
                let mut own = known.filter(|known| known.stands() && known.person.is(person));
                let before = own.find(|known| known.is_reservation == *is_reservation);
                let person = person.clone();
                let event = match before {
                    Some(before) => {
                        let (reason, is_reservation) = (before.reason.clone(), *is_reservation);
                        Event::ObjectionRaised { to: *to, person, reason, is_reservation }
                    }
                    None => Event::ObjectionWithdrawn { to: *to, person },
                };
                ("withdraw objection", vec![event])
            }
            Event::ObjectionWithdrawn { to, person } => {
                let own = self.objections_to(*to).iter().filter(|known| known.stands() && known.person.is(person));
                let raised = own.map(|own| Event::ObjectionRaised {
                    to: *to,
                    person: person.clone(),
                    reason: own.reason.clone(),
                    is_reservation: own.is_reservation,
                });
                ("objection: REASON", raised.collect())
            }
            _ => return None,
        };
        Some(PutBack { events, remedy, ..PutBack::default() })
    }
}

impl Group {
    fn objections_to(&self, to: Objected) -> &[Objection] {
        match to {
            Objected::Proposal(number) => {
                let proposal = self.latest_meeting().and_then(|meeting| meeting.proposal(number));
                proposal.map_or(&[], |proposal| proposal.objections.as_slice())
            }
            Objected::Decision(id) => self.decisions.get(&id).map_or(&[], |decision| decision.objections.as_slice()),
        }
    }
}

impl Acts {
    /// Words of the record were deleted (else changed by an edit): another command takes acts with such words back now.
    fn forget_words(&mut self, is_deletion: bool) {
        let is_of_words = |event: &Event| {
            matches!(event, Event::Reworded { .. } | Event::ActionReworded { .. } | Event::ItemRenamed { .. })
        };
        for act in &mut self.acts {
            match &act.kind {
                ActKind::PutBack(back) if !is_deletion && !back.events.iter().any(is_of_words) => {}
                ActKind::PutBack(back) => act.kind = ActKind::Other(back.remedy.into()),
                ActKind::Other(remedy) if remedy.starts_with("q= ") => act.kind = ActKind::Other("q= NAMES".into()),
                ActKind::Other(_)
                | ActKind::ItemAdded(_)
                | ActKind::ItemsTaken(_)
                | ActKind::ActionClosed(_)
                | ActKind::Row
                | ActKind::Approval(_) => {}
            }
        }
    }
}

impl Meeting {
    /// Takes a trace of something that was put back away.
    fn remove(&mut self, trace: Trace) {
        match trace {
            Trace::Joined(person, at) => {
                self.joined.retain(|(known, _)| !known.is(&person));
                self.joined.push((person, at));
            }
            Trace::Left(person, at) => {
                self.left.retain(|(known, _)| !known.is(&person));
                self.left.push((person, at));
            }
            Trace::NeverCame(person) => {
                self.left.retain(|(known, _)| !known.is(&person));
                self.joined.retain(|(known, _)| !known.is(&person));
            }
            Trace::NeverScribed(person) => self.all_scribes.retain(|known| !known.is(&person)),
            Trace::NeverPresided(person) => self.all_chairs.retain(|known| !known.is(&person)),
        }
    }
}

impl Event {
    /// What the event is for `undo`, where it is no record that could be taken back itself and nothing puts it back.
    fn act(&self, is_own: impl Fn(&Person) -> bool) -> Option<ActKind> {
        let other = |remedy: &'static str| ActKind::Other(remedy.into());
        Some(match self {
            Event::ItemAdded { item, .. } => ActKind::ItemAdded(*item),
            Event::ActionClosed { action, .. } => ActKind::ActionClosed(*action),
            Event::RegisterChanged { .. }
            | Event::DocumentChanged { .. }
            | Event::LiaisonChanged { .. }
            | Event::MandateChanged { .. }
            | Event::TermsChanged { .. }
            | Event::ReminderSet { .. } => ActKind::Row,
            Event::PaperApproved { paper, .. } => ActKind::Approval(*paper),
            Event::MinutesApproved { meeting, .. } => ActKind::Approval(PaperId::Minutes(*meeting)),
            Event::ListProposalChanged { proposal, change: ListProposalChange::Proposed { .. } } => {
                ActKind::Other(format!("drop LP{proposal}").into())
            }
            Event::ListProposalChanged { proposal, change: ListProposalChange::Answered { .. } } => {
                ActKind::Other(format!("withdraw my answer to LP{proposal}").into())
            }
            Event::MeetingStarted { .. } | Event::MeetingReopened => other("end meeting"),
            Event::MeetingEnded => other("reopen meeting"),
            Event::HandRaised { person, .. } if is_own(person) => other("my hand: TEXT"),
            Event::HandRaised { person, .. } => ActKind::Other(format!("q- {}", person.name).into()),
            Event::HandMovedLast { .. } => other("q= NAMES, as a chair"),
            Event::HandChanged { .. } => other("my hand: TEXT"),
            Event::FloorGiven { .. } => other("ack NAME, for somebody else"),
            Event::FloorYielded { .. } => other("ack NAME"),
            Event::AgendaCleared => other("agenda+ TITLE"),
            Event::DecisionReopened { .. } => other("agree, or AGREED: TEXT"),
            Event::ProposalDropped { .. } => other("PROPOSED: TEXT"),
            Event::PollClosed { .. } => other("poll QUESTION?"),
            Event::RecessBegan { .. } => other("resume meeting"),
            Event::RecessEnded => other("recess"),
            Event::RecordSuspended => other("on the record"),
            Event::RecordResumed => other("off the record"),
            Event::ItemTakenUp { .. } => other("skip item"),
            Event::ItemClosed { item } => ActKind::Other(format!("reopen item {item}").into()),
            Event::ItemSkipped { item } | Event::ItemDropped { item } => {
                ActKind::Other(format!("take up item {item}").into())
            }
            Event::ItemBoxed { .. } => other("give this item 10 min"),
            Event::ChairReleased { .. } => other("chair+ @account"),
            Event::ActionReopened { action } => ActKind::Other(format!("action A{action} done").into()),
            Event::Reworded { .. } | Event::SpeakerCorrected { .. } => other("s/OLD/NEW/"),
            Event::MeetingPlanned { .. } => other("!cancel REASON"),
            Event::MeetingMoved { .. } => other("!reschedule \"2026-12-08 15:00 Geneva\""),
            Event::MeetingCancelled { .. } => other("!schedule \"2026-12-08 15:00 Geneva\" for 2 h"),
            Event::JoinLinkSet { .. } => other("!join LINK"),
            // Records are taken back themselves; words from the floor and the bot's own entries are nobody's last act.
            _ => return None,
        })
    }
}
