//! What is under way goes on as long as this program acts for the store, and no longer.

use std::task::Poll;

use super::{FENCE, Lease, State};
use crate::store::Store;

/// Whether what is under way may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Held,
    /// Without a beat for so long that another program may have begun to act. The next beat tells.
    Doubtful,
    Lost,
}

impl Lease {
    /// Whether what is under way may go on.
    fn standing(&self) -> Standing {
        match &*self.state() {
            State::Unclaimed => Standing::Held,
            State::StandsBy { .. } | State::Claimed { beaten: None, .. } => Standing::Lost,
            State::Claimed { beaten: Some(beaten), .. } if beaten.elapsed() < FENCE => Standing::Held,
            State::Claimed { .. } => Standing::Doubtful,
        }
    }
}

impl Store {
    /// Goes on with what is under way until another program acts. `None`: it does, and what was not done yet is left.
    ///
    /// Before each step the lease is asked: a program that was suspended in the middle, or whose beats come too late, waits for the beat that says
    /// whether it may go on.
    pub async fn while_held<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        let mut changes = self.lease.changes.subscribe();
        loop {
            changes.borrow_and_update();
            match self.lease.standing() {
                Standing::Lost => return None,
                Standing::Doubtful => {
                    // Its sender lives as long as the store.
                    let _ = changes.changed().await;
                    continue;
                }
                Standing::Held => {}
            }
            let stepped = std::future::poll_fn(|context| match self.lease.standing() {
                Standing::Held => work.as_mut().poll(context).map(Some),
                Standing::Doubtful | Standing::Lost => Poll::Ready(None),
            });
            if let Some(done) = stepped.await {
                return Some(done);
            }
        }
    }
}
