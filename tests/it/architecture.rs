//! The shape of docs/architecture.md, read from the sources: imports go downwards only, adapters
//! never see each other, the core is pure, and one file reads the clock.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use convenor::platform::PLATFORMS;
use regex::Regex;

use crate::golden;

/// The modules from bottom to top. A module may import those of lower rows. Inside a row it may
/// import those written before it, so that a row has an order too and no circles.
const ROWS: [&[&str]; 9] = [
    &["platform", "text", "time"],
    &["group"],
    &["command"],
    &["view", "document", "replay"],
    &["clock", "disk", "meters", "store", "mail", "config", "chat"],
    &["bot"],
    &["web"],
    &["cli"],
    &["main"],
];

const PURE: [&str; 8] = ["platform", "text", "time", "group", "command", "view", "document", "replay"];
/// What the pure modules never name.
const IMPURE: [&str; 24] = [
    r"\basync\b",
    r"\bawait\b",
    r"\bstd::fs\b",
    r"\bstd::net\b",
    r"\bstd::io\b",
    r"\bstd::env::var",
    r"\bstd::process\b",
    r"\bstd::thread\b",
    r"\bSystemTime\b",
    r"\bInstant\b",
    r"\bUtc::now\b",
    r"\bLocal::now\b",
    r"\banyhow\b",
    r"\btokio\b",
    r"\bsqlx\b",
    r"\blettre\b",
    r"\bmatrix_sdk\b",
    r"\bserenity\b",
    r"\brustls\b",
    r"\breqwest\b",
    r"\btracing\b",
    r"\brand\b",
    r"\bthread_rng\b",
    r"\bRandomState\b",
];
const CLOCKS: [&str; 6] = ["Utc::now", "Local::now", "SystemTime::now", "Instant::now", "Zoned::now", "Timestamp::now"];
/// Names that say nothing about what is in a module.
const EMPTY_NAMES: [&str; 5] = ["utils", "common", "helpers", "types", "prelude"];
const LINES: usize = 600;

/// A source file without comments and strings.
struct Source {
    /// Path below `src/`, with slashes.
    path: String,
    code: String,
    lines: usize,
}

impl Source {
    /// The module of the first level it belongs to.
    fn module(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }
}

fn sources() -> Vec<Source> {
    let root = golden::path("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let source = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).expect("a source file can be read");
        let below = file.strip_prefix(&root).expect("the file was found below src");
        Source { path: below.to_string_lossy().replace('\\', "/"), lines: text.lines().count(), code: code_of(&text) }
    };
    files.iter().map(source).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src belongs to the repository") {
        let path = entry.expect("a folder of the repository can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

/// Takes comments and the insides of strings out, so that only code is judged.
fn code_of(text: &str) -> String {
    let token =
        Regex::new(r##"(?s)//[^\n]*|/\*.*?\*/|b?r#+".*?"#+|b?r"[^"]*"|b?"(?:\\.|[^"\\])*"|'(?:\\.[^']*|[^'\\])'"##);
    let token = token.expect("the pattern is well formed");
    token
        .replace_all(text, |found: &regex::Captures<'_>| if found[0].starts_with('/') { "" } else { "\"\"" })
        .into_owned()
}

/// The row of a module and its place in it.
fn rank(module: &str) -> Option<(usize, usize)> {
    ROWS.iter().enumerate().find_map(|(row, modules)| Some((row, modules.iter().position(|name| *name == module)?)))
}

/// Modules of the first level that a file names, as `crate::x`, `crate::{x, y}` or `convenor::x`.
fn imports(code: &str) -> BTreeSet<String> {
    let single = Regex::new(r"\b(?:crate|convenor)::(\w+)").expect("the pattern is well formed");
    let several = Regex::new(r"\b(?:crate|convenor)::\{([^;]*)\}").expect("the pattern is well formed");
    let first = Regex::new(r"(?:^|,)\s*(\w+)").expect("the pattern is well formed");
    let mut found: BTreeSet<String> = single.captures_iter(code).map(|name| name[1].to_owned()).collect();
    for list in several.captures_iter(code) {
        found.extend(first.captures_iter(&list[1]).map(|name| name[1].to_owned()));
    }
    found.retain(|name| rank(name).is_some());
    found
}

fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn every_module_has_its_place() {
    let modules: BTreeSet<String> =
        sources().iter().map(|source| source.module().to_owned()).filter(|module| module != "lib").collect();
    let unknown: Vec<String> = modules.into_iter().filter(|module| rank(module).is_none()).collect();
    assert_none("docs/architecture.md gives no place to", &unknown);
}

#[test]
fn imports_go_downwards_only() {
    let mut upwards = Vec::new();
    for source in sources().iter().filter(|source| source.module() != "lib") {
        let own = rank(source.module());
        for import in imports(&source.code).into_iter().filter(|import| import != source.module()) {
            if rank(&import) > own {
                upwards.push(format!("src/{} imports {import}", source.path));
            }
        }
    }
    assert_none("imports that do not go downwards", &upwards);
}

#[test]
fn adapters_never_see_each_other() {
    let sources = sources();
    let inside = |path: &str| {
        path.strip_prefix("chat/")
            .map(|rest| rest.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned())
    };
    let shared = ["dispatch", "mod", "limited", "setup", "split"];
    let adapters: BTreeSet<String> = sources
        .iter()
        .filter_map(|source| inside(&source.path))
        .filter(|name| !shared.contains(&name.as_str()))
        .collect();
    assert!(adapters.contains("console"), "the console is an adapter");
    let mut seen = Vec::new();
    for source in &sources {
        let Some(own) = inside(&source.path) else { continue };
        for other in adapters.iter().filter(|other| **other != own) {
            let named = Regex::new(&format!(r"\b(?:chat|super)::(?:\{{[^}}]*\b)?{other}\b"))
                .expect("a module's name makes a pattern");
            let is_declared = own == "mod" || !named.is_match(&source.code);
            if !is_declared {
                seen.push(format!("src/{} names chat::{other}", source.path));
            }
        }
    }
    for source in sources.iter().filter(|source| !["chat", "cli", "lib"].contains(&source.module())) {
        for adapter in &adapters {
            if source.code.contains(&format!("chat::{adapter}")) {
                seen.push(format!("src/{} names chat::{adapter}; only the wiring in cli may", source.path));
            }
        }
    }
    assert_none("adapters that are seen", &seen);
}

#[test]
fn the_core_is_pure() {
    let patterns: Vec<Regex> =
        IMPURE.iter().map(|pattern| Regex::new(pattern).expect("the pattern is well formed")).collect();
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| PURE.contains(&source.module())) {
        for pattern in &patterns {
            found.extend(pattern.find(&source.code).map(|word| format!("src/{} names {}", source.path, word.as_str())));
        }
    }
    assert_none("what the pure modules may not name", &found);
}

#[test]
fn one_file_reads_the_clock() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.path != "clock.rs") {
        found.extend(
            CLOCKS
                .iter()
                .filter(|clock| source.code.contains(**clock))
                .map(|clock| format!("src/{} reads {clock}", source.path)),
        );
    }
    assert_none("clocks outside src/clock.rs", &found);
}

/// What a simulation cannot move is in no adapter, desk or rule: the machine's clock is chosen by whoever starts the program,
/// and by `check`, which waits for no limit.
#[test]
fn who_is_given_a_clock_takes_no_other() {
    const GIVEN: [&str; 7] = ["bot/", "chat/", "document/", "group/", "mail/", "store/", "view/"];
    const CHOOSE: [&str; 2] = ["chat/discord/check.rs", "bot/restored.rs"];
    let is_given = |path: &str| GIVEN.iter().any(|folder| path.starts_with(folder)) && !CHOOSE.contains(&path);
    let takes_it = |path: &str| {
        let text = std::fs::read_to_string(golden::path("src").join(path)).expect("it was read before");
        text.split("#[cfg(test)]").next().unwrap_or_default().contains("Clock::Machine")
    };
    let found: Vec<String> = sources()
        .iter()
        .filter(|source| is_given(&source.path) && takes_it(&source.path))
        .map(|source| format!("src/{} takes the machine's clock", source.path))
        .collect();
    assert_none("the machine's clock where one is given", &found);
}

/// Platforms are named by their adapters, their wiring, their sections of the configuration and their rows; and in
/// `replay`, which reads what programs of those names write.
#[test]
fn no_platform_is_named_elsewhere() {
    const HOMES: [&str; 6] = ["chat/", "cli/run/", "config/", "config.rs", "platform.rs", "replay/"];
    // The other names are words that a sentence needs.
    let platforms: Vec<&str> = PLATFORMS
        .iter()
        .map(|platform| platform.name)
        .filter(|name| !matches!(*name, "console" | "web" | "mail"))
        .collect();
    let named = Regex::new(&format!(r"(?i)\b(?:{})\b", platforms.join("|"))).expect("the pattern is well formed");
    let comment = Regex::new(r"(?m)^\s*//.*$").expect("the pattern is well formed");
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !HOMES.iter().any(|home| source.path.starts_with(home))) {
        let text = std::fs::read_to_string(golden::path("src").join(&source.path)).expect("it was read before");
        let without_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
        let words = comment.replace_all(without_tests, "");
        let lines = words.lines().filter(|line| named.is_match(line));
        found.extend(lines.map(|line| format!("src/{}: {}", source.path, line.trim())));
    }
    assert_none("platforms named outside their homes", &found);
}

#[test]
fn only_the_right_crates_are_named_in_each_place() {
    let places: [(&str, &[&str]); 8] = [
        ("matrix_sdk", &["chat/matrix"]),
        ("serenity", &["chat/discord"]),
        ("sqlx", &["store"]),
        ("clap", &["cli"]),
        ("clap_mangen", &["cli"]),
        ("axum", &["web"]),
        ("prometheus_client", &["meters"]),
        ("sd_notify", &["cli/run"]),
    ];
    let mut found = Vec::new();
    for source in &sources() {
        for (name, places) in places {
            let named = Regex::new(&format!(r"\b{name}\b")).expect("a crate's name is a pattern");
            let is_at_home = places.iter().any(|place| source.path.starts_with(place));
            if !is_at_home && named.is_match(&source.code) {
                found.push(format!("src/{} names {name}", source.path));
            }
        }
    }
    assert_none("crates outside their place", &found);
}

#[test]
fn files_are_short_and_modules_have_names_that_say_something() {
    let mut found = Vec::new();
    for source in sources() {
        if source.lines >= LINES {
            found.push(format!("src/{} has {} lines", source.path, source.lines));
        }
        let parts = source.path.trim_end_matches(".rs").split('/').filter(|part| EMPTY_NAMES.contains(part));
        found.extend(parts.map(|part| format!("src/{} is called {part}", source.path)));
    }
    assert_none("files that are too long or have an empty name", &found);
}

#[test]
fn no_source_has_an_unwrap() {
    let call = Regex::new(r"\.unwrap\(\)").expect("the pattern is well formed");
    let found: Vec<String> = sources()
        .iter()
        .filter(|source| call.is_match(&source.code))
        .map(|source| format!("src/{}", source.path))
        .collect();
    assert_none("unwrap() says not why it holds; expect() does", &found);
}

#[test]
fn comments_and_strings_are_not_judged() {
    let code = code_of(
        "use crate::bot; // crate::cli\nlet c = '\"'; let s = \"crate::web // \\\" \"; let r = r#\"Utc::now\"#; x::<'a>();",
    );
    assert!(code.contains("use crate::bot") && code.contains("x::<'a>()"), "{code}");
    assert!(!code.contains("cli") && !code.contains("web") && !code.contains("now"), "{code}");
    assert_eq!(imports("use crate::{view::Say, bot};").into_iter().collect::<Vec<_>>(), ["bot", "view"]);
}

/// A command that nobody can type is forgotten easily: the compiler does not ask for its row.
#[test]
fn every_command_is_built_by_a_row() {
    // What people do without typing a command: they speak, come in, and take a sign back. Whole texts come from files.
    const WITHOUT_ROW: [&str; 6] = [
        "PeopleCommand::Arrive",
        "PollCommand::WithdrawVote",
        "ProposalCommand::WithdrawStand",
        "RecordCommand::Say",
        "TermsCommand::Adopt",
        "TermsCommand::Propose",
    ];
    let variant = Regex::new(r"(?m)^    ([A-Z]\w*)").expect("the pattern is well formed");
    let sum = Regex::new(r"(?s)pub enum (\w+Command) \{\n(.*?)\n\}").expect("the pattern is well formed");
    let read = |path: &str| std::fs::read_to_string(golden::path("src").join(path)).expect("it was read before");
    let (mut rows, mut wanted) = (String::new(), Vec::new());
    for source in sources() {
        if source.path.starts_with("command/") {
            rows.push_str(&read(&source.path));
        }
        // What the bot itself and edits of messages ask for has no row.
        let is_typed = !source.path.ends_with("/internal.rs") && !source.path.ends_with("/change.rs");
        if source.path.starts_with("group/command/") && is_typed {
            let text = read(&source.path);
            for found in sum.captures_iter(&text) {
                wanted
                    .extend(variant.captures_iter(&found[2]).map(|variant| format!("{}::{}", &found[1], &variant[1])));
            }
        }
    }
    assert!(wanted.len() > 100, "{wanted:?}");
    let is_missing = |name: &String| {
        if WITHOUT_ROW.contains(&name.as_str()) {
            return false;
        }
        let named = Regex::new(&format!(r"\b{name}\b")).expect("names are patterns");
        let (_, short) = name.split_once("::").expect("an enum and its variant");
        !named.is_match(&rows) && !rows.contains(&format!("{{ {short}")) && !rows.contains(&format!(", {short}"))
    };
    let missing: Vec<String> = wanted.into_iter().filter(is_missing).collect();
    assert_none("commands without a row", &missing);
}
