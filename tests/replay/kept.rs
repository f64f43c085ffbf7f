//! What programs keep besides the forms of `forms`: lines that nobody said, names of any kind, and files that hold nothing.

use crate::place::Place;

/// A log, and who said how many lines of it.
const LOGS: &[(&str, &[(&str, u32)])] = &[
    // Notices of bots whose nicks have a mark in them.
    (
        "[14:00:00] <ana> hi\n[14:00:05] -build-bot- 3 rows were pushed\n[14:01:00] <bo> hello\n",
        &[("ana", 1), ("bo", 1)],
    ),
    // mIRC goes on with a space.
    ("<ana> RESOLVED: keep the\n scope as it was\n<bo> fine\n", &[("ana", 1), ("bo", 1)]),
    // Bouncers keep addresses with nicks; a word with an exclamation mark is none.
    ("[14:00] <ana!~ana@example.org> hi\n[14:01] <bo!> hello\n", &[("ana", 1), ("bo!", 1)]),
    // What WhatsApp tells of somebody, and what it says behind changed words.
    (
        "[08.12.26, 14:00:00] Ana Lima: \u{200e}Ana Lima created the group\n\
         [08.12.26, 14:00:10] Ana Lima: hi \u{200e}<This message was edited>\n\
         \u{200e}[08.12.26, 14:00:20] Bo Nyberg: \u{200e}image omitted\n\
         [08.12.26, 14:00:30] Bo Nyberg: hello\n",
        &[("Ana Lima", 1), ("Bo Nyberg", 1)],
    ),
    // A picture that WhatsApp leaves out.
    (
        "13.12.26, 14:00 - Ana Lima: hi\n13.12.26, 14:01 - Bo Nyberg: <Medien ausgeschlossen>\n13.12.26, 14:02 - Cy Park: <ok>\n",
        &[("Ana Lima", 1), ("Cy Park", 1)],
    ),
    // Webex where it does not know who speaks.
    (
        "WEBVTT\n\n1 \"Ana Lima\" (1)\n00:00:03.320 --> 00:00:05.120\nhello\n\n2 \"\" (0)\n00:00:06.320 --> 00:00:09.120\nwho am I\n",
        &[("Ana Lima", 1)],
    ),
    // Telegram's names may have any mark before the comma.
    (
        "cy?, [08.12.2026 14:00]\nhi\n\nAna [JCG]: rows, [08.12.2026 14:01]\nhello\nand more\n",
        &[("Ana [JCG]: rows", 1), ("cy?", 1)],
    ),
    // Zoom in its older form: who reads along is no part of the name.
    ("14:00:00\t From Bo To All Panelists : hi\n14:00:05\t From Cy to Everyone : hello\n", &[("Bo", 1), ("Cy", 1)]),
    // A reaction is no words, and words about one are.
    (
        "00:00:01\tAna:\tReacted to \"row 4\" with 👍\n00:00:05\tBo:\tReacted to it with a long letter\n00:00:09\tAna:\tfine\n",
        &[("Ana", 1), ("Bo", 1)],
    ),
    // A piece of a program inside notes is no log.
    (
        "# Rows\n\n## Attendees\n\n- Ana Lima\n- Bo Nyberg\n\n## Overlap\n\nAna: this is it:\n\n```html\n<script> var a = 1\n</script>\n<b>x</b>\n```\n\nBo: fine\n",
        &[("Ana Lima", 1), ("Bo Nyberg", 1)],
    ),
    // Headings of older Markdown, and what is heard in brackets.
    (
        "##Rows\n\n###Present: Ana Lima, Bo Nyberg\n\n[laughter]\n\n[a picture is shown]\n\n###Topic: Overlap\n\nAna: row 4\n\n[more laughter]\n\nBo: row 5\n",
        &[("Ana Lima", 1), ("Bo Nyberg", 1)],
    ),
    // Front matter is of the page, and `Scribe(s)` is nobody.
    (
        "---\nlayout: minutes\ndate: 2026-12-08\njson-ld: |\n    {}\n---\n\n# Rows\n\n**Present:** Ana Lima, Bo Nyberg\n\n**Scribe(s):** Bo Nyberg\n\n## Overlap\n\nAna: row 4\n\nBo: row 5\n",
        &[("Ana Lima", 1), ("Bo Nyberg", 1)],
    ),
    // Times at midnight are times, and no count.
    ("[00:11] Ana: hi\n[00:41] Bo: hello\n[23:59] Ana: bye\n", &[("Ana", 2), ("Bo", 1)]),
];

#[test]
fn what_nobody_said_is_nobodys_line() {
    let place = Place::new();
    for (log, people) in LOGS {
        let run = place.replay_with(&["-", "--to", "json", "--date", "2026-12-08"], log.as_bytes());
        let report = run.report().unwrap_or_else(|fault| panic!("{log:?}: {fault}"));
        let mut found: Vec<_> = report.people.iter().map(|one| (one.name.as_str(), one.lines)).collect();
        found.sort_unstable();
        assert_eq!(found, *people, "{log:?}: {}", run.err);
    }
}

/// Reactions and the number of answers stand below messages that are copied from Slack.
#[test]
fn what_slack_shows_below_a_message_is_no_words() {
    let log = "Ana Lima\n  2:00 PM\nRESOLVED: keep it\n:+1:\n2\n\n\n2 replies\nLast reply 3 minutes ago\n\nBo Nyberg\n  2:02 PM\nI agree\n";
    let run = Place::new().replay_with(&["-", "--to", "json", "--date", "2026-12-08"], log.as_bytes());
    let report = run.report().expect("it can be read");
    let decisions: Vec<&str> = report.decisions.iter().map(|made| made.text.as_str()).collect();
    assert_eq!(decisions, ["keep it"]);
}

#[test]
fn a_wrapped_decision_is_whole() {
    let log = b"<ana> RESOLVED: keep the\n scope as it was\n<bo> fine\n";
    let report = Place::new().replay_with(&["-", "--to", "json"], log).report().expect("it can be read");
    let decisions: Vec<&str> = report.decisions.iter().map(|made| made.text.as_str()).collect();
    assert_eq!(decisions, ["keep the scope as it was"]);
}

/// A file that holds nothing is told as what it is.
#[test]
fn exports_without_messages_are_named() {
    let head = "==========\nGuild: Example group\nChannel: iot\nTopic: rows\nMessages: 0\n==========\n\n";
    for (log, why) in [
        (head, "the export holds no messages with words"),
        ("AuthorID;Author;Date;Content;Attachments;Reactions;\n", "the table names its columns and holds no messages"),
        ("WEBVTT\n\n", "the transcript has no words"),
    ] {
        let run = Place::new().replay_with(&["-", "--to", "json"], log.as_bytes());
        assert!(run.code == Some(1) && run.err.contains(why), "{log:?}: {:?} {}", run.code, run.err);
    }
}

/// The day of a log without years is before the day on which the file was written.
#[test]
fn a_log_without_years_was_kept_before_its_file_was_written() {
    let place = Place::new();
    place.write("log", b"Jan 14 14:00:00 <ana>\thi\nJan 14 14:01:00 <bo>\thello\n");
    place.written_on("log", "2025-12-10T12:00:00Z");
    let report = place.replay(&["log", "--to", "json"]).report().expect("it can be read");
    assert_eq!(report.date.as_deref(), Some("2025-01-14"));
}
