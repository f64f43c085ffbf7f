//! A group in a store, as commands that only look find it.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::{ConfigArgument, console};
use crate::config::Config;
use crate::group::charter::Charter;
use crate::store::Store;

/// Which group, in which store.
#[derive(Debug, clap::Args)]
pub(super) struct Of {
    #[command(flatten)]
    pub config: ConfigArgument,
    /// Folder of a console's data, instead of the configured store.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Id of the group; needed where the store holds several.
    #[arg(long, value_name = "ID")]
    group: Option<String>,
}

impl Of {
    /// Opens the store, and finds the group in it.
    ///
    /// # Errors
    /// There is no such store or group.
    pub async fn open(&self) -> anyhow::Result<(Store, Charter)> {
        let config = self.config.load()?;
        let url = match &self.data {
            Some(folder) => format!("sqlite://{}", folder.join("convenor.db").display()),
            None => config.store.url.clone(),
        };
        let file = url.strip_prefix("sqlite://").map(std::path::Path::new);
        if let Some(file) = file.filter(|file| !file.exists()) {
            bail!(
                "there is no store at {}; name the folder with --data DIR or the configuration with --config FILE",
                file.display()
            );
        }
        let store = Store::open(&url).await.with_context(|| format!("opening {}", crate::store::shown(&url)))?;
        let charter = self.choose(&store, &config).await?;
        Ok((store, charter))
    }

    async fn choose(&self, store: &Store, config: &Config) -> anyhow::Result<Charter> {
        let known = store.groups().await?;
        let id = match (&self.group, known.as_slice()) {
            (Some(id), _) if known.contains(id) => id,
            (Some(id), _) => bail!("the store holds no group “{id}”; it holds {}", known.join(", ")),
            (None, [only]) => only,
            (None, []) => {
                bail!("the store holds no group yet; hold a meeting first, for example with: convenor console")
            }
            (None, _) => bail!("the store holds several groups; name one with --group: {}", known.join(", ")),
        };
        let configured = config.charters().into_iter().chain([console::charter()]).find(|charter| charter.id == *id);
        Ok(configured.unwrap_or_else(|| Charter::open(id, "this room")))
    }
}
