//! Who hears the platforms. A program that acts and does not hear one that another program hears, which stands by, lets that one
//! act. No clocks are compared: the one that stands by changes a note whenever a platform has answered it, and the one that
//! acts looks whether it changes.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::Bot;
use crate::clock::monotonic;
use crate::store::StoreError;

/// How often it is looked at, or noted.
const LOOK: Duration = Duration::from_secs(4);
/// A platform that has not answered for so long may be one that only this program does not hear.
const SILENT: Duration = Duration::from_secs(10);
/// After so long another program may act.
const LOST: Duration = Duration::from_secs(30);
/// The other one has to have heard it twice, so far apart: what both hear does not come to both at once, and a platform that has
/// stopped for all was heard last by one of them.
const PROOF: Duration = Duration::from_secs(8);

/// When each platform had answered last when that was noted.
type Told = BTreeMap<String, DateTime<Utc>>;

/// What the program that acts knows of a platform that it does not hear.
#[derive(Debug, Default)]
struct Silence {
    /// The other's note when it was looked at last; empty: there was none.
    noted: Option<String>,
    /// When the other was first seen to hear what this one does not.
    elsewhere: Option<Instant>,
}

impl Silence {
    /// Whether the other one is to act. `silent` is for how long the platform has not answered.
    fn is_lost(&mut self, silent: Duration, note: Option<String>, now: Instant) -> bool {
        let note = note.unwrap_or_default();
        let has_changed = self.noted.as_ref().is_some_and(|noted| *noted != note);
        self.noted = Some(note);
        if !has_changed {
            return false;
        }
        let since = *self.elsewhere.get_or_insert(now);
        silent >= LOST && now.duration_since(since) >= PROOF
    }
}

impl Bot {
    /// Compares what this program hears with what another one does. Returns the platform for whose sake the other is to act.
    pub async fn unheard_platform(&self) -> String {
        let mut ticks = interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut silences: BTreeMap<String, Silence> = BTreeMap::new();
        let mut told = Told::new();
        loop {
            ticks.tick().await;
            let looked = if self.store().stands_by() {
                self.tell_what_is_heard(&mut told).await.map(|()| None)
            } else {
                self.look_for_silence(&mut silences).await
            };
            match looked {
                Ok(None) => {}
                Ok(Some(platform)) => return platform,
                Err(error) => tracing::debug!(%error, "who hears the platforms is not known"),
            }
        }
    }

    async fn tell_what_is_heard(&self, told: &mut Told) -> Result<(), StoreError> {
        for (platform, chat) in &self.inner.parts.chats {
            let heard = chat.last_told();
            if let Some(heard) = heard.filter(|heard| told.get(platform) != Some(heard)) {
                self.store().note_hearing(platform).await?;
                told.insert(platform.clone(), heard);
            }
        }
        Ok(())
    }

    async fn look_for_silence(&self, silences: &mut BTreeMap<String, Silence>) -> Result<Option<String>, StoreError> {
        let (behind, now) = (self.store().meters().behind(), self.clock().now());
        for (platform, chat) in &self.inner.parts.chats {
            let Some(told) = chat.last_told() else { continue };
            let silent = (now - told).to_std().unwrap_or_default();
            // What was missed is still being read.
            if silent < SILENT || behind.contains(&platform.as_str()) {
                silences.remove(platform);
                continue;
            }
            let note = self.store().heard_elsewhere(platform).await?;
            if silences.entry(platform.clone()).or_default().is_lost(silent, note, monotonic()) {
                return Ok(Some(platform.clone()));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds of silence, what the note says, and whether the other is to act.
    type Look = (u64, Option<&'static str>, bool);

    #[test]
    fn another_acts_only_when_it_hears_what_this_one_does_not() {
        let alone: &[Look] = &[(12, None, false), (30, None, false), (600, None, false)];
        // It died an hour ago.
        let gone: &[Look] = &[(12, Some("a 9"), false), (30, Some("a 9"), false), (600, Some("a 9"), false)];
        let hears: &[Look] = &[
            (12, Some("a 9"), false),
            (16, Some("a 10"), false),
            (24, Some("a 11"), false),
            (28, Some("a 11"), false),
            (32, Some("a 12"), true),
        ];
        // A channel in which nobody speaks, and then somebody does: the other one was faster by a moment.
        let quiet: &[Look] = &[
            (12, Some("a 9"), false),
            (300, Some("a 9"), false),
            (304, Some("a 10"), false),
            (308, Some("a 10"), false),
        ];
        // The server has stopped for both, and answered the other one last.
        let stopped: &[Look] = &[
            (12, Some("a 9"), false),
            (16, Some("a 10"), false),
            (40, Some("a 10"), false),
            (600, Some("a 10"), false),
        ];
        // Another one comes.
        let comes: &[Look] =
            &[(12, None, false), (35, Some("b 1"), false), (42, Some("b 1"), false), (44, Some("b 2"), true)];
        let start = monotonic();
        for looks in [alone, gone, hears, quiet, stopped, comes] {
            let mut silence = Silence::default();
            for (secs, note, expected) in looks {
                let silent = Duration::from_secs(*secs);
                let found = silence.is_lost(silent, note.map(str::to_owned), start + silent);
                assert_eq!(found, *expected, "after {secs} s of {looks:?}");
            }
        }
    }
}
