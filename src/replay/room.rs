//! Who was in the room of a log, by what they do: which account is `MeetBot`, who scribes, and who was there.

use std::collections::{BTreeMap, BTreeSet};

use super::log::{Kind, Line, When};
use super::meetings::Rules;
use super::names;
use super::report::{Remark, Speaker};
use super::run::Driver;
use super::times::written;
use crate::group::event::Event;
use crate::group::person::Person;
use crate::text::folded_line;

/// Words with which `MeetBot` answers, whatever it is called.
const ANSWERS: [&str; 6] = [
    "Meeting started ",
    "Meeting ended ",
    "Current chairs:",
    "Minutes:",
    "Minutes (text):",
    "Information about MeetBot",
];

/// Whether somebody says what `MeetBot` says.
pub fn is_answer(words: &str) -> bool {
    words.starts_with(['M', 'C', 'I']) && ANSWERS.iter().any(|answer| words.starts_with(answer))
}

/// The accounts that answer `#` commands as `MeetBot` does: with its words, or at once and to nothing else.
pub fn meetbots<'a>(lines: &'a [Line<'_>]) -> BTreeSet<&'a str> {
    let owner = lines.iter().find(|line| line.words.starts_with("#startmeeting")).map_or("", |line| &*line.who);
    let says_so = lines.iter().filter(|line| is_answer(&line.words) && *line.who != *owner);
    let mut bots: BTreeSet<&str> = says_so.map(|line| &*line.who).collect();
    let greets = lines.windows(2).find(|pair| pair[0].words.starts_with("#startmeeting")).and_then(|pair| {
        let is_at_once = pair[0].when != When::Unknown && pair[0].when == pair[1].when;
        (is_at_once && *pair[0].who != *pair[1].who).then_some(&*pair[1].who)
    });
    if let Some(nick) = greets.filter(|nick| !nick.is_empty() && answers_alone(lines, nick)) {
        bots.insert(nick);
    }
    bots
}

/// Whether somebody speaks after commands alone, and never gives one.
fn answers_alone(lines: &[Line<'_>], nick: &str) -> bool {
    let mut is_after_command = false;
    for line in lines.iter().filter(|line| line.kind != Kind::Notice) {
        let is_command = line.words.starts_with('#');
        if *line.who == *nick {
            if is_command || !is_after_command {
                return false;
            }
        } else {
            is_after_command = is_command;
        }
    }
    // In minutes without seconds everything is at once.
    lines.iter().any(|line| !written(line.when).ends_with(":00") && line.when != When::Unknown)
}

/// What of a scribe and of a queue is in a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Customs {
    pub has_scribe: bool,
    pub has_queue: bool,
}

/// Looks for lines that name a scribe or raise a hand. `telling` are the lines with the first letters of such a line.
pub fn customs(telling: &[&Line<'_>]) -> Customs {
    let mut customs = Customs::default();
    let may_be = |line: &&Line<'_>| super::dialect::may_begin(&line.words, b"sSqQ+iI");
    let may_be = telling.iter().copied().filter(may_be);
    for words in may_be.filter(|line| !names::is_bot(&line.who)).flat_map(Line::parts) {
        let starts = |start: &str| words.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        let follows = |start: &str, marks: &[char]| {
            starts(start) && words[start.len()..].trim_start_matches(' ').starts_with(marks)
        };
        customs.has_scribe |= follows("scribe", &[':', '+']) || follows("scribenick", &[':', '+']);
        customs.has_scribe |= starts("i am scribe") || starts("i'm scribing") || starts("i am scribing");
        customs.has_queue |= follows("q", &['+', '=']) || follows("queue", &['+', '=']) || starts("+q");
    }
    customs
}

/// A guess at a scribe stands on so many lines that tell what others said.
const FEWEST_QUOTES: u32 = 2;

/// Who typed most and wrote down what others said, as scribe.perl guesses where nobody is named.
fn guessed_scribe<'a>(lines: &'a [Line<'_>]) -> Option<&'a str> {
    let said =
        || lines.iter().filter(|line| line.kind == Kind::Said && !names::is_bot(&line.who) && !line.who.is_empty());
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for line in said() {
        counts.entry(&line.who).or_default().0 += 1;
    }
    let nicks: BTreeSet<String> = counts.keys().map(|nick| nick.to_lowercase()).collect();
    for line in said() {
        let quoted = line.words.split_once(": ").map(|(name, _)| name.trim().to_lowercase());
        let is_quote = quoted.is_some_and(|name| nicks.contains(&name) && name != line.who.to_lowercase());
        if let Some((_, quotes)) = counts.get_mut(&*line.who).filter(|_| is_quote) {
            *quotes += 1;
        }
    }
    let most = counts.iter().max_by_key(|(nick, (all, _))| (*all, std::cmp::Reverse(**nick)));
    let is_scribe = |(all, quotes): (u32, u32)| quotes >= FEWEST_QUOTES && quotes * 5 >= all * 2;
    most.filter(|(_, counts)| is_scribe(**counts)).map(|(nick, _)| *nick)
}

/// The people whom Zakim names: `the attendees were Ana, Bo`, and what it says on its next lines.
fn attendees(lines: &[Line<'_>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in lines.iter().filter(|line| line.who.eq_ignore_ascii_case("zakim")) {
        let words = &*line.words;
        let listed =
            ["attendees were ", "attendees have been "].iter().find_map(|mark| Some(words.split_once(mark)?.1));
        let more = words.strip_prefix("... ").filter(|_| goes_on);
        goes_on = listed.or(more).is_some();
        // A name may be wrapped, as the words of a line that goes on below are.
        for name in listed.or(more).unwrap_or_default().split(',').map(folded_line) {
            if !name.is_empty() && name != "(no one)" && !names.iter().any(|known| *known == name) {
                names.push(name.into_owned());
            }
        }
    }
    names
}

impl Driver<'_> {
    /// Takes somebody for the scribe where nobody is named, and says so. Without one, and without a queue, the
    /// minutes have what everybody said.
    pub(super) fn find_scribe(&mut self, lines: &[Line<'_>]) {
        let customs = self.customs;
        let guessed = (!customs.has_scribe && self.rules != Rules::MeetBot).then(|| guessed_scribe(lines)).flatten();
        if let Some(nick) = guessed {
            let person = self.options.people.of(nick);
            let text =
                format!("no scribe is named; {} wrote down what others said and is taken for the scribe", person.name);
            self.run.ignored.push(Remark { line: 0, text });
            self.apply(None, Event::ScribeNamed { person, is_appointed: false });
        }
        self.run.says_all = !customs.has_scribe && !customs.has_queue && guessed.is_none();
    }

    pub(super) fn close(&mut self, lines: &[Line<'_>]) {
        if let Some(last) = lines.last() {
            self.run.end = Some(written(last.when));
        }
        let spoke =
            self.known.iter().filter(|somebody| somebody.lines > 0 && !somebody.is_bot && !somebody.is_nobody());
        let spoke = names::different(spoke.map(|somebody| &somebody.person));
        self.find_present(lines, &spoke);
        self.run.spoke = spoke;
        if self.run.group.meeting.is_some() {
            self.apply(None, Event::MeetingEnded);
        }
        let mut people: Vec<Speaker> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let known = self.known.iter().filter(|somebody| !somebody.is_nobody());
        for somebody in known.filter(|somebody| somebody.lines > 0 || somebody.is_named) {
            let name = &somebody.person.name;
            let place = *places.entry(name).or_insert(people.len());
            match people.get_mut(place) {
                Some(known) => known.lines += somebody.lines,
                None => people.push(Speaker { name: name.clone(), lines: somebody.lines }),
            }
        }
        people.sort_by_key(|speaker| std::cmp::Reverse(speaker.lines));
        self.run.people = people;
    }

    /// Where nobody is listed as present, those are whom Zakim names, or else those who spoke.
    fn find_present(&mut self, lines: &[Line<'_>], spoke: &[Person]) {
        let is_listed = self.run.group.meeting.as_ref().is_none_or(|meeting| !meeting.present.is_empty());
        if is_listed {
            return;
        }
        let attendees = attendees(lines);
        let people: Vec<Person> = if attendees.is_empty() {
            spoke.to_vec()
        } else {
            attendees.iter().map(|name| self.options.people.of(name)).collect()
        };
        if people.is_empty() {
            return;
        }
        self.run.has_no_list = attendees.is_empty();
        let whom = if attendees.is_empty() { "those who spoke" } else { "those whom Zakim names" };
        self.run
            .ignored
            .push(Remark { line: 0, text: format!("nobody is listed as present; the minutes list {whom}") });
        if let Some(meeting) = &mut self.run.group.meeting {
            meeting.present = people;
        }
    }
}
