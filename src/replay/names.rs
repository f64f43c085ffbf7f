//! Who is who in a log: bots, and the people behind nicks.

use std::collections::{BTreeMap, BTreeSet};

use super::dialect;
use super::log::{Kind, Line};
use crate::group::person::{Person, folded};

/// Bots that keep logs, queues and issues where standards people meet.
const BOTS: [&str; 14] = [
    "zakim",
    "rrsagent",
    "agendabot",
    "trackbot",
    "ghurlbot",
    "gb",
    "github",
    "meetbot",
    "zodbot",
    "robobutler",
    "supybot",
    "ubottu",
    "bingosbot",
    "convenor",
];

/// Whether a nick is a bot's: one of the known ones, or a name that says so.
pub fn is_bot(nick: &str) -> bool {
    let bare = nick.trim_end_matches(['_', '`', '^']);
    let is = |name: &str| name.len() == bare.len() && bare.eq_ignore_ascii_case(name);
    let starts = |start: &str| bare.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let ends = bare.len() > 4 && bare.get(bare.len() - 4..).is_some_and(|tail| tail.eq_ignore_ascii_case("-bot"));
    BOTS.iter().any(|bot| is(bot)) || starts("voip-") || ends
}

/// Whether a nick is of the bots that open meetings with a title.
pub fn is_host(nick: &str) -> bool {
    let bare = nick.trim_end_matches(['_', '`', '^']);
    ["zakim", "trackbot"].iter().any(|bot| bare.eq_ignore_ascii_case(bot))
}

/// Whether a nick is one of `MeetBot`'s own.
pub fn is_meetbot(nick: &str) -> bool {
    let bare = nick.trim_end_matches(['_', '`', '^']);
    ["meetbot", "zodbot", "robobutler"].iter().any(|bot| bare.eq_ignore_ascii_case(bot))
}

/// Who the people behind nicks are, as `--people` tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People(BTreeMap<String, Person>);

impl People {
    /// Names by nick, each `Ana Lima` or `Ana Lima (Example Corp)`.
    pub fn new(named: impl IntoIterator<Item = (String, String)>) -> People {
        People(named.into_iter().map(|(nick, name)| (folded(&nick), person(&name))).collect())
    }

    /// The person behind a nick; a nick that is not named stands for itself.
    pub fn of(&self, nick: &str) -> Person {
        let bare = nick.trim_end_matches(['_', '`', '^']);
        if self.0.is_empty() {
            return Person::named(nick);
        }
        let found = self.0.get(&folded(nick)).or_else(|| self.0.get(&folded(bare)));
        let found = found.or_else(|| self.0.get(&folded(&format!("@{nick}"))));
        found.cloned().unwrap_or_else(|| Person::named(nick))
    }
}

/// The short names by which others call people of Matrix, where no two have the same: `bo:example.org` is bo.
/// Nicks are those of the log; with each name comes its nick.
pub fn short_names<'a>(nicks: &[&'a str]) -> Vec<(&'a str, String)> {
    let short = |nick: &str| {
        let (name, server) = nick.trim_start_matches('@').split_once(':')?;
        let is_server = server.contains('.') && !server.contains([' ', '/', '#']);
        (is_server && !name.is_empty() && !name.contains(' ')).then(|| name.to_owned())
    };
    let mut users: BTreeMap<String, u32> = BTreeMap::new();
    for nick in nicks {
        *users.entry(short(nick).unwrap_or_else(|| (*nick).to_owned())).or_default() += 1;
    }
    let named = nicks.iter().filter_map(|nick| Some((*nick, short(nick)?)));
    named.filter(|(_, name)| users.get(name) == Some(&1)).collect()
}

/// Each person once: several nicks may be one.
pub fn different<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<Person> {
    let mut seen = BTreeSet::new();
    people.filter(|person| seen.insert(&person.name)).cloned().collect()
}

fn person(name: &str) -> Person {
    let parts = name.trim().strip_suffix(')').and_then(|open| open.rsplit_once('('));
    match parts {
        Some((name, organization)) if !name.trim().is_empty() => {
            Person { organization: Some(organization.trim().to_owned()), ..Person::named(name.trim()) }
        }
        Some(_) | None => Person::named(name.trim()),
    }
}

/// Names that chairs call up and that people list as present: somebody on the telephone never types. `telling` are the lines
/// with the first letters of such a line.
pub fn called_in<'a>(telling: &[&'a Line<'_>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let said = telling.iter().copied().filter(|line| line.kind == Kind::Said);
    let may_call = |line: &&'a Line<'_>| dialect::may_begin(&line.words, b"AaPp");
    for words in said.filter(may_call).flat_map(Line::parts) {
        let starts = |start: &str| words.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        let Some(head) = ["ack ", "present+ "].into_iter().find(|start| starts(start)) else { continue };
        let listed = words[head.len()..].split(',').map(str::trim);
        let is_name = |name: &&str| !name.is_empty() && !name.contains(' ') && !matches!(*name, "me" | "next");
        for name in listed.filter(is_name) {
            if known.insert(name) {
                names.push(name);
            }
        }
    }
    names
}

/// Somebody in a log.
pub struct Somebody {
    pub person: Person,
    pub lines: u32,
    pub is_bot: bool,
    /// Named by `#chair` or `#nick`: listed even without a line.
    pub is_named: bool,
}

impl Somebody {
    /// Whoever said what no name stands at.
    pub fn is_nobody(&self) -> bool {
        self.person.name == NOBODY
    }
}

/// Who speaks in a log without names.
pub const NOBODY: &str = "somebody";
