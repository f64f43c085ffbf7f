//! Long messages in several parts, cut at the borders of blocks, else of lines.

use crate::text::{Block, Text, plain};

/// How long blocks are on a platform.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// The length of one block by itself.
    pub length: fn(&Block) -> usize,
    /// What a message may have of that.
    pub limit: usize,
    /// Bytes of plain words that are never longer than the limit, however they are shown.
    pub sure_bytes: usize,
}

/// Splits a text so that the plain form of each part has at most `limit` bytes. A block that is
/// longer is cut: a verbatim one between lines, a list between entries, a paragraph between words.
pub fn split(text: &Text, limit: usize) -> Vec<Text> {
    split_by(text, Measure { length, limit, sure_bytes: limit })
}

/// As [`split`], by the measure of a platform.
pub fn split_by(text: &Text, measure: Measure) -> Vec<Text> {
    let mut parts: Vec<Text> = Vec::new();
    let mut room = 0_usize;
    for block in text.blocks.iter().flat_map(|block| cut(block, measure)) {
        let size = (measure.length)(&block);
        match parts.last_mut() {
            Some(part) if size < room => {
                part.push(block);
                room -= size + 1;
            }
            _ => {
                parts.push(Text { blocks: vec![block] });
                room = measure.limit.saturating_sub(size);
            }
        }
    }
    parts
}

fn length(block: &Block) -> usize {
    plain::render(&Text { blocks: vec![block.clone()] }, None).len()
}

fn cut(block: &Block, measure: Measure) -> Vec<Block> {
    if (measure.length)(block) <= measure.limit {
        return vec![block.clone()];
    }
    let limit = measure.sure_bytes;
    match block {
        Block::Verbatim(characters) => pieces(characters, limit).into_iter().map(Block::Verbatim).collect(),
        Block::List(entries) if entries.len() > 1 => {
            entries.iter().flat_map(|entry| cut(&Block::List(vec![entry.clone()]), measure)).collect()
        }
        Block::Numbered(entries) if entries.len() > 1 => {
            entries.iter().flat_map(|entry| cut(&Block::Numbered(vec![entry.clone()]), measure)).collect()
        }
        Block::Paragraph(_)
        | Block::List(_)
        | Block::Numbered(_)
        | Block::Heading { .. }
        | Block::Fields(_)
        | Block::Table { .. } => {
            let words = plain::render(&Text { blocks: vec![block.clone()] }, None);
            pieces(&words, limit).into_iter().map(|piece| Block::Paragraph(vec![piece.into()])).collect()
        }
    }
}

/// Cuts at line ends, else at spaces, else between characters; no piece is longer than `limit` bytes.
fn pieces(words: &str, limit: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = words;
    while rest.len() > limit {
        let mut end = limit;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let at = rest[..end].rfind('\n').or_else(|| rest[..end].rfind(' ')).filter(|at| *at > 0).unwrap_or(end);
        let at = if at == 0 { rest.chars().next().map_or(rest.len(), char::len_utf8) } else { at };
        pieces.push(rest[..at].to_owned());
        rest = rest[at..].trim_start_matches(['\n', ' ']);
    }
    pieces.push(rest.to_owned());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fit_and_nothing_is_lost() {
        let mut text = Text::plain("Minutes:");
        text.push(Block::Verbatim((0..500).map(|line| format!("line {line}\n")).collect()));
        let parts = split(&text, 1_000);
        assert!(parts.len() > 1);
        assert!(parts.iter().all(|part| plain::render(part, None).len() <= 1_000));
        let all = parts.iter().map(|part| plain::render(part, None)).collect::<Vec<_>>().join("\n");
        assert!((0..500).all(|line| all.contains(&format!("line {line}\n")) || all.ends_with(&format!("line {line}"))));
    }

    #[test]
    fn a_long_paragraph_is_cut_between_words_or_characters() {
        for words in ["overlap table ".repeat(500), "語".repeat(3_000), "x".repeat(5_000)] {
            let parts = split(&Text::plain(words.clone()), 1_000);
            assert!(parts.len() > 1);
            let shown: Vec<String> = parts.iter().map(|part| plain::render(part, None)).collect();
            assert!(shown.iter().all(|part| part.len() <= 1_000));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            assert_eq!(shown.iter().map(|part| letters(part)).sum::<usize>(), letters(&words));
        }
    }

    #[test]
    fn a_short_text_is_one_part() {
        assert_eq!(split(&Text::plain("hello"), 100).len(), 1);
    }
}
