//! The part of the configuration about mail.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Problem, secret};
use crate::mail::{Archive, ImapBox, Inbound, Mailer, Smtp, Source, Tls, Transport};

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailConfig {
    pub from: String,
    pub transport: String,
    pub password_file: Option<PathBuf>,
    pub ca_file: Option<PathBuf>,
    /// Where what the list has sent is seen again.
    pub archive: Option<String>,
    pub archive_password_file: Option<PathBuf>,
    pub inbound: Option<InboundConfig>,
}

/// `[mail.inbound]`: the mailbox from which the list is read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboundConfig {
    pub source: String,
    pub authserv_id: Option<String>,
    pub password_file: Option<PathBuf>,
    pub ca_file: Option<PathBuf>,
}

impl Default for MailConfig {
    fn default() -> MailConfig {
        MailConfig {
            from: "convenor@localhost.localdomain".to_owned(),
            transport: "maildir:outbox".to_owned(),
            password_file: None,
            ca_file: None,
            archive: None,
            archive_password_file: None,
            inbound: None,
        }
    }
}

impl MailConfig {
    /// The post office that is configured.
    ///
    /// # Errors
    /// The key and the problem.
    pub fn mailer(&self) -> Result<Mailer, Problem> {
        let from = self.from.parse().map_err(|_| {
            (
                "from",
                format!("“{}” is not a mail address; write the bot's own, such as convenor@example.org", self.from),
            )
        })?;
        let transport = self.transport().map_err(|problem| ("transport", problem))?;
        let archive = self.archive()?;
        Ok(Mailer { from, transport, archive })
    }

    /// The mailbox that is configured, if one is.
    ///
    /// # Errors
    /// The key and the problem.
    pub fn inbound(&self) -> Result<Option<Inbound>, Problem> {
        let Some(inbound) = &self.inbound else { return Ok(None) };
        if inbound.source == self.transport {
            let words = "this is the folder for outgoing mail; name the mailbox to which the list's mail comes";
            return Err(("inbound.source", words.to_owned()));
        }
        Ok(Some(Inbound { source: inbound.source()?, authserv_id: inbound.authserv_id.clone() }))
    }

    fn archive(&self) -> Result<Option<Archive>, Problem> {
        let Some(archive) = &self.archive else { return Ok(None) };
        if archive == &self.transport {
            let words = "this is the folder for outgoing mail, not the list's archive; name the list's archive";
            return Err(("archive", words.to_owned()));
        }
        if let Some(folder) = folder_of(archive) {
            return Ok(Some(Archive::maildir(folder)));
        }
        let is_server = ["imap://", "imaps://"].iter().any(|scheme| archive.starts_with(scheme));
        if !is_server {
            let words = format!(
                "“{archive}” is not an archive; write \"maildir:FOLDER\" or \"imaps://user@host/INBOX\", the list's archive or the mailbox of a subscriber"
            );
            return Err(("archive", words));
        }
        // The mailbox that is read has its password already.
        let read = self.inbound.as_ref().filter(|inbound| inbound.source == *archive);
        let own = self.archive_password_file.as_deref();
        let (file, variable) = match read {
            Some(inbound) if own.is_none() => (inbound.password_file.as_deref(), "CONVENOR_MAILBOX_PASSWORD"),
            Some(_) | None => (own, "CONVENOR_ARCHIVE_PASSWORD"),
        };
        let ca_file = read.and_then(|inbound| inbound.ca_file.as_ref()).or(self.ca_file.as_ref());
        let server = server_of(archive, (file, "archive_password_file", variable), ca_file);
        let server = server.map_err(|fault| match fault {
            Fault::Address(problem) => ("archive", problem),
            Fault::Secret(problem) => ("archive_password_file", problem),
        })?;
        Ok(Some(Archive::Imap(Box::new(server))))
    }

    fn transport(&self) -> Result<Transport, String> {
        if let Some(folder) = folder_of(&self.transport) {
            return Ok(Transport::Maildir(folder));
        }
        let advice = "write \"maildir:outbox\" or \"smtp://user@host:587?tls=starttls\" (or tls=tls, tls=none)";
        let url =
            url::Url::parse(&self.transport).ok().filter(|url| url.scheme() == "smtp" && url.host_str().is_some());
        let Some(url) = url else { return Err(format!("“{}” is not a transport; {advice}", self.transport)) };
        if url.password().is_some() {
            return Err("a password does not belong here; put it into a file and name it with password_file".to_owned());
        }
        let mut tls = Tls::Starttls;
        for (key, value) in url.query_pairs() {
            tls = match (key.as_ref(), value.as_ref()) {
                ("tls", "starttls") => Tls::Starttls,
                ("tls", "tls") => Tls::Tls,
                ("tls", "none") => Tls::None,
                _ => return Err(format!("“{key}={value}” is unknown; {advice}")),
            };
        }
        let default_port = if tls == Tls::Tls { 465 } else { 587 };
        let user = Some(url.username()).filter(|user| !user.is_empty()).map(|user| user.replace("%40", "@"));
        let password = match &user {
            Some(user) => Some(secret(self.password_file.as_deref(), "CONVENOR_MAIL_PASSWORD")?.ok_or_else(|| {
                format!("“{user}” cannot log in without a password; put it into a file and name it with password_file, or into CONVENOR_MAIL_PASSWORD")
            })?),
            None => None,
        };
        Ok(Transport::Smtp(Smtp {
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port().unwrap_or(default_port),
            tls,
            user,
            password,
            ca_file: self.ca_file.clone(),
        }))
    }
}

impl InboundConfig {
    /// The mailbox by its address.
    fn source(&self) -> Result<Source, Problem> {
        if let Some(folder) = folder_of(&self.source) {
            return Ok(Source::Maildir(folder));
        }
        let secret = (self.password_file.as_deref(), "password_file", "CONVENOR_MAILBOX_PASSWORD");
        let server = server_of(&self.source, secret, self.ca_file.as_ref()).map_err(|fault| match fault {
            Fault::Address(problem) => ("inbound.source", problem),
            Fault::Secret(problem) => ("inbound.password_file", problem),
        })?;
        Ok(Source::Imap(Box::new(server)))
    }
}

/// The folder of `maildir:FOLDER`.
fn folder_of(address: &str) -> Option<PathBuf> {
    address.strip_prefix("maildir:").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// What is wrong with a mailbox on a server.
enum Fault {
    Address(String),
    Secret(String),
}

/// The mailbox of `imaps://user@host/FOLDER` or `imap://user@host:143/FOLDER?tls=starttls`; its password is in a file, which has a key
/// in the configuration, or in a variable of the environment.
fn server_of(
    address: &str,
    (file, key, variable): (Option<&Path>, &str, &str),
    ca_file: Option<&PathBuf>,
) -> Result<ImapBox, Fault> {
    let advice = "write \"maildir:FOLDER\", \"imaps://user@host/INBOX\" or \"imap://user@host:143/INBOX?tls=starttls\" (tls=none on the same machine)";
    let url = url::Url::parse(address).ok();
    let url = url.filter(|url| matches!(url.scheme(), "imap" | "imaps") && url.host_str().is_some());
    let url = url.ok_or_else(|| Fault::Address(format!("“{address}” is not a mailbox; {advice}")))?;
    if url.password().is_some() {
        return Err(Fault::Address(format!(
            "a password does not belong here; put it into a file and name it with {key}"
        )));
    }
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let tls = match (url.scheme(), query.as_slice()) {
        ("imaps", []) => Tls::Tls,
        ("imap", []) => Tls::Starttls,
        ("imap", [(key, value)]) if key == "tls" && value == "starttls" => Tls::Starttls,
        ("imap", [(key, value)]) if key == "tls" && value == "none" => Tls::None,
        _ => return Err(Fault::Address(format!("what follows “?” is unknown; {advice}"))),
    };
    let decoded = |part: &str| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned();
    let user = decoded(url.username());
    if user.is_empty() {
        return Err(Fault::Address(format!("it names no user; {advice}")));
    }
    let password = secret(file, variable).map_err(Fault::Secret)?.ok_or_else(|| {
        Fault::Secret(format!(
            "“{user}” cannot log in without a password; put it into a file and name it with {key}, or into {variable}"
        ))
    })?;
    let folder = decoded(url.path().trim_start_matches('/'));
    Ok(ImapBox {
        host: url.host_str().unwrap_or_default().to_owned(),
        port: url.port().unwrap_or(if tls == Tls::Tls { 993 } else { 143 }),
        tls,
        user,
        password,
        folder: if folder.is_empty() { "INBOX".to_owned() } else { folder },
        ca_file: ca_file.cloned(),
    })
}
