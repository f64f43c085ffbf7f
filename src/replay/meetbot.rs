//! What `MeetBot` takes for a command: `#word` at the start of a line, of the words it knows, and nothing else.

/// A command of `MeetBot`'s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged {
    /// In lower case.
    pub word: String,
    pub rest: String,
}

/// Its words. Those that only it has a use for (`save`, `lurk`) are known and do nothing.
const WORDS: [&str; 27] = [
    "startmeeting",
    "endmeeting",
    "topic",
    "agreed",
    "agree",
    "accepted",
    "accept",
    "rejected",
    "reject",
    "chair",
    "unchair",
    "undo",
    "meetingtopic",
    "meetingname",
    "nick",
    "action",
    "info",
    "idea",
    "help",
    "halp",
    "link",
    "save",
    "lurk",
    "unlurk",
    "restrictlogs",
    "chairs",
    "commands",
];

/// Its words for votes, which older versions lack.
const VOTES: [&str; 4] = ["startvote", "vote", "endvote", "showvote"];

/// What it takes from chairs alone.
const FOR_CHAIRS: [&str; 14] = [
    "topic",
    "agreed",
    "agree",
    "accepted",
    "accept",
    "rejected",
    "reject",
    "chair",
    "unchair",
    "undo",
    "endmeeting",
    "meetingtopic",
    "startvote",
    "endvote",
];

impl Tagged {
    pub fn is_for_chairs(&self) -> bool {
        FOR_CHAIRS.contains(&self.word.as_str())
    }

    /// As people would type it to Convenor: the word ends with a space.
    pub fn spelled(&self) -> String {
        format!("#{} {}", self.word, self.rest).trim_end().to_owned()
    }
}

/// Reads a command; words that `MeetBot` does not know are none.
pub fn read(words: &str, has_votes: bool) -> Option<Tagged> {
    let tagged = words.strip_prefix('#')?;
    let end = tagged.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(tagged.len());
    let word = tagged[..end].to_lowercase();
    let is_known = WORDS.contains(&word.as_str()) || (has_votes && VOTES.contains(&word.as_str()));
    let rest = tagged[end..].trim_start_matches([' ', '\t']);
    // People put a colon behind the word as they do in minutes.
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim();
    is_known.then(|| Tagged { word, rest: rest.to_owned() })
}
