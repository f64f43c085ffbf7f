//! Several sources of one meeting, and archives.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::place::{Place, in_repository};

const CHAT: &str = "\
14:00:00 From Ana to Everyone : topic: Overlap table
14:05:00 From Ana to Everyone : topic: Next meeting
14:06:00 From Ana to Everyone : RESOLVED: We meet in May
";
const PEOPLE: &str = "nick,name,organization\nAna,Ana Lima,Example Corp\nBo,Bo Nyberg,Example Telecom\n";

fn transcript() -> String {
    let long = "the rows of the table are many ".repeat(20);
    format!(
        "WEBVTT\n\n00:01:00.000 --> 00:01:20.000\n<v Bo>{long}and this is their end</v>\n\n\
        00:01:21.000 --> 00:01:30.000\n<v Bo>which I say again</v>\n\n\
        00:05:10.000 --> 00:05:12.000\n<v Ana>May suits all of us, next item</v>\n\n\
        00:06:05.000 --> 00:06:07.000\n<v Bo>ACTION: Bo to book the room by 2027-01-08</v>\n"
    )
}

fn place() -> Place {
    let place = Place::new();
    place.write("chat.txt", CHAT.as_bytes());
    place.write("talk.vtt", transcript().as_bytes());
    place.write("people.csv", PEOPLE.as_bytes());
    place
}

#[test]
fn a_chat_and_its_transcript_are_one_record() {
    let place = place();
    let run = place.replay(&["chat.txt", "talk.vtt", "--people", "people.csv", "--date", "2026-12-08", "--to", "json"]);
    let report = run.report().unwrap_or_else(|fault| panic!("{fault} {}", run.err));
    let topics: Vec<&str> = report.topics.iter().map(|topic| topic.title.as_str()).collect();
    assert_eq!(topics, ["Overlap table", "Next meeting"]);
    let decisions: Vec<&str> = report.decisions.iter().map(|made| made.text.as_str()).collect();
    assert_eq!(decisions, ["We meet in May"]);
    let actions: Vec<&str> = report.actions.iter().map(|made| made.text.as_str()).collect();
    assert_eq!(actions, ["Bo to book the room by 2027-01-08"]);
    let people: Vec<(&str, u32)> = report.people.iter().map(|one| (one.name.as_str(), one.lines)).collect();
    assert_eq!(people, [("Ana Lima", 4), ("Bo Nyberg", 2)]);
    assert!(run.err.contains("taken to be 14:00:00"), "{}", run.err);
}

#[test]
fn minutes_show_statements_in_brief_with_their_numbers() {
    let place = place();
    let arguments = ["chat.txt", "talk.vtt", "--people", "people.csv", "--date", "2026-12-08"];
    let run = place.replay(&arguments);
    let words = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("[2] the rows of the table"), "{words}");
    assert!(words.contains("[4] May suits all of us, next item"), "{words}");
    assert!(!words.contains("this is their end"), "{words}");
    assert!(words.contains("1 of 2 statements is cut here"), "{words}");
    assert!(!words.contains("in full"), "{words}");
    for form in ["text", "markdown", "html", "docx"] {
        let run = place.replay(&[&arguments[..], &["--annex", "--to", form, "-o", "minutes"]].concat());
        assert_eq!(run.code, Some(0), "{form}: {}", run.err);
    }
    let run = place.replay(&[&arguments[..], &["--annex"]].concat());
    let words = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, annex) = words.split_once("in full").expect("there is an annex");
    assert!(annex.contains("and this is their end which I say again"), "{annex}");
}

/// What was said at 14:05:10 by the chat's clock is of the second topic; said two minutes earlier, of the first.
#[test]
fn an_offset_moves_what_was_said() {
    for (offset, before) in [("0", false), ("-2m", true), ("-00:02:00", true), ("+10s", false)] {
        let place = place();
        let run = place.replay(&["chat.txt", "talk.vtt", "--date", "2026-12-08", "--offset", offset]);
        let said = run.out.find("May suits").unwrap_or_else(|| panic!("{offset}: {}", run.out));
        let topic = run.out.rfind("Next meeting").unwrap_or_else(|| panic!("{offset}: {}", run.out));
        assert_eq!(said < topic, before, "{offset}: {}", run.out);
    }
    let run = place().replay(&["chat.txt", "talk.vtt", "--offset", "soon"]);
    assert!(run.code == Some(2) && run.err.contains("90s, -1m30s or 00:01:30"), "{}", run.err);
}

#[test]
fn the_clock_of_a_recording_is_taken_from_its_name() {
    let place = place();
    place.write("GMT20261208-140100_Recording.transcript.vtt", transcript().as_bytes());
    let run = place.replay(&["chat.txt", "GMT20261208-140100_Recording.transcript.vtt", "--to", "json"]);
    let report = run.report().unwrap_or_else(|fault| panic!("{fault} {}", run.err));
    assert_eq!(report.date.as_deref(), Some("2026-12-08"));
    assert!(!run.err.contains("taken to be"), "{}", run.err);
}

#[test]
fn which_files_are_one_meeting_is_said_or_asked() {
    let place = place();
    place.write("other.txt", CHAT.as_bytes());
    let run = place.replay(&["chat.txt", "other.txt", "talk.vtt", "--date", "2026-12-08", "--to", "json"]);
    assert!(run.code == Some(1) && run.err.contains("--merge") && run.err.contains("--separate"), "{}", run.err);
    for (arguments, count) in [
        (&["chat.txt", "other.txt", "talk.vtt", "--merge"][..], 1),
        (&["chat.txt", "other.txt", "talk.vtt", "--separate"], 3),
        (&["chat.txt", "talk.vtt", "--separate"], 2),
        (&["chat.txt", "talk.vtt"], 1),
        (&["chat.txt", "other.txt"], 2),
        (&["chat.txt", "other.txt", "--merge"], 1),
        (&["talk.vtt", "talk.vtt"], 2),
    ] {
        let run = place.replay(&[arguments, &["--date", "2026-12-08", "--to", "json"]].concat());
        let reports = run.reports().unwrap_or_else(|fault| panic!("{fault} {}", run.err));
        assert_eq!(reports.len(), count, "{arguments:?}: {}", run.err);
    }
}

/// A recording's chat counts from where the recording begins, as its transcript does.
#[test]
fn the_chat_of_a_recording_needs_no_offset() {
    let place = place();
    place.write("chat.txt", b"00:00:01\tAna:\ttopic: Overlap table\n00:05:00\tAna:\ttopic: Next meeting\n");
    let run = place.replay(&["chat.txt", "talk.vtt", "--date", "2026-12-08"]);
    assert!(!run.err.contains("taken to be"), "{}", run.err);
    let (said, topic) = (run.out.find("May suits"), run.out.rfind("Next meeting"));
    assert!(said > topic, "{}", run.out);
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("it is in memory");
        archive.write_all(bytes).expect("it is in memory");
    }
    archive.finish().expect("it is in memory").into_inner()
}

fn document(paragraphs: &[&str]) -> Vec<u8> {
    let paragraphs: String = paragraphs
        .iter()
        .map(|words| {
            let words = words.replace('&', "&amp;").replace('>', "&gt;").replace('\n', "</w:t><w:br/><w:t xml:space=\"preserve\">");
            format!("<w:p><w:pPr><w:pStyle w:val=\"Normal\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>")
        })
        .collect();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{paragraphs}</w:body></w:document>"
    );
    packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", xml.as_bytes()),
        ("word/styles.xml", b"<w:styles/>"),
    ])
}

/// The transcripts of Teams as Word documents, in today's form and in the earlier one; and notes.
#[test]
fn word_documents_are_read() {
    let now = document(&[
        "IoT overlap-20261208_140000-Meeting Transcript",
        "December 8, 2026, 2:00PM",
        "5m 10s",
        "Ana Lima started transcription",
        "Ana Lima   0:03\nTopic: Overlap table",
        "Bo Nyberg   1:02:05\nrow 4 & row 5 are joint",
        "Ana Lima   1:03:00\nRESOLVED: The table goes to SG17",
        "Ana Lima stopped transcription",
    ]);
    let earlier = document(&[
        "0:0:3.240 --> 0:0:5.10\nAna Lima\nTopic: Overlap table",
        "0:1:3.240 --> 0:1:5.10\nBo Nyberg\nrow 4 & row 5 are joint",
        "0:2:3.240 --> 0:2:5.10\nAna Lima\nRESOLVED: The table goes to SG17",
    ]);
    let notes = document(&[
        "Meeting: IoT overlap",
        "Date: 8 December 2026",
        "Present: Ana Lima, Bo Nyberg",
        "Topic: Overlap table",
        "Ana: welcome",
        "Ana: to row 4",
        "Bo: row 4 is joint",
        "RESOLVED: The table goes to SG17",
    ]);
    for (what, bytes, date) in
        [("now", now, Some("2026-12-08")), ("earlier", earlier, None), ("notes", notes, Some("2026-12-08"))]
    {
        let place = Place::new();
        place.write("talk.docx", &bytes);
        let run = place.replay(&["talk.docx", "--to", "json"]);
        let report = run.report().unwrap_or_else(|fault| panic!("{what}: {fault} {}", run.err));
        let topics: Vec<&str> = report.topics.iter().map(|topic| topic.title.as_str()).collect();
        assert_eq!(topics, ["Overlap table"], "{what}");
        let decisions: Vec<&str> = report.decisions.iter().map(|made| made.text.as_str()).collect();
        assert_eq!(decisions, ["The table goes to SG17"], "{what}");
        let people: Vec<(&str, u32)> = report.people.iter().map(|one| (one.name.as_str(), one.lines)).collect();
        assert_eq!(people, [("Ana Lima", 2), ("Bo Nyberg", 1)], "{what}");
        if let Some(date) = date {
            assert_eq!(report.date.as_deref(), Some(date), "{what}");
        }
    }
}

#[test]
fn the_log_in_an_archive_is_found() {
    let fixture = |name: &str| {
        std::fs::read(in_repository("tests/replay/fixtures/forms").join(name)).expect("it belongs to the repository")
    };
    let (day, users) = (fixture("slack-day.json"), fixture("slack-users.json"));
    let html = fixture("telegram.html");
    let other = String::from_utf8_lossy(&html)
        .replace("RESOLVED", "we keep")
        .replace("ACTION", "to do")
        .replace("topic:", "on the");
    let whatsapp = fixture("whatsapp-android.txt");
    let archives = [
        ("Slack", packed(&[("users.json", &users), ("channels.json", b"[]"), ("iot/2026-12-08.json", &day)]), 1),
        (
            "Telegram",
            packed(&[("messages2.html", &html), ("messages.html", other.as_bytes()), ("css/style.css", b"a{}")]),
            1,
        ),
        ("WhatsApp", packed(&[("_chat.txt", &whatsapp), ("photo.jpg", b"\xff\xd8")]), 1),
    ];
    for (what, bytes, decisions) in archives {
        let place = Place::new();
        place.write("export.zip", &bytes);
        let run = place.replay(&["export.zip", "--to", "json"]);
        let report = run.report().unwrap_or_else(|fault| panic!("{what}: {fault} {}", run.err));
        assert_eq!(report.decisions.len(), decisions, "{what}");
        assert_eq!(report.lines_of("Ana Lima").map(|lines| lines % 3), Some(0), "{what}");
        assert_eq!(report.date.as_deref(), Some("2026-12-08"), "{what}");
    }
}

#[test]
fn archives_that_hold_no_log_or_too_much_are_refused_in_a_sentence() {
    let many: Vec<(String, Vec<u8>)> = (0..1_001).map(|part| (format!("{part}.txt"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let large = vec![b' '; 65 * 1024 * 1024];
    let chat = "14:00:00 <ana> topic: Scope\n14:00:10 <bo> hello\n".as_bytes();
    for (what, bytes, word) in [
        ("too many", packed(&many), "1001 parts"),
        ("too large", packed(&[("a.txt", &large)]), "64 MiB"),
        ("broken", b"PK\x03\x04 and nothing else".to_vec(), "cannot be opened"),
        ("pictures", packed(&[("a.png", b"x")]), "holds no log"),
        ("several", packed(&[("one/a.txt", chat), ("two/b.txt", chat)]), "holds 2 logs"),
        (
            "channels",
            packed(&[("users.json", b"[]"), ("a/2026-12-08.json", b"[]"), ("b/2026-12-08.json", b"[]")]),
            "several channels",
        ),
        ("no words", document(&[""]), "document"),
    ] {
        let place = Place::new();
        place.write("export.zip", &bytes);
        let run = place.replay(&["export.zip"]);
        assert!(run.is_calm() && run.code == Some(1), "{what}: {:?} {}", run.code, run.err);
        assert!(run.err.contains(word) && run.err.trim().lines().count() == 1, "{what}: {}", run.err);
    }
}
