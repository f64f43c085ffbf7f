//! What `MeetBot` takes for a command: `#word` at the start of a line, of the words it knows, and nothing else.

/// A command of `MeetBot`'s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged {
    /// In lower case.
    pub word: String,
    pub rest: String,
}

/// From whom it takes a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Anyone,
    Chairs,
}

/// Its words. Those that only it has a use for (`save`, `lurk`) are known and do nothing.
const WORDS: [(&str, From); 27] = [
    ("startmeeting", From::Anyone),
    ("endmeeting", From::Chairs),
    ("topic", From::Chairs),
    ("agreed", From::Chairs),
    ("agree", From::Chairs),
    ("accepted", From::Chairs),
    ("accept", From::Chairs),
    ("rejected", From::Chairs),
    ("reject", From::Chairs),
    ("chair", From::Chairs),
    ("unchair", From::Chairs),
    ("undo", From::Chairs),
    ("meetingtopic", From::Chairs),
    ("meetingname", From::Anyone),
    ("nick", From::Anyone),
    ("action", From::Anyone),
    ("info", From::Anyone),
    ("idea", From::Anyone),
    ("help", From::Anyone),
    ("halp", From::Anyone),
    ("link", From::Anyone),
    ("save", From::Anyone),
    ("lurk", From::Anyone),
    ("unlurk", From::Anyone),
    ("restrictlogs", From::Anyone),
    ("chairs", From::Anyone),
    ("commands", From::Anyone),
];

/// Its words for votes, which older versions lack.
const VOTES: [(&str, From); 4] =
    [("startvote", From::Chairs), ("vote", From::Anyone), ("endvote", From::Chairs), ("showvote", From::Anyone)];

impl Tagged {
    pub fn is_for_chairs(&self) -> bool {
        WORDS.iter().chain(&VOTES).any(|(word, from)| *word == self.word && *from == From::Chairs)
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
    let votes = if has_votes { VOTES.as_slice() } else { &[] };
    let is_known = WORDS.iter().chain(votes).any(|(known, _)| *known == word);
    let rest = tagged[end..].trim_start_matches([' ', '\t']);
    // People put a colon behind the word as they do in minutes.
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim();
    is_known.then(|| Tagged { word, rest: rest.to_owned() })
}
