//! Rows that open, pause and close a meeting, and those about the bot.

use super::{ArgumentKind, Misread, Row, Topic, Values, optional, required};
use crate::group::command::{BotCommand, Command, MeetingCommand, PeopleCommand, WhichMeeting};

pub const ROWS: &[Row] = &[
    Row::new(Topic::Meeting, "start", "Opens the meeting.", |values| {
        let (title, which) = (title(values)?, which(values));
        Ok(Command::Meeting(MeetingCommand::StartMeeting { title, which }))
    })
    .taking(&[
        optional("title", ArgumentKind::Words, "Title of the meeting."),
        optional("named", ArgumentKind::Words, "Number of the planned meeting that is opened early."),
    ])
    .typed(
        &[
            "start|open|begin|prepare the|this|our~ meeting",
            "start|open|begin the|this~ meeting now",
            "start|open|begin meeting: {title}",
            "start|open|begin the~ meeting {named}",
            "#startmeeting",
            "#startmeeting {title}",
            "#meetingstart",
            "i|we hereby~ declare the|this meeting open|opened",
            "i|we hereby~ open the|this meeting",
            "i|we call the|this meeting to order",
            "call the|this meeting to order",
        ],
        &["start meeting", "#startmeeting Overlap table", "!start Overlap table"],
    )
    .basic(),
    Row::new(Topic::Meeting, "end", "Closes the meeting and drafts the minutes.", |_| {
        Ok(Command::Meeting(MeetingCommand::EndMeeting))
    })
    .typed(
        &[
            "end|close|adjourn|finish|stop the|this|our~ meeting",
            "end|close|adjourn the|this~ meeting now",
            "#endmeeting",
            "#endmeeting {words}",
            "#meetingend",
            "adjourn",
            "the meeting is adjourned|closed",
            "meeting is~ adjourned|closed",
            "meeting over",
            "the meeting stands adjourned",
            "we are|stand adjourned",
            "adjourned",
            "end of the~ meeting",
            "that|this concludes the|our|this meeting",
            "i|we hereby~ declare the|this meeting closed|adjourned",
            "i|we hereby~ close|adjourn the|this meeting",
        ],
        &["end meeting", "#endmeeting", "zakim, end the meeting."],
    )
    .basic(),
    Row::new(
        Topic::Meeting,
        "extra meeting",
        "Opens a meeting beside the planned ones, which stay as they are.",
        |values| {
            let title = values.owned("title");
            Ok(Command::Meeting(MeetingCommand::StartMeeting { title, which: WhichMeeting::Extra }))
        },
    )
    .taking(&[optional("title", ArgumentKind::Words, "Title of the meeting.")])
    .typed(
        &[
            "start|open|begin an~ extra meeting",
            "start|open|begin an~ extra meeting: {title}",
            "start|open|begin an~ extra meeting {title}",
        ],
        &["start extra meeting", "start extra meeting: Trial of the rooms"],
    ),
    Row::new(Topic::Meeting, "reopen meeting", "Reopens the last meeting until its minutes are sent.", |_| {
        Ok(Command::Meeting(MeetingCommand::ReopenMeeting))
    })
    .typed(&["reopen|re-open the|this|last~ meeting", "#reopenmeeting"], &["reopen meeting", "reopen the meeting"]),
    Row::new(Topic::Meeting, "recess", "Interrupts the meeting; the queue and timers are kept.", |values| {
        // “recess was long” is prose.
        let has_end = values.get("duration").or_else(|| values.get("until")).is_some();
        let wait = has_end.then(|| values.wait_or_prose("recess 10 min, or recess until 14:30")).transpose()?;
        Ok(Command::Meeting(MeetingCommand::Recess { wait }))
    })
    .taking(&[
        optional("duration", ArgumentKind::Duration, "How long, such as 10 min."),
        optional("until", ArgumentKind::Words, "Until when, such as 14:30."),
    ])
    .typed(
        &[
            "recess",
            "recess for {duration}",
            "recess until|till {until}",
            "recess {duration}",
            "break for {duration}",
            "break until|till {until}",
            "take|have a break|recess for {duration}",
            "take|have a break|recess until|till {until}",
            "break {duration}",
            "break: {duration}",
            "recess: {duration}",
            "adjourn|suspend for {duration}",
            "adjourn|suspend until|till {until}",
            "suspend the~ meeting",
            "suspend|adjourn the~ meeting for {duration}",
            "suspend|adjourn the~ meeting until|till {until}",
            "coffee|tea|lunch|short|health|bio|comfort break for|of~ {duration}",
            "coffee|tea|lunch|short|health|bio|comfort break , {duration}",
            "coffee|tea|lunch|short|health|bio|comfort break until|till {until}",
        ],
        &["recess 10 min", "recess until 14:30", "recess", "break 10 min", "10 min break", "coffee break until 14:30"],
    )
    .read_by(read_break)
    .basic(),
    Row::new(Topic::Meeting, "resume meeting", "Ends a recess.", |_| {
        Ok(Command::Meeting(MeetingCommand::ResumeMeeting))
    })
    .typed(
        &[
            "resume the~ meeting|session",
            "the meeting is~ resumed|resumes",
            "meeting is~ resumed|resumes",
            "let's|lets resume|reconvene",
            "let us resume|reconvene",
            "we resume|reconvene",
            "reconvene the~ meeting~",
        ],
        &["resume meeting", "reconvene", "let's resume"],
    ),
    Row::new(Topic::Meeting, "second session", "Starts the same agenda again, at hours that suit others.", |_| {
        Ok(Command::Meeting(MeetingCommand::OpenSecondSession))
    })
    .typed(&["second session", "start|begin|open the~ second session"], &["second session"]),
];

pub const BOT: &[Row] = &[
    Row::new(Topic::Bot, "quiet", "Leaves out confirmations; off: shows them again.", |values| {
        match values.get("state").map(|state| state.trim_end_matches(['.', '!']).to_lowercase()).as_deref() {
            None | Some("on") => Ok(Command::Bot(BotCommand::SetQuiet { is_quiet: true })),
            Some("off") => Ok(Command::Bot(BotCommand::SetQuiet { is_quiet: false })),
            // “Quiet mode in the device saves power” is prose.
            Some(state) if state.contains(' ') => Err(Misread::Prose),
            Some(_) => Err(Misread::Usage("!quiet, or !quiet off")),
        }
    })
    .taking(&[optional("state", ArgumentKind::Words, "on or off.")])
    .typed(&["be quiet", "quiet mode", "quiet mode {state}"], &["!quiet", "quiet mode off", "convenor, be quiet"]),
    Row::new(Topic::Bot, "forget me", "Erases what you said and your attendance.", |values| {
        match values.get("meant").map(|meant| meant.trim_end_matches(['.', '!']).to_lowercase()).as_deref() {
            None => Ok(Command::People(PeopleCommand::ForgetMe { is_meant: false })),
            Some("really") => Ok(Command::People(PeopleCommand::ForgetMe { is_meant: true })),
            Some(_) => Err(Misread::Prose),
        }
    })
    .taking(&[optional("meant", ArgumentKind::Words, "really: erases it; without it, shows what would be erased.")])
    .typed(&["forget me", "forget me {meant}"], &["forget me", "forget me really"]),
    Row::new(Topic::Bot, "web", "Sends you alone a link by which you take part in a browser.", |_| {
        Ok(Command::Bot(BotCommand::GiveSeat))
    })
    .typed(&[], &["!web"]),
    Row::new(Topic::Bot, "web off", "Ends your seats in browsers, or those of someone else.", |values| {
        Ok(Command::Bot(BotCommand::EndSeats { name: values.owned("name") }))
    })
    .taking(&[optional("name", ArgumentKind::Name, "Name, if they are not yours: for chairs and secretaries.")])
    .typed(&[], &["!web off"]),
    Row::new(Topic::Bot, "web invite", "Mails a member a link by which they take part in a browser.", |values| {
        Ok(Command::Bot(BotCommand::InviteToSeat { name: values.required("name", "!web invite NAME")? }))
    })
    .taking(&[required("name", ArgumentKind::Name, "Name of a member with a mail address in the configuration.")])
    .typed(&[], &["!web invite Ana"]),
    Row::new(Topic::Bot, "web board", "Tells where the board is, for everyone who has its link.", |_| {
        Ok(Command::Bot(BotCommand::ShowBoard { is_new: false }))
    })
    .typed(
        &["board link?", "board link", "link to|of the~ board", "where is the board"],
        &["!web board", "board link?"],
    ),
    Row::new(Topic::Bot, "web board new", "Gives the board a new address; the old one no longer works.", |_| {
        Ok(Command::Bot(BotCommand::ShowBoard { is_new: true }))
    })
    .typed(&[], &["!web board new"]),
    Row::new(Topic::Bot, "status", "Version, zone data, group, meeting, minutes.", |_| {
        Ok(Command::Bot(BotCommand::ShowStatus))
    })
    .typed(&["#status"], &["!status"])
    .basic(),
    Row::new(Topic::Bot, "help", "What can be typed, by topic or for one command.", help)
        .taking(&[optional("command", ArgumentKind::Words, "A topic or a command, such as queue or ack.")])
        .typed(&["#commands", "help", "help?"], &["!help", "!help queue", "convenor, help"])
        .basic(),
];

/// Lengths in words.
const NUMBERS: [(&str, &str); 8] = [
    ("two ", "2 "),
    ("three ", "3 "),
    ("five ", "5 "),
    ("ten ", "10 "),
    ("fifteen ", "15 "),
    ("twenty ", "20 "),
    ("thirty ", "30 "),
    ("half an hour", "30 min"),
];

/// Reads `10 min break`, `Let's take a 10 minute coffee break`: the length in front.
fn read_break(line: &str) -> Option<Values> {
    let bare = line.trim_end_matches(['.', '!', ' ']).to_lowercase().replace('’', "'");
    if let Some(values) = read_break_after(&bare) {
        return Some(values);
    }
    let bare = bare.strip_suffix(" break").or_else(|| bare.strip_suffix(" recess"))?;
    let starts = ["let's ", "let us ", "we ", "we'll ", "now ", "so "];
    let mut rest = bare;
    while let Some(next) = starts.iter().find_map(|start| rest.strip_prefix(start)) {
        rest = next;
    }
    let rest = ["take a ", "have a ", "take ", "make a ", "a "]
        .iter()
        .find_map(|start| rest.strip_prefix(start))
        .unwrap_or(rest);
    let kinds = [" coffee", " tea", " lunch", " health", " bio", " comfort", " short"];
    let length = kinds.iter().find_map(|kind| rest.strip_suffix(kind)).unwrap_or(rest).replace('-', " ");
    let in_words = NUMBERS.iter().find_map(|(word, digits)| Some(format!("{digits}{}", length.strip_prefix(word)?)));
    let length = in_words.unwrap_or(length);
    let is_length = length.starts_with(|c: char| c.is_ascii_digit()) && crate::time::bounded_duration(&length).is_ok();
    is_length.then(|| Values(vec![("duration", length)]))
}

/// Reads `let's break for 10 minutes`, `we break for lunch until 14:30`, `break 1h30`, `time for a 10 min coffee break`: the
/// length or the end behind.
fn read_break_after(bare: &str) -> Option<Values> {
    const STARTS: [&str; 13] = [
        "let's ",
        "lets ",
        "let us ",
        "we ",
        "we'll ",
        "we will ",
        "we now ",
        "now ",
        "so ",
        "ok, ",
        "and ",
        "shall we ",
        "i suggest we ",
    ];
    const BREAKS: [&str; 17] = [
        "take a short break",
        "take a coffee break",
        "take a lunch break",
        "take a break",
        "have a break",
        "make a break",
        "short break",
        "coffee break",
        "tea break",
        "lunch break",
        "break for lunch",
        "break for coffee",
        "break now",
        "adjourn",
        "suspend",
        "recess",
        "break",
    ];
    let mut rest = bare;
    while let Some(next) = STARTS.iter().find_map(|start| rest.strip_prefix(start)) {
        rest = next;
    }
    let rest = BREAKS.iter().find_map(|word| rest.strip_prefix(word)?.strip_prefix([' ', ',', ':', '-']))?;
    let rest = rest.trim_start_matches(['-', '–', ',', ':', ' ']);
    let end = ["until ", "till ", "and resume at ", "and reconvene at ", "and meet again at ", "to "];
    if let Some(until) = end.iter().find_map(|word| rest.strip_prefix(word)) {
        return crate::time::speaks_of_clock(until).then(|| Values(vec![("until", until.to_owned())]));
    }
    let length = ["for ", "of ", "about "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let in_words = NUMBERS.iter().find_map(|(word, digits)| Some(format!("{digits}{}", length.strip_prefix(word)?)));
    let length = in_words.unwrap_or_else(|| length.to_owned());
    let is_length = length.starts_with(|c: char| c.is_ascii_digit()) && crate::time::bounded_duration(&length).is_ok();
    is_length.then(|| Values(vec![("duration", length)]))
}

/// A title in capitals: “start meeting in 5 minutes” is prose. `!start meeting` names no title.
fn title(values: &Values) -> Result<Option<String>, Misread> {
    if let Some(named) = values.get("named") {
        let is_title = named.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '“'));
        // “Start the meeting 7” opens the next one, whatever its number is.
        let is_number = named.chars().all(|c| c.is_ascii_digit() || matches!(c, '#' | '.'));
        return if is_title { Ok(Some(named.to_owned()).filter(|_| !is_number)) } else { Err(Misread::Prose) };
    }
    let typed = values.owned("title");
    let is_bare = |title: &String| {
        let words = title.trim_end_matches(['.', '!', '?']).to_lowercase();
        matches!(words.as_str(), "meeting" | "the meeting" | "this meeting" | "now" | "meeting now")
    };
    Ok(typed.filter(|title| !is_bare(title)))
}

/// `start meeting 7` is about the planned meeting of that number.
fn which(values: &Values) -> WhichMeeting {
    let typed = values.get("named").or_else(|| values.get("title")).unwrap_or_default();
    let digits = typed.trim_start_matches("meeting ").trim_start_matches('#').trim_end_matches('.');
    digits.parse().map_or(WhichMeeting::Next, WhichMeeting::Numbered)
}

fn help(values: &Values) -> Result<Command, Misread> {
    Ok(Command::Bot(BotCommand::ShowHelp { about: values.owned("command") }))
}
