//! The outbox: what has been committed to be said and is not yet delivered.

use super::{Store, StoreError, on_either, signed, unsigned};

/// Something to be delivered. Its number counts up in its group; its route says by whom and where
/// to: `mail`, or the key of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub n: u64,
    pub route: String,
    /// JSON, in the form that the route's deliverer reads.
    pub body: String,
}

/// A post that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub group: String,
    pub n: u64,
    /// Posts that were merged into one message carry the same key; empty before the first attempt.
    pub batch: String,
    pub body: String,
    pub attempts: u32,
    /// Microseconds since 1970 before which it is not tried again.
    pub due_micros: i64,
}

/// Group, number, batch, body, attempts, due.
type Row = (String, i64, String, String, i64, i64);

impl From<Row> for Pending {
    fn from((group, n, batch, body, attempts, due_micros): Row) -> Pending {
        let attempts = u32::try_from(attempts).unwrap_or(u32::MAX);
        Pending { group, n: unsigned(n), batch, body, attempts, due_micros }
    }
}

impl Store {
    /// Posts that are due on a route at a moment, oldest first, at most `limit`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn pending(&self, route: &str, now_micros: i64, limit: u32) -> Result<Vec<Pending>, StoreError> {
        let rows: Vec<Row> = on_either!(&self.pool, pool => {
            sqlx::query_as(
                "SELECT group_id, n, batch, body, attempts, due_at FROM outbox WHERE route = $1 AND due_at <= $2 ORDER BY group_id, n LIMIT $3",
            )
            .bind(route).bind(now_micros).bind(i64::from(limit)).fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(Pending::from).collect())
    }

    /// The post to deliver next on a route where, in a group, nothing overtakes a post that waits:
    /// of the groups' first posts the one that has been due longest. Whether it is due, its
    /// `due_micros` tells.
    ///
    /// # Errors
    /// The database failed.
    pub async fn first_in_turn(&self, route: &str) -> Result<Option<Pending>, StoreError> {
        let row: Option<Row> = on_either!(&self.pool, pool => {
            sqlx::query_as(
                "SELECT group_id, n, batch, body, attempts, due_at FROM outbox AS post WHERE route = $1 \
                 AND n = (SELECT MIN(n) FROM outbox WHERE route = $1 AND group_id = post.group_id) \
                 ORDER BY due_at, group_id LIMIT 1",
            )
            .bind(route).fetch_optional(pool).await?
        });
        Ok(row.map(Pending::from))
    }

    /// Everything of a group that has not been tried yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn pending_of(&self, group: &str) -> Result<Vec<Pending>, StoreError> {
        let rows: Vec<Row> = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT group_id, n, batch, body, attempts, due_at FROM outbox WHERE group_id = $1 AND batch = '' ORDER BY n")
                .bind(group).fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(Pending::from).collect())
    }

    /// Throws away what waits on a route.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drop_route(&self, route: &str) -> Result<(), StoreError> {
        on_either!(&self.pool, pool => {
            sqlx::query("DELETE FROM outbox WHERE route = $1").bind(route).execute(pool).await?;
            Ok(())
        })
    }

    /// Lets what waits on a route wait on another, to be sent there anew.
    ///
    /// # Errors
    /// The database failed.
    pub async fn move_route(&self, from: &str, to: &str) -> Result<(), StoreError> {
        on_either!(&self.pool, pool => {
            sqlx::query("UPDATE outbox SET route = $1, batch = '' WHERE route = $2").bind(to).bind(from).execute(pool).await?;
            Ok(())
        })
    }

    /// Routes on which something waits.
    ///
    /// # Errors
    /// The database failed.
    pub async fn pending_routes(&self) -> Result<Vec<String>, StoreError> {
        on_either!(&self.pool, pool => {
            let rows: Vec<(String,)> = sqlx::query_as("SELECT DISTINCT route FROM outbox ORDER BY route").fetch_all(pool).await?;
            Ok(rows.into_iter().map(|(route,)| route).collect())
        })
    }

    /// Fixes that these posts go out as one message under this key, before it is tried, so that a
    /// repetition after a crash is the same message.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_batch(&self, posts: &[Pending], batch: &str) -> Result<(), StoreError> {
        on_either!(&self.pool, pool => {
            let mut tx = pool.begin().await?;
            for post in posts {
                sqlx::query("UPDATE outbox SET batch = $1 WHERE group_id = $2 AND n = $3")
                    .bind(batch).bind(&post.group).bind(signed(post.n)).execute(&mut *tx).await?;
            }
            tx.commit().await?;
            Ok(())
        })
    }

    /// Takes delivered posts out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delivered(&self, posts: &[Pending]) -> Result<(), StoreError> {
        on_either!(&self.pool, pool => {
            let mut tx = pool.begin().await?;
            for post in posts {
                sqlx::query("DELETE FROM outbox WHERE group_id = $1 AND n = $2")
                    .bind(&post.group).bind(signed(post.n)).execute(&mut *tx).await?;
            }
            tx.commit().await?;
            Ok(())
        })
    }

    /// Puts a post off after a failure that may pass.
    ///
    /// # Errors
    /// The database failed.
    pub async fn postpone(&self, post: &Pending, due_micros: i64) -> Result<(), StoreError> {
        on_either!(&self.pool, pool => {
            sqlx::query("UPDATE outbox SET attempts = attempts + 1, due_at = $1 WHERE group_id = $2 AND n = $3")
                .bind(due_micros).bind(&post.group).bind(signed(post.n)).execute(pool).await?;
            Ok(())
        })
    }
}
