//! Proposals: exact words are put to the group, there is time for objections, the chair decides.
//! Silence is not an objection; an objection stays on the record with its organization.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::group::event::Stand;
use crate::group::person::Person;
use crate::group::refusal::Refusal;
use crate::text::endings::Endings;
use crate::text::trimmed;

/// Words that the group is asked to agree to.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// `P2`: the second of its meeting.
    pub number: u32,
    pub text: String,
    pub by: Option<Person>,
    pub entry: u64,
    /// Until when the chair waits for objections.
    pub until: DateTime<Utc>,
    /// Whether the rooms have yet to see it.
    pub awaits_rooms: bool,
    pub state: ProposalState,
    /// The last stand of each person, by [`Person::key`].
    pub stands: BTreeMap<String, Stance>,
    pub objections: Vec<Objection>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    Open,
    /// The time for objections is over; the chair has not decided yet.
    Due,
    /// Number of the decision, of whatever kind.
    Decided(u32),
    Dropped,
}

/// What a person thinks of a proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Stance {
    pub person: Person,
    pub stand: Stand,
    pub words: Option<String>,
    pub entry: u64,
}

/// An objection or a reservation.
#[derive(Clone, Debug, PartialEq)]
pub struct Objection {
    pub person: Person,
    /// The secretary or chair who entered it for that person.
    pub entered_by: Option<Person>,
    pub reason: Option<String>,
    pub is_reservation: bool,
    pub is_withdrawn: bool,
    pub entry: u64,
    pub at: DateTime<Utc>,
    /// The Message-ID of the mail by which it came.
    pub mail: Option<String>,
}

/// How many people are for it, neutral and against it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub support: usize,
    pub neutral: usize,
    pub against: usize,
}

impl Objection {
    pub fn stands(&self) -> bool {
        !self.is_withdrawn
    }

    /// “objection” or “reservation”.
    pub fn word(&self) -> &'static str {
        if self.is_reservation { "reservation" } else { "objection" }
    }
}

impl Proposal {
    pub fn is_open(&self) -> bool {
        matches!(self.state, ProposalState::Open | ProposalState::Due)
    }

    /// While there is time for objections nothing is agreed.
    pub(super) fn refuse_early(&self, at: DateTime<Utc>) -> Result<(), Refusal> {
        let secs = (self.until - at).num_seconds();
        if secs > 0 && self.state == ProposalState::Open {
            Err(Refusal::WindowOpen { proposal: self.number, secs })
        } else {
            Ok(())
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for stance in self.stands.values() {
            match stance.stand {
                Stand::For | Stand::RatherFor => tally.support += 1,
                Stand::Well | Stand::Neutral | Stand::Unwell => tally.neutral += 1,
                Stand::Against => tally.against += 1,
            }
        }
        tally
    }

    /// Objections and reservations that have not been withdrawn.
    pub fn standing_objections(&self) -> impl Iterator<Item = &Objection> {
        self.objections.iter().filter(|objection| objection.stands())
    }
}

/// How a chair closes on what is proposed, in the words of chairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    Agreed,
    Refused,
}

/// Words that stand before and after what a chair decides, and change nothing of it.
const BEFORE: [&str; 36] = [
    "so",
    "then",
    "and",
    "ok",
    "okay",
    "well",
    "good",
    "great",
    "right",
    "fine",
    "very",
    "thus",
    "therefore",
    "hence",
    "is",
    "it is",
    "it's",
    "that is",
    "that's",
    "this is",
    "we are",
    "i declare it",
    "i declare the proposal",
    "the chair declares it",
    "the chair declares the proposal",
    "hereby",
    "the proposal",
    "the motion",
    "the text",
    "the resolution",
    "the recommendation",
    "proposal",
    "motion",
    "there is",
    "we have",
    "declared",
];
const AFTER: [&str; 18] = [
    "then",
    "by consensus",
    "by all",
    "by acclamation",
    "unanimously",
    "without objection",
    "without objections",
    "without any objection",
    "without any objections",
    "with no objection",
    "with no objections",
    "as proposed",
    "as presented",
    "as it stands",
    "nem con",
    "by the meeting",
    "by the group",
    "reached",
];
const AGREED: [&str; 10] =
    ["adopted", "agreed", "approved", "accepted", "carried", "consensus", "decided", "resolved", "so agreed", "passed"];
const REFUSED: [&str; 15] = [
    "rejected",
    "defeated",
    "not agreed",
    "not adopted",
    "not approved",
    "not accepted",
    "not carried",
    "not passed",
    "no agreement",
    "no consensus",
    "not decided",
    "declined",
    "fails",
    "falls",
    "lost",
];
/// Words in any of which a line ends that closes: a first look, which is cheap.
const LAST: [&str; 33] = [
    "acclamation",
    "accepted",
    "adopted",
    "agreed",
    "agreement",
    "all",
    "approved",
    "carried",
    "con",
    "consensus",
    "decided",
    "declined",
    "defeated",
    "fails",
    "falls",
    "group",
    "it",
    "lost",
    "meeting",
    "objection",
    "objections",
    "passed",
    "presented",
    "proposed",
    "reached",
    "rejected",
    "resolved",
    "stands",
    "thanks",
    "then",
    "unanimously",
    "you",
    "comments",
];
const LAST_LETTERS: Endings = Endings::of(&LAST);
/// What a chair has heard or not, before or after it.
const HEARD: [&str; 28] = [
    "hearing no",
    "hearing none",
    "seeing no",
    "seeing none",
    "no objection",
    "no further objection",
    "there being no",
    "as there are no",
    "there are no objection",
    "there is no objection",
    "there were no objection",
    "with no objection",
    "without objection",
    "i see no objection",
    "i hear no objection",
    "i see none",
    "i hear none",
    "i see no further",
    "i hear no further",
    "nobody objects",
    "no one objects",
    "nobody objected",
    "no comments",
    "no further comments",
    "no opposition",
    "there are objections",
    "as there are objections",
    "i hear objections",
];
const FILLERS: [&str; 16] = [
    "ok",
    "okay",
    "good",
    "great",
    "right",
    "fine",
    "well",
    "very well",
    "very good",
    "all right",
    "alright",
    "thank you",
    "thank you all",
    "thanks",
    "thanks all",
    "thanks everyone",
];

/// How a line closes on what is proposed: `I see no objection. So agreed.` From anybody but a chair, and where nothing is
/// proposed, it is talk. `None`: it does not close.
pub fn closing(line: &str) -> Option<Closing> {
    let bare = trimmed(line).trim_end_matches(['.', '!', ' ']);
    if !LAST_LETTERS.may_end(bare) || !(4..=100).contains(&bare.len()) {
        return None;
    }
    let before = bare.bytes().rposition(|byte| matches!(byte, b' ' | b',' | b'.'));
    let last = &bare[before.map_or(0, |at| at + 1)..];
    if !LAST.iter().any(|word| word.len() == last.len() && word.eq_ignore_ascii_case(last)) {
        return None;
    }
    let lower = bare.to_lowercase().replace('’', "'");
    // Bare words of their own: `agreed`, `no agreement`.
    if lower.contains(['?', '"', '“']) || ["agreed", "no agreement"].contains(&lower.as_str()) {
        return None;
    }
    let parts = lower.replace(" - ", ".").replace(" and ", ".");
    let parts = parts.split(['.', ',', ';', '!', ':', '–', '—']).map(str::trim).filter(|part| !part.is_empty());
    let mut closes = None;
    for part in parts {
        let is_aside = HEARD.iter().any(|start| part.starts_with(start)) || FILLERS.contains(&part);
        match (is_aside, closes_in(part)) {
            // “No objections, agreed” and “agreed without objections”.
            (true, _) if part != "without objection" || closes.is_some() => {}
            (_, Some(one)) if closes.is_none_or(|before| before == one) => closes = Some(one),
            _ => return None,
        }
    }
    closes
}

fn closes_in(part: &str) -> Option<Closing> {
    let mut core = part;
    loop {
        if AGREED.contains(&core) {
            return Some(Closing::Agreed);
        }
        if REFUSED.contains(&core) {
            // “It fails” is said of other things.
            let is_sure =
                !["fails", "falls", "lost"].contains(&core) || part.contains("proposal") || part.contains("motion");
            return is_sure.then_some(Closing::Refused);
        }
        let before = BEFORE.iter().find_map(|word| core.strip_prefix(word)?.strip_prefix(' '));
        let number = || {
            let (word, rest) = core.split_once(' ')?;
            let digits = word.strip_prefix('p').filter(|digits| !digits.is_empty())?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(rest)
        };
        let after = || AFTER.iter().find_map(|word| core.strip_suffix(word)?.strip_suffix(' '));
        core = before.or_else(number).or_else(after)?.trim();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chairs_close_in_many_words() {
        use Closing::{Agreed, Refused};
        for (line, expected) in [
            ("So agreed.", Some(Agreed)),
            ("It is so decided", Some(Agreed)),
            ("Hearing no objection, so agreed.", Some(Agreed)),
            ("I see no objection. So agreed.", Some(Agreed)),
            ("Adopted by consensus.", Some(Agreed)),
            ("No objections, agreed", Some(Agreed)),
            ("OK, no further objections - it is so agreed!", Some(Agreed)),
            ("Agreed, thank you", Some(Agreed)),
            ("P1 is adopted as proposed.", Some(Agreed)),
            ("The motion is carried unanimously", Some(Agreed)),
            ("Approved.", Some(Agreed)),
            ("The proposal is adopted, thanks all", Some(Agreed)),
            ("Not agreed.", Some(Refused)),
            ("Rejected.", Some(Refused)),
            ("There are objections, so not agreed.", Some(Refused)),
            ("There is no consensus.", Some(Refused)),
            ("The proposal fails.", Some(Refused)),
            ("It fails", None),
            ("agreed", None),
            ("Is it agreed?", None),
            ("that was agreed", None),
            ("row 4 is agreed", None),
            ("We have to reach consensus", None),
            ("It has not been adopted", None),
            ("Adopted children are not concerned", None),
            ("no objection from us", None),
            ("if nobody objects, it is agreed", None),
            ("the text was not agreed", None),
            ("Agreed, but not adopted", None),
        ] {
            assert_eq!(closing(line), expected, "{line:?}");
        }
    }
}
