//! Chats as CSV: `DiscordChatExporter`, Mattermost's channel export, and whatever else names its columns.

use super::super::{Kind, Log};
use super::draft::Draft;
use super::stamps::is_stamp;

const WHO: [&str; 11] =
    ["who", "author", "user name", "username", "user", "sender", "from", "name", "nick", "speaker", "sender name"];
const WHEN: [&str; 11] = [
    "date",
    "timestamp",
    "time",
    "post creation time",
    "created",
    "sent",
    "datetime",
    "date/time",
    "when",
    "createat",
    "time sent",
];
const WORDS: [&str; 9] =
    ["what", "content", "post message", "message", "text", "body", "contents", "words", "messages"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Columns {
    who: usize,
    when: usize,
    /// The clock, where the day has a column of its own.
    clock: Option<usize>,
    words: usize,
}

/// The first of the names that a column has.
fn column(header: &csv::StringRecord, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| {
        header.iter().position(|field| field.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case(name))
    })
}

fn columns(header: &csv::StringRecord) -> Option<Columns> {
    let day = column(header, &["date", "day"]);
    let when = day.or_else(|| column(header, &WHEN))?;
    let clock = day.and_then(|_| column(header, &["time", "clock", "hour", "time of day"]));
    Some(Columns { who: column(header, &WHO)?, when, clock, words: column(header, &WORDS)? })
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count());
    csv::ReaderBuilder::new().flexible(true).delimiter(delimiter.unwrap_or(b',')).from_reader(text.as_bytes())
}

/// Whether the first line names who, when and what.
pub fn is_table(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.len() < 4_000 && first.contains([',', ';', '\t']) && reader(first).headers().ok().and_then(columns).is_some()
}

/// # Errors
/// A sentence, when it is no table of a chat.
pub fn read(text: &str) -> Result<Log<'static>, String> {
    let mut reader = reader(text);
    let header = reader.headers().map_err(|error| format!("the CSV cannot be read: {error}"))?.clone();
    let columns = columns(&header).ok_or("the first line of the CSV has to name its columns: author, date, content")?;
    let mut draft = Draft::default();
    for record in reader.records() {
        let record = record.map_err(|error| format!("the CSV cannot be read: {error}"))?;
        let number = record.position().map_or(0, csv::Position::line);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let field = |column: usize| record.get(column).unwrap_or_default().trim();
        let clock = columns.clock.map_or("", field);
        let stamp = format!("{} {clock}", field(columns.when)).trim_end().to_owned();
        // Mattermost counts milliseconds.
        let stamp = match stamp.parse::<i64>().ok().filter(|_| !is_stamp(&stamp)) {
            Some(count) => {
                let millis = if count > 100_000_000_000 { count } else { count.saturating_mul(1000) };
                chrono::DateTime::from_timestamp_millis(millis).map_or(stamp, |at| at.to_rfc3339())
            }
            None => stamp,
        };
        let who = field(columns.who);
        let who = who
            .rsplit_once('#')
            .filter(|(_, tag)| tag.len() == 4 && tag.bytes().all(|byte| byte.is_ascii_digit()))
            .map_or(who, |(name, _)| name);
        draft.stamped(number, stamp, who, field(columns.words), Kind::Said);
    }
    if draft.log.lines.is_empty() {
        return Err("the table names its columns and holds no messages".to_owned());
    }
    Ok(draft.finish())
}
