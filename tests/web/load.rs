//! Many open pages: how soon a change is in all of them, and what a page costs. Beside them a bare WebSocket server of the same
//! library sends messages of the same size to as many clients, in the same run on the same machine.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, mpsc};
use tokio::time::Instant;

/// A page that reads what it is sent and says when a message with certain words was there.
async fn watch(host: String, path: String, heard: mpsc::UnboundedSender<(u32, Instant)>) {
    let mut stream = TcpStream::connect(&host).await.expect("the server listens");
    let asked = format!(
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: upgrade\r\nupgrade: websocket\r\norigin: http://{host}\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(asked.as_bytes()).await.expect("the server reads");
    let mut held = Vec::new();
    while !held.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        assert!(stream.read_buf(&mut held).await.expect("the server answers") > 0, "the server closes");
    }
    let end = held.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("it was found") + 4;
    held.drain(..end);
    let mut is_first = true;
    loop {
        while let Some(payload) = frame(&mut held) {
            let words = String::from_utf8_lossy(&payload);
            let marks =
                words.match_indices("mark-").filter_map(|(at, _)| words[at + 5..].split('-').next()?.parse().ok());
            let mark = if is_first { Some(0) } else { marks.max() };
            is_first = false;
            // The one who counts may have seen enough.
            let _ = mark.map(|mark| heard.send((mark, Instant::now())));
        }
        match stream.read_buf(&mut held).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Takes a whole frame of text from what was read; others are passed over.
fn frame(held: &mut Vec<u8>) -> Option<Vec<u8>> {
    loop {
        let (kind, short) = (*held.first()? & 0x0f, usize::from(*held.get(1)? & 0x7f));
        let (start, length) = match short {
            126 => (4, usize::from(u16::from_be_bytes([*held.get(2)?, *held.get(3)?]))),
            127 => (10, usize::try_from(u64::from_be_bytes(held.get(2..10)?.try_into().ok()?)).ok()?),
            short => (2, short),
        };
        if held.len() < start + length {
            return None;
        }
        let payload: Vec<u8> = held.drain(..start + length).skip(start).collect();
        if kind == 1 {
            return Some(payload);
        }
    }
}

struct Server {
    child: Child,
    host: String,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        let line = format!("ulimit -n 8192; exec {} web --port 0 --data data", env!("CARGO_BIN_EXE_convenor"));
        let mut child = Command::new("sh")
            .args(["-c", &line])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut first = String::new();
        BufReader::new(child.stdout.take().expect("ours")).read_line(&mut first).expect("an address");
        let host = first.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Server { child, host, _folder: folder }
    }

    /// Kilobytes of memory that the program has.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it has memory");
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
    }

    async fn request(&self, method: &str, path: &str, body: &str) -> (String, Duration) {
        let mut stream = TcpStream::connect(&self.host).await.expect("the server listens");
        let host = &self.host;
        let asked = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let began = Instant::now();
        stream.write_all(asked.as_bytes()).await.expect("the server reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("the server answers");
        (String::from_utf8_lossy(&answer).into_owned(), began.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn p95(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() * 95 / 100).or(times.last()).copied().unwrap_or_default()
}

/// What a round of changes took in all pages.
struct Measured {
    /// From the answer to the press until a page has it.
    delays: Vec<Duration>,
    /// From the first page to the last.
    spreads: Vec<Duration>,
}

async fn collect(
    pages: usize,
    mark: u32,
    from: Instant,
    heard: &mut mpsc::UnboundedReceiver<(u32, Instant)>,
    into: &mut Measured,
) {
    let (mut times, mut count) = (Vec::new(), 0);
    while count < pages {
        let next = tokio::time::timeout(Duration::from_secs(30), heard.recv()).await.expect("every page hears of it");
        let (number, at) = next.expect("pages are open");
        if number == mark {
            times.push(at);
            count += 1;
        }
    }
    let (first, last) = (*times.iter().min().expect("some"), *times.iter().max().expect("some"));
    into.spreads.push(last - first);
    into.delays.extend(times.into_iter().map(|at| at.saturating_duration_since(from)));
}

async fn pages(count: usize, changes: u32) -> (Measured, u64, Duration, usize) {
    let server = Server::start();
    let (joined, _) = server.request("POST", "/join", "name=Rana").await;
    let seat = joined.lines().find_map(|line| line.strip_prefix("location: ")).expect("a seat").trim().to_owned();
    let (front, _) = server.request("GET", "/", "").await;
    let board = front.split("href=\"&#x2f;b&#x2f;").nth(1).and_then(|rest| rest.get(..43)).expect("a board").to_owned();
    let press = async |once: u32, text: &str| {
        let (answer, took) =
            server.request("POST", &format!("{seat}do"), &format!("press=%3Asay&once=o{once}&text={text}")).await;
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        took
    };
    press(9_999, "start+meeting").await;
    let (first, first_took) = server.request("GET", &format!("/b/{board}/"), "").await;
    let before = server.memory();
    let (out, mut heard) = mpsc::unbounded_channel();
    for _ in 0..count {
        tokio::spawn(watch(server.host.clone(), format!("/b/{board}/live"), out.clone()));
    }
    let mut measured = Measured { delays: Vec::new(), spreads: Vec::new() };
    collect(count, 0, Instant::now(), &mut heard, &mut Measured { delays: Vec::new(), spreads: Vec::new() }).await;
    let memory = server.memory().saturating_sub(before) / count as u64;
    for change in 1..=changes {
        // After a rest the first change goes out at once; and a seat presses ten times in ten seconds at most.
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        press(change, &format!("agenda%2B+mark-{change}-")).await;
        collect(count, change, Instant::now(), &mut heard, &mut measured).await;
    }
    (measured, memory, first_took, first.len())
}

/// The same number of clients of a server that does nothing else.
async fn bare(count: usize, changes: u32, bytes: usize) -> Measured {
    let sender = Arc::new(broadcast::Sender::<String>::new(16));
    let source = sender.clone();
    let app = axum::Router::new().route(
        "/live",
        get(async move |upgrade: WebSocketUpgrade| {
            let mut news = source.subscribe();
            upgrade.on_upgrade(async move |mut socket| {
                let _ = socket.send(Message::Text("hello".into())).await;
                while let Ok(words) = news.recv().await {
                    if socket.send(Message::Text(words.into())).await.is_err() {
                        return;
                    }
                }
            })
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let host = listener.local_addr().expect("a port").to_string();
    tokio::spawn(async move { axum::serve(listener, app).await });
    let (out, mut heard) = mpsc::unbounded_channel();
    for _ in 0..count {
        tokio::spawn(watch(host.clone(), "/live".to_owned(), out.clone()));
    }
    let mut measured = Measured { delays: Vec::new(), spreads: Vec::new() };
    collect(count, 0, Instant::now(), &mut heard, &mut Measured { delays: Vec::new(), spreads: Vec::new() }).await;
    for change in 1..=changes {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let _ = sender.send(format!("mark-{change}-{}", "x".repeat(bytes)));
        collect(count, change, Instant::now(), &mut heard, &mut measured).await;
    }
    measured
}

/// How long presses take until they are answered, from several seats because each may press ten times in ten seconds.
async fn presses() -> Vec<Duration> {
    let server = Server::start();
    let mut took = Vec::new();
    for seat in 0..12 {
        let (joined, _) = server.request("POST", "/join", &format!("name=Member+{seat}")).await;
        let path = joined.lines().find_map(|line| line.strip_prefix("location: ")).expect("a seat").trim().to_owned();
        for once in 0..8 {
            let text = if (seat, once) == (0, 0) {
                "start meeting".to_owned()
            } else {
                format!("agenda+ mark-{seat}-{once}-")
            };
            let text = text.replace('+', "%2B").replace(' ', "+");
            let form = format!("press=%3Asay&once=o{once}&text={text}");
            let (answer, time) = server.request("POST", &format!("{path}do"), &form).await;
            assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
            took.push(time);
        }
    }
    took
}

/// How long the same lines take in a terminal until they are answered.
fn typed_lines() -> Vec<Duration> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut console = Command::new(env!("CARGO_BIN_EXE_convenor"))
        .args(["console", "--data", "data"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut typed = console.stdin.take().expect("ours");
    let mut answers = BufReader::new(console.stdout.take().expect("ours")).lines();
    let mut answered = |line: &str, answer: &str| {
        let began = Instant::now();
        writeln!(typed, "{line}").expect("the program reads");
        let is_it = |line: Option<std::io::Result<String>>| line.expect("an answer").expect("text").contains(answer);
        while !is_it(answers.next()) {}
        began.elapsed()
    };
    answered("Member 0: start meeting", "To be listed as present");
    let marks = (0..12).flat_map(|seat| (0..8).map(move |once| (seat, once))).skip(1);
    let took = marks.map(|(seat, once)| {
        let line = format!("Member {seat}: agenda+ mark-{seat}-{once}-");
        answered(&line, &format!("added: mark-{seat}-{once}-"))
    });
    let took = took.collect();
    drop(typed);
    console.wait().expect("it ends");
    took
}

fn raise_limit() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Where it cannot be raised, the pages that do not fit say so.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(8_192), maximum: Some(8_192) });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_in_hundreds_of_pages_in_half_a_second() {
    raise_limit();
    let (measured, memory, first, bytes) = pages(200, 10).await;
    let echo = bare(200, 10, 700).await;
    let (delay, spread, of_echo) = (p95(measured.delays), p95(measured.spreads), p95(echo.spreads));
    println!(
        "200 pages: p95 {delay:?}, spread {spread:?} (a bare server {of_echo:?}), {memory} kB a page; first page {bytes} bytes in {first:?}"
    );
    let typed = tokio::task::spawn_blocking(typed_lines).await.expect("a terminal");
    println!("a press is answered: p95 {:?}; a line in a terminal: p95 {:?}", p95(presses().await), p95(typed));
    assert!(delay <= Duration::from_millis(500), "{delay:?}");
    assert!(memory <= 100, "{memory} kB a page");
    assert!(bytes <= 30_000, "{bytes} bytes");
    let (measured, memory, ..) = pages(1_900, 3).await;
    let delay = p95(measured.delays);
    println!("1900 pages: p95 {delay:?}, {memory} kB a page");
    assert!(delay <= Duration::from_secs(2) && memory <= 100, "{delay:?}, {memory} kB a page");
}
