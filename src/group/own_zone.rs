//! The zone in which a person is shown times: the one they chose, else that of their profile on the
//! platform, unless they want none. It is theirs alone. The profile's never enters the log.

use super::Group;
use super::command::{Command, Request, TimeCommand};
use super::person::Person;
use crate::time::Zone;

/// What someone has said about the zone in which they want to be told times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnZone {
    Chosen(Zone),
    /// Neither a chosen zone nor that of the profile is to be used.
    Declined,
}

/// Words of `!zone` that mean no zone.
pub(super) const DECLINING: [&str; 3] = ["off", "none", "forget"];
/// Words of `!zone` that ask for the zone of the profile.
pub(super) const OF_PROFILE: [&str; 2] = ["profile", "auto"];

pub(super) fn is_one_of(words: &[&str], typed: &str) -> bool {
    words.contains(&typed.trim().to_lowercase().as_str())
}

impl Group {
    /// What a person has said about their zone. `None`: nothing yet.
    pub fn own_zone(&self, by: &Person) -> Option<OwnZone> {
        self.own_zones.get(&*by.key()).copied()
    }

    /// The zone in which the person who asks is shown times.
    pub fn zone_for(&self, request: &Request) -> Option<Zone> {
        match request.by.as_ref().and_then(|by| self.own_zone(by)) {
            Some(OwnZone::Chosen(zone)) => Some(zone),
            Some(OwnZone::Declined) => None,
            None => request.gathered.profile_zone,
        }
    }

    /// Whether the answer depends on the zone of the person's profile. Nobody else's is looked up.
    pub fn wants_profile_zone(&self, by: &Person, command: &Command) -> bool {
        match command {
            Command::Time(TimeCommand::ShowTime { .. } | TimeCommand::ChooseZone { zone: None }) => {
                self.own_zone(by).is_none()
            }
            Command::Time(TimeCommand::ChooseZone { zone: Some(typed) }) => is_one_of(&OF_PROFILE, typed),
            _ => false,
        }
    }
}
