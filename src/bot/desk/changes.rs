//! Edited and deleted messages: what they mean for the record, the log and the outbox.

use std::collections::{BTreeMap, BTreeSet};

use super::{Desk, Step, Work};
use crate::bot::edits;
use crate::chat::Incoming;
use crate::chat::dispatch::Dispatch;
use crate::command::{Line, Read};
use crate::group::Group;
use crate::group::command::{Change, ChangeCommand, Command, PollCommand, ProposalCommand, QueueCommand};
use crate::group::event::{Entry, Event, Source};
use crate::group::given::Given;
use crate::group::nature::{Erased, Names, Words};
use crate::group::person::Person;
use crate::store;
use crate::text::plain;

impl Desk {
    pub(super) async fn edited(&self, incoming: &Incoming, message: &str, text: &str) -> anyhow::Result<Vec<Step>> {
        let lines = self.read_named(text);
        let mut entries = self.entries_of(message).await?;
        entries.retain(|entry| entry.source.as_ref().is_none_or(|source| !source.is_by_menu));
        if entries.is_empty() {
            let is_command = lines.iter().any(|line| matches!(line.read, Read::Command { .. }));
            let words = "Edits do not run commands, so nothing was recorded. Type it as a new message.";
            // What would have been recorded was refused when it was typed first, or had a slip in it.
            let records = lines.iter().any(|line| edits::leaves_an_entry(&line.read));
            let is_unseen = is_command && !records && !self.store.is_seen(message).await?;
            let is_news = self.group.meeting.is_some() && (records || is_unseen);
            return Ok(if is_news { vec![Step::Hint(words.to_owned())] } else { Vec::new() });
        }
        let is_author =
            |entry: &Entry| entry.by.as_ref().and_then(|by| by.account.as_ref()) == Some(&incoming.sender.account);
        let own: Vec<Entry> = entries.into_iter().filter(is_author).collect();
        let known = self.with_corrections(own).await?;
        let is_command = |line: &Line| matches!(line.read, Read::Command { .. });
        let notes = edits::notes(&known, &lines);
        if !notes.is_empty() {
            return Ok(Self::rewordings(message, &incoming.id, notes, &known));
        }
        if !known.is_empty() && edits::holds_no_words(&known) && lines.iter().any(is_command) {
            let words = "Edits do not run commands again: what you typed first still holds. Type it as a new message.";
            return Ok(vec![Step::Hint(words.to_owned())]);
        }
        // `AGRED: row 4` was kept as talk, and its author mends the slip.
        if edits::turns_talk_into_command(&known, &lines) {
            let words = "Edits do not run commands: what you typed first stays as talk. Type it as a new message.";
            return Ok(vec![Step::Hint(words.to_owned())]);
        }
        let changes = edits::changes(&known, &lines);
        Ok(Self::rewordings(message, &incoming.id, changes, &known))
    }

    pub(super) async fn deleted(&self, incoming: &Incoming, message: &str) -> anyhow::Result<Vec<Step>> {
        let reactions = self.entries_of(&reaction_source(message)).await?;
        let raised = |entry: &Entry| {
            if let Event::HandRaised { person, .. } = &entry.event { Some(person.clone()) } else { None }
        };
        if let Some(person) = reactions.iter().find_map(raised) {
            let is_queued =
                self.group.meeting.as_ref().is_some_and(|meeting| meeting.queue.position(&person).is_some());
            let is_own = person.account.as_ref() == Some(&incoming.sender.account);
            let lower = Step::Ask { source: None, command: Command::Queue(QueueCommand::LowerHand { name: None }) };
            return Ok(if is_queued && is_own { vec![lower] } else { Vec::new() });
        }
        if !reactions.is_empty() {
            let withdrawn = reactions.iter().filter_map(|entry| self.answer_withdrawn(entry, incoming));
            return Ok(withdrawn.map(|command| Step::Ask { source: None, command }).collect());
        }
        let entries = self.entries_of(message).await?;
        let is_edit_itself = |entry: &Entry| {
            entry.source.as_ref().is_some_and(|source| source.edit.as_deref() == Some(message) || source.edit.is_none())
        };
        // Corrections that the message made (an edit, or `s/old/new/`) are taken back; what it
        // recorded itself is deleted, with every correction of it.
        let (corrections, recorded): (Vec<Entry>, Vec<Entry>) = entries
            .into_iter()
            .filter(|entry| !is_blank(entry) || is_answer(entry) || is_hand(entry))
            .partition(|entry| entry.about().is_some() && is_edit_itself(entry));
        let own: Vec<u64> = recorded.iter().map(|entry| entry.seq).collect();
        let corrections: Vec<Entry> =
            corrections.into_iter().filter(|entry| entry.about().is_none_or(|about| !own.contains(&about))).collect();
        let mut steps = self.take_back(corrections).await?;
        if !own.is_empty() {
            steps.push(Step::Ask { source: None, command: Command::Change(ChangeCommand::Retract { entries: own }) });
        }
        Ok(steps)
    }

    /// What was recorded by messages that go together is told of together.
    pub(super) async fn deleted_together(&self, incoming: &Incoming, messages: &[String]) -> anyhow::Result<Vec<Step>> {
        let (mut steps, mut gone) = (Vec::new(), Vec::new());
        for message in messages {
            for step in self.deleted(incoming, message).await? {
                match step {
                    Step::Ask { command: Command::Change(ChangeCommand::Retract { entries }), .. } => {
                        gone.extend(entries);
                    }
                    Step::Ask { .. } | Step::Hint(_) | Step::Tell(_) | Step::Blank(_) => steps.push(step),
                }
            }
        }
        gone.sort_unstable();
        if !gone.is_empty() {
            steps.push(Step::Ask { source: None, command: Command::Change(ChangeCommand::Retract { entries: gone }) });
        }
        Ok(steps)
    }

    /// What taking a ✅ or ❌ away asks for: it counts as long as it is the person's last.
    fn answer_withdrawn(&self, entry: &Entry, incoming: &Incoming) -> Option<Command> {
        let meeting = self.group.meeting.as_ref()?;
        let is_own = |person: &Person| person.account.as_ref() == Some(&incoming.sender.account);
        match &entry.event {
            Event::StandTaken { proposal, person, stand, .. } => {
                let open = meeting.open_proposal().filter(|open| open.number == *proposal)?;
                let counts = is_own(person) && open.stands.get(&*person.key()).is_some_and(|last| last.stand == *stand);
                counts.then_some(Command::Proposal(ProposalCommand::WithdrawStand))
            }
            Event::VoteCast { poll, person, choice } => {
                let open = meeting.open_poll().filter(|open| open.number == *poll)?;
                let counts = is_own(person) && open.votes.get(&*person.key()).is_some_and(|last| last.is_for(*choice));
                counts.then_some(Command::Poll(PollCommand::WithdrawVote))
            }
            _ => None,
        }
    }

    /// Takes corrections back: the words before them return, their own leave the log.
    async fn take_back(&self, corrections: Vec<Entry>) -> anyhow::Result<Vec<Step>> {
        if corrections.is_empty() {
            return Ok(Vec::new());
        }
        let mut known = Vec::new();
        for about in corrections.iter().filter_map(Entry::about).collect::<BTreeSet<u64>>() {
            known.extend(self.store.entry(&self.charter.id, about).await?);
        }
        let known = self.with_corrections(known).await?;
        let undone: Vec<u64> = corrections.iter().map(|entry| entry.seq).collect();
        let source_of = |seq: u64| known.iter().find(|entry| entry.seq == seq).and_then(|entry| entry.source.clone());
        let mut steps: Vec<Step> = Vec::new();
        for change in edits::before(&known, &undone) {
            let source = source_of(change.entry);
            steps
                .push(Step::Ask { source, command: Command::Change(ChangeCommand::Restore { changes: vec![change] }) });
        }
        // What an earlier deletion had brought back may be the words that go now.
        let is_restoration = |entry: &&Entry| known.iter().any(|original| edits::is_restoration(entry, original));
        let brought_back: Vec<Entry> = known.iter().filter(is_restoration).cloned().collect();
        steps.push(Step::Blank(corrections.into_iter().chain(brought_back).collect()));
        Ok(steps)
    }

    /// Entries with all that has corrected them since, in order.
    async fn with_corrections(&self, mut entries: Vec<Entry>) -> anyhow::Result<Vec<Entry>> {
        for seq in entries.iter().map(|entry| entry.seq).collect::<Vec<_>>() {
            entries.extend(self.store.entries_about(&self.charter.id, seq).await?);
        }
        entries.sort_by_key(|entry| entry.seq);
        entries.dedup_by_key(|entry| entry.seq);
        Ok(entries)
    }

    /// One step per changed line, so that each new entry knows its message and line.
    fn rewordings(message: &str, edit: &str, changes: Vec<Change>, entries: &[Entry]) -> Vec<Step> {
        let source_of =
            |seq: u64| entries.iter().find(|entry| entry.seq == seq).and_then(|entry| entry.source.as_ref());
        let steps = changes.into_iter().map(|change| Step::Ask {
            source: Some(Source {
                message: message.to_owned(),
                line: source_of(change.entry).map_or(0, |source| source.line),
                room: source_of(change.entry).and_then(|source| source.room.clone()),
                edit: Some(edit.to_owned()),
                is_by_menu: false,
            }),
            command: Command::Change(ChangeCommand::Reword { changes: vec![change] }),
        });
        steps.collect()
    }

    /// Deleting takes the words out of the log itself, in the same commit.
    pub(super) async fn blank(&self, event: &Event, by: Option<&Person>, work: &mut Work) -> anyhow::Result<()> {
        let entries = match (event.nature().erases, by) {
            (Some(Erased::Entries(entries)), _) => entries,
            (Some(Erased::Author), Some(by)) => return self.forget(by, self.group.head + 1, work).await,
            (Some(Erased::TalkThrough(through)), _) => return self.expire(through, work).await,
            (Some(Erased::Author), None) | (None, _) => return Ok(()),
        };
        self.blank_entries(entries, work).await
    }

    /// Takes the words of entries out of the log, with all that corrects them, and what they had given to later ones.
    pub(super) async fn blank_entries(&self, entries: &[u64], work: &mut Work) -> anyhow::Result<()> {
        work.erased.push(store::Erased::Entries(entries.to_vec()));
        let mut deleted: Vec<Entry> = Vec::new();
        for seq in entries {
            deleted.extend(self.store.entry(&self.charter.id, *seq).await?);
            deleted.extend(self.store.entries_about(&self.charter.id, *seq).await?);
        }
        self.withdraw(&deleted, work).await?;
        work.unsaid.extend(deleted.iter().cloned());
        let mut given = Given::of(&deleted);
        // What people say and what is in the record is removed from memory by the entry of the deletion itself.
        let is_in_record = |entry: &Entry| {
            let nature = entry.event.nature();
            nature.words == Words::Talk || nature.editable.is_some() || nature.corrects.is_some()
        };
        if !deleted.iter().all(is_in_record) {
            work.make_stale();
        }
        if given.is_empty() {
            work.reread = None;
            work.commit.blanked.extend(deleted.into_iter().map(Entry::blanked));
            return Ok(());
        }
        let seqs: BTreeSet<u64> = deleted.iter().map(|entry| entry.seq).collect();
        // What the same message has deleted already is not in the store yet.
        let changed: BTreeMap<u64, Entry> =
            work.commit.blanked.iter().map(|entry| (entry.seq, entry.clone())).collect();
        let now = |entry: Entry| changed.get(&entry.seq).cloned().unwrap_or(entry);
        let look = |entry: Entry| {
            if !seqs.contains(&entry.seq) {
                given.keep_those_of(&now(entry));
            }
        };
        self.store.read(&self.charter.id, 0, look).await?;
        let mut after = Vec::new();
        let mut group = Box::new(Group::new(self.charter.clone()));
        let take = |entry: Entry| {
            let before = now(entry);
            let entry = if seqs.contains(&before.seq) { before.clone().blanked() } else { before.clone() };
            let entry = given.taken_out(entry);
            group.apply(&entry);
            if entry != before {
                after.push(entry);
            }
        };
        self.store.read(&self.charter.id, 0, take).await?;
        work.commit.blanked.extend(after);
        work.make_stale();
        // Two looks at the log are enough: the second one has also made the group that is in memory after the commit.
        work.reread = Some(group);
        work.given = Some(given);
        Ok(())
    }

    /// Takes out of the outbox what quotes deleted words, and lets rooms take back what the bot has said with them.
    /// Minutes that wait for the mail server are withdrawn; the secretary looks at them again.
    pub(super) async fn withdraw(&self, deleted: &[Entry], work: &mut Work) -> anyhow::Result<()> {
        let seqs: BTreeSet<u64> = deleted.iter().flat_map(|entry| [Some(entry.seq), entry.about()]).flatten().collect();
        let entries: Vec<u64> = seqs.into_iter().collect();
        let mut rooms = self.withdraw_waiting(deleted, work).await?;
        rooms.extend(self.store.rooms_quoting(&self.charter.id, &entries).await?);
        for room in rooms {
            self.push(room, &Dispatch::Retract { entries: entries.clone() }, work)?;
        }
        Ok(())
    }

    /// Takes out of the outbox what quotes deleted words. Returns the rooms to which some of it may be on its way.
    pub(super) async fn withdraw_waiting(
        &self,
        deleted: &[Entry],
        work: &mut Work,
    ) -> anyhow::Result<BTreeSet<String>> {
        let seqs: BTreeSet<u64> = deleted.iter().flat_map(|entry| [Some(entry.seq), entry.about()]).flatten().collect();
        let sources = deleted.iter().filter_map(|entry| entry.source.as_ref());
        let causes: BTreeSet<&str> = sources.map(|source| source.edit.as_deref().unwrap_or(&source.message)).collect();
        let mut rooms = BTreeSet::new();
        for pending in self.store.pending_of(&self.charter.id).await? {
            // What this version cannot read is set aside, and no message says what is in it.
            let Ok(dispatch) = Dispatch::read(&pending.body) else { continue };
            let quotes_them = self.quotes_of(&dispatch).iter().any(|quoted| seqs.contains(quoted));
            let cause = dispatch.message().and_then(|message| message.cause.as_deref());
            // An edit that takes a line out leaves what was said to the other lines of its message.
            let is_about = !work.is_edit && cause.is_some_and(|cause| causes.contains(cause));
            if !(quotes_them || is_about) || work.commit.delivered.contains(&pending.n) {
                continue;
            }
            if let Dispatch::Letter { letter, .. } = dispatch {
                work.withdrawn.push(letter.message_id);
            } else {
                // It may be on its way right now, or out: then it is taken back after that.
                rooms.extend(Some(pending.route).filter(|_| quotes_them));
                if !pending.batch.is_empty() {
                    continue;
                }
            }
            work.commit.delivered.push(pending.n);
        }
        Ok(rooms)
    }

    /// Whose words are in a post. Those of earlier versions did not say so.
    fn quotes_of(&self, dispatch: &Dispatch) -> Vec<u64> {
        match dispatch {
            Dispatch::Say { message, quotes } if quotes.is_empty() => {
                self.group.quoted_in(&plain::render(&message.say.text, None))
            }
            Dispatch::Letter { letter, quotes } if quotes.is_empty() => self.group.quoted_in(&letter.body),
            Dispatch::Say { quotes, .. } | Dispatch::Letter { quotes, .. } => quotes.clone(),
            Dispatch::Relay(_) | Dispatch::Retract { .. } => Vec::new(),
        }
    }
}

/// Under this name the log keeps what a reaction has done, so that removing it can be distinguished
/// from deleting a message.
pub(super) fn reaction_source(id: &str) -> String {
    format!("reaction {id}")
}

/// Whether it counts although nothing is written in it.
fn is_answer(entry: &Entry) -> bool {
    entry.event.nature().names == Names::Answer
}

/// Whether it raised a hand: what the hand is about may have come with an edit.
fn is_hand(entry: &Entry) -> bool {
    entry.event.nature().names == Names::Hand
}

fn is_blank(entry: &Entry) -> bool {
    entry.clone().blanked() == *entry && Given::of(std::slice::from_ref(entry)).is_empty()
}
