//! The loop: what the gateway tells, in order, and before it what was missed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::Context as _;
use futures_util::future::BoxFuture;
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, oneshot};

use super::event::{Heard, id, read};
use super::gateway::{self, Door, Gateway};
use super::interaction::Taken;
use super::rest::{Ask, Failure};
use super::standby::Warm;
use super::{Discord, Me, PLATFORM, lock, surface};
use crate::chat::{News, Parcel, Prompter, RoomKey};

/// Note of what was registered last.
const REGISTERED: &str = "discord commands";
/// Events that are handed over together, and events that wait.
const BATCH: usize = 100;
const WAITING: usize = 10_000;

/// Something in its turn.
enum Turn {
    Heard(Heard),
    Interaction(Taken),
}

impl Discord {
    /// Hands over what happens until Discord ends it for good. `wanted` are the configured rooms.
    ///
    /// # Errors
    /// The token or the intents are refused; the sentence says what to switch.
    pub fn run(
        self: Arc<Discord>,
        wanted: Vec<RoomKey>,
        out: mpsc::Sender<Parcel>,
        prompter: Arc<dyn Prompter>,
    ) -> BoxFuture<'static, anyhow::Result<()>> {
        Box::pin(async move {
            let me = self.who_am_i().await?;
            // Set once, by this function.
            let _ = self.me.set(me);
            let _ = self.prompter.set(prompter.clone());
            let mut opened = None;
            let mut warm = Warm::default();
            if self.store.stands_by() {
                let mut gateway = self.open_gateway().await?;
                warm = self.stand_by(&mut gateway).await?;
                *lock(&self.opened_at) = self.clock.now();
                opened = Some(gateway);
            }
            let (turns, mut queue) = mpsc::channel(WAITING);
            // Interactions do not wait for anything.
            let mut early: Vec<Turn> = Vec::new();
            for interaction in std::mem::take(&mut warm.interactions) {
                early.extend(self.respond(interaction, &prompter).map(Turn::Interaction));
            }
            self.forget_old_signs().await?;
            let waiting = self.read_interactions().await?;
            let mut first = self.find_rooms(&wanted).await?;
            if first.is_empty() {
                // The bot goes on where it was with the first parcel, whatever is in it.
                first.push(News::Roles { account: super::account_of(me.user), roles: BTreeSet::new() });
                tracing::info!("no room on Discord is configured; bring a group to a channel with /convenor setup");
            }
            deliver(&out, first).await?;
            let mut gateway = match opened {
                Some(opened) => opened,
                None => self.open_gateway().await?,
            };
            tokio::spawn(self.clone().respond_first(gateway.events, turns, prompter));
            let mut waiting = Some(waiting);
            if warm.has_begun {
                self.clone().begin_session(&out, &mut waiting).await?;
                for heard in warm.heard {
                    if !self.is_sign_known(&heard).await? {
                        early.push(Turn::Heard(heard));
                    }
                }
            }
            if !early.is_empty() {
                self.clone().take(early, &out, &mut waiting).await?;
            }
            loop {
                let mut batch = Vec::new();
                tokio::select! {
                    end = &mut gateway.end => {
                        return Err(end.unwrap_or_else(|_| anyhow::anyhow!("the gateway's thread has failed")));
                    }
                    count = queue.recv_many(&mut batch, BATCH) => if count == 0 {
                        // It says why.
                        let end = (&mut gateway.end).await;
                        return Err(end.unwrap_or_else(|_| anyhow::anyhow!("the gateway's thread has failed")));
                    },
                }
                // What is lost came after what waits, so nothing newer has been noted as read yet.
                if gateway.has_lost.swap(false, Ordering::SeqCst) {
                    self.catch_up(&out).await?;
                }
                self.clone().take(batch, &out, &mut waiting).await?;
            }
        })
    }

    async fn open_gateway(&self) -> anyhow::Result<Gateway> {
        gateway::open(Door {
            token: self.rest.token().clone(),
            api_url: self.config.api_url.clone(),
            gateway_url: self.gateway_url().await?,
            reads_messages: self.config.message_content,
        })
    }

    async fn who_am_i(&self) -> anyhow::Result<Me> {
        let refused = |failure: Failure| match failure {
            Failure::Token => anyhow::anyhow!(
                "Discord refuses the token. Make a new one in the developer portal, Bot, Reset Token, and put it into [discord] token_file or CONVENOR_DISCORD_TOKEN"
            ),
            other => anyhow::anyhow!("asking Discord who the bot is: {other}"),
        };
        let user = self.rest.ask_patiently(|| Ask::get("users/@me".into())).await.map_err(refused)?;
        let application =
            self.rest.ask_patiently(|| Ask::get("oauth2/applications/@me".into())).await.map_err(refused)?;
        let user = id(&user["id"]).context("Discord did not say who the bot is")?;
        let application = id(&application["id"]).context("Discord did not say which application the bot is")?;
        Ok(Me { user, application })
    }

    async fn gateway_url(&self) -> anyhow::Result<String> {
        let answer = self.rest.ask_patiently(|| Ask::get("gateway/bot".into())).await;
        let answer = answer.context("asking Discord where its gateway is")?;
        answer["url"].as_str().map(str::to_owned).context("Discord did not say where its gateway is")
    }

    /// Interactions have three seconds; they are responded to before what waits is taken.
    async fn respond_first(
        self: Arc<Self>,
        mut events: mpsc::Receiver<serde_json::Value>,
        turns: mpsc::Sender<Turn>,
        prompter: Arc<dyn Prompter>,
    ) {
        while let Some(event) = events.recv().await {
            *lock(&self.told_at) = Some(self.clock.now());
            let turn = match read(&event) {
                Some(Heard::Interaction(interaction)) => self.respond(interaction, &prompter).map(Turn::Interaction),
                heard => heard.map(Turn::Heard),
            };
            let Some(turn) = turn else { continue };
            if turns.send(turn).await.is_err() {
                return;
            }
        }
    }

    /// Takes what came, in order. A new session brings nothing of what was said before it: that is read first.
    /// `waiting` are the interactions of the last run, until the first session has begun.
    async fn take(
        self: Arc<Self>,
        batch: Vec<Turn>,
        out: &mpsc::Sender<Parcel>,
        waiting: &mut Option<Vec<u64>>,
    ) -> anyhow::Result<()> {
        let mut news = Vec::new();
        for turn in batch {
            match turn {
                Turn::Heard(Heard::Ready) => {
                    self.hand_over(std::mem::take(&mut news), out).await?;
                    self.log_break("a new session began; what was said meanwhile is read");
                    self.clone().begin_session(out, waiting).await?;
                }
                Turn::Heard(Heard::Resumed) => self.log_break("the session goes on; what was said meanwhile comes now"),
                Turn::Heard(heard) => news.extend(self.news_of(heard).await?),
                Turn::Interaction(taken) => {
                    self.hand_over(std::mem::take(&mut news), out).await?;
                    let is_setup = taken.is_setup();
                    if let Some((room, number, asked)) = self.news_of_interaction(taken).await? {
                        deliver(out, asked).await?;
                        if is_setup {
                            let opened = self.follow_setup(&room, number).await?;
                            deliver(out, opened.into_iter().collect()).await?;
                        }
                        self.settle_interaction(&room, number).await?;
                    }
                }
            }
        }
        self.hand_over(news, out).await?;
        *lock(&self.heard_at) = Some(self.clock.now());
        Ok(())
    }

    /// Reads what was said before a session began.
    async fn begin_session(
        self: Arc<Self>,
        out: &mpsc::Sender<Parcel>,
        waiting: &mut Option<Vec<u64>>,
    ) -> anyhow::Result<()> {
        self.catch_up(out).await?;
        if let Some(interactions) = waiting.take() {
            deliver(out, vec![News::CaughtUp]).await?;
            tokio::spawn(self.clone().register());
            for interaction in interactions {
                self.settle_in_all(interaction).await?;
            }
        }
        Ok(())
    }

    /// Hands news over, and notes how far was read when they are on disk.
    async fn hand_over(&self, news: Vec<News>, out: &mpsc::Sender<Parcel>) -> anyhow::Result<()> {
        deliver(out, news.clone()).await?;
        self.note_read(&news).await
    }

    async fn catch_up(&self, out: &mpsc::Sender<Parcel>) -> anyhow::Result<()> {
        let mut news = Vec::new();
        let heard_at = *lock(&self.heard_at);
        for channel in self.channels_to_read().await {
            news.extend(self.missing(channel, heard_at).await?);
        }
        // Channels side by side are one meeting: what was said first comes first.
        news.sort_by_key(|news| match news {
            News::Message(incoming) => incoming.at,
            News::Back(_) => chrono::DateTime::<chrono::Utc>::MAX_UTC,
            News::Room { .. }
            | News::Moved { .. }
            | News::Left { .. }
            | News::Deaf { .. }
            | News::Roles { .. }
            | News::CaughtUp => chrono::DateTime::<chrono::Utc>::MIN_UTC,
        });
        self.hand_over(news, out).await?;
        let rooms: Vec<u64> = self.places().rooms.iter().copied().collect();
        for room in rooms {
            let signs = self.board_signs(room).await?;
            self.hand_over(signs, out).await?;
        }
        Ok(())
    }

    /// After a break the log says how long nothing came.
    fn log_break(&self, what: &'static str) {
        if let Some(heard_at) = *lock(&self.heard_at) {
            let silent_secs = (self.clock.now() - heard_at).num_seconds();
            tracing::warn!(silent_secs, "the connection to Discord was interrupted: {what}");
        }
    }

    async fn settle_in_all(&self, interaction: u64) -> anyhow::Result<()> {
        let rooms: Vec<u64> = self.places().rooms.iter().copied().collect();
        for room in rooms {
            self.settle_interaction(&super::key_of(room), interaction).await?;
        }
        Ok(())
    }

    /// Registers the commands, if they are others than those registered last.
    async fn register(self: Arc<Self>) {
        let commands = surface::commands();
        let Some(me) = self.me.get() else { return };
        let digest: String =
            Sha256::digest(commands.to_string().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let wanted = format!("{} {digest}", me.application);
        if self.store.note(REGISTERED).await.ok().flatten().as_deref() == Some(wanted.as_str()) {
            return;
        }
        let path = format!("applications/{}/commands", me.application);
        match self.rest.ask_patiently(|| Ask::put(path.clone(), commands.clone())).await {
            Ok(_) => {
                tracing::info!("the slash commands are registered");
                if let Err(error) = self.store.set_note(REGISTERED, &wanted).await {
                    tracing::warn!(%error, "the registered commands could not be stored");
                }
            }
            Err(error) => tracing::error!(%error, "the slash commands could not be registered"),
        }
    }
}

/// Hands a parcel over and waits until it is on disk.
async fn deliver(out: &mpsc::Sender<Parcel>, news: Vec<News>) -> anyhow::Result<()> {
    if news.is_empty() {
        return Ok(());
    }
    let (taken, wait) = oneshot::channel();
    out.send(Parcel { news, taken }).await.with_context(|| format!("the bot has stopped taking news of {PLATFORM}"))?;
    wait.await.context("the bot has stopped")
}
