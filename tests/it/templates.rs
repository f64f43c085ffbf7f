//! Templates of minutes and of the header block: what an organization can change, what is said when something is wrong
//! with one, and that nothing people typed is markup, however a template uses it.

use std::sync::Arc;

use convenor::config::Config;
use convenor::document::{Format, check, docx, render};
use convenor::group::Group;
use convenor::group::event::NoteKind;
use convenor::group::stationery::{HeaderBlock, Stationery, TemplateText};
use convenor::platform::permalink;
use convenor::view::minutes::{Minutes, NoteLine, minutes};

use crate::conversation::{Room, Transcript};
use crate::golden::{self, without_versions};

const WHOLE: &str = "30_whole_meeting";

async fn whole_meeting() -> Minutes {
    let transcript = Transcript::named(WHOLE);
    let mut room = Room::open(&transcript).await;
    for line in &transcript.lines {
        room.play(&line.input).await;
    }
    let group = room.group().await;
    minutes(&group, group.latest_meeting().expect("the transcript holds a meeting"))
}

fn template(text: &str) -> TemplateText {
    TemplateText { file: "own.txt".to_owned(), text: text.to_owned() }
}

fn of(text: &str) -> Arc<Stationery> {
    Arc::new(Stationery { minutes: Some(template(text)), header: None, liaison: None })
}

#[tokio::test]
async fn the_file_of_the_built_in_form_prints_what_no_template_prints() {
    let plain = whole_meeting().await;
    let text = golden::read("config/templates/minutes.txt");
    assert_eq!(check(&of(&text)), Ok(()));
    let own = Minutes { stationery: of(&text), ..plain.clone() };
    for format in Format::ALL {
        assert_eq!(render(&own, format), render(&plain, format), "{format}");
    }
}

#[tokio::test]
async fn the_form_with_the_results_first_is_valid_and_prints() {
    let text = golden::read("config/templates/report.txt");
    assert_eq!(check(&of(&text)), Ok(()));
    let report = Minutes { stationery: of(&text), ..whole_meeting().await };
    let page = without_versions(&render(&report, Format::Text));
    golden::assert_same("tests/it/golden/report.txt", &page);
}

#[tokio::test]
async fn the_example_of_the_page_makes_what_the_page_shows() {
    const PAGE: &str = "docs/templates.md";
    let page = golden::read(PAGE);
    let (before, rest) = page.split_once("```jinja\n").expect("the page has an example");
    let (example, rest) = rest.split_once("```\n").expect("the example ends");
    let (between, rest) = rest.split_once("```text\n").expect("the page shows what it makes");
    let (_, after) = rest.split_once("```\n").expect("what it makes ends");
    assert_eq!(check(&of(example)), Ok(()));
    let made = render(&Minutes { stationery: of(example), ..whole_meeting().await }, Format::Text);
    golden::assert_same(PAGE, &format!("{before}```jinja\n{example}```\n{between}```text\n{made}```\n{after}"));
}

#[test]
fn what_is_wrong_with_a_template_is_said_with_file_line_and_remedy() {
    for (text, words) in [
        ("# A\n{% if title %}\nB", "own.txt, line 2: unexpected end of input"),
        ("# A\n\n{{ titel }}", "own.txt, line 3: there is no name “titel”; did you mean “title”? (docs/templates.md"),
        ("# A\n{% if nobody %}{{ weather }}{% endif %}", "own.txt, line 2: there is no name “nobody” (docs"),
        (
            "{% for item in items %}\n## {{ item.titel }}\n{% endfor %}",
            "own.txt, line 2: a name in “## {{ item.titel }}”",
        ),
        (
            "{% for item in items %}{% if not item.polls %}{{ item.x }}{% endif %}{% endfor %}",
            "own.txt, line 1: a name in",
        ),
        ("# A\n{{ title | shout }}", "own.txt, line 2: filter shout is unknown"),
        ("# A\n{{ shout(title) }}", "own.txt, line 2: there is no name “shout”"),
        ("# A\nAgenda: {{ agenda }}", "own.txt: in “Agenda:…” something is in the same line as a list or a table"),
        ("# A\n\u{2}", "own.txt, line 2: there is a control character"),
        ("{% include \"/etc/passwd\" %}", "own.txt, line 1: "),
        ("{% macro x() %}{% endmacro %}", "own.txt, line 1: "),
    ] {
        let (key, problem) = check(&of(text)).expect_err(text);
        assert_eq!(key, "document.template");
        assert!(problem.contains(words), "{text:?} gives {problem:?}");
    }
    let block = HeaderBlock { number: "TD{{ meting }}".to_owned(), ..HeaderBlock::default() };
    let (key, problem) =
        check(&Stationery { minutes: None, header: Some(block), liaison: None }).expect_err("a name is unknown");
    assert_eq!(key, "document.number");
    assert!(
        problem.starts_with("“TD{{ meting }}”, line 1: there is no name “meting”; did you mean “meeting”?"),
        "{problem}"
    );
    let block = HeaderBlock { template: Some(template("A || {{ document.nmber }}")), ..HeaderBlock::default() };
    let (key, problem) =
        check(&Stationery { minutes: None, header: Some(block), liaison: None }).expect_err("a name is unknown");
    assert_eq!(
        (key, problem.starts_with("own.txt, line 1: a name in “A || {{ document.nmber }}”")),
        ("document.header", true)
    );
}

#[test]
fn the_configuration_names_the_key_the_file_and_the_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("own.txt");
    std::fs::write(&file, "# A\n{{ titel }}\n").expect("a temporary file can be written");
    let group = "[[group]]\nname = \"G\"\npolicy = \"open\"\n[group.document]\n";
    for (line, words) in [
        (format!("template = \"{}\"", file.display()), "key document.template: "),
        (format!("template = \"{}\"", file.display()), "own.txt, line 2: there is no name “titel”"),
        ("template = \"nowhere.txt\"".to_owned(), "key document.template: the template nowhere.txt cannot be read"),
        ("header = \"nowhere.txt\"".to_owned(), "key document.header: the template nowhere.txt cannot be read"),
        ("title = \"{{ group\"".to_owned(), "key document.title: “{{ group”, line 1: "),
        ("numbr = \"TD1\"".to_owned(), "line 5, key group[0].document.numbr: unknown field `numbr`"),
        (
            "[[group.document.contact]]\nname = \"A\"\nmail = \"a\"".to_owned(),
            "key document.contact.mail: “a” is not a mail",
        ),
    ] {
        let text = format!("{group}{line}\n");
        let problem = Config::parse(&text).and_then(|config| config.validate()).expect_err(&line);
        assert!(problem.contains(words), "{line:?} gives {problem:?}");
    }
}

/// Should a template fail all the same, the minutes are there in the built-in form, and say so.
#[tokio::test]
async fn minutes_are_never_lost_to_a_template() {
    let plain = whole_meeting().await;
    let broken = of("# {{ group }}\n{% if meeting == 7 %}{{ nobody_checked_this }}{% endif %}");
    let page = render(&Minutes { stationery: broken, ..plain.clone() }, Format::Text);
    assert!(page.starts_with(render(&plain, Format::Text).trim_end()), "{page}");
    assert!(
        page.replace('\n', " ")
            .contains("The group's template could not be used, so the built-in form is used. own.txt, line 2")
    );
}

/// Ways by which a template might make markup of a value.
const ATTEMPTS: [&str; 9] = [
    "{{ title }}",
    "{{ title | safe }}",
    "{{ title ~ \"\" }}",
    "# {{ title }}",
    "- {{ title }}",
    "Label:: {{ title }}",
    "{% set x %}{{ title }}{% endset %}\n{{ x }}",
    "{% filter upper %}{{ title }}{% endfilter %}",
    "{{ title | replace(\"-\", \"\\n# \") }} {{ [title] }}",
];

#[tokio::test]
async fn no_template_makes_markup_of_what_people_typed() {
    let plain = whole_meeting().await;
    for typed in [
        "<script>alert(1)</script>",
        "\n# evil\n- evil\nEvil:: evil",
        "**evil** [x](http://x) {{ group }} {% if",
        "\u{2}\n# evil\u{3}\u{1}0\u{1}",
    ] {
        for attempt in ATTEMPTS {
            let minutes = Minutes { title: Some(typed.to_owned()), stationery: of(attempt), ..plain.clone() };
            let html = render(&minutes, Format::Html);
            let body = html.split("<body>").nth(1).expect("a page has a body").to_lowercase();
            assert!(
                !body.contains("<script") && !body.contains("<a ") && !body.contains("<strong>evil"),
                "{attempt}: {body}"
            );
            assert!(!body.contains("evil</h") || attempt.starts_with('#'), "{attempt}: {body}");
            assert!(!body.contains("<dt>evil") && !body.contains("<table"), "{attempt}: {body}");
            let markdown = render(&minutes, Format::Markdown);
            let made = markdown.lines().filter(|line| line.starts_with("# ")).count();
            assert_eq!(made, usize::from(attempt.starts_with('#')), "{attempt}: {markdown}");
        }
    }
}

#[tokio::test]
async fn a_document_has_its_header_block_and_the_same_bytes() {
    let config = Config::parse(&golden::read("tests/documents/group.toml")).expect("it parses");
    let [charter] = config.charters().try_into().expect("it has one group");
    let mut minutes = Minutes { stationery: charter.stationery, ..whole_meeting().await };
    let hostile = "https://example.org/?a=1&b=\"><Relationship/>".to_owned();
    minutes.sections[0].notes.push(NoteLine { kind: NoteKind::Link, text: hostile, by: None });
    let (first, second) = (docx::document(&minutes), docx::document(&minutes));
    assert!(first.document == second.document && first.document_rels == second.document_rels, "the same bytes");
    let text = String::from_utf8(first.document).expect("the document is UTF-8");
    for words in [
        "JCG-Example-TD7",
        "Original: English",
        "STUDY PERIOD 2025-2028",
        "2/17, 6/20",
        "Virtual, 8 December 2026",
        "Bo Lind",
    ] {
        assert!(text.contains(words), "{words}");
    }
    // Where the schema of Word wants them: the style first, the span before the borders, the footer before the size.
    for misplaced in ["<w:pPr><w:rPr", "</w:tcBorders><w:gridSpan", "/><w:footerReference"] {
        assert!(!text.contains(misplaced), "{misplaced}");
    }
    let repeated = text.matches("<w:tblHeader />").count();
    assert_eq!(repeated, 3, "participants, decisions, actions; the contributions are a list");
    roxmltree::Document::parse(&text).expect("the document is well formed");
    for part in [first.styles, first.settings, first.doc_props.core, first.document_rels] {
        roxmltree::Document::parse(&String::from_utf8(part).expect("it is UTF-8")).expect("every part is well formed");
    }
}

/// The minutes of the whole meeting as they would be if it had been held in a room whose messages have addresses.
async fn in_a_room(room_key: &str, message: fn(&str) -> String) -> Minutes {
    let transcript = Transcript::named(WHOLE);
    let mut room = Room::open(&transcript).await;
    for line in &transcript.lines {
        room.play(&line.input).await;
    }
    let mut group = Group::new(transcript.charter.clone());
    let read = room.bot().store().read(&transcript.charter.id, 0, |mut entry| {
        if let Some(source) = &mut entry.source {
            assert_eq!(source.room.as_deref(), Some("console:room"), "the desk writes down in which room it was said");
            source.room = Some(room_key.to_owned());
            source.message = message(&source.message);
        }
        group.apply(&entry);
    });
    read.await.expect("a store in a temporary folder answers");
    minutes(&group, group.latest_meeting().expect("the transcript holds a meeting")).linked(permalink)
}

#[tokio::test]
async fn lines_link_to_their_messages_where_the_platform_has_addresses() {
    let matrix = in_a_room("matrix:!r/\"<b>:example.org", |message| format!("${message}\">")).await;
    let start = "https://matrix.to/#/%21r%2F%22%3Cb%3E%3Aexample.org/%24console%3A1%3A";
    let address = regex::Regex::new(r#"https://matrix\.to/[^\s"<>)\\]*"#).expect("the pattern is well formed");
    for (format, least) in [(Format::Html, 15), (Format::Markdown, 15), (Format::Json, 15)] {
        let page = render(&matrix, format);
        let found: Vec<&str> = address.find_iter(&page).map(|found| found.as_str()).collect();
        assert!(found.len() >= least, "{format}: {} links", found.len());
        for found in found {
            assert!(found.starts_with(start) && found.ends_with("%22%3E?via=example.org"), "{format}: {found}");
        }
    }
    let html = render(&matrix, Format::Html);
    for line in [
        "side by side in one table, with the work items and the documents of each side",
        "<li>SG17-TD580",
        "A2: Dee to send the recording",
        "rows 4 and 5 stand, row 6 is open",
    ] {
        let (_, after) = html.split_once(line).expect(line);
        assert!(after.starts_with(" <a href=\"https://matrix.to/"), "{line}: {}", &after[..80]);
    }
    // What was said in two messages has two links; the text for the list has none.
    assert!(html.contains(">source</a> <a href") && html.contains(">source 2</a>"));
    assert!(!render(&matrix, Format::Text).contains("matrix.to"));
    let numbered = |message: &str| format!("500/400/{}", message.replace(|c: char| !c.is_ascii_digit(), ""));
    let discord = in_a_room("discord:400", numbered).await;
    assert!(render(&discord, Format::Markdown).contains("[source](<https://discord.com/channels/500/400/1"));
    let console = in_a_room("console:1", str::to_owned).await;
    assert!(!render(&console, Format::Markdown).contains("[source"));
    assert!(!render(&console, Format::Json).contains("\"links\""));
}

#[test]
fn check_and_the_start_refuse_a_template_that_is_wrong() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("a temporary file can be written");
    };
    write("own.txt", "# {{ group }}\n{% if actions %}\n{{ actions }}\n");
    write("own.toml", "[[group]]\nname = \"G\"\npolicy = \"open\"\n[group.document]\ntemplate = \"own.txt\"\n");
    for task in ["check", "run"] {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_convenor"));
        program.current_dir(folder.path()).args([task, "--config", "own.toml"]);
        let output = program.output().expect("the program that is tested can be run");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(!output.status.success(), "{task}: {said}");
        let expected =
            "own.toml: [[group]] number 1 (G), key document.template: own.txt, line 3: unexpected end of input";
        assert!(said.contains(expected), "{task}: {said}");
    }
}
