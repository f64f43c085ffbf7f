//! Documents and links that people mention, recognised by how they are written.

use std::sync::LazyLock;

use regex::Regex;

/// Numbers of documents and liaison statements as ITU groups write them (SG17-TD580, SG20-LS4,
/// TSAG-TD92, TD653-R1, C21), RFCs and Internet-Drafts, and web addresses.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?x)
        https?://[^\s<>]+
        | \b(?:(?:SG\d{1,2}|TSAG|WTSA|JCG|JCA(?:-[A-Za-z]+)?)-)(?:TD|LS|C|R|OLS|ILS)\d{1,5}(?:-?R\d{1,2}|-Rev\.?\d{1,2})?\b
        | \bTD\d{1,5}(?:-R\d{1,2})?\b
        | \bC\d{1,4}(?:-R\d{1,2})?\b
        | \bLS\d{1,4}\b
        | \bRFC\ ?\d{3,5}\b
        | \bdraft-[a-z0-9]+(?:-[a-z0-9]+)+\b";
    Regex::new(pattern).expect("the pattern is a constant and well formed")
});

/// What `text` refers to, in order, without repetition.
pub fn references(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // Most of what people say names none: every number has a digit, every link and draft a mark.
    let marks = text.bytes().map(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-'));
    let may_name_one = marks.fold(false, |may, is_mark| may | is_mark);
    if !may_name_one || !may_be_reference(text) {
        return found;
    }
    for reference in PATTERN.find_iter(text) {
        let reference = reference.as_str().trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '"', '\'', '”', '’']);
        if !found.iter().any(|known| known == reference) {
            found.push(reference.to_owned());
        }
    }
    found
}

/// Whether there is a link, a draft, or a number right after a capital, as all of them have, or after `RFC `.
fn may_be_reference(text: &str) -> bool {
    let is_numbered = |pair: &[u8]| pair[0].is_ascii_uppercase() && pair[1].is_ascii_digit();
    text.as_bytes().windows(2).any(is_numbered) || ["://", "draft-", "RFC "].iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_known_by_their_form() {
        for (text, expected) in [
            ("Row 4 of SG17-TD580-R1 and SG20-LS4 agree.", &["SG17-TD580-R1", "SG20-LS4"] as &[&str]),
            ("See TD653-R1, TSAG-TD92; also C21.", &["TD653-R1", "TSAG-TD92", "C21"]),
            ("https://example.org/table_(v2). And RFC 9110!", &["https://example.org/table_(v2", "RFC 9110"]),
            ("draft-example-iot-identity is short", &["draft-example-iot-identity"]),
            ("Q6/17 and WP2/17 met; SG17 and SG20 too", &[]),
            ("the LS of C and TD is fine, ABC21 as well", &[]),
            ("SG17-LS49 and SG17-LS49", &["SG17-LS49"]),
        ] {
            assert_eq!(references(text), expected, "{text:?}");
        }
    }
}
