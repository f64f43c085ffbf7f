//! The demarcation register: what each side does about a topic, whether that overlaps, and which decision settles it.
//!
//! A row is what its changes make it. It is never settled by itself: it shares the standing of the decision that names it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Group;
use super::decision::{Decision, Standing};
use super::event::{DELETED, DecisionId, Kind};
use super::person::{Person, same_name};
pub use super::row::{Finding, Responsibility, RowChange};

/// A row of the register. Its number stays for ever.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// In the order of the log.
    pub changes: Vec<RowEntry>,
}

/// One change of a row, with who made it and when.
#[derive(Clone, Debug, PartialEq)]
pub struct RowEntry {
    pub entry: u64,
    pub at: DateTime<Utc>,
    /// The meeting during which it was made.
    pub meeting: Option<u32>,
    pub by: Option<Person>,
    pub change: RowChange,
    pub is_withdrawn: bool,
}

/// What the words of a decision give to one row: `R12 to SG17 by common text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub row: u32,
    pub responsibility: Responsibility,
    pub mechanism: Option<String>,
}

/// What a side does about a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scope {
    pub work_items: Vec<String>,
    pub documents: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// The decision that settles a row, and what it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub decision: DecisionId,
    pub responsibility: Responsibility,
    pub mechanism: Option<String>,
    pub standing: Standing,
}

impl RowEntry {
    /// Whether it counts: neither taken back nor left without its words.
    pub fn stands(&self) -> bool {
        !self.is_withdrawn && self.change.text() != Some(DELETED)
    }
}

impl Row {
    fn standing(&self) -> impl DoubleEndedIterator<Item = &RowEntry> {
        self.changes.iter().filter(|change| change.stands())
    }

    /// The entry that added it.
    pub fn entry(&self) -> u64 {
        self.changes.first().map_or(0, |added| added.entry)
    }

    /// Whether its addition was taken back.
    pub fn is_withdrawn(&self) -> bool {
        self.changes.first().is_none_or(|added| added.is_withdrawn)
    }

    /// What it is about, as it is called now.
    pub fn topic(&self) -> &str {
        let named = self.standing().rev().find_map(|entry| match &entry.change {
            RowChange::Added { topic, .. } | RowChange::Retitled { topic } => Some(topic.as_str()),
            _ => None,
        });
        named.unwrap_or(DELETED)
    }

    /// What it was called after an entry, such as the last of a meeting. `None`: as it is called now.
    pub fn topic_at(&self, last: Option<u64>) -> &str {
        let Some(last) = last else { return self.topic() };
        let named = self.standing().rev().filter(|entry| entry.entry <= last).find_map(|entry| match &entry.change {
            RowChange::Added { topic, .. } | RowChange::Retitled { topic } => Some(topic.as_str()),
            _ => None,
        });
        named.unwrap_or_else(|| self.topic())
    }

    /// The document from which it was imported.
    pub fn source(&self) -> Option<&str> {
        self.standing().find_map(|entry| match &entry.change {
            RowChange::Added { source, .. } => source.as_deref(),
            _ => None,
        })
    }

    /// What a side does about it, as it was typed last.
    pub fn side_text(&self, side: &str) -> Option<&str> {
        self.standing().rev().find_map(|entry| match &entry.change {
            RowChange::Side { side: of, text } if same_name(of, side) => Some(text.as_str()),
            _ => None,
        })
    }

    /// What the sides do about it, by the names under which they were typed. A side that left the configuration keeps
    /// its words.
    pub fn sides(&self) -> BTreeMap<&str, Scope> {
        let texts = self.standing().filter_map(|entry| match &entry.change {
            RowChange::Side { side, text } => Some((side.as_str(), Scope::read(text))),
            _ => None,
        });
        texts.collect()
    }

    /// What the comparison has shown, with the reason.
    pub fn finding(&self) -> (Finding, Option<&str>) {
        let found = self.standing().rev().find_map(|entry| match &entry.change {
            RowChange::Assessed { finding, reason, is_proposed: false } => Some((*finding, reason.as_deref())),
            _ => None,
        });
        found.unwrap_or_default()
    }

    /// Why it was dropped, if it is.
    pub fn dropped(&self) -> Option<&str> {
        let last =
            self.changes.iter().rev().filter(|entry| !entry.is_withdrawn).find_map(|entry| match &entry.change {
                RowChange::Dropped { reason } => Some(Some(reason.as_str())),
                RowChange::Restored => Some(None),
                _ => None,
            });
        last.flatten()
    }

    /// When it changed last.
    pub fn changed_at(&self) -> Option<DateTime<Utc>> {
        self.standing().map(|entry| entry.at).max()
    }
}

impl Scope {
    /// Reads `X.1352, X.iotsec-5 (SG17-TD123) – gateways`: work items, documents in brackets, then the scope in words.
    pub fn read(text: &str) -> Scope {
        let mut scope = Scope::default();
        // After a semicolon comes the scope, or one more work item, which has a number.
        let begins_scope = |mark: &str, after: &str| {
            let first = after.split_whitespace().next().unwrap_or_default();
            mark != "; " || !first.contains(|c: char| c.is_ascii_digit())
        };
        let marks = [" – ", " — ", " - ", "; "].into_iter();
        let places = marks.flat_map(|mark| text.match_indices(mark).map(move |(at, _)| (at, mark)));
        let split = places.map(|(at, mark)| (&text[..at], &text[at + mark.len()..], mark));
        let first = split.filter(|(_, after, mark)| begins_scope(mark, after)).min_by_key(|(before, ..)| before.len());
        let (lists, words) = match first.map(|(before, after, _)| (before, after)) {
            Some((lists, words)) => (lists, Some(words)),
            None => (text, None),
        };
        let mut outside = String::new();
        let mut rest = lists;
        while let Some((before, after)) = rest.split_once('(') {
            let (inside, after) = after.split_once(')').unwrap_or((after, ""));
            outside.push_str(before);
            outside.push(',');
            scope.documents.extend(listed(inside));
            rest = after;
        }
        outside.push_str(rest);
        scope.work_items = listed(&outside).collect();
        scope.words = words.map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
        scope
    }
}

/// The parts of a list.
fn listed(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split([',', ';', '、', '，']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned)
}

/// Reads the numbers of rows in front of a text: `R12`, `R3-R5, R8`, `R1 and R2`, and what follows them.
pub fn leading_rows(text: &str) -> Option<(Vec<u32>, &str)> {
    leading_numbers(text, 'R')
}

/// The same for other numbers with a letter of their own, which is a capital.
pub(super) fn leading_numbers(text: &str, letter: char) -> Option<(Vec<u32>, &str)> {
    const AT_MOST: u32 = 500;
    let number = |text| lettered_number(text, letter);
    let mut numbers = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let (first, after) = number(rest)?;
        let range = after.trim_start().strip_prefix(['-', '–']).map(str::trim_start);
        let range = range.and_then(|after| number(after).or_else(|| digits(after)));
        let (last, after) = range.unwrap_or((first, after));
        if last < first || last - first >= AT_MOST {
            return None;
        }
        numbers.extend(first..=last);
        let next = after.trim_start();
        let next = next.strip_prefix([',', '&']).or_else(|| strip_word(next, "and")).map(str::trim_start);
        let next = next.map(|next| strip_word(next, "and").map_or(next, str::trim_start));
        match next.filter(|next| number(next).is_some()) {
            Some(next) => rest = next,
            None => return Some((numbers, after.trim_start())),
        }
    }
}

/// `R12` and what follows it.
fn lettered_number(text: &str, letter: char) -> Option<(u32, &str)> {
    digits(text.strip_prefix([letter, letter.to_ascii_lowercase()])?)
}

fn digits(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let is_whole = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let number = text[..end].parse().ok().filter(|number| *number > 0)?;
    is_whole.then_some((number, &text[end..]))
}

/// What follows a word that stands in front, in any case.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    (head.eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

/// What words give to rows: `R12 to SG17`, `R3-R5, R8 joint by common text`, up to a colon or the end.
///
/// `side` finds the side that is called so.
pub fn assignments(text: &str, side: impl Fn(&str) -> Option<String>) -> Vec<Assignment> {
    let Some((rows, rest)) = leading_rows(text) else { return Vec::new() };
    let words = rest.split([':', '：', ';']).next().unwrap_or_default().trim().trim_end_matches('.');
    let bare = strip_word(words, "are").or_else(|| strip_word(words, "is")).unwrap_or(words);
    let (who, mechanism) = match bare.split_once(" by ") {
        Some((who, mechanism)) => (who.trim(), Some(mechanism.trim().to_owned())),
        None => (bare, None),
    };
    let responsibility = match who.to_lowercase().as_str() {
        "joint" | "jointly" | "to both" | "joint work" => Some(Responsibility::Joint),
        _ => strip_word(who, "to")
            .or_else(|| strip_word(who, "with"))
            .and_then(|name| side(name.trim()))
            .map(Responsibility::Side),
    };
    let Some(responsibility) = responsibility else { return Vec::new() };
    let given = |row| Assignment { row, responsibility: responsibility.clone(), mechanism: mechanism.clone() };
    rows.into_iter().map(given).collect()
}

impl Group {
    /// The side of the configuration that is called so.
    pub fn side_named(&self, typed: &str) -> Option<String> {
        let folded = |name: &str| name.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        self.charter.sides.iter().find(|side| same_name(&folded(side), &folded(typed))).cloned()
    }

    /// The rows that have not been dropped or taken back, in order.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &Row)> {
        let rows = self.register.iter().map(|(number, row)| (*number, row));
        rows.filter(|(_, row)| !row.is_withdrawn() && row.dropped().is_none())
    }

    /// The change of a row that an entry has made, with the number of the row.
    pub fn row_entry(&self, entry: u64) -> Option<(u32, &RowEntry)> {
        let changes = self.register.iter().flat_map(|(number, row)| row.changes.iter().map(|known| (*number, known)));
        changes.into_iter().find(|(_, known)| known.entry == entry)
    }

    /// What the words of a decision give to rows of the register.
    pub fn assigned_by(&self, decision: &Decision) -> Vec<Assignment> {
        self.assigned_by_words(decision, decision.text())
    }

    /// To whom a decision would give rows with these words, such as those that it had.
    pub fn assigned_by_words(&self, decision: &Decision, words: &str) -> Vec<Assignment> {
        let settles = decision.is_kept() && decision.kind == Kind::Agreed;
        if settles { assignments(words, |name| self.side_named(name)) } else { Vec::new() }
    }

    /// Which decision settles each row, at a moment: the last one that names it.
    pub fn settlements(&self, at: DateTime<Utc>) -> BTreeMap<u32, Settlement> {
        let mut latest: BTreeMap<u32, (u64, Settlement)> = BTreeMap::new();
        let mut settle = |row: u32, entry: u64, settlement: Settlement| {
            if latest.get(&row).is_none_or(|(known, _)| *known < entry) {
                latest.insert(row, (entry, settlement));
            }
        };
        for decision in self.decisions.values() {
            let worded = decision.standing_wordings().last().map_or(decision.entry, |wording| wording.entry);
            for Assignment { row, responsibility, mechanism } in self.assigned_by(decision) {
                let standing = self.standing(decision, at);
                settle(row, worded, Settlement { decision: decision.id, responsibility, mechanism, standing });
            }
        }
        for (number, row) in &self.register {
            for entry in row.standing() {
                let RowChange::Assigned { responsibility, mechanism, decision: id } = &entry.change else { continue };
                let Some(decision) = self.decisions.get(id).filter(|decision| decision.is_kept()) else { continue };
                let (responsibility, mechanism) = (responsibility.clone(), mechanism.clone());
                let standing = self.standing(decision, at);
                settle(*number, entry.entry, Settlement { decision: *id, responsibility, mechanism, standing });
            }
        }
        latest.into_iter().map(|(row, (_, settlement))| (row, settlement)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_in_front_of_a_text_are_read_as_people_write_them() {
        for (text, rows, rest) in [
            ("R12 to SG17", vec![12], "to SG17"),
            ("R3-R5, R8 joint", vec![3, 4, 5, 8], "joint"),
            ("r1 and R2 to SG20: gateways", vec![1, 2], "to SG20: gateways"),
            ("R1, R2, and R4: both", vec![1, 2, 4], ": both"),
            ("R3–5 to SG17", vec![3, 4, 5], "to SG17"),
            ("R7", vec![7], ""),
        ] {
            assert_eq!(leading_rows(text), Some((rows, rest)), "{text}");
        }
        for prose in ["R&D", "R2D2 is a robot", "Row 4", "R0", "R5-R3 to SG17", "R1-R99999", "rows"] {
            assert_eq!(leading_rows(prose), None, "{prose}");
        }
    }

    #[test]
    fn the_words_of_a_decision_give_rows_to_sides() {
        let side = |name: &str| {
            ["SG17", "SG20"].iter().find(|side| side.eq_ignore_ascii_case(name)).map(|side| (*side).to_owned())
        };
        let to = |side: &str| Responsibility::Side(side.to_owned());
        for (text, rows, responsibility, mechanism) in [
            ("R1 to SG17: SG20 refers to X.1352", vec![1], to("SG17"), None),
            ("R3-R5, R8 joint by common text", vec![3, 4, 5, 8], Responsibility::Joint, Some("common text")),
            ("R2 is with sg20.", vec![2], to("SG20"), None),
            ("R4 to SG20 by lead study group; SG17 reviews", vec![4], to("SG20"), Some("lead study group")),
        ] {
            let read: Vec<_> = assignments(text, side);
            assert_eq!(read.iter().map(|one| one.row).collect::<Vec<_>>(), rows, "{text}");
            assert!(read.iter().all(|one| one.responsibility == responsibility), "{text}");
            assert!(read.iter().all(|one| one.mechanism.as_deref() == mechanism), "{text}");
        }
        for text in ["R1 to the next meeting", "R1 has no owner", "to SG17: R1", "R1 to SG17 and SG20", "R1"] {
            assert_eq!(assignments(text, side), [], "{text}");
        }
    }

    #[test]
    fn what_a_side_does_is_read_in_parts() {
        for (text, work_items, documents, words) in [
            ("X.1352, X.iotsec-5 (SG17-TD123)", vec!["X.1352", "X.iotsec-5"], vec!["SG17-TD123"], None),
            ("Y.4807 (TD45, TD46) – gateways only", vec!["Y.4807"], vec!["TD45", "TD46"], Some("gateways only")),
            ("nothing yet", vec!["nothing yet"], vec![], None),
            ("X.1 (TD1), X.2 (TD2)", vec!["X.1", "X.2"], vec!["TD1", "TD2"], None),
            ("X.1 (TD1", vec!["X.1"], vec!["TD1"], None),
        ] {
            let scope = Scope::read(text);
            assert_eq!(
                (scope.work_items, scope.documents, scope.words.as_deref()),
                (
                    work_items.into_iter().map(str::to_owned).collect(),
                    documents.into_iter().map(str::to_owned).collect(),
                    words
                ),
                "{text}"
            );
        }
    }
}
