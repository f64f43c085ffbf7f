//! What comes by mail: recorded where it is known who wrote it, else held for the secretary. Nothing is ever answered by
//! mail.

use std::collections::BTreeSet;

use super::{Attempts, Desk, Handled, Reply, Work};
use crate::chat::dispatch::Dispatch;
use crate::chat::{Incoming, Mailed, MailedWhat, Outgoing, RoomKey, Sender, Trust, What};
use crate::command::by_mail::{self, Overlooked};
use crate::group::charter::Member;
use crate::group::command::{Command, Gathered, InternalCommand, Request};
use crate::group::event::{Entry, HeldWhy};
use crate::group::list_proposal::leading_list_proposal;
use crate::group::mail::{About, Thread};
use crate::group::paper::PaperId;
use crate::group::person::{AccountId, Person, Role};
use crate::store::Outcome;
use crate::view::{Audience, Say};

/// Lines of a notice in which the subject of a mail of ours is looked for.
const LINES: usize = 200;

impl Desk {
    /// The group has other members from now on.
    pub(in crate::bot) fn renew_members(&mut self, members: Vec<Member>) {
        self.charter.members.clone_from(&members);
        self.group.charter.members = members;
    }

    /// Takes mails in one commit. They are remembered with the place of their mailbox, whether they brought anything or not.
    ///
    /// # Errors
    /// As [`Desk::receive`].
    pub(in crate::bot) async fn receive_mails(
        &mut self,
        mails: &[Incoming],
        place: Option<&(String, String)>,
    ) -> anyhow::Result<Handled> {
        let mut new: Vec<&Incoming> = Vec::with_capacity(mails.len());
        let mut ids = BTreeSet::new();
        for incoming in mails {
            if ids.insert(incoming.id.as_str()) && !self.is_known(incoming).await? {
                new.push(incoming);
            }
        }
        let mut attempts = Attempts::default();
        let mut were_committed = false;
        while !new.is_empty() {
            attempts.next(self).await?;
            let mut work = self.own_work(Reply::Mail)?;
            work.commit.notes.extend(place.cloned());
            for incoming in &new {
                work.commit.seen.push(incoming.id.clone());
                self.take_mail(incoming, &mut work).await?;
            }
            self.relay(&mut work).await?;
            match self.commit(work).await? {
                (Outcome::Conflict, _) => {}
                (Outcome::Done, handled) => {
                    for incoming in new {
                        self.remember(&incoming.id);
                    }
                    return Ok(if were_committed { self.everything() } else { handled });
                }
                // They were committed before, or some of them were, but perhaps nobody was woken: couriers and postman take a look.
                (Outcome::Duplicate, _) => {
                    were_committed = true;
                    let mut unseen = Vec::with_capacity(new.len());
                    for incoming in new {
                        if !self.store.is_seen(&incoming.id).await? {
                            unseen.push(incoming);
                        }
                    }
                    new = unseen;
                }
            }
        }
        if let Some((key, value)) = place {
            self.store.set_note(key, value).await?;
        }
        Ok(if were_committed { self.everything() } else { Handled::default() })
    }

    async fn take_mail(&mut self, incoming: &Incoming, work: &mut Work) -> anyhow::Result<()> {
        let What::Mailed(mailed) = &incoming.what else { return Ok(()) };
        match &mailed.what {
            MailedWhat::Words { subject, text } => self.take_words(incoming, mailed, (subject, text), work).await,
            MailedWhat::Bounce { message_id, reason } => {
                let (message_id, reason) = (message_id.clone(), reason.clone());
                self.report(incoming, InternalCommand::ReportBounce { message_id, reason }, work).await
            }
            MailedWhat::Automatic { message_id, subject, text } => {
                let message_id = message_id.clone().or_else(|| self.mail_meant(subject, text));
                let subject = crate::text::shorten(subject, crate::group::LIMITS.title_chars);
                self.report(incoming, InternalCommand::ReportAnswer { message_id, subject }, work).await
            }
        }
    }

    async fn take_words(
        &mut self,
        incoming: &Incoming,
        mailed: &Mailed,
        (subject, text): (&str, &str),
        work: &mut Work,
    ) -> anyhow::Result<()> {
        let sender = &incoming.sender;
        let member = self.group.mailed_by(&sender.account);
        let author = member.clone().unwrap_or_else(|| Person {
            account: Some(sender.account.clone()),
            ..Person::named(&crate::text::title(&sender.name, crate::group::LIMITS.name_chars))
        });
        let meant = by_mail::read(text, mailed.thread);
        if member.is_some() {
            let Overlooked { misplaced, unread } = by_mail::overlooked(subject, text, mailed.thread);
            for (lines, why) in [(misplaced, HeldWhy::NotAtTheTop), (unread, HeldWhy::InOtherWords)] {
                if !lines.is_empty() {
                    self.hold(incoming, (&author, &lines.join("\n")), mailed.thread, why, work).await?;
                }
            }
        }
        if meant.is_empty() {
            return Ok(());
        }
        let why = match (&member, mailed.trust) {
            (Some(_), Trust::Proven) => None,
            (Some(_), Trust::Claimed) => Some(HeldWhy::NotProven),
            (None, _) => Some(HeldWhy::NotAMember),
        };
        if let Some(why) = why {
            let words: Vec<&str> = meant.iter().map(|meant| meant.words.as_str()).collect();
            return self.hold(incoming, (&author, &words.join("\n")), mailed.thread, why, work).await;
        }
        for (index, meant) in (0..).zip(meant) {
            let request = Request {
                at: self.time_of(incoming),
                by: Some(author.clone()),
                // A mail gives no rights, whoever wrote it.
                role: Role::Participant,
                command: meant.command,
                gathered: Gathered { is_by_mail: true, typed_at: Some(incoming.at), ..Gathered::default() },
            };
            if let Err(refusal) = self.group.decide(&request) {
                let why = HeldWhy::Refused { reason: refusal.to_string() };
                self.hold(incoming, (&author, &meant.words), mailed.thread, why, work).await?;
            } else {
                self.decide(&request, incoming.source(index), work).await?;
            }
        }
        Ok(())
    }

    async fn hold(
        &mut self,
        incoming: &Incoming,
        (person, words): (&Person, &str),
        thread: Option<Thread>,
        why: HeldWhy,
        work: &mut Work,
    ) -> anyhow::Result<()> {
        let (person, words) = (person.clone(), words.to_owned());
        let meeting = thread.and_then(|thread| thread.meeting);
        let proposal = thread.and_then(|thread| match thread.about {
            About::ListProposal(number) => Some(number),
            About::Minutes | About::Notice | About::Report => None,
        });
        self.report(incoming, InternalCommand::HoldMail { person, words, meeting, proposal, why }, work).await
    }

    async fn report(&mut self, incoming: &Incoming, command: InternalCommand, work: &mut Work) -> anyhow::Result<()> {
        let request = Request {
            at: self.time_of(incoming),
            by: None,
            role: Role::Participant,
            command: Command::Internal(command),
            gathered: Gathered::default(),
        };
        self.decide(&request, incoming.source(0), work).await
    }

    /// The mail of ours that a notice is about. Lists name no Message-ID in it, but the subject: it has the name of the
    /// group and the number of the meeting.
    fn mail_meant(&self, subject: &str, text: &str) -> Option<String> {
        let name = &self.group.charter.name;
        let line =
            std::iter::once(subject).chain(text.lines().take(LINES)).find(|line| line.contains(name.as_str()))?;
        if line.contains("Report") {
            let mut reports = self.group.reports.iter().rev();
            let (number, _) = reports.find(|(_, report)| line.contains(report.body.as_str()))?;
            return self.group.paper(PaperId::Report(*number))?.last_standing().map(|sent| sent.message_id.clone());
        }
        if let Some((_, rest)) = line.split_once("proposal ")
            && let Some((number, _)) = leading_list_proposal(rest)
        {
            return self
                .group
                .paper(PaperId::ListProposal(number))?
                .last_standing()
                .map(|sent| sent.message_id.clone());
        }
        let (_, after) = line.split_once("meeting ")?;
        let meeting: u32 = after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
        let is_minutes = line.contains("Minutes");
        let paper = if is_minutes { PaperId::Minutes(meeting) } else { PaperId::Notice(meeting) };
        self.group.paper(paper)?.last_standing().map(|sent| sent.message_id.clone())
    }

    /// Posts something for chairs and secretaries to each of them alone: for the secretaries, or for the chairs of a group
    /// without. Where nobody of them can be reached alone, the rooms see it; it has no addresses.
    pub(super) fn post_to_officers(&self, say: Say, new: &[Entry], work: &mut Work) -> anyhow::Result<()> {
        let charter = &self.group.charter;
        let officers = if charter.secretaries.is_empty() { &charter.chairs } else { &charter.secretaries };
        let reached: Vec<(&AccountId, &RoomKey)> = officers
            .iter()
            .filter_map(|account| {
                let platform = account.0.split_once(':').map(|(platform, _)| platform)?;
                self.rooms.iter().find(|room| room.platform() == platform).map(|room| (account, room))
            })
            .collect();
        if reached.is_empty() {
            let say = Say { to: Audience::Room, ..say };
            let rooms = self.rooms.clone();
            self.post_in(&rooms, &say, new, work)?;
            work.said.push(say);
            return Ok(());
        }
        let quotes = self.quoted_by(&say, new);
        for (account, room) in reached {
            let name = charter.person(account, account.local_part()).name;
            let asker = Some(Sender { account: account.clone(), name });
            let say = Say { to: Audience::AskerOnly, ..say.clone() };
            let message = Outgoing { asker, ..Outgoing::unasked(say) };
            self.push(room.0.clone(), &Dispatch::Say { message, quotes: quotes.clone() }, work)?;
        }
        work.said.push(say);
        Ok(())
    }
}
