//! A list member's mailbox, read by IMAP (RFC 3501), just enough of it.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::homeserver::PASSWORD;
use crate::person::PATIENCE;
use crate::settings::variable;

/// How often the box is looked into.
const LOOK: Duration = Duration::from_millis(100);

/// Waits for the mails with a Message-ID and returns all of them, whole.
pub async fn mails(member: &str, message_id: &str) -> anyhow::Result<Vec<Vec<u8>>> {
    let end = Instant::now() + PATIENCE;
    let mut look = tokio::time::interval(LOOK);
    loop {
        look.tick().await;
        let found = Imap::open(member).await?.find(message_id).await?;
        if !found.is_empty() {
            return Ok(found);
        }
        ensure!(Instant::now() < end, "no mail {message_id} came to {member} within {PATIENCE:?}");
    }
}

struct Imap {
    stream: BufReader<TcpStream>,
    count: u32,
}

/// What a command brought: its untagged lines and the literals in them.
struct Answer {
    lines: Vec<String>,
    literals: Vec<Vec<u8>>,
}

impl Imap {
    async fn open(member: &str) -> anyhow::Result<Imap> {
        let stream = TcpStream::connect(variable("IMAP")?).await.context("opening the mailbox")?;
        let mut imap = Imap { stream: BufReader::new(stream), count: 0 };
        imap.line().await?;
        imap.ask(&format!("LOGIN {member} {PASSWORD}")).await?;
        imap.ask("SELECT INBOX").await?;
        Ok(imap)
    }

    async fn find(&mut self, message_id: &str) -> anyhow::Result<Vec<Vec<u8>>> {
        let answer = self.ask(&format!("SEARCH HEADER Message-ID \"{message_id}\"")).await?;
        let numbers =
            answer.lines.iter().filter_map(|line| line.strip_prefix("* SEARCH")).flat_map(str::split_whitespace);
        let mut mails = Vec::new();
        for number in numbers {
            mails.extend(self.ask(&format!("FETCH {number} BODY.PEEK[]")).await?.literals);
        }
        Ok(mails)
    }

    async fn ask(&mut self, command: &str) -> anyhow::Result<Answer> {
        self.count += 1;
        let tag = format!("t{}", self.count);
        self.stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await?;
        let mut answer = Answer { lines: Vec::new(), literals: Vec::new() };
        loop {
            let line = self.line().await?;
            if let Some(result) = line.strip_prefix(&format!("{tag} ")) {
                return if result.starts_with("OK") { Ok(answer) } else { bail!("{command}: {result}") };
            }
            // A line that ends with {N} goes on with N bytes.
            let length = line
                .strip_suffix('}')
                .and_then(|line| line.rsplit_once('{'))
                .and_then(|(_, length)| length.parse().ok());
            if let Some(length) = length {
                let mut literal = vec![0; length];
                self.stream.read_exact(&mut literal).await?;
                answer.literals.push(literal);
            }
            answer.lines.push(line);
        }
    }

    async fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        let count = tokio::time::timeout(PATIENCE, self.stream.read_line(&mut line))
            .await
            .context("the mail server is silent")??;
        ensure!(count > 0, "the mail server has closed the connection");
        Ok(line.trim_end().to_owned())
    }
}
