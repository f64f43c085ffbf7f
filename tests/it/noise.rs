//! How much the bot says in a full room: new messages per message of a person, where receipts are signs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use convenor::chat::console::Console;
use convenor::chat::{Chat, Limits, Outgoing, RoomKey, SendError};
use convenor::cli::console::{Gathering, bot};
use convenor::cli::script::Player;
use convenor::clock::Clock;
use convenor::text::{Text, plain};

use crate::conversation::Transcript;

/// Meetings as people type, with the most new messages of the bot in the room per message of a person: one of forty people,
/// and one of commands alone.
const MEETINGS: [(&str, f64); 2] = [("407_forty_people", 0.35), ("30_whole_meeting", 0.65)];

/// A room in which receipts are signs.
struct Counter {
    limits: Limits,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    messages: Vec<String>,
    signs: usize,
}

impl Counter {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Chat for Counter {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, _room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let words = plain::render(&message.say.text, None);
        self.told().messages.push(words);
        Ok(key.to_owned())
    }

    async fn edit(&self, _: &RoomKey, _: &str, _: &Text, _: &str) -> Result<(), SendError> {
        Ok(())
    }

    async fn sign(&self, _: &RoomKey, _: &str, _: &str, _: &str) -> Result<(), SendError> {
        self.told().signs += 1;
        Ok(())
    }
}

#[tokio::test]
async fn a_full_room_is_not_full_of_the_bot() {
    let transcripts = Transcript::all();
    let of = |name: &str| transcripts.iter().find(|transcript| transcript.name == name);
    let meetings: Vec<(&Transcript, f64)> =
        MEETINGS.iter().filter_map(|(name, most)| Some((of(name)?, *most))).collect();
    assert!(!meetings.is_empty(), "there is a meeting to measure");
    for (meeting, most) in meetings {
        let rate = measured(meeting).await;
        assert!(rate <= most, "{}: {rate:.3} messages of the bot for each of a person", meeting.name);
    }
}

/// New messages of the bot for each message of a person. Edits of the board and signs are none.
async fn measured(meeting: &Transcript) -> f64 {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let limits = Limits {
        message_bytes: 9_000,
        can_whisper: false,
        merges: true,
        board_rest: Some(Duration::from_secs(4)),
        holds_back_floods: false,
        signs_receipts: true,
        shows_pictures: false,
    };
    let chat = Arc::new(Counter { limits, told: Mutex::default() });
    let Transcript { charter, halls, names, now, .. } = meeting.clone();
    let gathering = Gathering { charter, halls, names, inbound: None };
    let bot = bot(folder.path(), gathering, Clock::simulated(now), chat.clone()).await.expect("a bot opens");
    let mut player = Player::new(bot, Arc::new(Console::new(Vec::new())), 1, 0);
    let (mut people, mut messages) = (0_u32, 0_u32);
    for line in &meeting.lines {
        player.play(&line.input).await.expect("the store answers");
        people += u32::from(!line.input.starts_with("+ "));
        messages = u32::try_from(chat.told().messages.len()).expect("some hundreds");
    }
    let signs = chat.told().signs;
    println!("{}: {people} messages of people, {messages} of the bot, {signs} signs", meeting.name);
    f64::from(messages) / f64::from(people)
}
