//! A group's log, read a page at a time: while one page is applied, the next one is parsed and the one after that is fetched.

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::connection::on_either;
use super::{Store, StoreError, parse, signed};
use crate::group::event::Entry;

/// Entries of a page.
const PAGE: i64 = 1_000;
/// An entry's JSON has no line break in it.
const BREAK: &str = "\n";

/// A page is one row: a row each would cost more than parsing it. Both databases join the bodies in the order in which they find
/// them, which is that of the numbers; asked for that order once more, SQLite would copy all of them into a table first.
const FETCH: &str = "
SELECT min(seq), max(seq), string_agg(body, $4)
FROM (SELECT seq, body FROM entries WHERE group_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS page";

/// Pages that are read before they are applied, beside the one that is parsed.
const AHEAD: usize = 1;

/// The bodies of a page, as they are fetched.
struct Fetched {
    first: i64,
    /// Number of the last one, if more may follow.
    last: Option<i64>,
    bodies: String,
}

struct Page {
    entries: Vec<Entry>,
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
        let (ahead, mut pages) = mpsc::channel(AHEAD);
        tokio::spawn(self.clone().fetch_all(group.to_owned(), signed(after), ahead));
        while let Some(parsing) = pages.recv().await {
            let page = parsing.await.map_err(|_| StoreError::Stopped)??;
            page.entries.into_iter().for_each(&mut each);
            page.broken.map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    /// Fetches the pages after an entry one by one, and has each parsed meanwhile, until nobody wants them.
    async fn fetch_all(self, group: String, after: i64, ahead: mpsc::Sender<JoinHandle<Result<Page, StoreError>>>) {
        let mut next = Some(after);
        while let Some(after) = next {
            let fetched = self.fetch(&group, after).await;
            next = fetched.as_ref().ok().and_then(|page| page.as_ref()?.last);
            let group = group.clone();
            let parsing = tokio::spawn(async move { Ok(fetched?.map_or_else(Page::empty, |page| page.parse(&group))) });
            if ahead.send(parsing).await.is_err() {
                return;
            }
        }
    }

    async fn fetch(&self, group: &str, after: i64) -> Result<Option<Fetched>, StoreError> {
        let (first, last, bodies): (Option<i64>, Option<i64>, Option<String>) = on_either!(&self.pool, pool => {
            sqlx::query_as(FETCH).bind(group).bind(after).bind(PAGE).bind(BREAK).fetch_one(pool).await
        })
        .map_err(|error| StoreError::of_reading(group, error))?;
        let (Some(first), Some(last), Some(bodies)) = (first, last, bodies) else { return Ok(None) };
        // Numbers have no gaps.
        let is_full = last - first + 1 >= PAGE;
        Ok(Some(Fetched { first, last: Some(last).filter(|_| is_full), bodies }))
    }
}

impl Fetched {
    fn parse(self, group: &str) -> Page {
        let mut page = Page::empty();
        for (seq, body) in (self.first..).zip(self.bodies.split(BREAK)) {
            match parse(group, seq, body) {
                Ok(entry) => page.entries.push(entry),
                Err(broken) => return Page { broken: Some(broken), ..page },
            }
        }
        // No database promises the order. What is in order stays as it is.
        page.entries.sort_by_key(|entry| entry.seq);
        page
    }
}

impl Page {
    fn empty() -> Page {
        Page { entries: Vec::new(), broken: None }
    }
}
