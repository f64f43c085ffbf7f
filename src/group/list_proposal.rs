//! Proposals that are put to the mailing list: exact words, a day until which its members answer, and what the chair makes of
//! the answers. Silence is no objection, and nothing is agreed by the clock.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Group;
use super::event::{DELETED, Kind, Stand};
use super::mail::MAIL_ACCOUNT;
use super::nature::{Names, Nature};
use super::paper::{PaperId, Sent};
use super::person::Person;
use super::proposal::Tally;

/// What happens to a proposal to the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListProposalChange {
    Proposed {
        text: String,
        /// The last day on which answers count, in the group's zone.
        until: NaiveDate,
    },
    /// Someone has answered; the last answer of a person counts.
    Answered {
        person: Person,
        stand: Stand,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
        /// Whether the person is a member of the group, whose answers are counted.
        is_member: bool,
    },
    AnswerWithdrawn {
        person: Person,
    },
    /// The last day is over.
    Due,
    /// A chair has decided what came of it.
    Settled {
        kind: Kind,
    },
    Dropped,
}

/// A proposal to the list, by its number: `LP1`.
#[derive(Clone, Debug, PartialEq)]
pub struct ListProposal {
    pub text: String,
    pub by: Option<Person>,
    /// Entry that proposed it.
    pub entry: u64,
    pub until: NaiveDate,
    /// The last answer of each person, in the order in which they came.
    pub answers: Vec<Answer>,
    pub state: ListProposalState,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ListProposalState {
    Open,
    /// The last day is over; a chair has yet to decide.
    Due,
    Settled {
        kind: Kind,
        at: DateTime<Utc>,
        by: Option<Person>,
    },
    Dropped,
}

/// What a person has answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub person: Person,
    pub stand: Stand,
    pub words: Option<String>,
    pub is_member: bool,
    pub is_by_mail: bool,
    pub entry: u64,
}

/// The mail that puts it to the list, and the one that tells the result.
pub const QUESTION: u32 = 1;
pub const RESULT: u32 = 2;

/// Reads `LP1` in front of words, with what follows.
pub fn leading_list_proposal(words: &str) -> Option<(u32, &str)> {
    let rest = words.strip_prefix("LP").or_else(|| words.strip_prefix("lp"))?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at(digits);
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-');
    number.parse().ok().filter(|_| ends && (1..=4).contains(&digits)).map(|number| (number, rest))
}

impl ListProposal {
    /// Whether its words are still there and nobody has dropped it.
    pub fn is_kept(&self) -> bool {
        self.text != DELETED && self.state != ListProposalState::Dropped
    }

    /// Whether answers may still count.
    pub fn is_open(&self) -> bool {
        self.is_kept() && matches!(self.state, ListProposalState::Open | ListProposalState::Due)
    }

    /// How many members support it, are neutral and object.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for answer in self.answers.iter().filter(|answer| answer.is_member) {
            match answer.stand {
                Stand::For | Stand::RatherFor => tally.support += 1,
                Stand::Well | Stand::Neutral | Stand::Unwell => tally.neutral += 1,
                Stand::Against => tally.against += 1,
            }
        }
        tally
    }

    /// The answer that a person has given last.
    pub fn answer_of(&self, person: &Person) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.person.is(person))
    }
}

impl Group {
    /// Proposals to the list that were not dropped, in order.
    pub fn all_list_proposals(&self) -> impl Iterator<Item = (u32, &ListProposal)> {
        let all = self.list_proposals.iter().map(|(number, one)| (*number, one));
        all.filter(|(_, one)| one.is_kept())
    }

    /// When answers to it no longer count: the end of its last day in the group's zone.
    pub fn list_proposal_end(&self, proposal: &ListProposal) -> DateTime<Utc> {
        let next = proposal.until.succ_opt().unwrap_or(proposal.until).and_hms_opt(0, 0, 0).unwrap_or_default();
        self.charter.zone.instant_of(next)
    }

    /// The mail of a kind ([`QUESTION`], [`RESULT`]) that the list has or may still get.
    pub fn list_proposal_mail(&self, number: u32, version: u32) -> Option<&Sent> {
        let mut mails = self.paper(PaperId::ListProposal(number))?.standing();
        mails.rfind(|sent| sent.version == version)
    }

    /// Which of its mails waits for a chair's word.
    pub fn list_proposal_waits(&self, number: u32, proposal: &ListProposal) -> Option<u32> {
        let is_asked = self.list_proposal_mail(number, QUESTION).is_some();
        match &proposal.state {
            _ if !proposal.is_kept() => None,
            ListProposalState::Open | ListProposalState::Due => (!is_asked).then_some(QUESTION),
            ListProposalState::Settled { .. } => {
                (is_asked && self.list_proposal_mail(number, RESULT).is_none()).then_some(RESULT)
            }
            ListProposalState::Dropped => None,
        }
    }

    /// Whether someone is a member, whose answers are counted; in a group that lists no members everybody is one.
    pub(super) fn is_member(&self, person: &Person) -> bool {
        let members = &self.charter.members;
        let account = person.account.as_ref();
        let has = |known: &super::charter::Member| account.is_some_and(|account| known.accounts.contains(account));
        let is_tied = account.is_some_and(|account| account.0.starts_with(MAIL_ACCOUNT));
        members.is_empty() || members.iter().any(has) || is_tied
    }

    /// The end of the last day of each that the list is asked about and nobody has been told is over.
    pub(super) fn list_proposals_due(&self) -> impl Iterator<Item = (DateTime<Utc>, u32)> {
        let open = self.all_list_proposals().filter(|(_, one)| one.state == ListProposalState::Open);
        let asked = open.filter(|(number, _)| self.list_proposal_mail(*number, QUESTION).is_some());
        asked.map(|(number, one)| {
            // Entries stay in the order of time.
            let queued_at = self.list_proposal_mail(number, QUESTION).map(|sent| sent.queued_at);
            let end = self.list_proposal_end(one);
            (queued_at.map_or(end, |queued| end.max(queued)), number)
        })
    }
}

impl ListProposalChange {
    /// What kind of entry it makes.
    pub(super) fn nature(&self) -> Nature<'_> {
        match self {
            ListProposalChange::Proposed { .. } => Nature::RECORD,
            ListProposalChange::Answered { words: Some(_), .. } => Nature { names: Names::Answer, ..Nature::RECORD },
            ListProposalChange::Answered { words: None, .. } => Nature { names: Names::Answer, ..Nature::BARE },
            ListProposalChange::AnswerWithdrawn { .. } => Nature { names: Names::Derived, ..Nature::BARE },
            ListProposalChange::Due | ListProposalChange::Settled { .. } | ListProposalChange::Dropped => Nature::BARE,
        }
    }

    /// The same without anything that a person wrote.
    pub(super) fn blanked(self) -> ListProposalChange {
        match self {
            ListProposalChange::Proposed { until, .. } => {
                ListProposalChange::Proposed { text: DELETED.to_owned(), until }
            }
            ListProposalChange::Answered { person, stand, is_member, .. } => {
                ListProposalChange::Answered { person, stand, words: None, is_member }
            }
            ListProposalChange::AnswerWithdrawn { .. }
            | ListProposalChange::Due
            | ListProposalChange::Settled { .. }
            | ListProposalChange::Dropped => self,
        }
    }
}

/// The longest time that the list may be given.
pub const LONGEST: Duration = Duration::days(366);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_front_of_words() {
        for (words, expected) in [
            ("LP1", Some((1, ""))),
            ("lp12: it is early", Some((12, ": it is early"))),
            ("LP1-2", None),
            ("LP", None),
            ("LPs are old", None),
            ("L1", None),
            ("LP12345", None),
        ] {
            assert_eq!(leading_list_proposal(words), expected, "{words}");
        }
    }
}
