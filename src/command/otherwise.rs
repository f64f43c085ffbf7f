//! Commands in the words that people have for them elsewhere: whole lines, each with the command that is meant.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use crate::text::at_colon;

/// What a line that is one of these means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// The command itself: nobody says this of anything else.
    Command(&'static str),
    /// Perhaps the command, which those who keep the record are told.
    Perhaps(&'static str),
}

/// Lines in small letters, in their order.
const LINES: [(&str, Meant); 79] = [
    ("(hand raised)", Meant::Command("q+")),
    ("(raises hand)", Meant::Command("q+")),
    ("[raises hand]", Meant::Command("q+")),
    ("\\o", Meant::Command("q+")),
    ("back from break", Meant::Perhaps("resume meeting")),
    ("back in session", Meant::Perhaps("resume meeting")),
    ("break", Meant::Perhaps("recess 10 min")),
    ("break for lunch", Meant::Perhaps("recess 60 min")),
    ("call a vote", Meant::Perhaps("poll QUESTION? A, B, C")),
    ("can i have the floor", Meant::Command("q+")),
    ("cancel that", Meant::Perhaps("undo")),
    ("coffee break", Meant::Perhaps("recess 15 min")),
    ("delete that", Meant::Perhaps("undo")),
    ("dequeue", Meant::Command("q-")),
    ("floor please", Meant::Command("q+")),
    ("floor, please", Meant::Command("q+")),
    ("hand", Meant::Command("q+")),
    ("hand down", Meant::Command("q-")),
    ("hand lowered", Meant::Command("q-")),
    ("hand raised", Meant::Command("q+")),
    ("hand up", Meant::Command("q+")),
    ("here", Meant::Command("present+")),
    ("i am here", Meant::Command("present+")),
    ("i am present", Meant::Command("present+")),
    ("i have to leave", Meant::Perhaps("present-")),
    ("i lower my hand", Meant::Command("q-")),
    ("i raise my hand", Meant::Command("q+")),
    ("i request the floor", Meant::Command("q+")),
    ("i withdraw from the queue", Meant::Command("q-")),
    ("i would like the floor", Meant::Command("q+")),
    ("i'd like the floor", Meant::Command("q+")),
    ("i'm here", Meant::Command("present+")),
    ("i'm present", Meant::Command("present+")),
    ("let's break", Meant::Perhaps("recess 10 min")),
    ("let's have a roll call", Meant::Perhaps("who is here?")),
    ("let's take a break", Meant::Perhaps("recess 10 min")),
    ("let's vote", Meant::Perhaps("poll QUESTION? A, B, C")),
    ("list of speakers closed", Meant::Perhaps("close the queue")),
    ("lunch break", Meant::Perhaps("recess 60 min")),
    ("may i have the floor", Meant::Command("q+")),
    ("my hand is up", Meant::Command("q+")),
    ("o/", Meant::Command("q+")),
    ("present", Meant::Command("present+")),
    ("present here", Meant::Command("present+")),
    ("put my hand down", Meant::Command("q-")),
    ("queue closed", Meant::Perhaps("close the queue")),
    ("queue is closed", Meant::Perhaps("close the queue")),
    ("queue is open", Meant::Perhaps("open the queue")),
    ("regrets", Meant::Command("regrets+")),
    ("regrets from me", Meant::Command("regrets+")),
    ("request for the floor", Meant::Command("q+")),
    ("request the floor", Meant::Command("q+")),
    ("requesting the floor", Meant::Command("q+")),
    ("retract that", Meant::Perhaps("undo")),
    ("revert that", Meant::Perhaps("undo")),
    ("scratch that", Meant::Perhaps("undo")),
    ("short break", Meant::Perhaps("recess 5 min")),
    ("start a vote", Meant::Perhaps("poll QUESTION? A, B, C")),
    ("start the vote", Meant::Perhaps("poll QUESTION? A, B, C")),
    ("start vote", Meant::Perhaps("poll QUESTION? A, B, C")),
    ("start voting", Meant::Perhaps("poll QUESTION? A, B, C")),
    ("strike that", Meant::Perhaps("undo")),
    ("take a break", Meant::Perhaps("recess 10 min")),
    ("take a roll call", Meant::Perhaps("who is here?")),
    ("take a vote", Meant::Perhaps("poll QUESTION? A, B, C")),
    ("take five", Meant::Perhaps("recess 5 min")),
    ("take that back", Meant::Perhaps("undo")),
    ("the floor is open", Meant::Perhaps("open the queue")),
    ("the list of speakers is closed", Meant::Perhaps("close the queue")),
    ("the list of speakers is open", Meant::Perhaps("open the queue")),
    ("the queue is closed", Meant::Perhaps("close the queue")),
    ("the queue is open", Meant::Perhaps("open the queue")),
    ("unqueue", Meant::Command("q-")),
    ("we are back", Meant::Perhaps("resume meeting")),
    ("we're back", Meant::Perhaps("resume meeting")),
    ("withdraw my hand", Meant::Command("q-")),
    ("withdraw that", Meant::Perhaps("undo")),
    ("✋✋", Meant::Command("q+")),
    ("🙋🙋", Meant::Command("q+")),
];

/// What a whole line means. `None`: it is none of these.
pub fn meant(line: &str) -> Option<Meant> {
    if line.len() > LONGEST {
        return None;
    }
    let typed = line.trim().trim_end_matches(['.', '!', '?', ' ']);
    let typed = match typed.is_ascii() {
        true if typed.bytes().any(|byte| byte.is_ascii_uppercase()) => Cow::Owned(typed.to_ascii_lowercase()),
        true => Cow::Borrowed(typed),
        false => Cow::Owned(typed.to_lowercase().replace('’', "'")),
    };
    // “Regrets?” asks; “may I have the floor?” asks for it.
    if line.trim_end().ends_with('?') && !typed.ends_with("the floor") {
        return None;
    }
    LINES.binary_search_by(|(known, _)| (*known).cmp(&*typed)).ok().map(|at| LINES[at].1)
}

/// Bytes of the longest of these lines, with marks at its end.
const LONGEST: usize = 40;

/// What a line has in it that is perhaps a command, beside a number.
static MARKS: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    Searcher::new([
        "speak",
        "hand",
        "turn",
        "you are next",
        "all on ",
        "alling on ",
        "articipants",
        "ttendees",
        "ttendance",
        "resent ",
        "aker: ",
        "floor",
        "go ahead",
        "earing no",
        "eeing no",
        "over to",
        "Over to",
        "scrib",
        "Scrib",
        "notes",
        " left",
        "leave",
        "join",
        "arrive",
        "dropped",
        " -> ",
    ])
});

fn has_mark(typed: &str) -> bool {
    let has_word = || MARKS.as_ref().is_none_or(|marks| marks.find(typed).is_some());
    typed.bytes().any(|byte| byte.is_ascii_digit()) || has_word()
}

/// What those who keep the record are told of a line that is perhaps a command.
pub fn hint(line: &str) -> Option<String> {
    if let Some(Meant::Perhaps(command)) = meant(line) {
        return Some(format!("Nothing has changed. Use: {command}"));
    }
    let typed = line.trim().trim_end_matches(['.', '!', ' ']);
    if typed.len() > 70 || !has_mark(typed) {
        return None;
    }
    heard_nothing(typed)
        .or_else(|| moves_to_item(typed))
        .or_else(|| over_item(typed))
        .or_else(|| numbered_item(typed))
        .or_else(|| floor_of(typed))
        .or_else(|| hand_of(typed))
        .or_else(|| listed_of(typed))
        .or_else(|| scribe_of(typed))
        .or_else(|| comes_or_goes(typed))
        .or_else(|| several_actions(typed))
        .or_else(|| another_owner(typed))
}

/// `Hearing no objection, row 4 is agreed`.
fn heard_nothing(typed: &str) -> Option<String> {
    let starts =
        ["Hearing no objection", "hearing no objection", "Seeing no objection", "seeing no objection", "Hearing none"];
    let is_one = starts.iter().any(|start| typed.starts_with(start)) && typed.contains("agreed");
    is_one.then(|| "Nothing is recorded as decided. Use: agree".to_owned())
}

fn number(word: &str) -> Option<u32> {
    let digits = word.trim_start_matches('#').trim_end_matches([':', '.', ',', ';']);
    (1..=3).contains(&digits.len()).then(|| digits.parse().ok()).flatten()
}

/// `item 2`, `Agendum 3, please`, `let's move on to item 2`, `back to agenda item 1`: an item by its number.
fn moves_to_item(typed: &str) -> Option<String> {
    const BEFORE: [&str; 44] = [
        "agenda",
        "and",
        "back",
        "begin",
        "come",
        "coming",
        "continue",
        "go",
        "going",
        "great",
        "i",
        "is",
        "jump",
        "let",
        "let's",
        "move",
        "moving",
        "next",
        "now",
        "ok",
        "okay",
        "on",
        "please",
        "proceed",
        "proceeding",
        "return",
        "returning",
        "skip",
        "so",
        "start",
        "starting",
        "take",
        "thanks",
        "then",
        "to",
        "turn",
        "turning",
        "up",
        "us",
        "we",
        "will",
        "with",
        "we'll",
        "i'll",
    ];
    if typed.len() > 60 {
        return None;
    }
    let lower = typed.to_lowercase().replace('’', "'");
    let bare = ["please", "pls"].iter().find_map(|word| lower.strip_suffix(word)).unwrap_or(&lower);
    let bare = bare.trim_end_matches([',', ' ', '.']);
    let mut words = bare.split([' ', ',']).filter(|word| !word.is_empty()).rev();
    let item = number(words.next()?)?;
    let is_item = words.next().is_some_and(|word| ["item", "agendum"].contains(&word));
    (is_item && words.all(|word| BEFORE.contains(&word)))
        .then(|| format!("Nothing has changed. Use: take up item {item}"))
}

/// `item 1 is closed`, `item 2 done`.
fn over_item(typed: &str) -> Option<String> {
    let lower = typed.to_lowercase();
    let rest = ["agenda item ", "item ", "agendum "].iter().find_map(|word| lower.strip_prefix(word))?;
    let (item, state) = rest.split_once(' ')?;
    let state = state.strip_prefix("is ").or_else(|| state.strip_prefix("is now ")).unwrap_or(state);
    let is_over = ["closed", "done", "finished", "completed", "complete", "over"].contains(&state);
    number(item).filter(|_| is_over).map(|item| format!("Nothing has changed. Use: close item {item}"))
}

/// `Agenda item 4: Any other business`: an item with its number and title.
fn numbered_item(typed: &str) -> Option<String> {
    let (label, title) = at_colon(typed)?;
    let lower = label.trim().to_lowercase();
    let rest = ["agenda item ", "item ", "agendum "].iter().find_map(|word| lower.strip_prefix(word))?;
    number(rest)?;
    let title = title.trim();
    let is_title = title.starts_with(char::is_uppercase) && title.split_whitespace().count() <= 10;
    is_title.then(|| format!("Nothing has changed. Use: topic: {}", crate::text::shorten(title, 60)))
}

fn has_no_name(word: &str) -> bool {
    const NOBODY: [&str; 26] = [
        "who",
        "nobody",
        "he",
        "she",
        "they",
        "everybody",
        "everyone",
        "i",
        "it",
        "now",
        "so",
        "then",
        "we",
        "you",
        "that",
        "this",
        "what",
        "somebody",
        "someone",
        "chair",
        "next",
        "the",
        "a",
        "an",
        "please",
        "thanks",
    ];
    NOBODY.contains(&word)
}

fn is_name(name: &str) -> bool {
    let first = name.split_whitespace().next().unwrap_or_default().to_lowercase();
    (1..=3).contains(&name.split_whitespace().count())
        && name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'))
        && !has_no_name(&first)
}

/// `Bo has the floor`, `the floor is yours, Bo`, `Bo, you have the floor`, `over to Bo`.
fn floor_of(typed: &str) -> Option<String> {
    const ENDS: [&str; 9] = [
        ", your turn",
        ", you are next",
        " has the floor",
        ", you have the floor",
        ", the floor is yours",
        " you have the floor",
        " the floor is yours",
        ", go ahead",
        ", please go ahead",
    ];
    const STARTS: [&str; 16] = [
        "call on ",
        "Call on ",
        "I call on ",
        "calling on ",
        "next speaker: ",
        "Next speaker: ",
        "next speaker is ",
        "floor: ",
        "the floor is yours, ",
        "The floor is yours, ",
        "you have the floor, ",
        "You have the floor, ",
        "over to you, ",
        "Over to you, ",
        "over to ",
        "Over to ",
    ];
    if typed.len() > 60 {
        return None;
    }
    let before = ENDS.iter().find_map(|end| typed.strip_suffix(end));
    let name = before.or_else(|| STARTS.iter().find_map(|start| typed.strip_prefix(start)))?.trim();
    is_name(name).then(|| format!("The floor is given by a command. Use: ack {name}"))
}

/// `Zoe Hart wants to speak`, `Zoe Hart has her hand up`: somebody who cannot type.
fn hand_of(typed: &str) -> Option<String> {
    const ENDS: [&str; 14] = [
        " wants to speak",
        " would like to speak",
        " wants the floor",
        " asks for the floor",
        " requests the floor",
        " has her hand up",
        " has his hand up",
        " has their hand up",
        " has a hand up",
        " has raised her hand",
        " has raised his hand",
        " raised her hand",
        " raised his hand",
        " raises a hand",
    ];
    const WHERE: [&str; 5] = [" on the phone", " on the call", " online", " in the room", " on Zoom"];
    if typed.len() > 70 {
        return None;
    }
    let without_place = |words: &str| {
        WHERE.iter().find_map(|place| words.strip_suffix(place)).unwrap_or(words).trim_end_matches(',').to_owned()
    };
    let whole = without_place(typed);
    let name = ENDS.iter().find_map(|end| whole.strip_suffix(end)).map(without_place)?;
    is_name(&name).then(|| format!("Nobody is put on the queue by that. Use: sees {name}'s hand"))
}

/// `Sam is scribing`, `Sam to scribe`, `scribe Sam`.
fn scribe_of(typed: &str) -> Option<String> {
    const LABELS: [&str; 8] = [
        "scribe is ",
        "Scribe is ",
        "minute taker: ",
        "Minute taker: ",
        "note taker: ",
        "Note taker: ",
        "notetaker: ",
        "minutetaker: ",
    ];
    const NOBODY: [&str; 12] =
        ["he", "she", "it", "who", "i", "nobody", "that", "this", "notes", "please", "someone", "somebody"];
    const ENDS: [&str; 9] = [
        " is scribing",
        " is scribe",
        " is the scribe",
        " to scribe",
        " will scribe",
        " scribes",
        " scribing",
        " is our scribe",
        " is taking notes",
    ];
    if typed.len() > 50 {
        return None;
    }
    if let Some(name) = LABELS.iter().find_map(|label| typed.strip_prefix(label)).filter(|name| is_name(name)) {
        return Some(format!("Nothing has changed. Use: scribe: {name}"));
    }
    let bare = ["scribe ", "Scribe ", "scribenick ", "ScribeNick "].iter().find_map(|start| typed.strip_prefix(start));
    let is_word = |name: &&str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) && name.len() > 1;
    let before = ENDS.iter().find_map(|end| typed.strip_suffix(end));
    let name = bare.filter(is_word).or_else(|| before.filter(|name| is_name(name) || is_word(name)))?;
    (!NOBODY.contains(&name.to_lowercase().as_str())).then(|| format!("Nothing has changed. Use: scribe: {name}"))
}

/// `Kim Lee left`, `Kim has joined`.
fn comes_or_goes(typed: &str) -> Option<String> {
    const GOES: [&str; 7] =
        [" left", " has left", " leaves", " had to leave", " has to leave", " dropped off", " left the meeting"];
    const COMES: [&str; 6] = [" joined", " has joined", " joins", " arrived", " has arrived", " joined the meeting"];
    if typed.len() > 60 {
        return None;
    }
    // “Jan joined at 14:20”, “Kim left the call early”.
    let (whole, tails) = (typed, [" early", " late", " now", " the call", " the room", " for another meeting", " us"]);
    let typed = typed.split(" at ").next().unwrap_or(typed);
    let typed = tails.iter().fold(typed, |typed, tail| typed.strip_suffix(tail).unwrap_or(typed));
    let is_sure = whole.len() > typed.len();
    let is_nick = |name: &str| {
        let is_sure = is_sure || typed.contains(" has ") || typed.contains("the meeting");
        is_sure && name.len() > 1 && !has_no_name(name) && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let of = |ends: &[&str]| {
        let names = ends.iter().filter_map(|end| typed.strip_suffix(end));
        names.min_by_key(|name| name.len()).filter(|name| is_name(name) || is_nick(name))
    };
    let gone = of(&GOES).map(|name| format!("present- {name}"));
    let command = gone.or_else(|| of(&COMES).map(|name| format!("present+ {name}")))?;
    Some(format!("The list of those present has not changed. Use: {command}"))
}

/// `Present are Ana, Bo`, `remove Kim from the list of participants`: who is there, in a sentence.
fn listed_of(typed: &str) -> Option<String> {
    const STARTS: [&str; 6] =
        ["Present are ", "Present were ", "present are ", "Participants are ", "Attendees are ", "In attendance are "];
    const LISTS: [&str; 7] = [
        " the list of participants",
        " the list of attendees",
        " the participants",
        " the attendees",
        " the attendance list",
        " the attendance",
        " the list of those present",
    ];
    const ON: [&str; 4] = ["add ", "Add ", "put ", "Put "];
    const OFF: [&str; 4] = ["remove ", "Remove ", "take ", "Take "];
    let said = |command: String| Some(format!("The list of those present has not changed. Use: {command}"));
    if let Some(names) = STARTS.iter().find_map(|start| typed.strip_prefix(start)) {
        return if names.starts_with(char::is_uppercase) { said(format!("present: {names}")) } else { None };
    }
    let head = LISTS.iter().find_map(|list| typed.strip_suffix(list))?;
    let between = |verbs: &[&str], words: &[&str]| {
        let name = verbs.iter().find_map(|verb| head.strip_prefix(verb))?;
        let name = words.iter().find_map(|word| name.strip_suffix(word))?;
        is_name(name.split(" (").next().unwrap_or_default()).then(|| name.to_owned())
    };
    match (between(&ON, &[" to", " on"]), between(&OFF, &[" from", " off"])) {
        (Some(name), _) => said(format!("present+ {name}")),
        (None, Some(name)) => said(format!("present- {name}")),
        (None, None) => None,
    }
}

/// `A1, A2 done`, `close actions 1 and 2`: several at once.
fn several_actions(typed: &str) -> Option<String> {
    if typed.len() > 60 {
        return None;
    }
    let lower = typed.to_lowercase();
    let listed = ["close actions ", "actions "].iter().find_map(|start| lower.strip_prefix(start));
    let is_over = ["done", "closed", "complete", "completed"].iter().find_map(|end| lower.strip_suffix(end));
    let is_closing = lower.starts_with("close ") || is_over.is_some();
    let rest = listed.unwrap_or(&lower);
    let rest = is_over.map_or(rest, |_| rest.rsplit_once(' ').map_or(rest, |(rest, _)| rest));
    let rest = rest.strip_suffix(" are").unwrap_or(rest).replace(" and ", ",").replace(" & ", ",");
    let of_action = |piece: &str| {
        let digits = piece.trim().strip_prefix('a').or(listed.map(|_| piece.trim()))?;
        number(digits)
    };
    let numbers: Option<Vec<u32>> = rest.split(',').map(of_action).collect();
    let numbers = numbers.filter(|numbers| numbers.len() > 1 && is_closing)?;
    Some(format!("Actions are closed one by one. Use: action A{} done", numbers[0]))
}

/// `A5 -> Cy`, `reassign A5 to Cy`.
fn another_owner(typed: &str) -> Option<String> {
    if typed.len() > 60 {
        return None;
    }
    let moved = ["reassign ", "Reassign ", "assign ", "Assign "].iter().find_map(|start| typed.strip_prefix(start));
    let moved = moved.map(|rest| rest.strip_prefix("action ").unwrap_or(rest));
    let (action, name) = moved.map_or_else(|| typed.split_once(" -> "), |rest| rest.split_once(" to "))?;
    let digits = action.trim().strip_prefix(['A', 'a'])?;
    let number = number(digits)?;
    let name = name.trim();
    let is_word = !name.is_empty() && name.split_whitespace().count() <= 3;
    is_word.then(|| format!("Nothing has changed. Use: action A{number} = {name} to TEXT"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::grammar::{Names, Read, read};

    #[test]
    fn the_lines_are_in_their_order_and_mean_commands() {
        assert!(LINES.is_sorted_by_key(|(line, _)| *line));
        for (line, meant) in LINES {
            let (Meant::Command(command) | Meant::Perhaps(command)) = meant;
            let lines = read(command, &Names::default());
            let is_one = matches!(lines.as_slice(), [line] if matches!(line.read, Read::Command { .. }));
            assert!(is_one && line.len() <= LONGEST, "{line:?} means {command:?}");
        }
    }

    #[test]
    fn sentences_about_items_and_people_are_told_from_talk() {
        for (line, expected) in [
            ("item 2", Some("take up item 2")),
            ("Agenda item 12, please", Some("take up item 12")),
            ("OK, let's move on to item 2", Some("take up item 2")),
            ("We now turn to agendum 3.", Some("take up item 3")),
            ("see item 2", None),
            ("row 4 is about item 2", None),
            ("item 1 is closed", Some("close item 1")),
            ("item 1 is about keys", None),
            ("Agenda item 4: Any other business", Some("topic: Any other business")),
            ("item 4: see above", None),
            ("Bo, you have the floor", Some("ack Bo")),
            ("over to Bo", Some("ack Bo")),
            ("over to the next row", None),
            ("Nobody has the floor", None),
            ("Sam is scribing", Some("scribe: Sam")),
            ("scribe sam", Some("scribe: sam")),
            ("scribe notes are late", None),
            ("Kim Lee left", Some("present- Kim Lee")),
            ("Kim joined", Some("present+ Kim")),
            ("Row left", Some("present- Row")),
            ("the slide on the left", None),
            ("A1, A2 done", Some("action A1 done")),
            ("Jan joined at 14:20", Some("present+ Jan")),
            ("Kim Lee left the call", Some("present- Kim Lee")),
            ("Zoe Hart on the phone has her hand up", Some("sees Zoe Hart's hand")),
            ("Zoe wants to speak", Some("sees Zoe's hand")),
            ("Nobody wants to speak", None),
            ("Present are Ana, Bo and Cy", Some("present: Ana, Bo and Cy")),
            ("remove Kim from the list of participants", Some("present- Kim")),
            ("Add Pat Quill (Beta) to the attendees", Some("present+ Pat Quill (Beta)")),
            ("add TD12 to the list of documents", None),
            ("Minute taker: Cy", Some("scribe: Cy")),
            ("call on Cy", Some("ack Cy")),
            ("call on the members", None),
            ("close actions 3 and 4", Some("action A3 done")),
            ("actions speak louder", None),
            ("A5 -> Cy", Some("action A5 = Cy to TEXT")),
            ("reassign A5 to Cy Dahl", Some("action A5 = Cy Dahl to TEXT")),
            ("A -> B", None),
        ] {
            let hint = hint(line);
            let offered = hint.as_deref().and_then(|hint| Some(hint.rsplit_once("Use: ")?.1));
            assert_eq!(offered, expected, "{line:?}: {hint:?}");
        }
    }
}
