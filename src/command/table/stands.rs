//! What people think of a proposal, as they type it: signs, words, objections and reservations.

use super::decisions::decision_ref;
use super::{Misread, Values, list_proposal};
use crate::group::command::{Command, ObjectedRef, ProposalCommand};
use crate::group::event::Stand;
use crate::text::sign::plain_sign;

/// The command that a sign or its word gives.
pub(super) fn stand(stand: Stand, values: &Values) -> Command {
    if let Some(about) = values.get("words").and_then(list_proposal::about_list_proposal) {
        return list_proposal::answer(stand, about);
    }
    let typed = values.owned("typed").unwrap_or_else(|| stand.sign().to_owned());
    Command::Proposal(ProposalCommand::TakeStand { stand, words: values.owned("words"), typed })
}

/// Reads `+1`, `+1!`, `+1 words`, `+1, words`. A bare `0` has no words: “0 objections” is prose.
pub(super) fn read_stand(line: &str, signs: &[&'static str]) -> Option<Values> {
    if !line.starts_with(['+', '-', '−', '＋', '－', '0']) {
        return None;
    }
    let line = line.trim_end();
    let plain = line.replacen(['−', '－'], "-", 1).replacen('＋', "+", 1).replacen('１', "1", 1);
    // A sign and a number by themselves may be apart; with words it could be an entry of a list.
    let plain = if matches!(plain.as_str(), "+ 1" | "- 1" | "+ 0" | "- 0") { plain.replace(' ', "") } else { plain };
    let sign = signs.iter().find(|sign| plain.starts_with(**sign))?;
    let rest = &plain[sign.len()..];
    let is_whole = rest.is_empty() || rest.starts_with([' ', ',', ':', '!', ';']) || rest.trim_matches('.').is_empty();
    let words = rest.trim_start_matches([' ', ',', ':', '!', ';', '.']).trim();
    if !is_whole || (*sign == "0" && !words.is_empty()) || super::goes_on_as_prose(words) {
        return None;
    }
    Some(Values(vec![("sign", (*sign).to_owned()), ("words", words.to_owned()), ("typed", line.to_owned())]))
}

/// Words that say what a sign says. Where nothing is proposed they are words like any other.
pub(super) const SUPPORTING: [&str; 9] = [
    "++1",
    "plus one",
    "plus 1",
    "support",
    "i support",
    "i support this",
    "i support it",
    "we support this",
    "in favour",
];
pub(super) const OPPOSING: [&str; 6] = ["disagree", "i disagree", "we disagree", "minus one", "minus 1", "against"];
pub(super) const ABSTAINING: [&str; 7] =
    ["i abstain", "we abstain", "abstention", "i am neutral", "abstain", "abstaining", "i'm abstaining"];

/// Signs with one of the words that say the same.
const SIGNS: [(&str, &str); 7] = [
    ("👍", "support"),
    ("✅", "support"),
    ("✔", "support"),
    ("👎", "against"),
    ("❌", "against"),
    ("✖", "against"),
    ("🤷", "abstention"),
];

pub(super) fn read_worded(line: &str, words: &[&str]) -> Option<Values> {
    let bare = line.trim_end_matches(['.', '!', ' ']);
    // A thumb by itself says as much as a word.
    let sign = if line.is_ascii() { String::new() } else { plain_sign(line.trim()) };
    if SIGNS.iter().any(|(known, said)| *known == sign && words.contains(said)) {
        return Some(Values(vec![("typed", line.to_owned())]));
    }
    words.iter().any(|word| bare.eq_ignore_ascii_case(word)).then(|| Values(vec![("typed", line.to_owned())]))
}

/// Reads `object`, `object: why`, `object to P2 why`, `object P2 why`, `I object …`.
pub(super) fn read_objection(line: &str, heads: &[&str]) -> Option<Values> {
    let behind = |head: &'_ str| -> Option<&str> {
        let (start, rest) = line.split_at_checked(head.len())?;
        let is_whole = rest.is_empty() || rest.starts_with([' ', ':', ',', '.', '!']);
        (start.eq_ignore_ascii_case(head) && is_whole).then_some(rest)
    };
    let (head, rest) = heads.iter().find_map(|head| Some((*head, behind(head)?)))?;
    if !objects(head, rest) {
        return None;
    }
    let rest = rest.trim_start_matches([' ', ':', ',', '.', '!']);
    let named = rest.get(..3).filter(|to| to.eq_ignore_ascii_case("to ")).map(|_| rest[3..].trim_start());
    let named = named.or_else(|| Some(rest).filter(|rest| rest.starts_with(['D', 'd', 'P', 'p'])));
    let (to, reason) = match named.map(|named| named.split_once([' ', ':', ',']).unwrap_or((named, ""))) {
        Some((to, reason)) if objected(to.trim_end_matches([':', ',', '.'])).is_some() => {
            (to.trim_end_matches([':', ',', '.']), reason)
        }
        Some(_) | None => ("", rest),
    };
    let reason = reason.trim_start_matches([' ', ':', ',']).trim();
    // “Because of cost” stays: the words after it are no sentence.
    let is_of = reason.get(8..11).is_some_and(|of| of.eq_ignore_ascii_case("of "));
    let because = reason.get(..8).filter(|start| start.eq_ignore_ascii_case("because ") && !is_of);
    let reason = because.map_or(reason, |_| &reason[8..]);
    Some(Values(vec![("to", to.to_owned()), ("reason", reason.trim().to_owned()), ("typed", line.to_owned())]))
}

/// Whether words behind `object` say what for: “object identifiers are in annex B” and “Objection: none” object to nothing.
fn objects(head: &str, rest: &str) -> bool {
    const BEGINNINGS: [&str; 30] = [
        "to", "because", "since", "as", "the", "this", "that", "these", "those", "it", "its", "we", "i", "my", "our",
        "they", "there", "row", "rows", "not", "too", "on", "for", "with", "in", "strongly", "until", "unless", "d",
        "p",
    ];
    let words = rest.trim_start_matches([' ', ':', ',', '.', '!', '-', '–']).trim_end();
    if is_no_reason(words) {
        return false;
    }
    let is_marked =
        words.is_empty() || rest.starts_with([':', ',', '.', '!']) || rest.trim_start().starts_with(['-', '–']);
    let first = words.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    // A bare noun is what follows, in “object code” and “objection handling”.
    let is_bare_noun = head == "object" || !head.contains(' ');
    is_marked || !is_bare_noun || BEGINNINGS.iter().any(|word| first.eq_ignore_ascii_case(word)) || first.is_empty()
}

/// “none” is no reason, and a question none either.
fn is_no_reason(words: &str) -> bool {
    let bare = words.trim_end_matches(['.', '!']);
    words.ends_with('?')
        || ["none", "no", "no one", "nobody", "none from me"].iter().any(|none| bare.eq_ignore_ascii_case(none))
}

pub(super) fn objection(values: &Values, is_reservation: bool) -> Result<Command, Misread> {
    const USAGE: &str = "object to P2 REASON (or to D7-3)";
    let is_named = values.get("to").is_some_and(|to| !to.is_empty());
    if !is_named && values.get("reason").is_some_and(is_no_reason) {
        return Err(Misread::Prose);
    }
    // `objection to D7-3 for Eve: why` has the name before the colon.
    let named = values.get("to").map(|to| to.split_once(" for ").unwrap_or((to, "")));
    let about = match values.get("to") {
        Some(to) => list_proposal::about_list_proposal(to).map(|(number, _)| (number, values.owned("reason"))),
        None => values.get("reason").and_then(list_proposal::about_list_proposal),
    };
    if let Some(about) = about {
        let stand = if is_reservation { Stand::Unwell } else { Stand::Against };
        return Ok(list_proposal::answer(stand, about));
    }
    let to = match named {
        Some((to, _)) => Some(objected(to.trim()).ok_or(Misread::Usage(USAGE))?),
        None => None,
    };
    let reason = match named {
        Some((_, name)) if !name.is_empty() => {
            Some(format!("for {name}: {}", values.get("reason").unwrap_or_default()))
        }
        Some(_) | None => values.owned("reason"),
    };
    let word = if is_reservation { "Reservation" } else { "Objection" };
    let typed = values.owned("typed").or_else(|| reason.as_ref().map(|reason| format!("{word}: {reason}")));
    let typed = typed.unwrap_or_default();
    let (whom, reason) = for_whom(reason);
    Ok(Command::Proposal(ProposalCommand::Object { to, whom, reason, is_reservation, typed }))
}

/// `for Eve: the table is incomplete`: whose objection it is, and why.
fn for_whom(reason: Option<String>) -> (Option<String>, Option<String>) {
    let named = reason.as_deref().and_then(|words| {
        let rest = words.get(..4).filter(|start| start.eq_ignore_ascii_case("for ")).map(|_| &words[4..])?;
        rest.split_once(':')
    });
    match named {
        Some((name, words)) if crate::group::listed::may_be_a_name(name) => {
            (Some(name.trim().to_owned()), Some(words.trim().to_owned()).filter(|words| !words.is_empty()))
        }
        Some(_) | None => (None, reason),
    }
}

/// `P2`, `D7-3`.
pub(super) fn objected(typed: &str) -> Option<ObjectedRef> {
    let proposal = typed.strip_prefix(['P', 'p']).and_then(|number| number.parse().ok());
    proposal.map(ObjectedRef::Proposal).or_else(|| decision_ref(typed).map(ObjectedRef::Decision))
}
