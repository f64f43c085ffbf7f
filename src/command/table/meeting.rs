//! Rows that open, pause and close a meeting, and those about the bot.

use super::{ArgumentKind, Misread, Row, Topic, Values, optional};
use crate::group::command::Command;
use crate::group::person::Right;

pub const ROWS: &[Row] = &[
    Row::new(Topic::Meeting, "start", Right::Chair, "Opens the meeting.", |values| {
        Ok(Command::StartMeeting { title: values.owned("title") })
    })
    .taking(&[optional("title", ArgumentKind::Words, "Title of the meeting.")])
    .typed(
        &[
            "start meeting",
            "start the meeting",
            "start meeting: {title}",
            "#startmeeting",
            "#startmeeting {title}",
            "#meetingstart",
        ],
        &["start meeting", "#startmeeting Overlap table", "!start Overlap table"],
    )
    .basic(),
    Row::new(Topic::Meeting, "end", Right::Chair, "Closes the meeting and drafts the minutes.", |_| {
        Ok(Command::EndMeeting)
    })
    .typed(
        &["end|close|adjourn the~ meeting", "#endmeeting", "#meetingend", "meeting adjourned"],
        &["end meeting", "#endmeeting", "zakim, end the meeting."],
    )
    .basic(),
    Row::new(Topic::Meeting, "recess", Right::Chair, "Breaks the meeting; queue and clocks are kept.", |values| {
        let secs = match values.get("duration") {
            // “recess was long” is prose.
            Some(_) => Some(values.secs_or_prose("duration", "recess 10 min")?),
            None => None,
        };
        Ok(Command::Recess { secs })
    })
    .taking(&[optional("duration", ArgumentKind::Duration, "How long, such as 10 min.")])
    .typed(&["recess", "recess for {duration}", "recess {duration}"], &["recess 10 min", "recess"])
    .basic(),
    Row::new(Topic::Meeting, "resume meeting", Right::Chair, "Goes on after a recess.", |_| Ok(Command::ResumeMeeting))
        .typed(&["resume the~ meeting"], &["resume meeting"]),
    Row::new(
        Topic::Meeting,
        "second session",
        Right::Chair,
        "Starts the same agenda again, at hours that suit others.",
        |_| Ok(Command::OpenSecondSession),
    )
    .typed(&["second session", "start|begin|open the~ second session"], &["second session"]),
];

pub const BOT: &[Row] = &[
    Row::new(Topic::Bot, "quiet", Right::Chair, "Leaves out what only confirms; off: says it again.", |values| {
        match values.get("state").map(|state| state.trim_end_matches(['.', '!']).to_lowercase()).as_deref() {
            None | Some("on") => Ok(Command::SetQuiet { is_quiet: true }),
            Some("off") => Ok(Command::SetQuiet { is_quiet: false }),
            Some(_) => Err(Misread::Usage("!quiet, or !quiet off")),
        }
    })
    .taking(&[optional("state", ArgumentKind::Words, "on or off.")])
    .typed(&["be quiet", "quiet mode", "quiet mode {state}"], &["!quiet", "quiet mode off", "convenor, be quiet"]),
    Row::new(Topic::Bot, "forget me", Right::Anyone, "Erases what you said and that you were there.", |values| {
        match values.get("meant").map(|meant| meant.trim_end_matches(['.', '!']).to_lowercase()).as_deref() {
            None => Ok(Command::ForgetMe { is_meant: false }),
            Some("really") => Ok(Command::ForgetMe { is_meant: true }),
            Some(_) => Err(Misread::Prose),
        }
    })
    .taking(&[optional("meant", ArgumentKind::Words, "really: does it; without, tells what would go.")])
    .typed(&["forget me", "forget me {meant}"], &["forget me", "forget me really"]),
    Row::new(Topic::Bot, "status", Right::Anyone, "Version, zone data, group, meeting, minutes.", |_| {
        Ok(Command::ShowStatus)
    })
    .typed(&["#status"], &["!status"])
    .basic(),
    Row::new(Topic::Bot, "help", Right::Anyone, "What can be typed, by topic or for one command.", help)
        .taking(&[optional("command", ArgumentKind::Words, "A topic or a command, such as queue or ack.")])
        .typed(&["#commands"], &["!help", "!help queue", "convenor, help"])
        .basic(),
];

fn help(values: &Values) -> Result<Command, Misread> {
    Ok(Command::ShowHelp { about: values.owned("command") })
}
