//! How meetings of parent bodies and reports to them change the group.

use chrono::{DateTime, NaiveDate, Utc};

use crate::group::Group;
use crate::group::charter::ParentMeeting;
use crate::group::report::{DaysLeft, Delivered, ParentChange, Report};

impl Group {
    pub(super) fn parent_meeting_set(
        &mut self,
        body: &str,
        (opens, closes): (NaiveDate, Option<NaiveDate>),
        place: Option<&str>,
        instead_of: Option<NaiveDate>,
    ) {
        if let Some(before) = instead_of {
            self.change_parent_meeting(body, before, None);
            let moved = self.reports.values_mut().filter(|report| report.body == body && report.opens == before);
            moved.filter(|report| report.delivered.is_none()).for_each(|report| report.opens = opens);
        }
        let (place, lead_months) = (place.map(str::to_owned), None);
        let meeting = ParentMeeting { body: body.to_owned(), opens, closes, place, lead_months };
        self.change_parent_meeting(body, opens, Some(meeting));
    }

    pub(super) fn parent_meeting_cancelled(&mut self, body: &str, opens: NaiveDate) {
        self.change_parent_meeting(body, opens, None);
    }

    fn change_parent_meeting(&mut self, body: &str, opens: NaiveDate, meeting: Option<ParentMeeting>) {
        self.parent_changes.retain(|known| known.body != body || known.opens != opens);
        self.parent_changes.push(ParentChange { body: body.to_owned(), opens, meeting });
    }

    pub(super) fn report_begun(&mut self, report: u32, body: &str, opens: NaiveDate) {
        self.reports.insert(report, Report { body: body.to_owned(), opens, delivered: None });
    }

    pub(super) fn report_delivered(&mut self, (entry, at): (u64, DateTime<Utc>), report: u32, reference: &str) {
        if let Some(report) = self.reports.get_mut(&report) {
            report.delivered = Some(Delivered { at, entry, reference: reference.to_owned() });
        }
    }

    pub(super) fn report_neared(&mut self, body: &str, opens: NaiveDate, left: DaysLeft) {
        self.told_of_reports.insert((body.to_owned(), opens), left);
    }
}
