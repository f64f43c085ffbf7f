//! Times as people type them: `cargo fuzz run --fuzz-dir tests/fuzz -s none time -- -max_total_time=600 -timeout=2
//! -max_len=220`. The lines of `tests/it/times.txt` make a first corpus.

#![no_main]

#[path = "../plain.rs"]
mod plain;
#[path = "../times.rs"]
mod times;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| times::hold_for_time(&String::from_utf8_lossy(bytes)));
