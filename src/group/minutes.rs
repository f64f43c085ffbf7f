//! The life cycle of minutes: shown, approved, queued for the list, handed over.

use chrono::{DateTime, Utc};

use super::command::{Draft, MailOutcome};
use super::event::{Digest, Event};
use super::refusal::Refusal;
use super::{Decided, Group};

/// How far the minutes of one meeting have come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MinutesState {
    pub shown: Option<Version>,
    pub approved: Option<u32>,
    pub sent: Vec<Sent>,
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
    matches!(state, Delivery::Queued | Delivery::HandedOver)
}

/// What is known of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    Queued,
    HandedOver,
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

    pub(super) fn approve_minutes(&self, draft: Option<&Draft>) -> Decided {
        let (state, version, meeting) = self.shown(draft)?;
        let is_approved = state.approved == Some(version);
        Ok(if is_approved { Vec::new() } else { vec![Event::MinutesApproved { meeting, version }] })
    }

    pub(super) fn send_minutes(&self, draft: Option<&Draft>) -> Decided {
        let (state, version, meeting) = self.shown(draft)?;
        if self.charter.list.is_none() {
            return Err(Refusal::NoList);
        }
        if state.approved != Some(version) {
            return Err(Refusal::MinutesNotApproved { version });
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

    pub(super) fn report_mail(&self, message_id: &str, outcome: &MailOutcome) -> Decided {
        let minutes = self.minutes.values().flat_map(|state| &state.sent);
        let minutes = minutes.map(|sent| (&sent.message_id, &sent.state));
        let notices = self.plans.values().flat_map(|plan| &plan.notices);
        let mut all = minutes.chain(notices.map(|notice| (&notice.message_id, &notice.state)));
        let is_open = all.any(|(id, state)| id == message_id && *state == Delivery::Queued);
        let message_id = message_id.to_owned();
        Ok(match outcome {
            MailOutcome::HandedOver if is_open => vec![Event::MailHandedOver { message_id }],
            MailOutcome::Refused { reason } if is_open => {
                vec![Event::MailRefused { message_id, reason: reason.clone() }]
            }
            MailOutcome::Withdrawn if is_open => vec![Event::MailWithdrawn { message_id }],
            MailOutcome::HandedOver | MailOutcome::Refused { .. } | MailOutcome::Withdrawn => Vec::new(),
        })
    }
}
