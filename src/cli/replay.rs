//! `convenor replay`: minutes from the logs of meetings that had no bot.

use std::collections::BTreeMap;
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, bail};
use chrono::NaiveDate;

use super::log_day::{day_for, day_typed};
use super::output::{Output, deliver, deliver_in_parts};
use super::progress;
use crate::command::grammar::Names;
use crate::document::{Format, laid_out_as_text, text_page};
use crate::group::Group;
use crate::replay::log;
use crate::replay::report::{Remark, Report};
use crate::replay::{Options, People, Share, replay};
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

/// The form that others build on: what people said is no part of it.
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
            Page::Text(text) => text_page(text, |part| out.write_all(part.as_bytes())),
            Page::Bytes(bytes) => out.write_all(bytes),
        }
    }
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
    match arguments.logs.as_slice() {
        [file] => {
            let end = made(file, arguments, &people, progress::of_lines()).and_then(|made| {
                progress::tell(&made.told);
                let name = arguments.output.as_deref();
                deliver_in_parts(arguments.to, name, |out| made.page.give(out))?;
                give_up(made.page, arguments);
                Ok(made.share)
            });
            ends.count(file, end);
        }
        logs => {
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

/// Replays logs on as many threads as the machine has cores, and tells and writes what comes of them in their order.
fn side_by_side(logs: &[PathBuf], arguments: &Arguments, people: &People, ends: &mut Ends) -> anyhow::Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(logs.len());
    let next = AtomicUsize::new(0);
    let (send, receive) = std::sync::mpsc::sync_channel(threads * AHEAD);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = logs.get(index) else { break };
                    let made = made(file, arguments, people, |_, _| {}).and_then(|made| {
                        let mut bytes = Vec::new();
                        made.page.give(&mut bytes)?;
                        Ok((made.told, made.share, bytes))
                    });
                    if send.send((index, made)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        for (done, file) in logs.iter().enumerate() {
            progress::of_logs(done, logs.len());
            let made = loop {
                if let Some(made) = waiting.remove(&done) {
                    break made;
                }
                let (index, made) = receive.recv().context("a log was given up")?;
                waiting.insert(index, made);
            };
            let end = made.and_then(|(told, share, bytes)| {
                progress::tell(&told);
                deliver(&bytes, arguments.to, file_of(file, arguments).as_deref())?;
                Ok(share)
            });
            ends.count(file, end);
        }
        progress::of_logs(logs.len(), logs.len());
        Ok(())
    })
}

/// So many logs of each thread may wait for one that takes longer.
const AHEAD: usize = 4;

fn counted(meetings: usize) -> String {
    if meetings == 1 { "1 meeting".to_owned() } else { format!("{meetings} meetings") }
}

fn shown(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

/// Replays one log.
fn made(file: &Path, arguments: &Arguments, people: &People, progress: fn(usize, usize)) -> anyhow::Result<Made> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("reading standard input")?;
        bytes
    } else {
        std::fs::read(file).context("reading the log")?
    };
    if let Some(what) = log::not_a_log(&bytes) {
        bail!("{what}");
    }
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
        progress,
    };
    let mut replayed = replay(log, arguments.meeting, &options);
    drop(text);
    drop(bytes);
    if arguments.meeting > replayed.meetings {
        bail!("the log holds {}, so there is no meeting {}", counted(replayed.meetings), arguments.meeting);
    }
    let mut remark = |text: String| replayed.report.diagnostics.insert(0, Remark { line: 0, text });
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
    let told = told.collect();
    Ok(Made { told, share: replayed.share, page: page_of(replayed.group, replayed.report, arguments)? })
}

fn page_of(group: Group, report: Report, arguments: &Arguments) -> anyhow::Result<Page> {
    if arguments.replies && arguments.to != JSON {
        let lines = report.replies.iter();
        let lines = lines.map(|reply| format!("{}\t{}\n", reply.line, reply.text.replace('\n', "\n\t")));
        return Ok(Page::Bytes(lines.collect::<String>().into_bytes()));
    }
    if arguments.to == JSON {
        give_up(group, arguments);
        return Ok(Page::Json(Box::new(report)));
    }
    let meeting = group.latest_meeting().context("the log holds no meeting")?;
    let minutes = crate::view::minutes::minutes(&group, meeting);
    // Forms that are larger than text need the room.
    if arguments.to == Output::Text(Format::Text) {
        give_up(group, arguments);
    } else {
        drop(group);
    }
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
    let named: BTreeMap<String, String> = toml::from_str(&text)
        .with_context(|| format!("{} has to hold lines such as: ana = \"Ana Lima (Example Corp)\"", file.display()))?;
    Ok(People::new(named))
}
