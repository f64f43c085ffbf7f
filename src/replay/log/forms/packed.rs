//! What an archive holds: a Word document, the export of a workspace, the parts of one chat.

use std::collections::BTreeMap;

use super::super::Log;
use super::tree::{Node, Tree};
use super::{exports, wrapped};

/// A file in an archive, whose bytes were a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub text: String,
}

/// Reads the log in an archive.
///
/// # Errors
/// A sentence: there is none in it, or there are several.
pub fn read_packed(parts: &[Part]) -> Result<Log<'static>, String> {
    if let Some(document) = parts.iter().find(|part| part.name == "word/document.xml") {
        return document_of(&document.text);
    }
    if let Some(users) = parts.iter().find(|part| base(&part.name) == "users.json") {
        return slack(parts, &users.text);
    }
    let is_log = |part: &&Part| {
        let ending = base(&part.name).rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        ["txt", "log", "html", "htm", "json", "jsonl", "vtt", "srt", "csv", "md", "rdf"].contains(&ending.as_str())
            && !part.name.starts_with("__MACOSX/")
    };
    let mut found: Vec<(&str, Log<'static>)> = Vec::new();
    for part in parts.iter().filter(is_log) {
        if let Ok(log) = super::super::read(&part.text, None) {
            found.push((&part.name, log.into_owned()));
        }
    }
    found.sort_by_key(|(name, _)| in_order(name));
    // A long chat is exported in several files: `messages.html`, `messages2.html`.
    let stem = |name: &str| {
        name.trim_end_matches(|c: char| c != '.')
            .trim_end_matches('.')
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    let is_one = found.windows(2).all(|two| stem(two[0].0) == stem(two[1].0));
    match found.len() {
        0 => Err("the archive holds no log; unpack it and name the file that is one".to_owned()),
        1 => Ok(found.remove(0).1),
        _ if is_one => {
            let mut logs = found.into_iter().map(|(_, log)| log);
            let mut all = logs.next().unwrap_or_default();
            for more in logs {
                let last = all.lines.last().map_or(0, |line| line.number);
                all.lines.extend(
                    more.lines
                        .into_iter()
                        .map(|line| super::super::Line { number: line.number.saturating_add(last), ..line }),
                );
                all.unread_count += more.unread_count;
                all.seen += more.seen;
            }
            Ok(all)
        }
        count => {
            let names: Vec<&str> = found.iter().map(|(name, _)| *name).take(10).collect();
            Err(format!(
                "the archive holds {count} logs ({}); unpack it and name the one that is meant",
                names.join(", ")
            ))
        }
    }
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Numbers in names count as numbers.
fn in_order(name: &str) -> (String, u64) {
    let digits: String = name.chars().filter(char::is_ascii_digit).take(15).collect();
    let rest: String = name.chars().filter(|c| !c.is_ascii_digit()).collect();
    (rest, digits.parse().unwrap_or(0))
}

/// A channel has a folder, in which each day is a file.
fn slack(parts: &[Part], users: &str) -> Result<Log<'static>, String> {
    let mut channels: BTreeMap<&str, Vec<&Part>> = BTreeMap::new();
    for part in parts {
        if let Some((folder, file)) = part.name.rsplit_once('/')
            && file.strip_suffix(".json").is_some_and(|day| crate::time::read_date(day).is_some())
        {
            channels.entry(folder).or_default().push(part);
        }
    }
    if channels.len() > 1 {
        let names: Vec<&str> = channels.keys().copied().take(10).collect();
        return Err(format!(
            "the export holds several channels ({}); unpack it and name the files of one",
            names.join(", ")
        ));
    }
    let (folder, mut days) = channels.pop_first().ok_or("the export holds no channel")?;
    days.sort_by(|one, other| one.name.cmp(&other.name));
    let texts: Vec<&str> = days.iter().map(|part| part.text.as_str()).collect();
    let mut log = exports::slack(&texts, exports::slack_users(users))?;
    log.room = Some(base(folder).to_owned());
    Ok(log)
}

/// The words of a Word document as a page shows them (ISO/IEC 29500-1, 17.3.3). Names of elements come in small letters.
fn words_of_document(xml: &str) -> String {
    let tree = Tree::of_xml(xml);
    let mut text = String::new();
    let mut at = 0;
    // Only what is in `w:t` are words.
    let (mut words_until, mut raised_until) = (0, 0);
    let mut run_until = 0;
    while at < tree.nodes.len() {
        match &tree.nodes[at] {
            Node::Element(element) => match element.name.as_str() {
                "w:p" | "w:br" | "w:cr" if !text.is_empty() => text.push('\n'),
                "w:tab" => text.push('\t'),
                "w:t" => words_until = element.end,
                "w:r" => run_until = element.end,
                "w:vertalign" if element.value == "superscript" => raised_until = run_until,
                "w:nobreakhyphen" => text.push('-'),
                "w:sym" => text.push(symbol(&element.value)),
                // What was moved stands where it went.
                "w:movefrom" => {
                    at = element.end;
                    continue;
                }
                _ => {}
            },
            Node::Text(words) if at < words_until && at < raised_until => text.push_str(&raised(words)),
            Node::Text(words) if at < words_until => text.push_str(words),
            Node::Text(_) => {}
        }
        at += 1;
    }
    text
}

/// The character of a symbol font by its code, which most fonts have like Symbol.
fn symbol(code: &str) -> char {
    const SYMBOLS: [(u32, char); 14] = [
        (0x57, 'Ω'),
        (0x61, 'α'),
        (0x62, 'β'),
        (0x6D, 'μ'),
        (0xA3, '≤'),
        (0xA5, '∞'),
        (0xAE, '→'),
        (0xB0, '°'),
        (0xB1, '±'),
        (0xB3, '≥'),
        (0xB4, '×'),
        (0xB7, '•'),
        (0xB9, '≠'),
        (0xBB, '≈'),
    ];
    let code = u32::from_str_radix(code, 16).unwrap_or_default();
    // Fonts of symbols have theirs in the private area from U+F000 on.
    let known = SYMBOLS.iter().find(|(known, _)| *known == code % 0x100).map(|(_, symbol)| *symbol);
    match code {
        0xF000..=0xF0FF => known.unwrap_or('\u{25a1}'),
        code => char::from_u32(code).filter(|c| !c.is_control()).unwrap_or('\u{25a1}'),
    }
}

/// Raised digits as such, so that 10³ is not 103; letters stay, as in 8th.
fn raised(words: &str) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raise = |c: char| match c {
        '-' | '−' => '⁻',
        '+' => '⁺',
        c => c.to_digit(10).map_or(c, |digit| DIGITS[digit as usize]),
    };
    if words.contains(|c: char| c.is_ascii_digit()) { words.chars().map(raise).collect() } else { words.to_owned() }
}

/// Reads a Word document: a transcript of Teams, or notes.
fn document_of(xml: &str) -> Result<Log<'static>, String> {
    let text = words_of_document(xml);
    if text.contains("-->") {
        return Ok(super::cues::read(&text));
    }
    if let Some(log) = wrapped::of_teams(&text).filter(|_| !super::notes::looks_like(&text)) {
        return Ok(log);
    }
    super::super::read(&text, None)
        .map(Log::into_owned)
        .map_err(|_| "the document holds neither a transcript nor a log".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_document_are_those_that_its_page_shows() {
        for (paragraph, words) in [
            ("<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>member D7</w:t></w:r>", "non-member D7"),
            ("<w:r><w:t>x</w:t><w:sym w:font=\"Symbol\" w:char=\"F0B3\"/><w:t>5</w:t></w:r>", "x≥5"),
            (
                "<w:r><w:t>10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>-3</w:t></w:r><w:r><w:t> s</w:t></w:r>",
                "10⁻³ s",
            ),
            (
                "<w:r><w:t>8</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>th</w:t></w:r>",
                "8th",
            ),
            (
                "<w:moveFrom><w:r><w:t>row 4</w:t></w:r></w:moveFrom><w:r><w:t>then </w:t></w:r><w:moveTo><w:r><w:t>row 4</w:t></w:r></w:moveTo>",
                "then row 4",
            ),
            ("<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/><w:t> done</w:t></w:r>", "□ done"),
            (
                "<w:del><w:r><w:delText>not </w:delText></w:r></w:del><w:ins><w:r><w:t>agreed</w:t></w:r></w:ins>",
                "agreed",
            ),
        ] {
            assert_eq!(
                words_of_document(&format!("<w:document><w:p>{paragraph}</w:p></w:document>")),
                words,
                "{paragraph}"
            );
        }
    }
}
