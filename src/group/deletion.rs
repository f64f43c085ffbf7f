//! What stays of an entry when its words have to go: because the message was deleted, because
//! someone asks to be forgotten, or because the retention period is over.

use super::event::{DELETED, Elsewhere, Entry, Event, LiaisonChange, LineChange, ListProposalChange};
use super::liaison::Part;
use super::person::{AccountId, Person, same_name};
use super::poll::SEVERAL;

impl Event {
    /// The same event without anything a person wrote, for deletions: what remains is that
    /// something was there.
    #[expect(clippy::too_many_lines, reason = "every event stands here, with what is left of it")]
    fn blanked(self) -> Event {
        let gone = || DELETED.to_owned();
        match self {
            Event::HandRaised { person, hand, .. } => Event::HandRaised { person, hand, note: None },
            Event::ItemAdded { item, is_presented, .. } => {
                Event::ItemAdded { item, title: gone(), proposer: None, is_presented }
            }
            Event::ItemRenamed { entry, item, .. } => Event::ItemRenamed { entry, item, title: gone() },
            Event::SubtopicOpened { .. } => Event::SubtopicOpened { title: gone() },
            Event::Concluded { item, .. } => Event::Concluded { item, text: gone() },
            Event::DocumentConsidered { item, .. } => Event::DocumentConsidered { item, reference: gone() },
            Event::ActionRecorded { action, .. } => {
                Event::ActionRecorded { action, text: gone(), owners: Vec::new(), accounts: Vec::new(), due: None }
            }
            Event::ActionReworded { entry, action, .. } => Event::ActionReworded {
                entry,
                action,
                text: gone(),
                owners: Vec::new(),
                accounts: Vec::new(),
                due: None,
            },
            Event::DecisionRecorded { number, kind, proposal, .. } => {
                Event::DecisionRecorded { number, kind, text: gone(), proposal }
            }
            Event::DecisionAmended { decision, .. } => Event::DecisionAmended { decision, text: gone(), reason: None },
            Event::DecisionReopened { decision, .. } => Event::DecisionReopened { decision, reason: None },
            Event::ProposalOpened { proposal, until, awaits_rooms, .. } => {
                Event::ProposalOpened { proposal, text: gone(), until, awaits_rooms }
            }
            Event::StandTaken { proposal, person, stand, .. } => {
                Event::StandTaken { proposal, person, stand, words: None }
            }
            Event::ObjectionRaised { to, person, is_reservation, .. } => {
                Event::ObjectionRaised { to, person, reason: None, is_reservation }
            }
            Event::PollOpened { poll, question, choices } => {
                let choices = choices.iter().map(|_| gone()).collect();
                // How many a person may choose is no word of anyone's.
                let question = if question.ends_with(SEVERAL) { format!("{} {SEVERAL}", gone()) } else { gone() };
                Event::PollOpened { poll, question, choices }
            }
            Event::QuestionAsked { question, .. } => Event::QuestionAsked { question, text: gone() },
            Event::Inserted { before, speaker, manner, .. } => {
                Event::Inserted { before, speaker, words: gone(), manner }
            }
            Event::ReminderSet { reminder, due, action, .. } => {
                Event::ReminderSet { reminder, due, text: gone(), action }
            }
            Event::LaterHandRaised { person, .. } => Event::LaterHandRaised { person, note: None },
            Event::Noted { kind, .. } => Event::Noted { kind, text: gone() },
            Event::Said { speaker, manner, .. } => Event::Said { speaker, words: gone(), manner },
            Event::Reworded { entry, .. } => Event::Reworded { entry, text: gone() },
            Event::MeetingStarted { number, .. } => Event::MeetingStarted { number, title: None },
            Event::ZoneChosen { .. } => Event::ZoneChosen { zone: None },
            Event::MeetingPlanned { meeting, start, zone, secs, .. } => {
                Event::MeetingPlanned { meeting, start, zone, secs, title: None }
            }
            Event::MeetingMoved { meeting, start, zone, secs, .. } => {
                Event::MeetingMoved { meeting, start, zone, secs, reason: None }
            }
            Event::MeetingCancelled { meeting, .. } => Event::MeetingCancelled { meeting, reason: gone() },
            Event::JoinLinkSet { meeting, .. } => Event::JoinLinkSet { meeting, link: None },
            Event::NoticeShown { meeting, digest, despite_notice } => {
                Event::NoticeShown { meeting, digest, despite_notice: despite_notice.map(|_| gone()) }
            }
            Event::MinutesEdited { meeting, line, .. } => {
                Event::MinutesEdited { meeting, line, change: LineChange::Restored }
            }
            Event::ParentMeetingSet { body, opens, closes, instead_of, .. } => {
                Event::ParentMeetingSet { body, opens, closes, place: None, instead_of }
            }
            Event::PaperEdited { paper, line, .. } => Event::PaperEdited { paper, line, change: LineChange::Restored },
            Event::ReportDelivered { report, .. } => Event::ReportDelivered { report, reference: gone() },
            Event::PaperApproved { paper, version, elsewhere } => {
                Event::PaperApproved { paper, version, elsewhere: elsewhere.map(Elsewhere::blanked) }
            }
            Event::MinutesApproved { meeting, version, elsewhere } => {
                Event::MinutesApproved { meeting, version, elsewhere: elsewhere.map(Elsewhere::blanked) }
            }
            Event::ByMail(event) => Event::ByMail(event.blanked()),
            Event::RegisterChanged { row, change } => Event::RegisterChanged { row, change: change.worded(DELETED) },
            Event::DocumentChanged { document, change } => {
                Event::DocumentChanged { document, change: change.worded(DELETED) }
            }
            Event::LiaisonChanged { liaison, change } => Event::LiaisonChanged { liaison, change: change.blanked() },
            Event::ListProposalChanged { proposal, change } => {
                Event::ListProposalChanged { proposal, change: change.blanked() }
            }
            Event::MandateChanged { change } => Event::MandateChanged { change: change.blanked() },
            Event::TermsChanged { revision, change } => Event::TermsChanged { revision, change: change.blanked() },
            Event::HandChanged { person, hand, kind, note } => {
                Event::HandChanged { person, hand, kind, note: note.map(|_| gone()) }
            }
            Event::MeetingEnded
            | Event::MeetingReopened
            | Event::RecessBegan { .. }
            | Event::RecessEnded
            | Event::SecondSessionOpened
            | Event::HandLowered { .. }
            | Event::HandMovedLast { .. }
            | Event::QueueSet { .. }
            | Event::FloorPaused
            | Event::FloorResumed
            | Event::ItemDropped { .. }
            | Event::AgendaOrdered { .. }
            | Event::AgendaCleared
            | Event::ProposalShown { .. }
            | Event::ProposalDue { .. }
            | Event::ProposalDropped { .. }
            | Event::StandWithdrawn { .. }
            | Event::VoteWithdrawn { .. }
            | Event::ObjectionWithdrawn { .. }
            | Event::VoteCast { .. }
            | Event::PollClosed { .. }
            | Event::QuestionBacked { .. }
            | Event::BackingWithdrawn { .. }
            | Event::SpeakerCorrected { .. }
            | Event::RegretsWithdrawn { .. }
            | Event::ChairNamed { .. }
            | Event::ChairReleased { .. }
            | Event::ReminderDue { .. }
            | Event::QuietSet { .. }
            | Event::ZoneDeclined
            | Event::PersonForgotten
            | Event::WordsExpired { .. }
            | Event::QueueClosed
            | Event::QueueReopened
            | Event::FloorGiven { .. }
            | Event::FloorYielded { .. }
            | Event::SpeakingTimeSet { .. }
            | Event::SpeakingTimeCleared { .. }
            | Event::SpeakerWarned { .. }
            | Event::ItemTakenUp { .. }
            | Event::ItemClosed { .. }
            | Event::ItemSkipped { .. }
            | Event::ItemBoxed { .. }
            | Event::ItemWarned { .. }
            | Event::ActionClosed { .. }
            | Event::ActionReopened { .. }
            | Event::Withdrawn { .. }
            | Event::Redacted { .. }
            | Event::RecordSuspended
            | Event::RecordResumed
            | Event::PresenceDeclared { .. }
            | Event::PresenceWithdrawn { .. }
            | Event::RegretsDeclared { .. }
            | Event::Arrived { .. }
            | Event::ScribeNamed { .. }
            | Event::ScribeReleased { .. }
            | Event::NoticeQueued { .. }
            | Event::MeetingNeared { .. }
            | Event::MeetingMovedByRules { .. }
            | Event::ParentMeetingCancelled { .. }
            | Event::ReportNeared { .. }
            | Event::LiaisonNeared { .. }
            | Event::MandateNeared { .. }
            | Event::ReportBegun { .. }
            | Event::PaperShown { .. }
            | Event::PaperQueued { .. }
            | Event::MinutesShown { .. }
            | Event::RemarksTaken { .. }
            | Event::MinutesQueued { .. }
            | Event::MinutesBecameFinal { .. }
            | Event::MailHandedOver { .. }
            | Event::MailSeen { .. }
            | Event::MailRefused { .. }
            | Event::MailWithdrawn { .. } => self,
        }
    }
}

impl Elsewhere {
    /// The same without how it was given. Whose approval it is follows from the configuration, not from the words.
    fn blanked(self) -> Elsewhere {
        Elsewhere { reason: DELETED.to_owned(), ..self }
    }
}

impl Entry {
    /// What is left of the entry when its message was deleted: without words, and without the names
    /// that someone typed for others.
    pub fn blanked(self) -> Entry {
        let by = self.by.clone();
        let typed = |person: Person| match &by {
            Some(by) if by.is(&person) => Person { organization: by.organization.clone(), ..person },
            Some(_) | None => Person::named(DELETED),
        };
        let gives_names = self.event.nature().names.go_with_their_line();
        let mut event = self.event.blanked();
        for named in event.people_mut().into_iter().filter(|_| gives_names) {
            *named = typed(std::mem::replace(named, Person::named(DELETED)));
        }
        Entry { event, ..self }
    }
}

impl Entry {
    /// The entry without a person's name: nothing in it says that it was they. What the group decided
    /// or left to do stays.
    ///
    /// `number` tells people who were forgotten apart, so that their votes and objections still count one by one.
    pub fn without(self, person: &Person, number: u64) -> Entry {
        let nobody = || Person { account: Some(AccountId(format!("forgotten:{number}"))), ..Person::named(DELETED) };
        let mut event = self.event;
        if let Event::ByMail(event) = &mut event {
            event.untied(person);
        }
        for named in event.named_mut() {
            match named {
                Named::Person(named) if named.is(person) => *named = nobody(),
                Named::Counted(named) if named.is(person) => {
                    *named = Person { organization: named.organization.take(), ..nobody() };
                }
                Named::Person(_) | Named::Counted(_) => {}
                Named::Owners { text, owners, accounts } => {
                    for owner in owners.iter_mut().filter(|owner| same_name(owner, &person.name)) {
                        DELETED.clone_into(owner);
                        *text = without_name(text, &person.name);
                    }
                    accounts.retain(|account| Some(account) != person.account.as_ref());
                }
                Named::Contacts(text) if person.is_named_in(text) => {
                    // With the name goes what else says who it is.
                    let left = |one: &str| {
                        let end = if one.ends_with(';') { ";" } else { "" };
                        if person.is_named_in(one) { format!("{DELETED}{end}") } else { one.to_owned() }
                    };
                    let others = text.split_inclusive([';', '\n']).map(left);
                    *text = others.collect();
                }
                Named::Contacts(_) => {}
                Named::Proposer(proposer) => {
                    proposer.take_if(|proposer| same_name(proposer, &person.name));
                }
            }
        }
        let by = self.by.map(|by| if by.is(person) { nobody() } else { by });
        Entry { by, event, ..self }
    }
}

impl Person {
    /// Whether the name occurs in a text, as a word of its own.
    pub fn is_named_in(&self, text: &str) -> bool {
        without_name(text, &self.name) != text
    }
}

/// Removes a name from a text where it is a word of its own, however it is written.
fn without_name(text: &str, name: &str) -> String {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (lower, name) = (text.to_ascii_lowercase(), name.to_ascii_lowercase());
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in lower.match_indices(name.as_str()).filter(|(_, found)| !found.is_empty()) {
        let end = at + found.len();
        let is_word = !is_part(text[..at].chars().next_back()) && !is_part(text[end..].chars().next());
        if is_word && at >= from {
            out.push_str(&text[from..at]);
            out.push_str(DELETED);
            from = end;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// A place of an event in which it names someone.
enum Named<'a> {
    Person(&'a mut Person),
    /// What this person said counts for their organization, also when the person is forgotten.
    Counted(&'a mut Person),
    /// Owners of an action, whose names its text may hold too.
    Owners {
        text: &'a mut String,
        owners: &'a mut Vec<String>,
        accounts: &'a mut Vec<AccountId>,
    },
    Proposer(&'a mut Option<String>),
    /// Contacts, separated by semicolons.
    Contacts(&'a mut String),
}

impl Event {
    /// Everybody it names by account or name.
    pub fn people(&self) -> Vec<Person> {
        self.clone().people_mut().into_iter().map(|person| person.clone()).collect()
    }

    /// The same, to be changed.
    pub(super) fn people_mut(&mut self) -> Vec<&mut Person> {
        let person = |named| match named {
            Named::Person(person) | Named::Counted(person) => Some(person),
            Named::Owners { .. } | Named::Proposer(_) | Named::Contacts(_) => None,
        };
        self.named_mut().into_iter().filter_map(person).collect()
    }

    /// Everybody it names, in whatever form.
    #[expect(clippy::too_many_lines, reason = "one arm an event, so that a new one says whom it names")]
    fn named_mut(&mut self) -> Vec<Named<'_>> {
        match self {
            Event::HandRaised { person, .. }
            | Event::LaterHandRaised { person, .. }
            | Event::HandLowered { person, .. }
            | Event::HandChanged { person, .. }
            | Event::FloorGiven { person, .. }
            | Event::FloorYielded { person }
            | Event::StandTaken { person, .. }
            | Event::StandWithdrawn { person, .. }
            | Event::VoteWithdrawn { person, .. }
            | Event::ObjectionWithdrawn { person, .. }
            | Event::QuestionBacked { person, .. }
            | Event::BackingWithdrawn { person, .. }
            | Event::RegretsWithdrawn { person }
            | Event::PresenceDeclared { person }
            | Event::PresenceWithdrawn { person }
            | Event::RegretsDeclared { person, .. }
            | Event::Arrived { person }
            | Event::ScribeNamed { person, .. }
            | Event::ScribeReleased { person }
            | Event::ChairNamed { person }
            | Event::ChairReleased { person }
            | Event::PaperApproved { elsewhere: Some(Elsewhere { chair: person, .. }), .. }
            | Event::MinutesApproved { elsewhere: Some(Elsewhere { chair: person, .. }), .. } => {
                vec![Named::Person(person)]
            }
            Event::ObjectionRaised { person, .. } | Event::VoteCast { person, .. } => vec![Named::Counted(person)],
            Event::Said { speaker, .. } | Event::Inserted { speaker, .. } | Event::SpeakerCorrected { speaker, .. } => {
                vec![Named::Person(speaker)]
            }
            Event::QueueSet { people, .. } => people.iter_mut().map(Named::Person).collect(),
            Event::ByMail(event) => event.people_mut().into_iter().map(Named::Person).collect(),
            Event::HandMovedLast { person, behind } => {
                std::iter::once(person).chain(behind).map(Named::Person).collect()
            }
            Event::ActionRecorded { text, owners, accounts, .. }
            | Event::ActionReworded { text, owners, accounts, .. } => vec![Named::Owners { text, owners, accounts }],
            Event::ItemAdded { proposer, .. } => vec![Named::Proposer(proposer)],
            Event::LiaisonChanged { change: LiaisonChange::Worded { part: Part::Contact, text }, .. } => {
                vec![Named::Contacts(text)]
            }
            Event::ListProposalChanged { change, .. } => match change {
                ListProposalChange::Answered { person, .. } => vec![Named::Counted(person)],
                ListProposalChange::AnswerWithdrawn { person } => vec![Named::Person(person)],
                ListProposalChange::Proposed { .. }
                | ListProposalChange::Due
                | ListProposalChange::Settled { .. }
                | ListProposalChange::Dropped => Vec::new(),
            },
            Event::MeetingStarted { .. }
            | Event::MeetingEnded
            | Event::MeetingReopened
            | Event::RecessBegan { .. }
            | Event::RecessEnded
            | Event::SecondSessionOpened
            | Event::QueueClosed
            | Event::QueueReopened
            | Event::FloorPaused
            | Event::FloorResumed
            | Event::SpeakingTimeSet { .. }
            | Event::SpeakingTimeCleared { .. }
            | Event::SpeakerWarned { .. }
            | Event::ItemRenamed { .. }
            | Event::ItemDropped { .. }
            | Event::AgendaOrdered { .. }
            | Event::AgendaCleared
            | Event::ItemTakenUp { .. }
            | Event::ItemClosed { .. }
            | Event::ItemSkipped { .. }
            | Event::SubtopicOpened { .. }
            | Event::ItemBoxed { .. }
            | Event::ItemWarned { .. }
            | Event::Concluded { .. }
            | Event::DocumentConsidered { .. }
            | Event::ActionClosed { .. }
            | Event::ActionReopened { .. }
            | Event::DecisionRecorded { .. }
            | Event::DecisionAmended { .. }
            | Event::DecisionReopened { .. }
            | Event::ProposalOpened { .. }
            | Event::ProposalShown { .. }
            | Event::ProposalDue { .. }
            | Event::ProposalDropped { .. }
            | Event::PollOpened { .. }
            | Event::PollClosed { .. }
            | Event::QuestionAsked { .. }
            | Event::Noted { .. }
            | Event::Reworded { .. }
            | Event::Withdrawn { .. }
            | Event::Redacted { .. }
            | Event::RecordSuspended
            | Event::RecordResumed
            | Event::ReminderSet { .. }
            | Event::ReminderDue { .. }
            | Event::ZoneChosen { .. }
            | Event::QuietSet { .. }
            | Event::ZoneDeclined
            | Event::RegisterChanged { .. }
            | Event::DocumentChanged { .. }
            | Event::LiaisonChanged { .. }
            | Event::PersonForgotten
            | Event::WordsExpired { .. }
            | Event::MeetingPlanned { .. }
            | Event::MeetingMoved { .. }
            | Event::MeetingCancelled { .. }
            | Event::JoinLinkSet { .. }
            | Event::NoticeShown { .. }
            | Event::NoticeQueued { .. }
            | Event::MeetingNeared { .. }
            | Event::MeetingMovedByRules { .. }
            | Event::ParentMeetingSet { .. }
            | Event::ParentMeetingCancelled { .. }
            | Event::ReportNeared { .. }
            | Event::LiaisonNeared { .. }
            | Event::MandateChanged { .. }
            | Event::TermsChanged { .. }
            | Event::MandateNeared { .. }
            | Event::ReportBegun { .. }
            | Event::ReportDelivered { .. }
            | Event::PaperShown { .. }
            | Event::PaperEdited { .. }
            | Event::PaperApproved { elsewhere: None, .. }
            | Event::PaperQueued { .. }
            | Event::MinutesShown { .. }
            | Event::MinutesEdited { .. }
            | Event::RemarksTaken { .. }
            | Event::MinutesApproved { elsewhere: None, .. }
            | Event::MinutesQueued { .. }
            | Event::MinutesBecameFinal { .. }
            | Event::MailHandedOver { .. }
            | Event::MailSeen { .. }
            | Event::MailRefused { .. }
            | Event::MailWithdrawn { .. } => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_where_it_stands_alone() {
        for (text, name, expected) in [
            ("Al to tell all of it", "Al", "[deleted] to tell all of it"),
            ("al, Bo to ask AL", "Al", "[deleted], Bo to ask [deleted]"),
            ("Ümit und Ümits Tabelle", "Ümit", "[deleted] und Ümits Tabelle"),
            ("nobody", "", "nobody"),
        ] {
            assert_eq!(without_name(text, name), expected);
        }
    }
}
