//! Which day is meant: what `Friday`, `next Tuesday` or `the 8th` are, said on some day.

use chrono::{Datelike as _, Duration, Months, NaiveDate, NaiveDateTime, Weekday};

use super::days::{Day, InMonth, NamedWeekday, Nth, Which, weekday_name};
use super::doubts::which_day;
use super::moment::{Doubt, TOO_FAR, at_clock};
use super::parts::Parts;
use super::place::Place;

/// Years from now in which a day in numbers that can be several is looked for.
const NEAR_YEARS: i32 = 10;

/// The day that is meant, today where none is named.
///
/// # Errors
/// There is no such day, or more than one.
pub(super) fn day_of(parts: &Parts, here: NaiveDateTime, place: Place) -> Result<NaiveDate, Doubt> {
    let today = here.date();
    let Some(day) = &parts.day else {
        return parts.weekday.map_or(Ok(today), |weekday| weekday_of(weekday, parts, here, place));
    };
    let meant = date_of(day, parts, today, place)?;
    if let Some(other) = &parts.also {
        let other = date_of(other, parts, today, place)?;
        if other != meant {
            let mut days = [meant, other];
            days.sort_unstable();
            let because = format!("{meant} and {other} are both named");
            return Err(which_day(&days, parts, place, &because));
        }
    }
    match parts.weekday {
        Some(weekday) if weekday.day != meant.weekday() => {
            let near = (-6..=6).filter_map(|days| meant.checked_add_signed(Duration::days(days)));
            let mut near: Vec<NaiveDate> = near.filter(|near| near.weekday() == weekday.day).collect();
            near.push(meant);
            near.sort_unstable();
            let because =
                format!("{meant} is a {}, not a {}", weekday_name(meant.weekday()), weekday_name(weekday.day));
            Err(which_day(&near, parts, place, &because))
        }
        Some(_) | None => Ok(meant),
    }
}

fn date_of(day: &Day, parts: &Parts, today: NaiveDate, place: Place) -> Result<NaiveDate, Doubt> {
    let too_far = || Doubt::plain(TOO_FAR);
    match day {
        Day::Date(date) => Ok(*date),
        Day::OfYear { month, day } => {
            // The 29th of February may be eight years away.
            let mut coming = (0..=8).filter_map(|years| NaiveDate::from_ymd_opt(today.year() + years, *month, *day));
            coming.find(|date| *date >= today).ok_or_else(too_far)
        }
        Day::OfMonth(day) => {
            let mut months = (0..=2).filter_map(|months| in_month(today, months).with_day(*day));
            months.find(|date| *date >= today).ok_or_else(too_far)
        }
        Day::NthWeekday { nth, weekday, month } => nth_weekday(*nth, *weekday, *month, today),
        Day::EdgeOfMonth { is_last, month } => edge_of_month(*is_last, *month, today).ok_or_else(too_far),
        Day::Week(monday) => match parts.weekday {
            Some(weekday) => Ok(*monday + Duration::days(weekday.day.num_days_from_monday().into())),
            None => {
                Err(Doubt::plain(format!("The week from {monday} is no single day. Type one, such as: {monday} 15:00")))
            }
        },
        Day::Ahead { months, days } => later(today, *months, *days).ok_or_else(too_far),
        Day::OneOf(dates) => {
            let near = |date: &&NaiveDate| (date.year() - today.year()).abs() <= NEAR_YEARS;
            let near: Vec<NaiveDate> = dates.iter().filter(near).copied().collect();
            match near.as_slice() {
                [date] => Ok(*date),
                [] => Err(which_order(dates, parts, place)),
                near => Err(which_order(near, parts, place)),
            }
        }
    }
}

fn which_order(days: &[NaiveDate], parts: &Parts, place: Place) -> Doubt {
    which_day(days, parts, place, "The order of day and month differs from country to country")
}

/// Months keep the day, or end with their last one.
pub(super) fn later(today: NaiveDate, months: i32, days: i64) -> Option<NaiveDate> {
    let count = Months::new(months.unsigned_abs());
    let then = if months < 0 { today.checked_sub_months(count) } else { today.checked_add_months(count) };
    then?.checked_add_signed(Duration::try_days(days)?)
}

/// The first day of a month.
fn in_month(today: NaiveDate, months: u32) -> NaiveDate {
    let first = today.with_day(1).unwrap_or(today);
    first.checked_add_months(Months::new(months)).unwrap_or(first)
}

/// The first or the last day of a month; of one without a year, the next that is not past.
fn edge_of_month(is_last: bool, month: InMonth, today: NaiveDate) -> Option<NaiveDate> {
    let of = |first: NaiveDate| {
        let next = first.checked_add_months(Months::new(1));
        if is_last { next?.pred_opt() } else { Some(first) }
    };
    match month {
        InMonth::Named { month, year: Some(year) } => of(NaiveDate::from_ymd_opt(year, month, 1)?),
        InMonth::Named { month, year: None } => {
            let years = (0..=1).filter_map(|years| NaiveDate::from_ymd_opt(today.year() + years, month, 1));
            years.filter_map(of).find(|day| *day >= today)
        }
        InMonth::Ahead(months) => of(later(today.with_day(1)?, months, 0)?),
    }
}

fn nth_weekday(nth: Nth, weekday: Weekday, month: InMonth, today: NaiveDate) -> Result<NaiveDate, Doubt> {
    let in_month = |year: i32, month: u32| nth.in_month(year, month, weekday);
    let found = match month {
        InMonth::Named { month, year: Some(year) } => in_month(year, month),
        InMonth::Named { month, year: None } => {
            (0..=1).filter_map(|years| in_month(today.year() + years, month)).find(|date| *date >= today)
        }
        InMonth::Ahead(months) => {
            let there = later(today.with_day(1).unwrap_or(today), months, 0).unwrap_or(today);
            in_month(there.year(), there.month())
        }
    };
    let none =
        || Doubt::plain(format!("That month has no such {}. Type the date such as 2026-12-08.", weekday_name(weekday)));
    found.ok_or_else(none)
}

/// A weekday without a date.
fn weekday_of(weekday: NamedWeekday, parts: &Parts, here: NaiveDateTime, place: Place) -> Result<NaiveDate, Doubt> {
    let today = here.date();
    let name = weekday_name(weekday.day);
    let ahead = i64::from((7 + weekday.day.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7);
    let from = |days: i64| today + Duration::days(days);
    let coming = from(if ahead == 0 { 7 } else { ahead });
    let ask = |days: [NaiveDate; 2], because: &str| {
        let days = days.map(|day| day.checked_add_signed(Duration::days(weekday.days_later)).unwrap_or(day));
        Err(which_day(&days, parts, place, because))
    };
    let meant = match weekday.which {
        Which::InWeek(weeks) => {
            let in_week = from(
                i64::from(weekday.day.num_days_from_monday()) - i64::from(today.weekday().num_days_from_monday())
                    + 7 * weeks,
            );
            // On a Sunday itself, both weeks have one beside it.
            if weekday.day == Weekday::Sun || today.weekday() == Weekday::Sun {
                let other = in_week + Duration::days(if today.weekday() == Weekday::Sun { 7 } else { -7 });
                let is_both_sundays = weekday.day == Weekday::Sun && today.weekday() == Weekday::Sun;
                if !is_both_sundays {
                    let mut days = [in_week, other];
                    days.sort_unstable();
                    return ask(days, "A week begins on Sunday in some countries and on Monday in others");
                }
            }
            in_week
        }
        Which::Last => {
            let last = from(if ahead == 0 { -7 } else { ahead - 7 });
            // “Last Friday”, said on a Sunday, is in this week or in the one before.
            if ahead != 0 && is_same_week(today, last) {
                return ask([last, last - Duration::days(7)], "“last” can mean this week's or last week's day");
            }
            last
        }
        Which::Coming if ahead == 0 => {
            let is_past = parts.clock.is_some_and(|clock| at_clock(today, clock) < here);
            if is_past && weekday.days_later == 0 {
                return ask([coming, today], &format!("It is {name} today, and that time is past"));
            }
            today
        }
        Which::Next if ahead == 0 => {
            let because = format!("It is {name} today, so “next” can mean two days");
            return ask([coming, coming + Duration::days(7)], &because);
        }
        // “Next Tuesday”, said on a Monday, is tomorrow for some and in eight days for others.
        Which::Next if is_same_week(today, coming) => {
            let days = [coming, coming + Duration::days(7)];
            return ask(days, "“next” can mean this week's or next week's day");
        }
        Which::Coming | Which::Next => coming,
    };
    meant.checked_add_signed(Duration::days(weekday.days_later)).ok_or_else(|| Doubt::plain(TOO_FAR))
}

/// Whether two days lie in one week that begins on Monday.
fn is_same_week(one: NaiveDate, other: NaiveDate) -> bool {
    one.iso_week() == other.iso_week()
}
