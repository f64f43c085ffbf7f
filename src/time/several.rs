//! Several places in a row: `Geneva, New York and Seoul`, and `Geneva New York Seoul` without marks between them.

use chrono::{DateTime, Utc};

use super::place::{Named, named};

/// Words that the name of a place has at most.
const MOST_WORDS: usize = 5;
/// Places that are read at most.
const MOST_PLACES: usize = 60;

/// Takes the places off the beginning of a text, each as it is typed and what it names, and gives what follows them.
pub fn leading_places(typed: &str, near: DateTime<Utc>) -> (Vec<(&str, Named)>, &str) {
    let mut places: Vec<(&str, Named)> = Vec::new();
    let mut rest = typed.trim_start();
    while places.len() < MOST_PLACES {
        let next = longest(rest, near).or_else(|| {
            // `Geneva and Seoul`: the word is no part of a name.
            let behind = rest.strip_prefix("and ").filter(|_| !places.is_empty())?;
            longest(behind, near)
        });
        let Some((name, meant, behind)) = next else { break };
        places.push((name, meant));
        rest = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、' | '，'));
    }
    (places, rest)
}

/// The longest name of a place at the beginning of a text: the name, what it names, and what is behind it.
fn longest(text: &str, near: DateTime<Utc>) -> Option<(&str, Named, &str)> {
    let end = text.find([',', ';', '、', '，']).unwrap_or(text.len());
    let piece = &text[..end];
    let ends = piece.match_indices(' ').map(|(at, _)| at).take(MOST_WORDS - 1).chain([piece.len()]);
    let ends: Vec<usize> = ends.collect();
    ends.into_iter().rev().find_map(|at| {
        let name = piece[..at].trim();
        let meant = Some(named(name, near)).filter(|meant| *meant != Named::Unknown && !name.is_empty())?;
        Some((name, meant, &text[at..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_with_commas_or_spaces() {
        let near = "2026-11-24T13:00:00Z".parse().expect("an RFC 3339 instant");
        for (typed, names, rest) in [
            ("Geneva, Seoul", "Geneva|Seoul", ""),
            ("Geneva Seoul New York", "Geneva|Seoul|New York", ""),
            ("New York,Geneva Denver", "New York|Geneva|Denver", ""),
            ("Geneva, Seoul and Salt Lake City", "Geneva|Seoul|Salt Lake City", ""),
            ("Geneva Seoul next week 2 h", "Geneva|Seoul", "next week 2 h"),
            ("Geneva Atlantis Seoul", "Geneva", "Atlantis Seoul"),
            ("Europe/Zurich UTC+1", "Europe/Zurich|UTC+1", ""),
            ("next week", "", "next week"),
            ("", "", ""),
        ] {
            let (places, left) = leading_places(typed, near);
            let found: Vec<&str> = places.iter().map(|(name, _)| *name).collect();
            assert_eq!((found.join("|").as_str(), left), (names, rest), "{typed}");
        }
    }
}
