//! The demarcation register as files: a spreadsheet and back, a page, a Word document, and the annex of the minutes.

use std::io::Read as _;

use crate::cli::{Place, err, out};

const GROUP: &str = "\
[[group]]
id = \"jcg\"
name = \"JCG-Test\"
policy = \"strict\"
chairs = [\"console:chair\"]
secretaries = [\"console:sena\"]
sides = [\"SG17\", \"SG20\"]
";

const SCRIPT: &str = "\
chair: start meeting
ana: row+ Gateway authentication
ana: R1 SG17: X.1352, X.iotsec-5 (SG17-TD123)
ana: R1 SG20: Y.4807 (SG20-TD45) – gateways only
sena: R1 overlap because both define the same handshake
ana: row+ =HYPERLINK(\"https://example.org\"; \"prize\")
ana: R2 SG20: @all, -Y.1
chair: AGREED: R1 to SG17 by common text: SG20 refers to X.1352
chair: end meeting
";

/// A place in which a meeting has filled the register.
fn held() -> Place {
    let place = Place::new();
    place.write("convenor.toml", GROUP);
    let console = ["console", "--config", "convenor.toml", "--now", "2026-12-08T14:00:00Z", "--data", "data"];
    let held = place.run_with(&console, SCRIPT);
    assert!(held.status.success(), "{}", err(&held));
    place
}

/// The program on what the meeting left, and what it printed.
fn register(place: &Place, arguments: &[&str]) -> String {
    let store = ["--config", "convenor.toml", "--data", "data", "--group", "jcg"];
    let done = place.run(&[&["register"], arguments, &store].concat());
    assert!(done.status.success(), "{arguments:?}: {}{}", out(&done), err(&done));
    out(&done)
}

#[test]
fn the_spreadsheet_has_a_cell_for_everything_and_none_is_a_formula() {
    let place = held();
    let table = register(&place, &["show", "--to", "csv"]);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head: Vec<String> = reader.headers().expect("there is a head").iter().map(str::to_owned).collect();
    assert_eq!(head[..5], ["Row", "Topic", "SG17", "SG17 documents", "SG17 scope"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row is as long as the head")).collect();
    let cell = |row: usize, name: &str| {
        let column = head.iter().position(|known| known == name).expect("the column is there");
        rows[row][column].to_owned()
    };
    for (row, column, expected) in [
        (0, "Row", "R1"),
        (0, "SG17", "X.1352, X.iotsec-5"),
        (0, "SG17 documents", "SG17-TD123"),
        (0, "SG20 scope", "gateways only"),
        (0, "Finding", "overlap"),
        (0, "Reason", "both define the same handshake"),
        (0, "Responsibility", "SG17"),
        (0, "Mechanism", "common text"),
        (0, "Decision", "D1-1"),
        (0, "Standing", "provisional"),
        (1, "Topic", "'=HYPERLINK(\"https://example.org\"; \"prize\")"),
        (1, "SG20", "'@all, -Y.1"),
        (1, "Standing", "proposed"),
    ] {
        assert_eq!(cell(row, column), expected, "row {row}, {column}");
    }
    for cell in rows.iter().flat_map(csv::StringRecord::iter) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} begins like a formula");
    }
}

#[test]
fn a_spreadsheet_comes_back_without_differences_and_its_changes_are_taken() {
    let place = held();
    place.write("rows.csv", &register(&place, &["show", "--to", "csv"]));
    assert_eq!(register(&place, &["import", "rows.csv"]), "There are no differences.\n");

    place.write(
        "rows.csv",
        "Row;Topic;SG17;SG20;Finding;Reason\r\nR1;Gateway and device authentication;X.1352, X.iotsec-5 (SG17-TD123);;overlap;both define the same handshake\r\n\
         ;Software updates;X.update;Y.4809 (SG20-TD60);synergy;\r\n\
         R77;Nobody knows it;;;;\r\n;Identity;;;twofold;\r\n",
    );
    let shown = register(&place, &["import", "rows.csv", "--dry-run", "--source", "TSAG-TD92"]);
    assert_eq!(
        shown,
        "- R1 = Gateway and device authentication\n\
         - row+ Software updates (from TSAG-TD92)\n\
         - R3 SG17: X.update\n\
         - R3 SG20: Y.4809 (SG20-TD60)\n\
         - R3 synergy\n\
         - row+ Identity (from TSAG-TD92)\n\
         This cannot be taken from the file:\n\
         - line 4: the register has no row R77; leave its number out to add it\n\
         - line 5: “twofold” is not a finding; it is open, overlap, synergy, gap or clear\n\
         Nothing is changed yet. To apply the changes, repeat the command with: --yes --as ACCOUNT\n"
    );
    let applied = register(&place, &["import", "rows.csv", "--source", "TSAG-TD92", "--yes", "--as", "console:sena"]);
    assert!(applied.ends_with("6 changes are in the register. To see it in the room: register?\n"), "{applied}");
    let json = register(&place, &["show", "--to", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["rows"][2]["source"], "TSAG-TD92");
    assert_eq!(json["rows"][2]["finding"], "synergy");
    assert_eq!(json["rows"][0]["topic"], "Gateway and device authentication");
    assert_eq!(json["rows"][0]["decision"], "D1-1", "a decision stays with its row");

    let refused = ["register", "import", "rows.csv", "--yes", "--as", "console:ana", "--config", "convenor.toml"];
    let refused = place.run(&[&refused as &[&str], &["--data", "data", "--group", "jcg"]].concat());
    assert!(!refused.status.success());
    assert!(err(&refused).contains("console:ana is neither chair nor secretary"), "{}", err(&refused));
    place.write("other.csv", "Name,Place\nAna,Geneva\n");
    let other = ["register", "import", "other.csv", "--config", "convenor.toml", "--data", "data", "--group", "jcg"];
    let other = place.run(&other);
    assert!(err(&other).contains("it has no column Topic"), "{}", err(&other));
}

#[test]
fn pages_of_the_register_are_the_same_bytes_each_time() {
    let place = held();
    let markdown = register(&place, &["show", "--to", "markdown"]);
    assert!(markdown.starts_with("# JCG-Test: demarcation register"), "{markdown}");
    assert!(markdown.contains("SG17 by common text, provisional (D1-1)"), "{markdown}");
    assert!(register(&place, &["show", "--to", "html"]).contains("<table"), "a page has a table");
    register(&place, &["export", "--to", "docx", "-o", "one.docx"]);
    let file = std::fs::File::open(place.path().join("one.docx")).expect("the document is there");
    let mut document = String::new();
    let mut parts = zip::ZipArchive::new(file).expect("it is packed");
    let mut part = parts.by_name("word/document.xml").expect("it has a text");
    part.read_to_string(&mut document).expect("its text is UTF-8");
    assert!(document.contains(r#"w:orient="landscape""#) && document.contains("<w:tblHeader />"), "{document}");
    assert!(register(&place, &["show", "--since", "2026-12-09"]).contains("0 rows"), "nothing has changed since");
}

#[test]
fn the_register_is_drawn_and_its_progress_too() {
    let place = held();
    let read = |name: &str| std::fs::read(place.path().join(name)).expect("it was written");
    register(&place, &["draw", "-o", "who.svg"]);
    let who = String::from_utf8(read("who.svg")).expect("it is text");
    assert!(who.contains("JCG-Test: who does what") && who.contains("Gateway"), "{who}");
    register(&place, &["draw", "--progress", "-o", "progress.svg"]);
    let progress = String::from_utf8(read("progress.svg")).expect("it is text");
    assert!(progress.contains("After meeting 1 (2026-12-08): 2 rows: 1 provisional, 1 open."), "{progress}");
    register(&place, &["draw", "-o", "who.png"]);
    assert!(read("who.png").starts_with(b"\x89PNG"));
    let store = ["--config", "convenor.toml", "--data", "data", "--group", "jcg"];
    let refused = place.run(&[&["register", "draw", "-o", "who.pdf"][..], &store].concat());
    assert!(!refused.status.success() && err(&refused).contains(".svg or .png"), "{}", err(&refused));
}

#[test]
fn minutes_have_an_annex_of_what_changed_in_the_register() {
    let place = held();
    let shown = place.run(&["minutes", "show", "--config", "convenor.toml", "--data", "data", "--group", "jcg"]);
    let page = out(&shown);
    let annex = page.split_once("Annex D  Changes in the demarcation register").expect("the annex is there").1;
    let annex = annex.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(annex.contains("R1, Gateway authentication: new; SG17: X.1352, X.iotsec-5 (SG17-TD123);"), "{annex}");
    assert!(annex.contains("given to SG17 (common text) by D1-1"), "{annex}");
}
