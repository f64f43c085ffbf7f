//! Links to the pages: what a request for one brings. Links are no part of the log; they are notes, which are written with
//! the answer or not at all.

use super::{Desk, Work};
use crate::bot::grant::{self, Grant, Grants, Holder, Standing, Token};
use crate::chat::dispatch::Dispatch;
use crate::group::command::{BotCommand, Command, Entrance, Request};
use crate::group::person::{AccountId, Person, same_name};
use crate::store::MAIL;
use crate::view::entrance::letter;

/// A link is good for so long at most, and for one meeting.
const LINK_SECS: i64 = 7 * 24 * 3_600;
/// Links that a person has not used, made within an hour, after which no more are made.
const LINKS: usize = 20;
const HOUR_SECS: i64 = 3_600;
/// Accounts whose id is a mail address.
const MAIL_ACCOUNTS: &str = "mail";

impl Desk {
    /// Does what a request asks about links, and notes what came of it.
    pub(super) async fn with_entrance(&self, request: Request, work: &mut Work) -> anyhow::Result<Request> {
        let Command::Bot(command) = &request.command else { return Ok(request) };
        let entrance = match command {
            BotCommand::SetQuiet { .. }
            | BotCommand::ShowStatus
            | BotCommand::ShowHelp { .. }
            | BotCommand::BringBoard
            | BotCommand::CatchUp => None,
            _ if self.pages.get().is_none() => Some(Entrance::NoPages),
            BotCommand::GiveSeat => self.give_seat(&request, work).await?,
            BotCommand::EndSeats { name } => Some(self.end_seats(&request, name.as_deref(), work).await?),
            BotCommand::InviteToSeat { name } => Some(self.invite(name, &request, work).await?),
            BotCommand::ShowBoard { .. } if !self.charter.has_board => Some(Entrance::NoBoard),
            BotCommand::ShowBoard { is_new } => Some(self.board_address(*is_new).await?),
        };
        let mut request = request;
        request.gathered.entrance = entrance;
        Ok(request)
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.pages.get().map_or("", String::as_str))
    }

    /// A link for a person, as a note of this commit.
    fn link(&self, account: &AccountId, name: &str, request: &Request, work: &mut Work) -> anyhow::Result<String> {
        let holder = Holder {
            group: self.charter.id.clone(),
            account: account.clone(),
            name: name.to_owned(),
            organization: None,
            meeting: self.group.meeting_of_seats(),
            until: Some(request.at.timestamp() + LINK_SECS),
        };
        let token = Token::random()?;
        work.commit.notes.push(grant::note(&token, &Grant::Link(holder)));
        Ok(self.address(&format!("/in/{}", token.expose())))
    }

    async fn has_too_many(&self, account: &AccountId, request: &Request) -> anyhow::Result<bool> {
        let since = request.at.timestamp() + LINK_SECS - HOUR_SECS;
        let unused = grant::unused_links(&self.store, account, since).await?;
        Ok(unused >= LINKS)
    }

    async fn give_seat(&self, request: &Request, work: &mut Work) -> anyhow::Result<Option<Entrance>> {
        let by = request.by.as_ref().and_then(|by| Some((by.account.as_ref()?, &by.name)));
        let Some((account, name)) = by else { return Ok(None) };
        if self.has_too_many(account, request).await? {
            return Ok(Some(Entrance::TooMany { name: None }));
        }
        Ok(Some(Entrance::Link { address: self.link(account, name, request, work)? }))
    }

    async fn end_seats(&self, request: &Request, name: Option<&str>, work: &mut Work) -> anyhow::Result<Entrance> {
        let accounts = match name {
            None => request.by.as_ref().and_then(|by| by.account.clone()).into_iter().collect(),
            Some(name) => self.accounts_called(name),
        };
        let mut seats = 0;
        for account in &accounts {
            let ended = grant::ending(&self.store, account).await?;
            seats += ended.len();
            work.commit.notes.extend(ended);
        }
        Ok(Entrance::Ended { seats, name: name.map(str::to_owned) })
    }

    /// The accounts of a member, and of everyone of that name whom the meeting knows.
    fn accounts_called(&self, name: &str) -> Vec<AccountId> {
        let members = self.charter.members.iter().filter(|member| same_name(&member.name, name));
        let of_members = members.flat_map(|member| member.accounts.iter().cloned());
        let met = self.group.latest_meeting().into_iter().flat_map(|meeting| meeting.called(name));
        let mut accounts: Vec<AccountId> = of_members.chain(met.filter_map(|person| person.account.clone())).collect();
        accounts.sort();
        accounts.dedup();
        accounts
    }

    async fn invite(&self, name: &str, request: &Request, work: &mut Work) -> anyhow::Result<Entrance> {
        let nowhere = || Entrance::NoAddress { name: name.to_owned() };
        let Some(member) = self.charter.member_named(name) else { return Ok(nowhere()) };
        let is_mail = |account: &&AccountId| account.0.split_once(':').is_some_and(|(kind, _)| kind == MAIL_ACCOUNTS);
        let Some(account) = member.accounts.iter().find(is_mail) else { return Ok(nowhere()) };
        // What goes to a list is read by everyone on it.
        let lists = [&self.charter.list, &self.charter.reply_to].into_iter().flatten();
        if lists.into_iter().any(|list| list.eq_ignore_ascii_case(account.id())) {
            return Ok(nowhere());
        }
        if self.has_too_many(account, request).await? {
            return Ok(Entrance::TooMany { name: Some(member.name.clone()) });
        }
        let address = self.link(account, &member.name, request, work)?;
        let by = request.by.as_ref().map(|by: &Person| by.name.as_str());
        let letter = letter(&self.group, account.id(), &member.name, by, &address, request.at);
        self.push(MAIL.to_owned(), &Dispatch::Letter { letter, quotes: Vec::new() }, work)?;
        Ok(Entrance::Mailed { name: member.name.clone() })
    }

    async fn board_address(&self, is_new: bool) -> anyhow::Result<Entrance> {
        let grants = Grants::new(self.store.clone());
        let token = if is_new {
            grants.renew(Standing::Calendar, &self.charter.id).await?;
            grants.renew(Standing::Board, &self.charter.id).await?
        } else {
            grants.standing(Standing::Board, &self.charter.id).await?
        };
        Ok(Entrance::Board { address: self.address(&format!("/b/{}/", token.expose())) })
    }
}
