//! What the tests against real servers go by: where the servers are, and words that are nobody else's.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use anyhow::Context as _;

/// A setting of the test servers.
pub fn variable(name: &str) -> anyhow::Result<String> {
    let name = format!("CONVENOR_TEST_{name}");
    std::env::var(&name).with_context(|| {
        format!(
            "{name} is not set: run tests/servers/install.sh once, then tests/servers/up.sh DIR, then: source DIR/env"
        )
    })
}

/// A word that no other test and no earlier run uses.
pub fn unique(label: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let millis = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_millis());
    let pid = std::process::id();
    format!("{label}-{millis:x}-{pid:x}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}
