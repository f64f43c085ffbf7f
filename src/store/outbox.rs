//! The outbox: what has been committed to be said and is not yet delivered.

use super::connection::{in_transaction, on_either};
use super::lease::NO_CLAIM;
use super::{Store, StoreError, signed, unsigned};

/// Route of mails.
pub const MAIL: &str = "mail";

/// Something to be delivered. Its number counts up in its group; its route says by whom and where
/// to: `mail`, or the key of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub n: u64,
    pub route: String,
    /// JSON, in the form that the route's deliverer reads.
    pub body: String,
}

/// Due times from here on mean that this version cannot read the post: it stays until another version is started.
const UNREADABLE: i64 = i64::MAX;

/// Posts of a route that are thrown away in one transaction.
const DROPPED_TOGETHER: u32 = 200;

/// A post that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub group: String,
    pub n: u64,
    pub route: String,
    /// Posts that were merged into one message carry the same key; empty before the first attempt. Of a mail, when the
    /// attempt began of which nobody knows whether it succeeded ([`Pending::tried_micros`]).
    pub batch: String,
    pub body: String,
    pub attempts: u32,
    /// Microseconds since 1970 before which it is not tried again.
    pub due_micros: i64,
}

impl AsRef<Pending> for Pending {
    fn as_ref(&self) -> &Pending {
        self
    }
}

impl Pending {
    /// When the last attempt at a mail began, in microseconds since 1970, if it is not known whether it succeeded.
    pub fn tried_micros(&self) -> Option<i64> {
        self.batch.strip_prefix(TRIED)?.parse().ok()
    }
}

/// Begins the mark of a mail that was tried.
const TRIED: &str = "tried ";

/// Group, number, route, batch, body, attempts, due.
type Row = (String, i64, String, String, String, i64, i64);

impl From<Row> for Pending {
    fn from((group, n, route, batch, body, attempts, due_micros): Row) -> Pending {
        let attempts = u32::try_from(attempts).unwrap_or(u32::MAX);
        Pending { group, n: unsigned(n), route, batch, body, attempts, due_micros }
    }
}

/// Of a statement that changes nothing unless this program holds the store: whether it is the lease that it failed for.
macro_rules! check_lease {
    ($tx:ident, $term:expr, $changed:expr) => {
        if $changed == 0 && $term != NO_CLAIM {
            let held: Option<(i64,)> = sqlx::query_as("SELECT term FROM leases WHERE key = 'all' AND term = $1")
                .bind($term)
                .fetch_optional(&mut *$tx)
                .await?;
            if held.is_none() {
                return Err(StoreError::Lost);
            }
        }
    };
}

impl Store {
    /// Posts that are due on a route at a moment, oldest first, at most `limit`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn pending(&self, route: &str, now_micros: i64, limit: u32) -> Result<Vec<Pending>, StoreError> {
        let rows: Vec<Row> = on_either!(&self.pool, pool => {
            sqlx::query_as(
                "SELECT group_id, n, route, batch, body, attempts, due_at FROM outbox WHERE route = $1 AND due_at <= $2 ORDER BY group_id, n LIMIT $3",
            )
            .bind(route).bind(now_micros).bind(i64::from(limit)).fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(Pending::from).collect())
    }

    /// The post to deliver next on a route where, in a group, nothing overtakes a post that waits:
    /// of the groups' first posts the one that has been due longest. Whether it is due, its
    /// `due_micros` tells. Posts that cannot be read hold up nothing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn first_in_turn(&self, route: &str) -> Result<Option<Pending>, StoreError> {
        let row: Option<Row> = on_either!(&self.pool, pool => {
            sqlx::query_as(
                "SELECT group_id, n, route, batch, body, attempts, due_at FROM outbox AS post WHERE route = $1 \
                 AND n = (SELECT MIN(n) FROM outbox WHERE route = $1 AND group_id = post.group_id AND due_at < $2) \
                 ORDER BY due_at, group_id LIMIT 1",
            )
            .bind(route).bind(UNREADABLE).fetch_optional(pool).await?
        });
        Ok(row.map(Pending::from))
    }

    /// Everything of a group that waits. What was tried may be out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn pending_of(&self, group: &str) -> Result<Vec<Pending>, StoreError> {
        let rows: Vec<Row> = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT group_id, n, route, batch, body, attempts, due_at FROM outbox WHERE group_id = $1 ORDER BY n")
                .bind(group).fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(Pending::from).collect())
    }

    /// Throws away what waits on a route, but for what this version cannot read: nobody knows what is lost with it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drop_route(&self, route: &str, can_read: impl Fn(&Pending) -> bool) -> Result<(), StoreError> {
        loop {
            let waiting = self.pending(route, UNREADABLE - 1, DROPPED_TOGETHER).await?;
            if waiting.is_empty() {
                return Ok(());
            }
            let (readable, unreadable): (Vec<Pending>, Vec<Pending>) = waiting.into_iter().partition(&can_read);
            self.delivered(&readable).await?;
            for post in &unreadable {
                self.set_aside(post).await?;
            }
        }
    }

    /// Moves what waits on a route to another, to be sent there again. From a route to itself nothing moves.
    ///
    /// # Errors
    /// The database failed.
    pub async fn move_route(&self, from: &str, to: &str) -> Result<(), StoreError> {
        in_transaction!(&self.pool, tx => {
            sqlx::query("UPDATE outbox SET route = $1, batch = '' WHERE route = $2 AND route <> $1")
                .bind(to).bind(from).execute(&mut *tx).await?;
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

    /// How many posts wait on each route.
    ///
    /// # Errors
    /// The database failed.
    pub async fn waiting(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let rows: Vec<(String, i64)> = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT route, COUNT(*) FROM outbox GROUP BY route").fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(|(route, count)| (route, unsigned(count))).collect())
    }

    /// Fixes that these posts go out as one message under this key, before it is tried, so that a
    /// repetition after a crash is the same message.
    ///
    /// # Errors
    /// The database failed, or another program holds the store by now.
    pub async fn set_batch(&self, posts: &[impl AsRef<Pending> + Sync], batch: &str) -> Result<(), StoreError> {
        let term = self.lease.term().unwrap_or(NO_CLAIM);
        in_transaction!(&self.pool, tx => {
            for post in posts.iter().map(AsRef::as_ref) {
                let changed = sqlx::query(
                    "UPDATE outbox SET batch = $1 WHERE group_id = $2 AND n = $3 \
                     AND ($4 = 0 OR EXISTS (SELECT 1 FROM leases WHERE key = 'all' AND term = $4))",
                )
                .bind(batch).bind(&post.group).bind(signed(post.n)).bind(term)
                .execute(&mut *tx).await?.rows_affected();
                check_lease!(tx, term, changed);
            }
        })
    }

    /// Asks the database whether this program may repeat what it has begun.
    ///
    /// # Errors
    /// The database failed, or another program holds the store by now.
    pub async fn may_repeat(&self) -> Result<(), StoreError> {
        let Some(term) = self.lease.term() else { return Ok(()) };
        let held: Option<(i64,)> = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT term FROM leases WHERE key = 'all' AND term = $1").bind(term).fetch_optional(pool).await?
        });
        held.map(drop).ok_or(StoreError::Lost)
    }

    /// Takes delivered posts out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delivered(&self, posts: &[impl AsRef<Pending> + Sync]) -> Result<(), StoreError> {
        self.delivered_quoting(posts, &[], 0).await
    }

    /// Notes that a mail is about to be tried, and when it is tried again if nothing more is heard of it.
    ///
    /// # Errors
    /// The database failed, or another program holds the store by now.
    pub async fn begin_attempt(&self, post: &Pending, now_micros: i64, due_micros: i64) -> Result<(), StoreError> {
        let term = self.lease.term().unwrap_or(NO_CLAIM);
        in_transaction!(&self.pool, tx => {
            let changed = sqlx::query(
                "UPDATE outbox SET attempts = attempts + 1, due_at = $1, batch = $2 WHERE group_id = $3 AND n = $4 \
                 AND ($5 = 0 OR EXISTS (SELECT 1 FROM leases WHERE key = 'all' AND term = $5))",
            )
            .bind(due_micros).bind(format!("{TRIED}{now_micros}")).bind(&post.group).bind(signed(post.n)).bind(term)
            .execute(&mut *tx).await?.rows_affected();
            check_lease!(tx, term, changed);
        })
    }

    /// Notes that the last attempt at a mail has failed for certain.
    ///
    /// # Errors
    /// The database failed.
    pub async fn attempt_failed(&self, post: &Pending) -> Result<(), StoreError> {
        in_transaction!(&self.pool, tx => {
            sqlx::query("UPDATE outbox SET batch = '' WHERE group_id = $1 AND n = $2")
                .bind(&post.group).bind(signed(post.n)).execute(&mut *tx).await?;
        })
    }

    /// Looks at a post again at another time.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put_off(&self, post: &Pending, due_micros: i64) -> Result<(), StoreError> {
        in_transaction!(&self.pool, tx => {
            sqlx::query("UPDATE outbox SET due_at = $1 WHERE group_id = $2 AND n = $3")
                .bind(due_micros).bind(&post.group).bind(signed(post.n)).execute(&mut *tx).await?;
        })
    }

    /// Keeps a post that this version cannot read, for one that can.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_aside(&self, post: &Pending) -> Result<(), StoreError> {
        self.put_off(post, UNREADABLE).await
    }

    /// Looks again at all posts that an earlier run could not read.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_up_again(&self) -> Result<(), StoreError> {
        in_transaction!(&self.pool, tx => {
            sqlx::query("UPDATE outbox SET due_at = 0 WHERE due_at = $1").bind(UNREADABLE).execute(&mut *tx).await?;
        })
    }

    /// How many posts of a group this version cannot read.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_set_aside(&self, group: &str) -> Result<u64, StoreError> {
        let (count,): (i64,) = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT COUNT(*) FROM outbox WHERE group_id = $1 AND due_at = $2")
                .bind(group).bind(UNREADABLE).fetch_one(pool).await?
        });
        Ok(unsigned(count))
    }
}
