//! Long messages in several parts, cut at the borders of blocks, else of lines.

use crate::text::{Block, Span, Text, plain};

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
    let fits = |block: &Block| (measure.length)(block) <= measure.limit;
    if fits(block) {
        return vec![block.clone()];
    }
    match block {
        Block::Verbatim(characters) => {
            let of = |words: &str| Block::Verbatim(words.to_owned());
            let cut = pieces(characters, measure, &|words| fits(&of(words)), Border::Line);
            cut.iter().map(|piece| of(piece)).collect()
        }
        Block::List(entries) if entries.len() > 1 => {
            entries.iter().flat_map(|entry| cut(&Block::List(vec![entry.clone()]), measure)).collect()
        }
        Block::Numbered(entries) if entries.len() > 1 => {
            entries.iter().flat_map(|entry| cut(&Block::Numbered(vec![entry.clone()]), measure)).collect()
        }
        Block::Paragraph(line) if line.len() > 1 => {
            let of = |line: Vec<Span>| Block::Paragraph(line);
            let mut lines: Vec<Vec<Span>> = Vec::new();
            for span in line {
                let before = lines.pop().unwrap_or_default();
                let with = |span: Span| [before.clone(), vec![span]].concat();
                if fits(&of(with(span.clone()))) {
                    lines.push(with(span.clone()));
                } else if let Span::Plain(words) = span {
                    let joined = |words: &str| fits(&of(with(words.to_owned().into())));
                    let mut cut = pieces(words, measure, &joined, Border::Sentence).into_iter();
                    lines.extend(cut.next().map(|first| with(first.into())));
                    lines.extend(cut.map(|piece| vec![piece.into()]));
                } else {
                    lines.extend([before, vec![span.clone()]]);
                }
            }
            let one = |line: Vec<Span>| match line.as_slice() {
                [span] => cut(&Block::Paragraph(vec![span.clone()]), measure),
                _ => vec![Block::Paragraph(line)],
            };
            lines.into_iter().filter(|line| !line.is_empty()).flat_map(one).collect()
        }
        Block::Paragraph(_)
        | Block::List(_)
        | Block::Numbered(_)
        | Block::Heading { .. }
        | Block::Fields(_)
        | Block::Table { .. } => {
            let words = plain::render(&Text { blocks: vec![block.clone()] }, None);
            let of = |words: &str| Block::Paragraph(vec![words.to_owned().into()]);
            pieces(&words, measure, &|words| fits(&of(words)), Border::Sentence)
                .into_iter()
                .map(|piece| of(&piece))
                .collect()
        }
    }
}

/// Where words are cut if they can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Border {
    /// Lines keep their indents.
    Line,
    Sentence,
}

/// Cuts at line ends, else after sentences, else at spaces, else between characters; each piece is as long as it may be.
fn pieces(words: &str, measure: Measure, fits: &dyn Fn(&str) -> bool, border: Border) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = words;
    while !rest.is_empty() && !fits(rest) {
        // A character takes at least one of what is measured, and a few bytes at most.
        let mut end = rest.len().min(measure.limit.saturating_mul(4));
        loop {
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            if end <= measure.sure_bytes || fits(&rest[..end]) {
                break;
            }
            end -= (end / 16).max(1);
        }
        let end = if end == 0 { rest.chars().next().map_or(rest.len(), char::len_utf8) } else { end };
        let head = &rest[..end];
        let sentence = || head.rfind(". ").map(|at| at + 1).filter(|at| *at > end / 2);
        let at = match border {
            Border::Line => head.rfind('\n'),
            Border::Sentence => head.rfind('\n').filter(|at| *at > end / 2).or_else(sentence),
        };
        let at = at.or_else(|| head.rfind(' ')).filter(|at| *at > 0 && end < rest.len()).unwrap_or(end);
        pieces.push(rest[..at].to_owned());
        rest = match border {
            Border::Line => rest[at..].strip_prefix('\n').unwrap_or(&rest[at..]),
            Border::Sentence => rest[at..].trim_start_matches(['\n', ' ']),
        };
    }
    if !rest.is_empty() {
        pieces.push(rest.to_owned());
    }
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
    fn a_block_that_is_cut_fills_its_messages_and_keeps_its_indents() {
        let mut text = Text::default();
        text.push(Block::Verbatim((0..40).map(|line| format!("    Owners: person {line} of the table\n")).collect()));
        for part in split(&text, 300) {
            assert_eq!(part.blocks.len(), 1, "one block a message");
            let Block::Verbatim(lines) = &part.blocks[0] else { panic!("it stays verbatim") };
            assert!(lines.lines().all(|line| line.starts_with("    Owners: ") && line.ends_with("table")), "{lines}");
        }
        let sentence = "The table of overlaps is the basis of section three. ";
        let line = vec![Span::Strong("Proposal P1".into()), sentence.repeat(40).into()];
        let parts = split(&Text::line(line), 600);
        assert!(parts.iter().all(|part| part.blocks.len() == 1));
        assert!(
            matches!(&parts[0].blocks[0], Block::Paragraph(line) if matches!(line[0], Span::Strong(_))),
            "{parts:?}"
        );
        let shown: Vec<String> = parts.iter().map(|part| plain::render(part, None)).collect();
        assert!(
            shown[1..].iter().all(|part| part.starts_with("The table") && part.trim_end().ends_with('.')),
            "{shown:?}"
        );
    }

    #[test]
    fn a_short_text_is_one_part() {
        assert_eq!(split(&Text::plain("hello"), 100).len(), 1);
    }
}
