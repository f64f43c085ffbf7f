//! The dependencies are what deny.toml allows. cargo-deny reads the same file where there is a network; this reads as
//! much of it as needs none: licences, sources, banned crates and crates that are there in several versions.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use semver::{Version, VersionReq};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use spdx::{Expression, Licensee, ParseMode};

use crate::golden;

#[derive(Deserialize)]
struct Deny {
    graph: Graph,
    advisories: Advisories,
    licenses: Licenses,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
struct Graph {
    targets: Vec<String>,
}

#[derive(Deserialize)]
struct Advisories {
    ignore: Vec<Ignored>,
}

#[derive(Deserialize)]
struct Ignored {
    id: String,
    reason: String,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Named>,
    skip: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "crate")]
    spec: String,
    reason: String,
}

#[derive(Deserialize)]
struct Sources {
    #[serde(rename = "allow-registry")]
    registries: BTreeSet<String>,
}

/// A package as Cargo.lock and `cargo metadata` have it; the first knows no licences.
#[derive(Deserialize)]
struct Package {
    name: String,
    version: Version,
    source: Option<String>,
    license: Option<String>,
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let text = std::fs::read_to_string(golden::path(name)).expect("it is in the repository");
    toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn deny() -> Deny {
    read("deny.toml")
}

/// All that the lock file names, for other systems as well.
fn locked() -> Vec<Package> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    read::<Lock>("Cargo.lock").package
}

/// What is compiled for the systems of deny.toml, tests and macros included.
fn compiled() -> Vec<Package> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let targets = deny().graph.targets;
    let mut metadata = vec!["metadata", "--format-version", "1"];
    metadata.extend(targets.iter().flat_map(|target| ["--filter-platform", target]));
    let metadata: Metadata = serde_json::from_str(&cargo(&metadata)).expect("Cargo writes JSON");

    // Metadata also names crates of features that nobody asked for; the tree does not.
    let mut tree = vec!["tree", "--workspace", "--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}"];
    tree.extend(targets.iter().flat_map(|target| ["--target", target]));
    let tree = cargo(&tree);
    let in_tree: BTreeSet<(&str, &str)> = tree
        .lines()
        .filter_map(|line| line.split_once(" v"))
        .map(|(name, version)| (name, version.split(' ').next().unwrap_or_default()))
        .collect();

    let mut packages = metadata.packages;
    packages.retain(|package| in_tree.contains(&(package.name.as_str(), &package.version.to_string())));
    assert_eq!(packages.len(), in_tree.len(), "the tree and the metadata name the same crates");
    packages
}

/// What Cargo answers from Cargo.lock and from what is downloaded already.
fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = cargo.args(arguments).args(["--offline", "--locked", "--all-features"]).output().expect("Cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\nIf a crate is missing, download all with `cargo fetch --locked`.");
    String::from_utf8(output.stdout).expect("Cargo writes UTF-8")
}

#[test]
fn licences_are_among_those_that_are_allowed() {
    let Licenses { allow, exceptions } = deny().licenses;
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for Package { name, version, license, .. } in compiled() {
        let license = license.unwrap_or_default();
        let excepted = exceptions.iter().filter(|exception| exception.name == name).flat_map(|found| &found.allow);
        let with_exceptions: Vec<String> = allow.iter().chain(excepted).cloned().collect();
        if is_allowed(&license, &allow) {
            continue;
        }
        if is_allowed(&license, &with_exceptions) {
            used.insert(name);
        } else {
            wrong.push(format!("{name} {version}: “{license}”"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "allow the licence in deny.toml, with a reason, or do without the crate");
    let listed: BTreeSet<String> = exceptions.into_iter().map(|exception| exception.name).collect();
    assert_eq!(listed, used, "an exception of deny.toml that nothing needs any more");
}

#[test]
fn everything_comes_from_the_registry_but_what_is_here() {
    let allowed: BTreeSet<String> = deny().sources.registries.iter().map(|url| format!("registry+{url}")).collect();
    let mut ours = BTreeSet::new();
    for Package { name, source, .. } in locked() {
        match source {
            None => _ = ours.insert(name),
            Some(source) => assert!(allowed.contains(&source), "{name} is from {source}"),
        }
    }
    // The second in place of the registry's own (docs/decisions/0036-the-gateways-tls-is-ours.md).
    assert_eq!(ours, BTreeSet::from(["convenor".to_owned(), "tokio-tungstenite".to_owned()]));
}

#[test]
fn no_crate_is_there_that_is_banned() {
    let packages = locked();
    for Named { spec, reason } in deny().bans.deny {
        assert!(!reason.is_empty(), "{spec} has no reason");
        // cargo-deny takes what follows an at sign for one version, whatever sign that begins with.
        assert!(!spec.contains('@'), "{spec}: a ban is of all versions, or of a range after a colon");
        let (name, versions) = spec.split_once(':').unwrap_or((&spec, "*"));
        let versions = VersionReq::parse(versions).expect("a range of versions");
        let found: Vec<String> = packages
            .iter()
            .filter(|package| package.name == name && versions.matches(&package.version))
            .map(|package| package.version.to_string())
            .collect();
        assert_eq!(found, Vec::<String>::new(), "{spec} is banned: {reason}");
    }
}

#[test]
fn a_crate_is_there_once_or_deny_toml_says_why_not() {
    let mut versions: BTreeMap<String, BTreeSet<Version>> = BTreeMap::new();
    for package in compiled() {
        versions.entry(package.name).or_default().insert(package.version);
    }
    let mut older = BTreeSet::new();
    for (name, mut versions) in versions {
        versions.pop_last();
        older.extend(versions.iter().map(|version| format!("{name}@{version}")));
    }
    let skip = deny().bans.skip;
    assert!(skip.iter().all(|skipped| !skipped.reason.is_empty()), "each has a reason");
    let listed: BTreeSet<String> = skip.into_iter().map(|skipped| skipped.spec).collect();
    let unlisted: Vec<&String> = older.difference(&listed).collect();
    assert!(unlisted.is_empty(), "newer versions are there too; say in deny.toml, skip, what asks for {unlisted:?}");
    let gone: Vec<&String> = listed.difference(&older).collect();
    assert!(gone.is_empty(), "take out of deny.toml, skip, what has gone or is the newest: {gone:?}");
}

#[test]
fn no_exception_to_an_advisory_outlives_its_crate() {
    let security = include_str!("../../SECURITY.md");
    let compiled = compiled();
    for Ignored { id, reason } in deny().advisories.ignore {
        let (name, words) = reason.split_once(": ").unwrap_or_default();
        assert!(!words.is_empty(), "{id} says crate, colon, reason: {reason}");
        assert!(compiled.iter().any(|package| package.name == name), "{id}: {name} has gone; take the exception out");
        assert!(security.contains(&id), "SECURITY.md does not name {id}");
    }
}

/// Whether a licence, in the words of SPDX, can be kept by what is allowed. One that cannot be read is not.
fn is_allowed(license: &str, allowed: &[String]) -> bool {
    // Old crates write a slash for OR.
    let mode = ParseMode { allow_slash_as_or_operator: true, ..ParseMode::STRICT };
    let allowed: Vec<Licensee> =
        allowed.iter().map(|name| Licensee::parse(name).expect("deny.toml has names of SPDX")).collect();
    Expression::parse_mode(license, mode)
        .is_ok_and(|license| license.evaluate(|wanted| allowed.iter().any(|one| one.satisfies(wanted))))
}

#[test]
fn licences_are_read_as_spdx_means_them() {
    let allowed = ["MIT", "ISC", "MPL-2.0"].map(str::to_owned);
    for license in ["MIT", "GPL-3.0-only OR MIT", "MIT/Apache-2.0", "MIT AND (Zlib OR ISC)", "MPL-2.0+"] {
        assert!(is_allowed(license, &allowed), "{license}");
    }
    for license in ["", "Zlib", "MIT AND Zlib", "Zlib OR ISC AND Zlib", "Ours", "(MIT", "MIT ISC", "MIT OR"] {
        assert!(!is_allowed(license, &allowed), "{license}");
    }
}
