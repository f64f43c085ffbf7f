//! One meeting in every format: whoever kept the log, the record is the same.
//!
//! The fixtures are written for this, after the sources of what writes such logs: Element's
//! exporters drop the events of edits and redactions and keep their outcome, `/messages` answers
//! the newest event first and keeps all of them, and Discord's `/me` is text in underscores.

use crate::place::{Place, Run, in_repository};
use crate::report::Report;

/// A fixture, and on which line of it the decision stands (exports have messages, not lines).
const FIXTURES: [(&str, Option<u32>); 11] = [
    ("rrsagent.txt", Some(27)),
    ("meetbot.log.txt", Some(23)),
    ("irssi.log", Some(25)),
    ("weechat.log", Some(24)),
    ("hexchat.log", Some(26)),
    ("iso.txt", Some(21)),
    ("tabs.txt", Some(21)),
    ("matrix-export.json", None),
    ("matrix-messages.json", None),
    ("matrix-export.txt", Some(27)),
    ("discord.json", None),
];

/// The only fixture that nowhere says its day.
const DATELESS: &str = "tabs.txt";

const TOPICS: [(u32, &str, u8); 2] = [(1, "Overlap table", 1), (2, "Next meeting", 1)];
const DECISIONS: [(&str, &str); 1] = [("The overlap table goes to SG17 and SG20", "ana")];
const ACTIONS: [(&str, &[&str], &str); 2] = [
    ("Bo to send the table to SG20 by 2026-12-15", &["bo"], "2026-12-15"),
    ("Cy, Dina to book the room by 2026-12-10", &["cy", "dina"], "2026-12-10"),
];
/// Who said how many lines between the start and the end, both included.
const PEOPLE: [(&str, u32); 4] = [("ana", 13), ("bo", 4), ("cy", 5), ("dina", 4)];
/// Bots of the fixtures; nobody else is there, whatever the server says of joining and leaving.
const BOTS: [&str; 4] = ["meetbot", "RRSAgent", "Zakim", "agendabot"];
const ANSWER: &str = "cy, you wanted to ask about row 9";

#[test]
fn one_meeting_gives_the_same_record_in_every_format() {
    let place = Place::new();
    let mut faults = Vec::new();
    for (name, decided_on) in FIXTURES {
        let path = in_repository("tests/replay/fixtures").join(name);
        let run = place.replay(&[&path.to_string_lossy(), "--to", "json"]);
        let found = run.report().map_or_else(|fault| vec![fault], |report| faults_of(&report, name, decided_on));
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What of a report is not as the meeting was.
fn faults_of(report: &Report, name: &str, decided_on: Option<u32>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |what: &str, expected: String, found: String| {
        if expected != found {
            faults.push(format!("{what} should be\n  {expected}\nand is\n  {found}"));
        }
    };
    let topics: Vec<_> = report.topics.iter().map(|topic| (topic.number, topic.title.as_str(), topic.level)).collect();
    check("topics", format!("{TOPICS:?}"), format!("{topics:?}"));
    let decisions: Vec<_> = report.decisions.iter().map(|made| (made.text.as_str(), made.by.as_str())).collect();
    check("decisions", format!("{DECISIONS:?}"), format!("{decisions:?}"));
    let actions: Vec<_> = report
        .actions
        .iter()
        .map(|action| (action.text.as_str(), action.owners.as_slice(), action.due.as_deref().unwrap_or_default()))
        .collect();
    check("actions", format!("{ACTIONS:?}"), format!("{actions:?}"));
    let people: Vec<_> = PEOPLE.map(|(name, _)| (name, report.lines_of(name).unwrap_or_default())).to_vec();
    check("people", format!("{PEOPLE:?}"), format!("{people:?}"));
    let is_known = |name: &str| BOTS.contains(&name) || PEOPLE.iter().any(|(known, _)| *known == name);
    let strangers: Vec<_> = report.people.iter().map(|one| one.name.as_str()).filter(|name| !is_known(name)).collect();
    check("strangers", "[]".to_owned(), format!("{strangers:?}"));
    let mut present: Vec<_> = report.present.iter().map(|attendee| attendee.name.as_str()).collect();
    present.sort_unstable();
    check("present", format!("{:?}", PEOPLE.map(|(name, _)| name)), format!("{present:?}"));
    check("the proposal", format!("{:?}", [DECISIONS[0].0]), {
        format!("{:?}", report.proposals.iter().map(|proposal| proposal.text.as_str()).collect::<Vec<_>>())
    });
    check("title", "IoT security overlap".to_owned(), report.title.clone().unwrap_or_default());
    if name != DATELESS {
        check("date", "2026-12-08".to_owned(), report.date.clone().unwrap_or_default());
    }
    if let Some(line) = decided_on {
        check("the decision's line", format!("{:?}", [line]), {
            format!("{:?}", report.decisions.iter().map(|made| made.line).collect::<Vec<_>>())
        });
    }
    let answers = report.replies.iter().filter(|reply| reply.text.contains(ANSWER)).count();
    check("how often the bot says what cy wanted", "1".to_owned(), answers.to_string());
    faults
}

#[test]
fn the_words_of_meetbot_have_its_types_and_lines() {
    let report = report_of(&fixture("meetbot.log.txt"));
    let items: Vec<_> = report
        .items
        .iter()
        .filter(|item| ["TOPIC", "LINK", "AGREED", "ACTION"].contains(&item.kind.as_str()))
        .map(|item| (item.kind.as_str(), item.text.as_str(), item.by.as_str(), item.line))
        .collect();
    let expected = [
        ("LINK", "https://example.org/agenda/2026-12-08", "ana", 12),
        ("TOPIC", "Overlap table", "ana", 13),
        ("AGREED", "The overlap table goes to SG17 and SG20", "ana", 23),
        ("ACTION", "Bo to send the table to SG20 by 2026-12-15", "ana", 26),
        ("TOPIC", "Next meeting", "ana", 28),
        ("ACTION", "Cy, Dina to book the room by 2026-12-10", "ana", 30),
    ];
    assert_eq!(items, expected);
    // The bot's own lines count until the meeting ends, as MeetBot counts them.
    assert_eq!(report.lines_of("meetbot"), Some(3));
    assert_eq!(report.started_by.as_deref(), Some("ana"));
    for (what, time, expected) in [("start", &report.start, "15:00:00"), ("end", &report.end, "15:30:00")] {
        assert!(time.as_deref().is_some_and(|time| time.contains(expected)), "{what}: {time:?}");
    }
}

/// People put colours into what they write, and clients and bots put them around nicks.
#[test]
fn a_log_in_colours_is_the_same_log() {
    for name in ["rrsagent.txt", "irssi.log", "weechat.log", "hexchat.log"] {
        let plain = std::fs::read_to_string(fixture(name)).expect("the fixture belongs to the repository");
        let coloured = plain
            .replace('<', "\x0312<\x1f")
            .replace('>', "\x0f>\x16")
            .replace("> ", "> \x034,12\x02")
            .replace("\tana\t", "\t\x0304ana\x03\t\x1d")
            .replace('\n', "\x0f\n");
        assert_ne!(plain, coloured, "{name}");
        for form in ["json", "text"] {
            let run = |log: &str| {
                let arguments = ["-", "--to", form, "--date", "2026-12-08"];
                Place::new().replay_with(&arguments, log.as_bytes())
            };
            assert_eq!(run(&coloured).out, run(&plain).out, "{name} as {form}");
        }
    }
}

#[test]
fn a_format_can_be_named_and_standard_input_is_a_log() {
    let text = std::fs::read(fixture("irssi.log")).expect("the fixture belongs to the repository");
    for arguments in [["-", "--to", "json"].as_slice(), &["-", "--from", "irssi", "--to", "json"]] {
        let run = Place::new().replay_with(arguments, &text);
        let decisions: Vec<String> = reported(&run).decisions.into_iter().map(|decision| decision.text).collect();
        assert_eq!(decisions, DECISIONS.map(|(text, _)| text), "{arguments:?}");
    }
}

#[test]
fn several_logs_are_one_run_in_order() {
    let (first, second) = (fixture("weechat.log"), fixture("meetbot.log.txt"));
    let run = Place::new().replay(&[&first, &second, "--to", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let reports = run.reports().unwrap_or_else(|fault| panic!("{fault}"));
    let lines: Vec<u32> = reports.iter().flat_map(|report| &report.decisions).map(|decision| decision.line).collect();
    assert_eq!(lines, [24, 23]);
    assert!(reports.iter().all(|report| report.version == 1));
}

fn fixture(name: &str) -> String {
    in_repository("tests/replay/fixtures").join(name).to_string_lossy().into_owned()
}

fn report_of(path: &str) -> Report {
    reported(&Place::new().replay(&[path, "--to", "json"]))
}

fn reported(run: &Run) -> Report {
    run.report().unwrap_or_else(|fault| panic!("{fault}"))
}
