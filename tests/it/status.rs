//! The program as a service: its status pages, what it tells a service manager, and a second one beside it.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::process::{Child, ChildStderr, Stdio};
use std::time::Duration;

use convenor::meters::{Figures, Meters, Obeyed, Taken};
use regex::Regex;
use serde_json::Value;

use crate::cli::Place;
use crate::golden;

const PATIENCE: Duration = Duration::from_mins(1);

/// A port that nothing listens on just now.
fn port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there are ports");
    listener.local_addr().expect("it has an address").port()
}

fn config(web: u16, status: u16) -> String {
    format!(
        "[run]\nstatus = \"127.0.0.1:{status}\"\n[web]\nlisten = \"127.0.0.1:{web}\"\n[[group]]\nname = \"Zqgroup\"\nchairs = [\"web:ana\"]\n"
    )
}

struct Running {
    child: Child,
    log: BufReader<ChildStderr>,
    status: u16,
}

impl Running {
    fn start(place: &Place, file: &str, variables: &[(&str, &str)]) -> Running {
        let status = port();
        place.write(file, &config(port(), status));
        let mut command = place.command(&["run", "--config", file]);
        command.env_remove("NOTIFY_SOCKET").envs(variables.iter().copied());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program starts");
        let log = BufReader::new(child.stderr.take().expect("a pipe"));
        Running { child, log, status }
    }

    /// Reads its log up to a line with these words.
    fn wait_for(&mut self, words: &str) -> String {
        let mut log = String::new();
        while !log.lines().any(|line| line.contains(words)) {
            let count = self.log.read_line(&mut log).expect("a log of UTF-8");
            assert!(count > 0, "it ended without “{words}”: {log}");
        }
        log.lines().last().unwrap_or_default().to_owned()
    }

    fn ask(&self, page: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.status)).expect("it listens");
        write!(stream, "GET {page} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        let code = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("an answer of HTTP");
        (code, answer.split_once("\r\n\r\n").expect("it has a body").1.to_owned())
    }

    /// Asks until the answer is this one.
    async fn ask_until(&self, page: &str, code: u16) -> String {
        let asking = async {
            let mut ticks = tokio::time::interval(Duration::from_millis(50));
            loop {
                ticks.tick().await;
                let (found, body) = self.ask(page);
                if found == code {
                    return body;
                }
            }
        };
        tokio::time::timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("{page}: {:?}", self.ask(page)))
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = std::process::Command::new("kill").args([name, &pid]).status().expect("kill is there");
        assert!(sent.success());
    }

    fn stop(mut self) {
        self.signal("-TERM");
        assert!(self.child.wait().expect("it ends").success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already where all went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Names of samples, by the announced types.
fn names(page: &str) -> BTreeSet<String> {
    let announced = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    announced
        .flat_map(|(name, kind)| {
            let ends: &[&str] = match kind {
                "counter" => &["_total"],
                "histogram" => &["_bucket", "_sum", "_count"],
                _ => &[""],
            };
            ends.iter().map(move |end| format!("{name}{end}"))
        })
        .collect()
}

/// A page on which everything has happened once: what was never counted is not on one.
fn all_that_is_counted() -> String {
    let meters = Meters::default();
    meters.message("web", Taken::Later);
    meters.command("floor", Obeyed::Done);
    meters.commit(PATIENCE, true);
    meters.delivery("web", PATIENCE);
    meters.rate_limited("web");
    let heard = [("web".to_owned(), PATIENCE)].into();
    meters.page(&Figures { heard, ..Figures::default() }).expect("it can be written")
}

#[tokio::test]
async fn programs_that_watch_see_whether_it_lives_and_works() {
    let place = Place::new();
    let mut bot = Running::start(&place, "c.toml", &[]);
    bot.wait_for("status pages are served");
    assert_eq!(bot.ask("/health"), (200, "ok\n".to_owned()));
    let body = bot.ask_until("/ready", 200).await;
    assert_eq!(body, "{\"failing\":[],\"ready\":true}\n");
    let (code, page) = bot.ask("/metrics");
    assert!(code == 200 && page.ends_with("# EOF\n"), "{page}");
    for line in [
        "convenor_is_active 1",
        "convenor_lease_term 1",
        "convenor_meetings_open 0",
        "convenor_outbox_waiting{platform=\"mail\"} 0",
        "convenor_pages_open 0",
        "convenor_lost_entries_total 0",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}: {page}");
    }
    assert!(!page.to_lowercase().contains("zqgroup") && !page.contains("ana"), "{page}");
    assert_eq!(bot.ask("/").0, 404);
    // What rules and dashboard name is there.
    let there = names(&all_that_is_counted());
    let named = Regex::new(r"\bconvenor_\w+").expect("a pattern");
    for file in ["docs/alerts.yml", "docs/alerts-test.yml", "docs/grafana.json"] {
        let text = golden::read(file);
        let wanted: BTreeSet<&str> = named.find_iter(&text).map(|found| found.as_str()).collect();
        assert!(wanted.len() > 3, "{file} names some");
        for name in wanted {
            assert!(there.contains(name), "{file} names {name}, and there are {there:?}");
        }
    }
    // Every rule is played.
    let (rules, played) = (golden::read("docs/alerts.yml"), golden::read("docs/alerts-test.yml"));
    for rule in rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")) {
        assert!(played.contains(&format!("alertname: {rule}\n")), "docs/alerts-test.yml plays {rule}");
    }
    let _: Value = serde_json::from_str(&golden::read("docs/grafana.json")).expect("the dashboard is JSON");
    // A store that is gone is told of.
    std::fs::rename(place.path().join("data/convenor.db"), place.path().join("data/away")).expect("moved");
    let body = bot.ask_until("/ready", 503).await;
    assert!(body.contains("\"part\":\"store\"") && body.contains("was removed or replaced"), "{body}");
    assert_eq!(bot.ask("/health").0, 200);
    std::fs::rename(place.path().join("data/away"), place.path().join("data/convenor.db")).expect("moved");
    bot.ask_until("/ready", 200).await;
    bot.stop();
}

#[tokio::test]
async fn a_second_program_on_the_same_file_waits_says_so_and_takes_over() {
    let place = Place::new();
    let mut first = Running::start(&place, "first.toml", &[]);
    first.wait_for("status pages are served");
    first.ask_until("/ready", 200).await;
    let mut second = Running::start(&place, "second.toml", &[]);
    second.wait_for("another Convenor uses this store; waiting until it ends");
    let (code, body) = second.ask("/ready");
    assert!(code == 503 && body.contains("another Convenor uses this store (process "), "{body}");
    assert_eq!(second.ask("/health").0, 200);
    assert!(second.ask("/metrics").1.contains("\nconvenor_is_active 0\n"));
    first.signal("-KILL");
    second.ask_until("/ready", 200).await;
    assert!(second.ask("/metrics").1.contains("\nconvenor_lease_term 2\n"));
    second.stop();
}

#[tokio::test]
async fn a_service_manager_is_told_what_goes_on() {
    let place = Place::new();
    let socket = place.path().join("notify");
    let told = UnixDatagram::bind(&socket).expect("a socket");
    told.set_read_timeout(Some(PATIENCE)).expect("set");
    let wait_for = |words: &str| {
        let mut all = String::new();
        let mut bytes = [0; 4096];
        while !all.contains(words) {
            let count = told.recv(&mut bytes).unwrap_or_else(|_| panic!("“{words}” did not come: {all}"));
            all.push_str(&String::from_utf8_lossy(&bytes[..count]));
            all.push('\n');
        }
        all
    };
    let path = socket.to_string_lossy().into_owned();
    let bot = Running::start(&place, "c.toml", &[("NOTIFY_SOCKET", &path), ("WATCHDOG_USEC", "400000")]);
    let before = wait_for("STATUS=active, 0 meetings, 0 mails waiting\n");
    assert!(before.contains("READY=1\n") || wait_for("READY=1").contains("READY=1"), "{before}");
    wait_for("WATCHDOG=1");
    wait_for("WATCHDOG=1");
    bot.signal("-HUP");
    let told_of = wait_for("RELOADING=1");
    assert!(told_of.contains("MONOTONIC_USEC="), "{told_of}");
    wait_for("READY=1");
    // A file that has become wrong changes nothing, and says where it is wrong.
    place.write("c.toml", "[[group]]\nname = \"G\"\nchair = 1\n");
    bot.signal("-HUP");
    let told_of = wait_for("STATUS=the configuration stays as it was: c.toml: line 3, key group[0].chair");
    assert!(told_of.contains("did you mean chairs?"), "{told_of}");
    wait_for("STATUS=active");
    bot.stop();
    wait_for("STOPPING=1");
}

#[test]
fn the_log_is_lines_of_json_where_it_is_asked_for() {
    let place = Place::new();
    let mut bot = Running::start(&place, "c.toml", &[("CONVENOR_LOG_FORMAT", "json")]);
    let line = bot.wait_for("status pages are served");
    let line: Value = serde_json::from_str(&line).expect("a line of JSON");
    assert_eq!((line["level"].as_str(), line["message"].as_str()), (Some("INFO"), Some("status pages are served")));
    assert!(line["address"].as_str().is_some_and(|address| address.starts_with("127.0.0.1:")), "{line}");
}

#[test]
fn a_credential_of_systemd_takes_the_place_of_a_secrets_file() {
    let place = Place::new();
    std::fs::create_dir(place.path().join("credentials")).expect("made");
    place.write("credentials/secrets_mail", "x\n");
    place.write(
        "c.toml",
        "[mail]\ntransport = \"smtp://bot@127.0.0.1:1?tls=none\"\npassword_file = \"/nowhere/secrets/mail\"\n",
    );
    let check = |variable: Option<&str>| {
        let mut command = place.command(&["check", "--config", "c.toml"]);
        command.env_remove("CREDENTIALS_DIRECTORY").envs(variable.map(|folder| ("CREDENTIALS_DIRECTORY", folder)));
        String::from_utf8(command.output().expect("it runs").stdout).expect("UTF-8")
    };
    assert!(check(None).contains("/nowhere/secrets/mail cannot be read"));
    let page = check(Some("credentials"));
    assert!(!page.contains("cannot be read") && page.contains("ok     configuration"), "{page}");
}
