//! Proposals: exact words are put to the group, there is time for objections, the chair decides.
//! Silence is no objection; an objection stays on the record with its organization.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::command::{ObjectedRef, Request};
use super::event::{DELETED, DecisionId, Event, Kind, Objected, Stand};
use super::meeting::Meeting;
use super::person::{Person, Role};
use super::refusal::Refusal;
use super::{Decided, Group, LIMITS};

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

/// Where a person stands.
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
    pub reason: Option<String>,
    pub is_reservation: bool,
    pub is_withdrawn: bool,
    pub entry: u64,
}

/// How many stand where.
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
        if secs > 0 { Err(Refusal::WindowOpen { proposal: self.number, secs }) } else { Ok(()) }
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

impl Meeting {
    /// The proposal that waits for an answer; there is never more than one.
    pub fn open_proposal(&self) -> Option<&Proposal> {
        self.proposals.last().filter(|proposal| proposal.is_open())
    }

    pub fn proposal(&self, number: u32) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| proposal.number == number)
    }

    pub(super) fn proposal_mut(&mut self, number: u32) -> Option<&mut Proposal> {
        self.proposals.iter_mut().find(|proposal| proposal.number == number)
    }

    /// Whether the open proposal was put after the open poll: what a bare `+1` means.
    fn means_proposal(&self) -> bool {
        let poll = self.open_poll().map_or(0, |poll| poll.entry);
        self.open_proposal().is_some_and(|proposal| proposal.entry > poll)
    }
}

impl Group {
    /// A new proposal takes the place of one that is open.
    pub(super) fn propose(&self, at: DateTime<Utc>, text: &str) -> Decided {
        let meeting = self.recording()?;
        if meeting.proposals.len() >= LIMITS.proposals {
            return Err(Refusal::TooMany { what: "proposals in this meeting", limit: LIMITS.proposals });
        }
        let proposal = meeting.proposals.last().map_or(1, |last| last.number + 1);
        let until = at + Duration::seconds(i64::from(self.charter.objection_secs));
        let superseded = meeting.open_proposal().map(|open| Event::ProposalDropped { proposal: open.number });
        let opened = Event::ProposalOpened { proposal, text: text.to_owned(), until };
        Ok(superseded.into_iter().chain([opened]).collect())
    }

    pub(super) fn drop_proposal(&self, request: &Request, by: &Person) -> Decided {
        let open = self.recording()?.open_proposal().ok_or(Refusal::NoProposal)?;
        let is_own = open.by.as_ref().is_some_and(|proposer| proposer.is(by));
        if !is_own && request.role != Role::Chair {
            return Err(Refusal::NotYourProposal { proposal: open.number });
        }
        Ok(vec![Event::ProposalDropped { proposal: open.number }])
    }

    /// `+1 words` and its like: on a proposal, else on a yes-or-no poll, else words like any other.
    pub(super) fn take_stand(&self, by: &Person, stand: Stand, words: Option<&str>, typed: &str) -> Decided {
        let Some(meeting) = &self.meeting else { return self.say(by, typed) };
        let is_asked = meeting.open_proposal().is_some() || meeting.open_poll().is_some();
        if is_asked {
            self.running()?;
        }
        match (meeting.means_proposal(), meeting.open_proposal(), meeting.open_poll()) {
            (true, Some(proposal), _) | (_, Some(proposal), None) => {
                self.recording()?;
                let known = proposal.stands.get(&by.key());
                let is_same = known.is_some_and(|stance| stance.stand == stand && stance.words.as_deref() == words);
                let words = words.map(str::to_owned);
                let taken = Event::StandTaken { proposal: proposal.number, person: by.clone(), stand, words };
                Ok(if is_same { Vec::new() } else { vec![taken] })
            }
            // “+1 to what Bo said” while the poll is about A and B.
            (_, _, Some(poll)) if words.is_some() && !poll.is_yes_or_no() => self.say(by, typed),
            (_, _, Some(poll)) => Group::vote_by_sign(by, poll, stand),
            (_, None, None) => self.say(by, typed),
        }
    }

    /// The sign was taken away.
    pub(super) fn withdraw_stand(&self, by: &Person) -> Decided {
        let proposal = self.meeting.as_ref().and_then(|meeting| meeting.open_proposal());
        let stood = proposal.filter(|proposal| proposal.stands.contains_key(&by.key()));
        let withdrawn = |proposal: &Proposal| Event::StandWithdrawn { proposal: proposal.number, person: by.clone() };
        Ok(stood.map(withdrawn).into_iter().collect())
    }

    /// `agree`: by a chair it settles the open proposal, once there was time for objections.
    pub(super) fn agree(&self, request: &Request, by: &Person, typed: &str) -> Decided {
        let open = self.meeting.as_ref().and_then(Meeting::open_proposal);
        let is_chair = request.role == Role::Chair;
        // A chair who types the bare command means to record something; “Agreed!” may be talk.
        if is_chair && open.is_none() && typed == "agree" && self.meeting.is_some() {
            return Err(Refusal::NothingToAgree);
        }
        let Some(proposal) = open.filter(|_| is_chair) else {
            return self.take_stand(by, Stand::For, None, typed);
        };
        let meeting = self.recording()?;
        proposal.refuse_early(request.at)?;
        let text = proposal.text.clone();
        let (number, proposal) = (meeting.decisions + 1, Some(proposal.number));
        Ok(vec![Event::DecisionRecorded { number, kind: Kind::Agreed, text, proposal }])
    }

    /// `NO AGREEMENT` on what is proposed.
    pub(super) fn disagree(&self) -> Decided {
        let meeting = self.recording()?;
        let proposal = meeting.open_proposal().ok_or(Refusal::NoProposal)?;
        let text = proposal.text.clone();
        let (number, proposal) = (meeting.decisions + 1, Some(proposal.number));
        Ok(vec![Event::DecisionRecorded { number, kind: Kind::NoAgreement, text, proposal }])
    }

    /// Against the open proposal, else against what is named; without either, words like any other.
    pub(super) fn object(
        &self,
        by: &Person,
        to: Option<ObjectedRef>,
        reason: Option<&str>,
        is_reservation: bool,
        typed: &str,
    ) -> Decided {
        let to = match to {
            Some(named) => self.objected(named)?,
            None => match self.meeting.as_ref().and_then(Meeting::open_proposal) {
                Some(open) => Objected::Proposal(open.number),
                None => return self.say(by, typed),
            },
        };
        self.refuse_off_record()?;
        if let (Objected::Proposal(_), Some(_)) = (to, &self.meeting) {
            self.running()?;
        }
        let reason = reason.map(str::to_owned);
        Ok(vec![Event::ObjectionRaised { to, person: by.clone(), reason, is_reservation }])
    }

    pub(super) fn withdraw_objection(&self, by: &Person, to: Option<ObjectedRef>) -> Decided {
        self.refuse_off_record()?;
        let named = to.map(|named| self.objected(named)).transpose()?;
        let meeting = self.latest_meeting();
        let proposals = meeting.into_iter().flat_map(|meeting| meeting.proposals.iter().rev());
        let proposed = proposals.map(|proposal| (Objected::Proposal(proposal.number), &proposal.objections));
        let decided = self.decisions.iter().rev().map(|(id, decision)| (Objected::Decision(*id), &decision.objections));
        let mut all = decided.chain(proposed).filter(|(to, _)| named.is_none_or(|named| named == *to));
        let is_mine = |objection: &Objection| objection.stands() && objection.person.is(by);
        let found = all.find(|(_, objections)| objections.iter().any(is_mine));
        let withdrawn = |to| vec![Event::ObjectionWithdrawn { to, person: by.clone() }];
        found.map(|(to, _)| withdrawn(to)).ok_or(Refusal::NoObjection)
    }

    /// What somebody names in an objection, if it is there. What is settled is a decision.
    fn objected(&self, named: ObjectedRef) -> Result<Objected, Refusal> {
        match named {
            ObjectedRef::Decision(which) => Ok(Objected::Decision(self.find_decision(which)?.id)),
            ObjectedRef::Proposal(number) => {
                let meeting = self.latest_meeting();
                let proposal = meeting.and_then(|meeting| meeting.proposal(number));
                let proposal = proposal.filter(|proposal| proposal.text != DELETED);
                let (meeting, proposal) = meeting.zip(proposal).ok_or(Refusal::NoSuchProposal { proposal: number })?;
                Ok(match proposal.state {
                    ProposalState::Decided(number) => {
                        Objected::Decision(DecisionId { meeting: meeting.number, number })
                    }
                    ProposalState::Open | ProposalState::Due | ProposalState::Dropped => {
                        Objected::Proposal(proposal.number)
                    }
                })
            }
        }
    }
}
