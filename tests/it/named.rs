//! What rooms are called reaches minutes and mails, so it has to be words.

use std::collections::BTreeMap;
use std::sync::Arc;

use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::Chat;
use convenor::chat::console::{Console, PLATFORM};
use convenor::cli::script::{Player, room};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::store::Store;

/// What a room that nobody configured answers to `start meeting`, by its name on the platform.
async fn opened_in(name: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let console = Arc::new(Console::new(Vec::new()));
    let file = folder.path().join("convenor.db");
    let bot = Bot::new(Parts {
        store: Store::open(&format!("sqlite://{}", file.display())).await.expect("it opens"),
        clock: Clock::simulated("2026-12-08T14:00:00Z".parse().expect("an instant")),
        names: Names::default(),
        charters: Vec::new(),
        rooms: BTreeMap::new(),
        chats: BTreeMap::from([(PLATFORM.to_owned(), console.clone() as Arc<dyn Chat>)]),
        mailer: None,
        open_rooms: true,
        delivery: Delivery::ByHand,
    });
    bot.bind(&room(), &[], Some(name)).await;
    bot.resume().await.expect("it goes on");
    let mut player = Player::new(bot, console, 1, 0);
    player.play("ana: start meeting").await.expect("a store in a temporary folder answers");
    let said = player.console.with_output(std::mem::take);
    let said = String::from_utf8(said).expect("the console prints UTF-8");
    said.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_rooms_name_is_one_line_of_words() {
    for (name, shown) in [
        ("Example Hall", "Example Hall"),
        ("Hall\r\nBcc: everybody\u{202e}gnp\u{0}", "Hall Bcc: everybodygnp"),
        (" \u{200b}\n", "this room"),
    ] {
        assert_eq!(opened_in(name).await, format!("bot: Meeting 1 of {shown} is open."), "{name:?}");
    }
    let long = opened_in(&"x".repeat(500)).await;
    assert_eq!(long, format!("bot: Meeting 1 of {}… is open.", "x".repeat(79)));
}
