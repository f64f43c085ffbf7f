//! Calendar files of invitations: golden files of zones that differ in what they do, and what is so in each.

use convenor::document::calendar;
use convenor::view::invitation::Invitation;

use crate::golden;

/// A meeting with everything an invitation can have, at a wall time of a zone.
pub fn invitation(zone: &str, start: &str) -> Invitation {
    Invitation {
        uid: "jcg-iotsec.7@bot.example.org".to_owned(),
        sequence: 1,
        is_cancelled: false,
        summary: "JCG-IoTSec meeting 7: overlap table, row four".to_owned(),
        description: "Agenda:\n1. Opening\n2. Overlap table; row four, column “Ελλάδα”\n3. Any other business"
            .to_owned(),
        start: start.parse().expect("a wall time"),
        zone: zone.parse().expect("a known zone"),
        secs: 5_400,
        place: None,
        join_url: Some("https://meet.example.org/jcg;v=1?room=iot,sec".to_owned()),
        organizer_name: "JCG-IoTSec via Convenor".to_owned(),
        organizer_address: "bot@example.org".to_owned(),
        stamp: "2026-11-24T08:00:00Z".parse().expect("an instant"),
    }
}

/// Zones with summer time in both halves of the world, without, with half an hour of it, and with new rules in 2026.
const GOLDEN: [(&str, &str); 6] = [
    ("Europe/Zurich", "2026-12-08T15:00:00"),
    ("America/Denver", "2026-10-27T08:00:00"),
    ("Asia/Kolkata", "2026-12-08T19:30:00"),
    ("Africa/Cairo", "2026-10-27T17:00:00"),
    ("Africa/Casablanca", "2026-12-08T14:00:00"),
    ("Australia/Lord_Howe", "2026-12-09T01:00:00"),
];

#[test]
fn calendar_files_are_the_golden_ones() {
    for (number, (zone, start)) in GOLDEN.into_iter().enumerate() {
        let mut invitation = invitation(zone, start);
        // One of them falls out.
        invitation.is_cancelled = number == 1;
        let file = calendar::render(&invitation);
        assert_eq!(file, calendar::render(&invitation.clone()), "the same bytes each time");
        let name = zone.rsplit('/').next().unwrap_or(zone).to_lowercase();
        golden::assert_same(&format!("tests/it/golden/invitation-{name}.ics"), &file);
    }
}
