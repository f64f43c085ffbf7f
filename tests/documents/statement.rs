//! A liaison statement as the same programs read it.

use super::made;
use super::printed;
use super::{Judged, Read, Seen, place, told};

#[test]
fn a_liaison_statement_is_read_by_programs_that_are_not_ours() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (docx, html) = made::statement(folder.path());
    let read: Vec<Read> = told(place::python("documents", "read.py"), std::slice::from_ref(&docx));
    let [read] = read.as_slice() else { panic!("one document") };
    assert!(read.faults.is_empty(), "{:#?}", read.faults);
    assert_eq!(read.dates, [(1980, 1, 1)], "no clock reaches the package");
    let title = "LS/r on gateways <of> two layers (reply to SG20-LS4) [to SG17, TSAG]";
    assert_eq!(read.headings, [(1, title.to_owned())]);
    assert!(read.begins_with_table && read.title == title, "{}", read.title);
    let block: Vec<Vec<&str>> =
        read.tables[0].rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    for row in [
        &["TELECOMMUNICATION STANDARDIZATION SECTOR", "JCG-Example"] as &[&str],
        &["LIAISON STATEMENT"],
        &["For action to:", "SG17"],
        &["For information to:", "TSAG"],
        &["Deadline:", "15 February 2027"],
        &["Contact:", "Bo Lind, bo.lind@example.org"],
        &["Contact:", "Rana Ito, rana.ito@example.org"],
    ] {
        assert!(block.iter().any(|known| known == row), "{row:?} is missing in {block:#?}");
    }
    assert_eq!(read.list_entries, ["to confirm the scope;", "to name an editor."]);
    let seen: Vec<Seen> = told(place::node("documents", "read.cjs"), std::slice::from_ref(&docx));
    // mammoth makes a page, in which such signs are written out.
    let written = |words: &String| words.replace('<', "&lt;").replace('>', "&gt;");
    let headings: Vec<_> = read.headings.iter().map(|(level, words)| (*level, written(words))).collect();
    assert_eq!((seen[0].headings.clone(), seen[0].complaints.clone()), (headings, Vec::new()));
    let pages = printed::pages(folder.path(), &[docx]);
    assert_eq!(pages[0].len(), 1, "pages");
    printed::assert_in_order(
        &pages[0],
        &["LIAISON STATEMENT", "For action to: SG17", "Agreed at meeting 7 of JCG-Example", "to name an editor."],
    );
    let judged: Vec<Judged> = told(place::node("documents", "page.cjs"), &[html]);
    assert!(judged[0].faults.is_empty(), "{}", judged[0].faults.join("\n"));
    // A window has room for its beginning.
    assert!(title.starts_with(judged[0].title.trim_end_matches('…')), "{}", judged[0].title);
}
