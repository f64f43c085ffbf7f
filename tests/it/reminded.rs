//! The mail that reminds chairs and secretaries of a report, once.

use crate::conversation::{Room, Transcript};

/// A room of the group whose officers have addresses.
async fn room() -> Room {
    let transcript = Transcript::parse("reminded", "# config: officers.toml\n\nbo: hello\n");
    Room::open(&transcript).await
}

/// The mails to people in the outbox, each as words.
fn reminders(room: &Room) -> Vec<String> {
    let words = |mail: Vec<u8>| String::from_utf8_lossy(&mail).split_whitespace().collect::<Vec<_>>().join(" ");
    let mails = room.mails().into_iter().map(words);
    let mut mails: Vec<String> = mails.filter(|mail| mail.contains("Subject: JCG-Test: the report to SG17")).collect();
    mails.sort();
    mails
}

#[tokio::test]
async fn each_officer_with_an_address_has_one_mail_fourteen_days_before() {
    let mut room = room().await;
    room.play("bo: hello").await;
    room.play("+ 7d").await;
    assert_eq!(reminders(&room), Vec::<String>::new(), "the report is due in 16 days");
    let said = room.play("+ 3d").await;
    assert!(said.iter().any(|line| line.contains("is due in 14 days")), "{said:?}");
    let mails = reminders(&room);
    assert_eq!(mails.len(), 2, "{mails:?}");
    for (mail, (name, address)) in
        mails.iter().zip([("Ana Lima", "ana@example.org"), ("Kofi Boateng", "kofi@example.net")])
    {
        let mail = mails.iter().find(|one| one.contains(&format!("To: {address}"))).unwrap_or(mail);
        for part in [
            format!("To: {address}"),
            format!("{name},"),
            "Reply-To: jcg@lists.example.org".to_owned(),
            "is due in 14 days, by 2026-12-31 (Thursday)".to_owned(),
            "No meeting of the group is planned before that".to_owned(),
            "!report SG17".to_owned(),
        ] {
            assert!(mail.contains(&part), "{part:?} in {mail}");
        }
    }
    // Neither a restart nor the later reminders send it again.
    room.restart().await;
    for _ in 0..4 {
        room.play("+ 7d").await;
    }
    assert_eq!(reminders(&room).len(), 2);
}

#[tokio::test]
async fn a_meeting_that_fits_is_named_and_a_moved_parent_meeting_is_told_anew() {
    let mut room = room().await;
    room.play("ana: !schedule \"2026-12-22 15:00 Geneva\" for 2 h").await;
    room.play("+ 7d").await;
    room.play("+ 3d").await;
    let mails = reminders(&room);
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.contains("Meeting 7 of the group is before that")), "{mails:?}");
    room.play("sena: !parent SG17 2027-01-31 moved to 2027-02-28 to 2027-03-09 Geneva").await;
    for _ in 0..4 {
        room.play("+ 7d").await;
    }
    assert_eq!(reminders(&room).len(), 4);
}
