//! The bot dies at the worst moment, or its store stops writing: nothing is lost, and what comes
//! twice comes under one Message-ID.

use std::sync::mpsc;

use anyhow::Context as _;
use sqlx::SqlitePool;

use crate::inbox::{delivered, not_delivered};
use crate::room::Room;
use crate::servers::{Down, mailer, plain, port, silent_after_the_dot};

/// The server has accepted the mail and the bot is killed before it can write that down: its
/// runtime ends with all tasks in it. What the next bot finds in the store is a mail whose fate
/// nobody knows, and it sends it again, under the same Message-ID. That copy too many is the price
/// of losing none (see the cut after the dot).
#[test]
fn a_crash_before_the_report_is_written_sends_the_same_message_again() -> anyhow::Result<()> {
    let first_life = tokio::runtime::Runtime::new()?;
    let (ended, end) = mpsc::channel();
    let room = first_life.block_on(async {
        let silent = silent_after_the_dot().await?;
        let mut room = Room::open("crash", mailer(&plain(silent))?).await?;
        room.meet().await?;
        room.order().await?;
        let bot = room.player.bot.clone();
        tokio::spawn(async move { ended.send(bot.deliver().await.is_ok()) });
        anyhow::Ok(room)
    })?;
    let message_id = room.message_id(1);

    let second_life = tokio::runtime::Runtime::new()?;
    second_life.block_on(delivered(&message_id, 1)).context("the server has not accepted it")?;
    assert_eq!(end.try_recv(), Err(mpsc::TryRecvError::Empty), "the bot still waits for the server's answer");
    first_life.shutdown_background();
    assert_eq!(end.recv(), Err(mpsc::RecvError), "the bot died before it could report");

    second_life.block_on(async {
        let mut room = room.reopened(mailer(&plain(port("SMTP")))?).await?;
        assert_eq!(room.outbox().await?.len(), 1, "it is still to be sent");
        let said = room.play("+ 30s").await?.join("\n");
        assert!(said.contains("version 1: handed to the mail server"), "{said}");
        assert_eq!(room.outbox().await?, []);
        let mails = delivered(&message_id, 2).await?;
        assert!(mails.chunks(2).all(|copies| copies[0].text == copies[1].text));
        anyhow::Ok(())
    })
}

/// A full disk: the store can be read and not written. A mail that goes out now could not be
/// taken from the outbox and would go out again and again, so none does.
#[tokio::test]
async fn while_the_store_cannot_write_no_mail_leaves() -> anyhow::Result<()> {
    let down = Down::new()?;
    let mut room = Room::open("full", mailer(&plain(down.port))?).await?;
    room.meet().await?;
    room.send().await?;
    assert_eq!(room.waits().await?, (1, 30));
    down.comes_up()?;
    let tables = SqlitePool::connect(&room.store_url()).await?;
    let writes = [
        ("outbox", "UPDATE"),
        ("outbox", "DELETE"),
        ("outbox", "INSERT"),
        ("entries", "INSERT"),
        ("groups", "UPDATE"),
        ("notes", "INSERT"),
    ];
    for (table, write) in writes {
        let trigger = format!(
            "CREATE TRIGGER full_{table}_{write} BEFORE {write} ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        );
        sqlx::query(sqlx::AssertSqlSafe(trigger)).execute(&tables).await?;
    }
    let bot = room.player.bot.clone();
    for attempt in 1..=3 {
        bot.clock().move_to(bot.clock().now() + chrono::Duration::hours(attempt));
        assert!(bot.deliver().await.is_err(), "attempt {attempt}: the store's failure is no secret");
    }
    not_delivered(&room.message_id(1)).await?;
    for (table, write) in writes {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP TRIGGER full_{table}_{write}"))).execute(&tables).await?;
    }
    tables.close().await;
    let said = room.play("+ 1h").await?.join("\n");
    assert!(said.contains("version 1: handed to the mail server"), "{said}");
    delivered(&room.message_id(1), 1).await?;
    Ok(())
}
