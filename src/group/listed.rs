//! Lists of people as they are typed: names, organizations in their many forms, and remarks that are neither.

use super::LIMITS;
use super::titles::{is_degree, is_of_a_family, names_a_role, names_an_organization};

/// One of a list: `Ana Berg (Acme)`. Without a name, the organization is the author's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub name: String,
    pub organization: Option<String>,
}

/// Words between two people of a list, in the languages that standards people write.
const JOINTS: [&str; 12] =
    [" and ", " und ", " et ", " & ", " + ", " plus ", " sowie ", " och ", " og ", " en ", " и ", " with "];

/// Words and marks between a person and an organization.
const FROM: [&str; 14] = [
    " on behalf of ",
    " representing ",
    " from ",
    " of ",
    " for ",
    " at ",
    " with ",
    " / ",
    " - ",
    " – ",
    " — ",
    " | ",
    " @ ",
    " -- ",
];

/// Words between a person and when they are there, or why they are not.
const WHEN: [&str; 8] = [" until ", " till ", " after ", " since ", " because ", " due to ", " as of ", " starting "];

/// The same at the very beginning: the author speaks for it, or the person before the comma.
const FROM_FIRST: [&str; 10] =
    ["on behalf of ", "representing ", "speaking for ", "here for ", "here from ", "for ", "from ", "of ", "at ", "@ "];

/// Reads a list of people, some of whom are known. What is an address of the net is in no piece.
///
/// After a name an organization, a role or a degree may follow a comma; where semicolons part the people, whatever follows
/// a comma does.
pub(super) fn pieces(typed: &str, is_known: &dyn Fn(&str) -> bool) -> Vec<Piece> {
    let typed = without_addresses(typed);
    let turned = family_first(&split_at_semicolons(&typed), is_known);
    let groups = turned.iter().map(String::as_str).collect::<Vec<&str>>();
    let has_groups = groups.len() > 1;
    let mut pieces: Vec<Piece> = Vec::new();
    for group in groups {
        let start = pieces.len();
        // `Acme: Ana, Bo; Beta: Cy` is by organization.
        let head = group.split_once(": ").map(|(head, _)| head.trim()).filter(|head| !is_remark(head));
        for words in split_names(group).into_iter().flat_map(|words| split_at_slashes(words, has_groups, is_known)) {
            // “Co-Convenor (SG20)” may be a member's name as it is.
            let whole = words.trim();
            let is_whole = whole.ends_with([')', ']']) && is_known(whole);
            let named = || Piece { name: whole.to_owned(), organization: None };
            let mut piece = if is_whole { named() } else { piece(&words) };
            if let Some(last) = pieces[start..].last_mut() {
                if belongs_to(last, &mut piece, &words, has_groups && head.is_none(), is_known) {
                    continue;
                }
                if head.is_some() && piece.organization.is_none() {
                    piece.organization.clone_from(&last.organization);
                }
            }
            if !piece.name.is_empty() || piece.organization.is_some() {
                pieces.push(piece);
            }
        }
    }
    pieces
}

/// `Nyberg, Bo; Dahl, Cy` as names are said, where one of them is known so.
fn family_first(groups: &[&str], is_known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let turned = |group: &&str| {
        let (family, first) = group.split_once(',')?;
        let (family, first) = (family.trim(), first.trim());
        let is_word = |word: &str| !word.contains([' ', ',']) && word.starts_with(char::is_uppercase);
        (is_word(family) && is_word(first) && !names_an_organization(first)).then(|| format!("{first} {family}"))
    };
    let names: Option<Vec<String>> = groups.iter().map(turned).collect();
    match names {
        Some(names) if groups.len() > 1 && names.iter().any(|name| is_known(name)) => names,
        Some(_) | None => groups.iter().map(|group| (*group).to_owned()).collect(),
    }
}

/// Adds to the person before a comma what follows it, if that says something of them. Else it is somebody else.
fn belongs_to(
    last: &mut Piece,
    piece: &mut Piece,
    typed: &str,
    is_grouped: bool,
    is_known: &dyn Fn(&str) -> bool,
) -> bool {
    // “Fay Hill, on behalf of Acme”.
    if piece.name.is_empty() {
        let is_new = last.organization.is_none() && piece.organization.is_some();
        if is_new {
            last.organization = piece.organization.take();
        }
        return is_new || piece.organization.is_none();
    }
    if last.name.is_empty() || is_known(&piece.name) || names_an_organization(&last.name) {
        return false;
    }
    let is_role = names_a_role(&piece.name) && piece.name.split_whitespace().count() <= 5;
    if is_role || is_degree(&piece.name) {
        if last.organization.is_none() {
            last.organization = piece.organization.take();
        }
        return true;
    }
    if is_of_a_family(&piece.name) {
        last.name = format!("{} {}", last.name, piece.name);
        return true;
    }
    let is_organization = piece.organization.is_none() && names_an_organization(&piece.name);
    if !(is_organization || is_grouped && piece.organization.is_none()) {
        return false;
    }
    if is_grouped && is_remark(&piece.name) {
        return true;
    }
    // “Acme Inc.” has its full stop.
    let dot = if is_organization && typed.trim_end().ends_with('.') { "." } else { "" };
    let said = format!("{}{dot}", piece.name);
    last.organization = Some(match last.organization.take() {
        Some(before) => format!("{before}, {said}"),
        None => said,
    });
    true
}

/// The groups of a list between semicolons outside of brackets.
fn split_at_semicolons(typed: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let is_break = |c: char| {
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ';' | '；')
    };
    typed.split(is_break).filter(|group| !group.trim().is_empty()).collect()
}

/// `Bo/cy` are two people, `Dee Ray/Acme` is one from Acme, `SG17/SG20` is no list.
fn split_at_slashes(words: &str, is_grouped: bool, is_known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let whole = || vec![words.to_owned()];
    let plain = words.split(['(', '（', '[']).next().unwrap_or_default();
    if !plain.contains('/') || plain.len() < words.len() || plain.contains("://") {
        return whole();
    }
    let parts: Vec<&str> = plain.split('/').map(str::trim).collect();
    let is_word =
        |part: &str| part.chars().count() > 1 && part.chars().all(|c| c.is_alphabetic() || "-'’_ ".contains(c));
    let is_pronoun = |part: &str| ["he", "him", "she", "her", "they", "them"].contains(&part.to_lowercase().as_str());
    if parts.iter().any(|part| !is_word(part) || is_pronoun(part.rsplit(' ').next().unwrap_or_default())) {
        return whole();
    }
    let is_single = |part: &&str| !part.contains(' ');
    let is_spaced = plain.contains(" / ");
    // Between semicolons what follows a slash is an organization.
    let is_spaced = is_spaced || is_grouped;
    let are_people = parts.iter().all(|part| !names_an_organization(part))
        && (parts.iter().all(|part| is_known(part))
            || (!is_spaced && (parts.iter().all(is_single) || !parts.iter().any(is_single))));
    match parts.as_slice() {
        _ if are_people => parts.into_iter().map(str::to_owned).collect(),
        [name, organization] => vec![format!("{name} / {organization}")],
        _ => whole(),
    }
}

fn piece(words: &str) -> Piece {
    let words = without_marks(words);
    // “phone: Lou Marsh” is Lou Marsh.
    let words = words.split_once(": ").filter(|(how, _)| is_remark(how)).map_or(words, |(_, name)| name.trim());
    // `Acme: Ana`, as lists by organization have it.
    if let Some((organization, name)) = words.split_once(": ").filter(|(_, name)| !name.contains(['(', ':'])) {
        return Piece { name: without_marks(name).to_owned(), organization: Some(organization.trim().to_owned()) };
    }
    let (name, bracketed) = split_organization(words);
    let said = bracketed.filter(|said| !is_aside(said)).map(str::to_owned);
    if let Some(organization) = organization_first(name) {
        return Piece { name: String::new(), organization: said.or(Some(organization.to_owned())) };
    }
    // “Kim until 15:00” is Kim.
    let name = WHEN.iter().find_map(|word| name.split_once(word)).map_or(name, |(before, _)| before);
    for joint in FROM {
        let Some((before, after)) = name.split_once(joint) else { continue };
        let after = after.strip_prefix("the ").unwrap_or(after).trim();
        if before.trim().is_empty() || after.is_empty() {
            continue;
        }
        let is_remark = after.starts_with(char::is_lowercase) || speaks_of_time(after);
        let name = without_marks(before).to_owned();
        let organization = said.clone().or((!is_remark).then(|| after.to_owned()));
        return Piece { name, organization };
    }
    Piece { name: without_marks(name).to_owned(), organization: said }
}

/// The organization after “for”, “on behalf of” and the like at the very beginning: a name with a capital.
fn organization_first(words: &str) -> Option<&str> {
    let start =
        FROM_FIRST.iter().find(|start| words.get(..start.len()).is_some_and(|at| at.eq_ignore_ascii_case(start)))?;
    let said = words[start.len()..].trim();
    let said = said.strip_prefix("the ").unwrap_or(said);
    (said.starts_with(|c: char| !c.is_lowercase()) && !speaks_of_time(said)).then_some(said)
}

/// A piece without the dashes before it and the full stop behind it.
fn without_marks(words: &str) -> &str {
    let words = words.trim().trim_start_matches(['-', '–', '—', '+', ':']).trim_start();
    let words = words.strip_prefix("and ").unwrap_or(words);
    // `<Bo Nyberg>`.
    let words = words.strip_prefix('<').and_then(|open| open.strip_suffix('>')).unwrap_or(words);
    words.trim_end_matches(['.', '!', ':', ' '])
}

/// Whether words in brackets behind a name say how or when somebody takes part, and not for whom.
fn is_aside(words: &str) -> bool {
    let words = words.trim();
    let is_role = names_a_role(words) && words.split_whitespace().count() <= 3;
    let is_pronoun =
        words.contains('/') && ["he", "she", "they", "her", "him"].iter().any(|word| starts_word(words, word));
    is_role || is_pronoun || speaks_of_time(words) || is_remark(words)
}

fn starts_word(words: &str, word: &str) -> bool {
    words.split(|c: char| !c.is_alphabetic()).next().is_some_and(|first| first.eq_ignore_ascii_case(word))
}

/// `15:00`, `10 min`, `2 pm`.
fn speaks_of_time(words: &str) -> bool {
    const UNITS: [&str; 10] = ["am", "pm", "h", "min", "mins", "minutes", "hour", "hours", "utc", "o'clock"];
    let first = words.split_whitespace().next().unwrap_or_default();
    let has_unit = || {
        let lower = words.to_lowercase();
        lower.split_whitespace().skip(1).any(|word| UNITS.contains(&word.trim_end_matches(['.', ','])))
    };
    let is_clock = first.contains(':') && first.chars().all(|c| c.is_ascii_digit() || c == ':');
    let is_number = || first.chars().all(|c| c.is_ascii_digit());
    first.starts_with(|c: char| c.is_ascii_digit()) && (is_clock || is_number() && has_unit())
}

/// Words that say how somebody takes part: “joining late”, “on the phone”. In capitals a word may be a name.
pub(super) fn is_remark(words: &str) -> bool {
    const WORDS: &str = "\
        again also am as at audio away back between but by call calling camera can chairing commuting \
        dialing dialling driving early for from good has have hello here hi i i'll i'm i’ll i’m in irc just \
        late leave leaving listening lurking min minutes morning muted now observing on online only part \
        partial partially partly person phone please presumably remote remotely running scribing sick sorry \
        soon still thank thanks till to today tomorrow too travelling traveling trying until via video will \
        with yes joining";
    /// Words that are nobody's name in any letters.
    const ALONE: [&str; 12] =
        ["hello", "here", "hi", "irc", "late", "online", "phone", "please", "remote", "remotely", "sorry", "thanks"];
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let typed: Vec<&str> = words.split_whitespace().collect();
    match typed.as_slice() {
        [] => false,
        [only] if only.starts_with(char::is_uppercase) => ALONE.contains(&bare(only).as_str()),
        several => {
            // “Zoe Late” is a name, “Joining late” is none.
            let are_capitals = several.len() > 1 && several.iter().all(|word| !word.starts_with(char::is_lowercase));
            !are_capitals && several.iter().any(|word| !word.starts_with(char::is_uppercase) && has(WORDS, &bare(word)))
        }
    }
}

/// Whether a word is one of several with spaces between them.
fn has(words: &str, wanted: &str) -> bool {
    words.split(' ').any(|word| word == wanted)
}

/// Words that stand for nobody, for everybody, or for people who are not named: “the whole team”, “two colleagues”.
pub(super) fn is_crowd(words: &str) -> bool {
    const NOBODY: [&str; 9] = ["nobody", "none", "noone", "no-one", "no", "tbd", "tbc", "unknown", "various"];
    const MANY: &str = "\
        a all an another both everybody everyone few five four half her his many more most my one other \
        others our several six some somebody someone the their three two";
    const PRONOUNS: [&str; 8] = ["us", "we", "they", "them", "you", "he", "she", "it"];
    const TIMES: [&str; 14] = [
        "afternoon",
        "day",
        "half",
        "hour",
        "hours",
        "meeting",
        "meetings",
        "minutes",
        "morning",
        "part",
        "session",
        "time",
        "way",
        "week",
    ];
    let words = words.to_lowercase();
    let mut parts = words.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\'')));
    let first = parts.next().unwrap_or_default();
    // “all day” and “the first hour” say when.
    let says_when = parts.any(|word| TIMES.contains(&word));
    let is_count = first.starts_with(|c: char| c.is_ascii_digit()) && !speaks_of_time(&words);
    let is_alone = first.len() == words.len();
    NOBODY.contains(&first)
        || (!says_when && has(MANY, first) && !(is_alone && matches!(first, "a" | "an" | "one" | "no")))
        || (!says_when && PRONOUNS.contains(&first))
        || (is_count && !says_when)
}

/// Splits at commas, semicolons and “and” outside of brackets, and where a name follows a bracket: `Ana (Acme) Bo (Beta)`.
pub(super) fn split_names(typed: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let mut push = |from: usize, to: usize| {
        let piece = typed[from..to].trim();
        if !piece.is_empty() {
            pieces.push(piece);
        }
    };
    for (at, c) in typed.char_indices() {
        if at < start {
            continue;
        }
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => {
                depth = depth.saturating_sub(1);
                let end = at + c.len_utf8();
                let after = typed[end..].trim_start();
                let begins_a_name =
                    typed[end..].starts_with(char::is_whitespace) && after.starts_with(char::is_uppercase);
                if depth == 0 && begins_a_name && !names_a_role(after.split([',', ';', '(']).next().unwrap_or_default())
                {
                    push(start, end);
                    start = end;
                }
            }
            ',' | ';' | '，' | '、' | '；' if depth == 0 => {
                push(start, at);
                start = at + c.len_utf8();
            }
            ' ' if depth == 0 => {
                let joint = JOINTS.iter().find(|joint| typed[at..].starts_with(**joint));
                if let Some(joint) = joint.filter(|joint| parts_people(&typed[start..at], &typed[at + joint.len()..])) {
                    push(start, at);
                    start = at + joint.len();
                }
            }
            _ => {}
        }
    }
    push(start.min(typed.len()), typed.len());
    pieces
}

/// Whether “and” between two parts of a line parts two people: “Smith and Sons” is one organization.
fn parts_people(before: &str, after: &str) -> bool {
    let is_end = |c: char| matches!(c, ',' | ';' | '，' | '、' | '；' | '(' | '（' | '[');
    let next = after.split(is_end).next().unwrap_or_default();
    let next = JOINTS
        .iter()
        .filter_map(|joint| next.split_once(joint))
        .map(|(next, _)| next)
        .min_by_key(|next| next.len())
        .unwrap_or(next);
    !before.trim().is_empty() && !names_an_organization(next.trim())
}

/// Addresses of the net, which reach no minutes: `<ana@example.org>`, `mailto:ana@example.org`. Where nothing else stands
/// between two commas, what is before the `@` stays.
fn without_addresses(typed: &str) -> String {
    if !typed.contains('@') {
        return typed.to_owned();
    }
    let is_address = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        bare.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
    };
    let kept = typed.split_inclusive([',', ';']).map(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let others = words.iter().filter(|word| !is_address(word) && word.contains(char::is_alphanumeric));
        let stays = others.count() == 0;
        let words = words.into_iter().filter_map(|word| match word {
            word if !is_address(word) => Some(word.to_owned()),
            word => {
                let end = word.trim_end_matches([',', ';']).len();
                let bare = word[..end].trim_matches(|c: char| !c.is_alphanumeric());
                let local = bare.trim_start_matches("mailto:").split('@').next().unwrap_or_default();
                let local = if stays { local } else { "" };
                // The comma stays, and a bracket that the address closes.
                let rest = if word[end..].is_empty() && word.ends_with(')') && !word.starts_with('(') {
                    ")"
                } else {
                    &word[end..]
                };
                Some(format!("{local}{rest}")).filter(|left| !left.is_empty())
            }
        });
        words.collect::<Vec<String>>().join(" ")
    });
    kept.collect::<Vec<String>>().join(" ")
}

/// A name and what is in its brackets; a bracket that was not closed closes at the end, and further ones say no more of it.
fn split_organization(piece: &str) -> (&str, Option<&str>) {
    let Some(open) = piece.find(['(', '（', '[']) else { return (piece, None) };
    let mut depth = 0_usize;
    let mut end = piece.len();
    for (at, c) in piece[open..].char_indices() {
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            end = open + at;
            break;
        }
    }
    let start = open + piece[open..].chars().next().map_or(0, char::len_utf8);
    let organization = piece.get(start..end).unwrap_or_default().trim().trim_end_matches(['.', ' ']);
    (piece[..open].trim(), Some(organization).filter(|organization| !organization.is_empty()))
}

/// What follows “I am”, “this is” and the like.
pub(super) fn without_introduction(typed: &str) -> &str {
    const WORDS: [&str; 8] = ["i am ", "i'm ", "i’m ", "this is ", "it's ", "it is ", "my name is ", "here is "];
    let start = WORDS.iter().find(|word| typed.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
    start.map_or(typed, |word| typed[word.len()..].trim_start())
}

/// Whether words before a colon can be somebody's name: a few words without marks of a sentence.
pub fn may_be_a_name(words: &str) -> bool {
    let words = words.trim();
    let is_short = words.split_whitespace().count() <= 5 && words.chars().count() <= LIMITS.name_chars;
    is_short && words.contains(char::is_alphabetic) && !words.contains(['?', '!', ';', '/'])
}

/// Whether words can be someone's name: one word of any form, or up to six that all begin with a capital (but for particles
/// such as “van”). Punctuation and numbers alone are nobody's name.
pub(super) fn looks_like_a_name(words: &str) -> bool {
    let is_name_word = |word: &str| {
        word.chars().next().is_some_and(|c| !c.is_lowercase()) || is_particle(word) || has_late_capital(word)
    };
    let has_letters = words.contains(char::is_alphabetic);
    let words: Vec<&str> = words.split_whitespace().collect();
    match words.as_slice() {
        _ if !has_letters => false,
        [] => false,
        [word] => word.chars().count() <= LIMITS.name_chars,
        several => several.len() <= 6 && several.iter().all(|word| is_name_word(word)),
    }
}

/// “d'Arc” and “al-Hassan” have their capital after the particle.
fn has_late_capital(word: &str) -> bool {
    const ARTICLES: [&str; 14] =
        ["al", "el", "ad", "ar", "as", "ash", "at", "az", "an", "bin", "ben", "de", "la", "le"];
    let follows = |rest: &str| rest.starts_with(char::is_uppercase);
    word.split_once(['\'', '’']).is_some_and(|(_, rest)| follows(rest))
        || word.split_once('-').is_some_and(|(article, rest)| ARTICLES.contains(&article) && follows(rest))
}

/// Whether a piece of a list of people can be a name, in small letters too: “the slides” and “nobody” are not.
pub(super) fn may_be_listed(piece: &str) -> bool {
    piece.contains(char::is_alphabetic)
        && piece.split_whitespace().count() <= 5
        && !starts_word(piece, "not")
        && !is_crowd(piece)
        && !is_remark(piece)
        && piece.chars().count() <= LIMITS.name_chars
}

/// A small word inside a name, such as “van” or “dos”.
pub(super) fn is_particle(word: &str) -> bool {
    const PARTICLES: &str = "\
        al bin binti bint ben ibn abu da das do dos de del della den der des di du e el la las le los ten \
        ter te van von vom zu zum y af av op dal dalla";
    has(PARTICLES, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_organizations_are_told_apart() {
        for (typed, expected) in [
            ("Ana Berg (Acme).", "Ana Berg=Acme"),
            ("Ana (Acme) Bo (Beta)", "Ana=Acme; Bo=Beta"),
            ("Ana (Acme) and Bo (Beta)", "Ana=Acme; Bo=Beta"),
            ("Ana (Acme, Beta), Bo", "Ana=Acme, Beta; Bo"),
            ("Ana - Acme", "Ana=Acme"),
            ("Ana – Acme, Bo / Beta", "Ana=Acme; Bo=Beta"),
            ("Ana | Acme", "Ana=Acme"),
            ("Ana from Smith and Sons", "Ana=Smith and Sons"),
            ("Ana from Acme and Bo from Beta", "Ana=Acme; Bo=Beta"),
            ("Zoe und Yan", "Zoe; Yan"),
            ("Anne et Luc", "Anne; Luc"),
            ("Ana & Bo + Cy", "Ana; Bo; Cy"),
            ("Ana, Bo, and Cy.", "Ana; Bo; Cy"),
            ("José Ortega y Gasset", "José Ortega y Gasset"),
            ("al-Hassan ibn Talal", "al-Hassan ibn Talal"),
            ("Fay Hill, on behalf of Beta Corp", "Fay Hill=Beta Corp"),
            ("Eve Ray on behalf of Acme", "Eve Ray=Acme"),
            ("on behalf of Acme", "=Acme"),
            ("for the Acme Group", "=Acme Group"),
            ("Mo for today", "Mo"),
            ("Mo from 15:00", "Mo"),
            ("Mo - joining late", "Mo"),
            ("Mo (joining late)", "Mo"),
            ("Mo (on the phone)", "Mo"),
            ("Mo (she/her)", "Mo"),
            ("Mo (Rapporteur Q6/17)", "Mo"),
            ("Mo (acme)", "Mo=acme"),
            ("- joining late", "joining late"),
            ("Hal Stone <hal@example.org> (Acme)", "Hal Stone=Acme"),
            ("Hal Stone (hal@example.org)", "Hal Stone"),
            ("hal@example.org, Bo", "hal; Bo"),
            ("Hal hal.stone@example.org, Bo", "Hal; Bo"),
            ("(Acme", "=Acme"),
            ("(Acme) [remote]", "=Acme"),
            ("Ana (Acme (UK)), Bo", "Ana=Acme (UK); Bo"),
            ("phone: Lou Marsh", "Lou Marsh"),
            ("Acme: Ana; Beta: Bo Berg", "Ana=Acme; Bo Berg=Beta"),
            ("李明、王芳", "李明; 王芳"),
            ("Anna Berg, Acme Inc.; Bo Berg Jr., Editor; Cy", "Anna Berg=Acme Inc.; Bo Berg Jr; Cy"),
            ("Anna Berg, Acme; Bo Berg, Beta, Geneva", "Anna Berg=Acme; Bo Berg=Beta, Geneva"),
            ("Anna Berg, Cy; Dee", "Anna Berg; Cy; Dee"),
            ("Acme: Ana, Bo; Beta: Cy", "Ana=Acme; Bo=Acme; Cy=Beta"),
            ("Anna Berg, Acme Inc., Dee Ray, Beta Ltd", "Anna Berg=Acme Inc.; Dee Ray=Beta Ltd"),
            ("Anna Berg, Chair, Dee Ray, Rapporteur Q6/17 (Beta)", "Anna Berg; Dee Ray=Beta"),
            ("Anna Berg, Ph.D., Dee Ray, MSc", "Anna Berg; Dee Ray"),
            ("Maria Sa, Kim Co, Ana Lab AG", "Maria Sa; Kim Co=Ana Lab AG"),
            ("Bo/dee", "Bo; dee"),
            ("Nyberg, Bo; Dahl, Dee", "Bo Nyberg; Dee Dahl"),
            ("Dahl, Eve; Ray, Fay", "Dahl=Eve; Ray=Fay"),
            ("Kim until 15:00, Lou due to travel", "Kim; Lou"),
            ("<Bo Berg>", "Bo Berg"),
            ("Ana/Acme; Dee/Beta", "Ana=Acme; Dee=Beta"),
            ("Dee Ray/Acme, Eve Frost/Fay Hill", "Dee Ray=Acme; Eve Frost; Fay Hill"),
            ("Cy / Bo Nyberg", "Cy; Bo Nyberg"),
            ("SG17/SG20 delegates", "SG17/SG20 delegates"),
        ] {
            let read: Vec<String> = pieces(typed, &|name| ["Cy", "Bo Nyberg"].contains(&name))
                .into_iter()
                .map(|piece| match piece.organization {
                    Some(organization) => format!("{}={organization}", piece.name),
                    None => piece.name,
                })
                .collect();
            assert_eq!(read.join("; "), expected, "{typed:?}");
        }
    }

    #[test]
    fn remarks_and_crowds_are_nobodys_names() {
        for words in ["joining late", "on the phone", "irc only", "Remote", "sorry", "still in another call"] {
            assert!(is_remark(words), "{words:?}");
        }
        for words in
            ["the whole team", "all of Acme", "everyone from Acme", "two colleagues", "3 of us", "my colleague", "us"]
        {
            assert!(is_crowd(words), "{words:?}");
        }
        for words in ["Zoe Late", "Will May", "cy dahl", "maria dos santos", "李明", "Nia", "Noah"] {
            assert!(!is_remark(words) && !is_crowd(words), "{words:?}");
        }
        for words in ["all day", "the first hour", "10 min late"] {
            assert!(!is_crowd(words), "{words:?}");
        }
    }
}
