//! Lists of words compared as people compare them: case and punctuation aside, in order.

/// Letters and digits, with one space for all between.
pub fn plain(words: &str) -> String {
    let spread: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spread.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How one list differs from another, by places from 1.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// The first has it, the second hasn't.
    Missing(usize),
    /// The second has it, the first hasn't.
    Extra(usize),
    /// Both have something there, and it is not the same.
    Changed(usize, usize),
}

/// Compares two lists: what the longest list that is common to both leaves over.
pub fn changes(expected: &[String], found: &[String]) -> Vec<Change> {
    let expected: Vec<String> = expected.iter().map(|words| plain(words)).collect();
    let found: Vec<String> = found.iter().map(|words| plain(words)).collect();
    let common = common_lengths(&expected, &found);
    let (mut at, mut of, mut changes) = (0, 0, Vec::new());
    while at < expected.len() || of < found.len() {
        if at < expected.len() && of < found.len() && expected[at] == found[of] {
            (at, of) = (at + 1, of + 1);
            changes.push(None);
        } else if of == found.len() || at < expected.len() && common[at + 1][of] >= common[at][of + 1] {
            at += 1;
            changes.push(Some(Change::Missing(at)));
        } else {
            of += 1;
            changes.push(Some(Change::Extra(of)));
        }
    }
    paired(changes)
}

/// The length of the longest common list, from each place on.
fn common_lengths(expected: &[String], found: &[String]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; found.len() + 1]; expected.len() + 1];
    for at in (0..expected.len()).rev() {
        for of in (0..found.len()).rev() {
            common[at][of] = if expected[at] == found[of] {
                common[at + 1][of + 1] + 1
            } else {
                common[at + 1][of].max(common[at][of + 1])
            };
        }
    }
    common
}

/// What is missing and what is there instead is one difference; nothing stands where both agree.
fn paired(changes: Vec<Option<Change>>) -> Vec<Change> {
    let mut joined: Vec<Option<Change>> = Vec::new();
    for change in changes {
        match (joined.last(), &change) {
            (Some(Some(Change::Missing(at))), Some(Change::Extra(of))) => {
                let pair = Change::Changed(*at, *of);
                joined.pop();
                joined.push(Some(pair));
            }
            _ => joined.push(change),
        }
    }
    joined.into_iter().flatten().collect()
}

#[test]
fn lists_are_compared_by_their_words_and_in_order() {
    let list = |words: &str| words.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    for (expected, found, differences) in [
        ("", "", vec![]),
        ("Scope,Next steps.", "scope,next  STEPS", vec![]),
        ("Scope,Next", "Next", vec![Change::Missing(1)]),
        ("Next", "Scope,Next,End", vec![Change::Extra(1), Change::Extra(3)]),
        ("Scope,Next,End", "Scope,Nest,End", vec![Change::Changed(2, 2)]),
        ("A,B", "B,A", vec![Change::Missing(1), Change::Extra(2)]),
    ] {
        assert_eq!(changes(&list(expected), &list(found)), differences, "{expected:?} and {found:?}");
    }
}
