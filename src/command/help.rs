//! Help and the reference page, from the table.

use std::fmt::Write as _;

use super::table::{Presence, Row, Topic, rows};
use crate::text::{Block, Span, Text};

/// The answer to `!help`, `!help queue` and `!help ack`.
pub fn answer(about: Option<&str>) -> Text {
    let Some(about) = about.map(|about| about.trim().trim_start_matches('!').to_lowercase()) else { return overview() };
    if let Some(topic) = Topic::ALL.into_iter().find(|topic| topic.word() == about) {
        return of_topic(topic);
    }
    let exact = rows().iter().copied().find(|row| row.name == about);
    let is_also = |topic: &Topic| topic.also().contains(&about.as_str());
    if let Some(topic) = Topic::ALL.into_iter().find(is_also).filter(|_| exact.is_none()) {
        return of_topic(topic);
    }
    let spelled = |row: &&&Row| {
        row.spellings
            .iter()
            .any(|spelling| spelling.split(' ').next().is_some_and(|head| head.split('|').any(|word| word == about)))
    };
    if let Some(row) = exact.or_else(|| rows().iter().find(spelled).copied()) {
        return of_row(row);
    }
    let mut text = Text::plain(format!("I do not know a command or topic “{}”.", crate::text::shorten(&about, 40)));
    text.append(overview());
    text
}

/// One screen: what is typed most, and the way to the rest.
fn overview() -> Text {
    let mut others: Vec<String> = Vec::new();
    let mut lines: Vec<Vec<Span>> = Vec::new();
    for topic in Topic::ALL {
        let basic = rows().iter().filter(|row| row.topic == topic && row.is_basic);
        let names: Vec<Span> = basic.map(|row| Span::Code(first_spelling(row))).collect();
        if names.is_empty() {
            others.push(format!("{} ({})", topic.title().to_lowercase(), topic.word()));
        } else {
            let mut line = vec![Span::Strong(topic.title().to_owned()), format!(" ({}): ", topic.word()).into()];
            line.extend(separated(names));
            lines.push(line);
        }
    }
    if !others.is_empty() {
        lines.push(vec![Span::Strong("Also".to_owned()), format!(": {}", others.join(" · ")).into()]);
    }
    let mut text = Text::default();
    text.push(Block::List(lines));
    let more = [
        "More: ".into(),
        Span::Code("!help queue".into()),
        " (a word in parentheses) or ".into(),
        Span::Code("!help ack".into()),
        " (a command).".into(),
    ];
    text.paragraph(more);
    text
}

fn of_topic(topic: Topic) -> Text {
    let lines = rows()
        .iter()
        .filter(|row| row.topic == topic)
        .map(|row| vec![Span::Code(first_spelling(row)), format!(" — {} ({})", row.summary, row.right()).into()]);
    let mut text = Text::line([Span::Strong(topic.title().to_owned())]);
    text.push(Block::List(lines.collect()));
    text
}

fn of_row(row: &Row) -> Text {
    let mut text =
        Text::line([Span::Code(format!("!{}", row.name)), format!(" — {} Who: {}.", row.summary, row.right()).into()]);
    let examples = row.examples.iter().map(|example| Span::Code((*example).to_owned()));
    let examples = std::iter::once(Span::from("Examples: ")).chain(separated(examples));
    text.paragraph(examples.collect::<Vec<Span>>());
    text
}

/// Spans with ` · ` between them.
fn separated(spans: impl IntoIterator<Item = Span>) -> impl Iterator<Item = Span> {
    let with_separator = |(index, span)| [Some(Span::from(" · ")).filter(|_| index > 0), Some(span)];
    spans.into_iter().enumerate().flat_map(with_separator).flatten()
}

/// How people most often type it.
fn first_spelling(row: &Row) -> String {
    row.examples.first().map_or_else(|| format!("!{}", row.name), |example| (*example).to_owned())
}

/// The page docs/commands.md.
pub fn reference() -> String {
    let mut page = String::from(
        "# Commands\n\n\
         Made from the command table by `convenor commands`; a test says when it is stale. Upper and lower case are the same.\n\
         In the column *typed*, `a|b` is either word, a word with `~` may be missing, and `{…}` stands for your words.\n\
         `please` may come first or last, and every line may be addressed: `convenor, close the queue`.\n",
    );
    for topic in Topic::ALL {
        // Writing into a String cannot fail.
        let _ = write!(page, "\n## {}\n\n| command | typed | does | who |\n|---|---|---|---|\n", topic.title());
        for row in rows().iter().filter(|row| row.topic == topic) {
            let spellings = row.spellings.iter().map(|spelling| code(spelling));
            let read = row.reader.and_then(|reader| row.examples.iter().find(|line| reader(line).is_some()));
            let typed: Vec<String> = spellings.chain(read.map(|line| code(line))).collect();
            let arguments: Vec<String> = row
                .arguments
                .iter()
                .map(|argument| match argument.presence {
                    Presence::Required => argument.name.to_uppercase(),
                    Presence::Optional => format!("[{}]", argument.name.to_uppercase()),
                })
                .collect();
            let name = [&[format!("!{}", row.name)], arguments.as_slice()].concat().join(" ");
            let by_mail = if row.by_mail { ", also by mail" } else { "" };
            let (typed, right) = (typed.join(" · "), row.right());
            let _ = writeln!(page, "| {} | {typed} | {} | {right}{by_mail} |", code(&name), row.summary);
        }
    }
    page.push_str(include_str!("differences.md"));
    page
}

/// A table cell may not hold a bare bar.
fn code(words: &str) -> String {
    format!("`{}`", words.replace('|', "\\|"))
}
