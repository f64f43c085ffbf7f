//! Receipts as signs: what one word confirms is a sign on the message that asked for it, where the platform has such
//! signs and its server lets the bot speak. A sign goes after everything else, and is dropped rather than late.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::courier::{Courier, Waiting};
use super::past::key_of;
use crate::chat::SendError;
use crate::view::Audience;

/// What is put on a message that is done.
pub(super) const DONE: &str = "☑️";
/// A receipt that is later than this tells nobody anything.
const LATE: Duration = Duration::from_secs(10);

/// The message on which a post is a sign.
fn sign_on(post: &Waiting) -> Option<&str> {
    post.dispatch.message().and_then(|message| message.sign_on.as_deref())
}

fn is_for_all(post: &Waiting) -> bool {
    post.dispatch.message().is_some_and(|message| message.say.to == Audience::Room)
}

impl Courier {
    /// Takes the receipts that can be signs out of what waits. Those that have waited too long are no signs any more, and none
    /// is while a server makes us wait: what was for one person is dropped, since the board says the same; what others have to
    /// know is said in words.
    pub(super) async fn without_signs(
        &mut self,
        waiting: Vec<Waiting>,
        now: DateTime<Utc>,
    ) -> anyhow::Result<(Vec<Waiting>, Vec<Waiting>)> {
        // One that was tried as words before the platform had signs stays words.
        let can_be_sign = |post: &Waiting| sign_on(post).is_some() && post.batch.is_empty();
        if !self.chat.limits().signs_receipts || !waiting.iter().any(can_be_sign) {
            self.signs_since = None;
            return Ok((waiting, Vec::new()));
        }
        let since = *self.signs_since.get_or_insert(now);
        let is_late = (now - since).to_std().unwrap_or_default() > LATE;
        if !is_late && !self.is_throttled() {
            let (signs, waiting) = waiting.into_iter().partition(can_be_sign);
            return Ok((waiting, signs));
        }
        let (dropped, waiting): (Vec<Waiting>, Vec<Waiting>) =
            waiting.into_iter().partition(|post| can_be_sign(post) && !is_for_all(post));
        if !dropped.is_empty() {
            self.store.delivered_quoting(&dropped, &[], self.at.timestamp_micros()).await?;
        }
        self.signs_since = None;
        Ok((waiting, Vec::new()))
    }

    /// The receipts for one message.
    pub(super) fn for_one_message(signs: Vec<Waiting>) -> Vec<Waiting> {
        let message = signs.first().and_then(sign_on).map(str::to_owned);
        signs.into_iter().filter(|post| sign_on(post) == message.as_deref()).collect()
    }

    /// Puts the sign on a message. Whatever comes of it, it is not tried again.
    pub(super) async fn sign(&mut self, posts: &[Waiting]) -> anyhow::Result<Result<(), SendError>> {
        let Some(message) = posts.first().and_then(sign_on) else { return Ok(Ok(())) };
        let result = self.chat.sign(&self.room, message, DONE, &key_of(posts)).await;
        // The platform has no signs here, as it turns out: what is confirmed is said in words.
        if result.is_err() && !self.chat.limits().signs_receipts {
            return Ok(Ok(()));
        }
        self.store.delivered_quoting(posts, &[], self.at.timestamp_micros()).await?;
        self.signs_since = None;
        Ok(match result {
            Ok(()) | Err(SendError::GiveUp { .. } | SendError::TooLarge { .. } | SendError::Silenced { .. }) => Ok(()),
            Err(later @ (SendError::Retry { .. } | SendError::LoggedOut { .. })) => Err(later),
        })
    }
}
