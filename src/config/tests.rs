//! What a configuration says, and how it says what is wrong with it.

use super::*;

/// Every line that is commented out as a setting, switched on.
pub(crate) fn switched_on(text: &str) -> String {
    let line = |line: &str| {
        line.strip_prefix("# ").filter(|rest| rest.starts_with('[') || rest.contains(" = ")).unwrap_or(line).to_owned()
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_sample_shows_every_default() {
    let sample = include_str!("../../config/convenor.toml");
    assert_eq!(Config::parse(sample), Ok(Config::default()));
    let full = Config::parse(&switched_on(sample)).expect("every setting of the sample is known");
    let group = &full.groups[0];
    assert_eq!(
        (group.notice_days, group.objection_secs, group.confirm_days),
        (notice_days(), objection_secs(), confirm_days())
    );
    assert_eq!(
        (group.first_meeting, group.report_lead_months, group.zone.clone()),
        (first_meeting(), report_lead_months(), utc())
    );
}

#[test]
fn the_charter_of_the_jcg_is_valid() {
    let config = Config::parse(include_str!("../../config/jcg-iotsec.toml")).expect("it parses");
    config.validate().expect("it is valid");
    let charter = &config.charters()[0];
    assert_eq!(charter.id, "jcg-iotsec");
    assert_eq!((charter.parent.as_deref(), charter.notice_days, charter.report_lead_months), (Some("TSAG"), 7, 1));
    assert_eq!(
        (charter.chairs.len(), charter.sides.as_slice()),
        (2, ["SG17".to_owned(), "SG20".to_owned()].as_slice())
    );
    assert_eq!(charter.zones.len(), 6);
}

#[test]
fn what_is_wrong_is_said_with_place_and_remedy() {
    let group = "[[group]]\nname = \"G\"\n";
    for (text, words) in [
        ("[mail]\nlistt = 1", "line 2, key mail.listt: unknown field `listt`"),
        ("[stor]\nurl = 1", "unknown field `stor`"),
        ("[store]\nurl = 3", "line 2, key store.url: invalid type"),
        ("[store]\nurl = \"mysql://x\"", "[store], key url: “mysql://x” is not a database address"),
        ("[store", "line 1"),
        ("[group]\nname = \"G\"", "line 1, key group: invalid type: map, expected a sequence; write it as [[group]]"),
        (&format!("{group}chairs = \"x\""), "; write it in brackets: chairs = [\"…\"]"),
        (&format!("{group}notice_days = \"seven\""), "; write a whole number"),
        (group, "key chairs: nobody could open a meeting"),
        (&format!("{group}policy = \"opne\""), "line 3, key group[0].policy: “opne” is not a policy"),
        (&format!("{group}policy = \"open\"\nzone = \"Geneva\""), "key zone: no time zone is called “Geneva”"),
        (
            &format!("{group}chairs = [\"@chair:example.org\"]"),
            "key chairs: “@chair:example.org” does not begin with a platform",
        ),
        (&format!("{group}policy = \"open\"\nlist = \"list\""), "key list: “list” is not a mail address"),
        (&format!("{group}policy = \"open\"\nrelay = \"some\""), "key group[0].relay: “some” is not what can be shown"),
        (&format!("{group}policy = \"open\"\n{group}policy = \"open\""), "key id: another group has the same"),
        (
            &format!("{group}policy = \"open\"\ndiscussion = \"none\""),
            "key group[0].discussion: “none” is not what can go into the minutes",
        ),
        ("[mail]\ntransport = \"smtp://me:secret@host\"", "a password does not belong here"),
        ("[mail]\ntransport = \"pigeon\"", "“pigeon” is not a transport"),
        ("[mail]\narchive = \"imaps://host\"", "[mail], key archive: it names no user"),
        ("[mail]\narchive = \"mbox:file\"", "[mail], key archive: “mbox:file” is not an archive"),
        (
            "[mail]\narchive = \"imaps://me:secret@host\"",
            "[mail], key archive: a password does not belong here; put it into a file and name it with archive_password_file",
        ),
        (
            "[mail]\narchive = \"imaps://me@host/INBOX\"",
            "[mail], key archive_password_file: “me” cannot log in without a password",
        ),
        (
            "[[group]]\nname = \"x\"\npolicy = \"open\"\narchive_url = \"https://lists.example.org/\"",
            "key archive_url: “https://lists.example.org/” is not the address of a mail",
        ),
        ("[mail]\narchive = \"maildir:outbox\"", "[mail], key archive: this is the folder for outgoing mail"),
        ("[mail]\nfrom = \"bot\"", "“bot” is not a mail address"),
        (
            "[discord]\napi_url = \"https://discord.example\"",
            "[discord], key api_url: “https://discord.example” is not on",
        ),
        (&format!("{group}chairs = [\"discord:ana\"]"), "key chairs: “discord:ana” is not an id of its platform"),
        (
            &format!("{group}policy = \"open\"\nrooms = [\"matrix:@ana:example.org\"]"),
            "key rooms: “matrix:@ana:example.org” is not a room",
        ),
        (
            &format!("{group}policy = \"open\"\nrooms = [\"discord:role:5\"]"),
            "key rooms: “discord:role:5” is not a room; name a room by its own id, such as discord:400",
        ),
        ("[run]\nstatus = \"9464\"", "[run], key status: “9464” is not an address with a port"),
        ("[web]\nlisten = \"0.0.0.0:80\"", "[web], key listen: 0.0.0.0:80 can be reached from other machines"),
        ("[web]\naddress = \"http://meet.example.org\"", "[web], key address: “http://meet.example.org” has no TLS"),
        ("[web]\nboard = \"public\"", "key web.board: “public” is not possible for a board"),
        ("[matrix]\nhomeserver = \"x\"\nuser = \"u\"", "[matrix], key homeserver: “x” is not a web address"),
    ] {
        let problem = Config::parse(text).and_then(|config| config.validate()).expect_err(text);
        assert!(problem.contains(words), "{text:?} gives {problem:?}");
        assert!(!problem.contains("secret@"), "{problem:?}");
    }
}
