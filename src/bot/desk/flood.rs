//! What becomes of a message whose sender writes too fast.

use super::{Desk, Step};
use crate::bot::flood::{self, Pace};
use crate::chat::{Incoming, What};
use crate::command::read;
use crate::group::command::{Command, RecordCommand};

impl Desk {
    /// Understands a message, unless its sender writes too fast: then its words are kept as talk, and nothing is done.
    /// Edits of one's own words count at any pace.
    pub(super) async fn understand_at(&self, pace: Pace, incoming: &Incoming) -> anyhow::Result<Vec<Step>> {
        let mut steps = match (&incoming.what, pace) {
            (_, Pace::Usual) => return self.understand(incoming).await,
            (What::Said { text }, Pace::TooFast | Pace::StillTooFast) => self.talk(incoming, text),
            (What::Edited { .. }, Pace::TooFast | Pace::StillTooFast) => self.understand(incoming).await?,
            // Every press of a button waits for an answer.
            (What::Asked(_), Pace::StillTooFast) => vec![Step::Tell(flood::told())],
            (_, Pace::TooFast | Pace::StillTooFast) => Vec::new(),
        };
        if pace == Pace::TooFast {
            steps.push(Step::Tell(flood::told()));
        }
        Ok(steps)
    }

    /// Each line as it was typed, but for those that are kept out of the record on purpose.
    fn talk(&self, incoming: &Incoming, text: &str) -> Vec<Step> {
        if !self.is_heard(incoming) {
            return Vec::new();
        }
        let text = crate::text::clean(text);
        let lines = (0..).zip(text.lines()).filter(|(_, line)| !read(line, &self.names).is_empty());
        let say = |(line, words): (u32, &str)| Step::Ask {
            source: incoming.source(line),
            command: Command::Record(RecordCommand::Say { words: words.to_owned() }),
        };
        lines.map(say).collect()
    }
}
