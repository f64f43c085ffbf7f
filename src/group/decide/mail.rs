//! What came by mail: what comes of each command.

use crate::group::command::{Command, Gathered, LinePlace, LineRef, MailCommand, MinutesCommand, Request};
use crate::group::event::{Event, LineChange};
use crate::group::mail::{ByMail, Held, HeldWhy, MAIL_ACCOUNT};
use crate::group::person::{Person, Role};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};

impl Group {
    pub(super) fn decide_mail(&self, request: &Request, by: &Person, command: &MailCommand) -> Decided {
        match command {
            MailCommand::ShowHeld => Ok(Vec::new()),
            MailCommand::AcceptMail { mail, whose } => self.accept_mail(request, *mail, whose.as_deref()),
            MailCommand::DropMail { mail, reason } => {
                self.held_mail(*mail)?;
                Ok(vec![Event::ByMail(ByMail::Dropped { mail: *mail, reason: reason.clone() })])
            }
            MailCommand::AskCorrection { meeting, place, text } => self.ask_correction(by, *meeting, *place, text),
            MailCommand::TakeCorrection { correction } => self.take_correction(request, by, *correction),
        }
    }

    fn held_mail(&self, mail: u32) -> Result<&Held, Refusal> {
        self.mailbox.held.get(&mail).ok_or(Refusal::NoSuchMail { mail })
    }

    /// What the mail asks for is decided as if its author asked for it now, and the secretary enters it.
    fn accept_mail(&self, request: &Request, mail: u32, whose: Option<&str>) -> Decided {
        let held = self.held_mail(mail)?;
        if request.gathered.mailed.is_empty() {
            return Err(Refusal::NothingToAccept { mail });
        }
        let member = match whose {
            None => None,
            Some(name) => {
                let member = self.charter.member_named(name);
                Some(member.ok_or_else(|| Refusal::NotAMember { typed: name.to_owned() })?.person())
            }
        };
        let account = held.person.account.clone().filter(|account| account.0.starts_with(MAIL_ACCOUNT));
        let author = member.clone().unwrap_or_else(|| held.person.clone());
        let accepted = ByMail::Accepted { mail, account: account.filter(|_| member.is_some()), person: member };
        let mut events = vec![Event::ByMail(accepted)];
        for command in &request.gathered.mailed {
            let asked = Request {
                at: request.at,
                by: Some(author.clone()),
                role: Role::Participant,
                command: command.clone(),
                // It counts from when it came, not from when somebody looked at it.
                gathered: Gathered { typed_at: Some(held.at), ..Gathered::default() },
            };
            events.extend(self.decide(&asked)?);
        }
        Ok(events)
    }

    fn ask_correction(&self, by: &Person, meeting: Option<u32>, place: LinePlace, text: &str) -> Decided {
        let meeting =
            meeting.or_else(|| self.all_minutes().next_back().map(|(last, _)| last)).ok_or(Refusal::NoMinutes)?;
        let state = self.minutes(meeting).ok_or(Refusal::NoMinutesOf { meeting })?;
        if let Some(since) = state.final_since {
            return Err(Refusal::MinutesFinal { meeting, since: self.charter.zone.tell(since) });
        }
        let corrections = &self.mailbox.corrections;
        if corrections.len() >= LIMITS.corrections {
            return Err(Refusal::TooMany { what: "corrections that wait", limit: LIMITS.corrections });
        }
        if corrections.values().any(|asked| asked.meeting == meeting && asked.place == place && asked.text == text) {
            return Ok(Vec::new());
        }
        let correction = self.mailbox.last_correction + 1;
        let (place, text) = (place.to_string(), text.to_owned());
        Ok(vec![Event::ByMail(ByMail::CorrectionAsked { correction, meeting, place, text, person: by.clone() })])
    }

    /// The words that somebody asked for go into the line.
    fn take_correction(&self, request: &Request, by: &Person, correction: u32) -> Decided {
        let asked = self.mailbox.corrections.get(&correction).ok_or(Refusal::NoSuchCorrection { correction })?;
        let command = MinutesCommand::EditMinutes {
            meeting: Some(asked.meeting),
            line: LineRef::At(asked.place),
            change: LineChange::Reworded(asked.text.clone()),
        };
        self.decide(&Request { command: Command::Minutes(command), by: Some(by.clone()), ..request.clone() })
    }

    /// A mail waits for the secretary; of more than can be kept, the oldest goes.
    pub(super) fn hold_mail(
        &self,
        person: &Person,
        words: &str,
        (meeting, proposal): (Option<u32>, Option<u32>),
        why: &HeldWhy,
    ) -> Vec<Event> {
        let held = &self.mailbox.held;
        let is_same = |known: &Held| known.person == *person && known.words == words && known.why == *why;
        if person.account.is_some() && held.values().any(is_same) {
            return Vec::new();
        }
        let oldest = held.keys().next().filter(|_| held.len() >= LIMITS.held_mails);
        let reason = || Some(format!("more than {} mails are held", LIMITS.held_mails));
        let dropped = oldest.map(|mail| Event::ByMail(ByMail::Dropped { mail: *mail, reason: reason() }));
        let (person, words, why) = (person.clone(), words.to_owned(), why.clone());
        let held = ByMail::Held { mail: self.mailbox.last_mail + 1, person, words, meeting, proposal, why };
        dropped.into_iter().chain([Event::ByMail(held)]).collect()
    }

    /// Somebody will come to the next meeting.
    pub(super) fn promise_attendance(&self, by: &Person) -> Decided {
        if self.mailbox.expected.iter().any(|known| known.is(by)) {
            return Ok(Vec::new());
        }
        if self.mailbox.expected.len() >= LIMITS.people {
            return Err(Refusal::TooMany { what: "people expected", limit: LIMITS.people });
        }
        Ok(vec![Event::ByMail(ByMail::AttendancePromised { person: by.clone() })])
    }

    /// Whether a number is that of the next meeting, for which people send regrets and promise to come.
    pub(super) fn is_next_meeting(&self, number: u32) -> bool {
        let planned = self.planned().map(|plan| plan.meeting);
        let next = planned.unwrap_or_else(|| self.last_meeting.map_or(self.charter.first_meeting, |last| last + 1));
        self.meeting.is_none() && next == number
    }

    /// A program's answer is told once a day and subject.
    pub(super) fn list_answered(&self, request: &Request, message_id: Option<&str>, subject: &str) -> Vec<Event> {
        let is_told = |told: &chrono::DateTime<chrono::Utc>| told.date_naive() == request.at.date_naive();
        if self.mailbox.answered.get(subject).is_some_and(is_told) {
            return Vec::new();
        }
        let (message_id, subject) = (message_id.map(str::to_owned), subject.to_owned());
        vec![Event::ByMail(ByMail::Answered { message_id, subject })]
    }
}
