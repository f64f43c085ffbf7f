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
    let (question, choices) = typed.rsplit_once('?').ok_or(otherwise)?;
    if choices.trim().is_empty() && asks_which(question) {
        return Err(Misread::Usage(WHICH));
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
