//! Real meetings: what comes of their logs, compared with the minutes that others published from them.
//!
//! The logs stand outside of the repository, in `../shared/logs`, and none of their words stand
//! in here: a difference is named by its place, such as `missing #2` or `missing line 604`. Where
//! the logs are not at hand, nothing is compared, and the output says so.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::facts::{self, Comparison, Difference};
use crate::place::{Place, in_repository};

/// Differences that are right: log, kind, place, and why ours is what the log says. docs/fidelity.md
/// tells each at length. An entry that no longer differs has to go.
const EXPLAINED: &[(&str, &str, &str, &str)] = &[
    (
        "ccg201x-2015-12-01",
        "proposal",
        "changed #2",
        "scrawl.js cuts proposals at the second colon; line 84 has the whole address",
    ),
    ("jsonld-2022-07-20", "taken_up", "missing line 205", "log edited by hand: line 11 calls item 4 otherwise"),
    (
        "jsonld-2022-09-12",
        "you_wanted_to",
        "missing line 604",
        "line 586 sets the queue to another person alone, so the hand and its note were gone",
    ),
    ("ccg-2021-05-24-vc-education", "date", "differs", "the drafting tool's time zone moves the day back by one"),
];

/// A log, with the folder in which its facts stand.
struct Kept {
    name: String,
    folder: PathBuf,
    file: PathBuf,
}

#[test]
fn logs_of_real_meetings_give_what_their_minutes_say() {
    let folder = in_repository("../shared/logs");
    let logs = logs_in(&folder);
    if logs.is_empty() {
        say(&format!("replay: NOT compared with published minutes, there are no logs in {}", folder.display()));
        return;
    }
    let place = Place::new();
    let mut comparison = Comparison::default();
    for log in &logs {
        compare(&place, log, &mut comparison);
    }
    let unexplained: Vec<&Difference> = comparison.differences.iter().filter(|one| reason(one).is_none()).collect();
    let stale = EXPLAINED.iter().filter(|explained| !comparison.differences.iter().any(|one| is_about(explained, one)));
    let stale: Vec<String> = stale.map(|(log, kind, place, _)| format!("{log}, {kind}, {place}")).collect();
    say(&format!(
        "replay: compared {} facts of {} logs with published minutes: {} differ, {} of them explained",
        comparison.compared,
        logs.len(),
        comparison.differences.len(),
        comparison.differences.len() - unexplained.len(),
    ));
    assert!(unexplained.is_empty(), "not explained:\n{}", listed(&unexplained));
    assert!(stale.is_empty(), "explained and no longer different:\n{}", stale.join("\n"));
}

/// The same meetings as their programs wrote them down, with stamps of many kinds.
#[test]
fn logs_as_they_were_published_give_the_same_facts() {
    let logs = logs_in(&in_repository("../shared/logs"));
    let place = Place::new();
    let mut comparison = Comparison::default();
    for log in &logs {
        let file = log.folder.join("irc-as-published.log");
        let (facts, _) = facts::read(&log.folder);
        let Some(facts) = facts.filter(|_| file.exists()) else { continue };
        match place.replay(&[&file.to_string_lossy(), "--to", "json"]).report() {
            Ok(report) => comparison.minutes(&log.name, &report, &facts),
            Err(fault) => comparison.failed(&log.name, fault),
        }
    }
    say(&format!("replay: compared {} facts of logs as they were published", comparison.compared));
    let unexplained: Vec<&Difference> = comparison.differences.iter().filter(|one| reason(one).is_none()).collect();
    assert!(unexplained.is_empty(), "not explained:\n{}", listed(&unexplained));
}

#[test]
fn each_explanation_is_written_once_and_says_why() {
    for (place, (log, kind, which, why)) in EXPLAINED.iter().enumerate() {
        assert!(why.split_whitespace().count() > 3, "{log}, {kind}, {which} needs a reason");
        let is_twice = EXPLAINED[..place].iter().any(|other| (other.0, other.1, other.2) == (*log, *kind, *which));
        assert!(!is_twice, "{log}, {kind}, {which} is explained twice");
    }
}

fn compare(place: &Place, log: &Kept, comparison: &mut Comparison) {
    let run = place.replay(&[&log.file.to_string_lossy(), "--to", "json"]);
    let (facts, answers) = facts::read(&log.folder);
    let report = match (run.report(), facts.is_some() || !answers.is_empty()) {
        (Ok(report), _) if run.is_calm() => report,
        // A log that nobody drafted minutes from may be refused, in a sentence.
        (Err(_), false) if run.is_calm() => return,
        (Ok(_), _) => return comparison.failed(&log.name, run.err),
        (Err(fault), _) => return comparison.failed(&log.name, fault),
    };
    if let Some(facts) = facts {
        comparison.minutes(&log.name, &report, &facts);
    }
    comparison.answers(&log.name, &report, &answers);
}

/// The logs of both families, by name.
fn logs_in(folder: &Path) -> Vec<Kept> {
    let mut logs = Vec::new();
    for (family, file) in [("w3c", "irc.log"), ("meetbot", "meeting.log.txt")] {
        let Ok(entries) = std::fs::read_dir(folder.join(family)) else { continue };
        for entry in entries {
            let folder = entry.expect("a folder of logs can be read").path();
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file = folder.join(file);
            if file.exists() {
                logs.push(Kept { name, folder, file });
            }
        }
    }
    logs.sort_by(|one, other| one.name.cmp(&other.name));
    logs
}

/// Why a difference is right.
fn reason(difference: &Difference) -> Option<&'static str> {
    EXPLAINED.iter().find(|explained| is_about(explained, difference)).map(|(_, _, _, why)| *why)
}

fn is_about((log, kind, place, _): &(&str, &str, &str, &str), difference: &Difference) -> bool {
    difference.log == *log && difference.kind == *kind && difference.place == *place
}

fn listed(differences: &[&Difference]) -> String {
    let line = |one: &&Difference| format!("  {}, {}, {}: {}", one.log, one.kind, one.place, one.words);
    differences.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Says it past the capture of passing tests, so that every run shows whether anything was compared.
fn say(words: &str) {
    writeln!(std::io::stderr(), "{words}").expect("standard error can be written");
}
