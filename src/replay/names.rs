//! Who is who in a log: bots, and the people behind nicks.

use std::collections::BTreeMap;

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
    let is = |name: &str| bare.eq_ignore_ascii_case(name);
    let starts = |start: &str| bare.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let ends = bare.len() > 4 && bare.get(bare.len() - 4..).is_some_and(|tail| tail.eq_ignore_ascii_case("-bot"));
    BOTS.iter().any(|bot| is(bot)) || starts("voip-") || ends
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
        let found = self.0.get(&folded(nick)).or_else(|| self.0.get(&folded(bare)));
        found.cloned().unwrap_or_else(|| Person::named(nick))
    }
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

/// Names that chairs call up and that people list as present: somebody on the telephone never types.
pub fn called_in<'a>(lines: &'a [Line<'_>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    let said = lines.iter().filter(|line| line.kind == Kind::Said);
    let may_call = |line: &&'a Line<'_>| dialect::may_begin(&line.words, &['A', 'a', 'P', 'p']);
    for words in said.filter(may_call).flat_map(Line::parts) {
        let starts = |start: &str| words.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        let Some(head) = ["ack ", "present+ "].into_iter().find(|start| starts(start)) else { continue };
        let listed = words[head.len()..].split(',').map(str::trim);
        let is_name = |name: &&str| !name.is_empty() && !name.contains(' ') && !matches!(*name, "me" | "next");
        for name in listed.filter(is_name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}
