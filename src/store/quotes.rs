//! Which messages in which rooms have the words of which entries, so that deletion reaches them.

use std::collections::BTreeSet;

use super::connection::{in_transaction, on_either};
use super::{Pending, Store, StoreError, signed};

/// A message that is out, and whose words are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoting {
    pub group: String,
    /// Numbers of the entries whose words are in the message.
    pub entries: Vec<u64>,
    /// Key of the room.
    pub room: String,
    /// The platform's id of the message.
    pub message: String,
}

impl Store {
    /// Takes delivered posts out, and notes in the same transaction which messages quote whom.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delivered_quoting(
        &self,
        posts: &[impl AsRef<Pending> + Sync],
        quoting: &[Quoting],
        at_micros: i64,
    ) -> Result<(), StoreError> {
        in_transaction!(&self.pool, tx => {
            for post in posts.iter().map(AsRef::as_ref) {
                sqlx::query("DELETE FROM outbox WHERE group_id = $1 AND n = $2")
                    .bind(&post.group).bind(signed(post.n)).execute(&mut *tx).await?;
            }
            for quoting in quoting {
                for entry in &quoting.entries {
                    sqlx::query(
                        "INSERT INTO quotes (group_id, seq, room, message, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                    )
                    .bind(&quoting.group).bind(signed(*entry)).bind(&quoting.room).bind(&quoting.message).bind(at_micros)
                    .execute(&mut *tx).await?;
                }
            }
        })
    }

    /// Rooms in which a message has words of one of these entries.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rooms_quoting(&self, group: &str, entries: &[u64]) -> Result<Vec<String>, StoreError> {
        // A person may have thousands of entries; the messages that quote any are fewer, and kept for some time only.
        let wanted: BTreeSet<i64> = entries.iter().copied().map(signed).collect();
        let (Some(first), Some(last)) = (wanted.first(), wanted.last()) else { return Ok(Vec::new()) };
        let found: Vec<(i64, String)> = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT DISTINCT seq, room FROM quotes WHERE group_id = $1 AND seq BETWEEN $2 AND $3")
                .bind(group).bind(*first).bind(*last).fetch_all(pool).await?
        });
        let rooms: BTreeSet<String> =
            found.into_iter().filter(|(seq, _)| wanted.contains(seq)).map(|(_, room)| room).collect();
        Ok(rooms.into_iter().collect())
    }

    /// Messages in a room that have words of this entry, the oldest first, at most `limit`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn messages_quoting(
        &self,
        group: &str,
        entry: u64,
        room: &str,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let found: Vec<(String,)> = on_either!(&self.pool, pool => {
            sqlx::query_as(
                "SELECT message FROM quotes WHERE group_id = $1 AND seq = $2 AND room = $3 ORDER BY at, message LIMIT $4",
            )
            .bind(group).bind(signed(entry)).bind(room).bind(i64::from(limit)).fetch_all(pool).await?
        });
        Ok(found.into_iter().map(|(message,)| message).collect())
    }

    /// Forgets a message that is gone from its room.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_quoting(&self, room: &str, message: &str) -> Result<(), StoreError> {
        in_transaction!(&self.pool, tx => {
            sqlx::query("DELETE FROM quotes WHERE room = $1 AND message = $2")
                .bind(room).bind(message).execute(&mut *tx).await?;
        })
    }
}
