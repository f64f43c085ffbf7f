//! The device: its store, its session, logging in once.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures_util::future::BoxFuture;
use matrix_sdk::authentication::matrix::MatrixSession;
use matrix_sdk::config::{RequestConfig, StoreConfig};
use matrix_sdk::cross_process_lock::CrossProcessLockConfig;
use matrix_sdk::encryption::{BackupDownloadStrategy, EncryptionSettings};
use matrix_sdk::reqwest::StatusCode;
use matrix_sdk::ruma::UserId;
use matrix_sdk::store::{RoomLoadSettings, StateStoreDataKey};
use matrix_sdk::{
    Client, SessionMeta, SessionTokens, SqliteCryptoStore, SqliteStateStore, SqliteStoreConfig, ThreadingSupport,
};
use matrix_sdk_base::{BaseClient, DmRoomDefinition};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::{Credentials, credentials, errors};
use crate::config::MatrixConfig;
use crate::disk;

const SESSION: &str = "session.json";
const STORE_KEY: &str = "store.key";
const LOCK: &str = "lock";
/// The SDK's database of the device's keys.
const DATABASE: &str = "matrix-sdk-crypto.sqlite3";
const KEY_BYTES: u64 = 32;
const DEVICE_NAME: &str = "Convenor";
/// Of one request. A sync has the time of its long poll besides.
const TIME_OUT: Duration = Duration::from_secs(12);

/// Whether a session is kept in the folder.
pub(super) fn is_kept(folder: &Path) -> bool {
    folder.join(SESSION).exists()
}

/// A client without a store, for asking a server something.
pub(super) fn bare(homeserver: &str) -> BoxFuture<'_, anyhow::Result<Client>> {
    Box::pin(async move {
        let config = RequestConfig::new().timeout(TIME_OUT).disable_retry();
        Client::builder()
            .homeserver_url(homeserver)
            .respect_login_well_known(false)
            .request_config(config)
            .build()
            .await
            .context("setting up the Matrix client")
    })
}

/// A logged-in device.
pub(super) struct Session {
    pub client: Client,
    /// The part of the client that keeps keys and rooms.
    pub base: BaseClient,
    /// Held while the device is in use.
    pub lock: File,
}

/// Opens the store and restores the session, or logs in.
pub(super) fn open(config: &MatrixConfig) -> BoxFuture<'_, anyhow::Result<Session>> {
    Box::pin(async move {
        fs::create_dir_all(&config.store).with_context(|| format!("making the folder {}", config.store.display()))?;
        let lock = lock(&config.store)?;
        let key = store_key(&config.store)?;
        let (client, base) = build(config, &key).await?;
        let path = config.store.join(SESSION);
        keep_tokens(&client, &path)?;
        // The SDK drops a sync answer that it has seen, without a word. We go by a place of our own
        // and may have to ask again after a crash, so it must forget its own.
        client.state_store().remove_kv_data(StateStoreDataKey::SyncToken).await?;
        if let Some(session) = load(&path)? {
            client
                .matrix_auth()
                .restore_session(session, RoomLoadSettings::default())
                .await
                .context("restoring the Matrix session")?;
        } else {
            log_in(config, &client).await?;
            save(&path, &client.matrix_auth().session().context("the login brought no session")?)?;
        }
        client.encryption().wait_for_e2ee_initialization_tasks().await;
        Ok(Session { client, base, lock })
    })
}

async fn build(config: &MatrixConfig, key: &[u8; 32]) -> anyhow::Result<(Client, BaseClient)> {
    let base = open_stores(config, key)
        .await
        .with_context(|| format!("opening the Matrix store in {}", config.store.display()))?;
    let client = Client::builder()
        .homeserver_url(&config.homeserver)
        // The configured address is meant, not what a login's answer would move us to.
        .respect_login_well_known(false)
        .base_client(base.clone())
        .handle_refresh_tokens()
        // The SDK waits before its own second try for as long as the server tells it to, be it a day, and says
        // nothing about it. We repeat requests ourselves.
        .request_config(RequestConfig::new().timeout(TIME_OUT).disable_retry())
        .with_encryption_settings(EncryptionSettings {
            auto_enable_cross_signing: true,
            backup_download_strategy: BackupDownloadStrategy::AfterDecryptionFailure,
            auto_enable_backups: true,
        })
        .build()
        .await
        .context("setting up the Matrix client")?;
    Ok((client, base))
}

/// What the SDK knows of rooms and keys. What was said and shown is in our own store: its caches of that are never read.
async fn open_stores(config: &MatrixConfig, key: &[u8; 32]) -> anyhow::Result<BaseClient> {
    // A key instead of a passphrase: a passphrase costs seconds of hashing at every start.
    let place = SqliteStoreConfig::new(&config.store).key(Some(key));
    let stores = StoreConfig::new(CrossProcessLockConfig::multi_process("main"))
        .state_store(SqliteStateStore::open_with_config(&place).await?)
        .crypto_store(SqliteCryptoStore::open_with_config(&place).await?);
    Ok(BaseClient::new(stores, ThreadingSupport::Disabled, DmRoomDefinition::MatrixSpec))
}

/// New tokens are written the moment they come: the old ones are good for nothing then.
fn keep_tokens(client: &Client, path: &Path) -> anyhow::Result<()> {
    let (reload, keep) = (path.to_owned(), path.to_owned());
    client.set_session_callbacks(
        Box::new(move |_| Ok(load(&reload)?.ok_or("the session's file is gone")?.tokens)),
        Box::new(move |client| {
            let session = client.matrix_auth().session().ok_or("there is no session to keep")?;
            Ok(save(&keep, &session)?)
        }),
    )?;
    Ok(())
}

async fn log_in(config: &MatrixConfig, client: &Client) -> anyhow::Result<()> {
    match credentials(config).map_err(anyhow::Error::msg)? {
        Credentials::Password(password) => {
            log_in_with(config, client, password.expose_secret()).await?;
        }
        Credentials::Token(token) => {
            let meta = whoami(&config.homeserver, token.expose_secret()).await?;
            let tokens = SessionTokens { access_token: token.expose_secret().to_owned(), refresh_token: None };
            client
                .matrix_auth()
                .restore_session(MatrixSession { meta, tokens }, RoomLoadSettings::default())
                .await
                .context("using the token")?;
        }
    }
    Ok(())
}

async fn log_in_with(config: &MatrixConfig, client: &Client, password: &str) -> anyhow::Result<()> {
    let login = client
        .matrix_auth()
        .login_username(&config.user, password)
        .initial_device_display_name(DEVICE_NAME)
        .request_refresh_token();
    let refused = |error: matrix_sdk::Error| {
        anyhow::anyhow!("logging in as {} failed: {}", config.user, errors::brief(&error.to_string()))
    };
    login.send().await.map(drop).map_err(refused)
}

/// Logs in and out again; the device lives for a moment only. Returns the account.
pub(super) async fn try_password(config: &MatrixConfig, client: &Client, password: &str) -> anyhow::Result<String> {
    log_in_with(config, client, password).await?;
    let who = client.user_id().map_or_else(|| config.user.clone(), ToString::to_string);
    client.matrix_auth().logout().await.context("logging out again")?;
    Ok(who)
}

/// Who and which device a token belongs to.
pub(super) async fn whoami(homeserver: &str, token: &str) -> anyhow::Result<SessionMeta> {
    let (status, body) = ask(homeserver, "account/whoami", Some(token)).await?;
    if !status.is_success() {
        bail!("the homeserver refuses the token ({status})");
    }
    let user = body["user_id"].as_str().context("the homeserver did not say whose token it is")?;
    let device = body["device_id"]
        .as_str()
        .context("the token has no device, so encrypted rooms would stay closed; log in for a new one")?;
    Ok(SessionMeta { user_id: UserId::parse(user)?, device_id: device.into() })
}

/// Asks the homeserver something without a client: the status and the answer, which is `Null` where it is not JSON.
pub(super) async fn ask(homeserver: &str, path: &str, token: Option<&str>) -> anyhow::Result<(StatusCode, Value)> {
    let address = format!("{}/_matrix/client/v3/{path}", homeserver.trim_end_matches('/'));
    let request = matrix_sdk::reqwest::Client::new().get(address).timeout(TIME_OUT);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let answer = request.send().await.map_err(|error| anyhow::anyhow!("{}", errors::brief(&error.to_string())))?;
    let status = answer.status();
    let body = serde_json::from_str(&answer.text().await.unwrap_or_default()).unwrap_or_default();
    Ok((status, body))
}

/// The access token of the kept session.
pub(super) fn token_of_kept(folder: &Path) -> anyhow::Result<String> {
    let session = load(&folder.join(SESSION))?.context("the session's file is gone")?;
    Ok(session.tokens.access_token)
}

/// Why the device's folder could not be opened or made, as far as its files tell; `None`: it could.
pub(super) fn fault(folder: &Path) -> Option<String> {
    if let Some(fault) = disk::folder_fault(folder) {
        return Some(format!("{fault}; correct [matrix] store"));
    }
    let (key, database) = (folder.join(STORE_KEY), folder.join(DATABASE));
    let back = "put it back from a copy, or move the folder away: the bot then logs in as a new device and needs the recovery key";
    match fs::metadata(&key) {
        Ok(found) if found.len() == KEY_BYTES => {}
        Ok(_) => return Some(format!("{} is no key of {KEY_BYTES} bytes; {back}", key.display())),
        Err(_) if database.exists() => {
            return Some(format!("{} is missing, without which the folder cannot be read; {back}", key.display()));
        }
        Err(_) => {}
    }
    let session = folder.join(SESSION);
    load(&session).err().map(|error| format!("{} cannot be read ({error}); {back}", session.display()))
}

fn lock(folder: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => bail!(
            "the Matrix store {} is in use by another process; give each its own [matrix] store",
            folder.display()
        ),
    }
}

/// 32 random bytes, made once.
fn store_key(folder: &Path) -> anyhow::Result<[u8; 32]> {
    let path = folder.join(STORE_KEY);
    if let Ok(kept) = fs::read(&path) {
        return kept.try_into().map_err(|_| anyhow::anyhow!("{} is no key of 32 bytes", path.display()));
    }
    let mut key = [0_u8; 32];
    let random = rustls::crypto::aws_lc_rs::default_provider().secure_random;
    random.fill(&mut key).map_err(|_| anyhow::anyhow!("the machine gives no random bytes"))?;
    write_private(&path, &key)?;
    Ok(key)
}

fn load(path: &Path) -> std::io::Result<Option<MatrixSession>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn save(path: &Path, session: &MatrixSession) -> std::io::Result<()> {
    write_private(path, &serde_json::to_vec(session)?)
}

/// Writes a file that only the bot may read, whole or not at all.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)
}
