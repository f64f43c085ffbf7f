//! What a failed request means for whoever waits for it.

use std::time::{Duration, SystemTime};

use matrix_sdk::ruma::api::error::{ErrorKind, FromHttpResponseError, RetryAfter};
use matrix_sdk::{Error, HttpError};

use crate::chat::SendError;

/// What is waited for when a server limits us without saying for how long.
const UNSAID: Duration = Duration::from_secs(5);

pub(super) fn of_send(error: &Error) -> SendError {
    match error {
        Error::Http(error) => of_request(error),
        Error::WrongRoomState(state) => later(&format!("not in the room: {state}")),
        Error::Timeout
        | Error::StateStore(_)
        | Error::CryptoStoreError(_)
        | Error::CrossProcessLockError(_)
        | Error::Io(_)
        | Error::ConcurrentRequestFailed => later(&error.to_string()),
        other => SendError::GiveUp { reason: brief(&other.to_string()) },
    }
}

pub(super) fn of_request(error: &HttpError) -> SendError {
    match error {
        HttpError::Reqwest(error) => later(&error.to_string()),
        HttpError::Cached(error) => of_request(error),
        HttpError::RefreshToken(error) => logged_out(&error.to_string()),
        HttpError::Api(answer) => match answer.as_ref() {
            FromHttpResponseError::Server(_) => of_answer(error),
            // Not Matrix at all: a proxy or captive portal in between.
            FromHttpResponseError::Deserialization(other) => later(&other.to_string()),
            _ => later(&error.to_string()),
        },
        HttpError::IntoHttp(error) => SendError::GiveUp { reason: brief(&error.to_string()) },
    }
}

fn of_answer(error: &HttpError) -> SendError {
    let Some(answer) = error.as_client_api_error() else {
        return SendError::GiveUp { reason: "the server asks for a person to authenticate".to_owned() };
    };
    let status = answer.status_code.as_u16();
    match answer.error_kind() {
        Some(ErrorKind::LimitExceeded(limit)) => {
            let after = match &limit.retry_after {
                Some(RetryAfter::Delay(delay)) => *delay,
                Some(RetryAfter::DateTime(time)) => time.duration_since(SystemTime::UNIX_EPOCH).map_or(UNSAID, until),
                None => UNSAID,
            };
            SendError::Retry { after: Some(after), reason: "the server limits our rate".to_owned() }
        }
        Some(ErrorKind::UnknownToken(_) | ErrorKind::MissingToken) => logged_out(&answer.to_string()),
        _ if status == 429 => SendError::Retry { after: Some(UNSAID), reason: "the server limits our rate".to_owned() },
        _ if status == 408 || status >= 500 => later(&answer.to_string()),
        // A 404 that is no Matrix answer comes from a proxy whose homeserver restarts.
        None if status == 404 => later(&answer.to_string()),
        _ => SendError::GiveUp { reason: brief(&answer.to_string()) },
    }
}

/// From a moment since 1970 to a pause from now on.
fn until(moment: Duration) -> Duration {
    let now = u64::try_from(crate::clock::Clock::Machine.now().timestamp()).unwrap_or_default();
    moment.saturating_sub(Duration::from_secs(now))
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
