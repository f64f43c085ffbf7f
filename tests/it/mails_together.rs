//! Mails of one look at the mailbox go to the store together: those of a group in one commit, with the place behind them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Incoming, RoomKey, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::{Charter, Member};
use convenor::group::person::AccountId;
use convenor::mail::{Inbound, Mailbox, Source};
use convenor::store::Store;
use tempfile::TempDir;

const GROUPS: [&str; 2] = ["jcg", "wg"];
const MEMBERS: usize = 20;

/// A folder with a store and a mailbox, which outlives the bots in it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        for part in ["new", "cur", "tmp"] {
            fs::create_dir_all(folder.path().join("box").join(part)).expect("made");
        }
        Place { folder }
    }

    fn mailbox(&self) -> PathBuf {
        self.folder.path().join("box")
    }

    fn store(&self) -> String {
        format!("sqlite://{}", self.folder.path().join("store.db").display())
    }

    /// An objection of a member; the same number is the same mail.
    fn put(&self, group: &str, number: usize, words: &str) {
        let member = number % MEMBERS;
        let mail = format!(
            "From: member{member}@example.net\nTo: {group}@lists.example.org\nList-Id: <{group}.lists.example.org>\nMessage-ID: <{group}-{number}@example.net>\n\nobjection to D1-1: {words}\n"
        );
        fs::write(self.mailbox().join(format!("new/{number:06}.{group}")), mail).expect("written");
    }

    async fn bot(&self, at: DateTime<Utc>) -> Bot {
        let member = |number: usize| Member {
            name: format!("Member {number}"),
            organization: None,
            side: None,
            accounts: vec![AccountId(format!("mail:member{number}@example.net"))],
        };
        let charter = |id: &str| Charter {
            list: Some(format!("{id}@lists.example.org")),
            list_is_members_only: true,
            reads_mail: true,
            members: (0..MEMBERS).map(member).collect(),
            ..Charter::open(id, id)
        };
        let bot = Bot::new(Parts {
            store: Store::open(&self.store()).await.expect("a store"),
            clock: Clock::simulated(at),
            names: Names::default(),
            charters: GROUPS.map(charter).into(),
            rooms: GROUPS.map(|group| (room(group), group.to_owned())).into(),
            chats: BTreeMap::new(),
            mailer: None,
            open_rooms: false,
            delivery: Delivery::ByHand,
        });
        for group in GROUPS {
            bot.bind(&room(group), &[], None).await;
        }
        bot.resume().await.expect("it resumes");
        bot
    }

    /// A bot whose groups have decided something, and that has looked into the empty mailbox.
    async fn begun(&self) -> Bot {
        let bot = self.bot(at(0)).await;
        for group in GROUPS {
            for (number, line) in ["start meeting", "AGREED: row 4 stays", "end meeting"].into_iter().enumerate() {
                let sender = Sender { account: AccountId("console:chair".to_owned()), name: "Carla".to_owned() };
                let what = What::Said { text: line.to_owned() };
                let incoming = Incoming::in_room(room(group), at(0), format!("{group} {number}"), sender, what);
                bot.receive(&incoming).await.expect("it is taken");
            }
        }
        bot.begin_mailbox(&mut self.box_of()).await.expect("it begins");
        bot
    }

    fn box_of(&self) -> Mailbox {
        Mailbox::of(&Source::Maildir(self.mailbox()))
    }

    /// Takes what is new, as a program does that has just started.
    async fn take(&self, bot: &Bot, came: DateTime<Utc>) {
        let mut mailbox = self.box_of();
        bot.begin_mailbox(&mut mailbox).await.expect("it begins");
        bot.take_new_mail(&mut mailbox, None, Some(came)).await.expect("it is taken");
    }

    /// How often these words are in the log.
    async fn count(&self, words: &str) -> i64 {
        let pool = sqlx::SqlitePool::connect(&self.store()).await.expect("the store is there");
        let found: (i64,) = sqlx::query_as("SELECT count(*) FROM entries WHERE body LIKE '%' || $1 || '%'")
            .bind(words)
            .fetch_one(&pool)
            .await
            .expect("answered");
        pool.close().await;
        found.0
    }

    async fn place_read(&self, bot: &Bot) -> Option<String> {
        bot.store().note(&self.box_of().key()).await.expect("answered")
    }
}

fn room(group: &str) -> RoomKey {
    RoomKey(format!("console:{group}"))
}

fn at(secs: i64) -> DateTime<Utc> {
    "2026-12-08T15:00:00Z".parse::<DateTime<Utc>>().expect("a time") + TimeDelta::seconds(secs)
}

#[tokio::test]
async fn mails_of_two_groups_in_one_mailbox_are_recorded_once_wherever_the_last_run_ended() {
    let place = Place::new();
    let bot = place.begun().await;
    let first = place.place_read(&bot).await.expect("it is noted");
    for number in 0..300 {
        place.put(GROUPS[number % 2], number, &format!("words {number} end"));
    }
    place.take(&bot, at(60)).await;
    let noted = place.place_read(&bot).await.expect("it is noted");
    assert_ne!(noted, first);
    // A run that ended between the commits of two groups has noted no place, and reads all of it again.
    bot.store().set_note(&place.box_of().key(), &first).await.expect("written");
    let bot = place.bot(at(120)).await;
    place.take(&bot, at(60)).await;
    assert_eq!(place.place_read(&bot).await, Some(noted), "what brings nothing more moves the place as well");
    for number in 0..300 {
        assert_eq!(place.count(&format!("words {number} end")).await, 1, "mail {number}");
    }
}

#[tokio::test]
async fn a_mail_that_was_taken_before_takes_no_other_along() {
    let place = Place::new();
    let bot = place.begun().await;
    for number in 0..5 {
        place.put("jcg", number, &format!("words {number} end"));
    }
    place.take(&bot, at(60)).await;
    // By another way, after a restart, with times that tell the desk nothing: the store alone knows those that it has.
    let bot = place.bot(at(120)).await;
    for number in (0..10).chain([7, 12]) {
        place.put("jcg", number, &format!("words {number} end"));
        fs::copy(
            place.mailbox().join(format!("new/{number:06}.jcg")),
            place.mailbox().join(format!("cur/copy{number}")),
        )
        .expect("copied");
    }
    bot.clock().move_to(at(240));
    place.take(&bot, at(180)).await;
    for number in (0..10).chain([12]) {
        assert_eq!(place.count(&format!("words {number} end")).await, 1, "mail {number}");
    }
}

/// The store refuses one of them: those before it are recorded at once, it and those behind it when the store takes it.
#[tokio::test]
async fn a_mail_that_cannot_be_recorded_holds_up_none_before_it() {
    let place = Place::new();
    let bot = place.begun().await;
    let pool = sqlx::SqlitePool::connect(&place.store()).await.expect("the store is there");
    let refuse = "CREATE TRIGGER refuses BEFORE INSERT ON entries WHEN NEW.body LIKE '%words 2 end%' BEGIN SELECT RAISE(ABORT, 'refused'); END";
    sqlx::query(refuse).execute(&pool).await.expect("made");
    for number in 0..5 {
        place.put("jcg", number, &format!("words {number} end"));
    }
    let (read, mut is_read) = tokio::sync::oneshot::channel();
    let inbound = Inbound { source: Source::Maildir(place.mailbox()), authserv_id: None };
    let task = tokio::spawn({
        let bot = bot.clone();
        async move { bot.read_mailbox(&inbound, read).await }
    });
    let mut look = tokio::time::interval(std::time::Duration::from_millis(50));
    while place.count("words 1 end").await == 0 {
        look.tick().await;
    }
    assert_eq!(place.count("words 3 end").await, 0, "what people write comes in their order");
    assert!(is_read.try_recv().is_err(), "not all of it is read");
    sqlx::query("DROP TRIGGER refuses").execute(&pool).await.expect("dropped");
    is_read.await.expect("it is read");
    for number in 0..5 {
        assert_eq!(place.count(&format!("words {number} end")).await, 1, "mail {number}");
    }
    task.abort();
    pool.close().await;
}

#[tokio::test]
async fn mails_of_every_size_and_shape_between_them_stop_nothing() {
    let place = Place::new();
    let bot = place.begun().await;
    let new = |name: &str| place.mailbox().join("new").join(name);
    place.put("jcg", 1, "words 1 end");
    for (number, bytes) in (0..).zip([
        b"".as_slice(),
        b"\n\n\n",
        b"\0\0\0\0",
        b"no head at all",
        b"From: \0@example.net\nTo: jcg@lists.example.org\nMessage-ID: <nul\0@example.net>\nSubject: \0\n\nobjection to D1-1: \0 words N end\n",
        b"From: =?utf-8?B?////?= <member3@example.net>\nList-Id: <jcg.lists.example.org>\nMessage-ID: <\xff\xfe@example.net>\n\nobjection to D1-1: \xff\xfe words B end\n",
        b"Content-Type: multipart/mixed; boundary=\"\"\nTo: jcg@lists.example.org\n\n--\n--\n",
    ]) {
        fs::write(new(&format!("0000015.{number}")), bytes).expect("written");
    }
    fs::File::create(new("0000016.large")).expect("made").set_len(26 << 20).expect("longer");
    std::os::unix::fs::symlink("/nowhere/at/all", new("0000017.link")).expect("made");
    fs::create_dir(new("0000018.folder")).expect("made");
    place.put("jcg", 2, "words 2 end");
    place.take(&bot, at(60)).await;
    for words in ["words 1 end", "words 2 end", "words B end"] {
        assert_eq!(place.count(words).await, 1, "{words}");
    }
    assert!(Path::new(&place.mailbox()).join("new/0000016.large").exists(), "nothing is removed");
}
