//! The mails about meetings ahead, of the transcripts 84 and 85, as others read them: Python's email package and Rust's
//! mail-parser (`parsed`), the mail-parser of Python (`mail.py`), and the readers of calendar files.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::parsed::{self, Mail};
use crate::place;
use crate::readers::{self, Answer};

/// A mail as Python's mail-parser reads it.
#[derive(Debug, PartialEq, Deserialize)]
struct Read {
    defects: Vec<String>,
    subject: String,
    message_id: String,
    in_reply_to: Option<String>,
    references: Option<String>,
    from: Vec<String>,
    to: Vec<String>,
    reply_to: Vec<String>,
    texts: Vec<String>,
    files: Vec<File>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct File {
    name: String,
    content_type: String,
    content: String,
}

/// What sends the minutes of the first transcript's meeting, too.
const AND_MINUTES: &str = "bret: !minutes approve\nsena: !minutes send\n";
const LIST: &str = "jcg@lists.example.org";
const FROM: &str = "convenor@localhost.localdomain";

/// What the calendar files of the mails should say: method, UID, SEQUENCE, status, start, end.
type Event = (&'static str, &'static str, u32, &'static str, &'static str, &'static str);
const ANNOUNCED: [Event; 1] =
    [("PUBLISH", "jcg.7.1@lists.example.org", 0, "CONFIRMED", "2026-12-08T14:00:00Z", "2026-12-08T16:00:00Z")];
const MOVED_LATE_CANCELLED: [Event; 5] = [
    ("PUBLISH", "7", 0, "CONFIRMED", "2026-12-08T14:00:00Z", "2026-12-08T16:00:00Z"),
    ("PUBLISH", "7", 1, "CONFIRMED", "2026-12-10T13:00:00Z", "2026-12-10T14:30:00Z"),
    ("PUBLISH", "8", 0, "CONFIRMED", "2026-12-16T14:00:00Z", "2026-12-16T15:00:00Z"),
    ("PUBLISH", "9", 0, "CONFIRMED", "2027-02-02T14:00:00Z", "2027-02-02T15:00:00Z"),
    ("CANCEL", "9", 1, "CANCELLED", "2027-02-02T14:00:00Z", "2027-02-02T15:00:00Z"),
];

/// What would be a header, a part, a property or another character set where words are not kept apart from them.
const HOSTILE: &str = r#"# config: jcg.toml
# now: 2026-11-24T09:00:00Z
bret: !schedule "2026-12-08 15:00 Geneva" for 2 h =?utf-8?q?=0D=0ABcc=3A_eve?= "quoted", \n; ^n <b>Ελλάδα</b> 物联网
bret: !join https://meet.example.org/a,b;c?d="e"&f=%0D%0A^g
ana: agenda+ Title⏎Bcc: eve@example.org⏎⏎--=_0123
eve@example.org, "Eve" <x>: agenda+ a\,b\;c\\n ATTENDEE;CN="x":mailto:eve@example.org
sena: agenda+ long 語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語 👩‍💻 é
bret: !announce
bret: !announce confirm
bret: !reschedule "2026-12-09 15:00 Geneva" because From eve@example.org⏎.⏎END:VEVENT =3D =20
bret: !announce
bret: !announce confirm
bret: !cancel Content-Type: text/html⏎⏎<script>alert(1)</script> \; \, "; X=1
bret: !announce
bret: !announce confirm
"#;
const OF_HOSTILE: [Event; 3] = [
    ("PUBLISH", "7", 0, "CONFIRMED", "2026-12-08T14:00:00Z", "2026-12-08T16:00:00Z"),
    ("PUBLISH", "7", 1, "CONFIRMED", "2026-12-09T14:00:00Z", "2026-12-09T16:00:00Z"),
    ("CANCEL", "7", 2, "CANCELLED", "2026-12-09T14:00:00Z", "2026-12-09T16:00:00Z"),
];

fn transcripts() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "it", "transcripts"].iter().collect()
}

fn transcript(name: &str) -> String {
    std::fs::read_to_string(transcripts().join(format!("{name}.txt"))).expect("the transcript is there")
}

/// The program's own console plays a transcript; the files of the mails that it left, in the order of their dates.
fn mails_of(script: &str, folder: &Path) -> Vec<PathBuf> {
    let directive = |key: &str| {
        let value = script.lines().find_map(|line| line.strip_prefix(&format!("# {key}: ")).map(str::to_owned));
        value.unwrap_or_else(|| panic!("there is no # {key}:"))
    };
    let mut console = Command::new(env!("CARGO_BIN_EXE_convenor"));
    console.arg("console").arg("--config").arg(transcripts().join(directive("config"))).arg("--data").arg(folder);
    console.args(["--now", &directive("now")]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut console = console.spawn().expect("the program starts");
    let mut input = console.stdin.take().expect("it reads");
    // It answers while it reads, so somebody has to listen meanwhile.
    let lines = script.to_owned();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = console.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads to the end");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let new = std::fs::read_dir(folder.join("outbox/new")).expect("there is mail");
    let mut files: Vec<PathBuf> = new.map(|entry| entry.expect("a readable folder").path()).collect();
    files.sort();
    files
}

fn by_mail_parser(files: &[PathBuf]) -> Vec<Read> {
    readers::lines_of(place::python("calendar", "mail.py"), files)
}

/// White space between words is what folding a header makes of it (RFC 5322, 2.2.3).
fn unfolded(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All three parsers read the same, and nothing that is amiss.
fn assert_agreed(mail: &Mail, read: &Read) {
    let shown = String::from_utf8_lossy(&mail.raw);
    assert_eq!(read.defects, Vec::<String>::new(), "mail-parser finds defects in\n{shown}");
    let owned = |name: &str| mail.header(name).map(unfolded);
    assert_eq!(Some(unfolded(&read.subject)), owned("Subject"), "{shown}");
    assert_eq!(Some(unfolded(&read.message_id)), owned("Message-ID"), "{shown}");
    assert_eq!(read.in_reply_to.as_deref().map(unfolded), owned("In-Reply-To"), "{shown}");
    assert_eq!(read.references.as_deref().map(unfolded), owned("References"), "{shown}");
    assert_eq!((read.from.as_slice(), mail.from_address.as_str()), ([FROM.to_owned()].as_slice(), FROM));
    assert_eq!(
        (read.to.as_slice(), read.reply_to.as_slice()),
        ([LIST.to_owned()].as_slice(), [LIST.to_owned()].as_slice())
    );
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
    assert_eq!(mail.header("MIME-Version"), Some("1.0"));
    assert_eq!(mail.list_fields(), Vec::<String>::new(), "only lists make them (RFC 2369)");
    assert_eq!(mail.charset.as_deref(), (mail.parts.len() == 1).then_some("utf-8"));
    let [text, files @ ..] = mail.parts.as_slice() else { panic!("no part in\n{shown}") };
    let texts: Vec<String> = read.texts.iter().map(|text| text.replace("\r\n", "\n")).collect();
    assert_eq!((text.content_type.as_str(), texts.as_slice()), ("text/plain", [mail.text.clone()].as_slice()));
    assert_eq!(text.disposition, None, "a text is no file");
    let files: Vec<File> = files
        .iter()
        .map(|part| {
            assert_eq!(part.disposition.as_deref(), Some("attachment"), "{shown}");
            let (name, content_type) = (part.name.clone().unwrap_or_default(), part.content_type.clone());
            File { name, content_type, content: part.content.clone() }
        })
        .collect();
    assert_eq!(read.files, files, "{shown}");
    for line in mail.raw.split(|byte| *byte == b'\n') {
        assert!(line.len() <= 998, "RFC 5322, clause 2.1.1");
    }
}

/// Reads what a transcript has mailed with all parsers; the mails, and how many of them have a calendar file.
fn read_by_all(script: &str, events: &[Event]) -> Vec<Mail> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = mails_of(script, folder.path());
    let raw: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).expect("a mail can be read")).collect();
    let mails = parsed::by_both(&raw).unwrap_or_else(|error| panic!("{error:#}"));
    let read = by_mail_parser(&files);
    assert_eq!(mails.len(), read.len());
    for (mail, read) in mails.iter().zip(&read) {
        assert_agreed(mail, read);
    }
    let attached = mails.iter().flat_map(|mail| mail.parts.iter().filter(|part| part.content_type == "text/calendar"));
    let (methods, calendars): (Vec<_>, Vec<_>) =
        attached.map(|part| (part.method.clone(), part.content.clone())).unzip();
    assert_eq!(calendars.len(), events.len());
    for calendar in &calendars {
        crate::rules::assert_kept(calendar);
    }
    for ((answers, method), event) in readers::read(&calendars, None).into_iter().zip(methods).zip(events) {
        assert_eq!(answers.len(), readers::COUNT, "every reader answers");
        let first = answers.values().next();
        assert!(answers.values().all(|answer| Some(answer) == first), "the readers differ: {answers:#?}");
        for (reader, answer) in answers {
            assert_eq!(Some(&answer.method), method.as_ref(), "the mail names the same method (RFC 6047, 2.4)");
            assert_event(&reader, &answer, event);
        }
    }
    mails
}

/// The UID of a meeting is only known by its beginning: the rest is the entry that planned it.
fn assert_event(reader: &str, answer: &Answer, event: &Event) {
    let (method, uid, sequence, status, start, end) = *event;
    let read =
        (answer.method.as_str(), answer.sequence, answer.status.as_str(), answer.start.as_str(), answer.end.as_str());
    assert_eq!(read, (method, sequence, status, start, end), "{reader} reads {answer:?}");
    let (whole, beginning) = (answer.uid == uid, answer.uid.starts_with(&format!("jcg.{uid}.")));
    assert!(whole || beginning, "{reader} reads {answer:?}");
    assert_eq!((answer.organizer.as_str(), answer.organizer_name.as_str()), (&*format!("mailto:{LIST}"), "JCG-Test"));
}

#[test]
fn an_announcement_and_minutes_are_read_by_all_without_defects() {
    let mails = read_by_all(&(transcript("84_announced") + AND_MINUTES), &ANNOUNCED);
    assert_eq!(mails.len(), 2);
    let announcement = mails[0].header("Message-ID");
    assert_eq!(mails[1].header("In-Reply-To"), announcement, "the minutes are in the announcement's thread");
    assert_eq!(mails[1].header("References"), announcement);
}

#[test]
fn what_moves_comes_late_or_is_cancelled_is_read_by_all_without_defects() {
    let mails = read_by_all(&transcript("85_moved_late_cancelled"), &MOVED_LATE_CANCELLED);
    assert_eq!(mails.len(), MOVED_LATE_CANCELLED.len(), "each has its calendar file");
}

/// The mails of hostile words have the parts of any other, and calendars show the words as typed.
#[test]
fn hostile_words_are_read_by_all_without_defects() {
    let mails = read_by_all(HOSTILE, &OF_HOSTILE);
    assert_eq!(mails.len(), OF_HOSTILE.len());
    for mail in &mails {
        assert_eq!((mail.parts.len(), mail.header("Bcc")), (2, None), "{}", String::from_utf8_lossy(&mail.raw));
    }
    let file = &mails[0].parts[1].content.replace("\r\n ", "");
    for words in ["1. Title (Ana Lima)", "ATTENDEE\\;CN=\"x\":mailto:eve@example.org", "物联网"] {
        assert!(file.contains(words), "{words} is missing in\n{file}");
    }
}
