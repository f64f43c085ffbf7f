//! Mails that are seen again in an archive, which here is a folder that the test fills.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::console::{Console, PLATFORM};
use convenor::cli::console::charter;
use convenor::cli::script::{Player, room};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::Charter;
use convenor::mail::{Archive, Mailer, Transport};
use convenor::store::Store;
use tempfile::TempDir;

const ANNOUNCED: &str = "bot: Announcement of meeting 7: seen in the archive of group@lists.example.org.";

/// A room whose bot knows an archive.
struct Room {
    folder: TempDir,
    player: Player<Vec<u8>>,
    runs: u64,
}

impl Room {
    async fn open() -> Room {
        Room::at(Clock::simulated("2026-11-24T09:00:00Z".parse().expect("an instant"))).await
    }

    async fn at(clock: Clock) -> Room {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(folder.path().join("archive").join(part)).expect("made");
        }
        let player = seated(folder.path(), clock, 1).await;
        Room { folder, player, runs: 1 }
    }

    async fn play(&mut self, lines: &str) -> Vec<String> {
        for line in lines.lines() {
            self.player.play(line).await.expect("a store in a temporary folder answers");
        }
        let said = self.player.console.with_output(std::mem::take);
        String::from_utf8(said).expect("the console prints UTF-8").lines().map(str::to_owned).collect()
    }

    async fn restart(self) -> Room {
        let clock = self.player.bot.clock().clone();
        self.player.bot.store().close().await;
        let runs = self.runs + 1;
        Room { player: seated(self.folder.path(), clock, runs).await, runs, ..self }
    }

    /// The list passes on every mail that has left, under names of its own.
    fn pass_on(&self) {
        let outbox = self.folder.path().join("outbox/new");
        for entry in std::fs::read_dir(outbox).expect("there is mail") {
            let file = entry.expect("a readable folder");
            let name = format!("{}.list", file.file_name().to_string_lossy());
            std::fs::copy(file.path(), self.folder.path().join("archive/new").join(name)).expect("copied");
        }
    }
}

/// By the machine's clock the bot delivers by itself, as `convenor run` does it.
async fn seated(folder: &Path, clock: Clock, run: u64) -> Player<Vec<u8>> {
    let delivery = if matches!(clock, Clock::Machine) { Delivery::Background } else { Delivery::ByHand };
    let console = Arc::new(Console::new(Vec::new()));
    let charter = Charter { list: Some("group@lists.example.org".to_owned()), first_meeting: 7, ..charter() };
    let bot = Bot::new(Parts {
        store: Store::open(&format!("sqlite://{}", folder.join("convenor.db").display())).await.expect("it opens"),
        clock,
        names: Names::default(),
        charters: vec![charter.clone()],
        rooms: BTreeMap::from([(room(), charter.id)]),
        chats: BTreeMap::from([(PLATFORM.to_owned(), console.clone() as Arc<dyn convenor::chat::Chat>)]),
        mailer: Some(Mailer {
            from: lettre::Address::new("bot", "example.org").expect("an address"),
            transport: Transport::Maildir(folder.join("outbox")),
            archive: Some(Archive::maildir(folder.join("archive"))),
        }),
        open_rooms: true,
        delivery,
    });
    bot.bind(&room(), &[], None).await;
    bot.resume().await.expect("it goes on");
    Player::new(bot, console, run, 0)
}

const ANNOUNCE: &str = "ana: !schedule \"2026-12-08 15:00 Geneva\" for 2 h\nana: !announce\nana: !announce confirm";

fn seen(said: &[String]) -> Vec<&str> {
    said.iter().map(String::as_str).filter(|line| line.contains("seen in the archive")).collect()
}

#[tokio::test]
async fn a_mail_is_called_seen_once_it_is_in_the_archive_and_not_before() {
    let mut room = Room::open().await;
    let said = room.play(ANNOUNCE).await;
    assert!(
        said.iter().any(|line| line.ends_with("handed to the mail server for group@lists.example.org.")),
        "{said:?}"
    );
    let said = room.play("+ 1 h\nana: !status").await;
    assert_eq!(seen(&said), Vec::<&str>::new());
    assert!(said.iter().any(|line| line.ends_with("announced: handed to the mail server")), "{said:?}");
    room.pass_on();
    assert_eq!(room.play("+ 1 m").await, [ANNOUNCED]);
    let said = room.play("+ 1 h\nana: !status").await;
    assert_eq!(seen(&said).len(), 1, "told once, and in the status: {said:?}");
    assert!(seen(&said)[0].ends_with("announced: seen in the archive"), "{said:?}");
    // What follows answers a mail that was seen, and is told as the next state of the same event.
    let said = room.play("ana: !reschedule \"2026-12-09 15:00 Geneva\"\nana: !announce\nana: !announce confirm").await;
    assert!(said.iter().any(|line| line.contains("Subject: CHANGED: ")), "{said:?}");
    room.pass_on();
    let said = room.play("+ 1 m").await;
    assert_eq!(said, [ANNOUNCED.replace("Announcement", "Notice of change")]);
}

#[tokio::test]
async fn what_came_while_the_bot_was_down_is_seen_after_its_start() {
    let mut room = Room::open().await;
    room.play(ANNOUNCE).await;
    room.pass_on();
    let mut room = room.restart().await;
    assert_eq!(room.play("+ 1 m").await, [ANNOUNCED]);
    let mut room = room.restart().await;
    assert_eq!(room.play("+ 1 m").await, Vec::<String>::new(), "told once");
}

#[tokio::test]
async fn nobody_is_told_in_the_middle_of_a_meeting() {
    let mut room = Room::open().await;
    room.play(ANNOUNCE).await;
    room.play("ana: start extra meeting").await;
    room.pass_on();
    assert_eq!(room.play("+ 1 m").await, Vec::<String>::new());
    let said = room.play("ana: end meeting").await;
    assert_eq!(seen(&said), [ANNOUNCED], "as soon as it is closed");
}

#[tokio::test]
async fn a_mail_that_does_not_come_is_looked_for_two_weeks() {
    let mut room = Room::open().await;
    room.play(ANNOUNCE).await;
    room.play("+ 7 d\n+ 7 d\n+ 1 h").await;
    let mut room = room.restart().await;
    room.pass_on();
    assert_eq!(seen(&room.play("+ 1 h").await), Vec::<&str>::new());
}

#[tokio::test]
async fn an_archive_that_is_not_there_stops_nothing() {
    let mut room = Room::open().await;
    std::fs::remove_dir_all(room.folder.path().join("archive")).expect("removed");
    let said = room.play(ANNOUNCE).await;
    assert!(
        said.iter().any(|line| line.ends_with("handed to the mail server for group@lists.example.org.")),
        "{said:?}"
    );
    assert_eq!(seen(&said), Vec::<&str>::new());
}

const MINUTES: &str = "ana: start meeting
ana: AGREED: to meet again
ana: end meeting
ana: !minutes
ana: !minutes approve
ana: !minutes send";

/// How often the room is looked at, every 20 ms, before nothing will come.
const LOOKS: u32 = 1_000;

/// The mail is in the archive as soon as it is handed over, so nobody has to wait for the second look.
#[tokio::test]
async fn the_post_office_looks_by_itself() {
    let mut room = Room::at(Clock::Machine).await;
    let mail = "Message-ID: <console.7.minutes.1@example.org>\n\nWords\n";
    std::fs::write(room.folder.path().join("archive/new/1.list"), mail).expect("written");
    let mut said = room.play(MINUTES).await;
    for _ in 0..LOOKS {
        if !seen(&said).is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        said.extend(room.play("").await);
    }
    assert_eq!(seen(&said), ["bot: Minutes of meeting 7, version 1: seen in the archive of group@lists.example.org."]);
}

#[tokio::test]
async fn minutes_are_seen_too() {
    let mut room = Room::open().await;
    room.play(MINUTES).await;
    room.pass_on();
    let said = room.play("+ 1 m\nana: !status").await;
    let expected = [
        "bot: Minutes of meeting 7, version 1: seen in the archive of group@lists.example.org.",
        "bot: - Minutes of meeting 7, version 1: seen in the archive",
    ];
    assert_eq!(seen(&said), expected);
}
