//! `convenor replay`: minutes from the logs of meetings that had no bot.

use std::borrow::Cow;
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::{Context as _, bail};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::log_day::{day_for, day_of_file, day_typed};
use super::output::{Output, deliver, deliver_in_parts};
use super::people::people_of;
use super::progress;
use super::threads::{ahead, in_order};
use super::unpack::{is_archive, unpacked};
use crate::command::grammar::Names;
use crate::document::{Format, laid_out_as_text, text_page, text_part, text_parts};
use crate::replay::log::{self, Log};
use crate::replay::merge::{Source, merge, read_offset};
use crate::replay::report::{Remark, Report};
use crate::replay::{Options, People, Prepared, Replay, Share, days_of};
use crate::text::Text;
use crate::time::Zone;
use crate::view::minutes::into_minutes;

/// Arguments of `convenor replay`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The logs; - is standard input.
    #[arg(required = true, value_name = "LOG")]
    logs: Vec<PathBuf>,
    /// auto, rrsagent, meetbot, irssi, weechat, hexchat, matrix, discord or plain.
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    from: From,
    /// text, markdown, html, json or docx.
    #[arg(long, default_value_t = Output::Text(Format::Text))]
    to: Output,
    /// File for the minutes; a folder when there are several logs.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Prints what the bot would have said, one line each, instead of minutes.
    #[arg(long)]
    replies: bool,
    /// Day of the meeting, such as 2026-12-08 or "8 December 2026", where the log does not say it.
    #[arg(long, value_name = "DATE", value_parser = day_typed)]
    date: Option<NaiveDate>,
    /// Zone of the log's clock times.
    #[arg(long, default_value_t = Zone::UTC)]
    zone: Zone,
    /// Names of the people behind nicks: lines such as ana = "Ana Lima (Example Corp)".
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// Number of the meeting in the group's series.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    number: u32,
    #[command(flatten)]
    together: Together,
    /// Which meeting, where a log holds several.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    meeting: usize,
}

/// How several sources of one meeting come together.
#[derive(Debug, clap::Args)]
struct Together {
    /// Makes one record of all the logs, as is done with a chat and its transcript anyway.
    #[arg(long, conflicts_with = "separate")]
    merge: bool,
    /// Makes a record of each log, even of a chat and its transcript.
    #[arg(long)]
    separate: bool,
    /// How much later than the chat's clock the transcript's runs, such as 90s, -1m30s or 00:01:30.
    #[arg(long, value_name = "LENGTH", value_parser = read_offset, allow_hyphen_values = true)]
    offset: Option<TimeDelta>,
    /// Adds what was said, in full, where there is a transcript.
    #[arg(long)]
    annex: bool,
}

/// The format that is named; nothing where the log tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct From(Option<log::Format>);

impl FromStr for From {
    type Err = String;

    fn from_str(name: &str) -> Result<From, String> {
        let known = log::Format::ALL.into_iter().find(|(_, known)| *known == name);
        match known {
            Some((format, _)) => Ok(From(Some(format))),
            None if name == "auto" => Ok(From(None)),
            None => {
                let known: Vec<&str> = log::Format::ALL.iter().map(|(_, name)| *name).collect();
                Err(format!("there is no format “{name}”; there are auto, {}", known.join(", ")))
            }
        }
    }
}

/// The form that others build on: it does not contain what people said.
const JSON: Output = Output::Text(Format::Json);

/// Exit code where most of a log was not understood.
const HARDLY_ANY: u8 = 3;

/// What a log was made into.
struct Made {
    /// What there is to tell on standard error.
    told: String,
    share: Share,
    page: Page,
}

/// Minutes before they are written.
enum Page {
    Json(Box<Report>),
    Text(Text),
    Bytes(Vec<u8>),
}

impl Page {
    /// Gives the bytes part by part, so that they are never there as a whole.
    fn give(&self, out: &mut dyn Write) -> std::io::Result<()> {
        match self {
            Page::Json(report) => {
                serde_json::to_writer(&mut *out, report)?;
                out.write_all(b"\n")
            }
            Page::Text(text) => give_text(text, out),
            Page::Bytes(bytes) => out.write_all(bytes),
        }
    }
}

/// Pages of so many parts are made on all cores.
const MANY_PARTS: usize = 8;

/// Gives a page of text, which is most of the work in minutes of many lines.
fn give_text(text: &Text, out: &mut dyn Write) -> std::io::Result<()> {
    let parts = text_parts(text);
    if parts.len() < MANY_PARTS {
        return text_page(text, |part| out.write_all(part.as_bytes()));
    }
    let given =
        in_order(parts.len(), |index| text_part(text, &parts[index]), |_, part| Ok(out.write_all(part.as_bytes())?));
    given.map_err(|error| error.downcast().unwrap_or_else(std::io::Error::other))
}

/// How the logs of a run ended.
#[derive(Default)]
struct Ends {
    failed: usize,
    hardly_read: usize,
}

impl Ends {
    fn count(&mut self, file: &Path, end: anyhow::Result<Share>) {
        match end {
            Ok(share) => self.hardly_read += usize::from(share.is_hardly_any()),
            Err(error) => {
                progress::tell(&format!("convenor: {}: {error:#}\n", shown(file)));
                self.failed += 1;
            }
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let people = arguments.people.as_deref().map(people_of).transpose()?.unwrap_or_default();
    let mut ends = Ends::default();
    let given = |made: Made| {
        progress::tell(&made.told);
        let name = arguments.output.as_deref();
        deliver_in_parts(arguments.to, name, |out| made.page.give(out))?;
        give_up(made.page, arguments);
        Ok(made.share)
    };
    let sources = sources_of_one_meeting(arguments)?;
    match (arguments.logs.as_slice(), sources) {
        ([file], _) => ends.count(file, made(file, arguments, &people, progress::of_lines()).and_then(given)),
        ([first, ..], Some(sources)) => {
            ends.count(first, made_of_several(sources, arguments, &people).and_then(given));
        }
        (logs, _) => {
            if let Some(folder) = arguments.output.as_deref() {
                std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
            }
            side_by_side(logs, arguments, &people, &mut ends)?;
        }
    }
    Ok(match (ends.failed, ends.hardly_read) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(HARDLY_ANY),
        _ => ExitCode::FAILURE,
    })
}

/// Replays logs on all cores, and tells and writes what comes of them in their order.
fn side_by_side(logs: &[PathBuf], arguments: &Arguments, people: &People, ends: &mut Ends) -> anyhow::Result<()> {
    let make = |index: usize| {
        let made = made(&logs[index], arguments, people, |_, _| {})?;
        let mut bytes = Vec::new();
        made.page.give(&mut bytes)?;
        Ok((made.told, made.share, bytes))
    };
    let take = |index: usize, made: anyhow::Result<(String, Share, Vec<u8>)>| {
        progress::of_logs(index, logs.len());
        let file = &logs[index];
        let end = made.and_then(|(told, share, bytes)| {
            progress::tell(&told);
            deliver(&bytes, arguments.to, file_of(file, arguments).as_deref())?;
            Ok(share)
        });
        ends.count(file, end);
        Ok(())
    };
    in_order(logs.len(), make, take)?;
    progress::of_logs(logs.len(), logs.len());
    Ok(())
}

fn counted(meetings: usize) -> String {
    if meetings == 1 { "1 meeting".to_owned() } else { format!("{meetings} meetings") }
}

fn shown(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

fn bytes_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("reading standard input")?;
        return Ok(bytes);
    }
    std::fs::read(file).context("reading the log")
}

/// A file as it is read: a text, or the texts of an archive.
enum Content<'a> {
    Text(Cow<'a, str>, bool),
    Packed(Vec<log::Part>),
}

impl Content<'_> {
    fn of(bytes: &[u8]) -> anyhow::Result<Content<'_>> {
        if let Some(what) = log::not_a_log(bytes) {
            bail!("{what}");
        }
        if is_archive(bytes) {
            return Ok(Content::Packed(unpacked(bytes)?));
        }
        let (text, is_mended) = decoded(bytes);
        Ok(Content::Text(text, is_mended))
    }

    /// The log in it; what was corrected is reported.
    fn log(&self, from: From) -> anyhow::Result<Log<'_>> {
        let (mut log, is_mended) = match self {
            Content::Text(text, is_mended) => (log::read(text, from.0), *is_mended),
            Content::Packed(parts) => (log::read_packed(parts), false),
        };
        if let (Ok(log), true) = (&mut log, is_mended) {
            log.told.insert(0, "parts of the log are not UTF-8 and are read as Windows-1252".to_owned());
        }
        log.map_err(anyhow::Error::msg)
    }
}

/// The sources, where the files are those of one meeting: `--merge`, or one chat and its transcripts.
fn sources_of_one_meeting(arguments: &Arguments) -> anyhow::Result<Option<Vec<Source>>> {
    let files = &arguments.logs;
    let is_asked = arguments.together.merge;
    if files.len() < 2 || arguments.together.separate || !is_asked && !files.iter().any(|file| may_be_transcript(file))
    {
        return Ok(None);
    }
    let mut sources = Vec::new();
    for file in files {
        let read = || -> anyhow::Result<Log<'static>> {
            let bytes = bytes_of(file)?;
            let content = Content::of(&bytes)?;
            Ok(content.log(arguments.from)?.into_owned())
        };
        match read() {
            Ok(log) => sources.push(Source { log, began: beginning_in_name(file) }),
            Err(error) if is_asked => return Err(error.context(shown(file))),
            // Each is read by itself, and this one is told of then.
            Err(_) => return Ok(None),
        }
    }
    let transcripts = sources.iter().filter(|source| source.log.is_transcript).count();
    if is_asked || transcripts > 0 && transcripts + 1 == sources.len() {
        return Ok(Some(sources));
    }
    if transcripts > 0 && transcripts < sources.len() {
        bail!(
            "these are {} logs and {transcripts} of a transcript; type --merge if they are one meeting, and --separate if each is one of its own",
            sources.len() - transcripts
        );
    }
    Ok(None)
}

/// Whether a file is a transcript, by its name or its first bytes.
fn may_be_transcript(file: &Path) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if ["vtt", "srt", "sbv", "docx"].contains(&ending.as_str()) {
        return true;
    }
    let mut head = Vec::new();
    let read = std::fs::File::open(file).and_then(|file| file.take(8 * 1024).read_to_end(&mut head));
    file != Path::new("-") && read.is_ok() && log::may_be_transcript(&String::from_utf8_lossy(&head))
}

/// `GMT20261208-140000_Recording.transcript.vtt`: when Zoom began to record.
fn beginning_in_name(file: &Path) -> Option<DateTime<Utc>> {
    let name = file.file_name()?.to_string_lossy().into_owned();
    let stamp = name.split("GMT").nth(1)?.get(..15)?.to_owned();
    chrono::NaiveDateTime::parse_from_str(&stamp, "%Y%m%d-%H%M%S").ok().map(|at| at.and_utc())
}

/// Replays one log.
fn made(file: &Path, arguments: &Arguments, people: &People, progress: fn(usize, usize)) -> anyhow::Result<Made> {
    let bytes = bytes_of(file)?;
    let content = Content::of(&bytes)?;
    let log = content.log(arguments.from)?;
    let (replayed, guessed) = replayed(log, file, arguments, people, progress)?;
    // What is written needs the room.
    drop(content);
    drop(bytes);
    let name = shown(file);
    finish(replayed, guessed, arguments, &name, |number| format!("{name}:{number}"))
}

/// Makes one record of several sources.
fn made_of_several(mut sources: Vec<Source>, arguments: &Arguments, people: &People) -> anyhow::Result<Made> {
    let files = &arguments.logs;
    let began = sources.iter().find_map(|source| source.began).map(|began| began.date_naive());
    let known =
        arguments.date.or_else(|| sources.iter().find_map(|source| days_of(&source.log).first().copied())).or(began);
    let mut date = known;
    for (source, file) in sources.iter_mut().zip(files) {
        let (day, guessed) = day_for(&mut source.log, file, known)?;
        date = date.or_else(|| guessed.is_none().then_some(day));
    }
    let merged_on = date.unwrap_or_else(|| day_of_file(&files[0]).unwrap_or_default());
    let mut merged = merge(sources, merged_on, arguments.zone, arguments.together.offset);
    merged.log.date = date;
    let origins = merged.origins;
    let place = |number: u32| match usize::try_from(number).ok().and_then(|number| origins.get(number.checked_sub(1)?))
    {
        Some((source, line)) => format!("{}:{line}", shown(&files[*source])),
        None => shown(&files[0]),
    };
    let (replayed, guessed) = replayed(merged.log, &files[0], arguments, people, progress::of_lines())?;
    finish(replayed, guessed, arguments, &shown(&files[0]), place)
}

/// So many lines are worth a thread of their own.
const MANY_LINES: usize = 4_000;

/// Replays a log; what has to be said of its day comes with it.
fn replayed(
    mut log: Log<'_>,
    file: &Path,
    arguments: &Arguments,
    people: &People,
    progress: fn(usize, usize),
) -> anyhow::Result<(Replay, Option<String>)> {
    let (date, guessed) = day_for(&mut log, file, arguments.date)?;
    let options = Options {
        date,
        number: arguments.number,
        zone: arguments.zone,
        people: people.clone(),
        names: Names::default(),
        with_replies: arguments.replies || arguments.to == JSON,
        with_statements: !arguments.replies && arguments.to != JSON,
        with_annex: arguments.together.annex,
        progress,
    };
    let prepared = Prepared::new(log, arguments.meeting, &options);
    // Several logs have a core each already, and a short log is replayed before a thread has begun.
    let replayed = if arguments.logs.len() > 1 || prepared.count() < MANY_LINES {
        prepared.replay(&mut std::iter::empty())
    } else {
        ahead(prepared.meanings(), |meanings| prepared.replay(meanings))
    };
    if arguments.meeting > replayed.meetings {
        bail!("the log holds {}, so there is no meeting {}", counted(replayed.meetings), arguments.meeting);
    }
    let told = |what| format!("the log names no {what}; {date} is taken from the file; name the day with --date");
    Ok((replayed, guessed.map(told)))
}

/// Makes the page of a meeting, and what there is to tell of its log.
fn finish(
    mut replayed: Replay,
    guessed: Option<String>,
    arguments: &Arguments,
    name: &str,
    place: impl Fn(u32) -> String,
) -> anyhow::Result<Made> {
    let share = replayed.share;
    let low = share.is_low().then(|| format!("{} of {} lines could be read", share.read, share.all));
    let first = low.into_iter().chain(guessed).map(|text| Remark { line: 0, text });
    replayed.report.diagnostics.splice(0..0, first.collect::<Vec<_>>());
    let told = replayed.report.diagnostics.iter().map(|diagnostic| match diagnostic.line {
        0 => format!("{name}: {}\n", diagnostic.text),
        line => format!("{}: {}\n", place(line), diagnostic.text),
    });
    let told = told.collect();
    Ok(Made { told, share, page: page_of(replayed, arguments)? })
}

fn page_of(replayed: Replay, arguments: &Arguments) -> anyhow::Result<Page> {
    let Replay { group, report, transcript, .. } = replayed;
    if arguments.replies && arguments.to != JSON {
        let lines = report.replies.iter();
        let lines = lines.map(|reply| format!("{}\t{}\n", reply.line, reply.text.replace('\n', "\n\t")));
        return Ok(Page::Bytes(lines.collect::<String>().into_bytes()));
    }
    if arguments.to == JSON {
        give_up(group, arguments);
        return Ok(Page::Json(Box::new(report)));
    }
    let mut minutes = into_minutes(group).context("the log holds no meeting")?;
    minutes.transcript = transcript;
    if arguments.to == Output::Text(Format::Text) {
        return Ok(Page::Text(laid_out_as_text(minutes)));
    }
    Ok(Page::Bytes(arguments.to.write(minutes)?))
}

/// Gives back what nobody needs any more, among several logs. After the only one the program ends, and the system takes
/// its memory faster than it could be given back word by word.
fn give_up<T>(left: T, arguments: &Arguments) {
    if arguments.logs.len() > 1 {
        drop(left);
    } else {
        std::mem::forget(left);
    }
}

/// Where the minutes of a log go: the file that is named, or one in that folder when there are several logs.
fn file_of(file: &Path, arguments: &Arguments) -> Option<PathBuf> {
    let output = arguments.output.as_ref()?;
    if arguments.logs.len() == 1 {
        return Some(output.clone());
    }
    // Logs of several folders often have one name.
    let parts = file.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let name = parts.collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(".");
    Some(output.join(format!("{name}.{}", arguments.to.ending())))
}

/// Reads UTF-8, UTF-16, and line by line what old programs wrote. Lines may end as on any system.
pub(super) fn decoded(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let (text, is_mended) = characters(bytes);
    (with_line_feeds(text), is_mended)
}

fn characters(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let encoding =
        encoding_rs::Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or_else(|| unmarked_utf16(bytes));
    if let Some(encoding) = encoding {
        let (text, _, is_mended) = encoding.decode(bytes);
        return (text, is_mended);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.into(), false);
    }
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').map(|line| match std::str::from_utf8(line) {
        Ok(line) => line.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(line).0,
    });
    (lines.collect::<String>().into(), true)
}

/// Bytes that are looked at for UTF-16.
const LOOKED_AT: usize = 512;

/// UTF-16 without its mark: of most languages every other byte is zero in it.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let is_most = |count: usize| count * 4 > head.len();
    match (zeros(0), zeros(1)) {
        (0, low) if is_most(low) => Some(encoding_rs::UTF_16LE),
        (high, 0) if is_most(high) => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// A carriage return that no line feed follows ends a line as well, as it did on old machines.
fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_alone = |at: usize| !matches!(bytes.get(at + 1), Some(b'\r' | b'\n'));
    let Some(first) = memchr::memchr_iter(b'\r', bytes).find(|at| is_alone(*at)) else { return text };
    let mut mended = String::with_capacity(text.len());
    mended.push_str(&text[..first]);
    let mut left = text[first..].chars().peekable();
    while let Some(c) = left.next() {
        let ends_line = c == '\r' && !matches!(left.peek(), Some('\r' | '\n'));
        mended.push(if ends_line { '\n' } else { c });
    }
    mended.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_on_any_system() {
        for (typed, read) in [
            ("a\nb\n", "a\nb\n"),
            ("a\r\nb\r\n", "a\r\nb\r\n"),
            ("a\r\r\nb", "a\r\r\nb"),
            ("a\rb\r", "a\nb\n"),
            ("a\r\nb\rc\nd", "a\r\nb\nc\nd"),
        ] {
            assert_eq!(decoded(typed.as_bytes()).0, read, "{typed:?}");
        }
    }

    #[test]
    fn utf16_needs_no_mark() {
        let little: Vec<u8> = "14:00 <ana> hi\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "14:00 <ana> hi\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big] {
            assert_eq!(decoded(&bytes), ("14:00 <ana> hi\n".into(), false));
        }
        assert_eq!(unmarked_utf16(b"\0\0\0\0 a program \0\0"), None);
        assert_eq!(unmarked_utf16(b""), None);
    }
}
