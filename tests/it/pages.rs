//! The pages of the repository: links lead somewhere, and decisions have one form and an index.

use std::path::Path;

use regex::Regex;

use crate::golden;

const DECISIONS: &str = "docs/decisions";
/// What a decision says, in this order, after its title.
const PARTS: [&str; 4] = ["Context", "Decision", "Price", "Alternatives"];

/// Files in a folder of the repository whose names end so, in order.
fn files(folder: &str, end: &str) -> Vec<String> {
    let entries = std::fs::read_dir(golden::path(folder)).expect("the folder belongs to the repository");
    let names = entries.map(|entry| entry.expect("a folder of the repository can be read").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(end));
    names.sort();
    names
}

fn pages() -> Vec<String> {
    let folders = [".", "docs", DECISIONS, "findings", "tests/hard", "tests/servers"];
    let inside = |folder: &'static str| files(folder, ".md").into_iter().map(move |name| format!("{folder}/{name}"));
    folders.into_iter().flat_map(inside).collect()
}

/// A heading as the address of a place in its page, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).collect::<String>().replace(' ', "-")
}

#[test]
fn links_between_pages_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").expect("the pattern is well formed");
    let pages = pages();
    assert!(pages.len() > 40, "the pages were found: {pages:?}");
    let (mut count, mut dead) = (0, Vec::new());
    for page in &pages {
        let text = golden::read(page);
        for found in link.captures_iter(&text).filter(|found| !found[1].contains("://")) {
            count += 1;
            let (file, place) = found[1].split_once('#').unwrap_or((&found[1], ""));
            let folder = Path::new(page).parent().unwrap_or(Path::new(""));
            let target = if file.is_empty() { page.into() } else { folder.join(file) };
            let is_there = golden::path(&target.to_string_lossy()).exists();
            let has_place = || {
                let text = golden::read(&target.to_string_lossy());
                text.lines().any(|line| line.starts_with('#') && anchor(line.trim_start_matches('#').trim()) == place)
            };
            if !is_there || !(place.is_empty() || has_place()) {
                dead.push(format!("{page}: {}", &found[1]));
            }
        }
    }
    assert!(count > 60, "links were found");
    assert!(dead.is_empty(), "links that lead nowhere:\n  {}", dead.join("\n  "));
}

#[test]
fn decisions_have_one_form() {
    let mut faults = Vec::new();
    for name in files(DECISIONS, ".md").into_iter().filter(|name| name != "README.md") {
        let text = golden::read(&format!("{DECISIONS}/{name}"));
        let title = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
        if title.is_empty() || title.starts_with(|c: char| c.is_ascii_digit()) {
            faults.push(format!("{name}: the title is “{title}”; the number is in the file's name"));
        }
        let paragraphs: Vec<&str> = PARTS
            .into_iter()
            .filter(|part| text.lines().any(|line| line.starts_with(&format!("**{part}.**"))))
            .collect();
        if paragraphs != PARTS {
            faults.push(format!("{name}: has only the paragraphs {paragraphs:?}"));
        }
    }
    assert!(faults.is_empty(), "decisions of another form:\n  {}", faults.join("\n  "));
}

#[test]
fn the_index_of_decisions_is_fresh() {
    const INDEX: &str = "docs/decisions/README.md";
    let page = golden::read(INDEX);
    let (head, _) = page.split_once("|---|---|\n").expect("the index has a table");
    let row = |name: &String| {
        let text = golden::read(&format!("{DECISIONS}/{name}"));
        let title = text.lines().next().unwrap_or_default().trim_start_matches("# ");
        format!("| [{}]({name}) | {title} |\n", name.split('-').next().unwrap_or_default())
    };
    let rows: String = files(DECISIONS, ".md").iter().filter(|name| *name != "README.md").map(row).collect();
    golden::assert_same(INDEX, &format!("{head}|---|---|\n{rows}"));
}
