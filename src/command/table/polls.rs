//! Reading polls and votes: questions with their choices, and what people choose.

use super::{Misread, Values};
use crate::group::command::{Command, PollCommand};
use crate::group::poll::SEVERAL;

/// Reads `vote A`, `I vote no`, `2️⃣`.
pub(super) fn read_vote(line: &str) -> Option<Values> {
    let bare = line.trim_end_matches(['.', '!']);
    let said = ["i vote ", "we vote ", "my vote: ", "my vote is ", "voting "];
    let start = said.iter().find(|start| bare.get(..start.len()).is_some_and(|at| at.eq_ignore_ascii_case(start)));
    if let Some(choice) =
        start.map(|start| bare[start.len()..].trim()).filter(|choice| choice.split_whitespace().count() <= 3)
    {
        return Some(Values(vec![("choice", choice.to_owned()), ("typed", line.to_owned())]));
    }
    // `2️⃣` by itself.
    if crate::text::sign::number_of(line.trim()).is_some() {
        return Some(Values(vec![("choice", line.trim().to_owned()), ("typed", line.to_owned())]));
    }
    let choice = line.get(..5).filter(|head| head.eq_ignore_ascii_case("vote ")).map(|_| line[5..].trim())?;
    let is_short = !choice.is_empty() && choice.chars().count() <= 80;
    is_short.then(|| Values(vec![("choice", choice.to_owned()), ("typed", line.to_owned())]))
}

/// `QUESTION? A, B, C`. Without a question mark “poll results are in” is prose.
pub(super) fn poll(values: &Values) -> Result<Command, Misread> {
    const USAGE: &str = "poll QUESTION? A, B, C";
    const WHICH: &str = "poll QUESTION? A, B, C (the choices after the question mark, or: yes, no)";
    let (typed, otherwise) = if let Some(asked) = values.owned("asked") {
        (asked, Misread::Usage(USAGE))
    } else {
        let question = values.required("question", USAGE)?;
        // “Poll the members? They were asked last year.”
        if asks_whether_to_poll(&question) {
            return Err(Misread::Prose);
        }
        let is_meant = question.starts_with(char::is_uppercase);
        (question, if is_meant { Misread::Usage(USAGE) } else { Misread::Prose })
    };
    let typed = typed.replace('？', "?").replace(['，', '、'], ",").replace('；', ";");
    let (typed, takes_several) = without_several(&typed).map_or((typed, false), |typed| (typed, true));
    let Some((question, choices)) = typed.rsplit_once('?') else {
        let (question, choices) = without_mark(&typed, values.get("asked").is_some()).map_err(|slip| match slip {
            Slip::Which => Misread::Usage(WHICH),
            Slip::Other => otherwise,
        })?;
        return Ok(Command::Poll(PollCommand::OpenPoll { question, choices }));
    };
    if choices.trim().is_empty() && asks_which(question) {
        // “Geneva or Paris?” has its choices in it.
        let (question, choices) = without_mark(question, values.get("asked").is_some())
            .ok()
            .filter(|(_, choices)| !choices.is_empty() && !takes_several)
            .ok_or(Misread::Usage(WHICH))?;
        return Ok(Command::Poll(PollCommand::OpenPoll { question, choices }));
    }
    if !question.contains(char::is_alphanumeric) {
        return Err(Misread::Usage(USAGE));
    }
    // Spaces around a slash or a bar part choices where no comma does.
    let apart = choices.replace(" / ", ";").replace(" | ", ";");
    let choices = if choices.contains([',', ';']) { choices } else { &apart };
    let mark = if choices.contains(';') { ';' } else { ',' };
    // Everybody can abstain, whatever the choices are.
    let is_choice = |choice: &&str| !["abstain", "abstention"].iter().any(|word| choice.eq_ignore_ascii_case(word));
    let listed: Vec<&str> = split_outside_brackets(choices, mark).collect();
    let choices = with_last_apart(&listed).into_iter().filter(is_choice).map(str::to_owned).collect();
    let several = if takes_several { format!(" {SEVERAL}") } else { String::new() };
    Ok(Command::Poll(PollCommand::OpenPoll { question: format!("{}?{several}", question.trim()), choices }))
}

/// Why words without a question mark are no poll.
enum Slip {
    /// It asks which of several, and its choices are not told apart.
    Which,
    Other,
}

/// `either Geneva or Paris`, `A, B or C`, `shall we go on`: the question and its choices, none for yes and no.
fn without_mark(typed: &str, is_sure: bool) -> Result<(String, Vec<String>), Slip> {
    const ASKS: [&str; 14] = [
        "shall ",
        "should we ",
        "should the ",
        "do we ",
        "does the group ",
        "can we ",
        "could we ",
        "will we ",
        "may we ",
        "is it ",
        "are we ",
        "would you ",
        "do you ",
        "must we ",
    ];
    let bare = typed.trim().trim_end_matches(['.', '!', ' ']);
    let lower = bare.to_lowercase();
    let question = || format!("{bare}?");
    if ASKS.iter().any(|start| lower.starts_with(start)) {
        return if asks_which(bare) { Err(Slip::Which) } else { Ok((question(), Vec::new())) };
    }
    let either = lower.starts_with("either ");
    let listed = if either { bare[7..].trim() } else { bare };
    let pieces: Vec<&str> = split_outside_brackets(listed, ',').collect();
    let choices = with_last_apart(&pieces);
    let is_list = listed.contains(" or ") && choices.len() > 1;
    let are_short = choices.iter().all(|choice| choice.split_whitespace().count() <= 4);
    // “Poll members or chairs first” may be talk.
    let are_names = choices.iter().all(|choice| choice.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    if is_list && are_short && (either || is_sure || are_names) {
        return Ok((question(), choices.into_iter().map(str::to_owned).collect()));
    }
    Err(if is_list && (is_sure || either) { Slip::Which } else { Slip::Other })
}

/// Choices whose last two stand together: `14:00, 15:00 or 16:00`, `Yes or no`, `Monday, Tuesday and Friday`.
fn with_last_apart<'a>(listed: &[&'a str]) -> Vec<&'a str> {
    let Some((last, before)) = listed.split_last() else { return Vec::new() };
    let last =
        ["or ", "and "].iter().find_map(|word| last.strip_prefix(word)).filter(|_| !before.is_empty()).unwrap_or(last);
    let are_short = || before.iter().all(|choice| choice.split_whitespace().count() <= 2);
    let apart = last.split_once(" or ").or_else(|| {
        let (one, other) = last.split_once(" and ").filter(|_| !before.is_empty() && are_short())?;
        let is_short = |words: &str| words.split_whitespace().count() <= 2;
        (is_short(one) && is_short(other)).then_some((one, other))
    });
    let mut choices = before.to_vec();
    match apart {
        Some((one, others)) => {
            choices.push(one.trim());
            choices.extend(others.split(" or ").map(str::trim));
        }
        None => choices.push(last),
    }
    choices
}

/// Whether a question has its choices in it: “Tables or lists?” is not answered by yes or no.
fn asks_which(question: &str) -> bool {
    let lower = question.to_lowercase();
    let Some((before, after)) = lower.rsplit_once(" or ") else { return false };
    let next = after.split_whitespace().next().unwrap_or_default();
    let last = before.split_whitespace().next_back().unwrap_or_default();
    !["not", "less", "more", "so", "later", "else", "two", "three", "no"].contains(&next)
        && !["more", "one", "sooner", "yes"].contains(&last)
}

/// “Poll the members?” speaks of asking people.
fn asks_whether_to_poll(question: &str) -> bool {
    const PEOPLE: [&str; 18] = [
        "members",
        "group",
        "groups",
        "room",
        "list",
        "people",
        "delegates",
        "everyone",
        "everybody",
        "them",
        "participants",
        "members'",
        "audience",
        "experts",
        "us",
        "editors",
        "chairs",
        "meeting",
    ];
    let asked = question.split(['?', '？']).next().unwrap_or_default();
    let words: Vec<&str> = asked.split_whitespace().collect();
    let is_small = question.starts_with(char::is_lowercase);
    let last = words.last().copied().unwrap_or_default().to_lowercase();
    is_small && words.len() <= 4 && PEOPLE.contains(&last.as_str())
}

/// The words of a poll without `(several)`, `(choose any)` or `(all that apply)`. `None`: one may be chosen.
fn without_several(typed: &str) -> Option<String> {
    const WORDS: [&str; 8] =
        ["several", "multiple", "all that apply", "more than one", "choose any", "pick any", "any number", "as many"];
    let (before, rest) = typed.split_once(['(', '['])?;
    let (inside, after) = rest.split_once([')', ']'])?;
    let inside = inside.to_lowercase();
    let is_several = WORDS.iter().any(|word| inside.starts_with(word) || inside.ends_with(word))
        || ["choose ", "pick ", "select "].iter().any(|verb| inside.starts_with(verb) && inside.contains("several"));
    is_several.then(|| format!("{} {}", before.trim_end(), after.trim_start()).replace(" ?", "?").trim().to_owned())
}

/// Splits at a mark, but not inside brackets: `Option A (Ana, Bo), Option B` are two.
fn split_outside_brackets(typed: &str, mark: char) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let is_break = move |c: char| {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c == mark
    };
    typed.split(is_break).map(str::trim).filter(|piece| !piece.is_empty())
}
