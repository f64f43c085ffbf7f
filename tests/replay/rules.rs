//! Whose rules hold: small logs of each family, and what they record. A line is `NICK text`; each log
//! becomes one with times.

use std::fmt::Write as _;

use crate::place::Place;

/// What it shows, the log, and its items as `TYPE text (nick)`.
const LOGS: &[(&str, &[&str], &[&str])] = &[
    (
        "in MeetBot's log only # words and addresses count",
        &[
            "ana #startmeeting Table",
            "meetbot Meeting started Tue Dec  8 15:00:00 2026 UTC.",
            "bo Proposal: row 4 stays",
            "bo Note: the table is long",
            "bo undo",
            "bo off the record",
            "bo https://example.org/table the table",
            "bo s/table/list/",
            "ana #topic Scope",
            "bo ...and more",
            "bo #info the tabel",
            "bo s/tabel/table/",
            "bo #note nothing",
            "ana #endmeeting",
        ],
        &["LINK https://example.org/table the table (bo)", "TOPIC Scope (ana)", "INFO the tabel (bo)"],
    ),
    (
        "only chairs open topics and end the meeting there, letter by letter",
        &[
            "ana #startmeeting",
            "meetbot Meeting started Tue Dec  8 15:00:00 2026 UTC.",
            "ana #chair Bo cy__",
            "bo #topic nobody's",
            "cy #agreed nothing",
            "cy__ #agreed something",
            "dee #endmeeting",
            "Bo #topic Scope",
            "dee #action dee to look, please",
            "ana #endmeeting",
            "ana #info too late",
        ],
        &["AGREED something (cy__)", "TOPIC Scope (Bo)", "ACTION dee to look, please (dee)"],
    ),
    (
        "#undo takes back what was last, whatever it is",
        &[
            "ana #startmeeting",
            "meetbot Meeting started Tue Dec  8 15:00:00 2026 UTC.",
            "ana #topic One",
            "bo #info first",
            "ana #topic Two",
            "ana #undo",
            "ana #undo",
            "bo #accepted.",
            "ana #accepted: row 4",
            "ana #rejected row 5",
            "ana #endmeeting",
        ],
        &["TOPIC One (ana)", "ACCEPTED row 4 (ana)", "REJECTED row 5 (ana)"],
    ),
    (
        "corrections change the lines that are read",
        &[
            "ana scribe: bo",
            "ana resolution row 4 stays",
            "ana s/resolution row/RESOLUTION: row/",
            "bo cy: before the topic",
            "bo dee: inside the topic",
            "ana i/inside/Topic: Scope/",
            "ana ACTION: bo to wirte",
            "ana s|wirte|write|",
        ],
        &["AGREED row 4 stays (ana)", "TOPIC Scope (ana)", "ACTION bo to write (ana)"],
    ),
    (
        "a continuation belongs to the record, a scribe's to the speaker",
        &[
            "ana scribe: bo",
            "ana ACTION: cy to write",
            "ana ... and to send",
            "bo cy: I will",
            "bo RESOLVED: so be it",
            "bo ... on Friday",
        ],
        &["ACTION cy to write and to send (ana)", "AGREED so be it (bo)"],
    ),
    (
        "what Zakim opened was opened",
        &[
            "ana agenda+ Scope",
            "ana agenda+ Table",
            "ana zakim, next item",
            "Zakim agendum 1 -- Scope -- taken up [from ana]",
            "ana zakim, next item",
            "Zakim I see a speaker queue remaining and respectfully decline to close this agendum, ana",
            "ana zakim, take up agendum 2",
            "Zakim agendum 2. \"Table\" taken up [from ana]",
            "ana topic: Table",
        ],
        &["TOPIC Scope (ana)", "TOPIC Table (ana)", "TOPIC Table (ana)"],
    ),
    (
        "an “agreed” settles nothing and nothing is lost off the record",
        &[
            "ana chair: ana",
            "ana PROPOSED: row 4 stays",
            "ana agreed",
            "ana off the record",
            "ana RESOLVED: row 4 stays, amended",
            "bo Noted: I was late",
            "ana NOTED: the report",
        ],
        &["PROPOSED row 4 stays (ana)", "AGREED row 4 stays, amended (ana)", "NOTED the report (ana)"],
    ),
    (
        "what is pasted between marks is text, and a mark that nobody closes is none",
        &[
            "ana ```",
            "bo ACTION: bo to look",
            "ana ACTION: cy to run it",
            "ana ```",
            "ana [[",
            "ana RESOLVED: an example",
            "ana ]]",
            "cy ```",
            "cy RESOLVED: row 4 stays",
        ],
        &["ACTION bo to look (bo)", "AGREED row 4 stays (cy)"],
    ),
    (
        "votes on a motion decide, as with hcoop-meetbot",
        &[
            "ana #startmeeting",
            "ana #motion row 4 stays",
            "bo #vote +1",
            "cy #vote -1",
            "cy #vote +1",
            "bo #close",
            "ana #close",
            "ana #motion row 5 goes",
            "bo #vote -1",
            "ana #close",
            "ana #endmeeting",
        ],
        &[
            "PROPOSED row 4 stays (ana)",
            "AGREED row 4 stays (ana)",
            "PROPOSED row 5 goes (ana)",
            "REJECTED row 5 goes (ana)",
        ],
    ),
];

#[test]
fn who_presides_and_misses_is_who_was_named() {
    for (log, chairs, regrets, owners) in [
        ("Chair: Jo, Lou\nchair+ Mia\nchair- Lou", vec!["Jo", "Mia"], vec![], None),
        ("Regrets: Nick\npresent+ Nick_Brown", vec![], vec!["Nick"], None),
        ("present+ Nick_Brown\nregrets+ Nick", vec![], vec!["Nick"], None),
        ("ACTION eve: send the table", vec![], vec![], Some("eve")),
        ("ACTION: Come to Geneva", vec![], vec![], None),
    ] {
        let lines: Vec<String> = log.lines().map(|line| format!("14:00:00 <ana> {line}")).collect();
        let place = Place::new();
        place.write("log", lines.join("\n").as_bytes());
        let run = place.replay(&["log", "--to", "json", "--date", "2026-12-08"]);
        let json: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}", run.err));
        assert_eq!(json["chairs"], serde_json::json!(chairs), "{log}");
        assert_eq!(json["regrets"], serde_json::json!(regrets), "{log}");
        let of_action = &json["actions"][0]["owners"][0];
        assert_eq!(of_action.as_str(), owners, "{log}");
    }
}

#[test]
fn each_log_is_read_by_its_own_rules() {
    let mut faults = Vec::new();
    for (what, lines, expected) in LOGS {
        let mut log = String::new();
        for (second, line) in (0..).zip(*lines) {
            let (nick, words) = line.split_once(' ').expect("a nick and words");
            // Two minutes between lines: nothing is just opened.
            writeln!(log, "{:02}:{:02}:00 <{nick}> {words}", 14 + second * 2 / 60, second * 2 % 60)
                .expect("a String grows");
        }
        let place = Place::new();
        place.write("log", log.as_bytes());
        let report = place.replay(&["log", "--to", "json", "--date", "2026-12-08"]).report();
        let found = report.map(|report| {
            let items = report.items.iter().map(|item| format!("{} {} ({})", item.kind, item.text, item.by));
            items.collect::<Vec<_>>()
        });
        if found.as_deref() != Ok(&expected.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>()) {
            faults.push(format!("{what}:\n  should be {expected:?}\n  and is    {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
