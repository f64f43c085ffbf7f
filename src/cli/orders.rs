//! Commands that the command line gives to a group, in the name of an account that may.

use std::sync::Arc;

use anyhow::bail;

use crate::bot::{Circumstances, Desk};
use crate::chat::{Incoming, Origin, Sender, What};
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::group::Group;
use crate::group::charter::Charter;
use crate::group::command::Command;
use crate::group::person::{AccountId, Right};
use crate::store::Store;
use crate::text::plain;

/// Gives commands one after the other, as if the account had typed them.
///
/// # Errors
/// The account has no right to, or a command was refused: those before it are carried out.
pub(super) async fn give(
    (store, charter, group): (Store, Charter, Group),
    account: AccountId,
    kind: &str,
    commands: impl Iterator<Item = Command>,
) -> anyhow::Result<()> {
    if !group.role_of(&account).may(Right::Secretary) {
        bail!("{account} is neither chair nor secretary of group {}, so nothing is changed", charter.id);
    }
    let sender = Sender { name: account.0.clone(), account };
    let mut desk = Desk::open(store, charter, Vec::new(), Clock::Machine, Arc::new(Names::default())).await?;
    let (mut made, mut refused) = (0_u32, Vec::new());
    for (index, command) in commands.enumerate() {
        let at = Clock::Machine.now();
        let order = Incoming {
            origin: Origin::CommandLine { group: desk.group().charter.id.clone() },
            at,
            id: format!("{kind} {} {index}", at.timestamp_micros()),
            sender: sender.clone(),
            mentions: Vec::new(),
            what: What::Ordered(command),
        };
        let before = desk.group().head;
        let handled = desk.receive(&order, Circumstances::default()).await?;
        if desk.group().head == before {
            let words: String = handled.said.iter().map(|say| plain::render(&say.text, None)).collect();
            refused.push(words.trim().to_owned());
        } else {
            made += 1;
        }
    }
    match refused.as_slice() {
        [] => Ok(()),
        refused => bail!(
            "{} of {} changes could not be made: {}",
            refused.len(),
            refused.len() + made as usize,
            refused.join("; ")
        ),
    }
}
