//! What comes from the list: the mail of ours that an answer belongs to, what is held for the secretary, and the
//! corrections that people ask for.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Group;
use super::command::{LinePlace, ObjectedRef};
use super::event::{Entry, Event, Objected, Source};
use super::nature::{Names, Nature, Owner, Words};
use super::person::{AccountId, DELETED, Person};

/// The mail of ours that a mail answers, as its Message-ID tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thread {
    /// `None`: a report is about no single meeting.
    pub meeting: Option<u32>,
    pub about: About,
}

/// What a mail of ours is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Minutes,
    Notice,
    Report,
    ListProposal(u32),
}

/// What came by mail, or because a mail came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ByMail {
    /// A mail asks for something and waits for the secretary.
    Held {
        mail: u32,
        /// Its author, by address where no member is known to have it.
        person: Person,
        words: String,
        /// The meeting whose mail it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<u32>,
        /// The proposal to the list that it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<u32>,
        why: HeldWhy,
    },
    Accepted {
        mail: u32,
        /// The member who wrote it, where the secretary has said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<Person>,
        /// The address that is this member's from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<AccountId>,
    },
    Dropped {
        mail: u32,
        reason: Option<String>,
    },
    /// Someone asks for other words in a line of minutes.
    CorrectionAsked {
        correction: u32,
        meeting: u32,
        /// Section and line, such as `4.2`.
        place: String,
        text: String,
        person: Person,
    },
    /// Someone who is expected at the next meeting.
    AttendancePromised {
        person: Person,
    },
    /// A mail of ours came back, in the words of the server that returned it.
    Bounced {
        message_id: String,
        reason: String,
    },
    /// A program answered for the list, such as one that holds a mail of ours for the list's moderator.
    Answered {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message_id: Option<String>,
        subject: String,
    },
}

/// Why a mail waits for the secretary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldWhy {
    /// No member is known to have the address.
    NotAMember,
    /// A member's address, and nothing that proves that the member wrote it.
    NotProven,
    /// What may be a command is not where commands are read.
    NotAtTheTop,
    /// What may be meant as a command is in words that are not read as one.
    InOtherWords,
    /// A rule forbids it, in these words.
    Refused { reason: String },
}

/// What the group knows of its mail.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mailbox {
    pub last_mail: u32,
    /// Mails that wait for the secretary, by number.
    pub held: BTreeMap<u32, Held>,
    /// Addresses that a secretary has tied to members.
    pub ties: BTreeMap<AccountId, Person>,
    pub last_correction: u32,
    /// Corrections that people have asked for and nobody has taken over.
    pub corrections: BTreeMap<u32, Correction>,
    /// When programs answered last, by subject.
    pub answered: BTreeMap<String, DateTime<Utc>>,
    /// Who is expected at the next meeting.
    pub expected: Vec<Person>,
    /// What the list has said to decisions since the last meeting opened.
    pub came: Vec<Came>,
}

/// What someone has said by mail to a decision or to minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    pub person: Person,
    pub what: CameWhat,
    /// The Message-ID of the mail, where it is known.
    pub mail: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum CameWhat {
    Objected {
        to: Objected,
        reason: Option<String>,
        is_reservation: bool,
    },
    Withdrew {
        to: Objected,
    },
    AskedCorrection {
        meeting: u32,
        place: LinePlace,
    },
    /// A chair has settled what was put to the list.
    Settled {
        proposal: u32,
    },
}

/// A mail that waits for the secretary.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub person: Person,
    pub words: String,
    pub meeting: Option<u32>,
    pub proposal: Option<u32>,
    pub why: HeldWhy,
    pub at: DateTime<Utc>,
}

/// A correction that someone has asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    pub meeting: u32,
    pub place: LinePlace,
    pub text: String,
    pub person: Person,
}

/// What the keys of accounts that are mail addresses begin with.
pub const MAIL_ACCOUNT: &str = "mail:";

impl Thread {
    /// Reads the left part of a Message-ID of the group's: `jcg.7.minutes.2`, `jcg.report.3.1`, `jcg.proposal.2.1`.
    pub fn of(message_id: &str, group: &str) -> Option<Thread> {
        let rest = message_id.strip_prefix(group)?.strip_prefix('.')?;
        let mut parts = rest.split('.');
        let (first, second, number) = (parts.next()?, parts.next()?, parts.next()?);
        let is_whole = parts.next().is_none() && number.parse::<u32>().is_ok();
        let (meeting, about) = match (first, second) {
            ("proposal", proposal) => (None, About::ListProposal(proposal.parse().ok()?)),
            ("report", report) => (report.parse::<u32>().map(|_| None).ok()?, About::Report),
            (meeting, "minutes") => (Some(meeting.parse().ok()?), About::Minutes),
            (meeting, "notice") => (Some(meeting.parse().ok()?), About::Notice),
            _ => return None,
        };
        Some(Thread { meeting, about }).filter(|_| is_whole)
    }
}

impl Held {
    pub fn thread(&self) -> Option<Thread> {
        let of_proposal = self.proposal.map(|number| Thread { meeting: None, about: About::ListProposal(number) });
        of_proposal.or(self.meeting.map(|meeting| Thread { meeting: Some(meeting), about: About::Minutes }))
    }
}

impl ObjectedRef {
    /// The same with the meeting that the thread is about, where only a number is named.
    #[must_use]
    pub fn within(self, thread: Option<Thread>) -> ObjectedRef {
        match self {
            ObjectedRef::Decision(mut which) => {
                which.meeting = which.meeting.or(thread.and_then(|thread| thread.meeting));
                ObjectedRef::Decision(which)
            }
            ObjectedRef::Proposal(_) => self,
        }
    }
}

impl Group {
    /// The member who has a mail address, by the configuration or because a secretary said so; by an account of a room,
    /// where there is one, so that a person is the same by mail and in the room.
    pub fn mailed_by(&self, account: &AccountId) -> Option<Person> {
        let member = self.charter.members.iter().find(|member| member.accounts.contains(account));
        let by_member = member.map(|member| {
            let in_rooms = member.accounts.iter().find(|known| !known.0.starts_with(MAIL_ACCOUNT));
            let account = in_rooms.unwrap_or(account).clone();
            Person { account: Some(account), ..member.person() }
        });
        by_member.or_else(|| self.mailbox.ties.get(account).cloned())
    }
}

impl Came {
    /// What an entry is of that kind, if its source is a mail.
    pub(super) fn of(entry: &Entry) -> Option<Came> {
        let source = entry.source.as_ref()?;
        if !source.room.as_ref()?.starts_with(MAIL_ACCOUNT) {
            return None;
        }
        let (person, what) = match &entry.event {
            Event::ObjectionRaised { to, person, reason, is_reservation } => {
                let (to, reason, is_reservation) = (*to, reason.clone(), *is_reservation);
                (person, CameWhat::Objected { to, reason, is_reservation })
            }
            Event::ObjectionWithdrawn { to, person } => (person, CameWhat::Withdrew { to: *to }),
            Event::ByMail(ByMail::CorrectionAsked { meeting, place, person, .. }) => {
                (person, CameWhat::AskedCorrection { meeting: *meeting, place: LinePlace::read(place)? })
            }
            _ => return None,
        };
        Some(Came { person: person.clone(), what, mail: mail_of(source) })
    }
}

/// The Message-ID of the mail that a source is. `None`: it is another message, or a mail without a sound Message-ID.
pub(super) fn mail_of(source: &Source) -> Option<String> {
    let is_mail = source.room.as_ref().is_some_and(|room| room.starts_with(MAIL_ACCOUNT));
    let id = source.message.strip_prefix(MAIL_ACCOUNT).filter(|_| is_mail)?;
    (!id.starts_with("sha256:")).then(|| id.to_owned())
}

impl ByMail {
    /// What kind of entry it makes.
    pub(super) fn nature(&self) -> Nature<'_> {
        match self {
            ByMail::Held { person, .. } => {
                Nature { owner: Owner::Person(person), names: Names::Answer, words: Words::Record, ..Nature::BARE }
            }
            ByMail::CorrectionAsked { person, .. } => {
                Nature { owner: Owner::Person(person), names: Names::Answer, ..Nature::RECORD }
            }
            ByMail::Accepted { .. } => Nature { names: Names::Typed, ..Nature::BARE },
            ByMail::AttendancePromised { .. } => Nature { names: Names::Attendance, ..Nature::BARE },
            ByMail::Dropped { .. } | ByMail::Answered { .. } => Nature::RECORD,
            ByMail::Bounced { .. } => Nature::BARE,
        }
    }

    /// The same without anything that a person wrote.
    pub(super) fn blanked(self) -> ByMail {
        let gone = || DELETED.to_owned();
        match self {
            ByMail::Held { mail, person, meeting, proposal, .. } => {
                ByMail::Held { mail, person, words: gone(), meeting, proposal, why: HeldWhy::NotProven }
            }
            ByMail::Dropped { mail, reason } => ByMail::Dropped { mail, reason: reason.map(|_| gone()) },
            ByMail::CorrectionAsked { correction, meeting, place, person, .. } => {
                ByMail::CorrectionAsked { correction, meeting, place, text: gone(), person }
            }
            ByMail::Answered { message_id, .. } => ByMail::Answered { message_id, subject: gone() },
            ByMail::Accepted { .. } | ByMail::AttendancePromised { .. } | ByMail::Bounced { .. } => self,
        }
    }

    /// Everybody whom it names.
    pub(super) fn people_mut(&mut self) -> Vec<&mut Person> {
        match self {
            ByMail::Held { person, .. }
            | ByMail::CorrectionAsked { person, .. }
            | ByMail::AttendancePromised { person } => vec![person],
            ByMail::Accepted { person, .. } => person.iter_mut().collect(),
            ByMail::Dropped { .. } | ByMail::Bounced { .. } | ByMail::Answered { .. } => Vec::new(),
        }
    }

    /// The same after a person was forgotten: no address is tied to them any more.
    pub(super) fn untied(&mut self, person: &Person) {
        if let ByMail::Accepted { person: Some(tied), account, .. } = self
            && tied.is(person)
        {
            *account = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_of_ours_names_its_meeting() {
        for (id, expected) in [
            ("jcg.7.minutes.2", Some((Some(7), About::Minutes))),
            ("jcg.8.notice.1", Some((Some(8), About::Notice))),
            ("jcg.report.3.1", Some((None, About::Report))),
            ("jcg.proposal.2.1", Some((None, About::ListProposal(2)))),
            ("jcg.report.x.1", None),
            ("jcg.7.minutes", None),
            ("jcg.7.minutes.2.3", None),
            ("jcg.7.minutes.x", None),
            ("other.7.minutes.2", None),
            ("jcgx.7.minutes.2", None),
            ("", None),
        ] {
            let expected = expected.map(|(meeting, about)| Thread { meeting, about });
            assert_eq!(Thread::of(id, "jcg"), expected, "{id}");
        }
    }
}
