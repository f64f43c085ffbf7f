//! Who meets: two equal chairs, a secretary and some participants, in one or two rooms.

use std::collections::BTreeSet;

use convenor::chat::{RoomKey, Sender};
use convenor::group::charter::{Charter, Member, Policy};
use convenor::group::person::AccountId;

use super::chance::Chance;

pub const GROUP: &str = "iotsec";
pub const PLATFORM: &str = "sim";

/// Names that share beginnings, hold spaces and other scripts.
const PARTICIPANTS: [&str; 8] = ["Ana", "Anatol", "Bo", "Cy", "Émile du Pont", "Dee", "李 Wei", "Bob"];

/// Everybody, and where they are.
pub struct People {
    /// First the two chairs, then the secretary, then participants.
    pub all: Vec<Sender>,
    pub rooms: Vec<RoomKey>,
}

impl People {
    pub fn new(chance: &mut Chance) -> People {
        let count = 3 + chance.index(6);
        let names = ["Carla", "Omar", "Sam"].into_iter().chain(PARTICIPANTS.into_iter().take(count));
        let all = names.map(|name| Sender { account: account(name), name: name.to_owned() }).collect();
        let rooms = ["hall", "annex"].into_iter().take(1 + chance.index(2));
        People { all, rooms: rooms.map(|room| RoomKey(format!("{PLATFORM}:{room}"))).collect() }
    }

    /// The group as configured: roles bind, and some people have an organization.
    pub fn charter(&self) -> Charter {
        let members = self.all.iter().step_by(2).map(|person| Member {
            name: person.name.clone(),
            organization: Some("Example Corp".to_owned()),
            side: Some("SG17".to_owned()),
            accounts: vec![person.account.clone()],
        });
        Charter {
            list: Some("group@lists.example.org".to_owned()),
            policy: Policy::Strict,
            chairs: self.all[..2].iter().map(|chair| chair.account.clone()).collect(),
            secretaries: BTreeSet::from([self.all[2].account.clone()]),
            members: members.collect(),
            ..Charter::open(GROUP, "Example Group")
        }
    }

    /// Somebody; those with a role say more than others, or nothing would come of the meeting.
    pub fn anyone(&self, chance: &mut Chance) -> Sender {
        match chance.below(10) {
            0..4 => self.chair(chance),
            4 => self.secretary(),
            _ => chance.pick(&self.all).clone(),
        }
    }

    pub fn chair(&self, chance: &mut Chance) -> Sender {
        chance.pick(&self.all[..2]).clone()
    }

    pub fn secretary(&self) -> Sender {
        self.all[2].clone()
    }
}

fn account(name: &str) -> AccountId {
    AccountId(format!("{PLATFORM}:{}", name.to_lowercase()))
}
