//! The open proposal: support, objections, agreement: what comes of each command.

use chrono::{DateTime, Duration, Utc};

use crate::group::command::{ObjectedRef, ProposalCommand, Request};
use crate::group::decision::Standing;
use crate::group::event::{DELETED, DecisionId, Event, Kind, NoteKind, Objected, Stand};
use crate::group::meeting::Meeting;
use crate::group::person::{Person, Right, Role};
use crate::group::proposal::{Closing, Objection, Proposal, ProposalState, closing};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::time::duration_words;

impl Group {
    pub(super) fn decide_proposal(&self, request: &Request, by: &Person, command: &ProposalCommand) -> Decided {
        match command {
            ProposalCommand::Propose { text } => self.propose(request.at, text),
            ProposalCommand::DropProposal { which } => self.drop_proposal(request, by, *which),
            ProposalCommand::TakeStand { stand, words, typed } => self.take_stand(by, *stand, words.as_deref(), typed),
            ProposalCommand::WithdrawStand => self.withdraw_stand(by),
            ProposalCommand::Agree { typed } => self.agree(request, by, typed),
            ProposalCommand::EndWindow { reason } => self.end_window(request.at, reason.as_deref()),
            ProposalCommand::ExtendWindow { secs } => self.extend_window(request.at, *secs),
            ProposalCommand::Disagree => self.disagree(request, by),
            ProposalCommand::Reject { typed } => self.reject(request, by, typed),
            ProposalCommand::Object { to, whom: Some(name), reason, is_reservation, typed } => {
                let person = self.objecting(request, by, name)?;
                self.object(&person, *to, reason.as_deref(), *is_reservation, typed)
            }
            ProposalCommand::Object { to, whom: None, reason, is_reservation, typed } => {
                self.refuse_too_late(request, *to)?;
                self.object(by, *to, reason.as_deref(), *is_reservation, typed)
            }
            ProposalCommand::WithdrawObjection { to } => self.withdraw_objection(by, *to),
        }
    }

    /// A new proposal takes the place of one that is open.
    fn propose(&self, at: DateTime<Utc>, text: &str) -> Decided {
        let meeting = self.recording()?;
        if meeting.proposals.len() >= LIMITS.proposals {
            return Err(Refusal::TooMany { what: "proposals in this meeting", limit: LIMITS.proposals });
        }
        let proposal = meeting.proposals.last().map_or(1, |last| last.number + 1);
        let awaits_rooms = self.charter.showing_secs > 0 && self.charter.objection_secs > 0;
        let until =
            at + Duration::seconds(i64::from(self.charter.objection_secs) + i64::from(self.charter.showing_secs));
        let until = if awaits_rooms { until } else { at + Duration::seconds(i64::from(self.charter.objection_secs)) };
        let superseded = meeting.open_proposal().map(|open| Event::ProposalDropped { proposal: open.number });
        let opened = Event::ProposalOpened { proposal, text: text.to_owned(), until, awaits_rooms };
        Ok(superseded.into_iter().chain([opened]).collect())
    }

    /// The rooms have seen what is proposed: the time for objections begins, and ends no later than it would without.
    pub(super) fn proposal_shown(&self, at: DateTime<Utc>) -> Vec<Event> {
        let Some(open) = self.unseen_proposal() else { return Vec::new() };
        let until = (at + Duration::seconds(i64::from(self.charter.objection_secs))).min(open.until);
        vec![Event::ProposalShown { proposal: open.number, until }]
    }

    /// The open proposal, if the rooms have yet to see it.
    pub fn unseen_proposal(&self) -> Option<&Proposal> {
        let open = self.meeting.as_ref()?.open_proposal()?;
        Some(open).filter(|open| open.awaits_rooms && open.state == ProposalState::Open)
    }

    fn drop_proposal(&self, request: &Request, by: &Person, which: Option<u32>) -> Decided {
        let meeting = self.recording()?;
        let open = meeting.open_proposal().filter(|open| which.is_none_or(|which| which == open.number));
        let open = open.ok_or_else(|| match which {
            Some(proposal) if meeting.proposal(proposal).is_some() => Refusal::ProposalOver { proposal },
            Some(proposal) => Refusal::NoSuchProposal { proposal },
            None => Refusal::NoProposal,
        })?;
        let is_own = open.by.as_ref().is_some_and(|proposer| proposer.is(by));
        if !is_own && request.role != Role::Chair {
            let objects = open.objections.iter().any(|objection| objection.stands() && objection.person.is(by));
            let proposal = open.number;
            return Err(if objects {
                Refusal::OnlyYourObjection { proposal }
            } else {
                Refusal::NotYourProposal { proposal }
            });
        }
        Ok(vec![Event::ProposalDropped { proposal: open.number }])
    }

    /// `+1 words` and its like: on a proposal, else on a yes-or-no poll, else words like any other.
    fn take_stand(&self, by: &Person, stand: Stand, words: Option<&str>, typed: &str) -> Decided {
        let Some(meeting) = &self.meeting else { return self.say(by, typed) };
        let is_asked = meeting.open_proposal().is_some() || meeting.open_poll().is_some();
        if is_asked {
            self.running()?;
        }
        match (meeting.means_proposal(), meeting.open_proposal(), meeting.open_poll()) {
            (true, Some(proposal), _) | (_, Some(proposal), None) => {
                self.recording()?;
                let known = proposal.stands.get(&*by.key());
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
    fn withdraw_stand(&self, by: &Person) -> Decided {
        let proposal = self.meeting.as_ref().and_then(|meeting| meeting.open_proposal());
        let stood = proposal.filter(|proposal| proposal.stands.contains_key(&*by.key()));
        let withdrawn = |proposal: &Proposal| Event::StandWithdrawn { proposal: proposal.number, person: by.clone() };
        Ok(stood.map(withdrawn).into_iter().collect())
    }

    /// `agree`: by a chair it settles the open proposal, once there was time for objections.
    fn agree(&self, request: &Request, by: &Person, typed: &str) -> Decided {
        let open = self.latest_meeting().and_then(Meeting::open_proposal);
        let is_chair = request.role == Role::Chair;
        // A chair who types the bare command means to record something; “Agreed!” may be talk.
        if is_chair && open.is_none() && ["agree", "agree now"].contains(&typed) && self.meeting.is_some() {
            return Err(Refusal::NothingToAgree);
        }
        // “Adopted.” behind a decision, a poll or in another item is said of something else; “I agree” is an opinion.
        let is_of_it = |proposal: &&Proposal| match self.latest_meeting() {
            Some(meeting) if closing(typed) == Some(Closing::Agreed) => meeting.was_put_last(proposal),
            Some(_) | None => !typed.trim_end_matches(['.', '!']).eq_ignore_ascii_case("i agree"),
        };
        let Some(proposal) = open.filter(|_| is_chair).filter(is_of_it) else {
            // And talk from anybody else.
            return if closing(typed).is_some() {
                self.say(by, typed)
            } else {
                self.take_stand(by, Stand::For, None, typed)
            };
        };
        let meeting = self.amendable(request, by)?;
        proposal.refuse_early(request.at)?;
        let text = proposal.text.clone();
        let (number, proposal) = (meeting.decisions + 1, Some(proposal.number));
        Ok(vec![Event::DecisionRecorded { number, kind: Kind::Agreed, text, proposal }])
    }

    /// The time for objections is over before its end; the record says why.
    fn end_window(&self, at: DateTime<Utc>, reason: Option<&str>) -> Decided {
        let proposal = self.recording()?.open_proposal().ok_or(Refusal::NoProposal)?;
        if proposal.state == ProposalState::Due || proposal.until <= at {
            return Ok(Vec::new());
        }
        let number = proposal.number;
        let reason = reason.ok_or(Refusal::ReasonMissing { proposal: number })?;
        let text = format!("The time for objections to P{number} was ended early: {reason}");
        Ok(vec![Event::Noted { kind: NoteKind::Note, text }, Event::ProposalDue { proposal: number }])
    }

    /// More time for objections: from now on where it is over, else from its end.
    fn extend_window(&self, at: DateTime<Utc>, secs: u32) -> Decided {
        let open = self.recording()?.open_proposal().ok_or(Refusal::NoProposal)?;
        let (proposal, until) = (open.number, open.until.max(at) + Duration::seconds(i64::from(secs)));
        let more = duration_words(i64::from(secs));
        let text = format!("The time for objections to P{proposal} was extended by {more}.");
        Ok(vec![Event::Noted { kind: NoteKind::Note, text }, Event::ProposalShown { proposal, until }])
    }

    /// “Not agreed.”: by a chair, of what was put to the meeting last. From anybody else it is talk.
    fn reject(&self, request: &Request, by: &Person, typed: &str) -> Decided {
        let meeting = self.meeting.as_ref();
        let open = meeting.and_then(Meeting::open_proposal);
        let is_last = open.zip(meeting).is_some_and(|(open, meeting)| meeting.was_put_last(open));
        if request.role == Role::Chair && is_last { self.disagree(request, by) } else { self.say(by, typed) }
    }

    /// `NO AGREEMENT` on what is proposed.
    fn disagree(&self, request: &Request, by: &Person) -> Decided {
        let meeting = self.amendable(request, by)?;
        let proposal = meeting.open_proposal().ok_or(Refusal::NoProposal)?;
        let text = proposal.text.clone();
        let (number, proposal) = (meeting.decisions + 1, Some(proposal.number));
        Ok(vec![Event::DecisionRecorded { number, kind: Kind::NoAgreement, text, proposal }])
    }

    /// By mail an objection counts that came before the decision was final; a later one is for people to look at.
    fn refuse_too_late(&self, request: &Request, to: Option<ObjectedRef>) -> Result<(), Refusal> {
        let Some(ObjectedRef::Decision(which)) = to.filter(|_| request.gathered.is_by_mail) else { return Ok(()) };
        let decision = self.find_decision(which)?;
        match self.standing(decision, request.gathered.typed_at.unwrap_or(request.at)) {
            Standing::Final(since) => {
                Err(Refusal::DecisionFinal { decision: decision.id, since: self.charter.zone.tell(since) })
            }
            Standing::Provisional | Standing::ProvisionalUntil(_) | Standing::Objected | Standing::Reopened => Ok(()),
        }
    }

    /// The person for whom an objection is entered, such as somebody who wrote to the list.
    fn objecting(&self, request: &Request, by: &Person, name: &str) -> Result<Person, Refusal> {
        if !request.role.may(Right::Secretary) {
            return Err(Refusal::ForOthers { own: "object REASON" });
        }
        let people = self.read_listed(by, name)?;
        people.into_iter().next().ok_or_else(|| Refusal::NobodysName { typed: name.to_owned() })
    }

    /// Against the open proposal, else against what is named; without either, words like any other.
    fn object(
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

    fn withdraw_objection(&self, by: &Person, to: Option<ObjectedRef>) -> Decided {
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

    /// What someone names in an objection, if it is there. What is settled is a decision.
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
