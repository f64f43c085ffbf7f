//! How entries change a group. No rule is here, and nothing here can fail: an entry that
//! refers to what is not in memory changes nothing.

#![deny(clippy::wildcard_enum_match_arm, reason = "a new event must not be ignored in silence")]

mod agenda;
mod answer;
mod correction;
mod document;
mod liaison;
mod list_proposal;
mod mail;
mod mandate;
mod meeting;
mod paper;
mod people;
mod queue;
mod record;
mod register;
mod reminder;
mod report;
mod schedule;
mod set_back;
mod terms;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Group;
use super::event::{Entry, Event, Source};
use super::heard::Heard;
use super::meeting::Meeting;
use super::paper::PaperId;
use super::person::Person;
use record::Said;

/// All of an [`Entry`] but its event.
#[derive(Clone, Copy)]
struct Metadata<'a> {
    seq: u64,
    at: DateTime<Utc>,
    by: Option<&'a Person>,
    source: Option<&'a Source>,
}

impl Group {
    /// Applies what was heard as [`Group::apply`] does the entry of it, which nobody wants here.
    pub fn keep(&mut self, at: DateTime<Utc>, by: &Person, heard: &Heard<'_>) {
        let seq = self.head + 1;
        let by = self.begin(seq, at, Some(by));
        let said = Said { seq, at, by, source: None, words: heard.words.to_owned(), manner: heard.manner };
        self.said(&heard.speaker, said);
    }

    /// Applies one entry of the log.
    pub fn apply(&mut self, entry: &Entry) {
        // What is only known while a message is taken is in no log: an entry changes the same when it is read again.
        if self.around.is_empty() {
            return self.apply_alone(entry);
        }
        let around = std::mem::take(&mut self.around);
        self.apply_alone(entry);
        self.around = around;
    }

    #[expect(clippy::too_many_lines, reason = "one arm an event, each naming what it changes")]
    fn apply_alone(&mut self, entry: &Entry) {
        let Entry { seq, at, by, source, event } = entry;
        let (seq, at, by) = (*seq, *at, by.as_ref());
        let act = self.act_of(entry);
        let author = self.begin(seq, at, by);
        let metadata = Metadata { seq, at, by, source: source.as_ref() };
        match event {
            Event::MeetingStarted { number, title } => self.meeting_started(metadata, *number, title.as_deref()),
            Event::MeetingEnded => self.meeting_ended(seq, at, by),
            Event::MeetingReopened => self.meeting_reopened(at),
            Event::RecessBegan { until } => self.recess_began(at, *until),
            Event::RecessEnded => self.recess_ended(at),
            Event::SecondSessionOpened => self.second_session_opened(at),

            Event::HandRaised { person, hand, note } => self.hand_raised(seq, person, *hand, note.as_deref()),
            Event::LaterHandRaised { person, note } => self.later_hand_raised(seq, person, note.as_deref()),
            Event::HandLowered { person, hand } => self.hand_lowered(person, *hand),
            Event::HandMovedLast { person, behind } => self.hand_moved_last(seq, person, behind.as_ref()),
            Event::HandChanged { person, hand, kind, note } => {
                self.hand_changed(seq, person, *hand, *kind, note.as_deref());
            }
            Event::QueueSet { people, hands } => self.queue_set(seq, people, hands),
            Event::QueueClosed => self.queue_closed(),
            Event::QueueReopened => self.queue_reopened(),
            Event::FloorGiven { person, hand } => {
                self.floor_given(at, by, person, *hand);
                self.point_of_order(metadata, person);
            }
            Event::FloorYielded { person } => self.floor_yielded(at, person),
            Event::FloorPaused => self.floor_paused(at),
            Event::FloorResumed => self.floor_resumed(at),
            Event::SpeakingTimeSet { secs, whose } => self.speaking_time_set(*secs, *whose),
            Event::SpeakingTimeCleared { whose } => self.speaking_time_cleared(*whose),
            Event::SpeakerWarned { stage, whose } => self.speaker_warned(*stage, *whose),

            Event::ItemAdded { item, title, proposer, is_presented } => {
                self.item_added(metadata, *item, title, proposer.as_deref(), *is_presented);
            }
            Event::ItemRenamed { entry: _, item, title } => self.item_renamed(*item, title),
            Event::ItemDropped { item } => self.item_dropped(*item),
            Event::AgendaOrdered { order } => self.agenda_ordered(order),
            Event::AgendaCleared => self.agenda_cleared(),
            Event::ItemTakenUp { item } => self.item_taken_up(at, by, *item),
            Event::ItemClosed { item } => self.item_closed(at, *item),
            Event::ItemSkipped { item } => self.item_skipped(at, *item),
            Event::SubtopicOpened { title } => self.subtopic_opened(metadata, title),
            Event::ItemBoxed { item, secs } => self.item_boxed(at, *item, *secs),
            Event::ItemWarned { item, stage } => self.item_warned(*item, *stage),
            Event::Concluded { item, text } => self.concluded(metadata, *item, text),
            Event::DocumentConsidered { item, reference } => self.document_considered(metadata, *item, reference),

            Event::ActionRecorded { action, text, owners, accounts, due } => {
                self.action_recorded(metadata, *action, text, owners, accounts, *due);
            }
            Event::ActionReworded { entry: _, action, text, owners, accounts, due } => {
                self.action_reworded(by, *action, text, owners, accounts, *due);
            }
            Event::ActionReopened { action } => self.action_reopened(*action),
            Event::ActionClosed { action, outcome } => self.action_closed(seq, *action, *outcome),
            Event::DecisionRecorded { number, kind, text, proposal } => {
                self.decision_recorded(metadata, *number, *kind, text, *proposal);
            }
            Event::DecisionAmended { decision, text, reason } => {
                self.decision_amended(metadata, *decision, text, reason.as_deref());
            }
            Event::DecisionReopened { decision, reason } => {
                self.decision_reopened(metadata, *decision, reason.as_deref());
            }
            Event::ProposalOpened { proposal, text, until, awaits_rooms } => {
                self.proposal_opened(metadata, *proposal, text, (*until, *awaits_rooms));
            }
            Event::ProposalShown { proposal, until } => self.proposal_shown_until(*proposal, *until),
            Event::ProposalDue { proposal } => self.proposal_due(*proposal),
            Event::ProposalDropped { proposal } => self.proposal_dropped(*proposal),
            Event::StandTaken { proposal, person, stand, words } => {
                self.stand_taken(seq, *proposal, person, *stand, words.as_deref());
            }
            Event::StandWithdrawn { proposal, person } => self.stand_withdrawn(*proposal, person),
            Event::VoteWithdrawn { poll, person } => self.vote_withdrawn(*poll, person),
            Event::ObjectionRaised { to, person, reason, is_reservation } => {
                self.objection_raised(metadata, *to, person, reason.as_deref(), *is_reservation);
            }
            Event::ObjectionWithdrawn { to, person } => self.objection_withdrawn(*to, person),
            Event::PollOpened { poll, question, choices } => self.poll_opened(metadata, *poll, question, choices),
            Event::VoteCast { poll, person, choice } => self.vote_cast(seq, *poll, person, *choice),
            Event::PollClosed { poll } => self.poll_closed(*poll),
            Event::QuestionAsked { question, text } => self.question_asked(metadata, *question, text),
            Event::QuestionBacked { question, person } => self.question_backed(*question, person),
            Event::BackingWithdrawn { question, person } => self.backing_withdrawn(*question, person),
            Event::SpeakerCorrected { entry, speaker } => self.speaker_corrected(*entry, speaker),
            Event::Inserted { before, speaker, words, manner } => {
                self.inserted(metadata, *before, speaker, words, *manner);
            }
            Event::Noted { kind, text } => self.noted(metadata, *kind, text),
            Event::Said { speaker, words, manner } => {
                let source = source.clone().map(Box::new);
                self.said(speaker, Said { seq, at, by: author, source, words: words.clone(), manner: *manner });
            }
            Event::Reworded { entry, text } => self.entry_reworded(*entry, text),
            Event::Withdrawn { entry } => self.entry_withdrawn(*entry),
            Event::Redacted { entries } => self.entries_redacted(entries),
            Event::RecordSuspended => self.record_suspended(at),
            Event::RecordResumed => self.record_resumed(at),

            Event::RegretsWithdrawn { person } => self.regrets_withdrawn(person),
            Event::PresenceDeclared { person } => self.presence_declared(at, person, metadata.by),
            Event::PresenceWithdrawn { person } => self.presence_withdrawn(at, person),
            Event::RegretsDeclared { person, meeting } => self.regrets_declared(person, *meeting),
            Event::Arrived { person } => self.arrived(person),
            Event::ScribeNamed { person, is_appointed } => self.scribe_named(person, *is_appointed),
            Event::ScribeReleased { person } => self.scribe_released(person),
            Event::ChairNamed { person } => self.chair_named(person),
            Event::ChairReleased { person } => self.chair_released(person),
            Event::ReminderSet { reminder, due, text, action } => {
                self.reminder_set(metadata, *reminder, *due, text, *action);
            }
            Event::ReminderDue { reminder } => self.reminder_due(*reminder),
            Event::ParentMeetingSet { body, opens, closes, place, instead_of } => {
                self.parent_meeting_set(body, (*opens, *closes), place.as_deref(), *instead_of);
            }
            Event::ParentMeetingCancelled { body, opens } => self.parent_meeting_cancelled(body, *opens),
            Event::ReportNeared { body, opens, left } => self.report_neared(body, *opens, *left),
            Event::ReportBegun { report, body, opens } => self.report_begun(*report, body, *opens),
            Event::ReportDelivered { report, reference } => self.report_delivered((seq, at), *report, reference),
            Event::PaperShown { paper, version, digest } => self.paper_shown(at, *paper, *version, digest),
            Event::PaperEdited { paper, line, change } => self.paper_edited(metadata, *paper, line, change),
            Event::PaperApproved { paper, version, elsewhere } => {
                self.paper_approved(metadata, *paper, *version, elsewhere.as_ref());
            }
            Event::PaperQueued { paper, version, message_id } => {
                self.paper_queued(at, *paper, *version, message_id);
            }
            Event::RegisterChanged { row, change } => self.register_changed(metadata, *row, change),
            Event::DocumentChanged { document, change } => self.document_changed(metadata, *document, change),
            Event::LiaisonChanged { liaison, change } => self.liaison_changed(metadata, *liaison, change),
            Event::ListProposalChanged { proposal, change } => self.list_proposal_changed(metadata, *proposal, change),
            Event::MandateChanged { change } => self.mandate_changed(metadata, change),
            Event::TermsChanged { revision, change } => self.terms_changed_by(metadata, *revision, change),
            Event::MandateNeared { until, left } => self.mandate_neared(*until, *left),
            Event::LiaisonNeared { liaison, left } => self.liaison_neared(*liaison, *left),
            Event::QuietSet { is_quiet } => self.is_quiet = *is_quiet,
            Event::ZoneChosen { zone } => self.zone_chosen(by, zone.as_deref()),
            Event::ZoneDeclined => self.zone_declined(by),
            // The log itself is rewritten, and the group is then rebuilt from it.
            Event::PersonForgotten => {}
            Event::WordsExpired { through } => self.ended.retain(|(last, _)| last > through),

            Event::MeetingPlanned { meeting, start, zone, secs, title } => {
                self.meeting_planned(metadata, *meeting, *start, zone, *secs, title.as_deref());
            }
            Event::MeetingMoved { meeting, start, zone, secs, reason } => {
                self.meeting_moved(at, *meeting, *start, zone, *secs, reason.as_deref());
            }
            Event::MeetingCancelled { meeting, reason } => self.meeting_cancelled(*meeting, reason),
            Event::JoinLinkSet { meeting, link } => self.join_link_set(*meeting, link.as_deref()),
            Event::NoticeShown { meeting, digest, despite_notice } => {
                self.notice_shown(at, *meeting, digest, despite_notice.as_deref());
            }
            Event::NoticeQueued { meeting, message_id, starts_at } => {
                self.notice_queued(at, *meeting, message_id, *starts_at);
            }
            Event::MeetingNeared { meeting, ahead } => self.meeting_neared(*meeting, *ahead),
            Event::MeetingMovedByRules { meeting, starts_at } => self.moved_by_rules_told(*meeting, *starts_at),

            Event::MinutesShown { meeting, version, digest } => {
                self.paper_shown(at, PaperId::Minutes(*meeting), *version, digest);
            }
            Event::MinutesEdited { meeting, line, change } => {
                self.paper_edited(metadata, PaperId::Minutes(*meeting), line, change);
                self.correction_taken(*meeting, change);
            }
            Event::RemarksTaken { meeting, entries } => self.remarks_taken(*meeting, entries),
            Event::MinutesApproved { meeting, version, elsewhere } => {
                self.paper_approved(metadata, PaperId::Minutes(*meeting), *version, elsewhere.as_ref());
            }
            Event::MinutesQueued { meeting, version, message_id } => {
                self.paper_queued(at, PaperId::Minutes(*meeting), *version, message_id);
            }
            Event::MinutesBecameFinal { meeting } => self.paper_became_final(at, PaperId::Minutes(*meeting)),
            Event::MailHandedOver { message_id } => self.mail_handed_over(at, message_id),
            Event::MailSeen { message_id } => self.mail_seen(message_id),
            Event::MailRefused { message_id, reason } => self.mail_refused(message_id, reason),
            Event::MailWithdrawn { message_id } => self.mail_withdrawn(message_id),
            Event::ByMail(event) => self.came_by_mail(metadata, event),
        }
        self.note_act(entry, act);
        self.note_mail(entry);
    }

    /// What every entry changes; returns its author as a record keeps them, in a meeting.
    fn begin(&mut self, seq: u64, at: DateTime<Utc>, by: Option<&Person>) -> Option<Arc<Person>> {
        self.head = seq;
        self.set_back(at);
        self.last_at = Some(at);
        by.zip(self.meeting.as_mut()).map(|(by, meeting)| meeting.meet(by))
    }

    /// The meeting that is open or was the last.
    fn latest_meeting_mut(&mut self) -> Option<&mut Meeting> {
        self.meeting.as_mut().or(self.finished.as_mut())
    }
}
