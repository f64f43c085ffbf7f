//! Reads the times people type: `2026-12-08 15:00 Geneva`, `3pm`, `next Tue 15:00 CET`, `in 2 h`,
//! `15:00-17:00 Geneva`. Nothing is guessed where a guess can be wrong: what can mean two things comes back
//! as a [`Doubt`] with what each would be.

use chrono::{
    DateTime, Datelike as _, Days, Duration, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Utc,
};

use super::Zone;
use super::parts::{self, Clock, Day, Parts};
use super::place::{self, Named, Place, city, offset_name};

/// From where a time is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    pub now: DateTime<Utc>,
    /// The zone where none is named.
    pub zone: Zone,
}

/// A time that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub start: DateTime<Utc>,
    /// The end of a range.
    pub end: Option<DateTime<Utc>>,
    /// Where it was told.
    pub place: Place,
    /// Nobody named a place, so it is the asker's or the room's.
    pub is_place_assumed: bool,
    /// Places that were asked for: `in Seoul, Denver`.
    pub wanted: Vec<Place>,
}

/// Why a time cannot be told, and what it could be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{because}")]
pub struct Doubt {
    /// What is so, as a sentence.
    pub because: String,
    pub candidates: Vec<Candidate>,
}

/// One thing that it could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What to type for it.
    pub typed: String,
    pub at: Option<DateTime<Utc>>,
    pub place: Place,
}

impl Doubt {
    fn plain(because: impl Into<String>) -> Doubt {
        Doubt { because: because.into(), candidates: Vec::new() }
    }
}

/// Doubts that may hang on each other.
const DOUBTS: usize = 2;
const TOO_FAR: &str = "That is too far away to be told.";

/// Characters that a time may have.
const LONGEST: usize = 200;

/// Reads a time.
///
/// # Errors
/// A [`Doubt`] where it means nothing, or more than one thing.
pub fn read(typed: &str, context: Context) -> Result<Moment, Doubt> {
    // A refusal says again what was typed.
    let typed = crate::text::clean(typed);
    read_once(&typed, context).map_err(|doubt| settled(doubt, context, DOUBTS))
}

/// Candidates may be doubtful themselves (`3 IST`), which gives way to what they can be: what is offered is clear.
fn settled(doubt: Doubt, context: Context, depth: usize) -> Doubt {
    let had_candidates = !doubt.candidates.is_empty();
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut last = None;
    for candidate in doubt.candidates {
        match read_once(&candidate.typed, context) {
            Ok(moment) => candidates.push(Candidate { at: Some(moment.start), ..candidate }),
            Err(inner) if depth > 0 => {
                let inner = settled(inner, context, depth - 1);
                candidates.extend(inner.candidates.clone());
                last = Some(inner);
            }
            Err(_) => {}
        }
    }
    match last {
        Some(inner) if had_candidates && candidates.is_empty() => inner,
        Some(_) | None => Doubt { because: doubt.because, candidates },
    }
}

fn read_once(typed: &str, context: Context) -> Result<Moment, Doubt> {
    if typed.chars().count() > LONGEST {
        return Err(Doubt::plain(format!(
            "That is longer than {LONGEST} characters. Type a time such as: 2026-12-08 15:00 Geneva"
        )));
    }
    let (asked, wanted) = split_wanted(typed, context)?;
    let parts = parts::read(asked).map_err(|problem| unclear(problem, asked, context))?;
    if let Some(since) = parts.relative {
        let place = match parts.place.as_deref() {
            Some(name) => place_named(name, context.now)?,
            None => Place::Zone(context.zone),
        };
        let start = later(context.now, since, place)?;
        return Ok(Moment { start, end: None, place, is_place_assumed: parts.place.is_none(), wanted });
    }
    let is_place_assumed = parts.place.is_none();
    let named =
        parts.place.as_deref().map_or(Named::Place(Place::Zone(context.zone)), |name| place::named(name, context.now));
    match named {
        Named::Place(place) => told(&parts, place, is_place_assumed, context, wanted),
        Named::Season { zone, offset } => {
            let moment = told(&parts, Place::Offset(offset), false, context, wanted)?;
            in_season(moment, zone, offset, &parts)
        }
        Named::Several(zones) => Err(which_place(&parts, &zones, asked, context)),
        Named::Unknown => Err(unknown_place(parts.place.as_deref().unwrap_or_default())),
    }
}

/// Splits `15:00 Geneva in Seoul, Denver` at the last `in`, where nothing but places follows.
fn split_wanted(typed: &str, context: Context) -> Result<(&str, Vec<Place>), Doubt> {
    let lower = typed.to_ascii_lowercase();
    let Some(at) = lower.rfind(" in ").filter(|at| !typed[..*at].trim().is_empty()) else {
        return Ok((typed, Vec::new()));
    };
    let list = typed[at + 4..].replace(" and ", ",");
    let names: Vec<&str> = list.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()).collect();
    let mut places = Vec::new();
    for name in names {
        match place::named(name, context.now) {
            Named::Place(place) => places.push(place),
            Named::Season { zone, .. } => places.push(Place::Zone(zone)),
            Named::Several(zones) => {
                let list: Vec<String> = zones.iter().map(|(label, _)| label.clone()).collect();
                return Err(Doubt::plain(format!(
                    "“{name}” has several zones. Name a city, such as {}.",
                    list.join(", ")
                )));
            }
            // “meet in Geneva at 15:00” is one time, and not a wish.
            Named::Unknown => return Ok((typed, Vec::new())),
        }
    }
    // `15:00 in Geneva` says where 15:00 is.
    let head = &typed[..at];
    let is_whole =
        parts::read(head).is_ok_and(|parts| parts.place.is_some() || parts.relative.is_some() || parts.is_now);
    if is_whole { Ok((head, places)) } else { Ok((typed, Vec::new())) }
}

fn place_named(name: &str, near: DateTime<Utc>) -> Result<Place, Doubt> {
    match place::named(name, near) {
        Named::Place(place) => Ok(place),
        Named::Season { zone, .. } => Ok(Place::Zone(zone)),
        Named::Several(zones) => {
            let list: Vec<String> = zones.iter().map(|(label, _)| label.clone()).collect();
            Err(Doubt::plain(format!("“{name}” can mean {}. Name one.", list.join(", "))))
        }
        Named::Unknown => Err(unknown_place(name)),
    }
}

/// The time at a place.
fn told(
    parts: &Parts,
    place: Place,
    is_place_assumed: bool,
    context: Context,
    wanted: Vec<Place>,
) -> Result<Moment, Doubt> {
    let here = context.now.with_timezone(&place.offset_at(context.now)).naive_local();
    if parts.is_now {
        return Ok(Moment { start: context.now, end: None, place, is_place_assumed, wanted });
    }
    let day = day_of(parts, here, place);
    let Some(clock) = parts.clock else {
        return Err(Doubt::plain(match day {
            Ok(day) => format!("{} has no time of day. Type one, such as: {day} 15:00", shown_day(day)),
            Err(doubt) => format!("{} It has no time of day. Type both, such as: 2026-12-08 15:00", doubt.because),
        }));
    };
    let day = day?;
    if parts.end == Some(clock) {
        return Err(Doubt::plain("That ends when it begins. Type a range such as: 15:00-17:00"));
    }
    let start = instant(at_clock(day, clock), place)?;
    let end = match parts.end {
        None => None,
        Some(until) => {
            let same_day = instant(at_clock(day, until), place)?;
            // `22:00-01:00` ends on the next day.
            Some(if same_day > start { same_day } else { instant(at_clock(day + Days::new(1), until), place)? })
        }
    };
    Ok(Moment { start, end, place, is_place_assumed, wanted })
}

/// In three days it is as late as now, whatever the clocks did in between; hours are counted.
fn later(now: DateTime<Utc>, since: parts::Span, place: Place) -> Result<DateTime<Utc>, Doubt> {
    let base = if since.days == 0 {
        now
    } else {
        let local = now.with_timezone(&place.offset_at(now)).naive_local();
        let day = local.checked_add_signed(Duration::days(since.days)).ok_or_else(|| Doubt::plain(TOO_FAR))?;
        instant(day, place)?
    };
    base.checked_add_signed(since.time).ok_or_else(|| Doubt::plain(TOO_FAR))
}

fn at_clock(day: NaiveDate, clock: Clock) -> NaiveDateTime {
    match clock {
        Clock::At(time) => day.and_time(time),
        // The end of a day is the start of the next.
        Clock::DayEnd => (day + Days::new(1)).and_time(NaiveTime::MIN),
    }
}

/// The day that is meant, today where none is named.
fn day_of(parts: &Parts, here: NaiveDateTime, place: Place) -> Result<NaiveDate, Doubt> {
    let today = here.date();
    let day = match parts.day {
        None => match parts.weekday {
            None => return Ok(today),
            Some(weekday) => {
                let ahead =
                    i64::from((7 + weekday.day.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7);
                let coming = today + Duration::days(if ahead == 0 { 7 } else { ahead });
                if ahead == 0 && !weekday.is_next {
                    let is_past = parts.clock.is_some_and(|clock| at_clock(today, clock) < here);
                    let because = format!("It is {} today, and that time is past", parts::weekday_name(weekday.day));
                    return if is_past { Err(which_day(&[coming, today], parts, place, &because)) } else { Ok(today) };
                }
                if ahead == 0 {
                    let later = coming + Duration::days(7);
                    let because =
                        format!("It is {} today, so “next” can mean two days", parts::weekday_name(weekday.day));
                    return Err(which_day(&[coming, later], parts, place, &because));
                }
                // “Next Tuesday”, said on a Monday, is tomorrow for some and in eight days for others.
                let is_doubtful = weekday.is_next && is_same_week(today, coming);
                if is_doubtful {
                    let later = coming + Duration::days(7);
                    return Err(which_day(
                        &[coming, later],
                        parts,
                        place,
                        "“next” can mean this week's or next week's day",
                    ));
                }
                return Ok(coming);
            }
        },
        Some(Day::Date(date)) => date,
        Some(Day::OfYear { month, day }) => {
            // The 29th of February may be eight years away.
            let coming = (0..=8).filter_map(|years| NaiveDate::from_ymd_opt(today.year() + years, month, day));
            let coming = coming.into_iter().find(|date| *date >= today);
            coming.ok_or_else(|| Doubt::plain(format!("There is no day {day} in month {month}.")))?
        }
        Some(Day::Ahead(days)) => today + Duration::days(days),
        Some(Day::Either(first, second)) => {
            return Err(which_day(
                &[first, second],
                parts,
                place,
                "The order of day and month differs from country to country",
            ));
        }
    };
    match parts.weekday {
        Some(weekday) if weekday.day != day.weekday() => {
            let near = (-6..=6).map(|days| day + Duration::days(days)).filter(|near| near.weekday() == weekday.day);
            let mut near: Vec<NaiveDate> = near.collect();
            near.push(day);
            near.sort_unstable();
            let because = format!(
                "{day} is a {}, not a {}",
                parts::weekday_name(day.weekday()),
                parts::weekday_name(weekday.day)
            );
            Err(which_day(&near, parts, place, &because))
        }
        Some(_) | None => Ok(day),
    }
}

/// Whether two days lie in one week that begins on Monday.
fn is_same_week(one: NaiveDate, other: NaiveDate) -> bool {
    one.iso_week() == other.iso_week()
}

fn which_day(days: &[NaiveDate], parts: &Parts, place: Place, because: &str) -> Doubt {
    let clock = parts::clock_words(parts);
    let candidates = days.iter().map(|day| {
        let typed = format!("{day} {clock} {}", place.name());
        Candidate { typed: one_line(&typed), at: None, place }
    });
    Doubt { because: format!("{because}. Which day is meant?"), candidates: candidates.collect() }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shown_day(day: NaiveDate) -> String {
    format!("{} ({})", day, parts::weekday_name(day.weekday()))
}

/// A wall time as an instant; one that a change of the clocks leaves out or repeats is asked about.
fn instant(local: NaiveDateTime, place: Place) -> Result<DateTime<Utc>, Doubt> {
    let zone = match place {
        Place::Offset(offset) => return Ok((local - offset_span(offset)).and_utc()),
        Place::Zone(zone) => zone,
    };
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => Ok(at.with_timezone(&Utc)),
        MappedLocalTime::Ambiguous(first, second) => {
            let candidates = [first, second].map(|at| Candidate {
                typed: format!("{} {}", local.format("%Y-%m-%d %H:%M"), offset_name(chrono::Offset::fix(at.offset()))),
                at: Some(at.with_timezone(&Utc)),
                place,
            });
            let because = format!(
                "{} happens twice in {}: the clocks go back on that day. Which one is meant?",
                local.format("%Y-%m-%d %H:%M"),
                city(zone)
            );
            Err(Doubt { because, candidates: candidates.to_vec() })
        }
        MappedLocalTime::None => {
            // The neighbours: as far before the gap as after it, by what the clocks leave out.
            let [earlier, later] =
                [-1, 1].map(|days| Place::Zone(zone).offset_at((local + Duration::days(days)).and_utc()));
            let candidates = [later, earlier].map(|offset| {
                let at = (local - offset_span(offset)).and_utc();
                let near = at.with_timezone(&zone).naive_local();
                let typed = format!("{} {}", near.format("%Y-%m-%d %H:%M"), zone.name());
                Candidate { typed, at: Some(at), place }
            });
            let because = format!(
                "{} does not exist in {}: the clocks go forward on that day.",
                local.format("%Y-%m-%d %H:%M"),
                city(zone)
            );
            Err(Doubt { because, candidates: candidates.to_vec() })
        }
    }
}

fn offset_span(offset: chrono::FixedOffset) -> Duration {
    Duration::seconds(i64::from(offset.local_minus_utc()))
}

/// `15:00 CET` in July: that is not what the clocks there show.
fn in_season(moment: Moment, zone: Zone, offset: chrono::FixedOffset, parts: &Parts) -> Result<Moment, Doubt> {
    let there = Place::Zone(zone);
    let real = there.offset_at(moment.start);
    if real == offset {
        return Ok(Moment { place: there, ..moment });
    }
    let local = moment.start.with_timezone(&offset).naive_local();
    let name = parts.place.as_deref().unwrap_or_default().to_uppercase();
    let wall = zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc));
    let candidates = vec![
        Candidate { typed: format!("{} {}", local.format("%Y-%m-%d %H:%M"), zone.name()), at: wall, place: there },
        Candidate {
            typed: format!("{} {}", local.format("%Y-%m-%d %H:%M"), offset_name(offset)),
            at: Some(moment.start),
            place: there,
        },
    ];
    let because = format!(
        "{} keeps {} on {}, not {name} ({}). Which one is meant?",
        city(zone),
        offset_name(real),
        local.date(),
        offset_name(offset)
    );
    Err(Doubt { because, candidates })
}

fn which_place(parts: &Parts, zones: &[(String, Zone)], asked: &str, context: Context) -> Doubt {
    let name = parts.place.as_deref().unwrap_or_default();
    let candidates = zones.iter().map(|(label, zone)| {
        let place = Place::Zone(*zone);
        let at = told(parts, place, false, context, Vec::new()).ok().map(|moment| moment.start);
        let lower = asked.to_lowercase();
        // The name as it was typed gives way to one that is clear.
        let typed = lower.rfind(&name.to_lowercase()).and_then(|start| {
            let head = asked.get(..start)?;
            let tail = asked.get(start + name.len()..)?;
            Some(one_line(&format!("{head}{}{tail}", zone.name())))
        });
        (label, Candidate { typed: typed.unwrap_or_else(|| zone.name().to_owned()), at, place })
    });
    let (labels, candidates): (Vec<&String>, Vec<Candidate>) = candidates.unzip();
    let labels: Vec<String> = labels.into_iter().cloned().collect();
    Doubt {
        because: format!("“{}” can mean {}. Which one is meant?", name.to_uppercase(), crate::text::join_or(&labels)),
        candidates,
    }
}

fn unknown_place(name: &str) -> Doubt {
    let shown = crate::text::shorten(&crate::text::one_line(name), 40);
    Doubt::plain(format!("I know no place or zone “{shown}”. Type a city, a country or a zone such as Europe/Zurich."))
}

fn unclear(problem: parts::Problem, asked: &str, context: Context) -> Doubt {
    match problem {
        parts::Problem::Nothing => Doubt::plain(
            "I cannot read that as a time. Type it such as: 2026-12-08 15:00 Geneva, or: Tuesday 3pm, or: in 2 h",
        ),
        parts::Problem::BareHour { hour, rest } => {
            let place = Place::Zone(context.zone);
            let hours: Vec<u32> = if hour > 12 {
                vec![hour]
            } else if hour == 12 || hour == 0 {
                vec![12, 0]
            } else {
                vec![hour, hour + 12]
            };
            let candidates = hours.iter().map(|hour| {
                let typed = one_line(&rest.replacen("{}", &format!("{hour:02}:00"), 1));
                let at = read_once(&typed, context).ok().map(|moment| moment.start);
                Candidate { typed, at, place }
            });
            Doubt {
                because: format!("“{hour}” could be an hour or a day. Which one is meant?"),
                candidates: candidates.collect(),
            }
        }
        parts::Problem::Midnight => Doubt::plain(format!(
            "Midnight begins one day and ends another. Type 00:00 with the day that begins: {}",
            crate::text::shorten(&asked.to_lowercase().replace("midnight", "00:00"), 60)
        )),
        parts::Problem::NoSuchTime(words) => {
            Doubt::plain(format!("There is no time “{words}”. Hours go from 00:00 to 23:59."))
        }
        parts::Problem::NoSuchDay(words) => Doubt::plain(format!("There is no day “{words}”.")),
        parts::Problem::NoYear(words) => {
            Doubt::plain(format!("“{words}” can be two days, and has no year. Type the date such as 2026-12-08."))
        }
        parts::Problem::Twice(what) => Doubt::plain(format!("There are two {what} in it. Type one time.")),
    }
}
