//! What lines about liaison statements say: titles, numbers of senders, addressees, parts.

use super::{Values, goes_on_as_prose};
use crate::group::command::{Incoming, LiaisonPart};
use crate::group::liaison::{Addressee, Part, Purpose, leading_liaisons};

/// `L12`, `l12`, `12`.
pub(super) fn number_of(typed: &str) -> Option<u32> {
    let number = typed.trim().trim_start_matches(['L', 'l']).trim_end_matches(['.', '?', ':', ',']);
    number.parse().ok().filter(|number| *number > 0)
}

/// One statement in front of a line, and what follows it, with a colon of its own or without: `L3: to SG17`.
pub(super) fn one_liaison(line: &str) -> Option<(String, &str)> {
    let (liaison, rest) = unmarked_liaison(line)?;
    Some((liaison, rest.strip_prefix([':', '：', ',']).unwrap_or(rest).trim()))
}

/// The same with the colon, where a reason may follow it.
pub(super) fn unmarked_liaison(line: &str) -> Option<(String, &str)> {
    let (numbers, rest) = leading_liaisons(line)?;
    let [number] = numbers.as_slice() else { return None };
    Some((format!("L{number}"), rest.trim()))
}

/// What follows words that a text begins with, in any case; they end there or before a space or a mark.
pub(super) fn after_words<'a>(text: &'a str, starts: &[&str]) -> Option<&'a str> {
    starts.iter().find_map(|start| {
        let (head, rest) = text.split_at_checked(start.len())?;
        let is_whole = rest.is_empty() || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        (head.eq_ignore_ascii_case(start) && is_whole).then(|| rest.trim())
    })
}

pub(super) fn begins(text: &str, word: &str) -> bool {
    after_words(text, &[word]).is_some()
}

pub(super) fn is_one_of(text: &str, all: &[&str]) -> bool {
    let text = text.trim().trim_end_matches(['.', '!']);
    all.iter().any(|one| text.eq_ignore_ascii_case(one))
}

/// A number, and a reason after `because` or a colon; anything else is talk.
pub(super) fn reasoned(liaison: String, rest: &str) -> Option<Values> {
    let rest = rest.trim().trim_end_matches(['.', '!']);
    if rest.is_empty() {
        return Some(Values(vec![("liaison", liaison)]));
    }
    let reason = after_words(rest, &["because"]).or_else(|| rest.strip_prefix([':', '–', '-']).map(str::trim))?;
    Some(Values(vec![("liaison", liaison), ("reason", reason.to_owned())]))
}

/// The number of a statement: one word or a few with a digit in it, such as `SG17 LS 55`.
pub(super) fn reference(typed: &str) -> Option<&str> {
    let typed = typed.trim().trim_end_matches(['.', '!']);
    let words = typed.split_whitespace().count();
    let is_number = typed.contains(|c: char| c.is_ascii_digit()) && typed.contains(char::is_uppercase);
    let is_short = (1..=4).contains(&words) && typed.chars().count() <= 60;
    let last = typed.split([' ', '-', '–', '/']).next_back().unwrap_or_default();
    let ends_so = last.contains(|c: char| c.is_ascii_digit());
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (is_number && is_short && ends_so && typed.split_whitespace().all(is_name)).then_some(typed)
}

/// A part and what it says: `contact Bo Lind`, `abstract: Who does what`. In talk the part is the subject of a sentence.
pub(super) fn part_and_text(typed: &str, may_be_talk: bool) -> Option<(Part, &str)> {
    const WORDS: [&str; 19] = [
        "title",
        "in reply to",
        "reply to",
        "reply-to",
        "from",
        "meeting",
        "prepared at",
        "place and date",
        "questions",
        "question(s)",
        "question",
        "contacts",
        "contact",
        "keywords",
        "keyword",
        "abstract",
        "summary",
        "texts",
        "text",
    ];
    // `L3 = Overlap of gateways`, as rows and items are named; `L3 = JCG-LS2` is its number.
    if let Some(title) = typed.strip_prefix('=').map(str::trim).filter(|title| title.contains(' ')) {
        return Some((Part::named("title")?, title));
    }
    let (part, rest) = WORDS.iter().find_map(|word| {
        let (head, rest) = typed.split_at_checked(word.len())?;
        let is_whole = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == ':' || c == '=');
        (head.eq_ignore_ascii_case(word) && is_whole).then(|| (Part::named(word), rest))
    })?;
    let is_marked = rest.trim_start().starts_with([':', '=']);
    let text = rest.trim_start().trim_start_matches([':', '=']).trim();
    (!may_be_talk || is_marked || !goes_on_as_prose(text)).then_some((part?, text))
}

/// Which statements: `in`, `out`, `due`, `SG17`.
pub fn part(typed: &str) -> Option<LiaisonPart> {
    let typed = typed.trim().trim_end_matches(['?', '.', '!']);
    let bare = ["that are ", "which are ", "are "].iter().find_map(|start| typed.strip_prefix(start)).unwrap_or(typed);
    Some(match bare.to_lowercase().as_str() {
        "all" | "" => LiaisonPart::All,
        "in" | "incoming" | "received" => LiaisonPart::In,
        "out" | "outgoing" | "ours" => LiaisonPart::Out,
        "open" => LiaisonPart::Open,
        "due" | "overdue" | "late" => LiaisonPart::Due,
        "dropped" => LiaisonPart::Dropped,
        _ => {
            let body =
                ["from ", "to ", "with ", "of ", "for "].iter().find_map(|start| after_words(bare, &[start.trim()]));
            let body = body.unwrap_or(bare);
            is_body(body).then(|| LiaisonPart::Body(body.to_owned()))?
        }
    })
}

/// Whether words are the name of a body and no talk: `SG17`, `ISO/IEC JTC 1/SC 41`.
pub(super) fn is_body(typed: &str) -> bool {
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || (word.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let words = typed.split_whitespace().count();
    (1..=6).contains(&words) && typed.split_whitespace().all(is_name) && leading_liaisons(typed).is_none()
}

/// `L3 to SG17 for action, TSAG for information`, `L3 for action to SG17`.
pub(super) fn read_addressees(line: &str) -> Option<Values> {
    let (liaison, rest) = one_liaison(line)?;
    let rest = after_words(rest, &["goes", "is", "go"]).filter(|rest| begins(rest, "to")).unwrap_or(rest);
    let typed = match after_words(rest, &["to"]) {
        Some(typed) => typed,
        None if begins(rest, "for") => rest,
        None => return None,
    };
    let typed = typed.trim_end_matches(['.', '!']);
    // Without a purpose a name alone is a slip, and anything else is talk.
    if addressees(typed).is_none() && !split_bodies(typed).all(is_body) {
        return None;
    }
    Some(Values(vec![("liaison", liaison), ("to", typed.to_owned())]))
}

pub(super) fn split_bodies(typed: &str) -> impl Iterator<Item = &str> {
    typed.split([',', ';', '&', '、', '，']).flat_map(|part| part.split(" and ")).map(|part| {
        let part = part.trim();
        after_words(part, &["and"]).unwrap_or(part)
    })
}

/// Reads bodies with what each is asked for. A body without a purpose has that of the next one that says it, else of the
/// last. `None`: nothing says it, or something is not a body.
pub(super) fn addressees(typed: &str) -> Option<Vec<Addressee>> {
    let mut to: Vec<(String, Option<Purpose>)> = Vec::new();
    let mut said: Option<Purpose> = None;
    for part in split_bodies(typed).filter(|part| !part.is_empty()) {
        // `for action to SG17`
        if let Some(rest) = after_words(part, &["for"])
            && let Some((purpose, body)) = rest.split_once(" to ")
        {
            said = Some(Purpose::named(purpose)?);
            if !is_body(body.trim()) {
                return None;
            }
            to.push((body.trim().to_owned(), said));
            continue;
        }
        let part = after_words(part, &["to"]).unwrap_or(part);
        let (body, purpose) = if let Some((body, purpose)) = part.rsplit_once(" for ") {
            (body.trim(), Some(Purpose::named(purpose)?))
        } else {
            let bracketed = part.strip_suffix(')').and_then(|part| part.rsplit_once('('));
            let bracketed = bracketed.and_then(|(body, purpose)| {
                Some((body.trim(), Purpose::named(purpose.trim().trim_start_matches("for "))?))
            });
            bracketed.map_or((part, None), |(body, purpose)| (body, Some(purpose)))
        };
        if !is_body(body) {
            return None;
        }
        to.push((body.to_owned(), purpose.or(said.filter(|_| typed.trim_start().starts_with("for ")))));
    }
    let last = to.iter().rev().find_map(|(_, purpose)| *purpose)?;
    let mut next = last;
    let mut addressees: Vec<Addressee> = Vec::new();
    for (body, purpose) in to.into_iter().rev() {
        next = purpose.unwrap_or(next);
        addressees.push(Addressee { body, purpose: next });
    }
    addressees.reverse();
    Some(addressees)
}

/// Marks of quotations, in pairs.
const QUOTES: [(char, char); 6] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('”', '”'), ('„', '”')];

/// A text in quotation marks: what is before them, between and after.
pub(super) fn quoted(typed: &str) -> Option<(&str, &str, &str)> {
    let at = typed.find(|c: char| QUOTES.iter().any(|(open, _)| *open == c))?;
    let open = typed[at..].chars().next()?;
    let inside = &typed[at + open.len_utf8()..];
    let closes = QUOTES.iter().filter(|(first, _)| *first == open).filter_map(|(_, close)| {
        // A quotation within a title ends before the last mark.
        inside.rfind(*close).map(|end| (end, close.len_utf8()))
    });
    let (end, length) = closes.max()?;
    Some((&typed[..at], &inside[..end], &inside[end + length..]))
}

/// A title in quotation marks or without, and the statement that it answers.
pub(super) fn titled(typed: &str) -> (&str, Option<String>) {
    const REPLY: [&str; 4] = [" in reply to ", " as a reply to ", " reply to ", " in answer to "];
    let (title, rest) = match quoted(typed) {
        Some((before, title, rest)) if before.trim_matches([':', ' ']).is_empty() => {
            (title.trim(), format!(" {rest} "))
        }
        _ => {
            let cut = REPLY.iter().filter_map(|mark| typed.rfind(mark)).min();
            match cut.map(|cut| typed.split_at(cut)) {
                Some((title, rest)) if reference_or_number(rest.rsplit(" to ").next().unwrap_or_default()) => {
                    (title.trim(), format!("{rest} "))
                }
                _ => (typed.trim_start_matches(':').trim(), String::new()),
            }
        }
    };
    let reply =
        REPLY.iter().find_map(|mark| rest.split_once(mark.trim_end()).map(|(_, reply)| reply.trim().to_owned()));
    let reply = reply.map(|reply| reply.trim_end_matches(['.', ')']).trim_start_matches('(').to_owned());
    (title, reply.filter(|reply| !reply.is_empty()))
}

pub(super) fn reference_or_number(typed: &str) -> bool {
    reference(typed).is_some() || number_of(typed).is_some()
}

/// What a line says of an incoming statement: the values of the row.
pub(super) fn read_incoming(typed: &str) -> Option<Values> {
    let typed = typed.trim_start_matches(':').trim();
    let (reference, title, rest) = if let Some((before, title, rest)) = quoted(typed) {
        (before.trim().trim_end_matches([':', ',', '–', '-']).trim(), title.trim(), rest)
    } else {
        let (reference, rest) = typed.split_at(reference_end(typed)?);
        let rest = rest.trim_start_matches([':', ',', '–', '-', ' ']);
        let lower = rest.to_ascii_lowercase();
        let cut = ["for action", "for comment", "for information", "for info"]
            .iter()
            .filter_map(|mark| lower.rfind(&format!(" {mark}")))
            .min();
        let (title, rest) = rest.split_at(cut.unwrap_or(rest.len()));
        (reference.trim(), title.trim(), rest)
    };
    if title.is_empty() {
        return None;
    }
    let mut values = vec![("title", title.to_owned())];
    if !reference.is_empty() {
        let (number, from) = match after_words(reference, &["from"]) {
            Some(from) => ("", from),
            None => reference.split_once(" from ").unwrap_or((reference, "")),
        };
        values.extend([("reference", number), ("from", from)].map(|(name, words)| (name, words.trim().to_owned())));
    }
    let mut rest = rest.trim().trim_end_matches(['.', '!']);
    while !rest.is_empty() {
        let (name, value, after) = next_piece(rest)?;
        values.push((name, value));
        rest = after;
    }
    values.retain(|(_, value)| !value.is_empty());
    Some(Values(values))
}

/// Where the number of a sender ends that is not followed by quotation marks: after `SG20-LS4`, `SG20 LS 4`, `SG20 LS4`.
pub(super) fn reference_end(typed: &str) -> Option<usize> {
    let mut ends = typed.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at).chain([typed.len()]);
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let (first, second, third) = (ends.next(), ends.next(), ends.next());
    let word = |from: Option<usize>, to: Option<usize>| typed.get(from?..to?).map(str::trim);
    let is_ls = word(first, second).is_some_and(|word| word.to_ascii_uppercase().starts_with("LS"));
    let end = match (is_ls, word(first, second).is_some_and(has_digit)) {
        (true, true) => second,
        (true, false) if word(second, third).is_some_and(has_digit) => third,
        _ => first,
    };
    end.filter(|end| has_digit(&typed[..*end]))
}

/// The next piece behind a title: its name, what it says, and what follows.
pub(super) fn next_piece(typed: &str) -> Option<(&'static str, String, &str)> {
    const MARKS: [(&str, &str); 10] = [
        ("in reply to", "reply"),
        ("in answer to", "reply"),
        ("reply to", "reply"),
        ("no later than", "deadline"),
        ("deadline", "deadline"),
        ("before", "deadline"),
        ("due", "deadline"),
        ("by", "deadline"),
        ("from", "from"),
        ("for", "purpose"),
    ];
    let typed = typed.trim_start_matches([',', ';', ' ']);
    let (name, rest) = MARKS.iter().find_map(|(mark, name)| after_words(typed, &[mark]).map(|rest| (*name, rest)))?;
    let lower = rest.to_ascii_lowercase();
    let ends = MARKS.iter().filter_map(|(mark, _)| {
        let at = lower.find(&format!(" {mark} "))?;
        (at > 0).then_some(at)
    });
    let end = ends.chain(lower.find([',', ';'])).min().unwrap_or(rest.len());
    let value = rest[..end].trim().trim_start_matches(':').trim();
    if value.is_empty() || (name == "purpose" && Purpose::named(value).is_none()) {
        return None;
    }
    Some((name, value.to_owned(), rest[end..].trim_start_matches([',', ';']).trim()))
}

/// An incoming statement from the values of the row; typed as `!liaison in …`, all of it is in the first one.
pub(super) fn incoming(values: &Values) -> Option<Incoming> {
    let has_sender = |read: &Values| {
        let reference = read.get("reference").is_some_and(|typed| typed.contains(|c: char| c.is_ascii_digit()));
        reference || read.get("from").is_some()
    };
    let is_whole = |typed: &str| {
        let first = typed.split_whitespace().take(2).collect::<Vec<_>>().join(" ").to_ascii_uppercase();
        typed.contains(['"', '“', '„', '«']) || first.contains("-LS") || first.contains(" LS")
    };
    let typed = values.get("title").filter(|typed| values.0.len() == 1 && is_whole(typed));
    let read = typed.and_then(read_incoming).filter(has_sender);
    let values = read.as_ref().unwrap_or(values);
    let purpose = match values.get("purpose") {
        Some(typed) => Some(Purpose::named(typed)?),
        None => None,
    };
    Some(Incoming {
        reference: values.owned("reference"),
        title: values.owned("title")?,
        from: values.owned("from"),
        purpose,
        deadline: values.owned("deadline"),
        reply_to: values.owned("reply"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incoming_statements_are_read_as_people_type_them() {
        let words = |incoming: Option<Incoming>| {
            incoming.map(|one| {
                [
                    one.reference.unwrap_or_default(),
                    one.title,
                    one.purpose.map_or("", Purpose::word).to_owned(),
                    one.deadline.unwrap_or_default(),
                    one.from.unwrap_or_default(),
                    one.reply_to.unwrap_or_default(),
                ]
                .join("|")
            })
        };
        for (typed, expected) in [
            ("SG20-LS4 \"Gateways\" for action by 2026-12-01", "SG20-LS4|Gateways|action|2026-12-01||"),
            ("SG20-LS4 “Gateways” for comments", "SG20-LS4|Gateways|comment|||"),
            ("SG20 LS 4: «Gateways», due Friday", "SG20 LS 4|Gateways||Friday||"),
            ("SG20-LS4 Gateways and keys for action by 1 Dec 2026", "SG20-LS4|Gateways and keys|action|1 Dec 2026||"),
            ("SG20 LS 4 Gateways", "SG20 LS 4|Gateways||||"),
            ("N123 from SC41 \"Gateways\" for info", "N123|Gateways|information||SC41|"),
            ("\"Gateways\" from SC41 for action by Friday in reply to L2", "|Gateways|action|Friday|SC41|L2"),
            ("SG17-LS55 \"On \"trust\" in devices\" in reply to L2", "SG17-LS55|On \"trust\" in devices||||L2"),
        ] {
            let read = read_incoming(typed).and_then(|values| incoming(&values));
            assert_eq!(words(read).as_deref(), Some(expected), "{typed}");
        }
        for slip in ["", "Gateways", "SG20-LS4", "SG20-LS4 \"Gateways\" for fun", "SG20-LS4 \"\""] {
            let read = read_incoming(slip).and_then(|values| incoming(&values));
            assert_eq!(words(read), None, "{slip}");
        }
    }

    #[test]
    fn addressees_are_read_with_what_each_is_asked_for() {
        let words = |typed: &str| {
            addressees(typed).map(|to| {
                to.iter().map(|one| format!("{} {}", one.body, one.purpose.word())).collect::<Vec<_>>().join(", ")
            })
        };
        for (typed, expected) in [
            ("SG17 for action, TSAG for information", "SG17 action, TSAG information"),
            ("SG17 and SG20 for action", "SG17 action, SG20 action"),
            ("SG17, SG20 for comments; TSAG for info", "SG17 comment, SG20 comment, TSAG information"),
            ("for action to SG17, for information to TSAG", "SG17 action, TSAG information"),
            ("SG17 (for action), ISO/IEC JTC 1/SC 41 (information)", "SG17 action, ISO/IEC JTC 1/SC 41 information"),
            ("SG17 for action, TSAG", "SG17 action, TSAG action"),
        ] {
            assert_eq!(words(typed).as_deref(), Some(expected), "{typed}");
        }
        for typed in ["SG17", "be discussed", "SG17 for fun", "be sent for action"] {
            assert_eq!(words(typed), None, "{typed}");
        }
    }
}
