//! HTML: the subset of the Matrix specification (client-server API, `m.room.message` formats),
//! which pages and documents use as well.

use html_escape::{encode_double_quoted_attribute, encode_text};

use super::{Block, Span, Text};

/// Renders a text as an HTML fragment. `ping` says whether people become links, which some
/// platforms show as mentions.
pub fn render(text: &Text, ping: Ping) -> String {
    super::without_unwritable(match text.blocks.as_slice() {
        [Block::Paragraph(line)] => self::line(line, ping),
        blocks => blocks.iter().map(|part| block(part, ping)).collect(),
    })
}

/// Whether a person in the text is written as a mention.
#[derive(Clone, Copy, Debug)]
pub enum Ping {
    Nobody,
    /// People link to what this makes of their account.
    Linked(fn(&str) -> String),
}

fn block(block: &Block, ping: Ping) -> String {
    match block {
        Block::Heading { level, line } => format!("<h{level}>{}</h{level}>\n", self::line(line, ping)),
        Block::Paragraph(line) => format!("<p>{}</p>\n", self::line(line, ping)),
        Block::List(entries) => {
            let items: String = entries.iter().map(|entry| format!("<li>{}</li>\n", line(entry, ping))).collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Numbered(entries) => {
            let start = entries.first().map_or(1, |(number, _)| *number);
            let items: String = entries
                .iter()
                .map(|(number, entry)| format!("<li value=\"{number}\">{}</li>\n", line(entry, ping)))
                .collect();
            format!("<ol start=\"{start}\">\n{items}</ol>\n")
        }
        Block::Fields(fields) => {
            let items: String = fields
                .iter()
                .map(|(label, value)| {
                    format!("<li><strong>{}:</strong> {}</li>\n", encode_text(label), line(value, ping))
                })
                .collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Table { head, rows } => {
            let heads: String =
                head.iter().map(|cell| format!("<th scope=\"col\">{}</th>", encode_text(cell))).collect();
            let body: String = rows
                .iter()
                .map(|row| {
                    let cells: String = row.iter().map(|cell| format!("<td>{}</td>", encode_text(cell))).collect();
                    format!("<tr>{cells}</tr>\n")
                })
                .collect();
            format!("<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n")
        }
        Block::Verbatim(characters) => format!("<pre><code>{}\n</code></pre>\n", encode_text(characters)),
    }
}

/// Renders a line of spans, without a block around it.
pub fn line(line: &[Span], ping: Ping) -> String {
    line.iter().map(|part| span(part, ping)).collect()
}

fn span(span: &Span, ping: Ping) -> String {
    match span {
        Span::Plain(words) | Span::Time { words, .. } => encode_text(words).replace('\n', "<br>"),
        Span::Strong(words) => format!("<strong>{}</strong>", encode_text(words)),
        Span::Code(words) => format!("<code>{}</code>", encode_text(words)),
        Span::Person { account: Some(account), name } if let Ping::Linked(address) = ping => {
            let address = address(account);
            format!("<a href=\"{}\">{}</a>", encode_double_quoted_attribute(&address), encode_text(name))
        }
        Span::Person { name, .. } => encode_text(name).into_owned(),
        Span::Link { label, url } => link(label, url),
    }
}

/// Only web and mail addresses become links; anything else stays words.
fn link(label: &str, url: &str) -> String {
    let shown = encode_text(if label.is_empty() { url } else { label });
    if super::is_address(url) {
        format!("<a href=\"{}\">{shown}</a>", encode_double_quoted_attribute(url))
    } else {
        shown.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_person_types_is_html() {
        let text = Text::line([
            "<script>alert(1)</script> & \"x\"".into(),
            Span::Link { label: "x".into(), url: "javascript:alert(1)".into() },
            Span::Link { label: "y".into(), url: "https://example.org/\"onclick=\"".into() },
        ]);
        assert_eq!(
            render(&text, Ping::Nobody),
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; \"x\"x<a href=\"https://example.org/&quot;onclick=&quot;\">y</a>"
        );
    }
}
