//! The words of a mail that is only a page, without what it quotes: elements that mail programs put around a quote are
//! left out, and what follows a rule or the mark of a forwarded mail is behind a ruler.

use html5gum::{Token, Tokenizer};

/// Elements that begin a line of their own.
const BLOCKS: [&[u8]; 12] =
    [b"p", b"div", b"tr", b"li", b"ul", b"ol", b"table", b"h1", b"h2", b"h3", b"pre", b"blockquote"];
/// Elements between which there is an empty line.
const PARAGRAPHS: [&[u8]; 6] = [b"p", b"ul", b"ol", b"table", b"pre", b"h1"];
/// Elements without an end.
const VOID: [&[u8]; 8] = [b"br", b"hr", b"img", b"meta", b"link", b"input", b"wbr", b"col"];

/// The words of a page.
pub(super) fn words(page: &str) -> String {
    let mut out = String::with_capacity(page.len() / 2);
    // Elements that are open inside of one that is left out.
    let mut left_out = 0_usize;
    for Ok(token) in Tokenizer::new(page) {
        match token {
            Token::StartTag(tag) => {
                let name: &[u8] = &tag.name;
                let is_void = VOID.contains(&name) || tag.self_closing;
                if left_out > 0 {
                    left_out += usize::from(!is_void);
                    continue;
                }
                let marks = [&b"class"[..], &b"id"[..]].into_iter().filter_map(|key| tag.attributes.get(key));
                let is_quote = marks.clone().any(|mark| {
                    let mark = String::from_utf8_lossy(mark).to_lowercase();
                    mark.contains("quote") || mark.contains("cite-prefix") || mark.contains("divrplyfwdmsg")
                });
                // What a mail program adds at the end is no part of what stands above it.
                let is_card = marks.clone().any(|mark| {
                    String::from_utf8_lossy(mark)
                        .to_lowercase()
                        .split_whitespace()
                        .any(|mark| mark.contains("signature"))
                });
                let is_hidden = matches!(name, b"blockquote" | b"head" | b"style" | b"script" | b"title");
                if (is_quote || is_hidden) && !is_void {
                    // A quote ends the words of the person, as a ruler does in text.
                    if !matches!(name, b"head" | b"style" | b"script" | b"title") {
                        out.push_str("\n\n> \n\n");
                    }
                    left_out = 1;
                } else if name == b"br" {
                    out.push('\n');
                } else if name == b"hr" {
                    out.push_str("\n-----\n");
                } else if is_card || PARAGRAPHS.contains(&name) {
                    out.push_str("\n\n");
                } else if BLOCKS.contains(&name) {
                    begin_line(&mut out);
                }
            }
            Token::EndTag(tag) => {
                let name: &[u8] = &tag.name;
                if left_out > 0 {
                    left_out -= usize::from(!VOID.contains(&name));
                } else if PARAGRAPHS.contains(&name) {
                    out.push_str("\n\n");
                } else if BLOCKS.contains(&name) {
                    begin_line(&mut out);
                }
            }
            Token::String(text) if left_out == 0 => push(&String::from_utf8_lossy(&text), &mut out),
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    out
}

fn begin_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// White space of a page is one space, and none at the beginning of a line.
fn push(text: &str, out: &mut String) {
    for c in text.chars() {
        let is_space = c.is_ascii_whitespace() || c == '\u{a0}';
        if !is_space {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(page: &str) -> Vec<String> {
        words(page).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn what_a_mail_program_adds_is_a_paragraph_of_its_own() {
        for page in [
            "<div>a</div><div id=ms-outlook-mobile-signature>Get b</div>",
            "<div>a</div><div class=\"x gmail_signature\">Get b</div>",
        ] {
            assert_eq!(words(page).trim(), "a\n\n\nGet b", "{page}");
        }
    }

    #[test]
    fn a_page_has_its_own_words_and_no_quotes() {
        for (page, expected) in [
            ("<p>objection to D7-3:\n no</p><p>Ana</p>", &["objection to D7-3: no", "Ana"] as &[&str]),
            ("<div>a<br>b&amp;c</div><div>d</div>", &["a", "b&c", "d"]),
            ("<div>a</div><blockquote><p>b</p><div>c<br></div></blockquote>", &["a", ">"]),
            ("<div>a</div><div class=\"gmail_quote\">On Tue<blockquote>b</blockquote></div>", &["a", ">"]),
            (
                "<div>a</div><div class=moz-cite-prefix>Am Di</div><blockquote type=cite>b</blockquote>",
                &["a", ">", ">"],
            ),
            ("<div>a</div><hr><b>Von:</b> Bo", &["a", "-----", "Von: Bo"]),
            ("<html><head><title>t</title><style>p{}</style></head><body>a</body></html>", &["a"]),
            ("<div id=\"divRplyFwdMsg\"><b>From:</b> Bo</div>a", &[">", "a"]),
            ("", &[]),
        ] {
            assert_eq!(lines(page), expected, "{page}");
        }
    }
}
