//! Nothing that a mail quotes is ever a command: replies as twelve mail programs write them, in eight languages, around
//! mails in which every line would be a command.

use convenor::command::by_mail;
use convenor::group::mail::{About, Thread};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::sample::select;
use proptest::strategy::Union;

use super::words::runner;

/// What mail programs write above a quote; N is the name, A the address, D the date.
const ATTRIBUTIONS: [&str; 20] = [
    "On D, N <A> wrote:",
    "On D, N wrote:",
    "N <A> wrote on D:",
    "On D, N\n<A> wrote:",
    "On D, N <A>\nwrote:",
    "Am D schrieb N <A>:",
    "Am D schrieb N:",
    "N <A> schrieb am D:",
    "Le D, N <A> a écrit :",
    "Le D, N a\nécrit :",
    "El D, N <A> escribió:",
    "Il giorno D N <A> ha scritto:",
    "D N <A>:",
    "N <A> 于D写道：",
    "D に N <A> さんは書きました:",
    "D, N <A>님이 작성:",
    "вт, D, N <A>:",
    "D пользователь N <A> написал:",
    "* N <A> [D]:",
    "N [A] skrev:",
];

/// Labels of the head of the mail below, as Outlook writes them.
const HEADS: [[&str; 4]; 8] = [
    ["From", "Sent", "To", "Subject"],
    ["Von", "Gesendet", "An", "Betreff"],
    ["De ", "Envoyé ", "À ", "Objet "],
    ["De", "Enviado", "Para", "Asunto"],
    ["Da", "Inviato", "A", "Oggetto"],
    ["发件人", "发送时间", "收件人", "主题"],
    ["差出人", "送信日時", "宛先", "件名"],
    ["От", "Отправлено", "Кому", "Тема"],
];

const RULERS: [&str; 6] = [
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "________________________________",
    "----- Mail original -----",
    "--------- 原始邮件 ---------",
    "---------- Forwarded message ---------",
];

const DATES: [&str; 4] =
    ["Tue, 8 Dec 2026 at 15:00", "08.12.26 um 15:00", "2026年12月8日 15:00", "8 дек. 2026 г. в 15:00"];

/// Lines that are commands where they are not quoted.
const COMMANDS: [&str; 9] = [
    "objection to D7-3: the table is incomplete",
    "object D7-4 because row 4 is missing",
    "I object to D7-5: no",
    "reservation on D7-3: legal review",
    "withdraw objection to D7-3",
    "regrets",
    "present+ for meeting 8",
    "agenda+ Overlap table",
    "correction 4.2: Ana presented the table.",
];

/// What people write above a quote: nothing, a greeting, or words that are not commands.
const OWN: [&str; 8] = [
    "",
    "Dear all,\n\n",
    "Thank you for the minutes.\n\n",
    "Liebe Kolleginnen,\n\ndanke, das passt so.\n\n",
    "各位好，\n\n",
    "See below.\n-- \nAna Example\nExample Corp\n\n",
    "Sent from my phone\n\n",
    "I have read the objection to D7-3 and do not share it.\n\n",
];

/// A mail with commands in all its lines, in paragraphs.
fn quoted() -> impl Strategy<Value = Vec<&'static str>> {
    vec(prop_oneof![4 => select(&COMMANDS), 1 => Just("")], 1..8)
}

fn attribution() -> impl Strategy<Value = String> {
    (select(&ATTRIBUTIONS), select(&DATES))
        .prop_map(|(form, date)| form.replace('D', date).replace('N', "Bo Nyberg").replace('A', "bo@example.org"))
}

fn head() -> impl Strategy<Value = String> {
    let values = [
        "Bo Nyberg <bo@example.org>",
        "Dienstag, 8. Dezember 2026 15:00",
        "jcg@lists.example.org",
        "Minutes of JCG meeting 7",
    ];
    select(&HEADS)
        .prop_map(move |labels| labels.iter().zip(values).map(|(label, value)| format!("{label}: {value}\n")).collect())
}

fn marked(lines: &[&str], mark: &str) -> String {
    lines.iter().map(|line| format!("{mark}{line}\n")).collect()
}

/// A reply in the style of one of twelve programs.
fn reply() -> impl Strategy<Value = String> {
    let marks = select(&["> ", ">", ">> ", "| ", " > ", "BN> ", "> > "]);
    let below_attribution = (attribution(), quoted(), marks, select(&["\n", "\n\n"]))
        .prop_map(|(attribution, lines, mark, space)| format!("{attribution}{space}{}", marked(&lines, mark)));
    let only_marked = (quoted(), select(&["> ", "| "])).prop_map(|(lines, mark)| marked(&lines, mark));
    // Programs that mark nothing: an attribution, a head or a ruler, and the mail as it was.
    let plain = |lines: Vec<&'static str>| marked(&lines, "");
    let attributed = (attribution(), quoted(), select(&["\n", "\n\n"]))
        .prop_map(move |(attribution, lines, space)| format!("{attribution}{space}{}", plain(lines)));
    let headed = (head(), quoted()).prop_map(move |(head, lines)| format!("{head}\n{}", plain(lines)));
    let ruled = (select(&RULERS), quoted()).prop_map(move |(ruler, lines)| format!("{ruler}\n{}", plain(lines)));
    let ruled_head = (select(&RULERS), head(), quoted())
        .prop_map(move |(ruler, head, lines)| format!("{ruler}\n{head}\n{}", plain(lines)));
    let twice = (attribution(), attribution(), quoted()).prop_map(|(outer, inner, lines)| {
        format!("{outer}\n> {}\n{}", inner.replace('\n', "\n> "), marked(&lines, "> > "))
    });
    // A quoted line that was broken on its way: its end is not marked.
    let broken = (attribution(), quoted(), select(&COMMANDS)).prop_map(|(attribution, lines, torn)| {
        format!("{attribution}\n{}> and what was said then on the\n{torn}\n", marked(&lines, "> "))
    });
    let below = Union::new_weighted(vec![
        (4, below_attribution.boxed()),
        (1, only_marked.boxed()),
        (3, attributed.boxed()),
        (3, headed.boxed()),
        (2, ruled.boxed()),
        (2, ruled_head.boxed()),
        (1, twice.boxed()),
        (1, broken.boxed()),
    ]);
    (select(&OWN), below).prop_map(|(own, below)| format!("{own}{below}"))
}

#[test]
fn nothing_that_is_quoted_is_ever_a_command() {
    let thread = Some(Thread { meeting: Some(7), about: About::Minutes });
    runner(10_000)
        .run(&reply(), |mail| {
            let read: Vec<String> = by_mail::read(&mail, thread).into_iter().map(|meant| meant.words).collect();
            assert!(read.is_empty(), "{mail}\n→ {read:?}");
            Ok(())
        })
        .expect("no quoted line is a command");
}

#[test]
fn a_command_above_any_quote_is_read() {
    let above = (
        select(&COMMANDS),
        reply().prop_filter("nothing else is said", |reply| {
            !OWN.iter().any(|own| !own.is_empty() && reply.starts_with(own))
        }),
    );
    runner(2_000)
        .run(&above, |(command, below)| {
            let mail = format!("{command}\n\n{below}");
            let read: Vec<String> = by_mail::read(&mail, None).into_iter().map(|meant| meant.words).collect();
            assert_eq!(read, [command], "{mail}");
            Ok(())
        })
        .expect("every command on top is read");
}
