//! What was said aloud, as transcripts and notes have it.

use std::sync::Arc;

use super::log::{Line, is_record};
use super::run::Driver;
use crate::group::event::Manner;
use crate::group::heard::Heard;
use crate::text::{shorten, trimmed};
use crate::view::minutes::Statement;
use crate::view::references::references;

/// Of what is said in one go, minutes show so many characters.
const STATEMENT_CHARS: usize = 400;

impl Driver<'_> {
    /// What was said aloud is a statement, but for `RESOLVED: …` and its kind.
    pub(super) fn spoken(&mut self, index: usize, line: &Line<'_>) {
        for part in line.parts().map(trimmed).filter(|part| is_record(part)) {
            self.said(index, part);
        }
        let said: Vec<&str> = line.parts().map(trimmed).filter(|part| !is_record(part)).collect();
        let words = said.join("\n");
        if words.is_empty() {
            return;
        }
        let speaker = Arc::new(self.known[index].person.clone());
        if !self.run.is_transcript {
            return self.minute(index, &Heard { speaker, words: &words, manner: Manner::Statement });
        }
        let brief = shorten(&words, STATEMENT_CHARS);
        self.run.transcript.statements += 1;
        self.run.transcript.cut += u32::from(brief != words);
        let marked = format!("[{}] {brief}", line.number);
        if self.options.with_annex {
            let full = Statement { number: line.number, speaker: speaker.name.clone(), words };
            self.run.transcript.full.push(full);
        }
        self.minute(index, &Heard { speaker, words: &marked, manner: Manner::Statement });
    }

    /// A statement that stands in minutes, whoever has the floor.
    fn minute(&mut self, index: usize, heard: &Heard<'_>) {
        if self.options.with_statements {
            self.latest = self.latest.max(self.at);
            self.run.group.keep(self.at, &self.known[index].person, heard);
            return;
        }
        for document in references(heard.words) {
            self.run.documents.add(document);
        }
    }
}
