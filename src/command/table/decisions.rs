//! Rows of proposals, decisions, polls and questions.

use super::polls::{poll, read_vote};
use super::stands::{
    ABSTAINING, OPPOSING, SUPPORTING, objected, objection, read_objection, read_stand, read_worded, stand,
};
use super::{ArgumentKind, Misread, Row, Topic, Values, list_proposal, optional, required};
use crate::group::command::{
    Command, DecisionCommand, DecisionRef, ListProposalCommand, ObjectedRef, PollCommand, ProposalCommand, Span,
};
use crate::group::event::{Kind, Stand};
use crate::group::liaison::leading_liaisons;
use crate::group::list_proposal::leading_list_proposal;
use crate::group::proposal::{Closing, closing};

pub const ROWS: &[Row] = &[
    Row::new(Topic::Decisions, "propose", "Proposes exact words and opens the time for objections.", |values| {
        let text = values.required("text", "PROPOSED: TEXT")?;
        let to_list = list_proposal::proposed_to_list(&text);
        to_list.unwrap_or(Ok(Command::Proposal(ProposalCommand::Propose { text })))
    })
    .with_lines()
    .taking(TEXT)
    .typed(
        &[
            "proposed:",
            "proposed: {text}",
            "proposed resolution|decision|agreement|conclusion : {text}",
            "proposal:",
            "proposal: {text}",
            "propose: {text}",
            "#proposed|#propose|#proposal|#motion {text}",
        ],
        &["PROPOSED: the overlap table is adopted", "PROPOSAL: merge rows 2 and 3", "!propose row 4 stays"],
    )
    .basic(),
    Row::new(Topic::Decisions, "proposal drop", "Withdraws the open proposal; yours, or any as a chair.", |values| {
        let which = match values.get("proposal") {
            None => None,
            Some(typed) => match objected(typed.trim_end_matches(['.', '!'])) {
                Some(ObjectedRef::Proposal(number)) => Some(number),
                Some(ObjectedRef::Decision(_)) | None => return Err(Misread::Prose),
            },
        };
        Ok(Command::Proposal(ProposalCommand::DropProposal { which }))
    })
    .taking(&[optional("proposal", ArgumentKind::Words, "Number of the proposal, such as P2.")])
    .typed(
        &["drop|withdraw the|my~ proposal", "drop|withdraw the|my~ proposal {proposal}", "drop|withdraw {proposal}"],
        &["withdraw proposal", "drop the proposal", "withdraw P1"],
    ),
    Row::new(
        Topic::Decisions,
        "objections end",
        "Ends the time for objections early; the minutes say why.",
        |values| Ok(Command::Proposal(ProposalCommand::EndWindow { reason: values.owned("reason") })),
    )
    .taking(&[optional("reason", ArgumentKind::Words, "Why, such as everyone has answered.")])
    .typed(
        &[
            "end|close the~ objections",
            "end|close the~ objections because {reason}",
            "end|close the~ objection period|window|time",
            "end|close the~ objection period|window|time because {reason}",
            "end|close the~ time for objections",
            "end|close the~ time for objections because {reason}",
        ],
        &[
            "end objections because everyone has answered",
            "end the time for objections because all members have spoken",
        ],
    ),
    Row::new(Topic::Decisions, "objections extend", "Gives more time for objections to the proposal.", |values| {
        const USAGE: &str = "extend objections by 5 min";
        // “2 more minutes”.
        let typed = values.get("duration").unwrap_or_default().replace(" more ", " ").replace("another ", "");
        let secs = Values(vec![("duration", typed)]).secs("duration", USAGE)?;
        Ok(Command::Proposal(ProposalCommand::ExtendWindow { secs }))
    })
    .taking(&[required("duration", ArgumentKind::Duration, "How much more, such as 5 min.")])
    .typed(
        &[
            "extend|prolong|lengthen the~ objections",
            "extend|prolong|lengthen the~ objections by|for {duration}",
            "extend|prolong|lengthen the~ objection period|window|time",
            "extend|prolong|lengthen the~ objection period|window|time by|for {duration}",
            "extend|prolong|lengthen the~ time for objections",
            "extend|prolong|lengthen the~ time for objections by|for {duration}",
            "more time for objections",
            "more time for objections: {duration}",
            "give|allow {duration} more~ for objections|objecting",
            "give|allow them|us|everyone|everybody|people {duration} more~ to object",
        ],
        &["extend objections by 5 min", "extend the time for objections by 2 min"],
    ),
    Row::new(Topic::Decisions, "support", "Supports the proposal; your last answer counts.", |values| {
        Ok(stand(Stand::For, values))
    })
    .taking(WORDS)
    .typed(&[], &["+1", "+1 from Example Corp", "+1!", "!support"])
    .read_by(|line| read_stand(line, &["+1"]).or_else(|| read_worded(line, &SUPPORTING)))
    .on_board("Support", Some("✅"))
    .basic()
    .by_mail(),
    Row::new(
        Topic::Decisions,
        "oppose",
        "Opposes the proposal; to put an objection on the record: object.",
        |values| Ok(stand(Stand::Against, values)),
    )
    .taking(WORDS)
    .typed(&[], &["-1", "-1 row 4 is not settled"])
    .read_by(|line| read_stand(line, &["-1"]).or_else(|| read_worded(line, &OPPOSING)))
    .on_board("Against", Some("❌"))
    .by_mail(),
    Row::new(Topic::Decisions, "abstain", "Neither supports nor opposes; +0 leans to yes, -0 to no.", |values| {
        Ok(match values.get("sign") {
            Some("+0.5" | "+.5") => stand(Stand::RatherFor, values),
            Some("+0") => stand(Stand::Well, values),
            Some("-0") => stand(Stand::Unwell, values),
            Some(_) | None => stand(Stand::Neutral, values),
        })
    })
    .taking(&[WHY, optional("sign", ArgumentKind::Words, "+0.5, +0 or -0, if not 0.")])
    .typed(&[], &["0", "+0", "-0 it comes early", "+0.5"])
    .read_by(|line| read_stand(line, &["+0.5", "+.5", "+0", "-0", "0"]).or_else(|| read_worded(line, &ABSTAINING)))
    .by_mail(),
    Row::new(Topic::Decisions, "object", "Puts an objection on the record, with your organization.", |values| {
        objection(values, false)
    })
    .taking(OBJECTION)
    .typed(
        &["objection: {reason}", "objection to {to} : {reason}", "objection to {to}"],
        &[
            "object to P2 the scope is too wide",
            "object: row 4 is not settled",
            "object to D7-3 the table is incomplete",
            "object to D7-3 for Eve: the table is incomplete",
        ],
    )
    .read_by(|line| {
        read_objection(
            line,
            &[
                "object",
                "i object",
                "we object",
                "i strongly object",
                "we strongly object",
                "i must object",
                "we must object",
                "i have to object",
                "i formally object",
                "we formally object",
                "objection",
                "formal objection",
                "fo",
            ],
        )
    })
    .basic()
    .by_mail(),
    Row::new(Topic::Decisions, "reserve", "Puts a reservation on the record, with your organization.", |values| {
        objection(values, true)
    })
    .taking(OBJECTION)
    .typed(
        &["reservation: {reason}", "reservation on|to {to} : {reason}", "reservation on|to {to}"],
        &["RESERVATION: subject to legal review", "reservation on D3: subject to legal review"],
    )
    .read_by(|line| {
        let heads = [
            "reservation",
            "i reserve my position",
            "we reserve our position",
            "i have a reservation",
            "we have a reservation",
            "reserve",
        ];
        read_objection(line, &heads)
    })
    .by_mail(),
    Row::new(Topic::Decisions, "objection withdraw", "Withdraws your objection or reservation.", |values| {
        if let Some(withdrawn) = values.get("to").and_then(list_proposal::withdrawn) {
            return Ok(withdrawn);
        }
        let to = match values.get("to") {
            Some(typed) => Some(objected(typed).ok_or(Misread::Usage("withdraw objection to P2"))?),
            None => None,
        };
        Ok(Command::Proposal(ProposalCommand::WithdrawObjection { to }))
    })
    .taking(&[optional("to", ArgumentKind::Words, "P2 or D7-3, if not the last.")])
    .typed(
        &[
            "withdraw|lift|drop my|our|the~ objection|reservation",
            "withdraw|lift|drop my|our|the~ objection|reservation to|on {to}",
            "objection|reservation withdrawn|lifted",
            "objection|reservation to|on {to} withdrawn|lifted",
            "objection|reservation is withdrawn|lifted",
            "withdraw|lift {to} objection|reservation",
            "my|our objection|reservation is withdrawn|lifted",
        ],
        &["withdraw objection", "withdraw my objection to P2", "I withdraw my objection", "objection withdrawn"],
    )
    .read_by(|line| {
        let bare = line.trim_end_matches(['.', '!', ' ']).to_lowercase();
        let said = ["i ", "we "].iter().find_map(|who| bare.strip_prefix(who))?;
        let said = ["hereby ", "now ", "therefore "].iter().find_map(|word| said.strip_prefix(word)).unwrap_or(said);
        if ["no longer object", "do not object any more", "don't object any more"].contains(&said) {
            return Some(Values::default());
        }
        let rest = ["withdraw ", "lift "].iter().find_map(|verb| said.strip_prefix(verb))?;
        let rest = ["my ", "our ", "the "].iter().find_map(|whose| rest.strip_prefix(whose)).unwrap_or(rest);
        let rest = ["objection", "reservation"].iter().find_map(|what| rest.strip_prefix(what))?;
        let to = ["to ", "on "].iter().find_map(|word| rest.trim_start().strip_prefix(word));
        let values = to.map(|to| Values(vec![("to", to.trim().to_uppercase())]));
        values.or_else(|| rest.is_empty().then(Values::default))
    })
    .by_mail(),
    Row::new(Topic::Decisions, "agree", "As a chair: the open proposal is agreed. Else: you support it.", |values| {
        Ok(Command::Proposal(ProposalCommand::Agree {
            typed: values.owned("typed").unwrap_or_else(|| "agree".to_owned()),
        }))
    })
    .typed(&[], &["agree", "agreed"])
    .read_by(|line| {
        let bare = line.trim_end_matches(['.', '!']);
        let is_agree =
            ["agree", "agreed", "agree now", "i agree", "we agree"].iter().any(|word| bare.eq_ignore_ascii_case(word));
        (is_agree || closing(line) == Some(Closing::Agreed)).then(|| Values(vec![("typed", line.to_owned())]))
    })
    .on_board("Agree", None)
    .basic(),
    Row::new(Topic::Decisions, "agreed", "Records what the group agreed, in its exact words.", |values| {
        decision(Kind::Agreed, values, "AGREED: TEXT")
    })
    .with_lines()
    .taking(TEXT)
    .typed(
        &[
            "agreed:",
            "agreed: {text}",
            "agree: {text}",
            "agreement: {text}",
            "agreements: {text}",
            "resolved: {text}",
            "resolution: {text}",
            "resolutions: {text}",
            "decided: {text}",
            "decision: {text}",
            "decisions: {text}",
            "consensus: {text}",
            "#agreed {text}",
            "#agree {text}",
            "#accepted|#accept {text}",
        ],
        &["AGREED: the overlap table is adopted", "RESOLVED: merge rows 2 and 3", "#agreed meet again in December"],
    )
    .basic(),
    Row::new(Topic::Decisions, "noted", "Records what the group noted.", |values| {
        decision(Kind::Noted, values, "NOTED: TEXT")
    })
    .with_lines()
    .taking(TEXT)
    .typed(&["noted:", "noted: {text}", "#noted {text}"], &["NOTED: the liaison statement of SG20"]),
    Row::new(Topic::Decisions, "invited", "Records whom the group invited to do what.", |values| {
        decision(Kind::Invited, values, "INVITED: SG17 to TEXT")
    })
    .with_lines()
    .taking(TEXT)
    .typed(&["invited:", "invited: {text}"], &["INVITED: SG17 to review row 4"]),
    Row::new(Topic::Decisions, "requested", "Records what the group requested.", |values| {
        decision(Kind::Requested, values, "REQUESTED: TEXT")
    })
    .with_lines()
    .taking(TEXT)
    .typed(&["requested:", "requested: {text}"], &["REQUESTED: the secretariat to post the table"]),
    Row::new(Topic::Decisions, "deferred", "Records what the group deferred.", |values| {
        decision(Kind::Deferred, values, "DEFERRED: TEXT")
    })
    .with_lines()
    .taking(TEXT)
    .typed(&["deferred:", "deferred: {text}"], &["DEFERRED: row 5 to the next meeting"]),
    Row::new(Topic::Decisions, "disagreed", "Records that there was no agreement, on what.", |values| {
        if let Some(typed) = values.owned("typed") {
            return Ok(Command::Proposal(ProposalCommand::Reject { typed }));
        }
        match values.get("text") {
            None => Ok(Command::Proposal(ProposalCommand::Disagree)),
            Some(_) => decision(Kind::NoAgreement, values, "NO AGREEMENT: TEXT"),
        }
    })
    .with_lines()
    .taking(&[optional("text", ArgumentKind::Words, "On what, if not on the open proposal.")])
    .typed(
        &["no agreement", "no agreement: {text}", "#rejected", "#rejected|#reject {text}", "#disagreed {text}"],
        &["NO AGREEMENT: on the scope of row 6", "no agreement", "#rejected merging rows 2 and 3"],
    )
    .read_by(|line| (closing(line) == Some(Closing::Refused)).then(|| Values(vec![("typed", line.to_owned())]))),
    Row::new(Topic::Decisions, "decisions", "Lists the decisions, or shows one with its history.", |values| {
        let typed = values.get("decision").unwrap_or_default();
        let which = if typed.is_empty() { None } else { decision_ref(typed) };
        match span(typed) {
            Some(of) if which.is_none() && !typed.is_empty() => {
                Ok(Command::Decision(DecisionCommand::ListDecisions { of }))
            }
            None if which.is_none() && !typed.is_empty() => Err(Misread::Prose),
            Some(_) | None => Ok(Command::Decision(DecisionCommand::ShowDecisions { which })),
        }
    })
    .taking(&[optional("decision", ArgumentKind::Words, "Number, such as D7-3; or for SG17, since 2026-09-01, all.")])
    .typed(
        &[
            "decisions?",
            "list|show the~ decisions",
            "list|show the~ decisions {decision}",
            "decisions? {decision}",
            "decisions {decision}",
            "show decision~ {decision}",
            "decision {decision} ?",
        ],
        &[
            "decisions?",
            "list decisions",
            "show D7-3",
            "decisions for SG17 since 2026-09-01",
            "decisions of all meetings",
        ],
    ),
    Row::new(Topic::Decisions, "amend", "Amends a decision; its history is kept.", amend)
        .taking(&[
            required("decision", ArgumentKind::Decision, "Number, such as D3 or D7-3."),
            required("text", ArgumentKind::Words, "The new words, with because and the reason."),
        ])
        .typed(
            &[
                "amend decision~ {decision} = {text}",
                "amend decision~ {decision} to {text}",
                "amend decision~ {decision} : {text}",
            ],
            &["amend D3 = rows 2 and 3 are merged because row 3 was left out", "amend D7-3 = the table is adopted"],
        ),
    Row::new(Topic::Decisions, "decision reopen", "Reopens a decision, with the reason.", |values| {
        let which = decision_ref(&values.required("decision", "reopen D3 because REASON")?).ok_or(Misread::Prose)?;
        Ok(Command::Decision(DecisionCommand::ReopenDecision { which, reason: values.owned("reason") }))
    })
    .taking(&[
        required("decision", ArgumentKind::Decision, "Number, such as D3 or D7-3."),
        optional("reason", ArgumentKind::Words, "Why."),
    ])
    .typed(
        &["reopen|re-open decision~ {decision}", "reopen|re-open decision~ {decision} because {reason}"],
        &["reopen D3 because SG20 has new facts", "reopen D7-3"],
    ),
    Row::new(Topic::Decisions, "poll", "Opens a straw poll, which is never a decision.", poll)
        .with_lines()
        .taking(&[required("question", ArgumentKind::Words, "QUESTION? A, B, C; without choices: yes or no.")])
        .typed(
            &[
                "poll {question}",
                "poll: {asked}",
                "straw|quick poll: {asked}",
                "strawpoll: {asked}",
                "straw-poll: {asked}",
                "show of hands: {asked}",
                "hum: {asked}",
                "humming: {asked}",
                "start|open|new|create a|the|another~ straw|quick~ poll: {asked}",
                "start|open|create a|the|another~ straw|quick~ poll {question}",
                "straw|quick poll {question}",
                "#startvote|#poll {asked}",
            ],
            &[
                "poll Which option? A, B, C",
                "poll Which days? (several) Monday, Tuesday, Friday",
                "poll Shall we meet in January?",
                "#startvote Which option? A, B",
            ],
        ),
    Row::new(Topic::Decisions, "vote", "Votes in the straw poll; your last vote counts.", |values| {
        Ok(Command::Poll(PollCommand::Vote {
            choice: values.required("choice", "vote A")?,
            typed: values.owned("typed"),
        }))
    })
    .taking(&[required("choice", ArgumentKind::Words, "One of the choices, its number, or abstain.")])
    .typed(&["#vote {choice}", "vote: {choice}"], &["vote A", "#vote A", "vote abstain"])
    .read_by(read_vote),
    Row::new(Topic::Decisions, "poll show", "Shows the open poll, or the result of the last one.", |_| {
        Ok(Command::Poll(PollCommand::ShowPoll))
    })
    .typed(
        &[
            "poll?",
            "polls?",
            "results?",
            "result?",
            "tally?",
            "poll|vote result|results ?",
            "show|list the~ poll|vote result|results|tally~",
            "show|list the~ poll|results|result|tally",
            "results|result of the~ straw~ poll|vote",
            "what is|was|are|were the~ result|results of~ the~ poll|vote~",
        ],
        &["poll?", "results?", "show the poll"],
    ),
    Row::new(Topic::Decisions, "poll close", "Closes the straw poll and shows the result.", |_| {
        Ok(Command::Poll(PollCommand::ClosePoll))
    })
    .typed(
        &["close|end|stop the~ straw~ poll|vote|voting now~", "#endvote", "#closepoll"],
        &["close the poll", "#endvote", "end poll"],
    ),
    Row::new(Topic::Decisions, "question", "Asks a question that others can vote up.", |values| {
        let text = values.required("text", "question+ TEXT")?;
        // `question++ 2` is `question 2++`.
        let backed = text.strip_prefix('+').and_then(|number| number.trim().parse().ok());
        let asked = PollCommand::AskQuestion { text };
        Ok(Command::Poll(backed.map_or(asked, |question| PollCommand::BackQuestion { question })))
    })
    .with_lines()
    .taking(TEXT)
    .typed(
        &["question+", "question+ {text}", "question+ : {text}", "quest+ {text}", "ques+ {text}"],
        &["question+ Who maintains the table?"],
    ),
    Row::new(Topic::Decisions, "question back", "Votes a question up.", |values| {
        values
            .number("question")
            .map(|question| Command::Poll(PollCommand::BackQuestion { question }))
            .ok_or(Misread::Usage("question 2++"))
    })
    .taking(&[required("question", ArgumentKind::Words, "Number of the question.")])
    .typed(&[], &["question 2++", "question 2 ++"])
    .read_by(|line| read_question(line, "++")),
    Row::new(Topic::Decisions, "question leave", "Takes your vote for a question back.", |values| {
        values
            .number("question")
            .map(|question| Command::Poll(PollCommand::LeaveQuestion { question }))
            .ok_or(Misread::Usage("question 2--"))
    })
    .taking(&[required("question", ArgumentKind::Words, "Number of the question.")])
    .typed(&[], &["question 2--", "question-- 2"])
    .read_by(|line| read_question(line, "--")),
    Row::new(Topic::Decisions, "questions", "Lists the questions, the most wanted first.", |_| {
        Ok(Command::Poll(PollCommand::ShowQuestions))
    })
    .typed(&["questions?", "list|show all|the~ questions"], &["questions?", "list questions"]),
];

const TEXT: &[super::Argument] = &[required("text", ArgumentKind::Words, "The exact words.")];
const WHY: super::Argument = optional("words", ArgumentKind::Words, "Why, in a few words.");
const WORDS: &[super::Argument] = &[WHY];
const OBJECTION: &[super::Argument] = &[
    required("reason", ArgumentKind::Words, "Why."),
    optional("to", ArgumentKind::Words, "P2 or D7-3, if not the open proposal."),
];

/// Reads `question 2++` and `question++ 2`.
fn read_question(line: &str, mark: &str) -> Option<Values> {
    let rest = line.get(..8).filter(|head| head.eq_ignore_ascii_case("question")).map(|_| line[8..].trim())?;
    let number = rest.strip_suffix(mark).or_else(|| rest.strip_prefix(mark))?.trim();
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    is_number.then(|| Values(vec![("question", number.to_owned())]))
}

fn decision(kind: Kind, values: &Values, usage: &'static str) -> Result<Command, Misread> {
    let text = values.required("text", usage)?;
    refuse_none(&text)?;
    // `RESOLVED: that row 4 stays`.
    let text = text.strip_prefix("that ").map_or(text.clone(), str::to_owned);
    // `AGREED: LP1`.
    if let Some((proposal, None)) = list_proposal::about_list_proposal(&text)
        && matches!(kind, Kind::Agreed | Kind::NoAgreement)
    {
        return Ok(Command::ListProposal(ListProposalCommand::Settle { proposal, kind }));
    }
    Ok(Command::Decision(DecisionCommand::RecordDecision { kind, text }))
}

/// `Decided: nothing` and `Consensus: shall we go on?` record nothing: what they say is no decision.
fn refuse_none(text: &str) -> Result<(), Misread> {
    const ASKS: [&str; 5] = ["ask ", "asks ", "question", "whether ", ": "];
    let bare = text.trim().trim_end_matches(['.', '!', ' ']).to_lowercase();
    if super::is_none(&bare) {
        return Err(Misread::Said("Nothing is recorded where nothing was decided. Use: AGREED: TEXT"));
    }
    // “to ask SG17: who maintains the table?” is a decision.
    if bare.ends_with(['?', '？']) && !ASKS.iter().any(|word| bare.contains(word)) {
        return Err(Misread::Said("A question is not recorded as a decision. Use: PROPOSED: TEXT"));
    }
    Ok(())
}

/// Reads `for SG17 since 2026-09-01`, `of meeting 7`, `of all meetings`, `SG17`.
pub(super) fn span(typed: &str) -> Option<Span> {
    let typed = typed.trim().trim_end_matches(['?', '.']);
    let mut words = typed.split([' ', ',']).filter(|word| !word.is_empty()).peekable();
    let mut of = Span::default();
    let is_bare = words.clone().count() == 1;
    // `show L3` is about a liaison statement, `show LP3` about a proposal to the list.
    let is_liaison = |word: &str| {
        leading_liaisons(word).is_some_and(|(_, rest)| rest.is_empty()) || leading_list_proposal(word).is_some()
    };
    let is_tag = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && !is_liaison(word)
            && word.chars().all(|c| c.is_alphanumeric() || "-/".contains(c))
    };
    while let Some(word) = words.next() {
        match word.to_ascii_lowercase().as_str() {
            "for" => of.tag = Some(words.next().filter(|tag| is_tag(tag))?.to_owned()),
            "since" | "from" => of.since = Some(words.next()?.parse().ok()?),
            "of" | "in" | "and" => {}
            "meeting" => of.meeting = Some(words.next()?.parse().ok()?),
            "all" => {
                words.next_if(|next| next.eq_ignore_ascii_case("meetings"));
            }
            _ if is_bare && is_tag(word) => of.tag = Some(word.to_owned()),
            _ => return None,
        }
    }
    Some(of)
}

/// Reads `D3` and `D7-3`.
pub(super) fn decision_ref(typed: &str) -> Option<DecisionRef> {
    let number = typed.trim().trim_end_matches(['.', '?']).strip_prefix(['D', 'd'])?;
    match number.split_once(['-', '–']) {
        Some((meeting, number)) => {
            Some(DecisionRef { meeting: Some(meeting.parse().ok()?), number: number.parse().ok()? })
        }
        None => Some(DecisionRef { meeting: None, number: number.parse().ok()? }),
    }
}

fn amend(values: &Values) -> Result<Command, Misread> {
    const USAGE: &str = "amend D3 = TEXT because REASON";
    let which = decision_ref(&values.required("decision", USAGE)?).ok_or(Misread::Prose)?;
    let typed = values.required("text", USAGE)?;
    let (text, reason) = match typed.rsplit_once(" because ") {
        Some((text, reason)) if !text.trim().is_empty() && !reason.trim().is_empty() => {
            (text.trim().to_owned(), Some(reason.trim().to_owned()))
        }
        Some(_) | None => (typed, None),
    };
    Ok(Command::Decision(DecisionCommand::AmendDecision { which, text, reason }))
}
