//! The terms of reference as pages: a revision as it would stand, and what it changes.

use super::{TextFormat, text_of};
use crate::group::terms::{joined, label, paragraphs};
use crate::text::markdown::{at_line_start, escape, unescaped};
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

/// A revision in a form of text. Plain text and Markdown read back are the same terms, see [`read`].
pub fn page(page: &TermsPage, format: TextFormat) -> String {
    let all = paragraphs(&page.text);
    match format {
        TextFormat::Text => joined(&all) + "\n",
        TextFormat::Markdown => {
            let lines = all.iter().map(|paragraph| match paragraph.heading {
                Some(level) => format!("{} {}", "#".repeat(usize::from(level)), escape(&paragraph.words)),
                None => at_line_start(&escape(&paragraph.words)),
            });
            lines.collect::<Vec<_>>().join("\n\n") + "\n"
        }
        TextFormat::Html => text_of(&text(page), format),
    }
}

/// The terms in a file that somebody wrote, or that [`page`] did: headings may be underlined, and in Markdown characters
/// are escaped.
pub fn read(text: &str, is_markdown: bool) -> String {
    let text = with_marks(text);
    if is_markdown || text.lines().any(is_escaped) { unescaped(&text) } else { text }
}

/// Whether a line begins as only Markdown does: `1\.`, `\-`.
fn is_escaped(line: &str) -> bool {
    let bare = line.trim_start();
    bare.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['\\']) && label(&unescaped(bare)).is_some()
        || bare.starts_with("\\- ")
}

/// Underlined headings as marked ones: `Tasks` above `-----` is `## Tasks`.
fn with_marks(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let rule = line.trim();
        let level = ['=', '-'].iter().position(|mark| rule.len() > 2 && rule.chars().all(|c| c == *mark));
        let ends = |above: &String| above.trim().is_empty() || above.starts_with('#');
        let start = lines.iter().rposition(ends).map_or(0, |end| end + 1);
        // Below a point or a list it is a rule.
        let is_list = |above: &String| label(above.trim()).is_some() || above.trim_start().starts_with("- ");
        match level {
            Some(level) if start < lines.len() && !lines[start..].iter().any(is_list) => {
                let words = lines.split_off(start).iter().map(|above| above.trim().to_owned()).collect::<Vec<_>>();
                lines.push(format!("{} {}", "#".repeat(level + 1), words.join(" ")));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    fn shown(text: &str) -> TermsPage {
        let text = joined(&paragraphs(text));
        TermsPage { group: "G".to_owned(), revision: 1, state: "in force".to_owned(), at: DateTime::UNIX_EPOCH, text }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_the_same(
            lines in proptest::collection::vec("(#{1,7} )?([0-9]{1,2}[.)]|[0-9]\\.[0-9]|[-*+=>])? ?[ -~é]{0,30}", 0..12),
        ) {
            let terms = shown(&lines.join("\n\n"));
            let back = |format, is_markdown| joined(&paragraphs(&read(&page(&terms, format), is_markdown)));
            prop_assert_eq!(back(TextFormat::Markdown, true), terms.text.clone());
            if !terms.text.contains('\\') {
                prop_assert_eq!(back(TextFormat::Text, false), terms.text.clone());
            }
        }
    }

    #[test]
    fn files_are_read_as_people_write_them() {
        for (file, is_markdown, expected) in [
            (
                "Terms of\nreference\n====\n\nTasks\n-----\n1. Review.\n",
                false,
                "# Terms of reference\n\n## Tasks\n\n1. Review.",
            ),
            ("1\\. Review X.iotsec\\_5.\n\n2\\) Report.", false, "1. Review X.iotsec_5.\n\n2) Report."),
            ("1. Review `a\\_b`.\n---\n", false, "1. Review `a\\_b`. ---"),
            ("1. Review\n\n- one\n- two", true, "1. Review\n\n- one\n\n- two"),
        ] {
            assert_eq!(joined(&paragraphs(&read(file, is_markdown))), expected, "{file}");
        }
    }
}
