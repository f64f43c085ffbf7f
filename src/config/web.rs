//! Settings of the pages.

use std::net::SocketAddr;

use serde::{Deserialize, Deserializer};

use super::{Problem, Section};

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebConfig {
    /// Address and port on this machine.
    pub listen: String,
    /// What people open: the address of the proxy.
    pub address: Option<String>,
    #[serde(deserialize_with = "board")]
    pub board: BoardConfig,
}

/// Whether there is a board for everyone who has its link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BoardConfig {
    #[default]
    Link,
    Off,
}

impl Default for WebConfig {
    fn default() -> WebConfig {
        WebConfig { listen: "127.0.0.1:8321".to_owned(), address: None, board: BoardConfig::Link }
    }
}

fn board<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BoardConfig, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "link" => Ok(BoardConfig::Link),
        "off" => Ok(BoardConfig::Off),
        other => {
            Err(serde::de::Error::custom(format!("“{other}” is not possible for a board; write \"link\" or \"off\"")))
        }
    }
}

impl WebConfig {
    pub(super) fn section(&self) -> Section {
        Section { name: "web", problem: self.validate().err(), files: Vec::new() }
    }

    fn validate(&self) -> Result<(), Problem> {
        self.listen_at()?;
        self.public_address().map(drop)
    }

    /// Where to listen.
    ///
    /// # Errors
    /// It is not an address, or not of this machine.
    pub fn listen_at(&self) -> Result<SocketAddr, Problem> {
        let address: SocketAddr = self.listen.parse().map_err(|_| {
            ("listen", format!("“{}” is not an address with a port; write one such as 127.0.0.1:8321", self.listen))
        })?;
        if address.ip().is_loopback() {
            return Ok(address);
        }
        Err((
            "listen",
            format!(
                "{address} can be reached from other machines without TLS; write 127.0.0.1:{} and let a proxy with TLS forward to it (docs/web.md)",
                address.port()
            ),
        ))
    }

    /// What people open. `None`: only this machine.
    ///
    /// # Errors
    /// It is not a web address with TLS, or has a path.
    pub fn public_address(&self) -> Result<Option<url::Url>, Problem> {
        let Some(address) = &self.address else { return Ok(None) };
        let wrong = |problem: &str| {
            Err(("address", format!("“{address}” {problem}; write one such as https://meet.example.org")))
        };
        let Ok(url) = url::Url::parse(address) else { return wrong("is not a web address") };
        if url.scheme() != "https" || url.host_str().is_none() {
            return wrong("has no TLS");
        }
        if url.path() != "/" || url.query().is_some() || !url.username().is_empty() {
            return wrong("has more than a host");
        }
        Ok(Some(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_for_this_machine_and_a_proxy() {
        let problem = |listen: &str, address: Option<&str>| {
            let config =
                WebConfig { listen: listen.to_owned(), address: address.map(str::to_owned), ..WebConfig::default() };
            config.validate().err().map(|(key, _)| key)
        };
        for (listen, address, expected) in [
            ("127.0.0.1:8321", None, None),
            ("[::1]:8321", Some("https://meet.example.org"), None),
            ("127.0.0.1:8321", Some("https://meet.example.org:8443/"), None),
            ("0.0.0.0:8321", None, Some("listen")),
            ("192.0.2.7:8321", Some("https://meet.example.org"), Some("listen")),
            ("8321", None, Some("listen")),
            ("127.0.0.1:8321", Some("http://meet.example.org"), Some("address")),
            ("127.0.0.1:8321", Some("meet.example.org"), Some("address")),
            ("127.0.0.1:8321", Some("https://meet.example.org/pages"), Some("address")),
            ("127.0.0.1:8321", Some("https://ana:secret@meet.example.org"), Some("address")),
        ] {
            assert_eq!(problem(listen, address), expected, "{listen} {address:?}");
        }
    }
}
