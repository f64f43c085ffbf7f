//! A room with a bot and people in it, and what tests do there.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use futures_util::future::try_join_all;
use serde_json::Value;
use tokio::sync::SemaphorePermit;
use tokio::time::Instant;

use crate::convenor::{Convenor, PASSWORD_FILE, Settings};
use crate::homeserver::{Homeserver, seats};
use crate::person::{Person, Seen, Trust};
use crate::settings::unique;

/// What stands on the board and in no other message.
const BOARD: &str = "To speak, react with ✋ here";

/// Somebody's part in a scene.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub name: &'static str,
    /// Named in the configuration, where the person has one.
    pub organization: Option<&'static str>,
    pub role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Chair,
    Secretary,
    Participant,
}

/// What a scene is made of. The first of the cast makes the room and invites everybody.
#[derive(Clone, Debug)]
pub struct Plan {
    pub server: Homeserver,
    /// Where the bot keeps everything; empty for a file of its own.
    pub store: String,
    /// Where the bot thinks the homeserver is: a proxy, perhaps.
    pub bot_url: String,
    pub version: &'static str,
    pub is_encrypted: bool,
    pub is_public: bool,
    pub trust: Trust,
    /// How the bot logs in.
    pub login: &'static str,
    /// How it confirms what one word asks for: most tests read the words.
    pub receipts: &'static str,
    /// Whose client reaches the homeserver through a proxy, and which.
    pub detour: Option<(&'static str, String)>,
    pub cast: Vec<Part>,
    /// More lines of the group.
    pub group: String,
    /// The section `[mail]`; empty for the default.
    pub mail: String,
}

/// The smallest cast: a chair, a secretary and two participants.
pub fn small_cast() -> Vec<Part> {
    let part = |name, role| Part { name, organization: None, role };
    vec![
        part("Ana", Role::Chair),
        part("Sol", Role::Secretary),
        part("Bo", Role::Participant),
        part("Cy", Role::Participant),
    ]
}

impl Plan {
    /// A clear room of version 12 for the smallest cast.
    pub fn new() -> anyhow::Result<Plan> {
        let server = Homeserver::unlimited()?;
        Ok(Plan {
            bot_url: server.url.clone(),
            server,
            store: String::new(),
            version: "12",
            is_encrypted: false,
            is_public: false,
            trust: Trust::Everybody,
            login: PASSWORD_FILE,
            receipts: "words",
            detour: None,
            cast: small_cast(),
            group: String::new(),
            mail: String::new(),
        })
    }
}

/// A room with people in it, and the bot running and joined.
pub struct Scene {
    pub server: Homeserver,
    pub bot: Convenor,
    pub room: String,
    /// Key of the group in the bot's store.
    pub group: String,
    people: Vec<(&'static str, Person)>,
    /// Free again when the scene is over.
    seats: Option<SemaphorePermit<'static>>,
}

impl Scene {
    /// Waits for seats, then sets the scene.
    pub async fn open(plan: Plan) -> anyhow::Result<Scene> {
        let seats = seats(u32::try_from(plan.cast.len())?).await?;
        let mut scene = Box::pin(Scene::open_seated(plan)).await?;
        scene.seats = Some(seats);
        Ok(scene)
    }

    /// As [`Scene::open`], for a test that has taken its seats itself.
    pub async fn open_seated(plan: Plan) -> anyhow::Result<Scene> {
        let server = plan.server.clone();
        let people = people(&plan).await?;
        let mut bot = Convenor::new(&server).await?;
        let host = &people[0].1;
        let room = host.create_room(plan.version, plan.is_encrypted, plan.is_public).await?;
        let group = unique("group");
        let rest = format!("{}\n{}", plan.mail, group_section(&plan, &group, &room, &people)?);
        let mut settings = Settings::new(&server, &[host.id()], &rest);
        settings.homeserver.clone_from(&plan.bot_url);
        plan.login.clone_into(&mut settings.login);
        settings.receipts = plan.receipts;
        if !plan.store.is_empty() {
            settings.store.clone_from(&plan.store);
        }
        bot.configure(&settings)?;
        bot.start()?;
        let guests = people[1..].iter().map(|(_, person)| async {
            host.invite(&room, person.id()).await?;
            person.join(&room).await
        });
        try_join_all(guests).await?;
        let scene = Scene { server, bot, room, group, people, seats: None };
        scene.let_bot_in(&scene.room).await?;
        Ok(scene)
    }

    /// Invites the bot, and waits until everybody knows everybody: an encrypted line is made for
    /// those who are known to be there.
    pub async fn let_bot_in(&self, room: &str) -> anyhow::Result<()> {
        self.host().invite(room, &self.bot.account.id).await?;
        for (_, person) in &self.people {
            person.wait_member(room, &self.bot.account.id, "join").await?;
            for (_, other) in &self.people {
                person.wait_member(room, other.id(), "join").await?;
            }
        }
        Ok(())
    }

    /// Waits until everybody's client knows a device of the bot.
    pub async fn wait_device(&self, device: &str) -> anyhow::Result<()> {
        for (_, person) in &self.people {
            person.wait_device(&self.bot.account.id, device).await?;
        }
        Ok(())
    }

    pub fn person(&self, name: &str) -> &Person {
        let found = self.people.iter().find(|(other, _)| *other == name);
        &found.unwrap_or_else(|| panic!("{name} has a part in this scene")).1
    }

    /// Whoever made the room; everything is observed through this client.
    pub fn host(&self) -> &Person {
        &self.people[0].1
    }

    pub async fn say(&self, name: &str, words: &str) -> anyhow::Result<String> {
        self.person(name).say(&self.room, words).await
    }

    /// Says something and waits for the bot's message after it that has all these words in it.
    pub async fn ask(&self, name: &str, words: &str, expected: &str) -> anyhow::Result<Seen> {
        let asked = self.say(name, words).await?;
        self.wait_answer(&asked, expected).await
    }

    /// The bot's message, or edit of one, that came after an event and has these words in it.
    pub async fn wait_answer(&self, event: &str, expected: &str) -> anyhow::Result<Seen> {
        let (bot, room) = (self.bot.account.id.clone(), self.room.clone());
        let look = |seen: &[Seen]| {
            let place = seen.iter().position(|other| other.id() == event)?;
            let later = &seen[place + 1..];
            later
                .iter()
                .find(|other| other.is_from(&bot) && other.room == room && other.body().contains(expected))
                .cloned()
        };
        self.host().wait_until(&format!("“{expected}”"), look).await
    }

    /// Waits until the bot has answered everything that was said before.
    pub async fn settle(&self) -> anyhow::Result<()> {
        let token = unique("calm").replace('-', "");
        self.ask(self.people[0].0, &format!("!help {token}"), &token).await.map(drop)
    }

    /// All messages of the bot in the room, in order, without edits and without the board.
    pub fn bot_messages(&self) -> Vec<Seen> {
        let is_ours =
            |event: &Seen| event.room == self.room && event.is_message() && event.is_from(&self.bot.account.id);
        let seen = self.host().seen().into_iter();
        seen.filter(|event| is_ours(event) && event.replaces().is_none() && !event.body().contains(BOARD)).collect()
    }

    /// How many lines of the bot have these words in them.
    pub fn times_said(&self, words: &str) -> usize {
        self.bot_messages()
            .iter()
            .flat_map(|event| event.body().lines().map(str::to_owned).collect::<Vec<_>>())
            .filter(|line| line.contains(words))
            .count()
    }

    /// Waits until the bot has said something with these words.
    pub async fn wait_said(&self, words: &str, patience: Duration) -> anyhow::Result<()> {
        let since = Instant::now();
        while self.times_said(words) == 0 {
            ensure!(since.elapsed() < patience, "“{words}” did not come within {patience:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// What the bot has said with these words and has not taken back, edits and the board too.
    pub fn left_of(&self, words: &str, seen: &[Seen]) -> Vec<Seen> {
        let redactions = seen.iter().filter(|event| event.raw["type"] == "m.room.redaction");
        let gone: Vec<Value> =
            redactions.flat_map(|event| [event.raw["redacts"].clone(), event.content()["redacts"].clone()]).collect();
        let is_left = |event: &&Seen| {
            event.room == self.room
                && event.is_from(&self.bot.account.id)
                && event.content().to_string().contains(words)
                && !gone.iter().any(|id| id == event.id())
        };
        seen.iter().filter(is_left).cloned().collect()
    }

    /// The board's message, its edits excluded; an error unless there is exactly one.
    pub async fn board(&self) -> anyhow::Result<Seen> {
        let is_board = |event: &Seen| {
            event.room == self.room
                && event.is_from(&self.bot.account.id)
                && event.body().contains(BOARD)
                && event.replaces().is_none()
        };
        self.host().wait_for("the board", is_board).await?;
        let mut boards: Vec<Seen> = self.host().seen().into_iter().filter(is_board).collect();
        ensure!(boards.len() == 1, "{} boards", boards.len());
        boards.pop().context("one board")
    }

    /// Waits until the board, as it was posted or last edited, has these words in it.
    pub async fn wait_board(&self, words: &str) -> anyhow::Result<Seen> {
        let (bot, room) = (self.bot.account.id.clone(), self.room.clone());
        let look = |seen: &[Seen]| {
            let mut boards =
                seen.iter().filter(|event| event.is_from(&bot) && event.room == room && event.body().contains(BOARD));
            boards.next_back().filter(|event| event.body().contains(words)).cloned()
        };
        self.host().wait_until(&format!("a board with “{words}”"), look).await
    }

    /// The minutes as they would be mailed now, from the bot's store.
    pub fn minutes(&self) -> anyhow::Result<String> {
        let output = self.bot.ask(&["minutes", "show", "--group", &self.group])?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "convenor minutes show: {text}{}", String::from_utf8_lossy(&output.stderr));
        Ok(text)
    }

    /// Starts a meeting and opens an agenda item for it.
    pub async fn start_meeting(&self) -> anyhow::Result<()> {
        let chair = self.people[0].0;
        self.ask(chair, "start meeting", "is open").await?;
        self.ask(chair, "topic: Overlap table", "taken up").await.map(drop)
    }
}

async fn people(plan: &Plan) -> anyhow::Result<Vec<(&'static str, Person)>> {
    let all = plan.cast.iter().map(|part| async {
        let label = part.name.split(' ').next().unwrap_or(part.name).to_lowercase();
        let account = plan.server.register(&label, part.name).await?;
        let detour = plan.detour.as_ref().filter(|(name, _)| *name == part.name).map(|(_, url)| url);
        let url = detour.unwrap_or(&plan.server.url);
        anyhow::Ok((part.name, Person::log_in(url, &account, plan.trust).await?))
    });
    try_join_all(all).await
}

fn group_section(plan: &Plan, id: &str, room: &str, people: &[(&'static str, Person)]) -> anyhow::Result<String> {
    let accounts = |role: Role| {
        let of_role = plan.cast.iter().zip(people).filter(|(part, _)| part.role == role);
        of_role.map(|(_, (_, person))| format!("\"matrix:{}\"", person.id())).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!("[[group]]\nid = {id:?}\nrooms = [\"matrix:{room}\"]\n");
    if !plan.group.contains("name = ") {
        writeln!(text, "name = \"Group\"")?;
    }
    writeln!(
        text,
        "chairs = [{}]\nsecretaries = [{}]\n{}",
        accounts(Role::Chair),
        accounts(Role::Secretary),
        plan.group
    )?;
    for (part, (_, person)) in plan.cast.iter().zip(people) {
        let Some(organization) = part.organization else { continue };
        writeln!(
            text,
            "[[group.member]]\nname = {:?}\norganization = {organization:?}\naccounts = [\"matrix:{}\"]",
            part.name,
            person.id()
        )?;
    }
    Ok(text)
}
