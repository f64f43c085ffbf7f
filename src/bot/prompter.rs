//! What can be filled in, for surfaces that have forms.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::Bot;
use crate::chat::{Choice, Prompter, RoomKey, Sender};
use crate::command::find;
use crate::command::table::ArgumentKind;
use crate::group::person::{AccountId, folded};
use crate::group::seen::Seen;
use crate::view::choices::choices;

#[async_trait]
impl Prompter for Bot {
    async fn choices(&self, room: &RoomKey, kind: ArgumentKind, typed: &str, most: usize) -> Vec<Choice> {
        if self.is_nobodys(room) {
            return Vec::new();
        }
        let group = self.inner.seating.group_or_own(room);
        let found = match self.slot(&group).await {
            Ok(slot) => choices(slot.desk.lock().await.group(), kind, typed),
            Err(error) => {
                tracing::warn!(%room, error = format!("{error:#}"), "suggestions are not available while the store is away");
                Vec::new()
            }
        };
        found.into_iter().take(most).map(|(label, value)| Choice { label, value }).collect()
    }

    async fn refusal(
        &self,
        room: &RoomKey,
        sender: &Sender,
        held: &BTreeSet<AccountId>,
        row: &str,
        seen: Option<Seen>,
    ) -> Option<String> {
        if self.is_nobodys(room) {
            let chat = self.inner.parts.chats.get(room.platform());
            let say = crate::view::setup::no_group(chat.and_then(|chat| chat.setup_command()));
            return Some(crate::text::plain::render(&say.text, None));
        }
        let slot = self.slot(&self.inner.seating.group_or_own(room)).await.ok()?;
        let desk = slot.desk.lock().await;
        desk.refusal_before(sender, held, find(row)?, seen).map(|refusal| refusal.to_string())
    }

    async fn may_listen(&self, room: &RoomKey) -> bool {
        if self.may_be_its_own(room) || self.inner.seating.configured(room).is_some() {
            return true;
        }
        match self.agreed(room).await {
            Ok(agreed) => agreed.is_some(),
            Err(error) => {
                tracing::warn!(%room, error = format!("{error:#}"), "whether a group meets here is not known while the store is away");
                false
            }
        }
    }

    fn listens(&self, room: &RoomKey) -> bool {
        self.inner.seating.group_in(room).is_some()
    }

    async fn groups(&self, typed: &str, most: usize) -> Vec<Choice> {
        let wanted = folded(typed);
        let names = self.inner.seating.charters().iter().map(|charter| &charter.name);
        let fitting = names.filter(|name| folded(name).contains(&wanted));
        fitting.take(most).map(|name| Choice { label: name.clone(), value: name.clone() }).collect()
    }
}
