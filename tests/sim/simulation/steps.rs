//! What can happen next.

use std::sync::Arc;

use chrono::TimeDelta;
use convenor::chat::{Incoming, RoomKey, Sender, What};
use convenor::group::event::{Entry, Event};

use super::pen::Typed;
use super::people::GROUP;
use super::server::{Hang, Moment};
use super::{Message, Simulation, start_bot};

/// Tables whose loss makes a commit fail, each at another point of it.
const TABLES: [&str; 4] = ["groups", "seen", "entries", "outbox"];

impl Simulation<'_> {
    /// Most meetings are open from the start, so that there is something to go wrong; some are over, and mails are written.
    pub async fn open(&mut self) {
        self.is_between = self.chance.one_in(4);
        let lines: &[&str] = if self.is_between {
            &["start meeting", "AGREED: option A", "end meeting"]
        } else if self.chance.one_in(4) {
            &[]
        } else {
            &["start meeting"]
        };
        for line in lines {
            let chair = self.people.chair(&mut self.chance);
            let typed = self.typed(chair, Typed { text: (*line).to_owned(), words: Vec::new() });
            self.give(typed).await;
            self.check().await;
        }
    }

    /// One step: mostly somebody says something.
    pub async fn step(&mut self) {
        let pause = self.chance.below(20);
        self.advance(TimeDelta::seconds(i64::try_from(pause).expect("it is small"))).await;
        match self.chance.below(100) {
            0..40 => self.say().await,
            40..47 => self.repeat().await,
            47..51 => self.bring_late().await,
            51..60 => self.edit().await,
            60..69 => self.delete().await,
            69..74 => self.react().await,
            74..76 => self.join().await,
            76..81 => self.both_chairs().await,
            81..86 => self.jump().await,
            86..88 => self.trouble(),
            88..91 => self.fail_to_write().await,
            91..93 => self.other_instance().await,
            _ => Box::pin(self.crash()).await,
        }
        if self.chance.one_in(3) {
            self.deliver().await;
        }
    }

    async fn say(&mut self) {
        let message = self.anything();
        if self.chance.one_in(10) {
            self.hold(message);
        } else {
            self.give(message).await;
        }
    }

    /// Somebody types something; the bot hasn't got it yet.
    fn anything(&mut self) -> usize {
        let is_between = self.ledger.group.meeting.is_none();
        if is_between && self.chance.one_in(if self.is_between { 20 } else { 2 }) {
            let chair = self.people.chair(&mut self.chance);
            return self.typed(chair, Typed { text: "start meeting".to_owned(), words: Vec::new() });
        }
        if is_between && !self.chance.one_in(3) {
            let (sender, text) = self.between_meetings();
            return self.typed(sender, Typed { text, words: Vec::new() });
        }
        let earlier: Vec<String> = self
            .messages
            .iter()
            .rev()
            .filter(|message| !message.is_deleted)
            .filter_map(|message| message.words.last().cloned())
            .take(6)
            .collect();
        let typed = self.pen.message(&mut self.chance, &self.people, &self.ledger.group, &earlier);
        let sender = self.people.anyone(&mut self.chance);
        self.typed(sender, typed)
    }

    /// What chairs and secretary do between meetings, so that mails go to the list.
    fn between_meetings(&mut self) -> (Sender, String) {
        if self.chance.one_in(6) {
            return self.about_the_list();
        }
        let group = &self.ledger.group;
        let (chair, secretary) = (self.people.chair(&mut self.chance), self.people.secretary());
        let minutes = group.finished.as_ref().map(|meeting| group.minutes(meeting.number).cloned().unwrap_or_default());
        let (sender, text) = match (minutes, group.to_announce()) {
            (Some(state), _) if state.sent.is_empty() && self.chance.one_in(2) => {
                match (&state.shown, group.are_approved(&state)) {
                    (None, _) => (secretary, "!minutes"),
                    (Some(_), false) => (chair, *self.chance.pick(&["!minutes approve", "!minutes"])),
                    (Some(_), _) => (secretary, *self.chance.pick(&["!minutes send", "!minutes"])),
                }
            }
            (_, None) => (chair, "!schedule in 2 h for 30 min"),
            (_, Some(plan))
                if group.is_untold(plan) && group.notice(plan).is_none_or(|notice| notice.shown.is_none()) =>
            {
                (chair, "!announce override it is near")
            }
            (_, Some(plan)) if group.is_untold(plan) => {
                (chair, *self.chance.pick(&["!announce confirm", "!announce override it is near"]))
            }
            (_, Some(_)) => (
                chair,
                *self.chance.pick(&[
                    "!reschedule in 3 h because it suits",
                    "!cancel it does not suit",
                    "agenda+ Terms",
                ]),
            ),
        };
        (sender, text.to_owned())
    }

    /// Something is put to the list, confirmed by a chair, or answered.
    fn about_the_list(&mut self) -> (Sender, String) {
        let group = &self.ledger.group;
        let waits = group.all_list_proposals().find(|(number, one)| group.list_proposal_waits(*number, one).is_some());
        let asked = group.all_list_proposals().filter(|(_, one)| one.is_open()).last();
        let (waits, asked) = (waits.map(|(number, _)| number), asked.map(|(number, _)| number));
        let until = (self.clock.now() + TimeDelta::days(2)).date_naive();
        match (waits, asked) {
            (Some(number), _) if !self.chance.one_in(4) => {
                (self.people.chair(&mut self.chance), format!("!propose confirm LP{number}"))
            }
            (_, Some(number)) => {
                let answers = ["support LPn", "abstain on LPn", "object to LPn: Terms", "LPn?", "list proposals?"];
                let answer = self.chance.pick(&answers).replace("LPn", &format!("LP{number}"));
                (self.people.anyone(&mut self.chance), answer)
            }
            (_, None) => {
                (self.people.anyone(&mut self.chance), format!("propose to list: Terms of the group until {until}"))
            }
        }
    }

    fn typed(&mut self, sender: Sender, typed: Typed) -> usize {
        let Typed { text, words } = typed;
        let index = self.happens(sender, What::Said { text: text.clone() });
        self.messages[index].text = text;
        self.messages[index].words = words;
        index
    }

    /// Something happens in a room, now.
    fn happens(&mut self, sender: Sender, what: What) -> usize {
        // No two things happen at once, as no two messages of a server have the same place in time.
        self.clock.move_to(self.clock.now() + TimeDelta::milliseconds(1));
        let room: RoomKey = self.chance.pick(&self.people.rooms).clone();
        let index = self.messages.len();
        let incoming = Incoming::in_room(room, self.clock.now(), format!("m{index}"), sender, what)
            .in_thread(self.chance.one_in(8).then(|| "thread".to_owned()));
        self.messages.push(Message {
            incoming,
            text: String::new(),
            words: Vec::new(),
            is_taken: false,
            is_idle: false,
            is_deleted: false,
        });
        index
    }

    fn hold(&mut self, message: usize) {
        let id = self.messages[message].incoming.id.clone();
        self.note(format!("{id} is on its way: {:?}", self.messages[message].incoming.what));
        self.held.push(message);
    }

    /// Hands a message to the bot, for the first time or again.
    pub async fn give(&mut self, index: usize) {
        let message = &self.messages[index];
        if message.is_deleted && !message.is_taken {
            // The server has nothing left to deliver.
            return;
        }
        if message.is_idle {
            return;
        }
        let (incoming, is_taken) = (message.incoming.clone(), message.is_taken);
        let again = if is_taken { " again" } else { "" };
        self.note(format!(
            "{}{again} from {} in {:?}: {:?}",
            incoming.id, incoming.sender.name, incoming.origin, incoming.what
        ));
        if is_taken {
            let before = self.position().await;
            self.bot.receive(&incoming).await.expect("the store answers");
            assert_eq!(self.position().await, before, "{} is taken once", incoming.id);
            return;
        }
        let is_recording = self.is_recording().await;
        let chain = self.corrected_later(&incoming).await;
        let before = self.position().await;
        self.bot.receive(&incoming).await.expect("the store answers");
        let has_meeting = self.group().await.meeting.is_some();
        self.messages[index].is_idle = self.position().await == before && !has_meeting;
        self.taken(index, is_recording, chain);
    }

    /// Notes what follows from a message that the bot has taken.
    fn taken(&mut self, index: usize, is_recording: bool, is_corrected_later: bool) {
        self.messages[index].is_taken = true;
        let incoming = self.messages[index].incoming.clone();
        match &incoming.what {
            What::Said { text } => {
                self.status_count += text.lines().filter(|line| *line == "!status").count();
                let is_short_note = text.starts_with("NOTE: w") && text.lines().count() == 1 && text.len() < 1_000;
                if is_recording && is_short_note {
                    self.expected.insert(incoming.id);
                }
            }
            What::Deleted { message } if !is_corrected_later => {
                let is_meant = |other: &&Message| {
                    other.incoming.id == *message
                        || matches!(&other.incoming.what, What::Edited { message: edited, .. } if edited == message)
                };
                let words = self.messages.iter().filter(is_meant).flat_map(|message| message.words.clone());
                self.gone.extend(words.collect::<Vec<_>>());
            }
            What::Deleted { .. }
            | What::Edited { .. }
            | What::Reacted { .. }
            | What::DeletedTogether { .. }
            | What::Joined
            | What::Asked(_)
            | What::SetUp(_)
            | What::Unreadable
            | What::Ordered(_)
            | What::Mailed(_) => {}
        }
    }

    /// Whether the words of a correction (an edit, `s/old/new/`) that is deleted have gone on into
    /// a later correction, which is somebody's own and stays.
    async fn corrected_later(&self, incoming: &Incoming) -> bool {
        let What::Deleted { message } = &incoming.what else { return false };
        let target = |entry: &Entry| match &entry.event {
            Event::Reworded { entry, .. } => Some(format!("record {entry}")),
            Event::ActionReworded { action, .. } => Some(format!("action {action}")),
            Event::ItemRenamed { item, .. } => Some(format!("item {item}")),
            _ => None,
        };
        let mine = self.bot.store().entries_of(GROUP, message).await.expect("the store answers");
        mine.iter().any(|entry| {
            let is_of_another =
                entry.source.as_ref().is_none_or(|source| source.message != *message || !is_own_target(entry, &mine));
            let later = self.ledger.entries.iter().filter(|later| later.seq > entry.seq);
            is_of_another
                && target(entry).is_some_and(|mine| later.into_iter().any(|later| target(later) == Some(mine.clone())))
        })
    }

    /// The platform delivers something once more.
    async fn repeat(&mut self) {
        let taken: Vec<usize> = (0..self.messages.len()).filter(|index| self.messages[*index].is_taken).collect();
        if !taken.is_empty() {
            let again = *self.chance.pick(&taken);
            self.give(again).await;
        }
    }

    /// What was on its way arrives, in any order.
    async fn bring_late(&mut self) {
        if !self.held.is_empty() {
            let place = self.chance.index(self.held.len());
            let late = self.held.swap_remove(place);
            self.give(late).await;
        }
    }

    async fn edit(&mut self) {
        let said: Vec<usize> = self.live(|what| matches!(what, What::Said { .. }));
        if said.is_empty() {
            return;
        }
        let original = *self.chance.pick(&said);
        let typed = self.pen.edited(&mut self.chance, &self.people, &self.ledger.group, &self.messages[original].text);
        if self.gone.iter().any(|word| typed.text.contains(word.as_str())) {
            // Who types deleted words again has said them again.
            return;
        }
        let before = &self.messages[original].incoming;
        let (sender, message) = (before.sender.clone(), before.id.clone());
        self.messages[original].text.clone_from(&typed.text);
        let edit = self.happens(sender, What::Edited { message, text: typed.text });
        self.messages[edit].words = typed.words;
        self.messages[edit].incoming.origin = self.messages[original].incoming.origin.clone();
        self.give(edit).await;
    }

    /// A message, an edit or a reaction is deleted, by its author or a moderator.
    async fn delete(&mut self) {
        let live = self.live(|what| matches!(what, What::Said { .. } | What::Edited { .. } | What::Reacted { .. }));
        if live.is_empty() {
            return;
        }
        let target = *self.chance.pick(&live);
        let before = &self.messages[target].incoming;
        let (author, message) = (before.sender.clone(), before.id.clone());
        let sender = if self.chance.one_in(4) { self.people.chair(&mut self.chance) } else { author };
        self.messages[target].is_deleted = true;
        for edit in 0..self.messages.len() {
            let is_edit = matches!(&self.messages[edit].incoming.what, What::Edited { message: edited, .. } if *edited == message);
            self.messages[edit].is_deleted |= is_edit;
        }
        let deletion = self.happens(sender, What::Deleted { message });
        self.messages[deletion].incoming.origin = self.messages[target].incoming.origin.clone();
        self.give(deletion).await;
    }

    fn live(&self, is_wanted: impl Fn(&What) -> bool) -> Vec<usize> {
        let live = |index: &usize| !self.messages[*index].is_deleted && is_wanted(&self.messages[*index].incoming.what);
        (0..self.messages.len()).filter(live).collect()
    }

    /// A hand on the board; sometimes on something else, which means nothing.
    async fn react(&mut self) {
        let sender = self.people.anyone(&mut self.chance);
        let sign = (*self.chance.pick(&["✋", "✋🏽", "🙋", "👍"])).to_owned();
        let reaction = self.happens(sender, What::Reacted { message: "m0".to_owned(), sign: sign.clone() });
        let room = self.messages[reaction].incoming.room().cloned().expect("everything happens in a room");
        if let Some((message, _)) = self.server.board(&room).filter(|_| !self.chance.one_in(5)) {
            self.messages[reaction].incoming.what = What::Reacted { message, sign };
        }
        self.give(reaction).await;
    }

    async fn join(&mut self) {
        let sender = self.people.anyone(&mut self.chance);
        let joined = self.happens(sender, What::Joined);
        self.give(joined).await;
    }

    /// Both chairs see the same queue and advance it in the same moment.
    async fn both_chairs(&mut self) {
        let queue = self.group().await.meeting.map(|meeting| meeting.queue.hands).unwrap_or_default();
        let text = match queue.first().filter(|_| self.chance.one_in(2)) {
            Some(first) => format!("!next {}", first.person.name),
            None => "ack".to_owned(),
        };
        let chairs = [self.people.all[0].clone(), self.people.all[1].clone()];
        let mut acks = Vec::new();
        for chair in chairs {
            acks.push(self.typed(chair, Typed { text: text.clone(), words: Vec::new() }));
            let pause = i64::try_from(self.chance.below(3)).expect("it is small");
            self.clock.move_to(self.clock.now() + TimeDelta::seconds(pause));
        }
        if self.chance.one_in(2) {
            acks.reverse();
        }
        for ack in acks {
            self.give(ack).await;
        }
        let after = self.group().await.meeting.map(|meeting| meeting.queue.hands).unwrap_or_default();
        assert!(queue.len() - after.len() <= 1, "two chairs at once skip nobody");
        if let [_, second, ..] = queue.as_slice() {
            assert!(
                after.iter().any(|hand| hand.person.is(&second.person)),
                "{} is still in the queue",
                second.person.name
            );
        }
    }

    /// Minutes, hours or days pass.
    async fn jump(&mut self) {
        let minutes = *self.chance.pick(&[1, 4, 15, 60, 12 * 60, 3 * 24 * 60]);
        self.note(format!("{minutes} minutes pass"));
        self.advance(TimeDelta::minutes(minutes)).await;
    }

    fn trouble(&mut self) {
        let times = *self.chance.pick(&[0, 0, 2, 4]);
        self.note(format!("one in {times} requests to the server fails"));
        self.server.make_trouble(times);
    }

    /// The store can't write. Nothing of the message may be in it; the message comes again.
    async fn fail_to_write(&mut self) {
        let message = self.anything();
        let table = *self.chance.pick(&TABLES);
        let incoming = self.messages[message].incoming.clone();
        self.note(format!("without table {table}: {} from {}: {:?}", incoming.id, incoming.sender.name, incoming.what));
        let before = self.position().await;
        let is_recording = self.is_recording().await;
        self.place.execute(&format!("ALTER TABLE {table} RENAME TO away")).await;
        let taken = self.bot.receive(&incoming).await;
        self.place.execute(&format!("ALTER TABLE away RENAME TO {table}")).await;
        if taken.is_ok() {
            self.taken(message, is_recording, false);
        } else {
            assert_eq!(self.position().await, before, "a commit is written whole or not at all");
            self.held.push(message);
        }
        match self.chance.below(3) {
            0 => self.reopen().await,
            1 => self.give_held(message).await,
            _ => self.tick(self.clock.now()).await,
        }
    }

    async fn give_held(&mut self, message: usize) {
        if let Some(place) = self.held.iter().position(|held| *held == message) {
            self.held.swap_remove(place);
            self.give(message).await;
        }
        self.tick(self.clock.now()).await;
    }

    /// Another instance on the same store takes a message. Ours learns of it with its next commit
    /// and loses nothing.
    async fn other_instance(&mut self) {
        let message = self.anything();
        let incoming = self.messages[message].incoming.clone();
        self.note(format!("elsewhere: {} from {}: {:?}", incoming.id, incoming.sender.name, incoming.what));
        let is_recording = self.is_recording().await;
        let other = start_bot(self.place, &self.people, &self.charter, &Arc::clone(&self.server), &self.clock).await;
        other.receive(&incoming).await.expect("the store answers");
        other.store().close().await;
        self.taken(message, is_recording, false);
        if self.chance.one_in(2) {
            self.give(message).await;
        }
        let asker = self.people.anyone(&mut self.chance);
        let status = self.typed(asker, Typed { text: "!status".to_owned(), words: Vec::new() });
        self.give(status).await;
    }

    async fn crash(&mut self) {
        match self.chance.below(4) {
            0 => {
                let lost = self.anything();
                self.hold(lost);
                self.note("dies before the commit");
            }
            1 => {
                let message = self.anything();
                self.give(message).await;
                self.note("dies after the commit, before delivery");
            }
            _ => {
                let message = self.anything();
                self.give(message).await;
                let moment = if self.chance.one_in(2) { Moment::Before } else { Moment::After };
                let hang = Hang { after: self.chance.below(4), moment };
                self.note(format!("dies in mid-delivery: {hang:?}"));
                self.server.hang(Some(hang));
                tokio::select! {
                    biased;
                    delivered = self.bot.deliver() => delivered.expect("the store answers"),
                    () = self.server.hangs.notified() => {}
                }
                self.server.hang(None);
            }
        }
        let before = self.group().await;
        self.reopen().await;
        self.check_same(&before).await;
        if self.chance.one_in(2) {
            self.bring_late().await;
        }
    }
}

/// Whether what an entry corrects was recorded by the same message, which is deleted with it.
fn is_own_target(entry: &Entry, mine: &[Entry]) -> bool {
    mine.iter().any(|other| match (&entry.event, &other.event) {
        (Event::Reworded { entry, .. }, _) => other.seq == *entry,
        (Event::ActionReworded { action, .. }, Event::ActionRecorded { action: own, .. }) => action == own,
        (Event::ItemRenamed { item, .. }, Event::ItemAdded { item: own, .. }) => item == own,
        _ => false,
    })
}
