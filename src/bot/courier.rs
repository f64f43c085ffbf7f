//! Delivery to one room: floor grants first, the board edited in place, everything else merged
//! while a server makes us wait. A picture follows its message.

use std::ops::Deref;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::LEASE_PAUSE;
use super::desk::board_note;
use super::order::next_run;
use super::silence::{SILENT_REST, Silence};
use crate::chat::dispatch::Dispatch;
use crate::chat::{Chat, Outgoing, Picture, RoomKey, SendError};
use crate::document::picture;
use crate::store::{Pending, Quoting, Store};
use crate::text::{Block, Span, Text};
use crate::view::board::Board;
use crate::view::grid::Grid;
use crate::view::{Audience, Say, Weight};

/// Posts that are looked at in one go.
const WINDOW: u32 = 200;
/// While a server makes us wait, the board goes before other lines, until these have waited so long; with
/// a message already under way it can be a little longer.
const PATIENCE: Duration = Duration::from_secs(25);
/// A picture that fails so often is given up, so that words do not wait for it.
const PICTURE_TRIES: u32 = 4;
const FIRST_RETRY: Duration = Duration::from_secs(1);
/// With the time a request may hang, this bounds how long a room stays quiet after a fault has ended.
const LAST_RETRY: Duration = Duration::from_secs(10);
/// A session that has ended comes back by an operator only.
const LOGGED_OUT_REST: Duration = Duration::from_mins(1);

/// Delivers to one room.
pub struct Courier {
    pub(super) room: RoomKey,
    pub(super) chat: Arc<dyn Chat>,
    pub(super) store: Store,
    board: Shown,
    /// When the delivery under way began.
    pub(super) at: DateTime<Utc>,
    /// Not before this, because the server or a failure said so.
    rest_until: Option<DateTime<Utc>>,
    failures: u32,
    waiting_since: Option<DateTime<Utc>>,
    /// The picture that failed last, by its key, and how often.
    picture_failures: (String, u32),
    pub(super) silence: Silence,
    /// Since when receipts wait that are to be signs.
    pub(super) signs_since: Option<DateTime<Utc>>,
    /// Whether it is clear which posts went out before this program began.
    pub(super) is_past_known: bool,
}

/// How the board of a room should look.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum BoardOrder {
    /// It stays as it is: no desk has said yet, or the group has moved on to another room.
    #[default]
    Unsaid,
    /// No meeting is open.
    Closed,
    Show(Board),
}

impl From<Option<Board>> for BoardOrder {
    fn from(board: Option<Board>) -> BoardOrder {
        board.map_or(BoardOrder::Closed, BoardOrder::Show)
    }
}

/// What becomes of the message that a board is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Somebody deleted this message: if it was the board, it comes back.
    Gone(String),
    /// It moves to the end of the room.
    Down,
}

/// What is wanted of a board.
#[derive(Debug, Default)]
pub struct Orders {
    pub show: BoardOrder,
    pub renewals: Vec<Renewal>,
}

/// Where desks leave their orders without waiting for a delivery that is under way.
pub type OrderBox = Arc<StdMutex<Orders>>;

/// The board's message, as far as it is known.
#[derive(Default)]
struct Shown {
    order: OrderBox,
    /// What the message shows, as far as it is known.
    last: Option<Board>,
    edited_at: Option<DateTime<Utc>>,
    /// Whether the note about the board's message was read after the start.
    is_known: bool,
    message: Option<(u32, String)>,
    /// Which post took the board's last message back. The key of the next one has it: under the old key a platform
    /// would take it for the message that is gone.
    after: Option<String>,
    edits: u64,
}

/// A post that waits, as it was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Waiting {
    pub post: Pending,
    pub dispatch: Dispatch,
}

impl Deref for Waiting {
    type Target = Pending;

    fn deref(&self) -> &Pending {
        &self.post
    }
}

impl AsRef<Pending> for Waiting {
    fn as_ref(&self) -> &Pending {
        &self.post
    }
}

/// Begins the note of a board whose message was taken back.
pub(super) const AFTER: &str = "after ";

/// What is to be done next.
enum Next {
    Send(Vec<Waiting>),
    Sign(Vec<Waiting>),
    Board,
    Wait(SendError),
    Nothing { until: Option<DateTime<Utc>> },
}

impl Courier {
    pub fn new(room: RoomKey, chat: Arc<dyn Chat>, store: Store, order: OrderBox) -> Courier {
        Courier {
            room,
            chat,
            store,
            board: Shown { order, ..Shown::default() },
            at: DateTime::<Utc>::MIN_UTC,
            rest_until: None,
            failures: 0,
            waiting_since: None,
            picture_failures: Default::default(),
            silence: Silence::default(),
            signs_since: None,
            is_past_known: false,
        }
    }

    /// Delivers what can be delivered now. Returns when to come again, if not only for news.
    ///
    /// # Errors
    /// The store failed.
    pub async fn deliver(&mut self, now: impl Fn() -> DateTime<Utc>) -> anyhow::Result<Option<DateTime<Utc>>> {
        self.know_board().await?;
        self.know_silence().await?;
        loop {
            self.at = now();
            if let Some(until) = self.rest_until.filter(|until| *until > self.at) {
                return Ok(Some(until));
            }
            if !self.store.is_held() {
                return Ok(Some(now() + LEASE_PAUSE));
            }
            self.renew_board(now()).await?;
            let next = match self.know_past(now()).await? {
                Ok(()) => self.next(now()).await?,
                Err(later) => Next::Wait(later),
            };
            let result = match next {
                Next::Nothing { until } => return Ok(until),
                Next::Wait(later) => Err(later),
                Next::Send(posts) => match posts.first().map(|post| &post.dispatch) {
                    Some(Dispatch::Relay(_)) => self.relay(&posts, now()).await?,
                    Some(Dispatch::Retract { entries }) => self.retract(&posts[0], entries).await?,
                    Some(Dispatch::Say { .. } | Dispatch::Letter { .. }) | None => self.send(&posts).await?,
                },
                Next::Sign(posts) => self.sign(&posts).await?,
                Next::Board => {
                    let result = self.update_board(now()).await?;
                    if result.is_ok() {
                        self.has_edited().await?;
                    }
                    result
                }
            };
            self.rest_after(&result, now());
            if let Err(SendError::Silenced { reason }) = &result {
                self.fall_silent(reason).await?;
            }
        }
    }

    /// Whether the server has just made us wait.
    pub(super) fn is_throttled(&self) -> bool {
        self.rest_until.is_some()
    }

    fn rest_after(&mut self, result: &Result<(), SendError>, now: DateTime<Utc>) {
        match result {
            Ok(()) => {
                self.failures = 0;
                self.rest_until = None;
            }
            Err(SendError::Retry { after, reason }) => {
                self.failures += 1;
                let backed_off = FIRST_RETRY.saturating_mul(1 << self.failures.min(6)).min(LAST_RETRY);
                let rest = after.unwrap_or(backed_off);
                tracing::debug!(room = %self.room, %reason, ?rest, "the room has to wait");
                self.rest_until = Some(now + rest);
            }
            Err(SendError::LoggedOut { reason }) => {
                tracing::error!(room = %self.room, %reason, "the platform has ended the session");
                self.rest_until = Some(now + LOGGED_OUT_REST);
            }
            Err(SendError::Silenced { .. }) => self.rest_until = Some(now + SILENT_REST),
            Err(SendError::GiveUp { reason } | SendError::TooLarge { reason }) => {
                tracing::error!(room = %self.room, %reason, "the board was refused by the platform");
            }
        }
    }

    /// Grants first; then the board, while the server makes us wait; then attempted batches, as they
    /// were; then the rest, merged, confirmations after all else. What was attempted keeps its key, so it may be overtaken.
    async fn next(&mut self, now: DateTime<Utc>) -> anyhow::Result<Next> {
        let waiting = self.readable(now).await?;
        let (waiting, signs) = self.without_signs(waiting, now).await?;
        if waiting.is_empty() {
            self.waiting_since = None;
        } else {
            self.waiting_since.get_or_insert(now);
        }
        let (waiting, grant) = self.with_one_grant(waiting).await?;
        if let Some(posts) = self.silence.one_by_one(grant.iter().chain(&waiting)) {
            return Ok(Next::Send(posts));
        }
        if let Some(grant) = grant {
            return Ok(Next::Send(self.with_company(grant, waiting)));
        }
        let is_throttled = self.is_throttled();
        let is_patient = self.waiting_since.is_none_or(|since| (now - since).to_std().unwrap_or_default() < PATIENCE);
        let board_due = self.board_due();
        let is_board_due = board_due.is_some_and(|due| due <= now);
        if is_board_due && (waiting.is_empty() || (is_throttled && is_patient)) {
            return Ok(Next::Board);
        }
        if waiting.is_empty() && !signs.is_empty() {
            return Ok(Next::Sign(Courier::for_one_message(signs)));
        }
        if waiting.is_empty() {
            return Ok(Next::Nothing { until: board_due });
        }
        if let Some(begun) = waiting.iter().find(|post| !post.batch.is_empty()) {
            let batch = begun.batch.clone();
            return Ok(Next::Send(waiting.into_iter().filter(|post| post.batch == batch).collect()));
        }
        let is_alone = |post: &Waiting| match &post.dispatch {
            Dispatch::Say { message, .. } => self.chat.is_alone(message),
            Dispatch::Relay(_) => false,
            Dispatch::Retract { .. } | Dispatch::Letter { .. } => true,
        };
        let goes_along = |first: &Waiting, post: &Waiting| {
            self.chat.limits().merges
                && !is_alone(first)
                && !is_alone(post)
                && !is_grant(post)
                && thread_of(post) == thread_of(first)
                && post.dispatch.relay().is_some() == first.dispatch.relay().is_some()
                && post.group == first.group
        };
        let run = next_run(&waiting, is_confirmation, goes_along);
        Ok(Next::Send(waiting.into_iter().skip(run.start).take(run.len()).collect()))
    }

    /// The posts that wait and are due. Those that this version cannot read are kept for another.
    pub(super) async fn readable(&self, now: DateTime<Utc>) -> anyhow::Result<Vec<Waiting>> {
        loop {
            let (mut readable, mut has_other) = (Vec::new(), false);
            for post in self.store.pending(&self.room.0, now.timestamp_micros(), WINDOW).await? {
                match Dispatch::read(&post.body) {
                    Ok(dispatch @ (Dispatch::Say { .. } | Dispatch::Relay(_) | Dispatch::Retract { .. })) => {
                        readable.push(Waiting { post, dispatch });
                    }
                    Ok(Dispatch::Letter { .. }) | Err(_) => {
                        tracing::error!(room = %self.room, group = %post.group, n = post.n, "a message cannot be read by this version; it is kept");
                        self.store.set_aside(&post).await?;
                        has_other = true;
                    }
                }
            }
            if !has_other {
                return Ok(readable);
            }
        }
    }

    async fn send(&mut self, posts: &[Waiting]) -> anyhow::Result<Result<(), SendError>> {
        if posts.is_empty() {
            return Ok(Ok(()));
        }
        let (key, is_fresh) = self.fix_key(posts).await?;
        let messages: Vec<Outgoing> = posts.iter().filter_map(|post| post.dispatch.message().cloned()).collect();
        let mut quoting = Vec::new();
        if let Some(message) = merge(messages, self.chat.limits().can_whisper) {
            let message = self.chat.placed(message);
            let parts = self.post_parts(&message, &key, is_fresh).await?;
            if let Err(later) = parts.result {
                if matches!(later, SendError::Silenced { .. }) && self.silence.is_its_own_fault(posts) {
                    return self.drop_refused(posts, &message, &key).await.map(Ok);
                }
                // What comes meanwhile may join it.
                if parts.is_untouched {
                    self.store.set_batch(posts, "").await?;
                }
                return Ok(Err(later));
            }
            self.silence.took(posts);
            quoting = self.quoting(posts, &parts.sent);
            let said = parts.sent.into_iter().next();
            // What is for one person alone is not shown to the room.
            let is_shown = self.chat.limits().shows_pictures && message.say.to == Audience::Room;
            let grid = message.say.picture.as_ref().filter(|_| is_shown);
            if let (Some(grid), Some(id)) = (grid, said) {
                let shown = self.show(grid, id, message.thread.clone(), format!("{key}.picture")).await;
                if shown.is_err() {
                    return Ok(shown);
                }
            }
        }
        self.store.delivered_quoting(posts, &quoting, self.at.timestamp_micros()).await?;
        if !posts.iter().any(is_grant) {
            self.waiting_since = None;
        }
        Ok(Ok(()))
    }

    /// Which of the messages that went out for these posts quotes whom. Posts that were merged are in all parts.
    fn quoting(&self, posts: &[Waiting], messages: &[String]) -> Vec<Quoting> {
        let quoting = |post: &Waiting| {
            messages
                .iter()
                .map(|message| Quoting {
                    group: post.group.clone(),
                    entries: post.dispatch.quotes().to_vec(),
                    room: self.room.0.clone(),
                    message: message.clone(),
                })
                .collect::<Vec<_>>()
        };
        posts.iter().filter(|post| !post.dispatch.quotes().is_empty()).flat_map(quoting).collect()
    }

    /// Shows the picture of a message that is out. What waits is tried again with the message, whose keys make it
    /// the same message.
    async fn show(
        &mut self,
        grid: &Grid,
        message: String,
        thread: Option<String>,
        key: String,
    ) -> Result<(), SendError> {
        let Some(picture) = drawn(grid.clone(), message, thread).await else {
            tracing::error!(room = %self.room, "a picture cannot be drawn");
            return Ok(());
        };
        match self.while_held(self.chat.attach(&self.room, &picture, &key)).await {
            Err(error @ (SendError::Retry { .. } | SendError::Silenced { .. })) => {
                // The message is out, so it is only the picture that has to wait.
                let (after, reason) = match error {
                    SendError::Retry { after, reason } => (after, reason),
                    other => (None, other.to_string()),
                };
                let before = if self.picture_failures.0 == key { self.picture_failures.1 } else { 0 };
                self.picture_failures = (key, before + 1);
                if self.picture_failures.1 < PICTURE_TRIES {
                    return Err(SendError::Retry { after, reason });
                }
                tracing::error!(room = %self.room, %reason, "a picture did not go out and is dropped");
                Ok(())
            }
            Err(SendError::GiveUp { reason } | SendError::TooLarge { reason }) => {
                tracing::error!(room = %self.room, %reason, "a picture was refused by the platform and dropped");
                Ok(())
            }
            Err(SendError::LoggedOut { reason }) => Err(SendError::LoggedOut { reason }),
            Ok(()) => Ok(()),
        }
    }

    /// Takes note that a post has taken a message back. Returns whether it was the board itself.
    pub(super) fn forget_board(&mut self, message: &str, post: &str) -> bool {
        // One of its edits may have gone, and the words before it would show.
        self.board.last = None;
        let is_board = self.board.message.take_if(|(_, board)| board == message).is_some();
        if is_board {
            self.board.after = Some(post.to_owned());
        }
        is_board
    }

    async fn know_board(&mut self) -> anyhow::Result<()> {
        if !self.board.is_known {
            let note = self.store.note(&board_note(&self.room)).await?;
            self.board.after = note.as_deref().and_then(|note| note.strip_prefix(AFTER)).map(str::to_owned);
            self.board.message = note
                .as_deref()
                .and_then(|note| note.split_once(' '))
                .and_then(|(meeting, message)| Some((meeting.parse().ok()?, message.to_owned())));
            self.board.is_known = true;
        }
        Ok(())
    }

    /// Lets a board go whose message is gone or is to move; the next one comes under another key.
    async fn renew_board(&mut self, now: DateTime<Utc>) -> anyhow::Result<()> {
        let renewals = std::mem::take(&mut self.board.order.lock().unwrap_or_else(PoisonError::into_inner).renewals);
        for renewal in renewals {
            let old = match &renewal {
                Renewal::Gone(message) => self.board.message.take_if(|(_, board)| board == message),
                Renewal::Down => self.board.message.take(),
            };
            let Some((_, message)) = old else { continue };
            self.lose_board(now).await?;
            if renewal == Renewal::Down {
                let key = format!("board.{}.{}.away", self.room, now.timestamp_micros());
                if let Err(error) = self.chat.remove(&self.room, &message, &key).await {
                    tracing::debug!(room = %self.room, %error, "the board that has moved could not be deleted");
                }
            }
        }
        Ok(())
    }

    async fn lose_board(&mut self, now: DateTime<Utc>) -> anyhow::Result<()> {
        let after = format!("lost{}", now.timestamp_micros());
        self.store.set_note(&board_note(&self.room), &format!("{AFTER}{after}")).await?;
        self.board.after = Some(after);
        self.board.message = None;
        self.board.last = None;
        self.board.edited_at = None;
        Ok(())
    }

    fn order(&self) -> BoardOrder {
        self.board.order.lock().unwrap_or_else(PoisonError::into_inner).show.clone()
    }

    /// Whether a board is to be shown of which no message is known.
    pub(super) fn wants_new_board(&self) -> bool {
        self.board.message.is_none() && matches!(self.order(), BoardOrder::Show(_))
    }

    /// When the board may be touched next, if it is not as it should be.
    fn board_due(&self) -> Option<DateTime<Utc>> {
        let rest = self.chat.limits().board_rest?;
        let is_shown = match self.order() {
            BoardOrder::Unsaid => return None,
            BoardOrder::Closed => self.board.last.is_none() && self.board.message.is_none(),
            BoardOrder::Show(board) => self.board.last == Some(board),
        };
        if is_shown {
            return None;
        }
        Some(self.board.edited_at.map_or(DateTime::<Utc>::MIN_UTC, |edited| edited + rest))
    }

    async fn update_board(&mut self, now: DateTime<Utc>) -> anyhow::Result<Result<(), SendError>> {
        self.board.edited_at = Some(now);
        let wanted = match self.order() {
            BoardOrder::Show(board) => Some(board),
            BoardOrder::Unsaid | BoardOrder::Closed => None,
        };
        let result = match (&wanted, &self.board.message) {
            (Some(board), Some((shown, message))) if board.meeting == *shown => {
                let meeting = board.meeting;
                let key = format!("board.{}.{meeting}.{}.{}", self.room, now.timestamp_micros(), self.board.edits);
                match self.chat.edit_board(&self.room, message, board, &key).await {
                    Ok(edit) => Ok(self.note_board(board, edit).await?),
                    Err(error) => Err(error),
                }
            }
            (Some(board), _) => {
                let (room, meeting) = (&self.room, board.meeting);
                let after = self.board.after.as_ref().map_or_else(String::new, |after| format!(".{after}"));
                let key = format!("board.{room}.{meeting}{after}");
                match self.while_held(self.chat.post_board(room, board, &key)).await {
                    Ok(id) => {
                        self.store.set_note(&board_note(&self.room), &format!("{meeting} {id}")).await?;
                        self.note_board(board, Some(id.clone())).await?;
                        self.board.message = Some((meeting, id));
                        // The key may have been used before a crash, with other words: an edit makes sure.
                        self.board.edits += 1;
                        self.board.last = None;
                        return Ok(Ok(()));
                    }
                    Err(error) => Err(error),
                }
            }
            (None, Some((meeting, message))) => {
                let board = crate::view::board::closed(*meeting);
                let key = format!("board.{}.{meeting}.closed", self.room);
                let result = self.chat.edit_board(&self.room, message, &board, &key).await.map(drop);
                if !is_later(&result) {
                    self.store.set_note(&board_note(&self.room), "").await?;
                    self.board.message = None;
                }
                result
            }
            (None, None) => Ok(()),
        };
        self.board.edits += 1;
        // Its message is gone, or too old to be edited: another one takes its place.
        let is_refused = matches!(result, Err(SendError::GiveUp { .. }));
        if is_refused && wanted.is_some() && self.board.message.is_some() {
            self.lose_board(now).await?;
            self.board.edited_at = Some(now);
            return Ok(Ok(()));
        }
        if !is_later(&result) {
            self.board.last = wanted;
        }
        Ok(result)
    }
}

/// Draws a grid, which takes a moment, beside everything else.
async fn drawn(grid: Grid, message: String, thread: Option<String>) -> Option<Picture> {
    let words = grid.words();
    let png = tokio::task::spawn_blocking(move || picture::png(&grid)).await.ok().flatten()?;
    let (bytes, width, height) = (png.bytes, png.width, png.height);
    let name = "fair-hours.png".to_owned();
    Some(Picture { name, media_type: picture::PNG_TYPE, bytes, width, height, words, message, thread })
}

fn is_later(result: &Result<(), SendError>) -> bool {
    match result {
        Err(SendError::Retry { .. } | SendError::LoggedOut { .. } | SendError::Silenced { .. }) => true,
        Ok(()) | Err(SendError::GiveUp { .. } | SendError::TooLarge { .. }) => false,
    }
}

pub(super) fn is_grant(post: &Waiting) -> bool {
    post.dispatch.message().is_some_and(|message| message.say.weight == Weight::Grant)
}

fn is_confirmation(post: &Waiting) -> bool {
    post.dispatch.message().is_some_and(|message| message.say.weight == Weight::Confirmation)
}

fn thread_of(post: &Waiting) -> Option<&str> {
    post.dispatch.message().and_then(|message| message.thread.as_deref())
}

/// Several messages as one: each answer to a person begins with the person's name.
fn merge(mut messages: Vec<Outgoing>, can_whisper: bool) -> Option<Outgoing> {
    if messages.len() < 2 {
        return messages.pop();
    }
    let mut blocks: Vec<Block> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        // Several people asked the same: one answer is enough.
        let is_same = |other: &Outgoing| other.say.text == message.say.text && other.say.to == Audience::Room;
        if message.say.to == Audience::Room && messages[..index].iter().any(is_same) {
            continue;
        }
        let name = message
            .asker
            .as_ref()
            .filter(|_| message.say.to == Audience::Asker && !can_whisper)
            .map(|asker| asker.name.as_str());
        let mut text = message.say.text.clone();
        if let (Some(name), Some(Block::Paragraph(line))) = (name, text.blocks.first_mut()) {
            let is_named = crate::text::words(line).starts_with(name);
            if !is_named {
                line.insert(0, Span::Plain(format!("{name}: ")));
            }
        }
        blocks.extend(text.blocks);
    }
    let ping = messages.iter().find_map(|message| message.say.ping.clone());
    let thread = messages.first().and_then(|message| message.thread.clone());
    let is_question = messages.iter().any(|message| message.say.is_question);
    let picture = messages.iter_mut().find_map(|message| message.say.picture.take());
    let text = Text { blocks };
    let say = Say { ping, is_question, picture, ..Say::room(text) };
    Some(Outgoing { thread, ..Outgoing::unasked(say) })
}
