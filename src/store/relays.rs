//! Which messages show in a room what was said in another.

use super::connection::{in_transaction, on_either};
use super::{Store, StoreError};

/// What a room shows of other rooms in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relayed {
    /// Messages elsewhere whose words are shown, in the order in which they are.
    pub sources: Vec<String>,
    /// The platform's ids of the messages that show them together; no id has a space in it.
    pub messages: Vec<String>,
}

impl Store {
    /// How a message of another room is shown in `room`, with all that is shown together with it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn relayed(&self, room: &str, source: &str) -> Result<Option<Relayed>, StoreError> {
        let rows: Vec<(String, String)> = on_either!(&self.pool, pool => {
            sqlx::query_as(
                "SELECT source, messages FROM relays WHERE room = $1 \
                 AND lead = (SELECT lead FROM relays WHERE room = $1 AND source = $2) ORDER BY place",
            )
            .bind(room).bind(source).fetch_all(pool).await?
        });
        let Some((_, messages)) = rows.first() else { return Ok(None) };
        let messages = messages.split(' ').map(str::to_owned).collect();
        Ok(Some(Relayed { messages, sources: rows.into_iter().map(|(source, _)| source).collect() }))
    }

    /// Notes how messages of other rooms are shown in `room`, in place of what was noted of them; without a message
    /// that shows them, that they are not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_relayed(&self, room: &str, relayed: &Relayed, at_micros: i64) -> Result<(), StoreError> {
        let messages = relayed.messages.join(" ");
        in_transaction!(&self.pool, tx => {
            for (place, source) in (0_i64..).zip(&relayed.sources) {
                sqlx::query("DELETE FROM relays WHERE room = $1 AND source = $2")
                    .bind(room).bind(source).execute(&mut *tx).await?;
                if let Some(lead) = relayed.messages.first() {
                    sqlx::query(
                        "INSERT INTO relays (room, source, place, lead, messages, at) VALUES ($1, $2, $3, $4, $5, $6)",
                    )
                    .bind(room).bind(source).bind(place).bind(lead).bind(&messages).bind(at_micros)
                    .execute(&mut *tx).await?;
                }
            }
        })
    }
}
