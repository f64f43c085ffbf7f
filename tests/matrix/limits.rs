//! A homeserver that limits messages as Synapse does by default: about ten, then one in five
//! seconds. Nothing is lost, and what is urgent goes first.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use futures_util::future::try_join_all;
use tokio::time::Instant;

use crate::homeserver::{Account, Homeserver, all_seats};
use crate::person::Seen;
use crate::scene::{Plan, Scene};

const PARTICIPANTS: usize = 40;
/// Forty hands in less than a minute.
const BETWEEN_HANDS: Duration = Duration::from_millis(1_250);
/// A grant is given when the bot has long been throttled.
const GRANT_AFTER: usize = 25;
const GRANT_WITHIN: Duration = Duration::from_secs(6);
const BOARD_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_hands_within_a_minute() -> anyhow::Result<()> {
    let _seats = all_seats().await?;
    let server = Homeserver::limited()?;
    let plan = Plan { bot_url: server.url.clone(), server, is_public: true, ..Plan::new()? };
    let scene = Scene::open_seated(plan).await?;
    let crowd = crowd(&scene).await?;
    scene.ask("Ana", "start meeting", "is open").await?;

    // A steady load: the pace is what is tested.
    let mut pace = tokio::time::interval(BETWEEN_HANDS);
    let mut raised: Vec<Instant> = Vec::new();
    let mut grant = None;
    for (number, account) in crowd.iter().enumerate() {
        pace.tick().await;
        scene.server.say(account, &scene.room, "q+").await?;
        raised.push(Instant::now());
        if number == GRANT_AFTER {
            grant = Some((scene.say("Ana", "ack").await?, Instant::now()));
        }
    }
    let last = *raised.last().context("hands")?;

    let (ack, given) = grant.context("a grant")?;
    let shown = scene.wait_answer(&ack, &format!("{}, you have the floor", name(0))).await?;
    let grant_took = shown.at - given;
    let everybody: Vec<String> = (1..PARTICIPANTS).map(|number| format!("{number}. {}", name(number))).collect();
    let board = scene.wait_board(&everybody.join("  ")).await?;
    let board_took = board.at.saturating_duration_since(last);
    let answers = try_join_all((0..PARTICIPANTS).map(|number| answer_to(&scene, number))).await?;
    let waits: Vec<Duration> = answers.iter().zip(&raised).map(|(answer, asked)| answer.at - *asked).collect();
    let longest = waits.iter().max().context("waits")?;
    let mean = waits.iter().sum::<Duration>() / u32::try_from(waits.len())?;
    println!(
        "{PARTICIPANTS} hands in {:.1} s: answers after {:.1} s on average and {:.1} s at most, the grant after {:.1} s, the board {:.1} s after the last hand, {} messages of the bot",
        (last - raised[0]).as_secs_f64(),
        mean.as_secs_f64(),
        longest.as_secs_f64(),
        grant_took.as_secs_f64(),
        board_took.as_secs_f64(),
        scene.bot_messages().len(),
    );
    for number in 0..PARTICIPANTS {
        let count = scene.times_said(&format!("{}, you are", name(number)));
        ensure!(count == 1, "{} was answered {count} times", name(number));
    }
    ensure!(grant_took <= GRANT_WITHIN, "the grant took {grant_took:?}");
    ensure!(board_took <= BOARD_WITHIN, "the board took {board_took:?}");
    scene.board().await?;
    scene.bot.finish().await
}

fn name(number: usize) -> String {
    format!("Guest{:02}", number + 1)
}

/// People who need no client of their own.
async fn crowd(scene: &Scene) -> anyhow::Result<Vec<Account>> {
    let all = (0..PARTICIPANTS).map(|number| async move {
        let account = scene.server.register("guest", &name(number)).await?;
        scene.server.join(&account, &scene.room).await?;
        anyhow::Ok(account)
    });
    let crowd = try_join_all(all).await?;
    for account in &crowd {
        scene.host().wait_member(&scene.room, &account.id, "join").await?;
    }
    Ok(crowd)
}

async fn answer_to(scene: &Scene, number: usize) -> anyhow::Result<Seen> {
    let words = format!("{}, you are", name(number));
    let bot = &scene.bot.account.id;
    scene.host().wait_for(&words, |event| event.is_from(bot) && event.body().contains(&words)).await
}
