//! Which group meets in a room, where people decide that in the room itself. It takes two consents: of a person who
//! manages the room, so that nobody fills it with a meeting, and of a chair or secretary of the group, so that nobody
//! listens in or speaks in its name. One person may give both.

use serde::{Deserialize, Serialize};

use super::person::Role;

/// How a room came to its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tie {
    /// By the configuration, which only the operator changes.
    Configured { name: String },
    /// By consent, in the room.
    Agreed { group: String, name: String },
    /// It is a group of its own.
    Alone,
    /// No group meets there, and it is none of its own.
    Nobodys,
}

/// Consents to one group in one room, so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consents {
    /// Id of the group.
    pub group: String,
    pub by_manager: bool,
    pub by_officer: bool,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Whether the platform lets them decide about the room.
    pub manages: bool,
    /// What they are in the group in question.
    pub role: Role,
}

/// What an attempt comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// One consent is there, the other is missing.
    Waits(Consents),
    Refused(Objection),
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    Configured,
    MeetingOpen,
    /// It is so already; or there is nothing to undo.
    Nothing,
    /// Neither consent is theirs to give.
    NotYours,
}

impl Asker {
    fn is_officer(self) -> bool {
        self.role > Role::Participant
    }
}

/// Someone wants `group` to meet in a room. `given` are the consents so far, to whichever group.
pub fn bind(tie: &Tie, is_meeting: bool, group: &str, given: Option<&Consents>, asker: Asker) -> Outcome {
    match tie {
        Tie::Configured { .. } => return Outcome::Refused(Objection::Configured),
        Tie::Agreed { group: now, .. } if now == group => return Outcome::Refused(Objection::Nothing),
        Tie::Agreed { .. } | Tie::Alone | Tie::Nobodys => {}
    }
    if !asker.manages && !asker.is_officer() {
        return Outcome::Refused(Objection::NotYours);
    }
    if is_meeting {
        return Outcome::Refused(Objection::MeetingOpen);
    }
    let given = given.filter(|given| given.group == group);
    let consents = Consents {
        group: group.to_owned(),
        by_manager: asker.manages || given.is_some_and(|given| given.by_manager),
        by_officer: asker.is_officer() || given.is_some_and(|given| given.by_officer),
    };
    if consents.by_manager && consents.by_officer { Outcome::Done } else { Outcome::Waits(consents) }
}

/// Someone wants a room's group to meet there no longer: either side may end it, and the one who manages the room at any
/// time.
pub fn release(tie: &Tie, is_meeting: bool, asker: Asker) -> Outcome {
    match tie {
        Tie::Configured { .. } => Outcome::Refused(Objection::Configured),
        Tie::Nobodys => Outcome::Refused(Objection::Nothing),
        Tie::Agreed { .. } | Tie::Alone if asker.manages => Outcome::Done,
        Tie::Alone => Outcome::Refused(Objection::NotYours),
        Tie::Agreed { .. } if !asker.is_officer() => Outcome::Refused(Objection::NotYours),
        Tie::Agreed { .. } if is_meeting => Outcome::Refused(Objection::MeetingOpen),
        Tie::Agreed { .. } => Outcome::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Asker = Asker { manages: false, role: Role::Participant };
    const MANAGER: Asker = Asker { manages: true, role: Role::Participant };
    const SECRETARY: Asker = Asker { manages: false, role: Role::Secretary };
    const BOTH: Asker = Asker { manages: true, role: Role::Chair };

    #[test]
    fn it_takes_both_consents_in_any_order() {
        let consents = |by_manager, by_officer| Consents { group: "g".to_owned(), by_manager, by_officer };
        let other = Consents { group: "h".to_owned(), by_manager: true, by_officer: false };
        for (asker, given, outcome) in [
            (BOTH, None, Outcome::Done),
            (MANAGER, None, Outcome::Waits(consents(true, false))),
            (SECRETARY, None, Outcome::Waits(consents(false, true))),
            (SECRETARY, Some(consents(true, false)), Outcome::Done),
            (MANAGER, Some(consents(false, true)), Outcome::Done),
            (MANAGER, Some(consents(true, false)), Outcome::Waits(consents(true, false))),
            (SECRETARY, Some(other), Outcome::Waits(consents(false, true))),
            (NOBODY, Some(consents(true, false)), Outcome::Refused(Objection::NotYours)),
        ] {
            assert_eq!(bind(&Tie::Alone, false, "g", given.as_ref(), asker), outcome, "{asker:?} {given:?}");
        }
    }

    #[test]
    fn a_configured_room_and_an_open_meeting_stay_as_they_are() {
        let configured = Tie::Configured { name: "G".to_owned() };
        let agreed = Tie::Agreed { group: "g".to_owned(), name: "G".to_owned() };
        for (outcome, objection) in [
            (bind(&configured, false, "h", None, BOTH), Objection::Configured),
            (bind(&agreed, false, "g", None, BOTH), Objection::Nothing),
            (bind(&agreed, true, "h", None, BOTH), Objection::MeetingOpen),
            (release(&configured, false, BOTH), Objection::Configured),
            (release(&Tie::Nobodys, false, BOTH), Objection::Nothing),
            (release(&Tie::Alone, true, SECRETARY), Objection::NotYours),
            (release(&agreed, true, SECRETARY), Objection::MeetingOpen),
            (release(&agreed, false, NOBODY), Objection::NotYours),
        ] {
            assert_eq!(outcome, Outcome::Refused(objection));
        }
        for asker in [MANAGER, SECRETARY] {
            assert_eq!(release(&agreed, false, asker), Outcome::Done);
        }
        for tie in [agreed, Tie::Alone] {
            assert_eq!(release(&tie, true, MANAGER), Outcome::Done, "a server is its manager's");
        }
    }
}
