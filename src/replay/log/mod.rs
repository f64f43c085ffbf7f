//! Logs as they are kept or exported: which format it is, and its lines in order.

mod colours;
mod day_words;
mod days;
mod discord;
mod forms;
mod heads;
mod kinds;
mod matrix;
mod relayed;
mod stamp;
mod written;

use std::borrow::Cow;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use self::days::{Day, Numbers, Order, Orders};
use self::stamp::Stamp;
use crate::text::{clean, has_plain_lines, is_one_line, is_plain, one_line, shorten};

pub use forms::{Form, Part, is_record, may_be_transcript, read_packed};
pub use kinds::not_a_log;
pub use written::Style;

/// One thing that somebody did in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Line of the file, or message of an export, from 1.
    pub number: u32,
    pub when: When,
    /// Name as the log has it: a nick, or a display name.
    pub who: Cow<'a, str>,
    pub words: Cow<'a, str>,
    pub kind: Kind,
}

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Said,
    /// Said aloud, as a transcript or somebody's notes have it: nothing in it is a command but what records with a colon.
    Spoken,
    /// `* ana waves`, `/me waves`.
    Emote,
    /// It corrected other lines, or went on with one: it was said, and is no line of its own.
    Applied,
    /// Something that the server or a bot account says: joining, leaving, a new topic.
    Notice,
}

/// When it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Unknown,
    /// A clock time; the day is known from elsewhere, or from nowhere.
    Clock(NaiveTime),
    /// A day and a clock time of a zone that the log does not name.
    Local(NaiveDateTime),
    At(DateTime<Utc>),
    /// A clock time, and the index of a day whose order or year is not settled yet.
    Undated(u32, NaiveTime),
}

impl When {
    /// An instant of an export. One outside the years that are written with four digits is none: what is
    /// reckoned from it would leave the calendar.
    pub(super) fn instant(at: DateTime<Utc>) -> When {
        if (0..=9999).contains(&at.year()) { When::At(at) } else { When::Unknown }
    }
}

/// The days that words name, where they name one and nothing else: `Tuesday, 8 December 2026`; several where the
/// order of day and month is not told.
pub fn days_named(words: &str) -> Vec<NaiveDate> {
    match stamp::day_of(words) {
        Some(Day::Date(day)) => vec![day],
        Some(Day::Numbers(numbers)) => {
            let mut orders = Orders::default();
            orders.see(numbers, false);
            orders.readings().into_iter().map(|(_, day)| day).collect()
        }
        Some(Day::OfYear { .. }) | None => Vec::new(),
    }
}

/// The first day that is named in words, where it can be one day only.
pub fn first_day_in(words: &str) -> Option<NaiveDate> {
    if let Some(Day::Date(day)) = stamp::first_day_in(words)?.day { Some(day) } else { None }
}

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `HH:MM:SS <nick> text`, as W3C's `RRSAgent` writes it.
    Rrsagent,
    /// The same with `* nick action`, as `MeetBot` writes `.log.txt`.
    Meetbot,
    /// `HH:MM <@nick> text`, `-!- nick has joined`.
    Irssi,
    /// `date time TAB nick TAB text`.
    Weechat,
    /// `Dec 08 15:00:00 <nick> TAB text`.
    Hexchat,
    /// What Element exports (JSON or text), or the answer of `/messages` (Matrix client-server API).
    Matrix,
    /// What `DiscordChatExporter` writes as JSON.
    Discord,
    /// `NAME: text`, with or without a time before it.
    Plain,
    /// What a chat program or a meeting tool saved, or what somebody typed.
    Form(Form),
}

/// A log that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log<'a> {
    pub lines: Vec<Line<'a>>,
    /// The day on which it begins, where the log says so.
    pub date: Option<NaiveDate>,
    /// Name of the room, where the log says so.
    pub room: Option<String>,
    /// Lines that nobody can read, by number: the first of them, and how many there are.
    pub unread: Vec<(u32, String)>,
    pub unread_count: usize,
    /// What has to be said about the log as a whole.
    pub told: Vec<String>,
    /// It has what was said aloud, by the time since its own beginning; the numbers of its lines are those of the statements.
    pub is_transcript: bool,
    /// How many lines there are, without blank ones.
    pub seen: usize,
    /// Lines that were taken for more of the one before, and may be something else.
    pub doubtful: usize,
    /// Lines that were not said to everybody, by number: the first of them, why, and how many there are.
    pub asides: Vec<(u32, &'static str)>,
    pub aside_count: usize,
    /// Minutes east of Greenwich of clock times, where the log says so.
    pub clock_offset: Option<i32>,
    /// The program that kept it writes no changes of nicks.
    pub has_no_renames: bool,
    pub days: Days,
}

/// Days that a log does not tell for certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    unsettled: Vec<Day>,
    /// The day that the head of the log names, until its order is settled.
    head: Option<Numbers>,
    orders: Orders,
}

/// What a log leaves open about its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The first day can be each of these.
    Order(Vec<NaiveDate>),
    /// It is a day of any year.
    Year { month: u8, day: u8 },
}

impl Line<'_> {
    /// The lines of the words, of which there is one as a rule.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let (only, several) = if is_one_line(&self.words) { (Some(&*self.words), "") } else { (None, &*self.words) };
        only.into_iter().chain(several.lines())
    }

    /// Takes out what nobody can see and what could break a line: of the words as of a person's in a room, and
    /// of the name what makes more than one line of it.
    fn clean(&mut self) {
        if !is_plain(&self.who) {
            self.who = Cow::Owned(one_line(&clean(&self.who)));
        }
        if !is_plain(&self.words) {
            self.words = Cow::Owned(clean(&self.words));
        }
    }
}

/// So many unreadable lines are told one by one.
const TOLD: usize = 20;

impl Log<'_> {
    /// The same without the text that it was read from.
    pub fn into_owned(self) -> Log<'static> {
        let owned = |line: Line<'_>| Line {
            who: Cow::Owned(line.who.into_owned()),
            words: Cow::Owned(line.words.into_owned()),
            ..line
        };
        Log { lines: self.lines.into_iter().map(owned).collect(), ..self }
    }

    /// Makes moments of the times since a beginning.
    fn begin_at(&mut self, began: DateTime<Utc>) {
        self.date = Some(began.date_naive());
        for line in &mut self.lines {
            if let When::Clock(time) = line.when {
                line.when = When::instant(began + (time - NaiveTime::MIN));
            }
        }
    }

    /// What has to be known before the lines have their days.
    pub fn doubt(&self) -> Option<Doubt> {
        let of_order = || Doubt::Order(self.days.orders.readings().into_iter().map(|(_, day)| day).collect());
        let of_lines = self.days.unsettled.iter().find_map(|day| match day {
            Day::Date(_) => None,
            Day::OfYear { month, day } => Some(Doubt::Year { month: *month, day: *day }),
            Day::Numbers(_) => Some(of_order()),
        });
        of_lines.or_else(|| self.days.head.map(|_| of_order()))
    }

    /// Gives the lines their days after the day of the meeting, or one near it, is known.
    pub fn settle(&mut self, near: NaiveDate) {
        let readings = self.days.orders.readings();
        let order = readings.into_iter().min_by_key(|(_, day)| (*day - near).num_days().abs()).map(|(order, _)| order);
        if let Some(order) = order {
            self.settle_order(order);
        }
        let mut last = near;
        for day in &mut self.days.unsettled {
            if let Day::OfYear { month, day: of_month } = *day
                && let Some(known) = written::nearest(last, month, of_month)
            {
                (*day, last) = (Day::Date(known), known);
            }
        }
        self.date_lines();
    }

    /// The head of the log names a day. One that can be read two ways waits for the order.
    fn begin_on(&mut self, stamp: &Stamp) {
        match stamp.day {
            Some(Day::Date(day)) => {
                if let Some(numbers) = stamp.numbers {
                    self.days.orders.see_ordered(numbers, day);
                }
                self.date = self.date.or(Some(day));
            }
            Some(Day::Numbers(numbers)) if self.date.is_none() => {
                self.days.orders.see(numbers, stamp.is_american);
                self.days.head.get_or_insert(numbers);
            }
            Some(Day::Numbers(_) | Day::OfYear { .. }) | None => {}
        }
    }

    fn settle_order(&mut self, order: Order) {
        let head = self.days.head.take();
        self.date = self.date.or(head.and_then(|head| head.in_order(order).or_else(|| head.in_any_order())));
        for day in &mut self.days.unsettled {
            if let Day::Numbers(numbers) = *day
                && let Some(known) = numbers.in_order(order).or_else(|| numbers.in_any_order())
            {
                *day = Day::Date(known);
            }
        }
        self.date_lines();
    }

    fn date_lines(&mut self) {
        for line in &mut self.lines {
            if let When::Undated(index, time) = line.when
                && let Some(Day::Date(day)) = self.days.unsettled.get(index as usize)
            {
                line.when = When::Local(day.and_time(time));
            }
        }
        if self.days.unsettled.iter().all(|day| matches!(day, Day::Date(_))) {
            self.days.unsettled.clear();
        }
        self.date = self.date.or_else(|| self.first_day());
    }

    fn first_day(&self) -> Option<NaiveDate> {
        self.lines.iter().find_map(|line| match line.when {
            When::Local(at) => Some(at.date()),
            When::At(at) => Some(at.date_naive()),
            When::Unknown | When::Clock(_) | When::Undated(..) => None,
        })
    }

    /// The moment of a line whose day is settled later.
    fn undated(&mut self, day: Day, time: NaiveTime) -> When {
        let days = &mut self.days.unsettled;
        if days.last() != Some(&day) {
            days.push(day);
        }
        u32::try_from(days.len() - 1).map_or(When::Clock(time), |index| When::Undated(index, time))
    }

    fn aside(&mut self, number: u32, why: &'static str) {
        self.aside_count += 1;
        if self.asides.len() < TOLD {
            self.asides.push((number, why));
        }
    }

    fn cannot_read(&mut self, number: u32, line: &str) {
        self.unread_count += 1;
        if self.unread.len() < TOLD {
            self.unread.push((number, shorten(&clean(line), 60)));
        }
    }
}

impl Format {
    pub const ALL: [(Format, &'static str); 26] = [
        (Format::Rrsagent, "rrsagent"),
        (Format::Meetbot, "meetbot"),
        (Format::Irssi, "irssi"),
        (Format::Weechat, "weechat"),
        (Format::Hexchat, "hexchat"),
        (Format::Matrix, "matrix"),
        (Format::Discord, "discord"),
        (Format::Plain, "plain"),
        (Format::Form(Form::Notes), "notes"),
        (Format::Form(Form::Zoom), "zoom"),
        (Format::Form(Form::Teams), "teams"),
        (Format::Form(Form::Webex), "webex"),
        (Format::Form(Form::Meet), "meet"),
        (Format::Form(Form::Jitsi), "jitsi"),
        (Format::Form(Form::BigBlueButton), "bigbluebutton"),
        (Format::Form(Form::Transcript), "transcript"),
        (Format::Form(Form::Slack), "slack"),
        (Format::Form(Form::Zulip), "zulip"),
        (Format::Form(Form::Mattermost), "mattermost"),
        (Format::Form(Form::Telegram), "telegram"),
        (Format::Form(Form::WhatsApp), "whatsapp"),
        (Format::Form(Form::Pidgin), "pidgin"),
        (Format::Form(Form::Page), "html"),
        (Format::Form(Form::Table), "csv"),
        (Format::Form(Form::Markdown), "markdown"),
        (Format::Form(Form::Mail), "mail"),
    ];

    pub fn name(self) -> &'static str {
        Format::ALL.iter().find(|(format, _)| *format == self).map_or("", |(_, name)| name)
    }
}

/// Characters that no log has: control codes, but for white space and the colours of IRC.
fn is_strange(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x02..=0x04 | 0x0f | 0x11 | 0x16 | 0x1b | 0x1d..=0x1f)
}

/// Bytes that are looked at to tell a log from a program or a picture.
const PROBED: usize = 64 * 1024;

/// Reads a log: in the format that is named, else in the one it looks like.
///
/// # Errors
/// A sentence that says why nothing of it can be read.
pub fn read(text: &str, format: Option<Format>) -> Result<Log<'_>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let probed = text.len().min(PROBED);
    let strange = text.bytes().take(probed).filter(|byte| is_strange(*byte)).count();
    if strange * 50 > probed {
        return Err("the file is no text".to_owned());
    }
    if text.trim().is_empty() {
        return Err("the log is empty".to_owned());
    }
    let is_json =
        text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let form = match format {
        None if is_json && discord::is_export(text) => None,
        None => forms::read(text, is_json),
        Some(Format::Form(form)) => Some(forms::read_as(text, form, is_json)),
        Some(Format::Matrix | Format::Discord) if !is_json => forms::read(text, false),
        Some(_) => None,
    };
    let is_by_lines = form.is_none() && !is_json;
    let mut log = match format {
        _ if form.is_some() => form.unwrap_or_else(|| Ok(Log::default()))?,
        Some(Format::Form(_)) => Log::default(),
        Some(Format::Discord) => discord::read(text)?,
        Some(Format::Matrix) if is_json => matrix::read(text)?,
        Some(Format::Matrix) => written::read(text, Style::Dashed),
        None if is_json && discord::is_export(text) => discord::read(text)?,
        None if is_json => matrix::read(text)?,
        None => written::read(text, written::looks_like(text)),
        Some(Format::Rrsagent | Format::Meetbot | Format::Irssi | Format::Hexchat) => {
            written::read(text, Style::Angled)
        }
        Some(Format::Weechat) => written::read(text, Style::Tabbed),
        Some(Format::Plain) => written::read(text, Style::Named),
    };
    if log.lines.is_empty() {
        if let Some(why) = log.told.first() {
            return Err(why.clone());
        }
        if log.is_transcript {
            return Err("the transcript has no words".to_owned());
        }
        if is_json {
            return Err(
                "this is JSON, and not an export of a chat program that is read; export the room as text".to_owned()
            );
        }
        if text.trim_start().starts_with(['{', '[']) && text.contains("\":") {
            return Err("this looks like JSON that breaks off or is damaged; export it again".to_owned());
        }
        let known: Vec<&str> = Format::ALL.iter().map(|(_, name)| *name).collect();
        return Err(format!(
            "no line of it reads like chat; it may be in another format, of {}; name it with --from",
            known.join(", ")
        ));
    }
    log.room = log.room.map(|room| one_line(&clean(&room)));
    // What is written line by line has nothing in it that its file has not; JSON and pages name characters otherwise.
    if !(is_by_lines && has_plain_lines(text)) {
        log.lines.iter_mut().for_each(Line::clean);
    }
    relayed::unwrap(&mut log.lines);
    if log.seen == 0 {
        log.seen = log.lines.len() + log.unread_count;
    }
    Ok(log)
}
