//! Rows about liaison statements.

use super::liaison_line::{
    addressees, after_words, begins, incoming, is_one_of, number_of, one_liaison, part, part_and_text, read_addressees,
    read_incoming, reasoned, reference, titled, unmarked_liaison,
};
use super::{Argument, ArgumentKind, Misread, Row, Topic, Values, decisions, goes_on_as_prose, optional, required};
use crate::group::command::{Command, LiaisonCommand, LiaisonRef};
use crate::group::liaison::Part;

pub const ROWS: &[Row] = &[
    Row::new(Topic::Liaison, "liaison in", "Registers a liaison statement from another body.", |values| {
        const USAGE: &str = "liaison+ in SG20-LS4 \"TITLE\" for action by 2026-12-01";
        incoming(values).ok_or(Misread::Usage(USAGE)).map(LiaisonCommand::AddIncoming).map(Command::Liaison)
    })
    .taking(&[
        required("title", ArgumentKind::Words, "Its title."),
        optional("reference", ArgumentKind::Words, "The number of its sender, such as SG20-LS4."),
        optional("purpose", ArgumentKind::Words, "What the group is asked for: action, comment or information."),
        optional("deadline", ArgumentKind::Words, "The day by which an answer is asked for."),
        optional("from", ArgumentKind::Words, "The body that sends it, where its number does not say so."),
        optional("reply", ArgumentKind::Words, "The statement of ours that it answers, such as L2."),
    ])
    .typed(
        &[],
        &[
            "liaison+ in SG20-LS4 \"Gateway authentication\" for action by 2026-12-01",
            "liaison+ in SG17-LS55 \"Identity of devices\" for information in reply to L2",
        ],
    )
    .read_by(|line| {
        let typed = after_words(line, &["liaison+ in", "liaison + in", "ls+ in"])?;
        Some(read_incoming(typed).unwrap_or_default())
    }),
    Row::new(Topic::Liaison, "liaison out", "Begins a draft of a liaison statement from the group.", |values| {
        const USAGE: &str = "liaison+ out \"TITLE\"";
        let typed = values.required("title", USAGE)?;
        let (title, typed_reply) = titled(&typed);
        let (title, reply_to) = (title.to_owned(), values.owned("reply").or(typed_reply));
        if title.is_empty() { Err(Misread::Usage(USAGE)) } else { Ok(()) }?;
        Ok(Command::Liaison(LiaisonCommand::AddOutgoing { title, reply_to }))
    })
    .taking(&[
        required("title", ArgumentKind::Words, "Its title, such as the demarcation of gateway authentication."),
        optional("reply", ArgumentKind::Words, "The statement that it answers, such as L2 or SG20-LS4."),
    ])
    .typed(
        &[],
        &["liaison+ out \"Demarcation of gateways\"", "liaison+ out \"Identity of devices\" in reply to SG20-LS4"],
    )
    .read_by(|line| {
        let typed = after_words(line, &["liaison+ out", "liaison + out", "ls+ out"]);
        // `liaison+ "Title"` does not say in which direction.
        let is_unclear = || after_words(line, &["liaison+", "liaison +"]).is_some_and(|rest| !begins(rest, "in"));
        let typed = typed.or_else(|| is_unclear().then_some(""))?;
        let (title, reply) = titled(typed);
        let title = (!title.is_empty()).then(|| ("title", title.to_owned()));
        Some(Values(title.into_iter().chain(reply.map(|reply| ("reply", reply))).collect()))
    }),
    Row::new(Topic::Liaison, "liaison to", "Says to which bodies a liaison statement goes, and for what.", |values| {
        const USAGE: &str = "L3 to SG17 for action, TSAG for information";
        let (liaison, typed) = two(values, "to", USAGE)?;
        let to = addressees(&typed).filter(|to| !to.is_empty()).ok_or(Misread::Usage(USAGE))?;
        Ok(Command::Liaison(LiaisonCommand::Address { liaison, to }))
    })
    .taking(&[
        LIAISON,
        optional(
            "to",
            ArgumentKind::Words,
            "Bodies with what each is asked for: SG17 for action, TSAG for information.",
        ),
    ])
    .typed(&[], &["L3 to SG17 for action, TSAG for information", "L3 for comment to SG20"])
    .read_by(read_addressees),
    Row::new(Topic::Liaison, "liaison deadline", "Sets the day by which an answer is asked for.", |values| {
        let (liaison, day) = two(values, "day", "L3 deadline 2027-01-15")?;
        Ok(Command::Liaison(LiaisonCommand::SetDeadline { liaison, day }))
    })
    .taking(&[
        LIAISON,
        optional("day", ArgumentKind::Words, "Such as 2027-01-15, Friday or in 6 weeks; none takes it away."),
    ])
    .typed(&[], &["L3 deadline 2027-01-15", "L3 deadline none"])
    .read_by(|line| {
        let (liaison, rest) = one_liaison(line)?;
        let day = ["deadline", "due"].iter().find_map(|word| after_words(rest, &[word]))?;
        let day = day.strip_prefix([':', '=']).unwrap_or(day).trim();
        let day = ["is ", "by "].iter().find_map(|word| day.strip_prefix(word)).unwrap_or(day);
        // “L3 deadline was discussed” is talk.
        (!goes_on_as_prose(day)).then(|| Values(vec![("liaison", liaison), ("day", day.to_owned())]))
    }),
    Row::new(Topic::Liaison, "liaison set", "Words a part of a liaison statement, such as its contact.", |values| {
        const USAGE: &str = "L3 contact Bo Lind, bo.lind@example.org";
        let (liaison, part, text) = if let (Some(part), Some(text)) = (values.get("part"), values.get("text")) {
            (number(values, USAGE)?, Part::named(part).ok_or(Misread::Usage(USAGE))?, text.to_owned())
        } else {
            // Typed, the rest of the line is in the first value.
            let (liaison, rest) = two(values, "part", USAGE)?;
            let (part, text) = part_and_text(&rest, false).ok_or(Misread::Usage(USAGE))?;
            (liaison, part, text.to_owned())
        };
        if text.is_empty() {
            return Err(Misread::Usage(USAGE));
        }
        Ok(Command::Liaison(LiaisonCommand::Word { liaison, part, text }))
    })
    .taking(&[
        LIAISON,
        optional(
            "part",
            ArgumentKind::Words,
            "Title, meeting, contact, questions, keywords, abstract, reply to or from.",
        ),
        optional("text", ArgumentKind::Words, "What it says; several contacts are separated by semicolons."),
    ])
    .typed(
        &[],
        &[
            "L3 contact Bo Lind, bo.lind@example.org",
            "L3 questions 2/17, 6/20",
            "L3 keywords IoT security; gateways",
            "L3 abstract: Who defines the handshake of gateways.",
            "L3 reply to SG20-LS4",
            "L1 meeting Geneva, 8-17 December 2026",
        ],
    )
    .read_by(|line| {
        let (liaison, rest) = one_liaison(line)?;
        let (part, text) = part_and_text(rest, true).filter(|(part, _)| *part != Part::Text)?;
        Some(Values(vec![("liaison", liaison), ("part", part.word().to_owned()), ("text", text.to_owned())]))
    }),
    Row::new(
        Topic::Liaison,
        "liaison text",
        "Sets the text of a liaison statement; the lines below belong to it.",
        |values| {
            let (liaison, text) = two(values, "text", "L3 text WORDS")?;
            let text = text.trim_start_matches([':', '=']).trim().to_owned();
            if text.is_empty() {
                return Err(Misread::Usage("L3 text WORDS"));
            }
            Ok(Command::Liaison(LiaisonCommand::Word { liaison, part: Part::Text, text }))
        },
    )
    .taking(&[LIAISON, optional("text", ArgumentKind::Words, "The text; an empty line begins a new paragraph.")])
    .typed(&[], &["L3 text The group asks SG17 to confirm the scope of X.1352."])
    .read_by(|line| {
        let (liaison, rest) = one_liaison(line)?;
        let (part, text) = part_and_text(rest, true)?;
        (part == Part::Text).then(|| Values(vec![("liaison", liaison), ("text", text.to_owned())]))
    }),
    Row::new(
        Topic::Liaison,
        "liaison agree",
        "Names the earlier decision that agrees a liaison statement.",
        |values| {
            const USAGE: &str = "L3 agreed by D7-3";
            let (liaison, typed) = two(values, "decision", USAGE)?;
            let typed = after_words(&typed, &["by"]).unwrap_or(&typed);
            let decision = decisions::decision_ref(typed).ok_or(Misread::Usage(USAGE))?;
            Ok(Command::Liaison(LiaisonCommand::AgreeBy { liaison, decision }))
        },
    )
    .taking(&[LIAISON, optional("decision", ArgumentKind::Decision, "The decision that says so, such as D7-3.")])
    .typed(&[], &["L3 agreed by D7-3"])
    .read_by(|line| {
        let (liaison, rest) = one_liaison(line)?;
        let typed = after_words(rest, &["is agreed by", "agreed by", "is approved by", "approved by", "by"])?;
        let decision = typed.trim_end_matches(['.', '!']);
        decisions::decision_ref(decision)?;
        Some(Values(vec![("liaison", liaison), ("decision", decision.to_owned())]))
    }),
    Row::new(
        Topic::Liaison,
        "liaison handed-over",
        "Notes that those who send a liaison statement have it.",
        |values| Ok(Command::Liaison(LiaisonCommand::HandOver { liaison: number(values, "L3 handed over")? })),
    )
    .taking(&[LIAISON])
    .typed(&["hand over liaison {liaison}"], &["L3 handed over"])
    .read_by(|line| {
        let (liaison, rest) = one_liaison(line)?;
        let is_whole = is_one_of(rest, &["handed over", "is handed over", "was handed over", "has been handed over"]);
        is_whole.then(|| Values(vec![("liaison", liaison)]))
    }),
    Row::new(
        Topic::Liaison,
        "liaison number",
        "Notes the number under which a liaison statement was sent.",
        |values| {
            let (liaison, reference) = two(values, "reference", "L3 is JCG-LS2")?;
            Ok(Command::Liaison(LiaisonCommand::Number { liaison, reference }))
        },
    )
    .taking(&[LIAISON, optional("reference", ArgumentKind::Words, "Its number, such as JCG-LS2.")])
    .typed(&[], &["L3 is JCG-LS2", "L3 sent as SG17-LS60"])
    .read_by(|line| {
        let (liaison, rest) = one_liaison(line)?;
        let typed = after_words(rest, &["is now", "is", "=", "was sent as", "is sent as", "sent as"])?;
        let reference = reference(typed)?;
        Some(Values(vec![("liaison", liaison), ("reference", reference.to_owned())]))
    }),
    Row::new(Topic::Liaison, "liaison answered", "Notes the liaison statement that answers one.", |values| {
        let (liaison, by) = two(values, "by", "L3 answered by SG17-LS55")?;
        Ok(Command::Liaison(LiaisonCommand::Answer { liaison, by }))
    })
    .taking(&[LIAISON, optional("by", ArgumentKind::Words, "The answer, such as SG17-LS55 or L4.")])
    .typed(&[], &["L3 answered by SG17-LS55"])
    .read_by(|line| {
        let (liaison, rest) = one_liaison(line)?;
        let typed = after_words(rest, &["is answered by", "was answered by", "answered by", "answered with"])?;
        let by = reference(typed)?;
        Some(Values(vec![("liaison", liaison), ("by", by.to_owned())]))
    }),
    Row::new(
        Topic::Liaison,
        "liaison close",
        "Closes a liaison statement: nothing is left to do about it.",
        |values| {
            let liaison = number(values, "L3 closed because REASON")?;
            Ok(Command::Liaison(LiaisonCommand::Close { liaison, reason: values.owned("reason") }))
        },
    )
    .taking(&[LIAISON, optional("reason", ArgumentKind::Words, "Why.")])
    .typed(
        &["close liaison {liaison}", "close liaison {liaison} because {reason}"],
        &["L3 closed", "L3 closed because no answer is needed"],
    )
    .read_by(|line| {
        let (liaison, rest) = if let Some(rest) = after_words(line, &["close"]) {
            unmarked_liaison(rest)?
        } else {
            let (liaison, rest) = one_liaison(line)?;
            (liaison, after_words(rest, &["is closed", "closed"])?)
        };
        reasoned(liaison, rest)
    }),
    Row::new(Topic::Liaison, "liaison drop", "Drops a liaison statement; its number stays.", |values| {
        const USAGE: &str = "drop L3 because REASON";
        let liaison = number(values, USAGE)?;
        let reason = values.required("reason", USAGE)?;
        Ok(Command::Liaison(LiaisonCommand::Drop { liaison, reason }))
    })
    .taking(&[LIAISON, required("reason", ArgumentKind::Words, "Why.")])
    .typed(
        &["drop|remove liaison {liaison} because {reason}", "drop|remove liaison {liaison}"],
        &["drop L3 because it is part of L4"],
    )
    .read_by(|line| {
        let rest = after_words(line, &["drop", "remove"])?;
        let (liaison, rest) = unmarked_liaison(rest)?;
        reasoned(liaison, rest)
    }),
    Row::new(
        Topic::Liaison,
        "liaison reopen",
        "Takes up a liaison statement again that was closed or dropped.",
        |values| Ok(Command::Liaison(LiaisonCommand::Reopen { liaison: named(values)? })),
    )
    .taking(&[LIAISON])
    .typed(&["reopen|re-open liaison {liaison}", "restore liaison {liaison}"], &["reopen L3", "restore L3"])
    .read_by(|line| {
        let rest = after_words(line, &["reopen", "re-open", "restore"])?;
        let (liaison, rest) = one_liaison(rest)?;
        rest.trim_end_matches(['.', '!']).is_empty().then(|| Values(vec![("liaison", liaison)]))
    }),
    Row::new(Topic::Liaison, "liaison show", "Shows a liaison statement as it is now, and what it lacks.", |values| {
        let typed = values.required("liaison", "L3?")?;
        let typed = typed.trim().trim_end_matches(['?', '.', '？']).trim();
        // All of it is shown, also to who asks for its text.
        let typed = after_words(typed, &["text", "the text of"]).unwrap_or(typed);
        let has_digit = typed.contains(|c: char| c.is_ascii_digit());
        let which = match number_of(typed) {
            Some(number) => LiaisonRef::Number(number),
            None if has_digit && typed.split_whitespace().count() <= 4 => LiaisonRef::Reference(typed.to_owned()),
            None => return Err(Misread::Prose),
        };
        Ok(Command::Liaison(LiaisonCommand::Show { which }))
    })
    .taking(&[required("liaison", ArgumentKind::Words, "Its number, such as L3 or SG20-LS4.")])
    .typed(&["liaison? {liaison}", "show liaison {liaison}"], &["L3?", "liaison? SG20-LS4"])
    .read_by(|line| {
        let shown = after_words(line, &["show the text of", "show"]).and_then(one_liaison);
        let shown = shown.filter(|(_, rest)| matches!(*rest, "" | "text"));
        let asked = || one_liaison(line).filter(|(_, rest)| matches!(*rest, "?" | "？" | "??" | "text?" | "text ?"));
        let (liaison, _) = shown.or_else(asked)?;
        Some(Values(vec![("liaison", liaison)]))
    }),
    Row::new(Topic::Liaison, "liaisons", "Lists liaison statements, all or a part of them.", |values| {
        let typed = values.get("part").unwrap_or("all");
        let part = part(typed).ok_or(Misread::Prose)?;
        Ok(Command::Liaison(LiaisonCommand::List { part }))
    })
    .taking(&[optional("part", ArgumentKind::Words, "In, out, open, due, dropped, or a body such as SG17.")])
    .typed(
        &[
            "liaisons?",
            "liaisons? {part}",
            "liaisons {part}",
            "liaison?",
            "show the~ liaisons",
            "show the~ liaisons {part}",
        ],
        &["liaisons?", "liaisons due", "liaisons SG17"],
    ),
];

const LIAISON: Argument = required("liaison", ArgumentKind::Words, "Number of the liaison statement, such as L3.");

/// The number of a row whose first value is one.
fn number(values: &Values, usage: &'static str) -> Result<u32, Misread> {
    number_of(&values.required("liaison", usage)?).ok_or(Misread::Usage(usage))
}

/// The number and the value after it; typed, both are in the first one.
fn two(values: &Values, name: &str, usage: &'static str) -> Result<(u32, String), Misread> {
    let first = values.required("liaison", usage)?;
    if let Some(second) = values.owned(name) {
        return number_of(&first).map(|number| (number, second)).ok_or(Misread::Usage(usage));
    }
    let (head, rest) = first.split_once(char::is_whitespace).ok_or(Misread::Usage(usage))?;
    let rest = rest.trim();
    match number_of(head) {
        Some(number) if !rest.is_empty() => Ok((number, rest.to_owned())),
        _ => Err(Misread::Usage(usage)),
    }
}

/// The statement that words name which may as well be prose.
fn named(values: &Values) -> Result<u32, Misread> {
    values.get("liaison").and_then(number_of).ok_or(Misread::Prose)
}

/// Whether a line begins with the number of a statement and a command about it.
pub(in crate::command) fn begins_text(line: &str) -> bool {
    one_liaison(line)
        .and_then(|(_, rest)| part_and_text(rest, true))
        .is_some_and(|(part, _)| matches!(part, Part::Text | Part::Abstract))
}
