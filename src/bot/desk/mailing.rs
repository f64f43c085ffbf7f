//! Mails that a meeting brings: drafted for the core, shown in the room, put into the outbox.

use super::{Desk, Work};
use crate::bot::rebuild;
use crate::chat::dispatch::Dispatch;
use crate::group::command::{Command, Gathered, LineRef, MinutesCommand, Request, ScheduleCommand};
use crate::group::event::{Entry, Event};
use crate::store::MAIL;
use crate::view::{Say, compared, letter};

/// What was drafted for a request.
pub(super) enum Drafted {
    Minutes(Box<rebuild::Drafted>),
    Notice(Box<rebuild::Noticed>),
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
            Command::Minutes(MinutesCommand::EditMinutes { meeting, line, .. }) => {
                let drafted = self.minutes_of(*meeting, gathered).await?;
                let lines = drafted.as_ref().map_or(&[] as &[_], |drafted| drafted.lines.as_slice());
                let named = lines.iter().find(|known| match line {
                    LineRef::At(place) => known.place == *place,
                    LineRef::Known(key) => known.key == *key,
                });
                gathered.line = named.map(|line| line.key.clone());
                gathered.numbered = named.and_then(|line| compared::numbered(&drafted.as_ref()?.minutes, line));
                drafted.map(Drafted::Minutes)
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

    /// The preview that was asked for, or the mail that was ordered.
    pub(super) fn with_mail(
        &self,
        request: &Request,
        entries: &[Entry],
        drafted: &Drafted,
        work: &mut Work,
    ) -> anyhow::Result<Vec<Say>> {
        for entry in entries {
            let letter = match (&entry.event, drafted) {
                (Event::MinutesQueued { message_id, .. }, Drafted::Minutes(drafted)) => letter::of_minutes(
                    &self.group,
                    &drafted.minutes,
                    (&drafted.body, &drafted.attachments),
                    entry.at,
                    message_id,
                ),
                (Event::NoticeQueued { message_id, .. }, Drafted::Notice(noticed)) => {
                    let parts = (noticed.body.clone(), noticed.file.clone());
                    letter::of_notice(&self.group, &noticed.announcement, parts, entry.at, message_id)
                }
                _ => None,
            };
            if let Some(letter) = letter {
                let quotes = self.group.quoted_in(&letter.body);
                self.push(MAIL.to_owned(), &Dispatch::Letter { letter, quotes }, work)?;
            }
        }
        let says = match (&request.command, drafted) {
            (Command::Minutes(MinutesCommand::ShowMinutes { .. }), Drafted::Minutes(drafted)) => {
                let version = self.group.version_of(&drafted.draft);
                vec![Say::room(letter::preview(
                    &self.group,
                    &drafted.minutes,
                    (&drafted.body, &drafted.attachments),
                    &drafted.lost,
                    version,
                ))]
            }
            (Command::Minutes(MinutesCommand::ShowLines { section, .. }), Drafted::Minutes(drafted)) => {
                let meeting = drafted.minutes.meeting;
                vec![Say::asker(compared::lines(meeting, *section, &drafted.lines, &drafted.lost))]
            }
            (Command::Minutes(MinutesCommand::ShowRemarks { .. }), Drafted::Minutes(drafted)) => {
                vec![Say::asker(compared::remarks(drafted.minutes.meeting, &drafted.minutes.remarks))]
            }
            (Command::Schedule(ScheduleCommand::ShowNotice { .. }), Drafted::Notice(noticed)) => {
                vec![Say::room(letter::notice_preview(
                    &self.group,
                    &noticed.announcement,
                    &noticed.body,
                    &noticed.file,
                ))]
            }
            _ => Vec::new(),
        };
        Ok(says)
    }
}
