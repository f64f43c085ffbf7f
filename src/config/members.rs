//! A list of members in a file: name, organization, side, accounts, addresses, a line each.

use std::collections::BTreeMap;
use std::path::Path;

use super::MemberConfig;
use super::member::accounts;
use crate::group::mail::MAIL_ACCOUNT;
use crate::group::person::folded;
use crate::text::clean_table;

/// A member with the line that names them.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Line of the file. `None`: the member is in the configuration itself.
    pub line: Option<u64>,
    pub member: MemberConfig,
}

const NAME: [&str; 3] = ["name", "full name", "member"];
const ORGANIZATION: [&str; 5] = ["organization", "organisation", "org", "company", "affiliation"];
const SIDE: [&str; 2] = ["side", "group"];
const ACCOUNTS: [&str; 2] = ["accounts", "account"];
const ADDRESSES: [&str; 8] = ["addresses", "address", "mail", "mails", "email", "emails", "e-mail", "mail address"];

const COLUMNS: &str = "write name,organization,side,accounts,addresses above the members";

/// Reads the members of a file.
///
/// # Errors
/// A sentence that says what is wrong and where.
pub fn members_of(file: &Path) -> Result<Vec<Listed>, String> {
    let shown = file.display();
    let bytes = std::fs::read(file).map_err(|error| {
        format!("{shown} cannot be read ({error}); write a table with the columns name, organization, side, accounts, addresses")
    })?;
    let text =
        String::from_utf8(bytes).map_err(|_| format!("{shown} is not in UTF-8; save it again as CSV in UTF-8"))?;
    read(&text).map_err(|problem| format!("{shown}: {problem}"))
}

/// Reads the members of such a table.
///
/// # Errors
/// What is wrong with the table, in a sentence.
pub fn read(text: &str) -> Result<Vec<Listed>, String> {
    let text = &clean_table(text.trim_start_matches('\u{feff}'));
    let first = text.lines().next().unwrap_or_default();
    let mark = [b',', b';', b'\t'].into_iter().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count());
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).trim(csv::Trim::All).comment(Some(b'#')).delimiter(mark.unwrap_or(b','));
    let mut reader = builder.from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> =
        reader.records().collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    let head = records.first().ok_or(format!("it is empty; {COLUMNS}"))?;
    let column =
        |names: &[&str]| names.iter().find_map(|name| head.iter().position(|field| field.eq_ignore_ascii_case(name)));
    let name = column(&NAME).ok_or(format!("the first line does not name the columns; {COLUMNS}"))?;
    let (organization, side) = (column(&ORGANIZATION), column(&SIDE));
    let (account, address) = (column(&ACCOUNTS), column(&ADDRESSES));
    let known = [&NAME[..], &ORGANIZATION, &SIDE, &ACCOUNTS, &ADDRESSES];
    let mut faults: Vec<String> = Vec::new();
    for field in head {
        let lower = field.to_lowercase();
        let is_known = known.iter().any(|names| names.contains(&lower.as_str()));
        let mut missing = known.iter().filter(|names| column(names).is_none());
        let near =
            missing.find(|names| names.iter().any(|name| name.len() >= 4 && strsim::osa_distance(name, &lower) == 1));
        if let Some([written, ..]) = near.filter(|_| !is_known) {
            faults.push(format!("the column “{field}” is not read; write {written}"));
        }
    }
    let mut listed = Vec::new();
    for record in records.iter().skip(1) {
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().skip(head.len()).any(|cell| !cell.is_empty()) {
            faults.push(format!(
                "line {line} has more cells than the first line; put a cell with commas into quotation marks"
            ));
        }
        let goes_on = |column: Option<usize>| {
            column.and_then(|column| record.get(column)).is_some_and(|cell| cell.contains('\n'))
        };
        if [Some(name), organization, side].into_iter().any(goes_on) {
            faults.push(format!("line {line} has a quotation mark that is not closed in it"));
        }
        let field = |column: Option<usize>| column.and_then(|column| record.get(column)).unwrap_or_default();
        let filled = |column| Some(field(column)).filter(|field| !field.is_empty()).map(str::to_owned);
        if record.iter().all(str::is_empty) {
            continue;
        }
        let several = |column| field(column).split([' ', ';', ',', '\n']).filter(|word| !word.is_empty());
        let by_mail = several(address).map(|address| {
            let bare = address.trim_matches(['<', '>']).trim_start_matches("mailto:");
            if bare.starts_with(MAIL_ACCOUNT) { bare.to_owned() } else { format!("{MAIL_ACCOUNT}{bare}") }
        });
        let accounts = several(account).map(str::to_owned).chain(by_mail).collect();
        let member = MemberConfig {
            name: field(Some(name)).to_owned(),
            organization: filled(organization),
            side: filled(side),
            accounts,
        };
        listed.push(Listed { line: record.position().map(csv::Position::line), member });
    }
    if faults.is_empty() { Ok(listed) } else { Err(faults.join("; ")) }
}

/// What is wrong with a list of members, a sentence each with the line: doubles, accounts and addresses that are none,
/// names that are missing.
pub fn problems(listed: &[Listed], sides: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut names: BTreeMap<String, &Listed> = BTreeMap::new();
    let mut holders: BTreeMap<String, &Listed> = BTreeMap::new();
    for one in listed {
        let here = place(one);
        let MemberConfig { name, side, accounts: keys, .. } = &one.member;
        if name.is_empty() {
            problems.push(format!("{here}: the name is missing"));
        } else if let Some(other) = names.insert(folded(name), one) {
            problems.push(format!("{here}: {name} is named a second time; the first is {}", place(other)));
        }
        if let Some(side) = side.as_ref().filter(|side| !sides.is_empty() && !sides.contains(side)) {
            problems.push(format!("{here}: “{side}” is not one of the group's sides ({})", sides.join(", ")));
        }
        for key in keys {
            match accounts(std::slice::from_ref(key)) {
                Err(problem) => problems.push(format!("{here}: {problem}")),
                Ok(known) => {
                    let account = known.into_iter().map(|account| account.0).collect::<String>();
                    // Whoever writes an address in other letters means the same mailbox.
                    let is_mail = account.starts_with(MAIL_ACCOUNT);
                    let held = if is_mail { account.to_lowercase() } else { account.clone() };
                    let other = holders.insert(held, one).filter(|other| *other != one);
                    problems.extend(other.map(|other| {
                        let shown = account.strip_prefix(MAIL_ACCOUNT).unwrap_or(&account);
                        format!("{here}: {shown} is {}'s too ({})", other.member.name, place(other))
                    }));
                }
            }
        }
    }
    problems
}

/// `line 3`, or the part of the configuration.
fn place(listed: &Listed) -> String {
    listed.line.map_or_else(|| format!("[[group.member]] {}", listed.member.name), |line| format!("line {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_members_is_read_whatever_divides_it() {
        for text in [
            "name,organization,side,accounts,addresses\nAna Lima,Example Corp,SG17,console:ana,ana@example.org\n\nBo,,,,\n",
            "\u{feff}Name;Organisation;Accounts;Email\nAna Lima;Example Corp;console:ana;ana@example.org\n# nobody\nBo;;;\n",
            "email\tname\torg\taccount\nana@example.org\tAna Lima\tExample Corp\tconsole:ana\n\tBo\t\t\n",
        ] {
            let members = read(text).expect("a table");
            let [ana, bo] = members.as_slice() else { panic!("two members: {members:?}") };
            assert_eq!((ana.line, ana.member.name.as_str()), (Some(2), "Ana Lima"), "{text}");
            assert_eq!(ana.member.organization.as_deref(), Some("Example Corp"), "{text}");
            assert_eq!(ana.member.accounts, ["console:ana", "mail:ana@example.org"], "{text}");
            assert_eq!((bo.member.name.as_str(), bo.member.accounts.len()), ("Bo", 0), "{text}");
        }
        assert!(read("Ana,Example Corp\n").is_err(), "the columns have no names");
        assert_eq!(read("name,addresses\n").expect("nobody"), []);
    }

    #[test]
    fn a_table_that_would_be_read_otherwise_than_it_is_meant_is_refused() {
        for (text, fault) in [
            ("", "it is empty; write name,organization,side,accounts,addresses above the members"),
            ("name,adresses\nAna,ana@example.org\n", "the column “adresses” is not read; write addresses"),
            ("name,organisations,phone\nAna,Example,1\n", "the column “organisations” is not read; write organization"),
            ("name,addresses\nAna,ana@example.org,bo@example.net\n", "line 2 has more cells than the first line;"),
            (
                "name,addresses\n\"Ana,ana@example.org\nBo,bo@example.net\n",
                "line 2 has a quotation mark that is not closed",
            ),
        ] {
            let said = read(text).expect_err(text);
            assert!(said.starts_with(fault), "{said}");
        }
        assert_eq!(read("name,phone,addresses\nAna,1,ana@example.org,\n").expect("a table").len(), 1);
        let twice = read("name,addresses\nAna,Ana@example.org\nBo,ana@example.org\n").expect("a table");
        assert_eq!(problems(&twice, &[]), ["line 3: ana@example.org is Ana's too (line 2)"]);
    }

    #[test]
    fn doubles_and_bad_addresses_are_named_with_their_lines() {
        let text = "name,side,accounts,addresses\nAna,SG17,console:ana,ana@example.org bo@example\nana,SG5,,ana@Example.ORG\n,,nowhere,\nCy,,console:ana,not an address\n";
        let members = read(text).expect("a table");
        let found = problems(&members, &["SG17".to_owned()]);
        for (words, line) in [
            ("line 3: ana is named a second time; the first is line 2", 3),
            ("line 3: “SG5” is not one of the group's sides (SG17)", 3),
            ("line 3: ana@example.org is Ana's too (line 2)", 3),
            ("line 4: the name is missing", 4),
            ("line 4: “nowhere” does not begin with a platform", 4),
            ("line 5: console:ana is Ana's too (line 2)", 5),
            ("line 5: “not” is not a mail address", 5),
        ] {
            assert!(found.iter().any(|problem| problem.starts_with(words)), "{line}: {words} in {found:#?}");
        }
    }
}
