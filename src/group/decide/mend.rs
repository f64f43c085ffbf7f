//! Corrections of what is not a line of the record, and lines that go on with one: titles, dates, attendance, notes beside
//! hands, speakers.

use crate::group::action::Action;
use crate::group::command::{Command, Request};
use crate::group::event::{Event, Manner};
use crate::group::heard::continued;
use crate::group::meeting::Meeting;
use crate::group::person::{Person, Right};
use crate::group::record::{Body, Record};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::text::shorten;

impl Group {
    /// What `s/old/new/` changes, or what does it instead, where no line of the record has the words. `None`: nothing has
    /// them.
    pub(super) fn substitute_elsewhere(&self, request: &Request, by: &Person, old: &str, new: &str) -> Option<Decided> {
        let meeting = self.latest_meeting()?;
        self.substitute_speaker(request, by, old, new)
            .or_else(|| self.substitute_note(by, old, new))
            .or_else(|| self.substitute_organization(request, by, old, new))
            .or_else(|| self.substitute_title(request, by, old, new))
            .or_else(|| self.substitute_due(request, by, old, new))
            .or_else(|| self.said_how(meeting, old, new).map(Err))
    }

    /// `s/Bo:/Cy:/`: Cy said what a scribe wrote down as Bo's.
    fn substitute_speaker(&self, request: &Request, by: &Person, old: &str, new: &str) -> Option<Decided> {
        // Only a line that names its speaker has a colon after a name.
        if !old.contains(':') {
            return None;
        }
        let meeting = self.latest_meeting()?;
        let may_touch =
            |record: &Record| meeting.is_scribe(by) || request.role.may(Right::Secretary) || record.belongs_to(by);
        let looked_at = meeting.records.values().rev().take(LIMITS.looked_back);
        let mut of_others = None;
        for record in looked_at.filter(|record| record.is_kept()) {
            let Body::Said { speaker, words, manner: Manner::Scribed } = &record.body else { continue };
            let names = std::iter::once(speaker.name.as_str()).chain(speaker.name.split_whitespace());
            let lines = names.map(|name| format!("{name}: {words}"));
            let Some(line) = lines.into_iter().find(|line| line.contains(old)) else { continue };
            if !may_touch(record) {
                let who = "a scribe, a secretary or a chair";
                of_others = Some(Err(Refusal::NotYoursToCorrect { old: shorten(old, 60), what: "a statement", who }));
                continue;
            }
            let line = line.replacen(old, new, 1);
            let (speaker, said) = self.quoted(meeting, &line).map(|(speaker, said)| (speaker, said.to_owned()))?;
            let (entry, speaker) = (record.entry, speaker.as_ref().clone());
            let reworded = (said != *words).then_some(Event::Reworded { entry, text: said });
            return Some(Ok(std::iter::once(Event::SpeakerCorrected { entry, speaker }).chain(reworded).collect()));
        }
        of_others
    }

    /// What one's own hand is about.
    fn substitute_note(&self, by: &Person, old: &str, new: &str) -> Option<Decided> {
        let hands = self.meeting.as_ref()?.queue.hands.iter().filter(|hand| hand.person.is(by));
        let (entry, note) = hands.flat_map(|hand| &hand.notes).find(|(_, note)| note.contains(old))?;
        Some(Ok(vec![Event::Reworded { entry: *entry, text: note.replacen(old, new, 1).trim().to_owned() }]))
    }

    /// The organization of somebody who is listed as present.
    fn substitute_organization(&self, request: &Request, by: &Person, old: &str, new: &str) -> Option<Decided> {
        let meeting = self.meeting.as_ref()?;
        let named = |person: &&Person| person.with_organization().contains(old);
        let person = meeting.present.iter().filter(named).max_by_key(|person| person.is(by))?;
        let organization = person.organization.as_deref().filter(|organization| organization.contains(old));
        let may_change = person.is(by) || meeting.is_scribe(by) || request.role.may(Right::Secretary);
        let corrected = organization.map(|organization| organization.replacen(old, new, 1).trim().to_owned());
        let corrected = corrected.filter(|corrected| !corrected.is_empty());
        if let (true, Some(corrected)) = (may_change, &corrected) {
            let person = Person { organization: Some(corrected.clone()), ..person.clone() };
            return Some(Ok(vec![Event::PresenceDeclared { person }]));
        }
        let name = if corrected.is_some() { person.name.clone() } else { person.name.replacen(old, new, 1) };
        let of = corrected.or_else(|| person.organization.clone());
        let of = of.map_or_else(String::new, |of| format!(" ({of})"));
        let remedy = format!("present+ {name}{of}");
        Some(Err(otherwise(old, "the list of those present", "A scribe or the secretary can type", &remedy)))
    }

    fn substitute_title(&self, request: &Request, by: &Person, old: &str, new: &str) -> Option<Decided> {
        let agenda = self.agenda();
        let item = agenda.items.values().rev().find(|item| item.title.contains(old))?;
        let (entry, item, title) = (item.entry, item.number, item.title.replacen(old, new, 1).trim().to_owned());
        if title.is_empty() {
            return Some(Err(Refusal::NothingLeft));
        }
        let is_own = agenda.items[&item].proposer.as_deref() == Some(by.name.as_str());
        if is_own || request.role.may(Right::Secretary) {
            return Some(Ok(vec![Event::ItemRenamed { entry, item, title }]));
        }
        let remedy = format!("item {item} = {title}");
        let what = format!("the title of agendum {item}");
        Some(Err(otherwise(old, &what, "The secretary or a chair can type", &remedy)))
    }

    /// A due date is no longer in the words of its action: `s/Friday/Monday/` names it.
    fn substitute_due(&self, request: &Request, by: &Person, old: &str, new: &str) -> Option<Decided> {
        let day = |typed: &str| self.due_day(request.at, typed.trim().trim_start_matches("by ")).ok();
        let due = day(old)?;
        let is_due = |action: &&Action| action.is_open() && action.is_kept() && action.due == Some(due);
        let action = self.actions.values().rev().find(is_due)?;
        Some(self.set_action_due(request, by, action.number, new.trim().trim_start_matches("by ")))
    }

    /// What corrects words that `s/old/new/` does not reach.
    fn said_how(&self, meeting: &Meeting, old: &str, new: &str) -> Option<Refusal> {
        let corrected = |text: &str| text.replacen(old, new, 1);
        if let Some(open) = meeting.open_proposal().filter(|open| open.text.contains(old)) {
            let what = format!("P{}, whose words stay as people have read them", open.number);
            return Some(otherwise(
                old,
                &what,
                "To propose other words",
                &format!("PROPOSED: {}", corrected(&open.text)),
            ));
        }
        let decision = self.decisions.values().rev().find(|decision| {
            decision.is_kept() && decision.id.meeting == meeting.number && decision.text().contains(old)
        });
        if let Some(decision) = decision {
            let remedy = format!("amend {} = {}", decision.id, corrected(decision.text()));
            return Some(otherwise(old, &format!("decision {}", decision.id), "A chair can type", &remedy));
        }
        let poll = meeting.open_poll()?;
        let holds = poll.question.contains(old) || poll.choices.iter().any(|choice| choice.contains(old));
        holds.then(|| otherwise(old, "the open poll", "To ask again, first type", "close the poll"))
    }

    /// `i/where/AGREED: …/`: the line is recorded like any other, under the item of the words that it precedes.
    pub(super) fn insert_record(
        &self,
        request: &Request,
        by: &Person,
        place: &str,
        (line, records): (&str, &Command),
    ) -> Decided {
        self.refuse_off_record()?;
        let meeting = self.recording()?;
        let holds = |record: &&Record| self.text_of(record).is_some_and(|text| text.contains(place));
        let looked_at = meeting.records.values().rev().take(LIMITS.looked_back);
        let mut kept = looked_at.filter(|record| record.is_kept());
        let found = kept.find(holds).ok_or_else(|| Refusal::NothingMatched { old: shorten(place, 60) })?;
        match found.item.filter(|item| meeting.agenda.open != Some(*item)) {
            Some(item) => Err(Refusal::InsertedElsewhere { item, line: shorten(line, 200) }),
            None => self.decide(&Request { command: records.clone(), by: Some(by.clone()), ..request.clone() }),
        }
    }

    /// `… and row 5` after a record of one's own goes on with it, also after a correction. `None`: the words are not such a
    /// line.
    pub(super) fn continue_record(&self, request: &Request, by: &Person, words: &str) -> Option<Decided> {
        let more = continued(words)?.trim();
        let meeting = self.meeting.as_ref().filter(|meeting| meeting.is_recording() && !more.is_empty())?;
        // What others remark in between is not in the way; what they record, or one's own remark, is.
        let is_own = |record: &&Record| record.by.as_ref().is_some_and(|author| author.is(by));
        let is_remark = |record: &&Record| matches!(record.body, Body::Said { manner: Manner::Remark, .. });
        let mut latest = meeting.records.values().rev().take(LIMITS.looked_back);
        let last = latest.find(|record| is_own(record) || !is_remark(record)).filter(is_own)?;
        let text = self.text_of(last).filter(|_| last.is_kept())?;
        let is_proposed = |body: &Body| matches!(body, Body::Decision { decision } if self.is_proposed(*decision));
        let goes_on = match &last.body {
            Body::Action { .. } | Body::Note { .. } | Body::Conclusion { .. } => true,
            body @ Body::Decision { .. } => !is_proposed(body),
            Body::Said { .. }
            | Body::Document { .. }
            | Body::Subtopic { .. }
            | Body::Amendment { .. }
            | Body::Proposal { .. }
            | Body::PointOfOrder { .. }
            | Body::Poll { .. }
            | Body::Question { .. } => false,
        };
        let longer = format!("{text} {more}");
        if !goes_on {
            return None;
        }
        Some(Ok(self.reworded(request, by, last, &longer)))
    }
}

fn otherwise(old: &str, what: &str, who: &'static str, remedy: &str) -> Refusal {
    Refusal::CorrectedOtherwise { old: shorten(old, 60), what: what.to_owned(), who, remedy: shorten(remedy, 300) }
}
