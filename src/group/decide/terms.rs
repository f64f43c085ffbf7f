//! The terms of reference: what comes of each command.

use crate::group::bounds::refuse_too_long;
use crate::group::command::{Request, TermsCommand, Typed};
use crate::group::event::Event;
use crate::group::person::Person;
use crate::group::refusal::Refusal;
use crate::group::terms::{Missing, Paragraph, TermsChange, TermsState, joined, label, lacks, last_point, paragraphs};
use crate::group::{Decided, Group, LIMITS};
use crate::text::{one_line, shorten};

impl Group {
    pub(super) fn decide_terms(&self, request: &Request, by: &Person, command: &TermsCommand) -> Decided {
        let at = request.at;
        match command {
            TermsCommand::Show { revision: None } => self.current_terms().map(|_| Vec::new()).ok_or(Refusal::NoTerms),
            TermsCommand::Show { revision: Some(revision) } => self.known_terms(*revision).map(|_| Vec::new()),
            TermsCommand::ShowChanges => {
                self.current_terms().ok_or(Refusal::NoTerms)?;
                self.open_terms().map(|_| Vec::new()).ok_or(Refusal::NoOpenTerms)
            }
            TermsCommand::Adopt { text } => {
                let text = joined(&paragraphs(text));
                let is_known = self.terms.proposal(1).is_some() && self.terms_text(1) == Some(text.as_str());
                // What was revised since stays: another text is another revision.
                if is_known || self.terms_revisions().len() > 1 {
                    return Ok(Vec::new());
                }
                self.terms_changed(1, vec![TermsChange::Adopted { text }])
            }
            TermsCommand::Propose { text, reason } => self.propose_terms(request, &paragraphs(text), reason.as_deref()),
            TermsCommand::SetPoint { point, text } => {
                let current = self.current_terms().ok_or(Refusal::NoTerms)?;
                let latest = self.terms_text(self.open_terms().unwrap_or(current)).unwrap_or_default();
                let changed = with_point(paragraphs(latest), point, &one_line(text))?;
                self.propose_terms(request, &changed, None)
            }
            TermsCommand::Agree { revision } => {
                self.known_terms(*revision)?;
                if self.open_terms() != Some(*revision) {
                    return Err(Refusal::NoOpenTerms);
                }
                if self.terms_state(*revision, at) == Some(TermsState::Proposed(Missing::Change)) {
                    return Err(not_agreed(*revision, &Missing::Change));
                }
                let is_known = self.has_agreed_terms(*revision, by);
                if is_known { Ok(Vec::new()) } else { self.terms_changed(*revision, vec![TermsChange::Agreed]) }
            }
            TermsCommand::Send { revision, to, reference } => {
                self.known_terms(*revision)?;
                match self.terms_state(*revision, at) {
                    Some(TermsState::Agreed(_) | TermsState::Sent { .. }) => {}
                    Some(TermsState::Proposed(missing)) => return Err(not_agreed(*revision, &missing)),
                    _ => return Err(Refusal::NoOpenTerms),
                }
                let to = to.as_deref().map(|to| self.body_named(to)).or_else(|| self.charter.parent.clone());
                let to = to.unwrap_or_else(|| "the parent body".to_owned());
                let reference = reference.as_deref().map(one_line);
                let sent = TermsState::Sent { to: to.clone(), reference: reference.clone() };
                if self.terms_state(*revision, at) == Some(sent) {
                    return Ok(Vec::new());
                }
                self.terms_changed(*revision, vec![TermsChange::Sent { to, reference }])
            }
            TermsCommand::Approve { revision, reference } => {
                self.known_terms(*revision)?;
                let reference = one_line(reference);
                match self.terms_state(*revision, at) {
                    Some(TermsState::Current) if self.terms_reference(*revision) == Some(reference.as_str()) => {
                        return Ok(Vec::new());
                    }
                    Some(TermsState::Current | TermsState::Sent { .. }) => {}
                    Some(TermsState::Proposed(missing)) => return Err(not_agreed(*revision, &missing)),
                    Some(TermsState::Agreed(_)) => return Err(Refusal::TermsNotSent { revision: *revision }),
                    Some(TermsState::Replaced | TermsState::Dropped { .. }) | None => return Err(Refusal::NoOpenTerms),
                }
                self.terms_changed(*revision, vec![TermsChange::Approved { reference }])
            }
            TermsCommand::Drop { revision, reason } => {
                self.known_terms(*revision)?;
                if self.open_terms() != Some(*revision) {
                    return Err(Refusal::NoOpenTerms);
                }
                self.terms_changed(*revision, vec![TermsChange::Dropped { reason: reason.clone() }])
            }
        }
    }

    /// Proposes a whole text: a change of the revision that is open, else the next one.
    fn propose_terms(&self, request: &Request, proposed: &[Paragraph], reason: Option<&str>) -> Decided {
        let current = self.current_terms().ok_or(Refusal::NoTerms)?;
        let open = self.open_terms();
        if let Some(revision) = open
            && let Some(TermsState::Sent { to, .. }) = self.terms_state(revision, request.at)
        {
            return Err(Refusal::TermsSent { revision, to });
        }
        let text = joined(proposed);
        refuse_too_long(Typed::Long(&text))?;
        let latest = self.terms_text(open.unwrap_or(current));
        if latest.map(paragraphs).is_some_and(|latest| latest == proposed) {
            return Ok(Vec::new());
        }
        // From the first proposal on, the log has what it changes.
        let adopted = self.terms_text(1).filter(|_| self.terms.proposal(1).is_none());
        let adopted = adopted.map(|text| Event::TermsChanged {
            revision: 1,
            change: TermsChange::Adopted { text: joined(&paragraphs(text)) },
        });
        let revision = open.unwrap_or_else(|| self.next_terms());
        let reason = reason.map(str::to_owned);
        let proposed = self.terms_changed(revision, vec![TermsChange::Proposed { text, reason }])?;
        Ok(adopted.into_iter().chain(proposed).collect())
    }

    fn terms_changed(&self, revision: u32, changes: Vec<TermsChange>) -> Decided {
        self.refuse_off_record()?;
        if self.terms.changes.len() >= LIMITS.row_changes {
            return Err(Refusal::TooMany { what: "changes of the terms of reference", limit: LIMITS.row_changes });
        }
        Ok(changes.into_iter().map(|change| Event::TermsChanged { revision, change }).collect())
    }

    fn known_terms(&self, revision: u32) -> Result<&str, Refusal> {
        self.current_terms().ok_or(Refusal::NoTerms)?;
        self.terms_text(revision).ok_or(Refusal::NoTermsRevision { revision })
    }
}

/// The paragraphs with other words for a point. The number after the last one adds a point; no words take one out.
fn with_point(mut all: Vec<Paragraph>, point: &str, text: &str) -> Result<Vec<Paragraph>, Refusal> {
    let point = point.trim().trim_end_matches(['.', ')']);
    let is_it = |paragraph: &Paragraph| paragraph.heading.is_none() && label(&paragraph.words) == Some(point);
    let last = last_point(&all);
    let Some(place) = all.iter().position(is_it) else {
        let next = last.map_or(1, |(number, _)| number + 1);
        if point.parse() != Ok(next) || text.is_empty() {
            return Err(Refusal::NoSuchPoint { point: shorten(point, 20), next });
        }
        let place = last.map_or(all.len(), |(_, place)| place + 1);
        all.insert(place, Paragraph { heading: None, words: format!("{next}. {text}") });
        return Ok(all);
    };
    if text.is_empty() {
        all.remove(place);
    } else {
        let words = &all[place].words;
        let mark = words.find(char::is_whitespace).map_or(words.as_str(), |end| &words[..end]);
        all[place].words = format!("{mark} {text}");
    }
    Ok(all)
}

fn not_agreed(revision: u32, missing: &Missing) -> Refusal {
    let (lacks, remedy) = lacks(revision, missing);
    Refusal::TermsNotAgreed { revision, lacks, remedy }
}
