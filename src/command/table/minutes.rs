//! Rows about minutes: shown, changed by hand, approved, sent, corrected.

use super::{Argument, ArgumentKind, Misread, Row, Topic, Values, optional, required};
use crate::group::command::{Command, LinePlace, LineRef, MailCommand, MinutesCommand};
use crate::group::event::LineChange;

pub const ROWS: &[Row] = &[
    Row::new(Topic::Minutes, "minutes", "Shows the draft of the minutes.", |values| {
        Ok(Command::Minutes(MinutesCommand::ShowMinutes { meeting: meeting(values)? }))
    })
    .taking(MEETING)
    .typed(
        &["draft|make|generate|show the~ minutes", "#minutes"],
        &["!minutes", "!minutes 7", "rrsagent, draft minutes"],
    )
    .basic(),
    Row::new(Topic::Minutes, "minutes approve", "Approves the version that was shown.", |values| {
        Ok(Command::Minutes(MinutesCommand::ApproveMinutes { meeting: meeting(values)? }))
    })
    .taking(MEETING)
    .typed(
        &["approve the~ minutes", "approve the~ minutes of the~ meeting {meeting}"],
        &["!minutes approve", "approve the minutes", "approve the minutes of meeting 7"],
    )
    .basic(),
    Row::new(
        Topic::Minutes,
        "minutes approve for",
        "Enters the approval that a chair gave elsewhere, such as by telephone.",
        |values| {
            const USAGE: &str = "!minutes approve for NAME because REASON";
            let (chair, reason) = given_by(values, USAGE)?;
            let meeting = meeting(values)?;
            Ok(Command::Minutes(MinutesCommand::EnterApproval { meeting, chair, reason }))
        },
    )
    .taking(&[
        required("name", ArgumentKind::Name, "The chair who approved."),
        required("reason", ArgumentKind::Words, "How the chair said so, such as by telephone."),
        optional("meeting", ArgumentKind::Words, "Number of the meeting, if not the last."),
    ])
    .typed(
        &[
            "!minutes approve for {name} because {reason}",
            "!minutes approve {meeting} for {name} because {reason}",
            "!minutes approve {meeting} for {name}",
            "approve the~ minutes for {name} because {reason}",
            "approve the~ minutes of the~ meeting {meeting} for {name} because {reason}",
        ],
        &[
            "!minutes approve for Ana because she said so by telephone",
            "approve the minutes for Ana because she agreed by mail",
            "approve the minutes of meeting 7 for Ana because she agreed by mail",
        ],
    ),
    Row::new(
        Topic::Minutes,
        "minutes withdraw approval",
        "Withdraws your approval of the version that was shown, or one that you entered.",
        |values| Ok(Command::Minutes(MinutesCommand::WithdrawApproval { meeting: meeting(values)? })),
    )
    .taking(MEETING)
    .typed(
        &[
            "withdraw|retract my~ approval",
            "withdraw|retract my~ approval of the~ minutes",
            "withdraw|retract my~ approval of the~ minutes of the~ meeting {meeting}",
        ],
        &["!minutes withdraw approval", "withdraw my approval of the minutes"],
    ),
    Row::new(Topic::Minutes, "minutes send", "Sends the approved version to the list.", |values| {
        Ok(Command::Minutes(MinutesCommand::SendMinutes { meeting: meeting(values)? }))
    })
    .taking(MEETING)
    .typed(&["send|publish the~ minutes"], &["!minutes send", "send the minutes"])
    .basic(),
    Row::new(Topic::Minutes, "minutes lines", "Shows the lines of the minutes with their numbers.", |values| {
        const USAGE: &str = "!minutes lines, or !minutes lines 4 for one section";
        let section =
            values.get("section").map(|_| values.number("section").ok_or(Misread::Usage(USAGE))).transpose()?;
        Ok(Command::Minutes(MinutesCommand::ShowLines { meeting: None, section }))
    })
    .taking(&[optional("section", ArgumentKind::Words, "Number of a section.")])
    .typed(&[], &["!minutes lines", "!minutes lines 4"]),
    Row::new(
        Topic::Minutes,
        "minutes remarks",
        "Shows what was said without the floor and is not in the minutes.",
        |values| Ok(Command::Minutes(MinutesCommand::ShowRemarks { meeting: meeting(values)? })),
    )
    .taking(MEETING)
    .typed(&[], &["!minutes remarks"]),
    Row::new(Topic::Minutes, "minutes take", "Takes remarks into the minutes, by their numbers.", |values| {
        const USAGE: &str = "!minutes take 3, or !minutes take 3, 5-7";
        let numbers = values.get("numbers").and_then(super::agenda::read_order).ok_or(Misread::Usage(USAGE))?;
        Ok(Command::Minutes(MinutesCommand::TakeRemarks { meeting: None, numbers }))
    })
    .taking(&[required("numbers", ArgumentKind::Words, "Numbers of remarks, such as 3, 5-7.")])
    .typed(&[], &["!minutes take 3", "!minutes take 1, 4-6"]),
    Row::new(Topic::Minutes, "minutes edit", "Rewords a line of the minutes.", |values| {
        const USAGE: &str = "!minutes edit 4.2 = TEXT";
        let (place, text) = placed(values, '=', USAGE)?;
        Ok(edit(None, place, LineChange::Reworded(text)))
    })
    .taking(LINE)
    .typed(&[], &["!minutes edit 4.2 = The table was reviewed row by row."]),
    Row::new(Topic::Minutes, "minutes add after", "Adds a line after another.", |values| {
        let (place, text) = placed(values, ' ', "!minutes add after 4.2 TEXT")?;
        Ok(edit(None, place, LineChange::AddedAfter(text)))
    })
    .taking(LINE)
    .typed(&[], &["!minutes add after 4.2 The group thanked the editor."]),
    Row::new(Topic::Minutes, "minutes remove", "Removes a line from the minutes.", |values| {
        const USAGE: &str = "!minutes remove 4.2";
        let place = read_place(values.get("line").unwrap_or_default()).ok_or(Misread::Usage(USAGE))?;
        Ok(edit(None, place, LineChange::Removed))
    })
    .taking(AT_LINE)
    .typed(&[], &["!minutes remove 4.2"]),
    Row::new(Topic::Minutes, "minutes restore", "Restores the drafted words of a line.", |values| {
        const USAGE: &str = "!minutes restore 4.2";
        let place = read_place(values.get("line").unwrap_or_default()).ok_or(Misread::Usage(USAGE))?;
        Ok(edit(None, place, LineChange::Restored))
    })
    .taking(AT_LINE)
    .typed(&[], &["!minutes restore 4.2"]),
    Row::new(Topic::Minutes, "correct", "Corrects a line of minutes that were sent, or who was there.", |values| {
        const USAGE: &str = "!correct 7 4.2 = TEXT, with the number of the meeting";
        let typed = values.required("line", USAGE)?;
        if let Some(correction) = numbered(&typed, 'C') {
            return Ok(Command::Mail(MailCommand::TakeCorrection { correction }));
        }
        let (meeting, rest) = typed.trim().split_once(char::is_whitespace).ok_or(Misread::Usage(USAGE))?;
        let meeting = meeting.parse().map_err(|_| Misread::Usage(USAGE))?;
        if let Some(command) = super::people::corrected(meeting, rest) {
            return Ok(command);
        }
        let (place, text) = place_and_text(rest, '=').ok_or(Misread::Usage(USAGE))?;
        Ok(edit(Some(meeting), place, LineChange::Reworded(text)))
    })
    .taking(&[required("line", ArgumentKind::Words, "Number of the meeting, section.line = the right words.")])
    .typed(&[], &["!correct 7 4.2 = Ana (Example Corp) presented the table.", "!correct C1"]),
    Row::new(
        Topic::Minutes,
        "correction",
        "Asks the secretary to correct a line of the last minutes, or of others.",
        |values| {
            const USAGE: &str = "correction 4.2: TEXT, or correction 7 4.2: TEXT";
            let typed = values.required("line", USAGE)?;
            let (meeting, place, text) = read_correction(&typed).ok_or(Misread::Usage(USAGE))?;
            Ok(Command::Mail(MailCommand::AskCorrection { meeting, place, text }))
        },
    )
    .taking(&[required("line", ArgumentKind::Words, "Meeting if not the last, section.line: the right words.")])
    .typed(&[], &["correction 4.2: Ana presented the table.", "correction 7 4.2: Ana presented the table."])
    .read_by(|line| {
        let rest = line.get(..11).filter(|head| head.eq_ignore_ascii_case("correction ")).map(|_| line[11..].trim())?;
        read_correction(rest).map(|_| Values(vec![("line", rest.to_owned())]))
    })
    .by_mail(),
    Row::new(Topic::Minutes, "mail", "Shows you alone what came by mail and is held for you.", |_| {
        Ok(Command::Mail(MailCommand::ShowHeld))
    })
    .typed(&["mail?", "held mail|mails ?"], &["mail?", "!mail"]),
    Row::new(Topic::Minutes, "mail accept", "Records a held mail; as: the member who wrote it.", |values| {
        const USAGE: &str = "mail M3 accept, or mail M3 accept as Ana";
        let typed = values.required("mail", USAGE)?;
        let mail = numbered(&typed, 'M').ok_or(Misread::Prose)?;
        Ok(Command::Mail(MailCommand::AcceptMail { mail, whose: values.owned("name") }))
    })
    .taking(&[
        required("mail", ArgumentKind::Words, "Number of the mail, such as M3."),
        optional("name", ArgumentKind::Name, "The member who wrote it, if I do not know the address."),
    ])
    .typed(
        &["mail {mail} accept", "mail {mail} accept as {name}", "accept mail {mail}", "accept mail {mail} as {name}"],
        &["mail M3 accept", "mail M3 accept as Ana"],
    ),
    Row::new(Topic::Minutes, "mail drop", "Drops a held mail.", |values| {
        const USAGE: &str = "mail M3 drop, or mail M3 drop REASON";
        let typed = values.required("mail", USAGE)?;
        let mail = numbered(&typed, 'M').ok_or(Misread::Prose)?;
        Ok(Command::Mail(MailCommand::DropMail { mail, reason: values.owned("reason") }))
    })
    .taking(&[
        required("mail", ArgumentKind::Words, "Number of the mail, such as M3."),
        optional("reason", ArgumentKind::Words, "Why."),
    ])
    .typed(
        &["mail {mail} drop", "mail {mail} drop {reason}", "drop mail {mail}"],
        &["mail M3 drop", "mail M3 drop it is not about this group"],
    ),
];

const AT_LINE: &[Argument] = &[required("line", ArgumentKind::Words, "Section and line, such as 4.2.")];

const LINE: &[Argument] = &[
    required("line", ArgumentKind::Words, "Section and line, such as 4.2."),
    optional("text", ArgumentKind::Words, "The words."),
];

fn edit(meeting: Option<u32>, place: LinePlace, change: LineChange) -> Command {
    Command::Minutes(MinutesCommand::EditMinutes { meeting, line: LineRef::At(place), change })
}

/// `4.2 = TEXT`, or the two as values of their own.
fn placed(values: &Values, mark: char, usage: &'static str) -> Result<(LinePlace, String), Misread> {
    let line = values.required("line", usage)?;
    let apart = values.owned("text").and_then(|text| Some((read_place(&line)?, text)));
    apart.or_else(|| place_and_text(&line, mark)).ok_or(Misread::Usage(usage))
}

pub(super) fn place_and_text(typed: &str, mark: char) -> Option<(LinePlace, String)> {
    let (place, text) = typed.trim().split_once(mark)?;
    let text = text.trim();
    Some((read_place(place)?, text.to_owned())).filter(|_| !text.is_empty())
}

/// `M3`, with any of the marks that people put behind it.
fn numbered(typed: &str, letter: char) -> Option<u32> {
    let typed = typed.trim().trim_end_matches(['.', '!', ',', ':']);
    typed.strip_prefix([letter, letter.to_ascii_lowercase()])?.parse().ok()
}

/// `4.2: TEXT`, `7 4.2: TEXT`, `to 4.2: TEXT`.
fn read_correction(typed: &str) -> Option<(Option<u32>, LinePlace, String)> {
    let (place, text) = typed.split_once([':', '='])?;
    let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty())?;
    let place = ["to ", "of ", "in "].iter().find_map(|word| place.strip_prefix(word)).unwrap_or(place);
    match place.trim().split_once(char::is_whitespace) {
        None => Some((None, read_place(place)?, text)),
        Some((meeting, place)) => Some((Some(meeting.parse().ok()?), read_place(place)?, text)),
    }
}

/// `4.2`.
pub(super) fn read_place(typed: &str) -> Option<LinePlace> {
    LinePlace::read(typed)
}

/// Whose approval is entered, and how it was given: in two values, or in one as `Ana because …`, `Ana (by telephone)`, `Ana:
/// by telephone`.
pub(super) fn given_by(values: &Values, usage: &'static str) -> Result<(String, String), Misread> {
    const MARKS: [&str; 8] = [" because ", ":", " (", ",", " – ", " - ", " by ", " via "];
    let name = values.required("name", usage)?;
    if let Some(reason) = values.owned("reason") {
        return Ok((name, reason));
    }
    let cut = MARKS.iter().filter_map(|mark| Some((name.find(mark)?, *mark))).min().ok_or(Misread::Usage(usage))?;
    let (at, mark) = cut;
    // What says how it was given belongs to the reason.
    let rest = if mark.ends_with("y ") || mark.ends_with("a ") { &name[at..] } else { &name[at + mark.len()..] };
    let reason = if mark == " (" { rest.trim_end_matches(')') } else { rest };
    let (name, reason) = (name[..at].trim().to_owned(), reason.trim().to_owned());
    if name.is_empty() || reason.is_empty() { Err(Misread::Usage(usage)) } else { Ok((name, reason)) }
}

const MEETING: &[Argument] = &[optional("meeting", ArgumentKind::Words, "Number of the meeting, if not the last.")];

fn meeting(values: &Values) -> Result<Option<u32>, Misread> {
    match (values.get("meeting"), values.number("meeting")) {
        (None, _) => Ok(None),
        (Some(_), Some(number)) => Ok(Some(number)),
        (Some(_), None) => Err(Misread::Usage("!minutes, or !minutes 7 for an earlier meeting")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_an_approval_was_given_is_read_as_people_write_it() {
        let given = |typed: &str| given_by(&Values(vec![("name", typed.to_owned())]), "usage").ok();
        for (typed, name, reason) in [
            ("Ana because she said so", "Ana", "she said so"),
            ("Ana Lima, by telephone", "Ana Lima", "by telephone"),
            ("Ana Lima (by mail of 3 March)", "Ana Lima", "by mail of 3 March"),
            ("Ana: in the corridor", "Ana", "in the corridor"),
            ("Ana by telephone", "Ana", "by telephone"),
            ("Ana via the list", "Ana", "via the list"),
            ("Ana – by telephone", "Ana", "by telephone"),
        ] {
            assert_eq!(given(typed), Some((name.to_owned(), reason.to_owned())), "{typed}");
        }
        for typed in ["Ana", "Ana because", "because she said so", ": by telephone", "Ana ()", ""] {
            assert_eq!(given(typed), None, "{typed}");
        }
    }
}
