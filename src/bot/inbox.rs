//! What the list writes: each mail goes to the desk of the group that it is about.

use std::collections::BTreeMap;

use super::Bot;
use crate::chat::{Incoming, Mailed, MailedWhat, Origin, Sender, Trust, What};
use crate::group::charter::Charter;
use crate::group::mail::{MAIL_ACCOUNT, Thread};
use crate::group::person::AccountId;
use crate::mail::{Arrived, Author, Kind, Received, is_aligned};

impl Bot {
    /// Takes mails, those of one group in one commit, and notes the place behind them with the last commit. When this
    /// returns, all of that is on disk.
    ///
    /// # Errors
    /// The store failed. The place is not noted, so that all of them are read again, and those that are on disk are known.
    pub async fn take_mails(&self, mails: &[Arrived]) -> anyhow::Result<()> {
        let place = mails.last().and_then(|last| last.place.as_ref());
        let mut by_group: BTreeMap<String, Vec<Incoming>> = BTreeMap::new();
        for incoming in mails.iter().filter_map(|arrived| self.mailed(&arrived.mail)) {
            by_group.entry(self.group_of(&incoming)).or_default().push(incoming);
        }
        let last = by_group.pop_last();
        for (group, mails) in &by_group {
            self.receive_mails(group, mails, None).await?;
        }
        match (last, place) {
            (Some((group, mails)), place) => self.receive_mails(&group, &mails, place).await,
            (None, Some((key, value))) => Ok(self.store().set_note(key, value).await?),
            (None, None) => Ok(()),
        }
    }

    /// The same, without giving up while the store fails. Each mail is taken by itself then, so that one that cannot be
    /// recorded holds up none of those before it.
    pub(super) async fn take_mails_patiently(&self, mails: &[Arrived]) {
        let Err(error) = self.take_mails(mails).await else { return };
        tracing::error!(count = mails.len(), error = format!("{error:#}"), "mails could not be recorded yet");
        for arrived in mails {
            let mut pause = super::FIRST_PAUSE;
            while let Err(error) = self.take_mails(std::slice::from_ref(arrived)).await {
                tracing::error!(error = format!("{error:#}"), "a mail could not be recorded yet");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(super::LAST_PAUSE);
            }
        }
    }

    /// Takes mails to a group in one commit; where its log cannot be read they are turned down.
    pub(super) async fn receive_mails(
        &self,
        group: &str,
        mails: &[Incoming],
        place: Option<&(String, String)>,
    ) -> anyhow::Result<()> {
        let received = self.commit_mails(group, mails, place).await;
        match &received {
            Err(error) if self.note_damage(group, error).await => {
                for incoming in mails {
                    self.turn_down(incoming).await?;
                }
                if let Some((key, value)) = place {
                    self.store().set_note(key, value).await?;
                }
                Ok(())
            }
            Ok(()) | Err(_) => received,
        }
    }

    async fn commit_mails(
        &self,
        group: &str,
        mails: &[Incoming],
        place: Option<&(String, String)>,
    ) -> anyhow::Result<()> {
        let slot = self.slot(group).await?;
        let mut desk = slot.desk.lock().await;
        let handled = desk.receive_mails(mails, place).await?;
        self.after(&slot, &desk, handled);
        Ok(())
    }

    /// What a mail brings to a group. `None`: it is ours, or about no group.
    fn mailed(&self, received: &Received) -> Option<Incoming> {
        let charters = self.inner.seating.charters();
        let is_ours = received.message_id.iter().any(|id| thread_in(charters, id).is_some());
        let returned = match &received.kind {
            Kind::Bounce { returned, .. } => Some(returned),
            Kind::Person | Kind::Automatic { .. } => None,
        };
        let quoted: &[String] = if let Kind::Automatic { quoted } = &received.kind { quoted } else { &[] };
        let quoted = quoted.iter().find(|id| thread_in(charters, id).is_some());
        let found = returned.into_iter().chain(&received.answers).chain(quoted).find_map(|id| thread_in(charters, id));
        let charter = found.map(|(charter, _)| charter).or_else(|| by_list(charters, received))?;
        if is_ours {
            return None;
        }
        let what = match &received.kind {
            Kind::Person => MailedWhat::Words { subject: received.subject.clone(), text: received.text.clone() },
            Kind::Bounce { returned, reason } => {
                let message_id = left(returned).to_owned();
                MailedWhat::Bounce { message_id, reason: reason.clone() }
            }
            Kind::Automatic { .. } => {
                let (subject, text) = (received.subject.clone(), received.text.clone());
                MailedWhat::Automatic { message_id: quoted.map(|id| left(id).to_owned()), subject, text }
            }
        };
        let author = received.author.clone().unwrap_or(Author { address: String::new(), name: String::new() });
        let account = AccountId(format!("{MAIL_ACCOUNT}{}", author.address));
        let mailed = Mailed { trust: trust(charter, received), thread: found.map(|(_, thread)| thread), what };
        Some(Incoming {
            origin: Origin::Mail { group: charter.id.clone(), list: charter.list.clone().unwrap_or_default() },
            at: received.at,
            id: received.id.clone(),
            sender: Sender { account, name: author.name },
            mentions: Vec::new(),
            what: What::Mailed(Box::new(mailed)),
        })
    }
}

fn left(id: &str) -> &str {
    id.split('@').next().unwrap_or_default()
}

fn thread_in<'a>(charters: &'a [Charter], id: &str) -> Option<(&'a Charter, Thread)> {
    charters.iter().find_map(|charter| Some((charter, Thread::of(left(id), &charter.id)?)))
}

/// The group whose list a mail names: as the list that it came through, as a recipient, or as the program that wrote it.
fn by_list<'a>(charters: &'a [Charter], received: &Received) -> Option<&'a Charter> {
    let of_program = received.author.iter().map(|author| without_role(&author.address));
    let named: Vec<String> = received.lists.iter().chain(&received.recipients).cloned().chain(of_program).collect();
    charters.iter().find(|charter| {
        let list = charter.list.as_ref().map(|list| list.to_lowercase());
        list.is_some_and(|list| named.iter().any(|named| is_list(&list, named)))
    })
}

fn is_list(list: &str, named: &str) -> bool {
    let named = named.to_lowercase();
    named == list || named == list.replace('@', ".")
}

/// `jcg-owner@lists.example.org` speaks for `jcg@lists.example.org`, and so does `jcg-confirm+1a2b@lists.example.org`.
fn without_role(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let local = local.split('+').next().unwrap_or_default();
    let (name, role) = local.rsplit_once('-').unwrap_or((local, ""));
    let is_role = matches!(role, "owner" | "bounces" | "request" | "confirm" | "bounce");
    format!("{}@{domain}", if is_role { name } else { local })
}

/// Whether it is known who wrote a mail: a signature of the author's own domain, or a list that admits members only. A
/// mail that says that it came through the list, and that our server has looked at, has to come from the list's domain.
fn trust(charter: &Charter, received: &Received) -> Trust {
    let list = charter.list.as_ref().map(|list| list.to_lowercase());
    let came_by = list.filter(|list| charter.list_is_members_only && received.lists.iter().any(|id| is_list(list, id)));
    let is_by_list = came_by.is_some_and(|list| {
        let domain = list.rsplit('@').next().unwrap_or_default();
        received.vouched.as_ref().is_none_or(|passed| passed.iter().any(|passed| is_aligned(passed, domain)))
    });
    if received.author.is_some() && (received.is_signed || is_by_list) { Trust::Proven } else { Trust::Claimed }
}
