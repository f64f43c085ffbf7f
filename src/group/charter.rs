//! What a group is by its terms of reference: name, people, zones, periods. It comes from the
//! configuration, never from the log.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::group::mail::MAIL_ACCOUNT;
use crate::group::permalink::Permalinks;
use crate::group::person::{AccountId, Person, Role, same_name};
use crate::group::stationery::Stationery;
use crate::time::Zone;

/// The charter of a group.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a term of the group's own")]
pub struct Charter {
    /// Key of the group's log in the store.
    pub id: String,
    pub name: String,
    /// The body the group reports to, such as TSAG.
    pub parent: Option<String>,
    /// Revision 1 of its terms of reference, as their file has them.
    pub terms: Option<String>,
    /// Address of the mailing list; without one, minutes cannot be sent.
    pub list: Option<String>,
    /// Whether only members can post to the list, so that it proves who wrote.
    pub list_is_members_only: bool,
    /// Where the list's public archive shows a mail, if it has one.
    pub permalinks: Option<Permalinks>,
    /// Whether the bot reads what people write to the list.
    pub reads_mail: bool,
    pub reply_to: Option<String>,
    pub policy: Policy,
    /// Whether it is a room with one person, in which questions are answered and no meeting is held.
    pub is_direct: bool,
    pub chairs: BTreeSet<AccountId>,
    pub secretaries: BTreeSet<AccountId>,
    pub members: Vec<Member>,
    /// Reference zone of the group.
    pub zone: Zone,
    /// How people call the time of that zone, such as `Geneva time`.
    pub zone_label: Option<String>,
    /// Zones in which the group's people sit.
    pub zones: Vec<Zone>,
    /// Calendar days before a meeting by which it has to be announced.
    pub notice_days: u32,
    /// What stands before and after the group's own number of a document that came without one.
    pub input_number: (String, String),
    /// Calendar days before a meeting by which its documents are due.
    pub document_days: Option<u32>,
    /// Where the group's meetings are joined, beside the room.
    pub join_link: Option<String>,
    /// The rooms in which it meets, as people find them.
    pub meeting_places: Vec<MeetingPlace>,
    /// How somebody comes in who is not there yet, in the group's own words.
    pub how_to_join: Option<String>,
    /// What is said at the opening of every meeting, in minutes and on announcements, each a paragraph.
    pub opening_words: Vec<String>,
    pub objection_secs: u32,
    /// Seconds after which a proposal counts as shown where not every room can be reached. 0: whatever is said is
    /// seen at once, as in the terminal.
    pub showing_secs: u32,
    pub confirm_days: u32,
    /// How many chairs have to approve minutes before they are sent.
    pub approvals: u32,
    /// Whether anyone may raise a hand for someone else, or only chairs and secretaries.
    pub hands_for_others: bool,
    /// Whether how long people have had the floor may be shown.
    pub speaking_times: bool,
    /// How hands of one kind are ordered.
    pub order: Order,
    /// What of one room's talk is shown in the group's other rooms.
    pub relay: Relay,
    /// What of the discussion goes into the minutes.
    pub discussion: Discussion,
    /// Days after a meeting for which what was said is kept. `None`: for ever.
    pub retention_days: Option<u32>,
    /// Sides of the group's subject, such as SG17 and SG20.
    pub sides: Vec<String>,
    /// Calendar months before a parent meeting at which results are due.
    pub report_lead_months: u32,
    /// Meetings of the bodies that the group reports to, as far as the configuration knows them.
    pub parent_meetings: Vec<ParentMeeting>,
    /// Number of the first meeting that is held with the bot.
    pub first_meeting: u32,
    /// Whether minutes go to the list with a Word document.
    pub attach_docx: bool,
    /// Whether everyone with a link sees the board of the group.
    pub has_board: bool,
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

/// A room as people outside of it find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingPlace {
    /// Such as `#iotsec:example.org on Matrix`.
    pub name: String,
    /// Address of the room, where there is one.
    pub link: Option<String>,
}

/// What of what people say goes into the minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Discussion {
    /// What the person with the floor says, and what scribes write.
    Floor,
    /// Also what chairs say within an item, and answers to questions.
    #[default]
    Answers,
    /// Everything that is said on the record.
    All,
}

/// A meeting of a body that the group reports to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParentMeeting {
    /// Such as SG17.
    pub body: String,
    /// Its first day.
    pub opens: NaiveDate,
    pub closes: Option<NaiveDate>,
    pub place: Option<String>,
    /// Calendar months before the first day at which results are due. `None`: as the group says.
    pub lead_months: Option<u32>,
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
            terms: None,
            list: None,
            list_is_members_only: false,
            permalinks: None,
            reads_mail: false,
            reply_to: None,
            policy: Policy::Open,
            is_direct: false,
            chairs: BTreeSet::new(),
            secretaries: BTreeSet::new(),
            members: Vec::new(),
            zone: Zone::UTC,
            zone_label: None,
            zones: Vec::new(),
            notice_days: 7,
            input_number: ("I".to_owned(), String::new()),
            document_days: None,
            join_link: None,
            meeting_places: Vec::new(),
            how_to_join: None,
            opening_words: Vec::new(),
            objection_secs: 60,
            showing_secs: 0,
            confirm_days: 14,
            approvals: 1,
            hands_for_others: true,
            speaking_times: false,
            order: Order::Fifo,
            relay: Relay::All,
            discussion: Discussion::Answers,
            retention_days: None,
            sides: Vec::new(),
            report_lead_months: 1,
            parent_meetings: Vec::new(),
            first_meeting: 1,
            attach_docx: false,
            has_board: false,
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

    /// What a zone is called in documents: the label of the group's own, the IANA name of others.
    pub fn zone_called(&self, zone: Zone) -> &str {
        let label = self.zone_label.as_deref().filter(|_| zone == self.zone);
        label.unwrap_or_else(|| zone.name())
    }

    /// A moment on the clocks of a zone, with its day and UTC, as documents tell it.
    pub fn tell(&self, zone: Zone, at: DateTime<Utc>) -> String {
        let told = zone.tell(at);
        let label = self.zone_label.as_deref().filter(|_| zone == self.zone && zone != Zone::UTC);
        label.map_or(told.clone(), |label| told.replacen(zone.name(), label, 1))
    }

    /// The chairs and secretaries who have a mail address of their own in the configuration: name and address.
    pub fn officers_by_mail(&self) -> Vec<(&str, &str)> {
        let lists = [&self.list, &self.reply_to];
        let is_list = |address: &str| lists.iter().copied().flatten().any(|list| list.eq_ignore_ascii_case(address));
        let is_officer = |account: &AccountId| self.chairs.contains(account) || self.secretaries.contains(account);
        let officers = self.members.iter().filter(|member| member.accounts.iter().any(is_officer));
        let with_address = officers.filter_map(|member| {
            let mut addresses = member.accounts.iter().filter_map(|account| account.0.strip_prefix(MAIL_ACCOUNT));
            Some((member.name.as_str(), addresses.find(|address| !is_list(address))?))
        });
        with_address.collect()
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
