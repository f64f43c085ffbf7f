//! The group's life: until when its mandate is, and whether a parent body has concluded it.
//!
//! It is what its changes make it. A group of several equal chairs is concluded when as many of them as approve a paper have
//! said so.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Group;
use super::event::DELETED;
use super::kinds::DaysLeft;
use super::person::Person;

/// What changes in the mandate of a group, as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MandateChange {
    Extended {
        until: NaiveDate,
        /// The document that says so, such as TSAG-R7.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
    },
    Concluded {
        reference: String,
        /// The day from which on.
        on: NaiveDate,
    },
    /// It was concluded by mistake, or works again.
    Resumed { reason: String },
}

/// The changes of a mandate, in the order of the log, and what the rooms were reminded of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mandate {
    pub changes: Vec<MandateEntry>,
    pub told: Option<(NaiveDate, DaysLeft)>,
}

/// One change, with who made it.
#[derive(Clone, Debug, PartialEq)]
pub struct MandateEntry {
    pub entry: u64,
    pub at: DateTime<Utc>,
    pub by: Option<Person>,
    pub change: MandateChange,
    pub is_withdrawn: bool,
}

/// That a parent body has concluded the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    pub reference: String,
    pub on: NaiveDate,
    /// The chairs who have said so, in order.
    pub by: Vec<Person>,
}

/// The days before a mandate ends on which that is spoken of.
const SPOKEN_OF: [i64; 2] = [90, 30];

/// The hour of the group's zone at which that is.
const HOUR: u32 = 9;

impl MandateChange {
    /// What somebody typed in it: the document, or the reason.
    pub(super) fn words(&self) -> Option<&str> {
        match self {
            MandateChange::Extended { reference, .. } => reference.as_deref(),
            MandateChange::Concluded { reference, .. } => Some(reference),
            MandateChange::Resumed { reason } => Some(reason),
        }
    }

    /// The change without what somebody typed.
    pub(super) fn blanked(self) -> MandateChange {
        let gone = || DELETED.to_owned();
        match self {
            MandateChange::Extended { until, reference } => {
                MandateChange::Extended { until, reference: reference.map(|_| gone()) }
            }
            MandateChange::Concluded { on, .. } => MandateChange::Concluded { reference: gone(), on },
            MandateChange::Resumed { .. } => MandateChange::Resumed { reason: gone() },
        }
    }
}

impl Mandate {
    fn standing(&self) -> impl DoubleEndedIterator<Item = &MandateEntry> {
        self.changes.iter().filter(|entry| !entry.is_withdrawn)
    }

    /// Until when it is, and by which document. `None`: no end is known.
    pub fn until(&self) -> Option<(NaiveDate, Option<&str>)> {
        self.standing().rev().find_map(|entry| match &entry.change {
            MandateChange::Extended { until, reference } => {
                Some((*until, reference.as_deref().filter(|reference| *reference != DELETED)))
            }
            MandateChange::Concluded { .. } | MandateChange::Resumed { .. } => None,
        })
    }

    /// What chairs have said of its conclusion since it was last taken up again. The last document and day count.
    pub fn conclusion(&self) -> Option<Conclusion> {
        let mut conclusion: Option<Conclusion> = None;
        for entry in self.standing() {
            match &entry.change {
                MandateChange::Resumed { .. } => conclusion = None,
                MandateChange::Concluded { reference, on } => {
                    let mut by = conclusion.map(|before| before.by).unwrap_or_default();
                    by.extend(entry.by.clone().filter(|chair| by.iter().all(|known| !known.is(chair))));
                    conclusion = Some(Conclusion { reference: reference.clone(), on: *on, by });
                }
                MandateChange::Extended { .. } => {}
            }
        }
        conclusion
    }
}

impl Group {
    /// How many chairs still have to say that the group is concluded.
    pub fn conclusions_missing(&self, conclusion: &Conclusion) -> usize {
        (self.charter.approvals as usize).saturating_sub(conclusion.by.len())
    }

    /// The conclusion of the group, once enough chairs have said so.
    pub fn group_conclusion(&self) -> Option<Conclusion> {
        self.mandate.conclusion().filter(|conclusion| self.conclusions_missing(conclusion) == 0)
    }

    /// The moments at which the end of the mandate will be spoken of, after those that have been.
    fn mandate_moments(&self) -> impl Iterator<Item = (DateTime<Utc>, DaysLeft)> + use<'_> {
        let until = self.mandate.until().map(|(until, _)| until).filter(|_| self.group_conclusion().is_none());
        let told = self.mandate.told.filter(|(day, _)| Some(*day) == until).map(|(_, left)| left);
        let since = self.mandate.standing().next_back().map(|entry| entry.at);
        until.into_iter().flat_map(move |until| {
            let moments = SPOKEN_OF.into_iter().filter_map(move |days| {
                let hour = until.checked_sub_signed(Duration::days(days))?.and_hms_opt(HOUR, 0, 0)?;
                Some((self.charter.zone.instant_of(hour), DaysLeft(days)))
            });
            moments
                .filter(move |(at, left)| since.is_none_or(|since| *at > since) && told.is_none_or(|told| *left < told))
        })
    }

    /// When the end of the mandate will be spoken of next.
    pub(super) fn next_mandate_reminder(&self) -> Option<DateTime<Utc>> {
        self.mandate_moments().next().map(|(at, _)| at)
    }

    /// What is due at `now` of it: of several, such as after the bot was away, the last says all.
    pub(super) fn mandate_reminder(&self, now: DateTime<Utc>) -> Option<(NaiveDate, DaysLeft)> {
        let (until, _) = self.mandate.until()?;
        self.mandate_moments().take_while(|(at, _)| *at <= now).last().map(|(_, left)| (until, left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(entry: u64, by: &str, change: MandateChange) -> MandateEntry {
        MandateEntry { entry, at: DateTime::UNIX_EPOCH, by: Some(Person::named(by)), change, is_withdrawn: false }
    }

    #[test]
    fn a_conclusion_counts_each_chair_once_and_ends_when_the_group_resumes() {
        let concluded = || MandateChange::Concluded { reference: "TSAG-R7".to_owned(), on: NaiveDate::default() };
        let mut mandate = Mandate::default();
        assert_eq!(mandate.conclusion(), None);
        mandate.changes = vec![entry(1, "Ana", concluded()), entry(2, "Ana", concluded()), entry(3, "Bo", concluded())];
        let chairs = |mandate: &Mandate| mandate.conclusion().map(|conclusion| conclusion.by.len());
        assert_eq!(chairs(&mandate), Some(2));
        mandate.changes[2].is_withdrawn = true;
        assert_eq!(chairs(&mandate), Some(1));
        mandate.changes.push(entry(4, "Ana", MandateChange::Resumed { reason: "a mistake".to_owned() }));
        assert_eq!(chairs(&mandate), None);
        mandate.changes.push(entry(5, "Bo", concluded()));
        assert_eq!(chairs(&mandate), Some(1));
    }
}
