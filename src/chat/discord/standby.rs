//! While another program acts for the store: a session of this one's own hears what happens, takes nothing and answers
//! nobody. What came of late is kept, and taken when its time has come (docs/decisions/0073).

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::event::{Heard, Reaction, Step, read};
use super::gateway::Gateway;
use super::{Discord, lock};
use crate::chat::plain_sign;
use crate::clock::monotonic;
use crate::store::Begun;

/// What came is kept for so long, and of it at most so many events.
const KEPT: Duration = Duration::from_mins(2);
const EVENTS: usize = 20_000;
/// An interaction that was not responded to for so long is told to have failed, and the person tries again.
const INTERACTION: Duration = Duration::from_millis(2_500);

/// What a session has heard when its time has come.
#[derive(Default)]
pub(super) struct Warm {
    /// Whether the session has begun, so that everything since then was heard.
    pub has_begun: bool,
    /// Interactions that can still be responded to.
    pub interactions: Vec<Value>,
    /// Everything else of late, oldest first. What the program before took of it is known by its ids.
    pub heard: Vec<Heard>,
}

impl Discord {
    /// Hears what happens until this program acts for the store.
    ///
    /// # Errors
    /// The token or the intents are refused.
    pub(super) async fn stand_by(&self, gateway: &mut Gateway) -> anyhow::Result<Warm> {
        let mut begins = std::pin::pin!(self.store.begins());
        let mut kept = std::collections::VecDeque::new();
        let mut has_begun = false;
        let begun = loop {
            tokio::select! {
                begun = &mut begins => break begun,
                end = &mut gateway.end => {
                    return Err(end.unwrap_or_else(|_| anyhow::anyhow!("the gateway's thread has failed")));
                }
                event = gateway.events.recv() => {
                    let Some(event) = event else { continue };
                    *lock(&self.told_at) = Some(self.clock.now());
                    let now = monotonic();
                    match read(&event) {
                        Some(Heard::Ready) if !std::mem::replace(&mut has_begun, true) => {
                            tracing::info!("standing by: this session hears the channels, and takes over when the other Convenor ends");
                        }
                        Some(Heard::Ready) => {}
                        Some(heard) => {
                            self.learn(&heard);
                            kept.push_back((now, heard));
                        }
                        None => {}
                    }
                    while kept.front().is_some_and(|(came, _)| kept.len() > EVENTS || now.duration_since(*came) > KEPT) {
                        if let Some((_, Heard::Stage { channel, user, step, .. })) = kept.pop_front() {
                            self.learn_stage(channel, user, step);
                        }
                    }
                }
            }
        };
        // What came while the session was away is read from the channels.
        gateway.has_lost.store(false, Ordering::SeqCst);
        Ok(self.of_late(kept.into(), &begun, monotonic(), has_begun))
    }

    /// Places and names are learned at once.
    fn learn(&self, heard: &Heard) {
        let mut places = self.places();
        match heard {
            Heard::Guild { channels, roles } => {
                places.names.roles.extend(roles.iter().map(|role| (role.id, role.name.clone())));
                for channel in channels {
                    places.learn(channel.clone());
                }
            }
            Heard::Channel(channel) => places.learn(channel.clone()),
            Heard::RoleMade(role) => {
                places.names.roles.insert(role.id, role.name.clone());
            }
            Heard::Rights { role: Some(role), .. } => {
                places.names.roles.insert(role.id, role.name.clone());
            }
            Heard::ChannelGone(channel) => places.forget(*channel),
            _ => {}
        }
    }

    fn learn_stage(&self, channel: Option<u64>, user: u64, step: Step) {
        let mut places = self.places();
        match (channel, step) {
            (Some(here), Step::AsksToSpeak) => {
                places.stage.insert(user, here);
            }
            (_, _) => {
                places.stage.remove(&user);
            }
        }
    }

    fn of_late(&self, kept: Vec<(Instant, Heard)>, begun: &Begun, now: Instant, has_begun: bool) -> Warm {
        let mut warm = Warm { has_begun, ..Warm::default() };
        for (came, heard) in kept {
            match heard {
                Heard::Interaction(interaction) if now.duration_since(came) < INTERACTION => {
                    warm.interactions.push(interaction);
                }
                Heard::Interaction(_) => {}
                // Who has asked to speak has no id by which the other program's record could be recognized.
                Heard::Stage { channel, user, step, .. } if begun.last_beat().is_none_or(|beat| came < beat) => {
                    self.learn_stage(channel, user, step);
                }
                other => warm.heard.push(other),
            }
        }
        warm.heard = latest_signs(warm.heard);
        warm
    }

    /// Whether the program before has taken what was heard of a sign.
    pub(super) async fn is_sign_known(&self, heard: &Heard) -> anyhow::Result<bool> {
        match heard {
            Heard::Reacted(reaction) => self.is_sign_there(reaction).await,
            Heard::Unreacted(reaction) => Ok(!self.is_sign_there(reaction).await?),
            _ => Ok(false),
        }
    }
}

/// Of each person's sign under a message what became of it last: signs have no ids of their own, so one that was put there,
/// taken away and put there again could not be told from what is in the record.
fn latest_signs(heard: Vec<Heard>) -> Vec<Heard> {
    let mut later: BTreeSet<(u64, u64, u64, String)> = BTreeSet::new();
    let mut cleared: Vec<(u64, u64, Option<String>)> = Vec::new();
    let mut kept = Vec::with_capacity(heard.len());
    for heard in heard.into_iter().rev() {
        match &heard {
            Heard::Reacted(reaction) | Heard::Unreacted(reaction) => {
                let Reaction { channel, message, user, .. } = reaction;
                let sign = plain_sign(&reaction.sign);
                let is_cleared = cleared.iter().any(|(there, of, what)| {
                    there == channel && of == message && what.as_ref().is_none_or(|what| *what == sign)
                });
                if is_cleared || !later.insert((*channel, *message, *user, sign)) {
                    continue;
                }
            }
            Heard::Cleared { channel, message, sign } => {
                cleared.push((*channel, *message, sign.as_deref().map(plain_sign)));
            }
            _ => {}
        }
        kept.push(heard);
    }
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaction(user: u64, message: u64, sign: &str) -> Reaction {
        Reaction { channel: 5, guild: None, message, user, author: None, sign: sign.to_owned() }
    }

    #[test]
    fn of_each_sign_the_last_word_counts() {
        let on = |user, message| Heard::Reacted(reaction(user, message, "✋"));
        let off = |user, message| Heard::Unreacted(reaction(user, message, "✋"));
        let clear = |message| Heard::Cleared { channel: 5, message, sign: None };
        for (heard, expected) in [
            (vec![on(1, 7), off(1, 7)], vec![off(1, 7)]),
            (vec![on(1, 7), off(1, 7), on(1, 7), on(2, 7)], vec![on(1, 7), on(2, 7)]),
            (vec![on(1, 7), on(1, 8)], vec![on(1, 7), on(1, 8)]),
            (vec![on(1, 7), clear(7), on(2, 7)], vec![clear(7), on(2, 7)]),
            (vec![on(1, 8), clear(7)], vec![on(1, 8), clear(7)]),
            (vec![Heard::Resumed, on(1, 7)], vec![Heard::Resumed, on(1, 7)]),
        ] {
            assert_eq!(latest_signs(heard.clone()), expected, "{heard:?}");
        }
        let waved = Heard::Reacted(reaction(1, 7, "✋🏽"));
        assert_eq!(latest_signs(vec![waved, off(1, 7)]), [off(1, 7)], "a tone is no other sign");
    }
}
