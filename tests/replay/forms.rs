//! One meeting as each program saves or exports it, and as people type it: whoever kept it, the record is the same.
//!
//! The fixtures in `fixtures/forms` are written for this after the sources that docs/replay.md names.

use crate::place::{Place, Run, in_repository};
use crate::report::Report;

/// What a fixture holds besides the meeting's own facts.
struct Row {
    name: &'static str,
    /// Whether it says its day.
    is_dated: bool,
    title: Option<&'static str>,
    /// Who said how much.
    people: [(&'static str, u32); 3],
}

const PEOPLE: [(&str, u32); 3] = [("Ana Lima", 3), ("Bo Nyberg", 1), ("Cy Park", 1)];
const NICKS: [(&str, u32); 3] = [("ana", 3), ("bo", 1), ("cy", 1)];
const TOPIC: &str = "Overlap table";
const DECISION: &str = "The table goes to SG17";
const ACTION: (&str, &str) = ("Bo to send the table to SG20 by 2026-12-15", "2026-12-15");

const fn dated(name: &'static str) -> Row {
    Row { name, is_dated: true, title: None, people: PEOPLE }
}

const fn dateless(name: &'static str) -> Row {
    Row { is_dated: false, ..dated(name) }
}

const fn of_nicks(name: &'static str) -> Row {
    Row { people: NICKS, ..dated(name) }
}

fn rows() -> Vec<Row> {
    let mut rows = vec![
        dateless("zoom-recording.txt"),
        dateless("zoom-saved.txt"),
        Row { people: [("Ana Lima", 3), ("Bo Nyberg", 1), ("Cy Park", 2)], ..dated("zoom-new.txt") },
        Row { people: [("Ana Lima", 3), ("Bo Nyberg", 2), ("Cy Park", 1)], ..dated("teams-copied.txt") },
        dateless("teams-copied-new.txt"),
        dateless("teams.vtt"),
        dated("zoom.vtt"),
        dateless("webex.vtt"),
        Row { people: [("Ana Lima", 4), ("Bo Nyberg", 1), ("Cy Park", 1)], ..dateless("long.vtt") },
        dateless("captions.srt"),
        dateless("dashes.srt"),
        dateless("meet-chat.sbv"),
        dateless("meet-copied.txt"),
        dated("meet-transcript.txt"),
        dated("jigasi.txt"),
        dated("jigasi.json"),
        dateless("bigbluebutton.txt"),
        dateless("webex-chat.txt"),
        dateless("slack-copied.txt"),
        dateless("slack-copied-new.txt"),
        dated("slack.json"),
        dated("discord.txt"),
        dated("discord.csv"),
        dated("discord-copied.txt"),
        dateless("discord-compact.txt"),
        dated("discord.html"),
        dated("element.html"),
        dated("element-de.txt"),
        dated("element-ja.txt"),
        dated("element-ko.txt"),
        dated("element-zh-TW.txt"),
        dated("element-da.txt"),
        dated("element-fr-CA.txt"),
        dated("element-en-US.txt"),
        Row { people: [("Ana Lima", 3), ("Bo Nyberg", 2), ("Cy Park", 1)], ..dated("element-en-AU.txt") },
        dated("telegram.json"),
        dated("telegram.html"),
        dated("telegram-copied.txt"),
        dated("telegram-copied-new.txt"),
        Row { people: [("Ana Lima", 3), ("Bo Nyberg", 2), ("Cy Park", 1)], ..dated("whatsapp-android.txt") },
        dated("whatsapp-iphone.txt"),
        dated("zulip.json"),
        dateless("zulip-copied.txt"),
        Row { people: [("Ana Lima", 3), ("Bo Nyberg", 1), ("Cy Park", 2)], ..dated("mattermost.jsonl") },
        dated("mattermost.csv"),
        dated("mattermost-posts.json"),
        Row { people: [("Ana Lima", 3), ("Bo Nyberg", 2), ("Cy Park", 1)], ..dated("pidgin.txt") },
        dated("pidgin.html"),
        of_nicks("rrsagent.html"),
        of_nicks("rrsagent.rdf"),
        Row { title: Some("IoT overlap"), people: [("ana", 5), ("bo", 1), ("cy", 1)], ..dated("meetbot.log.html") },
        of_nicks("in-markdown.md"),
        of_nicks("in-fence.md"),
        dateless("bold.md"),
        of_nicks("table.md"),
        of_nicks("table.html"),
        dated("columns.csv"),
        dated("list.json"),
        dated("lines.jsonl"),
        of_nicks("weechat-copied.txt"),
        of_nicks("in-mail.eml"),
        Row { is_dated: false, ..of_nicks("quassel.txt") },
        of_nicks("thelounge.log"),
        of_nicks("znc-2026-12-08.log"),
        of_nicks("irccloud.txt"),
        Row { is_dated: false, ..of_nicks("kvirc.log") },
        Row { people: [("ana", 3), ("bo", 1), ("cy", 2)], ..dated("textual.txt") },
        of_nicks("konversation.log"),
        Row { people: [("ana", 3), ("bo", 1), ("cy", 2)], ..dated("eggdrop.log") },
        of_nicks("ii.txt"),
        Row { people: [("ana", 3), ("bo", 1), ("cy", 2)], ..dated("mirc.log") },
        Row {
            title: Some("IoT overlap"),
            people: [("Ana Lima", 1), ("Bo Nyberg", 1), ("Cy Park", 1)],
            ..dated("notes.txt")
        },
        Row {
            title: Some("IoT overlap – 2026-12-08"),
            people: [("Ana Lima", 1), ("Bo Nyberg", 1), ("Cy Park", 1)],
            ..dated("notes.md")
        },
    ];
    rows.extend(text_and_themes());
    rows
}

/// Transcripts that are kept as text, themes and bouncers, pages and notes that others made.
fn text_and_themes() -> Vec<Row> {
    vec![
        dated("meet-attendees.md"),
        dated("meet-notes.md"),
        dated("meet-text.txt"),
        dated("otter.txt"),
        dated("teams-transcript.txt"),
        dateless("rev.txt"),
        dateless("stamped-lines.md"),
        dateless("bold-stamps.md"),
        Row { people: [("ana", 3), ("bo", 1), ("cy", 2)], ..dated("bip.log") },
        Row { people: [("ana", 3), ("bo", 1), ("cy", 2)], ..dated("irssi-bars.log") },
        Row { people: [("ana", 3), ("bo", 1), ("cy", 2)], ..dateless("qwebirc.txt") },
        Row { people: [("ana", 3), ("bo", 1), ("cy", 2)], ..dated("quassel-copied.txt") },
        of_nicks("dircproxy.log"),
        of_nicks("botbot.log"),
        Row { people: [("Ana Lima - Example Corp", 3), ("bo [JCG]", 1), ("cy park", 1)], ..dateless("zoom-names.vtt") },
        Row { people: [("JCG: Ana Lima", 3), ("bo [JCG]", 1), ("cy", 1)], ..dateless("zoom-recording-names.txt") },
        dateless("zoom-es.txt"),
        dateless("zoom-ja.txt"),
        dateless("zoom-zh.txt"),
        of_nicks("weechat-marks.txt"),
        Row {
            title: Some("IoT overlap – 08 December 2026"),
            people: [("Ana Lima", 1), ("Bo Nyberg", 1), ("Cy Park", 1)],
            ..dated("minutes-page.html")
        },
        dated("discord-2019.html"),
        of_nicks("discord-2019.txt"),
        Row {
            title: Some("IoT overlap call – 8 December 2026"),
            people: [("Ana Lima", 1), ("Bo Nyberg", 1), ("Cy Park", 1)],
            ..dated("headings.md")
        },
    ]
}

#[test]
fn one_meeting_gives_the_same_record_in_every_form() {
    let place = Place::new();
    let mut faults = Vec::new();
    for row in rows() {
        let run = place.replay(&[&fixture(row.name), "--to", "json"]);
        let found =
            run.report().map_or_else(|fault| vec![format!("{fault} {}", run.err)], |report| faults_of(&report, &row));
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", row.name)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn faults_of(report: &Report, row: &Row) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |what: &str, expected: String, found: String| {
        if expected != found {
            faults.push(format!("{what} should be {expected} and is {found}"));
        }
    };
    let topics: Vec<_> = report.topics.iter().map(|topic| topic.title.as_str()).collect();
    check("topics", format!("{:?}", [TOPIC]), format!("{topics:?}"));
    let decisions: Vec<_> = report.decisions.iter().map(|made| made.text.as_str()).collect();
    check("decisions", format!("{:?}", [DECISION]), format!("{decisions:?}"));
    let actions: Vec<_> =
        report.actions.iter().map(|action| (action.text.as_str(), action.due.as_deref().unwrap_or_default())).collect();
    check("actions", format!("{:?}", [ACTION]), format!("{actions:?}"));
    let mut people: Vec<_> = report.people.iter().map(|one| (one.name.as_str(), one.lines)).collect();
    people.retain(|(name, _)| *name != "meetbot");
    people.sort_unstable();
    check("people", format!("{:?}", row.people), format!("{people:?}"));
    if row.is_dated {
        check("date", "2026-12-08".to_owned(), report.date.clone().unwrap_or_default());
    }
    if let Some(title) = row.title {
        check("title", title.to_owned(), report.title.clone().unwrap_or_default());
    }
    faults
}

#[test]
fn every_fixture_has_its_row() {
    let folder = in_repository("tests/replay/fixtures/forms");
    let files = std::fs::read_dir(folder).expect("the fixtures belong to the repository");
    let known: Vec<&str> = rows().iter().map(|row| row.name).chain(PARTS).collect();
    let unknown: Vec<String> = files
        .map(|file| file.expect("a file of the repository").file_name().to_string_lossy().into_owned())
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    assert_eq!(unknown, Vec::<String>::new());
}

/// Fixtures that are packed into archives here.
const PARTS: [&str; 2] = ["slack-day.json", "slack-users.json"];

#[test]
fn what_is_said_to_some_alone_is_left_out_and_told() {
    for name in [
        "zoom-saved.txt",
        "zoom-new.txt",
        "zoom-es.txt",
        "zoom-zh.txt",
        "webex-chat.txt",
        "mattermost.jsonl",
        "pidgin.txt",
    ] {
        let run = Place::new().replay(&[&fixture(name), "--to", "text"]);
        assert!(!run.out.contains("leave early") && !run.out.contains("tell nobody"), "{name}: {}", run.out);
        assert!(run.err.contains("1 private message is left out"), "{name}: {}", run.err);
    }
}

#[test]
fn labels_of_notes_are_nobody() {
    let report = reported(&Place::new().replay(&[&fixture("notes.txt"), "--to", "json"]));
    let present: Vec<&str> = report.present.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(present, ["Ana Lima", "Bo Nyberg", "Cy Park"]);
    assert_eq!(report.diagnostics.iter().filter(|remark| remark.text.contains("cannot be read")).count(), 0);
}

/// What is said aloud is no command, and is minuted as it is said.
#[test]
fn in_a_transcript_words_with_a_colon_alone_record() {
    let run = Place::new().replay(&[&fixture("long.vtt"), "--to", "text", "--date", "2026-12-08"]);
    assert!(run.out.contains("present+ everyone, next item, q+"), "{}", run.out);
    assert!(run.out.contains("row 4 & row 5"), "{}", run.out);
    assert!(run.out.contains("I agree with Bo"), "{}", run.out);
}

/// The heading above all others is the title, and what stands above the minutes themselves is no topic, unless somebody spoke there.
#[test]
fn headings_of_notes_are_title_and_topics() {
    let topics = |notes: &str| {
        let run = Place::new().replay_with(&["-", "--to", "json", "--date", "2026-12-08"], notes.as_bytes());
        let report = reported(&run);
        let topics: Vec<String> =
            report.topics.iter().map(|topic| format!("{} {}", topic.level, topic.title)).collect();
        (report.title.unwrap_or_default(), topics.join(", "))
    };
    let sync = "IoT sync".to_owned();
    for (notes, expected) in [
        ("## IoT sync\n### Joining\n### Minutes\n#### Rows\nAna: a\n##### Row 4\nBo: b\n", "1 Rows, 2 Row 4"),
        ("# IoT sync\n## Update: rows\nAna: a\n### Row 4\nBo: b\n## Notes\nCy: c\n", "1 Update: rows, 2 Row 4"),
        (
            "## IoT sync\n## Attendees\n- Ana\n- Bo\n## Meeting notes\n### Rows\nAna: a\n### Next rows\nBo: b\n",
            "1 Rows",
        ),
    ] {
        assert_eq!(topics(notes), (sync.clone(), expected.to_owned()), "{notes}");
    }
}

#[test]
fn a_day_that_can_be_read_two_ways_is_asked_for() {
    let log = "08/12/2026, 14:00:00 - Ana Lima: topic: Scope\n08/12/2026, 14:00:10 - Bo Nyberg: hello\n";
    let run = Place::new().replay_with(&["-", "--to", "json"], log.as_bytes());
    assert!(run.code == Some(1) && run.err.contains("--date 2026-12-08"), "{}", run.err);
    let run = Place::new().replay_with(&["-", "--to", "json", "--date", "2026-12-08"], log.as_bytes());
    assert_eq!(reported(&run).date.as_deref(), Some("2026-12-08"));
}

fn fixture(name: &str) -> String {
    in_repository("tests/replay/fixtures/forms").join(name).to_string_lossy().into_owned()
}

fn reported(run: &Run) -> Report {
    run.report().unwrap_or_else(|fault| panic!("{fault}: {}", run.err))
}
