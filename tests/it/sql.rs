//! The SQL of the store keeps to what SQLite, PostgreSQL and the databases that speak like it have in common
//! (docs/decisions/0002): no word that is not in these lists, in any statement.

use std::collections::BTreeSet;

use regex::Regex;

use crate::{golden, wording};

/// Words of statements that run everywhere.
const COMMON: &str = "AND AS BEGIN BETWEEN BIGINT BY CONFLICT COUNT CREATE DELETE DISTINCT DO EXISTS FROM GROUP IN INDEX INSERT INTO IS KEY \
    LIMIT MAX MIN NOT NOTHING NULL ON OR ORDER PRIMARY RETURNING SELECT SET TABLE TEXT UNION UPDATE VALUES WHERE";
/// Words and functions that are said to one kind of database alone, by the file that says them.
const PARTICULAR: &[(&str, &str)] = &[
    // SQLite.
    ("connection.rs", "IMMEDIATE"),
    ("restore.rs", "IMMEDIATE"),
    ("writer.rs", "IMMEDIATE"),
    ("look.rs", "PRAGMA"),
    ("sweep.rs", "PRAGMA TRUNCATE"),
    // A server's transactions (a backup reads one state).
    ("connection.rs", "ISOLATION LEVEL LOCAL ONLY READ REPEATABLE"),
    // A server, asked by `convenor check`.
    ("look.rs", "pg_tables pg_is_in_recovery current_schema has_schema_privilege"),
    ("durability.rs", "pg_stat_replication current_setting"),
    // All have it, in small letters (SQLite since 3.44).
    ("pages.rs", "string_agg"),
    // Which server it is.
    ("schema.rs", "version"),
];
/// What would name a thing that only one of them has, beside capital words.
const FUNCTIONS: &str =
    r"\b(?:pg|current|has|inet|txid|json|jsonb|array|string|date|to|nextval|random|now|version)(?:_\w+)?\s*\(|\bpg_\w+";

/// Strings of a source file that are SQL.
fn statements(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("'\"'", "' '");
    let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
    let string = Regex::new(r#"(?s)"((?:\\.|[^"\\])*)""#).expect("a pattern");
    let is_sql = Regex::new(
        r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|SET|BEGIN|PRAGMA|FROM|WHERE|VALUES|EXISTS|LISTEN|NOTIFY|LOCK|COPY)\b",
    )
    .expect("a pattern");
    string
        .captures_iter(&code)
        .map(|found| found[1].to_owned())
        .filter(|found| is_sql.is_match(found) || found.starts_with(") AS v") || found.starts_with(" AND "))
        .collect()
}

#[test]
fn statements_say_only_what_every_database_knows() {
    let common: BTreeSet<&str> = COMMON.split_whitespace().collect();
    let capitals = Regex::new(r"\b[A-Z]{2,}\b").expect("a pattern");
    let functions = Regex::new(FUNCTIONS).expect("a pattern");
    let (mut seen, mut count) = (BTreeSet::new(), 0);
    let mut files = Vec::new();
    wording::sources(&golden::path("src/store"), &mut files);
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let own: Vec<&str> = PARTICULAR.iter().filter(|(file, _)| *file == name).map(|(_, words)| *words).collect();
        let own: BTreeSet<&str> = own.iter().flat_map(|words| words.split_whitespace()).collect();
        for statement in statements(&std::fs::read_to_string(&path).expect("a source file")) {
            count += 1;
            let names =
                functions.find_iter(&statement).map(|found| found.as_str().trim_end_matches(['(', ' ']).to_owned());
            for word in capitals.find_iter(&statement).map(|found| found.as_str().to_owned()).chain(names) {
                assert!(
                    common.contains(word.as_str()) || own.contains(word.as_str()),
                    "{name} says {word}, which not every database knows: {statement}"
                );
                seen.insert(word);
            }
        }
    }
    assert!(count > 60, "{count} statements were found");
    // The lists have nothing that is not said.
    let listed = PARTICULAR.iter().flat_map(|(_, words)| words.split_whitespace()).chain(common.iter().copied());
    let unused: Vec<&str> = listed.filter(|word| !seen.contains(*word)).collect();
    assert!(unused.is_empty(), "nothing says {unused:?} any more");
}

#[test]
fn statements_are_in_the_store_and_nowhere_else() {
    let mut folders = vec![golden::path("src")];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(&folder).expect("a folder") {
            let path = file.expect("listed").path();
            if path.is_dir() {
                if path != golden::path("src/store") {
                    folders.push(path);
                }
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(!text.contains("sqlx::"), "{} asks the database itself", path.display());
        }
    }
}

/// Columns are texts and whole numbers, which all databases have in the same way.
#[test]
fn tables_have_texts_and_numbers() {
    let schema = golden::read("src/store/schema.rs");
    let column = Regex::new(r"(?m)^    ([a-z_]+) ([A-Z]+)\b(.*?),?$").expect("a pattern");
    let mut count = 0;
    for found in column.captures_iter(&schema) {
        count += 1;
        assert!(["TEXT", "BIGINT"].contains(&&found[2]), "{}", &found[0]);
        assert!(["", " NOT NULL", " NOT NULL PRIMARY KEY"].contains(&&found[3]), "{}", &found[0]);
    }
    assert!(count > 30, "{count} columns");
}
