//! Who was in the room and what was said there, in logs as programs write them.

use crate::place::Place;
use crate::report::Report;

/// What it shows, the log, its decisions, and the people with their lines.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [(&'static str, u32)]);

const LOGS: &[Case] = &[
    (
        "words to operators alone, notices and requests between programs are not said in the room",
        "15:00 <@ana> RESOLVED: option A\n\
         15:01 <@bo:@#jcg> RESOLVED: we drop that person\n\
         15:01 <bo:+#jcg> RESOLVED: nor that one\n\
         15:01 <bo:#jcg> said in the room\n\
         15:02 -bo:@#jcg- RESOLVED: a notice\n\
         15:02 -bo- RESOLVED: another\n\
         15:03 <cy> \u{1}VERSION\u{1}\n\
         15:03 <cy> \u{1}ACTION nods\u{1}\n\
         15:04 -!- Netsplit irc.example.org <-> hub.example.org quits: dee, eve\n\
         15:04 -!- Netsplit over, joins: eve\n",
        &["option A"],
        &[("ana", 1), ("bo", 1), ("cy", 1)],
    ),
    (
        "what the server tells is nobody's",
        "[14:00] * Now talking in #jcg\n\
         [14:00] * Topic is 'Rows'\n\
         [14:00] * Set by ana on Mon Dec 08 13:00:00\n\
         [14:00] * Joins: bo (~bo@example.org)\n\
         [14:01] * bo (~bo@example.org) has joined #jcg\n\
         [14:01] * ana sets mode: +o bo\n\
         [14:01] * bo changes topic to 'Columns'\n\
         [14:02] <ana> hi\n\
         [14:02] -*- bo waves\n\
         [14:03] * bo (~bo@example.org) Quit (bye)\n\
         [14:03]\t-->|\tcy (~cy@example.org) has joined #jcg\n\
         [14:03] → dee joined (~dee@example.org)\n\
         [14:04] ⇐ dee quit (~dee@example.org): bye\n",
        &[],
        &[("ana", 1), ("bo", 1)],
    ),
    (
        "eggdrop, Pidgin and Konversation tell of the room in words of their own",
        "[14:00] bo (~bo@example.org) joined #jcg.\n\
         [14:00] #jcg: mode change '+o bo' by ana\n\
         [14:01] Nick change: cy -> cy_\n\
         [14:01] Action: bo waves\n\
         [14:02] <ana> hi\n\
         [14:02] Join\tdee (~dee@example.org) has joined this channel\n\
         [14:03] bo (~bo@example.org) left irc: bye\n",
        &[],
        &[("ana", 1), ("bo", 1)],
    ),
    (
        "Pidgin's names have no marks",
        "(14:00:00) ana: RESOLVED: one\n\
         (14:00:01) The topic for #jcg is: Rows\n\
         (14:00:02) ***bo waves\n\
         (14:00:03) bo [~bo@example.org] entered the room.\n\
         (14:00:04) cy is now known as cy_\n",
        &["one"],
        &[("ana", 1), ("bo", 1)],
    ),
    (
        "a relay's lines are of those who said them",
        "14:00:00 <relay> <bo> RESOLVED: keep it\n\
         14:00:10 <relay> <cy> hello\n\
         14:00:20 <relay> [discord] <dee> hi\n\
         14:00:30 <relay> * cy waves\n\
         14:00:40 <ana> <bo> said so\n\
         14:00:50 <ana> fine\n\
         14:00:55 <ana> good\n",
        &["keep it"],
        &[("ana", 3), ("bo", 1), ("cy", 2), ("dee", 1)],
    ),
    (
        "wrapped lines are whole",
        "14:00 <ana> RESOLVED: keep the scope as it was\n\
         \u{20}       said in the draft of May\n\
         14:01 <bo> RESOLVED: the table stays as it is until somebody has read all of it\n\
         with care\n\
         14:02 <cy> fine\n",
        &[
            "keep the scope as it was said in the draft of May",
            "the table stays as it is until somebody has read all of it with care",
        ],
        &[("ana", 1), ("bo", 1), ("cy", 1)],
    ),
    (
        "what follows a short line or a blank one is not the rest of a line",
        "14:01 <bo> RESOLVED: the table stays as it is until somebody has read all of it\n\
         with care\n\
         a line of another kind\n\
         14:02 <cy> RESOLVED: and the list of its editors is kept up to date by all of them\n\
         \n\
         regards\n",
        &[
            "the table stays as it is until somebody has read all of it with care",
            "and the list of its editors is kept up to date by all of them",
        ],
        &[("bo", 1), ("cy", 1)],
    ),
    (
        "what somebody does does not make another program's log of it",
        "[2026-12-08T14:00:00+0100] <ana> RESOLVED: keep it\n\
         [2026-12-08T14:00:10+0100] • bo: nods\n\
         [2026-12-08T14:00:20+0100] <bo> good\n",
        &["keep it"],
        &[("ana", 1), ("bo", 2)],
    ),
    (
        "a tab ends a name as a space does, whatever the words hold",
        "Dec 08 14:00:10 <bo>\tRESOLVED: use <b> here\nDec 08 14:00:20 <a>b>\thello\n",
        &["use <b> here"],
        &[("a>b", 1), ("bo", 1)],
    ),
    (
        "emphasis, bullets and dashes are around records",
        "**\\<ana>** **RESOLVED:** one\n\n**\\<ana>** - RESOLVED: two\n\n**<bo>** RESOLVED – three\n\n**<bo>** *RESOLVED*: four\n",
        &["one", "two", "three", "four"],
        &[("ana", 2), ("bo", 2)],
    ),
    (
        "names in bold are names",
        "**Ana Lima**: RESOLVED: one\n**Bo Berg:** hello\n",
        &["one"],
        &[("Ana Lima", 1), ("Bo Berg", 1)],
    ),
    (
        "MeetBot by what it does, whatever it says; its owner is not unseated by prose",
        "14:00:00 <ana> #startmeeting\n\
         14:00:00 <ourbot> Let the meeting commence!\n\
         14:00:05 <ana> #topic Scope\n\
         14:00:10 <ana> ... which is short\n\
         14:00:30 <bo> agree : it is not simple\n\
         14:00:50 <ana> chair: bo\n\
         14:00:51 <ana> #chair bo\n\
         14:00:51 <ourbot> Current chairs: ana bo\n\
         14:01:00 <bo> #agreed keep the scope\n\
         14:01:10 <ana> #endmeeting\n",
        &["keep the scope"],
        &[("ana", 6), ("bo", 2), ("ourbot", 2)],
    ),
    (
        "a person who answers in the same minute is no bot",
        "14:00 <ana> #startmeeting\n14:00 <bo> hello\n14:01 <bo> #agreed no chair says so\n14:02 <ana> #agreed yes\n14:03 <ana> #endmeeting\n",
        &["yes"],
        &[("ana", 3), ("bo", 2)],
    ),
    (
        "maubot's marks and people of Matrix",
        "14:00:00 <@ana:example.org> !startmeeting Weekly\n\
         14:00:01 <@ana:example.org> ^topic Scope\n\
         14:00:02 <@bo:example.org> hello\n\
         14:00:03 <@ana:example.org> ^agreed keep it\n\
         14:00:04 <@ana:example.org> !endmeeting\n",
        &["keep it"],
        &[("ana", 4), ("bo", 1)],
    ),
];

#[test]
fn people_and_decisions_are_those_of_the_room() {
    let mut faults = Vec::new();
    for (what, log, decisions, people) in LOGS {
        match replayed(log, &[]) {
            Ok(report) => {
                let found: Vec<&str> = report.decisions.iter().map(|made| made.text.as_str()).collect();
                let mut spoke: Vec<(&str, u32)> =
                    report.people.iter().map(|one| (one.name.as_str(), one.lines)).collect();
                spoke.sort_unstable();
                if found != *decisions || spoke != *people {
                    faults.push(format!("{what}:\n  {found:?}\n  {spoke:?}\n  {:?}", report.diagnostics));
                }
            }
            Err(fault) => faults.push(format!("{what}: {fault}")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn replayed(log: &str, arguments: &[&str]) -> Result<Report, String> {
    let place = Place::new();
    place.write("log", log.as_bytes());
    place.replay(&[&["log", "--to", "json", "--date", "2026-12-08"], arguments].concat()).report()
}

#[test]
fn what_is_left_out_or_unsure_is_told_with_its_line() {
    for (log, line, words) in [
        ("15:00 <ana> hi\n15:01 <bo:@#jcg> psst\n", 2, "operators alone"),
        ("1765202400 <bo> hi\n", 0, "no changes of nicks"),
        ("14:00 <ana> RESOLVED the table is adopted\n", 1, "Did you mean RESOLVED:"),
        ("14:00 <ana> !topci Rows\n", 1, "!topci"),
    ] {
        let report = replayed(log, &[]).unwrap_or_else(|fault| panic!("{log}: {fault}"));
        let is_told = report.diagnostics.iter().any(|remark| remark.line == line && remark.text.contains(words));
        assert!(is_told, "{log}: {:?}", report.diagnostics);
    }
}

/// What Zakim says counts with the lines on which it goes on, and after other words of its own.
#[test]
fn zakims_answers_are_read_whole() {
    for (log, topics) in [
        (
            "14:00:00 <ana> agenda+ A\n14:00:00 <ana> agenda+ B\n14:00:01 <ana> zakim, take up item 2\n\
             14:00:02 <Zakim> I see 1 item remaining on the agenda:\n14:00:02 <Zakim> 1. A\n\
             14:00:02 <Zakim> agendum 2 -- B -- taken up [from ana]\n",
            &["B"][..],
        ),
        (
            "14:00:00 <ana> zakim, take up item 1\n14:00:02 <Zakim> agendum 1 -- A title that is long --\n\
             14:00:02 <Zakim> ... taken up [from ana]\n",
            &["A title that is long"],
        ),
        (
            "14:00:00 <ana> agenda+ Recharger next\n14:00:01 <ana> agenda+ AOB\n14:00:02 <ana> s/Recharger/Recharter/\n\
             14:00:03 <ana> zakim, open next item\n14:00:03 <Zakim> agendum 1 -- Recharger next -- taken up [from ana]\n\
             14:05:00 <ana> zakim, next agenda\n14:05:01 <Zakim> agendum 2 -- AOB -- taken up [from ana]\n",
            &["Recharter next", "AOB"],
        ),
    ] {
        let report = replayed(log, &[]).unwrap_or_else(|fault| panic!("{log}: {fault}"));
        let found: Vec<&str> = report.topics.iter().map(|topic| topic.title.as_str()).collect();
        assert_eq!(found, topics, "{log}");
        let replies = report.replies.iter().filter(|reply| reply.text.contains("-- taken up")).count();
        assert!(topics.len() == 1 || replies == topics.len(), "{log}: {:?}", report.replies);
    }
}

/// Minutes of a log as text, with single spaces.
fn minutes(log: &str) -> String {
    let place = Place::new();
    place.write("log", log.as_bytes());
    let run = place.replay(&["log", "--to", "text", "--date", "2026-12-08"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    run.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn minutes_list_who_was_there_and_say_what_was_said() {
    for (log, has, lacks) in [
        (
            "14:00:00 <ana> #startmeeting Sync\n14:00:00 <bot> Meeting started Tue Dec 8 14:00:00 2026 UTC.\n\
             14:00:10 <bo> hello from Oslo\n14:02:00 <ana> #agreed keep it\n14:04:00 <ana> #endmeeting\n",
            &["2 people were present", "hello from Oslo"][..],
            "Nobody",
        ),
        ("Ana Lima: hello\nBo Berg: row 4 is missing\n", &["Ana Lima", "row 4 is missing"], "Nobody"),
        (
            "14:00 <ana> present+ Ana\n14:01 <ana> scribe: bo\n14:02 <bo> cy: the scribe wrote that\n14:03 <cy> aside from the room\n",
            &["the scribe wrote that", "1 person was present"],
            "aside from the room",
        ),
        (
            "14:00 <bo> ana: shall we begin\n14:01 <bo> cy: please do\n14:02 <ana> thanks\n14:03 <cy> bo: row 4?\n",
            &["shall we begin", "3 people were present"],
            "thanks",
        ),
        (
            "14:00 <ana> q+\n14:01 <Zakim> As of this point the attendees have been Ana Lima,\n14:01 <Zakim> ... Bo Berg\n",
            &["2 people were present", "Ana Lima", "Bo Berg"],
            "Nobody",
        ),
    ] {
        let text = minutes(log);
        assert!(has.iter().all(|words| text.contains(words)) && !text.contains(lacks), "{log}:\n{text}");
    }
}

#[test]
fn what_was_hardly_read_is_said_first_and_ends_with_3() {
    let place = Place::new();
    let junk = "nothing of the kind\n".repeat(30);
    for (log, code, first) in [
        (format!("14:00 <ana> hi\n14:01 <bo> hi\n{junk}"), 3, "2 of 32 lines could be read"),
        ("14:00 <ana> hi\n".repeat(10) + "? ?\n? ?\n", 0, "10 of 12 lines could be read"),
        ("14:00 <ana> hi\n".repeat(30) + "? ?\n", 0, "nobody is listed as present"),
    ] {
        place.write("log", log.as_bytes());
        for format in ["irssi", "auto"] {
            let run = place.replay(&["log", "--to", "json", "--from", format, "--date", "2026-12-08"]);
            assert_eq!(run.code, Some(code), "{}", run.err);
            assert!(run.err.lines().next().is_some_and(|line| line.contains(first)), "{}", run.err);
        }
    }
}
