//! The picture of a slot, looked at by second readers: an XML parser, and a PNG decoder.

use chrono::{DateTime, Utc};
use convenor::document::picture::{Png, png, svg};
use convenor::time::Zone;
use convenor::time::fair::Wish;
use convenor::view::grid::{Day, Grid, Hour, Row, Session};
use convenor::view::slots::{Proposal, proposed};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert_eq, proptest};
use roxmltree::{Document, Node};

use crate::golden;
use crate::properties::words::hostile;

const ZONES: [&str; 5] = ["America/Denver", "Europe/Zurich", "Africa/Cairo", "Asia/Kolkata", "Asia/Seoul"];

fn proposal(typed: &str, zones: &[&str]) -> Proposal {
    let now: DateTime<Utc> = "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant");
    let wish = Wish::read(typed, now.date_naive(), now).expect("it is a wish");
    let zones: Vec<Zone> = zones.iter().map(|name| name.parse().expect("a known zone")).collect();
    let borne = vec![0; zones.len()];
    proposed(&wish, zones, borne, "Europe/Zurich".parse().expect("a known zone"), now)
}

pub fn grid(typed: &str, zones: &[&str]) -> Grid {
    proposal(typed, zones).picture.expect("one slot among a few zones has a picture")
}

fn texts<'a>(page: &'a Document<'a>, name: &'a str) -> Vec<&'a str> {
    let named = page.descendants().filter(move |node| node.has_tag_name(("http://www.w3.org/2000/svg", name)));
    named.map(|node| node.text().unwrap_or_default()).collect()
}

/// The picture's size as a decoder reads it.
fn decoded(png: &Png) -> (u32, u32, usize) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&png.bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("it is a PNG");
    let mut points = vec![0; reader.output_buffer_size().expect("it has a size")];
    let frame = reader.next_frame(&mut points).expect("it is a whole PNG");
    (frame.width, frame.height, points.chunks_exact(3).filter(|point| **point != [255; 3]).count())
}

#[test]
fn the_picture_is_as_it_was() {
    golden::assert_same("tests/it/golden/slot.svg", &svg(&grid("next week 2 h", &ZONES)));
    golden::assert_same("tests/it/golden/sessions.svg", &svg(&grid("next week 2 h twice", &ZONES)));
}

#[test]
fn a_reader_finds_title_words_and_every_hour() {
    let grid = grid("next week 2 h", &ZONES);
    let written = svg(&grid);
    let page = Document::parse(&written).expect("it is XML");
    let root = page.root_element();
    assert_eq!((root.attribute("role"), root.attribute("width")), (Some("img"), Some("800")));
    assert_eq!(texts(&page, "title"), [grid.title.as_str()]);
    assert_eq!(texts(&page, "desc"), [grid.words().as_str()]);
    let ids: Vec<&str> = page.descendants().filter_map(|node| node.attribute("id")).collect();
    assert_eq!(root.attribute("aria-labelledby"), Some(ids.join(" ").as_str()));
    let texts = texts(&page, "text");
    for row in &grid.rows {
        assert_eq!(texts.iter().filter(|text| **text == row.zone).count(), 1 + usize::from(row.zone == grid.reference));
    }
    assert!(texts.contains(&grid.sessions[0].label.as_str()));
    // An hour of each row, two digits each, and those above them.
    let hours = texts.iter().filter(|text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).count();
    assert_eq!(hours, 24 * (ZONES.len() + 1));
}

#[test]
fn a_png_is_the_same_each_time_and_small() {
    for (typed, height) in [("next week 2 h", 796), ("next week 2 h twice", 840)] {
        let grid = grid(typed, &ZONES);
        let picture = png(&grid).expect("it has a size");
        assert_eq!(Some(&picture), png(&grid).as_ref());
        let (width, decoded_height, drawn) = decoded(&picture);
        assert_eq!((width, decoded_height), (picture.width, picture.height));
        assert_eq!((width, decoded_height), (1_600, height));
        assert!(picture.bytes.len() < 200_000, "{} bytes", picture.bytes.len());
        // Words and shades: it is no white sheet.
        assert!(drawn > 200_000, "{drawn}");
    }
}

#[test]
fn words_are_drawn_with_the_font_of_the_program() {
    let grid = grid("next week 2 h", &ZONES);
    let nameless = Grid { title: String::new(), ..grid.clone() };
    let drawn = |grid: &Grid| decoded(&png(grid).expect("it has a size")).2;
    assert!(drawn(&grid) > drawn(&nameless) + 2_000, "the title is seen");
}

#[test]
fn a_series_has_no_picture() {
    let series = proposal("next week 2 h for 3 meetings", &ZONES);
    assert_eq!((series.picture, series.slots.len()), (None, 3));
}

#[test]
fn what_waits_in_an_outbox_of_before_is_read() {
    let old = r#"{"to":"room","weight":"normal","text":{"blocks":[]}}"#;
    let say: convenor::view::Say = serde_json::from_str(old).expect("it is read");
    assert_eq!(say.picture, None);
    assert_eq!(serde_json::to_string(&say).expect("it is written"), old);
    let grid = grid("next week 2 h", &ZONES);
    let stored = serde_json::to_string(&grid).expect("it is written");
    assert!(stored.len() < 8_000, "{} bytes", stored.len());
    assert_eq!(serde_json::from_str::<Grid>(&stored).ok(), Some(grid));
}

/// A grid in which everything that is words is made up.
fn made_up() -> impl Strategy<Value = Grid> {
    let row = (vec(hostile(), 4), vec(any::<u32>(), 2)).prop_map(|(mut words, burdens)| {
        let clock = words.pop().unwrap_or_default();
        let hour = |burden| Hour { clock: clock.clone(), burden };
        Row {
            zone: words.pop().unwrap_or_default(),
            time: words.pop().unwrap_or_default(),
            cost: words.pop().unwrap_or_default(),
            hours: burdens.into_iter().map(hour).collect(),
            days: vec![Day { from: 0, date: chrono::NaiveDate::MAX, is_of_rest: true }],
        }
    });
    (vec(hostile(), 6), vec(row, 0..3)).prop_map(|(words, rows)| Grid {
        title: words[0].clone(),
        reference: words[1].clone(),
        edges: words[2..5].to_vec(),
        sessions: vec![Session { label: words[5].clone(), from: 30, to: 90 }],
        rows,
    })
}

fn shape(node: Node<'_, '_>) -> Vec<String> {
    node.descendants().filter(Node::is_element).map(|node| node.tag_name().name().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_words_become_markup(grid in made_up()) {
        let written = svg(&grid);
        let page = Document::parse(&written).expect("it is XML whatever was written");
        let elements = shape(page.root_element());
        prop_assert_eq!(elements.iter().filter(|name| !["svg", "title", "desc", "rect", "text"].contains(&name.as_str())).count(), 0);
        let plain = Grid { title: "plain".to_owned(), ..grid };
        let other = svg(&plain);
        let other = Document::parse(&other).expect("it is XML");
        prop_assert_eq!(elements, shape(other.root_element()));
    }
}
