//! The bot under test: the real program as a child process, with a folder of its own.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::homeserver::{Account, Homeserver, PASSWORD};
use crate::person::PATIENCE;

/// How often a child process is asked whether it has ended; the system does not ring.
const LOOK: Duration = Duration::from_millis(20);
/// Lines of the bot's log that a failed test shows.
const LOG_LINES: usize = 60;

/// How the bot logs in, in its configuration.
pub const PASSWORD_FILE: &str = "password_file = \"password\"";
pub const TOKEN_FILE: &str = "token_file = \"token\"";

/// The bot's folder, configuration and, while it runs, its process.
pub struct Convenor {
    pub account: Account,
    pub folder: TempDir,
    child: Option<Child>,
    is_done: bool,
}

/// What stands in the configuration besides the account.
#[derive(Clone, Debug)]
pub struct Settings {
    pub homeserver: String,
    /// Users whose invitations are accepted.
    pub invites_from: Vec<String>,
    /// Lines of `[matrix]` that say how to log in.
    pub login: String,
    /// `[mail]` and `[[group]]`.
    pub rest: String,
}

impl Settings {
    pub fn new(server: &Homeserver, invites_from: &[&str], rest: &str) -> Settings {
        Settings {
            homeserver: server.url.clone(),
            invites_from: invites_from.iter().map(|&user| user.to_owned()).collect(),
            login: PASSWORD_FILE.to_owned(),
            rest: rest.to_owned(),
        }
    }
}

impl Convenor {
    /// Makes account, folder and configuration; nothing runs yet.
    pub async fn new(server: &Homeserver) -> anyhow::Result<Convenor> {
        let account = server.register("convenor", "Convenor").await?;
        let folder = tempfile::Builder::new().prefix("convenor-matrix-").tempdir()?;
        fs::write(folder.path().join("password"), PASSWORD)?;
        fs::write(folder.path().join("token"), &account.token)?;
        Ok(Convenor { account, folder, child: None, is_done: false })
    }

    pub fn configure(&self, settings: &Settings) -> anyhow::Result<()> {
        let allowed: Vec<String> = settings.invites_from.iter().map(|user| format!("{user:?}")).collect();
        let mut text = String::new();
        writeln!(text, "[store]\nurl = \"sqlite://convenor.db\"\n")?;
        writeln!(text, "[matrix]\nhomeserver = {:?}\nuser = {:?}", settings.homeserver, self.account.user)?;
        writeln!(text, "{}\nstore = \"matrix\"\nrecovery_key_file = \"recovery-key\"", settings.login)?;
        writeln!(text, "invites_from = [{}]\n\n{}", allowed.join(", "), settings.rest)?;
        fs::write(self.path("convenor.toml"), text)?;
        Ok(())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn start(&mut self) -> anyhow::Result<()> {
        let log = File::options().create(true).append(true).open(self.path("log"))?;
        let child = self.command(&["run"]).stdout(Stdio::null()).stderr(log).spawn().context("starting the bot")?;
        self.child = Some(child);
        Ok(())
    }

    /// `kill -9`.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("the bot runs")?;
        ensure!(child.try_wait()?.is_none(), "the bot has ended by itself:\n{}", self.log_tail());
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    pub fn is_running(&mut self) -> anyhow::Result<bool> {
        Ok(match &mut self.child {
            Some(child) => child.try_wait()?.is_none(),
            None => false,
        })
    }

    /// Asks it to end, as a service manager does, and expects that it ends well.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        let child = self.child.as_ref().context("the bot runs")?;
        let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
        ensure!(killed.success(), "the bot has ended by itself:\n{}", self.log_tail());
        let code = self.wait().await?;
        ensure!(code == Some(0), "the bot ended with {code:?}:\n{}", self.log_tail());
        Ok(())
    }

    /// Waits until it has ended by itself.
    pub async fn wait(&mut self) -> anyhow::Result<Option<i32>> {
        let mut child = self.child.take().context("the bot runs")?;
        let end = Instant::now() + PATIENCE;
        let mut look = tokio::time::interval(LOOK);
        loop {
            look.tick().await;
            if let Some(status) = child.try_wait()? {
                return Ok(status.code());
            }
            if Instant::now() > end {
                child.kill()?;
                child.wait()?;
                anyhow::bail!("the bot did not end within {PATIENCE:?}:\n{}", self.log_tail());
            }
        }
    }

    /// Waits until its log has these words in it so many times.
    pub async fn wait_log(&self, words: &str, count: usize) -> anyhow::Result<()> {
        let end = Instant::now() + PATIENCE;
        let mut look = tokio::time::interval(LOOK);
        while self.log().matches(words).count() < count {
            look.tick().await;
            ensure!(Instant::now() < end, "the log has “{words}” less than {count} times:\n{}", self.log_tail());
        }
        Ok(())
    }

    /// Runs another subcommand to its end.
    pub fn ask(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        tokio::task::block_in_place(|| Ok(self.command(arguments).output()?))
    }

    /// The test is over and all is well: the log need not be shown.
    pub async fn finish(mut self) -> anyhow::Result<()> {
        self.stop().await?;
        self.is_done = true;
        Ok(())
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// Which device the bot is logged in as.
    pub fn device(&self) -> anyhow::Result<String> {
        let session: serde_json::Value = serde_json::from_slice(&fs::read(self.path("matrix/session.json"))?)?;
        session["device_id"].as_str().map(str::to_owned).context("a device")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convenor"));
        command.args(arguments).args(["--config", "convenor.toml"]).current_dir(self.folder.path());
        command
    }

    fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
    }
}

impl Drop for Convenor {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Nothing is left to be saved in a test that ends early.
            let _ = child.kill();
            let _ = child.wait();
        }
        if !self.is_done {
            eprintln!("the bot's log ({}):\n{}", self.account.id, self.log_tail());
        }
    }
}
