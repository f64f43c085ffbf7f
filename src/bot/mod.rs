//! The loop: messages come in, desks decide, couriers and the postman deliver what is committed.

mod absence;
mod archive;
mod courier;
mod couriers;
mod damaged;
mod delivery;
mod desk;
mod desks;
mod edits;
pub mod figures;
mod flood;
pub mod grant;
mod hearing;
mod inbox;
mod losses;
mod mailbox;
mod nobodys;
mod order;
pub mod packed;
mod pages;
mod parts;
mod past;
mod postman;
mod prompter;
pub mod rebuild;
mod relay;
pub mod restored;
mod retract;
mod seating;
mod setup;
mod sign;
mod silence;
mod trouble;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as StdMutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use tokio::sync::{Mutex, Notify, watch};

use crate::chat::{Back, Chat, Incoming, News, Origin, Parcel, RoomKey, What};
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::group::charter::Charter;
use crate::mail::Mailer;
use crate::meters::Taken;
use crate::store::Store;
use crate::time::Zone;
use couriers::Couriers;
use damaged::Damaged;
pub use desk::{Circumstances, Desk};
use desk::{GrantedRoles, Handled};
use desks::{Desks, Slot};
use flood::{Floods, Pace};
use seating::Seating;
use setup::Decided;

/// What a bot is made of.
pub struct Parts {
    pub store: Store,
    pub clock: Clock,
    pub names: Names,
    /// Charters of the configured groups.
    pub charters: Vec<Charter>,
    /// Which group meets in a configured room, by the room's key in the configuration.
    pub rooms: BTreeMap<RoomKey, String>,
    /// Whether a room of no group is a group of its own. Otherwise nothing is recorded there.
    pub open_rooms: bool,
    /// Platforms by name.
    pub chats: BTreeMap<String, Arc<dyn Chat>>,
    /// Without a post office, mails wait in the outbox.
    pub mailer: Option<Mailer>,
    pub delivery: Delivery,
}

/// Who carries out what is in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Tasks of their own, as things come up.
    Background,
    /// The caller, by [`Bot::deliver`]; for scripts and tests that want everything in order.
    ByHand,
}

/// The bot; clones are the same bot.
#[derive(Clone)]
pub struct Bot {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Parts,
    names: Arc<Names>,
    seating: Seating,
    desks: Desks,
    damaged: Damaged,
    couriers: Couriers,
    mail_news: Notify,
    /// Held while mail is handed to the mail server.
    posting: Mutex<()>,
    /// Mails that may come to the archive.
    awaited: archive::Awaited,
    standing: GrantedRoles,
    floods: StdMutex<Floods>,
    changes: pages::Changes,
    ended_grants: watch::Sender<u64>,
    pages: Arc<OnceLock<String>>,
    /// Timers are paused until what was said while the bot was down has been heard.
    has_caught_up: watch::Sender<bool>,
    /// The rooms are known, and the last run is taken up again.
    has_resumed: watch::Sender<bool>,
}

/// While the store does not answer, a message is tried again after these pauses. The last one keeps the bot from being
/// deaf for long once the store answers.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_secs(10);
/// A program that does not hold the store looks again after this pause whether it does.
const LEASE_PAUSE: Duration = Duration::from_secs(1);
/// A proposal that has not reached every room after this many seconds counts as shown.
const SHOWING_SECS: u32 = 60;

impl Bot {
    pub fn new(mut parts: Parts) -> Bot {
        let names = Arc::new(parts.names.clone());
        let seating =
            Seating::new(std::mem::take(&mut parts.charters), std::mem::take(&mut parts.rooms), parts.open_rooms);
        let inner = Inner {
            parts,
            names,
            seating,
            desks: Desks::default(),
            damaged: Damaged::default(),
            couriers: Couriers::default(),
            mail_news: Notify::new(),
            posting: Mutex::default(),
            awaited: archive::Awaited::default(),
            standing: GrantedRoles::default(),
            floods: StdMutex::default(),
            changes: pages::Changes::default(),
            ended_grants: watch::Sender::new(0),
            pages: Arc::default(),
            has_caught_up: watch::Sender::new(false),
            has_resumed: watch::Sender::new(false),
        };
        Bot { inner: Arc::new(inner) }
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.parts.clock
    }

    pub fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    /// From now on the configured groups have the members of these charters; nothing else of them changes.
    pub async fn renew_members(&self, charters: Vec<Charter>) {
        for Charter { id, members, .. } in charters {
            self.inner.seating.renew_members(&id, members.clone());
            if let Some(slot) = self.inner.desks.find(&id) {
                slot.desk.lock().await.renew_members(members);
            }
        }
    }

    /// Addresses of the lists of the configured groups.
    pub fn lists(&self) -> Vec<String> {
        self.inner.seating.charters().iter().filter_map(|charter| charter.list.clone()).collect()
    }

    fn is_background(&self) -> bool {
        self.inner.parts.delivery == Delivery::Background
    }

    /// Says that the bot is in a room. `called` are its other keys: aliases that the configuration
    /// names, then the room that it continues. A room nobody configured is a group of its own where rooms are open.
    pub async fn bind(&self, room: &RoomKey, called: &[RoomKey], name: Option<&str>) {
        let seating = &self.inner.seating;
        let configured = [room].into_iter().chain(called).find_map(|key| seating.configured(key)).map(str::to_owned);
        if let Some(group) = &configured {
            seating.bind_configured(room, group, name);
        }
        let is_configured = configured.is_some();
        let decided = if is_configured { Decided::Nothing } else { self.decided_patiently(room, called).await };
        let earlier = called.last().filter(|key| seating.configured(key).is_none());
        let continued = earlier.and_then(|key| seating.group_in(key));
        let known = configured.or(match decided {
            Decided::Group(group) => Some(group),
            Decided::Nobody => None,
            Decided::Nothing => continued,
        });
        // What a room is called is remembered where people may call the bot back.
        if known.is_none() && !self.may_be_its_own(room) && !seating.is_closed(room) {
            return;
        }
        let group = known.unwrap_or_else(|| called.last().unwrap_or(room).0.clone());
        if !is_configured {
            seating.bind(room, &group, name);
        }
        let slot = self.inner.desks.find(&group);
        if let Some(slot) = slot {
            let mut desk = slot.desk.lock().await;
            desk.meet_in(room);
            self.show_boards(&desk);
        }
        for earlier in called {
            self.move_posts(earlier, room).await;
        }
    }

    /// What people have decided about the group of a room, or of the one that it continues. Until the store tells, nothing of the
    /// room is taken: it would be recorded in the wrong log.
    async fn decided_patiently(&self, room: &RoomKey, called: &[RoomKey]) -> Decided {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.decided(room, called).await {
                Ok(decided) => return decided,
                Err(error) => {
                    tracing::error!(%room, error = format!("{error:#}"), "which group meets here is not known yet");
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
    }

    /// A room has moved: its group meets in the new one from now on.
    async fn moved(&self, from: &RoomKey, to: &RoomKey) {
        let group = self.inner.seating.move_room(from, to);
        let slot = self.inner.desks.find(&group);
        if let Some(slot) = slot {
            let mut desk = slot.desk.lock().await;
            desk.move_to(from, to);
            self.leave_board(from);
            self.show_boards(&desk);
        }
        self.move_posts(from, to).await;
    }

    /// What waited for the old room is said in the new one.
    async fn move_posts(&self, from: &RoomKey, to: &RoomKey) {
        // Moved onto itself, what is out already would lose the mark that it was tried.
        if from == to {
            return;
        }
        match self.inner.parts.store.move_route(&from.0, &to.0).await {
            Ok(()) => self.ring(&to.0),
            Err(error) => {
                tracing::error!(%from, %to, %error, "messages for a room that has moved could not be transferred");
            }
        }
    }

    /// Takes what an adapter hands over: the groups side by side, each in order. When it returns, all of
    /// it is on disk.
    pub async fn take(&self, parcel: Parcel) {
        let mut by_group: BTreeMap<String, Vec<News>> = BTreeMap::new();
        for news in parcel.news {
            match news {
                News::CaughtUp => {
                    self.inner.has_caught_up.send_replace(true);
                }
                News::Roles { account, roles } => {
                    lock(&self.inner.standing).insert(account, roles);
                }
                News::Room { .. }
                | News::Moved { .. }
                | News::Left { .. }
                | News::Deaf { .. }
                | News::Back(_)
                | News::Message(_) => {
                    let group = room_of(&news).map(|room| self.inner.seating.group_or_own(room));
                    by_group.entry(group.unwrap_or_default()).or_default().push(news);
                }
            }
        }
        let groups = by_group.into_values().map(|news| async move {
            for news in in_time(news) {
                self.take_one(news).await;
            }
        });
        futures_util::future::join_all(groups).await;
        // An adapter that has stopped waiting asks again after its restart.
        let _ = parcel.taken.send(());
    }

    async fn take_one(&self, news: News) {
        match news {
            News::Room { room, called, name } => self.bind(&room, &called, name.as_deref()).await,
            News::Moved { from, to } => self.moved(&from, &to).await,
            News::Left { room, at } => self.left(&room, at).await,
            News::Deaf { room, .. } | News::Back(Back { room, .. }) if self.is_nobodys(&room) => {}
            News::Deaf { room, at } => self.note_absence(&room, at).await,
            News::Back(back) => self.came_back(&back).await,
            News::Message(incoming) => self.receive_patiently(&incoming).await,
            News::CaughtUp | News::Roles { .. } => {}
        }
    }

    /// Goes on where the last run stopped: open meetings, the outbox, the boards. Rooms are bound
    /// before, so that whatever is said about a mail finds them.
    ///
    /// # Errors
    /// The store failed.
    pub async fn resume(&self) -> anyhow::Result<()> {
        let store = &self.inner.parts.store;
        store.take_up_again().await?;
        for group in store.groups().await? {
            let Some(slot) = self.slot_if_readable(&group).await? else { continue };
            let mut desk = slot.desk.lock().await;
            self.await_mails(desk.group());
            self.tell_restored(&mut desk).await?;
            // Of a meeting that closed just before the last run ended, the board may still be there.
            self.show_boards(&desk);
            if desk.is_busy() {
                continue;
            }
            drop(desk);
            drop(slot);
            self.inner.desks.let_go(&group);
        }
        for route in store.pending_routes().await? {
            self.ring(&route);
        }
        if self.is_background() {
            tokio::spawn(self.clone().run_post_office());
            tokio::spawn(self.clone().watch_store());
            tokio::spawn(self.clone().watch_for_losses());
        }
        self.inner.has_resumed.send_replace(true);
        Ok(())
    }

    /// Takes a message. When this returns, what it brought is on disk.
    ///
    /// # Errors
    /// The store failed; nothing of the message is recorded.
    pub async fn receive(&self, incoming: &Incoming) -> anyhow::Result<()> {
        if let What::SetUp(asked) = &incoming.what {
            return self.set_up(incoming, asked).await;
        }
        if let Some(typed) = self.typed_setup(incoming) {
            return self.set_up_by_words(incoming, typed).await;
        }
        if let Some(room) = incoming.room().filter(|room| self.is_nobodys(room))
            && let Some(turned) = nobodys::turned_away(incoming, &self.inner.names)
            && !self.is_called_back(room, turned).await?
        {
            return self.turn_away(incoming, room, turned).await;
        }
        let group = self.group_of(incoming);
        if let What::Mailed(_) = &incoming.what {
            return self.receive_mails(&group, std::slice::from_ref(incoming), None).await;
        }
        let slot = self.slot(&group).await?;
        let profile_zone = self.profile_zone(&slot, incoming).await;
        let known = Circumstances { profile_zone, pace: self.pace(incoming) };
        let mut desk = slot.desk.lock().await;
        let handled = desk.receive(incoming, known).await?;
        if let Some(room) = desk.take_wish_for_board() {
            self.bring_board_down(&room);
        }
        self.after(&slot, &desk, handled);
        match (incoming.room(), &incoming.what) {
            (Some(room), What::Deleted { message }) => self.replace_board(room, std::slice::from_ref(message)),
            (Some(room), What::DeletedTogether { messages }) => self.replace_board(room, messages),
            (_, _) => {}
        }
        Ok(())
    }

    /// How fast the sender writes. Joining is not writing, and deleting takes something away: it counts at any pace.
    fn pace(&self, incoming: &Incoming) -> Pace {
        let chat = incoming.room().and_then(|room| self.inner.parts.chats.get(room.platform()));
        let is_typed = !matches!(
            incoming.what,
            What::Joined | What::Unreadable | What::Deleted { .. } | What::DeletedTogether { .. } | What::Mailed(_)
        );
        if !(is_typed && chat.is_some_and(|chat| chat.limits().holds_back_floods)) {
            return Pace::Usual;
        }
        lock(&self.inner.floods).count(&incoming.sender.account, &incoming.id, incoming.at)
    }

    /// The zone in the sender's profile, if the answer depends on it. The platform is asked while the
    /// desk is free, so that clocks and mail go on.
    async fn profile_zone(&self, slot: &Slot, incoming: &Incoming) -> Option<Zone> {
        let chat = self.inner.parts.chats.get(incoming.room()?.platform())?;
        let is_wanted = slot.desk.lock().await.wants_profile_zone(incoming);
        if is_wanted { chat.profile_zone(&incoming.sender.account).await } else { None }
    }

    /// Takes a message and does not give up: while the store fails, the person is informed once and
    /// the message is tried again.
    pub async fn receive_patiently(&self, incoming: &Incoming) {
        let mut pause = FIRST_PAUSE;
        let mut is_told = false;
        let platform = incoming.room().map_or("mail", RoomKey::platform);
        while let Err(error) = self.receive(incoming).await {
            if self.note_damage(&self.group_of(incoming), &error).await {
                match self.turn_down(incoming).await {
                    Ok(()) => break,
                    Err(error) => tracing::error!(%error, "a message about a damaged log has to wait"),
                }
            }
            let reference = trouble::reference(&incoming.id);
            if !is_told {
                tracing::error!(%reference, origin = ?incoming.origin, error = format!("{error:#}"), "a message could not be recorded yet");
                self.apologize(incoming, &reference).await;
                is_told = true;
            }
            self.rest(pause).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
        self.store().meters().message(platform, if is_told { Taken::Later } else { Taken::AtOnce });
    }

    /// Waits until the last run is taken up again.
    pub async fn resumed(&self) {
        let mut resumed = self.inner.has_resumed.subscribe();
        // The bot itself holds the sender.
        let _ = resumed.wait_for(|is_so| *is_so).await;
    }

    /// When the clock next has something to say in an open meeting.
    pub async fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        let mut earliest = None;
        for slot in self.inner.desks.all() {
            let wakeup = slot.desk.lock().await.group().next_wakeup();
            earliest = [earliest, wakeup].into_iter().flatten().min();
        }
        earliest
    }

    /// Lets the clock speak in all open meetings.
    ///
    /// # Errors
    /// The store failed.
    pub async fn tick(&self) -> anyhow::Result<()> {
        for slot in self.inner.desks.all() {
            self.tick_one(&slot).await?;
        }
        Ok(())
    }

    /// The group as it is in memory, for tests and pages.
    ///
    /// # Errors
    /// The store failed while the group's log was read.
    pub async fn group(&self, id: &str) -> anyhow::Result<crate::group::Group> {
        let slot = self.slot(id).await?;
        let desk = slot.desk.lock().await;
        Ok(desk.group().clone())
    }

    async fn tick_one(&self, slot: &Arc<Slot>) -> anyhow::Result<()> {
        let mut desk = slot.desk.lock().await;
        let handled = desk.tick().await?;
        self.after(slot, &desk, handled);
        Ok(())
    }

    fn group_of(&self, incoming: &Incoming) -> String {
        match &incoming.origin {
            Origin::Room { room, .. } if self.is_nobodys(room) => self.inner.seating.group_or_own(room),
            Origin::Room { room, .. } => self.inner.seating.group_heard(room),
            Origin::CommandLine { group } | Origin::Mail { group, .. } => group.clone(),
        }
    }

    async fn open(&self, group: &str) -> anyhow::Result<Arc<Slot>> {
        let parts = &self.inner.parts;
        let (charter, rooms) = self.inner.seating.charter_of(group);
        // What is delivered in the background is seen some time after it is said.
        let showing_secs = if self.is_background() { SHOWING_SECS } else { charter.showing_secs };
        let charter = Charter { showing_secs, ..charter };
        let mut desk = Desk::open(parts.store.clone(), charter, rooms, parts.clock.clone(), self.inner.names.clone())
            .await
            .with_context(|| format!("opening group {group}"))?;
        desk.standing = self.inner.standing.clone();
        desk.pages = self.inner.pages.clone();
        let slot = Arc::new(Slot::new(desk));
        if self.is_background() {
            tokio::spawn(self.clone().keep_time(Arc::downgrade(&slot)));
        }
        Ok(slot)
    }

    fn after(&self, slot: &Slot, desk: &Desk, handled: Handled) {
        if handled.has_changed {
            slot.changed.notify_one();
            self.show_boards(desk);
            self.inner.changes.tell(&desk.group().charter.id, desk.group().head);
        }
        if handled.ends_seats {
            self.inner.ended_grants.send_modify(|count| *count += 1);
        }
        for route in handled.routes {
            self.ring(&route);
        }
    }

    /// Wakes when a meeting's clock has something to say, as long as the desk is in memory. It
    /// holds the desk only while it looks, so that an idle one can leave.
    async fn keep_time(self, slot: Weak<Slot>) {
        let mut caught_up = self.inner.has_caught_up.subscribe();
        if caught_up.wait_for(|is_so| *is_so).await.is_err() {
            return;
        }
        loop {
            let Some(held) = slot.upgrade() else { return };
            let wakeup = held.desk.lock().await.group().next_wakeup();
            let changed = held.changed.clone();
            if wakeup.is_some_and(|wakeup| wakeup <= self.clock().now()) {
                if let Err(error) = self.tick_one(&held).await {
                    tracing::error!(error = format!("{error:#}"), "timers wait for the store");
                    tokio::time::sleep(LAST_PAUSE).await;
                }
                continue;
            }
            drop(held);
            self.wait(wakeup, &changed).await;
        }
    }

    async fn wait(&self, until: Option<DateTime<Utc>>, news: &Notify) {
        match until.and_then(|until| self.clock().wait_for(until)) {
            Some(pause) => {
                // Either is fine: both lead to another look.
                let _ = tokio::time::timeout(pause, news.notified()).await;
            }
            None => news.notified().await,
        }
    }
}

fn room_of(news: &News) -> Option<&RoomKey> {
    match news {
        News::Room { room, .. } | News::Left { room, .. } | News::Deaf { room, .. } => Some(room),
        News::Back(back) => Some(&back.room),
        News::Moved { from, .. } => Some(from),
        News::Message(incoming) => incoming.room(),
        News::CaughtUp | News::Roles { .. } => None,
    }
}

/// News of one group in the order of time. One room's are in order already; several rooms are one
/// meeting, and what was said between two chairs' lines in another room stays between them.
fn in_time(news: Vec<News>) -> Vec<News> {
    let rooms: std::collections::BTreeSet<&RoomKey> = news.iter().filter_map(room_of).collect();
    if rooms.len() < 2 {
        return news;
    }
    let mut last = DateTime::<Utc>::MIN_UTC;
    let mut timed: Vec<(DateTime<Utc>, News)> = Vec::with_capacity(news.len());
    for news in news {
        if let News::Message(incoming) = &news {
            last = incoming.at;
        }
        timed.push((last, news));
    }
    timed.sort_by_key(|(at, _)| *at);
    timed.into_iter().map(|(_, news)| news).collect()
}

fn lock<T>(mutex: &StdMutex<T>) -> std::sync::MutexGuard<'_, T> {
    // The data behind these locks is whole between any two statements.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
