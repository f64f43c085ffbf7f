//! Minutes that were exported as Markdown and edited: their lines, and what was changed.

use std::fmt::Write as _;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::revised::is_source_label;
use crate::group::command::LinePlace;
use crate::group::event::{LineChange, LineKey};
use crate::group::paper::PaperLine;
use crate::text::one_line;

/// The lines of an edited file, counted as `revised.rs` counts those of a draft.
pub fn lines_of(markdown: &str) -> Vec<PaperLine> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        reader.take(event);
    }
    reader.lines
}

#[derive(Default)]
struct Reader {
    section: u32,
    line: u32,
    lines: Vec<PaperLine>,
    /// Words of the paragraph or entry that is being read.
    open: Option<String>,
    /// Address and words of a link, which is left out if it only says where a line comes from.
    link: Option<(String, String)>,
    in_table: bool,
    part: String,
    in_heading: bool,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                self.section += 1;
                self.line = 0;
                self.part.clear();
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H3 | HeadingLevel::H4, .. }) => {
                self.part.clear();
                self.in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => self.in_heading = false,
            Event::Start(Tag::Table(_)) => self.in_table = true,
            Event::End(TagEnd::Table) => self.in_table = false,
            Event::Start(Tag::Paragraph | Tag::Item) if self.open.is_none() => self.open = Some(String::new()),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => self.close(),
            Event::Start(Tag::Link { dest_url, .. }) => self.link = Some((dest_url.into_string(), String::new())),
            Event::End(TagEnd::Link) => self.end_link(),
            Event::Text(words) | Event::Code(words) => self.add(&words),
            Event::SoftBreak | Event::HardBreak => self.add(" "),
            Event::Start(_)
            | Event::End(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn add(&mut self, words: &str) {
        if self.in_heading {
            self.part.push_str(words);
            return;
        }
        if let Some(into) = self.link.as_mut().map(|(_, label)| label).or(self.open.as_mut()) {
            into.push_str(words);
        }
    }

    /// A link shows as in plain text: its label, then its address unless they are the same.
    fn end_link(&mut self) {
        let Some((url, label)) = self.link.take() else { return };
        let Some(open) = self.open.as_mut().filter(|_| !is_source_label(&label)) else { return };
        // Writing to a string cannot fail.
        let _ = if label == url || label.is_empty() { write!(open, "{url}") } else { write!(open, "{label} <{url}>") };
    }

    fn close(&mut self) {
        let Some(words) = self.open.take().map(|words| one_line(&words)) else { return };
        if self.section == 0 || self.in_table || words.is_empty() {
            return;
        }
        self.line += 1;
        let place = LinePlace { section: self.section, line: self.line };
        let part = self.part.clone();
        self.lines.push(PaperLine { place, part, key: LineKey(String::new()), words, by: None });
    }
}

/// What turns the lines of a draft into those of an edited file, in order.
///
/// # Errors
/// A sentence about what cannot be done, and what can.
pub fn changes(draft: &[PaperLine], edited: &[PaperLine]) -> Result<Vec<(LineKey, LineChange)>, String> {
    let is_beside =
        |one: &PaperLine, other: &PaperLine| one.place.section == other.place.section && one.part == other.part;
    let comparable = |lines: &[PaperLine]| {
        lines.iter().map(|line| (line.place.section, line.part.clone(), one_line(&line.words))).collect::<Vec<_>>()
    };
    let (old, new) = (comparable(draft), comparable(edited));
    let mut changes = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (from, to) = (op.old_range(), op.new_range());
        let mut gone = &draft[from.clone()];
        // After which line new ones come: the last that stays in their section.
        let mut behind = from.start.checked_sub(1).map(|before| &draft[before]);
        for line in &edited[to] {
            if let Some(at) = gone.iter().position(|old| is_beside(old, line)) {
                changes.extend(gone[..at].iter().map(|old| (old.key.clone(), LineChange::Removed)));
                changes.push((gone[at].key.clone(), LineChange::Reworded(line.words.clone())));
                behind = Some(&gone[at]);
                gone = &gone[at + 1..];
                continue;
            }
            match behind.filter(|before| is_beside(before, line)) {
                Some(before) => changes.push((before.key.clone(), LineChange::AddedAfter(line.words.clone()))),
                None => {
                    return Err(format!(
                        "“{}” comes before the first line of its part of section {}; put new lines after an existing one",
                        line.words, line.place.section
                    ));
                }
            }
        }
        changes.extend(gone.iter().map(|old| (old.key.clone(), LineChange::Removed)));
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Vec<PaperLine> {
        let lines = [(1, 1, "Ana opened the meeting."), (2, 1, "one"), (2, 2, "two"), (2, 3, "three")];
        let line = |(section, line, words): (u32, u32, &str)| PaperLine {
            place: LinePlace { section, line },
            part: String::new(),
            key: LineKey(format!("key-{section}-{line}")),
            words: words.to_owned(),
            by: None,
        };
        lines.map(line).to_vec()
    }

    fn told(markdown: &str) -> Result<Vec<String>, String> {
        let changes = changes(&draft(), &lines_of(markdown))?;
        Ok(changes.into_iter().map(|(key, change)| format!("{} {change:?}", key.0)).collect())
    }

    #[test]
    fn a_file_that_nobody_changed_changes_nothing() {
        let file = "# Minutes\n\n- **Group:** G\n\n## 1  Opening\n\nAna opened\nthe meeting.\n\n## 2  Table\n\n- one [source](<https://example.org/1>)\n- two\n- three\n";
        assert_eq!(told(file), Ok(Vec::new()));
    }

    #[test]
    fn words_lines_and_gaps_are_found() {
        let file =
            "# M\n\n## 1  Opening\n\nAna opened the meeting.\n\n## 2  T\n\n- one\n- new\n- second\n- \\*last\\*\n";
        assert_eq!(
            told(file),
            Ok(vec![
                "key-2-2 Reworded(\"new\")".to_owned(),
                "key-2-3 Reworded(\"second\")".to_owned(),
                "key-2-3 AddedAfter(\"*last*\")".to_owned(),
            ])
        );
        let file = "# M\n\n## 1  Opening\n\nAna opened the meeting.\n\n## 2  T\n\n- one\n- three\n- four\n";
        assert_eq!(told(file), Ok(vec!["key-2-2 Removed".to_owned(), "key-2-3 AddedAfter(\"four\")".to_owned()]));
    }

    #[test]
    fn lines_stay_in_their_part() {
        let mut draft = draft();
        draft[2].part = "Notes".to_owned();
        draft[3].part = "Conclusion".to_owned();
        let file =
            "# M\n\n## 1  Opening\n\nAna opened the meeting.\n\n## 2  T\n\n- one\n\n### Notes\n\n- two\n- more\n";
        let changes = changes(&draft, &lines_of(file));
        let (two, three) = (LineKey("key-2-2".to_owned()), LineKey("key-2-3".to_owned()));
        let added = (two, LineChange::AddedAfter("more".to_owned()));
        assert_eq!(changes, Ok(vec![added, (three, LineChange::Removed)]));
    }

    #[test]
    fn a_line_in_front_of_a_section_is_refused_with_advice() {
        let file = "# M\n\n## 1  Opening\n\nAna opened the meeting.\n\n## 2  T\n\n- zero\n- one\n- two\n- three\n";
        assert!(
            told(file).is_err_and(|problem| problem.contains("comes before the first line of its part of section 2"))
        );
    }
}
