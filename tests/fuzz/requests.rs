//! What holds for whatever is sent to the pages: each request has an answer of HTTP that is not a failure of ours, with the headers
//! that keep a page closed, and no word of a request becomes markup.
//!
//! The fuzz target `request` looks for requests that break it; `tests/it/properties.rs` keeps those that once did. An input is a
//! line with method and path, lines with headers, an empty line, and the body. `SEAT`, `BOARD` and `CALENDAR` in it stand for the
//! addresses of a seat, a board and a calendar that are there.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::Chat;
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::Charter;
use convenor::store::Store;
use convenor::web::{Hub, PLATFORM, Site, Web};

const GROUP: &str = "group";
/// What an input may have in it that must not come back as markup.
const MARKUP: &str = "<zq";
/// A site is replaced after so many requests, so that its record does not grow for ever.
const REQUESTS: usize = 2_000;
/// A page is there within this time.
const PATIENCE: Duration = Duration::from_secs(20);
/// A request that promises more than it brings is given up after this time.
const PATIENCE_OF_AN_INPUT: Duration = Duration::from_secs(3);
/// Bytes of a request that are sent.
const LONGEST: usize = 8 << 10;

/// Pages that are served by a thread of their own for as long as this value lives.
struct Running {
    host: String,
    seat: String,
    board: String,
    calendar: String,
    requests: usize,
    /// Seats take ten presses in ten seconds.
    clock: Clock,
    /// Ends the thread when it is dropped.
    _end: tokio::sync::oneshot::Sender<()>,
}

static SITE: Mutex<Option<Running>> = Mutex::new(None);

/// Sends a request, and looks at the answer and then at the page of the seat.
///
/// # Panics
/// Something does not hold; the message says what.
pub fn hold_for_request(input: &[u8]) {
    let mut site = SITE.lock().unwrap_or_else(PoisonError::into_inner);
    if site.as_ref().is_some_and(|running| running.requests >= REQUESTS) {
        *site = None;
    }
    let running = site.get_or_insert_with(Running::start);
    running.requests += 1;
    running.clock.move_to(running.clock.now() + TimeDelta::seconds(2));
    running.take(&String::from_utf8_lossy(&input[..input.len().min(LONGEST)]));
}

impl Running {
    fn start() -> Running {
        let (told, tell) = mpsc::channel();
        let (end, ended) = tokio::sync::oneshot::channel();
        let clock = Clock::simulated(DateTime::from_timestamp(1_796_773_500, 0).expect("a moment"));
        let theirs = clock.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("threads can be made").block_on(async {
                let folder = tempfile::tempdir().expect("a folder can be made");
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there are ports");
                let address = listener.local_addr().expect("it has an address");
                let url = format!("sqlite://{}", folder.path().join("convenor.db").display());
                let store = Store::open(&url).await.expect("the store opens");
                let hub = Arc::new(Hub::new(theirs.clone()));
                let chat: Arc<dyn Chat> = hub.clone();
                let bot = Bot::new(Parts {
                    store,
                    clock: theirs,
                    names: Names::default(),
                    charters: vec![Charter { has_board: true, ..Charter::open(GROUP, "Example Group") }],
                    rooms: BTreeMap::new(),
                    chats: BTreeMap::from([(PLATFORM.to_owned(), chat)]),
                    mailer: None,
                    open_rooms: true,
                    delivery: Delivery::Background,
                });
                let site = Site::Local { port: address.port(), group: GROUP.to_owned() };
                let pages = Web::new(bot.clone(), hub, site, true);
                pages.open_room(GROUP).await;
                bot.resume().await.expect("the store answers");
                told.send(address.to_string()).expect("somebody waits");
                tokio::select! {
                    _ = pages.serve(listener) => {}
                    _ = ended => {}
                }
            });
        });
        let host = tell.recv().expect("it is served");
        let mut running = Running {
            host,
            seat: String::new(),
            board: String::new(),
            calendar: String::new(),
            requests: 0,
            clock,
            _end: end,
        };
        let front = running.ask("GET /\n\n", PATIENCE);
        running.board = between(&front, "&#x2f;b&#x2f;", "&#x2f;").map_or_else(String::new, |id| format!("/b/{id}/"));
        let joined = running.ask("POST /join\n\nname=Ana&organization=Example+Corp", PATIENCE);
        running.seat = between(&joined, "location: ", "\r\n").expect("a seat has an address");
        let page = running.ask("GET SEAT\n\n", PATIENCE);
        running.calendar = between(&page, "&#x2f;c&#x2f;", "&#x2f;").map_or_else(String::new, |id| format!("/c/{id}/"));
        assert!(!running.board.is_empty(), "the door leads to the board: {front}");
        running
    }

    fn take(&self, input: &str) {
        let answer = self.ask(input, PATIENCE_OF_AN_INPUT);
        if answer.is_empty() {
            // What is not HTTP at all, or is not all there, has no answer.
            return;
        }
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).unwrap_or_default();
        assert!(status.len() == 3 && status != "500", "{input:?} is answered {head}");
        // Requests that the server itself refuses never come to a page.
        let is_ours = head.contains("x-robots-tag");
        if is_ours {
            for name in ["content-security-policy: ", "x-content-type-options: nosniff", "referrer-policy: no-referrer"]
            {
                assert!(head.contains(name), "{name} is missing: {head}");
            }
            assert!(!body.contains(MARKUP) || head.contains("text/plain"), "{input:?} comes back as markup: {body}");
        }
        let page = self.ask("GET SEAT\n\n", PATIENCE);
        assert!(page.starts_with("HTTP/1.1 200 "), "after {input:?} the seat's page is {page}");
        assert!(!page.contains(MARKUP), "{input:?} is markup on the page");
    }

    fn ask(&self, input: &str, patience: Duration) -> String {
        let (head, body) = input.split_once("\n\n").unwrap_or((input, ""));
        let mut lines = head.lines();
        let asked = lines.next().unwrap_or_default();
        let asked = asked.replace("SEAT", &self.seat).replace("BOARD", &self.board).replace("CALENDAR", &self.calendar);
        let mut request =
            format!("{asked} HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\nconnection: close\r\n", self.host);
        for line in lines {
            request.push_str(line.trim_end());
            request.push_str("\r\n");
        }
        if !body.is_empty() {
            let length = body.len();
            request.push_str("content-type: application/x-www-form-urlencoded\r\ncontent-length: ");
            request.push_str(&length.to_string());
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        request.push_str(body);
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.set_read_timeout(Some(patience)).expect("a time-out");
        // A server that refuses a request may stop reading it, and one that has answered may stop at once.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found.to_owned())
}
