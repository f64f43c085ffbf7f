//! The live board: one message per room that is edited in place. The same facts can always be
//! had by a typed command.

use crate::group::Group;
use crate::text::{Block, Span, Text};

/// The board of an open meeting; nothing when none is open.
pub fn board(group: &Group) -> Option<Text> {
    let meeting = group.meeting.as_ref()?;
    let title = meeting.title.as_deref().map_or_else(String::new, |title| format!(": {title}"));
    let mut text = Text::line([Span::Strong(format!("{} meeting {}{title}", group.charter.name, meeting.number))]);
    let item =
        meeting.agenda.open_item().map_or_else(|| "none".to_owned(), |item| format!("{}. {}", item.number, item.title));
    let floor = match (&meeting.recess, &meeting.floor) {
        (Some(_), _) => "the meeting is in recess".to_owned(),
        (None, Some(floor)) => {
            let paused = if floor.is_paused { ", clock stopped" } else { "" };
            format!("{} since {}{paused}", floor.person.with_organization(), super::replies::clock(group, floor.since))
        }
        (None, None) => "nobody".to_owned(),
    };
    let queue = if meeting.queue.hands.is_empty() {
        "empty".to_owned()
    } else {
        let hands = (1..).zip(&meeting.queue.hands).map(|(position, hand): (usize, _)| {
            let kind = hand.kind.word().map_or_else(String::new, |word| format!(" ({word})"));
            format!("{position}. {}{kind}", hand.person.name)
        });
        hands.collect::<Vec<_>>().join("  ")
    };
    let state = if meeting.queue.is_closed { " (closed)" } else { "" };
    let mut fields = vec![
        ("Agenda item".to_owned(), vec![item.into()]),
        ("Speaking".to_owned(), vec![floor.into()]),
        (format!("Queue{state}"), vec![queue.into()]),
    ];
    let pending = super::decisions::pending(group);
    fields.extend(pending.into_iter().map(|(label, words)| (label, vec![words.into()])));
    text.push(Block::Fields(fields));
    let record = if meeting.is_off_record { "Off the record. " } else { "" };
    let signs = if meeting.open_proposal().is_some() {
        " To support the proposal, react with ✅; to oppose it, with ❌."
    } else {
        ""
    };
    text.paragraph([format!(
        "{record}To speak, react with ✋ here or type q+. To leave the queue, take it away or type q-.{signs}"
    )
    .into()]);
    Some(text)
}

/// What the board says when its meeting is over.
pub fn closed(meeting: u32) -> Text {
    Text::plain(format!("Meeting {meeting} is closed."))
}

#[cfg(test)]
mod tests {
    use crate::group::charter::Charter;

    #[test]
    fn without_a_meeting_there_is_no_board() {
        let group = crate::group::Group::new(Charter::open("room", "Room"));
        assert_eq!(super::board(&group), None);
    }
}
