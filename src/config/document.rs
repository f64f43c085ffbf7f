//! `[group.document]`: what the group's documents look like.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Problem;
use super::words::{line, name};
use crate::group::stationery::{Contact, HeaderBlock, Stationery, TemplateText};
use crate::text::clean;

/// The table with its defaults. A group without the table has no header block.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentConfig {
    pub template: Option<PathBuf>,
    pub header: Option<PathBuf>,
    pub liaison: Option<PathBuf>,
    pub study_period: Option<String>,
    pub number: String,
    /// The group's own number of what is put before it without one.
    pub input_number: String,
    pub kind: String,
    pub language: String,
    pub questions: String,
    pub place: String,
    pub source: String,
    pub title: String,
    pub purpose: String,
    pub keywords: Vec<String>,
    #[serde(rename = "abstract")]
    pub summary: String,
    #[serde(rename = "contact")]
    pub contacts: Vec<ContactConfig>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactConfig {
    pub name: String,
    pub organization: Option<String>,
    pub country: Option<String>,
    pub phone: Option<String>,
    pub mail: Option<String>,
}

impl Default for DocumentConfig {
    fn default() -> DocumentConfig {
        DocumentConfig {
            template: None,
            header: None,
            liaison: None,
            study_period: None,
            number: "{{ group }}-TD{{ meeting }}".to_owned(),
            input_number: "I{{ n }}".to_owned(),
            kind: "TD".to_owned(),
            language: "English".to_owned(),
            questions: "N/A".to_owned(),
            place: "Virtual".to_owned(),
            source: "{{ group }}".to_owned(),
            title: "Minutes of meeting {{ meeting }} of {{ group }} ({{ day }})".to_owned(),
            purpose: "Information".to_owned(),
            keywords: vec!["{{ group }}".to_owned(), "minutes".to_owned()],
            summary: "Minutes of meeting {{ meeting }} of {{ group }}, held on {{ weekday }}, {{ day }}, with its decisions and actions.".to_owned(),
            contacts: Vec::new(),
        }
    }
}

impl DocumentConfig {
    /// What stands before and after the count in the group's own numbers.
    ///
    /// # Errors
    /// The key and the problem.
    pub(super) fn input_number(&self, group: &str) -> Result<(String, String), Problem> {
        const KEY: &str = "document.input_number";
        let words = line(KEY, &self.input_number)?.replace("{{ group }}", group).replace("{{group}}", group);
        let parts: Vec<&str> = words.split("{{ n }}").flat_map(|part| part.split("{{n}}")).collect();
        match parts.as_slice() {
            [before, after] if !words.replace("{{ n }}", "").contains("{{ ") => {
                Ok(((*before).to_owned(), (*after).to_owned()))
            }
            _ => Err((KEY, format!("“{}” needs {{{{ n }}}} once, such as I{{{{ n }}}}", self.input_number))),
        }
    }

    /// Reads the templates and tries them.
    ///
    /// # Errors
    /// The key and the problem, with the line of a template.
    pub(super) fn stationery(&self) -> Result<Stationery, Problem> {
        let stationery = Stationery {
            minutes: template(self.template.as_deref()).map_err(|problem| ("document.template", problem))?,
            header: Some(HeaderBlock {
                template: template(self.header.as_deref()).map_err(|problem| ("document.header", problem))?,
                study_period: self
                    .study_period
                    .as_deref()
                    .map(|words| line("document.study_period", words))
                    .transpose()?,
                number: line("document.number", &self.number)?,
                kind: line("document.kind", &self.kind)?,
                language: line("document.language", &self.language)?,
                questions: line("document.questions", &self.questions)?,
                place: line("document.place", &self.place)?,
                source: line("document.source", &self.source)?,
                title: line("document.title", &self.title)?,
                purpose: line("document.purpose", &self.purpose)?,
                contacts: self.contacts.iter().map(ContactConfig::contact).collect::<Result<_, _>>()?,
                keywords: line("document.keywords", &self.keywords.join("; "))?,
                summary: clean(&self.summary),
            }),
            liaison: template(self.liaison.as_deref()).map_err(|problem| ("document.liaison", problem))?,
        };
        crate::document::check(&stationery)?;
        Ok(stationery)
    }
}

impl ContactConfig {
    fn contact(&self) -> Result<Contact, Problem> {
        if let Some(mail) = self.mail.as_ref().filter(|mail| mail.parse::<lettre::Address>().is_err()) {
            return Err((
                "document.contact.mail",
                format!("“{mail}” is not a mail address; write one such as secretary@example.org"),
            ));
        }
        let cleaned = |key, words: &Option<String>| words.as_deref().map(|words| line(key, words)).transpose();
        Ok(Contact {
            name: name("document.contact.name", &self.name)?,
            organization: cleaned("document.contact.organization", &self.organization)?,
            country: cleaned("document.contact.country", &self.country)?,
            phone: cleaned("document.contact.phone", &self.phone)?,
            mail: cleaned("document.contact.mail", &self.mail)?,
        })
    }
}

fn template(file: Option<&Path>) -> Result<Option<TemplateText>, String> {
    let Some(path) = file else { return Ok(None) };
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        format!("the template {file} cannot be read ({error}); name an existing file, from the folder in which the bot is started")
    })?;
    Ok(Some(TemplateText { file, text: text.replace("\r\n", "\n") }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::tests::switched_on;

    #[test]
    fn the_sample_shows_every_default_and_is_valid() {
        let sample = switched_on(include_str!("../../config/convenor.toml"));
        let sample = Config::parse(&sample).expect("every setting of the sample is known");
        let document = sample.groups[0].document.clone().expect("the sample has [group.document]");
        let shown = DocumentConfig {
            template: Some("config/templates/report.txt".into()),
            header: Some("config/templates/header.txt".into()),
            liaison: Some("config/templates/liaison.txt".into()),
            study_period: Some("2025-2028".to_owned()),
            contacts: document.contacts.clone(),
            ..DocumentConfig::default()
        };
        assert_eq!(document, shown);
        assert_eq!(document.contacts.len(), 1);
        let stationery = document.stationery().expect("the sample's values and templates are valid");
        assert_eq!(stationery.header.map(|block| block.contacts[0].name.clone()), Some("Ana Example".to_owned()));
    }
}
