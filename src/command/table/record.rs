//! Rows of the record.

use super::{ArgumentKind, Misread, Row, Topic, Values, optional, required};
use crate::group::command::{
    ActionCommand, Command, DecisionCommand, LastOf, MeetingCommand, ProposalCommand, Reach, RecordCommand, Span,
    Undone, Whose,
};
use crate::group::event::NoteKind;
use crate::text::at_colon;

pub const ROWS: &[Row] = &[
    Row::new(Topic::Record, "action", "Records an action with its owners and due date.", |values| {
        let text = values.required("text", "ACTION: Ana to send the table by Friday")?;
        if super::is_none(&text.trim_end_matches(['.', '!', ' ']).to_lowercase()) {
            return Err(Misread::Said("Nothing is recorded where nobody is to do anything. Use: ACTION: NAME to TEXT"));
        }
        Ok(Command::Action(ActionCommand::RecordAction { text }))
    })
    .with_lines()
    .taking(&[required("text", ArgumentKind::Words, "Ana, Bo to do something by 2026-12-01.")])
    .typed(
        &["action:", "action: {text}", "actions: {text}", "action item|items|point|points : {text}", "#action {text}"],
        &[
            "ACTION: Ana, Bo to send the table by 2026-12-01",
            "#action Ana to send the table",
            "action : me to write it up",
            "ACTION Ana: send the table",
        ],
    )
    .read_by(read_owned_action)
    .basic(),
    Row::new(Topic::Record, "action edit", "Changes an action; by an owner or secretary.", |values| {
        let text = values.required("text", "action A7 = Ana to send the table by Friday")?;
        Ok(Command::Action(ActionCommand::EditAction { action: action(values)?, text }))
    })
    .taking(&[ACTION, required("text", ArgumentKind::Words, "Ana, Bo to do something by 2026-12-01.")])
    .typed(&["action {action} = {text}"], &["action A7 = Ana and Bo to send the table by 2026-12-08"]),
    Row::new(Topic::Record, "action due", "Sets the due date of an action.", |values| {
        let day = values.required("day", "action A7 due Friday")?;
        Ok(Command::Action(ActionCommand::SetActionDue { action: action(values)?, day }))
    })
    .taking(&[ACTION, required("day", ArgumentKind::Words, "2026-12-01, Friday, 2 weeks, 15 Dec.")])
    .typed(
        &[
            "action {action} due {day}",
            "action {action} is due {day}",
            "action {action} due: {day}",
            "postpone|extend|delay|move action {action} to|until|till {day}",
        ],
        &["action A7 due 2 weeks", "action A7 due 2026-12-15", "action A7 is due on Friday"],
    ),
    Row::new(Topic::Record, "action done", "Marks an action as done.", |values| {
        Ok(Command::Action(ActionCommand::CloseAction { action: action(values)? }))
    })
    .taking(&[ACTION])
    .typed(
        &[
            "action {action} done|closed|complete|completed|finished",
            "action {action} is~ done|closed|complete|completed|finished",
            "action {action} : done|closed|complete|completed|finished",
            "close|done|complete|finish action {action}",
            "close|done|complete|finish the action {action}",
        ],
        &["action A7 done", "close action A7", "A7 done"],
    )
    .basic(),
    Row::new(Topic::Record, "action reopen", "Opens a closed action again.", |values| {
        Ok(Command::Action(ActionCommand::ReopenAction { action: action(values)? }))
    })
    .taking(&[ACTION])
    .typed(
        &[
            "reopen|re-open action {action}",
            "action {action} reopen|reopened|open",
            "action {action} is~ not done",
            "action {action} is reopened|open",
        ],
        &["reopen action A7", "action A7 not done"],
    ),
    Row::new(Topic::Record, "action drop", "Drops an action.", |values| {
        Ok(Command::Action(ActionCommand::DropAction { action: action(values)? }))
    })
    .taking(&[ACTION])
    .typed(
        &[
            "drop|delete|remove|cancel the~ action {action}",
            "action {action} is~ dropped|obsolete|cancelled|canceled|withdrawn|superseded|moot",
            "action {action} is~ no longer needed",
            "action {action} : dropped|obsolete|cancelled|canceled|withdrawn|superseded|moot",
            "action {action} : no longer needed",
        ],
        &["drop action A7", "A7 dropped"],
    ),
    Row::new(Topic::Record, "actions", "Lists the open actions.", |_| {
        Ok(Command::Action(ActionCommand::ShowActions { whose: Whose::All }))
    })
    .typed(
        &[
            "actions?",
            "list|show the~ open|overdue~ actions",
            "open|overdue actions",
            "open|overdue actions ?",
            "what are the~ open|overdue actions",
        ],
        &["actions?", "list actions", "open actions?"],
    )
    .basic(),
    Row::new(
        Topic::Record,
        "actions of",
        "Lists the actions of all meetings, or of some, with what became of them.",
        |values| {
            let typed = values.get("which").unwrap_or("all");
            let of = super::decisions::span(typed).or_else(|| of_person(typed)).ok_or(Misread::Prose)?;
            Ok(Command::Action(ActionCommand::ListActions { of }))
        },
    )
    .taking(&[optional("which", ArgumentKind::Words, "For SG17, of meeting 7, since 2026-09-01, or all.")])
    .typed(
        &["actions {which}", "actions? {which}", "list|show the~ actions {which}"],
        &["actions of meeting 7", "actions since 2026-09-01", "actions for Bo", "list actions of all meetings"],
    )
    .read_by(|line| {
        let bare = line.trim_end_matches(['?', '.', ' ']);
        let name = bare.strip_suffix("'s actions").or_else(|| bare.strip_suffix("’s actions"))?;
        let is_name = name.split_whitespace().count() <= 3 && name.contains(char::is_alphabetic) && !name.contains(',');
        is_name.then(|| Values(vec![("which", format!("for {name}"))]))
    }),
    Row::new(Topic::Record, "actions mine", "Lists your open actions.", |_| {
        Ok(Command::Action(ActionCommand::ShowActions { whose: Whose::Mine }))
    })
    .typed(&["my actions", "my actions?"], &["my actions"]),
    Row::new(Topic::Record, "note", "Adds a note to the minutes.", |values| note(NoteKind::Note, values))
        .with_lines()
        .taking(TEXT)
        .typed(&["note:", "note: {text}", "#note {text}"], &["NOTE: the table has 14 rows"])
        .basic(),
    Row::new(Topic::Record, "info", "Adds a piece of information to the minutes.", |values| {
        note(NoteKind::Info, values)
    })
    .with_lines()
    .taking(TEXT)
    .typed(
        &["info:", "info: {text}", "#info {text}"],
        &["INFO: SG17 meets in December", "#info SG17 meets in December"],
    ),
    Row::new(Topic::Record, "idea", "Adds an idea to the minutes.", |values| note(NoteKind::Idea, values))
        .with_lines()
        .taking(TEXT)
        .typed(&["#idea {text}", "idea: {text}"], &["#idea one table for both groups"]),
    Row::new(Topic::Record, "wanted", "Notes in the minutes that help is wanted.", |values| {
        note(NoteKind::Help, values)
    })
    .with_lines()
    .taking(TEXT)
    .typed(&["#help|#halp {text}"], &["#help someone to check row 4"]),
    Row::new(Topic::Record, "issue", "Adds an open issue to the minutes.", |values| note(NoteKind::Issue, values))
        .with_lines()
        .taking(TEXT)
        .typed(&["issue:", "issue: {text}", "#issue {text}"], &["issue: row 6 has no owner on either side"]),
    Row::new(
        Topic::Record,
        "ruling",
        "Records a ruling of the chair, with the point of order that it answers.",
        |values| note(NoteKind::Ruling, values),
    )
    .with_lines()
    .taking(TEXT)
    .typed(
        &["ruled:", "ruled: {text}", "ruling: {text}", "#ruled {text}"],
        &["RULED: the item was not skipped; it comes next"],
    ),
    Row::new(Topic::Record, "outgoing", "Records a document that the group sends, with to whom.", |values| {
        note(NoteKind::Outgoing, values)
    })
    .taking(TEXT)
    .typed(
        &["outgoing:", "outgoing: {text}", "outgoing document: {text}"],
        &["outgoing: SG17-LS50 to TSAG, on the demarcation line"],
    ),
    Row::new(Topic::Record, "link", "Adds a link to the minutes.", |values| note(NoteKind::Link, values))
        .taking(TEXT)
        .read_by(|line| {
            let address = line.get(..5).filter(|head| head.eq_ignore_ascii_case("link ")).map(|_| line[5..].trim())?;
            let is_link = address.split_whitespace().next().is_some_and(crate::text::is_address);
            is_link.then(|| Values(vec![("text", address.to_owned())]))
        })
        .typed(
            &["link:", "link: {text}", "#link {text}"],
            &["link: https://example.org/table", "#link https://example.org/table"],
        ),
    Row::new(Topic::Record, "replace", "Corrects your lines; a scribe or secretary can correct any.", substitute)
        .taking(&[
            required("old", ArgumentKind::Words, "The words to replace."),
            optional("new", ArgumentKind::Words, "The new words; without them, the old ones are deleted."),
            optional("reach", ArgumentKind::Words, "g: every match in the line; G: every match in the item."),
        ])
        .typed(&[], &["s/SG71/SG17/", "s/tabel/table/g", "s|and/or|and|", "s/SG71/SG17"])
        .read_by(read_substitution)
        .basic(),
    Row::new(Topic::Record, "insert", "Inserts a line before one of yours; a scribe, before any.", |values| {
        const USAGE: &str = "i/words of the line below/new line/";
        let line = values.required("line", USAGE)?;
        Ok(Command::Record(RecordCommand::Insert {
            place: values.required("place", USAGE)?,
            records: recorded(&line),
            line,
        }))
    })
    .taking(&[
        required("place", ArgumentKind::Words, "Words of the line below it."),
        required("line", ArgumentKind::Words, "The line that was left out."),
    ])
    .typed(&[], &["i/row 4 is about gateways/Ana: what is row 4?/", "i|and/or|Bo: both|"])
    .read_by(|line| {
        let parts = slashed(line, ['i', 'I'])?;
        let [place, line, rest @ ..] = parts.as_slice() else { return None };
        let is_whole = rest.iter().all(|rest| rest.trim().is_empty()) && !place.is_empty() && !line.trim().is_empty();
        is_whole.then(|| Values(vec![("place", place.clone()), ("line", line.trim().to_owned())]))
    }),
    Row::new(
        Topic::Record,
        "undo",
        "Undoes the last thing you recorded; a chair or secretary, the last thing recorded.",
        |values| match values.get("what") {
            None => Ok(Command::Record(RecordCommand::Undo)),
            Some(typed) => undone(typed),
        },
    )
    .taking(&[optional("what", ArgumentKind::Words, "A7, D7-3 or P2, or last decision, if not the last thing.")])
    .typed(
        &[
            "undo",
            "undo that|this|it|last",
            "undo that|this|the|my last~ one|thing|line|command|record|entry|message",
            "undo last one|thing|line|command|record|entry|message",
            "undo {what}",
            "#undo",
        ],
        &["undo", "#undo", "undo A7", "undo the last decision"],
    )
    .basic(),
    Row::new(Topic::Record, "off", "Goes off the record: nothing is kept.", |_| {
        Ok(Command::Meeting(MeetingCommand::GoOffRecord))
    })
    .typed(&["off the record", "go off the record"], &["off the record"])
    .basic(),
    Row::new(Topic::Record, "on", "Goes back on the record.", |_| Ok(Command::Meeting(MeetingCommand::GoOnRecord)))
        .typed(&["on the record", "back on the record"], &["on the record"]),
];

/// Reads what is taken back by name: `A7`, `decision D7-3`, `the last proposal`.
fn undone(typed: &str) -> Result<Command, Misread> {
    const KINDS: [(&str, LastOf); 12] = [
        ("action", LastOf::Action),
        ("decision", LastOf::Decision),
        ("agreement", LastOf::Decision),
        ("resolution", LastOf::Decision),
        ("proposal", LastOf::Proposal),
        ("poll", LastOf::Poll),
        ("note", LastOf::Note),
        ("link", LastOf::Note),
        ("question", LastOf::Question),
        ("conclusion", LastOf::Conclusion),
        ("document", LastOf::Document),
        ("doc", LastOf::Document),
    ];
    const LAST_DONE: [&str; 19] = [
        "+1",
        "-1",
        "0",
        "vote",
        "q+",
        "q-",
        "hand",
        "present",
        "present+",
        "present-",
        "regrets+",
        "attendance",
        "ack",
        "objection",
        "everything",
        "all",
        "all of it",
        "twice",
        "2",
    ];
    let lower = typed.trim().trim_end_matches(['.', '!']).to_lowercase();
    let bare = ["the ", "my ", "that ", "this ", "our "].iter().find_map(|word| lower.strip_prefix(word));
    let bare = bare.unwrap_or(&lower);
    let named = |what: Undone| Ok(Command::Record(RecordCommand::UndoNamed { what }));
    let kind = bare.strip_prefix("last ").or(Some(bare).filter(|_| bare.len() < lower.len()));
    if let Some((_, kind)) = KINDS.iter().find(|(word, _)| kind == Some(word)) {
        return named(Undone::Last(*kind));
    }
    if LAST_DONE.contains(&bare.strip_prefix("last ").unwrap_or(bare)) {
        return Err(Misread::Usage("undo"));
    }
    let number = ["action ", "decision ", "proposal "].iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    let digits = |letter: char| number.strip_prefix(letter)?.parse().ok();
    if let Some(which) = super::decisions::decision_ref(&number.to_uppercase()) {
        return named(Undone::Decision(which));
    }
    match (digits('a'), digits('p')) {
        (Some(action), _) => named(Undone::Action(action)),
        (None, Some(proposal)) => named(Undone::Proposal(proposal)),
        (None, None) => Err(Misread::Prose),
    }
}

const ACTION: super::Argument = required("action", ArgumentKind::Action, "Number of the action, such as A7.");
const TEXT: &[super::Argument] = &[required("text", ArgumentKind::Words, "The words to be recorded.")];

/// `for Bo Berg`, `of bo`: whose actions. Small letters are a name only by themselves: “actions for the next meeting”.
fn of_person(typed: &str) -> Option<Span> {
    const NOBODY: [&str; 12] =
        ["today", "tomorrow", "now", "later", "us", "everyone", "everybody", "the", "this", "that", "which", "whom"];
    let typed = typed.trim().trim_end_matches(['?', '.']);
    let name = ["for ", "of ", "on ", "by "].iter().find_map(|start| typed.strip_prefix(start))?.trim();
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_name = match words.as_slice() {
        [only] => !NOBODY.contains(only),
        several => several.len() <= 4 && several.iter().all(|word| word.starts_with(|c: char| !c.is_lowercase())),
    };
    let is_plain = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '_'));
    (is_name && is_plain).then(|| Span { tag: Some(name.to_owned()), ..Span::default() })
}

fn action(values: &Values) -> Result<u32, Misread> {
    // “Action on row 4 is done” is prose.
    values.number("action").ok_or(Misread::Prose)
}

/// Reads `ACTION Ana: send the table`, `Action on Bo: …`, `ACTION ITEM for Cy: …`: the owner before the colon, as old
/// minutes have it.
fn read_owned_action(line: &str) -> Option<Values> {
    let is_head = |head: &&str| head.eq_ignore_ascii_case("action ") || head.eq_ignore_ascii_case("action/");
    let rest = line.get(..7).filter(is_head).map(|_| &line[7..])?;
    let (owner, text) = at_colon(rest)?;
    let mut words: Vec<&str> = owner.split_whitespace().collect();
    if words.first().is_some_and(|word| ["item", "point"].iter().any(|item| word.eq_ignore_ascii_case(item))) {
        words.remove(0);
    }
    let is_given =
        words.first().is_some_and(|word| ["on", "for", "to"].iter().any(|given| word.eq_ignore_ascii_case(given)));
    if is_given {
        words.remove(0);
    }
    let is_shouted = line.starts_with("ACTION");
    let is_name = |word: &&str| word.starts_with(char::is_uppercase) || is_shouted || words.len() == 1 || is_given;
    // “Action plan: …” has no owner.
    let is_talk = words.first().is_some_and(|word| TALK.iter().any(|talk| word.eq_ignore_ascii_case(talk)));
    let is_owner = (1..=3).contains(&words.len())
        && !owner.contains(|c: char| c.is_ascii_digit())
        && words.iter().all(is_name)
        && (is_shouted || !is_talk);
    let text = text.trim();
    (is_owner && !text.is_empty()).then(|| Values(vec![("text", format!("{}: {text}", words.join(" ")))]))
}

/// Words that follow “action” in talk.
const TALK: [&str; 20] = [
    "plan", "plans", "points", "point", "items", "item", "list", "register", "log", "table", "tracker", "needed",
    "required", "taken", "time", "research", "group", "line", "areas", "owners",
];

fn note(kind: NoteKind, values: &Values) -> Result<Command, Misread> {
    Ok(Command::Record(RecordCommand::RecordNote { kind, text: values.required("text", "NOTE: TEXT")? }))
}

fn substitute(values: &Values) -> Result<Command, Misread> {
    let reach = match values.get("reach") {
        Some("g") => Reach::Line,
        Some("G") => Reach::Item,
        Some(_) | None => Reach::First,
    };
    let old = values.required("old", "s|old|new|, with | where the words have a / in them")?;
    Ok(Command::Record(RecordCommand::Substitute { old, new: values.owned("new").unwrap_or_default(), reach }))
}

/// What a line that is inserted records, where it is more than words: `AGREED: …`, `ACTION: …`.
fn recorded(line: &str) -> Option<Box<Command>> {
    let lines = super::read(line, &super::Names::default());
    let [line] = lines.as_slice() else { return None };
    match &line.read {
        super::Read::Command { command, .. } => matches!(
            command,
            Command::Decision(DecisionCommand::RecordDecision { .. })
                | Command::Action(ActionCommand::RecordAction { .. })
                | Command::Proposal(ProposalCommand::Propose { .. })
                | Command::Record(
                    RecordCommand::RecordNote { .. }
                        | RecordCommand::Conclude { .. }
                        | RecordCommand::ConsiderDocument { .. }
                )
        )
        .then(|| Box::new(command.clone())),
        super::Read::Prose(_) | super::Read::Hint(_) | super::Read::Aside { .. } => None,
    }
}

/// Reads `s/old/new/`, `s/old/new`, `s/old/new/g` and `s|old|new|`.
fn read_substitution(line: &str) -> Option<Values> {
    if let Some(values) = read_addresses(line) {
        return Some(values);
    }
    // `s,old,new,` and `s:old:new:` are nearly one.
    let mut marks = line.strip_prefix('s').into_iter().flat_map(str::chars);
    if let Some(mark @ (',' | ':' | '#' | ';')) = marks.next() {
        let has_three = line.matches(mark).count() == 3 && line.trim_end_matches(['g', 'G']).ends_with(mark);
        let is_glued = marks.next().is_some_and(char::is_alphanumeric);
        return (has_three && is_glued).then(|| Values(vec![("old", String::new())]));
    }
    let parts = slashed(line, ['s', 'S'])?;
    let [old, new, rest @ ..] = parts.as_slice() else { return None };
    // Which slash is which cannot be told: “s/and/or/and or/” gets a hint.
    let ends_like_one = line.ends_with(['/', '|']) || line.ends_with("/g") || line.ends_with("/G");
    if rest.len() > 1 && ends_like_one {
        return Some(Values(vec![("old", String::new())]));
    }
    let reach = rest.first().map(|flags| flags.trim()).unwrap_or_default();
    let is_known = rest.len() <= 1 && matches!(reach, "" | "g" | "G");
    (is_known && !old.is_empty())
        .then(|| Values(vec![("old", old.clone()), ("new", new.clone()), ("reach", reach.to_owned())]))
}

/// Reads `s/old/https://example.org/new/` and `s/https://example.org/old/new/`, where one of the two is an address. Two
/// addresses are told apart by where the second begins.
fn read_addresses(line: &str) -> Option<Values> {
    let typed = line.strip_prefix(['s', 'S'])?.strip_prefix('/').filter(|typed| typed.contains("://"))?;
    let (typed, reach) = match typed.strip_suffix("/g").or_else(|| typed.strip_suffix("/G")) {
        Some(shorter) => (shorter, &typed[typed.len() - 1..]),
        None => (typed.strip_suffix('/').unwrap_or(typed), ""),
    };
    let second = ["/http://", "/https://"].iter().filter_map(|mark| typed.find(mark)).filter(|at| *at > 0).min();
    let at = second.or_else(|| typed.rfind('/'))?;
    let (old, new) = (&typed[..at], &typed[at + 1..]);
    let is_address = |words: &str| words.starts_with("http://") || words.starts_with("https://");
    let has_address = is_address(old) || is_address(new);
    // A part of an address is not one: `s/https://example.org/x` has no second part.
    let is_whole = !old.is_empty() && (is_address(new) || old.matches('/').count() > 2);
    (has_address && is_whole)
        .then(|| Values(vec![("old", old.to_owned()), ("new", new.to_owned()), ("reach", reach.to_owned())]))
}

/// The parts of `s/one/two/` or `s|one|two|`; a backslash keeps the mark.
fn slashed(line: &str, head: [char; 2]) -> Option<Vec<String>> {
    let mut characters = line.strip_prefix(head)?.chars();
    let mark = characters.next().filter(|c| matches!(c, '/' | '|'))?;
    let mut parts = vec![String::new()];
    while let Some(c) = characters.next() {
        let last = parts.last_mut().expect("parts starts with one and only grows");
        match c {
            '\\' => match characters.next() {
                Some(escaped) if escaped == mark || escaped == '\\' => last.push(escaped),
                Some(other) => last.extend(['\\', other]),
                None => last.push('\\'),
            },
            c if c == mark => parts.push(String::new()),
            c => last.push(c),
        }
    }
    Some(parts)
}
