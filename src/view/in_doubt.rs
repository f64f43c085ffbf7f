//! What the bot says to the author of a line that could mean something else.

use chrono::{DateTime, Utc};

use super::Say;
use crate::group::Group;
use crate::group::command::{Command, PeopleCommand, Request};
use crate::group::person::{Person, Right, same_name};
use crate::group::refusal::Refusal;

/// Where someone new was listed by a person who is not: what to type if it was meant as an organization.
pub(super) fn not_you(group: &Group, request: &Request, person: &Person) -> String {
    let Some(by) = request.by.as_ref().filter(|_| person.account.is_none() && person.organization.is_none()) else {
        return String::new();
    };
    let Some(meeting) = &group.meeting else { return String::new() };
    let is_listed = meeting.present.iter().any(|there| there.is(by));
    let wrote = meeting.people.values().any(|known| known.is(person) && known.account.is_some());
    // “Lucy Brown, Acme” lists its author beside what may be where she is from.
    let is_news = meeting.joined.iter().any(|(there, at)| there.is(by) && *at == request.at);
    if person.is(by) || is_listed && !is_news || wrote || request.role.may(Right::Secretary) {
        return String::new();
    }
    if let Command::People(PeopleCommand::DeclarePresence { names: Some(names), .. }) = &request.command
        && names.starts_with(':')
    {
        return "; added to the list, which a chair, a secretary or a scribe sets".to_owned();
    }
    let you = if is_listed { "if" } else { "you are not listed. If" };
    format!("; {you} that is your organization, type: present- {0}, then present+ ({0})", person.name)
}

/// What its author is asked where the day of an action is not clear.
pub(super) fn day_in_doubt(group: &Group, at: DateTime<Utc>, action: u32, text: &str) -> Option<Say> {
    let doubt = group.due_doubt(at, text)?;
    Some(Say::whisper(Refusal::day_unclear(&doubt, action).to_string()))
}

/// What its author is asked where an owner's name is that of several people.
pub(super) fn owner_in_doubt(group: &Group, request: &Request, action: u32) -> Option<Say> {
    let by = request.by.as_ref()?;
    let action = group.actions.get(&action)?;
    let owner = action.owners.iter().find_map(|owner| Some((owner, group.owner_doubt(by, owner)?)));
    let (owner, (candidates, first)) = owner?;
    // Each owner's account is known all the same, by the organization beside the name.
    if action.accounts.len() == action.owners.len() {
        return None;
    }
    let candidates = candidates.join(" or ");
    // Who have the same name in full are told apart by a mention alone.
    let how = if same_name(&first, owner) {
        "Mention the one you mean, as a new line: ".to_owned()
    } else {
        "To say who, type: ".to_owned()
    };
    let number = action.number;
    let text = action.text.replacen(owner.as_str(), &first, 1);
    Some(Say::whisper(format!("“{owner}” may be {candidates}. {how}action A{number} = {text}")))
}
