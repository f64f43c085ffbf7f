//! Who owns what is decided by account: a display name can be taken by anybody.

use convenor::chat::{Asked, Sender};
use convenor::command::table::ArgumentKind;
use convenor::group::person::AccountId;
use convenor::view::choices::choices;

use crate::conversation::{Room, Transcript};

/// A room where two accounts may show the same name.
async fn open() -> Room {
    Room::open(&Transcript::parse("owners", "# chair: chair\n\nchair: start meeting\n")).await
}

/// What the bot says to a line of an account that shows some name.
async fn say(room: &mut Room, account: &str, shown: &str, text: &str) -> Vec<String> {
    let sender = Sender { account: AccountId(format!("console:{account}")), name: shown.to_owned() };
    room.say_as(sender, text).await
}

#[tokio::test]
async fn an_action_stays_with_the_account_that_it_was_given_to() {
    let mut room = open().await;
    say(&mut room, "chair", "chair", "start meeting").await;
    // The author's first line of the meeting names the author.
    assert_eq!(
        say(&mut room, "bob", "bob", "ACTION: bob to write the table").await,
        ["bot: Recorded action A1: bob to write the table -- no date. To add: action A1 due Friday"]
    );
    say(&mut room, "chair", "chair", "ACTION: bob, Cy to read it").await;
    say(&mut room, "chair", "chair", "end meeting").await;
    say(&mut room, "chair", "chair", "start meeting").await;
    let not_yours =
        |action: u32| [format!("bot → bob: Only an owner of A{action}, a secretary or a chair can do that.")];
    assert_eq!(say(&mut room, "mallory", "bob", "action A1 done").await, not_yours(1));
    assert_eq!(say(&mut room, "mallory", "bob", "action A2 done").await, not_yours(2), "Cy alone is known by name");
    assert_eq!(say(&mut room, "mallory", "bob", "my actions").await, ["bot: I see no open actions"]);
    // New words or another day don't hand it to whoever shows the name now.
    say(&mut room, "chair", "chair", "action A1 = bob to write both tables").await;
    say(&mut room, "chair", "chair", "action A1 due 2026-12-20").await;
    assert_eq!(say(&mut room, "mallory", "bob", "action A1 done").await, not_yours(1));
    assert_eq!(say(&mut room, "bob", "Robert", "action A1 done").await, ["bot: Action A1 is done."]);
    assert_eq!(say(&mut room, "cy", "Cy", "action A2 done").await, ["bot: Action A2 is done."]);
}

#[tokio::test]
async fn a_name_that_two_people_have_means_neither_of_them() {
    let mut room = open().await;
    say(&mut room, "chair", "chair", "start meeting").await;
    say(&mut room, "bob", "bob", "q+ to ask").await;
    say(&mut room, "mallory", "bob", "q+").await;
    let which = "bot → chair: Several people on the speaker queue are called “bob”: 1. bob (bob), 2. bob (mallory). Type the number instead of the name: 1 or 2";
    for line in ["ack bob", "q- bob", "q= bob", "give bob the last word", "right of reply bob"] {
        assert_eq!(say(&mut room, "chair", "chair", line).await, [which], "{line}");
    }
    assert_eq!(say(&mut room, "chair", "chair", "q- 2").await, ["bot: bob is off the speaker queue."]);
    assert_eq!(say(&mut room, "bob", "bob", "q?").await, ["bot: I see bob on the speaker queue"]);
    assert_eq!(say(&mut room, "chair", "chair", "ack bob").await, ["bot: bob, you wanted to ask"]);
    assert_eq!(has_floor(&room).await, "console:bob");
    let which = "bot → chair: Several people are called “bob”: bob (bob) and bob (mallory). Mention the one you mean, or type the account.";
    for line in ["ack bob", "scribe+ bob", "q+ bob", "present+ bob", "sees bob's hand"] {
        assert_eq!(say(&mut room, "chair", "chair", line).await, [which], "{line}");
    }
    // One's own name means oneself, and an organization tells people apart.
    say(&mut room, "bob", "bob", "present+ bob (Example Corp)").await;
    assert_eq!(
        say(&mut room, "chair", "chair", "scribe+ bob").await,
        [which.replace("bob (bob) and bob (mallory)", "bob (Example Corp) and bob")]
    );
    say(&mut room, "chair", "chair", "ack console:mallory").await;
    assert_eq!(has_floor(&room).await, "console:mallory");
}

#[tokio::test]
async fn an_account_or_an_organization_says_which_of_two_is_meant() {
    let mut room = open().await;
    say(&mut room, "chair", "chair", "start meeting").await;
    say(&mut room, "@kim1:example.org", "Ana Kim", "present+ (Acme)").await;
    say(&mut room, "@kim2:example.org", "Ana Kim", "present+ (Beta)").await;
    assert_eq!(
        say(&mut room, "chair", "chair", "ACTION: @kim2:example.org to send the table by 2026-12-15").await,
        ["bot: Recorded action A1: Ana Kim to send the table, due 2026-12-15 (Tuesday)"]
    );
    assert_eq!(
        say(&mut room, "chair", "chair", "ACTION: Ana Kim (Acme) to review it by 2026-12-18").await,
        ["bot: Recorded action A2: Ana Kim (Acme) to review it, due 2026-12-18 (Friday)"]
    );
    let first = ["bot: Open actions:", "bot: - A1: Ana Kim to send the table, due 2026-12-15 (Tuesday)"];
    let second = ["bot: Open actions:", "bot: - A2: Ana Kim (Acme) to review it, due 2026-12-18 (Friday)"];
    assert_eq!(say(&mut room, "@kim2:example.org", "Ana Kim", "my actions").await, first);
    assert_eq!(say(&mut room, "@kim1:example.org", "Ana Kim", "my actions").await, second);
    say(&mut room, "@kim1:example.org", "Ana Kim", "q+").await;
    say(&mut room, "@kim2:example.org", "Ana Kim", "q+").await;
    say(&mut room, "chair", "chair", "ack Ana Kim (Beta)").await;
    assert_eq!(has_floor(&room).await, "console:@kim2:example.org");
    say(&mut room, "chair", "chair", "ack @kim1:example.org").await;
    assert_eq!(has_floor(&room).await, "console:@kim1:example.org");
}

#[tokio::test]
async fn two_people_of_one_name_are_offered_and_chosen_apart() {
    let mut room = open().await;
    for (account, shown, line) in [("chair", "chair", "start meeting"), ("bob", "bob", "q+"), ("mallory", "bob", "q+")]
    {
        say(&mut room, account, shown, line).await;
    }
    let group = room.group().await;
    let offered = choices(&group, ArgumentKind::Name, "bob");
    let expected =
        [("bob (bob) – 1 in the queue", "console:bob"), ("bob (mallory) – 2 in the queue", "console:mallory")];
    assert_eq!(offered, expected.map(|(label, value)| (label.to_owned(), value.to_owned())));
    let accounts: Vec<String> =
        choices(&group, ArgumentKind::Account, "bob").into_iter().map(|(label, _)| label).collect();
    assert_eq!(accounts, ["bob (bob)", "bob (mallory)"]);
    let values = vec![("name".to_owned(), "console:mallory".to_owned())];
    room.press("chair", Asked { row: "floor".to_owned(), values, seen: None, about: None }).await;
    assert_eq!(has_floor(&room).await, "console:mallory");
}

/// The account that has the floor.
async fn has_floor(room: &Room) -> String {
    let floor = room.group().await.meeting.and_then(|meeting| meeting.floor);
    floor.and_then(|floor| floor.person.account).map_or_else(String::new, |account| account.0)
}

#[tokio::test]
async fn a_member_keeps_an_action_in_every_account_of_theirs() {
    let transcript = Transcript::parse("owners", "# config: jcg.toml\n\nbret: start meeting\n");
    let mut room = Room::open(&transcript).await;
    say(&mut room, "bret", "Bret", "start meeting").await;
    say(&mut room, "bret", "Bret", "ACTION: Ana Lima to write the table").await;
    assert_eq!(
        say(&mut room, "mallory", "Ana Lima", "action A1 done").await,
        ["bot → Ana Lima: Only an owner of A1, a secretary or a chair can do that."]
    );
    assert_eq!(say(&mut room, "ana", "anything", "action A1 done").await, ["bot: Action A1 is done."]);
}
