//! What a failed request means for whoever waits for it.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use matrix_sdk::encryption::{MegolmError, OlmError};
use matrix_sdk::ruma::api::error::{ErrorKind, FromHttpResponseError, RetryAfter};
use matrix_sdk::{Error, HttpError};

use crate::chat::SendError;
use crate::chat::limited::Limited;
use crate::clock::Clock;

/// What is waited for when a server limits us without saying for how long.
const UNSAID: Duration = Duration::from_secs(5);
/// A server that asks for a longer pause is asked again after this one: a proxy's mistake must not make the bot deaf
/// for a day.
const LONGEST: Duration = Duration::from_mins(2);

/// Reads failures. That the server limits the bot is logged once per episode.
pub(super) struct Failures {
    clock: Clock,
    limited: Limited,
}

impl Failures {
    pub fn new(clock: Clock) -> Failures {
        Failures { clock, limited: Limited::default() }
    }

    pub fn of_send(&self, error: &Error) -> SendError {
        match error {
            Error::Http(error) => self.of_request(error),
            Error::WrongRoomState(state) => later(&format!("not in the room: {state}")),
            Error::MegolmError(error) if matches!(**error, MegolmError::Store(_)) => later(&error.to_string()),
            Error::OlmError(error) if matches!(**error, OlmError::Store(_)) => later(&error.to_string()),
            Error::Timeout
            | Error::StateStore(_)
            | Error::CryptoStoreError(_)
            | Error::EventCacheStore(_)
            | Error::MediaStore(_)
            | Error::CrossProcessLockError(_)
            | Error::Io(_)
            | Error::ConcurrentRequestFailed => later(&error.to_string()),
            other => SendError::GiveUp { reason: brief(&other.to_string()) },
        }
    }

    /// As [`Failures::of_send`], for what is said in a room: what is forbidden there now may be allowed again.
    pub fn of_speech(&self, error: &Error) -> SendError {
        match error {
            Error::Http(error) => self.of_spoken_request(error),
            other => self.of_send(other),
        }
    }

    pub fn of_spoken_request(&self, error: &HttpError) -> SendError {
        match error.as_client_api_error() {
            Some(answer) if matches!(answer.error_kind(), Some(ErrorKind::Forbidden)) => {
                SendError::Silenced { reason: brief(&answer.to_string()) }
            }
            _ => self.of_request(error),
        }
    }

    pub fn of_request(&self, error: &HttpError) -> SendError {
        match error {
            HttpError::Reqwest(error) => later(&error.to_string()),
            HttpError::Cached(error) => self.of_request(error),
            HttpError::RefreshToken(error) => logged_out(&error.to_string()),
            HttpError::Api(answer) => match answer.as_ref() {
                FromHttpResponseError::Server(_) => self.of_answer(error),
                // Not Matrix at all: a proxy or captive portal in between.
                FromHttpResponseError::Deserialization(other) => later(&other.to_string()),
                _ => later(&error.to_string()),
            },
            HttpError::IntoHttp(error) => SendError::GiveUp { reason: brief(&error.to_string()) },
        }
    }

    fn of_answer(&self, error: &HttpError) -> SendError {
        let Some(answer) = error.as_client_api_error() else {
            return SendError::GiveUp { reason: "the server asks for a person to authenticate".to_owned() };
        };
        let status = answer.status_code.as_u16();
        match answer.error_kind() {
            Some(ErrorKind::LimitExceeded(limit)) => self.limited(limit.retry_after.as_ref()),
            Some(ErrorKind::UnknownToken(_) | ErrorKind::MissingToken) => logged_out(&answer.to_string()),
            Some(ErrorKind::TooLarge) => SendError::TooLarge { reason: brief(&answer.to_string()) },
            _ if status == 413 => SendError::TooLarge { reason: brief(&answer.to_string()) },
            _ if status == 429 => self.limited(None),
            _ if status == 408 || status >= 500 => later(&answer.to_string()),
            // What is no Matrix answer comes from a proxy: its homeserver restarts, or it is out of order itself.
            None if status == 404 || status == 403 => later(&answer.to_string()),
            _ => SendError::GiveUp { reason: brief(&answer.to_string()) },
        }
    }

    fn limited(&self, asked: Option<&RetryAfter>) -> SendError {
        let now = self.clock.now();
        let asked = asked_pause(asked, now);
        let pause = asked.min(LONGEST);
        if self.limited.begins(now, pause) {
            tracing::warn!(
                asked_secs = asked.as_secs(),
                pause_secs = pause.as_secs(),
                "the homeserver limits requests; they wait and are tried again"
            );
        }
        SendError::Retry { after: Some(pause), reason: "the server limits our rate".to_owned() }
    }
}

/// Whether the server or the way to it is at fault, and nothing here.
pub(super) fn is_of_request(error: &Error) -> bool {
    matches!(error, Error::Http(_) | Error::Timeout)
}

/// The pause that a server asks for.
fn asked_pause(asked: Option<&RetryAfter>, now: DateTime<Utc>) -> Duration {
    match asked {
        Some(RetryAfter::Delay(delay)) => *delay,
        Some(RetryAfter::DateTime(time)) => time.duration_since(SystemTime::UNIX_EPOCH).map_or(UNSAID, |since| {
            let now = u64::try_from(now.timestamp()).unwrap_or_default();
            since.saturating_sub(Duration::from_secs(now))
        }),
        None => UNSAID,
    }
}

/// Whether the session is at its end.
pub(super) fn is_logged_out(error: &SendError) -> bool {
    matches!(error, SendError::LoggedOut { .. })
}

fn later(reason: &str) -> SendError {
    SendError::Retry { after: None, reason: brief(reason) }
}

fn logged_out(reason: &str) -> SendError {
    SendError::LoggedOut { reason: brief(reason) }
}

/// Network errors carry whole addresses with room and transaction; a log needs only the kind.
pub(super) fn brief(words: &str) -> String {
    let cut = words.split(" for url (").next().unwrap_or_default();
    crate::text::shorten(&crate::text::one_line(cut), 200)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use matrix_sdk::encryption::CryptoStoreError;

    use super::*;

    #[test]
    fn a_pause_is_kept_and_never_longer_than_two_minutes() {
        let failures = Failures::new(Clock::simulated(DateTime::UNIX_EPOCH + TimeDelta::seconds(100)));
        let moment = |secs| RetryAfter::DateTime(SystemTime::UNIX_EPOCH + Duration::from_secs(secs));
        for (asked, secs) in [
            (None, 5),
            (Some(RetryAfter::Delay(Duration::from_secs(3))), 3),
            (Some(RetryAfter::Delay(Duration::from_secs(90))), 90),
            (Some(RetryAfter::Delay(Duration::from_hours(24))), 120),
            (Some(moment(107)), 7),
            (Some(moment(99)), 0),
            (Some(moment(1_000_000)), 120),
        ] {
            let after = Some(Duration::from_secs(secs));
            let reason = "the server limits our rate".to_owned();
            assert_eq!(failures.limited(asked.as_ref()), SendError::Retry { after, reason }, "{asked:?}");
        }
    }

    #[test]
    fn what_cannot_be_encrypted_because_the_disk_is_full_is_sent_later() {
        let failures = Failures::new(Clock::simulated(DateTime::UNIX_EPOCH));
        for error in [
            Error::MegolmError(Box::new(MegolmError::Store(CryptoStoreError::AccountUnset))),
            Error::OlmError(Box::new(OlmError::Store(CryptoStoreError::AccountUnset))),
        ] {
            let failure = failures.of_send(&error);
            assert!(matches!(failure, SendError::Retry { after: None, .. }), "{failure:?}");
        }
    }
}
