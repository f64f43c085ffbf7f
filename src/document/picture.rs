//! The grid of hours as a picture: SVG, and PNG drawn from it with a font of our own, so that the bytes are the
//! same on every machine.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::Datelike as _;
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use resvg::usvg::fontdb::Database;
use resvg::{tiny_skia, usvg};

use super::shade::{self, BLACK, Colour, MARK, WHITE};
use crate::time::fair::{Burden, NIGHT_HOUR};
use crate::time::weekday_name;
use crate::view::grid::{Day, Grid, Row, Session};

/// What SVG files are.
pub const SVG_TYPE: &str = "image/svg+xml";
/// What PNG files are.
pub const PNG_TYPE: &str = "image/png";

/// Points of a PNG for one of the SVG's: screens show the picture half as large, and sharp.
const POINTS: u16 = 2;

const LEFT: f64 = 184.0;
const RIGHT: f64 = 16.0;
const HOUR_WIDTH: f64 = 25.0;
const HOUR_HEIGHT: f64 = 36.0;
/// Above the hours of a zone: where its days begin.
const DAYS_HEIGHT: f64 = 14.0;
const ROW_HEIGHT: f64 = HOUR_HEIGHT + DAYS_HEIGHT;
const TITLE_HEIGHT: f64 = 38.0;
const LABEL_HEIGHT: f64 = 22.0;
const EDGES_HEIGHT: f64 = 20.0;
const LEGEND_HEIGHT: f64 = 62.0;
/// The highest bar at the bottom of an hour.
const BAR_HEIGHT: f64 = 8.0;
/// Width of a character for its height, in Hack and in most faces of fixed width.
const CHARACTER: f64 = 0.602;
const FONTS: &str = "Hack, DejaVu Sans Mono, monospace";

static FONT: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(epaint_default_fonts::HACK_REGULAR.to_vec());
    fonts.set_monospace_family("Hack");
    Arc::new(fonts)
});

/// A drawn picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Png {
    pub bytes: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Writes a grid as SVG. The same grid gives the same bytes.
pub fn svg(grid: &Grid) -> String {
    let place = Place::of(grid);
    let mut canvas = Canvas::default();
    canvas.begin_picture((place.width, place.height), ("grid-title", &grid.title), ("grid-words", &grid.words()));
    canvas.rectangle(0.0, 0.0, (place.width, place.height), WHITE);
    canvas.words(Words { size: 16.0, ..Words::at(8.0, 24.0) }, &grid.title);
    for (number, row) in grid.rows.iter().enumerate() {
        shades(&mut canvas, row, place.row(number));
    }
    for session in &grid.sessions {
        frame(&mut canvas, &place, session);
    }
    edges(&mut canvas, grid, &place);
    for (number, row) in grid.rows.iter().enumerate() {
        head_of(&mut canvas, row, place.row(number));
        clocks(&mut canvas, row, place.row(number));
        days(&mut canvas, row, &place, place.row(number));
    }
    for (number, session) in grid.sessions.iter().enumerate() {
        label(&mut canvas, &place, session, number);
    }
    legend(&mut canvas, &place);
    canvas.close("svg");
    canvas.finish()
}

/// Draws a grid as PNG. The same grid gives the same bytes; nothing where it has no size.
pub fn png(grid: &Grid) -> Option<Png> {
    png_of(&svg(grid))
}

/// Draws an SVG of ours as PNG. The same SVG gives the same bytes; nothing where it has no size.
pub fn png_of(svg: &str) -> Option<Png> {
    let options = usvg::Options { fontdb: FONT.clone(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).ok()?;
    let size = tree.size().to_int_size().scale_by(f32::from(POINTS))?;
    let mut points = tiny_skia::Pixmap::new(size.width(), size.height())?;
    let scale = tiny_skia::Transform::from_scale(f32::from(POINTS), f32::from(POINTS));
    resvg::render(&tree, scale, &mut points.as_mut());
    Some(Png { bytes: packed(&points)?, width: size.width(), height: size.height() })
}

/// Everything is on white and has few colours: with a palette a file has a third of its size.
fn packed(points: &tiny_skia::Pixmap) -> Option<Vec<u8>> {
    let colours: Vec<[u8; 3]> = points.data().chunks_exact(4).map(|point| [point[0], point[1], point[2]]).collect();
    let (palette, numbers) = indexed(&colours);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, points.width(), points.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&numbers).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// The 256 colours that are there most, and the number of each point's: the nearest of them. What is filled keeps
/// its colour; only the rims of characters have rare ones.
fn indexed(colours: &[[u8; 3]]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    for run in runs(colours) {
        *counts.entry(run[0]).or_default() += run.len();
    }
    let mut palette: Vec<[u8; 3]> = counts.keys().copied().collect();
    palette.sort_by_key(|colour| std::cmp::Reverse(counts[colour]));
    palette.truncate(256);
    let distance = |one: [u8; 3], other: [u8; 3]| -> u32 {
        one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(other)).pow(2)).sum()
    };
    let nearest = |colour: [u8; 3]| {
        let numbered = (0..=u8::MAX).zip(&palette);
        numbered.min_by_key(|(_, other)| distance(colour, **other)).map_or(0, |(number, _)| number)
    };
    let numbers: BTreeMap<[u8; 3], u8> = counts.keys().map(|colour| (*colour, nearest(*colour))).collect();
    let numbered = |run: &[[u8; 3]]| std::iter::repeat_n(numbers.get(&run[0]).copied().unwrap_or(0), run.len());
    (palette, runs(colours).flat_map(numbered).collect())
}

/// Most points have the colour of the one before; each run has one point at least.
fn runs(colours: &[[u8; 3]]) -> impl Iterator<Item = &[[u8; 3]]> {
    colours.chunk_by(|one, next| one == next)
}

/// Where things are.
struct Place {
    width: f64,
    height: f64,
    /// Where the columns' heads begin.
    top: f64,
    bottom: f64,
}

impl Place {
    fn of(grid: &Grid) -> Place {
        let top = TITLE_HEIGHT + grid.sessions.iter().map(|_| LABEL_HEIGHT).sum::<f64>();
        let columns: f64 = grid.edges.iter().skip(1).map(|_| HOUR_WIDTH).sum();
        let bottom = top + EDGES_HEIGHT + grid.rows.iter().map(|_| ROW_HEIGHT).sum::<f64>() + 6.0;
        Place { width: LEFT + columns + RIGHT, height: bottom + LEGEND_HEIGHT, top, bottom }
    }

    fn row(&self, number: usize) -> f64 {
        self.top + EDGES_HEIGHT + (0..number).map(|_| ROW_HEIGHT).sum::<f64>()
    }
}

/// Where a minute after the first column's begin is.
fn across(minutes: u32) -> f64 {
    LEFT + f64::from(minutes) * HOUR_WIDTH / 60.0
}

/// Where each column begins.
fn columns() -> impl Iterator<Item = f64> {
    (0..).map(|column: u32| across(column * 60))
}

fn shades(canvas: &mut Canvas, row: &Row, top: f64) {
    let top = top + DAYS_HEIGHT;
    for (left, hour) in columns().zip(&row.hours) {
        let shade = shade::of_hour(hour.burden);
        canvas.rectangle(left, top, (HOUR_WIDTH, HOUR_HEIGHT), shade);
        bar(canvas, (left, top + HOUR_HEIGHT), HOUR_WIDTH, hour.burden);
    }
}

/// A bar that is higher where an hour costs more, so that the shade is not all that tells it.
fn bar(canvas: &mut Canvas, (left, bottom): (f64, f64), width: f64, burden: Burden) {
    let height = BAR_HEIGHT * f64::from(burden.min(NIGHT_HOUR)) / f64::from(NIGHT_HOUR);
    if burden > 0 {
        let ink = shade::of_hour(burden).ink();
        canvas.rectangle(left + 2.0, bottom - height - 1.0, (width - 4.0, height), ink);
    }
}

/// The frame of a session: on white, so that it is seen on every shade.
fn frame(canvas: &mut Canvas, place: &Place, session: &Session) {
    let (left, right) = (across(session.from), across(session.to));
    let (top, bottom) = (place.top - 2.0, place.bottom);
    for (colour, width) in [(WHITE, 7.0), (MARK, 3.0)] {
        let attributes = [
            ("x", px(left)),
            ("y", px(top)),
            ("width", px(right - left)),
            ("height", px(bottom - top)),
            ("fill", "none".to_owned()),
            ("stroke", colour.hex()),
            ("stroke-width", px(width)),
        ];
        canvas.empty("rect", &borrowed(&attributes));
    }
}

/// The words of a session above its frame, each session on a line of its own.
fn label(canvas: &mut Canvas, place: &Place, session: &Session, number: usize) {
    const SIZE: f64 = 12.0;
    let width = width_of(&session.label, SIZE) + 12.0;
    let left = (across(session.from) - 1.5).min(place.width - width - 2.0).max(2.0);
    let top = TITLE_HEIGHT - 3.0 + (0..number).map(|_| LABEL_HEIGHT).sum::<f64>();
    canvas.rectangle(left, top, (width, LABEL_HEIGHT - 3.0), MARK);
    let stem = place.top - top - LABEL_HEIGHT + 3.0;
    if number == 0 && stem > LABEL_HEIGHT - 3.0 {
        canvas.rectangle(across(session.from) - 1.5, top, (3.0, place.top - top), MARK);
    }
    canvas.words(Words { size: SIZE, ink: WHITE, ..Words::at(left + 6.0, top + 14.0) }, &session.label);
}

/// The hours of the reference zone above the columns.
fn edges(canvas: &mut Canvas, grid: &Grid, place: &Place) {
    let base = place.top + 14.0;
    let head = grid.reference.as_str();
    let size = fitting(head, 11.0);
    canvas.words(Words { size, ..Words::at(8.0, base) }, head);
    for (left, edge) in columns().zip(&grid.edges[..grid.edges.len().saturating_sub(1)]) {
        let (hour, minutes) = split(edge);
        let size = if minutes.is_empty() { 12.0 } else { 8.0 };
        let shown = if minutes.is_empty() { hour } else { edge };
        let words = Words { size, halo: Some(WHITE), ..Words::centred(left + HOUR_WIDTH / 2.0, base) };
        canvas.words(words, shown);
    }
}

/// A zone, and when people there meet.
fn head_of(canvas: &mut Canvas, row: &Row, top: f64) {
    let line = format!("{}, {} h", row.time, row.cost);
    canvas.words(Words { size: fitting(&row.zone, 13.0), ..Words::at(8.0, top + 26.0) }, &row.zone);
    canvas.words(Words { size: fitting(&line, 11.0), ..Words::at(8.0, top + 42.0) }, &line);
}

/// The clock in every hour.
fn clocks(canvas: &mut Canvas, row: &Row, top: f64) {
    for (left, hour) in columns().zip(&row.hours) {
        let shade = shade::of_hour(hour.burden);
        let (hours, minutes) = split(&hour.clock);
        let centre = left + HOUR_WIDTH / 2.0;
        let at = |down: f64| Words { ink: shade.ink(), halo: Some(shade), ..Words::centred(centre, top + down) };
        canvas.words(Words { size: 13.0, ..at(DAYS_HEIGHT + 14.0) }, hours);
        if !minutes.is_empty() {
            canvas.words(Words { size: 10.0, ..at(DAYS_HEIGHT + 24.0) }, minutes);
        }
    }
}

/// Where the days of a zone begin, and which of them are days of rest.
fn days(canvas: &mut Canvas, row: &Row, place: &Place, top: f64) {
    const SIZE: f64 = 9.5;
    let ends = row.days.iter().skip(1).map(|day| across(day.from)).chain([place.width - RIGHT]);
    for (day, end) in row.days.iter().zip(ends) {
        let left = across(day.from);
        if day.from > 0 {
            canvas.rectangle(left - 0.75, top + 3.0, (1.5, DAYS_HEIGHT - 3.0), BLACK);
            canvas.rectangle(left - 0.75, top + DAYS_HEIGHT, (1.5, HOUR_HEIGHT), WHITE);
        }
        let room = end - left - 6.0;
        if let Some(words) = names_of(day).into_iter().find(|words| width_of(words, SIZE) <= room) {
            canvas.words(Words { size: SIZE, halo: Some(WHITE), ..Words::at(left + 4.0, top + 10.0) }, &words);
        }
    }
}

/// What a day is called, the longest first.
fn names_of(day: &Day) -> [String; 3] {
    let weekday = weekday_name(day.date.weekday());
    let short = weekday.get(..3).unwrap_or(weekday);
    let rest = if day.is_of_rest { ", day of rest" } else { "" };
    let short_rest = if day.is_of_rest { ", rest" } else { "" };
    [format!("{weekday} {}{rest}", day.date), format!("{short}{short_rest}"), short.to_owned()]
}

/// What shades and bars mean.
fn legend(canvas: &mut Canvas, place: &Place) {
    const WIDTH: f64 = 40.0;
    let top = place.bottom + 10.0;
    for (left, burden) in (0..).map(|step: u32| 8.0 + f64::from(step) * WIDTH).zip([0, 25, 50, 75, 100]) {
        let shade = shade::of_hour(burden);
        canvas.rectangle(left, top, (WIDTH, 26.0), BLACK);
        canvas.rectangle(left + 0.5, top + 0.5, (WIDTH - 1.0, 25.0), shade);
        bar(canvas, (left, top + 25.5), WIDTH, burden);
        let number = format!("{}.{:02}", burden / NIGHT_HOUR, burden % NIGHT_HOUR);
        let words = Words { size: 11.0, ink: shade.ink(), ..Words::centred(left + WIDTH / 2.0, top + 12.0) };
        canvas.words(words, &number);
    }
    let lines = [
        "What an hour counts, in night hours: 1 from 00:00 to 05:00, nothing from",
        "09:00 to 17:00, a part in between; on days of rest half at least.",
    ];
    for (line, down) in lines.iter().zip([11.0, 25.0]) {
        canvas.words(Words { size: 11.0, ..Words::at(8.0 + 5.0 * WIDTH + 12.0, top + down) }, line);
    }
    let below = "At the left: when people in a zone meet, and how many night hours that is. The columns are hours of the first line.";
    canvas.words(Words { size: 11.0, ..Words::at(8.0, top + 42.0) }, below);
}

/// `19:30` as its hour and what is beside it: `19` and `:30`, `14` and nothing.
fn split(clock: &str) -> (&str, &str) {
    let (hour, minutes) = clock.split_at_checked(2).unwrap_or((clock, ""));
    (hour, if minutes == ":00" { "" } else { minutes })
}

pub(super) fn width_of(words: &str, size: f64) -> f64 {
    words.chars().map(|_| CHARACTER * size).sum()
}

/// The largest size, up to `most`, in which words fit beside the grid.
fn fitting(words: &str, most: f64) -> f64 {
    let width = width_of(words, 1.0);
    if width > 0.0 { most.min((LEFT - 14.0) / width) } else { most }
}

/// A length with at most two decimals.
pub(super) fn px(length: f64) -> String {
    let written = format!("{length:.2}");
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn borrowed<'a>(attributes: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    attributes.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// How words are written.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) left: f64,
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) ink: Colour,
    /// What keeps lines away from them.
    pub(super) halo: Option<Colour>,
    pub(super) anchor: &'static str,
}

impl Words {
    pub(super) fn at(left: f64, base: f64) -> Words {
        Words { left, base, size: 12.0, ink: BLACK, halo: None, anchor: "start" }
    }

    pub(super) fn centred(left: f64, base: f64) -> Words {
        Words { anchor: "middle", ..Words::at(left, base) }
    }
}

/// SVG as it is written. The writer escapes; what XML cannot hold is removed.
pub(super) struct Canvas {
    writer: Writer<Vec<u8>>,
}

impl Default for Canvas {
    fn default() -> Canvas {
        Canvas { writer: Writer::new_with_indent(Vec::new(), b' ', 1) }
    }
}

impl Canvas {
    /// Opens a picture of a size, with its title and what it shows in words, each with its id.
    pub(super) fn begin_picture(
        &mut self,
        (width, height): (f64, f64),
        (title_id, title): (&str, &str),
        (words_id, words): (&str, &str),
    ) {
        let (width, height) = (px(width), px(height));
        let head = [
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("role", "img"),
            ("aria-labelledby", &format!("{title_id} {words_id}")),
            ("viewBox", &format!("0 0 {width} {height}")),
            ("width", &width),
            ("height", &height),
            ("font-family", FONTS),
        ];
        self.open("svg", &head);
        self.text("title", &[("id", title_id)], title);
        self.text("desc", &[("id", words_id)], words);
    }

    fn write(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("memory takes what is written");
    }

    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.write(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())));
    }

    pub(super) fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.write(Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())));
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], words: &str) {
        let words = crate::text::clean(words);
        self.open(name, attributes);
        self.write(Event::Text(BytesText::new(&words)));
        self.close(name);
    }

    pub(super) fn rectangle(&mut self, left: f64, top: f64, (width, height): (f64, f64), fill: Colour) {
        let attributes =
            [("x", px(left)), ("y", px(top)), ("width", px(width)), ("height", px(height)), ("fill", fill.hex())];
        self.empty("rect", &borrowed(&attributes));
    }

    pub(super) fn words(&mut self, how: Words, words: &str) {
        let mut attributes = vec![
            ("x", px(how.left)),
            ("y", px(how.base)),
            ("font-size", px(how.size)),
            ("text-anchor", how.anchor.to_owned()),
            ("fill", how.ink.hex()),
        ];
        if let Some(halo) = how.halo {
            attributes.push(("stroke", halo.hex()));
            attributes.push(("stroke-width", "3".to_owned()));
            attributes.push(("stroke-linejoin", "round".to_owned()));
            attributes.push(("paint-order", "stroke".to_owned()));
        }
        self.text("text", &borrowed(&attributes), words);
    }

    pub(super) fn finish(self) -> String {
        let mut written = String::from_utf8(self.writer.into_inner()).expect("only characters were written");
        written.push('\n');
        written
    }
}
