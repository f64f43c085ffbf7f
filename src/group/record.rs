//! The record: statements, notes, documents, decisions, actions, and how they are corrected.

use chrono::{DateTime, NaiveDate, Utc};

use super::command::{Change, Command, Reach, Request, split_due};
use super::event::{ActionOutcome, DELETED, Event, Kind, Manner, NoteKind, Source};
use super::meeting::Meeting;
use super::person::{Person, Right};
use super::refusal::Refusal;
use super::{Decided, Group, LIMITS};

/// One thing in the record of a meeting. Its id is the number of its entry in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub entry: u64,
    pub at: DateTime<Utc>,
    pub by: Option<Person>,
    /// The item that was open.
    pub item: Option<u32>,
    pub source: Option<Source>,
    pub body: Body,
    pub is_withdrawn: bool,
}

/// What a record holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Said {
        speaker: Person,
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
    Decision {
        number: u32,
        kind: Kind,
        text: String,
    },
    /// The action's text lives in [`Group::actions`].
    Action {
        action: u32,
    },
}

/// An action: it lives across meetings.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    pub number: u32,
    pub text: String,
    pub owners: Vec<String>,
    pub due: Option<NaiveDate>,
    pub meeting: u32,
    pub item: Option<u32>,
    pub entry: u64,
    pub outcome: Option<ActionOutcome>,
    /// Entry that closed it.
    pub closed_by: Option<u64>,
    pub is_withdrawn: bool,
}

impl Record {
    /// Whether it counts: not taken back and not deleted.
    pub fn is_kept(&self) -> bool {
        !self.is_withdrawn && self.text().is_none_or(|text| text != DELETED)
    }

    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Said { words, .. } => Some(words),
            Body::Note { text, .. } | Body::Conclusion { text, .. } | Body::Decision { text, .. } => Some(text),
            Body::Document { reference } => Some(reference),
            Body::Subtopic { title } => Some(title),
            Body::Action { .. } => None,
        }
    }

    pub(super) fn set_text(&mut self, new: &str) {
        match &mut self.body {
            Body::Said { words: text, .. }
            | Body::Note { text, .. }
            | Body::Conclusion { text, .. }
            | Body::Decision { text, .. }
            | Body::Document { reference: text }
            | Body::Subtopic { title: text } => new.clone_into(text),
            Body::Action { .. } => {}
        }
    }

    /// Whose words they are: the speaker's, else of whoever recorded them.
    fn belongs_to(&self, person: &Person) -> bool {
        let speaker = if let Body::Said { speaker, .. } = &self.body { Some(speaker) } else { None };
        speaker.is_some_and(|speaker| speaker.is(person)) || self.by.as_ref().is_some_and(|by| by.is(person))
    }
}

impl Action {
    pub fn is_kept(&self) -> bool {
        !self.is_withdrawn && self.text != DELETED
    }

    pub fn is_open(&self) -> bool {
        self.is_kept() && self.outcome.is_none()
    }
}

impl Group {
    pub(super) fn say(&self, by: &Person, words: &str) -> Decided {
        let Some(meeting) = self.meeting.as_ref().filter(|meeting| meeting.is_recording()) else {
            return Ok(Vec::new());
        };
        let is_scribe = meeting.scribes.iter().any(|scribe| scribe.is(by));
        if let Some((speaker, words)) = is_scribe.then(|| self.quoted(meeting, words)).flatten() {
            return Ok(vec![Event::Said { speaker, words, manner: Manner::Scribed }]);
        }
        let has_floor = meeting.floor.as_ref().is_some_and(|floor| floor.person.is(by));
        let manner = if has_floor { Manner::Statement } else { Manner::Remark };
        Ok(vec![Event::Said { speaker: by.clone(), words: words.to_owned(), manner }])
    }

    /// Reads a scribe's `NAME: words` and `… more words`.
    fn quoted(&self, meeting: &Meeting, line: &str) -> Option<(Person, String)> {
        for mark in ["…", "..."] {
            if let Some(more) = line.strip_prefix(mark) {
                return Some((meeting.last_quoted.clone()?, more.trim().to_owned()));
            }
        }
        let (name, words) = line.split_once([':', '：'])?;
        let (name, words) = (name.trim().trim_start_matches('@'), words.trim());
        let is_address = words.starts_with("//") || words.is_empty();
        if name.is_empty() || name.chars().count() > LIMITS.name_chars || is_address {
            return None;
        }
        let speaker = match self.find_known(name) {
            Some(person) => person,
            None if !name.contains(char::is_whitespace) => Person::named(name),
            None => return None,
        };
        Some((speaker, words.to_owned()))
    }

    pub(super) fn record_note(&self, kind: NoteKind, text: &str) -> Decided {
        self.recording()?;
        Ok(vec![Event::Noted { kind, text: text.to_owned() }])
    }

    pub(super) fn record_decision(&self, kind: Kind, text: &str) -> Decided {
        let meeting = self.recording()?;
        Ok(vec![Event::DecisionRecorded { number: meeting.decisions + 1, kind, text: text.to_owned() }])
    }

    pub(super) fn record_action(&self, by: &Person, text: &str) -> Decided {
        self.recording()?;
        let open = self.actions.values().filter(|action| action.is_open()).count();
        if open >= LIMITS.open_actions {
            return Err(Refusal::TooMany { what: "open actions", limit: LIMITS.open_actions });
        }
        let Assignment { text, owners, due } = self.assignment(by, text);
        Ok(vec![Event::ActionRecorded { action: self.last_action + 1, text, owners, due }])
    }

    /// Reads `Ana, Bo to send the table by 2026-12-01`. The text keeps the owners as typed, but “me”
    /// gets a name: the minutes go to people who were not there.
    fn assignment(&self, by: &Person, typed: &str) -> Assignment {
        let (text, due) = split_due(typed);
        let is_mine = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("me "));
        let text = if is_mine { format!("{} {}", by.name, &text[3..]) } else { text };
        let head = text.find(" to ").map(|at| &text[..at]).or_else(|| text.split_once(": ").map(|(head, _)| head));
        let names = head.unwrap_or_default().replace(" and ", ",").replace('&', ",");
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        let owners: Option<Vec<String>> = names.map(|name| self.owner(by, name)).collect();
        Assignment { text, owners: owners.unwrap_or_default(), due }
    }

    /// Someone known, or a name: up to three words that begin with a capital, or an `@`. A verb is no
    /// owner (“write to SG17”).
    fn owner(&self, by: &Person, typed: &str) -> Option<String> {
        let bare = typed.trim_start_matches('@');
        if bare.eq_ignore_ascii_case("me") {
            return Some(by.name.clone());
        }
        if let Some(person) = self.find_known(bare) {
            return Some(person.name);
        }
        let words: Vec<&str> = bare.split_whitespace().collect();
        let is_capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
        let is_name = (1..=3).contains(&words.len()) && words.iter().all(is_capital);
        (is_name || bare.len() < typed.len()).then(|| bare.to_owned())
    }

    pub(super) fn close_action(&self, request: &Request, by: &Person, number: u32, outcome: ActionOutcome) -> Decided {
        let action = self.actions.get(&number).filter(|action| action.is_kept());
        let action = action.ok_or(Refusal::NoSuchAction { action: number })?;
        if action.outcome.is_some() {
            return Err(Refusal::ActionClosed { action: number });
        }
        let is_owner = action.owners.iter().any(|owner| self.is_called(by, owner));
        if !is_owner && !request.role.may(Right::Secretary) {
            return Err(Refusal::NotYourAction { action: number });
        }
        Ok(vec![Event::ActionClosed { action: number, outcome }])
    }

    /// `s/old/new/`: one's own lines; a scribe's, secretary's and chair's reach everyone's.
    pub(super) fn substitute(&self, request: &Request, by: &Person, old: &str, new: &str, reach: Reach) -> Decided {
        let meeting = self.meeting.as_ref().or(self.finished.as_ref()).ok_or(Refusal::NoMeeting)?;
        let is_scribe = meeting.scribes.iter().any(|scribe| scribe.is(by));
        let may_touch = |record: &&Record| match record.body {
            // What the group decided is the chair's to amend, in the open.
            Body::Decision { .. } => request.role.may(Right::Chair),
            _ => is_scribe || request.role.may(Right::Secretary) || record.belongs_to(by),
        };
        let matching = meeting.records.values().rev().take(LIMITS.looked_back);
        let mut matching = matching.filter(|record| record.is_kept()).filter(may_touch).filter_map(|record| {
            let text = self.text_of(record)?;
            text.contains(old).then_some((record, text))
        });
        let none = || Refusal::NothingMatched { old: old.to_owned() };
        let bounded = |text: String| {
            if text.chars().count() > LIMITS.text_chars {
                return Err(Refusal::TooLong { limit: LIMITS.text_chars });
            }
            if text.trim().is_empty() { Err(Refusal::NothingLeft) } else { Ok(text) }
        };
        match reach {
            Reach::First => {
                let (record, text) = matching.next().ok_or_else(none)?;
                Ok(self.reworded(by, record, &bounded(text.replacen(old, new, 1))?))
            }
            Reach::Line => {
                let (record, text) = matching.next().ok_or_else(none)?;
                Ok(self.reworded(by, record, &bounded(text.replace(old, new))?))
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
                    events.extend(self.reworded(by, record, &bounded(text.replace(old, new))?));
                }
                Ok(events)
            }
        }
    }

    /// The words of a record; those of an action live with the action.
    pub fn text_of<'a>(&'a self, record: &'a Record) -> Option<&'a str> {
        match &record.body {
            Body::Action { action } => {
                self.actions.get(action).filter(|action| action.is_kept()).map(|action| action.text.as_str())
            }
            Body::Said { .. }
            | Body::Note { .. }
            | Body::Document { .. }
            | Body::Subtopic { .. }
            | Body::Conclusion { .. }
            | Body::Decision { .. } => record.text(),
        }
    }

    fn reworded(&self, by: &Person, record: &Record, text: &str) -> Vec<Event> {
        if let Body::Action { action } = record.body {
            let kept = self.actions.get(&action);
            let Assignment { text, owners, due } = self.assignment(by, text);
            let due = due.or(kept.and_then(|action| action.due));
            return vec![Event::ActionReworded { entry: record.entry, action, text, owners, due }];
        }
        vec![Event::Reworded { entry: record.entry, text: text.to_owned() }]
    }

    pub(super) fn undo(&self, request: &Request, by: &Person) -> Decided {
        let meeting = self.meeting.as_ref().or(self.finished.as_ref()).ok_or(Refusal::NoMeeting)?;
        let records = meeting.formal.iter().rev().filter_map(|entry| meeting.records.get(entry));
        let mut kept = records.filter(|record| record.is_kept() && self.text_of(record).is_some());
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
    pub(super) fn reword_on_record(&self, by: &Person, changes: &[Change]) -> Decided {
        if changes.iter().any(|change| change.now.is_some()) {
            self.refuse_off_record()?;
        }
        self.reword(by, changes)
    }

    pub(super) fn reword(&self, by: &Person, changes: &[Change]) -> Decided {
        let mut events = Vec::new();
        for change in changes {
            let Some(now) = &change.now else {
                events.push(Event::Redacted { entries: vec![change.entry] });
                continue;
            };
            events.extend(self.reword_one(by, change.entry, now)?);
        }
        Ok(events)
    }

    fn reword_one(&self, by: &Person, entry: u64, now: &Command) -> Decided {
        if let Some(action) = self.actions.values().find(|action| action.entry == entry && action.is_kept()) {
            let Command::RecordAction { text } = now else {
                return Err(Refusal::EditChangesKind { what: format!("action A{}", action.number) });
            };
            let Assignment { text, owners, due } = self.assignment(by, text);
            let is_same = text == action.text && owners == action.owners && due == action.due;
            let changed = Event::ActionReworded { entry, action: action.number, text, owners, due };
            return Ok(if is_same { Vec::new() } else { vec![changed] });
        }
        if let Some(item) = self.agenda().items.values().find(|item| item.entry == entry) {
            let Command::AddItem { title, .. } = now else {
                return Err(Refusal::EditChangesKind { what: format!("agendum {}", item.number) });
            };
            let renamed = Event::ItemRenamed { entry, item: item.number, title: title.clone() };
            return Ok(if *title == item.title { Vec::new() } else { vec![renamed] });
        }
        let mut meetings = self.meeting.iter().chain(&self.finished);
        let Some(record) = meetings.find_map(|meeting| meeting.records.get(&entry)) else {
            return Ok(Vec::new());
        };
        if !record.is_kept() {
            return Ok(Vec::new());
        }
        let text = match (&record.body, now) {
            (Body::Said { manner: Manner::Scribed, .. }, Command::Say { words }) => {
                let meeting = self.meeting.as_ref().or(self.finished.as_ref());
                meeting
                    .and_then(|meeting| self.quoted(meeting, words))
                    .map_or_else(|| words.clone(), |(_, words)| words)
            }
            (Body::Said { .. }, Command::Say { words }) => words.clone(),
            (Body::Conclusion { .. }, Command::Conclude { text, .. }) => text.clone(),
            (Body::Note { kind, .. }, Command::RecordNote { kind: now, text }) if kind == now => text.clone(),
            (Body::Decision { kind, .. }, Command::RecordDecision { kind: now, text }) if kind == now => text.clone(),
            (Body::Document { .. }, Command::ConsiderDocument { reference, .. }) => reference.clone(),
            (Body::Subtopic { .. }, Command::OpenSubtopic { title }) => title.clone(),
            (body, _) => return Err(Refusal::EditChangesKind { what: body.called().to_owned() }),
        };
        let is_same = record.text() == Some(text.as_str());
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
            Body::Action { .. } => "an action",
        }
    }
}

/// An action's line, taken apart.
struct Assignment {
    text: String,
    owners: Vec<String>,
    due: Option<NaiveDate>,
}
