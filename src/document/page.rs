//! Minutes as a web page that needs nothing else: landmarks, headings in order, a list of contents, readable on a phone,
//! in the dark and on paper.

use std::fmt::Write as _;

use html_escape::{encode_double_quoted_attribute, encode_text};

use crate::text::{Block, Span, Text, words};
use crate::text::{
    html::{self, Ping},
    shorten,
};

/// Characters of a window's title; longer ones are cut by what shows them.
const TITLE_CHARS: usize = 70;

/// The page of a document whose first heading is its title.
pub(super) fn page(text: &Text) -> String {
    let (title, head, chapters) = split(text);
    // Signs such as `<` are longer where they are written out.
    let written_out = encode_text(&title).chars().count() - title.chars().count();
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        encode_text(&shorten(&title, TITLE_CHARS.saturating_sub(written_out)))
    );
    page.push_str(&body(head, chapters, &title));
    page.push_str("</body>\n</html>");
    page
}

/// The title of a document and what is in the body of its page, for pages that have a style of their own.
pub(super) fn parts(text: &Text) -> (String, String) {
    let (title, head, chapters) = split(text);
    let body = body(head, chapters, &title);
    (title, body)
}

fn split(text: &Text) -> (String, &[Block], &[Block]) {
    let first_chapter = |block: &Block| matches!(block, Block::Heading { level: 2.., .. });
    let at = text.blocks.iter().position(first_chapter).unwrap_or(text.blocks.len());
    let (head, chapters) = text.blocks.split_at(at);
    let title = head.iter().find_map(|block| match block {
        Block::Heading { line, .. } => Some(words(line)),
        _ => None,
    });
    (title.unwrap_or_else(|| "Minutes".to_owned()), head, chapters)
}

fn body(head: &[Block], chapters: &[Block], title: &str) -> String {
    let mut page = String::new();
    page.push_str("<header>\n");
    for block in head {
        push(&mut page, block, title);
    }
    page.push_str("</header>\n");
    contents(&mut page, chapters);
    page.push_str("<main>\n");
    let mut section = 0_usize;
    let mut heading = title.to_owned();
    for block in chapters {
        match block {
            Block::Heading { level: 2, line } => {
                if section > 0 {
                    page.push_str("</section>\n");
                }
                section += 1;
                heading = words(line);
                let _ = writeln!(page, "<section aria-labelledby=\"s{section}\">");
                let _ = writeln!(page, "<h2 id=\"s{section}\">{}</h2>", html::line(line, Ping::Nobody));
            }
            block => push(&mut page, block, &heading),
        }
    }
    page.push_str(if section > 0 { "</section>\n" } else { "" });
    page.push_str("</main>\n");
    page
}

/// Links to the chapters, where there are some.
fn contents(page: &mut String, chapters: &[Block]) {
    let titles: Vec<&[Span]> = chapters
        .iter()
        .filter_map(|block| match block {
            Block::Heading { level: 2, line } => Some(line.as_slice()),
            _ => None,
        })
        .collect();
    if titles.is_empty() {
        return;
    }
    page.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    for (number, title) in (1..).zip(titles) {
        let _ = writeln!(page, "<li><a href=\"#s{number}\">{}</a></li>", encode_text(&words(title)));
    }
    page.push_str("</ul>\n</nav>\n");
}

/// A block; `heading` names a table for people who do not see it.
fn push(page: &mut String, block: &Block, heading: &str) {
    match block {
        Block::Fields(fields) => {
            page.push_str("<dl>\n");
            for (label, value) in fields {
                let value = html::line(value, Ping::Nobody);
                let _ = writeln!(page, "<div><dt>{}</dt><dd>{value}</dd></div>", encode_text(label));
            }
            page.push_str("</dl>\n");
        }
        Block::Table { head, rows } => {
            // What is wider than a phone is moved sideways, by keyboard too.
            let label = encode_double_quoted_attribute(heading);
            let _ =
                writeln!(page, "<div class=\"wide\" role=\"group\" aria-label=\"{label}\" tabindex=\"0\">\n<table>");
            let heads: String =
                head.iter().map(|cell| format!("<th scope=\"col\">{}</th>", encode_text(cell))).collect();
            let _ = writeln!(page, "<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>");
            for row in rows {
                let first = row.first().map_or("", String::as_str);
                let cells: String = row.iter().skip(1).map(|cell| format!("<td>{}</td>", encode_text(cell))).collect();
                let _ = writeln!(page, "<tr><th scope=\"row\">{}</th>{cells}</tr>", encode_text(first));
            }
            page.push_str("</tbody>\n</table>\n</div>\n");
        }
        Block::Paragraph(line) => {
            let _ = writeln!(page, "<p>{}</p>", html::line(line, Ping::Nobody));
        }
        Block::Heading { .. } | Block::List(_) | Block::Numbered(_) | Block::Verbatim(_) => {
            page.push_str(&html::render(&Text { blocks: vec![block.clone()] }, Ping::Nobody));
        }
    }
}

const STYLE: &str = "\
:root { --ink: #1a1a1a; --paper: #fff; --line: #6b6b6b; --soft: #f1f3f5; --link: #0b4f9c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #16181b; --line: #8a8f96; --soft: #24282d; --link: #8ec1ff; } }
body { font-family: Georgia, \"Liberation Serif\", serif; line-height: 1.5; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1, h2, h3, h4, nav, th, dt { font-family: system-ui, \"Liberation Sans\", sans-serif; }
h1, h2, h3, h4 { line-height: 1.25; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; } h4 { font-size: 1rem; font-style: italic; }
a { color: var(--link); }
dl div { display: flex; flex-wrap: wrap; gap: 0 1rem; }
dt { flex: 0 0 7rem; font-weight: bold; } dd { flex: 1 1 14rem; margin: 0; }
nav ul { list-style: none; margin: 1.5rem 0; padding: 0.75rem 1rem; background: var(--soft); }
nav li { padding: 0.15rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
thead th { background: var(--soft); } tbody th { font-weight: normal; white-space: nowrap; }
@media print { nav { display: none; } body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
";
