//! The one table of commands. docs/commands.md, `!help` and every surface come from it.

mod agenda;
mod decisions;
mod document;
pub(super) mod liaison;
mod liaison_line;
mod list_proposal;
mod meeting;
mod minutes;
mod people;
mod polls;
mod queue;
mod record;
mod register;
mod report;
mod schedule;
mod stands;
mod terms;
mod time;

pub use document::which as which_documents;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::LazyLock;

pub use liaison_line::part as liaison_part;

use super::grammar::{Names, Read, read};
use crate::group::command::{Command, Wait};
use crate::group::person::Right;
use crate::time::NoDuration;

/// One command.
pub struct Row {
    /// Canonical name: people can always type `!name`.
    pub name: &'static str,
    pub topic: Topic,
    /// How people spell it, in the pattern language of `spelling.rs`.
    pub spellings: &'static [&'static str],
    pub arguments: &'static [Argument],
    pub summary: &'static str,
    pub examples: &'static [&'static str],
    /// Label of its button on the board, where it has one.
    pub button: Option<&'static str>,
    /// Reaction on the board that gives it.
    pub reaction: Option<&'static str>,
    /// Whether it is in the overview of `!help`.
    pub is_basic: bool,
    /// Whether it may come by mail: it adds words or asks, and never decides, opens, closes or sends.
    pub by_mail: bool,
    /// Whether the lines below it belong to its last value, if they are no commands themselves.
    pub takes_lines: bool,
    /// Reads a whole line whose form no pattern can describe, such as `s/old/new/`.
    pub reader: Option<fn(&str) -> Option<Values>>,
    /// Makes the command from the values.
    pub build: fn(&Values) -> Result<Command, Misread>,
}

/// A value that a command takes.
#[derive(Debug)]
pub struct Argument {
    pub name: &'static str,
    pub kind: ArgumentKind,
    pub presence: Presence,
    pub help: &'static str,
}

/// What an argument may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    Words,
    Name,
    Names,
    /// Someone by account, as the platform writes it.
    Account,
    Item,
    Action,
    Decision,
    Duration,
    Zone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Required,
    Optional,
}

/// Sections of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    Meeting,
    Queue,
    Agenda,
    Decisions,
    Record,
    Register,
    Liaison,
    Report,
    People,
    Time,
    Schedule,
    Minutes,
    Bot,
}

/// Values by argument name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(pub Vec<(&'static str, String)>);

/// Why values make no command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misread {
    /// A value is missing or of the wrong kind: this is what to type.
    Usage(&'static str),
    /// A time is longer than the limit, or zero: this is what to type.
    OutOfBounds(&'static str),
    /// Nothing comes of it, for this reason.
    Said(&'static str),
    /// The line only looked like the command.
    Prose,
}

impl Misread {
    /// What to tell the person. `None`: the line is prose.
    pub fn hint(&self) -> Option<String> {
        match self {
            Misread::Usage(usage) => Some(format!("Use: {usage}")),
            Misread::OutOfBounds(usage) => {
                Some(format!("A time can be {}. Use: {usage}", crate::time::DURATION_BOUNDS))
            }
            Misread::Said(why) => Some((*why).to_owned()),
            Misread::Prose => None,
        }
    }

    /// The same where a time that cannot be read at all makes the line prose.
    fn or_prose(self) -> Misread {
        match self {
            Misread::Usage(_) | Misread::Prose => Misread::Prose,
            Misread::OutOfBounds(usage) => Misread::OutOfBounds(usage),
            Misread::Said(why) => Misread::Said(why),
        }
    }
}

impl Values {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// A value that must be there.
    ///
    /// # Errors
    /// The usage, when it is missing.
    pub fn required(&self, name: &str, usage: &'static str) -> Result<String, Misread> {
        self.owned(name).ok_or(Misread::Usage(usage))
    }

    /// An item or action number: `3`, `#3`, `A3`.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim_start_matches(['#', 'A', 'a']).trim_end_matches(['.', '!', ',']).parse().ok()
    }

    /// A duration in seconds.
    ///
    /// # Errors
    /// The usage, when it is missing, no duration or out of bounds.
    pub fn secs(&self, name: &str, usage: &'static str) -> Result<u32, Misread> {
        let read = crate::time::bounded_duration(self.get(name).unwrap_or_default());
        let duration = read.map_err(|unread| match unread {
            NoDuration::Unreadable => Misread::Usage(usage),
            NoDuration::OutOfBounds => Misread::OutOfBounds(usage),
        })?;
        u32::try_from(duration.num_seconds()).map_err(|_| Misread::OutOfBounds(usage))
    }

    /// A length, or a time of day behind `until` or `at`, after words that may as well be prose.
    ///
    /// # Errors
    /// The usage of a slip, else prose.
    fn wait_or_prose(&self, usage: &'static str) -> Result<Wait, Misread> {
        let duration = self.get("duration").unwrap_or_default();
        let end = ["until ", "till "].iter().find_map(|word| duration.strip_prefix(word));
        match self.get("until").or(end) {
            Some(typed) if crate::time::speaks_of_clock(typed) => Ok(Wait::Until(typed.to_owned())),
            Some(_) => Err(Misread::Prose),
            None => self.secs_or_prose("duration", usage).map(Wait::Secs),
        }
    }

    /// A duration in seconds after words that may as well be prose: only a number makes a slip of what cannot be read.
    ///
    /// # Errors
    /// The usage of a slip, else prose.
    fn secs_or_prose(&self, name: &str, usage: &'static str) -> Result<u32, Misread> {
        let has_number = self.get(name).is_some_and(|typed| typed.starts_with(|c: char| c.is_ascii_digit()));
        self.secs(name, usage).map_err(|misread| if has_number { misread } else { misread.or_prose() })
    }
}

/// Whether words behind a command are mere courtesy: “please”, “thank you”.
fn is_polite(words: &str) -> bool {
    const WORDS: [&str; 14] = [
        "please",
        "pls",
        "plz",
        "thanks",
        "thank you",
        "thx",
        "ty",
        "sorry",
        "if i may",
        "kindly",
        "cheers",
        "merci",
        "danke",
        "thanks all",
    ];
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    WORDS.iter().any(|word| bare.eq_ignore_ascii_case(word))
}

/// Words in small letters that say that there is nothing to record.
fn is_none(words: &str) -> bool {
    const NONE: [&str; 16] = [
        "none",
        "nothing",
        "n/a",
        "na",
        "nil",
        "-",
        "--",
        "–",
        "—",
        "none so far",
        "none yet",
        "nothing yet",
        "nothing so far",
        "none today",
        "tbd",
        "no",
    ];
    NONE.contains(&words)
}

/// Whether words begin with a command's mark: `q+`, `AGREED:`.
fn has_mark(words: &str) -> bool {
    super::head::marked_head(words).is_some_and(|(head, _)| super::spelling::is_head(&head))
}

/// Whether words that should be a name are a sentence: “packets are sent twice”.
fn reads_as_a_sentence(words: &str) -> bool {
    let is_verb = |word: &str| goes_on_as_prose(word);
    words.split_whitespace().count() > 6 || words.split_whitespace().take(5).any(is_verb)
}

/// Whether what was named is spoken of: “all was a mistake”, “the liaison is overdue”. “What is in row 4” is only named.
fn speaks_of_it(words: &str) -> bool {
    let mut words = words.split_whitespace().take(4);
    let first = words.next().unwrap_or_default();
    !["what", "that", "where", "who"].iter().any(|word| first.eq_ignore_ascii_case(word)) && words.any(goes_on_as_prose)
}

/// Whether words go on like a sentence about the word before them: “-1 is what it returns”, “point of
/// order was his second name”.
fn goes_on_as_prose(words: &str) -> bool {
    const VERBS: [&str; 24] = [
        "is", "isn't", "are", "aren't", "was", "wasn't", "were", "has", "had", "would", "should", "could", "can",
        "can't", "cannot", "may", "might", "must", "will", "won't", "does", "doesn't", "means", "meant",
    ];
    let first = words.split_whitespace().next().unwrap_or_default().replace('’', "'");
    VERBS.iter().any(|verb| first.eq_ignore_ascii_case(verb))
}

impl Topic {
    pub const ALL: [Topic; 13] = [
        Topic::Meeting,
        Topic::Queue,
        Topic::Agenda,
        Topic::Decisions,
        Topic::Record,
        Topic::Register,
        Topic::Liaison,
        Topic::Report,
        Topic::People,
        Topic::Time,
        Topic::Schedule,
        Topic::Minutes,
        Topic::Bot,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Topic::Meeting => "Meeting",
            Topic::Queue => "Speaking queue",
            Topic::Agenda => "Agenda",
            Topic::Decisions => "Decisions and polls",
            Topic::Record => "Record",
            Topic::Register => "Register and documents",
            Topic::Liaison => "Liaison statements",
            Topic::Report => "Reports",
            Topic::People => "People",
            Topic::Time => "Time",
            Topic::Schedule => "Meetings ahead",
            Topic::Minutes => "Minutes",
            Topic::Bot => "The bot",
        }
    }

    /// Other words under which people look for it.
    pub fn also(self) -> &'static [&'static str] {
        match self {
            Topic::Meeting => &["meetings"],
            Topic::Queue => &["speakers", "hands", "speaking", "floor"],
            Topic::Agenda => &["items", "topics", "agendum", "documents"],
            Topic::Decisions => {
                &["decision", "proposals", "proposal", "polls", "votes", "voting", "objections", "questions"]
            }
            Topic::Report => &["reports", "reporting", "parents", "parent"],
            Topic::Register => {
                &["rows", "row", "demarcation", "overlap", "overlaps", "gaps", "document", "contributions"]
            }
            Topic::Liaison => &["liaisons", "statement", "statements", "ls"],
            Topic::Record => &["actions", "notes", "corrections", "recording"],
            Topic::People => &["attendance", "roles", "scribes", "chairs"],
            Topic::Time => &["times", "timezone", "timezones", "clock"],
            Topic::Schedule => &["scheduling", "announcements", "announcement", "calendar", "planning"],
            Topic::Minutes => &["mail"],
            Topic::Bot => &["commands", "privacy"],
        }
    }

    /// The word that names the topic in `!help WORD`.
    pub fn word(self) -> &'static str {
        match self {
            Topic::Meeting => "meeting",
            Topic::Queue => "queue",
            Topic::Agenda => "agenda",
            Topic::Decisions => "decisions",
            Topic::Record => "record",
            Topic::Register => "register",
            Topic::Liaison => "liaison",
            Topic::Report => "report",
            Topic::People => "people",
            Topic::Time => "time",
            Topic::Schedule => "schedule",
            Topic::Minutes => "minutes",
            Topic::Bot => "bot",
        }
    }
}

impl Row {
    /// Who may give the command, as its rules say.
    pub fn right(&self) -> Right {
        // A row without a readable example fails the tests of this table.
        RIGHTS.get(self.name).copied().unwrap_or(Right::Chair)
    }

    /// A row without the rare parts.
    const fn new(
        topic: Topic,
        name: &'static str,
        summary: &'static str,
        build: fn(&Values) -> Result<Command, Misread>,
    ) -> Row {
        Row {
            name,
            topic,
            spellings: &[],
            arguments: &[],
            summary,
            examples: &[],
            button: None,
            reaction: None,
            is_basic: false,
            by_mail: false,
            takes_lines: false,
            reader: None,
            build,
        }
    }

    const fn typed(mut self, spellings: &'static [&'static str], examples: &'static [&'static str]) -> Row {
        self.spellings = spellings;
        self.examples = examples;
        self
    }

    const fn taking(mut self, arguments: &'static [Argument]) -> Row {
        self.arguments = arguments;
        self
    }

    const fn on_board(mut self, button: &'static str, reaction: Option<&'static str>) -> Row {
        self.button = Some(button);
        self.reaction = reaction;
        self
    }

    const fn basic(mut self) -> Row {
        self.is_basic = true;
        self
    }

    const fn by_mail(mut self) -> Row {
        self.by_mail = true;
        self
    }

    const fn with_lines(mut self) -> Row {
        self.takes_lines = true;
        self
    }

    const fn read_by(mut self, reader: fn(&str) -> Option<Values>) -> Row {
        self.reader = Some(reader);
        self
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "!{}", self.name)
    }
}

const fn required(name: &'static str, kind: ArgumentKind, help: &'static str) -> Argument {
    Argument { name, kind, presence: Presence::Required, help }
}

const fn optional(name: &'static str, kind: ArgumentKind, help: &'static str) -> Argument {
    Argument { name, kind, presence: Presence::Optional, help }
}

static ROWS: LazyLock<Vec<&'static Row>> = LazyLock::new(|| {
    let parts = [
        meeting::ROWS,
        queue::ROWS,
        agenda::ROWS,
        decisions::ROWS,
        record::ROWS,
        register::ROWS,
        document::ROWS,
        liaison::ROWS,
        list_proposal::ROWS,
        report::ROWS,
        terms::ROWS,
        people::ROWS,
        time::ROWS,
        schedule::ROWS,
        minutes::ROWS,
        meeting::BOT,
    ];
    parts.into_iter().flatten().collect()
});

/// Rights by row: the commands have them, and each row is asked with its first example.
static RIGHTS: LazyLock<BTreeMap<&'static str, Right>> = LazyLock::new(|| {
    let right = |row: &Row| match read(row.examples.first()?, &Names::default()).into_iter().next()?.read {
        Read::Command { command, .. } => Some((row.name, command.right())),
        _ => None,
    };
    rows().iter().filter_map(|row| right(row)).collect()
});

/// All rows, in the order of the help.
pub fn rows() -> &'static [&'static Row] {
    &ROWS
}

/// Rows by their canonical names.
static BY_NAME: LazyLock<HashMap<&'static str, &'static Row>> =
    LazyLock::new(|| rows().iter().map(|row| (row.name, *row)).collect());

/// Finds a row by its canonical name.
pub fn find(name: &str) -> Option<&'static Row> {
    BY_NAME.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_read_as_its_own_row_with_its_own_right() {
        for row in rows() {
            assert!(!row.examples.is_empty(), "!{} has no example", row.name);
            for example in row.examples {
                let lines = read(example, &Names::default());
                let [line] = lines.as_slice() else { panic!("{example:?} is one line") };
                let Read::Command { row: found, command, .. } = &line.read else {
                    panic!("{example:?} of !{} is read as {:?}", row.name, line.read)
                };
                assert_eq!(found.name, row.name, "{example:?}");
                assert_eq!(command.right(), row.right(), "right of {example:?}");
            }
        }
    }

    #[test]
    fn names_and_spellings_are_unique() {
        let mut seen = BTreeMap::new();
        for row in rows() {
            let typed = row.spellings.iter().map(|spelling| (*spelling).to_owned());
            for spelling in typed.chain([format!("!{}", row.name)]) {
                assert_eq!(seen.insert(spelling.clone(), row.name), None, "{spelling:?} stands twice");
            }
        }
    }

    #[test]
    fn every_row_fits_what_a_slash_command_may_hold() {
        for row in rows() {
            assert!(row.summary.chars().count() <= 100, "!{}: summary", row.name);
            assert!(row.name.split(' ').all(|word| (1..=32).contains(&word.len())), "!{}: name", row.name);
            assert!(row.arguments.len() <= 25, "!{}: arguments", row.name);
            for argument in row.arguments {
                assert!(argument.help.chars().count() <= 100, "!{}: {}", row.name, argument.name);
            }
        }
    }

    #[test]
    fn the_canonical_spelling_reaches_its_row() {
        for row in
            rows().iter().filter(|row| row.arguments.iter().all(|argument| argument.presence == Presence::Optional))
        {
            let lines = read(&format!("!{}", row.name), &Names::default());
            let Read::Command { row: found, .. } = &lines[0].read else { panic!("!{} is not understood", row.name) };
            assert_eq!(found.name, row.name);
        }
    }
}
