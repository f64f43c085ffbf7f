//! Pages that are made from the source, and conversations in pages that are played.

use convenor::command::help;

use crate::conversation::{Room, Transcript};
use crate::golden;

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
