//! One whole year of a group in simulated time: `docs/example-year/year.txt` is played into the bot of the group of
//! `config/jcg-iotsec.toml`, and what comes of it lies beside it. `UPDATE=1` renews it.

use std::collections::BTreeMap;

use convenor::cli::console::Gathering;
use convenor::config::Config;
use convenor::document::{self, TextFormat};
use convenor::group::command::{RegisterPart, WhichDocuments};
use convenor::group::paper::{Paper, PaperId};
use convenor::view::documents::documents;
use convenor::view::liaison::statement;
use convenor::view::register::register;
use convenor::view::terms::{public, redline};
use mail_parser::{MessageParser, MimeHeaders as _};

use crate::conversation::{Room, Transcript};
use crate::golden::{self, without_versions};

const FOLDER: &str = "docs/example-year";

/// Participants, as the members of a real group are entered: name, organization, side, accounts.
const MEMBERS: [(&str, &str, &str, &str); 5] = [
    ("Ana Lima", "Example Corp", "SG17", "\"console:ana\""),
    ("Kofi Boateng", "Example Institute", "SG20", "\"console:kofi\""),
    ("Mei Tanaka", "Example Ministry", "SG20", "\"console:mei\""),
    ("Bo Lind", "Example Networks", "SG17", "\"console:bo\", \"mail:bo.lind@example.net\""),
    ("Rana Ito", "Example Telecom", "SG20", "\"console:rana\""),
];

/// The group of `config/jcg-iotsec.toml`, in the console, with participants.
fn group_in_the_console() -> String {
    let real = golden::read("config/jcg-iotsec.toml");
    let (_, group) = real.split_once("[[group]]\n").expect("the configuration has a group");
    let group = group.replace("matrix:@", "console:").replace(":example.org\"", "\"");
    let group: Vec<&str> =
        group.lines().filter(|line| !line.starts_with("rooms = ") && !line.starts_with("# Fill in")).collect();
    let members = MEMBERS.map(|(name, organization, side, accounts)| {
        format!("\n[[group.member]]\nname = \"{name}\"\norganization = \"{organization}\"\nside = \"{side}\"\naccounts = [{accounts}]\n")
    });
    format!(
        "# The group of config/jcg-iotsec.toml, in the console and with participants. To play its year from the top of the repository:\n\
         # convenor console --config docs/example-year/group.toml --now 2026-11-30T09:00:00Z --data year < docs/example-year/year.txt\n\
         [mail.inbound]\nsource = \"maildir:year/inbox\"\n\n[[group]]\nlist_is_members_only = true\n{}\n{}",
        group.join("\n"),
        members.concat()
    )
}

#[tokio::test]
async fn the_papers_of_a_year_are_fresh() {
    let config = group_in_the_console();
    let mut papers: BTreeMap<String, String> = BTreeMap::from([("group.toml".to_owned(), config.clone())]);
    let config = Config::parse(&config).expect("the configuration of the group parses");
    let mut transcript = Transcript::parse("year", &golden::read(&format!("{FOLDER}/year.txt")));
    transcript.charter = Gathering::of(&config).expect("the configuration names a group").charter;
    let mut room = Room::open(&transcript).await;
    let mut said: Vec<String> = transcript.head.clone();
    for line in &transcript.lines {
        said.extend(line.above.iter().cloned());
        said.push(line.input.clone());
        let answers = room.play(&line.input).await;
        for answer in &answers {
            let is_slip = ["Use: ", "I don't understand", "I know no"].iter().any(|slip| answer.contains(slip));
            assert!(!is_slip, "{}: {answer}", line.input);
        }
        said.extend(answers);
    }
    papers.insert("room.txt".to_owned(), said.join("\n") + "\n");

    let group = room.group().await;
    let now = room.bot().clock().now();
    let delivered = group.reports.values().filter(|report| report.delivered.is_some()).count();
    let sent = (1..=8).filter(|meeting| group.minutes(*meeting).and_then(Paper::last_standing).is_some()).count();
    assert_eq!((group.rows().count(), delivered, sent), (40, 6, 8), "rows, delivered reports, minutes that were sent");
    assert!(group.documents().count() >= 30, "{} documents", group.documents().count());
    assert_eq!(group.all_liaisons().count(), 6, "liaison statements");
    assert_eq!(group.current_terms(), Some(2));
    assert!(group.group_conclusion().is_some(), "the group is concluded");
    assert!(group.papers.keys().any(|paper| matches!(paper, PaperId::Notice(_))));

    let written = |text| document::text_of(&text, TextFormat::Text);
    let whole = register(&group, &RegisterPart::All, now);
    papers.insert("register.txt".to_owned(), written(document::register::text(&whole)));
    papers.insert("register.csv".to_owned(), document::register::csv(&whole).expect("rows become lines"));
    let list = documents(&group, &WhichDocuments::All);
    papers.insert("documents.txt".to_owned(), written(document::documents::text(&list)));
    for (number, _) in group.all_liaisons() {
        let statement = statement(&group, number, now).expect("it is there");
        papers.insert(format!("liaison-L{number}.txt"), document::liaison::page(&statement, TextFormat::Text));
    }
    let terms = redline(&group, Some(2), now).expect("revision 2 is there");
    papers.insert("terms-2.txt".to_owned(), written(document::terms::changes(&terms)));
    let board = public(&group, now);
    let titles: Vec<&str> = board.iter().map(|section| section.title.as_str()).collect();
    let first = "Terms of reference of the Joint Correspondence Group on IoT Security (JCG-IoTSec)";
    assert_eq!(titles, ["How far they are", first, "Tasks", "Working methods"], "the board shows the terms");
    assert_eq!(board[0].lines[0].1, "Revision 2 is in force, approved as TSAG-R5.");
    assert_eq!(
        board[3].lines[3],
        (
            "8.".to_owned(),
            "Results are reported to SG17, SG20 and TSAG one month before each of their meetings.".to_owned()
        )
    );
    let mails = mails(&room);
    let index: Vec<String> =
        mails.iter().map(|(name, subject, _)| format!("| [{name}]({name}) | {subject} |")).collect();
    papers.extend(mails.into_iter().map(|(name, _, text)| (name, text)));
    papers.insert("README.md".to_owned(), readme(&index));
    for (name, text) in &papers {
        // The name of the zone data may be on a line of its own.
        let text = text.replace(&format!("data {}", convenor::time::data_version()), "data 2026a");
        golden::assert_same(&format!("{FOLDER}/{name}"), &without_versions(&text));
    }
    let here = std::fs::read_dir(golden::path(FOLDER)).expect("the folder is there");
    for file in here.map(|entry| entry.expect("a folder of the repository can be read")) {
        let name = file.file_name().to_string_lossy().into_owned();
        if name == "year.txt" || papers.contains_key(&name) {
            continue;
        }
        assert!(golden::is_renewing(), "{FOLDER}/{name} does not come of the year any more");
        std::fs::remove_file(file.path()).expect("the repository can be written");
    }
}

/// The mails of the year, oldest first: a name for the file, the subject, and the mail as its reader sees it. Of those to
/// several officers the one to the secretary stands for all.
fn mails(room: &Room) -> Vec<(String, String, String)> {
    let mut read: Vec<(i64, String, String, String)> = Vec::new();
    for bytes in room.mails() {
        let mail = MessageParser::default().parse(&bytes).expect("a mail of the outbox can be read");
        let id = mail.message_id().expect("a mail has an id").split('@').next().unwrap_or_default().to_owned();
        let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default().to_owned();
        if id.contains("report-due") && !to.starts_with("secretary") {
            continue;
        }
        let date = mail.date().expect("a mail has a date");
        let subject = mail.subject().unwrap_or_default().to_owned();
        let attached: Vec<&str> = mail.attachments().filter_map(|part| part.attachment_name()).collect();
        let attached = if attached.is_empty() { String::new() } else { format!("Attached: {}\n", attached.join(", ")) };
        let body = mail.body_text(0).unwrap_or_default().replace("\r\n", "\n");
        let text = format!("Date: {}\nTo: {to}\nSubject: {subject}\n{attached}\n{body}", date.to_rfc3339());
        read.push((date.to_timestamp(), id, subject, text));
    }
    read.sort();
    let named = (1..).zip(read).map(|(number, (_, id, subject, text))| {
        (format!("{number:02}-{}.txt", called(&id)), subject, text.trim_end().to_owned() + "\n")
    });
    named.collect()
}

/// What a mail is, by its id: `announcement-2`, `change-8`, `minutes-3`, `report-1`.
fn called(id: &str) -> String {
    let parts: Vec<&str> = id.split('.').skip(1).collect();
    match parts.as_slice() {
        [meeting, "notice", "0"] => format!("announcement-{meeting}"),
        [meeting, "notice", _] => format!("change-{meeting}"),
        [meeting, "minutes", _] => format!("minutes-{meeting}"),
        ["report", number, _] => format!("report-{number}"),
        parts => parts.join("-"),
    }
}

fn readme(index: &[String]) -> String {
    format!(
        "# The papers of a year\n\n\
         One year of a group in simulated time, as [for secretaries](../for-secretaries.md#a-year) tells it: eight meetings, two meetings of each\n\
         study group, two of TSAG. Everybody and everything in it is made up. [year.txt](year.txt) is what people typed, [room.txt](room.txt) the same\n\
         with the bot's answers, [group.toml](group.toml) the configuration. A test plays the year and compares all of it.\n\n\
         | paper | is |\n|---|---|\n\
         | [register.txt](register.txt), [register.csv](register.csv) | the demarcation register at the end of the year |\n\
         | [documents.txt](documents.txt) | the list of documents |\n\
         | [liaison-L1.txt](liaison-L1.txt) to [liaison-L6.txt](liaison-L6.txt) | the liaison statements |\n\
         | [terms-2.txt](terms-2.txt) | what revision 2 of the terms of reference changes |\n\n\
         The mails, in the order in which they went out:\n\n| mail | subject |\n|---|---|\n{}\n",
        index.join("\n")
    )
}
