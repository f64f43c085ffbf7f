//! The papers of a group's year (docs/example-year) as other programs read them.

use std::path::{Path, PathBuf};
use std::process::Command;

use mail_parser::{MessageParser, MimeHeaders as _};

use super::{Judged, Read, made, place, told};

#[test]
fn every_paper_of_a_year_is_read_by_programs_that_are_not_ours() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let terms = made::root().join("config/terms-jcg-iotsec.md");
    let group = made::source("docs/example-year/group.toml");
    let group = group.replace("config/terms-jcg-iotsec.md", &terms.display().to_string());
    std::fs::write(folder.join("group.toml"), group).expect("a temporary file can be written");
    let year = made::root().join("docs/example-year/year.txt");
    let mut console = convenor(folder, &["console", "--now", "2026-11-30T09:00:00Z"]);
    console.stdin(std::fs::File::open(year).expect("the year is in the repository"));
    place::printed(console);

    let mut papers: Vec<PathBuf> = attached(folder);
    assert!(papers.len() >= 6, "six reports have gone out with a document, not {}", papers.len());
    let export = |name: &str, arguments: &[&str]| {
        let file = folder.join(name);
        let mut export = convenor(folder, arguments);
        export.arg("--output").arg(&file);
        place::printed(export);
        file
    };
    // Each paper as a document and as a page: the name of the file says which.
    let mut pages: Vec<PathBuf> = Vec::new();
    let mut both = |name: &str, arguments: &[&str]| {
        papers.push(export(&format!("{name}.docx"), arguments));
        pages.push(export(&format!("{name}.html"), arguments));
    };
    both("register", &["register", "export"]);
    both("documents", &["documents"]);
    both("terms", &["terms", "show"]);
    both("redline", &["terms", "redline", "--revision", "2"]);
    for number in 1..=6 {
        both(&format!("L{number}"), &["liaison", "export", &format!("L{number}")]);
    }
    for meeting in 1..=8 {
        both(&format!("minutes-{meeting}"), &["minutes", "export", "--meeting", &meeting.to_string()]);
    }
    for body in ["SG17", "SG20", "TSAG"] {
        both(&format!("report-{body}"), &["report", body]);
    }
    let read: Vec<Read> = told(place::python("documents", "read.py"), &papers);
    for (paper, read) in papers.iter().zip(&read) {
        assert!(read.faults.is_empty(), "{}: {:#?}", paper.display(), read.faults);
        assert!(!read.title.is_empty(), "{}", paper.display());
    }
    let judged: Vec<Judged> = told(place::node("documents", "page.cjs"), &pages);
    for (page, judged) in pages.iter().zip(&judged) {
        assert!(judged.faults.is_empty(), "{}:\n{}", page.display(), judged.faults.join("\n"));
        assert!(judged.checks > 15, "{}: axe-core looked at {} rules", page.display(), judged.checks);
        assert!(!judged.title.is_empty() && judged.headings[0].0 == 1, "{}: {:?}", page.display(), judged.headings);
    }
    for (name, arguments, rows) in [("register", &["register", "export"][..], 40), ("documents", &["documents"], 36)] {
        let file = export(&format!("{name}.csv"), arguments);
        let mut python = Command::new("python3");
        python.args(["-c", READ_CSV]).arg(file);
        let expected = format!("{} {rows} True", if name == "register" { 16 } else { 10 });
        assert_eq!(place::printed(python).trim(), expected, "{name}: columns, rows, and whether all are as long");
    }
}

/// Python's own reader of spreadsheets.
const READ_CSV: &str = "import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True))
print(len(rows[0]), len(rows) - 1, all(len(row) == len(rows[0]) for row in rows))";

fn convenor(folder: &Path, arguments: &[&str]) -> Command {
    let mut convenor = Command::new(env!("CARGO_BIN_EXE_convenor"));
    convenor.current_dir(folder).args(arguments).args(["--config", "group.toml", "--data", "data"]);
    convenor
}

/// The Word documents that went out with mails.
fn attached(folder: &Path) -> Vec<PathBuf> {
    let mails = std::fs::read_dir(folder.join("data/outbox/new")).expect("mails have gone out");
    let mut papers = Vec::new();
    for mail in mails.map(|entry| entry.expect("a temporary folder can be read").path()) {
        let bytes = std::fs::read(mail).expect("a mail can be read");
        let mail = MessageParser::default().parse(&bytes).expect("a mail can be read");
        for part in mail.attachments().filter(|part| part.attachment_name().is_some_and(|name| name.ends_with("docx")))
        {
            let file = folder.join(format!("attached-{}.docx", papers.len() + 1));
            std::fs::write(&file, part.contents()).expect("a temporary file can be written");
            papers.push(file);
        }
    }
    papers
}
