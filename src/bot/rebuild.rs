//! Groups and meetings from the log.

use std::collections::BTreeMap;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::packed;
use crate::document::{self, Format, TextFormat, calendar, render};
use crate::group::Group;
use crate::group::charter::Charter;
use crate::group::command::Draft;
use crate::group::event::{Digest, Entry, Event, LineChange};
use crate::group::paper::{LineEdit, Paper, PaperId, PaperLine};
use crate::group::schedule::Planned;
use crate::store::Store;
use crate::text::plain;
use crate::view::announcement::{Announcement, announcement, file_name};
use crate::view::approvals::approved_by;
use crate::view::charts::Counted;
use crate::view::compared::{attendance, changes};
use crate::view::invitation::Invitation;
use crate::view::letter::{Attachment, Content};
use crate::view::lint::{LIST_LIMIT_BYTES, mail_bytes};
use crate::view::mechanisms::proposed;
use crate::view::minutes::{Corrections, Minutes, minutes};
use crate::view::provenance::{HandChange, hand_change};
use crate::view::report::{MeetingLine, Report, report};

/// A draft of minutes: the model, the text that would be mailed, and its identity.
pub struct Drafted {
    pub minutes: Minutes,
    pub body: String,
    pub attachments: Vec<Attachment>,
    pub draft: Draft,
    pub lines: Vec<PaperLine>,
    /// Changes by hand that no longer fit.
    pub lost: Vec<LineEdit>,
}

impl Drafted {
    /// The lines as the record has them, without what people have changed.
    pub fn bare_lines(&self) -> Vec<PaperLine> {
        let mut minutes = self.minutes.clone();
        minutes.edits.clear();
        document::lines(&minutes).0
    }

    /// Lines that were removed by hand, as they were drafted, with the person who did.
    pub fn removed(&self) -> Vec<PaperLine> {
        let removal = |line: &PaperLine| {
            self.minutes.edits.iter().rfind(|edit| edit.line == line.key && edit.change == LineChange::Removed)
        };
        if self.minutes.edits.iter().all(|edit| edit.change != LineChange::Removed) {
            return Vec::new();
        }
        let lines = self.bare_lines().into_iter();
        lines
            .filter_map(|line| {
                let by = removal(&line)?.by.as_ref().map(|by| by.name.clone());
                Some(PaperLine { by, ..line })
            })
            .collect()
    }
}

/// A draft of a mail about a planned meeting.
pub struct Noticed {
    pub announcement: Announcement,
    pub body: String,
    pub file: Attachment,
    pub draft: Draft,
}

/// Columns of a mail's text (RFC 3676, clause 4.2).
const COLUMNS: usize = 72;

/// Reads a group's whole log.
///
/// # Errors
/// The store failed or an entry cannot be read.
pub async fn group(store: &Store, charter: &Charter) -> anyhow::Result<Group> {
    let mut group = Group::new(charter.clone());
    store
        .read(&charter.id, 0, |entry| group.apply(&entry))
        .await
        .with_context(|| format!("reading the log of {}", charter.id))?;
    Ok(group)
}

/// The group as it was when the meeting after `number` opened: everything that belongs to
/// meeting `number` has been applied, nothing later.
///
/// # Errors
/// The store failed or an entry cannot be read.
pub async fn group_at(store: &Store, charter: &Charter, number: u32) -> anyhow::Result<Option<Group>> {
    group_at_and(store, charter, number, |_| {}).await
}

/// The same, with a look at every entry of the log, later ones too.
async fn group_at_and(
    store: &Store,
    charter: &Charter,
    number: u32,
    mut look: impl FnMut(Entry),
) -> anyhow::Result<Option<Group>> {
    let mut group = Group::new(charter.clone());
    let mut is_later = false;
    store
        .read(&charter.id, 0, |entry| {
            is_later |= matches!(entry.event, Event::MeetingStarted { number: opened, .. } if opened > number);
            if !is_later {
                group.apply(&entry);
            }
            look(entry);
        })
        .await
        .with_context(|| format!("reading the log of {}", charter.id))?;
    Ok(group.latest_meeting().is_some_and(|meeting| meeting.number == number).then_some(group))
}

/// The group as [`group_at`] has it, and the changes by hand that its minutes have had, the oldest first.
///
/// # Errors
/// The store failed or an entry cannot be read.
pub async fn provenance(
    store: &Store,
    charter: &Charter,
    number: u32,
) -> anyhow::Result<(Option<Group>, Vec<HandChange>)> {
    let mut changed = Vec::new();
    let then = group_at_and(store, charter, number, |entry| changed.extend(hand_change(number, entry))).await?;
    Ok((then, changed))
}

/// Drafts the minutes of the latest meeting that `group` holds.
pub fn draft(group: &Group) -> Option<Drafted> {
    let meeting = group.latest_meeting()?;
    Some(drafted(group, minutes(group, meeting)))
}

fn drafted(group: &Group, mut minutes: Minutes) -> Drafted {
    let (mut body, mut attachments) = mailed(&group.charter, &minutes);
    let (lines, lost) = document::lines(&minutes);
    let remarks = minutes.remarks.iter().map(|remark| (remark.number, remark.entry)).collect();
    let draft = Draft { paper: PaperId::Minutes(minutes.meeting), digest: digest_of(&body), remarks };
    minutes.approved_by = approvals_of(group, &draft);
    if !minutes.approved_by.is_empty() {
        (body, attachments) = mailed(&group.charter, &minutes);
    }
    Drafted { minutes, body, attachments, draft, lines, lost }
}

/// Who has approved a draft that is as it was shown last, where an approval was entered for a chair: otherwise what goes out
/// is to the letter what was shown. The identity of a draft leaves it out.
fn approvals_of(group: &Group, draft: &Draft) -> Vec<String> {
    let is_it = |paper: &&Paper| paper.shown.as_ref().is_some_and(|shown| shown.digest == draft.digest);
    let has_entered = |paper: &&Paper| paper.standing_approvals().any(|approval| approval.entered.is_some());
    group.paper(draft.paper).filter(is_it).filter(has_entered).map(approved_by).unwrap_or_default()
}

/// The text of the mail that carries minutes, and its files.
fn mailed(charter: &Charter, minutes: &Minutes) -> (String, Vec<Attachment>) {
    let mut body = render(minutes, Format::Text);
    let document = charter.attach_docx.then(|| word_document(minutes)).flatten();
    let mut attachments: Vec<Attachment> = document.into_iter().collect();
    if mail_bytes(&body, &attachments) > LIST_LIMIT_BYTES && !attachments.is_empty() {
        attachments.clear();
        body.push_str(TOO_LARGE);
    }
    (body, attachments)
}

/// Said to the list instead of a document that it would not let through.
const TOO_LARGE: &str = "\nThe Word document of these minutes is too large for this list; the\nsecretary has it.\n";

fn word_document(minutes: &Minutes) -> Option<Attachment> {
    let packed = packed::word_document(minutes).ok()?;
    Some(word_attachment(&format!("minutes-{}.docx", minutes.meeting), &packed))
}

fn word_attachment(name: &str, packed: &[u8]) -> Attachment {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Attachment { name: name.to_owned(), kind: KIND.to_owned(), content: Content::Base64(BASE64.encode(packed)) }
}

/// Drafts the minutes of a meeting (the latest, if none is named) as they are now: the record as it was when the next
/// meeting opened, with what has been changed by hand since, and what that changes for those who have the minutes.
///
/// # Errors
/// The store failed or an entry cannot be read.
pub async fn minutes_of(
    store: &Store,
    charter: &Charter,
    group: &Group,
    number: Option<u32>,
) -> anyhow::Result<Option<Drafted>> {
    let latest = group.latest_meeting().map(|latest| latest.number);
    let then = match number {
        Some(number) if Some(number) != latest => {
            let Some(mut then) = group_at(store, charter, number).await? else { return Ok(None) };
            then.papers.clone_from(&group.papers);
            Some(then)
        }
        Some(_) | None => None,
    };
    let then = then.as_ref().unwrap_or(group);
    let Some(meeting) = then.latest_meeting() else { return Ok(None) };
    let mut now = minutes(then, meeting);
    let sent = group.minutes(meeting.number).and_then(Paper::last_standing);
    if let Some(since) = sent.map(|sent| sent.version) {
        let before = version(store, charter, meeting.number, since).await?;
        let changes = before.map(|before| {
            let lines = changes(&document::lines(&before).0, &document::lines(&now).0);
            [lines, attendance(&before, &now)].concat()
        });
        let changes = changes.filter(|changes| !changes.is_empty());
        now.corrections = changes.map(|changes| Corrections { since_version: since, changes });
    }
    Ok(Some(drafted(group, now)))
}

/// The minutes of a meeting as a version showed them, without what was deleted since.
///
/// # Errors
/// The store failed or an entry cannot be read.
pub async fn version(store: &Store, charter: &Charter, number: u32, version: u32) -> anyhow::Result<Option<Minutes>> {
    let mut group = Group::new(charter.clone());
    let (mut then, mut found): (Option<Group>, Option<Minutes>) = (None, None);
    store
        .read(&charter.id, 0, |entry| {
            if matches!(entry.event, Event::MeetingStarted { number: opened, .. } if opened > number) && then.is_none()
            {
                then = Some(group.clone());
            }
            group.apply(&entry);
            let is_it = matches!(&entry.event, Event::MinutesShown { meeting, version: shown, .. }
                if *meeting == number && *shown == version);
            if is_it {
                let mut at = then.clone().unwrap_or_else(|| group.clone());
                at.papers.clone_from(&group.papers);
                found = at.latest_meeting().map(|meeting| minutes(&at, meeting));
            }
        })
        .await
        .with_context(|| format!("reading the log of {}", charter.id))?;
    Ok(found)
}

/// The rows of the register at the end of each meeting, in the order of the meetings.
///
/// # Errors
/// The store failed or an entry cannot be read.
pub async fn progress(store: &Store, charter: &Charter) -> anyhow::Result<Vec<Counted>> {
    let mut group = Group::new(charter.clone());
    let mut counted: BTreeMap<u32, Counted> = BTreeMap::new();
    store
        .read(&charter.id, 0, |entry| {
            group.apply(&entry);
            // A meeting that was opened again ends again.
            let ended = matches!(entry.event, Event::MeetingEnded).then(|| Counted::of(&group, entry.at)).flatten();
            counted.extend(ended.map(|one| (one.meeting, one)));
        })
        .await
        .with_context(|| format!("reading the log of {}", charter.id))?;
    Ok(counted.into_values().collect())
}

/// A draft of a report to a parent body.
pub struct Reported {
    pub report: Report,
    pub body: String,
    pub attachments: Vec<Attachment>,
    pub draft: Draft,
    pub lines: Vec<PaperLine>,
    /// Changes by hand that no longer fit.
    pub lost: Vec<LineEdit>,
}

/// Drafts the report that a body gets next, from the log as it is at `at`. `None`: no meeting of the body is known.
///
/// # Errors
/// The store failed or an entry cannot be read.
pub async fn report_to(
    store: &Store,
    charter: &Charter,
    group: &Group,
    body: &str,
    at: DateTime<Utc>,
) -> anyhow::Result<Option<Reported>> {
    let today = at.with_timezone(&charter.zone).date_naive();
    let Some((number, parent)) = group.report_ahead(body, today) else { return Ok(None) };
    let since = group.reported_since(&parent.body);
    let mut then = Group::new(charter.clone());
    let mut meetings: Vec<MeetingLine> = Vec::new();
    let mut note = |then: &Group| {
        let held = then.finished.as_ref().filter(|_| then.meeting.is_none());
        let news = held.filter(|meeting| since.is_none_or(|since| meeting.ended_at.is_some_and(|at| at > since)));
        meetings.extend(news.map(|meeting| MeetingLine::of(minutes(then, meeting), proposed(then, meeting, at))));
    };
    store
        .read(&charter.id, 0, |entry| {
            // What is corrected after the end of a meeting belongs to it until the next one opens.
            if matches!(entry.event, Event::MeetingStarted { .. }) {
                note(&then);
            }
            then.apply(&entry);
        })
        .await
        .with_context(|| format!("reading the log of {}", charter.id))?;
    note(&then);
    let mut report = report(group, (number, &parent), meetings, at);
    let (lines, lost) = document::report::lines(&report);
    let (mut body, mut attachments) = reported(&report);
    let draft = Draft { paper: PaperId::Report(number), digest: digest_of(&body), remarks: BTreeMap::new() };
    report.approved_by = approvals_of(group, &draft);
    if !report.approved_by.is_empty() {
        (body, attachments) = reported(&report);
    }
    Ok(Some(Reported { report, body, attachments, draft, lines, lost }))
}

/// The text of the mail that carries a report, and its files.
fn reported(report: &Report) -> (String, Vec<Attachment>) {
    let text = document::report::text(report);
    let mut body = document::text_of(&text, TextFormat::Text);
    let mut attachments: Vec<Attachment> = packed::report_document(report)
        .map(|packed| word_attachment(&format!("report-{}.docx", report.body.to_lowercase()), &packed))
        .into_iter()
        .collect();
    if mail_bytes(&body, &attachments) > LIST_LIMIT_BYTES {
        attachments.clear();
        body.push_str(TOO_LARGE);
    }
    (body, attachments)
}

/// Drafts the mail about the planned meeting as it would be sent at `at`. The calendar file is stamped `shown_at`; all
/// the rest makes the mail's identity.
pub fn notice(
    group: &Group,
    plan: &Planned,
    despite_notice: Option<&str>,
    at: DateTime<Utc>,
    shown_at: DateTime<Utc>,
) -> Noticed {
    let despite_notice = despite_notice.filter(|_| group.is_late(plan, at));
    let announcement = announcement(group, plan, despite_notice, at);
    let body = format!("{}\n", plain::render(&announcement.text, Some(COLUMNS)));
    let stamped = |stamp| calendar::render(&Invitation { stamp, ..announcement.invitation.clone() });
    let file = Attachment {
        name: file_name(plan),
        kind: format!("text/calendar; charset=utf-8; method={}", calendar::method(&announcement.invitation)),
        content: Content::Text(stamped(shown_at)),
    };
    let identity = [announcement.subject.as_str(), &body, &stamped(DateTime::UNIX_EPOCH)].join("\n");
    let draft = Draft { paper: PaperId::Notice(plan.meeting), digest: digest_of(&identity), remarks: BTreeMap::new() };
    Noticed { announcement, body, file, draft }
}

fn digest_of(words: &str) -> Digest {
    let digest = Sha256::digest(words.as_bytes());
    Digest(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
