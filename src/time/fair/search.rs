//! Which slots keep the worst cumulative burden lowest: one slot, a pair of twin sessions, a series.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveTime, TimeZone as _, Utc};

use super::{Burden, Hours, Sitting, is_day_of_rest, of_meeting};
use crate::time::Zone;

/// Between two starts.
const STEP_MINUTES: i64 = 30;

/// What is to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Where people sit.
    pub zones: Vec<Zone>,
    /// What each of these zones has borne.
    pub borne: Vec<Burden>,
    /// The zone whose days and half hours are meant.
    pub reference: Zone,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    pub length: Duration,
    /// The same agenda twice; everybody takes the session that suits.
    pub is_twin: bool,
    /// Nothing earlier is proposed.
    pub not_before: DateTime<Utc>,
}

/// When a meeting could be, and what it would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// One sitting, or two with the same agenda.
    pub sittings: Vec<Sitting>,
    /// What it costs each zone.
    pub burden: Vec<Burden>,
    /// What each zone will have borne then.
    pub after: Vec<Burden>,
}

impl Slot {
    fn of(plan: &Plan, sittings: Vec<Sitting>, burden: Vec<Burden>) -> Slot {
        let after = plan.borne.iter().zip(&burden).map(|(borne, more)| borne + more).collect();
        Slot { sittings, burden, after }
    }

    pub fn start(&self) -> DateTime<Utc> {
        self.sittings.first().map_or(DateTime::<Utc>::MAX_UTC, |sitting| sitting.start)
    }

    /// What is lower is fairer: the worst that a zone has borne, then the next worst and so on.
    pub fn unfairness(&self) -> Vec<Burden> {
        descending(&self.after)
    }
}

fn descending(burdens: &[Burden]) -> Vec<Burden> {
    let mut sorted = burdens.to_vec();
    sorted.sort_unstable_by(|one, other| other.cmp(one));
    sorted
}

impl Plan {
    /// Every slot, the fairest first, and of equally fair ones the earliest.
    pub fn slots(&self) -> Vec<Slot> {
        let starts = self.starts();
        let (Some(first), Some(last)) = (starts.first(), starts.last()) else { return Vec::new() };
        let hours = self.zones.iter().map(|zone| Hours::of(*zone, *first, *last + self.length));
        let hours: Vec<Hours> = hours.collect();
        let single: Vec<Slot> = starts.iter().map(|start| self.slot_at(*start, &hours)).collect();
        let mut slots = if self.is_twin { self.twins(&single) } else { single };
        slots.sort_by_cached_key(|slot| (slot.unfairness(), slot.start(), slot.sittings.last().map(|last| last.start)));
        slots
    }

    /// The half hours of the reference zone, on days on which people work there.
    fn starts(&self) -> Vec<DateTime<Utc>> {
        let days = self.first_day.iter_days().take_while(|day| *day <= self.last_day);
        let working = days.filter(|day| !is_day_of_rest(self.reference, day.weekday()));
        let half_hours = working.flat_map(|day| {
            (0..24 * 60 / STEP_MINUTES)
                .map(move |step| day.and_time(NaiveTime::MIN) + Duration::minutes(step * STEP_MINUTES))
        });
        // What the clocks skip or repeat there is no time to meet.
        let instants = half_hours.filter_map(|local| self.reference.from_local_datetime(&local).single());
        instants.map(|instant| instant.to_utc()).filter(|start| *start >= self.not_before).collect()
    }

    fn slot_at(&self, start: DateTime<Utc>, hours: &[Hours]) -> Slot {
        let sitting = Sitting { start, end: start + self.length };
        let burden = hours.iter().map(|hours| hours.of_sitting(sitting)).collect();
        Slot::of(self, vec![sitting], burden)
    }

    /// Pairs within a day of each other.
    fn twins(&self, single: &[Slot]) -> Vec<Slot> {
        let mut pairs = Vec::new();
        for (index, first) in single.iter().enumerate() {
            let later = single[index + 1..].iter().map(|second| (second.start() - first.start(), second));
            let within = later.take_while(|(gap, _)| *gap <= Duration::days(1));
            for (_, second) in within.filter(|(gap, _)| *gap >= self.length) {
                let burden = first.burden.iter().zip(&second.burden).map(|(one, other)| *one.min(other)).collect();
                pairs.push(Slot::of(self, [&first.sittings[..], &second.sittings[..]].concat(), burden));
            }
        }
        pairs
    }
}

/// Several meetings in a row, each some weeks after the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Where the first meeting is looked for.
    pub plan: Plan,
    pub meetings: usize,
    pub every_weeks: u32,
}

impl Series {
    /// A slot for each meeting. First each takes the fairest one after those before it, then single meetings
    /// move as long as that makes the whole fairer; so no one move can make it fairer still.
    pub fn slots(&self) -> Vec<Slot> {
        let plans: Vec<Plan> = (0..self.meetings).map(|index| self.plan_of(index)).collect();
        let choices: Vec<Vec<Slot>> = plans.iter().map(|plan| each_burden_once(plan.slots())).collect();
        if choices.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let mut total = self.plan.borne.clone();
        let mut chosen: Vec<usize> = Vec::new();
        for slots in &choices {
            let best = fairest(slots, &total);
            add(&mut total, &slots[best].burden);
            chosen.push(best);
        }
        while improve(&choices, &mut chosen, &mut total) {}
        let mut borne = self.plan.borne.clone();
        let slots = choices.into_iter().zip(chosen).map(|(mut slots, index)| {
            let slot = slots.swap_remove(index);
            add(&mut borne, &slot.burden);
            Slot { after: borne.clone(), ..slot }
        });
        slots.collect()
    }

    fn plan_of(&self, index: usize) -> Plan {
        let later = Duration::weeks(i64::try_from(index).unwrap_or(i64::MAX).saturating_mul(self.every_weeks.into()));
        let day = |day: NaiveDate| day.checked_add_signed(later).unwrap_or(NaiveDate::MAX);
        Plan { first_day: day(self.plan.first_day), last_day: day(self.plan.last_day), ..self.plan.clone() }
    }
}

/// Moves one meeting where that makes the whole fairer; every move does, so there is an end to it.
fn improve(choices: &[Vec<Slot>], chosen: &mut [usize], total: &mut Vec<Burden>) -> bool {
    for (slots, index) in choices.iter().zip(chosen) {
        let others: Vec<Burden> = total.iter().zip(&slots[*index].burden).map(|(all, one)| all - one).collect();
        let best = fairest(slots, &others);
        let mut moved = others;
        add(&mut moved, &slots[best].burden);
        if descending(&moved) < descending(total) {
            *total = moved;
            *index = best;
            return true;
        }
    }
    false
}

/// The same hours on another day cost the same: the first of them stands for all.
fn each_burden_once(slots: Vec<Slot>) -> Vec<Slot> {
    let mut seen: BTreeSet<Vec<Burden>> = BTreeSet::new();
    slots.into_iter().filter(|slot| seen.insert(slot.burden.clone())).collect()
}

/// The slot that is fairest after what was borne; the first of equally fair ones.
fn fairest(slots: &[Slot], borne: &[Burden]) -> usize {
    let after = |slot: &Slot| {
        let mut after = borne.to_vec();
        add(&mut after, &slot.burden);
        (descending(&after), slot.start())
    };
    (0..slots.len()).min_by_key(|index| after(&slots[*index])).unwrap_or(0)
}

fn add(total: &mut [Burden], more: &[Burden]) {
    total.iter_mut().zip(more).for_each(|(all, one)| *all += one);
}

/// What each zone has borne in meetings that were held.
pub fn ledger(zones: &[Zone], held: &[(&[Sitting], bool)]) -> Vec<Burden> {
    let of_zone = |zone: &Zone| held.iter().map(|(sittings, is_twin)| of_meeting(*zone, sittings, *is_twin)).sum();
    zones.iter().map(of_zone).collect()
}
