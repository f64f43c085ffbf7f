//! The invitations that are read: zones, changes of the clocks, states, words.

use chrono::{DateTime, Duration, Utc};
use convenor::document::calendar;
use convenor::view::invitation::Invitation;

use crate::readers::Answer;

pub struct Case {
    pub invitation: Invitation,
    start: DateTime<Utc>,
}

impl Case {
    /// What every reader should find.
    pub fn expected(&self) -> Answer {
        let Invitation { uid, summary, description, .. } = self.invitation.clone();
        let time = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let link = self.invitation.join_url.clone().expect("every case has a link");
        Answer {
            method: calendar::method(&self.invitation).to_owned(),
            uid,
            sequence: self.invitation.sequence,
            status: if self.invitation.is_cancelled { "CANCELLED" } else { "CONFIRMED" }.to_owned(),
            summary,
            description,
            location: link.clone(),
            url: link,
            organizer: format!("mailto:{}", self.invitation.organizer_address),
            organizer_name: self.invitation.organizer_name.clone(),
            start: time(self.start),
            end: time(self.start + Duration::seconds(self.invitation.secs.into())),
        }
    }
}

/// Zone, wall time, minutes, and the start in UTC, computed elsewhere from IANA 2026f.
const MEETINGS: [(&str, &str, u32, &str); 16] = [
    ("Europe/Zurich", "2026-12-08T15:00:00", 90, "2026-12-08T14:00:00Z"),
    ("Europe/Zurich", "2026-10-20T15:00:00", 90, "2026-10-20T13:00:00Z"),
    ("America/Denver", "2026-10-27T08:00:00", 60, "2026-10-27T14:00:00Z"),
    ("Asia/Kolkata", "2026-10-27T19:30:00", 60, "2026-10-27T14:00:00Z"),
    ("Africa/Cairo", "2026-10-27T17:00:00", 60, "2026-10-27T14:00:00Z"),
    ("Africa/Casablanca", "2027-01-15T12:00:00", 60, "2027-01-15T12:00:00Z"),
    ("Australia/Lord_Howe", "2026-12-09T01:00:00", 60, "2026-12-08T14:00:00Z"),
    ("Australia/Lord_Howe", "2026-06-02T00:30:00", 60, "2026-06-01T14:00:00Z"),
    ("Australia/Sydney", "2026-11-04T01:00:00", 60, "2026-11-03T14:00:00Z"),
    ("America/Vancouver", "2027-01-15T05:00:00", 60, "2027-01-15T12:00:00Z"),
    ("America/Edmonton", "2027-01-15T06:00:00", 60, "2027-01-15T12:00:00Z"),
    ("America/St_Johns", "2026-12-08T10:30:00", 24 * 60, "2026-12-08T14:00:00Z"),
    ("UTC", "2026-12-08T14:00:00", 45, "2026-12-08T14:00:00Z"),
    // A time that the clocks leave out, one that they repeat, and a meeting while they are changed.
    ("Europe/Zurich", "2026-03-29T02:30:00", 60, "2026-03-29T01:30:00Z"),
    ("Europe/Zurich", "2026-10-25T02:30:00", 60, "2026-10-25T00:30:00Z"),
    ("Europe/Zurich", "2026-10-25T01:30:00", 180, "2026-10-24T23:30:00Z"),
];
const SUMMARIES: [&str; 3] = [
    "JCG-IoTSec meeting 7",
    "Overlap table, row four; C:\\new \\n \"quoted\" ^n",
    "Ελλάδα 語 👩\u{200d}💻: ATTENDEE;CN=x:mailto:eve@example.org, and words enough for a line that must be folded",
];
const DESCRIPTION: &str = "Agenda:\n1. Opening\n\n2. Overlap table; row four, column “Ελλάδα”\nEND:VEVENT\n  C:\\new";

pub fn cases() -> Vec<Case> {
    let case = |(number, (zone, wall, minutes, start)): (u32, (&str, &str, u32, &str))| Case {
        invitation: Invitation {
            uid: format!("jcg-iotsec.{number}@bot.example.org"),
            sequence: number % 4,
            is_cancelled: number % 4 == 3,
            summary: SUMMARIES[number as usize % SUMMARIES.len()].to_owned(),
            description: DESCRIPTION.to_owned(),
            start: wall.parse().expect("a wall time"),
            zone: zone.parse().expect("a known zone"),
            secs: minutes * 60,
            place: None,
            join_url: Some("https://meet.example.org/jcg?room=7&name=iot%20sec#top".to_owned()),
            organizer_name: "JCG: IoTSec, via Convenor; no reply".to_owned(),
            organizer_address: "bot@example.org".to_owned(),
            stamp: "2026-02-24T08:00:00Z".parse().expect("an instant"),
        },
        start: start.parse().expect("an instant"),
    };
    (1..).zip(MEETINGS).map(case).collect()
}
