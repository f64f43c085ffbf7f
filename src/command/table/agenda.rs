//! Rows of the agenda.

use super::{ArgumentKind, Misread, Row, Topic, Values, optional, required};
use crate::group::command::{AgendaCommand, Command, DecisionCommand, ItemChoice, RecordCommand};
use crate::group::considered::{Considered, is_reference};
use crate::group::event::Kind;
use crate::time::NoDuration;

pub const ROWS: &[Row] = &[
    Row::new(Topic::Agenda, "agenda approve", "Records that the agenda is approved.", |_| {
        let text = "the agenda is approved".to_owned();
        Ok(Command::Decision(DecisionCommand::RecordDecision { kind: Kind::Agreed, text }))
    })
    .typed(&["approve|adopt the~ agenda"], &["approve the agenda"]),
    Row::new(Topic::Agenda, "agenda add", "Adds an item; square brackets name the proposer.", add)
        .taking(&[required("title", ArgumentKind::Words, "Title of the item [PROPOSER].")])
        .typed(
            &[
                "agenda+",
                "agenda+ {title}",
                "agendum+ {title}",
                "add agendum|item {title}",
                "add item|agendum : {title}",
                "new agenda item : {title}",
                "agenda item : {title}",
                "new item|agendum : {title}",
                "add {title} to the~ agenda",
                "add to the~ agenda: {title}",
            ],
            &[
                "agenda+ Overlap table",
                "agenda+ Overlap table [Ana]",
                "agenda+ Overlap table [Ana] [20 min]",
                "agenda + Next steps",
            ],
        )
        .basic()
        .by_mail(),
    Row::new(Topic::Agenda, "agenda", "Shows the agenda.", |_| Ok(Command::Agenda(AgendaCommand::ShowAgenda)))
        .typed(
            &[
                "agenda?",
                "what's|whats on the~ agenda",
                "what is on the~ agenda today~",
                "what's|whats the agenda",
                "what is the agenda",
                "list|show the~ agenda",
            ],
            &["agenda?", "what's on the agenda?", "list agenda"],
        )
        .basic(),
    Row::new(
        Topic::Agenda,
        "agenda draft",
        "Suggests an agenda from the record: minutes, actions, rows, liaisons.",
        |_| Ok(Command::Agenda(AgendaCommand::ShowSuggested)),
    )
    .typed(
        &["draft|suggest|propose the|an~ agenda", "agenda draft"],
        &["draft the agenda", "agenda draft", "suggest an agenda"],
    ),
    Row::new(Topic::Agenda, "agenda take", "Takes over what was suggested for the agenda, all or some.", |values| {
        const USAGE: &str = "agenda take, or agenda take 1, 3-5";
        let Some(typed) = values.get("numbers") else {
            return Ok(Command::Agenda(AgendaCommand::TakeSuggested { numbers: Vec::new() }));
        };
        // “Agenda take two is below” is prose.
        let is_meant = typed.contains(|c: char| c.is_ascii_digit());
        let misread = if is_meant { Misread::Usage(USAGE) } else { Misread::Prose };
        let numbers = read_order(typed).ok_or(misread)?;
        Ok(Command::Agenda(AgendaCommand::TakeSuggested { numbers }))
    })
    .taking(&[optional(
        "numbers",
        ArgumentKind::Words,
        "Numbers of suggestions, such as 1, 3-5; without, all of them.",
    )])
    .typed(
        &["agenda take", "agenda take {numbers}", "take over|up~ the~ draft|suggested|drafted agenda"],
        &["agenda take", "agenda take 1, 3-5", "take over the suggested agenda"],
    ),
    Row::new(Topic::Agenda, "item rename", "Renames an item.", |values| {
        let item = values.number("item").ok_or(Misread::Prose)?;
        Ok(Command::Agenda(AgendaCommand::RenameItem { item, title: values.required("title", "item 3 = NEW TITLE")? }))
    })
    .taking(&[
        required("item", ArgumentKind::Item, "Number of the item."),
        required("title", ArgumentKind::Words, "The new title."),
    ])
    .typed(
        &["item|agendum|agenda {item} = {title}", "rename item|agendum {item} to {title}"],
        &["item 3 = Overlap table, second reading"],
    ),
    Row::new(Topic::Agenda, "item drop", "Removes an item that has not been taken up.", |values| {
        values.number("item").map(|item| Command::Agenda(AgendaCommand::DropItem { item })).ok_or(Misread::Prose)
    })
    .taking(&[required("item", ArgumentKind::Item, "Number of the item.")])
    .typed(
        &[
            "agenda- {item}",
            "agendum- {item}",
            "item- {item}",
            "drop|delete|remove|forget item|agendum|agenda|topic {item}",
            "drop|delete|remove|forget agenda item {item}",
            "drop|delete|remove item~ {item} from the~ agenda",
        ],
        &["agenda- 3", "drop item 3"],
    ),
    Row::new(Topic::Agenda, "agenda order", "Reorders the agenda; other items keep their order.", |values| {
        let typed = values.required("order", "agenda order 3, 1-2")?;
        // “Agenda order matters little” is prose.
        let is_meant = typed.contains(|c: char| c.is_ascii_digit()) || typed.split_whitespace().count() <= 3;
        let misread = if is_meant { Misread::Usage("agenda order 3, 1-2") } else { Misread::Prose };
        read_order(&typed).map(|order| Command::Agenda(AgendaCommand::OrderAgenda { order })).ok_or(misread)
    })
    .taking(&[required("order", ArgumentKind::Words, "Numbers and ranges, such as 3, 1-2.")])
    .typed(
        &[
            "agenda order {order}",
            "agenda order: {order}",
            "agenda order = {order}",
            "agenda order is {order}",
            "agenda order is: {order}",
        ],
        &["agenda order 3, 1-2", "agenda order: 2 1", "agenda order = 4,1"],
    ),
    Row::new(Topic::Agenda, "agenda clear", "Removes all items that have not been taken up.", |_| {
        Ok(Command::Agenda(AgendaCommand::ClearAgenda))
    })
    .typed(&["clear the~ agenda"], &["clear agenda", "clear the agenda"]),
    Row::new(Topic::Agenda, "item reopen", "Reopens a closed item.", |values| {
        values.number("item").map(|item| Command::Agenda(AgendaCommand::ReopenItem { item })).ok_or(Misread::Prose)
    })
    .taking(&[required("item", ArgumentKind::Item, "Number of the item.")])
    .typed(&["reopen|re-open item|agendum|topic {item}"], &["reopen item 3"]),
    Row::new(Topic::Agenda, "item", "Opens an item, by number or by words of its title.", take_up)
        .taking(&[required("item", ArgumentKind::Item, "Number, words or a regular expression.")])
        .typed(
            &[
                "take up agenda item {item}",
                "open|start agenda item {item}",
                "take up item|agendum|topic|agenda~ {item}",
                "take up {item}",
                "open item|agendum|topic|agenda {item}",
                "move|go|proceed|turn to item|agendum|agenda {number}",
                "next item|agendum|agenda {number}",
            ],
            &["take up item 2", "take up overlap", "zakim, open item 3", "move to item 2"],
        )
        .basic(),
    Row::new(Topic::Agenda, "item next", "Closes the open item and opens the next.", |_| {
        Ok(Command::Agenda(AgendaCommand::NextItem))
    })
    .typed(
        &[
            "next item|agendum|topic|agenda",
            "next agenda item",
            "move|go|proceed to the~ next item|agendum|topic|agenda",
            "move|go|proceed to the~ next agenda item",
            "move|moving|going|go on to the~ next item|agendum|topic|agenda",
            "move|moving|going|go on to the~ next agenda item",
            "let's|lets move|go on~ to the~ next item|agendum|topic",
            "let's|lets move|go on~ to the~ next agenda item",
            "let us move|go on~ to the~ next item|agendum|topic",
            "let us move|go on~ to the~ next agenda item",
            "take|open|start up~ the~ next item|agendum|topic|agenda",
            "take|open|start up~ the~ next agenda item",
        ],
        &["next item", "zakim, next agendum", "move to next agendum", "open next item"],
    )
    .on_board("Next item", None)
    .basic(),
    Row::new(Topic::Agenda, "topic", "Adds an item and opens it.", |values| {
        Ok(Command::Agenda(AgendaCommand::OpenTopic { title: values.required("title", "topic: TITLE")? }))
    })
    .taking(&[required("title", ArgumentKind::Words, "Title of the topic.")])
    .typed(
        &["topic:", "topic: {title}", "#topic {title}"],
        &["topic: Overlap table", "#topic Overlap table", "TOPIC: Next steps"],
    ),
    Row::new(Topic::Agenda, "subtopic", "Adds a heading within the item.", |values| {
        Ok(Command::Agenda(AgendaCommand::OpenSubtopic { title: values.required("title", "subtopic: TITLE")? }))
    })
    .taking(&[required("title", ArgumentKind::Words, "The heading.")])
    .typed(
        &["subtopic:", "subtopic: {title}", "sub-topic: {title}", "#subtopic {title}"],
        &["subtopic: Device identity"],
    ),
    Row::new(Topic::Agenda, "item close", "Closes the open item, or the one named.", |values| close(values, false))
        .taking(&[optional("item", ArgumentKind::Item, "Number of the item.")])
        .typed(
            &[
                "close item|agendum|topic|agenda {item}",
                "close this|the~ item|agendum|topic|agenda",
                "close this|the~ agenda item",
                "close {item}",
            ],
            &["close item", "close item 2", "close this agendum"],
        )
        .basic(),
    Row::new(Topic::Agenda, "item really close", "Closes the item although people are waiting to speak.", |values| {
        close(values, true)
    })
    .taking(&[optional("item", ArgumentKind::Item, "Number of the item.")])
    .typed(&["really close this|the~ item|agendum|topic", "really close item|agendum {item}"], &["really close item"]),
    Row::new(Topic::Agenda, "item skip", "Leaves an item undone; after the open one the next is opened.", |values| {
        let item = match values.get("item") {
            Some(_) => Some(values.number("item").ok_or(Misread::Prose)?),
            None => None,
        };
        Ok(Command::Agenda(AgendaCommand::SkipItem { item }))
    })
    .taking(&[optional("item", ArgumentKind::Item, "Number of the item, if not the open one.")])
    .typed(
        &[
            "skip this|the~ item|agendum|topic|agenda",
            "skip this|the~ agenda item",
            "skip item|agendum|topic|agenda {item}",
        ],
        &["skip item", "skip this item", "skip item 3"],
    ),
    Row::new(Topic::Agenda, "item which", "Says which item is open.", |_| {
        Ok(Command::Agenda(AgendaCommand::ShowOpenItem))
    })
    .typed(
        &[
            "what|which item|agendum|topic|agenda is open|current|next~",
            "what|which agenda item is open|current",
            "what is the~ current|open item|agendum|topic",
            "what's the~ current|open item|agendum|topic",
            "current item|agendum|topic ?",
            "item?",
            "agendum?",
        ],
        &["which item is open?", "what is the current item?", "item?"],
    ),
    Row::new(Topic::Agenda, "item time", "Gives the open item a time box; warns at 80 % and at the end.", |values| {
        let wait = values.wait_or_prose("give this item 10 min, or give this item until 14:30")?;
        Ok(Command::Agenda(AgendaCommand::BoxItem { wait }))
    })
    .taking(&[required("duration", ArgumentKind::Duration, "Length of the box, such as 10 min, or until 14:30.")])
    .typed(
        &["give|allow this|the item|agendum|topic {duration}", "give|allow this|the agenda item {duration}"],
        &["give this item 10 min", "give this item until 14:30", "!item time 10 min"],
    ),
    Row::new(Topic::Agenda, "conclusion", "Records the conclusion of the item.", conclude)
        .with_lines()
        .taking(&[
            required("text", ArgumentKind::Words, "The conclusion."),
            optional("item", ArgumentKind::Item, "Number of the item, if not the open or last one."),
        ])
        .typed(
            &[
                "conclusion:",
                "conclusion: {text}",
                "conclusion of|for item {item} : {text}",
                "conclusion item~ {item} : {text}",
                "#conclusion {text}",
            ],
            &["conclusion: the table goes to both study groups", "conclusion for item 2: the table is complete"],
        )
        .basic(),
    Row::new(Topic::Agenda, "document", "Lists a document as considered under the item.", document)
        .taking(&[
            required(
                "reference",
                ArgumentKind::Words,
                "Number of the document, such as SG17-TD580; then from whom it is, and its address.",
            ),
            optional("item", ArgumentKind::Item, "Number of the item, if not the open one."),
        ])
        .typed(
            &[
                "doc: {reference}",
                "doc: {reference} for item~ {item}",
                "document: {reference}",
                "document: {reference} for item~ {item}",
                "doc {reference}",
                "doc {reference} for item~ {item}",
            ],
            &[
                "doc SG17-TD580",
                "doc: SG20-LS4 from Example Corp",
                "doc: SG17-TD580 https://example.org/td580",
                "doc SG17-TD580 for item 3",
            ],
        )
        .basic(),
];

/// `Overlap table [Ana] [20 min]`: the brackets at the end name who proposes, and how long it may take.
fn add(values: &Values) -> Result<Command, Misread> {
    const USAGE: &str = "agenda+ TITLE";
    let mut title = values.required("title", USAGE)?;
    let (mut proposer, mut secs) = (None, None);
    while let Some((before, inside)) = bracketed(&title) {
        let end = before.len();
        // `[10']` are minutes, as agendas on paper have them.
        let primed =
            inside.strip_suffix(['\'', '′', '’']).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let minutes = primed.filter(|digits| !digits.is_empty()).map(|digits| format!("{digits} min"));
        let inside_spelled = minutes.as_deref().unwrap_or(inside);
        let length = Some(crate::time::bounded_duration(inside_spelled))
            .filter(|_| inside_spelled.contains(char::is_alphabetic));
        if length == Some(Err(NoDuration::OutOfBounds)) {
            return Err(Misread::OutOfBounds("agenda+ TITLE [PROPOSER] [20 min]"));
        }
        match length.and_then(Result::ok).and_then(|length| u32::try_from(length.num_seconds()).ok()) {
            Some(length) if secs.is_none() => secs = Some(length),
            None if proposer.is_none() && inside.contains(char::is_alphanumeric) => {
                proposer = Some(inside.trim_start_matches("from ").trim().to_owned());
            }
            Some(_) | None => break,
        }
        title.truncate(end);
    }
    Ok(Command::Agenda(AgendaCommand::AddItem { title, proposer: proposer.filter(|name| !name.is_empty()), secs }))
}

/// The words before the brackets at the end, and those in them.
fn bracketed(title: &str) -> Option<(&str, &str)> {
    let (before, inside) = title.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    Some((before.trim_end(), inside.trim())).filter(|(before, _)| !before.is_empty())
}

/// Reads `3, 1-2` and `3 1 2`: numbers and ranges, either way round.
pub(super) fn read_order(typed: &str) -> Option<Vec<u32>> {
    let mut order = Vec::new();
    let typed = typed.trim().trim_end_matches(['.', '!']);
    let spread = typed.replace(" -", "-").replace("- ", "-").replace('–', "-").replace(" and ", ",");
    for piece in spread.split([',', ';', ' ']).filter(|piece| !piece.is_empty()) {
        let (first, last) = piece.split_once('-').unwrap_or((piece, piece));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        if first.abs_diff(last) > LONGEST_RANGE {
            return None;
        }
        if first <= last { order.extend(first..=last) } else { order.extend((last..=first).rev()) }
    }
    (1..=LONGEST_ORDER).contains(&order.len()).then_some(order)
}

/// No agenda has more items.
const LONGEST_RANGE: u32 = 500;
const LONGEST_ORDER: usize = 1_000;

fn take_up(values: &Values) -> Result<Command, Misread> {
    if values.get("number").is_some() {
        // “Next item in the table” is prose.
        let number = values.number("number").ok_or(Misread::Prose)?;
        return Ok(Command::Agenda(AgendaCommand::TakeUpItem { which: ItemChoice::Number(number) }));
    }
    let typed = values.required("item", "take up item 2")?;
    // “Take up less room in the table with short names” is no title.
    if super::reads_as_a_sentence(&typed) {
        return Err(Misread::Prose);
    }
    let which = match values.number("item") {
        Some(number) => ItemChoice::Number(number),
        // “Open item 5 in your browser” is prose too.
        None if typed.starts_with(|c: char| c.is_ascii_digit()) => return Err(Misread::Prose),
        None => ItemChoice::Matching(typed.trim_matches('/').to_owned()),
    };
    Ok(Command::Agenda(AgendaCommand::TakeUpItem { which }))
}

/// `close 3` needs a number: “close the door” is prose.
fn close(values: &Values, despite_queue: bool) -> Result<Command, Misread> {
    match (values.get("item"), values.number("item")) {
        (None, _) => Ok(Command::Agenda(AgendaCommand::CloseItem { item: None, despite_queue })),
        (Some(_), Some(item)) => Ok(Command::Agenda(AgendaCommand::CloseItem { item: Some(item), despite_queue })),
        (Some(_), None) => Err(Misread::Prose),
    }
}

fn conclude(values: &Values) -> Result<Command, Misread> {
    const USAGE: &str = "conclusion: TEXT";
    let item = match values.get("item") {
        Some(_) => Some(values.number("item").ok_or(Misread::Usage("conclusion for item 2: TEXT"))?),
        None => None,
    };
    Ok(Command::Record(RecordCommand::Conclude { item, text: values.required("text", USAGE)? }))
}

fn document(values: &Values) -> Result<Command, Misread> {
    let reference = values.required("reference", "doc SG17-TD580")?;
    let mut several = reference.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty() && *word != "and");
    let is_number = |word: &str| is_reference(word) && !word.contains("://");
    let has_several = several.clone().filter(|word| is_number(word)).count() > 1
        || several.clone().all(|word| word.contains("://")) && several.clone().count() > 1;
    if has_several && several.all(is_reference) {
        return Err(Misread::Usage("doc SG17-TD580, with each document on a line of its own"));
    }
    if Considered::read(&reference).is_none() {
        return Err(Misread::Prose);
    }
    let item = match values.get("item") {
        Some(_) => Some(values.number("item").ok_or(Misread::Usage("doc SG17-TD580 for item 3"))?),
        None => None,
    };
    Ok(Command::Record(RecordCommand::ConsiderDocument { reference, item }))
}
