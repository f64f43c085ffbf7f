//! What the members of the list have in their mailboxes, read by IMAP (RFC 9051).

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, ensure};
use convenor::view::letter::Letter;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::lists::List;
use crate::parsed::{self, Mail};
use crate::servers::{GLANCE, PATIENCE, mailer, plain, port, variable};

/// The members of the list.
pub const MEMBERS: [&str; 3] = ["amina@example.org", "ben@example.net", "chair@example.org"];

/// A text as the list hands it on: mlmmj puts an empty line behind every mail, for a footer.
pub fn at_the_list(text: &str) -> String {
    format!("{text}\n")
}

/// Waits until each member has `copies` of a mail, and makes sure that no more come. Returns the
/// copies as two parsers read them, member by member.
pub async fn delivered(message_id: &str, copies: usize) -> anyhow::Result<Vec<Mail>> {
    delivered_by(List::Mlmmj, message_id, copies).await
}

/// The same for any list.
pub async fn delivered_by(list: List, message_id: &str, copies: usize) -> anyhow::Result<Vec<Mail>> {
    let began = Instant::now();
    let mut boxes = Vec::new();
    for member in MEMBERS {
        let mut imap = Imap::open(member).await?;
        wait(&mut imap, member, message_id, copies, began).await?;
        boxes.push((member, imap));
    }
    pass_a_marker(list, &mut boxes).await?;
    let mut raw = Vec::new();
    for (member, imap) in &mut boxes {
        let mails = imap.with_id(message_id).await?;
        ensure!(mails.len() == copies, "{member} has {} copies of <{message_id}>, not {copies}", mails.len());
        raw.extend(mails);
    }
    parsed::by_both(&raw)
}

/// A mail in a mailbox, as it came.
pub async fn raw(user: &str, message_id: &str) -> anyhow::Result<Vec<u8>> {
    let mails = Imap::open(user).await?.with_id(message_id).await?;
    mails.into_iter().next().with_context(|| format!("{user} has no <{message_id}>"))
}

/// Gives commands to a mailbox (RFC 9051, clause 6).
pub async fn ask(user: &str, commands: &[&str]) -> anyhow::Result<()> {
    let mut imap = Imap::open(user).await?;
    for command in commands {
        imap.ask(command).await?;
    }
    Ok(())
}

/// Makes sure that no member has a mail or will get it.
pub async fn not_delivered(message_id: &str) -> anyhow::Result<()> {
    delivered(message_id, 0).await.map(|_| ())
}

/// A list takes one post at a time: what was accepted before a marker is in the boxes when the
/// marker is.
async fn pass_a_marker(list: List, boxes: &mut [(&str, Imap)]) -> anyhow::Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let moment = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
    let left = format!("marker-{}-{moment}", COUNT.fetch_add(1, Ordering::Relaxed));
    let letter = Letter {
        message_id: left.clone(),
        references: Vec::new(),
        at: chrono::DateTime::from_timestamp_nanos(i64::try_from(moment)?),
        to: list.address(),
        reply_to: list.address(),
        from_name: "Test".to_owned(),
        subject: "Marker".to_owned(),
        body: "All mail before this one has arrived.\n".to_owned(),
        attachments: Vec::new(),
    };
    mailer(&plain(port("SMTP")))?.send(&letter).await?;
    let began = Instant::now();
    for (member, imap) in boxes {
        wait(imap, member, &format!("{left}@example.org"), 1, began).await?;
    }
    Ok(())
}

async fn wait(imap: &mut Imap, member: &str, message_id: &str, copies: usize, began: Instant) -> anyhow::Result<()> {
    loop {
        let found = imap.search(message_id).await?.len();
        if found >= copies {
            return Ok(());
        }
        ensure!(
            began.elapsed() < PATIENCE,
            "{member} has {found} of {copies} copies of <{message_id}> after {PATIENCE:?}"
        );
        tokio::time::sleep(GLANCE).await;
    }
}

/// A mailbox that is open.
struct Imap {
    stream: BufReader<TcpStream>,
    tag: u32,
}

/// An answer: its lines, and the literals in them, which are whole messages.
#[derive(Default)]
struct Answer {
    lines: Vec<String>,
    literals: Vec<Vec<u8>>,
}

impl Imap {
    async fn open(user: &str) -> anyhow::Result<Imap> {
        let stream =
            BufReader::new(TcpStream::connect(variable("IMAP")).await.context("connecting to the IMAP server")?);
        let mut imap = Imap { stream, tag: 0 };
        let mut greeting = String::new();
        imap.stream.read_line(&mut greeting).await?;
        ensure!(greeting.starts_with("* OK"), "the IMAP server greets with {greeting:?}");
        imap.ask(&format!("LOGIN {user} pw")).await?;
        imap.ask("SELECT INBOX").await?;
        Ok(imap)
    }

    /// Numbers of the messages with a Message-ID.
    async fn search(&mut self, message_id: &str) -> anyhow::Result<Vec<u32>> {
        self.ask("NOOP").await?;
        let answer = self.ask(&format!("SEARCH HEADER Message-ID \"<{message_id}>\"")).await?;
        let numbers = answer.lines.iter().filter_map(|line| line.strip_prefix("* SEARCH"));
        Ok(numbers.flat_map(str::split_ascii_whitespace).map(str::parse).collect::<Result<_, _>>()?)
    }

    async fn with_id(&mut self, message_id: &str) -> anyhow::Result<Vec<Vec<u8>>> {
        let mut mails = Vec::new();
        for number in self.search(message_id).await? {
            mails.extend(self.ask(&format!("FETCH {number} BODY.PEEK[]")).await?.literals);
        }
        Ok(mails)
    }

    async fn ask(&mut self, command: &str) -> anyhow::Result<Answer> {
        let asked = tokio::time::timeout(PATIENCE, self.ask_patiently(command)).await;
        asked.with_context(|| format!("the IMAP server does not answer {command}"))?
    }

    async fn ask_patiently(&mut self, command: &str) -> anyhow::Result<Answer> {
        self.tag += 1;
        let tag = format!("t{}", self.tag);
        self.stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await?;
        let mut answer = Answer::default();
        loop {
            let mut line = String::new();
            ensure!(self.stream.read_line(&mut line).await? > 0, "the IMAP server has gone away after {command}");
            let line = line.trim_end();
            if let Some(status) = line.strip_prefix(&format!("{tag} ")) {
                ensure!(status.starts_with("OK"), "the IMAP server answers {status:?} to {command}");
                return Ok(answer);
            }
            if let Some((_, bytes)) = line.strip_suffix('}').and_then(|line| line.rsplit_once('{')) {
                let mut literal = vec![0; bytes.parse()?];
                self.stream.read_exact(&mut literal).await?;
                answer.literals.push(literal);
            }
            answer.lines.push(line.to_owned());
        }
    }
}
