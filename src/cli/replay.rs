//! `convenor replay`: minutes from the logs of meetings that had no bot.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::{Context as _, bail};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::output::{Output, deliver};
use super::people::people_of;
use super::unpack::{is_archive, unpacked};
use crate::command::grammar::Names;
use crate::document::{Format, laid_out_as_text, text_page};
use crate::replay::log::{self, Log};
use crate::replay::merge::{Source, merge, read_offset};
use crate::replay::report::Remark;
use crate::replay::{Options, People, Replay, day_of, replay};
use crate::text::Text;
use crate::time::Zone;

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
    /// Writes what the bot would have said, a line each, instead of minutes.
    #[arg(long)]
    replies: bool,
    /// Day of the meeting, such as 2026-12-08, where the log does not say it.
    #[arg(long, value_name = "DATE")]
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

/// The form that others build on: what people said is no part of it.
const JSON: Output = Output::Text(Format::Json);

/// What a log was made into, as far as it is left when it is written. Nobody needs it then.
type Left = (Option<Replay>, Text);

/// More logs than this show how far the run is, on a terminal.
const QUIET: usize = 3;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let people = arguments.people.as_deref().map(people_of).transpose()?.unwrap_or_default();
    if let Some(sources) = sources_of_one_meeting(arguments)? {
        std::mem::forget(one_of_several(sources, arguments, &people)?);
        return Ok(ExitCode::SUCCESS);
    }
    let several = arguments.logs.len() > 1;
    if let Some(folder) = arguments.output.as_deref().filter(|_| several) {
        std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    }
    let shows_progress = arguments.logs.len() > QUIET && std::io::stderr().is_terminal();
    let mut failed = 0;
    let mut left = None;
    for (done, file) in arguments.logs.iter().enumerate() {
        drop(left.take());
        if shows_progress {
            eprint!("\r{done} of {} logs", arguments.logs.len());
            std::io::stderr().flush()?;
        }
        match one(file, arguments, &people) {
            Ok(behind) => left = Some(behind),
            Err(error) => {
                tell(&format!("convenor: {}: {error:#}", shown(file)));
                failed += 1;
            }
        }
    }
    // The program ends here, and the system takes its memory faster than it could be given back word by word.
    std::mem::forget(left);
    if shows_progress {
        tell(&format!("\r{0} of {0} logs", arguments.logs.len()));
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn show_lines(done: usize, all: usize) {
    // What follows writes over it.
    let _ = write!(std::io::stderr().lock(), "\r{done} of {all} lines\r");
}

/// A line on standard error; a reader that has gone away (`2>&1 | head`) is no error.
fn tell(words: &str) {
    tell_all(&format!("{words}\n"));
}

fn tell_all(lines: &str) {
    let _ = std::io::stderr().lock().write_all(lines.as_bytes());
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
    Text(std::borrow::Cow<'a, str>, bool),
    Packed(Vec<log::Part>),
}

impl Content<'_> {
    fn of(bytes: &[u8]) -> anyhow::Result<Content<'_>> {
        if is_archive(bytes) {
            return Ok(Content::Packed(unpacked(bytes)?));
        }
        let (text, is_mended) = decoded(bytes);
        Ok(Content::Text(text, is_mended))
    }

    /// The log in it, with what was mended told.
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

fn one(file: &Path, arguments: &Arguments, people: &People) -> anyhow::Result<Left> {
    let bytes = bytes_of(file)?;
    let content = Content::of(&bytes)?;
    let log = content.log(arguments.from)?;
    let (replayed, remark) = replayed(log, file, arguments, people)?;
    // What is written needs the room.
    drop(content);
    drop(bytes);
    let name = shown(file);
    finish(replayed, remark, arguments, &name, |number| format!("{name}:{number}"), file_of(file, arguments).as_deref())
}

/// Makes one record of several sources.
fn one_of_several(sources: Vec<Source>, arguments: &Arguments, people: &People) -> anyhow::Result<Left> {
    let files = &arguments.logs;
    let date = arguments.date.or_else(|| sources.iter().find_map(|source| day_of(&source.log)));
    let date = date.or_else(|| sources.iter().find_map(|source| source.began).map(|began| began.date_naive()));
    let date = date.or_else(|| files.iter().find_map(|file| day_in_name(file)));
    let date_of_file = || files.first().and_then(|file| day_of_file(file)).unwrap_or_default();
    let mut merged = merge(sources, date.unwrap_or_else(date_of_file), arguments.zone, arguments.together.offset);
    merged.log.date = date;
    let origins = merged.origins;
    let place = |number: u32| match usize::try_from(number).ok().and_then(|number| origins.get(number.checked_sub(1)?))
    {
        Some((source, line)) => format!("{}:{line}", shown(&files[*source])),
        None => shown(&files[0]),
    };
    let (replayed, remark) = replayed(merged.log, &files[0], arguments, people)?;
    finish(replayed, remark, arguments, &shown(&files[0]), place, arguments.output.as_deref())
}

/// Replays a log; what has to be said of its day comes with it.
fn replayed(
    log: Log<'_>,
    file: &Path,
    arguments: &Arguments,
    people: &People,
) -> anyhow::Result<(Replay, Option<Remark>)> {
    let date = arguments.date.or_else(|| day_of(&log)).or_else(|| day_in_name(file));
    let is_guessed = date.is_none();
    let date = date.or_else(|| day_of_file(file)).unwrap_or_default();
    let options = Options {
        date,
        number: arguments.number,
        zone: arguments.zone,
        people: people.clone(),
        names: Names::default(),
        with_replies: arguments.replies || arguments.to == JSON,
        with_statements: !arguments.replies && arguments.to != JSON,
        with_annex: arguments.together.annex,
        progress: if std::io::stderr().is_terminal() { show_lines } else { |_, _| {} },
    };
    let replayed = replay(log, arguments.meeting, &options);
    if arguments.meeting > replayed.meetings {
        bail!("the log holds {}, so there is no meeting {}", counted(replayed.meetings), arguments.meeting);
    }
    let text = format!("the log names no day; {date} is taken from the file; name the day with --date");
    Ok((replayed, is_guessed.then_some(Remark { line: 0, text })))
}

/// Tells what there is to say of a log, and writes its minutes.
fn finish(
    mut replayed: Replay,
    remark: Option<Remark>,
    arguments: &Arguments,
    name: &str,
    place: impl Fn(u32) -> String,
    output: Option<&Path>,
) -> anyhow::Result<Left> {
    replayed.report.diagnostics.splice(0..0, remark);
    let told = replayed.report.diagnostics.iter().map(|diagnostic| match diagnostic.line {
        0 => format!("{name}: {}\n", diagnostic.text),
        line => format!("{}: {}\n", place(line), diagnostic.text),
    });
    tell_all(&told.collect::<String>());
    let (bytes, left) = written(replayed, arguments)?;
    deliver(&bytes, arguments.to, output)?;
    Ok(left)
}

fn written(replayed: Replay, arguments: &Arguments) -> anyhow::Result<(Vec<u8>, Left)> {
    let kept = |bytes: Vec<u8>, text: Text, replayed: Replay| Ok((bytes, (Some(replayed), text)));
    if arguments.replies && arguments.to != JSON {
        let lines = replayed.report.replies.iter();
        let lines = lines.map(|reply| format!("{}\t{}\n", reply.line, reply.text.replace('\n', "\n\t")));
        return kept(lines.collect::<String>().into_bytes(), Text::default(), replayed);
    }
    if arguments.to == JSON {
        return kept((serde_json::to_string(&replayed.report)? + "\n").into_bytes(), Text::default(), replayed);
    }
    let meeting = replayed.group.latest_meeting().context("the log holds no meeting")?;
    let mut minutes = crate::view::minutes::minutes(&replayed.group, meeting);
    minutes.transcript = replayed.transcript.clone();
    if arguments.to == Output::Text(Format::Text) {
        let text = laid_out_as_text(minutes);
        return kept(text_page(&text).into_bytes(), text, replayed);
    }
    // The other forms are larger, and need the room.
    drop(replayed);
    Ok((arguments.to.write(minutes)?, Left::default()))
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

/// Reads UTF-8, UTF-16 with its mark, and line by line what old programs wrote.
pub(super) fn decoded(bytes: &[u8]) -> (std::borrow::Cow<'_, str>, bool) {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
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

/// A date in the name of the file or of its folder.
fn day_in_name(file: &Path) -> Option<NaiveDate> {
    let parts = file.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let dates = parts.map(|part| {
        let places = part.char_indices().filter_map(|(at, _)| part.get(at..at + 10));
        places.into_iter().find_map(crate::time::read_date)
    });
    dates.into_iter().flatten().next()
}

/// The day on which the file was last written.
fn day_of_file(file: &Path) -> Option<NaiveDate> {
    let modified = std::fs::metadata(file).and_then(|about| about.modified()).ok()?;
    Some(DateTime::<Utc>::from(modified).date_naive())
}
