//! The register as pictures: an overview of topics and sides, and the rows that were settled after each meeting. Everything that
//! shades tell is also told by words, shapes or lines, so that nobody has to see colours.

use super::picture::{Canvas, Words, borrowed, px, width_of};
use super::shade::{BLACK, Colour, WHITE};
use crate::group::register::Finding;
use crate::text::shorten;
use crate::view::charts::{Counted, Hold, Overview, OverviewRow, Progress};

const PALE: Colour = Colour([240, 240, 240]);
const GREY: Colour = Colour([110, 110, 110]);
const DARK: Colour = Colour([40, 56, 104]);

const MARGIN: f64 = 8.0;
const TITLE_HEIGHT: f64 = 40.0;
const HEAD_HEIGHT: f64 = 24.0;
const ROW_HEIGHT: f64 = 58.0;
const NUMBER_WIDTH: f64 = 44.0;
const TOPIC_WIDTH: f64 = 190.0;
const SIDE_WIDTH: f64 = 180.0;
const FINDING_WIDTH: f64 = 104.0;
const SETTLED_WIDTH: f64 = 190.0;
const LEGEND_HEIGHT: f64 = 76.0;
const SIZE: f64 = 11.0;
const LINE: f64 = 14.0;

/// Writes the overview as SVG. The same overview gives the same bytes.
pub fn overview(overview: &Overview) -> String {
    let left_of_sides = MARGIN + NUMBER_WIDTH + TOPIC_WIDTH;
    let sides_width: f64 = overview.sides.iter().map(|_| SIDE_WIDTH).sum();
    let width = left_of_sides + sides_width + FINDING_WIDTH + SETTLED_WIDTH + MARGIN;
    let top = TITLE_HEIGHT + HEAD_HEIGHT;
    let bottom = top + overview.rows.iter().map(|_| ROW_HEIGHT).sum::<f64>();
    let mut canvas = begun(("overview", width, bottom + LEGEND_HEIGHT), &overview.title, &overview.words());
    let columns =
        Columns { finding: left_of_sides + sides_width, settled: left_of_sides + sides_width + FINDING_WIDTH };
    let base = TITLE_HEIGHT + 16.0;
    let heads = [
        ("Row", MARGIN),
        ("Topic", MARGIN + NUMBER_WIDTH),
        ("Finding", columns.finding),
        ("Who has it", columns.settled),
    ];
    for (head, left) in heads {
        canvas.words(Words { size: SIZE + 1.0, ..Words::at(left + 4.0, base) }, head);
    }
    for (side, left) in overview.sides.iter().zip(sides()) {
        canvas.words(Words { size: SIZE + 1.0, ..Words::at(left + 6.0, base) }, &fitted(side, SIDE_WIDTH - 12.0));
    }
    for (row, top) in overview.rows.iter().zip((0..).map(|number: u32| top + f64::from(number) * ROW_HEIGHT)) {
        line_across(&mut canvas, (MARGIN, width - MARGIN), top);
        overview_row(&mut canvas, row, &columns, top);
    }
    line_across(&mut canvas, (MARGIN, width - MARGIN), bottom);
    overview_legend(&mut canvas, overview.more, bottom + 12.0);
    canvas.close("svg");
    canvas.finish()
}

/// Where the columns after those of the sides begin.
struct Columns {
    finding: f64,
    settled: f64,
}

/// Where the column of each side begins.
fn sides() -> impl Iterator<Item = f64> {
    (0..).map(|side: u32| MARGIN + NUMBER_WIDTH + TOPIC_WIDTH + f64::from(side) * SIDE_WIDTH)
}

fn overview_row(canvas: &mut Canvas, row: &OverviewRow, columns: &Columns, top: f64) {
    canvas.words(Words { size: SIZE + 1.0, ..Words::at(MARGIN + 4.0, top + 18.0) }, &row.number);
    lines(canvas, &row.topic, (MARGIN + NUMBER_WIDTH + 4.0, top + 18.0), TOPIC_WIDTH - 8.0);
    for (cell, left) in row.cells.iter().zip(sides()) {
        let (left, top) = (left + 3.0, top + 3.0);
        let size = (SIDE_WIDTH - 6.0, ROW_HEIGHT - 6.0);
        if !cell.words.is_empty() || cell.has_it {
            canvas.rectangle(left, top, size, PALE);
        }
        if cell.has_it {
            frame(canvas, (left, top), size, row.hold);
        }
        lines(canvas, &cell.words, (left + 5.0, top + 15.0), SIDE_WIDTH - 16.0);
    }
    sign(canvas, row.finding, (columns.finding + 14.0, top + ROW_HEIGHT / 2.0));
    canvas.words(
        Words { size: SIZE, ..Words::at(columns.finding + 32.0, top + ROW_HEIGHT / 2.0 + 4.0) },
        row.finding.word(),
    );
    lines(canvas, &row.settled, (columns.settled + 4.0, top + 18.0), SETTLED_WIDTH - 8.0);
}

/// Words on up to three lines.
fn lines(canvas: &mut Canvas, words: &str, (left, base): (f64, f64), width: f64) {
    for (line, base) in wrapped(words, width).iter().zip((0..).map(|line: u32| base + f64::from(line) * LINE)) {
        canvas.words(Words { size: SIZE, ..Words::at(left, base) }, line);
    }
}

/// Words as lines that fit a width; what does not fit on three is cut, with `…`.
fn wrapped(words: &str, width: f64) -> Vec<String> {
    const MOST: usize = 3;
    let fits = |line: &str| width_of(line, SIZE) <= width;
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer {
            Some(longer) if fits(&longer) => lines.splice(lines.len() - 1.., [longer]).for_each(drop),
            Some(longer) if lines.len() == MOST => {
                lines.splice(MOST - 1.., [fitted(&longer, width)]).for_each(drop);
                break;
            }
            Some(_) | None => lines.push(fitted(word, width)),
        }
    }
    lines
}

/// Words that are cut where they are wider than there is room.
fn fitted(words: &str, width: f64) -> String {
    let mut most = words.chars().count();
    while most > 1 && width_of(&shorten(words, most), SIZE) > width {
        most -= 1;
    }
    shorten(words, most)
}

/// The frame of who has a row: whole where that is final, dashed while it is provisional, dotted where somebody objects.
fn frame(canvas: &mut Canvas, (left, top): (f64, f64), (width, height): (f64, f64), hold: Hold) {
    let dashes = match hold {
        Hold::Final | Hold::Open => "none",
        Hold::Provisional => "8 4",
        Hold::Contested => "2 4",
    };
    let attributes = [
        ("x", px(left)),
        ("y", px(top)),
        ("width", px(width)),
        ("height", px(height)),
        ("fill", "none".to_owned()),
        ("stroke", BLACK.hex()),
        ("stroke-width", "3".to_owned()),
        ("stroke-dasharray", dashes.to_owned()),
    ];
    canvas.empty("rect", &borrowed(&attributes));
}

/// The sign of a finding: two circles that overlap, a plus, a dashed circle, a full one; a question mark where it is open.
fn sign(canvas: &mut Canvas, finding: Finding, (x, y): (f64, f64)) {
    let mut circle = |x: f64, radius: f64, fill: &str, dashes: &str| {
        let attributes = [
            ("cx", px(x)),
            ("cy", px(y)),
            ("r", px(radius)),
            ("fill", fill.to_owned()),
            ("stroke", BLACK.hex()),
            ("stroke-width", "1.5".to_owned()),
            ("stroke-dasharray", dashes.to_owned()),
        ];
        canvas.empty("circle", &borrowed(&attributes));
    };
    match finding {
        Finding::Overlap => {
            circle(x - 4.0, 7.0, "none", "none");
            circle(x + 4.0, 7.0, "none", "none");
        }
        Finding::Gap => circle(x, 8.0, "none", "3 3"),
        Finding::Clear => circle(x, 8.0, &BLACK.hex(), "none"),
        Finding::Synergy => {
            canvas.rectangle(x - 8.0, y - 1.5, (16.0, 3.0), BLACK);
            canvas.rectangle(x - 1.5, y - 8.0, (3.0, 16.0), BLACK);
        }
        Finding::Open => canvas.words(Words { size: 16.0, ..Words::centred(x, y + 6.0) }, "?"),
    }
}

fn line_across(canvas: &mut Canvas, (from, to): (f64, f64), at: f64) {
    canvas.rectangle(from, at - 0.5, (to - from, 1.0), GREY);
}

fn overview_legend(canvas: &mut Canvas, more: usize, top: f64) {
    let kinds =
        [(Hold::Final, "final"), (Hold::Provisional, "provisional"), (Hold::Contested, "objected to or open again")];
    let mut left = MARGIN;
    for (hold, words) in kinds {
        frame(canvas, (left + 2.0, top), (26.0, 16.0), hold);
        canvas.words(Words { size: SIZE, ..Words::at(left + 36.0, top + 12.0) }, words);
        left += 36.0 + width_of(words, SIZE) + 20.0;
    }
    let below = "A frame marks who has a row. A grey field says what a side does about it.";
    canvas.words(Words { size: SIZE, ..Words::at(MARGIN, top + 36.0) }, below);
    if more > 0 {
        let words = format!("{more} more rows are in the table only.");
        canvas.words(Words { size: SIZE, ..Words::at(MARGIN, top + 52.0) }, &words);
    }
}

const BAR_WIDTH: f64 = 44.0;
const BAR_GAP: f64 = 16.0;
const BARS_HEIGHT: f64 = 220.0;
const FEET_HEIGHT: f64 = 44.0;
const PROGRESS_LEFT: f64 = 24.0;
/// Room for the legend, whose words are longer than a few bars are wide.
const PROGRESS_WIDTH: f64 = 560.0;

/// Writes the progress as SVG. The same progress gives the same bytes.
pub fn progress(progress: &Progress) -> String {
    let bars: f64 = progress.meetings.iter().map(|_| BAR_WIDTH + BAR_GAP).sum();
    let width = (PROGRESS_LEFT + bars + MARGIN).max(PROGRESS_WIDTH);
    let floor = TITLE_HEIGHT + 16.0 + BARS_HEIGHT;
    let size = ("progress", width, floor + FEET_HEIGHT + LEGEND_HEIGHT);
    let mut canvas = begun(size, &progress.title, &progress.words());
    patterns(&mut canvas);
    let most = progress.meetings.iter().map(|meeting| meeting.rows()).max().unwrap_or(1).max(1);
    let lefts = (0..).map(|number: u32| PROGRESS_LEFT + f64::from(number) * (BAR_WIDTH + BAR_GAP));
    for (counted, left) in progress.meetings.iter().zip(lefts) {
        bar(&mut canvas, *counted, (left, floor), most);
    }
    line_across(&mut canvas, (PROGRESS_LEFT - 8.0, PROGRESS_LEFT + bars), floor);
    let mut left = MARGIN;
    let top = floor + FEET_HEIGHT + 10.0;
    for hold in [Hold::Final, Hold::Provisional, Hold::Contested, Hold::Open] {
        filled(&mut canvas, (left + 2.0, top), (26.0, 16.0), hold);
        canvas.words(Words { size: SIZE, ..Words::at(left + 36.0, top + 12.0) }, hold.word());
        left += 36.0 + width_of(hold.word(), SIZE) + 18.0;
    }
    let below = "Rows at the end of each meeting, by how firmly they are given to a side.";
    canvas.words(Words { size: SIZE, ..Words::at(MARGIN, top + 40.0) }, below);
    canvas.close("svg");
    canvas.finish()
}

/// The rows after one meeting, from the firmest below to those that are open.
fn bar(canvas: &mut Canvas, counted: Counted, (left, floor): (f64, f64), most: usize) {
    let height = |count: usize| BARS_HEIGHT * exact(count) / exact(most);
    let mut base = floor;
    for (hold, count) in counted.parts().into_iter().filter(|(_, count)| *count > 0) {
        let high = height(count);
        filled(canvas, (left, base - high), (BAR_WIDTH, high), hold);
        if high >= LINE {
            let words = Words {
                size: SIZE,
                halo: Some(WHITE),
                ..Words::centred(left + BAR_WIDTH / 2.0, base - high / 2.0 + 4.0)
            };
            canvas.words(words, &count.to_string());
        }
        base -= high;
    }
    let centre = left + BAR_WIDTH / 2.0;
    canvas.words(Words { size: SIZE, ..Words::centred(centre, base - 5.0) }, &counted.rows().to_string());
    canvas.words(Words { size: SIZE + 1.0, ..Words::centred(centre, floor + 17.0) }, &format!("M{}", counted.meeting));
    let day = counted.date.format("%y-%m-%d").to_string();
    canvas.words(Words { size: 8.5, ..Words::centred(centre, floor + 32.0) }, &day);
}

/// A count as a length; no register has as many rows as a length can hold.
fn exact(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A part of a bar: full where it is final, with slanted lines while it is provisional, with dots where it is contested, white
/// where it is open.
fn filled(canvas: &mut Canvas, (left, top): (f64, f64), (width, height): (f64, f64), hold: Hold) {
    let fill = match hold {
        Hold::Final => DARK.hex(),
        Hold::Provisional => "url(#progress-slanted)".to_owned(),
        Hold::Contested => "url(#progress-dotted)".to_owned(),
        Hold::Open => WHITE.hex(),
    };
    let attributes = [
        ("x", px(left)),
        ("y", px(top)),
        ("width", px(width)),
        ("height", px(height)),
        ("fill", fill),
        ("stroke", BLACK.hex()),
        ("stroke-width", "1.5".to_owned()),
    ];
    canvas.empty("rect", &borrowed(&attributes));
}

fn patterns(canvas: &mut Canvas) {
    let pattern = |id: &'static str| [("id", id), ("width", "8"), ("height", "8"), ("patternUnits", "userSpaceOnUse")];
    canvas.open("defs", &[]);
    canvas.open("pattern", &pattern("progress-slanted"));
    canvas.rectangle(0.0, 0.0, (8.0, 8.0), WHITE);
    canvas.empty("path", &[("d", "M-2 2 2 -2M0 8 8 0M6 10 10 6"), ("stroke", &DARK.hex()), ("stroke-width", "2")]);
    canvas.close("pattern");
    canvas.open("pattern", &pattern("progress-dotted"));
    canvas.rectangle(0.0, 0.0, (8.0, 8.0), WHITE);
    canvas.empty("circle", &[("cx", "4"), ("cy", "4"), ("r", "1.8"), ("fill", &BLACK.hex())]);
    canvas.close("pattern");
    canvas.close("defs");
}

/// An SVG with its title, which readers of screens say, and what it shows in words.
fn begun((name, width, height): (&str, f64, f64), title: &str, words: &str) -> Canvas {
    let mut canvas = Canvas::default();
    let (title_id, words_id) = (format!("{name}-title"), format!("{name}-words"));
    canvas.begin_picture((width, height), (&title_id, title), (&words_id, words));
    canvas.rectangle(0.0, 0.0, (width, height), WHITE);
    canvas.words(Words { size: 15.0, ..Words::at(MARGIN, 24.0) }, title);
    canvas
}
