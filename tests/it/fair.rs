//! The search for fair slots against a plain one: every half hour is tried, and burdens are counted from local
//! times as people read them on their clocks.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveDateTime, Timelike as _, Utc};
use convenor::time::Zone;
use convenor::time::fair::{Plan, Series, Sitting, Slot, is_day_of_rest};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::test_runner::FileFailurePersistence;

/// What an hour costs that begins then, by the words of docs/fair-hours.md.
fn cost(zone: Zone, at: DateTime<Utc>) -> u32 {
    let local = at.with_timezone(&zone);
    let hours = f64::from(local.hour()) + f64::from(local.minute()) / 60.0;
    let night_hours = match hours {
        early if early < 5.0 => 1.0,
        morning if morning < 9.0 => (9.0 - morning) / 4.0,
        day if day < 17.0 => 0.0,
        evening => (evening - 17.0) / 7.0,
    };
    let counted = (0..=100).rev().find(|hundredths| f64::from(*hundredths) <= night_hours * 100.0 + 1e-9).unwrap_or(0);
    if is_day_of_rest(zone, local.weekday()) { counted.max(50) } else { counted }
}

/// What each zone's quarters of an hour cost, read once.
struct Costs(Vec<BTreeMap<DateTime<Utc>, u32>>);

impl Costs {
    fn of(zones: &[Zone], from: NaiveDate, to: NaiveDate) -> Costs {
        let quarters: Vec<DateTime<Utc>> = quarters(from, to).collect();
        let of_zone = |zone: &Zone| quarters.iter().map(|at| (*at, cost(*zone, *at))).collect();
        Costs(zones.iter().map(of_zone).collect())
    }

    /// Minute by minute; a minute costs what its quarter of an hour does.
    fn of_sitting(&self, sitting: Sitting) -> Vec<u32> {
        let minutes = (sitting.end - sitting.start).num_minutes();
        let of_zone = |costs: &BTreeMap<DateTime<Utc>, u32>| {
            let minute = |minute| costs.range(..=sitting.start + Duration::minutes(minute)).next_back();
            (0..minutes).filter_map(minute).map(|(_, cost)| cost).sum::<u32>() / 60
        };
        self.0.iter().map(of_zone).collect()
    }
}

/// Every quarter of an hour in UTC, from a day before to two days after.
fn quarters(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = DateTime<Utc>> {
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    let (begin, end) = (midnight(from) - Duration::days(1), midnight(to) + Duration::days(3));
    (0..).map(move |quarter| begin + Duration::minutes(15 * quarter)).take_while(move |at| *at < end)
}

/// When a meeting can begin.
fn starts(plan: &Plan) -> Vec<DateTime<Utc>> {
    let mut by_clock: BTreeMap<NaiveDateTime, Vec<DateTime<Utc>>> = BTreeMap::new();
    for at in quarters(plan.first_day, plan.last_day) {
        by_clock.entry(at.with_timezone(&plan.reference).naive_local()).or_default().push(at);
    }
    let is_fit = |clock: &NaiveDateTime| {
        clock.minute().is_multiple_of(30)
            && (plan.first_day..=plan.last_day).contains(&clock.date())
            && !is_day_of_rest(plan.reference, clock.weekday())
    };
    let once = by_clock.into_iter().filter(|(clock, instants)| is_fit(clock) && instants.len() == 1);
    once.flat_map(|(_, instants)| instants).filter(|at| *at >= plan.not_before).collect()
}

fn worst_first(burdens: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut sorted: Vec<u32> = burdens.into_iter().collect();
    sorted.sort_unstable();
    sorted.reverse();
    sorted
}

fn sum<'a>(one: &'a [u32], other: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    one.iter().zip(other).map(|(one, other)| one + other)
}

/// Every choice with its burdens: single sittings, or pairs within a day of each other.
fn choices(plan: &Plan) -> Vec<(Vec<Sitting>, Vec<u32>)> {
    let costs = Costs::of(&plan.zones, plan.first_day, plan.last_day);
    let single = starts(plan).into_iter().map(|start| Sitting { start, end: start + plan.length });
    let single: Vec<(Sitting, Vec<u32>)> = single.map(|sitting| (sitting, costs.of_sitting(sitting))).collect();
    if !plan.is_twin {
        return single.into_iter().map(|(sitting, burden)| (vec![sitting], burden)).collect();
    }
    let mut pairs = Vec::new();
    for (first, burden) in &single {
        for (second, other) in &single {
            if second.start >= first.end && second.start <= first.start + Duration::days(1) {
                let better = burden.iter().zip(other).map(|(one, other)| *one.min(other));
                pairs.push((vec![*first, *second], better.collect()));
            }
        }
    }
    pairs
}

fn plan() -> impl Strategy<Value = Plan> {
    let zones = vec((0..chrono_tz::TZ_VARIANTS.len(), 0..1_500_u32), 3..=6);
    let days = (0..360_i64, 0..3_i64, 0..48_i64);
    (zones, any::<proptest::sample::Index>(), days, 30..=180_i64, any::<bool>()).prop_map(
        |(zones, reference, (first, more, later), minutes, is_twin)| {
            let zone =
                |index: usize| chrono_tz::TZ_VARIANTS[index].name().parse::<Zone>().expect("it is a zone's name");
            let (zones, borne): (Vec<Zone>, Vec<u32>) =
                zones.into_iter().map(|(index, borne)| (zone(index), borne)).unzip();
            let day = NaiveDate::from_ymd_opt(2026, 11, 1).expect("it is a date") + Duration::days(first);
            Plan {
                reference: *reference.get(&zones),
                zones,
                borne,
                first_day: day,
                last_day: day + Duration::days(more),
                length: Duration::minutes(minutes),
                is_twin,
                not_before: day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::hours(later - 24),
            }
        },
    )
}

fn config(cases: u32) -> ProptestConfig {
    let found = FileFailurePersistence::Off;
    ProptestConfig { cases, failure_persistence: Some(Box::new(found)), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn no_slot_is_fairer_than_the_first(plan in plan()) {
        let slots = plan.slots();
        let choices = choices(&plan);
        prop_assert_eq!(slots.len(), choices.len());
        let best = choices.iter().min_by_key(|(sittings, burden)| {
            let starts: Vec<DateTime<Utc>> = sittings.iter().map(|sitting| sitting.start).collect();
            (worst_first(sum(&plan.borne, burden)), starts)
        });
        let expected = best.map(|(sittings, burden)| Slot {
            sittings: sittings.clone(),
            burden: burden.clone(),
            after: sum(&plan.borne, burden).collect(),
        });
        prop_assert_eq!(slots.first(), expected.as_ref());
    }
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn no_one_meeting_of_a_series_can_move_and_make_it_fairer(
        plan in plan(), meetings in 2..=4_usize, every_weeks in 1..=3_u32,
    ) {
        // Pairs would be too many to try them all so often.
        let series = Series { plan: Plan { is_twin: false, ..plan }, meetings, every_weeks };
        let slots = series.slots();
        let plans = (0..meetings).map(|index| {
            let later = Duration::weeks(i64::from(every_weeks) * i64::try_from(index).expect("it is small"));
            let plan = &series.plan;
            Plan { first_day: plan.first_day + later, last_day: plan.last_day + later, ..plan.clone() }
        });
        let choices: Vec<Vec<(Vec<Sitting>, Vec<u32>)>> = plans.map(|plan| choices(&plan)).collect();
        if choices.iter().any(Vec::is_empty) {
            prop_assert!(slots.is_empty());
            return Ok(());
        }
        prop_assert_eq!(slots.len(), meetings);
        let mut total = series.plan.borne.clone();
        for (slot, choices) in slots.iter().zip(&choices) {
            let known = choices.iter().find(|(sittings, _)| *sittings == slot.sittings);
            prop_assert_eq!(known.map(|(_, burden)| burden), Some(&slot.burden));
            total = sum(&total, &slot.burden).collect();
            prop_assert_eq!(&total, &slot.after);
        }
        let fairest = worst_first(total.iter().copied());
        for (slot, choices) in slots.iter().zip(&choices) {
            for (_, burden) in choices {
                let moved = total.iter().zip(&slot.burden).zip(burden).map(|((total, old), new)| total - old + new);
                prop_assert!(worst_first(moved) >= fairest);
            }
        }
    }
}
