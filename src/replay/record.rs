//! What a replay makes of entries: the items of the record, and what the bot would have said.

use std::borrow::Cow;
use std::collections::HashSet;

use super::dialect;
use super::log::Line;
use super::report::{self, Remark, decision_word, note_word};
use super::run::{ANSWERED_WITHIN, Driver};
use super::times::written;
use crate::group::agenda::Item;
use crate::group::command::{ActionCommand, AgendaCommand, Command, Request};
use crate::group::event::{Entry, Event, NoteKind};
use crate::group::person::same_name;
use crate::group::refusal::Refusal;
use crate::text::plain;
use crate::view;

/// Different words in the order in which they came first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Once {
    pub words: Vec<String>,
    known: HashSet<String>,
}

impl Once {
    pub fn add(&mut self, words: String) {
        if self.known.insert(words.clone()) {
            self.words.push(words);
        }
    }
}

/// What a bot says, with the lines on which it goes on: `... ` begins them.
fn joined<'w>(words: &'w str, below: impl Iterator<Item = &'w str>) -> Cow<'w, str> {
    let more = below.take(ANSWERED_WITHIN).map_while(|words| words.strip_prefix("... "));
    more.fold(Cow::Borrowed(words), |said, more| Cow::Owned(format!("{said} {more}")))
}

impl<'a> Driver<'a> {
    pub(super) fn link(&mut self, address: String) {
        self.run.links.add(address);
    }

    /// Of what bots say only the agenda counts, and which item was opened.
    pub(super) fn bot_said(&mut self, index: usize, line: &Line<'_>) {
        if line.words.starts_with("agendum ") {
            let said =
                joined(&line.words, self.below.iter().filter(|below| below.who == line.who).map(|below| &*below.words));
            if let Some(title) = dialect::taken_up(&said) {
                self.taken_up(title);
            }
        } else if line.who.eq_ignore_ascii_case("agendabot")
            && (line.words.starts_with("agenda+") || line.words.starts_with("clear agenda"))
        {
            self.said(index, &line.words);
        }
    }

    /// Zakim says what was opened: where our own agenda knows better or the same, nothing changes.
    fn taken_up(&mut self, title: &str) {
        let agenda = self.run.group.agenda();
        if agenda.open_item().is_some_and(|item| self.is_called(item, title)) {
            return;
        }
        let open = agenda.open;
        let waiting = agenda.in_order().find(|item| self.is_called(item, title));
        let (waiting, title) =
            (waiting.map(|item| item.number), waiting.map_or(title.to_owned(), |item| item.title.clone()));
        let item = waiting.unwrap_or_else(|| agenda.next_number());
        if let Some(open) = open {
            self.apply(None, Event::ItemClosed { item: open });
        }
        if waiting.is_none() {
            self.apply(None, Event::ItemAdded { item, title: title.clone(), proposer: None });
        }
        self.apply(None, Event::ItemTakenUp { item });
        self.item("TOPIC", &title, "");
    }

    /// Whether an item has a title, now or before a correction changed the line that added it.
    fn is_called(&self, item: &Item, title: &str) -> bool {
        if same_name(&item.title, title) {
            return true;
        }
        if self.before.is_empty() {
            return false;
        }
        let first = self.run.trace(item.entry).and_then(|trace| self.before.get(&trace.line));
        let added =
            first.and_then(|words| words.split_once('+')).map(|(_, added)| added.trim_start_matches([':', ' ']));
        added.is_some_and(|added| same_name(added, title))
    }

    /// Whether Zakim's answer says that the item was taken up which would be taken up here.
    pub(super) fn is_confirmed(&self, events: &[Event], words_of: impl Fn(&'a Line<'a>) -> &'a str) -> bool {
        let item =
            events.iter().find_map(|event| if let Event::ItemTakenUp { item } = event { Some(*item) } else { None });
        let Some(item) = item else { return true };
        let item = self.run.group.agenda().items.get(&item);
        let below = self.below.get(..ANSWERED_WITHIN).unwrap_or(self.below);
        let zakim: Vec<&str> =
            below.iter().filter(|line| line.who.eq_ignore_ascii_case("zakim")).map(words_of).collect();
        // What is left on the agenda Zakim may tell first.
        let is_answer = |words: &str| {
            words.starts_with("agendum ")
                || words.starts_with("I see") && (words.contains("decline") || words.contains("nothing remaining"))
        };
        let answer = zakim.iter().position(|words| is_answer(words));
        let answer = answer.map(|at| joined(zakim[at], zakim[at + 1..].iter().copied()));
        let title = answer.as_deref().and_then(dialect::taken_up);
        item.zip(title).is_some_and(|(item, title)| self.is_called(item, title))
    }

    /// What would have been said; a correction has taken it back since.
    pub(super) fn reply_only(&mut self, request: &Request, events: &[Event]) {
        let mut group = self.run.group.clone();
        let mut entries = Vec::new();
        for event in events {
            let entry =
                Entry { seq: group.head + 1, at: self.at, by: request.by.clone(), source: None, event: event.clone() };
            group.apply(&entry);
            entries.push(entry);
        }
        self.reply(&view::speak(&group, request, &entries));
    }

    pub(super) fn reply(&mut self, says: &[view::Say]) {
        for say in says {
            let text = plain::render(&say.text, None);
            self.run.replies.extend(text.lines().map(|text| Remark { line: self.line, text: text.to_owned() }));
        }
    }

    /// A topic that is open already stands in the record once more.
    pub(super) fn again(&mut self, request: &Request, refusal: &Refusal) {
        if let (Command::Agenda(AgendaCommand::OpenTopic { title }), Refusal::ItemOpenAlready { .. }) =
            (&request.command, refusal)
        {
            let by = request.by.as_ref().map_or(String::new(), |by| by.name.clone());
            self.item("TOPIC", title, &by);
        }
    }

    pub(super) fn item(&mut self, kind: &'static str, text: &str, by: &str) {
        let (at, line, entry) = (written(self.when), self.line, 0);
        self.run.items.push(report::Item { kind, text: text.to_owned(), by: by.to_owned(), at, line, entry });
    }

    /// Where a topic by its words has closed the item, Zakim has it open still, and closes it.
    pub(super) fn closed_by_zakim(&mut self, request: &Request, refusal: &Refusal) {
        let (Command::Agenda(AgendaCommand::CloseItem { .. }), Refusal::ItemClosedAlready { item }) =
            (&request.command, refusal)
        else {
            return;
        };
        let title = self.run.group.agenda().items.get(item).map(|item| item.title.clone()).unwrap_or_default();
        let words = format!("agendum {item}, {title}, closed");
        let mut zakim = self.below.iter().take(ANSWERED_WITHIN).filter(|line| line.who.eq_ignore_ascii_case("zakim"));
        if self.options.with_replies && zakim.any(|line| *line.words == *words) {
            self.run.replies.push(Remark { line: self.line, text: words });
        }
    }

    pub(super) fn record_items(&mut self, request: &Request, entries: &[Entry]) {
        let by = request.by.as_ref().map_or("", |by| by.name.as_str());
        for entry in entries {
            let before = self.run.items.len();
            match &entry.event {
                Event::ItemTakenUp { item } => {
                    let title =
                        self.run.group.agenda().items.get(item).map_or(String::new(), |item| item.title.clone());
                    self.item("TOPIC", &title, by);
                }
                Event::SubtopicOpened { title } => self.item("SUBTOPIC", title, by),
                Event::Noted { kind, text } => {
                    if *kind == NoteKind::Link {
                        let mut words = text.split_whitespace();
                        let first = words.clone().next().unwrap_or_default();
                        let address = words.find(|word| dialect::is_address(word)).unwrap_or(first);
                        self.link(address.to_owned());
                    }
                    self.item(note_word(*kind), text, by);
                }
                Event::ActionRecorded { text, .. } => {
                    let typed = if let Command::Action(ActionCommand::RecordAction { text }) = &request.command {
                        text
                    } else {
                        text
                    };
                    self.run.typed_actions.insert(entry.seq, typed.clone());
                    self.item("ACTION", typed, by);
                }
                Event::ActionReworded { entry: action, .. } => drop(self.run.typed_actions.remove(action)),
                Event::DecisionRecorded { kind, text, .. } => {
                    let kind = if self.is_accepted { "ACCEPTED" } else { decision_word(*kind) };
                    self.item(kind, text, by);
                }
                Event::ProposalOpened { text, .. } => self.item("PROPOSED", text, by),
                Event::PollClosed { poll } => {
                    let poll = self.run.group.latest_meeting().and_then(|meeting| meeting.poll(*poll));
                    let words = poll.map(|poll| {
                        let counts = poll.counts().into_iter().filter(|count| count.people > 0);
                        let counts: Vec<String> =
                            counts.map(|count| format!("{}: {}", count.choice, count.people)).collect();
                        format!("Voted on \"{}\" Results are, {}", poll.question, counts.join(", "))
                    });
                    self.item("VOTE", &words.unwrap_or_default(), by);
                }
                Event::Concluded { text, .. } => self.item("CONCLUSION", text, by),
                Event::QuestionAsked { text, .. } => self.item("QUESTION", text, by),
                Event::DocumentConsidered { reference, .. } => self.item("DOCUMENT", reference, by),
                Event::Withdrawn { entry } => {
                    // What is taken back was said a moment ago, as a rule.
                    if let Some(at) = self.run.items.iter().rposition(|item| item.entry == *entry) {
                        self.run.items.remove(at);
                    }
                }
                _ => {}
            }
            let added = before.min(self.run.items.len());
            self.run.items[added..].iter_mut().for_each(|item| item.entry = entry.seq);
        }
    }
}
