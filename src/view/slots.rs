//! Answers about fair hours: which slots cost the worst-placed zone least, and what each has borne so far.

use chrono::{DateTime, Datelike as _, Utc};

use super::Say;
use super::grid::{Grid, hours_of, moment_of, session_of, time_in};
use super::times::{is_at_night, zones_of};
use crate::group::Group;
use crate::group::command::Request;
use crate::text::{Block, Span, Text};
use crate::time::fair::{Burden, Plan, Series, Sitting, Slot, Wish};
use crate::time::{Place, Zone, weekday_name};

/// Slots that are shown, with different burdens.
const TOLD: usize = 3;
const COUNTED: &str = "Counted in night hours: an hour between 00:00 and 05:00 counts 1, between 09:00 and 17:00 nothing, \
                       in between a part, and on a region's days of rest half at least.";

/// `!slots …`
pub(super) fn asked(group: &Group, request: &Request, typed: &str) -> Vec<Say> {
    let reference = group.charter.zone;
    let today = request.at.with_timezone(&reference).date_naive();
    let wish = match Wish::read(typed, today, request.at) {
        Ok(wish) => wish,
        Err(problem) => return vec![Say::asker(Text::plain(problem))],
    };
    let zones = if wish.zones.is_empty() { group_zones(group) } else { wish.zones.clone() };
    let borne = group.borne(&zones);
    let Proposal { text, picture, .. } = proposed(&wish, zones, borne, reference, request.at);
    vec![Say { picture, ..Say::room(text) }]
}

/// What is proposed for a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub plan: Plan,
    /// The fairest slot and the next fairest ones that cost the zones something else; of a series a slot for each
    /// meeting. Empty where nothing fits.
    pub slots: Vec<Slot>,
    pub text: Text,
    /// The hours around the fairest slot; a series has none.
    pub picture: Option<Grid>,
}

/// The zones of a group, each once.
fn group_zones(group: &Group) -> Vec<Zone> {
    let zones = zones_of(group).into_iter();
    zones.filter_map(|place| if let Place::Zone(zone) = place { Some(zone) } else { None }).collect()
}

/// The slots that fit a wish.
pub fn proposed(
    wish: &Wish,
    mut zones: Vec<Zone>,
    mut borne: Vec<Burden>,
    reference: Zone,
    now: DateTime<Utc>,
) -> Proposal {
    sort_by_offset(&mut zones, &mut borne, now);
    let plan = wish.plan(zones, borne, reference, now);
    if wish.meetings > 1 {
        let series = Series { plan, meetings: wish.meetings, every_weeks: wish.every_weeks };
        let slots = series.slots();
        let text = series_words(&series, &slots);
        return Proposal { plan: series.plan, slots, text, picture: None };
    }
    let slots = plan.slots();
    let told: Vec<Slot> = different(&slots).into_iter().cloned().collect();
    let Some(best) = told.first() else {
        let text = Text::plain(format!(
            "No slot is left between {} and {} on a working day of {reference}. Name later days, such as: !slots next week 2 h",
            plan.first_day, plan.last_day
        ));
        return Proposal { plan, slots: told, text, picture: None };
    };
    let text = words(&plan, best, &told[1..], &slots);
    Proposal { picture: Grid::of(&plan, best), text, slots: told, plan }
}

/// The fairest slot of all, and the next fairest.
fn words(plan: &Plan, best: &Slot, others: &[Slot], slots: &[Slot]) -> Text {
    let reference = plan.reference;
    let mut text = Text::plain(format!(
        "Fairest of {} slots between {} and {}: {}. {}{}",
        slots.len(),
        plan.first_day,
        plan.last_day,
        when(best, reference),
        who_takes_the_night(plan, best),
        same_elsewhere(slots, best, reference),
    ));
    text.push(table(plan, best));
    text.paragraph([COUNTED.into()]);
    if !others.is_empty() {
        text.paragraph(["The next fairest are:".into()]);
        let line = |slot: &Slot| -> Vec<Span> {
            let worst = slot.after.iter().max().copied().unwrap_or(0);
            let night = who_takes_the_night(plan, slot);
            vec![
                format!(
                    "{}. {night} The worst-placed zone would have borne {}.",
                    when(slot, reference),
                    hours_of(worst)
                )
                .into(),
            ]
        };
        text.push(Block::List(others.iter().map(line).collect()));
    }
    text
}

fn sort_by_offset(zones: &mut Vec<Zone>, borne: &mut Vec<Burden>, at: DateTime<Utc>) {
    let mut both: Vec<(Zone, Burden)> = zones.drain(..).zip(borne.drain(..)).collect();
    both.sort_by_key(|(zone, _)| (Place::Zone(*zone).offset_at(at).local_minus_utc(), zone.name()));
    both.dedup();
    (*zones, *borne) = both.into_iter().unzip();
}

/// `Tuesday 2026-12-08, 14:00 to 16:00 Europe/Zurich (13:00 UTC)`; both times of twin sessions.
fn when(slot: &Slot, reference: Zone) -> String {
    let sitting = |sitting: &Sitting| {
        let start = sitting.start.with_timezone(&reference);
        let end = sitting.end.with_timezone(&reference);
        let day = weekday_name(start.date_naive().weekday());
        let utc = Some(reference.utc_beside(sitting.start)).filter(|_| reference != Zone::UTC);
        format!(
            "{day} {}, {} to {} {reference}{}",
            start.format("%Y-%m-%d"),
            start.format("%H:%M"),
            end.format("%H:%M"),
            utc.map_or_else(String::new, |utc| format!(" ({utc})"))
        )
    };
    slot.sittings.iter().map(sitting).collect::<Vec<_>>().join(", and again ")
}

fn who_takes_the_night(plan: &Plan, slot: &Slot) -> String {
    let awake = plan.zones.iter().filter(|zone| {
        let (_, sitting) = session_of(slot, **zone);
        is_at_night(&moment_of(sitting, plan.reference), Place::Zone(**zone))
    });
    let names: Vec<&str> = awake.map(|zone| zone.name()).collect();
    match names.as_slice() {
        [] => "Nobody meets between 22:00 and 07:00.".to_owned(),
        [only] => format!("{only} meets at night this time."),
        [first @ .., last] => format!("{} and {last} meet at night this time.", first.join(", ")),
    }
}

/// Other days on which the same hours cost the same.
fn same_elsewhere(slots: &[Slot], best: &Slot, reference: Zone) -> String {
    let clock = |slot: &Slot| slot.start().with_timezone(&reference).time();
    let same = slots
        .iter()
        .filter(|slot| slot.start() != best.start() && clock(slot) == clock(best) && slot.burden == best.burden);
    let days: Vec<String> = same
        .map(|slot| {
            let day = slot.start().with_timezone(&reference).date_naive();
            format!("{} {day}", weekday_name(day.weekday()))
        })
        .take(5)
        .collect();
    if days.is_empty() { String::new() } else { format!(" The same hours are as fair on {}.", days.join(", ")) }
}

/// The fairest slots, each of which costs the zones something else.
fn different(slots: &[Slot]) -> Vec<&Slot> {
    let mut told: Vec<&Slot> = Vec::new();
    for slot in slots {
        if told.len() == TOLD {
            break;
        }
        if told.iter().all(|other| other.burden != slot.burden) {
            told.push(slot);
        }
    }
    told
}

fn table(plan: &Plan, slot: &Slot) -> Block {
    let rows = plan.zones.iter().enumerate().map(|(index, zone)| {
        vec![
            zone.name().to_owned(),
            time_in(plan, slot, *zone),
            hours_of(slot.burden[index]),
            hours_of(plan.borne[index]),
            hours_of(slot.after[index]),
        ]
    });
    Block::Table {
        head: ["Zone", "Time", "This time", "So far", "With it"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

fn series_words(series: &Series, slots: &[Slot]) -> Text {
    let (plan, reference) = (&series.plan, series.plan.reference);
    let Some(last) = slots.last() else {
        return Text::plain(format!(
            "Not every one of the {} weeks has a working day of {reference}. Name other days, such as: !slots next week 2 h for {} meetings",
            series.meetings, series.meetings
        ));
    };
    let pace = if series.every_weeks == 1 { "a week".to_owned() } else { format!("{} weeks", series.every_weeks) };
    let worst = last.after.iter().max().copied().unwrap_or(0);
    let mut text = Text::plain(format!(
        "{} meetings, {pace} apart, so that no zone bears more than it must: the worst-placed zone will have borne {}.",
        slots.len(),
        hours_of(worst)
    ));
    let meetings = (1..).zip(slots).map(|(number, slot)| {
        let night = who_takes_the_night(plan, slot).replace(" this time", "");
        vec![format!("{number}"), when(slot, reference), night]
    });
    text.push(Block::Table {
        head: ["Meeting", "Slot", "Night"].map(str::to_owned).to_vec(),
        rows: meetings.collect(),
    });
    let zones =
        plan.zones.iter().enumerate().map(|(index, zone)| {
            vec![zone.name().to_owned(), hours_of(plan.borne[index]), hours_of(last.after[index])]
        });
    text.push(Block::Table {
        head: ["Zone", "So far", "After the series"].map(str::to_owned).to_vec(),
        rows: zones.collect(),
    });
    text.paragraph([COUNTED.into()]);
    text
}

/// `!hours`: the ledger of the group.
pub(super) fn hours(group: &Group) -> Text {
    let zones = group_zones(group);
    let borne = group.borne(&zones);
    let mut rows: Vec<(Burden, Zone)> = borne.into_iter().zip(zones).collect();
    rows.sort_by_key(|(borne, zone)| (std::cmp::Reverse(*borne), zone.name()));
    let held = match group.held.len() {
        0 => return Text::plain("No meeting has been held with me yet, so no zone has borne anything."),
        1 => "1 meeting".to_owned(),
        many => format!("{many} meetings"),
    };
    let mut text = Text::plain(format!("Night hours borne over {held}, most first:"));
    let rows = rows.into_iter().map(|(borne, zone)| vec![zone.name().to_owned(), hours_of(borne)]);
    text.push(Block::Table { head: ["Zone", "Night hours"].map(str::to_owned).to_vec(), rows: rows.collect() });
    text.paragraph([COUNTED.into()]);
    text
}
