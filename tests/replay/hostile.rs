//! What no meeting would leave behind: each is read as far as it can be, or refused in a clear
//! sentence, and nothing makes the program panic.

use crate::place::{Place, Run};

/// A whole short meeting, as text.
const MEETING: &str = "\
15:00:00 <ana> #startmeeting Overlap
15:00:30 <ana> topic: Übersicht
15:04:00 <ana> RESOLVED: The table stays
15:05:00 <ana> #endmeeting
";
const TOPIC: &str = "Übersicht";

/// A file that can be read: what it is, its bytes, and how many decisions it holds.
fn readable() -> Vec<(&'static str, Vec<u8>, usize)> {
    let long = "a".repeat(1_000_000);
    vec![
        ("UTF-8", MEETING.as_bytes().to_vec(), 1),
        ("UTF-8 with its mark", with_mark(&[0xEF, 0xBB, 0xBF], MEETING.as_bytes()), 1),
        ("UTF-16, low byte first", with_mark(&[0xFF, 0xFE], &utf16(MEETING, u16::to_le_bytes)), 1),
        ("UTF-16, high byte first", with_mark(&[0xFE, 0xFF], &utf16(MEETING, u16::to_be_bytes)), 1),
        ("Latin-1", latin1(MEETING), 1),
        ("UTF-8 with a broken line", broken(MEETING), 1),
        ("ends of lines as Windows has them", MEETING.replace('\n', "\r\n").into_bytes(), 1),
        ("ends of lines as old machines had them", MEETING.replace('\n', "\r").into_bytes(), 1),
        ("ends of lines of both kinds", MEETING.replacen('\n', "\r", 3).into_bytes(), 1),
        ("UTF-16 without its mark", utf16(MEETING, u16::to_le_bytes), 1),
        ("no end of the last line", MEETING.trim_end().as_bytes().to_vec(), 1),
        ("a log that ends in mid-meeting", MEETING.replace("15:05:00 <ana> #endmeeting\n", "").into_bytes(), 1),
        (
            "a line of a million characters",
            MEETING.replace("15:04:00", &format!("15:03:00 <bo> {long}\n15:04:00")).into_bytes(),
            1,
        ),
        (
            "a title of a million characters",
            MEETING.replace("topic: ", &format!("topic: {long}\n15:02:00 <ana> topic: ")).into_bytes(),
            1,
        ),
        ("control characters", MEETING.replace("The table", "The\u{1b}[31m \u{202e}table\u{0}").into_bytes(), 1),
        ("times that no clock shows", MEETING.replace("15:04:00", "29:64:99 <bo> hello\n15:04:00").into_bytes(), 1),
        ("a clock that goes back", MEETING.replace("15:04:00", "14:00:00").into_bytes(), 1),
        ("nobody says anything that counts", b"15:00:00 <ana> hello\n15:00:10 <bo> hi\n".to_vec(), 0),
    ]
}

/// A file that cannot: what it is, its bytes, and a word of the sentence that says so.
fn unreadable() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    vec![
        ("empty", Vec::new(), "empty"),
        ("blank lines", b"\n\n   \n\t\n".to_vec(), "empty"),
        ("nothing but a mark", vec![0xEF, 0xBB, 0xBF], "empty"),
        ("a million letters", "a".repeat(1_000_000).into_bytes(), "format"),
        ("a table", b"row;editor;group\n1;Lima;SG17\n2;Park;SG20\n".to_vec(), "format"),
        ("a program", program(), ""),
        ("JSON of something else", br#"{"rows": [1, 2, 3]}"#.to_vec(), "JSON"),
        ("JSON that breaks off", br#"{"messages": [{"text": "hi"}, "#.to_vec(), "breaks off"),
        ("a program's text", b"def main():\n    x = {'a': 1}\n".to_vec(), "format"),
        ("an export without messages", br#"{"room_name": "Overlap", "messages": []}"#.to_vec(), "no"),
    ]
}

#[test]
fn what_can_be_read_is_read() {
    let mut faults = Vec::new();
    for (what, bytes, decisions) in readable() {
        let place = Place::new();
        place.write("log", &bytes);
        let run = place.replay(&["log", "--to", "json", "--date", "2026-12-08"]);
        match run.report() {
            _ if !run.is_calm() => faults.push(format!("{what}: {}", run.err)),
            Err(fault) => faults.push(format!("{what}: {fault}")),
            Ok(report) if report.decisions.len() != decisions => {
                faults.push(format!("{what}: decisions {:?}", report.decisions));
            }
            Ok(report) if decisions > 0 && report.topics.iter().all(|topic| topic.title != TOPIC) => {
                faults.push(format!(
                    "{what}: topics {:?}",
                    report.topics.iter().map(|topic| shown(&topic.title)).collect::<Vec<_>>()
                ));
            }
            Ok(_) => {}
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_cannot_be_read_is_refused_in_a_sentence() {
    let mut faults = Vec::new();
    for (what, bytes, word) in unreadable() {
        let place = Place::new();
        place.write("log", &bytes);
        faults.extend(
            refusal_fault(&place.replay(&["log", "--to", "json"]), "log", word).map(|fault| format!("{what}: {fault}")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_log_that_is_none_is_named() {
    let place = Place::new();
    place.make_folder("folder");
    for (log, word) in [("folder", "folder"), ("no-such-log", "no-such-log")] {
        let fault = refusal_fault(&place.replay(&[log]), log, word);
        assert_eq!(fault, None, "{log}");
    }
}

#[test]
fn wrong_arguments_say_what_is_right() {
    let place = Place::new();
    place.write("log", MEETING.as_bytes());
    for (arguments, word) in [
        ([].as_slice(), "LOG"),
        (&["log", "--from", "mirc"], "rrsagent"),
        (&["log", "--to", "papyrus"], "json"),
        (&["log", "--date", "someday"], "--date"),
        (&["log", "--date", "8/12/2026"], "2026-12-08"),
        (&["log", "--zone", "Nowhere/City"], "--zone"),
    ] {
        let run = place.replay(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.err);
        assert!(run.err.contains(word), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn two_meetings_in_one_log_are_told() {
    let second = MEETING.replace("15:", "17:").replace("The table stays", "The table grows");
    let place = Place::new();
    place.write("log", format!("{MEETING}16:00:00 <bo> lunch\n{second}").as_bytes());
    let run = place.replay(&["log", "--to", "json", "--date", "2026-12-08"]);
    let report = run.report().unwrap_or_else(|fault| panic!("{fault}"));
    let said: Vec<&str> = report.diagnostics.iter().map(|remark| remark.text.as_str()).collect();
    assert!(said.iter().any(|text| text.contains("meetings")), "{said:?}");
    assert!(run.err.contains("meetings"), "{}", run.err);
    // The second meeting is never taken for a part of the first.
    assert_eq!(report.decisions.iter().map(|made| made.text.as_str()).collect::<Vec<_>>(), ["The table stays"]);
}

#[test]
fn one_bad_log_does_not_stop_the_others() {
    let place = Place::new();
    place.write("first", MEETING.as_bytes());
    place.write("bad", b"");
    place.write("last", MEETING.replace("stays", "goes").as_bytes());
    let run = place.replay(&["first", "bad", "last", "--to", "json", "--date", "2026-12-08"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let reports = run.reports().unwrap_or_else(|fault| panic!("{fault}"));
    let decisions: Vec<&str> =
        reports.iter().flat_map(|report| &report.decisions).map(|made| made.text.as_str()).collect();
    assert_eq!(decisions, ["The table stays", "The table goes"]);
    assert!(run.err.contains("bad"), "{}", run.err);
}

#[test]
fn an_empty_standard_input_is_an_empty_log() {
    let run = Place::new().replay_with(&["-"], b"");
    assert_eq!(refusal_fault(&run, "standard input", "empty"), None);
}

/// What is wrong with a refusal: it has to end with 1 and say in a line of the log which one it is and why.
fn refusal_fault(run: &Run, log: &str, word: &str) -> Option<String> {
    if !run.is_calm() || run.code != Some(1) {
        return Some(format!("ended with {:?}: {}", run.code, shown(&run.err)));
    }
    let is_said = |line: &str| line.starts_with("convenor: ") && line.contains(log) && line.contains(word);
    let is_short = run.err.lines().count() < 5 && run.err.len() < 1_000;
    let is_clear = run.err.lines().any(is_said) && is_short && run.out.is_empty();
    (!is_clear).then(|| format!("said {:?}", shown(&run.err)))
}

fn shown(words: &str) -> String {
    words.chars().take(200).collect()
}

fn with_mark(mark: &[u8], bytes: &[u8]) -> Vec<u8> {
    [mark, bytes].concat()
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

/// Only letters that Latin-1 has.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1 has this letter")).collect()
}

/// A line of bytes that are no text stands before the decision; the other lines are as they were.
fn broken(text: &str) -> Vec<u8> {
    let (before, after) = text.split_once("15:04:00").expect("the meeting has this line");
    [before.as_bytes(), b"15:03:00 <bo> caf\xE9 \xC3\x28 \xF0\x9F\n15:04:00", after.as_bytes()].concat()
}

/// What a program looks like: words that could be somebody's, between bytes that are nobody's.
fn program() -> Vec<u8> {
    [noise(32_768).as_slice(), b"\nerror: no such file\0usage: %s LOG\0\n", noise(32_768).as_slice()].concat()
}

/// Bytes of every value, the same in every run; Knuth's linear congruence makes them.
fn noise(length: usize) -> Vec<u8> {
    let next =
        |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
    std::iter::successors(Some(7_u64), next).map(|state| state.to_be_bytes()[0]).take(length).collect()
}
