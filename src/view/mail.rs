//! What came by mail, in words. Addresses are shown to the secretary alone.

use super::{Audience, Say, letter};
use crate::group::Group;
use crate::group::command::{MailCommand, Request};
use crate::group::event::{ByMail, HeldWhy};
use crate::group::mail::{Came, CameWhat, Held, MAIL_ACCOUNT};
use crate::group::person::Person;
use crate::text::{Block, Span, Text, one_line, shorten};

/// Characters of a mail that a list of them shows.
const SHOWN: usize = 300;

impl Say {
    /// For chairs and secretaries, each alone.
    pub fn officers(words: impl Into<String>) -> Say {
        Say { to: Audience::Officers, ..Say::room(Text::plain(words)) }
    }
}

pub(super) fn to_event(group: &Group, request: &Request, event: &ByMail) -> Vec<Say> {
    match event {
        ByMail::Held { mail, .. } => group.mailbox.held.get(mail).map(|held| told(*mail, held)).into_iter().collect(),
        ByMail::Accepted { mail, person: Some(person), .. } => {
            vec![Say::whisper(format!("M{mail} is recorded as {}'s; I know the address from now on.", person.name))]
        }
        ByMail::Accepted { mail, .. } => vec![Say::whisper(format!("M{mail} is accepted."))],
        ByMail::Dropped { mail, reason: Some(reason) } if request.by.is_none() => {
            vec![Say::officers(format!("M{mail} is dropped: {reason}."))]
        }
        ByMail::Dropped { mail, .. } => vec![Say::whisper(format!("M{mail} is dropped."))],
        ByMail::CorrectionAsked { correction, meeting, place, text, person } => {
            let asked = Say::officers(format!(
                "{} asks for a correction of the minutes of meeting {meeting}, line {place}: “{text}”. To take it over: !correct C{correction}",
                person.with_organization()
            ));
            let said = Say::whisper(format!("C{correction}: the secretary sees your correction.")).receipt();
            Some(said).filter(|_| !request.gathered.is_by_mail).into_iter().chain([asked]).collect()
        }
        ByMail::AttendancePromised { person } => {
            vec![Say::whisper(format!("Expected at the next meeting: {}", person.with_organization())).receipt()]
        }
        ByMail::Bounced { message_id, reason } => {
            let what = letter::called(group, message_id);
            vec![Say::officers(format!("{what}, came back: {}", shorten(&without_addresses(reason), SHOWN)))]
        }
        ByMail::Answered { message_id, subject } => {
            let subject = shorten(&without_addresses(subject), SHOWN);
            vec![Say::officers(match message_id {
                Some(id) => format!("{}: the list answered “{subject}”", letter::called(group, id)),
                None => format!("A program answered the list: “{subject}”"),
            })]
        }
    }
}

/// Words of servers, in which there may be addresses.
fn without_addresses(words: &str) -> String {
    let shown = |word: &str| if word.contains('@') { "[address]".to_owned() } else { word.to_owned() };
    words.split_whitespace().map(shown).collect::<Vec<_>>().join(" ")
}

fn told(mail: u32, held: &Held) -> Say {
    let words = words(held);
    let record = match held.why {
        HeldWhy::InOtherWords => {
            "To record it, type it for its author, such as: objection to D7-3 for Ana: REASON.".to_owned()
        }
        HeldWhy::NotAMember | HeldWhy::NotProven | HeldWhy::NotAtTheTop | HeldWhy::Refused { .. } => {
            format!("To record it: mail M{mail} accept.")
        }
    };
    let why = why(held);
    Say::officers(format!(
        "M{mail} is held: {why} “{words}”. To see it with its address: mail? {record} To drop it: mail M{mail} drop"
    ))
}

/// The commands of a mail in one line.
fn words(held: &Held) -> String {
    shorten(&one_line(&held.words.replace('\n', "; ")), SHOWN)
}

fn name(person: &Person) -> String {
    let is_address = person.name.contains('@') || person.name.is_empty();
    if is_address { "a person who is not on the member list".to_owned() } else { person.with_organization() }
}

/// `Eve, whose address is not a member's`.
fn why(held: &Held) -> String {
    let name = name(&held.person);
    match &held.why {
        HeldWhy::NotAMember => format!("{name}, whose address is not a member's, wrote:"),
        HeldWhy::NotProven => format!("somebody wrote in {name}'s name, and nothing proves who:"),
        HeldWhy::NotAtTheTop => format!("{name} wrote, but not in the first paragraph, where I read commands:"),
        HeldWhy::InOtherWords => format!("{name} may ask for something, in words that I do not read as a command:"),
        HeldWhy::Refused { reason } => format!("{name} wrote what I could not record ({reason})"),
    }
}

/// What `mail?` shows, with addresses.
pub(super) fn held(group: &Group) -> Say {
    let mailbox = &group.mailbox;
    if mailbox.held.is_empty() && mailbox.corrections.is_empty() {
        return Say::alone(Text::plain("No mail is held, and nobody waits for a correction."));
    }
    let mut text = Text::default();
    if !mailbox.held.is_empty() {
        text.paragraph(["Held:".into()]);
        let line = |(mail, held): (&u32, &Held)| -> Vec<Span> {
            let address = held.person.account.as_ref().and_then(|account| account.0.strip_prefix(MAIL_ACCOUNT));
            let address = address.map_or_else(String::new, |address| format!(" [{address}]"));
            let (at, words) = (group.charter.zone.tell(held.at), words(held));
            vec![format!("M{mail}{address}, {at}: {} “{words}”", why(held)).into()]
        };
        text.push(Block::List(mailbox.held.iter().map(line).collect()));
    }
    if !mailbox.corrections.is_empty() {
        text.paragraph(["Corrections of minutes, to be taken over with !correct C1:".into()]);
        let lines = mailbox.corrections.iter().map(|(correction, asked)| {
            let (meeting, place, person) = (asked.meeting, asked.place, asked.person.with_organization());
            let words: Span =
                format!("C{correction}, meeting {meeting}, line {place}, {person}: “{}”", asked.text).into();
            vec![words]
        });
        text.push(Block::List(lines.collect()));
    }
    Say::alone(text)
}

/// A request about mail that was granted and changed nothing.
pub(super) fn unchanged(group: &Group, command: &MailCommand) -> Vec<Say> {
    match command {
        MailCommand::ShowHeld => vec![held(group)],
        MailCommand::AskCorrection { .. } => {
            vec![Say::whisper("Nothing changed: the same correction already waits.")]
        }
        MailCommand::TakeCorrection { .. } => vec![Say::whisper("Nothing changed: the line already says that.")],
        MailCommand::AcceptMail { .. } | MailCommand::DropMail { .. } => Vec::new(),
    }
}

/// `Ana (Example Corp) objected to D7-3: the table is incomplete`.
pub(super) fn came(group: &Group, came: &Came) -> String {
    let person = came.person.with_organization();
    let links = group.charter.permalinks.as_ref();
    let link = links.zip(came.mail.as_ref()).map(|(links, mail)| format!(" ({})", links.of(mail))).unwrap_or_default();
    let words: String = match &came.what {
        CameWhat::Objected { to, reason, is_reservation } => {
            let did = if *is_reservation { "has a reservation on" } else { "objected to" };
            let reason = reason.as_deref().map_or_else(String::new, |reason| format!(": {}", one_line(reason)));
            format!("{person} {did} {to}{reason}")
        }
        CameWhat::Withdrew { to } => format!("{person} no longer objects to {to}"),
        CameWhat::Settled { proposal } => super::list_proposals::settled(group, *proposal)
            .unwrap_or_else(|| format!("The list was asked (LP{proposal})")),
        CameWhat::AskedCorrection { meeting, place } => {
            format!("{person} asked for a correction of the minutes of meeting {meeting}, line {place}")
        }
    };
    words + link.as_str()
}

/// What is said of a mail's commands: to the rooms, since nobody can be answered by mail.
pub fn by_mail(mut says: Vec<Say>) -> Vec<Say> {
    for say in says.iter_mut().filter(|say| say.to != Audience::Officers) {
        say.to = Audience::Room;
        say.is_receipt = false;
        say.text = std::mem::take(&mut say.text).after("By mail: ");
    }
    says
}
