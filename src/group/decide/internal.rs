//! What no person asks for: the clock, and what became of a mail.

use chrono::{DateTime, Duration, Utc};

use crate::group::action::Action;
use crate::group::charter::ParentMeeting;
use crate::group::command::{InternalCommand, MailOutcome, Request};
use crate::group::event::{Ahead, Event, ListProposalChange};
use crate::group::mail::ByMail;
use crate::group::meeting::{Meeting, Reminder};
use crate::group::paper::Delivery;
use crate::group::schedule::Planned;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_internal(&self, request: &Request, command: &InternalCommand) -> Decided {
        match command {
            InternalCommand::Tick { now } => self.tick(request.at, *now),
            InternalCommand::ReportShown => Ok(self.proposal_shown(request.at)),
            InternalCommand::ReportMail { message_id, outcome } => self.report_mail(message_id, outcome),
            InternalCommand::HoldMail { person, words, meeting, proposal, why } => {
                Ok(self.hold_mail(person, words, (*meeting, *proposal), why))
            }
            InternalCommand::ReportBounce { message_id, reason } => {
                let is_out = self.paper_of_mail(message_id).is_some_and(|(_, sent)| sent.is_standing());
                let (message_id, reason) = (message_id.clone(), reason.clone());
                let bounced = Event::ByMail(ByMail::Bounced { message_id, reason });
                Ok(if is_out { vec![bounced] } else { Vec::new() })
            }
            InternalCommand::ReportAnswer { message_id, subject } => {
                Ok(self.list_answered(request, message_id.as_deref(), subject))
            }
        }
    }

    /// What is due by the clock at `at`. What announces a planned meeting goes by `now`, since a bot that wakes up late
    /// says only the last of it.
    fn tick(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> Decided {
        let brings = |(due, alarm): (DateTime<Utc>, Alarm)| match alarm {
            Alarm::Event(event) => (due <= at).then_some(event),
            Alarm::PlannedMeeting => self.nearing(now),
            Alarm::Report(meeting) => self.report_nearing(&meeting, now),
            Alarm::Mandate => self.mandate_reminder(now).map(|(until, left)| Event::MandateNeared { until, left }),
            Alarm::Liaison(liaison) => {
                self.liaison_reminder(liaison, now).map(|left| Event::LiaisonNeared { liaison, left })
            }
        };
        Ok(self.alarms().filter_map(brings).collect())
    }

    /// When the clock will next have something to say.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        self.alarms().map(|(due, _)| due).min()
    }

    /// Everything that the clock will bring about, each with the moment it is due, in no particular order: the one source of
    /// [`Group::tick`] and [`Group::next_wakeup`].
    fn alarms(&self) -> impl Iterator<Item = (DateTime<Utc>, Alarm)> {
        let events = self.clocks().into_iter().chain(self.expiry()).chain(self.next_final());
        let reminders = self.reminders.iter().filter_map(|reminder| Some((self.due_of(reminder)?, reminder)));
        let reminders = reminders.map(|(due, reminder)| (due, Event::ReminderDue { reminder: reminder.number }));
        let reminders = reminders.chain(self.moves_by_rules());
        let planned = self.next_nearing().map(|due| (due, Alarm::PlannedMeeting));
        let report = self.next_report_reminder().map(|(due, meeting)| (due, Alarm::Report(Box::new(meeting))));
        let liaison = self.next_liaison_reminder().map(|(due, number)| (due, Alarm::Liaison(number)));
        let due = |number| Event::ListProposalChanged { proposal: number, change: ListProposalChange::Due };
        let asked = self.list_proposals_due().map(move |(at, number)| (at, due(number)));
        let events = events.chain(reminders).chain(asked).map(|(due, event)| (due, Alarm::Event(event)));
        let mandate = self.next_mandate_reminder().map(|due| (due, Alarm::Mandate));
        events.chain(planned).chain(report).chain(liaison).chain(mandate)
    }

    /// The announced meetings that newer zone data has moved, each until the chairs were told of it: that is due at once.
    fn moves_by_rules(&self) -> impl Iterator<Item = (DateTime<Utc>, Event)> {
        self.all_planned().filter_map(|plan| {
            self.moved_by_rules(plan)?;
            let (meeting, starts_at) = (plan.meeting, plan.starts_at());
            // Entries stay in the order of time.
            let told_at = self.last_notice(plan)?.queued_at;
            let told_at = self.last_at.map_or(told_at, |last| last.max(told_at));
            let is_news = plan.told_of_rules != Some(starts_at);
            is_news.then_some((told_at, Event::MeetingMovedByRules { meeting, starts_at }))
        })
    }

    /// When a reminder is due. That of an action moves with its day, and there is none once the action is closed.
    fn due_of(&self, reminder: &Reminder) -> Option<DateTime<Utc>> {
        let Some(number) = reminder.action else { return Some(reminder.due) };
        self.actions.get(&number).filter(|action| action.is_open()).and_then(|action| self.morning_of(action))
    }

    /// The morning of the day on which an action is due, in the group's zone.
    pub(super) fn morning_of(&self, action: &Action) -> Option<DateTime<Utc>> {
        Some(self.charter.zone.instant_of(action.due?.and_hms_opt(MORNING_HOUR, 0, 0)?))
    }

    /// What the clocks of the meeting owe, each with the moment it is due.
    fn clocks(&self) -> Vec<(DateTime<Utc>, Event)> {
        match &self.meeting {
            None => Vec::new(),
            Some(Meeting { recess: Some(recess), .. }) => {
                recess.until.map(|until| (until, Event::RecessEnded)).into_iter().collect()
            }
            Some(meeting) => meeting.warnings(),
        }
    }

    /// When the words of the oldest meeting are over, by the group's retention period.
    fn expiry(&self) -> Option<(DateTime<Utc>, Event)> {
        let days = Duration::days(i64::from(self.charter.retention_days?));
        let (through, ended) = *self.ended.first()?;
        Some((ended + days, Event::WordsExpired { through }))
    }

    /// When a planned meeting will next be spoken of.
    fn next_nearing(&self) -> Option<DateTime<Utc>> {
        self.next_spoken_of().map(|(due, _)| due)
    }

    /// The planned meeting that will be spoken of first, and when.
    fn next_spoken_of(&self) -> Option<(DateTime<Utc>, &Planned)> {
        let plans = self.all_planned().filter(|_| self.group_conclusion().is_none());
        let plans = plans.filter_map(|plan| Some((self.nearings(plan).next()?.0, plan)));
        plans.min_by_key(|(due, plan)| (*due, plan.meeting))
    }

    /// What is due at `now`. Of several, such as after the bot was away, the last says all.
    fn nearing(&self, now: DateTime<Utc>) -> Option<Event> {
        let (_, plan) = self.next_spoken_of()?;
        let due = self.nearings(plan).take_while(|(due, _)| *due <= now).last();
        due.map(|(_, ahead)| Event::MeetingNeared { meeting: plan.meeting, ahead })
    }

    /// What is said of a report that is due.
    fn report_nearing(&self, meeting: &ParentMeeting, now: DateTime<Utc>) -> Option<Event> {
        let left = self.report_reminder(meeting, now)?;
        Some(Event::ReportNeared { body: meeting.body.clone(), opens: meeting.opens, left })
    }

    /// The moments to come, in order. What was past when the meeting was planned or moved is left out.
    fn nearings<'a>(&self, plan: &'a Planned) -> impl Iterator<Item = (DateTime<Utc>, Ahead)> + use<'a> {
        const DAY: Duration = Duration::days(1);
        let start = plan.starts_at();
        let notice = self.last_moment(plan);
        let must_announce = self.charter.list.is_some() && !self.is_announced(plan);
        // A notice of a day or none is the day before.
        let has_notice = notice < start - DAY;
        let all = [
            (notice - DAY, Ahead::NoticeIsDue, has_notice && must_announce),
            (notice, Ahead::Notice, has_notice),
            (start - DAY, Ahead::Day, true),
            (start - Duration::hours(1), Ahead::Hour, true),
            (start, Ahead::Start, true),
        ];
        let is_to_come = |due: &DateTime<Utc>, ahead: &Ahead| {
            *due > plan.timed_at && plan.reminded.is_none_or(|reminded| *ahead > reminded)
        };
        all.into_iter()
            .filter(move |(due, ahead, is_meant)| *is_meant && is_to_come(due, ahead))
            .map(|(due, ahead, _)| (due, ahead))
    }

    /// The minutes whose correction window ends first, with that moment.
    fn next_final(&self) -> Option<(DateTime<Utc>, Event)> {
        let window = Duration::days(self.charter.confirm_days.into());
        let open = self.all_minutes().filter(|(_, minutes)| minutes.final_since.is_none());
        let ends = open.filter_map(|(meeting, minutes)| Some((minutes.went_out_at()? + window, meeting)));
        ends.min().map(|(at, meeting)| (at, Event::MinutesBecameFinal { meeting }))
    }

    fn report_mail(&self, message_id: &str, outcome: &MailOutcome) -> Decided {
        // A version that was refused is sent again under the same Message-ID.
        let is_in =
            |wanted: &Delivery| self.mails().any(|(_, sent)| sent.message_id == message_id && sent.state == *wanted);
        let (is_open, is_at_the_server) = (is_in(&Delivery::Queued), is_in(&Delivery::HandedOver));
        let message_id = message_id.to_owned();
        Ok(match outcome {
            MailOutcome::HandedOver if is_open => vec![Event::MailHandedOver { message_id }],
            MailOutcome::Refused { reason } if is_open => {
                vec![Event::MailRefused { message_id, reason: reason.clone() }]
            }
            MailOutcome::Withdrawn if is_open => vec![Event::MailWithdrawn { message_id }],
            MailOutcome::Seen if is_at_the_server => vec![Event::MailSeen { message_id }],
            MailOutcome::HandedOver | MailOutcome::Refused { .. } | MailOutcome::Withdrawn | MailOutcome::Seen => {
                Vec::new()
            }
        })
    }
}

/// The hour at which owners are reminded of what is due on the day.
const MORNING_HOUR: u32 = 9;

/// What the clock brings about.
enum Alarm {
    Event(Event),
    /// A planned meeting comes nearer; what is said of it depends on how near it is by then.
    PlannedMeeting,
    /// A report to a parent body is due or overdue.
    Report(Box<ParentMeeting>),
    /// The deadline of a liaison statement comes nearer.
    Liaison(u32),
    /// The end of the group's mandate comes nearer.
    Mandate,
}
