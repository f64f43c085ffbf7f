//! The meeting of forty people (`tests/it/transcripts/407_forty_people.txt`) in a room: its minutes say what those of the
//! terminal say. CI plays its first items; with `CONVENOR_TEST_WHOLE=1` all of it is played, which takes some minutes.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use regex::Regex;
use serde_json::{Value, json};

use crate::homeserver::{Account, all_seats, escaped};
use crate::person::Seen;
use crate::scene::{Part, Plan, Role, Scene};
use crate::settings::unique;

/// The line after which CI closes the meeting.
const SHORT_END: &str = "mira: conclusion: the minutes of meeting 6";
/// The clock of the transcript moves by itself here: only what the time for objections needs is waited for.
const WINDOW: &str = "+ 61 s";
const GROUP: &str =
    "name = \"JCG-Example\"\nlist = \"jcg@lists.example.org\"\nzone = \"Europe/Zurich\"\nfirst_meeting = 6\n";
const WINDOW_SECS: u32 = 6;

/// Those who have a role, and so an account in the configuration.
const OFFICERS: [(&str, Role); 3] = [("lena", Role::Chair), ("omar", Role::Chair), ("mira", Role::Secretary)];

/// What people type, without steps of the clock; a recess is ended by hand.
fn script() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/transcripts/407_forty_people.txt");
    let text = std::fs::read_to_string(path).expect("the transcript belongs to the repository");
    let is_typed = |line: &&str| !line.is_empty() && !line.starts_with(['#']) && !line.starts_with("bot");
    let mut lines: Vec<String> = Vec::new();
    let mut in_recess = false;
    for line in text.lines().filter(is_typed) {
        in_recess |= line.starts_with("lena: recess");
        lines.push(match line {
            step if step.starts_with("+ ") && in_recess => {
                in_recess = false;
                "lena: resume meeting".to_owned()
            }
            step if step.starts_with("+ ") && step != WINDOW => "+ 0 s".to_owned(),
            line => line.to_owned(),
        });
    }
    if std::env::var_os("CONVENOR_TEST_WHOLE").is_none() {
        let end = lines.iter().position(|line| line.starts_with(SHORT_END)).expect("the first item has a conclusion");
        lines.truncate(end + 1);
        lines.extend(["lena: end meeting".to_owned(), "mira: !minutes".to_owned()]);
    }
    lines
}

fn typed(line: &str) -> Option<(&str, &str)> {
    let is_other = ["+ ", "~ ", "x "].iter().any(|head| line.starts_with(head));
    line.split_once(": ").filter(|_| !is_other)
}

/// A room in which everybody of the script is.
struct Forty {
    scene: Scene,
    crowd: BTreeMap<String, Account>,
}

impl Forty {
    async fn open(script: &[String]) -> anyhow::Result<Forty> {
        let part = |(name, role)| Part { name, organization: None, role };
        let group = format!("{GROUP}objection_secs = {WINDOW_SECS}\n");
        let cast = OFFICERS.map(part).to_vec();
        let scene =
            Scene::open_seated(Plan { cast, group, is_public: true, receipts: "signs", ..Plan::new()? }).await?;
        let mut crowd = BTreeMap::new();
        for (name, _) in script.iter().filter_map(|line| typed(line)) {
            if OFFICERS.iter().any(|(officer, _)| *officer == name) || crowd.contains_key(name) {
                continue;
            }
            let account = scene.server.register(name, name).await?;
            scene.server.join(&account, &scene.room).await?;
            scene.host().wait_member(&scene.room, &account.id, "join").await?;
            crowd.insert(name.to_owned(), account);
        }
        Ok(Forty { scene, crowd })
    }

    /// The access token of anyone in the room.
    fn token(&self, name: &str) -> anyhow::Result<&str> {
        let officer = || OFFICERS.iter().any(|(officer, _)| *officer == name).then(|| self.scene.person(name));
        let account = self.crowd.get(name).or_else(|| officer().map(|person| &person.account));
        Ok(&account.with_context(|| format!("{name} is in the room"))?.token)
    }

    async fn send(&self, name: &str, content: Value) -> anyhow::Result<String> {
        let room = escaped(&self.scene.room);
        let path = format!("/_matrix/client/v3/rooms/{room}/send/m.room.message/{}", unique("txn"));
        let answer = self.scene.server.ask("PUT", &path, Some(self.token(name)?), Some(content)).await?;
        answer["event_id"].as_str().map(str::to_owned).context("an event id")
    }

    async fn redact(&self, name: &str, event: &str) -> anyhow::Result<()> {
        let room = escaped(&self.scene.room);
        let path = format!("/_matrix/client/v3/rooms/{room}/redact/{}/{}", escaped(event), unique("txn"));
        self.scene.server.ask("PUT", &path, Some(self.token(name)?), Some(json!({}))).await.map(drop)
    }

    /// Plays the lines, numbered from 1 as `~` and `x` count them.
    async fn play(&self, script: &[String]) -> anyhow::Result<()> {
        let mut said: Vec<(String, String)> = Vec::new();
        let mut proposals = 0;
        for line in script {
            let earlier = |number: &str| {
                let place: usize = number.parse::<usize>().ok()?.checked_sub(1)?;
                said.get(place).cloned()
            };
            if line == WINDOW {
                let over = format!("The time for objections to P{proposals} is over");
                let bot = &self.scene.bot.account.id;
                let is_over = |event: &Seen| event.is_from(bot) && event.body().contains(&over);
                self.scene.host().wait_for(&over, is_over).await?;
            } else if let Some(rest) = line.strip_prefix("~ ") {
                let (number, words) = rest.split_once(' ').context("a line number")?;
                let (name, event) = earlier(number).context("an earlier line")?;
                let words = words.split_once(": ").context("a name")?.1;
                let new = json!({"msgtype": "m.text", "body": words});
                let relation = json!({"rel_type": "m.replace", "event_id": event});
                let edit = json!({"msgtype": "m.text", "body": format!("* {words}"), "m.new_content": new, "m.relates_to": relation});
                self.send(&name, edit).await?;
            } else if let Some(number) = line.strip_prefix("x ") {
                let (name, event) = earlier(number).context("an earlier line")?;
                self.redact(&name, &event).await?;
            } else if let Some((name, words)) = typed(line) {
                if words.starts_with("PROPOSED:") {
                    proposals += 1;
                }
                let event = self.send(name, json!({"msgtype": "m.text", "body": words.replace('⏎', "\n")})).await?;
                said.push((name.to_owned(), event));
                continue;
            }
            said.push(Default::default());
        }
        self.scene.settle().await
    }
}

/// The minutes of the same lines in the terminal.
#[expect(clippy::disallowed_methods, reason = "the terminal's day is that of the room, which the server dates")]
fn of_the_terminal(script: &[String]) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let roles = "chairs = [\"console:lena\", \"console:omar\"]\nsecretaries = [\"console:mira\"]\n";
    std::fs::write(
        folder.path().join("c.toml"),
        format!("[[group]]\nid = \"g\"\n{roles}{GROUP}objection_secs = 60\n"),
    )?;
    let convenor = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convenor"));
        command.current_dir(folder.path()).args(words).args(["--config", "c.toml", "--data", "data"]);
        command
    };
    let now = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut played = convenor(&["console", "--now", &now]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    // A step of no time is none.
    let lines: Vec<&str> = script.iter().map(|line| if line == "+ 0 s" { "+ 1 s" } else { line.as_str() }).collect();
    played.stdin.take().context("a pipe")?.write_all(lines.join("\n").as_bytes())?;
    ensure!(played.wait()?.success(), "the terminal plays the meeting");
    let shown = convenor(&["minutes", "show"]).output()?;
    ensure!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    Ok(String::from_utf8(shown.stdout)?)
}

/// Minutes without their days and hours, which are those of the test.
fn without_times(minutes: &str) -> anyhow::Result<Vec<String>> {
    let day = Regex::new(r"\d{4}-\d{2}-\d{2}( \((Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\))?")?;
    let hour = Regex::new(r"\d{2}:\d{2}")?;
    let lines =
        minutes.lines().map(|line| hour.replace_all(&day.replace_all(line, "DAY"), "HOUR").trim_end().to_owned());
    Ok(lines.collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_of_forty_people_has_the_same_minutes_as_in_the_terminal() -> anyhow::Result<()> {
    let _seats = all_seats().await?;
    let script = script();
    let forty = Forty::open(&script).await?;
    forty.play(&script).await?;
    let (here, there) = (without_times(&forty.scene.minutes()?)?, without_times(&of_the_terminal(&script)?)?);
    let differing = here.iter().zip(&there).find(|(here, there)| here != there);
    ensure!(here.len() == there.len() && differing.is_none(), "{differing:?}\n{}", here.join("\n"));
    let people = script.iter().filter(|line| !line.starts_with("+ ")).count();
    println!("{people} messages of people, {} of the bot", forty.scene.bot_messages().len());
    forty.scene.bot.finish().await
}
