//! Couriers and the postman: what is committed goes out, room by room and mail by mail.

use std::cell::LazyCell;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::courier::{BoardOrder, Courier, Renewal};
use super::couriers::Stop;
use super::desk::Desk;
use super::postman::{self, Delivered};
use super::{Bot, LAST_PAUSE, LEASE_PAUSE};
use crate::chat::RoomKey;
use crate::store::MAIL;

/// How long a program that is stopped waits for what is under way.
const LAST_WORDS: Duration = Duration::from_secs(5);

impl Bot {
    /// Delivers by hand until nothing is left that could be delivered now.
    ///
    /// # Errors
    /// The store failed.
    pub async fn deliver(&self) -> anyhow::Result<()> {
        loop {
            for route in self.inner.parts.store.pending_routes().await? {
                self.ring(&route);
            }
            let mut has_spoken = false;
            for stop in self.inner.couriers.all() {
                has_spoken |= self.deliver_to(&stop).await?.1;
            }
            let (has_news, _) = self.deliver_mail().await?;
            let has_seen = self.look_into_archive().await?;
            if !has_spoken && !has_news && !has_seen {
                return Ok(());
            }
        }
    }

    /// Begins nothing more, and waits for a moment until what is under way has arrived: whoever goes on then finds it there.
    pub async fn finish_deliveries(&self) {
        self.store().lay_down();
        let ended = async {
            for stop in self.inner.couriers.all() {
                drop(stop.courier.lock().await);
            }
            drop(self.inner.posting.lock().await);
        };
        if tokio::time::timeout(LAST_WORDS, ended).await.is_err() {
            tracing::warn!(
                "what is being delivered has not arrived yet; the program that goes on looks whether it has"
            );
        }
    }

    pub(super) fn show_boards(&self, desk: &Desk) {
        // The same for all rooms, and made where there is one that shows it.
        let order = LazyCell::new(|| BoardOrder::from(desk.board()));
        for room in desk.rooms() {
            if let Some(stop) = self.stop(room) {
                stop.order_board(BoardOrder::clone(&order));
                stop.news.notify_one();
            }
        }
    }

    /// The board of a room that has moved stays as it is.
    pub(super) fn leave_board(&self, room: &RoomKey) {
        if let Some(stop) = self.inner.couriers.find(room) {
            stop.order_board(BoardOrder::Unsaid);
        }
    }

    /// The board of a room comes back where its message is among those that were deleted.
    pub(super) fn replace_board(&self, room: &RoomKey, deleted: &[String]) {
        if let Some(stop) = self.inner.couriers.find(room) {
            for message in deleted {
                stop.renew_board(Renewal::Gone(message.clone()));
            }
        }
    }

    /// The board of a room moves to its end.
    pub(super) fn bring_board_down(&self, room: &RoomKey) {
        if let Some(stop) = self.stop(room) {
            stop.renew_board(Renewal::Down);
        }
    }

    /// The board of a room in which no group meets any more is closed.
    pub(super) fn close_board(&self, room: &RoomKey) {
        if let Some(stop) = self.inner.couriers.find(room) {
            stop.order_board(BoardOrder::Closed);
            stop.news.notify_one();
        }
    }

    /// Wakes the courier or postman of a route.
    pub(super) fn ring(&self, route: &str) {
        if route == MAIL {
            self.inner.mail_news.notify_one();
        } else if let Some(stop) = self.stop(&RoomKey(route.to_owned())) {
            stop.news.notify_one();
        }
    }

    fn stop(&self, room: &RoomKey) -> Option<Arc<Stop>> {
        let chat = self.inner.parts.chats.get(room.platform())?;
        let hire = |board| Courier::new(room.clone(), chat.clone(), self.inner.parts.store.clone(), board);
        let (stop, is_new) = self.inner.couriers.get(room, hire);
        if is_new && self.is_background() {
            tokio::spawn(self.clone().run_courier(room.clone(), stop.clone()));
        }
        Some(stop)
    }

    async fn run_courier(self, room: RoomKey, stop: Arc<Stop>) {
        loop {
            let again = match self.deliver_to(&stop).await {
                Ok((again, _)) => again,
                Err(error) => {
                    tracing::error!(%room, error = format!("{error:#}"), "delivery waits for the store");
                    Some(self.clock().now() + LAST_PAUSE)
                }
            };
            self.wait(again, &stop.news).await;
        }
    }

    /// Delivers to one room. Returns when to come again, and whether the chairs are informed that the bot may speak
    /// again.
    async fn deliver_to(&self, stop: &Stop) -> anyhow::Result<(Option<DateTime<Utc>>, bool)> {
        let mut courier = stop.courier.lock().await;
        let again = courier.deliver(|| self.clock().now()).await?;
        self.note_shown(&courier.room).await?;
        let is_over = courier.is_silence_over();
        if is_over {
            self.tell_silence(&courier.room).await?;
            courier.forget_silence();
        }
        Ok((again, is_over))
    }

    /// What is proposed in a room may be seen by everybody now: the time for objections begins.
    async fn note_shown(&self, room: &RoomKey) -> anyhow::Result<()> {
        let group = self.inner.seating.group_in(room);
        let Some(slot) = group.and_then(|group| self.inner.desks.find(&group)) else { return Ok(()) };
        let mut desk = slot.desk.lock().await;
        if let Some(handled) = desk.report_shown().await? {
            self.after(&slot, &desk, handled);
        }
        Ok(())
    }

    pub(super) async fn run_post_office(self) {
        loop {
            let again = self.deliver_and_look().await.unwrap_or_else(|error| {
                tracing::error!(error = format!("{error:#}"), "mail waits for the store");
                Some(self.clock().now() + LAST_PAUSE)
            });
            self.wait(again, &self.inner.mail_news).await;
        }
    }

    async fn deliver_and_look(&self) -> anyhow::Result<Option<DateTime<Utc>>> {
        let (_, again) = self.deliver_mail().await?;
        self.look_into_archive().await?;
        Ok([again, self.next_look()].into_iter().flatten().min())
    }

    /// Sends one mail after the other, and writes down what became of each before the next, until
    /// nothing is due. Returns whether anything was said about it, and when to come again.
    async fn deliver_mail(&self) -> anyhow::Result<(bool, Option<DateTime<Utc>>)> {
        let parts = &self.inner.parts;
        let Some(mailer) = &parts.mailer else { return Ok((false, None)) };
        let _posting = self.inner.posting.lock().await;
        let mut has_news = false;
        loop {
            if !parts.store.is_held() {
                return Ok((has_news, Some(self.clock().now() + LEASE_PAUSE)));
            }
            let can_note = |group: &str| !self.inner.damaged.has(group);
            match postman::deliver(&parts.store, mailer, self.clock().now(), can_note).await? {
                Delivered::One(report) => {
                    let slot = self.slot(&report.group).await?;
                    let mut desk = slot.desk.lock().await;
                    let handled = desk.report_mail(report.n, &report.message_id, report.outcome).await?;
                    self.after(&slot, &desk, handled);
                    self.await_mails(desk.group());
                    has_news = true;
                }
                Delivered::Waits => {}
                Delivered::Nothing { again } => return Ok((has_news, again)),
            }
        }
    }
}
