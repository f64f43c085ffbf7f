//! Action items: what comes of each command.

use chrono::{DateTime, NaiveDate, Utc};

use crate::group::action::Action;
use crate::group::command::{ActionCommand, Request};
use crate::group::due::Dated;
use crate::group::event::{ActionOutcome, Event};
use crate::group::naming::called_in_part;
use crate::group::person::{AccountId, Person, Right};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::time::NoDay;

impl Group {
    pub(super) fn decide_action(&self, request: &Request, by: &Person, command: &ActionCommand) -> Decided {
        match command {
            ActionCommand::RecordAction { text } => self.record_action(request, by, text),
            ActionCommand::EditAction { action, text } => self.edit_action(request, by, *action, text),
            ActionCommand::SetActionDue { action, day } => self.set_action_due(request, by, *action, day),
            ActionCommand::CloseAction { action } => self.close_action(request, by, *action, ActionOutcome::Done),
            ActionCommand::ReopenAction { action } => self.reopen_action(request, by, *action),
            ActionCommand::DropAction { action } => self.close_action(request, by, *action, ActionOutcome::Dropped),
            ActionCommand::ShowActions { .. } | ActionCommand::ListActions { .. } => Ok(Vec::new()),
        }
    }

    fn record_action(&self, request: &Request, by: &Person, text: &str) -> Decided {
        let at = request.at;
        self.amendable(request, by)?;
        let is_full = || self.actions.values().filter(|action| action.is_open()).count() >= LIMITS.open_actions;
        if self.actions.len() >= LIMITS.open_actions && is_full() {
            return Err(Refusal::TooMany { what: "open actions", limit: LIMITS.open_actions });
        }
        let Assignment { text, owners, accounts, due } = self.assignment(at, by, text, &[]);
        Ok(vec![Event::ActionRecorded { action: self.last_action + 1, text, owners, accounts, due }])
    }

    /// Reads `Ana, Bo to send the table by 2026-12-01`. The text keeps the owners as typed, but “me”
    /// gets a name: the minutes go to people who were not there.
    /// The owners that it had `before` are owners by whatever word, even where nobody is there who has the name.
    fn assignment(&self, at: DateTime<Utc>, by: &Person, typed: &str, before: &[String]) -> Assignment {
        let Dated { text, due, .. } = self.split_due(at, typed);
        let own = ["me ", "myself ", "I "]
            .iter()
            .find(|own| text.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own)));
        let text = own.map_or_else(|| text.clone(), |own| format!("{} {}", by.name, &text[own.len()..]));
        let owners = self.owners_in(by, &text, before);
        // “@Bo send it” is Bo in the minutes.
        let text = without_at_signs(&text, &owners);
        let accounts = owners.iter().flat_map(|owner| self.accounts_meant(by, owner, &text)).collect();
        Assignment { text, owners, accounts, due }
    }

    /// The accounts of an owner; where the name alone does not say who it is, of the one whom an organization or an initial
    /// tells apart: `Smith (Acme)`, `B. Smith`.
    fn accounts_meant(&self, by: &Person, owner: &str, text: &str) -> Vec<AccountId> {
        let all = self.accounts_called(Some(by), owner);
        if all.len() == 1 {
            return all;
        }
        let said = text.split_once(&format!("{owner} (")).and_then(|(_, rest)| rest.split_once(')'));
        let whole = said.map_or_else(|| owner.to_owned(), |(organization, _)| format!("{owner} ({organization})"));
        let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let meant = called_in_part(&whole, people.map(|person| &**person)).and_then(|person| person.account.clone());
        meant.map_or(all, |account| vec![account])
    }

    /// `action A7 = Ana to send it`: without a date in it, the date stays.
    fn edit_action(&self, request: &Request, by: &Person, number: u32, text: &str) -> Decided {
        self.refuse_off_record()?;
        let action = self.completable(request, by, number)?;
        Ok(self.reassigned(request.at, by, action, text, true))
    }

    pub(super) fn set_action_due(&self, request: &Request, by: &Person, number: u32, day: &str) -> Decided {
        self.refuse_off_record()?;
        let action = self.completable(request, by, number)?;
        let due = self.due_day(request.at, day).map_err(|no_day| match no_day {
            NoDay::Words => Refusal::NoDay { typed: crate::text::shorten(day, 40), action: number },
            NoDay::Unclear(doubt) => Refusal::day_unclear(&doubt, number),
        });
        let due = Some(due?);
        let (text, owners, accounts) = (action.text.clone(), action.owners.clone(), action.accounts.clone());
        let changed = Event::ActionReworded { entry: action.entry, action: number, text, owners, accounts, due };
        Ok(if due == action.due { Vec::new() } else { vec![changed] })
    }

    fn close_action(&self, request: &Request, by: &Person, number: u32, outcome: ActionOutcome) -> Decided {
        self.own_action(request, by, number)?;
        Ok(vec![Event::ActionClosed { action: number, outcome }])
    }

    /// A closed action is open again.
    pub(super) fn reopen_action(&self, request: &Request, by: &Person, number: u32) -> Decided {
        let action = self.followed_action(request, by, number)?;
        Ok(if action.outcome.is_some() { vec![Event::ActionReopened { action: number }] } else { Vec::new() })
    }

    /// An open action that the person may follow.
    fn own_action(&self, request: &Request, by: &Person, number: u32) -> Result<&Action, Refusal> {
        let action = self.followed_action(request, by, number)?;
        if action.outcome.is_some() { Err(Refusal::ActionClosed { action: number }) } else { Ok(action) }
    }

    /// An action that the person may change: who recorded it also adds the owner or the day that it lacks.
    fn completable(&self, request: &Request, by: &Person, number: u32) -> Result<&Action, Refusal> {
        let lacking = self.actions.get(&number).filter(|action| action.is_open() && action.is_kept());
        let lacking = lacking.filter(|action| action.owners.is_empty() || action.due.is_none());
        let record = |action: &Action| self.latest_meeting().and_then(|meeting| meeting.records.get(action.entry));
        let is_own =
            |action: &Action| record(action).and_then(|record| record.by.as_ref()).is_some_and(|own| own.is(by));
        match lacking.filter(|action| is_own(action)) {
            Some(action) => Ok(action),
            None => self.own_action(request, by, number),
        }
    }

    /// An action that the person may follow: as an owner, secretary or chair.
    fn followed_action(&self, request: &Request, by: &Person, number: u32) -> Result<&Action, Refusal> {
        let action = self.actions.get(&number).filter(|action| action.is_kept());
        let action = action.ok_or(Refusal::NoSuchAction { action: number })?;
        if !self.owns(by, action) && !request.role.may(Right::Secretary) {
            return Err(Refusal::NotYourAction { action: number });
        }
        Ok(action)
    }

    /// The event that gives an action new words; nothing if they say the same.
    pub(super) fn reassigned(
        &self,
        at: DateTime<Utc>,
        by: &Person,
        action: &Action,
        text: &str,
        keeps_date: bool,
    ) -> Vec<Event> {
        let Assignment { text, owners, due, .. } = self.assignment(at, by, text, &action.owners);
        let accounts = self.accounts_after(by, action, &owners);
        let due = due.or(action.due.filter(|_| keeps_date));
        let is_same = text == action.text && owners == action.owners && due == action.due;
        let (entry, action) = (action.entry, action.number);
        let changed = Event::ActionReworded { entry, action, text, owners, accounts, due };
        if is_same { Vec::new() } else { vec![changed] }
    }

    /// The accounts of an action that gets these owners. Those who stay keep theirs, even if others use their names
    /// now.
    fn accounts_after(&self, by: &Person, action: &Action, owners: &[String]) -> Vec<AccountId> {
        let mut accounts: Vec<AccountId> = Vec::new();
        for owner in owners {
            let called = self.accounts_called(Some(by), owner);
            let is_staying = action.owners.contains(owner) && !action.known_by_name.contains(owner);
            let had = called.iter().filter(|account| !is_staying || action.accounts.contains(account));
            let had: Vec<AccountId> = had.cloned().collect();
            // Which of the accounts is theirs is not written down: with nobody to tell it, all of them stay.
            accounts.extend(if is_staying && had.is_empty() { action.accounts.clone() } else { had });
        }
        accounts.sort();
        accounts.dedup();
        accounts
    }
}

/// An action's line, taken apart.
struct Assignment {
    pub text: String,
    pub owners: Vec<String>,
    pub accounts: Vec<AccountId>,
    pub due: Option<NaiveDate>,
}

/// Text in which owners who are named with an `@` before are named without.
fn without_at_signs(text: &str, owners: &[String]) -> String {
    if owners.is_empty() || !text.contains('@') {
        return text.to_owned();
    }
    let is_name = |rest: &str| {
        let word =
            rest.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '\''))).next().unwrap_or_default();
        let is_account =
            rest[word.len()..].starts_with(':') && rest[word.len() + 1..].starts_with(char::is_alphanumeric);
        !word.is_empty() && word.starts_with(char::is_alphabetic) && !is_account
    };
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let begins_a_word =
            text[..at].chars().next_back().is_none_or(|before| before.is_whitespace() || ",/&(".contains(before));
        if !(c == '@' && begins_a_word && is_name(&text[at + 1..])) {
            out.push(c);
        }
    }
    out
}
