//! What went out before this program began. A mark in the outbox says under which key posts were tried, and a platform takes
//! the same key for the same message; where marks were lost, as with a database that was restored, the keys of the
//! messages in the room bring them back (docs/decisions/0038).

use chrono::{DateTime, Utc};

use super::courier::{Courier, Waiting};
use crate::chat::SendError;

/// The key under which posts of one group go out as one message. It names all of them, so no other message ever has it:
/// `group.4`, `group.4-6`, `group.4-6+9`.
pub(super) fn key_of(posts: &[Waiting]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for n in posts.iter().map(|post| post.n) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == n => *last = n,
            Some(_) | None => runs.push((n, n)),
        }
    }
    let shown = |(first, last): &(u64, u64)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    let runs: Vec<String> = runs.iter().map(shown).collect();
    let group = posts.first().map_or("", |post| &post.group);
    format!("{group}.{}", runs.join("+"))
}

/// The posts of a group in a message, by the message's key, as runs of numbers; the key as [`key_of`] made it. The key of a
/// part or a picture has more behind it.
fn carried(key: &str, group: &str) -> Option<(String, Vec<(u64, u64)>)> {
    let numbers = key.strip_prefix(group)?.strip_prefix('.')?.split('.').next()?;
    let run = |run: &str| {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        Some((first.parse().ok()?, last.parse().ok()?))
    };
    let runs: Option<Vec<(u64, u64)>> = numbers.split('+').map(run).collect();
    Some((format!("{group}.{numbers}"), runs?))
}

impl Courier {
    /// The key under which posts go out, and whether it is the first time. It is fixed before that: after a crash the same posts are
    /// the same message. Either asks the database whether this program still holds the store.
    pub(super) async fn fix_key(&self, posts: &[Waiting]) -> anyhow::Result<(String, bool)> {
        let tried = posts.first().map(|first| first.batch.clone()).unwrap_or_default();
        if !tried.is_empty() {
            self.store.may_repeat().await?;
            return Ok((tried, false));
        }
        let key = key_of(posts);
        self.store.set_batch(posts, &key).await?;
        Ok((key, true))
    }

    /// Once, before anything is delivered: posts without a mark that the room shows already get their mark again, and go
    /// on from there as after any other crash.
    pub(super) async fn know_past(&mut self, now: DateTime<Utc>) -> anyhow::Result<Result<(), SendError>> {
        if self.is_past_known {
            return Ok(Ok(()));
        }
        let waiting = self.readable(now).await?;
        // What was sent by a program that has just died may come into the room only now.
        let is_doubtful = waiting.iter().any(|post| !post.batch.is_empty()) || self.wants_new_board();
        if let Some(after) = self.store.settles_in().filter(|_| is_doubtful) {
            let reason = "what was on its way before has to arrive first".to_owned();
            return Ok(Err(SendError::Retry { after: Some(after), reason }));
        }
        let mut unmarked: Vec<Waiting> = waiting.into_iter().filter(|post| post.batch.is_empty()).collect();
        if !unmarked.is_empty() {
            let keys = match self.chat.posted_lately(&self.room).await {
                Ok(keys) => keys,
                Err(later) => return Ok(Err(later)),
            };
            for key in keys {
                let is_in = |post: &Waiting| {
                    let (_, runs) = carried(&key, &post.group)?;
                    Some(runs.iter().any(|(first, last)| (*first..=*last).contains(&post.n)))
                };
                let found: Vec<Waiting> = unmarked.extract_if(.., |post| is_in(post) == Some(true)).collect();
                let Some((batch, _)) = found.first().and_then(|post| carried(&key, &post.group)) else { continue };
                tracing::info!(room = %self.room, count = found.len(), "messages that were said before are not said again");
                self.store.set_batch(&found, &batch).await?;
            }
        }
        self.is_past_known = true;
        Ok(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::dispatch::Dispatch;
    use crate::store::Pending;

    fn posts(numbers: &[u64]) -> Vec<Waiting> {
        let post = |n: &u64| Pending {
            group: "wg.a".to_owned(),
            n: *n,
            route: "hall:1".to_owned(),
            batch: String::new(),
            body: String::new(),
            attempts: 0,
            due_micros: 0,
        };
        numbers.iter().map(|n| Waiting { post: post(n), dispatch: Dispatch::Retract { entries: Vec::new() } }).collect()
    }

    #[test]
    fn a_key_names_all_its_posts_and_is_read_again() {
        for (numbers, key, runs) in [
            (vec![4], "wg.a.4", vec![(4, 4)]),
            (vec![4, 5, 6], "wg.a.4-6", vec![(4, 6)]),
            (vec![4, 5, 9], "wg.a.4-5+9", vec![(4, 5), (9, 9)]),
            (vec![1, 3, 5], "wg.a.1+3+5", vec![(1, 1), (3, 3), (5, 5)]),
        ] {
            assert_eq!(key_of(&posts(&numbers)), key);
            for end in ["", ".0", ".1.0", ".0.picture", ".refused"] {
                let read = carried(&format!("{key}{end}"), "wg.a");
                assert_eq!(read, Some((key.to_owned(), runs.clone())), "{key}{end}");
            }
        }
    }

    #[test]
    fn what_is_no_key_of_posts_carries_none() {
        for key in
            ["", "wg.a", "wg.a.", "wg.ab.4", "board.matrix:!r.1", "store.1795000000000", "wg.a.x", "wg.a.4-", "wg.a.4+"]
        {
            assert_eq!(carried(key, "wg.a"), None, "{key}");
        }
    }
}
