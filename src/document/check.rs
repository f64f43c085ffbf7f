//! Checks templates before anyone needs them: they are filled in with made-up meetings, with everything there can be, with
//! nothing, and with one thing more or less, so that most faults show here and not at the end of a meeting.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};

use super::template;
use super::{Form, header, layout};
use crate::group::event::{Kind, NoteKind};
use crate::group::stationery::{Contact, HeaderBlock, Stationery, TemplateText};
use crate::view::minutes::{
    ActionLine, AgendaLine, Announced, Contribution, ContributionLine, Corrections, DecisionLine, Minutes, Next,
    NoteLine, Party, PollResult, Section, Transcript,
};

/// Fills in a group's templates with made-up meetings.
///
/// # Errors
/// The first problem: the key of the configuration, and what is wrong with file, line and what to do.
pub fn check(stationery: &Stationery) -> Result<(), (&'static str, String)> {
    if let Some(template) = &stationery.minutes {
        check_minutes(template).map_err(|problem| ("document.template", problem))?;
    }
    super::liaison::check(stationery)?;
    let Some(block) = &stationery.header else { return Ok(()) };
    let contact = |mail: Option<&str>| Contact {
        name: "Somebody".to_owned(),
        organization: mail.map(str::to_owned),
        country: mail.map(str::to_owned),
        phone: mail.map(str::to_owned),
        mail: mail.map(str::to_owned),
    };
    let contacts = [Vec::new(), vec![contact(None), contact(Some("somebody@example.org"))], block.contacts.clone()];
    for minutes in [full(), empty()] {
        for contacts in &contacts {
            header::try_rows(&minutes, &HeaderBlock { contacts: contacts.clone(), ..block.clone() })?;
        }
    }
    Ok(())
}

fn check_minutes(template: &TemplateText) -> Result<(), String> {
    for form in Form::ALL {
        let (full, empty) = (layout::values(full(), form), layout::values(empty(), form));
        template::check(template, &full)?;
        for (values, others) in [(&full, &empty), (&empty, &full)] {
            template::text(template, values.clone())?;
            for (name, other) in &others.names {
                // Parts of other values have other numbers; here it only counts whether they have blocks.
                let mut changed = values.clone();
                changed.names.insert(name, other.clone());
                template::text(template, changed)?;
            }
        }
    }
    Ok(())
}

/// A meeting in which everything happened.
fn full() -> Minutes {
    let party = Party {
        name: "Somebody".to_owned(),
        organization: Some("Example Org".to_owned()),
        side: Some("SG17".to_owned()),
        from: Some(DateTime::UNIX_EPOCH),
        until: Some(DateTime::UNIX_EPOCH),
    };
    let section = full_section();
    let mut sections = vec![Section { item: None, ..section.clone() }, section.clone(), empty_section()];
    for change in [
        |section: &mut Section| section.documents.clear(),
        |section: &mut Section| section.contributions.clear(),
        |section: &mut Section| section.notes.clear(),
        |section: &mut Section| section.questions.clear(),
        |section: &mut Section| {
            section.polls.clear();
            section.poll_results.clear();
        },
        |section: &mut Section| section.conclusions.clear(),
        |section: &mut Section| section.decisions.clear(),
        |section: &mut Section| section.proposals.clear(),
        |section: &mut Section| section.amendments.clear(),
        |section: &mut Section| section.actions.clear(),
    ] {
        let mut changed = section.clone();
        change(&mut changed);
        sections.push(changed);
    }
    Minutes {
        parent: Some("Example Council".to_owned()),
        title: Some("A title".to_owned()),
        closed_at: Some(DateTime::UNIX_EPOCH),
        announced: Some(Announced {
            at: DateTime::UNIX_EPOCH,
            list: "list@example.org".to_owned(),
            despite_notice: Some("a reason".to_owned()),
            link: Some("https://lists.example.org/1".to_owned()),
        }),
        opened_by: Some(party.clone()),
        opening_words: vec!["A paragraph.".to_owned()],
        chairs: vec![Party { name: "Somebody else".to_owned(), ..party.clone() }],
        scribes: vec![party.clone()],
        present: vec![party.clone(), party.clone()],
        also_spoke: vec![party.clone()],
        by_mail: vec!["A sentence".to_owned()],
        regrets: vec![party],
        recesses: vec![(DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH)],
        sessions: vec![(DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH)],
        agenda: vec![AgendaLine { number: 1, title: "An item".to_owned(), proposer: None, is_discussed: true }],
        agenda_approval: section.decisions.clone(),
        minutes_approval: section.decisions.clone(),
        earlier_actions: section.actions.clone(),
        decisions: section.decisions.clone(),
        actions: section.actions,
        contributions: vec![ContributionLine {
            reference: "TD1".to_owned(),
            title: Some("A title".to_owned()),
            source: Some("Somebody".to_owned()),
            items: vec![1],
            link: Some("https://example.org/td1".to_owned()),
        }],
        outgoing: vec![NoteLine { kind: NoteKind::Outgoing, text: "A line".to_owned(), by: None }],
        register_changes: vec!["R1, a topic: new".to_owned()],
        liaisons: vec!["L1, a title, outgoing: drafted".to_owned()],
        terms_changes: vec!["Revision 2 was proposed: it changes point 3.".to_owned()],
        next_meeting: Some(Next {
            number: 2,
            title: Some("A title".to_owned()),
            starts_at: DateTime::UNIX_EPOCH,
            when: "a day".to_owned(),
            zones: vec![("Europe/Zurich".to_owned(), "a time".to_owned())],
        }),
        approved_by: vec!["Somebody (entered by Somebody else: by telephone)".to_owned()],
        corrections: Some(Corrections { since_version: 1, changes: vec!["1.1 is new: “A line”".to_owned()] }),
        sections,
        ..empty()
    }
}

/// A meeting in which nothing happened, and which is still open.
fn empty() -> Minutes {
    Minutes {
        format: 1,
        group: "Example Group".to_owned(),
        parent: None,
        meeting: 1,
        title: None,
        date: NaiveDate::default(),
        opened_at: DateTime::UNIX_EPOCH,
        closed_at: None,
        zone: "Europe/Zurich".to_owned(),
        zone_label: None,
        zone_data: crate::time::data_version().to_owned(),
        announced: None,
        opened_by: None,
        opening_words: Vec::new(),
        chairs: Vec::new(),
        scribes: Vec::new(),
        present: Vec::new(),
        also_spoke: Vec::new(),
        regrets: Vec::new(),
        by_mail: Vec::new(),
        recesses: Vec::new(),
        sessions: Vec::new(),
        agenda: Vec::new(),
        agenda_approval: Vec::new(),
        minutes_approval: Vec::new(),
        earlier_actions: Vec::new(),
        sections: Vec::new(),
        decisions: Vec::new(),
        confirm_days: 14,
        actions: Vec::new(),
        contributions: Vec::new(),
        outgoing: Vec::new(),
        register_changes: Vec::new(),
        liaisons: Vec::new(),
        terms_changes: Vec::new(),
        approved_by: Vec::new(),
        next_meeting: None,
        edits: Vec::new(),
        corrections: None,
        remarks: Vec::new(),
        transcript: Transcript::default(),
        stationery: Arc::default(),
    }
}

fn full_section() -> Section {
    let line = || vec!["A line".to_owned()];
    Section {
        documents: line(),
        contributions: vec![
            Contribution::Subtopic { title: "A subject".to_owned() },
            Contribution::Turn {
                label: None,
                speaker: "Somebody".to_owned(),
                organization: None,
                words: "A line".to_owned(),
                sources: Vec::new(),
            },
        ],
        notes: vec![NoteLine { kind: NoteKind::Note, text: "A line".to_owned(), by: None }],
        questions: line(),
        polls: line(),
        poll_results: vec![PollResult {
            question: "A question?".to_owned(),
            by: None,
            counts: vec![("A choice".to_owned(), 1, 1)],
        }],
        conclusions: line(),
        decisions: vec![DecisionLine {
            number: "D1-1".to_owned(),
            kind: Kind::Agreed,
            text: "A line".to_owned(),
            tags: Vec::new(),
            proposal: None,
            proposed_by: None,
            stances: None,
            objections: Vec::new(),
            earlier: Vec::new(),
            reason: None,
            amended_on: None,
            is_reopened: false,
            reopened_on: None,
            is_objected_to: false,
            source: None,
        }],
        proposals: line(),
        amendments: line(),
        actions: vec![ActionLine {
            number: "A1".to_owned(),
            text: "A line".to_owned(),
            owners: Vec::new(),
            due: None,
            state: "open",
        }],
        ..empty_section()
    }
}

fn empty_section() -> Section {
    Section {
        item: Some(1),
        title: "An item".to_owned(),
        documents: Vec::new(),
        contributions: Vec::new(),
        notes: Vec::new(),
        questions: Vec::new(),
        polls: Vec::new(),
        poll_results: Vec::new(),
        conclusions: Vec::new(),
        decisions: Vec::new(),
        proposals: Vec::new(),
        amendments: Vec::new(),
        actions: Vec::new(),
        sources: BTreeMap::new(),
        links: BTreeMap::new(),
    }
}
