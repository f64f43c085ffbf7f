//! The record: statements, notes, documents, decisions, actions, and how they are corrected.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::command::{
    ActionCommand, AgendaCommand, Change, Command, DecisionCommand, PollCommand, ProposalCommand, Reach, RecordCommand,
    Request,
};
use super::decide::refuse_too_long;
use super::decision::Decision;
use super::event::{DELETED, DecisionId, Event, Manner, NoteKind, Source};
use super::meeting::Meeting;
use super::person::{Person, Right};
use super::refusal::Refusal;
use super::{Decided, Group, LIMITS};
use crate::text::trimmed;

/// One thing in the record of a meeting. Its id is the number of its entry in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub entry: u64,
    pub at: DateTime<Utc>,
    pub by: Option<Arc<Person>>,
    /// The item that was open.
    pub item: Option<u32>,
    pub source: Option<Box<Source>>,
    /// Entry before whose record it stands; `None`: in its own place.
    pub before: Option<u64>,
    pub body: Body,
    pub is_withdrawn: bool,
}

/// What a record holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Said {
        speaker: Arc<Person>,
        words: String,
        manner: Manner,
    },
    Note {
        kind: NoteKind,
        text: String,
    },
    Document {
        reference: String,
    },
    Subtopic {
        title: String,
    },
    Conclusion {
        item: u32,
        text: String,
    },
    /// The words live in [`Group::decisions`].
    Decision {
        decision: DecisionId,
    },
    /// A decision was amended, or opened again (no text).
    Amendment {
        decision: DecisionId,
        text: Option<String>,
        reason: Option<String>,
    },
    /// What is asked lives with the meeting.
    Proposal {
        proposal: u32,
    },
    Poll {
        poll: u32,
    },
    Question {
        question: u32,
    },
    /// The action's text lives in [`Group::actions`].
    Action {
        action: u32,
    },
}

impl Record {
    /// Whether it is what an item came to.
    pub fn is_outcome(&self) -> bool {
        matches!(self.body, Body::Conclusion { .. } | Body::Decision { .. } | Body::Amendment { .. })
    }

    /// Whether it counts: not taken back and not deleted.
    pub fn is_kept(&self) -> bool {
        !self.is_withdrawn && self.text().is_none_or(|text| text != DELETED)
    }

    /// Its words, where they live with it.
    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Said { words, .. } => Some(words),
            Body::Note { text, .. } | Body::Conclusion { text, .. } => Some(text),
            Body::Document { reference } => Some(reference),
            Body::Subtopic { title } => Some(title),
            Body::Amendment { text, .. } => text.as_deref(),
            Body::Decision { .. }
            | Body::Proposal { .. }
            | Body::Poll { .. }
            | Body::Question { .. }
            | Body::Action { .. } => None,
        }
    }

    pub(super) fn set_text(&mut self, new: &str) {
        match &mut self.body {
            Body::Said { words: text, .. }
            | Body::Note { text, .. }
            | Body::Conclusion { text, .. }
            | Body::Document { reference: text }
            | Body::Subtopic { title: text } => new.clone_into(text),
            Body::Amendment { text, .. } => *text = Some(new.to_owned()),
            Body::Decision { .. }
            | Body::Proposal { .. }
            | Body::Poll { .. }
            | Body::Question { .. }
            | Body::Action { .. } => {}
        }
    }

    /// Whose words they are: the speaker's, else of the person who recorded them.
    pub fn author(&self) -> Option<&Person> {
        match &self.body {
            Body::Said { speaker, .. } => Some(speaker),
            _ => self.by.as_deref(),
        }
    }

    /// Whether the words are a person's own, or were written down by that person.
    fn belongs_to(&self, person: &Person) -> bool {
        let people = self.author().into_iter().chain(self.by.as_deref());
        people.into_iter().any(|own| own.is(person))
    }
}

/// Words as they go into the record: whose they are, and how they came there.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard<'a> {
    pub speaker: Arc<Person>,
    pub words: &'a str,
    pub manner: Manner,
}

impl Heard<'_> {
    fn event(self) -> Event {
        let speaker = Arc::unwrap_or_clone(self.speaker);
        Event::Said { speaker, words: self.words.to_owned(), manner: self.manner }
    }
}

impl Group {
    pub(super) fn say(&self, by: &Person, words: &str) -> Decided {
        Ok(self.hear(by, words)?.map(Heard::event).into_iter().collect())
    }

    /// Decides on words that are no command, as [`Group::decide`] does on [`Command::Record(RecordCommand::Say)`], which anyone may; nothing
    /// where nothing is kept.
    ///
    /// # Errors
    /// A [`Refusal`] where they are too long.
    pub fn hear<'a>(&self, by: &Person, words: &'a str) -> Result<Option<Heard<'a>>, Refusal> {
        refuse_too_long(words)?;
        let Some(meeting) = self.meeting.as_ref().filter(|meeting| meeting.is_recording()) else { return Ok(None) };
        let is_scribe = meeting.is_scribe(by);
        if let Some((speaker, words)) = is_scribe.then(|| self.quoted(meeting, words)).flatten() {
            return Ok(Some(Heard { speaker, words, manner: Manner::Scribed }));
        }
        let has_floor = meeting.floor.as_ref().is_some_and(|floor| floor.person.is(by));
        let manner = if has_floor { Manner::Statement } else { Manner::Remark };
        Ok(Some(Heard { speaker: meeting.shared(by), words, manner }))
    }

    /// Reads a scribe's `NAME: words` and `… more words`.
    fn quoted<'a>(&self, meeting: &Meeting, line: &'a str) -> Option<(Arc<Person>, &'a str)> {
        for mark in ["…", "..."] {
            if let Some(more) = line.strip_prefix(mark) {
                return Some((Arc::clone(meeting.last_quoted.as_ref()?), more.trim()));
            }
        }
        let (name, words) = line.split_once([':', '：'])?;
        let (name, words) = (trimmed(name).trim_start_matches('@'), words.trim());
        let is_address = words.starts_with("//") || words.is_empty();
        if !name.contains(char::is_alphabetic) || name.chars().count() > LIMITS.name_chars || is_address {
            return None;
        }
        let speaker = match self.known(name) {
            Some(person) => person,
            None if super::roster::looks_like_a_name(name) => Arc::new(Person::named(name)),
            None => return None,
        };
        Some((speaker, words))
    }

    pub(super) fn record_note(&self, kind: NoteKind, text: &str) -> Decided {
        self.recording()?;
        Ok(vec![Event::Noted { kind, text: text.to_owned() }])
    }

    /// `s/old/new/`: one's own lines; a scribe's, secretary's and chair's reach everyone's. What items came to is
    /// out of reach for a scribe whom neither a chair nor a secretary named.
    pub(super) fn substitute(&self, request: &Request, by: &Person, old: &str, new: &str, reach: Reach) -> Decided {
        let meeting = self.correctable(request)?;
        let is_scribe = meeting.is_scribe(by);
        let is_appointed = is_scribe && meeting.is_appointed(by);
        // Who may correct it; `None`: nobody.
        let whose = |record: &Record| match record.body {
            // What the group decided is the chair's to amend, in the open.
            Body::Decision { decision } if self.is_proposed(decision) => None,
            Body::Decision { .. } => Some((request.role.may(Right::Chair), "a chair")),
            // The exact words that people have answered to stay; new words are a new proposal.
            Body::Proposal { .. } | Body::Poll { .. } | Body::Amendment { .. } => None,
            Body::Conclusion { .. } => {
                let may = is_appointed || request.role.may(Right::Secretary);
                Some((may, "a chair, a secretary or a scribe whom they named"))
            }
            Body::Said { .. }
            | Body::Note { .. }
            | Body::Document { .. }
            | Body::Subtopic { .. }
            | Body::Question { .. }
            | Body::Action { .. } => {
                let may = is_scribe || request.role.may(Right::Secretary) || record.belongs_to(by);
                Some((may, "a scribe, a secretary or a chair"))
            }
        };
        let holding = || {
            let kept = meeting.records.values().rev().take(LIMITS.looked_back).filter(|record| record.is_kept());
            kept.filter_map(|record| Some((record, self.text_of(record)?)).filter(|(_, text)| text.contains(old)))
        };
        let mut matching = holding().filter(|(record, _)| whose(record).is_some_and(|(may, _)| may));
        let none = || {
            let of_others = holding().find_map(|(record, _)| Some((record.body.called(), whose(record)?.1)));
            let old = crate::text::shorten(old, 60);
            match of_others {
                Some((what, who)) => Refusal::NotYoursToCorrect { old, what, who },
                None => Refusal::NothingMatched { old },
            }
        };
        let bounded = |text: String| {
            if text.chars().count() > LIMITS.text_chars {
                return Err(Refusal::TooLong { limit: LIMITS.text_chars });
            }
            if text.trim().is_empty() { Err(Refusal::NothingLeft) } else { Ok(text) }
        };
        match reach {
            Reach::First => {
                let (record, text) = matching.next().ok_or_else(none)?;
                Ok(self.reworded(request, by, record, &bounded(text.replacen(old, new, 1))?))
            }
            Reach::Line => {
                let (record, text) = matching.next().ok_or_else(none)?;
                Ok(self.reworded(request, by, record, &bounded(text.replace(old, new))?))
            }
            Reach::Item => {
                let item = meeting.agenda.open;
                let in_item: Vec<_> = matching.take_while(|(record, _)| record.item == item).collect();
                if in_item.is_empty() {
                    return Err(none());
                }
                let in_order = in_item.into_iter().rev();
                let mut events = Vec::new();
                for (record, text) in in_order {
                    events.extend(self.reworded(request, by, record, &bounded(text.replace(old, new))?));
                }
                Ok(events)
            }
        }
    }

    /// The meeting whose record a person may correct: the one that is open, or the last for those who have to do with
    /// its minutes.
    fn correctable(&self, request: &Request) -> Result<&Meeting, Refusal> {
        let meeting = self.latest_meeting().ok_or(Refusal::NoMeeting)?;
        if meeting.ended_at.is_some() && !request.role.may(Right::Secretary) {
            return Err(Refusal::RecordClosed { meeting: meeting.number });
        }
        Ok(meeting)
    }

    /// Whether people have answered to the very words of a decision: those are amended, not corrected.
    fn is_proposed(&self, decision: DecisionId) -> bool {
        self.decisions.get(&decision).is_some_and(|decision| decision.proposal.is_some())
    }

    /// The words of a record, wherever they live; nothing where they are gone.
    pub fn text_of<'a>(&'a self, record: &'a Record) -> Option<&'a str> {
        let meeting = || self.latest_meeting().filter(|meeting| meeting.records.contains(record.entry));
        let text = match &record.body {
            Body::Action { action } => {
                self.actions.get(action).filter(|action| action.is_kept()).map(|action| action.text.as_str())
            }
            Body::Decision { decision } => {
                self.decisions.get(decision).filter(|decision| decision.is_kept()).map(Decision::text)
            }
            Body::Proposal { proposal } => {
                meeting().and_then(|meeting| meeting.proposal(*proposal)).map(|proposal| proposal.text.as_str())
            }
            Body::Poll { poll } => meeting().and_then(|meeting| meeting.poll(*poll)).map(|poll| poll.question.as_str()),
            Body::Question { question } => {
                let questions = meeting().map(|meeting| meeting.questions.as_slice()).unwrap_or_default();
                questions.iter().find(|known| known.number == *question).map(|question| question.text.as_str())
            }
            Body::Said { .. }
            | Body::Note { .. }
            | Body::Document { .. }
            | Body::Subtopic { .. }
            | Body::Amendment { .. }
            | Body::Conclusion { .. } => record.text(),
        };
        text.filter(|text| *text != DELETED)
    }

    fn reworded(&self, request: &Request, by: &Person, record: &Record, text: &str) -> Vec<Event> {
        let action = match record.body {
            Body::Action { action } => self.actions.get(&action),
            _ => None,
        };
        if let Some(action) = action {
            return self.reassigned(request.at, by, action, text, true);
        }
        vec![Event::Reworded { entry: record.entry, text: text.to_owned() }]
    }

    /// `i/where/new line/`: before the last line of one's own that holds `place`; a scribe, secretary or
    /// chair before anyone's.
    pub(super) fn insert(&self, request: &Request, by: &Person, place: &str, line: &str) -> Decided {
        self.refuse_off_record()?;
        let meeting = self.correctable(request)?;
        let is_scribe = meeting.is_scribe(by);
        let may_touch = |record: &&Record| is_scribe || request.role.may(Right::Secretary) || record.belongs_to(by);
        let looked_at = meeting.records.values().rev().take(LIMITS.looked_back);
        let mut kept = looked_at.filter(|record| record.is_kept()).filter(may_touch);
        let holds = |record: &&Record| self.text_of(record).is_some_and(|text| text.contains(place));
        let found = kept.find(holds).ok_or_else(|| Refusal::NothingMatched { old: place.to_owned() })?;
        let quoted = self.quoted(meeting, line).filter(|_| is_scribe);
        let (speaker, words, manner) = match quoted {
            Some((speaker, words)) => (Arc::unwrap_or_clone(speaker), words, Manner::Scribed),
            None => (by.clone(), line, Manner::Statement),
        };
        Ok(vec![Event::Inserted { before: found.entry, speaker, words: words.to_owned(), manner }])
    }

    pub(super) fn undo(&self, request: &Request, by: &Person) -> Decided {
        let meeting = self.correctable(request)?;
        let records = meeting.formal.iter().rev().filter_map(|entry| meeting.records.get(*entry));
        // What was decided in a meeting that is over is amended or opened again, in the open.
        let is_over = self.meeting.is_none();
        let may_go = |record: &&Record| match record.body {
            Body::Decision { .. } => !is_over && self.text_of(record).is_some(),
            Body::Amendment { .. } => !is_over,
            _ => self.text_of(record).is_some(),
        };
        let mut kept = records.filter(|record| record.is_kept()).filter(may_go);
        let any = request.role.may(Right::Secretary);
        let own = |record: &&Record| record.by.as_ref().is_some_and(|author| author.is(by));
        let found = if any { kept.next() } else { kept.find(own) };
        found.map(|record| vec![Event::Withdrawn { entry: record.entry }]).ok_or(Refusal::NothingToUndo)
    }

    pub(super) fn go_off_record(&self) -> Decided {
        let meeting = self.running()?;
        if meeting.is_off_record { Err(Refusal::OffRecord) } else { Ok(vec![Event::RecordSuspended]) }
    }

    pub(super) fn go_on_record(&self) -> Decided {
        let meeting = self.running()?;
        if meeting.is_off_record { Ok(vec![Event::RecordResumed]) } else { Err(Refusal::OnRecordAlready) }
    }

    /// An edited message changes what it had recorded and never runs anything again.
    /// Off the record words can only be taken out.
    pub(super) fn reword_on_record(&self, at: DateTime<Utc>, by: &Person, changes: &[Change]) -> Decided {
        if changes.iter().any(|change| change.now.is_some()) {
            self.refuse_off_record()?;
        }
        self.reword(at, by, changes)
    }

    pub(super) fn reword(&self, at: DateTime<Utc>, by: &Person, changes: &[Change]) -> Decided {
        let mut events = Vec::new();
        for change in changes {
            let Some(now) = &change.now else {
                events.push(Event::Redacted { entries: vec![change.entry] });
                continue;
            };
            events.extend(self.reword_one(at, by, change.entry, now)?);
        }
        Ok(events)
    }

    fn reword_one(&self, at: DateTime<Utc>, by: &Person, entry: u64, now: &Command) -> Decided {
        if let Some(action) = self.actions.values().find(|action| action.entry == entry && action.is_kept()) {
            let Command::Action(ActionCommand::RecordAction { text }) = now else {
                return Err(Refusal::EditChangesKind { what: format!("action A{}", action.number) });
            };
            return Ok(self.reassigned(at, by, action, text, false));
        }
        if let Some(item) = self.agenda().items.values().find(|item| item.entry == entry) {
            let Command::Agenda(AgendaCommand::AddItem { title, .. }) = now else {
                return Err(Refusal::EditChangesKind { what: format!("agendum {}", item.number) });
            };
            let renamed = Event::ItemRenamed { entry, item: item.number, title: title.clone() };
            return Ok(if *title == item.title { Vec::new() } else { vec![renamed] });
        }
        let mut meetings = self.meeting.iter().chain(&self.finished);
        let Some(record) = meetings.find_map(|meeting| meeting.records.get(entry)) else {
            return Ok(Vec::new());
        };
        if !record.is_kept() {
            return Ok(Vec::new());
        }
        let text = match (&record.body, now) {
            (Body::Said { manner: Manner::Scribed, .. }, Command::Record(RecordCommand::Say { words })) => {
                let meeting = self.meeting.as_ref().or(self.finished.as_ref());
                meeting
                    .and_then(|meeting| self.quoted(meeting, words))
                    .map_or_else(|| words.clone(), |(_, words)| words.to_owned())
            }
            (Body::Said { .. }, Command::Record(RecordCommand::Say { words })) => words.clone(),
            (Body::Conclusion { .. }, Command::Record(RecordCommand::Conclude { text, .. })) => text.clone(),
            (Body::Note { kind, .. }, Command::Record(RecordCommand::RecordNote { kind: now, text }))
                if kind == now =>
            {
                text.clone()
            }
            (Body::Decision { decision }, Command::Decision(DecisionCommand::RecordDecision { kind, text }))
                if !self.is_proposed(*decision)
                    && self.decisions.get(decision).is_some_and(|decision| decision.kind == *kind) =>
            {
                text.clone()
            }
            (Body::Question { .. }, Command::Poll(PollCommand::AskQuestion { text })) => text.clone(),
            (Body::Proposal { .. }, Command::Proposal(ProposalCommand::Propose { text }))
                if self.text_of(record) == Some(text) =>
            {
                text.clone()
            }
            (Body::Document { .. }, Command::Record(RecordCommand::ConsiderDocument { reference, .. })) => {
                reference.clone()
            }
            (Body::Subtopic { .. }, Command::Agenda(AgendaCommand::OpenSubtopic { title })) => title.clone(),
            (body, _) => return Err(Refusal::EditChangesKind { what: body.called().to_owned() }),
        };
        let is_same = self.text_of(record) == Some(text.as_str());
        Ok(if is_same { Vec::new() } else { vec![Event::Reworded { entry, text }] })
    }
}

impl Body {
    /// What people call it.
    pub fn called(&self) -> &'static str {
        match self {
            Body::Said { .. } => "a statement",
            Body::Note { .. } => "a note",
            Body::Document { .. } => "a document",
            Body::Subtopic { .. } => "a subtopic",
            Body::Conclusion { .. } => "a conclusion",
            Body::Decision { .. } => "a decision",
            Body::Amendment { .. } => "an amendment",
            Body::Proposal { .. } => "a proposal",
            Body::Poll { .. } => "a poll",
            Body::Question { .. } => "a question",
            Body::Action { .. } => "an action",
        }
    }
}
