//! Changes by hand, laid over the minutes as they are drafted, and the lines by their places.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::group::command::LinePlace;
use crate::group::event::{LineChange, LineKey};
use crate::group::paper::{LineEdit, PaperLine};
use crate::text::{Block, Span, Text, words};

/// Minutes with the changes in them.
pub(crate) struct Revised {
    pub text: Text,
    pub lines: Vec<PaperLine>,
    /// Changes of lines that are now drafted differently.
    pub lost: Vec<LineEdit>,
}

/// Lays changes over a draft. A line is a paragraph or an entry of a list below a heading of the second level; these
/// count the sections.
pub(crate) fn revise(text: Text, edits: &[LineEdit]) -> Revised {
    let unlisted = unlisted(&text, edits);
    let mut hand = Hand {
        edits,
        unlisted,
        is_annex: false,
        used: vec![false; edits.len()],
        seen: BTreeMap::new(),
        section: 0,
        line: 0,
        part: String::new(),
        lines: Vec::new(),
        drafted: BTreeMap::new(),
    };
    let mut blocks: Vec<Block> = Vec::with_capacity(text.blocks.len());
    let mut emptied = Vec::new();
    for block in text.blocks {
        let before = blocks.len();
        match block {
            Block::Heading { level: 2, ref line } => {
                hand.is_annex = words(line).starts_with("Annex");
                hand.drafted.insert(hand.section, hand.line);
                hand.section += 1;
                hand.line = 0;
                hand.part.clear();
                blocks.push(block);
            }
            Block::Heading { level: 3.., ref line } => {
                hand.part = words(line);
                blocks.push(block);
            }
            Block::Paragraph(line) if hand.section > 0 => {
                blocks.extend(hand.lay(line).into_iter().map(Block::Paragraph));
            }
            Block::List(entries) if hand.section > 0 => {
                let entries: Vec<Vec<Span>> = entries.into_iter().flat_map(|line| hand.lay(line)).collect();
                blocks.extend((!entries.is_empty()).then_some(Block::List(entries)));
            }
            Block::Numbered(entries) if hand.section > 0 => {
                let laid = entries
                    .into_iter()
                    .flat_map(|(number, line)| hand.lay(line).into_iter().map(move |line| (number, line)));
                let entries: Vec<(u32, Vec<Span>)> = laid.collect();
                blocks.extend((!entries.is_empty()).then_some(Block::Numbered(entries)));
            }
            Block::Heading { .. }
            | Block::Paragraph(_)
            | Block::List(_)
            | Block::Numbered(_)
            | Block::Fields(_)
            | Block::Table { .. }
            | Block::Verbatim(_) => blocks.push(block),
        }
        if blocks.len() == before {
            emptied.push(before);
        }
    }
    hand.drafted.insert(hand.section, hand.line);
    hand.number_added();
    let lost = hand.edits.iter().zip(&hand.used).filter(|(_, used)| !**used).map(|(edit, _)| edit.clone()).collect();
    Revised { text: Text { blocks: without_headings_of(&emptied, blocks) }, lines: hand.lines, lost }
}

/// Documents whose lines below the items were all taken out by hand.
fn unlisted(text: &Text, edits: &[LineEdit]) -> BTreeSet<String> {
    let is_removal = |edit: &&LineEdit| edit.change == LineChange::Removed;
    if !edits.iter().any(|edit| is_removal(&edit)) {
        return BTreeSet::new();
    }
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let (mut taken_out, mut kept) = (BTreeSet::new(), BTreeSet::new());
    let mut part = String::new();
    let mut is_body = false;
    for block in &text.blocks {
        let lines: Vec<&Vec<Span>> = match block {
            Block::Heading { level: 2, .. } => {
                is_body = true;
                part.clear();
                continue;
            }
            Block::Heading { level: 3.., line } => {
                part = words(line);
                continue;
            }
            Block::Paragraph(line) => vec![line],
            Block::List(lines) => lines.iter().collect(),
            Block::Numbered(lines) => lines.iter().map(|(_, line)| line).collect(),
            Block::Heading { .. } | Block::Fields(_) | Block::Table { .. } | Block::Verbatim(_) => continue,
        };
        for line in lines.into_iter().filter(|_| is_body) {
            let drafted = said(line);
            let count = seen.entry(drafted.clone()).or_insert(0);
            *count += 1;
            if part != "Documents" {
                continue;
            }
            let key = key_of(&drafted, *count);
            let last = edits.iter().rfind(|edit| edit.line == key && !matches!(edit.change, LineChange::AddedAfter(_)));
            if last.as_ref().is_some_and(is_removal) {
                taken_out.insert(drafted)
            } else {
                kept.insert(drafted)
            };
        }
    }
    taken_out.retain(|reference| !kept.contains(reference));
    taken_out
}

/// Whether a line is about a document: its number, then the end or more about it.
fn begins_with(line: &str, reference: &str) -> bool {
    line.strip_prefix(reference).is_some_and(|rest| rest.is_empty() || rest.starts_with([',', ':', ' ']))
}

/// What is left to lay over, and how far it has come.
struct Hand<'a> {
    edits: &'a [LineEdit],
    /// Documents that were taken out below their items, and are not in the annex either.
    unlisted: BTreeSet<String>,
    is_annex: bool,
    used: Vec<bool>,
    /// How often words have occurred in the draft so far: lines of the same words are told apart by their order.
    seen: BTreeMap<String, u32>,
    section: u32,
    line: u32,
    part: String,
    lines: Vec<PaperLine>,
    /// How many lines each section has in the draft.
    drafted: BTreeMap<u32, u32>,
}

impl Hand<'_> {
    /// What takes the place of a drafted line: the line, its new words or nothing, and what was added after it.
    fn lay(&mut self, line: Vec<Span>) -> Vec<Vec<Span>> {
        let drafted = said(&line);
        let count = self.seen.entry(drafted.clone()).or_insert(0);
        *count += 1;
        let key = key_of(&drafted, *count);
        if self.is_annex && self.unlisted.iter().any(|reference| begins_with(&drafted, reference)) {
            self.line += 1;
            return Vec::new();
        }
        let edits = self.edits;
        let own = |edit: &&LineEdit| edit.line == key && !matches!(edit.change, LineChange::AddedAfter(_));
        let mut laid = Vec::new();
        match edits.iter().rfind(own).map(|edit| (edit, &edit.change)) {
            Some((edit, LineChange::Reworded(text))) => {
                let links = line.into_iter().skip_while(|span| !is_source(span));
                let mut new: Vec<Span> = vec![text.as_str().into()];
                for link in links {
                    new.extend([" ".into(), link]);
                }
                self.line += 1;
                self.note(key.clone(), text, edit);
                laid.push(new);
            }
            // The numbers after it stay as they were shown.
            Some((_, LineChange::Removed)) => self.line += 1,
            Some((_, LineChange::AddedAfter(_) | LineChange::Restored)) | None => {
                self.line += 1;
                let place = LinePlace { section: self.section, line: self.line };
                let part = self.part.clone();
                self.lines.push(PaperLine { place, part, key: key.clone(), words: drafted, by: None });
                laid.push(line);
            }
        }
        for (index, edit) in edits.iter().enumerate().filter(|(_, edit)| edit.line == key) {
            self.used[index] = true;
            if let LineChange::AddedAfter(_) = &edit.change {
                self.add(index, &mut laid);
            }
        }
        laid
    }

    /// A line that was added, and those that were added after it.
    fn add(&mut self, index: usize, laid: &mut Vec<Vec<Span>>) {
        let edits = self.edits;
        let edit = &edits[index];
        let LineChange::AddedAfter(text) = &edit.change else { return };
        let last = self.line;
        self.line = 0;
        self.note(edit.added(), text, edit);
        self.line = last;
        laid.push(vec![text.as_str().into()]);
        for (next, _) in edits.iter().enumerate().filter(|(_, next)| next.line == edit.added()) {
            // Entries grow, so that no line was ever added after a later one.
            if !self.used[next] {
                self.used[next] = true;
                self.add(next, laid);
            }
        }
    }

    fn note(&mut self, key: LineKey, text: &str, edit: &LineEdit) {
        let place = LinePlace { section: self.section, line: self.line };
        let by = edit.by.as_ref().map(|by| by.name.clone());
        self.lines.push(PaperLine { place, part: self.part.clone(), key, words: text.to_owned(), by });
    }
}

impl Hand<'_> {
    /// Gives lines that were added the numbers after those of the draft, in the order in which they were added: a number
    /// that was shown once means the same line as long as the secretary edits.
    fn number_added(&mut self) {
        let mut added: Vec<(u64, usize)> = Vec::new();
        for (index, line) in self.lines.iter().enumerate().filter(|(_, line)| line.place.line == 0) {
            let entry = line.key.0.strip_prefix("added-").and_then(|entry| entry.parse().ok());
            added.push((entry.unwrap_or_default(), index));
        }
        added.sort_unstable();
        for (_, index) in added {
            let place = &mut self.lines[index].place;
            let last = self.drafted.entry(place.section).or_default();
            *last += 1;
            place.line = *last;
        }
    }
}

/// A line's own words, without the links to where it comes from.
fn said(line: &[Span]) -> String {
    let own: Vec<Span> = line.iter().take_while(|span| !is_source(span)).cloned().collect();
    words(&own).trim_end().to_owned()
}

/// Whether a span links to the message from which a line comes.
fn is_source(span: &Span) -> bool {
    matches!(span, Span::Link { label, .. } if is_source_label(label))
}

pub(super) fn is_source_label(label: &str) -> bool {
    label == "source" || label.strip_prefix("source ").is_some_and(|number| number.parse::<u32>().is_ok())
}

fn key_of(drafted: &str, count: u32) -> LineKey {
    let digest = Sha256::digest(format!("{count} {drafted}").as_bytes());
    LineKey(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// Takes out the headings of lower levels below which everything was taken out; `emptied` are the places of what is gone.
fn without_headings_of(emptied: &[usize], blocks: Vec<Block>) -> Vec<Block> {
    let is_heading = |block: &Block| matches!(block, Block::Heading { .. });
    let is_low = |block: &Block| matches!(block, Block::Heading { level: 3.., .. });
    let is_bare = |index: usize| {
        emptied.contains(&(index + 1)) && is_low(&blocks[index]) && blocks.get(index + 1).is_none_or(is_heading)
    };
    let keeps: Vec<bool> = (0..blocks.len()).map(|index| !is_bare(index)).collect();
    blocks.into_iter().zip(keeps).filter(|(_, keeps)| *keeps).map(|(block, _)| block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Text {
        let mut text = Text::default();
        text.heading(1, "Minutes");
        text.paragraph(["above".into()]);
        text.heading(2, "1  Opening");
        text.paragraph(["Ana opened the meeting.".into()]);
        text.heading(2, "2  Table");
        text.heading(3, "Notes");
        let source = Span::Link { label: "source".to_owned(), url: "https://example.org/1".to_owned() };
        text.push(Block::List(vec![
            vec!["same".into(), " ".into(), source],
            vec!["same".into()],
            vec!["other".into()],
        ]));
        text
    }

    fn edit(entry: u64, line: &LineKey, change: LineChange) -> LineEdit {
        LineEdit { entry, by: None, line: line.clone(), change }
    }

    fn shown(revised: &Revised) -> Vec<String> {
        revised.lines.iter().map(|line| format!("{} {}", line.place, line.words)).collect()
    }

    fn key(place: &str) -> LineKey {
        let revised = revise(draft(), &[]);
        revised.lines.into_iter().find(|line| line.place.to_string() == place).expect("there is such a line").key
    }

    #[test]
    fn lines_are_counted_in_their_sections() {
        assert_eq!(shown(&revise(draft(), &[])), ["1.1 Ana opened the meeting.", "2.1 same", "2.2 same", "2.3 other"]);
    }

    #[test]
    fn changes_hold_on_to_their_lines() {
        let edits = [
            edit(1, &key("2.2"), LineChange::Reworded("second".to_owned())),
            edit(2, &key("2.1"), LineChange::AddedAfter("between".to_owned())),
            edit(3, &LineKey("added-2".to_owned()), LineChange::AddedAfter("more".to_owned())),
            edit(4, &key("1.1"), LineChange::Removed),
            edit(5, &LineKey("gone".to_owned()), LineChange::Removed),
        ];
        let revised = revise(draft(), &edits);
        // The added ones have the numbers after the drafted ones, whose numbers stay.
        assert_eq!(shown(&revised), ["2.1 same", "2.4 between", "2.5 more", "2.2 second", "2.3 other"]);
        assert_eq!(revised.lost, [edits[4].clone()]);
    }

    #[test]
    fn a_document_that_is_taken_out_leaves_the_annex() {
        let mut text = Text::default();
        text.heading(2, "3  Table");
        text.heading(3, "Documents");
        text.push(Block::List(vec![vec!["TD1".into()], vec!["TD12".into()]]));
        text.heading(2, "Annex D  Contributions");
        text.push(Block::List(vec![vec!["TD1, item 1".into()], vec!["TD12, item 1".into()]]));
        let first = revise(text.clone(), &[]).lines[0].key.clone();
        let revised = revise(text, &[edit(1, &first, LineChange::Removed)]);
        assert_eq!(shown(&revised), ["1.2 TD12", "2.2 TD12, item 1"]);
    }

    #[test]
    fn a_reworded_line_keeps_the_link_to_its_message() {
        let revised = revise(draft(), &[edit(1, &key("2.1"), LineChange::Reworded("first".to_owned()))]);
        let Some(Block::List(entries)) = revised.text.blocks.last() else { panic!("the list is last") };
        assert_eq!(words(&entries[0]), "first source <https://example.org/1>");
    }

    #[test]
    fn a_heading_with_nothing_below_it_goes() {
        let edits: Vec<LineEdit> = (1..)
            .zip(["2.1", "2.2", "2.3"])
            .map(|(entry, place)| edit(entry, &key(place), LineChange::Removed))
            .collect();
        let headings =
            revise(draft(), &edits).text.blocks.into_iter().filter(|block| matches!(block, Block::Heading { .. }));
        assert_eq!(headings.count(), 3);
    }
}
