//! Days as logs write them: some name one day, some leave out the year, and some can be read in two orders until
//! another line settles which.

use chrono::{Datelike as _, NaiveDate};

/// A day as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    Date(NaiveDate),
    /// `Dec 08`.
    OfYear {
        month: u8,
        day: u8,
    },
    /// `08/12/2026`.
    Numbers(Numbers),
}

/// Three numbers whose order is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    first: u8,
    second: u8,
    /// A year, or with two digits what may be one.
    last: u16,
    /// Where the year has two digits: whether people write it first with such a mark.
    may_begin_with_year: bool,
    /// Whether the month may come first with such a mark.
    may_begin_with_month: bool,
}

/// The order in which a log writes its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
    YearFirst,
}

impl Order {
    const ALL: [Order; 3] = [Order::DayFirst, Order::MonthFirst, Order::YearFirst];
}

/// Years of which people have logs.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;
/// From a year of the Buddhist era to ours.
const BUDDHIST: i32 = 543;

/// A day whose numbers are known for what they are.
pub fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok()?;
    let year = if YEARS.contains(&(year - BUDDHIST)) && !YEARS.contains(&year) { year - BUDDHIST } else { year };
    NaiveDate::from_ymd_opt(year, month, day).filter(|day| YEARS.contains(&day.year()))
}

impl Numbers {
    /// Three numbers with a mark between them; `is_long` says that the last one has four digits.
    pub fn read(numbers: [u32; 3], is_long: bool, mark: char) -> Option<Day> {
        let [first, second, last] = numbers;
        let numbers = Numbers {
            first: u8::try_from(first).ok()?,
            second: u8::try_from(second).ok()?,
            last: u16::try_from(last).ok()?,
            may_begin_with_year: !is_long && !matches!(mark, '/' | '.'),
            may_begin_with_month: mark != '.',
        };
        let readings: Vec<NaiveDate> = Order::ALL.into_iter().filter_map(|order| numbers.in_order(order)).collect();
        match readings.as_slice() {
            // `26/13/08` has no other order than that.
            [] if !is_long => date(2000 + first, second, last).map(Day::Date),
            [] => None,
            [only] => Some(Day::Date(*only)),
            // `8/8/2026` is the same day in each.
            [one, rest @ ..] if rest.iter().all(|other| other == one) => Some(Day::Date(*one)),
            _ => Some(Day::Numbers(numbers)),
        }
    }

    /// A day of a log whose days contradict each other.
    pub fn in_any_order(self) -> Option<NaiveDate> {
        Order::ALL.into_iter().find_map(|order| self.in_order(order))
    }

    /// The day in an order; nothing where there is no such day.
    pub fn in_order(self, order: Order) -> Option<NaiveDate> {
        let (first, second, last) = (u32::from(self.first), u32::from(self.second), u32::from(self.last));
        let year = if last < 100 { 2000 + last } else { last };
        match order {
            Order::DayFirst => date(year, second, first),
            Order::MonthFirst if self.may_begin_with_month => date(year, first, second),
            Order::YearFirst if self.may_begin_with_year => date(2000 + first, second, last),
            Order::MonthFirst | Order::YearFirst => None,
        }
    }
}

/// Finds out the order in which a log writes its days, from all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orders {
    possible: [bool; 3],
    /// The different days so far, in order of the log.
    seen: Vec<Numbers>,
    /// Days that can be read in one order alone, which were written with the same numbers.
    sure: Vec<NaiveDate>,
    /// `3:00:00 PM` stands beside them, as Americans have it.
    is_american: bool,
}

/// So many different days are kept to compare.
const KEPT: usize = 64;
/// Days that follow each other in a log are at most so far apart where the order is right.
const NEAR: i64 = 3;
/// And at least so far where it is wrong.
const FAR: i64 = 20;

impl Default for Orders {
    fn default() -> Orders {
        Orders { possible: [true; 3], seen: Vec::new(), sure: Vec::new(), is_american: false }
    }
}

impl Orders {
    pub fn see(&mut self, day: Numbers, is_american: bool) {
        self.is_american |= is_american;
        if self.seen.last() == Some(&day) || self.seen.len() == KEPT {
            return;
        }
        for (possible, order) in self.possible.iter_mut().zip(Order::ALL) {
            *possible &= day.in_order(order).is_some();
        }
        self.seen.push(day);
    }

    /// Sees numbers that have one reading, such as `13/11/2026`: the others have to be in its order.
    pub fn see_ordered(&mut self, numbers: [u32; 3], day: NaiveDate) {
        let [first, second, _] = numbers;
        let is = |order: Order| match order {
            Order::DayFirst => (day.day(), day.month()) == (first, second),
            Order::MonthFirst => (day.month(), day.day()) == (first, second),
            Order::YearFirst => day.month() == second && first > 31,
        };
        if self.sure.last() == Some(&day) || self.sure.len() == KEPT {
            return;
        }
        self.sure.push(day);
        let told = Order::ALL.map(is);
        // `8/8/2026` tells nothing.
        if told.iter().filter(|is| **is).count() == 1 {
            self.possible.iter_mut().zip(told).for_each(|(possible, is)| *possible &= is);
        }
    }

    /// The only order that is left, if one is.
    pub fn settled(&self) -> Option<Order> {
        let possible = self.possible();
        if let [only] = possible.as_slice() {
            return Some(*only);
        }
        if self.is_american && possible.contains(&Order::MonthFirst) {
            return Some(Order::MonthFirst);
        }
        // A meeting that passed midnight has two days, which are neighbours in the right order.
        let farthest = |order: Order| {
            let days: Vec<NaiveDate> = self.seen.iter().filter_map(|day| day.in_order(order)).collect();
            days.windows(2).map(|pair| (pair[1] - pair[0]).num_days().abs()).max().unwrap_or_default()
        };
        let (near, others): (Vec<Order>, Vec<Order>) = possible.into_iter().partition(|order| farthest(*order) <= NEAR);
        match near.as_slice() {
            [only] if others.iter().all(|order| farthest(*order) >= FAR) => Some(*only),
            _ => None,
        }
    }

    /// The orders that are left, each with the first day in it. Days that contradict each other leave all of them.
    pub fn readings(&self) -> Vec<(Order, NaiveDate)> {
        let Some(first) = self.seen.first() else { return Vec::new() };
        let mut readings: Vec<(Order, NaiveDate)> = Vec::new();
        for order in self.possible() {
            if let Some(day) = first.in_order(order).filter(|day| readings.iter().all(|(_, known)| known != day)) {
                readings.push((order, day));
            }
        }
        readings
    }

    fn possible(&self) -> Vec<Order> {
        let left: Vec<Order> =
            Order::ALL.into_iter().zip(self.possible).filter(|(_, is)| *is).map(|(order, _)| order).collect();
        if left.is_empty() { Order::ALL.to_vec() } else { left }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(first: u32, second: u32, last: u32) -> Numbers {
        match Numbers::read([first, second, last], last > 99, '/') {
            Some(Day::Numbers(numbers)) => numbers,
            other => panic!("{first}/{second}/{last} is {other:?}"),
        }
    }

    #[test]
    fn other_lines_settle_the_order_or_nothing_does() {
        for (days, order) in [
            (&[(12, 11)][..], None),
            (&[(12, 11), (11, 12)], None),
            (&[(9, 12), (10, 12)], Some(Order::DayFirst)),
            (&[(12, 9), (12, 10)], Some(Order::MonthFirst)),
            (&[(8, 12), (8, 1)], None),
        ] {
            let mut orders = Orders::default();
            days.iter().for_each(|(first, second)| orders.see(numbers(*first, *second, 2026), false));
            assert_eq!(orders.settled(), order, "{days:?}");
        }
        let mut orders = Orders::default();
        orders.see(numbers(12, 11, 2026), false);
        orders.see_ordered([13, 11, 2026], date(2026, 11, 13).expect("it is a day"));
        assert_eq!(orders.settled(), Some(Order::DayFirst));
        let mut orders = Orders::default();
        orders.see(numbers(12, 8, 26), true);
        assert_eq!(orders.settled(), Some(Order::MonthFirst));
    }
}
