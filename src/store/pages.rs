//! A group's log, read a page at a time: while one page is applied, the next one is fetched and parsed.

use super::connection::on_either;
use super::{Store, StoreError, parse, signed};
use crate::group::event::Entry;

/// Entries of a page.
const PAGE: i64 = 1_000;
/// An entry's JSON has no line break in it.
const BREAK: &str = "\n";

/// A page is one row: a row each would cost more than parsing it.
const FETCH: &str = "
SELECT min(seq), max(seq), string_agg(body, $4 ORDER BY seq)
FROM (SELECT seq, body FROM entries WHERE group_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS page";

#[derive(Default)]
struct Page {
    entries: Vec<Entry>,
    /// Number of the last one, if more may follow.
    last: Option<i64>,
    /// Why the entry after these cannot be read.
    broken: Option<StoreError>,
}

impl Store {
    /// Hands a group's entries after `after` to `each`, in order.
    ///
    /// # Errors
    /// The database failed, or an entry cannot be read; those before it have been handed over.
    pub async fn read(&self, group: &str, after: u64, mut each: impl FnMut(Entry)) -> Result<(), StoreError> {
        if after == 0 {
            self.meters.reading();
        }
        let begin = |after: i64| {
            let (store, group) = (self.clone(), group.to_owned());
            tokio::spawn(async move { store.page(&group, after).await })
        };
        let mut next = Some(begin(signed(after)));
        while let Some(fetching) = next {
            let page = fetching.await.map_err(|_| StoreError::Stopped)??;
            next = page.last.map(begin);
            page.entries.into_iter().for_each(&mut each);
            page.broken.map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    async fn page(&self, group: &str, after: i64) -> Result<Page, StoreError> {
        let (first, last, bodies): (Option<i64>, Option<i64>, Option<String>) = on_either!(&self.pool, pool => {
            sqlx::query_as(FETCH).bind(group).bind(after).bind(PAGE).bind(BREAK).fetch_one(pool).await
        })
        .map_err(|error| StoreError::of_reading(group, error))?;
        let (Some(first), Some(last), Some(bodies)) = (first, last, bodies) else {
            return Ok(Page::default());
        };
        let mut entries = Vec::new();
        for (seq, body) in (first..).zip(bodies.split(BREAK)) {
            match parse(group, seq, body) {
                Ok(entry) => entries.push(entry),
                Err(broken) => return Ok(Page { entries, last: None, broken: Some(broken) }),
            }
        }
        let is_full = i64::try_from(entries.len()).is_ok_and(|count| count >= PAGE);
        Ok(Page { entries, last: Some(last).filter(|_| is_full), broken: None })
    }
}
