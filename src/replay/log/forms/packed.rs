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

/// Reads the words of a Word document: a transcript of Teams, or notes.
fn document_of(xml: &str) -> Result<Log<'static>, String> {
    let tree = Tree::of_xml(xml);
    let mut text = String::new();
    let mut at = 0;
    // Only what is in `w:t` are words.
    let mut words_until = 0;
    while at < tree.nodes.len() {
        match &tree.nodes[at] {
            Node::Element(element) => match element.name.as_str() {
                "w:p" | "w:br" | "w:cr" if !text.is_empty() => text.push('\n'),
                "w:tab" => text.push('\t'),
                "w:t" => words_until = element.end,
                _ => {}
            },
            Node::Text(words) if at < words_until => text.push_str(words),
            Node::Text(_) => {}
        }
        at += 1;
    }
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
