//! Heads that say from whom to whom: saved chats of Zoom and Webex, in the languages that these have.

use super::headed::Head;
use super::people::may_be_name;
use super::stamps::is_stamp;

/// What stands before the sender, and what between sender and addressee. Chinese has nothing before the sender in some versions.
const FROM_TO: [(&str, &[&str]); 12] = [
    ("From ", &[" to ", " To "]),
    ("from ", &[" to ", " To "]),
    ("Von ", &[" an ", " An "]),
    ("De ", &[" à ", " À ", " a ", " para "]),
    ("Da ", &[" a "]),
    ("Van ", &[" aan ", " naar "]),
    ("От ", &[" для ", " кому ", " до "]),
    ("Від ", &[" до ", " кому "]),
    ("開始 ", &[" 終了 "]),
    ("從 ", &[" 對 ", " 到 ", " 至 "]),
    ("从 ", &[" 对 ", " 到 ", " 至 "]),
    ("", &[" 對 ", " 对 ", " 到 ", " 至 "]),
];

/// Words of one letter or two stand inside names and titles as well: they come before an addressee that is known as one.
const WEAK: [&str; 4] = [" a ", " para ", " an ", " до "];

/// Who everyone is, in small letters.
const EVERYONE: [&str; 22] = [
    "everyone",
    "all ",
    "meeting group",
    "alle",
    "tout le monde",
    "todo",
    "toda",
    "tutti",
    "iedereen",
    "à tous",
    "the meeting",
    "все",
    "всем",
    "усі",
    "всі",
    "wszys",
    "herkes",
    "所有",
    "全体",
    "皆様",
    "全員",
    "모두",
];

/// No program takes a longer name, in characters.
const LONGEST_NAME: usize = 80;

/// `14:00:00 From Ana Lima to Everyone : text`, and the like.
pub fn head(line: &str) -> Option<Head<'_>> {
    FROM_TO.iter().find_map(|(from, to)| head_with(line, from, to))
}

fn head_with<'a>(line: &'a str, from: &str, between: &[&str]) -> Option<Head<'a>> {
    let (stamp, rest) = if from.is_empty() {
        line.trim_start().split_once([' ', '\t'])?
    } else {
        let at = line.find(from)?;
        (&line[..at], &line[at + from.len()..])
    };
    let (stamp, rest) = (stamp.trim(), rest.trim_start());
    if !(stamp.is_empty() && from == "from " || is_stamp(stamp)) {
        return None;
    }
    // `Ana Lima to Everyone : text`, `Ana Lima to Everyone:`, `Ana Lima : text`, `Ana Lima to everyone:    2:00 PM`
    let (people, words) = rest
        .split_once(" : ")
        .or_else(|| rest.strip_suffix(" :").map(|people| (people, "")))
        .or_else(|| rest.strip_suffix([':', '：']).map(|people| (people, "")))
        .or_else(|| rest.split_once(": ").or_else(|| rest.split_once(":\t")))?;
    let (stamp, words) = if stamp.is_empty() { (words.trim(), "") } else { (stamp, words) };
    if !is_stamp(stamp) {
        return None;
    }
    let addressed = between
        .iter()
        .filter_map(|to| people.rfind(to).map(|at| (at, *to)))
        .filter(|(at, to)| !WEAK.contains(to) || is_addressee(&people[at + to.len()..], &people[..*at]))
        .max_by_key(|(at, _)| *at);
    let (who, whom) = match addressed {
        Some((at, to)) => (&people[..at], Some(people[at + to.len()..].trim())),
        None => (people, None),
    };
    // Where a mark stands on both sides of a name, whatever is between them is the name.
    let is_bounded = whom.is_some() || line.contains(" : ") && !from.is_empty() && from != "from ";
    let is_name = !who.trim().is_empty() && who.chars().count() <= LONGEST_NAME && !who.contains("://");
    let is_sender = if from.is_empty() {
        is_name && whom.is_some_and(|whom| is_everyone(whom) || whom.ends_with([')', '）']))
    } else {
        is_name && (is_bounded || may_be_name(who.trim()))
    };
    // Older versions name the addressee of private messages alone, and in brackets.
    let is_private = whom.is_some_and(|whom| !is_everyone(whom));
    is_sender.then(|| Head { is_private, ..Head::said(stamp, who, words) })
}

fn is_everyone(whom: &str) -> bool {
    let lower = whom.trim().to_lowercase();
    let is_alone = ["(direct", "(priva", "(en priv", "(в приват", "(直接", "（", "(プライ", "(私"];
    EVERYONE.iter().any(|start| lower.starts_with(start)) && !is_alone.iter().any(|mark| lower.contains(mark))
}

/// Everyone, somebody with a word in brackets behind the name, or anybody behind two spaces, which no name has.
fn is_addressee(whom: &str, who: &str) -> bool {
    is_everyone(whom) || whom.trim_end().ends_with(')') || who.ends_with(' ') && whom.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_told_from_addressees_in_every_language() {
        for (line, who, is_private, words) in [
            ("14:00:00 From Ana Lima to Everyone : hi", "Ana Lima", false, "hi"),
            ("14:00:00\t From  Ana Lima : hi", "Ana Lima", false, "hi"),
            ("14:00:00 From Ana Lima To Everyone:", "Ana Lima", false, ""),
            ("14:00:00\t From Bo To Ana Lima(Privately) : hi", "Bo", true, "hi"),
            ("14:00:00 From Bo to Ana Lima(Direct Message) : hi", "Bo", true, "hi"),
            (
                "14:00:00\t From Ana (she/her) Example Lab / example.org / Rows : hi",
                "Ana (she/her) Example Lab / example.org / Rows",
                false,
                "hi",
            ),
            ("14:00:00 From Ana Lima [JCG] to Everyone:", "Ana Lima [JCG]", false, ""),
            ("14:00:00\t De  Ana  a  Bo Nyberg(En privado) : hola", "Ana", true, "hola"),
            ("14:00:00\t De  Ana a la carta : hola", "Ana a la carta", false, "hola"),
            ("14:00:00 De Ana a Todos:", "Ana", false, ""),
            ("14:00:00 De Ana para Todos : oi", "Ana", false, "oi"),
            ("14:00:00 De Ana à Tout le monde :", "Ana", false, ""),
            ("14:00:00 Von Ana Lima an Alle : hallo", "Ana Lima", false, "hallo"),
            ("14:00:00  李明 對 所有人:", "李明", false, ""),
            ("14:00:00 從 李明 對 所有人:", "李明", false, ""),
            ("14:00:00 李明 對 王芳(直接訊息):", "李明", true, ""),
            ("14:00:00 開始 佐藤 明 終了 皆様 : はい", "佐藤 明", false, "はい"),
        ] {
            let found = head(line).map(|head| (head.who, head.is_private, head.words));
            assert_eq!(found, Some((who, is_private, words)), "{line}");
        }
        for line in ["14:00:00 Ana: from here to there : hi", "we go from Ana to Bo : hi", "Ana: 14:00 From Bo : hi"] {
            assert!(head(line).is_none(), "{line}");
        }
    }
}
