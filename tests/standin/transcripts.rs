//! The conversations of the console (`tests/it/transcripts`), on Discord: the same record, whether the lines are typed
//! or those that are commands come as slash commands.

use std::collections::{BTreeMap, BTreeSet};

use convenor::group::event::{Entry, Event};
use futures_util::StreamExt as _;
use serde_json::json;

use crate::channel::{Channel, Manner, changed_by};
use crate::conversation::{Room, Transcript, kept_words};
use crate::record::Record;

/// Conversations that are played side by side.
const TOGETHER: usize = 8;

const NO_JOINS: &str = "Discord tells who comes into a channel only with an intent that the bot does not ask for";
const NO_DELETED_EDITS: &str = "on Discord an edit cannot be deleted by itself";
const NO_MAIL: &str = "mail comes by a mailbox, whatever the rooms are on";
const NO_PROFILES: &str = "Discord knows no zones of people";
/// Conversations with something that cannot happen on Discord. They are played without it, here and in the console.
const IMPOSSIBLE_IN_PART: [(&str, &str); 14] = [
    ("16_deleted_edit", NO_DELETED_EDITS),
    ("18_late_joiner", NO_JOINS),
    ("37_deleted_edit_leaves_the_log", NO_DELETED_EDITS),
    ("440_objections_by_mail", NO_MAIL),
    ("441_held_mails", NO_MAIL),
    ("442_before_the_meeting_by_mail", NO_MAIL),
    ("443_corrections_asked_by_mail", NO_MAIL),
    ("444_what_programs_answer", NO_MAIL),
    ("445_put_to_the_list", NO_MAIL),
    ("54_deleted_edits_one_by_one", NO_DELETED_EDITS),
    ("661_objections_in_other_words", NO_MAIL),
    ("67_quiet_mode", NO_JOINS),
    ("83_zone_of_the_profile", NO_PROFILES),
    ("88_two_rooms", NO_JOINS),
];

/// Commands that can be typed only: their slash commands want more.
const TYPED_ONLY: [(&str, &str, &str); 4] = [
    ("606_sentences_of_those_who_run_it", "bret: what time is it in Tokyo?", "/time wants a time"),
    ("73_second_thoughts", "dee: object", "/object wants a reason"),
    ("379_said_and_meant", "dee: Objection!", "/object wants a reason"),
    ("379_said_and_meant", "eve: I reserve my position", "/decision reserve wants a reason"),
];

/// Lines that are answered only as slash commands: a typed vote that changes nothing may be words.
const ANSWERED_AS_COMMANDS: [(&str, &str); 2] = [("57_straw_polls", "bo: vote both"), ("57_straw_polls", "bo: vote b")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_conversation_leaves_the_same_record_on_discord() {
    let transcripts = Transcript::chosen();
    let played = futures_util::stream::iter(&transcripts).map(|transcript| async move {
        let differences = Box::pin(differences(&possible(transcript))).await;
        let differences = differences.unwrap_or_else(|error| vec![format!("{error:#}")]);
        differences.into_iter().map(|words| format!("{}.txt: {words}", transcript.name)).collect::<Vec<_>>()
    });
    let differences: Vec<Vec<String>> = played.buffer_unordered(TOGETHER).collect().await;
    let differences = differences.concat();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn what_cannot_happen_on_discord_is_known() {
    let transcripts = Transcript::all();
    let reasons = |transcript: &Transcript| {
        let of_lines = transcript.lines.iter().filter_map(|line| why_impossible(transcript, &line.input));
        let of_head = (!transcript.profiles.is_empty()).then_some(NO_PROFILES);
        let reasons: BTreeSet<&str> = of_lines.chain(of_head).collect();
        reasons.into_iter().map(|reason| (transcript.name.clone(), reason)).collect::<Vec<_>>()
    };
    let found: Vec<(String, &str)> = transcripts.iter().flat_map(reasons).collect();
    let known = IMPOSSIBLE_IN_PART.map(|(name, reason)| (name.to_owned(), reason));
    assert_eq!(found, known);
    for (name, input, _) in TYPED_ONLY {
        let transcript = transcripts.iter().find(|transcript| transcript.name == name);
        assert!(transcript.is_some_and(|transcript| transcript.lines.iter().any(|line| line.input == input)), "{name}");
    }
}

fn why_impossible(transcript: &Transcript, input: &str) -> Option<&'static str> {
    let is_edit = |number: usize| transcript.lines[number - 1].input.starts_with("~ ");
    if input.starts_with("* ") {
        return Some(NO_JOINS);
    }
    if input.starts_with("mail ") {
        return Some(NO_MAIL);
    }
    let is_deletion = input.starts_with("x ");
    (is_deletion && changed_by(input).is_some_and(is_edit)).then_some(NO_DELETED_EDITS)
}

/// The transcript without what cannot happen; in place of a line a second passes.
fn possible(transcript: &Transcript) -> Transcript {
    let mut possible = Transcript { profiles: BTreeMap::new(), ..transcript.clone() };
    for line in &mut possible.lines {
        if why_impossible(transcript, &line.input).is_some() {
            "+ 1 s".clone_into(&mut line.input);
            // Words that a deletion takes out stay without it.
            possible.gone.clear();
        }
    }
    possible
}

async fn differences(transcript: &Transcript) -> anyhow::Result<Vec<String>> {
    let mut differences = Vec::new();
    let mut room = Room::open(transcript).await;
    let mut channels =
        [(Manner::Typed, Channel::open(transcript).await?), (Manner::Slash, Channel::open(transcript).await?)];
    for line in &transcript.lines {
        let head = room.bot().store().position(&transcript.charter.id).await?.head;
        let mut expected = room.play(&line.input).await;
        // What is taken back leaves nothing to read.
        expected.retain(|line| !line.contains(" takes back: "));
        let is_typed = is_words(&room, head).await? || is_typed_only(transcript, &line.input);
        for (manner, channel) in &mut channels {
            let now = if is_typed { Manner::Typed } else { *manner };
            let said = channel.play(&line.input, now).await.map_err(|error| error.context(line.input.clone()))?;
            let is_by_command = *manner == Manner::Slash
                && ANSWERED_AS_COMMANDS.contains(&(transcript.name.as_str(), line.input.as_str()));
            // What a form brought is confirmed to the person alone, where nothing else is said.
            let is_confirmed = said.is_command && said.to_all.is_empty() && said.to_one == ["Done."];
            let is_answered = !expected.is_empty() || is_by_command || is_confirmed;
            let is_for_all = expected.iter().any(|line| !line.split(':').next().is_some_and(|head| head.contains('→')));
            // Only what answers a slash command can be shown to one person.
            // A question by a slash command is answered to the person alone.
            let is_shown_well =
                !said.is_command || is_for_all || is_for_officers(&line.input, &expected) || said.to_all.is_empty();
            if is_answered == said.is_nothing() || !is_shown_well {
                differences.push(format!("{}: {}: {expected:?} is {said:?}", line.at, line.input));
            }
        }
    }
    let console = Record::of(room.bot(), &transcript.charter, &BTreeMap::new()).await?;
    for (manner, channel) in channels {
        let discord = Record::of(&channel.bot, &channel.charter, &channel.names).await?;
        let difference = without_deleters(&console, &discord).difference(&discord);
        differences.extend(difference.map(|difference| format!("{manner:?}: {difference}")));
        for (place, words) in kept_words(channel.folder.path()).await {
            let gone = transcript.gone.iter().find(|gone| words.contains(*gone));
            differences.extend(gone.map(|gone| format!("{manner:?}: “{gone}” is still in {place}: {words}")));
        }
        channel.close().await?;
    }
    Ok(differences)
}

/// Whether somebody else is answered than the person who typed: a secretary whom this server knows by a role alone is
/// reached in the room.
fn is_for_officers(input: &str, expected: &[String]) -> bool {
    let sender = input.split(':').next();
    let to = |line: &String| line.strip_prefix("bot → ").and_then(|line| line.split(':').next()).map(str::to_owned);
    expected.iter().filter_map(to).any(|to| Some(to.as_str()) != sender)
}

fn is_typed_only(transcript: &Transcript, input: &str) -> bool {
    TYPED_ONLY.iter().any(|(name, line, _)| *name == transcript.name && *line == input)
}

/// Whether the last line was taken as words, whatever it looked like: nobody says such a thing by a command.
async fn is_words(room: &Room, head: u64) -> anyhow::Result<bool> {
    let mut is_words = false;
    let said = |entry: Entry| is_words |= matches!(entry.event, Event::Said { .. });
    room.bot().store().read(&room.transcript.charter.id, head, said).await?;
    Ok(is_words)
}

/// Discord does not say who deletes a message: what Somebody did there, Somebody did here.
fn without_deleters(console: &Record, discord: &Record) -> Record {
    let somebody = json!({"account": "discord:0", "name": "Somebody"});
    let mut entries = console.entries.clone();
    for (entry, _) in entries.iter_mut().zip(&discord.entries).filter(|(_, other)| other["by"] == somebody) {
        entry["by"] = somebody.clone();
    }
    Record { entries, minutes: console.minutes.clone() }
}
