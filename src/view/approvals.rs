//! Who has approved a paper, in the words that rooms, pages and papers use.

use super::{Say, person_span, reports};
use crate::group::Group;
use crate::group::event::{DELETED, Elsewhere, Entry};
use crate::group::paper::{Approval, Paper, PaperId};
use crate::text::{Span, Text, one_line, reason};

/// Said where an approval that was entered adds nothing.
pub(super) const ENOUGH: &str = "Nothing changed: that version has this approval, or as many as it needs.";

/// The approvals that a paper has, in order: `Ana Lima`, `Bo Berg (entered by Cy Dunn: by telephone)`.
pub fn approved_by(paper: &Paper) -> Vec<String> {
    paper.standing_approvals().map(words).collect()
}

fn words(approval: &Approval) -> String {
    let name = &approval.chair.name;
    let Some(entered) = &approval.entered else { return name.clone() };
    let by = entered.by.as_ref().map_or("somebody", |by| by.name.as_str());
    if entered.reason == DELETED {
        return format!("{name} (entered by {by})");
    }
    format!("{name} (entered by {by}: {})", how(&entered.reason))
}

/// How an approval was given, without the words and the mark that a sentence brings its own of.
fn how(typed: &str) -> String {
    one_line(reason(typed)).trim_end_matches(['.', ' ']).to_owned()
}

/// Tells a chair, by a mention in the room, that somebody entered an approval of theirs.
pub(super) fn told(group: &Group, entry: &Entry, paper: PaperId, elsewhere: Option<&Elsewhere>) -> Option<Say> {
    let Elsewhere { chair, reason } = elsewhere?;
    let by = entry.by.as_ref().map_or("somebody", |by| by.name.as_str());
    let withdraw = match paper {
        PaperId::Report(number) => format!("!report withdraw approval {}", reports::body_of(group, number)),
        PaperId::Minutes(_) | PaperId::Notice(_) | PaperId::ListProposal(_) => "!minutes withdraw approval".to_owned(),
    };
    let spans: Vec<Span> = vec![
        person_span(chair),
        format!(
            ": {by} entered that you approve {} ({}). If that is not so, type: {withdraw}",
            called(group, paper),
            how(reason)
        )
        .into(),
    ];
    Some(Say { ping: chair.account.clone(), ..Say::room(Text::line(spans)) })
}

/// `the minutes of meeting 7, version 2`.
fn called(group: &Group, paper: PaperId) -> String {
    let version = group.paper(paper).and_then(|paper| paper.shown.as_ref()).map_or(0, |shown| shown.number);
    match paper {
        PaperId::Minutes(meeting) => format!("the minutes of meeting {meeting}, version {version}"),
        PaperId::Notice(meeting) => format!("the announcement of meeting {meeting}"),
        PaperId::ListProposal(number) => format!("proposal LP{number}"),
        PaperId::Report(number) => format!("the report to {}, version {version}", reports::body_of(group, number)),
    }
}

/// What an entry approved: `the approval of the minutes of meeting 7, version 2, by Ana Lima`.
pub(super) fn named(group: &Group, entry: u64) -> Option<String> {
    let mut all = group.papers.iter().flat_map(|(id, paper)| paper.approvals.iter().map(|approval| (*id, approval)));
    let (paper, approval) = all.find(|(_, approval)| approval.entry == entry)?;
    Some(format!("the approval of {}, by {}", called(group, paper), approval.chair.name))
}
