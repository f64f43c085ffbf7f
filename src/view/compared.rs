//! The lines of minutes by their numbers, and what two versions say differently.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::group::event::LineChange;
use crate::group::minutes::{LineEdit, MinutesLine};
use crate::text::{Block, Span, Text};

/// What `!minutes lines` shows: every line with its number, and who has changed it by hand.
pub fn lines(meeting: u32, section: Option<u32>, lines: &[MinutesLine], lost: &[LineEdit]) -> Text {
    let is_meant = |line: &&MinutesLine| section.is_none_or(|section| line.place.section == section);
    let shown: Vec<Vec<Span>> = lines
        .iter()
        .filter(is_meant)
        .map(|line| {
            let by = line.by.as_ref().map_or_else(String::new, |by| format!(" [changed by {by}]"));
            vec![format!("{}  {}{by}", line.place, line.words).into()]
        })
        .collect();
    if shown.is_empty() {
        return Text::plain(format!("The minutes of meeting {meeting} have no such section."));
    }
    let mut text = Text::plain(format!("Lines of the minutes of meeting {meeting}:"));
    text.push(Block::List(shown));
    let lost: Vec<Vec<Span>> = lost.iter().map(|edit| vec![lost_words(edit).into()]).collect();
    if !lost.is_empty() {
        text.paragraph([
            "These changes by hand no longer apply, because the record has changed in these places:".into()
        ]);
        text.push(Block::List(lost));
    }
    text.paragraph(
        ["To change one: !minutes edit 4.2 = TEXT, !minutes add after 4.2 TEXT, !minutes remove 4.2".into()],
    );
    text
}

/// A change that no longer fits, in words.
pub(super) fn lost_words(edit: &LineEdit) -> String {
    match &edit.change {
        LineChange::Reworded(text) | LineChange::AddedAfter(text) => format!("“{text}”"),
        LineChange::Removed | LineChange::Restored => "a removed line".to_owned(),
    }
}

/// What a later version says otherwise, each in a sentence.
pub fn changes(before: &[MinutesLine], after: &[MinutesLine]) -> Vec<String> {
    let words = |lines: &[MinutesLine]| lines.iter().map(|line| line.words.clone()).collect::<Vec<_>>();
    let (old, new) = (words(before), words(after));
    let mut changes = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (gone, come) = (&before[op.old_range()], &after[op.new_range()]);
        let paired = gone.len().min(come.len());
        let reworded = gone.iter().zip(come);
        changes.extend(reworded.map(|(was, is)| format!("{}: now “{}”, was “{}”", is.place, is.words, was.words)));
        changes.extend(come[paired..].iter().map(|is| format!("{} is new: “{}”", is.place, is.words)));
        let taken_out = gone[paired..].iter();
        changes.extend(taken_out.map(|was| format!("removed from section {}: “{}”", was.place.section, was.words)));
    }
    changes
}
