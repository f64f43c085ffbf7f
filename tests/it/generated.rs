//! Pages that are made from the source, and conversations in pages that are played.

use convenor::command::help;

use mail_parser::MessageParser;

use crate::conversation::{Room, Transcript};
use crate::golden::{self, without_versions};

#[test]
fn the_page_of_commands_is_fresh() {
    golden::assert_same("docs/commands.md", &help::reference());
}

#[tokio::test]
async fn the_conversations_of_the_page_for_chairs_go_as_written() {
    const PAGE: &str = "docs/for-chairs.md";
    const FENCE: &str = "```";
    let page = golden::read(PAGE);
    let mut shown = Vec::new();
    for (index, part) in page.split(FENCE).enumerate() {
        match part.strip_prefix("text\n").filter(|_| index % 2 == 1) {
            Some(block) => {
                let transcript = Transcript::parse(PAGE, block);
                let mut room = Room::open(&transcript).await;
                let mut answers = Vec::new();
                for line in &transcript.lines {
                    answers.push(room.play(&line.input).await);
                }
                shown.push(format!("text\n{}", transcript.with_answers(&answers)));
            }
            None => shown.push(part.to_owned()),
        }
    }
    assert_eq!(shown.len(), 13, "the page has five conversations");
    golden::assert_same(PAGE, &shown.join(FENCE));
}

/// What stands above the minutes on their page.
const ABOVE: &str = "\
# Minutes as they arrive

A meeting of forty people and two hours: this is the text of the mail as the list gets it. What people typed is
[a conversation of the tests](../tests/it/transcripts/407_forty_people.txt), and a test keeps this page fresh. How the same minutes look as a page and as a Word
document is in [for secretaries](for-secretaries.md#a-long-meeting).
";

#[tokio::test]
async fn the_example_of_minutes_is_fresh() {
    let transcript = Transcript::named("407_forty_people");
    let mut room = Room::open(&transcript).await;
    for line in &transcript.lines {
        room.play(&line.input).await;
    }
    let mails = room.mails();
    let mail = mails.last().expect("the minutes were sent");
    let mail = MessageParser::default().parse(mail).expect("a readable mail");
    let text = mail.body_text(0).expect("the mail has a text").replace("\r\n", "\n");
    let page = format!("{ABOVE}\n```text\n{}\n```\n", without_versions(&text).trim_end());
    golden::assert_same("docs/example-minutes.md", &page);
}
