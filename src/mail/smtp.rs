//! SMTP submission (RFC 5321, RFC 6409) with STARTTLS, TLS from the first byte, or none.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, Tls as LettreTls, TlsParameters};
use lettre::transport::smtp::commands::{Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use secrecy::{ExposeSecret as _, SecretString};

use super::MailError;

/// A mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: Option<String>,
    pub password: Option<SecretString>,
    /// PEM file of a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Upgraded after the greeting, and required.
    Starttls,
    /// From the first byte.
    Tls,
    /// Not at all; for a server on the same machine.
    None,
}

const TIME_OUT: Duration = Duration::from_mins(1);

impl Smtp {
    pub(super) async fn send(&self, message: Message) -> Result<(), MailError> {
        let transport = self.transport().map_err(|error| MailError::Retry(error.to_string()))?;
        // lettre puts a line end before the final dot, whether there is one already or not.
        let bytes = message.formatted();
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(&bytes);
        transport.send_raw(message.envelope(), bytes).await.map(|_| ()).map_err(|error| classify(&error))
    }

    pub(super) async fn check(&self) -> Result<String, MailError> {
        let transport = self.transport().map_err(|error| MailError::Retry(error.to_string()))?;
        match transport.test_connection().await {
            Ok(true) => Ok(format!("the mail server {}:{} answers and accepts the login", self.host, self.port)),
            Ok(false) => Err(MailError::Retry("the mail server does not answer NOOP".to_owned())),
            Err(error) => Err(without_mail(&error)),
        }
    }

    /// Begins a mail to each address and ends it before any words.
    pub(super) async fn refused(&self, from: &Address, to: &[&str]) -> Result<Vec<(String, String)>, MailError> {
        let mut connection = self.connect().await?;
        let begun = connection.command(Mail::new(Some(from.clone()), vec![])).await;
        begun.map_err(|error| without_mail(&error))?;
        let mut refused = Vec::new();
        for list in to {
            let Ok(address) = list.parse::<Address>() else { continue };
            match connection.command(Rcpt::new(address, vec![])).await.map_err(|error| without_mail(&error)) {
                // A temporary failure is not a reason to doubt the address.
                Ok(_) | Err(MailError::Retry(_) | MailError::Unknown(_)) => {}
                Err(MailError::Refused(reason)) => refused.push(((*list).to_owned(), reason)),
            }
        }
        // The answers are here; how the server says goodbye does not matter.
        let _ = connection.quit().await;
        Ok(refused)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, MailError> {
        let later = |error: anyhow::Error| MailError::Retry(error.to_string());
        let hello = ClientId::default();
        let (wrapped, upgraded) = match self.tls {
            Tls::Starttls => (None, Some(self.parameters().map_err(later)?)),
            Tls::Tls => (Some(self.parameters().map_err(later)?), None),
            Tls::None => (None, None),
        };
        let server = (self.host.as_str(), self.port);
        let connected = AsyncSmtpConnection::connect_tokio1(server, Some(TIME_OUT), &hello, wrapped, None).await;
        let mut connection = connected.map_err(|error| without_mail(&error))?;
        if let Some(parameters) = upgraded {
            connection.starttls(parameters, &hello).await.map_err(|error| without_mail(&error))?;
        }
        if let Some(credentials) = self.credentials() {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await
                .map_err(|error| without_mail(&error))?;
        }
        Ok(connection)
    }

    fn credentials(&self) -> Option<Credentials> {
        let (user, password) = (self.user.as_ref()?, self.password.as_ref()?);
        Some(Credentials::new(user.clone(), password.expose_secret().to_owned()))
    }

    fn transport(&self) -> anyhow::Result<AsyncSmtpTransport<Tokio1Executor>> {
        let tls = match self.tls {
            Tls::Starttls => LettreTls::Required(self.parameters()?),
            Tls::Tls => LettreTls::Wrapper(self.parameters()?),
            Tls::None => LettreTls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host)
            .port(self.port)
            .tls(tls)
            .timeout(Some(TIME_OUT));
        if let Some(credentials) = self.credentials() {
            builder = builder.credentials(credentials);
        }
        Ok(builder.build())
    }

    fn parameters(&self) -> anyhow::Result<TlsParameters> {
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(file) = &self.ca_file {
            builder = builder.add_root_certificate(Certificate::from_pem(&std::fs::read(file)?)?);
        }
        Ok(builder.build()?)
    }
}

/// What an error means where no mail was under way.
fn without_mail(error: &lettre::transport::smtp::Error) -> MailError {
    match classify(error) {
        MailError::Unknown(words) => MailError::Retry(words),
        known => known,
    }
}

/// A 5xx reply is final and a 4xx reply may pass; without a reply nobody knows, unless nothing was ever sent.
fn classify(error: &lettre::transport::smtp::Error) -> MailError {
    let mut words = error.to_string();
    let mut was_sent = !(error.is_transient() || error.is_tls() || error.is_client());
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_words = inner.to_string();
        if !words.contains(&inner_words) {
            words = format!("{words}: {inner_words}");
        }
        if let Some(error) = inner.downcast_ref::<io::Error>() {
            was_sent &= !is_before_the_connection(error.kind());
        }
        cause = inner.source();
    }
    let words = crate::text::one_line(&crate::text::clean(&words));
    match (error.is_permanent(), was_sent) {
        (true, _) => MailError::Refused(words),
        (false, true) => MailError::Unknown(words),
        (false, false) => MailError::Retry(words),
    }
}

/// Whether an error can only come before the server was reached.
fn is_before_the_connection(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable};
    matches!(kind, AddrNotAvailable | ConnectionRefused | HostUnreachable | NetworkDown | NetworkUnreachable)
}
