//! All wording: what the bot says for what happened, the board, the minutes model, letters, invitations.

pub mod absence;
pub mod announcement;
mod answers;
pub mod approvals;
mod attendance;
pub mod board;
pub mod charts;
pub mod choices;
pub mod compared;
mod decisions;
pub mod documents;
pub mod entrance;
pub mod floor;
pub mod grid;
mod in_doubt;
pub mod invitation;
pub mod letter;
pub mod liaison;
mod liaisons;
pub mod lint;
pub mod list_proposals;
pub mod mail;
pub mod mandate;
pub mod mechanisms;
mod mended;
pub mod minutes;
pub mod page;
pub mod provenance;
pub mod references;
pub mod register;
pub mod relay;
mod replies;
pub mod report;
pub mod reports;
mod schedule;
pub mod setup;
pub mod slots;
mod taken_back;
pub mod terms;
pub mod times;
mod unchanged;

use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::group::command::{Command, PeopleCommand, Request};
use crate::group::event::{Entry, Event};
use crate::group::person::{AccountId, Person};
use crate::group::refusal::Refusal;
use crate::text::{Span, Text};
use grid::Grid;

/// Something the bot says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Say {
    pub to: Audience,
    pub weight: Weight,
    /// The one account that is pinged, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ping: Option<AccountId>,
    /// Whether it puts something to the group: people may answer with a sign on it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_question: bool,
    /// Whether it says no more than that what was typed is done. Where the platform can, a sign on the message says the
    /// same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_receipt: bool,
    pub text: Text,
    /// What is shown beside the text where the platform can; the text says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Grid>,
}

/// For whom it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody in the rooms of the meeting.
    Room,
    /// The person who asked, alone where the platform can.
    Asker,
    /// The person who asked and nobody else, wherever the platform can reach them alone.
    AskerOnly,
    /// Chairs and secretaries, each alone wherever the platform can; the room where nobody has such a role.
    Officers,
}

/// What goes first when a server makes us wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    Grant,
    Normal,
    /// Only the person who asked needs to know that it is done: everything else goes first.
    Confirmation,
    /// Nobody needs to hear of it: it makes no sound where the platform can leave it out.
    Quiet,
}

impl Say {
    pub fn room(text: Text) -> Say {
        Say {
            to: Audience::Room,
            weight: Weight::Normal,
            ping: None,
            is_question: false,
            is_receipt: false,
            text,
            picture: None,
        }
    }

    pub fn asker(text: Text) -> Say {
        Say { to: Audience::Asker, ..Say::room(text) }
    }

    /// For the asker, and never where others read it.
    pub fn alone(text: Text) -> Say {
        Say { to: Audience::AskerOnly, ..Say::room(text) }
    }

    fn line(words: impl Into<String>) -> Say {
        Say::room(Text::plain(words))
    }

    /// The same as a receipt.
    fn receipt(self) -> Say {
        Say { is_receipt: true, ..self }
    }

    fn whisper(words: impl Into<String>) -> Say {
        Say::asker(Text::plain(words))
    }
}

/// What the bot says to a request that was granted. `group` is the state after the entries.
pub fn speak(group: &Group, request: &Request, entries: &[Entry]) -> Vec<Say> {
    if entries.is_empty() {
        return unchanged::answer(group, request);
    }
    if let Some(says) = taken_back::put_back(group, request, entries) {
        return says;
    }
    let is_list = attendance::is_list(request, entries);
    let said = |entry: &Entry| {
        let mut says = match entries.first() {
            Some(first) if is_list && first.seq == entry.seq => vec![attendance::listed(group, request, entries)],
            _ if is_list => Vec::new(),
            _ => replies::to_event(group, request, entry),
        };
        // In quiet mode nobody hears that what they typed was done. A person who comes late is greeted all the same.
        let is_arrival = matches!(request.command, Command::People(PeopleCommand::Arrive));
        let may_wait = is_confirmation(&entry.event) && !is_arrival;
        let is_left_out = group.is_quiet && may_wait;
        says.retain(|say| matches!(say.to, Audience::Room | Audience::Officers) || !is_left_out);
        for say in says.iter_mut().filter(|say| say.is_receipt || (may_wait && say.to == Audience::Asker)) {
            say.weight = Weight::Confirmation;
        }
        says
    };
    let mut says: Vec<Say> = entries.iter().flat_map(said).collect();
    says.extend(answers::after(group, request, entries));
    says
}

/// Whether what only the asker sees of an event merely confirms it. What a person asks about themselves is answered
/// at any time, and what is said to mere talk is a hint.
fn is_confirmation(event: &Event) -> bool {
    let is_answer = matches!(event, Event::PersonForgotten | Event::ZoneChosen { .. } | Event::ZoneDeclined);
    !is_answer && !matches!(event, Event::Said { .. })
}

/// The words of a refusal, to the asker; nobody else needs to know.
pub fn refuse(refusal: &Refusal) -> Say {
    if let Refusal::TimeUnclear { doubt } = refusal {
        return Say::asker(times::doubt(doubt));
    }
    Say::whisper(refusal.to_string())
}

/// Said in the room when a message stays encrypted: nobody may believe that it is recorded.
pub fn unreadable(name: &str) -> Say {
    Say::line(format!(
        "I cannot read what {name} wrote: the message is encrypted and its key has not reached me. It is not recorded. {name}, please write it again; if that does not help, verify this bot's device or turn off \"never send to unverified devices\"."
    ))
}

/// Said to someone who writes too fast, once.
pub fn too_fast(most: usize, window_secs: i64, quiet_secs: i64) -> Say {
    Say::asker(Text::plain(format!(
        "That was more than {most} messages in {window_secs} s. Until you have written nothing for {quiet_secs} s, what you write is kept as talk and I carry out none of your commands."
    )))
}

/// What a secretary sees of messages that wait in the outbox in a form that another version wrote.
pub fn set_aside(count: u64) -> Option<Say> {
    let (waits, it) = match count {
        0 => return None,
        1 => ("1 message waits in my outbox that this version cannot read".to_owned(), "It is"),
        _ => (format!("{count} messages wait in my outbox that this version cannot read"), "They are"),
    };
    Some(Say::asker(Text::plain(format!(
        "{waits}. {it} kept until the version that wrote them is started again: ask the operator."
    ))))
}

/// Said in the room when an answer that is for the asker only waits in a direct chat.
pub fn answered_aside(name: &str) -> Say {
    Say::whisper(format!("{name}, my answer is for you only and waits in a direct chat: accept my invitation to it."))
}

/// Said in the room when an answer that is for the asker only cannot reach them.
pub fn unreachable(name: &str) -> Say {
    Say::whisper(format!(
        "{name}, my answer is for you only, and your account does not let me open a direct chat. Allow invitations from me, then ask again."
    ))
}

fn person_span(person: &Person) -> Span {
    Span::Person { account: person.account.as_ref().map(|account| account.0.clone()), name: person.name.clone() }
}
