//! The bot with its account on a homeserver.

use std::fmt::Write as _;
use std::fs;
use std::ops::{Deref, DerefMut};

use anyhow::Context as _;

use crate::homeserver::{Account, Homeserver, PASSWORD};
use crate::program::Program;

/// How the bot logs in, in its configuration.
pub const PASSWORD_FILE: &str = "password_file = \"password\"";
pub const TOKEN_FILE: &str = "token_file = \"token\"";

/// The program, and who it is on Matrix.
pub struct Convenor {
    pub account: Account,
    program: Program,
}

/// What stands in the configuration besides the account.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address of the database.
    pub store: String,
    pub homeserver: String,
    /// Users whose invitations are accepted.
    pub invites_from: Vec<String>,
    /// How one-word commands are confirmed.
    pub receipts: &'static str,
    /// Lines of `[matrix]` that say how to log in.
    pub login: String,
    /// `[mail]` and `[[group]]`.
    pub rest: String,
}

impl Settings {
    pub fn new(server: &Homeserver, invites_from: &[&str], rest: &str) -> Settings {
        Settings {
            store: "sqlite://convenor.db".to_owned(),
            homeserver: server.url.clone(),
            invites_from: invites_from.iter().map(|&user| user.to_owned()).collect(),
            receipts: "words",
            login: PASSWORD_FILE.to_owned(),
            rest: rest.to_owned(),
        }
    }
}

impl Convenor {
    /// Makes account, folder and configuration; nothing runs yet.
    pub async fn new(server: &Homeserver) -> anyhow::Result<Convenor> {
        let account = server.register("convenor", "Convenor").await?;
        let program = Program::new()?;
        program.write("password", PASSWORD)?;
        program.write("token", &account.token)?;
        Ok(Convenor { account, program })
    }

    /// A second instance of the same account, with a folder and thus a device of its own; nothing runs yet. The first one has its
    /// recovery key.
    pub fn beside(&self) -> anyhow::Result<Convenor> {
        let program = Program::new()?;
        for name in ["password", "token", "convenor.toml", "recovery-key"] {
            fs::copy(self.path(name), program.path(name)).with_context(|| format!("copying {name}"))?;
        }
        Ok(Convenor { account: self.account.clone(), program })
    }

    pub fn configure(&self, settings: &Settings) -> anyhow::Result<()> {
        let allowed: Vec<String> = settings.invites_from.iter().map(|user| format!("{user:?}")).collect();
        let mut text = String::new();
        writeln!(text, "[store]\nurl = {:?}\n", settings.store)?;
        writeln!(text, "[matrix]\nhomeserver = {:?}\nuser = {:?}", settings.homeserver, self.account.user)?;
        writeln!(text, "{}\nstore = \"matrix\"\nrecovery_key_file = \"recovery-key\"", settings.login)?;
        writeln!(text, "invites_from = [{}]\nreceipts = {:?}", allowed.join(", "), settings.receipts)?;
        writeln!(text, "\n{}", settings.rest)?;
        self.write("convenor.toml", &text)
    }

    /// Which device the bot is logged in as.
    pub fn device(&self) -> anyhow::Result<String> {
        let session: serde_json::Value = serde_json::from_slice(&fs::read(self.path("matrix/session.json"))?)?;
        session["device_id"].as_str().map(str::to_owned).context("a device")
    }

    /// As [`Program::finish`].
    pub async fn finish(self) -> anyhow::Result<()> {
        self.program.finish().await
    }
}

impl Deref for Convenor {
    type Target = Program;

    fn deref(&self) -> &Program {
        &self.program
    }
}

impl DerefMut for Convenor {
    fn deref_mut(&mut self) -> &mut Program {
        &mut self.program
    }
}
