//! Minutes as documents and as mail: golden files, the same bytes each time, and nothing that a
//! person types becomes markup, a mention or a header.

use convenor::document::{COLUMNS, Format, docx};
use convenor::view::minutes::minutes;
use mail_parser::{Message, MessageParser};
use unicode_width::UnicodeWidthStr;

use crate::conversation::{Room, Transcript};
use crate::golden::{self, without_versions};

/// The transcript whose minutes are golden, and the number of its meeting.
const WHOLE: &str = "30_whole_meeting";
const MEETING: u32 = 7;

async fn played(transcript: &Transcript) -> Room {
    let mut room = Room::open(transcript).await;
    for line in &transcript.lines {
        room.play(&line.input).await;
    }
    room
}

#[tokio::test]
async fn the_minutes_of_a_whole_meeting_are_the_golden_ones() {
    let room = played(&Transcript::named(WHOLE)).await;
    for format in Format::ALL {
        let minutes = without_versions(&room.minutes(format).await);
        golden::assert_same(&format!("tests/it/golden/minutes.{}", format.ending()), &minutes);
    }
}

#[tokio::test]
async fn the_same_record_gives_the_same_bytes() {
    let transcript = Transcript::named(WHOLE);
    let (room, other) = (played(&transcript).await, played(&transcript).await);
    for format in Format::ALL {
        let minutes = room.minutes(format).await;
        assert!(minutes == room.minutes(format).await, "{format}: rendered again");
        assert!(minutes == other.minutes(format).await, "{format}: from a second run");
        assert!(minutes == room.rebuilt_minutes(MEETING, format).await, "{format}: rebuilt from the log");
    }
}

#[tokio::test]
async fn minutes_of_a_meeting_stay_the_same_after_the_next_one() {
    let mut room = played(&Transcript::named(WHOLE)).await;
    let before = room.minutes(Format::Text).await;
    for line in [
        "ramy: agenda+ Something new",
        "ramy: start meeting",
        "lee: present+",
        "ramy: topic: Else",
        "ramy: AGREED: something else",
    ] {
        room.play(line).await;
    }
    assert_eq!(room.rebuilt_minutes(MEETING, Format::Text).await, before);
}

/// Every transcript's minutes, with the transcript's name.
async fn all_minutes(format: Format) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for transcript in Transcript::all() {
        let room = played(&transcript).await;
        if room.group().await.latest_meeting().is_some() {
            all.push((transcript.name, room.minutes(format).await));
        }
    }
    all
}

#[tokio::test]
async fn no_line_of_the_text_is_wider_than_a_mail_allows() {
    for (name, text) in all_minutes(Format::Text).await {
        for line in text.lines() {
            // An address must stay whole: readers click on it.
            let is_address = line
                .split_whitespace()
                .any(|word| word.trim_start_matches('<').starts_with("http") && word.width() + 8 > COLUMNS);
            assert!(line.width() <= COLUMNS || is_address, "{name}: {} columns: {line}", line.width());
            assert_eq!(line, line.trim_end(), "{name}: white space at the end of a line");
        }
    }
}

/// Words that would do harm if they were anything but words.
const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt; & <b>bold</b>",
    "**bold** _italic_ ~~struck~~ `code`",
    "[link](javascript:alert(1))",
    "| a | b |",
    "@everyone @room <@123> <@&456>",
    "\u{202e}evil\u{202c} \u{2066}isolated\u{2069}",
    "\r\nBcc: evil@example.org",
    "Subject: another one",
    "]]> --> ${x} {{x}}",
    "# title",
];

/// A meeting in which each hostile word is in every place where a person's words can be.
async fn hostile_room() -> Room {
    let mut room = Room::open(&Transcript::parse("hostile", "")).await;
    room.play("chair: start meeting").await;
    for (number, word) in (1..).zip(HOSTILE) {
        for line in [
            format!("chair: topic: {number} {word}"),
            format!("eve {number} {word}: present+ ({word})").replace("Bcc:", "Bcc").replace("Subject:", "Subject"),
            format!("chair: ack eve {number}"),
            format!("chair: subtopic: {word}"),
            format!("eve: q+ to say {word}"),
            "chair: ack eve".to_owned(),
            format!("eve: I say {word}"),
            format!("eve: NOTE: {word}"),
            format!("eve: link: https://example.org/{word}"),
            format!("eve: doc: 1 {word}"),
            format!("chair: AGREED: {word}"),
            format!("eve: ACTION: {word} to do {word}"),
            format!("chair: conclusion: {word}"),
        ] {
            room.play(&line).await;
        }
    }
    room.play("chair: end meeting").await;
    room
}

#[tokio::test]
async fn no_hostile_word_becomes_html() {
    let room = hostile_room().await;
    let html = room.minutes(Format::Html).await;
    let allowed = [
        "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "h4", "p", "ul", "ol",
        "li", "strong", "table", "thead", "tbody", "tr", "th", "td", "a", "br", "header", "nav", "section", "div",
        "dl", "dt", "dd",
    ];
    let tags: Vec<&str> = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()).collect();
    for tag in tags {
        let mut words = tag.trim_start_matches('/').split_whitespace();
        let name = words.next().unwrap_or_default();
        assert!(allowed.contains(&name), "<{tag}> is none of ours");
        let attributes = tag.split_once(' ').map_or("", |(_, attributes)| attributes);
        let known = [
            "lang=\"",
            "charset=\"",
            "name=\"",
            "content=\"",
            "start=\"",
            "value=\"",
            "scope=\"col\"",
            "scope=\"row\"",
            "id=\"s",
            "aria-labelledby=\"s",
            "aria-label=\"Contents\"",
            "class=\"wide\" role=\"group\" aria-label=\"Annex ",
            "href=\"#s",
            "href=\"https://",
            "href=\"http://",
            "href=\"mailto:",
            "html",
        ];
        assert!(
            attributes.is_empty() || known.iter().any(|known| attributes.starts_with(known)),
            "<{tag}> carries something of a person's"
        );
        // Quotes open and close attributes and nothing else: a person's are escaped.
        assert_eq!(attributes.matches('"').count() % 2, 0, "<{tag}>");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the words themselves are kept");
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"), "the words themselves are kept");
}

#[tokio::test]
async fn no_hostile_word_becomes_an_element_of_a_word_document() {
    let room = hostile_room().await;
    let group = room.group().await;
    let minutes = minutes(&group, group.latest_meeting().expect("the hostile meeting was held"));
    let parts = docx::document(&minutes);
    let mut texts = vec![parts.document, parts.document_rels, parts.numberings, parts.doc_props.core];
    texts.extend(parts.footers);
    let texts = texts.into_iter().map(|part| String::from_utf8(part).expect("parts are UTF-8"));
    let texts: Vec<String> = texts.collect();
    for text in &texts {
        let document = roxmltree::Document::parse(text).expect("every part is well formed");
        let foreign = document.descendants().find(|node| node.is_element() && node.tag_name().namespace().is_none());
        assert_eq!(foreign.map(|node| node.tag_name().name()), None, "an element of nobody's");
        assert!(!text.contains("<script") && !text.contains("<img"), "{}", &text[..200]);
    }
    let document = roxmltree::Document::parse(&texts[0]).expect("the document is well formed");
    let words: String = document.descendants().filter_map(|node| node.text()).collect();
    for word in ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt; & <b>bold</b>", "${x} {{x}}"] {
        assert!(words.contains(word), "{word} is kept as it was typed");
    }
}

#[tokio::test]
async fn no_hostile_word_becomes_markdown() {
    let room = hostile_room().await;
    let markdown = room.minutes(Format::Markdown).await;
    // Addresses in angle brackets are links of the renderer's own; everything else is escaped.
    let addresses = regex::Regex::new(r"<https://[^<>\s]*>").expect("the pattern is well formed");
    let escaped = regex::Regex::new(r"\\[\\`*_\[\]<>|~@#&.)+=:-]").expect("the pattern is well formed");
    for line in markdown.lines() {
        let bare = addresses.replace_all(line, "ADDRESS");
        let bare = escaped.replace_all(&bare, "");
        assert!(
            !bare.contains(['`', '[', '<', '@', '~', '&']) || bare.contains("](ADDRESS)"),
            "{line:?} has live markup"
        );
        let own = ["# ", "## ", "### ", "#### "].iter().any(|head| bare.starts_with(head));
        assert!(own || !bare.contains('#'), "{line:?} has a live heading");
    }
}

#[tokio::test]
async fn no_hostile_character_reaches_a_document() {
    let room = hostile_room().await;
    for format in Format::ALL {
        let document = room.minutes(format).await;
        let found = document.chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
        });
        assert_eq!(found, None, "{format}");
    }
}

fn parsed(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).expect("a mail of the outbox can be read")
}

/// Compares two texts line by line, so that a difference can be seen.
fn assert_lines(got: &str, expected: &str) {
    for (number, (got, expected)) in (1..).zip(got.lines().zip(expected.lines())) {
        assert_eq!(got, expected, "line {number}");
    }
    assert_eq!(got.lines().count(), expected.lines().count(), "number of lines");
    assert_eq!(got.ends_with('\n'), expected.ends_with('\n'), "end of the last line");
}

/// A mail's text, as lines of the minutes. The mail library ends every message with one more line
/// end, which is no part of the text.
fn body(mail: &Message<'_>) -> String {
    let text = mail.body_text(0).expect("a mail of the outbox has a text").replace("\r\n", "\n");
    text.strip_suffix("\n\n").map_or(text.clone(), |text| format!("{text}\n"))
}

#[tokio::test]
async fn a_hostile_meeting_makes_a_mail_with_the_headers_of_any_other() {
    let mut room = hostile_room().await;
    for line in ["chair: !minutes", "chair: !minutes approve", "chair: !minutes send"] {
        room.play(line).await;
    }
    let mails = room.mails();
    let [mail] = mails.as_slice() else { panic!("one mail, not {}", mails.len()) };
    let mail = parsed(mail);
    let mut names: Vec<String> = mail.headers_raw().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    let expected = [
        "auto-submitted",
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "reply-to",
        "subject",
        "to",
        "x-ack",
    ];
    assert_eq!(
        names.iter().filter(|name| *name != "mime-version").collect::<Vec<_>>(),
        expected.iter().filter(|name| **name != "mime-version").collect::<Vec<_>>()
    );
    assert_eq!(mail.subject(), Some("Minutes of Example Group meeting 1, 2026-12-08"));
    assert_lines(&body(&mail), &room.minutes(Format::Text).await);
}

#[tokio::test]
async fn what_was_previewed_is_what_is_mailed_and_a_revision_is_threaded() {
    let transcript = Transcript::named(WHOLE);
    let mut room = Room::open(&transcript).await;
    let mut previews = Vec::new();
    for line in &transcript.lines {
        let printed = room.play(&line.input).await;
        if line.input == "sena: !minutes" {
            let end = printed.iter().rposition(|line| line.starts_with("bot: Next:")).expect("what comes next is said");
            let lines = printed[1..end].iter().map(|line| line.strip_prefix("bot:").unwrap_or(line));
            previews
                .push(lines.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n").collect::<String>());
        }
    }
    let mails = room.mails();
    let [first, second] = mails.as_slice() else { panic!("two mails, not {}", mails.len()) };
    let (first, second) = (parsed(first), parsed(second));
    let [first_preview, second_preview] = previews.as_slice() else { panic!("two previews, not {}", previews.len()) };
    assert_lines(&without_versions(&body(&first)), first_preview);
    assert_lines(&without_versions(&body(&second)), second_preview);
    assert_eq!(first.subject(), Some("Minutes of JCG-Test meeting 7, 2026-12-08"));
    assert_eq!(second.subject(), Some("Minutes of JCG-Test meeting 7, 2026-12-08 (revised)"));
    assert!(first.in_reply_to().as_text().is_none());
    assert_eq!(second.in_reply_to().as_text(), first.message_id());
    assert_eq!(second.references().as_text(), first.message_id());
    assert_ne!(second.message_id(), first.message_id());
    for mail in [&first, &second] {
        assert_eq!(mail.to().and_then(|to| to.first()).and_then(|to| to.address()), Some("jcg@lists.example.org"));
        assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
        assert!(mail.headers_raw().all(|(name, _)| !name.to_ascii_lowercase().starts_with("list-")));
        let command = [
            "help",
            "info",
            "who",
            "set",
            "subscribe",
            "unsubscribe",
            "remove",
            "lists",
            "options",
            "end",
            "stop",
            "join",
            "leave",
            "confirm",
        ];
        let start = body(mail).split_whitespace().next().map(str::to_lowercase);
        assert!(
            start.is_none_or(|word| !command.contains(&word.as_str())),
            "a list would take the first line for a command"
        );
    }
}
