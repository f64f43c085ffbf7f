//! Pages in a real browser: Chromium by playwright-core, with axe-core and html-validate as judges.
//! `tests/servers/install.sh` installs them; one that is missing is an error.

mod load;
#[path = "../calendar/place.rs"]
#[expect(dead_code, reason = "no judge of pages is written in Python")]
mod place;

use serde::Deserialize;

/// Runs a script with the program and a folder of its own; every line that it prints is one value.
fn told<T: for<'de> Deserialize<'de>>(script: &str) -> Vec<T> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut node = place::node("web", script);
    node.arg(env!("CARGO_BIN_EXE_convenor")).arg(folder.path());
    let printed = place::printed(node);
    printed.lines().map(|line| serde_json::from_str(line).expect("the scripts print what they saw")).collect()
}

#[derive(Debug, Deserialize)]
struct Meeting {
    same_queue: bool,
    /// The focus of a person who types meanwhile: the field and what is in it.
    focus: (String, String),
    mails: usize,
    has_all: bool,
    complaints: Vec<String>,
}

#[test]
fn eight_tabs_hold_a_whole_meeting_although_the_program_is_killed() {
    let told: Vec<Meeting> = told("meeting.cjs");
    let [meeting] = told.as_slice() else { panic!("one meeting, not {told:?}") };
    assert!(meeting.same_queue, "every tab shows the same queue");
    assert_eq!(meeting.focus, ("text".to_owned(), "half a sen".to_owned()));
    assert!(meeting.mails == 1 && meeting.has_all, "{meeting:?}");
    assert_eq!(meeting.complaints, Vec::<String>::new());
}

#[derive(Debug, Deserialize)]
struct Judged {
    name: String,
    faults: Vec<String>,
    /// Rules of axe-core that were looked at and kept.
    checks: usize,
}

#[test]
fn judges_find_no_fault_on_any_page_and_screen() {
    let told: Vec<Judged> = told("judged.cjs");
    assert_eq!(told.len(), 14);
    for page in told {
        assert!(page.faults.is_empty(), "{}: {:#?}", page.name, page.faults);
        assert!(page.checks >= 10, "{}: only {} rules were looked at", page.name, page.checks);
    }
}

#[derive(Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the script prints what it saw, a yes or no each")]
struct Plain {
    queued: bool,
    /// How often the statement is there, after a reload.
    talk: usize,
    refresh: bool,
    closed: bool,
    keyboard: bool,
}

#[test]
fn a_meeting_needs_neither_a_script_nor_a_mouse() {
    let told: Vec<Plain> = told("plain.cjs");
    let [plain] = told.as_slice() else { panic!("one meeting, not {told:?}") };
    assert!(plain.queued && plain.refresh && plain.closed && plain.keyboard, "{plain:?}");
    assert_eq!(plain.talk, 1);
}

#[derive(Debug, Deserialize)]
struct Still {
    changes: usize,
    /// Everything that has had the focus while the page changed.
    focus: Vec<String>,
    /// What the live region has said.
    said: Vec<String>,
    typed: String,
    /// Roles and politeness of the live regions, as the browser gives them to screen readers.
    live: Vec<String>,
    in_tree: bool,
}

#[test]
fn the_focus_stays_through_two_hundred_changes_and_a_screen_reader_is_told() {
    let told: Vec<Still> = told("still.cjs");
    let [still] = told.as_slice() else { panic!("one page, not {told:?}") };
    assert!(still.changes >= 200, "{still:?}");
    assert_eq!((still.focus.as_slice(), still.typed.as_str()), (["text".to_owned()].as_slice(), "half a sen"));
    assert!(still.live.iter().any(|region| region == "status: polite"), "{still:?}");
    assert!(still.live.iter().any(|region| region == "alert: assertive"), "{still:?}");
    assert!(
        still.in_tree && still.said.last().is_some_and(|said| said.ends_with("Agenda item 1: Scope.")),
        "{still:?}"
    );
}
