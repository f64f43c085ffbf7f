//! Settings of Discord.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Problem, ReceiptsConfig, Section};

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscordConfig {
    pub token_file: Option<PathBuf>,
    #[serde(default = "message_content")]
    pub message_content: bool,
    pub api_url: Option<String>,
    #[serde(default)]
    pub receipts: ReceiptsConfig,
}

fn message_content() -> bool {
    true
}

impl DiscordConfig {
    pub(super) fn section(&self) -> Section {
        Section { name: "discord", problem: self.validate().err(), files: self.token_file.iter().cloned().collect() }
    }

    fn validate(&self) -> Result<(), Problem> {
        let Some(address) = &self.api_url else { return Ok(()) };
        let url = url::Url::parse(address).ok();
        let host = url.as_ref().and_then(url::Url::host_str);
        if host.is_some_and(|host| matches!(host, "127.0.0.1" | "localhost" | "[::1]")) {
            return Ok(());
        }
        Err((
            "api_url",
            format!(
                "“{address}” is not on this machine; take the key out: it is for tests, such as http://127.0.0.1:9100"
            ),
        ))
    }
}
