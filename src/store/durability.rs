//! Whether a server can forget what it has acknowledged: its settings, and the standbys that follow it.

use super::Store;
use super::StoreError;
use super::connection::Pool;

/// What a server says of itself (PostgreSQL's manual, chapters "Write Ahead Log" and "Replication", and `pg_stat_replication`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durability {
    /// `fsync`: it waits for its disk at all.
    pub syncs: bool,
    /// `synchronous_commit`, as it holds for this user and database.
    pub synchronous_commit: String,
    /// `synchronous_standby_names`; empty: no standby is waited for.
    pub standby_names: String,
    /// Standbys that follow it now.
    pub standbys: u64,
    /// Those that are waited for. `None`: the user may not see which these are.
    pub waited_for: Option<u64>,
}

/// How an acknowledged entry could be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// A crash of the machine loses or damages what was acknowledged.
    NoSync,
    /// A crash loses what was acknowledged last.
    EarlyAnswer,
    /// A failover loses what a standby had not received.
    Asynchronous { standbys: u64 },
    /// The synchronous standbys are named, and commits do not wait for them.
    NotWaitedFor,
    /// The synchronous standbys are named, and none is there: nothing can be written.
    NoStandby,
}

impl Durability {
    pub fn weaknesses(&self) -> Vec<Weakness> {
        let (mut found, commit) = (Vec::new(), self.synchronous_commit.as_str());
        if !self.syncs {
            found.push(Weakness::NoSync);
        }
        if commit == "off" {
            found.push(Weakness::EarlyAnswer);
        }
        let is_named = !self.standby_names.trim().is_empty();
        let waits = !matches!(commit, "off" | "local");
        if !is_named && self.standbys > 0 {
            found.push(Weakness::Asynchronous { standbys: self.standbys });
        }
        if is_named && commit == "local" {
            found.push(Weakness::NotWaitedFor);
        }
        if is_named && waits && (self.standbys == 0 || self.waited_for == Some(0)) {
            found.push(Weakness::NoStandby);
        }
        found
    }
}

/// A copy that is being made (`backup`) is no standby. Without the right to see it a state is empty.
const ASKED: &str = "SELECT current_setting('fsync'), current_setting('synchronous_commit'), \
    current_setting('synchronous_standby_names'), \
    (SELECT COUNT(*) FROM pg_stat_replication WHERE state IS NULL OR state IN ('streaming', 'catchup')), \
    (SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')), \
    (SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state IS NULL)";

impl Store {
    /// Asks a server how durable its answers are. `None`: the database is a file.
    ///
    /// # Errors
    /// The server does not answer, or knows no such things.
    pub async fn durability(&self) -> Result<Option<Durability>, StoreError> {
        let Pool::Postgres(pool) = &self.pool else { return Ok(None) };
        let (fsync, synchronous_commit, standby_names, standbys, waited_for, hidden): (
            String,
            String,
            String,
            i64,
            i64,
            i64,
        ) = sqlx::query_as(ASKED).fetch_one(pool).await?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok(Some(Durability {
            syncs: fsync == "on",
            synchronous_commit,
            standby_names,
            standbys: count(standbys),
            waited_for: (hidden == 0).then_some(count(waited_for)),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_lose_an_acknowledged_entry_is_known() {
        let told = |syncs: bool, commit: &str, names: &str, standbys: u64, waited_for: Option<u64>| {
            let (synchronous_commit, standby_names) = (commit.to_owned(), names.to_owned());
            Durability { syncs, synchronous_commit, standby_names, standbys, waited_for }.weaknesses()
        };
        for (weaknesses, expected) in [
            (told(true, "on", "", 0, Some(0)), vec![]),
            (told(true, "local", "", 0, Some(0)), vec![]),
            (told(true, "remote_apply", "ANY 1 (*)", 2, Some(2)), vec![]),
            (told(true, "on", "b", 1, None), vec![]),
            (told(false, "on", "", 0, Some(0)), vec![Weakness::NoSync]),
            (told(true, "off", "", 0, Some(0)), vec![Weakness::EarlyAnswer]),
            (told(true, "off", "*", 1, Some(1)), vec![Weakness::EarlyAnswer]),
            (told(true, "on", "", 2, None), vec![Weakness::Asynchronous { standbys: 2 }]),
            (told(true, "local", "*", 1, Some(1)), vec![Weakness::NotWaitedFor]),
            (told(true, "on", "b", 1, Some(0)), vec![Weakness::NoStandby]),
            (told(true, "on", "b", 0, None), vec![Weakness::NoStandby]),
            (
                told(false, "off", "", 1, Some(0)),
                vec![Weakness::NoSync, Weakness::EarlyAnswer, Weakness::Asynchronous { standbys: 1 }],
            ),
        ] {
            assert_eq!(weaknesses, expected);
        }
    }
}
