//! The board of a group, for everyone who has its address, and the lists beside it. Nothing here shows talk, notes, accounts,
//! drafts or what is off the record.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, Utc};
use minijinja::{Value, context};

use super::charts::charts as times_page;
use super::regions;
use super::templates::{self, ASSETS, message};
use super::{Web, away};
use crate::bot::grant::{Grant, Standing};
use crate::bot::rebuild;
use crate::document::{Format, charts};
use crate::group::Group;
use crate::group::command::{LiaisonPart, RegisterPart};
use crate::view::charts::{Counted, Overview, Progress};
use crate::view::liaison::{Statement, statements};
use crate::view::list_proposals::settled_since;
use crate::view::page::{Viewer, all_decisions, open_actions, page};
use crate::view::register::register as made;
use crate::view::terms::{TermsSection, public as public_terms};

const NO_BOARD: &str =
    "There is no board at this address. Ask a chair for the link, or type !web board in the group’s chat.";
const CHANGED: &str =
    "The address of this board was changed. Ask a chair for the new one, or type !web board in the group’s chat.";

impl Web {
    /// The group whose board is at an address.
    async fn board_group(&self, typed: &str) -> Result<String, Response> {
        match self.granted(typed).await? {
            Some(Grant::Board { group }) if self.inner.has_board => Ok(group),
            Some(Grant::Board { .. }) => Err(message(StatusCode::GONE, "Boards are switched off here.")),
            Some(Grant::Gone { .. }) => Err(message(StatusCode::GONE, CHANGED)),
            Some(Grant::Link(_) | Grant::Seat(_) | Grant::Calendar { .. }) | None => {
                Err(message(StatusCode::NOT_FOUND, NO_BOARD))
            }
        }
    }

    async fn look<T>(
        &self,
        board: &str,
        look: impl FnOnce(&Group, DateTime<Utc>) -> T,
    ) -> Result<(String, T), Response> {
        let id = self.board_group(board).await?;
        let now = self.bot().clock().now();
        let seen = self.bot().with_group(&id, |group| look(group, now)).await;
        seen.map(|seen| (id, seen)).map_err(|error| away(&format!("{error:#}")))
    }

    async fn whole_board(&self, board: &str, is_shown: bool) -> Result<Response, Response> {
        let look = |group: &Group, now| {
            let has_liaisons = !public_liaisons(group, now).is_empty();
            let has = (group.rows().next().is_some(), has_liaisons, group.current_terms().is_some());
            (page(group, Viewer::Public, now), has)
        };
        let (id, (page, (has_register, has_liaisons, has_terms))) = self.look(board, look).await?;
        let calendar = self.grants().standing(Standing::Calendar, &id).await;
        let calendar = calendar.map_err(|error| away(&format!("{error:#}")))?;
        let regions = regions::shared(&page, "").map_err(|error| regions::failed(&error))?;
        let values = context! {
            title => format!("{}{}", page.group, if is_shown { " · now" } else { " · board" }),
            assets => &*ASSETS,
            regions => templates::value(&regions),
            is_shown,
            has_register,
            has_liaisons,
            has_terms,
            calendar => format!("/c/{}/meetings.ics", calendar.expose()),
            made => self.bot().clock().now().format("%H:%M:%S UTC").to_string(),
        };
        Ok(templates::page(StatusCode::OK, "board.html", values))
    }
}

fn either(answer: Result<Response, Response>) -> Response {
    answer.unwrap_or_else(|refused| refused)
}

pub(super) async fn with_slash(uri: Uri) -> Response {
    Redirect::permanent(&format!("{}/", uri.path())).into_response()
}

/// `GET /b/BOARD/`
pub(super) async fn board(State(web): State<Web>, Path(board): Path<String>) -> Response {
    either(web.whole_board(&board, false).await)
}

/// `GET /b/BOARD/show`: who speaks and who is next in big letters, for a screen that is shared.
pub(super) async fn shown(State(web): State<Web>, Path(board): Path<String>) -> Response {
    either(web.whole_board(&board, true).await)
}

/// A list: its title, what it says when it is empty, and its parts.
fn list(group: &str, title: &str, nothing: &str, parts: Vec<Value>) -> Response {
    illustrated(group, title, nothing, (parts, Vec::new()))
}

/// The same with pictures above it, as SVG.
fn illustrated(group: &str, title: &str, nothing: &str, (parts, pictures): (Vec<Value>, Vec<String>)) -> Response {
    let values = context! {
        title => format!("{title} · {group}"),
        assets => &*ASSETS,
        group,
        heading => title,
        nothing,
        parts,
        pictures,
    };
    templates::page(StatusCode::OK, "lists.html", values)
}

/// `GET /b/BOARD/decisions`: an anchor for each, such as `#D7-3`, that stays.
pub(super) async fn decisions(State(web): State<Web>, Path(board): Path<String>) -> Response {
    let seen = web
        .look(&board, |group, now| (group.charter.name.clone(), all_decisions(group, now), settled_since(group, None)));
    either(seen.await.map(|(_, (name, all, listed))| {
        let mut meetings: Vec<u32> = all.iter().map(|(meeting, _)| *meeting).collect();
        meetings.sort_unstable_by(|one, other| other.cmp(one));
        meetings.dedup();
        let part = |meeting: u32| {
            let of_meeting = all.iter().filter(|(of, _)| *of == meeting);
            let lines: Vec<Value> = of_meeting
                .map(|(_, line)| {
                    context! { id => &line.id, head => &line.id, link => format!("#{}", line.id), tag => line.kind.to_lowercase(), text => &line.text, more => &line.standing, notes => templates::value(&line.objections) }
                })
                .collect();
            context! { title => format!("Meeting {meeting}"), lines }
        };
        let settled: Vec<Value> = listed
            .iter()
            .filter_map(|line| line.split_once(' '))
            .map(|(id, text)| context! { id, head => id, link => format!("#{id}"), tag => (), text, more => () })
            .collect();
        let mut parts: Vec<Value> = meetings.into_iter().map(part).collect();
        if !settled.is_empty() {
            parts.insert(0, context! { title => "On the list", lines => settled });
        }
        list(&name, "Decisions", "There are no decisions yet.", parts)
    }))
}

/// `GET /b/BOARD/actions`
pub(super) async fn actions(State(web): State<Web>, Path(board): Path<String>) -> Response {
    let seen = web.look(&board, |group, _| (group.charter.name.clone(), open_actions(group))).await;
    either(seen.map(|(_, (name, open))| {
        let lines: Vec<Value> = open
            .iter()
            .map(|line| {
                let due = line.due.as_ref().map(|due| format!("due {due}"));
                context! { id => &line.id, head => &line.id, link => format!("#{}", line.id), tag => (), text => &line.text, more => due }
            })
            .collect();
        let parts = if lines.is_empty() { Vec::new() } else { vec![context! { title => "Open actions", lines }] };
        list(&name, "Actions", "No action is open.", parts)
    }))
}

/// `GET /b/BOARD/register`: an anchor for each row, such as `#R12`, that stays.
pub(super) async fn register(State(web): State<Web>, Path(board): Path<String>) -> Response {
    either(web.register_page(&board).await)
}

impl Web {
    async fn register_page(&self, board: &str) -> Result<Response, Response> {
        let look = |group: &Group, now| (group.charter.clone(), made(group, &RegisterPart::All, now));
        let (_, (charter, register)) = self.look(board, look).await?;
        let counted = rebuild::progress(self.bot().store(), &charter).await;
        let progress = Progress::of(&charter.name, counted.map_err(|error| away(&format!("{error:#}")))?);
        let rows = &register.rows;
        let lines: Vec<Value> = rows
            .iter()
            .map(|row| {
                let sides = row.sides.iter().map(|side| format!("{}: {}", side.side, side.words()));
                let text = [row.topic.clone()].into_iter().chain(sides).collect::<Vec<_>>().join(" · ");
                context! { id => &row.number, head => &row.number, link => format!("#{}", row.number), tag => row.finding.word(), text, more => row.settled() }
            })
            .collect();
        let mut parts = if lines.is_empty() { Vec::new() } else { vec![context! { title => "Rows", lines }] };
        let meeting = |counted: &Counted| {
            let head = format!("Meeting {}", counted.meeting);
            context! { id => (), head, link => (), tag => (), text => counted.words(), more => counted.date.to_string() }
        };
        let meetings: Vec<Value> = progress.iter().flat_map(|progress| &progress.meetings).map(meeting).collect();
        if !meetings.is_empty() {
            parts.push(context! { title => "After each meeting", lines => meetings });
        }
        let overview = Overview::of(&register).map(|overview| charts::overview(&overview));
        let pictures: Vec<String> = overview.into_iter().chain(progress.as_ref().map(charts::progress)).collect();
        let nothing = "The register has no rows.";
        Ok(illustrated(&charter.name, "Demarcation register", nothing, (parts, pictures)))
    }
}

/// The liaison statements that others have: what came in, and what was handed over; no drafts.
fn public_liaisons(group: &Group, now: DateTime<Utc>) -> Vec<Statement> {
    let mut all = statements(group, &LiaisonPart::All, now);
    all.retain(|one| !matches!(one.state, "draft" | "agreed" | "changed since it was agreed"));
    all
}

/// `GET /b/BOARD/liaisons`: an anchor for each statement, such as `#L3`, that stays.
pub(super) async fn liaisons(State(web): State<Web>, Path(board): Path<String>) -> Response {
    let seen = web.look(&board, |group, now| (group.charter.name.clone(), public_liaisons(group, now))).await;
    either(seen.map(|(_, (name, all))| {
        let lines: Vec<Value> = all
            .iter()
            .map(|one| {
                let more = one.deadline.map(|day| format!("answer by {day}"));
                let head = one.reference.as_deref().unwrap_or(&one.number);
                let bodies = if one.to.is_empty() { String::new() } else { format!(" · to {}", one.all_bodies()) };
                let from = one.from.as_deref().map_or_else(String::new, |from| format!(" · from {from}"));
                let text = format!("{}{from}{bodies}", one.title);
                context! { id => &one.number, head, link => format!("#{}", one.number), tag => one.state, text, more }
            })
            .collect();
        let parts = if lines.is_empty() { Vec::new() } else { vec![context! { title => "Statements", lines }] };
        list(&name, "Liaison statements", "There are no liaison statements.", parts)
    }))
}

/// `GET /b/BOARD/terms`: the terms of reference that hold. What is proposed is a draft until the parent body has it.
pub(super) async fn terms(State(web): State<Web>, Path(board): Path<String>) -> Response {
    let look = |group: &Group, now| (group.charter.name.clone(), public_terms(group, now));
    either(web.look(&board, look).await.map(|(_, (name, sections))| {
        let parts = sections.into_iter().map(|TermsSection { title, lines }| {
            let line =
                |(head, text): (String, String)| context! { id => (), head, link => (), tag => (), text, more => () };
            context! { title, lines => lines.into_iter().map(line).collect::<Vec<Value>>() }
        });
        list(&name, "Terms of reference", "The group has no terms of reference here.", parts.collect())
    }))
}

/// Minutes that went to the list.
struct SentMinutes {
    meeting: u32,
    version: u32,
    /// Where the list's archive shows the mail.
    link: Option<String>,
}

/// Those of each meeting, the last one first.
fn sent_minutes(group: &Group) -> Vec<SentMinutes> {
    let links = group.charter.permalinks.as_ref();
    let sent = group.all_minutes().rev();
    sent.filter_map(|(meeting, state)| {
        let mail = state.standing().rfind(|sent| sent.handed_over_at.is_some())?;
        Some(SentMinutes { meeting, version: mail.version, link: links.map(|links| links.of_ours(&mail.message_id)) })
    })
    .collect()
}

/// `GET /b/BOARD/minutes`
pub(super) async fn minutes(State(web): State<Web>, Path(board): Path<String>) -> Response {
    let seen = web.look(&board, |group, _| (group.charter.name.clone(), sent_minutes(group))).await;
    either(seen.map(|(_, (name, sent))| {
        let lines: Vec<Value> = sent
            .iter()
            .map(|SentMinutes { meeting, version, link }| {
                let notes: Vec<Value> =
                    link.iter().map(|link| context! { words => "on the list", link }).collect();
                context! { head => format!("Meeting {meeting}"), link => format!("minutes/{meeting}"), text => format!("version {version}"), id => (), tag => (), more => (), notes }
            })
            .collect();
        let parts = if lines.is_empty() { Vec::new() } else { vec![context! { title => "Minutes that went to the list", lines }] };
        list(&name, "Minutes", "No minutes have gone to the list yet. Drafts are not shown here.", parts)
    }))
}

/// `GET /b/BOARD/minutes/N`, also `N.txt`, `N.md` and `N.json`: the version that went to the list.
pub(super) async fn minutes_of(State(web): State<Web>, Path((board, which)): Path<(String, String)>) -> Response {
    either(web.sent_page(&board, &which).await)
}

impl Web {
    async fn sent_page(&self, board: &str, which: &str) -> Result<Response, Response> {
        let nothing = || message(StatusCode::NOT_FOUND, "No minutes of this meeting have gone to the list.");
        let (number, ending) = which.split_once('.').unwrap_or((which, "html"));
        let format = Format::ALL.into_iter().find(|format| format.ending() == ending);
        let (Ok(number), Some(format)) = (number.parse::<u32>(), format) else { return Err(nothing()) };
        let (_, (charter, sent)) = self.look(board, |group, _| (group.charter.clone(), sent_minutes(group))).await?;
        let Some(SentMinutes { version, .. }) = sent.into_iter().find(|sent| sent.meeting == number) else {
            return Err(nothing());
        };
        let found = rebuild::version(self.bot().store(), &charter, number, version).await;
        let Some(minutes) = found.map_err(|error| away(&format!("{error:#}")))? else { return Err(nothing()) };
        let kind = match format {
            Format::Text => "text/plain; charset=utf-8",
            Format::Markdown => "text/markdown; charset=utf-8",
            Format::Json => "application/json",
            Format::Html => "text/html; charset=utf-8",
        };
        if format == Format::Html {
            let (title, body) = crate::document::page_parts(minutes);
            return Ok(templates::minutes(&title, &body));
        }
        let page = crate::document::into_page(minutes, format);
        let name = format!("attachment; filename=\"minutes-{number}.{}\"", format.ending());
        Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], page).into_response())
    }
}

/// `GET /b/BOARD/times`: how long the items took, and how the hours of meetings are spread over the zones.
pub(super) async fn times(State(web): State<Web>, Path(board): Path<String>) -> Response {
    let seen = web.look(&board, times_page).await;
    either(seen.map(|(_, charts)| charts))
}
