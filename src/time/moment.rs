//! Reads the times people type: `2026-12-08 15:00 Geneva`, `3pm`, `next Tue 15:00 CET`, `in 2 h`,
//! `15:00-17:00 Geneva`. Nothing is guessed where a guess can be wrong: what can mean two things comes back
//! as a [`Doubt`] with what each would be.

use chrono::{
    DateTime, Datelike as _, Days, Duration, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Utc,
};

use super::Zone;
use super::clocks::Clock;
use super::doubts::{Offered, shown_day, unclear, unknown_place, which_day, which_place};
use super::listed;
use super::meant_day::{self, day_of};
use super::parts::{self, DayPart, Parts};
use super::place::{self, Named, Place, city, offset_name};
use super::season::{in_season, told_by_abbreviation};
use super::several::leading_places;

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
    pub(super) fn plain(because: impl Into<String>) -> Doubt {
        Doubt { because: because.into(), candidates: Vec::new() }
    }
}

/// Doubts that may hang on each other: the hour, the day, the place, the season or a change of the clocks.
const DOUBTS: usize = 4;
/// Candidates that are offered.
const MOST: usize = 12;
/// Zones of a country that are offered.
const MOST_ZONES: usize = 8;
/// Characters that a time may have.
const LONGEST: usize = 200;
/// The first year that is told, and how far ahead: clocks are decreed a few years ahead at most.
const FIRST_YEAR: i32 = 1970;
const YEARS_AHEAD: i32 = 50;
pub(super) const TOO_FAR: &str = "That is too far away to be told. Type the date such as 2026-12-08.";

/// Reads a time.
///
/// # Errors
/// A [`Doubt`] where it means nothing, or more than one thing.
pub fn read(typed: &str, context: Context) -> Result<Moment, Doubt> {
    // A refusal says again what was typed.
    let typed = crate::text::clean(typed);
    read_once(&typed, context).map_err(|doubt| settled(doubt, context, DOUBTS))
}

/// What is offered has to be clear: a candidate that is doubtful itself (`3 IST`) gives way to what it can be, and one that
/// means nothing is dropped. Every step has one doubt less to go, which ends it.
fn settled(doubt: Doubt, context: Context, doubts_left: usize) -> Doubt {
    let had_candidates = !doubt.candidates.is_empty();
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut first_refusal = None;
    for candidate in doubt.candidates {
        let clear = match read_once(&candidate.typed, context) {
            // One that has its moment is shown where the doubt arose.
            Ok(moment) if candidate.at.is_none() => {
                vec![Candidate { at: Some(moment.start), place: moment.place, ..candidate }]
            }
            Ok(moment) => vec![Candidate { at: Some(moment.start), ..candidate }],
            Err(_) if doubts_left == 0 => Vec::new(),
            Err(inner) => {
                let inner = settled(inner, context, doubts_left - 1);
                let offered = inner.candidates.clone();
                first_refusal.get_or_insert(inner);
                offered
            }
        };
        for candidate in clear {
            if candidates.len() < MOST && candidates.iter().all(|known| known.typed != candidate.typed) {
                candidates.push(candidate);
            }
        }
    }
    match first_refusal {
        // Nothing that it could be is a time: why not says more.
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
    let in_full = listed::with_one_zone(typed, context.now);
    let typed = in_full.as_deref().unwrap_or(typed);
    let (asked, wanted) = split_wanted(typed, context);
    // What is offered is told in the same places.
    let tail = &typed[asked.len()..];
    let moment = read_asked(asked, context).map_err(|mut doubt| {
        for candidate in &mut doubt.candidates {
            candidate.typed.push_str(tail);
        }
        doubt
    })?;
    let wanted = wanted.into_iter().map(|name| place_named(name.trim(), moment.start));
    Ok(Moment { wanted: wanted.collect::<Result<_, _>>()?, ..moment })
}

fn read_asked(asked: &str, context: Context) -> Result<Moment, Doubt> {
    let parts = parts::read(asked).map_err(|problem| unclear(problem, context))?;
    if let Some(since) = parts.relative {
        let place = match parts.place.as_deref() {
            Some(name) => place_named(name, context.now)?,
            None => Place::Zone(context.zone),
        };
        let start = later(context.now, since, place)?;
        return Ok(Moment { start, end: None, place, is_place_assumed: parts.place.is_none(), wanted: Vec::new() });
    }
    let Some(name) = parts.place.as_deref() else {
        return told(&parts, Place::Zone(context.zone), true, context);
    };
    if let Some(zones) = place::zones_of_country(name) {
        return told_in_country(&parts, zones, asked, context);
    }
    if let Some(senses) = place::abbreviation(name) {
        return told_by_abbreviation(&parts, senses, asked, context);
    }
    match place::named(name, context.now) {
        Named::Place(place) => told(&parts, place, false, context),
        Named::Season { zone, offset } => {
            let moment = told(&parts, Place::Offset(offset), false, context)?;
            in_season(moment, zone, offset, &parts)
        }
        Named::Several(zones) => {
            let zones = zones.into_iter();
            let offered = zones.map(|(label, zone)| Offered { label, place: Place::Zone(zone), day: None });
            Err(which_place(&parts, &offered.collect::<Vec<_>>(), asked, true))
        }
        Named::Unknown => Err(unknown_place(name)),
    }
}

/// A country's time: one moment where its zones agree on that day, else a question that names each of them once.
fn told_in_country(parts: &Parts, zones: &[Zone], asked: &str, context: Context) -> Result<Moment, Doubt> {
    let mut apart: Vec<(DateTime<Utc>, Zone, Result<Moment, Doubt>)> = Vec::new();
    for zone in zones {
        let place = Place::Zone(*zone);
        let moment = told(parts, place, false, context);
        // Where the moment is not clear yet, zones that agree now are taken for one.
        let key = moment
            .as_ref()
            .map_or_else(|_| context.now - offset_span(place.offset_at(context.now)), |moment| moment.start);
        if apart.iter().all(|(known, _, _)| *known != key) {
            apart.push((key, *zone, moment));
        }
    }
    if let [(_, _, moment)] = apart.as_slice() {
        return moment.clone();
    }
    let are_all = apart.len() <= MOST_ZONES;
    let offered = apart.into_iter().take(MOST_ZONES).map(|(_, zone, moment)| {
        let day = moment.ok().map(|moment| moment.start.with_timezone(&zone).date_naive());
        Offered { label: city(zone), place: Place::Zone(zone), day }
    });
    Err(which_place(parts, &offered.collect::<Vec<_>>(), asked, are_all))
}

/// Splits `15:00 Geneva in Seoul, Denver` at the last `in`, where nothing but places follows.
fn split_wanted(typed: &str, context: Context) -> (&str, Vec<&str>) {
    let lower = typed.to_ascii_lowercase();
    let Some(at) = lower.rfind(" in ").filter(|at| !typed[..*at].trim().is_empty()) else {
        return (typed, Vec::new());
    };
    let (places, rest) = leading_places(&typed[at + 4..], context.now);
    // “meet in Geneva at 15:00” is one time, and not a wish.
    if !rest.is_empty() {
        return (typed, Vec::new());
    }
    let names = places.into_iter().map(|(name, _)| name).collect();
    // `15:00 in Geneva` says where 15:00 is.
    let head = &typed[..at];
    let is_whole =
        parts::read(head).is_ok_and(|parts| parts.place.is_some() || parts.relative.is_some() || parts.is_now);
    if is_whole { (head, names) } else { (typed, Vec::new()) }
}

fn several(name: &str, zones: &[(String, Zone)]) -> Doubt {
    let labels: Vec<String> = zones.iter().take(MOST_ZONES).map(|(label, _)| label.clone()).collect();
    Doubt::plain(format!(
        "“{}” can mean {}. Type a city or a zone such as Europe/Zurich.",
        crate::text::shorten(name, 40),
        crate::text::join_or(&labels)
    ))
}

fn place_named(name: &str, near: DateTime<Utc>) -> Result<Place, Doubt> {
    match place::named(name, near) {
        Named::Place(place) => Ok(place),
        Named::Season { zone, .. } => Ok(Place::Zone(zone)),
        Named::Several(zones) => Err(several(name, &zones)),
        Named::Unknown => Err(unknown_place(name)),
    }
}

/// The time at a place.
pub(super) fn told(parts: &Parts, place: Place, is_place_assumed: bool, context: Context) -> Result<Moment, Doubt> {
    let here = context.now.with_timezone(&place.offset_at(context.now)).naive_local();
    if parts.is_now {
        return Ok(Moment { start: context.now, end: None, place, is_place_assumed, wanted: Vec::new() });
    }
    let day = day_of(parts, here, place).and_then(|day| in_years(day, here.date()));
    let Some(clock) = parts.clock else {
        return Err(Doubt::plain(match day {
            Ok(day) => {
                format!("{} has no time of day. Type one, such as: {day} {}", shown_day(day), sample(parts.part))
            }
            Err(doubt) if doubt.candidates.is_empty() => doubt.because,
            Err(doubt) => format!("{} It has no time of day. Type both, such as: 2026-12-08 15:00", doubt.because),
        }));
    };
    let day = day?;
    if parts.is_in_small_hours {
        let next = day + Days::new(1);
        return Err(which_day(&[next, day], parts, place, "A night belongs to two days"));
    }
    if parts.end == Some(clock) {
        return Err(Doubt::plain("That ends when it begins. Type a range such as: 15:00-17:00"));
    }
    let start = instant(at_clock(day, clock), place)?;
    let end = match (parts.end, parts.length) {
        (None, length) => length.and_then(|length| start.checked_add_signed(length)),
        (Some(until), _) => {
            let same_day = instant(at_clock(day, until), place)?;
            // `22:00-01:00` ends on the next day.
            Some(if same_day > start { same_day } else { instant(at_clock(day + Days::new(1), until), place)? })
        }
    };
    Ok(Moment { start, end, place, is_place_assumed, wanted: Vec::new() })
}

/// An hour of a part of the day.
fn sample(part: Option<DayPart>) -> &'static str {
    match part {
        Some(DayPart::Morning) => "09:00",
        Some(DayPart::Afternoon) | None => "15:00",
        Some(DayPart::Evening) => "18:00",
        Some(DayPart::Night) => "20:00",
    }
}

/// A day in the years whose clocks are known.
fn in_years(day: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Doubt> {
    let last = today.year().saturating_add(YEARS_AHEAD).max(FIRST_YEAR);
    if (FIRST_YEAR..=last).contains(&day.year()) {
        return Ok(day);
    }
    Err(Doubt::plain(format!(
        "The year {} is not between {FIRST_YEAR} and {last}, and its clocks are not known. Type the date such as 2026-12-08.",
        day.year()
    )))
}

/// In three days it is as late as now, whatever the clocks did in between; hours are counted.
fn later(now: DateTime<Utc>, since: parts::Span, place: Place) -> Result<DateTime<Utc>, Doubt> {
    let too_far = || Doubt::plain(TOO_FAR);
    let here = now.with_timezone(&place.offset_at(now)).naive_local();
    let base = if since.days == 0 && since.months == 0 {
        now
    } else {
        let day = meant_day::later(here.date(), since.months, since.days).ok_or_else(too_far)?;
        instant(in_years(day, here.date())?.and_time(here.time()), place)?
    };
    let then = base.checked_add_signed(since.time).ok_or_else(too_far)?;
    in_years(then.date_naive(), here.date())?;
    Ok(then)
}

pub(super) fn at_clock(day: NaiveDate, clock: Clock) -> NaiveDateTime {
    match clock {
        Clock::At(time) => day.and_time(time),
        // The end of a day is the start of the next.
        Clock::DayEnd => day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN),
    }
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
