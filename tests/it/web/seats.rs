//! Seats by link: from a chat to a browser, by mail, and how they end.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::console::Console;
use convenor::chat::{Chat, Incoming, News, Parcel, RoomKey, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::{Charter, Member, Policy};
use convenor::group::permalink::Permalinks;
use convenor::group::person::AccountId;
use convenor::mail::{Mailer, Transport};
use convenor::store::{Place, Store};
use convenor::web::{Hub, Site, Web, listen_here};
use regex::Regex;

use super::client::{Answer, request};
use super::{eventually, shows};

/// A group that meets in a chat, and its pages.
struct House {
    bot: Bot,
    console: Arc<Console<Vec<u8>>>,
    host: String,
    folder: tempfile::TempDir,
    lines: std::sync::atomic::AtomicU64,
}

fn member(name: &str, accounts: &[&str]) -> Member {
    Member {
        name: name.to_owned(),
        organization: Some("Example Corp".to_owned()),
        side: None,
        accounts: accounts.iter().map(|account| AccountId((*account).to_owned())).collect(),
    }
}

impl House {
    /// The path of the board.
    async fn board(&self) -> String {
        self.say("Rana", "!web board?").await;
        let said = self.heard("/b/");
        let board = Regex::new(r"http://127\.0\.0\.1:\d+(/b/[A-Za-z0-9_-]+/)").expect("a pattern");
        board.captures(&said).unwrap_or_else(|| panic!("no board in {said}"))[1].to_owned()
    }

    async fn open() -> House {
        House::open_at(None).await
    }

    /// The same at the address of a proxy.
    async fn open_at(address: Option<&str>) -> House {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open_at(&Place::File(folder.path().join("convenor.db"))).await.expect("a store");
        let charter = Charter {
            list: Some("wg@lists.example.org".to_owned()),
            policy: Policy::Strict,
            chairs: [AccountId("console:rana".to_owned())].into(),
            members: vec![
                member("Rana", &["console:rana"]),
                member("Dee", &["mail:dee@example.org"]),
                member("List", &["mail:WG@lists.example.org"]),
            ],
            has_board: true,
            list_is_members_only: true,
            speaking_times: true,
            permalinks: Permalinks::new("https://lists.example.org/message/{message_id}/", "example.org"),
            ..Charter::open("wg", "Example Group")
        };
        let (hub, console) = (Arc::new(Hub::new(Clock::Machine)), Arc::new(Console::new(Vec::new())));
        let room = RoomKey("console:room".to_owned());
        let chats: BTreeMap<String, Arc<dyn Chat>> =
            BTreeMap::from([("web".to_owned(), hub.clone() as Arc<dyn Chat>), ("console".to_owned(), console.clone())]);
        let bot = Bot::new(Parts {
            open_rooms: true,
            store,
            clock: Clock::Machine,
            names: Names::default(),
            charters: vec![charter],
            rooms: BTreeMap::from([(room.clone(), "wg".to_owned())]),
            chats,
            mailer: Some(Mailer {
                from: "bot@example.org".parse().expect("an address"),
                transport: Transport::Maildir(folder.path().join("data/outbox")),
                archive: None,
            }),
            delivery: Delivery::Background,
        });
        let listener = listen_here(([127, 0, 0, 1], 0).into()).await.expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let public = address.map(|address| Site::Public { address: address.parse().expect("an address") });
        let pages = Web::new(bot.clone(), hub, public.unwrap_or(Site::Loopback { port }), true);
        tokio::spawn(pages.serve(listener));
        bot.bind(&room, &[], None).await;
        bot.resume().await.expect("the store is there");
        let (taken, _) = tokio::sync::oneshot::channel();
        bot.take(Parcel { news: vec![News::CaughtUp], taken }).await;
        let lines = std::sync::atomic::AtomicU64::new(0);
        House { bot, console, host: format!("127.0.0.1:{port}"), folder, lines }
    }

    /// Types a line in the chat.
    async fn say(&self, name: &str, text: &str) {
        let sender = Sender { account: AccountId(format!("console:{}", name.to_lowercase())), name: name.to_owned() };
        let id = format!("console:1:{}", self.lines.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let room = RoomKey("console:room".to_owned());
        let at = self.bot.clock().now();
        let what = What::Said { text: text.to_owned() };
        self.bot.receive(&Incoming::in_room(room, at, id, sender, what)).await.expect("it is taken");
    }

    /// What the bot has said in the chat since the last look.
    fn heard(&self, words: &str) -> String {
        eventually(words, || {
            self.console.with_output(|out| {
                let said = String::from_utf8_lossy(out).into_owned();
                said.contains(words).then(|| {
                    out.clear();
                    said
                })
            })
        })
    }

    fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        let headers: Vec<(&str, &str)> = cookie.map(|cookie| ("cookie", cookie)).into_iter().collect();
        request(&self.host, "GET", path, &headers, &[])
    }

    fn post(&self, path: &str, cookie: Option<&str>, form: &[(&str, &str)]) -> Answer {
        let origin = format!("http://{}", self.host);
        let mut headers = vec![("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
        headers.extend(cookie.map(|cookie| ("cookie", cookie)));
        request(&self.host, "POST", path, &headers, form)
    }

    /// Asks for a link in the chat.
    async fn link(&self, name: &str) -> String {
        self.say(name, "!web").await;
        let said = self.heard("/in/");
        assert!(said.contains(&format!("bot → {name}:")), "a link is for one person alone: {said}");
        path_in(&said)
    }

    /// Takes a seat by a link. Returns the cookie.
    fn enter(&self, link: &str) -> String {
        let answer = self.post(link, None, &[]);
        assert_eq!((answer.status, answer.header("location")), (303, Some("/seat/")), "{}", answer.body);
        let cookie = answer.header("set-cookie").expect("a cookie");
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
            "{cookie}"
        );
        cookie.split(';').next().unwrap_or_default().to_owned()
    }
}

fn path_in(words: &str) -> String {
    let link = Regex::new(r"http://127\.0\.0\.1:\d+(/in/[A-Za-z0-9_-]{43})").expect("a pattern");
    link.captures(words).unwrap_or_else(|| panic!("no link in {words}"))[1].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_the_chat_is_good_once_and_gives_the_same_person_a_seat() {
    let house = House::open().await;
    house.say("Rana", "start meeting").await;
    house.heard("recorded");
    let link = house.link("Rana").await;
    // Programs that look at links spend nothing.
    for _ in 0..5 {
        let answer = house.get(&link, None);
        assert_eq!(answer.status, 200);
        shows(&answer, "Enter as Rana");
    }
    let cookie = house.enter(&link);
    assert_eq!(house.post(&link, None, &[]).status, 410, "it was spent");
    assert_eq!(house.get(&link, None).status, 410);
    let page = house.get("/seat/", Some(&cookie));
    shows(&page, "Rana · Example Corp · chair");
    let press = [("press", "raise"), ("once", "o1"), ("seen", "1:*")];
    assert_eq!(house.post("/seat/do", Some(&cookie), &press).status, 303);
    // The hand is the same person's in the chat.
    house.say("Rana", "q?").await;
    house.heard("Rana");
    // The other rooms hear what a seat says, and a seat hears them.
    let say = [("press", ":say"), ("once", "o2"), ("text", "from the browser")];
    assert_eq!(house.post("/seat/do", Some(&cookie), &say).status, 303);
    house.heard("<Rana> from the browser");
    house.say("Bo", "from the chat").await;
    eventually("the seat hears the chat", || {
        house.get("/seat/", Some(&cookie)).words().contains("<Bo> from the chat").then_some(())
    });
    house.say("Rana", "!web off").await;
    house.heard("ended");
    let lost = house.post("/seat/do", Some(&cookie), &[("press", ":say"), ("once", "o3"), ("text", "too late")]);
    assert_eq!(lost.status, 401);
    shows(&lost, "too late");
    assert_eq!(house.get("/seat/", Some(&cookie)).status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_an_account_is_invited_by_mail_and_a_list_never_is() {
    let house = House::open().await;
    let mails = || super::mails(house.folder.path());
    house.say("Bo", "!web invite Dee").await;
    house.heard("bot → Bo:");
    assert!(mails().is_empty(), "only chairs and secretaries invite");
    house.say("Rana", "!web invite List").await;
    house.heard("has no mail address of their own");
    house.say("Rana", "!web invite Nobody").await;
    house.heard("has no mail address of their own");
    house.say("Rana", "!web invite Dee").await;
    house.heard("on its way to Dee");
    let mail: PathBuf = eventually("a mail", || mails().into_iter().next());
    let mail = std::fs::read_to_string(mail).expect("a mail").replace("=\r\n", "").replace("=\n", "");
    assert!(mail.contains("To: dee@example.org") && !mail.contains("lists.example.org\r\nCc"), "{mail}");
    let cookie = house.enter(&path_in(&mail));
    shows(&house.get("/seat/", Some(&cookie)), "Dee · Example Corp");
    house.say("Rana", "!web off Dee").await;
    house.heard("were ended");
    assert_eq!(house.get("/seat/", Some(&cookie)).status, 401);
    assert_eq!(mails().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_forgotten_has_no_seat() {
    let house = House::open().await;
    house.say("Rana", "start meeting").await;
    let link = house.link("Bo").await;
    let (cookie, unused) = (house.enter(&link), house.link("Bo").await);
    shows(&house.get("/seat/", Some(&cookie)), "Bo");
    house.say("Bo", "forget me really").await;
    eventually("the seat ends", || (house.get("/seat/", Some(&cookie)).status == 401).then_some(()));
    assert_eq!(house.get(&unused, None).status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_that_moved_says_so() {
    let house = House::open().await;
    let board = |said: &str| {
        let link = Regex::new(r"http://127\.0\.0\.1:\d+(/b/[A-Za-z0-9_-]{43}/)").expect("a pattern");
        link.captures(said).expect("a board")[1].to_owned()
    };
    house.say("Bo", "!web board").await;
    let old = board(&house.heard("/b/"));
    assert_eq!(house.get(&old, None).status, 200);
    house.say("Bo", "!web board").await;
    assert_eq!(board(&house.heard("/b/")), old, "it stays until somebody wants another");
    house.say("Rana", "!web board new").await;
    let new = board(&house.heard("/b/"));
    assert_eq!((house.get(&old, None).status, house.get(&new, None).status), (410, 200));
    house.say("Rana", "start meeting").await;
    house.heard("Everyone who has the link of the board sees the names");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gathers_links() {
    let house = House::open().await;
    let links: Vec<String> = {
        let mut links = Vec::new();
        for _ in 0..20 {
            links.push(house.link("ana").await);
        }
        links
    };
    house.say("ana", "!web").await;
    house.heard("so many links in the last hour");
    // The last one is good, and one that was used makes room.
    house.enter(&links[19]);
    house.link("ana").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_links_is_slow() {
    let house = House::open().await;
    let guess = |number: u32| house.get(&format!("/in/{number:0>43}"), None).status;
    let statuses: Vec<u16> = (0..110).map(guess).collect();
    assert!(statuses[0] == 410 && statuses[109] == 429, "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_the_cookie_is_for_tls_and_other_names_lead_nowhere() {
    let house = House::open_at(Some("https://meet.example.org")).await;
    house.say("Rana", "!web").await;
    let said = house.heard("/in/");
    let link =
        said.split("https://meet.example.org").nth(1).and_then(|rest| rest.get(..47)).expect("a link").to_owned();
    let own = [("host", "meet.example.org"), ("origin", "https://meet.example.org"), ("sec-fetch-site", "same-origin")];
    assert_eq!(request(&house.host, "GET", &link, &own, &[]).status, 200);
    assert_eq!(house.get(&link, None).status, 421, "only the proxy's name leads here");
    let plain = [("host", "meet.example.org"), ("origin", "http://meet.example.org")];
    assert_eq!(request(&house.host, "POST", &link, &plain, &[]).status, 403, "a page without TLS is another page");
    let answer = request(&house.host, "POST", &link, &own, &[]);
    let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
    assert!(
        cookie.starts_with("__Host-seat=") && cookie.contains("; Secure") && cookie.contains("HttpOnly"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap_or_default();
    let with_cookie = [("host", "meet.example.org"), ("cookie", cookie)];
    shows(&request(&house.host, "GET", "/seat/", &with_cookie, &[]), "Rana");
    // Without a room of this machine nobody takes a seat by a name.
    assert_eq!(request(&house.host, "POST", "/join", &own, &[("name", "Eve")]).status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_shows_who_objects_by_mail_and_where_the_archive_has_it() {
    let house = House::open().await;
    for line in
        ["start meeting", "AGREED: row 4 is split", "end meeting", "!minutes", "!minutes approve", "!minutes send"]
    {
        house.say("Rana", line).await;
    }
    house.heard("handed to the mail server");
    let mail = "From: Dee <dee@example.org>\nTo: wg@lists.example.org\nList-Id: <wg.lists.example.org>\nMessage-ID: <1.2@example.org>\n\nobjection to D1-1: <b>row 4</b> is whole\n";
    let mail = convenor::mail::read(mail.as_bytes(), house.bot.clock().now(), None).expect("a mail");
    house.bot.take_mails(&[convenor::mail::Arrived { mail, place: None }]).await.expect("it is taken");
    house.heard("By mail: Objection to D1-1");
    let board = house.board().await;
    for page in ["", "decisions"] {
        let answer = house.get(&format!("{board}{page}"), None);
        shows(&answer, "objected to");
        shows(&answer, "Dee (Example Corp): <b>row 4</b> is whole");
        let link = "href=\"https:&#x2f;&#x2f;lists.example.org&#x2f;message&#x2f;1.2@example.org&#x2f;\"";
        assert!(answer.body.contains(link) && !answer.body.contains("dee@"), "{}", answer.body);
    }
    let minutes = house.get(&format!("{board}minutes"), None);
    assert!(minutes.body.contains("message&#x2f;wg.1.minutes.1@example.org&#x2f;"), "{}", minutes.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn how_long_people_have_had_the_floor_is_shown_where_the_group_wants_it() {
    let house = House::open().await;
    house.say("Rana", "start meeting").await;
    for name in ["Rana", "Bo", "Rana"] {
        house.say(name, "q+").await;
        house.say("Rana", "ack").await;
        house.say(name, "done").await;
    }
    let times = house.get(&format!("{}times", house.board().await), None);
    shows(&times, "Speaking time");
    shows(&times, "Rana (Example Corp) 2");
    shows(&times, "Bo 1");
}
