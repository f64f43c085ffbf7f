//! Conversations: reading a transcript, and playing it into a bot with a real store.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use convenor::bot::{Bot, rebuild};
use convenor::chat::console::{Console, PLATFORM};
use convenor::chat::{Asked, Chat, Incoming, Limits, Outgoing, RoomKey, SendError, Sender, What};
use convenor::cli::console::{Gathering, bot, charter, with_roles};
use convenor::cli::script::{Player, account, is_mail, is_of_bot, place_of, room};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::config::Config;
use convenor::document::{Format, render};
use convenor::group::Group;
use convenor::group::charter::Charter;
use convenor::group::person::AccountId;
use convenor::text::Text;
use convenor::time::Zone;
use convenor::view::minutes::minutes;
use tempfile::TempDir;

use crate::golden::{self, without_versions};

/// When a transcript without `# now:` begins.
const NOW: &str = "2026-12-08T14:00:00Z";
/// Number of the run in the store; a restart within a run keeps it.
const RUN: u64 = 1;

/// A transcript as it stands in its file.
#[derive(Clone, Debug)]
pub struct Transcript {
    pub name: String,
    /// Everything up to the first line of the conversation.
    pub head: Vec<String>,
    pub now: DateTime<Utc>,
    pub charter: Charter,
    /// Rooms beside the first one.
    pub halls: Vec<RoomKey>,
    pub names: Names,
    /// Zones in the profiles of people on their platform.
    pub profiles: BTreeMap<AccountId, Zone>,
    /// Words that may stand nowhere in the store and the minutes once the conversation is over.
    pub gone: Vec<String>,
    pub lines: Vec<Line>,
    /// Comments below the last line.
    pub tail: Vec<String>,
}

/// One line of input with what the bot says to it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Comments and blank lines above it.
    pub above: Vec<String>,
    /// Line number in the file.
    pub at: usize,
    pub input: String,
    pub expected: Vec<String>,
}

impl Transcript {
    /// Reads every transcript, in order of their names.
    pub fn all() -> Vec<Transcript> {
        let folder = golden::path("tests/it/transcripts");
        let entries = std::fs::read_dir(folder).expect("tests/it/transcripts belongs to the repository");
        let files = entries.map(|entry| entry.expect("a folder of the repository can be read").path());
        let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "txt")).collect();
        files.sort();
        let name = |file: &Path| file.file_stem().expect("a transcript has a name").to_string_lossy().into_owned();
        files.iter().map(|file| Transcript::named(&name(file))).collect()
    }

    /// Those whose names begin with the variable `TRANSCRIPT`, such as `55`; without it, all.
    pub fn chosen() -> Vec<Transcript> {
        let Ok(beginning) = std::env::var("TRANSCRIPT") else { return Transcript::all() };
        let mut chosen = Transcript::all();
        chosen.retain(|transcript| transcript.name.starts_with(&beginning));
        assert!(!chosen.is_empty(), "TRANSCRIPT={beginning}: no file in tests/it/transcripts begins like that");
        chosen
    }

    /// Reads `tests/it/transcripts/NAME.txt`.
    pub fn named(name: &str) -> Transcript {
        Transcript::parse(name, &golden::read(&format!("tests/it/transcripts/{name}.txt")))
    }

    pub fn parse(name: &str, text: &str) -> Transcript {
        let mut above: Vec<String> = Vec::new();
        let mut head: Option<Vec<String>> = None;
        let mut lines: Vec<Line> = Vec::new();
        for (at, line) in (1..).zip(text.lines()) {
            if line.is_empty() || line.starts_with('#') {
                above.push(line.to_owned());
            } else if is_of_bot(line) {
                let last = lines.last_mut().unwrap_or_else(|| panic!("{name}.txt:{at}: the bot speaks first"));
                last.expected.push(line.trim_end().to_owned());
            } else {
                let above = std::mem::take(&mut above);
                let above = if head.is_none() { head.replace(above).unwrap_or_default() } else { above };
                lines.push(Line { above, at, input: line.to_owned(), expected: Vec::new() });
            }
        }
        let head = head.unwrap_or_default();
        let directive = |key: &str| {
            let key = format!("# {key}: ");
            head.iter().filter_map(move |line| line.strip_prefix(&key).map(str::to_owned)).collect::<Vec<_>>()
        };
        let Gathering { charter: base, halls, names, inbound: _ } = match directive("config").first() {
            Some(file) => configured(file),
            None => Gathering { charter: charter(), halls: Vec::new(), names: Names::default(), inbound: None },
        };
        let profiles = directive("profile").into_iter().map(|profile| {
            let (who, zone) = profile.split_once(' ').unwrap_or_else(|| panic!("{name}.txt: # profile: NAME ZONE"));
            (account(who), zone.parse().unwrap_or_else(|error| panic!("{name}.txt: # profile: {error}")))
        });
        let profiles = profiles.collect();
        let is_direct = directive("room").first().is_some_and(|kind| kind == "direct");
        let now = directive("now").first().map_or(NOW, String::as_str).parse();
        Transcript {
            name: name.to_owned(),
            now: now.unwrap_or_else(|error| panic!("{name}.txt: # now: {error}")),
            charter: Charter { is_direct, ..with_roles(base, &directive("chair"), &directive("secretary")) },
            halls,
            names,
            gone: directive("gone"),
            profiles,
            lines,
            tail: above,
            head,
        }
    }

    /// The file's text, with these answers instead of the expected ones.
    pub fn with_answers(&self, answers: &[Vec<String>]) -> String {
        let mut text: Vec<String> = self.head.clone();
        for (line, answers) in self.lines.iter().zip(answers) {
            text.extend(line.above.iter().cloned());
            text.push(line.input.clone());
            text.extend(answers.iter().cloned());
        }
        text.extend(self.tail.iter().cloned());
        text.join("\n") + "\n"
    }

    /// Where the answers differ from the expected ones first, in words.
    pub fn difference(&self, answers: &[Vec<String>]) -> Option<String> {
        let (line, got) = self.lines.iter().zip(answers).find(|(line, got)| line.expected != **got)?;
        let shown =
            |lines: &[String]| if lines.is_empty() { "(nothing)".to_owned() } else { lines.join("\n             ") };
        Some(format!(
            "tests/it/transcripts/{}.txt:{}: {}\n    expected {}\n    got      {}",
            self.name,
            line.at,
            line.input,
            shown(&line.expected),
            shown(got),
        ))
    }
}

/// The first group of a configuration in `tests/it/transcripts/`.
fn configured(file: &str) -> Gathering {
    let config = Config::load(&golden::path(&format!("tests/it/transcripts/{file}")));
    let config = config.unwrap_or_else(|error| panic!("{error}"));
    Gathering::of(&config).expect("the configuration of a transcript names a group")
}

/// Who said something, and in which room.
type Speaker = (Sender, RoomKey);

/// A room in a temporary folder, with the bot in it.
pub struct Room {
    pub folder: TempDir,
    pub transcript: Transcript,
    player: Player<Vec<u8>>,
    /// Who said each line so far, when and where; a line that only moved the clock has nobody.
    said: Vec<(DateTime<Utc>, Option<Speaker>)>,
}

impl Room {
    pub async fn open(transcript: &Transcript) -> Room {
        let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
        let console = Arc::new(Console::new(Vec::new()));
        let bot = seated(transcript, folder.path(), transcript.now, console.clone()).await;
        let player = Player::new(bot, console, RUN, 0);
        Room { folder, transcript: transcript.clone(), player, said: Vec::new() }
    }

    pub fn bot(&self) -> &Bot {
        &self.player.bot
    }

    /// Plays one line of the transcript; returns what the bot printed.
    pub async fn play(&mut self, input: &str) -> Vec<String> {
        let at = self.bot().clock().now();
        match self.player.play(input).await {
            Ok(()) => {}
            Err(error) => panic!("{}.txt: {input:?}: {error:#}", self.transcript.name),
        }
        self.said.push((at, self.sender_of(input)));
        self.printed()
    }

    /// Ends the bot as it stands and opens it again on the same folder, at the same moment.
    pub async fn restart(&mut self) {
        let now = self.bot().clock().now();
        self.bot().store().close().await;
        let bot = seated(&self.transcript, self.folder.path(), now, self.player.console.clone()).await;
        self.player = Player::new(bot, self.player.console.clone(), RUN, self.said.len());
    }

    /// Plays the next line after a restart or beside an earlier delivery. The player has lost
    /// who said the earlier lines, so edits and deletions are handed over here.
    pub async fn play_anew(&mut self, input: &str) -> Vec<String> {
        let at = self.bot().clock().now();
        let sender = self.sender_of(input);
        match (change_in(input), &sender) {
            (Some(what), Some(said)) => {
                self.hand_over(self.said.len() + 1, at, said.clone(), what).await;
                self.deliver().await;
                let (bot, console) = (self.player.bot.clone(), self.player.console.clone());
                self.player = Player::new(bot, console, RUN, self.said.len() + 1);
            }
            _ => match self.player.play(input).await {
                Ok(()) => {}
                Err(error) => panic!("{}.txt: {input:?}: {error:#}", self.transcript.name),
            },
        }
        self.said.push((at, sender));
        self.printed()
    }

    /// Delivers earlier lines (counted from 1) once more, under their ids and with their times, as
    /// a platform does that does not know whether they were taken.
    pub async fn deliver_again(&mut self, numbers: &[usize]) -> Vec<String> {
        for &number in numbers {
            let input = self.transcript.lines[number - 1].input.clone();
            let (at, sender) = self.said[number - 1].clone();
            self.player.play_mail(&input, number, at).await.expect("a store in a temporary folder answers");
            let Some(said) = sender else { continue };
            let what = match change_in(&input) {
                Some(what) => what,
                None if input.starts_with("* ") => What::Joined,
                None => What::Said { text: said_in(&input).1 },
            };
            self.hand_over(number, at, said, what).await;
        }
        self.deliver().await;
        self.printed()
    }

    /// A message that was typed at `at` and arrives now.
    pub async fn late(&self, name: &str, text: &str, at: DateTime<Utc>) -> Vec<String> {
        let sender = Sender { account: account(name), name: name.to_owned() };
        let id = format!("late {name} {}", at.timestamp());
        self.say_so(sender, text, at, id).await
    }

    /// A message of an account that shows any name.
    pub async fn say_as(&mut self, sender: Sender, text: &str) -> Vec<String> {
        let at = self.bot().clock().now();
        self.said.push((at, None));
        self.say_so(sender, text, at, id(self.said.len())).await
    }

    async fn say_so(&self, sender: Sender, text: &str, at: DateTime<Utc>, id: String) -> Vec<String> {
        let what = What::Said { text: text.to_owned() };
        let incoming = Incoming::in_room(room(), at, id, sender, what);
        self.bot().receive(&incoming).await.expect("a store in a temporary folder answers");
        self.deliver().await;
        self.printed()
    }

    /// A press on a button, or a form that is handed in.
    pub async fn press(&self, name: &str, asked: Asked) -> Vec<String> {
        let sender = Sender { account: account(name), name: name.to_owned() };
        let at = self.bot().clock().now();
        let id = format!("press {name} {asked:?}");
        let what = What::Asked(asked);
        let incoming = Incoming::in_room(room(), at, id, sender, what);
        self.bot().receive(&incoming).await.expect("a store in a temporary folder answers");
        self.deliver().await;
        self.printed()
    }

    async fn hand_over(&self, number: usize, at: DateTime<Utc>, (sender, room): Speaker, what: What) {
        let incoming = Incoming::in_room(room, at, id(number), sender, what);
        self.bot().receive(&incoming).await.expect("a store in a temporary folder answers");
    }

    async fn deliver(&self) {
        self.bot().deliver().await.expect("a store in a temporary folder answers");
    }

    fn printed(&self) -> Vec<String> {
        let bytes = self.player.console.with_output(std::mem::take);
        let text = String::from_utf8(bytes).expect("the console prints UTF-8");
        without_versions(&text).lines().map(|line| line.trim_end().to_owned()).collect()
    }

    /// Who did it, and where: for edits and deletions the author of the earlier line.
    fn sender_of(&self, input: &str) -> Option<Speaker> {
        if input.starts_with("+ ") || is_mail(input) {
            return None;
        }
        if let Some(rest) = input.strip_prefix("x ").or_else(|| input.strip_prefix("~ ")) {
            let number = number_in(rest.split(' ').next().unwrap_or_default());
            return self.said.get(number.checked_sub(1)?)?.1.clone();
        }
        let name = input.strip_prefix("* ").and_then(|rest| rest.strip_suffix(" joins"));
        let name = name.map_or_else(|| said_in(input).0, str::to_owned);
        let (name, room) = place_of(&name);
        Some((Sender { account: account(name), name: name.to_owned() }, room))
    }

    /// The group as it is in memory.
    pub async fn group(&self) -> Group {
        self.bot().group(&self.transcript.charter.id).await.expect("a store in a temporary folder answers")
    }

    /// The minutes of the latest meeting from the state in memory, in a format.
    pub async fn minutes(&self, format: Format) -> String {
        let group = self.group().await;
        let meeting = group.latest_meeting().expect("the transcript holds a meeting");
        render(&minutes(&group, meeting), format)
    }

    /// The minutes of a meeting from the log on disk alone, in a format.
    pub async fn rebuilt_minutes(&self, number: u32, format: Format) -> String {
        let group = rebuild::group_at(self.bot().store(), &self.transcript.charter, number).await;
        let group = group.expect("a store in a temporary folder answers").expect("the transcript holds this meeting");
        let meeting = group.latest_meeting().expect("the group stands right after this meeting");
        render(&minutes(&group, meeting), format)
    }

    /// Every mail in the outbox folder, oldest first by name.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = std::fs::read_dir(self.folder.path().join("outbox/new")) else { return Vec::new() };
        let mut files: Vec<_> = entries.map(|entry| entry.expect("a temporary folder can be read").path()).collect();
        files.sort();
        files.iter().map(|file| std::fs::read(file).expect("a mail in the outbox can be read")).collect()
    }
}

/// The console, with profiles as other platforms have them.
struct WithProfiles {
    console: Arc<Console<Vec<u8>>>,
    zones: BTreeMap<AccountId, Zone>,
}

#[async_trait]
impl Chat for WithProfiles {
    fn limits(&self) -> &Limits {
        self.console.limits()
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        self.console.post(room, message, key).await
    }

    async fn edit(&self, room: &RoomKey, message: &str, text: &Text, key: &str) -> Result<(), SendError> {
        self.console.edit(room, message, text, key).await
    }

    async fn remove(&self, room: &RoomKey, message: &str, key: &str) -> Result<(), SendError> {
        self.console.remove(room, message, key).await
    }

    async fn profile_zone(&self, account: &AccountId) -> Option<Zone> {
        self.zones.get(account).copied()
    }
}

async fn seated(transcript: &Transcript, folder: &Path, now: DateTime<Utc>, console: Arc<Console<Vec<u8>>>) -> Bot {
    let clock = Clock::simulated(now);
    let chat = Arc::new(WithProfiles { console, zones: transcript.profiles.clone() });
    let Transcript { charter, halls, names, .. } = transcript.clone();
    bot(folder, Gathering { charter, halls, names, inbound: None }, clock, chat)
        .await
        .expect("a bot opens in a temporary folder")
}

/// What stands in the tables of the store in a folder, with the table.
pub async fn kept_words(folder: &Path) -> Vec<(&'static str, String)> {
    let mut kept: Vec<(&str, String)> = Vec::new();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("convenor.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("the store is a SQLite file");
    for (place, query) in [
        ("entries", "SELECT body FROM entries"),
        ("the outbox", "SELECT body FROM outbox"),
        ("notes", "SELECT value FROM notes"),
    ] {
        let rows: Vec<(String,)> = sqlx::query_as(query).fetch_all(&pool).await.expect("the store has this table");
        kept.extend(rows.into_iter().map(|(body,)| (place, body)));
    }
    kept
}

/// What a line edits or deletes.
fn change_in(input: &str) -> Option<What> {
    if let Some(number) = input.strip_prefix("x ") {
        return Some(What::Deleted { message: id(number_in(number)) });
    }
    let (number, rest) = input.strip_prefix("~ ")?.split_once(' ')?;
    Some(What::Edited { message: id(number_in(number)), text: said_in(rest).1 })
}

/// The id that the console gives to a line of the run.
fn id(number: usize) -> String {
    format!("{PLATFORM}:{RUN}:{number}")
}

fn number_in(words: &str) -> usize {
    words.trim().parse().unwrap_or_else(|_| panic!("{words:?} is a line number"))
}

fn said_in(input: &str) -> (String, String) {
    let (name, text) = input.split_once(':').unwrap_or_else(|| panic!("{input:?} is NAME: text"));
    (name.trim().to_owned(), text.trim().to_owned())
}
