//! The group's life in words: until when its mandate is, and that it is concluded.

use chrono::NaiveDate;

use super::Say;
use crate::group::Group;
use crate::group::mandate::{Conclusion, MandateChange};
use crate::group::meeting::Meeting;
use crate::group::report::DaysLeft;
use crate::text::{because, join_and, one_line};

/// What the room hears of a change.
pub(super) fn to_event(group: &Group, change: &MandateChange) -> Vec<Say> {
    vec![Say::line(match change {
        MandateChange::Extended { .. } => format!("{} To see it again: mandate?", words(group).unwrap_or_default()),
        MandateChange::Concluded { .. } => match group.mandate.conclusion() {
            Some(conclusion) => concluded(group, &conclusion),
            None => words(group).unwrap_or_default(),
        },
        MandateChange::Resumed { reason } => format!("{} works again{}.", group.charter.name, because(reason)),
    })]
}

fn concluded(group: &Group, conclusion: &Conclusion) -> String {
    let Conclusion { reference, on, by } = conclusion;
    let name = &group.charter.name;
    let missing = group.conclusions_missing(conclusion);
    if missing == 0 {
        let planned = group.planned().map_or_else(String::new, |plan| {
            format!(" Meeting {} is still planned. To cancel it: !cancel REASON", plan.meeting)
        });
        return format!(
            "{name} is concluded by {reference} as of {on}: no meeting is planned, announced or opened any more. Its record stays, and can be read and exported.{planned}"
        );
    }
    let chairs: Vec<String> = by.iter().map(|chair| chair.name.clone()).collect();
    let others =
        if missing == 1 { "Another chair confirms".to_owned() } else { format!("{missing} more chairs confirm") };
    format!(
        "{} says that {name} is concluded by {reference} as of {on}. {others} it with: group concluded by {reference}",
        join_and(&chairs)
    )
}

/// The reminder that the mandate ends.
pub(super) fn neared(group: &Group, until: NaiveDate, left: DaysLeft) -> Say {
    Say::line(format!(
        "The mandate of {} ends in {} days, on {until}. When its parent body has decided, a chair types: group extended until DATE by DOCUMENT, or group concluded by DOCUMENT",
        group.charter.name, left.0
    ))
}

/// Until when the group is, or that it is concluded, in a sentence. `None`: nothing is known of it.
pub fn words(group: &Group) -> Option<String> {
    let name = &group.charter.name;
    if let Some(Conclusion { reference, on, .. }) = group.group_conclusion() {
        return Some(format!("{name} is concluded by {reference} as of {on}."));
    }
    let (until, reference) = group.mandate.until()?;
    let by = reference.map_or_else(String::new, |reference| format!(" by {reference}"));
    Some(format!("The mandate of {name} is extended until {until}{by}."))
}

/// What became of the mandate during a meeting, a sentence each.
pub fn changes_of(group: &Group, meeting: &Meeting) -> Vec<String> {
    let name = &group.charter.name;
    let is_of_it = |entry: u64| entry >= meeting.first_entry && meeting.last_entry.is_none_or(|last| entry <= last);
    let changes = group.mandate.changes.iter().filter(|known| !known.is_withdrawn && is_of_it(known.entry));
    let told = changes.map(|known| match &known.change {
        MandateChange::Extended { until, reference } => {
            let by = reference.as_deref().map_or_else(String::new, |reference| format!(" by {}", one_line(reference)));
            format!("The mandate of {name} was extended until {until}{by}.")
        }
        MandateChange::Concluded { reference, on } => {
            let by = known.by.as_ref().map_or("A chair", |by| by.name.as_str());
            format!("{by} noted that {name} is concluded by {} as of {on}.", one_line(reference))
        }
        MandateChange::Resumed { reason } => format!("{name} works again{}.", because(reason)),
    });
    told.collect()
}

/// What an entry has changed of the mandate, as people call it.
pub(super) fn named(group: &Group, entry: u64) -> Option<String> {
    let known = group.mandate.changes.iter().find(|known| known.entry == entry)?;
    Some(match &known.change {
        MandateChange::Extended { until, .. } => format!("the extension of the group until {until}"),
        MandateChange::Concluded { .. } => "the conclusion of the group".to_owned(),
        MandateChange::Resumed { .. } => "that the group works again".to_owned(),
    })
}

/// The answer to a question, or to a command that changed nothing.
pub(super) fn shown(group: &Group) -> Say {
    let open = group.mandate.conclusion().filter(|conclusion| group.conclusions_missing(conclusion) > 0);
    match (open, words(group)) {
        (Some(conclusion), _) => Say::line(concluded(group, &conclusion)),
        (None, Some(words)) => Say::line(words),
        (None, None) => Say::whisper(
            "No end of the group's mandate is known. When its parent body has set one, a chair types: group extended until 2028-06-30 by TSAG-R7",
        ),
    }
}
