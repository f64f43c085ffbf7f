//! The demarcation register: what comes of each command.

use crate::group::command::{AssignedTo, Command, DecisionRef, RegisterCommand, Request};
use crate::group::event::Event;
use crate::group::person::{Person, Right};
use crate::group::refusal::Refusal;
use crate::group::register::{Finding, Responsibility, Row, RowChange, RowEntry, Scope};
use crate::group::{Decided, Group, LIMITS};
use crate::text::{join_and, shorten};

impl Group {
    pub(super) fn decide_register(&self, request: &Request, by: &Person, command: &RegisterCommand) -> Decided {
        match command {
            RegisterCommand::AddRow { topic, source } => self.add_row(topic, source.as_deref()),
            RegisterCommand::RetitleRow { row, topic } => self.retitle_row(request, by, *row, topic),
            RegisterCommand::SetSide { row, side, text } => self.set_side(request, by, *row, side, text),
            RegisterCommand::AssessRow { row, finding, reason } => {
                self.assess_row(request, *row, *finding, reason.as_deref())
            }
            RegisterCommand::AssignRow { row, to, mechanism, decision } => {
                self.assign_row(request, *row, to, mechanism.as_deref(), *decision)
            }
            RegisterCommand::DropRow { row, reason } => {
                let reason = reason.clone();
                self.known_row(*row).and_then(|_| self.changed(*row, RowChange::Dropped { reason }))
            }
            RegisterCommand::RestoreRow { row } => self.restore_row(*row),
            RegisterCommand::ShowRow { row } => match self.register.get(row).filter(|row| !row.is_withdrawn()) {
                Some(_) => Ok(Vec::new()),
                None => Err(Refusal::NoSuchRow { row: *row }),
            },
            RegisterCommand::ShowMechanisms | RegisterCommand::ShowRegister { .. } => Ok(Vec::new()),
        }
    }

    fn add_row(&self, topic: &str, source: Option<&str>) -> Decided {
        self.refuse_off_record()?;
        if self.register.len() >= LIMITS.rows {
            return Err(Refusal::TooMany { what: "rows of the register", limit: LIMITS.rows });
        }
        let row = self.register.keys().next_back().map_or(1, |last| last + 1);
        let (topic, source) = (topic.to_owned(), source.map(str::to_owned));
        Ok(vec![Event::RegisterChanged { row, change: RowChange::Added { topic, source } }])
    }

    fn retitle_row(&self, request: &Request, by: &Person, number: u32, topic: &str) -> Decided {
        let row = self.known_row(number)?;
        let is_own = row.changes.first().is_some_and(|added| added.by.as_ref().is_some_and(|author| author.is(by)));
        if !is_own && !request.role.may(Right::Secretary) {
            return Err(Refusal::RowOfOthers { row: number });
        }
        if row.topic() == topic {
            return Ok(Vec::new());
        }
        self.changed(number, RowChange::Retitled { topic: topic.to_owned() })
    }

    /// Anyone says what a side does; what someone else has written is changed by a chair or the secretary.
    fn set_side(&self, request: &Request, by: &Person, number: u32, side: &str, text: &str) -> Decided {
        let row = self.known_row(number)?;
        let side = self.known_side(side, number)?;
        if row.side_text(&side) == Some(text) {
            return Ok(Vec::new());
        }
        let is_of_side = |entry: &&RowEntry| matches!(&entry.change, RowChange::Side { side: of, .. } if *of == side);
        let last = row.changes.iter().rev().filter(|entry| entry.stands()).find(is_of_side);
        let is_own = last.is_none_or(|entry| entry.by.as_ref().is_some_and(|author| author.is(by)));
        if !is_own && !request.role.may(Right::Secretary) {
            return Err(Refusal::SideOfOthers { row: number, side });
        }
        let two = text
            .split(';')
            .skip(1)
            .find_map(|part| Some((part.trim(), self.side_named(part.split_once(':')?.0.trim())?)));
        if let Some((rest, other)) = two {
            return Err(Refusal::TwoSides { row: number, side, other, rest: shorten(rest, 60) });
        }
        let Scope { work_items, documents, .. } = Scope::read(text);
        if work_items.len().max(documents.len()) > LIMITS.per_side {
            return Err(Refusal::TooMany { what: "work items or documents of one side", limit: LIMITS.per_side });
        }
        self.changed(number, RowChange::Side { side, text: text.to_owned() })
    }

    /// Chairs and secretaries set what the comparison has shown; what others think is kept with the row.
    fn assess_row(&self, request: &Request, number: u32, finding: Finding, reason: Option<&str>) -> Decided {
        let row = self.known_row(number)?;
        let is_proposed = !request.role.may(Right::Secretary);
        if !is_proposed && row.finding() == (finding, reason) {
            return Ok(Vec::new());
        }
        self.changed(number, RowChange::Assessed { finding, reason: reason.map(str::to_owned), is_proposed })
    }

    fn assign_row(
        &self,
        request: &Request,
        number: u32,
        to: &AssignedTo,
        mechanism: Option<&str>,
        decision: Option<DecisionRef>,
    ) -> Decided {
        self.known_row(number)?;
        let responsibility = match to {
            AssignedTo::Side(side) => Responsibility::Side(self.known_side(side, number)?),
            AssignedTo::Joint => Responsibility::Joint,
        };
        let words = match &responsibility {
            Responsibility::Side(side) => format!("to {side}"),
            Responsibility::Joint => "joint".to_owned(),
        };
        let decision = decision.ok_or(Refusal::RowNeedsDecision { row: number, words })?;
        if !request.role.may(Right::Chair) {
            return Err(Refusal::not_yours(Right::Chair));
        }
        let decision = self.find_decision(decision)?;
        let settled = self.settlements(request.at).remove(&number);
        let is_same = settled.is_some_and(|settled| {
            settled.decision == decision.id
                && settled.responsibility == responsibility
                && settled.mechanism.as_deref() == mechanism
        });
        if is_same {
            return Ok(Vec::new());
        }
        let (mechanism, decision) = (mechanism.map(str::to_owned), decision.id);
        self.changed(number, RowChange::Assigned { responsibility, mechanism, decision })
    }

    fn restore_row(&self, number: u32) -> Decided {
        let row = self.register.get(&number).filter(|row| !row.is_withdrawn());
        let row = row.ok_or(Refusal::NoSuchRow { row: number })?;
        if row.dropped().is_none() {
            return Ok(Vec::new());
        }
        self.changed(number, RowChange::Restored)
    }

    /// New words for what a line recorded in the register, after an edit of its message. `None`: it recorded something else.
    pub(super) fn reword_row(&self, entry: u64, now: &Command) -> Option<Decided> {
        let (number, known) = self.row_entry(entry)?;
        let Command::Register(now) = now else {
            return Some(Err(Refusal::EditChangesKind { what: format!("row R{number}") }));
        };
        let text = match (&known.change, now) {
            (RowChange::Added { .. }, RegisterCommand::AddRow { topic, .. }) => Some(topic),
            (RowChange::Retitled { .. }, RegisterCommand::RetitleRow { row, topic }) if *row == number => Some(topic),
            (RowChange::Side { side, .. }, RegisterCommand::SetSide { row, side: now, text })
                if *row == number && self.side_named(now).as_ref() == Some(side) =>
            {
                Some(text)
            }
            _ => None,
        };
        let Some(text) = text else {
            return Some(Err(Refusal::EditChangesKind { what: format!("row R{number}") }));
        };
        let is_news = known.stands() && known.change.text() != Some(text);
        Some(Ok(if is_news { vec![Event::Reworded { entry, text: text.clone() }] } else { Vec::new() }))
    }

    fn changed(&self, row: u32, change: RowChange) -> Decided {
        self.refuse_off_record()?;
        let changes = self.register.get(&row).map_or(0, |row| row.changes.len());
        if changes >= LIMITS.row_changes {
            return Err(Refusal::TooMany { what: "changes of one row", limit: LIMITS.row_changes });
        }
        Ok(vec![Event::RegisterChanged { row, change }])
    }

    /// A row that has not been dropped.
    fn known_row(&self, number: u32) -> Result<&Row, Refusal> {
        let row = self.register.get(&number).filter(|row| !row.is_withdrawn());
        let row = row.ok_or(Refusal::NoSuchRow { row: number })?;
        if row.dropped().is_some() { Err(Refusal::RowDropped { row: number }) } else { Ok(row) }
    }

    fn known_side(&self, typed: &str, row: u32) -> Result<String, Refusal> {
        let sides = &self.charter.sides;
        let first = sides.first().ok_or(Refusal::NoSides)?;
        self.side_named(typed).ok_or_else(|| Refusal::NoSuchSide {
            typed: shorten(typed, 40),
            sides: join_and(sides),
            example: format!("R{row} {first}: WORK ITEMS"),
        })
    }
}
