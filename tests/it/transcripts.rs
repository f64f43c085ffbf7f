//! Conversations through the real bot and store: as they are, with a restart after every line,
//! and with lines delivered twice, at once or late.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use convenor::chat::Asked;
use convenor::cli::console::GROUP;
use convenor::cli::script::is_mail;
use convenor::command::{Read, read, rows};
use convenor::document::Format;
use convenor::group::Group;
use convenor::group::seen::{Seen, SeenItem};
use futures_util::future::join_all;
use regex::Regex;
use tokio::sync::OnceCell;

use crate::conversation::{Room, Transcript, kept_words};
use crate::golden;

/// How the lines of a conversation reach the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delivery {
    /// Each once.
    Plain,
    /// The process ends and starts again after each, and the line comes again.
    Restarted,
    /// Each at once a second time, and all of them again when the conversation is over.
    Twice,
    /// After each line every earlier one again that brought something, as a platform does that
    /// lost its place. Lines that brought nothing: `43_late_words_off_the_record.txt`.
    Late,
}

/// A conversation, and what it comes to when each line is delivered once.
struct Played {
    transcript: Transcript,
    answers: Vec<Vec<String>>,
    group: Group,
    left_behind: Vec<String>,
}

/// The chosen conversations, played once for all tests.
async fn played() -> &'static [Played] {
    static PLAYED: OnceCell<Vec<Played>> = OnceCell::const_new();
    let played = async || {
        // Each has a room and a store of its own; side by side they wait for the disk together.
        join_all(Transcript::chosen().into_iter().map(async |transcript| {
            let (answers, room) = play(&transcript, Delivery::Plain).await;
            let (group, left_behind) = (room.group().await, left_behind(&room).await);
            Played { transcript, answers, group, left_behind }
        }))
        .await
    };
    PLAYED.get_or_init(played).await
}

#[tokio::test]
async fn every_conversation_goes_as_written() {
    let mut differences = Vec::new();
    for Played { transcript, answers, left_behind, .. } in played().await {
        let differing = transcript.difference(answers);
        if golden::is_renewing() {
            golden::assert_same(
                &format!("tests/it/transcripts/{}.txt", transcript.name),
                &transcript.with_answers(answers),
            );
        } else {
            differences.extend(differing);
        }
        differences.extend(left_behind.iter().cloned());
    }
    assert!(
        differences.is_empty(),
        "\n{}\nRenew with UPDATE=1 where the new answers are right.",
        differences.join("\n")
    );
}

#[tokio::test]
async fn a_restart_after_every_line_changes_nothing() {
    all_differ_in_nothing(Delivery::Restarted).await;
}

#[tokio::test]
async fn a_line_that_is_delivered_twice_counts_once() {
    all_differ_in_nothing(Delivery::Twice).await;
}

#[tokio::test]
async fn a_line_that_comes_again_late_counts_once() {
    all_differ_in_nothing(Delivery::Late).await;
}

async fn all_differ_in_nothing(delivery: Delivery) {
    let differences = join_all(played().await.iter().map(|played| differences_of(played, delivery))).await.concat();
    assert!(differences.is_empty(), "{delivery:?}:\n{}", differences.join("\n"));
}

async fn differences_of(played: &Played, delivery: Delivery) -> Vec<String> {
    let Played { transcript, answers: expected, group, .. } = played;
    let (answers, other) = play(transcript, delivery).await;
    let mut differences: Vec<String> =
        with_expected(transcript, expected.clone()).difference(&answers).into_iter().collect();
    let again = other.group().await;
    if *group != again {
        // Maps are shown in any order.
        let sorted = |group: &Group| {
            let mut lines: Vec<String> = format!("{group:#?}").lines().map(|line| line.trim().to_owned()).collect();
            lines.sort();
            lines
        };
        let (lines, others) = (sorted(group), sorted(&again));
        let only = |one: &[String], other: &[String]| {
            one.iter().filter(|line| !other.contains(line)).take(3).cloned().collect::<Vec<_>>().join(" ")
        };
        let first = format!(": {} / {}", only(&lines, &others), only(&others, &lines));
        differences.push(format!("{}.txt: the group is another one at the end{first}", transcript.name));
    }
    differences
}

fn with_expected(transcript: &Transcript, answers: Vec<Vec<String>>) -> Transcript {
    let mut reference = transcript.clone();
    for (line, answers) in reference.lines.iter_mut().zip(answers) {
        line.expected = answers;
    }
    reference
}

async fn play(transcript: &Transcript, delivery: Delivery) -> (Vec<Vec<String>>, Room) {
    let mut room = Room::open(transcript).await;
    let mut answers: Vec<Vec<String>> = Vec::new();
    let mut fruitful: Vec<usize> = Vec::new();
    for (number, line) in (1..).zip(&transcript.lines) {
        let head = room.group().await.head;
        answers.push(match delivery {
            Delivery::Plain => room.play(&line.input).await,
            Delivery::Restarted => {
                let mut answers = room.play_anew(&line.input).await;
                room.restart().await;
                answers.extend(again(&mut room, &[number]).await);
                answers
            }
            Delivery::Twice => {
                let mut answers = room.play(&line.input).await;
                answers.extend(again(&mut room, &[number]).await);
                answers
            }
            Delivery::Late => {
                let mut answers = room.play(&line.input).await;
                if !answers.is_empty() || room.group().await.head > head {
                    fruitful.push(number);
                }
                answers.extend(again(&mut room, &fruitful).await);
                answers
            }
        });
    }
    if delivery == Delivery::Twice {
        let all: Vec<usize> = (1..=transcript.lines.len()).collect();
        let late = again(&mut room, &all).await;
        answers.last_mut().expect("a transcript has lines").extend(late);
    }
    (answers, room)
}

/// What the bot says, wrongly, to lines that it has had already.
async fn again(room: &mut Room, numbers: &[usize]) -> Vec<String> {
    let said = room.deliver_again(numbers).await;
    said.into_iter().map(|line| format!("{line} (to a line that came again)")).collect()
}

/// Words of `# gone:` that still stand in a table of the store or in the minutes.
async fn left_behind(room: &Room) -> Vec<String> {
    if room.transcript.gone.is_empty() {
        return Vec::new();
    }
    let mut places = kept_words(room.folder.path()).await;
    for format in Format::ALL {
        places.push(("the minutes", room.minutes(format).await));
    }
    let gone = room.transcript.gone.iter();
    let found = gone.flat_map(|word| {
        places.iter().filter(move |(_, body)| body.contains(word)).map(move |(place, body)| (word, place, body))
    });
    found
        .map(|(word, place, body)| format!("{}.txt: “{word}” is still in {place}: {body}", room.transcript.name))
        .collect()
}

/// What people type in the transcripts, without the names.
fn typed() -> Vec<(Transcript, String)> {
    let said = |transcript: Transcript| {
        let is_change =
            |input: &str| ["+ ", "x ", "* ", "~ "].iter().any(|mark| input.starts_with(mark)) || is_mail(input);
        let lines: Vec<String> =
            transcript.lines.iter().map(|line| line.input.clone()).filter(|input| !is_change(input)).collect();
        lines
            .into_iter()
            .filter_map(move |line| line.split_once(':').map(|(_, text)| (transcript.clone(), text.trim().to_owned())))
    };
    Transcript::all().into_iter().flat_map(said).collect()
}

#[test]
fn every_command_stands_in_a_conversation() {
    let mut seen = BTreeSet::new();
    for (transcript, text) in typed() {
        for line in read(&text, &transcript.names) {
            match line.read {
                Read::Command { row, .. } => {
                    seen.insert(row.name);
                }
                Read::Prose(_) | Read::Hint(_) | Read::Aside { .. } => {}
            }
        }
    }
    let missing: Vec<&str> = rows().iter().map(|row| row.name).filter(|name| !seen.contains(name)).collect();
    assert!(missing.is_empty(), "no transcript has a line for: {missing:?}");
}

/// Refusals that no line of a conversation reaches: floods (`a_flood_is_refused_with_its_limit`), what
/// is under way while the meeting moves on (`a_reply_that_comes_after_its_item_is_refused`), buttons
/// (`a_press_belongs_to_the_board_it_was_made_on`), and several people of one name, which the console does not have
/// (`a_name_that_two_people_have_means_neither_of_them`), and what a mail is held for (`440_objections_by_mail.txt`).
const BY_OTHERS: [&str; 10] = [
    "TooLong",
    "TooMany",
    "ReplyTooLate",
    "BoardOfClosedMeeting",
    "AgendaMovedOn",
    "ItemClosedMeanwhile",
    "NotAskedAnyMore",
    "SameNameOnQueue",
    "SameName",
    "DecisionFinal",
];

#[test]
fn every_refusal_stands_in_a_conversation() {
    let source = golden::read("src/group/refusal.rs");
    let variant = Regex::new(r#"#\[error\(\s*"(?P<words>(?:\\.|[^"\\])+)",?\s*\)\]\s+(?P<name>\w+)"#)
        .expect("the pattern is well formed");
    let said: Vec<String> = Transcript::all()
        .iter()
        .flat_map(|transcript| transcript.lines.iter().flat_map(|line| line.expected.clone()))
        .collect();
    let blanks = Regex::new(r"\\\{\w+\\\}").expect("the pattern is well formed");
    let mut count = 0;
    let mut missing = Vec::new();
    for found in variant.captures_iter(&source) {
        count += 1;
        let words = regex::escape(&found["words"].replace("\\\"", "\""));
        let pattern = Regex::new(&format!("^bot → [^:]+: {}$", blanks.replace_all(&words, ".*")))
            .expect("an escaped sentence is a pattern");
        let name = &found["name"];
        if !BY_OTHERS.contains(&name) && !said.iter().any(|line| pattern.is_match(line)) {
            missing.push(name.to_owned());
        }
    }
    assert_eq!(count, source.matches("#[error(").count(), "every refusal was found in the source");
    assert!(missing.is_empty(), "no transcript reaches: {missing:?}");
}

#[tokio::test]
async fn a_press_belongs_to_the_board_it_was_made_on() {
    let press = |row: &str, meeting, item| {
        let seen = Some(Seen { meeting, item });
        Asked { row: row.to_owned(), values: Vec::new(), seen, about: None }
    };
    let mut room = Room::open(&Transcript::parse("press", "chair: start meeting\n")).await;
    for line in ["chair: start meeting", "chair: agenda+ One", "chair: agenda+ Two"] {
        room.play(line).await;
    }
    let next = |item| press("item next", 1, item);
    assert_eq!(room.press("chair", next(SeenItem::None)).await, ["bot: agendum 1 -- One -- taken up [from chair]"]);
    assert_eq!(room.press("chair", next(SeenItem::None)).await, [] as [&str; 0], "the same press twice is one");
    assert_eq!(
        room.press("carl", next(SeenItem::None)).await,
        ["bot → carl: The agenda has moved on: agendum 1 is open now. Look again, then repeat."]
    );
    room.play("chair: close item").await;
    assert_eq!(
        room.press("chair", next(SeenItem::Open(1))).await,
        ["bot → chair: agendum 1 has been closed in the meantime. Look again, then repeat."]
    );
    assert_eq!(
        room.press("ana", press("raise", 1, SeenItem::Any)).await,
        ["bot → ana: ana, you are 1st on the speaker queue."]
    );
    // A form that lacks something is told what to type, and nothing else.
    assert_eq!(
        room.press("ana", press("action", 1, SeenItem::Any)).await,
        ["bot → ana: Use: ACTION: Ana to send the table by Friday"]
    );
    // A button under a proposal or a poll is about that one.
    room.play("chair: PROPOSED: gateways are in scope").await;
    assert_eq!(
        room.press("chair", press("agree", 1, SeenItem::Proposal(2))).await,
        ["bot → chair: This was about P2, which is no longer open. Nothing was done."]
    );
    assert_eq!(
        room.press("chair", press("poll close", 1, SeenItem::Poll(1))).await,
        ["bot → chair: This was about poll 1, which is no longer open. Nothing was done."]
    );
    room.press("ana", press("support", 1, SeenItem::Proposal(1))).await;
    let proposals = |group: &Group| {
        let meeting = group.meeting.as_ref();
        meeting.and_then(|meeting| meeting.open_proposal()).map_or(0, |open| open.stands.len())
    };
    assert_eq!(room.bot().with_group(GROUP, proposals).await.expect("the group is there"), 1);
    room.play("chair: end meeting").await;
    assert_eq!(
        room.press("bo", press("raise", 1, SeenItem::Any)).await,
        ["bot → bo: Meeting 1 is closed, so its buttons no longer work. A chair opens the next with: start meeting"]
    );
}

#[tokio::test]
async fn a_reply_that_comes_after_its_item_is_refused() {
    let mut room = Room::open(&Transcript::parse("reply", "chair: start meeting\n")).await;
    for line in ["chair: start meeting", "chair: topic: One", "+ 1 min", "chair: topic: Two", "ana: qq+ to answer"] {
        room.play(line).await;
    }
    let opened = room.bot().clock().now();
    let reply = |at| room.late("bo", "qq+ to answer that", at);
    assert_eq!(
        reply(opened - TimeDelta::seconds(1)).await,
        ["bot → bo: agendum 1 was closed before your reply reached me. To speak anyway: q+"]
    );
    assert_eq!(reply(opened).await, ["bot → bo: bo, you are 2nd on the speaker queue (reply)."]);
    let new_point = room.late("cy", "q+", opened - TimeDelta::seconds(1)).await;
    assert_eq!(new_point, ["bot → cy: cy, you are 3rd on the speaker queue."]);
}

#[tokio::test]
async fn a_flood_is_refused_with_its_limit() {
    let mut room = Room::open(&Transcript::parse("flood", "chair: start meeting\n")).await;
    room.play("chair: start meeting").await;
    let long = "x".repeat(8_001);
    let too_long = "is longer than 8000 characters";
    for line in [
        format!("ana: NOTE: {long}"),
        format!("ana: {long}"),
        format!("ana: q+ {long}"),
        format!("ana: agenda+ {long}"),
    ] {
        let answers = room.play(&line).await;
        assert!(
            matches!(answers.as_slice(), [only] if only.starts_with("bot → ana: That ") && only.contains(too_long)),
            "{answers:?}"
        );
    }
    for number in 1..=200 {
        room.play(&format!("ana: agenda+ Item {number}")).await;
    }
    let answers = room.play("ana: agenda+ One more").await;
    assert_eq!(answers, ["bot → ana: There are already 200 agenda items, which is the limit."]);
}

/// Each correction alone is short enough; what comes of it is not.
#[tokio::test]
async fn corrections_make_no_text_longer_than_may_be_typed() {
    let mut room = Room::open(&Transcript::parse("bounds", "chair: start meeting\n")).await;
    for line in ["chair: start meeting", "chair: topic: Scope", "ana: scribe+", "ana: q+ to ask about KEY"] {
        room.play(line).await;
    }
    let most = |key: &str| format!("{key}{}", "x".repeat(7_900));
    let too_long = "is longer than 8000 characters";
    let refused = async |room: &mut Room, line: &str| {
        let answers = room.play(line).await;
        assert!(answers.iter().any(|answer| answer.contains(too_long)), "{answers:?}");
    };
    // A note beside a hand.
    room.play(&format!("ana: s/KEY/{}/", most("KEY2 "))).await;
    refused(&mut room, &format!("ana: s/KEY2/{}/", most(""))).await;
    // Lines of the record, and what a scribe wrote down, also with its speaker.
    for (line, key) in [("ana: NOTE: NOTED", "NOTED"), ("ana: Bo: SAID", "SAID"), ("ana: ACTION: Bo to DO", "DO")] {
        room.play(line).await;
        room.play(&format!("ana: s/{key}/{}/", most(&format!("{key}2 ")))).await;
        refused(&mut room, &format!("ana: s/{key}2/{}/", most(""))).await;
    }
    refused(&mut room, &format!("ana: s/Bo: SAID2/Bo: {}/", most(""))).await;
    refused(&mut room, &format!("ana: i/SAID2/{}/", "x".repeat(8_001))).await;
    // What goes on with a line.
    room.play(&format!("ana: NOTE: {}", "x".repeat(7_900))).await;
    refused(&mut room, &format!("ana: … and {}", "x".repeat(200))).await;
}
