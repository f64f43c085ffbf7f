//! Numbers in terms of reference that the configuration repeats: how long ahead something is due.

/// Days or months ahead, as a text says them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promised {
    /// A meeting is announced so many days ahead.
    pub notice_days: Option<u32>,
    /// Documents are due so many days before a meeting.
    pub document_days: Option<u32>,
    /// Reports are due so many months before a meeting of the parent body.
    pub report_months: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days(u32),
    Months,
}

/// Reads the sentences of a text; the first that says a number counts.
pub fn promised(text: &str) -> Promised {
    let mut found = Promised::default();
    for sentence in text.split(['.', ';', '\n']) {
        let lower = sentence.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let has = |starts: &[&str]| words.iter().any(|word| starts.iter().any(|start| word.starts_with(start)));
        let Some((count, unit)) = ahead(&words) else { continue };
        match unit {
            Unit::Days(each) if has(&["announc", "convened", "notice", "invit"]) => {
                found.notice_days = found.notice_days.or(Some(count * each));
            }
            Unit::Days(each) if has(&["contribution", "document"]) => {
                found.document_days = found.document_days.or(Some(count * each));
            }
            Unit::Months if has(&["report", "result"]) => found.report_months = found.report_months.or(Some(count)),
            Unit::Days(_) | Unit::Months => {}
        }
    }
    found
}

/// `one week ahead`, `12 calendar days before`, `a month in advance`.
fn ahead(words: &[&str]) -> Option<(u32, Unit)> {
    let place = words.iter().position(|word| unit(word).is_some())?;
    let is_ahead = words[place + 1..].iter().any(|word| ["ahead", "before", "advance", "prior"].contains(word));
    let between = ["calendar", "full", "whole"];
    let number = words[..place].iter().rev().find(|word| !between.contains(word))?;
    Some((number_of(number)?, unit(words[place])?)).filter(|_| is_ahead)
}

fn unit(word: &str) -> Option<Unit> {
    match word {
        "day" | "days" => Some(Unit::Days(1)),
        "week" | "weeks" => Some(Unit::Days(7)),
        "month" | "months" => Some(Unit::Months),
        _ => None,
    }
}

fn number_of(word: &str) -> Option<u32> {
    const WORDS: [&str; 14] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen",
    ];
    let written = (1..).zip(WORDS).find(|(_, known)| *known == word).map(|(number, _)| number);
    let one = ["a", "an"].contains(&word).then_some(1);
    written.or(one).or_else(|| word.parse().ok()).filter(|number| (1..=400).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_where_people_write_them() {
        let (notice, documents, reports) = (
            |days| Promised { notice_days: Some(days), ..Promised::default() },
            |days| Promised { document_days: Some(days), ..Promised::default() },
            |months| Promised { report_months: Some(months), ..Promised::default() },
        );
        for (text, expected) in [
            ("A meeting is announced with its draft agenda at least one week ahead.", notice(7)),
            ("Meetings are announced 10 calendar days before they open", notice(10)),
            ("Contributions are due twelve calendar days before a meeting.", documents(12)),
            ("Results are reported to SG17 one month before each meeting of SG17.", reports(1)),
            ("Reports are sent 2 months in advance", reports(2)),
            ("The group meets every six weeks. It reports to TSAG.", Promised::default()),
            ("Minutes are final two weeks after they were sent.", Promised::default()),
        ] {
            assert_eq!(promised(text), expected, "{text}");
        }
    }
}
