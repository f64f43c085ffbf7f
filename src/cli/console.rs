//! `convenor console`: a meeting in the terminal, from a script or typed.

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::script::{OwnMailbox, Player, account, room};
use crate::bot::{Bot, Delivery, Parts};
use crate::chat::console::{Console, PLATFORM};
use crate::chat::{Chat, RoomKey};
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::config::Config;
use crate::group::charter::{Charter, Policy};
use crate::mail::{Inbound, Mailbox, Mailer, Source, Transport};
use crate::store::{Holder, Place, Store};

/// Arguments of `convenor console`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Configuration whose first group meets here; without it, a group that is open to all.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the store (convenor.db) and the mail (outbox/, a Maildir).
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Name of a chair. With a chair or secretary named, roles bind.
    #[arg(long, value_name = "NAME")]
    chair: Vec<String>,
    /// Name of a secretary.
    #[arg(long, value_name = "NAME")]
    secretary: Vec<String>,
    /// Start of a simulated clock, which only lines such as `+ 10m` move.
    #[arg(long, value_name = "RFC3339")]
    now: Option<DateTime<Utc>>,
}

/// Id of the console's own group in the store.
pub const GROUP: &str = "console";
const NOTE: &str = "console runs";
const PROMPT: &str = "> ";
const GUIDANCE: &str = "\
Lines are NAME: text. Try:
  chair: start meeting
  ana: present+ (Example Corp)
  ana: q+ to ask about option B
  chair: ack
  chair: end meeting
  chair: !minutes
Also: ~ 3 NAME: text edits line 3, x 3 deletes it, * NAME joins. To see this again: help. To leave: exit, quit or Ctrl-D.";

/// A line that is for the console itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    Leave,
    Guide,
}

fn own(line: &str) -> Option<Own> {
    match line.trim().to_lowercase().as_str() {
        "exit" | "quit" => Some(Own::Leave),
        "help" | "?" => Some(Own::Guide),
        _ => None,
    }
}

/// Who meets in the console.
#[derive(Clone, Debug)]
pub struct Gathering {
    pub charter: Charter,
    /// Rooms beside the first one.
    pub halls: Vec<RoomKey>,
    /// What the bot is called.
    pub names: Names,
    /// The mailbox from which the list is read.
    pub inbound: Option<Inbound>,
}

impl Gathering {
    /// The first group of a configuration, if there is one.
    pub fn of(config: &Config) -> Option<Gathering> {
        let rooms = config.groups.first()?.rooms.iter().map(|key| RoomKey(key.clone()));
        let halls = rooms.filter(|key| key.platform() == PLATFORM && *key != room()).collect();
        let charter = config.charters().into_iter().next()?;
        let inbound = config.mail.inbound().ok().flatten();
        Some(Gathering { charter, halls, names: Names(config.bot.names.clone()), inbound })
    }
}

/// The group that meets in a console without configuration.
pub fn charter() -> Charter {
    Charter { list: Some("group@lists.example.org".to_owned()), ..Charter::open(GROUP, "Example Group") }
}

/// Adds the chairs and secretaries of the command line; with them, roles bind.
pub fn with_roles(mut charter: Charter, chairs: &[String], secretaries: &[String]) -> Charter {
    if !(chairs.is_empty() && secretaries.is_empty()) {
        charter.policy = Policy::Strict;
    }
    charter.chairs.extend(chairs.iter().map(|name| account(name)));
    charter.secretaries.extend(secretaries.iter().map(|name| account(name)));
    charter
}

/// A bot whose rooms are the console's, with its data in `folder`.
///
/// # Errors
/// The store can't be opened.
pub async fn bot(folder: &Path, gathering: Gathering, clock: Clock, chat: Arc<dyn Chat>) -> anyhow::Result<Bot> {
    seated(open(folder).await?, folder, gathering, clock, chat).await
}

async fn open(folder: &Path) -> anyhow::Result<Store> {
    std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    let place = Place::File(folder.join("convenor.db"));
    Store::open_at(&place).await.with_context(|| format!("opening {place}"))
}

/// Opens the store for this program alone; while another one uses it, that is said and waited for.
pub(super) async fn open_alone(folder: &Path) -> anyhow::Result<Store> {
    let store = open(folder).await?;
    let waiting = |other: &Holder| {
        eprintln!("The folder {} is in use by another Convenor ({other}). Waiting until it ends.", folder.display());
    };
    store.hold(waiting).await?;
    Ok(store)
}

async fn seated(
    store: Store,
    folder: &Path,
    gathering: Gathering,
    clock: Clock,
    chat: Arc<dyn Chat>,
) -> anyhow::Result<Bot> {
    let Gathering { charter, halls, names, inbound: _ } = gathering;
    let from = lettre::Address::new("convenor", "localhost.localdomain").context("the sender's address")?;
    let group = charter.id.clone();
    let rooms: BTreeMap<RoomKey, String> =
        halls.into_iter().chain([room()]).map(|room| (room, group.clone())).collect();
    let bot = Bot::new(Parts {
        store,
        clock,
        names,
        charters: vec![charter],
        rooms: rooms.clone(),
        chats: BTreeMap::from([(PLATFORM.to_owned(), chat)]),
        mailer: Some(Mailer { from, transport: Transport::Maildir(folder.join("outbox")), archive: None }),
        open_rooms: true,
        delivery: Delivery::ByHand,
    });
    for room in rooms.keys() {
        bot.bind(room, &[], None).await;
    }
    bot.resume().await?;
    Ok(bot)
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let gathering = match &arguments.config {
        Some(file) => Gathering::of(&Config::load(file)?)
            .with_context(|| format!("{}: there is no [[group]] to meet here", file.display()))?,
        None => Gathering { charter: charter(), halls: Vec::new(), names: Names::default(), inbound: None },
    };
    let charter = with_roles(gathering.charter, &arguments.chair, &arguments.secretary);
    let gathering = Gathering { charter, ..gathering };
    let clock = arguments.now.map_or(Clock::Machine, Clock::simulated);
    if std::io::stdin().is_terminal() {
        typed(&arguments, gathering, clock).await
    } else {
        scripted(&arguments, gathering, clock).await
    }
}

/// The mailbox of the configuration; one that is not there yet is made.
async fn mailbox(inbound: Option<&Inbound>, bot: &Bot) -> anyhow::Result<Option<OwnMailbox>> {
    let Some(Inbound { source, authserv_id }) = inbound else { return Ok(None) };
    if let Source::Maildir(path) = source {
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(path.join(part))
                .with_context(|| format!("making the folder {}", path.display()))?;
        }
    }
    let mut mails = Mailbox::of(source);
    bot.begin_mailbox(&mut mails).await.context("opening the mailbox of [mail.inbound]")?;
    Ok(Some(OwnMailbox { mails, authserv_id: authserv_id.clone() }))
}

/// This run's number, so that its lines are new ones.
async fn next_run(store: &Store) -> anyhow::Result<u64> {
    let last: u64 = store.note(NOTE).await?.and_then(|note| note.parse().ok()).unwrap_or(0);
    store.set_note(NOTE, &(last + 1).to_string()).await?;
    Ok(last + 1)
}

async fn scripted(arguments: &Arguments, gathering: Gathering, clock: Clock) -> anyhow::Result<ExitCode> {
    let console = Arc::new(Console::new(std::io::stdout()));
    let store = open_alone(&arguments.data).await?;
    let inbound = gathering.inbound.clone();
    let bot = seated(store, &arguments.data, gathering, clock, console.clone()).await?;
    let run = next_run(bot.store()).await?;
    let mailbox = mailbox(inbound.as_ref(), &bot).await?;
    let mut player = Player::new(bot, console, run, 0);
    player.mailbox = mailbox;
    let mut is_fine = true;
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line?;
        match own(&line) {
            Some(Own::Leave) => break,
            Some(Own::Guide) => {
                println!("{GUIDANCE}");
                continue;
            }
            None => {}
        }
        // Nobody sees what was piped in: each line is shown with the number that ~ and x take. With a simulated clock the
        // output is what the bot says, so that scripts can be compared.
        if let Some(shown) = player.next_number(&line).filter(|_| arguments.now.is_none()) {
            player.console.with_output(|out| writeln!(out, "{shown}  {}", line.trim_end()))?;
        }
        // A line that can't be read is reported and skipped; a script goes on.
        if let Err(error) = player.play(&line).await {
            eprintln!("line {}: {error:#}", number + 1);
            is_fine = false;
        }
    }
    player.take_new_mail().await?;
    player.bot.store().close().await;
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn typed(arguments: &Arguments, gathering: Gathering, clock: Clock) -> anyhow::Result<ExitCode> {
    std::fs::create_dir_all(&arguments.data)?;
    println!("{GUIDANCE}");
    let at_prompt = Arc::new(AtomicBool::new(false));
    let console = Arc::new(Console::new(AbovePrompt { at_prompt: at_prompt.clone(), text: Vec::new() }));
    let store = open_alone(&arguments.data).await?;
    let inbound = gathering.inbound.clone();
    let bot = seated(store, &arguments.data, gathering, clock, console.clone()).await?;
    let run = next_run(bot.store()).await?;
    let mailbox = mailbox(inbound.as_ref(), &bot).await?;
    let mut player = Player::new(bot, console, run, 0);
    player.mailbox = mailbox;
    let (lines, mut typed) = mpsc::channel::<String>(1);
    let (answered, ready) = std::sync::mpsc::channel::<()>();
    let history = arguments.data.join("history");
    let keyboard = std::thread::spawn(move || read_keyboard(&history, &at_prompt, &lines, &ready));
    loop {
        let wakeup = player.bot.next_wakeup().await;
        let pause = wakeup.and_then(|due| player.bot.clock().wait_for(due));
        let line = match pause {
            Some(pause) => tokio::time::timeout(pause, typed.recv()).await,
            None => Ok(typed.recv().await),
        };
        match line {
            Ok(Some(line)) if own(&line) == Some(Own::Leave) => break,
            Ok(Some(line)) if own(&line) == Some(Own::Guide) => {
                println!("{GUIDANCE}");
                let _ = answered.send(());
            }
            Ok(Some(line)) => {
                if let Err(error) = player.play(&line).await {
                    player.console.with_output(|out| writeln!(out, "({error:#})").and_then(|()| out.flush()))?;
                }
                // A keyboard that has gone away ends the loop with its next line.
                let _ = answered.send(());
            }
            Ok(None) => break,
            Err(_) => {
                player.take_new_mail().await?;
                player.wake(player.bot.clock().now()).await?;
            }
        }
    }
    player.bot.store().close().await;
    // A keyboard that waits for an answer, or for room in the channel, ends here.
    drop((answered, typed));
    match keyboard.join() {
        Ok(done) => done.map(|()| ExitCode::SUCCESS),
        Err(_) => anyhow::bail!("the keyboard's thread has failed"),
    }
}

/// Reads lines with history until the end of the input; each waits for the answer to the last.
fn read_keyboard(
    history: &Path,
    at_prompt: &AtomicBool,
    lines: &mpsc::Sender<String>,
    ready: &std::sync::mpsc::Receiver<()>,
) -> anyhow::Result<()> {
    let mut editor = rustyline::DefaultEditor::new()?;
    // The first time there is no history, and one that can't be kept is not a reason to stop.
    let _ = editor.load_history(history);
    loop {
        at_prompt.store(true, Ordering::SeqCst);
        let line = editor.readline(PROMPT);
        at_prompt.store(false, Ordering::SeqCst);
        let Ok(line) = line else { break };
        let _ = editor.add_history_entry(&line);
        if lines.blocking_send(line).is_err() || ready.recv().is_err() {
            break;
        }
    }
    let _ = editor.save_history(history);
    Ok(())
}

/// Prints what the clock says in place of the prompt, and the prompt below it again.
struct AbovePrompt {
    at_prompt: Arc<AtomicBool>,
    text: Vec<u8>,
}

impl Write for AbovePrompt {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let text = String::from_utf8_lossy(&self.text).into_owned();
        self.text.clear();
        let mut out = std::io::stdout().lock();
        if self.at_prompt.load(Ordering::SeqCst) {
            // The terminal is raw now: back to the start, the line away, line feeds with returns.
            write!(out, "\r\x1b[K{}{PROMPT}", text.replace('\n', "\r\n"))?;
        } else {
            out.write_all(text.as_bytes())?;
        }
        out.flush()
    }
}
