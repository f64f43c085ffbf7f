//! Times as people type them.

#![no_main]

#[path = "../plain.rs"]
mod plain;
#[path = "../times.rs"]
mod times;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| times::hold_for_time(&String::from_utf8_lossy(bytes)));
