//! Liaison statements to the group and from it: what each says, how far it is, and what it lacks.
//!
//! A statement is what its changes make it. It is never agreed by itself: it shares the standing of the decision that
//! names it. The group drafts statements and records their numbers; others send them.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::Group;
use super::command::LiaisonRef;
use super::decision::{Decision, Standing};
use super::event::{DELETED, DecisionId, Kind};
use super::kinds::DaysLeft;
pub use super::liaison_change::{Addressee, LiaisonChange, Part, Purpose, Way};
pub use super::liaison_words::Named;
use super::liaison_words::{claim, named_in};
use super::person::Person;
use super::register::leading_numbers;
use crate::text::{join_and, one_line, shorten};

/// A liaison statement. Its number stays for ever.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Liaison {
    /// In the order of the log.
    pub changes: Vec<LiaisonEntry>,
    /// What the rooms have been reminded of.
    pub told: Option<Told>,
}

/// One change of a statement, with who made it and when.
#[derive(Clone, Debug, PartialEq)]
pub struct LiaisonEntry {
    pub entry: u64,
    /// The entry that gave it its words: itself, or a later correction.
    pub worded: u64,
    pub at: DateTime<Utc>,
    /// The meeting during which it was made.
    pub meeting: Option<u32>,
    pub by: Option<Person>,
    pub change: LiaisonChange,
    pub is_withdrawn: bool,
}

/// A reminder of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The deadline as it was then.
    pub deadline: NaiveDate,
    pub left: DaysLeft,
}

/// The decision that agrees a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub decision: DecisionId,
    /// The entry that agrees it.
    pub entry: u64,
    pub at: DateTime<Utc>,
    /// The meeting that agrees it.
    pub meeting: u32,
    pub standing: Standing,
}

/// How far a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    /// A decision agrees it, and it says otherwise since.
    Changed,
    Agreed,
    HandedOver,
    /// It was sent, under a number.
    Numbered,
    /// An incoming one without an answer.
    Received,
    Answered,
    Closed,
    Dropped,
}

/// What a statement lacks before it can be agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    Title,
    Addressee,
    /// Somebody is asked for action.
    Deadline,
    Contact,
    /// It says that a parent body approved something, which only that body can say.
    Claim(String),
}

impl LiaisonEntry {
    /// Whether it counts: neither taken back nor left without its words.
    pub fn stands(&self) -> bool {
        let is_empty = matches!(&self.change, LiaisonChange::Addressed { to } if to.is_empty());
        !self.is_withdrawn && !is_empty && self.change.text() != Some(DELETED)
    }
}

impl Liaison {
    /// The statement as the log had it up to an entry; `None`: as it is now.
    #[must_use]
    pub fn as_of(&self, last: Option<u64>) -> Liaison {
        let mut liaison = self.clone();
        liaison.changes.retain(|change| last.is_none_or(|last| change.entry <= last));
        liaison
    }

    fn standing(&self) -> impl DoubleEndedIterator<Item = &LiaisonEntry> {
        self.changes.iter().filter(|change| change.stands())
    }

    /// Whether its addition was taken back.
    pub fn is_withdrawn(&self) -> bool {
        self.changes.first().is_none_or(|added| added.is_withdrawn)
    }

    pub fn way(&self) -> Way {
        match self.changes.first().map(|added| &added.change) {
            Some(LiaisonChange::Added { way, .. }) => *way,
            _ => Way::Out,
        }
    }

    /// A part as it was worded last.
    pub fn part(&self, wanted: Part) -> Option<&str> {
        let worded = self.standing().rev().find_map(|entry| match &entry.change {
            LiaisonChange::Worded { part, text } if *part == wanted => Some(text.as_str()),
            LiaisonChange::Added { title, .. } if wanted == Part::Title => Some(title),
            LiaisonChange::Added { from, .. } if wanted == Part::From => from.as_deref(),
            LiaisonChange::Added { reply_to, .. } if wanted == Part::ReplyTo => reply_to.as_deref(),
            _ => None,
        });
        worded.filter(|text| !text.is_empty())
    }

    pub fn title(&self) -> &str {
        self.part(Part::Title).unwrap_or(DELETED)
    }

    /// The number under which it was sent.
    pub fn reference(&self) -> Option<&str> {
        self.standing().rev().find_map(|entry| match &entry.change {
            LiaisonChange::Numbered { reference } => Some(reference.as_str()),
            LiaisonChange::Added { reference, .. } => reference.as_deref(),
            _ => None,
        })
    }

    /// To whom it goes, as it was typed last.
    pub fn addressees(&self) -> &[Addressee] {
        let typed = self.standing().rev().find_map(|entry| match &entry.change {
            LiaisonChange::Addressed { to } => Some(to.as_slice()),
            _ => None,
        });
        typed.unwrap_or_default()
    }

    /// What an incoming statement asks the group for.
    fn asked(&self) -> Option<Purpose> {
        self.standing().find_map(|entry| match &entry.change {
            LiaisonChange::Added { purpose, .. } => *purpose,
            _ => None,
        })
    }

    /// The day by which an answer is asked for, and since when that is known.
    pub fn deadline(&self) -> Option<(NaiveDate, DateTime<Utc>)> {
        let set = self.standing().rev().find_map(|entry| match &entry.change {
            LiaisonChange::Deadline { day } => Some(day.map(|day| (day, entry.at))),
            LiaisonChange::Added { deadline, .. } => Some(deadline.map(|day| (day, entry.at))),
            _ => None,
        });
        set.flatten()
    }

    /// The agenda item under which it was added, with its meeting.
    pub fn item(&self) -> Option<(u32, u32)> {
        let added = self.changes.first()?;
        match &added.change {
            LiaisonChange::Added { item, .. } => added.meeting.zip(*item),
            _ => None,
        }
    }

    /// The contacts, one each.
    pub fn contacts(&self) -> Vec<String> {
        let typed = self.part(Part::Contact).unwrap_or_default();
        typed.split([';', '\n']).map(one_line).filter(|one| !one.is_empty() && one != DELETED).collect()
    }

    /// The changes since it was last taken up again, which say how far it is.
    fn lately(&self) -> impl DoubleEndedIterator<Item = &LiaisonEntry> {
        let from = self.changes.iter().rposition(|entry| entry.stands() && entry.change == LiaisonChange::Reopened);
        self.changes[from.unwrap_or_default()..].iter().filter(|entry| entry.stands())
    }

    /// Why it was dropped, if it is.
    pub fn dropped(&self) -> Option<&str> {
        self.lately().rev().find_map(|entry| match &entry.change {
            LiaisonChange::Dropped { reason } => Some(reason.as_str()),
            _ => None,
        })
    }

    fn is_closed(&self) -> bool {
        self.lately().any(|entry| matches!(entry.change, LiaisonChange::Closed { .. }))
    }

    fn is_numbered(&self) -> bool {
        self.lately().any(|entry| matches!(entry.change, LiaisonChange::Numbered { .. }))
    }

    /// Whether those who send it have it.
    pub fn is_out(&self) -> bool {
        self.is_numbered() || self.lately().any(|entry| entry.change == LiaisonChange::HandedOver)
    }

    fn own_answer(&self) -> Option<&str> {
        self.lately().rev().find_map(|entry| match &entry.change {
            LiaisonChange::Answered { by } => Some(by.as_str()),
            _ => None,
        })
    }

    /// How far it is, with the decision that agrees it and whether something answers it.
    pub fn state(&self, agreement: Option<&Agreement>, is_answered: bool) -> State {
        if self.dropped().is_some() {
            return State::Dropped;
        }
        if is_answered {
            return State::Answered;
        }
        if self.is_closed() {
            return State::Closed;
        }
        match (self.way(), agreement) {
            (Way::In, _) => State::Received,
            (Way::Out, _) if self.is_numbered() => State::Numbered,
            (Way::Out, _) if self.is_out() => State::HandedOver,
            (Way::Out, None) => State::Draft,
            (Way::Out, Some(agreement)) if self.says_otherwise_since(agreement.entry) => State::Changed,
            (Way::Out, Some(_)) => State::Agreed,
        }
    }

    /// Whether an answer is still to come: it has a deadline, and is neither answered nor closed.
    pub fn awaits_answer(&self, is_answered: bool) -> bool {
        self.deadline().is_some() && !is_answered && self.dropped().is_none() && !self.is_closed()
    }

    /// When it changed last.
    pub fn changed_at(&self) -> Option<DateTime<Utc>> {
        self.standing().map(|entry| entry.at).max()
    }

    /// Whether its words are others than those of an entry. What was empty then may be filled in.
    fn says_otherwise_since(&self, entry: u64) -> bool {
        let kind = |change: &LiaisonChange| match change {
            LiaisonChange::Added { .. } => Some(Part::Title),
            LiaisonChange::Worded { part: part @ (Part::Title | Part::Abstract | Part::Text), .. } => Some(*part),
            LiaisonChange::Addressed { .. } => Some(Part::From),
            _ => None,
        };
        let was_there =
            |part: Part| self.standing().any(|known| known.entry < entry && kind(&known.change) == Some(part));
        self.standing().filter(|known| known.worded > entry).filter_map(|known| kind(&known.change)).any(was_there)
    }
}

/// A number of a sender without what people write in different ways: `SG17 LS 49` is `SG17-LS49`.
pub fn folded_reference(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric() || *c == '/').flat_map(char::to_uppercase).collect()
}

/// Our number in front of a text, alone or among others: `L3`, `L3-L5`, `L3 and L4`, and what follows.
pub fn leading_liaisons(text: &str) -> Option<(Vec<u32>, &str)> {
    leading_numbers(text, 'L')
}

/// The days before a deadline on which it is spoken of.
const SPOKEN_OF: [i64; 3] = [14, 7, 1];

/// The hour of the group's zone at which that is.
const HOUR: u32 = 9;

impl Group {
    /// The statements that were not taken back, in order.
    pub fn all_liaisons(&self) -> impl Iterator<Item = (u32, &Liaison)> {
        let all = self.liaisons.iter().map(|(number, liaison)| (*number, liaison));
        all.filter(|(_, liaison)| !liaison.is_withdrawn())
    }

    /// The statement that someone names, by our number or its sender's.
    pub fn liaison_named(&self, which: &LiaisonRef) -> Option<u32> {
        match which {
            LiaisonRef::Number(number) => {
                self.all_liaisons().find(|(known, _)| known == number).map(|(known, _)| known)
            }
            LiaisonRef::Reference(typed) => {
                if let Some((numbers, "")) = leading_liaisons(typed)
                    && let [number] = numbers.as_slice()
                {
                    return self.liaison_named(&LiaisonRef::Number(*number));
                }
                let folded = folded_reference(typed);
                let is_called =
                    |liaison: &Liaison| liaison.reference().is_some_and(|known| folded_reference(known) == folded);
                self.all_liaisons().filter(|(_, liaison)| is_called(liaison)).last().map(|(number, _)| number)
            }
        }
    }

    /// The incoming statement that has a number of its sender, the newest one.
    pub fn incoming_called(&self, reference: &str) -> Option<(u32, &Liaison)> {
        let folded = folded_reference(reference);
        let is_it = |liaison: &Liaison| {
            liaison.way() == Way::In && liaison.reference().is_some_and(|known| folded_reference(known) == folded)
        };
        self.all_liaisons().filter(|(_, liaison)| is_it(liaison)).last()
    }

    /// The change of a statement that an entry has made, with its number.
    pub fn liaison_entry(&self, entry: u64) -> Option<(u32, &LiaisonEntry)> {
        let changes = self.liaisons.iter().flat_map(|(number, one)| one.changes.iter().map(|known| (*number, known)));
        changes.into_iter().find(|(_, known)| known.entry == entry)
    }

    /// The bodies that the configuration names, and those that have sent statements.
    pub fn known_bodies(&self) -> Vec<String> {
        let mut bodies: Vec<String> = Vec::new();
        let configured = self.charter.sides.iter().chain(&self.charter.parent);
        let parents = self.charter.parent_meetings.iter().map(|meeting| &meeting.body);
        let changed = self.parent_changes.iter().map(|change| &change.body);
        let senders = self.all_liaisons().filter_map(|(_, liaison)| liaison.part(Part::From)).map(str::to_owned);
        let all = configured.chain(parents).chain(changed).cloned().chain(senders);
        for body in all {
            if !bodies.iter().any(|known| folded_reference(known) == folded_reference(&body)) {
                bodies.push(body);
            }
        }
        bodies
    }

    /// A body by the name under which it is known, else as it was typed.
    pub fn body_named(&self, typed: &str) -> String {
        let folded = folded_reference(typed);
        let known = self.known_bodies().into_iter().find(|known| folded_reference(known) == folded);
        known.unwrap_or_else(|| one_line(typed))
    }

    /// To whom a statement goes: an incoming one to the group.
    pub fn addressees_of(&self, liaison: &Liaison) -> Vec<Addressee> {
        match (liaison.way(), liaison.addressees()) {
            (Way::In, []) => {
                let purpose = liaison.asked().unwrap_or(match liaison.deadline() {
                    Some(_) => Purpose::Action,
                    None => Purpose::Information,
                });
                vec![Addressee { body: self.charter.name.clone(), purpose }]
            }
            (_, to) => to.to_vec(),
        }
    }

    /// The body from which a statement comes.
    pub fn sender_of(&self, liaison: &Liaison) -> Option<String> {
        match liaison.way() {
            Way::Out => Some(self.charter.name.clone()),
            Way::In => liaison.part(Part::From).map(str::to_owned),
        }
    }

    /// Which decision agrees each statement, at a moment: the last one that does.
    pub fn agreements(&self, at: DateTime<Utc>) -> BTreeMap<u32, Agreement> {
        let mut latest: BTreeMap<u32, Agreement> = BTreeMap::new();
        let mut agree = |number: u32, agreement: Agreement| {
            if latest.get(&number).is_none_or(|known| known.entry < agreement.entry) {
                latest.insert(number, agreement);
            }
        };
        if self.liaisons.is_empty() {
            return latest;
        }
        for decision in self.decisions.values() {
            let Some(named) = self.liaisons_named_by(decision).filter(|named| named.is_agreed) else { continue };
            let Some(wording) = decision.standing_wordings().last() else { continue };
            for number in named.liaisons {
                let standing = self.standing(decision, at);
                let (entry, meeting) = (wording.entry, wording.meeting);
                agree(number, Agreement { decision: decision.id, entry, at: wording.at, meeting, standing });
            }
        }
        for (number, liaison) in &self.liaisons {
            for known in liaison.standing() {
                let LiaisonChange::AgreedBy { decision: id } = &known.change else { continue };
                let Some(decision) = self.decisions.get(id).filter(|decision| decision.is_kept()) else { continue };
                let standing = self.standing(decision, at);
                let agreement =
                    Agreement { decision: *id, entry: known.entry, at: known.at, meeting: id.meeting, standing };
                agree(*number, agreement);
            }
        }
        latest.retain(|number, _| self.liaisons.get(number).is_some_and(|liaison| liaison.way() == Way::Out));
        latest
    }

    /// What the words of a decision say about statements, where it is one that could agree them.
    pub fn liaisons_named_by(&self, decision: &Decision) -> Option<Named> {
        let can_agree = decision.is_kept() && decision.kind == Kind::Agreed;
        if can_agree { named_in(decision.text()) } else { None }
    }

    /// What answers each statement: what was typed, or a statement that was made in reply to it.
    pub fn answers(&self) -> BTreeMap<u32, String> {
        let mut called: BTreeMap<String, u32> = BTreeMap::new();
        for (number, liaison) in self.all_liaisons() {
            called.insert(format!("L{number}"), number);
            called.extend(liaison.reference().map(|reference| (folded_reference(reference), number)));
        }
        let mut answers = BTreeMap::new();
        for (number, other) in self.all_liaisons() {
            let is_sent = match other.way() {
                Way::Out => other.is_out(),
                Way::In => true,
            };
            let reply_to = other.part(Part::ReplyTo).filter(|_| is_sent && other.dropped().is_none());
            let Some(to) = reply_to.and_then(|typed| called.get(&folded_reference(typed))) else { continue };
            // Who was asked for action has to answer; what others say to it is no answer.
            let is_asked = |liaison: &Liaison| {
                let asked = || liaison.addressees().iter().filter(|one| one.purpose == Purpose::Action);
                let from = other.part(Part::From).map(folded_reference);
                liaison.way() == Way::In
                    || asked().next().is_none()
                    || asked().any(|one| Some(folded_reference(&one.body)) == from)
            };
            if self.liaisons.get(to).is_some_and(|liaison| liaison.way() != other.way() && is_asked(liaison)) {
                let by = other.reference().map_or_else(|| format!("L{number}"), str::to_owned);
                answers.entry(*to).or_insert(by);
            }
        }
        for (number, liaison) in self.all_liaisons() {
            answers.extend(liaison.own_answer().map(|by| (number, by.to_owned())));
        }
        answers
    }

    /// What answers a statement.
    pub fn answer_to(&self, number: u32) -> Option<String> {
        self.answers().remove(&number)
    }

    /// How far a statement is.
    pub fn liaison_state(&self, number: u32, agreement: Option<&Agreement>) -> State {
        let Some(liaison) = self.liaisons.get(&number) else { return State::Dropped };
        liaison.state(agreement, self.answer_to(number).is_some())
    }

    /// What a statement lacks before it can be agreed, in the order in which it is filled in.
    pub fn lacks(&self, liaison: &Liaison) -> Vec<Lack> {
        let mut lacks = Vec::new();
        if liaison.part(Part::Title).is_none() {
            lacks.push(Lack::Title);
        }
        let to = liaison.addressees();
        if to.is_empty() {
            lacks.push(Lack::Addressee);
        }
        if to.iter().any(|one| one.purpose == Purpose::Action) && liaison.deadline().is_none() {
            lacks.push(Lack::Deadline);
        }
        if liaison.contacts().is_empty() {
            lacks.push(Lack::Contact);
        }
        let bodies = self.known_bodies();
        let mut parts = [Part::Title, Part::Abstract, Part::Text].into_iter().filter_map(|part| liaison.part(part));
        lacks.extend(parts.find_map(|words| claim(words, &bodies)).map(Lack::Claim));
        lacks
    }

    /// The moments at which a deadline will be spoken of, in order: those after it was set, and after the last of which
    /// was spoken.
    fn liaison_moments(&self, liaison: &Liaison) -> impl Iterator<Item = (DateTime<Utc>, DaysLeft)> + use<'_> {
        let deadline = liaison.deadline();
        let told = liaison.told.filter(|told| deadline.is_some_and(|(day, _)| day == told.deadline));
        deadline.into_iter().flat_map(move |(deadline, since)| {
            let moments = SPOKEN_OF.into_iter().filter_map(move |days| {
                let hour = deadline.checked_sub_signed(Duration::days(days))?.and_hms_opt(HOUR, 0, 0)?;
                Some((self.charter.zone.instant_of(hour), DaysLeft(days)))
            });
            moments.filter(move |(at, left)| *at > since && told.is_none_or(|told| *left < told.left))
        })
    }

    /// The deadline that will be spoken of first, and when.
    pub(super) fn next_liaison_reminder(&self) -> Option<(DateTime<Utc>, u32)> {
        let ahead = self.all_liaisons().filter_map(|(number, liaison)| {
            let (at, _) = self.liaison_moments(liaison).next()?;
            Some((at, number, liaison))
        });
        let ahead: Vec<(DateTime<Utc>, u32, &Liaison)> = ahead.collect();
        if ahead.is_empty() {
            return None;
        }
        let answers = self.answers();
        let waiting = ahead.into_iter().filter(|(_, number, one)| one.awaits_answer(answers.contains_key(number)));
        waiting.map(|(at, number, _)| (at, number)).min()
    }

    /// What is due at `now` for a deadline: of several, such as after the bot was away, the last says all.
    pub(super) fn liaison_reminder(&self, number: u32, now: DateTime<Utc>) -> Option<DaysLeft> {
        let liaison = self.liaisons.get(&number)?;
        self.liaison_moments(liaison).take_while(|(at, _)| *at <= now).last().map(|(_, left)| left)
    }
}

impl Lack {
    /// As the object of “it has no …”.
    fn word(&self) -> &'static str {
        match self {
            Lack::Title => "title",
            Lack::Addressee => "addressee",
            Lack::Deadline => "deadline (it asks for action)",
            Lack::Contact | Lack::Claim(_) => "contact",
        }
    }

    /// What to type.
    pub fn remedy(&self, number: u32) -> String {
        match self {
            Lack::Title => format!("L{number} title TITLE"),
            Lack::Addressee => format!("L{number} to BODY for {}", Purpose::Action.word()),
            Lack::Deadline => format!("L{number} deadline DAY"),
            Lack::Contact => format!("L{number} contact NAME, ADDRESS"),
            Lack::Claim(_) => format!("L{number} text WORDS"),
        }
    }
}

/// `no addressee and no contact`, as what it has.
pub fn lacks_words(lacks: &[Lack]) -> String {
    let words = lacks.iter().map(|lack| match lack {
        Lack::Claim(sentence) => {
            format!("a sentence that only the body itself can say (“{}”)", shorten(sentence, 80))
        }
        lack => format!("no {}", lack.word()),
    });
    join_and(&words.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_however_they_are_written() {
        for typed in ["SG17-LS49", "SG17 LS 49", "sg17-ls49", "SG17/LS49".replace('/', "–").as_str(), "SG17 LS49"] {
            assert_eq!(folded_reference(typed), "SG17LS49", "{typed}");
        }
        assert_ne!(folded_reference("SG17-LS4"), folded_reference("SG17-LS49"));
    }
}
