//! Which program acts for a store: one at a time, by a row that it has to keep beating.
//!
//! No machine's clock is compared with another's. Who waits takes over when the row has not changed for [`STALE`] of its own
//! time, or at once when the holder has stopped or has visibly died. Who holds it and cannot beat does nothing for as long
//! as that lasts ([`Lease::is_current`]), and each commit and each first attempt at a delivery checks the term in the same
//! statement, so that a program that was suspended cannot act on what it believed before. See docs/decisions/0035 and 0072.

mod held;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use semver::Version;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::connection::{Line, in_transaction, on_either};
use super::holder::Holder;
use super::looks::{Looks, Mark};
use super::{Store, StoreError};
use crate::clock::monotonic;

/// The one lease there is so far.
const KEY: &str = "all";
const BEAT: Duration = Duration::from_secs(1);
/// How often a watcher looks.
const LOOK: Duration = Duration::from_millis(500);
/// A row that has not changed for so long is nobody's.
const STALE: Duration = Duration::from_secs(6);
/// A row that has not changed for so long may be in a database that nobody can write to.
const DOUBTFUL: Duration = Duration::from_millis(1_500);
/// Without a beat for so long the holder does nothing: less than [`STALE`], so that it stops before another begins.
const FENCE: Duration = Duration::from_secs(4);
/// What a program has sent just before it died arrives within this time.
const ON_ITS_WAY: Duration = Duration::from_secs(2);
/// A server that takes longer for a beat is tried again on another connection: the beat comes too late anyway.
const PATIENCE: Duration = FENCE;

/// Condition of a statement that may only be carried out by the holder; its value is the term.
pub(super) const IS_HELD: &str = "EXISTS (SELECT 1 FROM leases WHERE key = 'all' AND term = ";
/// The term of a program that claims nothing, whose statements nothing is asked of.
pub(super) const NO_CLAIM: i64 = 0;
/// A term that there never is.
const NEVER: i64 = -1;

/// What a store knows of its lease. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    state: Arc<Mutex<State>>,
    lost: watch::Sender<Option<String>>,
    begun: watch::Sender<Option<Begun>>,
    /// How often a beat has succeeded again after one that failed.
    returns: watch::Sender<u64>,
    /// Rings with each beat, and when the store is lost or given back.
    changes: watch::Sender<()>,
    /// A connection to a server for the lease alone. The others may all be busy, and each beat has to be one way there and
    /// back. `None`: the database is a file.
    line: Option<Arc<Line>>,
}

#[derive(Debug, Default)]
enum State {
    /// Nothing was claimed, and nothing is checked.
    #[default]
    Unclaimed,
    /// Another program holds the store, in this term.
    StandsBy { term: i64, holder: Holder },
    /// This program has held the store. `beaten` is when the last beat that succeeded began; `None`: another has taken over.
    /// `is_over`: it begins nothing any more.
    Claimed { term: i64, beat: i64, beaten: Option<Instant>, is_over: bool },
}

/// That this program's time has come, and what it saw of the lease before.
#[derive(Clone, Debug)]
pub struct Begun {
    /// When another program was followed until then.
    followed: Option<Instant>,
    looks: Arc<Looks>,
}

impl Begun {
    /// A moment before which the holder before this program had certainly not yet noted a mark. `None`: nobody can tell.
    pub fn before(&self, mark: Mark) -> Option<Instant> {
        self.looks.before(mark)
    }

    /// When the holder before this program was last seen to be alive.
    pub fn last_beat(&self) -> Option<Instant> {
        self.looks.last_beat()
    }
}

impl Lease {
    pub(super) fn new(line: Option<Arc<Line>>) -> Lease {
        let (lost, begun, returns) = (watch::Sender::new(None), watch::Sender::new(None), watch::Sender::new(0));
        Lease { state: Arc::default(), lost, begun, returns, changes: watch::Sender::new(()), line }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // It is whole between any two statements.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The term that statements have to check. `None`: the store was opened without a claim.
    pub(super) fn term(&self) -> Option<i64> {
        match &*self.state() {
            State::Unclaimed => None,
            State::StandsBy { .. } => Some(NEVER),
            State::Claimed { term, .. } => Some(*term),
        }
    }

    /// Whether this program may act.
    fn is_current(&self) -> bool {
        match &*self.state() {
            State::Unclaimed => true,
            State::StandsBy { .. } => false,
            State::Claimed { beaten, is_over, .. } => !is_over && beaten.is_some_and(|beaten| beaten.elapsed() < FENCE),
        }
    }

    fn beaten(&self, term: i64, beat: i64, at: Instant) {
        let mut state = self.state();
        let is_over = matches!(*state, State::Claimed { is_over: true, .. });
        *state = State::Claimed { term, beat, beaten: Some(at), is_over };
        drop(state);
        self.changes.send_replace(());
    }

    fn stand_by(&self, term: i64, holder: Holder) {
        *self.state() = State::StandsBy { term, holder };
    }

    fn lay_down(&self) {
        if let State::Claimed { is_over, .. } = &mut *self.state() {
            *is_over = true;
        }
    }

    fn lose(&self, to: String) {
        self.let_go();
        self.lost.send_replace(Some(to));
    }

    /// Another program may act from now on.
    fn let_go(&self) {
        if let State::Claimed { beaten, .. } = &mut *self.state() {
            *beaten = None;
        }
        self.changes.send_replace(());
    }
}

/// Carries an expression out on the lease's own connection, which is given up when anything fails.
macro_rules! on_the_line {
    ($line:expr, $connection:ident => $body:expr) => {{
        let asking = async {
            let mut held = $line.held.lock().await;
            let mut own = $line.take(&mut held).await?;
            let answer = {
                let $connection = &mut own;
                tokio::time::timeout(PATIENCE, async { Ok($body) }).await.unwrap_or(Err(StoreError::TimedOut))
            };
            if answer.is_ok() {
                *held = Some(own);
            }
            answer
        };
        asking.await
    }};
}

/// The same on a server; on a file in a transaction of its own.
macro_rules! writing {
    ($store:expr, $connection:ident => $body:expr) => {
        match &$store.lease.line {
            Some(line) => on_the_line!(line, $connection => $body),
            None => in_transaction!(&$store.pool, $connection => $body),
        }
    };
}

/// The lease as it is in the database.
struct Row {
    holder: String,
    term: i64,
    beat: i64,
    version: String,
}

/// What comes of a look at the lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is this program's now.
    Mine,
    HeldBy(Holder),
}

/// Waits for a lease.
#[derive(Debug)]
pub struct Watch {
    store: Store,
    me: Holder,
    version: String,
    /// Term and beat as they were seen last, and since when they have certainly not changed.
    seen: Option<((i64, i64), Duration)>,
    looks: Looks,
}

impl Watch {
    pub fn new(store: &Store, me: Holder) -> Watch {
        Watch::of_version(store, me, env!("CARGO_PKG_VERSION"))
    }

    /// As [`Watch::new`], for a program of this version.
    pub fn of_version(store: &Store, me: Holder, version: &str) -> Watch {
        let looks = Looks::default();
        Watch { store: store.clone(), me, version: version.to_owned(), seen: None, looks }
    }

    /// Takes the lease if it is free or its holder has gone. `at` is the watcher's own time, from any beginning.
    ///
    /// # Errors
    /// The database failed, or the lease is free and a newer program had it last.
    pub async fn look(&mut self, at: Duration) -> Result<Claim, StoreError> {
        let began = monotonic();
        let Some(row) = self.store.lease_row().await? else {
            if self.make().await? {
                return Ok(self.take(1, began));
            }
            // Another program was faster by a moment.
            let row = self.store.lease_row().await?;
            return Ok(Claim::HeldBy(row.map(|row| named(&row.holder)).unwrap_or_default()));
        };
        let mark = (row.term, row.beat);
        // What an answer shows was so when it came, and perhaps not when it was asked for.
        let unchanged_since = match self.seen {
            Some((seen, since)) if seen == mark => since,
            Some(_) | None => at + began.elapsed(),
        };
        self.seen = Some((mark, unchanged_since));
        self.looks.add(began, Mark::new(row.term, row.beat));
        let other = named(&row.holder);
        let unchanged_for = at.saturating_sub(unchanged_since);
        let is_free = row.holder.is_empty() || other.has_died() || unchanged_for >= STALE;
        if unchanged_for >= DOUBTFUL
            && let Err(error) = self.store.try_to_write_lease(row.term, row.beat).await
        {
            self.seen = None;
            return Err(error);
        }
        if is_free && is_newer(&row.version, &self.version) {
            return Err(StoreError::Newer { version: row.version });
        }
        if is_free && self.steal(row.term, row.beat).await? {
            return Ok(self.take(row.term + 1, began));
        }
        self.store.lease.stand_by(row.term, other.clone());
        Ok(Claim::HeldBy(other))
    }

    fn take(&self, term: i64, began: Instant) -> Claim {
        self.store.lease.beaten(term, 0, began);
        Claim::Mine
    }

    async fn make(&self) -> Result<bool, StoreError> {
        let made = writing!(self.store, connection => {
            sqlx::query("INSERT INTO leases (key, holder, term, beat, version) VALUES ($1, $2, 1, 0, $3) ON CONFLICT (key) DO NOTHING")
                .bind(KEY).bind(self.name()).bind(&self.version).execute(&mut *connection).await?.rows_affected()
        })?;
        Ok(made == 1)
    }

    async fn steal(&self, term: i64, beat: i64) -> Result<bool, StoreError> {
        let taken = writing!(self.store, connection => {
            sqlx::query(
                "UPDATE leases SET holder = $1, version = $2, term = term + 1, beat = 0 \
                 WHERE key = $3 AND term = $4 AND beat = $5",
            )
            .bind(self.name()).bind(&self.version).bind(KEY).bind(term).bind(beat)
            .execute(&mut *connection).await?.rows_affected()
        })?;
        Ok(taken == 1)
    }

    fn name(&self) -> String {
        serde_json::to_string(&self.me).unwrap_or_default()
    }
}

/// What comes of a claim.
pub enum Claimed {
    /// This program acts for the store from now on.
    Mine,
    /// Another one does, and this one may take over from it.
    HeldBy(Holder, Box<Standby>),
}

/// Takes over from the program that holds a store.
pub struct Standby {
    watch: Watch,
    started: Instant,
}

impl Standby {
    /// Waits until this program alone acts for the store, and keeps it so from then on. A database that fails is tried again.
    ///
    /// # Errors
    /// The store is free and a newer program had it last, or the database fails just after.
    pub async fn take_over(self) -> Result<(), StoreError> {
        self.wait(true).await
    }

    async fn wait(mut self, is_following: bool) -> Result<(), StoreError> {
        let mut ticks = interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match self.watch.look(self.started.elapsed()).await {
                Ok(Claim::Mine) => break,
                Ok(Claim::HeldBy(_)) => {}
                Err(error @ StoreError::Newer { .. }) => return Err(error),
                Err(error) => {
                    tracing::debug!(%error, "the lease could not be looked at");
                    // The holder could not beat either while the database was away.
                    self.watch.seen = None;
                }
            }
        }
        let Watch { store, looks, .. } = self.watch;
        store.begin(looks, is_following).await
    }
}

impl Store {
    /// Looks once whether this program can have the store for itself, and keeps it then.
    ///
    /// # Errors
    /// The database failed, or a newer program had the store last.
    pub async fn claim(&self) -> Result<Claimed, StoreError> {
        let (mut watch, started) = (Watch::new(self, Holder::this()), monotonic());
        match watch.look(Duration::ZERO).await? {
            Claim::Mine => {
                self.begin(watch.looks, false).await?;
                Ok(Claimed::Mine)
            }
            Claim::HeldBy(other) => Ok(Claimed::HeldBy(other, Box::new(Standby { watch, started }))),
        }
    }

    /// Waits until this program alone acts for the store, and keeps it so from then on. `waiting` is called once, with the
    /// program that has to stop first. A database that fails while it waits is tried again.
    ///
    /// # Errors
    /// The database failed at once, or a newer program had the store last.
    pub async fn hold(&self, waiting: impl FnOnce(&Holder)) -> Result<(), StoreError> {
        if let Claimed::HeldBy(other, standby) = self.claim().await? {
            waiting(&other);
            standby.wait(false).await?;
        }
        Ok(())
    }

    async fn begin(&self, looks: Looks, is_following: bool) -> Result<(), StoreError> {
        tokio::spawn(self.clone().keep_beating());
        self.lease.begun.send_replace(Some(Begun { followed: is_following.then(monotonic), looks: Arc::new(looks) }));
        // A list of deletions says whose they are.
        self.identity().await.map(drop)
    }

    /// Whether another program acts for the store, and this one waits for its time.
    pub fn stands_by(&self) -> bool {
        matches!(*self.lease.state(), State::StandsBy { .. })
    }

    /// The program for whose end this one waits.
    pub fn waits_for(&self) -> Option<Holder> {
        match &*self.lease.state() {
            State::StandsBy { holder, .. } => Some(holder.clone()),
            State::Unclaimed | State::Claimed { .. } => None,
        }
    }

    /// Waits until this program acts for the store. Where nothing was claimed, that is for ever.
    pub async fn begins(&self) -> Begun {
        let mut begun = self.lease.begun.subscribe();
        let seen = begun.wait_for(Option::is_some).await.ok().and_then(|begun| begun.clone());
        match seen {
            Some(begun) => begun,
            // The store is gone.
            None => std::future::pending().await,
        }
    }

    /// How long something may still be on its way that the holder before this program has sent. `None`: nothing is, or this program
    /// was not there before.
    pub fn settles_in(&self) -> Option<Duration> {
        let begun = self.lease.begun.borrow();
        let Begun { followed, looks } = begun.as_ref()?;
        let at = (*followed)?;
        // One that had not been heard of for long has sent nothing of late.
        if looks.last_beat().is_some_and(|beat| at.duration_since(beat) >= FENCE + ON_ITS_WAY) {
            return None;
        }
        ON_ITS_WAY.checked_sub(at.elapsed()).filter(|rest| !rest.is_zero())
    }

    async fn keep_beating(self) {
        let mut ticks = interval(BEAT);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        let mut is_away = false;
        loop {
            ticks.tick().await;
            // A store that is closed has given its lease back.
            if on_either!(&self.pool, pool => pool.is_closed()) {
                return;
            }
            match self.beat().await {
                Ok(true) if std::mem::take(&mut is_away) => self.lease.returns.send_modify(|count| *count += 1),
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    is_away = true;
                    tracing::debug!(%error, "the lease could not be renewed");
                }
            }
        }
    }

    /// Shows that the holder is alive. Returns whether it still is the holder.
    ///
    /// # Errors
    /// The database failed; who holds the lease is not known.
    pub async fn beat(&self) -> Result<bool, StoreError> {
        let Some(term) = self.lease.term() else { return Ok(true) };
        if self.stands_by() {
            return Ok(false);
        }
        let began = monotonic();
        let beaten: Option<(i64,)> = writing!(self, connection => {
            sqlx::query_as("UPDATE leases SET beat = beat + 1 WHERE key = $1 AND term = $2 AND holder <> '' RETURNING beat")
                .bind(KEY).bind(term).fetch_optional(&mut *connection).await?
        })?;
        if let Some((beat,)) = beaten {
            self.lease.beaten(term, beat, began);
            return Ok(true);
        }
        let row = self.lease_row().await?;
        let other = row.map(|row| named(&row.holder));
        self.lease.lose(other.unwrap_or_default().to_string());
        Ok(false)
    }

    /// Counts how often the database, whose store this program holds, has come back after it was away. It may be another one then.
    pub fn returns(&self) -> watch::Receiver<u64> {
        self.lease.returns.subscribe()
    }

    /// How far the holder's beats had come at this moment, to be noted beside what is read from now on.
    pub fn mark(&self) -> Mark {
        match *self.lease.state() {
            State::Claimed { term, beat, .. } => Mark::new(term, beat),
            State::Unclaimed | State::StandsBy { .. } => Mark::default(),
        }
    }

    /// How often the store has changed hands; 0 without a claim.
    pub fn term(&self) -> i64 {
        match *self.lease.state() {
            State::Unclaimed => NO_CLAIM,
            State::StandsBy { term, .. } | State::Claimed { term, .. } => term,
        }
    }

    /// Whether this program may act for the store just now.
    pub fn is_held(&self) -> bool {
        self.lease.is_current()
    }

    /// From now on this program delivers nothing more, but for what is under way. It holds the store until it gives it back.
    pub fn lay_down(&self) {
        self.lease.lay_down();
    }

    /// Waits until another program has taken over. Returns which.
    pub async fn lost(&self) -> String {
        let mut lost = self.lease.lost.subscribe();
        match lost.wait_for(Option::is_some).await {
            Ok(to) => to.clone().unwrap_or_default(),
            // Nobody can take over any more.
            Err(_) => std::future::pending().await,
        }
    }

    /// Lets another program take over at once.
    pub(super) async fn give_back(&self) -> Result<(), StoreError> {
        let State::Claimed { term, .. } = *self.lease.state() else { return Ok(()) };
        self.lease.let_go();
        writing!(self, connection => {
            sqlx::query("UPDATE leases SET holder = '' WHERE key = $1 AND term = $2")
                .bind(KEY).bind(term).execute(&mut *connection).await?;
        })?;
        if let Some(line) = &self.lease.line {
            line.close().await;
        }
        Ok(())
    }

    /// Writes the row as it is. A server that is to take the place of another is read before it can be written to, and as long as
    /// that lasts nobody can beat there.
    async fn try_to_write_lease(&self, term: i64, beat: i64) -> Result<(), StoreError> {
        let Some(line) = &self.lease.line else { return Ok(()) };
        on_the_line!(line, connection => {
            sqlx::query("UPDATE leases SET beat = beat WHERE key = $1 AND term = $2 AND beat = $3")
                .bind(KEY).bind(term).bind(beat).execute(&mut *connection).await.map(drop)?;
        })
    }

    async fn lease_row(&self) -> Result<Option<Row>, StoreError> {
        const ROW: &str = "SELECT holder, term, beat, version FROM leases WHERE key = $1";
        let row: Option<(String, i64, i64, String)> = match &self.lease.line {
            Some(line) => on_the_line!(line, connection => {
                sqlx::query_as(ROW).bind(KEY).fetch_optional(&mut *connection).await?
            })?,
            None => on_either!(&self.pool, pool => sqlx::query_as(ROW).bind(KEY).fetch_optional(pool).await?),
        };
        Ok(row.map(|(holder, term, beat, version)| Row { holder, term, beat, version }))
    }
}

/// The holder as a row names it. One that another version wrote in another form is someone, too.
fn named(holder: &str) -> Holder {
    serde_json::from_str(holder).unwrap_or_default()
}

/// Whether a program of a version may have written what one of this version cannot read. A version that is none is of a
/// program that nobody has released.
fn is_newer(version: &str, own: &str) -> bool {
    match (Version::parse(version), Version::parse(own)) {
        (Ok(version), Ok(own)) => version > own,
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (other, is_later) in
            [("0.1.0", false), ("0.9.9", false), ("0.10.0", false), ("0.10.1", true), ("1.0.0", true), ("", false)]
        {
            assert_eq!(is_newer(other, "0.10.0"), is_later, "{other}");
        }
    }
}
