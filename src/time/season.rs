//! Times by an abbreviation: which of its places is meant, and whether that place keeps it on the day.

use chrono::{DateTime, Days, FixedOffset, TimeZone as _, Utc};

use super::Zone;
use super::abbreviations::Sense;
use super::clocks::Clock;
use super::doubts::{Offered, may_mean, which_one};
use super::moment::{Candidate, Context, Doubt, Moment, told};
use super::parts::{self, Parts};
use super::place::{Place, city, offset_name};

/// A time by an abbreviation: the moment where it can mean one thing alone, else a question that says what each place
/// keeps on that day.
pub(super) fn told_by_abbreviation(
    parts: &Parts,
    senses: &[Sense],
    asked: &str,
    context: Context,
) -> Result<Moment, Doubt> {
    let read = |place: Place| told(parts, place, false, context);
    let (main, beside): (Vec<&Sense>, Vec<&Sense>) = senses.iter().partition(|sense| !sense.is_beside());
    // Where the moment is not clear yet, the places are compared as they are now.
    let moment_of = |sense: &Sense| read(sense.place()).map_or(context.now, |moment| moment.start);
    let beside: Vec<&Sense> = beside.into_iter().filter(|sense| sense.is_meant_at(moment_of(sense))).collect();
    if let ([sense], []) = (main.as_slice(), beside.as_slice()) {
        let moment = read(sense.place())?;
        return match sense.offset() {
            Some(offset) => in_season(moment, sense.zone(), offset, parts),
            None => Ok(moment),
        };
    }
    let mut offered: Vec<Offered> = Vec::new();
    let mut because = Vec::new();
    let mut literal: Vec<(FixedOffset, DateTime<Utc>)> = Vec::new();
    let mut known: Vec<DateTime<Utc>> = Vec::new();
    for sense in main.into_iter().chain(beside) {
        let at = moment_of(sense);
        let wall = read(Place::Zone(sense.zone()));
        known.extend(wall.iter().map(|moment| moment.start));
        let day = wall.ok().map(|moment| moment.start.with_timezone(&sense.zone()).date_naive());
        offered.push(Offered { label: sense.label(), place: Place::Zone(sense.zone()), day });
        if let Some(offset) = sense.offset().filter(|_| !sense.is_kept_at(at)) {
            because.push(not_kept(&sense.label(), Place::Zone(sense.zone()), at, offset, parts));
            literal.push((offset, at));
        }
    }
    let labels: Vec<String> = offered.iter().map(|offered| offered.label.clone()).collect();
    for (offset, at) in literal {
        if !known.contains(&at) {
            known.push(at);
            let day = Some(at.with_timezone(&offset).date_naive());
            offered.push(Offered { label: offset_name(offset), place: Place::Offset(offset), day });
        }
    }
    because.insert(0, may_mean(parts, &labels));
    Err(which_one(parts, &offered, asked, &because.join(" ")))
}

/// `Chicago keeps UTC-06:00 on 2027-01-15, not CDT (UTC-05:00).`
fn not_kept(label: &str, there: Place, at: DateTime<Utc>, offset: FixedOffset, parts: &Parts) -> String {
    let name = parts.place.as_deref().unwrap_or_default();
    let name = if name.contains(' ') { name.to_owned() } else { name.to_uppercase() };
    format!(
        "{label} keeps {} on {}, not {} ({}).",
        offset_name(there.offset_at(at)),
        at.with_timezone(&offset).date_naive(),
        crate::text::shorten(&name, 40),
        offset_name(offset)
    )
}

/// `15:00 CET` in July: that is not what the clocks there show.
pub(super) fn in_season(moment: Moment, zone: Zone, offset: FixedOffset, parts: &Parts) -> Result<Moment, Doubt> {
    let there = Place::Zone(zone);
    if there.offset_at(moment.start) == offset || parts.is_now {
        return Ok(Moment { place: there, ..moment });
    }
    let local = moment.start.with_timezone(&offset).naive_local();
    let day = if parts.clock == Some(Clock::DayEnd) { local.date() - Days::new(1) } else { local.date() };
    let typed = format!("{day} {}", parts::clock_words(parts));
    let wall = zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc));
    let candidates = vec![
        Candidate { typed: format!("{typed} {}", zone.name()), at: wall, place: there },
        Candidate { typed: format!("{typed} {}", offset_name(offset)), at: Some(moment.start), place: there },
    ];
    let because = format!("{} Which one is meant?", not_kept(&city(zone), there, moment.start, offset, parts));
    Err(Doubt { because, candidates })
}
