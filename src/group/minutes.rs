//! The life cycle of minutes: shown, approved, queued for the list, handed over.

use chrono::{DateTime, Duration, Utc};

use super::command::{Draft, MailOutcome};
use super::event::{Digest, Event};
use super::person::Person;
use super::refusal::Refusal;
use super::revision::LineEdit;
use super::{Decided, Group};

/// How far the minutes of one meeting have come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MinutesState {
    pub shown: Option<Version>,
    /// Who has approved the version that was shown last.
    pub approvals: Vec<Person>,
    pub sent: Vec<Sent>,
    /// What people have changed by hand.
    pub edits: Vec<LineEdit>,
    /// When they became final.
    pub final_since: Option<DateTime<Utc>>,
}

/// A numbered draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub number: u32,
    pub digest: Digest,
}

/// A mail that carried minutes to the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub version: u32,
    pub message_id: String,
    pub state: Delivery,
    pub handed_over_at: Option<DateTime<Utc>>,
}

impl MinutesState {
    /// When they first went to the list, as far as the mail server tells.
    pub fn went_out_at(&self) -> Option<DateTime<Utc>> {
        self.sent.iter().find_map(|sent| sent.handed_over_at)
    }
}

impl Sent {
    /// Whether the list has it, or may still get it.
    pub fn is_standing(&self) -> bool {
        is_standing(&self.state)
    }
}

/// Whether the list has a mail, or may still get it.
pub fn is_standing(state: &Delivery) -> bool {
    matches!(state, Delivery::Queued | Delivery::HandedOver | Delivery::Seen)
}

/// What is known of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    Queued,
    /// The mail server has it, which is not yet the list.
    HandedOver,
    /// It is in the archive, so the list has passed it on.
    Seen,
    Refused {
        reason: String,
    },
    /// Words in it were deleted before it left.
    Withdrawn,
}

impl Group {
    /// The version number that a draft has or would get.
    pub fn version_of(&self, draft: &Draft) -> u32 {
        let shown = self.minutes.get(&draft.meeting).and_then(|state| state.shown.as_ref());
        shown.map_or(1, |version| if version.digest == draft.digest { version.number } else { version.number + 1 })
    }

    pub(super) fn show_minutes(&self, draft: Option<&Draft>) -> Decided {
        let draft = draft.ok_or(Refusal::NoMinutes)?;
        let shown = self.minutes.get(&draft.meeting).and_then(|state| state.shown.as_ref());
        if shown.is_some_and(|version| version.digest == draft.digest) || self.is_open(draft.meeting) {
            return Ok(Vec::new());
        }
        let (meeting, version) = (draft.meeting, self.version_of(draft));
        Ok(vec![Event::MinutesShown { meeting, version, digest: draft.digest.clone() }])
    }

    pub(super) fn approve_minutes(&self, by: &Person, draft: Option<&Draft>) -> Decided {
        let (state, version, meeting) = self.shown(draft)?;
        let has_approved =
            self.are_approved(state) || state.approvals.iter().any(|chair| self.is_one_person(chair, by));
        Ok(if has_approved { Vec::new() } else { vec![Event::MinutesApproved { meeting, version }] })
    }

    /// Whether as many chairs as the group wants have approved the version that was shown last.
    pub fn are_approved(&self, state: &MinutesState) -> bool {
        self.approvals_missing(state) == 0
    }

    /// How many chairs still have to approve.
    pub fn approvals_missing(&self, state: &MinutesState) -> usize {
        (self.charter.approvals as usize).saturating_sub(state.approvals.len())
    }

    /// Whether two accounts are the same chair's, on one platform or two.
    fn is_one_person(&self, one: &Person, other: &Person) -> bool {
        let member = |person: &Person| {
            let account = person.account.as_ref()?;
            self.charter.members.iter().position(|member| member.accounts.contains(account))
        };
        one.is(other) || (member(one).is_some() && member(one) == member(other))
    }

    pub(super) fn send_minutes(&self, draft: Option<&Draft>) -> Decided {
        let (state, version, meeting) = self.shown(draft)?;
        if self.charter.list.is_none() {
            return Err(Refusal::NoList);
        }
        if let Some(since) = state.final_since {
            return Err(Refusal::MinutesFinal { meeting, since: self.charter.zone.tell(since) });
        }
        match self.approvals_missing(state) {
            0 => {}
            _ if state.approvals.is_empty() => return Err(Refusal::MinutesNotApproved { version }),
            missing => return Err(Refusal::ApprovalsMissing { version, missing }),
        }
        let earlier = state.sent.iter().filter(|sent| sent.version == version);
        let mut standing = earlier.filter(|sent| sent.is_standing());
        if standing.next().is_some() {
            return Err(Refusal::MinutesSentAlready { version });
        }
        let message_id = format!("{}.{meeting}.minutes.{version}", self.charter.id);
        Ok(vec![Event::MinutesQueued { meeting, version, message_id }])
    }

    /// The version that was shown, if the record still says the same.
    fn shown(&self, draft: Option<&Draft>) -> Result<(&MinutesState, u32, u32), Refusal> {
        let draft = draft.ok_or(Refusal::NoMinutes)?;
        if self.is_open(draft.meeting) {
            return Err(Refusal::MeetingStillOpen { meeting: draft.meeting });
        }
        let state = self.minutes.get(&draft.meeting).ok_or(Refusal::MinutesNotShown)?;
        let version = state.shown.as_ref().ok_or(Refusal::MinutesNotShown)?;
        if version.digest != draft.digest {
            return Err(Refusal::MinutesChanged { version: version.number });
        }
        Ok((state, version.number, draft.meeting))
    }

    fn is_open(&self, number: u32) -> bool {
        self.meeting.as_ref().is_some_and(|meeting| meeting.number == number)
    }

    /// The minutes whose correction window ends first, with that moment.
    pub(super) fn next_final(&self) -> Option<(DateTime<Utc>, Event)> {
        let window = Duration::days(self.charter.confirm_days.into());
        let open = self.minutes.iter().filter(|(_, state)| state.final_since.is_none());
        let ends = open.filter_map(|(meeting, state)| Some((state.went_out_at()? + window, *meeting)));
        ends.min().map(|(at, meeting)| (at, Event::MinutesBecameFinal { meeting }))
    }

    pub(super) fn report_mail(&self, message_id: &str, outcome: &MailOutcome) -> Decided {
        let is_in = |wanted: &Delivery| self.mails().any(|(id, state, _)| id == message_id && state == wanted);
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

    /// The mails that the server has been given since a moment and that nobody has seen in the archive.
    pub fn unseen_mails(&self, since: DateTime<Utc>) -> impl Iterator<Item = &str> {
        let unseen = self.mails().filter(|(_, state, _)| **state == Delivery::HandedOver);
        unseen.filter(move |(_, _, at)| at.is_some_and(|at| at >= since)).map(|(id, ..)| id)
    }

    /// Every mail to the list: its Message-ID, what is known of it, and when it went out, or into the outbox.
    fn mails(&self) -> impl Iterator<Item = (&str, &Delivery, Option<DateTime<Utc>>)> {
        let minutes = self.minutes.values().flat_map(|state| &state.sent);
        let minutes = minutes.map(|sent| (sent.message_id.as_str(), &sent.state, sent.handed_over_at));
        let notices = self.plans.values().flat_map(|plan| &plan.notices);
        minutes.chain(notices.map(|notice| (notice.message_id.as_str(), &notice.state, Some(notice.queued_at))))
    }
}
