//! The servers that the tests talk to: where they are, and two that fail on order.

use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use convenor::config::MailConfig;
use convenor::mail::Mailer;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// The bot's address, which may post to the list.
pub const BOT: &str = "bot@example.org";
/// How long a mail may take to the members' boxes, and a server to any answer.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is looked at while it is waited for.
pub const GLANCE: Duration = Duration::from_millis(50);

/// A variable that `tests/servers/up.sh` has written, by the end of its name.
pub fn variable(name: &str) -> String {
    let name = format!("CONVENOR_TEST_{name}");
    let advice = "start the servers first: tests/all.sh does it all; by hand: D=$(mktemp -d); tests/servers/up.sh $D; source $D/env";
    std::env::var(&name).unwrap_or_else(|_| panic!("{name} is not set; {advice}"))
}

/// Port of the server that a variable names as host:port.
pub fn port(name: &str) -> u16 {
    let address = variable(name);
    let port = address.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    port.unwrap_or_else(|| panic!("CONVENOR_TEST_{name} is “{address}” and should be host:port"))
}

/// A mail server on this machine that wants neither TLS nor a login.
pub fn plain(port: u16) -> MailConfig {
    MailConfig {
        from: BOT.to_owned(),
        transport: format!("smtp://127.0.0.1:{port}?tls=none"),
        password_file: None,
        ca_file: None,
        archive: None,
        archive_password_file: None,
        inbound: None,
    }
}

/// The post office that a configuration gives.
pub fn mailer(config: &MailConfig) -> anyhow::Result<Mailer> {
    config.mailer().map_err(|(key, problem)| anyhow::anyhow!("key {key}: {problem}"))
}

/// `smtp-fault.py` before the real Postfix; it is stopped when this is dropped.
pub struct Fault {
    child: Child,
    pub port: u16,
    control: u16,
    _folder: tempfile::TempDir,
}

impl Fault {
    /// Starts the relay and queues its orders; a connection with a mail takes one each.
    pub async fn start(orders: &[&str]) -> anyhow::Result<Fault> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("ports");
        let script: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "servers", "smtp-fault.py"].iter().collect();
        let child = Command::new("python3")
            .arg(script)
            .arg(&file)
            .arg(variable("SMTP"))
            .stdout(std::process::Stdio::null())
            .spawn();
        let child = child.context("starting smtp-fault.py; it needs python3")?;
        let mut fault = Fault { child, port: 0, control: 0, _folder: folder };
        let end = Instant::now() + PATIENCE;
        while !file.exists() {
            ensure!(Instant::now() < end, "smtp-fault.py wrote no ports within {PATIENCE:?}");
            ensure!(fault.child.try_wait()?.is_none(), "smtp-fault.py has ended");
            tokio::time::sleep(GLANCE).await;
        }
        let ports = std::fs::read_to_string(&file)?;
        let mut ports = ports.lines().map(str::parse);
        fault.port = ports.next().context("the SMTP port is missing")??;
        fault.control = ports.next().context("the control port is missing")??;
        for order in orders {
            let answer = fault.say(order).await?;
            ensure!(answer.starts_with("ok"), "smtp-fault.py answers {answer:?} to {order}");
        }
        Ok(fault)
    }

    /// Orders that have been carried out, one for each connection that carried a mail.
    pub async fn done(&self) -> anyhow::Result<Vec<String>> {
        let status: serde_json::Value = serde_json::from_str(&self.say("status").await?)?;
        Ok(serde_json::from_value(status["done"].clone())?)
    }

    async fn say(&self, word: &str) -> anyhow::Result<String> {
        let talk = async {
            let mut control = BufReader::new(TcpStream::connect(("127.0.0.1", self.control)).await?);
            control.write_all(format!("{word}\n").as_bytes()).await?;
            let mut answer = String::new();
            control.read_line(&mut answer).await?;
            anyhow::Ok(answer.trim().to_owned())
        };
        tokio::time::timeout(PATIENCE, talk).await.context("smtp-fault.py does not answer")?
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is ours and refuses connections until the server behind it comes up.
pub struct Down {
    socket: TcpSocket,
    pub port: u16,
}

impl Down {
    pub fn new() -> anyhow::Result<Down> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        let port = socket.local_addr()?.port();
        Ok(Down { socket, port })
    }

    /// From now on the port is the real Postfix.
    pub fn comes_up(self) -> anyhow::Result<()> {
        let listener = self.socket.listen(16)?;
        tokio::spawn(hand_on(listener, variable("SMTP")));
        Ok(())
    }
}

/// A way to the real Postfix on which no answer comes back once the message itself is asked for:
/// it is delivered, and whoever sent it waits.
pub async fn silent_after_the_dot() -> anyhow::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let upstream = variable("SMTP");
    tokio::spawn(async move {
        let (client, _) = listener.accept().await?;
        let (mut from_client, mut to_client) = client.into_split();
        let (from_server, mut to_server) = TcpStream::connect(upstream).await?.into_split();
        tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
        let mut answers = BufReader::new(from_server);
        let mut answer = String::new();
        while !answer.starts_with("354") {
            answer.clear();
            answers.read_line(&mut answer).await?;
            to_client.write_all(answer.as_bytes()).await?;
        }
        // Both connections stay open until the sender's end.
        std::future::pending::<std::io::Result<()>>().await
    });
    Ok(port)
}

async fn hand_on(listener: TcpListener, upstream: String) {
    while let Ok((mut client, _)) = listener.accept().await {
        let Ok(mut server) = TcpStream::connect(&upstream).await else { continue };
        // A side that breaks off ends the connection, which is all there is to do.
        tokio::spawn(async move { tokio::io::copy_bidirectional(&mut client, &mut server).await });
    }
}
