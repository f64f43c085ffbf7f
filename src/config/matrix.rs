//! Settings of Matrix.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Problem, Section};

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixConfig {
    pub homeserver: String,
    pub user: String,
    pub password_file: Option<PathBuf>,
    pub token_file: Option<PathBuf>,
    #[serde(default = "store")]
    pub store: PathBuf,
    #[serde(default = "recovery_key_file")]
    pub recovery_key_file: PathBuf,
    #[serde(default)]
    pub invites_from: Vec<String>,
    #[serde(default)]
    pub receipts: ReceiptsConfig,
}

/// How the bot confirms what one word asks for, such as `q+` and `present+`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReceiptsConfig {
    /// A sign on the message.
    #[default]
    Signs,
    /// A line in the room.
    Words,
}

fn store() -> PathBuf {
    "data/matrix".into()
}

fn recovery_key_file() -> PathBuf {
    "data/matrix-recovery-key".into()
}

impl MatrixConfig {
    pub(super) fn section(&self) -> Section {
        let secrets = [&self.password_file, &self.token_file].into_iter().flatten().cloned();
        let files = secrets.chain([self.recovery_key_file.clone(), self.store.clone()]).collect();
        Section { name: "matrix", problem: self.validate().err(), files }
    }

    fn validate(&self) -> Result<(), Problem> {
        let is_address = url::Url::parse(&self.homeserver).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !is_address {
            return Err((
                "homeserver",
                format!("“{}” is not a web address; write one such as https://matrix.example.org", self.homeserver),
            ));
        }
        if self.password_file.is_some() && self.token_file.is_some() {
            return Err(("token_file", "there is a password_file too; keep one of them".to_owned()));
        }
        if let Some(user) = self.invites_from.iter().find(|user| !user.starts_with('@') || !user.contains(':')) {
            return Err((
                "invites_from",
                format!("“{user}” is not a Matrix user; write one such as @chair:example.org"),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_sample_shows_the_default_folders() {
        let sample = include_str!("../../config/convenor.toml");
        let full = Config::parse(&crate::config::tests::switched_on(sample)).expect("the sample with all its settings");
        let matrix = full.matrix.expect("the sample has [matrix]");
        assert_eq!((matrix.store, matrix.recovery_key_file), (store(), recovery_key_file()));
    }
}
