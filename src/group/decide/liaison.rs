//! Liaison statements: what comes of each command.

use chrono::{DateTime, NaiveDate, Utc};

use crate::group::command::{Command, DecisionRef, Incoming, LiaisonCommand, LiaisonRef, Request};
use crate::group::decision::Standing;
use crate::group::event::Event;
use crate::group::liaison::{Addressee, Liaison, LiaisonChange, Part, State, Way, lacks_words};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::text::{one_line, shorten};
use crate::time::{NoDay, read_whole_date};

impl Group {
    pub(super) fn decide_liaison(&self, request: &Request, command: &LiaisonCommand) -> Decided {
        let at = request.at;
        match command {
            LiaisonCommand::AddIncoming(incoming) => self.add_incoming(at, incoming),
            LiaisonCommand::AddOutgoing { title, reply_to } => self.add_outgoing(title, reply_to.as_deref()),
            LiaisonCommand::Address { liaison, to } => self.address(*liaison, to),
            LiaisonCommand::SetDeadline { liaison, day } => self.set_deadline(at, *liaison, day),
            LiaisonCommand::Word { liaison, part, text } => self.word(*liaison, *part, text),
            LiaisonCommand::AgreeBy { liaison, decision } => self.agree_by(at, *liaison, *decision),
            LiaisonCommand::HandOver { liaison } => self.hand_over(at, *liaison),
            LiaisonCommand::Number { liaison, reference } => self.number_liaison(at, *liaison, reference),
            LiaisonCommand::Answer { liaison, by } => self.answer_liaison(*liaison, by),
            LiaisonCommand::Close { liaison, reason } => self.close_liaison(*liaison, reason.as_deref()),
            LiaisonCommand::Drop { liaison, reason } => {
                let reason = reason.clone();
                self.known_liaison(*liaison)
                    .and_then(|_| self.liaison_changed_by(*liaison, LiaisonChange::Dropped { reason }))
            }
            LiaisonCommand::Reopen { liaison } => self.reopen_liaison(*liaison),
            LiaisonCommand::Show { which } => match (self.liaison_named(which), which) {
                (Some(_), _) => Ok(Vec::new()),
                (None, LiaisonRef::Number(number)) => Err(Refusal::NoSuchLiaison { called: format!("L{number}") }),
                (None, LiaisonRef::Reference(typed)) => Err(Refusal::NoSuchLiaison { called: shorten(typed, 40) }),
            },
            LiaisonCommand::List { .. } => Ok(Vec::new()),
        }
    }

    fn add_incoming(&self, at: DateTime<Utc>, incoming: &Incoming) -> Decided {
        let Incoming { reference, title, from, purpose, deadline, reply_to } = incoming;
        if let Some(reference) = reference
            && let Some(number) = self.liaison_named(&LiaisonRef::Reference(reference.clone()))
        {
            return Err(Refusal::LiaisonKnown { reference: reference.clone(), liaison: number });
        }
        let number = self.next_liaison()?;
        let command = || incoming.without_deadline();
        let deadline = deadline.as_deref().map(|day| self.deadline_typed(at, day, true, command)).transpose()?;
        let sender = from.as_deref().or_else(|| reference.as_deref().and_then(sender_in));
        let change = LiaisonChange::Added {
            way: Way::In,
            title: title.clone(),
            reference: reference.clone(),
            from: sender.map(|sender| self.body_named(sender)),
            purpose: *purpose,
            deadline: deadline.flatten(),
            reply_to: reply_to.clone(),
            item: self.open_item_number(),
        };
        Ok(vec![Event::LiaisonChanged { liaison: number, change }])
    }

    fn add_outgoing(&self, title: &str, reply_to: Option<&str>) -> Decided {
        let number = self.next_liaison()?;
        let change = LiaisonChange::Added {
            way: Way::Out,
            title: title.to_owned(),
            reference: None,
            from: None,
            purpose: None,
            deadline: None,
            reply_to: reply_to.map(|typed| self.reply_named(typed)),
            item: self.open_item_number(),
        };
        Ok(vec![Event::LiaisonChanged { liaison: number, change }])
    }

    /// The statement that is answered: our number where the group knows it, else as it was typed.
    fn reply_named(&self, typed: &str) -> String {
        let known = self.liaison_named(&LiaisonRef::Reference(typed.to_owned()));
        let reference = known.and_then(|number| self.liaisons.get(&number)).and_then(Liaison::reference);
        match (known, reference) {
            (Some(_), Some(reference)) => reference.to_owned(),
            (Some(number), None) => format!("L{number}"),
            (None, _) => one_line(typed),
        }
    }

    fn next_liaison(&self) -> Result<u32, Refusal> {
        self.refuse_off_record()?;
        if self.liaisons.len() >= LIMITS.liaisons {
            return Err(Refusal::TooMany { what: "liaison statements", limit: LIMITS.liaisons });
        }
        Ok(self.liaisons.keys().next_back().map_or(1, |last| last + 1))
    }

    fn open_item_number(&self) -> Option<u32> {
        self.meeting.as_ref()?.agenda.open_item().map(|item| item.number)
    }

    fn address(&self, number: u32, typed: &[Addressee]) -> Decided {
        let liaison = self.changeable(number)?;
        if typed.len() > LIMITS.addressees {
            return Err(Refusal::TooMany { what: "addressees of one liaison statement", limit: LIMITS.addressees });
        }
        let mut to: Vec<Addressee> = Vec::new();
        for one in typed {
            let body = self.body_named(&one.body);
            match to.iter_mut().find(|known| known.body == body) {
                Some(known) => known.purpose = one.purpose,
                None => to.push(Addressee { body, purpose: one.purpose }),
            }
        }
        if liaison.addressees() == to {
            return Ok(Vec::new());
        }
        self.liaison_changed_by(number, LiaisonChange::Addressed { to })
    }

    fn set_deadline(&self, at: DateTime<Utc>, number: u32, typed: &str) -> Decided {
        let liaison = self.known_liaison(number)?;
        let command = || format!("L{number} deadline");
        let day = self.deadline_typed(at, typed, liaison.way() == Way::In, command)?;
        if liaison.deadline().map(|(day, _)| day) == day {
            return Ok(Vec::new());
        }
        self.liaison_changed_by(number, LiaisonChange::Deadline { day })
    }

    /// Reads a deadline. That of an incoming statement may be past. `command`: what to type before a day.
    fn deadline_typed(
        &self,
        at: DateTime<Utc>,
        typed: &str,
        may_be_past: bool,
        command: impl Fn() -> String,
    ) -> Result<Option<NaiveDate>, Refusal> {
        let words = typed.trim().trim_end_matches('.');
        if ["none", "no", "never", "-", "off"].iter().any(|none| words.eq_ignore_ascii_case(none)) {
            return Ok(None);
        }
        if let Some(day) = read_whole_date(words).filter(|_| may_be_past) {
            return Ok(Some(day));
        }
        self.due_day(at, words).map(Some).map_err(|no_day| match no_day {
            NoDay::Words => Refusal::NoDeadline { typed: shorten(words, 40), command: command() },
            NoDay::Unclear(doubt) => Refusal::deadline_unclear(&doubt, &command()),
        })
    }

    fn word(&self, number: u32, part: Part, text: &str) -> Decided {
        let liaison = self.changeable(number)?;
        let text = match part {
            Part::ReplyTo => self.reply_named(text),
            Part::From => self.body_named(text),
            Part::Title
            | Part::Meeting
            | Part::Questions
            | Part::Contact
            | Part::Keywords
            | Part::Abstract
            | Part::Text => text.trim().to_owned(),
        };
        if liaison.part(part) == Some(text.as_str()) {
            return Ok(Vec::new());
        }
        self.liaison_changed_by(number, LiaisonChange::Worded { part, text })
    }

    /// An earlier decision agrees it that does not name it.
    fn agree_by(&self, at: DateTime<Utc>, number: u32, decision: DecisionRef) -> Decided {
        let liaison = self.outgoing(number)?;
        let decision = self.find_decision(decision)?.id;
        self.refuse_incomplete(number, liaison)?;
        if self.agreements(at).get(&number).is_some_and(|known| known.decision == decision)
            && self.liaison_state(number, self.agreements(at).get(&number)) != State::Changed
        {
            return Ok(Vec::new());
        }
        self.liaison_changed_by(number, LiaisonChange::AgreedBy { decision })
    }

    fn hand_over(&self, at: DateTime<Utc>, number: u32) -> Decided {
        let liaison = self.outgoing(number)?;
        if liaison.is_out() {
            return Ok(Vec::new());
        }
        self.refuse_unagreed(at, number, liaison)?;
        self.liaison_changed_by(number, LiaisonChange::HandedOver)
    }

    fn number_liaison(&self, at: DateTime<Utc>, number: u32, reference: &str) -> Decided {
        let liaison = self.known_liaison(number)?;
        let reference = one_line(reference);
        if liaison.reference() == Some(reference.as_str()) {
            return Ok(Vec::new());
        }
        let other = self.liaison_named(&LiaisonRef::Reference(reference.clone()));
        if let Some(other) = other.filter(|other| *other != number) {
            return Err(Refusal::LiaisonKnown { reference, liaison: other });
        }
        if liaison.way() == Way::Out && !liaison.is_out() {
            self.refuse_unagreed(at, number, liaison)?;
        }
        self.liaison_changed_by(number, LiaisonChange::Numbered { reference })
    }

    fn answer_liaison(&self, number: u32, by: &str) -> Decided {
        let liaison = self.known_liaison(number)?;
        if liaison.way() == Way::Out && !liaison.is_out() {
            return Err(Refusal::LiaisonNotOut { liaison: number });
        }
        let by = self.reply_named(by);
        if self.answer_to(number).is_some_and(|known| known == by) {
            return Ok(Vec::new());
        }
        self.liaison_changed_by(number, LiaisonChange::Answered { by })
    }

    fn close_liaison(&self, number: u32, reason: Option<&str>) -> Decided {
        let liaison = self.known_liaison(number)?;
        if liaison.way() == Way::Out && !liaison.is_out() {
            return Err(Refusal::LiaisonNotOut { liaison: number });
        }
        if matches!(self.liaison_state(number, None), State::Closed | State::Answered) {
            return Ok(Vec::new());
        }
        self.liaison_changed_by(number, LiaisonChange::Closed { reason: reason.map(str::to_owned) })
    }

    /// Takes back that it was dropped, closed, answered or handed over.
    fn reopen_liaison(&self, number: u32) -> Decided {
        let liaison = self.liaisons.get(&number).filter(|liaison| !liaison.is_withdrawn());
        let liaison = liaison.ok_or_else(|| no_such(number))?;
        let is_open = match self.liaison_state(number, None) {
            State::Draft | State::Changed | State::Agreed | State::Received => true,
            State::HandedOver | State::Numbered | State::Answered | State::Closed | State::Dropped => false,
        };
        if is_open && !liaison.is_out() {
            return Ok(Vec::new());
        }
        self.liaison_changed_by(number, LiaisonChange::Reopened)
    }

    fn refuse_incomplete(&self, number: u32, liaison: &Liaison) -> Result<(), Refusal> {
        let lacks = self.lacks(liaison);
        let Some(first) = lacks.first() else { return Ok(()) };
        Err(Refusal::LiaisonIncomplete { liaison: number, lacks: lacks_words(&lacks), remedy: first.remedy(number) })
    }

    /// Only what a standing decision agrees is handed over, and as it was agreed.
    fn refuse_unagreed(&self, at: DateTime<Utc>, number: u32, liaison: &Liaison) -> Result<(), Refusal> {
        let agreement = self.agreements(at).remove(&number);
        let Some(agreement) = agreement else {
            self.refuse_incomplete(number, liaison)?;
            return Err(Refusal::LiaisonNotAgreed { liaison: number });
        };
        match agreement.standing {
            Standing::Objected | Standing::Reopened => {
                let how = if agreement.standing == Standing::Objected { "objected to" } else { "open again" };
                return Err(Refusal::LiaisonInDoubt { liaison: number, decision: agreement.decision, how });
            }
            Standing::Provisional | Standing::ProvisionalUntil(_) | Standing::Final(_) => {}
        }
        if self.liaison_state(number, Some(&agreement)) == State::Changed {
            return Err(Refusal::LiaisonChanged { liaison: number, decision: agreement.decision });
        }
        self.refuse_incomplete(number, liaison)
    }

    /// New words for what a line recorded of a statement, after an edit of its message. `None`: it recorded something else.
    pub(super) fn reword_liaison(&self, entry: u64, now: &Command) -> Option<Decided> {
        let (number, known) = self.liaison_entry(entry)?;
        let other = || Refusal::EditChangesKind { what: format!("liaison statement L{number}") };
        let Command::Liaison(now) = now else { return Some(Err(other())) };
        let text = match (&known.change, now) {
            (LiaisonChange::Added { way: Way::Out, .. }, LiaisonCommand::AddOutgoing { title, .. }) => Some(title),
            (LiaisonChange::Added { way: Way::In, .. }, LiaisonCommand::AddIncoming(now)) => Some(&now.title),
            (LiaisonChange::Worded { part, .. }, LiaisonCommand::Word { liaison, part: now, text })
                if *liaison == number && part == now =>
            {
                Some(text)
            }
            _ => None,
        };
        let Some(text) = text else { return Some(Err(other())) };
        // Contacts are people: each wording is an entry that knows whom it names.
        let is_contact = matches!(known.change, LiaisonChange::Worded { part: Part::Contact, .. });
        let said = match self.liaisons.get(&number).filter(|_| is_contact) {
            Some(liaison) => liaison.part(Part::Contact),
            None => known.change.text(),
        };
        let is_news = known.stands() && said != Some(text);
        if is_news && is_contact {
            return Some(self.word(number, Part::Contact, text));
        }
        if is_news && let Err(refusal) = self.changeable(number) {
            return Some(Err(refusal));
        }
        Some(Ok(if is_news { vec![Event::Reworded { entry, text: text.clone() }] } else { Vec::new() }))
    }

    fn liaison_changed_by(&self, number: u32, change: LiaisonChange) -> Decided {
        self.refuse_off_record()?;
        let changes = self.liaisons.get(&number).map_or(0, |liaison| liaison.changes.len());
        if changes >= LIMITS.row_changes {
            return Err(Refusal::TooMany { what: "changes of one liaison statement", limit: LIMITS.row_changes });
        }
        Ok(vec![Event::LiaisonChanged { liaison: number, change }])
    }

    /// A statement that has not been dropped.
    fn known_liaison(&self, number: u32) -> Result<&Liaison, Refusal> {
        let liaison = self.liaisons.get(&number).filter(|liaison| !liaison.is_withdrawn());
        let liaison = liaison.ok_or_else(|| no_such(number))?;
        if liaison.dropped().is_some() { Err(Refusal::LiaisonDropped { liaison: number }) } else { Ok(liaison) }
    }

    /// One whose words may change: what others have is as it is.
    fn changeable(&self, number: u32) -> Result<&Liaison, Refusal> {
        let liaison = self.known_liaison(number)?;
        let is_out = liaison.way() == Way::Out && liaison.is_out();
        if is_out { Err(Refusal::LiaisonOut { liaison: number }) } else { Ok(liaison) }
    }

    fn outgoing(&self, number: u32) -> Result<&Liaison, Refusal> {
        let liaison = self.known_liaison(number)?;
        match liaison.way() {
            Way::Out => Ok(liaison),
            Way::In => Err(Refusal::LiaisonIncoming { liaison: number }),
        }
    }
}

fn no_such(number: u32) -> Refusal {
    Refusal::NoSuchLiaison { called: format!("L{number}") }
}

/// The body in front of a number: `SG20` of `SG20-LS4`.
fn sender_in(reference: &str) -> Option<&str> {
    let lower = reference.to_ascii_lowercase();
    let at = lower.rfind("ls").filter(|at| lower[at + 2..].trim_start_matches([' ', '-']).parse::<u32>().is_ok())?;
    Some(reference[..at].trim_end_matches([' ', '-', '–', '_'])).filter(|body| !body.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_statement_tells_its_sender() {
        for (reference, sender) in [
            ("SG20-LS4", Some("SG20")),
            ("SG17 LS 49", Some("SG17")),
            ("JTC1/SC41-LS7", Some("JTC1/SC41")),
            ("LS4", None),
            ("N1234", None),
            ("ELSE-LSB", None),
        ] {
            assert_eq!(sender_in(reference), sender, "{reference}");
        }
    }
}
