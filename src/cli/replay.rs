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
use crate::replay::log::{Doubt, Log};
use crate::replay::{Options, People, Replay, Share, days_of, replay};
use crate::text::Text;
use crate::time::{Context, Zone};

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
    /// Which meeting, where a log holds several.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    meeting: usize,
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

/// Reads a day as `!time` does.
fn day_typed(typed: &str) -> Result<NaiveDate, String> {
    let context = Context { now: Clock::Machine.now(), zone: Zone::UTC };
    let read = |typed: &str| crate::time::read(typed, context);
    // A day is a time without an hour.
    let noon = format!("{typed} 12:00");
    match read(&noon).or_else(|doubt| read(typed).map_err(|_| doubt)) {
        Ok(moment) => Ok(moment.start.with_timezone(&moment.place.offset_at(moment.start)).date_naive()),
        Err(doubt) if doubt.candidates.is_empty() => Err(doubt.because),
        Err(doubt) => {
            let typed: Vec<&str> = doubt.candidates.iter().filter_map(|one| one.typed.split(' ').next()).collect();
            Err(format!("{} Type one of: {}", doubt.because, typed.join(", ")))
        }
    }
}

/// The form that others build on: what people said is no part of it.
const JSON: Output = Output::Text(Format::Json);

/// What a log was made into, as far as it is left when it is written. Nobody needs it then.
type Left = (Option<Replay>, Text);

/// Exit code where most of a log was not understood.
const HARDLY_ANY: u8 = 3;

/// More logs than this show how far the run is, on a terminal.
const QUIET: usize = 3;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let people = arguments.people.as_deref().map(people_of).transpose()?.unwrap_or_default();
    let several = arguments.logs.len() > 1;
    if let Some(folder) = arguments.output.as_deref().filter(|_| several) {
        std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    }
    let shows_progress = arguments.logs.len() > QUIET && std::io::stderr().is_terminal();
    let (mut failed, mut hardly_read) = (0, 0);
    let mut left = None;
    for (done, file) in arguments.logs.iter().enumerate() {
        drop(left.take());
        if shows_progress {
            eprint!("\r{done} of {} logs", arguments.logs.len());
            std::io::stderr().flush()?;
        }
        match one(file, arguments, &people) {
            Ok((behind, share)) => {
                left = Some(behind);
                hardly_read += usize::from(share.is_hardly_any());
            }
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
    Ok(match (failed, hardly_read) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(HARDLY_ANY),
        _ => ExitCode::FAILURE,
    })
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

fn one(file: &Path, arguments: &Arguments, people: &People) -> anyhow::Result<(Left, Share)> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("reading standard input")?;
        bytes
    } else {
        std::fs::read(file).context("reading the log")?
    };
    let (text, is_mended) = decoded(&bytes);
    let mut log = log::read(&text, arguments.from.0).map_err(anyhow::Error::msg)?;
    let (date, guessed) = day_for(&mut log, file, arguments.date)?;
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
    if let Some(what) = guessed {
        remark(format!("the log names no {what}; {date} is taken from the file; name the day with --date"));
    }
    if replayed.share.is_low() {
        remark(format!("{} of {} lines could be read", replayed.share.read, replayed.share.all));
    }
    let name = shown(file);
    let told = replayed.report.diagnostics.iter().map(|diagnostic| match diagnostic.line {
        0 => format!("{name}: {}\n", diagnostic.text),
        line => format!("{name}:{line}: {}\n", diagnostic.text),
    });
    tell_all(&told.collect::<String>());
    let share = replayed.share;
    let (bytes, left) = written(replayed, arguments)?;
    deliver(&bytes, arguments.to, file_of(file, arguments).as_deref())?;
    Ok((left, share))
}

/// The day of a meeting, after the days of its lines are settled by it; and what of it is only a guess.
fn day_for(
    log: &mut Log<'_>,
    file: &Path,
    typed: Option<NaiveDate>,
) -> anyhow::Result<(NaiveDate, Option<&'static str>)> {
    let in_name = day_in_name(file);
    let of_file = || day_of_file(file).unwrap_or_default();
    let named = |log: &Log<'_>| days_of(log);
    match log.doubt() {
        Some(Doubt::Order(readings)) => {
            let known = typed.into_iter().chain(named(log)).chain(in_name).find(|day| readings.contains(day));
            match known.or(typed) {
                Some(day) => log.settle(day),
                None => bail!("{}", which_of(&readings)),
            }
        }
        Some(Doubt::Year { .. }) => {
            let known = typed.or_else(|| named(log).first().copied()).or(in_name);
            log.settle(known.unwrap_or_else(of_file));
            if known.is_none() {
                return Ok((log.date.unwrap_or_else(of_file), Some("year")));
            }
        }
        None => {}
    }
    let days = named(log);
    let day = match (typed, days.as_slice(), in_name) {
        (Some(day), _, _) => Some(day),
        (None, [day], _) => Some(*day),
        (None, [], in_name) => in_name,
        (None, days, Some(day)) if days.contains(&day) => Some(day),
        (None, days, _) => bail!("{}", which_of(days)),
    };
    Ok(day.map_or_else(|| (of_file(), Some("day")), |day| (day, None)))
}

/// Asks for the day which numbers leave open.
fn which_of(days: &[NaiveDate]) -> String {
    let options: Vec<String> = days.iter().map(|day| format!("--date {day}")).collect();
    let days: Vec<String> = days.iter().map(|day| day.format("%-d %B %Y").to_string()).collect();
    format!(
        "day and month of the log can be read in either order: {}; say which with {}",
        days.join(" or "),
        options.join(" or ")
    )
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

/// A date in the name of the file or of its folders: `2026-12-08`, `20261208`, `2026/12/08-iot-irc.txt`.
fn day_in_name(file: &Path) -> Option<NaiveDate> {
    let parts: Vec<String> =
        file.components().rev().take(3).map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let [name, ..] = parts.as_slice() else { return None };
    let whole = parts.iter().rev().cloned().collect::<Vec<_>>().join("/");
    day_in(name).or_else(|| parts.get(1).and_then(|folder| day_in(folder))).or_else(|| day_in(&whole))
}

/// The first date in words: a year, a month and a day with the same mark between them, or with none.
fn day_in(words: &str) -> Option<NaiveDate> {
    let bytes = words.as_bytes();
    let number = |from: usize, digits: usize| {
        let part = words.get(from..from + digits).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        part.and_then(|part| part.parse::<u32>().ok())
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).filter(|at| *at == 0 || !is_digit(at - 1)).find_map(|at| {
        let mark = bytes.get(at + 4).filter(|mark| matches!(mark, b'-' | b'/' | b'.' | b'_'));
        let wide = usize::from(mark.is_some());
        if mark.is_some() && bytes.get(at + 7) != mark {
            return None;
        }
        let (year, month, day) = (number(at, 4)?, number(at + 4 + wide, 2)?, number(at + 6 + 2 * wide, 2)?);
        let is_whole = !is_digit(at + 8 + 2 * wide) && (1970..2200).contains(&year);
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|_| is_whole)
    })
}

/// The day on which the file was last written.
fn day_of_file(file: &Path) -> Option<NaiveDate> {
    let modified = std::fs::metadata(file).and_then(|about| about.modified()).ok()?;
    Some(chrono::DateTime::<chrono::Utc>::from(modified).date_naive())
}
