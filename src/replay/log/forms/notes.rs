//! Notes that somebody typed while others talked: `Meeting:`, `Present:`, `Topic:`, `Ana: …`, `RESOLVED: …`, without times.

use std::borrow::Cow;

use super::super::{Kind, Log, When};
use super::draft::Draft;
use super::people::{is_label, looks_like_name, may_be_name, named};
use super::stamps;
use crate::text::folded_line;

/// What a label at the start of a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    /// Typed as it is understood: the grammar's word, with the rest of the line.
    Typed(&'static str),
    Date,
    Present,
    Regrets,
    Chair,
    Scribe,
    /// Of no use for the record: `Location:`.
    Other,
}

const LABELS: [(&str, Label); 59] = [
    ("meeting", Label::Typed("Meeting")),
    ("meeting title", Label::Typed("Meeting")),
    ("title", Label::Typed("Meeting")),
    ("subject", Label::Typed("Meeting")),
    ("date", Label::Date),
    ("meeting date", Label::Date),
    ("date and time", Label::Date),
    ("date/time", Label::Date),
    ("when", Label::Date),
    ("present", Label::Present),
    ("attendees", Label::Present),
    ("attending", Label::Present),
    ("attendance", Label::Present),
    ("participants", Label::Present),
    ("in attendance", Label::Present),
    ("remote", Label::Present),
    ("people present", Label::Present),
    ("regrets", Label::Regrets),
    ("apologies", Label::Regrets),
    ("absent", Label::Regrets),
    ("chair", Label::Chair),
    ("chairs", Label::Chair),
    ("chairperson", Label::Chair),
    ("chaired by", Label::Chair),
    ("convener", Label::Chair),
    ("facilitator", Label::Chair),
    ("moderator", Label::Chair),
    ("scribe", Label::Scribe),
    ("scribes", Label::Scribe),
    ("scribenick", Label::Scribe),
    ("secretary", Label::Scribe),
    ("note taker", Label::Scribe),
    ("notetaker", Label::Scribe),
    ("minutes by", Label::Scribe),
    ("notes by", Label::Scribe),
    ("topic", Label::Typed("Topic")),
    ("agenda item", Label::Typed("Topic")),
    ("item", Label::Typed("Topic")),
    ("subtopic", Label::Typed("Subtopic")),
    ("sub-topic", Label::Typed("Subtopic")),
    ("resolved", Label::Typed("RESOLVED")),
    ("resolution", Label::Typed("RESOLVED")),
    ("decision", Label::Typed("RESOLVED")),
    ("decisions", Label::Typed("RESOLVED")),
    ("decided", Label::Typed("RESOLVED")),
    ("agreed", Label::Typed("RESOLVED")),
    ("agreement", Label::Typed("RESOLVED")),
    ("action", Label::Typed("ACTION")),
    ("actions", Label::Typed("ACTION")),
    ("action item", Label::Typed("ACTION")),
    ("action items", Label::Typed("ACTION")),
    ("todo", Label::Typed("ACTION")),
    ("task", Label::Typed("ACTION")),
    ("proposed", Label::Typed("PROPOSED")),
    ("proposal", Label::Typed("PROPOSED")),
    ("proposed resolution", Label::Typed("PROPOSED")),
    ("agenda", Label::Typed("agenda")),
    ("agenda items", Label::Typed("agenda")),
    ("note", Label::Typed("Note")),
];

/// The words that only notes begin lines with; one of them makes notes of a text that has no times.
fn is_telling(label: Label) -> bool {
    matches!(label, Label::Present | Label::Regrets | Label::Chair | Label::Scribe | Label::Date)
        || matches!(label, Label::Typed("Meeting" | "Topic" | "Subtopic" | "RESOLVED" | "ACTION" | "PROPOSED"))
}

fn label_of(who: &str) -> Option<Label> {
    let folded = folded_line(who);
    let lower = folded.to_lowercase();
    // `Scribe(s)`
    let lower = lower.strip_suffix("(s)").unwrap_or(&lower);
    LABELS
        .iter()
        .find(|(label, _)| *label == lower)
        .map(|(_, label)| *label)
        .or_else(|| is_label(who).then_some(Label::Other))
}

/// What a heading stands for, where it is no topic: a label alone, or a word or two of the frame such as `Next steps`.
fn heading_label(line: &str) -> Option<Label> {
    let who = line.trim_end_matches(':').trim();
    label_of(who).filter(|label| *label != Label::Other || who.split_whitespace().count() <= 2)
}

/// Whether a heading is a label, with words behind it or alone.
fn is_frame(line: &str) -> bool {
    match named(line) {
        Some((who, words)) if !words.is_empty() => label_of(who).is_some_and(|label| label != Label::Other),
        _ => heading_label(line).is_some(),
    }
}

/// A line without what Markdown puts around its beginning, and how deep a heading it is.
fn unmarked(line: &str) -> (Cow<'_, str>, usize) {
    let line = line.trim();
    let depth = line.bytes().take_while(|byte| *byte == b'#').count();
    // Older Markdown needs no space, and `#topic` is a command of `MeetBot`.
    let is_heading = line[depth..].starts_with(' ') || depth > 1 && line[depth..].starts_with(char::is_alphabetic);
    if (1..=6).contains(&depth) && is_heading {
        return (without_stars(line[depth..].trim().trim_end_matches('#').trim_end()), depth);
    }
    let bullets = ["- [ ] ", "- [x] ", "- ", "* ", "• ", "– ", "+ ", "> "];
    let line = bullets.iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line).trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=3)
        .contains(&digits)
        .then(|| line[digits..].strip_prefix(". ").or_else(|| line[digits..].strip_prefix(") ")));
    (without_stars(numbered.flatten().unwrap_or(line).trim_start()), 0)
}

/// `**RESOLVED:** text`, `*Ana*: text` and `__Topic__: text` without the marks of their beginning.
fn without_stars(line: &str) -> Cow<'_, str> {
    for mark in ["***", "**", "__", "*", "_", "`"] {
        if let Some((inside, rest)) = line.strip_prefix(mark).and_then(|open| open.split_once(mark)) {
            let is_label = inside.ends_with(':') || rest.starts_with(':') || rest.is_empty();
            if is_label && !inside.is_empty() {
                return Cow::Owned(format!("{inside}{rest}"));
            }
        }
    }
    Cow::Borrowed(line)
}

const LOOKED_AT: usize = 400;

/// Whether it is notes: lines with labels, and no times and nicks.
pub fn looks_like(text: &str) -> bool {
    // A piece of a program in a fence is nobody's.
    let mut in_fence = false;
    let outside: Vec<&str> = text
        .lines()
        .filter(|line| {
            let is_mark = line.trim_start().starts_with("```");
            in_fence ^= is_mark;
            !is_mark && !in_fence && !line.trim().is_empty()
        })
        .take(LOOKED_AT)
        .collect();
    let lines = || outside.iter().copied();
    // What programs keep begins with a time or a nick; `[laughter]` and a line of marks are typed.
    let is_of_log = |line: &&str| {
        let line = line.trim_start();
        let is_command = line.starts_with('#') && line[1..].starts_with(char::is_alphabetic);
        is_command
            || line.starts_with('<') && super::super::written::is_of_nick(line)
            || line.starts_with("-!-")
            || line.starts_with("--- ")
            || line.split([' ', '\t']).next().is_some_and(|first| first.len() >= 4 && stamps::is_stamp(first))
            || super::super::written::begins_with_time(line)
    };
    let labelled = lines().filter(|line| {
        let (line, _) = unmarked(line);
        named(&line).and_then(|(who, words)| Some((label_of(who)?, words))).is_some_and(|(label, _)| is_telling(label))
    });
    // Headings of Markdown, and people who speak under them.
    let has_headings = || lines().any(|line| unmarked(line).1 > 0);
    let are_spoken = || {
        let spoken = lines().filter(|line| {
            let (line, depth) = unmarked(line);
            depth == 0 && named(&line).is_some_and(|(who, words)| !words.is_empty() && looks_like_name(who))
        });
        spoken.take(2).count() == 2
    };
    // `## Attendees` is a heading of notes alone.
    let is_headed = || {
        lines()
            .map(unmarked)
            .any(|(line, depth)| depth > 0 && label_of(line.trim_end_matches(':')).is_some_and(is_telling))
    };
    let is_log = lines().filter(is_of_log).nth(outside.len() / 5).is_some();
    !is_log && (labelled.count() > 0 || has_headings() && (is_headed() || are_spoken()))
}

/// What the lines below a label or a heading alone are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below {
    Talk,
    Listed(Label),
    /// An agenda that lies ahead.
    Nothing,
}

/// A line of notes.
struct Noted<'a> {
    number: u32,
    /// Without what Markdown puts around it.
    line: Cow<'a, str>,
    /// How deep a heading it is; 0 where it is none.
    depth: usize,
    is_listed: bool,
    /// A blank line is above it.
    is_apart: bool,
}

struct Reader<'a> {
    draft: Draft<'a>,
    people: Vec<String>,
    below: Below,
    /// Nothing of the list below a label was read yet.
    is_list_new: bool,
    /// Whether the last line is what somebody said, and may go on.
    goes_on: bool,
    has_title: bool,
    /// How deep the headings are that name topics; deeper ones name subtopics.
    topics: usize,
    /// How deep the heading is that names the meeting, where it is above all others.
    title: usize,
    /// The line of the heading below which the minutes themselves stand; 0 where there is none.
    begins: u32,
}

/// Headings below which the minutes themselves stand.
const BEGINS: [&str; 5] = ["minutes", "meeting minutes", "meeting notes", "notes", "discussion notes"];

pub fn read(text: &str) -> Log<'static> {
    let mut is_apart = true;
    let front = front_matter(text);
    let lines: Vec<Noted<'_>> = (1..)
        .zip(text.lines())
        .skip(front)
        .filter_map(|(number, line)| {
            if line.trim().is_empty() {
                is_apart = true;
                return None;
            }
            let (plain, depth) = unmarked(line);
            let is_listed = line.trim_start().starts_with(['-', '*', '•', '–', '+']);
            Some(Noted { number, line: plain, depth, is_listed, is_apart: std::mem::take(&mut is_apart) })
        })
        .collect();
    let mut reader = Reader {
        draft: Draft::default(),
        people: Vec::new(),
        below: Below::Talk,
        is_list_new: true,
        goes_on: false,
        has_title: false,
        topics: 2,
        title: 1,
        begins: 0,
    };
    reader.look_ahead(&lines);
    reader.measure(&lines);
    for (who, words) in text.lines().take(front).filter_map(named) {
        let words = words.trim_matches(['"', '\'']);
        match who {
            "title" if !words.is_empty() => {
                reader.has_title = true;
                reader.typed(1, format!("Meeting: {words}"));
            }
            "date" => reader.draft.log.date = stamps::day_alone(words).or_else(|| stamps::day_within(words)),
            _ => {}
        }
    }
    for noted in &lines {
        reader.take(noted);
    }
    reader.draft.finish()
}

/// How many lines the front matter of a page has, between two lines of three dashes at the start.
fn front_matter(text: &str) -> usize {
    const LONGEST: usize = 100;
    let mut lines = text.lines();
    if lines.next().is_none_or(|line| line.trim_end() != "---") {
        return 0;
    }
    lines.take(LONGEST).position(|line| line.trim_end() == "---").map_or(0, |at| at + 2)
}

impl Reader<'_> {
    /// Who is there is known before who speaks, wherever the notes say it.
    fn look_ahead(&mut self, lines: &[Noted<'_>]) {
        for noted in lines {
            let Some((who, words)) = named(&noted.line) else { continue };
            if let Some(Label::Present | Label::Regrets | Label::Chair | Label::Scribe) = label_of(who) {
                self.people.extend(names_in(words).iter().map(|name| without_brackets(name).to_owned()));
            }
        }
    }

    /// Which headings name the meeting, topics and subtopics: some begin with the second or third rank.
    fn measure(&mut self, lines: &[Noted<'_>]) {
        let headings = || lines.iter().filter(|noted| noted.depth > 0);
        let topics = || headings().filter(|noted| !is_frame(&noted.line));
        let Some(first) = topics().next() else { return };
        if topics().filter(|noted| noted.depth <= first.depth).count() == 1 {
            self.title = first.depth;
        }
        let title = topics().find(|noted| noted.depth == self.title).map(|noted| noted.number);
        // What stands above the heading of the minutes themselves is what was to come.
        let is_begin = |noted: &&Noted<'_>| BEGINS.contains(&noted.line.trim_end_matches(':').to_lowercase().as_str());
        let is_speech = |noted: &Noted<'_>| {
            let found = named(&noted.line);
            noted.depth == 0
                && found
                    .is_some_and(|(who, words)| !words.is_empty() && label_of(who).is_none() && looks_like_name(who))
        };
        let speaks = lines.iter().find(|noted| is_speech(noted)).map_or(u32::MAX, |noted| noted.number);
        self.begins =
            headings().find(is_begin).map(|noted| noted.number).filter(|begins| *begins < speaks).unwrap_or(0);
        let of_topics = topics().filter(|noted| Some(noted.number) != title && noted.number > self.begins);
        self.topics = of_topics.map(|noted| noted.depth).min().unwrap_or(2).max(2);
    }

    fn typed(&mut self, number: u32, words: String) {
        // Nobody says a label.
        self.draft.add(number, When::Unknown, "", words, Kind::Said);
        self.goes_on = false;
    }

    fn take(&mut self, noted: &Noted<'_>) {
        let (number, line) = (noted.number, &*noted.line);
        if noted.depth > 0 {
            return self.heading(number, line, noted.depth);
        }
        // A day alone is that of the meeting.
        if let Some(day) = stamps::day_alone(line) {
            self.draft.log.date = self.draft.log.date.or(Some(day));
            return;
        }
        let found = named(line).map(|(who, words)| (who, words, label_of(who)));
        if let Some((who, words, Some(label))) = found {
            self.below = Below::Talk;
            return self.labelled(number, label, who, words);
        }
        if let Below::Listed(label) = self.below {
            let is_speech = found.is_some_and(|(who, words, _)| self.is_person(who) && !words.is_empty());
            let goes_on = noted.is_listed || label == Label::Present && (!noted.is_apart || self.is_list_new);
            self.is_list_new = false;
            if !is_speech && goes_on {
                return self.labelled(number, label, "", line);
            }
            self.below = Below::Talk;
        }
        match found {
            Some((who, words, None)) if self.is_person(who) => {
                self.below = Below::Talk;
                let who = self.whole_name(who.trim_start_matches('@'));
                self.draft.add(number, When::Unknown, &who, words, Kind::Spoken);
                self.goes_on = true;
            }
            _ if self.below == Below::Nothing => {}
            None if !self.has_title && self.draft.log.lines.is_empty() && is_title(line) => {
                self.has_title = true;
                self.draft.log.date = self.draft.log.date.or_else(|| stamps::day_within(line));
                self.typed(number, format!("Meeting: {line}"));
            }
            _ if line.starts_with('#') || super::super::super::dialect::is_address(line) => {
                self.typed(number, line.to_owned());
            }
            _ if self.goes_on => {
                let more = line.trim_start_matches(['…', '.']).trim_start();
                self.draft.more(more);
            }
            // A line of the grammar that has no colon, such as `present+ Ana`.
            _ if super::super::super::is_typed_command(line) => self.typed(number, line.to_owned()),
            _ => self.draft.add(number, When::Unknown, "", line, Kind::Spoken),
        }
    }

    fn heading(&mut self, number: u32, line: &str, depth: usize) {
        self.goes_on = false;
        let (who, words) = named(line).unwrap_or((line.trim_end_matches(':'), ""));
        let words = words.trim();
        self.is_list_new = true;
        self.below = match heading_label(line)
            .filter(|_| words.is_empty())
            .or_else(|| label_of(who).filter(|label| !words.is_empty() && *label != Label::Other))
        {
            Some(label) if !words.is_empty() => return self.labelled(number, label, who, words),
            Some(Label::Typed("agenda")) => Below::Nothing,
            Some(label @ (Label::Present | Label::Regrets | Label::Typed("RESOLVED" | "ACTION"))) => {
                Below::Listed(label)
            }
            Some(Label::Other | Label::Typed("Note")) => Below::Talk,
            _ if depth == self.title && !self.has_title => {
                self.has_title = true;
                self.draft.log.date = self.draft.log.date.or_else(|| stamps::day_within(line));
                self.typed(number, format!("Meeting: {line}"));
                Below::Talk
            }
            _ if number < self.begins => Below::Nothing,
            _ => {
                let word = if depth <= self.topics { "Topic" } else { "Subtopic" };
                self.typed(number, format!("{word}: {line}"));
                Below::Talk
            }
        };
    }

    fn labelled(&mut self, number: u32, label: Label, who: &str, words: &str) {
        self.goes_on = false;
        if words.is_empty() {
            self.is_list_new = true;
            self.below = match label {
                Label::Present | Label::Regrets | Label::Typed("RESOLVED" | "ACTION") => Below::Listed(label),
                Label::Typed("agenda") => Below::Nothing,
                _ => Below::Talk,
            };
            return;
        }
        match label {
            Label::Typed("Meeting") => {
                self.has_title = true;
                self.draft.log.date = self.draft.log.date.or_else(|| stamps::day_within(words));
                self.typed(number, format!("Meeting: {words}"));
            }
            Label::Typed("agenda") if !words.contains("://") => {}
            Label::Typed(word) => {
                // Under a heading the lines may have the word as well.
                self.typed(number, format!("{word}: {words}"));
            }
            Label::Date => {
                let day = stamps::day_alone(words).or_else(|| stamps::day_within(words));
                match day {
                    Some(day) => self.draft.log.date = Some(day),
                    None => self.typed(number, format!("{who}: {words}")),
                }
            }
            Label::Present => self.people_listed(number, "present+", words),
            Label::Regrets => self.people_listed(number, "regrets+", words),
            Label::Chair => {
                let names = names_in(words).join(", ");
                self.typed(number, format!("Chair: {names}"));
            }
            Label::Scribe => {
                let names = names_in(words).join(", ");
                self.typed(number, format!("Scribe: {names}"));
            }
            Label::Other if super::super::super::is_typed_command(&format!("{who}: {words}")) => {
                self.typed(number, format!("{who}: {words}"));
            }
            Label::Other => self.draft.add(number, When::Unknown, "", format!("{who}: {words}"), Kind::Spoken),
        }
    }

    fn people_listed(&mut self, number: u32, command: &str, words: &str) {
        let names = names_in(words);
        self.people.extend(names.iter().map(|name| without_brackets(name).to_owned()));
        if !names.is_empty() {
            self.typed(number, format!("{command} {}", names.join(", ")));
        }
    }

    /// Whether a name in front of a colon is somebody's: of those who are listed, or one that looks like a name.
    fn is_person(&self, who: &str) -> bool {
        may_be_name(who) && (looks_like_name(who) || self.people.iter().any(|listed| is_part_of(who, listed)))
    }

    /// `Ana` is Ana Lima, where one Ana is listed.
    fn whole_name(&self, who: &str) -> String {
        // `Chair: Ana` lists nobody besides Ana Lima.
        let is_longer = |listed: &&String| is_part_of(who, listed) && !listed.eq_ignore_ascii_case(who);
        let mut listed: Vec<&String> = self.people.iter().filter(is_longer).collect();
        listed.sort_unstable();
        listed.dedup();
        match listed.as_slice() {
            [only] => (*only).clone(),
            _ => who.to_owned(),
        }
    }
}

/// The first line of notes says what they are of, where it has no label.
fn is_title(line: &str) -> bool {
    line.chars().count() <= 100 && line.starts_with(|c: char| c.is_alphanumeric()) && !line.ends_with(['.', ',', ';'])
}

fn is_part_of(who: &str, listed: &str) -> bool {
    listed.eq_ignore_ascii_case(who) || listed.split_whitespace().any(|part| part.eq_ignore_ascii_case(who))
}

/// `Ana Lima (Example Corp)` without the organization.
fn without_brackets(name: &str) -> &str {
    name.split('(').next().unwrap_or(name).trim()
}

/// Names with commas, semicolons or “and” between them; commas in brackets divide nothing.
fn names_in(words: &str) -> Vec<String> {
    let words = words.replace(" and ", ", ").replace(" & ", ", ");
    let mut names = vec![String::new()];
    let mut depth = 0_u32;
    for c in words.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(c, ',' | ';' | '、') {
            names.push(String::new());
        } else if let Some(last) = names.last_mut() {
            last.push(c);
        }
    }
    let names = names.iter().map(|name| name.trim().trim_end_matches('.').trim_start_matches('@').to_owned());
    names.filter(|name| may_be_name(name) && name.split_whitespace().count() <= 5).collect()
}
