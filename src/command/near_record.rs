//! Lines that are written like a record and are none: `RESOLVED the table is adopted`, `Agreed - row 4 stays`,
//! `AGRED: row 4 stays`.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::grammar::Why;
use super::other_words::{OTHER_WORDS, is_other_word};
use super::{label, spelling};
use crate::text::at_colon;

/// Words of records that are not [`label::FORMAL`]: nothing stands between them and their colon.
const PLAIN: [&str; 6] = ["propose", "actions", "topic", "subtopic", "objection", "reservation"];

/// Words that record something when a colon follows.
fn formal() -> impl Iterator<Item = &'static str> {
    label::FORMAL.into_iter().chain(PLAIN)
}

fn is_formal_word(word: &str) -> bool {
    formal().any(|known| known == word)
}

/// What to tell the author of such a line, and how sure it is.
pub fn hint(line: &str) -> Option<(String, Why)> {
    if !may_be_one(line) {
        return None;
    }
    behind_a_name(line)
        .or_else(|| hand_behind_a_name(line))
        .or_else(|| of_other_words(line))
        .or_else(|| of_two_words(line))
        .or_else(|| without_colon(line))
        .or_else(|| in_brackets(line))
        .or_else(|| with_dash(line))
        .or_else(|| bare_topic(line))
        .or_else(|| proposes(line))
        .or_else(|| that_follows(line))
        .or_else(|| owner_follows(line))
        .or_else(|| takes_an_action(line))
        .or_else(|| of_the_meeting(line))
        .or_else(|| objects_to_something(line))
        .or_else(|| agenda_on_a_line(line))
        .or_else(|| misspelt(line))
}

/// Whether a line has the word “action” in it.
pub(super) fn speaks_of_an_action(line: &str) -> bool {
    static WORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b" action "));
    WORD.find(line.as_bytes()).is_some()
}

/// Whether a closer look is worth its time: what begins with a small letter is one of a few words, has a label of several
/// words, a record in capitals behind a name, or an objection at its end; and so is what a person says by a scribe.
fn may_be_one(line: &str) -> bool {
    let word = &line[..line.bytes().take_while(u8::is_ascii_alphabetic).count()];
    let is_small = line.starts_with(|c: char| c.is_ascii_lowercase() || c == '.');
    let label = memchr::memchr(b':', line.as_bytes()).map(|at| (&line[..at], line[at + 1..].trim_start()));
    let is_of_a_scribe = label.is_some_and(|(label, _)| label.len() == word.len())
        && word.len() > 1
        && word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    if !line.is_ascii() || speaks_of_an_action(line) {
        return true;
    }
    if !(is_small || is_of_a_scribe) {
        return label.is_some() || word.is_empty() || begins_like_one(line, word);
    }
    let bare = line.trim_end_matches(['.', '!', ' ']);
    let is_known =
        || ["action", "agenda", "object", "subtopic", "topic"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let objects = || ["object", "objects", "objection", "to this", "to that"].iter().any(|end| bare.ends_with(end));
    let has_label = || {
        label.is_some_and(|(label, record)| {
            let mut record = record.bytes();
            let is_shouted = record.next().is_some_and(|byte| byte.is_ascii_uppercase())
                && record.next().is_some_and(|byte| byte.is_ascii_uppercase());
            is_shouted || label.contains(' ') || line.len() <= label.len() + 5
        })
    };
    is_known() || has_label() || objects() || !is_small && (is_other_word(word) || nearest_formal(word).is_some())
}

/// `Bo: ACTION: Cy to send it`, as a scribe writes who wants it recorded.
fn behind_a_name(line: &str) -> Option<(String, Why)> {
    let (name, record) = label::behind_a_name(line)?;
    let shown = crate::text::shorten(record, 60);
    Some((format!("That counts as words of {name}. Did you mean {shown}?"), Why::PerhapsARecord))
}

/// Whether a line without a label begins as a sentence about what is proposed, agreed or objected to does, or in capitals.
fn begins_like_one(line: &str, word: &str) -> bool {
    const WORDS: [&str; 13] = [
        "Action",
        "Agreed",
        "Agreement",
        "Consensus",
        "Decided",
        "It",
        "My",
        "Noted",
        "Object",
        "Objection",
        "Resolved",
        "Subtopic",
        "Topic",
    ];
    const STARTS: [&str; 12] = [
        "I propose",
        "I move",
        "I formally",
        "I rule",
        "Let's ",
        "Let us ",
        "The group",
        "The meeting",
        "The proposal",
        "The chair",
        "The Chair",
        "We ",
    ];
    let rest = &line[word.len()..];
    let bare = line.trim_end_matches(['.', '!', ' ']);
    word.len() > 1 && is_shouted(word)
        || rest.trim_start().starts_with(['-', '–', '—', ':', ';', ',', '.', '='])
        || WORDS.contains(&word)
        || STARTS.iter().any(|start| line.starts_with(start))
        || ["object", "objects", "objection", "to this", "to that"].iter().any(|end| bare.ends_with(end))
}

/// `APPROVED: the agenda`, `TODO: Bo to send it`: a record in words that others have. In small letters it may be talk.
fn of_other_words(line: &str) -> Option<(String, Why)> {
    let (label, words) = at_colon(line)?;
    let label = label.trim();
    // `AP1`, `AI-3`, `Motion 2`: people number them.
    let bare = label.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['-', '#', ' ']);
    let known = bare.to_lowercase();
    // `ACTION-12: Bo to send it`.
    if known == "decision d" && bare.len() < label.len() && !words.trim().is_empty() {
        return Some((meant("AGREED", words), Why::PerhapsARecord));
    }
    if known == "action" && bare.len() < label.len() && !words.trim().is_empty() {
        return Some((meant("ACTION", words), Why::PerhapsARecord));
    }
    let is_moved = known.starts_with("moved by ") || known.starts_with("proposed by ");
    let known = if is_moved { "moved".to_owned() } else { known };
    let (_, meant_by) = OTHER_WORDS.iter().find(|(word, _)| *word == known)?;
    let why = if label.chars().any(char::is_lowercase) { Why::PerhapsARecord } else { Why::LikeARecord };
    // Two letters in other than capitals are somebody's nick.
    let is_label = known.len() > 2 || why == Why::LikeARecord;
    let is_capital = label.starts_with(char::is_uppercase) || known.contains(' ');
    let is_one = is_label && is_capital && words.starts_with(char::is_whitespace);
    (is_one && !words.trim().is_empty()).then(|| (meant(meant_by, words), why))
}

/// `I propose that row 4 stays`, `We move that …`: people say it before they put it to the group.
fn proposes(line: &str) -> Option<(String, Why)> {
    const STARTS: [&str; 14] = [
        "I propose to ",
        "We propose to ",
        "I move to ",
        "Let's agree to ",
        "Let us agree to ",
        "I propose that ",
        "I propose: ",
        "We propose that ",
        "I move that ",
        "I move: ",
        "It is proposed that ",
        "I formally propose that ",
        "The proposal is that ",
        "My proposal is that ",
    ];
    let words = STARTS.iter().find_map(|start| line.strip_prefix(start))?.trim();
    let is_one = !words.is_empty() && !words.ends_with('?');
    let shown = crate::text::shorten(words, 60);
    is_one.then(|| (format!("That counts as talk. Did you mean PROPOSED: {shown}?"), Why::PerhapsARecord))
}

/// `Cy: q+`, as a scribe notes whose hand is up.
fn hand_behind_a_name(line: &str) -> Option<(String, Why)> {
    let (name, sign) = line.split_once(": ")?;
    let is_hand = ["q+", "q-"].iter().any(|hand| sign.trim().eq_ignore_ascii_case(hand));
    let is_name = names_a_speaker(line) && name.chars().all(|c| !c.is_ascii_digit());
    let sign = sign.trim().to_lowercase();
    (is_hand && is_name)
        .then(|| (format!("That counts as words of {name}. Did you mean {sign} {name}?"), Why::PerhapsARecord))
}

/// `Agreed that row 4 stays`.
fn that_follows(line: &str) -> Option<(String, Why)> {
    const RULES: [&str; 4] =
        ["The chair rules that ", "The Chair rules that ", "I rule that ", "The chair has ruled that "];
    const BEFORE: [&str; 5] = ["agreed", "resolved", "decided", "noted", "consensus"];
    const SAID: [&str; 13] = [
        "It's agreed: ",
        "It is agreed: ",
        "It's agreed that ",
        "We have agreed to ",
        "We have agreed that ",
        "We agreed to ",
        "We have decided to ",
        "It was agreed that ",
        "It is agreed that ",
        "It was decided that ",
        "It was agreed to ",
        "It was decided to ",
        "We agreed that ",
    ];
    if let Some(words) = SAID.iter().find_map(|start| line.strip_prefix(start)) {
        return Some((meant("AGREED", words), Why::PerhapsARecord));
    }
    if let Some(words) = RULES.iter().find_map(|start| line.strip_prefix(start)) {
        return Some((meant("RULED", words), Why::PerhapsARecord));
    }
    let noted = ["It was noted that ", "The meeting noted that ", "The group noted that "];
    if let Some(words) = noted.iter().find_map(|start| line.strip_prefix(start)) {
        return Some((meant("NOTED", words), Why::PerhapsARecord));
    }
    let (word, rest) = line.split_once(' ')?;
    let words = rest.strip_prefix("that ")?;
    let is_formal = word.starts_with(char::is_uppercase) && BEFORE.contains(&word.to_lowercase().as_str());
    (is_formal && !words.trim().is_empty()).then(|| (meant(&word.to_uppercase(), words), Why::PerhapsARecord))
}

/// `action Bo to send the table`, `Action on Bo to …`: an owner, and no colon.
fn owner_follows(line: &str) -> Option<(String, Why)> {
    let (word, rest) = line.split_once(' ')?;
    let rest = ["on ", "for ", "to "].iter().find_map(|start| rest.strip_prefix(start)).unwrap_or(rest);
    let (owner, words) = rest.split_once(" to ")?;
    let mut parts = owner.split_whitespace();
    let is_name = (1..=3).contains(&parts.clone().count())
        && parts.all(|part| part.starts_with(char::is_uppercase) && part.chars().all(|c| !c.is_ascii_digit()));
    let is_one = word.eq_ignore_ascii_case("action") && is_name && words.starts_with(char::is_lowercase);
    is_one.then(|| (meant("ACTION", rest), Why::PerhapsARecord))
}

/// `Bo took an action to check the list`, `assign an action to Bo: check the list`.
fn takes_an_action(line: &str) -> Option<(String, Why)> {
    const TAKES: [&str; 8] = [
        " took an action to ",
        " takes an action to ",
        " took the action to ",
        " has an action to ",
        " gets an action to ",
        " will take an action to ",
        " takes the action to ",
        " to take an action to ",
    ];
    const ASSIGN: [&str; 6] = [
        "assign action to ",
        "assign an action to ",
        "Assign action to ",
        "Assign an action to ",
        "give an action to ",
        "new action for ",
    ];
    let is_name = |name: &str| {
        (1..=3).contains(&name.split_whitespace().count())
            && name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
    };
    let taken = TAKES.iter().find_map(|words| line.split_once(words));
    let assigned = || {
        let rest = ASSIGN.iter().find_map(|start| line.strip_prefix(start))?;
        rest.split_once(": ").or_else(|| rest.split_once(" to "))
    };
    let (name, words) = taken.or_else(assigned).filter(|(name, _)| is_name(name.trim()))?;
    Some((meant("ACTION", &format!("{} to {}", name.trim(), words.trim())), Why::PerhapsARecord))
}

/// `The meeting agreed: row 4 stays`, `We decided: …`.
fn of_the_meeting(line: &str) -> Option<(String, Why)> {
    const WHO: [&str; 6] = ["the meeting ", "the group ", "the committee ", "meeting ", "group ", "we "];
    const SAID: [(&str, &str); 12] = [
        ("The group agreed ", "AGREED"),
        ("The group agrees ", "AGREED"),
        ("The group decided ", "AGREED"),
        ("The group resolved ", "AGREED"),
        ("The group noted ", "NOTED"),
        ("The group notes ", "NOTED"),
        ("The meeting agreed ", "AGREED"),
        ("The meeting agrees ", "AGREED"),
        ("The meeting decided ", "AGREED"),
        ("The meeting resolved ", "AGREED"),
        ("The meeting noted ", "NOTED"),
        ("The meeting notes ", "NOTED"),
    ];
    let said = SAID.iter().find_map(|(start, word)| Some((line.strip_prefix(start)?, *word)));
    if let Some((words, word)) = said.filter(|(words, _)| words.contains(' ') && !words.ends_with('?')) {
        return Some((meant(word, words), Why::PerhapsARecord));
    }
    let (label, words) = at_colon(line)?;
    let label = label.to_lowercase();
    let word = WHO.iter().find_map(|who| label.strip_prefix(who))?.trim_start_matches("has ");
    let word = match word {
        "agrees" => "agreed",
        "resolves" => "resolved",
        "decides" => "decided",
        "notes" => "noted",
        "defers" => "deferred",
        other => other,
    };
    let is_formal = ["agreed", "resolved", "decided", "noted", "deferred", "requested", "invited"].contains(&word);
    (is_formal && !words.trim().is_empty()).then(|| (meant(&word.to_uppercase(), words), Why::PerhapsARecord))
}

/// `object scope too wide`, which may as well be about an object.
fn objects_to_something(line: &str) -> Option<(String, Why)> {
    const SAID: [&str; 7] = [
        " objects",
        " object",
        "to register an objection",
        "to record an objection",
        "an objection",
        "objects to this",
        "objects to that",
    ];
    let bare = line.trim_end_matches(['.', '!', ' ']);
    let denies =
        bare.to_lowercase().starts_with("no ") || bare.contains("any objection") || bare.contains("not object");
    let from = line.strip_prefix("Objection from ").or_else(|| line.strip_prefix("Objection by "));
    if let Some((_, why)) = from.and_then(|rest| rest.split_once(": ")) {
        let why = crate::text::shorten(why.trim(), 60);
        return Some((format!("That counts as talk. Did you mean object: {why}?"), Why::PerhapsAnAnswer));
    }
    let has_nobody = bare.contains("nobody") || bare.contains("no one") || bare.starts_with("If ");
    let says = bare.split_whitespace().count() <= 9 && !has_nobody && SAID.iter().any(|end| bare.ends_with(end));
    if says && !denies && !line.ends_with('?') && bare.starts_with(char::is_alphabetic) {
        return Some((
            "That counts as talk. To put an objection on the record, type why. Use: object: REASON".to_owned(),
            Why::PerhapsAnAnswer,
        ));
    }
    let words = line.strip_prefix("object ").or_else(|| line.strip_prefix("Object "))?.trim();
    let is_one = !words.ends_with('?') && words.contains(' ');
    is_one.then(|| {
        (
            format!("That counts as talk. To object to what is proposed: object: {}", crate::text::shorten(words, 60)),
            Why::PerhapsAnAnswer,
        )
    })
}

/// `agenda: Opening; Papers`, `Agenda: https://example.org/a`: items are added one by one, or as a list below the heading.
fn agenda_on_a_line(line: &str) -> Option<(String, Why)> {
    let (label, words) = at_colon(line)?;
    let label = label.trim().to_lowercase();
    let words = words.trim();
    if !["agenda", "draft agenda", "the agenda", "our agenda", "today's agenda"].contains(&label.as_str())
        || words.is_empty()
    {
        return None;
    }
    if words.contains("://") {
        let address = words.split_whitespace().find(|word| word.contains("://"))?;
        return Some((
            format!("To put that address into the minutes: link: {address} the agenda"),
            Why::PerhapsARecord,
        ));
    }
    let is_list = words.contains(';') || words.starts_with("1.") || words.starts_with("1)");
    let first = words.split([';', ',']).next().unwrap_or(words).trim_start_matches(['1', '.', ')', ' ']);
    let first = first.split(" 2.").next().unwrap_or(first).split(" 2)").next().unwrap_or(first).trim();
    let why = if is_list { Why::LikeARecord } else { Why::PerhapsARecord };
    let title = crate::text::shorten(first, 60);
    (!title.is_empty())
        .then(|| (format!("Nothing is added to the agenda: items are added one by one. Use: agenda+ {title}"), why))
}

/// `topic Budget`: a title without its colon.
fn bare_topic(line: &str) -> Option<(String, Why)> {
    let (word, title) = line.split_once(' ')?;
    let is_topic = ["topic", "subtopic"].iter().any(|topic| word.eq_ignore_ascii_case(topic));
    let is_title =
        title.trim().starts_with(char::is_uppercase) && title.split_whitespace().count() <= 8 && !title.ends_with('.');
    (is_topic && is_title).then(|| (meant(word, title), Why::PerhapsARecord))
}

/// Whether a line says who speaks, as a scribe writes it: `Bo: row 4 is ours`, `Bo Berg: …`.
pub fn names_a_speaker(line: &str) -> bool {
    let Some((name, words)) = line.split_once(':') else { return false };
    let mut parts = name.split_whitespace();
    let is_name = parts.clone().count() <= 3 && parts.all(|part| part.chars().next().is_some_and(char::is_uppercase));
    is_name && !name.is_empty() && words.starts_with(char::is_whitespace)
}

/// `PROPOSED RESOLUTION row 4 stays`, `NO AGREEMENT - on row 6`: two words that belong together, without their colon.
fn of_two_words(line: &str) -> Option<(String, Why)> {
    const PAIRS: [&str; 5] =
        ["PROPOSED RESOLUTION ", "PROPOSED DECISION ", "PROPOSED AGREEMENT ", "NO AGREEMENT - ", "ACTION ITEM "];
    let pair = PAIRS.iter().find(|pair| line.starts_with(**pair))?;
    let words = line[pair.len()..].trim().trim_start_matches(['-', '–', '—', ' ']);
    let is_all_shouted = words.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    (!words.is_empty() && !is_all_shouted && !words.contains(':'))
        .then(|| (meant(pair.trim_end_matches([' ', '-']), words), Why::LikeARecord))
}

/// `RESOLVED the table is adopted`: a word that records something, in capitals, without its colon.
fn without_colon(line: &str) -> Option<(String, Why)> {
    let (word, rest) = line.split_once(' ')?;
    // “NOTED. SG20 met” may be an answer and something else.
    let why = if word.ends_with([',', '.']) { Why::PerhapsARecord } else { Why::LikeARecord };
    let word = word.trim_end_matches([';', ',', '.', ':']);
    let word = ["->", "=>", "-->"].iter().find_map(|arrow| word.strip_suffix(arrow)).unwrap_or(word);
    let rest = after_label(rest)?;
    let rest = after_number(rest).trim_start_matches(['=', '>', ' ']);
    let is_shouted = word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase());
    let is_all_shouted = rest.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let starts_with_dash = rest.starts_with(['-', '–', '—']);
    let is_known =
        is_shouted && !is_all_shouted && !starts_with_dash && spelling::is_head(&format!("{}:", word.to_lowercase()));
    is_known.then(|| (meant(word, rest), why))
}

/// What follows the rest of a label in capitals: `ACTION POINT 3: Bo to go`, `CONSENSUS CALL: row 4`. `None`: the label is
/// no record (`NOTE WELL:`).
fn after_label(rest: &str) -> Option<&str> {
    let Some((label, words)) = rest.split_once(": ") else { return Some(rest) };
    let is_more = label.split_whitespace().count() <= 3
        && label.contains(char::is_alphabetic)
        && label.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    match is_more {
        true if label == "WELL" => None,
        true => Some(words),
        false => Some(rest),
    }
}

/// `[RESOLVED] the table is adopted`.
fn in_brackets(line: &str) -> Option<(String, Why)> {
    let (word, rest) = line.strip_prefix('[')?.split_once(']')?;
    let words = rest.trim_start_matches(':').trim();
    let is_formal = is_formal_word(&word.to_lowercase());
    (is_formal && !words.is_empty()).then(|| (meant(word, words), Why::LikeARecord))
}

/// `Agreed - row 4 stays`: a dash for the colon. Talk is written like this too, so capitals decide who hears of it.
fn with_dash(line: &str) -> Option<(String, Why)> {
    let (word, rest) = line.split_once(' ')?;
    let words = rest.trim_start_matches(['-', '–', '—']);
    let words = words.trim_start_matches('>').strip_prefix(' ').filter(|words| words.len() + 1 < rest.len())?.trim();
    let is_capital = word.chars().next().is_some_and(char::is_uppercase);
    let lower = word.to_lowercase();
    let is_note =
        word.chars().all(char::is_uppercase) && ["note", "issue", "link", "info", "idea"].contains(&lower.as_str());
    let is_formal = is_capital && is_formal_word(&lower) || is_note;
    let why = if word.chars().all(char::is_uppercase) { Why::LikeARecord } else { Why::PerhapsARecord };
    (is_formal && !words.is_empty()).then(|| (meant(word, words), why))
}

/// `1: row 4 stays` and `#2: …`: what follows the number that people give a record.
fn after_number(words: &str) -> &str {
    let (number, after) = words.split_once(':').unwrap_or_default();
    let digits = number.trim().trim_start_matches('#');
    let is_number = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && after.starts_with(' ') { after.trim_start() } else { words }
}

fn meant(word: &str, words: &str) -> String {
    // “RESOLVED that row 4 stays”, “AGREED TO keep it”.
    let words = words.trim();
    let words = ["that ", "THAT "].iter().find_map(|start| words.strip_prefix(start)).unwrap_or(words);
    let words = words.strip_prefix("TO ").map_or_else(|| words.to_owned(), |rest| format!("to {rest}"));
    format!("That counts as talk. Did you mean {word}: {}?", crate::text::shorten(words.trim(), 60))
}

/// `AGRED: row 4 stays`: a letter or two wrong in a word that records something.
fn misspelt(line: &str) -> Option<(String, Why)> {
    let (word, rest) = at_colon(line)?;
    if rest.trim().is_empty() {
        return None;
    }
    let is_shouted = is_shouted(word);
    let known = nearest_formal(word)?;
    let shown = if is_shouted { known.to_uppercase() } else { format!("{}{}", known[..1].to_uppercase(), &known[1..]) };
    let words = crate::text::shorten(rest.trim(), 60);
    let why = if is_shouted { Why::LikeARecord } else { Why::PerhapsARecord };
    Some((format!("That counts as talk. Did you mean {shown}: {words}?"), why))
}

fn is_shouted(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The word that records something and differs in a letter or two from a capitalized one.
fn nearest_formal(word: &str) -> Option<&'static str> {
    let is_word = (4..=14).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_word || !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let typed = word.to_lowercase();
    let limit = |known: &str| match known.len() {
        // “Nate: hello” is said by Nate.
        0..=5 => usize::from(is_shouted(word)),
        6..=7 => 1,
        _ => 2,
    };
    let known = formal().chain(["note", "issue"]);
    let known = known.filter(|known| known.len().abs_diff(typed.len()) <= limit(known));
    let distances = known.map(|known| (strsim::damerau_levenshtein(known, &typed), known));
    let (_, known) = distances
        .filter(|(distance, known)| (1..=limit(known)).contains(distance))
        .min_by_key(|(distance, known)| (*distance, std::cmp::Reverse(known.len())))?;
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::grammar::{Names, Read, read};

    #[test]
    fn what_is_offered_works_when_it_is_typed() {
        for word in formal() {
            let lines = read(&format!("{word}: row 4 stays"), &Names::default());
            assert!(matches!(lines.as_slice(), [line] if matches!(line.read, Read::Command { .. })), "{word}:");
        }
    }

    #[test]
    fn other_words_are_told_from_each_other_and_have_a_record() {
        assert!(OTHER_WORDS.iter().all(|(word, meant)| {
            let lines = read(&format!("{meant}: row 4 stays"), &Names::default());
            !is_formal_word(word) && matches!(lines.as_slice(), [line] if matches!(line.read, Read::Command { .. }))
        }));
    }

    #[test]
    fn talk_gets_no_hint() {
        for line in [
            "Question: who keeps the table?",
            "Nate: hello",
            "Topics: rows 4 and 5",
            "Section: 4",
            "agreed - so let us go on",
            "Topic drift is a problem.",
            "motion: is there one?",
            "ai: hello",
            "approved by whom?",
            "agreed that it is late",
            "the meeting is at noon: come early",
        ] {
            assert_eq!(hint(line), None, "{line:?}");
        }
    }
}
