//! How fast the list's mail is read, beside Python's `email` on the same folder in the same run, how fast it comes to the
//! log, and what a mailbox full of old mail costs at the first start. docs/performance.md keeps the table.

#![expect(clippy::disallowed_methods, reason = "measuring is what a bench reads the machine's clock for")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use chrono::{DateTime, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Incoming, RoomKey, Sender, What};
use convenor::clock::Clock;
use convenor::command::by_mail;
use convenor::command::grammar::Names;
use convenor::group::charter::{Charter, Member};
use convenor::group::person::AccountId;
use convenor::mail::{Mailbox, Source, read};
use convenor::store::Store;

const MAILS: usize = 10_000;
const OLD: usize = 50_000;
/// Members who write.
const MEMBERS: usize = 100;
const RUNS: usize = 3;

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    println!("| what | mails | seconds | per second | |");
    println!("|---|---:|---:|---:|---|");
    let folder = tempfile::tempdir().expect("a folder");
    let maildir = made(folder.path(), MAILS);
    let rust = (0..RUNS).map(|_| read_and_cut(&maildir.join("new"))).fold(f64::INFINITY, f64::min);
    let python = (0..RUNS).map(|_| python(&maildir.join("new"))).fold(f64::INFINITY, f64::min);
    line("read and cut", MAILS, rust, &format!("{:.1} times as fast as Python", python / rust));
    line("Python's email, policy.default, get_body", MAILS, python, "");
    runtime.block_on(committed(folder.path(), &maildir));
    let old = tempfile::tempdir().expect("a folder");
    let maildir = made(old.path(), OLD);
    runtime.block_on(first_start(&maildir));
}

fn line(what: &str, count: usize, secs: f64, beside: &str) {
    let each = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    println!("| {what} | {count} | {secs:.3} | {:.0} | {beside} |", each / secs);
}

/// A Maildir with mails of about 3 kB: plain, quoted-printable, base64, and with a page beside the text.
fn made(folder: &Path, count: usize) -> std::path::PathBuf {
    let maildir = folder.join("box");
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(maildir.join(part)).expect("made");
    }
    for number in 0..count {
        fs::write(maildir.join(format!("new/{number:06}.bench")), mail(number)).expect("written");
    }
    maildir
}

fn mail(number: usize) -> String {
    use base64::Engine as _;
    let member = number % MEMBERS;
    let head = format!(
        "Return-Path: <jcg-bounces@lists.example.org>\r\nReceived: from lists.example.org by mx.example.org with ESMTP id {number:08x}; Tue, 8 Dec 2026 15:00:00 +0000\r\nAuthentication-Results: mx.example.org; dkim=pass header.d=lists.example.org; spf=pass smtp.mailfrom=lists.example.org\r\nReceived: from mail.example.net by lists.example.org with ESMTPS; Tue, 8 Dec 2026 14:59:58 +0000\r\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=k1;\r\n h=from:to:subject:date:message-id; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB4nujc7YopdG5dWLSdNg6x\r\nFrom: Member {member} <member{member}@example.net>\r\nTo: jcg@lists.example.org\r\nSubject: Re: [jcg] Minutes of JCG-IoTSec meeting 1, 2026-12-08\r\nDate: Tue, 8 Dec 2026 15:59:57 +0100\r\nMessage-ID: <bench-{number}@mail.example.net>\r\nIn-Reply-To: <jcg.1.minutes.1@example.org>\r\nReferences: <jcg.1.notice.0@example.org> <jcg.1.minutes.1@example.org>\r\nList-Id: <jcg.lists.example.org>\r\nList-Post: <mailto:jcg@lists.example.org>\r\nPrecedence: list\r\nMIME-Version: 1.0\r\n"
    );
    let quote =
        "> The overlap table was adopted with row 4 split, and the secretary sends it to both groups.\r\n".repeat(14);
    let text = format!(
        "objection to D1-1: row {number} of the table is incomplete – «Zürich»\r\n\r\nKind regards\r\n\r\nOn Tue, 8 Dec 2026 at 15:02, JCG-IoTSec via Convenor wrote:\r\n{quote}\r\n-- \r\nMember {member}\r\n"
    );
    let quoted = |text: &str| {
        let mut out = String::new();
        for line in text.split("\r\n") {
            for byte in line.bytes() {
                match byte {
                    b' '..=b'<' | b'>'..=b'~' => out.push(char::from(byte)),
                    _ => out += format!("={byte:02X}").as_str(),
                }
            }
            out.push_str("\r\n");
        }
        out
    };
    match number % 4 {
        0 => format!("{head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}"),
        1 => format!(
            "{head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}",
            quoted(&text)
        ),
        2 => {
            let encoded = base64::engine::general_purpose::STANDARD.encode(&text);
            let lines: Vec<&str> =
                encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
            format!(
                "{head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                lines.join("\r\n")
            )
        }
        _ => format!(
            "{head}Content-Type: multipart/alternative; boundary=bench\r\n\r\n--bench\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--bench\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{}</p>\r\n--bench--\r\n",
            quoted(&text),
            &text[..200]
        ),
    }
}

/// Reads every file and its commands, and commits nothing.
fn read_and_cut(folder: &Path) -> f64 {
    let mut files: Vec<_> = fs::read_dir(folder).expect("there").map(|file| file.expect("readable").path()).collect();
    files.sort();
    let start = Instant::now();
    let mut commands = 0;
    for file in &files {
        let received = read(&fs::read(file).expect("readable"), at(), Some("mx.example.org")).expect("a mail");
        commands += by_mail::read(&received.text, convenor::group::mail::Thread::of("jcg.1.minutes.1", "jcg")).len();
    }
    let secs = start.elapsed().as_secs_f64();
    assert_eq!(commands, files.len(), "each mail has one command");
    secs
}

/// The same folder by Python; the start of its interpreter is not counted.
fn python(folder: &Path) -> f64 {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/mail.py");
    let output = Command::new("python3").arg(script).arg(folder).output().expect("python3 is there");
    let words = String::from_utf8(output.stdout).expect("numbers");
    let secs = words.split_whitespace().nth(1).and_then(|word| word.parse().ok());
    secs.unwrap_or_else(|| panic!("{words}{}", String::from_utf8_lossy(&output.stderr)))
}

fn at() -> DateTime<Utc> {
    "2026-12-08T15:00:00Z".parse().expect("a time")
}

/// From the mailbox to the log of a group on disk.
async fn committed(folder: &Path, maildir: &Path) {
    let member = |number: usize| Member {
        name: format!("Member {number}"),
        organization: Some("Example Corp".to_owned()),
        side: None,
        accounts: vec![AccountId(format!("mail:member{number}@example.net"))],
    };
    let charter = Charter {
        list: Some("jcg@lists.example.org".to_owned()),
        list_is_members_only: true,
        reads_mail: true,
        members: (0..MEMBERS).map(member).collect(),
        ..Charter::open("jcg", "JCG-IoTSec")
    };
    let room = RoomKey("console:room".to_owned());
    let store = Store::open(&format!("sqlite://{}", folder.join("bench.db").display())).await.expect("a store");
    let bot = Bot::new(Parts {
        store: store.clone(),
        clock: Clock::simulated(at()),
        names: Names::default(),
        charters: vec![charter],
        rooms: BTreeMap::from([(room.clone(), "jcg".to_owned())]),
        chats: BTreeMap::new(),
        mailer: None,
        open_rooms: false,
        delivery: Delivery::ByHand,
    });
    bot.bind(&room, &[], None).await;
    bot.resume().await.expect("it resumes");
    for (number, line) in ["start meeting", "AGREED: the table is adopted", "end meeting"].into_iter().enumerate() {
        let sender = Sender { account: AccountId("console:chair".to_owned()), name: "Carla".to_owned() };
        let what = What::Said { text: line.to_owned() };
        let incoming = Incoming::in_room(room.clone(), at(), format!("bench-{number}"), sender, what);
        bot.receive(&incoming).await.expect("the store answers");
    }
    // The first look passes over what is there, so it looks before the mails are in their place.
    let (aside, real) = (folder.join("aside"), maildir.join("new"));
    fs::rename(&real, &aside).expect("moved");
    fs::create_dir(&real).expect("made");
    let mut mailbox = Mailbox::of(&Source::Maildir(maildir.to_owned()));
    bot.begin_mailbox(&mut mailbox).await.expect("it begins");
    let mut files: Vec<_> = fs::read_dir(&aside).expect("there").map(|file| file.expect("readable").path()).collect();
    files.sort();
    let (mut secs, mut residents) = (0.0, Vec::new());
    for some in [&files[..MAILS / 10], &files[MAILS / 10..]] {
        for file in some {
            fs::rename(file, real.join(file.file_name().expect("a name"))).expect("moved");
        }
        let start = Instant::now();
        bot.take_new_mail(&mut mailbox, Some("mx.example.org"), None).await.expect("taken");
        secs += start.elapsed().as_secs_f64();
        residents.push(resident() / 1_024);
    }
    let beside = format!("resident after a tenth {} MB, at the end {} MB", residents[0], residents[1]);
    line("read, decided, committed", MAILS, secs, &beside);
    let synced = synced(folder, RUNS * 500);
    line("a file on the same disk, synced after each 4 kB", RUNS * 500, synced, "");
    let (held, entries) =
        bot.with_group("jcg", |group| (group.mailbox.last_mail, group.head)).await.expect("the group");
    assert!(held == 0 && entries > MAILS as u64, "{held} mails are held, {entries} entries are there");
    store.close().await;
}

/// What each commit has to wait for: so many blocks written to the disk, one after the other.
fn synced(folder: &Path, count: usize) -> f64 {
    use std::io::Write as _;
    let mut file = fs::File::create(folder.join("synced")).expect("made");
    let start = Instant::now();
    for _ in 0..count {
        file.write_all(&[7; 4_096]).expect("written");
        file.sync_data().expect("synced");
    }
    start.elapsed().as_secs_f64()
}

/// A mailbox full of old mail at the first start.
async fn first_start(maildir: &Path) {
    let before = resident();
    let start = Instant::now();
    let mut mailbox = Mailbox::of(&Source::Maildir(maildir.to_owned()));
    mailbox.begin(None, at()).await.expect("it begins");
    assert!(mailbox.news().await.expect("read").is_empty());
    let secs = start.elapsed().as_secs_f64();
    line(
        "first start with old mail",
        OLD,
        secs,
        &format!("{} MB more resident", (resident().saturating_sub(before)) / 1_024),
    );
}

/// Resident memory of this process in kB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
