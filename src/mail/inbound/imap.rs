//! A mailbox by IMAP (RFC 9051). It is examined, not selected: nothing in it is changed. New mail is announced by IDLE
//! (RFC 2177), which is renewed each minute: a connection that has died in silence is noticed then.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_imap::extensions::idle::IdleResponse;
use async_imap::types::{Fetch, Mailbox, UnsolicitedResponse};
use async_imap::{Client, Session};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt as _;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Fetched, TOGETHER_BYTES};
use crate::mail::{MAIL_BYTES, MailError, Tls};

/// A mailbox on a server.
#[derive(Clone, Debug)]
pub struct ImapBox {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: String,
    pub password: SecretString,
    pub folder: String,
    /// Certificates of the server's authority, in PEM, if it is not a public one.
    pub ca_file: Option<PathBuf>,
}

/// A connection to a mailbox, and how far it was read.
#[derive(Debug)]
pub struct Imap {
    server: ImapBox,
    session: Option<Open>,
    place: Option<Place>,
}

type Open = Session<Box<dyn Connection>>;

trait Connection: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Connection for T {}

/// How far a mailbox has been read: `uid` is a number of this `validity` only (RFC 9051, clause 2.3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    validity: u32,
    uid: u32,
    /// Microseconds since 1970: mails of before the first look are never read.
    since: i64,
    /// When the last mail was received that was read, or the time of the first look.
    read: i64,
    /// Up to this number what is new is told by its time, since the numbers mean other mails than before.
    renumbered: u32,
}

/// How long a server may take for one answer.
const PATIENCE: Duration = Duration::from_mins(1);
const IDLE: Duration = Duration::from_mins(1);
/// After the numbers of a mailbox have changed, mails of so many days before the last one that was read are looked at again;
/// what was read is known by its Message-ID.
const LATE_DAYS: i64 = 1;

impl Imap {
    pub fn new(server: ImapBox) -> Imap {
        Imap { server, session: None, place: None }
    }

    /// Key of the note that says how far the mailbox was read.
    pub fn key(&self) -> String {
        let ImapBox { user, host, folder, .. } = &self.server;
        format!("imap {user}@{host}/{folder}")
    }

    /// Connects and begins where a note says. Without one everything that is there is old; the note to be kept is returned.
    ///
    /// # Errors
    /// The server cannot be reached, or does not let us in.
    pub async fn begin(
        &mut self,
        note: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<(String, String)>, MailError> {
        let (session, mailbox) = self.server.open().await?;
        self.session = Some(session);
        let validity = mailbox.uid_validity.unwrap_or(0);
        let last = mailbox.uid_next.map_or(0, |next| next.saturating_sub(1));
        let known = note.and_then(|note| Place::read(note, last));
        let place = match known {
            Some(place) if place.validity == validity => place,
            Some(place) => {
                tracing::warn!(
                    "the mailbox has new numbers (UIDVALIDITY); what is new is found by time and Message-ID"
                );
                Place { validity, uid: 0, renumbered: last, ..place }
            }
            None => {
                let now = now.timestamp_micros();
                Place { validity, uid: last, since: now, read: now, renumbered: 0 }
            }
        };
        self.place = Some(place);
        Ok((known != Some(place)).then(|| (self.key(), place.note())))
    }

    /// Numbers of the mails that have come since, the oldest first.
    ///
    /// # Errors
    /// The connection is lost.
    pub async fn news(&mut self) -> Result<Vec<u32>, MailError> {
        let place = self.place.ok_or_else(not_open)?;
        let after = place.uid;
        let query = if after > 0 || place.renumbered == 0 {
            format!("UID {}:*", after.saturating_add(1))
        } else {
            let read = DateTime::from_timestamp_micros(place.read).unwrap_or_default() - TimeDelta::days(LATE_DAYS + 1);
            format!("SINCE {}", read.format("%-d-%b-%Y"))
        };
        let mut session = self.taken()?;
        // What was announced until now is found.
        while session.unsolicited_responses.try_recv().is_ok() {}
        let found = within(session.uid_search(&query)).await?;
        self.session = Some(session);
        // `*` is the last mail, also where its number is not above.
        let mut found: Vec<u32> = found.into_iter().filter(|uid| *uid > after).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// Fetches the first of these mails, and says how many of them it has passed. One that has gone, is too large or is
    /// older than the first look brings nothing.
    ///
    /// # Errors
    /// The connection is lost.
    pub async fn fetch_all(&mut self, uids: &[u32]) -> Result<(usize, Vec<Fetched>), MailError> {
        let mut place = self.place.ok_or_else(not_open)?;
        let described = self.of(uids, "(UID RFC822.SIZE INTERNALDATE)").await?;
        let late = place.read - TimeDelta::days(LATE_DAYS).num_microseconds().unwrap_or_default();
        let oldest = late.max(place.since);
        // Those whose words are wanted, with the times at which they came.
        let mut wanted: Vec<(u32, DateTime<Utc>)> = Vec::new();
        let (mut passed, mut bytes) = (0, 0);
        for uid in uids {
            if bytes >= TOGETHER_BYTES {
                break;
            }
            passed += 1;
            let Some(found) = described.iter().find(|fetch| fetch.uid == Some(*uid)) else { continue };
            let (Some(size), Some(at)) = (found.size.map(u64::from), found.internal_date()) else { continue };
            if size > MAIL_BYTES {
                tracing::warn!(size, limit = MAIL_BYTES, "a mail is too large and is not read");
            } else if *uid > place.renumbered || at.timestamp_micros() >= oldest {
                bytes += size;
                wanted.push((*uid, at.with_timezone(&Utc)));
            }
        }
        let wanted_uids: Vec<u32> = wanted.iter().map(|(uid, _)| *uid).collect();
        let whole = if wanted.is_empty() { Vec::new() } else { self.of(&wanted_uids, "(UID BODY.PEEK[])").await? };
        let mut fetched = Vec::with_capacity(wanted.len());
        for (uid, at) in wanted {
            place.uid = place.uid.max(uid);
            place.read = place.read.max(at.timestamp_micros());
            let bytes = whole.iter().find(|fetch| fetch.uid == Some(uid)).and_then(|fetch| fetch.body());
            let note = (self.key(), place.note());
            fetched.extend(bytes.map(|bytes| Fetched { bytes: bytes.to_vec(), at, note }));
        }
        place.uid = uids[..passed].iter().copied().fold(place.uid, u32::max);
        self.place = Some(place);
        Ok((passed, fetched))
    }

    /// Waits until the server says that something has changed, a minute at most.
    ///
    /// # Errors
    /// The connection is lost.
    pub async fn wait(&mut self) -> Result<(), MailError> {
        let mut session = self.taken()?;
        let capabilities = within(session.capabilities()).await?;
        if !capabilities.has_str("IDLE") {
            tokio::time::sleep(IDLE).await;
            within(session.noop()).await?;
            self.session = Some(session);
            return Ok(());
        }
        let announced = session.unsolicited_responses.clone();
        let mut idle = session.idle();
        within(idle.init()).await?;
        let is_new = |response| matches!(response, UnsolicitedResponse::Exists(_));
        // The server announces a mail once, and may have done so beside another answer since the last look.
        if std::iter::from_fn(|| announced.try_recv().ok()).any(is_new) {
            self.session = Some(within(idle.done()).await?);
            return Ok(());
        }
        let (changed, _stop) = idle.wait_with_timeout(IDLE);
        let heard = tokio::time::timeout(IDLE + PATIENCE, changed).await;
        match heard {
            Ok(Ok(IdleResponse::Timeout | IdleResponse::NewData(_) | IdleResponse::ManualInterrupt)) => {}
            Ok(Err(error)) => return Err(lost(&error)),
            Err(_) => return Err(MailError::Retry("the server no longer answers".to_owned())),
        }
        self.session = Some(within(idle.done()).await?);
        Ok(())
    }

    /// How many mails there are, and the last of them.
    pub(super) async fn last(server: &ImapBox, most: u32) -> Result<(usize, Vec<Vec<u8>>), MailError> {
        let (mut session, mailbox) = server.open().await?;
        let count = mailbox.exists;
        let mut last: Vec<Fetch> = Vec::new();
        if count > 0 {
            let set = format!("{}:{count}", count.saturating_sub(most).saturating_add(1));
            let heads = within(session.fetch(&set, "(UID BODY.PEEK[HEADER])")).await?;
            last = within(heads.try_collect()).await?;
        }
        // The answer is here; how the server says goodbye does not matter.
        let _ = within(session.logout()).await;
        let heads = last.iter().filter_map(|fetch| fetch.header().map(<[u8]>::to_vec)).collect();
        Ok((usize::try_from(count).unwrap_or_default(), heads))
    }

    async fn of(&mut self, uids: &[u32], items: &str) -> Result<Vec<Fetch>, MailError> {
        let set = uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let mut session = self.taken()?;
        let fetched = within(session.uid_fetch(set, items)).await?;
        let all = within(fetched.try_collect()).await?;
        self.session = Some(session);
        Ok(all)
    }

    /// The session, to be put back after an answer: after an error the connection is not used again.
    fn taken(&mut self) -> Result<Open, MailError> {
        self.session.take().ok_or_else(not_open)
    }
}

impl ImapBox {
    /// Connects, logs in and examines the folder.
    async fn open(&self) -> Result<(Open, Mailbox), MailError> {
        let tcp = tokio::time::timeout(PATIENCE, TcpStream::connect((self.host.as_str(), self.port))).await;
        let tcp = tcp.map_err(|_| MailError::Retry("the server does not answer".to_owned()))?;
        let tcp = tcp.map_err(|error| MailError::Retry(error.to_string()))?;
        let stream: Box<dyn Connection> = match self.tls {
            Tls::None => Box::new(tcp),
            Tls::Tls => Box::new(self.encrypted(tcp).await?),
            Tls::Starttls => {
                let mut plain = Client::new(tcp);
                greeted(&mut plain).await?;
                within(plain.run_command_and_check_ok("STARTTLS", None)).await?;
                Box::new(self.encrypted(plain.into_inner()).await?)
            }
        };
        let mut client = Client::new(stream);
        if self.tls != Tls::Starttls {
            greeted(&mut client).await?;
        }
        let login = client.login(&self.user, self.password.expose_secret());
        let session = tokio::time::timeout(PATIENCE, login).await;
        let session = session.map_err(|_| MailError::Retry("the server does not answer".to_owned()))?;
        let mut session = session.map_err(|(error, _)| lost(&error))?;
        let mailbox = within(session.examine(&self.folder)).await?;
        Ok((session, mailbox))
    }

    /// Which of these Message-IDs are in the folder. The server is asked for each (RFC 9051, clause 6.4.4).
    ///
    /// # Errors
    /// It cannot be reached, or does not let us in.
    pub(in crate::mail) async fn holds(&self, wanted: Vec<String>) -> Result<Vec<String>, MailError> {
        let (mut session, _) = self.open().await?;
        let mut found = Vec::new();
        for id in wanted {
            // A Message-ID of ours has nothing in it that a quoted string would have to escape.
            if !within(session.uid_search(format!("HEADER Message-ID \"<{id}>\""))).await?.is_empty() {
                found.push(id);
            }
        }
        // The answer is here; how the server says goodbye does not matter.
        let _ = within(session.logout()).await;
        Ok(found)
    }

    async fn encrypted(&self, tcp: TcpStream) -> Result<tokio_rustls::client::TlsStream<TcpStream>, MailError> {
        let retry = |words: String| MailError::Retry(words);
        let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(file) = &self.ca_file {
            let pem = tokio::fs::read(file).await.map_err(|error| retry(format!("{}: {error}", file.display())))?;
            let certificates = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
            let certificates = certificates.map_err(|error| retry(format!("{}: {error}", file.display())))?;
            roots.add_parsable_certificates(certificates);
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| retry(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(self.host.clone()).map_err(|error| retry(error.to_string()))?;
        let connecting = TlsConnector::from(Arc::new(config)).connect(name, tcp);
        let connected = tokio::time::timeout(PATIENCE, connecting).await;
        let connected = connected.map_err(|_| retry("the server does not answer".to_owned()))?;
        connected.map_err(|error| retry(error.to_string()))
    }
}

/// The server speaks first.
async fn greeted<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug>(
    client: &mut Client<T>,
) -> Result<(), MailError> {
    let greeting = tokio::time::timeout(PATIENCE, client.read_response()).await;
    match greeting {
        Ok(Ok(Some(_))) => Ok(()),
        Ok(Ok(None)) | Err(_) => Err(MailError::Retry("the server does not answer".to_owned())),
        Ok(Err(error)) => Err(MailError::Retry(error.to_string())),
    }
}

async fn within<T>(answer: impl Future<Output = Result<T, async_imap::error::Error>>) -> Result<T, MailError> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(answer) => answer.map_err(|error| lost(&error)),
        Err(_) => Err(MailError::Retry("the server does not answer".to_owned())),
    }
}

fn lost(error: &async_imap::error::Error) -> MailError {
    MailError::Retry(crate::text::one_line(&crate::text::clean(&error.to_string())))
}

fn not_open() -> MailError {
    MailError::Retry("the connection is not open".to_owned())
}

impl Place {
    fn note(self) -> String {
        format!("{} {} {} {} {}", self.validity, self.uid, self.since, self.read, self.renumbered)
    }

    /// `last` is the last number that the mailbox has given, up to which nothing is certain where an older version has noted
    /// nothing of it.
    fn read(note: &str, last: u32) -> Option<Place> {
        let mut parts = note.split(' ');
        let validity = parts.next()?.parse().ok()?;
        let uid = parts.next()?.parse().ok()?;
        let (since, read) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let renumbered = match parts.next() {
            Some(renumbered) => renumbered.parse().ok()?,
            None if uid == 0 => last,
            None => 0,
        };
        Some(Place { validity, uid, since, read, renumbered })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_noted() {
        let place = Place { validity: 7, uid: 12, since: 1, read: 2, renumbered: 9 };
        assert_eq!(Place::read(&place.note(), 30), Some(place));
        // As version 0.1.0 has noted it.
        assert_eq!(Place::read("7 12 1 2", 30), Some(Place { renumbered: 0, ..place }));
        assert_eq!(Place::read("7 0 1 2", 30), Some(Place { uid: 0, renumbered: 30, ..place }));
        assert_eq!(Place::read("7 12 1", 30), None);
        assert_eq!(Place::read("", 30), None);
    }
}
