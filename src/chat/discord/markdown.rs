//! The Markdown that Discord shows (its help centre, “Markdown Text 101”, and the message formatting of its
//! developer reference). It has no tables, a line feed ends a line, and what is escaped mentions nobody.

use crate::text::markdown::{at_line_start, escape, longest_run_of_ticks};
use crate::text::{Block, Span, Stamp, Text, is_address, plain};

/// Renders a text. Whatever people wrote is escaped, so that it shows as typed. `pinged` is the one account,
/// such as `discord:123`, whose name becomes a mention; where the text does not name it, the mention is at
/// its end.
pub fn render(text: &Text, pinged: Option<&str>) -> String {
    let user = pinged.map(|account| account.rsplit(':').next().unwrap_or(account));
    let mention = Mention { account: pinged, user };
    let mut shown = text.blocks.iter().map(|block| block_of(block, mention)).collect::<Vec<_>>().join("\n");
    if let Some(user) = user.filter(|user| !shown.contains(&format!("<@{user}>"))) {
        shown = format!("{shown} <@{user}>");
    }
    shown
}

/// How long a block is when it is shown, in UTF-16 units: Discord may count characters or these, and these are
/// never fewer.
pub fn length(block: &Block) -> usize {
    block_of(block, Mention { account: None, user: None }).encode_utf16().count()
}

#[derive(Clone, Copy)]
struct Mention<'a> {
    account: Option<&'a str>,
    user: Option<&'a str>,
}

fn block_of(block: &Block, mention: Mention<'_>) -> String {
    match block {
        // There are three sizes.
        Block::Heading { level: level @ 1..=3, line } => {
            format!("{} {}", "#".repeat(usize::from(*level)), spans(line, mention).replace('\n', " "))
        }
        Block::Heading { line, .. } => format!("**{}**", spans(line, mention)),
        Block::Paragraph(line) => at_line_start(&spans(line, mention)),
        Block::List(entries) => {
            let lines = entries.iter().map(|entry| format!("- {}", at_line_start(&spans(entry, mention))));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Numbered(entries) => {
            // Escaped: lists would be numbered again.
            let lines = entries.iter().map(|(number, entry)| format!("{number}\\. {}", spans(entry, mention)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Fields(fields) => {
            let lines = fields.iter().map(|(label, value)| format!("**{}:** {}", escape(label), spans(value, mention)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Table { .. } => fenced(&plain::render(&Text { blocks: vec![block.clone()] }, None)),
        Block::Verbatim(characters) => fenced(characters),
    }
}

/// A fence that its contents cannot end.
fn fenced(characters: &str) -> String {
    let kept = if longest_run_of_ticks(characters) < 3 { characters.to_owned() } else { characters.replace('`', "'") };
    format!("```\n{}\n```", kept.trim_end_matches('\n'))
}

fn spans(line: &[Span], mention: Mention<'_>) -> String {
    line.iter().map(|span| span_of(span, mention)).collect()
}

fn span_of(span: &Span, mention: Mention<'_>) -> String {
    match span {
        Span::Plain(words) => with_addresses(words),
        // Message formatting, “Timestamps”: each reader's own clock.
        Span::Time { at, shown: Stamp::Day, words } => format!("{} (<t:{at}:F>)", escape(words)),
        Span::Time { at, shown: Stamp::Clock, words } => format!("{} (<t:{at}:t>)", escape(words)),
        Span::Strong(words) => format!("**{}**", escape(words)),
        Span::Code(words) if words.contains('`') => escape(words),
        Span::Code(words) => format!("`{words}`"),
        Span::Person { account, name } => match mention.user.filter(|_| account.as_deref() == mention.account) {
            Some(user) => format!("<@{user}>"),
            None => escape(name),
        },
        Span::Link { label, url } if !is_address(url) => escape(if label.is_empty() { url } else { label }),
        Span::Link { label, url } if label.is_empty() || label == url => shown_address(url),
        Span::Link { label, url } => format!("[{}](<{}>)", escape(label), bare_address(url)),
    }
}

/// Addresses that people wrote stay whole: an escape inside would break them.
fn with_addresses(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for part in words.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let address = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '"']);
        let is_whole = is_address(address) && !address.starts_with("mailto:") && !address.contains(['<', '>', '\\']);
        if is_whole {
            out.push_str(&shown_address(address));
            out.push_str(&escape(&part[address.len()..]));
        } else {
            out.push_str(&escape(part));
        }
    }
    out
}

/// In brackets it does not invite a preview of its address.
fn shown_address(url: &str) -> String {
    format!("<{}>", bare_address(url))
}

fn bare_address(url: &str) -> String {
    url.chars().filter(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | '\\' | ')')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_person_types_is_markup_or_a_mention() {
        for (typed, shown) in [
            ("**bold** _it_ ||spoiler|| ~~no~~", r"\*\*bold\*\* \_it\_ \|\|spoiler\|\| \~\~no\~\~"),
            ("@everyone <@1> <@&2> <#3>", r"\@everyone \<\@1\> \<\@\&2\> \<\#3\>"),
            (
                "- item\n-# small\n# title\n> quote\n3. three",
                "\\- item\n\\-\\# small\n\\# title\n\\> quote\n3\\. three",
            ),
            ("```\ncode", "\\`\\`\\`\ncode"),
            ("see https://example.org/a_b_c, then", "see <https://example.org/a_b_c>, then"),
            ("https://x/<@1>", r"https://x/\<\@1\>"),
            ("<t:1:F>", r"\<t:1:F\>"),
        ] {
            assert_eq!(render(&Text::plain(typed), None), shown, "{typed:?}");
        }
    }

    #[test]
    fn one_account_is_mentioned_and_no_other() {
        let person =
            |name: &str, account: &str| Span::Person { account: Some(account.to_owned()), name: name.to_owned() };
        let text = Text::line([person("Ana", "discord:1"), " after ".into(), person("Bo", "discord:2")]);
        assert_eq!(render(&text, None), "Ana after Bo");
        assert_eq!(render(&text, Some("discord:2")), "Ana after <@2>");
        assert_eq!(render(&text, Some("discord:3")), "Ana after Bo <@3>");
    }

    #[test]
    fn a_moment_is_shown_on_the_readers_clock_too() {
        let at = chrono::DateTime::from_timestamp(1_795_000_000, 0).expect("a moment");
        let line = |stamp| render(&Text::line([Span::time(at, stamp, "19:06 UTC")]), None);
        assert_eq!(line(Stamp::Clock), "19:06 UTC (<t:1795000000:t>)");
        assert_eq!(line(Stamp::Day), "19:06 UTC (<t:1795000000:F>)");
    }

    #[test]
    fn a_fence_is_not_ended_by_what_is_in_it() {
        let mut text = Text::default();
        text.push(Block::Verbatim("a\n```\n@everyone".into()));
        assert_eq!(render(&text, None), "```\na\n'''\n@everyone\n```");
    }
}
