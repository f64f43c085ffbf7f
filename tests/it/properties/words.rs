//! Words that nobody would type, unless to see what happens.

use convenor::command::table::rows;
use convenor::text::{clean, one_line};
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What is markup, a mention, a header or hidden somewhere.
const HOSTILE: [&str; 56] = [
    "@room",
    "@everyone",
    "<@123>",
    "<b>",
    "</code></pre>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href=\"javascript:alert(1)\">",
    "\" onclick=\"x",
    "' onclick='x",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "&#64;room",
    "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "[x]: https://example.org",
    "[^1]",
    "<https://example.org>",
    "https://example.org/\"onclick=\"x",
    "https://example.org/)>[x](y",
    "mailto:ana@example.org",
    "javascript:alert(1)",
    "**",
    "__x__",
    "_",
    "~~x~~",
    "`",
    "```",
    "||",
    "|",
    "\\",
    "# ",
    "> ",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "7) ",
    "===",
    "---",
    "- [ ] ",
    ":::",
    "    ",
    "\t",
    "\r\nBcc: evil@example.org",
    "\r\n\r\n",
    "\n.\n",
    "=?utf-8?q?x?=",
    "\u{0}\u{1b}[31m\u{7}\u{85}",
    "\u{202e}evil\u{202c}",
    "\u{2066}\u{2069}\u{200f}\u{61c}",
    "a\u{200b}\u{2060}\u{ad}\u{feff}\u{2028}",
    "e\u{301}\u{327}👩\u{200d}💻",
    "Ελλάδα 語 ﬁ İ ẞ",
    "from the start",
];

/// Anything that can be typed or pasted: bytes, commands and what surrounds them, very long lines.
pub fn message() -> BoxedStrategy<String> {
    let joined = vec((piece(), select(&["", " ", " ", ": ", ", ", "\n", "\r\n"][..])), 1..6);
    let mixed = joined.prop_map(|pieces| pieces.into_iter().map(|(piece, end)| piece + end).collect());
    let behind_a_head = (head(), hostile()).prop_map(|(head, words)| format!("{head} {words}"));
    prop_oneof![4 => mixed, 4 => behind_a_head, 2 => command(), 1 => bytes(200), 1 => long()].boxed()
}

/// Words of a person as they stand in the record: cleaned, perhaps of several lines.
pub fn recorded() -> BoxedStrategy<String> {
    hostile().prop_map(|words| clean(&words)).prop_filter("words are not empty", |words| !words.is_empty()).boxed()
}

/// Words of a person that are one line, such as a name or a title.
pub fn recorded_line() -> BoxedStrategy<String> {
    recorded().prop_map(|words| one_line(&words)).boxed()
}

/// Words with whatever hostile in them.
pub fn hostile() -> BoxedStrategy<String> {
    let plain = select(&["x", "row four", "Ana", "1", ".", "to say", ""][..]).prop_map(str::to_owned);
    // Longer than what is shown of words, in characters of several bytes.
    let wide = select(&[30, 50, 130, 400][..]).prop_map(|count| "語é".repeat(count));
    let part = prop_oneof![8 => select(&HOSTILE[..]).prop_map(str::to_owned), 4 => plain, 2 => bytes(12), 1 => wide];
    let joined = vec((part, select(&["", " ", "\n"][..])), 1..6);
    joined.prop_map(|parts| parts.into_iter().map(|(part, end)| part + end).collect()).boxed()
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![command(), head(), hostile(), bytes(40)]
}

/// An example of the table as it stands.
fn command() -> impl Strategy<Value = String> {
    let examples: Vec<&str> = rows().iter().flat_map(|row| row.examples).copied().collect();
    select(examples).prop_map(str::to_owned)
}

/// The beginning of a command: its name, or a spelling up to what it takes.
fn head() -> impl Strategy<Value = String> {
    let spelled = |spelling: &str| {
        let literal = spelling.split(" {").next().unwrap_or_default();
        let words = literal.split(' ').map(|word| word.trim_end_matches('~').split('|').next().unwrap_or_default());
        words.collect::<Vec<_>>().join(" ")
    };
    let named = rows().iter().map(|row| format!("!{}", row.name)).chain(["convenor,", "@convenor"].map(str::to_owned));
    let spellings = rows().iter().flat_map(|row| row.spellings).map(|spelling| spelled(spelling));
    select(named.chain(spellings).collect::<Vec<_>>())
}

fn bytes(most: usize) -> impl Strategy<Value = String> {
    vec(any::<u8>(), 0..most).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Longer than a recorded text may be, and longer than a message may be.
fn long() -> impl Strategy<Value = String> {
    let unit = prop_oneof![Just("x"), Just("語"), Just("q+ "), Just("\u{202e}a"), Just("a\n"), Just("[("), Just("*a ")];
    (head(), unit, select(&[150, 1_100, 4_100, 8_100][..]))
        .prop_map(|(head, unit, n)| format!("{head} {}", unit.repeat(n)))
}

/// A runner whose words are the same on every machine. `WORDS_SEED=7` makes other ones,
/// `WORDS_CASES=200` more of them.
pub fn runner(cases: u32) -> TestRunner {
    let asked = |name: &str| {
        let typed = std::env::var(name).ok();
        typed.map(|typed| typed.parse::<u32>().expect("WORDS_SEED and WORDS_CASES are numbers"))
    };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&asked("WORDS_SEED").unwrap_or(0).to_le_bytes());
    let config =
        Config { cases: asked("WORDS_CASES").unwrap_or(cases), failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}
