//! While another program acts for the store: this one's device follows the rooms and decrypts what is said, and takes
//! nothing. What came of late is kept, and taken when its time has come (docs/decisions/0073).

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::{BoxFuture, join_all};
use matrix_sdk::sync::SyncResponse;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::sync::{Gap, Place, deliver};
use super::{Matrix, lock};
use crate::chat::{News, Parcel, RoomKey};
use crate::clock::monotonic;
use crate::store::{Begun, Mark};

/// What came is kept for so long, and of it at most so many events.
const KEPT: Duration = Duration::from_mins(2);
const EVENTS: usize = 20_000;
/// Of two devices one may hear of something so much later than the other.
const APART: Duration = Duration::from_secs(10);
/// Rooms that are read side by side.
const ROOMS_AT_ONCE: usize = 8;

/// A sync that was asked for.
pub(super) type Asked = BoxFuture<'static, anyhow::Result<SyncResponse>>;

/// What a device knows when its time has come.
pub(super) struct Warm {
    begun: Begun,
    /// Since when it follows the rooms.
    followed_from: DateTime<Utc>,
    kept: Kept<SyncResponse>,
    /// Up to where it has read. `None`: its first sync is not over.
    place: Option<String>,
    /// The sync that goes on from there. One that was begun is never asked again.
    pub asked: Asked,
    /// Brings the keys into order, if it has not done so yet.
    settling: Option<JoinHandle<anyhow::Result<()>>>,
}

/// What came and was not taken, oldest first.
struct Kept<T> {
    all: VecDeque<One<T>>,
    events: usize,
    /// Everything that happened after this moment is kept. `None`: nothing is.
    whole_since: Option<Instant>,
}

struct One<T> {
    came: Instant,
    /// The place that it goes on from.
    after: String,
    events: usize,
    what: T,
}

impl<T> Kept<T> {
    fn new() -> Kept<T> {
        Kept { all: VecDeque::new(), events: 0, whole_since: None }
    }

    /// Everything before is none of our business.
    fn begin(&mut self, now: Instant) {
        self.whole_since = Some(now);
    }

    fn add(&mut self, came: Instant, after: String, events: usize, what: T) {
        self.all.push_back(One { came, after, events, what });
        self.events += events;
        while let Some(first) = self.all.front()
            && (self.events > EVENTS || came.duration_since(first.came) > KEPT)
        {
            self.whole_since = Some(first.came);
            self.events -= first.events;
            self.all.pop_front();
        }
    }

    /// What came from a moment on, if all of it is kept.
    fn since(self, from: Instant) -> Option<impl Iterator<Item = One<T>>> {
        let is_whole = self.whole_since.is_some_and(|since| since <= from);
        is_whole.then(|| self.all.into_iter().filter(move |one| one.came >= from))
    }
}

impl Matrix {
    /// Follows the rooms until this program acts for the store.
    ///
    /// # Errors
    /// The homeserver has ended the session, or encryption can't be brought into order.
    pub(super) async fn stand_by(self: Arc<Self>) -> anyhow::Result<Warm> {
        let store = self.store.clone();
        let mut begins = std::pin::pin!(store.begins());
        let (mut kept, mut place, mut followed_from) = (Kept::new(), None::<String>, self.clock.now());
        let mut settling: Option<JoinHandle<anyhow::Result<()>>> = None;
        loop {
            let mut asked = self.clone().ask_for_sync(place.clone());
            let response = loop {
                tokio::select! {
                    begun = &mut begins => return Ok(Warm { begun, followed_from, kept, place, asked, settling }),
                    response = &mut asked => break response?,
                    settled = settled(&mut settling) => settled?,
                }
            };
            self.has_synced.store(true, Ordering::Relaxed);
            *lock(&self.heard_at) = Some(self.clock.now());
            let next = response.next_batch.clone();
            match place.replace(next) {
                None => {
                    kept.begin(monotonic());
                    followed_from = self.clock.now();
                    tracing::info!(
                        "standing by: this device follows the rooms, and takes over when the other Convenor ends"
                    );
                    settling = Some(tokio::spawn(self.clone().settle_beside()));
                }
                Some(after) => {
                    let events = response.rooms.joined.values().map(|room| room.timeline.events.len()).sum();
                    kept.add(monotonic(), after, events, response);
                }
            }
        }
    }

    fn ask_for_sync(self: Arc<Self>, place: Option<String>) -> Asked {
        Box::pin(async move { self.sync_once(place.as_deref()).await })
    }

    /// Hands over what the program before this one may not have taken. Returns where reading goes on, and whether everything that
    /// was missed has been handed over; the sync that was asked for comes next.
    pub(super) async fn take_over(
        self: Arc<Self>,
        warm: Warm,
        wanted: &[RoomKey],
        out: &mpsc::Sender<Parcel>,
    ) -> anyhow::Result<(Place, Asked, bool)> {
        let Warm { begun, followed_from, kept, place, asked, settling } = warm;
        self.past.reopen(self.clock.now(), followed_from);
        if let Some(settling) = settling {
            tokio::spawn(async move {
                if let Ok(Err(error)) = settling.await {
                    tracing::error!(error = format!("{error:#}"), "the keys of this device are not in order");
                }
            });
        }
        let (earlier, mark) = self.read_until().await?;
        self.read_heard().await?;
        self.read_locked().await?;
        self.announce_rooms(wanted, out).await?;
        let Some(place) = place else { return Ok((Place::Start { earlier }, asked, false)) };
        let from = mark.and_then(|mark| begun.before(mark)).and_then(|before| before.checked_sub(APART));
        let kept = from.and_then(|from| kept.since(from));
        match (kept, earlier) {
            (Some(kept), _) => {
                for one in kept {
                    let news = self.clone().take(one.what, &Place::After(one.after), wanted).await?;
                    deliver(out, news).await?;
                }
            }
            // Too long ago, or nobody can tell: the rooms are asked.
            (None, Some(earlier)) => deliver(out, self.said_between(&earlier, &place).await?).await?,
            (None, None) => {}
        }
        self.note_read(&place, Mark::default()).await?;
        self.note_device().await?;
        tokio::spawn(self.clone().join_wanted(wanted.to_vec()));
        deliver(out, vec![News::CaughtUp]).await?;
        Ok((Place::After(place), asked, true))
    }

    /// What was said in all rooms between two places.
    async fn said_between(&self, earlier: &str, now: &str) -> anyhow::Result<Vec<News>> {
        let rooms = self.client.joined_rooms();
        let mut news = Vec::new();
        for some in rooms.chunks(ROOMS_AT_ONCE) {
            let mut gaps: Vec<BoxFuture<'_, Gap>> = Vec::with_capacity(some.len());
            for room in some {
                gaps.push(Box::pin(self.fill_gap(room.room_id(), now, earlier)));
            }
            for (room, gap) in some.iter().zip(join_all(gaps).await) {
                self.take_gap(room.room_id(), gap, earlier, true, &mut news).await?;
            }
        }
        Ok(news)
    }
}

/// Waits for the keys to be in order; for ever when they are.
async fn settled(settling: &mut Option<JoinHandle<anyhow::Result<()>>>) -> anyhow::Result<()> {
    match settling {
        Some(running) => {
            let settled = running.await;
            *settling = None;
            settled?
        }
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_late_is_kept_if_all_of_it_is() {
        let start = monotonic();
        let at = |secs| start + Duration::from_secs(secs);
        let mut kept = Kept::new();
        assert!(Kept::<u32>::new().since(at(0)).is_none(), "nothing was heard yet");
        kept.begin(at(10));
        for secs in [20, 30, 130, 145] {
            kept.add(at(secs), String::new(), 1, secs);
        }
        let found = |kept: Kept<u64>, from| kept.since(at(from)).map(|all| all.map(|one| one.what).collect::<Vec<_>>());
        assert_eq!((kept.all.len(), kept.whole_since), (3, Some(at(20))), "the oldest has gone");
        let again = |kept: &Kept<u64>| {
            let mut copy = Kept::new();
            copy.whole_since = kept.whole_since;
            for one in &kept.all {
                copy.all.push_back(One { came: one.came, after: String::new(), events: 1, what: one.what });
            }
            copy
        };
        assert_eq!(found(again(&kept), 19), None, "of this moment something is missing");
        assert_eq!(found(again(&kept), 20), Some(vec![30, 130, 145]));
        assert_eq!(found(again(&kept), 130), Some(vec![130, 145]));
        assert_eq!(found(kept, 150), Some(vec![]));
    }

    #[test]
    fn the_number_of_events_is_bounded() {
        let now = monotonic();
        let mut kept = Kept::new();
        kept.begin(now);
        for number in 0..25 {
            kept.add(now + Duration::from_millis(number), String::new(), 1_000, number);
        }
        assert_eq!((kept.all.len(), kept.events), (20, EVENTS));
        assert_eq!(kept.whole_since, Some(now + Duration::from_millis(4)));
    }
}
