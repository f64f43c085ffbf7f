//! What was published of real meetings, and how a report differs from it.

use std::path::Path;

use serde::Deserialize;

use crate::report::Report;
use crate::spoken::{Change, changes, plain};

/// Facts of published minutes; each family of logs has those that its minutes tell.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Facts {
    title: Option<String>,
    date: Option<String>,
    started_by: Option<String>,
    start: Option<String>,
    end: Option<String>,
    topics: Option<Vec<String>>,
    resolutions: Option<Vec<String>>,
    proposals: Option<Vec<String>>,
    actions: Option<Vec<String>>,
    items: Option<Vec<PublishedItem>>,
    people: Option<std::collections::BTreeMap<String, u32>>,
}

/// Type, text, nick, time and line.
type PublishedItem = (String, String, String, String, u32);

/// An answer of Zakim's, with the line of the log on which it stands.
#[derive(Debug, Deserialize)]
pub struct Answer {
    n: u32,
    kind: String,
    reply: String,
}

/// Where a report and the facts differ: `place` names it without words of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub log: String,
    pub kind: &'static str,
    pub place: String,
    pub words: String,
}

/// What was compared, and what differs.
#[derive(Debug, Default)]
pub struct Comparison {
    pub compared: usize,
    pub differences: Vec<Difference>,
}

/// The facts beside a log.
pub fn read(folder: &Path) -> (Option<Facts>, Vec<Answer>) {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let facts = read("facts.json").map(|text| serde_json::from_str(&text).expect("facts.json is as its README tells"));
    let answers = read("zakim.jsonl").unwrap_or_default();
    let answers = answers.lines().map(|line| serde_json::from_str(line).expect("zakim.jsonl has an answer a line"));
    (facts, answers.collect())
}

impl Comparison {
    /// Notes that a run went wrong.
    pub fn failed(&mut self, log: &str, words: String) {
        self.compared += 1;
        self.differences.push(Difference { log: log.to_owned(), kind: "run", place: "failed".to_owned(), words });
    }

    /// Compares a report with published minutes.
    pub fn minutes(&mut self, log: &str, report: &Report, facts: &Facts) {
        if let Some(topics) = &facts.topics {
            let found = report.topics.iter().map(|topic| topic.title.clone()).collect::<Vec<_>>();
            // Subtopics may stand among the topics, and need not.
            let is_needed = |change: &Change| match change {
                Change::Extra(place) => report.topics[*place - 1].level == 1,
                Change::Missing(_) | Change::Changed(..) => true,
            };
            self.list(log, "topic", topics, &found, is_needed);
        }
        let texts =
            |recorded: &[crate::report::Recorded]| recorded.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        if let Some(resolutions) = &facts.resolutions {
            self.list(log, "resolution", resolutions, &texts(&report.decisions), |_| true);
        }
        if let Some(proposals) = &facts.proposals {
            let bare = |text: &String| text.strip_prefix("PROPOSAL: ").unwrap_or(text).to_owned();
            let proposals: Vec<String> = proposals.iter().map(bare).collect();
            self.list(log, "proposal", &proposals, &texts(&report.proposals), |_| true);
        }
        if let Some(actions) = &facts.actions {
            let actions: Vec<String> = actions.iter().filter(|text| *text != "(none)").cloned().collect();
            let found: Vec<String> = report.actions.iter().map(|action| action.text.clone()).collect();
            self.list(log, "action", &actions, &found, |_| true);
        }
        if let Some(items) = &facts.items {
            let item = |kind: &str, text: &str, by: &str, line: u32| format!("{kind} by {by} line {line}: {text}");
            let expected: Vec<String> =
                items.iter().map(|(kind, text, by, _, line)| item(kind, text, by, *line)).collect();
            let found: Vec<String> =
                report.items.iter().map(|one| item(&one.kind, &one.text, &one.by, one.line)).collect();
            self.list(log, "item", &expected, &found, |_| true);
        }
        if let Some(people) = &facts.people {
            let expected: Vec<String> = people.iter().map(|(name, lines)| format!("{name} {lines}")).collect();
            let mut found: Vec<(&String, u32)> = report.people.iter().map(|one| (&one.name, one.lines)).collect();
            found.sort();
            let found: Vec<String> = found.iter().map(|(name, lines)| format!("{name} {lines}")).collect();
            self.list(log, "people", &expected, &found, |_| true);
        }
        self.heads(log, report, facts);
    }

    /// The title, the day, and when who opened the meeting.
    fn heads(&mut self, log: &str, report: &Report, facts: &Facts) {
        // A title of that ending is the drafting tool's own; the channel before the colon is not in a log.
        let title = facts.title.as_deref().filter(|title| !title.ends_with("Telecon"));
        let title = title.map(|title| {
            title.strip_prefix('#').and_then(|named| named.split_once(": ")).map_or(title, |(_, title)| title)
        });
        self.fact(log, "title", title, report.title.as_deref(), |expected, found| plain(expected) == plain(found));
        // Minutes have a day from elsewhere when the log tells none.
        let date = facts.date.as_deref().filter(|_| report.date.is_some());
        self.fact(log, "date", date, report.date.as_deref(), |expected, found| expected == found);
        self.fact(log, "opener", facts.started_by.as_deref(), report.started_by.as_deref(), |expected, found| {
            expected == found
        });
        for (kind, expected, found) in [("start", &facts.start, &report.start), ("end", &facts.end, &report.end)] {
            self.fact(log, kind, expected.as_deref(), found.as_deref(), |expected, found| found.contains(expected));
        }
    }

    fn fact(
        &mut self,
        log: &str,
        kind: &'static str,
        expected: Option<&str>,
        found: Option<&str>,
        is_same: fn(&str, &str) -> bool,
    ) {
        let Some(expected) = expected else { return };
        self.compared += 1;
        if !found.is_some_and(|found| is_same(expected, found)) {
            let words = format!("{expected:?} became {found:?}");
            self.differences.push(Difference { log: log.to_owned(), kind, place: "differs".to_owned(), words });
        }
    }

    fn list(
        &mut self,
        log: &str,
        kind: &'static str,
        expected: &[String],
        found: &[String],
        is_needed: impl Fn(&Change) -> bool,
    ) {
        self.compared += expected.len();
        for change in changes(expected, found).into_iter().filter(is_needed) {
            let (place, words) = match change {
                Change::Missing(at) => (format!("missing #{at}"), expected[at - 1].clone()),
                Change::Extra(of) => (format!("extra #{of}"), found[of - 1].clone()),
                Change::Changed(at, of) => {
                    (format!("changed #{at}"), format!("{:?} became {:?}", expected[at - 1], found[of - 1]))
                }
            };
            self.differences.push(Difference { log: log.to_owned(), kind, place, words });
        }
    }

    /// Compares what the bot would have said with what Zakim said.
    pub fn answers(&mut self, log: &str, report: &Report, answers: &[Answer]) {
        let mut taken = Vec::new();
        for answer in answers {
            let Some(kind) = ANSWERED.into_iter().find(|kind| *kind == answer.kind) else { continue };
            self.compared += 1;
            // Zakim stands below the line that asked, and did not understand every form that we do.
            let is_near = |line: u32| line <= answer.n + 1 && line + FAR >= answer.n;
            let wanted = if kind == "decline_close_queue" {
                "respectfully decline to close this agendum"
            } else {
                &answer.reply
            };
            let is_it = |place: usize| {
                let reply = &report.replies[place];
                is_near(reply.line) && plain(&reply.text).contains(&plain(wanted)) && !taken.contains(&(kind, place))
            };
            match (0..report.replies.len()).find(|place| is_it(*place)) {
                Some(place) => taken.push((kind, place)),
                None => self.answer_differs(log, kind, format!("missing line {}", answer.n), &answer.reply),
            }
        }
        // Whoever gets the floor is told what they wanted, and not more often than that.
        for (place, reply) in report.replies.iter().enumerate().filter(|_| !answers.is_empty()) {
            if reply.text.contains(", you wanted ") && !taken.contains(&("you_wanted_to", place)) {
                self.answer_differs(log, "you_wanted_to", format!("extra line {}", reply.line), &reply.text);
            }
        }
    }

    fn answer_differs(&mut self, log: &str, kind: &'static str, place: String, words: &str) {
        self.differences.push(Difference { log: log.to_owned(), kind, place, words: words.to_owned() });
    }
}

/// The answers that are compared; the others are not Convenor's to give.
const ANSWERED: [&str; 5] = ["you_wanted_to", "taken_up", "closed", "decline_close_queue", "remaining"];
/// So many lines below what we answer Zakim's answer may stand.
const FAR: u32 = 12;
