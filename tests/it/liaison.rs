//! Liaison statements as files: pages, JSON, a Word document, texts from a file, and where minutes and reports have them.

use std::io::Read as _;

use crate::cli::{Place, err, out};
use crate::golden;

const GROUP: &str = "\
[[group]]
id = \"jcg\"
name = \"JCG-Test\"
parent = \"TSAG\"
policy = \"strict\"
chairs = [\"console:chair\"]
secretaries = [\"console:sena\"]
sides = [\"SG17\", \"SG20\"]
first_meeting = 7

[[group.parent_meeting]]
body = \"SG17\"
opens = 2027-03-31

[group.document]
contact = [{ name = \"Sena\", organization = \"Example Org\" }]
";

const SCRIPT: &str = "\
chair: start meeting
sena: agenda+ Liaison statements
chair: next item
sena: liaison+ in SG20-LS4 \"Gateways of the second layer\" for action by 2027-01-15
sena: liaison+ out \"the demarcation of gateway authentication\" in reply to SG20-LS4
sena: L2 to SG17, SG20 for action, TSAG for information
sena: L2 deadline 2027-02-15
sena: L2 contact Bo Lind, Example Networks, bo.lind@example.org; Rana Ito, rana.ito@example.org
sena: L2 questions 6/17, 6/20
sena: L2 keywords IoT security; gateways
sena: L2 abstract Asks who defines the <b>handshake</b> of gateways.
sena: L2 text The group has compared both drafts & found an overlap.⏎⏎It asks SG17 and SG20:⏎- to confirm the scope of X.1352;⏎- to name an editor.
sena: liaison+ out \"=HYPERLINK(1)\"
chair: AGREED: L2
chair: end meeting
";

/// A place in which a meeting has agreed a statement.
fn held() -> Place {
    let place = Place::new();
    place.write("convenor.toml", GROUP);
    let console = ["console", "--config", "convenor.toml", "--now", "2026-12-08T14:00:00Z", "--data", "data"];
    let held = place.run_with(&console, SCRIPT);
    assert!(held.status.success(), "{}", err(&held));
    place
}

const STORE: [&str; 6] = ["--config", "convenor.toml", "--data", "data", "--group", "jcg"];

/// The program on what the meeting left, and what it printed.
fn run(place: &Place, arguments: &[&str]) -> String {
    let done = place.run(&[arguments, &STORE].concat());
    assert!(done.status.success(), "{arguments:?}: {}{}", out(&done), err(&done));
    out(&done)
}

fn refused(place: &Place, arguments: &[&str]) -> String {
    let done = place.run(&[arguments, &STORE].concat());
    assert!(!done.status.success(), "{arguments:?} is refused, but printed {}", out(&done));
    err(&done)
}

#[test]
fn a_statement_has_the_same_pages_each_time() {
    let place = held();
    for (form, ending) in [("text", "txt"), ("markdown", "md"), ("html", "html"), ("json", "json")] {
        let page = run(&place, &["liaison", "show", "L2", "--to", form]);
        assert_eq!(page, run(&place, &["liaison", "show", "l2", "--to", form]), "{form}");
        golden::assert_same(&format!("tests/it/golden/liaison.{ending}"), &page);
    }
    let markdown = run(&place, &["liaison", "show", "L2", "--to", "markdown"]);
    assert!(!markdown.contains("<b>handshake"), "what people typed is no markup: {markdown}");
}

#[test]
fn the_word_document_has_the_block_of_a_statement() {
    let place = held();
    let said = run(&place, &["liaison", "export", "L2", "-o", "one.docx"]);
    assert!(said.contains("Convenor sends no liaison statement"), "{said}");
    run(&place, &["liaison", "export", "SG20 LS 4", "-o", "two.docx"]);
    let read = |name: &str| {
        let file = std::fs::File::open(place.path().join(name)).expect("the document is there");
        let mut parts = zip::ZipArchive::new(file).expect("it is packed");
        let mut document = String::new();
        let mut part = parts.by_name("word/document.xml").expect("it has a text");
        part.read_to_string(&mut document).expect("its text is UTF-8");
        document
    };
    let document = read("one.docx");
    for words in [
        "LIAISON STATEMENT",
        "JCG-Test-L2",
        "LS/r on the demarcation of gateway authentication (reply to SG20-LS4) [to SG17, SG20, TSAG]",
        "For action to:",
        "SG17, SG20",
        "Agreed at meeting 7 of JCG-Test (virtual, 8 December 2026), D7-1 (provisional); draft for transmission by the parent groups",
        "15 February 2027",
        "Rana Ito, rana.ito@example.org",
        "to name an editor.",
    ] {
        assert!(document.contains(words), "{words} is missing in {document}");
    }
    assert!(
        read("two.docx").contains("LS on Gateways of the second layer [from SG20]"),
        "an incoming one is shown as it is"
    );
    let again = place.path().join("one.docx");
    let bytes = std::fs::read(&again).expect("the document is there");
    run(&place, &["liaison", "export", "L2", "-o", "one.docx"]);
    assert_eq!(std::fs::read(&again).expect("the document is there"), bytes, "the same statement gives the same bytes");
}

#[test]
fn labels_are_those_of_the_organization() {
    let place = held();
    place.write("own.txt", "Question(s):: {{ questions }}\n# LETTER\nAn:: {{ action_to }}\nFrist:: {{ deadline }}\n");
    place.write("convenor.toml", &GROUP.replace("[group.document]", "[group.document]\nliaison = \"own.txt\""));
    let page = run(&place, &["liaison", "show", "L2"]);
    assert!(page.contains("LETTER") && page.contains("An:") && page.contains("15 February 2027"), "{page}");
    assert!(!page.contains("For action to"), "{page}");
    place.write("own.txt", "Frist:: {{ deadlin }}\n");
    let problem = refused(&place, &["liaison", "show", "L2"]);
    assert!(problem.contains("document.liaison") && problem.contains("deadline"), "{problem}");
}

#[test]
fn a_text_is_taken_from_a_file() {
    let place = held();
    let long = "One sentence of many words about gateways and their keys. ".repeat(500);
    place.write("text.txt", &format!("{long}\n\nThe end."));
    let edit = ["liaison", "edit", "L3", "text.txt", "--as", "console:sena"];
    assert!(run(&place, &edit).starts_with("L3 has a text of 5002 words."), "a text may be longer than a message");
    assert!(run(&place, &edit).starts_with("There are no differences."));
    assert!(run(&place, &["liaison", "show", "L3"]).contains("The end."));
    place.write("other.txt", "Not hers to change.");
    let stranger = refused(&place, &["liaison", "edit", "L3", "other.txt", "--as", "console:ana"]);
    assert!(stranger.contains("neither chair nor secretary"), "{stranger}");
    place.write("text.txt", &"word ".repeat(9_000));
    let too_long = refused(&place, &["liaison", "edit", "L3", "text.txt", "--as", "console:sena"]);
    assert!(too_long.contains("40000") || too_long.contains("40,000"), "{too_long}");
    place.write("text.txt", "  \n");
    assert!(refused(&place, &["liaison", "edit", "L3", "text.txt", "--as", "console:sena"]).contains("is empty"));
    assert!(refused(&place, &["liaison", "show", "L9"]).contains("convenor liaison show"));
}

#[test]
fn lists_minutes_and_reports_have_the_statements() {
    let place = held();
    let all = run(&place, &["liaison", "show"]);
    assert_eq!(all.lines().count(), 3, "{all}");
    assert_eq!(run(&place, &["liaison", "show", "--only", "in"]).lines().count(), 1);
    let json: serde_json::Value =
        serde_json::from_str(&run(&place, &["liaison", "show", "--to", "json"])).expect("it is JSON");
    assert_eq!(json[1]["to"][0]["body"], "SG17");
    assert_eq!(json[1]["item"], "7.1");
    assert!(refused(&place, &["liaison", "show", "--only", "nonsense"]).contains("is not in, out, open"));
    let words = |page: String| page.split_whitespace().collect::<Vec<_>>().join(" ");
    let minutes = words(run(&place, &["minutes", "show"]));
    let annex = minutes.split_once("Annex D Liaison statements").expect("the annex is there").1.to_owned();
    for line in [
        "L1 (SG20-LS4), Gateways of the second layer, incoming from SG20: received, answer asked for by 2027-01-15",
        "outgoing to SG17 and SG20 for action, TSAG for information: drafted in reply to SG20-LS4; answer asked for by 2027-02-15; agreed by D7-1",
    ] {
        assert!(annex.contains(line), "{line} is missing in {annex}");
    }
    let report = words(run(&place, &["report", "SG17"]));
    let section = report.split_once("Liaison statements").expect("the section is there").1;
    assert!(section.contains("L2 the demarcation of gateway authentication, in reply to SG20-LS4"), "{section}");
}
