//! The whole life of three meetings on a list: announced and moved, announced at short notice, cancelled; held, and
//! their minutes sent. Once on Mailman, once on mlmmj.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, ensure};
use convenor::config::MailConfig;
use convenor::group::charter::Charter;

use crate::inbox::{MEMBERS, delivered_by};
use crate::lists::List;
use crate::parsed::{Mail, Part};
use crate::readers::{self, Answer};
use crate::room::{Room, charter};
use crate::servers::{BOT, mailer, plain, port};

const GROUP: &str = "JCG-IoTSec";
const SINCE: &str = "2026-11-24T09:00:00Z";
/// What the bot cannot know of a mail that a list has been given.
const CLAIMS: [&str; 4] = ["posted", "delivered", "published", "sent to"];

/// A mail that the list should have.
struct Expected {
    /// Left part of the Message-ID, behind the group's.
    left: &'static str,
    subject: &'static str,
    /// Left parts of the mails that it answers, oldest first.
    thread: &'static [&'static str],
    calendar: Option<Calendar>,
}

/// What its calendar file should say.
struct Calendar {
    method: &'static str,
    sequence: u32,
    status: &'static str,
    start: &'static str,
    end: &'static str,
}

const fn published(sequence: u32, start: &'static str, end: &'static str) -> Option<Calendar> {
    Some(Calendar { method: "PUBLISH", sequence, status: "CONFIRMED", start, end })
}

const MAILS: [Expected; 7] = [
    Expected {
        left: "7.notice.0",
        subject: "JCG-IoTSec meeting 7: Tuesday 2026-12-08, 15:00 Europe/Zurich (14:00 UTC)",
        thread: &[],
        calendar: published(0, "2026-12-08T14:00:00Z", "2026-12-08T16:00:00Z"),
    },
    Expected {
        left: "7.notice.1",
        subject: "CHANGED: JCG-IoTSec meeting 7, now Thursday 2026-12-10, 14:00 Europe/Zurich (13:00 UTC), was Tuesday 2026-12-08, 15:00 Europe/Zurich (14:00 UTC)",
        thread: &["7.notice.0"],
        calendar: published(1, "2026-12-10T13:00:00Z", "2026-12-10T14:30:00Z"),
    },
    Expected {
        left: "7.minutes.1",
        subject: "Minutes of JCG-IoTSec meeting 7, 2026-12-10",
        thread: &["7.notice.0", "7.notice.1"],
        calendar: None,
    },
    Expected {
        left: "8.notice.0",
        subject: "SHORT NOTICE: JCG-IoTSec meeting 8: Wednesday 2026-12-16, 15:00 Europe/Zurich (14:00 UTC)",
        thread: &[],
        calendar: published(0, "2026-12-16T14:00:00Z", "2026-12-16T15:00:00Z"),
    },
    Expected {
        left: "8.minutes.1",
        subject: "Minutes of JCG-IoTSec meeting 8, 2026-12-16",
        thread: &["8.notice.0"],
        calendar: None,
    },
    Expected {
        left: "9.notice.0",
        subject: "JCG-IoTSec meeting 9: Tuesday 2027-02-02, 15:00 Europe/Zurich (14:00 UTC)",
        thread: &[],
        calendar: published(0, "2027-02-02T14:00:00Z", "2027-02-02T15:00:00Z"),
    },
    Expected {
        left: "9.notice.1",
        subject: "CANCELLED: JCG-IoTSec meeting 9, Tuesday 2027-02-02, 15:00 Europe/Zurich (14:00 UTC)",
        thread: &["9.notice.0"],
        calendar: Some(Calendar {
            method: "CANCEL",
            sequence: 1,
            status: "CANCELLED",
            start: "2027-02-02T14:00:00Z",
            end: "2027-02-02T15:00:00Z",
        }),
    },
];

/// Announced, moved, held.
const SEVENTH: [&str; 3] = [
    "chair: !schedule \"2026-12-08 15:00 Geneva\" for 2 h Overlap table
amina: agenda+ Overlap table [40 min]
chair: !join https://meet.example.org/jcg",
    "+ 1 h
chair: !reschedule \"2026-12-10 14:00 Geneva\" for 90 min because the hall is taken
ben: agenda+ Liaison statements – Zürich, Ελλάδα & 物联网",
    "+ 7 d
+ 7 d
+ 2 d
+ 3 h
chair: start meeting
amina: present+
chair: take up item 1
chair: AGREED: the table is adopted
chair: end meeting",
];
/// Planned for the week that has begun.
const EIGHTH: [&str; 2] = [
    "chair: !schedule \"2026-12-16 15:00 Geneva\" for 1 h",
    "+ 6 d
+ 1 h
chair: start meeting
ben: present+
chair: ACTION: Ben to send the table by 2026-12-20
chair: end meeting",
];
/// Planned and given up.
const NINTH: [&str; 2] =
    ["chair: !schedule \"2027-02-02 15:00 Geneva\" for 1 h", "+ 1 h\nchair: !cancel both chairs are away"];

/// The room of a group whose next meeting is its seventh, and everything that the bot said there.
struct Life {
    room: Room,
    list: List,
    said: Vec<String>,
    /// What was shown of each mail before it was sent, by the left part of its Message-ID.
    shown: BTreeMap<&'static str, (String, String)>,
}

impl Life {
    async fn begin(name: &str, list: List, config: &MailConfig) -> anyhow::Result<Life> {
        let charter = Charter { list: Some(list.address()), first_meeting: 7, ..charter(name, GROUP)? };
        let room = Room::since(SINCE, charter, mailer(config)?).await?;
        Ok(Life { room, list, said: Vec::new(), shown: BTreeMap::new() })
    }

    async fn play(&mut self, lines: &str) -> anyhow::Result<Vec<String>> {
        let said = self.room.play(lines).await?;
        self.said.extend(said.iter().cloned());
        Ok(said)
    }

    /// Looks at a mail about the planned meeting, and has it sent.
    async fn announce(&mut self, left: &'static str, command: &str) -> anyhow::Result<()> {
        let said = self.play(&format!("chair: {command}")).await?;
        let shown = shown_in(&said).with_context(|| format!("{command} shows no mail:\n{}", said.join("\n")))?;
        self.shown.insert(left, shown);
        let said = self.play("chair: !announce confirm").await?;
        self.is_handed_over(left, &said)
    }

    async fn send_minutes(&mut self, left: &'static str) -> anyhow::Result<()> {
        let preview = self.room.preview().await?;
        self.shown.insert(left, (preview.subject, preview.body));
        self.play("chair: !minutes approve").await?;
        let said = self.play("secretary: !minutes send").await?;
        self.is_handed_over(left, &said)
    }

    fn is_handed_over(&self, left: &str, said: &[String]) -> anyhow::Result<()> {
        let list = self.list.address();
        let is_told = said.len() == 2
            && said[0].ends_with(&format!("in the outbox for {list}."))
            && said[1].ends_with(&format!("handed to the mail server for {list}."));
        ensure!(is_told, "of {left} the room is told {said:?}");
        Ok(())
    }

    async fn live(&mut self) -> anyhow::Result<()> {
        self.play(SEVENTH[0]).await?;
        self.announce("7.notice.0", "!announce").await?;
        self.play(SEVENTH[1]).await?;
        self.announce("7.notice.1", "!announce").await?;
        self.play(SEVENTH[2]).await?;
        self.send_minutes("7.minutes.1").await?;
        self.play(EIGHTH[0]).await?;
        let late = self.play("chair: !announce").await?;
        ensure!(late.iter().any(|line| line.contains("!announce override REASON")), "{late:?}");
        self.announce("8.notice.0", "!announce override the deadline of SG17 is near").await?;
        self.play(EIGHTH[1]).await?;
        self.send_minutes("8.minutes.1").await?;
        self.play(NINTH[0]).await?;
        self.announce("9.notice.0", "!announce").await?;
        self.play(NINTH[1]).await?;
        self.announce("9.notice.1", "!announce").await?;
        self.play("secretary: !status").await?;
        Ok(())
    }

    fn claims_nothing(&self) {
        let said = self.said.join("\n");
        for claim in CLAIMS {
            assert!(!said.contains(claim), "the bot cannot know “{claim}”: {said}");
        }
    }

    fn check(&self, mail: &Mail, expected: &Expected) {
        let address = self.list.address();
        let (subject, body) = &self.shown[expected.left];
        assert_eq!(subject, expected.subject, "it was shown so");
        assert_eq!(mail.header("Subject"), Some(format!("[iotsec] {subject}").as_str()));
        assert_eq!((mail.from_name.clone(), mail.from_address.clone()), self.list.from(GROUP));
        assert_eq!((mail.header("To"), mail.header("Reply-To")), (Some(address.as_str()), Some(address.as_str())));
        assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
        assert_eq!(mail.list_fields(), self.list.fields(), "the list's own and no others");
        self.check_thread(mail, expected);
        let calendars: Vec<&Part> = mail.parts.iter().filter(|part| part.content_type == "text/calendar").collect();
        assert_eq!(calendars.len(), usize::from(expected.calendar.is_some()));
        let Some(calendar) = &expected.calendar else {
            assert_eq!(mail.text, format!("{body}{}", self.list.footer()), "the list got what was shown");
            return;
        };
        assert_eq!(mail.content_type, "multipart/mixed");
        assert_eq!(mail.parts.len(), 2 + self.list.parts_added(), "{:?}", mail.parts);
        let text = &mail.parts[0];
        assert_eq!(
            (text.content_type.as_str(), &text.content),
            ("text/plain", body),
            "the text comes first, and whole"
        );
        let part = &mail.parts[1];
        let name = format!("meeting-{}.ics", &expected.left[..1]);
        assert_eq!((part.content_type.as_str(), part.method.as_deref()), ("text/calendar", Some(calendar.method)));
        assert_eq!((part.disposition.as_deref(), part.name.as_deref()), (Some("attachment"), Some(name.as_str())));
        let lines: Vec<&str> = part.content.split("\r\n").collect();
        assert!(lines.iter().all(|line| !line.contains(['\r', '\n'])) && lines.last() == Some(&""), "{lines:?}");
    }

    fn check_thread(&self, mail: &Mail, expected: &Expected) {
        let ids: Vec<String> = expected.thread.iter().map(|left| format!("<{}>", self.room.id(left))).collect();
        let (last, all) = (ids.last().cloned(), (!ids.is_empty()).then(|| ids.join(" ")));
        assert_eq!((mail.header("In-Reply-To"), mail.header("References")), (last.as_deref(), all.as_deref()));
    }
}

/// Subject and text of the mail that `!announce` shows.
fn shown_in(said: &[String]) -> Option<(String, String)> {
    let start = said.iter().position(|line| line.starts_with("bot: This would go to "))?;
    let end = said.iter().position(|line| line.starts_with("bot: Attached: "))?;
    let (_, subject) = said[start].split_once(". Subject: ")?;
    let lines = said.get(start + 1..end)?.iter().map(|line| line.strip_prefix("bot: ").unwrap_or_default());
    Some((subject.to_owned(), lines.flat_map(|line| [line, "\n"]).collect()))
}

/// Every reader of calendar files sees what was meant, and one event a meeting.
fn check_calendars(mails: &[(Mail, &Expected)]) {
    let files: Vec<(&str, &Expected, &Calendar)> = mails
        .iter()
        .filter_map(|(mail, expected)| {
            Some((mail.parts.get(1)?.content.as_str(), *expected, expected.calendar.as_ref()?))
        })
        .collect();
    let contents: Vec<String> = files.iter().map(|(file, ..)| (*file).to_owned()).collect();
    let mut uids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (answers, (file, expected, calendar)) in readers::read(&contents, None).into_iter().zip(&files) {
        assert_eq!(answers.len(), readers::COUNT, "every reader answers");
        for (reader, answer) in answers {
            let Answer { method, sequence, status, start, end, .. } = &answer;
            let read = (method.as_str(), *sequence, status.as_str(), start.as_str(), end.as_str());
            let meant = (calendar.method, calendar.sequence, calendar.status, calendar.start, calendar.end);
            assert_eq!(read, meant, "{reader} of {}\n{file}", expected.left);
            uids.entry(&expected.left[..1]).or_default().insert(answer.uid);
        }
    }
    assert!(uids.values().all(|uids| uids.len() == 1), "a meeting keeps its UID: {uids:?}");
    let all: BTreeSet<&String> = uids.values().flatten().collect();
    assert_eq!((uids.len(), all.len()), (3, 3), "each meeting has its own: {uids:?}");
}

/// Every mail is in the archive once, and so is every mail that it answers.
fn check_archive(life: &Life, archive: &[Mail]) {
    let ids: Vec<String> = archive.iter().filter_map(|mail| mail.header("Message-ID").map(str::to_owned)).collect();
    let mut sorted: Vec<&String> = ids.iter().collect();
    sorted.sort();
    let mut expected: Vec<String> = MAILS.iter().map(|mail| format!("<{}>", life.room.id(mail.left))).collect();
    expected.sort();
    assert_eq!(sorted, expected.iter().collect::<Vec<_>>(), "each is archived once");
    for mail in archive {
        let answered = ["In-Reply-To", "References"].into_iter().filter_map(|name| mail.header(name));
        for id in answered.flat_map(str::split_whitespace) {
            assert!(ids.iter().any(|known| known == id), "the archive has no {id}");
        }
        assert_eq!(mail.list_fields(), life.list.fields(), "the list's own and no others");
    }
}

async fn three_meetings(name: &str, list: List) -> anyhow::Result<()> {
    let mut life = Life::begin(name, list, &plain(port("SMTP"))).await?;
    life.live().await?;
    life.claims_nothing();
    assert_eq!(life.room.outbox().await?, []);
    let mut first: Vec<(Mail, &Expected)> = Vec::new();
    for expected in &MAILS {
        let copies = delivered_by(list, &life.room.id(expected.left), 1).await?;
        assert_eq!(copies.len(), MEMBERS.len());
        for mail in &copies {
            life.check(mail, expected);
        }
        first.extend(copies.into_iter().next().map(|mail| (mail, expected)));
    }
    check_calendars(&first);
    check_archive(&life, &list.archive(life.room.group(), MAILS.len()).await?);
    Ok(())
}

#[tokio::test]
async fn three_meetings_live_on_mailman() -> anyhow::Result<()> {
    three_meetings("life-mailman", List::Mailman).await
}

#[tokio::test]
async fn three_meetings_live_on_mlmmj() -> anyhow::Result<()> {
    three_meetings("life-mlmmj", List::Mlmmj).await
}

/// The post office that looks into Mailman's archive.
fn with_archive(from: &str) -> MailConfig {
    let archive = Some(format!("maildir:{}", List::Mailman.archive_folder().display()));
    MailConfig { from: from.to_owned(), archive, ..plain(port("SMTP")) }
}

/// Lines about what the bot has seen.
fn seen(said: &[String]) -> Vec<&str> {
    said.iter().map(String::as_str).filter(|line| line.contains("seen in the archive")).collect()
}

#[tokio::test]
async fn what_mailman_has_archived_is_seen_there_once() -> anyhow::Result<()> {
    let mut life = Life::begin("seen", List::Mailman, &with_archive(BOT)).await?;
    life.play(SEVENTH[0]).await?;
    life.announce("7.notice.0", "!announce").await?;
    delivered_by(List::Mailman, &life.room.id("7.notice.0"), 1).await?;
    List::Mailman.archive(life.room.group(), 1).await?;
    life.play("+ 2 m\nsecretary: !status\n+ 2 m").await?;
    let told = format!("bot: Announcement of meeting 7: seen in the archive of {}.", List::Mailman.address());
    let seen = seen(&life.said);
    assert!(seen.len() == 2 && seen[0] == told && seen[1].ends_with("announced: seen in the archive"), "{seen:?}");
    life.claims_nothing();
    Ok(())
}

/// A bot that is no member: Mailman's moderator has the mail, the members have not. The bot knows that the mail server
/// took it and says no more until the moderator has let it through and it is in the archive.
#[tokio::test]
async fn what_mailman_holds_is_never_called_posted() -> anyhow::Result<()> {
    for (name, from) in [("held-bot", "other-bot@example.org"), ("held-stranger", "stranger@example.net")] {
        let mut life = Life::begin(name, List::Mailman, &with_archive(from)).await?;
        life.play(SEVENTH[0]).await?;
        life.announce("7.notice.0", "!announce").await?;
        let domain = from.rsplit('@').next().unwrap_or_default();
        let message_id = life.room.id("7.notice.0").replace("example.org", domain);
        List::Mailman.holds(&message_id).await?;
        delivered_by(List::Mailman, &message_id, 0).await?;
        assert_eq!(List::Mailman.archive(life.room.group(), 0).await?, [], "what is held is in no archive");
        let status = life.play("+ 1 h\nsecretary: !status").await?.join("\n");
        assert!(status.contains("announced: handed to the mail server"), "{status}");
        life.claims_nothing();
        assert_eq!(seen(&life.said), Vec::<&str>::new(), "it is not there");
        List::Mailman.accept(&message_id)?;
        delivered_by(List::Mailman, &message_id, 1).await?;
        List::Mailman.archive(life.room.group(), 1).await?;
        let said = life.play("+ 1 h").await?;
        assert_eq!(seen(&said).len(), 1, "{said:?}");
        life.claims_nothing();
    }
    Ok(())
}
