//! The store as the adapters of chat platforms have it: while the database does not answer they wait. An adapter that
//! ended for it would end the program, and what it had not noted yet would be asked of the platform again.

use std::future::Future;
use std::time::Duration;

use super::{Begun, Mark, Pending, Store, StoreError};

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LAST_PAUSE: Duration = Duration::from_secs(5);

/// The notes of an adapter.
#[derive(Clone)]
pub struct Patient {
    store: Store,
}

impl Patient {
    pub fn new(store: Store) -> Patient {
        Patient { store }
    }

    /// As [`Store::stands_by`].
    pub fn stands_by(&self) -> bool {
        self.store.stands_by()
    }

    /// As [`Store::begins`].
    pub async fn begins(&self) -> Begun {
        self.store.begins().await
    }

    /// As [`Store::mark`].
    pub fn mark(&self) -> Mark {
        self.store.mark()
    }

    /// As [`Store::note`].
    ///
    /// # Errors
    /// The database answers, and what it holds cannot be used.
    pub async fn note(&self, key: &str) -> Result<Option<String>, StoreError> {
        patiently(|| self.store.note(key)).await
    }

    /// As [`Store::set_note`].
    ///
    /// # Errors
    /// As [`Patient::note`].
    pub async fn set_note(&self, key: &str, value: &str) -> Result<(), StoreError> {
        patiently(|| self.store.set_note(key, value)).await
    }

    /// As [`Store::notes_from`].
    ///
    /// # Errors
    /// As [`Patient::note`].
    pub async fn notes_from(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        patiently(|| self.store.notes_from(prefix)).await
    }

    /// As [`Store::remove_note`].
    ///
    /// # Errors
    /// As [`Patient::note`].
    pub async fn remove_note(&self, key: &str) -> Result<(), StoreError> {
        patiently(|| self.store.remove_note(key)).await
    }

    /// As [`Store::pending`].
    ///
    /// # Errors
    /// As [`Patient::note`].
    pub async fn pending(&self, route: &str, now_micros: i64, limit: u32) -> Result<Vec<Pending>, StoreError> {
        patiently(|| self.store.pending(route, now_micros, limit)).await
    }
}

async fn patiently<T, F>(ask: impl Fn() -> F + Send) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>> + Send,
{
    let mut pause = FIRST_PAUSE;
    let mut is_told = false;
    loop {
        match ask().await {
            Err(error) if error.may_pass() => {
                if !is_told {
                    tracing::warn!(%error, "a platform's notes wait for the database");
                    is_told = true;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LAST_PAUSE);
            }
            other => return other,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_database_that_is_away_is_waited_for_and_any_other_error_is_told() {
        let tries = AtomicU32::new(0);
        let answer = || async {
            match tries.fetch_add(1, Ordering::Relaxed) {
                0 => Err(StoreError::TimedOut),
                _ => Ok("noted"),
            }
        };
        assert_eq!(patiently(answer).await.expect("it answers in the end"), "noted");
        assert_eq!(tries.load(Ordering::Relaxed), 2);
        let lost = patiently(|| async { Err::<(), StoreError>(StoreError::Lost) }).await;
        assert!(matches!(lost, Err(StoreError::Lost)));
    }
}
