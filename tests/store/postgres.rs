//! The store's contract and the simulation on PostgreSQL. This is no part of a plain `cargo test`:
//! `cargo test --test postgres` runs it with `CONVENOR_TEST_POSTGRES` set, as `tests/all.sh` does.
//! Every test has a schema of its own, so that all run side by side.

mod contract;
mod failover;
#[path = "../program/line.rs"]
mod line;
mod place;
#[path = "../sim/simulation/mod.rs"]
mod simulation;

use std::time::Duration;

use contract::{commit, note, position};
use convenor::store::{Claimed, Commit, Outcome, Store};
use line::Line;
use place::{POSTGRES, Place};

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

/// The same database by way of a line.
async fn by(line: &Line, place: &Place) -> Store {
    let base = std::env::var(POSTGRES).expect("the place was made there");
    let server = line::server_of(&base);
    Store::open(&place.url.replace(&server, &line.address)).await.expect("the store opens")
}

/// Each statement takes up to a second, there and back, for both programs; commits and notes go on beside the beats.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_database_is_no_reason_to_take_over() {
    let place = Place::postgres().await;
    let base = std::env::var(POSTGRES).expect("the place was made there");
    let line = Line::start(&line::server_of(&base)).await.expect("a line");
    let (first, second) = (by(&line, &place).await, by(&line, &place).await);
    assert!(matches!(first.claim().await, Ok(Claimed::Mine)));
    let Ok(Claimed::HeldBy(_, standby)) = second.claim().await else { panic!("it is held") };
    let waiting = tokio::spawn(standby.take_over());
    // Each has made its connections by now.
    tokio::time::sleep(Duration::from_secs(2)).await;
    line.slow_down(Duration::from_secs(1));
    let writer = first.clone();
    let busy = tokio::spawn(async move {
        for round in 0_u32.. {
            writer.set_note("k", &round.to_string()).await.expect("it is slow and works");
        }
    });
    let mut ticks = tokio::time::interval(Duration::from_millis(100));
    for tick in 0..250 {
        ticks.tick().await;
        assert!(first.is_held(), "the holder stays out after {tick} tenths of a second");
        assert!(second.stands_by(), "the other has taken over after {tick} tenths of a second");
    }
    busy.abort();
    // A line that is cut is one: the holder stops before the other begins.
    line.slow_down(Duration::ZERO);
    let direct = place.open().await;
    let Ok(Claimed::HeldBy(_, third)) = direct.claim().await else { panic!("it is held") };
    let cut = tokio::time::Instant::now();
    line.cut();
    let taken = tokio::spawn(third.take_over());
    let begun = async {
        direct.begins().await;
        assert!(!first.is_held() && !second.is_held(), "one at a time");
    };
    tokio::time::timeout(Duration::from_secs(12), begun).await.expect("it takes over");
    assert!(cut.elapsed() >= Duration::from_secs(5), "not before it has waited: {:?}", cut.elapsed());
    taken.await.expect("it runs").expect("taken over");
    waiting.abort();
}

/// A transaction that was in another's way is tried again (class 40 of the manual's appendix A), and so is one on a server that
/// has become a replica (25006): on another connection, since that one leads there as long as it is open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_database_gives_up_on_is_tried_again_on_another_connection() {
    for code in ["40001", "40P01", "25006"] {
        let place = Place::postgres().await;
        let store = place.open().await;
        position(&store).await;
        // A sequence keeps what a transaction that is rolled back did to it.
        for sequence in ["tries", "first_connection", "last_connection"] {
            place.execute(&format!("CREATE SEQUENCE {sequence}")).await;
        }
        place
            .execute(&format!(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF nextval('tries') < 3 THEN \
                 PERFORM setval('first_connection', pg_backend_pid()); \
                 RAISE EXCEPTION 'not now' USING ERRCODE = '{code}'; \
                 END IF; \
                 PERFORM setval('last_connection', pg_backend_pid()); RETURN NEW; END $$"
            ))
            .await;
        place.execute("CREATE TRIGGER fail BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION fail()").await;
        let kept = Commit { entries: vec![note(1, "m", "x")], ..commit(0, 0, "m") };
        assert_eq!(store.commit(kept).await.expect("it is tried again"), Outcome::Done, "{code}");
        assert_eq!(place.texts("SELECT last_value::text FROM tries").await, ["3"], "{code}: twice in vain");
        let connection = async |name: &str| place.texts(&format!("SELECT last_value::text FROM {name}")).await;
        assert_ne!(connection("first_connection").await, connection("last_connection").await, "{code}");
        assert_eq!(position(&store).await.head, 1, "{code}");
        store.close().await;
        place.remove().await;
    }
}

/// The server ends every connection, as when it is stopped: what is written then is written after it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_database_was_away_every_write_succeeds() {
    let place = Place::postgres().await;
    let base = std::env::var(POSTGRES).expect("the place was made there");
    let line = Line::start(&line::server_of(&base)).await.expect("a line");
    let url = place.url.replace(&line::server_of(&base), &line.address);
    let store = Store::open(&format!("{url}&application_name={}", place.name())).await.expect("the store opens");
    position(&store).await;
    let patient = convenor::store::Patient::new(store.clone());
    for round in 0..3_u64 {
        line.cut();
        let waiting = tokio::spawn({
            let patient = patient.clone();
            async move { patient.set_note("k", &round.to_string()).await }
        });
        tokio::time::sleep(Duration::from_millis(500)).await;
        let ended = format!(
            "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE application_name = '{}'",
            place.name()
        );
        assert!(!place.texts(&ended).await.is_empty(), "it was connected");
        line.mend();
        let noted = tokio::time::timeout(Duration::from_secs(25), waiting).await.expect("it does not wait for ever");
        noted.expect("it runs").expect("it is written in the end");
        let id = format!("m{round}");
        let kept = Commit { entries: vec![note(round + 1, &id, "x")], ..commit(round, 0, &id) };
        assert_eq!(store.commit(kept).await.expect("the next write succeeds"), Outcome::Done);
        assert_eq!(store.note("k").await.expect("read"), Some(round.to_string()));
    }
    store.close().await;
    place.remove().await;
}
