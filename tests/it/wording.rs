//! Plain words: forms that no English speaker would use stay out of what people read. The rules are in docs/style.md.

use std::path::{Path, PathBuf};

use regex::Regex;

use crate::golden;

/// Folders whose words have not been gone through yet.
const LATER: [&str; 4] = ["src/replay/", "src/time/", "src/chat/matrix/", "src/bot/courier.rs"];

/// Forms with what is said instead.
const FORMS: [(&str, &str); 13] = [
    (r"(?:”|“|\}|\b\w+) (?:is|are) no \w+", "is not a …"),
    (r"\b(?:is|are|was|were|has been|have been) \w+ already\b", "is already …"),
    (r"\bso already\b", "Nothing changed: …"),
    (r"\bstands? still\b", "is paused"),
    (r"\b[Mm]end(?:s|ed|ing)?\b", "fix, correct"),
    (r"\b[Ww]hoever\b", "the person who, the operator"),
    (r"\bType (?:it|one|them) (?:like this|such as)\b", "Use: …"),
    (r"\bgoes (?:on|back) with\b", "resumes with"),
    (r"\b(?:has|have) to: ", "… is needed: …"),
    (r"\btakes? the night\b", "meets at night"),
    (r"\b(?:is|are) told\b", "is informed, is shown"),
    (r"\bknows all about\b", "There is nothing new …"),
    (r"\bis none of\b", "is not one of"),
];

/// What looks like one of them and is plain English.
const FINE: [&str; 7] =
    ["there is no", "there are no", "there was no", "is no longer", "are no longer", "is no one", "is open already"];

/// A form in these words that is not plain English, with what is said instead.
fn odd_form(words: &str, forms: &[(Regex, &'static str)]) -> Option<String> {
    forms.iter().find_map(|(form, instead)| {
        let odd = form.find_iter(words).find(|found| {
            let found = found.as_str().to_lowercase();
            // Of Zakim's own sentences none is changed.
            !FINE.iter().any(|fine| found.contains(fine))
        });
        odd.map(|found| format!("“{}”; say: {instead}", found.as_str()))
    })
}

fn forms() -> Vec<(Regex, &'static str)> {
    FORMS.into_iter().map(|(form, instead)| (Regex::new(form).expect("a form is a pattern"), instead)).collect()
}

pub fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src belongs to the repository") {
        let path = entry.expect("a folder of the repository can be read").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

/// Sentences that the program can say, with their place: strings outside of tests, and what `--help` prints.
fn sentences() -> Vec<(String, String)> {
    let root = golden::path("");
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    files.sort();
    let string = Regex::new(r#""((?:\\.|[^"\\])*)""#).expect("the pattern is well formed");
    let mut sentences = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).expect("the file is below the root").to_string_lossy().replace('\\', "/");
        if LATER.iter().any(|later| name.starts_with(later)) {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("a source file can be read");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in (1..).zip(code.lines().map(str::trim)) {
            let place = || format!("{name}:{number}");
            if let Some(help) = line.strip_prefix("/// ").filter(|_| name.starts_with("src/cli/")) {
                sentences.push((place(), help.to_owned()));
            } else if !["//", "#[expect", "\"(?"].iter().any(|head| line.starts_with(head)) && !line.contains("expect(")
            {
                let found = string.captures_iter(line).filter(|found| found[1].contains(' '));
                sentences.extend(found.map(|found| (place(), found[1].to_owned())));
            }
        }
    }
    sentences
}

#[test]
fn what_people_read_is_plain_english() {
    let (forms, sentences) = (forms(), sentences());
    assert!(sentences.len() > 800, "the sentences were found: {}", sentences.len());
    let odd = |(place, words): &(String, String)| odd_form(words, &forms).map(|odd| format!("{place}: {odd}"));
    let found: Vec<String> = sentences.iter().filter_map(odd).collect();
    assert!(found.is_empty(), "not plain English (docs/style.md):\n  {}", found.join("\n  "));
}

#[test]
fn odd_forms_are_found_and_plain_ones_are_not() {
    let forms = forms();
    for odd in [
        "“{typed}” is no address. Type one such as: !join LINK",
        "“x” is no id of its platform",
        "{} is no file",
        "a document is no text for a terminal",
        "The speaker queue is closed already.",
        "Version 2 has been sent already; nothing was sent again.",
        "That is so already.",
        "The speaker's clock stands still.",
        "Mend the cause, then type: !minutes send",
        "Whoever runs me can help.",
        "Type it like this: q+",
        "A chair goes on with: resume meeting",
        "1 more has to: !minutes approve",
        "Europe/Zurich takes the night this time.",
        "nobody else is told",
        "The list knows all about meeting 7.",
        "“x” is none of the choices",
    ] {
        assert!(odd_form(odd, &forms).is_some(), "{odd}");
    }
    for plain in [
        "There is no decision D7-3. Type decisions? to see them.",
        "Speakers are no longer timed.",
        "agendum 3 is open already",
        "The speaker queue is already closed. Open it with: reopen the queue",
        "I see no one on the speaker queue",
        "You are not on the speaker queue. Try q+",
        "Nothing changed: that is already your vote.",
        "Action A1 is already closed.",
    ] {
        assert_eq!(odd_form(plain, &forms), None, "{plain}");
    }
}

/// What the bot has said in every conversation, and what documents say, with their place.
fn said() -> Vec<(String, String)> {
    let mut said = Vec::new();
    for folder in ["tests/it/transcripts", "tests/it/golden", "config/templates"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
            .expect("the folder belongs to the repository")
            .map(|entry| entry.expect("a file of the repository can be read").path())
            .filter(|path| path.extension().is_some_and(|end| end == "txt" || end == "md"))
            .collect();
        files.sort();
        for path in files {
            let text = std::fs::read_to_string(&path).expect("a file of the repository is text");
            let is_conversation = folder.ends_with("transcripts");
            for (number, line) in
                (1..).zip(text.lines()).filter(|(_, line)| !is_conversation || line.starts_with("bot"))
            {
                said.push((format!("{}:{number}", path.display()), line.to_owned()));
            }
        }
    }
    said
}

/// Words that are said twice, or that do not go together: a reason with “of” in front, “For TSAG. For TSAG.”.
fn doubled(line: &str) -> Option<String> {
    const FINE: [&str; 4] = ["that", "had", "very", "pago"];
    let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    for pair in words.windows(2) {
        // Only words that no mark stands between.
        let is_apart =
            pair[0].ends_with(|c: char| !c.is_alphanumeric()) || pair[1].starts_with(|c: char| !c.is_alphanumeric());
        let word = bare(pair[0]);
        if !is_apart && word.chars().all(char::is_alphabetic) && word == bare(pair[1]) && !FINE.contains(&word.as_str())
        {
            return Some(format!("{} {}", pair[0], pair[1]));
        }
    }
    for four in words.windows(4) {
        if bare(four[0]) == "for" && bare(four[2]) == "for" && bare(four[1]) == bare(four[3]) && four[1].ends_with('.')
        {
            return Some(four.join(" "));
        }
    }
    // Two ends of one sentence; three full stops are words that go on.
    let has_two_ends =
        |word: &&&str| (word.ends_with("..") && !word.ends_with("...")) || word.ends_with("?.") || word.ends_with("!.");
    if let Some(word) = words.iter().find(has_two_ends) {
        return Some((*word).to_owned());
    }
    for odd in [
        "Reason: of ",
        "Reason: because ",
        "because of of ",
        "because because",
        "speak about: on ",
        "speak about: about ",
    ] {
        if line.contains(odd) {
            return Some(odd.to_owned());
        }
    }
    None
}

#[test]
fn nothing_is_said_twice_in_a_sentence() {
    let all: Vec<String> =
        said().into_iter().filter_map(|(place, line)| Some(format!("{place}: {}", doubled(&line)?))).collect();
    assert!(all.is_empty(), "doubled words:\n{}", all.join("\n"));
    for (line, expected) in [
        ("Reason: of a clash with SG17", true),
        ("a draft for TSAG. For TSAG.", true),
        ("to speak about: on row 4", true),
        ("It says: row 4 goes.. To settle it:", true),
        ("It said: does row 4 go?.", true),
        ("and so on ... to the end...", false),
        ("the the table", true),
        ("row 4 4 is 4", false),
        ("it was that that counted", false),
        ("Ana, Ana is here", false),
    ] {
        assert_eq!(doubled(line).is_some(), expected, "{line}");
    }
}
