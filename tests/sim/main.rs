//! Seeded simulation on SQLite: random meetings with crashes, redelivery and clock jumps.
//! `SEED=7` runs one seed, `SIM_SEEDS=5000` runs more of them. `tests/store/postgres.rs` plays the
//! same meetings on PostgreSQL.

#[expect(dead_code, reason = "each target uses its own kind of place")]
#[path = "../store/place.rs"]
mod place;
mod simulation;
mod two;

use std::sync::atomic::{AtomicU64, Ordering};

use place::Place;

/// Seeds of an ordinary run.
const SEEDS: u64 = 320;

#[test]
fn whatever_happens_nothing_is_lost_doubled_or_said_too_early() {
    let asked = |name: &str| {
        std::env::var(name).ok().map(|typed| typed.parse::<u64>().expect("SEED and SIM_SEEDS are numbers"))
    };
    let seeds = match asked("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..asked("SIM_SEEDS").unwrap_or(SEEDS),
    };
    let next = AtomicU64::new(seeds.start);
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get().min(8));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if !seeds.contains(&seed) {
                        return;
                    }
                    runtime.block_on(async {
                        let place = Place::sqlite();
                        Box::pin(simulation::play(&place, seed)).await;
                        place.remove().await;
                    });
                }
            });
        }
    });
}

/// Seeds of two bots in an ordinary run.
const SEEDS_OF_TWO: u64 = 40;

#[test]
fn two_bots_on_one_store_lose_nothing_and_say_nothing_twice() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let asked = |name: &str| std::env::var(name).ok().map(|typed| typed.parse::<u64>().expect("a number"));
    let seeds = match asked("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..asked("SIM_SEEDS").unwrap_or(SEEDS_OF_TWO),
    };
    let mut takeovers = 0;
    let count = seeds.end - seeds.start;
    for seed in seeds {
        takeovers += runtime.block_on(async {
            let place = Place::sqlite();
            let takeovers = Box::pin(two::play(&place, seed)).await;
            place.remove().await;
            takeovers
        });
    }
    assert!(u64::from(takeovers) > count * 3, "the store has changed hands {takeovers} times only");
}
