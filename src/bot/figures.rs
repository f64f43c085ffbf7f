//! What the bot tells of itself to programs that watch it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Bot;
use crate::group::event::Event;
use crate::group::refusal::Refusal;
use crate::meters::{Figures, Obeyed};
use crate::store::StoreError;
use crate::time::release::released_on;

/// A platform that has not answered for so long is not heard.
const SILENCE: Duration = Duration::from_secs(90);
/// The store has to answer within this time.
const ANSWER: Duration = Duration::from_secs(1);

/// A part that keeps the bot from its work, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    pub part: String,
    pub reason: String,
}

/// What came of a command, by what was decided.
pub(super) fn obeyed(decided: &Result<Vec<Event>, Refusal>) -> Obeyed {
    match decided {
        Ok(events) if events.is_empty() => Obeyed::Unchanged,
        Ok(_) => Obeyed::Done,
        Err(_) => Obeyed::Refused,
    }
}

impl Bot {
    /// Counts what there is at this moment.
    ///
    /// # Errors
    /// The store failed.
    pub async fn figures(&self) -> Result<Figures, StoreError> {
        let desks = self.inner.desks.all();
        let mut meetings_open = 0;
        for slot in &desks {
            meetings_open += u64::from(slot.desk.lock().await.group().meeting.is_some());
        }
        let mut waiting: BTreeMap<String, u64> = BTreeMap::new();
        for (route, count) in self.store().waiting().await? {
            *waiting.entry(route.split(':').next().unwrap_or_default().to_owned()).or_default() += count;
        }
        Ok(Figures {
            meetings_open,
            desks: desks.len() as u64,
            waiting,
            heard: self.heard(),
            lease_term: self.store().term(),
            is_active: self.store().is_held(),
            zone_data_age_seconds: self
                .clock()
                .now()
                .naive_utc()
                .signed_duration_since(released_on().into())
                .num_seconds(),
        })
    }

    fn heard(&self) -> BTreeMap<String, Duration> {
        let now = self.clock().now();
        let age = |(name, chat): (&String, &std::sync::Arc<dyn crate::chat::Chat>)| {
            Some((name.clone(), (now - chat.last_heard()?).to_std().unwrap_or_default()))
        };
        self.inner.parts.chats.iter().filter_map(age).collect()
    }

    /// What keeps the bot from its work. Empty: nothing does.
    pub async fn failing(&self) -> Vec<Failing> {
        let store = self.store();
        let mut failing = Vec::new();
        let mut add = |part: &str, reason: String| failing.push(Failing { part: part.to_owned(), reason });
        match tokio::time::timeout(ANSWER, store.verify()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => add("store", error.to_string()),
            Err(_) => add("store", "the database does not answer within a second".to_owned()),
        }
        let other = store.waits_for();
        let stands_by = other.is_some();
        if let Some(other) = other {
            add("standby", format!("another Convenor uses this store ({other}); this one goes on when that ends"));
        } else if !store.is_held() {
            add("lease", "this program cannot show that it acts for the store".to_owned());
        }
        let behind = store.meters().behind();
        for part in behind.iter().filter(|_| !stands_by) {
            add(part, "what was said while the bot was away has not been read yet".to_owned());
        }
        for (platform, age) in self.heard() {
            if age > SILENCE && (stands_by || !behind.contains(&platform.as_str())) {
                add(&platform, format!("it has not answered for {} s", age.as_secs()));
            }
        }
        failing
    }
}
