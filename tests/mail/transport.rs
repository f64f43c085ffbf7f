//! The ways to a mail server that a configuration can name: STARTTLS and TLS with a login, and
//! what is said when one of them is closed.

use std::io::Write;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use convenor::config::MailConfig;
use convenor::mail::{MailError, Mailer};
use tracing_subscriber::fmt::MakeWriter;

use crate::inbox::{at_the_list, delivered, not_delivered};
use crate::room::{Room, SECRETARY};
use crate::servers::{BOT, Down, mailer, plain, port, variable};

const WRONG_PASSWORD: &str = "rosebud-4711";
/// The wrong and the right password as AUTH PLAIN sends them (RFC 4616).
const WRONG_ON_THE_WIRE: &str = "AGJvdEBleGFtcGxlLm9yZwByb3NlYnVkLTQ3MTE=";
const RIGHT_ON_THE_WIRE: &str = "AGJvdEBleGFtcGxlLm9yZwBwdw==";

/// A configuration whose secrets lie in a folder.
struct Configured {
    folder: tempfile::TempDir,
    config: MailConfig,
}

impl Configured {
    /// The bot logs in at a port of `localhost`, with the right password and authority.
    fn new(port: u16, tls: &str) -> anyhow::Result<Configured> {
        let folder = tempfile::tempdir()?;
        let password = folder.path().join("password");
        std::fs::write(&password, "pw\n")?;
        std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o600))?;
        let config = MailConfig {
            from: BOT.to_owned(),
            transport: format!("smtp://bot%40example.org@localhost:{port}?tls={tls}"),
            password_file: Some(password),
            ca_file: Some(variable("CA").into()),
            archive: None,
            archive_password_file: None,
            inbound: None,
        };
        Ok(Configured { folder, config })
    }

    fn with_password(self, password: &str) -> anyhow::Result<Configured> {
        std::fs::write(self.folder.path().join("password"), password)?;
        Ok(self)
    }

    fn trusting_nobody_else(mut self) -> Configured {
        self.config.ca_file = None;
        self
    }

    /// The post office; it has read the password.
    fn mailer(&self) -> anyhow::Result<Mailer> {
        mailer(&self.config)
    }

    /// The same as a file, as the program reads it.
    fn file(&self) -> anyhow::Result<PathBuf> {
        let file = self.folder.path().join("convenor.toml");
        let MailConfig { from, transport, password_file, ca_file, archive: _, archive_password_file: _, inbound: _ } =
            &self.config;
        let path = |key: &str, path: &Option<PathBuf>| {
            path.as_ref().map_or_else(String::new, |path| format!("{key} = \"{}\"\n", path.display()))
        };
        let store = format!("[store]\nurl = \"sqlite://{}\"\n", self.folder.path().join("convenor.db").display());
        let mail = format!("[mail]\nfrom = {from:?}\ntransport = {transport:?}\n");
        std::fs::write(&file, [store, mail, path("password_file", password_file), path("ca_file", ca_file)].concat())?;
        Ok(file)
    }
}

async fn arrives_by(name: &str, port: u16, tls: &str) -> anyhow::Result<()> {
    let configured = Configured::new(port, tls)?;
    let mut room = Room::open(name, mailer(&configured.config)?).await?;
    let preview = room.meet().await?;
    let said = room.send().await?;
    assert!(said.iter().any(|line| line.contains("handed to the mail server")), "{said:?}");
    for mail in delivered(&room.message_id(1), 1).await? {
        assert_eq!(mail.text, at_the_list(&preview.body));
    }
    Ok(())
}

#[tokio::test]
async fn minutes_arrive_by_starttls_and_a_login() -> anyhow::Result<()> {
    arrives_by("starttls", port("SUBMISSION"), "starttls").await
}

#[tokio::test]
async fn minutes_arrive_by_tls_and_a_login() -> anyhow::Result<()> {
    arrives_by("tls", port("SMTPS"), "tls").await
}

#[tokio::test]
async fn a_wrong_password_is_told_to_the_secretary_and_never_shown() -> anyhow::Result<()> {
    let log = Log::default();
    let _guard = log.listen();
    let configured = Configured::new(port("SUBMISSION"), "starttls")?.with_password(WRONG_PASSWORD)?;
    let post_office = mailer(&configured.config)?;
    let mut room = Room::open("password", post_office.clone()).await?;
    room.meet().await?;
    let mut said = room.send().await?;
    let told: Vec<&String> = said.iter().filter(|line| line.starts_with("bot: Sol Okafor: ")).collect();
    assert_eq!(told.len(), 1, "{said:?}");
    assert!(told[0].contains("535") && told[0].contains("then type: !minutes send"), "{told:?}");
    assert_eq!(room.pinged().last().map(|account| account.0.as_str()), Some(SECRETARY));
    assert_eq!(room.outbox().await?, []);
    said.extend(room.play("secretary: !status\n+ 2 h").await?);
    let shown = format!("{said:?} {post_office:?} {:?}", post_office.check().await);
    for secret in [WRONG_PASSWORD, WRONG_ON_THE_WIRE] {
        assert!(!shown.contains(secret), "{shown}");
        assert_eq!(lines_with(&log.text(), secret), Vec::<String>::new(), "the log shows the password");
    }
    let configured = configured.with_password("pw")?;
    let mut room = room.restarted(mailer(&configured.config)?).await?;
    room.send().await?;
    delivered(&room.message_id(1), 1).await?;
    Ok(())
}

/// Whoever turns the log up to look for a fault shall not find a password or what was said.
#[tokio::test]
async fn the_log_holds_neither_password_nor_minutes_at_any_level() -> anyhow::Result<()> {
    let log = Log::default();
    let guard = log.listen();
    tracing::trace!("the log listens");
    let configured = Configured::new(port("SUBMISSION"), "starttls")?;
    let mut room = Room::open("log", configured.mailer()?).await?;
    room.meet().await?;
    room.send().await?;
    drop(guard);
    assert!(log.text().contains("the log listens"), "at this level");
    for secret in [RIGHT_ON_THE_WIRE, "ovrelap table is adopted"] {
        assert_eq!(lines_with(&log.text(), secret), Vec::<String>::new(), "the log holds “{secret}”");
    }
    delivered(&room.message_id(1), 1).await?;
    Ok(())
}

#[tokio::test]
async fn an_untrusted_certificate_keeps_the_mail_until_its_authority_is_named() -> anyhow::Result<()> {
    for (name, port, tls) in [("ca-starttls", port("SUBMISSION"), "starttls"), ("ca-tls", port("SMTPS"), "tls")] {
        let configured = Configured::new(port, tls)?.trusting_nobody_else();
        let mut room = Room::open(name, mailer(&configured.config)?).await?;
        room.meet().await?;
        let said = room.send().await?;
        assert_eq!(said.len(), 1, "only that it is in the outbox: {said:?}");
        assert_eq!(room.waits().await?, (1, 30));
        room.play("+ 30s").await?;
        assert_eq!(room.waits().await?, (2, 60));
        not_delivered(&room.message_id(1)).await?;
        let trusting = Configured::new(port, tls)?;
        let mut room = room.restarted(mailer(&trusting.config)?).await?;
        let said = room.play("+ 60s").await?;
        assert!(said.iter().any(|line| line.contains("handed to the mail server")), "{said:?}");
        delivered(&room.message_id(1), 1).await?;
    }
    Ok(())
}

/// What the check says: whether it will pass by itself, and a word that leads to the cause.
#[tokio::test]
async fn the_check_says_ok_or_what_is_wrong() -> anyhow::Result<()> {
    let (submission, smtps) = (port("SUBMISSION"), port("SMTPS"));
    for post_office in [
        mailer(&plain(port("SMTP")))?,
        Configured::new(submission, "starttls")?.mailer()?,
        Configured::new(smtps, "tls")?.mailer()?,
    ] {
        let said = post_office.check().await;
        assert!(
            said.as_ref().is_ok_and(|said| said.contains("answers and accepts the login")),
            "{:?}: {said:?}",
            post_office.transport
        );
    }
    let down = Down::new()?;
    let refused = |word| (true, word);
    let later = |word| (false, word);
    for (post_office, (is_final, word)) in [
        (Configured::new(submission, "starttls")?.with_password(WRONG_PASSWORD)?.mailer()?, refused("535")),
        (Configured::new(smtps, "tls")?.with_password(WRONG_PASSWORD)?.mailer()?, refused("535")),
        (Configured::new(submission, "starttls")?.trusting_nobody_else().mailer()?, later("certificate")),
        (Configured::new(smtps, "tls")?.trusting_nobody_else().mailer()?, later("certificate")),
        (Configured::new(submission, "tls")?.mailer()?, later("message")),
        (mailer(&plain(down.port))?, later("refused")),
    ] {
        let transport = format!("{:?}", post_office.transport);
        let error = post_office.check().await.expect_err(&transport);
        assert_eq!(matches!(error, MailError::Refused(_)), is_final, "{transport}: {error}");
        assert!(error.to_string().contains(word), "{transport}: {error}");
        assert!(!error.to_string().contains(WRONG_PASSWORD), "{error}");
    }
    Ok(())
}

/// The program's own check, with the log turned up: exit code, line, and no password anywhere.
#[test]
fn convenor_check_tells_it_in_a_line() -> anyhow::Result<()> {
    let submission = port("SUBMISSION");
    let right = Configured::new(submission, "starttls")?;
    // The program as a whole needs a platform beside the mail server, which is not the subject here.
    let (_, output) = run_check(&right.file()?)?;
    let words = format!("ok     mail: the mail server localhost:{submission} answers and accepts the login");
    assert_eq!(lines_with(&output, "mail: "), [words]);
    assert_eq!(lines_with(&output, RIGHT_ON_THE_WIRE), Vec::<String>::new(), "the log shows the password");

    let wrong = Configured::new(submission, "starttls")?.with_password(WRONG_PASSWORD)?;
    let (is_fine, output) = run_check(&wrong.file()?)?;
    let lines = lines_with(&output, "WRONG  mail: ");
    assert!(
        !is_fine && lines.len() == 1 && lines[0].contains("535") && lines[0].contains("password_file"),
        "{lines:?}"
    );
    for secret in [WRONG_PASSWORD, WRONG_ON_THE_WIRE] {
        assert_eq!(lines_with(&output, secret), Vec::<String>::new(), "the log shows the password");
    }

    let mut without = Configured::new(submission, "starttls")?;
    without.config.password_file = None;
    let (is_fine, output) = run_check(&without.file()?)?;
    assert!(
        !is_fine && output.contains("password_file"),
        "a user without a password cannot log in: {:?}",
        lines_with(&output, "mail: ")
    );
    Ok(())
}

/// Lines that hold a word, each cut to what one can read.
fn lines_with(text: &str, word: &str) -> Vec<String> {
    text.lines().filter(|line| line.contains(word)).map(|line| line.chars().take(300).collect()).collect()
}

fn run_check(config: &Path) -> anyhow::Result<(bool, String)> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_convenor"));
    let output = program
        .arg("check")
        .arg("--config")
        .arg(config)
        .env("CONVENOR_LOG", "trace")
        .env_remove("CONVENOR_MAIL_PASSWORD")
        .output()?;
    Ok((output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()))
}

/// All that is logged by this thread, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}
