//! Documents of meetings, made by the program as a secretary makes them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use convenor::config::Config;
use convenor::document::{Format, render};
use convenor::group::Group;
use convenor::group::event::Entry;
use convenor::platform::permalink;
use convenor::view::minutes::minutes;

/// People in the long meeting.
pub const PEOPLE: usize = 75;
const DECISIONS: usize = 40;

/// The minutes of a meeting in two forms.
pub struct Made {
    pub name: &'static str,
    pub docx: PathBuf,
    pub html: PathBuf,
}

/// A whole meeting with a header block; one of a group that has configured nothing; the first one with the results in front; and
/// one that goes over many pages.
pub fn documents(folder: &Path) -> Vec<Made> {
    let group = source("tests/documents/group.toml");
    let meeting = source("tests/documents/meeting.txt");
    let report = root().join("config/templates/report.txt");
    let own_form = format!("[group.document]\ntemplate = \"{}\"\n", report.display());
    let with_report = group.replace("[group.document]\n", &own_form);
    assert_ne!(with_report, group, "the group has a table for its documents");
    let plain = "ana: start meeting\nana: present+ (Example Corp)\nana: AGREED: a thing\nana: end meeting\n";
    vec![
        made(folder, "whole", Some(&group), &meeting),
        made(folder, "plain", None, plain),
        made(folder, "report", Some(&with_report), &meeting),
        made(folder, "long", Some(&group), &long()),
    ]
}

fn long() -> String {
    let mut lines = vec!["bo: start meeting".to_owned()];
    lines.extend((1..=PEOPLE).map(|number| format!("bo: present+ Person {number} (Example Org {number})")));
    lines.push("bo: topic: Everything".to_owned());
    for number in 1..=DECISIONS {
        lines.push(format!(
            "bo: AGREED: row {number} of the table belongs to one of the groups, which tells the other what it does about it"
        ));
    }
    lines.push("bo: end meeting\n".to_owned());
    lines.join("\n")
}

/// The page of the whole meeting as it would be if it had been held in a Matrix room: lines link to their messages.
pub fn linked_page(folder: &Path, whole: &Made) -> PathBuf {
    let config = Config::parse(&source("tests/documents/group.toml")).expect("the group's configuration parses");
    let charter = config.charters().remove(0);
    let mut export = Command::new(env!("CARGO_BIN_EXE_convenor"));
    export.current_dir(folder).args(["export", "--config", "whole.toml", "--data", whole.name]);
    let printed = crate::place::printed(export);
    let mut group = Group::new(charter);
    for line in printed.lines() {
        let mut entry: Entry = serde_json::from_str(line).expect("the log is printed as entries");
        if let Some(source) = &mut entry.source {
            source.room = Some("matrix:!room:example.org".to_owned());
            source.message = format!("${}", source.message);
        }
        group.apply(&entry);
    }
    let minutes = minutes(&group, group.latest_meeting().expect("the log holds a meeting")).linked(permalink);
    let file = folder.join("linked.html");
    std::fs::write(&file, render(&minutes, Format::Html)).expect("a temporary file can be written");
    file
}

fn made(folder: &Path, name: &'static str, config: Option<&str>, meeting: &str) -> Made {
    let file = |ending: &str| folder.join(format!("{name}.{ending}"));
    let mut common = vec!["--data".to_owned(), folder.join(name).display().to_string()];
    if let Some(config) = config {
        std::fs::write(file("toml"), config).expect("a temporary file can be written");
        common.extend(["--config".to_owned(), file("toml").display().to_string()]);
    }
    let mut console = Command::new(env!("CARGO_BIN_EXE_convenor"));
    console.current_dir(folder).arg("console").args(&common).args(["--now", "2026-12-08T14:00:00Z"]);
    let mut running =
        console.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program that is tested can be run");
    let mut lines = running.stdin.take().expect("its input is a pipe");
    lines.write_all(meeting.as_bytes()).expect("it reads what is typed");
    drop(lines);
    assert!(running.wait().expect("it ends when nothing more is typed").success(), "{name}");
    let export = |ending: &str| {
        let mut export = Command::new(env!("CARGO_BIN_EXE_convenor"));
        export.current_dir(folder).args(["minutes", "export"]).args(&common).args(["--to", ending, "--output"]);
        let status = export.arg(file(ending)).status().expect("the program that is tested can be run");
        assert!(status.success(), "{name}: {ending}");
        file(ending)
    };
    Made { name, docx: export("docx"), html: export("html") }
}

/// A liaison statement as a Word document and as a page.
pub fn statement(folder: &Path) -> (PathBuf, PathBuf) {
    let meeting = "bo: start meeting\n\
        bo: liaison+ in SG20-LS4 \"Layers\" for action by 2027-01-15\n\
        bo: liaison+ out \"gateways <of> two layers\" in reply to SG20-LS4\n\
        bo: L2 to SG17 for action, TSAG for information\n\
        bo: L2 deadline 2027-02-15\n\
        bo: L2 contact Bo Lind, bo.lind@example.org; Rana Ito, rana.ito@example.org\n\
        bo: L2 abstract Asks who does what.\n\
        bo: L2 text It asks SG17:⏎- to confirm the scope;⏎- to name an editor.\n\
        bo: AGREED: L2\n\
        bo: end meeting\n";
    made(folder, "liaison", Some(&source("tests/documents/group.toml")), meeting);
    let export = |ending: &str, to: &str| {
        let file = folder.join(format!("statement.{ending}"));
        let mut export = Command::new(env!("CARGO_BIN_EXE_convenor"));
        export.current_dir(folder).args(["liaison", "export", "L2", "--config", "liaison.toml", "--data", "liaison"]);
        export.args(["--to", to, "--output"]).arg(&file);
        crate::place::printed(export);
        file
    };
    (export("docx", "docx"), export("html", "html"))
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn source(inside: &str) -> String {
    std::fs::read_to_string(root().join(inside)).unwrap_or_else(|error| panic!("{inside}: {error}"))
}
