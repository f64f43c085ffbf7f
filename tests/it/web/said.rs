//! What a page says aloud during a whole meeting, as a golden file; and that the board shows only what it may.

use std::fmt::Write as _;
use std::sync::Arc;

use convenor::chat::console::Console;
use convenor::cli::console::{GROUP, Gathering, bot, charter};
use convenor::cli::script::Player;
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::view::page::{Page, Viewer, news, page};

use crate::golden;

const MORE: &str = "\
chair: start meeting
ana: q+
bo: q+ to ask about row 4
chair: ack
chair: close the queue
chair: PROPOSED: row 4 stays
+ 2m
chair: agree
chair: poll Which day? A, B
chair: close the poll
chair: recess
chair: resume meeting
chair: off the record
chair: on the record
ana: done
chair: end meeting
";

#[tokio::test]
async fn what_is_said_aloud_in_a_whole_meeting() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::simulated("2026-12-08T14:00:00Z".parse().expect("a moment"));
    let console = Arc::new(Console::new(Vec::new()));
    let gathering = Gathering { charter: charter(), halls: Vec::new(), names: Names::default(), inbound: None };
    let bot = bot(folder.path(), gathering, clock, console.clone()).await.expect("the store opens");
    let mut player = Player::new(bot, console, 1, 0);
    let mut told = String::new();
    let mut before: Option<Page> = None;
    let first = golden::read("docs/first-meeting.txt");
    for line in first.lines().chain(MORE.lines()).filter(|line| !line.starts_with('#')) {
        player.play(line).await.unwrap_or_else(|error| panic!("{line}: {error:#}"));
        let at = player.bot.clock().now();
        let now =
            player.bot.with_group(GROUP, |group| page(group, Viewer::Public, at)).await.expect("the group is there");
        let said = before.as_ref().map(|before| news(before, &now)).unwrap_or_default();
        let _ = writeln!(told, "{line}");
        for sentence in said {
            let _ = writeln!(told, "    {sentence}");
        }
        let shown = serde_json::to_string(&now).expect("it has a form");
        // Notes of hands and what people say are for the people in the meeting.
        for hidden in ["to ask about option B", "Which edition does option B", "console:", "lists.example.org"] {
            assert!(!shown.contains(hidden), "after {line}: {shown}");
        }
        before = Some(now);
    }
    golden::assert_same("tests/it/golden/page-sentences.txt", &told);
}
