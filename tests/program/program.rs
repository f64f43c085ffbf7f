//! The bot under test: the real program as a child process, with a folder of its own.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tempfile::TempDir;
use tokio::time::Instant;

/// How long the program may take for what it must do.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often a child process is asked whether it has ended; the system does not ring.
const LOOK: Duration = Duration::from_millis(20);
/// Lines of the bot's log that a failed test shows.
const LOG_LINES: usize = 60;

/// The bot's folder, with its configuration, and its process while it runs.
pub struct Program {
    pub folder: TempDir,
    child: Option<Child>,
    is_done: bool,
}

impl Program {
    /// Makes the folder; nothing runs yet.
    pub fn new() -> anyhow::Result<Program> {
        let folder = tempfile::Builder::new().prefix("convenor-").tempdir()?;
        Ok(Program { folder, child: None, is_done: false })
    }

    /// Writes a file of the folder: `convenor.toml`, and what that names.
    pub fn write(&self, name: &str, text: &str) -> anyhow::Result<()> {
        fs::write(self.path(name), text).with_context(|| format!("writing {name}"))
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

    /// Sends it a signal, such as `STOP`.
    pub fn signal(&self, name: &str) -> anyhow::Result<()> {
        let child = self.child.as_ref().context("the bot runs")?;
        let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status()?;
        ensure!(sent.success(), "the bot has ended by itself:\n{}", self.log_tail());
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

    /// The test is over and all is well: the bot is asked to end, and its log need not be shown.
    pub async fn finish(mut self) -> anyhow::Result<()> {
        if self.child.is_some() {
            self.stop().await?;
        }
        self.is_done = true;
        Ok(())
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
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

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Nothing is left to be saved in a test that ends early.
            let _ = child.kill();
            let _ = child.wait();
        }
        if !self.is_done {
            eprintln!("the bot's log ({}):\n{}", self.folder.path().display(), self.log_tail());
        }
    }
}
