//! The papers of a group's year (docs/example-year) as other programs read them.

use std::path::{Path, PathBuf};
use std::process::Command;

use mail_parser::{MessageParser, MimeHeaders as _};

use super::{Read, made, place, told};

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
    let mut export = |name: String, arguments: &[&str]| {
        let file = folder.join(name);
        let mut export = convenor(folder, arguments);
        export.arg("--output").arg(&file);
        place::printed(export);
        papers.push(file);
    };
    export("register.docx".to_owned(), &["register", "export"]);
    export("documents.docx".to_owned(), &["documents"]);
    export("terms.docx".to_owned(), &["terms", "show"]);
    export("redline.docx".to_owned(), &["terms", "redline", "--revision", "2"]);
    for number in 1..=6 {
        export(format!("L{number}.docx"), &["liaison", "export", &format!("L{number}")]);
    }
    for meeting in 1..=8 {
        export(
            format!("minutes-{meeting}.docx"),
            &["minutes", "export", "--meeting", &meeting.to_string(), "--to", "docx"],
        );
    }
    let read: Vec<Read> = told(place::python("documents", "read.py"), &papers);
    for (paper, read) in papers.iter().zip(&read) {
        assert!(read.faults.is_empty(), "{}: {:#?}", paper.display(), read.faults);
        assert!(!read.title.is_empty(), "{}", paper.display());
    }
}

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
