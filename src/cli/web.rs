//! `convenor web`: a room on this machine in which people meet by browser, each in a tab of their own.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;

use super::console;
use crate::bot::{Bot, Delivery, Parts};
use crate::chat::{Chat, News, Parcel};
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::group::charter::{Charter, Policy};
use crate::group::person::{AccountId, folded};
use crate::mail::{Mailer, Transport};
use crate::web::{self, Hub, PLATFORM, Site, Web};

/// Arguments of `convenor web`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Port on this machine.
    #[arg(long, value_name = "PORT", default_value_t = 8321)]
    port: u16,
    /// Address to listen on; only this machine's own are accepted.
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Folder for the store (convenor.db) and the mail (outbox/, a Maildir).
    #[arg(long, value_name = "DIR", default_value = "data/web")]
    data: PathBuf,
    /// Name of a chair. With a chair or secretary named, roles bind.
    #[arg(long, value_name = "NAME")]
    chair: Vec<String>,
    /// Name of a secretary.
    #[arg(long, value_name = "NAME")]
    secretary: Vec<String>,
}

/// Id of the group in the store.
const GROUP: &str = "rehearsal";

fn charter(chairs: &[String], secretaries: &[String]) -> Charter {
    let account = |name: &String| AccountId(format!("{PLATFORM}:{}", folded(name).replace(' ', "_")));
    let open = Charter::open(GROUP, "Example Group");
    let has_roles = !(chairs.is_empty() && secretaries.is_empty());
    Charter {
        list: Some("group@lists.example.org".to_owned()),
        has_board: true,
        policy: if has_roles { Policy::Strict } else { Policy::Open },
        chairs: chairs.iter().map(account).collect(),
        secretaries: secretaries.iter().map(account).collect(),
        ..open
    }
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let listener = web::listen_here(SocketAddr::new(arguments.listen, arguments.port)).await?;
    let port = listener.local_addr().context("the port")?.port();
    let store = console::open_alone(&arguments.data).await?;
    let hub = Arc::new(Hub::new(Clock::Machine));
    let chat: Arc<dyn Chat> = hub.clone();
    let outbox = arguments.data.join("outbox");
    let from = lettre::Address::new("convenor", "localhost.localdomain").context("the sender's address")?;
    let bot = Bot::new(Parts {
        store: store.clone(),
        clock: Clock::Machine,
        names: Names::default(),
        charters: vec![charter(&arguments.chair, &arguments.secretary)],
        rooms: BTreeMap::new(),
        chats: BTreeMap::from([(PLATFORM.to_owned(), chat)]),
        mailer: Some(Mailer { from, transport: Transport::Maildir(outbox.clone()), archive: None }),
        delivery: Delivery::Background,
        open_rooms: true,
    });
    let pages = Web::new(bot.clone(), hub, Site::Local { port, group: GROUP.to_owned() }, true);
    pages.open_room(GROUP).await;
    bot.resume().await?;
    let (taken, _) = tokio::sync::oneshot::channel();
    bot.take(Parcel { news: vec![News::CaughtUp], taken }).await;
    println!("{}/", pages.origin());
    eprintln!(
        "Open this address in a browser; every tab is a person. Minutes go to {}. To stop: Ctrl-C.",
        outbox.join("new").display()
    );
    let ended = tokio::select! {
        ended = pages.serve(listener) => ended.context("serving pages"),
        () = super::run::stopped() => Ok(()),
        other = store.lost() => Err(anyhow::anyhow!("another Convenor has taken over the store ({other}); this one stops")),
    };
    store.close().await;
    ended.map(|()| ExitCode::SUCCESS)
}
