//! What the Debian package is made of (`[package.metadata.deb]` in Cargo.toml, `config/package`). `tests/packages.sh` makes and
//! installs it; here, that nothing it names is missing, and nothing of the service is left out.

use std::path::Path;

use crate::golden;

const UNITS: &str = "config/systemd";
/// Files that `config/package/build.sh` makes before cargo-deb is called.
const MADE: &str = "target/package/";

/// Where each file comes from and goes.
fn assets(package: &toml::Table) -> Vec<(String, String)> {
    let listed = package["metadata"]["deb"]["assets"].as_array().expect("a list");
    let word = |asset: &toml::Value, place: usize| asset[place].as_str().expect("a path").to_owned();
    listed.iter().map(|asset| (word(asset, 0), word(asset, 1))).collect()
}

#[test]
fn the_package_has_every_file_that_it_names_and_every_unit() {
    let manifest: toml::Table = toml::from_str(&golden::read("Cargo.toml")).expect("it is TOML");
    let package = manifest["package"].as_table().expect("a package");
    let assets = assets(package);
    for (source, _) in assets.iter().filter(|(source, _)| !source.starts_with(MADE)) {
        let (folder, name) = source.rsplit_once('/').unwrap_or((".", source));
        let (begin, end) = name.split_once('*').unwrap_or((name, ""));
        let files = std::fs::read_dir(golden::path(folder)).expect("a folder");
        let mut names = files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
        assert!(names.any(|found| found.starts_with(begin) && found.ends_with(end)), "{source} is not there");
    }
    let unit = |name: &str| {
        let is_account = Path::new(name).extension().is_some_and(|end| end == "sysusers");
        let to = if is_account { "usr/lib/sysusers.d/convenor.conf" } else { "usr/lib/systemd/system/" };
        (format!("{UNITS}/{name}"), to.to_owned())
    };
    for file in std::fs::read_dir(golden::path(UNITS)).expect("a folder") {
        let name = file.expect("a file").file_name().to_string_lossy().into_owned();
        assert!(assets.contains(&unit(&name)), "{name} is not among the assets of the package");
    }
    for script in ["postinst", "postrm"] {
        assert!(golden::read(&format!("config/package/{script}")).contains("\n#DEBHELPER#\n"), "{script}");
    }
}

/// The first line of a Debian changelog has the version of the package (deb-changelog(5)).
#[test]
fn the_changelog_of_the_package_is_of_this_version() {
    let changelog = golden::read("config/package/changelog");
    let version = env!("CARGO_PKG_VERSION");
    assert!(changelog.starts_with(&format!("convenor ({version}-1) ")), "{changelog}");
    assert!(golden::read("config/package/copyright").contains("\nLicense: MIT or Apache-2.0\n"));
}
