//! What can be filled in, for surfaces that have forms.

use async_trait::async_trait;

use super::Bot;
use crate::chat::{Choice, Prompter, RoomKey};
use crate::command::table::ArgumentKind;
use crate::group::person::folded;
use crate::view::choices::choices;

#[async_trait]
impl Prompter for Bot {
    async fn choices(&self, room: &RoomKey, kind: ArgumentKind, typed: &str, most: usize) -> Vec<Choice> {
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

    async fn groups(&self, typed: &str, most: usize) -> Vec<Choice> {
        let wanted = folded(typed);
        let names = self.inner.seating.charters().iter().map(|charter| &charter.name);
        let fitting = names.filter(|name| folded(name).contains(&wanted));
        fitting.take(most).map(|name| Choice { label: name.clone(), value: name.clone() }).collect()
    }
}
