//! Templates: order, headings and wording of a document as a text file that an organization can change.
//!
//! minijinja fills in the names; what comes out is read line by line, and each line is a block: a heading (`#`), an entry of a
//! list (`-`), a row (`Label::`), else a paragraph. Values are between marks that only this module can write, so that
//! nothing in them is read as markup.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

use crate::group::stationery::TemplateText;
use crate::text::{Block, Span, Text, one_line};

/// Marks around a value, and in front of a part. No template contains control characters, nor does anything that
/// people wrote.
const BEGIN: char = '\u{2}';
const END: char = '\u{3}';
const PART: char = '\u{1}';
/// What a heading begins with that gets the next number.
const NUMBERED: &str = "#.";
/// Headings go down to this level.
const LEVELS: usize = 4;
const PAGE: &str = "docs/templates.md lists what can be written";

/// What a template can name: words, and parts, which are blocks that are laid out in code.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    pub names: BTreeMap<&'static str, Value>,
    parts: Vec<Vec<Block>>,
    /// The part without blocks, which an item has many times.
    empty: Option<Value>,
}

impl Values {
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.names.insert(name, value.into());
    }

    /// Words, or nothing.
    pub fn set_words(&mut self, name: &'static str, words: Option<String>) {
        self.set(name, words.map_or_else(nothing, Value::from));
    }

    /// A part as a value: true where it has blocks.
    pub fn part(&mut self, blocks: Vec<Block>) -> Value {
        if blocks.is_empty() {
            let empty = || Value::from_object(Part { index: usize::MAX, is_empty: true });
            return self.empty.get_or_insert_with(empty).clone();
        }
        self.parts.push(blocks);
        Value::from_object(Part { index: self.parts.len() - 1, is_empty: false })
    }
}

/// A name that is known and has no value.
pub(super) fn nothing() -> Value {
    Value::from(())
}

#[derive(Debug)]
struct Part {
    index: usize,
    is_empty: bool,
}

impl Object for Part {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.is_empty
    }

    /// A part has no words of its own.
    fn render(self: &Arc<Self>, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

/// Names with their values, as few as an item has.
#[derive(Debug)]
pub(super) struct Named(pub Vec<(&'static str, Value)>);

impl Object for Named {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let wanted = key.as_str()?;
        self.0.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        Enumerator::Values(names.into_iter().map(Value::from).collect())
    }
}

/// A stretch of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// The template's own words, which may be markup.
    Own(String),
    /// The value of a name.
    Value(String),
    Part(usize),
}

/// Checks what can be seen without a meeting: the syntax, and names that no document has.
///
/// # Errors
/// File, line, problem and remedy.
pub(super) fn check(template: &TemplateText, values: &Values) -> Result<(), String> {
    let marked =
        (1..).zip(template.text.lines()).find(|(_, line)| line.contains(|c: char| c.is_control() && c != '\t'));
    if let Some((line, _)) = marked {
        return Err(format!("{}, line {line}: there is a control character; delete it", template.file));
    }
    if let Some((line, tag)) = foreign_tag(&template.text) {
        return Err(format!(
            "{}, line {line}: there is no “{tag}” in these templates; take it out ({PAGE})",
            template.file
        ));
    }
    let environment = environment();
    let compiled = environment
        .template_from_named_str(&template.file, &template.text)
        .map_err(|error| described(template, &error, values))?;
    let mut unknown: Vec<String> = compiled.undeclared_variables(false).into_iter().collect();
    unknown.retain(|name| !values.names.contains_key(name.as_str()) && name != "range" && name != "dict");
    unknown.sort_by_key(|name| (line_of(template, name), name.clone()));
    match unknown.first() {
        Some(name) => Err(format!(
            "{}, line {}: {}",
            template.file,
            line_of(template, name),
            no_such_name(name, values.names.keys().copied())
        )),
        None => Ok(()),
    }
}

/// Tags that reach other templates or call themselves. Pages of ours have them, documents of an organization do not.
const FOREIGN: [&str; 7] = ["macro", "call", "import", "from", "include", "extends", "block"];

/// The first of those tags, with its line.
fn foreign_tag(text: &str) -> Option<(usize, &str)> {
    text.match_indices("{%").find_map(|(at, _)| {
        let rest = text[at + 2..].trim_start_matches(['-', '+']).trim_start();
        let tag = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        let line = text[..at].matches('\n').count() + 1;
        FOREIGN.contains(&tag).then_some((line, tag))
    })
}

fn no_such_name<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = known.map(|known| (strsim::osa_distance(name, known), known)).min();
    let near = near.filter(|(distance, _)| *distance <= 2).map(|(_, known)| format!("; did you mean “{known}”?"));
    format!("there is no name “{name}”{} ({PAGE})", near.unwrap_or_default())
}

/// The line of a word in a template, from 1; 1 if nowhere.
fn line_of(template: &TemplateText, word: &str) -> usize {
    let stands = |line: &str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word);
    template.text.lines().position(stands).map_or(1, |index| index + 1)
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(format_value);
    environment
}

/// Writes a value between its marks; whatever it is, it is words.
fn format_value(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let written = match value.downcast_object_ref::<Part>() {
        Some(part) => write!(out, "{PART}{}{PART}", part.index),
        None if value.is_none() => Ok(()),
        None => {
            let words = value.to_string().replace([BEGIN, END, PART], "");
            write!(out, "{BEGIN}{words}{END}")
        }
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the document could not be written"))
}

/// Fills in a template.
///
/// # Errors
/// File, line, problem and remedy.
pub(super) fn filled(template: &TemplateText, values: &Values) -> Result<Vec<Vec<Piece>>, String> {
    let environment = environment();
    let written = environment
        .template_from_named_str(&template.file, &template.text)
        .and_then(|compiled| compiled.render(Value::from(values.names.clone())))
        .map_err(|error| described(template, &error, values))?;
    Ok(lines(&written))
}

/// An error of the template library as a sentence with place and remedy.
fn described(template: &TemplateText, error: &Error, values: &Values) -> String {
    let line = error.line().unwrap_or(1);
    let place = format!("{}, line {line}", template.file);
    let detail = error.detail().map_or_else(|| error.kind().to_string(), one_line);
    match error.kind() {
        ErrorKind::UndefinedError => {
            let shown = template.text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim();
            format!("{place}: a name in “{shown}” is unknown; correct its spelling ({PAGE})")
        }
        ErrorKind::SyntaxError => format!("{place}: {detail}; correct what is between the braces ({PAGE})"),
        ErrorKind::UnknownFunction => {
            let name = detail.split_whitespace().next().unwrap_or_default();
            format!("{place}: {}", no_such_name(name, values.names.keys().copied()))
        }
        _ => format!("{place}: {detail}; correct what is between the braces ({PAGE})"),
    }
}

/// Takes apart what a template wrote. Only line ends of the template's own end a line.
fn lines(written: &str) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut rest = written;
    while let Some(at) = rest.find([BEGIN, PART, '\n']) {
        let (own, marked) = rest.split_at(at);
        let inside = &marked[1..];
        let ends = marked.starts_with('\n');
        // Most lines of a template write nothing.
        let is_blank = ends && line.is_empty() && own.trim_start().is_empty();
        if !own.is_empty() && !is_blank {
            line.push(Piece::Own(own.to_owned()));
        }
        let mark = if marked.starts_with(BEGIN) { END } else { PART };
        if ends {
            if !is_blank {
                lines.push(std::mem::take(&mut line));
            }
            rest = inside;
            continue;
        }
        let (words, after) = inside.split_once(mark).unwrap_or((inside, ""));
        line.push(match mark {
            PART => Piece::Part(words.parse().unwrap_or(usize::MAX)),
            _ => Piece::Value(words.to_owned()),
        });
        rest = after;
    }
    line.push(Piece::Own(rest.to_owned()));
    lines.push(line);
    lines.into_iter().map(trimmed).filter(|line| !line.is_empty()).collect()
}

/// A line without the spaces with which its author indented it.
fn trimmed(mut line: Vec<Piece>) -> Vec<Piece> {
    if let Some(Piece::Own(own)) = line.first_mut() {
        own.drain(..own.len() - own.trim_start().len());
    }
    if let Some(Piece::Own(own)) = line.last_mut() {
        own.truncate(own.trim_end().len());
    }
    line.retain(|piece| !matches!(piece, Piece::Own(own) if own.is_empty()));
    line
}

/// The document that a template makes of the values.
///
/// # Errors
/// File, line, problem and remedy.
pub(super) fn text(template: &TemplateText, mut values: Values) -> Result<Text, String> {
    let mut text = Text::default();
    let mut number = 0_u32;
    let lines = filled(template, &values)?;
    // A part may be long, and is named once in most templates: it is moved where it occurs last.
    let mut uses = vec![0_u32; values.parts.len()];
    for line in &lines {
        if let [Piece::Part(index)] = line.as_slice()
            && let Some(count) = uses.get_mut(*index)
        {
            *count += 1;
        }
    }
    for line in lines {
        if let [Piece::Part(index)] = line.as_slice() {
            if let (Some(part), Some(left)) = (values.parts.get_mut(*index), uses.get_mut(*index)) {
                *left -= 1;
                text.blocks.extend(if *left == 0 { std::mem::take(part) } else { part.clone() });
            }
            continue;
        }
        if line.iter().any(|piece| matches!(piece, Piece::Part(_))) {
            return Err(format!("{}: {}", template.file, mixed(&line)));
        }
        if let Some((level, rest)) = heading(&line) {
            let mut spans = spans(&rest);
            if let Some(Span::Plain(first)) = spans.first_mut()
                && let Some(title) = first.strip_prefix(NUMBERED)
            {
                number += 1;
                *first = format!("{number}  {}", title.trim_start());
            }
            text.push(Block::Heading { level, line: spans });
        } else if let Some((label, value)) = row(&line) {
            let value = spans(&value);
            // A row without a value says nothing.
            if value.iter().all(|span| matches!(span, Span::Plain(words) if words.trim().is_empty())) {
                continue;
            }
            match text.blocks.last_mut() {
                Some(Block::Fields(fields)) => fields.push((label, value)),
                _ => text.push(Block::Fields(vec![(label, value)])),
            }
        } else if let Some(entry) = without_prefix(&line, "- ") {
            match text.blocks.last_mut() {
                Some(Block::List(entries)) => entries.push(spans(&entry)),
                _ => text.push(Block::List(vec![spans(&entry)])),
            }
        } else {
            text.paragraph(spans(&line));
        }
    }
    Ok(text)
}

fn mixed(line: &[Piece]) -> String {
    let own: String = line.iter().map(|piece| if let Piece::Own(own) = piece { own.trim() } else { "…" }).collect();
    format!(
        "in “{own}” something is in the same line as a list or a table; give {{{{ … }}}} a line of its own ({PAGE})"
    )
}

/// The level of a heading, and its words.
fn heading(line: &[Piece]) -> Option<(u8, Vec<Piece>)> {
    let Piece::Own(own) = line.first()? else { return None };
    let level = own.bytes().take_while(|byte| *byte == b'#').count();
    let is_one = (1..=LEVELS).contains(&level) && own.as_bytes().get(level) == Some(&b' ');
    let rest = is_one.then(|| without_prefix(line, &own[..=level])).flatten()?;
    Some((u8::try_from(level).ok()?, rest))
}

/// The label of a row and its value. The label is the template's own.
pub(super) fn row(line: &[Piece]) -> Option<(String, Vec<Piece>)> {
    let (Piece::Own(own), rest) = line.split_first()? else { return None };
    let (label, value) = own.split_once("::")?;
    let value = Piece::Own(value.trim_start().to_owned());
    Some((label.trim().to_owned(), [value].into_iter().chain(rest.iter().cloned()).collect()))
}

pub(super) fn without_prefix(line: &[Piece], prefix: &str) -> Option<Vec<Piece>> {
    let (Piece::Own(own), rest) = line.split_first()? else { return None };
    let own = Piece::Own(own.strip_prefix(prefix)?.trim_start().to_owned());
    Some([own].into_iter().chain(rest.iter().cloned()).collect())
}

/// The spans of a line: what is between two pairs of asterisks of the template's own is strong.
pub(super) fn spans(line: &[Piece]) -> Vec<Span> {
    const STRONG: &str = "**";
    let marks = line.iter().map(|piece| if let Piece::Own(own) = piece { own.matches(STRONG).count() } else { 0 });
    let has_pairs = marks.sum::<usize>() % 2 == 0;
    let mut spans = Vec::new();
    let mut is_strong = false;
    let mut run = String::new();
    let mut end_run = |run: &mut String, is_strong: bool| {
        if !run.is_empty() {
            let words = std::mem::take(run);
            spans.push(if is_strong { Span::Strong(words) } else { Span::Plain(words) });
        }
    };
    for piece in line {
        match piece {
            Piece::Own(own) if has_pairs => {
                for (index, part) in own.split(STRONG).enumerate() {
                    if index > 0 {
                        end_run(&mut run, is_strong);
                        is_strong = !is_strong;
                    }
                    run.push_str(part);
                }
            }
            Piece::Own(words) | Piece::Value(words) => run.push_str(words),
            Piece::Part(_) => {}
        }
    }
    end_run(&mut run, is_strong);
    spans
}
