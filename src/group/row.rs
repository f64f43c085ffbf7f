//! What changes in a row of the demarcation register, and in a document of the group, as the log keeps it.

use serde::{Deserialize, Serialize};

use super::kinds::DecisionId;

/// What changes in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowChange {
    Added {
        topic: String,
        /// The document from which it was imported.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
    },
    Retitled {
        topic: String,
    },
    /// What a side does about it, as it was typed: work items, documents in brackets, the scope after a dash.
    Side {
        side: String,
        text: String,
    },
    Assessed {
        finding: Finding,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Somebody thinks so who does not set it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_proposed: bool,
    },
    /// An earlier decision settles it, which does not name the row itself.
    Assigned {
        responsibility: Responsibility,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mechanism: Option<String>,
        decision: DecisionId,
    },
    Dropped {
        reason: String,
    },
    /// It stands again after it was dropped.
    Restored,
}

/// What changes in a document of the group's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentChange {
    /// As it was typed: number, title, source, address, item.
    Registered {
        text: String,
        /// The group's own number, if it came without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        own: Option<u32>,
    },
    Retitled {
        title: String,
    },
    Sourced {
        source: String,
    },
    Linked {
        url: String,
    },
    /// The item of the agenda for which it is.
    Placed {
        item: u32,
    },
    /// A secretariat has given it this number.
    Numbered {
        reference: String,
    },
    Dropped {
        reason: String,
    },
    /// It is listed again after it was dropped.
    Restored,
}

impl DocumentChange {
    /// The words in it that a person typed.
    pub fn text(&self) -> Option<&str> {
        match self {
            DocumentChange::Registered { text, .. } => Some(text),
            DocumentChange::Retitled { title } => Some(title),
            DocumentChange::Sourced { source } => Some(source),
            DocumentChange::Linked { url } => Some(url),
            DocumentChange::Numbered { reference } => Some(reference),
            DocumentChange::Dropped { reason } => Some(reason),
            DocumentChange::Placed { .. } | DocumentChange::Restored => None,
        }
    }

    /// The same with other words.
    pub fn worded(self, words: &str) -> DocumentChange {
        let words = words.to_owned();
        match self {
            DocumentChange::Registered { own, .. } => DocumentChange::Registered { text: words, own },
            DocumentChange::Retitled { .. } => DocumentChange::Retitled { title: words },
            DocumentChange::Sourced { .. } => DocumentChange::Sourced { source: words },
            DocumentChange::Linked { .. } => DocumentChange::Linked { url: words },
            DocumentChange::Numbered { .. } => DocumentChange::Numbered { reference: words },
            DocumentChange::Dropped { .. } => DocumentChange::Dropped { reason: words },
            DocumentChange::Placed { .. } | DocumentChange::Restored => self,
        }
    }
}

/// What the comparison of the sides has shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    #[default]
    Open,
    Overlap,
    Synergy,
    Gap,
    Clear,
}

/// Who does the work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Responsibility {
    /// One side, by its name in the configuration.
    Side(String),
    Joint,
}

impl Finding {
    pub const ALL: [Finding; 5] = [Finding::Open, Finding::Overlap, Finding::Synergy, Finding::Gap, Finding::Clear];

    pub fn word(self) -> &'static str {
        match self {
            Finding::Open => "open",
            Finding::Overlap => "overlap",
            Finding::Synergy => "synergy",
            Finding::Gap => "gap",
            Finding::Clear => "clear",
        }
    }

    /// The finding that people call so, also in the plural.
    pub fn named(typed: &str) -> Option<Finding> {
        let typed = typed.to_lowercase();
        let singular = match typed.as_str() {
            "synergies" => "synergy",
            other => other.strip_suffix('s').unwrap_or(other),
        };
        Finding::ALL.into_iter().find(|finding| finding.word() == singular)
    }
}

impl RowChange {
    /// The words in it that a person typed.
    pub fn text(&self) -> Option<&str> {
        match self {
            RowChange::Added { topic, .. } | RowChange::Retitled { topic } => Some(topic),
            RowChange::Side { text, .. } => Some(text),
            RowChange::Assessed { reason, .. } => reason.as_deref(),
            RowChange::Assigned { mechanism, .. } => mechanism.as_deref(),
            RowChange::Dropped { reason } => Some(reason),
            RowChange::Restored => None,
        }
    }

    /// The same with other words.
    pub fn worded(self, words: &str) -> RowChange {
        let words = words.to_owned();
        match self {
            RowChange::Added { source, .. } => RowChange::Added { topic: words, source },
            RowChange::Retitled { .. } => RowChange::Retitled { topic: words },
            RowChange::Side { side, .. } => RowChange::Side { side, text: words },
            RowChange::Assessed { finding, reason, is_proposed } => {
                RowChange::Assessed { finding, reason: reason.map(|_| words), is_proposed }
            }
            RowChange::Assigned { responsibility, mechanism, decision } => {
                RowChange::Assigned { responsibility, mechanism: mechanism.map(|_| words), decision }
            }
            RowChange::Dropped { .. } => RowChange::Dropped { reason: words },
            RowChange::Restored => RowChange::Restored,
        }
    }
}
