//! The file that names the people behind nicks: TOML, or a table.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::replay::People;

const NICK: [&str; 8] = ["nick", "nickname", "alias", "account", "user", "username", "login", "display name"];
const NAME: [&str; 6] = ["name", "full name", "person", "participant", "name (original name)", "real name"];
const ORGANIZATION: [&str; 6] = ["organization", "organisation", "org", "company", "affiliation", "entity"];

/// Reads `ana = "Ana Lima (Example Corp)"`, a line each, or a table with the columns nick, name and organization.
pub fn people_of(file: &Path) -> anyhow::Result<People> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let is_table =
        file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("tsv"));
    if is_table {
        return table(&text).with_context(|| format!("reading {}", file.display()));
    }
    let named: BTreeMap<String, String> = toml::from_str(&text)
        .with_context(|| format!("{} has to hold lines such as: ana = \"Ana Lima (Example Corp)\"", file.display()))?;
    Ok(People::new(named))
}

fn table(text: &str) -> anyhow::Result<People> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count());
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).trim(csv::Trim::All).delimiter(delimiter.unwrap_or(b','));
    let records: Vec<csv::StringRecord> = builder.from_reader(text.as_bytes()).records().collect::<Result<_, _>>()?;
    let Some(head) = records.first() else {
        bail!("the table is empty; it needs the columns nick, name and organization")
    };
    let column =
        |names: &[&str]| names.iter().find_map(|name| head.iter().position(|field| field.eq_ignore_ascii_case(name)));
    let (nick, name, organization) = (column(&NICK), column(&NAME), column(&ORGANIZATION));
    // Without a head the columns stand in that order.
    let has_head = nick.is_some() && name.is_some() || name.is_some() && organization.is_some();
    let (nick, name, organization) =
        if has_head { (nick.or(name), name, organization) } else { (Some(0), Some(1), Some(2)) };
    let mut named = Vec::new();
    for record in records.iter().skip(usize::from(has_head)) {
        let field = |column: Option<usize>| column.and_then(|column| record.get(column)).unwrap_or_default();
        let (nicks, name, organization) = (field(nick), field(name), field(organization));
        if name.is_empty() {
            continue;
        }
        let full = if organization.is_empty() { name.to_owned() } else { format!("{name} ({organization})") };
        // Several nicks of one person may share a field; whoever writes the whole name is the person too.
        let nicks = nicks.split(';').map(str::trim).filter(|nick| !nick.is_empty());
        named.extend(nicks.chain([name]).map(|nick| (nick.to_owned(), full.clone())));
    }
    Ok(People::new(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_names_people_with_a_head_and_without() {
        for text in [
            "nick,name,organization\nana,Ana Lima,Example Corp\nbo;bo_,Bo Nyberg,\n",
            "ana,Ana Lima,Example Corp\nbo;bo_,Bo Nyberg\n",
            "Organization;Nick;Name\nExample Corp;ana;Ana Lima\n;bo;Bo Nyberg\n",
        ] {
            let people = table(text).expect("it is a table");
            let ana = people.of("ana");
            assert_eq!((ana.name.as_str(), ana.organization.as_deref()), ("Ana Lima", Some("Example Corp")), "{text}");
            assert_eq!(people.of("Ana Lima"), ana, "{text}");
            assert_eq!(people.of("bo").name, "Bo Nyberg", "{text}");
        }
    }
}
