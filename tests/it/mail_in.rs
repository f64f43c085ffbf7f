//! The list's mail as the program reads it: a Maildir beside the console, which is read before each line and each step
//! of the clock, and never changed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A configuration with a mailbox, and the folder of the data.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = format!(
            "[mail.inbound]\nsource = \"maildir:{}\"\nauthserv_id = \"mx.example.org\"\n\n[[group]]\nid = \"jcg\"\nname = \"Example Group\"\nlist = \"jcg@lists.example.org\"\nlist_is_members_only = true\nchairs = [\"console:chair\"]\nsecretaries = [\"console:sec\"]\nrooms = [\"console:room\"]\n\n[[group.member]]\nname = \"Ana\"\norganization = \"Example Corp\"\naccounts = [\"console:ana\", \"mail:ana@example.org\"]\n",
            folder.path().join("box").display()
        );
        fs::write(folder.path().join("convenor.toml"), config).expect("written");
        Place { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn put(&self, name: &str, text: &str) {
        let mail = format!(
            "From: Ana <ana@example.org>\nTo: jcg@lists.example.org\nList-Id: <jcg.lists.example.org>\nMessage-ID: <{name}@example.org>\n\n{text}\n"
        );
        fs::create_dir_all(self.path().join("box/new")).expect("made");
        fs::create_dir_all(self.path().join("box/cur")).expect("made");
        fs::write(self.path().join("box/new").join(name), mail).expect("written");
    }

    /// Plays lines in the console from 14:00 on that day; returns what it prints.
    fn play(&self, day: &str, lines: &str) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_convenor"))
            .args(["console", "--config", "convenor.toml", "--now", &format!("{day}T14:00:00Z")])
            .current_dir(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        child.stdin.take().expect("piped").write_all(lines.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success());
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The files of the mailbox with their contents.
    fn mails(&self) -> BTreeMap<String, Vec<u8>> {
        let files = ["new", "cur"].map(|part| fs::read_dir(self.path().join("box").join(part)).expect("there"));
        let files = files.into_iter().flatten().map(|file| file.expect("readable").path());
        files.map(|file| (file.display().to_string(), fs::read(&file).expect("readable"))).collect()
    }
}

const SENT: &str = "chair: start meeting\nchair: AGREED: rows 2 and 3 are merged\nchair: end meeting\nsec: !minutes\nchair: !minutes approve\nsec: !minutes send\n";

#[test]
fn what_comes_into_the_mailbox_is_recorded_once_and_what_was_there_never() {
    let place = Place::new();
    place.put("old", "objection to D1-1: from before the first start");
    let said = place.play("2026-12-08", SENT);
    assert!(!said.contains("By mail: "), "{said}");
    place.put("new", "objection to D1-1: the table is incomplete");
    let before = place.mails();
    let said = place.play("2026-12-09", "sec: decisions?\n");
    let answer = "bot: By mail: Objection to D1-1 on the record: Ana (Example Corp): the table is incomplete\n";
    assert_eq!(said.matches("By mail: ").count(), 1, "{said}");
    assert!(said.starts_with(answer), "it is read before the line: {said}");
    assert!(said.contains("D1-1, agreed, not final, because it has been objected to"), "{said}");
    // Read again after a restart, and a copy of it by another way, are the same mail.
    fs::copy(place.path().join("box/new/new"), place.path().join("box/cur/copy:2,S")).expect("copied");
    let said = place.play("2026-12-10", "sec: decisions?\n");
    assert!(!said.contains("By mail: "), "{said}");
    assert_eq!(place.mails().len(), before.len() + 1, "nothing is moved or removed");
    assert!(before.iter().all(|(name, bytes)| place.mails().get(name) == Some(bytes)), "nothing is changed");
}

#[test]
fn nothing_leaves_because_a_mail_came() {
    let place = Place::new();
    place.play("2026-12-08", SENT);
    let sent = fs::read_dir(place.path().join("data/outbox/new")).expect("there").count();
    for (number, text) in
        (0..).zip(["objection to D1-1: one", "regrets", "agenda+ Table", "correction 3.1: no", "words", "present+"])
    {
        place.put(&format!("mail{number}"), text);
    }
    let said = place.play("2026-12-09", "+ 1 d\n");
    assert!(said.matches("By mail: ").count() > 3, "{said}");
    assert_eq!(fs::read_dir(place.path().join("data/outbox/new")).expect("there").count(), sent);
}

#[test]
fn the_last_objection_that_came_in_time_counts_although_the_bot_was_down() {
    let place = Place::new();
    place.play("2026-12-08", SENT);
    place.put("in-time", "objection to D1-1: the table is incomplete");
    // The date for corrections passes in this run; the mailbox is read first.
    let said = place.play("2026-12-21", "+ 3 d\nsec: decisions?\n");
    let (objection, is_final) = (said.find("By mail: Objection"), said.find("The minutes of meeting 1 are final"));
    assert!(objection.is_some() && objection < is_final, "{said}");
    assert!(said.contains("not final, because it has been objected to"), "{said}");
}

#[test]
fn the_check_names_the_mailbox_and_what_it_misses() {
    let place = Place::new();
    let check = || {
        let output = Command::new(env!("CARGO_BIN_EXE_convenor"))
            .args(["check", "--config", "convenor.toml"])
            .current_dir(place.path())
            .output()
            .expect("the program starts");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert!(check().contains("WRONG  mail: the mailbox: "), "{}", check());
    place.put("one", "words");
    let said = check();
    assert!(said.contains("box, which has 1 mail\n"), "{said}");
    assert!(said.contains("WARN   mail: no mail of the last 50 has results of “mx.example.org”"), "{said}");
}

#[test]
fn our_mails_say_how_to_answer_and_no_line_of_them_is_a_command() {
    let place = Place::new();
    place.play("2026-12-08", SENT);
    let lines = "chair: !schedule \"2026-12-30 14:00\" for 2 h\nchair: !announce\nchair: !announce confirm\n";
    place.play("2026-12-09", lines);
    let sent =
        fs::read_dir(place.path().join("data/outbox/new")).expect("there").map(|file| file.expect("readable").path());
    let mut texts: Vec<String> = sent
        .map(|file| {
            let mail = convenor::mail::read(&fs::read(file).expect("readable"), chrono::DateTime::UNIX_EPOCH, None);
            mail.expect("a mail").text
        })
        .collect();
    texts.sort();
    let all = texts.join("\n") + "\n";
    for line in ["objection to D1-1: REASON", "correction 4.2: RIGHT WORDS", "regrets", "present+", "agenda+ TITLE"] {
        assert!(all.contains(&format!("By mail, on the first line: {line}\n")), "{line} in {all}");
    }
    for line in all.lines() {
        for quoted in [line.to_owned(), line.trim().to_owned(), format!("> {line}"), format!("Hi all,\n\n{line}")] {
            assert!(convenor::command::by_mail::read(&quoted, None).is_empty(), "{quoted}");
        }
    }
}

#[test]
fn members_are_listed_in_a_file() {
    let place = Place::new();
    let config = fs::read_to_string(place.path().join("convenor.toml")).expect("readable");
    let config =
        config.replace("rooms = [\"console:room\"]\n", "rooms = [\"console:room\"]\nmembers_file = \"members.csv\"\n");
    fs::write(place.path().join("convenor.toml"), config).expect("written");
    let members = |text: &str| fs::write(place.path().join("members.csv"), text).expect("written");
    let check = || {
        let output = Command::new(env!("CARGO_BIN_EXE_convenor"))
            .args(["members", "check", "--config", "convenor.toml"])
            .current_dir(place.path())
            .output()
            .expect("the program starts");
        (output.status.success(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    members("name,organization,accounts,addresses\nBo,Example Ltd,console:bo,bo@example.net\n");
    assert_eq!(check(), (true, "ok     Example Group: 2 members, 2 with a mail address\n".to_owned()));
    place.play("2026-12-08", SENT);
    fs::write(
        place.path().join("box/new/bo"),
        "From: bo@example.net\nTo: jcg@lists.example.org\nList-Id: <jcg.lists.example.org>\nMessage-ID: <bo@example.net>\n\nobjection to D1-1: no\n",
    )
    .expect("written");
    let said = place.play("2026-12-09", "sec: mail?\n");
    assert!(said.contains("By mail: Objection to D1-1 on the record: Bo (Example Ltd): no\n"), "{said}");
    members("name,addresses\nBo,bo@example.net\nAna,bo@example.net bad\n");
    let (is_fine, said) = check();
    assert!(
        !is_fine && said.contains("line 3: Ana is named a second time") && said.contains("“bad” is not a mail address"),
        "{said}"
    );
}

#[test]
fn a_kill_at_any_moment_loses_no_mail_and_records_none_twice() {
    const MAILS: usize = 60;
    let place = Place::new();
    place.play("2026-12-08", SENT);
    for number in 0..MAILS {
        place.put(&format!("mail{number}"), &format!("correction 3.1: words number {number} end"));
    }
    // Kills before, while and after it reads; the same moments in every run, as far as the machine allows.
    for seed in 0..10_u64 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_convenor"))
            .args(["console", "--config", "convenor.toml", "--now", "2026-12-09T14:00:00Z"])
            .current_dir(place.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        child.stdin.take().expect("piped").write_all(b"sec: decisions?\n").expect("it reads");
        std::thread::park_timeout(std::time::Duration::from_millis(100 + seed * 37));
        // It may have come to its end already.
        let _ = child.kill();
        child.wait().expect("it has ended");
    }
    let said = place.play("2026-12-10", "sec: mail?\n");
    for number in 0..MAILS {
        let words = format!("“words number {number} end”");
        let listed = said.lines().filter(|line| line.starts_with("bot → sec: - C") && line.contains(&words)).count();
        assert_eq!(listed, 1, "{words} in {said}");
    }
}

#[test]
fn mails_have_their_addresses_in_the_public_archive() {
    let place = Place::new();
    let config = fs::read_to_string(place.path().join("convenor.toml")).expect("readable");
    let config = config.replace(
        "list_is_members_only",
        "archive_url = \"https://lists.example.org/message/{hash}/\"\nlist_is_members_only",
    );
    fs::write(place.path().join("convenor.toml"), config).expect("written");
    place.play("2026-12-08", SENT);
    place.put("87myycy5eh.fsf", "objection to D1-1: row 4 is missing");
    place.play(
        "2026-12-09",
        "chair: !schedule \"2026-12-16 14:00\" for 1 h\nchair: !announce\nchair: !announce confirm\n",
    );
    let said = place.play("2026-12-16", "chair: start meeting\nchair: end meeting\nsec: !minutes\n");
    let said = said.lines().filter_map(|line| line.strip_prefix("bot:")).map(str::trim).collect::<Vec<_>>().join(" ");
    for (before, id) in [
        ("objected to D1-1: row 4 is missing (", "87myycy5eh.fsf@example.org"),
        ("14:00 UTC (", "jcg.2.notice.0@localhost.localdomain"),
    ] {
        let digest = <sha1::Sha1 as sha1::Digest>::digest(id);
        let address = format!("https://lists.example.org/message/{}/)", data_encoding::BASE32.encode(&digest));
        assert!(said.contains(&format!("{before}{address}")), "{before}{address} in {said}");
    }
}

/// The program itself, with pages as its only rooms.
#[tokio::test]
async fn members_are_read_again_when_the_program_is_asked_to() {
    let place = Place::new();
    place.play("2026-12-08", SENT);
    let config = fs::read_to_string(place.path().join("convenor.toml")).expect("readable");
    let config = config.replace("rooms = [\"console:room\"]\n", "members_file = \"members.csv\"\n");
    fs::write(place.path().join("convenor.toml"), config + "\n[web]\nlisten = \"127.0.0.1:0\"\n").expect("written");
    let members = |text: &str| fs::write(place.path().join("members.csv"), text).expect("written");
    members("name,organization,addresses\n");
    let log = fs::File::create(place.path().join("log")).expect("made");
    let mut child = Command::new(env!("CARGO_BIN_EXE_convenor"))
        .args(["run", "--config", "convenor.toml"])
        .current_dir(place.path())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("the program starts");
    let until = async |words: &str, count: usize| {
        let mut look = tokio::time::interval(std::time::Duration::from_millis(50));
        for _ in 0..1_200 {
            look.tick().await;
            let log = fs::read_to_string(place.path().join("log")).expect("readable");
            if log.matches(words).count() >= count {
                return;
            }
        }
        panic!("{words}: {}", fs::read_to_string(place.path().join("log")).expect("readable"));
    };
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill is there");
        assert!(sent.success());
    };
    until("pages are served", 1).await;
    // A table that is wrong changes nothing, and says so.
    members("name,addresses\nBo,bo@example.net\nBo,bo@example.net\n");
    signal("-HUP");
    until("the members stay as they were", 1).await;
    members("name,organization,addresses\nBo,Example Ltd,bo@example.net\n");
    signal("-HUP");
    until("the members have been read again", 1).await;
    let mail = "From: bo@example.net\nTo: jcg@lists.example.org\nList-Id: <jcg.lists.example.org>\nMessage-ID: <bo@example.net>\n\nreservation on D1-1: from Bo\n";
    fs::write(place.path().join("box/new/bo"), mail).expect("written");
    let store = format!("sqlite://{}", place.path().join("data/convenor.db").display());
    let pool = sqlx::SqlitePool::connect(&store).await.expect("the store is there");
    let mut look = tokio::time::interval(std::time::Duration::from_millis(100));
    let mut is_there = false;
    for _ in 0..300 {
        look.tick().await;
        let found: (i64,) = sqlx::query_as(
            "SELECT count(*) FROM entries WHERE body LIKE '%from Bo%' AND body LIKE '%objection_raised%'",
        )
        .fetch_one(&pool)
        .await
        .expect("answered");
        is_there = found.0 == 1;
        if is_there {
            break;
        }
    }
    pool.close().await;
    signal("-TERM");
    assert!(child.wait().expect("it ends").success());
    assert!(is_there, "Bo is a member now: {}", fs::read_to_string(place.path().join("log")).expect("readable"));
}
