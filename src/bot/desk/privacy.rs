//! What leaves the log by right: of a person who asks to be forgotten, and what the retention period
//! takes.

use std::collections::{BTreeMap, BTreeSet};

use super::reply::Reply;
use super::{Desk, Work};
use crate::bot::grant;
use crate::chat::dispatch::Dispatch;
use crate::group::Group;
use crate::group::event::Entry;
use crate::group::person::Person;
use crate::store::{Erased, Later, Outcome, hashes_of, is_among};

impl Desk {
    /// Takes a person out of the whole log, in the same commit. The number tells people who were forgotten apart.
    pub(super) async fn forget(&self, person: &Person, number: u64, work: &mut Work) -> anyhow::Result<()> {
        // Addresses that are known to be theirs are theirs in what came before that was known.
        let ties = self.group.mailbox.ties.iter().filter(|(_, tied)| tied.is(person));
        let by_address = ties.map(|(account, tied)| Person { account: Some(account.clone()), ..tied.clone() });
        let all: Vec<Person> = std::iter::once(person.clone()).chain(by_address).collect();
        let salt = self.store.identity().await?;
        let hashes = all.iter().flat_map(|one| hashes_of(&salt, one)).collect();
        work.erased.push(Erased::Person { hashes, number });
        let said = |entry: &Entry| all.iter().any(|one| entry.is_said_by(one));
        let without = |entry: Entry| all.iter().fold(entry, |entry, one| entry.without(one, number));
        let unsaid = self.rewrite(u64::MAX, work, said, without).await?;
        self.withdraw(&unsaid, work).await?;
        work.unsaid.extend(unsaid);
        // Links and seats have the name.
        if let Some(account) = &person.account {
            work.commit.notes.extend(grant::ending(&self.store, account).await?);
            self.forget_refusal(account, work).await?;
        }
        // Mails that wait for the mail server may name them.
        for pending in self.store.pending_of(&self.charter.id).await? {
            let Ok(Dispatch::Letter { letter, .. }) = Dispatch::read(&pending.body) else { continue };
            let names = Some(letter).filter(|letter| letter.names(person));
            if let Some(letter) = names.filter(|_| !work.commit.delivered.contains(&pending.n)) {
                work.commit.delivered.push(pending.n);
                work.withdrawn.push(letter.message_id);
            }
        }
        Ok(())
    }

    /// Takes what was said up to an entry out of the log, in the same commit.
    pub(super) async fn expire(&self, through: u64, work: &mut Work) -> anyhow::Result<()> {
        work.erased.push(Erased::TalkThrough(through));
        let expired = self.rewrite(through, work, Entry::is_talk, |entry| entry).await?;
        // What the rooms show is theirs to keep.
        self.withdraw_waiting(&expired, work).await.map(drop)
    }

    /// Deletes once more what had been deleted after the backup from which this log was restored. Nothing is said, and nothing
    /// recorded but that a hand is lowered: the entries that told of it are not in the log.
    ///
    /// # Errors
    /// The store failed.
    pub async fn erase_again(&mut self, later: &Later) -> anyhow::Result<()> {
        match &later.erased {
            Erased::Entries(entries) => {
                let mut work = self.own_work(Reply::Caller)?;
                self.blank_entries(entries, &mut work).await?;
                self.commit_again(work).await
            }
            Erased::TalkThrough(through) => {
                let mut work = self.own_work(Reply::Caller)?;
                self.expire(*through, &mut work).await?;
                self.commit_again(work).await
            }
            Erased::Person { hashes, number } => {
                for person in self.people_of(&later.salt, hashes).await? {
                    let mut work = self.own_work(Reply::Caller)?;
                    self.take_out(&person, *number, &mut work);
                    self.forget(&person, *number, &mut work).await?;
                    self.commit_again(work).await?;
                }
                Ok(())
            }
        }
    }

    /// Whoever is forgotten waits in no queue: the entries that lowered the hand then are not in this log either.
    fn take_out(&mut self, person: &Person, number: u64, work: &mut Work) {
        let at = self.not_before_last(self.clock.now());
        for event in self.group.leaving(person) {
            let entry = Entry { seq: self.group.head + 1, at, by: None, source: None, event };
            self.group.apply(&entry);
            work.commit.entries.push(entry.without(person, number));
        }
    }

    async fn commit_again(&mut self, mut work: Work) -> anyhow::Result<()> {
        // It is in the list already.
        work.erased.clear();
        work.make_stale();
        match self.commit(work).await? {
            (Outcome::Done, _) => Ok(()),
            (Outcome::Duplicate | Outcome::Conflict, _) => anyhow::bail!("another program has written to the store"),
        }
    }

    /// Everybody in the log whose account, or name where there is none, has one of these hashes.
    async fn people_of(&self, salt: &str, hashes: &[String]) -> anyhow::Result<Vec<Person>> {
        let mut known: BTreeMap<String, Person> = BTreeMap::new();
        let look = |entry: Entry| {
            for person in entry.event.people().into_iter().chain(entry.by) {
                known.insert(person.key().into_owned(), person);
            }
        };
        self.store.read(&self.charter.id, 0, look).await?;
        Ok(known.into_values().filter(|person| is_among(salt, hashes, person)).collect())
    }

    /// Changes entries in place; where words go, their corrections go too. Returns the entries that lost their words,
    /// as they were.
    async fn rewrite(
        &self,
        through: u64,
        work: &mut Work,
        loses_words: impl Fn(&Entry) -> bool + Send,
        change: impl Fn(Entry) -> Entry + Send,
    ) -> anyhow::Result<Vec<Entry>> {
        let mut lost = BTreeSet::new();
        // What corrects an entry comes after it, so that one look at each is enough.
        let mut changed = |entry: Entry| {
            if entry.seq <= through && loses_words(&entry) {
                lost.insert(entry.seq);
            }
            let is_lost = lost.contains(&entry.about().unwrap_or(entry.seq));
            (change(if is_lost { entry.blanked() } else { entry }), is_lost)
        };
        let (mut spoken, mut after) = (Vec::new(), Vec::new());
        let mut group = Box::new(Group::new(self.charter.clone()));
        let read = |entry: Entry| {
            if entry.seq > through {
                return group.apply(&entry);
            }
            let (new, is_lost) = changed(entry.clone());
            group.apply(&new);
            if new != entry {
                after.push(new);
                if is_lost {
                    spoken.push(entry);
                }
            }
        };
        self.store.read(&self.charter.id, 0, read).await?;
        // Lines of the same message are not in the store yet.
        for entry in work.commit.entries.iter_mut().filter(|entry| entry.seq <= through) {
            *entry = changed(entry.clone()).0;
        }
        // The log is read once: the group that it gives now is in memory after the commit, if nothing else leaves it.
        let is_first = !work.is_stale && work.commit.blanked.is_empty();
        work.make_stale();
        work.reread = is_first.then_some(group);
        work.commit.blanked.extend(after);
        Ok(spoken)
    }
}
