#!/usr/bin/env bash
# matrix-sdk-crypto (the crate registry) loses a room key that arrives while its database cannot be written: when the same sync comes again, the key in it can no longer be opened.
#
# Version: matrix-sdk-crypto and matrix-sdk-sqlite 0.18.0, the newest in Rust's registry in November 2026: the encryption of most Matrix programs written in Rust.
# Expected: a sync whose changes cannot be saved ends in an error, and whoever asked repeats it from the same place, for which the server gives the same
#   messages to the device. What was not saved then counts as not received, so that the room key is taken the second time.
# Seen: the session with the sender's device is moved on in memory before it is written, and stays so when the writing fails. At the repetition, which ends
#   without an error, the message is taken for one that was opened before: no room key comes of it, and what was said with it stays closed for ever.
#   A program that opens the same database anew after the failure takes the key from the same message.
# For people of this field: a disk that is full for a minute, or a backup that holds the database, and everybody who began with a new key in that minute
#   can't be read any more by a bot that has an error in its log from then and looks well since.
# Convenor: reads its keys from disk again after each sync that could not be saved (decision 0102).
#
# Needs: bash, cargo with a Rust compiler (builds for about three minutes). Builds both crates in a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "look"
version = "0.1.0"
edition = "2021"

[dependencies]
matrix-sdk-crypto = "=0.18.0"
matrix-sdk-sqlite = { version = "=0.18.0", default-features = false, features = ["bundled", "crypto-store"] }
ruma = { version = "0.16", features = ["client-api"] }
rusqlite = "0.37"
serde = "1"
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RS'
use std::collections::BTreeMap;

use matrix_sdk_crypto::types::events::room::encrypted::EncryptedEvent;
use matrix_sdk_crypto::types::requests::AnyOutgoingRequest;
use matrix_sdk_crypto::{DecryptionSettings, EncryptionSettings, EncryptionSyncChanges, OlmMachine, TrustRequirement};
use matrix_sdk_sqlite::SqliteCryptoStore;
use ruma::api::client::keys::{claim_keys, get_keys, upload_keys};
use ruma::events::{AnyMessageLikeEventContent, AnyToDeviceEvent};
use ruma::serde::Raw;
use ruma::{device_id, room_id, user_id, OneTimeKeyAlgorithm, UInt, UserId};
use serde_json::{json, Value};

const SETTINGS: DecryptionSettings = DecryptionSettings { sender_device_trust_requirement: TrustRequirement::Untrusted };

fn response<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("it fits")
}

/// What the device of a machine would give a server.
async fn uploaded(machine: &OlmMachine) -> (Value, Value) {
    for request in machine.outgoing_requests().await.expect("requests") {
        if let AnyOutgoingRequest::KeysUpload(upload) = request.request() {
            let keys = (json!(upload.device_keys), json!(upload.one_time_keys));
            let counts = BTreeMap::from([(OneTimeKeyAlgorithm::SignedCurve25519, UInt::from(50_u32))]);
            let answer = upload_keys::v3::Response::new(counts);
            machine.mark_request_as_sent(request.request_id(), &answer).await.expect("sent");
            return keys;
        }
    }
    panic!("nothing to upload");
}

/// A new room key of Ana's, as the message that reaches Bo's device.
async fn new_key(ana: &OlmMachine, bo: &UserId) -> Raw<AnyToDeviceEvent> {
    let room = room_id!("!room:example.org");
    ana.discard_room_key(room).await.expect("discarded");
    let requests = ana.share_room_key(room, [bo].into_iter(), EncryptionSettings::default()).await.expect("shared");
    let request = &requests[0];
    let content = request.messages.values().flat_map(|devices| devices.values()).next().expect("a message");
    let event = json!({"type": "m.room.encrypted", "sender": ana.user_id(), "content": content});
    ana.mark_request_as_sent(&request.txn_id, &ruma::api::client::to_device::send_event_to_device::v3::Response::new()).await.expect("sent");
    Raw::new(&event).expect("JSON").cast_unchecked()
}

/// A sync that brings one message to the device.
async fn sync(machine: &OlmMachine, event: &Raw<AnyToDeviceEvent>) -> Result<usize, String> {
    let changes = EncryptionSyncChanges {
        to_device_events: vec![event.clone()],
        changed_devices: &Default::default(),
        one_time_keys_counts: &BTreeMap::new(),
        unused_fallback_keys: None,
        next_batch_token: None,
    };
    let taken = machine.receive_sync_changes(changes, &SETTINGS).await;
    taken.map(|(_, keys)| keys.len()).map_err(|error| error.to_string())
}

/// Something that Ana says with her newest key.
async fn said(ana: &OlmMachine) -> Raw<EncryptedEvent> {
    let content: Raw<AnyMessageLikeEventContent> = Raw::new(&json!({"msgtype": "m.text", "body": "hand+"})).expect("JSON").cast_unchecked();
    let content = ana.encrypt_room_event_raw(room_id!("!room:example.org"), "m.room.message", &content).await.expect("encrypted").content;
    let event = json!({"type": "m.room.encrypted", "event_id": "$1", "sender": ana.user_id(), "origin_server_ts": 1, "content": content});
    Raw::new(&event).expect("JSON").cast_unchecked()
}

#[tokio::main]
async fn main() {
    let (ana, bo) = (user_id!("@ana:example.org"), user_id!("@bo:example.org"));
    let store = || async { SqliteCryptoStore::open("bo", None).await.expect("a store") };
    let bos = OlmMachine::with_store(bo, device_id!("BO"), store().await, None).await.expect("Bo");
    let anas = OlmMachine::new(ana, device_id!("ANA")).await;

    // Ana learns of Bo's device and begins a session with it.
    let (device, one_time) = uploaded(&bos).await;
    uploaded(&anas).await;
    anas.update_tracked_users([bo]).await.expect("tracked");
    for request in anas.outgoing_requests().await.expect("requests") {
        if let AnyOutgoingRequest::KeysQuery(_) = request.request() {
            let mut answer = get_keys::v3::Response::new();
            answer.device_keys = response(json!({bo: {"BO": device}}));
            anas.mark_request_as_sent(request.request_id(), &answer).await.expect("known");
        }
    }
    let (id, _) = anas.get_missing_sessions([bo].into_iter()).await.expect("sessions").expect("one is missing");
    let (name, key) = one_time.as_object().expect("keys").iter().next().expect("one");
    let answer = claim_keys::v3::Response::new(response(json!({bo: {"BO": {name: key}}})));
    anas.mark_request_as_sent(&id, &answer).await.expect("claimed");

    let first = new_key(&anas, bo).await;
    let in_order = sync(&bos, &first).await;
    let is_open = bos.decrypt_room_event(&said(&anas).await, room_id!("!room:example.org"), &SETTINGS).await.is_ok();
    println!("in order: {in_order:?} keys, opened: {is_open}");

    // A second key comes while somebody else writes to Bo's database.
    let second = new_key(&anas, bo).await;
    let other = rusqlite::Connection::open("bo/matrix-sdk-crypto.sqlite3").expect("the database");
    other.execute_batch("BEGIN IMMEDIATE").expect("it is taken");
    let while_taken = sync(&bos, &second).await;
    other.execute_batch("ROLLBACK").expect("it is free");
    println!("while the database is taken: {while_taken:?}");
    let again = sync(&bos, &second).await;
    let line = said(&anas).await;
    let is_open_again = bos.decrypt_room_event(&line, room_id!("!room:example.org"), &SETTINGS).await.is_ok();
    println!("the same sync again: {again:?} keys, opened: {is_open_again}");

    drop(bos);
    let anew = OlmMachine::with_store(bo, device_id!("BO"), store().await, None).await.expect("Bo");
    let after = sync(&anew, &second).await;
    let is_open_anew = anew.decrypt_room_event(&line, room_id!("!room:example.org"), &SETTINGS).await.is_ok();
    println!("opened anew: {after:?} keys, opened: {is_open_anew}");

    let is_there = in_order == Ok(1) && is_open && while_taken.is_err()
        && again == Ok(0) && !is_open_again && after == Ok(1) && is_open_anew;
    println!("{}", if is_there { "still so" } else { "changed" });
    std::process::exit(i32::from(!is_there));
}
RS
nice cargo build --quiet || { echo "matrix-sdk-crypto 0.18.0 cannot be built" >&2; exit 2; }
./target/debug/look
