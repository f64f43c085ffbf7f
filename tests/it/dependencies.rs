//! The dependencies are what deny.toml allows. cargo-deny reads the same file where there is a network; this reads as much
//! of it as needs none: licences, sources, banned crates and crates that are there in several versions.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde::Deserialize;

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
    allow: BTreeSet<String>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: BTreeSet<String>,
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
    registries: Vec<String>,
}

/// What Cargo tells of a package, or the lock file.
#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    license: Option<String>,
}

fn deny() -> Deny {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).expect("deny.toml is there");
    toml::from_str(&text).expect("deny.toml can be read")
}

/// All that the lock file names, for other systems as well.
fn locked() -> Vec<Package> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).expect("Cargo.lock is there");
    toml::from_str::<Lock>(&text).expect("Cargo.lock can be read").package
}

/// What is built for the systems of deny.toml, with its licences.
fn packages() -> Vec<Package> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.args(["metadata", "--offline", "--locked", "--format-version", "1", "--all-features"]);
    for target in deny().graph.targets {
        cargo.args(["--filter-platform", &target]);
    }
    let output = cargo.output().expect("Cargo runs");
    assert!(
        output.status.success(),
        "download all dependencies with `cargo fetch --locked` first: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice::<Metadata>(&output.stdout).expect("Cargo writes JSON").packages
}

#[test]
fn licences_are_among_those_that_are_allowed() {
    let licenses = deny().licenses;
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for package in packages() {
        let exception = licenses.exceptions.iter().find(|exception| exception.name == package.name);
        let license = package.license.unwrap_or_default();
        if is_allowed(&license, &|one| licenses.allow.contains(one)) {
            continue;
        }
        let is_exception = |one: &str| exception.is_some_and(|exception| exception.allow.contains(one));
        if is_allowed(&license, &|one| licenses.allow.contains(one) || is_exception(one)) {
            used.insert(package.name);
        } else {
            wrong.push(format!("{} {}: “{license}”", package.name, package.version));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "allow the licence in deny.toml, with a reason, or do without the crate");
    let listed: BTreeSet<String> = licenses.exceptions.into_iter().map(|exception| exception.name).collect();
    assert_eq!(listed, used, "an exception of deny.toml that nothing needs any more");
}

#[test]
fn everything_comes_from_the_registry_but_what_is_here() {
    let allowed: Vec<String> = deny().sources.registries.iter().map(|url| format!("registry+{url}")).collect();
    assert_eq!(allowed.len(), 1, "one registry");
    let mut ours = BTreeSet::new();
    for package in locked() {
        match package.source {
            None => _ = ours.insert(package.name),
            Some(source) => assert!(allowed.contains(&source), "{} is from {source}", package.name),
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
        let (name, below) = match spec.split_once(":<") {
            Some((name, below)) => (name, Some(below)),
            None => (spec.as_str(), None),
        };
        let found: Vec<&str> = packages
            .iter()
            .filter(|package| package.name == name)
            .map(|package| package.version.as_str())
            .filter(|version| below.is_none_or(|below| numbers(version) < numbers(below)))
            .collect();
        assert_eq!(found, Vec::<&str>::new(), "{spec} is banned: {reason}");
    }
}

#[test]
fn a_crate_is_there_once_or_deny_toml_says_why_not() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        versions.entry(package.name).or_default().push(package.version);
    }
    let mut older = BTreeSet::new();
    for (name, mut versions) in versions {
        versions.sort_by_key(|version| numbers(version));
        versions.pop();
        older.extend(versions.iter().map(|version| format!("{name}@{version}")));
    }
    let skip = deny().bans.skip;
    assert!(skip.iter().all(|skipped| !skipped.reason.is_empty()), "each has a reason");
    let listed: BTreeSet<String> = skip.into_iter().map(|skipped| skipped.spec).collect();
    let unlisted: Vec<&String> = older.difference(&listed).collect();
    assert!(
        unlisted.is_empty(),
        "there are newer versions besides; say in deny.toml, skip, what asks for {unlisted:?}"
    );
    let gone: Vec<&String> = listed.difference(&older).collect();
    assert!(gone.is_empty(), "deny.toml lists what is there no more: {gone:?}");
}

#[test]
fn no_exception_to_an_advisory_outlives_its_crate() {
    let security = include_str!("../../SECURITY.md");
    let locked = locked();
    for Ignored { id, reason } in deny().advisories.ignore {
        let (name, words) = reason.split_once(": ").unwrap_or_default();
        assert!(!words.is_empty(), "{id} says crate, colon, reason: {reason}");
        assert!(locked.iter().any(|package| package.name == name), "{id}: {name} is gone; take the exception out");
        assert!(security.contains(&id), "SECURITY.md does not name {id}");
    }
}

/// Numbers of a version, for comparing; build metadata and pre-releases are left out.
fn numbers(version: &str) -> Vec<u64> {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    release.split('.').map(|number| number.parse().expect("versions have numbers")).collect()
}

/// Whether a licence, in the words of SPDX, can be kept by what is allowed.
fn is_allowed(license: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    // Old crates write a slash for OR.
    let spaced = license.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let is_kept = either(&mut rest, allowed);
    is_kept && rest.is_empty()
}

fn either(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut is_kept = both(rest, allowed);
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        is_kept |= both(rest, allowed);
    }
    is_kept
}

fn both(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut is_kept = one(rest, allowed);
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        is_kept &= one(rest, allowed);
    }
    is_kept
}

fn one(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> bool {
    match *rest {
        ["(", inner @ ..] => {
            *rest = inner;
            let is_kept = either(rest, allowed);
            let [")", after @ ..] = *rest else { return false };
            *rest = after;
            is_kept
        }
        [license, "WITH", exception, after @ ..] => {
            *rest = after;
            allowed(&format!("{license} WITH {exception}"))
        }
        [license, after @ ..] => {
            *rest = after;
            // “Or any later version” is kept by this one.
            allowed(license.trim_end_matches('+'))
        }
        [] => false,
    }
}

#[test]
fn licences_are_read_as_spdx_means_them() {
    let allowed = |license: &str| ["MIT", "ISC", "MPL-2.0"].contains(&license);
    for license in
        ["MIT", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "MIT AND (GPL-2.0 OR ISC)", "MPL-2.0+", "X OR ISC AND MIT"]
    {
        assert!(is_allowed(license, &allowed), "{license}");
    }
    for license in
        ["", "GPL-3.0", "MIT AND GPL-2.0", "(MIT OR X) AND X", "MIT WITH X", "(MIT", "MIT)", "MIT ISC", "MIT OR"]
    {
        assert!(!is_allowed(license, &allowed), "{license}");
    }
}
