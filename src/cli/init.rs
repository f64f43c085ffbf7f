//! `convenor init`: asks five questions and writes a configuration that `convenor check` accepts.

use std::fs::OpenOptions;
use std::io::{self, BufRead, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::{ConfigArgument, print};
use crate::clock::Clock;
use crate::config::beginning::{Draft, STARTS, Secret, Start, read_list, read_name, read_zone};

/// Folder of the secrets, beside the configuration.
const SECRETS: &str = "secrets";
const USUAL: &str = "convenor.toml";

pub(super) fn run(argument: &ConfigArgument) -> anyhow::Result<ExitCode> {
    let file = argument.config.clone().unwrap_or_else(|| USUAL.into());
    if file.symlink_metadata().is_ok() {
        bail!("{} exists already and is left as it is; name another file with --config FILE", file.display());
    }
    let mut person = Person { input: io::stdin().lock(), is_terminal: io::stdin().is_terminal() };
    let words: Vec<&str> = STARTS.iter().map(|start| start.word).collect();
    let start = person.ask(&format!("1. Where does the group meet: {}?", words.join(", ")), Start::read)?;
    let name = person.ask("2. What is the group called?", read_name)?;
    let list = person.ask("3. What is the address of its mailing list? (empty: it has none)", read_list)?;
    let chairs =
        format!("4. Which accounts do its chairs have there, with commas between them, such as {}?", start.example);
    let chairs = person.ask(&chairs, |answer| start.read_chairs(answer))?;
    let zone = person.ask("5. In which time zone does it count, such as Europe/Zurich? (empty: UTC)", |answer| {
        read_zone(answer, Clock::Machine.now())
    })?;
    let mut draft = Draft { start, name, list, chairs, zone, own: Vec::new(), secret_file: None };
    for question in start.questions {
        let words = format!("{} (empty: {})", question.words, (question.usual)(&draft));
        let answer = person.ask(&words, |answer| draft.read(question, answer))?;
        draft.own.push(answer);
    }
    if let Some(secret) = &start.secret {
        draft.secret_file = keep(secret, &file, &mut person)?;
    }
    let text = draft.text().map_err(|problem| anyhow::anyhow!("these answers do not fit together: {problem}"))?;
    write_new(&file, &text)?;
    print(&next_steps(&draft, &file))?;
    Ok(ExitCode::SUCCESS)
}

/// The person who answers, or the script that does.
struct Person<R> {
    input: R,
    is_terminal: bool,
}

/// A code that no key gives (`_POSIX_VDISABLE`).
const NO_KEY: u8 = 0;
/// What a shell shows of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

impl<R: BufRead> Person<R> {
    /// Asks until the answer can be used. At the end of the input an empty answer is taken, where there is one.
    fn ask<T>(&mut self, question: &str, read: impl Fn(&str) -> Result<T, String>) -> anyhow::Result<T> {
        loop {
            print(&format!("{question}\n> "))?;
            io::stdout().flush()?;
            let line = self.line()?;
            match read(line.as_deref().unwrap_or_default().trim()) {
                Ok(answer) => return Ok(answer),
                Err(problem) if line.is_some() => print(&format!("{}\n", capitalized(&problem)))?,
                Err(problem) => bail!("the answers ended too early, so nothing was written: {problem}"),
            }
        }
    }

    /// The next line. `None`: there is none.
    fn line(&mut self) -> anyhow::Result<Option<String>> {
        let mut bytes = Vec::new();
        let count = self.input.read_until(b'\n', &mut bytes).context("reading the answer")?;
        // What a script answers is not to be seen, and neither is the end of its line.
        if !self.is_terminal {
            print("\n")?;
        }
        Ok((count > 0).then(|| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Asks without showing what is typed.
    fn ask_secretly(&mut self, question: &str) -> anyhow::Result<String> {
        let before = if self.is_terminal { tcgetattr(io::stdin()).ok() } else { None };
        if let Some(before) = &before {
            // It waits for as long as the program runs.
            std::mem::forget(end_visibly(before.clone()).context("hiding what is typed")?);
            let mut hidden = before.clone();
            hidden.local_modes.remove(LocalModes::ECHO);
            // Ctrl-Z and Ctrl-\ would leave the terminal as it is now.
            hidden.special_codes[SpecialCodeIndex::VSUSP] = NO_KEY;
            hidden.special_codes[SpecialCodeIndex::VQUIT] = NO_KEY;
            tcsetattr(io::stdin(), OptionalActions::Now, &hidden).context("hiding what is typed")?;
        }
        let answer = self.ask(question, |answer| Ok(answer.to_owned()));
        if let Some(before) = &before {
            tcsetattr(io::stdin(), OptionalActions::Now, before).context("showing again what is typed")?;
            print("\n")?;
        }
        answer
    }
}

/// From now on a person who ends the program sees again what they type.
fn end_visibly(terminal: Termios) -> io::Result<Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let inside = runtime.enter();
    let (mut interrupted, mut ended) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    drop(inside);
    runtime.spawn(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = ended.recv() => {}
        }
        // Whether or not the terminal is still there, the program ends.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &terminal).map(|()| print("\n"));
        std::process::exit(INTERRUPTED)
    });
    Ok(runtime)
}

fn capitalized(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// Puts a secret into a file of its own. `None`: it is to be read from the environment.
fn keep(secret: &Secret, config: &Path, person: &mut Person<impl BufRead>) -> anyhow::Result<Option<PathBuf>> {
    let file = beside(config, SECRETS).join(secret.file);
    if file.symlink_metadata().is_ok() {
        print(&format!("{} exists already; the secret in it is used.\n", file.display()))?;
        return Ok(Some(file));
    }
    let words = format!(
        "{} It goes into {}, readable only by you. (empty: it will be in the environment, as {})",
        secret.words,
        file.display(),
        secret.variable
    );
    let answer = person.ask_secretly(&words)?;
    if answer.is_empty() {
        return Ok(None);
    }
    write_new(&file, &format!("{answer}\n"))?;
    Ok(Some(file))
}

/// A name in the folder of the configuration.
fn beside(config: &Path, name: &str) -> PathBuf {
    config.parent().map_or_else(|| name.into(), |folder| folder.join(name))
}

/// Writes a file that is not there yet, for its owner alone.
fn write_new(file: &Path, text: &str) -> anyhow::Result<()> {
    let write = || -> io::Result<()> {
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(file)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().with_context(|| format!("writing {}", file.display()))
}

fn next_steps(draft: &Draft, file: &Path) -> String {
    let config = if file == Path::new(USUAL) { String::new() } else { format!(" --config {}", file.display()) };
    let next = if draft.start.has_section {
        format!(
            "To start: convenor run{config}\nTo bring the group into a room, invite the bot and type there: !convenor setup {}\n",
            draft.name
        )
    } else {
        format!("To meet in this terminal: convenor console{config}\n")
    };
    format!("{} is written.\nTo check it: convenor check{config}\n{next}", file.display())
}
