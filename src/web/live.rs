//! Pages that change while they are open, over a WebSocket. Server-sent events would take one of the six connections that a
//! browser has for a server, so that the seventh tab would not even load.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex as StdMutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::{Instant, interval, sleep_until, timeout};

use super::Web;
use super::hub::EMPTY_ROOM;
use super::regions::{self, Mine, Regions};
use super::seat::Seat;
use super::templates::message;
use crate::bot::grant::Grant;
use crate::clock::monotonic;
use crate::group::Group;
use crate::group::person::Role;
use crate::view::page::{Page, Viewer, news, page};

/// A page gets at most one message in this time; the first one after a rest goes out at once.
const REST: Duration = Duration::from_millis(200);
/// A sign of life, which also finds pages that are gone.
const BEAT: Duration = Duration::from_secs(30);
/// A page that takes nothing for so long is closed.
const STUCK: Duration = Duration::from_secs(20);
/// Bytes of a frame from a page, which has nothing to tell.
const FRAME_BYTES: usize = 1 << 10;
/// Bytes that are read from a page at a time. The library's 128 kB would be most of what a page costs.
const READ_BYTES: usize = 4 << 10;
/// Pages of one board, and of one seat.
const BOARD_PAGES: usize = 2_000;
const SEAT_PAGES: usize = 50;

/// What is sent to a page.
#[derive(Serialize)]
struct News<'a> {
    seq: u64,
    /// Milliseconds since 1970, by which a page sets its clocks.
    now: i64,
    regions: &'a Regions,
    #[serde(skip_serializing_if = "Option::is_none")]
    say: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

fn written(news: &News<'_>) -> Utf8Bytes {
    // A model of strings and numbers always has a JSON form.
    serde_json::to_string(news).unwrap_or_default().into()
}

/// The parts of a page at one moment, and what has changed since the one before.
struct Frame {
    seq: u64,
    /// The frame from which `change` leads here.
    after: Option<u64>,
    regions: Regions,
    whole: Utf8Bytes,
    change: Utf8Bytes,
}

/// One state of a group for all of its pages. What a kind of viewer sees is made when the first page of that kind asks.
struct Moment {
    seq: u64,
    now_millis: i64,
    public: Page,
    seat: Page,
    said_to_public: Option<String>,
    said_to_seats: Option<String>,
    frames: [OnceLock<Option<Arc<Frame>>>; 4],
    before: [Option<Arc<Frame>>; 4],
}

fn place(viewer: Viewer) -> usize {
    match viewer {
        Viewer::Public => 0,
        Viewer::Seat(Role::Participant) => 1,
        Viewer::Seat(Role::Secretary) => 2,
        Viewer::Seat(Role::Chair) => 3,
    }
}

impl Moment {
    fn new(group: &Group, at: chrono::DateTime<chrono::Utc>, seq: u64, before: Option<&Moment>) -> Moment {
        let public = page(group, Viewer::Public, at);
        let seat = page(group, Viewer::Seat(Role::Participant), at);
        let said = |was: Option<&Page>, is: &Page| {
            let said = was.map(|was| news(was, is)).unwrap_or_default().join(" ");
            Some(said).filter(|said| !said.is_empty())
        };
        Moment {
            seq,
            now_millis: at.timestamp_millis(),
            said_to_public: said(before.map(|before| &before.public), &public),
            said_to_seats: said(before.map(|before| &before.seat), &seat),
            public,
            seat,
            frames: Default::default(),
            before: std::array::from_fn(|kind| before.and_then(|before| before.frames[kind].get().cloned().flatten())),
        }
    }

    fn page(&self, viewer: Viewer) -> Page {
        match viewer {
            Viewer::Public => self.public.clone(),
            Viewer::Seat(_) => Page { viewer, ..self.seat.clone() },
        }
    }

    fn frame(&self, viewer: Viewer) -> Option<Arc<Frame>> {
        let kind = place(viewer);
        self.frames[kind].get_or_init(|| self.made(viewer, self.before[kind].as_deref())).clone()
    }

    fn made(&self, viewer: Viewer, before: Option<&Frame>) -> Option<Arc<Frame>> {
        let regions = regions::shared(&self.page(viewer), "");
        let regions = regions.inspect_err(|error| tracing::error!(%error, "a page could not be made")).ok()?;
        let said = match viewer {
            Viewer::Public => &self.said_to_public,
            Viewer::Seat(_) => &self.said_to_seats,
        };
        let changed = before.map(|before| changed(&before.regions, &regions)).unwrap_or_default();
        let news = |regions, say| {
            written(&News { seq: self.seq, now: self.now_millis, regions, say, alert: None, title: None })
        };
        Some(Arc::new(Frame {
            seq: self.seq,
            after: before.map(|before| before.seq),
            whole: news(&regions, None),
            change: news(&changed, said.as_deref()),
            regions,
        }))
    }
}

fn changed(before: &Regions, now: &Regions) -> Regions {
    now.iter()
        .filter(|(name, html)| before.get(*name) != Some(html))
        .map(|(name, html)| (*name, html.clone()))
        .collect()
}

/// The groups that have open pages.
#[derive(Default)]
pub(super) struct Feeds {
    groups: StdMutex<HashMap<String, Weak<Feed>>>,
    /// Rooms in which a group is met as long as a seat is open, with when the last one was seen.
    attended: StdMutex<HashMap<String, Instant>>,
    seats: StdMutex<HashMap<String, usize>>,
}

/// What the pages of one group look at.
struct Feed {
    state: watch::Receiver<Option<Arc<Moment>>>,
    boards: AtomicUsize,
}

impl Web {
    /// The feed of a group, which runs as long as someone has it.
    fn feed(&self, group: &str) -> Arc<Feed> {
        let mut feeds = self.inner.feeds.groups.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(feed) = feeds.get(group).and_then(Weak::upgrade) {
            return feed;
        }
        feeds.retain(|_, feed| feed.strong_count() > 0);
        let (out, state) = watch::channel(None);
        let feed = Arc::new(Feed { state, boards: AtomicUsize::new(0) });
        feeds.insert(group.to_owned(), Arc::downgrade(&feed));
        tokio::spawn(self.clone().run_feed(group.to_owned(), out, Arc::downgrade(&feed)));
        feed
    }

    async fn run_feed(self, group: String, out: watch::Sender<Option<Arc<Moment>>>, feed: Weak<Feed>) {
        let mut changes = self.bot().changes(&group);
        let mut seq = 0;
        loop {
            changes.mark_unchanged();
            let before = out.borrow().clone();
            let now = self.bot().clock().now();
            seq += 1;
            let state = self.bot().with_group(&group, |group| Moment::new(group, now, seq, before.as_deref())).await;
            match state {
                Ok(state) => drop(out.send_replace(Some(Arc::new(state)))),
                Err(error) => tracing::warn!(error = format!("{error:#}"), "pages wait for the store"),
            }
            tokio::time::sleep(REST).await;
            loop {
                if feed.strong_count() == 0 {
                    return;
                }
                // The last page may go without a change.
                match timeout(BEAT, changes.changed()).await {
                    Ok(Ok(())) => break,
                    Ok(Err(_)) => {
                        changes = self.bot().changes(&group);
                        break;
                    }
                    Err(_) => {}
                }
            }
        }
    }

    /// The room of a group that anyone may enter, which is there as long as this program runs.
    pub async fn open_room(&self, group: &str) {
        self.attend(group).await;
    }

    /// Someone is in the room of a group's pages: it is met there until nobody has been for a while.
    pub(super) async fn attend(&self, group: &str) {
        let is_new = {
            let mut attended = self.inner.feeds.attended.lock().unwrap_or_else(PoisonError::into_inner);
            attended.insert(group.to_owned(), monotonic()).is_none()
        };
        if !is_new {
            return;
        }
        self.bot().meet_in(&Web::room(group), group).await;
        if self.inner.open_group.as_deref() != Some(group) {
            tokio::spawn(self.clone().leave_when_empty(group.to_owned()));
        }
    }

    async fn leave_when_empty(self, group: String) {
        loop {
            let seen = {
                let mut attended = self.inner.feeds.attended.lock().unwrap_or_else(PoisonError::into_inner);
                match attended.get(&group).copied() {
                    Some(seen) if seen.elapsed() < EMPTY_ROOM => seen,
                    _ => {
                        attended.remove(&group);
                        break;
                    }
                }
            };
            sleep_until(seen + EMPTY_ROOM).await;
        }
        self.bot().vacate(&Web::room(&group)).await;
    }
}

/// One open page of a seat, counted while it is.
struct Counted<'a> {
    web: &'a Web,
    seat: String,
}

impl<'a> Counted<'a> {
    fn new(web: &'a Web, seat: &str) -> Option<Counted<'a>> {
        let mut seats = web.inner.feeds.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let pages = seats.entry(seat.to_owned()).or_default();
        if *pages >= SEAT_PAGES {
            return None;
        }
        *pages += 1;
        Some(Counted { web, seat: seat.to_owned() })
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        let mut seats = self.web.inner.feeds.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pages) = seats.get_mut(&self.seat) {
            *pages -= 1;
            if *pages == 0 {
                seats.remove(&self.seat);
            }
        }
    }
}

const MANY: &str = "So many pages are open that no more can be live. This one can be refreshed.";

/// `GET /b/BOARD/live`
pub(super) async fn board(State(web): State<Web>, Path(board): Path<String>, upgrade: WebSocketUpgrade) -> Response {
    let group = match web.granted(&board).await {
        Ok(Some(Grant::Board { group })) if web.inner.has_board => group,
        Ok(_) => return message(StatusCode::NOT_FOUND, "There is no board at this address."),
        Err(answer) => return answer,
    };
    let feed = web.feed(&group);
    if feed.boards.fetch_add(1, Ordering::Relaxed) >= BOARD_PAGES {
        feed.boards.fetch_sub(1, Ordering::Relaxed);
        return message(StatusCode::SERVICE_UNAVAILABLE, MANY);
    }
    let upgrade = upgrade
        .max_message_size(FRAME_BYTES)
        .max_frame_size(FRAME_BYTES)
        .write_buffer_size(0)
        .read_buffer_size(READ_BYTES);
    let meters = web.bot().store().meters().clone();
    upgrade.on_upgrade(async move |mut socket| {
        let _open = meters.page_opened();
        watch_board(&feed, &mut socket).await;
        feed.boards.fetch_sub(1, Ordering::Relaxed);
    })
}

async fn watch_board(feed: &Feed, socket: &mut WebSocket) {
    let mut states = feed.state.clone();
    states.mark_changed();
    let mut beat = interval(BEAT);
    let mut last = None;
    loop {
        tokio::select! {
            changed = states.changed() => {
                if changed.is_err() {
                    return;
                }
                let Some(state) = states.borrow_and_update().clone() else { continue };
                let Some(frame) = state.frame(Viewer::Public) else { return };
                let text = if last.is_some() && last == frame.after { frame.change.clone() } else { frame.whole.clone() };
                last = Some(frame.seq);
                if !send(socket, Message::Text(text)).await {
                    return;
                }
            }
            _ = beat.tick() => {
                if !send(socket, Message::Ping(Vec::new().into())).await {
                    return;
                }
            }
            heard = socket.recv() => {
                if !matches!(heard, Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Text(_)))) {
                    return;
                }
            }
        }
    }
}

/// Whether the page still takes what is sent.
async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(timeout(STUCK, socket.send(message)).await, Ok(Ok(())))
}

/// `GET /seat/live`
pub(super) async fn seat(State(web): State<Web>, seat: Seat, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade
        .max_message_size(FRAME_BYTES)
        .max_frame_size(FRAME_BYTES)
        .write_buffer_size(0)
        .read_buffer_size(READ_BYTES);
    upgrade.on_upgrade(async move |mut socket| {
        let Some(_counted) = Counted::new(&web, &seat.token.hash()) else { return };
        let _open = web.bot().store().meters().page_opened();
        if let Err(error) = web.watch_seat(&seat, &mut socket).await {
            tracing::warn!(error = format!("{error:#}"), "a page waits for the store");
        }
    })
}

impl Web {
    async fn watch_seat(&self, seat: &Seat, socket: &mut WebSocket) -> anyhow::Result<()> {
        let feed = self.feed(&seat.holder.group);
        let mut states = feed.state.clone();
        let mut lines = self.hub().changes(&seat.room);
        let mut ended = self.bot().ended_grants();
        let mut beat = interval(BEAT);
        let mut shown = Regions::new();
        let (mut had_floor, mut said) = (None, 0);
        loop {
            // Whatever comes in this time goes out together.
            let not_before = monotonic() + REST;
            self.attend(&seat.holder.group).await;
            if self.grants().find(&seat.token, self.now_secs()).await?.is_none() {
                let regions = Regions::new();
                let alert = Some("This seat was ended. What you type here is no longer sent.");
                let news = News { seq: 0, now: 0, regions: &regions, say: None, alert, title: None };
                send(socket, Message::Text(written(&news))).await;
                return Ok(());
            }
            let state = states.borrow_and_update().clone();
            lines.mark_unchanged();
            if let Some(state) = state {
                let now = self.bot().clock().now();
                let (page, own) = self
                    .bot()
                    .with_group_for(&seat.holder.group, &seat.sender, |group, person, role| {
                        regions::for_seat(group, person, role, now)
                    })
                    .await?;
                let Some(frame) = state.frame(page.viewer) else { return Ok(()) };
                let heard = self.hub().lines(&seat.room, &seat.sender.account);
                let organization = seat.holder.organization.as_deref();
                let mine = Mine { own: &own, sender: &seat.sender, organization, lines: &heard };
                let mut all = frame.regions.clone();
                all.extend(regions::mine(&page, &mine, "", now)?);
                let regions = changed(&shown, &all);
                let alert = (had_floor == Some(false) && own.has_floor).then_some("You have the floor.");
                let say = state.said_to_seats.as_deref().filter(|_| said > 0 && said < state.seq);
                let title =
                    own.short.as_ref().map_or_else(|| page.group.clone(), |short| format!("{short} · {}", page.group));
                if !regions.is_empty() || alert.is_some() || say.is_some() {
                    let news = News {
                        seq: state.seq,
                        now: now.timestamp_millis(),
                        regions: &regions,
                        say,
                        alert,
                        title: Some(&title),
                    };
                    if !send(socket, Message::Text(written(&news))).await {
                        return Ok(());
                    }
                }
                (shown, had_floor, said) = (all, Some(own.has_floor), state.seq);
            }
            loop {
                tokio::select! {
                    changed = states.changed() => { changed?; break; }
                    changed = lines.changed() => { changed?; break; }
                    changed = ended.changed() => { changed?; break; }
                    _ = beat.tick() => {
                        self.attend(&seat.holder.group).await;
                        if !send(socket, Message::Ping(Vec::new().into())).await {
                            return Ok(());
                        }
                    }
                    heard = socket.recv() => {
                        if !matches!(heard, Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Text(_)))) {
                            return Ok(());
                        }
                    }
                }
            }
            sleep_until(not_before).await;
        }
    }
}
