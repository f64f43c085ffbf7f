//! The pictures of the register, looked at by second readers: an XML parser, and a PNG decoder.

use chrono::{DateTime, NaiveDate, Utc};
use convenor::document::charts::{overview, progress};
use convenor::document::picture::png_of;
use convenor::group::register::{Finding, Scope};
use convenor::view::charts::{Counted, MOST_ROWS, Overview, Progress};
use convenor::view::register::{Register, RowLine, SideLine};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use roxmltree::Document;

use crate::golden;
use crate::properties::words::hostile;

const SVG: &str = "http://www.w3.org/2000/svg";

pub fn row(number: u32, topic: &str, finding: Finding, (who, standing): (Option<&str>, &'static str)) -> RowLine {
    let side = |side: &str, words: &str| SideLine { side: side.to_owned(), scope: Scope::read(words) };
    RowLine {
        number: format!("R{number}"),
        topic: topic.to_owned(),
        sides: vec![side("SG17", "X.1352, X.iotsec-5 (SG17-TD123) – gateways only"), side("SG20", "Y.4807")],
        finding,
        reason: None,
        responsibility: who.map(str::to_owned),
        mechanism: None,
        decision: who.map(|_| format!("D7-{number}")),
        standing,
        source: None,
        changed: None,
    }
}

pub fn register(rows: Vec<RowLine>) -> Register {
    let at: DateTime<Utc> = "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant");
    let sides = ["SG17", "SG20"].map(str::to_owned).to_vec();
    Register { format: 1, group: "JCG-Test".to_owned(), sides, at, concluded: None, rows }
}

/// A row of every finding, given to somebody in every way.
fn sample() -> Register {
    register(vec![
        row(
            1,
            "Authentication of gateways of the second layer in large networks",
            Finding::Overlap,
            (Some("SG17"), "final"),
        ),
        row(2, "Software updates", Finding::Gap, (None, "proposed")),
        row(3, "Names", Finding::Clear, (Some("joint"), "provisional")),
        row(4, "Keys", Finding::Synergy, (Some("SG20"), "objected")),
        row(5, "Sensors", Finding::Open, (None, "proposed")),
    ])
}

fn counted(meeting: u32, (settled, provisional, contested, open): (usize, usize, usize, usize)) -> Counted {
    let date = NaiveDate::from_ymd_opt(2026, meeting, 8).expect("a day");
    Counted { meeting, date, settled, provisional, contested, open }
}

fn year() -> Progress {
    let meetings = vec![
        counted(1, (0, 0, 0, 0)),
        counted(2, (0, 0, 0, 5)),
        counted(3, (0, 3, 0, 7)),
        counted(4, (3, 2, 1, 8)),
        counted(5, (6, 3, 0, 5)),
        counted(6, (11, 1, 1, 1)),
    ];
    Progress::of("JCG-Test", meetings).expect("there are rows")
}

fn texts<'a>(page: &'a Document<'a>, name: &'a str) -> Vec<&'a str> {
    let named = page.descendants().filter(move |node| node.has_tag_name((SVG, name)));
    named.map(|node| node.text().unwrap_or_default()).collect()
}

/// The ids of the elements that name a picture are its own, so that two can be on one page.
fn labels(page: &Document<'_>) -> Vec<String> {
    let root = page.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let labels: Vec<String> =
        root.attribute("aria-labelledby").unwrap_or_default().split(' ').map(str::to_owned).collect();
    let ids: Vec<&str> = page.descendants().filter_map(|node| node.attribute("id")).collect();
    assert!(labels.iter().all(|label| ids.contains(&label.as_str())), "{labels:?} in {ids:?}");
    labels
}

#[test]
fn the_pictures_are_as_they_were() {
    golden::assert_same("tests/it/golden/overview.svg", &overview(&Overview::of(&sample()).expect("there are rows")));
    golden::assert_same("tests/it/golden/progress.svg", &progress(&year()));
}

#[test]
fn a_reader_finds_every_row_with_its_finding_and_who_has_it() {
    let register = sample();
    let model = Overview::of(&register).expect("there are rows");
    let written = overview(&model);
    let page = Document::parse(&written).expect("it is XML");
    assert_eq!(labels(&page), ["overview-title", "overview-words"]);
    assert_eq!(texts(&page, "title"), [model.title.as_str()]);
    assert_eq!(texts(&page, "desc"), [model.words().as_str()]);
    let shown = texts(&page, "text");
    for row in &register.rows {
        assert!(shown.contains(&row.number.as_str()), "{}", row.number);
        assert!(shown.contains(&row.finding.word()), "{}", row.finding.word());
    }
    // Who has a row is told by a frame, and how firmly by its line: none of it by a colour.
    let dashes: Vec<&str> = page.descendants().filter_map(|node| node.attribute("stroke-dasharray")).collect();
    for kind in ["8 4", "2 4"] {
        assert!(dashes.contains(&kind), "{kind} in {dashes:?}");
    }
    assert!(
        model.words().contains("\nR1 Authentication of gateways of the second layer in large networks; SG17: X.1352")
    );
    assert!(model.words().contains("; overlap; SG17, final (D7-1)."));
    assert_eq!(Overview::of(&self::register(Vec::new())), None);
}

#[test]
fn a_reader_finds_every_count_of_the_progress() {
    let model = year();
    let written = progress(&model);
    let page = Document::parse(&written).expect("it is XML");
    assert_eq!(labels(&page), ["progress-title", "progress-words"]);
    assert_eq!(texts(&page, "desc"), [model.words().as_str()]);
    let shown = texts(&page, "text");
    for words in ["M2", "M6", "14", "11", "final", "provisional", "objected to or open again", "open"] {
        assert!(shown.contains(&words), "{words} in {shown:?}");
    }
    // Each kind is filled in its own way.
    let fills: Vec<&str> = page.descendants().filter_map(|node| node.attribute("fill")).collect();
    assert!(fills.contains(&"url(#progress-slanted)") && fills.contains(&"url(#progress-dotted)"));
}

#[test]
fn both_can_be_drawn() {
    let model = Overview::of(&sample()).expect("there are rows");
    for svg in [overview(&model), progress(&year())] {
        let png = png_of(&svg).expect("it has a size");
        assert!(png.width > 800 && png.height > 400 && png.bytes.starts_with(b"\x89PNG"));
        assert_eq!(png_of(&svg), Some(png));
    }
}

#[test]
fn a_long_register_says_what_is_left_out() {
    let rows = (1..).take(MOST_ROWS + 3).map(|number| row(number, "A topic", Finding::Gap, (None, "proposed")));
    let model = Overview::of(&register(rows.collect())).expect("there are rows");
    assert_eq!((model.rows.len(), model.more), (MOST_ROWS, 3));
    assert!(overview(&model).contains("3 more rows are in the table only."));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_a_row_says_is_words(topic in hostile(), words in hostile()) {
        let mut one = row(1, &topic, Finding::Gap, (Some("SG17"), "final"));
        one.sides[0].scope = Scope::read(&words);
        let model = Overview::of(&register(vec![one])).expect("there is a row");
        let written = overview(&model);
        let page = Document::parse(&written);
        prop_assert!(page.is_ok(), "{written}");
        let page = page.expect("it was looked at");
        let kinds = page.descendants().filter(roxmltree::Node::is_element).map(|node| node.tag_name().name());
        let known = ["svg", "title", "desc", "rect", "text", "circle"];
        prop_assert_eq!(kinds.filter(|kind| !known.contains(kind)).count(), 0);
    }
}
