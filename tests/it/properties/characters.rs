//! Every character there is, in a title, a name and words of a log that an older version wrote: every form of what is
//! made of it stays well formed, as a second reader sees it, and keeps the characters that it can hold.

use calcard::icalendar::ICalendar;
use chrono::{DateTime, NaiveDate, Utc};
use convenor::document::{Format, calendar, charts, docx, picture, render};
use convenor::group::Group;
use convenor::group::charter::{Charter, ParentMeeting};
use convenor::group::event::{Entry, Event, Kind, LiaisonChange, Manner, NoteKind};
use convenor::group::liaison::Way;
use convenor::group::person::Person;
use convenor::group::register::Finding;
use convenor::text::{Text, clean};
use convenor::view::charts::Overview;
use convenor::view::invitation::Invitation;
use convenor::view::liaison::statement;
use convenor::view::minutes::minutes;
use convenor::view::report::report;
use convenor::view::terms::{Changed, How, Piece, Redline};
use docx_rs::XMLDocx;

use super::skeleton::of_html;
use crate::calendar::invitation;
use crate::pictures::grid;

/// Characters that are looked at together.
const TOGETHER: usize = 0x8000;

/// Every character, in runs.
fn runs() -> Vec<String> {
    let all: Vec<char> = ('\0'..=char::MAX).collect();
    all.chunks(TOGETHER).map(|run| run.iter().collect()).collect()
}

/// XML 1.0, production 2, without what is discouraged there.
fn is_of_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='~' | '\u{a0}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..)
        && u32::from(c) & 0xffff < 0xfffe
}

/// What a reader may be shown of a run.
fn kept(run: &str) -> String {
    run.chars().filter(|c| is_of_xml(*c) && !c.is_whitespace()).collect()
}

fn without_white_space(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A meeting in which somebody said, noted and was called all of this.
fn held(run: &str) -> Group {
    let at: DateTime<Utc> = "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant");
    let mut group = Group::new(Charter::open("test", "Test"));
    let named = Person { organization: Some(format!("x{run}x")), ..Person::named(&format!("n{run}n")) };
    for event in [
        Event::MeetingStarted { number: 1, title: Some(format!("a{run}a")) },
        Event::PresenceDeclared { person: named.clone() },
        Event::ItemAdded { item: 1, title: format!("b{run}b"), proposer: None, is_presented: false },
        Event::ItemTakenUp { item: 1 },
        Event::Said { speaker: named, words: format!("c{run}c"), manner: Manner::Statement },
        Event::Noted { kind: NoteKind::Note, text: format!("d{run}d") },
        Event::Concluded { item: 1, text: format!("e{run}e") },
        Event::DecisionRecorded { number: 1, kind: Kind::Invited, text: format!("SG17 f{run}f"), proposal: None },
        Event::LiaisonChanged {
            liaison: 1,
            change: LiaisonChange::Added {
                way: Way::Out,
                reference: None,
                title: format!("g{run}g"),
                from: None,
                purpose: None,
                deadline: None,
                reply_to: None,
                item: None,
            },
        },
        Event::MeetingEnded,
    ] {
        group.apply(&Entry { seq: group.head + 1, at, by: Some(Person::named("ana")), source: None, event });
    }
    group
}

#[test]
fn every_character_leaves_documents_well_formed() {
    for run in runs() {
        let group = held(&run);
        let model = minutes(&group, group.latest_meeting().expect("it was held"));
        let words = words_of(docx::document(&model), &run);
        assert!(words.contains(&format!("e{}e", kept(&run))), "a document of {}", shown(&run));
        let page = render(&model, Format::Html);
        let skeleton = of_html(&page);
        let error = skeleton.bones.iter().find(|bone| bone.starts_with("error"));
        assert_eq!(error, None, "a page of {}", shown(&run));
        assert!(
            without_white_space(&skeleton.words).contains(&format!("e{}e", kept(&run))),
            "a page of {}",
            shown(&run)
        );
    }
}

/// The words of a Word document, which a second reader takes for well formed.
fn words_of(parts: XMLDocx, run: &str) -> String {
    let texts = [parts.document, parts.document_rels, parts.numberings, parts.doc_props.core];
    let texts = texts.into_iter().chain(parts.footers).map(|part| String::from_utf8(part).expect("it is UTF-8"));
    let mut words = String::new();
    for text in texts {
        let read = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error} in {}", shown(run)));
        words.extend(read.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()));
    }
    without_white_space(&words)
}

/// What is next to characters that XML cannot hold, and what means something in it.
const NEXT: &str = "\t !~\u{a0}&<>\"'\u{fdcf}\u{fdf0}\u{fffd}\u{10000}李";

/// The writers are those of minutes, which take every character; these papers are given what XML cannot hold.
#[test]
fn every_character_leaves_the_other_papers_well_formed() {
    let at: DateTime<Utc> = "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant");
    let opens = NaiveDate::from_ymd_opt(2027, 3, 1).expect("a day");
    let odd: Vec<char> = ('\0'..=char::MAX).filter(|c| !is_of_xml(*c) || NEXT.contains(*c)).collect();
    for run in odd.chunks(60).map(|run| run.iter().collect::<String>()) {
        let group = held(&run);
        let mut text = Text::plain(format!("h{run}h"));
        text.heading(1, format!("i{run}i"));
        let piece = |change, mark: char| Piece { change, words: format!("{mark}{run}{mark}") };
        let redline = Redline {
            group: format!("j{run}j"),
            from: 1,
            to: 2,
            at,
            reason: Some(format!("k{run}k")),
            state: "proposed".to_owned(),
            paragraphs: vec![Changed {
                heading: None,
                change: How::Kept,
                pieces: vec![piece(How::Kept, 'l'), piece(How::TakenOut, 'm'), piece(How::New, 'n')],
            }],
        };
        let place = Some(format!("o{run}o"));
        let parent = ParentMeeting { body: "SG17".to_owned(), opens, closes: None, place, lead_months: None };
        let statement = statement(&group, 1, at).expect("it is there");
        for (name, parts, mark) in [
            ("a page", docx::page(&text, &format!("p{run}p"), at), 'h'),
            ("a sheet", docx::sheet(&text, &format!("p{run}p"), at), 'h'),
            ("a redline", docx::redline(&redline), 'n'),
            ("a liaison statement", docx::liaison(&statement), 'g'),
            ("a report", docx::report(&report(&group, (1, &parent), Vec::new(), at)), 'f'),
        ] {
            let wanted = format!("{mark}{}{mark}", kept(&run));
            assert!(words_of(parts, &run).contains(&wanted), "{name} of {}", shown(&run));
        }

        let register = crate::drawn::register(vec![crate::drawn::row(
            1,
            &format!("q{run}q"),
            Finding::Gap,
            (Some(&format!("r{run}r")), "proposed"),
        )]);
        let drawn = Overview::of(&register).map(|overview| charts::overview(&overview)).expect("it has a row");
        roxmltree::Document::parse(&drawn).unwrap_or_else(|error| panic!("{error} in {}", shown(&run)));

        let typed = Invitation { summary: format!("s{run}s"), ..invitation("UTC", "2026-10-25T07:30:00") };
        let feed = calendar::feed(&format!("t{run}t"), &[typed.clone(), typed]);
        assert!(feed.chars().all(|c| is_of_xml(c) || c == '\r'), "a feed of {}", shown(&run));
        let read = ICalendar::parse(&feed).unwrap_or_else(|entry| panic!("{entry:?} in {}", shown(&run)));
        assert_eq!(format!("{read:?}").matches("VEvent").count(), 2, "two events of {}", shown(&run));
    }
}

#[test]
fn every_character_leaves_pictures_and_calendar_files_well_formed() {
    let grid = grid("next week 2 h", &["Europe/Zurich", "Asia/Seoul"]);
    for run in runs() {
        let mut grid = grid.clone();
        grid.title = format!("a{run}a");
        let written = picture::svg(&grid);
        let read = roxmltree::Document::parse(&written).unwrap_or_else(|error| panic!("{error} in {}", shown(&run)));
        let words: String = read.descendants().filter_map(|node| node.text()).collect();
        let seen = clean(&format!("a{run}a"));
        assert!(without_white_space(&words).contains(&without_white_space(&seen)), "a picture of {}", shown(&run));
        assert!(seen.chars().all(is_of_xml), "what is cleaned is of XML: {}", shown(&run));

        let typed = Invitation { summary: format!("a{run}a"), ..invitation("UTC", "2026-10-25T07:30:00") };
        let file = calendar::render(&typed);
        assert!(file.chars().all(|c| is_of_xml(c) || c == '\r'), "a calendar file of {}", shown(&run));
        let read = ICalendar::parse(&file).unwrap_or_else(|entry| panic!("{entry:?} in {}", shown(&run)));
        assert!(format!("{read:?}").contains("VEvent"), "one event of {}", shown(&run));
    }
}

#[test]
fn no_character_that_xml_cannot_hold_enters_the_record() {
    let all: String = ('\0'..=char::MAX).collect();
    assert!(clean(&all).chars().all(is_of_xml));
    for c in ['\u{fffe}', '\u{ffff}', '\u{fdd0}', '\u{fdef}', '\u{1fffe}', '\u{10ffff}'] {
        assert_eq!(clean(&format!("a{c}b")), "ab", "{c:?}");
    }
    assert_eq!(clean("a\u{fffd}\u{fdcf}\u{fdf0}b"), "a\u{fffd}\u{fdcf}\u{fdf0}b");
}

/// The first and last code point of a run.
fn shown(run: &str) -> String {
    let (first, last) = (run.chars().next().map(u32::from), run.chars().last().map(u32::from));
    format!("U+{:04X} to U+{:04X}", first.unwrap_or_default(), last.unwrap_or_default())
}
