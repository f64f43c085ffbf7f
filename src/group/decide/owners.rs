//! Who an action is for, as people write it: `Ana and Bo to …`, `Bo will …`, `Cy: …`, `… (bo)`.

use crate::group::Group;
use crate::group::action::Action;
use crate::group::listed::is_particle;
use crate::group::naming::{called_by_words, several_with_words, told_apart, without_titles};
use crate::group::person::{Person, same_name};

/// Words between an owner and what is to be done.
const DUTIES: [&str; 13] = [
    " will ",
    " shall ",
    " should ",
    " must ",
    " is to ",
    " are to ",
    " needs to ",
    " need to ",
    " has to ",
    " have to ",
    " agreed to ",
    " agrees to ",
    " volunteered to ",
];

/// What stands after an owner who is known, and after other things: “Scope - clarify it”.
const MARKS: [&str; 5] = [" can ", " could ", " -> ", " → ", " - "];

/// Labels before the names of owners at the end of an action: `…, owner: Bo`.
const OWNERS: [&str; 10] = [
    "owner:",
    "owners:",
    "owner",
    "owners",
    "assigned to:",
    "assigned to",
    "assignee:",
    "responsible:",
    "for:",
    "who:",
];

/// Capitalised words that are no owners and no verbs: what is to be done is about them.
const THINGS: [&str; 24] = [
    "agenda",
    "amendment",
    "contribution",
    "correction",
    "draft",
    "feedback",
    "follow-up",
    "invitation",
    "liaison",
    "meeting",
    "minutes",
    "nobody",
    "notice",
    "presentation",
    "proposal",
    "reminder",
    "reply",
    "request",
    "response",
    "somebody",
    "someone",
    "table",
    "tbc",
    "tbd",
];

/// Words in small letters before a colon that are no names: `ACTION: note: …`.
const LABELS: [&str; 22] = [
    "agenda",
    "deadline",
    "document",
    "documents",
    "draft",
    "due",
    "editorial",
    "general",
    "info",
    "item",
    "later",
    "new",
    "next",
    "note",
    "open",
    "pending",
    "plan",
    "question",
    "reminder",
    "technical",
    "todo",
    "urgent",
];

/// Owners that are nobody's name.
const EVERYBODY: [&str; 14] = [
    "all",
    "everyone",
    "everybody",
    "all members",
    "members",
    "all participants",
    "participants",
    "the secretariat",
    "secretariat",
    "the secretary",
    "the chair",
    "the chairs",
    "the co-convenors",
    "the editors",
];

/// Verbs with which people begin an action whose owner they leave out: “Reply to SG20”, “Add TD12 to the agenda”.
/// Words that are first names as well, such as “Mark” and “Grant”, are not among them.
const VERBS: [&str; 135] = [
    "accept",
    "add",
    "adopt",
    "agree",
    "align",
    "amend",
    "analyse",
    "analyze",
    "announce",
    "answer",
    "apply",
    "appoint",
    "approach",
    "approve",
    "arrange",
    "ask",
    "assess",
    "assign",
    "attach",
    "attend",
    "book",
    "bring",
    "call",
    "carry",
    "change",
    "check",
    "circulate",
    "clarify",
    "clean",
    "close",
    "collect",
    "come",
    "comment",
    "compare",
    "compile",
    "complete",
    "confirm",
    "consider",
    "consult",
    "contact",
    "contribute",
    "convert",
    "coordinate",
    "copy",
    "correct",
    "create",
    "decide",
    "define",
    "delete",
    "deliver",
    "describe",
    "develop",
    "discuss",
    "distribute",
    "document",
    "draft",
    "edit",
    "email",
    "examine",
    "explain",
    "explore",
    "extend",
    "file",
    "fill",
    "finalise",
    "finalize",
    "find",
    "finish",
    "fix",
    "follow",
    "forward",
    "get",
    "give",
    "go",
    "have",
    "help",
    "identify",
    "implement",
    "improve",
    "include",
    "incorporate",
    "inform",
    "insert",
    "integrate",
    "investigate",
    "invite",
    "keep",
    "let",
    "liaise",
    "link",
    "list",
    "look",
    "make",
    "map",
    "merge",
    "move",
    "notify",
    "open",
    "organise",
    "organize",
    "pass",
    "plan",
    "point",
    "post",
    "prepare",
    "present",
    "propose",
    "provide",
    "publish",
    "put",
    "raise",
    "read",
    "record",
    "refer",
    "register",
    "remind",
    "remove",
    "reply",
    "report",
    "request",
    "resolve",
    "respond",
    "return",
    "review",
    "revise",
    "schedule",
    "send",
    "set",
    "share",
    "submit",
    "suggest",
    "talk",
    "tell",
    "update",
    "write",
];

impl Group {
    /// The owners of an action, in the order in which they are named; none where nobody is.
    /// Those that it had `before` are owners by whatever word, even where nobody is there who has the name.
    pub(super) fn owners_in(&self, by: &Person, text: &str, before: &[String]) -> Vec<String> {
        let until = |mark: &str| text.find(mark).map(|at| &text[..at]);
        let to = until(" to ");
        let duty = DUTIES.iter().filter_map(|duty| until(duty)).min_by_key(|head| head.len());
        let contracted = || ["I'll ", "I’ll "].iter().any(|start| text.starts_with(start));
        let colon = text.split_once(['：', ':']).filter(|(_, rest)| rest.starts_with(' ')).map(|(head, _)| head);
        // “TD12 to be revised” names what is to be done, and nobody who does it.
        let is_passive = to.is_some_and(|head| text[head.len()..].starts_with(" to be "));
        let heads = [duty, to.filter(|_| !is_passive)].into_iter().flatten();
        let mut heads = heads.chain(colon);
        let named = heads.find_map(|head| self.all_owners(by, head, before));
        let named = named.or_else(|| to.filter(|_| is_passive).and_then(|head| self.known_owners(by, head, before)));
        let marked = || MARKS.iter().filter_map(|mark| until(mark)).min_by_key(|head| head.len());
        let named = named.or_else(|| marked().and_then(|head| self.known_owners(by, head, before)));
        let named = named.or_else(|| contracted().then(|| vec![by.name.clone()]));
        let named = named.or_else(|| colon.and_then(labelled_owner).map(|owner| vec![owner]));
        let named = named.or_else(|| self.owners_after(by, text, before));
        named.or_else(|| self.owner_in_front(by, text, before)).unwrap_or_default()
    }

    /// `bo check the list`, `Bo checks the list`, `Bo, please check it`: someone who is in the meeting, before a verb.
    fn owner_in_front(&self, by: &Person, text: &str, before: &[String]) -> Option<Vec<String>> {
        let (first, rest) = text.split_once(' ')?;
        let next = rest.split(' ').find(|word| !["please", "also", "then"].contains(word))?;
        let verb = next.trim_end_matches([',', '.', ';']);
        let is_act = is_verb(verb) || verb.strip_suffix('s').is_some_and(is_verb);
        let name = first.trim_end_matches(',');
        if !is_act || is_verb(name) {
            return None;
        }
        self.known_owner(by, name, before).map(|owner| vec![owner])
    }

    /// `… (bo)` and `… by Bo` at the end: only of people whom the group knows.
    fn owners_after(&self, by: &Person, text: &str, before: &[String]) -> Option<Vec<String>> {
        let text = text.trim_end().trim_end_matches('.');
        let bracketed = text.strip_suffix([')', '）', ']']).and_then(|open| open.rsplit_once(['(', '（', '[']));
        let marks = [" by ", " -- ", " - ", " – ", " — ", " @", ", "];
        // The last of them stands before the names.
        let marked = || marks.iter().filter_map(|mark| text.rsplit_once(mark)).min_by_key(|(_, names)| names.len());
        let names = bracketed.or_else(marked).map(|(_, names)| names.trim())?;
        let label = OWNERS.iter().find(|label| {
            let is_one = names.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label));
            is_one && names[label.len()..].starts_with(' ')
        });
        // “Invite Ana, Bo” names whom to invite.
        if label.is_none() && bracketed.is_none() && text[..text.len() - names.len()].trim_end().ends_with(',') {
            return None;
        }
        let names = label.map_or(names, |label| names[label.len()..].trim_start());
        self.known_owners(by, names, before)
    }

    /// Everybody of a list, all of them known.
    fn known_owners(&self, by: &Person, names: &str, before: &[String]) -> Option<Vec<String>> {
        let known = |name: &String| self.known_owner(by, name, before);
        let owners: Option<Vec<String>> = split_owners(names).iter().map(known).collect();
        owners.filter(|owners| !owners.is_empty())
    }

    /// Everybody of a list, or `None` where one of it is no owner.
    fn all_owners(&self, by: &Person, head: &str, before: &[String]) -> Option<Vec<String>> {
        // “on Bo to send it”.
        let head = ["on ", "for ", "On ", "For "].iter().find_map(|start| head.strip_prefix(start)).unwrap_or(head);
        // “The editor (Bo)” is Bo.
        let inside = head.trim().strip_suffix(')').and_then(|open| open.rsplit_once('('));
        if let Some((role, name)) = inside.filter(|(role, _)| role.starts_with("The ") || role.starts_with("the "))
            && !role.trim().is_empty()
            && let Some(owners) = self.known_owners(by, name, before)
        {
            return Some(owners);
        }
        let head = without_organization(head);
        let typed = head.trim().to_lowercase();
        if EVERYBODY.contains(&typed.as_str()) {
            return Some(vec![head.trim().to_owned()]);
        }
        let pieces = split_owners(&head);
        let owners: Option<Vec<String>> = pieces.iter().map(|name| self.owner(by, name, before)).collect();
        owners.filter(|owners| !owners.is_empty())
    }

    /// Someone known, or a name: words that begin with a capital, or an `@`. A verb is no owner.
    fn owner(&self, by: &Person, typed: &str, before: &[String]) -> Option<String> {
        if let Some(owner) = self.known_owner(by, typed, before) {
            return Some(owner);
        }
        let bare = without_titles(typed.trim_start_matches('@'));
        let words: Vec<&str> = bare.split_whitespace().collect();
        let begins_a_name = |word: &str| word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
        let is_thing = |word: &&str| THINGS.iter().any(|thing| word.eq_ignore_ascii_case(thing));
        let is_verb = words.first().is_some_and(|first| is_verb(first) || is_thing(first));
        let is_name = (1..=5).contains(&words.len())
            && begins_a_name(words[0])
            && words.iter().all(|word| begins_a_name(word) || is_particle(word))
            && words.last().is_some_and(|last| begins_a_name(last))
            && !is_verb;
        let is_marked = typed.starts_with('@') && bare.contains(char::is_alphabetic);
        (is_name || is_marked || !self.owners_called(by, bare).is_empty()).then(|| bare.to_owned())
    }

    /// Whether one of an action's owners is meant by a name: theirs in full, or words of it.
    pub fn is_owner_called(&self, action: &Action, name: &str) -> bool {
        let owners: Vec<Person> = action.owners.iter().map(|owner| Person::named(owner)).collect();
        let by_words = || owners.iter().any(|owner| called_by_words(name, std::iter::once(owner)).is_some());
        by_words() || self.find_known(name).is_some_and(|person| self.owns(&person, action))
    }

    /// People of the meeting who are all meant by an owner's name, where they are several: two who are called Smith.
    fn owners_called<'a>(&'a self, by: &'a Person, name: &str) -> Vec<&'a Person> {
        let is_one = || self.mentioned_as(name).is_some() || self.charter.member_named(name).is_some();
        if same_name(name, &by.name) || is_one() {
            return Vec::new();
        }
        let met = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let several = several_with_words(name, met.map(|person| &**person).chain([by]));
        // Of Bo and Bo Berg, “Bo” is the first.
        let whole: Vec<&Person> = several.iter().copied().filter(|person| same_name(&person.name, name)).collect();
        match whole.len() {
            0 => several,
            1 => Vec::new(),
            _ => whole,
        }
    }

    /// Whom an owner's name may mean, told apart by what differs, with the name of the first; `None`: it is clear.
    pub fn owner_doubt(&self, by: &Person, owner: &str) -> Option<(Vec<String>, String)> {
        let called = self.owners_called(by, owner);
        let first = called.first()?;
        Some((told_apart(&called), first.name.clone()))
    }

    /// The name of someone who is known: by account, name, or whole words of the name.
    fn known_owner(&self, by: &Person, typed: &str, before: &[String]) -> Option<String> {
        let bare = without_titles(typed.trim_start_matches('@'));
        if let Some(owner) = before.iter().find(|owner| same_name(owner, bare)) {
            return Some(owner.clone());
        }
        if ["me", "i", "myself"].iter().any(|word| bare.eq_ignore_ascii_case(word)) {
            return Some(by.name.clone());
        }
        let by_account = || self.account_seen(typed).filter(|_| typed.contains([':', '<']));
        if let Some(person) = self.find_exactly(by, bare).or_else(by_account) {
            return Some(person.name);
        }
        let met = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let people = met.map(|person| &**person).chain([by]);
        called_by_words(bare, people).map(|person| person.name.clone())
    }
}

/// Whether people begin an action with the word whose owner they leave out.
pub(super) fn is_verb(word: &str) -> bool {
    VERBS.iter().any(|verb| word.eq_ignore_ascii_case(verb))
}

/// `eve: send the table`: one word before a colon, in small letters too.
fn labelled_owner(head: &str) -> Option<String> {
    let head = head.trim();
    let is_word = head.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '\'')) && head.len() > 1;
    let is_name =
        head.starts_with(char::is_alphabetic) && !is_verb(head) && !LABELS.contains(&head) && !THINGS.contains(&head);
    (is_word && is_name).then(|| head.to_owned())
}

/// `Bo Berg (Acme)` without the organization.
fn without_organization(head: &str) -> String {
    match (head.find(['(', '（']), head.rfind([')', '）'])) {
        (Some(open), Some(close)) if open < close && open > 0 => {
            let after = head[close..].chars().next().map_or("", |mark| &head[close + mark.len_utf8()..]);
            format!("{}{after}", head[..open].trim_end())
        }
        _ => head.to_owned(),
    }
}

/// Names between commas, slashes, “and” and “&”.
fn split_owners(typed: &str) -> Vec<String> {
    let typed = typed.replace(" and ", ",").replace(" und ", ",");
    let is_break = |c: char| matches!(c, ',' | ';' | '/' | '&' | '，' | '、' | '；');
    typed.split(is_break).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
