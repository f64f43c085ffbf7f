//! A browser without a script, as far as the pages need one: plain HTTP, forms by their buttons, and a socket.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use regex::Regex;

/// The program as it serves pages; it ends with the value.
pub struct Server {
    child: Child,
    pub host: String,
}

impl Server {
    /// Starts `convenor web` with some more arguments, on a port that is free.
    pub fn start(folder: &Path, arguments: &[&str]) -> Server {
        let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).expect("a log");
        let mut child = Command::new(env!("CARGO_BIN_EXE_convenor"))
            .args(["web", "--port", "0", "--data", "data"])
            .args(arguments)
            .current_dir(folder)
            .env("CONVENOR_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let out = child.stdout.take().expect("its output is ours");
        let mut first = String::new();
        BufReader::new(out).read_line(&mut first).expect("it prints its address");
        let host = first.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        assert!(host.starts_with("127.0.0.1:"), "{first:?}");
        Server { child, host }
    }

    /// As power that fails: nothing is said or written any more.
    pub fn kill(&mut self) {
        self.child.kill().expect("it is ours");
        self.child.wait().expect("it is ours");
    }

    /// Takes a seat.
    pub fn join(&self, name: &str, organization: &str) -> Seat {
        let answer = self.send("POST", "/join", &[], &[("name", name), ("organization", organization)]);
        assert_eq!(answer.status, 303, "{}", answer.body);
        Seat { host: self.host.clone(), path: answer.header("location").expect("a seat has an address").to_owned() }
    }

    /// A request as a page of this server makes it.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], form: &[(&str, &str)]) -> Answer {
        let origin = format!("http://{}", self.host);
        let own = [("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
        let headers: Vec<(&str, &str)> = own.into_iter().chain(headers.iter().copied()).collect();
        request(&self.host, method, path, &headers, form)
    }

    pub fn get(&self, path: &str) -> Answer {
        request(&self.host, "GET", path, &[], &[])
    }

    /// The address of the board, from the page at the door.
    pub fn board(&self) -> String {
        let front = self.get("/");
        let link = Regex::new("href=\"(&#x2f;b&#x2f;[^\"]+)\"").expect("a pattern");
        unescaped(&link.captures(&front.body).expect("the door leads to the board")[1])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What a person reads of the page.
    pub fn words(&self) -> String {
        let tags = Regex::new("(?s)<[^>]*>").expect("a pattern");
        let spaces = Regex::new(r"\s+").expect("a pattern");
        spaces.replace_all(&unescaped(&tags.replace_all(&self.body, " ")), " ").into_owned()
    }
}

/// Sends a request with just these headers, besides Host where none is named.
pub fn request(host: &str, method: &str, path: &str, headers: &[(&str, &str)], form: &[(&str, &str)]) -> Answer {
    let mut stream = TcpStream::connect(host).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time-out");
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let body = body.join("&");
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        let _ = write!(head, "host: {host}\r\n");
    }
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if method != "GET" {
        let length = body.len();
        let _ = write!(head, "content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n");
    }
    // A server that refuses a long request may stop reading it.
    let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes());
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    let all = String::from_utf8_lossy(&all).into_owned();
    let (head, body) = all.split_once("\r\n\r\n").unwrap_or((&all, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_owned(), value.to_owned()));
    Answer { status: status.unwrap_or(0), headers: headers.collect(), body: body.to_owned() }
}

fn encoded(words: &str) -> String {
    percent_encoding::utf8_percent_encode(words, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn unescaped(html: &str) -> String {
    html_escape::decode_html_entities(html).into_owned()
}

/// A person with a seat, who presses what the page shows.
pub struct Seat {
    pub host: String,
    pub path: String,
}

impl Seat {
    pub fn page(&self) -> Answer {
        request(&self.host, "GET", &self.path, &[], &[])
    }

    /// Presses a button of the page as it is now, with words where its form has a field for them. Follows to the page that
    /// is shown then.
    pub fn press(&self, button: &str, words: &str) -> Answer {
        let form = self.form(button, words);
        let answer = self.post(&form);
        assert_eq!(answer.status, 303, "{button}: {}", answer.body);
        assert_eq!(answer.header("location"), Some("./"), "{button}");
        self.page()
    }

    /// The fields of the form that has a button, filled in.
    pub fn form(&self, button: &str, words: &str) -> Vec<(String, String)> {
        let page = self.page();
        let forms = Regex::new("(?s)<form method=\"post\" action=\"do\"[^>]*>(.*?)</form>").expect("a pattern");
        let label = Regex::new("(?s)<button[^>]*?(?:aria-label=\"([^\"]*)\")?>(.*?)</button>").expect("a pattern");
        let hidden = Regex::new("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">").expect("a pattern");
        let field = Regex::new("<(?:input id|textarea id)=\"[^\"]*\" name=\"([^\"]*)\"").expect("a pattern");
        let is_it = |form: &str| {
            let label = label.captures(form).expect("a form has a button");
            let named = label.get(1).map(|name| unescaped(name.as_str()));
            named.as_deref() == Some(button) || unescaped(&label[2]) == button
        };
        let mut forms = forms.captures_iter(&page.body).map(|form| form[1].to_owned());
        let form = forms.find(|form| is_it(form)).unwrap_or_else(|| panic!("no button {button}: {}", page.words()));
        let mut fields: Vec<(String, String)> =
            hidden.captures_iter(&form).map(|field| (unescaped(&field[1]), unescaped(&field[2]))).collect();
        fields.extend(field.captures(&form).map(|field| (unescaped(&field[1]), words.to_owned())));
        fields
    }

    pub fn post(&self, form: &[(String, String)]) -> Answer {
        let origin = format!("http://{}", self.host);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let headers = [("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
        request(&self.host, "POST", &format!("{}do", self.path), &headers, &form)
    }

    pub fn say(&self, words: &str) -> Answer {
        self.press("Send", words)
    }
}

/// A socket of a page.
pub struct Live {
    stream: BufReader<TcpStream>,
}

impl Live {
    pub fn open(host: &str, path: &str) -> Live {
        Live::try_open(host, path, &format!("http://{host}")).expect("the page may be live")
    }

    /// `None`: it was refused.
    pub fn try_open(host: &str, path: &str, origin: &str) -> Option<Live> {
        let mut stream = TcpStream::connect(host).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time-out");
        let head = format!(
            "GET {path}live HTTP/1.1\r\nhost: {host}\r\nconnection: upgrade\r\nupgrade: websocket\r\norigin: {origin}\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("the server reads");
        let mut stream = BufReader::new(stream);
        let mut first = String::new();
        stream.read_line(&mut first).expect("the server answers");
        let mut line = String::new();
        while stream.read_line(&mut line).expect("the server answers") > 2 {
            line.clear();
        }
        first.contains(" 101 ").then_some(Live { stream })
    }

    /// The next message. `None`: the server has closed.
    pub fn next(&mut self) -> Option<serde_json::Value> {
        loop {
            let mut head = [0; 2];
            self.stream.read_exact(&mut head).ok()?;
            let mut length = u64::from(head[1] & 0x7f);
            if length == 126 {
                let mut long = [0; 2];
                self.stream.read_exact(&mut long).ok()?;
                length = u16::from_be_bytes(long).into();
            } else if length == 127 {
                let mut long = [0; 8];
                self.stream.read_exact(&mut long).ok()?;
                length = u64::from_be_bytes(long);
            }
            let mut payload = vec![0; usize::try_from(length).expect("it fits")];
            self.stream.read_exact(&mut payload).ok()?;
            match head[0] & 0x0f {
                1 => return Some(serde_json::from_slice(&payload).expect("it is JSON")),
                8 => return None,
                _ => {}
            }
        }
    }

    /// Reads until a part of the page contains words.
    pub fn until(&mut self, region: &str, words: &str) {
        for _ in 0..200 {
            let news = self.next().unwrap_or_else(|| panic!("the page closes before {region} has {words}"));
            if news["regions"][region].as_str().is_some_and(|html| unescaped(html).contains(words)) {
                return;
            }
        }
        panic!("{region} never has {words}");
    }
}
