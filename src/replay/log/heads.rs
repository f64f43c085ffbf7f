//! Lines of a log that nobody in the room said: heads that clients write, days, and what the server tells.

use super::days::Day;
use super::stamp;

/// Words with which clients begin, end and date a log; a day may follow.
const OPENINGS: [&str; 22] = [
    "--- Log opened",
    "--- Log closed",
    "--- Day changed",
    "**** BEGIN LOGGING AT",
    "**** ENDING LOGGING AT",
    "-!- Day changed",
    "-- Day changed",
    // Quassel.
    "- {Day changed to",
    "Session Start:",
    "Session Time:",
    "Session Close:",
    "Session Ident:",
    "Conversation with ",
    "Begin logging at",
    "Logging started",
    "Log started",
    "Log opened",
    "Log file opened",
    "Log file started",
    "### Log session started",
    "### Log session terminated",
    // Konversation, below “Logfile started”.
    "*** on ",
];

/// The words after such an opening.
pub fn opening(line: &str) -> Option<&str> {
    if !line.starts_with(['-', '*', 'S', 'C', 'B', 'L', '#']) {
        return None;
    }
    OPENINGS.iter().find_map(|start| line.strip_prefix(start))
}

/// Marks that stand around a day which begins: `--- Tue, 08 Dec 2026 ---`.
const AROUND: [char; 10] = ['-', '=', '*', '_', '~', '#', '—', '–', '─', ' '];
/// A line with nothing but a day is no longer.
const LONGEST: usize = 80;

/// A line that names a day and nothing else.
pub fn day_alone(line: &str) -> Option<Day> {
    if line.len() > LONGEST {
        return None;
    }
    let words = line.trim_matches(AROUND);
    let is_day = words.chars().any(|c| c.is_ascii_digit()) || !words.is_ascii();
    if words.is_empty() || !is_day { None } else { stamp::day_of(words) }
}

/// Marks of what the server says. `-->|` and `|<--` are `ChatZilla`'s, `<->` is Quassel's, `==` qwebirc's, arrows are `IRCCloud`'s.
const SERVER: [&str; 22] = [
    "-!-", "***", "-->|", "<--|", "|<--", "-->", "<--", "<->", "=-=", "---", "===", "== ", "-|-", "→", "←", "⇐", "⇒",
    "↔", "↪", "ⓘ", "!!!", "·",
];

/// Words at the start of what clients tell of the room; Konversation has a tab after its own.
const TOLD: [&str; 27] = [
    "[INFO]",
    "[ERROR]",
    "[QUERY]",
    "Join\t",
    "Part\t",
    "Quit\t",
    "Nick\t",
    "Topic\t",
    "Mode\t",
    "Kick\t",
    "Names\t",
    "Info\t",
    "Notice\t",
    "Created\t",
    "Away\t",
    "CTCP\t",
    "Welcome\t",
    "Nick change: ",
    "Topic changed on ",
    "Topic on ",
    "The topic for ",
    "Mode change ",
    "CTCP ",
    "Disconnected from ",
    "Connected to ",
    "Now talking ",
    "You are now ",
];

/// What such lines say of somebody: `bo (~bo@example.org) joined #jcg.`, `bo entered the room.`
const HAPPENED: [&str; 19] = [
    " joined #",
    " left #",
    " left irc",
    " has joined",
    " has left",
    " has quit",
    " entered the room",
    " left the room",
    " joined the room",
    " is now known as ",
    " got netsplit",
    " got lost in the net-split",
    " returned to #",
    " kicked from #",
    " was kicked",
    " has set the topic to",
    " changed the topic",
    " sets mode",
    " set mode",
];

/// What the server says behind its mark; `-bo- words` is a notice, which is not said in the room either.
pub fn server(rest: &str) -> Option<&str> {
    // Most lines begin with a nick, and no mark does so but arrows.
    if rest.starts_with('<') && !rest.starts_with("<-") {
        return None;
    }
    if let Some(words) = SERVER.iter().chain(&TOLD).find_map(|mark| rest.strip_prefix(mark)) {
        // Pidgin has `***ana waves` for what people do.
        let is_done = rest.strip_prefix("***").is_some_and(|done| done.starts_with(char::is_alphanumeric));
        return if is_done { None } else { Some(words) };
    }
    let Some(notice) = rest.strip_prefix('-') else {
        if rest.starts_with('#') && rest.contains(": mode change '") {
            return Some(rest);
        }
        // Whoever says so in the room has a name and a colon before it; here a nick and an address are.
        let head = &rest[..rest.find(": ").unwrap_or(rest.len())];
        let is_told =
            |what: &&str| head.find(*what).is_some_and(|at| (1..=2).contains(&head[..at].split_whitespace().count()));
        let may_be = !rest.starts_with(['<', '*']) && head.len() < LONGEST_TOLD;
        return (may_be && HAPPENED.iter().any(is_told)).then_some(rest);
    };
    // A nick may have such a mark in it.
    let end = notice.find("- ").or_else(|| notice.find("-\t")).filter(|end| *end > 0)?;
    let (nick, words) = (&notice[..end], &notice[end + 1..]);
    if nick.contains([' ', '\t']) { None } else { Some(words) }
}

/// What is told of the room is no longer, in bytes.
const LONGEST_TOLD: usize = 400;

/// `Action: bo waves` and `***bo waves`, as eggdrop and Pidgin write what somebody does.
pub fn done(rest: &str) -> Option<&str> {
    let done = rest.strip_prefix("Action: ").or_else(|| {
        let done = rest.strip_prefix("***")?;
        done.starts_with(char::is_alphanumeric).then_some(done)
    })?;
    done.contains(' ').then_some(done)
}

/// Whether `* nick act` tells of the server: joining, leaving, a new topic, modes.
pub fn is_about_server(who: &str, act: &str) -> bool {
    const DONE: [&str; 15] = [
        "has joined",
        "has quit",
        "has left",
        "sets mode",
        "sets topic",
        "changes topic to",
        "has changed the topic",
        "was kicked by",
        "has been kicked",
        "Quit (",
        "gives channel operator",
        "has kicked",
        "joined the channel",
        "left the channel",
        "has been invited to",
    ];
    if act.strip_prefix("is now known as ").is_some_and(|nick| !nick.contains(' ')) {
        return true;
    }
    // mIRC begins with what was done.
    if matches!(who, "Joins:" | "Parts:" | "Quits:" | "Disconnected" | "Attempting" | "Rejoined" | "Retrieving")
        || (who == "Now" && act.starts_with("talking in"))
        || (who == "Topic" && ["is '", "for #", "for &", "set by "].iter().any(|start| act.starts_with(start)))
        || (who == "Channel" && act.contains(" created on "))
        || who == "TOPIC:"
        || who == "--"
        || (who == "Set" && act.starts_with("by "))
    {
        return true;
    }
    // `* bo (~bo@example.org) has joined #jcg`, `* bo [~bo@example.org] has quit [bye]`.
    let after = ["(", "["].iter().find_map(|open| act.strip_prefix(open));
    let after_address = after.and_then(|inside| inside.split_once([')', ']'])).map(|(_, done)| done.trim_start());
    let done = after_address.unwrap_or(act);
    let Some(end) = DONE.iter().find_map(|start| done.strip_prefix(start)) else { return false };
    after_address.is_some()
        || end.is_empty()
        || [" (", " [", " #", ":", " to", " by"].iter().any(|start| end.starts_with(start))
        || ["sets mode", "sets topic", "changes topic to", "Quit (", "was kicked by"]
            .iter()
            .any(|start| done.starts_with(start))
}

/// A line of marks, or a comment.
pub fn is_mark(line: &str) -> bool {
    line.starts_with("---") || line.starts_with("***") || line.starts_with("===") || line.starts_with('#')
}
