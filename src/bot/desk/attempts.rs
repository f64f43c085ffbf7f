//! Another try after someone else's commit.

use super::Desk;

/// Decisions are taken again after someone else's commit at most this often.
const ATTEMPTS: usize = 3;

/// Decisions are taken again after someone else's commit, a few times.
pub(super) struct Attempts {
    left: usize,
}

impl Default for Attempts {
    fn default() -> Attempts {
        Attempts { left: ATTEMPTS }
    }
}

impl Attempts {
    /// Begins an attempt with the group as it is in the log.
    pub async fn next(&mut self, desk: &mut Desk) -> anyhow::Result<()> {
        let Some(left) = self.left.checked_sub(1) else {
            anyhow::bail!("another instance keeps writing to group {}", desk.charter.id);
        };
        self.left = left;
        desk.catch_up().await
    }
}
