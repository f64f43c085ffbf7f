//! What lines do that speak to the tools of a log.

use super::dialect::Native;
use super::meetings::Rules;
use super::run::Driver;
use crate::group::command::{Command, ProposalCommand, RecordCommand};
use crate::group::event::{Event, NoteKind};

impl Driver<'_> {
    pub(super) fn native(&mut self, index: usize, native: Native, words: &str) {
        match native {
            // Prose of that form takes no meeting from who opened it.
            Native::Chairs(names) if self.rules != Rules::Zakim => self.add_chairs(index, &names),
            Native::Chairs(names) => {
                for person in self.chairs().to_vec() {
                    self.apply(None, Event::ChairReleased { person });
                }
                self.add_chairs(index, &names);
                self.run.chairs.clear();
                let chairs = self.chairs().to_vec();
                self.run.chairs.extend(chairs);
            }
            Native::MoreChairs(names) => self.add_chairs(index, &names),
            Native::FewerChairs(names) => {
                for name in names {
                    let person = self.called(index, &name);
                    self.apply(None, Event::ChairReleased { person });
                }
            }
            Native::Nicks(names) => names.iter().for_each(|name| self.count_nobody(name)),
            Native::Empty(kind) => {
                let by = self.known[index].person.name.clone();
                self.item(kind, "", &by);
            }
            Native::Link => self.ask(
                index,
                Command::Record(RecordCommand::RecordNote {
                    kind: NoteKind::Link,
                    text: words.trim_start_matches("->").trim_start().to_owned(),
                }),
            ),
            Native::AgendaLink(address) => self.link(address),
            Native::Proposal(text) => self.ask(index, Command::Proposal(ProposalCommand::Propose { text })),
            Native::Date(days) => {
                if let [day] = days.as_slice() {
                    self.run.date = *day;
                }
            }
            Native::Title(_) | Native::MeetingTopic(_) | Native::Nothing => {}
        }
    }

    fn add_chairs(&mut self, index: usize, names: &[String]) {
        for name in names {
            let person = self.called(index, name);
            if self.rules != Rules::Zakim {
                self.count_nobody(name);
            }
            if !self.chairs().iter().any(|chair| chair.is(&person)) {
                self.apply(None, Event::ChairNamed { person: person.clone() });
                self.run.chairs.push(person);
            }
        }
    }
}
