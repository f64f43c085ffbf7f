//! The configuration: one TOML file, every setting with a default, secrets by file or
//! environment. Whatever is wrong is one sentence naming file, key and remedy.

pub mod beginning;
mod discord;
mod document;
mod mail;
mod matrix;
mod member;
mod members;
mod parent;
mod place;
mod remedy;
mod run;
mod web;
mod words;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use crate::group::charter::{Charter, Discussion, Order, Policy, Relay};
use crate::group::permalink::Permalinks;
use crate::group::stationery::Stationery;
use crate::platform::check_room;
use crate::time::Zone;

pub use discord::DiscordConfig;
pub use document::DocumentConfig;
pub use mail::{InboundConfig, MailConfig};
pub use matrix::{MatrixConfig, ReceiptsConfig};
pub use member::MemberConfig;
use member::accounts;
pub use members::{Listed, problems as member_problems, read as read_members};
pub use parent::ParentMeetingConfig;
pub use run::RunConfig;
pub use web::{BoardConfig, WebConfig};

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub bot: BotConfig,
    pub run: RunConfig,
    pub store: StoreConfig,
    pub matrix: Option<MatrixConfig>,
    pub discord: Option<DiscordConfig>,
    pub web: Option<WebConfig>,
    pub mail: MailConfig,
    #[serde(rename = "group")]
    pub groups: Vec<GroupConfig>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BotConfig {
    pub names: Vec<String>,
    /// Whether rooms of no group hold meetings of their own.
    pub open_rooms: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreConfig {
    pub url: String,
    /// The list of deletions of a database that is not a file.
    pub deletions: PathBuf,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct GroupConfig {
    pub id: Option<String>,
    pub name: String,
    pub parent: Option<String>,
    /// The file of the terms of reference.
    pub terms_file: Option<PathBuf>,
    pub list: Option<String>,
    #[serde(default)]
    pub list_is_members_only: bool,
    /// Where the list's public archive shows a mail.
    pub archive_url: Option<String>,
    pub reply_to: Option<String>,
    #[serde(default, deserialize_with = "policy")]
    pub policy: PolicyConfig,
    #[serde(default)]
    pub chairs: Vec<String>,
    #[serde(default)]
    pub secretaries: Vec<String>,
    #[serde(default)]
    pub rooms: Vec<String>,
    #[serde(default = "utc")]
    pub zone: String,
    pub zone_label: Option<String>,
    #[serde(default)]
    pub zones: Vec<String>,
    #[serde(default)]
    pub sides: Vec<String>,
    #[serde(default = "first_meeting")]
    pub first_meeting: u32,
    #[serde(default = "notice_days")]
    pub notice_days: u32,
    pub document_days: Option<u32>,
    pub join_link: Option<String>,
    pub how_to_join: Option<String>,
    #[serde(default)]
    pub opening_words: Vec<String>,
    #[serde(default = "report_lead_months")]
    pub report_lead_months: u32,
    /// `[[group.parent_meeting]]`: meetings of the bodies that the group reports to.
    #[serde(default, rename = "parent_meeting")]
    pub parent_meetings: Vec<ParentMeetingConfig>,
    #[serde(default = "objection_secs")]
    pub objection_secs: u32,
    #[serde(default = "confirm_days")]
    pub confirm_days: u32,
    #[serde(default)]
    pub attach_docx: bool,
    #[serde(default = "approvals")]
    pub approvals: u32,
    #[serde(default, deserialize_with = "order")]
    pub queue_order: OrderConfig,
    #[serde(default, deserialize_with = "relay")]
    pub relay: RelayConfig,
    #[serde(default, deserialize_with = "discussion")]
    pub discussion: Discussion,
    pub retention_days: Option<u32>,
    #[serde(default = "hands_for_others")]
    pub hands_for_others: bool,
    /// Whether the board has a page of how long people have had the floor.
    #[serde(default)]
    pub speaking_times: bool,
    pub document: Option<DocumentConfig>,
    #[serde(default, rename = "member")]
    pub members: Vec<MemberConfig>,
    /// More members, in a table.
    pub members_file: Option<PathBuf>,
}

/// `strict`: roles bind. `open`: everyone has a chair's rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PolicyConfig {
    #[default]
    Strict,
    Open,
}

/// How hands of one kind are ordered in the speaking queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderConfig(pub Order);

/// What is shown of one room's talk in the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelayConfig(pub Relay);

impl Default for RelayConfig {
    fn default() -> RelayConfig {
        RelayConfig(Relay::All)
    }
}

impl Default for BotConfig {
    fn default() -> BotConfig {
        BotConfig { names: crate::command::grammar::Names::default().0, open_rooms: false }
    }
}

impl Default for StoreConfig {
    fn default() -> StoreConfig {
        StoreConfig { url: "sqlite://data/convenor.db".to_owned(), deletions: "data/deletions".into() }
    }
}

fn utc() -> String {
    "UTC".to_owned()
}

fn first_meeting() -> u32 {
    1
}

fn notice_days() -> u32 {
    7
}

fn report_lead_months() -> u32 {
    1
}

fn objection_secs() -> u32 {
    60
}

fn hands_for_others() -> bool {
    true
}

fn approvals() -> u32 {
    1
}

fn confirm_days() -> u32 {
    14
}

fn policy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PolicyConfig, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "strict" => Ok(PolicyConfig::Strict),
        "open" => Ok(PolicyConfig::Open),
        other => Err(serde::de::Error::custom(format!("“{other}” is not a policy; write \"strict\" or \"open\""))),
    }
}

fn order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OrderConfig, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "fifo" => Ok(OrderConfig(Order::Fifo)),
        "not-yet-spoken-first" => Ok(OrderConfig(Order::NotYetSpokenFirst)),
        "alternate-organizations" => Ok(OrderConfig(Order::AlternateOrganizations)),
        other => Err(serde::de::Error::custom(format!(
            "“{other}” is not an order of the queue; write \"fifo\", \"not-yet-spoken-first\" or \"alternate-organizations\""
        ))),
    }
}

fn discussion<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Discussion, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "floor" => Ok(Discussion::Floor),
        "answers" => Ok(Discussion::Answers),
        "all" => Ok(Discussion::All),
        other => Err(serde::de::Error::custom(format!(
            "“{other}” is not what can go into the minutes; write \"floor\", \"answers\" or \"all\""
        ))),
    }
}

fn relay<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RelayConfig, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "all" => Ok(RelayConfig(Relay::All)),
        "record" => Ok(RelayConfig(Relay::Record)),
        "none" => Ok(RelayConfig(Relay::Nothing)),
        other => Err(serde::de::Error::custom(format!(
            "“{other}” is not what can be shown of one room in the others; write \"all\", \"record\" or \"none\""
        ))),
    }
}

/// What is wrong with a configuration, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct ConfigError {
    pub file: String,
    pub problem: String,
}

impl Config {
    /// Reads and validates a file.
    ///
    /// # Errors
    /// One sentence that names the file, the key and what to write instead.
    pub fn load(path: &Path) -> Result<Config, ConfigError> {
        let file = path.display().to_string();
        let wrong = |problem: String| ConfigError { file: file.clone(), problem };
        let text = std::fs::read_to_string(path)
            .map_err(|error| wrong(format!("cannot be read ({error}); name an existing file with --config FILE")))?;
        let mut config = Config::parse(&text).map_err(wrong)?;
        for group in &mut config.groups {
            group
                .take_members()
                .map_err(|problem| wrong(format!("[[group]] {}, key members_file: {problem}", group.name)))?;
        }
        config.validate().map_err(wrong)?;
        Ok(config)
    }

    /// Parses the text of a file.
    ///
    /// # Errors
    /// The problem in words, with the line and the key.
    pub fn parse(text: &str) -> Result<Config, String> {
        words::refuse_hidden(text)?;
        let deserializer = toml::Deserializer::parse(text).map_err(|error| described(text, None, &error))?;
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            let key = error.path().to_string();
            described(text, Some(key.as_str()).filter(|key| *key != "."), error.inner())
        })
    }

    /// Everything that can be checked without asking a server.
    ///
    /// # Errors
    /// The first problem, in words.
    pub fn validate(&self) -> Result<(), String> {
        self.validate_names()?;
        let mut ids = BTreeSet::new();
        let mut rooms = BTreeSet::new();
        for (index, group) in self.groups.iter().enumerate() {
            let place = |key: &str| format!("[[group]] number {} ({}), key {key}", index + 1, group.name);
            group.charter().map_err(|(key, problem)| format!("{}: {problem}", place(key)))?;
            if !ids.insert(group.id()) {
                return Err(format!("{}: another group has the same; give each an id of its own", place("id")));
            }
            for room in &group.rooms {
                if !rooms.insert(room) {
                    return Err(format!(
                        "{}: “{room}” belongs to another group already; a room has one group",
                        place("rooms")
                    ));
                }
            }
        }
        self.mail.mailer().map_err(|(key, problem)| format!("[mail], key {key}: {problem}"))?;
        self.mail.inbound().map_err(|(key, problem)| format!("[mail], key {key}: {problem}"))?;
        if let Some(section) = self.sections().into_iter().find(|section| section.problem.is_some()) {
            let (key, problem) = section.problem.unwrap_or_default();
            return Err(format!("[{}], key {key}: {problem}", section.name));
        }
        self.run.status_at().map_err(|(key, problem)| format!("[run], key {key}: {problem}"))?;
        let is_store = ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| self.store.url.starts_with(scheme));
        if !is_store {
            return Err(format!(
                "[store], key url: “{}” is not a database address; write sqlite://data/convenor.db or postgres://user@host/name",
                crate::store::shown(&self.store.url)
            ));
        }
        Ok(())
    }

    /// The sections of platforms that are there.
    pub fn sections(&self) -> Vec<Section> {
        let matrix = self.matrix.as_ref().map(MatrixConfig::section);
        let discord = self.discord.as_ref().map(DiscordConfig::section);
        let web = self.web.as_ref().map(WebConfig::section);
        [matrix, discord, web].into_iter().flatten().collect()
    }

    /// The charters of all groups; call after [`Config::validate`].
    pub fn charters(&self) -> Vec<Charter> {
        let reads_mail = self.mail.inbound.is_some();
        let has_board = self.web.as_ref().is_some_and(|web| web.board == BoardConfig::Link);
        let charters = self.groups.iter().filter_map(|group| group.charter().ok());
        let domain = self.mail.from.rsplit('@').next().unwrap_or_default();
        let with_links = |charter: Charter| {
            let permalinks = charter.permalinks.map(|links| links.from_domain(domain));
            Charter { permalinks, reads_mail, has_board, ..charter }
        };
        charters.map(with_links).collect()
    }
}

/// A TOML or value error as a sentence with line and key.
fn described(text: &str, key: Option<&str>, error: &toml::de::Error) -> String {
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let line = line.map_or_else(String::new, |line| format!("line {line}, "));
    let message = remedy::remedied(&crate::text::one_line(error.message()), key);
    let key = key.map_or_else(String::new, |key| format!("key {key}: "));
    format!("{line}{key}{message}")
}

/// A key and what is wrong with it.
type Problem = (&'static str, String);

/// What the sections of all platforms have in common.
#[derive(Clone, Debug)]
pub struct Section {
    /// The platform's name, which is the section's too.
    pub name: &'static str,
    /// What is wrong with a value of it.
    problem: Option<Problem>,
    /// Secrets, and files and folders of data that only their owner should read.
    pub files: Vec<PathBuf>,
}

impl GroupConfig {
    /// Its members: those of the configuration itself, then those of the file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn listed(&self) -> Result<Vec<Listed>, String> {
        let here = self.members.iter().map(|member| Listed { line: None, member: member.clone() });
        let there = self.members_file.as_deref().map(members::members_of).transpose()?;
        Ok(here.chain(there.into_iter().flatten()).collect())
    }

    /// Adds the members of the file to those of the configuration.
    fn take_members(&mut self) -> Result<(), String> {
        if self.members_file.is_none() {
            return Ok(());
        }
        let listed = self.listed()?;
        if let Some(problem) = members::problems(&listed, &self.sides).into_iter().next() {
            return Err(format!("{problem}; to see all: convenor members check"));
        }
        self.members = listed.into_iter().map(|one| one.member).collect();
        Ok(())
    }

    /// Key of the group's log: `id`, else the name in lower case with dashes.
    pub fn id(&self) -> String {
        self.id.clone().unwrap_or_else(|| {
            let dashed: String =
                self.name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            dashed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
        })
    }

    /// Where the list's public archive shows a mail; the domain of our own is not known here.
    fn permalinks(&self) -> Result<Option<Permalinks>, Problem> {
        let Some(template) = &self.archive_url else { return Ok(None) };
        let links = Permalinks::new(template, "").ok_or_else(|| {
            ("archive_url", format!("“{template}” is not the address of a mail; write the address of a mail in the archive with {{hash}} or {{message_id}} in it, such as https://lists.example.org/archives/list/group@lists.example.org/message/{{hash}}/"))
        })?;
        Ok(Some(links))
    }

    /// The charter that the core works with.
    ///
    /// # Errors
    /// The key and the problem.
    pub fn charter(&self) -> Result<Charter, Problem> {
        let name = words::name("name", &self.name)?;
        let id = self.id();
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')) {
            return Err((
                "id",
                format!("“{id}” is not an id; write letters, digits and dashes, such as id = \"jcg-iotsec\""),
            ));
        }
        for (key, address) in [("list", &self.list), ("reply_to", &self.reply_to)] {
            if let Some(address) = address.as_ref().filter(|address| address.parse::<lettre::Address>().is_err()) {
                return Err((
                    key,
                    format!("“{address}” is not a mail address; write one such as group@lists.example.org"),
                ));
            }
        }
        if self.policy == PolicyConfig::Strict && self.chairs.is_empty() {
            return Err(("chairs", "nobody could open a meeting; name a chair such as \"matrix:@chair:example.org\", or write policy = \"open\"".to_owned()));
        }
        if self.policy == PolicyConfig::Strict && !(1..=self.chairs.len()).contains(&(self.approvals as usize)) {
            let chairs = self.chairs.len();
            return Err(("approvals", format!("the group has {chairs} chairs; write a number from 1 to {chairs}")));
        }
        if let Some(link) = self.join_link.as_ref().filter(|link| !crate::text::is_address(link)) {
            return Err((
                "join_link",
                format!("“{link}” is not a web address; write one such as https://meet.example.org/room"),
            ));
        }
        for room in &self.rooms {
            check_room(room).map_err(|problem| ("rooms", problem))?;
        }
        for member in &self.members {
            if let Some(side) =
                member.side.as_ref().filter(|side| !self.sides.is_empty() && !self.sides.contains(*side))
            {
                return Err((
                    "member.side",
                    format!("“{side}” of {} is not one of the group's sides ({})", member.name, self.sides.join(", ")),
                ));
            }
        }
        Ok(Charter {
            id,
            name,
            parent: words::name_if_any("parent", self.parent.as_ref())?,
            terms: words::terms(self.terms_file.as_deref()).map_err(|problem| ("terms_file", problem))?,
            list: self.list.clone(),
            list_is_members_only: self.list_is_members_only,
            permalinks: self.permalinks()?,
            reads_mail: false,
            reply_to: self.reply_to.clone(),
            is_direct: false,
            policy: match self.policy {
                PolicyConfig::Strict => Policy::Strict,
                PolicyConfig::Open => Policy::Open,
            },
            chairs: accounts(&self.chairs).map_err(|problem| ("chairs", problem))?.into_iter().collect(),
            secretaries: accounts(&self.secretaries).map_err(|problem| ("secretaries", problem))?.into_iter().collect(),
            members: self.members.iter().map(MemberConfig::member).collect::<Result<_, _>>()?,
            zone: self.zone.parse().map_err(|error: crate::time::UnknownZone| ("zone", error.to_string()))?,
            zone_label: words::name_if_any("zone_label", self.zone_label.as_ref())?,
            zones: self
                .zones
                .iter()
                .map(|zone| zone.parse::<Zone>())
                .collect::<Result<_, _>>()
                .map_err(|error| ("zones", error.to_string()))?,
            notice_days: self.notice_days,
            input_number: self.document.clone().unwrap_or_default().input_number(&self.name)?,
            document_days: self.document_days,
            join_link: self.join_link.clone(),
            meeting_places: self.rooms.iter().filter_map(|room| place::meeting_place(room)).collect(),
            how_to_join: words::text_if_any("how_to_join", self.how_to_join.as_ref())?,
            opening_words: words::texts("opening_words", &self.opening_words)?,
            objection_secs: self.objection_secs,
            showing_secs: 0,
            confirm_days: self.confirm_days,
            approvals: self.approvals,
            attach_docx: self.attach_docx,
            has_board: false,
            hands_for_others: self.hands_for_others,
            speaking_times: self.speaking_times,
            order: self.queue_order.0,
            relay: self.relay.0,
            discussion: self.discussion,
            retention_days: self.retention_days,
            sides: words::names("sides", &self.sides)?,
            report_lead_months: self.report_lead_months,
            parent_meetings: self.parent_meetings.iter().map(ParentMeetingConfig::meeting).collect::<Result<_, _>>()?,
            first_meeting: self.first_meeting,
            stationery: self
                .document
                .as_ref()
                .map_or_else(|| Ok(Stationery::default()), DocumentConfig::stationery)?
                .into(),
        })
    }
}

/// A secret from its file, else from the environment. Only its absence is ever printed.
///
/// # Errors
/// The file is named and cannot be read, or is empty.
pub fn secret(file: Option<&Path>, variable: &str) -> Result<Option<SecretString>, String> {
    let Some(file) = file else {
        return Ok(std::env::var(variable).ok().filter(|value| !value.is_empty()).map(SecretString::from));
    };
    let text = std::fs::read_to_string(credential(file).as_deref().unwrap_or(file)).map_err(|error| {
        format!("the secret's file {} cannot be read ({error}); create it, readable only by the bot", file.display())
    })?;
    let value = text.trim_end_matches(['\r', '\n']);
    if value.is_empty() {
        return Err(format!("the secret's file {} is empty", file.display()));
    }
    Ok(Some(SecretString::from(value.to_owned())))
}

/// The credential that systemd has made of a secret's file, where it has (`LoadCredential=` in systemd.exec(5)): by its name, or
/// where a whole folder was loaded, by the folder's and its own.
fn credential(file: &Path) -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("CREDENTIALS_DIRECTORY")?);
    let name = file.file_name()?.to_str()?;
    let of_folder = file.parent().and_then(Path::file_name).map(|of| format!("{}_{name}", of.to_string_lossy()));
    let names = of_folder.into_iter().chain([name.to_owned()]);
    names.map(|name| folder.join(name)).find(|credential| credential.is_file())
}

#[cfg(test)]
pub(crate) mod tests;
