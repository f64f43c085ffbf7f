//! A proxy on loopback in front of a homeserver, which loses answers or holds requests back.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What happens to the requests that a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server gets the request, its answer is lost.
    LoseAnswer,
    /// The request is answered `{}` and kept until [`Proxy::release`].
    Hold,
    /// Nobody answers, and the connection stays open.
    Hang,
    /// 429 with so many milliseconds to wait.
    Limited(u64),
    /// The server answers that this is not for the bot: 403.
    Forbidden,
    /// Requests of more bytes are answered 413, as a proxy does; the others pass.
    TooLarge(usize),
}

/// The proxy; clones are the same one.
#[derive(Clone)]
pub struct Proxy {
    pub url: String,
    upstream: String,
    rule: Arc<Mutex<Option<Rule>>>,
    held: Arc<Mutex<Vec<Vec<u8>>>>,
    /// How many requests have met with the fault.
    hits: Arc<watch::Sender<usize>>,
}

struct Rule {
    start: String,
    part: String,
    fault: Fault,
}

impl Proxy {
    pub async fn start(upstream: &str) -> anyhow::Result<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let proxy = Proxy {
            url: format!("http://{}", listener.local_addr()?),
            upstream: upstream.trim_start_matches("http://").to_owned(),
            rule: Arc::default(),
            held: Arc::default(),
            hits: Arc::new(watch::channel(0).0),
        };
        let serving = proxy.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                // A cut connection is what a client of a bad network sees; nobody else needs to know.
                tokio::spawn(async move { drop(Box::pin(serving.serve(stream)).await) });
            }
        });
        Ok(proxy)
    }

    /// From now on requests whose first line begins and goes on like this meet with the fault.
    pub fn spoil(&self, start: &str, part: &str, fault: Fault) {
        *self.rule.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Rule { start: start.to_owned(), part: part.to_owned(), fault });
    }

    /// All goes well again.
    pub fn mend(&self) {
        *self.rule.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Waits until a request has met with the fault.
    pub async fn wait_hit(&self) -> anyhow::Result<()> {
        let mut hits = self.hits.subscribe();
        tokio::time::timeout(crate::person::PATIENCE, hits.wait_for(|count| *count > 0)).await??;
        Ok(())
    }

    /// Passes on what was held back.
    pub async fn release(&self) -> anyhow::Result<usize> {
        let held = std::mem::take(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner));
        for request in &held {
            self.ask(request).await?;
        }
        Ok(held.len())
    }

    async fn serve(&self, mut stream: TcpStream) -> anyhow::Result<()> {
        let Some(request) = Box::pin(read_request(&mut stream)).await? else { return Ok(()) };
        let line =
            String::from_utf8_lossy(request.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned();
        let fault = self
            .rule
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .filter(|rule| line.starts_with(&rule.start) && line.contains(&rule.part))
            .map(|rule| rule.fault)
            .filter(|fault| !matches!(fault, Fault::TooLarge(most) if request.len() <= *most));
        let answer = match fault {
            None => Some(self.ask(&request).await?),
            Some(Fault::LoseAnswer) => {
                self.ask(&request).await?;
                None
            }
            Some(Fault::Hold) => {
                self.held.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                Some(answer_of("200 OK", "{}"))
            }
            Some(Fault::Hang) => {
                self.hits.send_modify(|count| *count += 1);
                return std::future::pending().await;
            }
            Some(Fault::Limited(millis)) => {
                let body =
                    format!("{{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"Slowly\",\"retry_after_ms\":{millis}}}");
                Some(answer_of("429 Too Many Requests", &body))
            }
            Some(Fault::Forbidden) => {
                Some(answer_of("403 Forbidden", r#"{"errcode":"M_FORBIDDEN","error":"Not for you"}"#))
            }
            Some(Fault::TooLarge(_)) => {
                Some(answer_of("413 Payload Too Large", "<html>413 Request Entity Too Large</html>"))
            }
        };
        if let Some(answer) = answer {
            stream.write_all(&answer).await?;
            stream.shutdown().await?;
        }
        if fault.is_some() {
            self.hits.send_modify(|count| *count += 1);
        }
        Ok(())
    }

    async fn ask(&self, request: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(&self.upstream).await?;
        stream.write_all(request).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(answer)
    }
}

fn answer_of(status: &str, body: &str) -> Vec<u8> {
    let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// One request of a connection, asking for the connection to be closed after its answer.
async fn read_request(stream: &mut TcpStream) -> anyhow::Result<Option<Vec<u8>>> {
    let (mut bytes, mut chunk) = (Vec::new(), [0_u8; 16_384]);
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk[..count]);
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let is = |line: &str, name: &str| line.to_ascii_lowercase().starts_with(name);
    let length = head.lines().find(|line| is(line, "content-length:")).and_then(|line| line[15..].trim().parse().ok());
    let length: usize = length.unwrap_or(0);
    while bytes.len() < head_end + 4 + length {
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk[..count]);
    }
    let kept: String = head.lines().filter(|line| !is(line, "connection:")).map(|line| format!("{line}\r\n")).collect();
    let mut request = format!("{kept}Connection: close\r\n\r\n").into_bytes();
    request.extend_from_slice(&bytes[head_end + 4..]);
    Ok(Some(request))
}
