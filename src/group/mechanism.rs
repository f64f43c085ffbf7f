//! Coordination mechanisms: how the sides work together on something, who does, and until when. Each is read from the words
//! of a decision or a proposal, so that corrections, objections and deletions of those need nothing more.

/// How sides work together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MechanismKind {
    JointMeeting,
    LeadStudyGroup,
    CommonText,
    LiaisonRoutine,
}

/// What words say of a mechanism.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mechanism {
    pub kind: MechanismKind,
    /// The bodies that work together, as they are named.
    pub who: Vec<String>,
    /// Until when, as it was typed.
    pub until: Option<String>,
    /// What for.
    pub about: Option<String>,
}

/// What people call the kinds; the first one of a kind is its word.
const NAMES: [(MechanismKind, &[&str]); 4] = [
    (
        MechanismKind::JointMeeting,
        &["joint meetings", "joint meeting", "joint sessions", "joint session", "joint workshop"],
    ),
    (MechanismKind::LeadStudyGroup, &["lead study group", "lead group", "lead sg"]),
    (
        MechanismKind::CommonText,
        &["common texts", "common text", "twin texts", "twin text", "aligned texts", "aligned text"],
    ),
    (
        MechanismKind::LiaisonRoutine,
        &["liaison routine", "routine liaison", "regular liaisons", "regular liaison", "standing liaison"],
    ),
];

/// What may stand in front of a kind.
const INTRODUCTIONS: [&str; 11] = [
    "coordination mechanism:",
    "mechanism:",
    "a ",
    "an ",
    "the ",
    "to ",
    "hold ",
    "have ",
    "set up ",
    "use ",
    "propose ",
];

/// What stands between who works together and what for.
const ABOUT: [&str; 5] = [" on ", " about ", " concerning ", " regarding ", " for "];

impl MechanismKind {
    pub fn word(self) -> &'static str {
        match self {
            MechanismKind::JointMeeting => "joint meeting",
            MechanismKind::LeadStudyGroup => "lead study group",
            MechanismKind::CommonText => "common text",
            MechanismKind::LiaisonRoutine => "liaison routine",
        }
    }
}

/// Reads `joint meeting of SG17 and SG20 until 2027-03-31: gateways`. `bodies` are those that are known. `None`: the words do
/// not begin with a kind.
pub fn mechanism_in(text: &str, bodies: &[String]) -> Option<Mechanism> {
    let mut rest = text.trim();
    while let Some(after) = INTRODUCTIONS.iter().find_map(|start| strip(rest, start)) {
        rest = after.trim_start();
    }
    let (kind, rest) = NAMES.iter().find_map(|(kind, names)| {
        let after = names.iter().find_map(|name| strip(rest, name))?;
        let is_whole = !after.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        is_whole.then_some((*kind, after))
    })?;
    let (head, mut about) = match [": ", "：", " – ", " — ", "; "]
        .iter()
        .filter_map(|mark| rest.split_once(mark))
        .min_by_key(|(head, _)| head.len())
    {
        Some((head, about)) => (head.to_owned(), Some(about.trim().to_owned())),
        None => (rest.trim_end_matches(['.', ':']).to_owned(), None),
    };
    let (head, until) = split_until(&head);
    let (who_words, after) = match ABOUT.iter().filter_map(|word| Some((find(&head, word)?, word.len()))).min() {
        Some((at, length)) => (head[..at].to_owned(), Some(head[at + length..].trim().to_owned())),
        None => (head.clone(), None),
    };
    about = about.or(after.filter(|after| !after.is_empty())).filter(|about| !about.is_empty());
    Some(Mechanism { kind, who: who_in(&who_words, bodies), until, about })
}

/// Takes the day off: ` until 2027-03-31`, ` by 31 March 2027`, ` until the end of the study period`.
fn split_until(head: &str) -> (String, Option<String>) {
    const SURE: [&str; 3] = [" until ", " till ", " up to "];
    let sure = SURE.iter().filter_map(|word| Some((find(head, word)?, word.len()))).min();
    // `by SG17 by 31 March`: the first says who.
    let is_day = |after: &str| {
        let next = after.split_whitespace().next().unwrap_or_default();
        next.starts_with(|c: char| c.is_ascii_digit()) || next.parse::<chrono::Month>().is_ok()
    };
    let lower = head.to_ascii_lowercase();
    let by = || lower.match_indices(" by ").map(|(at, by)| (at, by.len())).find(|(at, by)| is_day(&head[at + by..]));
    let Some((at, length)) = sure.or_else(by) else { return (head.to_owned(), None) };
    let after = head[at + length..].trim();
    // A day is followed by what it is for, in the same sentence: `until 2027-03-31 on gateways`.
    let end = ABOUT.iter().filter_map(|word| find(after, word)).min();
    let end = end.or_else(|| after.find(','));
    let (until, rest) = after.split_at(end.unwrap_or(after.len()));
    let until = until.trim().trim_end_matches(['.', ',']).to_owned();
    let rest = rest.trim_start_matches(',').trim_end();
    let joined = format!("{}{}{rest}", &head[..at], if rest.is_empty() || rest.starts_with(' ') { "" } else { " " });
    (joined, Some(until).filter(|until| !until.is_empty()))
}

/// Who is listed after `of`, `between`, `by` or `with`, bodies by the names under which they are known. Words that are no list
/// name the known bodies that are in them.
fn who_in(words: &str, bodies: &[String]) -> Vec<String> {
    const MOST_WORDS: usize = 6;
    let known = |text: &str| {
        let named = bodies.iter().filter_map(|body| Some((find_word(text, body)?, body.clone())));
        let mut named: Vec<(usize, String)> = named.collect();
        named.sort();
        named.into_iter().map(|(_, body)| body).collect::<Vec<String>>()
    };
    let words = words.trim();
    let Some(listed) = ["of ", "between ", "by ", "with "].iter().find_map(|start| strip(words, start)) else {
        return known(words);
    };
    let listed = listed.replace(" and ", ",").replace(" & ", ",");
    let listed: Vec<&str> = listed.split(',').map(str::trim).filter(|one| !one.is_empty()).collect();
    if listed.iter().any(|one| one.split_whitespace().count() > MOST_WORDS) {
        return known(words);
    }
    listed
        .into_iter()
        .flat_map(|one| Some(known(one)).filter(|known| !known.is_empty()).unwrap_or(vec![one.to_owned()]))
        .collect()
}

/// What follows a beginning, in any case.
fn strip<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

/// Where words of ASCII letters are in a text, in any case.
fn find(text: &str, words: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(words)
}

/// Where a name is in a text as a word of its own.
fn find_word(text: &str, name: &str) -> Option<usize> {
    let (lower, name) = (text.to_ascii_lowercase(), name.to_ascii_lowercase());
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut found = lower.match_indices(name.as_str());
    found.find_map(|(at, word)| {
        let (before, after) = (lower[..at].chars().next_back(), lower[at + word.len()..].chars().next());
        (!is_part(before) && !is_part(after)).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mechanism_is_read_as_people_write_it() {
        let bodies = ["SG17", "SG20", "TSAG", "SG1"].map(str::to_owned);
        for (text, kind, who, until, about) in [
            (
                "joint meeting of SG17 and SG20 until 2027-03-31: gateways",
                "joint meeting",
                vec!["SG17", "SG20"],
                Some("2027-03-31"),
                Some("gateways"),
            ),
            ("Lead study group SG17 for gateways", "lead study group", vec!["SG17"], None, Some("gateways")),
            (
                "a common text by SG20 and SG17 by 31 March 2027",
                "common text",
                vec!["SG20", "SG17"],
                Some("31 March 2027"),
                None,
            ),
            ("common text until 2027-06-30 on keys", "common text", vec![], Some("2027-06-30"), Some("keys")),
            (
                "liaison routine between SG17 and SG20, until the end of the study period",
                "liaison routine",
                vec!["SG17", "SG20"],
                Some("the end of the study period"),
                None,
            ),
            (
                "to hold joint meetings with ISO/IEC JTC 1/SC 41 and SG20 about updates.",
                "joint meeting",
                vec!["ISO/IEC JTC 1/SC 41", "SG20"],
                None,
                Some("updates"),
            ),
            ("joint session of Group A and Group B", "joint meeting", vec!["Group A", "Group B"], None, None),
            ("mechanism: lead SG: SG17 decides", "lead study group", vec![], None, Some("SG17 decides")),
        ] {
            let read = mechanism_in(text, &bodies).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read.kind.word(), kind, "{text}");
            assert_eq!(read.who, who, "{text}");
            assert_eq!(read.until.as_deref(), until, "{text}");
            assert_eq!(read.about.as_deref(), about, "{text}");
        }
        for text in
            ["the glossary is kept together", "joint", "common textbook", "R1 joint by common text", "", "lead by SG17"]
        {
            assert_eq!(mechanism_in(text, &bodies), None, "{text}");
        }
    }
}
