//! Long messages in several parts, cut at the borders of blocks, else of lines.

use crate::text::{Block, Text, plain};

/// Splits a text so that the plain form of each part has at most `limit` characters. Every part
/// holds at least one block; a verbatim block is cut between lines.
pub fn split(text: &Text, limit: usize) -> Vec<Text> {
    let mut parts: Vec<Text> = Vec::new();
    let mut room = 0_usize;
    for block in text.blocks.iter().flat_map(|block| cut(block, limit)) {
        let size = length(&block);
        match parts.last_mut() {
            Some(part) if size < room => {
                part.push(block);
                room -= size + 1;
            }
            _ => {
                parts.push(Text { blocks: vec![block] });
                room = limit.saturating_sub(size);
            }
        }
    }
    parts
}

fn length(block: &Block) -> usize {
    plain::render(&Text { blocks: vec![block.clone()] }, None).chars().count()
}

fn cut(block: &Block, limit: usize) -> Vec<Block> {
    match block {
        Block::Verbatim(characters) if characters.chars().count() > limit => {
            cut_lines(characters, limit).into_iter().map(Block::Verbatim).collect()
        }
        Block::List(entries) if length(block) > limit => {
            entries.iter().map(|entry| Block::List(vec![entry.clone()])).collect()
        }
        _ => vec![block.clone()],
    }
}

fn cut_lines(characters: &str, limit: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut size = 0;
    for line in characters.lines() {
        let length = line.chars().count() + 1;
        if size > 0 && size + length > limit {
            parts.push(String::new());
            size = 0;
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
        size += length;
    }
    parts.iter().map(|part| part.trim_end_matches('\n').to_owned()).collect()
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
        assert!(parts.iter().all(|part| plain::render(part, None).chars().count() <= 1_000));
        let all = parts.iter().map(|part| plain::render(part, None)).collect::<Vec<_>>().join("\n");
        assert!((0..500).all(|line| all.contains(&format!("line {line}\n")) || all.ends_with(&format!("line {line}"))));
    }

    #[test]
    fn a_short_text_is_one_part() {
        assert_eq!(split(&Text::plain("hello"), 100).len(), 1);
    }
}
