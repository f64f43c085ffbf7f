//! What tells one database from another that has the same groups and counts from one again.

use std::hash::{BuildHasher as _, RandomState};

use super::connection::in_transaction;
use super::{Holder, Store, StoreError};

/// Note of it.
pub(super) const IDENTITY: &str = "store identity";

/// An identity that no store has yet.
pub(super) fn random() -> String {
    let this = Holder::this();
    // Its keys are random.
    format!("{:016x}", RandomState::new().hash_one((&this.space, this.pid, &this.began)))
}

impl Store {
    /// 16 hexadecimal digits, made at the first call: the same after every restart and in every copy of the database, and
    /// others in a new one and in one that was restored from a backup.
    ///
    /// # Errors
    /// The database failed.
    pub async fn identity(&self) -> Result<String, StoreError> {
        if let Some(known) = self.note(IDENTITY).await? {
            return Ok(known);
        }
        let new = random();
        in_transaction!(&self.pool, tx => {
            sqlx::query("INSERT INTO notes (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING")
                .bind(IDENTITY).bind(&new).execute(&mut *tx).await?;
        })?;
        Ok(self.note(IDENTITY).await?.unwrap_or(new))
    }
}
