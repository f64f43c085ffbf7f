//! What comes from forms and buttons, and the roles that a platform gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Desk, Step};
use crate::chat::{Asked, Incoming, Sender};
use crate::command::table::Values;
use crate::command::{Row, find};
use crate::group::event::Source;
use crate::group::person::{AccountId, Role};
use crate::view;

/// The roles that platforms give to accounts, as far as they told; desks share it.
pub(in crate::bot) type GrantedRoles = Arc<Mutex<BTreeMap<AccountId, BTreeSet<AccountId>>>>;

impl Desk {
    /// A form asks for what its row makes of its values; a button, only as long as what it saw is so.
    pub(super) fn asked(&self, incoming: &Incoming, asked: &Asked) -> Step {
        if let Some(Err(refusal)) = asked.seen.map(|seen| self.group.still_as(seen)) {
            return Step::Tell(view::refuse(&refusal));
        }
        let Some(row) = find(&asked.row) else {
            return Step::Hint("That command no longer exists. Type !help to see what I do.".to_owned());
        };
        match (row.build)(&self.values(row, asked)) {
            Ok(command) => {
                let about = asked.about.clone();
                let source = incoming.source(0);
                Step::Ask { source: source.map(|own| Source { message: about.unwrap_or(own.message), ..own }), command }
            }
            Err(misread) => {
                let otherwise = || format!("I don't understand that. Type !help {} to see how.", row.name);
                Step::Hint(misread.hint().unwrap_or_else(otherwise))
            }
        }
    }

    /// The values that the row knows, cleaned as typed words are, with people's names in place of their accounts. Who shares
    /// the chair is an account.
    fn values(&self, row: &'static Row, asked: &Asked) -> Values {
        let wants_account = row.name.starts_with("chair");
        let cleaned = |value: &str| {
            let value = crate::text::clean(value);
            if wants_account { value } else { self.with_names(&value).into_owned() }
        };
        let of = |name: &str| asked.values.iter().find(|(key, _)| key == name).map(|(_, value)| cleaned(value));
        let known = row.arguments.iter().filter_map(|argument| Some((argument.name, of(argument.name)?)));
        Values(known.collect())
    }

    /// What someone may do: by account, or by a role that the platform gives it.
    pub(in crate::bot) fn role_of(&self, sender: &Sender) -> Role {
        let standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        let held = standing.get(&sender.account).into_iter().flatten().map(|role| self.charter.role_of(role));
        held.max()
            .map_or_else(|| self.group.role_of(&sender.account), |held| held.max(self.group.role_of(&sender.account)))
    }
}
