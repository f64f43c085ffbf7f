//! Properties: what holds for all words, tried with words that nobody would type. The same seed
//! makes the same words everywhere; `WORDS_SEED=7 WORDS_CASES=200` tries others.

#[path = "../fuzz/alarms.rs"]
mod alarms;
mod announcements;
mod characters;
#[path = "../fuzz/checks.rs"]
mod checks;
#[path = "../fuzz/imports.rs"]
mod imports;
mod invitations;
#[path = "../fuzz/logs.rs"]
mod logs;
#[path = "../fuzz/mails.rs"]
mod mails;
#[path = "../fuzz/plain.rs"]
pub mod plain;
mod prose;
mod quoted;
#[path = "../fuzz/requests.rs"]
mod requests;
mod room;
mod skeleton;
pub mod words;

use convenor::cli::console::charter;
use convenor::command::table::rows;
use convenor::document::{self, Format};
use convenor::group::Group;
use convenor::group::event::Entry;
use convenor::mail::build;
use convenor::text::html::{self, Ping};
use convenor::text::{Block, Span, Text, markdown, one_line};
use convenor::view::letter::Letter;
use convenor::view::minutes::minutes;
use mail_parser::MessageParser;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::sample::select;

use crate::conversation::Transcript;
use crate::golden;
use room::Rooms;
use skeleton::{Skeleton, harmless, seen, without_space};
use words::{hostile, message, recorded, recorded_line, runner};

/// Inputs with which the fuzz target `line` (`tests/fuzz`) once found something that did not hold.
const FOUND: [&str; 0] = [];
/// Mails with which the fuzz target `mail` did.
const FOUND_MAILS: [&[u8]; 0] = [];
/// Files with which the fuzz target `import` did, and requests with which `request` did.
const FOUND_IMPORTS: [&str; 1] = [
    "# Minutes\n\n## Attendance\n\n| Name | Organization |\n|---|---|\n| Ana | Example Corp |\n| Ana | Example Labs |\n",
];
const FOUND_REQUESTS: [&str; 0] = [];
/// Logs with which the fuzz target `log` did.
const FOUND_LOGS: [&str; 13] = [
    "15:20:00 <Zakim> agendum 2 -- Next meeting -- taken up [from agendabot]\n15:21:10 <bo> In two weeks\n\
     15:30:00 <Zakim> As of this point the attendees have been ana, dina\nrossi\n15:30:20 <ana> See you\n",
    "[14:00] [Ana Lima : MODERATOR]: topic: IoT overlap\n[14:01] [Bo Nyberg : VIEWER]: row 2 is joint\n\
     [14:04] <@ana> ACTION: Bo to send the table to SG20 by 2026-12-15\n",
    "15:00:00 <ana> agenda+ Table\n15:00:01 <ana> agenda+ Dates\n15:01:00 <ana> next item\n15:01:10 <cy> q+\n\
     15:01:20 <ana> ack cy\n15:01:30 <cy> Row 9 names two editors\n15:01:40 <ana> next item\n",
    "14:10:12 <ana> Chair é\n",
    "14:10:12 <a\u{1b}na> Meeting: Row \u{202e}four\n",
    "ana: chair: bo\nand others\n",
    "ana: present+ Bo, Cy\nDina\n",
    "ana: chair: ana\nbo: NOTED: the liaison statement of SG20 (SG20-LS4)\n",
    "ana: q+\nbo: ack ana\nana: done\nas in SG17-TD580\n",
    "ana: scribe+ bo\nbo: !https://table.example.org/row\nbo: Ana: see SG17-TD580\nbo: … and SG17-TD581\n",
    "ana: ACTION: Ana to do something\nana: a word of mine\nana: s/a/b/\nand more of it\n",
    r#"[{"type": "m.room.message", "sender": "@ana:example.org", "origin_server_ts": 8210266876799999,
        "content": {"msgtype": "m.text", "body": "ACTION: Ana to ask by tomorrow"}}]"#,
    r#"{"channel": {"name": "table"}, "messages": [{"timestamp": "+262142-12-31T23:59:59Z",
        "content": "ACTION: Ana to ask by tomorrow", "author": {"name": "ana"}}]}"#,
];
const MESSAGES_OF_A_SEED: usize = 20;

/// Words whose later lines would be blocks of their own.
const BLOCKS_IN_MARKDOWN: [&str; 6] = ["a\n- b", "a\n+ b", "a\n1. b", "a\n===", "a\n---", "a\n  - b"];

fn holds<T: std::fmt::Debug>(cases: u32, values: impl Strategy<Value = T>, property: impl Fn(T)) {
    let checked = runner(cases).run(&values, |value| {
        property(value);
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn examples_transcripts_and_what_fuzzing_found_hold_what_the_fuzz_target_checks() {
    for (name, input) in first_corpus() {
        checks::hold_for(&input);
        keep(&name, &input);
    }
}

/// Writes an input into the folder that `CORPUS` names, from which fuzzing begins.
fn keep(name: &str, input: &str) {
    let Some(folder) = std::env::var_os("CORPUS").map(|folder| golden::path(&folder.to_string_lossy())) else { return };
    std::fs::create_dir_all(&folder).expect("the folder that CORPUS names can be made");
    std::fs::write(folder.join(name), input).expect("the folder that CORPUS names can be written");
}

/// What fuzzing found, every example of the table, and the transcripts in pieces that the fuzz target takes.
fn first_corpus() -> Vec<(String, String)> {
    let mut inputs: Vec<(String, String)> =
        (1..).zip(FOUND).map(|(number, input)| (format!("found-{number}"), input.to_owned())).collect();
    for row in rows() {
        let named = |number| format!("example-{}-{number}", row.name.replace(' ', "-"));
        inputs.extend((1..).zip(row.examples).map(|(number, example)| (named(number), (*example).to_owned())));
    }
    for transcript in Transcript::all() {
        let said = transcript.lines.iter().filter_map(|line| line.input.split_once(": "));
        let messages: Vec<&str> = said.map(|(_, text)| text).collect();
        let pieces = messages.chunks(MESSAGES_OF_A_SEED).map(|piece| piece.join(&checks::NEXT_MESSAGE.to_string()));
        inputs.extend((1..).zip(pieces).map(|(number, piece)| (format!("{}-{number}", transcript.name), piece)));
    }
    inputs
}

#[test]
fn whatever_is_typed_holds_what_the_fuzz_target_checks() {
    holds(150, vec(message(), 1..4), |messages| {
        checks::hold_for(&messages.join(&checks::NEXT_MESSAGE.to_string()));
    });
}

/// Mails as programs write them, for the fuzz target `mail` to begin with.
fn some_mails() -> Vec<Vec<u8>> {
    let own = "objection to D7-3: row 4 is missing\n\nOn Tue, 8 Dec 2026, Ana wrote:\n> regrets\n";
    let page = "<p>agenda+ Table</p><blockquote>regrets</blockquote>";
    let kinds = [
        format!("Content-Type: text/plain; charset=utf-8\n\n{own}"),
        format!("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n{own}"),
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nregrets=20=\n f=C3=BCr\n".to_owned(),
        "Content-Type: text/plain; charset=gb18030\nContent-Transfer-Encoding: base64\n\ncmVncmV0cw==\n".to_owned(),
        format!("Content-Type: text/html; charset=utf-8\n\n{page}\n"),
        format!("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{own}\n--b\nContent-Type: text/html\n\n{page}\n--b--\n"),
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 nobody\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <jcg.7.minutes.1@example.org>\n\n--b--\n".to_owned(),
        format!("Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n--b\n\n{own}\n--b--\n"),
        format!("\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{own}-----BEGIN PGP SIGNATURE-----\n"),
    ];
    let heads = [
        "From: Ana <ana@example.org>\nTo: jcg@lists.example.org\nMessage-ID: <1@example.org>\nIn-Reply-To: <jcg.7.minutes.1@example.org>\nSubject: Re: =?utf-8?q?Z=C3=BCrich?=\n",
        "Authentication-Results: mx.example.org; dkim=pass header.d=example.org\nFrom: Ana via Jcg <jcg@lists.example.org>\nReply-To: ana@example.org\nList-Id: <jcg.lists.example.org>\n",
        "Auto-Submitted: auto-replied\nFrom: jcg-owner@lists.example.org\n",
    ];
    kinds.iter().flat_map(|kind| heads.iter().map(move |head| format!("{head}{kind}").into_bytes())).collect()
}

#[test]
fn mails_and_what_fuzzing_found_hold_what_the_fuzz_target_of_mails_checks() {
    let all = some_mails();
    for (number, mail) in all.iter().enumerate() {
        mails::hold_for_mail(mail);
        // One that is cut off anywhere is a mail too.
        (0..mail.len()).step_by(7).for_each(|end| mails::hold_for_mail(&mail[..end]));
        if let Some(folder) = std::env::var_os("CORPUS_MAIL") {
            std::fs::create_dir_all(&folder).expect("made");
            std::fs::write(std::path::Path::new(&folder).join(number.to_string()), mail).expect("written");
        }
    }
    for mail in FOUND_MAILS {
        mails::hold_for_mail(mail);
    }
}

#[test]
fn whatever_comes_as_a_mail_holds_what_the_fuzz_target_of_mails_checks() {
    let bytes = (
        select(some_mails()),
        vec((proptest::prelude::any::<proptest::sample::Index>(), proptest::prelude::any::<u8>()), 0..8),
    );
    runner(500)
        .run(&bytes, |(mut mail, changes)| {
            for (place, byte) in changes {
                let place = place.index(mail.len());
                mail[place] = byte;
            }
            mails::hold_for_mail(&mail);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

const SOME_IMPORTS: [&str; 6] = [
    "Row,Topic,SG17,SG17 documents,SG20,Finding,Reason,Source\n1,Onboarding of devices,X.1352,TD580,Y.4500,overlap,\"both, by name\",\n,Keys,,,,,,TD581\n9,No such row,,,,,,\n",
    "\u{feff}Topic;SG17 work items;SG20 scope;Finding\r\nKeys;X.1;sensors only;no overlap\r\n\"open",
    "name,organization,side,accounts,addresses\nAna Lima,Example Corp,SG17,console:ana,ana@example.org\nAna Lima,,SG13,nobody,\n",
    "1. Background\n=============\n\nThe group compares.\n\n2. Tasks\n--------\n\n2\\.1 Compare rows\n\n\\- sensors\n",
    "# Minutes\n\n## Attendance\n\n| Name | Organization |\n|---|---|\n| Ana | Example Corp |\n| Bo (guest) | |\n\n## 1 Scope\n\n- Ana: too wide [source](https://example.org/1)\n- **D1-1** agreed\n",
    "## Next meeting\n\n> quoted\n\n1. one\n2. two\n\n```\ncode\n```\n\n| a |\n|---|\n| <b>\u{202e}x |\n",
];
const SOME_REQUESTS: [&str; 12] = [
    "GET /\n\n",
    "POST /join\n\nname=%3Czq%3E&organization=%22%3E%3Czq%3E",
    "GET BOARD\n\n",
    "GET BOARDshow?item=1&x=%3Czq\n\n",
    "GET BOARDminutes/1.json\n\n",
    "POST SEATdo\n\npress=%3Asay&once=0123456789abcdef&text=q%2B+%3Czq%3Eabout+this",
    "POST SEATdo\nsec-fetch-site: cross-site\n\npress=%3Asay&once=1&text=x",
    "GET SEATcommands?q=%3Czq%3E\naccept-language: en\n\n",
    "POST SEATedit/1\n\nline=1&text=%00%E2%80%AE%3Czq%3E",
    "GET SEATlive\nupgrade: websocket\nsec-websocket-key: x\nsec-websocket-version: 13\n\n",
    "GET /in/%3Czq%3E\ncookie: seat=%3Czq; a\n\n",
    "PUT /../a/%2e%2e/style.css?\ncontent-length: 5\ntransfer-encoding: chunked\n\n0",
];

/// Writes the inputs of a fuzz target into the folder that a variable names, from which fuzzing begins.
fn keep_some(variable: &str, inputs: &[&str]) {
    let Some(folder) = std::env::var_os(variable).map(|folder| golden::path(&folder.to_string_lossy())) else { return };
    std::fs::create_dir_all(&folder).expect("made");
    for (number, input) in inputs.iter().enumerate() {
        std::fs::write(folder.join(number.to_string()), input).expect("written");
    }
}

/// Inputs of a few kinds with some bytes replaced.
fn spoiled(inputs: &'static [&'static str], count: u32, holds: impl Fn(&[u8])) {
    let changes = vec((proptest::prelude::any::<proptest::sample::Index>(), proptest::prelude::any::<u8>()), 0..8);
    runner(count)
        .run(&(select(inputs), changes), |(input, changes)| {
            let mut bytes = input.as_bytes().to_vec();
            for (place, byte) in changes {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            holds(&bytes);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn files_that_are_taken_in_hold_what_the_fuzz_target_of_imports_checks() {
    keep_some("CORPUS_IMPORT", &SOME_IMPORTS);
    for text in SOME_IMPORTS.into_iter().chain(FOUND_IMPORTS) {
        let cut = text.char_indices().step_by(5).map(|(end, _)| &text[..end]);
        cut.chain([text]).for_each(imports::hold_for_import);
    }
    spoiled(&SOME_IMPORTS, 400, |bytes| imports::hold_for_import(&String::from_utf8_lossy(bytes)));
}

#[test]
fn requests_to_the_pages_hold_what_the_fuzz_target_of_requests_checks() {
    keep_some("CORPUS_REQUEST", &SOME_REQUESTS);
    for request in SOME_REQUESTS.into_iter().chain(FOUND_REQUESTS) {
        requests::hold_for_request(request.as_bytes());
    }
    spoiled(&SOME_REQUESTS, 100, requests::hold_for_request);
}

#[test]
fn logs_and_what_fuzzing_found_hold_what_the_fuzz_target_of_logs_checks() {
    for (name, log) in first_logs() {
        logs::hold_for_log(&log);
        keep(&name, &log);
    }
}

/// What fuzzing found, the logs of `tests/replay`, every example of the table as the lines of a log, and the
/// transcripts as logs.
fn first_logs() -> Vec<(String, String)> {
    let mut logs: Vec<(String, String)> =
        (1..).zip(FOUND_LOGS).map(|(number, log)| (format!("found-{number}"), log.to_owned())).collect();
    for folder in ["tests/replay/fixtures", "tests/replay/fixtures/forms"] {
        let fixtures = std::fs::read_dir(golden::path(folder)).expect("the logs of the tests are there");
        for fixture in fixtures {
            let fixture = fixture.expect("a folder of the repository can be read");
            let name = fixture.file_name().to_string_lossy().into_owned();
            if fixture.path().is_file() {
                let log = golden::read(&format!("{folder}/{name}"));
                logs.push((name, log));
            }
        }
    }
    for row in rows() {
        let said = (10..).zip(row.examples).map(|(second, example)| format!("14:00:{second} <ana> {example}\n"));
        logs.push((format!("examples-{}", row.name.replace(' ', "-")), said.collect()));
    }
    for transcript in Transcript::all() {
        let said = transcript.lines.iter().filter(|line| line.input.contains(": ")).map(|line| &*line.input);
        let lines: Vec<&str> = said.collect();
        let pieces = lines.chunks(MESSAGES_OF_A_SEED).map(|piece| piece.join("\n").replace('⏎', "\n"));
        logs.extend((1..).zip(pieces).map(|(number, piece)| (format!("{}-{number}", transcript.name), piece)));
    }
    logs
}

#[test]
fn whatever_is_logged_holds_what_the_fuzz_target_of_logs_checks() {
    let line = (select(&["", "14:10:12 ", "14:10 ", "2026-12-08T14:10:12Z ", "Dec 08 23:59:59 "][..]), said_in_a_log());
    holds(60, vec(line, 1..6), |lines| {
        logs::hold_for_log(&lines.into_iter().map(|(time, said)| format!("{time}{said}\n")).collect::<String>());
    });
}

/// Something that somebody said, with the name before it as logs have it.
fn said_in_a_log() -> BoxedStrategy<String> {
    let names = select(&["<ana> ", "<@bo_> ", "ana: ", "ana\t", "* ana ", "<Zakim> ", "-!- ana ", "- Ana: "][..]);
    (names, message()).prop_map(|(name, words)| format!("{name}{words}")).boxed()
}

#[test]
fn what_is_plainly_prose_is_read_as_prose() {
    let known = prose::known_lines();
    for line in &known {
        prose::assert_same_line(line);
    }
    known.iter().step_by(100).for_each(|line| prose::assert_same_in_a_log(line));
    assert!(known.iter().filter(|line| prose::is_plain(line)).count() > 1_000, "some lines are prose");
    holds(3_000, prose::line(), |line| prose::assert_same_line(&line));
}

#[test]
fn whatever_is_typed_is_taken_recorded_and_answered() {
    let rooms = Rooms::open(Rooms::CASES);
    holds(Rooms::CASES, room::conversation(), |conversation| {
        rooms.play(&conversation);
    });
    rooms.close();
}

#[test]
fn nothing_typed_is_markup_or_a_mention_in_an_answer() {
    let rooms = Rooms::open(Rooms::CASES);
    holds(Rooms::CASES, room::conversation(), |conversation| {
        for message in rooms.play(&conversation) {
            assert_harmless(&message.text);
            let pinged = message.ping.as_ref().is_none_or(room::is_account);
            assert!(pinged, "{:?} is nobody's account", message.ping);
        }
    });
    rooms.close();
}

#[test]
fn nothing_typed_is_markup_in_minutes() {
    let rooms = Rooms::open(Rooms::CASES);
    holds(Rooms::CASES, room::conversation(), |conversation| {
        rooms.play(&conversation);
        let log = rooms.log();
        let page = |log: &[Entry], format| {
            let mut group = Group::new(charter());
            for entry in log {
                group.apply(entry);
            }
            let meeting = group.latest_meeting().expect("the meeting was held");
            let mut minutes = minutes(&group, meeting);
            // Words that name a document are listed as one; harmless words name none.
            minutes.sections.iter_mut().for_each(|section| section.documents.clear());
            minutes.contributions.clear();
            document::render(&minutes, format)
        };
        let calm = skeleton::harmless_log(&log);
        let shown = page(&log, Format::Html);
        assert_eq!(skeleton::of_html(&shown).bones, skeleton::of_html(&page(&calm, Format::Html)).bones, "{shown}");
        let shown = page(&log, Format::Markdown);
        let expected = skeleton::of_markdown(&page(&calm, Format::Markdown));
        assert_eq!(skeleton::of_markdown(&shown).bones, expected.bones, "{shown}");
    });
    rooms.close();
}

#[test]
fn nothing_typed_is_markup_in_any_block() {
    holds(600, text(), |text| assert_harmless(&text));
}

#[test]
fn a_later_line_is_no_block_in_markdown() {
    for words in BLOCKS_IN_MARKDOWN {
        let text = Text::plain(words);
        let shown = skeleton::of_markdown(&markdown::render(&text));
        let expected = skeleton::of_markdown(&markdown::render(&harmless(&text)));
        assert_eq!(shown.bones, expected.bones, "{words:?} is a block");
    }
}

#[test]
fn whoever_is_named_in_markdown_is_not_mentioned() {
    holds(300, recorded(), |words| {
        let shown = markdown::render(&Text::plain(words));
        let mut before = ' ';
        for c in shown.chars() {
            assert!(c != '@' || before == '\\', "{shown:?} mentions somebody");
            before = c;
        }
    });
}

#[test]
fn nothing_typed_becomes_a_mail_header() {
    let expected = headers_of(&letter("Group", "Minutes", "Words\n"));
    holds(400, (hostile(), hostile(), vec(recorded(), 1..5)), |(name, subject, lines)| {
        let (name, subject) = (format!("G {}", configured(&name)), format!("M {}", configured(&subject)));
        let body = lines.join("\n") + "\n";
        let letter = letter(&name, &subject, &body);
        assert_eq!(headers_of(&letter), expected);
        let message = build(&letter, &sender()).expect("the addresses are some").formatted();
        let parsed = MessageParser::default().parse(&message).expect("a readable message");
        assert_eq!(parsed.body_text(0).map(|text| text.replace("\r\n", "\n")), Some(body));
        assert_eq!(parsed.attachment_count(), 0);
        assert_eq!(parsed.subject().map(without_space), Some(without_space(&one_line(&subject))));
        let from = parsed.from().and_then(|from| from.first()).expect("somebody writes");
        assert_eq!(from.address(), Some("bot@example.org"));
        assert_eq!(from.name().map(without_space), Some(without_space(&format!("{name} via Convenor"))));
        let to: Vec<_> = parsed.to().into_iter().flat_map(mail_parser::Address::iter).collect();
        assert_eq!(to.iter().map(|to| to.address()).collect::<Vec<_>>(), [Some("group@lists.example.org")]);
    });
}

/// A name as the configuration may give it. With other control characters the mail is refused, and lettre
/// leaves an encoded word (RFC 2047) as it is.
fn configured(words: &str) -> String {
    let kept: String = words.chars().filter(|c| !c.is_control() || matches!(c, '\r' | '\n' | '\t')).collect();
    kept.replace("=?", "")
}

/// The names of the header fields, in order; those of the body's coding depend on the words.
fn headers_of(letter: &Letter) -> Vec<String> {
    let message = build(letter, &sender()).expect("the addresses are some").formatted();
    let parsed = MessageParser::default().parse(&message).expect("a readable message");
    let names = parsed.headers_raw().map(|(name, _)| name.to_owned());
    names.collect()
}

fn letter(from_name: &str, subject: &str, body: &str) -> Letter {
    Letter {
        message_id: "words.1.minutes.2".to_owned(),
        references: vec!["words.1.minutes.1".to_owned()],
        at: "2026-12-08T16:00:00Z".parse().expect("an instant"),
        to: "group@lists.example.org".to_owned(),
        reply_to: "group@lists.example.org".to_owned(),
        from_name: from_name.to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        attachments: Vec::new(),
    }
}

fn sender() -> lettre::message::Mailbox {
    "bot@example.org".parse().expect("an address")
}

/// Both renderers make of a text what they make of harmless words, and show the words as typed.
fn assert_harmless(text: &Text) {
    let calm = harmless(text);
    for ping in [Ping::Nobody, Ping::Linked(link_to)] {
        let page = html::render(text, ping);
        let shown = skeleton::of_html(&page);
        assert_eq!(shown.bones, skeleton::of_html(&html::render(&calm, ping)).bones, "{page}");
        assert_eq!(without_space(&shown.words), seen(text), "{page}");
        assert_addresses(text, &shown);
    }
    let page = markdown::render(text);
    let shown = skeleton::of_markdown(&page);
    assert_eq!(shown.bones, skeleton::of_markdown(&markdown::render(&calm)).bones, "{page}");
    // The renderer takes out of an address what would end its brackets.
    let without_brackets = |words: &str| words.replace(['<', '>', '\\'], "");
    let (shown_words, typed) = (without_space(&shown.words), seen(text));
    if has_link(text) {
        assert_eq!(without_brackets(&shown_words), without_brackets(&typed), "{page}");
    } else {
        assert_eq!(shown_words, typed, "{page}");
    }
    assert_addresses(text, &shown);
}

/// Only addresses of the web and of mail can be clicked on, and those of people where they are links.
fn assert_addresses(text: &Text, shown: &Skeleton) {
    for address in &shown.addresses {
        let is_web = ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
        assert!(is_web, "{address:?} can be clicked on in {text:?}");
        assert!(!address.starts_with("https://matrix.to/#/@room"), "{text:?} mentions the room");
    }
}

fn has_link(text: &Text) -> bool {
    format!("{text:?}").contains("Link {")
}

fn link_to(account: &str) -> String {
    format!("https://matrix.to/#/{}", account.split_once(':').map_or(account, |(_, user)| user))
}

/// Texts of every shape that the bot's own wording has.
fn text() -> BoxedStrategy<Text> {
    let line = || {
        let spans = vec(span(), 1..4);
        spans.prop_map(|spans| spans.into_iter().flatten().collect::<Vec<Span>>())
    };
    let cells = || vec(recorded_line(), 2);
    let block = prop_oneof![
        (1_u8..5, recorded_line()).prop_map(|(level, words)| Block::Heading { level, line: vec![words.into()] }),
        recorded().prop_map(|words| Block::Paragraph(vec![words.into()])),
        line().prop_map(Block::Paragraph),
        (recorded_line(), recorded_line())
            .prop_map(|(who, words)| { Block::List(vec![vec![Span::Strong(who), format!(": {words}").into()]]) }),
        vec(line(), 1..3).prop_map(Block::List),
        vec((1_u32..40, line()), 1..3).prop_map(Block::Numbered),
        vec((recorded_line(), line()), 1..3).prop_map(Block::Fields),
        (cells(), vec(cells(), 0..3)).prop_map(|(head, rows)| Block::Table { head, rows }),
        recorded().prop_map(Block::Verbatim),
    ];
    vec(block, 1..4).prop_map(|blocks| Text { blocks }).boxed()
}

/// A span, or one with words of the bot's own around it.
fn span() -> BoxedStrategy<Vec<Span>> {
    let account = option::of(select(&["console:ana", "matrix:@bo:example.org"][..]));
    let url = prop_oneof![
        recorded_line().prop_map(|words| format!("https://example.org/{}", without_space(&words))),
        recorded_line(),
    ];
    let label = prop_oneof![Just(String::new()), recorded_line()];
    prop_oneof![
        recorded_line().prop_map(|words| vec![words.into()]),
        recorded_line().prop_map(|words| vec!["From ".into(), Span::Strong(words), ": yes".into()]),
        recorded_line().prop_map(|words| vec!["Type ".into(), Span::Code(words), ".".into()]),
        (account, recorded_line()).prop_map(|(account, name)| {
            vec![Span::Person { account: account.map(str::to_owned), name }, ", you have the floor.".into()]
        }),
        (label, url).prop_map(|(label, url)| vec!["See ".into(), Span::link(&label, &url), " for more.".into()]),
    ]
    .boxed()
}
