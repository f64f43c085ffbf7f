//! Who speaks in the lines of a cue: voices of `WebVTT`, names in front of the words, dashes between speakers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::command::undressed;

use super::people::{bare_name, is_label, is_record, looks_like_name, may_be_name, named};

/// What brackets in captions hold besides names.
const SOUNDS: [&str; 20] = [
    "applause",
    "audio",
    "blank_audio",
    "cheering",
    "cough",
    "coughs",
    "crosstalk",
    "foreign",
    "inaudible",
    "indistinct",
    "laughing",
    "laughs",
    "laughter",
    "music",
    "noise",
    "pause",
    "recording",
    "silence",
    "typing",
    "unintelligible",
];

/// The names that stand in front of words in a transcript, and how often.
#[derive(Debug, Default)]
pub struct Names {
    counts: BTreeMap<String, u32>,
    /// Nearly every cue begins with a name, as those of Zoom do: then whatever stands in front of its first colon is one.
    lead: bool,
}

impl Names {
    /// Who stands in front of a colon, or in brackets: who looks like a person, speaks often, or records something.
    pub fn in_front(lines: &[&str]) -> Names {
        let mut names = BTreeMap::new();
        let mut in_brackets: BTreeMap<String, u32> = BTreeMap::new();
        for line in lines.iter().filter(|line| !line.contains("-->")) {
            let plain = without_tags(line);
            let (_, words) = without_dash(plain.trim());
            for piece in pieces(words) {
                match in_front(piece) {
                    Some(Front::Named(who, said)) if !is_label(&who) => {
                        // Who records something is a person, however the name is written.
                        *names.entry(who.into_owned()).or_insert(0) += if is_record(said) { 4 } else { 1 };
                    }
                    Some(Front::Bracketed(who, _)) => *in_brackets.entry(who.to_owned()).or_insert(0) += 1,
                    Some(Front::Named(..)) | None => {}
                }
            }
        }
        names.retain(|name, count| {
            let is_capital = !name.starts_with(char::is_lowercase);
            looks_like_name(name) && (is_capital || *count > 1) || *count > 3
        });
        // A name in brackets without a colon comes again; what is heard does so, too.
        in_brackets.retain(|name, count| *count > 1 && looks_like_name(name));
        for (name, count) in in_brackets {
            names.entry(name).or_insert(count);
        }
        let firsts = || lines.windows(2).filter(|two| two[0].contains("-->")).map(|two| two[1]);
        let speaking: Vec<&str> = firsts().filter_map(lead).map(|(who, _)| who).collect();
        let cues = firsts().filter(|line| !line.trim().is_empty()).count();
        let lead = cues >= LED_FROM && speaking.len() * 10 >= cues * 9;
        if lead {
            for who in speaking {
                *names.entry(who.to_owned()).or_insert(0) += 1;
            }
        }
        Names { counts: names, lead }
    }

    /// The name in front of the words, and the words.
    fn of<'w>(&self, words: &'w str) -> Option<(Cow<'w, str>, &'w str)> {
        match in_front(words)? {
            Front::Named(who, said) => self.counts.contains_key(&*who).then_some((who, said)),
            Front::Bracketed(who, said) => self.counts.contains_key(who).then_some((who.into(), said)),
        }
    }
}

/// So many cues tell whether all of them begin with names.
const LED_FROM: usize = 3;
/// No name that Zoom takes is longer.
const LONGEST_LEAD: usize = 64;
const LEAD_WORDS: usize = 10;

/// `Ana Lima - Example Corp: words`: the name and the words of a cue that begins with one.
fn lead(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (who, said) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|who| (who, "")))?;
    let is_name = !who.trim().is_empty()
        && who.chars().count() <= LONGEST_LEAD
        && !who.starts_with(['<', '-', '>', '[', '*'])
        && !who.contains(['?', '!', '"', '<', '>'])
        && who.split_whitespace().count() <= LEAD_WORDS;
    (is_name && !is_record(line)).then_some((who.trim(), said.trim()))
}

/// What stands in front of the words of a line.
enum Front<'w> {
    /// `Dee: words`, `[Dee]: words`, `**Dee:** words`.
    Named(Cow<'w, str>, &'w str),
    /// `[Dee] words`: a name where it comes again.
    Bracketed(&'w str, &'w str),
}

fn in_front(words: &str) -> Option<Front<'_>> {
    if let Some((inside, rest)) = bracketed(words) {
        let is_name = may_be_name(inside) && !is_label(inside) && !is_sound(inside);
        return match rest.strip_prefix([':', '：']) {
            Some(said) if is_name => Some(Front::Named(inside.into(), said.trim())),
            None if is_name && !rest.trim().is_empty() => Some(Front::Bracketed(inside, rest.trim())),
            _ => None,
        };
    }
    // Emphasis around a name, with the colon inside or behind.
    let bare = words.trim_start_matches(['*', '_']);
    let marks = &words[..words.len() - bare.len()];
    if marks.is_empty() {
        return named(words).map(|(who, said)| Front::Named(who.into(), said));
    }
    let (inside, said) = bare.split_once(marks)?;
    let who = match inside.trim_end().strip_suffix([':', '：']) {
        Some(who) => who,
        None if said.starts_with([':', '：']) => inside,
        None => return named(bare).map(|(who, said)| Front::Named(who.into(), said)),
    };
    let who = who.trim();
    may_be_name(who).then(|| Front::Named(who.into(), said.trim_start_matches([':', '：']).trim()))
}

/// `[Dee] words`: what is inside the brackets, and the rest.
fn bracketed(words: &str) -> Option<(&str, &str)> {
    let (inside, rest) = match words.chars().next()? {
        '[' => words[1..].split_once(']')?,
        '(' => words[1..].split_once(')')?,
        '【' => words['【'.len_utf8()..].split_once('】')?,
        _ => return None,
    };
    Some((inside.trim(), rest))
}

fn is_sound(inside: &str) -> bool {
    let inside = inside.to_lowercase();
    inside.split_whitespace().any(|word| SOUNDS.binary_search(&word).is_ok())
}

/// The words after a dash or `>>`, which captions put where another person speaks.
fn without_dash(words: &str) -> (bool, &str) {
    const DASHES: [char; 12] = ['-', '–', '—', '―', '‐', '‑', '−', '•', '‣', '>', '»', '›'];
    let rest = words.trim_start_matches(|c: char| DASHES.contains(&c) || c.is_whitespace());
    // A number below zero is said.
    if rest.len() == words.len() || rest.starts_with(|c: char| c.is_ascii_digit()) && words.starts_with(['-', '−']) {
        return (false, words);
    }
    (true, rest)
}

/// `Dee: yes - Ed: no`, in pieces by dash.
fn pieces(words: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(words);
    std::iter::from_fn(move || {
        let whole = rest.take()?;
        let next = whole.match_indices(' ').find_map(|(at, _)| {
            let dash = [" - ", " – ", " — ", " >> "].iter().find(|dash| whole[at..].starts_with(**dash));
            let is_end = whole[..at].ends_with(['.', '?', '!', '…']);
            let length = match dash {
                Some(dash) => dash.len(),
                None if is_end => 1,
                None => return None,
            };
            let behind = whole[at + length..].trim_start();
            // No name is longer.
            let head = &behind[..behind.floor_char_boundary(300)];
            let is_named = match in_front(head) {
                // After the end of a sentence a name has to record something.
                Some(Front::Named(who, said)) => looks_like_name(&who) && (dash.is_some() || is_record(said)),
                Some(Front::Bracketed(..)) | None => false,
            };
            let is_cut = is_named || is_shouted_record(head);
            is_cut.then_some((at, behind))
        });
        let Some((at, behind)) = next else { return Some(whole) };
        rest = Some(behind);
        Some(whole[..at].trim())
    })
}

/// `RESOLVED: keep it`, in capitals, as a record is where it does not begin the line.
fn is_shouted_record(words: &str) -> bool {
    let label = words.split([':', '：']).next().unwrap_or_default();
    is_record(words) && label.len() > 3 && !label.contains(char::is_lowercase)
}

/// `**RESOLVED:** keep it` as it is read.
fn without_emphasis(words: &str) -> Cow<'_, str> {
    let plain = words.starts_with(['*', '_', '`']).then(|| undressed(words)).flatten();
    plain.map(|plain| plain.words).filter(|plain| is_record(plain)).map_or(Cow::Borrowed(words), Cow::Owned)
}

/// Who speaks, from one line of a cue to the next.
#[derive(Debug, Default)]
pub struct Voices {
    speaker: String,
    /// Whether a voice of `WebVTT` speaks, which ends with its tag or its cue.
    is_voiced: bool,
}

impl Voices {
    /// The speaker of a cue that is named above it.
    pub fn set(&mut self, who: &str) {
        who.clone_into(&mut self.speaker);
    }

    /// What is said in the lines of a cue, in pieces by speaker. An empty name: nobody knows who.
    pub fn take(&mut self, lines: &[&str], names: &Names, mut give: impl FnMut(&str, String)) {
        self.is_voiced = false;
        let dashed = |line: &&&str| without_dash(without_tags(line).trim()).0;
        let are_several = lines.iter().filter(dashed).count() > 1;
        for (index, line) in lines.iter().enumerate() {
            let may_be_alone = index == 0 && lines.len() > 1;
            let mut rest = *line;
            if let Some((who, said)) = lead(line).filter(|_| names.lead && index == 0) {
                self.set(bare_name(who));
                rest = said;
            }
            loop {
                // The words before the next tag are the last voice's.
                let next = voice_at(rest);
                let words = next.as_ref().map_or(rest, |tag| &rest[..tag.at]);
                self.take_words(words, names, may_be_alone, are_several, &mut give);
                let Some(tag) = next else { break };
                self.is_voiced = tag.who.is_some();
                if let Some(who) = tag.who {
                    self.speaker = who;
                }
                rest = &rest[tag.at + tag.len..];
            }
        }
    }

    fn take_words(
        &mut self,
        words: &str,
        names: &Names,
        may_be_alone: bool,
        are_several: bool,
        give: &mut impl FnMut(&str, String),
    ) {
        let words = without_tags(words);
        let (is_dashed, words) = without_dash(words.trim());
        if words.is_empty() {
            return;
        }
        // A voice speaks until its tag ends, or a dash names another.
        let may_change = !self.is_voiced || is_dashed;
        let alone = bracketed(words).filter(|(_, rest)| rest.is_empty()).map(|(inside, _)| inside);
        if let Some(who) = alone {
            if may_change && may_be_alone && looks_like_name(who) && !is_sound(who) {
                self.set(who);
                return;
            }
        } else if may_change && may_be_alone && is_name_alone(words) {
            self.set(words);
            return;
        }
        for piece in pieces(words) {
            let (who, said) = match names.of(piece).filter(|_| may_change) {
                Some((who, said)) => (Some(who), said),
                None => (None, piece),
            };
            match who {
                Some(who) => self.set(bare_name(&who)),
                // Two dashes in a cue are two people, and neither need be the last one.
                None if is_dashed && are_several && !self.is_voiced => self.speaker.clear(),
                None => {}
            }
            if !said.is_empty() {
                give(&self.speaker, without_emphasis(said).into_owned());
            }
        }
    }
}

/// A name of several words on the first line of a cue, as Teams wrote it once.
fn is_name_alone(words: &str) -> bool {
    words.split_whitespace().count() > 1
        && looks_like_name(words)
        && words.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

/// `<v Name>` or `</v>`. `who` is `None` where a voice ends.
struct Tag {
    at: usize,
    len: usize,
    who: Option<String>,
}

fn voice_at(words: &str) -> Option<Tag> {
    words.match_indices('<').find_map(|(at, _)| {
        let inside = &words[at + 1..];
        if inside.starts_with("/v>") {
            return Some(Tag { at, len: "</v>".len(), who: None });
        }
        let inside = inside.strip_prefix('v').filter(|inside| inside.starts_with([' ', '.', '\t']))?;
        let (inside, _) = inside.split_once('>')?;
        let (_, who) = inside.split_once([' ', '\t'])?;
        let who = html_escape::decode_html_entities(who);
        Some(Tag { at, len: inside.len() + "<v>".len(), who: Some(bare_name(&who).to_owned()) })
    })
}

/// Whether what follows a `<` is a tag of a cue (`WebVTT`, 6.4; `SubRip` has HTML's for faces): an address and “< 5 ms” are words.
fn is_tag(inside: &str) -> bool {
    const TAGS: [&str; 13] = ["b", "br", "c", "em", "font", "i", "lang", "rt", "ruby", "s", "strong", "u", "v"];
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    let is_moment = || {
        inside
            .split_once('>')
            .is_some_and(|(moment, _)| moment.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')))
    };
    TAGS.contains(&name[..end].to_ascii_lowercase().as_str()) && name[end..].starts_with(['>', ' ', '.', '\t', '/'])
        || is_moment()
}

/// Words without tags such as `<i>`, `<00:00:02.000>` and `{\an8}`.
fn without_tags(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(['<', '{']) {
        let inside = &rest[at + 1..];
        let is_tag = match rest.as_bytes()[at] {
            b'<' => is_tag(inside),
            _ => inside.starts_with('\\'),
        };
        let end = if rest.as_bytes()[at] == b'<' { '>' } else { '}' };
        if !is_tag {
            plain.push_str(&rest[..=at]);
            rest = inside;
            continue;
        }
        let Some(end) = inside.find(end) else { break };
        plain.push_str(&rest[..at]);
        rest = &inside[end + 1..];
    }
    plain.push_str(rest);
    if plain.contains('&') { html_escape::decode_html_entities(&plain).into_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_words_in_marks_stay() {
        for (typed, words) in [
            ("<i>so</i> <c.yellow.loud>be</c> it<br/>", "so be it"),
            ("<00:00:02.000>now <font color=\"red\">red</font> {\\an8}there", "now red there"),
            ("Write to <secretary@example.org> by Friday", "Write to <secretary@example.org> by Friday"),
            ("it takes <5 ms, or < 5 ms", "it takes <5 ms, or < 5 ms"),
            ("see <https://example.org/a> &amp; <SG17-TD5>", "see <https://example.org/a> & <SG17-TD5>"),
        ] {
            assert_eq!(without_tags(typed), words, "{typed}");
        }
    }

    fn spoken(cues: &[&str]) -> Vec<(String, String)> {
        let lines: Vec<&str> =
            cues.iter().flat_map(|cue| std::iter::once("00:01.000 --> 00:02.000").chain(cue.lines())).collect();
        let names = Names::in_front(&lines);
        let mut voices = Voices::default();
        let mut said = Vec::new();
        for cue in cues {
            let lines: Vec<&str> = cue.lines().collect();
            voices.take(&lines, &names, |who, words| said.push((who.to_owned(), words)));
        }
        said
    }

    #[test]
    fn who_speaks_is_marked_in_many_ways() {
        for (cue, expected) in [
            ("- Dee: row 4 is ours", [("Dee", "row 4 is ours")].as_slice()),
            ("-Dee: row 4 is ours", &[("Dee", "row 4 is ours")]),
            ("– Dee Park: RESOLVED: keep it", &[("Dee Park", "RESOLVED: keep it")]),
            ("- dee: RESOLVED: keep it", &[("dee", "RESOLVED: keep it")]),
            (">> DEE: yes", &[("DEE", "yes")]),
            ("&gt;&gt;&gt; Dee: yes", &[("Dee", "yes")]),
            ("- Dee: yes\n- Ed: no", &[("Dee", "yes"), ("Ed", "no")]),
            ("- Dee: yes - Ed: no", &[("Dee", "yes"), ("Ed", "no")]),
            ("Dee: yes\nand more\nEd: no", &[("Dee", "yes"), ("Dee", "and more"), ("Ed", "no")]),
            ("- Yes.\n- No.", &[("", "Yes."), ("", "No.")]),
            ("- and so on", &[("Ana", "and so on")]),
            ("-5 degrees", &[("Ana", "-5 degrees")]),
            ("<b>Dee:</b> yes", &[("Dee", "yes")]),
            ("<b>Dee</b>: yes", &[("Dee", "yes")]),
            ("<c.yellow>Dee:</c> <i>yes</i>", &[("Dee", "yes")]),
            ("<font color=\"#ff0\">- Dee:</font> yes", &[("Dee", "yes")]),
            ("{\\an8}Dee: yes", &[("Dee", "yes")]),
            ("**Dee:** yes", &[("Dee", "yes")]),
            ("- **Dee**: yes", &[("Dee", "yes")]),
            ("__Dee__: yes", &[("Dee", "yes")]),
            ("[Dee]: yes", &[("Dee", "yes")]),
            ("[SPEAKER_01]: yes", &[("SPEAKER_01", "yes")]),
            ("(Dee Park): yes", &[("Dee Park", "yes")]),
            ("[Dee] yes\n[Dee] and more", &[("Dee", "yes"), ("Dee", "and more")]),
            ("[Music] la", &[("Ana", "[Music] la")]),
            ("[Laughter]: la\n[Laughter] la", &[("Ana", "[Laughter]: la"), ("Ana", "[Laughter] la")]),
            ("Dee Park:\nyes", &[("Dee Park", "yes")]),
            ("[Dee Park]\nyes", &[("Dee Park", "yes")]),
            ("<v Cy>yes</v> - Dee: no", &[("Cy", "yes"), ("Dee", "no")]),
            ("<v Cy>one\nDee: two</v>", &[("Cy", "one"), ("Cy", "Dee: two")]),
            ("<v Cy>one\n- Dee: two", &[("Cy", "one"), ("Dee", "two")]),
            ("- Topic: Scope", &[("Ana", "Topic: Scope")]),
            ("Dee: fine. Ed: RESOLVED: keep it", &[("Dee", "fine."), ("Ed", "RESOLVED: keep it")]),
            ("<v Cy>Good. RESOLVED: keep it</v>", &[("Cy", "Good."), ("Cy", "RESOLVED: keep it")]),
            ("<v Cy>**RESOLVED:** keep it</v>", &[("Cy", "RESOLVED: keep it")]),
            ("fine. Resolved: what a word", &[("Ana", "fine. Resolved: what a word")]),
            ("a > b and {x}", &[("Ana", "a > b and {x}")]),
        ] {
            let said = spoken(&["<v Ana>hello</v>", cue]);
            let said: Vec<(&str, &str)> = said[1..].iter().map(|(who, words)| (who.as_str(), words.as_str())).collect();
            assert_eq!(said, expected, "{cue:?}");
        }
    }

    #[test]
    fn where_every_cue_begins_with_a_name_whatever_stands_there_is_one() {
        let said = spoken(&[
            "Ana Lima: hello",
            "Bo Nyberg - Example Corp: hello - and so on: yes",
            "cy: once alone",
            "Dee Park (JCG) | Example: Topic: Scope",
            "Host: fine. Cy Park: no",
            "ed van de rows: RESOLVED: keep it",
        ]);
        let who: Vec<(&str, &str)> = said.iter().map(|(who, words)| (who.as_str(), words.as_str())).collect();
        assert_eq!(
            who,
            [
                ("Ana Lima", "hello"),
                ("Bo Nyberg - Example Corp", "hello - and so on: yes"),
                ("cy", "once alone"),
                ("Dee Park (JCG) | Example", "Topic: Scope"),
                ("Host", "fine. Cy Park: no"),
                ("ed van de rows", "RESOLVED: keep it"),
            ]
        );
    }

    #[test]
    fn sounds_are_in_order_for_the_search() {
        assert!(SOUNDS.is_sorted());
    }
}
