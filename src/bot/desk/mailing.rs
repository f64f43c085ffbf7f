//! Mails that a meeting brings: drafted for the core, shown in the room, put into the outbox.

use super::{Desk, Work};
use crate::bot::rebuild;
use crate::chat::dispatch::Dispatch;
use crate::command::by_mail;
use crate::group::command::{
    AgendaCommand, Command, Gathered, MailCommand, MinutesCommand, RecordCommand, ReportCommand, Request,
    ScheduleCommand,
};
use crate::group::event::{Entry, Event, LineChange, PaperId};
use crate::store::MAIL;
use crate::view::{Say, compared, letter, reports};

/// What was drafted for a request.
pub(super) enum Drafted {
    Minutes(Box<rebuild::Drafted>),
    Notice(Box<rebuild::Noticed>),
    Report(Box<rebuild::Reported>),
    /// What is put to the list needs no more than the group knows.
    ListProposal,
}

impl Desk {
    /// Requests about mails carry the draft that the record gives now.
    pub(super) async fn with_draft(&self, request: &Request) -> anyhow::Result<(Request, Option<Drafted>)> {
        let mut request = request.clone();
        let gathered = &mut request.gathered;
        let drafted = match &request.command {
            Command::Minutes(
                MinutesCommand::ShowMinutes { meeting }
                | MinutesCommand::ApproveMinutes { meeting }
                | MinutesCommand::SendMinutes { meeting }
                | MinutesCommand::ShowLines { meeting, .. }
                | MinutesCommand::ShowRemarks { meeting }
                | MinutesCommand::TakeRemarks { meeting, .. },
            ) => self.minutes_of(*meeting, gathered).await?.map(Drafted::Minutes),
            Command::Record(RecordCommand::Undo) => {
                gathered.refused_at = self.refused_at(request.by.as_ref()).await?;
                None
            }
            Command::Minutes(MinutesCommand::EnterApproval { meeting, .. }) => {
                let meeting = self.group.approved_elsewhere(*meeting);
                self.minutes_of(meeting, gathered).await?.map(Drafted::Minutes)
            }
            Command::Minutes(MinutesCommand::EditMinutes { meeting, line, change }) => {
                let drafted = self.minutes_of(*meeting, gathered).await?;
                let lines = drafted.as_ref().map_or(&[] as &[_], |drafted| drafted.lines.as_slice());
                let named = lines.iter().find(|known| line.names(known));
                gathered.line = named.map(|line| line.key.clone());
                gathered.numbered = named.and_then(|line| compared::numbered(&drafted.as_ref()?.minutes, line));
                // A line that was removed has its place still.
                if let (None, LineChange::Restored, Some(drafted)) = (&gathered.line, change, &drafted) {
                    gathered.line = drafted.removed().into_iter().find(|known| line.names(known)).map(|line| line.key);
                }
                drafted.map(Drafted::Minutes)
            }
            Command::Mail(MailCommand::AcceptMail { mail, .. }) => {
                let held = self.group.mailbox.held.get(mail);
                let read = held.map(|held| by_mail::read(&held.words, held.thread())).unwrap_or_default();
                gathered.mailed = read.into_iter().map(|meant| meant.command).collect();
                None
            }
            Command::Mail(MailCommand::TakeCorrection { correction }) => {
                match self.group.mailbox.corrections.get(correction) {
                    Some(asked) => {
                        let (meeting, place) = (asked.meeting, asked.place);
                        let drafted = self.minutes_of(Some(meeting), gathered).await?;
                        let lines = drafted.as_ref().map_or(&[] as &[_], |drafted| drafted.lines.as_slice());
                        let named = lines.iter().find(|known| known.place == place);
                        gathered.line = named.map(|line| line.key.clone());
                        gathered.numbered = named.and_then(|line| compared::numbered(&drafted.as_ref()?.minutes, line));
                        drafted.map(Drafted::Minutes)
                    }
                    None => None,
                }
            }
            Command::Schedule(ScheduleCommand::ShowNotice { meeting, despite_notice }) => {
                let (despite_notice, at) = (despite_notice.as_deref(), request.at);
                let plan = self.group.to_show(*meeting);
                let noticed = plan.map(|plan| rebuild::notice(&self.group, plan, despite_notice, at, at));
                gathered.draft = noticed.as_ref().map(|noticed| noticed.draft.clone());
                noticed.map(|noticed| Drafted::Notice(Box::new(noticed)))
            }
            Command::Schedule(ScheduleCommand::SendNotice { meeting }) => {
                let plan = self.group.to_send(*meeting);
                let shown = plan.and_then(|plan| self.group.notice(plan)?.shown.as_ref());
                let despite_notice = shown.and_then(|shown| shown.despite_notice.as_deref());
                let shown_at = shown.map_or(request.at, |shown| shown.at);
                let at = request.at;
                let noticed = plan.map(|plan| rebuild::notice(&self.group, plan, despite_notice, at, shown_at));
                gathered.draft = noticed.as_ref().map(|noticed| noticed.draft.clone());
                noticed.map(|noticed| Drafted::Notice(Box::new(noticed)))
            }
            Command::Report(command) => {
                let Some(body) = command.body() else { return Ok((request, None)) };
                let at = request.at;
                let reported = rebuild::report_to(&self.store, &self.charter, &self.group, body, at);
                let reported = Box::pin(reported).await?;
                gathered.draft = reported.as_ref().map(|reported| reported.draft.clone());
                if let (ReportCommand::EditReport { line, .. }, Some(reported)) = (command, &reported) {
                    gathered.line = reported.lines.iter().find(|known| line.names(known)).map(|line| line.key.clone());
                }
                reported.map(|reported| Drafted::Report(Box::new(reported)))
            }
            Command::ListProposal(_) => Some(Drafted::ListProposal),
            _ => None,
        };
        Ok((request, drafted))
    }

    /// Drafts the minutes of a meeting and notes the draft among what was gathered.
    async fn minutes_of(
        &self,
        meeting: Option<u32>,
        gathered: &mut Gathered,
    ) -> anyhow::Result<Option<Box<rebuild::Drafted>>> {
        // It holds whole groups, which would make every message's future as large.
        let drafted = Box::pin(rebuild::minutes_of(&self.store, &self.charter, &self.group, meeting)).await?;
        gathered.draft = drafted.as_ref().map(|drafted| drafted.draft.clone());
        Ok(drafted.map(Box::new))
    }

    /// Whether chairs and secretaries have a mail about it: the first reminder of a report. What the log has is not told
    /// again, so that nobody has it twice.
    pub(super) fn is_mailed(&self, event: &Event) -> bool {
        match event {
            Event::ReportNeared { body, opens, .. } => {
                self.charter.list.is_some() && self.group.is_first_reminder(body, *opens)
            }
            _ => false,
        }
    }

    /// Puts a mail about a report that is due into the outbox for each chair and secretary who has an address.
    pub(super) fn remind_by_mail(&self, entry: &Entry, work: &mut Work) -> anyhow::Result<()> {
        let Event::ReportNeared { body, opens, .. } = &entry.event else { return Ok(()) };
        for letter in reports::reminders(&self.group, (body, *opens), entry.at) {
            self.push(MAIL.to_owned(), &Dispatch::Letter { letter, quotes: Vec::new() }, work)?;
        }
        Ok(())
    }

    /// The preview that was asked for, or the mail that was ordered.
    pub(super) fn with_mail(
        &self,
        request: &Request,
        entries: &[Entry],
        drafted: &Drafted,
        work: &mut Work,
    ) -> anyhow::Result<Vec<Say>> {
        for entry in entries {
            let Some(message_id) = queued(&entry.event) else { continue };
            let letter = match drafted {
                Drafted::Minutes(drafted) => {
                    let parts = (drafted.body.as_str(), drafted.attachments.as_slice());
                    letter::of_minutes(&self.group, &drafted.minutes, parts, entry.at, message_id)
                }
                Drafted::Notice(noticed) => {
                    let parts = (noticed.body.clone(), noticed.file.clone());
                    letter::of_notice(&self.group, &noticed.announcement, parts, entry.at, message_id)
                }
                Drafted::Report(reported) => {
                    let parts = (reported.body.as_str(), reported.attachments.as_slice());
                    letter::of_report(&self.group, &reported.report, parts, entry.at, message_id)
                }
                Drafted::ListProposal => match &entry.event {
                    Event::PaperQueued { paper: PaperId::ListProposal(number), version, .. } => {
                        letter::of_list_proposal(&self.group, (*number, *version), entry.at, message_id)
                    }
                    _ => None,
                },
            };
            if let Some(letter) = letter {
                let quotes = self.group.quoted_in(&letter.body);
                self.push(MAIL.to_owned(), &Dispatch::Letter { letter, quotes }, work)?;
            }
        }
        Ok(match drafted {
            Drafted::Minutes(drafted) => self.shown_minutes(&request.command, drafted),
            Drafted::Notice(noticed) => self.shown_notice(&request.command, noticed),
            Drafted::Report(reported) => self.shown_report(&request.command, reported),
            Drafted::ListProposal => None,
        }
        .into_iter()
        .collect())
    }

    fn shown_minutes(&self, command: &Command, drafted: &rebuild::Drafted) -> Option<Say> {
        let Command::Minutes(command) = command else { return None };
        match command {
            MinutesCommand::ShowMinutes { .. } => {
                let version = self.group.version_of(&drafted.draft);
                let parts = (drafted.body.as_str(), drafted.attachments.as_slice());
                Some(Say::room(letter::preview(&self.group, &drafted.minutes, parts, &drafted.lost, version)))
            }
            MinutesCommand::ShowLines { section, .. } => {
                let meeting = drafted.minutes.meeting;
                Some(Say::asker(compared::lines(meeting, *section, &drafted.lines, &drafted.lost)))
            }
            MinutesCommand::ShowRemarks { .. } => {
                Some(Say::asker(compared::remarks(drafted.minutes.meeting, &drafted.minutes.remarks)))
            }
            _ => None,
        }
    }

    fn shown_notice(&self, command: &Command, noticed: &rebuild::Noticed) -> Option<Say> {
        let is_shown = matches!(command, Command::Schedule(ScheduleCommand::ShowNotice { .. }));
        let preview = || letter::notice_preview(&self.group, &noticed.announcement, &noticed.body, &noticed.file);
        is_shown.then(|| Say::room(preview()))
    }

    fn shown_report(&self, command: &Command, reported: &rebuild::Reported) -> Option<Say> {
        let Command::Report(command) = command else { return None };
        match command {
            ReportCommand::ShowReport { .. } => {
                let version = self.group.version_of(&reported.draft);
                let parts = (reported.body.as_str(), reported.attachments.as_slice());
                Some(Say::room(reports::preview(&self.group, &reported.report, parts, &reported.lost, version)))
            }
            ReportCommand::ShowReportLines { body } => {
                Some(Say::asker(compared::report_lines(body, &reported.lines, &reported.lost)))
            }
            _ => None,
        }
    }
}

/// Whether an item of the agenda is what the record suggested: nobody's words, which no edit or deletion of the message that
/// took it over changes.
pub(super) fn is_suggested(command: &Command, event: &Event) -> bool {
    let takes = matches!(command, Command::Agenda(AgendaCommand::TakeSuggested { .. }));
    takes && matches!(event, Event::ItemAdded { .. })
}

/// The Message-ID of the mail that an entry puts into the outbox.
fn queued(event: &Event) -> Option<&str> {
    match event {
        Event::MinutesQueued { message_id, .. }
        | Event::NoticeQueued { message_id, .. }
        | Event::PaperQueued { message_id, .. } => Some(message_id),
        _ => None,
    }
}
