//! Where a store is: a file of SQLite, or a PostgreSQL server.

use std::fmt;
use std::path::PathBuf;

use super::{StoreError, shown};

/// A database's address as it is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The path after `sqlite://`, taken as it is: `%`, `?` and `#` are characters of names like any other.
    File(PathBuf),
    /// `postgres://…`
    Server(String),
}

impl Place {
    /// Reads `sqlite://FILE` or `postgres://…`.
    ///
    /// # Errors
    /// It is neither.
    pub fn of(url: &str) -> Result<Place, StoreError> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            return Ok(Place::Server(url.to_owned()));
        }
        let path = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
        // A name that begins with a colon is a database in memory to SQLite, where nothing is kept.
        match path.filter(|path| !path.is_empty() && !path.starts_with(':')) {
            // To SQLite this would be the beginning of an address.
            Some(path) if path.starts_with("file:") => Ok(Place::File(format!("./{path}").into())),
            Some(path) => Ok(Place::File(path.into())),
            None => Err(StoreError::Address(shown(url))),
        }
    }
}

impl Place {
    /// The file beside the database that lists what was deleted. `None`: there is nothing beside a server.
    pub fn deletions(&self) -> Option<PathBuf> {
        match self {
            Place::File(path) => Some(crate::disk::beside(path, "-deletions")),
            Place::Server(_) => None,
        }
    }
}

/// As it may be shown: without user and password.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => write!(f, "sqlite://{}", path.display()),
            Place::Server(url) => f.write_str(&shown(url)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_as_it_is() {
        for (url, path) in [
            ("sqlite://data/convenor.db", "data/convenor.db"),
            ("sqlite:///var/lib/convenor.db", "/var/lib/convenor.db"),
            ("sqlite:convenor.db", "convenor.db"),
            ("sqlite://a%41b/c.db", "a%41b/c.db"),
            ("sqlite://a?b/c#d.db", "a?b/c#d.db"),
        ] {
            assert_eq!(Place::of(url).expect(url), Place::File(path.into()));
        }
        for url in ["sqlite:", "sqlite://", "sqlite::memory:", "mysql://host/name", "data/convenor.db"] {
            assert!(matches!(Place::of(url), Err(StoreError::Address(_))), "{url}");
        }
        let server = Place::of("postgres://bot:secret@host/name").expect("an address");
        assert_eq!(server.to_string(), "postgres://host/name");
    }
}
