//! A bot in a channel of the stand-in.

use anyhow::ensure;

use crate::convenor::bot;
use crate::program::Program;
use crate::standin::{CHANNEL, Standin};

pub const ANA: &str = "201";
pub const BO: &str = "202";
pub const CY: &str = "203";
/// Has the role that chairs.
pub const DEE: &str = "204";

/// The stand-in and the bot, ready.
pub struct Stage {
    pub standin: Standin,
    pub bot: Program,
}

/// Ana and everybody with the role 600 are chairs.
const GROUP: &str = "[[group]]\nid = \"group\"\nname = \"Group\"\nchairs = [\"discord:201\", \"discord:role:600\"]\n";

/// A bot that has not been started, with the channel as the group's room.
pub fn bot_of(standin: &Standin, discord: &str, token: &str) -> anyhow::Result<Program> {
    let group = format!("{GROUP}rooms = [\"discord:{CHANNEL}\"]\n");
    // What is confirmed is waited for in words, unless a test is about the signs.
    let receipts = if discord.contains("receipts") { "" } else { "receipts = \"words\"\n" };
    bot(&standin.url, token, &format!("{receipts}{discord}"), &group)
}

impl Stage {
    pub async fn open(discord: &str) -> anyhow::Result<Stage> {
        let standin = Standin::start().await?;
        let bot = bot_of(&standin, discord, "good")?;
        Stage::set(standin, bot).await
    }

    /// A bot whose group has no room yet.
    pub async fn without_room() -> anyhow::Result<Stage> {
        let standin = Standin::start().await?;
        let bot = bot(&standin.url, "good", "receipts = \"words\"", GROUP)?;
        Stage::set(standin, bot).await
    }

    /// A bot where anybody may open a meeting in any channel.
    pub async fn with_open_rooms() -> anyhow::Result<Stage> {
        let standin = Standin::start().await?;
        let bot = bot(&standin.url, "good", "receipts = \"words\"", &format!("[bot]\nopen_rooms = true\n\n{GROUP}"))?;
        Stage::set(standin, bot).await
    }

    /// A bot whose group meets in a channel of this id.
    pub async fn in_room(channel: &str) -> anyhow::Result<Stage> {
        let standin = Standin::start().await?;
        let bot =
            bot(&standin.url, "good", "receipts = \"words\"", &format!("{GROUP}rooms = [\"discord:{channel}\"]\n"))?;
        Stage::set(standin, bot).await
    }

    async fn set(standin: Standin, mut bot: Program) -> anyhow::Result<Stage> {
        bot.start()?;
        bot.wait_log("the slash commands are registered", 1).await?;
        Ok(Stage { standin, bot })
    }

    /// Opens a meeting with an item.
    pub async fn start_meeting(&self) -> anyhow::Result<()> {
        self.standin.slash(ANA, "start", &[]);
        self.standin.wait_said("Meeting 1 of Group is open").await?;
        self.standin.slash(ANA, "agenda topic", &[("title", "Overlap table")]);
        self.standin.wait_said("agendum 1 -- Overlap table -- taken up").await.map(drop)
    }

    /// Waits until the board has these words in it.
    pub async fn wait_board(&self, words: &str) -> anyhow::Result<()> {
        let look =
            |state: &crate::standin::State| state.board().filter(|board| crate::standin::has(board, words)).map(drop);
        self.standin.wait(&format!("a board with “{words}”"), look).await
    }

    pub fn times_said(&self, words: &str) -> usize {
        self.standin.state().said(words).len()
    }

    pub fn minutes(&self) -> anyhow::Result<String> {
        let output = self.bot.ask(&["minutes", "show", "--group", "group"])?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "convenor minutes show: {text}{}", String::from_utf8_lossy(&output.stderr));
        Ok(text)
    }

    /// All is well, also in Discord's eyes.
    pub async fn close(self) -> anyhow::Result<()> {
        self.standin.check()?;
        self.bot.finish().await
    }
}
