//! Rows of proposals that are put to the mailing list.

use super::{Argument, ArgumentKind, Misread, Row, Topic, Values, optional, required};
use crate::group::command::{Command, ListProposalCommand};
use crate::group::event::{Kind, Stand};
use crate::group::list_proposal::leading_list_proposal;

const USAGE: &str = "propose to list: TEXT until 2026-12-20";

pub const ROWS: &[Row] = &[
    Row::new(Topic::Decisions, "list propose", "Puts exact words to the mailing list, until a day.", |values| {
        let text = values.required("text", USAGE)?;
        let until = values.get("until").map(str::to_owned);
        to_list(&text, until)
    })
    .taking(&[
        required("text", ArgumentKind::Words, "The exact words."),
        optional("until", ArgumentKind::Words, "The last day for answers, such as 2026-12-20."),
    ])
    .typed(
        &["propose|put to the~ list: {text}", "propose|put to the~ mailing list: {text}", "ask the~ list: {text}"],
        &["propose to list: row 4 goes to SG17 until 2026-12-20", "put to the list: row 4 stays until Friday"],
    ),
    Row::new(Topic::Decisions, "list confirm", "Sends to the list what was shown, as a chair.", |values| {
        let which = values.get("which").map(number).transpose()?;
        Ok(Command::ListProposal(ListProposalCommand::Confirm { which }))
    })
    .taking(&[optional("which", ArgumentKind::Words, "Number, such as LP1, if several wait.")])
    .typed(
        &["!propose confirm", "!propose confirm {which}", "confirm the~ proposal to the~ list"],
        &["!propose confirm", "!propose confirm LP1"],
    ),
    Row::new(Topic::Decisions, "list answer", "Answers a proposal to the list; your last answer counts.", |values| {
        let proposal = number(&values.required("which", "support LP1")?)?;
        let stand = match values.get("answer").unwrap_or_default().to_lowercase().as_str() {
            "support" | "yes" | "+1" => Stand::For,
            "object" | "against" | "no" | "-1" => Stand::Against,
            "abstain" | "0" => Stand::Neutral,
            _ => return Err(Misread::Usage("support LP1, or object to LP1: REASON, or abstain on LP1")),
        };
        Ok(Command::ListProposal(ListProposalCommand::Answer { proposal, stand, words: values.owned("why") }))
    })
    .taking(&[
        WHICH,
        required("answer", ArgumentKind::Words, "support, object or abstain."),
        optional("why", ArgumentKind::Words, "Why."),
    ])
    .typed(&[], &["support LP1", "abstain on LP1", "no objection to LP1"])
    .read_by(read_answer)
    .by_mail(),
    Row::new(Topic::Decisions, "list withdraw", "Takes your answer to a proposal to the list back.", |values| {
        let proposal = number(&values.required("which", "withdraw my answer to LP1")?)?;
        Ok(Command::ListProposal(ListProposalCommand::WithdrawAnswer { proposal }))
    })
    .taking(&[WHICH])
    .typed(
        &["withdraw my|the~ answer|support to|for|on {which}"],
        &["withdraw my answer to LP1", "withdraw my support for LP1"],
    )
    .by_mail(),
    Row::new(Topic::Decisions, "list settle", "Says what came of a proposal to the list, as a chair.", |values| {
        let proposal = number(&values.required("which", "agree LP1")?)?;
        let kind = match values.get("result").unwrap_or("agreed").to_lowercase().as_str() {
            "agree" | "agreed" => Kind::Agreed,
            "no agreement" | "not agreed" => Kind::NoAgreement,
            _ => return Err(Misread::Usage("agree LP1, or no agreement on LP1")),
        };
        Ok(Command::ListProposal(ListProposalCommand::Settle { proposal, kind }))
    })
    .taking(&[WHICH, optional("result", ArgumentKind::Words, "agreed (the default) or no agreement.")])
    .typed(&[], &["agree LP1", "no agreement on LP1", "LP1 is agreed"])
    .read_by(read_result),
    Row::new(Topic::Decisions, "list drop", "Withdraws a proposal to the list; yours, or any as a chair.", |values| {
        let proposal = number(&values.required("which", "drop LP1")?)?;
        Ok(Command::ListProposal(ListProposalCommand::Drop { proposal }))
    })
    .taking(&[WHICH])
    .typed(&["drop|withdraw {which}"], &["drop LP1", "withdraw LP1"]),
    Row::new(Topic::Decisions, "list proposals", "Shows what is put to the list, and the answers.", |values| {
        let which = values.get("which").map(number).transpose()?;
        Ok(Command::ListProposal(ListProposalCommand::Show { which }))
    })
    .taking(&[optional("which", ArgumentKind::Words, "Number, such as LP1.")])
    .typed(
        &["list proposals?", "list proposals", "proposals to the~ list?", "show {which}", "{which} ?"],
        &["list proposals?", "show LP1", "LP1?"],
    )
    .read_by(|line| {
        let which = line.strip_suffix('?')?.trim_end();
        let is_one = leading_list_proposal(which).is_some_and(|(_, rest)| rest.is_empty());
        is_one.then(|| Values(vec![("which", which.to_owned())]))
    }),
];

const WHICH: Argument = required("which", ArgumentKind::Words, "Number, such as LP1.");

fn number(typed: &str) -> Result<u32, Misread> {
    let read = leading_list_proposal(typed.trim().trim_end_matches(['.', '!', '?']));
    read.filter(|(_, rest)| rest.is_empty()).map(|(number, _)| number).ok_or(Misread::Prose)
}

/// `TEXT until DAY`, as it is put to the list.
fn to_list(text: &str, until: Option<String>) -> Result<Command, Misread> {
    let (text, until) = if let Some(until) = until {
        (text, until)
    } else {
        let (text, until) = text.rsplit_once(" until ").ok_or(Misread::Usage(USAGE))?;
        (text.trim_end_matches([',', ' ', '(']), until.trim_end_matches([')', '.', ' ']).to_owned())
    };
    let text = text.trim();
    if text.is_empty() || until.trim().is_empty() {
        return Err(Misread::Usage(USAGE));
    }
    Ok(Command::ListProposal(ListProposalCommand::Propose { text: text.to_owned(), until: until.trim().to_owned() }))
}

/// What `!propose` means where the list is meant: `!propose to list: TEXT until DAY`. `None`: the meeting is.
pub(super) fn proposed_to_list(text: &str) -> Option<Result<Command, Misread>> {
    let lower = text.to_ascii_lowercase();
    let lists = ["to list", "to the list", "to mailing list", "to the mailing list"];
    let head = lists.iter().find(|head| lower.strip_prefix(**head).is_some_and(|rest| rest.starts_with([':', ' '])))?;
    Some(to_list(text[head.len()..].trim_start_matches([':', ' ', '-', '–']).trim(), None))
}

/// `LP1`, `to LP1: why`, `on LP1, why`: the proposal that words in front name, and the rest.
pub(super) fn about_list_proposal(words: &str) -> Option<(u32, Option<String>)> {
    let words = words.trim();
    let lower = words.to_ascii_lowercase();
    let named = ["to ", "for ", "on ", "about "].iter().find(|head| lower.starts_with(**head));
    let (number, rest) = leading_list_proposal(named.map_or(words, |head| words[head.len()..].trim_start()))?;
    let rest = rest.trim_start_matches([' ', ':', ',', '-', '–', '.', '!', '?']);
    let rest = rest.get(..8).filter(|start| start.eq_ignore_ascii_case("because ")).map_or(rest, |_| &rest[8..]);
    Some((number, Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty())))
}

/// `withdraw my objection to LP1`.
pub(super) fn withdrawn(typed: &str) -> Option<Command> {
    let proposal = number(typed).ok()?;
    Some(Command::ListProposal(ListProposalCommand::WithdrawAnswer { proposal }))
}

pub(super) fn answer(stand: Stand, (proposal, words): (u32, Option<String>)) -> Command {
    Command::ListProposal(ListProposalCommand::Answer { proposal, stand, words })
}

/// Reads `support LP1`, `I support LP1 because …`, `abstain on LP1`.
fn read_answer(line: &str) -> Option<Values> {
    const WORDS: [(&str, &str); 8] = [
        ("support ", "support"),
        ("i support ", "support"),
        ("we support ", "support"),
        ("abstain ", "abstain"),
        ("i abstain ", "abstain"),
        ("we abstain ", "abstain"),
        ("no objection ", "support"),
        ("no objections ", "support"),
    ];
    let lower = line.to_ascii_lowercase();
    let (head, answer) = WORDS.iter().find(|(head, _)| lower.starts_with(head))?;
    let (number, why) = about_list_proposal(&line[head.len()..])?;
    let why = why.map(|why| ("why", why));
    Some(Values([("which", format!("LP{number}")), ("answer", (*answer).to_owned())].into_iter().chain(why).collect()))
}

/// Reads `agree LP1`, `LP1 is agreed`, `no agreement on LP1`, `AGREED: LP1`.
fn read_result(line: &str) -> Option<Values> {
    let bare = line.trim_end_matches(['.', '!', ' ']);
    let lower = bare.to_ascii_lowercase();
    let result = |which: &str, result: &str| {
        let number = number(which).ok()?;
        Some(Values(vec![("which", format!("LP{number}")), ("result", result.to_owned())]))
    };
    for (head, kind) in [
        ("no agreement on ", "no agreement"),
        ("no agreement ", "no agreement"),
        ("not agreed ", "no agreement"),
        ("agreed ", "agreed"),
        ("agree to ", "agreed"),
        ("agree ", "agreed"),
    ] {
        if lower.starts_with(head) {
            return result(&bare[head.len()..], kind);
        }
    }
    let (which, rest) = bare.split_once(' ')?;
    match rest.trim_start_matches("is ").to_ascii_lowercase().as_str() {
        "agreed" => result(which, "agreed"),
        "not agreed" => result(which, "no agreement"),
        _ => None,
    }
}
