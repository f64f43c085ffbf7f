//! How a configuration begins: what `convenor init` asks, by which rules it reads the answers, and the file that it makes
//! of them.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::{Config, GroupConfig, words};
use crate::group::person::folded;
use crate::platform::check_key;
use crate::time::{Named, Place, Zone, named};

/// A place to begin: a platform, or the terminal.
#[derive(Debug)]
pub struct Start {
    /// What a person types to choose it.
    pub word: &'static str,
    /// Other words for it.
    others: &'static [&'static str],
    /// What the keys of its accounts begin with.
    prefix: &'static str,
    /// An account as a person types it.
    pub example: &'static str,
    /// Whether it has a section in the configuration, which `convenor run` needs.
    pub has_section: bool,
    pub questions: &'static [Question],
    pub secret: Option<Secret>,
}

/// A question that only one platform has.
#[derive(Debug)]
pub struct Question {
    key: &'static str,
    pub words: &'static str,
    /// What an empty answer means.
    pub usual: fn(&Draft) -> String,
    read: fn(&str, &Draft) -> Result<String, String>,
}

/// A secret of a platform.
#[derive(Debug)]
pub struct Secret {
    pub words: &'static str,
    key: &'static str,
    /// Name of its file, below the folder of the secrets.
    pub file: &'static str,
    /// The environment variable that is read where no file is named.
    pub variable: &'static str,
}

/// All of them, in the order in which they are offered.
pub static STARTS: [Start; 3] = [
    Start {
        word: "matrix",
        others: &[],
        prefix: "matrix:",
        example: "@ana:example.org",
        has_section: true,
        questions: &[
            Question {
                key: "user",
                words: "Which Matrix account does the bot have?",
                usual: |draft| format!("@convenor:{}", server(draft)),
                read: |answer, draft| match answer {
                    id if id.starts_with('@') => matrix_account(id).map(|()| id.to_owned()),
                    name => {
                        let id = format!("@{name}:{}", server(draft));
                        matrix_account(&id).map(|()| id)
                    }
                },
            },
            Question {
                key: "homeserver",
                words: "What is the web address of its homeserver?",
                usual: |draft| {
                    let user = draft.own.iter().find(|(key, _)| *key == "user").map(|(_, user)| user.as_str());
                    format!(
                        "https://{}",
                        user.and_then(|user| user.split_once(':')).map_or("example.org", |(_, at)| at)
                    )
                },
                read: |answer, _| {
                    let address = if answer.contains("://") { answer.to_owned() } else { format!("https://{answer}") };
                    let url = url::Url::parse(&address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
                    let is_address = url.is_some_and(|url| url.host_str().is_some() && url.password().is_none());
                    if is_address {
                        return Ok(address);
                    }
                    Err(format!("“{answer}” is not a web address; write one such as https://matrix.example.org"))
                },
            },
        ],
        secret: Some(Secret {
            words: "What is the password of that account?",
            key: "password_file",
            file: "matrix",
            variable: "CONVENOR_MATRIX_PASSWORD",
        }),
    },
    Start {
        word: "discord",
        others: &[],
        prefix: "discord:",
        example: "180000000000000001",
        has_section: true,
        questions: &[],
        secret: Some(Secret {
            words: "What is the bot's token?",
            key: "token_file",
            file: "discord",
            variable: "CONVENOR_DISCORD_TOKEN",
        }),
    },
    Start {
        word: "neither",
        others: &["none", "no", "terminal", "console"],
        prefix: "console:",
        example: "Ana",
        has_section: false,
        questions: &[],
        secret: None,
    },
];

/// The server of the first chair.
fn server(draft: &Draft) -> &str {
    draft.chairs.first().and_then(|chair| chair.splitn(3, ':').nth(2)).unwrap_or("example.org")
}

fn matrix_account(id: &str) -> Result<(), String> {
    let is_account = id
        .strip_prefix('@')
        .and_then(|id| id.split_once(':'))
        .is_some_and(|(name, server)| !name.is_empty() && !server.is_empty() && !id.contains([' ', '"', '/']));
    if is_account {
        Ok(())
    } else {
        Err(format!("“{id}” is not a Matrix account; write one such as @ana:example.org"))
    }
}

impl Start {
    /// Reads the choice of a place.
    ///
    /// # Errors
    /// What to type instead.
    pub fn read(answer: &str) -> Result<&'static Start, String> {
        let typed = answer.to_lowercase();
        let found = STARTS.iter().find(|start| start.word == typed || start.others.contains(&typed.as_str()));
        found.ok_or_else(|| {
            let words: Vec<&str> = STARTS.iter().map(|start| start.word).collect();
            format!("“{answer}” is not one of them; type {}", words.join(", or "))
        })
    }

    /// Reads the accounts of the chairs, with commas or, where an account is one word, spaces between them. They may begin
    /// with the name of the platform.
    ///
    /// # Errors
    /// What to type instead.
    pub fn read_chairs(&self, answer: &str) -> Result<Vec<String>, String> {
        let is_between = |c: char| matches!(c, ',' | ';') || (self.has_section && c.is_whitespace());
        let mut chairs: Vec<String> = Vec::new();
        for typed in answer.split(is_between).map(str::trim).filter(|typed| !typed.is_empty()) {
            let id = typed.strip_prefix(self.prefix).unwrap_or(typed);
            let id = if self.has_section {
                id.to_owned()
            } else {
                folded(&words::name("chairs", id).map_err(second)?).replace(' ', "_")
            };
            let key = format!("{}{id}", self.prefix);
            let is_account = check_key(&key).is_ok() && (self.word != "matrix" || matrix_account(&id).is_ok());
            if !is_account {
                return Err(format!("“{typed}” is not an account there; write one such as {}", self.example));
            }
            if !chairs.contains(&key) {
                chairs.push(key);
            }
        }
        if chairs.is_empty() {
            return Err(format!("somebody has to open the meetings; name a chair, such as {}", self.example));
        }
        Ok(chairs)
    }
}

fn second((_, problem): super::Problem) -> String {
    problem
}

/// The answers so far.
#[derive(Clone, Debug)]
pub struct Draft {
    pub start: &'static Start,
    pub name: String,
    /// `None`: the group has no mailing list.
    pub list: Option<String>,
    /// Keys of accounts.
    pub chairs: Vec<String>,
    pub zone: Zone,
    /// Settings of the platform, by key.
    pub own: Vec<(&'static str, String)>,
    /// `None`: the secret is in the environment.
    pub secret_file: Option<PathBuf>,
}

/// Reads the name of a group.
///
/// # Errors
/// What to type instead.
pub fn read_name(answer: &str) -> Result<String, String> {
    if answer.is_empty() {
        return Err("minutes and mails need a name; type what the group is called".to_owned());
    }
    words::name("name", answer).map_err(second)
}

/// Reads the address of a mailing list. `None`: there is none.
///
/// # Errors
/// What to type instead.
pub fn read_list(answer: &str) -> Result<Option<String>, String> {
    if answer.is_empty() || ["none", "no", "-"].contains(&answer.to_lowercase().as_str()) {
        return Ok(None);
    }
    let address = answer.trim_start_matches('<').trim_end_matches('>');
    match address.parse::<lettre::Address>() {
        Ok(_) => Ok(Some(address.to_owned())),
        Err(_) => Err(format!("“{answer}” is not a mail address; write one such as group@lists.example.org, or none")),
    }
}

/// Reads the reference zone, by its name or that of a city, as it is called at a moment; UTC where nothing is typed.
///
/// # Errors
/// What to type instead.
pub fn read_zone(answer: &str, at: DateTime<Utc>) -> Result<Zone, String> {
    let name = if answer.is_empty() { "UTC" } else { answer };
    let unknown = match name.parse::<Zone>() {
        Ok(zone) => return Ok(zone),
        Err(unknown) => unknown,
    };
    match named(name, at) {
        Named::Place(Place::Zone(zone)) => Ok(zone),
        Named::Several(zones) => {
            let zones: Vec<&str> = zones.iter().map(|(_, zone)| zone.name()).collect();
            Err(format!("“{answer}” is the name of several places; type one of {}", zones.join(", ")))
        }
        Named::Place(Place::Offset(_)) | Named::Season { .. } => {
            Err(format!("“{answer}” does not say when clocks change; type a zone such as Europe/Zurich"))
        }
        Named::Unknown => Err(unknown.to_string()),
    }
}

impl Draft {
    /// Takes the answer to a question of the platform.
    ///
    /// # Errors
    /// What to type instead.
    pub fn read(&self, question: &Question, answer: &str) -> Result<(&'static str, String), String> {
        let usual = (question.usual)(self);
        (question.read)(if answer.is_empty() { &usual } else { answer }, self).map(|value| (question.key, value))
    }

    /// The file, which [`Config::parse`] and [`Config::validate`] accept.
    ///
    /// # Errors
    /// What they do not accept, if anything.
    pub fn text(&self) -> Result<String, String> {
        let mut text = String::from(HEAD);
        // Writing into a String cannot fail.
        let _ = self.section(&mut text);
        let _ = self.group(&mut text);
        Config::parse(&text).and_then(|config| config.validate())?;
        Ok(text)
    }

    fn section(&self, text: &mut String) -> std::fmt::Result {
        let Start { word, prefix, has_section, secret, .. } = self.start;
        if !has_section {
            return Ok(());
        }
        writeln!(text, "\n[{word}]")?;
        for (key, value) in &self.own {
            writeln!(text, "{key} = {}", quoted(value))?;
        }
        match (secret, &self.secret_file) {
            (Some(secret), Some(file)) => writeln!(text, "{} = {}", secret.key, quoted(&file.to_string_lossy()))?,
            (Some(secret), None) => writeln!(text, "# The secret is in the environment: {}", secret.variable)?,
            (None, _) => {}
        }
        // Chairs may bring the bot into rooms by inviting it.
        let inviting: Vec<&str> = self
            .chairs
            .iter()
            .filter_map(|chair| chair.strip_prefix(prefix))
            .filter(|id| id.starts_with('@'))
            .collect();
        if !inviting.is_empty() {
            writeln!(text, "invites_from = [{}]", inviting.iter().map(|id| quoted(id)).collect::<Vec<_>>().join(", "))?;
        }
        Ok(())
    }

    fn group(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "\n[[group]]\n# Key of the group in the store. Never change it.\nid = {}", quoted(&self.id()))?;
        writeln!(text, "name = {}", quoted(&self.name))?;
        match &self.list {
            Some(list) => writeln!(text, "list = {}", quoted(list))?,
            None => writeln!(text, "# list = \"group@lists.example.org\"")?,
        }
        let chairs: Vec<String> = self.chairs.iter().map(|chair| quoted(chair)).collect();
        writeln!(text, "chairs = [{}]", chairs.join(", "))?;
        writeln!(text, "# secretaries = [{}]", quoted(&format!("{}{}", self.start.prefix, self.start.example)))?;
        writeln!(text, "zone = {}", quoted(self.zone.name()))
    }

    fn id(&self) -> String {
        let named = format!("name = {}", quoted(&self.name));
        let id = toml::from_str::<GroupConfig>(&named).map(|group| group.id()).unwrap_or_default();
        if id.is_empty() { "group".to_owned() } else { id }
    }
}

fn quoted(words: &str) -> String {
    toml::Value::String(words.to_owned()).to_string()
}

const HEAD: &str = r#"# Written by convenor init. config/convenor.toml explains these settings and all others.

[store]
url = "sqlite://data/convenor.db"

[mail]
# Mails are files in this folder until a mail server is named, such as "smtp://convenor@mail.example.org:587?tls=starttls".
transport = "maildir:outbox"
# The bot's own address, which mails come from.
# from = "convenor@example.org"
"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(word: &str, name: &str, chairs: &str) -> Draft {
        let start = Start::read(word).expect(word);
        Draft {
            start,
            name: read_name(name).expect(name),
            list: None,
            chairs: start.read_chairs(chairs).expect(chairs),
            zone: Zone::UTC,
            own: Vec::new(),
            secret_file: None,
        }
    }

    #[test]
    fn answers_are_read_as_people_write_them() {
        for (word, answer, chairs) in [
            ("Matrix", "@ana:example.org, matrix:@bo:example.org @ana:example.org", Some(2)),
            ("matrix", "ana", None),
            ("matrix", "#room:example.org", None),
            ("matrix", "discord:5", None),
            ("matrix", "", None),
            ("DISCORD", "180000000000000001 role:5", Some(2)),
            ("discord", "ana#1234", None),
            ("neither", "Ana Maria, Bo", Some(2)),
            ("none", " , ", None),
        ] {
            let read = Start::read(word).expect(word).read_chairs(answer);
            assert_eq!(read.as_ref().ok().map(Vec::len), chairs, "{word} {answer}: {read:?}");
        }
        for (answer, list) in [
            ("", Some(None)),
            ("None", Some(None)),
            ("<g@lists.example.org>", Some(Some("g@lists.example.org"))),
            ("lists.example.org", None),
        ] {
            assert_eq!(read_list(answer).ok(), list.map(|list| list.map(str::to_owned)), "{answer}");
        }
        assert!(Start::read("irc").is_err_and(|words| words.ends_with("type matrix, or discord, or neither")));
        let zone = |answer: &str| read_zone(answer, DateTime::UNIX_EPOCH).ok().map(Zone::name);
        for (answer, expected) in [
            ("", Some("UTC")),
            ("europe/zurich", Some("Europe/Zurich")),
            ("Geneva", Some("Europe/Zurich")),
            ("+02:00", None),
            ("Nowhere", None),
        ] {
            assert_eq!(zone(answer), expected, "{answer}");
        }
        assert!(read_name("").is_err() && read_name(&"x".repeat(200)).is_err() && read_name("a\u{202e}b").is_err());
    }

    #[test]
    fn whatever_is_answered_makes_a_valid_file() {
        for name in ["Example Group", "日本語", "a \"quoted\" \\ name # = [x]", "'''", "---"] {
            for (word, chairs) in [("matrix", "@ana:example.org"), ("discord", "5"), ("neither", "Ana \"A\" Maria")] {
                let mut draft = draft(word, name, chairs);
                for question in draft.start.questions {
                    draft.own.push(draft.read(question, "").expect("the usual answer is good"));
                }
                draft.secret_file = Some("se\"crets/x".into());
                let text = draft.text().expect(name);
                let config = Config::parse(&text).expect("it was read before");
                assert_eq!(config.groups[0].name, name);
                assert_eq!(config.sections().len(), usize::from(word != "neither"));
            }
        }
    }

    #[test]
    fn a_homeserver_is_guessed_from_the_account_and_the_account_from_the_chair() {
        let mut draft = draft("matrix", "G", "@ana:chairs.example");
        for (answer, expected) in
            [("bot", Ok("@bot:chairs.example")), ("@bot:bots.example:8448", Ok("@bot:bots.example:8448"))]
        {
            let read = draft.read(&draft.start.questions[0], answer).map(|(_, value)| value);
            assert_eq!(read.as_deref().map_err(|_| ()), expected);
        }
        assert!(draft.read(&draft.start.questions[0], "@bot").is_err());
        draft.own.push(("user", "@bot:bots.example".to_owned()));
        let homeserver = |answer: &str| draft.read(&draft.start.questions[1], answer).map(|(_, value)| value);
        assert_eq!(homeserver("").as_deref(), Ok("https://bots.example"));
        assert_eq!(homeserver("matrix.example.org").as_deref(), Ok("https://matrix.example.org"));
        assert_eq!(homeserver("http://127.0.0.1:8008").as_deref(), Ok("http://127.0.0.1:8008"));
        assert!(homeserver("ftp://x").is_err() && homeserver("a b").is_err());
    }
}
