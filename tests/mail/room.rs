//! A meeting in the console room: the real bot on the real store, whose mail goes to a real server.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, ensure};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::console::{Console, PLATFORM};
use convenor::chat::{Chat, Incoming, Limits, Outgoing, RoomKey, SendError, Sender, What};
use convenor::cli::script::{self, Player};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::{Charter, Member, Policy};
use convenor::group::person::AccountId;
use convenor::mail::Mailer;
use convenor::store::{Pending, Store};
use convenor::text::Text;

use crate::servers::variable;

/// Route of mails in the outbox.
pub const MAIL: &str = "mail";
pub const SECRETARY: &str = "console:secretary";

/// The room, the bot in it, and the folder with its store.
pub struct Room {
    pub player: Player<Vec<u8>>,
    /// Accounts that were pinged, in order.
    pings: Arc<Pings>,
    charter: Charter,
    clock: Clock,
    runs: u64,
    folder: tempfile::TempDir,
}

/// What `!minutes` showed.
#[derive(Clone, Debug)]
pub struct Preview {
    pub version: String,
    pub to: String,
    pub subject: String,
    pub body: String,
}

/// A meeting from opening to closing.
pub const MEETING: &str = "\
chair: !start Overlap of SG17 and SG20
amina: present+
ben: present+
Léonie: present+ (Universität Zürich)
chair: agenda+ The overlap table
chair: agenda+ Liaison to SG20
chair: take up item 1
ben: q+ to ask about option B
Léonie: q+
chair: ack
ben: Row 4 mixes “security” and “identification” – I ask that it be split before SG20 sees it, as Ελλάδα proposed.
chair: ack
Léonie: Zürich agrees: split row 4, keep row 5 → joint work.
chair: AGREED: the ovrelap table is adopted with row 4 split
chair: ACTION: Ben, Amina to send the table to both study groups by 2026-12-20
+ 20m
chair: next item
chair: NOTED: the liaison statement of SG20 on identification
+ 5m
chair: end meeting";

impl Room {
    /// Opens a room of a group of its own; `name` tells the test's group from others.
    pub async fn open(name: &str, mailer: Mailer) -> anyhow::Result<Room> {
        Room::of(charter(name, "JCG-IoTSec")?, mailer).await
    }

    pub async fn of(charter: Charter, mailer: Mailer) -> anyhow::Result<Room> {
        Room::since("2026-12-08T14:00:00Z", charter, mailer).await
    }

    /// The same with another time to begin.
    pub async fn since(now: &str, charter: Charter, mailer: Mailer) -> anyhow::Result<Room> {
        let folder = tempfile::tempdir()?;
        let clock = Clock::simulated(now.parse()?);
        let pings = Arc::new(Pings::new());
        let bot = bot(&folder, &charter, &clock, &pings, mailer, Delivery::ByHand).await?;
        let player = Player::new(bot, pings.console.clone(), 1, 0);
        Ok(Room { player, pings, charter, clock, runs: 1, folder })
    }

    /// The same room after the bot has been stopped and started with another mail server.
    pub async fn restarted(self, mailer: Mailer) -> anyhow::Result<Room> {
        self.player.bot.store().close().await;
        self.reopened(mailer).await
    }

    /// The same room after the bot has died.
    pub async fn reopened(self, mailer: Mailer) -> anyhow::Result<Room> {
        let runs = self.runs + 1;
        let bot = bot(&self.folder, &self.charter, &self.clock, &self.pings, mailer, Delivery::ByHand).await?;
        let player = Player::new(bot, self.pings.console.clone(), runs, 0);
        Ok(Room { player, runs, ..self })
    }

    /// Plays lines; what the bot said to them is returned.
    pub async fn play(&mut self, lines: &str) -> anyhow::Result<Vec<String>> {
        for line in lines.lines() {
            self.player.play(line).await.with_context(|| format!("the line “{line}”"))?;
        }
        let said = self.player.console.with_output(std::mem::take);
        Ok(String::from_utf8(said)?.lines().map(str::to_owned).collect())
    }

    /// Shows the minutes as `!minutes` does.
    pub async fn preview(&mut self) -> anyhow::Result<Preview> {
        let said = self.play("secretary: !minutes").await?;
        Preview::read(&said).with_context(|| format!("no preview in:\n{}", said.join("\n")))
    }

    /// A whole meeting, up to approved minutes.
    pub async fn meet(&mut self) -> anyhow::Result<Preview> {
        self.meet_with(MEETING).await
    }

    pub async fn meet_with(&mut self, meeting: &str) -> anyhow::Result<Preview> {
        self.play(meeting).await?;
        let preview = self.preview().await?;
        let said = self.play("chair: !minutes approve").await?;
        ensure!(said.iter().any(|line| line.contains("are approved")), "not approved: {said:?}");
        Ok(preview)
    }

    pub async fn send(&mut self) -> anyhow::Result<Vec<String>> {
        self.play("secretary: !minutes send").await
    }

    /// Orders the minutes to be sent and leaves them in the outbox.
    pub async fn order(&self) -> anyhow::Result<()> {
        let sender = Sender { account: AccountId(SECRETARY.to_owned()), name: "secretary".to_owned() };
        let (at, what) = (self.clock.now(), What::Said { text: "!minutes send".to_owned() });
        let incoming = Incoming::in_room(script::room(), at, "order".to_owned(), sender, what);
        self.player.bot.receive(&incoming).await
    }

    /// Mails that wait in the store.
    pub async fn outbox(&self) -> anyhow::Result<Vec<Pending>> {
        Ok(self.player.bot.store().pending(MAIL, i64::MAX, 50).await?)
    }

    /// How many attempts the one waiting mail has behind it, and in how many seconds it is due.
    pub async fn waits(&self) -> anyhow::Result<(u32, i64)> {
        let outbox = self.outbox().await?;
        let [mail] = outbox.as_slice() else { anyhow::bail!("{} mails wait, not one", outbox.len()) };
        let due = DateTime::<Utc>::from_timestamp_micros(mail.due_micros).context("the due time is none")?;
        Ok((mail.attempts, (due - self.clock.now()).num_seconds()))
    }

    pub fn pinged(&self) -> Vec<AccountId> {
        self.pings.pinged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The Message-ID of a version of the first meeting's minutes.
    pub fn message_id(&self, version: u32) -> String {
        self.id(&format!("1.minutes.{version}"))
    }

    /// The Message-ID of a mail of the room's group.
    pub fn id(&self, left: &str) -> String {
        format!("{}.{left}@example.org", self.charter.id)
    }

    pub fn group(&self) -> &str {
        &self.charter.id
    }

    /// The store's address, for whoever opens it a second time.
    pub fn store_url(&self) -> String {
        url(&self.folder)
    }
}

impl Preview {
    fn read(said: &[String]) -> Option<Preview> {
        let start = said.iter().position(|line| line.contains(". To: "))?;
        let end = said.iter().position(|line| line.contains("Next: !minutes approve"))?;
        let (head, subject) = said[start].split_once(". Subject: ")?;
        let (head, to) = head.split_once(". To: ")?;
        let (_, version) = head.rsplit_once(' ')?;
        let lines = said.get(start + 1..end)?.iter().map(|line| line.strip_prefix("bot: ").unwrap_or_default());
        let body: String = lines.flat_map(|line| [line, "\n"]).collect();
        Some(Preview { version: version.to_owned(), to: to.to_owned(), subject: subject.to_owned(), body })
    }
}

/// A charter with two roles and people of two organizations; its id is used only once.
pub fn charter(id: &str, name: &str) -> anyhow::Result<Charter> {
    let member = |name: &str, organization: &str, side: &str, account: &str| Member {
        name: name.to_owned(),
        organization: Some(organization.to_owned()),
        side: Some(side.to_owned()),
        accounts: vec![script::account(account)],
    };
    let unique = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
    Ok(Charter {
        list: Some(variable("LIST")),
        parent: Some("TSAG".to_owned()),
        policy: Policy::Strict,
        chairs: [script::account("chair")].into(),
        secretaries: [AccountId(SECRETARY.to_owned())].into(),
        members: vec![
            member("Carla Mendes", "Example Telecom", "SG17", "chair"),
            member("Sol Okafor", "Example Institute", "SG20", "secretary"),
            member("Amina El-Sayed", "NTRA", "SG20", "amina"),
            member("Ben Wu", "Example Labs", "SG17", "ben"),
        ],
        zone: "Europe/Zurich".parse().map_err(|_| anyhow::anyhow!("Europe/Zurich is no zone"))?,
        ..Charter::open(&format!("{id}-{unique}"), name)
    })
}

fn url(folder: &tempfile::TempDir) -> String {
    format!("sqlite://{}", folder.path().join("convenor.db").display())
}

/// A bot whose only room is the console, on the store in a folder.
pub async fn bot(
    folder: &tempfile::TempDir,
    charter: &Charter,
    clock: &Clock,
    pings: &Arc<Pings>,
    mailer: Mailer,
    delivery: Delivery,
) -> anyhow::Result<Bot> {
    let chat: Arc<dyn Chat> = pings.clone();
    let bot = Bot::new(Parts {
        store: Store::open(&url(folder)).await?,
        clock: clock.clone(),
        names: Names::default(),
        charters: vec![charter.clone()],
        rooms: BTreeMap::from([(script::room(), charter.id.clone())]),
        chats: BTreeMap::from([(PLATFORM.to_owned(), chat)]),
        mailer: Some(mailer),
        open_rooms: true,
        delivery,
    });
    bot.bind(&script::room(), &[], None).await;
    bot.resume().await?;
    Ok(bot)
}

/// The console, which shows no pings, with a list of those it was asked for.
pub struct Pings {
    console: Arc<Console<Vec<u8>>>,
    pinged: Mutex<Vec<AccountId>>,
}

impl Pings {
    pub fn new() -> Pings {
        Pings { console: Arc::new(Console::new(Vec::new())), pinged: Mutex::new(Vec::new()) }
    }

    /// Everything that was said and not taken away.
    pub fn said(&self) -> anyhow::Result<String> {
        Ok(self.console.with_output(|out| String::from_utf8(out.clone()))?)
    }
}

#[async_trait]
impl Chat for Pings {
    fn limits(&self) -> &Limits {
        self.console.limits()
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        self.pinged.lock().unwrap_or_else(PoisonError::into_inner).extend(message.say.ping.clone());
        self.console.post(room, message, key).await
    }

    async fn edit(&self, room: &RoomKey, message: &str, text: &Text, key: &str) -> Result<(), SendError> {
        self.console.edit(room, message, text, key).await
    }
}
