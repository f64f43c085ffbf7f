//! Pages that programs write of a chat: `RRSAgent` (HTML and RDF), Element, `DiscordChatExporter`, Telegram; and whatever
//! page has a log in its text, as those of `MeetBot` and Pidgin.

use super::super::{Kind, Log};
use super::draft::Draft;
use super::stamps;
use super::tree::{Element, Node, Tree};

/// Whether a text is a page, or RDF.
pub fn is_page(text: &str) -> bool {
    let start = text.trim_start();
    let head =
        start.get(..start.len().min(1_024)).unwrap_or_else(|| start.split_at(floor(start, 1_024)).0).to_lowercase();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<rdf:rdf")
        || {
            let is_marked = head.starts_with("<?xml")
                || head.starts_with("<!--")
                || head.starts_with("<head")
                || head.starts_with("<body");
            is_marked && ["<html", "<rdf:rdf", "<body", "<title"].iter().any(|tag| head.contains(tag))
        }
        || ["<dl>", "<dt", "<pre", "<div class=\"chatlog", "<div class=\"message"]
            .iter()
            .any(|tag| head.starts_with(tag))
        // A piece of a page; nobody's nick is closed again.
        || ["h1", "h2", "h3", "div", "section", "article", "main", "table"].iter().any(|name| {
            let rest = head.strip_prefix('<').and_then(|open| open.strip_prefix(name));
            rest.is_some_and(|rest| rest.starts_with(['>', ' ', '\n'])) && text.contains(&format!("</{name}>"))
        })
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What a page holds: the messages of a chat, or words that are to be read as a text.
pub enum Page {
    Chat(Box<Log<'static>>),
    Text(String, Option<chrono::NaiveDate>),
}

pub fn read(text: &str) -> Page {
    if text.contains("foaf:chatEvent") {
        return Page::Chat(Box::new(rdf(&Tree::of_xml(text))));
    }
    let tree = Tree::of_html(text);
    let all = tree.nodes.len();
    let has = |class: &str| tree.of_class(0, all, class).is_some();
    if has("chatlog__message-container") || has("chatlog__message") {
        return Page::Chat(Box::new(discord(&tree)));
    }
    if has("mx_EventTile") {
        return Page::Chat(Box::new(element(&tree)));
    }
    if has("from_name") && has("message") {
        return Page::Chat(Box::new(telegram(&tree)));
    }
    let day = tree
        .elements(0, all)
        .find(|(_, element)| element.name == "title")
        .and_then(|(at, _)| stamps::day_within(&tree.text_of(at)));
    if let Some(log) = listed(&tree, day) {
        return Page::Chat(Box::new(log));
    }
    if let Some(notes) = minutes(&tree) {
        return Page::Text(notes, day);
    }
    // The longest preformatted part is the log, where there is one.
    let pres = tree.elements(0, all).filter(|(_, element)| element.name == "pre").map(|(at, _)| tree.text_of(at));
    let pre = pres.max_by_key(String::len).filter(|pre| pre.lines().count() > 1);
    Page::Text(pre.unwrap_or_else(|| tree.text()), day)
}

fn numbered(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// `<dt id="T14-00-00">14:00:00 [ana]</dt><dd>topic: Scope</dd>`: `RRSAgent`.
fn listed(tree: &Tree, day: Option<chrono::NaiveDate>) -> Option<Log<'static>> {
    let mut draft = Draft::default();
    draft.log.date = day;
    let mut head: Option<(String, String)> = None;
    let mut number = 0;
    for (at, element) in tree.elements(0, tree.nodes.len()) {
        match element.name.as_str() {
            "dt" => {
                let text = tree.text_of(at);
                head = text.split_once('[').and_then(|(stamp, rest)| {
                    let who = rest.trim_end().strip_suffix(']')?;
                    stamps::is_stamp(stamp.trim()).then(|| (stamp.trim().to_owned(), who.trim().to_owned()))
                });
            }
            "dd" => {
                if let Some((stamp, who)) = head.take() {
                    draft.stamped(numbered(number), stamp, &who, tree.text_of(at), Kind::Said);
                    number += 1;
                }
            }
            _ => {}
        }
    }
    (number > 0).then(|| draft.finish())
}

/// Minutes that W3C's scribe.perl made, as notes: `<p class=phone><cite>Ana:</cite> words`, `<p class=irc><cite>&lt;ana&gt;</cite> words`,
/// headings of topics, and lists of who was there.
fn minutes(tree: &Tree) -> Option<String> {
    const TOLD: [&str; 4] = ["phone", "irc", "resolution", "action"];
    let all = tree.nodes.len();
    let of_scribe = |element: &Element| element.name == "p" && TOLD.iter().any(|class| element.has_class(class));
    if tree.elements(0, all).filter(|(_, element)| of_scribe(element)).take(3).count() < 3 {
        return None;
    }
    let mut notes: Vec<String> = Vec::new();
    let (mut label, mut is_under_way) = (String::new(), false);
    for (at, element) in tree.elements(0, all) {
        let text = || crate::text::one_line(&tree.text_of(at));
        match element.name.as_str() {
            "title" => notes.push(format!("Meeting: {}", text())),
            "dt" => label = text(),
            "dd" if !is_under_way && !text().is_empty() => {
                // Names have lines between their words here.
                notes.push(format!("{}: {}", label.trim_end_matches(':'), text().replace('_', " ")));
            }
            "p" if of_scribe(element) => {
                is_under_way = true;
                let who = tree.elements(at + 1, element.end).find(|(_, inside)| inside.name == "cite");
                let words = text();
                let who = who.map(|(at, _)| tree.text_of(at).trim_matches(['<', '>', ':', ' ']).to_owned());
                let who = who.filter(|who| !who.is_empty());
                let said = who.as_ref().and_then(|who| {
                    let rest = words.trim_start_matches('<').strip_prefix(who.as_str())?;
                    Some(rest.trim_start_matches([':', '>']).trim_start())
                });
                match (&who, said) {
                    (Some(who), Some(said)) => notes.push(format!("{who}: {said}")),
                    _ => notes.push(words),
                }
            }
            "h3" | "h4" if is_under_way || tree.of_class(0, at, "meeting").is_some() => {
                let word = if element.name == "h3" { "Topic" } else { "Subtopic" };
                notes.push(format!("{word}: {}", text()));
            }
            // What was decided and is to do stands there again.
            "h2" if is_under_way => break,
            _ => {}
        }
    }
    Some(notes.join("\n"))
}

/// `<foaf:chatEvent>` with `dc:date`, `dc:creator` and `dc:description`: `RRSAgent`'s RDF. Names are in small letters here.
fn rdf(tree: &Tree) -> Log<'static> {
    let mut draft = Draft::default();
    let events = tree.elements(0, tree.nodes.len()).filter(|(_, element)| element.name == "foaf:chatevent");
    let mut until = 0;
    for (index, (at, event)) in events.enumerate() {
        // No event is inside another.
        if at < until {
            continue;
        }
        until = event.end;
        let inside = |name: &str| tree.elements(at + 1, event.end).find(|(_, element)| element.name == name);
        let text = |name: &str| inside(name).map(|(at, _)| tree.text_of(at)).unwrap_or_default();
        let nick = tree
            .elements(at + 1, event.end)
            .find(|(_, element)| !element.value.is_empty() && element.name == "wn:person");
        let nick = nick.map_or_else(|| text("foaf:nick"), |(_, person)| person.value.clone());
        draft.stamped(numbered(index), text("dc:date"), &nick, text("dc:description"), Kind::Said);
    }
    draft.finish()
}

fn discord(tree: &Tree) -> Log<'static> {
    let mut draft = Draft::default();
    let all = tree.nodes.len();
    let entries: Vec<String> = tree
        .elements(0, all)
        .filter(|(_, element)| element.has_class("preamble__entry"))
        .map(|(at, _)| tree.text_of(at))
        .collect();
    draft.log.room = entries.get(1).cloned();
    let class = if tree.of_class(0, all, "chatlog__message-container").is_some() {
        "chatlog__message-container"
    } else {
        "chatlog__message"
    };
    let (mut who, mut is_bot, mut until, mut index) = (String::new(), false, 0, 0);
    // Older versions have the author and the time once above all messages of a group.
    let mut above = None;
    for (at, message) in tree.elements(0, all) {
        if at < until {
            continue;
        }
        if !message.has_class(class) {
            if message.has_class("chatlog__author-name") {
                (who, is_bot) = (tree.text_of(at), false);
            } else if message.has_class("chatlog__bot-tag") {
                is_bot = true;
            } else if message.has_class("chatlog__timestamp") {
                above = Some(either(tree, at, message));
            }
            continue;
        }
        until = message.end;
        let of = |class: &str| tree.of_class(at + 1, message.end, class);
        if let Some((author, _)) = of("chatlog__author").or_else(|| of("chatlog__author-name")) {
            who = tree.text_of(author);
            is_bot = of("chatlog__author-tag").or_else(|| of("chatlog__bot-label")).is_some();
        }
        let stamp = of("chatlog__timestamp").map(|(at, element)| either(tree, at, element));
        let stamp = stamp.or_else(|| {
            of("chatlog__short-timestamp")
                .map(|(at, element)| if element.title.is_empty() { tree.text_of(at) } else { element.title.clone() })
        });
        let stamp = stamp.or_else(|| above.clone());
        let is_left_out = |element: &Element| element.has_class("chatlog__edited-timestamp");
        let words =
            of("chatlog__content").map(|(at, element)| tree.text_in(at, element.end, &is_left_out)).unwrap_or_default();
        let kind =
            if is_bot || of("chatlog__system-notification-author").is_some() { Kind::Notice } else { Kind::Said };
        draft.stamped(numbered(index), stamp.unwrap_or_default(), &who, words, kind);
        index += 1;
    }
    draft.finish()
}

/// The longer form of a stamp, if it can be read; else what is shown.
fn either(tree: &Tree, at: usize, element: &Element) -> String {
    let shown = tree.text_of(at);
    if stamps::is_stamp(&element.title) && stamps::numbers(&element.title).is_none() {
        element.title.clone()
    } else {
        shown
    }
}

fn element(tree: &Tree) -> Log<'static> {
    let mut draft = Draft::default();
    let all = tree.nodes.len();
    draft.log.room = tree.of_class(0, all, "mx_RoomHeader_nametext").map(|(at, _)| tree.text_of(at));
    let (mut who, mut day, mut until, mut index) = (String::new(), None, 0, 0);
    for (at, tile) in tree.elements(0, all) {
        if tile.has_class("mx_DateSeparator") || tile.has_class("mx_TimelineSeparator") {
            day = stamps::day_within(&tree.text_of(at)).or(day);
        }
        if at < until || !tile.has_class("mx_EventTile") {
            continue;
        }
        until = tile.end;
        // A reply shows first what it answers.
        let chain = tree
            .elements(at + 1, tile.end)
            .find(|(_, element)| element.class.starts_with("mx_ReplyChain") || element.name == "blockquote");
        let chain = chain.map_or(0..0, |(at, element)| at..element.end);
        let of = |class: &str| {
            tree.elements(at + 1, tile.end).find(|(at, element)| element.has_class(class) && !chain.contains(at))
        };
        let name = of("mx_DisambiguatedProfile_displayName")
            .or_else(|| of("mx_SenderProfile_displayName"))
            .or_else(|| of("mx_SenderProfile_name"));
        if let Some((name, _)) = name.or_else(|| of("mx_MEmoteBody_sender")) {
            who = tree.text_of(name);
        }
        let Some((body, _)) = of("mx_EventTile_body") else { continue };
        let shown = of("mx_MessageTimestamp").map(|(at, element)| either(tree, at, element)).unwrap_or_default();
        let stamp = match day {
            Some(day) if stamps::is_clock_alone(&shown) => format!("{day} {shown}"),
            _ => shown,
        };
        let words = tree.text_of(body);
        let (kind, words) = if of("mx_MEmoteBody").is_some() {
            (Kind::Emote, format!("{who} {words}"))
        } else if of("mx_MNoticeBody").is_some() || tile.has_class("mx_EventTile_info") {
            (Kind::Notice, words)
        } else {
            (Kind::Said, words)
        };
        draft.stamped(numbered(index), stamp, &who, words, kind);
        index += 1;
    }
    draft.finish()
}

fn telegram(tree: &Tree) -> Log<'static> {
    let mut draft = Draft::default();
    let all = tree.nodes.len();
    let header = tree.of_class(0, all, "page_header").and_then(|(at, header)| tree.of_class(at, header.end, "text"));
    draft.log.room = header.map(|(at, _)| tree.text_of(at));
    let (mut who, mut until, mut index) = (String::new(), 0, 0);
    for (at, message) in tree.elements(0, all).filter(|(_, element)| element.has_class("message")) {
        if at < until {
            continue;
        }
        until = message.end;
        if message.has_class("service") {
            continue;
        }
        let forwarded = tree.of_class(at + 1, message.end, "forwarded").map_or(0..0, |(at, element)| at..element.end);
        let of = |class: &str| {
            tree.elements(at + 1, message.end).find(|(at, element)| element.has_class(class) && !forwarded.contains(at))
        };
        if let Some((name, _)) = of("from_name") {
            who = own_text(tree, name);
        }
        let stamp = of("date")
            .map(|(at, element)| if element.title.is_empty() { tree.text_of(at) } else { element.title.clone() });
        let words = of("text").map(|(at, _)| tree.text_of(at)).unwrap_or_default();
        draft.stamped(numbered(index), stamp.unwrap_or_default(), &who, words, Kind::Said);
        index += 1;
    }
    draft.finish()
}

/// The words of an element itself: a bot's name has more in an element of its own.
fn own_text(tree: &Tree, at: usize) -> String {
    match tree.nodes.get(at + 1) {
        Some(Node::Text(words)) => crate::text::one_line(words),
        _ => tree.text_of(at),
    }
}
