//! What must hold after every step, and at the end.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use convenor::bot::rebuild;
use convenor::chat::dispatch::Dispatch;
use convenor::chat::{Incoming, What};
use convenor::group::Group;
use convenor::group::event::Event;
use convenor::store::Position;
use convenor::text::{clean, plain};
use convenor::view::board;

use super::alarms::assert_alarms_are_announced;
use super::people::GROUP;
use super::{Message, Simulation};

/// In every so many steps the log is read whole; after a deletion it always is.
const WHOLE_LOG: u64 = 8;

impl Simulation<'_> {
    pub async fn check(&mut self) {
        self.look_into_outbox().await;
        let is_blanked = self.read_on().await;
        let group = self.group().await;
        // A correction of a meeting before the last that is deleted changes the log in place, and adds nothing to it.
        let is_deletion = |message: &Message| matches!(message.incoming.what, What::Deleted { .. });
        if self.ledger.group != group && self.messages.iter().any(is_deletion) {
            self.ledger.group = rebuild::group(self.bot.store(), &self.charter).await.expect("the log can be read");
        }
        assert!(
            self.ledger.group == group,
            "the log and the memory tell the same:\n{:#?}\n{group:#?}",
            self.ledger.group
        );
        if is_blanked || self.chance.one_in(WHOLE_LOG) {
            self.check_whole(&group).await;
        }
        assert_alarms_are_announced(&group);
        assert_eq!(self.server.complaints(), Vec::<String>::new());
    }

    /// Reads what is new in the log; tells whether something older was blanked.
    async fn read_on(&mut self) -> bool {
        let mut news = Vec::new();
        let from = self.ledger.group.head;
        self.bot.store().read(GROUP, from, |entry| news.push(entry)).await.expect("the log can be read");
        let takes_words_out = |event: &Event| {
            matches!(event, Event::Redacted { .. } | Event::PersonForgotten | Event::WordsExpired { .. })
        };
        let is_forgotten = news.iter().any(|entry| entry.event == Event::PersonForgotten);
        let is_blanked = news.iter().any(|entry| takes_words_out(&entry.event) || entry.about().is_some());
        for entry in news {
            let source = entry.source.as_ref();
            let message =
                source.and_then(|source| self.messages.iter().find(|message| message.incoming.id == source.message));
            let line = message.zip(source).and_then(|(message, source)| line_of(&message.incoming, source.line));
            self.ledger.add(entry, line.as_deref());
        }
        if is_blanked {
            // What older entries say has changed in place.
            self.ledger.group = rebuild::group(self.bot.store(), &self.charter).await.expect("the log can be read");
            self.ledger.take_names_of_deleted_lines();
        }
        if is_forgotten {
            // The log no longer tells whose hand was lowered.
            self.ledger.read_queue();
        }
        is_blanked
    }

    /// A group made from the whole log is the group in memory, and its minutes are the same bytes.
    async fn check_whole(&self, memory: &Group) {
        let rebuilt = rebuild::group(self.bot.store(), &self.charter).await.expect("the log can be read");
        assert!(rebuilt == *memory, "the whole log and the memory tell the same:\n{rebuilt:#?}\n{memory:#?}");
        assert_eq!(self.position().await.head, memory.head, "the head is the last entry");
        let body = |group: &Group| rebuild::draft(group).map(|drafted| drafted.body);
        assert_eq!(body(&rebuilt), body(memory));
        let entries = self.place.texts("SELECT body FROM entries").await;
        for word in &self.gone {
            let found = entries.iter().find(|entry| entry.contains(word.as_str()));
            assert_eq!(found, None, "{word} was deleted");
        }
    }

    /// After a crash everything is as it was.
    pub async fn check_same(&mut self, before: &Group) {
        let after = self.group().await;
        assert!(*before == after, "after the restart everything is as it was:\n{before:#?}\n{after:#?}");
        self.check_whole(before).await;
    }

    /// Lets everything arrive and go out, then counts.
    pub async fn finish(&mut self) {
        self.note("the end: all that is late arrives, all that waits goes out");
        while let Some(late) = self.held.pop() {
            self.give(late).await;
        }
        self.server.make_trouble(0);
        if self.chance.one_in(2) {
            let before = self.group().await;
            self.reopen().await;
            self.check_same(&before).await;
        }
        for _ in 0..10 {
            self.advance(TimeDelta::seconds(61)).await;
            self.deliver().await;
        }
        self.check().await;
        let group = self.group().await;
        self.check_whole(&group).await;
        self.check_delivery(&group).await;
        self.check_relays().await;
        self.check_retracted();
        self.check_record();
    }

    /// Nothing is lost, and nothing came twice.
    async fn check_delivery(&self, group: &Group) {
        let waiting = self.bot.store().pending_routes().await.expect("the store answers");
        assert_eq!(waiting, Vec::<String>::new(), "the outbox is empty");
        let Position { spoken, .. } = self.position().await;
        let delivered = self.server.delivered();
        let unseen: Vec<u64> = (1..=spoken).filter(|n| !delivered.contains(n)).collect();
        let read = |n: &u64| self.outbox.get(n).and_then(|body| Dispatch::read(body).ok());
        let has_retracted = self.outbox.keys().any(|n| matches!(read(n), Some(Dispatch::Retract { .. })));
        // What other rooms show is looked at by itself, and so is what is taken back.
        let is_other = |n: &u64| matches!(read(n), Some(Dispatch::Relay(_) | Dispatch::Retract { .. }));
        let unseen: Vec<u64> = unseen.into_iter().filter(|n| !is_other(n)).collect();
        let is_chat = |n: &&u64| matches!(read(n), Some(Dispatch::Say { .. }));
        let withdrawn: Vec<&u64> = unseen.iter().filter(is_chat).collect();
        for n in &withdrawn {
            let body = &self.outbox[*n];
            let is_word = |word: &&str| (is_marked(word) || word.chars().count() > 3) && body.contains(*word);
            // What was deleted, and what an edit may have taken out of its message.
            let is_edited = |message: &Message| {
                let id = &message.incoming.id;
                let edits =
                    |other: &Message| matches!(&other.incoming.what, What::Edited { message, .. } if message == id);
                self.messages.iter().any(edits)
            };
            let changed = self.messages.iter().filter(|message| message.is_deleted || is_edited(message));
            let texts = changed.flat_map(|message| {
                let typed = match &message.incoming.what {
                    What::Edited { text, .. } | What::Said { text } => text.as_str(),
                    _ => "",
                };
                [message.text.as_str(), typed]
            });
            let typed = texts.flat_map(|text| text.split([' ', '\n', '/']));
            let has_deleted = typed.map(|word| word.trim_matches(['(', ')', ',', '[', ']'])).any(|word| is_word(&word));
            let cause = read(n).and_then(|dispatch| dispatch.message()?.cause.clone());
            let is_about =
                self.messages.iter().any(|message| message.is_deleted && Some(&message.incoming.id) == cause.as_ref());
            // Who asks to be forgotten takes all their words along.
            let is_forgotten = self.messages.iter().any(|message| message.text.contains("forget me really"));
            assert!(
                is_about || has_deleted || is_forgotten,
                "post {n} was taken back although none of its words were deleted: {body}"
            );
        }
        let mails = unseen.len() - withdrawn.len();
        let bodies: Vec<_> = unseen.iter().map(|n| (n, self.outbox.get(n))).collect();
        assert_eq!(mails, self.ledger.mails, "every post but the mails was seen in a room; unseen are {bodies:?}");
        let folder = self.place.folder.path().join("outbox/new");
        let letters = std::fs::read_dir(folder).map_or(0, Iterator::count);
        assert_eq!(letters, self.ledger.mails, "every mail was handed over once");
        for room in &self.people.rooms {
            let times = |words: &str| self.server.said(room, words);
            for action in &self.ledger.actions {
                let told = times(&format!("Recorded action A{action}:"));
                assert!(
                    told == 1 || (told == 0 && (has_retracted || !withdrawn.is_empty())),
                    "A{action} is announced once in {room}"
                );
            }
            for (meeting, number) in &self.ledger.decisions {
                let told = times(&format!("Recorded decision D{meeting}-{number},"));
                let is_told = told == 1 || (told == 0 && (has_retracted || !withdrawn.is_empty()));
                assert!(is_told, "D{meeting}-{number} is announced once in {room}");
            }
            let answered = times(", zone data ");
            // What was merged into one message is taken back together, and in one message an answer is given once.
            let is_answered = answered <= self.status_count
                && (has_retracted || answered > 0 || self.status_count <= withdrawn.len());
            assert!(is_answered, "every question is answered once in {room}: {answered} of {}", self.status_count);
            if self.server.has_board() {
                let wanted = board::board(group).map(|board| plain::render(&board.text, None));
                let shown = self.server.board(room).map(|(_, text)| text);
                match (wanted, shown) {
                    (Some(wanted), shown) => assert_eq!(shown, Some(wanted), "the board of {room}"),
                    (None, Some(shown)) => {
                        assert!(shown.ends_with("is closed."), "the board of {room} is closed: {shown}");
                    }
                    (None, None) => {}
                }
            }
        }
    }

    /// Nothing the bot shows has words of a recorded message that was deleted.
    fn check_retracted(&self) {
        let recorded: BTreeSet<&str> = self
            .ledger
            .entries
            .iter()
            .filter_map(|entry| entry.source.as_ref())
            .map(|source| source.message.as_str())
            .collect();
        let is_recorded = |message: &Message| recorded.contains(message.incoming.id.as_str());
        let marks = |text: &str| -> BTreeSet<String> {
            let words = text.split(|c: char| !c.is_alphanumeric());
            words.filter(|word| is_marked(word)).map(str::to_owned).collect()
        };
        let (deleted, kept): (Vec<&Message>, Vec<&Message>) =
            self.messages.iter().partition(|message| message.is_deleted && is_recorded(message));
        let typed = |message: &Message| match &message.incoming.what {
            What::Edited { text, .. } => marks(&format!("{} {text}", message.text)),
            _ => marks(&message.text),
        };
        let kept: BTreeSet<String> = kept.into_iter().flat_map(typed).collect();
        let gone: BTreeSet<String> = deleted.into_iter().flat_map(typed).filter(|word| !kept.contains(word)).collect();
        for (room, text) in self.server.all_shown() {
            let left: Vec<String> = marks(&text).intersection(&gone).cloned().collect();
            let behind: Vec<String> = left
                .iter()
                .flat_map(|word| {
                    let has = |message: &&Message| {
                        format!("{} {:?}", message.text, message.incoming.what).contains(word.as_str())
                    };
                    self.messages.iter().filter(has).map(|message| {
                        format!("{} {:?} {:?}", message.incoming.id, message.text, message.incoming.what)
                    })
                })
                .collect();
            assert_eq!(left, Vec::<String>::new(), "{room} shows deleted words: {text}\nThey came with {behind:?}");
        }
    }

    /// What had to be recorded is, once.
    fn check_record(&self) {
        let noted = self.ledger.entries.iter().filter(|entry| matches!(entry.event, Event::Noted { .. }));
        let sources: BTreeSet<&str> =
            noted.filter_map(|entry| entry.source.as_ref()).map(|source| source.message.as_str()).collect();
        for message in &self.expected {
            assert!(sources.contains(message.as_str()), "{message} is in the record");
        }
    }
}

/// A line of a message as it was said, counted as the bot counts.
fn line_of(incoming: &Incoming, line: u32) -> Option<String> {
    let What::Said { text } = &incoming.what else { return None };
    clean(text).lines().nth(usize::try_from(line).ok()?).map(str::to_owned)
}

/// Whether a word is one of the pen's, such as `w12d`: “the last word” is in what the bot says by itself.
fn is_marked(word: &str) -> bool {
    word.strip_prefix('w').and_then(|word| word.strip_suffix('d')).is_some_and(|number| number.parse::<u64>().is_ok())
}
