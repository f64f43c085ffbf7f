//! A group in a store, as commands that only look find it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{ConfigArgument, console};
use crate::config::Config;
use crate::group::charter::Charter;
use crate::store::{Look, Looked, Place, Store, Unread};
use crate::text::{join_and, one_line};

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

const NO_GROUP: &str = "the store holds no group yet; hold a meeting first, for example with: convenor console";

impl Of {
    /// Opens the store to look at it, and finds the group in it.
    ///
    /// # Errors
    /// There is no such store or group.
    pub async fn look(&self) -> anyhow::Result<(Looked, Charter)> {
        let config = self.config.load()?;
        let place = self.place(&config)?;
        match Look::at(&place).await.with_context(|| format!("opening {place}"))? {
            Look::NoFile(file) => Err(no_store(&file)),
            Look::Empty(_) => bail!(NO_GROUP),
            Look::Store(looked) => {
                let charter = self.choose(&looked.store, &config).await?;
                Ok((looked, charter))
            }
        }
    }

    /// Opens the store to change something in it, and finds the group.
    ///
    /// # Errors
    /// There is no such store or group.
    pub async fn open(&self) -> anyhow::Result<(Store, Charter)> {
        let config = self.config.load()?;
        let place = self.place(&config)?;
        if let Place::File(file) = &place
            && !file.exists()
        {
            return Err(no_store(file));
        }
        let store = Store::open_at(&place).await.with_context(|| format!("opening {place}"))?;
        let charter = self.choose(&store, &config).await?;
        Ok((store, charter))
    }

    fn place(&self, config: &Config) -> anyhow::Result<Place> {
        Ok(match &self.data {
            Some(folder) => Place::File(folder.join("convenor.db")),
            None => Place::of(&config.store.url)?,
        })
    }

    async fn choose(&self, store: &Store, config: &Config) -> anyhow::Result<Charter> {
        let known = store.groups().await?;
        let id = match (&self.group, known.as_slice()) {
            (Some(id), _) if known.contains(id) => id,
            (Some(id), _) => bail!("the store holds no group “{id}”; it holds {}", known.join(", ")),
            (None, [only]) => only,
            (None, []) => {
                bail!(NO_GROUP)
            }
            (None, _) => bail!("the store holds several groups; name one with --group: {}", known.join(", ")),
        };
        let configured = config.charters().into_iter().chain([console::charter()]).find(|charter| charter.id == *id);
        Ok(configured.unwrap_or_else(|| Charter::open(id, "this room")))
    }
}

fn no_store(file: &Path) -> anyhow::Error {
    anyhow::anyhow!(
        "there is no store at {}; name the folder with --data DIR or the configuration with --config FILE",
        file.display()
    )
}

/// At most this many unreadable entries are listed.
const LISTED: usize = 5;

/// Which entries of a group cannot be read: `2 entries of group g cannot be read: 7 (it is missing) and 9 (…)`.
pub(super) fn unreadable(group: &str, unread: &[Unread]) -> String {
    let mut listed: Vec<String> =
        unread.iter().take(LISTED).map(|entry| format!("{} ({})", entry.seq, one_line(&entry.reason))).collect();
    if unread.len() > LISTED {
        listed.push(format!("{} more", unread.len() - LISTED));
    }
    let entries = if unread.len() == 1 { "entry" } else { "entries" };
    format!("{} {entries} of group {group} cannot be read: {}", unread.len(), join_and(&listed))
}
