//! The register as pictures show it: an overview of topics and sides, and how many rows were settled after each meeting. What a
//! picture shows is also said in words.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::register::{Register, RowLine};
use crate::group::Group;
use crate::group::decision::Standing;
use crate::group::register::Finding;
use crate::text::one_line;

/// Rows that an overview shows; a longer one could not be looked over.
pub const MOST_ROWS: usize = 60;
/// Meetings that the progress shows, the last ones.
pub const MOST_MEETINGS: usize = 24;

/// Topics by sides, with what was found and who has each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overview {
    pub title: String,
    pub sides: Vec<String>,
    pub rows: Vec<OverviewRow>,
    /// Rows that are left out.
    pub more: usize,
}

/// A row of the overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OverviewRow {
    pub number: String,
    pub topic: String,
    /// As many as there are sides.
    pub cells: Vec<Cell>,
    pub finding: Finding,
    /// Who has it, in words: `SG17, provisional (D7-1)`, or `open`.
    pub settled: String,
    pub hold: Hold,
}

/// What a side does about a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub words: String,
    /// Whether the row is given to it, alone or with others.
    pub has_it: bool,
}

/// How firmly a row is given to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    Open,
    Provisional,
    Final,
    /// Objected to, or open again.
    Contested,
}

/// How many rows were settled after each meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub title: String,
    pub meetings: Vec<Counted>,
}

/// The rows of the register at the end of a meeting, by how firmly they were given to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    pub meeting: u32,
    pub date: NaiveDate,
    pub settled: usize,
    pub provisional: usize,
    pub contested: usize,
    pub open: usize,
}

impl Hold {
    pub fn word(self) -> &'static str {
        match self {
            Hold::Open => "open",
            Hold::Provisional => "provisional",
            Hold::Final => "final",
            Hold::Contested => "objected to or open again",
        }
    }

    fn of(standing: Standing) -> Hold {
        match standing {
            Standing::Provisional | Standing::ProvisionalUntil(_) => Hold::Provisional,
            Standing::Final(_) => Hold::Final,
            Standing::Objected | Standing::Reopened => Hold::Contested,
        }
    }
}

impl Overview {
    /// The overview of a register. `None`: it has no rows.
    pub fn of(register: &Register) -> Option<Overview> {
        if register.rows.is_empty() {
            return None;
        }
        let rows = register.rows.iter().take(MOST_ROWS).map(|row| overview_row(register, row));
        Some(Overview {
            title: one_line(&format!("{}: who does what", register.group)),
            sides: register.sides.clone(),
            rows: rows.collect(),
            more: register.rows.len().saturating_sub(MOST_ROWS),
        })
    }

    /// What the picture shows, in words.
    pub fn words(&self) -> String {
        let mut words = format!("{}.", self.title);
        for row in &self.rows {
            let cells = self.sides.iter().zip(&row.cells).filter(|(_, cell)| !cell.words.is_empty());
            let cells: String = cells.fold(String::new(), |mut all, (side, cell)| {
                let _ = write!(all, "; {side}: {}", cell.words);
                all
            });
            let _ = write!(words, "\n{} {}{cells}; {}; {}.", row.number, row.topic, row.finding.word(), row.settled);
        }
        if self.more > 0 {
            let _ = write!(words, "\n{} more rows are not shown.", self.more);
        }
        words
    }
}

fn overview_row(register: &Register, row: &RowLine) -> OverviewRow {
    let is_joint = row.responsibility.as_deref() == Some("joint");
    let cell =
        |side: &String| Cell { words: row.side(side), has_it: is_joint || row.responsibility.as_ref() == Some(side) };
    OverviewRow {
        number: row.number.clone(),
        topic: one_line(&row.topic),
        cells: register.sides.iter().map(cell).collect(),
        finding: row.finding,
        settled: row.settled(),
        hold: match row.standing {
            "provisional" => Hold::Provisional,
            "final" => Hold::Final,
            "objected" | "reopened" => Hold::Contested,
            _ => Hold::Open,
        },
    }
}

impl Counted {
    /// The register of a group as it stands at the end of its latest meeting. `None`: it has held none.
    pub fn of(group: &Group, at: DateTime<Utc>) -> Option<Counted> {
        let meeting = group.latest_meeting()?;
        let settlements = group.settlements(at);
        let date = meeting.started_at.with_timezone(&group.charter.zone).date_naive();
        let mut counted = Counted { meeting: meeting.number, date, settled: 0, provisional: 0, contested: 0, open: 0 };
        for (number, _) in group.rows() {
            let hold = settlements.get(&number).map_or(Hold::Open, |settled| Hold::of(settled.standing));
            *match hold {
                Hold::Open => &mut counted.open,
                Hold::Provisional => &mut counted.provisional,
                Hold::Final => &mut counted.settled,
                Hold::Contested => &mut counted.contested,
            } += 1;
        }
        Some(counted)
    }

    pub fn rows(self) -> usize {
        self.parts().into_iter().map(|(_, count)| count).sum()
    }

    /// What is drawn from below, with how many rows that are.
    pub fn parts(self) -> [(Hold, usize); 4] {
        [
            (Hold::Final, self.settled),
            (Hold::Provisional, self.provisional),
            (Hold::Contested, self.contested),
            (Hold::Open, self.open),
        ]
    }

    /// `14 rows: 5 final, 2 provisional, 7 open`.
    pub fn words(self) -> String {
        let parts = self.parts().into_iter().filter(|(_, count)| *count > 0);
        let parts: Vec<String> = parts.map(|(hold, count)| format!("{count} {}", hold.word())).collect();
        match self.rows() {
            0 => "no rows".to_owned(),
            1 => format!("1 row: {}", parts.join(", ")),
            many => format!("{many} rows: {}", parts.join(", ")),
        }
    }
}

impl Progress {
    /// The progress over the meetings that were counted, in order; meetings before the first row are left out. `None`: there was
    /// never a row.
    pub fn of(group: &str, mut counted: Vec<Counted>) -> Option<Progress> {
        let first = counted.iter().position(|meeting| meeting.rows() > 0)?;
        counted.drain(..first);
        let left_out = counted.len().saturating_sub(MOST_MEETINGS);
        counted.drain(..left_out);
        Some(Progress { title: one_line(&format!("{group}: rows settled over the meetings")), meetings: counted })
    }

    /// What the picture shows, in words.
    pub fn words(&self) -> String {
        let mut words = format!("{}.", self.title);
        for meeting in &self.meetings {
            let _ = write!(words, "\nAfter meeting {} ({}): {}.", meeting.meeting, meeting.date, meeting.words());
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(meeting: u32, (settled, provisional, contested, open): (usize, usize, usize, usize)) -> Counted {
        Counted { meeting, date: NaiveDate::default(), settled, provisional, contested, open }
    }

    #[test]
    fn progress_begins_with_the_first_row_and_ends_with_the_last_meetings() {
        let of = |meetings: Vec<Counted>| Progress::of("Example Group", meetings);
        assert_eq!(of(vec![counted(1, (0, 0, 0, 0))]), None);
        let progress = of(vec![counted(1, (0, 0, 0, 0)), counted(2, (0, 0, 0, 3)), counted(3, (1, 1, 1, 0))]);
        let progress = progress.expect("there are rows");
        assert_eq!(progress.meetings.iter().map(|one| one.meeting).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(
            progress.words(),
            "Example Group: rows settled over the meetings.\n\
             After meeting 2 (1970-01-01): 3 rows: 3 open.\n\
             After meeting 3 (1970-01-01): 3 rows: 1 final, 1 provisional, 1 objected to or open again."
        );
        let many = (1..=30).map(|number| counted(number, (1, 0, 0, 0))).collect();
        let shown = of(many).expect("there are rows").meetings;
        assert_eq!((shown.len(), shown[0].meeting), (MOST_MEETINGS, 7));
    }
}
