//! Entries from their JSON. They are written with the event last, and read so without a copy in between, which the general
//! form needs (a flattened, tagged enum is kept as a tree first). Anything else is read by the general form, which also says
//! what is wrong.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use crate::group::event::{Entry, Event, Manner};
use crate::group::person::Person;

/// An entry from its JSON.
///
/// # Errors
/// It is of a later version, or damaged.
pub(super) fn from_json(body: &str) -> Result<Entry, serde_json::Error> {
    in_order(body).or_else(|_| serde_json::from_str(body))
}

/// An entry whose event is last.
fn in_order(body: &str) -> Result<Entry, serde_json::Error> {
    serde_json::from_str(body).map(|InOrder(entry)| entry)
}

struct InOrder(Entry);

impl<'de> Deserialize<'de> for InOrder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<InOrder, D::Error> {
        deserializer.deserialize_map(Parts).map(InOrder)
    }
}

/// Keys of an entry beside those of its event.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Seq,
    At,
    By,
    Source,
    Event,
}

const EVENT: &str = "event";
const OTHERS: [&str; 5] = ["seq", "at", "by", "source", EVENT];

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Entry;

    fn expecting(&self, form: &mut fmt::Formatter<'_>) -> fmt::Result {
        form.write_str("an entry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let (mut seq, mut at): (Option<u64>, Option<DateTime<Utc>>) = (None, None);
        let (mut by, mut source) = (None, None);
        loop {
            match map.next_key()? {
                Some(Key::Seq) => seq = Some(map.next_value()?),
                Some(Key::At) => at = Some(map.next_value()?),
                Some(Key::By) => by = map.next_value()?,
                Some(Key::Source) => source = map.next_value()?,
                Some(Key::Event) => break,
                None => return Err(A::Error::missing_field(EVENT)),
            }
        }
        let name: &str = map.next_value()?;
        let rest = Rest { map, name: Some(name) };
        let event = if name == "said" { said(rest)? } else { Event::deserialize(MapAccessDeserializer::new(rest))? };
        let seq = seq.ok_or_else(|| A::Error::missing_field("seq"))?;
        let at = at.ok_or_else(|| A::Error::missing_field("at"))?;
        Ok(Entry { seq, at, by, source, event })
    }
}

/// Most entries are words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    speaker: Person,
    words: String,
    manner: Manner,
}

fn said<'de, A: MapAccess<'de>>(rest: Rest<'de, A>) -> Result<Event, A::Error> {
    let Said { speaker, words, manner } = Said::deserialize(MapAccessDeserializer::new(rest.map))?;
    Ok(Event::Said { speaker, words, manner })
}

/// The event, which begins with its name.
struct Rest<'de, A> {
    map: A,
    /// What the next value is, where it was read already.
    name: Option<&'de str>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let key = if self.name.is_some() { Some(EVENT) } else { self.map.next_key::<&str>()? };
        // What belongs to the entry came before.
        if self.name.is_none() && key.is_some_and(|key| OTHERS.contains(&key)) {
            return Err(A::Error::custom("the event is not last"));
        }
        key.map(|key| seed.deserialize(BorrowedStrDeserializer::new(key))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.name.take() {
            Some(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            None => self.map.next_value_seed(seed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The samples of every event that a version has written.
    const SAMPLES: &str = include_str!("../../tests/it/stored/0.1.0.jsonl");

    #[test]
    fn what_is_written_is_read_in_order_and_comes_out_the_same() {
        for line in SAMPLES.lines() {
            let entry: Entry = serde_json::from_str(line).expect(line);
            assert_eq!(from_json(line).expect(line), entry, "{line}");
            let written = serde_json::to_string(&entry).expect("an entry has a JSON form");
            assert_eq!(in_order(&written).expect(&written), entry, "{written}");
        }
    }

    #[test]
    fn an_entry_in_another_order_is_read_all_the_same() {
        let said = r#""speaker":{"name":"Ana"},"words":"row 4 \"stays\"","manner":"statement""#;
        let head = r#""seq":7,"at":"2026-12-08T14:00:00Z""#;
        let last = format!(r#"{{{head},"by":{{"name":"Bo"}},"event":"said",{said}}}"#);
        let expected: Entry = serde_json::from_str(&last).expect(&last);
        assert_eq!(in_order(&last).expect(&last), expected);
        for body in [
            format!(r#"{{"event":"said",{said},{head},"by":{{"name":"Bo"}}}}"#),
            format!(r#"{{{head},"event":"said",{said},"by":{{"name":"Bo"}}}}"#),
            format!(r#"{{{head},{said},"by":{{"name":"Bo"}},"event":"said"}}"#),
            format!(r#"{{{head},"by":{{"name":"Bo"}},"event":"said","later":true,{said}}}"#),
        ] {
            assert!(in_order(&body).is_err(), "{body}");
            assert_eq!(from_json(&body).expect(&body), expected, "{body}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_as_before() {
        for body in ["", "{}", r#"{"seq":1}"#, r#"{"seq":1,"at":"2026-12-08T14:00:00Z","event":"unheard_of"}"#] {
            let told = from_json(body).expect_err("it is no entry").to_string();
            assert_eq!(told, serde_json::from_str::<Entry>(body).expect_err("it is no entry").to_string());
        }
    }
}
