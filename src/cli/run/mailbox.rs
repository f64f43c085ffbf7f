//! The mailbox beside the platforms: it has no rooms, and clocks wait until what came while the bot was down is read.

use tokio::sync::{mpsc, oneshot};

use super::Adapter;
use crate::bot::Bot;
use crate::chat::{News, Parcel};
use crate::mail::Inbound;

pub(super) fn open(inbound: Inbound) -> Adapter {
    Box::new(move |_, parcels, bot| Box::pin(run(inbound, parcels, bot)))
}

async fn run(inbound: Inbound, parcels: mpsc::Sender<Parcel>, bot: Bot) -> anyhow::Result<()> {
    if bot.store().stands_by() {
        bot.store().begins().await;
    }
    hand_over(&parcels, Vec::new()).await;
    let (read, is_read) = oneshot::channel();
    let caught_up = async {
        if is_read.await.is_ok() {
            hand_over(&parcels, vec![News::CaughtUp]).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::join!(bot.read_mailbox(&inbound, read), caught_up);
    Ok(())
}

async fn hand_over(parcels: &mpsc::Sender<Parcel>, news: Vec<News>) {
    let (taken, is_taken) = oneshot::channel();
    if parcels.send(Parcel { news, taken }).await.is_ok() {
        // A bot that has stopped takes nothing any more.
        let _ = is_taken.await;
    }
}
