//! Documents and pages as programs read and judge them that are not ours: python-docx, openxml-audit, mammoth,
//! LibreOffice with poppler, html-validate, and axe-core in Chromium. `tests/servers/install.sh` installs them; one that is missing is an error.

mod made;
#[path = "../calendar/place.rs"]
mod place;
mod printed;
mod redline;
mod statement;
mod year;

use std::path::PathBuf;

use serde::Deserialize;

use made::{Made, documents};

/// What python-docx sees in a document.
#[derive(Debug, Deserialize)]
struct Read {
    title: String,
    author: String,
    property_language: String,
    created: String,
    modified: String,
    /// Of the styles' defaults.
    language: String,
    outline_levels: Vec<String>,
    headings: Vec<(u8, String)>,
    tables: Vec<Table>,
    begins_with_table: bool,
    list_entries: Vec<String>,
    footer: String,
    fields: Vec<String>,
    /// Days that stand in the package.
    dates: Vec<(u16, u8, u8)>,
    /// What Word's schemas do not allow.
    faults: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Table {
    rows: Vec<Vec<String>>,
    repeats_head: bool,
    splits: bool,
    has_borders: bool,
}

/// What mammoth sees in one.
#[derive(Debug, Deserialize)]
struct Seen {
    headings: Vec<(u8, String)>,
    tables: usize,
    heads: usize,
    complaints: Vec<String>,
}

/// What judges of web pages say of one.
#[derive(Debug, Deserialize)]
struct Judged {
    title: String,
    language: String,
    landmarks: Vec<String>,
    headings: Vec<(u8, String)>,
    tables: usize,
    scoped: bool,
    faults: Vec<String>,
    /// Rules of axe-core that were looked at and kept.
    checks: usize,
    /// Colours of paper, by day and by night.
    papers: usize,
}

fn told<T: for<'de> Deserialize<'de>>(mut command: std::process::Command, files: &[PathBuf]) -> Vec<T> {
    let printed = place::printed({
        command.args(files);
        command
    });
    let told: Vec<T> =
        printed.lines().map(|line| serde_json::from_str(line).expect("the scripts print what they saw")).collect();
    assert_eq!(told.len(), files.len(), "one line a file");
    told
}

fn files(made: &[Made], of: fn(&Made) -> &PathBuf) -> Vec<PathBuf> {
    made.iter().map(|made| of(made).clone()).collect()
}

/// The header block of the whole meeting, by rows.
const BLOCK: [&[&str]; 12] = [
    &["INTERNATIONAL TELECOMMUNICATION UNION", "JCG-Example-TD7"],
    &["TELECOMMUNICATION STANDARDIZATION SECTOR", "JCG-Example"],
    &["STUDY PERIOD 2025-2028", "Original: English"],
    &["Question(s):", "2/17, 6/20", "Virtual, 8 December 2026"],
    &["TD"],
    &["Source:", "Co-Convenors of JCG-Example"],
    &["Title:", "Report of meeting 7 of JCG-Example"],
    &["Purpose:", "Information"],
    &["Contact:", "Bo Lind\nExample Networks\nSweden", "Tel: +46 0 000 00 00\nE-mail: bo.lind@example.org"],
    &["Contact:", "Rana Ito\nExample Regulator\nJapan", "E-mail: rana.ito@example.org"],
    &["Keywords:", "IoT security; demarcation; JCG-Example"],
    &[
        "Abstract:",
        "Minutes of meeting 7 of JCG-Example, held on Tuesday, 8 December 2026, with its decisions and actions.",
    ],
];

#[test]
fn python_docx_reads_what_was_meant() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = documents(folder.path());
    let read: Vec<Read> = told(place::python("documents", "read.py"), &files(&made, |made| &made.docx));
    for (made, read) in made.iter().zip(&read) {
        let name = made.name;
        assert!(read.faults.is_empty(), "{name}: {:#?}", read.faults);
        assert_eq!((read.language.as_str(), read.property_language.as_str()), ("en-GB", "en-GB"), "{name}");
        assert_eq!(
            read.outline_levels,
            ["0", "1", "2", "3"],
            "{name}: Word's navigation shows headings by their level"
        );
        assert_eq!(read.dates, [(1980, 1, 1)], "{name}: no clock reaches the package");
        assert_eq!(read.fields, ["PAGE", "NUMPAGES"], "{name}: {}", read.footer);
        assert_eq!(read.headings[0], (1, read.title.clone()), "{name}");
        assert!(read.footer.starts_with(&read.title), "{name}: {}", read.footer);
        assert!(read.created.starts_with("2026-12-08T1") && read.created == read.modified, "{name}: {}", read.created);
        assert!(in_order(&read.headings), "{name}: {:?}", read.headings);
        assert!(!read.tables.iter().any(|table| table.splits), "{name}: a row is cut by the end of a page");
        for table in &read.tables {
            assert_eq!(table.repeats_head, table.has_borders, "{name}: {:?}", table.rows[0]);
        }
    }
    let [whole, plain, report, long] = read.as_slice() else { panic!("four documents, not {}", read.len()) };
    assert_eq!(whole.author, "JCG-Example");
    assert_eq!(whole.tables[0].rows, BLOCK);
    assert!(whole.begins_with_table && !plain.begins_with_table, "only who asks for a header block has one");
    let tables = |read: &Read| -> Vec<Vec<String>> {
        read.tables.iter().filter(|table| table.repeats_head).map(|table| table.rows[0].clone()).collect()
    };
    assert_eq!(
        tables(whole),
        [
            vec!["Name", "Organization", "Side"],
            vec!["Number", "Kind", "Text"],
            vec!["Number", "Action", "Owners", "Due", "State"],
        ]
    );
    assert_eq!(whole.tables[2].rows[5], ["léonie", "Ελληνικό Ινστιτούτο", ""]);
    assert_eq!(whole.tables[4].rows[1], ["A1", "Ana Lima to draft row 4", "Ana Lima", "2027-01-15", "open"]);
    let contributed = "SG20-LS4, item 1";
    assert!(whole.list_entries.iter().any(|entry| entry == contributed), "{:?}", whole.list_entries);
    // What people type is words.
    assert!(whole.list_entries.iter().any(|entry| entry.contains("<b>belongs</b> to both groups & to neither")));
    let chapters = |read: &Read| -> Vec<String> {
        read.headings.iter().filter(|(level, _)| *level == 2).map(|(_, words)| words.clone()).collect()
    };
    assert_eq!(chapters(report)[..2], ["1  Results", "2  Opening and attendance"]);
    assert!(chapters(plain).contains(&"Annex A  Participants".to_owned()), "{:?}", chapters(plain));
    assert_eq!(long.tables[2].rows.len(), made::PEOPLE + 1);
}

#[test]
fn mammoth_reads_the_same_headings_and_tables() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = documents(folder.path());
    let documents = files(&made, |made| &made.docx);
    let read: Vec<Read> = told(place::python("documents", "read.py"), &documents);
    let seen: Vec<Seen> = told(place::node("documents", "read.cjs"), &documents);
    for (made, (read, seen)) in made.iter().zip(read.iter().zip(&seen)) {
        assert_eq!(seen.headings, read.headings, "{}", made.name);
        assert_eq!(seen.tables, read.tables.len(), "{}", made.name);
        assert_eq!(seen.heads, read.tables.iter().filter(|table| table.repeats_head).count(), "{}", made.name);
        assert!(seen.complaints.is_empty(), "{}: {:?}", made.name, seen.complaints);
    }
}

#[test]
fn libreoffice_prints_every_page_with_the_words_in_order() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = documents(folder.path());
    let pages = printed::pages(folder.path(), &files(&made, |made| &made.docx));
    let [whole, plain, report, long] = pages.as_slice() else { panic!("four documents, not {}", pages.len()) };
    assert_eq!((whole.len(), plain.len(), report.len()), (3, 1, 3), "pages");
    assert!(long.len() > 4, "{} pages", long.len());
    printed::assert_in_order(
        whole,
        &[
            "INTERNATIONAL TELECOMMUNICATION UNION",
            "STUDY PERIOD 2025-2028",
            "Virtual, 8 December 2026",
            "Co-Convenors of JCG-Example",
            "E-mail: rana.ito@example.org",
            "JCG-Example, minutes of meeting 7: Demarcation line",
            "2026-12-08 14:00 UTC (15:00 Europe/Zurich)",
            "3. Next steps (not discussed)",
            "Row 4 of the table is the exception.",
            "identity <b>belongs</b> to both groups & to neither",
            "D7-2 Agreed: row 4 is joint work, led by SG17.",
            "The meeting was closed at 2026-12-08 14:14 UTC (15:14 Europe/Zurich).",
            "Annex A Participants",
            "Ελληνικό Ινστιτούτο",
            "Annex C Actions",
            "Drafted by Convenor",
        ],
    );
    let count = long.len();
    for (number, page) in (1..).zip(long) {
        assert!(page.contains(&format!("Page {number} of {count}")), "page {number}: {page}");
        // Wherever people are listed, the head of the table says what stands in its columns.
        let lists_people = page.contains("Person 1") || page.contains("Person 4") || page.contains("Person 7");
        let has_head = page.contains("Name Organization");
        assert!(!page.contains("Example Org ") || !lists_people || has_head, "page {number}: {page}");
    }
    assert!(long.iter().filter(|page| page.contains("Name Organization")).count() > 1, "the table goes over a page");
}

#[test]
fn web_pages_are_valid_accessible_and_fit_a_phone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = documents(folder.path());
    let linked = made::linked_page(folder.path(), &made[0]);
    let mut pages = files(&made, |made| &made.html);
    pages.push(linked.clone());
    let judged: Vec<Judged> = told(place::node("documents", "page.cjs"), &pages);
    for (page, judged) in pages.iter().zip(&judged) {
        let name = page.display();
        assert!(judged.faults.is_empty(), "{name}:\n{}", judged.faults.join("\n"));
        assert!(judged.checks > 20, "{name}: axe-core looked at {} rules", judged.checks);
        assert_eq!(judged.papers, 2, "{name}: light by day and dark by night");
        assert_eq!(judged.landmarks, ["header", "nav", "main"], "{name}");
        assert_eq!((judged.language.as_str(), judged.scoped), ("en", true), "{name}");
        assert_eq!(judged.headings[0], (1, judged.title.clone()), "{name}");
        assert!(in_order(&judged.headings), "{name}: {:?}", judged.headings);
        assert!(judged.tables > 0, "{name}");
    }
    let links = |page: &PathBuf| std::fs::read_to_string(page).expect("the page was written").matches("<a ").count();
    assert!(links(&pages[0]) > 5, "the contents are linked");
    assert!(links(&linked) > links(&pages[0]) + 10, "the lines are linked");
}

/// Whether no heading is more than one level below the one before it.
fn in_order(headings: &[(u8, String)]) -> bool {
    headings.windows(2).all(|pair| pair[1].0 <= pair[0].0 + 1)
}
