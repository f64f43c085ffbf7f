//! The terms of reference as pages: a revision as it would stand, and what it changes.

use super::{TextFormat, text_of};
use crate::group::terms::{label, paragraphs};
use crate::text::{Block, Span, Text};
use crate::view::terms::{How, Redline, TermsPage};

/// A revision as a page.
pub fn text(page: &TermsPage) -> Text {
    let mut text = Text::default();
    let all = paragraphs(&page.text);
    if all.first().is_none_or(|first| first.heading != Some(1)) {
        text.heading(1, format!("Terms of reference of {}", page.group));
    }
    for paragraph in all {
        match paragraph.heading {
            Some(level) => text.heading(level.min(4), paragraph.words),
            None => text.paragraph([paragraph.words.into()]),
        }
    }
    text
}

/// What a revision changes, as a page: each paragraph that differs, with marks.
pub fn changes(redline: &Redline) -> Text {
    let mut text = Text::default();
    text.heading(1, title(redline));
    let reason = redline.reason.as_deref().map(|reason| ("Reason".to_owned(), vec![Span::Plain(reason.to_owned())]));
    let state = ("State".to_owned(), vec![Span::Plain(redline.state.clone())]);
    let marks = ("Marks".to_owned(), vec![Span::Plain("[-taken out-], {+new+}".to_owned())]);
    text.push(Block::Fields([Some(state), reason, Some(marks)].into_iter().flatten().collect()));
    for paragraph in &redline.paragraphs {
        let marked = paragraph.marked();
        match (paragraph.heading, paragraph.is_kept()) {
            (Some(level), _) => text.heading(level.saturating_add(1).min(4), marked),
            (None, true) => {
                // What stays is told by its number, so that what changes is found.
                let point = label(&marked).map_or_else(|| marked.clone(), |point| format!("{point}. (as it is)"));
                text.paragraph([point.into()]);
            }
            (None, false) => text.paragraph([marked.into()]),
        }
    }
    text
}

/// `Terms of reference of JCG-IoTSec, changes of revision 2 in revision 1`.
pub(super) fn title(redline: &Redline) -> String {
    format!(
        "Terms of reference of {}: what revision {} changes in revision {}",
        redline.group, redline.to, redline.from
    )
}

/// The texts of both revisions, a paragraph on each line: what readers of the tracked changes get who reject or accept all.
pub fn both(redline: &Redline) -> (String, String) {
    let of = |without: How| -> String {
        let kept = redline.paragraphs.iter().filter(|paragraph| paragraph.change != without);
        kept.map(|paragraph| paragraph.words(without) + "\n").collect()
    };
    (of(How::New), of(How::TakenOut))
}

/// A revision in a form of text.
pub fn page(page: &TermsPage, format: TextFormat) -> String {
    text_of(&text(page), format)
}
