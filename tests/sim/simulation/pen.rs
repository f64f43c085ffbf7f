//! What people type: the examples of the whole command table, lines made up after the grammar,
//! prose, and what hostile or clumsy people send. Every free text carries a word that nobody
//! else ever types, so that words can be followed.

use convenor::command::rows;
use convenor::group::Group;

use super::chance::Chance;
use super::people::People;

/// Makes lines with words that are never used twice.
pub struct Pen {
    last_word: u32,
}

/// A text with the unmistakable words in it.
pub struct Typed {
    pub text: String,
    pub words: Vec<String>,
}

/// One text in the making.
struct Sheet<'a> {
    pen: &'a mut Pen,
    chance: &'a mut Chance,
    people: &'a People,
    words: Vec<String>,
}

impl Pen {
    pub fn new() -> Pen {
        Pen { last_word: 0 }
    }

    /// Any message. `earlier` are words that have been typed before.
    pub fn message(&mut self, chance: &mut Chance, people: &People, group: &Group, earlier: &[String]) -> Typed {
        let mut sheet = Sheet { pen: self, chance, people, words: Vec::new() };
        let lines = if sheet.chance.one_in(12) { 2 + sheet.chance.below(3) } else { 1 };
        let typed: Vec<String> = (0..lines).map(|_| sheet.line(group, earlier)).collect();
        Typed { text: typed.join("\n"), words: sheet.words }
    }

    /// What a message says after it was edited: mostly the same kind of thing in other words,
    /// sometimes with a line less or something else altogether.
    pub fn edited(&mut self, chance: &mut Chance, people: &People, group: &Group, before: &str) -> Typed {
        let mut sheet = Sheet { pen: self, chance, people, words: Vec::new() };
        let mut lines: Vec<String> = before.lines().map(str::to_owned).collect();
        match sheet.chance.below(6) {
            0 if lines.len() > 1 => {
                lines.pop();
            }
            1 => lines = vec![sheet.line(group, &[])],
            _ => {
                for line in &mut lines {
                    let word = sheet.word();
                    *line = format!("{line} {word}");
                }
            }
        }
        Typed { text: lines.join("\n"), words: sheet.words }
    }
}

impl Sheet<'_> {
    fn word(&mut self) -> String {
        self.pen.last_word += 1;
        let word = format!("w{}d", self.pen.last_word);
        self.words.push(word.clone());
        word
    }

    fn name(&mut self) -> String {
        self.chance.pick(&self.people.all).name.clone()
    }

    fn line(&mut self, group: &Group, earlier: &[String]) -> String {
        match self.chance.below(20) {
            0..5 => self.example(group),
            5..9 => self.queue_line(group),
            9..11 => self.agenda_line(group),
            11..15 => self.record_line(group, earlier),
            15 => self.meeting_line(group),
            16 => self.odd_line(),
            _ => self.prose(),
        }
    }

    fn example(&mut self, group: &Group) -> String {
        let row = *self.chance.pick(rows());
        let example = *self.chance.pick(row.examples);
        // `A7` exists late or never: another number is likelier to hit.
        example.replace("A7", &format!("A{}", 1 + self.chance.below(u64::from(group.last_action) + 1)))
    }

    fn queue_line(&mut self, group: &Group) -> String {
        let queued =
            group.meeting.as_ref().and_then(|meeting| meeting.queue.hands.first()).map(|hand| hand.person.name.clone());
        let (word, name) = (self.word(), self.name());
        match self.chance.below(18) {
            0..3 => "q+".to_owned(),
            3 => format!("q+ to ask about {word}"),
            4 => format!("q+ {word}"),
            5 => format!("q+ {name}"),
            6 => format!("q+ {name}, {} to {word}", self.name()),
            7 => format!("qq+ to answer {word}"),
            8 => format!("!clarify {word}"),
            9 => format!("point of order {word}"),
            10 => "q-".to_owned(),
            11 => format!("q- {name}"),
            12 => format!("ack {name}"),
            13 => format!("!next {}", queued.unwrap_or(name)),
            14 => "done".to_owned(),
            _ => "ack".to_owned(),
        }
    }

    fn agenda_line(&mut self, group: &Group) -> String {
        let item = 1 + self.chance.below(u64::from(group.agenda().next_number()));
        let (word, name) = (self.word(), self.name());
        match self.chance.below(12) {
            0..2 => format!("agenda+ Item {word}"),
            2 => format!("agenda+ Item {word} [{name}]"),
            3 => format!("agenda+ Item [{word}]"),
            4 => format!("take up item {item}"),
            5 => "next item".to_owned(),
            6 => format!("topic: {word}"),
            7 => format!("really close item {item}"),
            8 => "skip item".to_owned(),
            9 => "give this item 5 min".to_owned(),
            10 => format!("conclusion for item {item}: {word}"),
            _ => format!("doc SG17-{word}"),
        }
    }

    fn record_line(&mut self, group: &Group, earlier: &[String]) -> String {
        let action = 1 + self.chance.below(u64::from(group.last_action) + 1);
        let (word, name) = (self.word(), self.name());
        let old =
            earlier.last().filter(|_| !self.chance.one_in(3)).or_else(|| earlier.first()).map_or("the", String::as_str);
        match self.chance.below(19) {
            0 => format!("ACTION: {name} to send {word} by 2026-12-24"),
            1 => format!("ACTION: {word}"),
            2 => format!("ACTION: me to check {word}"),
            3 => format!("AGREED: {word}"),
            4 => format!("NO AGREEMENT: on {word}"),
            5 => format!("NOTE: {word}"),
            6 => format!("#idea {word}"),
            7 => format!("subtopic: {word}"),
            8 | 16..19 => format!("s/{old}/{word}/"),
            9 => format!("s/{old}/{word}/G"),
            10 => "undo".to_owned(),
            11 => format!("action A{action} done"),
            12 => format!("drop action A{action}"),
            13 => "off the record".to_owned(),
            14 => "on the record".to_owned(),
            _ => "!status".to_owned(),
        }
    }

    fn meeting_line(&mut self, group: &Group) -> String {
        let word = self.word();
        match (&group.meeting, self.chance.below(6)) {
            (Some(meeting), _) if meeting.recess.is_some() => "resume meeting".to_owned(),
            (Some(_), 0) => "end meeting".to_owned(),
            (Some(_), 1) => "recess 5 min".to_owned(),
            (Some(_), 2) => "time speakers at 1 min".to_owned(),
            (Some(_), 3) => "present+ (Another Corp)".to_owned(),
            (Some(_), 4) => "scribe+".to_owned(),
            (Some(_), _) => "on the record".to_owned(),
            (None, 0) => format!("start meeting {word}"),
            (None, 1 | 2) => "!minutes".to_owned(),
            (None, 3) => "!minutes approve".to_owned(),
            (None, 4) => "!minutes send".to_owned(),
            (None, _) => "start meeting".to_owned(),
        }
    }

    fn prose(&mut self) -> String {
        let (word, name) = (self.word(), self.name());
        match self.chance.below(8) {
            0 => format!("{name}: said {word}"),
            1 => format!("… and {word} too"),
            2 => format!("> {word} is quoted"),
            3 => format!("[off] {word} is between us"),
            4 => format!("I think {word}"),
            5 => format!("/me nods to {word}"),
            _ => format!("We see {word} as it is"),
        }
    }

    /// Nothing typed may make the bot panic, speak out of turn, or lose count.
    fn odd_line(&mut self) -> String {
        let word = self.word();
        match self.chance.below(12) {
            0 => String::new(),
            1 => format!("NOTE: {}", word.repeat(3_000)),
            2 => format!("```\nq+ {word}\n```"),
            3 => format!("NOTE: \u{202e}{word}\u{2066}\u{0}\u{feff}"),
            4 => format!("<b>@room</b> **{word}** <@1> [x](javascript:1)"),
            5 => "q+ ,,, to".to_owned(),
            6 => "take up (((".to_owned(),
            7 => "action A99999999999999999999 done".to_owned(),
            8 => "recess 99999999 h".to_owned(),
            9 => format!("s/{word}/\\/"),
            10 => "convenor,".to_owned(),
            _ => "present+ ((( ,".to_owned(),
        }
    }
}
