//! The live board: one message per room that is edited in place. The same facts can always be
//! had by a typed command.

use std::sync::LazyLock;

use crate::command::table::{Row, find};
use crate::group::Group;
use crate::group::meeting::Meeting;
use crate::group::person::Right;
use crate::group::seen::{Seen, SeenItem};
use crate::text::{Block, Span, Text};

/// The board: what it says, and what can be pressed on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    pub group: String,
    pub meeting: u32,
    /// Numbers of the entries whose words are in it.
    pub quotes: Vec<u64>,
    pub text: Text,
    /// In the order of importance; those for chairs after those for everyone.
    pub buttons: Vec<Button>,
}

/// A button of the board. It is shown to everyone; whether the person may is decided when it is pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// Canonical name of its row in the command table.
    pub row: &'static str,
    pub label: &'static str,
    pub right: Right,
    pub manner: Manner,
    pub values: Vec<(&'static str, String)>,
    pub seen: Seen,
}

/// What a press does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It is done.
    Do,
    /// It is asked for words first: the argument of the row that they are for.
    Ask { argument: &'static str },
}

/// The board of an open meeting; nothing when none is open.
pub fn board(group: &Group) -> Option<Board> {
    let meeting = group.meeting.as_ref()?;
    Some(Board {
        group: group.charter.id.clone(),
        meeting: meeting.number,
        quotes: quotes(meeting),
        text: text(group, meeting),
        buttons: buttons(meeting),
    })
}

/// Rows whose button asks for words, with the button's label and the argument.
const WRITTEN: [(&str, &str, &str); 5] = [
    ("raise", "Raise hand, with reason", "words"),
    ("action", "Action", "text"),
    ("propose", "Proposal", "text"),
    ("object", "Objection", "reason"),
    ("conclusion", "Conclusion", "text"),
];
/// Rows whose button acts at once; their labels are the table's.
const PRESSED: [&str; 7] = ["raise", "lower", "reply", "order", "next", "queue close", "item next"];

/// The buttons of every board, as they are where nothing is seen and nobody waits: those for everyone first.
static BUTTONS: LazyLock<Vec<Button>> = LazyLock::new(|| {
    let button = |row: &Row, label, manner| {
        let seen = Seen { meeting: 0, item: SeenItem::Any };
        Button { row: row.name, label, right: row.right(), manner, values: Vec::new(), seen }
    };
    let pressed = PRESSED.iter().filter_map(|name| {
        let row = find(name)?;
        Some(button(row, row.button?, Manner::Do))
    });
    let written =
        WRITTEN.iter().filter_map(|(name, label, argument)| Some(button(find(name)?, label, Manner::Ask { argument })));
    let (everybody, chairs): (Vec<Button>, Vec<Button>) =
        pressed.chain(written).partition(|button| button.right == Right::Anyone);
    everybody.into_iter().chain(chairs).collect()
});

fn buttons(meeting: &Meeting) -> Vec<Button> {
    let item = meeting.agenda.open_item().map_or(SeenItem::None, |item| SeenItem::Open(item.number));
    let of_meeting = |button: &Button| {
        let is_about_item = matches!(button.row, "item next" | "conclusion");
        let seen = Seen { meeting: meeting.number, item: if is_about_item { item } else { SeenItem::Any } };
        let first = meeting.queue.hands.first().filter(|_| button.row == "next");
        let values = first.map(|hand| ("expecting", hand.person.name.clone())).into_iter().collect();
        Button { values, seen, ..*button }
    };
    BUTTONS.iter().map(of_meeting).collect()
}

fn text(group: &Group, meeting: &Meeting) -> Text {
    let title = meeting.title.as_deref().map_or_else(String::new, |title| format!(": {title}"));
    let mut text = Text::line([Span::Strong(format!("{} meeting {}{title}", group.charter.name, meeting.number))]);
    let item =
        meeting.agenda.open_item().map_or_else(|| "none".to_owned(), |item| format!("{}. {}", item.number, item.title));
    let floor: Vec<Span> = match (&meeting.recess, &meeting.floor) {
        (Some(_), _) => vec!["the meeting is in recess".into()],
        (None, Some(floor)) => {
            let since = super::replies::clock_span(group, floor.since);
            let paused = if floor.is_paused { ", clock stopped" } else { "" };
            vec![format!("{} since ", floor.person.with_organization()).into(), since, paused.into()]
        }
        (None, None) => vec!["nobody".into()],
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
        ("Speaking".to_owned(), floor),
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
    text
}

/// The entries whose words [`text`] has.
fn quotes(meeting: &Meeting) -> Vec<u64> {
    let title = meeting.title.as_ref().map(|_| meeting.first_entry);
    let item = meeting.agenda.open_item().map(|item| item.entry);
    let proposal = meeting.open_proposal().map(|proposal| proposal.entry);
    let poll = meeting.open_poll().map(|poll| poll.entry);
    title.into_iter().chain(item).chain(proposal).chain(poll).collect()
}

/// The board when its meeting is over.
pub fn closed(meeting: u32) -> Board {
    let text = Text::plain(format!("Meeting {meeting} is closed."));
    Board { group: String::new(), meeting, quotes: Vec::new(), text, buttons: Vec::new() }
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
