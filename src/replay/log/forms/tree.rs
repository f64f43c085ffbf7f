//! The elements of a page, as far as logs need them: a flat list in which every element knows where it ends.

use html5gum::emitters::default::{StartTag, Token};
use html5gum::{DefaultEmitter, Tokenizer};

/// Elements that hold nothing.
const VOID: [&str; 9] = ["br", "img", "hr", "meta", "link", "input", "wbr", "col", "source"];
/// Elements that people see as lines of their own.
const BLOCKS: [&str; 12] = ["p", "div", "li", "br", "blockquote", "pre", "tr", "h1", "h2", "h3", "ul", "ol"];
/// Elements that are no words.
const UNSEEN: [&str; 6] = ["script", "style", "head", "title", "svg", "template"];
/// What stands between two cells of a row while their words are put together; no words have it.
const CELL: char = '\u{1f}';
/// So deep a page is looked into.
const DEPTH: usize = 200;

#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub class: String,
    pub title: String,
    /// `datetime`, `foaf:nick`, `rdf:id`, `w:val` or `w:char`, whichever it has.
    pub value: String,
    /// The index after the last node inside it.
    pub end: usize,
}

#[derive(Debug)]
pub enum Node {
    Element(Element),
    Text(String),
}

#[derive(Debug, Default)]
pub struct Tree {
    pub nodes: Vec<Node>,
}

impl Element {
    pub fn has_class(&self, class: &str) -> bool {
        self.class.split_whitespace().any(|one| one == class)
    }
}

impl Tree {
    pub fn of_html(text: &str) -> Tree {
        Tree::read(text, false)
    }

    /// In XML every element ends by itself or by its own mark.
    pub fn of_xml(text: &str) -> Tree {
        Tree::read(text, true)
    }

    fn read(text: &str, is_xml: bool) -> Tree {
        let mut tree = Tree::default();
        let mut open: Vec<usize> = Vec::new();
        let mut emitter = DefaultEmitter::default();
        // Scripts are no elements.
        emitter.naively_switch_states(!is_xml);
        for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
            match token {
                Token::StartTag(tag) => tree.start(&tag, is_xml, &mut open),
                Token::EndTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name);
                    let found =
                        open.iter().rposition(|at| tree.element(*at).is_some_and(|element| element.name == *name));
                    if let Some(at) = found {
                        tree.close(&mut open, at);
                    }
                }
                Token::String(words) => tree.nodes.push(Node::Text(String::from_utf8_lossy(&words).into_owned())),
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        tree.close(&mut open, 0);
        tree
    }

    fn start(&mut self, tag: &StartTag<()>, is_xml: bool, open: &mut Vec<usize>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if !is_xml {
            // Elements whose end nobody writes end where the next one of their kind begins.
            let kinds: &[&str] = match name.as_str() {
                "dt" | "dd" => &["dt", "dd"],
                "li" => &["li"],
                "p" => &["p"],
                "tr" => &["tr", "td", "th"],
                "td" | "th" => &["td", "th"],
                _ => &[],
            };
            let last = open.last().and_then(|at| self.element(*at));
            if last.is_some_and(|element| kinds.contains(&element.name.as_str())) {
                let at = open.len() - 1;
                self.close(open, at);
            }
        }
        let attribute = |wanted: &[&str]| {
            let found = tag
                .attributes
                .iter()
                .find(|(name, _)| wanted.iter().any(|wanted| name.as_slice() == wanted.as_bytes()));
            found.map(|(_, value)| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
        };
        let is_empty = if is_xml { tag.self_closing } else { VOID.contains(&name.as_str()) };
        let index = self.nodes.len();
        self.nodes.push(Node::Element(Element {
            class: attribute(&["class"]),
            title: attribute(&["title"]),
            value: attribute(&["datetime", "foaf:nick", "rdf:id", "w:val", "w:char"]),
            name,
            end: index + 1,
        }));
        if !is_empty && open.len() < DEPTH {
            open.push(index);
        }
    }

    /// Ends the open elements from this place on.
    fn close(&mut self, open: &mut Vec<usize>, from: usize) {
        let end = self.nodes.len();
        for at in open.drain(from..) {
            if let Node::Element(element) = &mut self.nodes[at] {
                element.end = end;
            }
        }
    }

    pub fn element(&self, at: usize) -> Option<&Element> {
        if let Some(Node::Element(element)) = self.nodes.get(at) { Some(element) } else { None }
    }

    /// The elements in a stretch, with their places.
    pub fn elements(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, &Element)> {
        (from..to.min(self.nodes.len())).filter_map(|at| self.element(at).map(|element| (at, element)))
    }

    /// The first element of a class in a stretch.
    pub fn of_class(&self, from: usize, to: usize, class: &str) -> Option<(usize, &Element)> {
        self.elements(from, to).find(|(_, element)| element.has_class(class))
    }

    /// All words of the page.
    pub fn text(&self) -> String {
        self.text_in(0, self.nodes.len(), &|_| false)
    }

    /// The words of an element.
    pub fn text_of(&self, at: usize) -> String {
        let end = self.element(at).map_or(at + 1, |element| element.end);
        self.text_in(at, end, &|_| false)
    }

    /// The words in a stretch, line by line, without those of elements that are left out.
    pub fn text_in(&self, from: usize, to: usize, is_left_out: &dyn Fn(&Element) -> bool) -> String {
        let mut text = String::new();
        let mut at = from;
        // So far the ends of lines are those of the text.
        let mut kept_until = 0;
        let mut blocks: Vec<usize> = Vec::new();
        while at < to.min(self.nodes.len()) {
            while blocks.pop_if(|end| *end <= at).is_some() {
                text.push('\n');
            }
            match &self.nodes[at] {
                Node::Element(element)
                    if at > from && (is_left_out(element) || UNSEEN.contains(&element.name.as_str())) =>
                {
                    at = element.end.max(at + 1);
                    continue;
                }
                Node::Element(element) => {
                    if element.name == "pre" || element.class.contains("preserve") {
                        kept_until = kept_until.max(element.end);
                    }
                    if matches!(element.name.as_str(), "td" | "th") && !text.is_empty() && !text.ends_with('\n') {
                        text.push(CELL);
                    }
                    if BLOCKS.contains(&element.name.as_str()) {
                        text.push('\n');
                        blocks.push(element.end);
                    }
                }
                Node::Text(words) if at < kept_until => text.push_str(words),
                Node::Text(words) => text.extend(words.chars().map(|c| if c == '\n' { ' ' } else { c })),
            }
            at += 1;
        }
        let lines = text.lines().map(crate::text::folded_line);
        let mut folded = String::with_capacity(text.len());
        for line in lines.filter(|line| !line.is_empty()) {
            if !folded.is_empty() {
                folded.push('\n');
            }
            folded.push_str(&line);
        }
        // The cells of a table stand in columns, as in logs with tabs.
        if folded.contains(CELL) {
            folded = folded.split(CELL).map(str::trim_ascii).collect::<Vec<_>>().join("\t");
        }
        folded
    }
}
