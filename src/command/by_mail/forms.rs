//! Words that people use in mails and not in a room, as the table has them; and what may be meant as a command though it is
//! none.

use crate::group::mail::About;

/// Words before the one that objects, such as `I hereby` or `my formal`.
const BEFORE: usize = 6;

/// Forms that people use in mails and not in a room: `regrets`, `regrets for meeting 8`, `agenda item: TEXT`.
pub(super) fn plain_form(words: &str) -> Option<String> {
    let lower = words.trim_end_matches(['.', '!', ',', ' ']).to_lowercase();
    for (word, command) in [("regrets", "regrets+"), ("present", "present+")] {
        let rest = lower.strip_prefix(command).or_else(|| lower.strip_prefix(word));
        let Some(rest) = rest else { continue };
        let number = rest.trim_start().strip_prefix("for ").map(|rest| rest.trim_start_matches("the "));
        let number = number.and_then(|rest| rest.strip_prefix("meeting ")).map(|number| number.trim_start_matches('#'));
        let is_number = |number: &str| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        return match number.map(str::trim) {
            None if rest.is_empty() => Some(command.to_owned()),
            Some(number) if is_number(number) => Some(format!("{command} for meeting {number}")),
            // Names of others, reasons and prose: a person has to read it.
            None | Some(_) => Some(String::new()),
        };
    }
    let title = words.get(..12).filter(|head| head.eq_ignore_ascii_case("agenda item:")).map(|_| words[12..].trim());
    title.map(|title| format!("agenda+ {title}"))
}

/// Words with which people answer what is put to the list.
pub(super) fn plain_answer(words: &str) -> Option<String> {
    const FORMS: [(&str, &str); 24] = [
        ("support", "+1"),
        ("i support", "+1"),
        ("we support", "+1"),
        ("yes", "+1"),
        ("agree", "+1"),
        ("agreed", "+1"),
        ("i agree", "+1"),
        ("we agree", "+1"),
        ("approve", "+1"),
        ("approved", "+1"),
        ("i approve", "+1"),
        ("we approve", "+1"),
        ("i accept", "+1"),
        ("we accept", "+1"),
        ("i am in favour", "+1"),
        ("i am in favor", "+1"),
        ("i have no objection", "+1"),
        ("in favour", "+1"),
        ("in favor", "+1"),
        ("no objection", "+1"),
        ("no objections", "+1"),
        ("abstain", "0"),
        ("i abstain", "0"),
        ("we abstain", "0"),
    ];
    let lower = words.trim_end_matches(['.', '!', ',', ' ']).to_lowercase();
    let lower = ["this proposal", "the proposal", "this", "it", "that"]
        .iter()
        .find_map(|object| lower.strip_suffix(object)?.strip_suffix(' '))
        .unwrap_or(&lower);
    let lower =
        ["of", "with", "to"].iter().find_map(|word| lower.strip_suffix(word)?.strip_suffix(' ')).unwrap_or(lower);
    FORMS.iter().find(|(form, _)| *form == lower).map(|(_, sign)| (*sign).to_owned())
}

/// What a line says of a decision.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Objection,
    Reservation,
    Withdrawal,
}

/// An objection, a reservation or a withdrawal in the words of a person: `Objection to decision D1-1 – REASON`,
/// `I hereby object to “D1‑1” (row 4): REASON`. `None`: it is none, or says more than that.
pub(super) fn objecting(words: &str) -> Option<String> {
    let (says, rest) = saying(words)?;
    let (number, rest) = numbered(without_joints(rest))?;
    let rest = rest.trim_start_matches(CLOSING);
    let reason = reason(rest)?;
    let end = match words.trim_start().chars().next() {
        Some('*') => '*',
        Some('_') => '_',
        Some('"') => '"',
        Some('“' | '„' | '”') => '”',
        Some(_) | None => '\0',
    };
    let reason = reason.strip_suffix(end).map_or(reason.clone(), str::to_owned);
    let head = match says {
        Says::Withdrawal if number.starts_with('D') => return Some(format!("withdraw objection to {number}")),
        Says::Withdrawal => return None,
        Says::Objection if number.starts_with('D') => format!("objection to {number}"),
        Says::Objection => format!("object to {number}"),
        Says::Reservation => format!("reservation on {number}"),
    };
    Some(if reason.is_empty() { head } else { format!("{head}: {reason}") })
}

/// Whether a line that is no command may be meant as one: it begins as an objection does; or, in answer to a mail of ours, as
/// what is asked for there does.
pub(super) fn may_be_meant(words: &str, answered: Option<About>) -> bool {
    if let Some((_, rest)) = saying(words) {
        let says_nothing = rest.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let is_none = matches!(says_nothing.as_str(), "none" | "no" | "nil" | "n/a");
        return !is_none && (answered.is_some() || names_a_decision(rest));
    }
    let first = unmarked(words).split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    match answered {
        Some(About::Minutes) => {
            matches!(first.as_str(), "correction" | "corrections" | "erratum" | "errata" | "corrigendum")
        }
        Some(About::Notice) => matches!(first.as_str(), "regrets" | "apologies" | "agenda"),
        Some(About::Report | About::ListProposal(_)) | None => false,
    }
}

/// A line without the marks of a list, and without those that make it bold or quote it as a whole.
fn unmarked(words: &str) -> &str {
    let marks = ['-', '*', '•', '·', '–', '—', '"', '“', '„', '”', '\'', '‘', '‚', '_', '(', '[', ' ', '\u{a0}'];
    let rest = words.trim_start_matches(marks);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let listed =
        rest[digits..].strip_prefix(['.', ')']).filter(|rest| (1..=2).contains(&digits) && rest.starts_with(' '));
    listed.unwrap_or(rest).trim_start_matches(marks)
}

/// What a line begins to say, and its rest.
fn saying(words: &str) -> Option<(Says, &str)> {
    const LEADING: [&str; 28] = [
        "i",
        "we",
        "am",
        "are",
        "my",
        "our",
        "an",
        "a",
        "hereby",
        "formal",
        "formally",
        "strong",
        "strongly",
        "must",
        "have",
        "would",
        "like",
        "want",
        "wish",
        "need",
        "to",
        "raise",
        "record",
        "register",
        "state",
        "also",
        "and",
        "respectfully",
    ];
    let mut rest = unmarked(words);
    let mut withdraws = false;
    for place in 0..=BEFORE {
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        let word = word.to_lowercase();
        let says = match word.as_str() {
            "object" | "objection" | "objections" | "objecting" => Some(Says::Objection),
            "reservation" | "reservations" => Some(Says::Reservation),
            _ => None,
        };
        if let Some(says) = says {
            return Some((if withdraws { Says::Withdrawal } else { says }, behind));
        }
        // What somebody would do is not done.
        if word == "would" && !behind.trim_start().to_lowercase().starts_with("like ") {
            return None;
        }
        let is_leading = LEADING.contains(&word.as_str()) && !(place == 0 && matches!(word.as_str(), "to" | "and"));
        let is_withdrawing = matches!(word.as_str(), "withdraw" | "withdrawing") && !withdraws;
        if !(is_leading || is_withdrawing || (withdraws && word == "the")) {
            return None;
        }
        withdraws |= is_withdrawing;
        rest = behind.trim_start_matches([' ', '\u{a0}', ',']);
    }
    None
}

/// What may stand around a number.
const CLOSING: [char; 9] = ['"', '”', '“', '’', '\'', ')', ']', '*', '_'];
const OPENING: [char; 11] = ['"', '“', '„', '”', '‘', '\'', '(', '[', '#', '*', '_'];

/// What is behind `to decision no.`.
fn without_joints(mut rest: &str) -> &str {
    const JOINTS: [&str; 18] = [
        "to",
        "on",
        "against",
        "about",
        "concerning",
        "regarding",
        "re",
        "with",
        "as",
        "decision",
        "decisions",
        "proposal",
        "the",
        "no",
        "nr",
        "number",
        "item",
        "draft",
    ];
    loop {
        rest = rest.trim_start_matches([' ', '\u{a0}', ':', '.']).trim_start_matches(OPENING);
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if end == 0 || !JOINTS.contains(&rest[..end].to_lowercase().as_str()) {
            return rest;
        }
        rest = &rest[end..];
    }
}

/// `D1-1` with any dash, `D3`, `LP1`; as the table has it, and what is behind.
fn numbered(words: &str) -> Option<(String, &str)> {
    let digits = |words: &str| words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (kind, rest) = [("lp", "LP"), ("d", "D")].iter().find_map(|(typed, kind)| {
        let head = words.get(..typed.len()).filter(|head| head.eq_ignore_ascii_case(typed))?;
        Some((*kind, &words[head.len()..]))
    })?;
    let rest = rest.strip_prefix([' ', '\u{a0}']).unwrap_or(rest);
    let first = digits(rest);
    if !(1..=5).contains(&first) {
        return None;
    }
    let (one, behind) = rest.split_at(first);
    let mut number = format!("{kind}{one}");
    let mut rest = behind;
    if let Some(dashed) = behind.strip_prefix(['-', '‐', '‑', '‒', '–', '—', '−', '\u{ad}']).filter(|_| kind == "D")
    {
        let second = digits(dashed);
        if (1..=5).contains(&second) {
            number = format!("{number}-{}", &dashed[..second]);
            rest = &dashed[second..];
        }
    }
    (!rest.starts_with(char::is_alphanumeric)).then_some((number, rest))
}

fn names_a_decision(words: &str) -> bool {
    words.split(|c: char| c.is_whitespace() || OPENING.contains(&c)).any(|word| numbered(word).is_some())
}

/// The reason behind a number: behind a mark, a dash or `because`, and with what stands in parentheses before it.
fn reason(rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches(['\u{a0}', ' ']);
    if let Some((inside, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let reason = reason(behind)?;
        return Some(format!("({inside}) {reason}").trim_end().to_owned());
    }
    let is_because = |word: &str| {
        let (head, behind) = rest.split_at_checked(word.len())?;
        (head.eq_ignore_ascii_case(word) && behind.starts_with(' ')).then_some(behind)
    };
    if let Some(behind) = is_because("because").filter(|behind| !behind.trim_start().starts_with("of ")) {
        return Some(behind.trim().to_owned());
    }
    if is_because("because").or_else(|| is_because("since")).or_else(|| is_because("as")).is_some() {
        return Some(rest.trim().to_owned());
    }
    let marks = [':', ';', ',', '.', '!', '：', '；', '，', '。', '-', '–', '—', '−', '=', '>', ' ', '\u{a0}'];
    let behind = rest.trim_start_matches(marks);
    (behind.is_empty() || behind.len() < rest.len()).then(|| behind.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objections_are_read_as_people_write_them() {
        for (words, expected) in [
            ("objection to D1-1: x", "objection to D1-1: x"),
            ("Objection to decision D1-1: x", "objection to D1-1: x"),
            ("Objection to D1-1 – the table", "objection to D1-1: the table"),
            ("Objection to D1‑1: x", "objection to D1-1: x"),
            ("objection to D1–1; x", "objection to D1-1: x"),
            ("Objection on D1-1: x", "objection to D1-1: x"),
            ("Objection against D 1-1. It is early.", "objection to D1-1: It is early."),
            ("Objections to “D1-1”: x", "objection to D1-1: x"),
            ("objection to #D1-1：表", "objection to D1-1: 表"),
            ("- objection to D1-1: x", "objection to D1-1: x"),
            ("1. objection to D1-1: x", "objection to D1-1: x"),
            ("*objection to D1-1: x*", "objection to D1-1: x"),
            ("“objection to D1-1: x”", "objection to D1-1: x"),
            ("I hereby object to D1-1: x", "objection to D1-1: x"),
            (
                "We would like to object to decision no. D1-1 because row 4 is missing",
                "objection to D1-1: row 4 is missing",
            ),
            ("I object to D1-1 because of cost", "objection to D1-1: because of cost"),
            ("My objection to D1-1 (rows 2 and 3): x", "objection to D1-1: (rows 2 and 3) x"),
            ("OBJECTION D3", "objection to D3"),
            ("objection to D1-1:", "objection to D1-1"),
            ("reservation on decision D3, legal review", "reservation on D3: legal review"),
            ("I withdraw my objection to decision D1-1.", "withdraw objection to D1-1"),
            ("We withdraw the objection to D1-1", "withdraw objection to D1-1"),
            ("objection to LP1 - too early", "object to LP1: too early"),
        ] {
            assert_eq!(objecting(words).as_deref(), Some(expected), "{words}");
        }
        for words in [
            "The objection to D1-1 was withdrawn.",
            "I would object to D1-1.",
            "Objection to D1-1 was withdrawn.",
            "My objection to D1-1 stands.",
            "objection to D1-1 for Eve: x",
            "Objection to D1-1 and D1-2: x",
            "To object to D1-1: answer",
            "objection: x",
            "Object identifiers of D1-1x: none",
            "no objection to D1-1",
            "objection to D: x",
            "objection to D1000000: x",
            "objection",
            "",
            "-",
            "é",
        ] {
            assert_eq!(objecting(words), None, "{words}");
        }
    }

    #[test]
    fn what_begins_as_an_objection_may_be_one() {
        let (minutes, notice) = (Some(About::Minutes), Some(About::Notice));
        for (words, answered, expected) in [
            ("Objection to D1-1 and D1-2: x", None, true),
            ("I object to the second decision", None, false),
            ("I object to the second decision", minutes, true),
            ("objection: x", minutes, true),
            ("Objection: none", minutes, false),
            ("Correction: Ana was there", minutes, true),
            ("Correction: Ana was there", None, false),
            ("Correction: the time is 15:00", notice, false),
            ("Regrets from Example Corp", notice, true),
            ("Agenda item - Table", notice, true),
            ("Regrets, I read this too late to answer.", minutes, false),
            ("The objection to D1-1 was withdrawn.", minutes, false),
            ("No objections.", minutes, false),
            ("Thank you.", minutes, false),
        ] {
            assert_eq!(may_be_meant(words, answered), expected, "{words}");
        }
    }
}
