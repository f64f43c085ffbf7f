//! How fast logs become minutes: `cargo bench --no-default-features --bench replay`. The logs are made here, in the
//! manner of a scribed meeting; docs/performance.md keeps the table.

#![expect(clippy::disallowed_methods, reason = "measuring is what a bench reads the machine's clock for")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use convenor::command::grammar::Names;
use convenor::document::{Format, render};
use convenor::replay::{Options, People, log, replay};
use convenor::time::{Context, Zone, read};
use convenor::view::minutes::minutes;

/// The best of so many runs.
const RUNS: usize = 5;
/// Readings of a time in one run.
const TIMES: u32 = 2_000;

fn main() {
    println!("| what | lines | seconds | lines a second |");
    println!("|---|---:|---:|---:|");
    let mut smaller = Duration::MAX;
    for lines in [100_000, 1_000_000] {
        let text = meeting(lines);
        let json = best(|| {
            let read = log::read(&text, None).expect("the log can be read");
            let replayed = replay(read, 1, &options(false));
            serde_json::to_string(&replayed.report).expect("a report has a JSON form").len()
        });
        row("log to JSON", lines, json);
        let minuted = best(|| {
            let read = log::read(&text, None).expect("the log can be read");
            let replayed = replay(read, 1, &options(true));
            let meeting = replayed.group.latest_meeting().expect("there is a meeting");
            render(&minutes(&replayed.group, meeting), Format::Text).len()
        });
        row("log to minutes as text", lines, minuted);
        if lines > 100_000 {
            println!("| ten times the log, JSON | | {:.1} times | |", json.as_secs_f64() / smaller.as_secs_f64());
        }
        smaller = json;
    }
    let now = "2026-11-24T13:00:00Z".parse().expect("it is an instant");
    let context = Context { now, zone: "Europe/Zurich".parse().expect("it is a zone") };
    for typed in ["2026-12-08 15:00 Geneva", "15:00 IST", "next Fri 15:00-17:00 Seoul in Denver, New Delhi"] {
        let took = best(|| (0..TIMES).filter(|_| read(typed, context).is_ok()).count());
        println!("| `!time {typed}` | 1 | {:.6} | |", took.as_secs_f64() / f64::from(TIMES));
    }
}

fn row(what: &str, lines: u32, took: Duration) {
    println!("| {what} | {lines} | {:.3} | {:.0} |", took.as_secs_f64(), f64::from(lines) / took.as_secs_f64());
}

fn best(mut run: impl FnMut() -> usize) -> Duration {
    let once = |run: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        let count = std::hint::black_box(run());
        assert!(count < usize::MAX);
        start.elapsed()
    };
    (0..RUNS).map(|_| once(&mut run)).min().unwrap_or_default()
}

fn options(with_statements: bool) -> Options {
    Options {
        date: NaiveDate::from_ymd_opt(2026, 12, 8).expect("December has this day"),
        number: 1,
        zone: Zone::UTC,
        people: People::default(),
        names: Names::default(),
        with_replies: !with_statements,
        with_statements,
        with_annex: false,
        progress: |_, _| {},
    }
}

/// A meeting of so many lines: half of them a scribe's, with remarks, hands, votes, corrections, topics, actions,
/// decisions, people who come, and a bot.
fn meeting(lines: u32) -> String {
    const NICKS: [&str; 8] = ["ana", "bo", "cy", "dina", "eli", "fay", "gus", "hal"];
    const WORDS: [&str; 16] = [
        "the", "scope", "of", "row", "four", "is", "wider", "than", "gateways", "and", "devices", "in", "both",
        "study", "groups", "again",
    ];
    let mut state = 1_u64;
    // A congruential generator is chance enough for a log (Knuth, TAOCP 3.3.4).
    let mut chance = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut log =
        String::from("14:00:00 <ana> Meeting: Overlap table\n14:00:00 <ana> chair: ana\n14:00:00 <bo> scribe+\n");
    for index in 3..lines {
        let seconds = 50_400 + index % 30_000;
        let time = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        let pick = |at: u64, from: &'static [&'static str]| from[usize::try_from(at).unwrap_or_default() % from.len()];
        let who = pick(chance(8), &NICKS);
        let count = 5 + chance(14);
        let talk: Vec<&str> = (0..count).map(|_| pick(chance(16), &WORDS)).collect();
        let talk = talk.join(" ");
        let line = match chance(1000) {
            0..500 => format!("<bo> {who}: {talk}"),
            500..700 => format!("<{who}> {talk}"),
            700..780 => format!("<bo> ... {talk}"),
            780..830 => format!("<{who}> q+ to {talk}"),
            830..880 => format!("<ana> ack {who}"),
            880..900 => format!("<{who}> q?"),
            900..920 => format!("<{who}> +1"),
            920..930 => format!("<{who}> present+"),
            930 => format!("<ana> topic: {talk}"),
            931..935 => format!("<ana> ACTION: {who} to {talk}"),
            935..940 => format!("<ana> RESOLVED: {talk}"),
            940..950 => format!("<{who}> s/{}/{}/", pick(chance(16), &WORDS), pick(chance(16), &WORDS)),
            950..975 => format!("<{who}> {who} has joined #table"),
            _ => "<Zakim> I see ana, bo on the speaker queue".to_owned(),
        };
        writeln!(log, "{time} {line}").expect("a String grows");
    }
    log
}
