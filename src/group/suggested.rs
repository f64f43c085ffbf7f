//! What the record suggests for the agenda of the next meeting. Nothing of it enters the agenda before a chair or the
//! secretary takes it over.

use chrono::{DateTime, NaiveDate, Utc};

use super::Group;
use super::agenda::Item;
use super::decision::Standing;
use super::liaison::{State, Way};
use super::person::same_name;
use super::register::Finding;

/// An item that the record suggests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    pub place: Place,
    pub title: String,
}

/// Where an item comes in an agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The approval of the agenda.
    Agenda,
    /// The approval of the minutes of the meeting before.
    Minutes,
    Actions,
    /// What people have proposed.
    Proposed,
    Register,
    Liaisons,
    Reports,
    /// Any other business.
    Last,
}

/// Numbers that are named in one title.
const NAMED: usize = 8;

/// A report is suggested for the meetings that are so many days or fewer before it is due: groups meet about every month, and
/// the one after may be too late.
const REPORT_AHEAD_DAYS: i64 = 45;

const BEGINNINGS: [(&str, Place); 7] = [
    ("approval of agenda", Place::Agenda),
    ("approval of minutes", Place::Minutes),
    ("open actions", Place::Actions),
    ("demarcation register", Place::Register),
    ("liaison statements", Place::Liaisons),
    ("report to", Place::Reports),
    ("any other business", Place::Last),
];

impl Group {
    /// What the record suggests for the agenda that is collected now, without what is on it already.
    pub fn suggested(&self, at: DateTime<Utc>) -> Vec<Suggested> {
        let day = |at: DateTime<Utc>| at.with_timezone(&self.charter.zone).date_naive();
        let on =
            self.planned().filter(|_| self.meeting.is_none()).map_or_else(|| day(at), |plan| day(plan.starts_at()));
        let one = |place: Place, title: Option<String>| title.map(|title| Suggested { place, title });
        let single = [
            one(Place::Agenda, Some("Approval of the agenda".to_owned())),
            one(Place::Minutes, self.minutes_to_approve()),
            one(Place::Actions, listed("Open actions", self.open_action_numbers())),
            one(Place::Register, listed("Demarcation register", self.rows_to_settle(at))),
            one(Place::Liaisons, listed("Liaison statements", self.liaisons_to_settle(at))),
        ];
        let reports = self.reports_to_agree(on).into_iter().map(|title| Suggested { place: Place::Reports, title });
        let last = Suggested { place: Place::Last, title: "Any other business".to_owned() };
        let all = single.into_iter().flatten().chain(reports).chain([last]);
        let is_new = |one: &Suggested| !self.agenda().in_order().any(|item| is_about(&item.title, &one.title));
        all.filter(is_new).collect()
    }

    fn minutes_to_approve(&self) -> Option<String> {
        let before = match &self.meeting {
            Some(open) => open.number.checked_sub(1)?,
            None => self.last_meeting?,
        };
        let is_final = self.minutes(before).is_some_and(|minutes| minutes.final_since.is_some());
        (before >= self.charter.first_meeting && !is_final)
            .then(|| format!("Approval of the minutes of meeting {before}"))
    }

    fn open_action_numbers(&self) -> Vec<String> {
        let open = self.actions.values().filter(|action| action.is_open() && action.is_kept());
        open.map(|action| format!("A{}", action.number)).collect()
    }

    /// The rows that no standing decision settles.
    fn rows_to_settle(&self, at: DateTime<Utc>) -> Vec<String> {
        let settlements = self.settlements(at);
        let word = |number: u32, finding: Finding| match settlements.get(&number).map(|settled| settled.standing) {
            Some(Standing::Objected) => Some("objected to"),
            Some(Standing::Reopened) => Some("open again"),
            Some(Standing::Provisional | Standing::ProvisionalUntil(_) | Standing::Final(_)) => None,
            None if finding == Finding::Clear => None,
            None => Some(finding.word()),
        };
        let open = self.rows().filter_map(|(number, row)| Some((number, word(number, row.finding().0)?)));
        open.map(|(number, word)| format!("R{number} ({word})")).collect()
    }

    /// Statements that wait for the group: those that it has to answer, and drafts that nothing agrees yet.
    fn liaisons_to_settle(&self, at: DateTime<Utc>) -> Vec<String> {
        if self.liaisons.is_empty() {
            return Vec::new();
        }
        let (agreements, answers) = (self.agreements(at), self.answers());
        let words = self.all_liaisons().filter_map(|(number, liaison)| {
            let state = liaison.state(agreements.get(&number), answers.contains_key(&number));
            match (liaison.way(), state) {
                (Way::In, State::Received) => {
                    let (by, _) = liaison.deadline()?;
                    Some(format!("L{number} to answer by {by}"))
                }
                (Way::Out, State::Draft | State::Changed) => Some(format!("L{number} to agree")),
                _ => None,
            }
        });
        words.collect()
    }

    /// Reports that are due soon after a day, or overdue.
    fn reports_to_agree(&self, on: NaiveDate) -> Vec<String> {
        let ahead =
            self.parent_meetings().into_iter().filter(|meeting| meeting.opens >= on && !self.is_reported(meeting));
        let due = ahead.map(|meeting| (self.report_due(&meeting), meeting.body));
        let soon = due.filter(|(due, _)| (*due - on).num_days() <= REPORT_AHEAD_DAYS);
        soon.map(|(due, body)| format!("Report to {body}: due by {due}")).collect()
    }

    /// The order of the agenda once items with these numbers are on it.
    pub(super) fn order_with(&self, added: &[(u32, Suggested)]) -> Vec<u32> {
        let place = |item: &Item| (item.number, place_of(&item.title));
        let mut order: Vec<(u32, Place)> = self.agenda().in_order().map(place).collect();
        for (number, suggested) in added {
            // In front only of what has not begun.
            let is_front = suggested.place < Place::Proposed && self.meeting.is_none();
            let at = if is_front {
                order.iter().position(|(_, place)| *place > suggested.place).unwrap_or(order.len())
            } else {
                order
                    .iter()
                    .rposition(|(_, place)| *place <= suggested.place.max(Place::Proposed))
                    .map_or(0, |at| at + 1)
            };
            order.insert(at, (*number, suggested.place));
        }
        order.into_iter().map(|(number, _)| number).collect()
    }
}

/// A title with what it is about, where there is anything: `Open actions: A1, A3`.
fn listed(title: &str, mut of: Vec<String>) -> Option<String> {
    if of.len() > NAMED {
        let more = of.len() - NAMED;
        of.truncate(NAMED);
        of.push(format!("{more} more"));
    }
    (!of.is_empty()).then(|| format!("{title}: {}", of.join(", ")))
}

/// The words of a title before its details, without articles.
fn subject(title: &str) -> String {
    let words = title.split(':').next().unwrap_or_default().split_whitespace();
    words.filter(|word| !word.eq_ignore_ascii_case("the")).collect::<Vec<_>>().join(" ")
}

/// Whether two titles are about the same, whatever their details.
pub fn is_about(one: &str, other: &str) -> bool {
    same_name(&subject(one), &subject(other))
}

fn place_of(title: &str) -> Place {
    let subject = subject(title).to_lowercase();
    let known = BEGINNINGS.iter().find(|(beginning, _)| subject.starts_with(beginning));
    known.map_or(Place::Proposed, |(_, place)| *place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_about_the_same_whatever_their_details() {
        for (one, other, expected) in [
            ("Open actions: A1", "Open actions: A1, A2", true),
            ("Approval of agenda", "Approval of the agenda", true),
            ("approval of the minutes of meeting 7", "Approval of the minutes of meeting 7", true),
            ("Approval of the minutes of meeting 6", "Approval of the minutes of meeting 7", false),
            ("Report to SG17: due by 2027-02-28", "Report to SG20: due by 2027-02-28", false),
            ("Gateways", "Any other business", false),
        ] {
            assert_eq!(is_about(one, other), expected, "{one} / {other}");
        }
    }

    #[test]
    fn what_is_suggested_has_its_place() {
        for (title, place) in [
            ("Approval of the agenda", Place::Agenda),
            ("Approval of the minutes of meeting 7", Place::Minutes),
            ("Open actions: A1", Place::Actions),
            ("Demarcation register: R1 (gap)", Place::Register),
            ("Liaison statements: L1 to agree", Place::Liaisons),
            ("Report to SG17: due by 2027-02-28", Place::Reports),
            ("Any other business", Place::Last),
            ("Gateways", Place::Proposed),
        ] {
            assert_eq!(place_of(title), place, "{title}");
        }
    }

    #[test]
    fn long_lists_say_how_many_there_are() {
        let numbers = |many: u32| (1..=many).map(|number| format!("A{number}")).collect();
        assert_eq!(listed("Open actions", Vec::new()), None);
        assert_eq!(listed("Open actions", numbers(8)).as_deref(), Some("Open actions: A1, A2, A3, A4, A5, A6, A7, A8"));
        assert_eq!(
            listed("Open actions", numbers(10)).as_deref(),
            Some("Open actions: A1, A2, A3, A4, A5, A6, A7, A8, 2 more")
        );
    }
}
