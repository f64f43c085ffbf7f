//! Pages as templates. minijinja escapes everything that is filled in, but for regions and lines that are HTML of ours already.

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};

/// The files that pages load; their folder has the digest of what is in them, so that they can be kept for ever.
pub(super) const SCRIPT: &str = include_str!("assets/live.js");
pub(super) const STYLE: &str = include_str!("assets/style.css");
pub(super) const ICON: &str = include_str!("assets/icon.svg");

static DIGEST: LazyLock<String> = LazyLock::new(|| {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::new().chain_update(SCRIPT).chain_update(STYLE).chain_update(ICON).finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
});

/// `/a/0123456789abcdef/`
pub(super) static ASSETS: LazyLock<String> = LazyLock::new(|| format!("/a/{}/", *DIGEST));

pub(super) fn is_current(digest: &str) -> bool {
    digest == *DIGEST
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("templates/", $name)))),*]
    };
}

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // A tag leaves no line behind.
    match SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        Ok(syntax) => environment.set_syntax(syntax),
        Err(error) => tracing::error!(%error, "templates keep the lines of their tags"),
    }
    environment.add_filter("capitalize_first", capitalize_first);
    for (name, text) in FILES {
        // Files of ours: a test reads every one.
        if let Err(error) = environment.add_template(name, text) {
            tracing::error!(name, %error, "a template cannot be read");
        }
    }
    environment
});

const FILES: [(&str, &str); 24] = files![
    "agenda.html",
    "ask.html",
    "board.html",
    "chair.html",
    "charts.html",
    "commands.html",
    "conflict.html",
    "edit.html",
    "enter.html",
    "frame.html",
    "head.html",
    "join.html",
    "lists.html",
    "message.html",
    "minutes.html",
    "next.html",
    "now.html",
    "outcomes.html",
    "own.html",
    "press.html",
    "queue.html",
    "seat.html",
    "talk.html",
    "words.html",
];

fn capitalize_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// A model as templates see it.
pub(super) fn value<T: serde::Serialize>(model: &T) -> Value {
    Value::from(Serde(model))
}

/// A template with its values.
///
/// # Errors
/// A name in it has no value, which a test would have found.
pub(super) fn render(name: &str, values: Value) -> Result<String, minijinja::Error> {
    PAGES.get_template(name)?.render(values)
}

/// A whole page, or the news that it could not be made.
pub(super) fn page(status: StatusCode, name: &str, values: Value) -> Response {
    match render(name, values) {
        Ok(page) => (status, Html(page)).into_response(),
        Err(error) => {
            tracing::error!(name, error = format!("{error:#}"), "a page could not be made");
            (StatusCode::INTERNAL_SERVER_ERROR, "This page could not be made. The operator finds out why in the log.")
                .into_response()
        }
    }
}

/// A page that says one thing.
pub(super) fn message(status: StatusCode, words: &str) -> Response {
    told(status, words, None, None)
}

/// The same, with what the person had typed and the way back.
pub(super) fn told(status: StatusCode, words: &str, kept: Option<&str>, back: Option<&str>) -> Response {
    let title = match status {
        StatusCode::UNAUTHORIZED => "You no longer have this seat",
        StatusCode::GONE => "This address was changed",
        StatusCode::NOT_FOUND => "There is no such page",
        StatusCode::TOO_MANY_REQUESTS => "That was too fast",
        StatusCode::SERVICE_UNAVAILABLE => "Not now",
        _ => "That is not possible",
    };
    page(status, "message.html", context! { title, words, kept, back, assets => &*ASSETS })
}

/// Minutes as a page; their body is HTML that `document` has made.
pub(super) fn minutes(title: &str, body: &str) -> Response {
    page(StatusCode::OK, "minutes.html", context! { title, body, assets => &*ASSETS })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_read_and_has_nothing_inline() {
        for (name, text) in FILES {
            PAGES.get_template(name).unwrap_or_else(|error| panic!("{name}: {error:#}"));
            for inline in ["style=", "onclick", "onload", "<style", "javascript:"] {
                assert!(!text.contains(inline), "{name} has {inline}");
            }
            let scripts = text.matches("<script").count();
            assert_eq!(scripts, text.matches("<script src=\"{{ assets }}live.js\" defer></script>").count(), "{name}");
        }
    }

    #[test]
    fn what_people_wrote_is_escaped() {
        let page = render(
            "message.html",
            context! { title => "t", words => "<b>", kept => "</textarea><script>", back => (), assets => "/a/" },
        );
        let page = page.expect("it can be made");
        assert!(page.contains("&lt;b&gt;") && page.contains("&lt;&#x2f;textarea&gt;&lt;script&gt;"), "{page}");
    }

    #[test]
    fn a_first_letter_becomes_a_capital_and_nothing_else_changes() {
        assert_eq!(capitalize_first("in recess until 15:30 Europe/Zurich"), "In recess until 15:30 Europe/Zurich");
        assert_eq!(capitalize_first(""), "");
    }
}
