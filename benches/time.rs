//! How long answers about time take: `!time` in eight zones, a refusal with candidates, and the search for slots.
//! `cargo bench --bench time` prints one table; docs/performance.md keeps it.

#![expect(clippy::disallowed_methods, reason = "measuring is what a bench reads the machine's clock for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use convenor::text::{html, plain};
use convenor::time::fair::{Series, Wish};
use convenor::time::{Context, Place, Zone};
use convenor::view::times::{self, Assumed};

/// The best of so many runs is told.
const RUNS: usize = 20;
const ZONES: [&str; 8] = [
    "America/Denver",
    "America/New_York",
    "Europe/Zurich",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Seoul",
    "Australia/Sydney",
];

fn main() {
    println!("| what | microseconds |");
    println!("|---|---:|");
    for typed in [
        "2026-12-15 15:00 Geneva",
        "15:00 CET in Seoul, Denver",
        "in 2 h",
        "2026-12-15 15:00-17:00 New Delhi",
        "next Tue 3pm",
        "15:00 IST",
        "15:00 Australia",
        "somewhere over the rainbow",
        "every Tuesday 15:00 Geneva for 20 meetings",
    ] {
        line(&format!("`!time {typed}`"), || answered(typed));
    }
    for typed in ["next week 2 h", "next week 2 h twice", "2026-12-14 to 2026-12-27 2 h twice"] {
        line(&format!("`!slots {typed}`"), || drop(black_box(plan(typed).0.slots())));
    }
    line("`!slots next week 2 h for 6 meetings every 2 weeks`", || {
        let (plan, wish) = plan("next week 2 h for 6 meetings every 2 weeks");
        let series = Series { plan, meetings: wish.meetings, every_weeks: wish.every_weeks };
        drop(black_box(series.slots()));
    });
}

fn now() -> DateTime<Utc> {
    "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant")
}

fn zones() -> Vec<Zone> {
    ZONES.iter().map(|name| name.parse().expect("a known zone")).collect()
}

/// Read, worded and spelled as plain text and as HTML, as a room gets it.
fn answered(typed: &str) {
    let places: Vec<Place> = zones().into_iter().map(Place::Zone).collect();
    let zone: Zone = "Europe/Zurich".parse().expect("a known zone");
    let context = Context { now: now(), zone };
    let text = match times::told(typed, context, &places, Assumed::Room) {
        Ok((_, text)) => text,
        Err(doubt) => times::doubt(&doubt),
    };
    black_box(plain::render(&text, None));
    black_box(html::render(&text, html::Ping::Nobody));
}

fn plan(typed: &str) -> (convenor::time::fair::Plan, Wish) {
    let today = NaiveDate::from_ymd_opt(2026, 12, 8).expect("December has this day");
    let wish = Wish::read(typed, today, now()).expect("a wish");
    let zones = zones();
    let borne = vec![0; zones.len()];
    let reference: Zone = "Europe/Zurich".parse().expect("a known zone");
    (wish.plan(zones, borne, reference, now()), wish)
}

fn line(what: &str, run: impl Fn()) {
    let once = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let best: Duration = (0..RUNS).map(|_| once()).min().unwrap_or_default();
    println!("| {what} | {} |", best.as_micros());
}
