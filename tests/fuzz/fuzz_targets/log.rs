//! Whole logs, in every format, into `convenor replay`.

#![no_main]

#[path = "../logs.rs"]
mod logs;
#[path = "../plain.rs"]
mod plain;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| logs::hold_for_log(&String::from_utf8_lossy(bytes)));
