//! What to write instead of a value or a name that the configuration cannot have.

/// How far a name may be from one that is known to be taken for it.
const NEAR: usize = 2;

/// The message of a reader of TOML in words that say what to write.
pub(super) fn remedied(message: &str, key: Option<&str>) -> String {
    if let Some((before, known)) = message.split_once(", expected one of ")
        && let Some(unknown) = before.strip_prefix("unknown field `").and_then(|rest| rest.strip_suffix('`'))
    {
        let known = known.split(", ").map(|name| name.trim_matches('`'));
        return match nearest(unknown, known) {
            Some(meant) => format!("{before}; did you mean {meant}?"),
            None => format!("{message}; remove it or correct its spelling"),
        };
    }
    let (problem, expected) = message.rsplit_once("expected ").unwrap_or((message, ""));
    let last = key.and_then(|key| key.rsplit('.').next()).unwrap_or("group");
    match expected {
        "a sequence" if problem.contains("map") => format!("{message}; write it as [[{last}]]"),
        "a sequence" => format!("{message}; write it in brackets: {last} = [\"…\"]"),
        "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64" => {
            format!("{problem}expected a whole number; write a whole number without quotation marks, such as 7")
        }
        "a boolean" => format!("{message}; write true or false, without quotation marks"),
        "a string" => format!("{message}; write it in quotation marks"),
        _ if message.contains("unknown field") => format!("{message}; remove it or correct its spelling"),
        _ => message.to_owned(),
    }
}

/// The known name that a person may have meant: the same with letters more, less or otherwise.
fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.map(|name| (strsim::osa_distance(name, typed), name)).min()?;
    (near.0 <= NEAR && near.0 < typed.chars().count()).then_some(near.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_to_write() {
        for (message, key, expected) in [
            (
                "unknown field `chair`, expected one of `id`, `chairs`",
                None,
                "unknown field `chair`; did you mean chairs?",
            ),
            (
                "unknown field `colour`, expected one of `id`, `chairs`",
                None,
                "unknown field `colour`, expected one of `id`, `chairs`; remove it or correct its spelling",
            ),
            (
                "invalid type: map, expected a sequence",
                Some("group"),
                "invalid type: map, expected a sequence; write it as [[group]]",
            ),
            (
                "invalid type: string \"x\", expected a sequence",
                Some("group[0].chairs"),
                "invalid type: string \"x\", expected a sequence; write it in brackets: chairs = [\"…\"]",
            ),
            (
                "invalid type: string \"seven\", expected u32",
                Some("group[0].notice_days"),
                "invalid type: string \"seven\", expected a whole number; write a whole number without quotation marks, such as 7",
            ),
            ("something else", None, "something else"),
        ] {
            assert_eq!(remedied(message, key), expected);
        }
    }
}
