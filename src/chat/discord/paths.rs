//! Under which words of a slash command each row of the table is: what people use in every meeting is one word, the rest
//! is in groups by what it is about, so that the bot does not fill a server's list of commands. Pure.

use crate::command::Row;

/// Rows whose slash command is not the name of the row.
const PATHS: &[(&str, &[&str])] = &[
    // Single words.
    ("raise", &["hand"]),
    // The meeting and the bot.
    ("extra meeting", &["meeting", "extra"]),
    ("reopen meeting", &["meeting", "reopen"]),
    ("recess", &["meeting", "recess"]),
    ("resume meeting", &["meeting", "resume"]),
    ("second session", &["meeting", "second-session"]),
    ("off", &["meeting", "off-record"]),
    ("on", &["meeting", "on-record"]),
    ("status", &["meeting", "status"]),
    ("quiet", &["meeting", "quiet"]),
    ("catchup", &["meeting", "catchup"]),
    // The queue and the clocks.
    ("queue", &["queue", "show"]),
    ("raise other", &["queue", "other"]),
    ("raise later", &["queue", "later"]),
    ("lower later", &["queue", "last"]),
    ("lower behind", &["queue", "behind"]),
    ("hand change", &["queue", "change"]),
    ("reply", &["queue", "reply"]),
    ("clarify", &["queue", "clarify"]),
    ("order", &["queue", "order"]),
    ("last word", &["queue", "last-word"]),
    ("right of reply", &["queue", "right-of-reply"]),
    ("pause", &["timer", "pause"]),
    ("resume", &["timer", "resume"]),
    ("timer", &["timer", "set"]),
    // The agenda.
    ("agenda", &["agenda", "show"]),
    ("topic", &["agenda", "topic"]),
    ("subtopic", &["agenda", "subtopic"]),
    ("document", &["agenda", "document"]),
    ("conclusion", &["agenda", "conclusion"]),
    ("item", &["agenda", "take-up"]),
    ("item next", &["agenda", "next"]),
    ("item close", &["agenda", "close"]),
    ("item really close", &["agenda", "really-close"]),
    ("item skip", &["agenda", "skip"]),
    ("item which", &["agenda", "which"]),
    ("item time", &["agenda", "time"]),
    ("item rename", &["agenda", "rename"]),
    ("item drop", &["agenda", "drop"]),
    ("item reopen", &["agenda", "reopen"]),
    // Decisions.
    ("agreed", &["decision", "record"]),
    ("noted", &["decision", "noted"]),
    ("invited", &["decision", "invited"]),
    ("requested", &["decision", "requested"]),
    ("deferred", &["decision", "deferred"]),
    ("disagreed", &["decision", "disagreed"]),
    ("decisions", &["decision", "list"]),
    ("amend", &["decision", "amend"]),
    ("propose", &["decision", "propose"]),
    ("proposal drop", &["decision", "drop-proposal"]),
    ("objections end", &["decision", "end-objections"]),
    ("objections extend", &["decision", "extend-objections"]),
    ("objection withdraw", &["decision", "withdraw-objection"]),
    ("oppose", &["decision", "oppose"]),
    ("abstain", &["decision", "abstain"]),
    ("reserve", &["decision", "reserve"]),
    ("agree", &["decision", "agree"]),
    ("list propose", &["decision", "list-propose"]),
    ("list confirm", &["decision", "list-confirm"]),
    ("list answer", &["decision", "list-answer"]),
    ("list withdraw", &["decision", "list-withdraw"]),
    ("list settle", &["decision", "list-settle"]),
    ("list drop", &["decision", "list-drop"]),
    ("list proposals", &["decision", "list-proposals"]),
    ("poll", &["poll", "open"]),
    ("poll show", &["poll", "show"]),
    ("question", &["question", "ask"]),
    ("questions", &["question", "list"]),
    // The record.
    ("action", &["action", "record"]),
    ("actions", &["action", "list"]),
    ("actions of", &["action", "of"]),
    ("actions mine", &["action", "mine"]),
    ("info", &["record", "info"]),
    ("idea", &["record", "idea"]),
    ("wanted", &["record", "wanted"]),
    ("issue", &["record", "issue"]),
    ("ruling", &["record", "ruling"]),
    ("outgoing", &["record", "outgoing"]),
    ("link", &["record", "link"]),
    ("replace", &["record", "replace"]),
    ("insert", &["record", "insert"]),
    ("undo", &["record", "undo"]),
    // People.
    ("absent", &["people", "absent"]),
    ("regrets", &["people", "regrets"]),
    ("regrets off", &["people", "no-regrets"]),
    ("who", &["people", "who"]),
    ("scribe", &["people", "scribe"]),
    ("scribe off", &["people", "scribe-off"]),
    ("scribe pick", &["people", "scribe-pick"]),
    ("chair", &["people", "chair"]),
    ("chair off", &["people", "chair-off"]),
    ("remind", &["people", "remind"]),
    ("remind actions", &["people", "remind-actions"]),
    ("forget me", &["people", "forget-me"]),
    // Time and meetings ahead.
    ("time", &["time", "show"]),
    ("zone", &["time", "zone"]),
    ("zones", &["time", "zones"]),
    ("slots", &["time", "slots"]),
    ("hours", &["time", "hours"]),
    ("schedule", &["plan", "meeting"]),
    ("plans", &["plan", "list"]),
    ("reschedule", &["plan", "move"]),
    ("cancel", &["plan", "cancel"]),
    ("join", &["plan", "join"]),
    ("announce", &["plan", "announce"]),
    // The group's results, mail and pages.
    ("register", &["row", "list"]),
    ("mechanism", &["row", "mechanism"]),
    ("mechanisms", &["row", "mechanisms"]),
    ("document", &["document", "considered"]),
    ("documents", &["document", "list"]),
    ("liaisons", &["liaison", "list"]),
    ("report", &["report", "show"]),
    ("reports", &["report", "list"]),
    ("parent", &["report", "parent"]),
    ("mandate", &["mandate", "show"]),
    ("terms", &["terms", "show"]),
    ("mail", &["mail", "list"]),
    ("web", &["web", "link"]),
    // The minutes.
    ("minutes", &["minutes", "show"]),
    ("minutes add after", &["minutes", "add-after"]),
    ("correct", &["minutes", "correct"]),
    // The rest is in two words already.
    ("queue close", &["queue", "close"]),
    ("queue open", &["queue", "open"]),
    ("queue full", &["queue", "full"]),
    ("queue read", &["queue", "read"]),
    ("queue set", &["queue", "set"]),
    ("timer off", &["timer", "off"]),
    ("timer left", &["timer", "left"]),
    ("timer organizations", &["timer", "organizations"]),
    ("timer organizations-off", &["timer", "organizations-off"]),
    ("decision reopen", &["decision", "reopen"]),
    ("poll close", &["poll", "close"]),
];

/// The words of a row's slash command, such as `queue` and `show`. A row that is not listed has those of its name: the
/// first is the group.
pub fn path_of(row: &Row) -> Vec<String> {
    if let Some((_, path)) = PATHS.iter().find(|(name, _)| *name == row.name) {
        return path.iter().map(|word| (*word).to_owned()).collect();
    }
    match row.name.split_once(' ') {
        Some((group, rest)) => vec![group.to_owned(), rest.replace(' ', "-")],
        None => vec![row.name.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{find, rows};

    #[test]
    fn every_listed_row_is_in_the_table_and_no_two_share_their_words() {
        for (name, _) in PATHS {
            assert!(find(name).is_some(), "!{name} is not in the table");
        }
        let mut paths: Vec<Vec<String>> = rows().iter().map(|row| path_of(row)).collect();
        paths.sort();
        let count = paths.len();
        paths.dedup();
        assert_eq!(paths.len(), count);
        for path in &paths {
            let is_group = |other: &Vec<String>| other.len() > 1 && path.len() == 1 && other[0] == path[0];
            assert!(!paths.iter().any(is_group), "/{} is a group and a command", path[0]);
        }
    }

    #[test]
    fn what_people_use_in_every_meeting_is_one_word() {
        for (row, word) in [
            ("raise", "hand"),
            ("lower", "lower"),
            ("support", "support"),
            ("object", "object"),
            ("present", "present"),
            ("next", "next"),
            ("board", "board"),
        ] {
            assert_eq!(find(row).map(path_of), Some(vec![word.to_owned()]));
        }
    }
}
