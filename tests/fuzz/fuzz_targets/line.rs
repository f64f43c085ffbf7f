//! Lines as people type them, into the grammar and through a meeting.

#![no_main]

#[path = "../alarms.rs"]
mod alarms;
#[path = "../checks.rs"]
mod checks;
#[path = "../plain.rs"]
mod plain;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| checks::hold_for(&String::from_utf8_lossy(bytes)));
