//! What a room shows of the others at the end is what the log says then: every line once, in order, as it was corrected
//! last, and nothing that was deleted.

use convenor::chat::RoomKey;
use convenor::group::event::Entry;
use convenor::view::relay::relayed;

use super::Simulation;
use super::people::GROUP;

impl Simulation<'_> {
    pub(super) async fn check_relays(&self) {
        let mut log: Vec<Entry> = Vec::new();
        self.bot.store().read(GROUP, 0, |entry| log.push(entry)).await.expect("the log can be read");
        for room in &self.people.rooms {
            let shown = without_spaces(&self.server.relayed(room).concat());
            let expected = without_spaces(&self.of_others(&log, room));
            assert_eq!(shown, expected, "what {room} shows of the other rooms");
        }
    }

    /// What was said in other rooms, from the log alone.
    fn of_others(&self, log: &[Entry], room: &RoomKey) -> String {
        let mut sources: Vec<&str> = Vec::new();
        for entry in log.iter().filter(|entry| entry.about().is_none()) {
            let source = entry.source.as_ref().filter(|source| source.room.as_ref().is_some_and(|at| *at != room.0));
            if let Some(source) = source.filter(|source| !sources.contains(&source.message.as_str())) {
                sources.push(&source.message);
            }
        }
        let words = sources.into_iter().filter_map(|message| {
            let is_of = |entry: &&Entry| {
                entry.about().is_none() && entry.source.as_ref().is_some_and(|source| source.message == message)
            };
            let made: Vec<&Entry> = log.iter().filter(is_of).collect();
            let corrects = |entry: &&Entry| entry.about().is_some_and(|about| made.iter().any(|own| own.seq == about));
            let corrections = log.iter().filter(corrects);
            let entries: Vec<Entry> = made.iter().copied().chain(corrections).cloned().collect();
            relayed(&entries, self.charter.relay)
        });
        words.map(|text| convenor::text::plain::render(&text, None)).collect()
    }
}

/// Long lines are shown in several messages and short ones together in one; where they are cut is not the question.
fn without_spaces(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}
