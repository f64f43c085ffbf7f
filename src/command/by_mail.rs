//! What a mail to the list asks for: the commands of its first own paragraph.
//!
//! Nothing that a mail quotes is ever a command, in whatever language and by whatever program it was written. So no quote
//! is looked for: a paragraph is read only if it stands where its author began to write, above everything else or below
//! lines that are all marked as quoted. It is passed over if it may be what mail programs write above a quote.

mod forms;

use self::forms::{may_be_meant, objecting, plain_answer, plain_form};
use super::grammar::{Names, Read, read as read_lines};
use super::spelling;
use super::table::Row;
use crate::group::command::{AgendaCommand, Command, ListProposalCommand, MailCommand, PeopleCommand, ProposalCommand};
use crate::group::event::Stand;
use crate::group::mail::{About, Thread};
use crate::text::at_colon;

/// Lines of a paragraph that are read.
const LINES: usize = 20;
/// Lines of a mail that are looked at for its first own paragraph.
const LOOKED_AT: usize = 2_000;
/// The subject and the first paragraphs, in which words that are no command are looked at.
const LOOKED_CLOSELY_AT: usize = 3;
/// Characters of one command with its reason; the core refuses more than it can record.
const CHARS: usize = 9_000;

/// A command in a mail, with the words it was read from.
#[derive(Debug)]
pub struct Meant {
    pub row: &'static Row,
    pub command: Command,
    pub words: String,
}

/// The commands of a mail. `thread` is the mail of ours that it answers: `correction 4.2: …` is about those minutes. Of
/// several about one thing the first counts.
pub fn read(text: &str, thread: Option<Thread>) -> Vec<Meant> {
    let mut found: Vec<Meant> = Vec::new();
    let (paragraph, below) = own_paragraph(text, thread);
    let mut pieces = split(&paragraph, thread);
    // A reason below a line that announces it.
    if let Some(last) = pieces.last_mut().filter(|last| last.ends_with([':', '：']) && !below.is_empty()) {
        let whole = format!("{last} {}", below.join(" "));
        if whole.len() <= CHARS {
            *last = whole;
        }
    }
    for words in pieces {
        if let Some((row, command)) = meant(&words, thread)
            && !found.iter().any(|known| is_about_the_same(&known.command, &command))
        {
            found.push(Meant { row, command, words });
        }
    }
    found
}

/// What a mail may ask for and a person has to look at, because it may be quoted all the same or is in other words.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Overlooked {
    /// Commands outside of the first own paragraph.
    pub misplaced: Vec<String>,
    /// Lines that may be meant as commands.
    pub unread: Vec<String>,
}

/// What would be a command in the first own paragraph and is elsewhere: in the subject, if that is nobody else's, or below, not
/// marked as quoted and above everything that ends what a person writes. And what may be meant as one at the beginning.
pub fn overlooked(subject: &str, text: &str, thread: Option<Thread>) -> Overlooked {
    let read = read(text, thread);
    let is_read = |words: &str| {
        meant(words, thread)
            .is_some_and(|(_, command)| read.iter().any(|one| is_about_the_same(&one.command, &command)))
    };
    let lines: Vec<&str> = text.lines().take(LOOKED_AT).map(str::trim).take_while(|line| !is_end(line)).collect();
    let paragraphs =
        without_armor(&lines).split(|line| line.is_empty() || is_quoted(line)).filter(|lines| !lines.is_empty());
    // Lists put a name in brackets before a subject.
    let subject =
        subject.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(subject, |(_, rest)| rest);
    let subject = [subject.trim()];
    let mut found = Overlooked::default();
    for (index, paragraph) in std::iter::once(&subject[..]).chain(paragraphs).enumerate() {
        // Below the head of another mail nothing is the author's, and below a command that was read no more than is sure.
        if is_header(paragraph, thread) || (!read.is_empty() && is_attribution(paragraph, thread)) {
            break;
        }
        let (pieces, near): (Vec<_>, Vec<_>) =
            pieces(paragraph, thread).into_iter().partition(|piece| meant(piece, thread).is_some());
        if index < LOOKED_CLOSELY_AT && pieces.is_empty() && read.is_empty() {
            let answered = thread.filter(|_| index > 0).map(|thread| thread.about);
            let first = paragraph.first().filter(|line| line.len() <= CHARS && may_be_meant(line, answered));
            found.unread.extend(near.into_iter().next().or_else(|| first.map(|line| (*line).to_owned())));
        }
        for piece in pieces {
            if !is_read(&piece) && !found.misplaced.contains(&piece) && found.misplaced.len() < LINES {
                found.misplaced.push(piece);
            }
        }
    }
    if !found.misplaced.is_empty() {
        found.unread.clear();
    }
    found
}

/// The lines of a mail's first own paragraph, and those of the next one; none where it cannot be told from what the mail
/// quotes.
fn own_paragraph(text: &str, thread: Option<Thread>) -> (Vec<&str>, Vec<&str>) {
    let lines: Vec<&str> = text.lines().take(LOOKED_AT).map(str::trim).collect();
    let mut rest = without_armor(&lines);
    let mut is_greeted = false;
    loop {
        rest = after(rest, str::is_empty);
        let Some(first) = rest.first() else { return Default::default() };
        if is_quoted(first) {
            rest = after(rest, is_quoted);
            // A line right below may be the end of one that was quoted and broken.
            if rest.first().is_some_and(|line| !line.is_empty()) {
                return Default::default();
            }
            continue;
        }
        let end = rest.iter().position(|line| line.is_empty() || is_quoted(line) || is_end(line)).unwrap_or(rest.len());
        let (paragraph, below) = rest.split_at(end);
        let quote = after(below, str::is_empty).first().is_some_and(|line| is_quoted(line));
        if is_attribution(paragraph, thread) {
            if !quote || paragraph.len() > 3 {
                return Default::default();
            }
            rest = below;
        } else if is_header(paragraph, thread) {
            return Default::default();
        } else if !is_greeted && is_greeting(paragraph, thread) {
            is_greeted = true;
            rest = below;
        } else {
            let below = after(below, str::is_empty);
            let end =
                below.iter().position(|line| line.is_empty() || is_quoted(line) || is_end(line)).unwrap_or(below.len());
            let next = &below[..end];
            let is_own = !is_attribution(next, thread)
                && !is_header(next, thread)
                && !is_name(next)
                && pieces(next, thread).is_empty();
            let next = if is_own { next.iter().take(LINES).copied().collect() } else { Vec::new() };
            return (paragraph.iter().take(LINES).copied().collect(), next);
        }
    }
}

fn after<'a, 'b>(lines: &'b [&'a str], is_passed: impl Fn(&str) -> bool) -> &'b [&'a str] {
    let end = lines.iter().position(|line| !is_passed(line)).unwrap_or(lines.len());
    &lines[end..]
}

/// A text that is signed in place begins with two fields of its own (RFC 9580, clause 7).
fn without_armor<'a, 'b>(lines: &'b [&'a str]) -> &'b [&'a str] {
    let begun = after(lines, str::is_empty);
    match begun.first() {
        Some(&"-----BEGIN PGP SIGNED MESSAGE-----") => after(begun, |line| !line.is_empty()),
        Some(_) | None => lines,
    }
}

/// `> words`, `| words`, `AB> words`.
fn is_quoted(line: &str) -> bool {
    let initials = line.trim_start_matches(|c: char| c.is_alphanumeric());
    let is_short = line.len() - initials.len() <= 12;
    line.starts_with(['>', '|', '│', '¦', '＞', '›', '»']) || (is_short && initials.starts_with('>'))
}

/// What ends the words of a person: the mark of a signature (RFC 3676, clause 4.3), and rulers of any kind.
fn is_end(line: &str) -> bool {
    let is_ruler = |c: char| matches!(c, '-' | '_' | '=' | '*' | '~' | '─' | '━' | '—' | '–' | '•' | '#');
    let ruled = line.chars().take_while(|c| is_ruler(*c)).count();
    line == "--" || ruled >= 3
}

/// Whether a paragraph may be what a mail program writes above a quote: it ends in a colon, or has an address in its last
/// lines. A command whose reason comes below it does so too.
fn is_attribution(paragraph: &[&str], thread: Option<Thread>) -> bool {
    let last = &paragraph[paragraph.len().saturating_sub(3)..];
    let names = |line: &&&str| !begins(line, thread);
    let ends = |line: &str| line.ends_with([':', '：', '︰', '﹕']);
    let has_address = |line: &str| line.contains('<') && line.contains('@');
    last.iter().filter(names).any(|line| ends(line) || has_address(line))
}

/// Whether a paragraph may be the head of the mail below: three lines such as `Von: Bo`.
fn is_header(paragraph: &[&str], thread: Option<Thread>) -> bool {
    let is_field = |line: &&&str| {
        let label = at_colon(line).map(|(label, _)| label.trim_matches(['*', ' ', '_']));
        label.is_some_and(|label| {
            (1..=30).contains(&label.chars().count()) && !label.contains(|c: char| c.is_ascii_digit())
        }) && !begins(line, thread)
    };
    paragraph.iter().filter(is_field).count() >= 3
}

/// Whether a paragraph is a greeting: a short line that ends in a comma or an exclamation mark.
fn is_greeting(paragraph: &[&str], thread: Option<Thread>) -> bool {
    let [line] = paragraph else { return false };
    line.split_whitespace().count() <= 6
        && line.ends_with([',', '!', '，', '！', '、', '،'])
        && !line.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '<' | ':'))
        && !begins(line, thread)
}

/// Whether a paragraph may be a name below a mail: a few words that are no sentence.
fn is_name(paragraph: &[&str]) -> bool {
    let words: usize = paragraph.iter().map(|line| line.split_whitespace().count()).sum();
    let ends = |line: &&str| line.ends_with(['.', '!', '?', '。', '！', '？']);
    words <= 3 && !paragraph.last().is_some_and(ends)
}

/// The paragraph in pieces, each beginning with a line that begins a command. The first one does, below a greeting at
/// most: above a quote that is not marked there is a line of the mail program.
fn split(paragraph: &[&str], thread: Option<Thread>) -> Vec<String> {
    let is_greeted = paragraph.first().is_some_and(|first| is_greeting(&[*first], thread));
    let paragraph = &paragraph[usize::from(is_greeted)..];
    if paragraph.first().is_some_and(|first| begins(first, thread)) { pieces(paragraph, thread) } else { Vec::new() }
}

/// Each line that begins a command, with the lines below it.
fn pieces(paragraph: &[&str], thread: Option<Thread>) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for line in paragraph {
        if begins(line, thread) {
            pieces.push((*line).to_owned());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(' ');
            piece.push_str(line);
        }
    }
    pieces.retain(|piece| piece.len() <= CHARS);
    pieces
}

/// Whether a line begins a command. A bare `+1` is one only in answer to what is put to the list.
fn begins(line: &str, thread: Option<Thread>) -> bool {
    line.len() <= CHARS && (meant(line, thread).is_some() || meant(&format!("{line} ."), thread).is_some())
}

/// What a piece asks for, if it names what it is about, so that it cannot be prose.
fn meant(words: &str, thread: Option<Thread>) -> Option<(&'static Row, Command)> {
    if let Some(found) = objecting(words).and_then(|words| asked_for(&words, thread)) {
        return Some(found);
    }
    if let Some(answer) = asked_by(thread).and_then(|_| plain_answer(words)) {
        return asked_for(&answer, thread);
    }
    let letters = words.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters > 0 && !spelling::is_first_word(&words[..letters]) {
        return None;
    }
    asked_for(plain_form(words).as_deref().unwrap_or(words), thread)
}

/// What a line of the table asks for, if it may come by mail.
fn asked_for(words: &str, thread: Option<Thread>) -> Option<(&'static Row, Command)> {
    let mut lines = read_lines(words, &Names(Vec::new()));
    if lines.len() != 1 {
        return None;
    }
    let Read::Command { row, command, .. } = lines.pop()?.read else { return None };
    if !row.by_mail {
        return None;
    }
    named(command, thread).map(|command| (row, command))
}

/// The proposal to the list that a thread is about.
fn asked_by(thread: Option<Thread>) -> Option<u32> {
    match thread?.about {
        About::ListProposal(number) => Some(number),
        About::Minutes | About::Notice | About::Report => None,
    }
}

/// The command as a mail may give it: about what it names, and for its author alone.
fn named(command: Command, thread: Option<Thread>) -> Option<Command> {
    let answer = |stand, words| {
        let asked = asked_by(thread)?;
        Some(Command::ListProposal(ListProposalCommand::Answer { proposal: asked, stand, words }))
    };
    match command {
        Command::ListProposal(ListProposalCommand::Answer { .. } | ListProposalCommand::WithdrawAnswer { .. }) => {
            Some(command)
        }
        Command::Proposal(ProposalCommand::TakeStand { stand, words, .. }) => answer(stand, words),
        Command::Proposal(ProposalCommand::Object { to: None, whom: None, reason, is_reservation, .. }) => {
            answer(if is_reservation { Stand::Unwell } else { Stand::Against }, reason)
        }
        Command::Proposal(ProposalCommand::Object { to: Some(to), whom: None, reason, is_reservation, typed }) => {
            let to = Some(to.within(thread));
            Some(Command::Proposal(ProposalCommand::Object { to, whom: None, reason, is_reservation, typed }))
        }
        Command::Proposal(ProposalCommand::WithdrawObjection { to: Some(to) }) => {
            Some(Command::Proposal(ProposalCommand::WithdrawObjection { to: Some(to.within(thread)) }))
        }
        Command::People(
            PeopleCommand::DeclareRegrets { names: None, .. } | PeopleCommand::DeclarePresence { names: None, .. },
        ) => Some(command),
        Command::Agenda(AgendaCommand::AddItem { title, proposer: _, secs }) => {
            Some(Command::Agenda(AgendaCommand::AddItem { title, proposer: None, secs }))
        }
        Command::Mail(MailCommand::AskCorrection { meeting, place, text }) => {
            let meeting = meeting.or(thread.and_then(|thread| thread.meeting));
            Some(Command::Mail(MailCommand::AskCorrection { meeting, place, text }))
        }
        _ => None,
    }
}

fn is_about_the_same(one: &Command, other: &Command) -> bool {
    use ProposalCommand::{Object, WithdrawObjection};
    match (one, other) {
        (Command::Proposal(Object { to, .. }), Command::Proposal(Object { to: other, .. })) => to == other,
        (Command::Proposal(WithdrawObjection { to }), Command::Proposal(WithdrawObjection { to: other })) => {
            to == other
        }
        (
            Command::Mail(MailCommand::AskCorrection { meeting, place, .. }),
            Command::Mail(MailCommand::AskCorrection { meeting: other, place: there, .. }),
        ) => meeting == other && place == there,
        (Command::Agenda(_), Command::Agenda(_)) => one == other,
        (
            Command::ListProposal(ListProposalCommand::Answer { proposal, .. }),
            Command::ListProposal(ListProposalCommand::Answer { proposal: other, .. }),
        ) => proposal == other,
        _ => one.is_same_kind(other) && !matches!(one, Command::Proposal(_) | Command::Mail(_)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::mail::About;

    fn words(text: &str) -> Vec<String> {
        read(text, Some(Thread { meeting: Some(7), about: About::Minutes }))
            .into_iter()
            .map(|meant| meant.words)
            .collect()
    }

    #[test]
    fn what_is_in_the_first_own_paragraph_is_a_command() {
        for (mail, expected) in [
            ("objection to D7-3: row 4 is missing", &["objection to D7-3: row 4 is missing"] as &[_]),
            ("Objection to D3:\nrow 4 is\nmissing.\n\nBo", &["Objection to D3: row 4 is missing."]),
            ("object D7-3 because row 4 is missing", &["object D7-3 because row 4 is missing"]),
            ("I object to D7-3: row 4", &["I object to D7-3: row 4"]),
            ("reservation on D7-3: legal review", &["reservation on D7-3: legal review"]),
            ("withdraw objection to D7-3", &["withdraw objection to D7-3"]),
            ("Dear all,\n\nobjection to D7-3: no\n\nBest, Ana", &["objection to D7-3: no"]),
            ("各位好，\n\nobjection to D7-3: no", &["objection to D7-3: no"]),
            ("Dear all,\nobjection to D7-3: no", &["objection to D7-3: no"]),
            ("On Tue, Bo <bo@example.org> wrote:\n> We agreed.\n\nobjection to D7-3: no", &["objection to D7-3: no"]),
            ("On Tue 8 Dec, Bo wrote:\n\n> a\n> b\n\nobjection to D7-3: no", &["objection to D7-3: no"]),
            (
                "objection to D7-3: one\nreservation on D7-4: two\nobjection to D7-3: three",
                &["objection to D7-3: one", "reservation on D7-4: two"],
            ),
            ("Objection to decision D7-3 – row 4", &["Objection to decision D7-3 – row 4"]),
            ("- I hereby object to D7‑3: row 4", &["- I hereby object to D7‑3: row 4"]),
            ("regrets", &["regrets"]),
            ("Regrets for meeting 8.", &["Regrets for meeting 8."]),
            ("regrets+\n-- \nAna", &["regrets+"]),
            ("present+ for meeting 8", &["present+ for meeting 8"]),
            ("agenda+ Overlap table [20 min]", &["agenda+ Overlap table [20 min]"]),
            ("agenda item: Overlap\ntable", &["agenda item: Overlap table"]),
            ("correction 4.2: Ana presented the table.", &["correction 4.2: Ana presented the table."]),
            ("correction 7 4.2: Ana presented", &["correction 7 4.2: Ana presented"]),
            (
                "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nobjection to D7-3: no\n-----BEGIN PGP SIGNATURE-----",
                &["objection to D7-3: no"],
            ),
        ] {
            assert_eq!(words(mail), expected, "{mail:?}");
        }
    }

    #[test]
    fn what_is_quoted_or_prose_is_not() {
        for mail in [
            "",
            "> objection to D7-3: no",
            "Thank you.\n\nobjection to D7-3: no",
            "On Tue, Bo wrote:\n\nobjection to D7-3: no",
            "On Tue, 8 Dec 2026, Bo Nyberg\n<bo@example.org>\nwrote:\nobjection to D7-3: no",
            "Von: Bo\nGesendet: Dienstag\nAn: Liste\nBetreff: Minutes\n\nobjection to D7-3: no",
            "-----Original Message-----\nFrom: Bo\n\nobjection to D7-3: no",
            "________________________________\nobjection to D7-3: no",
            "> a line that is quoted and\nobjection to D7-3: no",
            "bo> objection to D7-3: no",
            "| objection to D7-3: no",
            "-- \nobjection to D7-3: no",
            "objection: it names nothing",
            "I object.",
            "agree",
            "+1",
            "AGREED: the table",
            "start meeting",
            "!minutes send",
            "Regrets, I read this too late to answer.",
            "regrets Bo",
            "objection to D7-3 for Eve: not mine to raise",
            "The objection to D7-3 was withdrawn.",
            "Bo wrote:\nobjection to D7-3: no\nregrets\nand more\nand more\nand more",
            "I have thought about it.\nobjection to D7-3: no",
        ] {
            assert_eq!(words(mail), [] as [String; 0], "{mail:?}");
        }
    }

    #[test]
    fn what_is_put_to_the_list_is_answered_with_a_word() {
        let answers = |mail: &str| -> Vec<(Stand, Option<String>)> {
            let thread = Thread { meeting: None, about: About::ListProposal(3) };
            let read = read(mail, Some(thread)).into_iter().map(|meant| match meant.command {
                Command::ListProposal(ListProposalCommand::Answer { proposal: 3, stand, words }) => (stand, words),
                other => panic!("{other:?}"),
            });
            read.collect()
        };
        let why = |words: &str| Some(words.to_owned());
        for (mail, expected) in [
            ("+1", vec![(Stand::For, None)]),
            ("+1 from Example Corp\n\nBo", vec![(Stand::For, why("from Example Corp"))]),
            ("Dear all,\n\nI support this.\n\nBo", vec![(Stand::For, None)]),
            ("No objection.", vec![(Stand::For, None)]),
            ("abstain", vec![(Stand::Neutral, None)]),
            ("objection: row 4 is\nnot settled", vec![(Stand::Against, why("row 4 is not settled"))]),
            ("I object: row 4", vec![(Stand::Against, why("row 4"))]),
            ("-1 too early", vec![(Stand::Against, why("too early"))]),
            ("object to LP3: too early", vec![(Stand::Against, why("too early"))]),
            ("reservation: legal review", vec![(Stand::Unwell, why("legal review"))]),
            ("> +1", vec![]),
            ("I have read it.\n+1", vec![]),
            ("On Tue, Bo <bo@example.org> wrote:\n> It is proposed.\n\n+1", vec![(Stand::For, None)]),
            ("We support the work of SG17.", vec![]),
            ("Yes.", vec![(Stand::For, None)]),
            ("I agree with this proposal.\n\nBo", vec![(Stand::For, None)]),
            ("We approve it", vec![(Stand::For, None)]),
            ("I agree with Bo.", vec![]),
            ("Yes, but not yet", vec![]),
        ] {
            assert_eq!(answers(mail), expected, "{mail:?}");
        }
    }

    #[test]
    fn what_may_be_a_command_elsewhere_or_in_other_words_is_for_a_person_to_look_at() {
        let minutes = Some(Thread { meeting: Some(7), about: About::Minutes });
        let none: &[&str] = &[];
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        for (subject, mail, misplaced, unread) in [
            ("", "Thank you.\n\nobjection to D7-3: no", &["objection to D7-3: no"] as &[_], none),
            ("", "objection to D7-3: no", none, none),
            ("", "Thank you.\n\n> objection to D7-3: no", none, none),
            ("", "Thank you.\n-- \nobjection to D7-3: no", none, none),
            // All of them, with their reasons, and what is below one that was read.
            (
                "",
                "Hello Bo\n\nobjection to D7-3: row 4\nis missing\nobjection to D7-4: no\n\nBo",
                &["objection to D7-3: row 4 is missing", "objection to D7-4: no"],
                none,
            ),
            ("", "objection to D7-3: a\n\nobjection to D7-4: b", &["objection to D7-4: b"], none),
            ("", "objection to D7-3: a\n\nobjection to D7-3: b", none, none),
            // What is below the head of another mail, or below an attribution, is not the author's.
            (
                "",
                "objection to D7-3: a\n\nVon: Bo\nGesendet: Dienstag\nAn: Liste\nBetreff: x\n\nobjection to D7-4: b",
                none,
                none,
            ),
            ("", "objection to D7-3: a\n\nBo wrote:\n\nobjection to D7-4: b", none, none),
            ("", "correction 4.2:", none, &["correction 4.2:"]),
            // A subject is the author's own if it answers nothing.
            ("Objection to D7-3: row 4", "", &["Objection to D7-3: row 4"], none),
            ("[jcg] Objection to D7-3", "The table is incomplete.", &["Objection to D7-3"], none),
            ("Re: Objection to D7-3", "The table is incomplete.", none, none),
            ("Objection to D7-3", "objection to D7-3: row 4", none, none),
            ("Objection to D7-3 and D7-4", "no", none, &["Objection to D7-3 and D7-4"]),
            // Words that are near.
            ("", "Objection to D7-3 and D7-4: no", none, &["Objection to D7-3 and D7-4: no"]),
            ("", "Dear all,\n\nI object to the second one.", none, &["I object to the second one."]),
            ("", "Correction: Ana was there.", none, &["Correction: Ana was there."]),
            ("", "No objection.", none, none),
            ("", "I agree with Bo.", none, none),
            ("", "> I object to the second one.", none, none),
        ] {
            let found = overlooked(subject, mail, minutes);
            assert_eq!(
                (&found.misplaced[..], &found.unread[..]),
                (&owned(misplaced)[..], &owned(unread)[..]),
                "{subject} {mail:?}"
            );
        }
    }

    #[test]
    fn a_reason_may_stand_below_the_line_that_announces_it() {
        for (mail, expected) in [
            ("objection to D7-3:\n\nRow 4 is\nmissing.\n\nBo", "objection to D7-3: Row 4 is missing."),
            ("Dear all,\n\nobjection to D7-3:\n\nRow 4.", "objection to D7-3: Row 4."),
            ("objection to D7-3:\n\n> AGREED: row 4", "objection to D7-3:"),
            ("objection to D7-3:\n\nOn Tue, Bo <bo@example.org> wrote:\n> AGREED: row 4", "objection to D7-3:"),
            ("objection to D7-3:\n\n-- \nBo", "objection to D7-3:"),
            ("objection to D7-3: row 4\n\nBo", "objection to D7-3: row 4"),
            ("objection to D7-3:\n\nBo Nyberg", "objection to D7-3:"),
        ] {
            assert_eq!(words(mail), [expected], "{mail:?}");
        }
    }

    #[test]
    fn only_what_adds_words_may_come_by_mail() {
        let by_mail: Vec<&str> = crate::command::rows().iter().filter(|row| row.by_mail).map(|row| row.name).collect();
        assert_eq!(
            by_mail,
            [
                "agenda add",
                "support",
                "oppose",
                "abstain",
                "object",
                "reserve",
                "objection withdraw",
                "list answer",
                "list withdraw",
                "present",
                "regrets",
                "correction"
            ]
        );
        for row in crate::command::rows().iter().filter(|row| row.by_mail) {
            assert_eq!(row.right(), crate::group::person::Right::Anyone, "!{}", row.name);
        }
    }

    #[test]
    fn a_number_alone_is_of_the_meeting_whose_mail_is_answered() {
        let [meant] = &read("objection to D3: no", Some(Thread { meeting: Some(5), about: About::Minutes }))[..] else {
            panic!("one command")
        };
        let Command::Proposal(ProposalCommand::Object { to: Some(to), .. }) = &meant.command else {
            panic!("{meant:?}")
        };
        assert_eq!(format!("{to:?}"), "Decision(DecisionRef { meeting: Some(5), number: 3 })");
    }
}
