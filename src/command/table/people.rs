//! Rows of attendance and scribes.

use super::{ArgumentKind, Misread, Row, Topic, Values, optional, required};
use crate::group::command::{BotCommand, Command, PeopleCommand, TimeCommand, Wait};
use crate::text::at_colon;
use crate::time::NoDuration;

pub const ROWS: &[Row] = &[
    Row::new(Topic::People, "present", "Lists you (or others) as present, with the organization.", |values| {
        refuse_sentence(values.get("names"), "present+, then regrets+ NAME")?;
        let (names, meeting) = of_meeting(values.owned("names"));
        Ok(Command::People(PeopleCommand::DeclarePresence { names, meeting }))
    })
    .taking(&[optional("names", ArgumentKind::Names, "Names, each with an organization in parentheses.")])
    .read_by(|line| {
        let labels = ["present", "attendees", "attending", "participants", "attendance", "in attendance"];
        let listed = labels.iter().find_map(|label| read_listed(line, label));
        listed.or_else(|| read_qualified(line)).or_else(|| read_bracketed(line))
    })
    .typed(
        &[
            "present+",
            "present+ {names}",
            "present:",
            "attendees:",
            "attending:",
            "participants:",
            "#here",
            "#here {names}",
        ],
        &[
            "present+",
            "present+ (Example Corp)",
            "present+ Ana (Example Corp), Bo",
            "present: Ana, Bo",
            "Present (in person): Ana, Bo",
            "present+ Cy (Example Corp) in meeting 7",
            "+present",
            "#here",
        ],
    )
    .basic()
    .by_mail(),
    Row::new(Topic::People, "absent", "Takes you off the list of those present.", |values| {
        refuse_sentence(values.get("name"), "present-, then regrets+ NAME")?;
        let (name, meeting) = of_meeting(values.owned("name"));
        Ok(Command::People(PeopleCommand::WithdrawPresence { name, meeting }))
    })
    .taking(&[optional("name", ArgumentKind::Name, "Who, if not you.")])
    .typed(&["present-", "present- {name}"], &["present-", "present- Bo"]),
    Row::new(Topic::People, "regrets", "Records that you (or others) cannot come.", |values| {
        refuse_sentence(values.get("names"), "regrets+ NAME, then present+ NAME")?;
        let (names, meeting) = of_meeting(values.owned("names"));
        Ok(Command::People(PeopleCommand::DeclareRegrets { names, meeting }))
    })
    .taking(&[optional("names", ArgumentKind::Names, "Names, if not yours.")])
    .read_by(|line| {
        let labels = [
            "regrets",
            "apologies",
            "apologies for absence",
            "apologies for absences",
            "apologies received",
            "regrets received",
            "absent",
            "excused",
            "absent with apologies",
            "absences",
            "not present",
            "unable to attend",
            "apologies of absence",
        ];
        let listed = labels.iter().find_map(|label| read_listed(line, label));
        listed.or_else(|| read_regrets_from(line))
    })
    .typed(
        &["regrets+", "regrets+ {names}", "regrets:", "apologies:", "apologies+ {names}"],
        &[
            "regrets+",
            "regrets+ Cy",
            "regrets: Cy, Dee",
            "apologies: Cy",
            "Apologies for absence: Cy",
            "regrets from Cy and Dee",
        ],
    )
    .by_mail(),
    Row::new(Topic::People, "regrets off", "Withdraws regrets: you (or others) can come after all.", |values| {
        Ok(Command::People(PeopleCommand::WithdrawRegrets { name: values.owned("name") }))
    })
    .taking(&[optional("name", ArgumentKind::Name, "Who, if not you.")])
    .typed(&["regrets-", "regrets- {name}"], &["regrets-", "regrets- Cy"]),
    Row::new(Topic::People, "who", "Lists who is present.", |_| Ok(Command::People(PeopleCommand::ShowPresence)))
        .typed(
            &[
                "present?",
                "roll call",
                "roll-call",
                "call|take the~ roll",
                "who is here|present|attending",
                "who's here|present|attending",
                "who is|are on the~ call|phone|line",
                "who's on the~ call|phone|line",
                "list|show the~ attendees|participants|attendance",
                "attendees?",
                "participants?",
                "attendance?",
                "regrets?",
            ],
            &["who is here?", "zakim, who's here?", "present?"],
        )
        .basic(),
    Row::new(Topic::People, "scribe", "Names a scribe, who can write NAME: words for others.", |values| {
        Ok(Command::People(PeopleCommand::AddScribe { name: after_colon(values.owned("name")) }))
    })
    .taking(&[optional("name", ArgumentKind::Name, "Who, if not you.")])
    .typed(
        &[
            "scribe+",
            "scribe+ {name}",
            "scribe:",
            "scribe: {name}",
            "scribes: {name}",
            "scribenick: {name}",
            "scribenick+",
            "scribenick+ {name}",
        ],
        &["scribe+", "scribe+ Ana", "scribe: Ana"],
    )
    .basic(),
    Row::new(Topic::People, "scribe off", "Stops scribing.", |values| {
        Ok(Command::People(PeopleCommand::RemoveScribe { name: after_colon(values.owned("name")) }))
    })
    .taking(&[optional("name", ArgumentKind::Name, "Who, if not you.")])
    .typed(&["scribe-", "scribe- {name}"], &["scribe-"]),
    Row::new(Topic::People, "scribe pick", "Picks the person who has scribed the least.", |values| {
        Ok(Command::People(PeopleCommand::PickScribe { except: values.owned("except") }))
    })
    .taking(&[optional("except", ArgumentKind::Names, "People to leave out.")])
    .typed(
        &[
            "pick|choose|select|nominate|propose|find a~ scribe|victim|scribe",
            "pick|choose|select|nominate|propose|find a~ scribe|victim except|but|without {except}",
            "pick|choose|select|nominate|propose|find a~ scribe|victim other than {except}",
        ],
        &["pick a scribe", "pick a scribe except Ana, Bo"],
    ),
    Row::new(Topic::People, "chair", "Shares the chair of this meeting, by account.", |values| {
        const USAGE: &str = "chair+ @ana:example.org";
        let who = after_colon(Some(values.required("who", USAGE)?)).ok_or(Misread::Usage(USAGE))?;
        Ok(Command::People(PeopleCommand::AddChair { who }))
    })
    .taking(&[required("who", ArgumentKind::Account, "A mention of the person, the account, or a member's name.")])
    .typed(&["chair+", "chair+ {who}", "#chair {who}"], &["chair+ @ana:example.org", "#chair ana"]),
    Row::new(Topic::People, "chair off", "Gives the chair back, or takes it from someone.", |values| {
        Ok(Command::People(PeopleCommand::RemoveChair { who: after_colon(values.owned("who")) }))
    })
    .taking(&[optional("who", ArgumentKind::Account, "A mention or a name, if not you.")])
    .typed(&["chair-", "chair- {who}", "#unchair {who}"], &["chair- @ana:example.org", "chair-"]),
    Row::new(Topic::People, "remind", "Posts a reminder in the room later.", |values| {
        const USAGE: &str = "remind us in 5 min to TEXT, or remind us at 14:30 to TEXT (at most 7 days ahead)";
        // “Remind us in March to ask SG20” is prose; a length that can't be read is a slip.
        let typed = values.get("duration").unwrap_or_default();
        let clock = ["at ", "on "].iter().find_map(|start| typed.strip_prefix(start)).unwrap_or(typed);
        let is_marked = clock.len() < typed.len() || typed.contains(char::is_alphabetic);
        // “Remind us tomorrow at 9 to vote.”
        let day = typed.split(' ').next().unwrap_or_default().to_lowercase();
        let is_day = ["tomorrow", "today", "tonight"].contains(&day.as_str());
        if is_day && crate::time::speaks_of_clock(typed) {
            let (wait, text) = (Wait::Until(typed.to_owned()), values.required("text", USAGE)?);
            return Ok(Command::Time(TimeCommand::Remind { wait, text }));
        }
        if is_marked
            && crate::time::bounded_duration(typed) == Err(NoDuration::Unreadable)
            && crate::time::speaks_of_clock(clock)
        {
            let (wait, text) = (Wait::Until(clock.to_owned()), values.required("text", USAGE)?);
            return Ok(Command::Time(TimeCommand::Remind { wait, text }));
        }
        // “Remind me on Friday to send it” has no time of day.
        let is_weekday = DAYS.contains(&clock.to_lowercase().as_str()) || is_day && typed.split(' ').count() == 1;
        if is_marked && is_weekday {
            return Err(Misread::Usage("remind us tomorrow at 9:00 to TEXT (at most 7 days ahead)"));
        }
        let is_length = typed.starts_with(|c: char| c.is_ascii_digit())
            || ["a ", "an ", "half "].iter().any(|start| typed.starts_with(start));
        let otherwise = |misread: Misread| if is_length || typed.is_empty() { misread } else { misread.or_prose() };
        let secs = values.secs("duration", USAGE).map_err(otherwise)?;
        // “Ping me in 5 min” says of nothing.
        let text = values.owned("text").unwrap_or_else(|| "You asked for a reminder.".to_owned());
        Ok(Command::Time(TimeCommand::Remind { wait: Wait::Secs(secs), text }))
    })
    .taking(&[
        required("duration", ArgumentKind::Duration, "When, such as 5 min, or at 14:30."),
        required("text", ArgumentKind::Words, "What to remind of."),
    ])
    .typed(
        &[
            "remind us|me|everybody|everyone|all in {duration} to|that|about|of {text}",
            "remind us|me|everybody|everyone|all in {duration} : {text}",
            "remind us|me {duration} to|that|about {text}",
            "remind us|me to {text} in {duration}",
            "remind|ping us|me|everybody|everyone|all in {duration}",
        ],
        &["remind us in 5 min to vote", "remind us at 14:30 to take a break", "remind us in 1 h: the room closes"],
    ),
    Row::new(Topic::People, "remind actions", "Reminds you of your actions on the day that they are due.", |values| {
        let action = match values.get("action") {
            None => None,
            Some(_) => Some(values.number("action").ok_or(Misread::Prose)?),
        };
        Ok(Command::Time(TimeCommand::RemindOfActions { action }))
    })
    .taking(&[optional("action", ArgumentKind::Action, "Number of one action, such as A7.")])
    .typed(
        &["remind me of|about my actions", "remind me of|about action {action}"],
        &["remind me of my actions", "remind me of action A7"],
    ),
    Row::new(Topic::People, "catchup", "Shows you alone where the meeting is.", |_| {
        Ok(Command::Bot(BotCommand::CatchUp))
    })
    .typed(&["catch up", "catch me up"], &["catch up", "!catchup"])
    .basic(),
    Row::new(
        Topic::Meeting,
        "board",
        "Brings the board to the end of the room, and shows you where the meeting is.",
        |_| Ok(Command::Bot(BotCommand::BringBoard)),
    )
    .typed(&["board?"], &["board?", "!board"]),
];

/// `present+ is how you join` is prose, and `present+ and regrets from Otto` are two commands.
fn refuse_sentence(names: Option<&str>, two: &'static str) -> Result<(), Misread> {
    const AND: [&str; 4] = ["and ", "& ", ", ", "; "];
    const OTHERS: [&str; 6] = ["regrets", "apologies", "present", "absent", "q+", "scribe"];
    let typed = names.unwrap_or_default().trim_start_matches(' ');
    let joined = AND.iter().find_map(|word| typed.strip_prefix(word)).map(str::to_lowercase);
    if joined.is_some_and(|rest| OTHERS.iter().any(|word| rest.starts_with(word))) {
        return Err(Misread::Usage(two));
    }
    if super::goes_on_as_prose(typed) || super::super::head::speaks_of_mark(typed) {
        Err(Misread::Prose)
    } else {
        Ok(())
    }
}

/// Days of the week.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// `scribe+: Bo`, as people write it who think of `scribe: Bo`.
fn after_colon(name: Option<String>) -> Option<String> {
    let name = name?;
    let bare = name.trim_start_matches([':', '：', ' ', ',']);
    (!bare.is_empty() && !super::is_polite(bare)).then(|| bare.to_owned())
}

/// Reads `regrets from Cy and Dee` and `Cy sends regrets`, where those are names.
fn read_regrets_from(line: &str) -> Option<Values> {
    let bare = line.trim_end_matches(['.', '!', ' ']);
    let follows = |start: &str| bare.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start));
    let starts = [
        "regrets from ",
        "regrets for ",
        "apologies from ",
        "apologies for ",
        "regrets received from ",
        "apologies received from ",
        "apologies for absence from ",
        "apologies were received from ",
        "regrets were received from ",
        "apologies have been received from ",
        "regrets have been received from ",
    ];
    let after = starts.iter().find_map(|start| follows(start).map(|_| &bare[start.len()..]));
    let ends = [" sends regrets", " send regrets", " sends apologies", " sends his regrets", " sends her regrets"];
    // “Kim sends apologies, she is ill”.
    let said = bare.split(", ").next().unwrap_or(bare);
    let before = || ends.iter().find_map(|end| bare.strip_suffix(end).or_else(|| said.strip_suffix(end)));
    let names = after.or_else(before)?;
    let is_name = |name: &str| {
        // “Mo Nay (Acme)”.
        let mut words = name.split('(').next().unwrap_or_default().split_whitespace();
        (1..=4).contains(&words.clone().count()) && words.all(|word| word.starts_with(char::is_uppercase))
    };
    let spread = names.replace(" and ", ",");
    let absent: Vec<&str> = spread.split(',').map(str::trim).take_while(|name| is_name(name)).collect();
    // “Sol, who is travelling”.
    let rest = spread.split(',').map(str::trim).nth(absent.len()).unwrap_or_default();
    let is_remark = ["who ", "he ", "she ", "they ", "as ", "because "].iter().any(|start| rest.starts_with(start));
    let are_names = !absent.is_empty() && (rest.is_empty() || is_remark);
    are_names.then(|| Values(vec![("names", format!(": {}", absent.join(", ")))]))
}

/// Reads `present (Example Corp)`: the author, with an organization.
fn read_bracketed(line: &str) -> Option<Values> {
    let rest = line.get(..8).filter(|head| head.eq_ignore_ascii_case("present ")).map(|_| line[8..].trim())?;
    let rest = rest.trim_end_matches(['.', '!']);
    let inside = rest.strip_prefix('(')?.strip_suffix(')')?;
    (!inside.contains(['(', ')']) && inside.starts_with(char::is_uppercase))
        .then(|| Values(vec![("names", rest.to_owned())]))
}

/// Reads `present: Ana, Bo`. Names after a colon are a list of people and keep it: the author is not among them unless
/// named.
fn read_listed(line: &str, word: &str) -> Option<Values> {
    let rest = line.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word)).map(|_| &line[word.len()..])?;
    let names = rest.trim_start().strip_prefix([':', '：'])?.trim();
    (!names.is_empty()).then(|| Values(vec![("names", format!(": {names}"))]))
}

/// Reads `Present (in person): Ana, Bo`, `Present online: Cy`, `Participants (12): …`: lists of which there may be several,
/// so each adds to the others.
fn read_qualified(line: &str) -> Option<Values> {
    const HOW: [&str; 14] = [
        "in person",
        "in the room",
        "in room",
        "remote",
        "remotely",
        "online",
        "virtually",
        "virtual",
        "by phone",
        "on the phone",
        "on zoom",
        "on teams",
        "also",
        "on site",
    ];
    let (label, names) = at_colon(line)?;
    let lower = label.to_lowercase().replace('-', " ");
    let words = ["present", "attendees", "participants", "attending", "attendance"];
    let how = words
        .iter()
        .find_map(|word| lower.strip_prefix(word))
        .or_else(|| words.iter().find_map(|word| lower.strip_suffix(word)).filter(|before| before.ends_with(' ')))?;
    let how = how.trim().trim_matches(['(', ')', '[', ']', ',', ' ']);
    let is_count = !how.is_empty() && how.bytes().all(|byte| byte.is_ascii_digit());
    let names = names.trim();
    (!names.is_empty() && (is_count || HOW.contains(&how)))
        .then(|| Values(vec![("names", format!("{}{names}", if is_count { ": " } else { "+: " }))]))
}

/// `Cy (Example Corp) in meeting 7`: the names, and the meeting that is over.
fn of_meeting(names: Option<String>) -> (Option<String>, Option<u32>) {
    let read = names.as_deref().and_then(|names| {
        let (before, number) = names.trim_end_matches('.').rsplit_once(" meeting ")?;
        let before = ["in", "of", "for", "at"].iter().find_map(|word| before.strip_suffix(word))?;
        Some((before.trim().to_owned(), number.trim().parse().ok()?))
    });
    match read {
        Some((before, number)) => (Some(before).filter(|names| !names.is_empty()), Some(number)),
        None => (names, None),
    }
}

/// `!correct 7 present+ Cy`: who was there, as the list has to hear of it.
pub(super) fn corrected(meeting: u32, typed: &str) -> Option<Command> {
    let (word, names) = typed.trim().split_once(char::is_whitespace)?;
    let (names, meeting) = (Some(names.trim().to_owned()), Some(meeting));
    Some(Command::People(match word.to_ascii_lowercase().as_str() {
        "present+" => PeopleCommand::DeclarePresence { names, meeting },
        "present-" => PeopleCommand::WithdrawPresence { name: names, meeting },
        "regrets+" => PeopleCommand::DeclareRegrets { names, meeting },
        _ => return None,
    }))
}
