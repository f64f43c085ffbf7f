use super::*;

fn mail(head: &str, body: &str) -> Received {
    let bytes = format!("{head}\n\n{body}").replace('\n', "\r\n");
    read(bytes.as_bytes(), DateTime::<Utc>::MIN_UTC, Some("mx.example.org")).expect("a mail")
}

const HEAD: &str = "From: Ana <ana@Example.ORG>\nMessage-ID: <a@example.org>\nTo: jcg@lists.example.org";

#[test]
fn the_head_says_who_and_about_what() {
    let read =
        mail(&format!("{HEAD}\nIn-Reply-To: <b@x>\nReferences: <c@x> <b@x>\nSubject: =?utf-8?q?Z=C3=BC?="), "words");
    assert_eq!(read.author, Some(Author { address: "ana@example.org".to_owned(), name: "Ana".to_owned() }));
    assert_eq!((read.id.as_str(), read.subject.as_str(), read.text.trim()), ("mail:a@example.org", "Zü", "words"));
    assert_eq!(read.answers, ["b@x", "b@x", "c@x"]);
    assert_eq!(read.recipients, ["jcg@lists.example.org"]);
    assert_eq!(read.kind, Kind::Person);
}

#[test]
fn a_mail_without_a_sound_message_id_has_one_of_its_bytes() {
    for head in ["From: ana@example.org", "Message-ID: <a b>\nFrom: ana@example.org"] {
        let read = mail(head, "words");
        assert!(read.id.starts_with("mail:sha256:") && read.id.len() == 76, "{}", read.id);
        assert_eq!(read.message_id, None);
    }
    let long = mail(&format!("Message-ID: <{}@x>\nFrom: ana@example.org", "a".repeat(300)), "words");
    assert!(long.id.starts_with("mail:sha256:"), "{}", long.id);
}

#[test]
fn an_author_whom_a_list_has_hidden_is_found_where_all_fields_name_one_person() {
    const LIST: &str = "List-Post: <mailto:jcg@lists.example.org>\nList-Id: Jcg <jcg.lists.example.org>";
    const FROM: &str = "From: Ana via Jcg <jcg@lists.example.org>";
    for (fields, expected) in [
        ("X-Original-From: Ana <ana@example.org>", Some("ana@example.org")),
        ("Reply-To: Ana <ana@example.org>, Jcg <jcg@lists.example.org>", Some("ana@example.org")),
        ("Reply-To: jcg@lists.example.org\nCc: Ana <ana@example.org>, Bo <bo@example.org>", Some("ana@example.org")),
        // The author's own Reply-To is another person: who wrote it is not known.
        ("Reply-To: bo@example.org, jcg@lists.example.org\nCc: Ana <ana@example.org>", None),
        ("X-Original-From: Bo <bo@example.org>\nCc: Ana <ana@example.org>", None),
        ("Cc: Bo <bo@example.org>", None),
        ("Reply-To: jcg@lists.example.org", None),
    ] {
        let read = mail(&format!("{LIST}\n{FROM}\n{fields}"), "words");
        assert_eq!(read.author.as_ref().map(|author| author.address.as_str()), expected, "{fields}");
        assert!(read.author.is_none_or(|author| author.name == "Ana"), "{fields}");
        assert!(!read.is_signed);
    }
}

#[test]
fn only_the_topmost_results_of_our_own_server_count() {
    const PASS: &str = "dkim=pass (good) header.d=example.org header.s=s";
    for (head, is_signed) in [
        (format!("Authentication-Results: mx.example.org; {PASS}\n{HEAD}"), true),
        (format!("Authentication-Results: mx.example.org 1;\n {PASS}\n{HEAD}"), true),
        (
            format!(
                "Authentication-Results: mx.example.org; spf=none\nAuthentication-Results: mx.example.org; {PASS}\n{HEAD}"
            ),
            true,
        ),
        (format!("Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\n{HEAD}"), true),
        // As OpenDKIM writes it, and with everything that may stand between (RFC 8601, clause 2.2).
        (
            format!(
                "Authentication-Results: mx.example.org;\n\tdkim=pass (2048-bit key; unprotected) header.d=example.org header.i=@example.org header.b=\"abc\"\n{HEAD}"
            ),
            true,
        ),
        (
            format!(
                "Authentication-Results: mx.example.org (a \\) b) ; dkim = pass header.d = \"example.org\"\n{HEAD}"
            ),
            true,
        ),
        // What stands in quotes was chosen by the sender.
        (
            format!(
                "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=\"a;dkim=pass header.d=example.org;b\"@example.com\n{HEAD}"
            ),
            false,
        ),
        (
            format!(
                "Authentication-Results: mx.example.org; dkim=none reason=\"; dkim=pass header.d=example.org\"\n{HEAD}"
            ),
            false,
        ),
        (
            format!(
                "Authentication-Results: mx.example.org; dkim=none reason=\"\\\"; dkim=pass header.d=example.org\"\n{HEAD}"
            ),
            false,
        ),
        (
            format!(
                "Authentication-Results: mx.example.org; auth=pass smtp.auth==?utf-8?Q?=22;_dkim=3Dpass_header.d=3Dexample.org?=\n{HEAD}"
            ),
            false,
        ),
        (format!("Authentication-Results: mx.example.org; dkim=pass header.d=mail.example.org\n{HEAD}"), true),
        // What only says that it passed.
        (format!("Authentication-Results: mx.example.org; dkim=fail (dkim=pass header.d=example.org)\n{HEAD}"), false),
        (format!("Authentication-Results: mx.example.org; dkim=pass header.d=example.net\n{HEAD}"), false),
        (format!("Authentication-Results: mx.example.org; dkim=pass header.d=badexample.org\n{HEAD}"), false),
        (format!("Authentication-Results: mx.example.org; dkim=pass header.d=org\n{HEAD}"), false),
        (format!("Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=ana@example.org\n{HEAD}"), false),
        (format!("Authentication-Results: mx.example.net; {PASS}\n{HEAD}"), false),
        // One that came with the mail, below ours.
        (
            format!(
                "Authentication-Results: mx.example.org; dkim=none\nReceived: from x by mx.example.org; Tue, 8 Dec 2026 15:00:00 +0000\nAuthentication-Results: mx.example.org; {PASS}\n{HEAD}"
            ),
            false,
        ),
        (HEAD.to_owned(), false),
    ] {
        assert_eq!(mail(&head, "words").is_signed, is_signed, "{head}");
    }
}

#[test]
fn a_program_is_no_person() {
    for (fields, is_person) in [
        ("Subject: x", true),
        ("Precedence: list", true),
        ("Auto-Submitted: no", true),
        ("Auto-Submitted: auto-replied", false),
        ("Auto-Submitted: auto-generated; x=y", false),
        ("Return-Path: <>", false),
        ("Return-Path: <jcg-bounces@lists.example.org>", true),
        ("X-Autoreply: yes", false),
        ("Precedence: auto_reply", false),
    ] {
        assert_eq!(mail(&format!("{HEAD}\n{fields}"), "words").kind == Kind::Person, is_person, "{fields}");
    }
    for address in [
        "jcg-owner@lists.example.org",
        "jcg+owner@lists.example.org",
        "MAILER-DAEMON@example.org",
        "jcg-request@lists.example.org",
        "jcg-confirm+1a2b3c@lists.example.org",
        "jcg-bounces+ana=example.org@lists.example.org",
    ] {
        assert_eq!(
            mail(&format!("From: {address}"), "words").kind,
            Kind::Automatic { quoted: Vec::new() },
            "{address}"
        );
    }
}

#[test]
fn a_mail_of_several_authors_has_none_and_a_report_names_the_recipient_that_failed() {
    let two = "From: Ana <ana@example.org>, Eve <eve@example.com>\nMessage-ID: <a@example.org>";
    assert_eq!(mail(two, "words").author, None);
    let same = "From: Ana <ana@example.org>, ana@EXAMPLE.org\nMessage-ID: <a@example.org>";
    assert_eq!(mail(same, "words").author.map(|author| author.address).as_deref(), Some("ana@example.org"));
    let report =
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\nFrom: MAILER-DAEMON@example.org";
    let status = "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; a@example.net\nAction: relayed\nDiagnostic-Code: smtp; 250 fine\n\nFinal-Recipient: rfc822; b@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no\n such user\n";
    let original = "Content-Type: message/rfc822\n\nMessage-ID: <jcg.1.minutes.1@example.org>\n\nx";
    let body =
        format!("--b\n\ntold\n\n--b\nContent-Type: message/delivery-status\n\n{status}\n--b\n{original}\n--b--\n");
    let expected =
        Kind::Bounce { returned: "jcg.1.minutes.1@example.org".to_owned(), reason: "550 no such user".to_owned() };
    assert_eq!(mail(report, &body).kind, expected);
}

#[test]
fn a_report_of_delivery_names_the_mail_that_came_back() {
    let report = |status: &str, original: &str| {
        let head =
            "From: MAILER-DAEMON@example.org\nContent-Type: multipart/report; report-type=delivery-status; boundary=b";
        mail(
            head,
            &format!(
                "--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n{status}\n--b\n{original}\n--b--\n"
            ),
        )
    };
    let whole = "Content-Type: message/rfc822\n\nMessage-ID: <jcg.7.minutes.1@example.org>\nSubject: x\n\nwords";
    let head = "Content-Type: text/rfc822-headers\n\nMessage-ID:\n <jcg.7.minutes.1@example.org>\nSubject: x";
    let failed = "Final-Recipient: rfc822; x@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n no such user";
    for original in [whole, head] {
        let expected = Kind::Bounce {
            returned: "jcg.7.minutes.1@example.org".to_owned(),
            reason: "550 5.1.1 no such user".to_owned(),
        };
        assert_eq!(report(failed, original).kind, expected, "{original}");
    }
    let quoted = |ids: &[&str]| Kind::Automatic { quoted: ids.iter().map(|&id| id.to_owned()).collect() };
    assert_eq!(report("Action: delayed\nStatus: 4.4.1", whole).kind, quoted(&["jcg.7.minutes.1@example.org"]));
    assert_eq!(report(failed, "Content-Type: text/plain\n\nnothing").kind, quoted(&[]));
    assert!(
        matches!(report("Action: failed\nStatus: 5.0.0", whole).kind, Kind::Bounce { reason, .. } if reason == "5.0.0")
    );
}

#[test]
fn words_are_those_of_the_first_part_as_they_are_meant() {
    let typed = |kind: &str, body: &str| mail(&format!("{HEAD}\nContent-Type: {kind}"), body).text;
    let lines = |text: String| {
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(
        lines(typed("text/plain; format=flowed", "objection to D7-3: a \nlong reason\n> quoted \n> on\n-- \nAna")),
        ["objection to D7-3: a long reason", "> quoted on", "--", "Ana"]
    );
    assert_eq!(lines(typed("text/plain; format=flowed; delsp=yes", "反对 \n意见\nb")), ["反对意见", "b"]);
    assert_eq!(
        lines(typed("text/html", "<p>objection to D7-3: no</p><blockquote>old</blockquote>")),
        ["objection to D7-3: no", ">"]
    );
    let both = "--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>page</p>\n--b--\n";
    assert_eq!(lines(typed("multipart/alternative; boundary=b", both)), ["plain"]);
    let signed =
        "--b\nContent-Type: text/plain\n\nsigned words\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n";
    assert_eq!(
        lines(typed("multipart/signed; protocol=\"application/pgp-signature\"; boundary=b", signed)),
        ["signed words"]
    );
    let latin = mail(
        &format!("{HEAD}\nContent-Type: text/plain; charset=iso-8859-15\nContent-Transfer-Encoding: quoted-printable"),
        "=A4 =FC",
    );
    assert_eq!(latin.text.trim(), "€ ü");
    let russian = mail(
        &format!("{HEAD}\nContent-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: base64"),
        "8NLJ18XU",
    );
    assert_eq!(russian.text.trim(), "Привет");
}

#[test]
fn nothing_makes_the_reader_fail() {
    let whole = "From: a@b\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <jcg.7.minutes.1@x>\n\n--b--";
    for end in 0..whole.len() {
        let _ = read(&whole.as_bytes()[..end], DateTime::<Utc>::MIN_UTC, Some("x"));
        let mut broken = whole.as_bytes().to_vec();
        broken[end] = 0xff;
        let _ = read(&broken, DateTime::<Utc>::MIN_UTC, Some("x"));
    }
    assert_eq!(read(b"", DateTime::<Utc>::MIN_UTC, None), None);
}

#[test]
fn a_mail_of_very_many_parts_is_read_without_harm() {
    let head = "From: ana@example.org\nMessage-ID: <1@example.org>\n";
    let inside = |levels: usize, kind: &str| {
        let mut mail = head.to_owned();
        for level in 0..levels {
            match kind {
                "multipart" => {
                    mail += format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n").as_str();
                }
                _ => mail.push_str("Content-Type: message/rfc822\n\nFrom: bo@example.org\n"),
            }
        }
        mail + "Content-Type: text/plain\n\nregrets\n"
    };
    for mail in [
        inside(9, "multipart"),
        inside(5_000, "multipart"),
        inside(9, "message"),
        inside(5_000, "message"),
        format!("{head}Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nregrets\n".repeat(50_000)),
        format!("{head}{}\nregrets\n", "References: <a@b>\n".repeat(50_000)),
    ] {
        let read = read(mail.as_bytes(), DateTime::<Utc>::MIN_UTC, Some("mx.example.org")).expect("a mail");
        assert_eq!(read.author.map(|author| author.address).as_deref(), Some("ana@example.org"));
    }
}
