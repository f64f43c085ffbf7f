//! The secretary's editor: the minutes line by line. A line is one form and one commit; who was faster is shown, and nothing
//! that was typed is lost.

use std::collections::{BTreeMap, HashMap};

use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Form, RequestExt as _};
use minijinja::{Value, context};
use sha2::{Digest as _, Sha256};
use similar::{Algorithm, ChangeTag, DiffOp, capture_diff_slices};

use super::seat::{Seat, lost_with};
use super::templates::{self, ASSETS, told};
use super::{PLATFORM, Web, away};
use crate::bot::grant::Token;
use crate::bot::rebuild::{self, Drafted};
use crate::chat::{Asked, Incoming, What};
use crate::group::Group;
use crate::group::command::{Command, LineRef, MinutesCommand};
use crate::group::event::{LineChange, LineKey};
use crate::group::paper::PaperLine;
use crate::group::person::Right;
use crate::platform::permalink;
use crate::text::one_line;
use crate::view::approvals::approved_by;
use crate::view::provenance::{HandChange, origin};

/// Parts of an address by name.
type Parts = HashMap<String, String>;

/// The minutes as they are now, and what people have to know of them.
struct Open {
    group: Group,
    drafted: Drafted,
    number: u32,
    may_approve: bool,
    /// The lines of the version that was shown last, with its number.
    before: Option<(u32, Vec<PaperLine>)>,
    /// The lines as the record has them, by key.
    bare: BTreeMap<LineKey, PaperLine>,
}

/// `GET /seat/edit/N`
pub(super) async fn edit(State(web): State<Web>, seat: Seat, Path(parts): Path<Parts>) -> Response {
    let open = match Box::pin(web.open_minutes(&seat, &parts)).await {
        Ok(open) => open,
        Err(answer) => return answer,
    };
    let known = rebuild::provenance(web.bot().store(), &open.group.charter, open.number).await;
    match (Token::random(), known) {
        (Ok(once), Ok((then, changed))) => {
            let past = Past { then, changed };
            web.edit_page(&open, &past, &once.expose()[..16], &seat)
        }
        (Err(error), _) => away(&error),
        (_, Err(error)) => away(&format!("{error:#}")),
    }
}

impl Web {
    async fn open_minutes(&self, seat: &Seat, parts: &Parts) -> Result<Open, Response> {
        let nothing = || told(StatusCode::NOT_FOUND, "There are no minutes of this meeting.", None, Some("../"));
        let Some(number) = parts.get("meeting").and_then(|number| number.parse::<u32>().ok()) else {
            return Err(nothing());
        };
        let failed = |error: anyhow::Error| away(&format!("{error:#}"));
        let look = |group: &Group, _: &crate::group::person::Person, role: crate::group::person::Role| {
            (role.may(Right::Secretary).then(|| group.clone()), role.may(Right::Chair))
        };
        let (group, may_approve) =
            self.bot().with_group_for(&seat.holder.group, &seat.sender, look).await.map_err(failed)?;
        let Some(group) = group else {
            let words = "Drafts of minutes are for chairs and secretaries.";
            return Err(told(StatusCode::FORBIDDEN, words, None, Some("../")));
        };
        let (store, charter) = (self.bot().store(), &group.charter);
        let drafted = rebuild::minutes_of(store, charter, &group, Some(number)).await.map_err(failed)?;
        let Some(drafted) = drafted else { return Err(nothing()) };
        let shown = group.minutes(number).and_then(|state| state.shown.as_ref().map(|shown| shown.number));
        let before = match shown {
            Some(version) => {
                let then = rebuild::version(store, charter, number, version).await.map_err(failed)?;
                then.map(|then| (version, crate::document::lines(&then).0))
            }
            None => None,
        };
        let bare = drafted.bare_lines().into_iter().map(|line| (line.key.clone(), line)).collect();
        Ok(Open { group, drafted, number, may_approve, before, bare })
    }

    fn edit_page(&self, open: &Open, past: &Past, once: &str, seat: &Seat) -> Response {
        let lines = &open.drafted.lines;
        let mut sections: BTreeMap<u32, Vec<Value>> = BTreeMap::new();
        for line in lines {
            let value = context! { ..past.of(open, line), ..line_value(line) };
            sections.entry(line.place.section).or_default().push(value);
        }
        let removed: Vec<Value> = open.drafted.removed().iter().map(line_value).collect();
        let sections: Vec<Value> = sections.into_iter().map(|(number, lines)| context! { number, lines }).collect();
        let state = open.group.minutes(open.number);
        let approvals: Vec<String> = state.map(approved_by).unwrap_or_default();
        let mailed =
            state.and_then(|state| state.sent.iter().rfind(|sent| sent.is_standing())).map(|sent| sent.version);
        let answer = self.hub().lines(&seat.room, &seat.sender.account);
        let answer =
            answer.iter().rev().find(|line| line.to.is_some() && is_fresh(self, line)).map(|line| line.html.clone());
        let changes: Vec<Value> =
            open.before.as_ref().map(|(_, before)| differences(before, lines)).unwrap_or_default();
        let values = context! {
            title => format!("Minutes of meeting {} · {}", open.number, open.group.charter.name),
            assets => &*ASSETS,
            group => &open.group.charter.name,
            number => open.number,
            sections,
            digest => &open.drafted.draft.digest.0,
            may_approve => open.may_approve,
            approvals,
            sent => mailed,
            shown => open.before.as_ref().map(|(version, _)| *version),
            changes,
            removed,
            lost => open.drafted.lost.len(),
            answer => answer.unwrap_or_default(),
            is_closed => open.group.meeting.as_ref().is_none_or(|meeting| meeting.number != open.number),
            once,
        };
        templates::page(StatusCode::OK, "edit.html", values)
    }
}

/// What the log tells of the lines.
struct Past {
    /// The group as it was at the meeting.
    then: Option<Group>,
    changed: Vec<HandChange>,
}

impl Past {
    /// Where a line comes from and how it has changed.
    fn of(&self, open: &Open, line: &PaperLine) -> Value {
        let at = |at: chrono::DateTime<chrono::Utc>| format!("{} UTC", at.format("%Y-%m-%d %H:%M"));
        let drafted = open.bare.get(&line.key).map(|bare| bare.words.as_str());
        let meeting = self.then.as_ref().and_then(|then| Some((then, then.latest_meeting()?)));
        let origin = meeting.and_then(|(then, meeting)| origin(then, meeting, drafted?));
        let origin = origin.map(|origin| {
            let address = origin.message.as_ref().and_then(|(room, message)| permalink(room, message));
            context! { by => origin.by, at => at(origin.at), address }
        });
        let is_added = |change: &HandChange| matches!(change.change, LineChange::AddedAfter(_));
        // What was added after the line is history of the added line.
        let own = self.changed.iter().filter(|change| change.line == line.key && !is_added(change));
        let history: Vec<Value> = own
            .map(|change| {
                let (did, words) = match &change.change {
                    LineChange::Reworded(words) | LineChange::AddedAfter(words) => ("wrote", Some(words.as_str())),
                    LineChange::Removed => ("removed the line", None),
                    LineChange::Restored => ("restored the line as it was drafted", None),
                };
                context! { by => change.by.as_deref(), at => at(change.at), did, words }
            })
            .collect();
        context! { origin, history, drafted => drafted.filter(|drafted| *drafted != line.words) }
    }
}

fn is_fresh(web: &Web, line: &super::hub::Line) -> bool {
    (web.bot().clock().now() - line.at).num_seconds() < 10
}

fn line_value(line: &PaperLine) -> Value {
    context! {
        place => line.place.to_string(),
        id => format!("l{}-{}", line.place.section, line.place.line),
        key => &line.key.0,
        part => &line.part,
        words => &line.words,
        by => line.by.as_deref(),
        expecting => digest(&line.words),
        rows => (line.words.len() / 70 + line.words.matches('\n').count() + 1).clamp(1, 12),
    }
}

fn digest(words: &str) -> String {
    Sha256::digest(words).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// What differs from the version that was shown, line by line and word by word.
fn differences(before: &[PaperLine], now: &[PaperLine]) -> Vec<Value> {
    let words = |lines: &[PaperLine]| lines.iter().map(|line| one_line(&line.words)).collect::<Vec<_>>();
    let (old, new) = (words(before), words(now));
    let mut found = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (gone, come) = (&old[op.old_range()], &new[op.new_range()]);
        let places = &now[op.new_range()];
        for index in 0..gone.len().max(come.len()) {
            let place = places.get(index).map(|line| line.place.to_string());
            let (was, is) = (gone.get(index), come.get(index));
            let pieces = pieces(was.map_or("", String::as_str), is.map_or("", String::as_str));
            found.push(context! { place, pieces });
        }
    }
    found
}

/// Runs of words that are the same, gone or new.
fn pieces(was: &str, is: &str) -> Vec<Value> {
    let (old, new): (Vec<&str>, Vec<&str>) = (was.split(' ').collect(), is.split(' ').collect());
    let mut pieces = Vec::new();
    let mut add = |tag: ChangeTag, words: &[&str]| {
        let words = words.join(" ");
        if !words.is_empty() {
            let kind = match tag {
                ChangeTag::Equal => "same",
                ChangeTag::Delete => "gone",
                ChangeTag::Insert => "new",
            };
            pieces.push(context! { kind, words });
        }
    };
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { .. } => add(ChangeTag::Equal, &new[op.new_range()]),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                add(ChangeTag::Delete, &old[op.old_range()]);
                add(ChangeTag::Insert, &new[op.new_range()]);
            }
        }
    }
    pieces
}

/// What is asked for on the page.
enum Wish {
    Line { key: LineKey, expecting: String, change: LineChange },
    Approve,
    Send,
}

/// `POST /seat/edit/N`
pub(super) async fn change(State(web): State<Web>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let seat = Seat::from_request_parts(&mut parts, &web).await;
    let path: Result<Path<Parts>, _> = Path::from_request_parts(&mut parts, &web).await;
    let form: Result<Form<HashMap<String, String>>, FormRejection> = Request::from_parts(parts, body).extract().await;
    let (Ok(Path(path)), Ok(Form(form))) = (path, form) else {
        return told(StatusCode::BAD_REQUEST, "What was sent does not come from a page of minutes.", None, None);
    };
    let text = form.get("text").map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
    let seat = match seat {
        Ok(seat) => seat,
        Err(refused) if refused.status() == StatusCode::UNAUTHORIZED => return lost_with(&text),
        Err(refused) => return refused,
    };
    // Two editors on one line: the second one sees the first one's words.
    let _turn = web.inner.editing.lock().await;
    let open = match Box::pin(web.open_minutes(&seat, &path)).await {
        Ok(open) => open,
        Err(answer) => return answer,
    };
    let back = format!("./{}", open.number);
    let Some(wish) = wish(&form, &text) else {
        return told(
            StatusCode::BAD_REQUEST,
            "This form is not one of these minutes. Reload the page.",
            Some(&text),
            Some(&back),
        );
    };
    let (anchor, done) = match wish {
        Wish::Line { key, expecting, change } => {
            let line = open.drafted.lines.iter().find(|line| line.key == key);
            let removed = if change == LineChange::Restored { open.drafted.removed() } else { Vec::new() };
            let removed = removed.iter().find(|line| line.key == key);
            let Some(line) = line.or(removed) else {
                return told(
                    StatusCode::CONFLICT,
                    "This line is no longer in the minutes. Your words are below.",
                    Some(&text),
                    Some(&back),
                );
            };
            if digest(&line.words) != expecting && !matches!(change, LineChange::AddedAfter(_)) {
                return conflict(line, &text, &open);
            }
            let anchor = format!("#l{}-{}", line.place.section, line.place.line);
            let command = MinutesCommand::EditMinutes { meeting: Some(open.number), line: LineRef::Known(key), change };
            (anchor, web.order(&seat, &form, "edit", What::Ordered(Command::Minutes(command))).await)
        }
        Wish::Approve | Wish::Send if form.get("digest") != Some(&open.drafted.draft.digest.0) => {
            let words = "The minutes have changed since this page was shown, so nothing was done. Read what has changed, then decide again.";
            return told(StatusCode::CONFLICT, words, None, Some(&back));
        }
        Wish::Approve => (String::new(), web.approve(&seat, &form, &open).await),
        Wish::Send => (String::new(), web.row(&seat, &form, "minutes send", open.number).await),
    };
    match done {
        Ok(()) => Redirect::to(&format!("{back}{anchor}")).into_response(),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "a change of minutes could not be recorded");
            let words = "This could not be recorded, because the store does not answer. Try again in a moment.";
            told(StatusCode::SERVICE_UNAVAILABLE, words, Some(&text), Some(&back))
        }
    }
}

fn wish(form: &HashMap<String, String>, text: &str) -> Option<Wish> {
    let change = match form.get("act").map(String::as_str)? {
        "approve" => return Some(Wish::Approve),
        "send" => return Some(Wish::Send),
        "save" => LineChange::Reworded(text.to_owned()),
        "add" => LineChange::AddedAfter(form.get("more").filter(|more| !more.trim().is_empty())?.replace("\r\n", "\n")),
        "remove" => LineChange::Removed,
        "restore" => LineChange::Restored,
        _ => return None,
    };
    let key = LineKey(form.get("line")?.clone());
    Some(Wish::Line { key, expecting: form.get("expecting")?.clone(), change })
}

/// Both texts, and a form with the words that were typed.
fn conflict(line: &PaperLine, text: &str, open: &Open) -> Response {
    let values = context! {
        title => "Someone was faster",
        assets => &*ASSETS,
        number => open.number,
        line => line_value(line),
        by => line.by.as_deref(),
        text,
        pieces => pieces(&one_line(&line.words), &one_line(text)),
    };
    templates::page(StatusCode::CONFLICT, "conflict.html", values)
}

impl Web {
    async fn order(&self, seat: &Seat, form: &HashMap<String, String>, what: &str, event: What) -> anyhow::Result<()> {
        let mut sorted: Vec<_> = form.iter().collect();
        sorted.sort();
        let mut digest = Sha256::new();
        digest.update(what);
        for (name, value) in sorted {
            digest.update([0]);
            digest.update(name);
            digest.update([1]);
            digest.update(value);
        }
        let digest: String = digest.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let id = format!("{PLATFORM}:{}:{digest}", &seat.token.hash()[..16]);
        self.attend(&seat.holder.group).await;
        let at = self.bot().clock().now();
        self.bot().receive(&Incoming::in_room(seat.room.clone(), at, id, seat.sender.clone(), event)).await
    }

    async fn row(&self, seat: &Seat, form: &HashMap<String, String>, row: &str, number: u32) -> anyhow::Result<()> {
        let values = vec![("meeting".to_owned(), number.to_string())];
        let asked = Asked { row: row.to_owned(), values, seen: None, about: None };
        self.order(seat, form, row, What::Asked(asked)).await
    }

    /// What is approved is the version that was shown, so the one on the page is shown first.
    async fn approve(&self, seat: &Seat, form: &HashMap<String, String>, open: &Open) -> anyhow::Result<()> {
        let shown = open.group.minutes(open.number).and_then(|state| state.shown.as_ref());
        if shown.is_none_or(|shown| shown.digest != open.drafted.draft.digest) {
            self.row(seat, form, "minutes", open.number).await?;
        }
        self.row(seat, form, "minutes approve", open.number).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_gone_and_new_are_told_apart() {
        let told: Vec<String> = pieces("row 4 is open", "row 4 is closed now")
            .iter()
            .map(|piece| {
                let get = |name| piece.get_attr(name).expect("it has one").to_string();
                format!("{}:{}", get("kind"), get("words"))
            })
            .collect();
        assert_eq!(told, ["same:row 4 is", "gone:open", "new:closed now"]);
    }
}
