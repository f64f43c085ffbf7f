//! What a program that stands by tells the one that acts.

use std::sync::atomic::{AtomicU64, Ordering};

use super::connection::in_transaction;
use super::{Holder, Store, StoreError, writer};

/// Notes of the platforms that a program which stands by hears.
const HEARS: &str = "standby hears ";
/// How often this program has said so.
static COUNT: AtomicU64 = AtomicU64::new(0);

impl Store {
    /// Notes that a platform has answered this program, which does not hold the store. No two such notes are the same.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_hearing(&self, platform: &str) -> Result<(), StoreError> {
        let (this, count) = (Holder::this(), COUNT.fetch_add(1, Ordering::Relaxed));
        let value = format!("{} {} {} {count}", this.host, this.pid, this.began);
        in_transaction!(&self.pool, tx => {
            sqlx::query(writer::SET_NOTE).bind(format!("{HEARS}{platform}")).bind(&value).execute(&mut *tx).await?;
        })
    }

    /// What was noted so last of all platforms. It changes as long as a program stands by.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hearings(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.notes_from(HEARS).await
    }

    /// What was noted so last of a platform.
    ///
    /// # Errors
    /// The database failed.
    pub async fn heard_elsewhere(&self, platform: &str) -> Result<Option<String>, StoreError> {
        self.note(&format!("{HEARS}{platform}")).await
    }
}
