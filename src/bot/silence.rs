//! A room that does not let the bot speak: what waits keeps waiting, and the chairs are informed afterwards.
//!
//! Since when it is so is noted in the store, and with the first message that goes out again until when.

use std::time::Duration;

use super::absence::moments;
use super::courier::{Courier, Waiting, is_grant};
use super::desk::silent_note;
use crate::chat::Outgoing;
use crate::view::Audience;
use crate::view::absence::was_refused;

/// How often such a room is tried.
pub(super) const SILENT_REST: Duration = Duration::from_secs(10);
/// After so many refusals in a row posts are tried one by one: it may be one of them that the room does not take.
const REFUSALS: usize = 3;

/// Whether the room lets the bot speak, as far as a courier knows.
#[derive(Default)]
pub(super) struct Silence {
    state: State,
    /// Refusals in a row.
    refusals: usize,
    refused: Option<Refused>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// The note about it was not read yet.
    #[default]
    Unknown,
    Speaking,
    Silent,
    /// The bot has spoken again, and the chairs do not know it yet.
    Over,
}

/// The post that was refused first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refused {
    group: String,
    n: u64,
    /// Whether the room has taken others since.
    is_alone: bool,
}

impl Silence {
    /// What to try while the room refuses everything: the first post, and now and then the second. `None`: what is due,
    /// as always.
    pub fn one_by_one<'a>(&self, waiting: impl Iterator<Item = &'a Waiting>) -> Option<Vec<Waiting>> {
        let waiting: Vec<&Waiting> = waiting.collect();
        if self.refusals < REFUSALS || waiting.len() < 2 {
            return None;
        }
        let picked = waiting[usize::from(self.refusals.is_multiple_of(REFUSALS))];
        let goes_along = |post: &&&Waiting| !picked.batch.is_empty() && post.batch == picked.batch;
        let batch: Vec<Waiting> = waiting.iter().filter(goes_along).map(|post| (*post).clone()).collect();
        Some(if batch.is_empty() { vec![picked.clone()] } else { batch })
    }

    /// Takes note of a refusal. Returns whether it is these posts that the room does not take: they were refused
    /// before and after others went out.
    pub fn is_its_own_fault(&mut self, posts: &[Waiting]) -> bool {
        self.refusals = self.refusals.saturating_add(1);
        let Some(first) = posts.first() else { return false };
        let known = self.refused.as_ref().filter(|refused| refused.group == first.group && refused.n == first.n);
        let is_alone = known.is_some_and(|refused| refused.is_alone);
        if is_alone && posts.len() > 1 {
            // One of them; which, they show one by one.
            self.refusals = self.refusals.max(REFUSALS);
            return false;
        }
        if known.is_none() {
            self.refused = Some(Refused { group: first.group.clone(), n: first.n, is_alone: false });
        }
        is_alone
    }

    /// Takes note that the room has taken posts.
    pub fn took(&mut self, posts: &[Waiting]) {
        self.refusals = 0;
        let Some(refused) = &mut self.refused else { return };
        let is_it = |post: &Waiting| post.group == refused.group && post.n == refused.n;
        if posts.iter().any(is_it) {
            self.refused = None;
        } else {
            refused.is_alone = true;
        }
    }
}

impl Courier {
    /// Whether the bot may speak in the room again and the chairs do not know it yet.
    pub(super) fn is_silence_over(&self) -> bool {
        self.silence.state == State::Over
    }

    /// The chairs know.
    pub(super) fn forget_silence(&mut self) {
        self.silence.state = State::Speaking;
    }

    pub(super) async fn know_silence(&mut self) -> anyhow::Result<()> {
        if self.silence.state == State::Unknown {
            self.silence.state = match moments(self.store.note(&silent_note(&self.room)).await?).len() {
                0 => State::Speaking,
                1 => State::Silent,
                _ => State::Over,
            };
        }
        Ok(())
    }

    pub(super) async fn fall_silent(&mut self, reason: &str) -> anyhow::Result<()> {
        if self.silence.state != State::Silent {
            tracing::warn!(room = %self.room, %reason, "the bot may not speak in this room; its messages wait");
        }
        self.silence.state = State::Silent;
        let note = silent_note(&self.room);
        let noted = moments(self.store.note(&note).await?);
        if noted.len() != 1 {
            let since = noted.first().copied().unwrap_or(self.at);
            self.store.set_note(&note, &since.timestamp_micros().to_string()).await?;
        }
        Ok(())
    }

    /// The room has taken a change of a message. That may be allowed where new messages are not, so what waits to be
    /// said shows better whether the bot may speak.
    pub(super) async fn has_edited(&mut self) -> anyhow::Result<()> {
        if self.silence.state == State::Silent && self.store.pending(&self.room.0, i64::MAX, 1).await?.is_empty() {
            self.has_spoken().await?;
        }
        Ok(())
    }

    /// The room has taken a message.
    pub(super) async fn has_spoken(&mut self) -> anyhow::Result<()> {
        if self.silence.state != State::Silent {
            return Ok(());
        }
        let note = silent_note(&self.room);
        // `None`: the bot was removed in the meantime, which is reported instead.
        let Some(since) = moments(self.store.note(&note).await?).first().copied() else {
            self.silence.state = State::Speaking;
            return Ok(());
        };
        let both = format!("{} {}", since.timestamp_micros(), self.at.timestamp_micros());
        self.store.set_note(&note, &both).await?;
        self.silence.state = State::Over;
        tracing::info!(room = %self.room, "the bot may speak in this room again");
        Ok(())
    }

    /// Takes out of what waits the grant to call first. While the bot could not speak, a later one may have taken the
    /// place of earlier ones: nobody is called to a floor that someone else has by now.
    pub(super) async fn with_one_grant(
        &self,
        waiting: Vec<Waiting>,
    ) -> anyhow::Result<(Vec<Waiting>, Option<Waiting>)> {
        let (mut grants, mut waiting): (Vec<Waiting>, Vec<Waiting>) = waiting.into_iter().partition(is_grant);
        let is_late = matches!(self.silence.state, State::Silent | State::Over);
        if is_late && let Some(latest) = grants.last().cloned() {
            let is_taken = |grant: &Waiting| grant.group == latest.group && grant.n < latest.n;
            let (earlier, others): (Vec<Waiting>, Vec<Waiting>) = grants.into_iter().partition(is_taken);
            self.store.delivered(&earlier).await?;
            grants = others;
        }
        if grants.is_empty() {
            return Ok((waiting, None));
        }
        let grant = grants.remove(0);
        waiting.splice(0..0, grants);
        Ok((waiting, Some(grant)))
    }

    /// A grant with what else came of the same line, so that it is one message; while a server makes us wait, the grant goes
    /// first and by itself. What was tried once goes as it was.
    pub(super) fn with_company(&self, grant: Waiting, waiting: Vec<Waiting>) -> Vec<Waiting> {
        let cause = |post: &Waiting| post.dispatch.message().and_then(|message| message.cause.clone());
        let thread = |post: &Waiting| post.dispatch.message().and_then(|message| message.thread.clone());
        let may_join = self.chat.limits().merges && !self.is_throttled() && cause(&grant).is_some();
        let is_of_the_same = |post: &Waiting| {
            let message = post.dispatch.message();
            let is_for_all = message.is_some_and(|one| one.say.to == Audience::Room && !self.chat.is_alone(one));
            let is_same = post.group == grant.group && cause(post) == cause(&grant) && thread(post) == thread(&grant);
            is_for_all && is_same && post.batch.is_empty() && !is_grant(post)
        };
        let goes_along = |post: &Waiting| {
            if grant.batch.is_empty() { may_join && is_of_the_same(post) } else { post.batch == grant.batch }
        };
        let mut posts: Vec<Waiting> = waiting.into_iter().filter(|post| goes_along(post)).collect();
        posts.push(grant);
        posts
    }

    /// The room accepts other messages and not this one, which would block them for ever. The person who asked is
    /// informed.
    pub(super) async fn drop_refused(
        &mut self,
        posts: &[Waiting],
        message: &Outgoing,
        key: &str,
    ) -> anyhow::Result<()> {
        tracing::error!(room = %self.room, "a message was dropped that the room refuses while it accepts others");
        if let Some(asker) = &message.asker {
            let instead = Outgoing { say: was_refused(&asker.name), ..message.clone() };
            let key = format!("{key}.refused");
            if let Err(error) = self.while_held(self.chat.post(&self.room, &instead, &key)).await {
                tracing::warn!(room = %self.room, %error, "could not report that an answer was refused");
            }
        }
        self.store.delivered(posts).await?;
        self.silence.took(posts);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::dispatch::Dispatch;
    use crate::store::Pending;

    fn post(n: u64) -> Waiting {
        let post = Pending {
            group: "group".to_owned(),
            n,
            route: "hall:1".to_owned(),
            batch: String::new(),
            body: String::new(),
            attempts: 0,
            due_micros: 0,
        };
        Waiting { post, dispatch: Dispatch::Retract { entries: Vec::new() } }
    }

    #[test]
    fn a_room_that_refuses_everything_keeps_everything() {
        let mut silence = Silence::default();
        for _ in 0..20 {
            let tried = silence.one_by_one([post(1), post(2)].iter()).unwrap_or_else(|| vec![post(1), post(2)]);
            assert!(!silence.is_its_own_fault(&tried));
        }
    }

    #[test]
    fn a_post_that_is_refused_while_others_go_out_is_found() {
        let mut silence = Silence::default();
        let mut waiting: Vec<Waiting> = (1..=5).map(post).collect();
        let mut dropped = Vec::new();
        for _ in 0..40 {
            if waiting.is_empty() {
                break;
            }
            let tried = silence.one_by_one(waiting.iter()).unwrap_or_else(|| waiting.clone());
            let is_refused = tried.iter().any(|post| post.n == 3);
            if !is_refused {
                silence.took(&tried);
            } else if silence.is_its_own_fault(&tried) {
                dropped.extend(tried.iter().map(|post| post.n));
                silence.took(&tried);
            } else {
                continue;
            }
            waiting.retain(|post| !tried.contains(post));
        }
        assert_eq!((waiting.len(), dropped), (0, vec![3]));
    }
}
