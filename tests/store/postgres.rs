//! The store's contract and the simulation on PostgreSQL. This is no part of a plain `cargo test`:
//! `cargo test --test postgres` runs it with `CONVENOR_TEST_POSTGRES` set, as `tests/all.sh` does.
//! Every test has a schema of its own, so that all run side by side.

mod contract;
mod place;
#[path = "../sim/simulation/mod.rs"]
mod simulation;

use place::Place;

contract::every_clause!(Place::postgres().await);

/// Seeds that are played here; the same meetings as in `tests/sim`.
const SEEDS: u64 = 60;
/// Meetings that run side by side.
const HALLS: u64 = 6;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_nothing_is_lost_doubled_or_said_too_early() {
    let asked = |name: &str| {
        std::env::var(name).ok().map(|typed| typed.parse::<u64>().expect("SEED and SIM_SEEDS are numbers"))
    };
    let seeds = match asked("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..asked("SIM_SEEDS").unwrap_or(SEEDS),
    };
    let halls = (0..HALLS).map(|hall| {
        let mine = seeds.clone().filter(move |seed| seed % HALLS == hall);
        tokio::spawn(async move {
            for seed in mine {
                let place = Place::postgres().await;
                Box::pin(simulation::play(&place, seed)).await;
                place.remove().await;
            }
        })
    });
    for hall in futures_util::future::join_all(halls).await {
        hall.expect("every meeting of this hall is fine");
    }
}
