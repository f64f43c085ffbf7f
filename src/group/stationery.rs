//! What the documents of a group look like: its templates and the fields of its header block. It comes from the
//! configuration, never from the log.

/// The stationery of a group; by default that of a group that has configured none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stationery {
    /// Order, headings and wording of the minutes; without it the built-in ones.
    pub minutes: Option<TemplateText>,
    /// The block above a Word document; without it there is none.
    pub header: Option<HeaderBlock>,
    /// The block above a liaison statement; without it the built-in one.
    pub liaison: Option<TemplateText>,
}

/// A template as it is in its file. Configured ones have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateText {
    /// How the file is called when something is wrong with it.
    pub file: String,
    pub text: String,
}

/// What a header block says. Words may hold names of the template, such as `TD{{ meeting }}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderBlock {
    /// Its layout; without it the built-in one, after temporary documents of ITU-T.
    pub template: Option<TemplateText>,
    /// Such as 2025-2028; without it the one in which the meeting was held.
    pub study_period: Option<String>,
    pub number: String,
    /// What the document is, such as TD. `None`: there is no such line.
    pub kind: String,
    /// The language in which it was written.
    pub language: String,
    pub questions: String,
    pub place: String,
    pub source: String,
    pub title: String,
    pub purpose: String,
    pub contacts: Vec<Contact>,
    pub keywords: String,
    /// The abstract.
    pub summary: String,
}

/// Whom readers ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    pub organization: Option<String>,
    pub country: Option<String>,
    pub phone: Option<String>,
    pub mail: Option<String>,
}
