//! The time zone in a person's Matrix profile (client-server API, profiles, `m.tz`; before that MSC4175). It is
//! kept in memory for a while and written nowhere.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use matrix_sdk::config::RequestConfig;
use matrix_sdk::ruma::OwnedUserId;
use matrix_sdk::ruma::api::client::profile::get_profile::v3::{Request, Response};

use super::Matrix;
use crate::group::person::AccountId;
use crate::time::Zone;

/// Names of the field: of the specification since 1.16, and before.
const FIELDS: [&str; 2] = ["m.tz", "us.cloke.msc4175.tz"];
/// Whoever waits for an answer waits no longer than this for the profile.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a zone is kept before the profile is read again.
const ZONE_MINUTES: i64 = 60;
/// How long it is kept that there is none, so that a new one is soon seen.
const NOTHING_MINUTES: i64 = 1;
/// People whose profiles are kept.
const PEOPLE: usize = 1_000;

/// What profiles have said lately.
#[derive(Default)]
pub(super) struct Profiles {
    known: Mutex<BTreeMap<OwnedUserId, Known>>,
}

/// What a profile has said: a zone, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    zone: Option<Zone>,
    until: DateTime<Utc>,
}

impl Profiles {
    /// What is known of a profile and still good.
    fn get(&self, user: &OwnedUserId, at: DateTime<Utc>) -> Option<Known> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(user).filter(|known| known.until > at).copied()
    }

    fn keep(&self, user: OwnedUserId, zone: Option<Zone>, at: DateTime<Utc>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= PEOPLE {
            known.retain(|_, known| known.until > at);
        }
        if known.len() >= PEOPLE {
            let first = known.iter().min_by_key(|(_, known)| known.until).map(|(user, _)| user.clone());
            first.and_then(|user| known.remove(&user));
        }
        let minutes = if zone.is_some() { ZONE_MINUTES } else { NOTHING_MINUTES };
        known.insert(user, Known { zone, until: at + TimeDelta::minutes(minutes) });
    }
}

impl Matrix {
    /// The zone in somebody's profile; a server that does not answer in time counts as none.
    pub(super) fn zone_of<'a>(&'a self, account: &'a AccountId) -> BoxFuture<'a, Option<Zone>> {
        Box::pin(async move {
            let user = Matrix::user_of(account)?;
            if let Some(known) = self.profiles.get(&user, self.clock.now()) {
                return known.zone;
            }
            let config = RequestConfig::new().timeout(PATIENCE).disable_retry().force_auth();
            let request = self.client.send(Request::new(user.clone())).with_request_config(config);
            let zone = match tokio::time::timeout(PATIENCE, request).await {
                Ok(Ok(profile)) => zone_in(&profile),
                Ok(Err(error)) => {
                    let reason = self.failures.of_request(&error);
                    tracing::debug!(%reason, "a profile could not be read");
                    None
                }
                Err(_) => {
                    tracing::debug!("a profile did not come in time");
                    None
                }
            };
            self.profiles.keep(user, zone, self.clock.now());
            zone
        })
    }
}

/// The zone that a profile names, if it is one of the IANA database.
fn zone_in(profile: &Response) -> Option<Zone> {
    let named = |field: &&str| profile.get(field)?.as_str()?.parse().ok();
    FIELDS.iter().find_map(named)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn profile(value: &Value) -> Response {
        let fields = value.as_object().expect("a profile is an object").clone();
        fields.into_iter().collect()
    }

    fn user(name: &str) -> OwnedUserId {
        OwnedUserId::try_from(format!("@{name}:example.org")).expect("a user id")
    }

    fn zone(name: &str) -> Option<Zone> {
        Some(name.parse().expect("a known zone"))
    }

    #[test]
    fn a_profile_names_a_zone_by_its_name_in_the_database() {
        for (value, expected) in [
            (json!({"displayname": "Ana", "m.tz": "Asia/Kolkata"}), zone("Asia/Kolkata")),
            (json!({"us.cloke.msc4175.tz": "Europe/Zurich"}), zone("Europe/Zurich")),
            (json!({"m.tz": "Asia/Seoul", "us.cloke.msc4175.tz": "Europe/Zurich"}), zone("Asia/Seoul")),
            (json!({"m.tz": "Atlantis", "us.cloke.msc4175.tz": "Europe/Zurich"}), zone("Europe/Zurich")),
            (json!({"m.tz": "utc"}), zone("UTC")),
        ] {
            assert_eq!(zone_in(&profile(&value)), expected, "{value}");
        }
    }

    #[test]
    fn anything_else_in_a_profile_is_no_zone() {
        for value in [
            json!(""),
            json!("Bangalore"),
            json!("India Standard Time"),
            json!("UTC+5"),
            json!("+05:30"),
            json!("IST"),
            json!("Europe/Atlantis"),
            json!("Europe/Zurich\u{0}"),
            json!("\u{202e}Europe/Zurich"),
            json!("../../etc/passwd"),
            json!("x".repeat(60_000)),
            json!(5),
            json!(null),
            json!(["Asia/Kolkata"]),
            json!({"m.tz": "Asia/Kolkata"}),
        ] {
            assert_eq!(zone_in(&profile(&json!({"m.tz": value}))), None, "{value}");
        }
        assert_eq!(zone_in(&Response::new()), None);
    }

    #[test]
    fn what_is_known_is_good_for_a_while() {
        let (profiles, at) = (Profiles::default(), DateTime::UNIX_EPOCH);
        profiles.keep(user("ana"), zone("Asia/Kolkata"), at);
        profiles.keep(user("bo"), None, at);
        let after = |minutes, name| profiles.get(&user(name), at + TimeDelta::minutes(minutes)).map(|known| known.zone);
        assert_eq!(after(59, "ana"), Some(zone("Asia/Kolkata")));
        assert_eq!(after(60, "ana"), None);
        assert_eq!(after(0, "bo"), Some(None));
        assert_eq!(after(1, "bo"), None);
        assert_eq!(after(0, "cy"), None);
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let (profiles, at) = (Profiles::default(), DateTime::UNIX_EPOCH);
        for number in 0..=PEOPLE {
            let later = at + TimeDelta::milliseconds(i64::try_from(number).expect("it is small"));
            profiles.keep(user(&number.to_string()), zone("Asia/Kolkata"), later);
        }
        assert_eq!(profiles.known.lock().expect("nobody has failed").len(), PEOPLE);
        assert_eq!(profiles.get(&user("0"), at), None);
        assert_eq!(profiles.get(&user("1"), at).and_then(|known| known.zone), zone("Asia/Kolkata"));
    }
}
