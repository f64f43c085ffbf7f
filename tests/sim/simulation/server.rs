//! The far side of the chat, faked: it behaves as a chat server does. The same key gives the same
//! message, which is shown once; it may refuse for a while, or accept and lose the answer, or be
//! in the middle of it when the bot dies. It keeps what people would see, and complains about
//! what they should never have seen. Everything else in the simulation is real.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use convenor::chat::{Chat, Limits, Outgoing, RoomKey, SendError};
use convenor::store::Store;
use convenor::text::{Text, plain};
use convenor::view::Weight;
use tokio::sync::Notify;

use super::chance::Chance;

/// A server with all its rooms.
pub struct Server {
    limits: Limits,
    state: Mutex<State>,
    /// Rung when a request is in the middle of which the bot shall die.
    pub hangs: Notify,
}

/// What the server knows.
#[derive(Default)]
struct State {
    /// The store, to see what is durable at the moment when something is said.
    store: Option<Store>,
    rooms: BTreeMap<RoomKey, Vec<Shown>>,
    /// Message and room by key.
    accepted: BTreeMap<String, (String, RoomKey)>,
    /// Key under which each post of the outbox went out.
    delivered: BTreeMap<u64, String>,
    /// One in so many requests fails; 0: none.
    trouble_in: u64,
    chance: Option<Chance>,
    hang: Option<Hang>,
    complaints: Vec<String>,
}

/// A message as people see it.
pub struct Shown {
    pub id: String,
    pub kind: Kind,
    pub text: String,
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Board,
    /// It shows what was said in another room, as that is by now.
    Relay,
    Words,
}

/// The request after `after` more ones never gets an answer.
#[derive(Clone, Copy, Debug)]
pub struct Hang {
    pub after: u64,
    pub moment: Moment,
}

/// When a request fails: before the server took the message or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Before,
    After,
}

/// What happens to one request.
enum Fate {
    Answered,
    Refused(Option<Duration>),
    AnswerLost,
    Hangs(Moment),
}

impl Server {
    pub fn new(chance: &mut Chance) -> Server {
        let limits = Limits {
            message_bytes: *chance.pick(&[usize::MAX, 2_000, 300]),
            can_whisper: chance.one_in(2),
            merges: chance.one_in(2),
            board_rest: (!chance.one_in(4)).then_some(Duration::from_secs(3)),
            holds_back_floods: false,
            signs_receipts: false,
            shows_pictures: false,
        };
        let state = State { chance: Some(Chance::new(chance.below(u64::MAX))), ..State::default() };
        Server { limits, state: Mutex::new(state), hangs: Notify::new() }
    }

    /// Looks into this store from now on.
    pub fn look_into(&self, store: &Store) {
        self.state().store = Some(store.clone());
    }

    /// From now on one in `times` requests fails for a while; 0: none.
    pub fn make_trouble(&self, times: u64) {
        self.state().trouble_in = times;
    }

    pub fn hang(&self, hang: Option<Hang>) {
        self.state().hang = hang;
    }

    pub fn has_board(&self) -> bool {
        self.limits.board_rest.is_some()
    }

    /// The board that a room sees last.
    pub fn board(&self, room: &RoomKey) -> Option<(String, String)> {
        let state = self.state();
        let mut boards = state.rooms.get(room)?.iter().filter(|shown| shown.kind == Kind::Board);
        boards.next_back().map(|board| (board.id.clone(), board.text.clone()))
    }

    /// How often the bot said these words in a room.
    pub fn said(&self, room: &RoomKey, words: &str) -> usize {
        let state = self.state();
        let shown = state.rooms.get(room).into_iter().flatten().filter(|shown| shown.kind == Kind::Words);
        shown.map(|shown| shown.text.matches(words).count()).sum()
    }

    /// Everything that rooms show.
    pub fn all_shown(&self) -> Vec<(RoomKey, String)> {
        let state = self.state();
        let shown =
            state.rooms.iter().flat_map(|(room, shown)| shown.iter().map(|shown| (room.clone(), shown.text.clone())));
        shown.collect()
    }

    /// What a room shows of what was said in others, in order.
    pub fn relayed(&self, room: &RoomKey) -> Vec<String> {
        let state = self.state();
        let shown = state.rooms.get(room).into_iter().flatten().filter(|shown| shown.kind == Kind::Relay);
        shown.map(|shown| shown.text.clone()).collect()
    }

    /// Numbers of the outbox's posts that people have seen.
    pub fn delivered(&self) -> BTreeSet<u64> {
        self.state().delivered.keys().copied().collect()
    }

    /// What was wrong so far.
    pub fn complaints(&self) -> Vec<String> {
        self.state().complaints.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while the server's state is held")
    }

    fn fate(&self) -> Fate {
        let mut state = self.state();
        if let Some(hang) = &mut state.hang {
            if hang.after == 0 {
                let moment = hang.moment;
                state.hang = None;
                return Fate::Hangs(moment);
            }
            hang.after -= 1;
        }
        let trouble_in = state.trouble_in;
        let Some(chance) = state.chance.as_mut().filter(|_| trouble_in > 0) else { return Fate::Answered };
        match (chance.one_in(trouble_in), chance.below(3)) {
            (false, _) => Fate::Answered,
            (true, 0) => Fate::Refused(None),
            (true, 1) => Fate::Refused(Some(Duration::from_secs(2))),
            (true, _) => Fate::AnswerLost,
        }
    }

    /// Wraps a request in its fate.
    async fn answer<T>(&self, accept: impl FnOnce() -> T) -> Result<T, SendError> {
        let retry = |after, reason: &str| SendError::Retry { after, reason: reason.to_owned() };
        match self.fate() {
            Fate::Answered => Ok(accept()),
            Fate::Refused(after) => Err(retry(after, "too many requests")),
            Fate::AnswerLost => {
                accept();
                Err(retry(None, "the connection was reset"))
            }
            Fate::Hangs(moment) => {
                if moment == Moment::After {
                    accept();
                }
                self.hangs.notify_one();
                std::future::pending().await
            }
        }
    }

    /// Nothing is said before it is durable: whatever is posted waits in the outbox, under a key
    /// that was fixed before the first attempt.
    async fn durable_posts(&self, room: &RoomKey, key: &str) -> Vec<u64> {
        let store = self.state().store.clone().expect("the server looks into a store");
        let batch = key.rsplit_once('.').map_or(key, |(batch, _)| batch);
        let waiting = store.pending(&room.0, i64::MAX, u32::MAX).await.expect("the outbox can be read");
        let mine: Vec<u64> = waiting.into_iter().filter(|post| post.batch == batch).map(|post| post.n).collect();
        if mine.is_empty() {
            self.state().complaints.push(format!("{key} was said in {room} and is not in the outbox"));
        }
        mine
    }

    fn accept(&self, room: &RoomKey, text: String, key: &str, posts: &[u64], kind: Kind) -> String {
        let mut state = self.state();
        if let Some((id, shown_in)) = state.accepted.get(key).cloned() {
            let shown = state.rooms.get(&shown_in).and_then(|shown| shown.iter().find(|shown| shown.id == id));
            // What shows a state may come again with a newer one; an edit follows.
            let is_same = kind != Kind::Words || shown.is_some_and(|shown| shown.text == text);
            if shown_in != *room || !is_same {
                state.complaints.push(format!("{key} came again with other words or in another room"));
            }
            return id;
        }
        let batch = key.rsplit_once('.').map_or(key, |(batch, _)| batch);
        for n in posts {
            let earlier = state.delivered.insert(*n, batch.to_owned());
            if let Some(earlier) = earlier.filter(|earlier| earlier != batch) {
                state.complaints.push(format!("post {n} went out as {earlier} and again as {batch}"));
            }
        }
        let id = format!("{room}/{}", state.accepted.len() + 1);
        state.accepted.insert(key.to_owned(), (id.clone(), room.clone()));
        state.rooms.entry(room.clone()).or_default().push(Shown { id: id.clone(), kind, text });
        id
    }
}

#[async_trait]
impl Chat for Server {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let text = plain::render(&message.say.text, None);
        let kind = match message.say.weight {
            _ if key.starts_with("board.") => Kind::Board,
            Weight::Quiet => Kind::Relay,
            Weight::Grant | Weight::Normal | Weight::Confirmation => Kind::Words,
        };
        let posts = if kind == Kind::Board { Vec::new() } else { self.durable_posts(room, key).await };
        self.answer(|| self.accept(room, text, key, &posts, kind)).await
    }

    async fn edit(&self, room: &RoomKey, message: &str, text: &Text, key: &str) -> Result<(), SendError> {
        let text = plain::render(text, None);
        self.answer(|| {
            let mut state = self.state();
            if state.accepted.insert(key.to_owned(), (message.to_owned(), room.clone())).is_some() {
                return;
            }
            let mine = state
                .rooms
                .get_mut(room)
                .and_then(|shown| shown.iter_mut().find(|shown| shown.id == message && shown.kind != Kind::Words));
            match mine {
                Some(mine) => mine.text = text,
                None => {
                    state.complaints.push(format!("{key} edits {message}, which is nothing to be edited in {room}"));
                }
            }
        })
        .await
    }

    async fn remove(&self, room: &RoomKey, message: &str, key: &str) -> Result<(), SendError> {
        self.answer(|| {
            let mut state = self.state();
            if state.accepted.insert(key.to_owned(), (message.to_owned(), room.clone())).is_none()
                && let Some(shown) = state.rooms.get_mut(room)
            {
                shown.retain(|shown| shown.id != message);
            }
        })
        .await
    }
}
