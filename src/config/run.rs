//! Settings of `convenor run` itself.

use std::net::SocketAddr;

use serde::Deserialize;

use super::Problem;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RunConfig {
    /// Address and port of the pages for programs that watch the bot.
    pub status: Option<String>,
}

impl RunConfig {
    /// Where to listen. `None`: nowhere.
    ///
    /// # Errors
    /// It is not an address with a port.
    pub fn status_at(&self) -> Result<Option<SocketAddr>, Problem> {
        let Some(status) = &self.status else { return Ok(None) };
        let address = status.parse().map_err(|_| {
            ("status", format!("“{status}” is not an address with a port; write one such as 127.0.0.1:9464"))
        })?;
        Ok(Some(address))
    }
}
