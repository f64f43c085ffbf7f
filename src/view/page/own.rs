//! What one person's own page says of that person.

use serde::Serialize;

use crate::group::Group;
use crate::group::charter::Policy;
use crate::group::event::{HandKind, Stand};
use crate::group::person::{Person, Role};

/// Where a person is in the meeting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a person")]
pub struct Own {
    pub name: String,
    pub organization: Option<String>,
    pub role: Role,
    /// Whether the person runs the meeting: in a group where everyone may, one who does.
    pub presides: bool,
    pub is_present: bool,
    pub has_floor: bool,
    /// Hands in the queue: place from 1, kind, words.
    pub hands: Vec<OwnHand>,
    /// Whether a hand with a new point is among them.
    pub has_point: bool,
    /// `You are 2nd in the queue.`
    pub words: String,
    /// For the title of the page: `2nd in the queue`.
    pub short: Option<String>,
    /// The stand on the open proposal: `support`, `neutral`, `against`.
    pub stand: Option<&'static str>,
    /// The name of the choice in the open poll.
    pub vote: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnHand {
    pub place: usize,
    pub kind: Option<&'static str>,
    pub notes: Vec<String>,
}

/// Says where a person is in the meeting that is open.
pub fn own(group: &Group, person: &Person, role: Role) -> Own {
    let meeting = group.meeting.as_ref();
    let has_floor = meeting.is_some_and(|meeting| meeting.floor.as_ref().is_some_and(|floor| floor.person.is(person)));
    let hands: Vec<OwnHand> = meeting
        .iter()
        .flat_map(|meeting| (1..).zip(&meeting.queue.hands))
        .filter(|(_, hand)| hand.person.is(person))
        .map(|(place, hand)| OwnHand {
            place,
            kind: hand.kind.word(),
            notes: hand.notes.iter().map(|(_, note)| crate::text::one_line(note)).collect(),
        })
        .collect();
    let has_point = meeting.is_some_and(|meeting| meeting.queue.position_of(person, HandKind::New).is_some());
    let first = hands.first().map(|hand| crate::view::floor::ordinal(hand.place));
    let short = if has_floor {
        Some("you have the floor".to_owned())
    } else {
        first.as_ref().map(|place| format!("{place} in the queue"))
    };
    let words = match (meeting.is_some(), has_floor, &first) {
        (false, ..) => "No meeting is open.".to_owned(),
        (true, true, _) => "You have the floor.".to_owned(),
        (true, false, Some(place)) if place == "1st" => "You are next in the queue.".to_owned(),
        (true, false, Some(place)) => format!("You are {place} in the queue."),
        (true, false, None) => "You are not in the queue.".to_owned(),
    };
    let stand = meeting.and_then(|meeting| meeting.open_proposal()?.stands.get(&*person.key())).map(|stance| {
        match stance.stand {
            Stand::For | Stand::RatherFor => "support",
            Stand::Well | Stand::Neutral | Stand::Unwell => "neutral",
            Stand::Against => "against",
        }
    });
    let vote = meeting.and_then(|meeting| {
        let poll = meeting.open_poll()?;
        let vote = poll.votes.get(&*person.key())?;
        Some(vote.names(poll))
    });
    let is_chair = meeting.is_some_and(|meeting| meeting.chairs.iter().any(|chair| chair.is(person)));
    let nobody_does = meeting.is_none_or(|meeting| meeting.chairs.is_empty());
    Own {
        presides: role == Role::Chair && (nobody_does || group.charter.policy == Policy::Strict || is_chair),
        name: person.name.clone(),
        organization: person.organization.clone(),
        role,
        is_present: meeting.is_some_and(|meeting| meeting.present.iter().any(|there| there.is(person))),
        has_floor,
        hands,
        has_point,
        words,
        short,
        stand,
        vote,
    }
}
