//! Actions: who does what until when. They live across meetings.

use chrono::NaiveDate;

use super::Group;
use super::event::{ActionOutcome, DELETED};
use super::naming::{called_by_words, called_in_part};
use super::person::{AccountId, Person, same_name};

/// An action: it lives across meetings.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    pub number: u32,
    pub text: String,
    pub owners: Vec<String>,
    /// Accounts of those owners whom the group knew when they were named.
    pub accounts: Vec<AccountId>,
    /// The other owners: nothing but their names tells who they are.
    pub known_by_name: Vec<String>,
    pub due: Option<NaiveDate>,
    pub meeting: u32,
    pub item: Option<u32>,
    pub entry: u64,
    pub outcome: Option<ActionOutcome>,
    /// Entry that closed it.
    pub closed_by: Option<u64>,
    pub is_withdrawn: bool,
}

impl Action {
    pub fn is_kept(&self) -> bool {
        !self.is_withdrawn && self.text != DELETED
    }

    pub fn is_open(&self) -> bool {
        self.is_kept() && self.outcome.is_none()
    }
}

impl Group {
    /// The accounts that an owner's name means: the member's, or of everyone in the meeting who has it.
    pub(super) fn accounts_called(&self, by: Option<&Person>, owner: &str) -> Vec<AccountId> {
        if let Some(person) = self.mentioned_as(owner) {
            return person.account.iter().cloned().collect();
        }
        if let Some(member) = self.charter.member_named(owner) {
            return member.accounts.first().cloned().into_iter().collect();
        }
        let own = by.filter(|by| same_name(owner, &by.name)).and_then(|by| by.account.clone());
        if let Some(own) = own {
            return vec![own];
        }
        let called = self.latest_meeting().into_iter().flat_map(|meeting| meeting.called(owner));
        let accounts: Vec<AccountId> = called.filter_map(|person| person.account.clone()).collect();
        if accounts.is_empty() {
            return self.find_known(owner).and_then(|person| person.account).into_iter().collect();
        }
        accounts
    }

    /// The owners of an action whose account nobody knew when they were named. Those who were owners `before` are known
    /// as they were.
    pub(super) fn known_by_name(
        &self,
        by: Option<&Person>,
        (owners, accounts): (&[String], &[AccountId]),
        before: Option<&Action>,
    ) -> Vec<String> {
        let is_known_by_name = |owner: &&String| match before.filter(|before| before.owners.contains(owner)) {
            Some(before) => before.known_by_name.contains(owner),
            None => {
                !self.accounts_called(by, owner).iter().any(|known| accounts.contains(known))
                    && !self.is_told_apart(owner, accounts)
            }
        };
        owners.iter().filter(|owner| *owner != DELETED).filter(is_known_by_name).cloned().collect()
    }

    /// Whether one of these accounts is of somebody whom a name means with what stood beside it: `Smith (Acme)`, `B. Smith`.
    fn is_told_apart(&self, owner: &str, accounts: &[AccountId]) -> bool {
        let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let mut of = people.filter(|person| person.account.as_ref().is_some_and(|own| accounts.contains(own)));
        of.any(|person| {
            let one = || std::iter::once(&**person);
            called_by_words(owner, one()).or_else(|| called_in_part(owner, one())).is_some()
        })
    }

    /// Whether an action is a person's: by account wherever one is known, since a display name can be taken by
    /// anyone. A member's name belongs to the member, even if others use it.
    pub fn owns(&self, person: &Person, action: &Action) -> bool {
        let own = person.account.as_ref();
        let member = own.and_then(|own| self.charter.members.iter().find(|member| member.accounts.contains(own)));
        let is_own = |account: &AccountId| {
            Some(account) == own || member.is_some_and(|member| member.accounts.contains(account))
        };
        let is_member_named = |owner: &String| member.is_some_and(|member| same_name(&member.name, owner));
        action.accounts.iter().any(is_own)
            || action.owners.iter().any(is_member_named)
            || action.known_by_name.iter().any(|owner| self.is_called(person, owner))
    }
}
