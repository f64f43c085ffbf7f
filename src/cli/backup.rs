//! `convenor backup` and `convenor restore`.

use std::io::{BufWriter, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::{ConfigArgument, console, print};
use crate::bot::restored;
use crate::clock::Clock;
use crate::config::Config;
use crate::disk::beside;
use crate::group::charter::Charter;
use crate::store::{Backup, BackupError, Difference, Listed, Look, Place, Store, deletions_in};

/// Which store.
#[derive(Debug, clap::Args)]
struct Of {
    #[command(flatten)]
    config: ConfigArgument,
    /// Folder of a console's data, instead of the configured store.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Of {
    /// The store, and where its list of deletions is.
    fn place(&self, config: &Config) -> anyhow::Result<(Place, PathBuf)> {
        let place = match &self.data {
            Some(folder) => Place::File(folder.join("convenor.db")),
            None => Place::of(&config.store.url)?,
        };
        let deletions = place.deletions().unwrap_or_else(|| config.store.deletions.clone());
        Ok((place, deletions))
    }
}

/// Arguments of `convenor backup`.
#[derive(Debug, clap::Args)]
pub(super) struct BackupArguments {
    /// New file, or a folder in which one is made with the time in its name.
    #[arg(value_name = "FILE")]
    to: PathBuf,
    /// Backups that are kept in the folder; older ones are removed.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    #[command(flatten)]
    of: Of,
}

/// Arguments of `convenor restore`.
#[derive(Debug, clap::Args)]
pub(super) struct RestoreArguments {
    /// File that convenor backup has written.
    #[arg(value_name = "FILE")]
    from: PathBuf,
    /// Another list of deletions, or a later backup, which has one.
    #[arg(long, value_name = "FILE")]
    deletions: Vec<PathBuf>,
    #[command(flatten)]
    of: Of,
}

/// What the names of backups in a folder begin and end with.
const BEGIN: &str = "convenor-";
const END: &str = ".backup";

pub(super) async fn backup(arguments: BackupArguments) -> anyhow::Result<ExitCode> {
    let config = arguments.of.config.load()?;
    let (place, deletions) = arguments.of.place(&config)?;
    let made = Clock::Machine.now();
    let folder = Some(arguments.to.as_path()).filter(|to| to.is_dir());
    if arguments.keep.is_some() && folder.is_none() {
        bail!("--keep needs a folder, and {} is not one; make it first", arguments.to.display());
    }
    let file = folder.map_or_else(
        || arguments.to.clone(),
        |folder| folder.join(format!("{BEGIN}{}{END}", made.format("%Y-%m-%dT%H%M%S%.3fZ"))),
    );
    if file.symlink_metadata().is_ok() {
        bail!("{} exists already and is left as it is; name another file", file.display());
    }
    let looked = match Look::at(&place).await.with_context(|| format!("opening {place}"))? {
        Look::Store(looked) => looked,
        Look::NoFile(_) | Look::Empty(_) => {
            bail!(
                "there is nothing in {place} yet; name a folder with --data DIR or a configuration with --config FILE"
            )
        }
    };
    match looked.difference {
        None => {}
        Some(Difference::Older) => {
            bail!("{place} is from an earlier version; start this one once, which brings it up to date")
        }
        Some(Difference::Newer) => {
            bail!("{place} is from a later version of Convenor; make the backup with that version")
        }
        Some(Difference::Foreign) => bail!("the tables of {place} are not Convenor's; correct [store] url"),
    }
    if let Some(words) = looked.store.damage().await {
        bail!(
            "{place} is damaged ({words}), so no backup was made; restore an earlier one. convenor export writes what can still be read"
        );
    }
    let failed = |error| BackupError::NotWritten { file: file.clone(), error };
    // Until it is whole it has another name.
    let part = beside(&file, ".part");
    let at = part.parent().filter(|at| !at.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let mut named = tempfile::Builder::new();
    let private = std::fs::Permissions::from_mode(0o600);
    let mut out = named.prefix(".convenor-").suffix(".part").permissions(private).tempfile_in(&at).map_err(failed)?;
    let written = looked.back_up(Some(&deletions), made, &file, BufWriter::new(out.as_file_mut())).await?;
    out.as_file_mut().flush().and_then(|()| out.as_file().sync_all()).map_err(failed)?;
    out.persist_noclobber(&file).map_err(|error| failed(error.error))?;
    print(&format!(
        "{}: {} rows, {} bytes, as of {}\n",
        file.display(),
        written.rows,
        written.bytes,
        made.format("%Y-%m-%d %H:%M:%S UTC")
    ))?;
    if let (Some(folder), Some(keep)) = (folder, arguments.keep) {
        remove_older(folder, keep as usize)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Removes all but the newest backups of a folder. Their names have the time in them.
fn remove_older(folder: &Path, keep: usize) -> anyhow::Result<()> {
    let looking = || format!("looking into {}", folder.display());
    let mut backups: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(looking)? {
        let name = entry.with_context(looking)?.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(BEGIN) && name.ends_with(END)) {
            backups.push(folder.join(name));
        }
    }
    backups.sort();
    for old in &backups[..backups.len().saturating_sub(keep)] {
        std::fs::remove_file(old).with_context(|| format!("removing {}", old.display()))?;
    }
    Ok(())
}

pub(super) async fn restore(arguments: RestoreArguments) -> anyhow::Result<ExitCode> {
    let config = arguments.of.config.load()?;
    let (place, own) = arguments.of.place(&config)?;
    let backup = Backup::read(&arguments.from)?;
    let deletions = deletions(&arguments, &backup, &own)?;
    let store = Store::restore(&place, &backup).await?.keeping_deletions_in(own.clone());
    let charters = config.charters();
    let charter_of = |id: &str| {
        let configured = charters.iter().find(|charter| charter.id == id).cloned();
        configured
            .or_else(|| Some(console::charter()).filter(|charter| charter.id == id))
            .unwrap_or_else(|| Charter::open(id, "this room"))
    };
    let finished = Box::pin(restored::finish(&store, charter_of, &deletions.found, backup.head.made)).await;
    store.close().await;
    let repeated = finished.context("the restore was begun and not finished; remove the database and restore again")?;
    let made = backup.head.made.format("%Y-%m-%d %H:%M:%S UTC");
    print(&format!(
        "{place} is as it was at {made}: {} rows. Deletions since then that were repeated: {repeated}.\n",
        backup.rows
    ))?;
    if !deletions.has_list {
        print(&format!(
            "There is no list of deletions at {}, so what was deleted since is back. If you have a later backup, remove {place} and \
             restore again with --deletions FILE\n",
            own.display()
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The deletions that are known.
struct Deletions {
    found: Vec<Listed>,
    /// Whether there was a list that could have had later ones.
    has_list: bool,
}

/// Reads the lists that are named, that of the store that is restored, that of the store of the backup, and that of the
/// backup itself.
fn deletions(arguments: &RestoreArguments, backup: &Backup, own: &Path) -> anyhow::Result<Deletions> {
    let reading = |file: &Path| format!("reading the deletions in {}", file.display());
    let mut found = Vec::new();
    for file in &arguments.deletions {
        found.extend(deletions_in(file).with_context(|| reading(file))?);
    }
    let there: Vec<&Path> =
        [own].into_iter().chain(backup.head.deletions.as_deref()).filter(|list| list.exists()).collect();
    for list in &there {
        found.extend(deletions_in(list).with_context(|| reading(list))?);
    }
    found.extend(deletions_in(&arguments.from).with_context(|| reading(&arguments.from))?);
    Ok(Deletions { found, has_list: !there.is_empty() || !arguments.deletions.is_empty() })
}
