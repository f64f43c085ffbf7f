//! The program itself: what it prints, what it says on errors, and its exit codes.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use convenor::command::help;
use convenor::group::event::Entry;
use tempfile::TempDir;

use crate::conversation::Transcript;
use crate::golden;

/// A folder in which the program runs; nothing of the machine's settings reaches it.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new() -> Place {
        Place { folder: tempfile::tempdir().expect("the machine has room for a temporary folder") }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convenor"));
        command.args(arguments).current_dir(self.folder.path());
        for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("CONVENOR_")) {
            command.env_remove(variable);
        }
        // Zone files are those of the folder, so none unless a test writes some.
        command.env("TZDIR", self.folder.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().expect("the program starts")
    }

    /// Runs the program with a script on its standard input.
    pub fn run_with(&self, arguments: &[&str], script: &str) -> Output {
        let mut command = self.command(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut input = child.stdin.take().expect("standard input is a pipe");
        let script = script.to_owned();
        let writer = std::thread::spawn(move || input.write_all(script.as_bytes()));
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the writer ends").expect("the program reads its whole input");
        output
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).expect("a temporary folder can be written");
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the program prints UTF-8")
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("the program prints UTF-8")
}

pub const CONSOLE: [&str; 7] = ["console", "--now", "2026-12-08T14:00:00Z", "--chair", "chair", "--data", "data"];
const SCRIPT: &str = "\
chair: start meeting: Overlap
ana: present+ (Example Corp)
chair: topic: Scope
chair: AGREED: option A
ana: ACTION: Ana to send the table by 2026-12-15
chair: end meeting
chair: !minutes
chair: !minutes approve
chair: !minutes send
chair: start meeting
";

/// A folder in which one meeting was held and another is open.
pub fn held() -> Place {
    let place = Place::new();
    let output = place.run_with(&CONSOLE, SCRIPT);
    assert!(output.status.success(), "{}", err(&output));
    place
}

#[test]
fn a_piped_script_prints_the_same_bytes_each_time() {
    let (first, second) = (Place::new().run_with(&CONSOLE, SCRIPT), Place::new().run_with(&CONSOLE, SCRIPT));
    assert!(first.status.success());
    assert!(!first.stdout.is_empty());
    assert_eq!(out(&first), out(&second));
    assert_eq!(err(&first), "");
}

#[test]
fn a_transcript_is_a_script() {
    let transcript = Transcript::named("01_first_meeting");
    let text = golden::read("tests/it/transcripts/01_first_meeting.txt");
    let output = Place::new().run_with(&["console", "--now", "2026-12-08T14:00:00Z"], &text);
    let expected: Vec<String> = transcript.lines.into_iter().flat_map(|line| line.expected).collect();
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(out(&output).lines().map(str::trim_end).collect::<Vec<_>>(), expected);
}

#[test]
fn words_for_the_console_itself_do_what_they_say() {
    // With a simulated clock nothing is shown but what the bot says.
    let output = Place::new().run_with(
        &["console", "--data", "data"],
        "help\nchair: start meeting\nana: q+ to ask\nx 2\nchair: q?\nexit\nchair: end meeting\n",
    );
    let told = out(&output);
    assert!(output.status.success() && told.starts_with("Lines are NAME: text."), "{told}");
    assert!(told.contains("\n2  ana: q+ to ask\n") && told.contains("\n4  chair: q?\n"), "{told}");
    assert!(!told.contains("end meeting\nbot") && !told.contains("is closed"), "{told}");
}

#[test]
fn a_second_run_goes_on_where_the_first_ended() {
    let place = held();
    let later = ["console", "--now", "2026-12-09T14:00:00Z", "--chair", "chair", "--data", "data"];
    let output = place.run_with(&later, "ana: q+\nchair: q?\n");
    assert_eq!(
        out(&output),
        "bot → ana: ana, you are 1st on the speaker queue.\nbot: I see ana on the speaker queue\n"
    );
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_the_script_goes_on() {
    let script = "hello\nchair: start meeting\n+ soon\nx 99\nx one\n~ 7 ana: x\n: who\nana: q+\n";
    let output = Place::new().run_with(&CONSOLE, script);
    let told = err(&output);
    let numbers: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("line ")?.split(':').next()).collect();
    assert_eq!(numbers, ["1", "3", "4", "5", "6", "7"], "{told}");
    assert_eq!(told.lines().count(), 6, "one sentence each: {told}");
    assert!(out(&output).ends_with("bot → ana: ana, you are 1st on the speaker queue.\n"), "{}", out(&output));
    assert!(!output.status.success(), "the exit code tells that something was wrong");
}

#[test]
fn minutes_are_listed_shown_and_exported() {
    let place = held();
    let list = place.run(&["minutes", "list", "--data", "data"]);
    assert_eq!(
        out(&list),
        "1  2026-12-08 14:00 UTC  Overlap  version 1 handed to the mail server\n2  2026-12-08 14:00 UTC  (no title)  not drafted\n"
    );
    let shown = place.run(&["minutes", "show", "--data", "data", "--meeting", "1"]);
    assert!(out(&shown).starts_with("Example Group, minutes of meeting 1: Overlap\n"), "{}", out(&shown));
    for (format, start) in [
        ("text", "Example Group, minutes"),
        ("markdown", "# Example Group"),
        ("html", "<!DOCTYPE html>"),
        ("json", "{\n"),
    ] {
        let exported =
            place.run(&["minutes", "export", "--data", "data", "--meeting", "1", "--to", format, "--output", "page"]);
        assert!(exported.status.success(), "{}", err(&exported));
        assert_eq!(out(&exported), "");
        let page = std::fs::read_to_string(place.path().join("page")).expect("the page was written");
        assert!(page.starts_with(start), "{format}: {page}");
        assert_eq!(page, out(&place.run(&["minutes", "show", "--data", "data", "--meeting", "1", "--to", format])));
    }
    let open = place.run(&["minutes", "show", "--data", "data"]);
    assert!(out(&open).contains("minutes of meeting 2"), "{}", out(&open));
}

#[test]
fn minutes_are_a_document_with_headings_and_tables_and_the_same_bytes() {
    let place = held();
    let export = |file: &str| {
        let exported =
            place.run(&["minutes", "export", "--data", "data", "--meeting", "1", "--to", "docx", "--output", file]);
        assert!(exported.status.success(), "{}", err(&exported));
        std::fs::read(place.path().join(file)).expect("the document was written")
    };
    let bytes = export("one.docx");
    assert_eq!(bytes, export("two.docx"), "the same minutes give the same bytes");
    let read = docx_rs::read_docx(&bytes).expect("it is a document");
    let children = &read.document.children;
    let headings = children.iter().filter(|child| match child {
        docx_rs::DocumentChild::Paragraph(paragraph) => {
            paragraph.property.style.as_ref().is_some_and(|style| style.val.starts_with("Heading"))
        }
        _ => false,
    });
    let tables = children.iter().filter(|child| matches!(child, docx_rs::DocumentChild::Table(_)));
    assert!(headings.count() >= 6, "the title, the chapters and the annexes");
    assert!(tables.count() >= 1, "the head is a table");
}

#[test]
fn who_was_there_comes_back_from_the_edited_table() {
    let place = Place::new();
    place.run_with(&CONSOLE, "chair: start meeting\nana: present+ (Example Corp)\nchair: end meeting\n");
    let minutes = |task: &str, rest: &[&str]| {
        let output = place.run(&[&["minutes", task, "--data", "data", "--meeting", "1"], rest].concat());
        format!("{}{}", out(&output), err(&output))
    };
    minutes("export", &["--to", "markdown", "--output", "page.md"]);
    let page = std::fs::read_to_string(place.path().join("page.md")).expect("it was exported");
    let (mut edited, mut is_annex) = (String::new(), false);
    for line in page.lines() {
        is_annex = if line.starts_with("## ") { line.contains("Participants") } else { is_annex };
        edited.push_str(line);
        edited.push('\n');
        if is_annex && line.starts_with('|') && line.contains("---") {
            edited.push_str("| Cy | Example Corp |\n");
        }
    }
    assert_ne!(page, edited);
    place.write("page.md", &edited);
    assert!(minutes("import", &["page.md"]).contains("- present: Cy (Example Corp)\n"));
    assert!(minutes("import", &["page.md", "--yes", "--as", "console:sena"]).contains("The minutes are changed."));
    let shown = minutes("show", &[]);
    assert!(shown.contains("Cy") && shown.contains("ana "), "the annex has both people: {shown}");
}

#[test]
fn an_import_says_beforehand_what_would_be_refused() {
    let place = Place::new();
    place.run_with(
        &CONSOLE,
        "chair: start meeting\nchair: topic: Keys\nchair: AGREED: row 4 stays\nchair: end meeting\n",
    );
    let minutes = |task: &str, rest: &[&str]| {
        let output = place.run(&[&["minutes", task, "--data", "data", "--meeting", "1"], rest].concat());
        format!("{}{}", out(&output), err(&output))
    };
    minutes("export", &["--to", "markdown", "--output", "page.md"]);
    let page = std::fs::read_to_string(place.path().join("page.md")).expect("it was exported");
    let edited = page.replace("Agreed: row 4 stays", "Agreed: row 5 stays");
    place.write("page.md", &edited);
    let told = minutes("import", &["page.md"]);
    let refusal = "That line has the words of D1-1, which are in several places of the minutes.";
    assert!(told.contains("These of the changes cannot be made:\n") && told.contains(refusal), "{told}");
    assert!(minutes("import", &["page.md", "--yes", "--as", "console:sena"]).contains(refusal));
}

#[test]
fn what_is_not_there_is_said_in_one_sentence_with_what_to_type() {
    let place = held();
    place.write("wrong.toml", "[mail]\nlistt = 1\n");
    for (arguments, words) in [
        (
            &["minutes", "show", "--data", "data", "--meeting", "9"] as &[&str],
            "has not held meeting 9; see: convenor minutes list",
        ),
        (
            &["minutes", "list", "--data", "elsewhere"],
            "there is no store at elsewhere/convenor.db; name the folder with --data DIR",
        ),
        (&["minutes", "list", "--data", "data", "--group", "x"], "the store holds no group “x”; it holds console"),
        (&["export", "--data", "elsewhere"], "there is no store at"),
        (&["minutes", "list", "--config", "none.toml"], "none.toml: cannot be read"),
        (&["minutes", "list", "--config", "wrong.toml"], "wrong.toml: line 2, key mail.listt: unknown field `listt`"),
        (&["run", "--config", "wrong.toml"], "wrong.toml: line 2"),
        (&["run"], "no platform is configured"),
        (&["console", "--config", "none.toml"], "none.toml: cannot be read"),
    ] {
        let output = place.run(arguments);
        let told = err(&output);
        assert!(!output.status.success(), "{arguments:?}");
        assert_eq!(told.lines().count(), 1, "{arguments:?}: {told}");
        assert!(told.starts_with("convenor: ") && told.contains(words), "{arguments:?}: {told}");
        assert_eq!(out(&output), "", "{arguments:?}");
    }
    let format = place.run(&["minutes", "show", "--data", "data", "--to", "pdf"]);
    assert!(
        err(&format).contains("“pdf” is not a format; the formats are text, markdown, html and json"),
        "{}",
        err(&format)
    );
    assert!(!place.path().join("elsewhere").exists(), "a question makes no folder");
}

#[test]
fn minutes_go_into_an_editor_and_come_back() {
    let place = held();
    let minutes = |task: &str, rest: &[&str]| {
        let arguments = [&["minutes", task, "--data", "data", "--meeting", "1"], rest].concat();
        let output = place.run(&arguments);
        format!("{}{}", out(&output), err(&output))
    };
    assert_eq!(minutes("export", &["--to", "markdown", "--output", "page.md"]), "");
    assert_eq!(minutes("import", &["page.md"]), "There are no differences.\n");
    let page = std::fs::read_to_string(place.path().join("page.md")).expect("it was exported");
    let edited = page.replace("Nobody was listed as present.\n\n## 2", "Everybody knew everybody.\n\n## 2");
    let edited = edited.replace("opened the meeting. 1 person was", "opened the meeting at once. 1 person was");
    assert_ne!(page, edited);
    place.write("page.md", &edited);
    let told = minutes("import", &["page.md"]);
    assert!(told.contains("- 1.1: now “"), "{told}");
    assert!(
        told.ends_with("Nothing is changed yet. To apply the changes, repeat the command with: --yes --as ACCOUNT\n"),
        "{told}"
    );
    assert!(minutes("import", &["page.md", "--yes"]).contains("--as"), "whoever changes something is named");
    assert!(minutes("import", &["page.md", "--yes", "--as", "console:sena"]).contains("The minutes are changed."));
    assert_eq!(minutes("import", &["page.md"]), "There are no differences.\n");
    let diff = minutes("diff", &["--from", "1"]);
    assert!(diff.starts_with("- 1.1: now “"), "{diff}");
    assert_eq!(minutes("diff", &["--from", "1", "--to", "1"]), "They are the same.\n");
    assert_ne!(minutes("show", &[]), minutes("show", &["--version", "1"]));
    place.write("page.md", "No minutes at all.");
    assert!(minutes("import", &["page.md"]).contains("page.md holds no minutes; export them first"));
}

#[test]
fn an_announcement_is_shown_byte_for_byte() {
    let place = Place::new();
    let none = place.run(&["announce", "--dry-run", "--data", "data"]);
    assert!(err(&none).contains("there is no store"), "{}", err(&none));
    place.run_with(&["console", "--data", "data"], "ana: agenda+ Overlap table\n");
    let none = place.run(&["announce", "--dry-run", "--data", "data"]);
    assert!(
        err(&none).contains("no meeting of console is planned; a chair plans one in the room with !schedule"),
        "{}",
        err(&none)
    );
    place.run_with(&["console", "--data", "data"], "ana: !schedule in 9 days for 1 h Überblick\n");
    let mail = out(&place.run(&["announce", "--dry-run", "--data", "data"]));
    for part in
        ["To: group@lists.example.org", "Content-Type: multipart/mixed", "1. Overlap table (ana)", "method=PUBLISH"]
    {
        assert!(mail.contains(part), "{part} in {mail}");
    }
    place.run_with(&["console", "--data", "data"], "ana: !reschedule in 2 h\n");
    let late = err(&place.run(&["announce", "--dry-run", "--data", "data"]));
    assert!(late.contains("it is late to announce meeting 1"), "{late}");
    let mail = out(&place.run(&["announce", "--dry-run", "--data", "data", "--override", "it is urgent"]));
    assert!(mail.contains("Subject: SHORT NOTICE: Example Group meeting 1"), "{mail}");
}

#[test]
fn a_log_is_exported_as_json_lines() {
    let place = held();
    let exported = out(&place.run(&["export", "--data", "data"]));
    let entries: Vec<Entry> =
        exported.lines().map(|line| serde_json::from_str(line).expect("a line is an entry")).collect();
    assert!(entries.len() > 5);
    for (entry, line) in entries.iter().zip(exported.lines()) {
        assert_eq!(serde_json::to_string(entry).expect("an entry has a JSON form"), line);
    }
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
    let wanted: Vec<u64> = (1..).take(entries.len()).collect();
    assert_eq!(numbers, wanted);
}

#[test]
fn commands_and_completions_are_printed() {
    let place = Place::new();
    assert_eq!(out(&place.run(&["commands"])), help::reference());
    for shell in ["bash", "zsh", "fish"] {
        let completions = place.run(&["completions", shell]);
        assert!(completions.status.success());
        assert!(out(&completions).contains("convenor") && out(&completions).contains("minutes"), "{shell}");
    }
    let version = out(&place.run(&["--version"]));
    assert_eq!(version, format!("convenor {}\n", env!("CARGO_PKG_VERSION")));
    let nothing = std::fs::read_dir(place.path()).expect("a temporary folder can be read").count();
    assert_eq!(nothing, 0, "asking for a page leaves nothing behind");
}

const SLOTS: [&str; 7] = ["slots", "next week 2 h", "--in", "Geneva,Seoul", "--now", "2026-12-08T14:00:00Z", "--to"];

#[test]
fn options_stand_before_and_behind_a_time() {
    let place = Place::new();
    let now = ["--now", "2026-11-24T12:00:00Z"];
    let typed = ["2026-12-08", "15:00", "Geneva"];
    let options = ["--in", "Seoul,Denver", "--to", "json"];
    let before = place.run(&[&["time"], &now[..], &options, &typed].concat());
    let behind = place.run(&[&["time"], &typed[..], &options, &now].concat());
    assert!(before.status.success() && out(&before).contains("Asia/Seoul"), "{}{}", out(&before), err(&before));
    assert_eq!(out(&before), out(&behind));
    let unclear = place.run(&[&["time", "15:00 IST"], &now[..]].concat());
    assert_eq!(unclear.status.code(), Some(2), "{}", out(&unclear));
    assert!(out(&unclear).contains("Asia/Kolkata"), "{}", out(&unclear));
}

#[test]
fn slots_are_proposed_as_text_json_and_pictures() {
    let place = Place::new();
    let run = |form: &str| place.run(&[&SLOTS[..], &[form]].concat());
    let text = out(&run("text"));
    assert!(text.starts_with("Fairest of 240 slots between 2026-12-14 and 2026-12-20: Monday"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&out(&run("json"))).expect("it is JSON");
    let first = &json["slots"][0];
    assert_eq!((&json["minutes"], &json["reference"]), (&120.into(), &"UTC".into()));
    assert_eq!(first["zones"][1]["zone"], "Asia/Seoul");
    assert!(text.contains(&first["sittings"][0]["utc"].as_str().expect("an instant")[11..16]), "{text}");
    assert_eq!(json["picture"]["rows"][0]["zone"], "Europe/Zurich");
    assert!(out(&run("svg")).starts_with("<svg "));
    assert!(run("png").stdout.starts_with(b"\x89PNG"));
    let twice = ["slots", "next week 2 h twice in Geneva, Seoul", "--to", "svg", "-o", "twice.svg"];
    assert!(place.run(&twice).status.success());
    let written = std::fs::read_to_string(place.path().join("twice.svg")).expect("the file was written");
    assert!(written.contains("Session 2, "));
}

#[test]
fn a_wish_that_cannot_be_met_says_why() {
    let place = Place::new();
    for (arguments, code, words) in [
        (&["slots", "somewhen", "--in", "Seoul"] as &[&str], 2, "Type, for example: convenor slots next week 2 h"),
        (&["slots", "next week"], 2, "Where do people sit?"),
        (&["slots", "--in", "Atlantis"], 2, "I know no place or zone “Atlantis”"),
        (&["slots", "--in", "UTC+3"], 2, "is not a zone: name a city"),
        (&["slots", "2026-12-12", "--in", "Seoul", "--now", "2026-12-08T14:00:00Z"], 2, "such as: convenor slots"),
        (
            &["slots", "for 3 meetings", "--in", "Seoul", "--to", "png"],
            1,
            "cannot be shown as a picture; use --to text",
        ),
    ] {
        let output = place.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{arguments:?}");
    }
    let output = place.run(&["slots", "somewhen", "--in", "Seoul", "--to", "json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(out(&output).starts_with(r#"{"problem":"#), "{}", out(&output));
}

#[test]
fn the_picture_of_the_page_is_what_its_command_makes() {
    const PICTURE: &str = "docs/fair-hours.png";
    let page = golden::read("docs/fair-hours.md");
    let line = page.lines().find_map(|line| line.strip_prefix("convenor ")).expect("the page has the command");
    let place = Place::new();
    let output = place.run(&line.split_whitespace().collect::<Vec<_>>());
    assert!(output.status.success(), "{}", err(&output));
    let drawn = std::fs::read(place.path().join("fair-hours.png")).expect("the picture was written");
    if golden::is_renewing() {
        std::fs::write(golden::path(PICTURE), &drawn).expect("the repository can be written");
    }
    // Rims of characters may differ between kinds of processors.
    if cfg!(target_arch = "x86_64") {
        let kept = std::fs::read(golden::path(PICTURE)).expect("the picture belongs to the repository");
        assert!(kept == drawn, "{PICTURE} is stale: renew it with UPDATE=1");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let place = held();
    for arguments in [
        &["commands"] as &[&str],
        &["completions", "bash"],
        &["export", "--data", "data"],
        &["minutes", "show", "--data", "data"],
        &["minutes", "list", "--data", "data"],
        &["check"],
    ] {
        let (reader, writer) = std::io::pipe().expect("the machine has pipes");
        drop(reader);
        let output = place.command(arguments).stdin(Stdio::null()).stdout(writer).output().expect("the program starts");
        assert!(!err(&output).contains("panicked"), "{arguments:?}: {}", err(&output));
        // Without a platform, check has something to say against the defaults.
        assert_eq!(output.status.success(), arguments[0] != "check", "{arguments:?}: {}", err(&output));
    }
    // The same with a reader that takes the first line, as `| head -1` does.
    let (mut reader, writer) = std::io::pipe().expect("the machine has pipes");
    let mut command = place.command(&CONSOLE);
    let mut child =
        command.stdin(Stdio::piped()).stdout(writer).stderr(Stdio::piped()).spawn().expect("the program starts");
    drop(command);
    let mut input = child.stdin.take().expect("standard input is a pipe");
    input.write_all(b"chair: !status\n").expect("the program reads its input");
    reader.read_exact(&mut [0; 4]).expect("the bot answers");
    drop(reader);
    input.write_all("chair: q?\n".repeat(50).as_bytes()).expect("the program reads its input");
    drop(input);
    let output = child.wait_with_output().expect("the program ends");
    assert!(!err(&output).contains("panicked"), "{}", err(&output));
}

#[test]
fn a_step_of_the_clock_that_is_too_long_names_the_limit() {
    let output = Place::new().run_with(&CONSOLE, "+ 20 d\n+ 6 fortnights\n+ 7 d\nchair: start meeting\n");
    let told = format!("{}{}", out(&output), err(&output));
    assert!(
        told.contains("“+ 20 d” is too long a step; a step can be from 1 s to 7 days, so write several: + 7 d"),
        "{told}"
    );
    assert!(told.contains("I cannot read the duration in “+ 6 fortnights”; write + 10m, + 90 s or + 2 h"), "{told}");
    assert!(told.contains("It is 2026-12-15 14:00 UTC."), "the script goes on: {told}");
}

#[test]
fn a_log_that_is_ahead_of_the_clock_is_warned_of_at_the_start() {
    let place = Place::new();
    let at = |now: &'static str| ["console", "--now", now, "--chair", "chair", "--data", "data"];
    place.run_with(&at("2036-12-08T14:00:00Z"), "chair: agenda+ Overlap\n");
    let output = place.run_with(&at("2026-12-08T14:00:00Z"), "chair: agenda?\n");
    let warned = err(&output);
    assert!(warned.contains("WARN") && warned.contains("the last entry of this log is ahead of the clock"), "{warned}");
    assert!(out(&output).contains("Overlap"), "{}", out(&output));
    assert!(!err(&place.run_with(&at("2036-12-08T14:01:00Z"), "chair: agenda?\n")).contains("ahead of the clock"));
}
