//! The command line: `init`, `run`, `console`, `web`, `check`, `backup`, `restore`, `minutes`, `register`, `documents`, `liaison`, `terms`, `report`, `announce`,
//! `export`, `time`, `slots`, `replay`, `members`, `commands`, `completions`, `manual`.

mod announce;
mod backup;
mod check;
pub mod console;
mod documents;
mod import;
mod init;
mod liaison;
mod list_form;
mod log_day;
mod members;
mod minutes;
mod orders;
mod output;
mod people;
mod played_mail;
mod progress;
mod register;
mod replay;
mod report;
mod run;
pub mod script;
mod slots;
mod stored;
mod terms;
mod threads;
mod time;
mod unpack;
mod web;
mod zone_data;
mod zones;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};

use crate::config::Config;
use crate::store::StoreError;

/// Runs the virtual meetings of a standards group in its chat room.
#[derive(Debug, Parser)]
#[command(name = "convenor", version, about)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Asks five questions and writes a configuration.
    Init(ConfigArgument),
    /// Runs the bot in the rooms that the configuration names.
    Run(ConfigArgument),
    /// Holds a meeting in this terminal; lines are NAME: text.
    Console(console::Arguments),
    /// Holds a meeting in browsers on this machine; every tab is a person.
    Web(web::Arguments),
    /// Checks the configuration and every server it names.
    Check(ConfigArgument),
    /// Writes everything in the store into a file, also while the bot runs.
    Backup(backup::BackupArguments),
    /// Puts a backup into an empty store, and deletes again what was deleted since.
    Restore(backup::RestoreArguments),
    /// Lists, shows or exports minutes from the store.
    Minutes(minutes::Arguments),
    /// Shows, exports or imports the demarcation register.
    Register(register::Arguments),
    /// Shows or exports the list of the group's documents.
    Documents(documents::Arguments),
    /// Shows or exports liaison statements, or takes the text of one from a file.
    Liaison(liaison::Arguments),
    /// Shows the terms of reference and what a revision changes, or takes their text from a file.
    Terms(terms::Arguments),
    /// Shows the report to a parent body, or when reports are due.
    Report(report::Arguments),
    /// Shows the mail about the planned meeting as it would be sent.
    Announce(announce::Arguments),
    /// Writes a group's log as JSON lines.
    Export(minutes::ExportArguments),
    /// Shows a time in everyone's zone.
    Time(time::Arguments),
    /// Proposes the hours that are fairest to some zones.
    Slots(slots::Arguments),
    /// Drafts minutes from logs of meetings that had no bot.
    Replay(replay::Arguments),
    /// Looks at the lists of members.
    Members(members::Arguments),
    /// Prints the reference page of the commands that people can type.
    Commands,
    /// Prints completions for a shell.
    Completions { shell: clap_complete::Shell },
    /// Prints the manual page of the program, or of one of these commands: manual minutes show.
    Manual { command: Vec<String> },
}

/// Which configuration.
#[derive(Clone, Debug, clap::Args)]
struct ConfigArgument {
    /// Configuration file (default: convenor.toml in this folder, or built-in defaults).
    #[arg(long, env = "CONVENOR_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Task {
    /// Whether it keeps data, which is for its owner alone. All others write at most a file that the user names, with
    /// the modes that the user's umask gives it.
    fn keeps_data(&self) -> bool {
        match self {
            Task::Init(_) | Task::Run(_) | Task::Console(_) | Task::Web(_) | Task::Backup(_) | Task::Restore(_) => true,
            Task::Minutes(arguments) => arguments.keeps_data(),
            Task::Register(arguments) => arguments.keeps_data(),
            Task::Liaison(arguments) => arguments.keeps_data(),
            Task::Terms(arguments) => arguments.keeps_data(),
            Task::Check(_)
            | Task::Documents(_)
            | Task::Report(_)
            | Task::Announce(_)
            | Task::Export(_)
            | Task::Time(_)
            | Task::Slots(_)
            | Task::Replay(_)
            | Task::Members(_)
            | Task::Commands
            | Task::Completions { .. }
            | Task::Manual { .. } => false,
        }
    }
}

impl ConfigArgument {
    fn load(&self) -> anyhow::Result<Config> {
        self.file().map_or_else(|| Ok(Config::default()), |file| Ok(Config::load(&file)?))
    }

    /// The file that is read. `None`: there is none, and the defaults hold.
    fn file(&self) -> Option<PathBuf> {
        let usual = || Some(PathBuf::from("convenor.toml")).filter(|file| file.exists());
        self.config.clone().or_else(usual)
    }
}

/// Runs the program; the exit code says whether it went well.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.task.keeps_data() {
        keep_private();
    }
    let done = match cli.task {
        Task::Run(config) => connected(Box::pin(async move { run::run(&config).await })),
        Task::Console(arguments) => connected(console::run(arguments)),
        Task::Web(arguments) => connected(web::run(arguments)),
        Task::Check(config) => connected(check::check(&config)),
        Task::Backup(arguments) => connected(backup::backup(arguments)),
        Task::Restore(arguments) => connected(backup::restore(arguments)),
        Task::Minutes(arguments) => connected(minutes::run(arguments)),
        Task::Register(arguments) => connected(register::run(arguments)),
        Task::Documents(arguments) => connected(documents::run(arguments)),
        Task::Liaison(arguments) => connected(liaison::run(arguments)),
        Task::Terms(arguments) => connected(terms::run(arguments)),
        Task::Report(arguments) => connected(report::run(arguments)),
        Task::Announce(arguments) => connected(announce::run(arguments)),
        Task::Export(arguments) => connected(minutes::export(arguments)),
        // The others are done before threads and a log would have started.
        Task::Init(config) => init::run(&config),
        Task::Time(arguments) => time::run(&arguments),
        Task::Slots(arguments) => slots::run(&arguments),
        Task::Replay(arguments) => replay::run(&arguments),
        Task::Members(arguments) => members::run(&arguments),
        Task::Commands => print(&crate::command::help::reference()).map(|()| ExitCode::SUCCESS),
        Task::Completions { shell } => {
            let mut page = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "convenor", &mut page);
            print(&String::from_utf8_lossy(&page)).map(|()| ExitCode::SUCCESS)
        }
        Task::Manual { command } => manual(&command),
    };
    done.unwrap_or_else(|error: anyhow::Error| failed(&error))
}

/// Prints a page in the language of man(7).
fn manual(of: &[String]) -> anyhow::Result<ExitCode> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let mut described = program;
    for name in of {
        let found = described.find_subcommand(name).cloned();
        described =
            found.with_context(|| format!("“{}” is not a command; convenor --help lists them", of.join(" ")))?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(described).source(concat!("convenor ", env!("CARGO_PKG_VERSION"))).render(&mut page)?;
    print_bytes(&page)?;
    Ok(ExitCode::SUCCESS)
}

/// Runs a task that uses the store or the network, with the log on standard error.
fn connected(task: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    // matrix-sdk and lettre share rustls but bring two providers: without a choice it panics.
    // An error only says that a choice was made already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    log_to_stderr();
    tokio::runtime::Runtime::new()?.block_on(task)
}

/// From here on files are made with mode 600 and folders with 700, or stricter where the umask is: databases, mail,
/// keys, and all that libraries make.
fn keep_private() {
    use rustix::fs::Mode;
    let others = Mode::RWXG | Mode::RWXO;
    let before = rustix::process::umask(others);
    rustix::process::umask(before | others);
}

fn failed(error: &anyhow::Error) -> ExitCode {
    let is_unreadable = |cause: &(dyn std::error::Error + 'static)| {
        matches!(cause.downcast_ref::<StoreError>(), Some(StoreError::Unreadable { .. }))
    };
    let remedy = if error.chain().any(is_unreadable) { UNREADABLE } else { "" };
    eprintln!("convenor: {error:#}{remedy}");
    ExitCode::FAILURE
}

const UNREADABLE: &str = "; convenor check names everything that cannot be read, and convenor export writes the rest";

/// Prints to standard output; a reader that has gone away (`| head`) is not an error.
fn print(text: &str) -> anyhow::Result<()> {
    print_bytes(text.as_bytes())
}

fn print_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    use std::io::Write as _;
    match std::io::stdout().lock().write_all(bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// What is logged by default. The SDK calls the answers of a fresh account errors; what matters of
/// them the adapter logs itself. Serenity logs whole events that it cannot read, with what people wrote.
const LOGGED: &str = "warn,convenor=info,matrix_sdk=off,matrix_sdk_base=error,matrix_sdk_crypto=error,serenity=off";

fn log_to_stderr() {
    use std::io::IsTerminal as _;

    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("CONVENOR_LOG").unwrap_or_else(|_| EnvFilter::new(LOGGED));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    if std::env::var("CONVENOR_LOG_FORMAT").is_ok_and(|form| form.eq_ignore_ascii_case("json")) {
        log.json().flatten_event(true).init();
    } else {
        log.with_ansi(std::io::stderr().is_terminal()).init();
    }
}
