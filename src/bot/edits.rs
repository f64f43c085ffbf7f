//! What an edited or deleted message means for the entries it had made.

use std::collections::BTreeSet;

use crate::command::grammar::Why;
use crate::command::{Line, Read};
use crate::group::command::{
    ActionCommand, AgendaCommand, Change, Command, DecisionCommand, DocumentCommand, Incoming, LiaisonCommand,
    PollCommand, ProposalCommand, QueueCommand, RecordCommand, RegisterCommand,
};
use crate::group::event::{Entry, Event};
use crate::group::liaison::{LiaisonChange, Way};
use crate::group::nature::{Editable, Wording};
use crate::group::register::RowChange;

/// Pairs the entries of a message with what its lines say now: by the same words first, then by the
/// same kind (on the same line, else in order), so that taking a line out moves nothing else. Lines
/// that are new in the edit do not run: an edit never runs commands again.
pub fn changes(entries: &[Entry], lines: &[Line]) -> Vec<Change> {
    let originals: Vec<&Entry> = entries.iter().filter(|entry| entry.event.nature().editable.is_some()).collect();
    let mut lines: Vec<(u32, Option<Command>)> = lines.iter().map(|line| (line.index, command_on(line))).collect();
    let mut paired: Vec<(u64, Option<Command>)> = Vec::new();
    let mut take = |wanted: &dyn Fn(&Entry, u32, &Command) -> bool, paired: &mut Vec<(u64, Option<Command>)>| {
        for original in originals.iter().filter(|original| is_of_message(original)) {
            if paired.iter().any(|(entry, _)| *entry == original.seq) {
                continue;
            }
            let fits = |(index, command): &(u32, Option<Command>)| {
                command.as_ref().is_some_and(|command| wanted(original, *index, command))
            };
            if let Some(position) = lines.iter().position(fits) {
                paired.push((original.seq, lines.remove(position).1));
            }
        }
    };
    let current = |original: &Entry| command_of(&original.event, &latest_words(entries, original).event);
    let line_of = |original: &Entry| original.source.as_ref().map_or(0, |source| source.line);
    take(&|original, _, command| current(original).as_ref() == Some(command), &mut paired);
    take(&|original, index, command| line_of(original) == index && is_same_kind(original, command), &mut paired);
    take(&|original, _, command| is_same_kind(original, command), &mut paired);
    take(&|original, index, _| line_of(original) == index, &mut paired);
    // A line that says nothing understandable leaves its entry as it was.
    let unread: Vec<u32> = lines.iter().filter(|(_, command)| command.is_none()).map(|(index, _)| *index).collect();
    let gone = originals.iter().filter(|original| is_of_message(original) && !unread.contains(&line_of(original)));
    let gone: Vec<u64> =
        gone.map(|original| original.seq).filter(|seq| paired.iter().all(|(entry, _)| entry != seq)).collect();
    paired.extend(gone.into_iter().map(|seq| (seq, None)));
    paired.sort_by_key(|(entry, _)| *entry);
    paired.into_iter().map(|(entry, now)| Change { entry, now: now.map(Box::new) }).collect()
}

/// What the hands that a message raised are about after an edit; nothing if it recorded words too, or no hand.
pub fn notes(entries: &[Entry], lines: &[Line]) -> Vec<Change> {
    let raised = |entry: &&Entry| matches!(entry.event, Event::HandRaised { .. }) && is_of_message(entry);
    let is_only_hands =
        entries.iter().all(|entry| matches!(entry.event, Event::HandRaised { .. }) || entry.about().is_some());
    let changes = entries.iter().filter(raised).filter_map(|entry| {
        let line = entry.source.as_ref()?.line;
        let now = command_on(lines.iter().find(|now| now.index == line)?)?;
        let is_hand = matches!(now, Command::Queue(QueueCommand::RaiseHand { .. }));
        is_hand.then(|| Change { entry: entry.seq, now: Some(Box::new(now)) })
    });
    if is_only_hands { changes.collect() } else { Vec::new() }
}

/// Whether a line is a command that leaves an entry when it is done: no question.
pub fn leaves_an_entry(read: &Read) -> bool {
    const ASKED: [&str; 12] = [
        "help",
        "status",
        "catchup",
        "time",
        "zones",
        "hours",
        "slots",
        "timer left",
        "queue read",
        "queue full",
        "item which",
        "who",
    ];
    match read {
        Read::Command { row, .. } => {
            let is_question = row.spellings.iter().any(|spelling| spelling.ends_with('?'));
            !is_question && !ASKED.contains(&row.name)
        }
        Read::Prose(_) | Read::Hint(_) | Read::Aside { .. } => false,
    }
}

/// Whether a message was mere talk, and is a command after its edit.
pub fn turns_talk_into_command(entries: &[Entry], lines: &[Line]) -> bool {
    let is_talk = |entry: &Entry| entry.event.nature().editable == Some(Editable::Statement);
    let said = entries.iter().filter(|entry| entry.about().is_none());
    let [line] = lines else { return false };
    said.clone().count() == 1 && said.clone().all(is_talk) && leaves_an_entry(&line.read)
}

/// Whether a message recorded no words that an edit could change: it raised a hand or voted.
pub fn holds_no_words(entries: &[Entry]) -> bool {
    entries.iter().all(|entry| entry.about().is_none() && entry.event.nature().editable.is_none())
}

fn command_on(line: &Line) -> Option<Command> {
    match &line.read {
        Read::Command { command, .. } => Some(command.clone()),
        Read::Hint(_) | Read::Aside { why: Why::ToTheBot, .. } => None,
        Read::Prose(words) | Read::Aside { words, .. } => {
            Some(Command::Record(RecordCommand::Say { words: words.clone() }))
        }
    }
}

fn is_of_message(entry: &Entry) -> bool {
    entry.source.as_ref().is_some_and(|source| source.edit.is_none())
}

fn is_same_kind(original: &Entry, command: &Command) -> bool {
    command_of(&original.event, &original.event).is_some_and(|now| now.is_same_kind(command))
}

/// The entry that holds the words of `original` as they are now.
fn latest_words<'a>(entries: &'a [Entry], original: &'a Entry) -> &'a Entry {
    entries.iter().rfind(|entry| entry.about() == Some(original.seq)).unwrap_or(original)
}

/// What taking these corrections back brings: the words before them. `entries` hold the
/// corrected entries and all their corrections.
pub fn before(entries: &[Entry], undone: &[u64]) -> Vec<Change> {
    let corrected: BTreeSet<u64> =
        entries.iter().filter(|entry| undone.contains(&entry.seq)).filter_map(Entry::about).collect();
    let changes = corrected.into_iter().filter_map(|seq| {
        let original = entries.iter().find(|entry| entry.seq == seq)?;
        let stands = |entry: &&Entry| {
            entry.about() == Some(seq) && !undone.contains(&entry.seq) && !is_restoration(entry, original)
        };
        let kept = entries.iter().filter(stands).rfind(|entry| (*entry).clone().blanked() != **entry);
        let command = command_of(&original.event, &kept.unwrap_or(original).event)?;
        Some(Change { entry: seq, now: Some(Box::new(command)) })
    });
    changes.collect()
}

/// Whether a correction only brought back the words before another one that was deleted: it has the
/// source of the entry itself.
pub fn is_restoration(correction: &Entry, original: &Entry) -> bool {
    correction.about() == Some(original.seq) && correction.source == original.source
}

/// The command that would put the words of `words` where `original` is.
fn command_of(original: &Event, words: &Event) -> Option<Command> {
    let Wording { text, due } = words.nature().wording?;
    let text = due.map_or_else(|| text.to_owned(), |due| format!("{text} by {due}"));
    Some(match original.nature().editable? {
        Editable::Statement => Command::Record(RecordCommand::Say { words: text }),
        Editable::Note(kind) => Command::Record(RecordCommand::RecordNote { kind, text }),
        Editable::Decision(kind) => Command::Decision(DecisionCommand::RecordDecision { kind, text }),
        Editable::Conclusion(item) => Command::Record(RecordCommand::Conclude { item: Some(item), text }),
        Editable::Document(item) => Command::Record(RecordCommand::ConsiderDocument { reference: text, item }),
        Editable::Subtopic => Command::Agenda(AgendaCommand::OpenSubtopic { title: text }),
        Editable::Item => Command::Agenda(AgendaCommand::AddItem { title: text, proposer: None, secs: None }),
        Editable::Action => Command::Action(ActionCommand::RecordAction { text }),
        Editable::Proposal => Command::Proposal(ProposalCommand::Propose { text }),
        Editable::Question => Command::Poll(PollCommand::AskQuestion { text }),
        Editable::Row => Command::Register(register_line(original, text)?),
        Editable::Listing => Command::Document(DocumentCommand::ListDocument { text }),
        Editable::Liaison => Command::Liaison(liaison_line(original, text)?),
    })
}

/// The line of the register that recorded `original`, with these words.
fn register_line(original: &Event, text: String) -> Option<RegisterCommand> {
    let Event::RegisterChanged { row, change } = original else { return None };
    match change.clone() {
        RowChange::Added { source, .. } => Some(RegisterCommand::AddRow { topic: text, source }),
        RowChange::Retitled { .. } => Some(RegisterCommand::RetitleRow { row: *row, topic: text }),
        RowChange::Side { side, .. } => Some(RegisterCommand::SetSide { row: *row, side, text }),
        RowChange::Assessed { .. } | RowChange::Assigned { .. } | RowChange::Dropped { .. } | RowChange::Restored => {
            None
        }
    }
}

/// The line that recorded `original` of a liaison statement, with these words.
fn liaison_line(original: &Event, text: String) -> Option<LiaisonCommand> {
    let Event::LiaisonChanged { liaison, change } = original else { return None };
    match change {
        LiaisonChange::Added { way: Way::Out, reply_to, .. } => {
            Some(LiaisonCommand::AddOutgoing { title: text, reply_to: reply_to.clone() })
        }
        LiaisonChange::Added { way: Way::In, reference, from, purpose, deadline, reply_to, .. } => {
            Some(LiaisonCommand::AddIncoming(Incoming {
                reference: reference.clone(),
                title: text,
                from: from.clone(),
                purpose: *purpose,
                deadline: deadline.map(|day| day.to_string()),
                reply_to: reply_to.clone(),
            }))
        }
        LiaisonChange::Worded { part, .. } => Some(LiaisonCommand::Word { liaison: *liaison, part: *part, text }),
        LiaisonChange::Addressed { .. }
        | LiaisonChange::Deadline { .. }
        | LiaisonChange::AgreedBy { .. }
        | LiaisonChange::HandedOver
        | LiaisonChange::Numbered { .. }
        | LiaisonChange::Answered { .. }
        | LiaisonChange::Closed { .. }
        | LiaisonChange::Dropped { .. }
        | LiaisonChange::Reopened => None,
    }
}
