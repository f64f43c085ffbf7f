//! `convenor replay`: minutes from the logs of meetings that had no bot.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::{Context as _, bail};
use chrono::NaiveDate;

use super::output::{Output, deliver};
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::document::{Format, laid_out_as_text, text_page};
use crate::replay::log;
use crate::replay::{Options, People, Replay, day_of, replay};
use crate::text::Text;
use crate::time::{DayDoubt, NoDay, Zone};

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
    /// Day of the meeting, such as 2026-12-08 or "8 December 2026", where the log does not say it.
    #[arg(long, value_name = "DATE", value_parser = day_of_log)]
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
    /// Which meeting, where a log holds several.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    meeting: usize,
}

/// Reads the day of a log, which may be past.
///
/// # Errors
/// It is no day, or can be several, in a sentence.
fn day_of_log(typed: &str) -> Result<NaiveDate, String> {
    let today = Clock::Machine.now().date_naive();
    crate::time::read_any_day(typed, today).map_err(|no_day| match no_day {
        NoDay::Words => format!("“{typed}” is no day that I can read; write it such as 2026-12-08"),
        NoDay::Unclear(DayDoubt { because, days }) => {
            let days: Vec<String> = days.iter().map(NaiveDate::to_string).collect();
            let which = if days.is_empty() { "write it such as 2026-12-08".to_owned() } else { days.join(" or ") };
            format!("{because} {which}")
        }
    })
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

fn one(file: &Path, arguments: &Arguments, people: &People) -> anyhow::Result<Left> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("reading standard input")?;
        bytes
    } else {
        std::fs::read(file).context("reading the log")?
    };
    let (text, is_mended) = decoded(&bytes);
    let log = log::read(&text, arguments.from.0).map_err(anyhow::Error::msg)?;
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
        progress: if std::io::stderr().is_terminal() { show_lines } else { |_, _| {} },
    };
    let mut replayed = replay(log, arguments.meeting, &options);
    drop(text);
    drop(bytes);
    if arguments.meeting > replayed.meetings {
        bail!("the log holds {}, so there is no meeting {}", counted(replayed.meetings), arguments.meeting);
    }
    let mut remark =
        |text: String| replayed.report.diagnostics.insert(0, crate::replay::report::Remark { line: 0, text });
    if is_mended {
        remark("parts of the log are not UTF-8 and are read as Windows-1252".to_owned());
    }
    if is_guessed {
        remark(format!("the log names no day; {date} is taken from the file; name the day with --date"));
    }
    let name = shown(file);
    let told = replayed.report.diagnostics.iter().map(|diagnostic| match diagnostic.line {
        0 => format!("{name}: {}\n", diagnostic.text),
        line => format!("{name}:{line}: {}\n", diagnostic.text),
    });
    tell_all(&told.collect::<String>());
    let (bytes, left) = written(replayed, arguments)?;
    deliver(&bytes, arguments.to, file_of(file, arguments).as_deref())?;
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
    let minutes = crate::view::minutes::minutes(&replayed.group, meeting);
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
fn decoded(bytes: &[u8]) -> (std::borrow::Cow<'_, str>, bool) {
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

/// `ana = "Ana Lima (Example Corp)"`, a line each.
fn people_of(file: &Path) -> anyhow::Result<People> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let named: std::collections::BTreeMap<String, String> = toml::from_str(&text)
        .with_context(|| format!("{} has to hold lines such as: ana = \"Ana Lima (Example Corp)\"", file.display()))?;
    Ok(People::new(named))
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
    Some(chrono::DateTime::<chrono::Utc>::from(modified).date_naive())
}
