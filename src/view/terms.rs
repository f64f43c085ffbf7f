//! The terms of reference in words: what holds, what is proposed and how far that is, and what it says otherwise.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Say;
use crate::group::Group;
use crate::group::command::{Request, TermsCommand};
use crate::group::decision::Decision;
use crate::group::event::DELETED;
use crate::group::kinds::Kind;
use crate::group::terms::{Missing, Paragraph, TermsChange, TermsEntry, TermsState, label, lacks, paragraphs};
use crate::text::{Block, Span, Text, because, join_and};

/// The terms of one revision as a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TermsPage {
    pub group: String,
    pub revision: u32,
    /// How far it is.
    pub state: String,
    pub at: DateTime<Utc>,
    pub text: String,
}

/// What a revision says otherwise than the one that holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Redline {
    pub group: String,
    pub from: u32,
    pub to: u32,
    /// When it got its words.
    pub at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub state: String,
    pub paragraphs: Vec<Changed>,
}

/// A paragraph of both, or of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The level of a heading, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<u8>,
    pub change: How,
    pub pieces: Vec<Piece>,
}

/// Words that both have, or one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    pub change: How,
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Kept,
    TakenOut,
    New,
}

impl Changed {
    fn whole(paragraph: &Paragraph, change: How) -> Changed {
        let pieces = vec![Piece { change, words: paragraph.words.clone() }];
        Changed { heading: paragraph.heading, change, pieces }
    }

    /// Whether it says the same in both.
    pub fn is_kept(&self) -> bool {
        self.pieces.iter().all(|piece| piece.change == How::Kept)
    }

    /// The words with marks: `[-taken out-]` and `{+new+}`.
    pub fn marked(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| {
            let bare = piece.words.trim_start();
            let space = &piece.words[..piece.words.len() - bare.len()];
            match piece.change {
                How::Kept => piece.words.clone(),
                How::TakenOut => format!("{space}[-{bare}-]"),
                How::New => format!("{space}{{+{bare}+}}"),
            }
        });
        pieces.collect()
    }

    /// The pieces for a program that joins what is new, or what is taken out, at the end of a paragraph with the whole
    /// paragraph `next` of that kind, and then takes the break between both along (`LibreOffice` does): they end otherwise.
    pub fn pieces_before(&self, next: Option<How>) -> Vec<Piece> {
        let mut pieces = self.pieces.clone();
        let (Some(next @ (How::New | How::TakenOut)), How::Kept) = (next, self.change) else { return pieces };
        let other = if next == How::New { How::TakenOut } else { How::New };
        let Some(last) = pieces.pop() else { return pieces };
        match pieces.last_mut() {
            // What is replaced comes in the other order.
            Some(before) if last.change == next && before.change == other => {
                let place = pieces.len() - 1;
                pieces.insert(place, last);
            }
            // The word before it is taken out and comes again.
            Some(before) if last.change == next && before.change == How::Kept => {
                let at = before.words.rfind(' ').unwrap_or(0);
                let word = before.words.split_off(at);
                pieces.retain(|piece| !piece.words.is_empty());
                pieces.push(Piece { change: next, words: format!("{word}{}", last.words) });
                pieces.push(Piece { change: other, words: word });
            }
            Some(_) | None => pieces.push(last),
        }
        pieces
    }

    /// The words of one of both.
    pub fn words(&self, without: How) -> String {
        let pieces = self.pieces.iter().filter(|piece| piece.change != without);
        pieces.map(|piece| piece.words.as_str()).collect()
    }
}

/// The terms of a revision; of the one that holds where none is named.
pub fn page(group: &Group, revision: Option<u32>, at: DateTime<Utc>) -> Option<TermsPage> {
    let revision = revision.or(group.current_terms())?;
    let text = group.terms_text(revision)?.to_owned();
    let since = group.terms.proposal(revision).map_or(at, |entry| entry.at);
    Some(TermsPage {
        group: group.charter.name.clone(),
        revision,
        state: state(group, revision, at)?,
        at: since,
        text: crate::group::terms::joined(&paragraphs(&text)),
    })
}

/// What a revision says otherwise than the one before it; the one that is open where none is named.
pub fn redline(group: &Group, revision: Option<u32>, at: DateTime<Utc>) -> Option<Redline> {
    let to = revision.or(group.open_terms())?;
    let current = group.current_terms()?;
    let from = if to > current { current } else { group.terms_revisions().into_iter().rfind(|known| *known < to)? };
    let proposal = group.terms.proposal(to)?;
    let reason = match &proposal.change {
        TermsChange::Proposed { reason, .. } => reason.clone(),
        _ => None,
    };
    Some(Redline {
        group: group.charter.name.clone(),
        from,
        to,
        at: proposal.at,
        reason,
        state: state(group, to, at)?,
        paragraphs: compared(&paragraphs(group.terms_text(from)?), &paragraphs(group.terms_text(to)?)),
    })
}

/// Both texts as one: paragraphs are paired by their numbers, and paired ones are compared by words.
pub fn compared(old: &[Paragraph], new: &[Paragraph]) -> Vec<Changed> {
    let mut all = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keyed(old), &keyed(new)) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            all.extend((0..len).map(|offset| Changed::whole(&new[new_index + offset], How::Kept)));
            debug_assert!(old_index < old.len());
            continue;
        }
        pair(&old[op.old_range()], &new[op.new_range()], &mut all);
    }
    all
}

fn keyed(paragraphs: &[Paragraph]) -> Vec<(Option<u8>, &str)> {
    paragraphs.iter().map(|paragraph| (paragraph.heading, paragraph.words.as_str())).collect()
}

/// Pairs paragraphs that differ: those of one number or kind, in order.
fn pair(gone: &[Paragraph], come: &[Paragraph], all: &mut Vec<Changed>) {
    let key = |paragraph: &Paragraph| (paragraph.heading, label(&paragraph.words).map(str::to_owned));
    let keys = |paragraphs: &[Paragraph]| paragraphs.iter().map(key).collect::<Vec<_>>();
    for op in capture_diff_slices(Algorithm::Myers, &keys(gone), &keys(come)) {
        let (gone, come) = (&gone[op.old_range()], &come[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            all.extend(gone.iter().zip(come).map(|(old, new)| by_words(old, new)));
        } else {
            all.extend(gone.iter().map(|paragraph| Changed::whole(paragraph, How::TakenOut)));
            all.extend(come.iter().map(|paragraph| Changed::whole(paragraph, How::New)));
        }
    }
}

/// A paragraph with other words, word by word.
fn by_words(old: &Paragraph, new: &Paragraph) -> Changed {
    let words = |paragraph: &Paragraph| -> Vec<String> {
        // Each but the first with the space before it.
        let spaced = |(index, word): (usize, &str)| if index == 0 { word.to_owned() } else { format!(" {word}") };
        paragraph.words.split_whitespace().enumerate().map(spaced).collect()
    };
    let (before, after) = (words(old), words(new));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |change: How, words: &[String]| {
        if !words.is_empty() {
            pieces.push(Piece { change, words: words.concat() });
        }
    };
    for op in capture_diff_slices(Algorithm::Patience, &before, &after) {
        if let DiffOp::Equal { .. } = op {
            push(How::Kept, &after[op.new_range()]);
        } else {
            push(How::TakenOut, &before[op.old_range()]);
            push(How::New, &after[op.new_range()]);
        }
    }
    Changed { heading: new.heading, change: How::Kept, pieces: legible(&pieces) }
}

/// A single word that both have amid changes is part of them: readers see one change and not three.
fn legible(pieces: &[Piece]) -> Vec<Piece> {
    let is_word = |piece: &Piece| piece.change == How::Kept && !piece.words.trim().contains(' ');
    let is_changed = |piece: Option<&Piece>| piece.is_some_and(|piece| piece.change != How::Kept);
    let amid = |place: usize| {
        place > 0 && is_word(&pieces[place]) && is_changed(pieces.get(place - 1)) && is_changed(pieces.get(place + 1))
    };
    let mut legible: Vec<Piece> = Vec::new();
    let (mut gone, mut come) = (String::new(), String::new());
    let settle = |gone: &mut String, come: &mut String, legible: &mut Vec<Piece>| {
        for (change, words) in [(How::TakenOut, std::mem::take(gone)), (How::New, std::mem::take(come))] {
            if !words.is_empty() {
                legible.push(Piece { change, words });
            }
        }
    };
    for (place, piece) in pieces.iter().enumerate() {
        match piece.change {
            How::Kept if !amid(place) => {
                settle(&mut gone, &mut come, &mut legible);
                legible.push(piece.clone());
            }
            How::Kept => {
                gone.push_str(&piece.words);
                come.push_str(&piece.words);
            }
            How::TakenOut => gone.push_str(&piece.words),
            How::New => come.push_str(&piece.words),
        }
    }
    settle(&mut gone, &mut come, &mut legible);
    legible
}

/// `points 3 and 5`, of what is changed.
fn changed_points(paragraphs: &[Changed]) -> String {
    let changed = paragraphs.iter().filter(|paragraph| !paragraph.is_kept());
    let mut others = false;
    let mut points: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for paragraph in changed {
        let words = paragraph.words(if paragraph.change == How::TakenOut { How::New } else { How::TakenOut });
        match label(&words) {
            Some(point) if seen.insert(point.to_owned()) => points.push(point.to_owned()),
            Some(_) => {}
            None => others = true,
        }
    }
    match points.as_slice() {
        [] if paragraphs.iter().all(Changed::is_kept) => "nothing".to_owned(),
        [] => "other words".to_owned(),
        points => {
            let word = if points.len() == 1 { "point" } else { "points" };
            let more = if others { ", and words outside the points" } else { "" };
            format!("{word} {}{more}", join_and(points))
        }
    }
}

/// How far a revision is, in words: `in force, approved as TSAG-R5`.
pub fn state(group: &Group, revision: u32, at: DateTime<Utc>) -> Option<String> {
    Some(match group.terms_state(revision, at)? {
        TermsState::Current => match group.terms_reference(revision) {
            Some(reference) => format!("in force, approved as {reference}"),
            None => "in force".to_owned(),
        },
        TermsState::Replaced => "replaced".to_owned(),
        TermsState::Proposed(Missing::Decision) => "proposed".to_owned(),
        TermsState::Proposed(missing) => format!("proposed; {}", lacks(revision, &missing).0),
        TermsState::Agreed(decision) => format!("agreed by {decision}, not sent yet"),
        TermsState::Sent { to, reference } => {
            let reference = reference.map_or_else(String::new, |reference| format!(" as {reference}"));
            format!("sent to {to}{reference}, not approved yet")
        }
        TermsState::Dropped { reason } => format!("dropped{}", because(&reason)),
    })
}

/// What reports and `!status` say of the terms, a sentence each. Empty: the group has none, or has never changed them.
pub fn status(group: &Group, at: DateTime<Utc>) -> Vec<String> {
    let Some(current) = group.current_terms() else { return Vec::new() };
    let mut lines = Vec::new();
    if let Some(state) = state(group, current, at) {
        lines.push(format!("Revision {current} of the terms of reference is {state}."));
    }
    if let Some((revision, state)) = group.open_terms().and_then(|open| Some((open, state(group, open, at)?))) {
        let points =
            redline(group, Some(revision), at).map(|redline| changed_points(&redline.paragraphs)).unwrap_or_default();
        lines.push(format!("Revision {revision} changes {points}. It is {state}."));
    }
    lines
}

/// The paragraphs of a proposed revision that differ, with marks.
pub fn marked(group: &Group, at: DateTime<Utc>) -> Vec<String> {
    let Some(redline) = redline(group, None, at) else { return Vec::new() };
    redline.paragraphs.iter().filter(|paragraph| !paragraph.is_kept()).map(Changed::marked).collect()
}

/// A part of the terms under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsSection {
    pub title: String,
    /// The number of each point, or nothing, and its words.
    pub lines: Vec<(String, String)>,
}

/// The terms as everybody may read them: what holds, and what is with the parent body.
pub fn public(group: &Group, at: DateTime<Utc>) -> Vec<TermsSection> {
    let Some(page) = page(group, None, at) else { return Vec::new() };
    let mut about = vec![(String::new(), format!("Revision {} is {}.", page.revision, page.state))];
    let open = group.open_terms().and_then(|open| redline(group, Some(open), at));
    let sent = open.filter(|open| matches!(group.terms_state(open.to, at), Some(TermsState::Sent { .. })));
    about.extend(sent.iter().map(|open| {
        let points = changed_points(&open.paragraphs);
        (String::new(), format!("Revision {} changes {points}. It is {}.", open.to, open.state))
    }));
    about.extend(super::mandate::words(group).map(|words| (String::new(), words)));
    let mut sections = vec![TermsSection { title: "How far they are".to_owned(), lines: about }];
    let mut section = TermsSection { title: "Terms of reference".to_owned(), lines: Vec::new() };
    for paragraph in paragraphs(&page.text).into_iter().filter(|paragraph| paragraph.words != DELETED) {
        let words = paragraph.words;
        if paragraph.heading.is_some() {
            sections.push(std::mem::replace(&mut section, TermsSection { title: words, lines: Vec::new() }));
            continue;
        }
        let point = label(&words);
        let text = words[point.map_or(0, str::len)..].trim_start_matches(['.', ')', ' ']);
        section.lines.push((point.map_or_else(String::new, |point| format!("{point}.")), text.to_owned()));
    }
    sections.push(section);
    sections.retain(|section| !section.lines.is_empty());
    sections
}

/// What became of the terms in a meeting, a sentence each.
pub fn changes_of(group: &Group, meeting: u32) -> Vec<String> {
    let all: Vec<&TermsEntry> = group.terms_changed_in(meeting).collect();
    let is_worded_later = |entry: &TermsEntry| {
        let mut later = all.iter().filter(|other| other.entry > entry.entry && other.revision == entry.revision);
        later.any(|other| matches!(other.change, TermsChange::Proposed { .. }))
    };
    let worded = |revision: u32| group.terms.proposal(revision).map_or(0, |entry| entry.entry);
    let decided = group.decisions.values().filter(|decision| decision.id.meeting == meeting).filter_map(|decision| {
        let revision = group.terms_agreed_by(decision)?;
        let wording = decision.standing_wordings().last().filter(|wording| wording.entry > worded(revision))?;
        group.terms_text(revision)?;
        Some((wording.entry, format!("Revision {revision} was agreed by {}.", decision.id)))
    });
    let told = all.iter().filter_map(|entry| {
        let revision = entry.revision;
        let words = match &entry.change {
            TermsChange::Adopted { .. } => return None,
            // What was agreed of other words counts no more.
            TermsChange::Proposed { .. } | TermsChange::Agreed if is_worded_later(entry) => return None,
            TermsChange::Proposed { text, reason } => {
                let before = group.terms_held_before(entry.entry).unwrap_or_default();
                let points = changed_points(&compared(&paragraphs(before), &paragraphs(text)));
                let reason = reason.as_deref().map_or_else(String::new, because);
                format!("Revision {revision} was proposed{reason}: it changes {points}.")
            }
            TermsChange::Agreed => {
                let by = entry.by.as_ref().map_or("a chair", |by| by.name.as_str());
                format!("{by} agreed revision {revision} as a chair.")
            }
            TermsChange::Sent { to, reference } => {
                let reference = reference.as_deref().map_or_else(String::new, |reference| format!(" as {reference}"));
                format!("Revision {revision} was sent to {to}{reference}.")
            }
            TermsChange::Approved { reference } => format!("Revision {revision} was approved as {reference}."),
            TermsChange::Dropped { reason } => format!("Revision {revision} was dropped{}.", because(reason)),
        };
        Some((entry.entry, words))
    });
    let mut lines: Vec<(u64, String)> = told.chain(decided).collect();
    lines.sort_by_key(|(entry, _)| *entry);
    lines.into_iter().map(|(_, words)| words).collect()
}

/// What the room hears of a change.
pub(super) fn to_event(group: &Group, revision: u32, change: &TermsChange, at: DateTime<Utc>) -> Vec<Say> {
    let next = |words: String| vec![Say::line(words)];
    match change {
        // The log takes over what the configuration has; nothing is new.
        TermsChange::Adopted { .. } if group.charter.terms.is_some() => Vec::new(),
        TermsChange::Adopted { .. } => next("The group has its terms of reference. To see them: terms?".to_owned()),
        TermsChange::Proposed { .. } => {
            if group.terms_state(revision, at) == Some(TermsState::Proposed(Missing::Change)) {
                return next(format!(
                    "Revision {revision} of the terms says again what holds: it changes nothing. To drop it: drop terms {revision} because REASON"
                ));
            }
            let points = redline(group, Some(revision), at)
                .map(|redline| changed_points(&redline.paragraphs))
                .unwrap_or_default();
            next(format!(
                "Revision {revision} of the terms is proposed: it changes {points}. To see how: terms changes? To agree it: AGREED: terms revision {revision}"
            ))
        }
        TermsChange::Agreed => next(progress(group, revision, at)),
        TermsChange::Sent { to, reference } => {
            let reference = reference.as_deref().map_or_else(String::new, |reference| format!(" as {reference}"));
            next(format!(
                "Revision {revision} of the terms is with {to}{reference}. When {to} has approved it, type: terms {revision} approved as NUMBER"
            ))
        }
        TermsChange::Approved { reference } => {
            next(format!("Revision {revision} of the terms is in force, approved as {reference}."))
        }
        TermsChange::Dropped { reason } => {
            next(format!("Revision {revision} of the terms is dropped{}.", because(reason)))
        }
    }
}

/// What a decision does to the terms, as a sentence after it.
pub(super) fn agreed_by(group: &Group, decision: &Decision, at: DateTime<Utc>) -> Option<String> {
    let Some(revision) = group.terms_agreed_by(decision) else {
        // “to adopt revision 2 of the terms of reference”: a decision about them, which a person may take for their agreement.
        let lower = decision.text().to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        let is_spoken_of = words.contains(&"terms") || words.contains(&"tor");
        let open = group.open_terms().filter(|_| is_spoken_of && decision.kind == Kind::Agreed)?;
        let is_named = words.contains(&open.to_string().as_str());
        return is_named.then(|| {
            format!("It does not agree revision {open} of the terms. For that: AGREED: terms revision {open}")
        });
    };
    Some(match group.terms_text(revision) {
        None => format!("There is no revision {revision} of the terms. To see them: terms?"),
        Some(_) => progress(group, revision, at),
    })
}

/// How far the agreement of a revision is, and what comes next.
pub(super) fn progress(group: &Group, revision: u32, at: DateTime<Utc>) -> String {
    match group.terms_state(revision, at) {
        Some(TermsState::Agreed(decision)) => {
            let to = group.charter.parent.as_deref().unwrap_or("BODY");
            format!(
                "Revision {revision} of the terms is agreed by {decision} and the chairs. When {to} has it, type: terms {revision} sent to {to} as NUMBER"
            )
        }
        Some(TermsState::Proposed(missing)) => {
            let (lacks, remedy) = lacks(revision, &missing);
            format!("Revision {revision} of the terms is not agreed yet: {lacks}. Next: {remedy}")
        }
        _ => format!("Revision {revision} of the terms: {}.", state(group, revision, at).unwrap_or_default()),
    }
}

/// What an entry has changed, as people call it.
pub(super) fn named(group: &Group, entry: u64) -> Option<String> {
    let known = group.terms.changes.iter().find(|known| known.entry == entry)?;
    let revision = known.revision;
    Some(match &known.change {
        TermsChange::Adopted { .. } => "revision 1 of the terms".to_owned(),
        TermsChange::Proposed { .. } => format!("the proposed words of revision {revision} of the terms"),
        TermsChange::Agreed => format!("that you agree revision {revision} of the terms"),
        TermsChange::Sent { .. } => format!("that revision {revision} of the terms was sent"),
        TermsChange::Approved { .. } => format!("that revision {revision} of the terms was approved"),
        TermsChange::Dropped { .. } => format!("that revision {revision} of the terms was dropped"),
    })
}

/// The answer to a question, or to a command that changed nothing.
pub(super) fn answer(group: &Group, request: &Request, command: &TermsCommand) -> Vec<Say> {
    match command {
        TermsCommand::Show { revision } => {
            page(group, *revision, request.at).map(|page| shown(group, &page, request.at))
        }
        TermsCommand::ShowChanges => redline(group, None, request.at).map(|redline| Say::room(changes(&redline))),
        TermsCommand::Agree { revision } => Some(Say::line(progress(group, *revision, request.at))),
        TermsCommand::Adopt { .. }
        | TermsCommand::Propose { .. }
        | TermsCommand::SetPoint { .. }
        | TermsCommand::Send { .. }
        | TermsCommand::Approve { .. }
        | TermsCommand::Drop { .. } => Some(Say::whisper("Nothing changed: it is already like that.")),
    }
    .into_iter()
    .collect()
}

fn shown(group: &Group, page: &TermsPage, at: DateTime<Utc>) -> Say {
    let mut text =
        Text::plain(format!("Terms of reference of {}, revision {}, {}:", page.group, page.revision, page.state));
    for paragraph in paragraphs(&page.text).into_iter().filter(|paragraph| paragraph.words != DELETED) {
        match paragraph.heading {
            Some(_) => text.paragraph([Span::Strong(paragraph.words)]),
            None => text.paragraph([paragraph.words.into()]),
        }
    }
    if let Some(revision) = group.open_terms().filter(|open| *open != page.revision)
        && let Some(state) = state(group, revision, at)
    {
        text.paragraph([format!("Revision {revision} is {state}. To see what it changes: terms changes?").into()]);
    }
    Say::room(text)
}

/// The paragraphs that differ, with marks.
fn changes(redline: &Redline) -> Text {
    let mut text = Text::plain(format!(
        "What revision {} of the terms changes in revision {} ([-taken out-], {{+new+}}):",
        redline.to, redline.from
    ));
    let changed = redline.paragraphs.iter().filter(|paragraph| !paragraph.is_kept());
    text.push(Block::List(changed.map(|paragraph| vec![paragraph.marked().into()]).collect()));
    text.paragraph([format!("Revision {} is {}.", redline.to, redline.state).into()]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_come_out_of_their_comparison() {
        let old = "# Terms\n1. Review the scope of both groups.\n2. Identify overlap.\n3. Report to TSAG.\nMeetings are on the list.";
        let new = "# Terms of reference\n1. Review and analyse the scope of both groups\n3. Report to TSAG.\n4. Propose mechanisms.\nMeetings are virtual.";
        let (old, new) = (paragraphs(old), paragraphs(new));
        let compared = compared(&old, &new);
        let of = |without: How| -> Vec<String> {
            let kept = compared.iter().filter(|paragraph| paragraph.change != without);
            kept.map(|paragraph| paragraph.words(without)).collect()
        };
        assert_eq!(of(How::New), old.iter().map(|paragraph| paragraph.words.clone()).collect::<Vec<_>>());
        assert_eq!(of(How::TakenOut), new.iter().map(|paragraph| paragraph.words.clone()).collect::<Vec<_>>());
        let marked: Vec<String> = compared.iter().map(Changed::marked).collect();
        assert_eq!(marked[1], "1. Review {+and analyse+} the scope of both [-groups.-] {+groups+}");
        assert_eq!(marked[2], "[-2. Identify overlap.-]");
        for (pieces, next, expected) in [
            ([(How::Kept, "a b"), (How::New, " c")], How::New, "a {+b c+} [-b-]"),
            ([(How::Kept, "a"), (How::New, " c")], How::New, "{+a c+}[-a-]"),
            ([(How::TakenOut, "a"), (How::New, "c")], How::New, "{+c+}[-a-]"),
            ([(How::Kept, "a b"), (How::TakenOut, " c")], How::TakenOut, "a [-b c-] {+b+}"),
            ([(How::Kept, "a b"), (How::New, " c")], How::TakenOut, "a b {+c+}"),
        ] {
            let pieces = pieces.map(|(change, words)| Piece { change, words: words.to_owned() }).to_vec();
            let changed = Changed { heading: None, change: How::Kept, pieces };
            let other = Changed { pieces: changed.pieces_before(Some(next)), ..changed.clone() };
            assert_eq!(other.marked(), expected);
            for without in [How::New, How::TakenOut] {
                assert_eq!(other.words(without), changed.words(without), "{expected}");
            }
        }
    }
}
