//! Who is there and in which role: what comes of each command.

use crate::group::command::{PeopleCommand, Request};
use crate::group::person::Person;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_people(&self, request: &Request, by: &Person, command: &PeopleCommand) -> Decided {
        match command {
            PeopleCommand::DeclarePresence { names } => self.declare_presence(by, names.as_deref()),
            PeopleCommand::WithdrawPresence { name } => self.withdraw_presence(request, by, name.as_deref()),
            PeopleCommand::DeclareRegrets { names } => self.declare_regrets(request, by, names.as_deref()),
            PeopleCommand::AddScribe { name } => self.add_scribe(request, by, name.as_deref()),
            PeopleCommand::RemoveScribe { name } => self.remove_scribe(by, name.as_deref()),
            PeopleCommand::PickScribe { except } => self.pick_scribe(request, except.as_deref()),
            PeopleCommand::AddChair { who } => self.add_chair(who),
            PeopleCommand::RemoveChair { who } => self.remove_chair(by, who.as_deref()),
            PeopleCommand::ForgetMe { is_meant } => Ok(if *is_meant { self.forget(by) } else { Vec::new() }),
            PeopleCommand::Arrive => self.arrive(by),
            PeopleCommand::ShowPresence => Ok(Vec::new()),
        }
    }
}
