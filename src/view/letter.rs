//! Mails in words: subject, recipients, thread and body. Building the MIME message is mail's.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Say;
use super::announcement::Announcement;
use super::compared;
use super::lint;
use super::list_proposals;
use super::minutes::Minutes;
use super::report::Report;
use super::reports;
use crate::group::Group;
use crate::group::list_proposal::QUESTION;
use crate::group::paper::{LineEdit, Paper, PaperId};
use crate::group::person::Person;
use crate::text::{Block, Text, one_line, plain};

/// Columns of a mail's text (RFC 3676, clause 4.2).
const COLUMNS: usize = 72;

/// A mail before it is built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Left part of the Message-ID; stable for a logical message and its revision.
    pub message_id: String,
    /// Left parts of the mails it follows, oldest first.
    pub references: Vec<String>,
    pub at: DateTime<Utc>,
    pub to: String,
    pub reply_to: String,
    /// Name of the group, shown with the bot's own address.
    pub from_name: String,
    pub subject: String,
    /// Complete plain text, wrapped at 72 columns.
    pub body: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl Letter {
    /// Whether a person's name is in it, also where the end of a line divides the name.
    pub fn names(&self, person: &Person) -> bool {
        // The lines of a calendar file are folded anywhere (RFC 5545, 3.1).
        let files = self.attachments.iter().filter_map(|file| Some(file.content.words()?.replace("\r\n ", "")));
        let texts = [self.subject.clone(), self.body.clone()].into_iter().chain(files);
        texts.into_iter().any(|text| person.is_named_in(&one_line(&text)))
    }
}

/// A file that goes with a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    /// MIME type with its parameters, such as `text/calendar; method=PUBLISH`.
    pub kind: String,
    pub content: Content,
}

/// What is in a file. Text stays readable in the outbox, where deleted words are looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text(String),
    /// Bytes in base64 (RFC 4648, clause 4).
    Base64(String),
}

impl Attachment {
    /// Size on its way, where everything is base64: four bytes for three.
    pub fn mailed_bytes(&self) -> usize {
        match &self.content {
            Content::Text(text) => text.len().div_ceil(3) * 4,
            Content::Base64(text) => text.len(),
        }
    }
}

impl Content {
    /// What a file says, if it is text.
    pub fn words(&self) -> Option<&str> {
        match self {
            Content::Text(words) => Some(words),
            Content::Base64(_) => None,
        }
    }
}

/// The mail about a planned meeting, with its text laid out and its calendar file made. A meeting is one thread: its
/// first announcement is the root.
pub fn of_notice(
    group: &Group,
    announcement: &Announcement,
    parts: (String, Attachment),
    at: DateTime<Utc>,
    message_id: &str,
) -> Option<Letter> {
    let (body, calendar) = parts;
    let body = with_answers(group, &body, &to_notice());
    let mut references = notices(group, announcement.meeting);
    references.retain(|before| before != message_id);
    let subject = announcement.subject.clone();
    to_list(group, (message_id, at), subject, references, (body, vec![calendar]))
}

/// A mail to the group's list. `None`: the group has none.
fn to_list(
    group: &Group,
    (message_id, at): (&str, DateTime<Utc>),
    subject: String,
    references: Vec<String>,
    (body, attachments): (String, Vec<Attachment>),
) -> Option<Letter> {
    let list = group.charter.list.clone()?;
    Some(Letter {
        message_id: message_id.to_owned(),
        references,
        at,
        reply_to: group.charter.reply_to.clone().unwrap_or_else(|| list.clone()),
        to: list,
        from_name: group.charter.name.clone(),
        subject,
        body,
        attachments,
    })
}

/// The mails about a planned meeting that the list has or may still get.
fn notices(group: &Group, meeting: u32) -> Vec<String> {
    let sent = group.paper(PaperId::Notice(meeting)).into_iter().flat_map(Paper::standing);
    sent.map(|sent| sent.message_id.clone()).collect()
}

/// What `!announce` shows: the mail as it would go out.
pub fn notice_preview(group: &Group, announcement: &Announcement, body: &str, calendar: &Attachment) -> Text {
    let to = group.charter.list.as_deref().unwrap_or_default();
    let mut text = Text::plain(format!("This would go to {to}. Subject: {}", announcement.subject));
    text.push(Block::Verbatim(with_answers(group, body, &to_notice())));
    text.paragraph([format!("Attached: {} ({}).", calendar.name, calendar.kind).into()]);
    text.paragraph(["To send exactly this: !announce confirm".into()]);
    text.append(lint::told(lint::of_mail(group, &announcement.subject, body, std::slice::from_ref(calendar))));
    text
}

/// The mail that carries minutes to the list, in the thread of the meeting's announcement.
pub fn of_minutes(
    group: &Group,
    minutes: &Minutes,
    (body, attachments): (&str, &[Attachment]),
    at: DateTime<Utc>,
    message_id: &str,
) -> Option<Letter> {
    let body = with_answers(group, body, &to_minutes(minutes));
    let version = group.minutes(minutes.meeting)?.sent.iter().rfind(|sent| sent.message_id == message_id)?.version;
    let earlier = earlier(group, minutes, version);
    let subject = subject(minutes, !earlier.is_empty());
    let references = [notices(group, minutes.meeting), earlier].concat();
    to_list(group, (message_id, at), subject, references, (body, attachments.to_vec()))
}

/// The text of a mail with lines that say how to answer it by mail. None of them begins like a command, so that they are
/// none where they are quoted.
fn with_answers(group: &Group, body: &str, answers: &[String]) -> String {
    if !group.charter.reads_mail {
        return body.to_owned();
    }
    let lines = answers.iter().map(|answer| format!("By mail, on the first line: {answer}\n"));
    format!("{}\n\n{}", body.trim_end(), lines.collect::<String>())
}

/// What can be answered to minutes.
fn to_minutes(minutes: &Minutes) -> Vec<String> {
    let first = minutes.decisions.first().map(|decision| format!("objection to {}: REASON", decision.number));
    first.into_iter().chain(["correction 4.2: RIGHT WORDS".to_owned()]).collect()
}

/// What can be answered to an announcement.
fn to_notice() -> Vec<String> {
    ["regrets", "present+", "agenda+ TITLE"].map(str::to_owned).to_vec()
}

/// The mail that carries a report to the list, which is a thread of its own.
pub fn of_report(
    group: &Group,
    report: &Report,
    (body, attachments): (&str, &[Attachment]),
    at: DateTime<Utc>,
    message_id: &str,
) -> Option<Letter> {
    let sent = group.paper(PaperId::Report(report.number)).into_iter().flat_map(Paper::standing);
    let references = sent.map(|sent| sent.message_id.clone()).filter(|earlier| earlier != message_id).collect();
    let parts = (body.to_owned(), attachments.to_vec());
    to_list(group, (message_id, at), reports::subject(report), references, parts)
}

/// One of the two mails of a proposal to the list: what is asked, or what came of it, in the thread of the first.
pub fn of_list_proposal(
    group: &Group,
    (number, version): (u32, u32),
    at: DateTime<Utc>,
    message_id: &str,
) -> Option<Letter> {
    let (subject, body) = list_proposal_mail(group, number, version)?;
    let sent = group.paper(PaperId::ListProposal(number)).into_iter().flat_map(Paper::standing);
    let references = sent.map(|sent| sent.message_id.clone()).filter(|earlier| earlier != message_id).collect();
    to_list(group, (message_id, at), subject, references, (body, Vec::new()))
}

/// Subject and text, with the lines that say how to answer what is asked.
fn list_proposal_mail(group: &Group, number: u32, version: u32) -> Option<(String, String)> {
    let (subject, text) = list_proposals::mail(group, number, version)?;
    let body = format!("{}\n", plain::render(&text, Some(COLUMNS)));
    let answers = if version == QUESTION { to_list_proposal() } else { Vec::new() };
    Some((subject, if answers.is_empty() { body } else { with_answers(group, &body, &answers) }))
}

/// What can be answered to what is put to the list.
fn to_list_proposal() -> Vec<String> {
    ["+1", "objection: REASON", "abstain"].map(str::to_owned).to_vec()
}

/// What a chair sees before a mail of a proposal goes to the list.
pub(super) fn list_proposal_preview(group: &Group, number: u32, version: u32) -> Option<Say> {
    let (subject, body) = list_proposal_mail(group, number, version)?;
    let to = group.charter.list.as_deref().unwrap_or_default();
    let mut text = Text::plain(format!("This would go to {to}. Subject: {subject}"));
    text.push(Block::Verbatim(body.clone()));
    text.paragraph([format!("To send exactly this, a chair types: !propose confirm LP{number}").into()]);
    text.append(lint::told(lint::of_mail(group, &subject, &body, &[])));
    Some(Say::room(text))
}

/// The mails that carried earlier versions. The list has none that was refused.
fn earlier(group: &Group, minutes: &Minutes, version: u32) -> Vec<String> {
    let standing = group.minutes(minutes.meeting).into_iter().flat_map(Paper::standing);
    standing.filter(|sent| sent.version < version).map(|sent| sent.message_id.clone()).collect()
}

/// `Minutes of JCG-IoTSec meeting 7, 2026-12-08`.
pub fn subject(minutes: &Minutes, is_revision: bool) -> String {
    let revised = if is_revision { " (revised)" } else { "" };
    one_line(&format!("Minutes of {} meeting {}, {}{revised}", minutes.group, minutes.meeting, minutes.date))
}

/// What `!minutes` shows: the mail as it would go out.
pub fn preview(
    group: &Group,
    minutes: &Minutes,
    (body, attachments): (&str, &[Attachment]),
    lost: &[LineEdit],
    version: u32,
) -> Text {
    let is_open = minutes.closed_at.is_none();
    let has_earlier = !earlier(group, minutes, version).is_empty();
    let mut text = if is_open {
        Text::plain(format!("Draft of the minutes of meeting {}, which is still open:", minutes.meeting))
    } else {
        let to = group.charter.list.as_deref().unwrap_or("nobody yet (the group has no list)");
        let subject = subject(minutes, has_earlier);
        Text::plain(format!("Minutes of meeting {}, version {version}. To: {to}. Subject: {subject}", minutes.meeting))
    };
    text.push(Block::Verbatim(if is_open { body.to_owned() } else { with_answers(group, body, &to_minutes(minutes)) }));
    let files = attachments.iter().map(|file| format!("{} ({})", file.name, file.kind));
    let files: Vec<String> = files.collect();
    if !is_open && !files.is_empty() {
        text.paragraph([format!("Attached: {}.", files.join(", ")).into()]);
    }
    if !is_open {
        let chairs = match group.charter.approvals {
            1 => "a chair".to_owned(),
            chairs => format!("{chairs} chairs"),
        };
        text.paragraph([format!("Next: !minutes approve ({chairs}), then !minutes send (the secretary).").into()]);
        let mut problems = lint::of_mail(group, &subject(minutes, has_earlier), body, attachments);
        problems.extend(lint::of_meeting(group, minutes.meeting));
        problems.extend(lint::of_turns(minutes));
        problems.extend(lint::of_remarks(minutes));
        problems.extend(lost.iter().map(|edit| {
            format!(
                "A change by hand no longer applies, because its line has changed in the record: {}",
                compared::lost_words(edit)
            )
        }));
        text.append(lint::told(problems));
    }
    text
}

/// How people call a mail, by its Message-ID.
pub(super) fn called(group: &Group, message_id: &str) -> String {
    match group.paper_of_mail(message_id) {
        Some((PaperId::Minutes(meeting), sent)) => format!("Minutes of meeting {meeting}, version {}", sent.version),
        Some((PaperId::Notice(meeting), sent)) => {
            let is_first = group.paper(PaperId::Notice(meeting)).and_then(|notice| notice.sent.first()) == Some(sent);
            let what = if is_first { "Announcement" } else { "Notice of change" };
            format!("{what} of meeting {meeting}")
        }
        Some((PaperId::Report(number), sent)) => {
            format!("The report to {}, version {}", reports::body_of(group, number), sent.version)
        }
        Some((PaperId::ListProposal(number), sent)) if sent.version == QUESTION => format!("Proposal LP{number}"),
        Some((PaperId::ListProposal(number), _)) => format!("The result of proposal LP{number}"),
        None => "The mail".to_owned(),
    }
}
