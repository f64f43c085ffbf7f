//! Rows of the speaking queue.

use super::{ArgumentKind, Misread, Row, Topic, Values, optional, required};
use crate::group::command::{Command, Detail, FloorCommand, FloorTo, QueueCommand};
use crate::group::event::{HandKind, Timed};

pub const ROWS: &[Row] = &[
    Row::new(Topic::Queue, "raise", "Raises your hand, with a note, or for others.", raise)
        .taking(&[optional("words", ArgumentKind::Words, "What it is about (to …), or names.")])
        .typed(
            &[
                "q+",
                "q+ {words}",
                "queue+",
                "queue+ {words}",
                "raise my~ hand",
                "raises hand",
                "raises his|her|their hand",
                "raising my~ hand",
                "put me on the~ queue|q",
                "add me to the~ queue|q",
            ],
            &[
                "q+",
                "q+ to ask about option B",
                "q+ Ana, Bo",
                "q+ Ana to present",
                "+q",
                "q +",
                "queue+",
                "raises hand",
                "✋",
            ],
        )
        .read_by(read_hand)
        .on_board("Raise hand", Some("✋"))
        .basic(),
    Row::new(Topic::Queue, "raise other", "Raises the hand of someone who cannot type.", |values| {
        let names = values.required("names", "sees Ana's hand")?;
        Ok(Command::Queue(QueueCommand::RaiseFor { names: names.replace("'s", "").replace("’s", "") }))
    })
    .taking(&[required("names", ArgumentKind::Names, "Names of the people.")])
    .read_by(read_raises)
    .typed(
        &[
            "sees|see {names} hand|hands",
            "sees|see {names} hand|hands up|raised",
            "sees|see {names} raise|raises|raising hand|hands",
            "sees|see {names} raise|raises|raising his|her|their hand|hands",
        ],
        &["sees Ana's hand", "/me sees Bo's hand", "Cy raises hand"],
    ),
    Row::new(Topic::Queue, "raise later", "Takes a second place, at the end of the queue.", |values| {
        Ok(Command::Queue(QueueCommand::RaiseLater { note: values.owned("note") }))
    })
    .taking(&[optional("note", ArgumentKind::Words, "What it is about.")])
    .typed(
        &["q+ later", "q+ later {note}", "queue+ later", "queue+ later {note}"],
        &["q+ later", "q+ later to come back to row 4"],
    ),
    Row::new(Topic::Queue, "lower later", "Moves you to the end of the queue.", |_| {
        Ok(Command::Queue(QueueCommand::MoveLast))
    })
    .typed(&["q- later", "q- later {note}", "queue- later", "queue- later {note}"], &["q- later"]),
    Row::new(Topic::Queue, "reply", "Asks to reply to the speaker, ahead of new points.", |values| {
        // “Reply to all was a mistake” speaks of a mail.
        if values.get("to").is_some_and(super::speaks_of_it) {
            return Err(Misread::Prose);
        }
        let to = values.get("to").map(|to| format!("to {to}"));
        Ok(Command::Queue(QueueCommand::RaiseHand {
            kind: HandKind::Reply,
            words: to.or_else(|| values.owned("words")),
        }))
    })
    .taking(&[optional("words", ArgumentKind::Words, "What it is about.")])
    .typed(&["qq+", "qq+ {words}", "reply to {to}"], &["qq+ to answer that", "qq+", "reply to what Bo said"])
    .on_board("Reply", None)
    .basic(),
    Row::new(Topic::Queue, "clarify", "Asks a clarifying question, ahead of replies.", |values| {
        Ok(hand(HandKind::Clarification, values))
    })
    .taking(&[optional("words", ArgumentKind::Words, "The question.")])
    .typed(
        &[
            "clarify {words}",
            "clarify: {words}",
            "clarification: {words}",
            "point|question of clarification|information",
            "point|question of clarification|information : {words}",
            "point|question of clarification|information {words}",
            "poi: {words}",
        ],
        &["!clarify which edition is meant", "!clarify", "clarify which edition is meant"],
    ),
    Row::new(Topic::Queue, "order", "Raises a point of order; first, even when the queue is closed.", |values| {
        said_of(values, "words").map(|()| hand(HandKind::PointOfOrder, values))
    })
    .taking(&[optional("words", ArgumentKind::Words, "The point.")])
    .typed(
        &[
            "point of order",
            "point of order: {words}",
            "point of order {words}",
            "point|question of personal~ privilege",
            "point|question of personal~ privilege : {words}",
            "poo: {words}",
        ],
        &["point of order the document is not posted", "!order"],
    )
    .on_board("Point of order", None)
    .basic(),
    Row::new(
        Topic::Queue,
        "lower",
        "Lowers your hand, or one of several; a secretary or chair can lower another's.",
        // “q- please” and “q-, my question was answered” lower one's own.
        |values| {
            let name = values.owned("name").map(|name| name.trim_start_matches([',', ':', ' ']).to_owned());
            if name.as_deref().is_some_and(|name| ["all", "*", "everybody", "everyone"].contains(&name)) {
                return Err(Misread::Usage("q= (as a chair: it clears the queue)"));
            }
            let is_own = |name: &String| super::is_polite(name) || says_why(name);
            Ok(Command::Queue(QueueCommand::LowerHand { name: name.filter(|name| !name.is_empty() && !is_own(name)) }))
        },
    )
    .taking(&[optional("name", ArgumentKind::Name, "Name, if not yours; a kind or a place for one of several.")])
    .typed(
        &[
            "q-",
            "q- {name}",
            "queue-",
            "queue- {name}",
            "lower my~ hand",
            "lowers hand",
            "lowers his|her|their hand",
            "take me off the~ queue|q",
            "remove me from the~ queue|q",
        ],
        &["q-", "q- Bo", "-q", "lowers hand", "Bo lowers hand"],
    )
    .read_by(read_lowers)
    .on_board("Lower hand", None)
    .basic(),
    Row::new(
        Topic::Queue,
        "hand change",
        "Changes the words or the kind of your hand; it keeps its place.",
        |values| {
            let words = values.required("words", "my hand: TEXT")?;
            let (kind, words) = kind_and_words(&words);
            Ok(Command::Queue(QueueCommand::ChangeHand { kind, words }))
        },
    )
    .taking(&[required("words", ArgumentKind::Words, "A kind, such as a reply, or what it is about, or both.")])
    .typed(
        &["my hand: {words}", "change my hand to {words}"],
        &["my hand: to ask about row 5", "change my hand to a reply", "my hand: a reply: to Bo"],
    ),
    Row::new(Topic::Queue, "lower behind", "Moves you behind one person who waits.", |values| {
        Ok(Command::Queue(QueueCommand::MoveBehind { name: values.required("name", "q- after NAME")? }))
    })
    .taking(&[required("name", ArgumentKind::Name, "Name.")])
    .typed(
        &["q- after|behind {name}", "queue- after|behind {name}", "move me after|behind {name}"],
        &["q- after Bo", "move me behind Bo"],
    ),
    Row::new(Topic::Queue, "queue set", "Sets the whole queue; without names it is cleared.", |values| {
        Ok(Command::Queue(QueueCommand::SetQueue { names: values.owned("names") }))
    })
    .taking(&[optional("names", ArgumentKind::Names, "Names in order.")])
    .typed(
        &["q=", "q= {names}", "queue=", "queue= {names}", "clear the~ queue"],
        &["q= Ana, Bo", "queue=", "q = Bo, Ana"],
    ),
    Row::new(Topic::Queue, "queue read", "Reads the list of speakers before it is closed.", |_| {
        Ok(Command::Queue(QueueCommand::ReadQueue))
    })
    .typed(&["read the~ queue|q", "read the~ speaker queue", "read the~ list of speakers"], &["read the queue"]),
    Row::new(Topic::Queue, "queue", "Lists the people waiting for the floor.", |_| {
        Ok(Command::Queue(QueueCommand::ShowQueue { detail: Detail::Names }))
    })
    .typed(
        &[
            "q?",
            "queue?",
            "who is on the~ queue|q",
            "who's on the~ queue|q",
            "what is the~ queue",
            "what's the~ queue",
            "who is next on|in~ the~ queue|q~",
            "who's next on|in~ the~ queue|q~",
            "show|list the~ speaker~ queue|q",
        ],
        &["q?", "q ?", "queue?", "zakim, who is on the queue?"],
    )
    .basic(),
    Row::new(Topic::Queue, "queue full", "Lists the people waiting, with kinds and notes.", |_| {
        Ok(Command::Queue(QueueCommand::ShowQueue { detail: Detail::Notes }))
    })
    .typed(
        &["vq?", "qv?", "vqueue?", "full|verbose queue|q", "show|list the~ full|verbose queue|q"],
        &["vq?", "full queue"],
    ),
    Row::new(Topic::Queue, "next", "Gives the floor to the next in the queue.", |values| {
        Ok(Command::Floor(FloorCommand::GiveFloor { to: FloorTo::Next { expecting: values.owned("expecting") } }))
    })
    .taking(&[optional("expecting", ArgumentKind::Name, "The next speaker, as you see it.")])
    .typed(
        &[
            "ack|acks",
            "ack|acks the~ next speaker~",
            "recognize|recognise|recognizes|recognises the~ next speaker~",
            "chair recognizes|recognises|acks the~ next speaker~",
            "next speaker",
            "next in|on the~ queue|q|list|line",
            "call the~ next speaker",
        ],
        &["ack", "next speaker", "ack next"],
    )
    .on_board("Next", None)
    .basic(),
    Row::new(Topic::Queue, "floor", "Gives the floor to someone, queued or not.", floor)
        .taking(&[required("name", ArgumentKind::Name, "Name; an unambiguous beginning is enough.")])
        .typed(
            &[
                "ack|acks {name}",
                "recognize|recognise|recognizes|recognises {name}",
                "chair recognizes|recognises|acks {name}",
                "give {name} the floor",
                "give|pass|hand the~ floor to {name}",
                "i|we give|pass|hand the~ floor to {name}",
                "i|we recognize|recognise {name}",
                "the chair recognizes|recognises|acks {name}",
                "the floor goes|is to {name}",
                "floor to {name}",
            ],
            &["ack Ana", "ack me", "recognize Ana", "ack  bob"],
        )
        .basic(),
    Row::new(Topic::Queue, "last word", "Gives someone the last word; the queue is cleared and closed.", |values| {
        Ok(Command::Floor(FloorCommand::GiveLastWord { name: values.required("name", "give NAME the last word")? }))
    })
    .taking(&[required("name", ArgumentKind::Name, "Name.")])
    .typed(&["give {name} the~ last word"], &["give Ana the last word", "Ana has the last word"])
    .read_by(|line| {
        let end = line.trim_end_matches(['.', '!']);
        let name = end
            .len()
            .checked_sub(" has the last word".len())
            .filter(|at| end.get(*at..).is_some_and(|last| last.eq_ignore_ascii_case(" has the last word")));
        name.map(|at| Values(vec![("name", end[..at].trim().to_owned())]))
    }),
    Row::new(Topic::Queue, "right of reply", "Gives the floor for a right of reply.", |values| {
        said_of(values, "name")?;
        Ok(Command::Floor(FloorCommand::GiveReply { name: values.required("name", "right of reply NAME")? }))
    })
    .taking(&[required("name", ArgumentKind::Name, "Name.")])
    .typed(
        &["right of reply {name}", "right of reply: {name}", "right of reply to|for {name}"],
        &["right of reply Bo", "right of reply: Bo"],
    ),
    Row::new(Topic::Queue, "pause", "Pauses the speaker's timer.", |_| Ok(Command::Floor(FloorCommand::PauseFloor)))
        .typed(&["pause", "pause the~ clock|timer"], &["pause", "pause the clock"]),
    Row::new(Topic::Queue, "resume", "Resumes the speaker's timer, or ends a recess.", |_| {
        Ok(Command::Floor(FloorCommand::ResumeFloor))
    })
    .typed(&["resume", "resume the~ clock|timer"], &["resume", "resume the clock"]),
    Row::new(Topic::Queue, "done", "Yields the floor.", |_| Ok(Command::Floor(FloorCommand::YieldFloor))).typed(
        &[
            "done",
            "i am done",
            "i'm done",
            "yield",
            "i yield the~ floor~",
            "yields the~ floor",
            "end of statement|intervention",
        ],
        &["done"],
    ),
    Row::new(Topic::Queue, "queue close", "Closes the queue; points of order are still possible.", |_| {
        Ok(Command::Queue(QueueCommand::CloseQueue))
    })
    .typed(
        &["close the~ speaker|speakers~ queue|q|list now~", "close the~ list of speakers now~"],
        &["close the queue", "convenor, please close the queue"],
    )
    .on_board("Close queue", None)
    .basic(),
    Row::new(Topic::Queue, "queue open", "Reopens the queue.", |_| Ok(Command::Queue(QueueCommand::ReopenQueue)))
        .typed(
            &["open|reopen|re-open|start the~ speaker|speakers~ queue|q|list", "open|reopen the~ list of speakers"],
            &["reopen the queue", "open queue"],
        ),
    Row::new(
        Topic::Queue,
        "timer",
        "Warns speakers at 80 % and at the end of their time; never cuts them off.",
        // “Allow speakers to finish” is prose.
        |values| {
            Ok(Command::Floor(FloorCommand::TimeSpeakers {
                secs: values.secs_or_prose("duration", "time speakers at 2 min")?,
                whose: Timed::Speaker,
            }))
        },
    )
    .taking(&[required("duration", ArgumentKind::Duration, "Time for each speaker, such as 2 min.")])
    .typed(
        &[
            "time the|each|every|all~ speaker|speakers at|to {duration}",
            "time the|each|every|all~ speaker|speakers {duration}",
            "allow|give the|each|every|all~ speaker|speakers {duration}",
            "allow {duration} each",
            "allow {duration}",
            "limit the|each|every|all~ speaker|speakers to {duration}",
        ],
        &["time speakers at 2 min", "allow each speaker 90 s", "time 90 s"],
    )
    .read_by(read_time)
    .basic(),
    Row::new(Topic::Queue, "timer off", "Stops timing speakers.", |_| {
        Ok(Command::Floor(FloorCommand::StopTimingSpeakers { whose: Timed::Speaker }))
    })
    .typed(
        &["stop timing the~ speakers~", "don't time the~ speakers", "do not time the~ speakers", "timer off"],
        &["stop timing speakers"],
    ),
    Row::new(
        Topic::Queue,
        "timer organizations",
        "Warns when an organization has used its time on an agenda item; never cuts anyone off.",
        |values| {
            let whose = Timed::Organization;
            if values.owned("duration").is_some_and(|typed| typed.eq_ignore_ascii_case("off")) {
                return Ok(Command::Floor(FloorCommand::StopTimingSpeakers { whose }));
            }
            let secs = values.secs_or_prose("duration", "time organizations at 10 min")?;
            Ok(Command::Floor(FloorCommand::TimeSpeakers { secs, whose }))
        },
    )
    .taking(&[required("duration", ArgumentKind::Duration, "Time for each organization, such as 10 min.")])
    .typed(
        &[
            "time the|each|every|all~ organization|organizations|organisation|organisations at|to {duration}",
            "time the|each|every|all~ organization|organizations|organisation|organisations {duration}",
            "allow|give the|each|every|all~ organization|organizations|organisation|organisations {duration}",
        ],
        &["time organizations at 10 min", "give each organization 5 min"],
    ),
    Row::new(Topic::Queue, "timer organizations-off", "Stops timing organizations.", |_| {
        Ok(Command::Floor(FloorCommand::StopTimingSpeakers { whose: Timed::Organization }))
    })
    .typed(&["stop timing the~ organizations|organisations"], &["stop timing organizations"]),
    Row::new(Topic::Queue, "timer left", "Tells what is left of the speaking times.", |_| {
        Ok(Command::Floor(FloorCommand::ShowTimeLeft))
    })
    .typed(
        &[
            "time left",
            "time left?",
            "how much time is left",
            "how much time is left?",
            "what time is left",
            "what time is left?",
        ],
        &["time left?", "how much time is left?"],
    ),
];

/// Whether words behind `q-` say why: “I have said it”, “it was answered”.
fn says_why(words: &str) -> bool {
    const FIRST: [&str; 16] = [
        "answered", "already", "because", "covered", "i", "i'm", "i’m", "it", "my", "no", "not", "nvm", "never",
        "said", "since", "somebody",
    ];
    let first = words.split([' ', ',', ';']).next().unwrap_or_default();
    let is_small = first.starts_with(char::is_lowercase) || first.starts_with('I');
    is_small && FIRST.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// Reads `✋🏽` in any skin and `🙋 to ask about row 4`; a record behind the sign is one.
fn read_hand(line: &str) -> Option<Values> {
    if line.is_ascii() {
        return None;
    }
    let (sign, words) = line.split_once(' ').unwrap_or((line, ""));
    let words = words.trim();
    let is_note = words.is_empty() || words.starts_with(char::is_lowercase) && !super::has_mark(words);
    let is_one = is_note && crate::text::sign::plain_sign(sign) == "✋";
    is_one.then(|| {
        Values(
            Some(words)
                .filter(|words| !words.is_empty())
                .map(|words| ("words", words.to_owned()))
                .into_iter()
                .collect(),
        )
    })
}

/// Reads `Cy raises hand`, `Cy and Dee raise their hands`: names in front, as Zakim takes them.
fn read_raises(line: &str) -> Option<Values> {
    const VERBS: [&str; 4] = [" raises", " raise", " is raising", " are raising"];
    let bare = line.trim_end_matches(['.', '!', ' ']);
    let names = names_before(bare.strip_suffix(" up").unwrap_or(bare), &VERBS)?;
    Some(Values(vec![("names", names.to_owned())]))
}

/// Reads `time 90 s`; “time 2 was better” is prose, and `!time` tells a time.
fn read_time(line: &str) -> Option<Values> {
    let (word, duration) = line.split_once(' ')?;
    let values = Values(vec![("duration", duration.trim().trim_end_matches(['.', '!']).to_owned())]);
    let is_one = word.eq_ignore_ascii_case("time") && values.secs("duration", "").is_ok();
    is_one.then_some(values)
}

/// Reads `Cy lowers hand`, `lower Cy's hand`.
fn read_lowers(line: &str) -> Option<Values> {
    const VERBS: [&str; 4] = [" lowers", " lower", " lowered", " puts down"];
    let bare = line.trim_end_matches(['.', '!', ' ']);
    let asked = || {
        let of = bare.strip_prefix("lower ").or_else(|| bare.strip_prefix("Lower "))?;
        let name = of.strip_suffix("'s hand").or_else(|| of.strip_suffix("’s hand"))?;
        is_name(name).then_some(name)
    };
    let name = names_before(bare, &VERBS).or_else(asked).filter(|names| !names.contains([',', '&']))?;
    (!name.contains(" and ")).then(|| Values(vec![("name", name.to_owned())]))
}

/// The names before what is done with hands: `Cy and Dee` of `Cy and Dee raise their hands`.
fn names_before<'a>(line: &'a str, verbs: &[&str]) -> Option<&'a str> {
    const WHOSE: [&str; 5] = [" his", " her", " their", " a", " the"];
    let bare = [" hand", " hands"].iter().find_map(|hand| line.strip_suffix(hand))?;
    let bare = WHOSE.iter().find_map(|whose| bare.strip_suffix(whose)).unwrap_or(bare);
    let names = verbs.iter().find_map(|verb| bare.strip_suffix(verb))?;
    names.replace(" and ", ",").split(',').map(str::trim).all(is_name).then_some(names)
}

fn is_name(name: &str) -> bool {
    const NOBODY: [&str; 12] =
        ["he", "she", "they", "nobody", "who", "everyone", "everybody", "someone", "please", "i", "we", "you"];
    let mut words = name.split_whitespace();
    let first = words.clone().next().unwrap_or_default().to_lowercase();
    (1..=4).contains(&words.clone().count())
        && !NOBODY.contains(&first.as_str())
        && words.all(|word| word.starts_with(char::is_uppercase))
}

fn hand(kind: HandKind, values: &Values) -> Command {
    Command::Queue(QueueCommand::RaiseHand { kind, words: values.owned("words") })
}

/// The words with which a hand of a kind is raised say the kind too: “clarify which edition”.
const RAISED: [(&str, HandKind); 6] = [
    ("clarify", HandKind::Clarification),
    ("point of order", HandKind::PointOfOrder),
    ("qq+", HandKind::Reply),
    ("reply", HandKind::Reply),
    ("q+", HandKind::New),
    ("queue+", HandKind::New),
];

/// `a reply: to Bo`: the kind of a hand, if the words begin with one, and what it is about.
fn kind_and_words(typed: &str) -> (Option<HandKind>, Option<String>) {
    if let Some(kind) = HandKind::named(typed.trim_end_matches('.')) {
        return (Some(kind), None);
    }
    let raised = RAISED.iter().find_map(|(form, kind)| {
        let (head, words) = typed.split_at_checked(form.len()).filter(|(head, _)| head.eq_ignore_ascii_case(form))?;
        let is_whole = words.is_empty() || words.starts_with([' ', ':', ',']) || head.ends_with('+');
        let words = words.trim_start_matches([' ', ':', ',']).trim();
        is_whole.then(|| (Some(*kind), Some(words.to_owned()).filter(|words| !words.is_empty())))
    });
    if let Some(raised) = raised {
        return raised;
    }
    let read = typed.split_once(':').and_then(|(kind, words)| Some((HandKind::named(kind)?, words.trim().to_owned())));
    read.map_or_else(|| (None, Some(typed.to_owned())), |(kind, words)| (Some(kind), Some(words)))
}

fn raise(values: &Values) -> Result<Command, Misread> {
    const ORDER: &str = "point of order";
    if values.get("words").is_some_and(super::is_polite) {
        return Ok(hand(HandKind::New, &Values::default()));
    }
    let words = values.get("words").unwrap_or_default().trim_start_matches("for a ").trim_start_matches("a ");
    if let Some(point) =
        words.get(..ORDER.len()).filter(|start| start.eq_ignore_ascii_case(ORDER)).map(|_| &words[ORDER.len()..])
    {
        let point = point.trim_start_matches([':', ',', ' ']);
        let words = Some(point.to_owned()).filter(|point| !point.is_empty());
        return Ok(Command::Queue(QueueCommand::RaiseHand { kind: HandKind::PointOfOrder, words }));
    }
    Ok(hand(HandKind::New, values))
}

/// “Right of reply is in the rules” speaks of the right and does not give it.
fn said_of(values: &Values, name: &str) -> Result<(), Misread> {
    let goes_on = |words: &str| super::goes_on_as_prose(words) || (name == "name" && super::reads_as_a_sentence(words));
    let is_prose = values.get(name).is_some_and(goes_on);
    if is_prose { Err(Misread::Prose) } else { Ok(()) }
}

fn floor(values: &Values) -> Result<Command, Misread> {
    const NO_NAMES: [&str; 20] = [
        "that", "this", "these", "those", "a", "an", "how", "what", "it", "we", "you", "our", "my", "why", "there",
        "and", "from", "on", "for", "in",
    ];
    let name = values.required("name", "ack NAME")?;
    if super::is_polite(&name) {
        return Ok(Command::Floor(FloorCommand::GiveFloor { to: FloorTo::Next { expecting: None } }));
    }
    // “Recognize that this is hard” is prose.
    let first = name.split_once(' ').map_or("", |(first, _)| first).trim_end_matches(',');
    if NO_NAMES.iter().any(|word| first.eq_ignore_ascii_case(word)) || super::reads_as_a_sentence(&name) {
        return Err(Misread::Prose);
    }
    let to = if name.eq_ignore_ascii_case("me") { FloorTo::Myself } else { FloorTo::Name(name) };
    Ok(Command::Floor(FloorCommand::GiveFloor { to }))
}
