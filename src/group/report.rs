//! Reports to the bodies that appointed the group: when their meetings are, when results are due, and how far each report is.

use chrono::{DateTime, Datelike as _, Duration, Months, NaiveDate, Utc};

use super::Group;
use super::charter::ParentMeeting;
pub use super::kinds::DaysLeft;
use super::paper::PaperId;
use super::person::same_name;

/// A report to one body, for one of its meetings. Its number stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub body: String,
    /// First day of the meeting for which it is.
    pub opens: NaiveDate,
    pub delivered: Option<Delivered>,
}

/// That a report has reached its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    pub at: DateTime<Utc>,
    pub entry: u64,
    /// The number that the body's secretariat gave it, such as SG17-TD321.
    pub reference: String,
}

/// A meeting of a body that the log has set, moved or cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParentChange {
    pub body: String,
    pub opens: NaiveDate,
    /// `None`: it does not take place, or on other days.
    pub meeting: Option<ParentMeeting>,
}

/// The days on which a report that is due is spoken of, before the weeks after.
const SPOKEN_OF: [i64; 4] = [14, 7, 1, 0];

/// The hour of the group's zone at which that is.
const HOUR: u32 = 9;

impl Group {
    /// The meetings of parent bodies: those of the configuration and those of the log, by day.
    pub fn parent_meetings(&self) -> Vec<ParentMeeting> {
        let is_changed = |meeting: &&ParentMeeting| {
            self.parent_changes
                .iter()
                .any(|change| same_name(&change.body, &meeting.body) && change.opens == meeting.opens)
        };
        let configured = self.charter.parent_meetings.iter().filter(|meeting| !is_changed(meeting)).cloned();
        let mut all: Vec<ParentMeeting> =
            configured.chain(self.parent_changes.iter().filter_map(|change| change.meeting.clone())).collect();
        all.sort_by(|one, other| (one.opens, &one.body).cmp(&(other.opens, &other.body)));
        all
    }

    /// The next meeting of a body that has not begun on a day, else the last that has.
    pub fn parent_meeting(&self, body: &str, today: NaiveDate) -> Option<ParentMeeting> {
        let of_body: Vec<_> =
            self.parent_meetings().into_iter().filter(|meeting| same_name(&meeting.body, body)).collect();
        let next = of_body.iter().find(|meeting| meeting.opens >= today && !self.is_reported(meeting));
        next.or(of_body.last()).cloned()
    }

    /// The last day on which results can be reported: so many calendar months before, the last day of shorter months (31
    /// March and one month: 28 February).
    pub fn report_due(&self, meeting: &ParentMeeting) -> NaiveDate {
        let months = meeting.lead_months.unwrap_or(self.charter.report_lead_months);
        meeting.opens.checked_sub_months(Months::new(months)).unwrap_or(meeting.opens)
    }

    /// The report for a meeting of a body, with its number.
    pub fn report_for(&self, body: &str, opens: NaiveDate) -> Option<(u32, &Report)> {
        let mut reports = self.reports.iter().map(|(number, report)| (*number, report));
        reports.find(|(_, report)| same_name(&report.body, body) && report.opens == opens)
    }

    /// Whether the report for a meeting has reached its body.
    pub fn is_reported(&self, meeting: &ParentMeeting) -> bool {
        self.report_for(&meeting.body, meeting.opens).is_some_and(|(_, report)| report.delivered.is_some())
    }

    /// Since when a report tells: from the moment at which the last delivered one to the same body was made.
    pub fn reported_since(&self, body: &str) -> Option<DateTime<Utc>> {
        let delivered = self.reports.iter().filter(|(_, report)| same_name(&report.body, body));
        let made_at = delivered.filter_map(|(number, report)| {
            let delivered = report.delivered.as_ref()?;
            let sent = self.paper(PaperId::Report(*number)).and_then(|paper| paper.last_standing());
            Some(sent.map_or(delivered.at, |sent| sent.queued_at))
        });
        made_at.max()
    }

    /// The last entry that the last delivered report to a body knew.
    pub fn reported_head(&self, body: &str) -> u64 {
        let delivered = self.reports.values().filter(|report| same_name(&report.body, body));
        delivered.filter_map(|report| report.delivered.as_ref()).map(|delivered| delivered.entry).max().unwrap_or(0)
    }

    /// The moments at which a report will be spoken of, in order, after those that have been. A meeting that has begun has its
    /// report or does without.
    fn report_moments<'a>(
        &'a self,
        meeting: &'a ParentMeeting,
    ) -> impl Iterator<Item = (DateTime<Utc>, DaysLeft)> + 'a {
        let due = self.report_due(meeting);
        let told = self.told_of_reports.get(&(meeting.body.clone(), meeting.opens)).copied();
        let weeks = (1..).map(|week| -7 * week);
        let days = SPOKEN_OF.into_iter().chain(weeks);
        let moments = days.map_while(move |days| {
            let day = due.checked_sub_signed(Duration::days(days))?;
            (day < meeting.opens || days >= 0).then_some((day, days))
        });
        let moments = moments.filter(move |(_, days)| told.is_none_or(|told| *days < told.0));
        moments.map(|(day, days)| {
            let hour = day.and_hms_opt(HOUR, 0, 0).unwrap_or_default();
            (self.charter.zone.instant_of(hour), DaysLeft(days))
        })
    }

    /// The report that will be spoken of first, and when.
    pub(super) fn next_report_reminder(&self) -> Option<(DateTime<Utc>, ParentMeeting)> {
        let open = self.parent_meetings().into_iter().filter(|meeting| !self.is_reported(meeting));
        let next = open.filter_map(|meeting| {
            let (at, _) = self.report_moments(&meeting).next()?;
            Some((at, meeting))
        });
        next.min_by_key(|(at, _)| *at)
    }

    /// Whether the rooms have not been reminded yet of the report for a meeting, as it is on the calendar now.
    pub fn is_first_reminder(&self, body: &str, opens: NaiveDate) -> bool {
        !self.told_of_reports.contains_key(&(body.to_owned(), opens))
    }

    /// What is due at `now` for a meeting: of several, such as after the bot was away, the last says all.
    pub(super) fn report_reminder(&self, meeting: &ParentMeeting, now: DateTime<Utc>) -> Option<DaysLeft> {
        self.report_moments(meeting).take_while(|(at, _)| *at <= now).last().map(|(_, days)| days)
    }

    /// Whether a meeting of the group is planned until a day, on which a report could be agreed.
    pub fn meets_until(&self, day: NaiveDate) -> bool {
        let zone = self.charter.zone;
        self.meeting.is_some()
            || self.all_planned().any(|plan| plan.starts_at().with_timezone(&zone).date_naive() <= day)
    }
}

/// `April 2026`, as titles of reports have it.
pub fn month(day: NaiveDate) -> String {
    let name = chrono::Month::try_from(u8::try_from(day.month()).unwrap_or(1)).map_or("", |month| month.name());
    format!("{name} {}", day.year())
}
