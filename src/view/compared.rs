//! The lines of minutes by their numbers, and what two versions say differently.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::group::event::LineChange;
use crate::group::paper::{LineEdit, PaperLine};
use crate::text::{Block, Span, Text, one_line};
use crate::view::minutes::{Minutes, Party, RemarkLine};

/// What `!minutes lines` shows: every line with its number, and who has changed it by hand.
pub fn lines(meeting: u32, section: Option<u32>, lines: &[PaperLine], lost: &[LineEdit]) -> Text {
    let how = "!minutes edit 4.2 = TEXT, !minutes add after 4.2 TEXT, !minutes remove 4.2";
    lines_of(&format!("the minutes of meeting {meeting}"), section, (lines, lost), how)
}

/// The lines of a report with their numbers.
pub fn report_lines(body: &str, lines: &[PaperLine], lost: &[LineEdit]) -> Text {
    let how = format!("!report edit {body} 1.1 = TEXT");
    lines_of(&format!("the report to {body}"), None, (lines, lost), &how)
}

fn lines_of(of: &str, section: Option<u32>, (lines, lost): (&[PaperLine], &[LineEdit]), how: &str) -> Text {
    let is_meant = |line: &&PaperLine| section.is_none_or(|section| line.place.section == section);
    let shown: Vec<Vec<Span>> = lines
        .iter()
        .filter(is_meant)
        .map(|line| {
            let by = line.by.as_ref().map_or_else(String::new, |by| format!(" [changed by {by}]"));
            vec![format!("{}  {}{by}", line.place, line.words).into()]
        })
        .collect();
    if shown.is_empty() {
        return Text::plain(format!("There is no such section in {of}."));
    }
    let mut text = Text::plain(format!("Lines of {of}:"));
    text.push(Block::List(shown));
    let lost: Vec<Vec<Span>> = lost.iter().map(|edit| vec![lost_words(edit).into()]).collect();
    if !lost.is_empty() {
        text.paragraph([
            "These changes by hand no longer apply, because the record has changed in these places:".into()
        ]);
        text.push(Block::List(lost));
    }
    text.paragraph([format!("To change one: {how}").into()]);
    text
}

/// What `!minutes remarks` shows: what was said without the floor, by number, with what of it has been taken in.
pub fn remarks(meeting: u32, remarks: &[RemarkLine]) -> Text {
    if remarks.is_empty() {
        return Text::plain(format!("Nothing was said without the floor in meeting {meeting}."));
    }
    let mut text = Text::plain(format!("Remarks of meeting {meeting} that are not in the minutes:"));
    let lines = remarks.iter().map(|remark| {
        let item = remark.item.map_or_else(String::new, |item| format!(" [item {item}]"));
        let taken = if remark.is_taken { " [taken into the minutes]" } else { "" };
        (remark.number, vec![format!("{}: {}{item}{taken}", remark.speaker, remark.words).into()])
    });
    text.push(Block::Numbered(lines.collect()));
    text.paragraph(["To take some into the minutes: !minutes take 1, 3-5".into()]);
    text
}

/// The number of the decision or action whose words a line has: they are changed where they live, so that all of the
/// document says the same.
pub fn numbered(minutes: &Minutes, line: &PaperLine) -> Option<String> {
    let first = line.words.split([' ', ':']).next()?;
    let is_decision = || minutes.decisions.iter().any(|decision| decision.number == first);
    let is_action = || minutes.actions.iter().chain(&minutes.earlier_actions).any(|action| action.number == first);
    let is_drafted = line.by.is_none() || !line.key.0.starts_with("added-");
    (is_drafted && (is_decision() || is_action())).then(|| first.to_owned())
}

/// A change that no longer fits, in words.
pub(super) fn lost_words(edit: &LineEdit) -> String {
    match &edit.change {
        LineChange::Reworded(text) | LineChange::AddedAfter(text) => format!("“{text}”"),
        LineChange::Removed | LineChange::Restored => "a removed line".to_owned(),
    }
}

/// What a later version says otherwise, each in a sentence.
pub fn changes(before: &[PaperLine], after: &[PaperLine]) -> Vec<String> {
    // Where a statement has its line breaks is no difference.
    let words = |lines: &[PaperLine]| lines.iter().map(|line| one_line(&line.words)).collect::<Vec<_>>();
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

/// Who was there by a later version and not by an earlier one, and the other way round, each in a sentence.
pub fn attendance(before: &Minutes, after: &Minutes) -> Vec<String> {
    let named = |party: &Party| match &party.organization {
        Some(organization) => format!("{} ({organization})", party.name),
        None => party.name.clone(),
    };
    let lists = [("as present", &before.present, &after.present), ("with regrets", &before.regrets, &after.regrets)];
    let changes = lists.into_iter().flat_map(|(how, old, new)| {
        let is_in = |list: &[Party], party: &Party| list.iter().any(|known| named(known) == named(party));
        let come = new
            .iter()
            .filter(move |party| !is_in(old, party))
            .map(move |party| format!("{} is now listed {how}", named(party)));
        let gone = old.iter().filter(move |party| !is_in(new, party));
        come.chain(gone.map(move |party| format!("{} is no longer listed {how}", named(party))))
    });
    changes.collect()
}
