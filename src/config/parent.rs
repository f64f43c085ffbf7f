//! `[[group.parent_meeting]]`: meetings of the bodies that a group reports to.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::words;
use crate::group::charter::ParentMeeting;

/// A meeting of a parent body. Days are dates of TOML or strings (`2027-04-06`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParentMeetingConfig {
    pub body: String,
    #[serde(deserialize_with = "day")]
    pub opens: NaiveDate,
    #[serde(default, deserialize_with = "day_if_any")]
    pub closes: Option<NaiveDate>,
    pub place: Option<String>,
    pub lead_months: Option<u32>,
}

impl ParentMeetingConfig {
    /// The meeting, as the charter has it.
    ///
    /// # Errors
    /// The key and what is wrong with it.
    pub(super) fn meeting(&self) -> Result<ParentMeeting, (&'static str, String)> {
        if let Some(closes) = self.closes.filter(|closes| *closes < self.opens) {
            let problem = format!("{} closes on {closes}, before it opens on {}", self.body, self.opens);
            return Err(("parent_meeting.closes", problem));
        }
        Ok(ParentMeeting {
            body: words::name_if_any("parent_meeting.body", Some(&self.body))?.unwrap_or_default(),
            opens: self.opens,
            closes: self.closes,
            place: words::name_if_any("parent_meeting.place", self.place.as_ref())?,
            lead_months: self.lead_months,
        })
    }
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Day {
        Date(toml::value::Datetime),
        Text(String),
    }
    let written = match Day::deserialize(deserializer)? {
        Day::Date(date) => date.to_string(),
        Day::Text(text) => text,
    };
    let problem = |_| serde::de::Error::custom(format!("“{written}” is not a day; write it as 2027-04-06"));
    written.parse().map_err(problem)
}

fn day_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    day(deserializer).map(Some)
}
