//! Proposals to the mailing list: what comes of each command.

use chrono::{DateTime, Utc};

use crate::group::command::{ListProposalCommand, Request};
use crate::group::event::{DELETED, Event, Kind, ListProposalChange, Stand};
use crate::group::list_proposal::{LONGEST, ListProposal, ListProposalState, QUESTION};
use crate::group::paper::PaperId;
use crate::group::person::{Person, Role};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::text::shorten;
use crate::time::NoDay;

/// What to type before the last day for answers.
const COMMAND: &str = "propose to list: TEXT until";

impl Group {
    pub(super) fn decide_list_proposal(
        &self,
        request: &Request,
        by: &Person,
        command: &ListProposalCommand,
    ) -> Decided {
        match command {
            ListProposalCommand::Propose { text, until } => self.propose_to_list(request.at, text, until),
            ListProposalCommand::Confirm { which } => self.confirm_list_proposal(request.at, *which),
            ListProposalCommand::Answer { proposal, stand, words } => {
                self.answer_list_proposal(request, by, *proposal, (*stand, words.as_deref()))
            }
            ListProposalCommand::WithdrawAnswer { proposal } => {
                let known = self.asked_list_proposal(request, *proposal)?;
                let answer = known.answer_of(by).ok_or(Refusal::NoAnswer { proposal: *proposal })?;
                let change = ListProposalChange::AnswerWithdrawn { person: answer.person.clone() };
                Ok(changed(*proposal, change))
            }
            ListProposalCommand::Settle { proposal, kind } => self.settle_list_proposal(request.at, *proposal, *kind),
            ListProposalCommand::Drop { proposal } => {
                let known = self.open_list_proposal(*proposal)?;
                let is_own = known.by.as_ref().is_some_and(|proposer| proposer.is(by));
                if !is_own && request.role != Role::Chair {
                    return Err(Refusal::NotYourListProposal { proposal: *proposal });
                }
                Ok(changed(*proposal, ListProposalChange::Dropped))
            }
            ListProposalCommand::Show { which } => {
                which.map_or(Ok(()), |number| self.known_list_proposal(number).map(drop)).map(|()| Vec::new())
            }
        }
    }

    fn propose_to_list(&self, at: DateTime<Utc>, text: &str, until: &str) -> Decided {
        if self.charter.list.is_none() {
            return Err(Refusal::NoList);
        }
        self.refuse_off_record()?;
        let until = self.due_day(at, until).map_err(|no_day| match no_day {
            NoDay::Words => Refusal::NoDeadline { typed: shorten(until, 40), command: COMMAND.to_owned() },
            NoDay::Unclear(doubt) => Refusal::deadline_unclear(&doubt, COMMAND),
        })?;
        let today = at.with_timezone(&self.charter.zone).date_naive();
        if until <= today || until - today > LONGEST {
            return Err(Refusal::ListProposalDay { until: until.to_string() });
        }
        if self.list_proposals.len() >= LIMITS.list_proposals {
            return Err(Refusal::TooMany { what: "proposals to the list", limit: LIMITS.list_proposals });
        }
        let number = self.list_proposals.keys().next_back().map_or(1, |last| last + 1);
        Ok(changed(number, ListProposalChange::Proposed { text: text.to_owned(), until }))
    }

    /// Sends what waits for a chair's word: what is put to the list, or what came of it.
    fn confirm_list_proposal(&self, at: DateTime<Utc>, which: Option<u32>) -> Decided {
        let (number, version) = if let Some(number) = which {
            let version = self.list_proposal_waits(number, self.known_list_proposal(number)?);
            (number, version.ok_or(Refusal::NothingToConfirm)?)
        } else {
            let waits = |(number, one)| Some((number, self.list_proposal_waits(number, one)?));
            let waiting: Vec<(u32, u32)> = self.all_list_proposals().filter_map(waits).collect();
            match waiting.as_slice() {
                [] => return Err(Refusal::NothingToConfirm),
                [one] => *one,
                [(first, _), ..] => return Err(Refusal::WhichListProposal { first: *first }),
            }
        };
        let known = self.known_list_proposal(number)?;
        if version == QUESTION && self.list_proposal_end(known) <= at {
            return Err(Refusal::ListProposalDay { until: known.until.to_string() });
        }
        let message_id = format!("{}.proposal.{number}.{version}", self.charter.id);
        Ok(vec![Event::PaperQueued { paper: PaperId::ListProposal(number), version, message_id }])
    }

    fn answer_list_proposal(
        &self,
        request: &Request,
        by: &Person,
        number: u32,
        (stand, words): (Stand, Option<&str>),
    ) -> Decided {
        let known = self.asked_list_proposal(request, number)?;
        let is_same = known.answer_of(by).is_some_and(|last| last.stand == stand && last.words.as_deref() == words);
        let change = ListProposalChange::Answered {
            person: by.clone(),
            stand,
            words: words.map(str::to_owned),
            is_member: self.is_member(by),
        };
        Ok(if is_same { Vec::new() } else { changed(number, change) })
    }

    fn settle_list_proposal(&self, at: DateTime<Utc>, number: u32, kind: Kind) -> Decided {
        let settled = self.known_list_proposal(number)?;
        if matches!(&settled.state, ListProposalState::Settled { kind: known, .. } if *known == kind) {
            return Ok(Vec::new());
        }
        let known = self.open_list_proposal(number)?;
        if self.list_proposal_mail(number, QUESTION).is_none() {
            return Err(Refusal::ListProposalNotSent { proposal: number });
        }
        if known.state == ListProposalState::Open && self.list_proposal_end(known) > at {
            return Err(Refusal::ListProposalRuns { proposal: number, until: known.until.to_string() });
        }
        Ok(changed(number, ListProposalChange::Settled { kind }))
    }

    fn known_list_proposal(&self, number: u32) -> Result<&ListProposal, Refusal> {
        let known = self.list_proposals.get(&number).filter(|known| known.text != DELETED);
        known.ok_or(Refusal::NoSuchListProposal { proposal: number })
    }

    /// One that nobody has settled or dropped.
    fn open_list_proposal(&self, number: u32) -> Result<&ListProposal, Refusal> {
        let known = self.known_list_proposal(number)?;
        if known.is_open() { Ok(known) } else { Err(Refusal::ListProposalOver { proposal: number }) }
    }

    /// One that the list is asked about, and to which an answer of this moment counts.
    fn asked_list_proposal(&self, request: &Request, number: u32) -> Result<&ListProposal, Refusal> {
        let known = self.open_list_proposal(number)?;
        if self.list_proposal_mail(number, QUESTION).is_none() {
            return Err(Refusal::ListProposalNotSent { proposal: number });
        }
        // A mail counts from when it was written.
        let at = request.gathered.typed_at.map_or(request.at, |typed| typed.min(request.at));
        if self.list_proposal_end(known) <= at {
            return Err(Refusal::ListProposalOver { proposal: number });
        }
        Ok(known)
    }
}

fn changed(proposal: u32, change: ListProposalChange) -> Vec<Event> {
    vec![Event::ListProposalChanged { proposal, change }]
}
