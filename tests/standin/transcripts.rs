//! The conversations of the console, on Discord: the same record.

use std::collections::BTreeMap;

use futures_util::StreamExt as _;

use crate::channel::{Channel, Manner, changed_by};
use crate::conversation::{Room, Transcript};
use crate::record::Record;

/// Conversations that are played side by side.
const TOGETHER: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_conversation_leaves_the_same_record_when_it_is_typed() {
    all_leave_the_same_record(Manner::Typed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_conversation_leaves_the_same_record_by_slash_commands() {
    all_leave_the_same_record(Manner::Slash).await;
}

async fn all_leave_the_same_record(manner: Manner) {
    let transcripts = Transcript::all();
    let played = futures_util::stream::iter(&transcripts).map(|transcript| async move {
        let name = &transcript.name;
        match differences(&possible(transcript), manner).await {
            Ok(differences) => differences.into_iter().map(|words| format!("{name}.txt: {words}")).collect(),
            Err(error) => vec![format!("{name}.txt: {error:#}")],
        }
    });
    let differences: Vec<Vec<String>> = played.buffered(TOGETHER).collect().await;
    let differences = differences.concat();
    assert!(differences.is_empty(), "{manner:?}:\n{}", differences.join("\n"));
}

/// The transcript without the lines that cannot happen on Discord; the clock stands still in their place.
fn possible(transcript: &Transcript) -> Transcript {
    let mut possible = transcript.clone();
    for line in &mut possible.lines {
        let is_edit = |number: usize| transcript.lines[number - 1].input.starts_with("~ ");
        let input = &line.input;
        if input.starts_with("* ") || (input.starts_with("x ") && changed_by(input).is_some_and(is_edit)) {
            line.input = "+ 0 s".to_owned();
        }
    }
    possible
}

async fn differences(transcript: &Transcript, manner: Manner) -> anyhow::Result<Vec<String>> {
    let mut differences = Vec::new();
    let mut room = Room::open(transcript).await;
    let mut channel = Channel::open(transcript, manner).await?;
    for line in &transcript.lines {
        let expected = room.play(&line.input).await;
        let said = channel.play(&line.input).await.map_err(|error| error.context(line.input.clone()))?;
        if expected.is_empty() != said.is_empty() {
            differences.push(format!("{}: {}: {expected:?} is {said:?}", line.at, line.input));
        }
    }
    let console = Record::of(room.bot(), &transcript.charter, &BTreeMap::new()).await?;
    let discord = Record::of(&channel.bot, &channel.charter, &channel.names).await?;
    differences.extend(console.difference(&discord));
    channel.close().await?;
    Ok(differences)
}
