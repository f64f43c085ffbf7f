//! What a conversation leaves: the log and the minutes, whichever surface it came by.

use std::collections::BTreeMap;

use convenor::bot::{Bot, rebuild};
use convenor::document::{Format, render};
use convenor::group::charter::Charter;
use convenor::view::minutes::minutes;
use serde_json::Value;

/// The record in a form that names no surface.
#[derive(Debug, PartialEq)]
pub struct Record {
    pub entries: Vec<Value>,
    /// Those of every meeting, as text.
    pub minutes: Vec<String>,
}

impl Record {
    /// Reads it from the store. `names` are words of the surface, with what is written for them.
    pub async fn of(bot: &Bot, charter: &Charter, names: &BTreeMap<String, String>) -> anyhow::Result<Record> {
        let mut entries = Vec::new();
        bot.store().read(&charter.id, 0, |entry| entries.push(serde_json::to_value(entry))).await?;
        let mut entries = entries.into_iter().collect::<Result<Vec<Value>, _>>()?;
        for entry in &mut entries {
            rename(entry, names);
        }
        let mut written = Vec::new();
        let started = entries.iter().filter(|entry| entry["event"] == "meeting_started");
        for number in started.filter_map(|entry| u32::try_from(entry["number"].as_u64()?).ok()) {
            let group = rebuild::group_at(bot.store(), charter, number).await?;
            let text = group.and_then(|group| {
                let meeting = group.latest_meeting()?;
                Some(render(&minutes(&group, meeting), Format::Text))
            });
            written.extend(text);
        }
        Ok(Record { entries, minutes: written })
    }

    /// Where another record first says something else.
    pub fn difference(&self, other: &Record) -> Option<String> {
        let nothing = Value::Null;
        let count = self.entries.len().max(other.entries.len());
        let at = |entries: &[Value], index: usize| entries.get(index).unwrap_or(&nothing).to_string();
        let pairs = (0..count).map(|index| (at(&self.entries, index), at(&other.entries, index)));
        let entries =
            pairs.filter(|(one, other)| one != other).map(|(one, other)| format!("{one}\n    {other}")).next();
        let lines = |minutes: &[String]| minutes.join("\n").lines().map(str::to_owned).collect::<Vec<_>>();
        let pairs = lines(&self.minutes).into_iter().zip(lines(&other.minutes));
        let minutes =
            pairs.filter(|(one, other)| one != other).map(|(one, other)| format!("{one}\n    {other}")).next();
        let other_length = (self.minutes != other.minutes).then(|| "one has more lines of minutes".to_owned());
        entries.or(minutes).or(other_length)
    }
}

/// Whole words of the surface become those that are written for them.
fn rename(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::String(word) => {
            if let Some(name) = names.get(word) {
                name.clone_into(word);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rename(value, names)),
        Value::Object(values) => values.values_mut().for_each(|value| rename(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
