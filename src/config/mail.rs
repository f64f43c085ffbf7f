//! The part of the configuration about mail.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Problem, secret};
use crate::mail::{Archive, Mailer, Smtp, Tls, Transport};

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailConfig {
    pub from: String,
    pub transport: String,
    pub password_file: Option<PathBuf>,
    pub ca_file: Option<PathBuf>,
    /// Where what the list has sent is seen again.
    pub archive: Option<String>,
}

impl Default for MailConfig {
    fn default() -> MailConfig {
        MailConfig {
            from: "convenor@localhost.localdomain".to_owned(),
            transport: "maildir:outbox".to_owned(),
            password_file: None,
            ca_file: None,
            archive: None,
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
        let archive = self.archive().map_err(|problem| ("archive", problem))?;
        Ok(Mailer { from, transport, archive })
    }

    fn archive(&self) -> Result<Option<Archive>, String> {
        let Some(archive) = &self.archive else { return Ok(None) };
        let folder = archive.strip_prefix("maildir:").filter(|folder| !folder.is_empty()).ok_or_else(|| {
            format!("“{archive}” is not an archive; write \"maildir:FOLDER\", the list's archive or the mailbox of a subscriber")
        })?;
        if archive == &self.transport {
            return Err(
                "this is the folder for outgoing mail, not the list's archive; name the list's archive".to_owned()
            );
        }
        Ok(Some(Archive::new(folder.into())))
    }

    fn transport(&self) -> Result<Transport, String> {
        if let Some(folder) = self.transport.strip_prefix("maildir:").filter(|folder| !folder.is_empty()) {
            return Ok(Transport::Maildir(folder.into()));
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
