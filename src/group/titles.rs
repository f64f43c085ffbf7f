//! What stands beside names in lists of people: titles, degrees, roles and organizations.

/// A name without the titles before it and the degrees after it, as the minutes have it.
pub(super) fn without_degrees(name: &str) -> &str {
    let mut bare = name.trim();
    while let Some((first, rest)) = bare.split_once(char::is_whitespace) {
        let word = first.trim_end_matches('.');
        if !TITLES.iter().any(|title| word.eq_ignore_ascii_case(title)) || !word.starts_with(char::is_uppercase) {
            break;
        }
        bare = rest.trim_start();
    }
    while let Some((rest, _)) = bare.rsplit_once(char::is_whitespace).filter(|(_, last)| is_degree(last)) {
        bare = rest.trim_end_matches([',', ' ']);
    }
    if bare.contains(char::is_alphabetic) { bare } else { name }
}

/// A name without what tells a son from his father: “Bo Nyberg Jr.”
pub(super) fn without_family(name: &str) -> &str {
    name.rsplit_once(' ').filter(|(_, last)| is_of_a_family(last)).map_or(name, |(rest, _)| rest.trim_end())
}

/// Titles before names; “M.” may be an initial.
const TITLES: [&str; 16] = [
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "madam",
    "herr",
    "frau",
    "mme",
    "eng",
    "ing",
    "dipl.-ing",
];

pub(super) fn is_degree(word: &str) -> bool {
    const DEGREES: [&str; 14] =
        ["phd", "dphil", "md", "msc", "bsc", "mba", "dsc", "esq", "peng", "ceng", "meng", "llm", "jd", "frs"];
    let bare: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    let is_one = word.starts_with(char::is_uppercase) && !word.contains(' ');
    is_one && DEGREES.iter().any(|degree| bare.eq_ignore_ascii_case(degree))
}

pub(super) fn is_of_a_family(word: &str) -> bool {
    ["Jr", "Jr.", "Sr", "Sr.", "Junior", "Senior", "II", "III", "IV"].contains(&word)
}

/// Whether words end like the name of an organization.
pub(super) fn names_an_organization(words: &str) -> bool {
    const ENDS: &str = "\
        consulting ltd limited inc corp corporation company gmbh llc plc labs lab university \
        institute institut networks devices technologies systems group ministry agency authority association \
        foundation telecom regulator chips software sons partners brothers associates";
    // “Maria Sa” and “Kim Co” are people.
    const SHORT: [&str; 6] = ["SA", "AG", "BV", "AB", "CO", "Co."];
    let ending = words.trim_end_matches(['.', ' ']).rsplit(' ').next().unwrap_or_default();
    if ending.len() == 2 && words.contains(' ') {
        let is_company = words.contains("& Co") || words.contains("and Co") || words.trim_end().ends_with("Co.");
        return SHORT.contains(&ending) || is_company;
    }
    let last = words.trim_end_matches('.').rsplit(' ').next().unwrap_or_default().to_lowercase();
    let first = words.split(' ').next().unwrap_or_default().to_lowercase();
    ENDS.split(' ').any(|word| word == last)
        || ["ministry", "university", "institute", "agency"].contains(&first.as_str())
}

/// Whether words are what somebody is in a group: `Rapporteur Q6/17`, `co-chair`.
pub(super) fn names_a_role(words: &str) -> bool {
    const ROLES: [&str; 33] = [
        "advisor",
        "adviser",
        "author",
        "chairman",
        "chairperson",
        "chairwoman",
        "co-author",
        "co-editor",
        "co-rapporteur",
        "coordinator",
        "counsellor",
        "deputy",
        "director",
        "guest",
        "manager",
        "president",
        "scribe",
        "vice-chair",
        "vice-chairman",
        "vice-rapporteur",
        "host",
        "rapporteur",
        "chair",
        "co-chair",
        "convenor",
        "co-convenor",
        "editor",
        "secretary",
        "delegate",
        "observer",
        "member",
        "expert",
        "liaison",
    ];
    words.split_whitespace().any(|word| ROLES.contains(&word.to_lowercase().as_str()))
}
