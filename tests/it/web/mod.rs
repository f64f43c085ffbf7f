//! Pages, by requests to the program as it runs: a meeting by forms alone, live pages, and what is refused.

mod client;
mod said;
mod seats;

use std::path::{Path, PathBuf};
use std::process::Command;

use client::{Answer, Live, Server, request};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn mails(folder: &Path) -> Vec<PathBuf> {
    let Ok(files) = std::fs::read_dir(folder.join("data/outbox/new")) else { return Vec::new() };
    files.map(|file| file.expect("a readable folder").path()).collect()
}

/// Looks until something is so: what goes out in the background takes a moment.
fn eventually<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(seen) = look() {
            return seen;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(25));
    }
    panic!("{what} never happens");
}

fn shows(answer: &Answer, words: &str) {
    assert!(answer.words().contains(words), "{words:?} is not in: {}", answer.words());
}

#[test]
fn a_whole_meeting_is_held_by_forms_alone_and_survives_a_kill() {
    let folder = folder();
    let mut server = Server::start(folder.path(), &[]);
    let rana = server.join("Rana", "Example Regulator");
    let page = rana.press("Start a meeting", "Overlap");
    shows(&page, "Meeting 1: Overlap");
    rana.say("agenda+ Scope");
    rana.say("agenda+ Table");
    let (ana, bo) = (server.join("Ana", "Example Corp"), server.join("Bo", "Example Networks"));
    shows(&rana.press("Take up item 1", ""), "Agenda item 1 Scope");
    shows(&ana.press("Raise my hand", ""), "Ana, you are 1st on the speaker queue.");
    shows(&bo.press("Raise my hand, with a note", "to ask about row 4"), "You are 2nd in the queue.");
    shows(&rana.press("Give the floor to Ana", ""), "Speaking Ana Example Corp");
    shows(&ana.say("The scope is too wide."), "You have the floor.");
    // The server fails, and is there again at another port: seats and the meeting are as they were.
    server.kill();
    let server = Server::start(folder.path(), &[]);
    let again = |path: &str| client::Seat { host: server.host.clone(), path: path.to_owned() };
    let (rana, ana, bo) = (again(&rana.path), again(&ana.path), again(&bo.path));
    shows(&ana.press("Done speaking", ""), "You are not in the queue.");
    shows(&rana.press("Give the floor to Bo", ""), "Speaking Bo Example Networks");
    bo.press("Done speaking", "");
    shows(&rana.press("Propose", "The scope is gateways only"), "Proposal P1");
    shows(&ana.press("Support P1", ""), "Your answer to the proposal: support.");
    shows(&bo.press("Object", "Sensors are left out"), "Objection by Bo (Example Networks): Sensors are left out");
    // The time for objections is not over, and the page says so.
    shows(&rana.press("Agreed: P1", ""), "P1");
    rana.say("NOTED: the scope is open");
    shows(&rana.press("Record an action", "Ana: send the table"), "A1");
    let page = rana.press("End the meeting", "");
    shows(&page, "No meeting is open");
    shows(&rana.press("Show the minutes", ""), "Minutes");
    rana.press("Approve the minutes", "");
    rana.press("Send the minutes", "");
    let mail = eventually("a mail", || mails(folder.path()).into_iter().next());
    let mail = std::fs::read_to_string(mail).expect("a readable mail");
    for words in ["The scope is too wide.", "Sensors are left out", "the scope is open", "send the table"] {
        assert!(mail.contains(words), "{words:?} is not in {mail}");
    }
    let board = server.board();
    // That the mail was handed over is noted after it is there.
    eventually("minutes on the board", || {
        server.get(&format!("{board}minutes")).words().contains("Meeting 1").then_some(())
    });
    let sent = server.get(&format!("{board}minutes/1"));
    shows(&sent, "the scope is open");
    assert!(!sent.body.contains("<style"), "pages have one style, which is a file");
    for (ending, words) in [("txt", "the scope is open"), ("md", "the scope is open"), ("json", "\"meeting\": 1")] {
        let answer = server.get(&format!("{board}minutes/1.{ending}"));
        assert!(answer.status == 200 && answer.body.contains(words), "{ending}");
    }
    shows(&server.get(&format!("{board}decisions")), "D1-1 noted the scope is open");
    shows(&server.get(&format!("{board}actions")), "A1 Ana: send the table");
}

#[test]
fn a_press_that_comes_twice_is_one() {
    let folder = folder();
    let mut server = Server::start(folder.path(), &[]);
    let rana = server.join("Rana", "");
    rana.press("Start a meeting", "Twice");
    let say = rana.form("Send", "q+ to count once");
    let raise = rana.form("Raise my hand", "");
    for form in [&say, &say, &raise, &raise] {
        assert_eq!(rana.post(form).status, 303);
    }
    let count = |page: &Answer| page.body.matches("<li data-key=\"h").count();
    assert_eq!(count(&rana.page()), 1, "one hand of a kind");
    let action = rana.form("Record an action", "Ana: count");
    rana.post(&action);
    server.kill();
    let server = Server::start(folder.path(), &[]);
    let rana = client::Seat { host: server.host.clone(), path: rana.path.clone() };
    // The browser did not hear that it was done, and sends it again.
    rana.post(&action);
    let page = rana.page();
    assert!(page.words().contains("A1 Ana: count") && !page.words().contains("A2"), "{}", page.words());
    // Other words from the same page are another press.
    let mut other = action.clone();
    other.iter_mut().filter(|(name, _)| name == "text").for_each(|(_, value)| *value = "Bo: count too".to_owned());
    rana.post(&other);
    shows(&rana.page(), "A2 Bo: count too");
}

#[test]
fn live_pages_show_what_happens_and_a_board_never_shows_talk() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    let (rana, ana) = (server.join("Rana", "Example Regulator"), server.join("Ana", "Example Corp"));
    rana.press("Start a meeting", "Live");
    ana.press("I am present", "");
    let board = server.board();
    let (mut watched, mut seat) = (Live::open(&server.host, &board), Live::open(&server.host, &ana.path));
    watched.until("head", "Meeting 1");
    ana.press("Raise my hand, with a note", "my secret note");
    watched.until("queue", "Ana");
    seat.until("own", "You are next in the queue.");
    rana.press("Give the floor to Ana", "");
    let mut said = None;
    for _ in 0..50 {
        let news = watched.next().expect("the board is live");
        if news["say"].as_str().is_some_and(|say| say.contains("Ana has the floor.")) {
            said = Some(news);
            break;
        }
    }
    let said = said.expect("it is said aloud");
    assert!(
        said["regions"]["queue"].is_string() && said["regions"].get("agenda").is_none(),
        "only what changed: {said}"
    );
    ana.say("my secret words");
    seat.until("talk", "my secret words");
    let page = server.get(&board);
    shows(&page, "Speaking Ana Example Corp");
    for hidden in ["secret", "web:ana", "Rana, you"] {
        assert!(!page.body.contains(hidden), "{hidden}");
    }
    // Off the record a board shows no names, and a seat does.
    rana.press("Raise my hand", "");
    rana.press("Off the record", "");
    let page = server.get(&board);
    shows(&page, "While the meeting is off the record, this page shows neither the speaker nor the queue.");
    assert!(!page.words().contains("Ana") && !page.words().contains("Rana"), "{}", page.words());
    shows(&ana.page(), "Speaking Ana");
}

#[test]
fn what_comes_from_elsewhere_is_refused() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    let ana = server.join("Ana", "");
    let (own, host) = (format!("http://{}", server.host), server.host.as_str());
    let post = format!("{}do", ana.path);
    let long = "x".repeat(40_000);
    for (name, method, path, headers, expected) in [
        ("a page from elsewhere", "POST", post.as_str(), vec![("origin", "https://evil.example.org")], 403),
        ("no origin", "POST", &post, vec![], 403),
        ("no origin, by a page without one", "POST", &post, vec![("origin", "null")], 403),
        ("a page of a sister site", "POST", &post, vec![("origin", &own), ("sec-fetch-site", "same-site")], 403),
        ("another method", "DELETE", &post, vec![], 403),
        ("a method that is not there", "PUT", &post, vec![("origin", &own)], 405),
        ("a rebound name", "GET", &ana.path, vec![("host", "rebound.example.org")], 421),
        (
            "a rebound name with our port",
            "POST",
            &post,
            vec![("host", "rebound.example.org:8321"), ("origin", &own)],
            421,
        ),
        ("long headers", "GET", &ana.path, vec![("x-long", &long)], 431),
        ("a seat of nobody", "GET", "/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", vec![], 401),
        ("a seat without a cookie", "GET", "/seat/", vec![], 401),
        ("a path that climbs", "GET", "/a/../../etc/passwd", vec![], 404),
        ("an unknown file", "GET", "/a/0000000000000000/live.js", vec![], 404),
        ("a board of nobody", "GET", "/b/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", vec![], 404),
        ("a calendar of nobody", "GET", "/c/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/meetings.ics", vec![], 404),
        ("a board that is a seat", "GET", &format!("/b/{}", &ana.path[3..]), vec![], 404),
    ] {
        let answer = request(host, method, path, &headers, &[]);
        assert_eq!(answer.status, expected, "{name}: {}", answer.body);
        assert!(answer.status == 405 || answer.header("content-security-policy").is_some(), "{name}");
    }
    let headers = [("origin", own.as_str()), ("sec-fetch-site", "same-origin")];
    let huge = "x".repeat(70_000);
    let answer = request(host, "POST", &post, &headers, &[("press", ":say"), ("once", "1"), ("text", &huge)]);
    assert_eq!(answer.status, 413);
    for form in [vec![("press", "no such row"), ("once", "1")], vec![("press", "raise")], vec![]] {
        assert_eq!(request(host, "POST", &post, &headers, &form).status, 400, "{form:?}");
    }
    let others = [("press", ":unsay"), ("once", "1"), ("message", "web:0000000000000000:1")];
    assert_eq!(request(host, "POST", &post, &headers, &others).status, 400, "only what is one's own is taken back");
    assert!(Live::try_open(host, &ana.path, "https://evil.example.org").is_none(), "a socket from elsewhere");
    assert!(Live::try_open(host, &ana.path, "null").is_none(), "a socket of a page without origin");
    // What was typed is on the page of a seat that is lost.
    let lost = request(host, "POST", "/seat/do", &headers, &[("press", ":say"), ("once", "1"), ("text", "long words")]);
    assert!(lost.status == 401 && lost.words().contains("long words"), "{}", lost.words());
}

#[test]
fn every_answer_has_a_strict_policy_and_no_page_has_anything_inline() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    let ana = server.join("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>");
    ana.press("Start a meeting", "<b>bold</b>");
    ana.say("agenda+ <img src=x onerror=alert(1)>");
    ana.press("Raise my hand, with a note", "<svg onload=alert(1)>");
    ana.say("</textarea><script>alert(2)</script>");
    ana.say("liaison+ in SG20-LS4 \"<img src=x onerror=alert(1)>\" for action");
    ana.say("liaison+ out \"Not for the public\"");
    let board = server.board();
    let paths = ["", "show", "decisions", "actions", "register", "liaisons", "terms", "minutes", "times"]
        .map(|end| format!("{board}{end}"));
    let liaisons = server.get(&format!("{board}liaisons")).body;
    assert!(liaisons.contains("id=\"L1\"") && !liaisons.contains("Not for the public"), "no drafts: {liaisons}");
    let seat = ["", "commands"].map(|end| format!("{}{end}", ana.path));
    for path in paths.iter().chain(&seat).chain(&["/".to_owned(), "/nowhere".to_owned()]) {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'") && !policy.contains("unsafe")
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        for hole in ["<script>", "<img", "<svg onload", "onerror=\"", " style=", "<style", "onclick"] {
            assert!(!answer.body.contains(hole), "{path} has {hole}");
        }
    }
}

#[test]
fn tokens_are_in_no_log_however_much_is_logged() {
    let folder = folder();
    let mut server = Server::start(folder.path(), &[]);
    let ana = server.join("Ana", "");
    ana.press("Start a meeting", "Quiet");
    let board = server.board();
    let calendar = server.get(&board).body;
    let calendar =
        calendar.split("&#x2f;c&#x2f;").nth(1).and_then(|rest| rest.get(..43)).expect("a calendar").to_owned();
    assert_eq!(server.get(&format!("/c/{calendar}/meetings.ics")).status, 200);
    let (mut one, mut two) = (Live::open(&server.host, &board), Live::open(&server.host, &ana.path));
    one.until("head", "Meeting 1");
    two.until("head", "Meeting 1");
    ana.say("a line");
    two.until("talk", "a line");
    server.kill();
    let log = std::fs::read_to_string(folder.path().join("log")).expect("a log");
    assert!(log.contains("a page was asked for"), "the log is on: {log}");
    for token in [&ana.path[3..46], &board[3..46], calendar.as_str()] {
        assert_eq!(token.len(), 43);
        assert!(!log.contains(token), "a token is in the log");
    }
    assert_eq!(
        std::fs::read_dir(folder.path().join("data"))
            .expect("data")
            .filter(|file| {
                let bytes = std::fs::read(file.as_ref().expect("a file").path()).unwrap_or_default();
                String::from_utf8_lossy(&bytes).contains(&ana.path[3..46])
            })
            .count(),
        0,
        "the store has the hash of a seat only"
    );
}

#[test]
fn only_this_machine_is_served() {
    let folder = folder();
    for address in ["0.0.0.0", "192.0.2.1", "::"] {
        let output = Command::new(env!("CARGO_BIN_EXE_convenor"))
            .args(["web", "--listen", address, "--port", "0"])
            .current_dir(folder.path())
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("can be reached from other machines"), "{address}: {said}");
        assert!(said.contains("docs/web.md") && output.stdout.is_empty(), "{said}");
    }
}

#[test]
fn a_seat_that_presses_too_fast_is_told_so_and_keeps_its_words() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    let ana = server.join("Ana", "");
    let form = |number: usize| {
        [("press", ":say"), ("once", "x"), ("text", &format!("words {number}"))]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
    };
    let answers: Vec<Answer> = (0..30).map(|number| ana.post(&form(number))).collect();
    let refused = answers.iter().find(|answer| answer.status == 429).expect("thirty in a moment are too many");
    assert!(refused.words().contains("Nothing of this one was done") && refused.words().contains("words "));
    assert_eq!(ana.page().status, 200, "the page itself is there");
}

#[test]
fn a_calendar_is_a_file_that_programs_subscribe_to() {
    let folder = folder();
    let server = Server::start(folder.path(), &[]);
    let page = server.get(&server.board()).body;
    let token = page.split("&#x2f;c&#x2f;").nth(1).and_then(|rest| rest.get(..43)).expect("a calendar").to_owned();
    let feed = server.get(&format!("/c/{token}/meetings.ics"));
    assert_eq!(feed.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert!(feed.body.starts_with("BEGIN:VCALENDAR\r\n") && feed.body.contains("BEGIN:VTIMEZONE"), "{}", feed.body);
    assert!(!feed.body.contains("METHOD"), "{}", feed.body);
    assert_eq!(server.get(&format!("/b/{token}/")).status, 404, "its address opens nothing else");
}

/// A form of the editor that has words in its field, with other words.
fn line_form(page: &Answer, words: &str, act: &str, text: &str) -> Vec<(String, String)> {
    let forms =
        regex::Regex::new("(?s)<form method=\"post\"[^>]*class=\"line-form\"[^>]*>(.*?)</form>").expect("a pattern");
    let hidden = regex::Regex::new("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">").expect("a pattern");
    let form = forms.captures_iter(&page.body).map(|form| form[1].to_owned()).find(|form| form.contains(words));
    let form = form.unwrap_or_else(|| panic!("no line has {words}: {}", page.words()));
    let mut fields: Vec<(String, String)> =
        hidden.captures_iter(&form).map(|field| (field[1].to_owned(), field[2].to_owned())).collect();
    fields.extend([("act".to_owned(), act.to_owned()), ("text".to_owned(), text.to_owned())]);
    fields
}

#[test]
fn two_editors_on_one_line_lose_no_words_and_what_is_approved_was_seen() {
    let folder = folder();
    let server = Server::start(folder.path(), &["--chair", "Rana", "--secretary", "Sol"]);
    let (rana, sol, ana) = (server.join("Rana", ""), server.join("Sol", ""), server.join("Ana", ""));
    rana.press("Start a meeting", "Edited");
    rana.say("AGREED: row 4 stays");
    rana.say("NOTE: sensors come later");
    rana.press("End the meeting", "");
    let edit = |seat: &client::Seat| request(&seat.host, "GET", &format!("{}edit/1", seat.path), &[], &[]);
    let post = |seat: &client::Seat, form: &[(String, String)]| {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        server.send("POST", &format!("{}edit/1", seat.path), &[], &form)
    };
    assert_eq!(edit(&ana).status, 403, "drafts are for chairs and secretaries");
    assert_eq!(request(&sol.host, "GET", &format!("{}edit/99", sol.path), &[], &[]).status, 404);
    let (of_sol, of_rana) = (edit(&sol), edit(&rana));
    let answer = post(&sol, &line_form(&of_sol, "sensors come later", "save", "sensors come in March"));
    assert_eq!(answer.status, 303, "{}", answer.words());
    shows(&edit(&sol), "changed by Sol");
    // Whose words they were, what was made of them, and back again.
    for words in ["In the record by Rana", "As drafted: Note: sensors come later", "Sol wrote sensors come in March"] {
        shows(&edit(&sol), words);
    }
    assert_eq!(post(&sol, &line_form(&edit(&sol), "The meeting had no agenda", "remove", "")).status, 303);
    let removed = edit(&sol);
    shows(&removed, "Lines that were removed");
    assert_eq!(post(&sol, &line_form(&removed, "<del>", "restore", "")).status, 303);
    let restored = edit(&sol);
    assert!(!restored.words().contains("Lines that were removed"), "{}", restored.words());
    shows(&restored, "Sol restored the line as it was drafted");
    let late = post(&rana, &line_form(&of_rana, "sensors come later", "save", "sensors come in May"));
    assert_eq!(late.status, 409);
    for words in ["sensors come in March", "sensors come in May", "by Sol"] {
        shows(&late, words);
    }
    // The same page again: what is pressed twice is done once, and the digest of an old page approves nothing.
    let digest = |page: &Answer| {
        let digest = regex::Regex::new("name=\"digest\" value=\"([0-9a-f]{64})\"").expect("a pattern");
        digest.captures(&page.body).expect("the page has its digest")[1].to_owned()
    };
    let approve = |page: &Answer, act: &str| {
        [("act", act.to_owned()), ("once", "o1".to_owned()), ("digest", digest(page))]
            .map(|(name, value)| (name.to_owned(), value))
    };
    let stale = post(&rana, &approve(&of_rana, "approve"));
    assert!(
        stale.status == 409 && stale.words().contains("have changed since this page was shown"),
        "{}",
        stale.words()
    );
    let now = edit(&rana);
    assert_eq!(post(&rana, &approve(&now, "approve")).status, 303);
    shows(&edit(&rana), "approved by Rana");
    assert_eq!(post(&sol, &approve(&now, "send")).status, 303);
    let mail = eventually("a mail", || mails(folder.path()).into_iter().next());
    let mail = std::fs::read_to_string(mail).expect("a readable mail");
    assert!(mail.contains("sensors come in March"), "{mail}");
    let more = line_form(&edit(&sol), "sensors come in March", "add", "");
    let more: Vec<(String, String)> =
        more.into_iter().chain([("more".to_owned(), "A line of its own".to_owned())]).collect();
    assert_eq!(post(&sol, &more).status, 303);
    let page = edit(&sol);
    shows(&page, "A line of its own");
    shows(&page, "What has changed since version");
}
