//! What a group is by its terms of reference: name, people, zones, periods. It comes from the
//! configuration, never from the log.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::group::person::{AccountId, Person, Role, same_name};
use crate::group::stationery::Stationery;
use crate::time::Zone;

/// The charter of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Charter {
    /// Key of the group's log in the store.
    pub id: String,
    pub name: String,
    /// The body the group reports to, such as TSAG.
    pub parent: Option<String>,
    /// Address of the mailing list; without one, minutes cannot be sent.
    pub list: Option<String>,
    pub reply_to: Option<String>,
    pub policy: Policy,
    pub chairs: BTreeSet<AccountId>,
    pub secretaries: BTreeSet<AccountId>,
    pub members: Vec<Member>,
    /// Reference zone of the group.
    pub zone: Zone,
    /// Zones in which the group's people sit.
    pub zones: Vec<Zone>,
    /// Calendar days before a meeting by which it has to be announced.
    pub notice_days: u32,
    /// Calendar days before a meeting by which its documents are due.
    pub document_days: Option<u32>,
    /// Where the group's meetings are joined, beside the room.
    pub join_link: Option<String>,
    pub objection_secs: u32,
    pub confirm_days: u32,
    /// How many chairs have to approve minutes before they are sent.
    pub approvals: u32,
    /// Whether anyone may raise a hand for someone else, or only chairs and secretaries.
    pub hands_for_others: bool,
    /// How hands of one kind are ordered.
    pub order: Order,
    /// What of one room's talk is shown in the group's other rooms.
    pub relay: Relay,
    /// Days after a meeting for which what was said is kept. `None`: for ever.
    pub retention_days: Option<u32>,
    /// Sides of the group's subject, such as SG17 and SG20.
    pub sides: Vec<String>,
    /// Calendar months before a parent meeting at which results are due.
    pub report_lead_months: u32,
    /// Number of the first meeting that is held with the bot.
    pub first_meeting: u32,
    /// Whether minutes go to the list with a Word document.
    pub attach_docx: bool,
    /// What its documents look like.
    pub stationery: Arc<Stationery>,
}

/// Whether roles bind, or everyone has a chair's rights (as with Zakim).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    Strict,
    Open,
}

/// What is shown of what people say in one room of a group in its other rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relay {
    /// Everything that is heard.
    All,
    /// What goes into the minutes.
    Record,
    Nothing,
}

/// Someone the configuration knows by account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    pub organization: Option<String>,
    /// The side the member belongs to, such as SG17.
    pub side: Option<String>,
    pub accounts: Vec<AccountId>,
}

impl Charter {
    /// A group nobody configured: everyone may do everything.
    pub fn open(id: &str, name: &str) -> Charter {
        Charter {
            id: id.to_owned(),
            name: name.to_owned(),
            parent: None,
            list: None,
            reply_to: None,
            policy: Policy::Open,
            chairs: BTreeSet::new(),
            secretaries: BTreeSet::new(),
            members: Vec::new(),
            zone: Zone::UTC,
            zones: Vec::new(),
            notice_days: 7,
            document_days: None,
            join_link: None,
            objection_secs: 60,
            confirm_days: 14,
            approvals: 1,
            hands_for_others: true,
            order: Order::Fifo,
            relay: Relay::All,
            retention_days: None,
            sides: Vec::new(),
            report_lead_months: 1,
            first_meeting: 1,
            attach_docx: false,
            stationery: Arc::default(),
        }
    }

    pub fn role_of(&self, account: &AccountId) -> Role {
        if self.policy == Policy::Open || self.chairs.contains(account) {
            Role::Chair
        } else if self.secretaries.contains(account) {
            Role::Secretary
        } else {
            Role::Participant
        }
    }

    /// The person behind an account: the member's name and organization, else the name the
    /// platform shows.
    pub fn person(&self, account: &AccountId, shown: &str) -> Person {
        let member = self.members.iter().find(|member| member.accounts.contains(account));
        Person {
            account: Some(account.clone()),
            name: member.map_or_else(|| shown.to_owned(), |member| member.name.clone()),
            organization: member.and_then(|member| member.organization.clone()),
        }
    }

    pub fn member_named(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| same_name(&member.name, name))
    }

    /// The side of a person, by account or by name.
    pub fn side_of(&self, person: &Person) -> Option<&str> {
        let by_account =
            |member: &&Member| person.account.as_ref().is_some_and(|account| member.accounts.contains(account));
        let by_name = || person.account.is_none().then(|| self.member_named(&person.name)).flatten();
        let member = self.members.iter().find(by_account).or_else(by_name);
        member.and_then(|member| member.side.as_deref())
    }
}

impl Member {
    pub fn person(&self) -> Person {
        Person {
            account: self.accounts.first().cloned(),
            name: self.name.clone(),
            organization: self.organization.clone(),
        }
    }
}

/// How hands of one kind are ordered (never by what someone is).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// First come, first served.
    #[default]
    Fifo,
    /// People who have not had the floor on this item go before those who have.
    NotYetSpokenFirst,
    /// Organizations take turns: a second hand of one comes after the first hands of all the others.
    AlternateOrganizations,
}
