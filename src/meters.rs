//! What is counted while the program runs, in the words of Prometheus. Labels are names of platforms and outcomes only: nothing
//! of people, rooms or groups.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::platform::PLATFORMS;

type Labels = Vec<(&'static str, &'static str)>;
type Histograms = Family<Labels, Histogram, fn() -> Histogram>;
type Seconds = Gauge<f64, AtomicU64>;

/// Mail, as a platform among others.
const MAIL: &str = "mail";

/// Counters of one program; clones are the same.
#[derive(Clone)]
pub struct Meters {
    inner: Arc<Inner>,
}

struct Inner {
    registry: Registry,
    messages: Family<Labels, Counter>,
    commands: Family<Labels, Counter>,
    commits: Histogram,
    conflicts: Counter,
    deliveries: Histograms,
    rate_limited: Family<Labels, Counter>,
    waiting: Family<Labels, Gauge>,
    heard_age: Family<Labels, Seconds>,
    meetings_open: Gauge,
    desks: Gauge,
    pages_open: Gauge,
    lost_entries: Counter,
    zone_data_age: Gauge,
    lease_term: Gauge,
    is_active: Gauge,
    /// Which parts the program waits for at its start, and whether what was missed there has been read.
    parts: Mutex<BTreeMap<&'static str, bool>>,
}

/// What came of a message of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    AtOnce,
    /// The store did not answer at once.
    Later,
}

/// What came of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obeyed {
    Done,
    Unchanged,
    Refused,
}

/// What is looked at only when someone asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    pub meetings_open: u64,
    pub desks: u64,
    /// Posts that wait, by the platform of their route.
    pub waiting: BTreeMap<String, u64>,
    /// How long ago each platform answered last, where it says so.
    pub heard: BTreeMap<String, Duration>,
    pub lease_term: i64,
    pub is_active: bool,
    pub zone_data_age_seconds: i64,
}

/// A page that is open, counted while this value lives.
pub struct OpenPage(Gauge);

impl Drop for OpenPage {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Figures {
    /// Mails that wait.
    pub fn mails(&self) -> u64 {
        self.waiting.get(MAIL).copied().unwrap_or(0)
    }
}

/// The name of a platform as a label; there are as many values as platforms.
fn label(platform: &str) -> &'static str {
    PLATFORMS.iter().map(|known| known.name).chain([MAIL]).find(|name| *name == platform).unwrap_or("other")
}

fn of(platform: &str) -> Labels {
    vec![("platform", label(platform))]
}

/// From half a millisecond to ten seconds.
fn seconds() -> Histogram {
    Histogram::new([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0])
}

impl Default for Meters {
    fn default() -> Meters {
        let mut registry = Registry::with_prefix("convenor");
        let version: Family<Labels, Gauge> = Family::default();
        version.get_or_create(&vec![("version", env!("CARGO_PKG_VERSION"))]).set(1);
        registry.register("build_info", "The version of the program", version);
        let mut inner = Inner {
            registry: Registry::default(),
            messages: Family::default(),
            commands: Family::default(),
            commits: seconds(),
            conflicts: Counter::default(),
            deliveries: Family::new_with_constructor(seconds),
            rate_limited: Family::default(),
            waiting: Family::default(),
            heard_age: Family::default(),
            meetings_open: Gauge::default(),
            desks: Gauge::default(),
            pages_open: Gauge::default(),
            lost_entries: Counter::default(),
            zone_data_age: Gauge::default(),
            lease_term: Gauge::default(),
            is_active: Gauge::default(),
            parts: Mutex::default(),
        };
        registry.register("messages", "Messages of people that were taken, at once or later", inner.messages.clone());
        registry.register("commands", "Commands, by their subject and what came of them", inner.commands.clone());
        registry.register("commit_seconds", "How long writing to the store takes", inner.commits.clone());
        registry.register("conflicts", "Commits that another writer came before", inner.conflicts.clone());
        registry.register("delivery_seconds", "How long a platform takes for a message", inner.deliveries.clone());
        registry.register("rate_limited", "Messages that a platform told to wait", inner.rate_limited.clone());
        registry.register("outbox_waiting", "Messages and mails that wait to be sent", inner.waiting.clone());
        registry.register("heard_age_seconds", "How long ago a platform answered last", inner.heard_age.clone());
        registry.register("meetings_open", "Meetings that are open", inner.meetings_open.clone());
        registry.register("desks", "Groups in memory", inner.desks.clone());
        registry.register("pages_open", "Pages that are open and change by themselves", inner.pages_open.clone());
        registry.register(
            "lost_entries",
            "Acknowledged entries that the database has lost",
            inner.lost_entries.clone(),
        );
        registry.register(
            "zone_data_age_seconds",
            "How long ago the zone data was released",
            inner.zone_data_age.clone(),
        );
        registry.register("lease_term", "How often the store has changed hands", inner.lease_term.clone());
        registry.register("is_active", "Whether this program acts for the store", inner.is_active.clone());
        inner.registry = registry;
        Meters { inner: Arc::new(inner) }
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meters")
    }
}

impl Meters {
    /// A message of a person was taken.
    pub fn message(&self, platform: &str, taken: Taken) {
        let outcome = match taken {
            Taken::AtOnce => "taken",
            Taken::Later => "delayed",
        };
        self.inner.messages.get_or_create(&vec![("platform", label(platform)), ("outcome", outcome)]).inc();
    }

    /// A page is open until the value that is returned is dropped.
    pub fn page_opened(&self) -> OpenPage {
        self.inner.pages_open.inc();
        OpenPage(self.inner.pages_open.clone())
    }

    /// The database has lost so many entries that it had acknowledged.
    pub fn lost(&self, entries: u64) {
        self.inner.lost_entries.inc_by(entries);
    }

    /// A command about a subject was decided.
    pub fn command(&self, subject: &'static str, obeyed: Obeyed) {
        let outcome = match obeyed {
            Obeyed::Done => "done",
            Obeyed::Unchanged => "unchanged",
            Obeyed::Refused => "refused",
        };
        self.inner.commands.get_or_create(&vec![("subject", subject), ("outcome", outcome)]).inc();
    }

    pub fn commit(&self, took: Duration, is_conflict: bool) {
        self.inner.commits.observe(took.as_secs_f64());
        if is_conflict {
            self.inner.conflicts.inc();
        }
    }

    /// A platform has taken a message.
    pub fn delivery(&self, platform: &str, took: Duration) {
        self.inner.deliveries.get_or_create(&of(platform)).observe(took.as_secs_f64());
    }

    /// A platform told a message to wait.
    pub fn rate_limited(&self, platform: &str) {
        self.inner.rate_limited.get_or_create(&of(platform)).inc();
    }

    /// A part that has to read what was missed before the program is ready.
    pub fn expect(&self, part: &'static str) {
        self.parts().insert(part, false);
    }

    /// What was missed there has been read.
    pub fn caught_up(&self, part: &'static str) {
        self.parts().insert(part, true);
    }

    /// Parts that have not read yet what was missed.
    pub fn behind(&self) -> Vec<&'static str> {
        self.parts().iter().filter(|(_, is_up)| !**is_up).map(|(part, _)| *part).collect()
    }

    fn parts(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, bool>> {
        self.inner.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything, in the text form of `OpenMetrics`.
    ///
    /// # Errors
    /// It cannot be written down.
    pub fn page(&self, now: &Figures) -> Result<String, fmt::Error> {
        let inner = &self.inner;
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        inner.meetings_open.set(number(now.meetings_open));
        inner.desks.set(number(now.desks));
        inner.lease_term.set(now.lease_term);
        inner.zone_data_age.set(now.zone_data_age_seconds);
        inner.is_active.set(i64::from(now.is_active));
        // A route that nothing waits on any more has to go back to 0.
        for platform in PLATFORMS.iter().map(|platform| platform.name).chain([MAIL]) {
            let count = now.waiting.get(platform).copied().unwrap_or(0);
            inner.waiting.get_or_create(&of(platform)).set(number(count));
        }
        for (platform, age) in &now.heard {
            inner.heard_age.get_or_create(&of(platform)).set(age.as_secs_f64());
        }
        let mut page = String::new();
        encode(&mut page, &inner.registry)?;
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_stands_on_the_page_and_labels_are_few() {
        let meters = Meters::default();
        meters.message("console", Taken::AtOnce);
        meters.message("!room:example.org", Taken::Later);
        meters.command("queue", Obeyed::Refused);
        meters.lost(3);
        let page = meters.page_opened();
        drop(meters.page_opened());
        meters.commit(Duration::from_millis(3), true);
        meters.delivery("console", Duration::from_secs(1));
        meters.rate_limited("console");
        let waiting = BTreeMap::from([("mail".to_owned(), 2), ("nowhere".to_owned(), 5)]);
        let heard = BTreeMap::from([("web".to_owned(), Duration::from_secs(7))]);
        let now = Figures {
            meetings_open: 1,
            desks: 3,
            waiting,
            heard,
            lease_term: 4,
            is_active: true,
            zone_data_age_seconds: 3_456_000,
        };
        let written = meters.page(&now).expect("it can be written");
        drop(page);
        for line in [
            "convenor_messages_total{platform=\"console\",outcome=\"taken\"} 1",
            "convenor_messages_total{platform=\"other\",outcome=\"delayed\"} 1",
            "convenor_commands_total{subject=\"queue\",outcome=\"refused\"} 1",
            "convenor_lost_entries_total 3",
            "convenor_pages_open 1",
            "convenor_zone_data_age_seconds 3456000",
            "convenor_commit_seconds_count 1",
            "convenor_commit_seconds_bucket{le=\"0.005\"} 1",
            "convenor_conflicts_total 1",
            "convenor_delivery_seconds_sum{platform=\"console\"} 1.0",
            "convenor_rate_limited_total{platform=\"console\"} 1",
            "convenor_outbox_waiting{platform=\"mail\"} 2",
            "convenor_heard_age_seconds{platform=\"web\"} 7.0",
            "convenor_meetings_open 1",
            "convenor_desks 3",
            "convenor_lease_term 4",
            "convenor_is_active 1",
        ] {
            assert!(written.lines().any(|found| found == line), "{line}: {written}");
        }
        let is_closed = !written.contains("example.org") && !written.contains("nowhere");
        assert!(is_closed && written.ends_with("# EOF\n"), "{written}");
        let page = meters.page(&Figures::default()).expect("it can be written");
        assert!(page.contains("convenor_outbox_waiting{platform=\"mail\"} 0\n"), "{page}");
    }

    #[test]
    fn a_part_is_behind_until_it_has_caught_up() {
        let meters = Meters::default();
        meters.expect("web");
        meters.expect("mail");
        meters.caught_up("web");
        assert_eq!(meters.behind(), ["mail"]);
    }
}
