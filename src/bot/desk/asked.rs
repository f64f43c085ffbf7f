//! What comes from forms and buttons, and the roles that a platform gives.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::reply::Way;
use super::{Desk, Step};
use crate::chat::{Asked, Incoming, Sender};
use crate::command::table::{Argument, ArgumentKind, Presence, Values};
use crate::command::{Row, find};
use crate::group::command::{Gathered, Request};
use crate::group::event::Source;
use crate::group::person::{AccountId, Role};
use crate::group::refusal::Refusal;
use crate::group::seen::Seen;
use crate::text::Text;
use crate::view::{self, Say};

/// The argument with which a button says who was next when it was shown.
const EXPECTING: &str = "expecting";

/// The roles that platforms give to accounts, as far as they told; desks share it.
pub(in crate::bot) type GrantedRoles = Arc<Mutex<BTreeMap<AccountId, BTreeSet<AccountId>>>>;

impl Desk {
    /// A form asks for what its row makes of its values; a button, only as long as what it saw is so.
    pub(super) fn asked(&self, incoming: &Incoming, asked: &Asked) -> Step {
        if let Some(Err(refusal)) = asked.seen.map(|seen| self.group.still_as(seen)) {
            return Step::Tell(Way::of(incoming).with_words(view::refuse(&refusal)));
        }
        let Some(row) = find(&asked.row) else {
            return Step::Hint("That command no longer exists. Type !help to see what I do.".to_owned());
        };
        match (row.build)(&self.values(row, asked)) {
            Ok(command) => {
                let of_menu = |own: Source, about: &String| Source { message: about.clone(), is_by_menu: true, ..own };
                let source = incoming.source(0);
                let source = source.map(|own| asked.about.as_ref().map_or(own.clone(), |about| of_menu(own, about)));
                Step::Ask { source, command }
            }
            Err(misread) => {
                let otherwise = || format!("I don't understand that. Type !help {} to see how.", row.name);
                let hint = Say::asker(Text::plain(misread.hint().unwrap_or_else(otherwise)));
                Step::Tell(Way::of(incoming).with_words(hint))
            }
        }
    }

    /// The values that the row knows, cleaned as typed words are, with people's names in place of their accounts, but where an
    /// account is asked for. A press brings what the bot put there.
    fn values(&self, row: &'static Row, asked: &Asked) -> Values {
        let cleaned = |argument: &Argument, value: &str| {
            let value = crate::text::clean(value);
            if argument.kind == ArgumentKind::Account || argument.name == EXPECTING {
                return value;
            }
            let value = self.group.with_mentions(&value);
            let value = match argument.kind {
                ArgumentKind::Name | ArgumentKind::Names => Cow::Owned(self.group.with_chosen(&value)),
                _ => value,
            };
            self.with_names(&value).into_owned()
        };
        let of = |argument: &Argument| {
            let given = asked.values.iter().find(|(key, _)| key == argument.name);
            given.map(|(_, value)| cleaned(argument, value))
        };
        let known = row.arguments.iter().filter_map(|argument| Some((argument.name, of(argument)?)));
        Values(known.collect())
    }

    /// Why a form for a row would be filled in for nothing by a person, who has these roles on the platform.
    pub(in crate::bot) fn refusal_before(
        &self,
        sender: &Sender,
        held: &BTreeSet<AccountId>,
        row: &Row,
        seen: Option<Seen>,
    ) -> Option<Refusal> {
        if let Some(Err(refusal)) = seen.map(|seen| self.group.still_as(seen)) {
            return Some(refusal);
        }
        let of_roles = held.iter().map(|role| self.charter.role_of(role)).max();
        let own = self.role_of(sender);
        let needed = row.arguments.iter().filter(|argument| argument.presence == Presence::Required);
        let values = needed.map(|argument| (argument.name, "Ana to write".to_owned())).collect();
        let command = (row.build)(&Values(values)).ok()?;
        let request = Request {
            at: self.clock.now(),
            by: Some(self.group.person(&sender.account, &sender.name)),
            role: of_roles.map_or(own, |held| held.max(own)),
            command,
            gathered: Gathered::default(),
        };
        let refusal = self.group.decide(&request).err()?;
        // Others may depend on what is written.
        let is_certain = matches!(
            refusal,
            Refusal::NotYours { .. }
                | Refusal::NoMeeting
                | Refusal::MeetingOver { .. }
                | Refusal::InRecess
                | Refusal::OffRecord
                | Refusal::QueueClosed
        );
        Some(refusal).filter(|_| is_certain)
    }

    /// What someone may do: by account, or by a role that the platform gives it.
    pub(in crate::bot) fn role_of(&self, sender: &Sender) -> Role {
        let standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        let held = standing.get(&sender.account).into_iter().flatten().map(|role| self.charter.role_of(role));
        held.max()
            .map_or_else(|| self.group.role_of(&sender.account), |held| held.max(self.group.role_of(&sender.account)))
    }
}
