//! Answers about time: one moment in everyone's zone.

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Timelike as _, Utc};

use super::Say;
use crate::group::Group;
use crate::group::command::Request;
use crate::group::own_zone::OwnZone;
use crate::text::{Block, Span, Stamp, Text};
use crate::time::{Context, Doubt, Moment, Nth, Pace, Place, Recurring, Zone, on_day, read, recurring, weekday_name};

/// Whose zone was taken where none was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumed {
    Asker,
    Room,
}

/// A zone's line in the table.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Local {
    pub zone: String,
    /// ISO 8601 local time with its offset.
    pub start: String,
    pub end: Option<String>,
    /// Days after (or before) the day at the place where the time was told.
    pub days: i64,
    /// Between 22:00 and 07:00.
    pub is_outside_hours: bool,
    /// The clocks change between now and then.
    pub clocks_change: bool,
}

/// Hours between which people can be asked to meet, from and to.
const HOURS: (u32, u32) = (7, 22);

/// Whether people in a place would meet between 22:00 and 07:00.
pub(super) fn is_at_night(moment: &Moment, place: Place) -> bool {
    local(moment, place, moment.start).is_outside_hours
}

/// The moment in one place.
pub fn local(moment: &Moment, place: Place, now: DateTime<Utc>) -> Local {
    let start = moment.start.with_timezone(&place.offset_at(moment.start));
    let told = moment.start.with_timezone(&moment.place.offset_at(moment.start));
    let end = moment.end.map(|end| end.with_timezone(&place.offset_at(end)));
    let is_out = |hour: u32, minute: u32| hour < HOURS.0 || hour > HOURS.1 || (hour == HOURS.1 && minute > 0);
    let ends_out = end.is_some_and(|end| is_out(end.hour(), end.minute()) || end.date_naive() != start.date_naive());
    Local {
        zone: place.name(),
        start: start.to_rfc3339(),
        end: end.map(|end| end.to_rfc3339()),
        days: (start.date_naive() - told.date_naive()).num_days(),
        is_outside_hours: is_out(start.hour(), start.minute()) || start.hour() == HOURS.1 || ends_out,
        clocks_change: place.offset_at(now) != place.offset_at(moment.start),
    }
}

/// Places sorted by their distance from UTC at the moment, each once.
pub fn sorted(places: impl IntoIterator<Item = Place>, at: DateTime<Utc>) -> Vec<Place> {
    let mut places: Vec<Place> = places.into_iter().collect();
    places.sort_by_key(|place| (place.offset_at(at).local_minus_utc(), place.name()));
    places.dedup();
    places
}

/// What is said for a time: the full date, UTC, and a table of zones.
pub fn answer(moment: &Moment, zones: &[Place], assumed: Assumed, now: DateTime<Utc>) -> Text {
    let mut text = Text::line([Span::time(moment.start, Stamp::Day, sentence(moment, assumed, now))]);
    text.append(zone_table(moment, zones, now));
    text
}

/// The table of zones: those that were asked for, else the group's.
pub(super) fn zone_table(moment: &Moment, zones: &[Place], now: DateTime<Utc>) -> Text {
    let mut text = Text::default();
    let wanted = if moment.wanted.is_empty() { zones } else { moment.wanted.as_slice() };
    let places = sorted(wanted.iter().copied(), moment.start);
    if !places.is_empty() {
        let rows = places.iter().map(|place| row(moment, *place, now));
        text.push(Block::Table { head: ["Zone", "Time", "Note"].map(str::to_owned).to_vec(), rows: rows.collect() });
    }
    text
}

fn sentence(moment: &Moment, assumed: Assumed, now: DateTime<Utc>) -> String {
    let there = moment.start.with_timezone(&moment.place.offset_at(moment.start));
    let day = there.date_naive();
    let until = moment.end.map_or(String::new(), |end| {
        let end = end.with_timezone(&moment.place.offset_at(end));
        let later = (end.date_naive() - day).num_days();
        format!(" to {}{}", end.format("%H:%M"), day_mark(later))
    });
    let utc = at_utc(moment);
    let name = moment.place.name();
    let whose = match (moment.is_place_assumed, assumed) {
        (false, _) => "",
        (true, Assumed::Asker) => " No zone was named, so it is yours.",
        (true, Assumed::Room) => " No zone was named, so it is the room's.",
    };
    let past = if moment.start < now { " That is in the past." } else { "" };
    format!("{} {day}, {}{until} {name}: {utc}.{past}{whose}", weekday_name(day.weekday()), there.format("%H:%M"))
}

/// The moment at UTC: `14:00 to 16:00 UTC`. Where it is another day there, and where the end is, the day stands with it.
pub(super) fn at_utc(moment: &Moment) -> String {
    let told = moment.start.with_timezone(&moment.place.offset_at(moment.start)).date_naive();
    let shown = |at: DateTime<Utc>, beside: NaiveDate| {
        let clock = at.format("%H:%M").to_string();
        if at.date_naive() == beside { clock } else { on_day(at.date_naive(), at.time()) }
    };
    let until = moment.end.map_or(String::new(), |end| format!(" to {}", shown(end, moment.start.date_naive())));
    format!("{}{until} UTC", shown(moment.start, told))
}

/// `23:00 to 01:00 (+1)` in a place: behind each time, its day counted from the day at the place where it was told.
pub(super) fn shown(moment: &Moment, place: Place) -> String {
    let told = moment.start.with_timezone(&moment.place.offset_at(moment.start)).date_naive();
    let clock = |at: DateTime<Utc>| {
        let here = at.with_timezone(&place.offset_at(at));
        format!("{}{}", here.format("%H:%M"), day_mark((here.date_naive() - told).num_days()))
    };
    let until = moment.end.map_or(String::new(), |end| format!(" to {}", clock(end)));
    format!("{}{until}", clock(moment.start))
}

/// ` (+1)`: the day after.
pub(super) fn day_mark(days: i64) -> String {
    if days == 0 { String::new() } else { format!(" ({days:+})") }
}

fn row(moment: &Moment, place: Place, now: DateTime<Utc>) -> Vec<String> {
    let local = local(moment, place, now);
    let mut notes: Vec<&str> = Vec::new();
    if local.is_outside_hours {
        notes.push("outside 07-22");
    }
    let change = if local.clocks_change { change_before(place, now, moment.start) } else { None };
    let change = change.map(|day| format!("clocks change on {day}"));
    notes.extend(change.as_deref());
    vec![place.name(), shown(moment, place), notes.join("; ")]
}

/// The first day between two moments on which the clocks of a place change.
fn change_before(place: Place, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<NaiveDate> {
    let (mut low, mut high) = (from.min(to), from.max(to));
    if place.offset_at(low) == place.offset_at(high) {
        return None;
    }
    let before = place.offset_at(low);
    while high - low > Duration::minutes(1) {
        let middle = low + (high - low) / 2;
        if place.offset_at(middle) == before { low = middle } else { high = middle }
    }
    Some(high.with_timezone(&before).date_naive())
}

/// A time that cannot be told, with what each reading would be.
pub fn doubt(doubt: &Doubt) -> Text {
    let mut text = Text::plain(doubt.because.clone());
    let candidates = doubt.candidates.iter().map(|candidate| {
        let mut line = vec![Span::Code(candidate.typed.clone())];
        if let Some(at) = candidate.at {
            let there = at.with_timezone(&candidate.place.offset_at(at));
            let moment = moment_at(at, candidate.place);
            let weekday = weekday_name(there.date_naive().weekday());
            line.push(
                format!(
                    ": {weekday} {} {}, {}",
                    there.format("%Y-%m-%d %H:%M"),
                    candidate.place.name(),
                    at_utc(&moment)
                )
                .into(),
            );
        }
        line
    });
    let candidates: Vec<Vec<Span>> = candidates.collect();
    if !candidates.is_empty() {
        text.push(Block::List(candidates));
    }
    text
}

fn moment_at(start: DateTime<Utc>, place: Place) -> Moment {
    Moment { start, end: None, place, is_place_assumed: false, wanted: Vec::new() }
}

/// What time it is now in the zones of a group.
pub fn now_in(zones: &[Place], now: DateTime<Utc>) -> Text {
    let moment = moment_at(now, Place::Zone(Zone::UTC));
    let mut text = Text::plain(format!(
        "It is {} UTC ({}).",
        now.format("%Y-%m-%d %H:%M"),
        weekday_name(now.date_naive().weekday())
    ));
    let places = sorted(zones.iter().copied(), now);
    if !places.is_empty() {
        let rows = places.iter().map(|place| row(&moment, *place, now));
        text.push(Block::Table { head: ["Zone", "Time", "Note"].map(str::to_owned).to_vec(), rows: rows.collect() });
    }
    text
}

/// A meeting that recurs: when it is in each zone as a rule, and every time that is otherwise.
pub fn recurs(recurring: &Recurring, zones: &[Place], assumed: Assumed, now: DateTime<Utc>) -> Text {
    let first = &recurring.first;
    let pace = pace_words(recurring.pace);
    let count = recurring.starts.len();
    let told = Span::time(first.start, Stamp::Day, sentence(first, assumed, now));
    let mut text = Text::line([format!("{pace}, {count} meetings. The first: ").into(), told]);
    let wanted = if first.wanted.is_empty() { zones } else { first.wanted.as_slice() };
    let places = sorted(wanted.iter().copied(), first.start);
    let length = first.end.map(|end| end - first.start);
    let at = |start: DateTime<Utc>| Moment { start, end: length.map(|length| start + length), ..first.clone() };
    let usual = places.iter().map(|place| most_common(recurring.starts.iter().map(|start| shown(&at(*start), *place))));
    let usual: Vec<String> = usual.collect();
    if !places.is_empty() {
        let rows = places.iter().zip(&usual).map(|(place, usual)| vec![place.name(), usual.clone()]);
        text.push(Block::Table { head: ["Zone", "Usually"].map(str::to_owned).to_vec(), rows: rows.collect() });
    }
    let differing = recurring.starts.iter().filter_map(|start| {
        let moved = places.iter().zip(&usual).filter_map(|(place, usual)| {
            let here = shown(&at(*start), *place);
            (here != *usual).then(|| format!("{} {here} instead of {usual}", place.name()))
        });
        let moved: Vec<String> = moved.collect();
        let day = start.with_timezone(&first.place.offset_at(*start)).date_naive();
        (!moved.is_empty()).then(|| vec![format!("{day}: {}", moved.join(", ")).into()])
    });
    let differing: Vec<Vec<Span>> = differing.collect();
    let has_utc = places.contains(&Place::Zone(Zone::UTC));
    let at_utc = if has_utc { Vec::new() } else { utc_changes(recurring, at) };
    match (differing.is_empty(), at_utc.is_empty()) {
        (true, true) => text.paragraph(["It is the same every time.".into()]),
        (true, false) if places.is_empty() => {}
        (true, false) => text.paragraph(["In these zones it is the same every time.".into()]),
        (false, _) => {
            text.paragraph(["Clocks do not change on the same days everywhere, so the time differs on:".into()]);
            text.push(Block::List(differing));
        }
    }
    if !at_utc.is_empty() {
        text.paragraph([format!("Clocks change in {}, so in UTC it is another time:", first.place.name()).into()]);
        text.push(Block::List(at_utc));
    }
    text
}

/// From which meeting on it is another time at UTC, where the clocks of its place change.
fn utc_changes(recurring: &Recurring, at: impl Fn(DateTime<Utc>) -> Moment) -> Vec<Vec<Span>> {
    let place = recurring.first.place;
    let clock = |start: DateTime<Utc>| shown(&at(start), Place::Zone(Zone::UTC));
    let pairs = recurring.starts.iter().zip(recurring.starts.iter().skip(1));
    let changes = pairs.filter_map(|(before, after)| {
        let now = clock(*after);
        let day = after.with_timezone(&place.offset_at(*after)).date_naive();
        (clock(*before) != now).then(|| vec![format!("from {day} on: {now} UTC").into()])
    });
    changes.collect()
}

/// `Every 2 weeks`, `Every month on the second Tuesday`.
pub(super) fn pace_words(pace: Pace) -> String {
    match pace {
        Pace::Weeks(1) => "Every week".to_owned(),
        Pace::Weeks(weeks) => format!("Every {weeks} weeks"),
        Pace::Monthly { nth, weekday } => {
            let nth = match nth {
                Nth::Of(1) => "first",
                Nth::Of(2) => "second",
                Nth::Of(3) => "third",
                Nth::Of(_) => "fourth",
                Nth::FromEnd(0) => "last",
                Nth::FromEnd(1) => "second to last",
                Nth::FromEnd(_) => "third to last",
            };
            format!("Every month on the {nth} {}", weekday_name(weekday))
        }
    }
}

/// What is there most often; of several the one that comes first.
fn most_common(words: impl Iterator<Item = String>) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for word in words {
        match counted.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counted.push((word, 1)),
        }
    }
    let most = counted.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counted.into_iter().find(|(_, count)| *count == most).map(|(word, _)| word).unwrap_or_default()
}

/// The zones in which a group is shown times: those of its configuration, else its own.
pub(super) fn zones_of(group: &Group) -> Vec<Place> {
    let zones = if group.charter.zones.is_empty() { vec![group.charter.zone] } else { group.charter.zones.clone() };
    zones.into_iter().map(Place::Zone).collect()
}

/// What is said for a time, or for a meeting that recurs, with the (first) moment.
///
/// # Errors
/// A [`Doubt`] where it means nothing, or more than one thing.
pub fn told(typed: &str, context: Context, zones: &[Place], assumed: Assumed) -> Result<(Moment, Text), Doubt> {
    if let Some(found) = recurring(typed, context) {
        return found.map(|found| (found.first.clone(), recurs(&found, zones, assumed, context.now)));
    }
    let moment = read(typed, context)?;
    let text = answer(&moment, zones, assumed, context.now);
    Ok((moment, text))
}

/// `!time …`: everyone reads the answer; what is unclear is for the person who asked.
pub(super) fn asked(group: &Group, request: &Request, typed: &str) -> Vec<Say> {
    let own = group.zone_for(request);
    let assumed = if own.is_some() { Assumed::Asker } else { Assumed::Room };
    let read_in = |zone: Zone| told(typed, Context { now: request.at, zone }, &zones_of(group), assumed);
    match read_in(own.unwrap_or(group.charter.zone)) {
        Ok((moment, text)) => {
            // Nobody's zone is shown to the others: what would tell it goes to the asker alone.
            if moment.is_place_assumed && own.is_some() {
                return vec![Say::alone(text)];
            }
            let own = own.map(Place::Zone).filter(|own| *own != moment.place);
            let for_you = own.map(|own| format!("For you: {} {}", shown(&moment, own), own.name()));
            let for_you = for_you.map(|words| Say::alone(Text::plain(words)));
            for_you.into_iter().chain([Say::room(text)]).collect()
        }
        Err(unclear) => {
            let tells_zone = own.is_some() && read_in(group.charter.zone).err().as_ref() != Some(&unclear);
            let text = doubt(&unclear);
            vec![if tells_zone { Say::alone(text) } else { Say::asker(text) }]
        }
    }
}

/// The zone in which a person is shown times and why, to them alone.
pub(super) fn own_zone(group: &Group, request: &Request) -> Say {
    let room = group.charter.zone;
    let said = request.by.as_ref().and_then(|by| group.own_zone(by));
    let told = |zone: Zone, why: &str| {
        let now = shown_now(request.at, zone);
        format!(
            "Your zone is {zone}{why}, where it is {now} now. Times without a zone are read in it; nobody else sees it."
        )
    };
    let words = match (said, request.gathered.profile_zone) {
        (Some(OwnZone::Chosen(zone)), _) => format!("{} To have none: !zone off", told(zone, "")),
        (Some(OwnZone::Declined), _) => format!(
            "You have no zone, and I do not look at your profile for one, so times without a zone are read as {room}. To choose: !zone Asia/Kolkata. To use your profile's: !zone profile"
        ),
        (None, Some(zone)) => format!(
            "{} To choose another: !zone Europe/Zurich. To have none: !zone off",
            told(zone, " (from your profile)")
        ),
        (None, None) => {
            format!("You have chosen no zone, so times without one are read as {room}. To choose: !zone Asia/Kolkata")
        }
    };
    match group.zone_for(request) {
        Some(_) => Say::alone(Text::plain(words)),
        None => Say::whisper(words),
    }
}

fn shown_now(at: DateTime<Utc>, zone: Zone) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}
