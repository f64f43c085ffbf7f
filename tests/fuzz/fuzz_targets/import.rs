//! Files that are taken in: a register, a list of members, terms, edited minutes.

#![no_main]

#[path = "../imports.rs"]
mod imports;
#[path = "../plain.rs"]
mod plain;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| imports::hold_for_import(&String::from_utf8_lossy(bytes)));
