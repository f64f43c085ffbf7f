//! The agenda and its items: what comes of each command.

use crate::group::command::{AgendaCommand, Request};
use crate::group::event::Event;
use crate::group::person::Person;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_agenda(&self, request: &Request, by: &Person, command: &AgendaCommand) -> Decided {
        match command {
            AgendaCommand::AddItem { title, proposer, secs } => self.add_item(by, title, proposer.as_deref(), *secs),
            AgendaCommand::RenameItem { item, title } => self.rename_item(*item, title),
            AgendaCommand::DropItem { item } => self.drop_item(*item),
            AgendaCommand::OrderAgenda { order } => self.order_agenda(order),
            AgendaCommand::ClearAgenda => self.clear_agenda(),
            AgendaCommand::ReopenItem { item } => self.reopen_item(*item),
            AgendaCommand::TakeUpItem { which } => self.take_up(which),
            AgendaCommand::NextItem => self.next_item(request),
            AgendaCommand::OpenTopic { title } => self.open_topic(title),
            AgendaCommand::OpenSubtopic { title } => {
                self.recording().map(|_| vec![Event::SubtopicOpened { title: title.clone() }])
            }
            AgendaCommand::CloseItem { item, despite_queue } => self.close_item(request, by, *item, *despite_queue),
            AgendaCommand::SkipItem => self.skip_item(request, by),
            AgendaCommand::BoxItem { wait } => self.box_item(request.at, wait),
            AgendaCommand::ShowAgenda => Ok(Vec::new()),
        }
    }
}
