//! The day of a meeting: from stamps, heads, `Date:` lines, what bots say, the name of the file and `--date`.

use crate::place::Place;

/// A log, further arguments, and its day; nothing where people have to say which day it is.
const LOGS: &[(&str, &[&str], Option<&str>)] = &[
    ("8.12.2025, 14:00:00 - ana: hi\n8.12.2025, 14:01:00 - bo: hello\n", &[], Some("2025-12-08")),
    ("2025/12/8 14:00:00 - ana: hi\n2025/12/8 14:01:00 - bo: hello\n", &[], Some("2025-12-08")),
    ("2025. 12. 8. 오후 2:00:00 - ana: hi\n", &[], Some("2025-12-08")),
    ("12/08/25, 02:00 PM - ana: hi\n", &[], Some("2025-12-08")),
    ("[Tuesday, 09 December 2025] [14:00:00 UTC] <ana>\thi\n", &[], Some("2025-12-09")),
    // Day and month in either order: settled by another line, by the next day, by what is named, or asked.
    ("12/11/2025, 23:59:00 - ana: hi\n13/11/2025, 00:00:10 - bo: hello\n", &[], Some("2025-11-12")),
    ("09/12/2025, 23:59:00 - ana: hi\n10/12/2025, 00:00:10 - bo: hello\n", &[], Some("2025-12-09")),
    ("08/12/2025, 14:00:00 - ana: hi\n08/12/2025, 14:00:10 - bo: hello\n", &[], None),
    ("08/12/2025, 2:00:00 pm - ana: hi\n", &[], None),
    ("8-12-2025, 14:00:00 - ana: hi\n", &[], None),
    ("08/12/2025, 14:00:00 - ana: hi\n", &["--date", "2025-12-08"], Some("2025-12-08")),
    ("08/12/2025, 14:00:00 - ana: hi\n", &["--date", "12 August 2025"], Some("2025-08-12")),
    ("08/12/2025, 14:00:00 - ana: Date: 8 December 2025\n", &[], Some("2025-12-08")),
    ("14:00 <ana> Date: 8/12/2025\n", &[], None),
    ("14:00 <ana> Date: 8/12/2025\n", &["--date", "2025-12-08"], Some("2025-12-08")),
    // No year.
    ("--- Log opened Mon Dec 08 14:00:00 2025\nDec 08 14:00:00 <ana>\thi\n", &[], Some("2025-12-08")),
    ("Dec 08 14:00:00 <ana>\thi\n", &["--date", "2025-12-08"], Some("2025-12-08")),
    ("14:00:00 <ana> Date: 8 December 2025\n", &[], Some("2025-12-08")),
    ("14:00:00 <ana> Date: Monday, 8th December 2025\n", &[], Some("2025-12-08")),
    ("14:00:00 <ana> Date: December 8, 2025\n", &[], Some("2025-12-08")),
    ("14:00:00 <ana> Date: 8 Dec 2025\n", &[], Some("2025-12-08")),
    ("14:00:00 <ana> Date: 2025/12/08\n", &[], Some("2025-12-08")),
    ("14:00:00 <ana> Date: 8.12.2025\n", &[], Some("2025-12-08")),
    ("14:00:00 <trackbot> Date: 08 December 2025\n14:00:01 <ana> hi\n", &[], Some("2025-12-08")),
    // What RRSAgent says; what people name is another meeting's.
    (
        "14:00:00 <ana> see https://www.w3.org/2025/12/01-iot-minutes.html\n14:30:00 <RRSAgent> See https://www.w3.org/2025/12/08-iot-irc#T14-30-00\n",
        &[],
        Some("2025-12-08"),
    ),
    (
        "14:30:00 <RRSAgent> I have made the request to generate https://www.w3.org/2025/12/08-iot-minutes.html ana\n14:31:00 <ana> thanks\n",
        &[],
        Some("2025-12-08"),
    ),
    // Heads of clients.
    ("Session Start: Mon Dec 08 14:00:00 2025\nSession Ident: #jcg\n[14:00] <ana> hi\n", &[], Some("2025-12-08")),
    ("**** BEGIN LOGGING AT Mon Dec  8 14:00:00 2025\n\nDec 08 14:00:00 <ana>\thi\n", &[], Some("2025-12-08")),
    (
        "Conversation with #jcg at Mon 08 Dec 2025 02:00:00 PM UTC on ana@irc.example.org (irc)\n(02:00:00 PM) ana: hi\n",
        &[],
        Some("2025-12-08"),
    ),
    // Heads whose day can be read two ways: settled by AM and PM, by lines with days, by --date, or asked.
    ("Conversation with #jcg at 12/08/2025 14:00:00 on ana@irc.example.org (irc)\n(14:00:00) ana: hi\n", &[], None),
    (
        "Conversation with #jcg at 12/08/2025 02:00:00 PM on ana@irc.example.org (irc)\n(02:00:00 PM) ana: hi\n",
        &[],
        Some("2025-12-08"),
    ),
    (
        "Conversation with #jcg at 08/12/2025 14:00:00 on ana@irc.example.org (irc)\n(14:00:00) ana: hi\n",
        &["--date", "8 December 2025"],
        Some("2025-12-08"),
    ),
    (
        "Conversation with #jcg at 12/11/2025 23:59:00 on ana@irc.example.org (irc)\n(23:59:00) ana: hi\n(13/11/2025 00:00:10) ana: hi\n",
        &[],
        Some("2025-11-12"),
    ),
    ("Session Start: 08/12/2025 14:00:00\n[14:00] <ana> hi\n", &[], None),
    ("--- Log opened 12/08/2025 02:00:00 PM\n14:00 <ana> hi\n", &[], Some("2025-12-08")),
    ("[08/Dec/2025:14:00:00 +0000] <ana> hi\n", &[], Some("2025-12-08")),
    ("-- Mon, 08 Dec 2025 --\n14:00 <ana> hi\n", &[], Some("2025-12-08")),
    ("[00:00] --- Mon Dec  8 2025\n[14:00] <ana> hi\n", &[], Some("2025-12-08")),
    ("1765202400 <bo> hi\n1765202401 -!- ana(~ana@example.org) has joined #jcg\n", &[], Some("2025-12-08")),
    // As typed to !time.
    ("14:00 <ana> hi\n", &["--date", "8 December 2025"], Some("2025-12-08")),
    ("14:00 <ana> hi\n", &["--date", "Dec 8, 2025"], Some("2025-12-08")),
    ("14:00 <ana> hi\n", &["--date", "2025/12/08"], Some("2025-12-08")),
];

#[test]
fn the_day_is_read_or_asked_for() {
    let mut faults = Vec::new();
    for (log, arguments, day) in LOGS {
        let place = Place::new();
        place.write("log", log.as_bytes());
        let run = place.replay(&[&["log", "--to", "json"], *arguments].concat());
        let found = run.report();
        let is_asked = run.code == Some(1) && run.err.contains("--date 2025-12-08");
        match (found, day) {
            (Ok(report), Some(day)) if report.date.as_deref() == Some(day) => {}
            (Err(_), None) if is_asked => {}
            (found, _) => faults.push(format!("{log:?}: {day:?} and {:?}", found.map(|report| report.date))),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_name_of_a_file_or_its_folders_tells_the_day() {
    let place = Place::new();
    for folder in ["2025", "2025/12", "iot", "iot/2025-12-08", "iot/20251208"] {
        place.make_folder(folder);
    }
    for name in [
        "2025/12/08-iot-irc.txt",
        "iot/#jcg_20251208.log",
        "iot/2025.12.08.txt",
        "iot/2025-12-08/log",
        "iot/20251208/log",
    ] {
        place.write(name, b"14:00:00 <ana> hi\n");
        let report = place.replay(&[name, "--to", "json"]).report().unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(report.date.as_deref(), Some("2025-12-08"), "{name}");
    }
}
